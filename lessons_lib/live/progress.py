"""A bar that says how far a long loop has come, and how long the rest will take."""

import time

import ipywidgets as widgets
from IPython.display import display


class Bar(widgets.HBox):
    """The bar and its words; its stored copy says only what is counted. aloud=False where other
    words are read out already.
    """

    def __init__(self, count, label, aloud=True):
        self.count, self.label, self.began = count, label, time.monotonic()
        self.role = ' role="status"' if aloud else ""
        self.bar = widgets.IntProgress(
            0, 0, max(count, 1), layout={"flex": "1", "min_width": "40px", "max_width": "300px"}
        )
        self.words = widgets.HTML(
            layout={"width": "270px"}
        )  # as wide whatever it says, so that no line breaks by it
        super().__init__([self.bar, self.words], layout={"flex": "1 1 310px"})
        self.done(0)

    def done(self, n, left=None):
        """Show that n of them are done, and `left`, how many seconds the rest takes; without it, as
        the ones done took.
        """
        self.bar.value = n
        if left is None:
            left = (time.monotonic() - self.began) / n * (self.count - n) if n else 0
        wait = f", about {left:.0f} s left" if n < self.count and left >= 1 else ""
        self.words.value = f"<span{self.role}>{self.label}: {n} of {self.count} done{wait}</span>"

    def _repr_mimebundle_(self, **kwargs):
        return {
            **(super()._repr_mimebundle_(**kwargs) or {}),
            "text/plain": f"{self.label}: {self.count} to do",
        }


def progress(items, label="working"):
    """Yield each of the items, and show how many are done."""
    items = list(items)
    bar = Bar(len(items), label)
    display(bar)
    for n, item in enumerate(items, 1):
        yield item
        bar.done(n)
