"""What helps after several tries: the hint after the second of the same kind, the first line of the
solution after the fourth. They are counted in this kernel; a new one starts at zero.
"""

import re

from .. import learner
from .notebook import exercises

HINT_AFTER = 2
LINE_AFTER = 4


class Count:
    """How often each kind of mistake was made in one exercise, and by which code last."""

    def __init__(self):
        self.of_kind = {}
        self.code = None


_counts = {}  # {an exercise's name: Count}


def forget():
    """Begin to count at zero again, as a new kernel does."""
    _counts.clear()


def help_after(mine, says) -> str | None:
    """Count this try, and return the help that is due after it, or None.

    mine  the learner's function; run again without a change, it is no new try
    says  the verdict on it
    """
    name = learner.name_of(mine)
    if not says.startswith("✘") or name not in exercises():
        return None
    count = _counts.setdefault(name, Count())
    kind = kind_of(says)
    code = getattr(mine, "__code__", None)
    if code is None or code != count.code:
        count.of_kind[kind] = count.of_kind.get(kind, 0) + 1
    count.code = code
    return _help(exercises()[name], count.of_kind.get(kind, 0))


def mistake_in(says) -> str:
    """Return the cause that a verdict names, in words that are the same for everyone who made it.

    The place, the learner's own lines and what Python said are left out: "the sign before `` is
    wrong". "" for a right answer, or an empty one.
    """
    if not says.startswith("✘"):
        return ""
    words = says[1:].strip().removeprefix("Not yet. ").split(" (Python says")[0]
    words = re.sub(r"^\w+ stopped( at line \d+, `.*?`)?: ", "", words)
    words = re.split(r"In line \d+, (?:`[^`]*`: )?", words)[-1]
    words = re.sub(r"`[^`]*`", "``", words)
    first = re.split(r"(?<=[.?]) ", words)[0]
    return re.sub(r"[−-]?\d+\.\d+(e[+−-]?\d+)?|\d{3,}", "#", first).rstrip(".")


def kind_of(says) -> str:
    """Return what kind of verdict this is: its words, without numbers and without quoted code."""
    return re.sub(r"[\d.,−]+", "0", re.sub(r"`[^`]*`", "``", says))


def _help(exercise, times):
    if times >= LINE_AFTER:
        return f"Its first line could be `{exercise.first_line}`."
    if times >= HINT_AFTER:
        return f"Stuck? Here's the hint. {exercise.hint}"
    return None
