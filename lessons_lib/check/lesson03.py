"""The exercises of lesson 3: a momentum step, the other form's rate, the bias, Adam whole, and a bug to find."""

import copy

import numpy as np

from .. import datasets, learner, linear
from ..optimizers import Optimizer, adam, minimize
from ..optimizers import momentum as library_momentum
from .verdict import judge

A, ZERO = datasets.line("A"), np.zeros(2)
TURN, SHIFT = np.array([[1.3, -0.7], [0.4, 0.9]]), np.array([0.6, -0.8])


def _named(mine, function):
    """Return `function` under the learner's name, so that verdicts speak of it."""
    function.__name__ = learner.name_of(mine)
    return function


def momentum_step(my_momentum_step):
    """Judge my_momentum_step(theta, m, g, lr, beta1) -> theta, m with m ← β₁m + (1 − β₁)g and θ ← θ − αm."""

    def call(*args):
        value = learner.attempt(my_momentum_step, *args)
        if isinstance(value, tuple) and len(value) == 2 and all(np.shape(part) == (2,) for part in value):
            return np.array(value)
        if value is not None:
            raise learner.Trouble(f"{learner.name_of(my_momentum_step)} must return two arrays: return theta, m.")
        return None

    def average(m, g, lr, b):
        return b * m + (1 - b) * g

    def step(by, keep=average):
        """Return the step θ ← θ − by(m, g, α, β₁) that keeps keep(m, g, α, β₁) as m."""
        return lambda theta, *rest: np.stack([theta - by(*rest), keep(*rest)])

    def proof():
        theta, m = my_momentum_step(ZERO, ZERO, linear.gradient(ZERO, *A), 0.1, 0.9)
        ends = f"({theta[0]:g}, {theta[1]:g}) with m = ({m[0]:g}, {m[1]:g})"
        return f"The first step on dataset A with α = 0.1 and β₁ = 0.9 leads to {ends}, as by hand."

    right = step(lambda m, g, lr, b: lr * average(m, g, lr, b))
    mistakes = {
        "The (1 − β₁) is missing: that is the form without it, as in PyTorch.": (
            step(lambda m, g, lr, b: lr * (b * m + g), lambda m, g, lr, b: b * m + g)
        ),
        "β₁ and 1 − β₁ are swapped: β₁ belongs to the old m.": (
            step(lambda m, g, lr, b: lr * average(m, g, lr, 1 - b), lambda m, g, lr, b: average(m, g, lr, 1 - b))
        ),
        "Yours walks by g, not by m: then there is no memory in the step.": step(lambda m, g, lr, b: lr * g),
        "Yours walks by the old m: make the new m first.": step(lambda m, g, lr, b: lr * m),
        "Yours walks uphill: subtract.": step(lambda m, g, lr, b: -lr * average(m, g, lr, b)),
        "Yours returns m, theta: theta comes first.": lambda *a: right(*a)[::-1],
        "The learning rate is missing.": step(average),
        "Yours forgets the old m.": step(lambda m, g, lr, b: lr * (1 - b) * g, lambda m, g, lr, b: (1 - b) * g),
        "Yours returns the old m: return the new one.": (
            step(lambda m, g, lr, b: lr * average(m, g, lr, b), lambda m, g, lr, b: m)
        ),
    }
    rng = np.random.default_rng(0)
    cases = [(*rng.normal(size=(3, 2)), lr, b) for lr, b in ((0.1, 0.9), (0.3, 0.5), (0.02, 0.8))]
    judge(_named(my_momentum_step, call), right, cases, mistakes, proof)


def velocity_rate(my_velocity_rate):
    """Judge my_velocity_rate(lr, beta1) -> α(1 − β₁), the rate at which the form without (1 − β₁) walks the same path."""

    def proof():
        lr = float(my_velocity_rate(0.1, 0.9))
        slope = lambda beta: linear.gradient(beta, *A)  # noqa: E731
        ours, theta, u = minimize(slope, ZERO, library_momentum(0.1), 50)[-1], ZERO, ZERO
        for _ in range(50):
            u = 0.9 * u + slope(theta)
            theta = theta - lr * u
        return f"For α = 0.1 and β₁ = 0.9 it is {lr:g}. After 50 steps the two paths differ by {np.abs(theta - ours).max():.0e}."

    mistakes = {
        "Yours divides: u = m / (1 − β₁) is larger than m, so its rate must be smaller.": lambda lr, b: lr / (1 - b),
        "Yours is αβ₁: the factor that is left out is 1 − β₁.": lambda lr, b: lr * b,
        "Yours is α as it was: then the steps are 1 / (1 − β₁) times as long.": lambda lr, b: lr,
        "Yours is α(1 + β₁): it is 1 − β₁.": lambda lr, b: lr * (1 + b),
        "Yours is 1 − β₁ alone: α is missing.": lambda lr, b: 1 - b,
    }
    judge(my_velocity_rate, lambda lr, b: lr * (1 - b), [(0.1, 0.9), (0.3, 0.5), (2.0, 0.99)], mistakes, proof)


def correction(my_correction):
    """Judge my_correction(m, beta, t) -> m / (1 − βᵗ)."""

    def proof():
        first = np.ravel(my_correction(0.1 * np.array([-8.0, -17.0]), 0.9, 1))
        return f"At t = 1 with g = (-8, -17) and β = 0.9 it turns m = (-0.8, -1.7) into ({first[0]:g}, {first[1]:g}): g itself."

    mistakes = {
        "Yours is m as it was: nothing is corrected.": lambda m, b, t: m,
        "Yours multiplies: m is too small at first, so divide by 1 − βᵗ.": lambda m, b, t: m * (1 - b**t),
        "Yours counts t one too small. The first step is t = 1; at t = 0 it would divide by zero.": (
            lambda m, b, t: m / (1 - b ** (t - 1))
        ),
        "Yours counts t one too large: the first step is t = 1.": lambda m, b, t: m / (1 - b ** (t + 1)),
        "Yours divides by 1 − β: the t is missing, and the correction would never fade.": lambda m, b, t: m / (1 - b),
        "Yours takes β·t; it is β to the power t, beta**t.": lambda m, b, t: m / (1 - b * t),
        "Yours divides by βᵗ: it is 1 − βᵗ.": lambda m, b, t: m / b**t,
        "Yours takes (1 − β)ᵗ: the power belongs to β alone.": lambda m, b, t: m / (1 - b) ** t,
        "Mind the brackets: m / 1 − βᵗ divides by 1 only.": lambda m, b, t: m / 1 - b**t,
    }  # fmt: skip
    m = np.array([0.4, -1.5])
    judge(my_correction, lambda m, b, t: m / (1 - b**t), [(m, 0.9, 4), (2 * m, 0.6, 2), (m, 0.99, 7)], mistakes, proof)


def _rule(new):
    """Return make(lr, b1, b2, eps): a rule whose step is new(theta, m, v, m̂, v̂, lr, eps); for the mistakes in Adam."""

    def make(lr, b1, b2, eps, square=True, late=0, gain=True, keep="all"):
        def update(theta, g, state):
            m, v, t = state
            t, m = t + 1, b1 * m + (1 - b1 if gain else 1) * g
            v = b2 * v + (1 - b2) * (g**2 if square else np.abs(g))
            m_hat, v_hat = m / (1 - b1 ** (t + late)), v / (1 - b2 ** (t + late))
            kept = {"all": (m, v, t), "t": (*state[:2], t), "averages": (m, v, 0), "hats": (m_hat, v_hat, t)}[keep]
            return new(theta, m, v, m_hat, v_hat, lr, eps), kept

        return Optimizer(lambda theta: (0 * theta, 0 * theta, 0), update)

    return make


def _walked(make):
    """Return the function (lr, beta1, beta2, eps) -> path (7, 2) on a bent slope."""

    def call(lr, beta1, beta2, eps):
        return minimize(lambda theta: np.tanh(TURN @ theta + SHIFT), np.array([0.5, -0.3]), make(lr, beta1, beta2, eps), 6)

    return call


def adam_rule(my_adam):
    """Judge my_adam(lr, beta1, beta2, eps) -> Optimizer(init, update), the rule of Kingma and Ba."""
    name = learner.name_of(my_adam)

    def make(*settings):
        rule = learner.attempt(my_adam, *settings)
        if rule is None:
            raise LookupError
        if not isinstance(rule, tuple) or len(rule) != 2:
            raise learner.Trouble(f"{name} returned {rule!r:.60}; it must return Optimizer(init, update).")

        def update(theta, g, state):
            kept = theta.copy(), copy.deepcopy(state)
            result = learner.attempt(rule[1], theta, g, state)
            if not isinstance(result, tuple) or len(result) != 2:
                raise learner.Trouble(f"{name}: update returned {result!r:.60}; it must return theta, state.")
            if not np.array_equal(kept[0], theta):
                raise learner.Trouble(f"{name} changes theta in place. Make a new array instead: a − b rather than a -= b.")
            if repr(kept[1]) != repr(state):
                raise learner.Trouble(f"{name} changes its state in place. Make new arrays, and return a new dict of them.")
            if not np.isfinite(np.asarray(result[0], dtype=float)).all():
                zero = "Does t start at 0? Then 1 − βᵗ is zero at the first step. Is g squared in v? A negative v has no root."
                raise learner.Trouble(f"{name} gives NaN or infinity. {zero}")
            return result

        return Optimizer(lambda theta: learner.attempt(rule[0], theta), update)

    def call(*settings):
        try:
            return _walked(make)(*settings)
        except LookupError:
            return None

    def slip(new, **how):
        return _walked(lambda *settings: _rule(new)(*settings, **how))

    def standard(th, m, v, m_hat, v_hat, lr, eps):
        return th - lr * m_hat / (np.sqrt(v_hat) + eps)

    mistakes = {
        "The bias is not corrected: yours walks by m and v, not by m̂ and v̂.":
            slip(lambda th, m, v, mh, vh, lr, e: th - lr * m / (np.sqrt(v) + e)),
        "v is not corrected: divide it by 1 − β₂ᵗ too.": slip(lambda th, m, v, mh, vh, lr, e: th - lr * mh / (np.sqrt(v) + e)),
        "m is not corrected: divide it by 1 − β₁ᵗ too.": slip(lambda th, m, v, mh, vh, lr, e: th - lr * m / (np.sqrt(vh) + e)),
        "ε stands inside the root: add it to √v̂, not to v̂.":
            slip(lambda th, m, v, mh, vh, lr, e: th - lr * mh / np.sqrt(vh + e)),
        "ε is added to the parameter: brackets are missing, it belongs to √v̂.":
            slip(lambda th, m, v, mh, vh, lr, e: th - lr * mh / np.sqrt(vh) + e),
        "ε is missing.": slip(lambda th, m, v, mh, vh, lr, e: th - lr * mh / np.sqrt(vh)),
        "The root is missing: the step divides by √v̂.": slip(lambda th, m, v, mh, vh, lr, e: th - lr * mh / (vh + e)),
        "Yours walks uphill: subtract.": slip(lambda th, m, v, mh, vh, lr, e: th + lr * mh / (np.sqrt(vh) + e)),
        "The learning rate is missing.": slip(lambda th, m, v, mh, vh, lr, e: th - mh / (np.sqrt(vh) + e)),
        "Yours walks by g, or its m is no average of g: the step needs m̂.":
            _walked(lambda lr, b1, b2, e: _rule(standard)(lr, 0, b2, e)),
        "The gradient in v is not squared.": slip(standard, square=False),
        "t is one too large: the first step is t = 1.": slip(standard, late=1),
        "The (1 − β₁) in m is missing.": slip(standard, gain=False),
        "The state that you return holds the old m and v: put the new ones in.": slip(standard, keep="t"),
        "t is not kept: the state that you return must hold the new t.": slip(standard, keep="averages"),
        "The state must keep m and v, not m̂ and v̂: those are made anew from them at each step.": slip(
            standard, keep="hats"
        ),
        "theta does not move: the last of the five lines is missing.": lambda *a: np.tile([0.5, -0.3], (7, 1)),
        "β₁ and β₂ are swapped: β₁ belongs to m, β₂ to v.": _walked(lambda lr, b1, b2, e: adam(lr, b2, b1, e)),
    }  # fmt: skip

    def proof():
        rule = Optimizer(*my_adam(0.1, 0.9, 0.99, 1e-8))
        path = minimize(lambda beta: linear.gradient(beta, *A), ZERO, rule, 2)
        ends = " and ".join(f"({a:.6f}, {b:.6f})" for a, b in path[1:])
        return f"On dataset A with α = 0.1 and β₂ = 0.99 your first two steps lead to {ends}."

    cases = [(0.3, 0.9, 0.99, 0.1), (0.2, 0.5, 0.9, 0.3), (0.7, 0.8, 0.6, 0.05)]
    judge(_named(my_adam, call), _walked(adam), cases, mistakes, proof)


def fixed_step(my_fixed_step):
    """Judge my_fixed_step(p, v, s, lr, eps) -> p − lr v / (√s + ε)."""

    def proof():
        p = np.ravel(my_fixed_step(np.array([1.0]), np.array([0.0]), np.array([0.0]), 0.1, 1e-8))[0]
        return f"With v = 0 and s = 0 the parameter stays at {p:g}. The old line gave NaN there, and added ε elsewhere."

    mistakes = {
        "That is the line with the bug: √s is divided by first, and ε is added to the parameter.": (
            lambda p, v, s, lr, e: p - lr * v / np.sqrt(s) + e
        ),
        "ε is now subtracted from the parameter. Put √s + ε into brackets.": (
            lambda p, v, s, lr, e: p - lr * v / np.sqrt(s) - e
        ),
        "ε stands inside the root. That runs, but it is another rule: √s + ε is meant.": (
            lambda p, v, s, lr, e: p - lr * v / np.sqrt(s + e)
        ),
        "ε is gone. It keeps the step finite where s is zero.": lambda p, v, s, lr, e: p - lr * v / np.sqrt(s),
        "Now ε is added to the step before α multiplies it.": lambda p, v, s, lr, e: p - lr * (v / np.sqrt(s) + e),
        "Yours walks uphill: subtract.": lambda p, v, s, lr, e: p + lr * v / (np.sqrt(s) + e),
        "v and s are swapped: the root belongs to s, the averaged square.": lambda p, v, s, lr, e: p - lr * s / (np.sqrt(v) + e),
    }  # fmt: skip
    rng = np.random.default_rng(2)
    cases = [
        (rng.normal(size=2), rng.uniform(0.2, 2, size=2), rng.uniform(0.2, 2, size=2), lr, eps)
        for lr, eps in ((0.1, 0.3), (0.5, 0.1))
    ]
    judge(my_fixed_step, lambda p, v, s, lr, e: p - lr * v / (np.sqrt(s) + e), cases, mistakes, proof)
