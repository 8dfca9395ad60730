"""Draw a digit, by mouse or by keyboard, and see every stage on its way through the network, from
the ink to the ten probabilities.
"""

import copy
from typing import ClassVar, NamedTuple

import numpy as np

from ... import convnet, datasets, learner, my_digit
from ...ink import FINE, INKED, SIDE, THREE, moved, traced
from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import a_digit, many, sentences, short
from ...plots import maps, style
from ..shared.drawing import DRAWS, ERASES, UP, Drawing
from .trained import known

Z0, A0, P = "Z0 = X ⋆ K + b0", "A0 = max(Z0, 0)", "P: pooled"
BLOCKS = {  # title: maps, pixels along one side of each, maps in a row, width
    Z0: (32, 8, 8, 92),
    A0: (32, 8, 8, 92),
    P: (32, 4, 8, 92),
    "A1": (64, 1, 8, 46),
    "A2": (32, 1, 8, 46),
}
# Wipe the field row by row, and draw a 7 with a bar: by sliders alone, as one does by keyboard.
WIPE = [{"row": row, "column": column} for row in range(0, 32, 6) for column in (31, 0)]
SEVEN = (
    {"width": 9, "pen": ERASES, "row": 0, "column": 0},
    *WIPE,
    {"width": 4, "pen": UP, "row": 3, "column": 8},
    {"pen": DRAWS},
    {"column": 22},
    {"row": 28, "column": 14},
    {"pen": UP, "row": 16, "column": 10},
    {"pen": DRAWS},
    {"column": 23},
    {"pen": UP},
)


class Answer(NamedTuple):
    """What the network sees, and every stage of what it answers."""

    picture: np.ndarray  # (8, 8) from 0, paper, to 1, ink
    F: np.ndarray  # (10,) the outputs, the learner's where there is one
    stages: convnet.Stages  # of this one picture, by the library

    def chances(self):
        """Return the ten probabilities, (10,)."""
        return softmax(self.F)


@explorer
class DrawADigit(Drawing, Explorer):
    """Draw a digit and see how the network reads it, stage by stage.

    params: a trained network; forward: the learner's own.
    """

    aim = "draw a 7 that it reads as a 7 with p of 90 % or more, and lift the pen"
    wins = SEVEN
    sliders = ("row", "column", "width", "right", "down", "thicken", "scan")
    starts: ClassVar = {"pen": DRAWS}
    remembers = True  # the drawing
    memories = ("drawing",)
    afresh = "Clear"

    def __init__(self, params=None, forward=None):
        figure, field, seen, answer, strip = style.figure(1, 1, 1.15, height=5.1, strip=0.52)
        self.paper = maps.paper(field, "draw here", FINE, FINE // SIDE)
        self.sees = maps.paper(seen, "X: what the network sees", SIDE)
        self.tip = maps.pen(field)
        title = "F, and the ten probabilities p"
        self.bars = maps.bars(answer, list(range(10)), 1.0, title, room=1.7)
        self.blocks = maps.Maps(strip, BLOCKS, gap=6)
        self.params, note = known(params)
        _, _, self.scans, self.labels = datasets.digits(0)
        self.take_paper(my_digit.drawn() if my_digit.kept() else traced([THREE]).cells)
        super().__init__(
            figure,
            note=note,
            controls={
                **self.drawing_controls(THREE[0], by_hand=True),
                "right": slider("shift right", 0, -3, 3, 1),
                "down": slider("shift down", 0, -3, 3, 1),
                "scan": slider("held-out scan", 0, 0, 100, 1),
            },
            yours={"answers": Yours(own_answers(forward) if forward else None, library_answers)},
            buttons={"Clear": self.wipe, "Undo": self.undo},
            pointer={field: self.drawn_on()},
        )

    def compute(self, c, answers):
        self.follow(c)
        picture = moved(self.picture_of(c), c.right, c.down)
        F = answers(self.params, picture)
        return Answer(picture, F, convnet.forward(self.params, picture[None])[1])

    def picture_of(self, c):
        """Return the scan that is chosen, or the drawing as the network sees it, (8, 8)."""
        if c.scan:
            return self.scans[c.scan - 1].reshape(SIDE, SIDE)
        return self.as_seen(c.fit, c.thicken)

    def paint(self, c, answer):
        cells = self.ink.cells
        if c.scan:
            every = FINE // SIDE
            cells = self.picture_of(c).repeat(every, axis=0).repeat(every, axis=1)
        self.paper(cells)
        self.sees(answer.picture)
        self.tip(c.column, c.row, c.width, c.pen != UP)
        p = answer.chances()
        self.bars(p, [beside_a_bar(*both) for both in zip(answer.F, p, strict=True)], p.argmax())
        stages = answer.stages
        limit = np.abs(stages.Z0).max()
        self.blocks.put(Z0, stages.Z0[0], limit)
        self.blocks.put(A0, stages.A0[0], limit)
        self.blocks.put(P, stages.P[0], limit)
        self.blocks.put("A1", stages.dense.A1.reshape(-1, 1, 1))
        self.blocks.put("A2", stages.dense.A2.reshape(-1, 1, 1))

    def say(self, c, answer):
        return sentences(
            scan_told(c.scan, self.labels[c.scan - 1]) if c.scan else "",
            "" if answer.picture.any() else "There is no ink, and yet it must name a digit.",
            reading_told(answer.chances()),
            ink_told(answer.picture),
            above_told(answer.stages),
            f"The pen {c.pen} at row {c.row}, column {c.column}, {many(c.width, 'cell')} wide.",
        )

    def won(self, c, answer):
        lifted = c.pen == UP and not self.dragged
        as_drawn = bool(self.ink.past) and not (c.scan or c.right or c.down)
        return lifted and as_drawn and answer.chances()[7] >= 0.9


def library_answers(params, picture):
    """Return the ten outputs for one picture (8, 8), by the library."""
    return convnet.forward(params, picture[None])[0][0]


def own_answers(forward):
    """Return what gives the ten outputs for one picture (8, 8), by a learner's forward."""
    name = learner.name_of(forward)

    def answers(params, picture):
        value = learner.attempt(forward, copy.deepcopy(params), picture)
        return learner.as_numbers(name, value, np.full(10, np.inf))

    answers.__name__ = name
    return answers


def softmax(F):
    """Return the ten probabilities for the ten outputs."""
    p = np.exp(F - F.max())
    return p / p.sum()


def beside_a_bar(f, share):
    """Return the text beside the bar of a digit: its output, and its probability from half a per
    cent up.
    """
    chance = f", {100 * share:.0f} %" if share >= 0.005 else ""
    return f"F {short(f, 1)}{chance}"


def scan_told(number, label):
    """Say which digit a held-out scan is."""
    return f"Held-out scan {number} is {a_digit(label)}."


def reading_told(p):
    """Say which digit is most probable, and which comes next."""
    first, second = np.argsort(-p, kind="stable")[:2]
    return (
        f"It reads {a_digit(first)} (p = {100 * p[first]:.1f} %); "
        f"next comes {second} ({100 * p[second]:.1f} %)."
    )


def ink_told(picture):
    """Say which share of a picture is ink, beside that of the scans."""
    share = f"{100 * picture.mean():.0f} % of what it sees is ink"
    return f"{share}; of a scan it is {100 * INKED:.0f} %."


def above_told(stages):
    """Say how many numbers of the maps are above 0, and how many are after the pooling."""
    lit = int((stages.A0 > 0).sum())
    left = int((stages.P > 0).sum())
    return (
        f"{lit:,} of {stages.A0.size:,} numbers in A0 are above 0, "
        f"and {left} of {stages.P.size} in P."
    )
