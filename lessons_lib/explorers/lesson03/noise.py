"""Noise meets momentum: SGD, one point a step, with and without a memory."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ... import datasets, linear, theory
from ...live.controls import RateSlider, decay
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import many, number, sentences
from ...optimizers import minimize, momentum
from ...plots import charts, descent, style
from ..shared.walk import bowl

STEPS = 300
WALKERS = 200
PLAIN, HEAVY = "SGD", "momentum"


class Crowd(NamedTuple):
    """Walkers by one rule: the path of the first, and the mean over all."""

    path: np.ndarray  # (STEPS + 1, 2)
    above: np.ndarray  # (STEPS + 1,) mean loss above the smallest


class Both(NamedTuple):
    """SGD, and SGD with momentum, over the same random points."""

    plain: Crowd
    heavy: Crowd
    ends: tuple  # long-run loss above the smallest, and root mean square step, without memory
    ends_heavy: tuple  # and with


@explorer
class Noise(Explorer):
    """SGD on dataset B, one point a step, with momentum and without."""

    title = "Noise meets momentum"
    aim = "at α = 0.1 or more, a long-run loss at most half of what it is without momentum"
    wins = ({"lr": 0.1, "beta1": 0.9},)
    sliders = ("lr", "beta1", "t")

    def __init__(self):
        x, y = datasets.line("B")
        best = linear.least_squares(x, y)
        figure, plane, side = style.figure(1, 1, height=4.2)
        bowl(plane, x, y)
        descent.star(plane, best)
        looks = {name: style.OPTIMIZERS[name] for name in (PLAIN, HEAVY)}
        self.balls = {name: descent.walk(plane, **look) for name, look in looks.items()}
        for path, _ in self.balls.values():
            path.set_marker("")
        title = f"mean loss above the smallest, {WALKERS} walkers"
        charts.chart(side, 1e-2, 1e3, title, xlim=(-0.02 * STEPS, 1.02 * STEPS))
        self.curves = charts.lines(side, looks, "upper right", 2)
        super().__init__(
            figure,
            steps=STEPS,
            controls={
                "lr": RateSlider("learning rate α", 0.05, 0.005, 0.3, also=(0.1,), zero=False),
                "beta1": decay("decay rate β₁", 0.5, 2),
            },
        )

    def compute(self, c):
        x, y = datasets.line("B")
        return Both(
            crowd(c.lr, 0.0),
            crowd(c.lr, c.beta1),
            theory.noise_ball_momentum(x, y, c.lr, 0.0),
            theory.noise_ball_momentum(x, y, c.lr, c.beta1),
        )

    def paint(self, c, both):
        for name, walkers in ((PLAIN, both.plain), (HEAVY, both.heavy)):
            descent.place(self.balls[name], walkers.path[: c.t + 1])
            charts.put(self.curves[name], np.arange(STEPS + 1), walkers.above, c.t)

    def say(self, c, both):
        return sentences(
            f"After {many(c.t, 'step')} at α = {number(c.lr)} the mean loss is "
            f"{number(both.plain.above[c.t])} above the smallest without a memory, and "
            f"{number(both.heavy.above[c.t])} with β₁ = {number(c.beta1)}.",
            in_the_long_run(both.ends, both.ends_heavy),
        )

    def won(self, c, both):
        before, after = both.ends[0], both.ends_heavy[0]
        return c.lr >= 0.1 and np.isfinite(before) and after <= before / 2


@lru_cache(maxsize=128)
def crowd(lr, beta1):
    """Return the Crowd that walks by momentum from (0, 0), one random point a step."""
    x, y = datasets.line("B")
    lowest = linear.loss(linear.least_squares(x, y), x, y)
    rng = np.random.default_rng(0)

    def gradient(beta):
        return linear.minibatch_gradient(beta, x, y, 1, rng)

    path = minimize(gradient, np.zeros((WALKERS, 2)), momentum(lr, beta1), STEPS)
    return Crowd(path[:, 0], (linear.loss(path, x, y) - lowest).mean(axis=1))


def in_the_long_run(plain, heavy):
    """Say where theory sees both end; each is (loss above the smallest, length of a step)."""
    if not np.isfinite(heavy[0]):
        return "In the long run both fly apart at this rate."
    if not np.isfinite(plain[0]):
        return (
            "Without a memory this rate is too large, and the mean loss grows without end. With it "
            f"the walk settles, {number(heavy[0])} above the smallest."
        )
    return (
        f"In the long run: {number(plain[0])} without and {number(heavy[0])} with it, in steps "
        f"{number(100 * heavy[1] / plain[1], 2)} % as long."
    )
