"""Run a learner's function on several inputs and print one verdict: not written yet, right, or which mistake it is."""

import copy
import textwrap

import numpy as np

from .. import learner


def say(mine, verdict, todo=" Write its lines, with return at the end; run its cell, then this one."):
    """Print verdict(). It never raises on an error of the learner's function `mine`: it shows it, or says what is to do."""
    try:
        says = verdict()
    except learner.NotWritten:
        says = f"… Not written yet: {learner.name_of(mine)} returns None.{todo}"
    except learner.Trouble as trouble:
        says = f"✘ {trouble}"
    except KeyboardInterrupt:
        says = f"✘ The check of {learner.name_of(mine)} was interrupted. Run this cell again."
    except Exception as error:  # an answer so strange that comparing it fails
        says = (
            f"✘ Not yet. What {learner.name_of(mine)} returns cannot be compared with the right answer: {learner.said_by(error)}."
        )
    print(textwrap.fill(says, width=72, break_long_words=False))


def judge(mine, library, cases, mistakes, proof, shapes=None):
    """Print the verdict on `mine`.

    library   the right function, called as mine is
    cases     a list of argument tuples, chosen so that every mistake gives other numbers than every other one
    mistakes  {what to say: the function as it would be with that mistake}
    proof     what to say when it is right: a text with {} for the numbers of an answer, and the arguments that it answers;
              or proof() -> text
    shapes    like mistakes, for those whose answer has another shape
    """
    say(mine, lambda: _verdict(mine, library, cases, mistakes, proof, shapes or {}))


def _verdict(mine, library, cases, mistakes, proof, shapes):
    name, answers, listed, whole = learner.name_of(mine), [], "", False
    for args in cases:
        ours = copy.deepcopy(args)
        with np.errstate(all="ignore"):
            value = learner.run(mine, *ours)
        for says, wrong in shapes.items() if isinstance(value, (int, float, np.number, np.ndarray)) else ():
            like = wrong(*args)
            if np.shape(value) != np.shape(like) or np.shape(like) == np.shape(library(*args)):
                continue
            if _same(learner.as_numbers(name, value, like), like):
                return f"✘ Not yet. {says}"
        answers.append(learner.as_numbers(name, value, library(*args)))
        listed = listed or (type(value).__name__ if isinstance(value, (list, tuple)) else "")
        whole = whole or getattr(value, "dtype", np.dtype(float)).kind in "iu"
        if not all(_same(a, b) for a, b in zip(args, ours, strict=True)):
            instead = "Make a new array: a − b rather than a -= b, or begin with a.copy()."
            return f"✘ {name} changes its own argument in place. {instead}"
    if _all_same(answers, library, cases):
        if listed:
            return f"✘ The numbers are right, but {name} returns a {listed}. Return np.array([...])."
        try:
            return f"✔ Right. {proof() if callable(proof) else proof[0].format(*np.ravel(mine(*proof[1:])) + 0.0)}"
        except Exception as error:
            return f"✘ Not yet. All examples are right, but one more went wrong: {str(error) or error!r}. Is a size fixed in it?"
    if whole and _all_same(answers, lambda *args: np.trunc(library(*args)), cases):
        return "✘ Not yet. Your array holds whole numbers: its fractions are cut off. np.zeros(shape) makes one that keeps them."
    for says, wrong in mistakes.items():
        if _all_same(answers, wrong, cases):
            return f"✘ Not yet. {says}"
    right = [np.asarray(library(*args), dtype=float) for args in cases]
    yours, ours = (np.concatenate([np.ravel(a) for a in each]) for each in (answers, right))
    ratios = yours[ours != 0] / ours[ours != 0]
    if ratios.size and np.ptp(ratios) < 1e-6 * abs(ratios[0]) and np.abs(yours[ours == 0]).max(initial=0) < 1e-9:
        return f"✘ Not yet. Yours is {ratios[0]:.4g} × the right answer everywhere: which constant is off?"
    i = next(i for i in range(len(cases)) if not _same(answers[i], right[i]))
    if parts := getattr(mine, "parts", None):  # several arrays laid end to end: speak of the first that is wrong
        at, begin = np.flatnonzero(~np.isclose(answers[i], right[i], rtol=1e-6, atol=1e-9))[0], 0
        for part, length in parts(*cases[i]):
            if at < begin + length:
                mine_now, right_now = (_show(a[at : begin + length]) for a in (answers[i], right[i]))
                return f"✘ Not yet. {part} is the first that is wrong: yours goes {mine_now} there, and {right_now} is right."
            begin += length
    given = ", ".join(_show(a) for a in cases[i])
    fixed, sizes = " Another example was right: is a number such as 4 fixed in it? Take len(x).", [np.size(c[-1]) for c in cases]
    if answers[i].ndim and _show(answers[i]) == _show(right[i]):  # the first six numbers agree: go to the first that does not
        at = np.argwhere(~np.isclose(answers[i], right[i], rtol=1e-6, atol=1e-9))[0]
        place, here = ", ".join(map(str, at)), tuple(at)
        return f"✘ Not yet. For {name}({given}) yours has {answers[i][here]:.8g} at [{place}], and {right[i][here]:.8g} is right."
    digits = 8 if _show(answers[i]) == _show(right[i]) else 4
    says = f"✘ Not yet. For {name}({given}) yours is {_show(answers[i], digits)}, and {_show(right[i], digits)} is right."
    return says + (fixed if i and sizes[i] > 1 and sizes[i] not in sizes[:i] else "")


def _same(a, b):
    if isinstance(a, (list, tuple)):  # a network's parameters, its stages
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, np.ndarray) and np.shape(a) != np.shape(b):
        return False
    return not isinstance(a, (np.ndarray, float, int)) or np.allclose(a, b, rtol=1e-6, atol=1e-9)


def _all_same(answers, function, cases):
    return all(_same(a, np.asarray(function(*args), dtype=float)) for a, args in zip(answers, cases, strict=True))


def _show(value, digits=4):
    if isinstance(value, (list, tuple)):  # a network's parameters, its stages
        return "…"
    flat = np.atleast_1d(value)
    text = ", ".join(f"{v + 0.0:.{digits}g}" for v in flat.ravel()[:6]) + ", …" * (flat.size > 6)
    return text if np.ndim(value) == 0 else f"[{text}]"
