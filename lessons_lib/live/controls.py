"""The controls of the explorers: sliders, switches, choices. They look alike everywhere, and the
keyboard can use them.
"""

import ipywidgets as widgets
import numpy as np

_GRID = {
    "grid_template_columns": "repeat(auto-fit, minmax(min(300px, 100%), 1fr))",
    "grid_gap": "0 18px",
    "width": "100%",
}
# Under the sliders where there is room for it, farther to the left on a narrow page.
_CELLS = {
    "grid_template_columns": "repeat(3, minmax(0, 84px))",
    "grid_gap": "2px",
    "margin": "2px 0 2px clamp(0px, 100% - 260px, 136px)",
}
_LOOK = {"style": {"description_width": "130px"}, "layout": {"width": "auto"}}
DOUBLING = [1, 2, 4, 8, 16, 32, 64]


def unit_in(label):
    """Return the unit that a label ends with, in words: "smoothing (pixels)", "angle, degrees"."""
    last = label.replace(",", "(").rpartition("(")[2].strip(" )")
    return {"pixels": "pixels", "°": "degrees", "degrees": "degrees", "%": "percent"}.get(last, "")


def digits(step):
    """Return the format of numbers that are `step` apart: two digits for 0.25, one for 0.5."""
    places = max(0, -int(np.floor(np.log10(step))))
    while abs(round(step, places) - step) > 1e-9 * step:
        places += 1
    return f".{places}f"


def slider(label, value, low, high, step=0.1):
    """Return a slider over [low, high]; whole numbers when all of them are whole."""
    whole = all(isinstance(v, int) for v in (value, low, high, step))
    kind = widgets.IntSlider if whole else widgets.FloatSlider
    extra = {} if whole else {"readout_format": digits(step)}
    return kind(value, min=low, max=high, step=step, description=label, **_LOOK, **extra)


class MarkSlider(widgets.SelectionSlider):
    """A slider over given numbers, the marks; `measure` says on which scale two marks are near each
    other.

    `row` is what to show: the slider, and its number to type another. (ipywidgets never reads what
    is typed into its own.)
    """

    def __init__(self, label, value, marks, measure=np.asarray):
        look = {"style": _LOOK["style"], "layout": {"flex": "1", "margin": "2px"}, "readout": False}
        super().__init__(
            options=[(f"{m:.4g}", m) for m in marks], value=value, description=label, **look
        )
        self.marks, self.measure = np.array(marks), measure
        self.typed = widgets.Text(
            f"{value:.4g}", tooltip=label, continuous_update=False, layout={"width": "72px"}
        )
        self.typed.add_class("lessons-typed")
        self.row = widgets.HBox([self, self.typed])
        self.observe(self._tell, "value")
        self.typed.observe(self._read, "value")

    def nearest(self, value):
        """Return the mark nearest to `value`."""
        value = np.clip(value, self.marks.min(), self.marks.max())
        return self.options[np.abs(self.measure(self.marks) - self.measure(value)).argmin()][1]

    def _tell(self, change=None):
        self.typed.value = f"{self.value:.4g}"

    def _read(self, change):
        """Take the mark nearest to what was typed; what is no number changes nothing."""
        try:
            value = float(change["new"].replace(",", ".").replace("−", "-"))
        except ValueError:
            value = np.nan
        if not np.isnan(value):
            self.value = self.nearest(value)
        self._tell()


class RateSlider(MarkSlider):
    """A slider over 0 (not with zero=False), the numbers from low to high, evenly on a log scale,
    and those in `also`.
    """

    def __init__(self, label, value, low, high, per_decade=24, zero=True, also=()):
        marks = np.geomspace(low, high, round(per_decade * np.log10(high / low)) + 1)
        marks = sorted({*[0.0] * zero, *(float(f"{m:.3g}") for m in marks), float(value), *also})
        super().__init__(label, float(value), marks, lambda v: np.log(np.maximum(v, 1e-300)))


def decay(label, value, last=3.0, count=61):
    """Return a slider over the decay rates 1 − 10⁻ˢ, s from 0 to `last`: 0 … 0.9 … 0.99 … 0.999."""
    marks = sorted({*(float(f"{1 - 10**-s:.4g}") for s in np.linspace(0, last, count)), value})
    return MarkSlider(label, value, marks, lambda v: -np.log(np.maximum(1 - np.asarray(v), 1e-9)))


def doubling(label, value):
    """Return a slider over the numbers of DOUBLING."""
    return MarkSlider(label, value, DOUBLING, np.log)


def menu(label, options, value=None):
    """Return a menu of which one entry is chosen: `value`, or the first."""
    return widgets.Dropdown(options=options, value=value or options[0], description=label, **_LOOK)


def cell(value, name, limit=20.0):
    """Return a number to type, from −limit to limit, for one entry of a kernel; `name` says which
    one to those who hear it.
    """
    return widgets.BoundedFloatText(
        value, min=-limit, max=limit, step=0.5, tooltip=name, layout={"width": "auto"}
    )


def switch(label, value=False):
    """Return a box to tick."""
    return widgets.Checkbox(value, description=label, indent=False, **_LOOK)


def grid_of(controls):
    """Return the boxes that hold the controls: the sliders and menus side by side, and the cells of
    a kernel three by three.
    """
    cells = [control for control in controls if isinstance(control, widgets.BoundedFloatText)]
    others = [getattr(control, "row", control) for control in controls if control not in cells]
    boxes = [widgets.GridBox(others, layout=_GRID)]
    if cells:
        boxes.append(widgets.GridBox(cells, layout=_CELLS))
    return boxes
