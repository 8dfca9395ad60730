"""Adam meets a feature that is rarely seen: a long quiet, and then one gradient."""

from typing import NamedTuple

import numpy as np

from ... import learner
from ...live.controls import MarkSlider, decay
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import many, number, sentences
from ...optimizers import adam
from ...plots import charts, style

QUIET = [0, 1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 1500, 2000, 2500, 3000, 4000]
AROUND = 30  # steps that are shown before and after the longest one
MOST = 5000  # gradients that a learner may hand over
ADAM = style.OPTIMIZERS["Adam"]


class Steps(NamedTuple):
    """What Adam does with a sequence of gradients of one parameter."""

    g: np.ndarray  # (T,)
    m_hat: np.ndarray  # (T,)
    root: np.ndarray  # (T,) √v̂
    lengths: np.ndarray  # (T,) of the steps, in units of α

    def longest(self):
        """Return the step t = 1, 2, … that was the longest."""
        return int(self.lengths.argmax()) + 1


@explorer
class Rare(Explorer):
    """A gradient after a long quiet, what Adam remembers of it, and how far it moves.

    gradients: a learner's function that returns a sequence of gradients.
    """

    title = "A gradient out of the blue"
    aim = "with β₁ = 0.9 and β₂ = 0.999, a step longer than 3 α"
    wins = ({"quiet": 2500},)
    sliders = ("quiet", "beta1", "beta2")

    def __init__(self, gradients=None):
        figure, above, below = style.figure(1, 1, height=4.0)
        ends = -1.03 * AROUND, 1.03 * AROUND
        xlabel = "steps before and after the longest one"
        look = {"xlim": ends, "yscale": "linear", "xlabel": xlabel}
        charts.chart(above, -1.4, 1.4, "what Adam remembers, as a share of the largest |g|", **look)
        looks = {
            "g": {"color": style.GREY, "linestyle": "-"},
            "m̂": {"color": style.ORANGE, "linestyle": "--"},
            "√v̂": {"color": style.PURPLE, "linestyle": "-."},
        }
        self.memory = charts.lines(above, looks, "lower left")
        charts.chart(below, 0, 4, "length of the step, in units of α", **look)
        below.axhline(1, color=style.GREY, linewidth=1, linestyle=":")
        self.steps_line = charts.lines(below, {"Adam": ADAM}, None)["Adam"]
        controls = {
            "quiet": MarkSlider("quiet steps before", 10, QUIET, lambda v: np.log(v + 1)),
            "beta1": decay("decay rate β₁", 0.9),
            "beta2": decay("decay rate β₂", 0.999, 4),
        }
        mine = made_up(gradients) if gradients else None
        super().__init__(
            figure,
            controls=controls,
            yours={"gradients": Yours(mine, one_after, any_answer=True, checks_itself=True)},
        )

    def compute(self, c, gradients):
        return followed(np.asarray(gradients(c.quiet)), c.beta1, c.beta2)

    def paint(self, c, steps):
        longest = steps.longest() - 1
        first = max(0, longest - AROUND)
        seen = slice(first, longest + AROUND + 1)
        x = np.arange(len(steps.g))[seen] - longest
        at = longest - first
        size = np.abs(steps.g[seen]).max() or 1.0
        held = {"g": steps.g, "m̂": steps.m_hat, "√v̂": steps.root}
        for name, values in held.items():
            charts.put(self.memory[name], x, values[seen] / size, at)
        charts.put(self.steps_line, x, steps.lengths[seen], at)

    def say(self, c, steps):
        t = steps.longest()
        return sentences(
            f"{many(len(steps.g), 'gradient')}, of which {np.count_nonzero(steps.g)} "
            f"{'is' if np.count_nonzero(steps.g) == 1 else 'are'} not zero.",
            f"The longest step is number {t}: it is {number(steps.lengths[t - 1])} α long.",
            if_it_is_the_rare_one(steps, c.beta1, c.beta2),
        )

    def won(self, c, steps):
        return (c.beta1, c.beta2) == (0.9, 0.999) and steps.lengths.max() > 3


def one_after(quiet):
    """Return so many zeros, a 1, and zeros again."""
    return np.concatenate([np.zeros(int(quiet)), [1.0], np.zeros(AROUND)])


def followed(g, beta1, beta2):
    """Return the Steps of Adam with rate 1 over gradients (T,)."""
    rule = adam(1.0, beta1, beta2)
    theta = np.zeros(1)
    state = rule.init(theta)
    rows = []
    for t, slope in enumerate(g, 1):
        moved, state = rule.update(theta, np.array([slope]), state)
        m_hat = state["m"][0] / (1 - beta1**t)
        root = np.sqrt(state["v"][0] / (1 - beta2**t))
        rows.append([m_hat, root, abs(moved[0] - theta[0])])
        theta = moved
    return Steps(np.asarray(g, dtype=float), *np.array(rows).T)


def made_up(mine):
    """Return a learner's gradients as those of the library are asked for: Trouble says what will
    not do.
    """
    name = learner.name_of(mine)

    def gradients(quiet):
        found = learner.attempt(mine)
        if found is None:
            raise learner.NotWritten(f"{name} is not written yet: it returns None.")
        try:
            g = np.asarray(found if isinstance(found, np.ndarray) else list(found), dtype=float)
        except (TypeError, ValueError):
            raise learner.Trouble(f"{name} must return a list of numbers.") from None
        if g.ndim != 1 or not 1 <= len(g) <= MOST or not np.isfinite(g).all():
            raise learner.Trouble(f"{name} must return 1 to {MOST:,} finite numbers.")
        return g

    gradients.__name__ = name
    gradients.apart = None
    return gradients


def if_it_is_the_rare_one(steps, beta1, beta2):
    """Say what theory knows of one gradient after a quiet, where that is the whole sequence."""
    at = np.flatnonzero(steps.g)
    if len(at) != 1 or beta2 == 0:
        return ""
    limit = (1 - beta1) / np.sqrt(1 - beta2)
    return (
        "m forgets the quiet soon and v late, so v̂ is still small when the gradient comes. After "
        f"an endless quiet the step would be (1 − β₁) / √(1 − β₂) = {number(limit)} α long."
    )
