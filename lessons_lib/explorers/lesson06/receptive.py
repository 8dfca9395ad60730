"""How much of a photograph one number deep inside a network sees."""

from typing import ClassVar, NamedTuple

import numpy as np

from ... import datasets
from ... import receptive as library
from ...live.controls import menu, slider, switch
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.pointer import Field
from ...live.words import many, sentences
from ...plots import photo, style

MOST = 6  # layers at most
HALF = 2  # the window of a pooling, and its stride


class Seen(NamedTuple):
    """What one unit sees after each of the layers."""

    fields: list  # of receptive.Field, after 0, 1, … layers
    corners: (
        list  # [(left, low, right, high)] of the field after each, in pixels, cut at the border
    )
    share: float  # of the photograph that lies in the last one


@explorer
class Receptive(Explorer):
    """The receptive field of one unit, layer by layer: what it sees of the photograph."""

    title = "What one number sees"
    aim = "see more than half of the photograph from one number, with kernels of 3 × 3"
    photo = True
    wins = ({"layers": 6, "pooling": True},)
    sliders = ("layers", "x", "y")
    starts: ClassVar = {"layers": 4}

    def __init__(self):
        self.picture = datasets.photograph("china")[::2, ::2]
        figure, ax = style.figure(1, height=4.4)
        self.frame = photo.Frame(ax, "the photograph, and what one number sees after each layer")
        self.outlines = [
            style.rimmed(ax, color=style.BLUE, linewidth=1.5 + 0.3 * k) for k in range(MOST)
        ]
        self.last = style.rimmed(ax, color=style.ORANGE, linewidth=3)
        rows, columns = self.picture.shape
        super().__init__(
            figure,
            controls={
                "layers": slider("layers", 3, 1, MOST, 1),
                "kernel": menu("kernels", ["3 × 3", "5 × 5"]),
                "pooling": switch("pool after each layer", False),
                "x": slider("across", columns // 2, 0, columns - 1, 1),
                "y": slider("down", rows // 2, 0, rows - 1, 1),
            },
            pointer={ax: Field("the unit", across="x", up="y")},
        )

    def compute(self, c):
        k = int(c.kernel[0])
        one = [(k, 1), (HALF, HALF)] if c.pooling else [(k, 1)]
        fields = [library.field(one * n) for n in range(c.layers + 1)]
        corners = [box(field.size, (c.x, c.y), self.picture.shape) for field in fields]
        left, low, right, high = corners[-1]
        share = (right - left) * (high - low) / self.picture.size
        return Seen(fields, corners, share)

    def paint(self, c, seen):
        self.frame.fit(self.picture.shape)
        self.frame.put(photo.grey(self.picture))
        for k, line in enumerate(self.outlines):
            shown = seen.corners[k + 1] if k + 1 < c.layers else (np.nan,) * 4
            line.set_data(*around(shown))
        self.last.set_data(*around(seen.corners[-1]))

    def say(self, c, seen):
        last = seen.fields[-1]
        return sentences(
            f"After {many(c.layers, 'layer')} one number sees {last.size} × {last.size} pixels, "
            f"{100 * seen.share:.0f} % of the photograph; its neighbour's field lies "
            f"{many(last.jump, 'pixel')} further on.",
            "Layer by layer it sees " + ", ".join(str(f.size) for f in seen.fields[1:]) + ".",
            how_it_grows(c.pooling),
            f"The number in question looks at the photograph around row {c.y}, column {c.x}.",
        )

    def won(self, c, seen):
        return c.kernel[0] == "3" and seen.share > 0.5


def box(size, centre, shape):
    """Return the square of so many pixels around a place, cut at the border of the picture."""
    x, y = centre
    rows, columns = shape
    left, low = x - (size - 1) // 2, y - (size - 1) // 2
    right, high = left + size, low + size
    return max(left, 0), max(low, 0), min(right, columns), min(high, rows)


def around(corners):
    """Return the way around a box, x (5,) and y (5,), through the borders of its pixels."""
    left, low, right, high = (v - 0.5 for v in corners)
    return [left, right, right, left, left], [low, low, high, high, low]


def how_it_grows(pooling):
    """Say by how much each layer widens the field."""
    if pooling:
        return (
            "Each pooling doubles the step from number to number, so the field more than doubles."
        )
    return "Without pooling each layer adds the same few pixels."
