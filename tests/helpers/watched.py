"""A notebook's worth of functions that never end, and what a stopwatch does about each.

Run as a script it is the notebook, for a Python that can watch: it prints what came of each, as
JSON. Imported it is that too, once `stopwatch.NOTEBOOK` is its name.
"""

import functools
import json
import statistics
import sys
import time

from lessons_lib import stopwatch

AFTER = 0.15  # seconds


class Over(BaseException):
    """As learner.TooLong."""

    def __init__(self, late):
        super().__init__()
        self.late = late


def never():
    while True:
        pass


def catches_exceptions():
    while True:
        try:
            never()
        except Exception:
            pass


def catches_everything():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def goes_on_in_the_end():
    while True:
        try:
            never()
        finally:
            continue  # noqa: B012  as a learner might


def on_a_condition():
    k = 1
    while k > 0:
        k = 2 * k % 7


def a_comprehension():
    return [0 for _ in iter(int, 1) if _]


def a_generator():
    return sum(1 for _ in iter(int, 1))


def a_generator_inside():
    def ones():
        while True:
            yield 1

    def passes_on():
        yield from ones()

    return sum(passes_on())


def begun_earlier():
    yield 0
    while True:
        yield 1


def ping():
    try:
        pong()
    except RecursionError:
        pong()


def pong():
    try:
        ping()
    except RecursionError:
        ping()


def abs_of(x):
    return abs(x)


def calls_a_helper():
    return KEPT["helper"]()


def wrapped(function):
    @functools.wraps(function)
    def inside(*args):
        return function(*args)

    return inside


@wrapped
@functools.cache
def decorated():
    never()


class Ball:
    def __init__(self):
        self.speed = 1

    @property
    def rolls(self):
        while self.speed:
            self.speed += 1

    def __call__(self):
        return self.rolls


def made():
    spaces = {"__name__": __name__}
    exec("def turns():\n    while True:\n        pass", spaces)
    return spaces["turns"]()


KEPT = {"helper": lambda: all(map(abs_of, iter(lambda: 1, 2)))}
EARLIER = begun_earlier()
next(EARLIER)

ENDLESS = {
    "never": never,
    "except Exception": catches_exceptions,
    "except BaseException": catches_everything,
    "finally": goes_on_in_the_end,
    "a condition": on_a_condition,
    "a comprehension": a_comprehension,
    "a generator": a_generator,
    "a generator inside": a_generator_inside,
    "a generator begun earlier": lambda: sum(EARLIER),
    "two that call each other": ping,
    "a helper in a dict": calls_a_helper,
    "a lambda": lambda: max(iter(lambda: 1, 2)),
    "a partial": functools.partial(wrapped(never)),
    "decorated": decorated,
    "an object that can be called": Ball(),
    "made by exec": made,
}


def endless(function):
    """Return after how many seconds it was stopped, and by how many too late. None for never."""
    began = time.monotonic()
    try:
        with stopwatch.limit(AFTER, Over):
            function()
    except Over as over:
        return time.monotonic() - began, over.late
    return None


def nested():
    """Return when an inner limit stopped what it held, and when the outer one what came after."""
    began = time.monotonic()
    inner = None
    try:
        with stopwatch.limit(3 * AFTER, Over):
            try:
                with stopwatch.limit(AFTER, Over):
                    never()
            except Over:
                inner = time.monotonic() - began
            never()
    except Over:
        return inner, time.monotonic() - began


def longer_inside():
    """Return when the outer limit stopped what an inner one would have let run."""
    began = time.monotonic()
    try:
        with stopwatch.limit(AFTER, Over), stopwatch.limit(50, Over):
            never()
    except Over:
        return time.monotonic() - began


def adds(n):
    total = 0
    for i in range(n):
        total += i
    return total


def events():
    """Return what is still watched: of everything, and of these functions. Zeros for nothing."""
    watch = sys.monitoring
    everywhere, here = 0, []
    for tool in (3, 4):
        watch.use_tool_id(tool, "a test")
        everywhere |= watch.get_events(tool)
        here += [
            watch.get_local_events(tool, f.__code__) for f in (adds, never, pong, begun_earlier)
        ]
        watch.free_tool_id(tool)
    return everywhere, here


def in_time():
    """Return what a sum is under a limit, the functions watched for it, and what is watched then."""
    with stopwatch.limit(50, Over):
        total = adds(1000)
        statistics.mean([1, 2])
        codes = [code.co_name for code in stopwatch._watch.codes]
    return total, codes, *events()


def taken():
    """Return what a sum is where others have both numbers of a tool."""
    for tool in (3, 4):
        sys.monitoring.use_tool_id(tool, "another")
    with stopwatch.limit(0.0, Over):
        total = adds(1000)
    for tool in (3, 4):
        sys.monitoring.free_tool_id(tool)
    return total


def cost(n=200_000):
    """Return how many nanoseconds a round of a plain loop takes: alone, watched, and afterwards."""
    rows = []

    def timed():
        began = time.perf_counter()
        adds(n)
        rows.append((time.perf_counter() - began) / n * 1e9)

    adds(n)
    timed()
    with stopwatch.limit(50, Over):
        timed()
    timed()
    return rows


def everything():
    """Return what came of all of it."""
    return {
        "endless": {name: endless(function) for name, function in ENDLESS.items()},
        "nested": nested(),
        "longer inside": longer_inside(),
        "in time": in_time(),
        "taken": taken(),
        "cost": cost(),
    }


if __name__ == "__main__":
    print(json.dumps(everything()))
