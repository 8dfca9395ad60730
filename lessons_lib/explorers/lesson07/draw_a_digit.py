"""Draw a digit, by mouse or by keyboard, and see every stage of the network's answer, from the ink
to the ten probabilities.
"""

import copy
import itertools
from typing import ClassVar, NamedTuple

import numpy as np

from ... import convnet, datasets, learner
from ...live.controls import menu, slider, switch
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.pointer import Field
from ...live.words import a_digit, many, sentences, short
from ...plots import maps, style
from .ink import FINE, INKED, SIDE, Ink, counted, fitted, moved, thickened
from .trained import known

UP, DRAWS, ERASES = "is up", "draws", "erases"
Z0, A0, P = "Z0 = X ⋆ K + b0", "A0 = max(Z0, 0)", "P: pooled"
BLOCKS = {  # title: maps, pixels along one side of each, maps in a row, width
    Z0: (32, 8, 8, 92),
    A0: (32, 8, 8, 92),
    P: (32, 4, 8, 92),
    "A1": (64, 1, 8, 46),
    "A2": (32, 1, 8, 46),
}
TOP = [(9, 8), (12, 4), (17, 3), (21, 5), (22, 9), (19, 13), (15, 15)]
BOTTOM = [(20, 17), (23, 21), (22, 26), (17, 28), (11, 27), (8, 24)]
FIRST = TOP + BOTTOM  # the stroke that is there at first, a 3

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
class DrawADigit(Explorer):
    """Draw a digit and see how the network reads it, stage by stage.

    params: a trained network; forward: the learner's own.
    """

    aim = "draw a 7 that it reads as a 7 with p of 90 % or more, and lift the pen"
    wins = SEVEN
    sliders = ("row", "column", "width", "right", "down", "thicken", "scan")
    starts: ClassVar = {"pen": DRAWS}
    remembers = True  # the drawing
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
        self.ink = Ink()
        for start, end in itertools.pairwise(FIRST):
            self.ink.stroke(start, end, 4)
        self.pen_at = None  # (x, y) of the pen where it drew last, None when it is put down anew
        self.pen_outside = False  # is the mouse beyond the edge of the field?
        super().__init__(
            figure,
            note=note,
            controls={
                **self._of_the_drawing(),
                "right": slider("shift right", 0, -3, 3, 1),
                "down": slider("shift down", 0, -3, 3, 1),
                "scan": slider("held-out scan", 0, 0, 100, 1),
            },
            yours={"answers": Yours(own_answers(forward) if forward else None, library_answers)},
            buttons={"Clear": self.wipe, "Undo": self.undo},
            pointer={
                field: Field(
                    "the pen",
                    across="column",
                    up="row",
                    take=self.drawn_by_mouse,
                    press=self.lift_or_lower,
                    pressed="Enter puts the pen down, or lifts it.",
                    every_point=True,
                )
            },
        )

    def _of_the_drawing(self):
        """Return the controls that belong to the drawing, and bring it back when they are moved."""
        controls = {
            "pen": menu("the pen", [UP, DRAWS, ERASES]),
            "width": slider("width of the pen", 4, 1, 9, 1),
            "row": slider("row", 8, 0, FINE - 1, 1),
            "column": slider("column", 9, 0, FINE - 1, 1),
            "thicken": slider("thicken", 0, 0, 4, 1),
            "fit": switch("stretch and centre it", True),
        }
        controls["pen"].observe(self._pen_changed, "value")
        for control in controls.values():
            control.observe(self._back_to_it, "value")
        return controls

    def _pen_changed(self, change):
        self.ink.remember()
        self.pen_at = None

    def lift_or_lower(self):
        """Put the pen down, or lift it."""
        pen = self.controls["pen"]
        pen.value = DRAWS if pen.value == UP else UP

    def _back_to_it(self, change):
        """Whoever moves what belongs to the drawing wants to see the drawing, not a scan."""
        with self.held():
            self.controls["scan"].value = 0

    def compute(self, c, answers):
        here = c.column, c.row
        if c.pen != UP and self.pen_at != here:
            self.ink.stroke(self.pen_at or here, here, c.width, c.pen == DRAWS)
        self.pen_at = here
        picture = moved(self.picture_of(c), c.right, c.down)
        F = answers(self.params, picture)
        return Answer(picture, F, convnet.forward(self.params, picture[None])[1])

    def picture_of(self, c):
        """Return the scan that is chosen, or the drawing as the network sees it, (8, 8)."""
        if c.scan:
            return self.scans[c.scan - 1].reshape(SIDE, SIDE)
        cells = fitted(self.ink.cells) if c.fit else self.ink.cells
        return counted(thickened(cells, c.thicken))

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

    def wipe(self):
        """Begin with an empty field; what was there can be brought back."""
        self.ink.remember()
        self.ink.wipe()
        self.set(scan=0, pen=UP)

    def undo(self):
        """Bring back what was drawn before."""
        self.ink.undo()
        self.set(scan=0, pen=UP)

    def drawn_by_mouse(self, kind, x, y):
        """Draw to (x, y), and return the moves of the controls that follow it."""
        if kind == "down":
            self.ink.remember()
        start = (x, y) if kind == "down" else self.pen_at
        # The pointer holds at the edge what is beyond it.
        outside = np.abs(np.subtract((x, y), (FINE - 1) / 2)).max() >= FINE / 2
        if not (outside and self.pen_outside):
            draws = self.controls["pen"].value != ERASES
            self.ink.stroke(start, (x, y), self.controls["width"].value, draws)
        self.pen_at = x, y
        self.pen_outside = outside
        return {"column": round(x), "row": round(y), "scan": 0}


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
