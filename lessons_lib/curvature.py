"""The steepest curvature of a loss, from gradients alone.

    H v ≈ (g(θ + h v) − g(θ − h v)) / 2h        v ← H v / |H v|

Multiply by the Hessian H again and again, and a vector turns to the direction of its largest
eigenvalue: power iteration. No entry of H is ever written down.
Source: Pearlmutter (1994), Fast exact multiplication by the Hessian, Neural Computation 6, 147–160;
von Mises and Pollaczek-Geiringer (1929), for the iteration.
"""

from typing import NamedTuple

import numpy as np

from . import entry


class Steepest(NamedTuple):
    """The largest eigenvalue by size, with its direction."""

    curvature: float  # λ
    direction: np.ndarray  # (parameters,) of length 1


def steepest(gradient, theta, direction, products=12, h=1e-4) -> Steepest:
    """Return the Steepest curvature at theta after so many products with the Hessian.

    gradient(theta) -> (parameters,). direction: where to begin, (parameters,); the one that was
    found a few steps earlier saves products. ValueError when the direction is zero or does not fit.
    """
    theta = entry.numbers("theta", theta)
    v = entry.numbers("direction", direction)
    if v.shape != theta.shape or not v.any():
        must = f"direction must be a vector of {len(theta)} numbers that are not all 0"
        raise ValueError(f"{must}; its shape is {v.shape}")
    v = v / np.linalg.norm(v)
    curvature = 0.0
    for _ in range(products):
        Hv = (gradient(theta + h * v) - gradient(theta - h * v)) / (2 * h)
        curvature = float(v @ Hv)
        size = np.linalg.norm(Hv)
        if not np.isfinite(size) or size == 0:
            break
        v = Hv / size
    return Steepest(curvature, v)
