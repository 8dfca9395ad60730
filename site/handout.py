"""The lessons on paper: python site/handout.py --out FOLDER [--lesson 03]

`make handout` calls it. A handout has two to four pages of A4, printed by Chromium: what the lesson
says in bold, its equations, some of its pictures, its exercises and its recap.
"""

import argparse
import html
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import files
from pathlib import Path

import deck
import lesson
import matplotlib
import pages
from deck import Piece
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

DECKS = Path(__file__).parent / "decks"
FONTS = ["STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "STIXGeneralBolIta"]
FONTS += ["DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono"]
MATHJAX = "tex-chtml.js"
COURSE = "How neural networks learn"
MOST = 4  # pages
PICTURES = range(5, 0, -1)  # so many, or as many fewer as the pages ask for
SAID_IN_BOLD = re.compile(r"\*\*[^*]{30,}\*\*")
QUESTION = "Predict"
CLOSING = re.compile(r"Recap|What you have seen|The course in one page")
CHROMIUMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
FOOTER = """<div style="width: 100%; margin: 0 20mm; display: flex; justify-content: space-between;
font: 7.5pt 'Liberation Sans', 'DejaVu Sans', sans-serif; color: #444"><span>{title}</span>
<span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>"""


def chosen(found: list[Piece], pictures: int) -> list[list[Piece]]:
    """Return what a handout takes of a lesson, heading by heading, with so many pictures."""
    parts = [part for part in by_heading(found) if len(part) > 1]
    shown = with_pictures(parts, pictures)
    kept = [[part[0], *taken(part, i in shown)] for i, part in enumerate(parts)]
    return [part for part in kept if len(part) > 1]


def by_heading(found: list[Piece]) -> list[list[Piece]]:
    """Return the pieces in lists that each begin with their heading. A question isn't printed, and
    so has none.
    """
    parts = []
    for piece in found:
        if piece.kind == "heading" and piece.source != QUESTION:
            parts.append([])
        if piece.source != QUESTION:
            parts[-1].append(piece)
    return parts


def with_pictures(parts: list[list[Piece]], most: int) -> set[int]:
    """Return the numbers of the parts whose first picture is shown: the lesson's first one, then
    those that stand nearest to an equation.
    """
    there = [i for i, part in enumerate(parts) if any(p.kind == "picture" for p in part)]
    equations = [i for i, part in enumerate(parts) if any(p.kind == "equation" for p in part)]

    def distance(i: int) -> int:
        return min((abs(i - at) for at in equations), default=0)

    return set([*there[:1], *sorted(there[1:], key=distance)][:most])


def taken(part: list[Piece], picture: bool) -> list[Piece]:
    """Return what is kept of a part without its heading."""
    heading, *rest = part
    if heading.level == 1 or CLOSING.match(heading.source):
        return [piece for piece in rest if piece.kind in {"text", "list", "table"}]
    if heading.source.startswith("Exercise"):
        return exercise(rest)
    pictures = [i for i, piece in enumerate(rest) if piece.kind == "picture"]
    shown = set(pictures[:1] if picture else [])
    for i, piece in enumerate(rest):
        if says_much(piece) or piece.kind == "equation":
            shown.add(i)
        elif piece.kind == "list" and rest[i - 1].kind == "equation":
            shown.add(i)  # what its letters mean
    shown |= {i - 1 for i in shown if i and leads_on(rest[i - 1], rest[i])}
    return [piece for i, piece in enumerate(rest) if i in shown]


def says_much(piece: Piece) -> bool:
    """Does a paragraph say a whole sentence in bold?"""
    return piece.kind in {"text", "list"} and bool(SAID_IN_BOLD.search(piece.source))


def leads_on(piece: Piece, following: Piece) -> bool:
    """Is this the paragraph that leads on to an equation or a picture?"""
    return piece.kind == "text" and following.kind in {"equation", "picture"}


def exercise(rest: list[Piece]) -> list[Piece]:
    """Return what is asked, up to the function to write."""
    stubs = [i for i, piece in enumerate(rest) if piece.kind in {"stub", "code"}]
    return rest[: stubs[0] + 1] if stubs else rest[:1]


def cells(parts: list[list[Piece]]) -> Iterator[NotebookNode]:
    """Yield a handout as cells of a notebook; a part that must stay on its page is one of them."""
    for heading, *rest in parts:
        looks = "exercise" if heading.source.startswith("Exercise") else "part"
        yield deck.markdown(f"{'#' * heading.level} {heading.source}", looks="heading")
        for piece in rest:
            if piece.kind in {"stub", "code"}:
                yield deck.code(piece, looks=looks)
            elif piece.kind == "picture":
                yield deck.markdown(deck.picture(piece), looks=looks)
            else:
                yield deck.markdown(piece.source, looks=looks)


def exported(one: lesson.Lesson, pictures: int) -> str:
    """Return a lesson's handout as HTML, with so many pictures."""
    found = list(cells(chosen(deck.pieces(one), pictures)))
    exporter = HTMLExporter(
        template_name="handout",
        extra_template_basedirs=[str(DECKS)],
        exclude_anchor_links=True,
        exclude_output=True,
    )
    return exporter.from_notebook_node(deck.notebook(found, title(one)))[0]


def title(one: lesson.Lesson) -> str:
    """Return what a lesson is called at the foot of each page."""
    return f"Lesson {one.number}: {one.title}"


def bring_assets(folder: Path) -> None:
    """Copy what the page needs to be printed: MathJax with its fonts, our fonts, our look."""
    (folder / "mathjax" / "woff-v2").mkdir(parents=True)
    (folder / "fonts").mkdir()
    for path in files(pages.MATHJAX_FROM) or []:
        if path.name == MATHJAX:
            shutil.copy(path.locate(), folder / "mathjax")
        elif path.suffix == ".woff":
            shutil.copy(path.locate(), folder / "mathjax" / "woff-v2")
    for name in FONTS:
        shutil.copy(
            Path(matplotlib.get_data_path(), "fonts", "ttf", f"{name}.ttf"), folder / "fonts"
        )
    for name in ["handout.css", "handout.js"]:
        shutil.copy(DECKS / name, folder)


@contextmanager
def browser():
    """Start the Chromium that is installed here; yield it."""
    from playwright.sync_api import sync_playwright

    names = [os.environ.get("CHROMIUM"), *CHROMIUMS]
    path = next((path for name in names if name and (path := shutil.which(name))), None)
    if not path:
        raise SystemExit(
            "A handout is printed by Chromium, and there is none here: install it "
            "(Debian: apt-get install chromium), or set CHROMIUM to its path."
        )
    with sync_playwright() as playwright:
        flags = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        chrome = playwright.chromium.launch(executable_path=path, args=flags)
        yield chrome
        chrome.close()


def printed(chrome, one: lesson.Lesson, folder: Path) -> tuple[bytes, int, int]:
    """Return a lesson's handout as a PDF with as many pictures as the pages have room for, how many
    that is, and how many pages.
    """
    for pictures in PICTURES:
        pages.write(folder / "handout.html", exported(one, pictures))
        pdf = print_page(chrome, folder / "handout.html", f"{COURSE} · {title(one)} · CC BY 4.0")
        count = page_count(pdf)
        if count <= MOST:
            break
    return pdf, pictures, count


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(pdf)).pages)


def print_page(chrome, path: Path, footer: str) -> bytes:
    """Return a page as a PDF once its formulas are set and its fonts are there."""
    page = chrome.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-set]", timeout=60000)
    pdf = page.pdf(
        prefer_css_page_size=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOTER.format(title=html.escape(footer)),
        tagged=True,
        outline=True,
    )
    page.close()
    return pdf


def main() -> None:
    """Print the handouts that are asked for."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--out", default="", help="the folder to write into")
    ask.add_argument("--lesson", default="", help="the number of one lesson; without it, all")
    args = ask.parse_args()
    out, asked = deck.folder(args.out, "handout"), deck.chosen(args.lesson)
    with tempfile.TemporaryDirectory() as scratch, browser() as chrome:
        bring_assets(Path(scratch))
        for one in asked:
            pdf, pictures, count = printed(chrome, one, Path(scratch))
            (out / f"{one.name}.pdf").write_bytes(pdf)
            print(f"{out / one.name}.pdf: {count} pages, at most {pictures} pictures")


if __name__ == "__main__":
    main()
