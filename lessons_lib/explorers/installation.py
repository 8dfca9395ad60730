"""Say in words whether this installation works: versions, real data, does the page answer."""

import importlib
import platform
import sys
from importlib.metadata import PackageNotFoundError, version

import ipywidgets as widgets

from .. import datasets
from ..place import in_browser

PACKAGES = ["jupyterlab", "ipykernel", "ipywidgets", "anywidget", "numpy", "matplotlib", "pillow"]
OF_A_KERNEL = {"jupyterlab", "ipykernel"}  # a page in a browser does without
MODULES = {"pillow": "PIL"}
MEND = "Run in the folder of the course:  python -m pip install -r requirements.txt"
RELOAD = "Load the page again."


WAITING = "… The page has not answered yet. If this line stays, sliders will not move: see below."
WORKS = "✔ Widgets work: the page answered. Everything in this course will move."


def lines():
    """Return the report as a list of sentences, each marked ✔ or ✘.

    The page's answer is not among them: see `report`.
    """
    return [python(), *packages(), patients()]


def python():
    """Say which Python this is, and whether it is new enough."""
    says = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info >= (3, 11):  # noqa: UP036  whoever asks may have an older one
        return f"✔ {says}"
    return f"✘ {says}. This course needs 3.11 or newer."


def packages():
    """Say which packages are here, and which are missing."""
    found, missing = [], []
    for name in PACKAGES:
        if in_browser() and name in OF_A_KERNEL:
            continue
        try:
            if name != "jupyterlab":  # this page shows that it runs, and its import takes seconds
                importlib.import_module(MODULES.get(name, name))
            found.append(f"{name} {version(name)}")
        except (ImportError, PackageNotFoundError):
            missing.append(name)
    says = ["✔ " + ", ".join(found)]
    if missing:
        says.append(f"✘ Missing: {', '.join(missing)}. {RELOAD if in_browser() else MEND}")
    return says


def patients():
    """Say that the real data came along, by reading some."""
    return f"✔ Real data: {len(datasets.diabetes()[0])} patients"


class report(widgets.HTML):
    """Show the report, and under it whether widgets work: for that the page has to answer."""

    def __init__(self):
        self.lines = lines()
        self.ask = widgets.IntText(0)
        self.heard = widgets.IntText(0)
        self.echo = widgets.jsdlink((self.ask, "value"), (self.heard, "value"))
        super().__init__()
        self._show(WAITING)
        self.heard.observe(lambda change: self._show(WORKS), "value")
        self.ask.value = 1

    def _show(self, last):
        says = [*self.lines, last]
        look = "color:var(--jp-content-font-color1,inherit)"
        self.summary = "\n".join(says)
        self.value = "<br>".join(f'<span style="{look}">{line}</span>' for line in says)

    def _repr_mimebundle_(self, **kwargs):
        return {**(super()._repr_mimebundle_(**kwargs) or {}), "text/plain": self.summary}
