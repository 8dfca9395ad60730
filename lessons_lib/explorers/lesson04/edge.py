"""The edge of stability: the steepest curvature of the digit network while it trains, and the
limit of lesson 1 drawn in.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ... import curvature, datasets, network
from ...live.controls import RateSlider, menu
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import number, sentences
from ...plots import charts, style
from ..shared.training import joined, split
from .digit_net import SIZES

SCANS = 300  # so many digits are learned, all of them in every step
STEPS = 1500
EVERY = 50  # steps between two looks at the curvature
PRODUCTS = 12  # with the Hessian, for the first look; a later one begins where the last one ended
LOW, HIGH = 0.05, 2.0  # the ends of the slider of α
SQUARES, ENTROPY = "squared error", "cross-entropy"
LIMIT = 2  # of α times the curvature, as in lesson 1


class Descent(NamedTuple):
    """A training by plain gradient descent, looked at every EVERY steps."""

    steps: np.ndarray  # (looks,)
    losses: np.ndarray  # (looks,)
    sharpness: np.ndarray  # (looks,) α λmax / 2, which must stay below 1 on a parabola
    alive: bool  # False when it has exploded


@explorer
class Edge(Explorer):
    """The digit network learns by plain gradient descent: where does the curvature go?"""

    title = "The edge of stability"
    aim = "a rate at which αλmax/2 ends within 5 % of the limit, and the network still learns"
    wins = ({"lr": 0.5, "t": 1500 // EVERY},)
    sliders = ("lr", "t")
    unit = "look t"

    def __init__(self):
        figure, above, below = style.figure(1, 1, height=4.0)
        ends = -20, STEPS + 20
        charts.chart(
            above,
            0,
            1.5,
            "αλmax / 2: how steep it is where it walks",
            "step",
            ends,
            yscale="linear",
        )
        above.axhline(1, color=style.VERMILLION, linewidth=1.5, linestyle="--")
        above.text(ends[1], 1.03, "lesson 1's limit", ha="right", color=style.VERMILLION)
        charts.chart(below, 3e-3, 1.5, "loss", "step", ends)
        self.sharp = charts.traced(above, color=style.BLUE, marker=".", markersize=6)
        self.loss = charts.traced(below, color=style.INK)
        self.train = lru_cache(maxsize=8)(trained)
        super().__init__(
            figure,
            steps=STEPS // EVERY,
            controls={
                "lr": RateSlider("learning rate α", 0.2, LOW, HIGH, also=(0.2, 0.5, 1.0)),
                "loss": menu("loss", [SQUARES, ENTROPY]),
            },
        )

    def compute(self, c):
        return self.train(c.lr, c.loss)

    def paint(self, c, descent):
        seen = slice(0, c.t + 1)
        charts.put(self.sharp, descent.steps[seen], descent.sharpness[seen])
        charts.put(self.loss, descent.steps[seen], descent.losses[seen])

    def say(self, c, descent):
        t = min(c.t, len(descent.steps) - 1)
        sharp = descent.sharpness[t]
        return sentences(
            f"After {descent.steps[t]:,} steps the loss is {number(descent.losses[t])}, and the "
            f"steepest curvature is λmax = {number(2 * sharp / c.lr)}: αλmax/2 = {sharp:.2f}.",
            told(descent, t),
        )

    def won(self, c, descent):
        at_the_end = c.t == STEPS // EVERY and descent.alive
        learned = c.loss == SQUARES and descent.losses[-1] < 0.05
        return at_the_end and learned and abs(descent.sharpness[-1] - 1) < 0.05


def told(descent, t):
    """Say what to make of the curvature at this look."""
    if not descent.alive and t == len(descent.steps) - 1:
        return "Then it explodes: at this rate the start is far too steep."
    if descent.sharpness[t] > 1.08:
        return (
            "That's beyond the limit. On a parabola it would be thrown out for good; here the "
            "bouncing can carry it to flatter ground."
        )
    if descent.sharpness[t] > 0.93:
        return (
            "That's right at the edge: it would get steeper still, but there the walk begins to "
            "bounce, and the bouncing throws it back."
        )
    if t and descent.sharpness[t] > 1.1 * descent.sharpness[0]:
        return "It gets steeper as it learns."
    return "There's room to the limit."


def trained(lr, kind):
    """Return the Descent at this rate, for this kind of loss: 64-32-16-10 with tanh."""
    X, labels = (part[:SCANS] for part in datasets.digits())
    Y = np.eye(SIZES[-1])[labels]

    def judged(F):
        if kind == ENTROPY:
            return network.softmax_cross_entropy(F, labels)
        return network.mean_squared_error(F, Y)

    shape = network.init_params(SIZES, 0)
    theta = joined(shape)

    def slope(theta):
        params = split(theta, shape)
        F, stages = network.run(params, X, "tanh")
        return joined(network.backward(params, stages, judged(F)[1]))

    direction = np.random.default_rng(0).standard_normal(len(theta))
    looks = []
    products = PRODUCTS
    for step in range(STEPS + 1):
        if step % EVERY == 0:
            loss, _ = judged(network.run(split(theta, shape), X, "tanh")[0])
            if not loss < 1e3:
                break
            found = curvature.steepest(slope, theta, direction, products)
            direction = found.direction
            products = PRODUCTS // 3
            looks.append((step, loss, lr * found.curvature / LIMIT))
        theta = theta - lr * slope(theta)
    steps, losses, sharpness = map(np.array, zip(*looks, strict=True))
    return Descent(steps, losses, sharpness, len(looks) == STEPS // EVERY + 1)
