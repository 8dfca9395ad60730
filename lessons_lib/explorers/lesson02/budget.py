"""Schedules as people use them, when the number of steps is fixed beforehand."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ... import datasets, linear
from ...live.controls import RateSlider, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import many, number, sentences
from ...plots import charts, style
from .by_rates import mean_losses

STEPS = 500
WALKERS = 400
MINE = "mine"
LOOKS = {
    "constant": {"color": style.VERMILLION, "linestyle": (0, (5, 1))},
    "in stairs": {"color": style.ORANGE, "linestyle": "--"},
    "1/t²": {"color": style.PURPLE, "linestyle": "-."},
    "cosine": {"color": style.BLUE, "linestyle": "-"},
    "warm-up and cosine": {"color": style.GREEN, "linestyle": (0, (3, 1, 1, 1))},
}


class Ends(NamedTuple):
    """The rates and the losses of each schedule, by its name. Index 0 is step 1."""

    rates: dict  # (STEPS,)
    above: dict  # (STEPS,) the mean of L − L*


@explorer
class Budget(Explorer):
    """Five schedules, and the learner's own, with 500 steps and not one more.

    plan: a learner's function of t and T that returns the rate of step t.
    """

    title = "Five hundred steps to spend"
    aim = "one schedule that ends less than 0.0055 above the smallest"
    wins = ({"lr": 0.1},)
    sliders = ("lr", "warm", "t")

    def __init__(self, plan=None):
        looks = LOOKS | ({MINE: style.OPTIMIZERS[MINE]} if plan else {})
        figure, left, right = style.figure(1, 1, height=4.4)
        ends = -0.02 * STEPS, 1.02 * STEPS
        charts.chart(left, 0, 0.135, "learning rate αₜ", xlim=ends, yscale="linear")
        charts.chart(right, 1e-3, 3e3, "mean loss above the smallest", xlim=ends)
        self.rates = charts.lines(left, looks, None)
        self.losses = charts.lines(right, looks, "upper right")
        super().__init__(
            figure,
            steps=STEPS,
            controls={
                "lr": RateSlider("top rate α₀", 0.05, 0.005, 0.13, also=(0.02, 0.1), zero=False),
                "warm": slider("warm-up (%)", 10, 0, 40, 5),
            },
            yours={"plan": Yours(plan, house, any_answer=True)},
        )

    def compute(self, c, plan):
        rates = schedules(c.lr, c.warm)
        above = dict(zip(rates, walked(c.lr, c.warm), strict=True))
        if MINE in self.rates:
            mine = np.array([float(plan(t, STEPS)) for t in range(1, STEPS + 1)])
            rates[MINE] = mine
            above[MINE] = above_smallest(mine[None])[0]
        return Ends(rates, above)

    def paint(self, c, ends):
        at = max(c.t, 1) - 1
        times = np.arange(1, STEPS + 1)
        for name in self.rates:
            charts.put(self.rates[name], times, ends.rates[name], at)
            charts.put(self.losses[name], times, ends.above[name], at)

    def say(self, c, ends):
        t = max(c.t, 1)
        now = {name: above[t - 1] for name, above in ends.above.items()}
        ranked = sorted(now, key=lambda name: np.nan_to_num(now[name], nan=np.inf))
        told = ", ".join(f"{name} {number(now[name], 2)}" for name in ranked)
        return sentences(
            f"After {many(t, 'step')} of {STEPS}, the mean loss of {WALKERS} walks lies above the "
            f"smallest by: {told}.",
            what_the_warm_up_does(c.warm, now["cosine"], now["warm-up and cosine"], t),
        )

    def won(self, c, ends):
        return min(above[-1] for above in ends.above.values()) < 0.0055


def schedules(lr, warm):
    """Return the rates of steps 1 … STEPS by each schedule, {name: (STEPS,)}; warm in per cent."""
    t = np.arange(1, STEPS + 1)
    up = warm * STEPS // 100  # steps of the warm-up
    half, late = t > STEPS / 2, t > 3 * STEPS / 4
    return {
        "constant": np.full(STEPS, lr),
        "in stairs": lr * np.where(late, 0.01, np.where(half, 0.1, 1.0)),
        "1/t²": lr / (1 + 0.02 * t) ** 2,
        "cosine": lr * (1 + np.cos(np.pi * t / STEPS)) / 2,
        "warm-up and cosine": lr
        * np.where(t <= up, t / max(up, 1), (1 + np.cos(np.pi * (t - up) / (STEPS - up))) / 2),
    }


def house(t, T):
    """Return the rate of step t by the house schedule: cosine, from 0.1 to 0."""
    return 0.05 * (1 + np.cos(np.pi * t / T))


@lru_cache(maxsize=32)
def walked(lr, warm):
    """Return how far the schedules are above the smallest loss, (schedules, STEPS)."""
    return above_smallest(np.stack(list(schedules(lr, warm).values())))


def above_smallest(alpha):
    """Return the mean of L − L* after each step, for rates alpha (schedules, STEPS)."""
    x, y = datasets.line("B")
    lowest = linear.loss(linear.least_squares(x, y), x, y)
    return mean_losses(x, y, alpha, WALKERS, 1) - lowest


def what_the_warm_up_does(warm, cosine, warmed, t):
    """Say what the warm-up has brought by the end, compared with cosine alone."""
    if t < STEPS or warm == 0:
        return ""
    if warmed < 0.97 * cosine:
        return "Here the warm-up helps."
    if warmed > 1.03 * cosine:
        return "The warm-up costs steps, and on a bowl it buys nothing."
    return "With or without a warm-up makes little difference."
