"""A network learns the real digits, an epoch a step: what it reads, what it confuses, and what it
gets wrong.
"""

from typing import ClassVar, NamedTuple

import numpy as np

from ... import datasets, network
from ...live.controls import MarkSlider, RateSlider, menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import many
from ...plots import charts, style
from ...plots import network as drawing
from ..shared.rules import RULES
from ..shared.training import Curve, Trainer, Training, joined, split
from .digit_net import SIZES
from .loop import Whole

SHOWN = 12  # so many mistakes are shown, four in a row
LOOKS = {
    "training": {"color": style.INK, "linestyle": "-"},
    "held out": {"color": style.VERMILLION, "linestyle": "--"},
}


class Reading(NamedTuple):
    """What the network reads after each epoch, and its answers now."""

    shares: np.ndarray  # (t + 1, 2) read right after each epoch: training, held out
    held: np.ndarray  # (N, 64) the digits held out
    labels: np.ndarray  # (N,) what they are
    answers: np.ndarray  # (N,) what it says

    def wrong(self):
        """Return the numbers of the held-out digits that are read wrong."""
        return np.flatnonzero(self.labels != self.answers)


@explorer
class Digits(Explorer):
    """Train 64-32-16-10 on the real digits, an epoch a step: what it reads, what it confuses, and
    what it gets wrong.
    """

    aim = "97 % of the held-out digits right"
    wins = ({"lr": 0.01, "seed": 3, "t": 60},)
    sliders = ("lr", "batch", "seed", "t")
    quick: ClassVar = {"steps": 6}
    growing = True
    unit = "epoch t"

    def __init__(self, train=None, steps=60):
        self.parts = {}  # {seed: X, labels, X held out, labels held out}
        self.shape = network.init_params(SIZES, 0)
        self.train = Trainer(self.begin)
        mine = ByLoop(train, self.parts_of, self.first, steps) if train else None
        self.curve = Curve(1)
        figure, left, right, strip = style.figure(1, 1.1, height=5.8, strip=0.28)
        self.confusion = drawing.confusion(left, 10)
        self.gallery = drawing.gallery(right, 4, 3)
        right.set_title("held out, and read wrong", loc="left", fontsize=11)
        left.set_title("mistakes among those held out", loc="left", fontsize=11)
        title = "share read right, from 70 % up: training (line), held out (dashed); grey: 96 %"
        charts.chart(strip, 0.7, 1.0, title, "epoch t", (0, steps), yscale="linear")
        strip.axhline(0.96, color=style.GREY, linewidth=1)
        self.lines = charts.lines(strip, LOOKS, None)
        super().__init__(
            figure,
            steps=steps,
            at=4,
            controls={
                "lr": RateSlider("learning rate α", 0.003, 1e-4, 1),
                "batch": MarkSlider("batch size", 64, [8, 16, 32, 64, 128, 256], np.log),
                "optimizer": menu("optimizer", list(RULES), "Adam"),
                "activation": menu("activation f", ["relu"] if train else ["relu", "tanh"]),
                "seed": slider("seed", 0, 0, 9, 1),
            },
            yours={"train": Yours(mine, self.train, may_diverge=True)},
        )

    def parts_of(self, seed):
        """Return X, labels, and the same of those held out, as this seed parts the digits."""
        if seed not in self.parts:
            self.parts[seed] = datasets.digits(seed)
        return self.parts[seed]

    def first(self, rng):
        """Return the parameters of an untrained network."""
        return network.init_params(SIZES, rng)

    def begin(self, lr, activation, name, batch, seed):
        """Return the Training with these settings."""
        X, labels, _, _ = self.parts_of(seed)
        rng = np.random.default_rng(seed)
        first = joined(self.first(rng))

        def slope(theta, X, labels):
            return joined(network.gradient(split(theta, self.shape), X, labels, activation))

        def epoch(theta, state, rule):
            return network.epoch(theta, state, rule, X, labels, batch, rng, slope)

        return Training(first, RULES[name](lr), epoch)

    def compute(self, c, train):
        key = c.lr, c.activation, c.optimizer, c.batch, c.seed
        X, labels, held, labels_held = self.parts_of(c.seed)

        def answers(t, X):
            params = split(train(key, t), self.shape)
            return network.forward(params, X, c.activation)[0].argmax(axis=1)

        def shares_at(t):
            return [(answers(t, X) == labels).mean(), (answers(t, held) == labels_held).mean()]

        shares = self.curve((key, train), c.t, shares_at)
        return Reading(shares, held, labels_held, answers(c.t, held))

    def paint(self, c, reading):
        for k, name in enumerate(self.lines):
            charts.put(self.lines[name], np.arange(len(reading.shares)), reading.shares[:, k])
        self.confusion(confusions(reading.labels, reading.answers))
        some = reading.wrong()[:SHOWN]
        captions = [f"{reading.labels[i]}, not {reading.answers[i]}" for i in some]
        self.gallery(reading.held[some].reshape(-1, 8, 8), captions)

    def say(self, c, reading):
        training, held = 100 * reading.shares[-1]
        wrong = len(reading.wrong())
        return (
            f"After {many(c.t, 'epoch')} {training:.1f} % of the training digits are read right, "
            f"and {held:.1f} % of the {len(reading.held)} that were held out. Of those, {wrong} "
            f"are wrong, {how_many_shown(wrong)}."
        )

    def won(self, c, reading):
        return reading.shares[-1, 1] >= 0.97


class ByLoop:
    """Trainings by a learner's loop, which gets the batches of all epochs at once."""

    def __init__(self, train, parts_of, first, epochs):
        self.parts_of = parts_of
        self.first = first
        self.epochs = epochs
        self.whole = Whole(train, self.begin)
        self.__name__ = self.whole.__name__

    def begin(self, lr, activation, name, batch, seed):
        """Return the first parameters, the rule, and the batches in the order of the epochs."""
        X, labels, _, _ = self.parts_of(seed)
        rng = np.random.default_rng(seed)
        first = self.first(rng)
        batches = []
        for _ in range(self.epochs):
            order = rng.permutation(len(X))
            parts = [order[start : start + batch] for start in range(0, len(X), batch)]
            batches += [(X[j], labels[j]) for j in parts]
        return first, RULES[name](lr), batches

    def __call__(self, key, t):
        """Return the parameters after t epochs of the training with this key, one vector."""
        X, _, _, _ = self.parts_of(key[-1])
        batch = key[3]
        return self.whole(key, t * -(-len(X) // batch))


def confusions(labels, answers):
    """Return how often each digit, the row, was read as each, the column: (10, 10)."""
    return np.bincount(10 * labels + answers, minlength=100).reshape(10, 10)


def how_many_shown(wrong):
    """Return how many of these mistakes are in the picture, as the end of a sentence."""
    return f"and {SHOWN} are shown" if wrong > SHOWN else "all shown"
