"""The symptom that lesson 6 opens with: the digit moves by one pixel, and the network is lost."""

from functools import cache
from typing import NamedTuple

import numpy as np

from ... import convnet, datasets, my_digit, network, pooling
from ...ink import moved
from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import a_digit, many, sentences
from ...optimizers import adam
from ...plots import charts, maps, style
from ..shared.reader import SEED, SIZES, of_ten, percents, softmax

FARTHEST = 3  # pixels
MOVES = range(-FARTHEST, FARTHEST + 1)
EPOCHS = 20
KERNELS = 16
DENSE, POOLED = "fully connected", "kernels and pooling"
LOOKS = {
    DENSE: {"color": style.VERMILLION, "linestyle": "--", "marker": "s"},
    POOLED: {"color": style.GREEN, "linestyle": "-", "marker": "o"},
}


class Nudged(NamedTuple):
    """The learner's digit, moved, and what a network takes it for at every move."""

    pictures: list  # of (8, 8), one for each of MOVES
    chances: np.ndarray  # (moves, 10)
    shares: dict  # {network: (moves,)} of the held-out digits that it reads when all are moved


@explorer
class Nudge(Explorer):
    """The digit network, and a digit that moves by a pixel or two.

    pool: a learner's max pooling by 2 × 2; with it, the network has kernels and pooling.
    """

    title = "A digit that moves"
    aim = "find a move at which the fully connected network reads fewer than 2 digits of 10"
    wins = ({"by": 2},)
    sliders = ("by",)

    def __init__(self, pool=None):
        self.with_pooling = pool is not None
        figure, seen, answer, side = style.figure(0.62, 0.8, 1.5, height=3.7)
        self.sees = maps.paper(seen, "your digit, moved", 8)
        self.bars = maps.bars(answer, list(range(10)), 1.0, "what it takes it for", room=1.35)
        ends = -FARTHEST - 0.2, FARTHEST + 0.2
        title, across = "never-seen digits read correctly", "all moved to the right by (pixels)"
        charts.chart(side, 0, 1, title, across, ends, yscale="linear")
        side.set_yticks(np.linspace(0, 1, 6), [f"{k} %" for k in range(0, 101, 20)])
        side.axhline(0.1, color=style.GREY, linewidth=1, linestyle=":")
        looks = LOOKS if self.with_pooling else {DENSE: LOOKS[DENSE]}
        self.lines = charts.lines(side, looks, "lower center" if self.with_pooling else None)
        super().__init__(
            figure,
            controls={"by": slider("move it by", 0, -FARTHEST, FARTHEST, 1)},
            yours={"pool": Yours(pool, pooling.max_pool)},
        )

    def compute(self, c, pool):
        pictures = [moved(my_digit.scan(), by, 0) for by in MOVES]
        if self.with_pooling:
            chances = [softmax(read_by(convolutional(), p, pool)) for p in pictures]
        else:
            rows = np.array(pictures).reshape(len(pictures), -1)
            chances = [softmax(F) for F in network.run(dense(), rows)[0]]
        shares = {DENSE: shares_of(DENSE)}
        if self.with_pooling:
            shares[POOLED] = shares_of(POOLED)
        return Nudged(pictures, np.array(chances), shares)

    def paint(self, c, nudged):
        k = c.by + FARTHEST
        self.sees(nudged.pictures[k])
        p = nudged.chances[k]
        self.bars(p, percents(p), int(p.argmax()))
        for name, shares in nudged.shares.items():
            charts.put(self.lines[name], list(MOVES), shares, k)

    def say(self, c, nudged):
        k = c.by + FARTHEST
        p = nudged.chances[k]
        read = [f"{of_ten(shares[k])} ({name})" for name, shares in nudged.shares.items()]
        return sentences(
            where_it_is(c.by),
            f"It takes it for {a_digit(int(p.argmax()))}, {100 * p.max():.0f} % sure.",
            "Of digits that it has never seen, moved as far, it reads " + " and ".join(read) + ".",
        )

    def won(self, c, nudged):
        return nudged.shares[DENSE][c.by + FARTHEST] < 0.2


def where_it_is(by):
    """Say where the digit stands now."""
    if by == 0:
        return "Your digit stands in the middle, as all that it has learned from."
    return f"Your digit has moved {many(abs(by), 'pixel')} to the {'right' if by > 0 else 'left'}."


def dense():
    """Return the digit network, trained on centred scans."""
    return trained(network, SIZES)


def convolutional():
    """Return a network with 16 kernels of 3 × 3 and max pooling, trained on the same scans."""
    return trained(convnet, (8, KERNELS, *SIZES[1:]))


@cache
def trained(net, sizes, seed=SEED):
    """Return the parameters of a network after EPOCHS by Adam."""
    X, labels, _, _ = datasets.digits(seed)
    rng = np.random.default_rng(seed)
    params = net.init_params(sizes, rng)
    rule = adam(0.005)
    state = rule.init(params)
    for _ in range(EPOCHS):
        params, state = network.epoch(params, state, rule, X, labels, 64, rng, net.gradient)
    return params


@cache
def shares_of(name):
    """Return the share of the held-out digits that a network reads at each of MOVES, (moves,)."""
    net, params = (network, dense()) if name == DENSE else (convnet, convolutional())
    _, _, held, labels = datasets.digits(SEED)
    shares = []
    for by in MOVES:
        X = np.array([moved(x.reshape(8, 8), by, 0) for x in held])
        F = net.forward(params, X.reshape(len(X), -1))[0]
        shares.append((F.argmax(axis=1) == labels).mean())
    return np.array(shares)


def read_by(params, picture, pool):
    """Return the outputs (10,) for one picture, its maps pooled by this function."""
    _, stages = convnet.forward(params, picture[None])
    pooled = np.array([pool(feature_map) for feature_map in stages.A0[0]])
    return network.run(params[2:], pooled.reshape(1, -1))[0][0]


def five_networks(move, seeds=range(5)):
    """Return {network: accuracies on the held-out digits moved to the right by so many pixels}."""
    found = {DENSE: [], POOLED: []}
    for seed in seeds:
        _, _, held, labels_held = datasets.digits(seed)
        X_moved = np.array([moved(x.reshape(8, 8), move, 0).ravel() for x in held])
        for name, net, sizes in (
            (DENSE, network, SIZES),
            (POOLED, convnet, (8, KERNELS, *SIZES[1:])),
        ):
            F = net.forward(trained(net, sizes, seed), X_moved)[0]
            found[name].append((F.argmax(axis=1) == labels_held).mean())
    return found
