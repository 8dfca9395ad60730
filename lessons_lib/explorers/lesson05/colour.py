"""A kernel over three channels: what red, green and blue each add to one feature map."""

from typing import NamedTuple

import numpy as np

from ... import convolution, datasets
from ...convolution import KERNELS
from ...live.controls import menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import number, pair, sentences
from ...plots import photo, style

KINDS = {"a look at the pixel": "identity", "Sobel x": "Sobel x", "Sobel y": "Sobel y"}


class Felt(NamedTuple):
    """What a kernel over three channels makes of the photograph."""

    output: np.ndarray  # (rows, columns)
    grey: float  # its typical size on the grey copy of the photograph, (root mean square)
    size: float  # and on the photograph in colour


@explorer
class Colour(Explorer):
    """Three weights, one for each channel, times a kernel of 3 × 3."""

    title = "A kernel over colours"
    aim = "a kernel that sees edges of colour, and is blind to every edge of grey"
    photo = True
    wins = ({"kind": "Sobel x", "red": 1.0, "green": -1.0, "blue": 0.0},)
    sliders = ("red", "green", "blue")

    def __init__(self):
        colours = datasets.photograph("flower", colour=True)[::2, ::2]
        self.maps = np.moveaxis(colours, -1, 0)  # (3, rows, columns)
        self.greys = np.repeat(self.maps.mean(axis=0, keepdims=True), 3, axis=0)
        figure, left, right = style.figure(1, 1, height=3.4)
        self.before = photo.Frame(left, "the photograph")
        self.after = photo.Frame(right, "the feature map")
        self.before.fit(colours.shape[:2])
        self.before.put(np.uint8(255 * colours))
        super().__init__(
            figure,
            controls={
                "kind": menu("kernel", list(KINDS)),
                "red": slider("times red", 1.0, -1.0, 1.0),
                "green": slider("times green", 0.0, -1.0, 1.0),
                "blue": slider("times blue", 0.0, -1.0, 1.0),
            },
        )

    def compute(self, c):
        weights = np.array([c.red, c.green, c.blue])
        kernel = weights[:, None, None] * KERNELS[KINDS[c.kind]]  # (3, 3, 3)
        output = convolution.correlate_channels(self.maps, kernel)
        grey = convolution.correlate_channels(self.greys, kernel)
        return Felt(output, typical(grey), typical(output))

    def paint(self, c, felt):
        self.after.fit(felt.output.shape)
        self.after.put(photo.signed(felt.output, 3 * felt.size or 1))

    def say(self, c, felt):
        total = c.red + c.green + c.blue
        return sentences(
            f"27 numbers: the kernel times ({pair((c.red, c.green))[1:-1]}, {number(c.blue)}) for "
            "red, green and blue.",
            f"The weights add up to {number(round(total, 9))}. Its output is typically "
            f"{number(felt.size)} here, and {number(felt.grey)} on a grey copy of the photograph.",
            "It's blind to grey." if felt.grey < 1e-9 < felt.size else "",
        )

    def won(self, c, felt):
        return c.kind != "a look at the pixel" and felt.grey < 1e-9 and felt.size > 0.05


def typical(output):
    """Return the root mean square of an output."""
    return float(np.sqrt((output**2).mean()))
