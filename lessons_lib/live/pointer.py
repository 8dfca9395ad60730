"""Mouse and finger over the picture: a press begins a gesture on an ax, and it ends where it is
released.
"""

from typing import NamedTuple

import numpy as np

try:
    from ipyevents import Event
except ImportError:  # the sliders alone do everything
    Event = None

MOUSE = ["mousedown", "mousemove", "mouseup", "mouseleave"]
FINGER = {
    "touchstart": "mousedown",
    "touchmove": "mousemove",
    "touchend": "mouseup",
    "touchcancel": "mouseup",
}
HELD_BACK = 30  # ms between two moves, at least


class Grip(NamedTuple):
    """What the pointer holds between a press and its release."""

    ax: object  # the ax on which it was pressed
    place: tuple  # where it is now, in pixels of the figure from its lower left corner


class Pointer:
    """Turns the events of a picture into gestures.

    fields    {ax: f(kind, x, y) -> {name of a control: value}}: kind is "down" or "drag", and x, y
              are as on the ax, held inside of it
    moved     called with such a dict, when it is not empty
    let_go    called without arguments when a gesture has ended
    """

    def __init__(self, image, figure, fields, moved, let_go):
        self.figure = figure
        self.fields = fields
        self.moved = moved
        self.let_go = let_go
        self.grip = None  # a Grip while something is held
        self.pressed_at = 0  # the page's time of the last press
        self.events = []
        if Event and fields:
            watch = Event(
                source=image,
                watched_events=[*MOUSE, *FINGER],
                prevent_default_action=True,
                throttle_or_debounce="throttle",
                wait=HELD_BACK,
            )
            watch.on_dom_event(self.take)
            self.events.append(watch)

    def take(self, event):
        """Take one event, as ipyevents tells it."""
        event = as_of_a_mouse(event)
        time = event.get("timeStamp", 0)
        match event["type"]:
            case "mousedown" if not opens_a_menu(event):
                self.pressed_at = time
                self._press(self._place(event))
            # ipyevents holds a move back: one may come after the press that followed it.
            case "mousemove" if time >= self.pressed_at and event.get("buttons", 0) & 1:
                self._drag(self._place(event))
            case "mousemove" if time >= self.pressed_at:  # released where no event told of it
                self._release()
            case "mouseup":
                if self.grip and "relativeX" in event and self._place(event) != self.grip.place:
                    self._drag(self._place(event))  # its last move is still held back
                self._release()
            case "mouseleave":
                self._release()

    def _place(self, event):
        """Return where an event is, in pixels of the figure.

        dataX would be simpler, but is 0 while the browser loads a new picture: a drag would jump.
        """
        box = self.figure.bbox
        scale = box.width / (event.get("boundingRectWidth") or np.inf)
        return scale * event.get("relativeX", 0), box.height - scale * event.get("relativeY", 0)

    def _press(self, place):
        under = next((ax for ax in self.fields if ax.bbox.contains(*place)), None)
        self.grip = Grip(under, place) if under else None
        self._tell("down", place)

    def _drag(self, place):
        if self.grip:
            self.grip = self.grip._replace(place=place)
            self._tell("drag", place)

    def _release(self):
        if self.grip:
            self.grip = None
            self.let_go()

    def _tell(self, kind, place):
        if not self.grip:
            return
        ax = self.grip.ax
        x, y = ax.transData.inverted().transform(place)
        x, y = np.clip(x, *sorted(ax.get_xlim())), np.clip(y, *sorted(ax.get_ylim()))
        moves = self.fields[ax](kind, x, y)
        if moves:
            self.moved(moves)


def as_of_a_mouse(event):
    """Return an event of a finger as that of a mouse that it stands for; any other as it is."""
    if event["type"] not in FINGER:
        return event
    first = next(iter(event.get("changedTouches", [])), {})
    return {**event, **first, "type": FINGER[event["type"]], "buttons": 1}


def opens_a_menu(event):
    """Is it another button than the left one, or the left one with the control key?"""
    return bool(event.get("button") or event.get("ctrlKey"))
