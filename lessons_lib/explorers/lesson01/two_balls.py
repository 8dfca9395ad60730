"""Two parabolas, one learning rate for both: the steep one forbids what the flat one needs."""

from typing import NamedTuple

import numpy as np

from ...live.controls import RateSlider, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import many, number, sentences
from ...plots import charts, descent, style

STEPS = 40
SOON = 25  # steps within which the goal wants both errors gone
START = np.array([-2.0, 0.9])  # the errors along the flat and along the steep direction
ENDS = (-2.5, 2.5)
HIGH = 4.0  # the height up to which the parabolas are drawn


class Rolls(NamedTuple):
    """The two errors, step by step."""

    errors: np.ndarray  # (STEPS + 1, 2) flat, steep
    curvatures: np.ndarray  # (2,)
    factors: np.ndarray  # (2,) 1 − αλ


@explorer
class TwoBalls(Explorer):
    """Two balls in two parabolas share a learning rate; from above, they are one ball in a bowl."""

    title = "Two parabolas make a bowl"
    aim = f"at κ = 10 or more, both errors below 1 % of where they began within {SOON} steps"
    wins = ({"condition": 10, "lr": 0.175},)
    sliders = ("lr", "condition", "t")

    def __init__(self):
        figure, valleys, plane, side = style.figure(1, 1.1, 1, height=4.0)
        valleys.set(xlim=ENDS, ylim=(-0.2, HIGH), xlabel="error e", yticks=[])
        valleys.set_title("two parabolas", loc="left", fontsize=11)
        self.parabolas = [style.mark(valleys, **look, linewidth=2) for look in descent.TWO]
        self.balls = [charts.dot(valleys, look["color"], 12) for look in descent.TWO]
        descent.plane(plane, (*ENDS, *ENDS), "flat error e₁", "steep error e₂")
        plane.set_aspect("equal")
        plane.set_title("the same, from above", loc="left", fontsize=11)
        self.curves = descent.rings(plane, 7)
        descent.star(plane, (0, 0))
        self.walk = descent.walk(plane)
        names = ["flat", "steep"]
        title = "share of each error left"
        self.lines = descent.pair(side, STEPS, 1e-4, 1e3, title, names)
        super().__init__(
            figure,
            steps=STEPS,
            at=8,
            controls={
                "lr": RateSlider("learning rate α", 0.03, 0.01, 3, also=(0.175,)),
                "condition": slider("κ = λ₂ / λ₁", 10, 1, 30, 1),
            },
        )

    def compute(self, c):
        curvatures = np.array([1.0, c.condition])
        errors = [START]
        for _ in range(STEPS):
            errors.append(errors[-1] - c.lr * curvatures * errors[-1])
        return Rolls(np.array(errors), curvatures, 1 - c.lr * curvatures)

    def paint(self, c, rolls):
        e = np.linspace(*ENDS, 161)
        for k, curvature in enumerate(rolls.curvatures):
            heights = curvature * e**2 / 2
            self.parabolas[k].set_data(e[heights < HIGH + 1], heights[heights < HIGH + 1])
            here = rolls.errors[c.t, k]
            seen = abs(here) < ENDS[1] and curvature * here**2 / 2 < HIGH
            self.balls[k].set_data(*(([here], [curvature * here**2 / 2]) if seen else ([], [])))
        self.curves.set_segments(level_curves(c.condition))
        descent.place(self.walk, rolls.errors[: c.t + 1])
        descent.trace_pair(self.lines, np.abs(rolls.errors / START), c.t)

    def say(self, c, rolls):
        flat, steep = rolls.factors
        left = np.abs(rolls.errors[c.t] / START)
        return sentences(
            f"λ₁ = 1 and λ₂ = {c.condition}, so κ = {c.condition}. Each step multiplies the flat "
            f"error by {number(cleared(flat))} and the steep one by {number(cleared(steep))}.",
            f"After {many(c.t, 'step')}, {percent(left[0])} of the flat error and "
            f"{percent(left[1])} of the steep one are left.",
            who_holds_up(flat, steep),
        )

    def won(self, c, rolls):
        left = np.abs(rolls.errors[SOON] / START)
        return c.condition >= 10 and (left < 0.01).all()


def level_curves(condition):
    """Return seven level curves of ½ (e₁² + κ e₂²), each (73, 2)."""
    phi = np.linspace(0, 2 * np.pi, 73)
    shape = np.stack([np.cos(phi), np.sin(phi) / np.sqrt(condition)], axis=1)
    return [0.5 * k * shape for k in range(1, 8)]


def cleared(factor):
    """Return a factor without what rounding has left of it."""
    return 0.0 if abs(factor) < 1e-12 else factor


def percent(share):
    """Return a share in per cent, as far as it is worth telling."""
    if share < 1e-4:
        return "less than 0.01 %"
    return f"{number(100 * share)} %"


def who_holds_up(flat, steep):
    """Say which of the two errors decides how long it takes; each factor is 1 − αλ."""
    if abs(steep) > 1 + 1e-12:
        return "The steep one grows: everything blows up, however well the flat one is doing."
    if abs(abs(flat) - abs(steep)) < 0.03:
        return "Both shrink equally fast. One rate for both can't do better than that."
    if abs(flat) > abs(steep):
        return "The flat one is holding us up."
    return "The steep one is holding us up."
