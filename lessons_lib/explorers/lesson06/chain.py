"""Edges, pooled again and again: how small they get, and how much of them is still there."""

from typing import NamedTuple

from ... import convolution
from ...live.controls import menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import many, sentences
from ...plots import photo, style
from ..shared.photographs import Pictures
from ..shared.remembered import Last
from .pooled_edges import POOLS, edge_map, kept

TIMES = 5  # so often it is pooled at most


class Chained(NamedTuple):
    """The edges of a photograph, pooled again and again."""

    limit: float  # what is stronger is an edge
    pooled: list  # (height, width) not pooled, pooled once, … TIMES times; from 0 to 1

    def share(self, t):
        """Return the share of the numbers that is left after pooling t times."""
        return self.pooled[t].size / self.pooled[0].size

    def kept(self, t):
        """Return what is kept of the edges after pooling t times."""
        return kept(self.pooled[0], self.limit, self.pooled[t], side(t), side(t))


@explorer
class Chain(Explorer):
    """Edges, then pooled again and again: how small it gets, how much of the edges is still there,
    and how exactly.
    """

    aim = (
        "throw 90 % of the numbers away and keep 98 % of the edge pixels, with under a quarter of "
        "the windows marked"
    )
    photo = True
    pace = 0.8
    wins = ({"t": 2},)
    sliders = ("smooth", "t")

    def __init__(self, image=None):
        figure, left, right = style.figure(1, 1, height=3.2)
        self.before = photo.Frame(left, "the edges")
        self.after = photo.Frame(right, "after pooling")
        self.pictures = Pictures(self, image)
        self.chained = Last(pooled_again)
        super().__init__(
            figure,
            steps=TIMES,
            at=1,
            note=self.pictures.note,
            extras=(self.pictures.upload,),
            controls={
                "pool": menu("pooling", list(POOLS)),
                "picture": self.pictures.menu,
                "smooth": slider("blur first (pixels)", 0.0, 0.0, 4.0, 0.5),
            },
        )

    def compute(self, c):
        return self.chained(self.pictures.known[c.picture], c.smooth, c.pool)

    def paint(self, c, chained):
        for frame in (self.before, self.after):
            frame.fit(chained.pooled[0].shape)
        self.before.put(photo.grey(2 * chained.pooled[0]))
        self.after.put(photo.grey(2 * chained.pooled[c.t]), side(c.t))

    def say(self, c, chained):
        rows, columns = chained.pooled[c.t].shape
        shares = chained.kept(c.t)
        return sentences(
            f"Pooled {many(c.t, 'time')}: {rows} × {columns}, {100 * chained.share(c.t):.1f} % of "
            "the numbers.",
            f"{100 * shares.edges:.0f} % of the edge pixels lie in a window that still says edge; "
            f"{100 * shares.windows:.0f} % of all windows say so.",
            where_the_edge_lies(c.t),
        )

    def won(self, c, chained):
        shares = chained.kept(c.t)
        return chained.share(c.t) < 0.1 and shares.edges > 0.98 and shares.windows < 0.25


def pooled_again(picture, sigma, pool):
    """Return the edges of a picture smoothed over sigma pixels, pooled again and again, as a
    Chained.
    """
    strength, limit = edge_map(convolution.smooth(picture, sigma))
    pooled = [strength]
    for _ in range(TIMES):
        pooled.append(POOLS[pool](pooled[-1]))
    return Chained(limit, pooled)


def side(t):
    """Return how many pixels a side one number stands for after pooling t times."""
    return 2**t


def where_the_edge_lies(t):
    """Say what is known of the place of an edge after pooling t times."""
    what = "lost" if t else "still known"
    return f"Where in its window of {side(t)} × {side(t)} the edge lies is {what}."
