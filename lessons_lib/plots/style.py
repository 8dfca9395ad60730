"""One look for the whole course.

Colours that survive colour blindness and grey, quiet axes, figures that keep their layout.
Hues: Okabe and Ito, Color Universal Design (2008), so dark that a line has a contrast of 3 : 1 with
the paper, and a text 4.5 : 1 (WCAG 2.2, 1.4.11 and 1.4.3).
Lines also differ by dash and marker.
"""

import threading
from contextlib import contextmanager
from copy import copy

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from . import themes

INK, GREY, FAINT, PAPER = "#1f2430", "#6b7280", "#d5d9e0", "#ffffff"
EDGE = "#8b929e"  # beside a goal or a question that is still open
BLUE, VERMILLION, ORANGE = "#005c99", "#b84d00", "#c68200"
GREEN, SKY, PURPLE = "#008a65", "#1c9bd4", "#cf64a0"
PALE = "#ddeefa"  # fills a disc that bears a number
ASIDE = "#f3f4f6"  # what no picture covers of its ax
COLOURS = [INK, GREY, BLUE, VERMILLION, ORANGE, GREEN, SKY, PURPLE]

DARK = {  # each of them in the dark theme
    INK: "#e6e8ec",
    GREY: "#a0a8b5",
    FAINT: "#3a3f49",
    PAPER: "#111111",
    EDGE: "#767d8a",
    BLUE: "#4e8ecb",
    VERMILLION: "#e2690f",
    ORANGE: "#fdb52b",
    GREEN: "#34c998",
    SKY: "#8cc6ee",
    PURPLE: "#c976a6",
    PALE: "#1d3a52",
    ASIDE: "#1f2229",
}
# What matplotlib paints of its own accord: texts and spines, ticks, the frame of a legend, a grid.
_ITS = {"black": INK, "0.5": GREY, "0.8": FAINT, "#b0b0b0": FAINT}
_TWINS = DARK | {theirs: DARK[ours] for theirs, ours in _ITS.items()}

OPTIMIZERS = {  # one colour and one dash an optimizer, in every picture
    "gradient descent": {"color": BLUE, "linestyle": "-"},
    "SGD": {"color": VERMILLION, "linestyle": (0, (5, 1))},
    "momentum": {"color": ORANGE, "linestyle": "--"},
    "RMSProp": {"color": PURPLE, "linestyle": "-."},
    "ADAM (source)": {"color": SKY, "linestyle": (0, (6, 1, 1, 1, 1, 1))},
    "Adam": {"color": GREEN, "linestyle": "-"},
    "mine": {"color": INK, "linestyle": (0, (1, 1))},
}

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

# What belongs to the session, not to the look of a figure.
_OF_THE_SESSION = {"backend", "backend_fallback", "interactive", "toolbar"}
_DEFAULT = dict.items(matplotlib.rcParamsDefault)
_ITS_OWN = {name: value for name, value in _DEFAULT if name not in _OF_THE_SESSION}
_guests = 0
_guarded = threading.Lock()
_theirs = {}


@contextmanager
def defaults():
    """Make and draw figures in this block under matplotlib's own settings.

    Whatever a learner or a matplotlibrc has set stays aside.
    As matplotlib.rc_context(rcParamsDefault), which checks each of 320 values anew, and so is too
    slow for every frame. Several threads may be in such a block at once: the first one in puts the
    settings aside, the last one out brings them back.
    """
    global _guests
    with _guarded:
        if _guests == 0:
            _theirs.update(dict.items(matplotlib.rcParams))
            dict.update(matplotlib.rcParams, _ITS_OWN)
        _guests += 1
    try:
        yield
    finally:
        with _guarded:
            _guests -= 1
            if _guests == 0:
                dict.update(matplotlib.rcParams, _theirs)


# Pixels of the picture for each pixel of the page; 2 is sharper on a high-density screen, and four
# times the bytes.
PIXELS = 1


def figure(*widths, height=4.0, strip=0.0):
    """Return a figure 9 inches (900 px) wide and a row of axes with these relative widths.

    strip > 0 adds a low one below.
    """
    # A whole number of pixels, whichever way it is rounded.
    height = round(100 * height) / 100 + 1e-9
    fig = Figure(figsize=(9, height), dpi=100 * PIXELS, facecolor=PAPER, layout="constrained")
    themes.Canvas(fig, _TWINS)
    fig.get_layout_engine().set(w_pad=0.12, h_pad=0.08, wspace=0.04)
    rows = [[f"{i}" for i in range(len(widths))]]
    heights = [1]
    if strip:
        rows.append(["strip"] * len(widths))
        heights.append(strip)
    axes = fig.subplot_mosaic(rows, width_ratios=widths, height_ratios=heights)
    for ax in axes.values():
        tidy(ax)
    return fig, *axes.values()


def tidy(ax):
    """Quiet the frame and the ticks of an ax, so that the data speak."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(FAINT)
    ax.tick_params(colors=GREY, labelsize=10, length=3)
    ax.xaxis.label.set(color=INK, size=11)
    ax.yaxis.label.set(color=INK, size=11)
    ax.title.set(color=INK, size=12)


def powers(ax):
    """Label the logarithmic axes of an ax 10⁻², 10⁻¹, …, as plain text.

    It is measured and drawn much faster than formulas.
    """
    for axis in (ax.xaxis, ax.yaxis):
        if axis.get_scale() == "log":
            axis.set_major_formatter(lambda value, _: f"10{raised(round(np.log10(value)))}")


def raised(n):
    """Return a whole number as a superscript."""
    return str(n).translate(_RAISED)


def mark(ax, *kind, **look):
    """Return a moving line or marker; give it set_data(x, y)."""
    return moving(ax.plot([], [], *kind, **look)[0])


def marker(*kind, **look):
    """Return a function of an ax that returns a `mark` of this look."""
    return lambda ax: mark(ax, *kind, **look)


def moving(artist):
    """Mark an artist as one that moves.

    It is left out of the background and drawn afresh in every frame.
    """
    artist.set_animated(True)
    return artist


def over(artist):
    """Mark an artist as lying on a picture: like the picture, it keeps its colours in the dark."""
    artist.set_gid(themes.AS_IT_IS)
    return artist


class Rimmed(Line2D):
    """A line with a rim of paper, so that it stands out from whatever it lies on.

    Its markers have one too. matplotlib's own, path effects, draws markers one by one.
    rim: how wide it is, in points
    """

    def __init__(self, x, y, rim=1.2, **look):
        super().__init__(x, y, **look)
        self.rim = rim

    def draw(self, renderer):
        """Draw it once as paper, wider, and then itself."""
        rim = copy(self)
        rim.stale_callback = None
        wide = 2 * self.rim
        rim.set(color=PAPER, linewidth=self.get_linewidth() + wide)
        if self.get_linestyle() != "None":
            rim.set_linestyle("-")
        hollow = self.get_markerfacecolor() == "none"
        rim.set(markerfacecolor="none" if hollow else PAPER, markeredgecolor=PAPER)
        if self.get_markeredgewidth():
            rim.set_markeredgewidth(self.get_markeredgewidth() + wide)
        Line2D.draw(rim, renderer)
        super().draw(renderer)


def rimmed(ax, **look):
    """Return a moving line or marker with a rim of paper; give it set_data(x, y)."""
    return moving(ax.add_line(Rimmed([], [], **look)))


def raster(ax, values, **look):
    """Return a moving picture of values with sharp pixels; give it set_data(values)."""
    return moving(ax.imshow(values, interpolation="nearest", **look))


def collected(ax, collection):
    """Return a collection, added to the ax, as one that moves; it does not stretch the ax."""
    return moving(ax.add_collection(collection, autolim=False))
