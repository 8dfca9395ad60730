"""The course as the grader knows it: its lessons, their exercises, and the check of each."""

import functools
import json
import re
from pathlib import Path
from typing import NamedTuple

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
CHECK = re.compile(r"check\.(\w+)\((\w+)\)")


class Lesson(NamedTuple):
    """One lesson.

    number  "01"
    stem    the name of its notebook without .ipynb
    title   what it asks, from its first line
    checks  {name of an exercise: name of its check in lessons_lib.check.lesson01}, in order
    """

    number: str
    stem: str
    title: str
    checks: dict

    @property
    def name(self) -> str:
        """What a person calls it: "Lesson 1"."""
        return f"Lesson {int(self.number)}"


def code_of(table) -> list:
    """Return the sources of a notebook's code cells, from its JSON.

    ValueError, with a sentence, when it is JSON of another kind.
    """
    if not isinstance(table, dict):
        raise ValueError("it is JSON, but no notebook")
    cells = table.get("cells")
    if cells is None:  # as notebooks were written until 2014
        sheets = table.get("worksheets")
        sheets = sheets if isinstance(sheets, list) else []
        cells = [cell for sheet in sheets for cell in sheet.get("cells", [])]
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise ValueError("it is JSON, but no notebook")
    code = [cell for cell in cells if cell.get("cell_type") == "code"]
    return [text_of(cell.get("source", cell.get("input", ""))) for cell in code]


def text_of(source) -> str:
    """Return the source of a cell as one text; notebooks may keep it as a list of lines."""
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


@functools.cache
def lessons() -> dict:
    """Return {"01": Lesson}, of all that have exercises."""
    found = [_lesson(path) for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))]
    return {lesson.number: lesson for lesson in found if lesson.checks}


def _lesson(path):
    """Return the Lesson of one of the course's own notebooks."""
    table = json.loads(path.read_text("utf-8"))
    tagged = [
        text_of(cell["source"])
        for cell in table["cells"]
        if "check" in cell["metadata"].get("tags", [])
    ]
    checks = {CHECK.match(source)[2]: CHECK.match(source)[1] for source in tagged}
    title = text_of(table["cells"][0]["source"]).splitlines()[0].lstrip("# ")
    return Lesson(path.stem[:2], path.stem, title, checks)


@functools.cache
def own_cells(number) -> frozenset:
    """Return the sources of the code cells that a lesson has of its own."""
    path = NOTEBOOKS / f"{lessons()[number].stem}.ipynb"
    return frozenset(code_of(json.loads(path.read_text("utf-8"))))
