"""The exercises as assignments of nbgrader: an answer is a solution cell, its check a test cell.

The metadata are those of nbgrader's schema 3; the checksums are made by nbgrader itself, when it
makes the release.
"""

import nbformat

from . import cells, folder

# Each answer begins with the empty function, which is what a learner gets.
ANSWER = """\
{stub}

### BEGIN SOLUTION
{solution}
### END SOLUTION"""
TEST = """\
from lessons_lib import graded

graded.right({asks}, {name})"""


def write(out, numbers=(), hints=True):
    """Write a course of nbgrader into a new folder; yield a line for each assignment."""
    chosen = cells.paths(numbers)
    out = folder.new(out)
    folder.write(out / "requirements.txt", folder.requirements() + "nbgrader>=0.9.5,<0.10\n")
    folder.write(out / "nbgrader_config.py", folder.text("nbgrader_config.txt"))
    folder.write(out / "README.md", folder.text("nbgrader.md", first=chosen[-1].stem))
    for path in chosen:
        notebook = cells.read(path)
        found = cells.exercises(notebook)
        if not found:
            yield f"{path.name}: left out, for it has no exercise"
            continue
        lesson = out / "source" / path.stem
        lesson.mkdir(parents=True)
        folder.with_library(lesson)
        folder.store(assignment(notebook, hints), lesson / path.name)
        yield f"{path.name}: {len(found)} exercises, a point each"


def assignment(notebook, hints=True):
    """Return a notebook as the source of an assignment."""
    marked = nbformat.from_dict(notebook)
    setup = next(cell for cell in marked.cells if cell.cell_type == "code")
    setup.metadata["nbgrader"] = metadata("setup", locked=True)
    for one in cells.exercises(notebook):
        answer, test = marked.cells[one.stub], marked.cells[one.check]
        answer.source = ANSWER.format(stub=answer.source, solution=one.solution)
        answer.metadata["nbgrader"] = metadata(one.name, solution=True)
        test.source = TEST.format(asks=one.asks, name=one.name)
        test.metadata["nbgrader"] = metadata(f"check_{one.name}", grade=True, locked=True, points=1)
        test.outputs = []
    return cells.without_answers(marked, hints)


def metadata(name, grade=False, solution=False, locked=False, points=None) -> dict:
    """Return what nbgrader wants to know of a cell; the name is unlike every other one's."""
    known = {
        "grade": grade,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return known if points is None else {**known, "points": points}
