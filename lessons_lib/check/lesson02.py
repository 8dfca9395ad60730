"""The exercises of lesson 2: each point's gradient, their mean, a random batch, one whole pass,
a falling rate, a plan for a fixed number of steps, and data on which SGD flies apart.
"""

import ast
import types

import numpy as np

from .. import datasets, entry, learner, linear, theory
from . import source
from .lesson01 import BY_HAND, CASES, FIVE, ZERO, B
from .made_up import numbers
from .verdict import judge, say

GRADIENTS = linear.sample_gradients
_g = GRADIENTS


SAMPLE_GRADIENTS_SHAPES = {
    "Yours has the shape (2, N): put one point in each row, with axis=1.": lambda *a: _g(*a).T,
    "Yours is the mean already: keep one row for each point.": lambda *a: _g(*a).mean(axis=0),
    "Yours puts the two columns end to end, in one long row: np.stack([...], axis=1) sets them "
    "side by side.": lambda *a: _g(*a).T.ravel(),
    "2 times a list repeats the list, and leaves its numbers alone: make it an array first.": (
        lambda *a: np.concatenate([_g(*a), _g(*a)]) / 2
    ),
}


SAMPLE_GRADIENTS_MISTAKES = {
    "Yours is half of ours: is the 2 missing that comes down from the square?": (
        lambda *a: _g(*a) / 2
    ),
    "Yours is ours divided by N: one point alone has no 1/N.": lambda *a: _g(*a) / len(a[1]),
    "Yours is N × ours: one point alone is no sum.": lambda *a: _g(*a) * len(a[1]),
    "Yours points the other way: r is the line minus y.": lambda *a: -_g(*a),
    "In the second column each residual must be multiplied by its x.": lambda *a: _g(*a)[:, [0, 0]],
    "The two columns are swapped: the derivative for β₀ comes first.": lambda *a: _g(*a)[:, ::-1],
    "Every row of yours is the mean: keep the points apart.": (
        lambda *a: _g(*a) * 0 + _g(*a).mean(axis=0)
    ),
    "The residuals are squared, as in the loss. The slope of r² is 2r: r itself.": (
        lambda b, x, y: _rows(b, x, (b[0] + b[1] * x - y) ** 2)
    ),
    "In the second column the residual is multiplied by β₁. When the slope moves, the line moves "
    "by x: multiply by x.": lambda b, x, y: _g(b, x, y)[:, [0, 0]] * [1, b[1]],
    "Every row has the residual of the first point: take r[i], not r[0].": (
        lambda b, x, y: _rows(b, x, np.full(len(x), b[0] + b[1] * x[0] - y[0]))
    ),
    "The intercept is missing in the residual: the line is β₀ + β₁x.": (
        lambda b, x, y: _g(np.array([0, b[1]]), x, y)
    ),
    "β₀ and β₁ are swapped in the residual: β₁ multiplies x.": lambda b, x, y: _g(b[::-1], x, y),
}


def _rows(b, x, r):
    """Return the rows 2r (1, x) for these residuals."""
    return 2 * np.stack([r, x * r], axis=1)


def sample_gradients(my_sample_gradients):
    """Judge my_sample_gradients(beta, x, y) -> (N, 2), the rows gᵢ = 2rᵢ (1, xᵢ)."""
    says = (
        "On dataset B at β = (0, 0) the rows go from ({0:g}, {1:g}) to ({6:g}, {7:g}), as by hand."
    )
    proof = says, ZERO, *B
    judge(
        my_sample_gradients,
        _g,
        CASES,
        proof=proof,
        shapes=SAMPLE_GRADIENTS_SHAPES,
        mistakes=SAMPLE_GRADIENTS_MISTAKES,
        by_hand=BY_HAND,
    )


AVERAGE_SHAPES = {
    "Yours averages each row, over β₀ and β₁. Average over the points: axis=0.": (
        lambda g: g.mean(axis=1)
    ),
    "Yours averages all numbers at once. Average over the points only: axis=0.": lambda g: g.mean(),
}


AVERAGE_MISTAKES = {
    "Yours is the sum of the rows: take their mean.": lambda g: g.sum(axis=0),
    "Yours takes the first row only: that is the gradient of one point.": lambda g: g[0],
    "Yours takes the last row only: that is the gradient of one point.": lambda g: g[-1],
    "Yours is the median: the full gradient is the mean.": lambda g: np.median(g, axis=0),
    "Yours is the root of the mean square. The full gradient is the plain mean.": (
        lambda g: np.sqrt((g**2).mean(axis=0))
    ),
    "Yours is the middle between the smallest and the largest: every point counts, so take the "
    "mean.": lambda g: (g.min(axis=0) + g.max(axis=0)) / 2,
    "Yours halves again after every row, so that the last ones count most. Add all up, and divide "
    "once.": lambda g: _halved(g),
    "The first four rows are all that yours looks at: a mean has all of them in it.": (
        lambda g: g[:4].sum(axis=0) / 4
    ),
    "Those are the means of the first two rows. g[0] is a point; a column is g[:, 0].": (
        lambda g: g[:2].mean(axis=1)
    ),
    "The first row counts twice: the sum starts with it, and the loop adds it again.": (
        lambda g: (g.sum(axis=0) + g[0]) / len(g)
    ),
    "Yours is the length of the columns: the plain mean is asked for.": (
        lambda g: np.linalg.norm(g, axis=0)
    ),
}


def _halved(g):
    mean = g[0]
    for row in g[1:]:
        mean = (mean + row) / 2
    return mean


def average(my_average):
    """Judge my_average(g) -> (2,), the mean of the rows of g (N, 2)."""
    cases = [(GRADIENTS(*case),) for case in CASES]
    full = "({:g}, {:g})".format(*linear.gradient(ZERO, *B))
    says = f"On dataset B it is ({{:g}}, {{:g}}), and the full gradient of lesson 1 is {full}."
    proof = says, GRADIENTS(ZERO, *B)
    judge(
        my_average,
        lambda g: g.mean(axis=0),
        cases,
        proof=proof,
        shapes=AVERAGE_SHAPES,
        mistakes=AVERAGE_MISTAKES,
        first=lambda: _one_by_chance(my_average),
        by_hand=[
            (np.array([[1.0, 2.0], [3.0, 8.0]]),),
            (np.array([[1.0, 2.0], [3.0, 8.0], [5.0, 5.0]]),),
            (np.array([[1.0, 2.0], [3.0, 8.0], [5.0, 5.0], [7.0, 1.0], [4.0, 4.0]]),),
        ],
    )


def _one_by_chance(mine):
    """Say that an answer is another one each time, where it is."""
    g = GRADIENTS(*CASES[3])
    answers = []
    for _ in range(8):
        value = learner.run(mine, g.copy())
        if np.shape(value) != (2,):
            return None
        answers.append(np.asarray(value, dtype=float))
    if np.ptp(answers, axis=0).max() > 0:
        return (
            "Yours gives another answer each time: it draws. The mean takes all rows, every time."
        )
    return None


def minibatch(my_minibatch):
    """Judge my_minibatch(beta, x, y, batch, rng) -> (2,), the mean gradient of `batch` points.

    rng draws them with replacement.
    """
    say(my_minibatch, lambda: _minibatch(my_minibatch), is_right=_draws, scalars=["batch"])


BETA = np.array([0.3, -0.2])
EACH = GRADIENTS(BETA, *FIVE)  # (N, 2)
FULL = linear.gradient(BETA, *FIVE)
POINTS = len(EACH)
TRIES = 400
SIZE = POINTS + 3  # of a batch that cannot be drawn without replacement


def _minibatch(mine):
    """Return the sentence on a function that draws at random, from what it does in many tries."""
    one = _draw(mine, 1, 0, TRIES)  # (TRIES, 2), as all that follow
    many = _draw(mine, SIZE, 1, TRIES)
    says = (
        _not_drawn(mine, one)
        or _no_gradient_of_a_point(learner.name_of(mine), one)
        or _never_drawn(one)
        or _not_as_likely(one)
        or _mean_is_off(many)
        or _noise_is_off(many)
    )
    if not says and not np.array_equal(_draw(mine, 1, 5, 5), _draw(mine, 1, 5, 5)):
        use = "use the rng that is given, so that a walk can be repeated"
        says = f"The same rng drew other points: {use}."
    if says:
        return f"✘ Not yet. {says}"
    if wrong := _given_is_changed(mine):
        return f"✘ Not yet. {wrong}"
    misses = f"A batch of {SIZE} misses the full gradient by {_noise(many):.2f} times"
    due = f"what one point does, near 1/√{SIZE} = {1 / np.sqrt(SIZE):.2f}"
    near = f"the mean of {TRIES} batches is near the full gradient"
    return f"✔ Right. {misses} {due}, and {near}."


def _given_is_changed(mine):
    """Return the words for a function that changes what it is given, or None."""
    given = [BETA.copy(), FIVE[0].copy(), FIVE[1].copy()]
    learner.run(mine, *given, 2, np.random.default_rng(0))
    for name, is_now, was in zip(("beta", "x", "y"), given, (BETA, *FIVE), strict=True):
        if not np.array_equal(is_now, was):
            return f"It changes {name} itself. Pick with x[j], which makes a new array."
    return None


def _draws(mine):
    """Return whether a function draws as it should; a few draws tell most that don't."""
    few = _draw(mine, 1, 0, 20)
    if _far(few).min(axis=1).max() > 1e-6 or np.ptp(few, axis=0).max() == 0:
        return False
    return _minibatch(mine).startswith("✔")


def _draw(mine, batch, seed, times):
    """Return the answers of so many calls with one rng, (times, 2)."""
    rng = np.random.default_rng(seed)
    x, y = FIVE
    try:
        with learner.too_long_is_trouble(mine), learner.time_limit():
            values = [
                learner.attempt(mine, BETA.copy(), x.copy(), y.copy(), batch, rng)
                for _ in range(times)
            ]
    except learner.Trouble as trouble:
        if "replace is False" not in str(trouble):
            raise
        again = "Draw with replacement: a point may come twice."
        raise learner.Trouble(f"{trouble} {again}") from None
    name = learner.name_of(mine)
    return np.stack([learner.as_numbers(name, value, FULL) for value in values])


def _not_drawn(mine, one):
    """Return the words for batches of one that are no draws at all, or None."""
    if np.allclose(one, FULL):
        return "Yours uses every point at each step: draw `batch` of them with rng."
    if np.ptp(one, axis=0).max() == 0:
        return f"Yours gives the same answer every time. {_why_the_same(mine)}"
    return None


def _why_the_same(mine):
    """Say why nothing is drawn."""
    lines = source.lines_of(mine)
    if lines is not None and not source.is_read(lines.tree, "rng"):
        return "It never uses rng: draw the points with it, at random."
    if lines is not None and "default_rng" in ast.unparse(lines.tree):
        return "It makes an rng of its own, which begins anew each time: use the one it's given."
    if lines is not None and "seed" in ast.unparse(lines.tree):
        return "It sets the seed each time: use the rng that it's given, which moves on by itself."
    return "The rng that it's given moves on by itself: take the points that it draws, all of them."


def _far(one, scale=1):
    """Return how far `scale` times each answer is from the gradient of each point, (TRIES, N)."""
    return np.abs(scale * one[:, None] - EACH).max(axis=-1)


def _no_gradient_of_a_point(name, one):
    """Return the words for batches of one that are not the gradient of a point, or None."""
    slips = {
        2: "Yours is half of ours: is the 2 missing?",
        -1: "Yours points the other way: r is the line minus y.",
        POINTS: "Yours is divided by N: the mean is over the batch.",
        1: None,
    }
    for scale, says in slips.items():
        if _far(one, scale).min(axis=1).max() < 1e-6:
            return says
    if says := _mixed_up(one):
        return says
    must = f"With a batch of 1, {name} must return the gradient of one point"
    pick = "pick x[j] and y[j] together, as many as `batch` says"
    return f"{must}: {pick}, and multiply r by x[j] in the second entry."


def _mixed_up(one):
    """Return the words for a batch of one that mixes two points, or adds something, or None."""
    x, y = FIVE

    def are_all(of):
        return all(np.abs(of - answer).max(axis=-1).min() < 1e-6 for answer in one)

    r = BETA[0] + BETA[1] * x[:, None] - y  # each x with each y
    apart = 2 * np.stack([r, x[:, None] * r], axis=-1).reshape(-1, 2)
    if are_all(apart):
        return "x and y come from different points: draw j once, and take x[j] and y[j] with it."
    two = np.array([[a, b] for a in EACH[:, 0] for b in EACH[:, 1]])
    if are_all(two):
        return "Its two entries come from different points: draw j once, for both of them."
    if are_all(GRADIENTS(BETA[::-1], *FIVE)):
        return "β₀ and β₁ are swapped in the residual: β₁ multiplies x."
    if are_all((EACH + FULL) / 2):
        return (
            "Yours is a mean of the batch's gradient and the full one. The batch's alone, please."
        )
    if are_all(EACH[:, [0, 0]]):
        return "The second entry repeats the first: there each residual is multiplied by its x."
    if are_all(EACH[:, ::-1]):
        return "The two entries are swapped: the derivative for β₀ comes first."
    if are_all(EACH * [1, 0.5]) or are_all(EACH * [0.5, 1]):
        return "The 2 stands before one of the two entries only: it belongs to both."
    if len(np.unique(one.round(9), axis=0)) > TRIES / 2:
        return (
            "Yours is different every time, as if noise were added. All the noise there is comes "
            "from which points are drawn."
        )
    return None


def _never_drawn(one):
    """Return the words for a point that never comes, or None."""
    nearest = _far(one).argmin(axis=1)
    missing = [i for i in range(POINTS) if i not in nearest]
    if not missing:
        return None
    never = f"In {TRIES} draws, point {missing[0]} never came"
    draw = "draw from all of them, with rng.integers(len(x), size=batch)"
    return f"{never}: {draw}. Its end is left out already."


def _not_as_likely(one):
    """Return the words for points that come more often than others, or None."""
    counts = np.bincount(_far(one).argmin(axis=1), minlength=POINTS)
    due = TRIES / POINTS
    if ((counts - due) ** 2).sum() / due < 28:  # one fair rng in 80,000 strays as far
        return None
    often, seldom = counts.argmax(), counts.argmin()
    came = f"point {often} came {counts[often]} times and point {seldom} {counts[seldom]} times"
    fair = "each should be as likely as any other, as with rng.integers(len(x), size=batch)"
    return f"In {TRIES} draws {came}: {fair}."


def _mean_is_off(many):
    """Return the words for batches whose mean is not the full gradient, or None."""
    mean = many.mean(axis=0)
    if np.abs(mean - SIZE * FULL).max() < np.abs(mean - FULL).max():
        take = "take the mean, or a larger batch would take longer steps"
        return f"Yours is the sum over the batch: {take}."
    if not (np.abs(mean - FULL) > 5 * many.std(axis=0) / np.sqrt(TRIES) + 1e-9).any():
        return None
    full = "({:.3g}, {:.3g}), and the full gradient is ({:.3g}, {:.3g})".format(*mean, *FULL)
    why = "Is each point as likely as any other, and is r multiplied by x before the mean is taken?"
    return f"The mean of {TRIES} batches of {SIZE} is {full}: too far for chance. {why}"


def _noise(many):
    """Return how far batches miss the full gradient, in units of what one point does."""
    squares = ((many - FULL) ** 2).sum(axis=1).mean()
    squares_of_one = ((EACH - FULL) ** 2).sum(axis=1).mean()
    return np.sqrt(squares / squares_of_one)


def _noise_is_off(many):
    """Return the words for batches that are too noisy, or not noisy enough, or None."""
    wide = _noise(many)
    due = 1 / np.sqrt(SIZE)
    if wide > 1.2 * due:
        noisy = f"A batch of {SIZE} is {wide:.2f} times as noisy as one point; 1/√{SIZE} is right"
        return f"{noisy}. Each of its `batch` points has to be drawn for itself, with size=batch."
    if wide < 0.8 * due:
        draw = "draw with replacement, a point may come twice"
        near = f"Your batches of {SIZE} come closer to the mean than random ones would"
        return f"{near}: {draw}, and twice then counts twice."
    return None


SCHEDULE_MISTAKES = {
    "Yours does not fall with t.": lambda t, lr, k: lr,
    "Yours grows with t: divide by (1 + kt).": lambda t, lr, k: lr * (1 + k * t),
    "Mind the brackets: lr / 1 + k * t divides by 1 only.": lambda t, lr, k: lr / 1 + k * t,
    "The 1 is missing: at t = 0 the rate must be α₀.": (lambda t, lr, k: lr / (k * t) if t else lr),
    "Mind the brackets: 1 + k * t stands below the line as a whole.": (
        lambda t, lr, k: lr / (1 + k) * t
    ),
    "The k is missing: it says how soon the rate falls.": lambda t, lr, k: lr / (1 + t),
    "Yours adds k: multiply it by t.": lambda t, lr, k: lr / (1 + k + t),
    "Yours falls with the root of t: leave the root out.": lambda t, lr, k: lr / np.sqrt(1 + k * t),
    "Yours falls with the square of t: leave the square out.": (
        lambda t, lr, k: lr / (1 + k * t) ** 2
    ),
    "Yours squares only t: leave the square out.": lambda t, lr, k: lr / (1 + k * t**2),
    "Yours falls exponentially: this one is α₀ divided by 1 + kt.": (
        lambda t, lr, k: lr * np.exp(-k * t)
    ),
    "The α₀ is missing.": lambda t, lr, k: 1 / (1 + k * t),
    "Yours falls along a straight line, and below 0 in the end. "
    "This one is α₀ divided by 1 + kt.": (lambda t, lr, k: lr - k * t),
    "Yours falls along a straight line, α₀ (1 − kt), and below 0 in the end. Divide by 1 + kt.": (
        lambda t, lr, k: lr * (1 - k * t)
    ),
    "Yours divides by 1 + k again at each step, a power: that falls much faster than 1 + kt.": (
        lambda t, lr, k: lr / (1 + k) ** t
    ),
    "Yours multiplies by k again at each step. This one is α₀ divided by 1 + kt.": (
        lambda t, lr, k: lr * k**t
    ),
    "Yours halves every 1/k steps, and so falls exponentially. This one is α₀ divided by 1 + kt.": (
        lambda t, lr, k: lr * 0.5 ** (k * t)
    ),
    "Yours counts t from 1: at t = 0 the rate is α₀.": lambda t, lr, k: lr / (1 + k * (t + 1)),
    "Yours never falls below 0.01, and the formula has no floor.": (
        lambda t, lr, k: max(lr / (1 + k * t), 0.01)
    ),
    "It's a 1 below the line, 1 + kt, and not α₀.": lambda t, lr, k: lr / (lr + k * t),
    "There's a logarithm in yours: it's k times t itself.": (
        lambda t, lr, k: lr / (1 + k * np.log(t)) if t else np.nan
    ),
    "There's a logarithm of 1 + t in yours: it's k times t itself.": (
        lambda t, lr, k: lr / (1 + k * np.log(1 + t))
    ),
    "Yours is a step behind: at t = 1 the rate has fallen already.": (
        lambda t, lr, k: lr / (1 + k * (t - 1))
    ),
}
SCHEDULE_SHAPES = {
    "Those are the rates of all steps so far; the rate of step t alone is asked for.": (
        lambda t, lr, k: lr / (1 + k * np.arange(t + 1))
    ),
    "Those are the rates of all steps before t; the rate of step t alone is asked for.": (
        lambda t, lr, k: lr / (1 + k * np.arange(t))
    ),
}


def schedule(my_schedule):
    """Judge my_schedule(t, lr, k) -> αₜ = α₀ / (1 + kt), with α₀ = lr."""

    def proof(call):
        first, last = (call(t, 0.1, 0.5) for t in (0, 18))
        goes = f"yours goes from {first:g} at t = 0 to {last:g} at t = 18"
        return f"With α₀ = 0.1 and k = 0.5 {goes}, as by hand."

    cases = [(3, 0.2, 0.5), (1, 0.1, 0.25), (20, 0.05, 2.0), (7, 0.137, 0.31), (0, 0.3, 0.7)]
    judge(
        my_schedule,
        lambda t, lr, k: lr / (1 + k * t),
        cases,
        proof=proof,
        mistakes=SCHEDULE_MISTAKES,
        shapes=SCHEDULE_SHAPES,
        by_hand=[(1, 0.1, 1), (3, 0.1, 3), (2, 0.6, 1)],
    )


EPOCHS = [(12, 4), (10, 3), (7, 7), (5, 8), (9, 1)]  # how many there are, and how many in a batch


def batches(my_batches):
    """Judge my_batches(n, batch, rng) -> the places 0 … n − 1 in a random order, in batches."""
    say(
        my_batches,
        lambda: _batches(my_batches),
        is_right=lambda function: _batches(function).startswith("✔"),
        scalars=["n", "batch"],
    )


def _batches(mine):
    for n, batch in EPOCHS:
        order = _order(mine, n, batch, 0)
        wrong = _not_one_pass(mine, order, n, batch)
        if wrong:
            return f"✘ Not yet. For n = {n} and batch = {batch}: {wrong}"
    return _badly_shuffled(mine) or (
        "✔ Right. Of 10 points in batches of 3 yours makes "
        f"{' + '.join(str(len(j)) for j in _order(mine, 10, 3, 0))}, each point exactly once."
    )


def _order(mine, n, batch, seed):
    """Return the batches of one pass as a list of arrays of whole numbers."""
    name = learner.name_of(mine)
    found = learner.run(mine, n, batch, np.random.default_rng(seed))
    if found is None:
        raise learner.NotWritten(f"{name} is not written yet: it returns None.")
    must = "it must return a list with an array of places for each batch"
    if isinstance(found, (str, bytes, dict)) or callable(found):
        raise learner.Trouble(f"{name} returned {entry.shown(found, 40)}; {must}.")
    if isinstance(found, (types.GeneratorType, map, zip)):
        lazy = "hands its batches out one by one, and can be gone through only once"
        raise learner.Trouble(f"{name} {lazy}; {must}: collect them in a list.")
    if isinstance(found, tuple) and len(found) == 2 and np.ndim(found[1]) == 0:
        raise learner.Trouble(f"{name} returned two things; {must}, and nothing beside it.")
    try:
        order = [np.asarray(j) for j in found]
        kinds = {j.dtype.kind for j in order if j.size}
    except (TypeError, ValueError):
        raise learner.Trouble(f"{name} returned {entry.shown(found, 40)}; {must}.") from None
    if order and all(j.ndim == 0 for j in order):
        one = "returned one long list of numbers, not cut into batches (append adds a batch)"
        raise learner.Trouble(f"{name} {one}; {must}.")
    if any(j.ndim == 2 and len(j) == 1 for j in order):
        two = "each batch is an array in a list, with a pair of square brackets too many"
        raise learner.Trouble(f"{name}: {two}.")
    if kinds == {"f"}:
        raise learner.Trouble(
            f"{name} returned places with a decimal point, such as 3.0, which can't pick from an "
            f"array; {must}: whole numbers."
        )
    if any(j.ndim != 1 for j in order) or kinds - set("iu"):
        raise learner.Trouble(f"{name} returned places that are not whole numbers; {must}.")
    return order


def _not_one_pass(mine, order, n, batch):
    """Say what keeps these batches from being one pass over n points, or None."""
    sizes = [len(j) for j in order]
    if says := _empty_ones(sizes, batch):
        return says
    all_of_them = np.concatenate(order)
    counts = np.bincount(all_of_them[(all_of_them >= 0) & (all_of_them < n)], minlength=n)
    if len(all_of_them) and all_of_them.max() == n and counts[0] == 0:
        return f"yours counts from 1 to {n}. In Python the places go from 0 to {n - 1}."
    if counts.sum() < len(all_of_them):
        return f"a place lies outside 0 to {n - 1}."
    rest = n % batch
    if rest and counts.max() <= 1 and len(all_of_them) == n - rest:
        return (
            f"the remainder, {rest} of them, is dropped. The last batch may be smaller, but it "
            "counts."
        )
    if counts.max() > 1:
        return _comes_twice(mine, order, n, batch, counts)
    if counts.min() == 0:
        return f"place {counts.argmin()} never comes up. One pass visits everybody."
    full, others = sizes[:-1], sizes[-1]
    if any(size != batch for size in full) or others > batch:
        if len(sizes) == batch:
            return f"yours makes {batch} batches. batch says how many points are in each of them."
        return f"the batches have sizes {sizes}; all but the last should have {batch}."
    return None


def _empty_ones(sizes, batch):
    """Say why a batch has nothing in it, or return None."""
    if not sizes:
        return "yours makes no batch at all."
    if not any(sizes):
        return (
            "all of your batches are empty. Is the same list in each of them, which was cleared "
            "afterwards? Begin a new one, current = []."
        )
    if sizes[0] == batch and len(sizes) > 1 and not any(sizes[1:]):
        return "only the first batch has anything in it: a slice ends at k + batch, not at batch."
    if 0 in sizes:
        return f"the batches have sizes {sizes}: an empty one is too many."
    return None


def _shuffles_again(mine):
    """Return whether a function draws a permutation inside a loop."""
    lines = source.lines_of(mine)
    if lines is None:
        return False
    kinds = (ast.For, ast.While, ast.ListComp)
    loops = [node for node in ast.walk(lines.tree) if isinstance(node, kinds)]
    return any("permutation" in ast.unparse(part) for loop in loops for part in _rounds(loop))


def _rounds(loop):
    """Return the parts of a loop that are run in each of its rounds."""
    return [loop.elt] if isinstance(loop, ast.ListComp) else loop.body


def _comes_twice(mine, order, n, batch, counts):
    """Say why a place comes twice in one pass."""
    sizes = [len(j) for j in order]
    rest = n % batch
    most = counts.argmax()
    twice = f"place {most} comes {counts[most]} times, and in one pass each comes once"
    if _shuffles_again(mine):
        return f"{twice}: yours shuffles again for each batch. Shuffle once, above the loop."
    if len(sizes) >= n > 2 and batch > 1:
        return f"{twice}: a batch begins at every place, so they overlap: range(0, n, batch)."
    if rest and counts.max() == 2 and sum(sizes) == n + batch - rest:
        return f"{twice}: the last batch is filled up. It may be smaller than the others."
    if all(size == batch for size in sizes[:-1]) and sum(sizes) == n:
        return f"{twice}: draw without replacement, with rng.permutation(n)."
    return f"{twice}: let no two batches overlap, and draw without replacement."


def _badly_shuffled(mine):
    """Say what is wrong with the order of a large pass, or return None."""
    one, same, other = (np.concatenate(_order(mine, 60, 6, seed)) for seed in (1, 1, 2))
    if np.array_equal(one, np.arange(60)):
        return "✘ Not yet. Nothing is shuffled: the order is 0, 1, 2, … every time."
    if not np.array_equal(one, same):
        return (
            "✘ Not yet. The same rng gives another order each time, so you draw from somewhere "
            "else, such as np.random. Use the rng that you are given, or nothing can be repeated."
        )
    if np.array_equal(one, other):
        return "✘ Not yet. Two different rng give the same order: use the one that you are given."
    if set(np.diff(one).tolist()) <= {1, -59}:
        return (
            "✘ Not yet. Yours begins at a random place and goes round in order. Neighbours stay "
            "neighbours: rng.permutation(n) shuffles."
        )
    blocks = one.reshape(10, 6)
    if all(np.ptp(block) == 5 for block in blocks):
        return (
            "✘ Not yet. Each batch holds neighbours, 0 to 5, 6 to 11 and so on. Shuffle all the "
            "points first, then cut."
        )
    if unmoved := _stays_put(mine):
        return f"✘ Not yet. {unmoved}"
    return None


def _stays_put(mine):
    """Return the words for a place that is at one end of the order every time, or None."""
    orders = np.array([np.concatenate(_order(mine, 4, 2, seed)) for seed in range(60)])
    for where, column in (("first", orders[:, 0]), ("last", orders[:, -1])):
        if np.ptp(column) == 0:
            return f"Place {column[0]} comes {where} every time: the shuffle leaves it out."
        missing = sorted(set(range(4)) - set(column.tolist()))
        if missing:
            never = f"In 60 passes over four points place {missing[0]} never came {where}"
            return f"{never}: the shuffle isn't fair."
    return None


BUDGET = 500  # steps that a schedule has
WALKS = 1000


def plan(my_plan):
    """Judge my_plan(t, T) -> the rate of step t of T, which must beat the house's cosine."""
    say(my_plan, lambda: _plan(my_plan))


def _house(t, T):
    return 0.05 * (1 + np.cos(np.pi * t / T))


def _plan(mine):
    rates = _rates(mine, BUDGET)
    end = _end(rates)
    house = _end(np.array([_house(t, BUDGET) for t in range(1, BUDGET + 1)]))
    if end < house:
        return (
            f"✔ Right. Yours ends {end:.4f} above the smallest loss, the house's cosine "
            f"{house:.4f}, over the same {WALKS:,} walks."
        )
    if end < 1.005 * house:
        return (
            f"✘ Not yet. That's the house schedule itself, {house:.4f} above the smallest. What "
            "could it do better at the start, or on the way?"
        )
    told = f"Yours ends {end:.3g} above the smallest loss, and the house's cosine {house:.3g}."
    lines = source.lines_of(mine)
    text = ast.unparse(lines.tree) if lines else ""
    if "cos(" in text and "pi" not in text:
        return f"✘ Not yet. {told} A cosine goes through half a wave over π: np.cos(np.pi * t / T)."
    return f"✘ Not yet. {told} {_why_worse(rates)}"


def _rates(mine, T):
    """Return the rates of steps 1 … T by a learner's plan. Trouble when one of them won't do."""
    name = learner.name_of(mine)
    rates = []
    with learner.too_long_is_trouble(mine), learner.time_limit():
        for t in range(1, T + 1):
            value = learner.attempt(mine, t, T)
            if value is None and t > 1:
                raise learner.Trouble(
                    f"{name}({t}, {T}) returns None, though {name}(1, {T}) doesn't: one of its "
                    "branches has no return."
                )
            if np.shape(value) == (T,):
                raise learner.Trouble(
                    f"{name} returned {T} rates, those of all steps. It's asked once for each "
                    "step: the rate of step t alone, please."
                )
            if isinstance(value, tuple):
                raise learner.Trouble(
                    f"{name} returned {len(value)} things; it must return one number, the rate."
                )
            if isinstance(value, (float, np.floating)) and not np.isfinite(value):
                raise learner.Trouble(
                    f"{name}({t}, {T}) is {value}, which is not finite. A root or a logarithm of a "
                    "negative number, perhaps, or something divided by 0?"
                )
            rate = float(learner.as_numbers(name, value, 1.0))
            if rate < 0:
                raise learner.Trouble(
                    f"{name}({t}, {T}) is {rate:.3g}. A rate below 0 walks uphill: the plan has to "
                    f"stay above 0 from t = 1 to t = T = {T}. (A cosine alone goes down to −1; t / "
                    "T is between 0 and 1, and t itself isn't.)"
                )
            rates.append(rate)
    return np.array(rates)


def _end(rates):
    """Return how far the mean loss of many walks on dataset B is above the smallest at the end."""
    x, y = datasets.line("B")
    points = np.random.default_rng(5).integers(len(x), size=(len(rates), WALKS))
    beta = np.zeros((WALKS, 2))
    with np.errstate(all="ignore"):
        for rate, j in zip(rates, points, strict=True):
            r = beta[:, 0] + beta[:, 1] * x[j] - y[j]
            beta = beta - rate * 2 * np.stack([r, x[j] * r], axis=1)
        above = linear.loss(beta, x, y).mean() - linear.loss(linear.least_squares(x, y), x, y)
    return np.nan_to_num(above, nan=np.inf)


def _why_worse(rates):
    """Say what a schedule does wrong."""
    return _how_it_goes(rates) or _how_high_it_is(rates)


def _how_it_goes(rates):
    """Return the words for a rate that doesn't fall as it should, or None."""
    if np.ptp(rates) == 0:
        if rates[0] == 0:
            return "A rate of 0 stays at home."
        if rates[0] < 0.01:
            total = f"All your rates together come to {rates.sum():.3g}"
            return (
                f"{total}: it runs out of steps before it has arrived. Start higher, and let it "
                "fall."
            )
        return "A constant rate never settles: it ends in its ball of noise. Let it fall."
    if np.ptp(rates[:-1]) == 0:
        return (
            "Your rate doesn't fall before the very last step. Is it `t // T`, which is 0 until "
            "then? Take `t / T`."
        )
    turns = np.count_nonzero(np.diff(np.sign(np.diff(rates))))
    if turns > len(rates) / 10:
        return (
            "Your rate jumps up and down from step to step, so the ball of noise never shrinks. "
            "(np.cos takes radians, and of `t / T`; a rate that is drawn at random doesn't fall "
            "either.)"
        )
    if rates[-1] > rates[0]:
        grows = np.all(np.diff(rates) >= 0)
        why = " Yours grows with t." if grows else ""
        return f"Your rate ends higher than it began. Long steps first, short steps last.{why}"
    if turns and rates[-1] > 0.5 * rates.max():
        return (
            "Your rate comes up again at the end: half a wave of the cosine, np.pi * t / T, is "
            "enough."
        )
    return None


def _how_high_it_is(rates):
    """Say whether a rate that falls is too high, or too low."""
    limit = theory.noise_limit(datasets.line("B")[0])
    late = rates[-len(rates) // 10 :].mean()
    if rates.max() > limit:
        return f"Your largest rate, {rates.max():.3g}, is beyond the limit of SGD, {limit:.3g}."
    if rates[-1] > 0.003 and rates.sum() > 3:
        return (
            f"Your last rate is still {rates[-1]:.2g}, and the ball of noise is as large as that. "
            "Let the rate fall further."
        )
    if rates.sum() < 12:
        return (
            f"All your rates together come to {rates.sum():.3g}: it runs out of steps before it "
            "has arrived. Start higher, or let it fall later."
        )
    if late > 0.003:
        return (
            "Too few of its steps are short ones: the last tenth is still too long. Let it fall "
            "sooner."
        )
    return "It is still taking steps that are too long near the end. Let the rate fall sooner."


RATE = 0.1


def unstable_data(my_data):
    """Judge my_data() -> x on which, at α = 0.1, gradient descent settles and SGD does not."""
    say(my_data, lambda: _unstable_data(my_data))


def _unstable_data(mine):
    x = numbers(mine, 2, 100)
    if np.ptp(x) == 0:
        return "✘ Not yet. All your x are equal, so no line is the best one. Spread them out."
    full = 2 / np.linalg.eigvalsh(linear.hessian(x))[-1]
    single = theory.noise_limit(x)
    both = (
        f"Gradient descent is stable up to {full:.3g}, and SGD, one point a step, up to "
        f"{single:.3g}."
    )
    if single < RATE < full:
        return f"✔ Right. {both} At α = {RATE} the one settles, and the mean of the other grows."
    if full <= RATE:
        return f"✘ Not yet. {both} At α = {RATE} both fly apart. {_too_steep(x)}"
    return f"✘ Not yet. {both} At α = {RATE} both settle. {_too_flat(x)}"


def _steep(x):
    """Return the x whose own curvature, 2(1 + x²), is beyond what the rate can bear."""
    return x[2 * (1 + x**2) > 2 / RATE]


def _too_steep(x):
    """Say why even gradient descent flies apart on these points."""
    steep = _steep(x)
    if len(steep) == len(x):
        return (
            "All your points are far from 0, so all of them are steep (−4 as much as 4: it's x² "
            "that counts). Keep most of them near 0, and put one far out."
        )
    if len(steep) > 1:
        return (
            f"{len(steep)} of your {len(x)} points are steep, and make the mean steep too. Many "
            "harmless points and one that isn't: that's the trap."
        )
    if len(x) < 8:
        return (
            "With so few points, the steep one is a large part of the mean. Add harmless ones, or "
            "bring it closer."
        )
    return (
        f"Your point at {steep[0]:g} is so steep that it alone makes the mean too steep: bring it "
        "closer."
    )


def _too_flat(x):
    """Say why SGD settles on these points."""
    if np.abs(x - np.median(x)).max() > 3 * np.abs(np.median(x)) + 1:
        return "One point far out is the right idea. Move it farther."
    return (
        f"All your points are harmless: the largest is only {np.abs(x).max():.3g} from 0. Which "
        "single point could throw a walker that draws it twice in a row? (Only the x count: how "
        "steep a point is has nothing to do with its y.)"
    )
