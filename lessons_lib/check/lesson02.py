"""The exercises of lesson 2: the gradient of each point, their mean, a random batch, a falling rate."""

import numpy as np

from .. import learner, linear
from .lesson01 import CASES, FIVE, ZERO, B
from .verdict import judge, say

GRADIENTS = linear.sample_gradients


def sample_gradients(my_sample_gradients):
    """Judge my_sample_gradients(beta, x, y) -> (N, 2), the rows gᵢ = 2rᵢ (1, xᵢ)."""
    g = GRADIENTS
    proof = "On dataset B at β = (0, 0) the rows go from ({0:g}, {1:g}) to ({6:g}, {7:g}), as by hand.", ZERO, *B
    judge(my_sample_gradients, g, CASES, proof=proof, shapes={
        "Yours has the shape (2, N): put one point in each row, with axis=1.": lambda *a: g(*a).T,
        "Yours is the mean already: keep one row for each point.": lambda *a: g(*a).mean(axis=0),
    }, mistakes={
        "Yours is half of ours: is the 2 missing that comes down from the square?": lambda *a: g(*a) / 2,
        "Yours is ours divided by N: one point alone has no 1/N.": lambda *a: g(*a) / len(a[1]),
        "Yours is N × ours: one point alone is no sum.": lambda *a: g(*a) * len(a[1]),
        "Yours points the other way: r is the line minus y.": lambda *a: -g(*a),
        "In the second column each residual must be multiplied by its x.": lambda *a: g(*a)[:, [0, 0]],
        "The two columns are swapped: the derivative for β₀ comes first.": lambda *a: g(*a)[:, ::-1],
        "Every row of yours is the mean: keep the points apart.": lambda *a: g(*a) * 0 + g(*a).mean(axis=0),
    })  # fmt: skip


def average(my_average):
    """Judge my_average(g) -> (2,), the mean of the rows of g (N, 2)."""
    cases, full = [(GRADIENTS(*case),) for case in CASES], "({:g}, {:g})".format(*linear.gradient(ZERO, *B))
    proof = f"On dataset B it is ({{:g}}, {{:g}}), and the full gradient of lesson 1 is {full}.", GRADIENTS(ZERO, *B)
    judge(my_average, lambda g: g.mean(axis=0), cases, proof=proof, shapes={
        "Yours averages each row, over β₀ and β₁. Average over the points: axis=0.": lambda g: g.mean(axis=1),
        "Yours averages all numbers at once. Average over the points only: axis=0.": lambda g: g.mean(),
    }, mistakes={
        "Yours is the sum of the rows: take their mean.": lambda g: g.sum(axis=0),
        "Yours takes the first row only: that is the gradient of one point.": lambda g: g[0],
        "Yours takes the last row only: that is the gradient of one point.": lambda g: g[-1],
        "Yours is the median: the full gradient is the mean.": lambda g: np.median(g, axis=0),
    })  # fmt: skip


def minibatch(my_minibatch):
    """Judge my_minibatch(beta, x, y, batch, rng) -> (2,), the mean gradient of `batch` points that rng draws with replacement."""
    say(my_minibatch, lambda: _minibatch(my_minibatch))


def _minibatch(mine):
    name, beta, (x, y) = learner.name_of(mine), np.array([0.3, -0.2]), FIVE
    g, full, tries, size = GRADIENTS(beta, x, y), linear.gradient(beta, x, y), 400, len(x) + 3

    def draw(batch, seed, times):
        rng = np.random.default_rng(seed)
        try:
            with learner.too_long_is_trouble(mine), learner.time_limit():
                values = [learner.attempt(mine, beta.copy(), x.copy(), y.copy(), batch, rng) for _ in range(times)]
        except learner.Trouble as trouble:
            again = " Draw with replacement: a point may come twice." if "replace is False" in str(trouble) else ""
            raise learner.Trouble(f"{trouble}{again}") from None
        return np.stack([learner.as_numbers(name, value, full) for value in values])

    one, many = draw(1, 0, tries), draw(size, 1, tries)
    if np.allclose(one, full):
        return "✘ Not yet. Yours uses every point at each step: draw `batch` of them with rng."
    if np.ptp(one, axis=0).max() == 0:
        return "✘ Not yet. Yours takes the same point every time: draw anew, with rng.integers(len(x), size=batch)."
    slips = {2: "is half of ours: is the 2 missing?", -1: "points the other way: r is the line minus y.",
             len(x): "is divided by N: the mean is over the batch.", 1: ""}  # fmt: skip
    far = {scale: np.abs(scale * one[:, None] - g).max(axis=-1) for scale in slips}  # each (tries, N)
    scale = next((scale for scale in slips if far[scale].min(axis=1).max() < 1e-6), None)
    if scale is None:
        one_point = "pick x[j] and y[j] together, as many as `batch` says, and multiply r by x[j] in the second entry"
        return f"✘ Not yet. With a batch of 1, {name} must return the gradient of one point: {one_point}."
    if slips[scale]:
        return f"✘ Not yet. Yours {slips[scale]}"
    missing = [i for i in range(len(x)) if i not in far[1].argmin(axis=1)]
    if missing:
        never = f"In {tries} draws, point {missing[0]} never came"
        return f"✘ Not yet. {never}: draw from all of them, with rng.integers(len(x), size=batch). Its end is left out already."
    if np.abs(many.mean(axis=0) - size * full).max() < np.abs(many.mean(axis=0) - full).max():
        return "✘ Not yet. Yours is the sum over the batch: take the mean, or a larger batch would take longer steps."
    if (np.abs(many.mean(axis=0) - full) > 5 * many.std(axis=0) / np.sqrt(tries) + 1e-9).any():
        ends = "({:.3g}, {:.3g}), and the full gradient is ({:.3g}, {:.3g})".format(*many.mean(axis=0), *full)
        why = "Is each point as likely as any other, and is r multiplied by x before the mean is taken?"
        return f"✘ Not yet. The mean of {tries} batches of {size} is {ends}: too far for chance. {why}"
    wide, due = np.sqrt(((many - full) ** 2).sum(axis=1).mean() / ((g - full) ** 2).sum(axis=1).mean()), 1 / np.sqrt(size)
    if wide > 1.2 * due:
        noisy = f"A batch of {size} is {wide:.2f} times as noisy as one point; 1/√{size} is right"
        return f"✘ Not yet. {noisy}. Does it draw `batch` points?"
    if wide < 0.8 * due:
        return f"✘ Not yet. A batch of {size} misses the mean by too little: draw with replacement, a point may come twice."
    if not np.array_equal(draw(1, 5, 5), draw(1, 5, 5)):
        return "✘ Not yet. The same rng drew other points: use the rng that is given, so that a walk can be repeated."
    misses = f"A batch of {size} misses the full gradient by {wide:.2f} times what one point does, near 1/√{size} = {due:.2f}"
    return f"✔ Right. {misses}, and the mean of {tries} batches is near the full gradient."


def schedule(my_schedule):
    """Judge my_schedule(t, lr, k) -> αₜ = α₀ / (1 + kt), with α₀ = lr."""

    def proof():
        first, last = my_schedule(0, 0.1, 0.5), my_schedule(18, 0.1, 0.5)
        return f"With α₀ = 0.1 and k = 0.5 yours goes from {first:g} at t = 0 to {last:g} at t = 18, as by hand."

    cases = [(3, 0.2, 0.5), (1, 0.1, 0.25), (20, 0.05, 2.0)]
    judge(my_schedule, lambda t, lr, k: lr / (1 + k * t), cases, proof=proof, mistakes={
        "Yours does not fall with t.": lambda t, lr, k: lr,
        "Yours grows with t: divide by (1 + kt).": lambda t, lr, k: lr * (1 + k * t),
        "Mind the brackets: lr / 1 + k * t divides by 1 only.": lambda t, lr, k: lr / 1 + k * t,
        "The 1 is missing: at t = 0 the rate must be α₀.": lambda t, lr, k: lr / (k * t) if t else np.inf,
        "Mind the brackets: 1 + k * t stands below the line as a whole.": lambda t, lr, k: lr / (1 + k) * t,
        "The k is missing: it says how soon the rate falls.": lambda t, lr, k: lr / (1 + t),
        "Yours adds k: multiply it by t.": lambda t, lr, k: lr / (1 + k + t),
        "Yours falls with the root of t: leave the root out.": lambda t, lr, k: lr / np.sqrt(1 + k * t),
        "Yours falls with the square of t: leave the square out.": lambda t, lr, k: lr / (1 + k * t) ** 2,
        "Yours squares only t: leave the square out.": lambda t, lr, k: lr / (1 + k * t**2),
        "Yours falls exponentially: this one is α₀ divided by 1 + kt.": lambda t, lr, k: lr * np.exp(-k * t),
        "The α₀ is missing.": lambda t, lr, k: 1 / (1 + k * t),
    })  # fmt: skip
