"""Write lessons_lib/check/exercises.toml: each exercise's hint and its solution.

python tests/helpers/exercise_file.py

The notebooks are their only source; a test asserts that the file says what they say.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]

import lessons  # noqa: E402  (it stands beside the tests)

FILE = ROOT / "lessons_lib" / "check" / "exercises.toml"
HINT = re.compile(r"<summary><b>Hint</b></summary>\n\n(.*?)\n</details>", re.S)


def rows():
    """Return {exercise: (lesson, hint, stub, solution)} of all notebooks, in order."""
    found = {}
    for path in lessons.NOTEBOOKS:
        notebook = lessons.read(path)
        for stub, solution in lessons.solutions(notebook):
            name = re.match(r"check\.\w+\((\w+)\)", notebook.cells[stub + 1].source)[1]
            hint = next(
                match[1] for cell in notebook.cells[stub:] if (match := HINT.search(cell.source))
            )
            found[name] = path.stem[:2], plain(hint), notebook.cells[stub].source, solution
    return found


TEX = {
    r"\beta": "β",
    r"\alpha": "α",
    r"\hat m": "m̂",
    r"\hat v": "v̂",
    r"\sqrt{v̂}": "√v̂",
    r"\sqrt{a^2 + b^2}": "√(a² + b²)",
    r"\cdot": "·",
    r"\,": " ",
    "β_1": "β₁",
    "β^t": "βᵗ",
    r"W_3^\top": "W3ᵀ",
    "Z_2": "Z2",
    "Z_0": "Z0",
    "G_x": "Gx",
}


def plain(hint):
    """Return a hint as one can print it, without the marks of Markdown and TeX."""

    def formula(match):
        inside = match[1]
        for tex, sign in TEX.items():
            inside = inside.replace(tex, sign)
        return inside

    text = re.sub(r"\$(.*?)\$", formula, " ".join(hint.split()))
    return re.sub(r"(?<=\s)\*\*(\w+)\*\*", r"\1", text)


def text():
    """Return what the file has to say."""
    parts = ["# Made by tests/helpers/exercise_file.py from the notebooks.\n"]
    for name, (lesson, hint, stub, solution) in rows().items():
        code = f"stub = '''\n{stub}\n'''\nsolution = '''\n{solution}\n'''\n"
        parts.append(f"[{name}]\nlesson = \"{lesson}\"\nhint = '''{hint}'''\n{code}")
    return "\n".join(parts)


if __name__ == "__main__":
    FILE.write_text(text())
