"""Execute notebooks in place, and store what a reader without a kernel can see: text and pictures,
no widget views.

python tests/tools/execute.py [notebooks/01_linear_loss_gradient.ipynb ...]        all notebooks
                                                                                   without arguments
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
VIEW = "application/vnd.jupyter.widget-view+json"


def execute(notebook, folder=NOTEBOOKS):
    """Run a notebook from top to bottom in a fresh kernel. An error in a cell raises nbclient's
    CellExecutionError.
    """
    client = NotebookClient(notebook, timeout=120, kernel_name="python3", store_widget_state=False)
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
                output.metadata = {}
    return notebook


def main(names):
    for path in [Path(name) for name in names] or sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        notebook = tidy(execute(nbformat.read(path, 4)))
        nbformat.write(notebook, path)
        print(f"{path.name}: {len(notebook.cells)} cells, {path.stat().st_size / 1e3:.0f} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
