"""Landscapes to walk down: a height f(θ) over the plane, and its slope.

f and gradient take theta of shape (..., 2), so that one point, a path, a crowd of points or a grid of the map is one call.
The lowest height of each is 0. ValueError when theta does not end in an axis of 2.
"""

from typing import NamedTuple

import numpy as np

from . import entry

_SILENT = np.errstate(over="ignore", invalid="ignore")  # a walk that has diverged is there to be seen


class Surface(NamedTuple):
    """A landscape: its name, f(theta) -> (...), gradient(theta) -> (..., 2), the places of its minima (k, 2), the part of the
    plane worth drawing (left, right, bottom, top), and a good place to start (2,)."""

    name: str
    f: callable
    gradient: callable
    minimum: np.ndarray
    extent: tuple
    start: tuple


def _xy(theta):
    theta = entry.parameters("theta", theta, 2)
    return theta[..., 0], theta[..., 1]


def _vector(first, second):
    g = np.empty((*np.shape(first), 2))
    g[..., 0], g[..., 1] = first, second
    return g


def quadratic(condition=10.0, angle=0.0):
    """Return the bowl  f = ½ (u² + κ w²),  where u runs along the valley, turned by `angle` degrees from the first axis.

    Its curvatures are 1 and κ = condition. ValueError when condition is below 1 or not finite, or angle is not finite.
    """
    condition, angle = (float(entry.numbers(name, v)) for name, v in (("condition", condition), ("angle", angle)))
    if condition < 1:
        raise ValueError(f"condition is {condition:g}; a condition number must be 1 or more")
    c, s = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))

    @_SILENT
    def f(theta):
        x, y = _xy(theta)
        return ((c * x + s * y) ** 2 + condition * (c * y - s * x) ** 2) / 2

    def gradient(theta):
        x, y = _xy(theta)
        u, w = c * x + s * y, condition * (c * y - s * x)
        return _vector(c * u - s * w, s * u + c * w)

    return Surface("bowl", f, gradient, np.zeros((1, 2)), (-4.5, 4.5, -3.5, 3.5), (-4.0, 2.0))


@_SILENT
def _rosenbrock(theta):
    """f = (1 − x)² + 100 (y − x²)²,  shape (...)."""
    x, y = _xy(theta)
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def _rosenbrock_gradient(theta):
    """∇f = (−2(1 − x) − 400x(y − x²), 200(y − x²)),  shape (..., 2)."""
    x, y = _xy(theta)
    bend = y - x * x
    return _vector(-2 * (1 - x) - 400 * x * bend, 200 * bend)


@_SILENT
def _beale(theta):
    """f = Σ (cₖ − x + xyᵏ)²  for k = 1, 2, 3 and c = (1.5, 2.25, 2.625),  shape (...)."""
    x, y = _xy(theta)
    y2 = y * y
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y2) ** 2 + (2.625 - x + x * y * y2) ** 2


def _beale_gradient(theta):
    """∇f = 2 Σ rₖ (yᵏ − 1, k x yᵏ⁻¹)  with  rₖ = cₖ − x + xyᵏ,  shape (..., 2)."""
    x, y = _xy(theta)
    y2, y3 = y * y, y * y * y
    r1, r2, r3 = 1.5 - x + x * y, 2.25 - x + x * y2, 2.625 - x + x * y3
    across = r1 * (y - 1) + r2 * (y2 - 1) + r3 * (y3 - 1)
    return _vector(2 * across, 2 * x * (r1 + 2 * r2 * y + 3 * r3 * y2))


@_SILENT
def _himmelblau(theta):
    """f = (x² + y − 11)² + (x + y² − 7)²,  shape (...)."""
    x, y = _xy(theta)
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def _himmelblau_gradient(theta):
    """∇f = (4x(x² + y − 11) + 2(x + y² − 7), 2(x² + y − 11) + 4y(x + y² − 7)),  shape (..., 2)."""
    x, y = _xy(theta)
    a, b = x**2 + y - 11, x + y**2 - 7
    return _vector(4 * x * a + 2 * b, 2 * a + 4 * y * b)


@_SILENT
def _saddle(theta):
    """f = ½x² + ¼ (y² − 1)²,  shape (...): a saddle at (0, 0) between two valleys."""
    x, y = _xy(theta)
    return x**2 / 2 + (y**2 - 1) ** 2 / 4


def _saddle_gradient(theta):
    """∇f = (x, y³ − y),  shape (..., 2)."""
    x, y = _xy(theta)
    return _vector(x, y * y * y - y)


FOUR = [(3, 2), (-2.805118, 3.131313), (-3.779310, -3.283186), (3.584428, -1.848127)]
SURFACES = {surface.name: surface for surface in [
    quadratic(10, 30),
    # Source: Rosenbrock, The Computer Journal 3 (1960), 175–184.
    Surface("rosenbrock", _rosenbrock, _rosenbrock_gradient, np.array([[1.0, 1.0]]), (-2, 2, -1, 3), (-1.2, 1.0)),
    # Source: Beale, On an iterative method for finding a local minimum (1958).
    Surface("beale", _beale, _beale_gradient, np.array([[3.0, 0.5]]), (-4.5, 4.5, -4.5, 4.5), (1.0, 1.5)),
    # Source: Himmelblau, Applied Nonlinear Programming (1972).
    Surface("himmelblau", _himmelblau, _himmelblau_gradient, np.array(FOUR), (-6, 6, -6, 6), (0.0, 0.0)),
    Surface("saddle", _saddle, _saddle_gradient, np.array([[0.0, -1.0], [0.0, 1.0]]), (-3, 3, -2, 2), (-2.5, 0.01)),
]}  # fmt: skip
