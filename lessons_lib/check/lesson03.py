"""The exercises of lesson 3.

A momentum step, the other form's rate, the bias, Adam whole, and a bug to find.
"""

import copy

import numpy as np

from .. import learner, linear
from ..optimizers import Optimizer, adam, minimize, momentum
from .lesson01 import ZERO, A
from .made_up import numbers
from .verdict import judge, say

TURN = np.array([[1.3, -0.7], [0.4, 0.9]])
SHIFT = np.array([0.6, -0.8])
_root = np.sqrt


def _step(
    by=lambda new, m, g, lr: lr * new,
    new=lambda m, g, b: b * m + (1 - b) * g,
    keep=lambda new, m: new,
):
    """Return a momentum step, with a mistake or not.

    It makes new(m, g, β₁) of the old m, walks θ ← θ − by(new, m, g, α), and keeps keep(new, m).
    """

    def step(theta, m, g, lr, b):
        newer = new(m, g, b)
        return np.stack([theta - by(newer, m, g, lr), keep(newer, m)])

    return step


MOMENTUM_STEP_MISTAKES = {
    "The (1 − β₁) is missing: that is the form without it, as in PyTorch.": _step(
        new=lambda m, g, b: b * m + g
    ),
    "β₁ and 1 − β₁ are swapped: β₁ belongs to the old m.": _step(
        new=lambda m, g, b: (1 - b) * m + b * g
    ),
    "Yours walks by g, not by m: then there is no memory in the step.": _step(
        lambda new, m, g, lr: lr * g
    ),
    "Yours walks by the old m: make the new m first.": _step(lambda new, m, g, lr: lr * m),
    "Yours walks uphill: subtract.": _step(lambda new, m, g, lr: -lr * new),
    "Yours returns m, theta: theta comes first.": lambda *a: _step()(*a)[::-1],
    "The learning rate is missing.": _step(lambda new, m, g, lr: new),
    "Yours forgets the old m.": _step(new=lambda m, g, b: (1 - b) * g),
    "Yours returns the old m: return the new one.": _step(keep=lambda new, m: m),
}


def momentum_step(my_momentum_step):
    """Judge my_momentum_step(theta, m, g, lr, beta1) -> theta, m.

    m ← β₁m + (1 − β₁)g  and  θ ← θ − αm
    """

    def two(mine):
        name = learner.name_of(mine)

        def call(*args):
            value = learner.attempt(mine, *args)
            if value is None:
                return None
            if not isinstance(value, (tuple, list, np.ndarray)) or len(value) != 2:
                raise learner.Trouble(f"{name} must return two arrays: return theta, m.")
            if any(part is None for part in value):
                raise learner.Trouble(f"{name} returns None in place of one of its two arrays.")
            parts = [
                learner.as_numbers(f"{name}: {part}", found, ZERO)
                for part, found in zip(("theta", "m"), value, strict=True)
            ]
            return np.stack(parts)

        call.__name__ = name
        return call

    leads = "leads to ({:g}, {:g}) with m = ({:g}, {:g})"
    says = f"The first step on dataset A with α = 0.1 and β₁ = 0.9 {leads}, as by hand."
    proof = says, ZERO, ZERO, linear.gradient(ZERO, *A), 0.1, 0.9
    rng = np.random.default_rng(0)
    cases = [(*rng.normal(size=(3, 2)), lr, b) for lr, b in ((0.1, 0.9), (0.3, 0.5), (0.02, 0.8))]
    judge(
        my_momentum_step,
        _step(),
        cases,
        proof=proof,
        mistakes=MOMENTUM_STEP_MISTAKES,
        through=two,
    )


VELOCITY_RATE_MISTAKES = {
    "Yours divides: u = m / (1 − β₁) is larger than m, so its rate must be smaller.": (
        lambda lr, b: lr / (1 - b)
    ),
    "Yours is αβ₁: the factor that is left out is 1 − β₁.": lambda lr, b: lr * b,
    "Yours is α as it was: then the steps are 1 / (1 − β₁) times as long.": lambda lr, b: lr,
    "Yours is α(1 + β₁): it is 1 − β₁.": lambda lr, b: lr * (1 + b),
    "Yours is 1 − β₁ alone: α is missing.": lambda lr, b: 1 - b,
}


def velocity_rate(my_velocity_rate):
    """Judge my_velocity_rate(lr, beta1) -> α(1 − β₁).

    At that rate the form without (1 − β₁) walks the same path.
    """

    def proof(call):
        lr = float(call(0.1, 0.9))
        theta = u = ZERO
        ours = minimize(lambda beta: linear.gradient(beta, *A), ZERO, momentum(0.1), 50)[-1]
        for _ in range(50):
            u = 0.9 * u + linear.gradient(theta, *A)
            theta = theta - lr * u
        differ = f"the two paths differ by {np.abs(theta - ours).max():.0e}"
        return f"For α = 0.1 and β₁ = 0.9 it is {lr:g}. After 50 steps {differ}."

    cases = [(0.1, 0.9), (0.3, 0.5), (2.0, 0.99)]
    judge(
        my_velocity_rate,
        lambda lr, b: lr * (1 - b),
        cases,
        proof=proof,
        mistakes=VELOCITY_RATE_MISTAKES,
    )


CORRECTION_MISTAKES = {
    "Yours is m as it was: nothing is corrected.": lambda m, b, t: m,
    "Yours multiplies: m is too small at first, so divide by 1 − βᵗ.": (
        lambda m, b, t: m * (1 - b**t)
    ),
    "Yours counts t one too small. The first step is t = 1; at t = 0 it would divide by zero.": (
        lambda m, b, t: m / (1 - b ** (t - 1))
    ),
    "Yours counts t one too large: the first step is t = 1.": (
        lambda m, b, t: m / (1 - b ** (t + 1))
    ),
    "Yours divides by 1 − β: the t is missing, and the correction would never fade.": (
        lambda m, b, t: m / (1 - b)
    ),
    "Yours takes β·t; it is β to the power t, beta**t.": lambda m, b, t: m / (1 - b * t),
    "Yours divides by βᵗ: it is 1 − βᵗ.": lambda m, b, t: m / b**t,
    "Yours takes (1 − β)ᵗ: the power belongs to β alone.": lambda m, b, t: m / (1 - b) ** t,
    "Mind the brackets: m / 1 − βᵗ divides by 1 only.": lambda m, b, t: m / 1 - b**t,
}


def correction(my_correction):
    """Judge my_correction(m, beta, t) -> m / (1 − βᵗ)."""
    given = "At t = 1 with g = (-8, -17) and β = 0.9"
    says = f"{given} it turns m = (-0.8, -1.7) into ({{:g}}, {{:g}}): g itself."
    proof = says, 0.1 * np.array([-8.0, -17.0]), 0.9, 1
    m = np.array([0.4, -1.5])
    cases = [(m, 0.9, 4), (2 * m, 0.6, 2), (m, 0.99, 7)]
    judge(
        my_correction,
        lambda m, b, t: m / (1 - b**t),
        cases,
        proof=proof,
        mistakes=CORRECTION_MISTAKES,
    )


def _walked(rule):
    """Return the path of a rule on a bent slope, (7, 2)."""
    return minimize(lambda theta: np.tanh(TURN @ theta + SHIFT), np.array([0.5, -0.3]), rule, 6)


def _slip(
    by=lambda m, v, mh, vh, lr, e: lr * mh / (np.sqrt(vh) + e),
    first=lambda m, g, b1: b1 * m + (1 - b1) * g,
    second=lambda v, g, b1, b2: b2 * v + (1 - b2) * g**2,
    under=lambda b1, b2, t: (1 - b1**t, 1 - b2**t),
    keep="all",
):
    """Return Adam with a mistake, (lr, beta1, beta2, eps) -> path (7, 2).

    It walks θ ← θ − by(m, v, m̂, v̂, α, ε), with first(m, g, β₁) for m, second(v, g, β₁, β₂) for v,
    and m and v divided by under(β₁, β₂, t); its state keeps all, or t alone, or the averages alone,
    or m̂ and v̂ for m and v.
    """

    def path(lr, b1, b2, eps):
        def update(theta, g, state):
            m, v, t = state
            t = t + 1
            m = first(m, g, b1)
            v = second(v, g, b1, b2)
            hats = np.divide((m, v), np.reshape(under(b1, b2, t), (2, 1)))
            kept = {
                "all": (m, v, t),
                "t": (*state[:2], t),
                "averages": (m, v, 0),
                "hats": (*hats, t),
            }[keep]
            return theta - by(m, v, *hats, lr, eps), kept

        return _walked(Optimizer(lambda theta: (0 * theta, 0 * theta, 0), update))

    return path


ADAM_RULE_MISTAKES = {
    "The bias is not corrected: yours walks by m and v, not by m̂ and v̂.": _slip(
        lambda m, v, mh, vh, lr, e: lr * m / (_root(v) + e)
    ),
    "v is not corrected: divide it by 1 − β₂ᵗ too.": _slip(
        lambda m, v, mh, vh, lr, e: lr * mh / (_root(v) + e)
    ),
    "m is not corrected: divide it by 1 − β₁ᵗ too.": _slip(
        lambda m, v, mh, vh, lr, e: lr * m / (_root(vh) + e)
    ),
    "ε stands inside the root: add it to √v̂, not to v̂.": _slip(
        lambda m, v, mh, vh, lr, e: lr * mh / _root(vh + e)
    ),
    "ε is added to the parameter: brackets are missing, it belongs to √v̂.": _slip(
        lambda m, v, mh, vh, lr, e: lr * mh / _root(vh) - e
    ),
    "ε is missing.": _slip(lambda m, v, mh, vh, lr, e: lr * mh / _root(vh)),
    "The root is missing: the step divides by √v̂.": _slip(
        lambda m, v, mh, vh, lr, e: lr * mh / (vh + e)
    ),
    "Yours walks uphill: subtract.": _slip(lambda m, v, mh, vh, lr, e: -lr * mh / (_root(vh) + e)),
    "The learning rate is missing.": _slip(lambda m, v, mh, vh, lr, e: mh / (_root(vh) + e)),
    "Yours walks by g, or its m is no average of g: the step needs m̂.": (
        lambda lr, b1, b2, e: _walked(adam(lr, 0, b2, e))
    ),
    "The gradient in v is not squared.": _slip(
        second=lambda v, g, b1, b2: b2 * v + (1 - b2) * np.abs(g)
    ),
    "t is one too large: the first step is t = 1.": _slip(
        under=lambda b1, b2, t: (1 - b1 ** (t + 1), 1 - b2 ** (t + 1))
    ),
    "The (1 − β₁) in m is missing.": _slip(first=lambda m, g, b1: b1 * m + g),
    "The (1 − β₂) in v is missing.": _slip(second=lambda v, g, b1, b2: b2 * v + g**2),
    "v is averaged with β₁: its decay rate is β₂.": _slip(
        second=lambda v, g, b1, b2: b1 * v + (1 - b1) * g**2
    ),
    "v̂ is made with β₁: divide v by 1 − β₂ᵗ.": _slip(under=lambda b1, b2, t: [1 - b1**t] * 2),
    "m̂ is made with β₂: divide m by 1 − β₁ᵗ.": _slip(under=lambda b1, b2, t: [1 - b2**t] * 2),
    "Yours divides by (1 − β)ᵗ: the power belongs to β alone.": _slip(
        under=lambda b1, b2, t: ((1 - b1) ** t, (1 - b2) ** t)
    ),
    "The state that you return holds the old m and v: put the new ones in.": _slip(keep="t"),
    "1 − βᵗ stays as it is at t = 1: is it beta1**t, and does the state that you return hold the "
    "new t?": _slip(keep="averages"),
    "The state must keep m and v, not m̂ and v̂: those are made anew from them at each step.": _slip(
        keep="hats"
    ),
    "theta does not move: the last of the five lines is missing.": (
        lambda *settings: np.tile([0.5, -0.3], (7, 1))
    ),
    "β₁ and β₂ are swapped: β₁ belongs to m, β₂ to v.": (
        lambda lr, b1, b2, e: _walked(adam(lr, b2, b1, e))
    ),
}


def _watched(name, rule):
    """Return the rule of a learner as one that raises Trouble when it does what a rule must not."""

    def update(theta, g, state):
        theta_before = theta.copy()
        state_before = copy.deepcopy(state)
        moved, new = rule.update(theta, g, state)
        if not np.array_equal(theta_before, theta):
            instead = "Make a new array instead: a − b rather than a -= b."
            raise learner.Trouble(f"{name} changes theta in place. {instead}")
        if repr(state_before) != repr(state):
            instead = "Make new arrays, and return a new dict of them."
            raise learner.Trouble(f"{name} changes its state in place. {instead}")
        if np.shape(moved) != theta.shape:
            returned = f"update returned theta of shape {np.shape(moved)}"
            raise learner.Trouble(f"{name}: {returned}; it must stay {theta.shape}.")
        if not np.isfinite(np.asarray(moved, dtype=float)).all():
            raise learner.Trouble(f"{name} gives NaN or infinity. {NOT_FINITE}")
        return moved, new

    return Optimizer(rule.init, update)


NOT_FINITE = (
    "Does t start at 0? Then 1 − βᵗ is zero at the first step. Is g squared in v? A negative v has "
    "no root. Is βᵗ a power, beta**t? With a product the root is of a negative number too."
)


def adam_rule(my_adam):
    """Judge my_adam(lr, beta1, beta2, eps) -> Optimizer(init, update).

    It is the rule of Kingma and Ba.
    """

    def walk(mine):
        name = learner.name_of(mine)

        def call(*settings):
            return _walked(_watched(name, learner.as_rule(name, learner.attempt(mine, *settings))))

        call.__name__ = name
        return call

    def proof(call):
        path = minimize(
            lambda beta: linear.gradient(beta, *A),
            ZERO,
            learner.as_rule("my_adam", my_adam(0.1, 0.9, 0.99, 1e-8)),
            2,
        )
        ends = " and ".join(f"({a:.6f}, {b:.6f})" for a, b in path[1:])
        return f"On dataset A with α = 0.1 and β₂ = 0.99 your first two steps lead to {ends}."

    cases = [(0.3, 0.9, 0.99, 0.1), (0.2, 0.5, 0.9, 0.3), (0.7, 0.8, 0.6, 0.05)]
    judge(
        my_adam,
        lambda *settings: _walked(adam(*settings)),
        cases,
        proof=proof,
        mistakes=ADAM_RULE_MISTAKES,
        through=walk,
    )


FIXED_STEP_MISTAKES = {
    "That is the line with the bug: √s is divided by first, and ε is added to the parameter.": (
        lambda p, v, s, lr, e: p - lr * v / _root(s) + e
    ),
    "ε is now subtracted from the parameter. Put √s + ε into brackets.": (
        lambda p, v, s, lr, e: p - lr * v / _root(s) - e
    ),
    "ε stands inside the root. That runs, but it is another rule: √s + ε is meant.": (
        lambda p, v, s, lr, e: p - lr * v / _root(s + e)
    ),
    "ε is gone. It keeps the step finite where s is zero.": (
        lambda p, v, s, lr, e: p - lr * v / _root(s)
    ),
    "Now ε is added to the step before α multiplies it.": (
        lambda p, v, s, lr, e: p - lr * (v / _root(s) + e)
    ),
    "Yours walks uphill: subtract.": lambda p, v, s, lr, e: p + lr * v / (_root(s) + e),
    "v and s are swapped: the root belongs to s, the averaged square.": (
        lambda p, v, s, lr, e: p - lr * s / (_root(v) + e)
    ),
}


def fixed_step(my_fixed_step):
    """Judge my_fixed_step(p, v, s, lr, eps) -> p − lr v / (√s + ε)."""
    rng = np.random.default_rng(2)
    stays = "With v = 0 and s = 0 the parameter stays at {:g}"
    says = f"{stays}. The old line gave NaN there, and added ε elsewhere."
    proof = says, np.array([1.0]), np.array([0.0]), np.array([0.0]), 0.1, 1e-8
    cases = [
        (rng.normal(size=2), *rng.uniform(0.2, 2, size=(2, 2)), lr, eps)
        for lr, eps in ((0.1, 0.3), (0.5, 0.1))
    ]
    judge(
        my_fixed_step,
        lambda p, v, s, lr, e: p - lr * v / (_root(s) + e),
        cases,
        proof=proof,
        mistakes=FIXED_STEP_MISTAKES,
    )


FAR = 3  # times α: how long a step the learner is to provoke
MOST = 5000  # gradients at most


def rare_gradients(my_gradients):
    """Judge my_gradients() -> gradients of one parameter that make default Adam step beyond 3 α."""
    say(my_gradients, lambda: _rare_gradients(my_gradients))


def _rare_gradients(mine):
    g = numbers(mine, 1, MOST)
    if not g.any():
        return "✘ Not yet. All of yours are 0, and without a slope nobody moves."
    lengths = _step_lengths(g)
    t = int(lengths.argmax())
    longest = f"Its longest step is number {t + 1}, {lengths[t]:.3g} α long."
    if lengths[t] > FAR:
        return f"✔ Right. {longest} So much for “Adam never moves by more than α”."
    return f"✘ Not yet. {longest} {_why_short(g)}"


def _step_lengths(g):
    """Return how long each step of Adam's own settings is, in units of α."""
    rule = adam(1.0)
    theta = np.zeros(1)
    state = rule.init(theta)
    lengths = []
    for slope in g:
        moved, state = rule.update(theta, np.array([slope]), state)
        lengths.append(abs(moved[0] - theta[0]))
        theta = moved
    return np.array(lengths)


def _why_short(g):
    """Say what keeps the steps short."""
    first = int(np.flatnonzero(g)[0])
    if np.abs(g).max() < 1e-6:
        return "Such tiny gradients are no match for ε: make them larger."
    if len(g) > 1 and np.ptp(g) == 0:
        return (
            "A steady gradient gives steps of just α: m̂ and √v̂ both end up at its size. You want "
            "m̂ large while √v̂ still remembers something small."
        )
    if first == 0 and np.count_nonzero(g) == 1:
        return (
            "Your one gradient comes at the very start, where the correction makes m̂ and √v̂ "
            "equal. What if it came later?"
        )
    if first > 0:
        return "Good thinking: first quiet, then a jolt. It just needs a longer quiet."
    return "v remembers about the last 1,000 gradients. Let it get used to small ones first."
