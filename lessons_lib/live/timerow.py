"""The time row: a slider over the steps of a walk, with buttons to play, pause, step and go back to
the start.

While it plays, the kernel pushes the frames (the page's own clock would wait for a round trip at
each one). The page sends back the number of the last frame that is on the screen. How many may be
under way is a window, which widens while the answers come as soon as they ever did (far away it
grows large) and narrows when they come later (a slow line: then a pause shows soon).
"""

import asyncio
import time

import ipywidgets as widgets

FRAME = 1 / 25  # seconds between two frames
LEAST, MOST = 2, 12  # at least and at most so many frames under way
QUEUE = 0.1  # seconds by which an answer may be late before the window narrows
LOST = 5.0  # seconds without an answer from the page after which it stops
UNHEARD = 1 / 5  # seconds between two frames on a page that never answers
STILLS = 10  # at most so many pictures where motion is to be kept small …
STILL = 0.6  # … each for so many seconds

# name, icon, tooltip
_BUTTONS = [
    ("reset", "step-backward", "Back to the start"),
    ("back", "chevron-left", "One step back"),
    ("play", "play", "Play or pause"),
    ("forward", "chevron-right", "One step forward"),
]


class Window:
    """How many frames may be on their way to the page at once."""

    def __init__(self):
        self.width = 3
        self.under_way = {}  # {number of a frame: when it was sent}
        self.soonest = LOST  # the quickest answer yet, in seconds

    def is_open(self):
        """May another frame be sent?"""
        return len(self.under_way) < self.width

    def send(self, number, now):
        """Note that frame `number` is sent now."""
        self.under_way[number] = now

    def hear(self, number, now):
        """Take the page's answer that frame `number` is on the screen, and so none before it is on
        its way any more.

        It widens when the answer came about as soon as the soonest, and narrows when it came later.
        """
        if number in self.under_way:
            took = now - self.under_way[number]
            self.soonest = min(self.soonest, took)
            in_time = took < self.soonest + QUEUE
            self.width = min(self.width + 1, MOST) if in_time else max(self.width - 1, LEAST)
        self.under_way = {n: sent for n, sent in self.under_way.items() if n > number}


class TimeRow(widgets.HBox):
    """The slider, whose value is the step t = 0 … steps, and its buttons.

    draw     called without arguments at every step
    picture  the Picture that shows it
    """

    playing = None  # the one row that plays
    frames = 0  # how many have been sent by all rows

    def __init__(self, steps, at, draw, picture, unit="step t", pace=FRAME):
        self.steps = steps
        self.draw = draw
        self.picture = picture
        self.answers = False  # does the page say when a frame is on the screen?
        self.calm = False  # does the page want motion kept small?
        self.pace = pace
        self.pushing = False  # is it the row itself that moves the slider?
        self.run = None  # what plays: another thing each time it is started
        self.window = Window()
        wide = {"flex": "1 1 220px", "min_width": "min(220px, 100% - 4px)"}
        self.slider = widgets.IntSlider(at, 0, steps, description=unit, layout=wide)
        self.buttons = {}
        for name, icon, tip in _BUTTONS:
            button = widgets.Button(icon=icon, tooltip=tip, layout={"width": "38px"})
            button.on_click(lambda _, name=name: self.press(name))
            button.add_class(f"lessons-{name}")
            self.buttons[name] = button
        super().__init__([*self.buttons.values(), self.slider], layout={"flex_flow": "row wrap"})
        self.slider.observe(self._scrubbed, "value")

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
        TimeRow.playing = self
        self.buttons["play"].icon = "pause"
        self.run = object()
        self.task = asyncio.get_running_loop().create_task(self._play(self.run))

    def pause(self):
        """Stop playing at once."""
        if TimeRow.playing is self:
            TimeRow.playing = None
            self.run = None
            self.buttons["play"].icon = "play"

    def press(self, name):
        """Do what a button of that name says."""
        if name == "play":
            self.play()
            return
        self.pause()
        here = self.slider.value
        self.go({"reset": 0, "back": here - 1, "forward": here + 1}[name])

    async def _play(self, run):
        stride, pace = self.rhythm()
        self.window = Window()
        due = heard = time.monotonic()
        while self.slider.value < self.steps and time.monotonic() - heard < LOST:
            due = max(due + pace, time.monotonic())
            await asyncio.sleep(due - time.monotonic())
            if self.run is not run:  # paused, perhaps from another thread
                return
            if self.window.is_open() or not self.answers:
                heard = time.monotonic()
                TimeRow.frames += 1
                with self.picture.hold_sync():  # a frame and its number arrive together
                    self.picture.number = TimeRow.frames
                    self.go(self.slider.value + stride)
                self.window.send(TimeRow.frames, heard)
        self.pause()

    def rhythm(self):
        """Return by how many steps it goes on while it plays, and how many seconds it stays."""
        if self.calm:
            return max(1, -(-self.steps // STILLS)), max(self.pace, STILL)
        stride = max(1, round(self.steps / 200))  # a long walk takes about 8 s
        return stride, self.pace if self.answers else max(self.pace, UNHEARD)

    def hear(self, number):
        """Take the page's answer that frame `number` is on the screen."""
        self.window.hear(number, time.monotonic())

    def free(self):
        """Stop, and close the widgets."""
        self.pause()
        close(self)


def close(widget):
    """Close a widget and those inside it, each with its layout and style, which are widgets too."""
    for inside in getattr(widget, "children", ()):
        close(inside)
    for part in (getattr(widget, "layout", None), getattr(widget, "style", None), widget):
        if part is not None:
            part.close()


def stop():
    """Pause whatever plays."""
    if TimeRow.playing:
        TimeRow.playing.pause()
