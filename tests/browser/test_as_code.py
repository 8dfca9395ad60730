"""The cell that an explorer writes, on the page: opened and closed by keys, copied, run."""

import re

import pytest
import webpage
from pages import START, on

pytestmark = pytest.mark.browser


@on(START)
def test_the_cell_opens_follows_is_copied_and_closes_by_keys(pages):
    page = pages[START]
    page.run("lesson00.crowd(")
    crowd = page.explorers()[1]
    toggle = crowd.root.get_by_role("button", name="as code", exact=True)
    cell = crowd.root.get_by_role("textbox", name="The cell that shows this")
    assert toggle.get_attribute("aria-expanded") == "false" and cell.count() == 0
    above = crowd.image.bounding_box()
    toggle.press("Enter")
    page.wait_for(lambda: cell.input_value().endswith("lesson00.crowd()"))
    assert toggle.get_attribute("aria-expanded") == "true"
    assert crowd.image.bounding_box()["y"] - toggle.bounding_box()["y"] < 0, "it lies below"
    assert crowd.image.bounding_box()["height"] == above["height"]
    crowd.changes(crowd.button("Back to the start").click)
    page.wait_for(lambda: cell.input_value().endswith("lesson00.crowd().set(t=0)"))
    assert cell.get_attribute("readonly") is not None
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    crowd.root.get_by_role("button", name="Copy the cell").press("Space")
    page.wait_for(lambda: "Copied" in crowd.root.locator(".lessons-voice").inner_text())
    held = page.page.evaluate("() => navigator.clipboard.readText()")
    assert held == cell.input_value()
    cell.press("Escape")
    assert cell.count() == 0 and toggle.evaluate("one => one === document.activeElement")
    assert re.search(r"After 0 steps", crowd.text()), "Escape moved nothing"


@on(START)
def test_where_there_is_no_clipboard_the_cell_is_selected_and_the_page_says_so(pages):
    page = pages[START]
    page.run("lesson00.crowd(")
    crowd = page.explorers()[1]
    crowd.root.get_by_role("button", name="as code", exact=True).click()
    cell = crowd.root.get_by_role("textbox", name="The cell that shows this")
    page.wait_for(lambda: cell.input_value() != "")
    page.page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(Error('not here'));"
        " document.execCommand = () => false }"
    )
    crowd.root.get_by_role("button", name="Copy the cell").click()
    page.wait_for(lambda: "Ctrl+C" in crowd.root.locator(".lessons-code-became").inner_text())
    chosen = cell.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)")
    assert chosen == cell.input_value()
    page.page.evaluate(
        "() => { delete navigator.clipboard.writeText; delete document.execCommand }"
    )
    cell.press("Escape")


RUN = "() => window.jupyterapp.commands.execute('notebook:run-cell')"
ACTIVE = """() => { const { content } = window.jupyterapp.shell.currentWidget, { model } = content.activeCell;
    return [content.activeCellIndex, model.sharedModel.getSource(), model.outputs?.length ?? 0] }"""


@pytest.mark.sweep
@pytest.mark.xdist_group("site opening")
def test_the_link_opens_the_lesson_with_that_cell_which_is_run_by_the_reader(chrome, live_site):
    first = webpage.Live(chrome, live_site, START)
    reader = first.explorers()[0]
    reader.changes(reader.button("One step forward").click)
    link = reader.root.get_by_role("link", name="Link to this")
    assert link.count() == 0, "it is there when the cell is"
    reader.root.get_by_role("button", name="as code", exact=True).press("Enter")
    code = reader.root.get_by_role("textbox", name="The cell that shows this")
    first.wait_for(lambda: code.input_value().endswith("lesson00.first_network().set(t=1)"))
    address, wanted, says = link.evaluate("one => one.href"), code.input_value(), reader.text()
    first.page.close()
    second = webpage.Live(chrome, live_site, address.rpartition("?path=")[2])
    assert "#" not in second.page.url, "loading the page again brings nothing twice"
    assert "A cell came with the link" in second.card()
    assert second.page.evaluate(ACTIVE) == [1, wanted, 0], "it's the reader who runs it"
    second.page.evaluate(RUN)
    second.wait_for(lambda: len(second.explorers()) == 2)
    second.wait_for(lambda: second.explorers()[0].text() == says)
    for one in (first, second):
        one.context.close()


@pytest.mark.sweep
@pytest.mark.xdist_group("site opening")
def test_half_a_link_opens_the_lesson_as_ever(chrome, live_site):
    live = webpage.Live(chrome, live_site, f"{START}#code=%E0%A4%A")
    assert "It's alive" in live.card() and live.page.evaluate(ACTIVE)[0] == 0
    live.context.close()
