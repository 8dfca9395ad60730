"""Run a learner's function on several inputs and print one verdict.

Not written yet, right, or which mistake it is.
"""

import copy
import textwrap
from typing import NamedTuple

import numpy as np

from .. import learner

TODO = " Write its lines, with return at the end; run its cell, then this one."


def say(mine, verdict, todo=TODO):
    """Print verdict().

    It never raises on an error of the learner's function `mine`: it shows it, or says what is to
    do.
    """
    name = learner.name_of(mine)
    try:
        says = verdict()
    except learner.NotWritten:
        says = f"… Not written yet: {name} returns None.{todo}"
    except learner.Trouble as trouble:
        says = f"✘ {trouble}"
    except KeyboardInterrupt:
        says = f"✘ The check of {name} was interrupted. Run this cell again."
    except Exception as error:  # an answer so strange that comparing it fails
        cannot = f"What {name} returns cannot be compared with the right answer"
        says = f"✘ Not yet. {cannot}: {learner.said_by(error)}."
    print(textwrap.fill(says, width=72, break_long_words=False))


def judge(mine, library, cases, mistakes, proof, shapes=None, first=None):
    """Print the verdict on `mine`.

    library   the right function, called as mine is
    cases     a list of argument tuples, chosen so that every mistake gives other numbers than every
              other one
    mistakes  {what to say: the function as it would be with that mistake}
    proof     what to say when it is right: a text with {} for the numbers of an answer, and the
              arguments that it answers; or proof() -> text
    shapes    like mistakes, for those whose answer has another shape
    first     first() -> what is wrong, in words, where that is to be seen before anything else
    """

    def verdict():
        wrong = first() if first else None
        if wrong:
            return f"✘ Not yet. {wrong}"
        return _verdict(mine, library, cases, mistakes, proof, shapes or {})

    say(mine, verdict)


class Answer(NamedTuple):
    """What the learner's function returned for one case, its numbers, and the right ones."""

    args: tuple
    value: object
    mine: np.ndarray
    right: np.ndarray


def _verdict(mine, library, cases, mistakes, proof, shapes):
    """Return the sentence on `mine`; Trouble says what keeps it from being compared."""
    answers = [_answer(mine, library, args, shapes) for args in cases]
    if all(_same(answer.mine, answer.right) for answer in answers):
        return _right(mine, answers, proof)
    says = (
        _cut_off(answers)
        or _known_mistake(answers, mistakes)
        or _constant_factor(answers)
        or _first_wrong(mine, answers)
    )
    return f"✘ Not yet. {says}"


def _answer(mine, library, args, shapes):
    """Return the Answer of `mine` in one case.

    Trouble when it raises, returns no numbers of the right shape, or changes its arguments.
    """
    name = learner.name_of(mine)
    handed = copy.deepcopy(args)
    with np.errstate(all="ignore"):
        value = learner.run(mine, *handed)
    right = library(*args)
    if isinstance(value, (int, float, np.number, np.ndarray)):
        _look_for_a_known_shape(name, value, right, args, shapes)
    numbers = learner.as_numbers(name, value, right)
    if not all(_same(a, b) for a, b in zip(args, handed, strict=True)):
        instead = "Make a new array: a − b rather than a -= b, or begin with a.copy()."
        raise learner.Trouble(f"{name} changes its own argument in place. {instead}")
    return Answer(args, value, numbers, np.asarray(right, dtype=float))


def _look_for_a_known_shape(name, value, right, args, shapes):
    """Raise Trouble when a mistake of another shape than the right answer gives this value."""
    for says, wrong in shapes.items():
        like = wrong(*args)
        if np.shape(value) != np.shape(like) or np.shape(like) == np.shape(right):
            continue
        if _same(learner.as_numbers(name, value, like), like):
            raise learner.Trouble(f"Not yet. {says}")


def _right(mine, answers, proof):
    """Return the sentence on right numbers: they may still be in a list, or fail once more."""
    values = [answer.value for answer in answers]
    listed = [type(value).__name__ for value in values if isinstance(value, (list, tuple))]
    if listed:
        returns = f"{learner.name_of(mine)} returns a {listed[0]}"
        return f"✘ The numbers are right, but {returns}. Return np.array([...])."
    try:
        return f"✔ Right. {_proven(mine, proof)}"
    except Exception as error:
        wrong = f"one more went wrong: {str(error) or error!r}"
        return f"✘ Not yet. All examples are right, but {wrong}. Is a size fixed in it?"


def _proven(mine, proof):
    """Return the text of a proof, with the numbers of an answer of `mine` filled in."""
    if callable(proof):
        return proof()
    text, *args = proof
    return text.format(*np.ravel(mine(*args)) + 0.0)


def _cut_off(answers):
    """Return the words for an array of whole numbers where fractions belong, or None."""
    kinds = [getattr(answer.value, "dtype", np.dtype(float)).kind for answer in answers]
    if not any(kind in "iu" for kind in kinds):
        return None
    if all(_same(answer.mine, np.trunc(answer.right)) for answer in answers):
        keeps = "np.zeros(shape) makes one that keeps them"
        return f"Your array holds whole numbers: its fractions are cut off. {keeps}."
    return None


def _known_mistake(answers, mistakes):
    """Return the words of the first mistake that gives all these answers, or None."""
    for says, wrong in mistakes.items():
        if all(_same(a.mine, np.asarray(wrong(*a.args), dtype=float)) for a in answers):
            return says
    return None


def _constant_factor(answers):
    """Return the words for answers that are one constant times the right ones, or None."""
    mine = np.concatenate([np.ravel(answer.mine) for answer in answers])
    right = np.concatenate([np.ravel(answer.right) for answer in answers])
    ratios = mine[right != 0] / right[right != 0]
    constant = ratios.size and np.ptp(ratios) < 1e-6 * abs(ratios[0])
    if constant and np.abs(mine[right == 0]).max(initial=0) < 1e-9:
        return f"Yours is {ratios[0]:.4g} × the right answer everywhere: which constant is off?"
    return None


def _first_wrong(mine, answers):
    """Return the words for the first answer that is wrong, with both values."""
    i = next(i for i, answer in enumerate(answers) if not _same(answer.mine, answer.right))
    answer = answers[i]
    if parts := getattr(mine, "parts", None):
        says = _first_wrong_part(answer, parts(*answer.args))
        if says:
            return says
    given = ", ".join(map(_show, answer.args))
    what = f"For {learner.name_of(mine)}({given}) yours"
    alike = _show(answer.mine) == _show(answer.right)
    if answer.mine.ndim and alike:  # the first six numbers agree
        return f"{what} {_first_wrong_number(answer)}"
    digits = 8 if alike else 4
    values = f"is {_show(answer.mine, digits)}, and {_show(answer.right, digits)} is right."
    sizes = [np.size(answer.args[-1]) for answer in answers[: i + 1]]
    if i and sizes[i] > 1 and sizes[i] not in sizes[:i]:
        values += " Another example was right: is a number such as 4 fixed in it? Take len(x)."
    return f"{what} {values}"


def _wrong_places(answer):
    """Return where an answer is not the right one, (places, axes)."""
    return np.argwhere(~np.isclose(answer.mine, answer.right, rtol=1e-6, atol=1e-9))


def _first_wrong_part(answer, parts):
    """Return the words for the first wrong one of several arrays laid end to end.

    parts  [(name, how many numbers it has)]
    """
    at = _wrong_places(answer)[0, 0]
    begin = 0
    for part, length in parts:
        if at < begin + length:
            mine, right = (_show(a[at : begin + length]) for a in (answer.mine, answer.right))
            goes = f"yours goes {mine} there, and {right} is right"
            return f"{part} is the first that is wrong: {goes}."
        begin += length
    return None


def _first_wrong_number(answer):
    """Return the words for the first number that is wrong, with its place."""
    here = tuple(_wrong_places(answer)[0])
    place = ", ".join(map(str, here))
    mine, right = answer.mine[here], answer.right[here]
    return f"has {mine:.8g} at [{place}], and {right:.8g} is right."


def _same(a, b):
    """Return whether two values are equal up to rounding; what is no number counts as equal."""
    if isinstance(a, (list, tuple)):  # a network's parameters, its stages
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, np.ndarray) and np.shape(a) != np.shape(b):
        return False
    return not isinstance(a, (np.ndarray, float, int)) or np.allclose(a, b, rtol=1e-6, atol=1e-9)


def _show(value, digits=4):
    """Return numbers as a sentence can quote them, the first six of many."""
    if isinstance(value, (list, tuple)):  # a network's parameters, its stages
        return "…"
    flat = np.atleast_1d(value)
    text = ", ".join(f"{v + 0.0:.{digits}g}" for v in flat.ravel()[:6]) + ", …" * (flat.size > 6)
    return text if np.ndim(value) == 0 else f"[{text}]"
