"""The pages that are read: complete, reachable, accessible, at home on a phone, and they move."""

import json
import re
from urllib.parse import unquote

import lessons
import pytest
import webpage
from axe import RULES
from axe_playwright_python.base import AXE_SCRIPT
from pages import pictured

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

FOUND = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ['violations']})).violations
    .flatMap(({id, nodes}) => nodes.map(node => id + ': ' + node.html.slice(0, 160) + ' ' + node.failureSummary))"""
# What sticks out of the page, and out of each box around it that scrolls by itself.
WIDER = """() => { const out = one => one.getBoundingClientRect().right > innerWidth + 1;
    const boxes = 'pre, .math, .table-wrapper, mjx-container, .highlight';
    const held = one => { for (let box = one.closest(boxes); box; box = box.parentElement?.closest(boxes)) if (!out(box)) return true };
    return [document.documentElement, ...document.querySelectorAll('article *')].filter(one => out(one) && !held(one))
        .map(one => one.outerHTML.slice(0, 160)) }"""
# Formulas of which a screen reader would get nothing.
SILENT = "() => [...document.querySelectorAll('mjx-container')].filter(one => !one.querySelector('mjx-assistive-mml math')).length"
# Pictures for which the page would jump when they come.
JUMPY = "images => images.filter(one => !one.getAttribute('width') || !one.getAttribute('height')).length"
NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
LINKS = "() => [...document.querySelectorAll('a[href]')].map(a => a.href)"
IDS = "() => [...document.querySelectorAll('[id]')].map(one => one.id)"


def names():
    """Return the names of all pages of the built site."""
    return sorted(path.name for path in webpage.BUILT.glob("*.html"))


class Reading:
    """A browser that reads pages; what goes wrong on them is noted."""

    def __init__(self, chrome, url, **how):
        self.url, self.errors = url, []
        self.context = chrome.new_context(**how)
        self.page = self.context.new_page()
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("request", self._asked)

    def _asked(self, request):
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.errors.append(f"the page asked {request.url[:120]}")

    def open(self, name):
        self.page.goto(f"{self.url}/{name}")
        self.page.wait_for_load_state("load")
        if self.page.locator(".math").count():
            self.page.wait_for_function("() => document.querySelector('mjx-container')")
        return self.page


@pytest.fixture
def reading(chrome, site):
    """Return a function that makes a Reading; none may have met an error in the end."""
    made = []

    def new(**how):
        made.append(Reading(chrome, site, **how))
        return made[-1]

    yield new
    for one in made:
        one.context.close()
    assert [error for one in made for error in one.errors] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(reading, scheme):
    found = []
    reader = reading(color_scheme=scheme)
    # One of each kind will do for the dark, and whether it can be seen.
    dark = ["index.html", "01_linear_loss_gradient.html", "teachers_01.html", "search.html"]
    rules = RULES if scheme == "light" else ["wcag2aa"]
    for name in names() if scheme == "light" else dark:
        reader.page.set_viewport_size({"width": 1300, "height": 900})
        page = reader.open(name)
        assert page.locator("mjx-merror").count() == 0, f"{name} has TeX that is not understood"
        assert page.evaluate(SILENT) == 0, f"{name} has a formula that is not read out"
        page.evaluate(AXE_SCRIPT)
        found += [f"{name}: {one}" for one in page.evaluate(FOUND, rules)]
        page.set_viewport_size({"width": 360, "height": 740})
        page.evaluate(NEXT_FRAME)
        found += [f"{name}: wider: {one}" for one in page.evaluate(WIDER)]
    assert found == []


def test_every_link_and_anchor_leads_somewhere(reading, site):
    reader, ids, wanted = reading(), {}, set()
    for name in names():
        page = reader.open(name)
        ids[name] = set(page.evaluate(IDS))
        wanted |= {(name, link) for link in page.evaluate(LINKS) if link.startswith(site)}
    lost = []
    for name, link in sorted(wanted):
        address, _, anchor = link.removeprefix(f"{site}/").partition("#")
        path = address.partition("?")[0] or "index.html"
        if path.startswith("lab/") and not webpage.has_python():
            continue
        there = (webpage.BUILT / path).exists()
        if not there or (anchor and path in ids and unquote(anchor) not in ids[path]):
            lost.append(f"{name}: {link}")
    assert lost == []


@pytest.mark.parametrize("path", lessons.NOTEBOOKS, ids=lambda path: path.stem)
def test_a_lesson_can_be_read_whole(reading, path):
    page, notebook = reading().open(f"{path.stem}.html"), lessons.read(path)
    shown = re.sub(r"\s+", " ", page.locator("article").text_content())
    for cell in notebook.cells:
        if cell.cell_type == "code" and not cell.source.startswith("quiz.predict"):
            assert re.sub(r"\s+", " ", cell.source) in shown
        for heading in re.findall(r"^## ([^$`\n]+)$", cell.source, re.M):
            assert page.get_by_role("heading", name=heading.strip()).count()
    explorers = [cell for cell in notebook.cells if pictured(cell)]
    moves = page.locator("a.move").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    assert moves == [f"lab/index.html?path={path.name}&cell={cell.id}" for cell in explorers]
    alts = page.locator("article img").evaluate_all("images => images.map(one => one.alt.length)")
    assert len(alts) == len(explorers) + 1 and min(alts) > 60  # and the one that moves
    assert page.locator("article img").evaluate_all(JUMPY) == 0
    assert not re.findall(r"… Not written yet|it returns None\.|: \d to do|○ Goal", shown)
    assert "Run All Cells" not in shown.partition(notebook.cells[1].source.splitlines()[0])[0]
    for cell in notebook.cells:
        for asked in re.findall(r'quiz\.predict\("(.*)"\)', cell.source):
            question = webpage.questions()[asked]
            box = page.locator(".question", has_text=question["ask"])
            assert box.locator("summary").all_inner_texts() == [c for c, _ in question["choices"]]
            answer = box.get_by_text(question["choices"][0][1])
            assert not answer.is_visible()
            box.locator("summary").first.click()
            assert answer.is_visible()
    folded = page.locator("details", has_text="Solution").filter(has=page.locator("pre"))
    assert folded.count() == len(lessons.solutions(notebook))
    assert folded.evaluate_all("all => all.every(one => !one.open)")


def test_the_front_page_leads_into_the_course(reading):
    page = reading().open("index.html")
    button = page.get_by_role("link", name="Start in your browser")
    assert button.get_attribute("href") == "lab/index.html?path=00_start_here.ipynb"
    assert button.bounding_box()["y"] < 600, "it is to be seen at once"
    assert page.locator(".lessons li").count() == len(lessons.NOTEBOOKS)


def test_teachers_find_every_question_and_every_solution(reading):
    reader = reading()
    links = (
        reader.open("teachers.html")
        .locator("article a")
        .evaluate_all("all => all.map(a => a.getAttribute('href'))")
    )
    for path in lessons.NOTEBOOKS:
        name = f"teachers_{path.stem[:2]}.html"
        assert name in links
        said = re.sub(r"\s+", " ", reader.open(name).locator("article").text_content())
        notebook = lessons.read(path)
        for asked in re.findall(
            r'quiz\.predict\("(.*?)"\)', json.dumps(notebook).replace('\\"', '"')
        ):
            question = webpage.questions()[asked]
            assert question["ask"] in said
            assert f"Right. {question['choices'][question['right'] - 1][0]}" in said
        for stub, solution in lessons.solutions(notebook):
            assert re.sub(r"\s+", " ", solution) in said
            [exercise] = re.findall(r"^### (Exercise.*)$", notebook.cells[stub - 1].source, re.M)
            assert reader.page.get_by_role("heading", name=exercise).count()
        for stop in re.findall(
            r"^☕ \*\*(Stop.*?)\*\*", "\n".join(c.source for c in notebook.cells), re.M
        ):
            assert stop in said


def test_search_finds_what_a_lesson_teaches(reading):
    page = reading().open("search.html?q=momentum")
    page.get_by_role("link", name="Can the walk remember").first.wait_for()


def test_without_javascript_a_lesson_can_be_read(chrome, site):
    context = chrome.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/01_linear_loss_gradient.html")
    assert page.locator("figure.moving img").is_visible()
    assert not page.locator("figure.moving input").is_visible()
    assert page.locator(".question summary").first.is_visible()
    context.close()
