"""Walks by a learner's own rule, looked at on the way. Trouble says what went wrong in it."""

import numpy as np

from ... import learner
from ...entry import shown
from ...optimizers import Optimizer, minimize

NO_T = " In Adam, 1 − βᵗ is zero as long as t is 0: the first step is t = 1."
NO_GRID = "The map asks for all settings at once: lr and beta1 are arrays here."


class OwnWalk:
    """A walk(gradient, start, *settings) by a learner's rule make(*settings): its path, (steps + 1,
    2). `make` may be an Optimizer too, which then walks whatever the settings are.
    """

    def __init__(self, make, steps):
        self.make = make
        self.steps = steps
        self.__name__ = learner.name_of(make)

    def __call__(self, gradient, start, *settings):
        ready = isinstance(self.make, Optimizer)
        made = self.make if ready else learner.attempt(self.make, *settings)
        return minimize(gradient, start, self.looked_at(made, settings), self.steps)

    def looked_at(self, made, settings):
        """Return what `make` returned as a rule that gets copies, and whose steps are looked at."""
        name = self.__name__
        rule = learner.as_rule(name, made)

        def init(theta):
            return rule.init(np.copy(theta))

        def update(theta, g, state):
            moved, state = rule.update(np.copy(theta), g, state)
            moved = np.array(moved, dtype=float)
            one_each = np.broadcast_shapes(np.shape(theta), *map(np.shape, settings))
            if moved.shape not in (np.shape(theta), one_each):
                wrong = f"update returned theta of shape {moved.shape}; it must stay {one_each}"
                raise learner.Trouble(f"{name}: {wrong}.")
            return learner.sound(name, moved, theta, g, hint=NO_T), state

        return Optimizer(init, update)


class OwnEnds(OwnWalk):
    """The ends of a learner's walks at many settings at once, which are arrays."""

    def __call__(self, gradient, start, *settings):
        rule = self.looked_at(learner.attempt(self.make, *settings), settings)
        try:
            return minimize(gradient, start, rule, self.steps, keep_path=False)
        except learner.NotFinite:
            raise
        except learner.Trouble as trouble:
            raise learner.Trouble(f"{trouble} {NO_GRID}") from None


class OwnOpened(OwnWalk):
    """A learner's Adam opened up: see `opened`."""

    def __call__(self, gradient, start, *settings):
        rule = self.looked_at(learner.attempt(self.make, *settings), settings)
        return opened(gradient, start, rule, self.steps, self.__name__)


def opened(gradient, start, rule, steps, name="adam"):
    """Return (steps + 1, 4, 2): at each step θ, the gradient that led there, and the averages m and
    v of Adam.
    """
    theta = np.array(start, dtype=float)
    state = rule.init(np.array(start, dtype=float))
    rows = [[theta, np.zeros(2), np.zeros(2), np.zeros(2)]]
    for _ in range(steps):
        g = gradient(theta)
        theta, state = rule.update(theta, g, state)
        if not isinstance(state, dict) or not {"m", "v"} <= set(state):
            must = f"{name}: to open it up, its state must be a dict with 'm' and 'v'"
            raise learner.Trouble(f"{must}; it is {shown(state, 40)}.")
        rows.append([theta, g, average(name, state, "m"), average(name, state, "v")])
    return np.array(rows, dtype=float)


def average(name, state, key):
    """Return one of the averages that a rule remembers, two numbers."""
    return learner.as_numbers(f"{name}: state[{key!r}]", state[key], np.full(2, np.inf))
