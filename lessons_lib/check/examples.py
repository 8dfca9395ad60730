"""The smallest input at which a learner's answer and the right one differ, in numbers that a person
can follow by hand.
"""

import copy

import numpy as np

from .. import learner
from . import circumstances
from .answers import same
from .notebook import exercises

MOST = 12  # numbers that a sentence shows of one array


def where_it_differs(task) -> str | None:
    """Return a sentence with the first small input at which `mine` is wrong, and both values."""
    for args in task.by_hand:
        try:
            says = _differs(task, args)
        except Exception:  # an answer so strange that it can't even be shown
            return None
        if says:
            return says
    return None


def _differs(task, args):
    label = "With "
    if isinstance(args[0], str):  # an input that a sentence names, and does not write out
        label, *args = args
    call = task.call
    right = np.asarray(task.library(*args), dtype=float)
    try:
        with np.errstate(all="ignore"):
            value = learner.run(call, *copy.deepcopy(tuple(args)))
            mine = learner.as_numbers(learner.name_of(task.mine), value, right)
    except learner.Trouble:
        return None
    if same(mine, right):
        return None
    start = label
    if label == "With ":
        known = exercises().get(learner.name_of(task.mine))
        names = known.arguments if known else circumstances.names_of(task.mine, task.library)
        given = ", ".join(f"{n} = {shown(a)}" for n, a in zip(names, args, strict=False))
        start = f"{label}{given}"
    parts = getattr(call, "parts", None)
    if parts:
        return f"{start}: {_part(mine, right, parts(*args))}."
    return f"{start}: yours is {shown(mine, right)}, and {shown(right, mine)} is right."


def _part(mine, right, parts):
    """Return both values of the first part that is wrong."""
    begin = 0
    for name, length in parts:
        here = slice(begin, begin + length)
        if not same(mine[here], right[here]):
            a, b = (x[here] if length > 1 else x[begin] for x in (mine, right))
            return f"yours gives {shown(a, b)} for {name}, and {shown(b, a)} is right"
        begin += length
    raise ValueError("no part is wrong")


def digits_that_differ(a, b, least=4) -> int:
    """Return how many digits two different numbers need so that they don't look the same."""
    for digits in range(least, 16):
        if f"{a:.{digits}g}" != f"{b:.{digits}g}" and float(f"{b:.{digits}g}") != float(
            f"{a:.{digits}g}"
        ):
            return digits
    return 16


def shown(value, beside=None) -> str:
    """Return numbers as a sentence shows them, with as many digits as tell them from `beside`."""
    array = np.asarray(value, dtype=float)
    digits = 4
    if beside is not None:
        pairs = zip(np.ravel(array), np.ravel(np.asarray(beside, dtype=float)), strict=True)
        needed = [digits_that_differ(a, b) for a, b in pairs if not same(a, b)]
        digits = min(max([4, *needed]), 9)
    return _nested(array, digits)


def _nested(array, digits):
    if array.ndim == 0:
        number = float(array) if abs(array) > 1e-12 else 0.0  # 7e-31 is a zero with dust on it
        return f"{number:.{digits}g}".replace("-", "−")
    more = array.size > MOST and array.ndim == 1
    parts = [_nested(one, digits) for one in (array[:MOST] if array.ndim == 1 else array)]
    return f"[{', '.join(parts)}{', …' if more else ''}]"
