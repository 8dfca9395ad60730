"""One digit, drawn by the learner, that goes with them from lesson to lesson.

It's kept as text, one character a cell, in `my_digit.txt` beside the notebook, where a person can
read it, and nowhere else. Before anything is kept it's a 7 of ours. The environment variable
LESSONS_MEMORY=off switches the file off: nothing is read, and nothing is written.
"""

import os
from pathlib import Path

import numpy as np

from . import ink

FILE = Path("my_digit.txt")
INK, PAPER = "#", "."
OFF = "LESSONS_MEMORY"


def drawn() -> np.ndarray:
    """Return the digit that was kept, or a 7, (32, 32): True where there is ink."""
    kept = read()
    return ink.traced([ink.SEVEN, ink.BAR]).cells if kept is None else kept


def scan() -> np.ndarray:
    """Return it as the scans are, (8, 8) from 0 to 1: the share of ink in each 4 × 4 cells."""
    return ink.counted(ink.fitted(drawn()))


def kept() -> bool:
    """Return whether a digit of the learner's own is there to be read."""
    return read() is not None


def keep(cells) -> bool:
    """Keep a drawing (32, 32) for the lessons to come; return whether it could be written.

    An empty drawing takes the one away that was kept.
    """
    if off():
        return False
    try:
        if np.any(cells):
            lines = ["".join(INK if one else PAPER for one in row) for row in cells]
            FILE.write_text("\n".join(lines) + "\n", "utf-8")
        else:
            FILE.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def read() -> np.ndarray | None:
    """Return what the file holds, (32, 32), or None where there is none that can be used."""
    if off():
        return None
    try:
        lines = FILE.read_text("utf-8").split()
    except (OSError, UnicodeDecodeError):
        return None
    if len(lines) != ink.FINE or any(len(line) != ink.FINE for line in lines):
        return None
    cells = np.array([[one == INK for one in line] for line in lines])
    return cells if cells.any() else None


def off() -> bool:
    """Return whether the memory is switched off."""
    return os.environ.get(OFF, "").lower() == "off"
