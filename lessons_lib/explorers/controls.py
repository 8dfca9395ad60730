"""The controls of the explorers: sliders, switches, choices. They look alike everywhere, and the keyboard can use them."""

import ipywidgets as widgets
import numpy as np

_STYLE = {"description_width": "130px"}
_WIDE = {"width": "auto"}


def slider(label, value, low, high, step=0.1):
    """Return a slider over [low, high]; whole numbers when all of them are whole."""
    whole = all(isinstance(v, int) for v in (value, low, high, step))
    kind = widgets.IntSlider if whole else widgets.FloatSlider
    extra = {} if whole else {"readout_format": f".{max(0, -int(np.floor(np.log10(step))))}f"}
    return kind(value, min=low, max=high, step=step, description=label, style=_STYLE, layout=_WIDE, **extra)


class RateSlider(widgets.SelectionSlider):
    """A slider over 0 and then the numbers from low to high, evenly on a log scale; value is always one of its marks."""

    def __init__(self, label, value, low, high, per_decade=24):
        marks = np.geomspace(low, high, round(per_decade * np.log10(high / low)) + 1)
        marks = sorted({0.0, *(float(f"{m:.3g}") for m in marks), float(value)})
        super().__init__(
            options=[(f"{m:.3g}", m) for m in marks], value=float(value), description=label, style=_STYLE, layout=_WIDE
        )
        self.marks = np.array(marks)

    def nearest(self, value):
        """Return the mark nearest to `value` on the log scale."""
        return float(self.marks[np.abs(np.log(np.maximum(self.marks, 1e-300)) - np.log(max(value, 1e-300))).argmin()])


def switch(label, value=False):
    """Return a box to tick."""
    return widgets.Checkbox(value, description=label, indent=False, style=_STYLE, layout=_WIDE)


def choice(label, options, value=None):
    """Return a row of buttons of which one is down; options is a list, or {shown: value}."""
    pairs = list(options.items()) if isinstance(options, dict) else [(str(o), o) for o in options]
    start = pairs[0][1] if value is None else value
    return widgets.ToggleButtons(
        options=pairs,
        value=start,
        description=label,
        style={**_STYLE, "button_width": "auto"},
        layout={"width": "auto"},
    )


DOUBLING = [1, 2, 4, 8, 16, 32, 64]


def doubling(label, value):
    """Return a slider over 1, 2, 4, … 64."""
    return widgets.SelectionSlider(options=DOUBLING, value=value, description=label, style=_STYLE, layout=_WIDE)
