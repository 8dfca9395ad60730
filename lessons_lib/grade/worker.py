"""Run one hand-in, in a process of its own: its setup, its answers, and the course's checks.

No explorer, no question and no picture is made: what would show one is replaced by nothing. The
check is the course's own, whatever the hand-in's cell says. This module is loaded once, with NumPy
and the library; each process for a hand-in is a copy of that one where the system can copy.
"""

import ast
import builtins
import contextlib
import importlib
import io
import json
import linecache
import os
import sys
import types
from importlib.machinery import ModuleSpec

import numpy as np

from .. import heard, learner
from ..check import notebook
from . import course, fence

SETUP = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
LINE_SECONDS = 1.0
SILENT = ["matplotlib", "ipywidgets", "IPython", "anywidget", "torch"]
SILENT += ["lessons_lib.explorers", "lessons_lib.live", "lessons_lib.plots"]


class Nothing(types.ModuleType):
    """It stands for an explorer, a question, a picture: whatever is asked of it gives itself."""

    __path__ = ()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __getitem__(self, key):
        return self

    def __iter__(self):
        return iter(())

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None


def load_checks():
    """Load the checks of every lesson, before there are copies of this process."""
    for lesson in course.lessons().values():
        importlib.import_module(f"lessons_lib.check.lesson{lesson.number}")
    notebook.exercises()


def main(connection, job, limits, seconds, stuck, known):
    """Run a Job, and send what is found as lines of JSON.

    limits   (folder, seconds, megabytes) of the fence
    seconds  for one cell with an answer in it
    stuck    the exercises whose cells ended such a process once: they are left out
    known    the exercises that need no check any more
    """
    tell = _teller(connection)
    checks = importlib.import_module(f"lessons_lib.check.lesson{job.lesson}")
    names = course.lessons()[job.lesson].checks
    own = course.own_cells(job.lesson)
    sys.meta_path.insert(0, Silence())
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
    refused = fence.close(*limits)
    builtins.input = _nobody_types
    space = {"__name__": "__main__", "__builtins__": builtins}
    for place, source in enumerate(job.cells):
        here = [name for name, at in job.answers.items() if at == place]
        if not here:
            _define(source, space, as_the_course_has_it=source in own)
        elif not set(here) & set(stuck):
            tell({"begins": here[0]})
            refused.clear()
            trouble = _run(source, place, space, seconds)
            for name in [name for name in here if name not in known]:
                tell({"begins": name})
                check = getattr(checks, names[name])
                tell({"exercise": name, **_verdict(name, check, space, trouble, refused)})
                refused.clear()
    tell({"ends": True})


def _teller(connection):
    """Return tell(what), which sends it as JSON: whoever listens never unpickles a hand-in's."""
    send, dumps = connection.send_bytes, json.dumps
    return lambda what: send(dumps(what).encode())


class Silence:
    """It finds Nothing wherever a module that would show something is imported."""

    def find_spec(self, name, path=None, target=None):
        """Return how to import a module of SILENT, and leave all others to Python."""
        if any(name == silent or name.startswith(f"{silent}.") for silent in SILENT):
            return ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        """Return what stands for the module."""
        return Nothing(spec.name)

    def exec_module(self, module):
        """Run nothing."""


def _nobody_types(*prompt):
    raise EOFError("input() waits for someone to type, and no one can here")


def _define(source, space, as_the_course_has_it):
    """Run what a cell imports, defines and assigns; of the course's own cells no assignment, for
    no answer needs one.
    """
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for statement in statements:
        if not isinstance(statement, SETUP):
            continue
        if as_the_course_has_it and isinstance(statement, (ast.Assign, ast.AnnAssign)):
            continue
        code = ast.unparse(statement)
        with contextlib.suppress(BaseException), _quiet(), learner.time_limit(LINE_SECONDS):
            exec(code, space)


def _run(source, place, space, seconds):
    """Run a cell with an answer in it; return what stopped it, as (kind, words), or None.

    Its lines can be looked up afterwards, as IPython sees to it: the checks quote them.
    """
    name = f"<cell {place}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    try:
        code = compile(source, name, "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = f"line {error.lineno}: " if getattr(error, "lineno", None) else ""
        said = getattr(error, "msg", None) or str(error)
        return "broken", f"{line}Python can't read this cell ({said})"
    try:
        with _quiet(), np.errstate(all="ignore"), learner.time_limit(seconds):
            exec(code, space)
    except learner.TooLong:
        return "too long", f"its cell had not ended after {seconds:g} s"
    except BaseException as error:  # sys.exit too
        return "broken", f"its cell stopped: {learner.said_by(error)}"
    return None


@contextlib.contextmanager
def _quiet():
    """Print into nothing."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


def _verdict(name, check, space, trouble, refused):
    """Return {"verdict", "mistake", "remark"} for one exercise whose cell has run."""
    mine = space.get(name)
    if mine is None:
        kind, words = trouble or ("missing", f"nothing is called {name}")
        return {"verdict": kind, "mistake": "", "remark": words}
    events = []
    heard.listen(events.append)
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            check(mine)
    except BaseException as error:
        events.clear()
        trouble = "broken", f"its check stopped: {learner.said_by(error)}"
    finally:
        heard.stop(events.append)
    return _row(events, trouble, refused)


def _row(events, trouble, refused):
    """Return {"verdict", "mistake", "remark"} for what was heard of a check."""
    told = [event for event in events if isinstance(event, heard.Verdict)]
    remarks = [trouble[1]] if trouble else []
    remarks += [f"it tried {what}" for what in dict.fromkeys(refused)]
    if not told:
        return {"verdict": (trouble or ["broken"])[0], "mistake": "", "remark": "; ".join(remarks)}
    last = told[-1]
    stopped = "was stopped after" in last.text
    verdict = "too long" if stopped and last.mark == "wrong" else last.mark
    return {"verdict": verdict, "mistake": last.mistake, "remark": "; ".join(remarks)}


load_checks()
