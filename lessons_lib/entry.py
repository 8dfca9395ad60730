"""Data are looked at once, where they enter: each function returns clean arrays, or says in a sentence what is wrong."""

import numpy as np


def numbers(name, value):
    """Return `value` as an array of floats. ValueError if it holds anything but finite numbers."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold numbers only, all rows equally long; it is {value!r:.80}") from None
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


def several(theta):
    """Is theta a list of arrays, as a network's parameters are? A list of plain numbers is one vector."""
    return isinstance(theta, list) and not all(np.isscalar(part) for part in theta)


def parameters(name, value, size):
    """Return `value` as floats of shape (..., size). Infinity and NaN may pass: a diverging optimizer makes them.

    ValueError if the last axis is not `size` long.
    """
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold {size} numbers; it is {value!r:.80}") from None
    if array.ndim == 0 or array.shape[-1] != size:
        raise ValueError(f"{name} must hold {size} numbers in its last axis; its shape is {array.shape}")
    return array
