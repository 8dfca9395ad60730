"""What happens in a notebook, for whoever listens: a check's verdict, a prediction, a goal.

Nobody has to listen, and a listener that fails is not heard of: whoever tells goes on.
"""

import contextlib
from typing import NamedTuple


class Verdict(NamedTuple):
    """What a check said about an answer.

    exercise  its name, "my_loss"
    mark      "right", "wrong", or "empty" while nothing is written yet
    mistake   the cause in a few words that hold no number of the learner's own; "" when it is right
    text      all that the check said
    """

    exercise: str
    mark: str
    mistake: str
    text: str


class Prediction(NamedTuple):
    """A choice that was made before the picture answered.

    question  its name in questions.toml, "01.gradient"
    choice    the number of the choice, from 1
    right     whether it was the right one
    """

    question: str
    choice: int
    right: bool


class Goal(NamedTuple):
    """A goal that was reached for the first time in this kernel.

    explorer  the lesson and the name of the explorer, "01.bowl_in_3d"
    """

    explorer: str


_listeners = []


def listen(listener):
    """Have listener(event) called for each event from now on; return it."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def stop(listener):
    """Have it called no longer."""
    if listener in _listeners:
        _listeners.remove(listener)


def tell(event):
    """Tell an event to all who listen."""
    for listener in list(_listeners):
        with contextlib.suppress(Exception):
            listener(event)
