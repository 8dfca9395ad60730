"""Pictures that move before any Python is there, in a real browser: by keyboard, by mouse, by
themselves, in both themes, and for who cannot see them.
"""

import json

import pytest
import webpage
from axe import RULES
from axe_playwright_python.base import AXE_SCRIPT
from stored import moving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("moving")]

PAGES = ["index", "01_linear_loss_gradient", "05_convolution_edge_detection"]
FEW = 8  # frames of each
FOUND = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ['violations']}))
    .violations.flatMap(({id, nodes}) => nodes.map(node => id + ': ' + node.failureSummary))"""
WIDER = "() => document.documentElement.scrollWidth - innerWidth"
# Every frame that was shown, in order.
WATCH = """image => { window.shown = [];
    new MutationObserver(() => window.shown.push(image.getAttribute('src')))
        .observe(image, {attributeFilter: ['src']}) }"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of the page with three of the pictures, a few frames of each."""
    out = tmp_path_factory.mktemp("moving")
    about = moving.chosen()
    shown = {page: moving.written(out, page, about[page], FEW) for page in PAGES}
    moving.test_page(out, shown)
    with webpage.served(out) as url:
        yield url


class Figure:
    """One picture with its slider."""

    def __init__(self, page, number):
        self.page = page
        self.root = page.locator("figure.moving").nth(number)
        self.image = self.root.locator("img")
        self.slider = self.root.get_by_role("slider")
        self.button = self.root.locator(".moving-play")
        self.told = json.loads(self.root.locator("script").text_content())

    def at(self):
        return int(self.slider.input_value())

    def assert_shows(self, number, theme="light"):
        """The picture of this place comes, over the one behind it; all texts tell of it."""
        folder, behind = self.told["frames"], self.told["behind"]
        self.root.locator(f"img[src='{folder}/{theme}-{number:02}.webp']").wait_for()
        assert self.at() == number
        under = self.image.evaluate("image => image.style.backgroundImage")
        assert under == f'url("{folder}/{theme}-{behind:02}.webp")'
        says, value = self.told["says"][number], self.told["values"][number]
        assert self.root.locator(".moving-says").text_content() == says
        assert self.root.locator(".moving-value").text_content() == value
        assert self.slider.get_attribute("aria-valuetext") == value
        assert self.image.get_attribute("alt") == f"{self.told['name']}. {says}"

    def aloud(self):
        return self.root.get_by_role("status").text_content()


@pytest.fixture
def visit(chrome, address):
    """Return a function that visits the page; no visit may have met an error in the end."""
    contexts, errors, asked = [], [], []

    def new(motion="reduce", **how):
        contexts.append(chrome.new_context(reduced_motion=motion, **how))
        page = contexts[-1].new_page()
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.on("request", lambda r: asked.append(r.url))
        page.goto(f"{address}/moving.html")
        return page

    yield new
    for context in contexts:
        context.close()
    assert errors == []
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


def test_keys_move_it_from_end_to_end(visit):
    for number in range(len(PAGES)):
        figure = Figure(visit(), number)
        for key, place in [("Home", 0), ("ArrowRight", 1), ("ArrowUp", 2), ("ArrowLeft", 1)]:
            figure.slider.press(key)
            figure.assert_shows(place)
        figure.slider.press("End")
        figure.assert_shows(len(figure.told["says"]) - 1)


def test_the_picture_seen_is_the_whole_one(visit):
    figure = Figure(visit(), 0)
    figure.slider.press("End")
    figure.assert_shows(FEW - 1)
    end = figure.image.screenshot()
    figure.slider.press("ArrowLeft")
    figure.assert_shows(FEW - 2)
    assert figure.image.screenshot() != end
    figure.image.evaluate("image => { image.style.backgroundImage = 'none' }")
    bare = figure.image.screenshot()
    figure.slider.press("End")
    figure.slider.press("ArrowLeft")
    figure.assert_shows(FEW - 2)
    assert figure.image.screenshot() != bare, "there is nothing behind it"


def test_a_drag_and_a_tap_move_it(visit):
    figure = Figure(visit(), 1)
    figure.slider.scroll_into_view_if_needed()
    box = figure.slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    figure.page.mouse.move(box["x"] + box["width"] / 2, middle)
    figure.page.mouse.down()
    figure.page.mouse.move(box["x"] + 3, middle, steps=6)
    figure.assert_shows(0)
    figure.page.mouse.move(box["x"] + box["width"] - 3, middle, steps=6)
    figure.page.mouse.up()
    figure.assert_shows(FEW - 1)
    touched = Figure(visit(has_touch=True, viewport={"width": 390, "height": 800}), 1)
    touched.slider.tap(position={"x": 2, "y": 20})
    touched.assert_shows(0)


def test_it_plays_every_frame_to_the_end_and_once_more(visit):
    figure = Figure(visit(), 0)
    figure.image.evaluate(WATCH)
    figure.button.click()
    assert figure.button.text_content() == "Pause"
    figure.page.wait_for_function(
        "() => document.querySelector('.moving-play').innerText === 'Play'"
    )
    figure.assert_shows(FEW - 1)
    shown = figure.page.evaluate("() => window.shown")
    folder = figure.told["frames"]
    assert shown == [f"{folder}/light-{number:02}.webp" for number in range(1, FEW)]
    figure.button.click()  # from the beginning
    figure.page.wait_for_function("() => document.querySelector('figure.moving input').value == 2")


def test_pause_holds_it_and_a_hand_on_the_slider_too(visit):
    figure = Figure(visit(), 0)
    for hold in (figure.button.click, lambda: figure.slider.press("ArrowLeft")):
        figure.slider.press("Home")
        figure.button.click()
        figure.page.wait_for_function(
            "() => document.querySelector('figure.moving input').value > 1"
        )
        hold()
        stood = figure.at()
        figure.page.wait_for_timeout(5 * figure.told["pace"])
        figure.assert_shows(stood)
        assert 0 < stood < FEW - 1 and figure.button.text_content() == "Play"


def test_only_the_front_page_s_moves_by_itself(visit):
    page = visit(motion="no-preference", viewport={"width": 800, "height": 2600})  # sees them all
    page.wait_for_function("() => document.querySelector('figure.moving input').value > 2")
    others = [Figure(page, number) for number in (1, 2)]
    assert all(one.button.text_content() == "Play" for one in others)
    figure = Figure(page, 0)
    assert figure.button.text_content() == "Pause"
    figure.slider.press("Home")  # its turn is over
    page.wait_for_timeout(5 * figure.told["pace"])
    figure.assert_shows(0)


def test_who_asks_for_little_motion_gets_none_unasked(visit):
    figure = Figure(visit(), 0)
    figure.page.wait_for_timeout(1000 + 3 * figure.told["pace"])
    figure.assert_shows(0)
    assert figure.button.text_content() == "Play"


def test_it_is_read_out_at_rest_and_not_while_it_plays(visit):
    figure = Figure(visit(), 0)
    assert figure.aloud() == ""
    figure.root.get_by_role("status").evaluate(
        """status => { window.heard = [];
            new MutationObserver(() => window.heard.push(status.textContent))
                .observe(status, {childList: true}) }"""
    )
    figure.button.click()
    figure.page.wait_for_function("() => document.querySelector('.moving-aloud').textContent")
    said = figure.told["says"]
    assert [one for one in figure.page.evaluate("() => window.heard") if one] == [said[-1]]
    for _ in range(3):
        figure.slider.press("ArrowLeft")
    assert figure.aloud() == ""
    figure.page.wait_for_function("() => document.querySelector('.moving-aloud').textContent")
    assert figure.aloud() == said[-4]


def test_it_follows_the_theme_of_the_page_and_of_the_system(visit):
    page = visit()
    figure = Figure(page, 0)
    figure.slider.press("ArrowRight")
    figure.assert_shows(1)
    for choice, system, theme in [
        ("dark", "light", "dark"),
        ("light", "dark", "light"),
        ("auto", "dark", "dark"),
        ("auto", "light", "light"),
    ]:
        page.emulate_media(color_scheme=system, reduced_motion="reduce")
        page.evaluate("choice => { document.body.dataset.theme = choice }", choice)
        figure.assert_shows(1, theme)
    Figure(visit(color_scheme="dark"), 0).assert_shows(0, "dark")


def test_a_frame_comes_when_it_is_near_or_touched_and_only_in_this_theme(visit):
    page = visit(viewport={"width": 800, "height": 400})
    loaded = """page => performance.getEntriesByType('resource').map(one => one.name)
        .filter(name => name.includes(page))"""
    page.wait_for_function(f"() => ({loaded})('index').length === {FEW}")
    figure = Figure(page, 2)
    ahead = page.evaluate(loaded, PAGES[2])
    assert len(ahead) <= 2, "it is far below: the first picture, and the one behind"
    figure.slider.press("ArrowRight")
    page.wait_for_function(f"() => ({loaded})('{PAGES[2]}').length === {FEW}")
    assert not page.evaluate(loaded, "/dark-")


def test_nothing_jumps(visit):
    page = visit(viewport={"width": 390, "height": 800})
    figure = Figure(page, 1)
    high = figure.root.bounding_box()["height"]
    for key in ("Home", "End", "ArrowLeft"):
        figure.slider.press(key)
        assert figure.root.bounding_box()["height"] == pytest.approx(high, abs=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_it_fits_a_phone(visit, scheme):
    page = visit(color_scheme=scheme, viewport={"width": 360, "height": 740})
    assert page.evaluate(WIDER) <= 0
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(FOUND, RULES) == []
    for control in page.locator("figure.moving input, .moving-play").all():
        assert control.bounding_box()["height"] >= 44, "a finger needs as much"


def test_without_javascript_its_first_picture_and_text_stay(visit):
    page = visit(java_script_enabled=False)
    figure = page.locator("figure.moving").first
    assert figure.locator("img").is_visible() and figure.locator(".moving-says").is_visible()
    assert not figure.locator("input").is_visible()
    assert not figure.locator("button").is_visible()
