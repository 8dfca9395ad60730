"""Draw a digit, by mouse or by keyboard, and see every stage of the network's answer, from the ink to the ten probabilities."""

import copy
import itertools

import numpy as np

from .. import convnet, learner
from ..plots import maps as draw
from ..plots import style
from . import controls
from .digits import digits_or_noise
from .entrance import explorer
from .live import Live
from .reading import trained
from .words import a_digit, many, short

FINE, SIDE = 32, 8  # cells to draw on, and pixels that the network sees, along one side
WIDE, INKED = 26, 0.31  # how wide a scan is at most, nearly always, and the share of it that is ink, on average
FIRST = [(9, 8), (12, 4), (17, 3), (21, 5), (22, 9), (19, 13),
         (15, 15), (20, 17), (23, 21), (22, 26), (17, 28), (11, 27), (8, 24)]  # fmt: skip


class Ink:
    """A field of fine cells, each with ink or without, as the scans of the data set were before they were counted."""

    def __init__(self):
        self.cells, self.past = np.zeros((FINE, FINE), dtype=bool), []

    def remember(self):
        """Keep the field as it is, so that `undo` can bring it back."""
        if not self.past or not np.array_equal(self.past[-1], self.cells):
            self.past = [*self.past[-49:], self.cells.copy()]

    def undo(self):
        """Go back to what was remembered last, if it is not what is there."""
        while self.past:
            before = self.past.pop()
            if not np.array_equal(before, self.cells):
                self.cells = before
                return

    def stroke(self, start, end, width, ink=True):
        """Draw, or erase, from start to end, both (x, y), with a round tip."""
        (x, y), (u, v) = start, np.subtract(end, start)
        row, column = np.mgrid[:FINE, :FINE]
        along = np.clip(((column - x) * u + (row - y) * v) / max(u * u + v * v, 1e-9), 0, 1)
        self.cells[np.hypot(column - x - along * u, row - y - along * v) < width / 2 + 0.25] = ink


def fitted(cells):
    """Return the ink as the scans are: stretched to the full height, centred, and at most WIDE cells wide."""
    rows, columns = (np.flatnonzero(cells.any(axis=k)) for k in (1, 0))
    if not len(rows):
        return cells
    high, wide = np.ptp(rows) + 1, np.ptp(columns) + 1
    down = max(high, wide / 2) / FINE  # cells of the drawing for each of the answer; a flat one is not made a block
    at, inside = np.arange(FINE) + 0.5 - FINE / 2, []
    for ends, scale in ((rows, down), (columns, max(down, wide / WIDE))):
        inside.append(np.floor(at * scale + (ends[0] + ends[-1] + 1) / 2).astype(int))
    i, j = inside
    there = np.logical_and.outer((i >= 0) & (i < FINE), (j >= 0) & (j < FINE))
    return cells[np.clip(i, 0, FINE - 1)][:, np.clip(j, 0, FINE - 1)] & there


def thickened(cells, times):
    """Return the ink grown by one cell to each side, so many times."""
    for _ in range(times):
        wide = np.pad(cells, 1)
        cells = wide[1:-1, 1:-1] | wide[:-2, 1:-1] | wide[2:, 1:-1] | wide[1:-1, :-2] | wide[1:-1, 2:]
    return cells


def moved(picture, right, down):
    """Return the picture shifted by whole pixels; what leaves it is lost, and paper comes in."""
    high, wide = picture.shape
    padded = np.pad(picture, SIDE)
    return padded[SIDE - down : SIDE - down + high, SIDE - right : SIDE - right + wide]


def counted(cells):
    """Return the picture (8, 8) that the network sees: the share of ink in each window of 4 × 4 cells."""
    step = FINE // SIDE
    return cells.reshape(SIDE, step, SIDE, step).mean(axis=(1, 3))


def softmax(F):
    """Return the ten probabilities for the ten outputs."""
    p = np.exp(F - F.max())
    return p / p.sum()


@explorer
def draw_a_digit(params=None, forward=None):
    """Draw a digit and see how the network reads it, stage by stage. params: a trained network; forward: the learner's own."""
    fig, field, seen, answer, strip = style.figure(1, 1, 1.15, height=5.1, strip=0.52)
    paper = draw.paper(field, "draw here", FINE, FINE // SIDE)
    sees, tip = draw.paper(seen, "X: what the network sees", SIDE), draw.pen(field)
    fill = draw.bars(answer, list(range(10)), 1.0, "F, and the ten probabilities p", room=1.7)
    blocks = draw.Maps(strip, {"Z0 = X ⋆ K + b0": (32, 8, 8, 92), "A0 = max(Z0, 0)": (32, 8, 8, 92), "P: pooled": (32, 4, 8, 92),
                               "A1": (64, 1, 8, 46), "A2": (32, 1, 8, 46)}, gap=6)  # fmt: skip
    params, note = known(params)
    _, _, scans, labels, missing = digits_or_noise(0)
    ink, now = Ink(), {"at": None, "outside": False}
    for a, b in itertools.pairwise(FIRST):
        ink.stroke(a, b, 4)

    def own(params, picture):
        value = learner.attempt(forward, copy.deepcopy(params), picture)
        return learner.as_numbers(learner.name_of(forward), value, np.full(10, np.inf))

    own.__name__ = learner.name_of(forward)

    def library(params, picture):
        return convnet.forward(params, picture[None])[0][0]

    def compute(c, answers):
        here = c.column, c.row
        if c.pen != "is up" and now["at"] != here:
            ink.stroke(now["at"] or here, here, c.width, c.pen == "draws")
        now["at"] = here
        cells = fitted(ink.cells) if c.fit else ink.cells
        picture = scans[c.scan - 1].reshape(SIDE, SIDE) if c.scan else counted(thickened(cells, c.thicken))
        picture = moved(picture, c.right, c.down)
        return picture, answers(params, picture)

    def show(c, result):
        picture, F = result
        stages = convnet.forward(params, picture[None])[1]
        paper(scans[c.scan - 1].reshape(SIDE, SIDE).repeat(4, axis=0).repeat(4, axis=1) if c.scan else ink.cells)
        sees(picture)
        tip(c.column, c.row, c.width, c.pen != "is up")
        p = softmax(F)
        chances = [f", {100 * share:.0f} %" if share >= 0.005 else "" for share in p]
        fill(p, [f"F {short(f, 1)}{chance}" for f, chance in zip(F, chances, strict=True)], int(p.argmax()))
        limit = np.abs(stages.Z0).max()
        blocks.put("Z0 = X ⋆ K + b0", stages.Z0[0], limit)
        blocks.put("A0 = max(Z0, 0)", stages.A0[0], limit)
        blocks.put("P: pooled", stages.P[0], limit)
        for title, values in (("A1", stages.dense.A1), ("A2", stages.dense.A2)):
            blocks.put(title, values.reshape(-1, 1, 1))
        first, second = np.argsort(-p, kind="stable")[:2]
        says = f"Held-out scan {c.scan} is {a_digit(labels[c.scan - 1])}. " if c.scan else ""
        says += "" if picture.any() else "There is no ink, and yet it must name a digit. "
        says += f"It reads {a_digit(first)} (p = {100 * p[first]:.1f} %); next comes {second} ({100 * p[second]:.1f} %). "
        says += f"{100 * picture.mean():.0f} % of what it sees is ink; of a scan it is {100 * INKED:.0f} %. "
        lit, whole = int((stages.A0 > 0).sum()), stages.A0.size
        says += f"{lit:,} of {whole:,} numbers in A0 are above 0, and {int((stages.P > 0).sum())} of {stages.P.size} in P. "
        return says + f"The pen {c.pen} at row {c.row}, column {c.column}, {many(c.width, 'cell')} wide."

    def clear():
        ink.remember()
        ink.cells[:] = False
        explorer.set(scan=0, pen="is up")

    def undo():
        ink.undo()
        explorer.set(scan=0, pen="is up")

    def pointed(kind, x, y):
        if kind == "down":
            ink.remember()
        start = (x, y) if kind == "down" else now["at"]
        outside = np.abs(np.subtract((x, y), (FINE - 1) / 2)).max() >= FINE / 2  # held at the edge by Live
        if not (outside and now["outside"]):
            ink.stroke(start, (x, y), explorer.controls["width"].value, explorer.controls["pen"].value != "erases")
        now.update(at=(x, y), outside=outside)
        return {"column": round(x), "row": round(y), "scan": 0}

    def lowered(change):
        ink.remember()
        now["at"] = None

    def back_to_it(change):
        """Whoever moves what belongs to the drawing wants to see the drawing, not a scan."""
        with explorer.held():
            explorer.controls["scan"].value = 0

    own_controls = {
        "pen": controls.menu("the pen", ["is up", "draws", "erases"]), "width": controls.slider("width of the pen", 4, 1, 9, 1),
        "row": controls.slider("row", 8, 0, FINE - 1, 1), "column": controls.slider("column", 9, 0, FINE - 1, 1),
        "thicken": controls.slider("thicken", 0, 0, 4, 1), "fit": controls.switch("stretch and centre it", True)}  # fmt: skip
    own_controls["pen"].observe(lowered, "value")
    for control in own_controls.values():
        control.observe(back_to_it, "value")
    explorer = Live(
        fig, show, compute=compute, note=missing or note,
        controls={**own_controls, "right": controls.slider("shift right", 0, -3, 3, 1),
                  "down": controls.slider("shift down", 0, -3, 3, 1),
                  "scan": controls.slider("held-out scan", 0, 0, 100, 1)},
        yours={"answers": (own if forward else None, library)}, buttons={"Clear": clear, "Undo": undo},
        pointer={field: pointed},
        goal=("draw a 7 that it reads as a 7 with p of 90 % or more, and lift the pen",
              lambda c, r: bool(ink.past) and c.pen == "is up" and not explorer.dragged
              and not (c.scan or c.right or c.down) and softmax(r[1])[7] >= 0.9),
    )  # fmt: skip
    return explorer


def known(params):
    """Return a trained network for the digits, the one given if it will do, and a note when it will not."""
    if params is None:
        return trained(), ""
    try:
        F = convnet.forward(params, np.zeros((1, SIDE, SIDE)))[0]
        if F.shape != (1, 10) or params[0].shape[0] > 32 or params[2].shape[1] > 64 or params[4].shape[1] > 64:
            raise ValueError("it must have ten outputs, at most 32 kernels, and at most 64 units in a hidden layer")
        if not np.isfinite(F).all():
            raise ValueError("it has diverged: its answers are no numbers")
        return params, ""
    except Exception as error:  # whatever an object says when it is asked for its parts
        return (
            trained(),
            f"This network will not do: {learner.said_by(error, bare=True).rstrip('.')}. A network of the library's is shown.",
        )
