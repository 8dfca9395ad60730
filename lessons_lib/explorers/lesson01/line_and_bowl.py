"""The line with its squared residuals, beside the loss from above: one point there is one line
here.
"""

from typing import NamedTuple

import numpy as np

from ... import linear
from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.pointer import Field
from ...live.words import number, pair, sentences
from ...plots import descent, line, style
from ..shared.walk import bowl, data_or_b, slider_ends, slider_step, spread

SQUARES = 300  # so many are drawn at most: with more a move would take a second


class Here(NamedTuple):
    """One line, its loss, and the gradient there."""

    beta: np.ndarray  # (2,)
    loss: float  # in the unit of y squared
    gradient: np.ndarray  # (2,)


@explorer
class LineAndBowl(Explorer):
    """The line with its squared residuals beside the loss from above: one point there is one line
    here.
    """

    wins = ({"beta0": 1.1, "beta1": 1.1},)
    sliders = ("beta0", "beta1")

    def __init__(self, loss=None, gradient=None, x=None, y=None):
        self.x, self.y, note = data_or_b(x, y)
        lowest = linear.loss(linear.least_squares(self.x, self.y), self.x, self.y)
        self.enough = max(1.04 * lowest, 0.05)
        self.aim = f"bring the loss L below {number(self.enough)}"
        figure, left, plane = style.figure(1, 1, height=4.4)
        extent = self._draw_data(left, plane)
        # Some place on the sliders is good enough for the goal.
        bends = np.diag(linear.hessian(self.x))
        steps = [slider_step(0.05, np.sqrt((self.enough - lowest) / bend)) for bend in bends]
        ends0 = slider_ends(*extent[:2], steps[0])
        ends1 = slider_ends(*extent[2:], steps[1])
        super().__init__(
            figure,
            note=note,
            controls={
                "beta0": slider("intercept β₀", 0.0, *ends0, steps[0]),
                "beta1": slider("slope β₁", 0.0, *ends1, steps[1]),
            },
            yours={"loss": Yours(loss, linear.loss), "gradient": Yours(gradient, linear.gradient)},
            pointer={
                plane: Field("the dot, β₀ across and β₁ up", across="beta0", up="beta1"),
                left: Field("the line, slope across and intercept up", "beta1", "beta0", self.turn),
            },
        )

    def _draw_data(self, left, plane):
        """Draw the points and the bowl, and keep what moves; return the extent of the bowl."""
        x, y = self.x, self.y
        self.some = spread(len(x), SQUARES)
        # Even the square on the last point, under a line at 0, is whole.
        span = max(np.ptp(x) + 1.5 + np.abs(y).max(), np.ptp([0, *y]) + 2.5)
        floor = min(0, y.min()) - 1.25
        self.ends = x.min() - 1 + np.array([0, span])
        left.set(xlim=self.ends, ylim=(floor, floor + span), xlabel="x", ylabel="y", aspect="equal")
        extent = bowl(plane, x, y, least=4)
        self.squares = line.squares(left)
        self.line = line.line(left)
        line.points(left, x, y, small=len(x) > SQUARES)
        self.arrow = descent.arrow(plane)
        _, self.ball = descent.walk(plane)
        return extent

    def compute(self, c, loss, gradient):
        beta = np.array([c.beta0, c.beta1])
        return Here(beta, loss(beta, self.x, self.y), gradient(beta, self.x, self.y))

    def paint(self, c, here):
        x, y = self.x[self.some], self.y[self.some]
        line.square_up(self.squares, x, y, linear.predict(here.beta, x))
        line.through(self.line, self.ends, linear.predict(here.beta, self.ends))
        self.ball.set_data(*here.beta[:, None])
        self.arrow.set_positions(here.beta, here.beta - 0.1 * here.gradient)

    def say(self, c, here):
        return sentences(
            f"The line is {number(here.beta[0])} + {number(here.beta[1])} x. Its loss, the mean "
            f"area of the squares, is L = {number(here.loss)}.",
            downhill(here.gradient),
            "The arrow is −0.1 ∇L.",
            left_out(len(self.some), len(self.x)),
        )

    def won(self, c, here):
        return here.loss < self.enough

    def turn(self, kind, u, v):
        """Dragged in its left half, the line is lifted; in its right half, it is turned about x =
        0.
        """
        beta0, beta1 = self.result.beta
        if u <= max(self.x.mean(), 0.1):
            return {"beta0": v - beta1 * u}
        return {"beta1": (v - beta0) / u}


def downhill(gradient):
    """Say what the gradient is, and which way down that means."""
    g = np.where(np.abs(gradient) < 1e-12, 0, gradient)  # what rounding leaves
    words = ["leave" if slope == 0 else "raise" if slope < 0 else "lower" for slope in g]
    way = f"{words[0]} β₀ and {words[1]} β₁"
    if np.linalg.norm(g) <= 0.05:
        way = "nowhere; this is the bottom"
    return f"The gradient is {pair(g)}, so downhill is: {way}."


def left_out(drawn, n):
    """Say how many of the squares are drawn, when it is not all of them."""
    return f"Of the {n:,} squares {drawn} are drawn." if drawn < n else ""
