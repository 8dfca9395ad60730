"""Data are looked at once, where they enter: each function returns clean arrays, or says in a sentence what is wrong."""

import numpy as np


def shown(value, most=60):
    """Return a value as a sentence can quote it: its repr in one line, cut off, or its type where the repr fails."""
    try:
        return f"{' '.join(repr(value).split()):.{most}}"
    except Exception:  # a repr that raises, or a list too deep
        return f"something of the type {type(value).__name__}"


def _floats(name, value, what):
    try:
        kind = np.asarray(value).dtype.kind
        array = np.asarray(value, dtype=float) if kind not in "cmM" else None
    except Exception:  # whatever an object says when it is asked for its numbers
        array = None
    if array is None or isinstance(value, np.ma.MaskedArray):  # what is masked, imaginary or a date has no value here
        raise ValueError(f"{name} must hold {what}; it is {shown(value, 80)}")
    return array


def numbers(name, value):
    """Return `value` as an array of floats. ValueError if it holds anything but finite numbers."""
    array = _floats(name, value, "numbers only, all rows equally long")
    if array.size == 0:
        raise ValueError(f"{name} is empty; it needs at least one number")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds NaN or infinity; every number in it must be finite")
    return array


def pairs(x, y):
    """Return x and y as two float vectors (N,) of one length. ValueError if they are not."""
    x, y = numbers("x", x), numbers("y", y)
    if x.ndim != 1 or x.shape != y.shape:
        raise ValueError(f"x and y must be two vectors of the same length; their shapes are {x.shape} and {y.shape}")
    return x, y


def whole(name, value, least):
    """Return `value` as an int. ValueError if it is not a whole number of `least` or more."""
    try:
        number = int(value)
        good = bool(number == value) and number >= least and not isinstance(value, str)
    except Exception:  # an array, None, an object that refuses to be compared
        good = False
    if not good:
        raise ValueError(f"{name} is {shown(value)}; it must be a whole number, {least} or more")
    return number


def several(theta):
    """Is theta a list of arrays, as a network's parameters are? A list of plain numbers is one vector."""
    return isinstance(theta, list) and not all(np.isscalar(part) for part in theta)


def parameters(name, value, size):
    """Return `value` as floats of shape (..., size). Infinity and NaN may pass: a diverging optimizer makes them.

    ValueError if the last axis is not `size` long.
    """
    array = _floats(name, value, f"{size} numbers")
    if array.ndim == 0 or array.shape[-1] != size:
        raise ValueError(f"{name} must hold {size} numbers in its last axis; its shape is {array.shape}")
    return array
