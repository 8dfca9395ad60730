"""What an explorer needs in which a learner draws: ink, a pen for mouse and keyboard, undo."""

import numpy as np

from ... import my_digit
from ...ink import FINE, Ink, counted, fitted, thickened
from ...live.controls import menu, slider, switch
from ...live.pointer import Field

UP, DRAWS, ERASES = "is up", "draws", "erases"


class Drawing:
    """The part of an explorer that has to do with drawing. It goes before Explorer among the bases.

    Call take_paper() before Explorer.__init__; give drawing_controls() to its controls, drawn_on()
    to its pointer, `wipe`, `undo` and `keep` to its buttons; call follow(c) first in compute, and
    say `kept` last.
    """

    def take_paper(self, cells):
        """Begin with this drawing on the field, (32, 32)."""
        self.ink = Ink()
        self.ink.cells[:] = cells
        self.began_with = self.ink.cells.copy()
        self.kept = ""  # what became of it when it was to be kept
        self.pen_at = None  # (x, y) of the pen where it drew last, None when it is put down anew
        self.pen_outside = False  # is the mouse beyond the edge of the field?

    def remembered(self):
        as_at_first = np.array_equal(self.ink.cells, self.began_with)
        if as_at_first and not my_digit.kept():
            return {}
        return {"drawing": woven(self.ink.cells)}

    def recall(self, drawing):
        self.ink.remember()
        self.ink.cells[:] = unwoven(drawing)
        self.pen_at = self.controls["column"].value, self.controls["row"].value

    def drawing_controls(self, pen_at, by_hand=False):
        """Return the controls that belong to the drawing. Moving one of them brings it back.

        pen_at   where the pen is at first
        by_hand  True adds what makes a drawing more like a scan, to be set by hand
        """
        column, row = pen_at
        controls = {
            "pen": menu("the pen", [UP, DRAWS, ERASES]),
            "width": slider("width of the pen", 4, 1, 9, 1),
            "row": slider("row", row, 0, FINE - 1, 1),
            "column": slider("column", column, 0, FINE - 1, 1),
        }
        if by_hand:
            controls["thicken"] = slider("thicken", 0, 0, 4, 1)
            controls["fit"] = switch("stretch and centre it", True)
        controls["pen"].observe(self._pen_changed, "value")
        for control in controls.values():
            control.observe(self._back_to_it, "value")
        return controls

    def drawn_on(self):
        """Return the Field of the paper."""
        return Field(
            "the pen",
            across="column",
            up="row",
            take=self.drawn_by_mouse,
            press=self.lift_or_lower,
            pressed="Enter puts the pen down, or lifts it.",
            every_point=True,
        )

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
            self._drop_the_scan()

    def _drop_the_scan(self):
        if "scan" in self.controls:
            self.controls["scan"].value = 0

    def follow(self, c):
        """Draw from where the pen was to where the sliders have it now, if it is down."""
        here = c.column, c.row
        if c.pen != UP and self.pen_at != here:
            self.ink.stroke(self.pen_at or here, here, c.width, c.pen == DRAWS)
            self.kept = ""
        self.pen_at = here

    def as_seen(self, fit=True, thicken=0):
        """Return the drawing as a network sees it, (8, 8)."""
        cells = fitted(self.ink.cells) if fit else self.ink.cells
        return counted(thickened(cells, thicken))

    def wipe(self):
        """Begin with an empty field; what was there can be brought back."""
        self.ink.remember()
        self.ink.wipe()
        self.kept = ""
        self._put_the_pen_up()

    def undo(self):
        """Bring back what was drawn before."""
        self.ink.undo()
        self.kept = ""
        self._put_the_pen_up()

    def keep(self):
        """Keep the drawing, as the digit that goes through the lessons."""
        if my_digit.keep(self.ink.cells):
            self.kept = "Kept: your digit goes with you through lessons 4 to 7."
        elif my_digit.off():
            self.kept = "Nothing is kept: LESSONS_MEMORY is off."
        else:
            self.kept = "It can't be kept, as this folder can't be written to."
        self._put_the_pen_up()

    def _put_the_pen_up(self):
        self.set(pen=UP, **({"scan": 0} if "scan" in self.controls else {}))

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
            self.kept = ""
        self.pen_at = x, y
        self.pen_outside = outside
        return {"column": round(x), "row": round(y)} | (
            {"scan": 0} if "scan" in self.controls else {}
        )


def woven(cells):
    """Return a drawing (32, 32) as a text: a number for each row, in which each bit is a cell."""
    return " ".join(f"{int(''.join(map(str, row.astype(int))), 2):x}" for row in cells)


def unwoven(text):
    """Return the drawing (32, 32) that `woven` made this text of. ValueError for another text."""
    rows = [int(row, 16) for row in str(text).split()]
    if len(rows) != FINE or max(rows) >= 2**FINE or min(rows) < 0:
        raise ValueError(f"a drawing is {FINE} numbers, one for each row")
    return np.array([[bit == "1" for bit in f"{row:0{FINE}b}"] for row in rows])
