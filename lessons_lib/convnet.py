"""A small convolutional network, from the parts of lessons 4 to 6: forward, and the error back.

    Z0 = X ⋆ K + b0        A0 = f(Z0)    each kernel slides over the picture and makes a map of it;
                                         f is the activation
    P  = A0, pooled by 2 × 2             each map, a quarter as large
    Z1, A1, Z2, A2, F                    lesson 4's network with two hidden layers, whose inputs are
                                         the numbers of P

The parameters are the list [K, b0, W1, b1, W2, b2, W3, b3]: K (kernels, k, k), b0 (kernels,), the
others as in lesson 4. Around the picture lie ⌊k / 2⌋ rows of zeros, so that a map is as large as
the picture when k is odd.
Source: LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied to document
recognition, Proc. IEEE 86.
"""

from functools import partial
from math import isqrt
from typing import NamedTuple

import numpy as np

from . import entry, network, pooling
from .convolution import output_size, windows


def _of_any_number(*functions):
    """Return functions of pooling which let NaN and infinity through."""
    return tuple(partial(function, finite=False) for function in functions)


POOLS = {  # forward and backward
    "max": _of_any_number(pooling.max_pool, pooling.max_pool_backward),
    "mean": _of_any_number(pooling.mean_pool, pooling.mean_pool_backward),
}


class Stages(NamedTuple):
    """What forward computed on its way, one sample after the other, and the name of the pooling."""

    X: np.ndarray  # (N, height, width)
    Z0: np.ndarray  # (N, kernels, rows, columns)
    A0: np.ndarray
    P: np.ndarray  # (N, kernels, rows // 2, columns // 2)
    dense: network.Stages  # those of lesson 4; its X is P with one row a sample
    pool: str


def init_params(sizes, rng, scale="he", k=3) -> list[np.ndarray]:
    """Return random [K, b0, W1, b1, W2, b2, W3, b3].

    sizes = (side, kernels, first hidden, second hidden, outputs), where side is the number of
    pixels along one side of the square picture; k: along one side of a kernel. Weights are normal
    with the standard deviation √(2 / inputs), k² of them for a kernel; biases 0. scale and rng as
    in `network.init_params`. ValueError for sizes that are not whole numbers above 0, and when
    there is nothing to pool.
    """
    if len(sizes) != 5 or any(n != int(n) or n < 1 for n in sizes):
        must = (
            "five whole numbers above 0: side of the picture, kernels, two hidden widths, outputs"
        )
        raise ValueError(f"sizes is {sizes!r}; it must be {must}")
    side, kernels, *hidden = sizes
    inputs = kernels * pooled_side(side, k) ** 2
    rng = np.random.default_rng(rng)
    K = np.sqrt(2 / k**2) * rng.standard_normal((kernels, k, k))
    dense = network.init_params((inputs, *hidden), rng, scale)
    return [K if isinstance(scale, str) else scale * K, np.zeros(kernels), *dense]


def pooled_side(side, k=3) -> int:
    """Return how many pixels a pooled map has along one side, for a picture of `side` pixels and
    kernels of k. ValueError when there is nothing to pool.
    """
    return output_size(output_size(side, k, padding=k // 2), 2, 2)


def parameter_count(sizes, k=3) -> int:
    """Return how many parameters a network has, for sizes and k as in `init_params`.

    k² + 1 for each kernel, and one more than its inputs for each unit of a dense layer.
    """
    side, kernels, first, second, outputs = sizes
    inputs = kernels * pooled_side(side, k) ** 2
    convolution = (k**2 + 1) * kernels
    return convolution + (inputs + 1) * first + (first + 1) * second + (second + 1) * outputs


def columns(X, k) -> np.ndarray:
    """Return the padded pictures X, shifted to each of the k² places of a kernel.

    X (N, height, width) gives (k², N, rows, columns): a copy of `convolution.windows` with the
    places of the kernel first.
    """
    seen = windows(X, (k, k), padding=k // 2)  # (N, rows, columns, k, k)
    return np.moveaxis(seen, (-2, -1), (0, 1)).reshape(k * k, *seen.shape[:3])


def forward(params, X, activation="relu", pool="max") -> tuple[np.ndarray, Stages]:
    """Return the output F (N, outputs), and the Stages on the way there.

    X: pictures (N, height, width), or square ones as rows (N, side²). pool: "max" or "mean".
    ValueError when X or the parameters do not fit each other, X is not finite, or a name is
    unknown.
    """
    entry.one_of("activation", activation, network.ACTIVATIONS)
    entry.one_of("pool", pool, POOLS)
    X = _pictures_that_fit(params, X)
    K, b0, *dense = params
    f, _ = network.ACTIVATIONS[activation]
    pooled, _ = POOLS[pool]
    Z0 = _slid_over(X, K) + b0[:, None, None]  # (N, kernels, rows, columns)
    A0 = f(Z0)
    P = pooled(A0)
    F, stages = network.run(dense, P.reshape(len(X), -1), activation)
    return F, Stages(X, Z0, A0, P, stages, pool)


def map_errors(params, stages, d_output) -> np.ndarray:
    """Return dZ0, the error at the maps, (N, kernels, rows, columns), for d_output = ∂L/∂F.

    dP = dZ1 W1ᵀ        dA0 = dP, routed back through the pooling        dZ0 = dA0 ⊙ f′(Z0)
    """
    _, _, W1, *_ = params
    _, slope = network.ACTIVATIONS[stages.dense.activation]
    _, routed_back = POOLS[stages.pool]
    dP = network.errors(params[2:], stages.dense, d_output).dZ1 @ W1.T
    dA0 = routed_back(stages.A0, dP.reshape(stages.P.shape))
    return dA0 * slope(stages.Z0)


def backward(params, stages, d_output) -> list[np.ndarray]:
    """Return [dK, db0, dW1, db1, dW2, db2, dW3, db3], shaped as params. d_output is ∂L/∂F.

    dK(m, n) = Σ dZ0(i, j) X(i + m, j + n)  over all pixels of all samples        db0 = Σ dZ0
    """
    K, *_ = params
    k = K.shape[-1]
    dZ0 = map_errors(params, stages, d_output)  # (N, kernels, i, j)
    seen = windows(stages.X, (k, k), padding=k // 2)  # (N, i, j, m, n)
    dK = np.tensordot(dZ0, seen, axes=((0, 2, 3), (0, 1, 2)))  # (kernels, m, n)
    db0 = dZ0.sum(axis=(0, 2, 3))
    return [dK, db0, *network.backward(params[2:], stages.dense, d_output)]


def gradient(params, X, labels, activation="relu", pool="max") -> list[np.ndarray]:
    """Return the gradient of the cross-entropy of the whole network, a list shaped as params."""
    output, stages = forward(params, X, activation, pool)
    _, d_output = network.softmax_cross_entropy(output, labels)
    return backward(params, stages, d_output)


def multiplications(params, side) -> list[int]:
    """Return how many multiplications one picture takes: the convolution, three dense layers."""
    K, _, *dense = params
    k = K.shape[-1]
    pixels = output_size(side, k, padding=k // 2) ** 2
    return [K.size * pixels, *(W.size for W in dense[::2])]


def _slid_over(X, K):
    """Return  X ⋆ K,  each picture correlated with each kernel, (N, kernels, rows, columns).

    It is a product of two matrices: the kernels (kernels, k²) and the shifted pictures, (k², all
    pixels of all pictures).
    """
    shifted = columns(X, K.shape[-1])
    product = K.reshape(len(K), -1) @ shifted.reshape(len(shifted), -1)
    return product.reshape(len(K), *shifted.shape[1:]).swapaxes(0, 1)


def _pictures_that_fit(params, X):
    """Return X as floats (N, height, width), of rows too.

    ValueError when it does not fit the parameters, or they each other.
    """
    X = entry.numbers("X", X)
    if X.ndim == 2 and isqrt(X.shape[1]) ** 2 == X.shape[1]:
        side = isqrt(X.shape[1])
        X = X.reshape(-1, side, side)
    shapes = [np.shape(p) for p in params]
    if not _all_fit(X.shape, shapes):
        which = "[K, b0, W1, b1, W2, b2, W3, b3] must fit them and each other"
        must = f"X must be pictures (N, height, width), and {which}"
        raise ValueError(f"{must}; the shapes are {X.shape} and {shapes}")
    return X


def _all_fit(pictures, shapes):
    """Return whether parameters of these shapes fit pictures of this shape, and each other."""
    if len(pictures) != 3 or len(shapes) != 8:
        return False
    K, b0, *dense = shapes
    if len(K) != 3 or K[1] != K[2] or b0 != K[:1]:
        return False
    kernels, k, _ = K
    rows, wide = (output_size(n, k, padding=k // 2) // 2 for n in pictures[1:])
    return network.layers_fit(kernels * rows * wide, dense)
