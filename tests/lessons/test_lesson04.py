"""Lesson 4: what its explorers show and say, against numbers worked out another way."""

import itertools
import re
import sys
import time

import misbehave
import numpy as np
import pytest
import told
from explorers import assert_sound, pixels, places
from gestures import drag, press, release
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime
from scipy.special import log_softmax

from lessons_lib import datasets, learner, network
from lessons_lib.explorers import lesson04
from lessons_lib.explorers.lesson04 import graph_texts, integer_net, points
from lessons_lib.explorers.lesson04.digits import confusions, how_many_shown
from lessons_lib.explorers.lesson04.gradient_check import (
    LENGTHS,
    nearest,
    no_v,
    told_error,
    too_long_or_short,
    weights,
)
from lessons_lib.explorers.lesson04.initialisation import root_mean_squares, told_shut
from lessons_lib.explorers.lesson04.playground import (
    dead_units,
    share_right,
    told_dead,
    told_losses,
    told_shares,
    unlike_the_librarys,
)
from lessons_lib.explorers.lesson04.stepper import doubt, product, row, told_step
from lessons_lib.explorers.lesson04.two_modes import both_agree, forward_pass, reverse_pass
from lessons_lib.explorers.shared import training
from lessons_lib.live import words
from lessons_lib.optimizers import Optimizer, gradient_descent, momentum
from lessons_lib.plots import style


def answers(params, X, activation="relu"):
    """Return the outputs of a network, one sample after the other, unit by unit."""
    f = {"relu": lambda z: max(z, 0.0), "tanh": np.tanh}[activation]
    found = []
    for x in X:
        for layer in (0, 2, 4):
            W, b = params[layer], params[layer + 1]
            z = [sum(x[i] * W[i, j] for i in range(len(x))) + b[j] for j in range(len(b))]
            x = [f(v) for v in z] if layer < 4 else z
        found.append(x)
    return np.array(found)


def cross_entropy(params, X, labels, activation="relu"):
    F = answers(params, X, activation)
    return -np.mean(log_softmax(F, axis=1)[np.arange(len(labels)), labels])


def shaped(theta, params):
    """Return a vector as arrays shaped as params."""
    found, start = [], 0
    for p in params:
        found.append(np.reshape(theta[start : start + p.size], p.shape))
        start += p.size
    return found


def vector(params):
    return np.concatenate([p.ravel() for p in params])


def measured(loss, theta, h=1e-6):
    """Return the central differences of a loss at theta."""
    steps = h * np.eye(len(theta))
    return np.array([(loss(theta + s) - loss(theta - s)) / (2 * h) for s in steps])


def backward_by_hand(params, stages, dF):
    X, Z1, A1, Z2, A2 = stages[:5]
    dZ2 = dF @ params[4].T * (Z2 > 0)
    dZ1 = dZ2 @ params[2].T * (Z1 > 0)
    return [X.T @ dZ1, dZ1.sum(axis=0), A1.T @ dZ2, dZ2.sum(axis=0), A2.T @ dF, dF.sum(axis=0)]


def adam_by_hand(lr, beta1=0.9, beta2=0.999, eps=1e-8):
    def update(theta, g, state):
        m, v, t = state
        t += 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        theta = theta - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
        return theta, (m, v, t)

    return Optimizer(lambda theta: (0 * theta, 0 * theta, 0), update)


def settings_of(explorer, **others):
    """Return the values of the controls, with some others in their place."""
    c = explorer.values()
    vars(c).update(others)
    return c


# ------------------------------------------------------------------- a learner's backward pass

NETS = [lesson04.stepper, lesson04.gradient_check, lesson04.playground]
nets = pytest.mark.parametrize("make", NETS, ids=lambda f: f.__name__)


def alike(a, b):
    """Do two explorers show the same, up to the choice of their 96 colours?"""
    same = a.summary.split("○")[0] == b.summary.split("○")[0]
    return same and np.abs(pixels(a) - pixels(b)).mean() < 2


def with_relu(make):
    explorer = make()
    explorer.set(activation="relu")
    return explorer


@nets
def test_the_right_backward_pass_draws_the_librarys_picture(make):
    mine = make(backward=backward_by_hand)
    assert mine.trouble == "" and alike(mine, with_relu(make))


def no_mask(params, stages, dF):
    open_to_all = stages._replace(Z1=1 + 0 * stages.Z1, Z2=1 + 0 * stages.Z2)
    return backward_by_hand(params, open_to_all, dF)


@nets
def test_a_wrong_backward_pass_is_seen(make):
    mine, library = make(backward=no_mask), with_relu(make)
    if make is lesson04.stepper:
        mine.set(weight="W1[1,2]", t=12)
        library.set(weight="W1[1,2]", t=12)
        says = "wrong at W1[1,1], W1[1,2], W1[2,1], W1[2,2], …: at W1[1,1] it says −12"
        assert says in mine.summary
    if make is lesson04.gradient_check:
        assert "no V, so the backward pass is wrong" in mine.summary
    assert mine.trouble == "" and not alike(mine, library)


@pytest.mark.sweep  # each waits for the limit of 2 s
@pytest.mark.parametrize("bad", misbehave.ALL, ids=lambda f: f.__name__)
@nets
def test_a_backward_pass_that_goes_wrong_is_shown_and_survived(make, bad, monkeypatch, capsys):
    monkeypatch.setattr(learner, "SECONDS", misbehave.limit(bad))
    mood = [bad]
    explorer = make(backward=lambda *args: mood[0](*args))
    no_six = (misbehave.wrong_shape, misbehave.nan, misbehave.text)
    word = "six arrays" if bad in no_six else misbehave.ALL[bad]
    assert word in explorer.trouble and "The picture shows the library's." in explorer.trouble
    assert alike(explorer, with_relu(make))
    monkeypatch.setattr(learner, "SECONDS", 2.0)
    mood[0] = backward_by_hand  # mended: it recovers at the next move
    name = {"GradientCheck": "seed", "Stepper": "x1", "Playground": "scale"}[make.__name__]
    control = explorer.controls[name]
    control.value = places(control)[1]
    assert explorer.trouble == "" and explorer.alarm.value == ""
    out = capsys.readouterr()
    assert out.out == out.err == ""


def test_an_array_of_the_wrong_shape_is_named():
    def cut(*args):
        return [g[:1] if g.ndim == 2 else g for g in backward_by_hand(*args)]

    trouble = lesson04.stepper(backward=cut).trouble
    assert "cut: dW1 returned an array of shape (1, 2)" in trouble


def test_a_row_for_a_column_means_the_same():
    def turned(*args):
        dW1, db1, dW2, db2, dW3, db3 = backward_by_hand(*args)
        return [dW1, db1[None], dW2, db2, dW3.T, db3]

    assert not lesson04.stepper(backward=turned).trouble


def test_a_wrong_gradient_that_trains_is_told():
    explorer = lesson04.playground(backward=lambda *a: [-g for g in network.backward(*a)])
    says = r"Yours gives (−?)([\d.,]+), the library's (?!\1)−?\2\."
    assert re.search(says, explorer.summary)
    explorer = lesson04.playground(backward=lambda *a: network.backward(*a))
    assert "Yours gives" not in explorer.summary


def test_at_a_kink_no_backward_pass_is_called_wrong():
    """A mask Z >= 0 is as good as Z > 0; they differ where a Z is 0, and there is no slope."""

    def backward(params, stages, dF):
        Z1 = np.where(stages.Z1 == 0, 1.0, stages.Z1)
        Z2 = np.where(stages.Z2 == 0, 1.0, stages.Z2)
        return network.backward(params, stages._replace(Z1=Z1, Z2=Z2), dF)

    explorer = lesson04.stepper(backward=backward)
    explorer.set(x1=3, x2=-2, weight="b2[2]", t=12)  # Z2 = (−6, 0)
    assert explorer.result.wrong
    assert "A Z is exactly 0" in explorer.summary and "wrong" not in explorer.summary


# ------------------------------------------------------------------------------------ the stepper


def stepper_loss(params, c):
    F = answers(params, [[c.x1, c.x2]], c.activation)[0, 0]
    return (F - c.y) ** 2


def test_the_stepper_against_the_numbers_of_the_text():
    explorer = lesson04.stepper()
    says = {1: "Z1 = (3, −4)", 2: "A1 = (3, 0)", 3: "Z2 = (2, −8)", 4: "A2 = (2, 0)"}
    says |= {0: "input is (1, 2)", 5: "F = 5", 6: "The target is 2, so the loss is L = 9"}
    for t in range(13):
        explorer.set(t=t)
        assert says.get(t, "") in explorer.summary
    derivatives = {
        **{"W1[1,1]": 36, "W1[2,1]": 72, "W1[1,2]": 0, "b1[1]": 36, "W2[1,1]": 54},
        **{"W2[1,2]": 0, "W2[2,1]": 0, "b2[1]": 18, "b2[2]": 0, "W3[1,1]": 12},
        **{"W3[2,1]": 0, "b3[1]": 6},
    }
    for name, value in derivatives.items():
        explorer.set(weight=name)
        shown = words.number(value)
        assert f"= {shown}. Wiggle it by ±h: (L₊ − L₋) / 2h = {shown}." in explorer.summary, name
    explorer.set(weight="W2[1,2]", value=3)
    explorer.set(weight="b1[2]")
    assert explorer.controls["value"].value == -3, "the slider shows the parameter that is chosen"
    explorer.set(weight="W2[1,2]")
    assert explorer.controls["value"].value == 3, "and a change stays"


@given(st.integers(0, 14), *[st.floats(-4, 4)] * 4, st.sampled_from(["relu", "tanh"]))
@settings(max_examples=25, deadline=None)
def test_the_steppers_derivative_is_the_finite_difference(k, value, x1, x2, y, activation):
    explorer = lesson04.stepper()
    explorer.set(weight=explorer.controls["weight"].options[k], activation=activation)
    explorer.set(value=value, x1=x1, x2=x2, y=y, t=12)
    numbers = explorer.result
    if min(np.abs(numbers.stages.Z1).min(), np.abs(numbers.stages.Z2).min()) > 1e-3:
        c = explorer.values()
        theta = vector(numbers.params)
        slopes = measured(lambda th: stepper_loss(shaped(th, numbers.params), c), theta)
        assert vector(numbers.grads) == pytest.approx(slopes, rel=1e-5, abs=1e-5)
        assert numbers.measured == pytest.approx(slopes[k], rel=1e-5, abs=1e-5)
        loss = numbers.L
        assert loss == pytest.approx(stepper_loss(numbers.params, c))
    explorer.free()


def value_of(text):
    """Return what a product or a sum that stands in a text comes to."""
    return eval(text.replace("·", "*").replace("−", "-").replace("\n", " "))


SETTINGS = [  # whole numbers, so that every number is shown in full
    {},
    {"x1": 2, "x2": 1, "y": -3},
    {"x1": -1, "x2": 1, "y": 7},
    {"x1": 3, "x2": -4, "y": 0},
]


@pytest.mark.parametrize("moves", SETTINGS)
def test_every_product_of_the_stepper_comes_out_as_it_says_and_is_the_slope(moves):
    explorer = lesson04.stepper()
    explorer.set(t=12, **moves)
    c, params = explorer.values(), [p.copy() for p in explorer.result.params]
    slopes = measured(lambda th: stepper_loss(shaped(th, params), c), vector(params), 1e-5)
    for slope, name in zip(slopes, integer_net.ENTRIES, strict=True):
        explorer.set(weight=name)
        says = explorer.summary
        chain, error = re.search(rf"For {re.escape(name)}: (.+?) = (\S+) reaches", says).groups()
        made = re.search(rf"so ∂L/∂{re.escape(name)} = (.+?)\. Wiggle", says)[1]
        assert value_of(chain) == pytest.approx(value_of(error), abs=1e-9)
        *factors, derivative = made.split(" = ")
        for factor in factors:
            assert value_of(factor) == pytest.approx(value_of(derivative))
        assert "b" in name or factors
        wiggled = told.after(says, "(L₊ − L₋) / 2h = ")
        if not explorer.result.at_a_kink():
            assert value_of(derivative) == pytest.approx(slope, abs=1e-4)
            assert wiggled == pytest.approx(slope, rel=6e-3, abs=1e-4)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("moves", SETTINGS)
def test_what_stands_at_the_nodes_is_what_a_wiggle_of_them_does(moves, activation):
    """Each error is the slope of the loss in the value of its node, and what its text comes to."""
    explorer = lesson04.stepper()
    explorer.set(activation=activation, t=12, **moves)
    c, numbers = explorer.values(), explorer.result
    if numbers.at_a_kink():
        pytest.skip("no slope there")
    f = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}[activation]
    W1, b1, W2, b2, W3, b3 = numbers.params
    after = [
        lambda v: v @ W1 + b1, f, lambda v: v @ W2 + b2, f, lambda v: v @ W3 + b3,
        lambda v: (v - c.y) ** 2,
    ]  # fmt: skip
    errors = graph_texts.errors_so_far(12, numbers, c.y)
    values = graph_texts.values_so_far(12, numbers.values_by_column())
    value = np.array([c.x1, c.x2])
    for k in range(6):

        def loss(v, k=k):
            for stage in after[k:]:
                v = stage(v)
            return v.item()

        slopes = measured(loss, value, 1e-5)
        for i, slope in enumerate(slopes):
            made, error = errors[k, i].rsplit("\n= ", 1)
            exact = numbers.errors_by_column()[k][i]
            assert exact == pytest.approx(slope, rel=1e-4, abs=1e-4)
            assert error == words.short(exact)
            assert values[k, i] == words.short(value[i])
            if activation == "relu":
                assert value_of(made) == pytest.approx(value_of(error), abs=1e-9)
        value = after[k](value)
    assert values[6, 0] == words.short(numbers.L) == words.short(value[0])
    assert len(values) == 12 and len(errors) == 11
    for (_, nodes), column in zip(integer_net.COLUMNS, numbers.values_by_column(), strict=True):
        assert nodes == len(column)


def test_values_and_errors_come_one_column_a_step():
    explorer = lesson04.stepper()
    numbers = explorer.result
    for t in range(13):
        values = graph_texts.values_so_far(t, numbers.values_by_column())
        assert {k for k, _ in values} == set(range(min(t, 6) + 1))
        errors = graph_texts.errors_so_far(t, numbers, 2.0)
        assert {k for k, _ in errors} == ({5, 4, 3, 2, 1, 0} - set(range(12 - t)))
        labels = dict(zip(integer_net.EDGES, graph_texts.edge_labels(t, numbers), strict=True))
        assert labels[(0, 0), (1, 1)] == "1" and labels[(4, 1), (5, 0)] == "4"
        assert labels[(2, 1), (3, 0)] == "−1", "a weight stands there from the start"
        assert labels[(1, 0), (2, 0)] == ("× 1" if t >= 2 else "")
        assert labels[(1, 1), (2, 1)] == ("× 0" if t >= 2 else ""), "a ReLU below 0"
        assert labels[(3, 0), (4, 0)] == ("× 1" if t >= 4 else "")
        assert labels[(3, 1), (4, 1)] == ("× 0" if t >= 4 else "")
        assert labels[(5, 0), (6, 0)] == ("× 6" if t >= 7 else "")


def test_a_gradient_stands_under_its_name_from_the_step_that_finds_it():
    explorer = lesson04.stepper()
    seen = {}
    explorer.show_matrices = lambda params, grads: seen.update(params=params, grads=grads)
    for t in range(13):
        explorer.set(t=t)
        steps = [11, 11, 9, 9, 7, 7]  # db comes with dW, dW with dZ
        assert [bool(text) for text in seen["grads"]] == [t >= step for step in steps]
        assert seen["params"] == ["−2  1\n2  −1", "1  −3", "2  −2\n−1  1", "−4  −2", "3\n4", "−1"]
        for name in integer_net.ENTRIES:
            explorer.set(weight=name)
            found = t >= steps[training.NAMES.index(name.split("[")[0])]
            assert (f"For {name}:" in explorer.summary) == found
            assert (f"Step on to ∂L/∂{name}." in explorer.summary) != found
    assert seen["grads"] == ["36  0\n72  0", "36  0", "54  0\n0  0", "18  0", "12\n0", "6"]
    assert graph_texts.matrix(np.array([1.268, 1234.0])) == "1.27  1234"
    assert graph_texts.matrix(np.array([1.26]), 1) == "1.3"


def test_two_terms_stand_side_by_side_where_there_is_room():
    numbers = lesson04.stepper().result
    for weight, text in ((1.0, "1 · 1 + 2 · 22.25"), (1.25, "1 · 1.25 + 2 · 22.25")):
        numbers.params[0][0] = [weight, 22.25]
        errors = [None, [1.0, 2.0]]
        assert graph_texts.made_of(0, 0, numbers, errors, 0) == text
    numbers.params[0][0] = [1.25, -22.25]  # 8 and 12 characters; then 8 and 10, 8 and 11
    assert graph_texts.made_of(0, 0, numbers, errors, 0) == "1 · 1.25\n+ 2 · (−22.25)"
    numbers.params[0][0] = [1.25, -1.75]
    assert len("1 · 1.25") + len("2 · (−1.75)") == 19
    assert "\n" in graph_texts.made_of(0, 0, numbers, errors, 0)
    numbers.params[0][0] = [1.25, -1.5]
    assert "\n" not in graph_texts.made_of(0, 0, numbers, errors, 0)
    assert graph_texts.signed(-0.5) == "(−0.5)" and graph_texts.signed(0) == "0"


def test_the_chain_of_a_parameter_is_lit_and_its_edge_thicker():
    bias, W3 = integer_net.ENTRIES["b1[1]"], integer_net.ENTRIES["W3[2,1]"]
    assert integer_net.edge_of(*bias) is None
    assert integer_net.edge_of(*W3) == ((4, 1), (5, 0))
    first = integer_net.downstream(*integer_net.ENTRIES["W1[2,1]"])
    assert first == integer_net.downstream(*bias)
    assert set(first) == {
        *{((1, 0), (2, 0)), ((2, 0), (3, 0)), ((2, 0), (3, 1)), ((3, 0), (4, 0))},
        *{((3, 1), (4, 1)), ((4, 0), (5, 0)), ((4, 1), (5, 0)), ((5, 0), (6, 0))},
    }
    assert integer_net.downstream(*W3) == [((5, 0), (6, 0))]
    second = integer_net.downstream(*integer_net.ENTRIES["b2[2]"])
    assert set(second) == {((3, 1), (4, 1)), ((4, 1), (5, 0)), ((5, 0), (6, 0))}
    assert integer_net.weight_on(((2, 0), (3, 1))) == "W2[1,2]"
    assert integer_net.weight_on(((1, 0), (2, 0))) == ""


def test_each_step_says_what_it_does():
    explorer = lesson04.stepper()
    numbers, back = explorer.result, {}
    for t in range(7, 13):
        back[t] = told_step(t, numbers, 2.0)
    names = ["dF = ∂L/∂F", "dA2 = dF W3ᵀ", "dZ2 = dA2 ⊙ f′(Z2)", "dA1 = dZ2 W2ᵀ", "dZ1 = dA1 ⊙"]
    for t, name in zip(range(7, 12), names, strict=True):
        assert name in back[t]
    assert "dX = dZ1 W1ᵀ" in back[12] and "15 derivatives" in back[12]
    assert sum(p.size for p in network.EXAMPLE) == 15
    lets = "A ReLU with Z below 0 lets nothing through."
    assert lets in back[11] and lets not in back[9]
    explorer.set(activation="tanh")
    assert lets not in told_step(11, explorer.result, 2.0)
    assert "activation tanh, for each unit" in told_step(2, explorer.result, 2.0)
    assert told_step(6, numbers, -1.5).startswith("The target is −1.5, so the loss is L = 9.")
    assert row(np.array([[1.0, -0.5]])) == "(1, −0.5)"


def test_where_a_backward_pass_is_called_wrong():
    right = [p.copy() for p in network.EXAMPLE]
    for factor, names in ((1 + 1e-7, []), (1 + 1e-5, ["W1[1,2]", "b3[1]"])):
        grads = [p.copy() for p in right]
        grads[0][0, 1] *= factor
        grads[5][0] *= factor
        assert integer_net.unlike_at(grads, right) == names
    right[0][0, 1] = 0
    for shift, names in ((1e-10, []), (1e-8, ["W1[1,2]"])):
        grads = [p.copy() for p in right]
        grads[0][0, 1] = shift
        assert integer_net.unlike_at(grads, right) == names
    names = list(integer_net.ENTRIES)
    says = doubt(False, names[:4], [p * 3 for p in right])
    assert "is wrong at W1[1,1], W1[1,2], W1[2,1], W1[2,2]: at W1[1,1] it says −6, which" in says
    assert "W1[2,2], …: at W1[1,1]" in doubt(False, names[:5], right)
    assert doubt(False, [], right) == ""
    assert "A Z is exactly 0" in doubt(True, names, right) and "wrong" not in doubt(True, names, [])


def test_a_kink_is_a_z_near_0_of_a_relu():
    numbers = lesson04.stepper().result
    far, near = np.array([[2.0, 1.1e-4]]), np.array([[-0.9e-4, 2.0]])
    for Z1, Z2, kink in ((far, far, False), (near, far, True), (far, near, True)):
        stages = numbers.stages._replace(Z1=Z1, Z2=Z2)
        assert numbers._replace(stages=stages).at_a_kink() == kink
        stages = stages._replace(activation="tanh")
        assert not numbers._replace(stages=stages).at_a_kink()


def test_rounding_is_left_out_of_the_wiggle():
    explorer = lesson04.stepper()
    c, numbers = settings_of(explorer, t=12), explorer.result
    for measured_, says in ((3.9e-9, "= 0."), (4.1e-9, "= 4.1 × 10⁻⁹."), (-2.0, "= −2.")):
        text = explorer.say(c, numbers._replace(measured=measured_, L=4.0))
        assert f"2h {says}" in text
    says = product("W2[2,1]", 2, (1, 0), numbers)
    assert says == "For W2[2,1]: 1 · 3 · 6 = 18 reaches its unit, so ∂L/∂W2[2,1] = 0 · 18 = 0."
    says = product("b3[1]", 5, (0,), numbers)
    assert says == "For b3[1]: 1 · 6 = 6 reaches its unit, so ∂L/∂b3[1] = 6."


def test_the_sleeping_unit_is_awake_when_its_derivative_is_not_0():
    explorer = lesson04.stepper()
    c, numbers = explorer.values(), explorer.result
    for slope, x1, awake in (
        (1.1e-9, 1, True),
        (-1.1e-9, 1, True),
        (1e-9, 1, False),
        (5, 0, False),
    ):
        errors = numbers.errors._replace(dZ1=np.array([[7.0, slope]]))
        stages = numbers.stages._replace(X=np.array([[x1, 7.0]]))
        seen = numbers._replace(errors=errors, stages=stages)
        assert explorer.won(c, seen) == awake
        assert not explorer.won(settings_of(explorer, activation="tanh"), seen)


def test_a_click_on_an_edge_picks_its_weight():
    explorer = lesson04.stepper()
    ax = explorer.figure.axes[0]
    press(explorer, ax, 0.5, -0.95)
    assert explorer.controls["weight"].value == "W1[2,2]"
    drag(explorer, ax, 4.5, 0.5)
    assert explorer.controls["weight"].value == "W1[2,2]", "a drag picks nothing"
    release(explorer, ax, 0.5, -0.95)
    press(explorer, ax, 4.5, 0.5)
    assert explorer.controls["weight"].value == "W3[1,1]"
    release(explorer, ax, 4.5, 0.5)
    press(explorer, ax, 1.5, 0.95)  # an activation has no weight
    assert explorer.controls["weight"].value == "W3[1,1]"


# ------------------------------------------------------------------------------------- two modes


def test_both_modes_count_what_they_multiply():
    explorer = lesson04.two_modes()
    for inputs, width, outputs in [(16, 16, 1), (1, 2, 64), (64, 64, 64), (1, 1, 1)]:
        explorer.set(inputs=inputs, width=width, outputs=outputs, t=5)
        one = inputs * width + width + width**2 + width + width * outputs
        assert f"took {inputs * one:,} multiplications" in explorer.summary
        assert f"which took {outputs * one:,}. One row" in explorer.summary
        assert "within rounding" in explorer.summary
        many = f"{inputs} pass{'es' * (inputs > 1)} against {outputs}."
        assert many in explorer.summary
        assert f"the same {inputs} × {outputs} derivatives" in explorer.summary


class Counted:
    """A matrix whose products are counted, number by number."""

    def __init__(self, rows):
        self.rows, self.products = rows, 0

    def affine(self, matrix):
        made = []
        for r in self.rows:
            made.append([0.0] * len(matrix[0]))
            for i, j in itertools.product(range(len(r)), range(len(matrix[0]))):
                made[-1][j] += r[i] * matrix[i][j]
                self.products += 1
        self.rows = made

    def slope(self, slopes):
        self.rows = [[a * b for a, b in zip(r, slopes, strict=True)] for r in self.rows]
        self.products += sum(map(len, self.rows))


@pytest.mark.parametrize("sizes", [(4, 2, 1), (1, 4, 2), (2, 8, 4)])
def test_each_stage_takes_so_many_products_and_carries_these_slopes(sizes):
    inputs, width, outputs = sizes
    explorer = lesson04.two_modes()
    explorer.set(inputs=inputs, width=width, outputs=outputs)
    rng = np.random.default_rng(0)
    params = network.init_params((inputs, width, width, outputs), rng)
    x = rng.standard_normal(inputs)
    W1, b1, W2, b2, W3, b3 = params
    stages = [lambda v: v @ W1 + b1, np.tanh, lambda v: v @ W2 + b2, np.tanh, lambda v: v @ W3 + b3]

    def run(v, first, last):
        for stage in stages[first:last]:
            v = stage(v)
        return v

    def jacobian(first, last):
        """Return ∂(stage `last`)/∂(stage `first`), (units of first, units of last)."""
        at = run(x, 0, first)
        return approx_fprime(at, lambda v: run(v, first, last)).reshape(-1, len(at)).T

    Z1, Z2 = run(x, 0, 1), run(x, 0, 3)
    slopes = [1 / np.cosh(z) ** 2 for z in (Z1, Z2)]
    forward, reverse = Counted(np.eye(inputs)), Counted(np.eye(outputs))
    for t in range(6):
        if t:
            back = [W3.T, slopes[1], W2.T, slopes[0], W1.T][t - 1]
            onward = [W1, slopes[0], W2, slopes[1], W3][t - 1]
            forward.affine(onward) if t % 2 else forward.slope(onward)
            reverse.affine(back) if t % 2 else reverse.slope(back)
        explorer.set(t=t)
        assert f"After stage {t} of 5: " in explorer.summary
        assert f"took {forward.products:,} multiplications; rev" in explorer.summary
        assert f"which took {reverse.products:,}." in explorer.summary
        assert ("One row is one pass" in explorer.summary) == (t == 5)
        modes = explorer.result
        assert modes.forward[t] == pytest.approx(jacobian(0, t), abs=1e-5)
        assert modes.reverse[t] == pytest.approx(jacobian(5 - t, 5).T, abs=1e-5)
    assert f"row for {words.many(inputs, 'input')}, which" in explorer.summary
    assert f"row for {words.many(outputs, 'output')}, which" in explorer.summary


def test_the_curves_are_the_whole_passes_at_every_width():
    explorer = lesson04.two_modes()
    explorer.set(inputs=16, outputs=4, width=8)
    for name, rows in (("forward mode", 16), ("reverse mode", 4)):
        line, dot = explorer.curves[name]
        n = line.get_xdata()
        assert list(n) == [1, 2, 4, 8, 16, 32, 64]
        assert list(line.get_ydata()) == list(rows * (16 * n + n + n * n + n + 4 * n))
        assert list(dot.get_xdata()) == [8]
    assert list(forward_pass(2, 3, 5)) == [0, 6, 9, 18, 21, 36]
    assert list(reverse_pass(2, 3, 5)) == [0, 15, 18, 27, 30, 36]


def test_the_derivatives_agree_to_rounding_or_are_told_apart():
    one = np.array([[2.0, -4.0, 1.0]])
    says = "Both have found the same 1 × 3 derivatives, to within rounding."
    assert both_agree(one, one + [[0, 3.9e-9, 0]]) == says
    assert both_agree(one, one + [[0, 0, -4.1e-9]]) != says
    assert both_agree(one, one - [[0, 2, 0]]).endswith("1 × 3 derivatives, to 0.5.")


def test_the_goal_wants_fewer_inputs_than_outputs():
    explorer = lesson04.two_modes()
    for inputs, outputs in itertools.product((1, 2, 4), repeat=2):
        c = settings_of(explorer, inputs=inputs, outputs=outputs)
        forward = inputs * forward_pass(inputs, 8, outputs)[-1]
        assert explorer.won(c, None) == (forward < outputs * reverse_pass(inputs, 8, outputs)[-1])


# ------------------------------------------------------------------------------ gradient check


def near_by(seed, activation):
    """Return the loss as a function of all 29 parameters, and where they are."""
    params = weights(seed)
    X, labels = datasets.moons(12)

    def loss(theta):
        return cross_entropy(shaped(theta, params), X, labels, activation)

    return loss, vector(params)


@pytest.mark.parametrize("formula", ["central", "one-sided"])
@pytest.mark.parametrize(("seed", "activation"), [(0, "tanh"), (4, "tanh"), (2, "relu")])
def test_the_error_is_that_of_differences_taken_one_by_one(seed, activation, formula):
    explorer = lesson04.gradient_check()
    explorer.set(seed=seed, activation=activation, formula=formula)
    found = explorer.result
    loss, theta = near_by(seed, activation)
    g = measured(loss, theta, 1e-5)
    assert abs(found.slope) == pytest.approx(np.abs(g).max(), rel=1e-6)
    sharp = [1e-4] if formula == "one-sided" else []  # else the reference is no better there
    for h in (*sharp, 1e-3, 1e-2, 0.1, 1.0):
        at = np.abs(LENGTHS - h).argmin()
        h = LENGTHS[at]
        steps = h * np.eye(29)
        if formula == "central":
            slopes = np.array([(loss(theta + s) - loss(theta - s)) / 2 for s in steps]) / h
        else:
            slopes = np.array([loss(theta + s) - loss(theta) for s in steps]) / h
        size = np.linalg.norm(g) + np.linalg.norm(slopes)
        assert found.error[at] == pytest.approx(np.linalg.norm(g - slopes) / size, rel=1e-3)
    steep = np.abs(g).argmax()
    explorer.set(h=0.1)
    line = explorer.seen.get_xdata(), explorer.seen.get_ydata()
    for s, rise in list(zip(*line, strict=True))[::16]:
        moved = theta + 0.1 * s * np.eye(29)[steep]
        height = (loss(moved) - loss(theta)) / (np.abs(g[steep]) * 0.1)
        assert rise == pytest.approx(np.clip(height, -3, 3), abs=1e-6)
    assert explorer.tangent[0].get_ydata()[-1] == 2 * np.sign(g[steep])


@pytest.mark.parametrize(("formula", "order"), [("central", 2), ("one-sided", 1)])
def test_the_two_lines_of_the_v_are_the_formula_and_rounding(formula, order):
    explorer = lesson04.gradient_check()
    explorer.set(formula=formula)
    found = explorer.result
    loss, theta = near_by(0, "tanh")
    size = loss(theta) / np.linalg.norm(measured(loss, theta, 1e-5))
    assert found.rounding == pytest.approx(2.0**-52 * size / LENGTHS, rel=1e-6)
    rises = np.diff(np.log10(found.formula)) / np.diff(np.log10(LENGTHS))
    assert rises == pytest.approx(np.full(42, order))
    assert found.formula[30] == pytest.approx(found.error[30])  # at h = 1e-4
    assert LENGTHS[30] == pytest.approx(1e-4) and nearest(1.2e-4) == 30 and nearest(1.6e-4) == 31
    # the two halves of the V
    short, long = LENGTHS < 1e-9, (LENGTHS > 1e-4) & (LENGTHS < 0.02)
    ratio = found.error[short] / found.rounding[short]
    assert (ratio > 0.1).all() and (ratio < 10).all()
    assert found.error[long] == pytest.approx(found.formula[long], rel=0.1)


def told_power(text, words):
    """Return the power of ten that follows these words."""
    raised = re.search(re.escape(words) + "10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", text)[1]
    return 10.0 ** int(raised.translate(told.RAISED))


@pytest.mark.parametrize("h", [1e-12, 1e-6, 1e-5, 1e-3, 0.1, 1.0])
@pytest.mark.parametrize("formula", ["central", "one-sided"])
def test_what_the_gradient_check_says_of_its_h(h, formula):
    explorer = lesson04.gradient_check()
    explorer.set(h=h, formula=formula)
    found, says = explorer.result, explorer.summary
    at = int(np.abs(np.log(LENGTHS) - np.log(explorer.controls["h"].value)).argmin())
    assert f"the relative error of the {formula} difference is " in says
    assert told.after(says, "At h = ") == pytest.approx(LENGTHS[at], rel=6e-3)
    if "difference is of the order of" in says:
        power = told_power(says, "difference is of the order of ")
        assert 0.1 < power / found.error[at] < 10
    else:
        error = told.after(says, "difference is ")
        assert error == pytest.approx(found.error[at], rel=6e-3 if error >= 1e-3 else 0.05)
    # where h² (or h) and 1/h balance: d/dh (a hᵖ + b/h) = 0
    order = 2 if formula == "central" else 1
    a, b = found.formula[-1], found.rounding[-1]
    best = (b / (order * a)) ** (1 / (order + 1))
    assert told.after(says, "cross, about h = ") == pytest.approx(best, rel=0.3)
    near = told_power(says.split("cross, about h = ")[1], ": of the order of ")
    assert 0.3 < near / (a * best**order + b / best) < 3.5
    step = 10 ** (1 / 3)
    assert ("h is too long" in says) == (LENGTHS[at] > best * step**0.5)
    assert ("h is too short" in says) == (LENGTHS[at] < best / step**0.5)


def test_the_sentences_of_the_gradient_check_on_both_sides():
    assert told_error(2.5e-4, 2.4e-7, 1.0) == "2.5 × 10⁻⁴"
    assert told_error(2.5e-4, 2.6e-7, 1.2e-9) == "of the order of 10⁻⁹"
    assert no_v(0.25).startswith("It is never nearer than 0.25, at any h: no V")
    assert too_long_or_short(3, 3, "relu") == ""
    assert too_long_or_short(4, 3, "relu").endswith("bends over such a stretch and has kinks.")
    assert too_long_or_short(4, 3, "tanh").endswith("bends over such a stretch.")
    assert too_long_or_short(2, 3, "relu").startswith("Here h is too short")
    explorer = lesson04.gradient_check()
    c, found = explorer.values(), explorer.result
    for least, wrong in ((1.1e-4, True), (0.9e-4, False)):
        text = explorer.say(c, found._replace(error=found.error + least - found.error.min()))
        assert ("so the backward pass is wrong" in text) == wrong
        assert ("It is nearest where the two lines cross" in text) != wrong
    for part in ({"slope": np.nan}, {"error": found.error * np.inf}):
        text = explorer.say(c, found._replace(**part))
        assert text == "The backward pass returns NaN or infinity: there is no error to measure."


def test_ten_digits_are_an_error_below_1e_10_of_the_central_difference():
    explorer = lesson04.gradient_check()
    found = explorer.result
    at = nearest(1e-5)
    for error, right in ((0.9e-10, True), (1.1e-10, False)):
        errors = np.where(np.arange(43) == at, error, 1.0)
        seen = found._replace(error=errors)
        assert explorer.won(settings_of(explorer, h=1e-5), seen) == right
        assert not explorer.won(settings_of(explorer, h=1e-4), seen)
        assert not explorer.won(settings_of(explorer, h=1e-5, formula="one-sided"), seen)


# ----------------------------------------------------------------------------------- playground


def test_an_own_optimizer_trains_the_playground():
    mine, library = lesson04.playground(optimizer=adam_by_hand), lesson04.playground()
    assert mine.trouble == "" and mine.controls["optimizer"].value == "mine"
    assert mine.image.value == library.image.value
    assert mine.summary == library.summary.replace("of Adam", "of mine")
    for bad, says in [
        (lambda lr: None, "not written yet"),
        (lambda lr: 3, "must return Optimizer"),
        (lambda lr: 1 / 0, "ZeroDivisionError"),
        (lambda lr: Optimizer(lambda th: 0, lambda th, g, s: th), "must return theta, state"),
        (lambda lr: Optimizer(lambda th: 0, lambda th, g, s: (th[:2], s)), "array of shape (2,)"),
    ]:
        explorer = lesson04.playground(optimizer=bad)
        assert says in explorer.trouble
        assert explorer.image.value == library.image.value


@pytest.mark.parametrize("late", ["raises", "never ends"])
def test_an_optimizer_that_goes_wrong_only_later_leaves_the_network_to_adam(late, monkeypatch):
    def mine(lr):
        def update(theta, g, steps):
            while late == "never ends" and steps == 30:
                time.sleep(0.01)
            return (theta - lr * g, steps + 1) if steps < 30 else 1 / 0

        return Optimizer(lambda theta: 0, update)

    monkeypatch.setattr(learner, "SECONDS", 2.0 if late == "raises" else 0.6)
    explorer = lesson04.playground(optimizer=mine)
    explorer.set(t=60)
    assert "The picture shows the library's." in explorer.trouble
    assert " of Adam " in explorer.summary
    assert_sound(explorer)


def count(explorer):
    return len(explorer.result.training[1]) + len(explorer.result.test[1])


def test_points_come_and_go_by_click_and_by_button():
    explorer = lesson04.playground()
    plane = explorer.figure.axes[1]
    assert count(explorer) == 300
    explorer.set(data="nothing yet")
    assert "No points yet" in explorer.summary
    press(explorer, plane, 1.0, 1.0)
    drag(explorer, plane, 0.0, 1.0)  # a drag adds no trail
    release(explorer, plane, 0.0, 1.0)
    assert count(explorer) == 1 and explorer.result.training[1].tolist() == [0]
    explorer.set(point="adds a blue point", x1=-1, x2=-1)
    explorer.buttons["Click at the ring"].click()
    assert count(explorer) == 2
    assert np.allclose(explorer.result.training[0], [[1, 1], [-1, -1]])
    assert explorer.result.training[1].tolist() == [0, 1]
    explorer.set(t=300)
    assert "100 % of the training points are right" in explorer.summary
    assert "2 training points" in explorer.summary
    explorer.set(point="removes the nearest", x1=-0.8)
    explorer.buttons["Click at the ring"].click()
    assert count(explorer) == 1 and explorer.result.training[1].tolist() == [0]
    for _ in range(3):
        explorer.buttons["Click at the ring"].click()
    assert count(explorer) == 0 and "No points yet" in explorer.summary
    explorer.set(data="moons")
    assert count(explorer) == 300
    assert_sound(explorer)


def test_points_remember_which_of_them_are_held_out():
    cloud = points.Points()
    cloud.load("xor")
    X, labels = datasets.xor()
    assert np.array_equal(cloud.test()[0], X[::3]) and np.array_equal(cloud.test()[1], labels[::3])
    assert np.array_equal(cloud.training()[0], np.delete(X, np.s_[::3], axis=0))
    assert np.array_equal(cloud.training()[1], np.delete(labels, np.s_[::3]))
    seen = {cloud.version}
    cloud.add((9.0, 9.0), 1)
    seen.add(cloud.version)
    assert cloud.training()[0][-1].tolist() == [9, 9] and cloud.training()[1][-1] == 1
    assert len(cloud.test()[1]) == 100 and len(cloud.training()[1]) == 201
    cloud.remove_nearest(X[3] + 1e-9)  # a test point
    seen.add(cloud.version)
    assert len(cloud.test()[1]) == 99 and X[3] not in cloud.test()[0]
    cloud.load("xor")  # it is there already
    assert len(cloud.X) == 300 and cloud.version in seen and len(seen) == 3
    cloud.load("nothing yet")
    cloud.remove_nearest((0, 0))
    assert len(cloud.X) == 0 and cloud.version not in seen


def test_training_goes_on_where_it_was_and_back_is_free():
    explorer = lesson04.playground()
    explorer.set(t=150)
    there = explorer.image.value
    explorer.set(t=40)
    explorer.set(t=150)
    assert explorer.image.value == there
    fresh = lesson04.playground()
    fresh.set(t=150)
    assert fresh.image.value == there


def test_a_diverging_net_is_explained():
    explorer = lesson04.playground()
    explorer.set(optimizer="gradient descent", lr=10, scale=10, t=400)
    assert_sound(explorer)
    assert "diverged" in explorer.summary or "Dead, 0 at" in explorer.summary


@pytest.mark.parametrize(
    "moves",
    [
        {},
        {"data": "circles", "activation": "tanh", "n1": 2, "n2": 3, "batch": 8, "t": 30},
        {"data": "blobs", "n1": 1, "n2": 1, "scale": 3, "optimizer": "momentum", "t": 7},
    ],
)
def test_the_numbers_of_the_playground_against_units_one_by_one(moves):
    explorer = lesson04.playground()
    explorer.set(**moves)
    c, says, net = explorer.values(), explorer.summary, explorer.result.params
    X, labels = {"moons": datasets.moons, **points.SETS}[c.data]()
    held = np.arange(300) % 3 == 0
    shares, losses = [], []
    for part in (~held, held):
        F = answers(net, X[part], c.activation)
        shares.append(100 * np.mean((F[:, 1] > F[:, 0]) == labels[part]))
        losses.append(cross_entropy(net, X[part], labels[part], c.activation))
    times = words.number(c.t * c.batch / 200)
    assert f"After {c.t} steps of {c.optimizer} ({times} times through 200 training" in says
    assert told.after(says, "the training loss is ") == pytest.approx(losses[0], rel=6e-3)
    assert told.after(says, "and the test loss ") == pytest.approx(losses[1], rel=6e-3)
    assert f"{shares[0]:.0f} % of the training points are right" in says
    assert f", {shares[1]:.0f} % of 100 test points." in says
    gradient = measured(
        lambda th: cross_entropy(shaped(th, net), X[~held], labels[~held], c.activation),
        vector(net),
    )
    assert explorer.result.gradient == pytest.approx(gradient, abs=1e-5)
    largest = max(np.abs(g).max() for g in shaped(gradient, net)[::2])
    widths = np.concatenate([np.abs(g).ravel() for g in shaped(gradient, net)[::2]])
    drawn = explorer.tiles.lines.get_linewidths()
    assert drawn == pytest.approx(0.25 + 4.5 * widths / largest, abs=0.01)
    starts, ends = zip(*[line[:, 0] for line in explorer.tiles.lines.get_segments()], strict=True)
    assert set(starts) == {1, 3.25 + 1, 6.5 + 1} and set(ends) == {2.2, 5.45, 8.7}
    sample = np.array([[-2.2, 2.2], [2.2, 2.2], [-2.2, -2.2]])  # corners of the plane
    F = answers(net, sample, c.activation)
    shown = explorer.colour.__closure__[0].cell_contents.get_array()
    for (row_, column), f in zip([(-1, 0), (-1, -1), (0, 0)], F, strict=True):
        assert shown[row_, column] == pytest.approx(np.tanh((f[1] - f[0]) / 2), abs=0.11)


def test_the_curve_of_the_losses_is_what_each_step_showed():
    explorer = lesson04.playground()
    explorer.set(t=24)
    past = explorer.result.past
    line = explorer.lines["test"][0]
    assert line.get_xdata().tolist() == [0, 10, 20, 24]
    assert line.get_ydata()[-1] == pytest.approx(explorer.result.losses[1])
    for k, t in enumerate((0, 10, 20)):
        explorer.set(t=t)
        assert explorer.result.losses == pytest.approx(past[k])


def test_the_training_is_descent_on_batches_along_the_measured_gradient():
    explorer = lesson04.playground()
    explorer.set(optimizer="gradient descent", activation="tanh", batch=4, lr=0.1, n1=2, t=3)
    X, labels = datasets.moons()
    held = np.arange(300) % 3 == 0
    X, labels = X[~held], labels[~held]
    first = network.init_params((2, 2, 4, 2), 1)
    theta, rng = vector(first), np.random.default_rng(0)
    for _ in range(3):
        j = rng.integers(200, size=4)
        rate = explorer.controls["lr"].value

        def loss(th, j=j):
            return cross_entropy(shaped(th, first), X[j], labels[j], "tanh")

        theta = theta - rate * measured(loss, theta)
    assert vector(explorer.result.params) == pytest.approx(theta, abs=1e-7)


def test_the_sentences_of_the_playground_on_both_sides():
    says = told_losses(1, "Adam", 0.16, 1, 1, [0.5, 0.25])
    assert says == (
        "After 1 step of Adam (0.16 times through 1 training point) "
        "the training loss is 0.5 and the test loss 0.25."
    )
    says = told_losses(20, "mine", 2, 2, 0, [0.5, np.nan])
    assert says.startswith("After 20 steps of mine (2 times through 2 training points)")
    assert says.endswith("the training loss is 0.5.")
    assert told_shares(0.994, 0.5, 0) == "99 % of the training points are right."
    shares = told_shares(0.996, 0.5, 2)
    assert shares == "100 % of the training points are right, 50 % of 2 test points."
    assert told_shares(0, 1, 1).endswith(
        "0 % of the training points are right, 100 % of 1 test point."
    )
    assert told_dead(0, 0, 4, 5) == "" and "1 of 4" in told_dead(1, 1, 4, 5)
    assert told_dead(1, 0, 4, 5).startswith("Dead, 0 at every point: 1 of 4 in the first hidden")
    assert told_dead(0, 2, 4, 5).endswith(
        " 0 of 4 in the first hidden layer, 2 of 5 in the second."
    )


def test_a_unit_is_dead_where_no_point_wakes_it():
    Z1 = np.array([[0.0, -1, 1], [-2, 0.5, 1], [-1, -1, 1]])
    Z2 = np.array([[-1.0, 0], [-1, -3], [-1, 0]])
    stages = network.Stages(None, Z1, None, Z2, None, "relu")
    assert dead_units(stages) == [1, 2]
    explorer = lesson04.playground()
    c, seen = explorer.values(), explorer.result._replace(stages=stages)
    says = "Dead, 0 at every point: 1 of 4 in the first hidden layer, 2 of 4 in the second."
    assert says in explorer.say(c, seen)
    assert "Dead" not in explorer.say(settings_of(explorer, activation="tanh"), seen)
    gone = explorer.say(c, seen._replace(losses=[np.nan, 1.0]))
    assert "It has diverged: take a smaller learning rate. A click at the ring" in gone
    assert "Dead" not in gone and "diverged" not in explorer.say(c, seen)


def test_an_own_gradient_is_told_when_it_differs_by_more_than_rounding():
    right = np.array([1.0, -2.0, 0.0])
    assert unlike_the_librarys(right * (1 + 0.9e-5), right) == ""
    assert unlike_the_librarys(right + [0, 0, 0.9e-8], right) == ""
    assert unlike_the_librarys(np.append(right, np.nan), np.append(right, np.nan)) == ""
    says = unlike_the_librarys(right * (1 + 1.1e-4), right)
    assert says == "Yours gives −2.00022, the library's −2."
    assert unlike_the_librarys(right + [0, 0, 1.1e-8], right).startswith("Yours gives 1.1")
    assert unlike_the_librarys(right * 1.000012, right) != ""


def test_the_goal_of_the_spirals_is_95_of_100():
    explorer = lesson04.playground()
    params = [np.zeros((2, 1)), np.zeros(1), np.zeros((1, 1)), np.zeros(1), np.zeros((1, 2))]
    params.append(np.array([0.0, 1.0]))  # it always says 1
    for ones, won in ((95, True), (94, False)):
        labels = np.arange(100) < ones
        seen = explorer.result._replace(params=params, test=(np.zeros((100, 2)), labels))
        assert share_right(params, seen.test, "relu") == ones / 100
        assert explorer.won(settings_of(explorer, data="spirals"), seen) == won
        assert not explorer.won(settings_of(explorer, data="moons"), seen)
    assert share_right(params, (np.zeros((0, 2)), np.zeros(0)), "relu") == 0


def test_the_ring_has_the_colour_of_what_a_click_adds_there():
    explorer = lesson04.playground()
    colours = {"adds an orange point": style.ORANGE, "adds a blue point": style.BLUE}
    for choice, colour in colours.items():
        explorer.set(point=choice, x1=0.5, x2=-1.5)
        assert explorer.ring.get_markeredgecolor().lower() == colour
        assert f"A click at the ring, (0.5, −1.5), {choice}." in explorer.summary
    explorer.set(point="removes the nearest")
    assert explorer.ring.get_markeredgecolor().lower() not in colours.values()
    assert "(0.5, −1.5), removes the nearest." in explorer.summary


def test_the_map_of_a_unit_is_what_it_answers_there():
    explorer = lesson04.playground()
    seen = {}
    explorer.tiles.paint = lambda columns: seen.update(columns=columns)
    explorer.draw()
    across = np.linspace(-2.2, 2.2, 20)
    W1, b1 = explorer.result.params[:2]
    X, Z1, A1 = seen["columns"][:3]
    assert X[0][0] == pytest.approx(across / 2.2), "x₁ grows to the right"
    assert X[1][:, 0] == pytest.approx(-across / 2.2), "and x₂ upwards"
    for unit in range(4):
        z = np.array(
            [[W1[0, unit] * u + W1[1, unit] * v + b1[unit] for u in across] for v in across]
        )
        assert Z1[unit] == pytest.approx(z[::-1] / np.abs(z).max())
        a = np.where(z > 0, z, 0)
        assert A1[unit] == pytest.approx(a[::-1] / a.max())


# -------------------------------------------------------------------------------- initialisation


def test_the_healthy_network_has_not_killed_its_units():
    explorer = lesson04.initialisation()
    explorer.set(t=200)
    assert not explorer.reached


def test_beginnings():
    explorer = lesson04.initialisation()
    explorer.set(scale=0, t=200)
    assert "32 of 32 and 16 of 16 units let no digit through" in explorer.summary
    assert "is 2.3;" in explorer.summary and round(np.log(10), 2) == 2.3
    explorer.set(scale=1, lr=0.3)
    assert explorer.result.losses[-1] < 1


@pytest.mark.parametrize(
    "moves", [{}, {"activation": "tanh", "scale": 3, "t": 12}, {"lr": 10, "seed": 2, "t": 40}]
)
def test_the_numbers_of_a_beginning_against_units_one_by_one(moves):
    explorer = lesson04.initialisation()
    explorer.set(**moves)
    c, says, begun = explorer.values(), explorer.summary, explorer.result
    X, labels = (part[:300] for part in datasets.digits())
    params = shaped(explorer.train((c.lr, c.activation, c.scale, c.seed), c.t), begun.grads)
    assert np.allclose(answers(params, X[:9], c.activation), begun.F[:9])
    loss = -log_softmax(begun.F, axis=1)[np.arange(300), labels].mean()
    assert f"At {words.number(c.scale)} × He's scale, after {c.t} steps, the loss" in says
    assert told.after(says, "the loss on 300 digits is ") == pytest.approx(loss, rel=6e-3)
    for layer, name in ((0, "of dW1 is "), (4, "of dW3 ")):
        slopes = backward_of(params, X, labels, c.activation)[layer]
        typical = np.sqrt(np.mean(slopes**2))
        assert told.after(says, name) == pytest.approx(typical, rel=6e-3, abs=1e-300)
    sizes = explorer.sizes["values"][0].get_ydata()
    assert sizes[0] == pytest.approx(np.sqrt(np.mean(X**2)))
    assert sizes[3] == pytest.approx(np.sqrt(np.mean(begun.F**2)))
    # f′ > 0.05: of a ReLU where z > 0, of tanh where |z| < artanh √0.95
    widest = np.inf if c.activation == "relu" else np.arctanh(np.sqrt(0.95))
    lowest = 0 if c.activation == "relu" else -widest
    shut = []
    for Z, dots in zip((begun.stages.Z1, begun.stages.Z2), explorer.dots, strict=True):
        shares = [np.mean([lowest < z < widest for z in Z[:, j]]) for j in range(Z.shape[1])]
        assert dots.get_ydata() == pytest.approx(sorted(shares, reverse=True))
        shut.append(sum(share == 0 for share in shares))
    assert told_shut(*shut) in says and ("let no digit" in says) == (sum(shut) > 0)


def backward_of(params, X, labels, activation):
    """Return the gradients of the cross-entropy, by the chain rule one sample after the other."""
    grads = [np.zeros_like(p) for p in params]
    W1, b1, W2, b2, W3, b3 = params
    for x, label in zip(X, labels, strict=True):
        z1 = x @ W1 + b1
        a1 = np.tanh(z1) if activation == "tanh" else z1 * (z1 > 0)
        z2 = a1 @ W2 + b2
        a2 = np.tanh(z2) if activation == "tanh" else z2 * (z2 > 0)
        d = (np.exp(log_softmax(a2 @ W3 + b3)) - np.eye(10)[label]) / len(X)
        d2 = (W3 @ d) * (1 / np.cosh(z2) ** 2 if activation == "tanh" else z2 > 0)
        d1 = (W2 @ d2) * (1 / np.cosh(z1) ** 2 if activation == "tanh" else z1 > 0)
        for k, (a, e) in enumerate(((x, d1), (a1, d2), (a2, d))):
            grads[2 * k] += np.outer(a, e)
            grads[2 * k + 1] += e
    return grads


def test_the_beginning_is_he_times_the_scale_and_its_curve_is_of_every_fifth_step():
    explorer = lesson04.initialisation()
    for scale in (0.5, 3):
        explorer.set(scale=scale, t=0)
        c = explorer.values()
        W1 = explorer.train((c.lr, c.activation, c.scale, c.seed), 0)[: 64 * 32]
        assert W1.std() == pytest.approx(scale * np.sqrt(2 / 64), rel=0.05)
    explorer.set(scale=1, t=12)
    losses = explorer.result.losses
    assert explorer.line[0].get_xdata().tolist() == [0, 5, 10, 12] and len(losses) == 4
    for t, loss in zip((0, 5, 10), losses[:3], strict=True):
        explorer.set(t=t)
        assert explorer.result.losses[-1] == pytest.approx(loss)


def test_the_sentence_of_units_that_are_shut_and_the_goal_on_both_sides():
    assert told_shut(0, 0) == "" and "2 of 32 and 2 of 16" in told_shut(2, 2)
    assert told_shut(0, 1).startswith("0 of 32 and 1 of 16 units let no digit through")
    assert told_shut(3, 0).startswith("3 of 32 and 0 of 16 units")
    assert root_mean_squares([np.array([3.0, -4.0])])[0] == pytest.approx(np.sqrt(12.5))
    explorer = lesson04.initialisation(steps=30)
    for first, second, dead in ((15, 5, 20), (15, 4, 19)):
        Z1 = np.where(np.arange(32) < first, [[-1.0], [0.0]], [[-1.0], [1.0]])
        Z2 = np.where(np.arange(16) < second, [[-1.0], [0.0]], [[-1.0], [1.0]])
        stages = explorer.result.stages._replace(Z1=Z1, Z2=Z2)
        begun = explorer.result._replace(stages=stages)
        assert begun.dead() == dead
        assert explorer.won(settings_of(explorer, t=30), begun) == (dead >= 20)
        for other in ({"t": 29}, {"t": 30, "scale": 0.5}, {"t": 30, "activation": "tanh"}):
            assert not explorer.won(settings_of(explorer, **other), begun)


def test_the_edge_of_being_shut_is_a_slope_of_a_twentieth():
    explorer = lesson04.initialisation()
    z = np.arctanh(np.sqrt(0.95))
    Z = np.array([[z - 1e-6, z + 1e-6]])
    stages = explorer.result.stages._replace(Z1=Z, Z2=Z, activation="tanh")
    shares = explorer.result._replace(stages=stages).shares()
    assert [share.tolist() for share in shares] == [[1, 0], [1, 0]]


# ---------------------------------------------------------------------------------------- digits


@pytest.mark.parametrize("moves", [{}, {"seed": 3, "activation": "tanh", "batch": 256, "t": 2}])
def test_the_numbers_of_the_digits_are_counts_of_answers(moves):
    explorer = lesson04.digits()
    explorer.set(**moves)
    c, says, reading = explorer.values(), explorer.summary, explorer.result
    X, labels, held, labels_held = datasets.digits(c.seed)
    key = c.lr, c.activation, c.optimizer, c.batch, c.seed
    params = shaped(explorer.train(key, c.t), network.init_params((64, 32, 16, 10), 0))
    f = np.tanh if c.activation == "tanh" else (lambda z: z * (z > 0))

    def says_of(X):
        F = f(f(X @ params[0] + params[1]) @ params[2] + params[3]) @ params[4] + params[5]
        return [max(range(10), key=list(row_).__getitem__) for row_ in F]

    right = [a == b for a, b in zip(says_of(X), labels, strict=True)]
    read = says_of(held)
    wrong = [i for i in range(len(held)) if read[i] != labels_held[i]]
    assert f"After {c.t} epochs {100 * np.mean(right):.1f} % of the training digits" in says
    share = 100 * (1 - len(wrong) / len(held))
    assert f"and {share:.1f} % of the {len(held)} that were held out." in says
    assert f"Of those, {len(wrong)} are wrong, {how_many_shown(len(wrong))}." in says
    assert reading.wrong().tolist() == wrong
    counts = confusions(reading.labels, reading.answers)
    for i, j in itertools.product(range(10), repeat=2):
        pairs = zip(labels_held, read, strict=True)
        assert counts[i, j] == sum((a, b) == (i, j) for a, b in pairs)
    past = reading.shares
    explorer.set(t=1)
    assert np.array_equal(explorer.result.shares, past[:2])
    assert "After 1 epoch " in explorer.summary


def test_the_mistakes_are_shown_with_what_they_are():
    explorer = lesson04.digits(steps=6)
    explorer.set(t=1)
    seen = {}
    explorer.gallery = lambda pictures, captions: seen.update(pictures=pictures, captions=captions)
    explorer.draw()
    _, _, held, labels = datasets.digits(0)
    wrong = np.flatnonzero(explorer.result.answers != labels)
    assert len(wrong) > 12 and len(seen["captions"]) == 12
    for i, picture, caption in zip(wrong, seen["pictures"], seen["captions"], strict=False):
        assert caption == f"{labels[i]}, not {explorer.result.answers[i]}"
        assert np.array_equal(picture.ravel(), held[i])
    assert how_many_shown(12) == "all shown" and how_many_shown(13) == "and 12 are shown"


def test_an_epoch_sees_each_digit_once():
    explorer = lesson04.digits(steps=1)
    explorer.set(optimizer="gradient descent", lr=0.01, batch=256, t=1)
    X, labels, _, _ = datasets.digits(0)
    c = explorer.values()
    rng = np.random.default_rng(0)
    params = network.init_params((64, 32, 16, 10), rng)
    order = rng.permutation(len(X))
    for i in range(0, len(X), 256):
        some = order[i : i + 256]
        grads = backward_of(params, X[some], labels[some], "relu")
        params = [p - c.lr * g for p, g in zip(params, grads, strict=True)]
    key = c.lr, c.activation, c.optimizer, c.batch, c.seed
    assert explorer.train(key, 1) == pytest.approx(vector(params), abs=1e-9)


def test_97_percent_of_the_held_out_digits_reach_the_goal():
    explorer = lesson04.digits(steps=6)
    c, reading = explorer.values(), explorer.result
    for share, won in ((0.9699, False), (0.97, True)):
        seen = reading._replace(shares=np.array([[1, 0.99], [1, 0.99], [0.5, share]]))
        assert explorer.won(c, seen) == won


# ------------------------------------------------------------- what trains them, and is shared


def test_a_training_is_computed_once_and_only_as_far_as_it_is_looked_at():
    steps = []

    def begin(start, lr):
        def step(theta, state, rule):
            steps.append(state)
            return theta + lr, state + 1

        return training.Training(np.array([start]), Optimizer(lambda th: 0, None), step)

    train = training.Trainer(begin)
    assert train((1.0, 0.5), 4) == [3.0] and steps == [0, 1, 2, 3]
    assert train((1.0, 0.5), 2) == [2.0] and len(steps) == 4, "back is free"
    assert train((1.0, 0.5), 6) == [4.0] and len(steps) == 6, "and it goes on"
    assert train((0.0, 0.5), 1) == [0.5] and train((1.0, 0.5), 1) == [1.5] and len(steps) == 8
    two = training.Trainer(begin, keep=2)
    for start in (1.0, 0.0, 1.0):
        two((start, 0.5), 1)
    assert len(steps) == 10


def test_a_curve_keeps_the_scores_of_the_last_training():
    asked = []

    def score(t):
        asked.append(t)
        return [t, t * t]

    upto = training.Curve(5)
    assert upto("a", 11, score).tolist() == [[0, 0], [5, 25], [10, 100]]
    assert upto("a", 9, score).tolist() == [[0, 0], [5, 25]]
    assert upto("a", 15, score)[-1].tolist() == [15, 225] and asked == [0, 5, 10, 15]
    assert upto("b", 4, score).tolist() == [[0, 0]] and asked == [0, 5, 10, 15, 0]


def test_a_rule_that_fails_at_once_or_later_gives_way_to_adam():
    def late(lr):
        def update(theta, g, state):
            return (theta - lr, state + 1) if state < 3 else 1 / 0

        return Optimizer(lambda theta: 0, update)

    def begin(name, lr):
        def step(theta, state, rule):
            return rule.update(theta, theta, state)

        return training.Training(np.ones(2), known(name, lr), step)

    fall = {"Adam": gradient_descent}  # told apart from the learner's by its steps
    known = training.Forgiving(fall | {"mine": training.own_rule(late)})
    train = training.FallingBack(training.Trainer(begin), known)
    assert train(("mine", 0.5), 2) == pytest.approx([0, 0]) and known.own == "mine"
    assert train(("mine", 0.5), 5) == pytest.approx([2.0**-5] * 2) and known.own == "Adam"
    known.own = "mine"
    assert train(("mine", 0.5), 1) == pytest.approx([0.5, 0.5]) and known.own == "Adam"
    assert train(("mine", 0.25), 1) == pytest.approx([0.75, 0.75]) and known.own == "mine"
    known = training.Forgiving(fall | {"mine": training.own_rule(lambda lr: 1 / 0)})
    assert known.own == "mine"
    rule = known("mine", 0.5)
    assert known.own == "Adam"
    assert rule.update(np.ones(1), np.ones(1), rule.init(np.ones(1)))[0] == [0.5]
    known.own = "mine"
    known("Adam", 0.5)
    assert known.own == "mine"


def test_arrays_are_laid_end_to_end_and_taken_apart():
    params = [np.arange(6.0).reshape(2, 3), np.array([9.0])]
    theta = training.joined(params)
    assert theta.tolist() == [0, 1, 2, 3, 4, 5, 9]
    for a, b in zip(training.split(theta, params), params, strict=True):
        assert np.array_equal(a, b)
    F, stages = network.forward(network.EXAMPLE, [[1, 2]])
    g = training.flat(network.backward)(network.EXAMPLE, stages, 2 * (F - 2))
    assert g.tolist() == [36, 0, 72, 0, 36, 0, 54, 0, 0, 0, 18, 0, 12, 0, 6]
    own = training.own_backward(network.backward)
    assert own(network.EXAMPLE, stages, 2 * (F - 2)).tolist() == g.tolist()
    assert own.__name__ == "backward"


@pytest.mark.parametrize(
    ("grads", "says"),
    [
        (None, "not written yet"),
        (network.EXAMPLE[:5], "must return a list of six arrays: [dW1, db1, dW2, db2, dW3, db3]."),
        (dict(enumerate(network.EXAMPLE)), "six arrays"),
        ([*network.EXAMPLE[:5], [1, 2]], "db3 returned an array of shape (2,)"),
        ([*network.EXAMPLE[:5], [np.nan]], "db3 gives NaN or infinity for ordinary numbers"),
    ],
)
def test_an_own_backward_pass_is_told_what_is_wrong_with_it(grads, says):
    F, stages = network.forward(network.EXAMPLE, [[1, 2]])
    own = training.own_backward(lambda *args: grads)
    with pytest.raises(learner.Trouble) as trouble:
        own(network.EXAMPLE, stages, 2 * (F - 2))
    assert says in str(trouble.value)


def test_an_own_backward_pass_and_rule_cannot_change_what_they_are_given():
    F, stages = network.forward(network.EXAMPLE, [[1, 2]])
    before = [p.copy() for p in network.EXAMPLE]

    def spoils(params, stages, dF):
        grads = network.backward(params, stages, dF)
        for p in params:
            p += 1
        return grads

    training.own_backward(spoils)(network.EXAMPLE, stages, 2 * (F - 2))
    for p, was in zip(network.EXAMPLE, before, strict=True):
        assert np.array_equal(p, was)

    def adds(theta, g, state):
        theta += g
        return theta, state

    theta = np.zeros(2)
    rule = training.own_rule(lambda lr: Optimizer(lambda th: None, adds))(1.0)
    assert rule.update(theta, np.ones(2), None)[0].tolist() == [1, 1]
    assert theta.tolist() == [0, 0]
    diverges = training.own_rule(lambda lr: momentum(lr))(0.1)
    huge = diverges.update(np.array([1e200]), np.array([np.inf]), diverges.init(np.zeros(1)))
    assert not np.isfinite(huge[0]).any(), "what diverges may"


def test_the_loss_of_no_points_is_none_and_the_scale_has_its_marks():
    assert np.isnan(training.loss_of(network.EXAMPLE, np.zeros((0, 2)), np.zeros(0), "relu"))
    params = network.init_params((2, 3, 3, 2), 0)
    X, labels = datasets.moons(12)
    mine = cross_entropy(params, X, labels, "tanh")
    assert training.loss_of(params, X, labels, "tanh") == pytest.approx(mine)
    slider = training.scale_slider()
    assert slider.value == 1 and slider.nearest(0) == 0 and slider.nearest(0.02) == 0.03


# ------------------------------------------------------------------------- who is to blame


def test_asking_one_by_one_takes_all_the_runs_for_one_step():
    explorer = lesson04.blame()
    first = explorer.result.shares[0]
    assert (explorer.result.shares[:-1] == first).all(), "until the end nothing moves"
    assert explorer.result.shares[-1] < 0.25
    explorer.set(t=24)
    assert "2,778 runs of the network paid. 1,389 of the 2,778 numbers" in explorer.summary
    explorer.set(t=48)
    assert "5,556 runs of the network paid. All 2,778 numbers have been asked" in explorer.summary


def test_the_slopes_that_are_shown_are_those_that_a_wiggle_finds():
    """A few of the numbers, nudged one by one as the explorer says."""
    module = sys.modules["lessons_lib.explorers.lesson04.blame"]
    params = module.first_parameters()
    X, labels = module.batches()[0]
    theta = vector(params)

    def loss(theta):
        F = network.forward(shaped(theta, params), X)[0]
        e = np.exp(F)
        p = e / e.sum(axis=1, keepdims=True)
        return -np.log(p[np.arange(len(labels)), labels]).mean()

    slopes = vector(network.gradient(params, X, labels))
    some = np.random.default_rng(0).choice(theta.size, 25, replace=False)
    for k in some:
        step = np.zeros(theta.size)
        step[k] = 1e-5
        wiggled = (loss(theta + step) - loss(theta - step)) / 2e-5
        assert slopes[k] == pytest.approx(wiggled, rel=1e-5, abs=1e-7)
    shown = module.blames()
    assert (np.sign(shown) == np.sign(slopes)).all() and np.abs(shown).max() <= 1
    order = np.argsort(slopes)
    assert (np.diff(shown[order]) >= 0).all(), "the larger the slope, the deeper the blue"


def by_hand(params, rule, batches, watch):
    state = rule.init(params)
    for X, labels in batches:
        F, stages = network.forward(params, X)
        e = np.exp(F)
        dF = e / e.sum(axis=1, keepdims=True)
        dF[np.arange(len(labels)), labels] -= 1
        gradients = backward_by_hand(params, stages, dF / len(labels))
        params, state = rule.update(params, gradients, state)
        watch(params)
    return params


def test_the_same_budget_trains_it_when_the_error_walks_back():
    explorer = lesson04.blame(train=by_hand)
    assert explorer.trouble == ""
    explorer.set(t=48)
    assert explorer.result.shares[-1] > 0.93
    assert "bought 1,852 steps" in explorer.summary  # 5,556 / 3
    assert "takes your digit for a 7" in explorer.summary
    assert explorer.result.shares[12] > 0.85, "a quarter of the budget will do"


def no_loop(params, rule, batches, watch):
    return None


def silent(params, rule, batches, watch):
    return params


def too_loud(params, rule, batches, watch):
    for _ in range(len(batches) + 1):
        watch(params)
    return params


def other_shapes(params, rule, batches, watch):
    watch(params[:3])
    return params


def broken(params, rule, batches, watch):
    return params[9]


@pytest.mark.parametrize(
    ("train", "says"),
    [
        (no_loop, "no_loop is not written yet"),
        (silent, "calls watch(params) for 0 of 1852 batches"),
        (too_loud, "calls watch more often than there are batches"),
        (other_shapes, "must stay a list of 6 arrays"),
        (broken, "broken stopped at line"),
        (5, "A function is needed here"),
    ],
)
def test_a_loop_that_goes_wrong_is_answered_and_the_librarys_works(train, says):
    explorer = lesson04.blame(train=train)
    assert says in explorer.trouble
    explorer.set(t=48)
    assert explorer.result.shares[-1] > 0.93


@pytest.mark.parametrize("make", [lesson04.playground, lesson04.digits])
def test_a_right_loop_draws_the_librarys_picture(make):
    mine, library = make(train=by_hand), make()
    assert mine.trouble == "" and alike(mine, library)
    for t in (0, 7, 30):
        mine.set(t=t)
        library.set(t=t)
        assert mine.summary == library.summary
    mine.set(lr=0.01, batch=128)
    library.set(lr=0.01, batch=128)
    assert mine.summary == library.summary


def test_without_an_activation_every_border_is_straight():
    """Prediction minus prediction is affine: over a straight line its second differences are 0."""
    explorer = lesson04.playground()
    explorer.set(data="moons", activation="none", n1=8, n2=8, t=300)
    params = explorer.result.params
    line = np.linspace([-2, 1.5], [1.7, -2], 9)
    F = network.forward(params, line, "none")[0]
    assert np.abs(np.diff(F, n=2, axis=0)).max() < 1e-9
    assert explorer.result.losses[0] > 0.15, "the moons need a bend"


def test_a_backward_pass_for_relus_stands_aside_for_others():
    explorer = lesson04.playground(backward=backward_by_hand)
    assert "for ReLUs" not in explorer.summary
    explorer.set(activation="tanh")
    assert "Your backward pass is for ReLUs; with tanh the library's" in explorer.summary
    library = lesson04.playground()
    library.set(activation="tanh")
    assert library.summary.split(" A click")[0] in explorer.summary


# ------------------------------------------------------------------------- single numbers


def test_the_graph_of_single_numbers_against_the_text():
    explorer = lesson04.scalars()
    explorer.set(t=6)
    assert "F is 88" in explorer.summary and "∂F/∂x = 140 and ∂F/∂y = 24" in explorer.summary
    arrived = {"F": 1, "p": 11, "q": 8, "v": 8, "y": 24, "u": 22, "x": 140}
    names = sys.modules["lessons_lib.explorers.lesson04.scalars"].NAMES
    steps = explorer.result.steps
    assert {names[n]: e for n, e in steps[-1].errors.items()} == arrived
    partial = [{}, {"F"}, {"F", "p", "q"}, {"F", "p", "q", "x", "v"}]
    for t, known in enumerate(partial):
        assert {names[n] for n in steps[t].errors} == set(known)


@given(st.floats(-3, 3), st.floats(-3, 3))
@settings(max_examples=25, deadline=None)
def test_what_arrives_at_x_and_y_is_the_slope_by_calculus(x, y):
    module = sys.modules["lessons_lib.explorers.lesson04.scalars"]
    errors = module.walked(module.built(x, y))[-1].errors
    assert errors[module.X] == pytest.approx(4 * x**3 + 9 * x**2 * y, rel=1e-9, abs=1e-9)
    assert errors[module.Y] == pytest.approx(3 * x**3, rel=1e-9, abs=1e-9)


def test_a_product_that_hands_back_wrong_shares_is_seen():
    explorer = lesson04.scalars(times=lambda error, a, b: (error * a, error * b))
    explorer.set(t=6)
    assert "Yours gives" in explorer.summary and "∂F/∂x = 140" not in explorer.summary
    explorer = lesson04.scalars(times=lambda error, a, b: (error * b, error * a))
    explorer.set(t=6)
    assert "Yours gives" not in explorer.summary and "∂F/∂x = 140" in explorer.summary


# ------------------------------------------------------------------------- the edge of stability


def test_the_curvature_climbs_to_the_limit_and_stays_there():
    edge = sys.modules["lessons_lib.explorers.lesson04.edge"]
    half = edge.trained(0.5, edge.SQUARES)
    late = half.steps >= 400
    assert half.alive and np.abs(half.sharpness[late] - 1).max() < 0.06
    assert half.losses[-1] < 0.01 < half.losses[3]
    calm = edge.trained(0.2, edge.SQUARES)
    assert 0.5 < calm.sharpness[3:].min() < calm.sharpness[-1] < 0.75
    assert calm.sharpness[-1] > 1.1 * calm.sharpness[5], "it gets steeper as it learns"
    assert not edge.trained(1.0, edge.SQUARES).alive
    sure = edge.trained(0.5, edge.ENTROPY)
    assert sure.alive and sure.sharpness[-1] < 0.2 * sure.sharpness.max()


def test_the_edge_says_what_it_sees():
    explorer = lesson04.edge()
    assert "After 1,500 steps the loss is 0.013" in explorer.summary
    explorer.set(lr=0.5)
    assert "right at the edge" in explorer.summary and explorer.reached
    explorer.set(lr=1.0)
    assert "Then it explodes" in explorer.summary
    explorer.set(lr=0.5, loss="cross-entropy")
    assert "There's room to the limit" in explorer.summary
