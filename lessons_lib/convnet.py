"""A small convolutional network, from the parts of lessons 4 to 6: a picture forward stage by stage, and the error back.

    Z0 = X ⋆ K + b0        A0 = f(Z0)        each kernel slides over the picture and makes a map of it; the activation
    P  = A0, pooled by 2 × 2                 each map, a quarter as large
    Z1, A1, Z2, A2, F                        lesson 4's network with two hidden layers, whose inputs are the numbers of P

The parameters are the list [K, b0, W1, b1, W2, b2, W3, b3]: K (kernels, k, k), b0 (kernels,), the others as in lesson 4.
Around the picture lie ⌊k / 2⌋ rows of zeros, so that a map is as large as the picture when k is odd.
Source: LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied to document recognition, Proc. IEEE 86.
"""

from functools import partial
from math import isqrt
from typing import NamedTuple

import numpy as np

from . import entry, network, pooling
from .convolution import output_size

POOLS = {"max": (partial(pooling.max_pool, finite=False), partial(pooling.max_pool_backward, finite=False)),
         "mean": (partial(pooling.mean_pool, finite=False), partial(pooling.mean_pool_backward, finite=False))}  # fmt: skip


class Stages(NamedTuple):
    """What forward computed on its way, one sample after the other, and the name of the pooling."""

    X: np.ndarray  # (N, height, width)
    Z0: np.ndarray  # (N, kernels, rows, columns)
    A0: np.ndarray
    P: np.ndarray  # (N, kernels, rows // 2, columns // 2)
    dense: network.Stages  # those of lesson 4; its X is P with one row a sample
    pool: str


def init_params(sizes, rng, scale="he", k=3):
    """Return random [K, b0, W1, b1, W2, b2, W3, b3] for sizes = (side, kernels, first hidden, second hidden, outputs).

    side: pixels along one side of the square picture; k: along one side of a kernel. Weights are normal with the standard
    deviation √(2 / inputs), k² of them for a kernel; biases 0. scale and rng as in `network.init_params`. ValueError for
    sizes that are not whole numbers above 0, and when there is nothing to pool.
    """
    if len(sizes) != 5 or any(n != int(n) or n < 1 for n in sizes):
        must = "five whole numbers above 0: side of the picture, kernels, two hidden widths, outputs"
        raise ValueError(f"sizes is {sizes!r}; it must be {must}")
    side, kernels, *hidden = sizes
    inputs = kernels * output_size(output_size(side, k, padding=k // 2), 2, 2) ** 2
    rng = np.random.default_rng(rng)
    K = np.sqrt(2 / k**2) * rng.standard_normal((kernels, k, k))
    dense = network.init_params((inputs, *hidden), rng, scale)
    return [K if isinstance(scale, str) else scale * K, np.zeros(kernels), *dense]


def columns(X, k):
    """Return the padded pictures X (N, height, width), shifted to each of the k² places of a kernel: (k², N, rows, columns)."""
    X = np.pad(X, ((0, 0), (k // 2, k // 2), (k // 2, k // 2)))
    rows, wide = (output_size(n, k) for n in X.shape[1:])
    return np.stack([X[:, m : m + rows, n : n + wide] for m, n in np.ndindex(k, k)])


def forward(params, X, activation="relu", pool="max"):
    """Return the output F (N, outputs), and the Stages on the way there.

    X: pictures (N, height, width), or square ones as rows (N, side²). pool: "max" or "mean".
    ValueError when X or the parameters do not fit each other, X is not finite, or a name is unknown.
    """
    K, b0, *dense = params
    X, f = _checked(params, X, activation, pool), network.ACTIVATIONS[activation][0]
    shifted = columns(X, K.shape[-1])  # a convolution is a product of two matrices: (kernels, k²) and (k², pixels)
    Z0 = (K.reshape(len(K), -1) @ shifted.reshape(len(shifted), -1)).reshape(len(K), *shifted.shape[1:])
    Z0 = Z0.swapaxes(0, 1) + b0[:, None, None]  # (N, kernels, rows, columns)
    A0 = f(Z0)
    P = POOLS[pool][0](A0)
    F, stages = network.run(dense, P.reshape(len(X), -1), activation)
    return F, Stages(X, Z0, A0, P, stages, pool)


def map_errors(params, stages, d_output):
    """Return dZ0, the error at the maps, (N, kernels, rows, columns), for d_output = ∂L/∂F.

    dP = dZ1 W1ᵀ        dA0 = dP, routed back through the pooling        dZ0 = dA0 ⊙ f′(Z0)
    """
    dense = stages.dense
    dP = network.errors(params[2:], dense, d_output).dZ1 @ params[2].T
    dA0 = POOLS[stages.pool][1](stages.A0, dP.reshape(stages.P.shape))
    return dA0 * network.ACTIVATIONS[dense.activation][1](stages.Z0)


def backward(params, stages, d_output):
    """Return [dK, db0, dW1, db1, dW2, db2, dW3, db3], shaped as params. d_output is ∂L/∂F.

    dK(m, n) = Σ dZ0(i, j) X(i + m, j + n)  over all pixels of all samples        db0 = Σ dZ0
    """
    K, dZ0 = params[0], map_errors(params, stages, d_output)
    shifted = columns(stages.X, K.shape[-1])
    dK = dZ0.swapaxes(0, 1).reshape(len(K), -1) @ shifted.reshape(len(shifted), -1).T
    return [dK.reshape(K.shape), dZ0.sum(axis=(0, 2, 3)), *network.backward(params[2:], stages.dense, d_output)]


def gradient(params, X, labels, activation="relu", pool="max"):
    """Return the gradient of the cross-entropy of the whole network, a list shaped as params."""
    output, stages = forward(params, X, activation, pool)
    return backward(params, stages, network.softmax_cross_entropy(output, labels)[1])


def multiplications(params, side):
    """Return how many multiplications one picture takes, a list: the convolution, and the three dense layers."""
    K, k = params[0], params[0].shape[-1]
    return [K.size * output_size(side, k, padding=k // 2) ** 2, *(W.size for W in params[2::2])]


def _checked(params, X, activation, pool):
    for name, value, known in (("activation", activation, network.ACTIVATIONS), ("pool", pool, POOLS)):
        if value not in known:
            raise ValueError(f"{name} is {value!r}; it must be one of {', '.join(map(repr, known))}")
    X = entry.numbers("X", X)
    if X.ndim == 2 and isqrt(X.shape[1]) ** 2 == X.shape[1]:
        side = isqrt(X.shape[1])
        X = X.reshape(-1, side, side)
    shapes, fits = [np.shape(p) for p in params], X.ndim == 3
    if fits and len(shapes) == 8 and len(shapes[0]) == 3 and shapes[0][1] == shapes[0][2] and shapes[1] == shapes[0][:1]:
        rows, wide = (output_size(n, k, padding=shapes[0][1] // 2) // 2 for n, k in zip(X.shape[1:], shapes[0][1:], strict=True))
        inputs = shapes[0][0] * rows * wide
        for W, b in zip(shapes[2::2], shapes[3::2], strict=True):
            fits, inputs = fits and len(W) == 2 and W[0] == inputs and b == W[1:], W[-1] if W else 0
    else:
        fits = False
    if not fits:
        must = "X must be pictures (N, height, width), and [K, b0, W1, b1, W2, b2, W3, b3] must fit them and each other"
        raise ValueError(f"{must}; the shapes are {X.shape} and {shapes}")
    return X
