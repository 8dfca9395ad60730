"""The course in a browser tab: each lesson of the built site runs whole, in JupyterLite, from files
alone; and what can go wrong on the way ends in a sentence.
"""

import json
import os
import re
import shutil

import lessons
import pytest
import webpage
from axe import JUPYTERLAB, failing
from pages import KERNEL, LINE, NET, START, explorer_cells

pytestmark = pytest.mark.browser

ERRORS = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells].flatMap(cell =>
    cell.type === 'code' ? cell.outputs.toJSON().filter(output => output.output_type === 'error' || output.name === 'stderr')
        .map(output => output.evalue ?? output.text) : [])"""


def on(name):
    """Those of one lesson run in one process: it is opened once."""
    return pytest.mark.xdist_group(f"site {name}")


every = pytest.mark.parametrize(
    "path", [pytest.param(p, marks=on(p.name), id=p.stem) for p in lessons.NOTEBOOKS]
)


class Lessons:
    """The live lessons of one process, each opened and run once."""

    def __init__(self, chrome, url):
        self.chrome, self.url, self.open = chrome, url, {}

    def __getitem__(self, name):
        if name not in self.open:
            for other in self.open.values():  # two Pythons in one machine are slow
                other.close()
            live = webpage.Live(self.chrome, self.url, name)
            live.page.evaluate(webpage.FEWER_SEEDS)
            live.run_all()
            self.open = {name: live}
        return self.open[name]


@pytest.fixture(scope="package")
def opened(chrome, live_site):
    live = Lessons(chrome, live_site)
    yield live
    for one in live.open.values():
        one.close()


@every
def test_a_lesson_runs_whole(opened, path):
    live = opened[path.name]
    assert live.page.evaluate(ERRORS) == []
    assert len(live.explorers()) == len(explorer_cells(path))
    assert live.errors == []  # among them whatever is asked of another machine


@every
def test_a_slider_moves_picture_and_text(opened, path):
    live = opened[path.name]
    explorer = next(one for one in live.explorers() if one.sliders.count())
    explorer.focus(0)
    explorer.moves("Home", "End")
    assert live.errors == []


@every
def test_a_walk_plays_and_pauses(opened, path):
    live = opened[path.name]
    walks = [one for one in live.explorers() if one.button("Play or pause").count()]
    assert walks, "no explorer of this lesson has something that plays"
    walk = walks[0]
    if path.name == NET:  # its walk is a training, longer than a test may wait for
        walk = walks[-1]
    walk.watch()
    walk.button("Play or pause").click()
    live.wait_for(lambda: live.page.evaluate("() => window.frames_at.length") >= 3)
    if walk.button("Play or pause").locator(".fa-pause").count():
        walk.pause()
    assert walk.last_frame_after(0.5) == 0
    assert live.errors == []


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(path.name, marks=on(path.name), id=path.stem)
        for path in lessons.NOTEBOOKS
        if lessons.solutions(lessons.read(path))
    ],
)
def test_an_exercise_is_answered_wrong_and_right(opened, name):
    live, notebook = opened[name], lessons.read(lessons.FOLDER / name)
    stub, right = lessons.solutions(notebook)[0]
    head, check = notebook.cells[stub].source.split("\n")[0], notebook.cells[stub + 1].source
    for source, verdict in [(f"{head}\n    return 17.0", "✘"), (right, "✔")]:
        live.write(head, source)
        live.run(check)
        live.wait_for(lambda verdict=verdict: verdict in live.output(check))


@on(LINE)
def test_what_never_ends_is_stopped(opened):
    live = opened[LINE]
    live.write("def my_loss", "def my_loss(beta, x, y):\n    while True:\n        pass")
    live.run("check.loss")
    live.wait_for(lambda: "stopped after 2 s" in re.sub(r"\s+", " ", live.output("check.loss")))


@on(KERNEL)
def test_a_picture_is_uploaded(opened, tmp_path):
    from PIL import Image

    Image.linear_gradient("L").resize((900, 300)).save(tmp_path / "mine.png")
    live = opened[KERNEL]
    editor = live.explorers()[1]
    editor.pick("kernel", "Laplacian")

    def upload():
        with live.page.expect_file_chooser() as chooser:
            editor.root.get_by_role("button", name="Open a picture").click()
        chooser.value.set_files(tmp_path / "mine.png")

    editor.changes(upload)
    editor.says("⌊(213 + ")


@on(NET)
def test_a_digit_is_drawn(opened):
    live = opened[NET]
    field = live.explorers()[1]
    field.changes(lambda: field.root.get_by_role("button", name="Clear", exact=True).click())
    field.says(". 0 % of what it sees is ink")
    field.drag(0.16, 0.13, 0, 0.045, 10)
    field.says("It reads a 1 ")


@on(START)
def test_axe_finds_nothing_but_what_jupyterlab_fails(opened):
    live = opened[START]
    ours, others = failing(live)
    assert ours == []
    known = JUPYTERLAB | {"aria-allowed-attr": 3}  # more of them in its version 4.4
    assert {rule: n for rule, n in others.items() if n > known.get(rule, 0)} == {}


# ----------------------------------------------------------- opening, coming back, and what goes wrong


@pytest.fixture
def visit(chrome, live_site):
    """Return a function that opens a lesson in a browser which was never here; with `again` it is
    the same browser once more.
    """
    contexts = []

    def visit(name=START, again=None, **how):
        context = again.context if again else None
        live = webpage.Live(chrome, live_site, name, context=context, **how)
        contexts.append(live.context)
        return live

    yield visit
    for context in contexts:
        context.close()


opening = on("opening")


@opening
def test_the_second_visit_asks_for_little_and_the_third_for_nothing(chrome, live_site):
    with webpage.served() as url:
        port = int(url.rpartition(":")[2])
        first = webpage.Live(chrome, url, START)
        first.wait_for(lambda: "without a network" in first.card())
        assert first.page.evaluate("() => caches.keys()") == [f"course {url}/"]
        assert 30e6 < webpage.sent[port] < 46.5e6, "the README says 46 MB on a first visit"
        first.page.close()
        webpage.sent[port] = 0
        second = webpage.Live(chrome, url, START, context=first.context)
        assert webpage.sent[port] < 1e6, "bytes on a second visit"
        second.page.close()
    first.context.set_offline(True)
    third = webpage.Live(chrome, url, START, context=first.context)
    third.run_all()
    assert third.page.evaluate(ERRORS) == []
    third.page.goto(third.page.url.replace(START, LINE))  # another lesson, never opened before
    third.page.wait_for_function(webpage.ALIVE, timeout=60000)
    first.context.close()


@opening
def test_the_first_cells_run_by_themselves(visit):
    live = visit(LINE)
    assert live.page.evaluate("() => window.jupyterapp.shell.leftCollapsed")
    live.wait_for(lambda: len(live.explorers()) == 1)
    counts = live.page.evaluate(
        "() => [...window.jupyterapp.shell.currentWidget.content.model.cells]"
        ".filter(cell => cell.type === 'code').map(cell => cell.executionCount)"
    )
    stored = [c for c in lessons.read(lessons.FOLDER / LINE).cells if c.cell_type == "code"]
    assert counts[:2] == [1, 2] and len(counts) == len(stored)
    explorer = live.explorers()[0]
    explorer.focus(0)
    explorer.moves("Home", "End")
    assert live.errors == []


@opening
def test_on_a_phone_the_lesson_has_the_page_to_itself(visit):
    live = visit(LINE, width=390, height=844, touch=True)
    wide = live.page.evaluate("() => window.notebook_panel.node.getBoundingClientRect().width")
    assert wide > 380
    assert live.page.evaluate("() => window.jupyterapp.shell.leftCollapsed")
    card = live.page.locator("#opening").bounding_box()
    assert card["x"] >= 0 and card["x"] + card["width"] <= 390
    live.page.evaluate("() => document.body.append(Object.assign(new Image(), {src: 'lost.png'}))")
    live.page.wait_for_timeout(300)
    assert "could not be opened" not in live.card()  # a picture of the learner's is not there


@opening
def test_an_explorer_can_be_asked_for_by_its_cell(visit):
    cells = lessons.read(lessons.FOLDER / LINE).cells
    wanted = [cell for cell in cells if "lesson01." in cell.source and cell.cell_type == "code"][1]
    live = visit(f"{LINE}&cell={wanted.id}")
    live.wait_for(lambda: len(live.explorers()) == 2)
    assert live.explorers()[1].root.is_visible()
    box = live.explorers()[1].root.bounding_box()
    assert -50 < box["y"] < 900, box


MINE = "def my_loss(beta, x, y):\n    return 42  # mine"
SAVE = "() => window.jupyterapp.shell.currentWidget.context.save()"
NAMES = "async () => (await window.jupyterapp.serviceManager.contents.get('')).content.map(one => one.name)"


@opening
def test_own_work_is_found_again_and_a_fresh_lesson_can_be_had_beside_it(visit):
    first = visit(LINE)
    first.write("def my_loss", MINE)
    first.page.evaluate(SAVE)
    first.page.close()
    second = visit(LINE, again=first)
    assert second.source("def my_loss") == MINE
    assert "your own copy" in second.card()
    assert not second.page.locator("text=model not found").count()
    second.press("Start it afresh")
    second.wait_for(lambda: "as new" in second.card())
    assert second.source("def my_loss") == "def my_loss(beta, x, y):\n    return None"
    mine = re.search(r"my_01\S+\.ipynb", second.card())[0]
    assert mine in second.page.evaluate(NAMES)
    second.page.close()
    third = visit(LINE, again=first)
    assert "Welcome back" not in third.card()


@pytest.fixture
def copy(tmp_path):
    """A copy of the site, to take something away from or to publish something new in. What is
    changed is a file of its own: the others are the same ones.
    """
    return shutil.copytree(webpage.BUILT, tmp_path / "site", copy_function=os.link)


def publish(path, text):
    path.unlink()
    path.write_text(text, "utf-8")


@opening
def test_a_newer_version_is_offered_to_who_has_an_older_one(chrome, live_site, copy):
    with webpage.served(copy) as url:
        first = webpage.Live(chrome, url, START)
        first.page.evaluate(SAVE)
        first.page.close()
        path = copy / "files" / START
        notebook = json.loads(path.read_text("utf-8"))
        notebook["cells"][0]["source"] = "# Better than before"
        publish(path, json.dumps(notebook))
        stock = copy / "files.json"
        listed = json.loads(stock.read_text("utf-8"))
        listed[f"files/{START}"][0] = "another"
        publish(stock, json.dumps(listed))
        second = webpage.Live(chrome, url, START, context=first.context)
        assert "newer version" in second.card()
        second.press("Get the new version")
        second.wait_for(lambda: "as new" in second.card())
        assert second.source("# Better") == "# Better than before"
        first.context.close()


@opening
def test_an_interrupted_load_goes_on_when_loaded_again(chrome, live_site, copy):
    missing = next(copy.glob("build/jlab_core.*.js"))
    content = missing.read_bytes()
    missing.unlink()
    with webpage.served(copy) as url:
        context = chrome.new_context()
        page = context.new_page()
        page.goto(webpage.ADDRESS.format(url=url, notebook=START))
        page.get_by_text("part of it did not arrive").wait_for()
        missing.write_bytes(content)
        page.get_by_role("button", name="Load again").click()
        page.wait_for_function(webpage.ALIVE, timeout=60000)
        context.close()


@pytest.mark.parametrize("lost", ["WebAssembly", "structuredClone"])
def test_a_browser_that_is_too_old_is_told(chrome, live_site, lost):
    context = chrome.new_context()
    context.add_init_script(f"delete window.{lost}")
    page = context.new_page()
    page.goto(webpage.ADDRESS.format(url=live_site, notebook=START))
    page.get_by_text("too old to run Python").wait_for()
    assert page.get_by_role("link", name="Read the course").get_attribute("href") == "../index.html"
    context.close()


NO_STORAGE = """for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
    Object.defineProperty(window, name, {get() { throw new DOMException('blocked', 'SecurityError') }})"""


@opening
def test_where_storage_is_blocked_the_lesson_opens_and_says_so(chrome, live_site):
    context = chrome.new_context(service_workers="block")
    context.add_init_script(NO_STORAGE)
    live = webpage.Live(chrome, live_site, START, context=context)
    live.wait_for(lambda: "keeps nothing" in live.card())
    context.close()


@opening
def test_a_cell_without_an_end_can_be_ended(visit):
    live = visit()
    live.page.evaluate(
        "() => { const {content} = window.jupyterapp.shell.currentWidget;"
        "content.model.sharedModel.getCell(1).setSource('while True:\\n    pass');"
        "content.activeCellIndex = 1; window.jupyterapp.commands.execute('notebook:run-cell') }"
    )
    live.wait_for(lambda: "busy for a while" in live.card(), timeout=60)
    live.press("Start Python anew")
    live.wait_for(lambda: "Python is new" in live.card(), timeout=60)
    live.write("while True", "print(6 * 7)")
    live.wait_for(lambda: "42" in live.output("print(6 * 7)"))


@opening
def test_a_link_to_another_lesson_opens_it_alone_and_a_second_tab_is_told(visit):
    first = visit()
    first.page.get_by_role("link", name="The linear loss").first.click()
    first.page.wait_for_url(f"**{LINE}")
    first.page.wait_for_function(webpage.ALIVE, timeout=60000)
    opened = first.page.evaluate(
        "() => [...window.jupyterapp.shell.widgets('main')].map(w => w.title.label)"
    )
    assert opened == [LINE]
    second = visit(LINE, again=first, alive=False)
    second.wait_for(lambda: "open in another tab" in second.card(), timeout=60)
