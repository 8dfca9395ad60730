"""A convolutional network that reads a digit wherever it lies on a page.

It asks of each kernel only how strongly it was met, and not where:

    Z  = A ⋆ K + b      A = max(Z, 0)      once or several times; each kernel looks at all maps of A
    G  = the largest number of each of the last maps, over the whole page
    Z1, A1, Z2, A2, F   lesson 4's network with two hidden layers, whose inputs are the numbers of G

Between two convolutions the maps are pooled by 2 × 2. The parameters are one list,
[K, b, …, W1, b1, W2, b2, W3, b3]: K (kernels, channels, k, k), where channels is the number of maps
that it looks at, 1 for a grey page; b (kernels,); the others as in lesson 4. No zeros lie around
anything, so a map has k − 1 rows and columns less than what its kernel looks at.
Numbers stay what they are: float32 in, float32 out, in half the time of float64.
Source: LeCun, Bottou, Bengio and Haffner (1998), Proc. IEEE 86; the largest over the whole page:
Oquab, Bottou, Laptev and Sivic (2015), Is object localization for free?, CVPR, 685–694.
"""

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from . import network

PAGE = 16  # pixels along one side of the page
SCAN = 8  # and of a digit on it
FREE = PAGE - SCAN + 1  # so many rows, and columns, at which a digit can begin
ONE_LAYER = ((64, 7),)  # (kernels, k) of each convolution
TWO_LAYERS = ((16, 3), (32, 3))
HIDDEN = 64, 32
DENSE = PAGE * PAGE, 64, 32, 10  # lesson 4's network on the same page


class Stages(NamedTuple):
    """What forward computed on its way, one sample after the other."""

    inputs: list  # of each convolution, (N, channels, rows, columns)
    maps: list  # Z of each convolution, (N, kernels, rows, columns)
    where: np.ndarray  # (N, kernels) the place of the largest number in each of the last maps
    dense: network.Stages  # those of lesson 4; its X is G


def channels(maps, kernels) -> np.ndarray:
    """Return  maps ⋆ kernels  over all channels at once, (N, kernels, rows, columns).

        Z[k](i, j) = Σ over the channels c, and m, n, of  maps[c](i + m, j + n) kernels[k, c](m, n)

    maps (N, channels, height, width), kernels (kernels, channels, k, k). It is one product of two
    matrices: the kernels, one a row, and what they see at each place, one a column.
    """
    n, _, high, wide = maps.shape
    count, _, k, _ = kernels.shape
    rows, columns = high - k + 1, wide - k + 1
    seen = _seen(maps, k).reshape(-1, n * rows * columns)
    product = kernels.reshape(count, -1) @ seen
    return product.reshape(count, n, rows, columns).swapaxes(0, 1)


def kernel_errors(maps, kernels, dZ) -> np.ndarray:
    """Return ∂L/∂kernels, shaped as kernels, for dZ = ∂L/∂Z, (N, kernels, rows, columns).

    dK[k, c](m, n) = Σ dZ[k](i, j) maps[c](i + m, j + n)     over all places and samples
    """
    count, depth, k, _ = kernels.shape
    seen = _seen(maps, k).reshape(depth * k * k, -1)
    dK = dZ.swapaxes(0, 1).reshape(count, -1) @ seen.T
    return dK.reshape(kernels.shape)


def map_errors(kernels, dZ) -> np.ndarray:
    """Return ∂L/∂maps, (N, channels, height, width), for dZ = ∂L/∂Z.

    It is dZ with zeros around it, correlated with each kernel turned by half a turn.
    """
    k = kernels.shape[-1]
    around = np.pad(dZ, ((0, 0), (0, 0), (k - 1, k - 1), (k - 1, k - 1)))
    turned = kernels[:, :, ::-1, ::-1].swapaxes(0, 1)  # (channels, kernels, k, k)
    return channels(around, turned)


def _seen(maps, k):
    """Return a copy of what a kernel sees at its places, (channels, k, k, N, rows, columns)."""
    seen = sliding_window_view(maps, (k, k), axis=(2, 3))  # (N, channels, rows, columns, k, k)
    return np.ascontiguousarray(seen.transpose(1, 4, 5, 0, 2, 3))


def init_params(layers, rng, hidden=HIDDEN, outputs=10, dtype=float) -> list[np.ndarray]:
    """Return random [K, b, …, W1, b1, W2, b2, W3, b3].

    layers: (kernels, k) of each convolution, such as ONE_LAYER; hidden: the two widths. Weights are
    normal with the standard deviation √(2 / inputs), channels · k² of them for a kernel; biases 0.
    rng: a np.random.Generator, or a seed. dtype: of the numbers, float or np.float32.
    ValueError for anything but whole numbers above 0.
    """
    whole = [n for layer in layers for n in layer] + [*hidden, outputs]
    if not layers or len(hidden) != 2 or any(n != int(n) or n < 1 for n in whole):
        must = "(kernels, k) for each convolution, and two hidden widths, all whole numbers above 0"
        raise ValueError(f"layers is {layers!r} and hidden {hidden!r}; they must be {must}")
    rng = np.random.default_rng(rng)
    params = []
    depth = 1
    for kernels, k in layers:
        spread = np.sqrt(2 / (depth * k * k))
        params += [spread * rng.standard_normal((kernels, depth, k, k)), np.zeros(kernels)]
        depth = kernels
    params += network.init_params((depth, *hidden, outputs), rng)
    return [p.astype(dtype) for p in params]


def forward(params, X) -> tuple[np.ndarray, Stages]:
    """Return the output F (N, outputs), and the Stages on the way there.

    X: pages (N, height, width), or square ones as rows. They may be of any size that holds the
    kernels: nothing here depends on it. ValueError when X or the parameters do not fit each other.
    """
    kernels, dense = parted(params)
    A = _pages(X, kernels)[:, None]  # (N, 1, height, width)
    inputs, maps = [], []
    for K, b in kernels:
        if maps:
            A = pooled(np.maximum(maps[-1], 0))
        inputs.append(A)
        maps.append(channels(A, K) + b[:, None, None])
    G, where = strongest(maps[-1])
    F, stages = network.run(dense, np.maximum(G, 0))  # ReLU of the largest is the largest of ReLU
    return F, Stages(inputs, maps, where, stages)


def backward(params, stages, d_output) -> list[np.ndarray]:
    """Return the gradients, a list shaped as params, for d_output = ∂L/∂F.

    Of each last map only the largest number goes on, so only the patch of the page under it has a
    say in its kernel.
    """
    kernels, dense = parted(params)
    d_output = d_output.astype(dense[0].dtype)
    *_, dZ1 = network.errors(dense, stages.dense, d_output)
    dG = (dZ1 @ dense[0].T) * (stages.dense.X > 0)  # (N, kernels)
    grads = []
    if len(kernels) == 1:  # the same as below, without the many zeros
        met = _patches(stages.inputs[0], stages.where, kernels[0][0].shape[-1])
        dK = np.einsum("nk,nkcij->kcij", dG, met)
        return [dK, dG.sum(axis=0), *network.backward(dense, stages.dense, d_output)]
    dZ = np.zeros_like(stages.maps[-1])
    flat = dZ.reshape(*dZ.shape[:2], -1)
    np.put_along_axis(flat, stages.where[..., None], dG[..., None], axis=2)
    for i in reversed(range(len(kernels))):
        K, _ = kernels[i]
        grads = [kernel_errors(stages.inputs[i], K, dZ), dZ.sum(axis=(0, 2, 3)), *grads]
        if i:  # the page itself needs no error
            dZ = pooled_backward(stages.maps[i - 1], map_errors(K, dZ))
    return [*grads, *network.backward(dense, stages.dense, d_output)]


def gradient(params, X, labels) -> list[np.ndarray]:
    """Return the gradient of the cross-entropy of the whole network, a list shaped as params."""
    output, stages = forward(params, X)
    _, d_output = network.softmax_cross_entropy(output, labels)
    return backward(params, stages, d_output)


def strongest(maps):
    """Return the largest number of each map, (N, kernels), and its place, counted row by row.

    maps (N, kernels, rows, columns). When several are equal it is the first of them.
    """
    flat = maps.reshape(*maps.shape[:2], -1)
    where = flat.argmax(axis=2)
    return np.take_along_axis(flat, where[..., None], axis=2)[..., 0], where


def pooled(A) -> np.ndarray:
    """Return the largest of each window of 2 × 2, as `pooling.max_pool`, in the kind of A."""
    return _windows_of_two(A).max(axis=(3, 5))


def pooled_backward(Z, dP) -> np.ndarray:
    """Return ∂L/∂Z where  P = max(Z, 0), pooled by 2 × 2,  for dP = ∂L/∂P.

    It goes to the largest of each window, where that is above 0.
    """
    n, depth, rows, columns = dP.shape
    four = _windows_of_two(Z).transpose(0, 1, 2, 4, 3, 5).reshape(n, depth, rows, columns, 4)
    first = four.argmax(axis=4)[..., None]
    back = np.zeros_like(four)
    kept = dP[..., None] * (np.take_along_axis(four, first, axis=4) > 0)
    np.put_along_axis(back, first, kept, axis=4)
    dZ = np.zeros_like(Z)
    back = back.reshape(n, depth, rows, columns, 2, 2).transpose(0, 1, 2, 4, 3, 5)
    dZ[:, :, : 2 * rows, : 2 * columns] = back.reshape(n, depth, 2 * rows, 2 * columns)
    return dZ


def parted(params):
    """Return [(K, b), …] of the convolutions, and the six arrays of the dense layers."""
    return list(zip(params[:-6:2], params[1:-6:2], strict=True)), params[-6:]


def parameter_count(layers, hidden=HIDDEN, outputs=10) -> int:
    """Return how many parameters a network has: channels · k² + 1 for each kernel, and so on."""
    return sum(p.size for p in init_params(layers, 0, hidden, outputs))


def multiplications(layers, side=PAGE, hidden=HIDDEN, outputs=10) -> list[int]:
    """Return how many multiplications one page takes: each convolution, then three dense layers."""
    counts = []
    depth = 1
    for kernels, k in layers:
        if counts:
            side //= 2
        side -= k - 1
        counts.append(kernels * depth * k * k * side * side)
        depth = kernels
    first, second = hidden
    return [*counts, depth * first, first * second, second * outputs]


def field(layers) -> int:
    """Return the receptive field: how many pixels a number of the last maps sees, on a side."""
    seen, apart = 1, 1  # and how far two neighbours are apart, in pixels of the page
    for i, (_, k) in enumerate(layers):
        if i:  # the pooling before it
            seen += apart
            apart *= 2
        seen += (k - 1) * apart
    return seen


def placed(X, rows, columns, dtype=float) -> np.ndarray:
    """Return scans X (N, 64) on pages (N, 16, 16), the corner of each at its row and its column.

    rows and columns: from 0 to 8, one number for all, or one for each. ValueError for others.
    """
    pages = np.zeros((len(X), PAGE, PAGE), dtype)
    rows, columns = (np.broadcast_to(at, len(X)) for at in (rows, columns))
    if np.any((rows < 0) | (rows >= FREE) | (columns < 0) | (columns >= FREE)):
        raise ValueError(f"a digit can begin at row and column 0 to {FREE - 1} of the page")
    along = np.arange(SCAN)
    each = np.arange(len(X))[:, None, None]
    pages[each, rows[:, None, None] + along[:, None], columns[:, None, None] + along] = np.reshape(
        X, (-1, SCAN, SCAN)
    )
    return pages


def scattered(X, rng, dtype=float) -> np.ndarray:
    """Return scans X (N, 64) on pages, each at a random place: every one of 81 is as likely."""
    rows, columns = rng.integers(FREE, size=(2, len(X)))
    return placed(X, rows, columns, dtype)


def _windows_of_two(A):
    """Return A (N, channels, height, width) as (N, channels, rows, 2, columns, 2)."""
    n, depth, high, wide = A.shape
    rows, columns = high // 2, wide // 2
    return A[:, :, : 2 * rows, : 2 * columns].reshape(n, depth, rows, 2, columns, 2)


def _patches(maps, where, k):
    """Return what each kernel saw at its place, (N, kernels, channels, k, k)."""
    seen = sliding_window_view(maps, (k, k), axis=(2, 3))
    i, j = np.divmod(where, seen.shape[3])
    return seen[np.arange(len(maps))[:, None], :, i, j]


def _pages(X, kernels):
    """Return X as pages (N, height, width) of the kind of the parameters."""
    dtype = kernels[0][0].dtype
    X = np.asarray(X)
    side = round(X.shape[-1] ** 0.5) if X.ndim else 0
    if X.ndim == 2 and side * side == X.shape[1]:
        X = X.reshape(-1, side, side)
    fits = X.ndim == 3 and X.dtype.kind in "fiub" and kernels[0][0].shape[1:2] == (1,)
    if not fits or not np.isfinite(X).all():
        must = "X must be pages (N, height, width) of finite numbers"
        raise ValueError(f"{must}; its shape is {X.shape}")
    k = kernels[0][0].shape[-1]
    if min(X.shape[1:]) < k:
        raise ValueError(f"kernels of {k} pixels do not fit pages of {X.shape[1]} × {X.shape[2]}")
    return X.astype(dtype, copy=False)
