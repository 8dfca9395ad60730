"""Run a learner's function on several inputs and print one verdict.

Not written yet, right, or which mistake it is.
"""

import contextlib
import copy
import io
import re
import textwrap
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .. import heard, learner
from . import circumstances, examples, repair, source, tries
from .answers import answer, are_right, same, what_it_gives

TODO = " Write its lines, with return at the end; run its cell, then this one."


class Task(NamedTuple):
    """An exercise, and what a learner handed over for it.

    mine      the learner's function
    through   through(function) -> the function whose answers are compared: one that lays several
              results end to end, say
    library   the right function, called as through(mine) is
    cases     a list of argument tuples, chosen so that every mistake gives other numbers than every
              other one
    mistakes  {what to say: the function as it would be with that mistake}
    shapes    like mistakes, for those whose answer has another shape
    by_hand   a list of small argument tuples, the smallest first, that a person can follow by hand
    """

    mine: Callable
    through: Callable
    library: Callable
    cases: list
    mistakes: dict
    shapes: dict
    by_hand: list

    @property
    def call(self):
        return self.through(self.mine)

    @property
    def names(self) -> list:
        """What the learner calls the arguments."""
        return circumstances.names_of(self.mine, self.library)

    @property
    def scalars(self) -> list:
        """The names of the arguments that are numbers."""
        pairs = zip(self.names, self.cases[0], strict=False)
        return [name for name, value in pairs if isinstance(value, (int, float, np.number))]

    def judge_of_others(self):
        """Return is_right(function): whether another function would be right in all cases."""
        small = [args for args in self.by_hand if not isinstance(args[0], str)]
        expected = [
            (args, np.asarray(self.library(*args), dtype=float)) for args in [*small, *self.cases]
        ]
        rough = source.is_rough(self.mine)
        return lambda function: are_right(self.through(function), expected, rough)


def say(mine, verdict, todo=TODO, is_right=None, scalars=()):
    """Print verdict(), and what helps after several tries.

    It never raises on an error of the learner's function `mine`: it shows it, or says what is to
    do.

    is_right  is_right(function) -> whether another function would be right: then the smallest
              change that makes `mine` right can be looked for
    scalars   the names of the arguments that are numbers
    """

    def cause():
        if is_right:
            return _other_order(mine) or _mended(mine, is_right, scalars)
        return _sentence(source.slips_in_a_list(mine))

    with _few_of_its_prints():
        said = _said(mine, verdict, todo)
        says = said.text
        if says.startswith("✘") and "was stopped after" not in says:
            says = _with_the_cause(said, _safely(cause))
    _print(mine, says)


def _other_order(mine):
    """Say that the arguments are not in the order asked for, where their names show it."""
    lines = source.lines_of(mine)
    if lines is None or lines.exercise is None:
        return None
    asked = lines.exercise.arguments
    if lines.arguments == asked or sorted(lines.arguments) != sorted(asked):
        return None
    return (
        f"In line {lines.first}, your arguments aren't in the order asked for: "
        f"`{lines.tree.name}({', '.join(asked)})`."
    )


class Said(NamedTuple):
    """A verdict, and its facts alone: without a guess at what to do."""

    text: str
    facts: str


def _said(mine, verdict, todo=TODO):
    """Return what verdict() says, or what keeps it from saying anything."""
    try:
        text = verdict()
    except learner.NotWritten:
        why = source.why_nothing(mine)
        nothing = f"… Not written yet: {learner.name_of(mine)} returns None.{todo}"
        text = f"✘ Not yet. {why}." if why else nothing
    except learner.Trouble as trouble:
        return Said(f"✘ {trouble}", f"✘ {trouble.facts}")
    except KeyboardInterrupt:
        text = f"✘ The check of {learner.name_of(mine)} was interrupted. Run this cell again."
    except Exception as error:  # an answer so strange that comparing it fails
        text = f"✘ Not yet. {_strange(mine, error)}"
    return Said(text, text)


def _strange(mine, error):
    """Return the words for an answer that cannot be compared with the right one."""
    name = learner.name_of(mine)
    if "inhomogeneous" in str(error):
        return f"{name} returns things of different shapes where numbers were asked for."
    cannot = f"What {name} returns cannot be compared with the right answer"
    return f"{cannot}: {learner.said_by(error)}."


def _print(mine, says, example=None):
    """Print a verdict, an example to follow by hand, and a hint where one is due."""
    heard.tell(heard.Verdict(learner.name_of(mine), _mark(says), tries.mistake_in(says), says))
    parts = [says, example, tries.help_after(mine, says)]
    for part in parts:
        for paragraph in (part or "").split("\n"):
            if paragraph:
                print(textwrap.fill(paragraph, width=72, break_long_words=False))


def _mark(says):
    """Return "right", "wrong" or "empty" for a verdict."""
    return {"✔": "right", "…": "empty"}.get(says[:1], "wrong")


def judge(mine, library, cases, mistakes, proof, shapes=None, first=None, through=None, by_hand=()):
    """Print the verdict on `mine`. Most of the arguments are those of a Task.

    proof     what to say when it is right: a text with {} for the numbers of an answer, and the
              arguments that it answers; or proof(call) -> text, where call is `mine` with its
              answer as plain arrays
    first     first() -> what is wrong, in words, where that is to be seen before anything else
    """
    task = Task(
        mine, through or _itself, library, list(cases), mistakes, shapes or {}, list(by_hand)
    )

    def verdict():
        wrong = first() if first else None
        return f"✘ Not yet. {wrong}" if wrong else _verdict(task, proof)

    def cause():
        return _fixed_shape(task) or _mended(mine, task.judge_of_others(), task.scalars)

    example = None
    with _few_of_its_prints():
        said = _said(mine, verdict)
        says = said.text
        if says.startswith("✘") and "was stopped after" not in says:  # it would be so each time
            example = _safely(lambda: examples.where_it_differs(task))
            if order := _safely(lambda: _other_order(mine)):
                says = f"✘ Not yet. {order}"
            elif _is_no_cause(says):
                says = _with_the_cause(said, _safely(cause))
    _print(mine, says, example)


def _safely(look):
    """Return what is found out about a cause; None where looking for it fails, or is broken off."""
    try:
        return look()
    except (Exception, KeyboardInterrupt):  # the verdict stands without it
        return None


PRINTED = 3  # lines that a learner's function may print while it is checked, over and over


@contextlib.contextmanager
def _few_of_its_prints():
    """Let a learner's function print its first lines only: a check calls it many times."""
    buffer = io.StringIO()
    try:
        with contextlib.redirect_stdout(buffer):
            yield
    finally:
        lines = buffer.getvalue().splitlines()
        for line in lines[:PRINTED]:
            print(line)
        if len(lines) > PRINTED:
            print(f"(and {len(lines) - PRINTED} more lines that it printed)")


def _fixed_shape(task):
    """Return the words for an answer that has one shape whatever it is given, or None."""
    is_now = set()
    wanted = set()
    for args in task.cases:
        try:
            with np.errstate(all="ignore"):
                value = task.call(*copy.deepcopy(args))
            is_now.add(np.shape(value))
        except Exception:
            return None
        wanted.add(np.shape(task.library(*args)))
    if len(is_now) == 1 and len(wanted) > 1 and is_now & wanted:
        shape = " × ".join(map(str, *is_now))
        return f"It's {shape} whatever you give it: that size is hard-coded."
    return None


def _with_the_cause(said, cause):
    """Return a verdict with its cause, which makes guesses at it superfluous."""
    if not cause:
        return said.text
    says, python, words = said.facts.partition(" (Python says")
    facts = re.sub(r"(?<=[.:]) [^.:?`]*\?", "", says)  # questions were guesses
    here = re.match(r"In line (\d+), `[^`]*`: ", cause)
    if here and f"at line {here[1]}," in facts:  # the line has been quoted already
        cause = cause[here.end() :]
        cause = cause[0].upper() + cause[1:]
    return f"{facts} {cause}{python}{words}"


def _mended(mine, is_right, scalars):
    """Return the words for what would make `mine` right, or for a slip in its lines, or None."""
    return (
        repair.slip(mine, is_right, scalars)
        or repair.smallest(mine, is_right, scalars)
        or _sentence(source.slips(mine))
    )


def _itself(mine):
    return mine


def _is_no_cause(says):
    """Return whether a verdict tells what came out, and not yet why."""
    only_raised = "stopped" in says and "Error: " in says
    told = (
        "must return",
        "must be finite",
        "rows or columns are missing",
        "NaN",
        "calls watch ",
        "must give",
    )
    return only_raised or any(words in says for words in told)


def _verdict(task, proof):
    """Return the sentence on an answer; Trouble says what keeps it from being compared."""
    call = task.call
    answers = []
    for args in task.cases:
        try:
            answers.append(answer(call, task.library, args, task.shapes, task.mine))
        except learner.Trouble:
            if all(one.is_right for one in answers):
                raise
            break  # what was wrong before tells more than the error now
    if all(one.is_right for one in answers):
        return _right(task, proof)
    says = _why(task, call, answers) or _first_wrong(task, call, answers)
    return f"✘ Not yet. {says}"


def _why(task, call, answers):
    """Return the words for the mistake behind wrong numbers, or None where it is not known."""
    is_right = task.judge_of_others()
    return (
        repair.slip(task.mine, is_right, task.scalars)
        or _cut_off(answers)
        or _known_mistake(answers, task.mistakes)
        or _sentence(circumstances.rounded(answers))
        or repair.smallest(task.mine, is_right, task.scalars)
        or _sentence(circumstances.scaled(answers))
        or _sentence(circumstances.turned(answers))
        or _known_mistake_and_a_factor(answers, task.mistakes)
        or _ignored(task, call, answers)
        or _sentence(source.slips(task.mine))
    )


def _ignored(task, call, answers):
    """Return the words for an argument that has no influence, and for what is taken instead."""
    names = circumstances.names_of(task.mine, task.library)
    says = circumstances.ignored(call, task.library, answers, names)
    if not says:
        return None
    lines = source.lines_of(task.mine)
    outside = lines and source.from_outside(task.mine, lines)
    return _sentence(outside or f"{says}{source.why_ignored(lines, says)}")


def _sentence(words):
    """Return words with a full stop, or None."""
    if not words:
        return None
    return words if words.endswith(("?", ".")) else f"{words}."


def _right(task, proof):
    """Return the sentence on right numbers: it may still fail once more."""
    try:
        with np.errstate(all="ignore"):
            return f"✔ Right. {_proven(task, proof)}"
    except Exception as error:
        wrong = f"one more went wrong: {str(error) or error!r}"
        return f"✘ Not yet. All examples are right, but {wrong}. Is a size hard-coded?"


def _proven(task, proof):
    """Return the text of a proof, with the numbers of an answer filled in."""
    if callable(proof):
        return proof(sound(task))
    text, *args = proof
    return text.format(*np.ravel(task.call(*args)) + 0.0)


def sound(task):
    """Return the learner's function as one whose answers are plain arrays of the right shape."""

    def call(*args):
        value = learner.run(task.mine, *args)
        if isinstance(value, (list, tuple, np.ndarray)) and task.through is not _itself:
            return [np.asarray(part, dtype=float) for part in value]
        right = np.asarray(task.library(*args), dtype=float)
        return learner.as_numbers(learner.name_of(task.mine), value, right)

    return call


def _cut_off(answers):
    """Return the words for an array of whole numbers where fractions belong, or None."""
    kinds = [getattr(one.value, "dtype", np.dtype(float)).kind for one in answers]
    if set(kinds) == {"b"}:
        return "Yours are yes-or-no answers, True and False; numbers were asked for."
    if not any(kind in "iu" for kind in kinds):
        return None
    if all(same(one.mine, np.trunc(one.right)) for one in answers):
        keeps = "np.zeros(shape) makes one that keeps them"
        return f"Your array holds whole numbers: its fractions are cut off. {keeps}."
    return None


def _known_mistake(answers, mistakes):
    """Return the words of the first mistake that gives all these answers, or None."""
    for says, wrong in mistakes.items():
        if all(_is_this_mistake(one, wrong) for one in answers):
            return says
    return None


def _is_this_mistake(one, wrong):
    """Return whether an answer is the one that a mistake gives."""
    gives = what_it_gives(wrong, one.args)
    return gives is not None and same(one.mine, gives, one.rtol)


FACTORS = {
    -1: "And the sign is wrong.",
    0.5: "And a 2 is missing.",
    2: "And there's a 2 too many.",
    -2: "And the sign is wrong, with a 2 too many.",
    -0.5: "And the sign is wrong, and a 2 is missing.",
}


def _known_mistake_and_a_factor(answers, mistakes):
    """Return the words for two mistakes at once: a known one, and a factor."""
    for factor, says_too in FACTORS.items():
        halves = [one._replace(mine=one.mine / factor) for one in answers]
        says = _known_mistake(halves, mistakes)
        if says:
            return f"{says} {says_too}"
    return None


def _first_wrong(task, call, answers):
    """Return the words for the first answer that is wrong, with both values."""
    wrong = next(one for one in answers if not one.is_right)
    if says := _nearly(answers):
        return says
    if parts := getattr(call, "parts", None):
        say_so = _first_wrong_step if getattr(call, "in_order", False) else _wrong_parts
        says = say_so(wrong, parts(*wrong.args))
        if says:
            return says
    if wrong.mine.ndim == 0:
        digits = examples.digits_that_differ(float(wrong.mine), float(wrong.right))
        values = f"{wrong.mine:.{digits}g}, where {wrong.right:.{digits}g} is right"
        return f"Yours gives {values}."
    return _which_are_wrong(wrong)


def _nearly(answers):
    """Return the words for numbers that are all close and not right, or None."""
    far = [np.abs(one.mine - one.right).max(initial=0) for one in answers]
    large = [np.abs(one.right).max(initial=0) for one in answers]
    share = max(f / size for f, size in zip(far, large, strict=True) if size) if any(large) else 1
    if share > 0.05:
        return None
    off = f"{100 * share:.2g} %" if share > 1e-4 else f"{share:.0e}"
    return (
        f"Yours is close everywhere, within {off}, and not exact. Is something rounded, a step too "
        "coarse, a number only near the right one?"
    )


def _which_are_wrong(wrong):
    """Return the words for which numbers of an array are wrong."""
    places = _wrong_places(wrong)
    first = ", ".join(map(str, places[0]))
    if len(places) == wrong.right.size:
        return f"None of its {wrong.right.size} numbers is right."
    few = f"{len(places)} of its {wrong.right.size} numbers"
    verb = "is" if len(places) == 1 else "are"
    return f"{few} {verb} wrong, the first of them at [{first}]; the others are right."


def _wrong_places(wrong):
    """Return where an answer is not the right one, (places, axes)."""
    return np.argwhere(~np.isclose(wrong.mine, wrong.right, rtol=wrong.rtol, atol=1e-9))


def _first_wrong_step(wrong, parts):
    """Return the words for the first wrong step of a walk."""
    close = np.isclose(wrong.mine, wrong.right, rtol=wrong.rtol, atol=1e-9)
    first = int(np.flatnonzero(~close)[0])
    ends = np.cumsum([length for _, length in parts])
    place = int(np.searchsorted(ends, first, side="right"))
    name = parts[place][0]
    starts = parts[0][0] == "the start"
    if place <= starts:
        return f"{name.capitalize()} is wrong already, before any state has been handed on."
    before = parts[place - 1][0].capitalize()
    return f"{before} is right and {name} isn't: look at what one step hands on to the next."


def _wrong_parts(wrong, parts):
    """Return the words for the wrong ones of several arrays laid end to end.

    parts  [(name, how many numbers it has)]
    """
    close = np.isclose(wrong.mine, wrong.right, rtol=wrong.rtol, atol=1e-9)
    places = set(np.flatnonzero(~close).tolist())
    begin = 0
    bad = []
    good = []
    for part, length in parts:
        (bad if places & set(range(begin, begin + length)) else good).append(part)
        begin += length
    if not bad:
        return None
    right = f" {_listed(good)} {'is' if len(good) == 1 else 'are'} right." if good else ""
    says = f"{_listed(bad)} {'is' if len(bad) == 1 else 'are'} wrong.{right}"
    return says[0].upper() + says[1:] if says.startswith("the ") else says


def _listed(names):
    """Return names as a sentence lists them."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
