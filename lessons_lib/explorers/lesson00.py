"""The first explorer: a crowd of balls rolls down a landscape with four valleys."""

import numpy as np

from ..optimizers import gradient_descent, minimize
from ..plots import descent, style
from ..surfaces import SURFACES
from .controls import RateSlider, slider
from .entrance import explorer
from .live import Live
from .words import many, number, pair

GROUPS = [("o", style.BLUE), ("s", style.VERMILLION), ("^", style.PURPLE), ("D", style.GREEN), (".", style.GREY)]
NAMES = ["valley 1", "valley 2", "valley 3", "valley 4", "on the way"]
STEPS = 60


@explorer
def crowd(lr=0.002):
    """Show 400 balls that all walk by gradient descent, each from its own start, on Himmelblau's surface."""
    hill = SURFACES["himmelblau"]
    left, right, low, high = hill.extent
    fig, plane, side = style.figure(1.35, 1, height=4.6)
    descent.plane(plane, hill.extent, "θ₁", "θ₂")
    X, Y = np.meshgrid(np.linspace(left, right, 160), np.linspace(low, high, 160))
    descent.hills(plane, X, Y, np.log10(1 + hill.f(np.stack([X, Y], axis=-1))), np.linspace(0, 3.2, 11))
    dots, bars = descent.crowd(plane, GROUPS), descent.shares(side, GROUPS, NAMES, 400)
    offsets = np.stack(np.meshgrid(*[np.linspace(-0.95, 0.95, 20)] * 2), axis=-1).reshape(-1, 2)  # (400, 2)

    def compute(c):
        start = np.array([c.x, c.y]) + c.spread * offsets
        path = minimize(hill.gradient, start, gradient_descent(c.lr), STEPS)  # (61, 400, 2)
        return path, valley(path[-1])

    def valley(places):
        away = np.nan_to_num(np.linalg.norm(places[:, None] - hill.minimum, axis=-1), nan=np.inf)  # (400, 4)
        return np.where(away.min(axis=1) < 0.1, away.argmin(axis=1), 4)

    def show(c, result):
        path, home = result
        now = valley(path[c.t])
        for i in range(5):
            dots[i].set_data(*descent.near(path[c.t, home == i]).T)
            bars[i].set_width((now == i).sum())
        lost = (~(np.abs(path[c.t]) < 100).all(axis=1)).sum()
        says = f"After {many(c.t, 'step')} with learning rate α = {number(c.lr)}, {(now < 4).sum()} of the 400 balls lie "
        says += f"in a valley. They started on a square that reaches {number(c.spread)} to each side of {pair([c.x, c.y])}."
        far = f" {lost} were thrown far off the map: a step too long for the slope lands higher than it began."
        return says + (far if lost else "")

    return Live(fig, show, compute=compute, steps=STEPS, at=0,
        controls={"lr": RateSlider("learning rate α", lr, 0.001, 0.1), "spread": slider("spread", 5.5, 0.1, 6.0),
                  "x": slider("middle θ₁", 0.0, -5.0, 5.0), "y": slider("middle θ₂", 0.0, -5.0, 5.0)},
        pointer={plane: lambda kind, x, y: {"x": x, "y": y}},
        goal=("all 400 balls in a valley by step 60, with a spread of 5.5 or more",
              lambda c, result: c.spread >= 5.5 and (result[1] < 4).all()))  # fmt: skip
