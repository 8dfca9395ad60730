"""What an edition needs to know of a notebook's cells: what is folded up, and the exercises."""

import re
import sys
from pathlib import Path
from typing import NamedTuple

import nbformat

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT))  # where lessons_lib is, if it isn't installed
FOLDER = ROOT / "notebooks"
FOLD = re.compile(
    r"<details><summary>(?:<b>)?(?P<name>.*?)(?:</b>)?</summary>\s*(?P<body>.*?)\s*</details>\s*",
    re.S,
)
# What the folds of an answer and of a hint are called; every other fold belongs to the lesson.
ANSWERS = {"Solution", "One that gets there"}
HINTS = {"Hint"}
PROMISE = " Every exercise has a hint and a solution underneath, folded up."
FENCE = re.compile(r"```python\n(.*?)\n```", re.S)
NEW = "new"  # the id of a cell that no notebook of the course has
CALL = re.compile(r"(check\.\w+)\((\w+)\)")


class Exercise(NamedTuple):
    """One exercise of a notebook.

    name      "my_loss"
    stub      the number of the cell in which a learner writes
    check     the number of the cell that checks it
    asks      the function that checks, "check.loss"
    solution  the code of the solution
    """

    name: str
    stub: int
    check: int
    asks: str
    solution: str


def paths(numbers=()):
    """Return the notebooks of these lessons, of all of them when none is named.

    ValueError when a number is no lesson's.
    """
    known = {path.name[:2]: path for path in sorted(FOLDER.glob("[0-9]*.ipynb"))}
    wanted = [str(number).zfill(2) for number in numbers]
    for number in wanted:
        if number not in known:
            raise ValueError(f"there is no lesson {number}; there are {', '.join(known)}")
    return [known[number] for number in wanted or known]


def read(path):
    """Return a notebook as it is stored."""
    return nbformat.read(path, 4)


def tags(cell) -> list:
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])


def exercises(notebook) -> list[Exercise]:
    """Return the exercises of a notebook, in order."""
    cells = notebook.cells
    found = []
    for i, cell in enumerate(cells):
        if "stub" in tags(cell):
            asks, name = CALL.match(cells[i + 1].source).groups()
            folds = {fold["name"]: fold["body"] for fold in FOLD.finditer(cells[i + 2].source)}
            solution = FENCE.search(folds["Solution"])[1]
            found.append(Exercise(name, i, i + 1, asks, solution))
    return found


def without_answers(notebook, hints=True):
    """Return a copy of a notebook without its answers, and without its hints when they should go.

    The prose that stands in the same cell stays; a cell in which nothing is left goes.
    """
    out = ANSWERS if hints else ANSWERS | HINTS
    copy = nbformat.from_dict(notebook)
    for cell in copy.cells:
        if cell.cell_type == "markdown":
            cell.source = _without(cell.source, out)
            cell.source = cell.source.replace(PROMISE, _promise(hints))
            retag(cell, drop={"solution"})
    copy.cells = [cell for cell in copy.cells if cell.source.strip()]
    return copy


def _without(source, names):
    """Return Markdown without the folds of these names."""
    kept = FOLD.sub(lambda fold: "" if fold["name"] in names else fold[0], source)
    return kept.strip("\n")


def _promise(hints):
    """Return what the first notebook says of what stands under an exercise."""
    return " Every exercise has a hint underneath, folded up." if hints else ""


def retag(cell, add=(), drop=()):
    """Give a cell some tags, and take others from it."""
    kept = [tag for tag in tags(cell) if tag not in drop]
    kept += [tag for tag in add if tag not in kept]
    cell.metadata.pop("tags", None)
    if kept:
        cell.metadata["tags"] = kept


def markdown(source):
    """Return a new Markdown cell."""
    return nbformat.v4.new_markdown_cell(source, id=NEW)


def raw(source):
    """Return a new raw cell."""
    return nbformat.v4.new_raw_cell(source, id=NEW)


def code(source, *names):
    """Return a new code cell with these tags."""
    cell = nbformat.v4.new_code_cell(source, id=NEW)
    retag(cell, add=names)
    return cell


def numbered(notebook):
    """Give the new cells of a notebook ids, the same each time; the others keep theirs."""
    for number, cell in enumerate(notebook.cells):
        if cell["id"] == NEW:
            cell["id"] = f"{NEW}-{number:02}"
    return notebook
