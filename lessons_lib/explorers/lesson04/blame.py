"""The symptom that lesson 4 opens with: 2,778 numbers, and nobody knows which is to blame."""

from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from ... import my_digit, network
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import a_digit, sentences
from ...optimizers import gradient_descent
from ...plots import charts, maps, style
from ...plots import network as drawing
from ..shared.reader import NUMBERS, first_parameters, of_ten, percents, scans, scores, softmax
from ..shared.training import joined, split
from .loop import batches_of, loop, watched

RATE = 0.1
BATCH = 64
BUDGET = 2 * NUMBERS  # runs of the network: two for each number, and then it can take one step
A_STEP = 3  # runs that a step with the error walked back costs: one forward, and about two back
MARKS = 48
SIDE = 53  # the blame of all numbers in rows of so many


class Bought(NamedTuple):
    """What a budget of runs has bought, at each mark."""

    shares: np.ndarray  # (marks + 1,) of the held-out scans that it reads
    chances: np.ndarray  # (marks + 1, 10) what it takes the learner's digit for


@explorer
class Blame(Explorer):
    """What a budget of runs buys: every number asked in turn, or the error walked back.

    train: a learner's training loop, which pays three runs a step.
    """

    title = "Who is to blame?"
    aim = "spend the whole budget, and see what it has bought"
    wins = ({"t": MARKS},)
    sliders = ("t",)

    def __init__(self, train=None):
        figure, seen, answer, side = style.figure(0.9, 0.75, 1.4, height=3.9)
        self.one_by_one = train is None
        self.sees = drawing.field(seen, "the blame, number by number", SIDE)
        seen.set(xlabel="", ylabel="")
        title = "what it takes your digit for"
        self.bars = maps.bars(answer, list(range(10)), 1.0, title, room=1.35)
        ends = -0.02 * BUDGET, 1.02 * BUDGET
        scores(side, "never-seen digits read correctly", "runs of the network, paid", ends)
        self.curve = charts.traced(side, color=style.VERMILLION if self.one_by_one else style.GREEN)
        super().__init__(
            figure,
            steps=MARKS,
            at=MARKS // 3,
            yours={"train": Yours(own_path(train) if train else None, self.library())},
        )

    def library(self):
        """Return path() -> the parameters at each mark, (MARKS + 1, NUMBERS)."""
        return asked if self.one_by_one else walked_back

    def compute(self, c, train):
        return bought(train().tobytes())

    def paint(self, c, result):
        blame = blames()
        known = min(paid(c.t) // 2, NUMBERS) if self.one_by_one or c.t == 0 else NUMBERS
        shown = np.zeros(SIDE * SIDE)
        shown[:known] = blame[:known]
        self.sees(shown.reshape(SIDE, SIDE))
        p = result.chances[c.t]
        self.bars(p, percents(p), int(p.argmax()))
        runs = [paid(t) for t in range(c.t + 1)]
        charts.put(self.curve, runs, result.shares[: c.t + 1])

    def say(self, c, result):
        p = result.chances[c.t]
        return sentences(
            self.what_was_paid(c.t),
            f"It reads {of_ten(result.shares[c.t])} digits that it has never seen, and takes your "
            f"digit for {a_digit(int(p.argmax()))}, {100 * p.max():.0f} % sure.",
        )

    def what_was_paid(self, t):
        """Say what has been paid for, and what it has bought."""
        runs = f"{paid(t):,} runs of the network paid."
        if not self.one_by_one:
            return f"{runs} That bought {steps_for(t):,} steps, each with the blame of all numbers."
        if t == MARKS:
            return f"{runs} All {NUMBERS:,} numbers have been asked, and it takes its first step."
        return (
            f"{runs} {paid(t) // 2:,} of the {NUMBERS:,} numbers have been nudged up and down. "
            "Until the last one has been asked, nothing can move."
        )

    def won(self, c, result):
        return c.t == MARKS


def paid(t):
    """Return how many runs of the network have been paid for at mark t."""
    return BUDGET * t // MARKS


def steps_for(t):
    """Return how many steps with the error walked back that pays for."""
    return paid(t) // A_STEP


@cache
def batches():
    """Return the batches that the loop gets, a list of (X, labels)."""
    count = steps_for(MARKS)
    return batches_of(scans().X, scans().labels, BATCH, count, np.random.default_rng(1))


@cache
def blames():
    """Return ∂L/∂ each of the numbers at the start, (NUMBERS,), scaled so that small ones show."""
    slopes = joined(network.gradient(first_parameters(), *batches()[0]))
    return np.tanh(slopes / np.quantile(np.abs(slopes), 0.9))


def asked():
    """Return the path of a network that asks each number in turn: it stands still to the end."""
    first = first_parameters()
    slopes = network.gradient(first, *batches()[0])
    path = np.tile(joined(first), (MARKS + 1, 1))
    path[-1] -= RATE * joined(slopes)
    return path


def walked_back():
    """Return the path of a network whose errors are walked back, by the library's loop."""
    return at_marks(watched(loop, first_parameters(), gradient_descent(RATE), batches()))


def own_path(train):
    """Return the function that gives the path by a learner's loop."""

    def path():
        return at_marks(watched(train, first_parameters(), gradient_descent(RATE), batches()))

    path.__name__ = train.__name__ if callable(train) and hasattr(train, "__name__") else "my_train"
    return path


def at_marks(seen):
    """Return the parameters at each mark as rows."""
    return np.array([joined(seen[steps_for(t)]) for t in range(MARKS + 1)])


@lru_cache(maxsize=4)
def bought(path):
    """Return what a path, the bytes of (MARKS + 1, NUMBERS) floats, has Bought."""
    first = first_parameters()
    mine = my_digit.scan().reshape(1, -1)
    shares = []
    chances = []
    for theta in np.frombuffer(path).reshape(-1, NUMBERS):
        params = split(theta, first)
        answers = network.run(params, scans().held)[0].argmax(axis=1)
        shares.append((answers == scans().labels_held).mean())
        chances.append(softmax(network.run(params, mine)[0][0]))
    return Bought(np.array(shares), np.array(chances))
