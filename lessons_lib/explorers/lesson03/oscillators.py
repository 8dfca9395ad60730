"""Momentum on a bowl as two swings, one along each direction of curvature."""

from typing import NamedTuple

import numpy as np

from ... import theory
from ...live.controls import RateSlider, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.pointer import Field
from ...live.words import many, number, sentences
from ...optimizers import minimize, momentum
from ...plots import charts, descent, style
from ...surfaces import quadratic
from ..shared.ground import ellipses

FLAT, STEEP = 1.0, 10.0  # the curvatures
NAMES = ["flat direction, λ = 1", "steep direction, λ = 10"]
ANGLE = 30  # degrees
BOWL = quadratic(STEEP, ANGLE)
START = (-4.0, 2.0)
COS = np.cos(np.pi / 6)
DIRECTIONS = np.array([[COS, -0.5], [0.5, COS]])  # columns: flat, steep


class Swings(NamedTuple):
    """A walk by momentum, its error in the two directions, and where each begins to swing."""

    path: np.ndarray  # (steps + 1, 2)
    parts: np.ndarray  # (steps + 1, 2) along the flat and the steep direction
    critical: tuple  # (2,) the β₁ beyond which each swings

    def shares(self):
        """Return the parts as shares of what they began as, (steps + 1, 2)."""
        return self.parts / self.parts[0]


@explorer
class Oscillators(Explorer):
    """Momentum on a bowl as two swings, one along each direction of curvature, and where each of
    them begins to swing.
    """

    aim = "both shares below 10⁻⁶ after 60 steps"
    wins = ({"lr": 0.316, "beta1": 0.27},)
    sliders = ("lr", "beta1", "t")

    def __init__(self, steps=60):
        self.steps = steps
        figure, plane, side, strip = style.figure(1, 1, height=4.8, strip=0.16)
        self._draw_bowl(plane)
        title = "each part of the error, as a share of its start"
        charts.chart(side, -1.3, 1.3, title, xlim=(-1, steps + 1), yscale="linear")
        looks = dict(zip(NAMES, descent.TWO, strict=True))
        self.lines = charts.lines(side, looks, "lower right")
        charts.chart(strip, 0, 1, "", "decay rate β₁", (-0.01, 1.0), yscale="linear")
        strip.set(yticks=[])
        self.marks = [charts.upright(strip, look["color"]) for look in descent.TWO]
        self.now = descent.pointer(strip)
        super().__init__(
            figure,
            steps=steps,
            controls={
                "lr": RateSlider("learning rate α", 0.15, 0.01, 10),
                "beta1": slider("decay rate β₁", 0.9, 0.0, 0.99, 0.01),
            },
            pointer={strip: Field("the decay rate β₁", across="beta1")},
        )

    def _draw_bowl(self, plane):
        """Draw the bowl and its two directions, which stay, and keep what moves."""
        descent.plane(plane, BOWL.extent, "θ₁", "θ₂")
        descent.shadow(plane, ellipses(STEEP, np.deg2rad(ANGLE)))
        descent.star(plane, (0, 0))
        descent.axes(plane, np.zeros(2), DIRECTIONS)
        self.walk = descent.walk(plane, **style.OPTIMIZERS["momentum"])
        self.legs = descent.legs(plane)

    def compute(self, c):
        path = minimize(BOWL.gradient, START, momentum(c.lr, c.beta1), self.steps)
        critical = theory.critical_beta(c.lr, FLAT), theory.critical_beta(c.lr, STEEP)
        return Swings(path, path @ DIRECTIONS, critical)

    def paint(self, c, swings):
        descent.place(self.walk, swings.path[: c.t + 1])
        descent.place_legs(self.legs, np.zeros(2), DIRECTIONS, swings.parts[c.t])
        times = np.arange(self.steps + 1)
        shares = swings.shares()
        for i, name in enumerate(NAMES):
            charts.put(self.lines[name], times, shares[:, i], c.t)
            self.marks[i].set_xdata([swings.critical[i]] * 2)
        self.now.set_data([c.beta1], [0.5])

    def say(self, c, swings):
        flat, steep = swings.critical
        limit = theory.momentum_limit(c.beta1, STEEP)
        return sentences(
            f"With α = {number(c.lr)} and β₁ = {number(c.beta1)} "
            f"the flat part {manner(c.lr, c.beta1, FLAT, flat)} "
            f"(it swings beyond β₁ = {number(flat)}) "
            f"and the steep part {manner(c.lr, c.beta1, STEEP, steep)} (beyond {number(steep)}).",
            left_over(c.t, swings.shares()[c.t]) if c.lr < limit else grows(limit),
        )

    def won(self, c, swings):
        return np.abs(swings.shares()[-1]).max() < 1e-6


def manner(lr, beta1, curvature, critical):
    """Say what momentum does along a direction of this curvature; beyond `critical` it swings."""
    if beta1 > critical:
        return "swings"
    return "zig-zags" if lr * curvature > 1 else "comes straight in"


def grows(limit):
    """Say that the rate is beyond this limit."""
    return f"α is beyond {number(limit)}: the steep part grows, and it diverges."


def left_over(t, shares):
    """Say what is left of the two parts of the error after t steps."""
    return (
        f"After {many(t, 'step')} the shares left are {number(shares[0])} and {number(shares[1])}."
    )
