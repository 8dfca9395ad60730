"""A network with two hidden layers, written out: forward stage by stage, and the error back.

    Z1 = X W1 + b1     A1 = f(Z1)    the first hidden layer: stage 1 is affine, stage 2 is f
    Z2 = A1 W2 + b2    A2 = f(Z2)    the second hidden layer
    F  = A2 W3 + b3                  the output

The rows of X are samples, and f is the activation. The parameters are the list
[W1, b1, W2, b2, W3, b3], which every optimizer moves as it is. dZ stands for ∂L/∂Z.
Source: Rumelhart, Hinton and Williams (1986), Nature 323, 533–536.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from . import entry

# The network that lesson 4 works out by hand: whole numbers, two units in each layer, one of them
# asleep in each. With x = (1, 2) its output is 5; hardly any two of its numbers are alike.
_BY_HAND = [[-2, 1], [2, -1]], [1, -3], [[2, -2], [-1, 1]], [-4, -2], [[3], [4]], [-1]
EXAMPLE = [np.array(p, dtype=float) for p in _BY_HAND]

ACTIVATIONS = {  # f, and its derivative as a function of z
    "relu": (lambda z: np.maximum(z, 0), lambda z: z > 0),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "none": (lambda z: z, lambda z: np.ones_like(z)),
}


class Stages(NamedTuple):
    """What forward computed on its way, with one row a sample, and the name of the activation."""

    X: np.ndarray
    Z1: np.ndarray
    A1: np.ndarray
    Z2: np.ndarray
    A2: np.ndarray
    activation: str


class Errors(NamedTuple):
    """∂L/∂ of each stage, shaped as the stage, in the order in which they are found."""

    dF: np.ndarray
    dA2: np.ndarray
    dZ2: np.ndarray
    dA1: np.ndarray
    dZ1: np.ndarray


def init_params(sizes, rng, scale="he") -> list[np.ndarray]:
    """Return random [W1, b1, W2, b2, W3, b3], W (in, out) and b (out,).

    sizes = (inputs, first hidden, second hidden, outputs). Weights are normal with the standard
    deviation √(2 / inputs of the layer), biases 0. scale: "he", or a number that multiplies it.
    rng: a np.random.Generator, or a seed. ValueError for other sizes than four whole numbers above
    0, or a scale that is below 0. Source: He, Zhang, Ren and Sun (2015), arXiv:1502.01852.
    """
    if len(sizes) != 4 or any(n != int(n) or n < 1 for n in sizes):
        must = "four whole numbers above 0: inputs, two hidden widths, outputs"
        raise ValueError(f"sizes is {sizes!r}; it must be {must}")
    factor = 1.0 if isinstance(scale, str) and scale == "he" else entry.numbers("scale", scale)
    if np.ndim(factor) or factor < 0:
        raise ValueError(f"scale is {scale!r}; it must be 'he' or a number of 0 or more")
    rng = np.random.default_rng(rng)
    params = []
    for n, m in pairwise(sizes):
        W = factor * np.sqrt(2 / n) * rng.standard_normal((n, m))
        params += [W, np.zeros(m)]
    return params


def forward(params, X, activation="relu") -> tuple[np.ndarray, Stages]:
    """Return the output F (N, outputs), and the Stages on the way there, for X (N, inputs).

    ValueError when X or the parameters do not fit each other, X is not finite, or the activation
    is unknown. What it computes stands in `run`.
    """
    entry.one_of("activation", activation, ACTIVATIONS)
    return run(params, _samples_that_fit(params, X), activation)


def run(params, X, activation="relu") -> tuple[np.ndarray, Stages]:
    """Do what forward does without looking at its arguments.

    With W (K, in, out) and b (K, 1, out), K networks run at once.
    """
    W1, b1, W2, b2, W3, b3 = params
    f, _ = ACTIVATIONS[activation]
    Z1 = X @ W1 + b1  # (N, n1)
    A1 = f(Z1)
    Z2 = A1 @ W2 + b2  # (N, n2)
    A2 = f(Z2)
    F = A2 @ W3 + b3  # (N, outputs)
    return F, Stages(X, Z1, A1, Z2, A2, activation)


def softmax_cross_entropy(logits, labels) -> tuple[float, np.ndarray]:
    """Return the cross-entropy and ∂L/∂logits, for logits (N, classes) and labels (N,).

        L = −(1/N) Σ log p[label]    p = exp(z) / Σ exp(z)    ∂L/∂logits = (p − 1[label]) / N

    The labels are whole numbers from 0. ValueError when they do not fit.
    """
    logits, labels = _labelled(logits, labels)
    rows = np.arange(len(labels))
    z = logits - logits.max(axis=1, keepdims=True)  # the same p, and exp cannot overflow
    p = np.exp(z)
    total = p.sum(axis=1, keepdims=True)
    loss = (np.log(total[:, 0]) - z[rows, labels]).mean()
    p /= total
    p[rows, labels] -= 1
    return float(loss), p / len(labels)


def mean_squared_error(output, Y) -> tuple[float, np.ndarray]:
    """Return the loss  L = mean of (F − Y)²  over all n entries, and ∂L/∂F = 2 (F − Y) / n.

    ValueError if the shapes differ.
    """
    output = np.asarray(output, dtype=float)
    Y = np.asarray(Y, dtype=float)
    if output.shape != Y.shape:
        they = f"they have {output.shape} and {Y.shape}"
        raise ValueError(f"output and Y must have the same shape; {they}")
    return float(((output - Y) ** 2).mean()), 2 * (output - Y) / output.size


def errors(params, stages, d_output) -> Errors:
    """Return the error fed back, stage by stage.

    dA = dZ Wᵀ  through an affine one,  dZ = dA ⊙ f′(Z)  through an activation
    """
    _, _, W2, _, W3, _ = params
    _, slope = ACTIVATIONS[stages.activation]
    dA2 = d_output @ W3.T
    dZ2 = dA2 * slope(stages.Z2)
    dA1 = dZ2 @ W2.T
    dZ1 = dA1 * slope(stages.Z1)
    return Errors(d_output, dA2, dZ2, dA1, dZ1)


def backward(params, stages, d_output) -> list[np.ndarray]:
    """Return [dW1, db1, dW2, db2, dW3, db3], shaped as params.

        dW = (input of the layer)ᵀ dZ        db = Σ over the samples of dZ

    d_output is ∂L/∂F, as the two losses return it; the 1/N of the mean is in it already.
    """
    found = errors(params, stages, d_output)
    gradients = []
    for A, dZ in ((stages.X, found.dZ1), (stages.A1, found.dZ2), (stages.A2, found.dF)):
        gradients += [A.T @ dZ, dZ.sum(axis=0)]
    return gradients


def gradient(params, X, labels, activation="relu") -> list[np.ndarray]:
    """Return the gradient of the cross-entropy of the whole network, a list shaped as params."""
    output, stages = forward(params, X, activation)
    _, d_output = softmax_cross_entropy(output, labels)
    return backward(params, stages, d_output)


def epoch(params, state, optimizer, X, labels, batch, rng, gradient=gradient):
    """Return params and state after one pass over the samples in a random order.

    At each step it takes `batch` of them.
    """
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch):
        j = order[start : start + batch]
        params, state = optimizer.update(params, gradient(params, X[j], labels[j]), state)
    return params, state


def layers_fit(inputs, shapes) -> bool:
    """Return whether W, b, W, b, W, b of these shapes fit each other and so many inputs."""
    if len(shapes) != 6:
        return False
    for W, b in zip(shapes[::2], shapes[1::2], strict=True):
        if len(W) != 2 or W[0] != inputs or b != W[1:]:
            return False
        inputs = W[1]
    return True


def _samples_that_fit(params, X):
    """Return X as floats. ValueError when it does not fit the parameters, or they each other."""
    X = np.asarray(X, dtype=float)
    shapes = [np.shape(p) for p in params]
    if X.ndim != 2 or not layers_fit(X.shape[1], shapes):
        fit = "[W1, b1, W2, b2, W3, b3] must fit it and each other, W (in, out) and b (out,)"
        must = f"X must be (samples, inputs), and {fit}"
        raise ValueError(f"{must}; the shapes are {X.shape} and {shapes}")
    if not np.isfinite(X).all():
        raise ValueError("X holds NaN or infinity; every number in it must be finite")
    return X


def _labelled(logits, labels):
    """Return logits as floats and labels as an array. ValueError when they do not fit."""
    logits = np.asarray(logits, dtype=float)
    labels = np.asarray(labels)
    if logits.ndim != 2 or labels.shape != logits.shape[:1]:
        must = "logits must be (N, classes) and labels (N,)"
        raise ValueError(f"{must}; their shapes are {logits.shape} and {labels.shape}")
    classes = logits.shape[1]
    whole = labels.dtype.kind in "iu"
    if not whole or (labels.size and not 0 <= labels.min() <= labels.max() < classes):
        raise ValueError(f"labels must be whole numbers from 0 to {classes - 1}")
    return logits, labels
