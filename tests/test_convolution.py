"""Convolution and pooling against numbers by hand, SciPy, plain loops, finite differences."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import ndimage, signal

from lessons_lib import convolution, gradcheck, pooling
from lessons_lib.convolution import KERNELS, correlate, correlate_fast, output_size, windows


def test_numbers_worked_by_hand():
    image, kernel = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)
    assert correlate(image, kernel).tolist() == [[19, 25], [37, 43]]
    assert convolution.convolve(image, kernel).tolist() == [[5, 11], [23, 29]]
    step = np.repeat([[0.0, 0, 0, 1, 1, 1]], 6, axis=0)
    assert correlate(step, KERNELS["Sobel x"])[0].tolist() == [0, 4, 4, 0]
    assert correlate(step, KERNELS["Laplacian"])[0].tolist() == [0, 1, -1, 0]
    ramp = np.tile(np.arange(6.0), (6, 1))
    for name, answer in (("Sobel", 8), ("Prewitt", 6), ("Scharr", 32)):
        assert (correlate(ramp, KERNELS[f"{name} x"]) == answer).all()
        assert (correlate(ramp.T, KERNELS[f"{name} y"]) == answer).all()
        assert (correlate(ramp, KERNELS[f"{name} y"]) == 0).all()


@pytest.mark.parametrize(
    ("arguments", "size"),
    [((28, 5), 24), ((227, 11, 4), 55), ((224, 7, 2, 3), 112), ((7, 3, 1, 0, 2), 3)],
)
def test_sizes(arguments, size):
    assert output_size(*arguments) == size


def test_a_kernel_is_a_matrix_with_many_zeros_and_shared_weights():
    kernel = np.arange(1.0, 10).reshape(3, 3)
    rows = np.stack(
        [correlate(pixel.reshape(6, 6), kernel).ravel() for pixel in np.eye(36)], axis=1
    )
    assert rows.shape == (16, 36) and (rows != 0).sum() == 144
    image = np.random.default_rng(0).standard_normal((6, 6))
    assert_allclose(rows @ image.ravel(), correlate(image, kernel).ravel())
    d_image, _ = convolution.correlate_backward(image, kernel, np.ones((4, 4)))
    assert_allclose(d_image.ravel(), rows.T @ np.ones(16))  # backward is the transpose


sizes = st.tuples(
    st.integers(1, 9),
    st.integers(1, 9),
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(0, 3),
    st.integers(1, 3),
    st.integers(0, 10**6),
)


def drawn(case):
    high, wide, rows, columns, stride, padding, dilation, seed = case
    assume(
        min(
            high + 2 * padding - dilation * (rows - 1),
            wide + 2 * padding - dilation * (columns - 1),
        )
        >= 1
    )
    rng = np.random.default_rng(seed)
    return (
        rng.standard_normal((high, wide)),
        rng.standard_normal((rows, columns)),
        stride,
        padding,
        dilation,
    )


@given(sizes)
@settings(deadline=None, max_examples=150)
def test_correlate_against_scipy(case):
    image, kernel, stride, padding, dilation = drawn(case)
    wide = np.zeros([dilation * (n - 1) + 1 for n in kernel.shape])
    wide[::dilation, ::dilation] = kernel
    padded = np.pad(image, padding)
    theirs = signal.correlate2d(padded, wide, mode="valid")[::stride, ::stride]
    assert_allclose(correlate(image, kernel, stride, padding, dilation), theirs, atol=1e-12)
    theirs = signal.convolve2d(padded, wide, mode="valid")[::stride, ::stride]
    assert_allclose(
        convolution.convolve(image, kernel, stride, padding, dilation), theirs, atol=1e-12
    )
    assert theirs.shape == tuple(
        output_size(n, k, stride, padding, dilation)
        for n, k in zip(image.shape, kernel.shape, strict=True)
    )


@given(st.integers(3, 40), st.integers(3, 40), st.sampled_from([1, 3, 5]), st.integers(0, 10**6))
@settings(deadline=None, max_examples=40)
def test_correlate_against_ndimage(high, wide, k, seed):
    rng = np.random.default_rng(seed)
    image, kernel = rng.standard_normal((high, wide)), rng.standard_normal((k, k))
    theirs = ndimage.correlate(image, kernel, mode="constant")
    assert_allclose(correlate(image, kernel, padding=k // 2), theirs, atol=1e-12)


@given(sizes)
@settings(deadline=None, max_examples=150)
def test_the_fast_way_gives_the_same(case):
    image, kernel, *how = drawn(case)
    slow = correlate(image, kernel, *how)
    fast = correlate_fast(image, kernel, *how)
    assert fast.shape == slow.shape
    largest = np.abs(image).max() * np.abs(kernel).sum()
    assert np.abs(fast - slow).max() <= 1e-12 * largest
    many = np.stack([[image, 2 * image]])
    assert_allclose(correlate_fast(many, kernel, *how)[0, 1], 2 * slow, atol=1e-12 * largest)


@given(sizes)
@settings(deadline=None, max_examples=50)
def test_windows_are_what_a_kernel_sees(case):
    image, kernel, stride, padding, dilation = drawn(case)
    seen = windows(image, kernel.shape, stride, padding, dilation)
    padded = np.pad(image, padding)
    for i, j, m, n in np.ndindex(seen.shape):
        assert seen[i, j, m, n] == padded[stride * i + dilation * m, stride * j + dilation * n]
    assert seen.shape[2:] == kernel.shape
    assert not seen.flags.writeable


def test_what_is_written_into_the_windows_is_written_into_the_picture():
    image = np.zeros((3, 4))
    seen = windows(image, (2, 2), stride=2, writeable=True)
    seen[..., 1, 0] += [[1, 2]]
    assert image.tolist() == [[0, 0, 0, 0], [1, 0, 2, 0], [0, 0, 0, 0]]


def test_a_large_picture_and_many_at_once():
    rng = np.random.default_rng(0)
    image, kernel = rng.standard_normal((427, 640)), rng.standard_normal((3, 3))
    assert_allclose(
        correlate(image, kernel, padding=1),
        ndimage.correlate(image, kernel, mode="constant"),
        atol=1e-12,
    )
    many = rng.standard_normal((2, 3, 50, 70))
    for slide in (correlate, correlate_fast):
        assert_allclose(slide(many, kernel)[1, 2], slide(many[1, 2], kernel))
    assert_allclose(pooling.max_pool(many)[1, 2], pooling.max_pool(many[1, 2]))


@given(sizes)
@settings(deadline=None, max_examples=60)
def test_the_way_back_against_finite_differences(case):
    image, kernel, stride, padding, dilation = drawn(case)
    output = correlate(image, kernel, stride, padding, dilation)
    d_output = np.random.default_rng(1).standard_normal(output.shape)
    d_image, d_kernel = convolution.correlate_backward(
        image, kernel, d_output, stride, padding, dilation
    )
    wiggled = [
        gradcheck.numerical_gradient(
            lambda p: (correlate(p, kernel, stride, padding, dilation) * d_output).sum(), image
        ),
        gradcheck.numerical_gradient(
            lambda k: (correlate(image, k, stride, padding, dilation) * d_output).sum(), kernel
        ),
    ]
    assert gradcheck.relative_error([d_image, d_kernel], wiggled) < 1e-7


def test_smooth_against_ndimage():
    image = np.random.default_rng(0).standard_normal((40, 30))
    for sigma in (0.5, 1.0, 2.3):
        theirs = ndimage.gaussian_filter(
            image, sigma, mode="nearest", radius=int(np.ceil(3 * sigma))
        )
        assert_allclose(convolution.smooth(image, sigma), theirs, atol=1e-12)
    assert np.array_equal(convolution.smooth(image, 0), image)


@pytest.mark.parametrize("kernels", ["Sobel", "Prewitt", "Scharr"])
def test_edges(kernels):
    y, x = np.mgrid[:20, :20]
    for angle in np.deg2rad([0, 30, 90, 135, -60]):
        found = convolution.edges(np.cos(angle) * x + np.sin(angle) * y, kernels)
        assert_allclose(
            found.direction, angle, atol=1e-9
        )  # of a plane every kernel finds the direction exactly
        assert_allclose(found.magnitude, {"Sobel": 8, "Prewitt": 6, "Scharr": 32}[kernels])
    image = np.random.default_rng(0).standard_normal((20, 20))
    if kernels != "Scharr":
        theirs = getattr(ndimage, kernels.lower())(image, axis=1)[1:-1, 1:-1]
        assert_allclose(convolution.edges(image, kernels).gx, theirs, atol=1e-12)


def test_scharr_finds_the_direction_of_a_wave_best():
    y, x = np.mgrid[:60, :60]

    def worst(kernels):
        errors = []
        for angle in np.deg2rad(range(0, 46, 5)):
            found = convolution.edges(
                np.sin(0.8 * (np.cos(angle) * x + np.sin(angle) * y)), kernels
            )
            turned = np.angle(np.exp(2j * (found.direction - angle))) / 2
            errors.append(np.abs(turned[found.magnitude > 0.5 * found.magnitude.max()]).max())
        return max(errors)

    assert worst("Scharr") < 0.5 * worst("Sobel") < 0.5 * worst("Prewitt")


# -- pooling


def test_pooling_by_hand():
    x = np.array([[1, 3, 2, 1], [4, 2, 0, 1], [5, 1, 2, 2.5], [0, 6, 3, 1]])
    assert pooling.max_pool(x).tolist() == [[4, 2], [6, 3]]
    assert pooling.mean_pool(x).tolist() == [[2.5, 1], [3, 2.125]]
    assert pooling.max_pool(np.zeros((28, 28))).shape == (14, 14)
    row = np.array([[0, 0, 1, 1, 0, 0, 1, 1.0]] * 2)
    assert pooling.max_pool(row)[0].tolist() == [0, 1, 0, 1]
    assert pooling.max_pool(np.roll(row, -1, axis=1))[0].tolist() == [1, 1, 1, 1]
    back = pooling.max_pool_backward(x, np.array([[1.0, 2], [3, 4]]))
    assert back.tolist() == [[0, 0, 2, 0], [1, 0, 0, 0], [0, 0, 0, 0], [0, 3, 4, 0]]
    back = pooling.mean_pool_backward(x, np.array([[4.0, 8], [12, 16]]))
    assert back.tolist() == [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]
    ties = pooling.max_pool_backward(np.ones((2, 2)), np.ones((1, 1)))
    assert ties.tolist() == [[1, 0], [0, 0]]  # to the first, not to all
    assert pooling.max_pool_backward(np.ones((3, 5)), np.ones((1, 2))).shape == (
        3,
        5,
    )  # what is dropped gets nothing


pools = st.tuples(
    st.integers(1, 9),
    st.integers(1, 9),
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(0, 10**6),
)


@given(pools)
@settings(deadline=None, max_examples=100)
def test_pooling_against_a_plain_loop(case):
    high, wide, size, stride, seed = case
    assume(min(high, wide) >= size)
    # No two so near that a wiggle swaps them.
    x = np.random.default_rng(seed).permutation(high * wide).reshape(high, wide) / 3
    size_of_output = ((high - size) // stride + 1, (wide - size) // stride + 1)
    d_output = np.random.default_rng(1).standard_normal(size_of_output)
    for pool, of, back in (
        (pooling.max_pool, np.max, pooling.max_pool_backward),
        (pooling.mean_pool, np.mean, pooling.mean_pool_backward),
    ):
        by_hand = np.zeros(size_of_output)
        for i, j in np.ndindex(size_of_output):
            top, left = stride * i, stride * j
            by_hand[i, j] = of(x[top : top + size, left : left + size])
        assert_allclose(pool(x, size, stride), by_hand, atol=1e-12)

        def score(x, pool=pool):
            return (pool(x, size, stride) * d_output).sum()

        wiggled = gradcheck.numerical_gradient(score, x)
        assert gradcheck.relative_error(back(x, d_output, size, stride), wiggled) < 1e-7
    assert np.array_equal(pooling.max_pool(x, size), pooling.max_pool(x, size, size))


ONE = np.ones((3, 3))
BAD = [
    (
        lambda: correlate(ONE, np.ones((4, 4))),
        "the kernel covers 4 pixels and the padded picture has 3",
    ),
    (lambda: correlate(ONE, np.ones((2, 2)), dilation=3), "the kernel covers 4 pixels"),
    (
        lambda: correlate(ONE, np.ones((2, 2)), stride=0),
        "stride is 0; it must be a whole number, 1 or more",
    ),
    (lambda: correlate(ONE, np.ones((2, 2)), stride=1.5), "stride is 1.5"),
    (lambda: correlate(ONE, np.ones((2, 2)), stride="two"), "stride is 'two'"),
    (
        lambda: correlate(ONE, np.ones((2, 2)), padding=-1),
        "padding is -1; it must be a whole number, 0 or more",
    ),
    (lambda: correlate(ONE, np.ones((2, 2)), dilation=np.nan), "dilation is nan"),
    (lambda: correlate([1.0, 2], ONE), r"image must be \(\.\.\., height, width\)"),
    (lambda: correlate(ONE, [1.0, 2]), r"kernel \(rows, columns\); they are \(3, 3\) and \(2,\)"),
    (lambda: correlate(ONE * np.nan, ONE), "image holds NaN"),
    (lambda: correlate(ONE, "Sobel"), "kernel must hold numbers only"),
    (
        lambda: correlate_fast(ONE, np.ones((4, 4))),
        "the kernel covers 4 pixels and the padded picture has 3",
    ),
    (lambda: correlate_fast(ONE * np.nan, ONE), "image holds NaN"),
    (
        lambda: correlate_fast(ONE, ONE, padding=-1),
        "padding is -1; it must be a whole number, 0 or more",
    ),
    (lambda: convolution.convolve(ONE, [[np.inf]]), "kernel holds NaN or infinity"),
    (
        lambda: convolution.correlate_backward(ONE, ONE, ONE),
        r"must have the shape of the output, \(1, 1\); it has \(3, 3\)",
    ),
    (lambda: convolution.edges(ONE, "Canny"), "there are no edge kernels 'Canny'"),
    (lambda: convolution.smooth(ONE, -1), "sigma is -1; it must be 0 or more"),
    (lambda: output_size(3, 0), "k is 0; it must be a whole number, 1 or more"),
    (lambda: pooling.max_pool(ONE, 4), "the kernel covers 4 pixels"),
    (lambda: pooling.max_pool(ONE, 0), "size is 0"),
    (lambda: pooling.mean_pool(ONE, 2, 0), "stride is 0"),
    (lambda: pooling.mean_pool([1.0]), r"x must be \(\.\.\., height, width\)"),
    (lambda: pooling.max_pool_backward(ONE, ONE), r"must have the shape of the output, \(1, 1\)"),
]


@pytest.mark.parametrize(("call", "says"), BAD)
def test_bad_input_gets_one_sentence(call, says):
    with pytest.raises(ValueError, match=says):
        call()
