"""Errors of indices."""

import ast

import numpy as np

from ..entry import shown
from .spot import UNKNOWN, as_read, code, notebooks_own


def subscripted(spot):
    """Return the words for what an index picks from, and its value or UNKNOWN."""
    node = spot.node
    while isinstance(node, (ast.Assign, ast.AugAssign)):
        node = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if isinstance(node, ast.Subscript):
        inside = as_read(node.value)
        return code(inside), spot.value(inside)
    return "the array", UNKNOWN


def out_of_bounds(spot, match, error):
    """An index beyond the last entry of an array."""

    index, axis, size = map(int, match.groups())
    which, array = subscripted(spot)
    along = f" along axis {axis}" if axis or np.ndim(array) > 1 else ""
    if size == 0:
        return f"{which} is empty{along}, and there is no number {index} in it"
    has = f"{which} has {size} entries{along}, numbered 0 to {size - 1}"
    return f"{has}, and you're asking for number {index}", notebooks_own(spot)


def list_too_short(spot, match, error):
    """An index beyond the last entry of a list."""

    which, value = subscripted(spot)
    if value is UNKNOWN:
        return f"{which} has fewer entries than that; they are numbered from 0"
    return f"{which} has {len(value)} entries, numbered 0 to {len(value) - 1}"


def too_many_indices(spot, match, error):
    """More indices than an array has axes."""

    has, asked = match.groups()
    which, _ = subscripted(spot)
    axes = "1 axis" if has == "1" else f"{has} axes"
    return f"{which} has {axes}, and {asked} indices are given"


def no_whole_index(spot, match, error):
    """An index that is no whole number."""

    node = spot.node
    picked = code(as_read(node.slice)) if isinstance(node, ast.Subscript) else "it"
    value = spot.value(as_read(node.slice)) if isinstance(node, ast.Subscript) else UNKNOWN
    is_it = f"{picked} is {shown(value, 20)}" if value is not UNKNOWN else "This one is not"
    if isinstance(value, str):
        owner, _ = subscripted(spot)
        return f"{owner} has no entries by name: its parts are asked for with a dot, `.{value}`"
    return f"An index must be a whole number. {is_it}", "`//` divides to a whole number"


def nothing_to_pick(spot, match, error):
    """Square brackets behind what has no entries."""

    which, value = subscripted(spot)
    if callable(value):
        return f"{which} is a function: round brackets call it"
    what = "None" if value is None else "one number"
    return f"{which} is {what}: there's nothing in it to pick with square brackets"


def two_brackets(spot, match, error):
    """Two indices in one pair of brackets, for a list of lists."""

    which, _ = subscripted(spot)
    return (
        f"{which} is a list, which takes one index at a time, `a[i][j]`; an array takes `a[i, j]`"
    )


def no_key(spot, match, error):
    """An entry that a dict does not have."""

    node = spot.node
    key = error.args[0] if error.args else ""
    owner = spot.value(as_read(node.value)) if isinstance(node, ast.Subscript) else UNKNOWN
    if not isinstance(owner, dict):
        return None
    there = ", ".join(map(repr, owner)) or "nothing"
    return f"There's no entry {key!r} in {code(as_read(node.value))}; it holds {there}"
