"""Say in words whether this installation works: versions, real data, and whether the page answers."""

import importlib
import platform
import sys
from importlib.metadata import PackageNotFoundError, version

import ipywidgets as widgets

PACKAGES = ["jupyterlab", "ipykernel", "ipywidgets", "ipyevents", "anywidget", "numpy", "matplotlib", "pillow", "scikit-learn"]
MODULES = {"pillow": "PIL", "scikit-learn": "sklearn"}
MEND = "Run in the folder of the course:  python -m pip install -r requirements.txt"


def lines():
    """Return the report as a list of sentences, each marked ✔ or ✘. The page's answer is not among them: see `report`."""
    mark, old = ("✔", "") if sys.version_info >= (3, 11) else ("✘", ". This course needs 3.11 or newer.")
    says = [f"{mark} Python {platform.python_version()} on {platform.system()} {platform.machine()}{old}"]
    found, missing = [], []
    for name in PACKAGES:
        try:
            if name != "jupyterlab":  # this page shows that it runs, and importing it takes two seconds
                importlib.import_module(MODULES.get(name, name))
            found.append(f"{name} {version(name)}")
        except (ImportError, PackageNotFoundError):
            missing.append(name)
    says.append("✔ " + ", ".join(found))
    if missing == ["ipyevents"]:
        says.append(f"○ ipyevents is missing: sliders do everything, but clicks in the pictures do nothing. {MEND}")
    elif missing:
        says.append(f"✘ Missing: {', '.join(missing)}. {MEND}")
    try:
        from ..datasets import diabetes

        says.append(f"✔ Real data: {len(diabetes()[0])} patients")
    except RuntimeError as error:
        says.append(f"✘ {error}")
    return says


class report(widgets.HTML):
    """Show the report, and under it whether widgets work: the page has to send an answer back to the kernel."""

    def __init__(self):
        self.lines = lines()
        self.ask, self.heard = widgets.IntText(0), widgets.IntText(0)
        self.echo = widgets.jsdlink((self.ask, "value"), (self.heard, "value"))
        super().__init__()
        self._show("… The page has not answered yet. If this line stays, sliders will not move: see below.")
        works = "✔ Widgets work: the page answered. Everything in this course will move."
        self.heard.observe(lambda change: self._show(works), "value")
        self.ask.value = 1

    def _show(self, last):
        says, style = [*self.lines, last], "color:var(--jp-content-font-color1,inherit)"
        self.summary, self.value = "\n".join(says), "<br>".join(f'<span style="{style}">{s}</span>' for s in says)

    def _repr_mimebundle_(self, **kwargs):
        return {**(super()._repr_mimebundle_(**kwargs) or {}), "text/plain": self.summary}
