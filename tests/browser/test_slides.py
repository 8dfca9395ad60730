"""Slides as a class sees them and handouts as they're printed, in a real Chromium. They take minutes and
an environment of their own: LESSONS_SLIDES=all looks at every lesson, LESSONS_SLIDES=03 at one.
"""

import json
import os
import subprocess

import lessons
import pytest
import webpage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("slides")]

SITE_PYTHON = webpage.ROOT / ".venv-site" / "bin" / "python"
MADE = SITE_PYTHON.parents[1] / "slides.stamp"
ASKED = os.environ.get("LESSONS_SLIDES", "")
NUMBER = "" if ASKED == "all" else ASKED or "03"
NAMES = [path.stem for path in lessons.NOTEBOOKS if path.stem.startswith(NUMBER)]
READY = "() => window.Reveal && Reveal.isReady()"
# How a slide stands: is anything cut off, how small are its letters, is a formula broken?
STANDS = """() => { const slide = Reveal.getCurrentSlide(); return {
    over: Math.max(slide.scrollHeight - slide.clientHeight, slide.scrollWidth - slide.clientWidth),
    size: Number(slide.style.getPropertyValue('--size')),
    wide: [...slide.querySelectorAll('img')].map(image =>
        Math.min(image.clientWidth, image.clientHeight * image.naturalWidth / image.naturalHeight)),
    broken: slide.querySelectorAll('[data-mml-node=merror]').length,
    unset: /\\$\\$|\\\\frac/.test(slide.innerText)} }"""
# Open one fold after another; what is too long even in small letters can be scrolled to.
FOLDS = """async () => { const slide = Reveal.getCurrentSlide(), found = [];
    for (const fold of slide.querySelectorAll('details')) {
        fold.open = true;
        await new Promise(done => setTimeout(done, 30));
        slide.scrollTop = 1e6;
        found.push([slide.querySelectorAll('details[open]').length,
            slide.getBoundingClientRect().bottom - slide.lastElementChild.getBoundingClientRect().bottom]);
        fold.open = false;
        await new Promise(done => setTimeout(done, 30));
        slide.scrollTop = 0;
    }
    return found }"""
READ = """
import json, sys
from pypdf import PdfReader
pages = PdfReader(sys.argv[1]).pages
fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
inner = [font.get("/DescendantFonts", [font])[0].get_object() for font in fonts]
print(json.dumps({
    "texts": [page.extract_text() for page in pages],
    "size": [round(float(side)) for side in pages[0].mediabox[2:]],
    "embedded": [font["/Subtype"] == "/Type3" or "/FontFile2" in font["/FontDescriptor"] for font in inner],
}))
"""


def made(tool, out):
    """Have a tool of site/ make what these tests look at."""
    if not ASKED:
        pytest.skip("slides and handouts are looked at when LESSONS_SLIDES=all asks for it")
    assert MADE.exists(), "first let make slides OUT=folder make its environment"
    command = [SITE_PYTHON, webpage.ROOT / "site" / tool, "--out", out, "--lesson", NUMBER]
    subprocess.run(command, check=True, capture_output=True)
    return out


@pytest.fixture(scope="module")
def decks(tmp_path_factory):
    return made("slides.py", tmp_path_factory.mktemp("slides"))


@pytest.fixture(scope="module")
def handouts(tmp_path_factory):
    return made("handout.py", tmp_path_factory.mktemp("handout"))


@pytest.fixture
def page(chrome):
    """A projector of 1280 × 720, what has been asked for, and what has gone wrong."""
    page = chrome.new_page(viewport={"width": 1280, "height": 720}, color_scheme="dark")
    page.requests, page.troubles = [], []
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    yield page
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_every_slide_fits_and_nothing_comes_from_elsewhere(page, decks, name):
    page.goto((decks / f"{name}.html").as_uri())
    page.wait_for_function(READY, timeout=60000)
    wide = []
    for number in range(page.evaluate("Reveal.getTotalSlides()")):
        stands = page.evaluate(STANDS)
        where = f"{name}, slide {number + 1}: {stands}"
        assert stands["over"] <= 1 and stands["size"] > 0.6, where
        assert not stands["broken"] and not stands["unset"], where
        wide += stands["wide"]
        for opened, below in page.evaluate(FOLDS):
            assert opened == 1 and below >= 0, (
                f"{where}: what was unfolded can't be seen to its end"
            )
        page.keyboard.press("Space")
    assert page.evaluate("Reveal.isLastSlide()")
    assert min(wide) > 560
    assert page.troubles == []
    assert [url for url in page.requests if not url.startswith(("file:", "data:"))] == []


def test_a_deck_is_dark_where_the_machine_is(page, decks):
    page.goto((decks / f"{NAMES[0]}.html").as_uri())
    page.wait_for_function(READY, timeout=60000)
    paper = "getComputedStyle(document.body).backgroundColor"
    ink = "getComputedStyle(document.querySelector('.present p')).color"
    assert page.evaluate(f"[{paper}, {ink}]") == ["rgb(20, 24, 28)", "rgb(236, 236, 236)"]
    page.emulate_media(color_scheme="light")
    assert page.evaluate(f"[{paper}, {ink}]") == ["rgb(255, 255, 255)", "rgb(27, 27, 27)"]


@pytest.mark.parametrize("name", NAMES)
def test_a_handout_has_two_to_four_pages_of_a4_with_its_letters(handouts, name):
    command = [SITE_PYTHON, "-c", READ, handouts / f"{name}.pdf"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    count = len(found["texts"])
    assert 2 <= count <= 4
    assert found["size"] == [595, 842]
    assert all(found["embedded"])
    for number, text in enumerate(found["texts"], 1):
        assert f"Lesson {int(name[:2])}: " in text and f"{number} / {count}" in text
    if name.startswith("03"):
        assert "mt = β1 mt−1 + (1 − β1) gt" in "".join(found["texts"])
        assert "def my_adam" in "".join(found["texts"])
