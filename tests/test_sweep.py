"""Hypothesis drives every explorer through random moves, gestures, plays and functions that
misbehave, one after the other.

The same few sequences each time; SWEEP=100 in the environment tries as many new ones for each
explorer.
"""

import asyncio
import os
import warnings
from functools import partial

import ipywidgets as widgets
import misbehave
import numpy as np
import pytest
from explorers import EXPLORERS, assert_sound, drawn, everything, name_of, places
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ipywidgets.widgets.widget import _instances

from lessons_lib import convnet, convolution, learner, linear, network, pooling
from lessons_lib.explorers import (
    lesson01,
    lesson02,
    lesson03,
    lesson04,
    lesson05,
    lesson06,
    lesson07,
)
from lessons_lib.explorers.lesson04 import loop
from lessons_lib.explorers.lesson05.learn import kernel_gradient
from lessons_lib.explorers.shared import walk
from lessons_lib.live import pointer, timerow
from lessons_lib.optimizers import adam

pytestmark = pytest.mark.sweep

# What a learner hands over when all of it is right.
OWN = {
    lesson01.line_and_bowl: {"loss": linear.loss, "gradient": linear.gradient},
    lesson01.learning_rate: {
        "gradient": linear.gradient,
        "step": walk.one_step,
        "limit": walk.largest_rate,
    },
    lesson01.diabetes: {"gradient": linear.gradient, "limit": walk.largest_rate},
    lesson02.cloud: {"sample_gradients": linear.sample_gradients},
    lesson02.paths: {"minibatch": linear.minibatch_gradient},
    lesson02.schedules: {"schedule": lambda t, lr, k: lr / (1 + k * t)},
    lesson03.race: {"optimizers": adam},
    lesson03.anatomy: {"adam": adam},
    lesson03.settings_map: {"adam": adam},
    lesson04.stepper: {"backward": network.backward},
    lesson04.gradient_check: {"backward": network.backward},
    lesson04.playground: {"backward": network.backward},
    lesson04.scalars: {"times": lambda error, a, b: (error * b, error * a)},
    lesson04.blame: {"train": loop.loop},
    lesson04.digits: {"train": loop.loop},
    lesson05.kernel_editor: {"correlate": convolution.correlate},
    lesson05.one_pixel: {
        "pixel": lambda image, kernel, i, j: (image[i : i + 3, j : j + 3] * kernel).sum()
    },
    lesson05.sweep: {"correlate": convolution.correlate},
    lesson05.learn: {"gradient": kernel_gradient},
    lesson05.edges: {"edges": lambda image: convolution.edges(image)[0]},
    lesson06.max_and_mean: {"pool": pooling.max_pool},
    lesson06.routing: {"route": lambda x, d: pooling.max_pool_backward(x, d, 2)},
    lesson07.draw_a_digit: {
        "forward": lambda params, picture: convnet.forward(params, picture[None])[0][0]
    },
    lesson07.anywhere: {"strongest": lambda maps: maps.max(axis=(2, 3))},
    lesson07.budget: {
        "count": lambda side, k, n, m, o: (
            10 * k + k * (side // 2) ** 2 * n + n + n * m + m + m * o + o
        )
    },
}
EXAMPLES = int(os.environ.get("SWEEP", "0"))


@pytest.fixture(autouse=True)
def _short_and_free(monkeypatch):
    monkeypatch.setattr(learner, "SECONDS", 2.0)  # a never-ending function lowers it
    yield
    timerow.stop()
    widgets.Widget.close_all()


KEYS = [*pointer.ARROWS, "Enter", " "]


def actions(explorer, own):
    """Return a strategy for what one can do to an explorer: (what, arguments)."""
    controls = everything(explorer)
    share = st.floats(-0.1, 1.1)
    kinds = [st.tuples(st.just("move"), st.sampled_from(sorted(controls)), st.integers(0, 12))]
    kinds += [
        st.tuples(st.just("point"), st.lists(st.tuples(share, share), min_size=1, max_size=4))
    ] * bool(explorer.pointer.fields)
    kinds += [
        st.tuples(st.just("key"), st.lists(st.sampled_from(KEYS), min_size=1, max_size=4))
    ] * bool(explorer.pointer.fields)
    kinds += [st.tuples(st.just("press"), st.sampled_from(sorted(explorer.buttons)))] * bool(
        explorer.buttons
    )
    kinds += [st.tuples(st.just("play"), st.sampled_from(["", *controls]))] * bool(
        explorer.time.steps
    )
    kinds += [st.tuples(st.just("function"), st.sampled_from(["right", *misbehave.ALL]))] * bool(
        own
    )
    return st.lists(st.one_of(kinds), min_size=3, max_size=10)


def act(explorer, mood, what, *arguments):
    """Do one thing as a learner would."""
    if what == "move":
        control = everything(explorer)[arguments[0]]
        ends = places(control)
        control.value = ends[arguments[1] % len(ends)]
    elif what == "point":
        wide, high = explorer.figure.bbox.size
        spots = [{"x": x * wide, "y": y * high} for x, y in arguments[0]]
        explorer.point({"kind": "press", **spots[0]})
        for spot in spots:
            explorer.point({"kind": "drag", **spot})
        explorer.point({"kind": "release"})
        explorer.point({"kind": "drag", **spots[0]})
        whole = [{"kind": "drag", **spot} for spot in spots]
        explorer.point({"kind": "press", **spots[-1]}, *whole, {"kind": "release"})
    elif what == "key":
        for key in arguments[0]:
            explorer.point({"kind": "key", "key": key, "far": len(arguments[0]) > 2})
    elif what == "press":
        explorer.buttons[arguments[0]].click()
    elif what == "play":
        asyncio.run(played(explorer, arguments[0]))
    else:
        mood[0], learner.SECONDS = arguments[0], misbehave.limit(arguments[0])
        explorer.move()


async def played(explorer, touched):
    """Play for a moment, with a page that answers; touch a control meanwhile, or pause."""
    explorer.image.observe(lambda c: explorer.time.hear(c["new"]), "number")
    explorer.time.answers = True
    explorer.time.pace = 0.005
    explorer.time.press("play")
    await asyncio.sleep(0.03)
    if touched:
        act(explorer, None, "move", touched, 1)
    timerow.stop()
    await asyncio.sleep(0.01)


def size_of(explorer):
    """Return how many widgets there are, and how many things the figure holds."""
    return len(_instances), [len(ax.get_children()) for ax in explorer.figure.axes]


@pytest.mark.parametrize("make", EXPLORERS, ids=name_of)
def test_a_learner_who_does_anything_at_all(make, capfd):
    """No exception, no warning, nothing printed, no stale picture, nothing that grows."""
    mood, own = ["right"], OWN.get(make, {})

    def moody(right, *args, **kwargs):
        return (right if mood[0] == "right" else mood[0])(*args, **kwargs)

    def new():
        return make(**make.quick, **{name: partial(moody, right) for name, right in own.items()})

    def fresh_like(explorer):
        """Return a new explorer with the controls where they are in this one."""
        fresh = new()
        with fresh.held():
            for name, control in everything(explorer).items():
                everything(fresh)[name].value = control.value
        fresh.move()
        return fresh

    pattern = new()

    @given(actions(pattern, own))
    @settings(max_examples=EXAMPLES or 4, derandomize=not EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    def drive(sequence):
        mood[0], learner.SECONDS = "right", 2.0
        explorer = new()
        before = size_of(explorer)
        for action in sequence:
            act(explorer, mood, *action)
            assert_sound(explorer)
            assert timerow.TimeRow.playing is None
            assert mood[0] != "right" or explorer.trouble == "", explorer.trouble
        if not make.remembers:
            fresh = fresh_like(explorer)
            assert fresh.text.value == explorer.text.value
            assert np.array_equal(drawn(fresh), drawn(explorer)), "the picture is stale"
            fresh.free()
        # back to the start: a bowl has no contours, a surface has
        for name, control in everything(pattern).items():
            everything(explorer)[name].value = control.value
        assert size_of(explorer) == before
        explorer.free()

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drive()
    assert capfd.readouterr() == ("", "")
