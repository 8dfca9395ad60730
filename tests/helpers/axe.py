"""What axe-core finds on a page of JupyterLab: what is ours, and what JupyterLab itself fails."""

from axe_playwright_python.base import AXE_SCRIPT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What JupyterLab itself fails, outside what is ours: {rule: at how many places at the most}. A rule
# that it no longer fails anywhere is to be taken out.
JUPYTERLAB = {
    "aria-allowed-attr": 1,  # the button of its debugger
    "aria-input-field-name": 50,  # the editor of each cell has no name
    "aria-required-children": 1,  # the list of cells
    "button-name": 1,  # what folds a heading
    "region": 1,  # its skip link
}
# What fails: ours is what stands in an output, as every explorer and question does, and in a text;
# of a text it counts only against WCAG.
AXE = """async rules => {
    const found = await axe.run(document, {runOnly: rules, resultTypes: ['violations']});
    return found.violations.flatMap(({id, tags, nodes}) => nodes.map(node => {
        const one = document.querySelector(node.target[0]);
        const text = one?.closest('.jp-RenderedMarkdown') && !one.closest('.jp-collapseHeadingButton');
        if (text && tags.includes('best-practice')) return null;
        const ours = !!one?.closest('.jp-OutputArea-output, #opening') || !!text;
        return {id, ours, what: node.html.slice(0, 200) + ' ' + node.failureSummary};
    })).filter(Boolean) }"""


def failing(page):
    """Return what axe-core finds in ours, in words, and {rule: number of places} elsewhere."""
    if page.page.evaluate("() => !window.axe"):
        page.page.evaluate(AXE_SCRIPT)
    ours, others = [], {}
    for place in page.page.evaluate(AXE, RULES):
        if place["ours"]:
            ours.append(f"{place['id']}: {place['what']}")
        else:
            others[place["id"]] = others.get(place["id"], 0) + 1
    return ours, others
