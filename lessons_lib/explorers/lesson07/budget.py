"""What the parts of a convolutional network cost: parameters, and multiplications."""

from typing import NamedTuple

import numpy as np

from ... import convnet
from ...live.controls import MarkSlider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import many, sentences
from ...plots import maps, style

LAYERS = ["convolution", "first hidden layer", "second hidden layer", "output layer"]
OUTPUTS = 10


class Cost(NamedTuple):
    """What each of the four layers costs, and the number of parameters in all."""

    parameters: list  # (4,)
    multiplications: list  # (4,) for one picture
    total: int  # of parameters, as the learner counts them where they do


@explorer
class Budget(Explorer):
    """Show what each layer costs. count(side, kernels, n1, n2, outputs) is the learner's own number
    of parameters.
    """

    aim = "make the convolution cost more multiplications than all other layers together"
    wins = ({"n1": 4},)
    sliders = ("kernels", "n1", "n2", "side")

    def __init__(self, count=None):
        figure, left, right = style.figure(1, 1, height=2.9)
        self.parameters = maps.bars(left, LAYERS, 1.0, "parameters", room=1.5)
        title = "multiplications for one picture"
        self.multiplications = maps.bars(right, [""] * len(LAYERS), 1.0, title, room=1.5)
        super().__init__(
            figure,
            controls={
                "kernels": MarkSlider("kernels", 32, [1, 2, 4, 8, 16, 32, 64], np.log),
                "n1": MarkSlider("first hidden", 64, [4, 8, 16, 32, 64, 128, 256], np.log),
                "n2": MarkSlider("second hidden", 32, [4, 8, 16, 32, 64, 128], np.log),
                "side": MarkSlider("side (pixels)", 8, [8, 12, 16, 20, 24, 28], np.log),
            },
            yours={"count": Yours(count, library_count)},
        )

    def compute(self, c, count):
        sizes = c.side, c.kernels, c.n1, c.n2, OUTPUTS
        total = count(*sizes)
        params = convnet.init_params(sizes, 0)
        weights = [W.size for W in params[::2]]
        biases = [b.size for b in params[1::2]]
        parameters = [w + b for w, b in zip(weights, biases, strict=True)]
        return Cost(parameters, convnet.multiplications(params, c.side), total)

    def paint(self, c, cost):
        show_shares(self.parameters, cost.parameters)
        show_shares(self.multiplications, cost.multiplications)

    def say(self, c, cost):
        return sentences(
            f"Pictures of {c.side} × {c.side} pixels, {many(c.kernels, 'kernel')} of 3 × 3. "
            "The maps are as large as the picture.",
            pooled_told(c.side, c.kernels),
            f"Parameters: {added_up(cost.parameters)}.",
            f"Multiplications: {added_up(cost.multiplications)}.",
        )

    def won(self, c, cost):
        convolution, *dense = cost.multiplications
        return convolution > sum(dense)


def library_count(*sizes):
    """Return the number of parameters for side, kernels, n1, n2, outputs."""
    return convnet.parameter_count(sizes)


def show_shares(bars, values):
    """Show each of the values as its share of their sum."""
    shares = np.array(values) / sum(values)
    bars(shares, [f"{v:,} ({100 * s:.0f} %)" for v, s in zip(values, shares, strict=True)])


def pooled_told(side, kernels):
    """Say how large the maps are when they are pooled, and how many numbers that makes."""
    half = side // 2
    inputs = f"{kernels * half**2:,} numbers enter the dense layers"
    return f"Pooled, they are {half} × {half}, so {inputs}."


def added_up(values):
    """Return "2 + 3 = 5"."""
    return f"{' + '.join(f'{n:,}' for n in values)} = {sum(values):,}"
