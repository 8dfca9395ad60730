"""Networks that are trained once, for every explorer of the lesson, and how well they read."""

from functools import lru_cache

import numpy as np

from ... import convnet, datasets, learner, network
from ...ink import SIDE
from ...optimizers import adam

SIZES = 8, 32, 64, 32, 10  # side of the picture, kernels, two hidden widths, outputs
DENSE = 64, 204, 102, 10  # lesson 4's network with as many parameters: 35,200 beside 35,562


@lru_cache(maxsize=32)
def trained(seed=0, sizes=SIZES, epochs=30):
    """Return the parameters after these epochs by Adam, α = 0.005, in batches of 64, on the digits
    of this seed.

    sizes: five numbers for a convolutional network, four for a dense one.
    """
    X, labels, *_ = datasets.digits(seed)
    net = convnet if len(sizes) == 5 else network
    rng = np.random.default_rng(seed)
    params = net.init_params(sizes, rng)
    rule = adam(0.005)
    state = rule.init(params)
    for _ in range(epochs):
        params, state = network.epoch(params, state, rule, X, labels, 64, rng, net.gradient)
    return params


def score(params, X, labels):
    """Return the share of these digits that the network reads right."""
    return (convnet.forward(params, X)[0].argmax(axis=1) == labels).mean()


def known(params):
    """Return a trained network for the digits, the one given if it will do, and a note when it will
    not.
    """
    if params is None:
        return trained(0), ""
    try:
        F = convnet.forward(params, np.zeros((1, SIDE, SIDE)))[0]
        kernels, first, second = widths(params)
        if F.shape != (1, 10) or kernels > 32 or first > 64 or second > 64:
            must = "ten outputs, at most 32 kernels, and at most 64 units in a hidden layer"
            raise ValueError(f"it must have {must}")
        if not np.isfinite(F).all():
            raise ValueError("it has diverged: its answers are no numbers")
        return params, ""
    except Exception as error:  # whatever an object says when it is asked for its parts
        said = learner.said_by(error, bare=True).rstrip(".")
        note = f"This network will not do: {said}. A network of the library's is shown."
        return trained(0), note


def widths(params):
    """Return how many kernels a network has, and how many units in its first and second hidden
    layer.
    """
    return len(params[0]), params[2].shape[1], params[4].shape[1]
