"""The time row: a slider over the steps of a walk, with buttons to play, pause, step and go back to the start.

While it plays, the kernel pushes the frames (the page's own clock would wait for a round trip at each one). The page sends back
the number of each frame it received, and only a few may be under way at once, so that a pause shows soon on a slow line.
"""

import asyncio
import time

import ipywidgets as widgets

FRAME = 1 / 25  # seconds between two frames
FEW, MANY, NEAR = 3, 6, 0.25  # frames under way: FEW always, up to MANY while each is answered within NEAR seconds
LOST = 5.0  # seconds without an answer from the page after which it stops

_BUTTONS = [("reset", "step-backward", "Back to the start"), ("back", "chevron-left", "One step back"),
            ("play", "play", "Play or pause"), ("forward", "chevron-right", "One step forward")]  # fmt: skip


class TimeRow(widgets.HBox):
    """The slider (its value is the step t = 0 … steps) and its buttons; `draw` is called without arguments at every new step."""

    playing = None  # the one row that plays

    def __init__(self, steps, at, draw):
        self.steps, self.draw, self.pushing, self.run = steps, draw, False, None
        self.slider = widgets.IntSlider(
            at, 0, steps, description="step t", layout={"flex": "1 1 220px", "min_width": "220px"}
        )
        self.buttons = {
            name: widgets.Button(icon=icon, tooltip=tip, layout={"width": "38px"}) for name, icon, tip in _BUTTONS
        }
        for name, button in self.buttons.items():
            button.on_click(lambda _, name=name: getattr(self, name)())
        super().__init__([*self.buttons.values(), self.slider], layout={"flex_flow": "row wrap"})
        self.slider.observe(self._scrubbed, "value")
        self.sent, self.seen, self.under_way, self.late = widgets.IntText(), widgets.IntText(), {}, 0.0
        self.echo = widgets.jsdlink((self.sent, "value"), (self.seen, "value"))
        self.seen.observe(self._acknowledged, "value")

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

    def back(self):
        """One step back."""
        self.pause()
        self.go(self.slider.value - 1)

    def forward(self):
        """One step forward."""
        self.pause()
        self.go(self.slider.value + 1)

    def reset(self):
        """Back to the start."""
        self.pause()
        self.go(0)

    async def _play(self, run):
        stride = max(1, round(self.steps / 200))  # a long walk takes about 8 s
        self.under_way.clear()
        due = heard = time.monotonic()
        while self.slider.value < self.steps and time.monotonic() - heard < LOST:
            due = max(due + FRAME, time.monotonic())
            await asyncio.sleep(due - time.monotonic())
            if self.run is not run:  # paused, perhaps from another thread
                return
            if self._room():
                heard = time.monotonic()
                self.under_way[self.sent.value + 1] = heard
                self.go(self.slider.value + stride)
                self.sent.value += 1
        self.pause()

    def _room(self):
        waiting = time.monotonic() - min(self.under_way.values(), default=time.monotonic())
        return len(self.under_way) < FEW or (len(self.under_way) < MANY and max(self.late, waiting) < NEAR)

    def _acknowledged(self, change):
        for number in [n for n in self.under_way if n <= change["new"]]:
            self.late = time.monotonic() - self.under_way.pop(number)

    def free(self):
        """Stop, and close the widgets."""
        self.pause()
        for widget in [*self.buttons.values(), self.slider, self.echo, self.sent, self.seen]:
            widget.close()
        self.close()


def stop():
    """Pause whatever plays."""
    if TimeRow.playing:
        TimeRow.playing.pause()
