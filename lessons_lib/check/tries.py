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


def kind_of(says) -> str:
    """Return what kind of verdict this is: its words, without numbers and without quoted code."""
    return re.sub(r"[\d.,−]+", "0", re.sub(r"`[^`]*`", "``", says))


def _help(exercise, times):
    if times >= LINE_AFTER:
        return f"Its first line could be `{exercise.first_line}`."
    if times >= HINT_AFTER:
        return f"Stuck? Here's the hint. {exercise.hint}"
    return None
