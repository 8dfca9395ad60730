"""Predict first: a question with choices, and an answer for each choice."""

import html

import ipywidgets as widgets

from .. import heard
from ..plots import style
from .page import Page

_ASK = "line-height:1.45;font-weight:bold;color:var(--jp-content-font-color1,inherit)"
_SAY = (
    "line-height:1.45;min-height:3em;padding:2px 10px;"
    "color:var(--jp-content-font-color1,inherit);border-left:4px solid "
)


class Question(widgets.VBox):
    """A question, its choices to pick from, and the answer to the one picked."""

    def __init__(self, ask, choices, right, name=""):
        self.choices, self.right, self.name = choices, right, name
        options = [(text, i) for i, (text, _) in enumerate(choices, 1)]
        self.pick = widgets.RadioButtons(options=options, index=None, layout={"width": "auto"})
        self.answer = widgets.HTML()
        self.answer.add_class("lessons-says")
        self.page = Page(ask)
        self.pick.observe(self._answer, "value")
        self._answer()
        title = widgets.HTML(f'<div style="{_ASK}">{html.escape(ask)}</div>')
        super().__init__(
            [title, self.pick, self.answer, self.page],
            layout={"max_width": "900px", "padding": "4px 0"},
        )
        self.add_class("lessons-question")
        lines = [f"  {i}. {text}" for i, (text, _) in enumerate(choices, 1)]
        self.summary = "\n".join([ask, *lines, "Run this cell to choose."])

    def _answer(self, change=None):
        says, edge, i = (
            "Choose before you read on: a wrong guess teaches more than none.",
            style.EDGE,
            self.pick.value,
        )
        if i:
            heard.tell(heard.Prediction(self.name, i, i == self.right))
            mark, edge = ("✔", style.GREEN) if i == self.right else ("✘", style.VERMILLION)
            says = f"{mark} {self.choices[i - 1][1]}"
        self.answer.value = f'<div style="{_SAY}{edge}">{html.escape(says)}</div>'

    def _repr_mimebundle_(self, **kwargs):
        return {**(super()._repr_mimebundle_(**kwargs) or {}), "text/plain": self.summary}
