"""What noise does to the answers of three filters."""

from typing import ClassVar, NamedTuple

import numpy as np

from ... import convolution
from ...convolution import KERNELS
from ...live.controls import menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import number, sentences
from ...plots import charts, photo, style
from ..shared.photographs import Pictures
from ..shared.remembered import Last

SIDE = 128  # pixels of the picture
LEVELS = np.linspace(0, 0.3, 16)  # of noise: its standard deviation


def laplacian(picture):
    """Return the answer of the Laplacian."""
    return convolution.correlate_fast(picture, KERNELS["Laplacian"])


def sobel(picture):
    """Return the slope to the right."""
    return convolution.edges(picture).gx


def smooth_then_sobel(picture):
    """Return the slope to the right of the picture smoothed over 2 pixels."""
    return sobel(convolution.smooth(picture, 2))


FILTERS = {"Laplacian": laplacian, "Sobel": sobel, "smooth, then Sobel": smooth_then_sobel}
LOOKS = {
    "Laplacian": {"color": style.VERMILLION, "linestyle": ":"},
    "Sobel": {"color": style.BLUE, "linestyle": "-"},
    "smooth, then Sobel": {"color": style.GREEN, "linestyle": "--"},
}


class Noisy(NamedTuple):
    """The answer of the chosen filter, and how much each is like its answer without noise."""

    answer: np.ndarray  # (rows, columns)
    at: int  # the number of the noise in LEVELS
    likeness: dict  # {name: [16 correlations, one for each of LEVELS]}


@explorer
class Noise(Explorer):
    """What noise does to the answers of three filters, and how much of the clean answer is left in
    them.
    """

    aim = (
        "find noise that leaves less than 0.3 of the Laplacian, and more than 0.9 of the "
        "smoothed Sobel"
    )
    wins = ({"noise": 0.18},)
    sliders = ("noise",)
    starts: ClassVar = {"noise": 0.1}

    def __init__(self, image=None):
        figure, left, right = style.figure(1.15, 1, height=3.8)
        self.frame = photo.Frame(left, "the answer")
        self.pictures = Pictures(self, image, SIDE)
        title = "how alike with and without noise"
        charts.chart(right, 0, 1.02, title, "noise", (-0.01, 0.31), yscale="linear")
        self.lines = charts.lines(right, LOOKS, "lower left")
        self.likenesses = Last(likenesses)
        super().__init__(
            figure,
            note=self.pictures.note,
            extras=(self.pictures.upload,),
            controls={
                "noise": slider("noise", 0.0, 0.0, 0.3, 0.02),
                "filter": menu("filter", list(FILTERS)),
                "picture": self.pictures.menu,
            },
        )

    def compute(self, c):
        picture = self.pictures.known[c.picture]
        at = int(np.abs(LEVELS - c.noise).argmin())
        answer = FILTERS[c.filter](with_noise(picture, c.noise))
        return Noisy(answer, at, self.likenesses(picture))

    def paint(self, c, noisy):
        self.frame.fit(noisy.answer.shape)
        self.frame.put(photo.signed(noisy.answer, 3 * noisy.answer.std()))
        for name, values in noisy.likeness.items():
            charts.put(self.lines[name], LEVELS, values, noisy.at)

    def say(self, c, noisy):
        here = [f"{name}: {number(of[noisy.at])}" for name, of in noisy.likeness.items()]
        return sentences(
            f"{c.filter[0].upper()}{c.filter[1:]} on {c.picture}, with noise of {number(c.noise)} "
            "on greys from 0 to 1.",
            f"How alike it is to the answer without noise: {'; '.join(here)}.",
            "1 is the same, 0 is all noise (the correlation of statistics).",
        )

    def won(self, c, noisy):
        left = {name: values[noisy.at] for name, values in noisy.likeness.items()}
        return left["Laplacian"] < 0.3 and left["smooth, then Sobel"] > 0.9


def with_noise(picture, sigma):
    """Return a picture with noise of this standard deviation, always the same."""
    return picture + sigma * np.random.default_rng(0).standard_normal(picture.shape)


def likenesses(picture):
    """Return {name: [16]}: how alike each filter's answers with and without noise are, for each of
    LEVELS.
    """
    noisy = [with_noise(picture, sigma) for sigma in LEVELS]
    likeness = {}
    for name, answer in FILTERS.items():
        clean = answer(picture)
        likeness[name] = [alike(clean, answer(one)) for one in noisy]
    return likeness


def alike(a, b):
    """Return the correlation of two pictures; 1 when both are even, 0 when one is."""
    spread = a.std() * b.std()
    if spread <= 1e-15:
        return float(a.std() == b.std())
    return ((a - a.mean()) * (b - b.mean())).mean() / spread
