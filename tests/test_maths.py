"""The ground floor against numbers worked by hand, finite differences, SciPy and scikit-learn."""

import runpy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from lessons_lib import datasets, entry, gradcheck, images, linear, surfaces, theory
from lessons_lib.optimizers import (
    Optimizer,
    adam,
    gradient_descent,
    lift,
    minimize,
    momentum,
    rmsprop,
)

X = np.array([0.0, 1.0, 2.0, 3.0])
A, B = 1 + 2 * X, np.array([1.0, 3.0, 2.0, 5.0])
ZERO = np.zeros(2)
λMAX = (9 + np.sqrt(61)) / 2


def test_numbers_worked_by_hand():
    assert linear.loss(ZERO, X, A) == 21
    assert_allclose(linear.gradient(ZERO, X, A), [-8, -17])
    assert_allclose(linear.least_squares(X, A), [1, 2])
    assert linear.loss(ZERO, X, B) == 9.75
    assert_allclose(linear.gradient(ZERO, X, B), [-5.5, -11])
    assert_allclose(linear.least_squares(X, B), [1.1, 1.1])
    assert_allclose(linear.loss([1.1, 1.1], X, B), 0.675)
    assert_allclose(linear.hessian(X), [[2, 3], [3, 7]])
    assert_allclose(linear.sample_gradients(ZERO, X, B), [(-2, 0), (-6, -6), (-4, -8), (-10, -30)])
    assert_allclose(linear.predict([1, 2], X), A)


def test_one_step_by_hand():
    def step(y):
        return minimize(lambda beta: linear.gradient(beta, X, y), ZERO, gradient_descent(0.1), 1)[
            -1
        ]

    assert_allclose(step(A), [0.8, 1.7])
    assert_allclose(linear.loss(step(A), X, A), 0.535)
    assert_allclose(step(B), [0.55, 1.1])


def test_stability_limit():
    flat, steep = np.linalg.eigvalsh(linear.hessian(X))
    assert_allclose([flat, steep, steep / flat], [0.594875, 8.405125, 14.129225], rtol=1e-6)
    assert_allclose(2 / λMAX, 0.2379501, rtol=1e-6)

    def excess(lr, steps):
        path = minimize(lambda beta: linear.gradient(beta, X, B), ZERO, gradient_descent(lr), steps)
        return linear.loss(path, X, B) - 0.675

    assert_allclose(excess(0.24, 100)[-1], 274, rtol=1e-3)
    assert excess(0.999 * 2 / λMAX, 5000)[-1] < 1e-3 < 1e3 < excess(1.001 * 2 / λMAX, 5000)[-1]
    # At the best fixed rate 2/9 the error shrinks by 0.8678055 a step, and the loss by its square.
    late = excess(2 / 9, 40)[30:]
    assert_allclose(np.sqrt(late[1:] / late[:-1]), 0.8678055, rtol=1e-6)


def test_the_error_is_multiplied_by_one_minus_alpha_lambda():
    values, vectors = np.linalg.eigh(np.array([[2.0, 3.0], [3.0, 7.0]]))
    path = minimize(
        lambda beta: linear.gradient(beta, X, B), [3.0, -2.0], gradient_descent(0.07), 8
    )
    parts = (path - [1.1, 1.1]) @ vectors
    assert_allclose(parts, parts[0] * (1 - 0.07 * values) ** np.arange(9)[:, None], rtol=1e-9)


finite = st.floats(-50, 50)
points = st.lists(st.tuples(finite, finite), min_size=1, max_size=9)


@given(points, finite, finite)
@settings(deadline=None)
def test_gradient_against_finite_differences(data, b0, b1):
    x, y = np.array(data).T
    beta = np.array([b0, b1])
    numerical = gradcheck.numerical_gradient(lambda b: linear.loss(b, x, y), beta, h=1e-3)
    assert_allclose(linear.gradient(beta, x, y), numerical, rtol=1e-6, atol=1e-4)
    assert_allclose(
        linear.sample_gradients(beta, x, y).mean(axis=0), linear.gradient(beta, x, y), atol=1e-8
    )
    hessian = np.stack(
        [linear.gradient(beta + e, x, y) - linear.gradient(beta, x, y) for e in np.eye(2)]
    )
    assert_allclose(linear.hessian(x), hessian, rtol=1e-6, atol=1e-6)


@given(
    st.lists(st.tuples(finite, finite), min_size=2, max_size=9).filter(
        lambda d: np.ptp(np.array(d)[:, 0]) > 0.1
    )
)
@settings(deadline=None)
def test_least_squares_against_scipy(data):
    from scipy.stats import linregress

    x, y = np.array(data).T
    fit = linregress(x, y)
    assert_allclose(linear.least_squares(x, y), [fit.intercept, fit.slope], rtol=1e-6, atol=1e-6)


def test_a_grid_of_lines_is_one_call():
    grid = np.random.default_rng(0).normal(size=(5, 7, 2))
    for f, tail in ((linear.loss, ()), (linear.gradient, (2,)), (linear.sample_gradients, (4, 2))):
        whole = f(grid, X, B)
        assert whole.shape == (5, 7, *tail)
        assert_allclose(whole[3, 2], f(grid[3, 2], X, B))
    assert linear.predict(grid, X).shape == (5, 7, 4)


def test_the_patients_are_scikit_learns():
    from sklearn.datasets import load_diabetes

    right = load_diabetes(scaled=False)
    column = right.data[:, right.feature_names.index("bmi")]
    for x, y, by_scikit_learn in [
        (*datasets.diabetes(), column),
        (*datasets.diabetes(standardise=True), (column - column.mean()) / column.std()),
    ]:
        assert x.dtype == y.dtype == float and x.shape == y.shape == (442,)
        assert x.tobytes() == by_scikit_learn.tobytes() and y.tobytes() == right.target.tobytes()


@pytest.mark.parametrize("name", datasets.PHOTOGRAPHS)
def test_the_photographs_are_scikit_learns(name):
    from sklearn.datasets import load_sample_image

    right = load_sample_image(f"{name}.jpg")
    colour = datasets.photograph(name, colour=True)
    assert right.shape == colour.shape == (427, 640, 3)
    assert colour.tobytes() == (right / 255).tobytes()
    assert np.array_equal(datasets.photograph(name), right / 255 @ images.GREY)
    assert datasets.open_picture(name)[1] == ""


def test_the_tool_makes_the_data_that_travel_with_the_package(tmp_path):
    tool = runpy.run_path(str(Path(__file__).parent / "tools" / "data.py"))
    tool["main"](tmp_path)
    made = {file.name for file in tmp_path.iterdir()}
    assert made | {"README.md"} == {file.name for file in datasets.DATA.iterdir()}
    for name in made - {"digits.npz"}:
        assert (tmp_path / name).read_bytes() == (datasets.DATA / name).read_bytes()
    with np.load(tmp_path / "digits.npz") as new, np.load(datasets.DATA / "digits.npz") as old:
        assert all(np.array_equal(new[name], old[name]) for name in ("scans", "labels"))
    assert sum(file.stat().st_size for file in datasets.DATA.iterdir()) < 500_000
    says = (datasets.DATA / "README.md").read_text("utf-8")
    assert all(name in says for name in made), "README.md says whose each of them is"


def test_diabetes_against_scikit_learn():
    from sklearn.datasets import load_diabetes
    from sklearn.linear_model import LinearRegression
    from sklearn.preprocessing import StandardScaler

    raw = load_diabetes(scaled=False)
    for standardise in (False, True):
        x, y = datasets.diabetes(standardise)
        column = raw.data[:, [2]]
        assert_allclose(
            x,
            StandardScaler().fit_transform(column)[:, 0] if standardise else column[:, 0],
            atol=1e-12,
        )
        fit = LinearRegression().fit(x[:, None], y)
        assert_allclose(linear.least_squares(x, y), [fit.intercept_, fit.coef_[0]], rtol=1e-9)
        assert_allclose(
            linear.loss(linear.least_squares(x, y), x, y),
            ((fit.predict(x[:, None]) - y) ** 2).mean(),
        )
    flat, steep = np.linalg.eigvalsh(linear.hessian(datasets.diabetes()[0]))
    assert round(steep / flat) == 26333
    assert round(2 / steep, 4) == 0.0014
    assert_allclose(linear.hessian(datasets.diabetes(True)[0]), 2 * np.eye(2), atol=1e-12)


def test_gradient_descent_on_real_patients_finds_scikit_learns_line():
    x, y = datasets.diabetes(standardise=True)
    end = minimize(
        lambda beta: linear.gradient(beta, x, y), ZERO, gradient_descent(0.5), 1, keep_path=False
    )
    assert_allclose(end, np.polyfit(x, y, 1)[::-1], rtol=1e-9)


@pytest.mark.parametrize("surface", surfaces.SURFACES.values(), ids=lambda s: s.name)
def test_surfaces(surface):
    from scipy.optimize import approx_fprime

    rng = np.random.default_rng(1)
    left, right, low, high = surface.extent
    places = rng.uniform([left, low], [right, high], size=(20, 2))
    for place in places:
        assert_allclose(
            surface.gradient(place), approx_fprime(place, surface.f, 1e-7), rtol=1e-3, atol=1e-2
        )
    assert surface.f(places.reshape(4, 5, 2)).shape == (4, 5)
    assert_allclose(
        surface.gradient(places.reshape(4, 5, 2)), surface.gradient(places).reshape(4, 5, 2)
    )
    assert_allclose(surface.gradient(surface.minimum), 0, atol=1e-3)
    assert (
        surface.f(surface.minimum)[:, None]
        <= surface.f(surface.minimum[:, None] + 0.1 * rng.normal(size=(9, 2)))
    ).all()


def quadratic(theta):
    return theta * np.array([1.0, 4.0])


def test_optimizer_is_a_pair_and_its_state_is_a_value():
    opt = gradient_descent(0.25)
    assert isinstance(opt, Optimizer)
    theta = np.array([4.0, 4.0])
    state = opt.init(theta)
    assert state == {"t": 0}
    moved, after = opt.update(theta, quadratic(theta), state)
    assert_allclose(moved, [3, 0])
    assert (state, after) == ({"t": 0}, {"t": 1})
    assert_allclose(theta, [4, 4])
    assert not np.shares_memory(moved, theta)


def test_a_list_of_arrays_walks_as_each_of_them():
    theta = [np.array([4.0, 4.0]), np.array([[1.0], [2.0]])]
    path = minimize(lambda p: [quadratic(p[0]), 3 * p[1]], theta, gradient_descent(0.1), 5)
    assert [p.shape for p in path] == [(6, 2), (6, 2, 1)]
    assert_allclose(path[0], minimize(quadratic, theta[0], gradient_descent(0.1), 5))
    assert_allclose(path[1][-1], theta[1] * 0.7**5)
    end = minimize(
        lambda p: [quadratic(p[0]), 3 * p[1]], theta, gradient_descent(0.1), 5, keep_path=False
    )
    assert_allclose(end[1], path[1][-1])
    assert_allclose(theta[0], [4, 4])


def test_a_grid_of_rates_walks_at_once():
    grid = np.linspace(0.01, 0.3, 12).reshape(3, 4)
    ends = minimize(
        quadratic, np.ones((3, 4, 2)), gradient_descent(grid[..., None]), 20, keep_path=False
    )
    for i in np.ndindex(grid.shape):
        assert_allclose(ends[i], minimize(quadratic, np.ones(2), gradient_descent(grid[i]), 20)[-1])


def test_a_schedule_sees_the_step_from_one():
    seen = []

    def schedule(t):
        seen.append(t)
        return 0.1 / t

    path = minimize(quadratic, np.ones(2), gradient_descent(schedule), 3)
    assert seen == [1, 2, 3]
    assert_allclose(path[:, 0], [1, 0.9, 0.9 * 0.95, 0.9 * 0.95 * (1 - 0.1 / 3)])


def test_lift_takes_a_learners_rule():
    mine = lift(Optimizer(lambda theta: 0, lambda theta, g, s: (theta - g, s + 1)))
    theta, state = mine.update(
        [np.ones(2), np.ones(3)], [np.ones(2), np.zeros(3)], mine.init([np.ones(2), np.ones(3)])
    )
    assert_allclose(theta[0], 0)
    assert state == [1, 1]


def test_paths_do_not_alias_and_divergence_reaches_infinity_in_silence():
    start = np.ones(2)
    path = minimize(quadratic, start, gradient_descent(1e9), 200)
    assert_allclose(path[0], [1, 1])
    assert not np.isfinite(path[-1]).all()
    assert not np.shares_memory(path, start)
    still = minimize(quadratic, start, gradient_descent(0), 3)
    assert_allclose(still, np.ones((4, 2)))
    assert minimize(quadratic, start, gradient_descent(0.1), 0).shape == (1, 2)


def test_numerical_gradient():
    assert_allclose(
        gradcheck.numerical_gradient(lambda t: t[0] ** 3 + t[1], np.array([2.0, 1.0])),
        [12, 1],
        rtol=1e-8,
    )
    matrix, vector = np.arange(6.0).reshape(2, 3), np.ones(2)
    both = gradcheck.numerical_gradient(
        lambda p: (p[0] ** 2).sum() + p[1] @ [3, 5], [matrix, vector]
    )
    assert_allclose(both[0], 2 * matrix, atol=1e-8)
    assert_allclose(both[1], [3, 5])
    assert_allclose(matrix, np.arange(6.0).reshape(2, 3))


def test_relative_error():
    assert gradcheck.relative_error([3.0, 4.0], [3.0, 4.0]) == 0
    assert gradcheck.relative_error(np.zeros(3), np.zeros(3)) == 0
    assert_allclose(gradcheck.relative_error(np.array([3.0, 4.0]), np.array([-3.0, -4.0])), 1)
    assert_allclose(gradcheck.relative_error(np.array([1.0]), np.array([3.0])), 0.5)
    assert_allclose(
        gradcheck.relative_error([np.ones(2), np.ones((1, 2))], [np.ones(2), np.zeros((1, 2))]),
        np.sqrt(2) / (2 + np.sqrt(2)),
    )


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: linear.loss([0, 0], [1, 2], [1]), "same length.*(2,).*(1,)"),
        (lambda: linear.loss([0, 0, 0], X, B), "beta must hold 2 numbers.*(3,)"),
        (lambda: linear.loss(1.0, X, B), "beta must hold 2"),
        (lambda: linear.loss("no", X, B), "beta must hold 2 numbers; it is 'no'"),
        (lambda: linear.gradient([0, 0], [1, np.nan], [1, 2]), "x holds NaN"),
        (lambda: linear.gradient([0, 0], [1, 2], [1, np.inf]), "y holds NaN or infinity"),
        (lambda: linear.hessian([]), "x is empty"),
        (lambda: linear.hessian([[1, 2], [3]]), "x must hold numbers only"),
        (lambda: linear.predict([0, 0], ["a"]), "x must hold numbers only"),
        (lambda: linear.least_squares([2, 2, 2], [1, 2, 3]), "two different values.*every x is 2"),
        (lambda: linear.least_squares([5], [1]), "two different values"),
        (lambda: gradient_descent(-0.1), "lr is -0.1; a learning rate must be 0 or more"),
        (lambda: gradient_descent(np.nan), "must be 0 or more"),
        (lambda: gradient_descent("fast"), "lr is 'fast'; it must be a number"),
        (lambda: minimize(quadratic, ZERO, gradient_descent(1), -1), "steps is -1"),
        (lambda: minimize(quadratic, ZERO, gradient_descent(1), 2.5), "steps is 2.5"),
        (lambda: datasets.line("C"), "no line data 'C'; take 'A' or 'B'"),
        (lambda: datasets.digits(-1), "seed is -1; it must be a whole number, 0 or more"),
        (lambda: datasets.digits("a"), "seed is 'a'"),
        (lambda: gradcheck.numerical_gradient(np.sum, ZERO, h=0), "h is 0; it must be above 0"),
        (lambda: gradcheck.numerical_gradient(lambda t: t, ZERO), "f must return one number"),
        (lambda: gradcheck.relative_error(np.ones(2), np.ones(3)), "same shape"),
        (lambda: linear.minibatch_gradient(ZERO, X, B, 0, np.random.default_rng(0)), "batch is 0"),
        (
            lambda: linear.minibatch_gradient(ZERO, X, B, 1.5, np.random.default_rng(0)),
            "batch is 1.5",
        ),
        (lambda: theory.noise_limit(X, 0), "batch is 0"),
        (lambda: theory.noise_ball([1, 1], [1, 2], 0.1), "two different values"),
        (lambda: surfaces.quadratic(0.5), "condition is 0.5"),
        (lambda: surfaces.quadratic(10, np.nan), "angle holds NaN"),
        (lambda: surfaces.SURFACES["beale"].f(3), "theta must hold 2 numbers"),
        (lambda: momentum(-1), "lr is -1"),
        (lambda: momentum(0.1, 1), "beta1 is 1"),
        (lambda: rmsprop(0.1, -0.1), "beta2 is -0.1"),
        (lambda: rmsprop(0.1, eps=-1), "eps is -1"),
        (lambda: adam(0.1, beta1="fast"), "beta1 is 'fast'"),
        (
            lambda: adam(0.1, beta2=np.array([0.9, 1.0])),
            "a decay rate must be at least 0 and less than 1",
        ),
        (lambda: adam(0.1, beta1=np.nan), "beta1 is nan"),
    ],
)
def test_bad_input_gets_one_sentence(call, says):
    import re

    with pytest.raises(ValueError, match=says.replace("(", r"\(").replace(")", r"\)")) as caught:
        call()
    assert "\n" not in str(caught.value)
    assert re.match(r"[a-z]", str(caught.value))


# -- stochastic gradients: exact values, and the same measured on many walks


def test_the_gradients_of_single_points():
    g = linear.sample_gradients(ZERO, X, B)
    assert_allclose(g.mean(axis=0), linear.gradient(ZERO, X, B))
    assert_allclose(g.var(axis=0), [8.75, 129])


def test_a_minibatch_is_right_on_average_and_its_variance_falls_as_one_over_its_size():
    rng, g = np.random.default_rng(0), linear.sample_gradients(ZERO, X, B)
    for batch in (1, 3, 10):
        draws = linear.minibatch_gradient(np.zeros((40_000, 2)), X, B, batch, rng)
        assert_allclose(draws.mean(axis=0), g.mean(axis=0), atol=5 * np.sqrt(129 / batch / 40_000))
        assert_allclose(draws.var(axis=0), g.var(axis=0) / batch, rtol=0.05)
    one = linear.minibatch_gradient(ZERO, X, B, 1, np.random.default_rng(7))
    assert one.shape == (2,) and min(np.abs(g - one).max(axis=1)) < 1e-12


def test_the_noise_ball():
    exact = {0.1: 1.391391, 0.02: 0.0784442, 0.01: 0.0360431}
    for lr, above in exact.items():
        assert_allclose(
            theory.noise_ball(X, B, lr), above, rtol=1e-6, atol=5e-8
        )  # as many digits as the table gives
    assert_allclose(theory.noise_limit(X), 0.1306818, rtol=1e-6)
    assert theory.noise_ball(X, B, 0.1307) == np.inf
    assert theory.noise_ball(X, A, 0.1) == pytest.approx(0, abs=1e-12), (
        "data that a line fits leave no noise"
    )
    assert_allclose(
        theory.noise_limit(X, 10**9), 2 / λMAX, rtol=1e-6
    )  # a huge batch is gradient descent


@pytest.mark.parametrize(("lr", "batch"), [(0.05, 1), (0.05, 4), (0.1, 2)])
def test_the_noise_ball_measured(lr, batch):
    rng, start = np.random.default_rng(3), np.tile([1.1, 1.1], (4000, 1))
    path = minimize(
        lambda beta: linear.minibatch_gradient(beta, X, B, batch, rng),
        start,
        gradient_descent(lr),
        200,
    )
    measured = linear.loss(path[150:], X, B).mean() - 0.675
    assert_allclose(measured, theory.noise_ball(X, B, lr, batch), rtol=0.05)


# -- momentum, RMSProp and Adam: the course's table of iterates, theory, and other people's code


def from_zero_on_a(rule, steps=3):
    return minimize(lambda beta: linear.gradient(beta, X, A), ZERO, rule, steps)[1:]


ITERATES = {
    "the source's": (
        adam(0.1, 0.9, 0.99, 10e-8, bias_correction=False),
        [(0.1, 0.1), (0.2344106, 0.2344314), (0.3905450, 0.3906548)],
    ),
    "Adam": (adam(0.1), [(0.1, 0.1), (0.1997799, 0.1997962), (0.2991706, 0.2992335)]),
    "uncorrected": (
        adam(0.1, bias_correction=False),
        [(0.3162278, 0.3162278), (0.7362395, 0.7367098), (1.2075426, 1.2106121)],
    ),
}


@pytest.mark.parametrize("name", ITERATES)
def test_the_table_of_iterates(name):
    rule, table = ITERATES[name]
    assert_allclose(from_zero_on_a(rule), table, atol=1e-6)


def test_first_steps_by_hand():
    assert_allclose(from_zero_on_a(momentum(0.1), 1)[0], [0.08, 0.17])  # m = 0.1 · (−8, −17)
    assert_allclose(
        from_zero_on_a(rmsprop(0.1), 1)[0], [1, 1], rtol=1e-6
    )  # v = 0.01 g², so g/√v = 10 sign g
    assert_allclose(from_zero_on_a(momentum(0.1, 0.0)), from_zero_on_a(gradient_descent(0.1)))


def test_the_other_form_of_momentum_walks_the_same_path():
    theta, u = ZERO, ZERO
    for ours in from_zero_on_a(momentum(0.1, 0.8), 40):
        u = 0.8 * u + linear.gradient(theta, X, A)
        theta = theta - 0.1 * (1 - 0.8) * u
        assert_allclose(ours, theta, rtol=1e-9)


def test_ratios_of_uncorrected_to_corrected_steps():
    """With a gradient that stays the same the ratio of the two steps is (1 − β₁ᵗ)/√(1 − β₂ᵗ)."""
    for beta2, first, largest, at in ((0.99, 1, 2.1311, 13), (0.999, 3.1623, 6.5685, 12)):
        both = [
            minimize(np.ones_like, ZERO, adam(1.0, 0.9, beta2, 0.0, fix), 60)
            for fix in (False, True)
        ]
        raw, fixed = (np.diff(path[:, 0]) for path in both)
        ratio = raw / fixed
        assert_allclose(ratio[0], first, atol=5e-5)
        assert (ratio.argmax() + 1, round(ratio.max(), 4)) == (at, largest)


@pytest.mark.parametrize(
    "make", [gradient_descent, momentum, rmsprop, adam], ids=lambda f: f.__name__
)
def test_one_rule_moves_a_vector_a_list_and_a_grid(make):
    start, rates = np.array([3.0, -2.0]), np.array([[0.01], [0.1], [0.3]])
    one = [minimize(quadratic, start, make(lr), 20)[-1] for lr in rates.ravel()]
    assert_allclose(minimize(quadratic, start, make(rates), 20, keep_path=False), one)
    parts = minimize(
        lambda theta: [p * c for p, c in zip(theta, (1.0, 4.0), strict=True)],
        [start[:1], start[1:]],
        make(0.1),
        20,
    )
    assert_allclose(np.concatenate([p[-1] for p in parts]), one[1])
    grid = minimize(quadratic, start, make(np.full((64, 64, 1), 0.1)), 20, keep_path=False)
    assert grid.shape == (64, 64, 2)
    assert_allclose(grid, np.broadcast_to(one[1], grid.shape))
    assert_allclose(minimize(quadratic, start, make(lambda t: 0.1), 20)[-1], one[1])
    assert_allclose(minimize(quadratic, start, make(0), 5), np.tile(start, (6, 1)))


@pytest.mark.parametrize("make", [momentum, rmsprop, adam], ids=lambda f: f.__name__)
def test_update_leaves_its_arguments_as_they_were(make):
    rule, theta, g = make(0.1), np.array([1.0, 2.0]), np.array([0.5, -1.0])
    state = rule.update(theta, g, rule.init(theta))[1]
    kept = {k: np.copy(v) for k, v in state.items()}
    rule.update(theta, g, state)
    assert theta.tolist() == [1, 2] and g.tolist() == [0.5, -1]
    assert all(np.array_equal(state[k], kept[k]) for k in kept)


def test_a_grid_over_beta1_and_the_rate_is_as_many_walks():
    rates, betas = np.geomspace(0.01, 1, 5)[:, None], np.linspace(0, 0.95, 4)[:, None, None]
    grid = minimize(quadratic, np.ones(2), adam(rates, betas), 30, keep_path=False)
    for i in range(4):
        for j in range(5):
            one = minimize(
                quadratic, np.ones(2), adam(rates[j, 0], betas[i, 0, 0]), 30, keep_path=False
            )
            assert_allclose(grid[i, j], one, rtol=1e-9)


def momentum_roots(lr, beta1, curvature):
    """Return the eigenvalues of one step of (θ, m) along a direction of this curvature."""
    return np.linalg.eigvals(
        [[1 - lr * (1 - beta1) * curvature, -lr * beta1], [(1 - beta1) * curvature, beta1]]
    )


@given(st.floats(0.01, 3), st.floats(0.01, 0.98), st.floats(0.1, 10))
@settings(max_examples=200, deadline=None)
def test_momentum_against_the_eigenvalues_of_its_step(lr, beta1, curvature):
    roots, critical = momentum_roots(lr, beta1, curvature), theory.critical_beta(lr, curvature)
    if abs(beta1 - critical) > 1e-3:
        assert (beta1 > critical) == (abs(roots.imag).max() > 1e-9), (
            "it swings when the roots are complex"
        )
    limit = theory.momentum_limit(beta1, curvature)
    if abs(lr / limit - 1) > 1e-3:
        assert (lr > limit) == (abs(roots).max() > 1 + 1e-12)


def test_the_best_momentum():
    for flat, steep in ((1, 10), (0.6, 8.4), (1, 100)):
        root = np.sqrt(steep / flat)
        lr, beta1 = theory.best_momentum(flat, steep)
        assert_allclose(np.sqrt(beta1), (root - 1) / (root + 1))
        assert_allclose(beta1, theory.critical_beta(lr, flat))
        assert_allclose(beta1, theory.critical_beta(lr, steep))
        slowest = max(abs(momentum_roots(lr, beta1, v)).max() for v in (flat, steep))
        assert_allclose(slowest, (root - 1) / (root + 1), rtol=1e-5)
        for other in (
            (1.05 * lr, beta1),
            (0.95 * lr, beta1),
            (lr, 0.9 * beta1),
            (lr, min(0.99, 1.1 * beta1)),
        ):
            assert max(abs(momentum_roots(*other, v)).max() for v in (flat, steep)) > slowest


# -- surfaces


def test_rosenbrock_is_scipys():
    from scipy.optimize import rosen, rosen_der

    places = np.random.default_rng(0).normal(size=(30, 2))
    ours = surfaces.SURFACES["rosenbrock"]
    assert_allclose(ours.f(places), rosen(places.T))
    assert_allclose(ours.gradient(places), [rosen_der(p) for p in places])


@given(st.floats(1, 1000), st.floats(-180, 180))
@settings(max_examples=30, deadline=None)
def test_a_bowl_has_the_curvatures_and_the_angle_it_is_asked_for(condition, angle):
    bowl = surfaces.quadratic(condition, angle)
    hessian = np.stack([bowl.gradient(e) for e in np.eye(2)])
    assert_allclose(np.linalg.eigvalsh(hessian), [1, condition], rtol=1e-9)
    flat = np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])
    assert_allclose(hessian @ flat, flat, rtol=1e-6, atol=1e-9 * condition)
    place = np.array([0.3, -1.2])
    assert_allclose(bowl.f(place), place @ hessian @ place / 2)


def test_known_heights():
    known = {
        "beale": ((0, 0), 1.5**2 + 2.25**2 + 2.625**2),
        "himmelblau": ((0, 0), 170),
        "saddle": ((0, 0), 0.25),
        "rosenbrock": ((0, 0), 1),
    }
    for name, (place, height) in known.items():
        assert_allclose(surfaces.SURFACES[name].f(place), height)
    for surface in surfaces.SURFACES.values():
        assert_allclose(surface.f(surface.minimum), 0, atol=1e-9)
        assert surface.f(surface.start) > 0.1
    assert_allclose(
        np.linalg.eigvalsh(
            np.stack([surfaces.SURFACES["saddle"].gradient(1e-6 * e) for e in np.eye(2)]) / 1e-6
        ),
        [-1, 1],
        atol=1e-6,
    )


# -- what enters


def test_what_comes_back_must_have_the_shape_of_the_output():
    array = entry.like_the_output("d_output", [[1, 2]], (1, 2))
    assert array.dtype == float and array.tolist() == [[1, 2]]
    must = r"d_output must have the shape of the output, \(2, 1\); it has \(1, 2\)"
    with pytest.raises(ValueError, match=must):
        entry.like_the_output("d_output", [[1, 2]], (2, 1))


def test_a_name_must_be_known():
    entry.one_of("pool", "max", {"max": 0, "mean": 1})
    with pytest.raises(ValueError, match="pool is 'min'; it must be one of 'max', 'mean'"):
        entry.one_of("pool", "min", {"max": 0, "mean": 1})
