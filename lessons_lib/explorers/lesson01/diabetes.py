"""Gradient descent on 442 real patients: body-mass index against the progress of diabetes."""

from typing import NamedTuple

import numpy as np

from ... import datasets, linear
from ...live.controls import RateSlider, switch
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.pointer import Field
from ...live.words import number, sentences
from ...plots import descent, line, style
from ..shared.walk import descend, largest_rate, story

LOW, HIGH = 1e-5, 10.0  # the ends of the ruler
LABELS = {False: "body-mass index, kg/m²", True: "body-mass index, standardised"}


class Patients(NamedTuple):
    """The patients, raw or standardised, and a walk to their best line."""

    x: np.ndarray  # (442,) kg/m², or standardised
    y: np.ndarray  # (442,) a clinical score
    path: np.ndarray  # (steps + 1, 2)
    losses: np.ndarray  # (steps + 1,)
    limit: float  # 2/λmax


@explorer
class Diabetes(Explorer):
    """Gradient descent on 442 real patients: body-mass index against the progress of diabetes."""

    aim = "a loss within 1 % of the smallest possible in 100 steps"
    wins = ({"standardise": True, "lr": 0.5},)
    sliders = ("lr", "t")

    def __init__(self, gradient=None, limit=None, lr=0.001, steps=100):
        self.steps = steps
        self.sets = {standard: datasets.diabetes(standard) for standard in (False, True)}
        x, y = self.sets[True]
        self.lowest = linear.loss(linear.least_squares(x, y), x, y)
        figure, left, curve, strip = style.figure(1, 1, height=4.9, strip=0.16)
        left.set(ylim=(0, 360), ylabel="progress of diabetes in a year")
        self.left = left
        self.dots = line.points(left, [], [], small=True)
        self.best = style.mark(left, color=style.INK, linewidth=1.5, linestyle="--", zorder=2.5)
        self.line = line.line(left)
        self.ruler = descent.ruler(strip, LOW, HIGH)
        title = "loss L, and the smallest possible (dashed)"
        start = linear.loss(np.zeros(2), x, y)
        self.curve = descent.curve(curve, steps, self.lowest / 2, start * 1e3, title)
        descent.floor(curve, self.lowest)
        super().__init__(
            figure,
            steps=steps,
            controls={
                "lr": RateSlider("learning rate α", lr, LOW, HIGH, also=(0.5,)),
                "standardise": switch("standardise x: mean 0, spread 1"),
            },
            yours={
                "gradient": Yours(gradient, linear.gradient),
                "limit": Yours(limit, largest_rate),
            },
            pointer={strip: Field("the learning rate α", across="lr")},
        )

    def compute(self, c, gradient, limit):
        x, y = self.sets[c.standardise]
        path = descend(x, y, c.lr, self.steps, gradient)
        return Patients(x, y, path, linear.loss(path, x, y), float(limit(x)))

    def paint(self, c, patients):
        x = patients.x
        ends = np.array([x.min() - np.ptp(x) / 20, x.max() + np.ptp(x) / 20])
        if self.left.get_xlim() != tuple(ends):
            self.left.set(xlim=ends, xlabel=LABELS[c.standardise])
        self.dots.set_data(x, patients.y)
        best = linear.least_squares(x, patients.y)
        line.through(self.best, ends, linear.predict(best, ends))
        line.through(self.line, ends, linear.predict(patients.path[c.t], ends))
        descent.trace(self.curve, patients.losses, c.t)
        descent.rates(self.ruler, c.lr, patients.limit / 2, patients.limit)

    def say(self, c, patients):
        return sentences(
            story(c.lr, patients.limit, patients.losses, c.t),
            f"The smallest possible is {number(self.lowest)}, on the dashed line; "
            f"{line_now(patients.path[c.t])}.",
            how_good(patients.losses[c.t], patients.y),
        )

    def won(self, c, patients):
        return patients.losses[-1] < 1.01 * self.lowest


def how_good(loss, y):
    """Say which share of the differences among the patients a line explains, and by how much it
    misses.

    R² = 1 − L / var(y)
    """
    explained = 1 - loss / y.var()
    if not explained >= 0:
        return "So far it does worse than guessing the average for everybody."
    return f"It explains {100 * explained:.0f} % of the differences and is off by {loss**0.5:.0f}."


def line_now(beta):
    """Say where the line is now, without a full stop."""
    if np.abs(beta).max() < descent.FAR:
        return f"the line is now {number(beta[0])} + {number(beta[1])} x"
    return "the line has left the picture"
