"""Data are looked at once, where they enter: each function returns clean arrays, or says in a sentence what is wrong."""

import numpy as np


def _floats(name, value, what):
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold {what}; it is {value!r:.80}") from None


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
    except (TypeError, ValueError, OverflowError):
        number = None
    if number is None or number != value or number < least:
        raise ValueError(f"{name} is {value!r:.60}; it must be a whole number, {least} or more")
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
