"""The ball of noise in which SGD with a constant rate ends."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ... import datasets, linear, theory
from ...live.controls import RateSlider, doubling, menu
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import many, number, sentences
from ...optimizers import gradient_descent, minimize
from ...plots import charts, descent, style
from ..shared.walk import rings
from .looks import MEASURED, PREDICTED

GRID = np.geomspace(0.005, 0.3, 60)  # the rates of the predicted curve
LATE = 51  # so many values are in the mean that is compared with the prediction
SMALL = 0.03  # the ball that the goal asks for


class Ball(NamedTuple):
    """A crowd of walkers, and where theory says that they end."""

    errors: np.ndarray  # (steps + 1, walkers, 2) β − β*
    above: np.ndarray  # (steps + 1,) the mean of L − L* over the walkers
    curve: tuple  # (60,) the prediction for each rate of GRID
    long_run: float  # the prediction for this rate, infinity beyond the limit
    limit: float  # the rate beyond which the mean grows without end

    def late(self, t):
        """Return the mean over the last values up to step t, at most LATE of them."""
        return self.above[max(0, t + 1 - LATE) : t + 1].mean()


@explorer
class NoiseBall(Explorer):
    """The ball of noise: walkers that start at the best line, and how far above the smallest loss
    they end.
    """

    aim = "dataset B, one point a step, and a predicted loss of at most 0.03 above the smallest"
    wins = ({"lr": 0.008},)
    sliders = ("lr", "batch", "t")

    def __init__(self, steps=300, walkers=300):
        self.steps = steps
        self.walkers = walkers
        figure, plane, side = style.figure(1, 1, height=4.6)
        descent.plane(plane, (-4, 4, -2.4, 2.4), "error of β₀", "error of β₁")
        descent.shadow(plane, rings(datasets.line("B")[0], np.zeros(2), 5))
        self.crowd = charts.dots(plane, style.VERMILLION)
        descent.star(plane, (0, 0))
        title = "mean loss above the smallest"
        charts.chart(side, 1e-3, 1e3, title, "learning rate α", (GRID[0], GRID[-1]), "log")
        self.side = side
        looks = {"predicted": PREDICTED, "measured": MEASURED}
        self.predicted, self.measured = charts.lines(side, looks, "upper left").values()
        self.edge = charts.upright(side)
        super().__init__(
            figure,
            steps=steps,
            controls={
                "lr": RateSlider("learning rate α", 0.05, GRID[0], GRID[-1]),
                "batch": doubling("batch size B", 1),
                "data": menu("dataset", ["B", "A"]),
            },
        )

    def compute(self, c):
        x, y = datasets.line(c.data)
        rng = np.random.default_rng(0)
        best = linear.least_squares(x, y)
        lowest = linear.loss(best, x, y)
        # A line fits dataset A exactly: from there nobody would ever move.
        start = best if c.data == "B" else np.zeros(2)

        def gradient(beta):
            return linear.minibatch_gradient(beta, x, y, c.batch, rng)

        crowd = np.tile(start, (self.walkers, 1))
        path = minimize(gradient, crowd, gradient_descent(c.lr), self.steps)
        return Ball(
            errors=path - best,
            above=(linear.loss(path, x, y) - lowest).mean(axis=1),
            curve=curve(c.data, c.batch),
            long_run=theory.noise_ball(x, y, c.lr, c.batch),
            limit=theory.noise_limit(x, c.batch),
        )

    def paint(self, c, ball):
        self.crowd.set_data(*descent.near(ball.errors[c.t]).T)
        charts.put(self.predicted, GRID, ball.curve)
        _, dot = self.predicted
        dot.set_data([c.lr], charts.inside(self.side, [ball.long_run]))
        charts.put(self.measured, [c.lr], [ball.late(c.t)])
        self.edge.set_xdata([ball.limit, ball.limit])

    def say(self, c, ball):
        began = "the best line" if c.data == "B" else "(0, 0)"
        return sentences(
            f"{self.walkers} walkers began at {began}, each drawing {c.batch} at a time.",
            f"After {many(c.t, 'step')} their mean loss is {number(ball.late(c.t))} above the "
            f"smallest (mean of the last {min(c.t + 1, LATE)} values).",
            in_the_long_run(c.lr, c.data, ball.long_run, ball.limit),
        )

    def won(self, c, ball):
        return c.data == "B" and c.batch == 1 and 0 < ball.long_run <= SMALL


@lru_cache
def curve(data, batch):
    """Return the predicted mean loss above the smallest for each rate of GRID, a tuple."""
    x, y = datasets.line(data)
    return tuple(theory.noise_ball(x, y, lr, batch) for lr in GRID)


def in_the_long_run(lr, data, long_run, limit):
    """Say where theory sees the walkers end."""
    if lr == 0:
        return "With α = 0 nothing moves."
    if lr >= limit:
        return (
            f"α = {number(lr)} is beyond {number(limit)}, the limit for this batch: in the long "
            "run the mean over all walks grows without end, carried by a few that are thrown far "
            "out."
        )
    if data == "A":
        return (
            "A line fits dataset A exactly. At that line every single gradient is zero, so the "
            "walkers settle."
        )
    return (
        f"Predicted for the long run: {number(long_run)}. "
        f"The limit for this batch is α = {number(limit)}."
    )
