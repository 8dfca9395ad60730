"""Stop what a learner wrote after some time, without threads and without signals.

Python reports where it is (`sys.monitoring`, PEP 669, from 3.12 on), and whoever is told may raise
an error there. Every function that starts is reported once. If it was defined in the notebook, so
is each of its jumps from then on: no loop goes round without one, so branches need not be watched.
Any other is reported no more, and runs as fast as ever. So a helper is found wherever it is kept,
and the code that is slowed is the learner's alone.

What is one step for Python ends first: a sleep, or one long call of NumPy. Functions of a module of
the learner's own, beside the notebook, are not watched. It is for a place without threads: where
there are some, it stops the notebook's code in each of them.
"""

import sys
from contextlib import contextmanager
from math import inf
from time import monotonic as now

NOTEBOOK = "__main__"  # the module in which the cells of a notebook run
_TOOLS = (3, 4)  # the two numbers that PEP 669 leaves to whoever comes; a debugger has another


@contextmanager
def limit(seconds, error):
    """Raise `error`, a class, in the notebook's code in this block after `seconds`.

    It is raised again at each later step there, so that `except BaseException` in a loop does not
    swallow it for good, and it is told by how many seconds it comes too late. In a limit inside a
    limit the one that ends first counts. Where others watch already, under both numbers that are
    free for it, there is no limit.
    """
    if not (_watch.limits or _watch.begin()):
        yield
        return
    one = (now() + seconds, error)
    _watch.heed([*_watch.limits, one])
    try:
        yield
    finally:
        _watch.heed([other for other in _watch.limits if other is not one])
        if not _watch.limits:
            _watch.end()


class _Watch:
    """What is told of each step, for as long as there is a limit.

    limits      (when it is over, its error) of each
    due, error  of the one that ends first
    codes       what is watched more closely: the code of the notebook's functions
    """

    def __init__(self):
        self.codes = []
        self.tool = None
        self.heed([])

    def heed(self, limits):
        """Heed these limits from now on."""
        self.limits = limits
        self.due, self.error = min(limits, key=lambda one: one[0], default=(inf, None))

    def begin(self):
        """Watch from now on. Return whether that can be."""
        watch = sys.monitoring
        self.tool = next((n for n in _TOOLS if watch.get_tool(n) is None), None)
        if self.tool is None:
            return False
        watch.use_tool_id(self.tool, "lessons_lib")
        for event, told in self._events().items():
            watch.register_callback(self.tool, event, told)
        # A generator that was begun earlier does not start, it resumes.
        watch.set_events(self.tool, watch.events.PY_START | watch.events.PY_RESUME)
        return True

    def end(self):
        """Watch no more, and leave no code slower than it was."""
        watch = sys.monitoring
        watch.set_events(self.tool, 0)
        for code in self.codes:
            watch.set_local_events(self.tool, code, 0)
        self.codes.clear()
        for event in self._events():
            watch.register_callback(self.tool, event, None)
        watch.free_tool_id(self.tool)

    def _events(self):
        events = sys.monitoring.events
        return {
            events.PY_START: self._started,
            events.PY_RESUME: self._started,
            events.JUMP: self._jumped,
        }

    def _started(self, code, offset):
        if sys._getframe(1).f_globals.get("__name__") != NOTEBOOK:
            return sys.monitoring.DISABLE  # not here again
        if not sys.monitoring.get_local_events(self.tool, code):
            sys.monitoring.set_local_events(self.tool, code, sys.monitoring.events.JUMP)
            self.codes.append(code)
        self._jumped(code, offset, None)

    def _jumped(self, code, offset, target):
        # Every time round a loop of the learner's: a clock and a comparison, and nothing else.
        if now() > self.due:
            raise self.error(now() - self.due)


_watch = _Watch()
