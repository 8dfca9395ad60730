"""The live figure: drawn once; at every move its moving parts are redrawn and sent as one small
picture.

An explorer is a class with four methods. c holds every control's value by its name, and the step
c.t:

    compute(c, **functions) -> result   works out what there is to see, when a control has moved
    paint(c, result)                    puts the result into the figure's artists
    say(c, result) -> text              says in words what they show
    won(c, result) -> bool              is the goal reached?

A walk is computed whole, and the time row only looks up its step.
"""

import base64
import html
import threading
import warnings
from contextlib import contextmanager, nullcontext
from types import SimpleNamespace
from typing import ClassVar

import ipywidgets as widgets
import numpy as np
from IPython import get_ipython

from .. import heard, learner
from ..plots import style
from . import ascode, timerow
from .controls import grid_of, unit_in
from .frames import Frames
from .moves import allowed, refused, within
from .page import Page, Picture
from .pointer import Pointer
from .words import unlike

_INK = "color:var(--jp-content-font-color1,inherit)"
_TEXT = f"line-height:1.45;min-height:4.4em;padding:2px;{_INK}"
_BOX = f"line-height:1.45;padding:2px 10px;margin:2px 0;{_INK};border-left:4px solid "

MORE, FEWER = "more controls", "fewer controls"

# A cell runs in one thread of the kernel, the moves of a slider in another.
_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def _turn():
    """Wait for the others, then work alone. Trouble when one of them is stuck in a function that
    cannot be stopped.
    """
    while not _ONE_AT_A_TIME.acquire(timeout=0.2):
        if stuck := learner.running.stuck():
            raise learner.Trouble(stuck)
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()


class Explorer(widgets.VBox):
    """A picture with its controls, a time row, a goal, and the live text. The module says what a
    kind of it defines.

    title     what it is called, for those who hear it; without it, its name
    aim       the goal in words, "" where there is none
    photo     True sends JPEG, for photographs
    growing   True calls compute at each step too, for a training that goes on as far as it is
              looked at
    unit      what the time row counts
    pace      how many seconds it stays at each step while it plays

    needs     {control: {other: value}}: what else must be chosen for that control to matter; until
              then it is hidden. A tuple of values: any of them
    tucked    the names of controls that are shown only when "more controls" is pressed, such as
              those that the picture's own keys move too

    What the tests and `make bench` need to know of it:

    wins      a way to the goal: moves {control: value} and names of buttons, one after the other
    memories  the names under which `set` takes what it remembers: see `remembered`
    remembers True where what it shows depends on the way there, as a drawing does
    afresh    the name of the button that makes it forget, where there is one
    quick     arguments that make it quick, where it takes long
    sliders   the sliders to measure, "t" among them where there is a time row
    starts    moves to make before that, where a slider would move nothing at first
    """

    title = ""
    aim = ""
    photo = False
    growing = False
    unit = "step t"
    pace = timerow.FRAME
    memories = ()
    remembers = False
    afresh = ""
    wins = ()
    needs: ClassVar[dict] = {}
    tucked = ()
    sliders = ()
    starts: ClassVar[dict] = {}
    quick: ClassVar[dict] = {}

    MORE = MORE
    asked: ClassVar[dict] = {}  # {argument: value} with which it was called
    theme = "light"  # of the page that was heard of last
    # What each notebook cell shows, so that running it again frees the last: {cell: (run, shown)}.
    _by_cell: ClassVar[dict] = {}

    def __init__(
        self,
        figure,
        *,
        controls=None,
        steps=0,
        at=None,
        yours=None,
        pointer=None,
        note="",
        buttons=None,
        extras=(),
    ):
        """Show a figure with what moves it.

        figure    from plots.style.figure
        controls  {name: widget} from live.controls
        steps     the last step of the time row, 0 for none; it starts at step `at`, else at the
                  last
        yours     {name: Yours}: what compute takes; the library's replaces a bad one, and the text
                  names an answer that is unlike its
        pointer   {ax: Field}: what pointer and arrow keys move there
        note      a sentence about bad arguments, shown until the learner runs the cell again
        buttons   {label: f()} to press; f may move controls
        extras    other widgets beside the buttons
        """
        self.figure = figure
        self.controls = controls or {}
        self.yours = yours or {}
        self.extras = extras
        self.note = note  # about bad arguments
        self.trouble = ""  # what went wrong in a learner's function
        self.remark = ""  # where a learner's answer is unlike the library's
        self.reached = False  # the goal, once
        self.result = None
        self.drawn = False  # is there a picture yet?
        self._says = self._aims = ""
        self._held = False  # nothing is drawn while several controls move
        self._code_shown = False  # is the cell that makes this open on the page?
        self.frames = Frames(figure, self.photo)
        self.frames.dress(Explorer.theme)
        self.pointer = Pointer(figure, pointer or {}, self.controls, self._pointed, self._let_go)
        self._make_parts(steps, steps if at is None else at, buttons or {})
        self.pointer.controls = self._controls_and_step()  # keys can move the step too
        super().__init__(
            self._rows(), layout={"max_width": self.image.layout.width, "padding": "4px 0"}
        )
        self.add_class("lessons-explorer")
        for control in self.controls.values():
            control.observe(self.move, "value")
        self.began = vars(self.values())  # how it starts, which code need not say
        self.offered = {  # the menus as they were then: a learner's own picture is none of it
            name: [choice for _, choice in control._options_full]
            for name, control in self.controls.items()
            if hasattr(control, "options")
        }
        self._adopt()
        self.move()

    def _make_parts(self, steps, at, buttons):
        """Make the widgets: the picture, the texts, the time row and the buttons."""
        wide = f"{self.figure.get_figwidth() * 100:.0f}px"
        layout = {"width": wide, "max_width": "100%", "height": "auto"}
        self.image = Picture(
            format=self.frames.format,
            layout=layout,
            size=[float(side) for side in self.figure.bbox.size],
            title=self.called(),
            by_keys=self.pointer.keys(),
        )
        self.plain = self.image.with_a_sentence()
        self.text = widgets.HTML()
        self.text.add_class("lessons-says")
        self.badge = widgets.HTML()
        self.badge.add_class("lessons-goal")
        self.alarm = widgets.HTML()
        self.code = widgets.Box(layout={"min_height": "30px"})  # which the page's own code fills
        self.code.add_class("lessons-code")
        step = self._work if self.growing else self.draw
        self.time = timerow.TimeRow(steps, at, step, self.image, self.unit, self.pace)
        self.page = Page(self.called(), self.image, self._units(), self.told, layout=layout)
        self.untucked = False  # are the tucked controls shown?
        if self.tucked:
            buttons = {**buttons, MORE: self._tuck_or_untuck}
        self.buttons = {}
        for label, press in buttons.items():
            self.buttons[label] = widgets.Button(description=label, layout={"width": "auto"})
            self.buttons[label].on_click(lambda _, press=press: press())

    def _units(self):
        """Return {label of a slider: what follows its number when it is read out}."""
        labels = [control.description for control in self.controls.values()]
        units = {label: unit_in(label) for label in labels if unit_in(label)}
        return units | {self.time.slider.description: f"of {self.time.steps}"}

    def _rows(self):
        """Return the widgets from the top down."""
        presses = [*self.buttons.values(), *self.extras]
        rows = [self.badge, *grid_of(self.controls.values())]
        if presses:
            rows.append(widgets.HBox(presses, layout={"flex_flow": "row wrap"}))
        rows.append(self.page)
        below = [self.time] if self.time.steps else []
        below += [self.text, self.alarm, self.code]
        for row in below:
            row.layout.order = "1"
        # The plain picture is the last, and shown above those: when it goes, ipywidgets would draw
        # anew whatever came after it.
        return [*rows, *below, self.plain]

    def _tuck_or_untuck(self):
        self.untucked = not self.untucked
        self.buttons[MORE].description = FEWER if self.untucked else MORE
        self._show_what_matters()

    def _show_what_matters(self):
        """Show the controls that matter as things stand, and hide the others."""
        for name, control in self.controls.items():
            if name not in self.needs and name not in self.tucked:
                continue
            needed = all(
                self.controls[other].value in (wanted if isinstance(wanted, tuple) else (wanted,))
                for other, wanted in self.needs.get(name, {}).items()
            )
            shown = needed and (self.untucked or name not in self.tucked)
            row = getattr(control, "row", control)
            row.layout.display = None if shown else "none"

    def called(self):
        """Return its title."""
        if self.title:
            return self.title
        return type(self).__module__.split(".")[-1].replace("_", " ").capitalize()

    # ------------------------------------------------------------------ what a kind of it defines

    def compute(self, c):
        """Return what there is to see, a NamedTuple."""

    def paint(self, c, result):
        """Put the result into the artists."""

    def say(self, c, result):
        """Return in words what they show."""
        return ""

    def won(self, c, result):
        """Return whether the goal is reached."""
        return False

    def led(self, c):
        """Return {name: value} of the controls that another one moves, as a menu of kernels fills
        the cells: where it puts them, when it is moved from where all of them start.
        """
        return {}

    def remembered(self):
        """Return what it remembers beside its controls as {name: plain value}, without what it
        starts with. `set` takes the same.
        """
        return {}

    def recall(self, **remembered):
        """Take back what `remembered` returned; the controls stand where they belong already."""

    # ------------------------------------------------------------------------------------- moving

    def values(self):
        """Return the value of every control by its name, and the step as t."""
        values = {name: control.value for name, control in self.controls.items()}
        for name, control in self.controls.items():
            if isinstance(
                control, widgets.FloatSlider
            ):  # the page's arithmetic gets to 0 only nearly
                values[name] = round(control.value, 12)
        return SimpleNamespace(t=self.time.slider.value, **values)

    def set(self, **values):
        """Move several controls at once, t for the step among them, each within its own limits, and
        draw once. Return the explorer, so that a cell can end in it.

        What it `remembers` is set in the same way, such as a drawing. ValueError where a name or a
        value is none of its own.
        """
        controls = self._controls_and_step()
        memories = {name: value for name, value in values.items() if name in self.memories}
        self._look_at(controls, values, memories)
        with self.held():
            for name, value in values.items():
                if name in controls:
                    controls[name].value = allowed(controls[name], value)
            says = self._recalled(memories)
        self.move()
        if says:
            raise ValueError(says)
        return self

    def _recalled(self, memories):
        """Take back what it remembers; return in a sentence why it can't, '' when it could."""
        try:
            if memories:
                self.recall(**memories)
        except (ValueError, TypeError, LookupError):
            return f"What {' and '.join(memories)} holds isn't written as “as code” writes it."
        return ""

    def press(self, label):
        """Press the button with this label. Return the explorer."""
        if label not in self.buttons:
            raise ValueError(none_of("button", label, self.buttons))
        self.buttons[label].click()
        return self

    def _controls_and_step(self):
        """Return every control by its name, and the slider of the steps as t, where there are."""
        return self.controls | ({"t": self.time.slider} if self.time.steps else {})

    def _look_at(self, controls, values, memories):
        """Raise a ValueError for a name that is none of its own, or a value that can't be taken."""
        for name, value in values.items():
            if name in memories:
                continue
            if name not in controls:
                raise ValueError(none_of("control", name, [*controls, *self.memories]))
            says = refused(name, controls[name], value)
            if says:
                raise ValueError(says)

    def as_code(self):
        """Return the source of a cell that shows what this shows now."""
        return ascode.cell_of(self)

    @contextmanager
    def held(self):
        """Draw nothing while controls move in this block."""
        before = self._held
        self._held = True
        try:
            yield
        finally:
            self._held = before

    @contextmanager
    def released(self):
        """Draw after each move in this block, though it lies in a `held` one."""
        self._held, before = False, self._held
        try:
            yield
        finally:
            self._held = before

    @property
    def is_held(self):
        """Do several controls move, and is nothing drawn until they have?"""
        return self._held

    def move(self, change=None):
        """Compute anew, as after any move of a control, and draw."""
        if not self._held:
            self.time.pause()
        self._work()

    def _work(self):
        """Compute and draw. Trouble in a learner's function is shown, and survived."""
        if not self._held:
            self._when_free(self._compute)

    def draw(self):
        """Show the result at the present step: picture, live text, goal and trouble."""
        if not self._held:
            self._when_free(self._draw if self.drawn else self._compute)

    def _when_free(self, work):
        """Do this when the others are done. What keeps it from its end is said, and the picture
        stays what it was.
        """
        try:
            with _turn():
                work()
            return
        except learner.Trouble as trouble:
            stopped = str(trouble)
        except KeyboardInterrupt:
            stopped = "It was interrupted. Move a control, or run the cell again, to see it anew."
            self.frames.forget()  # it may be half drawn
        self._alarm(stopped)

    def _compute(self):
        c = self.values()
        self.trouble = ""
        library = {name: both.library for name, both in self.yours.items()}
        mine = {name: both.guarded() for name, both in self.yours.items() if both.mine}
        limited = any(both.mine and not both.checks_itself for both in self.yours.values())
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                limit = learner.time_limit() if limited else nullcontext()
                with learner.too_long_is_trouble(), limit:
                    self.result = self.compute(c, **library | mine)
            except learner.Trouble as trouble:
                self.trouble = f"{trouble} The picture shows the library's."
                self.result = self.compute(c, **library)
            apart = [unlike(*own.apart) for own in mine.values() if own.apart]
            self.remark = "" if self.trouble else " ".join(apart)
            self._draw()

    def _draw(self):
        c = self.values()
        self._show_what_matters()
        with style.defaults(), np.errstate(all="ignore"):
            self.paint(c, self.result)
            says = f"{self.say(c, self.result)} {self.remark}".rstrip()
            self.image.value = self.frames.next()
            self._see_the_goal(c)
        self.image.areas = self.pointer.areas()
        self.drawn = True
        self._says = says
        self.text.value = f'<div style="{_TEXT}">{html.escape(says)}</div>'
        self._show_goal()
        self._alarm()
        self._show_code()

    def _show_code(self):
        """Keep the cell on the page up with the picture, where it is open."""
        if self._code_shown:
            self.image.code = self.as_code()

    def _see_the_goal(self, c):
        """Note, once, that the goal is reached, and tell whoever listens."""
        if not self.reached and self.aim and self.won(c, self.result):
            self.reached = True
            lesson, name = type(self).__module__.split(".")[-2:]
            heard.tell(heard.Goal(f"{lesson[-2:]}.{name}"))

    def _show_goal(self):
        mark, edge = ("✔ Goal reached:", style.GREEN) if self.reached else ("○ Goal:", style.EDGE)
        self._aims = f"{mark} {self.aim}" if self.aim else ""
        box = f'<div style="{_BOX}{edge}"><b>{mark}</b> {html.escape(self.aim)}</div>'
        self.badge.value = box if self.aim else ""

    def _alarm(self, stopped=""):
        """Show the note about bad arguments, the trouble in a learner's function, and what
        `stopped` the last move.
        """
        alarm = " ".join(filter(None, [self.note, self.trouble, stopped]))
        box = f'<div role="alert" style="{_BOX}{style.VERMILLION}">{html.escape(alarm)}</div>'
        self.alarm.value = box if alarm else ""
        self.summary = "\n".join(filter(None, [self._says, self._aims, alarm]))

    def remember(self, *notes):
        """Add sentences about bad arguments to the note."""
        self.note = " ".join(filter(None, [*notes, self.note]))
        self._alarm()

    # ----------------------------------------------------------------------------------- the page

    def told(self, message):
        """Take one message of the page: see Page."""
        match message:
            case {"gestures": gestures}:
                self.point(*gestures)
            case {"shown": number} if timerow.TimeRow.playing:
                timerow.TimeRow.playing.hear(number)
            case {"look": {"dark": dark, "still": still}}:
                self.time.calm = still
                self.dress("dark" if dark else "light")
            case {"code": shown}:
                self._code_shown = bool(shown)
                self._show_code()
            case {"ready": True}:
                self.time.answers = True
                self.children = [child for child in self.children if child is not self.plain]

    def dress(self, theme):
        """Draw for a light page from now on, or for a dark one: theme is "light" or "dark"."""
        Explorer.theme = theme
        if theme != self.frames.theme:
            self.frames.dress(theme)
            self._when_free(self._draw if self.drawn else self._compute)

    def point(self, *gestures):
        """Take gestures of pointer or keys over the picture, as page.js tells them."""
        self.pointer.take(gestures)
        self.image.by_keys = self.pointer.keys()  # another thing may be chosen now

    @property
    def dragged(self):
        """Is the picture held by mouse or finger?"""
        return self.pointer.grip is not None

    def _pointed(self, moves):
        controls = self._controls_and_step()
        self.set(**{name: within(controls[name], value) for name, value in moves.items()})

    def _let_go(self):
        """See whether a goal is reached that waits until the picture is let go."""
        if not self.reached and self.aim and self.won(self.values(), self.result):
            self.draw()

    # --------------------------------------------------------------------------------- its place

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs) or {}
        bundle["text/plain"] = self.summary
        if not self.drawn:
            return bundle
        kind = f"image/{self.image.format}"
        picture = self.image.value
        if self.frames.theme != "light":  # what is stored is read on paper, and elsewhere
            with style.defaults():
                picture = self.frames.light()
        bundle[kind] = base64.b64encode(picture).decode()
        return bundle, {kind: {"alt": f"{self.called()}. {self._says}"}}

    def _adopt(self):
        """Free what this notebook cell showed when it ran before, and stop whatever plays."""
        timerow.stop()
        kernel = getattr(get_ipython(), "kernel", None)
        parent = kernel.get_parent() if kernel else {}
        cell = parent.get("metadata", {}).get("cellId")
        run = parent.get("header", {}).get("msg_id")
        if cell:
            last_run, shown = Explorer._by_cell.get(cell, (run, []))
            while last_run != run and shown:
                shown.pop().free()
            Explorer._by_cell[cell] = run, [*shown, self]

    def free(self):
        """Stop, and close the widgets and the figure."""
        self.time.pause()
        for widget in [self.plain, self.time, self]:
            timerow.close(widget)
        self.frames.free()
        self.result = None


def none_of(kind, name, known):
    """Say that there is no control, or no button, of this name, and which there are."""
    there = ", ".join(map(str, known)) or "none"
    return f"There is no {kind} called {name!r} here. There is: {there}."
