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
from ...plots import charts, descent, style
from ..shared.walk import bowl, curvature, descend

SIDES = (-1.9, 1.9)  # of the parabolas that are drawn
HIGH = 9.5
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
        figure, valleys, plane, curve = style.figure(0.8, 1.15, 1, height=4.0)
        self.balls = self._draw_parabolas(valleys)
        bowl(plane, self.x, self.y, least=2.6)
        descent.star(plane, self.best)
        descent.axes(plane, self.best, self.directions)
        self.walk = descent.walk(plane)
        self.legs = descent.legs(plane)
        flat, steep = (number(value) for value in self.curvatures)
        names = [f"flat, λ = {flat}", f"steep, λ = {steep}"]
        self.lines = descent.pair(curve, steps, 1e-5, 1e2, "size of each error", names)
        controls = {"lr": slider("learning rate α", 0.1, 0.0, 0.3, 0.002)}
        super().__init__(figure, steps=steps, at=1, controls=controls)

    def _draw_parabolas(self, ax):
        """Draw the flat and the steep parabola ½ λ e², and return the ball of each."""
        ax.set(xlim=SIDES, ylim=(-0.5, HIGH), xlabel="error e", yticks=[])
        ax.set_title("two parabolas", loc="left", fontsize=11)
        e = np.linspace(*SIDES, 161)
        for bend, look in zip(self.curvatures, descent.TWO, strict=True):
            ax.plot(e, bend * e**2 / 2, linewidth=2, **look)
        return [charts.dot(ax, look["color"], 12) for look in descent.TWO]

    def compute(self, c):
        path = descend(self.x, self.y, c.lr, self.steps)
        errors = (path - self.best) @ self.directions
        return Parts(path, errors, np.abs(1 - c.lr * self.curvatures))

    def paint(self, c, parts):
        descent.place(self.walk, parts.path[: c.t + 1])
        for ball, error, bend in zip(self.balls, parts.errors[c.t], self.curvatures, strict=True):
            height = bend * error**2 / 2
            inside = abs(error) < SIDES[1] and height < HIGH
            ball.set_data(*(([error], [height]) if inside else ([], [])))
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
