"""What a control takes: the value nearest to the one that was asked for, or a sentence why not."""

import math
from numbers import Real

import ipywidgets as widgets
import numpy as np

from .. import entry


def within(control, value):
    """Return the value that a control takes nearest to this one: a mark, or a step between its
    ends.
    """
    if hasattr(control, "nearest") or not hasattr(control, "max") or math.isinf(value):
        return allowed(control, value)
    steps = round((value - control.min) / control.step)  # as the page counts them
    return allowed(control, control.min + steps * control.step)


def allowed(control, value):
    """Return this value, or the nearest that is a mark, or no farther than the ends: between two
    steps there is room for what somebody types.
    """
    if hasattr(control, "nearest"):
        return control.nearest(value)
    if not hasattr(control, "max"):
        return value
    held = min(max(value, control.min), control.max)
    return round(held) if isinstance(control, widgets.IntSlider) else float(held)


def refused(name, control, value):
    """Return in a sentence why a control can't take a value, '' where it can."""
    if isinstance(control, widgets.Checkbox):
        fits, wanted = isinstance(value, (bool, np.bool_)), "True or False"
    elif hasattr(control, "nearest") or hasattr(control, "max"):
        fits, wanted = isinstance(value, Real) and not math.isnan(value), "a number"
    else:
        choices = [choice for _, choice in control._options_full]
        fits = any(isinstance(value, type(one)) and value == one for one in choices)
        wanted = f"one of {', '.join(map(repr, choices))}"
    return "" if fits else f"{name} can't be {entry.shown(value, 40)}: it must be {wanted}."
