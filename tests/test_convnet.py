"""The convolutional network of lesson 7.

Against SciPy, finite differences, hand-worked numbers, and real digits.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import correlate2d

from lessons_lib import convnet, datasets, gradcheck, network
from lessons_lib.optimizers import adam

SIZES = (8, 32, 64, 32, 10)


def score(params, X, labels):
    return (convnet.forward(params, X)[0].argmax(axis=1) == labels).mean()


@given(st.integers(4, 9), st.integers(1, 4), st.sampled_from([1, 3, 5]), st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_forward_is_scipys_correlation_the_largest_of_four_and_three_matrices(
    side, kernels, k, seed
):
    rng = np.random.default_rng(seed)
    params = convnet.init_params((side, kernels, 5, 4, 3), rng, k=k)
    params[1] = rng.standard_normal(kernels)
    X = rng.standard_normal((3, side, side))
    F, stages = convnet.forward(params, X)
    for x, answer in zip(X, F, strict=True):
        maps = []
        for kernel, bias in zip(params[0], params[1], strict=True):
            a = np.maximum(correlate2d(x, kernel, mode="same") + bias, 0)
            n = side // 2
            maps.append(
                [
                    [max(a[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].ravel()) for j in range(n)]
                    for i in range(n)
                ]
            )
        h = np.ravel(maps)
        for W, b in zip(params[2::2], params[3::2], strict=True):
            z = np.array([sum(h * column) for column in W.T]) + b
            h = np.maximum(z, 0)
        assert np.allclose(answer, z, rtol=1e-10, atol=1e-12)
    assert stages.Z0.shape == (3, kernels, side, side) and stages.P.shape == (
        3,
        kernels,
        side // 2,
        side // 2,
    )


@given(
    st.integers(3, 7),
    st.integers(1, 3),
    st.integers(1, 4),
    st.sampled_from(["relu", "tanh"]),
    st.sampled_from(["max", "mean"]),
    st.integers(0, 10**6),
)
@settings(max_examples=30, deadline=None)
def test_the_gradient_is_that_of_finite_differences(side, kernels, k, activation, pool, seed):
    rng = np.random.default_rng(seed)
    params = [
        p + 0.1 * rng.standard_normal(p.shape)
        for p in convnet.init_params((side, kernels, 4, 3, 2), rng, k=k)
    ]
    X, labels, h = rng.standard_normal((3, side, side)), rng.integers(2, size=3), 1e-6

    def kinks(params):  # where a unit switches, or another value of a window is the largest
        _, s = convnet.forward(params, X, activation, pool)
        return [
            s.Z0 > 0,
            s.dense.Z1 > 0,
            s.dense.Z2 > 0,
            convnet.pooling.max_pool_backward(s.A0, np.ones_like(s.P)),
        ]

    here = kinks(params)
    for i, exact in enumerate(convnet.gradient(params, X, labels, activation, pool)):

        def with_part(p, i=i):
            return [*params[:i], p, *params[i + 1 :]]

        def loss(p, i=i):
            return network.softmax_cross_entropy(
                convnet.forward(with_part(p), X, activation, pool)[0], labels
            )[0]

        wiggled = gradcheck.numerical_gradient(loss, params[i], h)
        for place in np.ndindex(params[i].shape):
            ends = []
            for sign in (-1, 1):
                moved = params[i].copy()
                moved[place] += sign * h
                ends += kinks(with_part(moved))
            if all(np.array_equal(a, b) for a, b in zip(ends, here * 2, strict=True)):
                assert abs(wiggled[place] - exact[place]) < 1e-7 * max(
                    1, abs(exact[place]) * 100
                ), (i, place)


def test_by_hand():
    # One kernel that looks at its own pixel and at the one to the right; the window of 2 × 2 keeps
    # the largest of four sums.
    K = np.array([[[0, 0, 0], [0, 1, -1], [0, 0, 0.0]]])
    params = [
        K,
        np.array([0.5]),
        np.array([[2.0]]),
        np.array([1.0]),
        np.array([[1.0]]),
        np.array([-1.0]),
        np.array([[1.0, -1.0]]),
        np.array([0.0, 3.0]),
    ]
    F, stages = convnet.forward(params, [[[1.0, 3.0], [2.0, 0.0]]])
    assert stages.Z0.tolist() == [[[[-1.5, 3.5], [2.5, 0.5]]]]
    assert stages.P.tolist() == [[[[3.5]]]]
    assert F.tolist() == [[7.0, -4.0]]  # 2 · 3.5 + 1 = 8, 8 − 1 = 7, and 3 − 7
    grads = convnet.backward(params, stages, np.array([[1.0, 0.0]]))
    assert grads[0].tolist() == [
        [[0, 0, 0], [2 * 1.0, 2 * 3.0, 0], [2 * 2.0, 0, 0]]
    ]  # around the pixel that was the largest
    assert grads[1].tolist() == [2.0]


def test_columns_are_the_pictures_shifted_to_each_place_of_a_kernel():
    X = np.random.default_rng(0).standard_normal((2, 5, 4))
    padded = np.pad(X, ((0, 0), (1, 1), (1, 1)))
    columns = convnet.columns(X, 3)
    assert columns.shape == (9, 2, 5, 4)
    for place, (m, n) in enumerate(np.ndindex(3, 3)):
        assert np.array_equal(columns[place], padded[:, m : m + 5, n : n + 4])


def test_its_size():
    params = convnet.init_params(SIZES, 0)
    assert [p.size for p in params] == [288, 32, 512 * 64, 64, 64 * 32, 32, 320, 10]
    assert convnet.multiplications(params, 8) == [288 * 64, 32768, 2048, 320]
    assert (
        abs(params[0].std() - np.sqrt(2 / 9)) < 0.05
        and abs(params[2].std() - np.sqrt(2 / 512)) < 0.002
    )
    half = convnet.init_params(SIZES, 0, scale=0.5)
    assert all(np.array_equal(a, 0.5 * b) for a, b in zip(half, params, strict=True))


def test_rows_and_pictures_and_batches_give_the_same():
    X, params = datasets.digits()[0][:7], convnet.init_params(SIZES, 1)
    F = convnet.forward(params, X)[0]
    assert np.array_equal(F, convnet.forward(params, X.reshape(-1, 8, 8))[0])
    assert np.allclose(F[3:4], convnet.forward(params, X[3:4])[0], atol=1e-12)


def test_it_diverges_without_an_exception():
    params = [p * np.nan for p in convnet.init_params((8, 2, 3, 3, 10), 0)]
    assert np.isnan(convnet.forward(params, np.ones((1, 64)))[0]).all()
    assert len(convnet.gradient(params, np.ones((2, 64)), np.array([1, 2]))) == 8


@pytest.mark.parametrize("seed", range(5))
def test_it_reads_98_percent_of_the_digits_held_out(seed):
    X, labels, held, labels_held = datasets.digits(seed)
    rng, rule = np.random.default_rng(seed), adam(0.005)
    params = convnet.init_params(SIZES, rng)
    state = rule.init(params)
    for _ in range(30):
        params, state = network.epoch(params, state, rule, X, labels, 64, rng, convnet.gradient)
    assert score(params, held, labels_held) >= 0.98


GOOD = convnet.init_params((8, 2, 3, 3, 10), 0)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (
            lambda: convnet.init_params((8, 2, 3, 10), 0),
            "sizes is (8, 2, 3, 10); it must be five whole numbers",
        ),
        (lambda: convnet.init_params((8, 0, 3, 3, 10), 0), "whole numbers above 0"),
        (lambda: convnet.init_params((1, 2, 3, 3, 10), 0), "it must fit"),
        (
            lambda: convnet.init_params((8, 2, 3, 3, 10), 0, scale=-1),
            "scale is -1; it must be 'he' or a number of 0 or more",
        ),
        (lambda: convnet.forward(GOOD, np.ones((2, 63))), "X must be pictures (N, height, width)"),
        (lambda: convnet.forward(GOOD, np.ones((2, 9, 12))), "the shapes are (2, 9, 12)"),
        (lambda: convnet.forward(GOOD[:6], np.ones((2, 64))), "must fit them and each other"),
        (
            lambda: convnet.forward(GOOD[2:] + GOOD[:2], np.ones((2, 64))),
            "must fit them and each other",
        ),
        (lambda: convnet.forward(GOOD, np.full((2, 64), np.nan)), "X holds NaN"),
        (lambda: convnet.forward(GOOD, np.ones((2, 64)), "sigmoid"), "activation is 'sigmoid'"),
        (
            lambda: convnet.forward(GOOD, np.ones((2, 64)), pool="min"),
            "pool is 'min'; it must be one of 'max', 'mean'",
        ),
    ],
)
def test_bad_input_is_answered_in_a_sentence(call, says):
    with pytest.raises(ValueError) as error:
        call()
    text = str(error.value)
    assert says in text or (says == "it must fit" and "fit" in text)
