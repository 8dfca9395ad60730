"""The teacher's edition: everything unfolded, solved and run, each question with its reasons."""

import re
import sys

import nbformat

from . import cells, folder
from .cells import FOLD, ROOT

sys.path.append(str(ROOT / "tests" / "tools"))
from execute import describe, execute, tidy  # as `make notebooks` runs and stores them

ASKED = re.compile(r'quiz\.predict\("(.*)"\)')
TITLE = (
    "> **The teacher's edition**: solved, unfolded, every question answered. Not to be given out."
)


def write(out, numbers=()):
    """Write the teacher's edition into a new folder, each notebook run; yield a line for each."""
    chosen = cells.paths(numbers)
    out = folder.new(out)
    folder.with_library(out)
    folder.write(out / "requirements.txt", folder.requirements())
    folder.write(out / "README.md", folder.text("teacher.md", first=chosen[0].name))
    for path in chosen:
        solved = edition(cells.read(path))
        ran = describe(tidy(execute(solved, out)))
        folder.store(ran, out / path.name)
        wrong = unsolved(ran)
        if wrong:
            raise ValueError(f"{path.name}: a solution isn't right: {wrong[0]}")
        yield f"{path.name}: {len(cells.exercises(cells.read(path)))} exercises solved, all right"


def edition(notebook):
    """Return a notebook with its solutions as cells, its folds open and its questions answered."""
    solutions = {one.stub: one.solution for one in cells.exercises(notebook)}
    found = []
    for i, cell in enumerate(notebook.cells):
        cell = nbformat.from_dict(cell)
        if cell.cell_type == "markdown":
            cell.source = unfolded(cell.source)
            cells.retag(cell, drop={"solution"})
        if cell.source.strip():
            found.append(cell)
        if i in solutions:
            found.append(cells.code(solutions[i], "solution"))
        if asked := ASKED.fullmatch(cell.source):
            found.append(cells.markdown(answered(asked[1])))
    first = found[0]
    title, rest = first.source.split("\n\n", 1)
    first.source = f"{title}\n\n{TITLE}\n\n{rest}"
    copy = nbformat.from_dict(notebook)
    copy.cells = found
    return cells.numbered(copy)


def unfolded(source) -> str:
    """Return Markdown with its folds open; a solution goes, for it's a cell of its own."""

    def opened(fold):
        if fold["name"] == "Solution":
            return ""
        return f"**{fold['name'].rstrip('.')}.**\n\n{fold['body']}\n\n"

    return FOLD.sub(opened, source).strip("\n")


def answered(name) -> str:
    """Return the right choice of a question, and what is to be said of each choice."""
    from lessons_lib.explorers.quiz import questions

    question = questions()[name]
    lines = [f"**The answer to this question is number {question['right']}.**\n"]
    for number, (choice, reason) in enumerate(question["choices"], 1):
        mark = "✔" if number == question["right"] else "✘"
        lines.append(f"{number}. {mark} *{plain(choice)}* {plain(reason)}")
    return "\n".join(lines)


def plain(words) -> str:
    """Return a text in which Markdown finds nothing to set."""
    return re.sub(r"([*_`$\\<>\[\]])", r"\\\1", words)


def unsolved(notebook) -> list:
    """Return what the checks said that didn't say right."""
    said = [cell.outputs[0].text for cell in notebook.cells if "check" in cells.tags(cell)]
    return [words for words in said if not words.startswith("✔")]
