"""How much of the pooled picture changes when the photograph moves by a few pixels."""

from typing import ClassVar, NamedTuple

import numpy as np

from ... import convolution
from ...live.controls import menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import many, number, sentences
from ...plots import charts, photo, style
from ..shared.photographs import Pictures
from ..shared.remembered import Last
from .pooled_edges import POOLS, edge_map

SIDE = 320  # pixels of a picture
FARTHEST = 8  # pixels by which it moves at most
RAW = "not pooled"
LOOKS = {
    RAW: {"color": style.INK, "linestyle": ":"},
    "max": {"color": style.VERMILLION, "linestyle": "--"},
    "mean": {"color": style.BLUE, "linestyle": "-"},
}
FAINTEST = 0.02  # below it, all edges count as equally faint


class Moved(NamedTuple):
    """What a move by some pixels changes in the pooled edges."""

    shape: tuple  # (height, width) of the photograph
    changed: np.ndarray  # (rows, columns) of bool: where the pooled edges that are shown change
    shares: dict  # {what: [9]}: in % of the outputs, or pixels, for moves by 0 … FARTHEST pixels


@explorer
class Shift(Explorer):
    """How much of the pooled picture changes when the photograph moves by a few pixels, with and
    without a blur before.
    """

    aim = "move by 1 with windows of 2, so that fewer than 20 % of the max-pooled edges change"
    wins = ({"blur": 2.0},)
    sliders = ("by", "size", "blur")
    starts: ClassVar = {"blur": 1.0}

    def __init__(self, image=None):
        figure, left, right = style.figure(1.1, 1, height=3.4)
        self.frame = photo.Frame(left, "where the pooled edges have changed")
        self.pictures = Pictures(self, image, SIDE)
        title = "outputs that change by a tenth or more, %"
        across = "the picture moves by (pixels)"
        charts.chart(right, -2, 102, title, across, (-0.2, 8.2), yscale="linear")
        self.lines = charts.lines(right, LOOKS, "upper left", 3)
        self.edges = Last(blurred_edges)
        self.shares = Last(shares_changed)
        super().__init__(
            figure,
            note=self.pictures.note,
            extras=(self.pictures.upload,),
            controls={
                "by": slider("move by", 1, 0, FARTHEST, 1),
                "size": slider("size", 2, 1, 8, 1),
                "blur": slider("blur first (pixels)", 0.0, 0.0, 6.0, 0.5),
                "pool": menu("shown", list(POOLS)),
                "picture": self.pictures.menu,
            },
        )

    def compute(self, c):
        picture = self.pictures.known[c.picture]
        strength = self.edges(picture, c.blur)
        changed = changes(POOLS[c.pool], strength, c.by, c.size)
        return Moved(picture.shape, changed, self.shares(strength, c.size))

    def paint(self, c, moved):
        self.frame.fit(moved.shape)
        self.frame.put(photo.grey(1.0 * moved.changed), c.size)
        for name, values in moved.shares.items():
            charts.put(self.lines[name], range(FARTHEST + 1), values, c.by)

    def say(self, c, moved):
        told = [f"{moved.shares[name][c.by]:.0f} % of the {name}" for name in POOLS]
        return sentences(
            f"The picture moves by {many(c.by, 'pixel')}, the windows are {c.size} wide, blurred "
            f"over {number(c.blur)} first.",
            f"{' and '.join(told)} pooled edges change by a tenth or more (shown: {c.pool}). "
            f"Without pooling, {moved.shares[RAW][c.by]:.0f} % of the pixels do.",
            what_that_means(c.by, c.size, moved.changed.any()),
        )

    def won(self, c, moved):
        return c.by == 1 and c.size == 2 and moved.shares["max"][1] < 20


def blurred_edges(picture, blur):
    """Return the strength of the edges of a picture, blurred over so many pixels."""
    return convolution.smooth(edge_map(picture)[0], blur)


def changes(pool, strength, by, size):
    """Return where the pooled edges change by a tenth or more when the picture moves by so many
    pixels.

    Whole windows that have moved along are found again, and are no change.
    """
    wide = (strength.shape[1] - FARTHEST) // size * size
    still = pool(strength[:, :wide], size)
    moved = pool(strength[:, by : by + wide], size)
    windows = by // size
    before = still[:, windows:]
    after = moved[:, : moved.shape[1] - windows]
    return unlike(before, after)


def unlike(before, after):
    """Return where two pictures differ by a tenth of the larger value or more."""
    return np.abs(before - after) > 0.1 * np.maximum(np.maximum(before, after), FAINTEST)


def raw_changes(strength, by):
    """Return where a pixel changes when the picture moves by so many: nothing is pooled."""
    wide = strength.shape[1] - FARTHEST
    return unlike(strength[:, :wide], strength[:, by : by + wide])


def shares_changed(strength, size):
    """Return {what: [9]}: the changed outputs in %, for moves by 0 … FARTHEST pixels."""
    moves = range(FARTHEST + 1)
    shares = {RAW: [100 * raw_changes(strength, by).mean() for by in moves]}
    for name, pool in POOLS.items():
        changed = [changes(pool, strength, by, size) for by in moves]
        shares[name] = [100 * here.mean() for here in changed]
    return shares


def what_that_means(by, size, any_changed):
    """Say what a move by so many pixels means for windows of this size."""
    if by == 0:
        return "Nothing has moved."
    if by % size == 0:
        return "Whole windows have moved, and the outputs have moved along: that's equivariance."
    return "So they aren't invariant." if any_changed else ""
