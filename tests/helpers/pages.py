"""The notebooks as the browser tests share them: each opened and run once in a process, its tests
kept together.
"""

import re
import shutil

import lab
import lessons
import pytest

START, LINE = "00_start_here.ipynb", "01_linear_loss_gradient.ipynb"
SGD, ADAM = "02_stochastic_gradient_descent.ipynb", "03_momentum_and_adam.ipynb"
BACK, KERNEL, POOL = (
    "04_backpropagation.ipynb",
    "05_convolution_edge_detection.ipynb",
    "06_pooling.ipynb",
)
NET = "07_convolutional_network.ipynb"

# anywidget says so of a widget that is closed, or on a page that is busy, in its first two seconds.
# The button works all the same:
# test_a_large_photograph_opens_… would not pass otherwise.
HARMLESS = ["[anywidget] Failed to initialize model."]


def on(name):
    """Mark a test as one that uses this notebook's page: those of one notebook run in one process,
    one after the other.
    """
    return pytest.mark.xdist_group(name)


every = pytest.mark.parametrize(
    "path", [pytest.param(p, marks=on(p.name), id=p.stem) for p in lessons.NOTEBOOKS]
)


def pictured(cell):
    """Does this cell show a picture, as every explorer does?"""
    return any(
        kind.startswith("image/") for out in cell.get("outputs", []) for kind in out.get("data", {})
    )


def explorer_cells(path):
    """Return [(how a notebook calls it, as lesson01.centre; the source of its cell)] of every
    explorer of a notebook, in order.
    """
    cells = [cell.source for cell in lessons.read(path).cells if pictured(cell)]
    return [(re.search(r"lesson\d\d\.\w+", source)[0], source) for source in cells]


class Pages:
    """The notebooks of all browser tests of one process, each opened and run once, unless a test
    wants a page of its own.
    """

    def __init__(self, chrome, url, folder):
        self.chrome, self.url, self.folder, self.shared, self.all = chrome, url, folder, {}, []

    def copy(self, name):
        """Return the name of a copy, for a page with a kernel of its own. (JupyterLab saves what is
        open every two minutes.)
        """
        return shutil.copy(lessons.FOLDER / name, self.folder / f"{len(self.all)}_{name}").name

    def fresh(self, name, run=True, **how):
        """Open a notebook on a page of its own; `how` goes to lab.Lab."""
        page = lab.Lab(self.chrome, self.url, name, **how)
        self.all.append(page)
        if run:
            page.run_all()
        return page

    def __getitem__(self, name):
        if name not in self.shared:
            self.shared[name] = self.fresh(name)
        return self.shared[name]

    def errors(self):
        """Return what has stood in the consoles since it was asked for last."""
        found = [error for page in self.all for error in page.errors if error not in HARMLESS]
        for page in self.all:
            page.errors.clear()
        return found
