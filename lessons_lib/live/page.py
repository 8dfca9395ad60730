"""What only the page can do for an explorer, a few lines of JavaScript (page.js), and the plain
picture from which they draw.

The frames, and what is to be known about them, travel as the state of a plain picture, which every
page can show. The page's own code draws them; it says when one is on the screen, tells of pointer,
keys and theme, names the controls, and reads out what has changed. Where only that code is blocked,
the plain picture remains, with a sentence.
"""

from pathlib import Path

import anywidget
import ipywidgets as widgets
import traitlets

# Their text, not their paths: anywidget holds on to each widget whose code is a file.
_SCRIPT = Path(__file__).with_suffix(".js").read_text("utf-8")
_LOOK = Path(__file__).with_suffix(".css").read_text("utf-8")
# It comes into sight when the page's own code has not put it away after a while.
_BLOCKED = (
    "<style>@keyframes lessons-late{to{visibility:visible}}"
    ".lessons-blocked{visibility:hidden;animation:lessons-late 0s 8s forwards}</style>"
    '<div class="lessons-blocked">This page can’t run the picture’s own code, so clicking and '
    "dragging in it do nothing. The sliders still do everything.</div>"
)


class Picture(widgets.Image):
    """A frame, as any page can show it, and what page.js wants to know of it.

    number  of the frame, counted while it plays; the page says when it has shown it
    size    [width, height] of the figure in its own pixels
    areas   [{box: [left, top, right, bottom] as shares of the picture, everyPoint: bool}], where it
            can be pressed
    title   the name of the explorer
    by_keys what its keyboard does, in a sentence; "" where nothing is to be moved
    code    the cell that shows what it shows now, as far as somebody wants to see it
    """

    number = traitlets.Int(0).tag(sync=True)
    size = traitlets.List([1, 1]).tag(sync=True)
    areas = traitlets.List([]).tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    by_keys = traitlets.Unicode("").tag(sync=True)
    code = traitlets.Unicode("").tag(sync=True)

    def with_a_sentence(self):
        """Return the picture with the sentence that says why it stands still under the pointer."""
        plain = widgets.VBox([self, widgets.HTML(_BLOCKED)])
        plain.add_class("lessons-plain")
        return plain


class Page(anywidget.AnyWidget):
    """The page's own code for an explorer with a picture, or for a question without one.

    title  the name of the whole
    units  {label of a slider: the unit of its value in words}
    told   called with each message of the page: {gestures: [...]}, {shown: number},
           {look: {dark: bool, still: bool}}, {code: is it shown?}, {ready: True}
    """

    _esm = _SCRIPT
    _css = _LOOK
    picture = traitlets.Any("").tag(sync=True, **widgets.widget_serialization)
    title = traitlets.Unicode("").tag(sync=True)
    units = traitlets.Dict({}).tag(sync=True)

    def __init__(self, title, picture="", units=None, told=None, **look):
        super().__init__(title=title, picture=picture, units=units or {}, **look)
        if told:
            self.on_msg(lambda widget, message, buffers: told(message))
