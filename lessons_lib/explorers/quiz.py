"""Predict first: a question with choices, and an answer for each choice. The questions stand in questions.toml."""

import html
import tomllib
from importlib.resources import files

import ipywidgets as widgets

_ASK = "line-height:1.45;font-weight:bold;color:var(--jp-content-font-color1,inherit)"
_SAY = "line-height:1.45;min-height:3em;padding:2px 10px;color:var(--jp-content-font-color1,inherit);border-left:4px solid "


def questions():
    """Return all questions: {name: {"ask": text, "right": number of the right choice, "choices": [[text, answer], …]}}."""
    return tomllib.loads(files("lessons_lib.explorers").joinpath("questions.toml").read_text(encoding="utf-8"))


class Question(widgets.VBox):
    """A question, its choices to pick from, and the answer to the one picked."""

    def __init__(self, ask, choices, right):
        self.choices, self.right = choices, right
        options = [(text, i) for i, (text, _) in enumerate(choices, 1)]
        self.pick = widgets.RadioButtons(options=options, index=None, layout={"width": "auto"})
        self.answer = widgets.HTML()
        self.pick.observe(self._answer, "value")
        self._answer()
        title = widgets.HTML(f'<div style="{_ASK}">{html.escape(ask)}</div>')
        super().__init__([title, self.pick, self.answer], layout={"max_width": "900px", "padding": "4px 0"})
        self.add_class("lessons-question")
        lines = [f"  {i}. {text}" for i, (text, _) in enumerate(choices, 1)]
        self.summary = "\n".join([ask, *lines, "Run this cell to choose."])

    def _answer(self, change=None):
        says, edge, i = "Choose before you read on: a wrong guess teaches more than none.", "#9aa1ac", self.pick.value
        if i:
            mark, edge = ("✔", "#009E73") if i == self.right else ("✘", "#D55E00")
            says = f"{mark} {self.choices[i - 1][1]}"
        self.answer.value = f'<div role="status" style="{_SAY}{edge}">{html.escape(says)}</div>'

    def _repr_mimebundle_(self, **kwargs):
        return {**(super()._repr_mimebundle_(**kwargs) or {}), "text/plain": self.summary}


def predict(name):
    """Show the question of that name. ValueError when there is none."""
    known = questions()
    if name not in known:
        raise ValueError(f"there is no question {name!r}; there are {', '.join(known)}")
    return Question(**known[name])
