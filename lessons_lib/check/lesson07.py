"""The exercises of lesson 7.

Run the network on one picture, count its parameters, and find the gradient of its kernels.
"""

from functools import partial

import numpy as np

from .. import convnet, pooling
from ..convolution import convolve, correlate, windows
from .verdict import judge


def _run(
    params,
    picture,
    slide=correlate,
    bias=True,
    rectify="after",
    pool=pooling.max_pool,
    last=True,
    order="maps",
    hidden=(True, True),
    biases=(1, 1, 1),
):
    """Return the ten outputs for one picture, with one mistake or another."""
    K, b0, W1, b1, W2, b2, W3, b3 = params
    S = np.array([slide(picture, kernel, padding=1) for kernel in K])
    b0 = bias * b0[:, None, None]
    maps = {"after": np.maximum(S + b0, 0), "before": np.maximum(S, 0) + b0, "never": S + b0}
    P = pool(maps[rectify])
    h = P.ravel() if order == "maps" else np.moveaxis(P, 0, -1).ravel()
    for W, b, relu, there in zip((W1, W2), (b1, b2), hidden, biases, strict=False):
        h = h @ W + there * b
        h = np.maximum(h, 0) if relu else h
    F = h @ W3 + biases[2] * b3
    return F if last else np.maximum(F, 0)


def _softmax(params, picture):
    p = np.exp(_run(params, picture))
    return p / p.sum()


def _example(seed, kernels=3):
    """Return a case: the parameters of a network whose biases are not 0, and a picture."""
    rng = np.random.default_rng(seed)
    params = convnet.init_params((8, kernels, 6, 5, 10), rng)
    params = [p + 0.2 * rng.standard_normal(p.shape) for p in params]
    return params, rng.uniform(size=(8, 8))


FORWARD_MISTAKES = {
    "Your kernels are turned by half a turn: take correlate, not convolve.": partial(
        _run, slide=convolve
    ),
    "The biases of the kernels are missing: + b0[k] for map k.": partial(_run, bias=False),
    "The maps go on without a ReLU: np.maximum(…, 0) before the pooling.": partial(
        _run, rectify="never"
    ),
    "The bias belongs inside the ReLU: add it first, then np.maximum(…, 0).": partial(
        _run, rectify="before"
    ),
    "That is mean pooling: the largest of each window is asked for.": partial(
        _run, pool=pooling.mean_pool
    ),
    "The hidden layers have no ReLU in yours: np.maximum(…, 0) after each of the two.": partial(
        _run, hidden=(False, False)
    ),
    "The first hidden layer has no ReLU in yours.": partial(_run, hidden=(False, True)),
    "The second hidden layer has no ReLU in yours.": partial(_run, hidden=(True, False)),
    "b1 is missing.": partial(_run, biases=(0, 1, 1)),
    "b2 is missing.": partial(_run, biases=(1, 0, 1)),
    "b3 is missing: the output has a bias too.": partial(_run, biases=(1, 1, 0)),
    "b1, b2 and b3 are missing.": partial(_run, biases=(0, 0, 0)),
    "The output layer has no ReLU: return it as it is, below zero too.": partial(_run, last=False),
    "That is softmax already: return F, the numbers before it.": _softmax,
    "The numbers of P come in another order: one whole map after the other, P.ravel() with the "
    "kernels as its first axis.": partial(_run, order="pixels"),
}


def forward(my_forward):
    """Judge my_forward(params, picture) -> the ten outputs F for one picture (8, 8)."""

    def proof():
        params, picture = _example(4)
        largest = int(np.argmax(my_forward(params, picture)))
        return f"The largest of the ten is F[{largest}], as it is with convnet.forward."

    def library(params, picture):
        return convnet.forward(params, picture[None])[0][0]

    judge(
        my_forward,
        library,
        [_example(0), _example(1, 5), _example(2, 4)],
        proof=proof,
        mistakes=FORWARD_MISTAKES,
    )


def _like(inputs=lambda side, k: k * (side // 2) ** 2, conv=lambda k: 10 * k, biases=True):
    """Return a count with other inputs of the dense layers, other kernels, or no biases."""

    def wrong(side, k, n1, n2, outputs):
        dense = inputs(side, k) * n1 + n1 * n2 + n2 * outputs
        return conv(k) + dense + biases * (n1 + n2 + outputs)

    return wrong


COUNT_MISTAKES = {
    "All biases are missing: one for each kernel, and one for each unit.": _like(
        conv=lambda k: 9 * k, biases=False
    ),
    "The kernels have a bias too, one each: 3 · 3 + 1 numbers.": _like(conv=lambda k: 9 * k),
    "The biases of the three dense layers are missing: n1 + n2 + outputs.": _like(biases=False),
    "The pooling is forgotten: only a quarter of each map enters the first hidden layer.": _like(
        inputs=lambda side, k: k * side**2
    ),
    "The first hidden layer sees every map: kernels · (side // 2)² inputs.": _like(
        inputs=lambda side, k: (side // 2) ** 2
    ),
    "A pooled map is square: (side // 2)² numbers.": _like(inputs=lambda side, k: k * (side // 2)),
    "Those are multiplications: the weights of a kernel are used at every pixel, but counted "
    "once.": (
        lambda side, k, n1, n2, o: 9 * k * side**2 + k * (side // 2) ** 2 * n1 + n1 * n2 + n2 * o
    ),
    "Kernels of 3 × 3 have 9 weights each, not 3.": _like(conv=lambda k: 4 * k),
    "The maps are as large as the picture here, for zeros lie around it; in yours they are two "
    "pixels smaller.": _like(inputs=lambda side, k: k * ((side - 2) // 2) ** 2),
    "An odd side leaves a row over, and pooling drops it: side // 2.": _like(
        inputs=lambda side, k: k * (side / 2) ** 2
    ),
    "The kernels are left out: 32 of them hold 320 numbers.": _like(conv=lambda k: 0),
    "One kernel is counted for all of them: multiply by their number.": _like(conv=lambda k: 10),
    "Each place of the picture has its own kernel in yours: the same weights are used "
    "everywhere.": (
        lambda side, k, n1, n2, o: (
            10 * k * side**2 + k * (side // 2) ** 2 * n1 + n1 + n1 * n2 + n2 + n2 * o + o
        )
    ),
}


def count(my_count):
    """Judge my_count(side, kernels, n1, n2, outputs) -> how many parameters the network has.

    Its kernels are 3 × 3.
    """

    def library(side, kernels, n1, n2, outputs):
        return sum(p.size for p in convnet.init_params((side, kernels, n1, n2, outputs), 0))

    def proof():
        has = f"{int(my_count(8, 32, 64, 32, 10)):,} parameters"
        return f"The network of this lesson has {has}, 320 of them in its convolution."

    judge(
        my_count,
        library,
        [(9, 4, 8, 6, 3), (8, 2, 5, 3, 10), (28, 6, 20, 12, 10)],
        proof=proof,
        mistakes=COUNT_MISTAKES,
    )


def _kernel_gradient(X, dZ0, pad=lambda X: np.pad(X, ((0, 0), (1, 1), (1, 1)))):
    """Return dK(m, n) = Σ dZ0(i, j) X(i + m, j + n) over the samples, (kernels, 3, 3)."""
    return np.einsum("Nkij,Nijmn->kmn", dZ0, windows(pad(X), (3, 3)))


KERNEL_GRADIENT_SHAPES = {
    "The samples are kept apart in yours: add them up too.": (
        lambda X, dZ0: np.stack(
            [_kernel_gradient(x[None], d[None]) for x, d in zip(X, dZ0, strict=True)]
        )
    ),
    "The kernels are added up in yours: each has its own gradient.": (
        lambda X, dZ0: _kernel_gradient(X, dZ0).sum(axis=0)
    ),
}


KERNEL_GRADIENT_MISTAKES = {
    "That is the mean over the samples: dZ0 holds the 1/N of the loss already, so add them up.": (
        lambda X, dZ0: _kernel_gradient(X, dZ0) / len(X)
    ),
    "Your kernels come out turned by half a turn: place (m, n) meets the picture shifted by m "
    "rows and n columns.": lambda X, dZ0: _kernel_gradient(X, dZ0)[:, ::-1, ::-1],
    "Rows and columns are swapped: m moves down, n to the right.": (
        lambda X, dZ0: _kernel_gradient(X, dZ0).swapaxes(1, 2)
    ),
    "That is the first sample only: add up all of them.": (
        lambda X, dZ0: _kernel_gradient(X[:1], dZ0[:1])
    ),
    "Only the last sample is left: add up, with += and not =.": (
        lambda X, dZ0: _kernel_gradient(X[-1:], dZ0[-1:])
    ),
    "Around the picture lie zeros, and not copies of its edge: np.pad(X, ((0, 0), (1, 1), (1, "
    "1))).": partial(
        _kernel_gradient, pad=lambda X: np.pad(X, ((0, 0), (1, 1), (1, 1)), mode="edge")
    ),
    "np.roll brings in the other side of the picture. Around it lie zeros: np.pad(X, ((0, 0), "
    "(1, 1), (1, 1))).": partial(
        _kernel_gradient, pad=lambda X: np.pad(X, ((0, 0), (1, 1), (1, 1)), mode="wrap")
    ),
    "The zeros lie on all four sides, one row each: np.pad(X, ((0, 0), (1, 1), (1, 1))).": partial(
        _kernel_gradient, pad=lambda X: np.pad(X, ((0, 0), (0, 2), (0, 2)))
    ),
    "The pixels at the edge are left out in yours: with the zeros around the picture, np.pad, "
    "they count too.": lambda X, dZ0: _kernel_gradient(X, dZ0[:, :, 1:-1, 1:-1], pad=lambda X: X),
}


def kernel_gradient(my_kernel_gradient):
    """Judge my_kernel_gradient(X, dZ0) -> ∂L/∂K, (kernels, 3, 3).

    X is (N, 8, 8) and dZ0 (N, kernels, 8, 8).
    """
    rng = np.random.default_rng(3)
    cases = []
    for n, k, side in ((2, 3, 8), (4, 2, 8), (3, 5, 6)):
        X = rng.uniform(size=(n, side, side))
        cases.append((X, rng.standard_normal((n, k, side, side))))

    def proof():
        X, dZ0 = cases[0]
        mine = np.asarray(my_kernel_gradient(X, dZ0))
        sums = f"each of them a sum over {X.size} pixels"
        return f"{mine.size} numbers for {len(mine)} kernels, {sums}."

    judge(
        my_kernel_gradient,
        _kernel_gradient,
        cases,
        proof=proof,
        shapes=KERNEL_GRADIENT_SHAPES,
        mistakes=KERNEL_GRADIENT_MISTAKES,
    )
