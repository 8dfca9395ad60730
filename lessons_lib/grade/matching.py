"""Which cell of a hand-in answers which exercise?"""

import ast
import re
from typing import NamedTuple

from . import course

MAGIC = re.compile(r"^(\s*)(?:%[a-zA-Z].*|[!?].*|[\w.]+\?+\s*)$")


class Job(NamedTuple):
    """What is to be run of one hand-in.

    lesson   "01"
    cells    the sources of its code cells
    answers  {name of an exercise: the number of the cell that answers it}
    remarks  {name of an exercise: what is odd about where its answer was found}
    """

    lesson: str
    cells: list
    answers: dict
    remarks: dict


def job(cells) -> Job | None:
    """Return the Job of a notebook with these code cells, or None where it's no lesson of ours."""
    text = "\n".join(cells)
    counts = {
        number: sum(bool(re.search(rf"\b{name}\b", text)) for name in lesson.checks)
        for number, lesson in course.lessons().items()
    }
    number = max(counts, key=counts.get)
    if not counts[number]:
        return None
    cells = [without_magic(source) for source in cells]
    answers, remarks = {}, {}
    for name in course.lessons()[number].checks:
        place, remark = _answer(name, cells)
        if place is not None:
            answers[name] = place
        if remark:
            remarks[name] = remark
    return Job(number, cells, answers, remarks)


def without_magic(source) -> str:
    """Return a cell without the lines that only IPython understands. The others keep their
    numbers.
    """
    lines = source.split("\n")
    if lines and lines[0].startswith("%%"):
        lines[0] = ""
    return "\n".join(MAGIC.sub(r"\1pass", line) for line in lines)


def _answer(name, cells):
    """Return (number of the cell that answers an exercise, or None; a remark)."""
    defining = [i for i, source in enumerate(cells) if defines(name, source)]
    written = [i for i in defining if not _is_stub(name, cells[i])]
    if len(written) > 1:
        return written[-1], f"{name} is defined in {len(written)} cells; the last one counts"
    if defining:
        return (written or defining)[-1], ""
    called = rf"^\s*check\.\w+\(\s*{name}\b"
    checks = [i for i, source in enumerate(cells) if re.search(called, source, re.M)]
    if checks and checks[0] > 0 and not re.search(r"^\s*check\.", cells[checks[0] - 1], re.M):
        return checks[0] - 1, f"no cell defines {name}; the one before its check was taken"
    return None, ""


def defines(name, source) -> bool:
    """Return whether a cell defines a name, as far as its text tells: it need not be sound."""
    return bool(
        re.search(rf"^\s*(async\s+)?def\s+{name}\b|^{name}\s*(:[^=\n]+)?=[^=]", source, re.M)
    )


def _is_stub(name, source):
    """Return whether a cell holds nothing but a function that returns None."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    functions = [node for node in body if isinstance(node, ast.FunctionDef) and node.name == name]
    return len(functions) == 1 and ast.unparse(functions[0].body) == "return None"
