"""The digit network after one pass in batches of 64: each rule at a rate that suits it."""

from functools import cache
from typing import NamedTuple

import numpy as np

from ... import learner, network
from ...live.controls import menu
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import many, number, sentences
from ...optimizers import adam as library_adam
from ...optimizers import gradient_descent, momentum, rmsprop
from ...plots import style
from ..shared.reader import Panel, first_parameters, looked_at, of_ten, reading_told, scans
from ..shared.training import joined, own_rule, split

BATCH = 64
RULES = {  # each with the rate at which five networks in a row read most: see its test
    "gradient descent": (gradient_descent, 0.3),
    "momentum": (momentum, 1.0),
    "RMSProp": (rmsprop, 0.002),
    "Adam": (library_adam, 0.02),
}
PLAIN = "gradient descent"
MINE = "mine"


class Race(NamedTuple):
    """How the network did by each rule: {name: Progress}."""

    runs: dict


@explorer
class DigitsRace(Explorer):
    """One pass over the scans in batches of 64, by a rule from a menu; gradient descent beside it.

    adam: a learner's own rule of the learning rate, called mine.
    """

    title = "The digit network, one rule against another"
    aim = "8 of 10 never-seen digits after one pass in batches of 64"
    wins = ({"rule": "Adam"},)
    sliders = ("t",)

    def __init__(self, adam=None):
        names = [*RULES, MINE] if adam else list(RULES)
        steps = -(-len(scans().X) // BATCH)
        looks = {name: style.OPTIMIZERS[name] for name in names}
        self.panel = Panel("steps of 64 scans", (-0.02 * steps, 1.02 * steps), looks, "lower right")
        mine = own_run(adam) if adam else None
        super().__init__(
            self.panel.figure,
            steps=steps,
            at=8 if adam else steps,
            controls={"rule": menu("rule", names, MINE if adam else PLAIN)},
            yours={"adam": Yours(mine, run_by_adam, may_diverge=True, checks_itself=True)},
        )

    def compute(self, c, adam):
        runs = {PLAIN: run(PLAIN)}
        if c.rule == MINE:
            runs[MINE] = adam()
        else:
            runs[c.rule] = run(c.rule)
        return Race(runs)

    def paint(self, c, race):
        picture = scans().held[scans().seven].reshape(8, 8)
        self.panel.paint(picture, race.runs, c.rule, c.t)

    def say(self, c, race):
        return sentences(
            f"{by_whom(c.rule)}, after {many(c.t, 'step')}:",
            reading_told(race.runs[c.rule], c.t),
            beside(race.runs[PLAIN], c.t) if c.rule != PLAIN else "",
        )

    def won(self, c, race):
        at_the_end = c.t == self.time.steps
        return at_the_end and race.runs[c.rule].shares[-1] >= 0.75


def by_whom(rule):
    """Say which rule walks, at which rate."""
    if rule == MINE:
        return f"Your rule, at α = {RULES['Adam'][1]}"
    return f"{rule[0].upper()}{rule[1:]}, at α = {number(RULES[rule][1])}"


def beside(plain, t):
    """Say what gradient descent reads by then."""
    return f"Gradient descent, in the same {many(t, 'step')}, reads {of_ten(plain.shares[t])}."


@cache
def run(name):
    """Return the Progress of the library's rule of this name."""
    make, lr = RULES[name]
    return walked(make(lr))


def run_by_adam():
    """Return the Progress by the library's Adam."""
    return run("Adam")


def walked(rule):
    """Return the Progress of one pass in batches of 64 by a rule for one vector."""
    X, labels = scans().X, scans().labels
    first = first_parameters()
    theta = joined(first)
    state = rule.init(theta)
    trained = [first]
    order = np.random.default_rng(0).permutation(len(X))
    for start in range(0, len(X), BATCH):
        j = order[start : start + BATCH]
        g = joined(network.gradient(split(theta, first), X[j], labels[j]))
        theta, state = rule.update(theta, g, state)
        trained.append(split(theta, first))
    return looked_at(np.arange(len(trained)), trained, scans().held)


def own_run(mine):
    """Return the Progress by a learner's rule, without arguments; Trouble says what will not do."""
    name = learner.name_of(mine)

    def adam():
        return walked(own_rule(mine)(RULES["Adam"][1]))

    adam.__name__ = name
    adam.apart = None
    return adam
