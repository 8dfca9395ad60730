"""Hand-ins as learners make them, for the tests of the grader and for its benchmark."""

import json
import random
import tomllib
from pathlib import Path

from lessons import NOTEBOOKS, read, solutions

ANSWERS = Path(__file__).parents[1] / "answers"


def notebook(number="01", answers=None, solved=False):
    """Return a lesson's notebook as a table of JSON.

    answers  {name of an exercise: source of its cell}
    solved   whether every other exercise has its solution
    """
    path = next(path for path in NOTEBOOKS if path.name.startswith(number))
    right = dict(solutions(read(path)))
    table = json.loads(path.read_text("utf-8"))
    for i, cell in enumerate(table["cells"]):
        cell["outputs"] = [] if "outputs" in cell else None
        if cell["outputs"] is None:
            del cell["outputs"]
        if "stub" in cell["metadata"].get("tags", []):
            name = "".join(cell["source"]).split("(")[0].removeprefix("def ").strip()
            if name in (answers or {}):
                cell["source"] = answers[name]
            elif solved:
                cell["source"] = right[i]
    return table


def code(*sources):
    """Return a small notebook of code cells."""
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": s} for s in sources]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def put(path, table):
    """Write a notebook, or a text, as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(table if isinstance(table, str) else json.dumps(table), "utf-8")


def a_class(folder, count, number="01", seed=0):
    """Write `count` hand-ins of a lesson: each exercise right in half of them, else wrong in one of
    the ways of tests/answers, or left empty; and a receipt of every second learner.
    """
    rng = random.Random(seed)
    table = tomllib.loads((ANSWERS / f"lesson{number}.toml").read_text("utf-8"))
    for n in range(count):
        answers = {}
        for name, group in table.items():
            luck = rng.random()
            if luck > 0.5:
                rows = group["wrong"] if luck < 0.9 else group["right"]
                answers[name] = rng.choice(rows)["code"]
        who = f"Learner {n:03d}_{1000 + n}_assignsubmission_file_"
        put(folder / who / f"{number}.ipynb", notebook(number, answers, solved=True))
        if n % 2:
            put(folder / who / f"receipt_Learner_{n:03d}.toml", receipt(f"Learner {n:03d}", rng))


def receipt(name, rng):
    """Return the text of a receipt."""
    choice = rng.choice([1, 2, 3])
    return (
        f'[receipt]\nlearner = "{name}"\n\n[exercises.my_loss]\ntries = {rng.randint(1, 6)}\n\n'
        f'[predictions."01.rate"]\nchoice = {choice}\nright = {str(choice == 3).lower()}\n'
    )
