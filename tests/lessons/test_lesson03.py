"""Lesson 3: what its explorers show and say, against numbers worked out another way."""

import sys
import time
from types import SimpleNamespace

import misbehave
import numpy as np
import pytest
import told
from explorers import assert_sound, drawn, everything, places
from gestures import press, release
from peer import Peer

from lessons_lib import datasets, learner, network, theory
from lessons_lib.explorers import lesson03
from lessons_lib.explorers.shared import reader
from lessons_lib.live import words
from lessons_lib.optimizers import Optimizer, adam, gradient_descent, minimize, momentum
from lessons_lib.surfaces import SURFACES, Surface


def module(name, package="lesson03"):
    """Return the module of an explorer, whose name in the package is the class."""
    return sys.modules[f"lessons_lib.explorers.{package}.{name}"]


digits = module("digits_race")


# ------------------------------------------------------------- walks without the course's library


def bowl(condition=10.0, angle=30.0):
    """Return the matrix of a bowl f = ½ θᵀAθ."""
    a = np.deg2rad(angle)
    flat, steep = np.array([np.cos(a), np.sin(a)]), np.array([-np.sin(a), np.cos(a)])
    return np.outer(flat, flat) + condition * np.outer(steep, steep)


def rosenbrock_slope(p):
    x, y = p
    return np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


def walked(rule, slope, start, steps, lr, beta1=0.9, beta2=0.99, eps=1e-8):
    """Return every place of a walk by a rule that is written out here, (steps + 1, 2)."""
    p, m, v = np.array(start, dtype=float), np.zeros(2), np.zeros(2)
    path = [p]
    for t in range(1, steps + 1):
        g = slope(p)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        if rule == "gradient descent":
            p = p - lr * g
        elif rule == "momentum":
            p = p - lr * m
        elif rule == "RMSProp":
            p = p - lr * g / (np.sqrt(v) + eps)
        elif rule == "ADAM (source)":
            p = p - lr * m / (np.sqrt(v) + 1e-7)
        else:
            p = p - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
        path.append(p)
    return np.array(path)


def by_name(name, slope, start, steps, lr):
    return walked(name, slope, start, steps, lr, beta2=0.999 if name == "Adam" else 0.99)


NAMES = ["gradient descent", "momentum", "RMSProp", "ADAM (source)", "Adam"]


# ---------------------------------------------------------------------------------------- race


@pytest.mark.parametrize(
    ("lr", "scale", "condition", "angle", "t"),
    [(0.03, 1, 10, 30, 150), (0.1, 1, 10, 70, 40), (0.01, 10, 3, 0, 7)],
)
def test_the_race_walker_by_walker(lr, scale, condition, angle, t):
    explorer = lesson03.race()
    explorer.set(lr=lr, scale=scale, condition=condition, angle=angle, t=t, x=-3.0, y=1.5)
    c, text = explorer.values(), explorer.summary
    A = bowl(c.condition, angle)
    assert text.startswith(f"From (−3, 1.5), after {t} steps, the losses are: gradient descent ")
    now = {}
    for name in NAMES:
        path = by_name(name, lambda p: scale * A @ p, [-3, 1.5], t, c.lr)
        now[name] = path[-1] @ A @ path[-1] / 2
        assert explorer.result.losses[name][t] == pytest.approx(now[name], rel=1e-6, abs=1e-60)
        value = told.after(text, f"{name} ")
        assert value == pytest.approx(now[name], rel=6e-2 if now[name] < 1e-3 else 6e-3)
        assert explorer.curves[name][1].get_xdata()[0] == t
    assert f"Lowest: {min(now, key=now.get)}." in text
    assert "(α = " not in text and "0 stands for" not in text and "Far above" not in text


@pytest.mark.parametrize("name", ["gradient descent", "momentum", "RMSProp", "Adam"])
def test_each_its_best_is_the_best_of_those_that_are_tried(name):
    explorer = lesson03.race({"mine": adam}, steps=40)
    explorer.set(rates="each its best", condition=30, t=40)
    c, text = explorer.values(), explorer.summary
    A = bowl(c.condition, 30)
    decays = [0, 0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99]
    lowest = np.inf
    for k in range(0, 49):
        for decay in decays if name in ("momentum", "Adam") else [None]:
            lr = 10 ** (-4 + 6 * k / 48)
            with np.errstate(all="ignore"):
                more = {} if decay is None else {"beta1": decay}
                beta2 = 0.999 if name == "Adam" else 0.99
                end = walked(name, lambda p: A @ p, [-4, 2], 40, lr, beta2=beta2, **more)[-1]
                height = end @ A @ end / 2
            if height < lowest:
                best, lowest = (lr, decay), height
    assert explorer.result.rates[name] == pytest.approx(best[0])
    own = f"α = {words.number(best[0])}"
    if best[1] is not None:
        assert explorer.result.decays[name] == best[1]
        own += f", β₁ = {best[1]:g}"
    assert f"{name} {words.number(lowest)} ({own})" in text
    assert explorer.result.rates["mine"] == c.lr, "a learner's rule is not searched"
    assert text.count("(α = ") == 6 and text.count("β₁ = ") == 3
    assert f"mine {words.number(float(explorer.result.losses['mine'][40]))} (α = " in text


def test_tuned_momentum_wins_on_the_bowl_by_far():
    """As the lesson says: momentum 10⁻⁷⁷, Adam 10⁻⁶⁰, gradient descent 10⁻²⁵, β₁ = 0.3."""
    explorer = lesson03.race()
    explorer.set(rates="each its best")
    ends = {name: np.log10(losses[-1]) for name, losses in explorer.result.losses.items()}
    assert -78 < ends["momentum"] < -76 and -61 < ends["Adam"] < -58
    assert -26 < ends["gradient descent"] < -24
    assert explorer.result.decays["momentum"] == explorer.result.decays["Adam"] == 0.3


def test_who_leaves_the_saddle_first_and_why():
    """RMSProp's first step is 10 α long, for its v is not corrected; corrected it needs 3 steps."""
    explorer = lesson03.race()
    explorer.set(surface="saddle", lr=0.03)
    assert "its first step is 10 α long" in explorer.summary
    path = explorer.result.paths["RMSProp"]
    assert np.abs(path[1] - path[0]) / explorer.values().lr == pytest.approx([10, 10], rel=1e-3)

    def off(path):
        return int(np.flatnonzero(np.abs(path[:, 1]) > 0.1)[0])

    def slope(p):  # of x²/2 + (y² − 1)²/4, by differences
        def f(x, y):
            return SURFACES["saddle"].f(np.array([x, y]))

        h = 1e-6
        x, y = p
        return np.array([f(x + h, y) - f(x - h, y), f(x, y + h) - f(x, y - h)]) / (2 * h)

    start = (-2.5, 0.01)
    corrected = walked("Adam", slope, start, 90, 0.03, beta1=0.0, beta2=0.99)
    plain = walked("gradient descent", slope, start, 90, 0.03)
    usual = walked("Adam", slope, start, 90, 0.03, beta2=0.999)
    assert [off(path), off(corrected), off(usual), off(plain)] == [1, 3, 4, 79]
    explorer.set(t=0)
    assert "10 α" not in explorer.summary
    explorer.set(surface="beale", t=20)
    assert "10 α" not in explorer.summary


def test_a_smaller_rate_holds_it_and_the_scale_is_nothing_to_adam():
    explorer = lesson03.race()
    explorer.set(lr=0.3)
    far = "Far above the start in the end: gradient descent. A smaller rate may hold it."
    assert far in explorer.summary
    explorer.set(lr=0.1)
    assert "Far above" not in explorer.summary
    before = explorer.result.paths
    explorer.set(scale=1000)
    far = "Far above the start in the end: gradient descent, momentum. A smaller"
    assert far in explorer.summary
    assert explorer.result.paths["Adam"] == pytest.approx(before["Adam"], rel=1e-6)


def test_no_rate_of_those_tried_holds_it():
    explorer = lesson03.race()
    explorer.set(rates="each its best", scale=1000, condition=100)
    text = explorer.summary
    assert "No rate from 10⁻⁴ to 100 holds it." in text
    A, start = bowl(100, 30), np.array([-4.0, 2.0])
    for name in text.split("in the end: ")[1].split(". No rate")[0].split(", "):
        for lr in np.geomspace(1e-4, 100, 13):
            with np.errstate(all="ignore"):
                end = by_name(name, lambda p: 1000 * A @ p, start, 150, lr)[-1]
                assert not end @ A @ end <= 10 * start @ A @ start, (name, lr)


def test_where_all_are_equal_none_is_lowest():
    explorer = lesson03.race()
    explorer.set(t=0)
    assert "after 0 steps" in explorer.summary and "All are equal." in explorer.summary
    assert "Lowest" not in explorer.summary
    explorer.set(t=1)
    assert "after 1 step, " in explorer.summary and "Lowest: " in explorer.summary


def test_the_sentences_of_the_race_on_both_sides():
    race = module("race")
    assert race.leaders({"a": 1.0, "b": 2.0, "c": 1.0}) == "Lowest: a, c."
    assert race.leaders({"a": 1.0, "b": 1.0}) == "All are equal."
    assert race.leaders({"a": np.inf, "b": 3.0}) == race.leaders({"a": np.nan, "b": 3.0})
    assert race.leaders({"a": np.inf, "b": 3.0}) == "Lowest: b."
    assert race.leaders({"a": np.inf, "b": np.nan}) == "No loss is a number any more."
    says = race.divergence
    assert says([], searched=()) == says([], searched=("a",)) == ""
    far = "Far above the start in the end: a, b. "
    assert says(["a", "b"], searched=()) == far + "A smaller rate may hold it."
    assert says(["a", "b"], searched=("a",)) == far + "A smaller rate may hold it."
    assert says(["a", "b"], searched=("b", "a")) == far + "No rate from 10⁻⁴ to 100 holds it."
    assert race.standing("a", 0.25) == "a 0.25"
    assert race.standing("a", 0.25, 0.0) == "a 0.25 (α = 0)"
    for losses, far in [
        ([2, 20], False),
        ([2, 20.1], True),
        ([0, 0.01], False),
        ([0, 0.011], True),
    ]:
        assert race.ends_far_above(np.array(losses)) == far
    assert race.ends_far_above(np.array([1, np.nan])) and race.ends_far_above(np.array([1, np.inf]))
    assert not race.ends_far_above(np.array([1, 500, 1]))


def test_the_goal_of_the_race():
    explorer = lesson03.race()
    for plain, best, won in [
        (9e-7, 1.0, True),
        (1e-6, 1.0, False),
        (9e-9, 1e-8, True),
        (1e-8, 1e-8, False),
    ]:
        losses = {"gradient descent": np.array([0, plain]), "Adam": np.array([0, best])}
        assert explorer.won(None, explorer.result._replace(losses=losses)) == won


def test_a_loss_that_rounding_cannot_tell_from_0_is_called_0():
    settled = module("rounding").settled
    beale = SURFACES["beale"]  # its minimum is at (3, 0.5)
    assert settled(beale, np.array([8.9e-24, 9.1e-24, 1.0])).tolist() == [0, 9.1e-24, 1]
    assert settled(beale, np.array([-8.9e-24, -9.1e-24])).tolist() == [0, -9.1e-24]
    assert settled(SURFACES["bowl"], np.array([1e-300])) == 1e-300
    rounded = [beale.f([np.nextafter(3, 4), np.nextafter(0.5, 1)]), beale.f([3 - 4e-16, 0.5])]
    assert 0 < max(rounded) < 9e-24, "a last digit off is below the floor"
    explorer = lesson03.race()
    explorer.set(surface="rosenbrock", x=1.0, y=1.0)
    assert "All are equal." in explorer.summary and "0 stands for" not in explorer.summary
    near = {name: np.full(151, 1e-26) for name in NAMES}
    near["Adam"] = np.full(151, 0.5)
    says = explorer.say(explorer.values(), explorer.result._replace(losses=near))
    assert "gradient descent 0, " in says and "Adam 0.5. Lowest: gradient descent, " in says
    assert says.endswith(" 0 stands for a loss that rounding cannot tell from 0.")


def test_the_names_of_rules():
    named = module("race").named
    assert named(None) == {} and list(named(adam)) == ["mine"] == list(named(adam(0.1)))
    assert list(named([adam, adam])) == ["mine 1", "mine 2"] == list(named((adam, adam)))
    assert list(named({"Adam": adam, "$x$": adam, 3: adam})) == ["Adam (mine)", "x", "3"]
    assert list(named([])) == list(named({})) == ["mine"], "an empty list is answered as no rule"


# ------------------------------------------------------------------------------------- anatomy


@pytest.mark.parametrize(
    ("lr", "beta1", "beta2", "t", "correct"),
    [
        (0.3, 0.9, 0.999, 1, True),
        (0.3, 0.9, 0.999, 9, True),
        (0.05, 0.5, 0.99, 40, True),
        (0.3, 0.9, 0.999, 1, False),
        (0.1, 0.0, 0.9, 12, False),
    ],
)
def test_what_adam_holds_at_one_step(lr, beta1, beta2, t, correct):
    explorer = lesson03.anatomy()
    explorer.set(lr=lr, beta1=beta1, beta2=beta2, t=t, correct=correct)
    c, text, A = explorer.values(), explorer.summary, bowl()
    assert (c.beta1, c.beta2) == pytest.approx((beta1, beta2), rel=0.02)
    p, m, v = np.array([-4.0, 2.0]), np.zeros(2), np.zeros(2)
    for step in range(1, t + 1):
        g, old_m, old_v, old_p = A @ p, m, v, p
        m = c.beta1 * m + (1 - c.beta1) * g
        v = c.beta2 * v + (1 - c.beta2) * g * g
        fair_m, fair_v = m / (1 - c.beta1**step), v / (1 - c.beta2**step)
        used = (fair_m, fair_v) if correct else (m, v)
        p = p - c.lr * used[0] / (np.sqrt(used[1]) + 1e-8)
    n = words.number
    expected = [
        f"Step {t}, for θ₁: g = {n(g[0])}.",
        f"m = {n(c.beta1, 4)} · ({n(old_m[0])}) + {n(1 - c.beta1)} · g = {n(m[0])}.",
        f"v = {n(c.beta2, 4)} · {n(old_v[0])} + {n(1 - c.beta2)} · g² = {n(v[0])}.",
    ]
    formula = "m / (√v + ε)"
    if correct:
        formula = "m̂ / (√v̂ + ε)"
        power = str(t).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
        expected.append(f"m̂ = m / (1 − {n(c.beta1, 4)}{power}) = {n(fair_m[0])},")
        expected.append(f"v̂ = v / (1 − {n(c.beta2, 4)}{power}) = {n(fair_v[0])}.")
    step = p - old_p
    expected.append(f"The step is −α · {formula} = {n(step[0])}, and for θ₂ {n(step[1])}.")
    fair, plain = fair_m[0] / np.sqrt(fair_v[0]), m[0] / np.sqrt(v[0])
    other = f"Uncorrected it would be {n(plain / fair)}"
    if not correct:
        other = f"Corrected it would be {n(fair / plain)}"
    expected.append(f"{other} times as long.")
    assert text.split("\n")[0] == " ".join(expected)
    assert explorer.path[1].get_xdata()[0] == pytest.approx(p[0])
    held = [g, m, used[0], np.sqrt(v), np.sqrt(used[1])]
    labels = [[note.get_text() for note in row] for row in explorer.memory[1]]
    assert labels == [[n(a) for a in row] for row in held]
    assert [note.get_text() for note in explorer.moves[1][0]] == [n(a) for a in step / c.lr]


def test_the_anatomy_is_true_at_both_ends_of_every_control_there_is():
    """A control that is added changes what was true of the others: the formulas are followed here
    with whatever settings there are.
    """
    explorer = lesson03.anatomy()
    for name, control in everything(explorer).items():
        before = control.value
        for value in (places(control)[0], places(control)[-1]):
            control.value = value
            c = explorer.values()
            eps = getattr(c, "eps", 1e-8)
            if c.t == 0 or c.lr == 0 or not np.isfinite(explorer.result.rows[c.t]).all():
                continue
            (theta, _, m, v), (was, *_) = explorer.result.rows[c.t], explorer.result.rows[c.t - 1]
            plain = m[0] / (np.sqrt(v[0]) + eps)
            root = np.sqrt(v[0] / (1 - c.beta2**c.t)) + eps
            corrected = m[0] / (1 - c.beta1**c.t) / root
            taken = corrected if c.correct else plain
            assert theta[0] - was[0] == pytest.approx(-c.lr * taken, rel=1e-6), (name, value)
            words = "Uncorrected it would be " if c.correct else "Corrected it would be "
            ratio = plain / corrected if c.correct else corrected / plain
            said = told.after(explorer.summary, words)
            assert said == pytest.approx(ratio, rel=0.02), (name, value)
        control.value = before


def test_before_the_first_step_adam_remembers_nothing():
    explorer = lesson03.anatomy()
    explorer.set(t=0)
    assert explorer.summary.startswith(
        "Before the first step m = 0 and v = 0: Adam remembers nothing yet. Step forward."
    )
    assert "remembers nothing" not in explorer.set(t=1).summary
    explorer.set(correct=False, beta1=0.9, beta2=0.999)
    assert words.number(0.3 * 0.1 / np.sqrt(0.001)) in explorer.summary, "the first step is 3.16 α"


def test_the_correction_and_the_numbers_stay_in_the_picture():
    explorer = lesson03.anatomy()
    right = explorer.figure.axes[2]
    explorer.set(beta1=0.9, beta2=0.9999, t=9)
    # m / √v is (1 − 0.9⁹) / √(1 − 0.9999⁹) times m̂ / √v̂
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


def a_moment(**parts):
    """Return a Moment in which whatever is not named is 0."""
    Moment = module("anatomy").Moment
    return Moment(**{name: np.array(parts.get(name, (0.0, 0.0))) for name in Moment._fields})


def test_the_sentences_of_the_anatomy():
    anatomy = module("anatomy")
    now = a_moment(g=(2.0, 9), m=(3.0, 9), v=(4.0, 9), m_before=(-1.0, 9), v_before=(5.0, 9))
    assert anatomy.averages(7, now, 0.87654, 0.98766) == (
        "Step 7, for θ₁: g = 2. m = 0.8765 · (−1) + 0.123 · g = 3. "
        "v = 0.9877 · 5 + 0.0123 · g² = 4."
    )
    now = now._replace(m_hat=np.array([6.0, 9]), v_hat=np.array([8.0, 9]))
    assert anatomy.corrections(12, now, 0.87654, 0.98766) == (
        "m̂ = m / (1 − 0.8765¹²) = 6, v̂ = v / (1 − 0.9877¹²) = 8."
    )
    step = np.array([0.25, -0.5])
    assert anatomy.step_taken(step, True).startswith("The step is −α · m̂ / (√v̂ + ε) = 0.25,")
    assert anatomy.step_taken(step, False) == (
        "The step is −α · m / (√v + ε) = 0.25, and for θ₂ −0.5."
    )
    assert anatomy.otherwise(4, True) == "Uncorrected it would be 4 times as long."
    assert anatomy.otherwise(4, False) == "Corrected it would be 0.25 times as long."
    assert anatomy.uncorrected(2, 0.5, 0.75) == pytest.approx(0.75 / np.sqrt(7) * 4)
    assert anatomy.unlike_the_formulas(3, 1.5, (1, 2, 3), (4, 5, 6)) == (
        "Step 3, for θ₁: g = 1.5. Yours has m = 1, v = 2 and the step 3. From its own m and v of "
        "the step before, the formulas give m = 4, v = 5, and from yours the step 6."
    )
    due = anatomy.by_the_formulas(now, 0.5, 0.75, 0.5)
    assert due == pytest.approx((0.75 * -1 + 0.25 * 2, 0.5 * 5 + 0.5 * 4, -0.5 * 6 / np.sqrt(8)))
    for v_hat in (-1.0, 0.0):  # a learner's v may be anything
        odd = now._replace(v_hat=np.array([v_hat, 0]))
        assert anatomy.by_the_formulas(odd, 0.5, 0.75, 0.5)[2] == pytest.approx(-0.5 * 6 / 1e-8)
    small = now._replace(v_hat=np.array([0.04, 0]))
    assert anatomy.by_the_formulas(small, 0.5, 0.75, 0.5)[2] == pytest.approx(-0.5 * 6 / 0.2)


@pytest.mark.parametrize("part", ["m", "v", "step"])
@pytest.mark.parametrize(("off", "told_so"), [(1.2e-6, True), (0.9e-6, False)])
def test_what_is_unlike_the_formulas_by_more_than_a_millionth_is_told(part, off, told_so):
    explorer = lesson03.anatomy(adam)
    rows = explorer.result.rows.copy()
    if part == "step":
        rows[9, 0] += off * (rows[9, 0] - rows[8, 0])
    else:
        rows[9, "θgmv".index(part)] *= 1 + off
        m_hat, v_hat = rows[9, 2] / (1 - 0.9**9), rows[9, 3] / (1 - 0.999**9)
        rows[9, 0] = rows[8, 0] - 0.3 * m_hat / (np.sqrt(v_hat) + 1e-8)
    says = explorer.say(explorer.values(), explorer.result._replace(rows=rows))
    assert ("Yours has m = " in says) == told_so
    if told_so:
        _, g, m, v = (words.number(row[0]) for row in rows[9])
        step = words.number(rows[9, 0, 0] - rows[8, 0, 0])
        begins = f"Step 9, for θ₁: g = {g}. Yours has m = {m}, v = {v} and the step {step}. "
        assert says.startswith(begins)


@pytest.mark.parametrize(("m", "told_so"), [(1.2e-12, True), (0.9e-12, False)])
def test_what_is_0_by_the_formulas_may_be_off_by_a_billionth_of_a_thousandth(m, told_so):
    explorer = lesson03.anatomy(adam)
    explorer.set(t=1)
    rows = np.zeros((61, 4, 2))
    rows[1, 2] = m
    rows[1, 0] = -0.3 * m / (1 - 0.9) / 1e-8
    says = explorer.say(explorer.values(), explorer.result._replace(rows=rows))
    assert ("Yours has m = " in says) == told_so


def test_a_right_adam_is_told_as_the_librarys_is():
    mine, library = lesson03.anatomy(adam_by_hand), lesson03.anatomy()
    assert "correct" in library.controls and "correct" not in mine.controls
    for moves in ({"t": 1}, {"t": 60}, {"x": 0.05, "y": 0.0, "t": 2}, {"t": 0}):
        mine.set(**moves)
        library.set(**moves)
        assert mine.summary == library.summary and "Yours" not in mine.summary


def test_the_goal_of_the_anatomy_is_equal_moves_by_unequal_slopes():
    explorer = lesson03.anatomy()
    for slopes, moves, won in [
        ((1.0, 11.0), (0.3, -0.3), True),
        ((1.0, 9.0), (0.3, -0.3), False),
        ((1.0, 11.0), (0.3, 0.29), False),
        ((1.0, -11.0), (0.3, 0.299), True),
    ]:
        rows = np.zeros((61, 4, 2))
        rows[9:, 0] = moves
        rows[9, 1] = slopes
        result = explorer.result._replace(rows=rows)
        c = SimpleNamespace(t=9, lr=0.3, beta1=0.9, beta2=0.999, correct=True)
        assert explorer.won(c, result) == won
        for change in ({"correct": False}, {"lr": 0.0}, {"t": 0}):
            assert not explorer.won(SimpleNamespace(**vars(c) | change), result)


# -------------------------------------------------------------------------------- settings map


def loss_at_the_end(name, lr, beta1, beta2, steps, slope, height, start):
    return height(walked(name, slope, start, steps, lr, beta1, beta2)[-1])


@pytest.mark.parametrize("name", ["momentum", "Adam"])
def test_the_lowest_of_all_settings_and_the_one_that_is_chosen(name):
    explorer = lesson03.settings_map(side=8, steps=40)
    explorer.set(rule=name, lr=0.3, beta1=0.5, beta2=0.99, x=-2.0, y=1.0, angle=60, t=11)
    c, text, A = explorer.values(), explorer.summary, bowl(10, 60)
    beta2 = c.beta2
    ends = {}
    with np.errstate(all="ignore"):
        for lr in explorer.controls["lr"].marks:
            for beta1 in explorer.controls["beta1"].marks:
                end = walked(name, lambda p: A @ p, [-2, 1], 40, lr, beta1, beta2)[-1]
                ends[lr, beta1] = end @ A @ end / 2
    lr, beta1 = min(ends, key=lambda at: np.nan_to_num(ends[at], nan=np.inf))
    n = words.number
    assert (
        f"The lowest of the {len(ends)} settings is {n(ends[lr, beta1])}, at α = {n(lr)} and "
        f"β₁ = {n(beta1)}." in text
    )
    place = walked(name, lambda p: A @ p, [-2, 1], 11, c.lr, c.beta1, beta2)[-1]
    assert text.startswith(
        f"With α = {n(c.lr)} and β₁ = {n(c.beta1)} {name} is at a loss of "
        f"{n(place @ A @ place / 2)} after 11 steps from (−2, 1). "
    )
    assert ("Theory: " in text) == (name == "momentum")
    assert explorer.here.get_xdata()[0] == pytest.approx(np.log10(c.lr))
    start = np.array([-2, 1]) @ A @ [-2, 1] / 2
    shown = np.ma.filled(explorer.heat.get_array(), np.nan).ravel()
    below = [bool(ends[at] <= start) for at in sorted(ends, key=lambda at: (at[1], at[0]))]
    assert (~np.isnan(shown)).tolist() == below, "grey is above its start"


def momentum_matrix(lr, beta, curvature):
    """Return what a step of momentum does to (m, error) along one direction."""
    kept, new = beta, (1 - beta) * curvature
    return np.array([[kept, new], [-lr * kept, 1 - lr * new]])


def radius(lr, beta, *curvatures):
    """Return by what an error is multiplied in the long run."""
    return max(
        np.abs(np.linalg.eigvals(momentum_matrix(lr, beta, curvature))).max()
        for curvature in curvatures
    )


@pytest.mark.parametrize("condition", [10.0, 40.0, 2.0])
def test_the_edge_and_the_star_are_those_of_theory(condition):
    explorer = lesson03.settings_map()
    explorer.set(condition=condition)
    condition = explorer.values().condition
    across, up = explorer.edge.get_data()
    for i in (0, 20, 50):
        lr, beta = 10 ** across[i], 1 - 10 ** -up[i]
        assert radius(0.99 * lr, beta, condition) < 1 < radius(1.01 * lr, beta, condition)
    x, y = explorer.best.get_data()
    lr, beta = 10 ** x[0], 1 - 10 ** -y[0]
    said = told.after(explorer.summary, "the star is the fastest, at α = ", 2)
    assert said == pytest.approx((lr, beta), rel=6e-3)
    there = radius(lr, beta, 1, condition)
    for alpha in np.geomspace(0.3 * lr, 3 * lr, 25):
        for b in np.linspace(0, 0.95, 25):
            assert radius(alpha, b, 1, condition) > there - 1e-4
    exact = (np.sqrt(condition) - 1) / (np.sqrt(condition) + 1)
    assert there == pytest.approx(exact, abs=1e-4), "so fast, as Polyak has it"
    explorer.set(surface="beale")
    assert len(explorer.edge.get_xdata()) == len(explorer.best.get_xdata()) == 0
    assert "Theory" not in explorer.summary


def test_the_map_agrees_with_single_walks_and_with_the_edge_of_stability():
    explorer = lesson03.settings_map()
    assert "at α = 0.316 and β₁ = 0.27" in explorer.summary
    rates, betas = explorer.controls["lr"].marks, explorer.controls["beta1"].marks
    final, A = explorer.result.final, bowl()
    assert final.size >= 64 * 64
    for i, j in ((0, 20), (30, 30), (50, 10), (60, 40)):
        end = walked("momentum", lambda p: A @ p, [-4, 2], 200, rates[j], betas[i])[-1]
        assert final[i, j] == pytest.approx(end @ A @ end / 2, rel=1e-6, abs=1e-80)
    limit = 2 * (1 + betas) / ((1 - betas) * 10)
    grown = ~(final <= np.array([-4, 2]) @ A @ [-4, 2] / 2)
    assert grown[rates > 1.3 * limit[:, None]].all()
    assert not grown[(rates < 0.9 * limit[:, None]) & (betas[:, None] < 0.95)].any()


def test_the_sentences_of_the_map_on_both_sides():
    chart = module("settings_map")
    rates, betas = np.array([0.1, 0.2, 0.3]), np.array([0.5, 0.9])
    final = np.array([[3.0, 2, np.nan], [4, np.inf, 1]])
    says = chart.lowest(final, final, rates, betas)
    assert says == "The lowest of the 6 settings is 1, at α = 0.3 and β₁ = 0.9."
    final[0, 0] = 0.0  # 0 itself is a loss like any other
    says = chart.lowest(final, final, rates, betas)
    assert says == "The lowest of the 6 settings is 0, at α = 0.1 and β₁ = 0.5."
    final[0] = 1e-30
    says = chart.lowest(final, np.where(final < 1e-20, 0, final), rates, betas)
    assert says == "3 of the 6 settings end where rounding cannot tell the loss from 0."
    same = np.full((2, 3), 7.0)
    assert chart.lowest(same, same, rates, betas) == "Each of the 6 settings ends at 7."
    zero = np.zeros((2, 3))
    assert chart.lowest(zero, zero, rates, betas) == "Each of the 6 settings ends at 0."
    assert chart.fastest(0.25, 0.5) == (
        "Theory: it diverges to the right of the dashed line, and in the long run the star is the "
        "fastest, at α = 0.25 and β₁ = 0.5."
    )
    many = np.arange(1.0, 4001).reshape(40, 100)
    says = chart.lowest(many, many, np.ones(100), np.zeros(40))
    assert says == "The lowest of the 4,000 settings is 1, at α = 1 and β₁ = 0."


def test_the_map_of_a_start_at_the_minimum_and_near_another():
    chart = lesson03.settings_map()
    chart.set(x=0, y=0)
    assert "Each of the 4,225 settings ends at 0." in chart.summary
    chart.set(surface="rosenbrock")
    near = chart.result._replace(losses=np.full(201, 1e-26))
    says = chart.say(chart.values(), near)
    assert "is at a loss of 0 after 200 steps from (−1.2, 1)." in says
    final = np.full(chart.result.final.shape, 5.0)
    final[3, 4:6] = 1e-26
    says = chart.say(chart.values(), near._replace(final=final))
    assert says.endswith("2 of the 4,225 settings end where rounding cannot tell the loss from 0.")


def test_a_map_is_remembered_until_something_it_depends_on_moves():
    calls = []

    def mine(*settings):
        calls.append(np.shape(settings[0]))
        return adam(*settings)

    explorer = lesson03.settings_map(mine, side=12, steps=20)

    def maps(**moves):
        calls.clear()
        explorer.set(**moves)
        return sum(shape != () for shape in calls)

    assert maps(lr=0.3) == maps(beta1=0.5) == maps(t=3) == 0
    assert maps(beta2=0.9) == maps(x=1.0) == maps(condition=30) == maps(surface="beale") == 1
    kept = explorer.result.final
    assert maps(rule="momentum") == 0 and explorer.result.final is not kept
    kept = explorer.result.final
    assert maps(beta2=0.5) == 0 and explorer.result.final is kept, "momentum has no β₂"
    assert maps(rule="Adam") == 1


def test_a_drag_on_the_map_moves_the_setting_and_the_path():
    explorer = lesson03.settings_map()
    square, plane = explorer.figure.axes[:2]
    press(explorer, square, 0.0, -np.log10(1 - 0.5))
    assert explorer.controls["lr"].value == pytest.approx(1.0, rel=0.1)
    assert explorer.controls["beta1"].value == pytest.approx(0.5, abs=0.03)
    release(explorer, square, 0, 0.3)
    press(explorer, plane, 1, 1)
    assert explorer.result.path[0] == pytest.approx([1, 1])


def test_the_goal_of_the_map():
    explorer = lesson03.settings_map(side=8, steps=5)
    for rule, surface, end, won in [
        ("Adam", "rosenbrock", 9.9e-4, True),
        ("Adam", "rosenbrock", 1e-3, False),
        ("Adam", "beale", 0.0, False),
        ("momentum", "rosenbrock", 0.0, False),
    ]:
        result = explorer.result._replace(losses=np.array([5.0, end]))
        assert explorer.won(SimpleNamespace(rule=rule, surface=surface), result) == won


# ------------------------------------------------------------------------------------ rotation


@pytest.mark.parametrize(
    ("angle", "condition", "lr", "t"), [(0, 100, 0.1, 100), (33, 20, 0.5, 40), (90, 2, 0.05, 1)]
)
def test_the_turned_bowl_walker_by_walker(angle, condition, lr, t):
    explorer = lesson03.rotation()
    explorer.set(angle=angle, condition=condition, lr=lr, t=t)
    c, text = explorer.values(), explorer.summary

    def end(name, degrees):
        A, a = bowl(c.condition, degrees), np.deg2rad(degrees)
        turn = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
        root = np.sqrt(c.condition)
        beta1 = ((root - 1) / (root + 1)) ** 2 if name == "momentum" else 0.9
        best = {"gradient descent": 2 / (1 + c.condition)}
        best["momentum"] = (2 / (1 + root)) ** 2 / (1 - beta1)
        beta2 = 0.99 if name == "RMSProp" else 0.999
        rate = best.get(name, c.lr)
        p = walked(name, lambda p: A @ p, turn @ [3.5, 1.2], t, rate, beta1, beta2)[-1]
        return p @ A @ p / 2

    steps = "1 step" if t == 1 else f"{t} steps"
    assert text.startswith(f"The bowl is turned by {angle}°. After {steps}: gradient descent ")
    for name in ("gradient descent", "momentum", "RMSProp", "Adam"):
        due = end(name, angle)
        assert told.after(text, f"{name} ") == pytest.approx(due, rel=6e-2 if due < 1e-3 else 6e-3)
    words_ = "Along the axes, at 0°, Adam would have "
    assert told.after(text, words_) == pytest.approx(end("Adam", 0), rel=6e-2)
    assert f", at 45° {words.number(explorer.result.losses['Adam'][t, 15])}." in text
    assert explorer.result.losses["Adam"][t, 15] == pytest.approx(end("Adam", 45), rel=1e-5)


def test_gradient_descent_and_momentum_do_not_see_the_turn_and_are_at_their_best():
    explorer = lesson03.rotation()
    explorer.set(t=60)
    assert "each at its best fixed setting, do not see the turn." in explorer.summary
    losses = {name: loss[60] for name, loss in explorer.result.losses.items()}
    for name in ("gradient descent", "momentum"):
        assert losses[name] == pytest.approx(losses[name][0], rel=1e-6)
    assert np.ptp(losses["Adam"]) > 0.5 * losses["Adam"].max()
    kappa = 100
    best = 2 / (1 + kappa)
    slowest = lambda lr: max(abs(1 - lr), abs(1 - lr * kappa))  # noqa: E731
    assert slowest(best) < min(slowest(0.99 * best), slowest(1.01 * best))
    end = explorer.result.losses["gradient descent"][:, 0]
    assert end[60] / end[59] == pytest.approx(slowest(best) ** 2, rel=1e-3)
    slow = explorer.result.losses["momentum"][:, 0]
    fastest = min(
        radius(lr, b, 1, kappa)
        for lr in np.geomspace(0.02, 2, 60)
        for b in np.linspace(0, 0.98, 50)
    )
    assert (slow[100] / slow[50]) ** 0.01 < fastest + 0.02


def test_the_goal_of_the_turn():
    explorer = lesson03.rotation(steps=5)
    losses = explorer.result.losses
    for end, won in [(1001.0, True), (1000.0, False)]:
        row = np.full_like(losses["Adam"], 5.0)
        row[-1, 0], row[-1, -1] = 1.0, end
        assert explorer.won(None, explorer.result._replace(losses=losses | {"Adam": row})) == won


# --------------------------------------------------------------------------------- oscillators


@pytest.mark.parametrize("lr", [0.01, 0.05, 0.15, 0.316, 1.0, 4.0])
@pytest.mark.parametrize("beta1", [0.0, 0.03, 0.27, 0.55, 0.9])
def test_the_two_swings(lr, beta1):
    """A pair of complex eigenvalues swings, a negative one zig-zags, and 1 is where it grows."""
    explorer = lesson03.oscillators()
    explorer.set(lr=lr, beta1=beta1, t=20)
    lr, text = explorer.values().lr, explorer.summary
    manners = []
    for curvature in (1, 10):
        values = np.linalg.eigvals(momentum_matrix(lr, beta1, curvature))
        leading = values[np.abs(values).argmax()]
        manner = "zig-zags" if leading.real < 0 else "comes straight in"
        manners.append("swings" if abs(leading.imag) > 1e-9 else manner)
    assert f"the flat part {manners[0]} (it swings" in text
    assert f"the steep part {manners[1]} (beyond" in text
    grows = radius(lr, beta1, 10) > 1
    assert ("it diverges" in text) == grows
    A = bowl(10, 30)
    path = walked("momentum", lambda p: A @ p, [-4, 2], 60, lr, beta1)
    a = np.deg2rad(30)
    flat = path @ [np.cos(a), np.sin(a)]
    steep = path @ [-np.sin(a), np.cos(a)]
    due = np.array([flat[20] / flat[0], steep[20] / steep[0]])
    rounding = 1e-12 * max(1, np.abs(due).max())  # the two directions are turned
    assert explorer.result.shares()[20] == pytest.approx(due, rel=1e-6, abs=rounding)
    if not grows:
        left = told.after(text, "After 20 steps the shares left are ", 2)
        assert left == pytest.approx(due, rel=6e-2, abs=1e-14)


def test_where_each_begins_to_swing():
    explorer = lesson03.oscillators()
    for lr in (0.05, 0.15, 0.5):
        explorer.set(lr=lr)
        lr = explorer.values().lr
        told_now = [
            told.after(explorer.summary, "(it swings beyond β₁ = "),
            told.after(explorer.summary, "(beyond "),
        ]
        for curvature, critical in zip((1, 10), explorer.result.critical, strict=True):
            for beta, swings in [(critical - 1e-4, False), (critical + 1e-4, True)]:
                values = np.linalg.eigvals(momentum_matrix(lr, beta, curvature))
                assert (np.abs(values.imag).max() > 0) == swings
        assert told_now == pytest.approx(explorer.result.critical, rel=6e-3)
        assert [mark.get_xdata()[0] for mark in explorer.marks] == list(explorer.result.critical)


def test_the_manner_of_each_part_on_both_sides():
    swings = module("oscillators")
    assert swings.manner(0.15, 0.5, 10, 0.49) == "swings" != swings.manner(0.15, 0.5, 10, 0.5)
    assert swings.manner(0.11, 0, 10, 0.1) == "zig-zags"
    assert swings.manner(0.1, 0, 10, 0.0) == "comes straight in"
    assert swings.left_over(1, (0.5, -0.25)) == "After 1 step the shares left are 0.5 and −0.25."
    assert swings.grows(0.2) == "α is beyond 0.2: the steep part grows, and it diverges."
    explorer = lesson03.oscillators()
    for lr, grows in [(0.2, True), (0.199, False), (0.201, True)]:
        c = SimpleNamespace(lr=lr, beta1=0.0, t=2)  # without memory the limit is 2/λ
        assert ("it diverges" in explorer.say(c, explorer.result)) == grows
    assert "α is beyond 0.2:" in explorer.say(c, explorer.result)


def test_the_goal_of_the_swings():
    explorer = lesson03.oscillators()
    for parts, won in [((9e-7, -9e-7), True), ((1e-6, 0), False), ((0, -1.1e-6), False)]:
        both = np.array([[1.0, 1.0], parts])
        assert explorer.won(None, explorer.result._replace(parts=both)) == won


# ------------------------------------------------------------------- a learner's own optimizers


def adam_by_hand(lr, beta1=0.9, beta2=0.999, eps=1e-8):
    def update(theta, g, state):
        t = state["t"] + 1
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        theta = theta - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
        return theta, {"m": m, "v": v, "t": t}

    return Optimizer(lambda theta: {"m": 0 * theta, "v": 0 * theta, "t": 0}, update)


def no_t(lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam as a learner writes it who begins with t = 0."""

    def update(theta, g, state):
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        with np.errstate(all="ignore"):
            m_hat, v_hat = m / (1 - beta1 ** state["t"]), v / (1 - beta2 ** state["t"])
            step = lr * m_hat / (np.sqrt(v_hat) + eps)
        return theta - step, {"m": m, "v": v, "t": state["t"] + 1}

    return Optimizer(lambda theta: {"m": 0 * theta, "v": 0 * theta, "t": 0}, update)


def with_mine(rule):
    return {
        "race": lesson03.race({"mine": rule}),
        "anatomy": lesson03.anatomy(rule),
        "map": map_of_adam(rule),
    }


def map_of_adam(rule):
    explorer = lesson03.settings_map(rule)
    explorer.set(rule="Adam")
    return explorer


def uncorrected(lr, beta1, beta2, eps):
    return adam(lr, beta1, beta2, eps, bias_correction=False)


def downhill(lr, *settings):
    """Make a rule that keeps nothing."""
    return Optimizer(lambda theta: 0, lambda theta, g, state: (theta - lr * g, state))


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


PLAIN = {}  # what each shows without a learner's rule, made once


def plain():
    if not PLAIN:
        race = lesson03.race({"mine": lambda lr: None})
        made = {"race": race, "anatomy": lesson03.anatomy(adam), "map": map_of_adam(adam)}
        PLAIN.update({name: bytes(explorer.image.value) for name, explorer in made.items()})
    return PLAIN


NO_PAIR = (misbehave.wrong_shape, misbehave.nan, misbehave.text)


@pytest.mark.sweep  # each waits for the limit of 2 s
@pytest.mark.parametrize("bad", misbehave.ALL, ids=lambda f: f.__name__)
def test_an_optimizer_that_goes_wrong_is_shown_and_survived(bad, monkeypatch, capsys):
    library = plain()
    monkeypatch.setattr(learner, "SECONDS", misbehave.limit(bad))
    says = "must return Optimizer" if bad in NO_PAIR else misbehave.ALL[bad]
    for name, explorer in with_mine(bad).items():
        assert says in explorer.trouble, name
        assert explorer.image.value == library[name]
    if bad in (*NO_PAIR, misbehave.nothing):
        says = "must return theta, state"

    def zero(theta):
        return {"m": theta, "v": theta, "t": 0}

    for name, explorer in with_mine(lambda *a: Optimizer(zero, bad)).items():
        assert says in explorer.trouble, name
        assert explorer.image.value == library[name]
    out = capsys.readouterr()
    assert out.out == out.err == ""


def test_an_optimizer_that_takes_no_grid_is_told_so():
    def one_by_one(lr, beta1, beta2, eps):
        return adam_by_hand(float(lr), float(beta1), beta2, eps)

    def by_truth(lr, *settings):
        return Optimizer(lambda theta: 0, lambda theta, g, s: (theta * bool(lr > 1), s))

    assert "one_by_one stopped" in map_of_adam(one_by_one).trouble
    assert "asks for all settings at once" in map_of_adam(by_truth).trouble
    explorer = lesson03.anatomy(downhill)
    assert "its state must be a dict with 'm' and 'v'; it is 0." in explorer.trouble
    assert_sound(explorer)


def test_a_step_of_another_shape_is_named():
    def three(*settings):
        return Optimizer(lambda theta: 0, lambda theta, g, state: (np.ones(3), state))

    trouble = lesson03.race(three).trouble
    assert "three: update returned theta of shape (3,); it must stay (2,)." in trouble


@pytest.mark.parametrize(
    ("m", "says"),
    [
        (np.ones(3), "returned an array of shape (3,)"),
        (None, "returns None"),
        ("fast", "'fast', and not"),
    ],
)
def test_averages_that_are_none_of_adams_are_named(m, says):
    """What a learner's Adam remembers is looked at when it is opened up, and no line of ours stands
    in the answer.
    """

    def odd(lr, *settings):
        def update(theta, g, state):
            return theta - lr * g, {"m": m, "v": g**2}

        return Optimizer(lambda theta: 0, update)

    explorer = lesson03.anatomy(odd)
    assert "state['m']" in explorer.trouble and says in explorer.trouble
    assert "stopped at line" not in explorer.trouble
    assert_sound(explorer)


@pytest.mark.parametrize("name", ["race", "anatomy", "settings_map"])
def test_a_rule_that_divides_by_zero_is_no_divergence(name):
    argument = {"mine": no_t} if name == "race" else no_t
    says = getattr(lesson03, name)(argument).summary
    assert "no_t gives NaN or infinity for ordinary numbers. Is something divided by zero" in says
    assert "the first step is t = 1. The picture shows the library's." in says
    assert "asks for all settings" not in says


def test_a_rule_that_diverges_is_shown_as_it_is():
    explorer = lesson03.race({"mine": lambda lr: downhill(1e3)})
    assert explorer.trouble == "" and "mine more than a computer can hold" in explorer.summary
    chart = lesson03.settings_map(uncorrected)
    bowl_, c = SURFACES["bowl"], chart.values()
    rule = adam(c.lr, c.beta1, c.beta2, bias_correction=False)
    path = minimize(bowl_.gradient, bowl_.start, rule, 200)
    assert chart.result.path == pytest.approx(path)
    opened = lesson03.anatomy(uncorrected)
    assert "Yours has m =" in opened.summary and "the formulas give" in opened.summary


def test_a_rule_of_the_library_may_diverge_in_a_learners_hands():
    """Gradient descent far beyond its limit: no Trouble, though it ends in NaN."""
    explorer = lesson03.race({"mine": lambda lr: gradient_descent(lr)})
    explorer.set(surface="beale", lr=10, scale=1000)
    assert not explorer.trouble and not np.isfinite(explorer.result.paths["mine"][-1]).all()


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


def test_twenty_rules_race():
    explorer = lesson03.race([momentum] * 20)
    assert explorer.trouble == "" and "mine 20 " in explorer.summary


# --------------------------------------------------------------------- a learner's own surfaces

FOURTH = Surface(
    "mine",
    lambda th: (th**4).sum(-1),
    lambda th: 4 * th**3,
    np.zeros((1, 2)),
    (-2, 2, -2, 2),
    (1.5, 1.0),
)


def test_a_surface_of_ones_own_joins_the_race():
    def breaks(th):
        return 4 * th**3 if np.abs(th).max() < 1.7 else 1 / 0

    fragile = FOURTH._replace(name="fragile", gradient=breaks)
    explorer = lesson03.race(surfaces=[FOURTH, fragile])
    assert explorer.alarm.value == ""
    for name in ("mine", "fragile"):
        explorer.controls["surface"].value = name
        assert (explorer.controls["x"].value, explorer.controls["x"].max) == (1.5, 2)
        for value in places(explorer.controls["lr"]):
            explorer.controls["lr"].value = value
            assert_sound(explorer)
    explorer.set(surface="mine", lr=0.01, t=1)
    slope = 4 * np.array([1.5, 1.0]) ** 3
    p = np.array([1.5, 1.0]) - explorer.values().lr * slope
    assert told.after(explorer.summary, "descent ") == pytest.approx((p**4).sum(), rel=6e-3)


BAD_SURFACES = {
    "one place at a time": (FOURTH._replace(f=lambda th: th[0] ** 2), "returned"),
    "raises": (FOURTH._replace(gradient=misbehave.raises), "ZeroDivisionError"),
    "no start": (FOURTH._replace(start=None), "start must hold 2 numbers"),
    "three numbers": (FOURTH._replace(start=(1, 2, 3)), "start must hold 2 numbers"),
    "two starts": (FOURTH._replace(start=[(1, 2), (1, 2)]), "and start two numbers."),
    "no minimum": (FOURTH._replace(minimum=None), "minimum must hold 2 numbers"),
    "turned about": (FOURTH._replace(extent=(2, -2, -2, 2)), "left below right"),
    "upside down": (FOURTH._replace(extent=(-2, 2, 2, -2)), "bottom below top"),
    "no width": (FOURTH._replace(extent=(2, 2, -2, 2)), "left below right"),
    "pairs only": (FOURTH._replace(f=lambda th: th[:, 0] ** 2 + th[:, 1] ** 2), "returned"),
    "mixes places": (
        FOURTH._replace(f=lambda th: (th**4).sum(-1) + th.size),
        "write theta[..., 0], not theta[0]",
    ),
    "slow": (FOURTH._replace(gradient=lambda th: time.sleep(0.2) or 4 * th**3), "too slow"),
    "5": (5, "The surface 5 is left out"),
    "a class": (Surface, "is left out"),
}


@pytest.mark.parametrize("name", BAD_SURFACES)
def test_a_surface_that_will_not_do_is_left_out(name):
    bad, why = BAD_SURFACES[name]
    explorer = lesson03.race(surfaces=[bad, FOURTH._replace(name="good")])
    assert "is left out: " in explorer.alarm.value and why in explorer.note, explorer.note
    assert explorer.controls["surface"].options[-1] == "good"
    assert len(explorer.controls["surface"].options) == len(SURFACES) + 1
    assert_sound(explorer)


STRANGE = {
    "flat": (lambda th: 5 + 0 * th[..., 0], lambda th: 0 * th),
    "below zero": (
        lambda th: -np.exp(-(th**2).sum(-1)),
        lambda th: 2 * th * np.exp(-(th**2).sum(-1))[..., None],
    ),
    "not everywhere": (
        lambda th: np.log(th[..., 0]) ** 2 + th[..., 1] ** 2,
        lambda th: 2 * np.stack([np.log(th[..., 0]) / th[..., 0], th[..., 1]], -1),
    ),
    "uphill": (lambda th: (th**2).sum(-1), lambda th: -2 * th),
}


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


def test_what_is_no_rule_and_no_surface_is_answered():
    assert "A function is needed here, and this is 5." in lesson03.race(5).summary
    assert "is left out" in lesson03.race(surfaces=type(SURFACES["bowl"])).note
    assert lesson03.race(surfaces=None).note == lesson03.race(surfaces=(FOURTH,)).note == ""


# -------------------------------------------------------------------------------------- ground


@pytest.mark.parametrize("name", ["race", "anatomy", "settings_map"])
def test_a_new_surface_tells_the_page_the_limits_before_the_start_and_both_at_once(
    name, monkeypatch
):
    """In another order the page clamps one to the other, and its answer is taken for a move of the
    learner's.
    """
    explorer, sent = getattr(lesson03, name)(), []
    slider = explorer.controls["x"]
    monkeypatch.setattr(slider.comm, "send", lambda data, **more: sent.append(data["state"]))
    explorer.controls["surface"].value = "rosenbrock"
    assert slider.value == -1.2 and sent
    assert list(sent[0]) == ["min", "max", "step", "readout_format", "value"]
    assert all(later.items() <= sent[0].items() for later in sent[1:])


def test_a_new_surface_is_drawn_once_with_its_extent_its_stars_and_its_start():
    explorer = lesson03.race()
    plane = explorer.figure.axes[0]
    frames = []
    explorer.image.observe(lambda change: frames.append(1), "value")
    explorer.controls["surface"].value = "himmelblau"
    assert len(frames) == 1
    assert (*plane.get_xlim(), *plane.get_ylim()) == (-6, 6, -6, 6)
    x, y = explorer.ground.stars.get_data()
    assert sorted(np.round(x)) == [-4, -3, 3, 4] and len(y) == 4
    assert explorer.ground.curves.get_segments() == []
    assert explorer.result.paths["Adam"][0].tolist() == [0, 0]
    first = lesson03.race()
    explorer.controls["surface"].value = "bowl"
    assert np.array_equal(drawn(explorer), drawn(first)), "and nothing of it stays"


def test_the_level_curves_of_a_bowl_are_level():
    ellipses = module("ground", "shared").ellipses
    for condition, angle in [(10, 30), (3, 77)]:
        curves = ellipses(condition, np.deg2rad(angle))
        A = bowl(condition, angle)
        assert len(curves) == 7
        for k, curve in enumerate(curves, 1):
            heights = np.einsum("ni,ij,nj->n", curve, A, curve) / 2
            assert heights == pytest.approx(np.full(73, (0.75 * k) ** 2 / 2))


def test_a_press_on_the_plane_is_a_new_start():
    explorer = lesson03.race()
    plane = explorer.figure.axes[0]
    press(explorer, plane, 1.0, -2.0)
    assert explorer.result.paths["Adam"][0] == pytest.approx([1, -2])
    press(explorer, plane, 99, 99)
    c = explorer.values()
    assert (c.x, c.y) == pytest.approx((1, -2)), "outside of the plane nothing is pressed"


def test_a_press_on_the_strip_is_a_decay_rate():
    explorer = lesson03.oscillators()
    press(explorer, explorer.figure.axes[2], 0.4, 0.5)
    assert explorer.values().beta1 == pytest.approx(0.4)


# ------------------------------------------------------------------------------- digits_race


@pytest.mark.parametrize(
    ("rule", "solver", "lr"), [("gradient descent", "sgd", 0.3), ("Adam", "adam", 0.02)]
)
def test_the_digits_are_read_as_by_scikit_learn(rule, solver, lr):
    explorer = lesson03.digits_race()
    explorer.set(rule=rule)
    scans = reader.scans()
    peer = Peer(lr, solver)
    order = np.random.default_rng(0).permutation(1347)
    for t in range(1, 23):
        j = order[64 * (t - 1) : 64 * t]
        peer.step(scans.X[j], scans.labels[j])
        if t in (1, 8, 22):
            explorer.set(t=t)
            share = peer.share(scans.held, scans.labels_held)
            run = explorer.result.runs[rule]
            assert run.shares[t] == pytest.approx(share, abs=0.005)
            p = peer.chances(scans.held[scans.seven])
            assert run.chances[t] == pytest.approx(p, abs=2e-3)
            assert f"It reads {round(10 * share)} of 10 digits" in explorer.summary
            said = "gets this 7 right" if p.argmax() == 7 else f"takes this 7 for a {p.argmax()}"
            assert f"{said}, {100 * p.max():.0f} % sure" in explorer.summary
    assert (explorer.text.value.count("in the same 22 steps") == 1) == (rule == "Adam")


def test_each_rule_reads_digits_at_a_rate_that_suits_it():
    """No rate three times as large or small reads more by a tenth, over five networks."""

    def median(make, lr):
        return np.median([one_pass_read(make(lr), seed) for seed in range(5)])

    for make, lr in digits.RULES.values():
        with np.errstate(all="ignore"):
            own = median(make, lr)
            assert own > max(median(make, lr / 3), median(make, 3 * lr)) - 0.1
    medians = {name: median(*rule) for name, rule in digits.RULES.items()}
    assert medians["Adam"] > 0.75 > 0.65 > medians["momentum"] > medians["gradient descent"]
    assert medians["RMSProp"] < 0.65 and medians["gradient descent"] < 0.35


def test_after_ten_passes_momentum_has_caught_up():
    for seed in range(3):
        late = one_pass_read(momentum(1.0), seed, passes=10)
        assert late > one_pass_read(adam(0.02), seed, passes=10) - 0.03


def one_pass_read(rule, seed, passes=1):
    """Return the share that a network reads after one pass, or several, in batches of 64."""
    X, labels, held, labels_held = datasets.digits(seed)
    rng = np.random.default_rng(seed)
    params = network.init_params((64, 32, 16, 10), rng)
    state = rule.init(params)
    for _ in range(passes):
        params, state = network.epoch(params, state, rule, X, labels, 64, rng)
    return (network.run(params, held)[0].argmax(axis=1) == labels_held).mean()


def test_the_learners_rule_is_on_the_menu_and_drives_the_network():
    explorer = lesson03.digits_race(adam=adam)
    explorer.set(t=22)
    run = explorer.result.runs["mine"]
    explorer.set(rule="Adam")
    assert np.array_equal(run.shares, explorer.result.runs["Adam"].shares)
    lazy = lesson03.digits_race(adam=lambda lr: gradient_descent(0.0))
    lazy.set(t=22)
    assert np.ptp(lazy.result.runs["mine"].shares) == 0 and not lazy.reached
    broken = lesson03.digits_race(adam=lambda lr: 5)
    assert "must return Optimizer(init, update)" in broken.summary and "library's" in broken.summary


# --------------------------------------------------------------------------------------- rare


def long_hand(gradients, beta1, beta2):
    """Return the steps of Adam in units of α, with every average summed up from the start."""
    steps = []
    for t in range(1, len(gradients) + 1):
        age = np.arange(t)[::-1]
        weights1, weights2 = beta1**age, beta2**age
        m_hat = weights1 @ gradients[:t] / weights1.sum()
        v_hat = weights2 @ gradients[:t] ** 2 / weights2.sum()
        steps.append(m_hat / (np.sqrt(v_hat) + 1e-8))
    return np.abs(steps)


@pytest.mark.parametrize(
    ("quiet", "beta1", "beta2"), [(0, 0.9, 0.999), (20, 0.5, 0.99), (200, 0.9, 0.999)]
)
def test_a_gradient_after_a_quiet(quiet, beta1, beta2):
    explorer = lesson03.rare()
    explorer.set(quiet=quiet, beta1=beta1, beta2=beta2)
    c = explorer.values()
    g = np.array([0.0] * quiet + [1.0] + [0.0] * 30)
    steps = long_hand(g, c.beta1, c.beta2)
    assert explorer.result.lengths == pytest.approx(steps, abs=1e-9)
    t = int(steps.argmax()) + 1
    text = explorer.summary
    assert f"The longest step is number {t}: it is {words.number(steps.max())} α long." in text
    limit = (1 - c.beta1) / (1 - c.beta2) ** 0.5
    assert f"= {words.number(limit)} α long." in text


def test_a_learners_gradients_are_shown():
    explorer = lesson03.rare(gradients=lambda: [0.5, -2, 1])
    assert explorer.result.lengths == pytest.approx(long_hand(np.array([0.5, -2, 1]), 0.9, 0.999))
    assert "3 gradients, of which 3 are not zero." in explorer.summary
    assert "endless quiet" not in explorer.summary
    for bad, says in [
        (lambda: 5, "a list of numbers"),
        (lambda: [], "1 to 5,000"),
        (lambda: None, "not written yet"),
    ]:
        assert says in lesson03.rare(gradients=bad).summary


# -------------------------------------------------------------------------------------- noise


def test_the_ball_of_momentum_is_where_a_long_walk_stays():
    """theory.noise_ball_momentum against 20,000 walkers that are thrown one by one."""
    x, y = np.arange(4.0), np.array([1.0, 3, 2, 5])
    for lr, beta1 in [(0.05, 0.9), (0.1, 0.5)]:
        rng = np.random.default_rng(2)
        b, m = np.full((20_000, 2), 1.1), np.zeros((20_000, 2))
        for _ in range(400):
            j = rng.integers(4, size=20_000)
            r = b[:, 0] + b[:, 1] * x[j] - y[j]
            m = beta1 * m + (1 - beta1) * 2 * np.stack([r, x[j] * r], axis=1)
            b = b - lr * m
        loss = ((b[:, :1] + b[:, 1:] * x - y) ** 2).mean()
        above, length = theory.noise_ball_momentum(x, y, lr, beta1)
        assert loss - 0.675 == pytest.approx(above, rel=0.05)
        assert lr * np.sqrt((m**2).sum(axis=1).mean()) == pytest.approx(length, rel=0.05)


def test_without_a_memory_it_is_the_ball_of_noise():
    x, y = np.arange(4.0), np.array([1.0, 3, 2, 5])
    for lr in (0.01, 0.1, 0.13):
        assert theory.noise_ball_momentum(x, y, lr, 0.0)[0] == pytest.approx(
            theory.noise_ball(x, y, lr)
        )
    assert theory.noise_ball_momentum(x, y, 0.14, 0.0) == (np.inf, np.inf)
    with pytest.raises(ValueError, match="same length"):
        theory.noise_ball_momentum([1, 2], [1], 0.1, 0.5)


@pytest.mark.parametrize(("lr", "beta1"), [(0.05, 0.5), (0.1, 0.9), (0.15, 0.9), (0.29, 0.0)])
def test_noise_says_where_both_walks_end(lr, beta1):
    explorer = lesson03.noise()
    explorer.set(lr=lr, beta1=beta1, t=100)
    c, text = explorer.values(), explorer.summary
    x, y = np.arange(4.0), np.array([1.0, 3, 2, 5])
    points = np.random.default_rng(0).integers(4, size=(300, 200, 1))
    for decay, said in [(0.0, "without a memory"), (c.beta1, f"with β₁ = {c.beta1:.3g}")]:
        b, m = np.zeros((200, 2)), np.zeros((200, 2))
        for j in points[:100, :, 0]:
            r = b[:, 0] + b[:, 1] * x[j] - y[j]
            m = decay * m + (1 - decay) * 2 * np.stack([r, x[j] * r], axis=1)
            b = b - c.lr * m
        above = ((b[:, :1] + b[:, 1:] * x - y) ** 2).mean() - 0.675
        assert f"{words.number(above)} above the smallest {said}" in text or (
            f"{words.number(above)} {said}" in text
        )
    plain = theory.noise_ball(x, y, c.lr)
    if c.beta1 == 0 and np.isinf(plain):
        assert "both fly apart" in text
    elif np.isinf(plain):
        assert "Without a memory this rate is too large" in text
    else:
        assert f"In the long run: {words.number(plain)} without" in text


def test_the_goal_of_noise_is_half_the_loss_at_a_large_rate():
    explorer = lesson03.noise()
    both = explorer.result
    for lr, before, after, won in [
        (0.1, 1.0, 0.5, True),
        (0.1, 1.0, 0.51, False),
        (0.09, 1.0, 0.1, False),
        (0.1, np.inf, 0.1, False),
    ]:
        result = both._replace(ends=(before, 1.0), ends_heavy=(after, 1.0))
        assert bool(explorer.won(SimpleNamespace(lr=lr, beta1=0.9, t=0), result)) == won
