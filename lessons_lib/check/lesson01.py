"""The exercises of lesson 1: the loss, its gradient, one step, the largest stable rate."""

import numpy as np

from .. import datasets, gradcheck, linear
from ..optimizers import gradient_descent, minimize
from .verdict import judge

A = datasets.line("A")
B = datasets.line("B")
ZERO = np.zeros(2)
FIVE = np.array([-1.0, 0.5, 2.0, 2.5, 4.0]), np.array([2.0, -1.0, 0.3, 4.0, 1.2])
SEVEN = (
    np.array([0.2, 0.9, 1.1, 3.0, -2.0, 5.0, 1.5]),
    np.array([1.0, 2.0, -3.0, 0.5, 2.2, 1.7, 6.0]),
)
# Three sizes N, so that a missing 1/N cannot look like a missing 2.
CASES = [
    (ZERO, *A),
    (np.array([0.5, -1.2]), *B),
    (np.array([-0.7, 0.4]), *FIVE),
    (np.array([1.3, 0.8]), *SEVEN),
]


def _residuals(b, x, y):
    return b[0] + b[1] * x - y


LOSS_SHAPES = {
    "Yours is one square for each point: take their mean.": lambda *a: _residuals(*a) ** 2
}


LOSS_MISTAKES = {
    "Yours is the sum of the squares; L is their mean: the 1/N is missing.": (
        lambda *a: (_residuals(*a) ** 2).sum()
    ),
    "The residuals are not squared: those above and below the line cancel.": (
        lambda *a: _residuals(*a).mean()
    ),
    "Square each residual first, then take the mean: yours squares the mean.": (
        lambda *a: _residuals(*a).mean() ** 2
    ),
    "Yours is the mean of |r|; L takes r².": lambda *a: np.abs(_residuals(*a)).mean(),
    "Yours is the square root of L; leave the root out.": lambda *a: np.sqrt(
        (_residuals(*a) ** 2).mean()
    ),
    "Yours is half of L: this course writes the loss without a ½.": (
        lambda *a: (_residuals(*a) ** 2).mean() / 2
    ),
    "The intercept is missing: the line is β₀ + β₁x.": lambda b, x, y: ((b[1] * x - y) ** 2).mean(),
    "β₀ and β₁ are swapped: β₁ multiplies x.": lambda b, x, y: ((b[1] + b[0] * x - y) ** 2).mean(),
    "Yours adds y; the residual is the line minus y.": (
        lambda b, x, y: ((b[0] + b[1] * x + y) ** 2).mean()
    ),
}


def loss(my_loss):
    """Judge my_loss(beta, x, y) -> L = (1/N) Σ (β₀ + β₁xⱼ − yⱼ)²."""
    says = "On dataset A at β = (0, 0) your loss is {:g}, as by hand: (1 + 9 + 25 + 49) / 4."
    proof = says, ZERO, *A
    judge(my_loss, linear.loss, CASES, proof=proof, shapes=LOSS_SHAPES, mistakes=LOSS_MISTAKES)


_g = linear.gradient


GRADIENT_MISTAKES = {
    "Yours is half of ours: is the 2 missing that comes down from the square?": (
        lambda *a: _g(*a) / 2
    ),
    "Yours is N × ours, a sum over the points where the loss takes the mean: the 1/N is missing.": (
        lambda *a: _g(*a) * len(a[1])
    ),
    "Yours is N/2 × ours: the 2 and the 1/N are both missing.": lambda *a: _g(*a) * len(a[1]) / 2,
    "Yours points the other way: the sign is flipped, or the residual is reversed. r is the line "
    "minus y.": lambda *a: -_g(*a),
    "Yours is −½ × ours: the residual is reversed (r is the line minus y), and the 2 is missing.": (
        lambda *a: -_g(*a) / 2
    ),
    "The second entry repeats the first: there each residual must be multiplied by its x.": (
        lambda *a: _g(*a)[[0, 0]]
    ),
    "The 2 stands before the first entry only: it belongs to both.": lambda *a: _g(*a) * [1, 0.5],
    "The second entry repeats the first, where x must come in, and the 2 is missing.": (
        lambda *a: _g(*a)[[0, 0]] / 2
    ),
    "The two entries are swapped: the derivative for β₀ comes first.": lambda *a: _g(*a)[::-1],
    "In the second entry x and r are averaged apart: multiply them first, then take the mean.": (
        lambda *a: _g(*a)[0] * np.array([1, a[1].mean()])
    ),
}


def gradient(my_gradient):
    """Judge my_gradient(beta, x, y) -> ∇L = (2/N) (Σ rⱼ, Σ xⱼrⱼ)."""

    def proof():
        mine = [np.asarray(my_gradient(*case)) for case in CASES]
        slopes = [
            gradcheck.numerical_gradient(lambda b, x=x, y=y: linear.loss(b, x, y), beta)
            for beta, x, y in CASES
        ]
        error = max(map(gradcheck.relative_error, mine, slopes))
        close = "to 7 digits or more" if error < 1e-7 else f"to {error:.0e} only"
        by_hand = f"On dataset A at β = (0, 0) it is ({mine[0][0]:g}, {mine[0][1]:g}), as by hand"
        return f"{by_hand}, and it agrees with finite differences {close}."

    judge(my_gradient, _g, CASES, proof=proof, mistakes=GRADIENT_MISTAKES)


STEP_MISTAKES = {
    "Yours walks uphill: the gradient points up, so subtract it.": (
        lambda b, x, y, lr: b + lr * _g(b, x, y)
    ),
    "The learning rate is missing: scale the gradient by α first.": (
        lambda b, x, y, lr: b - _g(b, x, y)
    ),
    "Yours returns only the change −α∇L: add it to β.": lambda b, x, y, lr: -lr * _g(b, x, y),
    "Yours returns only α∇L: subtract it from β.": lambda b, x, y, lr: lr * _g(b, x, y),
    "Yours divides by α: multiply.": lambda b, x, y, lr: b - _g(b, x, y) / lr,
    "Yours subtracts αL: L is a height, and the step needs its gradient.": (
        lambda b, x, y, lr: b - lr * linear.loss(b, x, y)
    ),
    "Yours goes half as far: is the 2 of the gradient missing?": (
        lambda b, x, y, lr: b - lr * _g(b, x, y) / 2
    ),
    "Yours goes N times too far: the gradient is a mean over the points, not a sum.": (
        lambda b, x, y, lr: b - lr * len(x) * _g(b, x, y)
    ),
    "Yours does not move: it returns β as it was.": lambda b, x, y, lr: b,
}


def step(my_step):
    """Judge my_step(beta, x, y, lr) -> β − α ∇L(β)."""
    cases = [(*case, lr) for case, lr in zip(CASES, (0.1, 0.05, 0.3, 0.02), strict=True)]

    def proof():
        beta = my_step(ZERO, *A, 0.1)
        reach = f"you reach ({beta[0]:g}, {beta[1]:g})"
        fall = f"L falls from {linear.loss(ZERO, *A):g} to {linear.loss(beta, *A):g}"
        return f"From (0, 0) on dataset A with α = 0.1 {reach}, and {fall}."

    judge(
        my_step,
        lambda b, x, y, lr: b - lr * _g(b, x, y),
        cases,
        proof=proof,
        mistakes=STEP_MISTAKES,
    )


def _curvatures(x):
    return np.linalg.eigvalsh(linear.hessian(x))


def _limit(x):
    return 2 / _curvatures(x)[-1]


STABLE_RATE_MISTAKES = {
    "Yours is 1/λmax. There the zig-zag begins; it diverges only beyond 2/λmax.": (
        lambda x: _limit(x) / 2
    ),
    "Yours is 2/λmin. The steepest direction breaks first: take the larger eigenvalue.": (
        lambda x: 2 / _curvatures(x)[0]
    ),
    "Yours is λmax itself: the limit is 2 divided by it.": lambda x: _curvatures(x)[-1],
    "Yours is λmax/2: turn the fraction over.": lambda x: _curvatures(x)[-1] / 2,
    "Yours is 2/(λmin + λmax), the best fixed rate. The question is the largest that still "
    "shrinks.": lambda x: 2 / _curvatures(x).sum(),
    "Yours is twice ours: the Hessian carries a 2, from the square.": lambda x: 2 * _limit(x),
    "Yours is ours divided by N: the Hessian is a mean over the points, so the 1/N is missing.": (
        lambda x: _limit(x) / len(x)
    ),
    "Yours is 2/N × ours: the Hessian is (2/N) XᵀX, and its 2/N is missing.": (
        lambda x: 2 * _limit(x) / len(x)
    ),
    "Yours looks only at one entry of the Hessian: take its largest eigenvalue.": (
        lambda x: 2 / linear.hessian(x)[1, 1]
    ),
}


def _fate(lr):
    """Return whether the loss on dataset B grows or shrinks in 2,000 steps with this rate."""
    rule = gradient_descent(lr)
    end = minimize(lambda beta: linear.gradient(beta, *B), ZERO, rule, 2000, keep_path=False)
    return "grows" if linear.loss(end, *B) > linear.loss(ZERO, *B) else "shrinks"


def stable_rate(my_largest_rate):
    """Judge my_largest_rate(x) -> 2/λmax, with λmax the larger eigenvalue of the Hessian."""

    def proof():
        mine = float(my_largest_rate(B[0]))
        less, more = (_fate(share * mine) for share in (0.99, 1.01))
        tried = f"Tried for 2,000 steps: at 1 % less the loss {less}, at 1 % more it {more}."
        return f"For dataset B it is {mine:.4f}. {tried}"

    judge(
        my_largest_rate,
        _limit,
        [(np.array([0.1, 0.2, -0.3]),), *((x,) for _, x, _ in CASES[1:])],
        proof=proof,
        mistakes=STABLE_RATE_MISTAKES,
    )
