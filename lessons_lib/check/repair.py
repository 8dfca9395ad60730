"""The smallest change to a learner's own lines that makes them right: that is what was wrong.

Small edits are made to the source, one at a time, in the order in which a teacher would think of
them, and the function is run again after each. If one makes every case right, its words say what
the mistake was and where it stands. What the learner typed stays as it is.
"""

import ast
import builtins
import contextlib
import io
import time

import numpy as np

from .. import learner
from . import edits, source

SECONDS = 1.5  # for all edits together
EACH = 0.25  # for one of them: an edit can make a loop that never ends
UNTOUCHED = {"open", "exec", "eval", "input", "__import__", "breakpoint", "exit", "quit"}


def slip(mine, is_right, scalars=()) -> str | None:
    """Return the words for a slip of Python, found by mending it: a return in a loop, say."""
    return _first(mine, is_right, scalars, edits.of_python)


def smallest(mine, is_right, scalars=()) -> str | None:
    """Return the words for the smallest change that makes `mine` right, or None.

    is_right  is_right(function) -> whether a function is right in all cases; it may raise
    scalars   the names of the arguments that are numbers
    """
    return _first(mine, is_right, scalars, edits.of_mathematics)


def _first(mine, is_right, scalars, kinds):
    lines = source.lines_of(mine, scalars)
    if lines is None or not _is_safe(lines.tree) or getattr(mine, "__closure__", None):
        return None
    ends = time.monotonic() + SECONDS
    slow = 0
    for edit in kinds(lines, _known(mine)):
        if time.monotonic() > ends or slow > 2:
            return None
        began = time.monotonic()
        line = edits.line_of(edit.statement)
        with edit.made():
            function = _defined(lines, mine)
            mended = function is not None and _tried(function, is_right)
        slow += time.monotonic() - began > EACH / 2
        if mended:
            where = f"In line {lines.first + edit.statement.lineno - 1}, `{line}`"
            return f"{where}: {edit.says}{'' if edit.says.endswith('?') else '.'}"
    return None


def _is_safe(tree):
    """Return whether a function touches nothing but numbers, so that it may be run with edits."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    asks = any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.walk(tree))
    return not asks and not names & UNTOUCHED


def _known(mine):
    """Return the names of the notebook that the function can see, {name: value}."""
    return getattr(mine, "__globals__", {})


def _defined(lines, mine):
    """Return the function that the edited lines define, or None where they define none."""
    tree = ast.Module([lines.tree], type_ignores=[])
    ast.fix_missing_locations(tree)
    space = dict(_known(mine))
    space.setdefault("__builtins__", builtins)
    try:
        exec(compile(tree, mine.__code__.co_filename, "exec"), space)
    except Exception:
        return None
    return space.get(lines.tree.name)


def _tried(function, is_right):
    try:
        with (
            np.errstate(all="ignore"),
            contextlib.redirect_stdout(io.StringIO()),
            learner.time_limit(EACH),
        ):
            return bool(is_right(function))
    except KeyboardInterrupt:
        raise
    except BaseException:  # whatever a learner's function raises, an exit too
        return False
