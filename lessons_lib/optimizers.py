"""Rules that walk downhill. A rule is a pair of functions; what it remembers between steps is a value that you can print.

    state        = opt.init(theta)
    theta, state = opt.update(theta, g, state)      g is the gradient at theta

Each rule is written once, for one array. `lift` makes it take a list of arrays too (a network's parameters), and since every
line broadcasts, a whole grid of settings walks at once: `gradient_descent(lr=grid[..., None])`.
`update` returns new arrays and checks nothing: infinities and NaN flow through, for a divergence is there to be seen.
"""

from typing import NamedTuple

import numpy as np

from . import entry


class Optimizer(NamedTuple):
    """Two functions: init(theta) -> state, and update(theta, g, state) -> (theta, state)."""

    init: callable
    update: callable


def lift(rule):
    """Return `rule`, an Optimizer of one array, as one that also takes a list of arrays (then its state is a list)."""

    def init(theta):
        return [rule.init(p) for p in theta] if isinstance(theta, list) else rule.init(theta)

    def update(theta, g, state):
        if not isinstance(theta, list):
            return rule.update(theta, g, state)
        moved = [rule.update(*part) for part in zip(theta, g, state, strict=True)]
        return [p for p, _ in moved], [s for _, s in moved]

    return Optimizer(init, update)


def rate(lr):
    """Return the learning rate as a function of the step t = 1, 2, …; lr is a number, an array, or already such a function.

    ValueError when a number in lr is below 0 or NaN. 0 is allowed (nothing moves), and so is 1e9 (everything flies away).
    """
    if callable(lr):
        return lr
    try:
        value = np.asarray(lr, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(
            f"lr is {lr!r:.60}; it must be a number, an array of numbers or a function of the step t"
        ) from None
    if not (value >= 0).all():
        raise ValueError(f"lr is {lr!r:.60}; a learning rate must be 0 or more")
    return lambda t: value


def gradient_descent(lr):
    """Return the rule  θ ← θ − α g.  State: {"t": steps done}. ValueError when lr is below 0.

    Source: Cauchy (1847), Comptes Rendus 25, 536–538.
    """
    alpha = rate(lr)

    def init(theta):
        return {"t": 0}

    def update(theta, g, state):
        t = state["t"] + 1
        theta = theta - alpha(t) * g
        return theta, {"t": t}

    return lift(Optimizer(init, update))


def minimize(gradient, theta, optimizer, steps, keep_path=True):
    """Walk `steps` steps from theta and return the path, shape (steps + 1, *theta.shape), or just its end.

    gradient(theta) -> g in theta's shape. With a list of arrays the path is a list of such paths. NumPy's warnings about
    overflow are silenced while it walks: a rate too large reaches infinity, and that is an answer.
    ValueError when steps is not a whole number of 0 or more.
    """
    if steps != int(steps) or steps < 0:
        raise ValueError(f"steps is {steps!r}; it must be a whole number, 0 or more")
    many = entry.several(theta)
    theta = [np.array(p, dtype=float) for p in theta] if many else np.array(theta, dtype=float)
    state, path = optimizer.init(theta), [theta]
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(int(steps)):
            theta, state = optimizer.update(theta, gradient(theta), state)
            if keep_path:
                path.append(theta)
    if not keep_path:
        return theta
    return [np.stack(part) for part in zip(*path, strict=True)] if many else np.stack(path)
