"""The questions of the course, which stand in questions.toml: predict first, then see."""

import tomllib
from importlib.resources import files

from ..live.predictions import Question


def questions():
    """Return all questions by name: {"ask": text, "right": number of the right choice, "choices":
    [[text, answer], …]}.
    """
    path = files("lessons_lib.explorers").joinpath("questions.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def predict(name):
    """Show the question of that name. ValueError when there is none."""
    known = questions()
    if name not in known:
        raise ValueError(f"there is no question {name!r}; there are {', '.join(known)}")
    return Question(**known[name], name=name)
