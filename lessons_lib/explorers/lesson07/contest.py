"""Was convolution worth it? Five contests, each with its controls, over five seeds."""

import warnings
from typing import ClassVar, NamedTuple

import numpy as np

from ... import datasets, entry
from ...live.controls import menu
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.progress import Bar
from ...live.words import sentences
from ...plots import style
from ...plots.labels import Labels
from .courses import EPOCHS, RATE, moved, pages, pupil, share
from .trained import DENSE

SEEDS = 5
CENTRED, ONE_OFF, PAGE, MIDDLE, DEPTH = (
    "centred digits",
    "moved by one pixel",
    "anywhere on the page",
    "learned in the middle, read anywhere",
    "one layer of kernels, or two",
)


class Entrant(NamedTuple):
    """One network of a contest: its course, and what five seeds of it read when we measured."""

    course: str
    low: float  # per cent
    median: float
    high: float


SCIKIT = "scikit-learn"

# Measured in November 2026, and measured again by a test.
CONTESTS = {
    CENTRED: {
        "convolutional": Entrant("centred, convolutional", 98.4, 99.1, 99.1),
        "dense": Entrant("centred, dense", 97.1, 98.0, 98.7),
        "random kernels": Entrant("centred, random kernels", 98.0, 98.4, 98.7),
        "scikit-learn's dense": Entrant(SCIKIT, 97.8, 98.2, 98.2),
    },
    ONE_OFF: {
        "convolutional": Entrant("centred, convolutional", 63.1, 69.8, 72.9),
        "dense": Entrant("centred, dense", 48.4, 50.2, 55.3),
        "convolutional, shown shifts": Entrant("moved, convolutional", 97.1, 98.0, 98.4),
        "dense, shown shifts": Entrant("moved, dense", 96.9, 97.3, 97.8),
    },
    PAGE: {
        "convolutional": Entrant("page, convolutional", 97.1, 97.6, 98.0),
        "dense": Entrant("page, dense", 54.9, 56.0, 58.9),
        "dense, new places each epoch": Entrant("page, dense, new places", 74.2, 76.4, 79.1),
        "random kernels": Entrant("page, random kernels", 68.2, 81.3, 85.6),
    },
    MIDDLE: {
        "convolutional": Entrant("middle, convolutional", 84.7, 85.8, 88.0),
        "dense": Entrant("middle, dense", 9.8, 10.2, 13.3),
    },
    DEPTH: {
        "one layer": Entrant("page, convolutional", 97.1, 97.6, 98.0),
        "two layers": Entrant("page, two layers", 90.2, 91.8, 95.1),
    },
}
ROWS = max(map(len, CONTESTS.values()))


class Standing(NamedTuple):
    """The contest so far: what each seed of each entrant reads, in per cent."""

    entrants: dict  # {name: Entrant}
    shares: dict  # {name: [per cent of seed 0, 1, …]}


@explorer
class Contest(Explorer):
    """Train the networks of a contest, a seed at a time, beside what our five seeds read.

    classifier: scikit-learn's MLPClassifier, where it is installed.
    """

    title = "A contest over five seeds"
    aim = "a contest in which convolution's worst seed beats every rival's best by 10 points"
    wins = ({"task": PAGE, "t": 1},)
    sliders = ("t",)
    quick: ClassVar = {"epochs": 1}
    growing = True
    unit = "seeds"

    def __init__(self, task=CENTRED, classifier=None, epochs=EPOCHS):
        self.classifier = classifier
        self.rivals = []  # what each seed of it reads
        self.epochs, note = epochs_or(EPOCHS, epochs)
        task = task if isinstance(task, str) and task in CONTESTS else CENTRED
        figure, ax = style.figure(1, height=3.6)
        ax.set(xlim=(0, 100), ylim=(ROWS - 0.4, -0.7), xlabel="accuracy, %", yticks=[])
        ax.spines["left"].set_visible(False)
        ax.set_title(
            "our five seeds (bar: range, line: median), and yours", loc="left", fontsize=11
        )
        self.names = Labels(ax, [(22, row - 0.37) for row in range(ROWS)], size=10)
        self.ranges, self.medians, self.dots = [], [], []
        for row in range(ROWS):
            self.ranges.append(style.moving(ax.barh([row], [0], height=0.3, color=style.SKY)[0]))
            look = {"color": style.INK, "linewidth": 2.5, "zorder": 3}
            self.medians.append(style.mark(ax, **look))
            look = {"color": style.VERMILLION, "markersize": 8, "zorder": 4}
            self.dots.append(style.rimmed(ax, marker="o", linestyle="none", **look))
        self.bar = Bar(SEEDS, "seeds", aloud=False)
        super().__init__(
            figure,
            note=note,
            steps=SEEDS,
            at=0,
            extras=(self.bar,),
            controls={"task": menu("contest", list(CONTESTS), task)},
        )

    def compute(self, c):
        entrants = CONTESTS[c.task]
        shares = {}
        for name, entrant in entrants.items():
            if entrant.course == SCIKIT:
                shares[name] = self.by_scikit_learn(c.t)
            else:
                how = self.epochs
                shares[name] = [read(c.task, entrant.course, seed, how) for seed in range(c.t)]
        self.bar.done(c.t)
        return Standing(entrants, shares)

    def paint(self, c, standing):
        names = list(standing.entrants)
        ends = [f"{name}, {e.low:.1f} to {e.high:.1f} %" for name, e in standing.entrants.items()]
        self.names.put([*ends, *[""] * (ROWS - len(ends))])
        for row in range(ROWS):
            there = row < len(names)
            entrant = standing.entrants[names[row]] if there else Entrant("", 0, np.nan, 0)
            self.ranges[row].set(x=entrant.low, width=max(entrant.high - entrant.low, 0))
            y = [row - 0.2, row + 0.2]
            self.medians[row].set_data([entrant.median] * 2, y)
            shares = standing.shares[names[row]] if there else []
            spread = row + 0.1 * (np.arange(len(shares)) - (len(shares) - 1) / 2)
            self.dots[row].set_data(shares, spread)

    def say(self, c, standing):
        said = [
            entrant_told(name, entrant, standing.shares[name])
            for name, entrant in standing.entrants.items()
        ]
        return sentences(f"The contest: {c.task}.", *said)

    def by_scikit_learn(self, seeds):
        """Return what so many seeds of scikit-learn's network read, in per cent; [] without it."""
        if not callable(self.classifier):
            return []
        try:
            while len(self.rivals) < seeds:
                self.rivals.append(rival(self.classifier, len(self.rivals), self.epochs))
        except Exception:  # whatever another thing than scikit-learn's says
            return []
        return self.rivals[:seeds]

    def won(self, c, standing):
        return c.t >= 1 and margin(standing.entrants) >= 10


def epochs_or(default, value):
    """Return a number of epochs, and ''; in place of anything else the default, and a sentence."""
    try:
        return entry.whole("epochs", value, 1), ""
    except ValueError as error:
        return default, f"{error}. Each network learns for {default}."


def read(task, course, seed, epochs):
    """Return the share, in per cent, that a network reads in a contest."""
    if task in (PAGE, MIDDLE, DEPTH):
        X, labels = pages(seed)
    else:
        _, _, X, labels = datasets.digits(seed)
        X = moved(X, 1) if task == ONE_OFF else X
    return share(course, seed, X, labels, epochs)


def rival(classifier, seed, epochs):
    """Return the share, in per cent, that scikit-learn's network with the widths of ours reads."""
    X, labels, held, labels_held = datasets.digits(seed)
    network = classifier(DENSE[1:3], batch_size=64, max_iter=epochs, alpha=0)
    network.set_params(learning_rate_init=RATE, random_state=seed)
    with warnings.catch_warnings(action="ignore"):  # it would like more epochs
        network.fit(X, labels)
    return 100 * (network.predict(held) == labels_held).mean()


def margin(entrants):
    """Return by how many points the first one's lowest share is above all others' highest."""
    first, *others = entrants.values()
    return first.low - max(other.high for other in others)


def entrant_told(name, entrant, shares):
    """Say what our five seeds read, and the seeds trained here, if there are some."""
    ours = f"{name}: {entrant.low:.1f} to {entrant.high:.1f} %, median {entrant.median:.1f}"
    if not shares:
        return f"{ours}."
    each = ", ".join(f"{v:.1f}" for v in shares)
    return f"{ours}; yours so far: {each}."


def results(*tasks):
    """Print what five seeds of each network read in these contests, as we measured it."""
    for task in tasks:
        print(f"{task}:")
        for name, entrant in CONTESTS[task].items():
            span = f"{entrant.low:.1f} to {entrant.high:.1f} %"
            print(f"   {name:29}{span}, median {entrant.median:.1f}")


def page_network():
    """Return the network for pages as far as it has learned in this session, a list of arrays."""
    return pupil("page, convolutional").path[-1]
