"""The notebooks as the tests see them: their exercises, and a copy with the solutions in place of
the stubs.
"""

import ast
import contextlib
import functools
import itertools
import linecache
import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import nbformat

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("[0-9]*.ipynb"))
NOT_WRITTEN = re.compile(
    r"\n?(\w+ is not written yet: it returns None\. The picture shows the library's\.)$"
)


CELLS = itertools.count()


def read(path):
    return nbformat.read(path, 4)


def tags(cell):
    return cell.metadata.get("tags", [])


@dataclass
class Exercise:
    """One exercise: the stub's source, the solution's, the check, and what the notebook has run
    before.
    """

    name: str
    stub: str
    solution: str
    check: callable
    before: str

    def run(self, source):
        """Return the function that this source defines, as a cell of the notebook would."""
        space = dict(spaces()[self.name])
        run_cell(source, space)
        return space[self.name]


@functools.cache
def spaces() -> dict:
    """Return what a notebook has defined where each exercise stands, {exercise: names}.

    Only imports, functions and plain values are run, no explorer and no question.
    """
    found = {}
    for path in NOTEBOOKS:
        notebook = read(path)
        space = {}
        solved_at = dict(solutions(notebook))
        for i, cell in enumerate(notebook.cells):
            if "stub" in tags(cell):
                name = re.match(r"check\.\w+\((\w+)\)", notebook.cells[i + 1].source)[1]
                found[name] = dict(space)
                exec(solved_at[i], space)
            elif cell.cell_type == "code" and not {"check", "yours"} & set(tags(cell)):
                _define(cell.source, space)
    return found


def _define(source, space):
    kinds = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.Assign)
    try:
        statements = ast.parse(source).body
    except SyntaxError:  # a cell that begins with %
        return
    for statement in statements:
        shows = re.search(r"\blesson0\d\.|quiz|plt\.", ast.unparse(statement))
        if isinstance(statement, kinds) and not (shows and isinstance(statement, ast.Assign)):
            with contextlib.suppress(Exception):
                exec(ast.unparse(statement), space)


def run_cell(source, space):
    """Run source so that its lines can be looked up afterwards, as IPython does with a cell."""
    name = f"<cell {next(CELLS)}>"
    lines = source.splitlines(keepends=True)
    linecache.cache[name] = (len(source), None, lines, name)
    exec(compile(source, name, "exec"), space)


def solutions(notebook):
    """Return (index of the stub, the solution's source) for each exercise, in order."""
    found, stub = [], None
    for i, cell in enumerate(notebook.cells):
        if "stub" in tags(cell):
            stub = i
        elif "solution" in tags(cell):
            fences = re.findall(
                r"<summary><b>Solution</b></summary>\n\n```python\n(.*?)```", cell.source, re.S
            )
            assert len(fences) == 1, f"cell {i} needs one Python fence under its solution"
            found.append((stub, fences[0].rstrip("\n")))
    return found


def exercises():
    """Return every exercise of every notebook."""
    found = []
    for path in NOTEBOOKS:
        notebook = read(path)
        for stub, solution in solutions(notebook):
            source = notebook.cells[stub].source
            called, name = re.match(
                r"check\.(\w+)\((\w+)\)", notebook.cells[stub + 1].source
            ).groups()
            module = import_module(f"lessons_lib.check.lesson{path.stem[:2]}")
            setup = next(cell.source for cell in notebook.cells if cell.cell_type == "code")
            found.append(Exercise(name, source, solution, getattr(module, called), setup))
    return found


def solved(notebook):
    """Return a copy with each solution in place of its stub: each check must then say ✔, and no
    picture may differ.
    """
    copy = nbformat.from_dict(notebook.copy())
    for stub, solution in solutions(copy):
        copy.cells[stub].source = solution
    for cell in copy.cells:
        if "check" in tags(cell):
            cell.source = (
                "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as said:\n"
                f"    {cell.source}\nassert said.getvalue().startswith('✔'), said.getvalue()"
            )
            cell.outputs = []
        if "yours" in tags(cell):
            for output in cell.outputs:
                output.data["text/plain"], count = NOT_WRITTEN.subn("", output.data["text/plain"])
                assert count == 1, (
                    f"the stored output of {cell.source!r} does not say that the function is not written"
                )
        if "made-up" in tags(cell):  # there it is the learner's own that is shown
            cell.metadata.tags = [*cell.metadata.tags, "nbval-ignore-output"]
    return copy
