"""Lesson 6: what its explorers show and say, against numbers worked out another way."""

import sys
from types import SimpleNamespace

import misbehave
import numpy as np
import pytest
import told
from alike import alike
from explorers import assert_sound
from gestures import drag, press, release
from scipy import ndimage

from lessons_lib import datasets, learner, network, pooling, receptive
from lessons_lib.explorers import lesson06
from lessons_lib.explorers.shared import photographs


def module(name):
    """Return a module of this lesson: in the package an explorer's name is the class."""
    return sys.modules[f"lessons_lib.explorers.lesson06.{name}"]


pooled_edges, max_and_mean, shift = module("pooled_edges"), module("max_and_mean"), module("shift")
routing, chain = module("routing"), module("chain")

RNG = np.random.default_rng(6)
SMALL = RNG.uniform(0, 1, (50, 61))  # a picture that a loop can walk over


def edges_of(picture):
    """Return the strength of the edges from 0 to 1 by SciPy, and what its strongest twentieth
    exceeds.
    """
    sobel = [ndimage.sobel(picture, axis)[1:-1, 1:-1] for axis in (0, 1)]
    strength = np.sqrt(sobel[0] ** 2 + sobel[1] ** 2)
    strength /= strength.max()
    ordered = np.sort(strength.ravel())
    place = 0.95 * (len(ordered) - 1)
    below = int(place)
    part = place - below
    return strength, (1 - part) * ordered[below] + part * ordered[below + 1]


def pooled_by_loops(x, size, stride, how):
    rows, columns = ((n - size) // stride + 1 for n in x.shape)
    out = np.zeros((rows, columns))
    for i, j in np.ndindex(rows, columns):
        out[i, j] = how(x[stride * i : stride * i + size, stride * j : stride * j + size])
    return out


def kept_by_loops(strength, limit, pooled, size, stride):
    """Go from edge pixel to edge pixel and ask each window whether it holds it and says edge."""
    kept, edges = 0, 0
    for i, j in np.argwhere(strength > limit):
        edges += 1
        kept += any(
            stride * a <= i < stride * a + size and stride * b <= j < stride * b + size
            for a, b in np.argwhere(pooled > limit)
        )
    return (kept / edges if edges else 0.0), np.mean(pooled > limit)


def shown_colours(frame):
    return np.asarray(frame.image.get_array()).astype(int)


# -------------------------------------------------------------------------------- own functions


def pool_by_loops(x):
    return pooled_by_loops(x, 2, 2, np.max)


def route_by_loops(x, d_output):
    d_x = np.zeros_like(x)
    for i, j in np.ndindex(d_output.shape):
        window = x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
        m, n = np.unravel_index(window.argmax(), (2, 2))
        d_x[2 * i + m, 2 * j + n] = d_output[i, j]
    return d_x


OWN = {
    "pool": (lesson06.max_and_mean, pool_by_loops, pooling.max_pool),
    "route": (lesson06.routing, route_by_loops, pooling.max_pool_backward),
}


@pytest.mark.parametrize("name", OWN)
def test_the_right_functions_draw_the_librarys_pictures(name):
    make, right, library = OWN[name]
    mine = make(**{name: right})
    assert mine.trouble == "" and alike(mine, make(**{name: library}))
    wrong = make(**{name: lambda *args: 0.5 * np.asarray(right(*args))})
    assert wrong.trouble == ""
    assert (wrong.summary, wrong.image.value) != (mine.summary, mine.image.value)
    assert "Yours gives" in wrong.summary and "Yours" not in mine.summary


@pytest.mark.sweep  # each waits for the limit of 2 s
@pytest.mark.parametrize("bad", misbehave.ALL, ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", OWN)
def test_a_function_that_goes_wrong_is_shown_and_survived(name, bad, monkeypatch, capsys):
    monkeypatch.setattr(learner, "SECONDS", misbehave.limit(bad))
    explorer = OWN[name][0](**{name: bad})
    word = "returned" if bad is misbehave.nan else misbehave.ALL[bad]
    assert word in explorer.trouble.replace("one number", "shape")
    assert "The picture shows the library's." in explorer.trouble
    assert_sound(explorer)
    out = capsys.readouterr()
    assert out.out == out.err == ""


def test_a_learners_pool_gets_a_small_picture_and_no_size():
    got = []
    explorer = lesson06.max_and_mean(pool=lambda *given: got.append(given) or pool_by_loops(*given))
    assert {len(given) for given in got} == {1}
    assert got[0][0].shape == (104, 158)  # 640 / 4 = 160, and a border goes with the edges
    assert list(explorer.controls) == ["picture"]
    strength, limit = got[0][0], explorer.result.limit
    mean = pooled_by_loops(strength, 2, 2, np.mean)
    marks = int((pool_by_loops(strength) > limit).sum())
    kept, windows = kept_by_as_many_loops(strength, limit, mean, 2, 2, marks)
    assert tuple(explorer.result.kept_by_mean) == pytest.approx((kept, windows))
    assert explorer.result.kept_by_max.edges == 1.0, "a window with an edge pixel says edge"
    assert "16,432 numbers become 4,108: 25 %." in explorer.summary
    assert explorer.aim == "open a picture of your own, or choose the flower"
    assert not explorer.reached
    explorer.set(picture="flower")
    assert explorer.reached
    assert lesson06.max_and_mean(pool=pool_by_loops, image=SMALL).reached


def test_a_learners_route_is_asked_for_max_pooling_only():
    explorer = lesson06.routing(route=lambda x, d: 3 * route_by_loops(x, d))
    assert list(explorer.controls["pool"].options) == ["max"]
    assert list(lesson06.routing().controls["pool"].options) == ["max", "mean"]
    explorer.set(row=1, column=0)
    assert "∂L/∂x[1, 0] is 3. Yours gives 12 at [3, 2], the library's 4." in explorer.summary


# ------------------------------------------------------------------------------------ edges kept


def test_the_edge_map_is_scipys():
    for picture in (SMALL, datasets.photograph("flower")):
        strength, limit = lesson06.edge_map(picture)
        by_scipy, above = edges_of(picture)
        assert strength == pytest.approx(by_scipy, abs=1e-9) and strength.max() == 1
        assert limit == pytest.approx(above)
        assert np.mean(strength > limit) == pytest.approx(0.05, abs=0.001)
    strength, limit = lesson06.edge_map(np.ones((9, 9)))
    assert strength.max() == 0 and limit == 1e-9


@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 2), (2, 3), (5, 1), (16, 12), (1, 1)])
def test_the_edges_kept_are_those_of_a_loop_over_them(size, stride):
    strength = edges_of(SMALL)[0][:30, :41]
    for limit in (0.3, 0.7):
        for how in (np.max, np.mean):
            pooled = pooled_by_loops(strength, size, stride, how)
            shares = lesson06.kept(strength, limit, pooled, size, stride)
            by_loops = kept_by_loops(strength, limit, pooled, size, stride)
            assert tuple(shares) == pytest.approx(by_loops)
            assert (shares.edges, shares.windows) == tuple(shares)


def test_what_is_at_the_limit_is_no_edge():
    strength = np.array([[0.5, 0.6], [0.1, 0.2]])
    assert lesson06.kept(strength, 0.5, np.array([[0.6]]), 2, 2) == (1.0, 1.0)
    assert lesson06.kept(strength, 0.5, np.array([[0.5]]), 2, 2) == (0.0, 0.0)
    assert lesson06.kept(strength, 0.6, np.array([[0.7]]), 2, 2) == (0.0, 1.0)


# ---------------------------------------------------------------------------------- max and mean


def test_what_max_and_mean_keep_is_what_loops_find():
    explorer = lesson06.max_and_mean(image=SMALL)
    strength, limit = edges_of(SMALL)
    for size, stride in [(2, 0), (3, 2), (5, 0), (2, 5), (16, 12)]:
        explorer.set(size=size, stride=stride)
        step = stride or size
        says = explorer.summary
        largest = pooled_by_loops(strength, size, step, np.max)
        pooled = pooled_by_loops(strength, size, step, np.mean)
        assert explorer.result.largest == pytest.approx(largest, abs=1e-9)
        assert explorer.result.mean == pytest.approx(pooled, abs=1e-9)
        kept, windows = kept_by_loops(strength, limit, largest, size, step)
        marks = int((largest > limit).sum())
        as_many, _ = kept_by_as_many_loops(strength, limit, pooled, size, step, marks)
        assert (
            f"Max marks {100 * windows:.0f} % of the windows, and they hold {100 * kept:.0f} % of "
            f"the edge pixels. As many windows with the largest means hold {100 * as_many:.0f} %."
        ) in says
        assert says.startswith(f"{strength.size:,} numbers become {pooled.size:,}: ")
        left = told.after(says, f"become {pooled.size:,}: ")
        assert left == pytest.approx(100 * pooled.size / strength.size, rel=6e-3)
        assert f"Before, {100 * np.mean(strength > limit):.0f} % of the pixels are edges." in says
        frames = explorer.largest, explorer.mean
        for frame, values in zip(frames, (explorer.result.largest, pooled), strict=True):
            rows, columns = pooled.shape
            extent = (-0.5, step * columns - 0.5, step * rows - 0.5, -0.5)
            assert tuple(frame.image.get_extent()) == extent
            brightness = 255 * np.minimum(2 * values, 1)
            assert np.abs(shown_colours(frame)[..., 0] - brightness).max() < 2
            assert frame.size == strength.shape


def test_what_the_photograph_keeps():
    explorer = lesson06.max_and_mean()
    for size, max_holds, mean_holds in ((2, 100, 91), (4, 99, 94), (8, 99, 94)):
        explorer.set(size=size)
        assert f"they hold {max_holds} % of the edge pixels" in explorer.summary
        assert f"largest means hold {mean_holds} %." in explorer.summary
    explorer.set(size=5)
    assert "271,150 numbers become 10,795: 3.98 %." in explorer.summary


def test_the_words_and_the_goal_of_max_and_mean():
    says = max_and_mean.what_is_kept(
        pooled_edges.Kept(0.256, 0.034), pooled_edges.Kept(0.554, 0.034)
    )
    assert says == (
        "Max marks 3 % of the windows, and they hold 26 % of the edge pixels. As many windows with "
        "the largest means hold 55 %."
    )
    explorer = lesson06.max_and_mean(image=SMALL)
    result, c = explorer.result, explorer.values()
    for numbers, share, marked, won in [
        (6, 0.98, 0.24, True), (7, 0.98, 0.24, False), (6, 0.979, 0.24, False),
        (1, 1.0, 0.25, False), (1, 1.0, 0.1, True),
    ]:  # fmt: skip
        shares = pooled_edges.Kept(share, marked)
        changed = result._replace(
            strength=np.ones((10, 10)), largest=np.ones((1, numbers)), kept_by_max=shares
        )
        assert explorer.won(c, changed) == won
    at_limit = result._replace(strength=np.array([[0.5, 0.5, 0.5, 0.6]]), limit=0.5)
    assert "Before, 25 % of the pixels are edges." in explorer.say(c, at_limit)
    edges = result._replace(strength=np.ones((3, 3)), limit=0.5)
    assert "Before, 100 % of the pixels are edges." in explorer.say(c, edges)
    poor = result._replace(
        strength=np.ones((10, 10)),
        largest=np.ones((1, 5)),
        kept_by_max=pooled_edges.Kept(0.5, 0.1),
        kept_by_mean=pooled_edges.Kept(1.0, 0.1),
    )
    assert not explorer.won(c, poor), "it is the max that must keep them"


# ----------------------------------------------------------------------------------------- shift


def changes_by_loops(strength, how, by, size):
    """Compare window by window: the one at the same place of the picture that has moved, less the
    whole windows by which it moved.
    """
    columns = (strength.shape[1] - 8) // size
    rows = strength.shape[0] // size
    whole = by // size
    changed = np.zeros((rows, columns - whole), dtype=bool)
    for i, j in np.ndindex(changed.shape):
        down = slice(size * i, size * i + size)
        still = how(strength[down, size * (j + whole) : size * (j + whole) + size])
        moved = how(strength[down, size * j + by : size * j + by + size])
        changed[i, j] = abs(still - moved) > 0.1 * max(still, moved, 0.02)
    return changed


@pytest.mark.parametrize(("by", "size", "blur"), [(1, 2, 0), (5, 3, 1.0), (8, 4, 0), (0, 8, 2.0)])
def test_the_outputs_that_change_are_those_of_a_loop(by, size, blur):
    explorer = lesson06.shift(image=SMALL)
    explorer.set(by=by, size=size, blur=blur)
    strength = edges_of(SMALL)[0]
    if blur:
        strength = ndimage.gaussian_filter(strength, blur, mode="nearest", truncate=3)
    says = explorer.summary
    for name, how in (("max", np.max), ("mean", np.mean)):
        shares = [100 * changes_by_loops(strength, how, n, size).mean() for n in range(9)]
        assert explorer.result.shares[name] == pytest.approx(shares)
        assert f"{shares[by]:.0f} % of the {name}" in says
        line, dot = explorer.lines[name]
        assert line.get_xdata() == pytest.approx(range(9)) and line.get_ydata() == pytest.approx(
            shares
        )
        assert (dot.get_xdata()[0], dot.get_ydata()[0]) == pytest.approx((by, shares[by]))
        explorer.set(pool=name)
        changed = changes_by_loops(strength, how, by, size)
        assert np.array_equal(explorer.result.changed, changed)
        assert f"pooled edges change by a tenth or more (shown: {name})." in explorer.summary
        assert np.array_equal(shown_colours(explorer.frame)[..., 0], 255 * changed)
        right = explorer.frame.image.get_extent()[1]
        assert right == size * changed.shape[1] - 0.5
    pixels = "1 pixel" if by == 1 else f"{by} pixels"
    assert says.startswith(
        f"The picture moves by {pixels}, the windows are {size} wide, blurred over {blur:g} first."
    )
    told_max = told.after(says, "first. ")
    assert f"{told_max:.0f} % of the max and " in says
    means = (
        "Nothing has moved." if by == 0 else "the outputs have moved along: that's equivariance."
    )
    means = means if by % size == 0 else "So they aren't invariant."
    raw = [100 * raw_changes_by_loops(strength, n) for n in range(9)]
    assert explorer.result.shares["not pooled"] == pytest.approx(raw)
    assert f"Without pooling, {raw[by]:.0f} % of the pixels do." in says
    assert means in says
    assert explorer.frame.size == SMALL.shape


def test_a_tenth_of_the_larger_and_the_faintest_edges_are_equal():
    def by_itself(x, size):
        return x[:, ::size]

    for first, second, changed in [
        (1.0, 0.91, False), (1.0, 0.89, True), (0.91, 1.0, False), (0.89, 1.0, True),
        (0.001, 0.0029, False), (0.001, 0.0031, True), (0.019, 0.0172, False), (0.5, 0.5, False),
    ]:  # fmt: skip
        strength = np.zeros((1, 10))
        strength[0, :3] = first, second, second
        assert shift.changes(by_itself, strength, 1, 1)[0].tolist() == [False]
        moved = shift.changes(by_itself, strength, 1, 2)
        assert moved[0, 0] == changed, (first, second)


def test_the_words_and_the_goal_of_the_shift():
    whole = "Whole windows have moved, and the outputs have moved along: that's equivariance."
    for by, size, any_changed, says in [
        (0, 2, False, "Nothing has moved."), (0, 2, True, "Nothing has moved."),
        (4, 2, True, whole), (2, 2, False, whole), (3, 1, False, whole),
        (3, 2, True, "So they aren't invariant."), (1, 2, True, "So they aren't invariant."),
        (3, 2, False, ""),
    ]:  # fmt: skip
        assert shift.what_that_means(by, size, any_changed) == says
    explorer = lesson06.shift(image=SMALL)
    for by, size, share, won in [
        (1, 2, 19.99, True), (1, 2, 20.0, False), (2, 2, 5.0, False), (1, 3, 5.0, False),
        (0, 2, 5.0, False), (1, 1, 5.0, False),
    ]:  # fmt: skip
        c = SimpleNamespace(by=by, size=size)
        shares = {"max": [0, share, 0], "mean": [0, 0, 0]}
        assert explorer.won(c, shift.Moved(None, None, shares)) == won


def test_whole_windows_that_have_moved_along_change_nothing():
    explorer = lesson06.shift(image=SMALL)
    for by, size in [(2, 2), (6, 3), (8, 4), (5, 1)]:
        explorer.set(by=by, size=size)
        assert not explorer.result.changed.any()
        assert "0 % of the max and 0 % of the mean pooled edges change" in explorer.summary


# --------------------------------------------------------------------------------------- routing


def loss(x, how):
    """Return L = Σ ∂L/∂output · output for the weights 1, 2, 3, 4."""
    return sum(
        weight * how(x[i : i + 2, j : j + 2])
        for weight, (i, j) in zip((1, 2, 3, 4), ((0, 0), (0, 2), (2, 0), (2, 2)), strict=True)
    )


def test_the_gradient_is_the_difference_of_the_loss():
    explorer = lesson06.routing()
    start = np.array([[1, 3, 2, 1], [4, 2, 0, 1], [5, 1, 2, 2.5], [0, 6, 3, 1]])
    names = {"max": np.max, "mean": np.mean}
    for pool, how in names.items():
        explorer.set(pool=pool)
        for i, j in np.ndindex(4, 4):
            explorer.set(row=i, column=j)
            assert np.array_equal(explorer.result.x, start)
            up, down = start.copy(), start.copy()
            up[i, j] += 1e-4
            down[i, j] -= 1e-4
            slope = (loss(up, how) - loss(down, how)) / 2e-4
            a, b = i // 2, j // 2
            window = start[2 * a : 2 * a + 2, 2 * b : 2 * b + 2]
            held = ", ".join(f"{v:g}" for v in window.ravel())
            largest = f"{how(window):.2f}".rstrip("0").rstrip(".")
            assert (
                f"The window of x[{i}, {j}] holds {held}; its {pool} is {largest}. ∂L/∂output is "
                f"{1 + 2 * a + b} there, and ∂L/∂x[{i}, {j}] is {slope:g}."
            ) in explorer.summary
            assert "Several" not in explorer.summary


def test_of_equals_the_first_gets_it_all():
    explorer = lesson06.routing()
    assert "holds 1, 3, 4, 2; its max is 4. ∂L/∂output is 1 there, and ∂L/∂x[0, 1] is 0." in (
        explorer.summary
    )
    explorer.set(value=4)
    says = "∂L/∂x[0, 1] is 1. Several are largest: the first of them gets it all."
    assert says in explorer.summary and explorer.reached
    explorer.set(row=1, column=0)
    assert "∂L/∂x[1, 0] is 0. Several are largest" in explorer.summary
    explorer.set(pool="mean")
    assert "∂L/∂x[1, 0] is 0.25." in explorer.summary and "Several" not in explorer.summary
    assert routing.who_gets_it("mean", np.ones((2, 2))) == ""
    assert routing.who_gets_it("max", np.ones((2, 2))) == says.split(". ", 1)[1]
    assert routing.who_gets_it("max", np.array([[1, 1], [2, 0]])) == ""
    for window, tie in [
        ([[1, 2], [2, 0]], True), ([[1, 1], [2, 0]], False), ([[3, 3], [3, 3]], True),
        ([[0, 0], [0, 1]], False),
    ]:  # fmt: skip
        assert routing.has_tie(np.array(window)) == tie


def test_a_value_that_was_given_stays_and_the_slider_follows_the_choice():
    explorer = lesson06.routing()
    explorer.set(value=8.5)
    explorer.set(row=3, column=2)
    assert explorer.controls["value"].value == 3 and explorer.result.x[0, 1] == 8.5
    explorer.controls["row"].value = 2
    assert explorer.controls["value"].value == 2
    explorer.set(row=0, column=1)
    assert explorer.controls["value"].value == 8.5
    assert "holds 1, 8.5, 4, 2; its max is 8.5." in explorer.summary
    fresh = lesson06.routing()
    assert fresh.result.x[0, 1] == 3, "another explorer has its own values"


def test_a_press_chooses_a_pixel_and_a_drag_does_not():
    explorer = lesson06.routing()
    ax = explorer.figure.axes[0]
    press(explorer, ax, 2.3, 2.6)
    assert (explorer.values().row, explorer.values().column) == (3, 2)
    assert explorer.controls["value"].value == 3
    drag(explorer, ax, 0, 0)
    release(explorer, ax, 0, 0)
    assert (explorer.values().row, explorer.values().column) == (3, 2)
    assert routing.pressed("down", 1.4, 2.6) == {"row": 3, "column": 1}
    assert routing.pressed("drag", 1.4, 2.6) is None


def test_the_three_grids_show_the_numbers(monkeypatch):
    explorer = lesson06.routing()
    texts = {}
    for name in ("inputs", "outputs", "gradients"):
        grid = getattr(explorer, name)
        monkeypatch.setattr(grid.text, "put", lambda shown, name=name: texts.update({name: shown}))
    explorer.set(row=3, column=3, value=9.5)
    assert " ".join(texts["inputs"]) == "1 3 2 1 4 2 0 1 5 1 2 2.5 0 6 3 9.5"
    assert texts["outputs"] == ["4", "2", "6", "9.5"]
    assert " ".join(texts["gradients"]) == "0 0 2 0 1 0 0 0 0 0 0 0 0 3 0 4"
    grey = shown_colours(explorer.inputs)
    assert grey[1, 2, 0] == pytest.approx(0.35 * 255, abs=1), "0 is not black: a number is on it"
    assert grey[3, 3, 0] == pytest.approx((0.35 + 0.65 * 0.95) * 255, abs=1)
    assert shown_colours(explorer.outputs)[1, 0, 0] == pytest.approx(0.74 * 255, abs=1)
    gradients = shown_colours(explorer.gradients)
    assert (gradients[0, 0] > 240).all()
    assert gradients[3, 3, 0] < gradients[3, 1, 0] < gradients[0, 2, 0], "the bluer the larger"
    x, y = explorer.figure.axes[0].lines[-1].get_data()
    assert (min(x), max(x), min(y), max(y)) == (2.5, 3.5, 2.5, 3.5)


def test_the_goal_of_the_routing_is_a_tie_in_a_window():
    explorer = lesson06.routing()
    untied = np.arange(16.0).reshape(4, 4)
    assert not explorer.won(None, routing.Routed(untied, None, None))
    for i, j in np.ndindex(2, 2):
        tied = untied.copy()
        tied[2 * i, 2 * j] = tied[2 * i + 1, 2 * j + 1]
        assert explorer.won(None, routing.Routed(tied, None, None))
    across = untied.copy()
    across[1, 2] = across[1, 1]  # equals in two windows
    across[0, 2:] = 20, 21
    assert not explorer.won(None, routing.Routed(across, None, None))
    low = untied.copy()
    low[0, 0] = low[0, 1]  # equals that are not the largest
    assert not explorer.won(None, routing.Routed(low, None, None))
    found = routing.windows(untied)
    assert np.array_equal(found[1, 0], [[8, 9], [12, 13]]) and len(found) == 4


# ----------------------------------------------------------------------------------------- chain


@pytest.mark.parametrize(("pool", "how"), [("max", np.max), ("mean", np.mean)])
@pytest.mark.parametrize("smooth", [0.0, 1.0])
def test_what_is_left_after_each_pooling(pool, how, smooth):
    explorer = lesson06.chain(image=SMALL)
    explorer.set(pool=pool, smooth=smooth)
    picture = SMALL
    if smooth:
        picture = ndimage.gaussian_filter(SMALL, smooth, mode="nearest", truncate=3)
    strength, limit = edges_of(picture)
    pooled = strength
    for t in range(6):
        explorer.set(t=t)
        kept, windows = kept_by_loops(strength, limit, pooled, 2**t, 2**t)
        times = "1 time" if t == 1 else f"{t} times"
        rows, columns = pooled.shape
        assert explorer.result.pooled[t] == pytest.approx(pooled, abs=1e-9)
        assert explorer.summary.startswith(
            f"Pooled {times}: {rows} × {columns}, {100 * pooled.size / strength.size:.1f} % of the "
            f"numbers. {100 * kept:.0f} % of the edge pixels lie in a window that still says edge; "
            f"{100 * windows:.0f} % of all windows say so. Where in its window of "
            f"{2**t} × {2**t} the edge lies is {'lost' if t else 'still known'}."
        )
        right = explorer.after.image.get_extent()[1]
        assert right == 2**t * columns - 0.5
        assert (
            np.abs(shown_colours(explorer.after)[..., 0] - 255 * np.minimum(2 * pooled, 1)).max()
            < 2
        )
        before = 255 * np.minimum(2 * strength, 1)
        assert np.abs(shown_colours(explorer.before)[..., 0] - before).max() < 2
        assert explorer.before.size == explorer.after.size == strength.shape
        if min(pooled.shape) > 1:
            pooled = pooled_by_loops(pooled, 2, 2, how)


def test_the_words_and_the_goal_of_the_chain():
    assert (
        chain.where_the_edge_lies(0) == "Where in its window of 1 × 1 the edge lies is still known."
    )
    assert chain.where_the_edge_lies(1) == "Where in its window of 2 × 2 the edge lies is lost."
    assert [chain.side(t) for t in range(4)] == [1, 2, 4, 8]
    explorer = lesson06.chain(image=SMALL)
    assert explorer.values().t == 1 and explorer.time.steps == 5 and explorer.time.pace == 0.8
    one = np.zeros((20, 20))
    one[:10, :10] = 1  # a hundred edge pixels
    for left, held, marked, won in [
        (39, 99, 24, True), (40, 99, 24, False), (39, 98, 24, False), (39, 100, 25, False),
    ]:  # fmt: skip
        # `left` of 400 numbers, as windows that hold `held` of the edge pixels
        pooled = np.zeros((1, left))
        stub = StubChained(left / 400, pooled_edges.Kept(held / 100, marked / 100))
        assert explorer.won(SimpleNamespace(t=1), stub) == won
    assert chain.Chained(0.5, [one, pooled]).share(1) == 39 / 400
    whole = chain.Chained(0.5, [one, pooling.max_pool(one)])
    assert whole.kept(1) == (1.0, 0.25) and whole.share(1) == 0.25


def kept_by_as_many_loops(strength, limit, pooled, size, stride, marks):
    """Return the shares of edge pixels and of windows when the `marks` largest windows are marked."""
    least = sorted(pooled.ravel())[::-1][marks - 1]
    return kept_by_loops(strength, limit, np.where(pooled >= least, limit + 1, 0), size, stride)


def raw_changes_by_loops(strength, by):
    """Return the share of the pixels that differ by a tenth when another one takes their place."""
    changed = []
    for row in strength:
        for j in range(len(row) - 8):
            larger = max(row[j], row[j + by], 0.02)
            changed.append(abs(row[j] - row[j + by]) > 0.1 * larger)
    return np.mean(changed)


class StubChained:
    """What the goal looks at."""

    def __init__(self, share, kept):
        self._share, self._kept = share, kept

    def share(self, t):
        return self._share

    def kept(self, t):
        return self._kept


def test_the_photograph_of_each_explorer_is_as_large_as_it_says():
    for make, shape in [
        (lesson06.max_and_mean, (427, 640)),
        (lesson06.shift, (213, 320)),
        (lesson06.chain, (427, 640)),
    ]:
        known = make().pictures.known
        assert known["china"].shape == known["flower"].shape == shape
    assert photographs.LARGEST == 640


# ------------------------------------------------------------------------------- what one sees


@pytest.mark.parametrize("pooled", [False, True])
@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("k", [3, 5])
def test_the_field_is_what_a_number_notices(layers, k, pooled):
    """One pixel after the other is changed along a row; only those in the field are noticed."""
    rng = np.random.default_rng(layers)
    row = rng.random(120)
    kernel = rng.random(k) + 0.1

    def deep(values):
        for _ in range(layers):
            values = np.convolve(values, kernel, "valid")
            if pooled:
                values = values[: len(values) // 2 * 2].reshape(-1, 2).mean(axis=1)
        return values

    place = 3
    noticed = []
    for j in range(len(row)):
        changed = row.copy()
        changed[j] += 1
        noticed.append(abs(deep(changed)[place] - deep(row)[place]) > 1e-12)
    one = [(k, 1), (2, 2)] if pooled else [(k, 1)]
    size, jump = receptive.field(one * layers)
    assert np.flatnonzero(noticed).tolist() == list(range(place * jump, place * jump + size))


def test_layers_that_are_none_are_refused():
    for layers in ([(0, 1)], [(3, 0)], [(2.5, 1)]):
        with pytest.raises(ValueError, match="must be a whole number"):
            receptive.field(layers)
    assert receptive.field([]) == (1, 1)


def test_what_one_number_sees_is_framed_and_told():
    explorer = lesson06.receptive()
    explorer.set(layers=4, x=100, y=60)
    assert "sees 9 × 9 pixels" in explorer.summary and "sees 3, 5, 7, 9." in explorer.summary
    x, y = explorer.last.get_data()
    assert (min(x), max(x), min(y), max(y)) == (95.5, 104.5, 55.5, 64.5)
    inner = explorer.outlines[0].get_data()
    assert (min(inner[0]), max(inner[0])) == (98.5, 101.5)
    assert np.isnan(explorer.outlines[3].get_xdata()).all(), "the last one is the thick frame"
    explorer.set(x=0, y=0)
    x, y = explorer.last.get_data()
    assert (min(x), max(x), min(y), max(y)) == (-0.5, 4.5, -0.5, 4.5), "cut at the border"
    explorer.set(layers=6, pooling=True, kernel="5 × 5", x=160, y=100)
    assert not explorer.reached, "with kernels of 3 × 3 it's a puzzle"
    explorer.set(kernel="3 × 3")
    assert explorer.reached and "neighbour's field lies 64 pixels" in explorer.summary


# ------------------------------------------------------------------------------- one pixel


def test_moved_by_a_pixel_the_digit_network_is_lost():
    explorer = lesson06.nudge()
    shares = explorer.result.shares["fully connected"]
    assert (
        shares[3] > 0.93 and max(shares[2], shares[4]) < 0.65 and shares[[0, 1, 5, 6]].max() < 0.3
    )
    _, _, held, labels = datasets.digits(0)
    params = module("nudge").dense()
    moved = np.zeros((len(held), 8, 8))
    moved[:, :, 1:] = held.reshape(-1, 8, 8)[:, :, :-1]
    said = network.forward(params, moved.reshape(-1, 64))[0].argmax(axis=1)
    assert shares[4] == (said == labels).mean(), "to the right by one"
    for by, words in ((-2, "2 pixels to the left"), (1, "1 pixel to the right"), (0, "the middle")):
        explorer.set(by=by)
        assert words in explorer.summary


def test_pooling_forgives_a_part_of_it_in_five_networks():
    found = lesson06.five_networks(move=1)
    dense, pooled = found["fully connected"], found["kernels and pooling"]
    assert np.median(pooled) > np.median(dense) + 0.08
    assert max(pooled) < 0.85, "it's no cure"


def test_a_learners_pooling_reads_the_digit():
    library = lesson06.nudge(pool=pooling.max_pool)
    mine = lesson06.nudge(pool=pool_by_loops)
    assert mine.trouble == "" and alike(mine, library)
    assert "Yours gives" not in mine.summary
    low = lesson06.nudge(pool=lambda x: -pool_by_loops(-x))
    assert "Yours gives" in low.summary
    low.set(by=1)
    assert not alike(low, library)
