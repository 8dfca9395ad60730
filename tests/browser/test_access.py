"""The course can be taken without seeing and without a mouse: axe-core finds nothing against it,
and a reader who has only the accessibility tree and a keyboard reaches every goal.
"""

import contextlib
import functools
import re

import lessons
import pytest
from axe import JUPYTERLAB, failing
from explorers import EXPLORERS, everything, name_of
from pages import LINE, NET, START, every, explorer_cells, on
from reader import NAMED, Reader

from lessons_lib.live.controls import MarkSlider
from lessons_lib.live.explorer import MORE

pytestmark = pytest.mark.browser

LAST_HEADING = """() => { const {content} = window.jupyterapp.shell.currentWidget;
    content.activeCellIndex = content.widgets.findLastIndex(({model}) =>
        model.type === 'markdown' && model.sharedModel.getSource().startsWith('#')) }"""
BRIGHTNESS = """async image => { await image.decode().catch(() => {}); // it may give way to the next
    const paper = new OffscreenCanvas(64, 64).getContext('2d');
    paper.drawImage(image, 0, 0, 64, 64); const {data} = paper.getImageData(0, 0, 64, 64);
    let sum = 0; for (let i = 0; i < data.length; i += 4) sum += 0.2126 * data[i] + 0.7152 * data[i + 1] + 0.0722 * data[i + 2];
    return sum / 4096 }"""
# What is wider than the explorer that it is in, or than the cell, and what is cut off at its side.
CUT_OFF = """() => [...document.querySelectorAll('.lessons-explorer, .lessons-question')].flatMap(root => {
    const cell = root.closest('.jp-OutputArea-output').getBoundingClientRect(), box = root.getBoundingClientRect();
    const right = Math.min(cell.right, box.right) + 1;
    return [root, ...root.querySelectorAll('*')].filter(one => {
        if (!one.checkVisibility() || one.closest('.lessons-voice, .slider-container, option')) return false;
        const cut = ['hidden', 'clip', 'auto', 'scroll'].includes(getComputedStyle(one).overflowX);
        return one.getBoundingClientRect().right > right || cut && one.clientWidth && one.scrollWidth > one.clientWidth + 1;
    }).map(one => root.getAttribute('aria-label') + ': ' + one.outerHTML.slice(0, 150)); })"""
# Targets of less than 24 × 24 pixels, and what does not show that it has the keyboard.
USABLE = """() => [...document.querySelectorAll('.lessons-explorer, .lessons-question')].flatMap(root =>
    [...root.querySelectorAll('button, select, input, [tabindex="0"], [contenteditable=true]')].filter(one => {
        if (!one.checkVisibility() || one.type === 'file') return false;
        const target = one.closest('label') ?? one;
        target.scrollIntoView({block: 'center'});
        const {left, right, top, bottom} = target.getBoundingClientRect(), x = (left + right) / 2, y = (top + bottom) / 2;
        return ![[-11, 0], [11, 0], [0, -11], [0, 11]].every(([across, down]) => {
            const hit = document.elementFromPoint(x + across, y + down); return target.contains(hit) });
    }).map(one => root.getAttribute('aria-label') + ': ' + one.outerHTML.slice(0, 200)))"""
FOCUS = """() => [...document.querySelectorAll('.lessons-explorer, .lessons-question')].flatMap(root =>
    [...root.querySelectorAll('button, select, input, [tabindex="0"], [contenteditable=true]')].filter(one => {
        if (!one.checkVisibility() || one.type === 'file') return false;
        one.blur(); const look = () => { const {outlineStyle, outlineWidth} = getComputedStyle(one); return [outlineStyle, outlineWidth].join() };
        const before = look(); one.focus({preventScroll: true, focusVisible: true});
        return before === look() || parseFloat(getComputedStyle(one).outlineWidth) < 2;
    }).map(one => root.getAttribute('aria-label') + ': ' + one.outerHTML.slice(0, 200)))"""


@pytest.fixture
def read():
    """Return a function that gives a Reader of a page, and let them rest in the end."""
    readers = []

    def reader_of(page):
        readers.append(Reader(page))
        return readers[-1]

    yield reader_of
    for reader in readers:
        reader.close()


# ------------------------------------------------------------------- what is known before the page


def words_of(control, value):
    """Return how a control shows this value."""
    if hasattr(control, "_options_full"):
        value = control.nearest(value) if isinstance(control, MarkSlider) else value
        return next(words for words, option in control._options_full if option == value)
    if isinstance(value, bool):
        return value
    form = getattr(control, "readout_format", "g")
    return format(value, "d" if form == "d" else form)


@functools.cache
def known(name):
    """Return the title of an explorer, and a way to its goal in what a reader knows: names of
    buttons, and (label, the words that stand there).
    """
    make = next(make for make in EXPLORERS if name_of(make) == name)
    explorer = make(**make.quick)
    stands = {key: control.value for key, control in everything(explorer).items()}
    way = []
    moved = {key for move in make.wins if isinstance(move, dict) for key in move}
    if moved & set(make.tucked):
        way.append(MORE)
    for move in make.wins:
        if isinstance(move, str):
            way.append(move)
            continue
        for values in slowly(stands, move):
            for key, value in values.items():
                control = everything(explorer)[key]
                way.append((control.description or control.tooltip, words_of(control, value)))
        stands |= move
    title = explorer.called()
    explorer.free()
    return title, way


def slowly(stands, move):
    """Return the moves to make one after the other in place of one: a pen that draws goes aslant in
    small steps.
    """
    if stands.get("pen") != "draws" or set(move) != {"row", "column"}:
        return [move]
    return [
        {key: round(stands[key] + (there - stands[key]) * k / 6) for key, there in move.items()}
        for k in range(1, 7)
    ]


def first_cells(path):
    """Return {name of an explorer: the source of the first cell that shows it}."""
    cells = {}
    for name, source in explorer_cells(path):
        cells.setdefault(name, source)
    return cells


# ------------------------------------------------------------------------------------------- axe


def at_rest(page):
    """Wait until every explorer is named, and its plain picture gone; the mouse is over nothing."""
    page.page.mouse.move(0, 0)  # a heading shows what folds it while the mouse is there
    page.page.wait_for_function(
        "() => [...document.querySelectorAll('.lessons-explorer')].every("
        "root => root.matches('.lessons-alive') && !root.querySelector('.lessons-plain'))"
    )
    page.page.wait_for_timeout(100)


def assert_accessible(page):
    """Nothing of ours fails, and of JupyterLab's no more than is known; return the rules that it
    fails.
    """
    at_rest(page)
    ours, others = failing(page)
    assert not ours, "\n".join(ours)
    assert {rule: n for rule, n in others.items() if n > JUPYTERLAB.get(rule, 0)} == {}
    return set(others)


@every
def test_axe_finds_nothing_in_what_is_ours(pages, path):
    page = pages[path.name]
    page.page.evaluate(LAST_HEADING)  # only the chosen one shows what folds it
    others = assert_accessible(page)
    if path.name == LINE:
        gone = set(JUPYTERLAB) - others
        assert not gone, f"JupyterLab no longer fails {gone}: take it out of JUPYTERLAB"


@contextlib.contextmanager
def dark(page):
    """JupyterLab's dark theme, until the block ends."""
    change = "t => window.jupyterapp.commands.execute('apputils:change-theme', {theme: t})"
    page.page.evaluate(change, "JupyterLab Dark")
    try:
        yield
    finally:
        page.page.evaluate(change, "JupyterLab Light")


def brightness(page):
    """Return how bright each picture is on the whole, from 0 to 255."""
    return [explorer.image.evaluate(BRIGHTNESS) for explorer in page.explorers()]


@pytest.mark.parametrize("name", [pytest.param(n, marks=on(n), id=n[:2]) for n in (LINE, NET)])
def test_pictures_and_texts_follow_the_theme(pages, name):
    page = pages[name]
    assert min(brightness(page)) > 127
    with dark(page):
        page.wait_for(lambda: max(brightness(page)) < 127)
        assert_accessible(page)
    page.wait_for(lambda: min(brightness(page)) > 127)


@every
def test_nothing_is_cut_off_on_a_narrow_page_or_at_twice_the_size(pages, path):
    page = pages[path.name]
    device = page.context.new_cdp_session(page.page)

    def resize(width, height, scale):
        size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
        device.send("Emulation.setDeviceMetricsOverride", size)
        page.page.wait_for_timeout(300)

    try:
        for width, scale in [(320, 1), (640, 2)]:
            resize(width, 900, scale)
            assert page.page.evaluate("() => [innerWidth, devicePixelRatio]") == [width, scale]
            assert page.page.evaluate(CUT_OFF) == [], f"at {width} px"
    finally:
        resize(1400, 1000, 1)
        device.detach()


@on(LINE)
def test_on_a_narrow_page_a_picture_can_be_had_in_full_size(pages):
    page = pages[LINE]
    page.page.set_viewport_size({"width": 420, "height": 900})
    try:
        bowl = page.explorers()[0]
        larger = bowl.root.get_by_role("button", name="Larger picture")
        larger.wait_for()
        assert bowl.image.bounding_box()["width"] < 420
        larger.press("Space")
        page.wait_for(lambda: bowl.image.bounding_box()["width"] == 900)
        assert bowl.root.bounding_box()["width"] < 420
        assert bowl.root.locator(".lessons-page").evaluate("e => e.scrollWidth > e.clientWidth")
        bowl.root.get_by_role("button", name="Smaller picture").press("Space")
        page.wait_for(lambda: bowl.image.bounding_box()["width"] < 420)
    finally:
        page.page.set_viewport_size({"width": 1400, "height": 1000})
    assert bowl.root.get_by_role("button", name="Larger picture").count() == 0


# ------------------------------------------------------------------------------- names, and targets


@every
def test_everything_has_a_name_a_value_a_target_and_shows_the_keyboard(pages, path, read):
    page = pages[path.name]
    reader = read(page)
    titles = [known(name)[0] for name, _ in explorer_cells(path)]
    cells = lessons.read(path).cells
    asked = sum(cell.source.startswith("quiz.predict") for cell in cells)
    groups = [group for group in reader.query(role="group") if group.name]
    assert len(groups) == len(titles) + asked
    assert [group.name for group in groups if group.name in titles] == titles
    for group in groups:
        nodes = reader.tree(group)
        assert [node for node in nodes if node.role in NAMED and not node.name] == [], group.name
        assert not [node for node in nodes if node.name == "null"], group.name
        assert any(node.role in NAMED for node in nodes)
        for node in nodes:
            assert node.role != "slider" or reader.value(node), f"{group.name}: {node} says nothing"
    assert page.page.evaluate(USABLE) == []
    page.page.keyboard.press("Tab")
    assert page.page.evaluate(FOCUS) == []


# ------------------------------------------------------------------------------------ a reader alone


def spoken(reader, group):
    """Return what the explorer's live region says now."""
    return " ".join(reader.text(voice) for voice in reader.query(group, "status")).strip()


def fresh(page, reader, source, title):
    """Run the cell of an explorer again; return its group once it is drawn anew."""
    old = {group.id for group in reader.query(role="group", name=title)}
    page.run(source)

    def new():
        groups = reader.query(role="group", name=title)
        return next((group for group in groups if group.id not in old), None)

    group = reader.waits(new, f"no new {title}")
    reader.waits(lambda: reader.query(group, "status"), f"{title} has no voice")
    return group


@every
def test_a_reader_of_the_tree_alone_reaches_every_goal(pages, path, read):
    """By roles, names and live text: each goal is reached, and said aloud."""
    page = pages[path.name]
    ways = {name: known(name) for name in first_cells(path)}
    reader = read(page)
    for name, source in first_cells(path).items():
        title, way = ways[name]
        group, heard = fresh(page, reader, source, title), set()
        assert "○ Goal" in reader.text(group) and "✔ Goal" not in reader.text(group), name
        for move in way:
            if isinstance(move, str):
                reader.press(reader.find(group, "button", move), "Space")
                reader.rest()
            else:
                reader.set(group, *move)
            heard.add(spoken(reader, group))

        def told(group=group, heard=heard):
            heard.add(spoken(reader, group))
            reached = "✔ Goal reached" in reader.text(group)
            return reached and any(words.startswith("✔ Goal reached") for words in heard)

        reader.waits(told, lambda: f"{name}: {reader.text(group)}\nheard: {heard}", timeout=60)  # noqa: B023


COUNT_PICTURES = """() => { window.pictures_made = 0; const made = change => [...change.addedNodes].filter(
        node => node.nodeType === 1 && node.matches('.lessons-frame')).length;
    new MutationObserver(changes => changes.forEach(change => window.pictures_made += made(change)))
        .observe(document.body, {childList: true, subtree: true}) }"""


@on(START)
def test_a_picture_is_made_once_and_what_has_the_keyboard_stays(pages, read):
    """The plain picture goes when ours is there; nothing else may be drawn anew for that."""
    page = pages[START]
    reader = read(page)
    page.page.evaluate(COUNT_PICTURES)
    group = fresh(page, reader, "lesson00.crowd(", "Crowd")
    play = reader.find(group, "button", "Play or pause")
    reader.focus(play)
    at_rest(page)
    assert page.page.evaluate("() => window.pictures_made") == 1
    assert reader.again(play).properties.get("focused")


@on(START)
def test_a_reader_plays_and_pauses_and_hears_it_at_rest(pages, read):
    page = pages[START]
    reader = read(page)
    group = fresh(page, reader, "lesson00.crowd(", "Crowd")
    step = lambda: int(re.search(r"After (\d+) steps?", reader.text(group))[1])  # noqa: E731
    play = reader.find(group, "button", "Play or pause")
    reader.press(play, "Space")
    reader.waits(lambda: step() > 3, "it does not play")
    while (t := step()) < 25:
        assert spoken(reader, group) == "", f"it talks while it plays, at step {t}"
    reader.press(play, "Space")
    reader.waits(lambda: f"After {step()} steps" in spoken(reader, group), "it is not read out")
    assert 25 <= step() < 60


@on(START)
def test_where_motion_is_kept_small_a_play_shows_few_pictures(pages, read):
    page = pages[START]
    reader = read(page)
    group = fresh(page, reader, "lesson00.crowd(", "Crowd")
    page.page.emulate_media(reduced_motion="reduce")
    try:
        reader.set(group, "step t", "30")  # of 60: half the time
        crowd = page.explorers()[1]
        crowd.says("After 30 steps")

        def play():
            reader.press(reader.find(group, "button", "Play or pause"), "Space")
            crowd.says("After 60 steps")

        assert 3 <= crowd.count_frames(play) <= 6
    finally:
        page.page.emulate_media(reduced_motion="no-preference")


def with_its_keys(page, reader, source, title):
    """Run the cell of an explorer again; return it, its group, and the picture that takes keys."""
    group = fresh(page, reader, source, title)
    (picture,) = reader.query(group, "application")
    assert picture.name.startswith(f"{title}. Arrow keys move")
    named = [one for one in page.explorers() if one.root.get_attribute("aria-label") == title]
    return named[0], group, picture


@on(LINE)
def test_arrow_keys_on_the_picture_move_picture_and_text(pages, read):
    reader = read(pages[LINE])
    cell = "lesson01.line_and_bowl()"
    bowl, group, picture = with_its_keys(pages[LINE], reader, cell, "Line and bowl")
    for key, control in [("ArrowRight", "intercept β₀"), ("ArrowUp", "slope β₁")]:
        slider = reader.find(group, "slider", control)
        stood = reader.value(slider)
        bowl.changes(lambda key=key: reader.press(picture, key))
        assert reader.value(slider) != stood
        for far in [f"Shift+{key}", key.replace("Right", "Left").replace("Up", "Down")]:
            bowl.changes(lambda far=far: reader.press(picture, far))
    assert reader.again(picture).properties.get("focused")
    reader.press(picture, "Enter")
    other = "Arrow keys move the line, slope across and intercept up"
    reader.waits(lambda: other in reader.again(picture).name, "the other thing is not named")
    reader.waits(lambda: other in spoken(reader, group), "the other thing is not read out")


@on(NET)
def test_a_stroke_is_drawn_by_enter_and_arrow_keys(pages, read):
    reader = read(pages[NET])
    cell = "lesson07.draw_a_digit(params"
    field, group, picture = with_its_keys(pages[NET], reader, cell, "Draw a digit")
    reader.press(reader.find(group, "button", "Clear"), "Space")
    field.says(". 0 % of what it sees is ink")
    reader.press(picture, "Enter")
    field.says("The pen draws")
    for key in ["Shift+ArrowDown", "Shift+ArrowRight", "ArrowUp"]:
        field.changes(lambda key=key: reader.press(picture, key))
    reader.press(picture, "Enter")
    field.says("The pen is up")
    assert ". 0 % of what it sees is ink" not in reader.text(group)
