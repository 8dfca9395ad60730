"""How a network for the digits should begin: sizes by layer, units at work, and the loss."""

from typing import NamedTuple

import numpy as np

from ... import datasets, network
from ...live.controls import RateSlider, menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import many, number, sentences
from ...optimizers import gradient_descent
from ...plots import charts, style
from ..shared.training import Curve, Trainer, Training, joined, loss_of, scale_slider, split
from .digit_net import SIZES

SHOWN = 300  # so many digits are looked at
EVERY = 5  # steps between two losses of the curve
BATCH = 64
OPEN = 0.05  # a unit whose f′ is above this lets the error through
MANY_DEAD = 20
LOOKS = {
    "values": {"color": style.BLUE, "linestyle": "-", "marker": "o"},
    "gradients": {"color": style.VERMILLION, "linestyle": "--", "marker": "s"},
}
UNITS = {"first hidden layer, 32": (style.SKY, 7), "second hidden layer, 16": (style.PURPLE, 5)}


class Begun(NamedTuple):
    """A network after some steps, seen on 300 digits."""

    F: np.ndarray  # (300, 10)
    stages: network.Stages  # of the 300 digits
    grads: list  # six arrays, of the loss on them
    losses: np.ndarray  # at the steps 0, EVERY, … and now

    def sizes(self):
        """Return the root mean squares of X, A1, A2, F, (4,), and of dW1, dW2, dW3, (3,)."""
        values = [self.stages.X, self.stages.A1, self.stages.A2, self.F]
        return root_mean_squares(values), root_mean_squares(self.grads[::2])

    def shares(self):
        """Return for the units of either hidden layer, (32,) and (16,), the share of the digits
        that each lets through, from the largest down.
        """
        _, slope = network.ACTIVATIONS[self.stages.activation]
        through = [slope(z) > OPEN for z in (self.stages.Z1, self.stages.Z2)]
        return [np.sort(passed.mean(axis=0))[::-1] for passed in through]

    def dead(self):
        """Return how many hidden units are at 0 or below for every digit."""
        return sum((z <= 0).all(axis=0).sum() for z in (self.stages.Z1, self.stages.Z2))


@explorer
class Initialisation(Explorer):
    """A network for the digits as it begins and as it goes on: sizes by layer, units at work, and
    the loss.
    """

    aim = "kill the ReLUs: begin at He's scale, and have 20 dead units after 200 steps"
    wins = ({"lr": 10, "t": 200},)
    sliders = ("scale", "lr", "seed", "t")
    growing = True

    def __init__(self, steps=200):
        self.last = steps
        self.X, self.labels = datasets.digits()
        self.shape = network.init_params(SIZES, 0)
        self.train = Trainer(self.begin)
        self.curve = Curve(EVERY)
        figure, left, middle, right = style.figure(1, 1, 1, height=4.0)
        charts.chart(left, 1e-8, 1e4, "typical size (root mean square)", "", (-0.4, 3.4))
        left.set_xticks(range(4), ["X", "A1\ndW1", "A2\ndW2", "F\ndW3"])
        self.sizes = charts.lines(left, LOOKS, "upper left")
        self.dots = dots_of_units(middle)
        charts.chart(right, 1e-2, 1e2, "training loss (dashed: ln 10)", xlim=(0, steps))
        right.axhline(np.log(10), color=style.GREY, linewidth=1, linestyle="--")
        look = {"loss": {"color": style.INK, "linestyle": "-"}}
        self.line = charts.lines(right, look, None)["loss"]
        super().__init__(
            figure,
            steps=steps,
            at=10,
            controls={
                "scale": scale_slider(),
                "lr": RateSlider("learning rate α", 0.1, 1e-3, 100),
                "activation": menu("activation f", ["relu", "tanh"]),
                "seed": slider("seed", 0, 0, 9, 1),
            },
        )

    def begin(self, lr, activation, scale, seed):
        """Return the Training with these settings, in batches of 64."""
        rng = np.random.default_rng(seed)
        first = joined(network.init_params(SIZES, rng, scale))

        def step(theta, state, rule):
            some = rng.integers(len(self.X), size=BATCH)
            params = split(theta, self.shape)
            grads = network.gradient(params, self.X[some], self.labels[some], activation)
            return rule.update(theta, joined(grads), state)

        return Training(first, gradient_descent(lr), step)

    def compute(self, c):
        key = c.lr, c.activation, c.scale, c.seed
        X, labels = self.X[:SHOWN], self.labels[:SHOWN]

        def loss_at(t):
            return loss_of(split(self.train(key, t), self.shape), X, labels, c.activation)

        params = split(self.train(key, c.t), self.shape)
        past = self.curve(key, c.t, loss_at)
        F, stages = network.forward(params, X, c.activation)
        loss, dF = network.softmax_cross_entropy(F, labels)
        grads = network.backward(params, stages, dF)
        return Begun(F, stages, grads, np.append(past, loss))

    def paint(self, c, begun):
        values, gradients = begun.sizes()
        charts.put(self.sizes["values"], np.arange(4), values)
        charts.put(self.sizes["gradients"], np.arange(1, 4), gradients)
        for dots, share in zip(self.dots, begun.shares(), strict=True):
            dots.set_data(np.arange(len(share)), share)
        steps = np.append(EVERY * np.arange(len(begun.losses) - 1), c.t)
        charts.put(self.line, steps, begun.losses)

    def say(self, c, begun):
        _, (dW1, _, dW3) = begun.sizes()
        shut = [int((share == 0).sum()) for share in begun.shares()]
        return sentences(
            f"At {number(c.scale)} × He's scale, after {many(c.t, 'step')}, the loss on 300 digits "
            f"is {number(begun.losses[-1])}; knowing nothing costs ln 10 = 2.3. The typical entry "
            f"of dW1 is {number(dW1)}, of dW3 {number(dW3)}.",
            told_shut(*shut),
        )

    def won(self, c, begun):
        at_the_end = c.scale == 1 and c.t == self.last
        return at_the_end and c.activation == "relu" and begun.dead() >= MANY_DEAD


def dots_of_units(ax):
    """Return two moving sets of dots, for the units of either hidden layer."""
    charts.chart(
        ax, -0.03, 1.3, "share of digits let through", "unit, sorted", (-0.7, 31.7), yscale="linear"
    )
    ax.set_yticks(np.linspace(0, 1, 6))
    found = []
    for name, (color, size) in UNITS.items():
        found.append(style.mark(ax, "o", color=color, markersize=size))
        ax.plot([], [], "o", color=color, markersize=size, label=name)
    ax.legend(frameon=False, fontsize=10, loc="upper right", labelcolor=style.INK)
    return found


def root_mean_squares(arrays):
    """Return the typical size of the entries of each array."""
    return [np.sqrt((a**2).mean()) for a in arrays]


def told_shut(first, second):
    """Say how many units of the two hidden layers let no digit through, if any do."""
    if not first + second:
        return ""
    return (
        f"{first} of 32 and {second} of 16 units let no digit through: f′(z) < 0.05 at each; "
        "almost no error passes."
    )
