"""Mouse, finger and arrow keys over the picture.

A press begins a gesture on an ax, and it ends where it is released. The arrow keys move the same
controls as a drag does.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

FAR = 10  # steps that an arrow key takes with Shift
ARROWS = {"ArrowLeft": (-1, 0), "ArrowRight": (1, 0), "ArrowDown": (0, -1), "ArrowUp": (0, 1)}


class Field(NamedTuple):
    """What can be moved on one ax.

    what        in words, as in "Arrow keys move the start"; a function of no arguments that says
                it, where it changes
    across, up  the names of the controls that go with x and y, "" where there is none
    take        f(kind, x, y) -> {name: value}: what a press ("down") or a drag there means; without
                it, x is the value of `across` and y that of `up`
    nudge       f(right, up) -> {name: value}: what the arrow keys mean, in steps; without it, they
                step through the values of `across` and `up`
    press       what Enter and the space bar do, a function without arguments
    pressed     that in words, as in "Enter puts the pen down or lifts it."
    every_point is each point of a drag wanted, as of a stroke of a pen?
    """

    what: str | Callable[[], str]
    across: str = ""
    up: str = ""
    take: Callable | None = None
    nudge: Callable | None = None
    press: Callable | None = None
    pressed: str = ""
    every_point: bool = False

    def moves(self, kind, x, y):
        """Return the moves {name: value} that a press or a drag there means."""
        if self.take:
            return self.take(kind, x, y) or {}
        return {name: value for name, value in ((self.across, x), (self.up, y)) if name}


class Grip(NamedTuple):
    """What the pointer holds between a press and its release."""

    ax: object  # the ax on which it was pressed
    place: tuple  # where it is now, in pixels of the figure from its lower left corner


class Pointer:
    """Turns what page.js tells of pointer and keys into moves of controls.

    fields    {ax: Field}
    controls  {name: widget}
    moved     called with {name of a control: value}, when it is not empty
    let_go    called without arguments when a gesture has ended
    """

    def __init__(self, figure, fields, controls, moved, let_go):
        self.figure = figure
        self.fields = fields
        self.controls = controls
        self.moved = moved
        self.let_go = let_go
        self.grip = None  # a Grip while something is held
        self.chosen = next(iter(fields), None)  # the ax on which the arrow keys move something

    def areas(self):
        """Return where the picture can be pressed, as page.js wants it."""
        wide, high = self.figure.bbox.size
        found = []
        for ax, field in self.fields.items():
            left, low, right, top = ax.bbox.extents
            box = left / wide, 1 - top / high, right / wide, 1 - low / high
            found.append(
                {"box": [round(float(v), 4) for v in box], "everyPoint": field.every_point}
            )
        return found

    def keys(self):
        """Return in sentences what the keyboard does on the picture now, "" for nothing."""
        if not self.fields:
            return ""
        field, after = self.fields[self.chosen], self.fields[self._next()]
        says = f"Arrow keys move {named(field)}; hold Shift for {FAR} steps at once."
        if field.press:
            return f"{says} {field.pressed}"
        return says if after is field else f"{says} Enter goes on to {named(after)}."

    def _next(self):
        """Return the ax whose turn comes after the chosen one."""
        axes = list(self.fields)
        return axes[(axes.index(self.chosen) + 1) % len(axes)]

    def take(self, gestures):
        """Take gestures in their order: {kind: "press", "drag", "release" or "key", …}; the moves
        of those that follow each other are made at once.
        """
        moves = {}
        for gesture in gestures:
            match gesture:
                case {"kind": "press", "x": x, "y": y}:
                    moves |= self._press((x, y))
                case {"kind": "drag", "x": x, "y": y}:
                    moves |= self._drag((x, y))
                case {"kind": "release"}:
                    self._move(moves)
                    moves = {}
                    self._release()
                case {"kind": "key", "key": key}:
                    self._move(moves)
                    moves = {}
                    self._key(key, FAR if gesture.get("far") else 1)
        self._move(moves)

    def _move(self, moves):
        if moves:
            self.moved(moves)

    def _press(self, place):
        under = next((ax for ax in self.fields if ax.bbox.contains(*place)), None)
        self.grip = Grip(under, place) if under else None
        return self._meant("down", place)

    def _drag(self, place):
        if not self.grip or place == self.grip.place:
            return {}
        self.grip = self.grip._replace(place=place)
        return self._meant("drag", place)

    def _release(self):
        if self.grip:
            self.grip = None
            self.let_go()

    def _meant(self, kind, place):
        if not self.grip:
            return {}
        ax = self.grip.ax
        self.chosen = ax
        x, y = ax.transData.inverted().transform(place)
        x, y = np.clip(x, *sorted(ax.get_xlim())), np.clip(y, *sorted(ax.get_ylim()))
        return self.fields[ax].moves(kind, x, y)

    def _key(self, key, steps):
        field = self.fields.get(self.chosen)
        if field is None:
            return
        if key in ARROWS:
            right, up = (steps * way for way in ARROWS[key])
            self._move(self._nudged(field, right, up))
        elif field.press:
            field.press()
        else:
            self.chosen = self._next()

    def _nudged(self, field, right, up):
        if field.nudge:
            return field.nudge(right, up) or {}
        if self.chosen.yaxis_inverted():  # a row of a picture is counted downwards
            up = -up
        steps = {field.across: right, field.up: up}
        return {name: stepped(self.controls[name], by) for name, by in steps.items() if name and by}


def named(field):
    """Return in words what a field moves now."""
    return field.what() if callable(field.what) else field.what


def stepped(control, by):
    """Return the value so many steps away from where a control stands. Of a list it is within the
    ends; a number may lie beyond them, and whoever moves the control sees to that.
    """
    if hasattr(control, "options"):
        values = [value for _, value in control._options_full]
        return values[min(max(values.index(control.value) + by, 0), len(values) - 1)]
    return control.value + by * control.step
