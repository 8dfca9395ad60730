"""What a walk will do, worked out before it is taken.

The ball of noise that SGD ends in, and momentum in a bowl. SGD on a line takes at each step the
mean gradient of B points, drawn with replacement. With Hᵢ = 2 (1, xᵢ)ᵀ(1, xᵢ) of one point and H of
all, the error e = β − β* has in the long run the mean square M = E[eeᵀ] that a step leaves
unchanged:

    (H ⊗ I + I ⊗ H − α S) vec M = (α/B) vec Σ        S = (1/B) mean Hᵢ ⊗ Hᵢ + (1 − 1/B) H ⊗ H

with Σ = mean gᵢgᵢᵀ at β*. The mean loss above the smallest is then ½ tr(HM).
Source: e.g. Dieuleveut, Durmus and Bach (2020), Annals of Statistics 48, 1348–1382.
"""

import numpy as np

from . import entry, linear


def _noise(x, batch):
    """Return H ⊗ I + I ⊗ H and S, both (4, 4)."""
    batch = entry.whole("batch", batch, 1)
    x, _ = entry.pairs(x, x)
    H = linear.hessian(x)
    I = np.eye(2)
    single = [2 * np.outer(row, row) for row in np.stack([np.ones_like(x), x], axis=1)]
    S = np.mean([np.kron(h, h) for h in single], axis=0) / batch + (1 - 1 / batch) * np.kron(H, H)
    return np.kron(H, I) + np.kron(I, H), S


def noise_limit(x, batch=1):
    """Return the learning rate beyond which the mean loss of SGD grows without end, a number.

    ValueError when x is not a finite vector, or batch not a whole number of 1 or more.
    """
    both, S = _noise(x, batch)
    return 1 / np.linalg.eigvals(np.linalg.solve(both, S)).real.max()


def noise_ball(x, y, lr, batch=1):
    """Return the mean loss above the smallest in which SGD with a constant rate ends, a number.

    It is infinity beyond `noise_limit`. ValueError as `noise_limit`, and when all x are equal.
    """
    if lr >= noise_limit(x, batch):
        return np.inf
    both, S = _noise(x, batch)
    g = linear.sample_gradients(linear.least_squares(x, y), x, y)  # (N, 2)
    sigma = g.T @ g / len(g)
    M = np.linalg.solve(both - lr * S, lr / batch * sigma.ravel())
    return linear.hessian(x).ravel() @ M / 2


def noise_ball_momentum(x, y, lr, beta1) -> tuple[float, float]:
    """Return where SGD with momentum ends, one point a step: the mean loss above the smallest, and
    the root mean square length of a step. Both are infinity where their mean grows without end.

        m ← β₁ m + (1 − β₁)(Hᵢ e + gᵢ)     e ← e − α m     that is  z ← A z + b  for  z = (e, m)

    and the mean square of z that a step leaves unchanged solves  M = E[A M Aᵀ] + E[b bᵀ].
    ValueError as `noise_ball`.
    """
    x, y = entry.pairs(x, y)
    stars = linear.sample_gradients(linear.least_squares(x, y), x, y)  # (N, 2) at the best line
    I = np.eye(2)
    squares = np.zeros((16, 16))  # mean of A ⊗ A
    pushes = np.zeros((4, 4))  # mean of b bᵀ
    for row, g in zip(np.stack([np.ones_like(x), x], axis=1), stars, strict=True):
        of_e = (1 - beta1) * 2 * np.outer(row, row)  # what e does to m
        A = np.block([[I - lr * of_e, -lr * beta1 * I], [of_e, beta1 * I]])
        b = (1 - beta1) * np.concatenate([-lr * g, g])
        squares += np.kron(A, A) / len(x)
        pushes += np.outer(b, b) / len(x)
    if np.abs(np.linalg.eigvals(squares)).max() >= 1:
        return np.inf, np.inf
    M = np.linalg.solve(np.eye(16) - squares, pushes.ravel()).reshape(4, 4)
    above = (linear.hessian(x) * M[:2, :2]).sum() / 2
    return float(above), float(lr * np.sqrt(np.trace(M[2:, 2:])))


def momentum_limit(beta1, steep):
    """Return  2 (1 + β₁) / ((1 − β₁) λ),  the rate beyond which momentum diverges in a bowl.

    λ is its largest curvature, `steep`.
    """
    return 2 * (1 + beta1) / ((1 - beta1) * steep)


def best_momentum(flat, steep):
    """Return α and β₁ of the fastest momentum in a bowl with these curvatures.

    Each step shrinks the error by √β₁ = (√κ − 1) / (√κ + 1) in the end.
    In the form without (1 − β₁) the rate is (2 / (√λ₁ + √λₙ))²; here it is divided by 1 − β₁.
    Source: Polyak (1964).
    """
    low, high = np.sqrt(flat), np.sqrt(steep)
    beta1 = ((high - low) / (high + low)) ** 2
    return (2 / (low + high)) ** 2 / (1 - beta1), beta1


def critical_beta(lr, curvature):
    """Return  ((1 − αλ) / (1 + αλ))²,  the β₁ beyond which momentum swings.

    That is along a direction of curvature λ.
    Without (1 − β₁), at the rate a = α (1 − β₁), the same condition reads  β₁ = (1 − √(aλ))².
    """
    return ((1 - lr * curvature) / (1 + lr * curvature)) ** 2
