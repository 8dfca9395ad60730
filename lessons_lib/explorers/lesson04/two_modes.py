"""Both ways to find dF/dx, stage by stage, and the multiplications that either takes."""

from typing import NamedTuple

import numpy as np

from ... import network
from ...live.controls import DOUBLING, doubling
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import many, sentences
from ...plots import charts, style
from ...plots import network as drawing

STAGES = 5  # affine, activation, affine, activation, affine
WIDTHS = np.array(DOUBLING)
LOOKS = {
    "forward mode": {"color": style.ORANGE, "linestyle": "--"},
    "reverse mode": {"color": style.BLUE, "linestyle": "-"},
}


class Modes(NamedTuple):
    """What either mode carries along, before the first stage and after each of the five."""

    forward: list  # 6 arrays (inputs, units of the stage): ∂(stage)/∂x
    reverse: list  # 6 arrays (outputs, units of the stage): ∂F/∂(stage), from F back to x


@explorer
class TwoModes(Explorer):
    """Both ways to find dF/dx, stage by stage: the rows that each carries along, and the
    multiplications that it takes.
    """

    aim = "find sizes for which forward mode takes less than reverse mode"
    wins = ({"inputs": 1, "outputs": 2},)
    sliders = ("inputs", "width", "outputs", "t")
    pace = 0.8

    def __init__(self):
        figure, left, middle, right = style.figure(1, 1, 1.25, height=4.0)
        self.show_forward = drawing.field(left, "forward mode: ∂(stage)/∂x", 64)
        self.show_reverse = drawing.field(middle, "reverse mode: ∂F/∂(stage)", 64)
        across = "width n of the hidden layers"
        charts.chart(right, 1, 1e6, "multiplications", across, (0.9, 70), "log")
        self.curves = charts.lines(right, LOOKS, "upper left")
        super().__init__(
            figure,
            steps=STAGES,
            at=3,
            controls={
                "inputs": doubling("inputs d", 64),
                "width": doubling("hidden width n", 32),
                "outputs": doubling("outputs m", 1),
            },
        )

    def compute(self, c):
        rng = np.random.default_rng(0)
        params = network.init_params((c.inputs, c.width, c.width, c.outputs), rng)
        _, stages = network.forward(params, rng.standard_normal((1, c.inputs)), "tanh")
        _, slope = network.ACTIVATIONS["tanh"]
        W1, _, W2, _, W3, _ = params
        slope1 = slope(stages.Z1)
        slope2 = slope(stages.Z2)
        forward = carried(np.eye(c.inputs), W1, slope1, W2, slope2, W3)
        reverse = carried(np.eye(c.outputs), W3.T, slope2, W2.T, slope1, W1.T)
        return Modes(forward, reverse)

    def paint(self, c, modes):
        self.show_forward(modes.forward[c.t])
        self.show_reverse(modes.reverse[c.t])
        one = forward_pass(c.inputs, WIDTHS, c.outputs)[STAGES]
        at = DOUBLING.index(c.width)
        charts.put(self.curves["forward mode"], WIDTHS, c.inputs * one, at)
        charts.put(self.curves["reverse mode"], WIDTHS, c.outputs * one, at)

    def say(self, c, modes):
        forward = c.inputs * forward_pass(c.inputs, c.width, c.outputs)[c.t]
        reverse = c.outputs * reverse_pass(c.inputs, c.width, c.outputs)[c.t]
        says = (
            f"After stage {c.t} of {STAGES}: forward mode carries a row for "
            f"{many(c.inputs, 'input')}, which took {forward:,} multiplications; reverse mode "
            f"a row for {many(c.outputs, 'output')}, which took {reverse:,}."
        )
        if c.t < STAGES:
            return says
        return sentences(
            says,
            f"One row is one pass, and each pass costs the same: {many(c.inputs, 'pass')} against "
            f"{c.outputs}.",
            both_agree(modes.forward[-1], modes.reverse[-1].T),
        )

    def won(self, c, modes):
        return c.inputs < c.outputs


def carried(rows, first, slope1, second, slope2, third):
    """Return the rows before the first and after each of the five stages: three affine ones, and
    the slopes of the activations between them.
    """
    found = [rows, rows @ first]
    found.append(found[-1] * slope1)
    found.append(found[-1] @ second)
    found.append(found[-1] * slope2)
    found.append(found[-1] @ third)
    return found


def forward_pass(inputs, width, outputs):
    """Return the multiplications that one row of forward mode has taken after 0 … 5 stages."""
    return summed([inputs * width, width, width * width, width, width * outputs])


def reverse_pass(inputs, width, outputs):
    """Return the multiplications that one row of reverse mode has taken after 0 … 5 stages."""
    return summed([width * outputs, width, width * width, width, inputs * width])


def summed(costs):
    """Return the sums of the first 0, 1, 2, … of these costs, numbers or arrays of one shape."""
    return np.cumsum([0 * costs[0], *costs], axis=0)


def both_agree(forward, reverse):
    """Say how near the derivatives of the two modes (inputs, outputs) are to each other."""
    apart = np.abs(forward - reverse).max() / np.abs(forward).max()
    near = "within rounding" if apart < 1e-9 else apart
    inputs, outputs = forward.shape
    return f"Both have found the same {inputs} × {outputs} derivatives, to {near}."
