"""A field of cells to draw on with ink, and how a drawing becomes a picture like the scans."""

import itertools

import numpy as np

FINE = 32  # cells to draw on along one side, as many as the scans had before they were counted
SIDE = 8  # pixels that the network sees along one side
WIDE = 26  # how many cells a scan is wide at most, nearly always
INKED = 0.31  # the share of a scan that is ink, on average
# Strokes, as (x, y) from the upper left corner.
THREE = [(9, 8), (12, 4), (17, 3), (21, 5), (22, 9), (19, 13), (15, 15)]
THREE += [(20, 17), (23, 21), (22, 26), (17, 28), (11, 27), (8, 24)]
SEVEN = [(8, 4), (15, 3), (23, 4), (20, 12), (16, 20), (14, 29)]
BAR = [(11, 17), (22, 15)]


class Ink:
    """A field of fine cells, each with ink or without, as the scans of the data set were before
    they were counted.
    """

    def __init__(self):
        self.cells = np.zeros((FINE, FINE), dtype=bool)
        self.past = []  # the fields that were remembered, the last 50 of them

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

    def wipe(self):
        """Take all ink away."""
        self.cells[:] = False

    def stroke(self, start, end, width, ink=True):
        """Draw, or erase, from start to end, both (x, y), with a round tip."""
        x, y = start
        u, v = np.subtract(end, start)
        row, column = np.mgrid[:FINE, :FINE]
        along = ((column - x) * u + (row - y) * v) / max(u * u + v * v, 1e-9)
        along = np.clip(along, 0, 1)  # 0 at the start of the stroke, 1 at its end
        away = np.hypot(column - x - along * u, row - y - along * v)
        self.cells[away < width / 2 + 0.25] = ink


def traced(strokes, width=4):
    """Return Ink with these strokes on it, each a list of (x, y)."""
    ink = Ink()
    for stroke in strokes:
        for start, end in itertools.pairwise(stroke):
            ink.stroke(start, end, width)
    return ink


def fitted(cells):
    """Return the ink as the scans are: stretched to the full height, centred, and at most WIDE
    cells wide.
    """
    rows = np.flatnonzero(cells.any(axis=1))
    columns = np.flatnonzero(cells.any(axis=0))
    if not len(rows):
        return cells
    high = np.ptp(rows) + 1
    wide = np.ptp(columns) + 1
    # cells of the drawing for each of the picture; a flat one is not made a block
    down = max(high, wide / 2) / FINE
    across = max(down, wide / WIDE)
    i = sources(rows, down)
    j = sources(columns, across)
    there = np.logical_and.outer((i >= 0) & (i < FINE), (j >= 0) & (j < FINE))
    return cells[np.clip(i, 0, FINE - 1)][:, np.clip(j, 0, FINE - 1)] & there


def sources(inked, scale):
    """Return for each cell of the picture along one axis the number of the cell of the drawing that
    it shows, (FINE,): `inked` are those with ink, and their middle comes to the middle.
    """
    middle = (inked[0] + inked[-1] + 1) / 2
    at = np.arange(FINE) + 0.5 - FINE / 2
    return np.floor(at * scale + middle).astype(int)


def thickened(cells, times):
    """Return the ink grown by one cell to each side, so many times."""
    for _ in range(times):
        wide = np.pad(cells, 1)
        above, below = wide[:-2, 1:-1], wide[2:, 1:-1]
        left, right = wide[1:-1, :-2], wide[1:-1, 2:]
        cells = cells | above | below | left | right
    return cells


def moved(picture, right, down):
    """Return the picture shifted by whole pixels; what leaves it is lost, and paper comes in."""
    high, wide = picture.shape
    padded = np.pad(picture, SIDE)
    return padded[SIDE - down : SIDE - down + high, SIDE - right : SIDE - right + wide]


def counted(cells):
    """Return the picture (8, 8) that the network sees: the share of ink in each window of 4 × 4
    cells.
    """
    step = FINE // SIDE
    return cells.reshape(SIDE, step, SIDE, step).mean(axis=(1, 3))
