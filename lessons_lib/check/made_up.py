"""Answers that a learner makes up, a list of numbers: how they are taken, whatever they come in."""

import numpy as np

from .. import learner
from ..entry import shown


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
    if isinstance(value, (str, bytes, dict)):
        raise learner.Trouble(f"{name} returned {shown(value, 40)}; {must}.")
    try:
        if not isinstance(value, np.ndarray):
            value = list(value)
        vector = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise learner.Trouble(f"{name} returned {shown(value, 40)}; {must}.") from None
    if vector.ndim == 2 and 1 in vector.shape:
        vector = vector.ravel()
    if vector.ndim != 1:
        raise learner.Trouble(f"{name} returned an array of shape {vector.shape}; {must}.")
    if not least <= len(vector) <= most:
        raise learner.Trouble(f"{name} returned {len(vector):,} numbers; {must}.")
    if not np.isfinite(vector).all():
        raise learner.Trouble(f"{name} returned a number that is not finite; {must}.")
    return vector
