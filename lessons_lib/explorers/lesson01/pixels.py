"""The digit network walks downhill on pixels as they come, or standardised: it crawls, learns, or
breaks.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ... import network
from ...live.controls import RateSlider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import many, number, sentences
from ...plots import style
from ..shared.reader import (
    Panel,
    Progress,
    first_parameters,
    looked_at,
    of_ten,
    reading_told,
    scans,
)

STEPS = 100
SCANS = 400  # so many to learn from: a move of the slider then answers at once
GREYS = 16  # a pixel of a scan is a count from 0 to 16
HERE = "gradient descent"


class Taught(NamedTuple):
    """How a training went, and whether its pixels were standardised."""

    progress: Progress
    standard: bool


@explorer
class Pixels(Explorer):
    """Gradient descent teaches a network to read digits, from pixels that count from 0 to 16.

    standardise: a learner's function of X (N, columns); each pixel is then standardised first, by
    theirs. standard=True does that by the library's.
    """

    title = "The digit network at one learning rate"
    aim = "8 of 10 never-seen digits after 100 steps"
    wins = ({"lr": 0.03},)
    sliders = ("lr", "t")

    def __init__(self, standardise=None, standard=False):
        self.standard = standard or standardise is not None
        if self.standard:
            self.aim = "9 of 10 never-seen digits after only 40 steps"
        ends = -0.02 * STEPS, 1.02 * STEPS
        self.panel = Panel("step t", ends, {HERE: style.OPTIMIZERS[HERE]})
        super().__init__(
            self.panel.figure,
            steps=STEPS,
            controls={"lr": RateSlider("learning rate α", 0.003, 1e-3, 3, 12, zero=False)},
            yours={"standardise": Yours(standardise, standardised)},
        )

    def compute(self, c, standardise):
        if not self.standard:
            return Taught(taught(c.lr, False), False)
        if standardise is standardised:
            return Taught(taught(c.lr, True), True)
        return Taught(walked(c.lr, standardise(counts())), True)

    def paint(self, c, found):
        picture = scans().held[scans().seven].reshape(8, 8)
        self.panel.paint(picture, {HERE: found.progress}, HERE, c.t)

    def say(self, c, found):
        pixels = "standardised pixels" if found.standard else "pixels that count from 0 to 16"
        return sentences(
            f"{pixels.capitalize()}, α = {number(c.lr)}, {many(c.t, 'step')}.",
            reading_told(found.progress, c.t),
            how_it_goes(found.progress, c.t),
        )

    def won(self, c, found):
        shares = found.progress.shares
        return shares[40] >= 0.85 if found.standard else shares[-1] >= 0.75


def counts():
    """Return the pixels of all scans as they come, from 0 to 16: (1797, 64), those to learn from
    first.
    """
    return GREYS * np.concatenate([scans().X, scans().held])


def standardised(X):
    """Return X with mean 0 and spread 1 in each column; one that never changes becomes 0."""
    spread = X.std(axis=0)
    return (X - X.mean(axis=0)) / np.where(spread == 0, 1, spread)


@lru_cache(maxsize=64)
def taught(lr, standard):
    """Return the Progress of a training at this rate."""
    return walked(lr, standardised(counts()) if standard else counts())


def walked(lr, pixels):
    """Return the Progress of gradient descent on these pixels (1797, 64)."""
    X = pixels[:SCANS]
    labels = scans().labels[:SCANS]
    params = first_parameters()
    trained = [params]
    for _ in range(STEPS):
        F, stages = network.run(params, X)
        _, dF = network.softmax_cross_entropy(F, labels)
        slopes = network.backward(params, stages, dF)
        params = [p - lr * g for p, g in zip(params, slopes, strict=True)]
        trained.append(params)
    return looked_at(np.arange(STEPS + 1), trained, pixels[len(scans().X) :])


def how_it_goes(progress, t):
    """Say what kind of a training it is at step t: knocked out, too jumpy, or slow."""
    share = progress.shares[t]
    best = progress.shares[: t + 1].max()
    if t and progress.alike[t]:
        return (
            "Whatever it sees, it now gives the same answer: steps this long have knocked it out."
        )
    if share < best - 0.15:
        return f"It's too jumpy to keep what it has learned: at its best it read {of_ten(best)}."
    if t == STEPS and share < 0.6:
        return "It is learning, but at this pace we'd be here all day."
    return ""
