"""Is a gradient right?

Wiggle each parameter a little and see whether the loss moves as the gradient says.
"""

import numpy as np

from . import entry


def numerical_gradient(f, theta, h=1e-5):
    """Return the central differences  (f(θ + h eᵢ) − f(θ − h eᵢ)) / 2h,  in theta's shape.

    f takes theta and returns one number; theta is an array, or a list of arrays (then the answer is
    such a list). It is not changed in place.
    The error is about h² f‴/6 from the formula plus 1e-16 |f|/h from rounding.
    ValueError when h is not above 0 or f returns anything but one number.
    Source: Nocedal and Wright, Numerical Optimization (2006), section 8.1.
    """
    if not h > 0:
        raise ValueError(f"h is {h!r}; it must be above 0")
    if entry.several(theta):
        return [
            numerical_gradient(lambda p, i=i: f(theta[:i] + [p] + theta[i + 1 :]), part, h)
            for i, part in enumerate(theta)
        ]
    theta = np.array(theta, dtype=float)
    gradient = np.empty_like(theta)
    for i in np.ndindex(theta.shape):
        up = theta.copy()
        up[i] += h
        down = theta.copy()
        down[i] -= h
        gradient[i] = _rise(f, down, up) / (2 * h)
    return gradient


def _rise(f, down, up):
    """Return f(up) − f(down), one number. ValueError when it is none."""
    rise = np.asarray(f(up), dtype=float) - np.asarray(f(down), dtype=float)
    if rise.size != 1:
        raise ValueError(f"f must return one number; it returned an array of shape {rise.shape}")
    return rise.item()


def relative_error(a, b) -> float:
    """Return ‖a − b‖ / (‖a‖ + ‖b‖): 0 for equal, 1 for opposite or unrelated in size.

    Lists of arrays are laid end to end. Good code gives 1e-7 or less against central differences.
    Two zeros are equal: 0. ValueError when the shapes differ.
    """
    a, b = _parts(a), _parts(b)
    if _shapes(a) != _shapes(b):
        raise ValueError(
            f"a and b must have the same shape; they have {_shapes(a)} and {_shapes(b)}"
        )
    a, b = _end_to_end(a), _end_to_end(b)
    size = np.linalg.norm(a) + np.linalg.norm(b)
    return 0.0 if size == 0 else float(np.linalg.norm(a - b) / size)


def _parts(value):
    return value if entry.several(value) else [value]


def _shapes(parts):
    return ", ".join(str(np.shape(p)) for p in parts)


def _end_to_end(parts):
    return np.concatenate([np.ravel(np.asarray(p, dtype=float)) for p in parts])
