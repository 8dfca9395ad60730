"""A photograph, and what a kernel of nine numbers makes of it."""

from typing import ClassVar, NamedTuple

import numpy as np

from ... import convolution
from ...live.controls import menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import cleared, number, sentences
from ...plots import photo, style
from ..shared.photographs import LARGEST, Pictures
from ..shared.remembered import Last
from .kernel_cells import OWN, KernelCells, invited, kernel_of, name_of

SMALL = 96  # pixels of a picture for a learner's function, which may loop over them
TINY = 1e-9  # a sum of a kernel that is smaller is 0


class Geometry(NamedTuple):
    """How the kernel walks over the picture."""

    stride: int = 1
    padding: int = 0
    dilation: int = 1


class Filtered(NamedTuple):
    """A picture, and what the kernel makes of it."""

    picture: np.ndarray  # (height, width), grey from 0 to 1, or beyond with noise
    kernel: np.ndarray  # (3, 3) as it stands in the cells
    geometry: Geometry
    answer: np.ndarray  # (rows, columns)


@explorer
class KernelEditor(Explorer):
    """A photograph, and what a kernel of nine numbers makes of it."""

    aim = (
        "write a kernel of your own that answers 0 to even grey, 0 to a ramp to the right, "
        "and 8 to a ramp that grows by 1 per pixel downwards"
    )
    photo = True
    wins = ({"kernel": "Sobel y", "k01": -4, "k21": 4, "k00": 0, "k02": 0, "k20": 0, "k22": 0},)
    sliders = ("stride", "padding", "dilation", "noise", "smooth")
    starts: ClassVar = {"smooth": 2.0}

    def __init__(self, correlate=None, kernel=None, image=None):
        figure, left, right = style.figure(1, 1, height=3.2)
        self.before = photo.Frame(left, "the picture")
        self.after = photo.Frame(right, "the answer")
        self.pictures = Pictures(self, image, SMALL if correlate else LARGEST)
        self.kernel = KernelCells(kernel)
        self.seen = Last(noisy_and_smooth)
        geometry = {}
        if not correlate:  # the exercise asks for the plain walk
            geometry = {
                "stride": slider("stride s", 1, 1, 8, 1),
                "padding": slider("padding p", 0, 0, 20, 1),
                "dilation": slider("dilation d", 1, 1, 20, 1),
            }
        self.walks_plainly = not geometry
        super().__init__(
            figure,
            note=sentences(self.pictures.note, self.kernel.note),
            extras=(self.pictures.upload,),
            controls={
                "picture": self.pictures.menu,
                "kernel": self.kernel.menu,
                "mode": menu("mode", ["cross-correlation", "convolution"]),
                **geometry,
                "noise": slider("noise", 0.0, 0.0, 0.5, 0.01),
                "smooth": slider("smoothing (pixels)", 0.0, 0.0, 4.0),
                **self.kernel.cells,
            },
            yours={"correlate": Yours(correlate, convolution.correlate_fast)},
        )
        self.kernel.drives(self)

    def led(self, c):
        return self.kernel.led(c)

    def compute(self, c, correlate):
        picture = self.seen(self.pictures.known[c.picture], c.noise, c.smooth)
        kernel = kernel_of(c)
        turned = kernel[::-1, ::-1] if c.mode == "convolution" else kernel
        if self.walks_plainly:
            return Filtered(picture, kernel, Geometry(), correlate(picture, turned))
        geometry = Geometry(c.stride, c.padding, c.dilation)
        return Filtered(picture, kernel, geometry, correlate(picture, turned, *geometry))

    def paint(self, c, result):
        for frame in (self.before, self.after):
            frame.fit(result.picture.shape)
        self.before.put(photo.grey(result.picture))
        if makes_a_picture(result.kernel):
            self.after.put(photo.grey(result.answer / max(result.kernel.sum(), TINY)))
        else:
            self.after.put(photo.signed(result.answer, 4 * result.answer.std()))

    def say(self, c, result):
        called = name_of(result.kernel).replace(OWN, "a kernel of your own")
        invitation = invited(c.kernel, result.kernel)
        largest = np.abs(result.kernel).sum() * np.abs(result.picture).max()
        low, high = cleared([result.answer.min(), result.answer.max()], largest)
        return sentences(
            f"{c.mode.capitalize()} with {called}{invitation}.",
            size_of_answer(len(result.picture), result.geometry, result.answer.shape),
            f"The answers run from {number(low)} to {number(high)}{shown_as(result.kernel)}",
        )

    def won(self, c, result):
        by_hand = name_of(result.kernel) == OWN and c.mode == "cross-correlation"
        return by_hand and is_8_downhill(result.kernel)


def noisy_and_smooth(picture, amount, sigma):
    """Return a picture with noise of this standard deviation, always the same, then smoothed."""
    noise = np.random.default_rng(0).standard_normal(picture.shape)
    return convolution.smooth(picture + amount * noise, sigma)


def makes_a_picture(kernel):
    """Is the answer a picture again, as of a kernel that blurs or sharpens?"""
    return kernel.min() >= 0 or abs(kernel.sum() - 1) < TINY


def is_8_downhill(kernel):
    """Does a kernel answer 0 to even grey and to a ramp to the right, and 8 to one downwards?"""
    y, x = np.mgrid[-1:2, -1:2]
    even, right, down = kernel.sum(), (kernel * x).sum(), (kernel * y).sum()
    return abs(even) < TINY and abs(right) < TINY and abs(down - 8) < TINY


def size_of_answer(high, geometry, size):
    """Say how many rows (by the formula) and columns the answer to a picture of `high` rows has."""
    s, p, d = geometry
    rows = f"⌊({high} + 2·{p} − {d}·2 − 1) / {s}⌋ + 1 = {size[0]}"
    return f"Rows: {rows}, columns: {size[1]}."


def shown_as(kernel):
    """Say how the answers are drawn: the end of a sentence."""
    if not makes_a_picture(kernel):
        return ": orange is below zero, white is zero, blue is above."
    if kernel.sum() > TINY:
        return f", shown from 0, black, to {number(kernel.sum())}, white."
    return ", shown black."
