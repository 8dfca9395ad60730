"""The digit network looks at each scan once: all of them before one step, or a step after a few."""

from functools import cache
from typing import NamedTuple

import numpy as np

from ... import learner, network
from ...live.controls import MarkSlider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import many, number, sentences
from ...plots import style
from ..shared.reader import Panel, Progress, first_parameters, looked_at, reading_told, scans

BATCHES = [1, 4, 16, 64, 256, 1347]
MARKS = 60  # how many times the network is looked at on the way
HERE = "SGD"
PER_ROOT = 0.02  # the learning rate for one scan a step; larger batches bear a larger one


class Pass(NamedTuple):
    """One pass over the scans."""

    progress: Progress
    steps: np.ndarray  # (MARKS + 1,) how many steps it had taken


@explorer
class OnePass(Explorer):
    """One pass over 1,347 scans, in batches: a step after each batch.

    batches: a learner's function of n, batch and rng that returns the order of the pass.
    """

    title = "The digit network, after one look at every scan"
    aim = "8 of 10 never-seen digits after one single pass"
    wins = ({"batch": 1},)
    sliders = ("batch", "t")
    unit = "progress t"

    def __init__(self, batches=None):
        n = len(scans().X)
        self.panel = Panel("scans looked at", (-0.02 * n, 1.02 * n), {HERE: style.OPTIMIZERS[HERE]})
        start = n if batches is None else 64
        mine = own_order(batches) if batches else None
        super().__init__(
            self.panel.figure,
            steps=MARKS,
            controls={"batch": MarkSlider("batch size B", start, BATCHES, np.log)},
            yours={"batches": Yours(mine, shuffled, any_answer=True, checks_itself=True)},
        )

    def compute(self, c, batches):
        if batches is shuffled:
            return passed(c.batch)
        return walked(c.batch, batches)

    def paint(self, c, found):
        picture = scans().held[scans().seven].reshape(8, 8)
        self.panel.paint(picture, {HERE: found.progress}, HERE, c.t)

    def say(self, c, found):
        looked = round(found.progress.work[c.t])
        return sentences(
            f"Batches of {number(c.batch)}, α = {number(rate(c.batch), 2)}: "
            f"{many(looked, 'scan')} looked at, {many(int(found.steps[c.t]), 'step')} taken.",
            reading_told(found.progress, c.t),
        )

    def won(self, c, found):
        return found.progress.shares[-1] >= 0.75


def rate(batch):
    """Return the learning rate for a batch: √B times calmer, it bears steps √B as long."""
    return PER_ROOT * np.sqrt(batch)


def shuffled(n, batch, rng):
    """Return one pass over n scans in a random order: a list of arrays of `batch` places each."""
    order = rng.permutation(n)
    return [order[start : start + batch] for start in range(0, n, batch)]


@cache
def passed(batch):
    """Return the Pass in batches of this size, in the library's order."""
    return walked(batch, shuffled)


def walked(batch, batches):
    """Return the Pass in the order batches(n, batch, rng)."""
    X, labels = scans().X, scans().labels
    n = len(X)
    work = np.linspace(0, n, MARKS + 1)
    params = first_parameters()
    trained = []
    steps = []
    looked = taken = 0
    for j in batches(n, batch, np.random.default_rng(3)):
        # Until the batch is through, nothing is learned from it.
        while len(trained) <= MARKS and work[len(trained)] < looked + len(j):
            trained.append(params)
            steps.append(taken)
        slopes = network.gradient(params, X[j], labels[j])
        params = [p - rate(batch) * g for p, g in zip(params, slopes, strict=True)]
        looked += len(j)
        taken += 1
    while len(trained) <= MARKS:
        trained.append(params)
        steps.append(taken)
    return Pass(looked_at(work, trained, scans().held), np.array(steps))


def own_order(mine):
    """Return a learner's batches(n, batch, rng), looked at: Trouble says what will not do."""
    name = learner.name_of(mine)

    def batches(n, batch, rng):
        found = learner.attempt(mine, n, batch, rng)
        if found is None:
            raise learner.NotWritten(f"{name} is not written yet: it returns None.")
        try:
            order = [np.asarray(j).astype(int).ravel() for j in found]
        except (TypeError, ValueError):
            raise learner.Trouble(f"{name} must return a list of arrays of places.") from None
        if not order or min(j.min(initial=0) for j in order) < 0:
            raise learner.Trouble(f"{name} must return places from 0 to {n - 1}.")
        if max(j.max(initial=0) for j in order) >= n or any(len(j) == 0 for j in order):
            raise learner.Trouble(
                f"{name} must return places from 0 to {n - 1}, and no empty batch."
            )
        if len(order) > 2 * n:
            raise learner.Trouble(f"{name} returns {len(order):,} batches; {n:,} scans are enough.")
        return order

    batches.__name__ = name
    batches.apart = None
    return batches
