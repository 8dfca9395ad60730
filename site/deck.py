"""A lesson cut into pieces, each of one kind: what slides and handouts are put together from."""

import base64
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import lesson
import nbformat
from nbformat import NotebookNode
from PIL import Image

CAPTION = "*The picture"
OF_THE_MACHINE = "installation.report()"
HEADING = re.compile(r"(#{1,4}) (.*)")
LINK_TO_LESSON = re.compile(r"\[([^\]]+)\]\([^)\s]*\.ipynb[^)\s]*\)")
LINK_TO_FILE = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:|mailto:|#)[^)\s]+\)")


class Piece(NamedTuple):
    """One thing of a lesson: `kind` is heading, text, equation, list, table, fold, stop, picture,
    code, stub, question or machine. A heading's `level` counts its #; a picture's `caption` says
    what it shows; only what comes of a code cell has a `cell`.
    """

    kind: str
    source: str
    level: int = 0
    caption: str = ""
    cell: dict | None = None


def pieces(one: lesson.Lesson) -> list[Piece]:
    """Return the pieces of a lesson in its order. Code that puts out nothing only sets up, and is
    left out; so is a check, which waits for an answer, and a section about the machine.
    """
    sections = [[]]
    for piece in all_pieces(one):
        if piece.kind == "heading" and piece.level <= 2:
            sections.append([])
        sections[-1].append(piece)
    return [
        piece
        for section in sections
        if not any(piece.kind == "machine" for piece in section)
        for piece in section
    ]


def all_pieces(one: lesson.Lesson) -> Iterator[Piece]:
    """Yield the pieces of a lesson, those about the machine too."""
    captioned = False
    for i, cell in enumerate(one.cells):
        if cell["cell_type"] == "code":
            caption = caption_after(one.cells, i)
            found = list(of_code(cell, caption))
            captioned = any(piece.kind == "picture" for piece in found)
            yield from found
            continue
        texts = blocks(cell["source"])
        if captioned and texts and texts[0].startswith(CAPTION):
            texts = texts[1:]  # it stands beside its picture already
        captioned = False
        yield from (named(text) for text in texts if i or lesson.HOW_TO_RUN not in text)


def caption_after(cells: list[dict], i: int) -> str:
    """Return the caption that opens the cell after this one, or nothing."""
    if i + 1 == len(cells) or cells[i + 1]["cell_type"] != "markdown":
        return ""
    first = blocks(cells[i + 1]["source"])[0]
    return first if first.startswith(CAPTION) else ""


def of_code(cell: dict, caption: str) -> Iterator[Piece]:
    """Yield what a code cell has to show: a question, an exercise, a picture, or code and text."""
    source, tags = cell["source"], cell["metadata"].get("tags", [])
    asked = re.fullmatch(r'quiz\.predict\("(.*)"\)', source)
    if asked:
        yield Piece("question", asked[1], cell=cell)
    elif "stub" in tags:
        yield Piece("stub", source, cell=cell)
    elif source == OF_THE_MACHINE:
        yield Piece("machine", source, cell=cell)
    elif "check" not in tags:
        if any("text" in output for output in cell["outputs"]):
            yield Piece("code", source, cell=cell)
        if any(picture_of(output) for output in cell["outputs"]):
            yield Piece("picture", source, caption=caption, cell=cell)


def blocks(markdown: str) -> list[str]:
    """Return the paragraphs of a Markdown text; what is fenced or folded stays in one piece."""
    found, block, fenced, folded = [], [], False, False
    for line in [*unlinked(markdown).split("\n"), ""]:
        fenced ^= line.startswith("```")
        folded = (folded or line.startswith("<details")) and "</details>" not in line
        if line.strip() or fenced or folded:
            block.append(line)
        elif block:
            found.append("\n".join(block))
            block = []
    return [one for one in found if set(one) != {"-"}]  # a line across separates nothing here


def unlinked(markdown: str) -> str:
    """Return Markdown whose links to other lessons and to files are plain words: nothing lies
    beside a slide or a sheet of paper.
    """
    return LINK_TO_FILE.sub(r"\1", LINK_TO_LESSON.sub(r"\1", markdown))


def named(block: str) -> Piece:
    """Return a paragraph as a piece of its kind."""
    block = block.replace("---\n", "")
    heading = HEADING.fullmatch(block)
    if heading:
        return Piece("heading", heading[2], level=len(heading[1]))
    starts = {"<details": "fold", "$$": "equation", "☕": "stop", "|": "table", "```": "text"}
    starts |= {"- ": "list", "1. ": "list"}
    kind = next((kind for start, kind in starts.items() if block.startswith(start)), "text")
    return Piece(kind, block)


def picture_of(output: dict) -> str:
    """Return which kind of picture an output holds, image/png or image/jpeg, or nothing."""
    return next((kind for kind in lesson.ENDINGS if kind in output.get("data", {})), "")


def picture(piece: Piece, goal: str = "") -> str:
    """Return the stored picture of a cell with its caption, as HTML that needs no other file."""
    output = next(output for output in piece.cell["outputs"] if picture_of(output))
    kind = picture_of(output)
    content = "".join("".join(output["data"][kind]).split())
    aim = f"<p><strong>{html.escape(goal)}</strong></p>" if goal else ""
    alt = html.escape(output["metadata"][kind]["alt"])
    return (
        f'<figure><img src="data:{kind};base64,{content}" alt="{alt}">'
        f"<figcaption>\n\n{piece.caption}\n\n{aim}</figcaption></figure>"
    )


def size(piece: Piece) -> tuple[int, int]:
    """Return how many pixels the stored picture of a cell has, across and down."""
    output = next(output for output in piece.cell["outputs"] if picture_of(output))
    content = base64.b64decode("".join(output["data"][picture_of(output)]))
    return Image.open(io.BytesIO(content)).size


def goal(piece: Piece) -> str:
    """Return the goal that an explorer sets, or nothing."""
    shown = [output for output in piece.cell["outputs"] if picture_of(output)]
    said = "\n".join("".join(output["data"]["text/plain"]) for output in shown)
    found = re.search(r"^○ (Goal: .*)$", said, re.M)
    return found[1] if found else ""


def unfolding(fold: str, group: str = "") -> str:
    """Return what is folded up as HTML around Markdown; of one group a single fold is open."""
    opening = f'<details name="{group}">' if group else "<details>"
    return fold.replace("<details>", opening).replace("</details>", "\n\n</details>")


def markdown(source: str, **metadata) -> NotebookNode:
    """Return a cell of Markdown with this metadata."""
    return nbformat.v4.new_markdown_cell(source, metadata=metadata)


def code(piece: Piece, **metadata) -> NotebookNode:
    """Return a cell of code with what it has printed, without its pictures and its progress."""
    printed = "".join("".join(output.get("text", "")) for output in piece.cell["outputs"])
    kept = lesson.WAITING.sub("", printed).rstrip()
    outputs = [nbformat.v4.new_output("stream", text=kept)] if kept else []
    return nbformat.v4.new_code_cell(piece.source, outputs=outputs, metadata=metadata)


def notebook(cells: list[NotebookNode], title: str) -> NotebookNode:
    """Return a notebook of these cells for nbconvert."""
    about = {"title": title, "language_info": {"name": "python"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=about)


def chosen(number: str) -> list[lesson.Lesson]:
    """Return the lesson of this number ("03" or "3"), or all of them when there is none."""
    found = lesson.lessons()
    if not number:
        return found
    there = {f"{one.number:02}": one for one in found}
    if number.zfill(2) not in there:
        raise SystemExit(
            f"There is no lesson {number}. NB can be {', '.join(there)}, or empty for all of them."
        )
    return [there[number.zfill(2)]]


def folder(name: str, goal_of_make: str) -> Path:
    """Return the folder to write into, made when it is missing."""
    if not name:
        raise SystemExit(f"Where to? Say a folder: make {goal_of_make} OUT=folder")
    path = Path(name).expanduser()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SystemExit(f"The folder {name} can't be made: {error.strerror}.") from None
    return path
