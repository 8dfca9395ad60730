"""The first explorer: a crowd of balls rolls down a landscape with four valleys."""

from typing import NamedTuple

import numpy as np

from ...live.controls import RateSlider, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.pointer import Field
from ...live.words import many, number, pair, sentences
from ...optimizers import gradient_descent, minimize
from ...plots import descent, style
from ...surfaces import SURFACES

HILL = SURFACES["himmelblau"]
STEPS = 60
BALLS = 400
ON_THE_WAY = 4  # the number of no valley
NAMES = ["valley 1", "valley 2", "valley 3", "valley 4", "on the way"]
GROUPS = [
    ("o", style.BLUE),
    ("s", style.VERMILLION),
    ("^", style.PURPLE),
    ("D", style.GREEN),
    (".", style.GREY),
]


class Balls(NamedTuple):
    """Where every ball is at every step, and where it ends."""

    path: np.ndarray  # (STEPS + 1, BALLS, 2)
    home: np.ndarray  # (BALLS,) the number of the valley at the end, or ON_THE_WAY


@explorer
class Crowd(Explorer):
    """400 balls all walk by gradient descent, each from its own start, on Himmelblau's surface."""

    aim = "all 400 balls in a valley by step 60, with a spread of 5.5 or more"
    wins = ({"lr": 0.0083},)
    sliders = ("lr", "spread", "x", "y", "t")

    def __init__(self, lr=0.002):
        figure, plane, side = style.figure(1.35, 1, height=4.6)
        descent.plane(plane, HILL.extent, "θ₁", "θ₂")
        descent.hills(plane, *landscape(), np.linspace(0, 3.2, 11))
        self.dots = descent.crowd(plane, GROUPS)
        self.bars = descent.shares(side, GROUPS, NAMES, BALLS)
        across = np.linspace(-0.95, 0.95, 20)
        self.offsets = np.stack(np.meshgrid(across, across), axis=-1).reshape(-1, 2)  # (400, 2)
        super().__init__(
            figure,
            steps=STEPS,
            at=10,
            controls={
                "lr": RateSlider("learning rate α", lr, 0.001, 0.1),
                "spread": slider("spread", 5.5, 0.1, 6.0),
                "x": slider("middle θ₁", 0.0, -5.0, 5.0),
                "y": slider("middle θ₂", 0.0, -5.0, 5.0),
            },
            pointer={plane: Field("the middle of the crowd, θ₁ and θ₂", across="x", up="y")},
        )

    def compute(self, c):
        start = np.array([c.x, c.y]) + c.spread * self.offsets
        path = minimize(HILL.gradient, start, gradient_descent(c.lr), STEPS)
        return Balls(path, valley(path[-1]))

    def paint(self, c, balls):
        now = valley(balls.path[c.t])
        for i in range(len(GROUPS)):
            self.dots[i].set_data(*descent.near(balls.path[c.t, balls.home == i]).T)
            self.bars[i].set_width((now == i).sum())

    def say(self, c, balls):
        now = balls.path[c.t]
        at_home = (valley(now) != ON_THE_WAY).sum()
        return sentences(
            f"After {many(c.t, 'step')} with learning rate α = {number(c.lr)}, {at_home} of the "
            f"400 balls lie in a valley. They started on a square that reaches "
            f"{number(c.spread)} to each side of {pair([c.x, c.y])}.",
            thrown_out(now),
        )

    def won(self, c, balls):
        return c.spread >= 5.5 and (balls.home != ON_THE_WAY).all()


def landscape():
    """Return a grid of the plane and the height over it, squeezed so that the valleys show: X, Y,
    heights.
    """
    left, right, low, high = HILL.extent
    X, Y = np.meshgrid(np.linspace(left, right, 160), np.linspace(low, high, 160))
    return X, Y, np.log10(1 + HILL.f(np.stack([X, Y], axis=-1)))


def valley(places):
    """Return for each place (N, 2) the number of the valley it lies in, within 0.1 of its bottom,
    or ON_THE_WAY.
    """
    away = np.linalg.norm(places[:, None] - HILL.minimum, axis=-1)  # (N, 4)
    away = np.nan_to_num(away, nan=np.inf)
    return np.where(away.min(axis=1) < 0.1, away.argmin(axis=1), ON_THE_WAY)


def thrown_out(places):
    """Say how many of the places (N, 2) are far off the map, if any are."""
    lost = (~(np.abs(places) < 100).all(axis=1)).sum()
    if not lost:
        return ""
    return (
        f"{lost} were thrown far off the map: "
        "a step too long for the slope lands higher than it began."
    )
