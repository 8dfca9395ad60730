"""Many walks over a line's data, one point a step, each schedule at its own rates."""

import numpy as np

from ... import linear


def mean_losses(x, y, alpha, walkers, seed):
    """Return the mean loss of the walks by the rates alpha (schedules, steps), after each step:
    (schedules, steps). All start at (0, 0), and every schedule meets the same points.
    """
    rng = np.random.default_rng(seed)
    schedules, steps = alpha.shape
    points = rng.integers(len(x), size=(steps, walkers))
    beta = np.zeros((schedules, walkers, 2))
    losses = []
    for t, j in enumerate(points):
        r = beta[..., 0] + beta[..., 1] * x[j] - y[j]
        g = 2 * np.stack([r, x[j] * r], axis=-1)
        beta = beta - alpha[:, t, None, None] * g
        losses.append(linear.loss(beta, x, y).mean(axis=-1))
    return np.stack(losses, axis=1)
