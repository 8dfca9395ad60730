"""A straight line, how wrong it is, and which way to turn it.

With the residuals rⱼ = β₀ + β₁xⱼ − yⱼ of N points:

    loss       L(β) = (1/N) Σ rⱼ²
    gradient  ∇L(β) = (2/N) (Σ rⱼ, Σ xⱼrⱼ)
    Hessian       H = (2/N) [[N, Σ xⱼ], [Σ xⱼ, Σ xⱼ²]]

Shapes: x and y are vectors (N,). `beta` is (2,), or (..., 2) for many lines at once: a grid of
lines gives a grid of losses.
Every function raises ValueError when x and y are not two finite vectors of one length, or beta does
not end in an axis of 2.
Source: least squares, e.g. Strang, Linear Algebra and Learning from Data (2019), II.2 and VI.4.
"""

import numpy as np

from . import entry


def predict(beta, x) -> np.ndarray:
    """Return the heights β₀ + β₁xⱼ of the line at x, shape (..., N)."""
    beta = entry.parameters("beta", beta, 2)
    return _heights(beta, entry.numbers("x", x))


def _heights(beta, x):
    return beta[..., :1] + beta[..., 1:] * x  # (..., N)


def _residuals(beta, x, y):
    """Return rⱼ = β₀ + β₁xⱼ − yⱼ, shape (..., N), and x as a vector (N,)."""
    x, y = entry.pairs(x, y)
    beta = entry.parameters("beta", beta, 2)
    return _heights(beta, x) - y, x


@np.errstate(over="ignore", invalid="ignore")  # a walk that has diverged is there to be seen
def loss(beta, x, y) -> np.ndarray:
    """Return the mean squared error L = (1/N) Σ rⱼ², shape (...), in the unit of y squared."""
    r, _ = _residuals(beta, x, y)
    return (r**2).mean(axis=-1)


def gradient(beta, x, y) -> np.ndarray:
    """Return ∇L = (2/N) (Σ rⱼ, Σ xⱼrⱼ), shape (..., 2)."""
    r, x = _residuals(beta, x, y)
    return 2 * np.stack([r.mean(axis=-1), (x * r).mean(axis=-1)], axis=-1)


def sample_gradients(beta, x, y) -> np.ndarray:
    """Return the gradient gᵢ = 2rᵢ (1, xᵢ) of each point alone, shape (..., N, 2).

    Their mean is `gradient`.
    """
    r, x = _residuals(beta, x, y)
    return 2 * np.stack([r, x * r], axis=-1)


def minibatch_gradient(beta, x, y, batch, rng) -> np.ndarray:
    """Return the mean of gᵢ over `batch` points, which rng draws with replacement; shape (..., 2).

    Each line in beta gets points of its own. ValueError also when batch is not a whole number of 1
    or more.
    """
    beta = entry.parameters("beta", beta, 2)
    x, y = entry.pairs(x, y)
    batch = entry.whole("batch", batch, 1)
    j = rng.integers(len(x), size=(*beta.shape[:-1], batch))
    x, y = x[j], y[j]  # (..., batch)
    r = _heights(beta, x) - y
    return 2 / batch * np.stack([r.sum(axis=-1), (x * r).sum(axis=-1)], axis=-1)


def hessian(x) -> np.ndarray:
    """Return the second derivatives H of the loss, shape (2, 2).

    They depend on x alone: neither y nor beta moves them.
    """
    x, _ = entry.pairs(x, x)
    return 2 * np.array([[1.0,      x.mean()],
                         [x.mean(), (x**2).mean()]])  # fmt: skip


def least_squares(x, y) -> np.ndarray:
    """Return the line β* of the smallest loss, where ∇L = 0, shape (2,).

    Centring x makes the two equations independent:

        β₁ = Σ (x − x̄)(y − ȳ) / Σ (x − x̄)²        β₀ = ȳ − β₁x̄

    ValueError also when all x are equal, for then no single line is the best.
    """
    x, y = entry.pairs(x, y)
    if np.ptp(x) == 0:
        needs = "x needs at least two different values to fix one line"
        raise ValueError(f"{needs}; every x is {x[0]:g}")
    dx = x - x.mean()
    slope = dx @ (y - y.mean()) / (dx @ dx)
    return np.array([y.mean() - slope * x.mean(), slope])
