"""Run a function that a learner wrote: stop it when it never returns, and put what went wrong into one sentence."""

import linecache
import signal
import threading
import time
import traceback
from contextlib import contextmanager

import numpy as np

SECONDS = 2.0


class Trouble(Exception):
    """What went wrong in a learner's function, as one sentence to show to them."""


class _TooLong(BaseException):
    """Rings in the learner's own code; no Exception, so that their `except Exception` does not swallow it."""


@contextmanager
def _time_limit(seconds):
    """Raise _TooLong in this block after `seconds`. Without SIGALRM, or outside the main thread, there is no limit."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(signum, frame):
        raise _TooLong

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), 0.2)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def name_of(function):
    """Return the name by which to speak of a learner's function."""
    return getattr(function, "__name__", None) or "your function"


def _place(function, error):
    """Return ' at line 3, `return 2 * r`' for the learner's own line that led to the error, or ''."""
    code = getattr(function, "__code__", None)
    frames = [f for f, _ in traceback.walk_tb(error.__traceback__) if code and f.f_code.co_filename == code.co_filename]
    if not frames:
        return ""
    numbers = [n for f, n in traceback.walk_tb(error.__traceback__) if f is frames[-1]]
    source = linecache.getline(code.co_filename, numbers[-1]).strip()
    return f" at line {numbers[-1]}, `{source}`" if source else f" at line {numbers[-1]}"


def run(function, *args, seconds=None):
    """Return function(*args). Raise Trouble when it raises, or takes longer than `seconds`
    (SECONDS without it)."""
    if not callable(function):
        raise Trouble(f"A function is needed here, and this is {function!r:.60}.")
    name = name_of(function)
    try:
        with _time_limit(SECONDS if seconds is None else seconds):
            return function(*args)
    except _TooLong as error:
        where = _place(function, error)
        raise Trouble(f"{name} was stopped after {SECONDS:g} s{where}. Is there a loop that never ends?") from None
    except KeyboardInterrupt:
        raise Trouble(f"{name} was interrupted.") from None
    except (Exception, SystemExit) as error:
        says = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise Trouble(f"{name} stopped{_place(function, error)}: {says}") from None


def as_numbers(name, value, like):
    """Return `value` as floats if it can stand for `like`, the right answer; else raise Trouble that says why not."""
    if value is None:
        raise Trouble(f"{name} is not written yet: it returns None.")
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise Trouble(f"{name} returned {value!r:.60}, which is not {_numbers(like)}.") from None
    if array.shape != np.shape(like):
        what = "one number" if array.ndim == 0 else f"an array of shape {array.shape}"
        raise Trouble(f"{name} returned {what}; it must return {_numbers(like)}.")
    if np.isfinite(like).all() and not np.isfinite(array).all():
        raise Trouble(f"{name} returned {array}; every number must be finite.")
    return array


def _numbers(like):
    shape = np.shape(like)
    return (
        "one number"
        if shape == ()
        else f"an array of {shape[0]} numbers"
        if len(shape) == 1
        else f"an array of shape {shape}"
    )


def guard(mine, library):
    """Return `mine` made safe for an explorer: SECONDS for all calls together, the first answer shaped like the library's."""
    end, looked = time.monotonic() + SECONDS, False

    def call(*args):
        nonlocal looked
        copies = [np.copy(a) if isinstance(a, np.ndarray) else a for a in args]
        value = run(mine, *copies, seconds=end - time.monotonic())
        if looked and value is not None:
            return np.asarray(value, dtype=float)
        looked = True
        return as_numbers(name_of(mine), value, library(*args))

    return call
