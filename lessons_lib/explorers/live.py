"""The live figure: a matplotlib figure drawn once; at every move its moving parts are redrawn and sent as one small picture.

An explorer is two functions and some controls:

    compute(c, **functions) -> result     when a control moves; c holds every control's value by name, and the step c.t
    show(c, result) -> text               puts the result into the figure's artists and says in words what they show

What `plots.style.moving` marked is drawn on a stored copy of the rest, so that a frame costs milliseconds. A show that changes
anything else makes the whole figure be drawn anew by itself: matplotlib marks it stale. A walk is computed whole,
and the time row only looks up its step.
"""

import base64
import html
import threading
import warnings
from contextlib import contextmanager, nullcontext
from types import SimpleNamespace

import ipywidgets as widgets
import numpy as np
from IPython import get_ipython

from .. import learner
from ..plots import style
from . import encoding, play
from .words import unlike

try:
    from ipyevents import Event
except ImportError:  # the sliders alone do everything
    Event = None

_GRID = {"grid_template_columns": "repeat(auto-fit, minmax(300px, 1fr))", "grid_gap": "0 18px", "width": "100%"}
# Under the sliders where there is room for it, farther to the left on a narrow page.
_CELLS = {"grid_template_columns": "repeat(3, 84px)", "grid_gap": "2px", "margin": "2px 0 2px clamp(0px, 100% - 260px, 136px)"}
_TEXT = "line-height:1.45;min-height:4.4em;padding:2px;color:var(--jp-content-font-color1,inherit)"
_STYLE = ("<style>.lessons-picture{border-radius:6px}.lessons-typed input{text-align:center}"
          ".lessons-typed input:not(:hover):not(:focus){background:none;border-color:transparent!important}</style>")  # fmt: skip
_BOX = "line-height:1.45;padding:2px 10px;margin:2px 0;color:var(--jp-content-font-color1,inherit);border-left:4px solid "

_MOUSE = ["mousedown", "mousemove", "mouseup", "mouseleave"]
_FINGER = {"touchstart": "mousedown", "touchmove": "mousemove", "touchend": "mouseup", "touchcancel": "mouseup"}

_ONE_AT_A_TIME = threading.RLock()  # a cell runs in one thread of the kernel, the moves of a slider in another


@contextmanager
def _turn():
    """Wait for the others, then work alone. Trouble when one of them is stuck in a function that cannot be stopped."""
    while not _ONE_AT_A_TIME.acquire(timeout=0.2):
        if stuck := learner.running.stuck():
            raise learner.Trouble(stuck)
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()


class Live(widgets.VBox):
    """A picture with its controls, a time row, a goal, and the live text. The module says what compute and show do.

    figure    from plots.style.figure
    controls  {name: widget} from explorers.controls
    steps     the last step of the time row, 0 for none; it starts at step `at`, else at the last
    yours     {name: (the learner's function or None, the library's)}: what compute takes; the library's replaces a bad one, and
              the text names an answer unlike its. One that has the attribute careful checks and limits its calls itself
    goal      (text, reached(c, result) -> bool)
    pointer   {ax: f(kind, x, y) -> {name: value}}: kind is "down" or "drag", with hover=True also "hover"; x, y as on the ax
    note      a sentence about bad arguments, shown until the learner runs the cell again
    photo     True sends JPEG, for photographs
    growing   True calls compute at each step too, for a training that goes on as far as it is looked at
    buttons   {label: f()} to press; f may move controls. extras: other widgets beside them
    unit      what the time row counts, and pace how many seconds it stays at each step while it plays
    """

    _by_cell = {}  # noqa: RUF012  what each notebook cell shows, so that running it again frees the last

    def __init__(self, figure, show, *, compute=lambda c: None, controls=None, steps=0, at=None, yours=None, goal=None,
                 pointer=None, hover=False, note="", photo=False, growing=False, buttons=None, unit="step t",
                 pace=play.FRAME, extras=()):  # fmt: skip
        self.figure, self.show, self.compute = figure, show, compute
        self.controls, self.yours, self.goal, self.pointer, self.extras = controls or {}, yours or {}, goal, pointer or {}, extras
        self.note, self.photo, self.hover, self.reached, self.trouble, self.remark = note, photo, hover, False, "", ""
        self._background, self._palette, self._moving, self._held = None, None, [], False
        self.drawn, self._says, self._aims = False, "", ""  # is there a picture yet, and what it says
        self._grabbed, self._place, self._pressed = None, None, 0  # what a drag holds, where, and since when
        size = {"width": f"{figure.get_figwidth() * 100:.0f}px", "max_width": "100%", "height": "auto"}
        self.image = widgets.Image(format="jpeg" if photo else "png", layout=size)
        self.image.add_class("lessons-picture")
        self.text, self.badge, self.alarm = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.time = play.TimeRow(steps, steps if at is None else at, self._work if growing else self.draw, unit, pace)
        self.buttons = {label: widgets.Button(description=label, layout={"width": "auto"}) for label in buttons or {}}
        for label, button in self.buttons.items():
            button.on_click(lambda _, label=label: buttons[label]())
        cells = [c for c in self.controls.values() if isinstance(c, widgets.BoundedFloatText)]
        presses = [*self.buttons.values(), *extras]
        others = [getattr(c, "row", c) for c in self.controls.values() if c not in cells]
        rows = [self.badge, widgets.GridBox(others, layout=_GRID)]
        rows += [widgets.GridBox(cells, layout=_CELLS)] if cells else []
        rows += [widgets.HBox(presses, layout={"flex_flow": "row wrap"})] if presses else []
        rows += [self.image, *[self.time] * bool(steps), self.text, self.alarm]
        super().__init__(rows, layout={"max_width": size["width"], "padding": "4px 0"})
        self.add_class("lessons-explorer")
        for control in self.controls.values():
            control.observe(self.move, "value")
        self.events = []
        if Event and self.pointer:
            self.events = [Event(source=self.image, watched_events=[*_MOUSE, *_FINGER], prevent_default_action=True,
                                 throttle_or_debounce="throttle", wait=30)]  # fmt: skip
            self.events[0].on_dom_event(self.point)
        self._adopt()
        self.move()

    def values(self):
        """Return the value of every control by its name, and the step as t."""
        values = {name: control.value for name, control in self.controls.items()}
        for name, control in self.controls.items():
            if isinstance(control, widgets.FloatSlider):  # the page's arithmetic gets to 0 only nearly
                values[name] = round(control.value, 12)
        return SimpleNamespace(t=self.time.slider.value, **values)

    def set(self, **values):
        """Move several controls at once, t for the step among them, each within its own limits, and draw once."""
        with self.held():
            for name, value in values.items():
                control = self.time.slider if name == "t" else self.controls[name]
                if hasattr(control, "nearest"):
                    value = control.nearest(value)
                elif hasattr(control, "max"):
                    steps = round((value - control.min) / control.step)  # as the page counts them
                    value = type(control.value)(min(max(control.min + steps * control.step, control.min), control.max))
                control.value = value
        self.move()

    @contextmanager
    def held(self):
        """Draw nothing while controls move in this block."""
        before, self._held = self._held, True
        try:
            yield
        finally:
            self._held = before

    def move(self, change=None):
        """Compute anew, as after any move of a control, and draw."""
        if not self._held:
            self.time.pause()
        self._work()

    def _work(self):
        """Compute and draw. Trouble in a learner's function is shown, and survived."""
        if not self._held:
            self._shown(self._compute)

    def draw(self):
        """Show the result at the present step: picture, live text, goal and trouble."""
        if not self._held:
            self._shown(self._draw if self.drawn else self._compute)

    def _shown(self, work):
        """Do this when the others are done. What keeps it from its end is said, and the picture stays what it was."""
        try:
            with _turn():
                work()
            return
        except learner.Trouble as trouble:
            stopped = str(trouble)
        except KeyboardInterrupt:
            stopped = "It was interrupted. Move a control, or run the cell again, to see it anew."
            self._background = None  # it may be half drawn
        self._alarm(stopped)

    def _compute(self):
        c, self.trouble = self.values(), ""
        library = {name: ours for name, (_, ours) in self.yours.items()}
        theirs = {name: both for name, both in self.yours.items() if both[0]}
        mine = {name: own if hasattr(own, "careful") else learner.guard(own, ours) for name, (own, ours) in theirs.items()}
        limited = any(not hasattr(own, "careful") for own, _ in theirs.values())
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                with learner.too_long_is_trouble(), learner.time_limit() if limited else nullcontext():
                    self.result = self.compute(c, **library | mine)
            except learner.Trouble as trouble:
                self.trouble = f"{trouble} The picture shows the library's."
                self.result = self.compute(c, **library)
            apart = [own.apart for own in mine.values() if getattr(own, "apart", None)]
            self.remark = "" if self.trouble else " ".join(unlike(*one) for one in apart)
            self._draw()

    def _draw(self):
        c, (aim, reached) = self.values(), self.goal or ("", None)
        with style.defaults(), np.errstate(all="ignore"):
            says = f"{self.show(c, self.result)} {self.remark}".rstrip()
            self.image.value = self._frame()
            self.reached = self.reached or bool(reached and reached(c, self.result))
        self.drawn = True
        self.text.value = f'<div role="status" style="{_TEXT}">{html.escape(says)}</div>'
        mark, edge = ("✔ Goal reached:", "#009E73") if self.reached else ("○ Goal:", "#9aa1ac")
        self.badge.value = f'{_STYLE}<div style="{_BOX}{edge}"><b>{mark}</b> {html.escape(aim)}</div>' if aim else _STYLE
        self._says, self._aims = says, aim and f"{mark} {aim}"
        self._alarm()

    def _alarm(self, stopped=""):
        """Show the note about bad arguments, the trouble in a learner's function, and what `stopped` the last move."""
        self.alarm_says = " ".join(filter(None, [self.note, self.trouble, stopped]))
        box = f'<div role="alert" style="{_BOX}#D55E00">{html.escape(self.alarm_says)}</div>'
        self.alarm.value = box if self.alarm_says else ""
        self.summary = "\n".join(filter(None, [self._says, self._aims, self.alarm_says]))

    def remember(self, *notes):
        """Add sentences about bad arguments to the note."""
        self.note = " ".join(filter(None, [*notes, self.note]))
        self._alarm()

    def _frame(self):
        """Return the figure as the bytes of a picture: the stored background with the moving artists drawn on it."""
        canvas = self.figure.canvas
        if self._background is None or self.figure.stale:
            canvas.draw()
            self._palette = None
            self.figure.set_layout_engine("none")  # laid out once: nothing jumps
            self._background = canvas.copy_from_bbox(self.figure.bbox)
            self._moving = sorted(self.figure.findobj(lambda a: a.get_animated()), key=lambda a: a.get_zorder())
        else:
            canvas.restore_region(self._background)
        for artist in self._moving:
            self.figure.draw_artist(artist)
        picture = encoding.picture_of(canvas)
        self._palette = None if self.photo else self._palette or encoding.palette(picture)
        return encoding.encoded(picture, self._palette)

    def point(self, event):
        """Take one event of mouse or finger over the picture, as ipyevents tells it, and move the controls it stands for."""
        if event["type"] in _FINGER:
            event = {**event, **next(iter(event.get("changedTouches", [])), {}), "type": _FINGER[event["type"]], "buttons": 1}
        # dataX would be simpler, but is 0 while the browser loads a new picture: a drag would jump to the corner.
        scale = self.figure.bbox.width / (event.get("boundingRectWidth") or np.inf)
        place = scale * event.get("relativeX", 0), self.figure.bbox.height - scale * event.get("relativeY", 0)
        under = next((ax for ax in self.pointer if ax.bbox.contains(*place)), None)
        down, move, up = (event["type"] == f"mouse{what}" for what in ("down", "move", "up"))
        if down and (event.get("button") or event.get("ctrlKey")):  # a menu opens
            return
        # ipyevents holds a move back for a moment: one may come after the press, or the release, that followed it.
        if move and event.get("timeStamp", 0) < self._pressed:
            return
        self._pressed = event.get("timeStamp", 0) if down else self._pressed
        dragged = (move and event.get("buttons", 0) & 1) or (up and "relativeX" in event and place != self._place)
        held, before = under if down else self._grabbed if dragged else None, self._grabbed
        self._grabbed, self._place = None if up else held, place
        ax = held or (under if move and self.hover else None)
        if ax:
            kind = "down" if down else "drag" if held else "hover"
            x, y = ax.transData.inverted().transform(place)
            moves = self.pointer[ax](kind, np.clip(x, *sorted(ax.get_xlim())), np.clip(y, *sorted(ax.get_ylim())))
            if moves:
                self.set(**moves)
        elif before and not (self._grabbed or self.reached) and self.goal and self.goal[1](self.values(), self.result):
            self.draw()  # a goal that waits until it is let go

    @property
    def dragged(self):
        """Is the picture held by mouse or finger?"""
        return self._grabbed is not None

    def _repr_mimebundle_(self, **kwargs):
        picture = {f"image/{self.image.format}": base64.b64encode(self.image.value).decode()} if self.drawn else {}
        return {**(super()._repr_mimebundle_(**kwargs) or {}), "text/plain": self.summary, **picture}

    def _adopt(self):
        """Free what this notebook cell showed when it ran before, and stop whatever plays."""
        play.stop()
        kernel = getattr(get_ipython(), "kernel", None)
        parent = kernel.get_parent() if kernel else {}
        cell, run = parent.get("metadata", {}).get("cellId"), parent.get("header", {}).get("msg_id")
        if cell:
            last_run, shown = Live._by_cell.get(cell, (run, []))
            while last_run != run and shown:
                shown.pop().free()
            Live._by_cell[cell] = run, [*shown, self]

    def free(self):
        """Stop, and close the widgets and the figure."""
        self.time.pause()
        for widget in [*self.events, self.time, self]:
            play.close(widget)
        for ax in self.figure.axes:
            self.figure.delaxes(ax)
        self._background, self._moving, self.result = None, [], None
