"""The small network that reads digits, with which each lesson opens and closes: how it is doing."""

from functools import cache
from typing import NamedTuple

import numpy as np

from ... import datasets, network
from ...live.words import a_digit
from ...plots import charts, maps, style

SIZES = 64, 32, 16, 10  # pixels, two hidden widths, digits
NUMBERS = 2778  # parameters of such a network
SEED = 0  # of how the scans are parted, and of the first random parameters
HELD = 450  # scans that it never learns from


class Scans(NamedTuple):
    """The real scans, parted in two, and the digit that is looked at."""

    X: np.ndarray  # (1347, 64) from 0 to 1
    labels: np.ndarray  # (1347,)
    held: np.ndarray  # (450, 64)
    labels_held: np.ndarray  # (450,)
    seven: int  # the place of one 7 among those held out, an easy one to read


class Progress(NamedTuple):
    """How a training went, at so many marks on the way."""

    work: np.ndarray  # (marks,) what had been paid by then
    shares: np.ndarray  # (marks,) of the held-out scans that it read correctly
    chances: np.ndarray  # (marks, 10) the probabilities that it gave to the 7
    alike: np.ndarray  # (marks,) did it give every held-out scan one and the same answer?


@cache
def scans():
    """Return the scans, parted by SEED."""
    X, labels, held, labels_held = datasets.digits(SEED)
    return Scans(X, labels, held, labels_held, int(np.flatnonzero(labels_held == 7)[8]))


def first_parameters():
    """Return the random parameters with which every training here begins."""
    return network.init_params(SIZES, np.random.default_rng(SEED))


def looked_at(work, trained, held):
    """Return the Progress of a training; trained = the parameters at each mark, held (450, 64)."""
    where = scans().seven
    shares = []
    chances = []
    alike = []
    for params in trained:
        F = network.run(params, held)[0]
        answers = F.argmax(axis=1)
        shares.append((answers == scans().labels_held).mean())
        chances.append(softmax(F[where]))
        alike.append((answers == answers[0]).all())
    return Progress(np.asarray(work), np.array(shares), np.array(chances), np.array(alike))


def softmax(F):
    """Return the probabilities for one row of outputs; NaN where they are no numbers."""
    p = np.exp(F - F.max())
    return p / p.sum()


class Panel:
    """A figure: one digit, how sure the network is of each answer, and how many it reads.

    looks  {name: look} of the curves of the chart
    """

    def __init__(self, work, ends, looks, legend=None):
        self.figure, seen, answer, side = style.figure(0.62, 0.8, 1.5, height=3.7)
        self.sees = maps.paper(seen, "a 7 it has never seen", 8)
        self.bars = maps.bars(answer, list(range(10)), 1.0, "what it takes it for", room=1.35)
        scores(side, "share of never-seen digits read correctly", work, ends)
        self.curves = charts.lines(side, looks, legend)

    def paint(self, picture, curves, chosen, t):
        """Show a picture (8, 8), the curves {name: Progress}, and the bars of the chosen one at
        mark t.
        """
        self.sees(picture)
        p = curves[chosen].chances[t]
        self.bars(p, percents(p), np.nan_to_num(p).argmax() if np.isfinite(p).all() else None)
        for name, line in self.curves.items():
            if name in curves:
                progress = curves[name]
                charts.put(line, progress.work[: t + 1], np.nan_to_num(progress.shares[: t + 1]))
            else:
                charts.put(line, [np.nan], [np.nan])


def scores(ax, title, work, ends):
    """Prepare an ax for the share of digits read correctly, with a line where pure guessing is."""
    charts.chart(ax, 0, 1, title, work, ends, yscale="linear")
    ax.set_yticks(np.linspace(0, 1, 6), [f"{k} %" for k in range(0, 101, 20)])
    ax.axhline(0.1, color=style.GREY, linewidth=1, linestyle=":")
    ax.text(ends[1], 0.09, "guessing", ha="right", va="top", fontsize=9, color=style.GREY)


def percents(p):
    """Return the text beside each bar: its share, from half a per cent up."""
    return [f"{100 * share:.0f} %" if share >= 0.005 else "" for share in p]


def of_ten(share):
    """Return a share as so many of 10: "9 of 10". Rounding never makes it all of them."""
    many = round(10 * share)
    return "more than 9 of 10" if many == 10 and share < 1 else f"{many} of 10"


def reading_told(progress, t):
    """Say how many of the held-out digits are read at mark t, and what the 7 is taken for."""
    p = progress.chances[t]
    if not np.isfinite(p).all():
        return "Its numbers have exploded beyond what a computer can hold: it reads nothing at all."
    best = int(p.argmax())
    sure = f"{100 * p[best]:.0f} % sure"
    if best == 7:
        seven = f"and gets this 7 right, {sure}"
    else:
        seven = f"and takes this 7 for {a_digit(best)}, {sure}"
    return f"It reads {of_ten(progress.shares[t])} digits that it has never seen, {seven}."
