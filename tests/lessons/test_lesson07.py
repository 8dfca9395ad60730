"""Lesson 7: what its explorers show and say, against numbers worked out another way."""

import re
import sys
import time
from types import SimpleNamespace

import misbehave
import numpy as np
import pytest
import told
from alike import alike
from explorers import assert_sound
from gestures import drag, press, release
from scipy import ndimage
from scipy.signal import correlate2d
from scipy.special import log_softmax, softmax
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

from lessons_lib import anywhere, convnet, datasets, ink, learner, my_digit, network
from lessons_lib.explorers import lesson07
from lessons_lib.optimizers import Optimizer, gradient_descent, momentum

SMALL = 8, 3, 12, 8, 10  # sizes of a network that is quick to read with


def module(name):
    """Return a module of the lesson, whose name in the package may be the explorer."""
    return sys.modules[f"lessons_lib.explorers.lesson07.{name}"]


trained_once = module("trained")
trained = trained_once.trained


def by_loops(params, picture, activation=lambda z: np.maximum(z, 0), pool=np.max):
    """Read one picture as lesson 7's first exercise does, with SciPy's correlation."""
    K, _, W1, b1, W2, b2, W3, b3 = params
    P = activation(maps_of(params, picture)).reshape(len(K), 4, 2, 4, 2)
    P = pool(P, axis=(2, 4)).ravel()
    return activation(activation(P @ W1 + b1) @ W2 + b2) @ W3 + b3


def maps_of(params, picture):
    return np.array(
        [
            correlate2d(picture, kernel, mode="same") + b
            for kernel, b in zip(*params[:2], strict=True)
        ]
    )


def read_by_loops(params, X, **how):
    return np.array([by_loops(params, x.reshape(8, 8), **how).argmax() for x in X])


def kernels_by_scipy(X, dZ0):
    """The solution of the exercise, by SciPy."""
    wide = np.pad(X, ((0, 0), (1, 1), (1, 1)))
    return np.stack(
        [
            sum(correlate2d(x, d, "valid") for x, d in zip(wide, dZ0[:, k], strict=True))
            for k in range(dZ0.shape[1])
        ]
    )


def by_places(X, dZ0):
    """The same, quicker: one product for each of the nine places."""
    padded, (rows, columns) = np.pad(X, ((0, 0), (1, 1), (1, 1))), X.shape[1:]
    dK = np.zeros((dZ0.shape[1], 3, 3))
    for m, n in np.ndindex(3, 3):
        seen = padded[:, None, m : m + rows, n : n + columns]
        dK[:, m, n] = (seen * dZ0).sum(axis=(0, 2, 3))
    return dK


def count_by_hand(side, k, n, m, o):
    return 10 * k + k * (side // 2) ** 2 * n + n + n * m + m + m * o + o


def strongest_by_sorting(maps):
    return np.sort(maps.reshape(*maps.shape[:2], -1), axis=2)[:, :, -1]


OWN = {
    "strongest": (lesson07.anywhere, strongest_by_sorting),
    "forward": (lesson07.draw_a_digit, by_loops),
    "kernel_gradient": (lesson07.training, by_places),
    "count": (lesson07.budget, count_by_hand),
}


# ------------------------------------------------------------------------ a learner's functions


@pytest.mark.parametrize("name", OWN)
def test_the_right_function_draws_the_librarys_picture(name):
    make, right = OWN[name]
    calls = []

    def mine(*args):
        calls.append(args)
        return right(*args)

    explorer = make(**{name: mine})
    assert calls and explorer.trouble == "" and alike(explorer, make())
    wrong = make(**{name: lambda *args: -right(*args)})
    assert wrong.trouble == "" and wrong.summary != explorer.summary
    assert "Yours gives" in wrong.summary and "Yours gives" not in explorer.summary


@pytest.mark.sweep  # each waits for the limit of 2 s
@pytest.mark.parametrize("bad", misbehave.ALL, ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", OWN)
def test_a_function_that_goes_wrong_is_shown_and_survived(name, bad, monkeypatch, capsys):
    monkeypatch.setattr(learner, "SECONDS", misbehave.limit(bad))
    make = OWN[name][0]
    explorer = make(**{name: bad})
    word = "returned" if bad in (misbehave.nan, misbehave.wrong_shape) else misbehave.ALL[bad]
    assert word in explorer.trouble and "The picture shows the library's." in explorer.trouble
    assert explorer.summary.split("○")[0] == make().summary.split("○")[0]
    assert_sound(explorer)
    out = capsys.readouterr()
    assert out.out == out.err == ""


BAD_NETWORKS = {
    "a number": 3,
    "nothing": [],
    "other arrays": [np.ones(3)] * 8,
    "three outputs": convnet.init_params((8, 2, 4, 4, 3), 0),
    "33 kernels": convnet.init_params((8, 33, 4, 4, 10), 0),
    "65 in the first": convnet.init_params((8, 2, 65, 4, 10), 0),
    "65 in the second": convnet.init_params((8, 2, 4, 65, 10), 0),
    "diverged": [p * np.nan for p in convnet.init_params((8, 2, 4, 4, 10), 0)],
    "beyond all numbers": [p * 1e200 for p in convnet.init_params((8, 2, 4, 4, 10), 0)],
}


@pytest.mark.parametrize("params", BAD_NETWORKS.values(), ids=BAD_NETWORKS)
@pytest.mark.parametrize("name", ["draw_a_digit", "broken"])
def test_a_network_that_will_not_do_is_answered(name, params):
    if isinstance(params, list) and len(params) == 8 and np.ptp(params[0]) > 1e100:
        params[1] = params[1] + 1e200  # so that it diverges even on an empty field
    explorer = getattr(lesson07, name)(params)
    assert "This network will not do:" in explorer.note
    assert "A network of the library's is shown." in explorer.note
    assert_sound(explorer)


def test_the_largest_network_that_will_do():
    params = convnet.init_params((8, 32, 64, 64, 10), 0)
    assert trained_once.known(params) == (params, "")
    assert trained_once.known(None)[0] is trained(0), "trained once for all explorers"


# ---------------------------------------------------------------- networks that are trained once


def test_an_epoch_by_adam_written_out():
    """Batches of 64, α = 0.005, and the moments by their formulas."""
    X, _, labels, _ = train_test_split(
        load_digits().data / 16,
        load_digits().target,
        test_size=0.25,
        stratify=load_digits().target,
        random_state=4,
    )
    rng = np.random.default_rng(4)
    theta = convnet.init_params(SMALL, rng)
    m = [0 * p for p in theta]
    v = [0 * p for p in theta]
    order = rng.permutation(len(X))
    for t, start in enumerate(range(0, len(X), 64), 1):
        some = order[start : start + 64]
        for i, g in enumerate(convnet.gradient(theta, X[some], labels[some])):
            m[i] = 0.9 * m[i] + 0.1 * g
            v[i] = 0.999 * v[i] + 0.001 * g**2
            step = m[i] / (1 - 0.9**t) / (np.sqrt(v[i] / (1 - 0.999**t)) + 1e-8)
            theta[i] = theta[i] - 0.005 * step
    for mine, theirs in zip(theta, trained(4, SMALL, 1), strict=True):
        assert np.allclose(mine, theirs, rtol=1e-9)


def test_what_the_two_networks_are():
    sizes = [sum(p.size for p in net) for net in (trained(0), trained(0, trained_once.DENSE))]
    assert sizes == [35_562, 35_200]
    _, _, X, labels = datasets.digits(0)
    share = (read_by_loops(trained(0), X) == labels).mean()
    assert trained_once.score(trained(0), X, labels) == share > 0.97
    assert trained_once.widths(trained(0)) == (32, 64, 32)


def test_the_digits_are_parted_once_for_each_seed():
    digits = module("held_out").Digits()
    X, y = load_digits(return_X_y=True)
    parts = train_test_split(X / 16, y, test_size=0.25, stratify=y, random_state=3)
    for mine, right in zip(digits(3), (parts[0], parts[2], parts[1], parts[3]), strict=False):
        assert np.array_equal(mine, right)
    assert digits(3) is digits(3)


def test_parameters_are_counted_without_making_them():
    for sizes, k in [((8, 32, 64, 32, 10), 3), ((9, 2, 5, 4, 3), 3), ((28, 1, 4, 4, 10), 5)]:
        made = convnet.init_params(sizes, 0, k=k)
        assert convnet.parameter_count(sizes, k) == sum(p.size for p in made)
    assert convnet.parameter_count((8, 10**9, 1, 1, 10)) == 26 * 10**9 + 1 + 2 + 20
    with pytest.raises(ValueError, match="must fit into it"):
        convnet.parameter_count((1, 2, 3, 4, 5))


# -------------------------------------------------------------------------------- draw_a_digit


@pytest.mark.parametrize(
    "moves",
    [
        {},
        {"thicken": 2, "right": 1},
        {"fit": False, "down": -2},
        {"scan": 1},
        {"scan": 77, "right": -3, "down": 3},
        {"scan": 100},
    ],
    ids=str,
)
def test_every_number_under_the_drawing(moves):
    explorer = lesson07.draw_a_digit()
    for name, value in moves.items():
        explorer.set(**{name: value})
    _, _, X, labels = datasets.digits(0)
    picture, params, text = explorer.result.picture, trained(0), explorer.summary
    if "scan" in moves:
        scan = X[moves["scan"] - 1].reshape(8, 8)
        by = moves.get("down", 0), moves.get("right", 0)
        assert np.allclose(picture, ndimage.shift(scan, by, order=0))
        article = "an" if labels[moves["scan"] - 1] == 8 else "a"
        says = f"Held-out scan {moves['scan']} is {article} {labels[moves['scan'] - 1]}. It reads "
        assert text.startswith(says)
    else:
        assert text.startswith("It reads ")
    F = by_loops(params, picture)
    assert np.allclose(explorer.result.F, F)
    p = softmax(F)
    first, second = np.argsort(p)[::-1][:2]
    assert re.search(rf"It reads an? {first} \(p = ", text)
    assert told.after(text, "(p = ") == pytest.approx(100 * p[first], abs=0.051)
    assert f"; next comes {second} (" in text
    assert told.after(text, f"next comes {second} (") == pytest.approx(100 * p[second], abs=0.051)
    share = re.search(r"(\d+) % of what it sees is ink; of a scan it is 31 %\.", text)
    assert float(share[1]) == pytest.approx(100 * picture.sum() / 64, abs=0.51)
    A0 = np.maximum(maps_of(params, picture), 0)
    P = A0.reshape(32, 4, 2, 4, 2).max(axis=(2, 4))
    lit, left = (A0 > 0).sum(), (P > 0).sum()
    assert f" {lit:,} of 2,048 numbers in A0 are above 0, and {left} of 512 in P. " in text
    assert "The pen is up at row 8, column 9, 4 cells wide." in text
    assert np.allclose(explorer.result.stages.P[0], P)


def test_a_scan_has_so_much_ink():
    assert round(100 * ink.INKED) == round(100 * load_digits().data.mean() / 16) == 31


def test_sentences_of_the_drawing_on_both_sides():
    draw = module("draw_a_digit")
    assert draw.scan_told(5, 8) == "Held-out scan 5 is an 8."
    assert draw.scan_told(6, 1) == "Held-out scan 6 is a 1."
    p = np.array([0, 0, 0.25, 0, 0, 0.25, 0, 0.25, 0.25, 0])
    assert draw.reading_told(p) == "It reads a 2 (p = 25.0 %); next comes 5 (25.0 %)."
    p = np.eye(10)[8] * 0.6 + np.eye(10)[0] * 0.4
    assert draw.reading_told(p) == "It reads an 8 (p = 60.0 %); next comes 0 (40.0 %)."
    assert draw.ink_told(np.eye(8) * 0.8).startswith("10 % of what")
    assert draw.ink_told(np.ones((8, 8))).startswith("100 % of what")
    assert draw.beside_a_bar(-12.345, 0.00501) == "F −12.3, 1 %"
    assert draw.beside_a_bar(1.26, 0.00499) == "F 1.3"
    assert draw.beside_a_bar(0.0, 0.97) == "F 0, 97 %"
    stages = SimpleNamespace(A0=np.array([0, 1e-9, 2.0] * 400), P=np.array([0.0, 3, 0]))
    told_ = draw.above_told(stages)
    assert told_ == "800 of 1,200 numbers in A0 are above 0, and 1 of 3 in P."
    logits = np.array([3.0, -2, 1e3, 999])
    assert np.allclose(draw.softmax(logits), softmax(logits))
    explorer = lesson07.draw_a_digit()
    empty = explorer.result._replace(picture=np.zeros((8, 8)))
    c = explorer.values()
    assert explorer.say(c, empty).startswith("There is no ink, and yet it must name a digit. It r")
    c.width, c.pen, c.row, c.column = 1, "draws", 3, 4
    assert explorer.say(c, empty).endswith("The pen draws at row 3, column 4, 1 cell wide.")


def test_what_the_pictures_of_the_drawing_show():
    explorer = lesson07.draw_a_digit()
    explorer.set(scan=3)
    shown = {}
    explorer.paper = lambda cells: shown.update(paper=cells)
    explorer.sees = lambda picture: shown.update(sees=picture)
    explorer.tip = lambda *tip: shown.update(tip=tip)
    explorer.bars = lambda *bars: shown.update(bars=bars)
    explorer.blocks = SimpleNamespace(put=lambda title, *maps: shown.update({title: maps}))
    explorer.paint(explorer.values(), explorer.result)
    scan = datasets.digits(0)[2][2].reshape(8, 8)
    assert np.array_equal(shown["paper"], np.kron(scan, np.ones((4, 4))))
    assert np.array_equal(shown["sees"], scan) and shown["tip"] == (9, 8, 4, False)
    p = softmax(by_loops(trained(0), scan))
    assert shown["bars"][0] == pytest.approx(p) and shown["bars"][2] == p.argmax()
    assert sum("%" in words for words in shown["bars"][1]) == (p >= 0.005).sum()
    Z0 = maps_of(trained(0), scan)
    before, limit = shown["Z0 = X ⋆ K + b0"]
    assert np.allclose(before, Z0) and limit == pytest.approx(np.abs(Z0).max())
    after, limit = shown["A0 = max(Z0, 0)"]
    assert np.allclose(after, np.maximum(Z0, 0)) and limit == pytest.approx(np.abs(Z0).max())
    assert shown["P: pooled"][1] == limit
    assert shown["A1"][0].shape == (64, 1, 1) and shown["A2"][0].shape == (32, 1, 1)
    explorer.set(scan=0)
    explorer.paint(explorer.values(), explorer.result)
    assert shown["paper"] is explorer.ink.cells


def test_the_goal_of_the_drawing_on_both_sides():
    explorer = lesson07.draw_a_digit()
    won = explorer.won

    def answer(p):  # the others share what is left
        F = np.zeros(10)
        F[7] = np.log(9 * p / (1 - p))
        return explorer.result._replace(F=F)

    c = explorer.values()
    assert not won(c, answer(0.95)), "nothing was drawn"
    explorer.ink.remember()
    assert won(c, answer(0.901)) and not won(c, answer(0.899))
    for name, value in [("pen", "draws"), ("scan", 1), ("right", 1), ("down", -1)]:
        changed = SimpleNamespace(**(vars(c) | {name: value}))
        assert not won(changed, answer(0.95)), name
    press(explorer, explorer.figure.axes[0], 3, 3)
    assert not won(c, answer(0.95)), "the stroke may go on"


def test_a_digit_is_judged_when_the_pen_is_lifted():
    explorer = lesson07.draw_a_digit()
    field = explorer.figure.axes[0]
    explorer.buttons["Clear"].click()
    assert "There is no ink, and yet it must name a digit. It reads a" in explorer.summary
    for start, *rest in ([(8, 3), (22, 3), (14, 28)], [(10, 16), (23, 16)]):
        press(explorer, field, *start)
        for place in rest:
            drag(explorer, field, *place)
        assert not explorer.reached, "the stroke may go on"
        release(explorer, field, *rest[-1])
    assert "It reads a 7 (p = 100.0 %)" in explorer.summary
    assert explorer.reached and "✔ Goal reached" in explorer.summary


def test_a_pen_outside_of_the_field_leaves_no_ink():
    explorer = lesson07.draw_a_digit()
    field = explorer.figure.axes[0]

    def share():
        return int(re.search(r"(\d+) % of what it sees", explorer.summary)[1])

    explorer.buttons["Clear"].click()
    press(explorer, field, 20, 10)
    drag(explorer, field, 40, 10)
    assert explorer.ink.cells[10, 20:].all(), "the stroke goes as far as the edge"
    out = explorer.image.value
    there = share()
    assert there > 0
    for y in (14, 18, 22):
        drag(explorer, field, 40, y)
        assert share() == there, "the border is inked"
    drag(explorer, field, 20, 22)
    assert explorer.image.value != out


@pytest.mark.parametrize(("x", "inked"), [(31.4, True), (31.5, False)])
def test_the_edge_itself_is_outside(x, inked):
    explorer = lesson07.draw_a_digit()
    explorer.ink.wipe()
    explorer.drawn_by_mouse("down", x, 4.0)
    assert explorer.drawn_by_mouse("drag", x, 20.0) == {"column": round(x), "row": 20, "scan": 0}
    assert explorer.ink.cells[12, 31] == inked


def test_strokes_by_mouse_are_kept_undone_and_cleared():
    explorer = lesson07.draw_a_digit()
    field = explorer.figure.axes[0]

    def inked():
        return explorer.result.picture.sum()

    first, seen = inked(), explorer.summary
    explorer.buttons["Clear"].click()
    assert inked() == 0 and "0 % of what it sees is ink" in explorer.summary
    press(explorer, field, 16, 3)
    dot = inked()
    drag(explorer, field, 16, 28)  # far from the last event: the stroke has no gap
    release(explorer, field, 16, 28)
    assert dot > 0 and (explorer.result.picture.sum(axis=1) > 0).all()
    assert "It reads a 1 " in explorer.summary
    assert (explorer.controls["row"].value, explorer.controls["column"].value) == (28, 16)
    drag(explorer, field, 2, 2)  # not pressed: nothing is drawn
    assert "It reads a 1 " in explorer.summary
    explorer.buttons["Undo"].click()
    assert inked() == 0
    explorer.buttons["Undo"].click()
    assert inked() == first
    assert explorer.summary == seen.replace("row 8, column 9", "row 28, column 16")
    for _ in range(3):
        explorer.buttons["Undo"].click()  # nothing is left to undo
    assert inked() == first
    explorer.controls["pen"].value = "erases"
    press(explorer, field, 5, 5)
    drag(explorer, field, 28, 30)
    assert inked() != first


def test_a_stroke_begins_where_the_pen_was_put_down():
    explorer = lesson07.draw_a_digit()
    explorer.buttons["Clear"].click()
    explorer.set(row=4, column=4)
    explorer.set(pen="draws")
    explorer.set(column=20)
    explorer.set(pen="is up", row=28)
    explorer.set(pen="draws")
    cells = explorer.ink.cells
    assert cells[4, 4:21].all() and cells[28, 20] and not cells[10:26].any()
    explorer.set(pen="erases", column=4, row=4)
    assert not explorer.ink.cells[4, 4]
    explorer.set(scan=9)
    explorer.set(thicken=1)
    assert explorer.controls["scan"].value == 0, "what belongs to the drawing brings it back"
    explorer.set(scan=9, right=1)
    assert explorer.controls["scan"].value == 9


@pytest.mark.parametrize("width", [1, 4, 9])
def test_a_stroke_inks_what_is_near_to_its_line(width):
    field = ink.Ink()
    start, end = (5.0, 25.5), (21.3, 8.0)
    field.stroke(start, end, width)
    along = np.linspace(start, end, 4001)
    for row, column in np.ndindex(32, 32):
        away = np.hypot(*(along - (column, row)).T).min()
        if abs(away - width / 2 - 0.25) > 1e-4:
            assert field.cells[row, column] == (away < width / 2 + 0.25)
    field.stroke(start, end, width, ink=False)
    assert not field.cells.any()
    field.stroke(start, start, width)
    dot = np.hypot(np.arange(32) - 5.0, np.arange(32)[:, None] - 25.5) < width / 2 + 0.25
    assert np.array_equal(field.cells, dot)


def test_fifty_fields_are_remembered_and_none_twice():
    field = ink.Ink()
    for i in range(60):
        field.remember()
        field.remember()
        field.cells[divmod(i, 32)] = True
    assert len(field.past) == 50
    for i in range(59, 9, -1):
        field.undo()
        assert field.cells.sum() == i
    field.undo()
    assert field.cells.sum() == 10, "nothing is left to undo"


def test_what_is_drawn_is_what_the_scans_were():
    cells = np.zeros((32, 32), dtype=bool)
    assert not ink.fitted(cells).any() and not ink.thickened(cells, 3).any()
    cells[10:20, 3:6] = True  # a bar, 10 high and 3 wide
    bar = ink.fitted(cells)
    wide = bar.any(axis=0)
    assert bar.any(axis=1).all() and 8 <= wide.sum() <= 11, "to the full height, its shape kept"
    assert np.flatnonzero(wide).mean() == pytest.approx(15.5, abs=1), "and centred"
    cells[:] = False
    cells[12:14, 4:20] = True  # 2 high and 16 wide: a quarter as high as it is wide
    flat = ink.fitted(cells)
    assert flat.any(axis=0).sum() == 26, "no wider than a scan"
    assert flat.any(axis=1).sum() == 8, "and no higher than twice its shape: it is made no block"
    cells[:] = False
    cells[5, 5] = True
    assert ink.thickened(cells, 1).sum() == 5 and ink.thickened(cells, 2).sum() == 13
    cross = ndimage.generate_binary_structure(2, 1)
    some = np.random.default_rng(0).random((32, 32)) < 0.02
    assert np.array_equal(ink.thickened(some, 3), ndimage.binary_dilation(some, cross, 3))
    cells[:4, :4] = True
    assert ink.counted(cells)[0, 0] == 1 and ink.counted(cells).sum() == 1 + 1 / 16


@pytest.mark.parametrize(("right", "down"), [(1, 0), (0, -2), (-3, 3), (0, 0)])
def test_pictures_are_shifted_by_whole_pixels(right, down):
    picture = np.arange(1, 65.0).reshape(8, 8)
    there = ndimage.shift(picture, (down, right), order=0)
    assert np.array_equal(ink.moved(picture, right, down), there)


# -------------------------------------------------------------------------------------- budget


def test_the_costs_worked_by_hand():
    text = lesson07.budget().summary
    assert "Pictures of 8 × 8 pixels, 32 kernels of 3 × 3. The maps are as large" in text
    assert "Pooled, they are 4 × 4, so 512 numbers enter the dense layers." in text
    assert "Parameters: 320 + 32,832 + 2,080 + 330 = 35,562." in text
    assert "Multiplications: 18,432 + 32,768 + 2,048 + 320 = 53,568." in text


@pytest.mark.parametrize("sizes", [(12, 1, 4, 4), (28, 64, 256, 128), (20, 8, 16, 64)])
def test_the_costs_counted_out(sizes):
    """A multiplication for each weight of a kernel at each pixel, and for each weight after it."""
    side, kernels, n1, n2 = sizes
    explorer = lesson07.budget(count=count_by_hand)
    explorer.set(side=side, kernels=kernels, n1=n1, n2=n2)
    inputs = kernels * len(range(0, side, 2)) ** 2
    fan = [(9, kernels), (inputs, n1), (n1, n2), (n2, 10)]
    parameters = [(n + 1) * m for n, m in fan]
    products = [9 * kernels * side * side, *(n * m for n, m in fan[1:])]
    text = explorer.summary
    many = "1 kernel of" if kernels == 1 else f"{kernels} kernels of"
    assert f"{side} × {side} pixels, {many} 3 × 3." in text
    assert f"they are {side // 2} × {side // 2}, so {inputs:,} numbers" in text
    for name, found in (("Parameters", parameters), ("Multiplications", products)):
        line = " + ".join(f"{n:,}" for n in found)
        assert f"{name}: {line} = {sum(found):,}." in text
    assert explorer.result.total == sum(parameters) and "Yours" not in text
    for ax, found in zip(explorer.figure.axes, (parameters, products), strict=True):
        widths = [bar.get_width() for bar in ax.patches]
        assert widths == pytest.approx(np.array(found) / sum(found))


def test_the_texts_beside_the_bars_of_costs():
    shown = []
    module("budget").show_shares(lambda *args: shown.append(args), [1000, 3000])
    assert shown[0][1] == ["1,000 (25 %)", "3,000 (75 %)"]


def test_the_goal_of_the_budget_is_more_than_all_others():
    explorer = lesson07.budget()
    for products, won in [([10, 4, 4, 2], False), ([11, 4, 4, 2], True), ([9, 4, 4, 2], False)]:
        assert explorer.won(None, explorer.result._replace(multiplications=products)) == won


# ------------------------------------------------------------------------------------ training


def loss_and_share(params, X, labels):
    F = np.array([by_loops(params, x.reshape(8, 8)) for x in X])
    loss = -log_softmax(F, axis=1)[np.arange(len(X)), labels].mean()
    return loss, (F.argmax(axis=1) == labels).mean()


@pytest.mark.parametrize(("kernels", "seed", "t"), [(2, 0, 0), (2, 5, 1), (1, 3, 3)])
def test_every_number_of_the_training(kernels, seed, t):
    explorer = lesson07.training(steps=3)
    explorer.set(kernels=kernels, seed=seed, t=t, digit=17)
    X, labels, held, labels_held = datasets.digits(seed)
    params = trained(seed, (8, kernels, 64, 32, 10), t)
    for mine, theirs in zip(explorer.result.params, params, strict=True):
        assert np.allclose(mine, theirs), "as it is trained elsewhere"
    loss, share = loss_and_share(params, X[:450], labels[:450])
    held_loss, held_share = loss_and_share(params, held, labels_held)
    now = explorer.result.seeds[seed][t]
    assert tuple(now) == pytest.approx((loss, share, held_loss, held_share))
    text = explorer.summary
    several = "kernel" if kernels == 1 else "kernels"
    epochs = "epoch" if t == 1 else "epochs"
    assert text.startswith(f"After {t} {epochs} of Adam with {kernels} {several} the training ")
    assert told.after(text, "the training loss is ") == pytest.approx(loss, rel=6e-3)
    assert (
        f", and {100 * held_share:.1f} % of the 450 never-seen digits are read correctly." in text
    )
    label, read = labels_held[17], by_loops(params, held[17].reshape(8, 8)).argmax()
    article = "an" if label == 8 else "a"
    assert f"The digit below, {article} {label}, is read as {read}." in text
    for name, end in (("training", loss), ("held out", held_loss)):
        assert explorer.losses[name][1].get_data() == ([t], pytest.approx([end]))
    for name, end in (("training", share), ("held out", held_share)):
        dot = explorer.shares[name][1].get_ydata()
        assert dot == pytest.approx([np.clip(end, 0.8, 1)])


def test_sentences_of_the_training_on_both_sides():
    training = module("training")
    says = training.trained_told(1, "momentum", 8, 0.123456, 0.98765)
    assert says == (
        "After 1 epoch of momentum with 8 kernels the training loss is 0.123, "
        "and 98.8 % of the 450 never-seen digits are read correctly."
    )
    assert training.seeds_told([0.9]) == training.seeds_told([]) == ""
    says = training.seeds_told([0.95, 0.9, 0.97777])
    assert says == "Over the 3 seeds tried: 90.0 to 97.8 %."
    assert training.seeds_told([0.9, 0.9]) == "Over the 2 seeds tried: 90.0 to 90.0 %."
    assert training.digit_told(8, 3, 9.9) == "The digit below, an 8, is read as 3."
    for loss in (np.nan, np.inf):
        says = training.digit_told(8, 3, loss)
        assert says == "It has diverged: take a smaller learning rate."
    slow = module("epochs").too_slow("my_rule", 22)
    assert slow == (
        "my_rule is too slow: an epoch of 22 batches takes more than 2 s. "
        "Loop little: let NumPy do all samples at once."
    )


def test_the_band_goes_as_far_as_two_seeds_have_come():
    training = module("training")

    def rows(*shares):
        return [training.Scores(0.0, 0.0, 0.0, share) for share in shares]

    ends = training.lowest_and_highest
    assert ends({0: rows(0.1, 0.2, 0.3)}) == ([], [])
    two = {0: rows(0.1, 0.9, 0.3), 4: rows(0.5, 0.4)}
    assert ends(two) == ([0.1, 0.4], [0.5, 0.9])
    three = two | {2: rows(0.7, 0.7, 0.7, 0.7)}
    assert ends(three) == ([0.1, 0.4, 0.3], [0.7, 0.9, 0.7])
    assert ends({0: rows(0.1), 1: []}) == ([], [])


def test_seeds_make_a_range_until_they_are_forgotten():
    explorer = lesson07.training()
    explorer.set(kernels=2)
    assert "seeds tried" not in explorer.summary
    for seed in (1, 2):
        explorer.set(seed=seed)
    assert "Over the 3 seeds tried" in explorer.summary
    low, high = told.after(explorer.summary, "tried: ", 2)
    shares = [100 * rows[3].held_share for rows in explorer.result.seeds.values()]
    assert (low, high) == (round(min(shares), 1), round(max(shares), 1))
    explorer.set(t=4)
    assert "seeds tried" not in explorer.summary, "the others have not come so far"
    explorer.set(t=3, lr=0.01)
    assert "seeds tried" not in explorer.summary, "other settings have their own range"
    explorer.set(lr=0.005)
    assert "Over the 3 seeds tried" in explorer.summary
    explorer.buttons["Forget the other seeds"].click()
    assert "seeds tried" not in explorer.summary
    assert list(explorer.result.seeds) == [2]
    kept = [list(seeds) for (settings, _), seeds in explorer.history.items() if settings[3] == 2]
    assert kept == [[2], [2]], "it is kept with other settings too"


def test_the_goal_of_the_training_on_both_sides():
    explorer = lesson07.training(steps=3)
    explorer.set(kernels=8, t=1)
    scores = explorer.result.seeds[0][0]
    for kernels, share, won in [(8, 0.98, True), (8, 0.9799, False), (4, 0.99, False)]:
        rows = [scores._replace(held_share=1.0), scores._replace(held_share=share)]
        c = SimpleNamespace(kernels=kernels, seed=0, t=1)
        assert explorer.won(c, explorer.result._replace(seeds={0: rows})) == won


def test_the_bar_says_how_long_the_rest_takes():
    explorer = lesson07.training()
    assert 0 < explorer.clock.seconds < 60 and explorer.clock.seconds != 0.05
    explorer.clock.seconds = 10
    explorer.set(digit=5)
    assert "epochs: 3 of 30 done, about 270 s left" in explorer.bar.words.value


def test_a_wrong_gradient_that_trains_is_told():
    explorer = lesson07.training(kernel_gradient=lambda X, dZ0: np.zeros((32, 3, 3)))
    assert re.search(r"Yours gives 0 at \[\d+, \d, \d\], the library's ", explorer.summary)
    right = lesson07.training(kernel_gradient=kernels_by_scipy, steps=1)
    assert right.trouble == "" and "Yours gives" not in right.summary


def test_where_a_learners_gradient_is_apart_is_kept_from_the_first_one_on():
    X, labels, *_ = datasets.digits(0)
    params = convnet.init_params(SMALL, 0)
    off = [np.zeros((3, 3, 3))]
    own = module("epochs").OwnGradient(lambda X, d: by_places(X, d) + off[0])
    right = convnet.gradient(params, X[:8], labels[:8])
    own(params, X[:8], labels[:8])
    assert own.apart is None
    off[0][1, 2, 0] = 5e-8  # no more than rounding
    own(params, X[:8], labels[:8])
    assert own.apart is None
    off[0][1, 2, 0], off[0][0, 0, 0] = 0.2, 0.1
    grads = own(params, X[:8], labels[:8])
    place, mine, library = own.apart
    assert place == (1, 2, 0) and mine - library == pytest.approx(0.2)
    assert library == pytest.approx(right[0][1, 2, 0])
    assert grads[0] == pytest.approx(right[0] + off[0])
    assert all(np.array_equal(*both) for both in zip(grads[1:], right[1:], strict=True))
    off[0] = 7.0 + off[0]
    own(params, X[:8], labels[:8])
    assert own.apart == (place, mine, library)


def test_a_kernel_gradient_with_nan_is_no_divergence():
    explorer = lesson07.training(kernel_gradient=lambda X, dZ0: np.full((32, 3, 3), np.nan))
    assert "gives NaN or infinity for ordinary numbers" in explorer.summary
    assert "diverged" not in explorer.summary
    signs = np.tile((-1.0) ** np.arange(9).reshape(3, 3), (32, 1, 1))
    explorer = lesson07.training(kernel_gradient=lambda X, dZ0: 1e200 * signs + 0 * dZ0.sum())
    # The numbers grow first, and are NaN afterwards: that is divergence.
    explorer.set(optimizer="gradient descent")
    assert "It has diverged" in explorer.summary and not explorer.trouble


def test_an_optimizer_that_fails_leaves_the_network_to_adam():
    def broken_rule(lr):
        return Optimizer(lambda theta: None, lambda theta, g, state: theta / 0 * "x")

    explorer = lesson07.training(optimizer=broken_rule, steps=3)
    assert "stopped" in explorer.trouble and "epochs of Adam" in explorer.summary
    explorer = lesson07.training(optimizer=lambda lr: momentum(10 * lr), steps=3)
    assert explorer.trouble == "" and "epochs of mine" in explorer.summary
    explorer.set(optimizer="momentum")
    assert "epochs of momentum" in explorer.summary


@pytest.mark.parametrize("late", ["raises", "never ends"])
def test_an_optimizer_that_goes_wrong_only_later_leaves_the_network_to_adam(late, monkeypatch):
    def mine(lr):
        def update(theta, g, steps):
            while late == "never ends" and steps == 30:
                time.sleep(0.01)
            return (theta - lr * g, steps + 1) if steps < 30 else 1 / 0

        return Optimizer(lambda theta: 0, update)

    monkeypatch.setattr(learner, "SECONDS", 2.0 if late == "raises" else 0.6)
    explorer = lesson07.training(optimizer=mine, steps=4)
    explorer.set(t=4)
    assert "The picture shows the library's." in explorer.trouble
    assert " of Adam " in explorer.summary
    assert_sound(explorer)


def test_a_slow_epoch_is_named_with_its_batches_and_can_be_tried_again(monkeypatch):
    pause = [0.12]

    def my_slow(X, dZ0):
        time.sleep(pause[0])
        return by_places(X, dZ0)

    monkeypatch.setattr(learner, "SECONDS", 0.3)
    explorer = lesson07.training(kernel_gradient=my_slow, steps=1)
    explorer.set(kernels=1, batch=256, t=1)
    says = "my_slow is too slow: an epoch of 6 batches takes more than 0.3 s."
    assert says in explorer.trouble, "1347 digits make 5 batches of 256, and a rest"
    pause[0] = 0
    monkeypatch.setattr(learner, "SECONDS", 20)
    explorer.set(digit=2)
    assert explorer.trouble == ""
    library = lesson07.training(steps=1)
    library.set(kernels=1, batch=256, t=1, digit=2)
    for mine, theirs in zip(explorer.result.params, library.result.params, strict=True):
        assert np.allclose(mine, theirs), "the batches are those of the first try"


def test_a_failure_leaves_no_trace_among_the_seeds():
    def mine(X, dZ0):
        return by_places(X, dZ0) if well else 1 / 0

    well = False
    explorer = lesson07.training(kernel_gradient=mine, steps=1)
    explorer.set(kernels=1)
    assert explorer.trouble and "seeds tried" not in explorer.summary
    well = True
    explorer.set(seed=1)
    assert not explorer.trouble and "seeds tried" not in explorer.summary
    assert list(explorer.result.seeds) == [0, 1] and explorer.result.seeds[0] == []


def test_the_library_walks_on_by_any_rule():
    """Gradient descent over one epoch, batch by batch."""
    explorer = lesson07.training(steps=1)
    explorer.set(optimizer="gradient descent", lr=0.1, batch=128, kernels=2, seed=4, t=1)
    X, labels, *_ = datasets.digits(4)
    rng = np.random.default_rng(4)
    params = convnet.init_params((8, 2, 64, 32, 10), rng)
    order = rng.permutation(len(X))
    lr = explorer.controls["lr"].value
    for start in range(0, len(X), 128):
        some = order[start : start + 128]
        grads = convnet.gradient(params, X[some], labels[some])
        params = [p - lr * g for p, g in zip(params, grads, strict=True)]
    for mine, right in zip(explorer.result.params, params, strict=True):
        assert np.allclose(mine, right)


# ------------------------------------------------------------------------------------- shifted


def test_where_the_digits_go():
    where = module("shifted").where
    assert where(0, "up and down") == "0, up and down"
    assert where(-1, "sideways") == "1 to the left"
    assert where(1, "sideways") == "1 to the right"
    assert where(-2, "up and down") == "2 upwards"
    assert where(2, "up and down") == "2 downwards"
    assert where(-3, "along the diagonal") == "3 up and to the left"
    assert where(3, "along the diagonal") == "3 down and to the right"


# How a picture goes with each way: (down, right) for a shift by 1.
GOES = {"sideways": (0, 1), "up and down": (1, 0), "along the diagonal": (1, 1)}


@pytest.mark.parametrize(
    ("by", "way", "first"),
    [(0, "sideways", 0), (-1, "sideways", 12), (2, "up and down", 432)]
    + [(3, "along the diagonal", 24)],
)
def test_every_number_of_the_shifted_digits(by, way, first):
    explorer = lesson07.shifted()
    explorer.set(by=by, way=way, first=first)
    _, _, X, labels = datasets.digits(0)
    to = by * np.array(GOES[way])
    X = np.array([ndimage.shift(x.reshape(8, 8), to, order=0) for x in X]).reshape(-1, 64)
    W1, b1, W2, b2, W3, b3 = trained(0, trained_once.DENSE)
    dense = np.maximum(np.maximum(X @ W1 + b1, 0) @ W2 + b2, 0) @ W3 + b3
    reads = {"convolutional": read_by_loops(trained(0), X), "dense": dense.argmax(axis=1)}
    shares = {name: (said == labels).mean() for name, said in reads.items()}
    shown = slice(first, first + 12)
    right = {name: (said == labels)[shown].sum() for name, said in reads.items()}
    told_shares = "; ".join(f"{name} {100 * share:.1f} %" for name, share in shares.items())
    counts = ", ".join(f"{name} {n}" for name, n in right.items())
    assert f", the accuracy is: {told_shares}. " in explorer.summary
    assert f"Of the digits {first + 1} to {first + 12}: {counts}.\n" in explorer.summary
    assert np.allclose(explorer.result.pictures, X[shown])
    for name, share in shares.items():
        (x,), (y,) = explorer.lines[name][1].get_data()
        assert x == by and y == pytest.approx(share)
        assert np.array_equal(explorer.result.says[name], reads[name][shown])
    captions = []
    explorer.gallery = lambda pictures, words: captions.extend(words)
    explorer.paint(explorer.values(), explorer.result)
    pairs = zip(reads["convolutional"][shown], reads["dense"][shown], strict=True)
    assert captions == [f"{a}, {b}" for a, b in pairs]


def test_each_reader_reads_the_digits_of_its_seed():
    seen = {0: [], 1: []}

    def reader(seed):
        return lambda X: seen[seed].append(X) or np.full(len(X), seed)

    explorer = lesson07.shifted({"two": [reader(0), reader(1)]})
    for seed in (0, 1):
        X, labels = datasets.digits(seed)[2:]
        assert any(np.array_equal(X, other) for other in seen[seed])
        at_rest = explorer.result.shares["two"][seed]
        assert at_rest == pytest.approx([(labels == seed).mean()] * 7)
    assert explorer.result.shares["two"].shape == (2, 7)
    calls = len(seen[1])
    explorer.set(by=2)
    explorer.set(by=-2)
    assert len(seen[1]) == calls, "a way is measured once"


def test_the_median_and_the_band_over_the_seeds():
    explorer = lesson07.shifted({"a": lambda X: np.zeros(len(X))})
    shares = np.array([[0.1] * 7, [0.2] * 7, [0.9] * 7])
    result = explorer.result._replace(shares={"a": shares})
    bands = []
    explorer.bands = {"a": lambda *args: bands.append(args)}
    explorer.paint(explorer.values(), result)
    assert explorer.lines["a"][0].get_ydata() == pytest.approx([0.2] * 7)
    assert explorer.lines["a"][0].get_xdata() == pytest.approx(range(-3, 4))
    assert bands[0][1] == pytest.approx([0.1] * 7) and bands[0][2] == pytest.approx([0.9] * 7)
    assert list(explorer.here.get_xdata()) == [0, 0]


def test_sentences_of_the_shifted_digits():
    shifted = module("shifted")
    assert shifted.span([0.98765]) == "98.8 %"
    assert shifted.span([0.9, 0.5, 0.75]) == "50.0 to 90.0 %"
    shares = {"a": np.array([0.5]), "b": np.array([0.25, 1.0])}
    assert shifted.shares_told(shares) == "a 50.0 %; b 25.0 to 100.0 %"
    assert shifted.counts_told({"a": 3, "b": 12}) == "a 3, b 12"
    with_one = shifted.answers(lambda X: np.ones(len(X)), np.zeros((3, 64)))
    assert with_one.tolist() == [1, 1, 1]
    for bad in (lambda X: 1 / 0, lambda X: np.ones(2), lambda X: None):
        assert shifted.answers(bad, np.zeros((3, 64))).tolist() == [-1, -1, -1]


def test_the_goal_of_the_shifted_digits_on_both_sides():
    explorer = lesson07.shifted()
    first = np.array([[0.0] * 7, [0.75] * 7, [1.0] * 7])

    def won(by, other, *more):
        shares = {"a": first, "b": np.array([[other] * 7]), **dict(enumerate(more))}
        c = SimpleNamespace(by=by)
        return explorer.won(c, explorer.result._replace(shares=shares))

    assert won(-1, 0.64) and won(2, 0.64) and not won(2, 0.66) and not won(2, 0.86)
    assert not won(0, 0.1), "it must be shifted"
    assert won(1, 0.5, first), "only the first two count"
    alone = explorer.result._replace(shares={"a": first})
    assert not explorer.won(SimpleNamespace(by=1), alone)
    at_one = np.array([[0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.5]])
    steep = explorer.result._replace(shares={"a": np.full((1, 7), 0.9), "b": at_one})
    assert explorer.won(SimpleNamespace(by=3), steep)
    assert not explorer.won(SimpleNamespace(by=-3), steep)


def test_the_shifted_digits_are_read_by_whatever_one_gives():
    two = [lambda X: np.zeros(len(X)), lambda X: np.ones(len(X))]
    explorer = lesson07.shifted({"always 3": lambda X: np.full(len(X), 3), "two": two})
    assert explorer.note == "" and "always 3 " in explorer.summary and " to " in explorer.summary
    four = {f"reader {i}": two[0] for i in range(4)}
    assert lesson07.shifted(four).note == ""
    for bad, says in [
        (5, "readers must be"),
        ({}, "readers must be"),
        (four | {"a fifth": two[0]}, "readers must be"),
        ({"a": lambda X: X}, "450 numbers"),
        ({"a": lambda X: np.ones(450)}, "an array of 12 numbers"),
        ({"a": []}, "a has no reader"),
        ({"a": lambda X: 1 / 0}, "ZeroDivisionError"),
        ({"a": 3}, "function is needed"),
    ]:
        explorer = lesson07.shifted(bad)
        assert says in explorer.note
        assert explorer.note.endswith(". Two networks of the library are shown.")
        assert ".. Two" not in explorer.note and "dense" in explorer.summary
        assert_sound(explorer)


# -------------------------------------------------------------------------------------- broken

BREAKS = module("broken").BREAKS
AFTER, BEFORE = "after it was trained", "before it is trained"


def broken_by_hand(name, params, X):
    """Return what a network reads whose part of this name is broken: by loops."""
    K, b0, *dense = params
    if name == "kernels rotated by 180°":
        return read_by_loops([np.array([np.rot90(k, 2) for k in K]), b0, *dense], X)
    if name == "the kernels in another order":
        order = [len(K) - 1, *range(len(K) - 1)]
        return read_by_loops([K[order], b0[order], *dense], X)
    if name == "random kernels":
        rng = np.random.default_rng(9)
        return read_by_loops([rng.normal(0, np.sqrt(2) / 3, K.shape), b0, *dense], X)
    if name == "mean pooling":
        return read_by_loops(params, X, pool=np.mean)
    if name == "tanh for ReLU":
        return read_by_loops(params, X, activation=np.tanh)
    if name == "no biases":
        W1, _, W2, _, W3, _ = dense
        nothing = [np.zeros(n) for n in (len(K), len(W2), len(W3), 10)]
        b = iter(nothing)
        return read_by_loops([K, next(b), W1, next(b), W2, next(b), W3, next(b)], X)
    order = np.random.default_rng(0).permutation(64)
    return read_by_loops(params, np.array([[x[i] for i in order] for x in X]))


def test_each_break_after_the_training():
    params = trained(0, SMALL)
    explorer = lesson07.broken(params)
    explorer.guesses.clear()  # the example too
    _, _, X, labels = datasets.digits(0)
    whole = 100 * (read_by_loops(params, X) == labels).mean()
    shares = {}
    for name in BREAKS:
        explorer.set(name=name, guess=30)
        assert explorer.summary.startswith(
            f"Unbroken, it reads {whole:.1f} % of the held-out digits. Now: {name}, {AFTER}. "
            "Your guess: 30 % will be read correctly. Press “Show it”. The digits shown are those"
        )
        explorer.buttons["Show it"].click()
        answers = broken_by_hand(name, params, X)
        assert (explorer.result.answers == answers).mean() > 0.995, name
        shares[name] = 100 * (answers == labels).mean()
        assert f" {shares[name]:.1f} % are read correctly. You said 30 %." in explorer.summary
    assert len(shares) == 7
    near = sum(abs(share - 30) <= 10 for share in shares.values())
    assert explorer.reached == (near >= 3)
    for name, share in shares.items():
        assert 100 * explorer.result.shares[name, AFTER] == pytest.approx(share)


LINEAR = ["kernels rotated by 180°", "the kernels in another order", "no biases"]


@pytest.mark.parametrize("name", LINEAR)
def test_the_gradient_through_a_break_is_turned_back(name):
    """The derivative of L(change p) is its adjoint: ⟨change p, g⟩ = ⟨p, change_back g⟩."""
    p, g = convnet.init_params(SMALL, 1), convnet.init_params(SMALL, 2)
    p[1], g[1], p[3], g[3] = p[1] + 0.5, g[1] + np.arange(3), p[3] + 1, g[3] + 2
    both = BREAKS[name].change(p), BREAKS[name].change_back(g)
    left = sum((a * b).sum() for a, b in zip(both[0], g, strict=True))
    right = sum((a * b).sum() for a, b in zip(p, both[1], strict=True))
    assert left == pytest.approx(right) and left != 0
    assert not all(np.array_equal(a, b) for a, b in zip(both[0], p, strict=True))


def test_random_kernels_stay_as_they_are():
    shop = module("broken").Repairshop(trained(0, SMALL), module("held_out").Digits()(0))
    learned = shop.learned("random kernels")
    first = convnet.init_params(SMALL, np.random.default_rng(0))
    assert np.array_equal(learned[0], first[0])
    assert not np.allclose(learned[2], first[2]), "and the rest learns"
    assert all(not b.any() for b in shop.learned("no biases")[1::2])


@pytest.mark.parametrize(
    ("name", "how"),
    [("mean pooling", {"pool": "mean"}), ("tanh for ReLU", {"activation": "tanh"})]
    + [("the pixels shuffled", {}), ("kernels rotated by 180°", {})],
)
def test_each_break_before_the_training(name, how):
    """A network that is broken first learns as one that is built so."""
    explorer = lesson07.broken(trained(0, SMALL))
    explorer.set(name=name, when=BEFORE)
    explorer.buttons["Show it"].click()
    X, labels, held, labels_held = datasets.digits(0)
    if name == "the pixels shuffled":
        order = np.random.default_rng(0).permutation(64)
        X, held = X[:, order], held[:, order]
    rng = np.random.default_rng(0)
    params = convnet.init_params(SMALL, rng)
    if name == "kernels rotated by 180°":  # they begin turned; then they learn as others do
        params = [params[0][:, ::-1, ::-1], *params[1:]]
    m, v = ([0 * p for p in params] for _ in range(2))
    t = 0
    for _ in range(30):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 64):
            some, t = order[start : start + 64], t + 1
            for i, g in enumerate(convnet.gradient(params, X[some], labels[some], **how)):
                m[i], v[i] = 0.9 * m[i] + 0.1 * g, 0.999 * v[i] + 0.001 * g**2
                step = m[i] / (1 - 0.9**t) / (np.sqrt(v[i] / (1 - 0.999**t)) + 1e-8)
                params[i] = params[i] - 0.005 * step
    share = (convnet.forward(params, held, **how)[0].argmax(axis=1) == labels_held).mean()
    found = told.after(explorer.summary, f"{BEFORE}. ")
    assert found == pytest.approx(100 * share, abs=0.5)


def test_breaking_shows_nothing_before_the_guess():
    explorer = lesson07.broken()
    explorer.set(name="mean pooling")
    assert "You said 70 %." in explorer.summary, "an example"
    explorer.set(name="kernels rotated by 180°")
    assert "Press “Show it”" in explorer.summary and "are read correctly" not in explorer.summary
    explorer.set(guess=40)
    explorer.buttons["Show it"].click()
    text = explorer.summary
    share = float(re.search(r"([\d.]+) % are read correctly. You said 40 %", text).group(1))
    turned = [np.array([np.rot90(k, 2) for k in trained(0)[0]]), *trained(0)[1:]]
    _, _, X, labels = datasets.digits(0)
    assert share == round(100 * (read_by_loops(turned, X) == labels).mean(), 1)
    explorer.set(guess=90)
    explorer.buttons["Show it"].click()
    assert "You said 40 %." in explorer.summary, "the first guess counts"
    explorer.set(when=BEFORE)
    assert "Press “Show it”" in explorer.summary
    explorer.buttons["Cover all"].click()
    explorer.set(when=AFTER)
    assert "Press “Show it”" in explorer.summary


def test_what_the_pictures_of_the_breaks_show():
    params = trained(0, SMALL)
    explorer = lesson07.broken(params)
    name = "the pixels shuffled"
    explorer.set(name="mean pooling", guess=20)
    explorer.buttons["Show it"].click()
    explorer.set(name=name, guess=64)
    shown = {}
    explorer.bars = lambda *args: shown.update(bars=args)
    explorer.ticks = lambda values: shown.update(ticks=values)
    explorer.gallery = lambda *args: shown.update(gallery=args)
    explorer.paint(explorer.values(), explorer.result)
    _, _, X, labels = datasets.digits(0)
    reads = read_by_loops(params, X)
    missed = [i for i in range(450) if reads[i] != labels[i]][:12]
    assert shown["gallery"][1] == [f"{labels[i]}, not {reads[i]}" for i in missed]
    assert np.array_equal(shown["gallery"][0].reshape(-1, 64), X[missed])
    names = list(BREAKS)
    ticks = np.full(7, np.nan)
    ticks[names.index(name)] = 64
    assert np.array_equal(shown["ticks"], ticks, equal_nan=True)
    explorer.buttons["Show it"].click()
    explorer.set(guess=1)
    _, _, X, labels = datasets.digits(0)
    order = np.random.default_rng(0).permutation(64)
    answers = broken_by_hand(name, params, X)
    wrong = [i for i in range(450) if answers[i] != labels[i]][:12]
    pictures, words = shown["gallery"]
    assert words == [f"{labels[i]}, not {answers[i]}" for i in wrong]
    assert np.array_equal(pictures.reshape(-1, 64), X[wrong][:, order])
    assert shown["ticks"][names.index(name)] == 64
    values, texts, chosen = shown["bars"]
    assert chosen == names.index(name)
    for row, (heights, words) in enumerate(zip(values, texts, strict=True)):
        if names[row] in (name, "mean pooling"):
            share = 100 * (broken_by_hand(names[row], params, X) == labels).mean()
            assert heights[0] == pytest.approx(share) and words == [f"{share:.1f}", ""]
        else:
            assert np.isnan(heights).all() and words == ["", ""]
        assert np.isnan(heights[1])


def test_sentences_and_goal_of_the_breaks_on_both_sides():
    broken = module("broken")
    says = broken.guess_told(None, 37)
    assert says.startswith(
        "Your guess: 37 % will be read correctly. Press “Show it”. The digits shown"
    )
    assert broken.guess_told(0.98765, 37) == "98.8 % are read correctly. You said 37 %."
    assert broken.guess_told(0.0, 0) == "0.0 % are read correctly. You said 0 %."
    keys = [(name, AFTER) for name in "abcd"]
    shares = dict.fromkeys(keys, 0.5)
    guesses = dict(zip(keys, (60, 40, 61, 39), strict=True))
    assert broken.right_guesses(shares, guesses) == 2
    assert broken.right_guesses({}, {}) == 0
    assert broken.right_guesses(dict.fromkeys(broken.EXAMPLE, 0.7), broken.EXAMPLE) == 0
    explorer = lesson07.broken(trained(0, SMALL))
    for n, won in [(2, False), (3, True), (4, True)]:
        explorer.guesses = dict.fromkeys(keys[:n], 55)
        result = explorer.result._replace(shares=shares)
        assert explorer.won(None, result) == won


def test_a_break_is_worked_out_once(monkeypatch):
    explorer = lesson07.broken(trained(0, SMALL))
    explorer.set(name="no biases")
    explorer.buttons["Show it"].click()
    monkeypatch.setattr(convnet, "forward", None)  # nothing may be read again
    explorer.set(guess=3)
    assert "You said 50 %." in explorer.summary


# --------------------------------------------------------------------------------- leaderboard


def test_the_leaderboard(capsys):
    entries = {"small": (4, 16, 16), "large": (16, 32, 16), "too small": (1, 4, 4)}
    lesson07.leaderboard(entries, least=90, seeds=1)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[-4:-1]] == ["1.", "2.", "–"]
    assert "4-16-16       1,522" in "\n".join(lines)
    assert "too small" in lines[-2] and "–" in lines[-2]
    _, _, X, labels = datasets.digits(0)
    share = 100 * (read_by_loops(trained(0, (8, 4, 16, 16, 10)), X) == labels).mean()
    assert f"1,522   {share:.1f} to {share:.1f} %" in lines[-4]
    lesson07.leaderboard(entries, least=90, seeds=1)
    assert capsys.readouterr().out.splitlines() == lines[-5:], "none is trained again"


def test_the_order_and_the_lines_of_the_table(capsys, monkeypatch):
    """The fewest parameters of those that hold with every seed, the others after them."""
    reads = {
        (8, 2, 4, 4, 10): (96.0, 97.5),  # just enough
        (8, 1, 4, 4, 10): (99.0, 95.99),  # not with its second seed
        (8, 4, 4, 4, 10): (98.0, 98.25),
    }
    known = {(size, seed): share for size, both in reads.items() for seed, share in enumerate(both)}
    monkeypatch.setattr(module("leaderboard"), "_SHARES", known)
    entries = {"four": (4, 4, 4), "one": [1, 4, 4], "a name of twenty letters": (2.0, 4, 4)}
    lesson07.leaderboard(entries, seeds=2)
    assert capsys.readouterr().out.splitlines() == [
        "    name                      sizes  parameters   accuracy, 2 seeds",
        "1.  a name of twenty          2-4-4         222   96.0 to 97.5 %",
        "2.  four                      4-4-4         370   98.0 to 98.2 %",
        "–   one                       1-4-4         148   96.0 to 99.0 %",
        "Those that miss 96 % with one of the seeds stand at the end, without a place.",
    ]


def counted(kernels, first, second):
    return 10 * kernels + (16 * kernels + 1) * first + (first + 1) * second + 10 * (second + 1)


def test_the_limits_of_an_entry():
    sizes_of = module("leaderboard").sizes_of
    widths = 19, 288, 40  # 190 + 305 · 288 + 289 · 40 + 410
    assert counted(*widths) == 100_000 and sizes_of("a", widths) == (8, *widths, 10)
    kernels, first, second = widths
    assert sizes_of("a", (256, 1, 1)) == (8, 256, 1, 1, 10)
    for bad in [(257, 1, 1), (kernels, first, second + 1)]:
        with pytest.raises(learner.Trouble, match="more than 256 kernels or 100,000 parameters"):
            sizes_of("a", bad)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({}, "at least one"),
        ([1], "must be {name"),
        ({"a": (1, 2)}, "three whole numbers"),
        ({"a": (1, 2, 3.5)}, "three whole"),
        ({"a": "abc"}, "three whole"),
        ({"a": (0, 4, 4)}, "three whole"),
        ({"a": (64, 256, 9)}, "256 kernels or 100,000"),
        ({"a": (float("inf"), 4, 4)}, "three whole"),
        ({"a": (10**9, 1, 1)}, "256 kernels"),
        ({"a": 3}, "three whole"),
    ],
    ids=str,
)
def test_an_entry_that_will_not_do_is_answered(bad, says, capsys):
    lesson07.leaderboard(bad)
    printed = capsys.readouterr().out
    assert printed.startswith("✘") and says in printed


def test_a_gradient_descent_of_the_learners_is_the_librarys():
    mine = lesson07.training(optimizer=lambda lr: gradient_descent(lr), steps=1)
    mine.set(kernels=1, t=1)
    library = lesson07.training(steps=1)
    library.set(kernels=1, t=1, optimizer="gradient descent")
    for one, other in zip(mine.result.params, library.result.params, strict=True):
        assert np.allclose(one, other)
    F = convnet.forward(library.result.params, datasets.digits(0)[2])[0]
    held = network.softmax_cross_entropy(F, datasets.digits(0)[3])[0]
    assert library.result.seeds[0][1].held_loss == pytest.approx(held)


# ------------------------------------------------------------ the page: lost, anywhere, contest …

courses = module("courses")


def on_page(scan, down, across):
    page = np.zeros((16, 16))
    page[down : down + 8, across : across + 8] = scan
    return page


def read_page(params, page):
    """Read one page by SciPy's correlation, and the largest of each map."""
    K, b, W1, b1, W2, b2, W3, b3 = (np.asarray(p, dtype=float) for p in params)
    maps = np.array([correlate2d(page, k[0], "valid") + c for k, c in zip(K, b, strict=True)])
    G = np.maximum(maps.reshape(len(K), -1).max(axis=1), 0)
    h = np.maximum(np.maximum(G @ W1 + b1, 0) @ W2 + b2, 0)
    return maps, softmax(h @ W3 + b3)


@pytest.mark.parametrize("by", [-4, -3, 0, 1])
def test_what_is_said_of_a_digit_that_slides(by):
    explorer = lesson07.lost()
    explorer.set(by=by)
    params = courses.pupil("middle, dense").at(30)
    page = on_page(my_digit.scan(), 4, 4 + by).reshape(1, -1)
    p = softmax(network.forward([q.astype(float) for q in params], page)[0][0])
    article = "an" if p.argmax() == 8 else "a"
    assert f"takes your digit for {article} {p.argmax()}, " in explorer.summary
    assert told.after(explorer.summary, f"{p.argmax()}, ") == pytest.approx(100 * p.max(), abs=0.6)
    _, _, held, labels = datasets.digits(0)
    pages = np.array([on_page(x.reshape(8, 8), 4, 4 + by).ravel() for x in held])
    share = (network.forward(params, pages)[0].argmax(axis=1) == labels).mean()
    assert explorer.result.shares[by + 4] == pytest.approx(share)
    assert explorer.reached == (by == -3)


def test_where_a_digit_slides_to():
    lost = module("lost")
    assert lost.whither(0) == "In the middle of the page"
    assert lost.whither(1) == "Moved by 1 pixel to the right,"
    assert lost.whither(-3) == "Moved by 3 pixels to the left,"
    explorer = lesson07.lost()
    press(explorer, explorer.figure.axes[0], 10.4, 5)
    assert explorer.controls["by"].value == 3
    drag(explorer, explorer.figure.axes[0], 0, 5)
    assert explorer.controls["by"].value == -4


def test_the_dense_network_gets_lost():
    """Nearly all in the middle, half of them a pixel beside it, one in ten or two farther off."""
    shares = module("lost").shares_at_every_shift()
    assert shares[4] > 0.95 and (shares[[3, 5]] < 0.6).all()
    assert (np.delete(shares, [3, 4, 5]) < 0.25).all()


@pytest.mark.parametrize("moves", [{}, {"across": 0, "down": 8}, {"t": 2}], ids=str)
def test_every_number_about_a_digit_anywhere(moves):
    explorer = lesson07.anywhere()
    explorer.set(**moves)
    c, seen = explorer.values(), explorer.result
    page = on_page(my_digit.scan(), c.down, c.across)
    assert np.array_equal(seen.page, page)
    params = courses.pupil("page, convolutional").at(c.t)
    maps, p = read_page(params, page)
    assert np.allclose(seen.chances, p, atol=1e-4)
    assert np.allclose(seen.maps, np.maximum(maps, 0), atol=1e-4)
    largest = maps.reshape(64, -1).max(axis=1)
    assert np.allclose(seen.strongest, np.maximum(largest, 0), atol=1e-4)
    text = explorer.summary
    assert f"at row {c.down}, column {c.across} of the page" in text
    assert f"{(seen.strongest > 0).sum()} of its 64 kernels have found something" in text
    _, _, held, labels = datasets.digits(0)
    rng = np.random.default_rng(0)
    rows, columns = rng.integers(9, size=(2, 450))
    some = range(0, 450, 9)
    pages = [on_page(held[i].reshape(8, 8), rows[i], columns[i]) for i in some]
    said = [read_page(params, one)[1].argmax() for one in pages]
    X, _ = courses.pages()
    ours = courses.page_outputs(params, X[::9]).argmax(axis=1)
    assert said == ours.tolist()
    share = (courses.page_outputs(params, X).argmax(axis=1) == labels).mean()
    assert told.after(text, "the convolutional one ") == pytest.approx(100 * share, abs=0.51)
    dense = courses.pupil("page, dense").at(c.t)
    share = (network.forward(dense, X.reshape(450, -1))[0].argmax(axis=1) == labels).mean()
    assert told.after(text, "the dense one ") == pytest.approx(100 * share, abs=0.51)
    answer = network.forward(dense, page.reshape(1, -1))[0].argmax()
    assert f"The dense one takes it for {'an' if answer == 8 else 'a'} {answer}." in text


def test_a_page_is_dragged_drawn_on_and_played():
    explorer = lesson07.anywhere()
    field, page = explorer.figure.axes[:2]
    press(explorer, page, 3.5, 11.5)
    assert (explorer.values().across, explorer.values().down) == (0, 8)
    release(explorer, page, 3.5, 11.5)
    explorer.buttons["Clear"].click()
    assert not explorer.result.page.any()
    press(explorer, field, 8, 3)
    drag(explorer, field, 20, 25)
    release(explorer, field, 20, 25)
    assert explorer.result.page[8:, :8].any() and not explorer.result.page[:8].any()
    explorer.buttons["My digit"].click()
    assert np.array_equal(explorer.result.page[8:, :8], my_digit.scan())


def test_the_goal_of_the_page_on_both_sides():
    explorer = lesson07.anywhere(steps=3)
    c, seen = explorer.values(), explorer.result
    sure = np.full(10, 0.09 / 9)
    sure[7] = 0.91
    good = seen._replace(chances=sure, in_the_middle=7, dense=3, dense_in_the_middle=7)
    c.across, c.down = 0, 8
    assert explorer.won(c, good)
    for change in [{"in_the_middle": 1}, {"dense": 7}, {"chances": sure - np.eye(10)[7] * 0.02}]:
        assert not explorer.won(c, good._replace(**change)), change
    c.across = 1
    assert not explorer.won(c, good)


def test_it_reads_its_learned_digits_anywhere():
    """Every seed at least 95 %, the median 97 %; a seed here, all five in MEASURED."""
    entrants = module("contest").CONTESTS["anywhere on the page"]
    assert entrants["convolutional"].low >= 95 and entrants["convolutional"].median >= 97
    X, labels = courses.pages(3)
    assert courses.share("page, convolutional", 3, X, labels) >= 95


CONTESTS = module("contest").CONTESTS
ROWS = [(task, name) for task, entrants in CONTESTS.items() for name in entrants]


@pytest.mark.parametrize(("task", "name"), ROWS, ids=str)
def test_a_seed_lies_where_we_measured(task, name):
    """Within two points, for another processor rounds in another way; random kernels within ten."""
    entrant = CONTESTS[task][name]
    contest = module("contest")
    if "scikit" in name:
        share = contest.rival(MLPClassifier, 1, 30)
    else:
        share = contest.read(task, entrant.course, 1, 30)
    slack = 10 if "random" in name and "page" in task else 2.5
    assert entrant.low - slack <= share <= entrant.high + slack
    assert entrant.low <= entrant.median <= entrant.high


def test_what_a_contest_says_and_its_goal():
    explorer = lesson07.contest(epochs=1)
    assert "centred digits. convolutional: 98.4 to 99.1 %, median 99.1. dense: " in explorer.summary
    explorer.set(task="anywhere on the page")
    assert not explorer.reached
    explorer.set(t=1)
    X, labels = courses.pages(0)
    share = courses.share("page, dense", 0, X, labels, 1)
    assert f"median 56.0; yours so far: {share:.1f}." in explorer.summary
    assert explorer.reached
    margins = {task: module("contest").margin(entrants) for task, entrants in CONTESTS.items()}
    assert [task for task, by in margins.items() if by >= 10] == [
        "anywhere on the page",
        "learned in the middle, read anywhere",
    ]
    odd = lesson07.contest(task=3, epochs="x")
    assert "epochs is 'x'; it must be a whole number" in odd.note and odd.epochs == 30


@pytest.mark.parametrize("classifier", [None, 3, sum], ids=str)
def test_without_scikit_learn_the_contest_shows_what_was_measured(classifier):
    explorer = lesson07.contest(classifier=classifier, epochs=1)
    explorer.set(t=1)
    assert "scikit-learn's dense: 97.8 to 98.2 %, median 98.2." in explorer.summary
    explorer = lesson07.contest(classifier=MLPClassifier, epochs=1)
    explorer.set(t=1)
    share = module("contest").rival(MLPClassifier, 0, 1)
    assert f"median 98.2; yours so far: {share:.1f}." in explorer.summary


def test_the_table_of_results(capsys):
    lesson07.results("moved by one pixel")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "moved by one pixel:"
    assert lines[2] == "   dense                        48.4 to 55.3 %, median 50.2"


def test_numbers_in_the_predictions_of_this_lesson_are_true():
    from lessons_lib.explorers import quiz

    said = str(quiz.questions()["07.anywhere"])
    for name, layers in [("convolutional", anywhere.ONE_LAYER), ("dense", None)]:
        entrant = CONTESTS["anywhere on the page"][name]
        assert f"{entrant.low} to {entrant.high} %" in said
        made = anywhere.init_params(layers, 0) if layers else network.init_params(anywhere.DENSE, 0)
        assert f"{sum(p.size for p in made):,}" in said
    assert round(1347 / anywhere.FREE**2) == 17 and anywhere.FREE**2 == 81
    second = anywhere.init_params(anywhere.TWO_LAYERS, 0)[2]
    assert second[0].size == 144 == 16 * 9
    assert round(100 * 32_832 / 35_562) == 92


@pytest.mark.parametrize("kernel", [3, 10])
def test_what_a_kernel_likes_best(kernel):
    explorer = lesson07.kernels()
    explorer.set(kernel=kernel)
    params = courses.pupil("page, convolutional").at(30)
    X, labels = courses.pages()
    K = params[0][kernel, 0].astype(float)
    maps = np.array([correlate2d(x, K, "valid") for x in X])
    first = np.argsort(-maps.reshape(450, -1).max(axis=1))[:9]
    assert sorted(labels[first]) == sorted(explorer.result.labels)
    place = np.unravel_index(maps[first[0]].argmax(), (10, 10))
    patch = X[first[0], place[0] : place[0] + 7, place[1] : place[1] + 7]
    assert np.array_equal(explorer.result.patches[0], patch)
    began = courses.pupil("page, convolutional").at(0)[0][kernel, 0]
    share = 100 * np.sqrt(((K - began) ** 2).sum() / (began**2).sum())
    assert told.after(explorer.summary, "has moved by ") == pytest.approx(share, abs=0.51)
    assert explorer.reached == (kernel == 10)


def test_sentences_about_kernels():
    kernels = module("kernels")
    assert kernels.liked_told(np.array([8] * 9)).endswith("likes best come from an 8.")
    mixed = kernels.liked_told(np.array([2, 2, 1, 1, 1, 1, 1, 1, 7]))
    assert mixed.endswith("likes best: 6 from a 1, 2 from a 2, 1 from a 7.")
    assert kernels.chosen("down", 30, 14) == {"kernel": 10}
    assert kernels.chosen("down", 120, 14) == {}
    explorer = lesson07.kernels(steps=3)
    assert explorer.nudged(1, 0) == {"kernel": 4} and explorer.nudged(0, 1) == {"kernel": 0}
    assert explorer.nudged(0, -1) == {"kernel": 11}


def test_on_the_page_the_kernels_move_farthest_by_either_measure():
    for seed in range(2):
        pupil = courses.pupil("page, convolutional", seed)
        first, last = pupil.at(0), pupil.at(30)
        way = [np.linalg.norm(last[i] - first[i]) for i in (0, 2, 4, 6)]
        size = [np.linalg.norm(first[i]) for i in (0, 2, 4, 6)]
        each = [w / np.sqrt(first[i].size) for w, i in zip(way, (0, 2, 4, 6), strict=True)]
        assert np.argmax(way) == 0 and np.argmax(np.divide(way, size)) == 0
        assert each[0] > max(each[1:3])


@pytest.mark.parametrize("moves", [{}, {"across": 7, "down": 2, "kernel": 4}, {"t": 1}], ids=str)
def test_every_number_of_two_layers(moves):
    explorer = lesson07.two_layers()
    explorer.set(**moves)
    c, seen = explorer.values(), explorer.result
    params = [p.astype(float) for p in courses.pupil("page, two layers").at(c.t)]
    page = on_page(my_digit.scan(), c.down, c.across)
    first = np.array(
        [
            np.maximum(correlate2d(page, k[0], "valid") + b, 0)
            for k, b in zip(*params[:2], strict=True)
        ]
    )
    pooled = first.reshape(16, 7, 2, 7, 2).max(axis=(2, 4))
    assert np.allclose(seen.pooled, pooled, atol=1e-4)
    parts = [correlate2d(A, K, "valid") for A, K in zip(pooled, params[2][c.kernel], strict=True)]
    assert np.allclose(seen.products, parts, atol=1e-4)
    total = sum(parts) + params[3][c.kernel]
    assert np.allclose(seen.summed, total, atol=1e-4)
    row, column = np.unravel_index(total.argmax(), (5, 5))
    says = f"It saw rows {2 * row} to {2 * row + 7} and columns {2 * column} to {2 * column + 7} "
    assert says in explorer.summary


def test_sentences_about_two_layers():
    layers = module("two_layers")
    assert layers.changed_told(0, 0, 0) == "Your digit lies in the middle of the page."
    said = layers.changed_told(-1, 2, 14)
    assert said == "Moved by 1 left and 2 down, 14 of its 32 numbers have changed."
    assert layers.dragged_to("down", 3.5, 11.5) == {"across": 0, "down": 8}
    explorer = lesson07.two_layers()
    explorer.set(across=5)
    one = explorer.result.changed
    explorer.set(across=6)
    assert explorer.result.changed <= 10 < 20 <= one
