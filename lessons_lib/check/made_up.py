"""Answers that a learner makes up, a list of numbers: how they are taken, whatever they come in."""

import ast
import re
import types

import numpy as np

from .. import learner
from ..entry import shown
from . import source


def numbers(mine, least, most):
    """Return what `mine()` returns as a vector of finite floats.

    Trouble when it is no list of numbers, or has fewer than `least` or more than `most` of them.
    """
    name = learner.name_of(mine)
    value = learner.run(mine)
    if value is None:
        raise learner.NotWritten(f"{name} is not written yet: it returns None.")
    must = f"it must return a list of {least} to {most:,} numbers"
    if least == most:
        must = f"it must return a list of {least} numbers"
    if callable(value):
        raise learner.Trouble(f"{name} returns a function; {must}. Are its brackets missing?")
    if isinstance(value, (types.GeneratorType, map, zip, filter)):
        lazy = "a generator, which hasn't worked anything out yet"
        raise learner.Trouble(f"{name} returned {lazy}; {must}. Square brackets make one: [...].")
    if isinstance(value, (list, tuple)) and any(isinstance(one, str) for one in value):
        text = next(one for one in value if isinstance(one, str))
        raise learner.Trouble(f"{name} returned a list with a text in it, {text!r}; {must}.")
    if isinstance(value, (set, frozenset)):
        lost = "a set, in which equal numbers count once and the order is lost"
        raise learner.Trouble(f"{name} returned {lost}; {must}. Square brackets make one: [...].")
    if isinstance(value, (str, bytes, dict)):
        raise learner.Trouble(f"{name} returned {shown(value, 40)}; {must}.")
    try:
        if not isinstance(value, np.ndarray):
            value = list(value)
        vector = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        what = _nested(value) or shown(value, 40)
        raise learner.Trouble(f"{name} returned {what}; {must}.") from None
    if vector.ndim == 2 and 1 in vector.shape:
        vector = vector.ravel()
    if vector.ndim == 0:
        raise learner.Trouble(f"{name} returned one number, {vector:.6g}; {must}.")
    if vector.ndim != 1:
        rows = " × ".join(map(str, vector.shape))
        raise learner.Trouble(
            f"{name} returned a table of {rows} numbers; {must}: one row, please."
        )
    if not least <= len(vector) <= most:
        count = f"{len(vector):,} numbers" if len(vector) != 1 else "1 number"
        raise learner.Trouble(
            f"{name} returned {count}; {must}.{_why_so_many(mine, vector, least)}"
        )
    if not np.isfinite(vector).all():
        place = int(np.flatnonzero(~np.isfinite(vector))[0])
        bad = f"number {place} is {vector[place]}, which is not finite"
        raise learner.Trouble(f"{name}: {bad}; {must}. Is something divided by 0?")
    return vector


def _nested(value):
    """Return the words for a list with lists in it, or None."""
    if not isinstance(value, (list, tuple)):
        return None
    inside = [type(one).__name__ for one in value if isinstance(one, (list, tuple, np.ndarray))]
    if inside:
        join = "`[0.0] * 20 + [4.0]` joins two lists; a comma between them keeps them apart"
        return f"a {type(value).__name__} with a {inside[0]} in it ({join})"
    return None


def _why_so_many(mine, vector, least):
    """Return what the source says about a wrong count of numbers."""
    lines = source.lines_of(mine)
    if lines is None:
        return ""
    if len(vector) < least and (says := source.returned_in_a_loop(lines)):
        return f" {says}."
    text = ast.unparse(lines.tree)
    if len(vector) < least and re.search(r"\brange\(|arange\(", text):
        return " A range stops before its end: range(7, 10) is 7, 8, 9."
    if len(vector) > least and re.search(r"\d, \d\d", text) and least == 4:
        return " A decimal takes a point, 9.97: a comma parts two numbers."
    if len(vector) < least and re.search(r"\d - \d", text):
        return " Is a comma missing? `-7 -8` is worked out, to -15."
    if len(vector) == 50 and "linspace(" in text:
        return " linspace makes 50 unless it's told how many."
    return ""
