"""The time row: buttons, playing, pausing, and how many frames may be on their way to the page."""

import asyncio
import time

import ipywidgets as widgets
import pytest

from lessons_lib.explorers import lesson01
from lessons_lib.live import timerow


@pytest.fixture(autouse=True)
def _free_widgets():
    yield
    timerow.stop()
    widgets.Widget.close_all()


def test_the_buttons():
    explorer = lesson01.learning_rate()
    t = explorer.time.slider
    assert t.value == 100
    for name, now in [
        ("back", 99),
        ("forward", 100),
        ("forward", 100),
        ("reset", 0),
        ("back", 0),
        ("forward", 1),
    ]:
        explorer.time.buttons[name].click()
        assert t.value == now


def run_playing(explorer, seconds, answer=True, during=None):
    """Play for a while as the page would, which answers to every frame, or to none.

    Return the steps that were seen.
    """
    seen = []

    async def play_it():
        explorer.time.answers = True
        if answer:
            explorer.image.observe(lambda c: explorer.time.hear(c["new"]), "number")
        explorer.time.slider.observe(lambda c: seen.append(c["new"]), "value")
        explorer.time.buttons["play"].click()
        await asyncio.sleep(seconds)
        if during:
            during()
            count = len(seen)
            await asyncio.sleep(0.2)
            assert len(seen) <= count + 1, "it went on playing"

    asyncio.run(play_it())
    return seen


def test_playing_shows_every_step_in_order_and_pauses():
    explorer = lesson01.two_errors()
    explorer.set(t=explorer.time.steps)
    seen = run_playing(explorer, 0.6, during=explorer.time.buttons["play"].click)
    assert seen[0] == 0, "at the end, playing starts again from the start"
    assert seen == list(range(len(seen))) and len(seen) >= 6
    assert timerow.TimeRow.playing is None and explorer.time.buttons["play"].icon == "play"


def test_playing_ends_at_the_last_step():
    explorer = lesson01.two_errors(steps=5)
    assert run_playing(explorer, 0.8) == [2, 3, 4, 5], "it goes on from where it is"
    assert run_playing(explorer, 0.8) == [0, 1, 2, 3, 4, 5]
    assert timerow.TimeRow.playing is None and explorer.time.buttons["play"].icon == "play"


@pytest.mark.parametrize("touch", ["control", "time", "another", "new"])
def test_a_touch_stops_it_at_once(touch):
    explorer = lesson01.learning_rate()
    other = lesson01.two_errors()

    def during():
        assert timerow.TimeRow.playing is explorer.time
        if touch == "control":
            explorer.set(lr=0.1)
        elif touch == "time":
            explorer.time.slider.value = 50
        elif touch == "another":
            other.time.play()
            assert timerow.TimeRow.playing is other.time
            other.time.pause()
        else:
            lesson01.centre()
        assert timerow.TimeRow.playing is None

    run_playing(explorer, 0.3, during=during)


def test_without_an_answer_only_a_few_frames_are_sent_and_it_gives_up(monkeypatch):
    monkeypatch.setattr(timerow, "LOST", 0.5)
    explorer = lesson01.learning_rate()
    seen = run_playing(explorer, 1.2, answer=False)
    assert seen == list(range(len(seen))) and len(seen) == 4
    assert timerow.TimeRow.playing is None
    last = seen[-1]
    assert run_playing(explorer, 0.3)[0] == last + 1, "it plays again when the page is back"


LINES = {
    "far away": (0.16, 1e9, timerow.MOST, timerow.MOST),
    "slow line": (0.02, 10, timerow.LEAST, 4),
    "far and slow": (0.15, 8, timerow.LEAST, 5),
    "near": (0.01, 1e9, timerow.MOST, timerow.MOST),
}


@pytest.mark.parametrize(("trip", "rate", "low", "high"), LINES.values(), ids=LINES)
def test_the_window_fits_the_line(trip, rate, low, high, monkeypatch):
    """A line with a delay and so many frames a second, on a clock of its own.

    The window settles, and so does the wait.
    """
    row = lesson01.two_errors().time
    free, number = 0.0, 0
    answers = []
    clock = [0.0]
    monkeypatch.setattr(timerow.time, "monotonic", lambda: clock[0])
    for _ in range(2000):
        clock[0] += 0.005
        while answers and answers[0][0] <= clock[0]:
            row.hear(answers.pop(0)[1])
        if clock[0] > 0.04 * (number + 1) and row.window.is_open():
            number += 1
            row.window.send(number, clock[0])
            free = max(free, clock[0]) + 1 / rate
            answers.append((free + trip, number))
    assert low <= row.window.width <= high
    assert free - clock[0] < 0.5, "a pause would show late"
    assert number > 0.8 * min(25, rate) * clock[0], "the line is not used"


def test_an_answer_counts_for_all_frames_before_it():
    row = lesson01.two_errors().time
    for number in (1, 2, 3):
        row.window.send(number, time.monotonic() - 0.2)
    row.hear(2)
    assert list(row.window.under_way) == [3]
    assert row.window.soonest == pytest.approx(0.2, abs=0.1)


# -- what is stored, what is freed
