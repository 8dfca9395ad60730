"""Drag your digit about a page while the maps follow, and a network learns to read it anywhere."""

from functools import cache
from typing import ClassVar, NamedTuple

import numpy as np

from ... import anywhere, learner, my_digit, network, place
from ...ink import FINE, SEVEN, SIDE
from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.pointer import Field
from ...live.progress import Bar
from ...live.words import a_digit, many, sentences
from ...plots import charts, maps, style
from ..shared.drawing import UP, Drawing
from ..shared.reader import percents, scores, softmax
from .courses import EPOCHS, MIDDLE, dense_outputs, page_outputs, pages, pupil

HERE, DENSE = "convolutional", "dense"
LOOKS = {
    HERE: {"color": style.BLUE, "linestyle": "-"},
    DENSE: {"color": style.VERMILLION, "linestyle": "--"},
}
A, G = "A: the 64 maps", "G: the largest of each"
BLOCKS = {A: (64, 10, 16, 176), G: (64, 1, 16, 88)}
REACH = 7  # pixels along one side of a kernel
SURE = 0.9
LAST = anywhere.FREE - 1  # the last row, and column, at which a digit can begin


class Reading(NamedTuple):
    """What the networks make of the page now, and how well each has read so far."""

    page: np.ndarray  # (16, 16)
    chances: np.ndarray  # (10,) by the convolutional network
    in_the_middle: int  # what it says where the digit lies in the middle
    dense: int  # what the dense network says here
    dense_in_the_middle: int
    maps: np.ndarray  # (64, 10, 10) after ReLU
    strongest: np.ndarray  # (64,) after ReLU
    where: np.ndarray  # (64,) the place of each, counted row by row
    shares: dict  # {name: (t + 1,) from 0 to 1}


@explorer
class Anywhere(Drawing, Explorer):
    """A network learns to read digits anywhere on a page: draw one, drag it about, see its maps.

    strongest: the learner's function, the largest number of each map.
    """

    title = "Digits anywhere on a page"
    aim = (
        "your digit in a corner, read as in the middle, 90 % sure, while the dense network changes "
        "its mind"
    )
    wins = ({"across": 0, "down": 8, "t": 30}, {"down": 0}, {"across": 8}, {"down": 8})
    sliders = ("across", "down", "t")
    tucked = ("pen", "width", "row", "column")
    remembers = True  # the drawing
    memories = ("drawing",)
    afresh = "My digit"
    quick: ClassVar = {"steps": 3}
    growing = True
    unit = "epoch t"

    def __init__(self, strongest=None, steps=EPOCHS):
        figure, field, page, answer, side, strip = style.figure(
            0.8, 1.0, 0.62, 1.0, height=5.4, strip=0.62
        )
        self.paper = maps.paper(field, "draw here", FINE, FINE // SIDE)
        self.tip = maps.pen(field)
        self.sheet = maps.paper(page, "drag it here", anywhere.PAGE)
        look = {"markersize": 4.5, "color": style.BLUE, "markeredgewidth": 0, "zorder": 4}
        self.dots = style.over(style.rimmed(page, marker="o", linestyle="none", **look))
        self.bars = maps.bars(answer, list(range(10)), 1.0, "what it takes it for", room=1.4)
        scores(side, "never-seen digits", "epoch t", (-0.02 * steps, 1.02 * steps))
        self.lines = charts.lines(side, LOOKS, "lower right")
        self.blocks = maps.Maps(strip, BLOCKS)
        self.bar = Bar(steps, "epochs", aloud=False)
        self.steps = steps
        self.take_paper(my_digit.drawn())
        pen = self.drawing_controls(SEVEN[0])
        mine = Limited(strongest) if strongest else None
        super().__init__(
            figure,
            steps=steps,
            at=min(4 if place.in_browser() else EPOCHS, steps),
            extras=(self.bar,),
            controls={
                "across": slider("across (pixels)", 7, 0, LAST, 1),
                "down": slider("down (pixels)", 3, 0, LAST, 1),
                **pen,
            },
            yours={"strongest": Yours(mine, library, checks_itself=True)},
            buttons={
                "Clear": self.wipe,
                "Undo": self.undo,
                "Keep it": self.keep,
                "My digit": self.mine_again,
            },
            pointer={
                page: Field("the digit", across="across", up="down", take=dragged_to),
                field: self.drawn_on(),
            },
        )

    def compute(self, c, strongest):
        self.follow(c)
        params = pupil("page, convolutional").at(c.t)
        dense = pupil("page, dense").at(c.t)
        scan = self.as_seen().reshape(1, -1)
        both = anywhere.placed(np.repeat(scan, 2, axis=0), [c.down, MIDDLE], [c.across, MIDDLE])
        F, stages = anywhere.forward(params, both)
        _, layers = anywhere.parted(params)
        G = strongest(stages.maps[-1][:1])
        here = network.run(layers, np.maximum(G, 0))[0][0]
        flat = dense_outputs(dense, both).argmax(axis=1)
        self.bar.done(c.t, pupil("page, convolutional").seconds * (self.steps - c.t))
        return Reading(
            both[0],
            softmax(here),
            int(F[1].argmax()),
            int(flat[0]),
            int(flat[1]),
            np.maximum(stages.maps[-1][0], 0),
            np.maximum(stages.dense.X[0], 0),
            stages.where[0],
            {name: shares_until(name, c.t) for name in LOOKS},
        )

    def paint(self, c, seen):
        self.paper(self.ink.cells)
        self.tip(c.column, c.row, c.width, c.pen != UP)
        self.sheet(seen.page)
        lit = seen.strongest > 0
        i, j = np.divmod(seen.where[lit], seen.maps.shape[-1])
        self.dots.set_data(j + REACH // 2, i + REACH // 2)
        p = seen.chances
        self.bars(p, percents(p), p.argmax())
        for name, shares in seen.shares.items():
            charts.put(self.lines[name], np.arange(len(shares)), shares)
        limit = max(seen.strongest.max(), 1e-9)
        self.blocks.put(A, seen.maps, limit)
        self.blocks.put(G, seen.strongest.reshape(-1, 1, 1), limit)

    def say(self, c, seen):
        p = seen.chances
        return sentences(
            f"After {many(c.t, 'epoch')}, with your digit at row {c.down}, column {c.across} "
            "of the page, the convolutional network takes it for "
            f"{a_digit(int(p.argmax()))}, {100 * p.max():.0f} % sure.",
            f"The dense one takes it for {a_digit(seen.dense)}.",
            lit_told(seen.strongest),
            shares_told({name: shares[-1] for name, shares in seen.shares.items()}),
            self.kept,
        )

    def won(self, c, seen):
        corner = c.across in (0, LAST) and c.down in (0, LAST)
        p = seen.chances
        same = p.argmax() == seen.in_the_middle and p.max() >= SURE
        return corner and same and seen.dense != seen.dense_in_the_middle

    def mine_again(self):
        """Bring the digit that was kept back onto the field."""
        self.ink.remember()
        self.ink.cells[:] = my_digit.drawn()
        self.kept = ""
        self._put_the_pen_up()


def dragged_to(kind, x, y):
    """Bring the middle of the digit under the pointer."""
    return {"across": round(x - (SIDE - 1) / 2), "down": round(y - (SIDE - 1) / 2)}


def library(maps):
    """Return the largest number of each map, (N, kernels), for maps (N, kernels, rows, columns)."""
    return anywhere.strongest(maps)[0]


class Limited:
    """A learner's largest number of each map, with a limit for its own time alone: the network
    beside it may be training.

    `apart` is None, or where its last answer was unlike the library's.
    """

    def __init__(self, strongest):
        self.strongest = strongest
        self.__name__ = learner.name_of(strongest)
        self.apart = None

    def __call__(self, maps):
        """Return the largest of each map; Trouble says what will not do."""
        guard = learner.Guard(self.strongest, library, False, False)
        with learner.too_long_is_trouble(), learner.time_limit():
            value = guard(maps)
        self.apart = guard.apart
        return value


def shares_until(name, t):
    """Return the shares of the held-out pages that a network reads after 0 to t epochs, 0 to 1."""
    return np.array([share_after(name, k) for k in range(t + 1)])


@cache
def share_after(name, t):
    """Return the share of the held-out pages that a network reads after t epochs, from 0 to 1."""
    X, labels = pages()
    outputs = page_outputs if name == HERE else dense_outputs
    return (outputs(pupil(f"page, {name}").at(t), X).argmax(axis=1) == labels).mean()


def lit_told(strongest):
    """Say how many kernels have found something."""
    return f"{int((strongest > 0).sum())} of its {len(strongest)} kernels have found something."


def shares_told(shares):
    """Say how many of the held-out digits each network reads, {name: share from 0 to 1}."""
    said = ", ".join(f"the {name} one {100 * share:.0f} %" for name, share in shares.items())
    return f"Of the 450 never-seen digits, anywhere on the page: {said}."
