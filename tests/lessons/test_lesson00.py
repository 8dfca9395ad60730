"""Lesson 0: what the crowd of balls shows and says, against balls that are walked one by one."""

import itertools
import re
import sys

import numpy as np
import pytest
from peer import Peer
from scipy.optimize import approx_fprime

from lessons_lib.explorers import installation, lesson00
from lessons_lib.explorers.shared import reader

FOUR = [(3, 2), (-2.805118, 3.131313), (-3.779310, -3.283186), (3.584428, -1.848127)]


def height(p):
    x, y = p
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def walked(start, lr, steps):
    """Walk one ball by differences of the height."""
    p = np.array(start, dtype=float)
    for _ in range(steps):
        p = p - lr * approx_fprime(p, height, 1e-7)
    return p


@pytest.mark.parametrize(("lr", "t"), [(0.005, 30), (0.0083, 60), (0.002, 10)])
def test_the_balls_are_where_a_ball_alone_would_be(lr, t):
    explorer = lesson00.crowd(lr=lr)
    explorer.set(t=t, spread=3.0, x=0.5, y=-0.5)
    c, path = explorer.values(), explorer.result.path
    assert c.spread == 3 and (c.x, c.y) == (0.5, -0.5)
    for ball in (0, 133, 399):
        start = path[0, ball]
        corner = np.array([-1 if ball < 200 else 1, 0])
        assert np.sign(start[1] + 0.5) == corner[0], "the rows go from the bottom to the top"
        assert path[t, ball] == pytest.approx(walked(start, c.lr, t), abs=2e-3)
    assert np.abs(path[0] - [0.5, -0.5]).max() == pytest.approx(0.95 * 3)
    at_home = sum(min(np.hypot(*(p - np.array(m))) for m in FOUR) < 0.1 for p in path[t])
    assert f"{at_home} of the 400 balls lie in a valley." in explorer.summary
    assert f"After {t} steps with learning rate α = {c.lr:.3g}, " in explorer.summary
    assert "reaches 3 to each side of (0.5, −0.5)." in explorer.summary


def test_what_is_thrown_out_is_counted_and_explained():
    explorer = lesson00.crowd(lr=0.1)
    explorer.set(t=60)
    far = sum(not (abs(x) < 100 and abs(y) < 100) for x, y in explorer.result.path[60])
    assert far > 100
    assert f"{far} were thrown far off the map: a step too long for the slope" in explorer.summary
    explorer.set(lr=0.002)
    assert "thrown" not in explorer.summary
    # "lands higher than it began": the first step of the balls that are lost
    lost = ~(np.abs(explorer.result.path[1]) < 100).all(axis=1)
    assert not lost.any()


def test_a_ball_is_at_home_within_a_tenth_of_a_bottom():
    module = sys.modules["lessons_lib.explorers.lesson00.crowd"]
    places = [np.array(m) + d for m in FOUR for d in ([0.099, 0], [0, -0.101])]
    found = module.valley(np.array([*places, (np.nan, 0), (np.inf, np.inf)]))
    assert found.tolist() == [0, 4, 1, 4, 2, 4, 3, 4, 4, 4]
    assert module.thrown_out(np.array([[99.0, -99], [0, 0]])) == ""
    assert module.thrown_out(np.array([[100.5, 0], [0, -100.5], [np.nan, 0]])).startswith("3 were")


def test_the_goal_takes_all_balls_and_a_wide_start():
    explorer = lesson00.crowd()
    explorer.set(lr=0.0083, spread=5.4)
    assert not explorer.reached, "the spread is too small"
    explorer.set(spread=5.5)
    assert explorer.reached
    assert re.search(r"After 10 steps with", explorer.summary), "the goal looks at the end"


def test_in_a_browser_what_belongs_to_a_kernel_is_not_missed(monkeypatch):
    monkeypatch.setattr(installation, "in_browser", lambda: True)
    (says,) = installation.packages()
    assert says.startswith("✔ ipywidgets") and "numpy" in says and "jupyterlab" not in says
    monkeypatch.setattr(installation, "PACKAGES", ["numpy", "jupyterlab", "no_such_package"])
    assert installation.packages()[1:] == ["✘ Missing: no_such_package. Load the page again."]


# -------------------------------------------------------------------------- the first network


def test_the_first_network_learns_as_scikit_learns_does():
    explorer = lesson00.first_network()
    scans = reader.scans()
    peer, rng, step = Peer(0.01, "adam"), np.random.default_rng(1), 0
    for _ in range(3):
        order = rng.permutation(1347)
        for k in range(0, 1347, 64):
            j = order[k : k + 64]
            peer.step(scans.X[j], scans.labels[j])
            step += 1
            if step in (6, 30, 60):
                explorer.set(t=step // 6)
                share = peer.share(scans.held, scans.labels_held)
                trained = sys.modules["lessons_lib.explorers.lesson00.first_network"].trained()
                assert trained.progress.shares[step // 6] == pytest.approx(share, abs=0.007)
                p = peer.chances(explorer.result.picture.ravel())
                assert explorer.result.chances[step // 6] == pytest.approx(p, abs=0.02)


def test_what_the_first_network_says():
    explorer = lesson00.first_network()
    assert "learned nothing yet: its 2,778 numbers are random." in explorer.summary
    assert "it reads 1 of 10." in explorer.summary
    explorer.set(t=1)
    assert "hasn't even seen all the scans once" in explorer.summary
    explorer.set(t=44)
    assert "looked at the 1,347 scans 12 times." in explorer.summary
    assert "It takes your drawing for a 7, " in explorer.summary
    assert "more than 9 of 10." in explorer.summary
    explorer.set(pen="erases", row=30, column=3)
    assert "The pen erases, at row 30, column 3." in explorer.summary
    explorer.set(pen="is up")
    assert not explorer.reached, "the 7 that is there at first is not the learner's 3"


def test_all_ten_digits_drawn_by_hand_are_read():
    strokes = {
        0: [[(16, 3), (9, 8), (8, 16), (10, 25), (16, 29), (23, 24), (24, 15), (22, 7), (16, 3)]],
        2: [[(8, 9), (12, 4), (19, 4), (22, 9), (19, 16), (8, 28), (24, 28)]],
        3: [[(9, 6), (14, 3), (20, 4), (22, 9), (16, 14), (22, 18), (22, 24), (15, 28), (8, 25)]],
        4: [[(18, 3), (8, 19), (25, 19)], [(19, 10), (19, 29)]],
        5: [[(22, 3), (10, 3), (9, 14), (17, 12), (23, 17), (22, 25), (15, 29), (8, 26)]],
        6: [[(18, 3), (11, 12), (9, 22), (13, 28), (20, 28), (23, 22), (18, 17), (10, 20)]],
        7: [[(8, 4), (15, 3), (23, 4), (20, 12), (16, 20), (14, 29)]],
        9: [[(22, 8), (17, 3), (11, 6), (10, 12), (15, 16), (21, 12), (22, 8), (21, 20), (18, 29)]],
    }
    explorer = lesson00.first_network()
    explorer.set(t=44)
    read = {}
    for digit, lines in strokes.items():
        explorer.buttons["Clear"].click()
        for line in lines:
            for start, end in itertools.pairwise(line):
                explorer.ink.stroke(start, end, 4)
        explorer.move()
        read[digit] = int(explorer.result.chances[-1].argmax())
    assert sum(digit == answer for digit, answer in read.items()) >= 7, read
