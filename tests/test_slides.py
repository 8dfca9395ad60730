"""Slides and handouts: what of a lesson they hold, and what they leave out. A browser shows and prints
them in tests/browser/test_slides.py.
"""

import html
import re
import sys
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import lessons
import pytest

SITE = Path(__file__).parents[1] / "site"
OF_THE_MACHINE = "Does it work on this machine?"
NAMES = [path.stem for path in lessons.NOTEBOOKS]


@pytest.fixture(scope="module", autouse=True)
def building():
    """The modules of site/ can be imported here, and only here."""
    sys.path.insert(0, str(SITE))
    yield
    sys.path.remove(str(SITE))


@pytest.fixture(scope="module")
def deck():
    return import_module("deck")


@pytest.fixture(scope="module")
def slides():
    return import_module("slides")


@pytest.fixture(scope="module")
def handout():
    return import_module("handout")


class Page(HTMLParser):
    """What a page asks for, and what it shows."""

    def __init__(self, source):
        super().__init__()
        self.asked, self.words, self.count = [], [], {}
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        about = dict(attributes)
        self.count[tag] = self.count.get(tag, 0) + 1
        if "src" in about or tag == "link":
            self.asked.append(about.get("src") or about.get("href"))

    def handle_data(self, data):
        self.words.append(data)

    def text(self):
        return re.sub(r"\s+", " ", "".join(self.words))


@pytest.fixture(scope="module", params=range(len(NAMES)), ids=NAMES)
def made(request, deck, slides, handout):
    """A lesson's notebook, its deck as HTML, and its handout with three pictures."""
    [one] = deck.chosen(str(request.param))
    return lessons.read(one.path), slides.exported(one), handout.exported(one, 3)


@pytest.fixture
def shown(made):
    """A lesson's notebook, and its deck as HTML."""
    return made[:2]


@pytest.fixture
def sheet(made):
    """A lesson's notebook, and its handout as HTML with three pictures."""
    return made[::2]


def pictures(notebook):
    return [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if {"image/png", "image/jpeg"} & set(output.get("data", {}))
    ]


def stubs(notebook):
    return [cell.source for cell in notebook.cells if "stub" in lessons.tags(cell)]


def test_a_deck_has_a_slide_for_each_heading_picture_question_and_exercise(shown):
    notebook, page = shown
    looks = re.findall(r'<section data-looks="(\w+)">', page)
    assert looks[0] == "opening" and looks.count("opening") == 1
    assert 10 <= len(looks) <= 75
    asked = [cell for cell in notebook.cells if cell.source.startswith("quiz.predict")]
    found = Page(page)
    assert page.count('<div class="question">') == len(asked)
    assert found.count["figure"] == len(pictures(notebook))
    for source in stubs(notebook):
        assert source.split("\n")[0] in found.text()
    stops = sum(cell.source.count("☕ **Stop") for cell in notebook.cells)
    assert looks.count("stop") == stops


def test_a_deck_says_all_that_the_lesson_says(shown):
    notebook, page = shown
    said = Page(page).text()
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for heading in re.findall(r"^#+ (.*)$", cell.source, re.M):
            assert heading in said or heading == OF_THE_MACHINE, heading
        for summary in re.findall(r"<summary>(?:<b>)?(.*?)(?:</b>)?</summary>", cell.source):
            assert summary in said
        for equation in re.findall(r"^\$\$.*\$\$$", cell.source, re.M):
            assert re.sub(r"\s+", " ", equation) in said, equation


def test_a_deck_keeps_what_is_said_of_each_picture(shown):
    notebook, page = shown
    kept = [html.unescape(alt) for alt in re.findall(r'<img alt="(.*?)"', page, re.S)]
    there = [next(iter(output.metadata.values()))["alt"] for output in pictures(notebook)]
    assert kept == there


def test_a_deck_leaves_out_what_only_sets_up_and_what_waits(shown):
    notebook, page = shown
    said = Page(page).text()
    setup = next(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert setup.split("\n")[-1] not in said
    assert "installation.report" not in said
    assert "is not written yet" not in re.sub(r'alt=".*?"', "", said)
    for cell in notebook.cells:
        if "check" in lessons.tags(cell):
            assert cell.source not in said


def test_nothing_is_asked_of_another_machine(shown, sheet):
    for _, page in [shown, sheet]:
        asked = Page(page).asked
        assert len(asked) > 3
        assert not [one for one in asked if re.match(r"(https?:)?//", one)]


def test_the_page_that_asks_another_machine_is_found():
    page = Page('<link href="https://a.b/c.css"><script src="//d.e/f.js"></script>')
    assert page.asked == ["https://a.b/c.css", "//d.e/f.js"]


def test_a_handout_has_every_equation_and_exercise_and_no_solution(sheet):
    notebook, page = sheet
    said = Page(page).text()
    for cell in notebook.cells:
        folded = re.sub(r"<details>.*?</details>", "", cell.source, flags=re.S)
        for equation in re.findall(r"^\$\$.*\$\$$", folded, re.M):
            assert re.sub(r"\s+", " ", equation) in said, equation
    for source in stubs(notebook):
        assert source.split("\n")[0] in said
    for _, solution in lessons.solutions(notebook):
        assert solution not in "".join(Page(page).words)
    assert "<details" not in page and "Predict" not in said
    assert 1 <= Page(page).count["img"] <= 3


def test_a_section_goes_on_and_a_question_ends(deck, slides):
    """A long section goes on under its heading; what follows a question is its section's again."""
    cells = [
        {"cell_type": "markdown", "source": "# Why?\n\nSo.\n\n## One\n\n" + "\n\n".join(["word " * 90] * 3)},
        {"cell_type": "markdown", "source": "### Predict"},
        {"cell_type": "code", "source": 'quiz.predict("01.rate")', "metadata": {}, "outputs": []},
        {"cell_type": "markdown", "source": "Then.\n\n---\n☕ **Stop 1.** Rest.\n\n---\n\n## Two\n\nEnd."},
    ]  # fmt: skip
    made = slides.slides(
        deck.pieces(import_module("lesson").Lesson(Path("01_x"), "", "", "", cells))
    )
    heads = [(slide.heading, slide.section) for slide in made]
    assert heads[:3] == [("Why?", True), ("One", True), ("One", False)]
    assert heads[-4:] == [("Predict", False), ("One", False), ("A pause", True), ("Two", True)]
    assert [
        piece.kind for slide in made for piece in slide.pieces if slide.heading == "A pause"
    ] == ["stop"]


@pytest.mark.parametrize(
    "written, kind",
    [
        ("## A", "heading"),
        ("$$x$$", "equation"),
        ("- a\n- b", "list"),
        ("| a |\n|---|", "table"),
        ("<details><summary>a</summary>\n\nb\n\n$$c$$\n</details>", "fold"),
        ("---\n☕ **Stop.** a", "stop"),
        ("a [b](c)", "text"),
    ],
)
def test_a_paragraph_is_known_by_its_beginning(deck, written, kind):
    assert [deck.named(block).kind for block in deck.blocks(written)] == [kind]


def test_links_to_what_lies_nowhere_are_plain_words(deck):
    text = "[lesson 1](01_a.ipynb#b), [the file](../x.py), [a page](https://a.b)"
    assert deck.unlinked(text) == "lesson 1, the file, [a page](https://a.b)"


def test_bad_input_is_one_clear_sentence(deck, tmp_path):
    with pytest.raises(
        SystemExit, match=r"There is no lesson 9\. NB can be 00, 01, .*07, or empty"
    ):
        deck.chosen("9")
    with pytest.raises(SystemExit, match="make slides OUT=folder"):
        deck.folder("", "slides")
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit, match=r"The folder .*file can't be made: File exists\."):
        deck.folder(str(tmp_path / "file"), "handout")
    assert deck.folder(str(tmp_path / "new" / "one"), "slides").is_dir()
