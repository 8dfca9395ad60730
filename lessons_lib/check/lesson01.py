"""The exercises of lesson 1: the loss, its gradient, one step, the largest stable rate, four points
that make a bad bowl, and standardising.
"""

import ast
import warnings

import numpy as np

from .. import datasets, gradcheck, learner, linear
from ..optimizers import gradient_descent, minimize
from . import source
from .made_up import numbers
from .verdict import judge, say

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
# The smallest, for a person to follow: one point, two points, three.
BY_HAND = [
    (np.array([1.0, 2.0]), np.array([3.0]), np.array([4.0])),
    (np.array([1.0, 2.0]), np.array([0.0, 3.0]), np.array([2.0, 4.0])),
    (np.array([1.0, 2.0]), np.array([0.0, 2.0, 4.0]), np.array([2.0, 4.0, 6.0])),
]
EXACT = (np.array([1.0, 2.0]), np.array([0.0, 1.0, 3.0]), np.array([1.0, 3.0, 7.0]))  # r is 0


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
    "That's the variance of the residuals: it takes their mean away first. L is the mean of r² "
    "itself.": lambda *a: _residuals(*a).var(),
    "Yours lets every x meet every y. Each x has a y of its own: one loop, or no loop at all.": (
        lambda b, x, y: ((b[0] + b[1] * x[:, None] - y) ** 2).mean()
    ),
    "Yours counts only the points that lie on one side of the line.": (
        lambda *a: (np.maximum(_residuals(*a), 0) ** 2).mean()
    ),
}


def loss(my_loss):
    """Judge my_loss(beta, x, y) -> L = (1/N) Σ (β₀ + β₁xⱼ − yⱼ)²."""
    says = "On dataset A at β = (0, 0) your loss is {:g}, as by hand: (1 + 9 + 25 + 49) / 4."
    proof = says, ZERO, *A
    judge(
        my_loss,
        linear.loss,
        CASES,
        proof=proof,
        shapes=LOSS_SHAPES,
        mistakes=LOSS_MISTAKES,
        by_hand=BY_HAND,
    )


_g = linear.gradient
_each = linear.sample_gradients

GRADIENT_SHAPES = {
    "That's a gradient for each point, one beside the other: take their mean.": (
        lambda *a: _each(*a).T
    ),
    "That's a gradient for each point, one below the other: take their mean.": _each,
    "That's the second entry only. The gradient has two, and the first is for β₀.": (
        lambda *a: _g(*a)[1]
    ),
    "That's the first entry only. The gradient has two, and the second is for β₁.": (
        lambda *a: _g(*a)[0]
    ),
}
GRADIENT_MISTAKES = {
    "Yours is half of ours: is the 2 missing that comes down from the square?": (
        lambda *a: _g(*a) / 2
    ),
    "Yours is N × ours, a sum over the points where the loss takes the mean: the 1/N is missing.": (
        lambda *a: _g(*a) * len(a[1])
    ),
    "Yours is N/2 × ours: the 2 and the 1/N are both missing, or you divide by len(beta), which is "
    "always 2.": lambda *a: _g(*a) * len(a[1]) / 2,
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
    "In the second entry each residual is multiplied by its number 0, 1, 2, … Multiply it by its "
    "x.": (lambda *a: 2 * np.array([_residuals(*a).mean(), _weighed(*a, np.arange(len(a[1])))])),
    "In the second entry each residual is multiplied by β₁. When the slope moves, the line moves "
    "by x: multiply by x.": (lambda *a: _g(*a)[0] * np.array([1, a[0][1]])),
    "The residuals are still squared. Squaring is what the loss does; its slope has r itself.": (
        lambda *a: 2 * np.array([(_residuals(*a) ** 2).mean(), _weighed(*a, a[1], 2)])
    ),
    "The intercept is missing in the residual: the line is β₀ + β₁x.": (
        lambda b, x, y: _g(np.array([0, b[1]]), x, y)
    ),
    "β₀ and β₁ are swapped in the residual: β₁ multiplies x.": lambda b, x, y: _g(b[::-1], x, y),
    "Yours is scaled to length 1: that keeps the direction and loses how steep it is.": (
        lambda *a: _g(*a) / np.linalg.norm(_g(*a))
    ),
    "Only the last point counts: the sums need +=, for = begins anew in each round.": (
        lambda *a: _each(*a)[-1] / len(a[1])
    ),
    "Only the first point counts: does a return end the loop too early?": (
        lambda *a: _each(*a)[0] / len(a[1])
    ),
}


def _weighed(b, x, y, by, power=1):
    """Return the mean of the residuals, or of a power of them, weighed by something."""
    return (by * _residuals(b, x, y) ** power).mean()


def gradient(my_gradient):
    """Judge my_gradient(beta, x, y) -> ∇L = (2/N) (Σ rⱼ, Σ xⱼrⱼ)."""

    def proof(call):
        mine = [call(*case) for case in CASES]
        slopes = [
            gradcheck.numerical_gradient(lambda b, x=x, y=y: linear.loss(b, x, y), beta)
            for beta, x, y in CASES
        ]
        error = max(map(gradcheck.relative_error, mine, slopes))
        close = "to 7 digits or more" if error < 1e-7 else f"to {error:.0e} only"
        by_hand = f"On dataset A at β = (0, 0) it is ({mine[0][0]:g}, {mine[0][1]:g}), as by hand"
        return f"{by_hand}, and it agrees with finite differences {close}."

    judge(
        my_gradient,
        _g,
        [*CASES, EXACT],
        proof=proof,
        shapes=GRADIENT_SHAPES,
        mistakes=GRADIENT_MISTAKES,
        by_hand=BY_HAND,
    )


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
    "Yours is the gradient itself: multiply it by α, and subtract that from β.": (
        lambda b, x, y, lr: _g(b, x, y)
    ),
    "Yours moves the slope only: the intercept has a gradient too.": (
        lambda b, x, y, lr: b - lr * _g(b, x, y) * [0, 1]
    ),
    "Yours moves the intercept only: the slope has a gradient too.": (
        lambda b, x, y, lr: b - lr * _g(b, x, y) * [1, 0]
    ),
    "Yours moves the intercept first, and asks for the slope's gradient at its new value. Both are "
    "taken at the old β.": lambda b, x, y, lr: _one_by_one(b, x, y, lr),
    "Yours takes a step for each point in turn. One step, please, by the mean over all of them.": (
        lambda b, x, y, lr: _point_by_point(b, x, y, lr)
    ),
    "Yours multiplies β by 1 − α∇L. The step is taken away from β: β − α∇L.": (
        lambda b, x, y, lr: b * (1 - lr * _g(b, x, y))
    ),
    "Yours divides the gradient by its length first: all its steps are α long.": (
        lambda b, x, y, lr: b - lr * _g(b, x, y) / np.linalg.norm(_g(b, x, y))
    ),
    "Yours steps by the sign of the gradient only: a steep slope should take a longer step.": (
        lambda b, x, y, lr: b - lr * np.sign(_g(b, x, y))
    ),
    "Gradient and β have changed places: it's β minus α times the gradient.": (
        lambda b, x, y, lr: _g(b, x, y) - lr * b
    ),
    "The two entries of the gradient have changed places: the intercept's comes first.": (
        lambda b, x, y, lr: b - lr * _g(b, x, y)[::-1]
    ),
    "Yours goes twice as far: linear.gradient has its 2 already.": (
        lambda b, x, y, lr: b - 2 * lr * _g(b, x, y)
    ),
    "Yours divides by N once more: linear.gradient is a mean already.": (
        lambda b, x, y, lr: b - lr * _g(b, x, y) / len(x)
    ),
}


def _one_by_one(b, x, y, lr):
    first = b[0] - lr * _g(b, x, y)[0]
    return np.array([first, b[1] - lr * _g(np.array([first, b[1]]), x, y)[1]])


def _point_by_point(b, x, y, lr):
    for i in range(len(x)):
        b = b - lr * _g(b, x[i : i + 1], y[i : i + 1])
    return b


def step(my_step):
    """Judge my_step(beta, x, y, lr) -> β − α ∇L(β)."""
    cases = [(*case, lr) for case, lr in zip(CASES, (0.1, 0.05, 0.3, 0.02), strict=True)]
    cases += [(*CASES[0], 0.4), (*EXACT, 0.1)]  # the loss grows; there is nothing left to do

    def proof(call):
        beta = call(ZERO, *A, 0.1)
        reach = f"you reach ({beta[0]:g}, {beta[1]:g})"
        fall = f"L falls from {linear.loss(ZERO, *A):g} to {linear.loss(beta, *A):g}"
        return f"From (0, 0) on dataset A with α = 0.1 {reach}, and {fall}."

    judge(
        my_step,
        lambda b, x, y, lr: b - lr * _g(b, x, y),
        cases,
        proof=proof,
        mistakes=STEP_MISTAKES,
        by_hand=[(*case, 0.5) for case in BY_HAND],
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
    "Yours is 2/(λmin + λmax), the best fixed rate. The "
    "question is the largest that still shrinks.": lambda x: 2 / _curvatures(x).sum(),
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
    "Yours takes the largest entry of the Hessian. Its largest eigenvalue is larger than that.": (
        lambda x: 2 / np.diag(linear.hessian(x)).max()
    ),
    "That's the condition number κ. It says how long the valley is; the rate depends "
    "on λmax alone.": lambda x: _curvatures(x)[-1] / _curvatures(x)[0],
    "Yours divides 2 by the condition number κ: divide by λmax alone.": (
        lambda x: 2 * _curvatures(x)[0] / _curvatures(x)[-1]
    ),
    "Yours divides by the determinant, the product of both eigenvalues: take the larger one.": (
        lambda x: 2 / np.linalg.det(linear.hessian(x))
    ),
    "np.linalg.norm takes the root of all entries squared. It's near the largest eigenvalue, and "
    "isn't it.": lambda x: 2 / np.linalg.norm(linear.hessian(x)),
    "Yours divides by the mean of the eigenvalues: take the larger one.": (
        lambda x: 4 / _curvatures(x).sum()
    ),
    "Mind the brackets: yours divides 2 by the smaller eigenvalue and adds the larger.": (
        lambda x: 2 / _curvatures(x)[0] + _curvatures(x)[-1]
    ),
    "Those are singular values of the table (1, x): the eigenvalues of H are their squares.": (
        lambda x: 2 / np.linalg.svd(np.stack([np.ones_like(x), x], axis=1))[1][0]
    ),
    "(κ − 1) / (κ + 1) is the factor by which the error shrinks at the best rate. The rate itself "
    "is asked for.": lambda x: np.ptp(_curvatures(x)) / _curvatures(x).sum(),
    "Yours looks at the largest x, not at the Hessian: take its largest eigenvalue.": (
        lambda x: 2 / x.max()
    ),
    "The x are centred first in yours, which makes another, rounder bowl.": (
        lambda x: _limit(x - x.mean())
    ),
    "In the corner of the Hessian belongs the mean of x², not the variance of x.": (
        lambda x: _limit_of(x.mean(), x.var())
    ),
    "In the corner of the Hessian belongs the mean of x², not the square of the mean.": (
        lambda x: _limit_of(x.mean(), x.mean() ** 2)
    ),
    "In the corner of the Hessian each x is squared and then they're added up. Yours adds first, "
    "and squares then.": lambda x: _limit_of(x.mean(), x.sum() ** 2 / len(x)),
    "Yours is 2/λmax² : λmax itself belongs below the line.": (
        lambda x: 2 / _curvatures(x)[-1] ** 2
    ),
}
STABLE_RATE_SHAPES = {
    "That's a rate for each of the two eigenvalues. One rate moves them both: which one breaks "
    "first?": lambda x: 2 / _curvatures(x),
    "Those are the eigenvalues: pick the larger, and divide 2 by it.": lambda x: _curvatures(x),
    "np.linalg.eigh returns two things, and [-1] takes the second, the directions. eigvalsh "
    "returns the eigenvalues alone.": (
        lambda x: 2 / np.linalg.eigh(linear.hessian(x)).eigenvectors
    ),
}


def _limit_of(mean, corner):
    """Return 2/λmax for a Hessian with these numbers in it."""
    return 2 / np.linalg.eigvalsh(2 * np.array([[1, mean], [mean, corner]]))[-1]


def _fate(lr):
    """Return whether the loss on dataset B grows or shrinks in 2,000 steps with this rate."""
    rule = gradient_descent(lr)
    end = minimize(lambda beta: linear.gradient(beta, *B), ZERO, rule, 2000, keep_path=False)
    return "grows" if linear.loss(end, *B) > linear.loss(ZERO, *B) else "shrinks"


def stable_rate(my_largest_rate):
    """Judge my_largest_rate(x) -> 2/λmax, with λmax the larger eigenvalue of the Hessian."""

    def proof(call):
        mine = float(call(B[0]))
        less, more = (_fate(share * mine) for share in (0.99, 1.01))
        tried = f"Tried for 2,000 steps: at 1 % less the loss {less}, at 1 % more it {more}."
        return f"For dataset B it is {mine:.4f}. {tried}"

    judge(
        my_largest_rate,
        _limit,
        [(np.array([0.1, 0.2, -0.3]),), *((x,) for _, x, _ in CASES[1:])],
        proof=proof,
        mistakes=STABLE_RATE_MISTAKES,
        shapes=STABLE_RATE_SHAPES,
        by_hand=[(np.array([-1.0, 1.0]),), (np.array([-2.0, 2.0]),), (np.array([0.0, 2.0]),)],
    )


ENOUGH = 1000  # the condition number that four points are to reach
REACH = 10  # how far from 0 they may lie


def stretched(my_stretched):
    """Judge my_stretched() -> four different x within ±10 whose bowl has a κ above 1,000."""
    say(my_stretched, lambda: _stretched(my_stretched))


def _stretched(mine):
    x = numbers(mine, 4, 4)
    if len(set(x)) < 4:
        lines = source.lines_of(mine)
        tiny = lines is not None and "e-" in ast.unparse(lines.tree)
        near = " (nearer than about 1e-15 is the same number to the computer)" if tiny else ""
        return f"✘ Not yet. Four different numbers, please{near}; yours are {_listed(x)}."
    if np.abs(x).max() > REACH:
        far = x[np.abs(x).argmax()]
        return f"✘ Not yet. {far:g} is too far out: stay between −{REACH} and {REACH}."
    flat, steep = _curvatures(x)
    kappa = steep / flat
    if kappa > ENOUGH:
        factor = (kappa - 1) / (kappa + 1)
        steps = np.log(0.01) / np.log(factor)
        return (
            f"✔ Right. κ = {kappa:,.0f}. At the best fixed rate it would take about {steps:,.0f} "
            "steps to lose 99 % of the flat error. What a mean little dataset."
        )
    return f"✘ Not yet. κ = {kappa:,.1f}. {_why_round(x)}"


def _listed(x):
    return ", ".join(f"{value:g}" for value in x)


def _why_round(x):
    """Say what keeps the bowl of these x round."""
    middle = x.mean()
    width = np.ptp(x)
    if abs(middle) < 0.05 * x.std():
        return "Yours are centred on 0, which is the kindest thing you can do to a bowl."
    alone = np.argmax(np.abs(x - np.median(x)))
    others = np.delete(x, alone)
    if np.sign(x[alone]) != np.sign(others.mean()) and np.ptp(others) < width / 2:
        return (
            f"Three of them lie near {others.mean():.3g}, and one at {x[alone]:.3g}, on the other "
            "side of 0. Is its sign right?"
        )
    if width > 5:
        return (
            f"They're spread over {width:.3g}. Turning the line about x = 0 should lift it by "
            "nearly the same at all four points: close together, then, and far from 0."
        )
    if abs(middle) < 3 * max(x.std(), 1):
        return (
            f"They're close together, but too near 0: their mean is {middle:.3g}. Turning the line "
            "hardly lifts it there. Move all four far away from 0."
        )
    return "You're on the right road. Go on: farther from 0, or closer together."


def _standardised(X, ddof=0):
    spread = X.std(axis=0, ddof=ddof)
    return (X - X.mean(axis=0)) / np.where(spread == 0, 1, spread)


def _divided(X, by):
    return (X - X.mean(axis=0)) / np.where(by == 0, 1, by)


STANDARDISE_MISTAKES = {
    "Yours divides by the variance; the spread is its square root, the standard deviation.": (
        lambda X: _divided(X, X.var(axis=0))
    ),
    "The spread is right, but the mean is still there: subtract it first.": (
        lambda X: X / np.where(X.std(axis=0) == 0, 1, X.std(axis=0))
    ),
    "Yours subtracts the mean and stops: divide by the standard deviation too.": (
        lambda X: X - X.mean(axis=0)
    ),
    "Yours takes one mean and one spread of everything "
    "together. Each column needs its own: axis=0.": lambda X: (X - X.mean()) / X.std(),
    "Yours squeezes each column to run from 0 to 1. That's another fine idea, but here each is to "
    "have mean 0 and standard deviation 1.": (
        lambda X: (X - X.min(axis=0)) / np.where(np.ptp(X, axis=0) == 0, 1, np.ptp(X, axis=0))
    ),
    "Yours divides by the standard deviation with N − 1 in it; here it is NumPy's own, X.std, with "
    "N.": lambda X: _standardised(X, ddof=1),
    "Yours divides by the largest size in each column; divide by the standard deviation.": (
        lambda X: _divided(X, np.abs(X).max(axis=0))
    ),
    "Yours returns the data as they came.": lambda X: X,
    "A column that never changes keeps its old values in yours. It should become 0.": (
        lambda X: np.where(X.std(axis=0) == 0, X, _standardised(X))
    ),
    "A column that never changes becomes 1 in yours. It should become 0.": (
        lambda X: np.where(X.std(axis=0) == 0, 1, _standardised(X))
    ),
    "Yours raises every spread below 1 to 1. Only a spread of 0 should become 1: np.where(spread "
    "== 0, 1, spread).": lambda X: (X - X.mean(axis=0)) / np.maximum(X.std(axis=0), 1),
    "The spread of the first column is used for all of them. X.std(axis=0) gives one for each.": (
        lambda X: (X - X.mean(axis=0)) / _spread(X)[0]
    ),
    "Mean minus X, in yours: it's X minus the mean.": lambda X: -_standardised(X),
    "Yours divides first, and then takes away the mean of the old numbers, in the old unit. Take "
    "the mean away first.": lambda X: X / _spread(X) - X.mean(axis=0),
    "One column that never changes switches the division off for all of them. Each column on its "
    "own: np.where(spread == 0, 1, spread).": (
        lambda X: X - X.mean(axis=0) if (X.std(axis=0) == 0).any() else _standardised(X)
    ),
    "Yours measures the spread from 0, as the root of the mean square. The standard deviation "
    "measures it from the mean.": lambda X: _divided(X, np.sqrt((X**2).mean(axis=0))),
    "1 is added to every spread, which squeezes every column. Only a spread of 0 has to become "
    "1.": (lambda X: (X - X.mean(axis=0)) / (X.std(axis=0) + 1)),
    "Yours divides each column by its length: the √N in the standard deviation is missing.": (
        lambda X: _divided(X, X.std(axis=0) * np.sqrt(len(X)))
    ),
    "Yours divides by the mean distance from the mean; the standard deviation is the root of the "
    "mean square.": lambda X: _divided(X, np.abs(X - X.mean(axis=0)).mean(axis=0)),
    "Yours subtracts the first row from all of them: subtract their mean.": (
        lambda X: (X - X[0]) / _spread(X)
    ),
    "Yours subtracts the smallest number: subtract the mean instead.": (
        lambda X: (X - X.min(axis=0)) / _spread(X)
    ),
    "Yours subtracts the median: subtract the mean instead.": (
        lambda X: (X - np.median(X, axis=0)) / _spread(X)
    ),
    "Yours standardises each row. A column is what has one unit: axis=0.": lambda X: _by_rows(X),
    "Yours divides by 16, as if all numbers ran from 0 to 16. Each column has a mean and a spread "
    "of its own.": lambda X: X / 16,
    "8 and 16 are fixed in it, for pixels from 0 to 16. Each column has a mean and a spread of its "
    "own.": lambda X: (X - 8) / 16,
    "8 and 8 are fixed in it, for pixels from 0 to 16. Each column has a mean and a spread of its "
    "own.": lambda X: (X - 8) / 8,
}


def _spread(X):
    return np.where(X.std(axis=0) == 0, 1, X.std(axis=0))


def _by_rows(X):
    spread = X.std(axis=1, keepdims=True)
    return (X - X.mean(axis=1, keepdims=True)) / np.where(spread == 0, 1, spread)


STILL = np.column_stack([[3.0, 9, 1, 16, 6], np.full(5, 4.0), np.zeros(5)])  # two never change


def standardise(my_standardise):
    """Judge my_standardise(X) -> (X − mean) / spread, column by column; 0 where nothing changes."""
    table = np.random.default_rng(1).uniform(-3, 9, size=(6, 3)) * [1, 20, 0.1]
    whole = np.array([[1, 4], [2, 4], [3, 7]])  # an array of whole numbers, as pixels are

    def proof(call):
        found = call(table)
        means = ", ".join(f"{abs(mean):.0f}" for mean in found.mean(axis=0))
        spreads = ", ".join(f"{spread:.0f}" for spread in found.std(axis=0))
        return f"Three columns come out with means {means} and standard deviations {spreads}."

    judge(
        my_standardise,
        _standardised,
        [(table,), (STILL,), (whole,)],
        proof=proof,
        mistakes=STANDARDISE_MISTAKES,
        by_hand=[
            (np.array([[1.0], [3.0]]),),
            (np.array([[1.0, 10.0], [3.0, 10.0]]),),
            (np.array([[0.0], [0.0], [4.0], [4.0]]),),
        ],
        first=lambda: _divides_by_nothing(my_standardise),
    )


def _divides_by_nothing(mine):
    """Say that a column without spread comes out as NaN, where only such columns do."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = learner.run(mine, STILL.copy())
    if not isinstance(value, np.ndarray) or value.shape != STILL.shape or value.dtype.kind != "f":
        return None
    if np.isfinite(value[:, 0]).all() and not np.isfinite(value).all():
        return (
            "In a column that never changes you divide 0 by 0, and NaN comes out. The scans have "
            "such pixels, in the corners. A column like that should become 0."
        )
    return None
