"""The cell that an explorer writes, on the page: opened and closed by keys, copied, run."""

import re

import pytest
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
