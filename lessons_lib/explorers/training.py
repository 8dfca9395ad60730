"""Networks that learn while you look: a training goes on as far as it is looked at, by the library's rules or a learner's own."""

import copy
from functools import lru_cache

import numpy as np

from .. import learner, network
from ..optimizers import Optimizer
from . import controls

NAMES = ["W1", "b1", "W2", "b2", "W3", "b3"]


def flat(backward):
    """Return the function that lays the gradients which backward(params, stages, d_output) returns end to end, one vector."""
    return lambda *args: joined(backward(*args))


def joined(arrays):
    """Return a list of arrays as one vector."""
    return np.concatenate([np.ravel(a) for a in arrays])


def split(vector, params):
    """Return a vector as a list of arrays shaped as params."""
    parts = np.split(vector, np.cumsum([p.size for p in params])[:-1])
    return [part.reshape(p.shape) for part, p in zip(parts, params, strict=True)]


def own_backward(mine):
    """Return a learner's backward as `flat` returns the library's; Trouble says which of its six arrays will not do."""

    def call(params, stages, d_output):
        grads = learner.attempt(mine, *copy.deepcopy((params, stages, d_output)))
        if grads is None:
            raise learner.NotWritten(f"{call.__name__} is not written yet: it returns None.")
        if not isinstance(grads, (list, tuple)) or len(grads) != 6:
            raise learner.Trouble(f"{call.__name__} must return a list of six arrays: [dW1, db1, dW2, db2, dW3, db3].")
        named = [(f"{call.__name__}: d{name}", g, p) for name, g, p in zip(NAMES, grads, params, strict=True)]
        return joined([learner.sound(name, learner.as_numbers(name, g, np.full(p.shape, np.inf)), *params, d_output)
                       for name, g, p in named])  # fmt: skip

    call.__name__, call.may_diverge = learner.name_of(mine), True
    return call


def own_rule(mine):
    """Return a learner's my_adam(lr, …) as a rule that checks what it returns. Trouble says what will not do."""
    name = learner.name_of(mine)

    def make(lr):
        rule = learner.as_rule(name, learner.attempt(mine, lr))

        def update(theta, g, state):
            moved, state = rule.update(theta.copy(), g, state)
            moved = learner.as_numbers(f"{name}: theta", moved, np.full(theta.shape, np.inf))
            return learner.sound(name, moved, theta, g), state

        return Optimizer(rule.init, update)

    return make


def forgiving(rules):
    """Return make(name, lr): the rule of that name, or Adam where a learner's own, "mine", does not survive a first step.

    make.own is the name of what stood in for "mine" the last time.
    """

    def make(name, lr):
        if name != "mine":
            return rules[name](lr)
        try:
            rule, make.own = rules[name](lr), name
            learner.run(rule.update, np.zeros(3), np.ones(3), rule.init(np.zeros(3)))
            return rule
        except learner.Trouble:
            make.own = "Adam"
            return rules["Adam"](lr)

    make.own = "mine"
    return make


class Training:
    """A training that is computed only as far as it is looked at: `at(t)` are the parameters after t steps, one vector."""

    def __init__(self, theta, rule, step):
        self.path, self.state, self.rule, self.step = [theta], rule.init(theta), rule, step

    def at(self, t):
        """Return the parameters after t steps."""
        while len(self.path) <= t:
            theta, self.state = self.step(self.path[-1], self.state, self.rule)
            self.path.append(theta)
        return self.path[t]


def trainer(begin, keep=1):
    """Return at(key, t): the parameters after t steps of the training begin(*key); the last ones are kept and go on."""
    begun = lru_cache(maxsize=keep)(begin)

    def at(key, t):
        return begun(*key).at(t)

    at.may_diverge = True
    return at


def falling_back(at, known):
    """Return `at` with Adam in place of a learner's own rule, "mine" in the key, that survives a first step and fails later."""
    failed = set()

    def call(key, t):
        if "mine" in key and key not in failed:
            try:
                with learner.too_long_is_trouble(), learner.time_limit():
                    return at(key, t)
            except learner.Trouble:
                failed.add(key)
        if "mine" in key:
            known.own = "Adam"
        return at(tuple("Adam" if part == "mine" else part for part in key), t)

    call.may_diverge = True
    return call


def curve(every):
    """Return upto(key, t, score): score(k) for k = 0, every, … up to t, as rows; those of the last key are kept."""
    kept = lru_cache(maxsize=1)(lambda key: [])

    def upto(key, t, score):
        rows = kept(key)
        rows += [score(k) for k in range(every * len(rows), t + 1, every)]
        return np.array(rows[: t // every + 1])

    return upto


def loss_of(params, X, labels, activation):
    """Return the cross-entropy on these points, NaN when there are none."""
    return network.softmax_cross_entropy(network.forward(params, X, activation)[0], labels)[0] if len(X) else np.nan


def scale_slider():
    """Return the slider of the initial scale: what multiplies He's standard deviation."""
    marks = [0, 0.01, 0.03, 0.1, 0.3, 0.5, 1.0, 2, 3, 5, 10]
    return controls.MarkSlider("initial scale", 1.0, marks, lambda v: np.log(v + 1e-3))
