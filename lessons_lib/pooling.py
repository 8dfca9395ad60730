"""Make a picture smaller: of each window keep the largest value, or the mean.

Over the last two axes of x (..., height, width). stride=None lets the windows lie side by side.
What is left over at the right and at the bottom is dropped. Every function loops over the places in
a window, not over the windows.
finite=False lets NaN and infinity through, as a network that diverges makes them; else they are a
ValueError.
"""

import numpy as np

from . import entry
from .convolution import output_size, windows

# The picture that lesson 6 pools by hand.
EXAMPLE = np.array([[1, 3, 2, 1], [4, 2, 0, 1], [5, 1, 2, 2.5], [0, 6, 3, 1]])


def max_pool(x, size=2, stride=None, finite=True) -> np.ndarray:
    """Return the largest value of each window, (..., rows, columns).

    ValueError when the window does not fit.
    """
    first, *others = _places(*_fitting(x, size, stride, finite))
    largest = first.copy()
    for place in others:
        np.maximum(largest, place, out=largest)
    return largest


def mean_pool(x, size=2, stride=None, finite=True) -> np.ndarray:
    """Return the mean of each window, (..., rows, columns).

    ValueError when the window does not fit.
    """
    places = _places(*_fitting(x, size, stride, finite))
    return sum(places) / len(places)


def max_pool_backward(x, d_output, size=2, stride=None, finite=True) -> np.ndarray:
    """Return ∂L/∂x: each ∂L/∂output goes to the largest value of its window.

    When several are equal it goes to the first of them.
    """
    x, size, stride = _fitting(x, size, stride, finite)
    largest = max_pool(x, size, stride, finite)
    d_output = entry.like_the_output("d_output", d_output, largest.shape)
    d_x = np.zeros_like(x)
    open_still = np.ones(largest.shape, dtype=bool)
    for place, back in zip(_places(x, size, stride), _places(d_x, size, stride), strict=True):
        here = (place == largest) & open_still
        open_still &= ~here
        back += here * d_output
    return d_x


def mean_pool_backward(x, d_output, size=2, stride=None, finite=True) -> np.ndarray:
    """Return ∂L/∂x: each ∂L/∂output is spread evenly over its window."""
    x, size, stride = _fitting(x, size, stride, finite)
    d_x = np.zeros_like(x)
    places = _places(d_x, size, stride)
    d_output = entry.like_the_output("d_output", d_output, places[0].shape)
    for back in places:
        back += d_output / len(places)
    return d_x


def _places(x, size, stride):
    """Return for each place in a window the view of x that holds that place of all windows."""
    seen = windows(x, (size, size), stride, writeable=True)
    return [seen[..., m, n] for m, n in np.ndindex(size, size)]


def _fitting(x, size, stride, finite):
    """Return x as floats, and size and stride as whole numbers. ValueError when they do not fit."""
    x = entry.numbers("x", x) if finite else np.asarray(x, dtype=float)
    size = entry.whole("size", size, 1)
    stride = size if stride is None else entry.whole("stride", stride, 1)
    if x.ndim < 2:
        raise ValueError(f"x must be (..., height, width); its shape is {x.shape}")
    for n in x.shape[-2:]:
        output_size(n, size, stride)  # which says when the window does not fit
    return x, size, stride
