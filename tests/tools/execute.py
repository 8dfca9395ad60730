"""Execute notebooks in place, and store what a reader without a kernel can see: text and pictures,
no widget views.

python tests/tools/execute.py [notebooks/01_linear_loss_gradient.ipynb ...]        all notebooks
                                                                                   without arguments
"""

import os
import re
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
os.environ["LESSONS_MEMORY"] = "off"  # what is stored is the same for everybody
VIEW = "application/vnd.jupyter.widget-view+json"


def execute(notebook, folder=NOTEBOOKS):
    """Run a notebook from top to bottom in a fresh kernel. An error in a cell raises nbclient's
    CellExecutionError.
    """
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        store_widget_state=False,
        coalesce_streams=True,
    )
    client.resources["metadata"] = {"path": str(folder)}
    client.execute()
    return notebook


def tidy(notebook):
    """Drop what belongs to one run only: widget views and state, time stamps, the Python version."""
    notebook.metadata = {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        cell.metadata.pop("lines_to_next_cell", None)  # jupytext's
        for output in cell.get("outputs", []):
            if "data" in output:
                output.data.pop(VIEW, None)
                output.metadata = {
                    k: about for k, about in output.metadata.items() if "alt" in about
                }
    return notebook


def describe(notebook):
    """Give each picture of an explorer its alternative text: what it is called and what it says, by
    the explorer itself, and between them the caption, which is the Markdown cell after it.
    """
    for cell, after in pairwise(notebook.cells):
        for output in cell.get("outputs", []):
            for about in output.get("metadata", {}).values():
                title, says = about["alt"].split(". ", 1)
                about["alt"] = f"{title}. {caption_in(after.source)} At the moment: {says}"
    return notebook


def caption_in(markdown):
    """Return the caption that a Markdown cell begins with, as plain text."""
    caption = markdown.split("\n\n")[0].strip("*")
    formulas = re.sub(r"\$([^$]*)\$", lambda found: in_plain_letters(found[1]), caption)
    says = (
        re.sub(r"\s+", " ", re.sub("[*`]", "", formulas)).removeprefix("The picture").lstrip(".: ")
    )
    return says[:1].upper() + says[1:]


LETTERS = {
    r"\alpha": "α",
    r"\beta": "β",
    r"\kappa": "κ",
    r"\lambda": "λ",
    r"\partial ": "∂",
    r"\pm": "±",
    r"\times": "×",
    r"\hat m": "m̂",
    "-": "−",
}


def in_plain_letters(formula):
    """Return a short formula of LaTeX in letters that can be read out."""
    for name, letter in LETTERS.items():
        formula = formula.replace(name, letter)
    formula = re.sub(r"\\frac\{(.*)\}\{(.*)\}", r"\1 / (\2)", formula)
    formula = re.sub(r"_(\d)", lambda found: "₀₁₂₃₄₅₆₇₈₉"[int(found[1])], formula)
    return re.sub("[_{}]", "", formula)


def main(names):
    for path in [Path(name) for name in names] or sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        notebook = describe(tidy(execute(nbformat.read(path, 4))))
        nbformat.write(notebook, path)
        print(f"{path.name}: {len(notebook.cells)} cells, {path.stat().st_size / 1e3:.0f} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
