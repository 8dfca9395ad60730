"""The first picture of the course: a network learns to read, and reads what you draw."""

from functools import cache
from typing import NamedTuple

import numpy as np

from ... import my_digit, network
from ...ink import FINE, SEVEN, SIDE
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import a_digit, many, sentences
from ...optimizers import adam
from ...plots import charts, maps, style
from ..shared.drawing import DRAWS, UP, Drawing
from ..shared.reader import (
    NUMBERS,
    Progress,
    first_parameters,
    looked_at,
    of_ten,
    percents,
    scans,
    scores,
    softmax,
)

PASSES = 12
BATCH = 64
EVERY = 6  # so many steps lie between two marks, 44 in all
RATE = 0.01

# Wipe the field row by row, and draw a 3: by sliders alone, as one does by keyboard.
THREE = (
    "Clear",
    {"width": 4, "row": 6, "column": 9},
    {"pen": DRAWS},
    {"row": 3, "column": 14},
    {"row": 4, "column": 20},
    {"row": 9, "column": 22},
    {"row": 14, "column": 16},
    {"row": 18, "column": 22},
    {"row": 24, "column": 22},
    {"row": 28, "column": 15},
    {"row": 25, "column": 8},
    {"pen": UP},
)


class Training(NamedTuple):
    """A network at every mark of its training."""

    params: list  # of a list shaped as network's params, one a mark
    progress: Progress


class Reading(NamedTuple):
    """What the network makes of the drawing, at every mark."""

    picture: np.ndarray  # (8, 8) as the network sees it
    chances: np.ndarray  # (marks, 10)


@explorer
class FirstNetwork(Drawing, Explorer):
    """A small network is trained while you watch, and reads the digit that you draw."""

    title = "A network that learns to read"
    aim = "let it learn to the end, then draw a 3 that it is at least 90 % sure of"
    wins = (*THREE, {"t": 44})
    sliders = ("t",)
    tucked = ("width", "row", "column")
    remembers = True  # the drawing
    memories = ("drawing",)
    afresh = "Clear"

    def __init__(self):
        figure, field, answer, side = style.figure(0.85, 0.8, 1.2, height=4.0)
        self.paper = maps.paper(field, "draw here", FINE, FINE // SIDE)
        self.tip = maps.pen(field)
        self.bars = maps.bars(answer, list(range(10)), 1.0, "what it takes it for", room=1.35)
        work = trained().progress.work
        ends = -0.2, PASSES + 0.2
        scores(side, "never-seen digits read correctly", "passes over the scans", ends)
        self.curve = charts.traced(side, color=style.GREEN)
        self.take_paper(my_digit.drawn())
        super().__init__(
            figure,
            steps=len(work) - 1,
            at=0,
            controls=self.drawing_controls(SEVEN[0]),
            buttons={"Clear": self.wipe, "Undo": self.undo, "Keep it": self.keep},
            pointer={field: self.drawn_on()},
        )

    def compute(self, c):
        self.follow(c)
        picture = self.as_seen()
        x = picture.reshape(1, -1)
        chances = [softmax(network.run(params, x)[0][0]) for params in trained().params]
        return Reading(picture, np.array(chances))

    def paint(self, c, reading):
        self.paper(self.ink.cells)
        self.tip(c.column, c.row, c.width, c.pen != UP)
        p = reading.chances[c.t]
        self.bars(p, percents(p), p.argmax())
        progress = trained().progress
        charts.put(self.curve, progress.work[: c.t + 1], progress.shares[: c.t + 1])

    def say(self, c, reading):
        progress = trained().progress
        p = reading.chances[c.t]
        return sentences(
            how_much_it_knows(c.t, progress),
            f"It takes your drawing for {a_digit(int(p.argmax()))}, {100 * p.max():.0f} % sure.",
            f"Of digits that it has never seen it reads {of_ten(progress.shares[c.t])}.",
            self.kept,
            f"The pen {c.pen}, at row {c.row}, column {c.column}.",
        )

    def won(self, c, reading):
        drawn = bool(self.ink.past) and c.pen == UP and not self.dragged
        return drawn and c.t == self.time.steps and reading.chances[-1][3] >= 0.9


@cache
def trained():
    """Return the Training, which is done the first time that somebody looks."""
    rule = adam(RATE)
    rng = np.random.default_rng(1)
    params = first_parameters()
    state = rule.init(params)
    kept = [params]
    work = [0.0]
    steps = 0
    for k in range(PASSES):
        order = rng.permutation(len(scans().X))
        for start in range(0, len(order), BATCH):
            j = order[start : start + BATCH]
            slopes = network.gradient(params, scans().X[j], scans().labels[j])
            params, state = rule.update(params, slopes, state)
            steps += 1
            if steps % EVERY == 0:
                kept.append(params)
                work.append(k + min(start + BATCH, len(order)) / len(order))
    return Training(kept, looked_at(work, kept, scans().held))


def how_much_it_knows(t, progress):
    """Say what the network has been through at mark t."""
    if t == 0:
        return f"It has learned nothing yet: its {NUMBERS:,} numbers are random."
    passes = progress.work[t]
    if passes < 1:
        return "It hasn't even seen all the scans once."
    return f"It has looked at the 1,347 scans {many(int(passes), 'time')}."
