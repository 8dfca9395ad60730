"""Is the photograph in focus? What a camera asks its sensor, many times a second."""

from typing import NamedTuple

import numpy as np

from ... import convolution, datasets
from ...convolution import KERNELS
from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import number, sentences
from ...plots import charts, photo, style
from ..shared.remembered import Last

SHARP = 13  # the place of the lens at which it is in focus
PLACES = np.arange(21)
PER_PLACE = 0.35  # pixels of blur for each place that the lens is off


class Focused(NamedTuple):
    """What the camera sees at each place of the lens."""

    views: list  # of (rows, columns), one for each of PLACES
    scores: np.ndarray  # (21,) the mean square of the Laplacian, its largest scaled to 1


@explorer
class Focus(Explorer):
    """A lens moves, and the mean square of the Laplacian says how sharp the photograph is."""

    title = "In focus?"
    aim = "in noise of 0.15, make the curve's peak clear again, and bring the lens there"
    photo = True
    wins = ({"noise": 0.15, "smooth": 1.5, "lens": SHARP},)
    sliders = ("lens", "noise", "smooth")

    def __init__(self):
        figure, left, right = style.figure(1.1, 1, height=3.6)
        self.frame = photo.Frame(left, "what the camera sees")
        title = "mean square of the Laplacian"
        charts.chart(right, 0, 1.05, title, "place of the lens", (-0.5, 20.5), yscale="linear")
        self.curve = charts.traced(right, color=style.BLUE, marker=".", markersize=5)
        self.picture = datasets.photograph("china")[::3, ::3]
        self.seen = Last(seen)
        super().__init__(
            figure,
            controls={
                "lens": slider("place of the lens", 4, 0, 20, 1),
                "noise": slider("noise", 0.0, 0.0, 0.3, 0.05),
                "smooth": slider("smooth first (pixels)", 0.0, 0.0, 3.0, 0.5),
            },
        )

    def compute(self, c):
        return self.seen(self.picture, c.noise, c.smooth)

    def paint(self, c, focused):
        self.frame.fit(self.picture.shape)
        self.frame.put(photo.grey(focused.views[c.lens]))
        charts.put(self.curve, PLACES, focused.scores, c.lens)

    def say(self, c, focused):
        best = int(focused.scores.argmax())
        return sentences(
            f"With the lens at {c.lens} it scores {number(focused.scores[c.lens])}, where the best "
            "scores 1.",
            f"The curve has its peak at {best}."
            if clear(focused.scores)
            else "The curve has no clear peak: noise drowns it.",
        )

    def won(self, c, focused):
        there = c.lens == SHARP == int(focused.scores.argmax())
        return c.noise >= 0.15 and there and clear(focused.scores)


def seen(picture, noise, smooth):
    """Return what is Focused with so much noise on the sensor, smoothed before it is measured."""
    rng = np.random.default_rng(0)
    views, scores = [], []
    for place in PLACES:
        view = convolution.smooth(picture, PER_PLACE * abs(place - SHARP))
        view = view + noise * rng.standard_normal(view.shape)
        laplacian = convolution.correlate_fast(
            convolution.smooth(view, smooth), KERNELS["Laplacian"]
        )
        views.append(view)
        scores.append((laplacian**2).mean())
    return Focused(views, np.array(scores) / max(scores))


def clear(scores):
    """Return whether the curve has a peak: at its lowest it is below 60 % of it."""
    return scores.min() < 0.6
