"""A function that a learner handed over, beside the library's, and what is known of both."""

from collections.abc import Callable
from typing import NamedTuple

from .. import learner


class Yours(NamedTuple):
    """A learner's function beside the library's: what `compute` takes under its name.

    mine           the learner's, or None
    library        takes the same arguments; it replaces the learner's where that fails
    any_answer     True where many answers are right: none is told to be unlike the library's
    may_diverge    True where infinities may come of a sound function, as of a walk
    checks_itself  True for a `mine` that checks its answers and limits its calls by itself; its
                   attribute `apart` is None, or an `Apart`
    """

    mine: Callable | None
    library: Callable
    any_answer: bool = False
    may_diverge: bool = False
    checks_itself: bool = False

    def guarded(self):
        """Return the learner's function made safe, with an attribute `apart`."""
        if self.checks_itself:
            return self.mine
        return learner.Guard(self.mine, self.library, self.any_answer, self.may_diverge)
