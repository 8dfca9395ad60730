"""How the bowl moves when one point does, and what would change its shape."""

from typing import NamedTuple

import numpy as np

from ... import datasets, linear
from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.pointer import Field, stepped
from ...live.words import pair, sentences
from ...plots import descent, line, style
from ..shared.walk import curvature, rings

FREE = 3  # the point that moves sideways too


class Fit(NamedTuple):
    """Four points and their best line."""

    x: np.ndarray  # (4,)
    y: np.ndarray  # (4,)
    best: np.ndarray  # (2,) β*
    curvatures: np.ndarray  # (2,) the eigenvalues of the Hessian, small to large


@explorer
class MoveTheData(Explorer):
    """How the bowl moves when one point does, and what would change its shape."""

    aim = "make the best line pass through the origin: |β₀*| below 0.05"
    remembers = True  # which dot is in hand
    memories = ("in_hand",)
    wins = ({"y1": -0.6},)
    sliders = ("y1", "y2", "y3", "y4", "x4")

    def __init__(self):
        self.x, y = datasets.line("B")
        self.curvatures = curvature(self.x).eigenvalues
        self.ends = np.array([-2.0, 8.0])
        self.in_hand = FREE  # the number of the point that is held, or was last
        figure, left, plane = style.figure(1, 1, height=4.2)
        left.set(xlim=(-1, 6.5), ylim=(-4.5, 9.5), xlabel="x", ylabel="y")
        descent.plane(plane, (-5, 7, -4, 6))
        plane.set_aspect("equal")
        descent.shadow(plane, rings(self.x, linear.least_squares(self.x, y))[::3])
        self.line = line.line(left)
        self.dots = line.points(left, self.x, y)
        self.ring = line.ring(left)
        self.curves = descent.rings(plane, 9)
        self.star = descent.bottom(plane)
        controls = {}
        for i, name in enumerate("₁₂₃₄"):
            controls[f"y{i + 1}"] = slider(f"height y{name}", y[i], -4.0, 9.0)
        controls["x4"] = slider("place x₄", 3.0, -0.5, 6.0)
        hold = Field(
            lambda: f"point {self.in_hand + 1}, the one in the ring",
            take=self.drag,
            nudge=self.nudge,
            press=self.next_point,
            pressed="Enter takes the next point.",
        )
        super().__init__(figure, controls=controls, pointer={left: hold})

    def remembered(self):
        return {} if self.in_hand == FREE else {"in_hand": self.in_hand + 1}

    def recall(self, in_hand):
        self.in_hand = range(1, len(self.x) + 1).index(in_hand)

    def compute(self, c):
        x = np.array([*self.x[:FREE], c.x4])
        y = np.array([c.y1, c.y2, c.y3, c.y4])
        return Fit(x, y, linear.least_squares(x, y), curvature(x).eigenvalues)

    def paint(self, c, fit):
        self.dots.set_data(fit.x, fit.y)
        self.ring.set_data(fit.x[[self.in_hand]], fit.y[[self.in_hand]])
        line.through(self.line, self.ends, linear.predict(fit.best, self.ends))
        self.curves.set_segments(rings(fit.x, fit.best))
        self.star.set_data(*fit.best[:, None])

    def say(self, c, fit):
        return sentences(
            f"The bottom of the bowl, the best line, is at β* = {pair(fit.best)}. The curvatures "
            f"are {pair(fit.curvatures)}; they began as {pair(self.curvatures)}.",
            shape_of_the_bowl(fit.curvatures, self.curvatures),
        )

    def won(self, c, fit):
        return abs(fit.best[0]) < 0.05

    def drag(self, kind, u, v):
        """Move the point that was nearest to the press."""
        if kind == "down":
            x, y = self.result.x, self.result.y
            away = np.abs(x - u) / 7.5 + np.abs(y - v) / 14  # as shares of the picture
            self.in_hand = int(away.argmin())
        moves = {f"y{self.in_hand + 1}": v}
        return {**moves, "x4": u} if self.in_hand == FREE else moves

    def nudge(self, right, up):
        """Move the point in the ring by steps of the sliders."""
        name = f"y{self.in_hand + 1}"
        moves = {name: stepped(self.controls[name], up)}
        if self.in_hand == FREE:
            moves["x4"] = stepped(self.controls["x4"], right)
        return moves

    def next_point(self):
        """Put the ring around the next point."""
        self.in_hand = (self.in_hand + 1) % len(self.x)
        self.draw()


def shape_of_the_bowl(now, before):
    """Say whether the bowl has kept its shape, and why."""
    if np.allclose(now, before):
        return "The bowl has kept its shape, for y is not in the Hessian."
    return "The bowl has changed its shape, for x is in the Hessian."
