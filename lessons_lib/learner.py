"""Run a function that a learner wrote.

Stop it when it never returns, and put what went wrong into one sentence.
"""

import builtins
import contextlib
import copy
import ctypes
import linecache
import signal
import threading
import time
import traceback
import types
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from . import errors, stopwatch
from .entry import shown
from .optimizers import Optimizer
from .place import in_browser

SECONDS = 2.0


class Trouble(Exception):
    """What went wrong in a learner's function, as one sentence to show to them.

    facts: the sentence without the advice at its end, which is a guess
    """

    def __init__(self, *args, facts=None):
        super().__init__(*args)
        self.facts = facts or str(self)


class NotWritten(Trouble):
    """It returned None: its lines are still to be written."""


class NotFinite(Trouble):
    """It gave NaN or infinity for ordinary numbers."""


class TooLong(BaseException):
    """Rings in the learner's own code.

    It is no Exception, so that their `except Exception` does not swallow it.
    late: by how many seconds it came too late, where a single step held it up
    """

    def __init__(self, late=0.0):
        super().__init__()
        self.late = late


@contextmanager
def time_limit(seconds=None):
    """Raise TooLong in this block after `seconds`, and every 0.2 s until the block ends.

    Without them it is after SECONDS.
    In the main thread an alarm does it, which breaks off even a sleep. JupyterLab hands the moves
    of a slider to another thread (a subshell of the kernel), where no signal arrives: there, and on
    Windows, a watching thread raises it between two steps of Python. In a browser there is neither:
    a stopwatch raises it at each step of what the notebook defined. A sleep, or one long call of
    NumPy, ends first there.
    """
    seconds = max(SECONDS if seconds is None else seconds, 0.001)
    with _bell(seconds):
        yield


def _bell(seconds):
    if in_browser():
        return stopwatch.limit(seconds, TooLong)
    main = threading.current_thread() is threading.main_thread()
    return _alarm(seconds) if main and hasattr(signal, "SIGALRM") else _watch(seconds)


@contextmanager
def _alarm(seconds):
    def ring(signum, frame):
        # Not while the block begins or ends: the timer would go on ringing. It rings again soon.
        if frame.f_code.co_filename not in (__file__, contextlib.__file__):
            raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    left = signal.getitimer(signal.ITIMER_REAL)[0]
    began = time.monotonic()
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
    thread = ctypes.c_ulong(threading.get_ident())
    over = threading.Event()
    lock = threading.Lock()

    def watch():
        wait = seconds
        while not over.wait(wait):
            with lock:  # never after the block has ended
                if not over.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(TooLong))
            wait = 0.2

    try:
        threading.Thread(target=watch, daemon=True).start()
        yield
    finally:
        while True:  # a last ring may come in here; the watch must hear of the end all the same
            try:
                with lock:
                    over.set()
                break
            except TooLong:
                continue


def name_of(function) -> str:
    """Return the name by which to speak of a learner's function."""
    try:
        name = function.__name__
    except Exception:  # a learner's own __getattr__ may raise anything
        name = None
    return name if isinstance(name, str) and name else "your function"


def said_by(error, bare=False) -> str:
    """Return an error as a sentence can quote it: its kind and its words.

    bare=True: its words alone, where it has any.
    """
    try:
        says = str(error)
    except Exception:
        says = ""
    kind = type(error).__name__
    if not says:
        return kind
    return says if bare else f"{kind}: {says}"


def no_function(value, argument="", example="my_function") -> str:
    """Return the sentence for a value that was handed over where a function is needed."""
    if isinstance(value, Optimizer):
        what = "the function that makes the optimizer, my_adam"
        return f"Give {what}, not what it returns, my_adam(0.1)."
    call = f"{argument}={example}" if argument else example
    how = "without quotes" if isinstance(value, str) else "without brackets after it"
    needed = f"A function is needed here, and this is {shown(value)}"
    return f"{needed}. Hand over its name, {how}: {call}."


class _Running:
    """Which function of a learner runs in which thread, and since when.

    So another thread can say what it waits for.
    """

    def __init__(self):
        self.now = {}  # {thread: (function, when it began)}
        self.lock = threading.Lock()
        self.ask = None  # Python's own input(), while a function runs

    @contextmanager
    def __call__(self, function):
        """Note that this thread runs the function.

        Until it has ended, input() in it is refused, for nobody can answer.
        """
        thread = threading.get_ident()
        with self.lock:
            outer = self.now.get(thread)
            if not self.now:
                self.ask = builtins.input
                builtins.input = self._input
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
            waits = "input() waits for someone to type, and no one can here"
            raise Trouble(f"{waits}: take what you need as an argument.")
        return self.ask(*prompt)

    def stuck(self) -> str:
        """Return a sentence about a function of another thread that should have stopped, or ''.

        It was to stop a second ago and has not.
        """
        with self.lock:
            rows = [
                (time.monotonic() - began, f)
                for thread, (f, began) in self.now.items()
                if thread != threading.get_ident()
            ]
        seconds, function = max(rows, key=lambda row: row[0], default=(0, None))
        if seconds <= SECONDS + 1:
            return ""
        runs = f"{name_of(function)} has run for {seconds:.0f} s and cannot be stopped"
        why = "It sleeps, or it catches every error with a bare “except:”"
        restart = "restart the kernel (Kernel, Restart Kernel) and mend it first"
        return f"{runs}. {why}. Wait for its end, or {restart}."


running = _Running()


def _place(function, error):
    """Return ' at line 3, `return 2 * r`' for the learner's line that led to the error, or ''."""
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    if file and Path(file).is_relative_to(Path(__file__).parent):  # ours, around theirs
        return ""
    numbers = [
        n for frame, n in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == file
    ]
    if not numbers:
        return ""
    source = linecache.getline(file, numbers[-1]).strip()
    return f" at line {numbers[-1]}, `{source}`" if source else f" at line {numbers[-1]}"


def run(function, *args):
    """Return function(*args). Raise Trouble when it raises, or takes longer than SECONDS."""
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
        if error.late > 1:
            stopped = f"{name} was stopped after {SECONDS + error.late:.0f} s{where}"
            why = "In a browser a sleep, or one long call of NumPy, cannot be broken off"
            raise Trouble(f"{stopped}. {why}: let each be short.") from None
        stopped = f"{name} was stopped after {SECONDS:g} s{where}"
        raise Trouble(f"{stopped}. Is there a loop that never ends?") from None


def attempt(function, *args):
    """Return function(*args), with no limit of its own.

    Raise Trouble, which names the learner's line, when it raises.
    """
    if not callable(function):
        raise Trouble(no_function(function))
    try:
        with running(function), too_long_is_trouble(function):
            return function(*args)
    except KeyboardInterrupt:
        raise Trouble(f"{name_of(function)} was interrupted.") from None
    except Trouble:
        raise
    except BaseException as error:  # SystemExit too: whatever a learner raises ends here
        stopped = f"{name_of(function)} stopped{_place(function, error)}"
        facts, advice = _meaning(function, error)
        python = f" (Python says: {said_by(error).rstrip(' .')}.)" if facts else ""
        facts = facts or f"{said_by(error).rstrip(' .')}."
        full = f"{stopped}: {facts}{advice}{python}"
        raise Trouble(full, facts=f"{stopped}: {facts}{python}") from None


def _meaning(function, error):
    """Return what an error means, and what to do about it, two texts that may be empty."""
    told = errors.told(error, getattr(getattr(function, "__code__", None), "co_filename", None))

    def sentence(text):
        return text if not text or text.endswith(("?", ".")) else f"{text}."

    return sentence(told.facts), sentence(told.advice) and f" {sentence(told.advice)}"


_NO_NUMBERS = {"M": "dates", "m": "time spans"}  # NumPy would count their days or nanoseconds


def as_numbers(name, value, like) -> np.ndarray:
    """Return `value` as floats if it can stand for `like`, the right answer.

    Else raise Trouble that says why not.
    """
    array = _floats(name, value, like)
    if not means_the_same_shape(array.shape, np.shape(like)):
        what = "one number" if array.ndim == 0 else f"an array of shape {array.shape}"
        raise Trouble(f"{name} returned {what}; it must return {_numbers(like)}.")
    array = array.reshape(np.shape(like))
    if np.isfinite(like).all() and not np.isfinite(array).all():
        what = array if array.size < 5 else "an array with NaN or infinity in it"
        raise Trouble(f"{name} returned {what}; every number must be finite.")
    return array


def means_the_same_shape(shape, like) -> bool:
    """Return whether two shapes differ at most in axes of length 1: a column for a vector, say."""
    return [n for n in shape if n != 1] == [n for n in like if n != 1]


def _floats(name, value, like):
    """Return `value` as floats of whatever shape. Trouble says what else it is than `like`."""
    if value is None:
        raise NotWritten(f"{name} is not written yet: it returns None.")

    def is_not():
        return f"{name} returned {shown(value)}, which is not {_numbers(like)}"

    if says := _unasked(value):
        raise Trouble(f"{name} returned {says}.")

    try:
        kind = np.asarray(value).dtype.kind
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError, OverflowError, RecursionError):
        if isinstance(value, str):
            text = f"{name} returned a text, {shown(value)}, and not {_numbers(like)}"
            raise Trouble(f"{text}. Return the number itself, without quotes.") from None
        raise Trouble(f"{is_not()}.") from None
    except Exception as error:  # a tensor that wants detach() first says so
        raise Trouble(f"{is_not()}: {said_by(error)}.") from None
    if isinstance(value, str):
        text = f"{name} returned a text, {shown(value)}, and not {_numbers(like)}"
        raise Trouble(f"{text}. Return the number itself, without quotes.")
    if kind in "USc":  # NumPy would read text as a number, and drop what is imaginary
        raise Trouble(f"{is_not()}.")
    if kind in _NO_NUMBERS:
        raise Trouble(f"{name} returned {_NO_NUMBERS[kind]}, which are not {_numbers(like)}.")
    if isinstance(value, np.ma.MaskedArray):
        masked = f"{name} returned a masked array; what is masked has no value"
        raise Trouble(f"{masked}. Return .filled(0), or a plain array: {_numbers(like)}.")
    return array


def _unasked(value):
    """Return the words for what would give numbers if one only asked it, or None."""
    if isinstance(value, types.GeneratorType):
        instead = "Return np.array([...]), with square brackets around the loop"
        return f"a generator, which hasn't worked anything out yet. {instead}"
    if isinstance(value, (map, zip, filter)):
        kind = type(value).__name__
        return f"a {kind} object, which hasn't worked anything out yet: make it a list({kind}(...))"
    if callable(value) and not isinstance(value, type):
        call = name_of(value)
        if call in ("your function", "<lambda>"):
            return "a function, not what the function gives: is a pair of brackets missing?"
        return f"the function `{call}` itself: with brackets, `{call}()`, it's called"
    return None


def _numbers(like):
    shape = np.shape(like)
    if shape == ():
        return "one number"
    return f"an array of {shape[0]} numbers" if len(shape) == 1 else f"an array of shape {shape}"


def sound(name, answer, *given, hint=""):
    """Return `answer`. Raise NotFinite when it has NaN or infinity for ordinary numbers.

    That is when all that was given is of a size below 1e30: a walk that diverges reaches numbers
    beyond that first; this is a mistake.
    """
    if not np.isfinite(answer).all() and all(np.abs(a).max(initial=0) < 1e30 for a in given):
        why = "Is something divided by zero, or is a negative number under a root?"
        raise NotFinite(f"{name} gives NaN or infinity for ordinary numbers. {why}{hint}")
    return answer


def as_rule(name, rule) -> Optimizer:
    """Return `rule` as an Optimizer whose errors are Trouble; raise Trouble if it is none."""
    if rule is None:
        raise NotWritten(f"{name} is not written yet: it returns None.")
    if isinstance(rule, tuple) and not isinstance(rule, Optimizer) and len(rule) == 2:
        plain = "a plain pair of functions, and whoever asks it for .update will fail"
        raise Trouble(f"{name} returned {plain}. Return Optimizer(init, update).")
    if not all(callable(getattr(rule, part, None)) for part in ("init", "update")):
        what = f"the function {name_of(rule)}" if callable(rule) else shown(rule)
        raise Trouble(f"{name} returned {what}; it must return Optimizer(init, update).")

    def update(theta, g, state):
        result = attempt(rule.update, theta, g, state)
        if isinstance(result, list) and len(result) == 2:
            result = tuple(result)
        if not isinstance(result, tuple) or len(result) != 2:
            raise Trouble(f"{name}: update returned {shown(result)}; it must return theta, state.")
        try:
            kind = np.asarray(result[0]).dtype.kind
        except Exception:  # a list of lists of several lengths, a tensor
            kind = ""
        if kind not in set("biuf"):
            must = f"{name}: update must return theta, state, theta first"
            raise Trouble(f"{must}; for theta it returned {shown(result[0], 40)}.")
        return result

    return Optimizer(lambda theta: attempt(rule.init, theta), update)


class Apart(NamedTuple):
    """Where a learner's answer is farthest from the library's, and both values there."""

    place: tuple
    mine: float
    right: float


def farthest(mine, right, rtol=1e-6, atol=1e-9) -> Apart | None:
    """Return the Apart of two arrays of one shape, or None when they are equal up to rounding."""
    if np.allclose(mine, right, rtol=rtol, atol=atol):
        return None
    place = np.unravel_index(np.nan_to_num(np.abs(mine - right)).argmax(), np.shape(right))
    return Apart(tuple(map(int, place)), mine[place], np.asarray(right)[place])


class Guard:
    """A learner's function made safe for an explorer: a function of the same arguments.

    It gets copies of its arguments, and its answers must be shaped as the library's first one.
    `apart` is None, or where the first answer is unlike the library's; it stays None when any
    answer is right, the function may diverge, or a generator draws at random.
    """

    def __init__(self, mine, library, any_answer=False, may_diverge=False):
        self.mine = mine
        self.library = library
        self.any_answer = any_answer
        self.may_diverge = may_diverge
        self.apart = None
        self.like = None  # what an answer must be shaped as, once it is known

    def __call__(self, *args):
        """Return the learner's answer as floats. Trouble says what is wrong with it."""
        copies = [np.copy(a) if isinstance(a, np.ndarray) else a for a in args]
        value = attempt(self.mine, *copies)
        if self.like is None:
            self._first(value, args)
        return as_numbers(name_of(self.mine), value, self.like)

    def _first(self, value, args):
        """Look closely at the first answer.

        Its shape, whether it is finite, and where it is unlike the library's.
        """
        right = self.library(*copy.deepcopy(args))  # a random generator is drawn from once
        any_numbers = np.full(np.shape(right), np.inf)
        first = as_numbers(name_of(self.mine), value, any_numbers if self.may_diverge else right)
        self.like = any_numbers  # from now on only the shape counts
        at_random = any(isinstance(a, np.random.Generator) for a in args)
        if not (self.any_answer or self.may_diverge or at_random):
            self.apart = farthest(first, right)


def guard(mine, library) -> Guard:
    """Return the Guard of `mine` when a single answer is right."""
    return Guard(mine, library)
