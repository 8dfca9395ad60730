"""Learner's functions that go wrong, each in its own way, and a word that the answer to each must
contain.
"""

import time

import numpy as np


def raises(*args):
    return 1 / 0


def raises_in_numpy(*args):
    return np.ones(3) + np.ones(4)


def wrong_shape(*args):
    return np.ones(5)


def nan(*args):
    return np.full(2, np.nan)


def text(*args):
    return "down"


def nothing(*args):
    return None


def never(*args):
    while True:
        time.sleep(0.01)


def never_and_swallows(*args):
    while True:
        try:
            time.sleep(0.01)
        except Exception:
            pass


def too_many_arguments(a, b, c, d, e, f, g):
    return a


def calls_exit(*args):
    raise SystemExit


ALL = {
    raises: "ZeroDivisionError",
    raises_in_numpy: "broadcast",
    wrong_shape: "shape",
    nan: "finite",
    text: "'down'",
    nothing: "not written yet",
    never: "never ends",
    never_and_swallows: "never ends",
    too_many_arguments: "missing",
    calls_exit: "SystemExit",
}


def limit(bad):
    """Return after how many seconds a test may break off a function: soon only where it has to, for
    a busy machine is slow.
    """
    return 0.2 if bad in (never, never_and_swallows) else 2.0
