"""Gradient descent and SGD from one start, and what each of them costs."""

from typing import NamedTuple

import numpy as np

from ... import linear
from ...live.controls import RateSlider, doubling, menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import gap, many, sentences
from ...optimizers import gradient_descent, minimize
from ...plots import charts, descent, style
from ..shared.walk import bowl, made_up

FULL, SGD = "gradient descent", "SGD"


class Walk(NamedTuple):
    """A walk as far as the cost allows, and what each of its steps costs."""

    path: np.ndarray  # (steps + 1, 2)
    losses: np.ndarray  # (steps + 1,)
    price: int  # updates, or gradients of single points


class Both(NamedTuple):
    """Two walks from (0, 0) for the same cost."""

    walks: dict  # {FULL: Walk, SGD: Walk}


@explorer
class Paths(Explorer):
    """Gradient descent and SGD from one start; the cost is counted in updates or in gradients of
    single points.
    """

    aim = "count in gradients, and let SGD be ten times lower than gradient descent at the end"
    wins = ({"cost": "gradients", "lr": 0.004},)
    sliders = ("lr", "batch", "seed", "t")

    def __init__(self, minibatch=None, x=None, y=None, lr=0.05, steps=120):
        self.x, self.y, note = made_up(x, y)
        self.steps = steps
        best = linear.least_squares(self.x, self.y)
        self.lowest = linear.loss(best, self.x, self.y)
        self.first = max(linear.loss(np.zeros(2), self.x, self.y) - self.lowest, 1e-6)
        figure, plane, side = style.figure(1, 1, height=4.2)
        bowl(plane, self.x, self.y)
        descent.star(plane, best)
        looks = {name: style.OPTIMIZERS[name] for name in (FULL, SGD)}
        self.balls = {name: descent.walk(plane, **look) for name, look in looks.items()}
        title = "loss above the smallest, L − L*"
        ends = -0.02 * steps, 1.02 * steps
        charts.chart(side, self.first * 1e-6, self.first * 100, title, "cost", ends)
        self.curves = charts.lines(side, looks, "upper left", 2)
        super().__init__(
            figure,
            steps=steps,
            note=note,
            controls={
                "lr": RateSlider("learning rate α", lr, 1e-3, 0.5),
                "batch": doubling("batch size B", 1),
                "cost": menu("cost axis", ["gradients", "updates"]),
                "seed": slider("draw again", 0, 0, 20, 1),
            },
            yours={"minibatch": Yours(minibatch, linear.minibatch_gradient)},
        )

    def compute(self, c, minibatch):
        rng = np.random.default_rng(c.seed)
        one_each = c.cost == "updates"

        def of_all(beta):
            return linear.gradient(beta, self.x, self.y)

        def of_a_batch(beta):
            return minibatch(beta, self.x, self.y, c.batch, rng)

        full = self.walked(of_all, c.lr, 1 if one_each else len(self.x))
        sgd = self.walked(of_a_batch, c.lr, 1 if one_each else c.batch)
        return Both({FULL: full, SGD: sgd})

    def walked(self, gradient, lr, price):
        """Return the Walk by this gradient that the cost allows when a step has this price."""
        path = minimize(gradient, np.zeros(2), gradient_descent(lr), self.steps // price)
        return Walk(path, linear.loss(path, self.x, self.y), price)

    def paint(self, c, both):
        for name, walk in both.walks.items():
            t = c.t // walk.price
            descent.place(self.balls[name], walk.path[: t + 1])
            cost = np.arange(len(walk.path)) * walk.price
            charts.put(self.curves[name], cost, walk.losses - self.lowest, t)

    def say(self, c, both):
        unit = unit_of_cost(c.cost, len(self.x), c.batch)
        told = [self.so_far(name, walk, c.t) for name, walk in both.walks.items()]
        return sentences(f"Cost {c.t}, counted in {unit}.", f"So far {told[0]}, and {told[1]}.")

    def so_far(self, name, walk, cost):
        """Say how far a walk has come for this cost, without a full stop."""
        t = cost // walk.price
        return progress(name, t, walk.losses[t] - self.lowest, walk.losses[t])

    def won(self, c, both):
        full, sgd = (walk.losses[-1] - self.lowest for walk in both.walks.values())
        return c.cost == "gradients" and sgd < min(0.1 * full, self.first)


def unit_of_cost(cost, n, batch):
    """Say in what the cost is counted; there are n points."""
    if cost == "updates":
        return "updates"
    return f"gradients of single points: a full gradient costs {n}, a batch {batch}"


def progress(name, t, above, loss):
    """Say how far a walk has come after t steps: how far its loss is above the smallest."""
    stands = f"(L − L* = {gap(above, loss)})" if t else "and stands still"
    return f"{name} has taken {many(t, 'step')} {stands}"
