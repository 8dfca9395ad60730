"""Landscapes to walk down: a height f(θ) over the plane, and its slope.

f and gradient take theta of shape (..., 2), so that one point, a path, a crowd of points or a grid of the map is one call.
"""

from typing import NamedTuple

import numpy as np

from . import entry


class Surface(NamedTuple):
    """A landscape: its name, f(theta) -> (...), gradient(theta) -> (..., 2), the places of its minima (k, 2), the part of the
    plane worth drawing (left, right, bottom, top), and a good place to start (2,)."""

    name: str
    f: callable
    gradient: callable
    minimum: np.ndarray
    extent: tuple
    start: tuple


def _himmelblau(theta):
    """f = (x² + y − 11)² + (x + y² − 7)²,  shape (...)."""
    x, y = np.moveaxis(entry.parameters("theta", theta, 2), -1, 0)
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def _himmelblau_gradient(theta):
    """∇f = (4x(x² + y − 11) + 2(x + y² − 7), 2(x² + y − 11) + 4y(x + y² − 7)),  shape (..., 2)."""
    x, y = np.moveaxis(entry.parameters("theta", theta, 2), -1, 0)
    a, b = x**2 + y - 11, x + y**2 - 7
    return np.stack([4 * x * a + 2 * b, 2 * a + 4 * y * b], axis=-1)


SURFACES = {
    # Source: Himmelblau, Applied Nonlinear Programming (1972). Four minima, all of height 0.
    "himmelblau": Surface(
        "himmelblau", _himmelblau, _himmelblau_gradient,
        np.array([(3, 2), (-2.805118, 3.131313), (-3.779310, -3.283186), (3.584428, -1.848127)]),
        (-6, 6, -6, 6), (0, 0),
    ),
}  # fmt: skip
