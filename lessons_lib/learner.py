"""Run a function that a learner wrote: stop it when it never returns, and put what went wrong into one sentence."""

import builtins
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

from .entry import shown
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
    try:
        name = function.__name__
    except Exception:  # a learner's own __getattr__ may raise anything
        name = None
    return name if isinstance(name, str) and name else "your function"


def said_by(error, bare=False):
    """Return an error as a sentence can quote it: its kind and its words, or bare, its words alone where it has any."""
    try:
        says = str(error)
    except Exception:
        says = ""
    kind = type(error).__name__
    return says if bare and says else f"{kind}: {says}" if says else kind


def no_function(value, argument="", example="my_function"):
    """Return the sentence for a value that was handed over where a function is needed."""
    if isinstance(value, Optimizer):
        return "Give the function that makes the optimizer, my_adam, not what it returns, my_adam(0.1)."
    call = f"{argument}={example}" if argument else example
    how = "without quotes" if isinstance(value, str) else "without brackets after it"
    return f"A function is needed here, and this is {shown(value)}. Hand over its name, {how}: {call}."


class _Running:
    """Which function of a learner runs in which thread, and since when, so that another thread can say what it waits for."""

    def __init__(self):
        self.now, self.lock, self.ask = {}, threading.Lock(), None

    @contextmanager
    def __call__(self, function):
        """Note that this thread runs the function; until it has ended, input() in it is refused, for nobody can answer."""
        thread = threading.get_ident()
        with self.lock:
            outer = self.now.get(thread)
            if not self.now:
                self.ask, builtins.input = builtins.input, self._input
            self.now[thread] = outer or (function, time.monotonic())
        try:
            yield
        finally:
            with self.lock:
                if outer is None:
                    del self.now[thread]
                if not self.now and builtins.input == self._input:
                    builtins.input = self.ask

    def _input(self, *prompt):
        if threading.get_ident() in self.now:
            raise Trouble("input() waits for someone to type, and no one can here: take what you need as an argument.")
        return self.ask(*prompt)

    def stuck(self):
        """Return a sentence about a function of another thread that was to stop a second ago and has not, or ''."""
        with self.lock:
            rows = [(time.monotonic() - began, f) for thread, (f, began) in self.now.items() if thread != threading.get_ident()]
        for seconds, function in sorted(rows, key=lambda row: -row[0]):
            if seconds > SECONDS + 1:
                why = "It sleeps, or it catches every error with a bare “except:”"
                mend = "Wait for its end, or restart the kernel (Kernel, Restart Kernel) and mend it first"
                return f"{name_of(function)} has run for {seconds:.0f} s and cannot be stopped. {why}. {mend}."
        return ""


running = _Running()


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
    if not callable(function):
        raise Trouble(no_function(function))
    try:
        with running(function), too_long_is_trouble(function):
            return function(*args)
    except KeyboardInterrupt:
        raise Trouble(f"{name_of(function)} was interrupted.") from None
    except Trouble:
        raise
    except BaseException as error:  # SystemExit and GeneratorExit too: whatever a learner raises ends here
        raise Trouble(f"{name_of(function)} stopped{_place(function, error)}: {said_by(error)}.") from None


_NO_NUMBERS = {"M": "dates", "m": "time spans"}  # NumPy would count their days or nanoseconds


def as_numbers(name, value, like):
    """Return `value` as floats if it can stand for `like`, the right answer; else raise Trouble that says why not."""
    if value is None:
        raise NotWritten(f"{name} is not written yet: it returns None.")
    try:
        kind = np.asarray(value).dtype.kind
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError, OverflowError, RecursionError):
        raise Trouble(f"{name} returned {shown(value)}, which is not {_numbers(like)}.") from None
    except Exception as error:  # a tensor that wants detach() first says so
        raise Trouble(f"{name} returned {shown(value)}, which is not {_numbers(like)}: {said_by(error)}.") from None
    if kind in "USc":  # NumPy would read text as a number, and drop what is imaginary
        raise Trouble(f"{name} returned {shown(value)}, which is not {_numbers(like)}.")
    if kind in _NO_NUMBERS:
        raise Trouble(f"{name} returned {_NO_NUMBERS[kind]}, which are not {_numbers(like)}.")
    if isinstance(value, np.ma.MaskedArray):
        fill = "Return .filled(0), or a plain array"
        raise Trouble(f"{name} returned a masked array; what is masked has no value. {fill}: {_numbers(like)}.")
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
        raise Trouble(f"{name} returned {shown(rule)}; it must return Optimizer(init, update).")

    def update(theta, g, state):
        result = attempt(rule[1], theta, g, state)
        if not isinstance(result, tuple) or len(result) != 2:
            raise Trouble(f"{name}: update returned {shown(result)}; it must return theta, state.")
        try:
            kind = np.asarray(result[0]).dtype.kind
        except Exception:  # a list of lists of several lengths, a tensor
            kind = ""
        if kind not in set("biuf"):
            given = shown(result[0], 40)
            raise Trouble(f"{name}: update must return theta, state, theta first; for theta it returned {given}.")
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
