"""Data are looked at once, where they enter.

Each function returns clean arrays, or says in a sentence what is wrong.
"""

import numpy as np


def shown(value, most=60) -> str:
    """Return a value as a sentence can quote it.

    That is its repr in one line, cut off, or its type where the repr fails.
    """
    try:
        return f"{' '.join(repr(value).split()):.{most}}"
    except Exception:  # a repr that raises, or a list too deep
        return f"something of the type {type(value).__name__}"


def _floats(name, value, what):
    """Return `value` as an array of floats. ValueError says that `name` must hold `what`."""
    try:
        kind = np.asarray(value).dtype.kind
        array = np.asarray(value, dtype=float) if kind not in "cmM" else None
    except Exception:  # whatever an object says when it is asked for its numbers
        array = None
    # What is masked, imaginary or a date has no value here.
    if array is None or isinstance(value, np.ma.MaskedArray):
        raise ValueError(f"{name} must hold {what}; it is {shown(value, 80)}")
    return array


def numbers(name, value) -> np.ndarray:
    """Return `value` as an array of floats. ValueError if it holds anything but finite numbers."""
    array = _floats(name, value, "numbers only, all rows equally long")
    if array.size == 0:
        raise ValueError(f"{name} is empty; it needs at least one number")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds NaN or infinity; every number in it must be finite")
    return array


def pairs(x, y):
    """Return x and y as two float vectors (N,) of one length. ValueError if they are not."""
    x = numbers("x", x)
    y = numbers("y", y)
    if x.ndim != 1 or x.shape != y.shape:
        must = "x and y must be two vectors of the same length"
        raise ValueError(f"{must}; their shapes are {x.shape} and {y.shape}")
    return x, y


def whole(name, value, least) -> int:
    """Return `value` as an int. ValueError if it is not a whole number of `least` or more."""
    try:
        number = int(value)
        good = bool(number == value) and number >= least and not isinstance(value, str)
    except Exception:  # an array, None, an object that refuses to be compared
        good = False
    if not good:
        raise ValueError(f"{name} is {shown(value)}; it must be a whole number, {least} or more")
    return number


def several(theta) -> bool:
    """Return whether theta is a list of arrays, as a network's parameters are.

    A list of plain numbers is one vector.
    """
    return isinstance(theta, list) and not all(np.isscalar(part) for part in theta)


def parameters(name, value, size) -> np.ndarray:
    """Return `value` as floats of shape (..., size).

    Infinity and NaN may pass: a diverging optimizer makes them. ValueError if the last axis is not
    `size` long.
    """
    array = _floats(name, value, f"{size} numbers")
    if array.ndim == 0 or array.shape[-1] != size:
        must = f"{name} must hold {size} numbers in its last axis"
        raise ValueError(f"{must}; its shape is {array.shape}")
    return array


def like_the_output(name, value, shape) -> np.ndarray:
    """Return what comes back from an output of this shape as floats. ValueError if it differs."""
    if np.shape(value) != shape:
        must = f"{name} must have the shape of the output, {shape}"
        raise ValueError(f"{must}; it has {np.shape(value)}")
    return np.asarray(value, dtype=float)


def one_of(name, value, known) -> None:
    """Raise a ValueError, which lists what is known, if `value` is not among it."""
    if value not in known:
        raise ValueError(f"{name} is {value!r}; it must be one of {', '.join(map(repr, known))}")
