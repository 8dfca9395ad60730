"""The edges of a photograph: how steep the grey is at each pixel, and in which direction."""

from typing import ClassVar, NamedTuple

import numpy as np

from ... import convolution
from ...live.controls import menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import number, sentences
from ...plots import photo, style
from ..shared.photographs import Pictures
from ..shared.remembered import Last
from .slope_pairs import NAMES, PER_SLOPE

VIEWS = ["magnitude", "edges", "Gx, to the right", "Gy, downwards", "direction"]


class Found(NamedTuple):
    """A smoothed picture, and its slopes, all two rows and two columns smaller than it."""

    picture: np.ndarray  # (height, width), grey from 0 to 1
    gx: np.ndarray  # to the right, in grey a pixel
    gy: np.ndarray  # downwards
    direction: np.ndarray  # in radians, from the right
    strength: np.ndarray  # the slope's length, by the learner's function if there is one


@explorer
class Edges(Explorer):
    """The edges of a photograph: smoothed first, then the slope to the right and downwards, its
    length and its direction.
    """

    aim = "keep only 2 to 4 % of the pixels as edges, with a threshold of 0.05 or less"
    photo = True
    wins = ({"smooth": 2.5, "threshold": 0.05},)
    sliders = ("smooth", "threshold")
    starts: ClassVar = {"smooth": 2.0}

    def __init__(self, edges=None, image=None):
        figure, left, right = style.figure(1, 1, height=3.2)
        self.before = photo.Frame(left, "the picture, smoothed")
        self.after = photo.Frame(right, "edges")
        self.pictures = Pictures(self, image)
        self.smoothed = Last(convolution.smooth)
        self.by_learner = edges is not None
        super().__init__(
            figure,
            note=self.pictures.note,
            extras=(self.pictures.upload,),
            controls={
                "picture": self.pictures.menu,
                "view": menu("show", VIEWS),
                "kernels": menu("kernels", ["Sobel"] if self.by_learner else NAMES),
                "smooth": slider("smoothing (pixels)", 0.0, 0.0, 6.0),
                "threshold": slider("threshold", 0.1, 0.0, 0.5, 0.01),
            },
            yours={"edges": Yours(edges, sobel_magnitude)},
        )

    def compute(self, c, edges):
        picture = self.smoothed(self.pictures.known[c.picture], c.smooth)
        found = convolution.edges(picture, c.kernels)
        scale = PER_SLOPE[c.kernels]
        magnitude = edges(picture) if self.by_learner else found.magnitude
        return Found(
            picture, found.gx / scale, found.gy / scale, found.direction, magnitude / scale
        )

    def paint(self, c, found):
        for frame in (self.before, self.after):
            frame.fit(found.picture.shape)
        self.before.put(photo.grey(found.picture))
        self.after.put(view(c.view, found, c.threshold))

    def say(self, c, found):
        share = (found.strength > c.threshold).mean()
        return sentences(
            f"{c.kernels} after smoothing over {number(c.smooth)} pixels, shown: {c.view}.",
            f"At {number(100 * share)} % of the pixels the grey changes by more than "
            f"{number(c.threshold)} a pixel.",
            f"The steepest changes by {number(found.strength.max())} a pixel.",
        )

    def won(self, c, found):
        share = (found.strength > c.threshold).mean()
        return c.threshold <= 0.05 and 0.02 <= share <= 0.04


def sobel_magnitude(picture):
    """Return the length of the slope as the exercise asks for it, 8 for a slope of 1 a pixel."""
    return convolution.edges(picture).magnitude


def view(name, found, threshold):
    """Return the colours of what is to be shown: a name of VIEWS."""
    strong = found.strength > threshold
    match name:
        case "magnitude":
            return photo.grey(4 * found.strength, strong)
        case "edges":
            return photo.grey(1.0 * strong)
        case "Gx, to the right":
            return photo.signed(found.gx, 0.3)
        case "Gy, downwards":
            return photo.signed(found.gy, 0.3)
        case _:
            return photo.hue(found.direction, 5 * found.strength)
