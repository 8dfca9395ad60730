"""Every explorer without a kernel: each control swept, its goal, its memory, its stored copy."""

import gc
import itertools
import warnings

import ipywidgets as widgets
import numpy as np
import psutil
import pytest
from explorers import EXPLORERS, assert_sound, drawn, everything, name_of, places

from lessons_lib.explorers import lesson01
from lessons_lib.live import explorer as engine
from lessons_lib.live import timerow

every = pytest.mark.parametrize("make", EXPLORERS, ids=name_of)


@pytest.fixture(autouse=True)
def _free_widgets():
    yield
    timerow.stop()
    widgets.Widget.close_all()


def test_every_explorer_is_here_once():
    names = [name_of(make) for make in EXPLORERS]
    assert len(names) >= 38 and len(set(names)) == len(names)
    for make in EXPLORERS:
        assert make.aim or make.wins, f"{name_of(make)} wants nothing of a learner"
        assert make.__doc__ and make.sliders


@pytest.mark.sweep
@every
def test_every_control_swept_over_its_ends_and_a_grid(make):
    """Each changes something; a slider redraws only what moves; frames are small.

    After the tour the picture is the first one again.
    """
    draws, sizes, explorer = [], [], make()
    draw = explorer.figure.canvas.draw
    explorer.figure.canvas.draw = lambda *a, **k: draws.append(1) or draw(*a, **k)
    start = {name: control.value for name, control in everything(explorer).items()}
    assert_sound(explorer)
    assert not explorer.reached, "the goal is reached before anything was moved"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, control in everything(explorer).items():
            explorer.set(**make.needs.get(name, {}))
            draws.clear()
            seen = set()
            for value in places(control):
                control.value = value
                assert_sound(explorer)
                seen.add((explorer.image.value, explorer.summary))
                sizes.append(len(explorer.image.value))
            assert len(seen) > 1, f"{name} changes nothing"
            of_two = isinstance(control, (widgets.Checkbox, widgets.Dropdown))
            assert not draws or of_two, f"{name} redraws what stands still"
            control.value = start[name]
        explorer.set(**start)
    new = make()
    for one in [explorer, new] if make.afresh else []:
        one.buttons[make.afresh].click()
    assert np.median(sizes) <= (60_000 if explorer.photo else 30_000)
    assert np.array_equal(drawn(explorer), drawn(new)), "blitting left something behind"


@pytest.mark.sweep
@every
def test_no_growth_in_memory(make):
    explorer = make()
    control = next(iter(explorer.controls.values()))
    values = places(control)[:2]

    def moves(n):
        for value in itertools.islice(itertools.cycle(values), n):
            control.value = value
        gc.collect()
        return psutil.Process().memory_info().rss

    sizes = [moves(8)]
    for _ in range(3):  # what leaks grows each time, what Python keeps for later does not
        sizes.append(moves(24))
        if sizes[-1] - sizes[-2] < 3e6:
            break
    assert sizes[-1] - sizes[-2] < 3e6, sizes
    assert len(explorer.figure.axes) == len({id(ax) for ax in explorer.figure.axes})


@every
def test_the_goal_can_be_reached_and_stays(make):
    """By the way that the explorer declares. A goal that nothing reaches is no goal."""
    explorer = make()
    assert "○ Goal:" in explorer.badge.value
    assert make.wins
    moved = []
    for move in make.wins:
        if isinstance(move, str):
            explorer.buttons[move].click()
        else:
            explorer.set(**move)
            moved += move
    assert explorer.reached
    assert "✔ Goal reached" in explorer.badge.value and "✔ Goal reached" in explorer.summary
    explorer.set(**{name: places(everything(explorer)[name])[0] for name in moved})
    assert explorer.reached


@every
def test_the_stored_copy_is_a_picture_and_words(make):
    explorer = make()
    bundle, about = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == explorer.summary
    view = "application/vnd.jupyter.widget-view+json"
    assert set(bundle) == {"text/plain", f"image/{explorer.image.format}", view}
    alt = about[f"image/{explorer.image.format}"]["alt"]
    assert alt.startswith(f"{explorer.called()}. ") and alt.endswith(
        bundle["text/plain"].split("\n")[0]
    )


def test_freeing_closes_every_widget():
    before = set(widgets.widget._instances)
    explorer = lesson01.learning_rate()
    explorer.free()
    assert set(widgets.widget._instances) == before


def test_running_a_cell_again_frees_what_it_showed(monkeypatch):
    run = ["1"]

    class Kernel:
        def get_parent(self):
            return {"metadata": {"cellId": "a"}, "header": {"msg_id": run[0]}}

    monkeypatch.setattr(engine, "get_ipython", lambda: type("Shell", (), {"kernel": Kernel()}))
    monkeypatch.setattr(engine.Explorer, "_by_cell", {})
    first = lesson01.two_errors()
    second = lesson01.centre()
    assert first.comm is not None or first.figure.axes
    run[0] = "2"
    third = lesson01.two_errors()
    assert not first.figure.axes and not second.figure.axes
    assert third.figure.axes
