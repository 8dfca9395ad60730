"""Lesson 2: what its explorers show and say, against numbers worked out another way."""

import sys
from itertools import product
from types import SimpleNamespace

import misbehave
import numpy as np
import pytest
import told
from explorers import assert_sound, places
from peer import Peer

from lessons_lib import learner, linear
from lessons_lib.explorers import lesson02
from lessons_lib.explorers.shared import reader
from lessons_lib.live import words

X, B, A = np.arange(4.0), np.array([1.0, 3, 2, 5]), np.array([1.0, 3, 5, 7])
BEST = np.array([1.1, 1.1])  # of dataset B; its loss is 0.675


def module(name):
    """Return the module of an explorer, whose name in the package is the class."""
    return sys.modules[f"lessons_lib.explorers.lesson02.{name}"]


def loss_of(beta, x=X, y=B):
    return sum((beta[0] + beta[1] * a - b) ** 2 for a, b in zip(x, y, strict=True)) / len(x)


def slope_of(beta, points, x=X, y=B):
    """Return the mean slope of these points, one after the other, by differences."""
    h = 1e-3
    total = np.zeros(2)
    for i in points:
        for k, e in enumerate(np.eye(2)):
            high = loss_of(beta + h * e, x[[i]], y[[i]])
            total[k] += (high - loss_of(beta - h * e, x[[i]], y[[i]])) / (2 * h)
    return total / len(points)


# --------------------------------------------------------------------------------------- cloud


@pytest.mark.parametrize(
    ("b0", "b1", "batch", "seed"), [(0.0, 0.0, 1, 0), (1.5, -0.5, 8, 3), (3.0, 2.5, 64, 20)]
)
def test_how_far_one_point_and_a_batch_miss_the_full_gradient(b0, b1, batch, seed):
    explorer = lesson02.cloud()
    explorer.set(beta0=b0, beta1=b1, batch=batch, seed=seed)
    beta, text = np.array([b0, b1]), explorer.summary
    full = slope_of(beta, range(4))
    single = [slope_of(beta, [i]) for i in range(4)]
    assert told.after(text, "the mean of the four, is (", 2) == pytest.approx(full, rel=6e-3)
    sigma = np.sqrt(np.mean([np.hypot(*(g - full)) ** 2 for g in single]))
    assert told.after(text, "misses it by σ = ") == pytest.approx(sigma, rel=6e-3)
    assert "(root mean square). 400 batches of " + f"{batch} miss it by " in text
    rng = np.random.default_rng(seed)
    away = []
    for _ in range(400):
        batched = np.mean([single[i] for i in rng.integers(4, size=batch)], axis=0)
        away.append(np.hypot(*(batched - full)))
    measured = np.sqrt(np.mean(np.square(away)))
    assert told.after(text, "miss it by ") == pytest.approx(measured, rel=6e-3)
    assert told.after(text, "and σ/√B is ") == pytest.approx(sigma / batch**0.5, rel=6e-3)
    assert measured == pytest.approx(sigma / batch**0.5, rel=0.1), "as σ/√B foretells"
    assert explorer.measured[1].get_xdata()[0] == batch
    assert explorer.measured[1].get_ydata()[0] == pytest.approx(np.clip(measured, 0.3, 60))
    x, y = explorer.predicted[1].get_data()
    assert (x[0], y[0]) == pytest.approx((batch, np.clip(sigma / batch**0.5, 0.3, 60)))


def test_the_mean_over_all_batches_there_are_is_sigma_over_root_b():
    """Of two or three points, all 16 or 64 batches, each as likely as the other."""
    singles = np.array([slope_of(np.zeros(2), [i]) for i in range(4)])
    sigma = module("cloud").miss(singles, singles.mean(axis=0))
    for batch in (2, 3):
        batches = [singles[list(j)].mean(axis=0) for j in product(range(4), repeat=batch)]
        missed = module("cloud").miss(np.array(batches), singles.mean(axis=0))
        assert missed == pytest.approx(sigma / np.sqrt(batch))


def test_the_goal_of_the_cloud_is_about_a_quarter():
    explorer = lesson02.cloud()
    one = np.array([[1.0, 0], [-1, 0]])  # σ is 1
    for size, won in [(0.279, True), (0.281, False)]:
        result = explorer.result._replace(singles=one, full=np.zeros(2), batches=size * one)
        assert result.sigma() == 1 and result.measured() == pytest.approx(size)
        assert explorer.won(None, result) == won


# --------------------------------------------------------------------------------------- paths


def walked(points_at, lr, steps, x=X, y=B):
    """Walk from (0, 0), at each step by the points that are drawn for it."""
    beta = np.zeros(2)
    for _ in range(steps):
        beta = beta - lr * slope_of(beta, points_at(), x, y)
    return beta


@pytest.mark.parametrize(
    ("cost", "batch", "t", "taken"),
    [
        ("updates", 1, 30, (30, 30)),
        ("gradients", 1, 30, (7, 30)),
        ("gradients", 8, 39, (9, 4)),
        ("gradients", 64, 120, (30, 1)),
    ],
)
def test_two_walks_for_the_same_cost(cost, batch, t, taken):
    explorer = lesson02.paths(lr=0.04)
    explorer.set(cost=cost, batch=batch, t=t, seed=5)
    rng = np.random.default_rng(5)
    full = walked(lambda: range(4), 0.04, taken[0])
    sgd = walked(lambda: rng.integers(4, size=batch), 0.04, taken[1])
    steps = [f"{n} step{'s' * (n > 1)}" for n in taken]
    text = explorer.summary
    unit = "updates"
    if cost == "gradients":
        unit = f"gradients of single points: a full gradient costs 4, a batch {batch}"
    assert text.startswith(f"Cost {t}, counted in {unit}. So far gradient descent has taken ")
    words = f"gradient descent has taken {steps[0]} (L − L* = "
    assert told.after(text, words) == pytest.approx(loss_of(full) - 0.675, rel=6e-3)
    words = f", and SGD has taken {steps[1]} (L − L* = "
    assert told.after(text, words) == pytest.approx(loss_of(sgd) - 0.675, rel=6e-3)
    for name, end, n in (("gradient descent", full, taken[0]), ("SGD", sgd, taken[1])):
        _, ball = explorer.balls[name]
        assert (ball.get_xdata()[0], ball.get_ydata()[0]) == pytest.approx(end, abs=1e-6)
        _, dot = explorer.curves[name]
        price = {"updates": 1}.get(cost, 4 if name != "SGD" else batch)
        assert dot.get_xdata()[0] == n * price <= t


def test_what_paths_say_at_their_ends():
    progress, unit = module("paths").progress, module("paths").unit_of_cost
    assert progress("SGD", 0, 9.0, 9.0) == "SGD has taken 0 steps and stands still"
    assert progress("SGD", 1, 9.0, 9.0) == "SGD has taken 1 step (L − L* = 9)"
    assert "(L − L* = 0, as far as rounding tells)" in progress("SGD", 5, 1e-13, 1.0)
    assert "(L − L* = 1.0 × 10⁻¹³)" in progress("SGD", 5, 1e-13, 0.01)
    assert unit("updates", 4, 8) == "updates"
    assert unit("gradients", 5, 8).endswith("a full gradient costs 5, a batch 8")
    explorer = lesson02.paths()
    explorer.set(t=3, cost="gradients")
    assert "gradient descent has taken 0 steps and stands still, and SGD has taken 3 steps" in (
        explorer.summary
    )


def test_the_goal_of_paths_is_ten_times_lower_counted_in_gradients():
    explorer = lesson02.paths()
    assert explorer.first == pytest.approx(9.75 - 0.675)

    def won(cost, full, sgd):
        walks = explorer.result.walks
        ends = dict(zip(walks, (full, sgd), strict=True))
        for name, walk in walks.items():
            walks[name] = walk._replace(losses=np.array([9.75, 0.675 + ends[name]]))
        return explorer.won(SimpleNamespace(cost=cost), explorer.result)

    assert won("gradients", 1.0, 0.099) and not won("gradients", 1.0, 0.101)
    assert not won("updates", 1.0, 0.099)
    assert won("gradients", 1000, 9.0) and not won("gradients", 1000, 9.1), (
        "and not above its start"
    )


# ---------------------------------------------------------------------------------- noise ball


def single_steps(lr, batch):
    """Return for all batches there are what a step does: e → M e − lr g, as (M, g)."""
    found = []
    for j in product(range(4), repeat=batch):
        rows = np.array([[1, X[i]] for i in j])
        H = 2 * rows.T @ rows / batch
        r = np.array([1.1 + 1.1 * X[i] - B[i] for i in j])
        found.append((np.eye(2) - lr * H, 2 * rows.T @ r / batch))
    return found


def long_run(lr, batch):
    """Return the mean loss above the smallest after very many steps, by the mean of eeᵀ."""
    steps = single_steps(lr, batch)
    S = np.zeros((2, 2))
    for _ in range(4000):
        S = np.mean([M @ S @ M.T + lr**2 * np.outer(g, g) for M, g in steps], axis=0)
    return np.trace(np.array([[2, 3], [3, 7]]) @ S) / 2


@pytest.mark.parametrize(("lr", "batch"), [(0.05, 1), (0.02, 1), (0.1, 2)])
def test_the_ball_of_noise_is_as_large_as_predicted(lr, batch):
    explorer = lesson02.noise_ball()
    explorer.set(lr=lr, batch=batch)
    lr = explorer.values().lr
    due = long_run(lr, batch)
    text = explorer.summary
    assert told.after(text, "Predicted for the long run: ") == pytest.approx(due, rel=6e-3)
    assert told.after(text, "their mean loss is ") == pytest.approx(due, rel=0.25)
    _, dot = explorer.predicted
    assert (dot.get_xdata()[0], dot.get_ydata()[0]) == pytest.approx((lr, due), rel=1e-4)
    curve = explorer.result.curve
    grid = explorer.predicted[0].get_xdata()
    for i in (0, 20):
        assert curve[i] == pytest.approx(long_run(grid[i], batch), rel=1e-3)


@pytest.mark.parametrize("batch", [1, 2])
def test_the_limit_for_a_batch_is_where_the_mean_square_begins_to_grow(batch):
    explorer = lesson02.noise_ball()
    explorer.set(batch=batch)
    limit = explorer.result.limit
    for share, grows in [(0.999, False), (1.001, True)]:
        twice = [np.kron(M, M) for M, _ in single_steps(share * limit, batch)]
        assert (np.abs(np.linalg.eigvals(np.mean(twice, axis=0))).max() > 1) == grows
    assert f"The limit for this batch is α = {limit:.3g}." in explorer.summary
    assert explorer.edge.get_xdata()[0] == limit
    explorer.set(lr=0.3)
    words = f"α = 0.3 is beyond {limit:.3g}, the limit for this batch: in the long run the mean"
    assert words in explorer.summary and "Predicted" not in explorer.summary


def test_beyond_the_limit_the_mean_is_carried_by_a_few():
    explorer = lesson02.noise_ball()
    explorer.set(lr=0.15)
    limit = explorer.result.limit
    assert limit < explorer.values().lr < 1.3 * limit
    assert "carried by a few" in explorer.summary
    errors = explorer.result.errors[-1]
    above = np.sort([np.mean((e[0] + e[1] * X) ** 2) for e in errors])
    assert above[-30:].sum() > 0.5 * above.sum(), "a tenth of them has more than half of it"
    assert np.median(above) < 0.5 * above.mean()


@pytest.mark.parametrize(("data", "batch", "t", "values"), [("B", 4, 300, 51), ("A", 2, 20, 21)])
def test_the_walkers_and_their_mean_loss(data, batch, t, values):
    explorer = lesson02.noise_ball(walkers=7)
    explorer.set(data=data, batch=batch, lr=0.06, t=t)
    lr, y = explorer.values().lr, {"A": A, "B": B}[data]
    beta = np.tile(BEST if data == "B" else [0.0, 0], (7, 1))
    lowest, rng, above = loss_of(BEST) * (data == "B"), np.random.default_rng(0), []
    for step in range(t + 1):
        above.append(np.mean([loss_of(b, X, y) - lowest for b in beta]))
        if step < t:
            j = rng.integers(4, size=(7, batch))
            r = beta[:, :1] + beta[:, 1:] * X[j] - y[j]
            beta = beta - lr * 2 * np.stack([r.mean(axis=1), (r * X[j]).mean(axis=1)], axis=1)
    best = BEST if data == "B" else [1, 2]
    assert explorer.result.errors[t] == pytest.approx(beta - best, abs=1e-9)
    text = explorer.summary
    began = {"B": "the best line", "A": "(0, 0)"}[data]
    assert text.startswith(f"7 walkers began at {began}, each drawing {batch} at a time. ")
    assert f"above the smallest (mean of the last {values} values)." in text
    words = f"After {t} steps their mean loss is "
    assert told.after(text, words) == pytest.approx(np.mean(above[-values:]), rel=6e-3)
    assert explorer.crowd.get_xdata() == pytest.approx(beta[:, 0] - best[0], abs=1e-9)


def test_on_dataset_a_every_single_gradient_is_zero_and_the_walkers_settle():
    for i in range(4):
        assert slope_of(np.array([1.0, 2]), [i], X, A) == pytest.approx([0, 0], abs=1e-9)
    explorer = lesson02.noise_ball()
    explorer.set(data="A")
    assert "zero, so the walkers settle." in explorer.summary
    assert np.abs(explorer.result.errors[-1]).max() < 0.05 < np.abs(BEST).max()
    explorer.set(lr=0)
    assert "With α = 0 nothing moves." in explorer.summary and "settle" not in explorer.summary
    explorer.set(lr=0.127)  # off the grid of the curve, the dot stands at α all the same
    dots = explorer.figure.axes[1].lines
    lr = explorer.controls["lr"].value
    assert any(np.array_equal(a.get_xdata(), [lr]) for a in dots)


def test_the_long_run_on_both_sides_of_each_edge():
    says = module("noise_ball").in_the_long_run
    assert says(0, "A", 0.0, 0.2) == says(0, "B", 0.0, 0.0) == "With α = 0 nothing moves."
    assert "α = 0.2 is beyond 0.2, the limit" in says(0.2, "B", np.inf, 0.2)
    assert "is beyond" in says(0.2, "A", 0.0, 0.2) and "settle" in says(0.199, "A", 0.0, 0.2)
    right = "Predicted for the long run: 0.5. The limit for this batch is α = 0.2."
    assert says(0.199, "B", 0.5, 0.2) == right
    ball = lesson02.noise_ball(steps=3, walkers=2).result._replace(above=np.arange(100.0))
    assert [ball.late(t) for t in (0, 1, 50, 51, 99)] == [0, 0.5, 25, 26, 74]


def test_how_many_values_are_in_the_mean():
    explorer = lesson02.noise_ball()
    for t, count in [(0, 1), (1, 2), (49, 50), (50, 51), (51, 51), (300, 51)]:
        explorer.set(t=t)
        assert f"(mean of the last {count} values)" in explorer.summary
    assert "After 1 step their" in explorer.set(t=1).summary


def test_the_goal_of_the_ball():
    explorer = lesson02.noise_ball(steps=3, walkers=2)
    assert "at most 0.03 above" in explorer.aim
    for data, batch, predicted, won in [
        ("B", 1, 0.03, True),
        ("B", 1, 0.0301, False),
        ("B", 1, 0, False),
        ("B", 2, 0.03, False),
        ("A", 1, 0.03, False),
    ]:
        result = explorer.result._replace(long_run=predicted)
        assert explorer.won(SimpleNamespace(data=data, batch=batch), result) == won


# ----------------------------------------------------------------------------------- schedules

FALLS = {
    "constant": lambda t, lr, k: lr,
    "1/√t": lambda t, lr, k: lr / np.sqrt(1 + k * t),
    "1/t": lambda t, lr, k: lr / (1 + k * t),
    "1/t²": lambda t, lr, k: lr / (1 + k * t) ** 2,
    "mine": lambda t, lr, k: lr * 0.99**t,
}


@pytest.mark.parametrize(("lr", "k", "t"), [(0.1, 0.3, 60), (0.13, 10, 25), (0.05, 0.0, 1)])
def test_the_schedules_walk_by_walk(lr, k, t):
    explorer = lesson02.schedules(schedule=FALLS["mine"], walkers=6)
    explorer.set(lr=lr, k=k, t=t)
    lr, k = explorer.values().lr, explorer.values().k
    drawn = np.random.default_rng(1).integers(4, size=(500, 6))
    text = explorer.summary
    steps = "1 step" if t == 1 else f"{t} steps"
    assert text.startswith(
        f"After {steps} of one point each, the mean loss of 6 walks is above the smallest by: "
    )
    now = {}
    for name, rate in FALLS.items():
        above = []
        for walk in range(6):
            order = iter(drawn[:, walk])
            beta = np.zeros(2)
            for step in range(1, t + 1):
                i = next(order)
                r = beta[0] + beta[1] * X[i] - B[i]
                beta = beta - rate(step, lr, k) * 2 * r * np.array([1, X[i]])
            above.append(loss_of(beta) - 0.675)
        now[name] = np.mean(above)
        assert told.after(text, f"{name} ") == pytest.approx(now[name], rel=6e-3)
        assert explorer.rates[name][1].get_xdata()[0] == t
        assert explorer.result.rates[name][t - 1] == pytest.approx(rate(t, lr, k))
    froze = now["1/t²"] > 1.5 * now["1/t"] and FALLS["1/t²"](t, lr, k) < 0.01 * lr
    assert ("it froze on the way." in text) == froze == (k > 0)


def test_before_the_first_step_the_first_is_shown():
    explorer = lesson02.schedules()
    explorer.set(t=1)
    first = explorer.summary
    explorer.set(t=0)
    assert explorer.summary == first and "mine" not in first
    assert explorer.result.rates.keys() == explorer.rates.keys() == explorer.losses.keys()


def test_frozen_on_both_sides_of_each_edge_and_the_goal():
    frozen = module("schedules").frozen
    assert frozen(1.51, 1, 0.0009, 0.1).endswith("fell too soon: it froze on the way.")
    assert frozen(1.5, 1, 0.0009, 0.1) == frozen(1.51, 1, 0.001, 0.1) == ""
    assert frozen(1.4, 1, 0.0009, 0.1) == frozen(1.6, 1, 0.0011, 0.1) == ""
    explorer = lesson02.schedules(steps=2)
    above = dict.fromkeys(explorer.names, np.ones(2)) | {"1/t²": np.full(2, 2.0)}
    rates = dict.fromkeys(explorer.names, np.ones(2)) | {"1/t²": np.array([0.002, 0.0009])}
    falls = explorer.result._replace(rates=rates, above=above)
    for t, froze in [(0, False), (1, False), (2, True)]:
        assert ("froze" in explorer.say(SimpleNamespace(t=t, lr=0.1), falls)) == froze
    assert module("schedules").one_over_t(4, 0.3, 0.5) == pytest.approx(0.1)
    explorer = lesson02.schedules(steps=20)
    assert explorer.aim == "bring 1/t below 0.012 after 20 steps"
    for end, won in [(0.0119, True), (0.012, False)]:
        above = dict.fromkeys(explorer.result.above, np.ones(2)) | {"1/t": np.array([0.0, end])}
        assert explorer.won(None, explorer.result._replace(above=above)) == won


# ------------------------------------------------------------------------ a learner's functions


def batch_by_hand(beta, x, y, batch, rng):
    j = rng.integers(len(x), size=batch)
    return linear.sample_gradients(beta, x[j], y[j]).mean(axis=0)


def by_points(beta, x, y):
    return 2 * ((beta[0] + beta[1] * x - y) * [np.ones(len(x)), x]).T


OWN = {
    "sample_gradients": (lesson02.cloud, by_points),
    "minibatch": (lesson02.paths, batch_by_hand),
    "schedule": (lesson02.schedules, lambda t, lr, k: lr / (1 + k * t)),
}


def reference(name):
    """Return what is shown without a learner's function; "mine" of schedules is one line more."""
    return lesson02.schedules(schedule=OWN[name][1]) if name == "schedule" else OWN[name][0]()


@pytest.mark.parametrize("name", OWN)
def test_the_right_function_draws_the_librarys_picture(name):
    make, right = OWN[name]
    calls = []

    def mine(*args):
        calls.append(args)
        return right(*args)

    explorer, library = make(**{name: mine}), reference(name)
    assert calls, "it was never called"
    assert explorer.trouble == ""
    assert explorer.image.value == library.image.value
    assert explorer.summary == library.summary


@pytest.mark.parametrize("name", OWN)
def test_a_wrong_function_draws_another_picture_or_text(name):
    make, right = OWN[name]
    explorer, library = make(**{name: lambda *args: 0.5 * np.asarray(right(*args))}), make()
    assert (explorer.image.value, explorer.summary) != (library.image.value, library.summary)
    assert explorer.trouble == ""
    any_will_do = name in ("minibatch", "schedule")  # drawn at random; whatever falls
    assert ("Yours gives" in explorer.summary) != any_will_do


def test_the_minibatches_of_the_cloud_may_be_the_learners():
    mine, library = lesson02.cloud(minibatch=batch_by_hand), lesson02.cloud()
    assert mine.trouble == "" and mine.summary == library.summary
    half = lesson02.cloud(minibatch=lambda *args: 0.5 * batch_by_hand(*args))
    assert half.trouble == "" and half.summary != library.summary
    assert half.result.batches == pytest.approx(0.5 * library.result.batches)


@pytest.mark.sweep  # each waits for the limit of 2 s
@pytest.mark.parametrize("bad", misbehave.ALL, ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", OWN)
def test_a_function_that_goes_wrong_is_shown_and_survived(name, bad, monkeypatch, capsys):
    monkeypatch.setattr(learner, "SECONDS", misbehave.limit(bad))
    make, right = OWN[name]
    mood = [bad]
    explorer = make(**{name: lambda *args: mood[0](*args)})
    shape = bad is misbehave.nan and name != "minibatch"
    word = "returned" if shape else misbehave.ALL[bad]
    assert word in explorer.trouble and "The picture shows the library's." in explorer.trouble
    assert 'role="alert"' in explorer.alarm.value
    assert explorer.image.value == reference(name).image.value
    mood[0] = right  # mended: it recovers at the next move
    control = next(iter(explorer.controls.values()))
    control.value = places(control)[0]
    assert explorer.trouble == "" and explorer.alarm.value == ""
    out = capsys.readouterr()
    assert out.out == out.err == ""


# -------------------------------------------------------------------------------- bad arguments

BAD = [
    ({"x": [1], "y": [2]}, "two different values"),
    ({"x": [2, 2, 2], "y": [1, 2, 3]}, "every x is 2"),
    ({"x": [1, 2], "y": [1, 2, 3]}, "same length"),
    ({"x": [1, np.nan], "y": [1, 2]}, "x holds NaN"),
    ({"x": "abc", "y": [1, 2]}, "numbers only"),
    ({"x": [1, 2], "y": [1, np.nan]}, "y holds NaN"),
    ({"x": 5}, "x must be a list of numbers"),
    ({"x": lambda: None}, "is not written yet: it returns None"),
    ({"x": lambda: "ab"}, "must return a list of numbers"),
    ({"x": lambda: 1 / 0}, "ZeroDivisionError"),
]


@pytest.mark.parametrize(("arguments", "says"), BAD)
def test_bad_data_gets_one_sentence_and_the_explorer_lives(arguments, says):
    explorer = lesson02.paths(**arguments)
    assert says in explorer.note and "The picture shows " in explorer.summary
    assert explorer.note in explorer.summary
    assert list(explorer.x) == list(X) and list(explorer.y) == list(B)
    control = next(iter(explorer.controls.values()))
    control.value = places(control)[0]
    assert_sound(explorer)


def test_own_data():
    x, y = np.array([10.0, 20, 30]), np.array([3.0, 1, 2])
    explorer = lesson02.paths(x=x, y=y, lr=0.001)
    assert explorer.alarm.value == ""
    explorer.set(t=3)
    end = walked(lambda: range(3), 0.001, 3, x, y)
    assert explorer.result.walks["gradient descent"].path[3] == pytest.approx(end)
    lowest = np.polyfit(x, y, 1, full=True)[1][0] / 3
    assert "a full gradient costs 3, " in explorer.summary
    explorer.set(cost="updates")
    above = told.after(explorer.summary, "gradient descent has taken 3 steps (L − L* = ")
    assert above == pytest.approx(loss_of(end, x, y) - lowest, rel=6e-3)
    assert_sound(explorer)


# ------------------------------------------------------------------------------------- one_pass


@pytest.mark.parametrize("batch", [1347, 64, 4])
def test_one_pass_is_read_as_by_scikit_learn(batch):
    explorer = lesson02.one_pass()
    explorer.set(batch=batch, t=60)
    scans = reader.scans()
    peer = Peer(0.02 * batch**0.5)
    order = np.random.default_rng(3).permutation(1347)
    half = None
    for k in range(0, 1347, batch):
        if half is None and k + batch > 1347 / 2:  # what is known when half of them are looked at
            half = peer.share(scans.held, scans.labels_held)
        peer.step(scans.X[order[k : k + batch]], scans.labels[order[k : k + batch]])
    share = peer.share(scans.held, scans.labels_held)
    progress = explorer.result.progress
    assert progress.shares[60] == pytest.approx(share, abs=0.005)
    assert progress.shares[30] == pytest.approx(half, abs=0.005)
    steps = -(-1347 // batch)
    said = "1 step taken" if steps == 1 else f"{steps} steps taken"
    assert f"1,347 scans looked at, {said}." in explorer.summary
    assert f"It reads {reader.of_ten(share)} digits" in explorer.summary


def test_the_smaller_the_batch_the_more_is_read_after_one_pass():
    explorer = lesson02.one_pass()
    read = []
    for batch in (1347, 64, 4, 1):
        explorer.set(batch=batch)
        read.append(explorer.result.progress.shares[-1])
    assert read == sorted(read) and read[0] < 0.2 and read[-1] > 0.85


def test_the_learners_batches_drive_the_network():
    def mine(n, batch, rng):
        order = rng.permutation(n)
        return [order[k : k + batch] for k in range(0, n, batch)]

    explorer, library = lesson02.one_pass(batches=mine), lesson02.one_pass()
    library.set(batch=64)
    assert np.array_equal(explorer.result.progress.shares, library.result.progress.shares)
    assert explorer.trouble == ""
    for bad, says in [
        (lambda n, batch, rng: None, "not written yet"),
        (lambda n, batch, rng: 5, "a list of arrays of places"),
        (lambda n, batch, rng: [], "places from 0 to 1346"),
        (lambda n, batch, rng: [[0, n]], "places from 0 to 1346"),
        (lambda n, batch, rng: [[-1]], "places from 0 to 1346"),
        (lambda n, batch, rng: [[0], []], "no empty batch"),
        (lambda n, batch, rng: [[0]] * 3000, "3,000 batches"),
        (lambda n, batch, rng: 1 / 0, "ZeroDivisionError"),
    ]:
        assert says in lesson02.one_pass(batches=bad).summary


# --------------------------------------------------------------------------------------- escape


def four(theta, i):
    """Return the loss of point i alone."""
    return (theta**2 - 1) ** 2 - theta / 2 + (-3, -1, 1, 3)[i] * theta


def slope_at(theta, i):
    return (four(theta + 1e-5, i) - four(theta - 1e-5, i)) / 2e-5


@pytest.mark.parametrize(("lr", "batch"), [(0.05, 1), (0.1, 1), (0.2, 16)])
def test_walkers_hop_as_walkers_one_by_one_do(lr, batch):
    explorer = lesson02.escape()
    explorer.set(lr=lr, batch=batch, t=3)
    lr = explorer.values().lr
    points = np.random.default_rng(0)
    start = module("escape").SHALLOW - 0.2
    walkers = np.full(200, start)
    for _ in range(3):
        j = points.integers(4, size=(200, batch))
        walkers = [
            w - lr * np.mean([slope_at(w, i) for i in row])
            for w, row in zip(walkers, j, strict=True)
        ]
    assert explorer.result.walkers[3] == pytest.approx(np.array(walkers), abs=1e-6)
    ball = start
    for _ in range(3):
        ball -= lr * np.mean([slope_at(ball, i) for i in range(4)])
    assert explorer.result.ball[3] == pytest.approx(ball, abs=1e-6)


def test_the_valleys_and_the_hill_are_where_the_slope_is_zero():
    escape = module("escape")
    for place, curved in [(escape.SHALLOW, 1), (escape.TOP, -1), (escape.DEEP, 1)]:
        assert np.mean([slope_at(place, i) for i in range(4)]) == pytest.approx(0, abs=1e-4)
        assert np.sign(12 * place**2 - 4) == curved
    mean = [np.mean([four(t, i) for i in range(4)]) for t in (escape.SHALLOW, escape.DEEP)]
    assert mean[0] > mean[1], "the right one is the deeper one"
    assert escape.height(0.3) == pytest.approx(np.mean([four(0.3, i) for i in range(4)]))


def test_only_noise_of_the_right_size_helps():
    explorer = lesson02.escape()
    over = {}
    for lr, batch in [(0.02, 1), (0.1, 1), (0.3, 1), (0.1, 64)]:
        explorer.set(lr=lr, batch=batch, t=400)
        result = explorer.result
        over[lr, batch] = np.mean(
            (result.walkers[-1] > module("escape").TOP) & (result.walkers[-1] < 10)
        )
        assert (
            f"{words.number(100 * over[lr, batch], 2)} % of the 200 SGD walkers" in explorer.summary
        )
        assert "still in the shallow one" in explorer.summary
        lost = (np.abs(result.walkers[-1]) < 10).sum()
        assert ("200 have been thrown out altogether." in explorer.summary) == (lost == 0)
    assert over[0.1, 1] > 0.9 and over[0.02, 1] < 0.1 and over[0.3, 1] == over[0.1, 64] == 0


def test_gradient_descent_never_leaves_at_any_rate_of_the_slider():
    explorer = lesson02.escape()
    for lr in explorer.controls["lr"].marks:
        explorer.set(lr=lr)
        assert (explorer.result.ball < module("escape").TOP).all(), lr
    assert "lucky long step" in module("escape").where_the_ball_is(1.0)


# --------------------------------------------------------------------------------------- budget


@pytest.mark.parametrize(("lr", "warm", "t"), [(0.05, 10, 500), (0.02, 0, 250), (0.13, 40, 1)])
def test_every_schedule_spends_its_budget_as_it_says(lr, warm, t):
    explorer = lesson02.budget()
    explorer.set(lr=lr, warm=warm, t=t)
    up = 5 * warm

    def cosine(s, steps):
        return lr * (1 + np.cos(np.pi * s / steps)) / 2

    rates = {
        "constant": lambda s: lr,
        "in stairs": lambda s: lr / (100 if s > 375 else 10 if s > 250 else 1),
        "1/t²": lambda s: lr / (1 + s / 50) ** 2,
        "cosine": lambda s: cosine(s, 500),
        "warm-up and cosine": lambda s: lr * s / up if s <= up else cosine(s - up, 500 - up),
    }
    points = np.random.default_rng(1).integers(4, size=(500, 400))
    above = {}
    for name, rate in rates.items():
        b = np.zeros((400, 2))
        for s in range(1, t + 1):
            j = points[s - 1]
            r = b[:, 0] + b[:, 1] * X[j] - B[j]
            b = b - rate(s) * 2 * np.stack([r, X[j] * r], axis=1)
        above[name] = ((b[:, :1] + b[:, 1:] * X - B) ** 2).mean() - 0.675
        assert explorer.result.above[name][t - 1] == pytest.approx(above[name], rel=1e-6)
        assert f"{name} {words.number(above[name], 2)}" in explorer.summary
        assert explorer.result.rates[name][t - 1] == pytest.approx(rate(t))
    order = sorted(above, key=above.get)
    places = [explorer.summary.index(f"{name} {words.number(above[name], 2)}") for name in order]
    assert t == 1 or places == sorted(places), "the best comes first"


def test_what_a_warm_up_brings_is_said_at_the_end():
    says = module("budget").what_the_warm_up_does
    assert says(10, 1.0, 1.04, 500).startswith("The warm-up costs")
    assert says(10, 1.0, 0.96, 500).startswith("Here the warm-up helps")
    assert says(10, 1.0, 1.02, 500).startswith("With or without")
    assert says(10, 1.0, 1.04, 499) == says(0, 1.0, 1.04, 500) == ""


def test_the_honest_ranking_of_schedules():
    """As the lesson says: each from its best α₀, 1/t² first, cosine and stairs near, constant far."""
    explorer = lesson02.budget()
    best = dict.fromkeys(explorer.result.above, np.inf)
    for lr in (0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.13):
        explorer.set(lr=lr)
        for name, above in explorer.result.above.items():
            best[name] = min(best[name], above[-1])
    assert min(best, key=best.get) == "1/t²"
    assert best["cosine"] < best["warm-up and cosine"] and best["in stairs"] < 1.5 * best["1/t²"]
    assert best["constant"] > 4 * best["cosine"]


def test_the_learners_plan_walks_along():
    explorer = lesson02.budget(plan=lambda t, T: 0.02 * (1 + np.cos(np.pi * t / T)) / 2)
    explorer.set(lr=0.02)
    mine = explorer.result.above["mine"][-1]
    assert mine == pytest.approx(explorer.result.above["cosine"][-1])
    assert "mine" not in lesson02.budget().summary
