"""One parabola, one ball, one learning rate: it creeps, lands, zig-zags, or is thrown out."""

from typing import NamedTuple

import numpy as np

from ...live.controls import RateSlider, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.pointer import Field
from ...live.words import many, number, sentences
from ...plots import charts, descent, style

STEPS = 20
START = -1.0
ENDS = (-2.2, 2.2)  # of the errors that are drawn
HIGH = 4.4
LOW_RATE, HIGH_RATE = 0.01, 3.0  # the ends of the ruler


class Roll(NamedTuple):
    """The errors of a ball, step by step, and the factor by which each step multiplies them."""

    errors: np.ndarray  # (STEPS + 1,)
    factor: float  # 1 − αλ


@explorer
class Ball(Explorer):
    """A ball walks down the parabola L = ½ λ e² by gradient descent."""

    title = "A ball in a parabola"
    aim = "with curvature λ = 5 or more, land exactly at the bottom in one single step"
    wins = ({"curvature": 5.0, "lr": 0.2},)
    sliders = ("lr", "curvature", "t")

    def __init__(self):
        figure, valley, curve, strip = style.figure(1, 1, height=4.9, strip=0.16)
        valley.set(xlim=ENDS, ylim=(-0.25, HIGH), xlabel="error e", ylabel="loss L = ½ λ e²")
        valley.axvline(0, color=style.FAINT, linewidth=1)
        self.parabola = style.mark(valley, color=style.GREY, linewidth=2, zorder=2)
        self.walk = descent.walk(valley)
        ends = -0.02 * STEPS, 1.02 * STEPS
        charts.chart(curve, *ENDS, "error e, step by step", xlim=ends, yscale="linear")
        curve.set_xticks(range(0, STEPS + 1, 5))
        curve.axhline(0, color=style.GREY, linewidth=1)
        self.curve = charts.traced(curve, color=style.BLUE, marker=".", markersize=5)
        self.ruler = descent.ruler(strip, LOW_RATE, HIGH_RATE, limit="2/λ")
        super().__init__(
            figure,
            steps=STEPS,
            controls={
                "lr": RateSlider("learning rate α", 0.1, LOW_RATE, HIGH_RATE, also=(0.2, 0.5, 1)),
                "curvature": slider("curvature λ", 2.0, 0.5, 8.0, 0.5),
            },
            pointer={strip: Field("the learning rate α", across="lr")},
        )

    def compute(self, c):
        errors = [START]
        for _ in range(STEPS):
            slope = c.curvature * errors[-1]
            errors.append(errors[-1] - c.lr * slope)
        return Roll(np.array(errors), 1 - c.lr * c.curvature)

    def paint(self, c, roll):
        e = np.linspace(*ENDS, 121)
        heights = c.curvature * e**2 / 2
        self.parabola.set_data(e[heights < HIGH + 1], heights[heights < HIGH + 1])
        walked = roll.errors[: c.t + 1]
        descent.place(self.walk, np.column_stack([walked, c.curvature * walked**2 / 2]))
        charts.put(self.curve, np.arange(c.t + 1), walked)
        descent.rates(self.ruler, c.lr, 1 / c.curvature, 2 / c.curvature)

    def say(self, c, roll):
        return sentences(
            f"Each step multiplies the error by 1 − αλ = 1 − {number(c.lr)} × "
            f"{number(c.curvature)} = {number(settled(roll.factor))}.",
            f"After {many(c.t, 'step')} the error is {number(settled(roll.errors[c.t]))}.",
            regime(roll.factor),
        )

    def won(self, c, roll):
        return c.curvature >= 5 and settled(roll.factor) == 0


def settled(value):
    """Return a number without what rounding has left of it."""
    return 0.0 if abs(value) < 1e-12 else value


def regime(factor):
    """Say which of the four kinds of walk it is, for the factor 1 − αλ of a step."""
    factor = settled(factor)
    if factor == 0:
        return "One step, and it's there: this rate fits the curvature exactly."
    if factor == 1:
        return "At α = 0 nothing moves."
    if factor > 0:
        return "It comes down on its own side and never overshoots."
    if factor > -1 + 1e-12:
        return "It overshoots every time, but by less than before: a zig-zag that settles."
    if factor > -1 - 1e-12:
        return "It lands exactly as high on the other side, and will go on like that for ever."
    return "It lands higher on the other side every time: it's thrown out."
