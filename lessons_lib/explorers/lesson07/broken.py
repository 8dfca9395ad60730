"""What becomes of a network's answers when one of its parts is broken, after it was trained or
before.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ... import convnet, datasets, network
from ...live.controls import menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import sentences
from ...optimizers import adam
from ...plots import maps, style
from ...plots import network as drawing
from .held_out import Parts
from .trained import known, widths

AFTER, BEFORE = "after it was trained", "before it is trained"
WHEN = [AFTER, BEFORE]
CLOSE = 10  # a guess is right within so many points, of 100
SHOWN = 12  # so many mistakes are shown, four in a row
EXAMPLE = {("mean pooling", AFTER): 70}  # a guess of ours, shown as an example


def turned(params):
    """Return the parameters, or their gradient, with every kernel turned by half a turn."""
    return [params[0][:, ::-1, ::-1], *params[1:]]


def reordered(params):
    """Return the parameters with each kernel, and its bias, in the place of the next."""
    return [np.roll(params[0], 1, axis=0), np.roll(params[1], 1), *params[2:]]


def in_order_again(params):
    """Return what `reordered` has moved where it was."""
    return [np.roll(params[0], -1, axis=0), np.roll(params[1], -1), *params[2:]]


def random_kernels(params):
    """Return the parameters with kernels as they are at the beginning of a training."""
    kernels = np.random.default_rng(9).standard_normal(params[0].shape) * np.sqrt(2 / 9)
    return [kernels, *params[1:]]


def frozen(grads):
    """Return a gradient by which the kernels stay what they are."""
    return [0 * grads[0], *grads[1:]]


def unbiased(params):
    """Return the parameters, or their gradient, with 0 for every bias."""
    return [p if i % 2 == 0 else 0 * p for i, p in enumerate(params)]


class Break(NamedTuple):
    """One way to break a network."""

    change: Callable = list  # what is done to the parameters
    change_back: Callable = list  # what is done to their gradient
    pool: str = "max"
    activation: str = "relu"
    shuffled: bool = False  # are the pixels?

    def run(self):
        """Return how the network runs: what convnet's functions take."""
        return {"pool": self.pool, "activation": self.activation}


BREAKS = {
    "kernels rotated by 180°": Break(turned, turned),
    "the kernels in another order": Break(reordered, in_order_again),
    "random kernels": Break(random_kernels, frozen),
    "mean pooling": Break(pool="mean"),
    "tanh for ReLU": Break(activation="tanh"),
    "no biases": Break(unbiased, unbiased),
    "the pixels shuffled": Break(shuffled=True),
}


class Repairshop:
    """Breaks a network and lets it read the digits held out; each answer is worked out once."""

    def __init__(self, params, parts):
        self.params = params
        self.parts = parts
        self.order = np.random.default_rng(0).permutation(64)  # of the pixels, when shuffled
        self.read = {}  # {(name, when): labels (N,)}

    def answers(self, name, when):
        """Return what the network reads in the digits held out, labels (N,)."""
        if (name, when) not in self.read:
            broken = BREAKS[name]
            params = self.params if when == AFTER else self.learned(name)
            held = self.seen(name, self.parts.held)
            F = convnet.forward(broken.change(params), held, **broken.run())[0]
            self.read[name, when] = F.argmax(axis=1)
        return self.read[name, when]

    def share(self, name, when):
        """Return the share of the digits held out that it reads right."""
        return (self.answers(name, when) == self.parts.labels_held).mean()

    def seen(self, name, X):
        """Return the pictures X (N, 64) as the network sees them."""
        return X[:, self.order] if BREAKS[name].shuffled else X

    def learned(self, name):
        """Return what a network of the same sizes learns, in 30 epochs, when it is broken before
        that.
        """
        broken = BREAKS[name]
        rng = np.random.default_rng(0)
        rule = adam(0.005)
        sizes = 8, *widths(self.params), 10
        params = convnet.init_params(sizes, rng, k=self.params[0].shape[-1])
        state = rule.init(params)

        def gradient(p, X, labels):
            grads = convnet.gradient(broken.change(p), X, labels, **broken.run())
            return broken.change_back(grads)

        X = self.seen(name, self.parts.X)
        for _ in range(30):
            labels = self.parts.labels
            params, state = network.epoch(params, state, rule, X, labels, 64, rng, gradient)
        return params


class Uncovered(NamedTuple):
    """What was shown after a guess: of the choice now, and of all so far."""

    answers: np.ndarray | None  # (N,) what it reads in the digits held out; None before a guess
    shares: dict  # {(name, when): share read right}


@explorer
class Broken(Explorer):
    """Break a part of a network, after it was trained or before; guess what share it reads right,
    and then see it.
    """

    aim = "three guesses that are right within 10 points"
    wins = (
        {"guess": 22, "name": "kernels rotated by 180°"},
        "Show it",
        {"guess": 11, "name": "random kernels"},
        "Show it",
        {"name": "the kernels in another order"},
        "Show it",
    )
    sliders = ("guess",)
    remembers = True  # the guesses
    memories = ("guesses",)

    def __init__(self, params=None):
        figure, left, right = style.figure(1.5, 1, height=4.4)
        names = list(BREAKS)
        title = "accuracy, %: broken after (upper bar), before (lower)"
        self.bars = maps.bars(left, names, 100, title, 2)
        self.ticks = maps.ticks(left, len(names))
        self.gallery = drawing.gallery(right, 4, 3)
        right.set_title("never seen, and misread", loc="left", fontsize=11)
        params, note = known(params)
        self.parts = Parts(*datasets.digits(0))
        self.shop = Repairshop(params, self.parts)
        # {(name, when): the guess that was made before it was shown, in %}
        self.guesses = dict(EXAMPLE)
        self.unbroken = convnet.forward(params, self.parts.held)[0].argmax(axis=1)
        self.whole = (self.unbroken == self.parts.labels_held).mean()
        gaps = np.arange(len(names) + 1) - 0.5  # between the rows, where no number stands
        line = {"color": style.GREY, "linewidth": 1, "zorder": 0}
        left.vlines([100 * self.whole] * len(gaps), gaps - 0.1, gaps + 0.1, **line)
        look = {
            "ha": "right",
            "va": "bottom",
            "fontsize": 9,
            "color": style.GREY,
            "in_layout": False,
        }
        left.text(100 * self.whole - 1, len(names) - 0.5, "grey: unbroken", **look)
        super().__init__(
            figure,
            note=note,
            buttons={"Show it": self.reveal, "Cover all": self.cover},
            controls={
                "name": menu("broken", names),
                "when": menu("when", WHEN),
                "guess": slider("my guess, %", 50, 0, 100, 1),
            },
        )

    def remembered(self):
        made = [[*key, guess] for key, guess in self.guesses.items() if key not in EXAMPLE]
        return {"guesses": made} if made else {}

    def recall(self, guesses):
        made = {(name, WHEN[WHEN.index(when)]): int(guess) for name, when, guess in guesses}
        if not {name for name, _ in made} <= set(BREAKS):
            raise ValueError(f"there is nothing to break but {', '.join(BREAKS)}")
        self.guesses = EXAMPLE | made

    def compute(self, c):
        chosen = c.name, c.when
        answers = self.shop.answers(*chosen) if chosen in self.guesses else None
        return Uncovered(answers, {key: self.shop.share(*key) for key in self.guesses})

    def paint(self, c, uncovered):
        names = list(BREAKS)
        percent = [[uncovered.shares.get((name, when)) for when in WHEN] for name in names]
        percent = [[np.nan if share is None else 100 * share for share in row] for row in percent]
        words = [["" if np.isnan(v) else f"{v:.1f}" for v in row] for row in percent]
        self.bars(percent, words, names.index(c.name))
        guess = self.guesses.get((c.name, c.when), c.guess)
        self.ticks([guess if name == c.name else np.nan for name in names])
        labels = self.parts.labels_held
        covered = uncovered.answers is None
        answers = self.unbroken if covered else uncovered.answers
        wrong = np.flatnonzero(answers != labels)[:SHOWN]
        held = self.parts.held[wrong]
        pictures = held if covered else self.shop.seen(c.name, held)
        self.gallery(pictures.reshape(-1, 8, 8), [f"{labels[i]}, not {answers[i]}" for i in wrong])

    def say(self, c, uncovered):
        chosen = c.name, c.when
        return sentences(
            f"Unbroken, it reads {100 * self.whole:.1f} % of the held-out digits.",
            f"Now: {c.name}, {c.when}.",
            guess_told(uncovered.shares.get(chosen), self.guesses.get(chosen, c.guess)),
        )

    def won(self, c, uncovered):
        return right_guesses(uncovered.shares, self.guesses) >= 3

    def reveal(self):
        """Take the guess, if it is the first for this choice, and show what comes out."""
        c = self.values()
        self.guesses.setdefault((c.name, c.when), c.guess)
        self.move()

    def cover(self):
        """Forget the guesses, and show only the example."""
        self.guesses = dict(EXAMPLE)
        self.move()


def guess_told(share, guess):
    """Say what came out beside the guess, in per cent; share is None before it is shown."""
    if share is None:
        return (
            f"Your guess: {guess} % will be read correctly. Press “Show it”. "
            "The digits shown are those that the unbroken network gets wrong."
        )
    return f"{100 * share:.1f} % are read correctly. You said {guess} %."


def right_guesses(shares, guesses):
    """Return how many guesses, in per cent, are within CLOSE points of the shares; the example is
    none of them.
    """
    made = {key: guess for key, guess in guesses.items() if key not in EXAMPLE}
    return sum(abs(100 * shares[key] - guess) <= CLOSE for key, guess in made.items())
