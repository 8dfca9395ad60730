"""Two convolution layers, one behind the other: a kernel of the second looks at all maps of the
first.
"""

from typing import ClassVar, NamedTuple

import numpy as np

from ... import anywhere, my_digit, place
from ...ink import SIDE
from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.pointer import Field
from ...live.words import a_digit, many, number, sentences
from ...plots import maps, style
from ..shared.reader import percents, softmax
from .courses import COURSES, MIDDLE, pupil

COURSE = "page, two layers"
STEPS = COURSES[COURSE].epochs
LAST = anywhere.FREE - 1
FIRST, POOLED, SLICES, PRODUCTS, SUM = (
    "16 kernels",
    "maps, pooled",
    "one of 32: 16 slices",
    "slice over map",
    "their sum",
)
BLOCKS = {
    FIRST: (16, 3, 4, 50),
    POOLED: (16, 7, 4, 66),
    SLICES: (16, 3, 4, 50),
    PRODUCTS: (16, 5, 4, 58),
    SUM: (1, 5, 1, 40),
}
FIELD = anywhere.field(anywhere.TWO_LAYERS)
APART = 2  # pixels of the page between two neighbours of the last maps
LEAST = 0.012  # a shorter bar could hardly be seen
MOST = 10  # so many of the 32 numbers may change
SAME = 1e-3  # what differs by less is the same, as far as single precision tells


class Layers(NamedTuple):
    """One page on its way through both layers."""

    page: np.ndarray  # (16, 16)
    chances: np.ndarray  # (10,)
    kernels: np.ndarray  # (16, 3, 3) of the first layer
    pooled: np.ndarray  # (16, 7, 7)
    slices: np.ndarray  # (16, 3, 3) of the chosen kernel of the second layer
    products: np.ndarray  # (16, 5, 5) each slice over its map
    summed: np.ndarray  # (5, 5) their sum, and the bias
    row: int  # the place of the largest number in it
    column: int
    changed: int  # how many of the 32 numbers are others than where the digit lies in the middle


@explorer
class TwoLayers(Explorer):
    """Choose a kernel of the second layer, and see how its map is put together."""

    title = "Two layers of kernels"
    aim = "move your digit, and at most 10 of the 32 numbers change"
    wins = ({"across": 6},)
    sliders = ("kernel", "across", "down", "t")
    quick: ClassVar = {"steps": 3}
    growing = True
    unit = "epoch t"

    def __init__(self, steps=STEPS):
        figure, page, answer, strip = style.figure(0.8, 1, height=5.2, strip=0.62)
        self.sheet = maps.paper(page, "drag your digit", anywhere.PAGE)
        look = {"color": style.VERMILLION, "linewidth": 2, "zorder": 5}
        self.frame = style.over(style.rimmed(page, **look))
        self.bars = maps.bars(answer, list(range(10)), 1.0, "what it takes it for", room=1.3)
        self.blocks = maps.Maps(strip, BLOCKS, gap=12)
        self.scan = my_digit.scan().reshape(1, -1)
        super().__init__(
            figure,
            steps=steps,
            at=min(3 if place.in_browser() else 10, steps),
            controls={
                "kernel": slider("second-layer kernel", 31, 0, 31, 1),
                "across": slider("across (pixels)", MIDDLE, 0, LAST, 1),
                "down": slider("down (pixels)", MIDDLE, 0, LAST, 1),
            },
            pointer={page: Field("the digit", across="across", up="down", take=dragged_to)},
        )

    def compute(self, c):
        params = pupil(COURSE).at(c.t)
        both = np.repeat(self.scan, 2, axis=0)
        X = anywhere.placed(both, [c.down, MIDDLE], [c.across, MIDDLE], np.float32)
        F, stages = anywhere.forward(params, X)
        pooled = stages.inputs[1][0]
        slices = params[2][c.kernel]
        products = [
            anywhere.channels(one[None, None], K[None, None])[0, 0]
            for one, K in zip(pooled, slices, strict=True)
        ]
        here, middle = stages.dense.X
        row, column = np.divmod(stages.where[0, c.kernel], stages.maps[1].shape[-1])
        return Layers(
            X[0],
            softmax(F[0]),
            params[0][:, 0],
            pooled,
            slices,
            np.array(products),
            stages.maps[1][0, c.kernel],
            int(row),
            int(column),
            int((np.abs(here - middle) > SAME * max(middle.max(), 1)).sum()),
        )

    def paint(self, c, seen):
        self.sheet(seen.page)
        top, left = APART * seen.row - 0.5, APART * seen.column - 0.5
        low, right = top + FIELD, left + FIELD
        self.frame.set_data([left, right, right, left, left], [top, top, low, low, top])
        p = np.where(seen.chances < LEAST, 0, seen.chances)
        self.bars(p, percents(p), p.argmax())
        self.blocks.put(FIRST, seen.kernels)
        self.blocks.put(POOLED, seen.pooled)
        self.blocks.put(SLICES, seen.slices)
        self.blocks.put(PRODUCTS, seen.products)
        self.blocks.put(SUM, seen.summed[None])

    def say(self, c, seen):
        p = seen.chances
        return sentences(
            f"After {many(c.t, 'epoch')} it takes your digit for {a_digit(int(p.argmax()))}, "
            f"{100 * p.max():.0f} % sure.",
            found_told(c.kernel, seen.summed[seen.row, seen.column], seen.row, seen.column),
            changed_told(c.across - MIDDLE, c.down - MIDDLE, seen.changed),
        )

    def won(self, c, seen):
        moved = c.across != MIDDLE or c.down != MIDDLE
        return c.t > 0 and moved and seen.changed <= MOST


def dragged_to(kind, x, y):
    """Bring the middle of the digit under the pointer."""
    return {"across": round(x - (SIDE - 1) / 2), "down": round(y - (SIDE - 1) / 2)}


def found_told(kernel, value, row, column):
    """Say what the largest number of a map of the second layer is, and which pixels it saw."""
    top, left = APART * row, APART * column
    return (
        f"The largest number in the map of kernel {kernel} is {number(value, 2)}. "
        f"It saw rows {top} to {top + FIELD - 1} and columns {left} to {left + FIELD - 1} "
        "of the page, the frame."
    )


def changed_told(across, down, changed):
    """Say how many of the 32 largest numbers have changed with a move of the digit."""
    if not (across or down):
        return "Your digit lies in the middle of the page."
    ways = []
    for by, plus, minus in ((across, "right", "left"), (down, "down", "up")):
        if by:
            ways.append(f"{abs(by)} {plus if by > 0 else minus}")
    return f"Moved by {' and '.join(ways)}, {changed} of its 32 numbers have changed."
