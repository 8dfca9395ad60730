"""Every explorer as code: the cell that it writes shows the same picture and says the same, in a
fresh namespace.
"""

import random
import sys
import types

import ipywidgets as widgets
import numpy as np
import pytest
from explorers import EXPLORERS, drawn, everything, name_of, places

from lessons_lib import my_digit, optimizers
from lessons_lib.explorers import (
    lesson00,
    lesson01,
    lesson02,
    lesson03,
    lesson04,
    lesson05,
    lesson06,
    lesson07,
)
from lessons_lib.live import ascode, timerow
from lessons_lib.live.upload import Upload
from lessons_lib.optimizers import gradient_descent

HANDFUL = [lesson00.crowd, lesson01.move_the_data, lesson03.race, lesson05.kernel_editor]
HANDFUL += [lesson06.routing, lesson00.first_network]


@pytest.fixture(autouse=True)
def _free_widgets():
    yield
    timerow.stop()
    widgets.Widget.close_all()


def run(code, **space):
    """Run a cell in a namespace that holds no more than this; return what it ends in."""
    *before, last = split(code)
    exec("\n".join(before), space)
    return eval(last, space)


def split(code):
    """Return the statements before the last expression of a cell, and that expression."""
    head, _, last = code.partition("\n\n")
    return [head, last]


def assert_same(explorer, **space):
    """The cell that an explorer writes makes one of the same picture and words; return the cell."""
    code = explorer.as_code()
    again = run(code, **space)
    assert again.text.value == explorer.text.value, code
    assert np.array_equal(drawn(again), drawn(explorer)), code
    assert again.as_code() == code, "as code, it isn't the same any more"
    return code


def wander(explorer, rng, many=8):
    """Move controls, press buttons, click and press keys, as chance has it."""
    controls = everything(explorer)
    kinds = ["move", "move", "move"]
    kinds += ["point", "key"] if explorer.pointer.fields else []
    kinds += ["press"] if set(explorer.buttons) - {"Keep it"} else []
    for _ in range(many):
        kind = rng.choice(kinds)
        if kind == "move":
            control = controls[rng.choice(sorted(controls))]
            control.value = rng.choice(places(control))
        elif kind == "press":
            explorer.press(rng.choice(sorted(set(explorer.buttons) - {"Keep it"})))
        elif kind == "key":
            key = rng.choice(["ArrowLeft", "ArrowUp", "Enter"])
            explorer.point({"kind": "key", "key": key, "far": rng.random() < 0.5})
        else:
            wide, high = explorer.figure.bbox.size
            spots = [{"x": rng.random() * wide, "y": rng.random() * high} for _ in range(3)]
            explorer.point({"kind": "press", **spots[0]})
            explorer.point(*[{"kind": "drag", **spot} for spot in spots], {"kind": "release"})


@pytest.mark.parametrize("make", HANDFUL, ids=name_of)
def test_the_cell_shows_the_same_in_a_fresh_namespace(make):
    explorer = make(**make.quick)
    assert_same(explorer)
    wander(explorer, random.Random(1))
    assert_same(explorer)


@pytest.mark.sweep
@pytest.mark.parametrize("make", EXPLORERS, ids=name_of)
def test_every_cell_shows_the_same_in_a_fresh_namespace(make):
    for seed in range(3):
        explorer = make(**make.quick)
        if seed == 0:
            assert_same(explorer)
        wander(explorer, random.Random(seed))
        assert_same(explorer)
        explorer.free()


