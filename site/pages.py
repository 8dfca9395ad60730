"""The pages that are read: the front page, a page a lesson, and those for teachers, made from the
notebooks and from Markdown that is in the repository anyway.

python site/pages.py OUT
"""

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import files
from pathlib import Path

import lesson
import links
import teaching

HERE = Path(__file__).parent
ROOT = HERE.parent
MATHJAX = "tex-svg.js"
MATHJAX_FROM = "sphinx-mathjax-offline"  # which carries MathJax 3
TREES = """
```{{toctree}}
:hidden:
:caption: {caption}

{entries}
```
"""


def build(out: Path, moving: dict[str, str] | None = None) -> None:
    """Write the pages into `out`. `moving` has the picture that moves, by the name of its page."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "pages"
        assemble(source, moving or {})
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-j", "auto"]
        command += ["-d", Path(scratch) / "doctrees", source, out]
        ours = os.environ | {"PYTHONPATH": str(HERE)}  # conf.py names a function of links.py
        done = subprocess.run(command, capture_output=True, text=True, env=ours)
        if done.returncode:
            raise SystemExit(f"The pages could not be built:\n{done.stdout}{done.stderr}")
    for path in out.glob("*.html"):
        write(path, mended(path.read_text("utf-8")))
    shutil.rmtree(out / "_sources", ignore_errors=True)  # nobody is led there
    for name in [".buildinfo", "objects.inv"]:
        (out / name).unlink(missing_ok=True)


# What the theme leaves to be mended for those who do not see the page.
MENDED = {
    '<p class="caption" role="heading">': '<p class="caption">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
    '<aside class="toc-drawer no-toc">': '<aside class="toc-drawer no-toc" aria-label="Nothing">',
    '<div id="search-results"></div>': '<h1>Search</h1><div id="search-results"></div>',
}


def mended(page: str) -> str:
    """Return the HTML of a page without what a screen reader would stumble over."""
    for old, new in MENDED.items():
        page = page.replace(old, new)
    return page


def assemble(source: Path, moving: dict[str, str]) -> None:
    """Write everything that Sphinx reads into a folder."""
    pictures = source / "_static" / "pictures"
    pictures.mkdir(parents=True)
    shutil.copy(HERE / "conf.py", source)
    for path in (HERE / "static").glob("*"):
        shutil.copy(path, source / "_static")
    bring_mathjax(source / "_static" / "mathjax")

    found = lesson.lessons()
    write(source / "index.md", front_page(found, moving))
    for one in found:
        section = moving_section(moving.get(one.name, ""))
        write(source / f"{one.name}.md", lesson.page(one, pictures, section))
    plan = (HERE / "teachers.md").read_text("utf-8")
    for one, row in zip(found, teaching.plans(plan), strict=True):
        write(source / f"teachers_{one.number:02}.md", teaching.page(one, row))
    for path, name in links.PAGES.items():
        if name != "index.md":
            page = links.relinked((ROOT / path).read_text("utf-8"), path)
            write(source / name, page + (answers(found) if name == "teachers.md" else ""))
    carried = links.relinked((HERE / "licences.md").read_text("utf-8"), "site/licences.md")
    write(source / "licences.md", carried + (ROOT / "LICENSE").read_text("utf-8"))


def front_page(found: list[lesson.Lesson], moving: dict[str, str]) -> str:
    """Return the front page, and what the list of pages at its side holds."""
    page = (HERE / "index.md").read_text("utf-8")
    page = page.replace("{{MOVING}}", moving_section(moving.get("index", "")))
    page = page.replace("{{LESSONS}}", overview(found))
    page = page.replace("{{REPOSITORY}}", links.repository())
    more = "Glossary <glossary>\nAccessibility <accessibility>\nSpeed <speed>"
    more += "\nHow a lesson is made <making>\nLicences <licences>"
    names = "\n".join(f"{one.number} · {one.title} <{one.name}>" for one in found)
    return (
        page
        + TREES.format(caption="Lessons", entries=names)
        + TREES.format(caption="Teaching", entries="For teachers <teachers>")
        + TREES.format(caption="More", entries=more)
    )


def overview(found: list[lesson.Lesson]) -> str:
    """Return the lessons as a list of cards: the question, the minutes, and two ways in."""
    cards = "\n".join(
        f'<li><span class="number" aria-hidden="true">{one.number}</span>'
        f"<h3>{html.escape(one.question)}</h3>"
        f"<p>{html.escape(one.title)} · {one.minutes} minutes</p>"
        f'<p><a href="{one.name}.html">Read<span class="of"> lesson {one.number}</span></a> '
        f'<a href="{html.escape(one.live())}">Make it move'
        f'<span class="of"> (lesson {one.number})</span></a></p></li>'
        for one in found
    )
    return f'<ol class="lessons" start="0">\n{cards}\n</ol>'


def moving_section(snippet: str) -> str:
    """Return a moving picture as one block of HTML, with what it needs."""
    if not snippet:
        return ""
    needs = (
        '<link rel="stylesheet" href="_static/moving.css">\n'
        '<script defer src="_static/moving.js"></script>\n'
    )
    closed_up = re.sub(r"\n\s*\n", "\n", snippet)  # an empty line would end the block
    return f'<div class="moving-section">\n{needs}{closed_up}\n</div>'


def answers(found: list[lesson.Lesson]) -> str:
    """Return the end of the page for teachers, which leads to the answers of each lesson."""
    rows = "\n".join(
        f"- [Lesson {one.number}: {one.title}](teachers_{one.number:02}.md)" for one in found
    )
    tree = TREES.format(
        caption="Answers", entries="\n".join(f"teachers_{one.number:02}" for one in found)
    )
    return f"\n## Each lesson, with its answers\n\n{rows}\n{tree}"


def bring_mathjax(folder: Path) -> None:
    """Copy MathJax out of the package that carries it: one file, its fonts inside."""
    folder.mkdir()
    found = [path for path in files(MATHJAX_FROM) or [] if path.name == MATHJAX]
    shutil.copy(found[0].locate(), folder)


def write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
