"""Max pooling beside mean pooling on the edges of a photograph."""

from typing import ClassVar, NamedTuple

import numpy as np

from ... import pooling
from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import number, sentences
from ...plots import photo, style
from ..shared.photographs import LARGEST, Pictures
from ..shared.remembered import Last
from .pooled_edges import Kept, edge_map, kept, kept_by_as_many

SMALL = 160  # pixels of a picture for a learner's function, which may loop over them


class Pooled(NamedTuple):
    """The edges of a photograph, pooled in two ways, and what is kept of them."""

    strength: np.ndarray  # (height, width) from 0 to 1
    limit: float  # what is stronger is an edge
    stride: int  # pixels from one window to the next
    largest: np.ndarray  # (rows, columns), by the learner's function if there is one
    mean: np.ndarray  # (rows, columns)
    kept_by_max: Kept
    kept_by_mean: Kept  # marking as many windows as the max does

    @property
    def share(self):
        """Return the share of the numbers that is left."""
        return self.largest.size / self.strength.size


@explorer
class MaxAndMean(Explorer):
    """Max pooling beside mean pooling on the edges of a photograph: the numbers kept, and the edges
    kept.
    """

    aim = (
        "keep 6 % of the numbers or fewer and 98 % of the edge pixels, with under a quarter of the "
        "windows marked"
    )
    photo = True
    wins = ({"size": 4, "stride": 4},)
    sliders = ("size", "stride")
    starts: ClassVar = {"stride": 3}

    def __init__(self, pool=None, image=None):
        figure, left, right = style.figure(1, 1, height=3.2)
        self.largest = photo.Frame(left, "max pooling")
        self.mean = photo.Frame(right, "mean pooling")
        self.pictures = Pictures(self, image, SMALL if pool else LARGEST)
        self.edges = Last(edge_map)
        self.by_learner = pool is not None
        if self.by_learner:  # the exercise asks for windows of 2 × 2
            self.aim = "open a picture of your own, or choose the flower"
            sizes = {}
        else:
            sizes = {
                "size": slider("size", 2, 1, 16, 1),
                "stride": slider("stride (0: as size)", 0, 0, 12, 1),
            }
        super().__init__(
            figure,
            note=self.pictures.note,
            extras=(self.pictures.upload,),
            controls={"picture": self.pictures.menu, **sizes},
            yours={"pool": Yours(pool, pooling.max_pool)},
        )

    def compute(self, c, pool):
        strength, limit = self.edges(self.pictures.known[c.picture])
        if self.by_learner:
            size = stride = 2
            largest = pool(strength)
        else:
            size = c.size
            stride = c.stride or c.size
            largest = pool(strength, size, stride)
        mean = pooling.mean_pool(strength, size, stride)
        kept_by_max = kept(strength, limit, largest, size, stride)
        many = int((largest > limit).sum())
        kept_by_mean = kept_by_as_many(strength, limit, mean, size, stride, many)
        return Pooled(strength, limit, stride, largest, mean, kept_by_max, kept_by_mean)

    def paint(self, c, pooled):
        for frame, values in ((self.largest, pooled.largest), (self.mean, pooled.mean)):
            frame.fit(pooled.strength.shape)
            frame.put(photo.grey(2 * values), pooled.stride)

    def say(self, c, pooled):
        before = (pooled.strength > pooled.limit).mean()
        return sentences(
            f"{pooled.strength.size:,} numbers become {pooled.largest.size:,}: "
            f"{number(100 * pooled.share)} %.",
            f"Before, {100 * before:.0f} % of the pixels are edges.",
            what_is_kept(pooled.kept_by_max, pooled.kept_by_mean),
        )

    def won(self, c, pooled):
        if self.by_learner:
            return c.picture != "china"
        few = pooled.share <= 0.063 and pooled.kept_by_max.windows < 0.25
        return few and pooled.kept_by_max.edges >= 0.98


def what_is_kept(by_max, by_mean):
    """Say what the two kinds of pooling keep of the edges, each marking as many windows."""
    return (
        f"Max marks {100 * by_max.windows:.0f} % of the windows, and they hold "
        f"{100 * by_max.edges:.0f} % of the edge pixels. As many windows with the largest means "
        f"hold {100 * by_mean.edges:.0f} %."
    )
