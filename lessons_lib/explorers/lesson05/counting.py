"""What a layer of kernels saves over a dense layer that gives as many outputs."""

from typing import NamedTuple

import numpy as np

from ...live.controls import MarkSlider, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import many, sentences
from ...plots import charts, style
from ..shared.photographs import Album

MARKS = [0, 6, 8, 12, 16, 28, 32, 64, 128, 227, 512, 1000]  # sides of a picture; 0: the photograph
SIDES = np.geomspace(5, 1000, 60)
LOOKS = {
    "kernels": {"color": style.BLUE, "linestyle": "-"},
    "dense layer": {"color": style.VERMILLION, "linestyle": "--"},
}


class Costs(NamedTuple):
    """What the two layers cost, by the names of LOOKS."""

    parameters: dict
    products: dict  # multiplications for one picture


class Layer(NamedTuple):
    """The size of a picture, and what the two layers on it cost."""

    high: int  # pixels
    wide: int
    costs: Costs


@explorer
class Counting(Explorer):
    """The parameters and the multiplications of a dense layer, and of kernels that give the same
    output.
    """

    aim = "find the network of the text: 28 × 28 pixels, 6 kernels of 5 × 5, 156 parameters"
    wins = ({"side": 28, "k": 5, "count": 6},)
    sliders = ("side", "k", "count")

    def __init__(self, image=None):
        figure, left, right = style.figure(1, 1, height=3.4)
        album = Album(image)
        self.photograph = album.known[album.first].shape  # (height, width)
        self.parameters = self.prepared(left, "parameters")
        self.products = self.prepared(right, "multiplications for one picture")
        super().__init__(
            figure,
            note=album.note,
            controls={
                "side": MarkSlider("side, 0: photo", 0, MARKS, lambda v: np.log(v + 1.0)),
                "k": slider("kernel k", 3, 1, 5, 1),
                "count": slider("kernels", 1, 1, 64, 1),
            },
        )

    def prepared(self, ax, title):
        """Prepare one chart, and return its lines."""
        charts.chart(ax, 1, 1e14, title, "side of the picture (pixels)", (4, 1100), "log")
        return charts.lines(ax, LOOKS, "upper left")

    def compute(self, c):
        high, wide = (c.side, c.side) if c.side else self.photograph
        return Layer(high, wide, costs(high, wide, c.k, c.count))

    def paint(self, c, layer):
        along = costs(SIDES, SIDES, c.k, c.count)
        side = np.sqrt(layer.high * layer.wide)
        draw(self.parameters, along.parameters, side, layer.costs.parameters)
        draw(self.products, along.products, side, layer.costs.products)

    def say(self, c, layer):
        parameters, products = layer.costs
        out = f"{layer.high - c.k + 1} × {layer.wide - c.k + 1} × {c.count}"
        return sentences(
            f"A picture of {layer.high} × {layer.wide} pixels, {many(c.count, 'kernel')} of "
            f"{c.k} × {c.k}, an answer of {out}.",
            f"Parameters: {parameters['kernels']:,} in the kernels with their biases, "
            f"{parameters['dense layer']:,.0f} in a dense layer.",
            f"Multiplications: {products['kernels']:,.0f} and {products['dense layer']:,.0f}.",
        )

    def won(self, c, layer):
        return (layer.high, layer.wide) == (28, 28) and c.k == 5 and c.count == 6


def costs(high, wide, k, count):
    """Return the Costs for a picture of high × wide pixels, whole numbers or arrays of them, and
    `count` kernels of k × k.
    """
    out = np.maximum(high - k + 1, 0) * np.maximum(wide - k + 1, 0) * count
    parameters = {"kernels": count * (k * k + 1), "dense layer": out * (high * wide + 1.0)}
    products = {"kernels": out * k * k * 1.0, "dense layer": out * high * wide * 1.0}
    return Costs(parameters, products)


def draw(lines, along, side, here):
    """Draw the costs of one kind along SIDES, and a dot for the picture of this side."""
    for name, (line, dot) in lines.items():
        charts.put((line, dot), SIDES, np.broadcast_to(along[name], SIDES.shape))
        dot.set_data([side], charts.inside(dot.axes, [here[name]]))
