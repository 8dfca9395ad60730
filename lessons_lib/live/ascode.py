"""An explorer as code: the text of a cell that shows again what is on the screen.

The cell imports the explorer, calls it as the learner did, and moves only what has been moved:

    from lessons_lib.explorers import walks

    walks.race(optimizers={"mine": my_adam}).set(x=-1.5, t=40)

What can't be written is left out, and a comment says so.
"""

import inspect
import sys
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from IPython import get_ipython

from .. import my_digit
from .upload import Upload

WIDE = 80  # characters in a line of a notebook
LONG = 600  # characters of an argument at most; a longer one goes by its name
LONGEST = 6000  # characters of what an explorer remembers at most, such as a drawing
DEEP = 5  # so many collections within each other at most
MOST = 64  # numbers of an array at most that are written out


class CannotWrite(Exception):
    """A value that can't be written down; the message says why."""


class Notebook(NamedTuple):
    """What is known of the notebook in which the explorer stands.

    names  {name: value} that its cells have defined
    cells  the sources of the cells that were run, in order
    """

    names: dict
    cells: list


class Writer:
    """Writes values as Python, and keeps what the cell needs for it.

    imports  the lines that import what was named
    remarks  the comments, each one line
    """

    def __init__(self, notebook: Notebook):
        self.notebook = notebook
        self.long = LONG
        self.depth = 0  # of the collections that are being written, one within another
        self.imports = []
        self.remarks = []

    def written(self, value) -> str:
        """Return a value as Python. CannotWrite when that isn't possible."""
        if isinstance(value, np.generic):
            value = value.item()
        if value is None or isinstance(value, (bool, int)):
            return repr(value)
        if isinstance(value, float):
            return repr(value) if np.isfinite(value) else f'float("{value}")'
        text = self._in_full(value)
        if text is not None and len(text) <= self.long:
            return text
        return self._by_name(value)

    def _in_full(self, value):
        """Return a text or a collection as Python, None where it goes by its name."""
        kind = type(value)
        if kind is str:
            return quoted(value)
        if kind is np.ndarray and value.size <= MOST and value.dtype.kind in "bif":
            self._import("import numpy as np")
            return f"np.array({self.written(value.tolist())})"
        if kind not in (list, tuple, dict) or len(value) > self.long or self.depth == DEEP:
            return None
        self.depth += 1
        try:
            return self._collection(kind, value)
        except CannotWrite:
            return None
        finally:
            self.depth -= 1

    def _collection(self, kind, value):
        """Return a list, a tuple or a dict as Python."""
        if kind is dict:
            parts = [f"{self.written(k)}: {self.written(v)}" for k, v in value.items()]
            return "{" + ", ".join(parts) + "}"
        parts = [self.written(one) for one in value]
        if kind is list:
            return "[" + ", ".join(parts) + "]"
        return "(" + ", ".join(parts) + ("," if len(parts) == 1 else "") + ")"

    def _by_name(self, value):
        """Return the name of a value, which is imported, or the learner's own."""
        module, name = home_of(value)
        if module:
            self._import(f"from {module} import {name}")
            return name
        name = self._name_here(value)
        if name:
            self._remark(f"First run the cell that defines {name}{self._which_cell(name)}.")
            return name
        if isinstance(value, Callable):
            raise CannotWrite("it is a function without a name in this notebook")
        raise CannotWrite("it is too much to write out, and has no name in this notebook")

    def _name_here(self, value):
        """Return the name by which the notebook knows a value, "" where it has none."""
        own = getattr(value, "__name__", "")
        names = [
            name
            for name, one in self.notebook.names.items()
            if one is value and name.isidentifier() and not name.startswith("_")
        ]
        return own if own in names else next(iter(names), "")

    def _which_cell(self, name):
        """Say how the last cell that defined a name began."""
        for source in reversed(self.notebook.cells):
            for line in source.splitlines():
                if line.startswith((f"def {name}(", f"class {name}", f"{name} = ")):
                    return f", the one with “{line.rstrip()[:60]}”"
        return ""

    def _import(self, line):
        if line not in self.imports:
            self.imports.append(line)

    def _remark(self, line):
        if line not in self.remarks:
            self.remarks.append(line)

    def arguments(self, values: dict) -> dict:
        """Return {name: value as Python}; of what can't be written a comment says why."""
        texts = {}
        for name, value in values.items():
            try:
                texts[name] = self.written(value)
            except CannotWrite as why:
                self._remark(f"{name} is left out: {why}.")
            except Exception:  # whatever an odd thing of the learner's raises when it's looked at
                self._remark(f"{name} is left out: it can't be looked at.")
        return texts


def cell_of(explorer, notebook: Notebook | None = None) -> str:
    """Return the source of a cell that shows what an explorer shows now.

    notebook  what is known of the notebook; without it, what IPython knows
    """
    writer = Writer(notebook or notebook_here())
    package, lesson, name = type(explorer).__module__.rsplit(".", 2)
    writer._import(f"from {package} import {lesson}")
    asked = writer.arguments(explorer.asked)
    writer.remarks += not_to_be_written(explorer)
    writer.long = LONGEST
    moves = writer.arguments(moved(explorer) | explorer.remembered())
    text = call(f"{lesson}.{name}", asked)
    if moves:
        text += call(".set", moves, len(text.splitlines()[-1]))
    if explorer.untucked:
        text += f".press({quoted(explorer.MORE)})"
    remarks = [f"# {line}" for line in writer.remarks]
    return "\n".join([*remarks, *sorted(writer.imports, key=by_package), "", text])


def moved(explorer) -> dict:
    """Return {name: value} of the controls that have to be moved, t for the step among them."""
    values = explorer.values()
    led = explorer.began | explorer.led(values)
    told = {name: value for name, value in vars(values).items() if value != led[name]}
    for name, choices in explorer.offered.items():
        if name in told and told[name] not in choices:
            del told[name]  # such as a picture of the learner's own, of which a comment tells
    return {name: told[name] for name in [*explorer.controls, "t"] if name in told}


def not_to_be_written(explorer) -> list:
    """Return sentences about what stands on the screen and can't stand in a cell."""
    says = []
    for extra in explorer.extras:
        if isinstance(extra, Upload) and extra.arrived:
            says.append(
                f"The picture {extra.arrived} can't be written here: open it again with "
                f"“{extra.label}”."
            )
    module = sys.modules[type(explorer).__module__]
    if hasattr(module, "my_digit") and my_digit.kept() and not explorer.remembered():
        says.append(f"It shows your digit, which is kept in {my_digit.FILE} beside the notebook.")
    return says


def notebook_here() -> Notebook:
    """Return what IPython knows of the notebook; nothing where there is none."""
    shell = get_ipython()
    names = dict(getattr(shell, "user_ns", None) or {})
    return Notebook(names, list(names.get("In", [])))


def home_of(value) -> tuple[str, str]:
    """Return module and name from which a function or a class can be imported, ("", "") for what a
    notebook made.
    """
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", "")
    importable = isinstance(module, str) and module != "__main__" and name.isidentifier()
    if importable and (inspect.isroutine(value) or inspect.isclass(value)):
        there = getattr(sys.modules.get(module), name, None)
        if there is value:
            return module, name
    return "", ""


def quoted(text: str) -> str:
    """Return a text as Python, in double quotes where it holds none."""
    plain = repr(text)
    return f'"{plain[1:-1]}"' if plain[0] == "'" and '"' not in plain else plain


def call(name: str, arguments: dict, taken: int = 0) -> str:
    """Return a call as Python, in one line where that has room: `taken` characters stand there
    already.
    """
    parts = [f"{key}={text}" for key, text in arguments.items()]
    line = f"{name}({', '.join(parts)})"
    if taken + len(line) <= WIDE:
        return line
    return "\n".join([f"{name}(", *[f"    {part}," for part in parts], ")"])


def by_package(line: str) -> tuple[bool, str]:
    """Return by what the lines of imports are sorted: the course's own come last."""
    return " lessons_lib" in line, line
