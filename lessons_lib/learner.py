"""Run a function that a learner wrote: stop it when it never returns, and put what went wrong into one sentence."""

import contextlib
import copy
import ctypes
import linecache
import signal
import threading
import time
import traceback
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from .optimizers import Optimizer

SECONDS = 2.0


class Trouble(Exception):
    """What went wrong in a learner's function, as one sentence to show to them."""


class NotWritten(Trouble):
    """It returned None: its lines are still to be written."""


class NotFinite(Trouble):
    """It gave NaN or infinity for ordinary numbers."""


class TooLong(BaseException):
    """Rings in the learner's own code; no Exception, so that their `except Exception` does not swallow it."""


@contextmanager
def time_limit(seconds=None):
    """Raise TooLong in this block after `seconds` (SECONDS without it), and every 0.2 s until the block ends.

    In the main thread an alarm does it, which breaks off even a sleep. JupyterLab hands the moves of a slider to another
    thread (a subshell of the kernel), where no signal arrives: there, and on Windows, a watching thread raises it between
    two steps of Python.
    """
    seconds = max(SECONDS if seconds is None else seconds, 0.001)
    main = threading.current_thread() is threading.main_thread()
    with _alarm(seconds) if main and hasattr(signal, "SIGALRM") else _watch(seconds):
        yield


@contextmanager
def _alarm(seconds):
    def ring(signum, frame):
        # Not while the block begins or ends: the timer would go on ringing. It rings again in a moment.
        if frame.f_code.co_filename not in (__file__, contextlib.__file__):
            raise TooLong

    before, left, began = signal.signal(signal.SIGALRM, ring), signal.getitimer(signal.ITIMER_REAL)[0], time.monotonic()
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, 0.2)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if left:  # a limit around this one goes on
            signal.setitimer(signal.ITIMER_REAL, max(left - time.monotonic() + began, 0.001), 0.2)


@contextmanager
def _watch(seconds):
    thread, over, lock = ctypes.c_ulong(threading.get_ident()), threading.Event(), threading.Lock()

    def watch():
        wait = seconds
        while not over.wait(wait):
            with lock:  # never after the block has ended
                if not over.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(TooLong))
            wait = 0.2

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        with lock:
            over.set()


def name_of(function):
    """Return the name by which to speak of a learner's function."""
    return getattr(function, "__name__", None) or "your function"


def _place(function, error):
    """Return ' at line 3, `return 2 * r`' for the learner's own line that led to the error, or ''."""
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    if file and Path(file).is_relative_to(Path(__file__).parent):  # ours, around theirs
        return ""
    numbers = [n for frame, n in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == file]
    if not numbers:
        return ""
    source = linecache.getline(file, numbers[-1]).strip()
    return f" at line {numbers[-1]}, `{source}`" if source else f" at line {numbers[-1]}"


def run(function, *args):
    """Return function(*args). Raise Trouble when it raises, or when it takes longer than SECONDS."""
    with too_long_is_trouble(function), time_limit():
        return attempt(function, *args)


@contextmanager
def too_long_is_trouble(function=None):
    """Turn TooLong into Trouble: outside of the time limit, so that a late ring is caught too."""
    try:
        yield
    except TooLong as error:
        where = _place(function, error)
        name = name_of(function) if function else "What you wrote"
        raise Trouble(f"{name} was stopped after {SECONDS:g} s{where}. Is there a loop that never ends?") from None


def attempt(function, *args):
    """Return function(*args), with no limit of its own. Raise Trouble, which names the learner's line, when it raises."""
    if isinstance(function, Optimizer):
        raise Trouble("Give the function that makes the optimizer, my_adam, not what it returns, my_adam(0.1).")
    if not callable(function):
        raise Trouble(f"A function is needed here, and this is {function!r:.60}.")
    try:
        with too_long_is_trouble(function):
            return function(*args)
    except KeyboardInterrupt:
        raise Trouble(f"{name_of(function)} was interrupted.") from None
    except Trouble:
        raise
    except (Exception, SystemExit) as error:
        says = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise Trouble(f"{name_of(function)} stopped{_place(function, error)}: {says}.") from None


def as_numbers(name, value, like):
    """Return `value` as floats if it can stand for `like`, the right answer; else raise Trouble that says why not."""
    if value is None:
        raise NotWritten(f"{name} is not written yet: it returns None.")
    try:
        if np.asarray(value).dtype.kind in "USc":  # NumPy would read text as a number, and drop what is imaginary
            raise TypeError
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise Trouble(f"{name} returned {value!r:.60}, which is not {_numbers(like)}.") from None
    if array.shape != np.shape(like):
        what = "one number" if array.ndim == 0 else f"an array of shape {array.shape}"
        raise Trouble(f"{name} returned {what}; it must return {_numbers(like)}.")
    if np.isfinite(like).all() and not np.isfinite(array).all():
        what = array if array.size < 5 else "an array with NaN or infinity in it"
        raise Trouble(f"{name} returned {what}; every number must be finite.")
    return array


def _numbers(like):
    shape = np.shape(like)
    return "one number" if shape == () else f"an array of {shape[0]} numbers" if len(shape) == 1 else f"an array of shape {shape}"


def sound(name, answer, *given, hint=""):
    """Return `answer`. Raise NotFinite when it has NaN or infinity though all that was given is of an ordinary size, below 1e30.

    A walk that diverges reaches numbers beyond that first; this is a mistake.
    """
    if not np.isfinite(answer).all() and all(np.abs(a).max(initial=0) < 1e30 for a in given):
        why = "Is something divided by zero, or is a negative number under a root?"
        raise NotFinite(f"{name} gives NaN or infinity for ordinary numbers. {why}{hint}")
    return answer


def as_rule(name, rule):
    """Return `rule` as an Optimizer whose errors are Trouble; raise Trouble at once if it is none."""
    if rule is None:
        raise NotWritten(f"{name} is not written yet: it returns None.")
    if not isinstance(rule, tuple) or len(rule) != 2:
        raise Trouble(f"{name} returned {rule!r:.60}; it must return Optimizer(init, update).")

    def update(theta, g, state):
        result = attempt(rule[1], theta, g, state)
        if not isinstance(result, tuple) or len(result) != 2:
            raise Trouble(f"{name}: update returned {result!r:.60}; it must return theta, state.")
        try:
            kind = np.asarray(result[0]).dtype.kind
        except ValueError:  # a list of lists of several lengths
            kind = ""
        if kind not in set("biuf"):
            raise Trouble(f"{name}: update must return theta, state, theta first; for theta it returned {result[0]!r:.40}.")
        return result

    return Optimizer(lambda theta: attempt(rule[0], theta), update)


def guard(mine, library):
    """Return `mine` made safe for an explorer: its arguments are copies, its first answer must be shaped as the library's.

    call.apart is None, or where the first answer is farthest from the library's: (place, mine there, the library's there).
    It stays None when any answer is right: the library's is one_of_many, mine may_diverge, or a generator draws at random.
    """
    like = None

    def call(*args):
        nonlocal like
        value = attempt(mine, *[np.copy(a) if isinstance(a, np.ndarray) else a for a in args])
        if like is None:
            right = library(*copy.deepcopy(args))  # a random generator is drawn from once
            any_numbers = np.full(np.shape(right), np.inf)
            free = getattr(mine, "may_diverge", False)
            first = as_numbers(name_of(mine), value, any_numbers if free else right)
            like = any_numbers  # from now on only the shape counts
            free = free or getattr(library, "one_of_many", False) or any(isinstance(a, np.random.Generator) for a in args)
            if not free and not np.allclose(first, right, rtol=1e-6, atol=1e-9):
                place = np.unravel_index(np.nan_to_num(np.abs(first - right)).argmax(), np.shape(right))
                call.apart = tuple(map(int, place)), first[place], np.asarray(right)[place]
        return as_numbers(name_of(mine), value, like)

    call.apart = None
    return call
