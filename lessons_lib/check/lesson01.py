"""The exercises of lesson 1: the loss, its gradient, one step, the largest stable rate."""

import numpy as np

from .. import datasets, gradcheck, linear
from ..optimizers import gradient_descent, minimize
from .verdict import judge

A, B = datasets.line("A"), datasets.line("B")
FIVE = np.array([-1.0, 0.5, 2.0, 2.5, 4.0]), np.array([2.0, -1.0, 0.3, 4.0, 1.2])
SEVEN = np.array([0.2, 0.9, 1.1, 3.0, -2.0, 5.0, 1.5]), np.array([1.0, 2.0, -3.0, 0.5, 2.2, 1.7, 6.0])
CASES = [(np.array(beta), x, y) for beta, (x, y) in zip([(0.0, 0.0), (0.5, -1.2), (-0.7, 0.4), (1.3, 0.8)], [A, B, FIVE, SEVEN], strict=True)]


def loss(my_loss):
    """Judge my_loss(beta, x, y) -> L = (1/N) Σ (β₀ + β₁xⱼ − yⱼ)²."""

    def r(beta, x, y):
        return beta[0] + beta[1] * x - y

    judge(my_loss, linear.loss, CASES, [
        ("Yours is the sum of the squares; L is their mean: the 1/N is missing.", lambda *a: (r(*a) ** 2).sum()),
        ("The residuals are not squared: those above and below the line cancel.", lambda *a: r(*a).mean()),
        ("Square each residual first, then take the mean: yours squares the mean.", lambda *a: r(*a).mean() ** 2),
        ("Yours is the mean of |r|; L takes r².", lambda *a: np.abs(r(*a)).mean()),
        ("Yours is the square root of L; leave the root out.", lambda *a: np.sqrt((r(*a) ** 2).mean())),
        ("Yours is half of L: this course writes the loss without a ½.", lambda *a: (r(*a) ** 2).mean() / 2),
        ("The intercept is missing: the line is β₀ + β₁x.", lambda b, x, y: ((b[1] * x - y) ** 2).mean()),
        ("β₀ and β₁ are swapped: β₀ stands alone, β₁ multiplies x.", lambda b, x, y: ((b[1] + b[0] * x - y) ** 2).mean()),
    ], lambda: f"On dataset A at β = (0, 0) your loss is {float(my_loss(np.zeros(2), *A)):g}, as by hand: (1 + 9 + 25 + 49) / 4.")  # fmt: skip


def gradient(my_gradient):
    """Judge my_gradient(beta, x, y) -> ∇L = (2/N) (Σ rⱼ, Σ xⱼrⱼ)."""

    def proof():
        mine = np.asarray(my_gradient(np.zeros(2), *A))
        error = max(gradcheck.relative_error(np.asarray(my_gradient(*case)), gradcheck.numerical_gradient(
            lambda beta, case=case: linear.loss(beta, *case[1:]), case[0])) for case in CASES)  # fmt: skip
        close = "to 7 digits or more" if error < 1e-7 else f"only to {error:.0e}"
        return f"On dataset A at β = (0, 0) it is ({mine[0]:g}, {mine[1]:g}), as by hand, and it agrees with finite differences {close}."

    def g(beta, x, y):
        return linear.gradient(beta, x, y)

    def twice_the_first(beta, x, y):
        return g(beta, x, y)[[0, 0]]

    judge(my_gradient, g, CASES, [
        ("Yours is half of ours: is the 2 missing that comes down from the square?", lambda *a: g(*a) / 2),
        ("Yours is N × ours: it takes the sum over the points where the loss takes the mean, so the 1/N is missing.", lambda *a: g(*a) * len(a[1])),
        ("Yours is N/2 × ours: both the 2 and the 1/N are missing.", lambda *a: g(*a) * len(a[1]) / 2),
        ("Yours points the other way: the sign is flipped, or the residual is reversed. r is the line minus y.", lambda *a: -g(*a)),
        ("Yours is −½ × ours: the residual is reversed (r is the line minus y), and the 2 is missing.", lambda *a: -g(*a) / 2),
        ("The second entry repeats the first: there each residual must be multiplied by its x.", twice_the_first),
        ("Yours is half of ours, and the second entry repeats the first: 2 is missing, and x in the second entry.", lambda *a: twice_the_first(*a) / 2),
        ("The two entries are swapped: the derivative for β₀ comes first.", lambda *a: g(*a)[::-1]),
        ("In the second entry x and r are averaged apart: multiply them first, then take the mean.",
         lambda b, x, y: np.array([g(b, x, y)[0], g(b, x, y)[0] * x.mean()])),
    ], proof)  # fmt: skip


def step(my_step):
    """Judge my_step(beta, x, y, lr) -> β − α ∇L(β)."""
    g = linear.gradient
    cases = [(*case, lr) for case, lr in zip(CASES, (0.1, 0.05, 0.3, 0.02), strict=True)]

    def proof():
        beta = my_step(np.zeros(2), *A, 0.1)
        return f"From (0, 0) on dataset A with α = 0.1 you reach ({beta[0]:g}, {beta[1]:g}), and L falls from 21 to {linear.loss(beta, *A):g}."

    judge(my_step, lambda b, x, y, lr: b - lr * g(b, x, y), cases, [
        ("Yours walks uphill: the gradient points up, so subtract it.", lambda b, x, y, lr: b + lr * g(b, x, y)),
        ("The learning rate is missing: scale the gradient by α before you subtract it.", lambda b, x, y, lr: b - g(b, x, y)),
        ("Yours returns only the change: add it to β.", lambda b, x, y, lr: -lr * g(b, x, y)),
        ("Yours returns α ∇L: subtract it from β.", lambda b, x, y, lr: lr * g(b, x, y)),
        ("Yours divides by α: multiply.", lambda b, x, y, lr: b - g(b, x, y) / lr),
        ("Yours subtracts α L: the loss is a height; the gradient is needed.", lambda b, x, y, lr: b - lr * linear.loss(b, x, y)),
        ("Yours moves by half of the step: is the 2 of the gradient missing?", lambda b, x, y, lr: b - lr * g(b, x, y) / 2),
        ("Yours moves N times too far: the gradient is a mean over the points, not a sum.", lambda b, x, y, lr: b - lr * len(x) * g(b, x, y)),
    ], proof)  # fmt: skip


def stable_rate(my_largest_rate):
    """Judge my_largest_rate(x) -> 2/λmax, with λmax the larger eigenvalue of the Hessian."""

    def limit(x):
        return 2 / np.linalg.eigvalsh(linear.hessian(x))[1]

    def grows(share):
        path = minimize(lambda beta: linear.gradient(beta, *B), np.zeros(2), gradient_descent(share * my_largest_rate(B[0])), 2000)
        end, start = linear.loss(path[-1], *B), linear.loss(path[0], *B)
        return "grows" if end > start else "shrinks"

    def proof():
        return (f"For dataset B it is {float(my_largest_rate(B[0])):.4f}. Tried for 2,000 steps: at 1 % less the loss {grows(0.99)}, "
                f"at 1 % more it {grows(1.01)}.")  # fmt: skip

    judge(my_largest_rate, limit, [(x,) for _, x, _ in CASES[1:]], [
        ("Yours is 1/λmax. That is where the zig-zag begins; it diverges only at 2/λmax.", lambda x: limit(x) / 2),
        ("Yours is 2/λmin. The steepest direction breaks first: take the larger eigenvalue.", lambda x: 2 / np.linalg.eigvalsh(linear.hessian(x))[0]),
        ("Yours is λmax itself: the limit is 2 divided by it.", lambda x: 2 / limit(x)),
        ("Yours is λmax/2: turn the fraction over.", lambda x: 1 / limit(x)),
        ("Yours is 2/(λmin + λmax). That is the best fixed rate; the question is the largest that still shrinks.",
         lambda x: 2 / np.trace(linear.hessian(x))),
        ("Yours is twice ours: the Hessian carries a factor 2, from the square.", lambda x: 2 * limit(x)),
        ("Yours is ours divided by N: the Hessian is a mean over the points, so the 1/N is missing.", lambda x: limit(x) / len(x)),
        ("Yours is 2/N × ours: the Hessian is (2/N) XᵀX, and its 2/N is missing.", lambda x: 2 * limit(x) / len(x)),
        ("Yours looks only at the corner Σx² of the Hessian: take its largest eigenvalue.", lambda x: 2 / linear.hessian(x)[1, 1]),
    ], proof)  # fmt: skip
