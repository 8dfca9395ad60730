"""What never ends is stopped where there are neither threads nor signals, as in a browser."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import misbehave
import pytest
import watched

from lessons_lib import learner, place, stopwatch

ROOT = Path(__file__).parents[1]
CAN = sys.version_info >= (3, 12)
HERE = pytest.mark.skipif(
    not CAN, reason="this Python cannot watch itself: sys.monitoring is of 3.12"
)


def another():
    """Return a Python from 3.12 on that starts, or None. It needs no packages."""
    names = [f"python3.{minor}" for minor in (12, 13, 14)]
    kept = Path.home().glob(".pyenv/versions/3.1[2-9]*/bin/python")
    for python in [*filter(None, map(shutil.which, names)), *map(str, kept)]:
        told = subprocess.run([python, "-c", "import sys; sys.monitoring"], capture_output=True)
        if told.returncode == 0:
            return python
    return None


def elsewhere():
    """Return what comes of all of it in another Python."""
    if (python := another()) is None:
        pytest.skip("there is no Python from 3.12 on here")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    script = ROOT / "tests" / "helpers" / "watched.py"
    ran = subprocess.run(
        [python, "-W", "ignore", script], env=env, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def here():
    """Return what comes of all of it in this Python."""
    if not CAN:
        pytest.skip("this Python is older than 3.12: it cannot watch itself")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stopwatch, "NOTEBOOK", "watched")
        return watched.everything()


@pytest.fixture(scope="module", params=[here, elsewhere], ids=["this Python", "another"])
def told(request):
    return request.param()


@pytest.mark.parametrize("name", watched.ENDLESS)
def test_what_never_ends_is_stopped(told, name):
    assert told["endless"][name] is not None, "it came to an end"
    seconds, late = told["endless"][name]
    assert watched.AFTER <= seconds < watched.AFTER + 5
    assert 0 < late < 5


def test_an_inner_limit_leaves_the_outer_one_standing(told):
    inner, outer = told["nested"]
    assert watched.AFTER <= inner < 3 * watched.AFTER <= outer < 3 * watched.AFTER + 5
    assert watched.AFTER <= told["longer inside"] < watched.AFTER + 5


def test_what_returns_in_time_returns_the_same_and_nothing_is_watched_afterwards(told):
    total, codes, everywhere, events = told["in time"]
    assert total == sum(range(1000))
    assert "adds" in codes and "mean" not in codes, "what is not the notebook's is let alone"
    assert everywhere == 0 and not any(events)


def test_where_others_watch_there_is_no_limit(told):
    assert told["taken"] == sum(range(1000))


def test_what_a_loop_costs(told):
    plain, slowed, after = told["cost"]
    print(
        f"a round of a plain loop: {plain:.0f} ns, watched {slowed:.0f} ns, afterwards {after:.0f} ns"
    )


@HERE
@pytest.mark.parametrize("bad", [misbehave.never, misbehave.never_and_swallows])
def test_a_learners_function_is_stopped_with_the_same_sentence(monkeypatch, bad):
    monkeypatch.setattr(learner, "SECONDS", 0.2)
    monkeypatch.setattr(learner, "in_browser", lambda: True)
    monkeypatch.setattr(stopwatch, "NOTEBOOK", "misbehave")
    with pytest.raises(
        learner.Trouble,
        match=rf"{bad.__name__} was stopped after 0.2 s at line \d+, `.+`. Is there a loop",
    ):
        learner.run(bad)
    assert learner.run(misbehave.text) == "down"


def test_a_browser_is_known_and_there_the_stopwatch_runs(monkeypatch):
    assert not place.in_browser()
    limits = []
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(stopwatch, "limit", lambda *given: limits.append(given) or nullcontext())
    assert place.in_browser()
    assert learner.run(lambda: 5) == 5
    assert limits == [(learner.SECONDS, learner.TooLong)]


def test_a_long_sleep_that_ended_is_told():
    def sleeps():
        raise learner.TooLong(3.2)

    with pytest.raises(
        learner.Trouble, match=r"sleeps was stopped after 5 s at line \d+.*In a browser a sleep, or"
    ):
        learner.run(sleeps)


def test_the_engine_needs_no_threadpoolctl_in_a_browser():
    code = (
        "import sys, numpy, ctypes, asyncio, anywidget, matplotlib.figure; sys.modules['threadpoolctl'] = None;"
        "sys.platform = 'emscripten'; import lessons_lib.live.explorer; print('made')"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.stdout.strip() == "made", ran.stderr
