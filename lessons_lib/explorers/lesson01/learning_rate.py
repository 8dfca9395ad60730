"""The walk for one learning rate: over the bowl, as a curve, and on a ruler with 2/λmax marked."""

from typing import NamedTuple

import numpy as np

from ... import linear
from ...live.controls import RateSlider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.pointer import Field
from ...plots import descent, style
from ..shared.walk import bowl, data_or_b, descend, largest_rate, one_step, story

LOW, HIGH = 1e-3, 1.0  # the ends of the ruler
NAMED = (0.05, 0.1, 0.2, 0.23, 0.24, 0.3)  # rates that the lesson speaks of
SOON = 65  # steps within which the goal wants the walk to arrive


class Walk(NamedTuple):
    """A walk by one rate, and the largest rate that is stable."""

    path: np.ndarray  # (steps + 1, 2)
    losses: np.ndarray  # (steps + 1,)
    limit: float  # 2/λmax


@explorer
class LearningRate(Explorer):
    """The walk for one learning rate: over the bowl, as a curve, and on a ruler of rates."""

    wins = ({"lr": 0.215},)
    sliders = ("lr", "t")

    def __init__(self, gradient=None, step=None, limit=None, lr=0.02, x=None, y=None, steps=100):
        self.x, self.y, note = data_or_b(x, y)
        self.steps = steps
        self.soon = min(SOON, steps)
        self.aim = f"L − L* below 10⁻⁶ within {self.soon} steps"
        best = linear.least_squares(self.x, self.y)
        self.lowest = linear.loss(best, self.x, self.y)
        figure, plane, curve, strip = style.figure(1, 1, height=4.9, strip=0.16)
        bowl(plane, self.x, self.y)
        descent.star(plane, best)
        self.walk = descent.walk(plane)
        self.ruler = descent.ruler(strip, LOW, HIGH)
        self.curve = descent.curve(curve, steps, 1e-9, 1e5, "loss above the smallest, L − L*")
        super().__init__(
            figure,
            steps=steps,
            note=note,
            controls={"lr": RateSlider("learning rate α", lr, LOW, HIGH, also=NAMED)},
            yours={
                "gradient": Yours(gradient, linear.gradient),
                "step": Yours(step, one_step),
                "limit": Yours(limit, largest_rate),
            },
            pointer={strip: Field("the learning rate α", across="lr")},
        )

    def compute(self, c, gradient, step, limit):
        path = descend(self.x, self.y, c.lr, self.steps, gradient, step)
        return Walk(path, linear.loss(path, self.x, self.y), float(limit(self.x)))

    def paint(self, c, walk):
        descent.place(self.walk, walk.path[: c.t + 1])
        descent.trace(self.curve, walk.losses - self.lowest, c.t)
        descent.rates(self.ruler, c.lr, walk.limit / 2, walk.limit)

    def say(self, c, walk):
        return story(c.lr, walk.limit, walk.losses, c.t)

    def won(self, c, walk):
        return walk.losses[self.soon] - self.lowest < 1e-6
