"""The digit network on a larger page: it reads your digit in the middle, and nowhere else."""

from functools import cache
from typing import NamedTuple

import numpy as np

from ... import anywhere, datasets, my_digit
from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.pointer import Field
from ...live.words import a_digit, many, sentences
from ...plots import charts, maps, style
from ..shared.reader import of_ten, percents, softmax
from .courses import MIDDLE, SINGLE, dense_outputs, pupil

COURSE = "middle, dense"
SHIFTS = np.arange(-MIDDLE, MIDDLE + 1)


class Shifted(NamedTuple):
    """One digit at every shift, and how many never-seen digits are read there."""

    pictures: np.ndarray  # (9, 16, 16)
    chances: np.ndarray  # (9, 10)
    shares: np.ndarray  # (9,) of the held-out scans, from 0 to 1


@explorer
class Lost(Explorer):
    """Slide your digit sideways over the page, and see what the digit network makes of it."""

    title = "The digit network, and a digit that moves"
    aim = "a shift at which it takes your digit for another one, and is at least 80 % sure"
    wins = ({"by": -3},)
    sliders = ("by",)

    def __init__(self):
        figure, page, answer, side = style.figure(0.85, 0.8, 1.2, height=3.7)
        self.sheet = maps.paper(page, "a page of 16 × 16 pixels", anywhere.PAGE)
        self.bars = maps.bars(answer, list(range(10)), 1.0, "what it takes it for", room=1.35)
        ends = SHIFTS[0] - 0.3, SHIFTS[-1] + 0.3
        title = "never-seen digits read correctly"
        charts.chart(side, 0, 1, title, "shift (pixels)", ends, yscale="linear")
        side.set_yticks(np.linspace(0, 1, 6), [f"{k} %" for k in range(0, 101, 20)])
        side.axhline(0.1, color=style.GREY, linewidth=1, linestyle=":")
        side.text(ends[1], 0.09, "guessing", ha="right", va="top", fontsize=9, color=style.GREY)
        self.curve = charts.traced(side, color=style.GREEN)
        self.scan = my_digit.scan().reshape(1, -1)
        super().__init__(
            figure,
            controls={"by": slider("shift (pixels)", 0, -MIDDLE, MIDDLE, 1)},
            pointer={page: Field("the digit", across="by", take=self.dragged_to)},
        )

    def compute(self, c):
        pictures = np.concatenate([anywhere.placed(self.scan, MIDDLE, MIDDLE + k) for k in SHIFTS])
        F = dense_outputs(pupil(COURSE).at(30), pictures)
        return Shifted(pictures, np.array([softmax(f) for f in F]), shares_at_every_shift())

    def paint(self, c, seen):
        at = c.by + MIDDLE
        self.sheet(seen.pictures[at])
        p = seen.chances[at]
        self.bars(p, percents(p), p.argmax())
        charts.put(self.curve, SHIFTS, seen.shares, at)

    def say(self, c, seen):
        at = c.by + MIDDLE
        p = seen.chances[at]
        return sentences(
            f"{whither(c.by)} it takes your digit for {a_digit(int(p.argmax()))}, "
            f"{100 * p.max():.0f} % sure.",
            f"There it reads {of_ten(seen.shares[at])} never-seen digits.",
        )

    def won(self, c, seen):
        p = seen.chances[c.by + MIDDLE]
        return p.argmax() != seen.chances[MIDDLE].argmax() and p.max() >= 0.8

    def dragged_to(self, kind, x, y):
        """Bring the digit under the pointer."""
        return {"by": round(x - (anywhere.PAGE - 1) / 2)}


@cache
def shares_at_every_shift():
    """Return the share of the held-out scans that it reads at every shift, (9,)."""
    _, _, held, labels = datasets.digits(0)
    params = pupil(COURSE).at(30)
    found = []
    for by in SHIFTS:
        pages = anywhere.placed(held, MIDDLE, MIDDLE + by, SINGLE)
        found.append((dense_outputs(params, pages).argmax(axis=1) == labels).mean())
    return np.array(found)


def whither(by):
    """Say where the digit is."""
    if not by:
        return "In the middle of the page"
    way = "to the right" if by > 0 else "to the left"
    return f"Moved by {many(abs(by), 'pixel')} {way},"
