"""Networks that learn while you look: a training goes on as far as it is looked at, by the
library's rules or a learner's own.
"""

import copy
from functools import lru_cache

import numpy as np

from ... import learner, network
from ...live.controls import MarkSlider
from ...optimizers import Optimizer

NAMES = ["W1", "b1", "W2", "b2", "W3", "b3"]
SCALES = [0, 0.01, 0.03, 0.1, 0.3, 0.5, 1.0, 2, 3, 5, 10]
MINE = "mine"  # the name of a learner's own rule, in a menu and in the key of a training
ADAM = "Adam"  # what takes its place


def joined(arrays):
    """Return a list of arrays as one vector."""
    return np.concatenate([np.ravel(a) for a in arrays])


def split(vector, params):
    """Return a vector as a list of arrays shaped as params."""
    parts = np.split(vector, np.cumsum([p.size for p in params])[:-1])
    return [part.reshape(p.shape) for part, p in zip(parts, params, strict=True)]


def flat(backward):
    """Return the function that lays the gradients of backward(params, stages, d_output) end to end,
    one vector.
    """

    def call(params, stages, d_output):
        return joined(backward(params, stages, d_output))

    return call


def own_backward(mine):
    """Return a learner's backward as `flat` returns the library's; Trouble says which of its six
    arrays will not do.
    """
    own = learner.name_of(mine)

    def call(params, stages, d_output):
        grads = learner.attempt(mine, *copy.deepcopy((params, stages, d_output)))
        if grads is None:
            raise learner.NotWritten(f"{own} is not written yet: it returns None.")
        if not isinstance(grads, (list, tuple)) or len(grads) != 6:
            six = "[dW1, db1, dW2, db2, dW3, db3]"
            raise learner.Trouble(f"{own} must return a list of six arrays: {six}.")
        found = []
        for name, g, p in zip(NAMES, grads, params, strict=True):
            g = learner.as_numbers(f"{own}: d{name}", g, np.full(p.shape, np.inf))
            found.append(learner.sound(f"{own}: d{name}", g, *params, d_output))
        return joined(found)

    call.__name__ = own
    return call


def own_rule(mine):
    """Return a learner's my_adam(lr, …) as a rule that checks what it returns; Trouble says what
    will not do.
    """
    name = learner.name_of(mine)

    def make(lr):
        rule = learner.as_rule(name, learner.attempt(mine, lr))

        def update(theta, g, state):
            moved, state = rule.update(theta.copy(), g, state)
            moved = learner.as_numbers(f"{name}: theta", moved, np.full(theta.shape, np.inf))
            return learner.sound(name, moved, theta, g), state

        return Optimizer(rule.init, update)

    return make


class Forgiving:
    """Makes the rule of a name, or Adam where a learner's own does not survive a first step.

    `own` is the name of what stood in for "mine" the last time.
    """

    def __init__(self, rules):
        self.rules = rules
        self.own = MINE

    def __call__(self, name, lr):
        """Return the rule of that name, for the learning rate lr."""
        if name != MINE:
            return self.rules[name](lr)
        try:
            rule = self.rules[name](lr)
            self.own = name
            learner.run(rule.update, np.zeros(3), np.ones(3), rule.init(np.zeros(3)))
            return rule
        except learner.Trouble:
            self.own = ADAM
            return self.rules[ADAM](lr)


class Training:
    """A training that is computed only as far as it is looked at.

    step(theta, state, rule) returns theta and state after one step.
    """

    def __init__(self, theta, rule, step):
        self.path = [theta]
        self.rule = rule
        self.state = rule.init(theta)
        self.step = step

    def at(self, t):
        """Return the parameters after t steps, one vector."""
        while len(self.path) <= t:
            theta, self.state = self.step(self.path[-1], self.state, self.rule)
            self.path.append(theta)
        return self.path[t]


class Trainer:
    """The trainings that begin(*key) starts; the last `keep` of them are kept, and go on."""

    def __init__(self, begin, keep=1):
        self.begun = lru_cache(maxsize=keep)(begin)

    def __call__(self, key, t):
        """Return the parameters after t steps of the training with this key, one vector."""
        return self.begun(*key).at(t)


class FallingBack:
    """A trainer with Adam in place of a learner's own rule that survives a first step and fails
    later.

    trainer  a Trainer           known  the Forgiving that makes its rules; told when Adam stands in
    """

    def __init__(self, trainer, known):
        self.trainer = trainer
        self.known = known
        self.failed = set()  # the keys with which the learner's rule has failed

    def __call__(self, key, t):
        """Return the parameters after t steps of the training with this key, one vector."""
        if MINE not in key:
            return self.trainer(key, t)
        if key not in self.failed:
            try:
                with learner.too_long_is_trouble(), learner.time_limit():
                    return self.trainer(key, t)
            except learner.Trouble:
                self.failed.add(key)
        self.known.own = ADAM
        return self.trainer(tuple(ADAM if part == MINE else part for part in key), t)


class Curve:
    """What a score was at the steps 0, every, 2 every, … of the training looked at last."""

    def __init__(self, every):
        self.every = every
        self.key = None
        self.rows = []

    def __call__(self, key, t, score):
        """Return score(k) for those steps k up to t, as rows."""
        if key != self.key:
            self.key = key
            self.rows = []
        self.rows += [score(k) for k in range(self.every * len(self.rows), t + 1, self.every)]
        return np.array(self.rows[: t // self.every + 1])


def loss_of(params, X, labels, activation):
    """Return the cross-entropy on these points, NaN when there are none."""
    if not len(X):
        return np.nan
    return network.softmax_cross_entropy(network.forward(params, X, activation)[0], labels)[0]


def scale_slider():
    """Return the slider of the initial scale: what multiplies He's standard deviation."""
    return MarkSlider("initial scale", 1.0, SCALES, lambda v: np.log(v + 1e-3))
