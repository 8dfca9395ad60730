"""Rules that walk downhill.

A rule is a pair of functions; what it remembers between steps is a value that you can print.

    state        = opt.init(theta)
    theta, state = opt.update(theta, g, state)      g is the gradient at theta

Each rule is written once, for one array. `lift` makes it take a list of arrays too (a network's
parameters), and since every line broadcasts, a whole grid of settings walks at once:
`gradient_descent(lr=grid[..., None])`.
`update` returns new arrays and checks nothing: infinities and NaN flow through, for a divergence is
there to be seen.
"""

from typing import NamedTuple

import numpy as np

from . import entry


class Optimizer(NamedTuple):
    """Two functions: init(theta) -> state, and update(theta, g, state) -> (theta, state)."""

    init: callable
    update: callable


def lift(rule) -> Optimizer:
    """Return `rule`, an Optimizer of one array, as one that also takes a list of arrays.

    Then its state is a list.
    """

    def init(theta):
        return [rule.init(p) for p in theta] if isinstance(theta, list) else rule.init(theta)

    def update(theta, g, state):
        if not isinstance(theta, list):
            return rule.update(theta, g, state)
        moved = [rule.update(*part) for part in zip(theta, g, state, strict=True)]
        return [p for p, _ in moved], [s for _, s in moved]

    return Optimizer(init, update)


def rate(lr):
    """Return the learning rate as a function of the step t = 1, 2, ….

    lr is a number, an array, or already such a function.
    ValueError when a number in lr is below 0 or NaN. 0 is allowed (nothing moves), and so is 1e9
    (everything flies away).
    """
    if callable(lr):
        return lr
    must = "a learning rate must be 0 or more"
    value = _setting("lr", lr, np.inf, must, also=" or a function of the step t")
    return lambda t: value


def _decay(name, value):
    return _setting(name, value, 1, "a decay rate must be at least 0 and less than 1")


def _setting(name, value, below=np.inf, rule="it must be 0 or more", also=""):
    """Return a setting as a float, or as an array of floats.

    ValueError when one of them is not in [0, below).
    """
    try:
        if isinstance(value, (str, bytes)):  # NumPy would read "0.1" as a number
            raise TypeError
        array = np.asarray(value, dtype=float)
    except Exception:  # whatever an object says when it is asked for its numbers
        must = f"it must be a number, an array of numbers{also}"
        raise ValueError(f"{name} is {entry.shown(value)}; {must}") from None
    if not ((array >= 0) & (array < below)).all():
        raise ValueError(f"{name} is {entry.shown(value)}; {rule}")
    return array if array.ndim else float(array)


def _rule(update, *averages):
    """Return the rule with this update.

    Its state at first: {each moving average: 0, "t": 0}, and no step is done.
    """

    def init(theta):
        return {**{name: np.zeros_like(theta) for name in averages}, "t": 0}

    return lift(Optimizer(init, update))


def gradient_descent(lr) -> Optimizer:
    """Return the rule  θ ← θ − α g.  State: {"t": steps done}. ValueError when lr is below 0.

    Source: Cauchy (1847), Comptes Rendus 25, 536–538.
    """
    alpha = rate(lr)

    def update(theta, g, state):
        t = state["t"] + 1
        theta = theta - alpha(t) * g
        return theta, {"t": t}

    return _rule(update)


def momentum(lr, beta1=0.9) -> Optimizer:
    """Return the rule  m ← β₁ m + (1 − β₁) g,  θ ← θ − α m.

    State: {"m": moving average of g, "t": steps done}. PyTorch leaves the (1 − β₁) out (its
    velocity is m / (1 − β₁)): the same path with the rate α(1 − β₁).
    ValueError when lr is below 0, or beta1 not in [0, 1).
    Source: Polyak (1964), USSR Computational Mathematics and Mathematical Physics 4, 1–17.
    """
    alpha = rate(lr)
    beta1 = _decay("beta1", beta1)

    def update(theta, g, state):
        t = state["t"] + 1
        m = beta1 * state["m"] + (1 - beta1) * g
        theta = theta - alpha(t) * m
        return theta, {"m": m, "t": t}

    return _rule(update, "m")


def rmsprop(lr, beta2=0.99, eps=1e-8) -> Optimizer:
    """Return the rule  v ← β₂ v + (1 − β₂) g²,  θ ← θ − α g / (√v + ε).

    State: {"v": moving average of g², "t": steps done}.
    ValueError when lr or eps is below 0, or beta2 not in [0, 1).
    Source: Tieleman and Hinton (2012), Neural Networks for Machine Learning, lecture 6.5.
    """
    alpha = rate(lr)
    beta2 = _decay("beta2", beta2)
    eps = _setting("eps", eps)

    def update(theta, g, state):
        t = state["t"] + 1
        v = beta2 * state["v"] + (1 - beta2) * g**2
        theta = theta - alpha(t) * g / (np.sqrt(v) + eps)
        return theta, {"v": v, "t": t}

    return _rule(update, "v")


def adam(lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, bias_correction=True) -> Optimizer:
    """Return the rule of Adam.  State: {"m": moving average of g, "v": of g², "t": steps done}.

        m ← β₁ m + (1 − β₁) g       m̂ = m / (1 − β₁ᵗ)
        v ← β₂ v + (1 − β₂) g²      v̂ = v / (1 − β₂ᵗ)      θ ← θ − α m̂ / (√v̂ + ε)

    bias_correction=False takes m and v for m̂ and v̂.
    ValueError when lr or eps is below 0, or beta1 or beta2 not in [0, 1).
    Source: Kingma and Ba (2015), Adam: a method for stochastic optimization, arXiv:1412.6980,
    algorithm 1.
    """
    alpha = rate(lr)
    beta1 = _decay("beta1", beta1)
    beta2 = _decay("beta2", beta2)
    eps = _setting("eps", eps)

    def update(theta, g, state):
        t = state["t"] + 1
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t) if bias_correction else m
        v_hat = v / (1 - beta2**t) if bias_correction else v
        theta = theta - alpha(t) * m_hat / (np.sqrt(v_hat) + eps)
        return theta, {"m": m, "v": v, "t": t}

    return _rule(update, "m", "v")


def minimize(gradient, theta, optimizer, steps, keep_path=True):
    """Walk `steps` steps from theta and return the path, shape (steps + 1, *theta.shape).

    keep_path=False returns just its end. gradient(theta) -> g in theta's shape. With a list of
    arrays the path is a list of such paths. NumPy's warnings about overflow are silenced while it
    walks: a rate too large reaches infinity, and that is an answer.
    ValueError when steps is not a whole number of 0 or more.
    """
    steps = entry.whole("steps", steps, 0)
    many = entry.several(theta)
    theta = [np.array(p, dtype=float) for p in theta] if many else np.array(theta, dtype=float)
    state = optimizer.init(theta)
    path = [theta]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for _ in range(steps):
            theta, state = optimizer.update(theta, gradient(theta), state)
            if keep_path:
                path.append(theta)
    if not keep_path:
        return theta
    return [np.stack(part) for part in zip(*path, strict=True)] if many else np.stack(path)
