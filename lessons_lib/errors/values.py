"""Errors of values: a division by 0, a draw from nothing."""

import ast

from .spot import code, operands


def by_zero(spot, match, error):
    """A division by 0."""

    right = operands(spot)[1] if len(operands(spot)) == 2 else None
    if right is None or isinstance(right, ast.Constant):
        return "Nothing can be divided by 0"
    return f"{code(right)} is 0 here, and nothing can be divided by 0"


def empty_range(spot, match, error):
    """A draw from no numbers at all."""

    return "There's no number to draw: the lower end isn't below the upper one"


def fewer_there(spot, match, error):
    """A draw without replacement of more than there is."""

    return "More is to be drawn than there is, and `replace=False` takes each only once"


def without_end(spot, match, error):
    """A function that calls itself for ever."""

    return "The function calls itself without an end"
