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
    says = _no_list(value)
    if says:
        raise learner.Trouble(f"{name} returned {says[0]}; {must}.{says[1]}")
    vector = _vector(value)
    if vector is None:
        what = _nested(value) or shown(value, 40)
        raise learner.Trouble(f"{name} returned {what}; {must}.")
    if vector.ndim == 0:
        raise learner.Trouble(f"{name} returned one number, {vector:.6g}; {must}.")
    if vector.ndim != 1 and isinstance(value, tuple):
        raise learner.Trouble(
            f"{name} returned {len(value)} things; {must}, and nothing beside it."
        )
    if vector.ndim != 1:
        table = f"a table of {' × '.join(map(str, vector.shape))} numbers"
        raise learner.Trouble(f"{name} returned {table}; {must}: one row, please.")
    if not least <= len(vector) <= most:
        count = f"{len(vector):,} numbers" if len(vector) != 1 else "1 number"
        why = _why_so_many(mine, vector, least)
        raise learner.Trouble(f"{name} returned {count}; {must}.{why}")
    if not np.isfinite(vector).all():
        place = int(np.flatnonzero(~np.isfinite(vector))[0])
        bad = f"number {place} is {vector[place]}, which is not finite"
        why = "Is it the root of a negative number?" if np.isnan(vector[place]) else ""
        raise learner.Trouble(f"{name}: {bad}; {must}. {why}".rstrip())
    return vector


BRACKETS = " Square brackets make one: [...]."


def _no_list(value):
    """Return (what it is instead of a list, what to do) in words, or None."""
    if callable(value):
        return "a function", " Are its brackets missing?"
    if isinstance(value, (types.GeneratorType, map, zip, filter)):
        return "a generator, which hasn't worked anything out yet", BRACKETS
    if isinstance(value, (set, frozenset)):
        return "a set, in which equal numbers count once and the order is lost", BRACKETS
    if isinstance(value, (list, tuple)) and any(isinstance(one, str) for one in value):
        text = next(one for one in value if isinstance(one, str))
        return f"a list with a text in it, {text!r}", ""
    if isinstance(value, str):
        return f"a text, {shown(value, 40)}", " Leave the quotes out."
    if isinstance(value, (bytes, dict)):
        return shown(value, 40), ""
    return None


def _vector(value):
    """Return a value as an array of floats, a column as a vector; None where it is none."""
    try:
        plain = np.isscalar(value) or isinstance(value, np.ndarray)
        vector = np.asarray(value if plain else list(value), dtype=float)
    except (TypeError, ValueError):
        return None
    return vector.ravel() if vector.ndim == 2 and 1 in vector.shape else vector


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
    if len(vector) < least and re.search(r"\d - \d", text):
        return " Is a comma missing? `-7 -8` is worked out, to -15."
    if len(vector) == 50 and "linspace(" in text:
        return " linspace makes 50 unless it's told how many: np.linspace(9, 10, 4)."
    if len(vector) > least and re.search(r"\d, \d\d", text) and least == 4:
        return " Decimals need a point, 9.97: a comma separates two numbers."
    return ""
