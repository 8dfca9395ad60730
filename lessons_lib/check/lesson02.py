"""The exercises of lesson 2: each point's gradient, their mean, a random batch, one whole pass,
a falling rate, a plan for a fixed number of steps, and data on which SGD flies apart.
"""

import numpy as np

from .. import datasets, entry, learner, linear, theory
from .lesson01 import CASES, FIVE, ZERO, B
from .made_up import numbers
from .verdict import judge, say

GRADIENTS = linear.sample_gradients
_g = GRADIENTS


SAMPLE_GRADIENTS_SHAPES = {
    "Yours has the shape (2, N): put one point in each row, with axis=1.": lambda *a: _g(*a).T,
    "Yours is the mean already: keep one row for each point.": lambda *a: _g(*a).mean(axis=0),
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
}


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
}


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
    )


def minibatch(my_minibatch):
    """Judge my_minibatch(beta, x, y, batch, rng) -> (2,), the mean gradient of `batch` points.

    rng draws them with replacement.
    """
    say(my_minibatch, lambda: _minibatch(my_minibatch), is_right=_draws)


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
        _not_drawn(one)
        or _no_gradient_of_a_point(learner.name_of(mine), one)
        or _never_drawn(one)
        or _mean_is_off(many)
        or _noise_is_off(many)
    )
    if not says and not np.array_equal(_draw(mine, 1, 5, 5), _draw(mine, 1, 5, 5)):
        use = "use the rng that is given, so that a walk can be repeated"
        says = f"The same rng drew other points: {use}."
    if says:
        return f"✘ Not yet. {says}"
    misses = f"A batch of {SIZE} misses the full gradient by {_noise(many):.2f} times"
    due = f"what one point does, near 1/√{SIZE} = {1 / np.sqrt(SIZE):.2f}"
    near = f"the mean of {TRIES} batches is near the full gradient"
    return f"✔ Right. {misses} {due}, and {near}."


def _draws(mine):
    """Return whether a function draws as it should."""
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


def _not_drawn(one):
    """Return the words for batches of one that are no draws at all, or None."""
    if np.allclose(one, FULL):
        return "Yours uses every point at each step: draw `batch` of them with rng."
    if np.ptp(one, axis=0).max() == 0:
        anew = "draw anew, with rng.integers(len(x), size=batch)"
        return f"Yours takes the same point every time: {anew}."
    return None


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
    must = f"With a batch of 1, {name} must return the gradient of one point"
    pick = "pick x[j] and y[j] together, as many as `batch` says"
    return f"{must}: {pick}, and multiply r by x[j] in the second entry."


def _never_drawn(one):
    """Return the words for a point that never comes, or None."""
    nearest = _far(one).argmin(axis=1)
    missing = [i for i in range(POINTS) if i not in nearest]
    if not missing:
        return None
    never = f"In {TRIES} draws, point {missing[0]} never came"
    draw = "draw from all of them, with rng.integers(len(x), size=batch)"
    return f"{never}: {draw}. Its end is left out already."


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
        return f"{noisy}. Does it draw `batch` points?"
    if wide < 0.8 * due:
        draw = "draw with replacement, a point may come twice"
        return f"A batch of {SIZE} misses the mean by too little: {draw}."
    return None


SCHEDULE_MISTAKES = {
    "Yours does not fall with t.": lambda t, lr, k: lr,
    "Yours grows with t: divide by (1 + kt).": lambda t, lr, k: lr * (1 + k * t),
    "Mind the brackets: lr / 1 + k * t divides by 1 only.": lambda t, lr, k: lr / 1 + k * t,
    "The 1 is missing: at t = 0 the rate must be α₀.": (
        lambda t, lr, k: lr / (k * t) if t else np.inf
    ),
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
}


def schedule(my_schedule):
    """Judge my_schedule(t, lr, k) -> αₜ = α₀ / (1 + kt), with α₀ = lr."""

    def proof(call):
        first, last = (call(t, 0.1, 0.5) for t in (0, 18))
        goes = f"yours goes from {first:g} at t = 0 to {last:g} at t = 18"
        return f"With α₀ = 0.1 and k = 0.5 {goes}, as by hand."

    cases = [(3, 0.2, 0.5), (1, 0.1, 0.25), (20, 0.05, 2.0)]
    judge(
        my_schedule,
        lambda t, lr, k: lr / (1 + k * t),
        cases,
        proof=proof,
        mistakes=SCHEDULE_MISTAKES,
    )


EPOCHS = [(12, 4), (10, 3), (7, 7), (5, 8), (9, 1)]  # how many there are, and how many in a batch


def batches(my_batches):
    """Judge my_batches(n, batch, rng) -> the places 0 … n − 1 in a random order, in batches."""
    say(my_batches, lambda: _batches(my_batches), is_right=lambda f: _batches(f).startswith("✔"))


def _batches(mine):
    for n, batch in EPOCHS:
        order = _order(mine, n, batch, 0)
        wrong = _not_one_pass(order, n, batch)
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
    try:
        order = [np.asarray(j) for j in found]
        kinds = {j.dtype.kind for j in order if j.size}
    except (TypeError, ValueError):
        raise learner.Trouble(f"{name} returned {entry.shown(found, 40)}; {must}.") from None
    if order and all(j.ndim == 0 for j in order):
        one = "returned one long list of numbers, not cut into batches"
        raise learner.Trouble(f"{name} {one}; {must}.")
    if any(j.ndim != 1 for j in order) or kinds - set("iu"):
        raise learner.Trouble(f"{name} returned places that are not whole numbers; {must}.")
    return order


def _not_one_pass(order, n, batch):
    """Say what keeps these batches from being one pass over n points, or None."""
    sizes = [len(j) for j in order]
    all_of_them = np.concatenate(order) if order else np.zeros(0, dtype=int)
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
        return (
            f"place {counts.argmax()} comes {counts.max()} times. In one pass each comes once: "
            "draw without replacement, with rng.permutation(n), and let no two batches overlap."
        )
    if counts.min() == 0:
        return f"place {counts.argmin()} never comes up. One pass visits everybody."
    full, others = sizes[:-1], sizes[-1]
    if any(size != batch for size in full) or others > batch:
        if len(sizes) == batch:
            return f"yours makes {batch} batches. batch says how many points are in each of them."
        return f"the batches have sizes {sizes}; all but the last should have {batch}."
    return None


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
    blocks = one.reshape(10, 6)
    if all(np.ptp(block) == 5 for block in blocks):
        return (
            "✘ Not yet. Each batch holds neighbours, 0 to 5, 6 to 11 and so on. Shuffle all the "
            "points first, then cut."
        )
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
            f"✘ Not yet. That's the house schedule itself, {house:.4f} above the smallest. "
            "What could it do better at the start, or on the way?"
        )
    told = f"Yours ends {end:.3g} above the smallest loss, and the house's cosine {house:.3g}."
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
            rate = float(learner.as_numbers(name, value, 1.0))
            if rate < 0:
                raise learner.Trouble(
                    f"{name}({t}, {T}) is {rate:.3g}. A rate below 0 walks uphill."
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
    limit = theory.noise_limit(datasets.line("B")[0])
    if np.ptp(rates) == 0:
        if rates[0] == 0:
            return "A rate of 0 stays at home."
        return "A constant rate never settles: it ends in its ball of noise. Let it fall."
    if rates[-1] > rates[0]:
        return "Your rate ends higher than it began. Long steps first, short steps last."
    if rates.max() > limit:
        return f"Your largest rate, {rates.max():.3g}, is beyond the limit of SGD, {limit:.3g}."
    if rates.sum() < 12:
        return (
            f"All your rates together come to {rates.sum():.3g}: it runs out of steps before it "
            "has arrived. Start higher, or let it fall later."
        )
    return "It is still taking steps that are too long near the end. Let the rate fall further."


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
        return f"✘ Not yet. {both} At α = {RATE} both fly apart: make your x a little smaller."
    far = np.abs(x - np.median(x)).max()
    hint = "Which single point could throw a walker that draws it twice in a row?"
    if far > 3 * np.abs(np.median(x)) + 1:
        hint = "One point far out is the right idea. Move it farther."
    return f"✘ Not yet. {both} At α = {RATE} both settle. {hint}"
