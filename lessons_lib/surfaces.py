"""Landscapes to walk down: a height f(θ) over the plane, and its slope.

f and gradient take theta of shape (..., 2), so that one point, a path, a crowd of points or a grid
of the map is one call. The lowest height of each is 0. ValueError when theta does not end in an
axis of 2.
"""

from typing import NamedTuple

import numpy as np

from . import entry


class Surface(NamedTuple):
    """A landscape, with what is needed to walk on it and to draw it."""

    name: str
    f: callable  # f(theta) -> (...)
    gradient: callable  # gradient(theta) -> (..., 2)
    minimum: np.ndarray  # the places of its minima, (k, 2)
    extent: tuple  # the part of the plane worth drawing: left, right, bottom, top
    start: tuple  # a good place to start, (2,)


def _surface(name, height, slope, minimum, extent, start):
    """Return the Surface of height(x, y) and slope(x, y), its two derivatives."""

    @np.errstate(over="ignore", invalid="ignore")  # a walk that has diverged is there to be seen
    def f(theta):
        theta = entry.parameters("theta", theta, 2)
        return height(theta[..., 0], theta[..., 1])

    def gradient(theta):
        theta = entry.parameters("theta", theta, 2)
        g = np.empty(theta.shape)
        g[..., 0], g[..., 1] = slope(theta[..., 0], theta[..., 1])
        return g

    return Surface(name, f, gradient, np.array(minimum, dtype=float), extent, start)


def quadratic(condition=10.0, angle=0.0) -> Surface:
    """Return the bowl  f = ½ (u² + κ w²),  where u runs along the valley and w across.

    The valley is turned by `angle` degrees from the first axis. Its curvatures are 1 and
    κ = condition. ValueError when condition is below 1 or not finite, or angle is not finite.
    """
    condition = float(entry.numbers("condition", condition))
    angle = float(entry.numbers("angle", angle))
    if condition < 1:
        raise ValueError(f"condition is {condition:g}; a condition number must be 1 or more")
    c, s = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))

    def height(x, y):
        return ((c * x + s * y) ** 2 + condition * (c * y - s * x) ** 2) / 2

    def slope(x, y):
        u = c * x + s * y
        w = condition * (c * y - s * x)
        return c * u - s * w, s * u + c * w

    return _surface("bowl", height, slope, [(0, 0)], (-4.5, 4.5, -3.5, 3.5), (-4.0, 2.0))


def _rosenbrock(x, y):
    """∇f = (−2(1 − x) − 400x(y − x²), 200(y − x²))  for  f = (1 − x)² + 100 (y − x²)²."""
    bend = y - x * x
    return -2 * (1 - x) - 400 * x * bend, 200 * bend


def _beale(x, y):
    """f = Σ (cₖ − x + xyᵏ)²  for k = 1, 2, 3 and c = (1.5, 2.25, 2.625)."""
    y2 = y * y
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y2) ** 2 + (2.625 - x + x * y * y2) ** 2


def _beale_slope(x, y):
    """∇f = 2 Σ rₖ (yᵏ − 1, k x yᵏ⁻¹)  with  rₖ = cₖ − x + xyᵏ."""
    y2 = y * y
    y3 = y * y * y
    r1 = 1.5 - x + x * y
    r2 = 2.25 - x + x * y2
    r3 = 2.625 - x + x * y3
    across = r1 * (y - 1) + r2 * (y2 - 1) + r3 * (y3 - 1)
    return 2 * across, 2 * x * (r1 + 2 * r2 * y + 3 * r3 * y2)


def _himmelblau(x, y):
    """∇f = (4xa + 2b, 2a + 4yb)  for  f = a² + b²  with  a = x² + y − 11,  b = x + y² − 7."""
    a = x**2 + y - 11
    b = x + y**2 - 7
    return 4 * x * a + 2 * b, 2 * a + 4 * y * b


FOUR = [(3, 2), (-2.805118, 3.131313), (-3.779310, -3.283186), (3.584428, -1.848127)]
SURFACES = {surface.name: surface for surface in [
    quadratic(10, 30),
    # Source: Rosenbrock, The Computer Journal 3 (1960), 175–184.
    _surface("rosenbrock", lambda x, y: (1 - x) ** 2 + 100 * (y - x * x) ** 2, _rosenbrock,
             [(1, 1)], (-2, 2, -1, 3), (-1.2, 1.0)),
    # Source: Beale, On an iterative method for finding a local minimum (1958).
    _surface("beale", _beale, _beale_slope, [(3, 0.5)], (-4.5, 4.5, -4.5, 4.5), (1.0, 1.5)),
    # Source: Himmelblau, Applied Nonlinear Programming (1972).
    _surface("himmelblau", lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, _himmelblau,
             FOUR, (-6, 6, -6, 6), (0.0, 0.0)),
    # A saddle at (0, 0) between two valleys:  f = ½x² + ¼ (y² − 1)²,  ∇f = (x, y³ − y).
    _surface("saddle", lambda x, y: x**2 / 2 + (y**2 - 1) ** 2 / 4, lambda x, y: (x, y * y * y - y),
             [(0, -1), (0, 1)], (-3, 3, -2, 2), (-2.5, 0.01)),
]}  # fmt: skip
