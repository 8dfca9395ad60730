"""A lesson as a page to read: its text, its code, its stored pictures, its questions."""

import base64
import html
import json
import re
import tomllib
from pathlib import Path
from typing import NamedTuple

import links

ROOT = Path(__file__).parents[1]
QUESTIONS = tomllib.loads(
    (ROOT / "lessons_lib" / "explorers" / "questions.toml").read_text("utf-8")
)
FIRST = "Choose before you read on: a wrong guess teaches more than none."
ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


class Lesson(NamedTuple):
    """A notebook, and what the README's table says of it."""

    path: Path
    title: str
    question: str
    minutes: str
    cells: list[dict]

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def number(self) -> int:
        return int(self.name[:2])

    def live(self, cell: str = "") -> str:
        """Return the address of the live lesson, at this cell of it."""
        return f"lab/index.html?path={self.path.name}" + (f"&cell={cell}" if cell else "")


def lessons() -> list[Lesson]:
    """Return every lesson in the order of the README's table."""
    table = re.findall(
        r"^\| \d \| \[(.*)\]\((notebooks/.*\.ipynb)\) \| (.*) \| (.*) \|$",
        (ROOT / "README.md").read_text("utf-8"),
        re.M,
    )
    return [
        Lesson(ROOT / path, title, question, minutes, cells(ROOT / path))
        for title, path, question, minutes in table
    ]


def cells(path: Path) -> list[dict]:
    """Return the cells of a notebook, the source of each as one string."""
    found = json.loads(path.read_text("utf-8"))["cells"]
    for cell in found:
        cell["source"] = "".join(cell["source"])
    return found


def page(lesson: Lesson, pictures: Path, moving: str = "") -> str:
    """Return the page of a lesson in Markdown; its pictures are written into a folder."""
    first, *rest = lesson.cells
    title, _, opening = links.relinked(first["source"], f"notebooks/{lesson.path.name}").partition(
        "\n\n"
    )
    how_to_run = r"\*\*Run all cells first\*\*.*?\n\n"  # which is true of the live lesson alone
    parts = [title, start(lesson), moving, re.sub(how_to_run, "", opening, flags=re.S)]
    parts += [part for cell in rest for part in shown(lesson, cell, pictures)]
    return "\n\n".join(part for part in parts if part) + "\n"


def start(lesson: Lesson) -> str:
    return f'<a class="start" href="{html.escape(lesson.live())}">Open the live lesson</a>'


def shown(lesson: Lesson, cell: dict, pictures: Path):
    """Yield what a page shows of a cell, as pieces of Markdown."""
    source = cell["source"]
    if cell["cell_type"] == "markdown":
        yield links.relinked(source, f"notebooks/{lesson.path.name}")
        return
    asked = re.fullmatch(r'quiz\.predict\("(.*)"\)', source)
    if asked:
        yield question(QUESTIONS[asked[1]])
        return
    yield f"```python\n{source}\n```"
    for output in cell["outputs"]:
        yield from put_out(lesson, cell, output, pictures)


def question(asked: dict) -> str:
    """Return a question whose choices answer when they are opened, without any JavaScript."""
    choices = "\n".join(
        f"<details><summary>{html.escape(choice)}</summary><p>{html.escape(answer)}</p></details>"
        for choice, answer in asked["choices"]
    )
    return (
        f'<div class="question">\n<p>{html.escape(asked["ask"])}</p>\n{choices}\n'
        f'<p class="hint">{FIRST}</p>\n</div>'
    )


def put_out(lesson: Lesson, cell: dict, output: dict, pictures: Path):
    """Yield what a cell has put out: an explorer as it stood, or text."""
    data = output.get("data", {})
    kind = next((kind for kind in ENDINGS if kind in data), None)
    if kind:
        yield explorer(lesson, cell, output, kind, pictures)
        return
    text = "".join(output.get("text") or data.get("text/plain") or [])
    if text.strip():
        yield f'<pre class="output">{block(html.escape(text.rstrip()))}</pre>'


def explorer(lesson: Lesson, cell: dict, output: dict, kind: str, pictures: Path) -> str:
    """Return the stored picture of an explorer, what it says, and the way to make it move."""
    name = f"{lesson.number:02}-{cell['id']}.{ENDINGS[kind]}"
    content = base64.b64decode("".join(output["data"][kind]))
    (pictures / name).write_bytes(content)
    about = output["metadata"][kind]
    size = " ".join(f'{side}="{about[side]}"' for side in ("width", "height") if side in about)
    says = "".join(output["data"]["text/plain"]).split("\n")
    words = "".join(f"<p>{html.escape(line)}</p>" for line in says if line.strip())
    return (
        f'<figure class="explorer" id="cell-{cell["id"]}">\n'
        f'<img src="_static/pictures/{name}" {size} loading="lazy"'
        f' alt="{html.escape(about["alt"])}">\n'
        f"<figcaption>{words}</figcaption>\n"
        f'<a class="move" href="{html.escape(lesson.live(cell["id"]))}">Make it move'
        f'<span class="of"> ({html.escape(cell["source"].split("(")[0])})</span></a>\n</figure>'
    )


def block(text: str) -> str:
    """Return text for an HTML block of Markdown, which an empty line would end."""
    return re.sub(r"\n(?=\n)", "\n&#8203;", text)
