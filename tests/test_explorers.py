"""Every explorer without a kernel: each control swept, gestures, playing, a learner's functions, bad arguments, memory."""

import asyncio
import functools
import gc
import io
import itertools
import re
import time
import warnings
from types import SimpleNamespace

import ipywidgets as widgets
import misbehave
import numpy as np
import psutil
import pytest
from explorers import EXPLORERS, assert_sound, drawn, everything, name_of, pixels, places
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets.widgets.widget import _instances
from PIL import Image
from scipy.signal import correlate2d

from lessons_lib import convnet, convolution, datasets, learner, linear, network, pooling, theory
from lessons_lib.explorers import (
    controls,
    drawing,
    lesson00,
    lesson01,
    lesson02,
    lesson03,
    lesson04,
    lesson05,
    lesson06,
    lesson07,
    live,
    play,
    quiz,
    reading,
    upload,
    walk,
    words,
)
from lessons_lib.optimizers import Optimizer, adam, gradient_descent, minimize, momentum
from lessons_lib.surfaces import SURFACES, Surface

every = pytest.mark.parametrize("make", EXPLORERS, ids=name_of)


@pytest.fixture(autouse=True)
def _free_widgets():
    yield
    play.stop()
    play.echo.cache_clear()
    widgets.Widget.close_all()


NEEDS = {(lesson03.settings_map, "beta2"): {"rule": "Adam"}}  # what else must be chosen for a control to matter


AFRESH = {lesson07.draw_a_digit: "Clear", lesson07.training: "Forget the other seeds"}  # these remember, until this is pressed


@every
def test_every_control_swept_over_its_ends_and_a_grid(make):
    """Each changes something; a slider redraws only what moves; frames are small; after the tour the picture is the first again."""
    draws, sizes, explorer = [], [], make()
    draw = explorer.figure.canvas.draw
    explorer.figure.canvas.draw = lambda *a, **k: draws.append(1) or draw(*a, **k)
    start = {name: control.value for name, control in everything(explorer).items()}
    assert_sound(explorer)
    assert not explorer.reached, "the goal is reached before anything was moved"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, control in everything(explorer).items():
            explorer.set(**NEEDS.get((make, name), {}))
            draws.clear()
            seen = set()
            for value in places(control):
                control.value = value
                assert_sound(explorer)
                seen.add((explorer.image.value, explorer.summary))
                sizes.append(len(explorer.image.value))
            assert len(seen) > 1, f"{name} changes nothing"
            assert not draws or isinstance(control, (widgets.Checkbox, widgets.Dropdown)), f"{name} redraws what stands still"
            control.value = start[name]
        explorer.set(**start)
    new = make()
    for one in [explorer, new] if make in AFRESH else []:
        one.buttons[AFRESH[make]].click()
    assert np.median(sizes) <= (60_000 if explorer.photo else 30_000)
    assert np.array_equal(drawn(explorer), drawn(new)), "blitting left something behind"


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


# Wipe the field, row by row, and draw a 7 with a bar: all of it by moving sliders, as one does by keyboard.
SEVEN = [{"width": 9, "pen": "erases", "row": 0, "column": 0}]
SEVEN += [{"row": row, "column": column} for row in range(0, 32, 6) for column in (31, 0)]
SEVEN += [{"width": 4, "pen": "is up", "row": 3, "column": 8}, {"pen": "draws"}, {"column": 22}, {"row": 28, "column": 14}]
SEVEN += [{"pen": "is up", "row": 16, "column": 10}, {"pen": "draws"}, {"column": 23}, {"pen": "is up"}]

# What the goals take: a move, or several, and buttons by their name. A goal that nothing reaches is no goal.
GOALS = {
    lesson00.crowd: {"lr": 0.0083},
    lesson01.line_and_bowl: {"beta0": 1.1, "beta1": 1.1},
    lesson01.move_the_data: {"y1": -0.6},
    lesson01.learning_rate: {"lr": 0.215},
    lesson01.centre: {"c": 1.5},
    lesson01.two_errors: {"lr": 0.222},
    lesson01.diabetes: {"standardise": True, "lr": 0.5},
    lesson02.cloud: {"batch": 32},
    lesson02.paths: {"cost": "gradients", "lr": 0.004},
    lesson02.noise_ball: {"lr": 0.008},
    lesson02.schedules: {"k": 0.1},
    lesson03.race: {"lr": 0.1},
    lesson03.anatomy: {"beta2": 0.5},
    lesson03.settings_map: {"rule": "Adam", "surface": "rosenbrock", "lr": 0.864, "beta1": 0.878},
    lesson03.rotation: {"angle": 45},
    lesson03.oscillators: {"lr": 0.316, "beta1": 0.27},
    lesson04.stepper: {"x2": 4},
    lesson04.two_modes: {"inputs": 1, "outputs": 2},
    lesson04.gradient_check: {"h": 1e-5},
    lesson04.playground: {"data": "spirals", "n1": 8, "n2": 8, "t": 400},
    lesson04.initialisation: {"lr": 10, "t": 200},
    lesson04.digits: {"lr": 0.01, "seed": 3, "t": 60},
    lesson05.kernel_editor: {"kernel": "Sobel y", "k01": -4, "k21": 4, "k00": 0, "k02": 0, "k20": 0, "k22": 0},
    lesson05.one_pixel: {"kernel": "Sobel y", "row": 18, "column": 14},
    lesson05.sizes: {"stride": 2, "padding": 1, "dilation": 2, "guess": 3},
    lesson05.edges: {"smooth": 2.5, "threshold": 0.05},
    lesson05.angles: {"length": 16},
    lesson05.noise: {"noise": 0.18},
    lesson05.counting: {"side": 28, "k": 5, "count": 6},
    lesson06.max_and_mean: {"size": 5},
    lesson06.shift: {"blur": 2.0},
    lesson06.routing: {"value": 4},
    lesson06.chain: {"t": 3},
    lesson07.draw_a_digit: SEVEN,
    lesson07.budget: {"n1": 4},
    lesson07.training: {"kernels": 8, "t": 20},
    lesson07.shifted: {"by": -1},
    lesson07.broken: [
        {"guess": 22},
        "Show it",
        {"guess": 11, "name": "random kernels"},
        "Show it",
        {"name": "the kernels in another order"},
        "Show it",
    ],
}


@every
def test_the_goal_can_be_reached_and_stays(make):
    explorer = make()
    assert "○ Goal:" in explorer.badge.value
    moves = GOALS[make] if isinstance(GOALS[make], list) else [GOALS[make]]
    for move in moves:
        explorer.buttons[move].click() if isinstance(move, str) else explorer.set(**move)
    assert explorer.reached and "✔ Goal reached" in explorer.badge.value and "✔ Goal reached" in explorer.summary
    explorer.set(**{name: places(everything(explorer)[name])[0] for move in moves if isinstance(move, dict) for name in move})
    assert explorer.reached


def test_the_patients_goal_needs_standardising():
    explorer = lesson01.diabetes()
    for value in places(explorer.controls["lr"]):
        explorer.set(lr=value)
    assert not explorer.reached


def test_what_the_texts_say():
    explorer = lesson01.line_and_bowl()
    assert "L = 9.75. The gradient is (−5.5, −11), so downhill is: raise β₀ and raise β₁." in explorer.summary
    explorer.set(beta0=1.1, beta1=1.1)
    assert "L = 0.675" in explorer.summary and "this is the bottom" in explorer.summary
    explorer = lesson01.learning_rate(lr=0.24)
    assert "1.01 × the stability limit 2/λmax = 0.238" in explorer.summary and "diverges" in explorer.summary
    assert "After 100 steps the loss is 275; it began at 9.75" in explorer.summary
    explorer = lesson03.oscillators()
    for lr, beta1, says in [
        (0.15, 0.0, "the steep part zig-zags"),
        (0.05, 0.0, "the steep part comes straight in"),
        (0.15, 0.9, "the steep part swings"),
    ]:
        explorer.set(lr=lr, beta1=beta1)
        assert says in explorer.summary
    explorer = lesson01.centre()
    assert "κ = 14.1" in explorer.summary and "after 57 steps" in explorer.summary
    explorer.set(c=1.5)
    assert "κ = 1.25" in explorer.summary
    explorer = lesson01.move_the_data()
    explorer.set(y4=9)
    assert "kept its shape" in explorer.summary
    explorer.set(x4=5)
    assert "changed its shape" in explorer.summary
    explorer = lesson01.diabetes(lr=0.01)
    assert "7.16 × the stability limit 2/λmax = 0.0014" in explorer.summary and "diverges" in explorer.summary


# -- a learner's own functions


def batch_by_hand(beta, x, y, batch, rng):
    j = rng.integers(len(x), size=batch)
    return linear.sample_gradients(beta, x[j], y[j]).mean(axis=0)


@functools.cache
def shown(make, then=lambda explorer: explorer):
    """Return what an explorer shows at first, or when `then` has moved it: picture and text. Each is made once."""
    explorer = then(make())
    return SimpleNamespace(image=SimpleNamespace(value=bytes(explorer.image.value)), summary=explorer.summary)


def reference(name):
    """Return what is shown without a learner's function, or with the right one."""
    return shown(SHOWN_WITH_IT.get(name, OWN[name][0]))


OWN = {
    "loss": (lesson01.line_and_bowl, lambda beta, x, y: ((beta[0] + beta[1] * x - y) ** 2).mean()),
    "gradient": (lesson01.learning_rate, lambda beta, x, y: 2 * np.array([(beta[0] + beta[1] * x - y).mean(), (x * (beta[0] + beta[1] * x - y)).mean()])),
    "step": (lesson01.learning_rate, lambda beta, x, y, lr: beta - lr * linear.gradient(beta, x, y)),
    "limit": (lesson01.learning_rate, lambda x: 2 / np.linalg.eigvalsh(linear.hessian(x))[-1]),
    "sample_gradients": (lesson02.cloud, lambda beta, x, y: 2 * ((beta[0] + beta[1] * x - y) * [np.ones(len(x)), x]).T),
    "minibatch": (lesson02.paths, batch_by_hand),
    "schedule": (lesson02.schedules, lambda t, lr, k: lr / (1 + k * t)),
}  # fmt: skip
SHOWN_WITH_IT = {"schedule": lambda: lesson02.schedules(schedule=OWN["schedule"][1])}  # "mine" is one line more


@pytest.mark.parametrize("name", OWN)
def test_the_right_function_draws_the_librarys_picture(name):
    make, right = OWN[name]
    calls = []

    def mine(*args):
        calls.append(args)
        return right(*args)

    explorer = make(**{name: mine})
    assert calls, "it was never called"
    assert explorer.trouble == ""
    assert explorer.image.value == reference(name).image.value
    assert explorer.summary == reference(name).summary


@pytest.mark.parametrize("name", OWN)
def test_a_wrong_function_draws_another_picture_or_text(name):
    make, right = OWN[name]
    explorer = make(**{name: lambda *args: 0.5 * np.asarray(right(*args))})
    assert (explorer.image.value, explorer.summary) != (shown(make).image.value, shown(make).summary)
    assert explorer.trouble == ""
    any_will_do = name in ("minibatch", "schedule")  # drawn at random; whatever falls
    assert ("Yours gives" in explorer.summary) != any_will_do


@pytest.mark.parametrize("bad", misbehave.ALL, ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", OWN)
def test_a_function_that_goes_wrong_is_shown_and_survived(name, bad, monkeypatch, capsys):
    monkeypatch.setattr(learner, "SECONDS", misbehave.limit(bad))
    make, right = OWN[name]
    mood = [bad]
    explorer = make(**{name: lambda *args: mood[0](*args)})
    word = "returned" if bad is misbehave.nan and name not in ("gradient", "step", "minibatch") else misbehave.ALL[bad]
    assert word in explorer.trouble and "The picture shows the library's." in explorer.trouble
    assert 'role="alert"' in explorer.alarm.value
    assert explorer.image.value == reference(name).image.value
    mood[0] = right  # mended: it recovers at the next move
    control = next(iter(explorer.controls.values()))
    control.value = places(control)[0]
    assert explorer.trouble == "" and explorer.alarm.value == ""
    out = capsys.readouterr()
    assert out.out == out.err == ""


def test_a_list_and_an_int_will_do_where_they_can():
    explorer = lesson01.line_and_bowl(gradient=lambda b, x, y: list(linear.gradient(b, x, y)), loss=lambda b, x, y: 3)
    assert explorer.trouble == "" and "L = 3" in explorer.summary


def test_a_divergence_by_the_learners_gradient_is_no_trouble():
    explorer = lesson01.learning_rate(gradient=lambda b, x, y: 1e6 * linear.gradient(b, x, y))
    assert explorer.trouble == ""
    assert_sound(explorer)


# -- a learner's own optimizers and surfaces


def adam_by_hand(lr, beta1=0.9, beta2=0.999, eps=1e-8):
    def update(theta, g, state):
        t, m, v = state["t"] + 1, beta1 * state["m"] + (1 - beta1) * g, beta2 * state["v"] + (1 - beta2) * g**2
        theta = theta - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
        return theta, {"m": m, "v": v, "t": t}

    return Optimizer(lambda theta: {"m": 0 * theta, "v": 0 * theta, "t": 0}, update)


def with_mine(rule):
    return {"race": lesson03.race({"mine": rule}), "anatomy": lesson03.anatomy(rule), "map": map_of_adam(rule)}


def map_of_adam(rule):
    explorer = lesson03.settings_map(rule)
    explorer.set(rule="Adam")
    return explorer


def test_the_right_adam_draws_the_librarys_pictures():
    mine, library = with_mine(adam_by_hand), with_mine(adam)
    for name in mine:
        assert mine[name].trouble == ""
        assert mine[name].image.value == library[name].image.value
        assert mine[name].summary == library[name].summary
    assert "mine 0.9" in mine["race"].summary
    slower = with_mine(lambda lr, *settings: adam_by_hand(0.5 * lr, *settings))
    for name in mine:
        assert slower[name].trouble == ""
        assert slower[name].image.value != mine[name].image.value


PLAIN = {"race": lambda: lesson03.race({"mine": lambda lr: None}), "anatomy": lambda: lesson03.anatomy(adam),
         "map": lambda: map_of_adam(adam)}  # fmt: skip


@pytest.mark.parametrize("bad", misbehave.ALL, ids=lambda f: f.__name__)
def test_an_optimizer_that_goes_wrong_is_shown_and_survived(bad, monkeypatch, capsys):
    monkeypatch.setattr(learner, "SECONDS", misbehave.limit(bad))
    plain = {name: shown(make) for name, make in PLAIN.items()}
    values = "must return Optimizer" if bad in (misbehave.wrong_shape, misbehave.nan, misbehave.text) else misbehave.ALL[bad]
    for name, explorer in with_mine(bad).items():
        assert values in explorer.trouble, name
        assert explorer.image.value == plain[name].image.value
    values = (
        "must return theta, state" if bad in (misbehave.wrong_shape, misbehave.nan, misbehave.text, misbehave.nothing) else values
    )
    for name, explorer in with_mine(lambda *a: Optimizer(lambda theta: {"m": theta, "v": theta, "t": 0}, bad)).items():
        assert values in explorer.trouble, name
        assert explorer.image.value == plain[name].image.value
    out = capsys.readouterr()
    assert out.out == out.err == ""


def test_an_optimizer_that_takes_no_grid_is_told_so():
    def one_by_one(lr, beta1, beta2, eps):
        return adam_by_hand(float(lr), float(beta1), beta2, eps)

    assert "one_by_one stopped" in map_of_adam(one_by_one).trouble
    explorer = map_of_adam(lambda *a: Optimizer(lambda theta: 0, lambda theta, g, s: (theta * bool(a[0] > 1), s)))
    assert "asks for all settings at once" in explorer.trouble
    explorer = lesson03.anatomy(lambda lr, *a: Optimizer(lambda theta: 0, lambda theta, g, s: (theta - lr * g, s)))
    assert "its state must be a dict with 'm' and 'v'" in explorer.trouble
    assert_sound(explorer)


@pytest.mark.parametrize(
    ("m", "says"), [(np.ones(3), "returned an array of shape (3,)"), (None, "returns None"), ("fast", "'fast', which is not")]
)
def test_averages_that_are_none_of_adams_are_named(m, says):
    """What a learner's Adam remembers is looked at when it is opened up, and no line of ours stands in the answer."""
    explorer = lesson03.anatomy(
        lambda lr, *a: Optimizer(lambda theta: 0, lambda theta, g, s: (theta - lr * g, {"m": m, "v": g**2}))
    )
    assert "state['m']" in explorer.trouble and says in explorer.trouble and "stopped at line" not in explorer.trouble
    assert_sound(explorer)


def test_a_surface_of_ones_own_joins_the_race():
    mine = Surface("mine", lambda th: (th**4).sum(-1), lambda th: 4 * th**3, np.zeros((1, 2)), (-2, 2, -2, 2), (1.5, 1.0))
    fragile = mine._replace(name="fragile", gradient=lambda th: 4 * th**3 if np.abs(th).max() < 1.7 else 1 / 0)
    explorer = lesson03.race(surfaces=[mine, fragile])
    assert explorer.alarm.value == ""
    for name in ("mine", "fragile"):
        explorer.controls["surface"].value = name
        assert (explorer.controls["x"].value, explorer.controls["x"].max) == (1.5, 2)
        for value in places(explorer.controls["lr"]):
            explorer.controls["lr"].value = value
            assert_sound(explorer)
    for bad in (
        mine._replace(f=lambda th: th[0] ** 2),
        mine._replace(gradient=misbehave.raises),
        mine._replace(start=None),
        mine._replace(start=(1, 2, 3)),
        mine._replace(minimum=None),
        mine._replace(extent=(2, -2, 2, -2)),
        mine._replace(f=lambda th: th[:, 0] ** 2 + th[:, 1] ** 2),
        mine._replace(gradient=lambda th: time.sleep(0.2) or 4 * th**3),
        5,
    ):
        explorer = lesson03.race(surfaces=[bad])
        assert "is left out" in explorer.alarm.value
        assert_sound(explorer)


STRANGE = {
    "flat": (lambda th: 5 + 0 * th[..., 0], lambda th: 0 * th),
    "below zero": (lambda th: -np.exp(-(th**2).sum(-1)), lambda th: 2 * th * np.exp(-(th**2).sum(-1))[..., None]),
    "not everywhere": (lambda th: np.log(th[..., 0]) ** 2 + th[..., 1] ** 2, lambda th: 2 * np.stack([np.log(th[..., 0]) / th[..., 0], th[..., 1]], -1)),
    "uphill": (lambda th: (th**2).sum(-1), lambda th: -2 * th),
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_surface_is_drawn_all_the_same(name):
    f, gradient = STRANGE[name]
    surface = Surface("bowl", f, gradient, np.zeros(2), (-2, 2, -2, 2), [1.5, 1.0])
    with np.errstate(all="ignore"):
        explorer = lesson03.race(surfaces=surface)
        assert explorer.alarm.value == ""
        explorer.controls["surface"].value = "bowl (mine)"
        for value in places(explorer.controls["lr"]):
            explorer.controls["lr"].value = value
            assert_sound(explorer)
    if name == "uphill":
        assert "Far above the start in the end" in explorer.summary


def test_ways_to_hand_over_a_rule():
    for rules, name in [
        (adam, "mine"),
        (adam(0.03), "mine"),
        ([adam], "mine 1"),
        ({"Adam": adam}, "Adam (mine)"),
        ({0.1: adam}, "0.1"),
    ]:
        explorer = lesson03.race(rules)
        assert explorer.trouble == "" and f"{name} 0.959" in explorer.summary
    assert "Give the function that makes the optimizer" in lesson03.anatomy(adam(0.3)).trouble


def test_a_rule_that_diverges_is_shown_as_it_is():
    explorer = lesson03.race({"mine": lambda lr: Optimizer(lambda th: 0, lambda th, g, s: (th - 1e3 * g, s))})
    assert explorer.trouble == "" and "mine more than a computer can hold" in explorer.summary
    uncorrected = lesson03.settings_map(lambda lr, b1, b2, eps: adam(lr, b1, b2, eps, bias_correction=False))
    bowl, c = SURFACES["bowl"], uncorrected.values()
    path = minimize(bowl.gradient, bowl.start, adam(c.lr, c.beta1, c.beta2, bias_correction=False), 200)
    assert uncorrected.result[2] == pytest.approx(path)
    opened = lesson03.anatomy(lambda lr, b1, b2, eps: adam(lr, b1, b2, eps, bias_correction=False))
    assert "Yours has m =" in opened.summary and "the formulas give" in opened.summary


def test_what_lesson_3_says():
    explorer = lesson03.race()
    explorer.set(lr=0.3)
    assert "Far above the start in the end: gradient descent. A smaller rate may hold it." in explorer.summary
    explorer.set(lr=0.1)
    before = explorer.result[2]
    explorer.set(scale=1000)
    assert "Far above the start in the end: gradient descent, momentum." in explorer.summary
    assert explorer.result[2]["Adam"] == pytest.approx(before["Adam"], rel=1e-6), "Adam does not see the scale of the loss"
    explorer = lesson03.anatomy()
    explorer.time.slider.value = 1
    g = SURFACES["bowl"].gradient([-4.0, 2.0])
    assert f"g = {words.number(g[0])}" in explorer.summary and "m̂ = m / (1 − 0.9¹) = " + words.number(g[0]) in explorer.summary
    explorer.set(correct=False)
    assert words.number(0.3 * 0.1 / np.sqrt(0.001)) in explorer.summary, "uncorrected, the first step is 3.16 α"
    explorer = lesson03.settings_map()
    assert "at α = 0.316 and β₁ = 0.27" in explorer.summary
    assert explorer.result[1].size >= 64 * 64


def no_t(lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam as a learner writes it who begins with t = 0."""
    zero = lambda theta: {"m": 0 * theta, "v": 0 * theta, "t": 0}  # noqa: E731

    def update(theta, g, state):
        m, v = beta1 * state["m"] + (1 - beta1) * g, beta2 * state["v"] + (1 - beta2) * g**2
        with np.errstate(all="ignore"):
            step = lr * (m / (1 - beta1 ** state["t"])) / (np.sqrt(v / (1 - beta2 ** state["t"])) + eps)
        return theta - step, {"m": m, "v": v, "t": state["t"] + 1}

    return Optimizer(zero, update)


@pytest.mark.parametrize("explorer", [lambda: lesson03.race({"mine": no_t}), lambda: lesson03.anatomy(no_t),
                                      lambda: lesson03.settings_map(no_t)])  # fmt: skip
def test_a_rule_that_divides_by_zero_is_no_divergence(explorer):
    says = explorer().summary
    assert "no_t gives NaN or infinity for ordinary numbers. Is something divided by zero" in says
    assert "the first step is t = 1. The picture shows the library's." in says


def test_a_wrong_gradient_that_trains_is_told():
    explorer = lesson07.training(kernel_gradient=lambda X, dZ0: np.zeros((32, 3, 3)))
    assert re.search(r"Yours gives 0 at \[\d+, \d, \d\], the library's ", explorer.summary)
    assert "Yours gives" not in lesson07.training(kernel_gradient=convnet_kernel_gradient).summary
    explorer = lesson04.playground(backward=lambda *a: [-g for g in network.backward(*a)])
    assert re.search(r"Yours gives (−?)([\d.,]+), the library's (?!\1)−?\2\.", explorer.summary)
    assert "Yours gives" not in lesson04.playground(backward=lambda *a: network.backward(*a)).summary


def test_at_a_kink_no_backward_pass_is_called_wrong():
    """A mask Z >= 0 is as good as Z > 0; the two differ where a Z is 0, and there the loss has no slope."""

    def backward(params, stages, dF):
        ones = stages._replace(Z1=np.where(stages.Z1 == 0, 1.0, stages.Z1), Z2=np.where(stages.Z2 == 0, 1.0, stages.Z2))
        return network.backward(params, ones, dF)

    explorer = lesson04.stepper(backward=backward)
    explorer.set(x1=0, x2=2, weight="b1[2]", t=12)
    assert "A Z is exactly 0" in explorer.summary and "wrong" not in explorer.summary


def test_the_healthy_network_has_not_killed_its_units():
    explorer = lesson04.initialisation()
    explorer.set(t=200)
    assert not explorer.reached


def convnet_kernel_gradient(X, dZ0):
    """The solution of lesson 7's exercise, by SciPy."""
    wide = np.pad(X, ((0, 0), (1, 1), (1, 1)))
    return np.stack([sum(correlate2d(x, d, "valid") for x, d in zip(wide, dZ0[:, k], strict=True)) for k in range(dZ0.shape[1])])


def test_what_lessons_1_2_and_5_say_at_their_ends():
    for rate in ("0.23", "0.24"):  # named in the text
        explorer = lesson01.learning_rate()
        explorer.controls["lr"].typed.value = rate
        assert f"α = {rate} is" in explorer.summary and ("diverges" in explorer.summary) == (rate == "0.24")
    explorer = lesson01.diabetes()
    explorer.set(standardise=True, lr=1.0)
    assert "1 × the stability limit" in explorer.summary and "do not shrink" in explorer.summary
    explorer.set(lr=0.5, t=1)
    assert "After 1 step the loss is 3,890." in explorer.summary
    explorer = lesson01.line_and_bowl()
    explorer.set(beta0=2.75, beta1=0)
    assert "The gradient is (0, −2.75), so downhill is: leave β₀ and raise β₁." in explorer.summary
    explorer = lesson01.two_errors()
    explorer.set(lr=0.238)
    assert "the steep part by 1.0004." in explorer.summary and "this diverges" in explorer.summary
    explorer.set(lr=0)
    assert "Nothing moves." in explorer.summary
    explorer = lesson02.noise_ball()
    explorer.set(data="A", lr=0)
    assert "With α = 0 nothing moves." in explorer.summary and "settle" not in explorer.summary
    explorer.set(lr=0.127)
    grey = explorer.figure.axes[1].lines  # the dot of the prediction stands at α
    assert any(np.array_equal(a.get_xdata(), [explorer.controls["lr"].value]) for a in grey)
    explorer = lesson05.kernel_editor()
    for name in [f"k{i}{j}" for i in range(3) for j in range(3)]:
        explorer.set(**{name: 1})
    assert "shown from 0, black, to 9, white." in explorer.summary
    explorer = lesson05.sizes()
    explorer.set(n=3, k=3, padding=1, t=100)
    assert "1 row of zeros on each" in explorer.summary
    assert "At step 100 the last of 9 windows is left, and begins at row 1, column 1." in explorer.summary
    explorer.set(t=0)
    assert "At step 0 the window begins at row −1, column −1." in explorer.summary
    assert words.a_digit(8) == "an 8" and words.a_digit(3) == "a 3"


def test_a_kernel_gradient_with_nan_is_no_divergence():
    explorer = lesson07.training(kernel_gradient=lambda X, dZ0: np.full((32, 3, 3), np.nan))
    assert "gives NaN or infinity for ordinary numbers" in explorer.summary and "diverged" not in explorer.summary
    signs = np.tile((-1.0) ** np.arange(9).reshape(3, 3), (32, 1, 1))
    explorer = lesson07.training(kernel_gradient=lambda X, dZ0: 1e200 * signs + 0 * dZ0.sum())
    explorer.set(optimizer="gradient descent")  # the numbers grow first, and are NaN afterwards: that is divergence
    assert "It has diverged" in explorer.summary and not explorer.trouble


def test_a_rule_of_the_library_may_diverge_in_a_learners_hands():
    """Gradient descent far beyond its limit: no Trouble, though it ends in NaN."""
    explorer = lesson03.race({"mine": lambda lr: gradient_descent(lr)})
    explorer.set(surface="beale", lr=10, scale=1000)
    assert not explorer.trouble and not np.isfinite(explorer.result[2]["mine"][-1]).all()


def test_what_is_no_rule_and_no_surface_is_answered():
    assert "A function is needed here, and this is 5." in lesson03.race(5).summary
    assert "is left out" in lesson03.race(surfaces=type(SURFACES["bowl"])).note
    assert lesson03.race(surfaces=None).note == ""


@pytest.mark.parametrize("make", [lesson03.race, lesson03.anatomy, lesson03.settings_map])
def test_a_new_surface_tells_the_page_the_limits_before_the_start_and_both_at_once(make, monkeypatch):
    """In another order the page clamps one to the other, and its answer is taken for a move of the learner's."""
    explorer, sent = make(), []
    slider = explorer.controls["x"]
    monkeypatch.setattr(slider.comm, "send", lambda data, **more: sent.append(data["state"]))
    explorer.controls["surface"].value = "rosenbrock"
    assert slider.value == -1.2 and sent
    assert list(sent[0]) == ["min", "max", "step", "readout_format", "value"]
    assert all(later.items() <= sent[0].items() for later in sent[1:])


def test_where_all_are_equal_none_is_lowest():
    explorer = lesson03.race()
    explorer.set(t=0)
    assert "after 0 steps" in explorer.summary and "All are equal." in explorer.summary and "Lowest" not in explorer.summary
    explorer.set(t=1)
    assert "after 1 step, " in explorer.summary and "Lowest: " in explorer.summary
    explorer.set(rates="each its best", scale=1000, condition=100)
    assert "No rate from 10⁻⁴ to 100 holds it." in explorer.summary
    chart = lesson03.settings_map()
    chart.set(x=0, y=0)
    assert "Each of the 4,225 settings ends at 0." in chart.summary


def test_the_anatomy_says_what_its_correction_changes_and_its_numbers_stay_in_the_picture():
    explorer = lesson03.anatomy()
    right = explorer.figure.axes[2]
    explorer.set(beta1=0.9, beta2=0.9999, t=9)  # m / √v is (1 − 0.9⁹) / √(1 − 0.9999⁹) times m̂ / √v̂
    assert "Uncorrected it would be 20.4 times as long." in explorer.summary
    explorer.set(correct=False)
    assert "Corrected it would be 0.049 times as long." in explorer.summary
    for beta1, beta2 in [(0.9, 0.9999), (0, 0.9999), (0.9, 0.999)]:
        explorer.set(beta1=beta1, beta2=beta2, t=9)
        canvas = explorer.figure.canvas.get_renderer()
        notes = [a for a in right.texts if a.get_text()]
        assert len(notes) == 2
        for note in notes:
            assert note.get_window_extent(canvas).x1 <= explorer.figure.bbox.x1


def test_a_drag_on_the_map_moves_the_setting_and_the_path():
    explorer = lesson03.settings_map()
    square, plane = explorer.figure.axes[:2]
    explorer.point(event(explorer, "mousedown", square, 0.0, -np.log10(1 - 0.5), 1))
    assert explorer.controls["lr"].value == pytest.approx(1.0, rel=0.1)
    assert explorer.controls["beta1"].value == pytest.approx(0.5, abs=0.03)
    explorer.point(event(explorer, "mouseup", square, 0, 0.3))
    explorer.point(event(explorer, "mousedown", plane, 1, 1, 1))
    assert explorer.result[2][0] == pytest.approx([1, 1])


def test_the_map_agrees_with_single_walks_and_with_the_edge_of_stability():
    explorer = lesson03.settings_map()
    rates, betas, final = explorer.controls["lr"].marks, explorer.controls["beta1"].marks, explorer.result[1]
    bowl = SURFACES["bowl"]
    for i, j in ((0, 20), (30, 30), (50, 10), (60, 40)):
        end = minimize(bowl.gradient, bowl.start, momentum(rates[j], betas[i]), 200)[-1]
        assert final[i, j] == pytest.approx(bowl.f(end), rel=1e-6, abs=1e-80)
    limit = theory.momentum_limit(betas, 10)[:, None]
    grown = ~(final <= bowl.f(bowl.start))
    assert grown[(rates > 1.3 * limit)].all() and not grown[(rates < 0.9 * limit) & (betas[:, None] < 0.95)].any()


# -- lesson 4: networks


def backward_by_hand(params, stages, dF):
    X, Z1, A1, Z2, A2 = stages[:5]
    dZ2 = dF @ params[4].T * (Z2 > 0)
    dZ1 = dZ2 @ params[2].T * (Z1 > 0)
    return [X.T @ dZ1, dZ1.sum(axis=0), A1.T @ dZ2, dZ2.sum(axis=0), A2.T @ dF, dF.sum(axis=0)]


NETS = [lesson04.stepper, lesson04.gradient_check, lesson04.playground]
nets = pytest.mark.parametrize("make", NETS, ids=lambda f: f.__name__)


def alike(a, b):
    """Do two explorers show the same, up to the choice of their 96 colours?"""
    return a.summary.split("○")[0] == b.summary.split("○")[0] and np.abs(pixels(a) - pixels(b)).mean() < 2


def relu(explorer):
    explorer.set(activation="relu")
    return explorer


@nets
def test_the_right_backward_pass_draws_the_librarys_picture(make):
    mine, library = make(backward=backward_by_hand), relu(make())
    assert mine.trouble == "" and alike(mine, library)


@nets
def test_a_wrong_backward_pass_is_seen(make):
    def no_mask(params, stages, dF):
        return backward_by_hand(params, stages._replace(Z1=1 + 0 * stages.Z1, Z2=1 + 0 * stages.Z2), dF)

    mine, library = make(backward=no_mask), relu(make())
    mine.set(weight="W1[1,2]") if make is lesson04.stepper else None
    if make is lesson04.stepper:
        mine.set(t=12)
        library.set(weight="W1[1,2]", t=12)
    assert mine.trouble == "" and not alike(mine, library)
    if make is lesson04.stepper:
        mine.set(t=12)
        assert "Your backward pass is wrong at W1[1,2], W1[2,2], b1[2]: at W1[1,2] it says 12" in mine.summary
    if make is lesson04.gradient_check:
        assert "no V, so the backward pass is wrong" in mine.summary


@pytest.mark.parametrize("bad", misbehave.ALL, ids=lambda f: f.__name__)
@nets
def test_a_backward_pass_that_goes_wrong_is_shown_and_survived(make, bad, monkeypatch, capsys):
    monkeypatch.setattr(learner, "SECONDS", misbehave.limit(bad))
    mood = [bad]
    explorer = make(backward=lambda *args: mood[0](*args))
    word = "six arrays" if bad in (misbehave.wrong_shape, misbehave.nan, misbehave.text) else misbehave.ALL[bad]
    assert word in explorer.trouble and "The picture shows the library's." in explorer.trouble
    assert alike(explorer, shown(make, relu))
    monkeypatch.setattr(learner, "SECONDS", 2.0)
    mood[0] = backward_by_hand  # mended: it recovers at the next move
    control = explorer.controls["seed" if make is lesson04.gradient_check else "x1" if make is lesson04.stepper else "scale"]
    control.value = places(control)[1]
    assert explorer.trouble == "" and explorer.alarm.value == ""
    out = capsys.readouterr()
    assert out.out == out.err == ""


def test_an_array_of_the_wrong_shape_is_named():
    turned = lambda *args: [g.T for g in backward_by_hand(*args)]  # noqa: E731
    assert "dW3 returned an array of shape (1, 2)" in lesson04.stepper(backward=turned).trouble


def test_an_own_optimizer_trains_the_playground():
    mine, library = lesson04.playground(optimizer=adam_by_hand), lesson04.playground()
    assert mine.trouble == "" and mine.controls["optimizer"].value == "mine"
    assert mine.image.value == library.image.value and mine.summary == library.summary.replace("of Adam", "of mine")
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


def test_the_stepper_against_the_numbers_of_the_text():
    explorer = lesson04.stepper()
    says = {1: "Z1 = (3, −1)", 2: "A1 = (3, 0)", 3: "Z2 = (2, 1)", 5: "F = 4", 6: "L = 4"}
    for t in range(13):
        explorer.set(t=t)
        assert says.get(t, "") in explorer.summary
    derivatives = {"W1[1,1]": 12, "W1[2,1]": 24, "W1[1,2]": 0, "b1[1]": 12, "W2[1,1]": 24, "W2[1,2]": -12, "W2[2,1]": 0,
                   "b2[1]": 8, "b2[2]": -4, "W3[1,1]": 8, "W3[2,1]": 4, "b3[1]": 4}  # fmt: skip
    for name, value in derivatives.items():
        explorer.set(weight=name)
        shown = words.number(value)
        assert f"= {shown}. Wiggle it by ±h: (L₊ − L₋) / 2h = {shown}." in explorer.summary, name
    explorer.set(weight="W2[1,2]", value=3)
    explorer.set(weight="b1[2]")
    assert explorer.controls["value"].value == -2, "the slider shows the parameter that is chosen"
    explorer.set(weight="W2[1,2]")
    assert explorer.controls["value"].value == 3, "and a change stays"


@given(st.integers(0, 14), *[st.floats(-4, 4)] * 4, st.sampled_from(["relu", "tanh"]))
@settings(max_examples=25, deadline=None)
def test_the_steppers_derivative_is_the_finite_difference(k, value, x1, x2, y, activation):
    explorer = lesson04.stepper()
    explorer.set(weight=explorer.controls["weight"].options[k], activation=activation)
    explorer.set(value=value, x1=x1, x2=x2, y=y, t=12)
    _, _, stages, _, grads, measured, _ = explorer.result
    if min(np.abs(stages.Z1).min(), np.abs(stages.Z2).min()) > 1e-3:
        j, at = [(j, at) for j, g in enumerate(grads) for at in np.ndindex(g.shape)][k]
        assert grads[j][at] == pytest.approx(measured, rel=1e-5, abs=1e-5)


def test_a_click_on_an_edge_picks_its_weight():
    explorer = lesson04.stepper()
    ax = explorer.figure.axes[0]
    explorer.point(event(explorer, "mousedown", ax, 0.5, -0.95, 1))
    assert explorer.controls["weight"].value == "W1[2,2]"
    explorer.point(event(explorer, "mouseup", ax, 0.5, -0.95))
    explorer.point(event(explorer, "mousedown", ax, 4.5, 0.5, 1))
    assert explorer.controls["weight"].value == "W3[1,1]"
    explorer.point(event(explorer, "mousedown", ax, 1.5, 0.95, 1))  # an activation has no weight
    assert explorer.controls["weight"].value == "W3[1,1]"


def test_points_come_and_go_by_click_and_by_button():
    explorer = lesson04.playground()
    plane = explorer.figure.axes[1]
    count = lambda: sum(len(labels) for _, labels in explorer.result[5])  # noqa: E731
    assert count() == 300
    explorer.set(data="nothing yet")
    assert "No points yet" in explorer.summary
    explorer.point(event(explorer, "mousedown", plane, 1.0, 1.0, 1))
    explorer.point(event(explorer, "mousemove", plane, 0.0, 1.0, 1))  # a drag adds no trail
    explorer.point(event(explorer, "mouseup", plane, 0.0, 1.0))
    assert count() == 1 and explorer.result[5][0][1].tolist() == [0]
    explorer.set(point="adds a blue point", x1=-1, x2=-1)
    explorer.buttons["Click at the ring"].click()
    assert count() == 2 and np.allclose(explorer.result[5][0][0], [[1, 1], [-1, -1]])
    explorer.set(t=300)
    assert "100 % of the training points are right" in explorer.summary and "2 training points" in explorer.summary
    explorer.set(point="removes the nearest", x1=-0.8)
    explorer.buttons["Click at the ring"].click()
    assert count() == 1
    for _ in range(3):
        explorer.buttons["Click at the ring"].click()
    assert count() == 0 and "No points yet" in explorer.summary
    explorer.set(data="moons")
    assert count() == 300
    assert_sound(explorer)


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


def test_both_modes_count_what_they_multiply():
    explorer = lesson04.two_modes()
    for inputs, width, outputs in [(16, 16, 1), (1, 2, 64), (64, 64, 64), (1, 1, 1)]:
        explorer.set(inputs=inputs, width=width, outputs=outputs, t=5)
        one = inputs * width + width + width**2 + width + width * outputs
        assert f"took {inputs * one:,} multiplications" in explorer.summary
        assert f"which took {outputs * one:,}. One row" in explorer.summary
        assert "within rounding" in explorer.summary


def test_beginnings():
    explorer = lesson04.initialisation()
    explorer.set(scale=0, t=200)
    assert "32 of 32 and 16 of 16 units let no digit through" in explorer.summary and "is 2.3;" in explorer.summary
    explorer.set(scale=1, lr=0.3)
    assert explorer.result[3][-1] < 1


def test_missing_digits_are_one_sentence(monkeypatch):
    def missing(seed=None):
        raise RuntimeError("The digits cannot be read (gone). Run: pip install scikit-learn")

    monkeypatch.setattr(lesson01.datasets, "digits", missing)
    reading.trained.cache_clear()
    for make in (
        lesson04.initialisation,
        lesson04.digits,
        lesson07.training,
        lesson07.draw_a_digit,
        lesson07.broken,
        lesson07.shifted,
    ):
        explorer = make()
        assert "pip install scikit-learn" in explorer.alarm.value
        assert_sound(explorer)
    reading.trained.cache_clear()


# -- lessons 5 and 6: pictures


def test_the_right_functions_draw_the_librarys_pictures():
    def loops(image, kernel):
        out = np.zeros((image.shape[0] - 2, image.shape[1] - 2))
        for i, j in np.ndindex(out.shape):
            out[i, j] = (image[i : i + 3, j : j + 3] * kernel).sum()
        return out

    for make, name, right in [
        (lesson05.kernel_editor, "correlate", loops),
        (lesson05.one_pixel, "pixel", lambda image, kernel, i, j: (image[i : i + 3, j : j + 3] * kernel).sum()),
        (lesson05.edges, "edges", lambda image: np.hypot(*convolution.edges(image)[:2])),
        (lesson06.max_and_mean, "pool", lambda x: pooling.max_pool(x)),
        (lesson06.routing, "route", lambda x, d: pooling.max_pool_backward(x, d)),
    ]:
        mine = make(**{name: right})
        library = {"correlate": convolution.correlate, "pixel": right, "edges": lambda image: convolution.edges(image).magnitude,
                   "pool": pooling.max_pool, "route": pooling.max_pool_backward}[name]  # fmt: skip
        assert mine.trouble == "" and alike(mine, make(**{name: library})), name
        wrong = make(**{name: lambda *args: 0.5 * np.asarray(right(*args))})  # noqa: B023
        assert wrong.trouble == "" and (wrong.summary, wrong.image.value) != (mine.summary, mine.image.value), name
        assert "Yours gives" in wrong.summary and "Yours" not in mine.summary, name


@pytest.mark.parametrize("bad", misbehave.ALL, ids=lambda f: f.__name__)
@pytest.mark.parametrize(("make", "name"), [(lesson05.kernel_editor, "correlate"), (lesson05.one_pixel, "pixel"), (lesson05.edges, "edges"),
                         (lesson06.max_and_mean, "pool"), (lesson06.routing, "route")], ids=lambda v: v if isinstance(v, str) else "")  # fmt: skip
def test_a_function_on_pictures_that_goes_wrong_is_shown_and_survived(make, name, bad, monkeypatch, capsys):
    monkeypatch.setattr(learner, "SECONDS", misbehave.limit(bad))
    explorer = make(**{name: bad})
    word = "returned" if bad is misbehave.nan else misbehave.ALL[bad]
    assert word in explorer.trouble.replace("one number", "shape") and "The picture shows the library's." in explorer.trouble
    assert_sound(explorer)
    out = capsys.readouterr()
    assert out.out == out.err == ""


def test_own_pictures(tmp_path):
    rng = np.random.default_rng(0)
    files = {"grey.png": Image.fromarray(np.uint8(rng.integers(0, 256, (60, 80)))), "colour.jpg": Image.new("RGB", (80, 60), "red"),
             "clear.png": Image.new("RGBA", (80, 60), (0, 0, 0, 0)), "deep.png": Image.fromarray(np.uint16(rng.integers(0, 65536, (60, 80)))),
             "large.png": Image.new("L", (3000, 1000), 128), "bits.png": Image.new("1", (80, 60), 1), "map.gif": Image.new("P", (80, 60), 3)}  # fmt: skip
    for name, picture in files.items():
        picture.save(tmp_path / name)
        values = datasets.photograph(tmp_path / name)
        assert values.ndim == 2 and 0 <= values.min() <= values.max() <= 1 + 1e-9, name
        assert datasets.photograph(str(tmp_path / name), colour=True).shape == (*values.shape, 3)
        explorer = lesson05.kernel_editor(image=tmp_path / name)
        assert explorer.controls["picture"].value == "mine", explorer.alarm.value
        assert_sound(explorer) if name in ("grey.png", "deep.png") else None
    assert datasets.photograph(tmp_path / "clear.png").min() == pytest.approx(1), "what is transparent is white"
    assert datasets.photograph(tmp_path / "large.png").shape == (213, 640)
    assert datasets.photograph(tmp_path / "colour.jpg").mean() == pytest.approx(0.299, abs=0.01)
    deep = np.asarray(files["deep.png"], dtype=float) / 65535
    assert datasets.photograph(tmp_path / "deep.png") == pytest.approx(deep, abs=0.003)
    assert "reduced to 640 × 213" in lesson05.edges(image=tmp_path / "large.png").alarm.value
    (tmp_path / "no.png").write_text("a poem")
    for image, says in [(tmp_path / "no.png", "is no picture that can be read"), ("nowhere.png", "there is no file"),
                        (5, "is no picture"), (np.ones(3), "(height, width)"), (np.full((20, 20), np.nan), "NaN"), ("", "There is no file|is no picture")]:  # fmt: skip
        explorer = lesson05.kernel_editor(image=image)
        assert re.search(says if "|" in says else re.escape(says), explorer.alarm.value, re.I), explorer.alarm.value
        assert explorer.controls["picture"].value == "china"
        assert_sound(explorer)
    assert lesson06.chain(image=rng.uniform(0, 255, size=(100, 120))).controls["picture"].value == "mine"


def sent(upload, name, content, piece=100):
    """Send a file as upload.js does; return how much of it the kernel said it has after each piece."""
    heard = []
    upload.send = lambda message: heard.append(message["have"])
    for at in range(0, max(len(content), 1), piece):
        message = {"file": 0.5, "name": name, "at": at, "size": len(content)}
        upload._handle_custom_msg(message, [memoryview(content[at : at + piece])])
    return heard


def test_a_file_comes_in_pieces_and_what_was_given_up_is_forgotten():
    came = []
    button = upload.Upload("Open", lambda name, content: came.append((name, content)))
    content = bytes(range(256)) * 3
    assert sent(button, "a.png", content) == [100, 200, 300, 400, 500, 600, 700, 768]
    button._handle_custom_msg({"file": 1, "name": "b", "at": 0, "size": 9}, [b"123"])
    button._handle_custom_msg({"file": 1, "name": "b", "at": 6, "size": 9}, [b"789"])  # the one between was lost
    button._handle_custom_msg({"file": 2, "name": "c", "at": 0, "size": 9}, [b"123"])  # and this one is given up for another
    assert sent(button, "d.png", b"") == [0]
    assert came == [("a.png", content), ("b", None), ("d.png", b"")]


def test_an_uploaded_picture_is_shown_and_a_bad_one_explained(tmp_path):
    explorer, out = lesson05.kernel_editor(), io.BytesIO()
    Image.linear_gradient("L").save(out, "png")
    sent(explorer.extras[0], "mine.png", out.getvalue())
    assert explorer.controls["picture"].value == "mine" and "columns: 254" in explorer.summary
    sent(explorer.extras[0], "no.txt", b"poem")
    explorer.extras[0].opened("far.png", None)
    assert "far.png did not arrive whole. Open it once more." in explorer.alarm.value
    sent(explorer.extras[0], "no.txt", b"poem")
    assert "'no.txt' is no picture that can be read" in explorer.alarm.value.replace("&#x27;", "'")
    assert_sound(explorer)


def test_own_kernels():
    assert "a kernel of your own" in lesson05.kernel_editor(kernel=[[1, 2, 3], [0, 0, 0], [-1, -2, -3]]).summary
    for bad, says in [
        ([[1, 2], [3, 4]], "three rows of three"),
        ("Sobel", "numbers only"),
        (np.full((3, 3), 99), "between −20 and 20"),
    ]:
        explorer = lesson05.kernel_editor(kernel=bad)
        assert says in explorer.alarm.value and "with Sobel x" in explorer.summary
    explorer = lesson05.kernel_editor()
    explorer.controls["k11"].value = 3.0
    assert explorer.controls["kernel"].value == "own"
    explorer.controls["k11"].value = 0.0
    assert explorer.controls["kernel"].value == "Sobel x"
    explorer.controls["kernel"].value = "Laplacian"
    assert explorer.controls["k11"].value == -4


def test_what_lessons_5_and_6_say():
    explorer = lesson05.kernel_editor()
    explorer.set(stride=2, padding=1)
    assert "⌊(427 + 2·1 − 1·2 − 1) / 2⌋ + 1 = 214, columns: 320" in explorer.summary
    explorer = lesson05.counting()
    explorer.set(side=28, k=5, count=6)
    assert "156 in the kernels with their biases, 2,712,960 in a dense layer" in explorer.summary
    explorer = lesson05.sizes()
    explorer.set(guess=4)
    assert "Your guess, 4, is too small" in explorer.summary
    explorer.set(guess=5)
    assert "Yes: ⌊(7 + 2·0 − 1·(3 − 1) − 1) / 1⌋ + 1 = 5" in explorer.summary
    explorer.set(n=3, k=4)
    assert "It does not fit" in explorer.summary
    explorer = lesson06.routing()
    assert "holds 1, 3, 4, 2; its max is 4. ∂L/∂output is 1 there, and ∂L/∂x[0, 1] is 0." in explorer.summary
    explorer.set(value=4)
    assert "∂L/∂x[0, 1] is 1. Several are largest: the first of them gets it all." in explorer.summary
    assert "23 % of the edge pixels" in (lambda e: e.set(size=5) or e.summary)(lesson06.max_and_mean())


# -- bad arguments


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"x": [1], "y": [2]}, "two different values"),
        ({"x": [2, 2, 2], "y": [1, 2, 3]}, "every x is 2"),
        ({"x": [1, 2], "y": [1, 2, 3]}, "same length"),
        ({"x": [1, np.nan], "y": [1, 2]}, "x holds NaN"),
        ({"x": "abc", "y": [1, 2]}, "numbers only"),
        ({"x": [1, 2]}, "y holds NaN"),
    ],
)
@pytest.mark.parametrize("make", [lesson01.line_and_bowl, lesson01.learning_rate, lesson02.paths], ids=lambda f: f.__name__)
def test_bad_data_gets_one_sentence_and_the_explorer_lives(make, arguments, says):
    explorer = make(**arguments)
    assert re.search(says, explorer.alarm.value) and "The picture shows dataset B." in explorer.summary
    control = next(iter(explorer.controls.values()))
    control.value = places(control)[0]
    assert_sound(explorer)


@pytest.mark.parametrize("make", [lesson01.learning_rate, lesson01.diabetes], ids=lambda f: f.__name__)
def test_learning_rates_at_the_edge(make):
    assert "has not moved" in make(lr=0).summary
    for bad in (-1, "fast", np.nan, None):
        explorer = make(lr=bad)
        assert "will not do: it must be a number, 0 or more" in explorer.summary
        assert_sound(explorer)
    far = make(lr=1e9)
    assert "diverges" in far.summary and "more than a computer can hold" in far.summary
    assert_sound(far)


def test_missing_patients_are_one_sentence(monkeypatch):
    def missing(standardise=False):
        raise RuntimeError("The diabetes data cannot be read (gone). Run: pip install scikit-learn")

    monkeypatch.setattr(lesson01.datasets, "diabetes", missing)
    explorer = lesson01.diabetes()
    assert "pip install scikit-learn" in explorer.alarm.value
    assert_sound(explorer)


def test_own_data():
    x, y = np.array([10.0, 20.0, 30.0]), np.array([3.0, 1.0, 2.0])
    for make in (lesson01.line_and_bowl, lesson01.learning_rate, lesson02.paths):
        explorer = make(x=x, y=y)
        assert explorer.alarm.value == ""
        assert_sound(explorer)


# -- gestures


def event(explorer, kind, ax, x, y, buttons=0):
    """Return what ipyevents tells when the pointer is over the point (x, y) of an ax, on a page that shows the picture at half its size.

    dataX and dataY are 0, as they are while the browser loads a new picture.
    """
    u, v = ax.transData.transform((x, y))
    return {"type": kind, "relativeX": u / 2, "relativeY": (explorer.figure.bbox.height - v) / 2, "buttons": buttons,
            "boundingRectWidth": explorer.figure.bbox.width / 2, "dataX": 0, "dataY": 0}  # fmt: skip


def test_a_drag_moves_the_dot_and_the_line():
    explorer = lesson01.line_and_bowl()
    left, plane = explorer.figure.axes
    explorer.point(event(explorer, "mousedown", plane, 2, 1, 1))
    assert (explorer.controls["beta0"].value, explorer.controls["beta1"].value) == pytest.approx((2, 1))
    explorer.point(event(explorer, "mousemove", plane, 1, 0.5, 1))
    assert explorer.result[0] == pytest.approx([1, 0.5])
    explorer.point(event(explorer, "mousemove", plane, 99, 99, 1))  # out of the picture: held at the edge
    assert explorer.controls["beta0"].value == pytest.approx(explorer.controls["beta0"].max)
    explorer.point(event(explorer, "mouseup", plane, 1, 0.5))
    before = explorer.result[0].copy()
    explorer.point(event(explorer, "mousemove", plane, 0, 0))  # no button: only passing by
    assert explorer.result[0] == pytest.approx(before)
    explorer.set(beta0=1, beta1=0)
    explorer.point(event(explorer, "mousedown", left, 1, 3, 1))
    assert explorer.result[0] == pytest.approx([3, 0])
    explorer.point(event(explorer, "mouseup", left, 1, 3))
    explorer.point(event(explorer, "mousedown", left, 3, 4.5, 1))
    assert explorer.result[0] == pytest.approx([3, 0.5])


def test_a_move_that_comes_late_ends_no_drag_and_a_release_is_a_drags_last_place():
    """ipyevents holds moves back for 30 ms: one from before the press comes after it, and the last one after the release."""
    explorer = lesson01.line_and_bowl()
    plane = explorer.figure.axes[1]
    tell = lambda kind, x, y, when, buttons=0: explorer.point(  # noqa: E731
        {**event(explorer, kind, plane, x, y, buttons), "timeStamp": when}
    )
    at = lambda: (explorer.controls["beta0"].value, explorer.controls["beta1"].value)  # noqa: E731
    tell("mousedown", 2, 1, 1010.0, 1)
    tell("mousemove", 1.9, 1, 1005.0)
    tell("mousemove", 1, 0.5, 1040.0, 1)
    assert at() == pytest.approx((1, 0.5))
    tell("mouseup", 0.5, 0, 1060.0)
    assert at() == pytest.approx((0.5, 0))
    tell("mousemove", 0.7, 0, 1055.0, 1)
    assert at() == pytest.approx((0.5, 0))
    tell("mousedown", 2, 1, 1100.0, 1)
    shown = explorer.image.value
    explorer.image.value = b""
    tell("mouseup", 2, 1, 1120.0)
    assert explorer.image.value == b"", "a click is drawn once"
    explorer.image.value = shown
    finger = {**event(explorer, "", plane, 1, 1), "identifier": 0}
    explorer.point({"type": "touchstart", "timeStamp": 1200.0, "changedTouches": [finger]})
    assert at() == pytest.approx((1, 1))


@pytest.mark.parametrize("typed, value", [("0.1", 0.1), ("0,1", 0.1), ("1e-1", 0.1), ("7", 1.0), ("-1", 0.0), ("−1", 0.0),
                                          ("inf", 1.0), ("nan", 0.3), ("much", 0.3), ("", 0.3), ("0.3x", 0.3)])  # fmt: skip
def test_a_rate_that_is_typed_is_the_nearest_mark(typed, value):
    slider = controls.RateSlider("α", 0.3, 0.01, 1)
    slider.typed.value = typed
    assert slider.value == pytest.approx(value) and slider.typed.value == f"{slider.value:.4g}"


def test_the_number_beside_a_slider_over_marks_is_its_value():
    explorer = lesson03.race()
    over_marks = [c for c in explorer.controls.values() if isinstance(c, controls.MarkSlider)]
    assert len(over_marks) >= 3
    for slider in over_marks:
        for label, value in slider.options:
            slider.value = value
            assert slider.typed.value == label
    assert [c.typed.value for c in lesson03.race().controls.values() if hasattr(c, "typed")] == ["0.03", "1", "10"]


def test_only_the_left_button_and_a_finger_act():
    explorer = lesson01.line_and_bowl()
    plane = explorer.figure.axes[1]
    before = explorer.image.value
    for other in ({"button": 2, "buttons": 2}, {"button": 1, "buttons": 4}, {"button": 0, "buttons": 1, "ctrlKey": True}):
        explorer.point(event(explorer, "mousedown", plane, 2, 1) | other)
        explorer.point(event(explorer, "mousemove", plane, 1, 1) | other)
        explorer.point(event(explorer, "mouseup", plane, 1, 1) | other | {"buttons": 0})
    assert explorer.image.value == before
    explorer.point(event(explorer, "mousedown", plane, 2, 1, 1) | {"button": 0})
    assert explorer.image.value != before


def test_a_digit_is_judged_when_the_pen_is_lifted():
    explorer = lesson07.draw_a_digit()
    field = explorer.figure.axes[0]
    explorer.buttons["Clear"].click()
    assert "There is no ink, and yet it must name a digit. It reads a" in explorer.summary
    for start, *rest in ([(8, 3), (22, 3), (14, 28)], [(10, 16), (23, 16)]):
        explorer.point(event(explorer, "mousedown", field, *start, 1))
        for place in rest:
            explorer.point(event(explorer, "mousemove", field, *place, 1))
        assert not explorer.reached, "the stroke may go on"
        explorer.point(event(explorer, "mouseup", field, *rest[-1]))
    assert "It reads a 7 (p = 100.0 %)" in explorer.summary
    assert explorer.reached and "✔ Goal reached" in explorer.summary


def test_a_pen_outside_of_the_field_leaves_no_ink():
    explorer = lesson07.draw_a_digit()
    field, ink = explorer.figure.axes[0], lambda: int(re.search(r"(\d+) % of what it sees", explorer.summary)[1])
    explorer.buttons["Clear"].click()
    explorer.point(event(explorer, "mousedown", field, 20, 10, 1))
    explorer.point(event(explorer, "mousemove", field, 40, 10, 1))
    out = explorer.image.value
    there = ink()
    assert there > 0
    for y in (14, 18, 22):
        explorer.point(event(explorer, "mousemove", field, 40, y, 1))
        assert ink() == there, "the border is inked"
    explorer.point(event(explorer, "mousemove", field, 20, 22, 1))
    assert explorer.image.value != out


def test_a_drag_takes_the_nearest_point():
    explorer = lesson01.move_the_data()
    left = explorer.figure.axes[0]
    explorer.point(event(explorer, "mousedown", left, 1.1, 2.8, 1))
    explorer.point(event(explorer, "mousemove", left, 2.0, 6.0, 1))
    assert explorer.result[0] == pytest.approx([0, 1, 2, 3])
    assert explorer.result[1] == pytest.approx([1, 6, 2, 5])
    explorer.point(event(explorer, "mouseup", left, 2, 6))
    explorer.point(event(explorer, "mousedown", left, 3, 5, 1))
    explorer.point(event(explorer, "mousemove", left, 5, 4, 1))
    assert explorer.result[0] == pytest.approx([0, 1, 2, 5])
    assert explorer.result[1] == pytest.approx([1, 6, 2, 4])


def test_a_drag_on_the_ruler_moves_the_rate():
    explorer = lesson01.learning_rate()
    strip = explorer.figure.axes[2]
    explorer.point(event(explorer, "mousedown", strip, 0.3, 0.5, 1))
    assert explorer.controls["lr"].value == pytest.approx(0.3, rel=0.06)


def test_no_widget_comes_from_elsewhere():
    """Where ipyevents is missing, as in some classrooms, and with it the button for files, all other widgets are ipywidgets'."""
    for make in (lesson05.kernel_editor, lesson07.draw_a_digit, lesson07.training):
        make()
    quiz.predict("07.shift")
    modules = {w._model_module for w in _instances.values()}
    assert modules == {"@jupyter-widgets/base", "@jupyter-widgets/controls", "ipyevents", "anywidget"}
    assert {type(w) for w in _instances.values() if w._model_module == "anywidget"} == {upload.Upload}


def test_without_ipyevents_the_sliders_do_everything(monkeypatch):
    monkeypatch.setattr(live, "Event", None)
    explorer = lesson01.line_and_bowl()
    assert explorer.events == []
    before = explorer.image.value
    explorer.controls["beta0"].value = 1.0
    assert explorer.image.value != before


# -- time


def test_the_buttons():
    explorer = lesson01.learning_rate()
    t = explorer.time.slider
    assert t.value == 100
    for name, now in [("back", 99), ("forward", 100), ("forward", 100), ("reset", 0), ("back", 0), ("forward", 1)]:
        explorer.time.buttons[name].click()
        assert t.value == now


def run_playing(explorer, seconds, answer=True, during=None):
    """Play for a while as the page would: every frame is acknowledged, or none is. Return the steps that were seen."""
    seen = []

    async def play_it():
        if answer:
            for out, back in play.echo().pairs:
                out.observe(lambda c, back=back: setattr(back, "value", c["new"]), "value")
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
    seen = run_playing(explorer, 0.6, during=explorer.time.buttons["play"].click)
    assert seen[0] == 0, "at the end, playing starts again from the start"
    assert seen == list(range(len(seen))) and len(seen) >= 6
    assert play.TimeRow.playing is None and explorer.time.buttons["play"].icon == "play"


def test_playing_ends_at_the_last_step():
    explorer = lesson01.two_errors(steps=5)
    assert run_playing(explorer, 0.8) == [0, 1, 2, 3, 4, 5]
    assert play.TimeRow.playing is None and explorer.time.buttons["play"].icon == "play"


@pytest.mark.parametrize("touch", ["control", "time", "another", "new"])
def test_a_touch_stops_it_at_once(touch):
    explorer, other = lesson01.learning_rate(), lesson01.two_errors()

    def during():
        assert play.TimeRow.playing is explorer.time
        if touch == "control":
            explorer.set(lr=0.1)
        elif touch == "time":
            explorer.time.slider.value = 50
        elif touch == "another":
            other.time.play()
            assert play.TimeRow.playing is other.time
            other.time.pause()
        else:
            lesson01.centre()
        assert play.TimeRow.playing is None

    run_playing(explorer, 0.3, during=during)


def test_without_an_answer_only_a_few_frames_are_sent_and_it_gives_up(monkeypatch):
    monkeypatch.setattr(play, "LOST", 0.5)
    explorer = lesson01.learning_rate()
    seen = run_playing(explorer, 1.2, answer=False)
    assert seen == list(range(len(seen))) and len(seen) == 4
    assert play.TimeRow.playing is None
    last = seen[-1]
    assert run_playing(explorer, 0.3)[0] == last + 1, "it plays again when the page is back"


LINES = {
    "far away": (0.16, 1e9, play.MOST, play.MOST),
    "slow line": (0.02, 10, play.LEAST, 4),
    "far and slow": (0.15, 8, play.LEAST, 5),
    "near": (0.01, 1e9, play.MOST, play.MOST),
}


@pytest.mark.parametrize(("trip", "rate", "low", "high"), LINES.values(), ids=LINES)
def test_the_window_fits_the_line(trip, rate, low, high, monkeypatch):
    """A line with a delay and so many frames a second, on a clock of its own: the window settles, and so does the wait."""
    row, free, answers, number = lesson01.two_errors().time, 0.0, [], 0
    clock = [0.0]
    monkeypatch.setattr(play.time, "monotonic", lambda: clock[0])
    for _ in range(2000):
        clock[0] += 0.005
        while answers and answers[0][0] <= clock[0]:
            row.hear(answers.pop(0)[1])
        if clock[0] > 0.04 * (number + 1) and len(row.under_way) < row.window:
            number += 1
            row.under_way[number] = clock[0]
            free = max(free, clock[0]) + 1 / rate
            answers.append((free + trip, number))
    assert low <= row.window <= high
    assert free - clock[0] < 0.5, "a pause would show late"
    assert number > 0.8 * min(25, rate) * clock[0], "the line is not used"


def test_an_answer_counts_for_all_frames_before_it():
    row = lesson01.two_errors().time
    row.under_way = dict.fromkeys((1, 2, 3), time.monotonic() - 0.2)
    row.hear(2)
    assert list(row.under_way) == [3]
    assert row.trip == pytest.approx(0.2, abs=0.1)


# -- what is stored, what is freed


@every
def test_the_stored_copy_is_a_picture_and_words(make):
    explorer = make()
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == explorer.summary
    assert set(bundle) == {"text/plain", f"image/{explorer.image.format}", "application/vnd.jupyter.widget-view+json"}


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

    monkeypatch.setattr(live, "get_ipython", lambda: type("Shell", (), {"kernel": Kernel()}))
    monkeypatch.setattr(live.Live, "_by_cell", {})
    first, second = lesson01.two_errors(), lesson01.centre()
    assert first.comm is not None or first.figure.axes
    run[0] = "2"
    third = lesson01.two_errors()
    assert not first.figure.axes and not second.figure.axes
    assert third.figure.axes


# -- predictions


@pytest.mark.parametrize("name", quiz.questions())
def test_each_choice_of_each_question_is_answered(name):
    question = quiz.predict(name)
    entry = quiz.questions()[name]
    assert 1 <= entry["right"] <= len(entry["choices"]) >= 3
    assert "Choose before you read on" in question.answer.value
    for i, (text, answer) in enumerate(entry["choices"], 1):
        question.pick.value = i
        mark = "✔" if i == entry["right"] else "✘"
        assert mark in question.answer.value and len(answer) > 40
        assert text in question.summary
    assert not any(answer in question.summary for _, answer in entry["choices"])
    assert question.summary in question._repr_mimebundle_()["text/plain"]


def test_an_unknown_question_is_one_sentence():
    with pytest.raises(ValueError, match="there is no question 'x'; there are 00"):
        quiz.predict("x")


def test_numbers_in_the_predictions_are_true():
    flat, steep = walk.curvature(np.arange(4.0))[0]
    kept = [abs(1 - 0.2 * v) for v in (flat, steep)]
    assert [round(k, 2) for k in kept] == [0.88, 0.68]
    assert round(kept[0] ** 20, 2) == 0.08 and round(kept[1] ** 20, 4) == 0.0005
    flat, steep = walk.curvature(lesson01.datasets.diabetes()[0])[0]
    assert round(100 * 0.001 * flat, 3) == 0.005
    assert round(1 - 2 / (flat + steep) * flat, 4) == 0.9999


# -- lesson 7: a network reads


def by_loops(params, picture):
    """Read one picture as lesson 7's first exercise does, with SciPy's correlation."""
    K, b0, W1, b1, W2, b2, W3, b3 = params
    maps = np.array([correlate2d(picture, kernel, mode="same") + b for kernel, b in zip(K, b0, strict=True)])
    P = np.maximum(maps, 0).reshape(len(K), 4, 2, 4, 2).max(axis=(2, 4))
    return np.maximum(np.maximum(P.ravel() @ W1 + b1, 0) @ W2 + b2, 0) @ W3 + b3


def by_places(X, dZ0):
    padded, (rows, columns) = np.pad(X, ((0, 0), (1, 1), (1, 1))), X.shape[1:]
    return np.stack([np.stack([(padded[:, None, m : m + rows, n : n + columns] * dZ0).sum(axis=(0, 2, 3)) for n in range(3)], axis=-1)
                     for m in range(3)], axis=-2)  # fmt: skip


OWN_OF_7 = [(lesson07.draw_a_digit, "forward", by_loops), (lesson07.training, "kernel_gradient", by_places),
       (lesson07.budget, "count", lambda side, k, n, m, o: 10 * k + k * (side // 2) ** 2 * n + n + n * m + m + m * o + o)]  # fmt: skip


@pytest.mark.parametrize(("make", "name", "right"), OWN_OF_7, ids=lambda v: v if isinstance(v, str) else "")
def test_the_right_functions_of_lesson_7_draw_the_librarys_pictures(make, name, right):
    mine, wrong = make(**{name: right}), make(**{name: lambda *args: -right(*args)})
    assert mine.trouble == wrong.trouble == "" and alike(mine, make())
    assert wrong.summary != mine.summary
    assert name == "kernel_gradient" or ("Yours " in wrong.summary and "Yours " not in mine.summary)


@pytest.mark.parametrize("bad", misbehave.ALL, ids=lambda f: f.__name__)
@pytest.mark.parametrize(("make", "name", "right"), OWN_OF_7, ids=lambda v: v if isinstance(v, str) else "")
def test_a_function_of_lesson_7_that_goes_wrong_is_shown_and_survived(make, name, right, bad, monkeypatch, capsys):
    monkeypatch.setattr(learner, "SECONDS", misbehave.limit(bad))
    explorer = make(**{name: bad})
    word = "returned" if bad in (misbehave.nan, misbehave.wrong_shape) else misbehave.ALL[bad]
    assert word in explorer.trouble and "The picture shows the library's." in explorer.trouble
    assert explorer.summary.split("○")[0] == shown(make).summary.split("○")[0]
    assert_sound(explorer)
    out = capsys.readouterr()
    assert out.out == out.err == ""


def test_strokes_by_mouse_are_kept_undone_and_cleared():
    explorer = lesson07.draw_a_digit()
    field = explorer.figure.axes[0]
    ink = lambda: explorer.result[0].sum()  # noqa: E731
    first, seen = ink(), explorer.summary
    explorer.buttons["Clear"].click()
    assert ink() == 0 and "0 % of what it sees is ink" in explorer.summary
    explorer.point(event(explorer, "mousedown", field, 16, 3, 1))
    dot = ink()
    explorer.point(event(explorer, "mousemove", field, 16, 28, 1))  # far from the last event: the stroke has no gap
    explorer.point(event(explorer, "mouseup", field, 16, 28))
    assert dot > 0 and (explorer.result[0].sum(axis=1) > 0).all()
    assert "It reads a 1 " in explorer.summary
    assert (explorer.controls["row"].value, explorer.controls["column"].value) == (28, 16)
    explorer.point(event(explorer, "mousemove", field, 2, 2, 0))  # not pressed: nothing is drawn
    assert "It reads a 1 " in explorer.summary
    explorer.buttons["Undo"].click()
    assert ink() == 0
    explorer.buttons["Undo"].click()
    assert ink() == first and explorer.summary == seen.replace("row 8, column 9", "row 28, column 16")
    for _ in range(3):
        explorer.buttons["Undo"].click()  # nothing is left to undo
    assert ink() == first
    explorer.controls["pen"].value = "erases"
    explorer.point(event(explorer, "mousedown", field, 5, 5, 1))
    explorer.point(event(explorer, "mousemove", field, 28, 30, 1))
    assert ink() != first


def test_what_is_drawn_is_what_the_scans_were():
    cells = np.zeros((32, 32), dtype=bool)
    assert not drawing.fitted(cells).any() and not drawing.thickened(cells, 3).any()
    cells[10:20, 3:6] = True  # a bar, 10 high and 3 wide
    bar = drawing.fitted(cells)
    assert bar.any(axis=1).all() and 8 <= bar.any(axis=0).sum() <= 11, "stretched to the full height, its shape kept"
    assert np.flatnonzero(bar.any(axis=0)).mean() == pytest.approx(15.5, abs=1), "and centred"
    assert drawing.fitted(cells.T).any(axis=0).sum() <= 26, "no wider than a scan"
    cells[:] = False
    cells[5, 5] = True
    assert drawing.thickened(cells, 1).sum() == 5 and drawing.thickened(cells, 2).sum() == 13
    cells[:4, :4] = True
    assert drawing.counted(cells)[0, 0] == 1 and drawing.counted(cells).sum() == 1 + 1 / 16
    picture = np.arange(64.0).reshape(8, 8)
    assert drawing.moved(picture, 1, 0)[3].tolist() == [0, *picture[3, :7]]
    assert drawing.moved(picture, 0, -2)[0].tolist() == picture[2].tolist() and not drawing.moved(picture, 0, -2)[6:].any()


def test_the_picture_of_the_network_shows_what_it_computes():
    explorer = lesson07.draw_a_digit()
    for scan in (1, 30, 77):
        explorer.set(scan=scan)
        _, _, X, labels = datasets.digits(0)
        assert np.array_equal(explorer.result[0].ravel(), X[scan - 1])
        assert np.allclose(explorer.result[1], by_loops(reading.trained(), X[scan - 1].reshape(8, 8)))
        assert f"Held-out scan {scan} is a {labels[scan - 1]}." in explorer.summary
    explorer.controls["thicken"].value = 1
    assert explorer.controls["scan"].value == 0, "what belongs to the drawing brings it back"


@pytest.mark.parametrize("params", [3, [], [np.ones(3)] * 8, convnet.init_params((8, 2, 4, 4, 3), 0),
                                    convnet.init_params((8, 40, 4, 4, 10), 0), [p * np.nan for p in convnet.init_params((8, 2, 4, 4, 10), 0)]])  # fmt: skip
@pytest.mark.parametrize("make", [lesson07.draw_a_digit, lesson07.broken])
def test_a_network_that_will_not_do_is_answered(make, params):
    explorer = make(params)
    assert "This network will not do:" in explorer.note and "of the library's is shown" in explorer.note
    assert_sound(explorer)


def test_seeds_make_a_range_until_they_are_forgotten():
    explorer = lesson07.training()
    assert "seeds tried" not in explorer.summary
    for seed in (1, 2):
        explorer.set(seed=seed)
    assert "Over the 3 seeds tried" in explorer.summary
    low, high = (float(v) for v in re.search(r"tried: ([\d.]+) to ([\d.]+) %", explorer.summary).groups())
    shares = [100 * rows[3][3] for rows in explorer.result[2].values()]
    assert (low, high) == (round(min(shares), 1), round(max(shares), 1))
    explorer.set(lr=0.01)
    assert "seeds tried" not in explorer.summary, "other settings have their own range"
    explorer.set(lr=0.005)
    assert "Over the 3 seeds tried" in explorer.summary
    explorer.buttons["Forget the other seeds"].click()
    assert "seeds tried" not in explorer.summary


def test_an_optimizer_that_fails_leaves_the_network_to_adam():
    broken_rule = lambda lr: Optimizer(lambda theta: None, lambda theta, g, state: theta / 0 * "x")  # noqa: E731
    explorer = lesson07.training(optimizer=broken_rule)
    assert "stopped" in explorer.trouble and "epochs of Adam" in explorer.summary
    explorer = lesson07.training(optimizer=lambda lr: momentum(10 * lr))
    assert explorer.trouble == "" and "epochs of mine" in explorer.summary


@pytest.mark.parametrize("late", ["raises", "never ends"])
@pytest.mark.parametrize("make", [lesson04.playground, lesson07.training], ids=name_of)
def test_an_optimizer_that_goes_wrong_only_later_leaves_the_network_to_adam(make, late, monkeypatch):
    def mine(lr):
        def update(theta, g, steps):
            while late == "never ends" and steps == 30:
                time.sleep(0.01)
            return (theta - lr * g, steps + 1) if steps < 30 else 1 / 0

        return Optimizer(lambda theta: 0, update)

    monkeypatch.setattr(learner, "SECONDS", 2.0 if late == "raises" else 0.6)
    explorer = make(optimizer=mine)
    explorer.set(t=4 if make is lesson07.training else 60)
    assert "The picture shows the library's." in explorer.trouble and " of Adam " in explorer.summary
    assert_sound(explorer)


def test_breaking_shows_nothing_before_the_guess():
    explorer = lesson07.broken()
    assert "Press “Show it”" in explorer.summary and "are read right" not in explorer.summary
    explorer.set(guess=40)
    explorer.buttons["Show it"].click()
    share = float(re.search(r"([\d.]+) % are read right. You said 40 %", explorer.summary).group(1))
    turned = reading.trained()
    turned = [turned[0][:, ::-1, ::-1], *turned[1:]]
    _, _, X, labels = datasets.digits(0)
    right = [by_loops(turned, x.reshape(8, 8)).argmax() == label for x, label in zip(X, labels, strict=True)]
    assert share == round(100 * np.mean(right), 1)
    explorer.set(when="before it is trained")
    assert "Press “Show it”" in explorer.summary
    explorer.buttons["Cover all"].click()
    explorer.set(when="after it was trained")
    assert "Press “Show it”" in explorer.summary


def test_the_shifted_digits_are_read_by_whatever_one_gives():
    explorer = lesson07.shifted(
        {"always 3": lambda X: np.full(len(X), 3), "two": [lambda X: np.zeros(len(X)), lambda X: np.ones(len(X))]}
    )
    assert explorer.note == "" and "always 3 " in explorer.summary and " to " in explorer.summary
    for bad, says in [(5, "readers must be"), ({}, "readers must be"), ({"a": lambda X: X}, "450 numbers"), ({"a": []}, "has no reader"),
                      ({"a": lambda X: 1 / 0}, "ZeroDivisionError"), ({"a": 3}, "function is needed")]:  # fmt: skip
        explorer = lesson07.shifted(bad)
        assert says in explorer.note and "of the library are shown" in explorer.note
        assert_sound(explorer)


def test_the_leaderboard(capsys):
    lesson07.leaderboard({"small": (4, 16, 16), "large": (16, 32, 16), "too small": (1, 4, 4)}, least=90, seeds=1)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[-4:-1]] == ["1.", "2.", "–"]
    assert "4-16-16       1,522" in "\n".join(lines) and "too small" in lines[-2] and "–" in lines[-2]
    for bad, says in [({}, "at least one"), ([1], "must be {name"), ({"a": (1, 2)}, "three whole numbers"), ({"a": (1, 2, 3.5)}, "three whole"),
                      ({"a": "abc"}, "three whole"), ({"a": (0, 4, 4)}, "three whole"), ({"a": (64, 256, 9)}, "256 kernels or 100,000"), ({"a": (float("inf"), 4, 4)}, "three whole"),
                      ({"a": (10**9, 1, 1)}, "256 kernels")]:  # fmt: skip
        lesson07.leaderboard(bad)
        printed = capsys.readouterr().out
        assert printed.startswith("✘") and says in printed
