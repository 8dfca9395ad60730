"""The last answer of a slow function, so that a slider which does not change it costs nothing."""

import numpy as np


class Last:
    """A function that remembers its last answer: it is worked out anew when an argument changes.

    An array counts as the same only when it is that very one, so it must not be written into.
    """

    def __init__(self, function):
        self.function = function
        self.arguments = None
        self.answer = None

    def __call__(self, *arguments):
        """Return function(*arguments)."""
        if self.arguments is None or not all(map(same, arguments, self.arguments)):
            self.answer = self.function(*arguments)
            self.arguments = arguments
        return self.answer


def same(a, b):
    """Are these the same argument: one array, or equal plain values?"""
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return a is b
    return a == b
