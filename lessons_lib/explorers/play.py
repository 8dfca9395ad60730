"""The time row: a slider over the steps of a walk, with buttons to play, pause, step and go back to the start.

While it plays, the kernel pushes the frames (the page's own clock would wait for a round trip at each one). The page sends back
the number of the last frame it received. How many may be under way is a window, which widens while the answers come as soon
as they ever did (far away it grows large) and narrows when they come later (a slow line: then a pause shows soon).
"""

import asyncio
import time
from functools import cache

import ipywidgets as widgets

FRAME = 1 / 25  # seconds between two frames
LEAST, MOST = 2, 12  # at least and at most so many frames under way
QUEUE = 0.1  # seconds by which an answer may be later than the soonest one before the window narrows
LOST = 5.0  # seconds without an answer from the page after which it stops

_BUTTONS = [("reset", "step-backward", "Back to the start"), ("back", "chevron-left", "One step back"),
            ("play", "play", "Play or pause"), ("forward", "chevron-right", "One step forward")]  # fmt: skip


class Echo:
    """Hidden numbers that the page copies back: `send` a frame's number, and TimeRow.playing hears it when it has arrived.

    There is one for all rows. It takes three pairs in turn, for the page waits for the kernel between two answers of one.
    """

    def __init__(self):
        self.pairs = [(widgets.IntText(), widgets.IntText()) for _ in range(3)]
        self.links = [widgets.jsdlink((out, "value"), (back, "value")) for out, back in self.pairs]
        for _, back in self.pairs:
            back.observe(lambda change: TimeRow.playing and TimeRow.playing.hear(change["new"]), "value")

    def send(self, number):
        """Send a frame's number after the frame."""
        self.pairs[number % 3][0].value = number


@cache
def echo():
    """Return the one Echo there is; it is made when something plays for the first time."""
    return Echo()


class TimeRow(widgets.HBox):
    """The slider (its value is the step t = 0 … steps) and its buttons; `draw` is called without arguments at every step."""

    playing = None  # the one row that plays
    frames = 0  # how many have been sent by all rows

    def __init__(self, steps, at, draw, unit="step t", pace=FRAME):
        self.steps, self.draw, self.pace, self.pushing, self.run = steps, draw, pace, False, None
        self.slider = widgets.IntSlider(at, 0, steps, description=unit, layout={"flex": "1 1 220px", "min_width": "220px"})
        self.buttons = {name: widgets.Button(icon=icon, tooltip=tip, layout={"width": "38px"}) for name, icon, tip in _BUTTONS}
        for name, button in self.buttons.items():
            button.on_click(lambda _, name=name: self.press(name))
        super().__init__([*self.buttons.values(), self.slider], layout={"flex_flow": "row wrap"})
        self.slider.observe(self._scrubbed, "value")
        self.under_way, self.window, self.trip = {}, 3, LOST

    def _scrubbed(self, change):
        if not self.pushing:
            self.pause()
        self.draw()

    def go(self, t):
        """Show step t, or the nearest there is."""
        self.pushing = True
        try:
            self.slider.value = min(max(t, 0), self.steps)
        finally:
            self.pushing = False

    def play(self):
        """Play from here to the last step (from the start when it is there already), or pause."""
        if TimeRow.playing is self:
            self.pause()
            return
        stop()
        if self.slider.value == self.steps:
            self.go(0)
        TimeRow.playing, self.buttons["play"].icon = self, "pause"
        self.run = object()
        self.task = asyncio.get_running_loop().create_task(self._play(self.run))

    def pause(self):
        """Stop playing at once."""
        if TimeRow.playing is self:
            TimeRow.playing, self.run, self.buttons["play"].icon = None, None, "play"

    def press(self, name):
        """Do what a button of that name says."""
        if name == "play":
            self.play()
        else:
            self.pause()
            self.go({"reset": 0, "back": self.slider.value - 1, "forward": self.slider.value + 1}[name])

    async def _play(self, run):
        stride = max(1, round(self.steps / 200))  # a long walk takes about 8 s
        self.under_way, self.window, self.trip = {}, 3, LOST
        due = heard = time.monotonic()
        while self.slider.value < self.steps and time.monotonic() - heard < LOST:
            due = max(due + self.pace, time.monotonic())
            await asyncio.sleep(due - time.monotonic())
            if self.run is not run:  # paused, perhaps from another thread
                return
            if len(self.under_way) < self.window:
                heard = time.monotonic()
                self.go(self.slider.value + stride)
                TimeRow.frames += 1
                self.under_way[TimeRow.frames] = heard
                echo().send(TimeRow.frames)
        self.pause()

    def hear(self, number):
        """Take the page's answer that frame `number`, and so each one before it, has arrived; widen or narrow the window."""
        if number in self.under_way:
            late = time.monotonic() - self.under_way[number]
            self.trip = min(self.trip, late)
            self.window = min(self.window + 1, MOST) if late < self.trip + QUEUE else max(self.window - 1, LEAST)
        self.under_way = {n: sent for n, sent in self.under_way.items() if n > number}

    def free(self):
        """Stop, and close the widgets."""
        self.pause()
        close(self)


def close(widget):
    """Close a widget, those inside it, and with each its layout and its style, which are widgets too."""
    for inside in getattr(widget, "children", ()):
        close(inside)
    for part in (getattr(widget, "layout", None), getattr(widget, "style", None), widget):
        if part is not None:
            part.close()


def stop():
    """Pause whatever plays."""
    if TimeRow.playing:
        TimeRow.playing.pause()
