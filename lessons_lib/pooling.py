"""Make a picture smaller: of each window keep the largest value, or the mean.

Over the last two axes of x (..., height, width). stride=None lets the windows lie side by side. What is left over at the right
and at the bottom is dropped. Every function loops over the places in a window, not over the windows.
finite=False lets NaN and infinity through, as a network that diverges makes them; else they are a ValueError.
"""

import numpy as np

from . import entry
from .convolution import output_size

EXAMPLE = np.array([[1, 3, 2, 1], [4, 2, 0, 1], [5, 1, 2, 2.5], [0, 6, 3, 1]])  # the picture that lesson 6 pools by hand


def _places(x, size, stride, finite):
    """Return x, and for each place in a window the slices that hold that place of all windows."""
    x, size = entry.numbers("x", x) if finite else np.asarray(x, dtype=float), entry.whole("size", size, 1)
    stride = size if stride is None else entry.whole("stride", stride, 1)
    if x.ndim < 2:
        raise ValueError(f"x must be (..., height, width); its shape is {x.shape}")
    reach = [stride * (output_size(n, size, stride) - 1) + 1 for n in x.shape[-2:]]
    return x, [(..., *(slice(a, a + n, stride) for a, n in zip(place, reach, strict=True))) for place in np.ndindex(size, size)]


def max_pool(x, size=2, stride=None, finite=True):
    """Return the largest value of each window, (..., rows, columns). ValueError when the window does not fit."""
    x, places = _places(x, size, stride, finite)
    largest = x[places[0]].copy()
    for place in places[1:]:
        np.maximum(largest, x[place], out=largest)
    return largest


def mean_pool(x, size=2, stride=None, finite=True):
    """Return the mean of each window, (..., rows, columns). ValueError when the window does not fit."""
    x, places = _places(x, size, stride, finite)
    return sum(x[place] for place in places) / len(places)


def max_pool_backward(x, d_output, size=2, stride=None, finite=True):
    """Return ∂L/∂x: each ∂L/∂output goes to the largest value of its window, to the first of them when several are equal."""
    x, places = _places(x, size, stride, finite)
    largest, d_x = max_pool(x, size, stride, finite), np.zeros_like(x)
    d_output, open_still = _fitting(d_output, largest), np.ones(largest.shape, dtype=bool)
    for place in places:
        here = (x[place] == largest) & open_still
        open_still &= ~here
        d_x[place] += here * d_output
    return d_x


def mean_pool_backward(x, d_output, size=2, stride=None, finite=True):
    """Return ∂L/∂x: each ∂L/∂output is spread evenly over its window."""
    x, places = _places(x, size, stride, finite)
    d_output, d_x = _fitting(d_output, x[places[0]]), np.zeros_like(x)
    for place in places:
        d_x[place] += d_output / len(places)
    return d_x


def _fitting(d_output, output):
    if np.shape(d_output) != output.shape:
        raise ValueError(f"d_output must have the shape of the output, {output.shape}; it has {np.shape(d_output)}")
    return np.asarray(d_output, dtype=float)
