"""The lessons as slides: python site/slides.py --out FOLDER [--lesson 03]

`make slides` calls it. A deck is one HTML file; reveal.js and MathJax lie beside it, so nothing is
asked of another machine when it's shown.
"""

import argparse
import html
import re
import shutil
from collections.abc import Iterator
from importlib.metadata import files
from pathlib import Path
from typing import NamedTuple

import deck
import lesson
import pages
from deck import Piece
from nbconvert.exporters import SlidesExporter
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter

DECKS = Path(__file__).parent / "decks"
REVEAL_FROM = "sphinx-revealjs"  # which carries reveal.js 5
REVEAL = ["revealjs/dist/reveal.css", "revealjs/dist/reveal.js"]
REVEAL += ["revealjs/plugin/notes/notes.js", "revealjs/LICENSE"]
ROOM = 11  # lines of text on a slide, with air around them
WIDE = 74  # letters in a line
SPARE = 2  # more, where a single line would stand alone on the slide before
FREE = 450  # pixels of height that a slide has for a picture and the text above it
LINE = 43  # of them, for each line
LEAST = 600  # pixels of width that a picture needs
PAUSE = "A pause"
ALONE = {"picture", "question", "stop"}  # what takes a slide for itself
INDEX = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Slides</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="slides.css"></head>
<body class="contents"><h1>How neural networks learn: slides</h1><ol>{rows}</ol>
<p>Arrow keys turn the slides, <kbd>Esc</kbd> shows all of them, <kbd>S</kbd> opens your notes with
the answers, <kbd>F</kbd> fills the screen.</p>
<p>Text and pictures: CC BY 4.0. They're shown by <a href="reveal/LICENSE">reveal.js</a> (MIT) and
MathJax (Apache License 2.0), which lie in this folder.</p></body></html>
"""


class Slide(NamedTuple):
    """What is shown at once. `section` when a new part of the lesson begins: the arrow to the right
    leads there, and the arrow down through the slides of a part.
    """

    heading: str
    pieces: list[Piece]
    section: bool
    opening: bool = False


def slides(found: list[Piece]) -> list[Slide]:
    """Return the pieces of a lesson as slides: a heading begins one, a picture, a question and a
    stop have one for themselves, and what is too long for one goes on under the same heading.
    """
    made, section = [], ""
    for piece in found:
        if piece.kind == "heading":
            section = piece.source if piece.level <= 2 else section
            made.append(begun(piece, made.pop() if made and not made[-1].pieces else None))
        elif piece.kind == "stop":
            made.append(Slide(PAUSE, [piece], section=True))
        elif is_full(made[-1], piece):
            over = bool(made[-1].pieces) and made[-1].pieces[-1].kind in {"question", "fold"}
            heading = section if over and piece.kind != "question" else made[-1].heading
            made.append(Slide(heading, [piece], section=False))
        else:
            made[-1].pieces.append(piece)
    return [slide for slide in made if slide.pieces]


def begun(heading: Piece, empty: Slide | None) -> Slide:
    """Return the slide that a heading begins. Where the section had nothing but its heading so far,
    that one stands in front of it.
    """
    if empty:
        return Slide(f"{empty.heading} · {heading.source}", [], empty.section)
    return Slide(heading.source, [], heading.level <= 2, opening=heading.level == 1)


def is_full(slide: Slide, piece: Piece) -> bool:
    """Does this piece need a new slide?"""
    if not slide.pieces:
        return False
    if slide.opening or piece.kind == "fold":
        return False
    taken = sum(map(lines, slide.pieces))
    if piece.kind == "picture" and slide.pieces[-1].kind == "text":
        return not fits_below(taken, piece)
    if piece.kind in ALONE or slide.pieces[-1].kind in ALONE:
        return True
    return taken + lines(piece) > ROOM + (SPARE if taken < 2 else 0)


def fits_below(taken: float, picture: Piece) -> bool:
    """Is there room for this picture on the slide that says in so many lines what to do in it?"""
    wide, high = deck.size(picture)
    return LEAST * high / wide <= FREE - LINE * taken


def lines(piece: Piece) -> float:
    """Return about how many lines of a slide a piece takes."""
    rows = piece.source.split("\n")
    if piece.kind == "equation":
        return 2.6 * len(rows)
    if piece.kind == "table":
        return 1.2 * sum(wrapped(row) for row in rows)
    if piece.kind in {"stub", "code"}:
        printed = "".join("".join(o.get("text", "")) for o in piece.cell["outputs"])
        return 0.7 * (len(rows) + len(printed.splitlines())) + 1
    return sum(map(wrapped, rows)) + 0.6


def wrapped(row: str) -> int:
    """Return into how many lines a row of Markdown is broken; a command of TeX is one letter."""
    shown = re.sub(r"\\[a-zA-Z]+|[$*`{}]", "", row)
    return -(-len(shown) // WIDE)


def cells(slide: Slide, number: int, again: bool) -> Iterator[NotebookNode]:
    """Yield a slide as cells of a notebook, the first of which begins it. `again` when the slide
    before had the same heading.
    """
    begins = {"slide_type": "slide" if slide.section else "subslide"}
    looks = "opening" if slide.opening else slide.pieces[0].kind
    mark = "#" if slide.opening else "##"
    more = ' <span class="more">goes on</span>' if again else ""
    yield deck.markdown(f"{mark} {slide.heading}{more}", slideshow=begins, looks=looks)
    for piece in slide.pieces:
        if piece.kind in {"code", "stub"}:
            yield deck.code(piece)
        else:
            yield deck.markdown(text(piece, number))
        if piece.kind == "question":
            yield deck.markdown(answer(piece), slideshow={"slide_type": "notes"})


def text(piece: Piece, number: int) -> str:
    """Return the Markdown of a piece; folds of one slide share a name, so that one is open."""
    if piece.kind == "picture":
        return deck.picture(piece, deck.goal(piece))
    if piece.kind == "question":
        return question(lesson.QUESTIONS[piece.source], number)
    if piece.kind == "fold":
        return deck.unfolding(piece.source, f"fold-{number}")
    return piece.source


def question(asked: dict, number: int) -> str:
    """Return a question whose choices answer one at a time, when they're clicked."""
    page = lesson.question(asked).replace("<details>", f'<details name="choice-{number}">')
    return page.replace(f'<p class="hint">{lesson.FIRST}</p>\n', "")


def answer(piece: Piece) -> str:
    """Return the right answer, for the notes that only the teacher sees."""
    asked = lesson.QUESTIONS[piece.source]
    choice, reason = asked["choices"][asked["right"] - 1]
    return f"<p><b>{html.escape(choice)}</b> {html.escape(reason)}</p>"


def exported(one: lesson.Lesson) -> str:
    """Return a lesson's deck as HTML."""
    made, found = [], slides(deck.pieces(one))
    for i, slide in enumerate(found):
        again = bool(i) and found[i - 1].heading == slide.heading and not slide.section
        made += cells(slide, i, again)
    exporter = SlidesExporter(
        template_name="slides",
        extra_template_basedirs=[str(DECKS)],
        reveal_url_prefix="reveal",
        exclude_anchor_links=True,
    )
    title = f"Lesson {one.number}: {one.title}"
    return exporter.from_notebook_node(deck.notebook(made, title))[0]


def bring_assets(out: Path) -> None:
    """Copy what every deck needs beside them: reveal.js, MathJax, our look."""
    shutil.rmtree(out / "reveal", ignore_errors=True)
    (out / "reveal").mkdir()
    for path in files(REVEAL_FROM) or []:
        if path.as_posix().endswith(tuple(REVEAL)):
            shutil.copy(path.locate(), out / "reveal" / path.name)
    shutil.rmtree(out / "mathjax", ignore_errors=True)
    pages.bring_mathjax(out / "mathjax")
    shutil.copy(DECKS / "slides.js", out)
    shutil.copy(DECKS.parent / "static" / "icon.svg", out)
    light, dark = (
        HtmlFormatter(style=f"a11y-high-contrast-{theme}").get_style_defs(".highlight")
        for theme in ["light", "dark"]
    )
    own = (DECKS / "slides.css").read_text("utf-8")
    colours = f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
    pages.write(out / "slides.css", colours + own)


def index(made: list[lesson.Lesson]) -> str:
    """Return the page that leads to the decks."""
    rows = "".join(
        f'<li value="{one.number}"><a href="{one.name}.html">{html.escape(one.title)}</a></li>'
        for one in made
    )
    return INDEX.format(rows=rows)


def main() -> None:
    """Write the decks that are asked for."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--out", default="", help="the folder to write into")
    ask.add_argument("--lesson", default="", help="the number of one lesson; without it, all")
    args = ask.parse_args()
    out, chosen = deck.folder(args.out, "slides"), deck.chosen(args.lesson)
    bring_assets(out)
    for one in chosen:
        page = exported(one)
        pages.write(out / f"{one.name}.html", page)
        print(f"{out / one.name}.html: {page.count('data-looks=')} slides")
    there = [one for one in lesson.lessons() if (out / f"{one.name}.html").exists()]
    pages.write(out / "index.html", index(there))


if __name__ == "__main__":
    main()
