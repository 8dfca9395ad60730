"""What turning the bowl does to each optimizer."""

from typing import NamedTuple

import numpy as np

from ... import theory
from ...live.controls import RateSlider, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import many, number, sentences
from ...optimizers import adam, gradient_descent, minimize, momentum, rmsprop
from ...plots import charts, descent, style
from ..shared.ground import RINGS, ellipses

NAMES = ["gradient descent", "momentum", "RMSProp", "Adam"]
ANGLES = np.arange(0.0, 91.0, 3.0)  # degrees
AT_0, AT_45 = (int(np.flatnonzero(angle == ANGLES)[0]) for angle in (0, 45))
CHOSEN = -1  # after those of ANGLES comes the angle of the slider


class Turned(NamedTuple):
    """What each optimizer does on bowls turned by the ANGLES and by the one chosen, by its name."""

    paths: dict  # (steps + 1, angles, 2)
    losses: dict  # (steps + 1, angles)


class Bowls:
    """Bowls of one condition, turned by several angles in radians: f = ½ (u² + κ w²)."""

    def __init__(self, condition, angles):
        self.condition = condition
        self.flat = np.stack([np.cos(angles), np.sin(angles)], axis=-1)  # (angles, 2)
        self.steep = np.stack([-np.sin(angles), np.cos(angles)], axis=-1)

    def parts(self, theta):
        """Return u and w, how far theta (..., angles, 2) is along the flat and the steep direction,
        both (..., angles, 1).
        """
        u = (theta * self.flat).sum(axis=-1, keepdims=True)
        w = (theta * self.steep).sum(axis=-1, keepdims=True)
        return u, w

    def heights(self, theta):
        """Return f, (..., angles)."""
        u, w = self.parts(theta)
        return (u**2 + self.condition * w**2)[..., 0] / 2

    def gradient(self, theta):
        """Return the slope of f, (..., angles, 2)."""
        u, w = self.parts(theta)
        return u * self.flat + self.condition * w * self.steep


@explorer
class Rotation(Explorer):
    """Turning the bowl leaves gradient descent and momentum as they are, and takes Adam's advantage
    away.
    """

    aim = "turn the bowl until Adam is a thousand times worse than at 0°"
    wins = ({"angle": 45},)
    sliders = ("angle", "condition", "lr", "t")

    def __init__(self, steps=100):
        self.steps = steps
        figure, plane, side = style.figure(1, 1, height=3.9)
        descent.plane(plane, (-4.3, 4.3, -4.1, 4.1), "θ₁", "θ₂")
        self.curves = descent.rings(plane, RINGS)
        descent.star(plane, (0, 0))
        looks = {name: style.OPTIMIZERS[name] for name in NAMES}
        self.balls = {name: descent.walk(plane, **look) for name, look in looks.items()}
        across = "angle of the bowl, degrees"
        charts.chart(side, 1e-10, 1e3, "loss after t steps", across, (-2, 92), yscale="log")
        self.lines = charts.lines(side, looks, "upper left", 2)
        super().__init__(
            figure,
            steps=steps,
            controls={
                "angle": slider("angle, degrees", 0, 0, 90, 1),
                "condition": RateSlider("condition κ", 100, 2, 100, zero=False),
                "lr": RateSlider("α RMSProp, Adam", 0.1, 0.01, 2),
            },
        )

    def compute(self, c):
        bowls = Bowls(c.condition, np.deg2rad(np.append(ANGLES, c.angle)))
        start = 3.5 * bowls.flat + 1.2 * bowls.steep  # turned with the bowl
        rules = {
            "gradient descent": gradient_descent(2 / (1 + c.condition)),
            "momentum": momentum(*theory.best_momentum(1, c.condition)),
            "RMSProp": rmsprop(c.lr),
            "Adam": adam(c.lr),
        }
        paths = {}
        for name in NAMES:
            paths[name] = minimize(bowls.gradient, start, rules[name], self.steps)
        return Turned(paths, {name: bowls.heights(path) for name, path in paths.items()})

    def paint(self, c, turned):
        self.curves.set_segments(ellipses(c.condition, np.deg2rad(c.angle)))
        nearest = np.abs(ANGLES - c.angle).argmin()
        for name in NAMES:
            descent.place(self.balls[name], turned.paths[name][: c.t + 1, CHOSEN])
            charts.put(self.lines[name], ANGLES, turned.losses[name][c.t, :CHOSEN], nearest)

    def say(self, c, turned):
        now = {name: losses[c.t] for name, losses in turned.losses.items()}
        told = ", ".join(f"{name} {number(losses[CHOSEN])}" for name, losses in now.items())
        return sentences(
            f"The bowl is turned by {c.angle}°. After {many(c.t, 'step')}: {told}.",
            f"Along the axes, at 0°, Adam would have {number(now['Adam'][AT_0])}, "
            f"at 45° {number(now['Adam'][AT_45])}.",
            "Gradient descent and momentum, each at its best fixed setting, do not see the turn.",
        )

    def won(self, c, turned):
        end = turned.losses["Adam"][-1]
        return end[CHOSEN] > 1e3 * end[AT_0]
