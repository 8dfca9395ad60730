"""How subtracting c from every x turns the bowl round, and shortens the walk."""

from typing import NamedTuple

import numpy as np

from ... import linear
from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import gap, many, number, sentences
from ...plots import descent, style
from ..shared.walk import curvature, descend, made_up, rings

SMALL = 1e-6  # what the loss above the smallest is to fall below


class Centred(NamedTuple):
    """The walk at the best fixed rate, with c taken from every x."""

    x: np.ndarray  # (4,)
    best: np.ndarray  # (2,) β*
    lowest: float  # L*
    path: np.ndarray  # (steps + 1, 2)
    above: np.ndarray  # (steps + 1,) L − L*
    curvatures: np.ndarray  # (2,) small to large

    def rate(self):
        """Return the best fixed rate, 2 / (λ₁ + λ₂)."""
        return 2 / self.curvatures.sum()

    def needed(self):
        """Return after how many steps L − L* is below SMALL, infinity when it never is."""
        below = np.flatnonzero(self.above < SMALL)
        return below[0] if len(below) else np.inf


@explorer
class Centre(Explorer):
    """How subtracting c from every x turns the bowl round and shortens the walk.

    x: the learner's own, or a function that returns it; without y, a y is made up for it.
    """

    aim = "L − L* below 10⁻⁶ in 5 steps or fewer"
    wins = ({"c": 1.5},)
    sliders = ("c", "t")

    def __init__(self, x=None, y=None, steps=60):
        own = x is not None
        self.x, self.y, note = made_up(x, y)
        self.steps = steps
        figure, plane, curve = style.figure(1, 1, height=4.2)
        if own and not note:
            descent.plane(plane, extent_of(self.x, self.y), "β₀  (height at x = c)")
        else:
            descent.plane(plane, (-2.5, 7, -3.2, 4.8), "β₀  (height at x = c)")
            plane.set_aspect("equal")
        self.curves = descent.rings(plane, 9)
        self.star = descent.bottom(plane)
        self.walk = descent.walk(plane)
        self.curve = descent.curve(curve, steps, 1e-9, 1e2, "loss above the smallest, L − L*")
        low = np.floor(min(0.0, self.x.min()))
        high = np.ceil(max(0.0, self.x.max()))
        controls = {"c": slider("shift c", 0.0, float(low), float(high), 0.05)}
        super().__init__(figure, steps=steps, note=note, controls=controls)

    def compute(self, c):
        x = self.x - c.c
        curvatures = curvature(x).eigenvalues
        best = linear.least_squares(x, self.y)
        lowest = linear.loss(best, x, self.y)
        path = descend(x, self.y, 2 / curvatures.sum(), self.steps)
        above = np.maximum(linear.loss(path, x, self.y) - lowest, 0)
        return Centred(x, best, lowest, path, above, curvatures)

    def paint(self, c, centred):
        self.curves.set_segments(rings(centred.x, centred.best))
        self.star.set_data(*centred.best[:, None])
        descent.place(self.walk, centred.path[: c.t + 1])
        descent.trace(self.curve, centred.above, c.t)

    def say(self, c, centred):
        flat, steep = centred.curvatures
        return sentences(
            f"With c = {number(c.c)} taken from every x, κ = {number(steep / flat)}.",
            f"At the best fixed rate, α = {number(centred.rate())}, L − L* falls below 10⁻⁶ after "
            f"{count_of(centred.needed(), self.steps)}; after {c.t} it is "
            f"{gap(centred.above[c.t], centred.lowest)}.",
            f"The best line is the same: its slope is still {number(centred.best[1])}.",
        )

    def won(self, c, centred):
        return centred.needed() <= 5


def extent_of(x, y):
    """Return an extent with room for (0, 0) and for the best line at every shift."""
    slope = linear.least_squares(x, y)[1]
    shifts = np.array([0.0, x.min(), x.max()])
    heights = [linear.least_squares(x - c, y)[0] for c in shifts]
    reach = 1.5 + 1.2 * np.abs(heights).max(), 1.5 + 1.5 * abs(slope)
    return -reach[0], reach[0], -reach[1], reach[1]


def count_of(needed, steps):
    """Return "5 steps", or that there are more than were walked."""
    return many(needed, "step") if needed <= steps else f"more than {steps} steps"
