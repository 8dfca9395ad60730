"""What any answer can get wrong, whatever the exercise: it is run again in other circumstances, or
its numbers are held against the right ones turned, rounded, or scaled.

Each function returns a sentence, or None. `answers` are those of verdict.py, one for each case.
"""

import inspect
from fractions import Fraction
from itertools import permutations

import numpy as np

from .. import learner

SAID = {
    Fraction(-1): "has the opposite sign everywhere",
    Fraction(2): "is twice the right answer everywhere: there is a 2 too many",
    Fraction(1, 2): "is half the right answer everywhere: a 2 is missing",
    Fraction(-2): "is −2 times the right answer everywhere: the sign is wrong, and a 2 too many",
    Fraction(
        -1, 2
    ): "is −½ times the right answer everywhere: the sign is wrong, and a 2 is missing",
}


def same(a, b) -> bool:
    """Return whether two arrays are equal up to rounding."""
    return np.shape(a) == np.shape(b) and bool(np.allclose(a, b, rtol=1e-6, atol=1e-9))


# ------------------------------------------------------------------------------- run again


def ignored(mine, library, answers, names) -> str | None:
    """Say which argument has no influence on the answer, although it should have.

    names  what the arguments are called, in order
    """
    handed = answers[0].args
    for i, name in enumerate(names[: len(handed)]):
        changed = [other(answer.args, i) for answer in answers]
        if all(args is None for args in changed):
            continue
        told = [still(mine, library, a, args) for a, args in zip(answers, changed, strict=True)]
        told = [one for one in told if one is not None]
        if told and all(told):
            return f"Your answer is the same whatever `{name}` is."
    return None


def other(args, i):
    """Return the arguments with number i changed, or None where it is nothing to be changed."""
    value = args[i]
    if isinstance(value, (bool, np.bool_, str)) or not isinstance(value, (int, float, np.ndarray)):
        return None
    if isinstance(value, (int, np.integer)):
        new = value + 1
    elif isinstance(value, np.ndarray) and value.dtype.kind != "f":
        return None
    else:
        new = value * 0.83 + 0.01
    return (*args[:i], new, *args[i + 1 :])


def still(mine, library, answer, args):
    """Return whether an answer is still the same with other arguments; None where it may be."""
    try:
        with np.errstate(all="ignore"):
            right = np.asarray(library(*args), dtype=float)
    except Exception:
        return None
    if same(right, answer.right):
        return None
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(learner.run(mine, *args), dtype=float)
    except Exception:
        return False
    return same(value, answer.mine)


# ------------------------------------------------------------------------------- held against


def turned(answers) -> str | None:
    """Say so when the right numbers stand in another order, or in another shape."""
    for answer in answers:
        if same(answer.mine, answer.right):
            continue
        if not any(all_so(answers, turn) for turn, _ in TURNS):
            break
        return next(says for turn, says in TURNS if all_so(answers, turn))
    if all_so(answers, None):
        return None
    small = answers[0].right
    if small.ndim and 2 <= len(small) <= 4:
        for order in permutations(range(len(small))):
            if all_so(
                answers, lambda right, o=list(order): right[o] if len(right) == len(o) else right
            ):
                there = ", ".join(str(place + 1) for place in order)
                return f"The numbers are right, and stand in another order: {there}"
    return None


def all_so(answers, turn):
    """Return whether all answers are the right ones after a turn."""
    try:
        return all(same(a.mine, turn(a.right) if turn else a.right) for a in answers)
    except Exception:
        return False


TURNS = [
    (lambda right: right[::-1], "The numbers are right, and in reverse order"),
    (
        lambda right: np.swapaxes(right, -1, -2),
        "Yours is turned: rows and columns are swapped, `.T`",
    ),
    (
        lambda right: np.moveaxis(right, 0, -1),
        "The numbers are right, and the first axis comes last",
    ),
    (
        lambda right: np.moveaxis(right, -1, 0),
        "The numbers are right, and the last axis comes first",
    ),
    (lambda right: np.sort(right), "The numbers are right, and sorted: leave them in their order"),
    (np.abs, "The signs are lost: yours is the absolute value"),
]


def rounded(answers) -> str | None:
    """Say so when the answer is the right one, rounded."""
    for digits in range(7):
        if all_so(answers, lambda right, d=digits: np.round(right, d)):
            kept = "to whole numbers" if digits == 0 else f"to {digits} digits"
            return f"Yours is right, and rounded {kept}: leave every digit in"
    return None


def scaled(answers) -> str | None:
    """Say which factor lies between the answers and the right ones, where it is one."""
    factors = [factor(answer) for answer in answers]
    if any(one is None for one in factors):
        return None
    counts = [length(answer.args) for answer in answers]
    if all(counts) and len(set(counts)) > 1:
        for says, of in BY_COUNT:
            if np.allclose(factors, [of(n) for n in counts], rtol=1e-6):
                return f"Yours {says}"
    if np.ptp(factors) > 1e-6 * abs(factors[0]):
        return None
    simple = Fraction(float(factors[0])).limit_denominator(12)
    if not np.isclose(float(simple), factors[0], rtol=1e-6):
        return f"Yours is {factors[0]:.4g} times the right answer everywhere: a factor is off"
    if simple not in SAID and abs(simple.numerator) == 1:
        sign = "its sign is wrong, and " if simple < 0 else ""
        times = f"a {simple.denominator} is missing, or divided by once too often"
        return f"Yours is 1/{simple.denominator} of the right answer everywhere: {sign}{times}"
    says = SAID.get(simple) or f"is {simple} times the right answer everywhere: a factor is off"
    return f"Yours {says}".replace("-", "−")


BY_COUNT = [
    ("is N times the right answer, for N numbers: it is divided by N", lambda n: n),
    ("is divided by N, the count of the numbers, once too often", lambda n: 1 / n),
    ("is divided by N − 1, and N is right", lambda n: n / (n - 1)),
    ("is divided by N + 1, and N is right", lambda n: n / (n + 1)),
]


def factor(answer):
    """Return the number between an answer and the right one, or None where there isn't one."""
    mine = np.ravel(answer.mine)
    right = np.ravel(answer.right)
    if mine.shape != right.shape or not right.any():
        return None
    if np.abs(mine[right == 0]).max(initial=0) > 1e-9:
        return None
    ratios = mine[right != 0] / right[right != 0]
    return ratios[0] if np.ptp(ratios) <= 1e-6 * abs(ratios[0]) and ratios[0] else None


def length(args):
    """Return how many numbers the last vector among the arguments has, or 0."""
    counts = [len(a) for a in args if isinstance(a, np.ndarray) and a.ndim == 1 and len(a) > 2]
    return counts[-1] if counts else 0


def names_of(mine, library) -> list:
    """Return what a learner calls the arguments; the library's names where that is not known."""
    for function in (mine, library):
        try:
            return list(inspect.signature(function).parameters)
        except (TypeError, ValueError):
            continue
    return []
