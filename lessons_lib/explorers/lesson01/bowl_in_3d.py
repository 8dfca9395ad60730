"""The loss as a bowl in three dimensions that turns under the hand, beside the map of it."""

from typing import NamedTuple

import numpy as np

from ... import datasets, linear
from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.pointer import Field
from ...live.words import number, pair, sentences
from ...plots import descent, style
from ...plots.relief import Relief, turned
from ..shared.walk import bowl, curvature
from .line_and_bowl import downhill

RIM = 9.5  # how far the bowl is drawn up, above its bottom
AROUND, UP = 40, 14  # faces around the bowl, and from its bottom to its rim
LONG = 1.2  # from the middle of the drawn bowl to its far rim
TALL = 1.1  # its height


class View(NamedTuple):
    """A place in the bowl, and the gradient there."""

    beta: np.ndarray  # (2,)
    loss: float
    gradient: np.ndarray  # (2,)


@explorer
class BowlIn3d(Explorer):
    """The loss of dataset B over (β₀, β₁): a bowl that can be turned, and its map.

    loss, gradient: the learner's own; the arrow on the map is −0.1 times the gradient.
    """

    title = "The bowl, in three dimensions"
    aim = "stand at the bottom, and look straight down on it: both pictures become one"
    wins = ({"beta0": 1.1, "beta1": 1.1, "tilt": 90, "turn": 0},)
    sliders = ("turn", "tilt", "beta0", "beta1")
    remembers = True  # from where a drag began

    def __init__(self, loss=None, gradient=None):
        self.x, self.y = datasets.line("B")
        best = self.best = linear.least_squares(self.x, self.y)
        self.lowest = linear.loss(best, self.x, self.y)
        figure, room, plane = style.figure(1.15, 1, height=4.4)
        room.set(xlim=(-1.3, 1.3), ylim=(-1.05, 1.05), xticks=[], yticks=[], aspect="equal")
        room.spines[["left", "bottom"]].set_visible(False)
        room.set_title("drag it: it turns", loc="left", fontsize=11)
        bowl(plane, self.x, self.y, least=4)
        descent.star(plane, best)
        b0, b1, above = round_bowl(self.x, best)
        self.relief = Relief(room, *self.boxed(b0, b1, self.lowest + above))
        self.ball3d = style.rimmed(
            room, marker="o", linestyle="none", color=style.BLUE, markersize=11, zorder=5
        )
        _, self.ball = descent.walk(plane)
        self.arrow = descent.arrow(plane)
        self.held_at = None  # where a drag began: x, y, turn and tilt then
        super().__init__(
            figure,
            controls={
                "beta0": slider("intercept β₀", 0.0, -2.5, 4.5),
                "beta1": slider("slope β₁", 0.0, -1.5, 3.5),
                "turn": slider("turn (°)", 30, -180, 180, 5),
                "tilt": slider("tilt (°)", 35, 0, 90, 5),
            },
            yours={"loss": Yours(loss, linear.loss), "gradient": Yours(gradient, linear.gradient)},
            pointer={
                room: Field("the view, turn across and tilt up", "turn", "tilt", self.swing),
                plane: Field("the dot, β₀ across and β₁ up", across="beta0", up="beta1"),
            },
        )

    def boxed(self, b0, b1, loss):
        """Return places over the map as places in a box around 0."""
        unit = np.sqrt(2 * RIM / curvature(self.x).eigenvalues[0]) / LONG
        x = (b0 - self.best[0]) / unit
        y = (b1 - self.best[1]) / unit
        return x, y, TALL * ((loss - self.lowest) / RIM - 0.5)

    def swing(self, kind, x, y):
        """Turn and tilt with the hand: across the picture is half a turn."""
        if kind == "down" or self.held_at is None:
            self.held_at = x, y, self.controls["turn"].value, self.controls["tilt"].value
            return {}
        x0, y0, turn, tilt = self.held_at
        return {"turn": turn + 70 * (x - x0), "tilt": tilt - 60 * (y - y0)}

    def compute(self, c, loss, gradient):
        beta = np.array([c.beta0, c.beta1])
        return View(beta, loss(beta, self.x, self.y), gradient(beta, self.x, self.y))

    def paint(self, c, view):
        self.relief.show(c.turn, c.tilt)
        # Above the rim there is no bowl to lie on.
        inside = view.loss - self.lowest <= RIM
        place = turned(self.boxed(*view.beta, view.loss), c.turn, c.tilt)[0]
        self.ball3d.set_data(*(place[:, None] if inside else ([], [])))
        self.ball.set_data(*view.beta[:, None])
        self.arrow.set_positions(view.beta, view.beta - 0.1 * view.gradient)

    def say(self, c, view):
        return sentences(
            f"The ball is at β = {pair(view.beta)}, where the loss is L = {number(view.loss)}; "
            f"the bottom of the bowl is at {number(self.lowest)}.",
            downhill(view.gradient),
            seen_from(c.tilt),
            above_the_rim(view.loss - self.lowest),
        )

    def won(self, c, view):
        straight = c.tilt == 90 and c.turn == 0
        return straight and view.loss < 1.05 * self.lowest


def round_bowl(x, best):
    """Return β₀, β₁ and the height above the bottom on rings of equal height, each (UP + 1,
    AROUND + 1).

    At the height c it is the ellipse  β* + √(2c) H^(−½) (cos φ, sin φ).
    """
    values, vectors = curvature(x)
    phi = np.linspace(0, 2 * np.pi, AROUND + 1)
    shape = (vectors / np.sqrt(values)) @ np.stack([np.cos(phi), np.sin(phi)])  # (2, AROUND + 1)
    r = np.linspace(0, 1, UP + 1)[:, None]  # the height grows as r²
    b0, b1 = (best[k] + np.sqrt(2 * RIM) * r * shape[k] for k in range(2))
    return b0, b1, np.broadcast_to(RIM * r**2, b0.shape)


def above_the_rim(above):
    """Say why there is no ball in the bowl, where it lies above its rim."""
    if above <= RIM:
        return ""
    return f"That is above the rim of the drawn bowl, which ends {number(RIM)} above its bottom."


def seen_from(tilt):
    """Say from where the bowl is seen."""
    if tilt == 90:
        return "We look straight down, which is just what a map does."
    if tilt == 0:
        return "We look along the ground."
    return f"We look down at an angle of {tilt}°."
