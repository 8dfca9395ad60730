"""What the course has: its lessons, and the exercises and questions of each."""

import functools
import tomllib
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
TITLES = {
    "00": ("Start here", "00_start_here"),
    "01": ("The linear loss and its gradient", "01_linear_loss_gradient"),
    "02": ("Stochastic gradient descent", "02_stochastic_gradient_descent"),
    "03": ("Momentum and Adam", "03_momentum_and_adam"),
    "04": ("Backpropagation", "04_backpropagation"),
    "05": ("Convolution and edge detection", "05_convolution_edge_detection"),
    "06": ("Pooling", "06_pooling"),
    "07": ("A convolutional network", "07_convolutional_network"),
}


class Lesson(NamedTuple):
    """One lesson.

    number     "03"
    title      as the table of lesson 0 has it
    notebook   the name of its file, without .ipynb
    exercises  the names of its exercises, in order
    questions  the names of its predictions, in order
    """

    number: str
    title: str
    notebook: str
    exercises: tuple
    questions: tuple


@functools.cache
def lessons() -> dict:
    """Return every Lesson by its number, in order."""
    exercises = _table(HERE / "check" / "exercises.toml")
    questions = _table(HERE / "explorers" / "questions.toml")
    found = {}
    for number, (title, notebook) in TITLES.items():
        mine = tuple(name for name, row in exercises.items() if row["lesson"] == number)
        asked = tuple(name for name in questions if name.startswith(f"{number}."))
        found[number] = Lesson(number, title, notebook, mine, asked)
    return found


def _table(path):
    return tomllib.loads(path.read_text("utf-8"))
