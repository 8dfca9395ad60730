"""The network that reads digits anywhere on a page: against SciPy, finite differences, by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import convolve2d, correlate2d

from lessons_lib import anywhere, datasets, gradcheck, network, pooling

SIZES = st.tuples(
    st.integers(1, 3), st.integers(1, 3), st.integers(1, 4), st.integers(1, 3), st.integers(4, 7)
)


@given(SIZES, st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_channels_are_sums_of_scipys_correlations(sizes, seed):
    n, depth, count, k, side = sizes
    rng = np.random.default_rng(seed)
    maps = rng.standard_normal((n, depth, side, side + 1))
    kernels = rng.standard_normal((count, depth, k, k))
    Z = anywhere.channels(maps, kernels)
    for sample, found in zip(maps, Z, strict=True):
        for kernel, one in zip(kernels, found, strict=True):
            right = sum(correlate2d(A, K, "valid") for A, K in zip(sample, kernel, strict=True))
            assert np.allclose(one, right)


@given(SIZES, st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_the_errors_of_a_layer_are_scipys_too(sizes, seed):
    n, depth, count, k, side = sizes
    rng = np.random.default_rng(seed)
    maps = rng.standard_normal((n, depth, side, side))
    kernels = rng.standard_normal((count, depth, k, k))
    dZ = rng.standard_normal((n, count, side - k + 1, side - k + 1))
    dK = anywhere.kernel_errors(maps, kernels, dZ)
    dA = anywhere.map_errors(kernels, dZ)
    for j in range(count):
        for c in range(depth):
            right = sum(correlate2d(maps[i, c], dZ[i, j], "valid") for i in range(n))
            assert np.allclose(dK[j, c], right)
    for i in range(n):
        for c in range(depth):
            right = sum(convolve2d(dZ[i, j], kernels[j, c], "full") for j in range(count))
            assert np.allclose(dA[i, c], right)


LAYERS = [((3, 3),), ((3, 2), (4, 2)), ((2, 3), (3, 2))]


@pytest.mark.parametrize("layers", LAYERS, ids=str)
@pytest.mark.parametrize("seed", range(3))
def test_the_gradient_is_that_of_finite_differences(layers, seed):
    rng = np.random.default_rng(seed)
    params = anywhere.init_params(layers, rng, hidden=(4, 3), outputs=3)
    params = [p + 0.1 * rng.standard_normal(p.shape) for p in params]
    X, labels = rng.standard_normal((3, 8, 8)), rng.integers(3, size=3)
    for i, exact in enumerate(anywhere.gradient(params, X, labels)):

        def loss(p, i=i):
            F = anywhere.forward([*params[:i], p, *params[i + 1 :]], X)[0]
            return network.softmax_cross_entropy(F, labels)[0]

        wiggled = gradcheck.numerical_gradient(loss, params[i], 1e-6)
        off = np.abs(wiggled - exact) > 1e-6
        assert off.mean() < 0.1, (i, off.mean())  # a wiggle may cross a kink here and there


def test_pooling_is_that_of_lesson_6_and_so_is_its_way_back():
    rng = np.random.default_rng(0)
    Z = rng.standard_normal((2, 3, 7, 5))
    A = np.maximum(Z, 0)
    assert np.array_equal(anywhere.pooled(A), pooling.max_pool(A))
    dP = rng.standard_normal((2, 3, 3, 2))
    right = pooling.max_pool_backward(A, dP) * (Z > 0)
    assert np.allclose(anywhere.pooled_backward(Z, dP), right)


def test_by_hand():
    """One kernel of two pixels by two, which looks for a diagonal; the digit lies to the right."""
    params = [np.array([[[[1.0, -1], [-1, 1]]]]), np.array([0.5])]
    params += [np.array([[2.0]]), np.array([1.0]), np.array([[1.0]]), np.array([-1.0])]
    params += [np.array([[1.0, -1.0]]), np.array([0.0, 3.0])]
    page = np.zeros((1, 3, 4))
    page[0, 1, 2] = page[0, 2, 3] = 1.5  # the kernel gets 3 there, and 0.5 for its bias
    F, stages = anywhere.forward(params, page)
    assert stages.maps[0][0, 0].tolist() == [[0.5, 2, -1], [0.5, -1, 3.5]]
    assert stages.where.tolist() == [[5]]
    assert F.tolist() == [[7, -4]]  # 2 · 3.5 + 1 = 8, 8 − 1 = 7, and 3 − 7
    grads = anywhere.backward(params, stages, np.array([[1.0, 0.0]]))
    assert grads[0].tolist() == [[[[3.0, 0], [0, 3.0]]]] and grads[1].tolist() == [2.0]


def test_a_digit_may_lie_anywhere_on_a_large_page():
    """The outputs are the same, wherever no kernel leaves the page."""
    params = anywhere.init_params(anywhere.ONE_LAYER, 0)
    pages = np.zeros((3, 30, 30))
    for page, (i, j) in zip(pages, [(7, 7), (12, 9), (14, 15)], strict=True):
        page[i : i + 8, j : j + 8] = datasets.digits()[0][5].reshape(8, 8)
    F = anywhere.forward(params, pages)[0]
    assert np.allclose(F, F[0])


def test_its_size():
    assert anywhere.parameter_count(anywhere.ONE_LAYER) == 9770
    assert anywhere.parameter_count(anywhere.TWO_LAYERS) == 9322
    assert anywhere.multiplications(anywhere.ONE_LAYER) == [64 * 49 * 100, 4096, 2048, 320]
    two = [16 * 9 * 14 * 14, 32 * 16 * 9 * 25, 32 * 64, 2048, 320]
    assert anywhere.multiplications(anywhere.TWO_LAYERS) == two
    dense = network.init_params(anywhere.DENSE, 0)
    assert sum(p.size for p in dense) == 18858


@pytest.mark.parametrize("layers", [((1, 3), (1, 3)), ((1, 7),), ((1, 2), (1, 2), (1, 2))], ids=str)
def test_the_receptive_field_is_what_changes_one_number(layers):
    """Change each pixel: which of them reach the first number of the last map?"""
    field = anywhere.field(layers)
    params = [np.abs(p) + 0.1 for p in anywhere.init_params(layers, 0, hidden=(2, 2))]
    page = np.random.default_rng(0).uniform(size=(1, 20, 20))

    def number(page):
        return anywhere.forward(params, page)[1].maps[-1][0, 0, 0, 0]

    reach = np.zeros((20, 20), dtype=bool)
    for i, j in np.ndindex(20, 20):
        more = page.copy()
        more[0, i, j] += 100
        reach[i, j] = number(more) != number(page)
    assert reach[:field, :field].all() and reach.sum() == field**2


def test_digits_are_placed_and_scattered():
    X = np.arange(2 * 64).reshape(2, 64) + 1.0
    pages = anywhere.placed(X, [0, 8], [8, 3])
    assert np.array_equal(pages[0, :8, 8:], X[0].reshape(8, 8)) and pages[0].sum() == X[0].sum()
    assert np.array_equal(pages[1, 8:, 3:11], X[1].reshape(8, 8))
    many = anywhere.scattered(np.ones((8100, 64)), np.random.default_rng(0))
    corners = np.array([np.argwhere(page)[0] for page in many])
    _, counts = np.unique(corners, axis=0, return_counts=True)
    assert len(counts) == 81 and counts.min() > 60 and counts.max() < 150
    with pytest.raises(ValueError, match="row and column 0 to 8 of the page"):
        anywhere.placed(X, 9, 0)


def test_single_precision_stays_single_and_agrees():
    params = anywhere.init_params(anywhere.TWO_LAYERS, 1, dtype=np.float32)
    pages = anywhere.scattered(datasets.digits()[0][:9], np.random.default_rng(0), np.float32)
    grads = anywhere.gradient(params, pages, np.arange(9))
    assert all(g.dtype == p.dtype == np.float32 for g, p in zip(grads, params, strict=True))
    exact = anywhere.gradient([p.astype(float) for p in params], pages, np.arange(9))
    for g, right in zip(grads, exact, strict=True):
        assert np.allclose(g, right, atol=1e-4)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: anywhere.init_params((), 0), "(kernels, k) for each convolution"),
        (lambda: anywhere.init_params(((0, 3),), 0), "all whole numbers above 0"),
        (lambda: anywhere.init_params(((4, 3),), 0, hidden=(4,)), "two hidden widths"),
        (lambda: anywhere.forward(GOOD, np.ones(16)), "X must be pages (N, height, width)"),
        (lambda: anywhere.forward(GOOD, np.full((1, 16, 16), np.nan)), "of finite numbers"),
        (lambda: anywhere.forward(GOOD, np.ones((2, 63))), "its shape is (2, 63)"),
        (lambda: anywhere.forward(GOOD, np.ones((2, 5, 9))), "kernels of 7 pixels do not fit"),
    ],
)
def test_bad_input_is_answered_in_a_sentence(call, says):
    with pytest.raises(ValueError) as error:
        call()
    assert says in str(error.value)


GOOD = anywhere.init_params(anywhere.ONE_LAYER, 0)
