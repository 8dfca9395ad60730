"""The exercises as assignments of otter-grader, in the format that `otter assign` reads.

A question is an answer and a test. The test is a function that raises, for a check says in words
what is wrong, and those are the words that a learner should read.
"""

import nbformat

from . import cells, folder

CONFIG = """\
# ASSIGNMENT CONFIG
name: {name}
requirements: requirements.txt
files:
  - lessons_lib
tests:
  ok_format: false
export_cell:
  pdf: false
  run_tests: false"""
QUESTION = """\
# BEGIN QUESTION
name: {name}
points: 1"""
ANSWER = """\
{stub}
# BEGIN SOLUTION NO PROMPT
{solution}
# END SOLUTION"""
TEST = """\
def test_{name}({name}):
    from lessons_lib import graded
    from lessons_lib.check import {lesson} as check

    graded.right({asks}, {name}, quiet=True)"""


def write(out, numbers=(), hints=True):
    """Write an assignment of otter for each lesson into a new folder; yield a line for each."""
    chosen = cells.paths(numbers)
    out = folder.new(out)
    folder.write(out / "README.md", folder.text("otter.md", first=chosen[-1].stem))
    folder.write(out / "requirements.txt", folder.requirements() + "otter-grader>=6.1,<8\n")
    for path in chosen:
        notebook = cells.read(path)
        found = cells.exercises(notebook)
        if not found:
            yield f"{path.name}: left out, for it has no exercise"
            continue
        lesson = out / path.stem
        lesson.mkdir()
        folder.with_library(lesson)
        folder.write(lesson / "requirements.txt", folder.requirements())
        folder.store(assignment(notebook, path.stem, hints), lesson / path.name)
        yield f"{path.name}: {len(found)} exercises, a point each"


def assignment(notebook, name, hints=True):
    """Return a notebook as `otter assign` reads it; `name` is the lesson's file without its end."""
    marked = nbformat.from_dict(notebook)
    at = {one.stub: one for one in cells.exercises(notebook)}
    tested = {one.check: one for one in at.values()}
    found = [cells.raw(CONFIG.format(name=name))]
    for i, cell in enumerate(marked.cells):
        if i in at:
            found += [cells.raw(QUESTION.format(name=at[i].name)), cells.raw("# BEGIN SOLUTION")]
            cell.source = ANSWER.format(stub=cell.source, solution=at[i].solution)
        found.append(cell)
        if i in at:
            found.append(cells.raw("# END SOLUTION"))
        if i in tested:
            found += tests(tested[i], f"lesson{name[:2]}")
    marked.cells = found
    return cells.numbered(cells.without_answers(marked, hints))


def tests(one, lesson):
    """Return the cells that give an exercise its point."""
    source = TEST.format(name=one.name, lesson=lesson, asks=one.asks)
    return [
        cells.raw("# BEGIN TESTS"),
        cells.code(source),
        cells.raw("# END TESTS"),
        cells.raw("# END QUESTION"),
    ]
