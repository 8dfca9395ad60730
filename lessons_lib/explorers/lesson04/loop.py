"""A training loop that a learner wrote, run whole and watched."""

import copy
from functools import lru_cache

import numpy as np

from ... import learner, network
from ..shared.training import joined


def loop(params, rule, batches, watch):
    """Return the parameters after one step on each batch, by the library.

    rule      an Optimizer
    batches   a list of (X, labels)
    watch(params) is called after each step
    """
    state = rule.init(params)
    for X, labels in batches:
        F, stages = network.forward(params, X)
        _, dF = network.softmax_cross_entropy(F, labels)
        slopes = network.backward(params, stages, dF)
        params, state = rule.update(params, slopes, state)
        watch(params)
    return params


def watched(train, first, rule, batches):
    """Return the parameters before the first step and after each one, a list of lists of arrays.

    train is a learner's loop, called as `loop` is. Trouble says what is wrong with it.
    """
    name = learner.name_of(train)
    seen = [first]

    def watch(params):
        seen.append(checked(name, params, first))
        if len(seen) > len(batches) + 1:
            raise learner.Trouble(f"{name} calls watch more often than there are batches.")

    last = learner.run(train, copy.deepcopy(first), rule, batches, watch)
    if last is None:
        raise learner.NotWritten(f"{name} is not written yet: it returns None.")
    checked(name, last, first)
    if len(seen) <= len(batches):
        calls = f"{len(seen) - 1} of {len(batches)} batches"
        raise learner.Trouble(f"{name} calls watch(params) for {calls}; it belongs into the loop.")
    return seen


def checked(name, params, first):
    """Return six arrays shaped as the first ones, copied. Trouble when they are something else."""
    if not isinstance(params, (list, tuple)) or len(params) != len(first):
        raise learner.Trouble(f"{name}: params must stay a list of {len(first)} arrays.")
    return [
        learner.as_numbers(f"{name}: array {i} of params", p, np.full(old.shape, np.inf)).copy()
        for i, (p, old) in enumerate(zip(params, first, strict=True))
    ]


def batches_of(X, labels, size, count, rng):
    """Return so many random batches of this size, a list of (X, labels)."""
    drawn = [rng.integers(len(X), size=size) for _ in range(count)]
    return [(X[j], labels[j]) for j in drawn]


class Whole:
    """Trainings that a learner's loop does whole, the first time that one is looked at.

    begin(*key) -> (first parameters, rule, batches). Called as a Trainer of training.py is.
    """

    def __init__(self, train, begin):
        self.__name__ = learner.name_of(train)

        @lru_cache(maxsize=2)
        def run(*key):
            return [joined(params) for params in watched(train, *begin(*key))]

        self.run = run

    def __call__(self, key, t):
        """Return the parameters after t steps of the training with this key, one vector."""
        return self.run(*key)[t]
