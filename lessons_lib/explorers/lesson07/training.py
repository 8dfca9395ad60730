"""A convolutional network learns to read digits: what it has learned at each epoch, its kernels,
and the maps that they make.
"""

from typing import ClassVar, NamedTuple

import numpy as np

from ... import convnet, learner, network
from ...live.controls import MarkSlider, RateSlider, menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.progress import Bar
from ...live.words import a_digit, many, number, sentences
from ...plots import charts, maps, style
from ..shared.rules import RULES
from ..shared.training import ADAM, MINE, FallingBack, Forgiving, Trainer, own_rule, split
from .epochs import Beginning, Clock, OwnGradient, OwnTrainer
from .held_out import Digits
from .trained import SIZES

SCORED = 450  # so many of the training digits are scored, as many as are held out
KEPT = 3  # so many trainings go on where they were left
LOOKS = {
    "training": {"color": style.INK, "linestyle": "-"},
    "held out": {"color": style.VERMILLION, "linestyle": "--"},
}
BLOCKS = {  # title: maps, pixels along one side of each, maps in a row, width
    "K: the kernels": (32, 3, 8, 84),
    "X": (1, 8, 1, 40),
    "A0: what they make of it": (32, 8, 8, 88),
    "P: pooled": (32, 4, 8, 84),
}


class Scores(NamedTuple):
    """How well the network reads after an epoch; or after each of them, as arrays."""

    training_loss: float
    training_share: float  # read right
    held_loss: float
    held_share: float


class Seen(NamedTuple):
    """The network now, one digit on its way through it, and how well it read at each epoch."""

    params: list  # eight arrays
    F: np.ndarray  # (1, 10)
    stages: convnet.Stages  # of the one digit
    label: int  # what that digit is
    seeds: dict  # {seed: [Scores after 0, 1, 2, … epochs]} of the seeds tried with these settings


@explorer
class Training(Explorer):
    """Train the convolutional network live, an epoch a step: loss, share read right, kernels and
    maps; seeds as a range.
    """

    aim = "with 8 kernels, 98 % of the never-seen digits"
    wins = ({"kernels": 8, "t": 20},)
    sliders = ("digit", "seed", "lr", "t")
    remembers = True  # the seeds tried
    memories = ("tried",)
    afresh = "Forget the other seeds"
    quick: ClassVar = {"steps": 3}
    growing = True
    unit = "epoch t"

    def __init__(self, kernel_gradient=None, optimizer=None, steps=30):
        self.steps = steps
        self.digits = Digits()
        self.history = {}  # {(settings, by the library?): {seed: [Scores]}}
        self.bar = Bar(steps, "epochs", aloud=False)
        figure = self._figure(steps)
        rules = RULES | ({MINE: own_rule(optimizer)} if optimizer else {})
        mine = self._trainers(kernel_gradient, optimizer, rules)
        kernels = [1, 2, 4, 8, 16, 32]
        super().__init__(
            figure,
            steps=steps,
            at=3,
            extras=(self.bar,),
            controls={
                "optimizer": menu("optimizer", list(rules), MINE if optimizer else ADAM),
                "lr": RateSlider("learning rate α", 0.005, 1e-4, 1),
                "batch": MarkSlider("batch size", 64, [16, 32, 64, 128, 256], np.log),
                "kernels": MarkSlider("kernels", 32, kernels, np.log),
                "seed": slider("seed", 0, 0, 9, 1),
                "digit": slider("digit below", 3, 0, 49, 1),
            },
            yours={"train": Yours(mine, self.library, checks_itself=True)},
            buttons={self.afresh: self.forget},
        )

    def _figure(self, steps):
        """Return the figure, and keep what moves in it."""
        figure, left, right, strip = style.figure(1, 1, height=5.4, strip=0.62)
        ends = 0, steps
        title = "loss: training (line), held out (dashed)"
        charts.chart(left, 1e-3, 10, title, "epoch t", ends)
        title = "accuracy, from 80 % up (band: seeds tried)"
        charts.chart(right, 0.8, 1.0, title, "epoch t", ends, yscale="linear")
        right.axhline(0.98, color=style.GREY, linewidth=1)
        right.set_yticks(np.linspace(0.8, 1, 5))
        self.right = right
        self.losses = charts.lines(left, LOOKS, None)
        self.shares = charts.lines(right, LOOKS, None)
        self.band = maps.band(right)
        self.blocks = maps.Maps(strip, BLOCKS)
        return figure

    def _trainers(self, kernel_gradient, optimizer, rules):
        """Keep the library's trainer and what it is made of; return the learner's, or None."""
        self.known = Forgiving(rules)
        self.clock = Clock()
        theirs = kernel_gradient or optimizer
        who = learner.name_of(theirs)
        ours = Beginning(self.digits, convnet.gradient, self.known, who, False, self.clock)
        self.library = FallingBack(Trainer(ours, KEPT), self.known)
        if not theirs:
            return None
        own = OwnGradient(kernel_gradient) if kernel_gradient else convnet.gradient

        def make(name, lr):
            return rules[name](lr)

        return OwnTrainer(Beginning(self.digits, own, make, who, True, self.clock), KEPT)

    def remembered(self):
        c = self.values()
        tried = {seed: len(rows) - 1 for seed, rows in self.result.seeds.items()}
        only_this = tried == {c.seed: c.t} and c.seed == self.began["seed"]
        return {} if only_this else {"tried": tried}

    def recall(self, tried):
        c = self.values()
        self.history.clear()
        with self.released():
            for seed, last in tried.items():
                self.set(seed=seed, t=last)
        self.controls["seed"].value = c.seed
        self.time.slider.value = c.t

    def compute(self, c, train):
        by_library = train is self.library
        if not by_library:
            self.known.own = MINE
        parts = self.digits(c.seed)
        settings = c.lr, c.optimizer, c.batch, c.kernels
        shape = convnet.init_params((SIZES[0], c.kernels, *SIZES[2:]), 0)

        def params_at(t):
            return split(train((*settings, c.seed), t), shape)

        seeds = self.history.setdefault((settings, by_library), {})
        rows = seeds.setdefault(c.seed, [])
        rows += [scores(params_at(t), parts) for t in range(len(rows), c.t + 1)]
        params = params_at(c.t)
        F, stages = convnet.forward(params, parts.held[c.digit : c.digit + 1])
        return Seen(params, F, stages, parts.labels_held[c.digit], seeds)

    def paint(self, c, seen):
        past = Scores(*np.transpose(seen.seeds[c.seed][: c.t + 1]))
        epochs = np.arange(c.t + 1)
        charts.put(self.losses["training"], epochs, past.training_loss)
        charts.put(self.losses["held out"], epochs, past.held_loss)
        charts.put(self.shares["training"], epochs, past.training_share)
        charts.put(self.shares["held out"], epochs, past.held_share)
        ends = [charts.inside(self.right, end) for end in lowest_and_highest(seen.seeds)]
        self.band(np.arange(len(ends[0])), *ends)
        shown = seen.params[0], seen.stages.X, seen.stages.A0[0], seen.stages.P[0]
        for title, values in zip(BLOCKS, shown, strict=True):
            self.blocks.put(title, values)
        self.bar.done(c.t, self.clock.seconds * (self.steps - c.t))

    def say(self, c, seen):
        now = seen.seeds[c.seed][c.t]
        rule = self.known.own if c.optimizer == MINE else c.optimizer
        tried = [rows[c.t].held_share for rows in seen.seeds.values() if len(rows) > c.t]
        return sentences(
            trained_told(c.t, rule, c.kernels, now.training_loss, now.held_share),
            seeds_told(tried),
            digit_told(seen.label, seen.F[0].argmax(), now.training_loss),
        )

    def won(self, c, seen):
        return c.kernels == 8 and seen.seeds[c.seed][c.t].held_share >= 0.98

    def forget(self):
        """Forget the seeds tried, all but the one that is shown."""
        shown = self.controls["seed"].value
        for seeds in self.history.values():
            for seed in set(seeds) - {shown}:
                del seeds[seed]
        self.move()


def scores(params, parts):
    """Return the Scores of a network on the digits."""
    found = []
    for X, labels in ((parts.X[:SCORED], parts.labels[:SCORED]), (parts.held, parts.labels_held)):
        F = convnet.forward(params, X)[0]
        loss, _ = network.softmax_cross_entropy(F, labels)
        found += [loss, (F.argmax(axis=1) == labels).mean()]
    return Scores(*found)


def lowest_and_highest(seeds):
    """Return the smallest and the largest share read right over the seeds {seed: [Scores]} after
    each epoch, as far as two of them have come.
    """
    shares = [[row.held_share for row in rows] for rows in seeds.values()]
    lengths = sorted(map(len, shares))
    both = lengths[-2] if len(shares) > 1 else 0
    at_once = [[each[t] for each in shares if t < len(each)] for t in range(both)]
    return [min(found) for found in at_once], [max(found) for found in at_once]


def trained_told(t, rule, kernels, loss, share):
    """Say how long it has trained, its training loss, and the share of the digits held out that it
    reads right.
    """
    return (
        f"After {many(t, 'epoch')} of {rule} with {many(kernels, 'kernel')} the training loss is "
        f"{number(loss)}, and {100 * share:.1f} % of the 450 never-seen digits are read correctly."
    )


def seeds_told(shares):
    """Say between which ends the shares of the seeds tried lie, if they are several."""
    if len(shares) < 2:
        return ""
    low, high = 100 * min(shares), 100 * max(shares)
    return f"Over the {len(shares)} seeds tried: {low:.1f} to {high:.1f} %."


def digit_told(label, read, loss):
    """Say as what the digit below is read, or that the training loss is no number any more."""
    if not np.isfinite(loss):
        return "It has diverged: take a smaller learning rate."
    return f"The digit below, {a_digit(label)}, is read as {read}."
