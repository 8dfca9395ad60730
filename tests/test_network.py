"""The network against numbers by hand, finite differences, SciPy, scikit-learn; and its data."""

import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from lessons_lib import datasets, gradcheck, network
from lessons_lib.optimizers import (
    Optimizer,
    adam,
    gradient_descent,
    lift,
    minimize,
    momentum,
    rmsprop,
)

# The integer network of the source text, z = A v + b in columns; W is the transpose of A.
HAND = [
    np.array([[1.0, 1], [-1, 1]]).T,
    np.array([0.0, -2]),
    np.array([[1.0, 2], [-1, 1]]).T,
    np.array([-1.0, 4]),
    np.array([[2.0], [-1]]),
    np.array([1.0]),
]
X, Y = np.array([[1.0, 2.0]]), np.array([[2.0]])


def loss_by_hand(params, activation="relu"):
    return network.mean_squared_error(network.forward(params, X, activation)[0], Y)[0]


def test_the_integer_network_by_hand():
    F, stages = network.forward(HAND, X)
    assert [a.tolist() for a in stages[1:5]] == [[[3, -1]], [[3, 0]], [[2, 1]], [[2, 1]]]
    assert F.tolist() == [[4]]
    loss, dF = network.mean_squared_error(F, Y)
    assert loss == 4 and dF.tolist() == [[4]]
    dW1, db1, dW2, db2, dW3, db3 = network.backward(HAND, stages, dF)
    assert dW1.T.tolist() == [[12, 24], [0, 0]] and db1.tolist() == [12, 0]
    assert dW2.T.tolist() == [[24, 0], [-12, 0]] and db2.tolist() == [8, -4]
    assert dW3.T.tolist() == [[8, 4]] and db3.tolist() == [4]
    errors = network.errors(HAND, stages, dF)
    assert (errors.dZ1 @ HAND[0].T).tolist() == [[12, 12]]
    assert (network.errors(HAND, stages, np.ones((1, 1))).dZ1 @ HAND[0].T).tolist() == [[3, 3]]
    no_mask = np.ones((1, 1)) @ HAND[4].T @ HAND[2].T @ HAND[0].T
    assert no_mask.tolist() == [[0, 6]]


def test_fifteen_parameters_thirty_losses_one_backward_pass():
    count = [0]

    def loss(params):
        count[0] += 1
        return loss_by_hand(params)

    numerical = gradcheck.numerical_gradient(loss, HAND)
    assert sum(p.size for p in HAND) == 15 and count[0] == 30
    F, stages = network.forward(HAND, X)
    ours = network.backward(HAND, stages, network.mean_squared_error(F, Y)[1])
    assert gradcheck.relative_error(ours, numerical) < 1e-9


sizes = st.tuples(*[st.integers(1, 6)] * 4)


@given(
    sizes,
    st.integers(1, 7),
    st.sampled_from(["tanh", "relu"]),
    st.booleans(),
    st.integers(0, 10**6),
)
@settings(deadline=None, max_examples=60)
def test_backward_against_finite_differences(sizes, samples, activation, classes, seed):
    rng = np.random.default_rng(seed)
    params = network.init_params(sizes, rng)
    params = [p + 0.3 * rng.standard_normal(p.shape) for p in params]
    X = rng.standard_normal((samples, sizes[0]))
    target = (
        rng.integers(sizes[3], size=samples)
        if classes
        else rng.standard_normal((samples, sizes[3]))
    )
    of = network.softmax_cross_entropy if classes else network.mean_squared_error
    F, stages = network.forward(params, X, activation)
    if activation == "relu":  # at a kink the two differ, rightly: stay clear of it
        assume(min(np.abs(stages.Z1).min(), np.abs(stages.Z2).min()) > 5e-3)
    ours = network.backward(params, stages, of(F, target)[1])
    assert [g.shape for g in ours] == [p.shape for p in params]
    fine, wide = (
        gradcheck.numerical_gradient(
            lambda p: of(network.forward(p, X, activation)[0], target)[0], params, h
        )
        for h in (1e-4, 2e-4)
    )
    numerical = [
        (4 * a - b) / 3 for a, b in zip(fine, wide, strict=True)
    ]  # their h² cancels, and wide steps round less
    size = np.sqrt(sum((g**2).sum() for g in ours))
    assert gradcheck.relative_error(ours, numerical) < 1e-7 or size < 1e-4


def test_the_error_at_the_input_against_finite_differences():
    rng = np.random.default_rng(0)
    params, X, target = (
        network.init_params((3, 5, 4, 2), rng),
        rng.standard_normal((6, 3)),
        rng.standard_normal((6, 2)),
    )
    F, stages = network.forward(params, X, "tanh")
    dX = network.errors(params, stages, network.mean_squared_error(F, target)[1]).dZ1 @ params[0].T
    numerical = gradcheck.numerical_gradient(
        lambda X: network.mean_squared_error(network.forward(params, X, "tanh")[0], target)[0], X
    )
    assert gradcheck.relative_error(dX, numerical) < 1e-8


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_forward_and_the_losses_against_scikit_learn(activation):
    from sklearn.metrics import log_loss
    from sklearn.neural_network import MLPClassifier

    X, labels = datasets.digits()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = MLPClassifier((32, 16), activation=activation, max_iter=2, random_state=0).fit(
            X, labels
        )
    params = [p for pair in zip(theirs.coefs_, theirs.intercepts_, strict=True) for p in pair]
    logits, _ = network.forward(params, X, activation)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert_allclose(p, theirs.predict_proba(X), atol=1e-12)
    assert_allclose(
        network.softmax_cross_entropy(logits, labels)[0], log_loss(labels, theirs.predict_proba(X))
    )


@given(st.integers(1, 5), st.integers(1, 6), st.floats(0, 1000), st.integers(0, 10**6))
@settings(deadline=None)
def test_cross_entropy_against_scipy(samples, classes, size, seed):
    from scipy.special import log_softmax, softmax

    rng = np.random.default_rng(seed)
    logits, labels = (
        size * rng.standard_normal((samples, classes)),
        rng.integers(classes, size=samples),
    )
    loss, d = network.softmax_cross_entropy(logits, labels)
    assert_allclose(
        loss, -log_softmax(logits, axis=1)[np.arange(samples), labels].mean(), atol=1e-12
    )
    assert_allclose(d, (softmax(logits, axis=1) - np.eye(classes)[labels]) / samples, atol=1e-12)
    assert_allclose(d.sum(axis=1), 0, atol=1e-12)


def test_an_untrained_answer_costs_the_logarithm_of_the_number_of_classes():
    assert_allclose(network.softmax_cross_entropy(np.zeros((3, 10)), [0, 5, 9])[0], np.log(10))


def test_mean_squared_error_by_hand():
    loss, d = network.mean_squared_error([[1.0, 2], [3, 4]], [[0, 0], [0, 0]])
    assert loss == 7.5 and d.tolist() == [[0.5, 1], [1.5, 2]]


def test_initial_weights():
    W1, b1, W2, b2, W3, b3 = network.init_params((400, 300, 200, 10), np.random.default_rng(0))
    assert [p.shape for p in (W1, b1, W2, b2, W3, b3)] == [
        (400, 300),
        (300,),
        (300, 200),
        (200,),
        (200, 10),
        (10,),
    ]
    for W, n in ((W1, 400), (W2, 300), (W3, 200)):
        assert_allclose(W.std(), np.sqrt(2 / n), rtol=0.05)
        assert abs(W.mean()) < 5 * W.std() / np.sqrt(W.size)
    assert not any(b.any() for b in (b1, b2, b3))
    three = network.init_params((4, 3, 3, 2), 7, scale=3)
    assert all(
        np.allclose(3 * a, b)
        for a, b in zip(network.init_params((4, 3, 3, 2), 7), three, strict=True)
    )
    assert not any(p.any() for p in network.init_params((4, 3, 3, 2), 7, scale=0))


def test_he_keeps_the_size_of_the_signal_and_less_loses_it():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((200, 300))
    for scale, low, high in (("he", 0.7, 1.4), (0.1, 0.0, 0.02), (10, 70, 140)):
        _, stages = network.forward(network.init_params((300, 300, 300, 10), rng, scale), X)
        assert low < np.sqrt((stages.A2**2).mean() / (X**2).mean()) < high


def test_zero_weights_learn_nothing_but_the_last_bias():
    X, labels = datasets.moons(60)
    params = network.init_params((2, 4, 4, 2), 0, scale=0)
    slope = network.gradient(params, X, labels[:60])
    assert not any(g.any() for g in slope[:5])


@pytest.mark.parametrize(
    "make", [gradient_descent, momentum, rmsprop, adam], ids=lambda f: f.__name__
)
def test_the_optimizers_of_lesson_3_move_the_list_as_it_is(make):
    X, labels = datasets.blobs(40)
    params = network.init_params((2, 3, 3, 2), 0)
    slope = lambda p: network.gradient(p, X, labels, "tanh")  # noqa: E731
    path = minimize(slope, params, make(0.05), 30)
    assert [p.shape for p in path] == [(31, *p.shape) for p in params]
    first, last = ([p[i] for p in path] for i in (0, -1))
    loss = lambda p: network.softmax_cross_entropy(network.forward(p, X, "tanh")[0], labels)[0]  # noqa: E731
    assert loss(last) < 0.7 * loss(first)


def test_an_epoch_shows_each_sample_once():
    seen = []

    def gradient(params, X, labels):
        seen.append(X[:, 0])
        assert np.array_equal(X[:, 0] % 3, labels)
        return params

    X = np.arange(10.0)[:, None]
    rule = lift(Optimizer(lambda p: 0, lambda p, g, state: (p, state + 1)))
    _, state = network.epoch(
        [np.zeros(1)], [0], rule, X, np.arange(10) % 3, 4, np.random.default_rng(0), gradient
    )
    assert [len(part) for part in seen] == [4, 4, 2] and state == [3]
    assert sorted(np.concatenate(seen)) == list(range(10)) and list(np.concatenate(seen)) != list(
        range(10)
    )


@pytest.mark.parametrize("seed", range(3))
def test_it_reads_the_digits(seed):
    X, labels, X_test, labels_test = datasets.digits(seed)
    rng = np.random.default_rng(seed)
    params, rule = network.init_params((64, 32, 16, 10), rng), adam(3e-3)
    state = rule.init(params)
    for _ in range(60):
        params, state = network.epoch(params, state, rule, X, labels, 64, rng)
    answers = network.forward(params, X_test)[0].argmax(axis=1)
    assert (answers == labels_test).mean() >= 0.96


# -- data


@pytest.mark.parametrize(
    "make",
    [datasets.moons, datasets.circles, datasets.spirals, datasets.xor, datasets.blobs],
    ids=lambda f: f.__name__,
)
def test_the_drawn_data(make):
    X, labels = make()
    assert X.shape == (300, 2) and labels.shape == (300,) and labels.dtype.kind == "i"
    assert 120 <= labels.sum() <= 180 and set(labels) == {0, 1}
    assert np.abs(X).max() < 2.6, "it fits the picture"
    assert np.array_equal(make()[0], X) and not np.array_equal(make(seed=1)[0], X)
    assert make(30, noise=0)[0].shape == (30, 2)
    halves = labels[:200].mean(), labels[200:].mean()
    assert max(halves) - min(halves) < 0.2, "the order is random"


def test_what_the_drawn_data_are():
    X, labels = datasets.circles(noise=0)
    assert_allclose(np.linalg.norm(X, axis=1), np.where(labels == 1, 0.5, 1.2))
    X, labels = datasets.xor(noise=0)
    assert np.array_equal(labels == 1, X[:, 0] * X[:, 1] < 0)
    from sklearn.linear_model import LogisticRegression

    for make, low, high in (
        (datasets.blobs, 0.95, 1),
        (datasets.moons, 0.8, 0.92),
        (datasets.circles, 0.3, 0.7),
        (datasets.spirals, 0.4, 0.75),
        (datasets.xor, 0.3, 0.77),
    ):
        assert low <= LogisticRegression().fit(*make()).score(*make()) <= high, (
            "a line does for the blobs alone"
        )


def identical(mine, right):
    """Are two arrays the same to the bit, numbers, shape and kind?"""
    same = mine.dtype == right.dtype and mine.shape == right.shape
    return same and mine.tobytes() == right.tobytes()


def test_digits_are_scikit_learns():
    from sklearn.datasets import load_digits

    X, labels = datasets.digits()
    right = load_digits()
    assert identical(X, right.data / 16) and identical(labels, right.target)
    assert X.shape == (1797, 64) and X.max() == 1 and X.min() == 0


@pytest.mark.parametrize("seed", [*range(30), 123, 2026, 2**32 - 1])
def test_digits_are_parted_as_scikit_learn_parts_them(seed):
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    X, labels = load_digits(return_X_y=True)
    learned, held, labels_learned, labels_held = train_test_split(
        X / 16, labels, test_size=0.25, stratify=labels, random_state=seed
    )
    for mine, right in zip(
        datasets.digits(seed), (learned, labels_learned, held, labels_held), strict=True
    ):
        assert identical(mine, right)


def test_the_digits_held_out_are_others_and_of_each_kind():
    first, _, held, labels_held = datasets.digits(0)
    assert len(first) == 1347 and len(held) == 450
    assert {tuple(row) for row in first} & {tuple(row) for row in held} == set()
    assert np.abs(np.bincount(labels_held) - 45).max() <= 2
    assert not np.array_equal(held, datasets.digits(1)[2])


BAD = [
    (lambda: network.init_params((2, 3, 2), 0), "four whole numbers above 0"),
    (lambda: network.init_params((2, 0, 3, 2), 0), "four whole numbers above 0"),
    (
        lambda: network.init_params((2, 3, 3, 2), 0, scale=-1),
        "scale is -1; it must be 'he' or a number",
    ),
    (lambda: network.init_params((2, 3, 3, 2), 0, scale="big"), "scale must hold numbers"),
    (
        lambda: network.forward(HAND, [1.0, 2.0]),
        r"X must be \(samples, inputs\).*the shapes are \(2,\)",
    ),
    (lambda: network.forward(HAND, np.ones((3, 5))), r"must fit.*the shapes are \(3, 5\)"),
    (lambda: network.forward(HAND[:4], X), "must fit"),
    (lambda: network.forward([HAND[0].T[:1], *HAND[1:]], X), "must fit"),
    (lambda: network.forward([HAND[0], np.zeros(3), *HAND[2:]], X), "must fit"),
    (lambda: network.forward(HAND, [[1, np.nan]]), "X holds NaN"),
    (
        lambda: network.forward(HAND, X, "sigmoid"),
        "activation is 'sigmoid'; it must be one of 'relu', 'tanh'",
    ),
    (lambda: network.softmax_cross_entropy([[1.0, 2]], [2]), "whole numbers from 0 to 1"),
    (lambda: network.softmax_cross_entropy([[1.0, 2]], [0.5]), "whole numbers from 0 to 1"),
    (
        lambda: network.softmax_cross_entropy([[1.0, 2]], [0, 1]),
        r"their shapes are \(1, 2\) and \(2,\)",
    ),
    (lambda: network.mean_squared_error([1.0, 2], [[1.0], [2]]), r"have \(2,\) and \(2, 1\)"),
]


@pytest.mark.parametrize(("call", "says"), BAD)
def test_bad_input_gets_one_sentence(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def test_a_net_that_diverges_goes_on_in_silence():
    X, labels = datasets.moons(50)
    params = [1e200 * p for p in network.init_params((2, 4, 4, 2), 0)]
    path = minimize(
        lambda p: network.gradient(p, X, labels), params, gradient_descent(1.0), 5, keep_path=False
    )
    assert not np.isfinite(path[0]).all()


def test_layers_fit_when_each_takes_what_the_one_before_gives():
    shapes = [(2, 4), (4,), (4, 3), (3,), (3, 1), (1,)]
    assert network.layers_fit(2, shapes)
    assert not network.layers_fit(3, shapes)
    assert not network.layers_fit(2, shapes[:4])
    for i, wrong in enumerate([(2,), (3,), (5, 3), (1, 3), (3, 1, 1), ()]):
        assert not network.layers_fit(2, [*shapes[:i], wrong, *shapes[i + 1 :]])
