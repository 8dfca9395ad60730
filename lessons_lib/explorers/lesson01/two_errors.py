"""The error split along the two directions of curvature: each part shrinks by its own |1 − αλ| a
step.
"""

from typing import NamedTuple

import numpy as np

from ... import datasets, linear
from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import many, number, sentences
from ...plots import descent, style
from ..shared.walk import bowl, curvature, descend

TINY = 1e-12  # what is left of an error that is smaller than this is mostly rounding


class Parts(NamedTuple):
    """A walk, its error in the two directions of curvature, and by what each part shrinks."""

    path: np.ndarray  # (steps + 1, 2)
    errors: np.ndarray  # (steps + 1, 2) along the flat and the steep direction
    factors: np.ndarray  # (2,) |1 − αλ|


@explorer
class TwoErrors(Explorer):
    """The error split along the two directions of curvature: each part shrinks by its own |1 − αλ|
    a step.
    """

    aim = "make both parts shrink by the same factor, to within 0.02"
    wins = ({"lr": 0.222},)
    sliders = ("lr", "t")

    def __init__(self, steps=40):
        self.x, self.y = datasets.line("B")
        self.steps = steps
        self.best = linear.least_squares(self.x, self.y)
        self.curvatures, self.directions = curvature(self.x)
        figure, plane, curve = style.figure(1, 1, height=4.4)
        bowl(plane, self.x, self.y, least=2.6)
        descent.star(plane, self.best)
        descent.axes(plane, self.best, self.directions)
        self.walk = descent.walk(plane)
        self.legs = descent.legs(plane)
        flat, steep = (number(value) for value in self.curvatures)
        names = [f"flat direction, λ = {flat}", f"steep direction, λ = {steep}"]
        self.lines = descent.pair(curve, steps, 1e-5, 1e2, "size of each part of the error", names)
        controls = {"lr": slider("learning rate α", 0.1, 0.0, 0.3, 0.002)}
        super().__init__(figure, steps=steps, controls=controls)

    def compute(self, c):
        path = descend(self.x, self.y, c.lr, self.steps)
        errors = (path - self.best) @ self.directions
        return Parts(path, errors, np.abs(1 - c.lr * self.curvatures))

    def paint(self, c, parts):
        descent.place(self.walk, parts.path[: c.t + 1])
        descent.place_legs(self.legs, self.best, self.directions, parts.errors[c.t])
        descent.trace_pair(self.lines, np.abs(parts.errors), c.t)

    def say(self, c, parts):
        flat, steep = parts.factors
        digits = 3 if abs(1 - steep) > 0.005 else 5  # 1.00 would hide that it grows
        left = " and ".join(size_of(error) for error in np.abs(parts.errors[c.t]))
        return sentences(
            f"With α = {number(c.lr)}, each step multiplies the flat part of the error by "
            f"|1 − αλ| = {number(flat)} and the steep part by {number(steep, digits)}. "
            f"After {many(c.t, 'step')} they are {left}.",
            which_decides(c.lr, flat, steep),
        )

    def won(self, c, parts):
        return np.ptp(parts.factors) < 0.02 and parts.factors.max() < 0.9


def size_of(error):
    """Return the size of an error as text, as far as rounding lets it be told."""
    return number(error) if error == 0 or error > TINY else "too small to tell from 0"


def which_decides(lr, flat, steep):
    """Say what the two factors mean for the walk."""
    if steep > 1:
        return "A factor above 1 grows: this diverges."
    if abs(flat - steep) < 0.02 and flat < 0.9:
        return "Hardly any fixed rate does better."
    return "The slower of the two decides." if lr else "Nothing moves."
