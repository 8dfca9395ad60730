"""A kernel sweeps over a small picture, and the output paints itself."""

from typing import ClassVar, NamedTuple

import numpy as np

from ... import convolution, my_digit
from ...convolution import KERNELS
from ...live.controls import menu
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.pointer import Field
from ...live.words import many, number, sentences
from ...plots import photo, style

SIDE = 16  # pixels of the digit along one side
K = 3  # along one side of the kernel
WIDE = SIDE - K + 1  # pixels of the output along one side
CHOICE = ["Sobel y", "Sobel x", "Laplacian", "Gaussian"]


class Swept(NamedTuple):
    """The whole output; the step says how much of it is painted."""

    picture: np.ndarray  # (SIDE, SIDE)
    output: np.ndarray  # (WIDE, WIDE)
    kernel: np.ndarray  # (K, K)


@explorer
class Sweep(Explorer):
    """Nine numbers slide over the learner's digit, place by place.

    correlate: a learner's function (image, kernel) -> output.
    """

    title = "Nine numbers on their way"
    aim = "stop where the output is largest of all"
    wins = ({"t": 4},)
    sliders = ("t",)
    tucked: ClassVar = ("kernel",)
    pace = 0.35

    def __init__(self, correlate=None):
        self.picture = small_digit()
        figure, left, middle, right = style.figure(1, 0.55, 1, height=3.9)
        self.sees = photo.Frame(left, "your digit, and the window")
        self.window = photo.box(left)
        self.numbers = photo.Numbers(middle, K, K, "the kernel", 11)
        self.output = photo.Frame(right, "the output, so far")
        self.spot = photo.box(right)
        super().__init__(
            figure,
            steps=WIDE * WIDE,
            at=5 * WIDE + 9,
            controls={"kernel": menu("kernel", CHOICE)},
            yours={"correlate": Yours(correlate, convolution.correlate)},
            pointer={left: Field("the window", across="t", take=self.dragged_to)},
        )

    def dragged_to(self, kind, x, y):
        """Bring the window to where the pointer is."""
        column, row = (int(np.clip(round(v) - 1, 0, WIDE - 1)) for v in (x, y))
        return {"t": row * WIDE + column + 1}

    def compute(self, c, correlate):
        kernel = KERNELS[c.kernel]
        return Swept(self.picture, correlate(self.picture, kernel), kernel)

    def paint(self, c, swept):
        self.sees.fit(swept.picture.shape)
        self.sees.put(photo.grey(1 - swept.picture))
        self.output.fit(swept.output.shape)
        limit = np.abs(swept.output).max()
        painted = photo.signed(swept.output, limit)
        later = np.arange(WIDE * WIDE).reshape(WIDE, WIDE) >= c.t
        painted[later] = 205
        self.output.put(painted)
        self.numbers.put(photo.signed(swept.kernel, 4), [f"{v:.3g}" for v in swept.kernel.ravel()])
        row, column = divmod(max(c.t - 1, 0), WIDE)
        self.window(row, column, K, K)
        self.spot(row, column, 1, 1)

    def say(self, c, swept):
        if c.t == 0:
            return "Nothing is painted yet. Press play, or drag the window over your digit."
        row, column = divmod(c.t - 1, WIDE)
        return sentences(
            f"{c.kernel}, at row {row}, column {column}: nine products, and their sum is "
            f"{number(swept.output[row, column])}.",
            f"{many(c.t, 'pixel')} of {WIDE * WIDE} painted, all with the same nine numbers.",
            what_it_means(swept.output[row, column], np.abs(swept.output).max()),
        )

    def won(self, c, swept):
        if not c.t:
            return False
        return swept.output[divmod(c.t - 1, WIDE)] >= swept.output.max() - 1e-9


def small_digit():
    """Return the learner's digit, (SIDE, SIDE) from 0, paper, to 1, ink."""
    step = 32 // SIDE
    return my_digit.drawn().reshape(SIDE, step, SIDE, step).mean(axis=(1, 3))


def what_it_means(value, largest):
    """Say what an output of this size means."""
    if abs(value) < 1e-9:
        return "It's 0: whatever this kernel looks for isn't here."
    if abs(value) > 0.7 * largest:
        return "It's large: here is just what this kernel looks for."
    return "A little of what it looks for is here."
