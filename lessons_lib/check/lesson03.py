"""The exercises of lesson 3.

A momentum step, the other form's rate, the bias, Adam whole, and a bug to find.
"""

import copy
import inspect

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
    "Your step uses the old m. Work out the new m first, then step by it.": _step(
        lambda new, m, g, lr: lr * m
    ),
    "Yours walks uphill: subtract.": _step(lambda new, m, g, lr: -lr * new),
    "Yours returns m, theta: theta comes first.": lambda *a: _step()(*a)[::-1],
    "The learning rate is missing: θ moves by α times m.": _step(lambda new, m, g, lr: new),
    "Yours forgets the old m.": _step(new=lambda m, g, b: (1 - b) * g),
    "Yours returns the old m: return the new one.": _step(keep=lambda new, m: m),
    "Yours begins with g itself where m is still 0. The equation holds from the first step on: (1 "
    "− β₁)g.": lambda theta, m, g, lr, b: (
        _step()(theta, m, g, lr, b) if m.any() else _step()(theta, g, g, lr, b)
    ),
    "α stands in the average, where 1 − β₁ belongs, and θ moves by m alone.": (
        lambda theta, m, g, lr, b: np.stack([theta - (b * m + lr * g), b * m + lr * g])
    ),
    "α comes in twice: in m, and in the step.": (
        lambda theta, m, g, lr, b: _step(new=lambda m, g, b: b * m + lr * g)(theta, m, g, lr, b)
    ),
    "Yours returns what is taken away, αm, in place of m.": (
        lambda theta, m, g, lr, b: _step(keep=lambda new, m: lr * new)(theta, m, g, lr, b)
    ),
    "Yours returns the step, in place of the new θ.": (
        lambda theta, m, g, lr, b: _step()(theta, m, g, lr, b) - [theta, 0 * theta]
    ),
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
            must = f"{name} must return two arrays: return theta, m."
            if isinstance(value, (tuple, list)) and len(value) != 2:
                raise learner.Trouble(f"{must} Yours returns {len(value)}.")
            if isinstance(value, dict):
                raise learner.Trouble(f"{must} Yours returns a dict.")
            if np.shape(value) == (2,) and np.ndim(value[0]) == 0:
                only = "m" if np.allclose(value, _step()(*args)[1]) else "theta"
                raise learner.Trouble(
                    f"{must} You return just one array, {only} by the look of it."
                )
            if not isinstance(value, (tuple, list, np.ndarray)) or len(value) != 2:
                raise learner.Trouble(must)
            if any(part is None for part in value):
                raise learner.Trouble(f"{name} returns None in place of one of its two arrays.")
            parts = [
                learner.as_numbers(f"{name}: {part}", found, np.zeros(np.shape(args[0])))
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
    cases.append((ZERO, ZERO, np.array([-8, -17]), 0.1, 0.9))  # the first step; whole numbers
    cases.append((*rng.normal(size=(3, 3)), 0.2, 0.7))  # any number of parameters
    judge(
        my_momentum_step,
        _step(),
        cases,
        proof=proof,
        mistakes=MOMENTUM_STEP_MISTAKES,
        through=two,
        by_hand=[
            (np.array([0.0, 1.0]), np.array([0.0, 0.0]), np.array([2.0, 4.0]), 1.0, 0.5),
            (np.array([0.0, 1.0]), np.array([4.0, 2.0]), np.array([2.0, 4.0]), 1.0, 0.5),
            (np.array([0.0, 1.0]), np.array([4.0, 8.0]), np.array([8.0, 4.0]), 0.5, 0.75),
        ],
    )


VELOCITY_RATE_MISTAKES = {
    "Yours divides: u = m / (1 − β₁) is larger than m, so its rate must be smaller.": (
        lambda lr, b: lr / (1 - b)
    ),
    "Yours is αβ₁: the factor that is left out is 1 − β₁.": lambda lr, b: lr * b,
    "Yours is α as it was: then the steps are 1 / (1 − β₁) times as long.": lambda lr, b: lr,
    "You have α(1 + β₁). It should be α(1 − β₁).": lambda lr, b: lr * (1 + b),
    "Yours is 1 − β₁ alone: α is missing.": lambda lr, b: 1 - b,
    "Yours divides by β₁: multiply by 1 − β₁.": lambda lr, b: lr / b if b else np.inf,
    "Mind the brackets: lr * 1 − beta1 takes β₁ away from α.": lambda lr, b: lr - b,
    "Yours adds up ten steps of memory; the whole sum of 1 + β₁ + β₁² + … is 1 / (1 − β₁).": (
        lambda lr, b: lr / sum(b**i for i in range(10))
    ),
    "Yours is α(1 − β₁)², one factor too many.": lambda lr, b: lr * (1 - b) ** 2,
    "Yours is α√(1 − β₁): leave the root out.": lambda lr, b: lr * np.sqrt(1 - b),
    "Yours is α(1 − β₁²): leave the square out.": lambda lr, b: lr * (1 - b**2),
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

    cases = [(0.1, 0.9), (0.3, 0.5), (2.0, 0.99), (0.137, 0.41), (0.2, 0.0)]
    judge(
        my_velocity_rate,
        lambda lr, b: lr * (1 - b),
        cases,
        proof=proof,
        mistakes=VELOCITY_RATE_MISTAKES,
        by_hand=[(1.0, 0.75), (2.0, 0.5), (3.0, 0.75)],
    )


CORRECTION_MISTAKES = {
    "Yours returns m as it was: nothing is corrected, or the corrected one "
    "isn't what you return.": lambda m, b, t: m,
    "Yours multiplies: m is too small at first, so divide by 1 − βᵗ.": (
        lambda m, b, t: m * (1 - b**t)
    ),
    "Your t is one too small. The first step is t = 1; at t = 0 it would divide by zero.": (
        lambda m, b, t: m / (1 - b ** (t - 1))
    ),
    "Your t is one too large: the first step is t = 1.": (lambda m, b, t: m / (1 - b ** (t + 1))),
    "Yours divides by 1 − β: the t is missing, and the correction would never fade.": (
        lambda m, b, t: m / (1 - b)
    ),
    "Yours multiplies, β·t. It should be β to the power t, decay**t.": lambda m, b, t: (
        m / (1 - b * t)
    ),
    "You divide by βᵗ. It should be 1 − βᵗ.": lambda m, b, t: m / b**t,
    "Yours takes (1 − β)ᵗ: the power belongs to β alone.": lambda m, b, t: m / (1 - b) ** t,
    "Mind the brackets: m / 1 − βᵗ divides by 1 only.": lambda m, b, t: m / 1 - b**t,
    "Yours is m̂ times 1 − β, a factor too many (or it divides by the sum 1 + β + … + βᵗ⁻¹, which "
    "lacks it).": lambda m, b, t: m / ((1 - b**t) / (1 - b)),
    "Yours takes e to the power −βt. It should be β to the power t, decay**t.": (
        lambda m, b, t: m / (1 - np.exp(-b * t))
    ),
    "Base and exponent are swapped: it should be β to the power t, decay**t.": lambda m, b, t: (
        m / (1 - t**b)
    ),
    "You divide by 1 + βᵗ. It should be 1 − βᵗ.": lambda m, b, t: m / (1 + b**t),
    "Yours divides again in every round of a loop. One division is enough, by 1 − βᵗ.": (
        lambda m, b, t: m / np.prod([1 - b**k for k in range(1, t + 1)])
    ),
    "Your sum of the powers starts at β¹. The first power is β⁰, which is 1.": (
        lambda m, b, t: m / ((1 - b) * sum(b**k for k in range(1, t + 1)))
    ),
    "Yours corrects the first step only. m is still too small at t = 2: divide by 1 − βᵗ at every "
    "step.": lambda m, b, t: m / (1 - b) if t == 1 else m,
    "Yours takes the root: m̂ is divided by 1 − βᵗ itself.": lambda m, b, t: m / np.sqrt(1 - b**t),
}
CORRECTION_SHAPES = {
    "That's the number to divide by, 1 − βᵗ. Divide m by it.": lambda m, b, t: 1 - b**t,
    "That's the number 1 / (1 − βᵗ). Multiply m by it.": lambda m, b, t: 1 / (1 - b**t),
}


def correction(my_correction):
    """Judge my_correction(m, beta, t) -> m / (1 − βᵗ)."""
    given = "At t = 1 with g = (-8, -17) and β = 0.9"
    says = f"{given} it turns m = (-0.8, -1.7) into ({{:g}}, {{:g}}): g itself."
    proof = says, 0.1 * np.array([-8.0, -17.0]), 0.9, 1
    m = np.array([0.4, -1.5])
    cases = [(m, 0.9, 4), (2 * m, 0.6, 2), (m, 0.99, 7), (m, 0.9, 40)]
    judge(
        my_correction,
        lambda m, b, t: m / (1 - b**t),
        cases,
        proof=proof,
        mistakes=CORRECTION_MISTAKES,
        shapes=CORRECTION_SHAPES,
        by_hand=[
            (np.array([1.0, 2.0]), 0.5, 1),
            (np.array([3.0, 6.0]), 0.5, 2),
            (np.array([7.0, 14.0]), 0.5, 3),
        ],
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
    "v only adds the squares up and never forgets: β₂ times the old v is what's missing.": _slip(
        second=lambda v, g, b1, b2: v + g**2
    ),
    "v only adds the squares up and never forgets, and isn't corrected: β₂ is missing.": _slip(
        by=lambda m, v, mh, vh, lr, e: lr * mh / (_root(v) + e),
        second=lambda v, g, b1, b2: v + g**2,
    ),
    "Yours takes the larger of √v̂ and ε. It should be their sum, √v̂ + ε.": _slip(
        lambda m, v, mh, vh, lr, e: lr * mh / np.maximum(_root(vh), e)
    ),
    "ε is missing, or a maximum swallows it: it is added to √v̂.": _slip(
        lambda m, v, mh, vh, lr, e: lr * mh / _root(vh)
    ),
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
    "The (1 − β₁) in m and the (1 − β₂) in v are both missing.": _slip(
        first=lambda m, g, b1: b1 * m + g, second=lambda v, g, b1, b2: b2 * v + g**2
    ),
    "The corrections multiply by 1 − βᵗ. m and v are too small at first: divide.": _slip(
        under=lambda b1, b2, t: (1 / (1 - b1**t), 1 / (1 - b2**t))
    ),
    "The weights in m are swapped: β₁ belongs to the old m, and 1 − β₁ to g.": _slip(
        first=lambda m, g, b1: (1 - b1) * m + b1 * g
    ),
    "The weights in v are swapped: β₂ belongs to the old v, and 1 − β₂ to g².": _slip(
        second=lambda v, g, b1, b2: (1 - b2) * v + b2 * g**2
    ),
    "The weights are swapped, in m and in v: β belongs to the old average.": _slip(
        first=lambda m, g, b1: (1 - b1) * m + b1 * g,
        second=lambda v, g, b1, b2: (1 - b2) * v + b2 * g**2,
    ),
    "v forgets its past: β₂ times the old v is missing.": _slip(
        second=lambda v, g, b1, b2: (1 - b2) * g**2
    ),
    "m forgets its past: β₁ times the old m is missing.": _slip(
        first=lambda m, g, b1: (1 - b1) * g
    ),
    "The whole average is squared in v; it's g alone that is squared.": _slip(
        second=lambda v, g, b1, b2: b2 * v + ((1 - b2) * g) ** 2
    ),
    "ε stands inside the root in yours, squared or not: it is added to √v̂.": _slip(
        lambda m, v, mh, vh, lr, e: lr * mh / _root(vh + e**2)
    ),
    "The (1 − β₁) in m is missing.": _slip(first=lambda m, g, b1: b1 * m + g),
    "The (1 − β₂) in v is missing.": _slip(second=lambda v, g, b1, b2: b2 * v + g**2),
    "v is averaged with β₁: its decay rate is β₂.": _slip(
        second=lambda v, g, b1, b2: b1 * v + (1 - b1) * g**2
    ),
    "Your α shrinks like 1/√t. In Adam it stays the α you were given.": (
        lambda lr, b1, b2, e: _walked(adam(lambda t: lr / np.sqrt(t), b1, b2, e))
    ),
    "v̂ is made with β₁: divide v by 1 − β₂ᵗ.": _slip(under=lambda b1, b2, t: [1 - b1**t] * 2),
    "m̂ is made with β₂: divide m by 1 − β₁ᵗ.": _slip(under=lambda b1, b2, t: [1 - b2**t] * 2),
    "Yours divides by (1 − β)ᵗ: the power belongs to β alone.": _slip(
        under=lambda b1, b2, t: ((1 - b1) ** t, (1 - b2) ** t)
    ),
    "m and v have no memory. Does the state that you return hold the old m and v, or is β times "
    "the old average missing?": _slip(keep="t"),
    "1 − βᵗ stays as it is at t = 1: is it beta1**t, and does the state that you return hold the "
    "new t?": _slip(keep="averages"),
    "The state must keep m and v, not m̂ and v̂: those are made anew from them at each step.": _slip(
        keep="hats"
    ),
    "theta does not move: take the step, and return the new theta, not the old one.": (
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
            infinite = f"{name} gives NaN or infinity."
            raise learner.Trouble(f"{infinite} {NOT_FINITE}", facts=infinite)
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
            rule = _watched(name, learner.as_rule(name, learner.attempt(mine, *settings)))
            path = _walked(rule)
            if not np.array_equal(path, _walked(rule)):
                keep = (
                    "Keep m, v and t in the state, nowhere else: init makes it anew for each walk."
                )
                raise learner.Trouble(f"Not yet. {name} remembers the walk before. {keep}")
            _of_any_shape(name, rule)
            _from_nothing(name, rule)
            return path

        call.__name__ = name
        call.parts = lambda *settings: [("the start", 2), *((f"step {i}", 2) for i in range(1, 7))]
        call.in_order = True
        return call

    def proof(_):
        path = minimize(
            lambda beta: linear.gradient(beta, *A),
            ZERO,
            learner.as_rule("my_adam", my_adam(0.1, 0.9, 0.99, 1e-8)),
            2,
        )
        ends = " and ".join(f"({a:.6f}, {b:.6f})" for a, b in path[1:])
        return f"On dataset A with α = 0.1 and β₂ = 0.99 your first two steps lead to {ends}."

    cases = [(0.3, 0.9, 0.99, 0.1), (0.2, 0.5, 0.9, 0.3), (0.7, 0.8, 0.6, 0.05)]
    cases.append((0.4, 0.7, 0.9, 3.0))  # an ε that outweighs √v̂
    judge(
        my_adam,
        lambda *settings: _walked(adam(*settings)),
        cases,
        proof=proof,
        mistakes=ADAM_RULE_MISTAKES,
        through=walk,
        first=lambda: _other_defaults(my_adam),
    )


def _of_any_shape(name, rule):
    """Raise Trouble when a rule takes only two numbers, and no layer of a network."""
    theta = np.array([[0.5, -0.3, 0.1], [0.2, 0.4, -0.6]])
    only = "works for two numbers only, and a layer has a table of them"
    try:
        moved, _ = rule.update(theta, np.tanh(theta), rule.init(theta))
    except learner.Trouble as trouble:
        if "combined number by number" not in str(trouble):
            raise
        raise learner.Trouble(
            f"Not yet. {name} {only}. In init, shape m and v as theta: 0 * theta."
        ) from None
    if np.shape(moved) != theta.shape:
        raise learner.Trouble(f"Not yet. {name} {only}: every line has to work entry by entry.")


def _from_nothing(name, rule):
    """Raise Trouble when m and v don't begin at 0."""
    state = rule.init(np.ones(2))
    parts = state.values() if isinstance(state, dict) else state
    if not isinstance(parts, type({}.values())) and not isinstance(parts, (list, tuple)):
        return
    for part in parts:
        if np.shape(part) == (2,) and np.any(np.asarray(part) != 0):
            raise learner.Trouble(f"Not yet. In {name}, m and v have to begin at 0: 0 * theta.")


DEFAULTS = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}


def _other_defaults(mine):
    """Say which default is another than Kingma and Ba's, where one is."""
    try:
        given = inspect.signature(mine).parameters
    except (TypeError, ValueError):
        return None
    for name, right in DEFAULTS.items():
        default = given[name].default if name in given else inspect.Parameter.empty
        if isinstance(default, (int, float)) and default != right:
            note = " (10e-8 is 10 times 10⁻⁸)" if default == 10e-8 else ""
            is_now = f"The default of {name} is {default:g} in yours{note}"
            return f"{is_now}; Kingma and Ba's is {right:g}."
    return None


FIXED_STEP_MISTAKES = {
    "That is the line with the bug: √s is divided by first, and ε is added to the parameter.": (
        lambda p, v, s, lr, e: p - lr * v / _root(s) + e
    ),
    "ε is now subtracted from the parameter. Put √s + ε into brackets.": (
        lambda p, v, s, lr, e: p - lr * v / _root(s) - e
    ),
    "ε stands inside the root. That runs, but it's a different rule: it should be √s + ε.": (
        lambda p, v, s, lr, e: p - lr * v / _root(s + e)
    ),
    "Without ε the step is 0 / 0 where s is zero: √s + ε stands below the line.": (
        lambda p, v, s, lr, e: p - lr * v / _root(s)
    ),
    "Now ε is added to the step before α multiplies it.": (
        lambda p, v, s, lr, e: p - lr * (v / _root(s) + e)
    ),
    "Yours walks uphill: subtract.": lambda p, v, s, lr, e: p + lr * v / (_root(s) + e),
    "ε is added to v, above the line. It belongs below, to √s.": (
        lambda p, v, s, lr, e: p - lr * (v + e) / _root(s)
    ),
    "ε² stands inside the root, and √(s + ε²) isn't √s + ε.": (
        lambda p, v, s, lr, e: p - lr * v / _root(s + e**2)
    ),
    "Yours takes the larger of √s and ε. It should be their sum, √s + ε.": (
        lambda p, v, s, lr, e: p - lr * v / np.maximum(_root(s), e)
    ),
    "The root is missing: √s + ε stands below the line.": (
        lambda p, v, s, lr, e: p - lr * v / (s + e)
    ),
    "The rate is missing: α multiplies the step.": lambda p, v, s, lr, e: p - v / (_root(s) + e),
    "That's the step itself: take it away from p.": lambda p, v, s, lr, e: lr * v / (_root(s) + e),
    "Yours forgets the sign of v, and so always moves the same way.": (
        lambda p, v, s, lr, e: p - lr * np.abs(v) / (_root(s) + e)
    ),
    "The fraction is upside down: v stands above the line, √s + ε below.": (
        lambda p, v, s, lr, e: p - lr * (_root(s) + e) / v
    ),
    "Where s is 0 yours doesn't move at all. ε takes care of that by itself: no case is needed.": (
        lambda p, v, s, lr, e: p - lr * np.where(s > 0, v / (_root(s) + e), 0)
    ),
    "v and s are corrected for their bias once more. They come in as m̂ and v̂: corrected already.": (
        lambda p, v, s, lr, e: p - lr * (v / (1 - 0.9)) / (_root(s / (1 - 0.999)) + e)
    ),
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
        (rng.normal(size=2), rng.uniform(0.2, 2, size=2) * [1, sign], s, lr, eps)
        for lr, eps, s, sign in (
            (0.1, 0.3, rng.uniform(0.2, 2, size=2), 1),
            (0.5, 0.1, rng.uniform(0.2, 2, size=2), -1),
            (0.2, 0.5, np.array([0.0, 1.3]), -1),
            (0.2, 0.7, np.array([0.04, 0.3]), 1),
        )
    ]
    judge(
        my_fixed_step,
        lambda p, v, s, lr, e: p - lr * v / (_root(s) + e),
        cases,
        proof=proof,
        mistakes=FIXED_STEP_MISTAKES,
        by_hand=[
            (np.array([5.0]), np.array([2.0]), np.array([1.0]), 1.0, 1.0),
            (np.array([5.0]), np.array([6.0]), np.array([4.0]), 0.5, 1.0),
            (np.array([5.0]), np.array([-6.0]), np.array([4.0]), 0.5, 4.0),
            (np.array([5.0]), np.array([1.0]), np.array([0.0]), 1.0, 0.5),
        ],
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
    if lengths[t] < 1.0005:
        longest = "None of its steps is longer than α."
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
    size = np.abs(g)
    first = int(np.flatnonzero(g)[0])
    if size.max() < 1e-6:
        return "Such tiny gradients are no match for ε: make them larger."
    if size.max() > 1e150:
        return (
            f"{size.max():.0e} squared is more than the computer can hold: v becomes infinite, and "
            "the step 0. A smaller jolt does as well."
        )
    if len(g) > 1 and np.ptp(g) == 0:
        return (
            "A steady gradient gives steps of just α: m̂ and √v̂ both end up at its size. You want "
            "m̂ large while √v̂ still remembers something small."
        )
    if len(g) > 1 and np.ptp(size) == 0:
        return (
            "The changing signs cancel in m, and v, which remembers g², can't see them. You "
            "want m̂ large while √v̂ still remembers something small."
        )
    if first == 0 and np.count_nonzero(g) == 1:
        return (
            "Your one gradient comes at the very start, where the correction makes m̂ and √v̂ "
            "equal. What if it came later?"
        )
    return _why_quiet(g, size, first)


def _why_quiet(g, size, first):
    """Say what is missing in the quiet before the jolt."""
    jolt = int(size.argmax())
    if first > 0 and jolt == first:
        return "Good thinking: first quiet, then a jolt. It just needs a longer quiet."
    loud = size[: max(len(g) // 10, 1)].max() > 0.3 * size.max()
    if loud and len(g) > 100:
        return (
            "v still remembers your loud start: it takes thousands of steps to forget. Begin with "
            "the quiet."
        )
    if np.all(np.diff(size) >= 0) and np.all(np.diff(size) < 0.2 * size.max()) and len(g) > 20:
        return (
            "Yours grows bit by bit, so v keeps up with it. Stay quiet for long, and then jump at "
            "once."
        )
    before = size[:jolt]
    if len(before) > 300 and before.max() > 0.02 * size.max():
        return (
            f"Small first, then a jolt: the right idea. But {before.max():.2g} isn't quiet enough "
            f"beside {size.max():.2g}. How quiet can it get?"
        )
    if len(before) > 2 and before.max() < 0.1 * size.max():
        return (
            f"The right idea, but {len(before)} quiet steps are too few: v takes about 1,000 to "
            "calm down."
        )
    return "v remembers about the last 1,000 gradients. Let it get used to small ones first."
