"""A lesson as a page to read: its text, its code, its stored pictures, its questions."""

import base64
import html
import json
import re
import tomllib
from pathlib import Path
from typing import NamedTuple

import links
from PIL import Image

ROOT = Path(__file__).parents[1]
QUESTIONS = tomllib.loads(
    (ROOT / "lessons_lib" / "explorers" / "questions.toml").read_text("utf-8")
)
FIRST = "Choose before you read on: a wrong guess teaches more than none."
ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}
# What is true of the live lesson alone: how to run it, and what it says while it waits.
HOW_TO_RUN = "Run All Cells"
WAITING = re.compile(r"^… .*", re.M | re.S)
NOT_WRITTEN = "is not written yet: it returns None."


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
    opening = [part for part in opening.split("\n\n") if HOW_TO_RUN not in part]
    parts = [title, start(lesson), moving, *opening]
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
        f"<details><summary>{html.escape(choice)}</summary>"
        f"<p>{'✔' if number == asked['right'] else '✘'} {html.escape(answer)}</p></details>"
        for number, (choice, answer) in enumerate(asked["choices"], 1)
    )
    return (
        f'<div class="question">\n<p>{html.escape(asked["ask"])}</p>\n'
        f'<p class="hint">{FIRST}</p>\n'
        f"{choices}\n</div>"
    )


def put_out(lesson: Lesson, cell: dict, output: dict, pictures: Path):
    """Yield what a cell has put out: an explorer as it stood, or text."""
    data = output.get("data", {})
    kind = next((kind for kind in ENDINGS if kind in data), None)
    if kind:
        yield explorer(lesson, cell, output, kind, pictures)
        return
    if output["output_type"] == "display_data":
        return  # a bar of progress, which stood at its beginning
    text = WAITING.sub("", "".join(output.get("text") or data["text/plain"])).rstrip()
    if text:
        yield f'<pre class="output">{html.escape(text)}</pre>'


def explorer(lesson: Lesson, cell: dict, output: dict, kind: str, pictures: Path) -> str:
    """Return the stored picture of an explorer, what it says, and the way to make it move."""
    name = f"{lesson.number:02}-{cell['id']}.{ENDINGS[kind]}"
    content = base64.b64decode("".join(output["data"][kind]))
    (pictures / name).write_bytes(content)
    wide, high = Image.open(pictures / name).size  # so that the page need not jump
    alt = html.escape(output["metadata"][kind]["alt"])
    return (
        f'<figure class="explorer" id="cell-{cell["id"]}">\n'
        f'<img src="_static/pictures/{name}" alt="{alt}"\n'
        f'width="{wide}" height="{high}" loading="lazy">\n'
        f"<figcaption>{caption(''.join(output['data']['text/plain']))}</figcaption>\n"
        f'<a class="move" href="{html.escape(lesson.live(cell["id"]))}">Make it move'
        f'<span class="of">: {alt.split(".")[0]}</span></a>\n</figure>'
    )


def caption(summary: str) -> str:
    """Return what an explorer said, and its goal. The alternative text has said the first already,
    so a screen reader passes over it.
    """
    now, *more = [line for line in summary.split("\n") if line and NOT_WRITTEN not in line]
    goals = [f"<p>{html.escape(line.removeprefix('○ '))}</p>" for line in more]
    return f'<p aria-hidden="true">{html.escape(now)}</p>' + "".join(goals)
