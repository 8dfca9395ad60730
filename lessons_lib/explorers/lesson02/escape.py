"""Noise that helps: gradient descent is stuck in a shallow valley, and SGD hops out of it."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...live.controls import RateSlider, doubling
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import many, number, sentences
from ...plots import charts, style

STEPS = 400
WALKERS = 200
TILTS = np.array([-3.0, -1.0, 1.0, 3.0])  # of the losses of the four points; their mean is 0
LEAN = 0.5  # how much the landscape leans to the right
ENDS = (-1.9, 1.9)
ROOTS = np.sort(np.roots([4, 0, -4, -LEAN]).real)  # where the slope of the mean is 0
SHALLOW, TOP, DEEP = ROOTS  # left valley, hill, right valley


class Crowd(NamedTuple):
    """A ball by gradient descent, and walkers by SGD."""

    ball: np.ndarray  # (STEPS + 1,)
    walkers: np.ndarray  # (STEPS + 1, WALKERS)
    over: np.ndarray  # (STEPS + 1,) share of the walkers in the deep valley


@explorer
class Escape(Explorer):
    """A loss with two valleys, the mean of four: gradient descent stays, SGD gets out."""

    title = "Out of the wrong valley"
    aim = "9 of 10 walkers in the deep valley at the end"
    wins = ({"lr": 0.1},)
    sliders = ("lr", "batch", "t")

    def __init__(self):
        figure, hills, side = style.figure(1.3, 1, height=4.4)
        hills.set(xlim=ENDS, ylim=(-1.6, 3.6), xlabel="parameter θ", ylabel="loss")
        theta = np.linspace(*ENDS, 200)
        for tilt in TILTS:
            hills.plot(theta, height(theta) + tilt * theta, color=style.SKY, linewidth=1)
        hills.plot(theta, height(theta), color=style.INK, linewidth=2.5)
        hills.set_title("the loss: mean of four", loc="left", fontsize=11)
        self.dots = charts.dots(hills, style.VERMILLION)
        self.ball = charts.dot(hills, style.BLUE, 13)
        ends = -0.02 * STEPS, 1.02 * STEPS
        charts.chart(side, 0, 1, "share in the deep valley", xlim=ends, yscale="linear")
        side.set_yticks(np.linspace(0, 1, 6), [f"{k} %" for k in range(0, 101, 20)])
        looks = {name: style.OPTIMIZERS[name] for name in ("gradient descent", "SGD")}
        self.curves = charts.lines(side, looks, "upper left")
        super().__init__(
            figure,
            steps=STEPS,
            controls={
                "lr": RateSlider("learning rate α", 0.05, 0.005, 0.3, also=(0.1,), zero=False),
                "batch": doubling("batch size B", 1),
            },
        )

    def compute(self, c):
        return walked(c.lr, c.batch)

    def paint(self, c, crowd):
        here = crowd.walkers[c.t]
        here = here[np.abs(here) < ENDS[1]]
        self.dots.set_data(here, height(here))
        ball = crowd.ball[c.t]
        self.ball.set_data([ball], [height(ball)])
        times = np.arange(STEPS + 1)
        charts.put(self.curves["SGD"], times, crowd.over, c.t)
        charts.put(self.curves["gradient descent"], times, (crowd.ball > TOP) * 1.0, c.t)

    def say(self, c, crowd):
        share = crowd.over[c.t]
        lost = (~(np.abs(crowd.walkers[c.t]) < 10)).sum()
        return sentences(
            f"After {many(c.t, 'step')} at α = {number(c.lr)}, {number(100 * share, 2)} % of the "
            f"{WALKERS} SGD walkers are in the deep valley, each drawing {c.batch} at a time.",
            where_the_ball_is(crowd.ball[c.t]),
            f"{lost} have been thrown out altogether." if lost else "",
        )

    def won(self, c, crowd):
        return crowd.over[-1] >= 0.9


def height(theta):
    """Return the loss  (θ² − 1)² − θ/2."""
    return (theta**2 - 1) ** 2 - LEAN * theta


def slope(theta):
    """Return its derivative  4θ (θ² − 1) − 1/2."""
    return 4 * theta * (theta**2 - 1) - LEAN


@lru_cache(maxsize=64)
def walked(lr, batch):
    """Return the Crowd that starts at the bottom of the shallow valley."""
    rng = np.random.default_rng(0)
    ball = [SHALLOW - 0.2]
    walkers = [np.full(WALKERS, SHALLOW - 0.2)]
    for _ in range(STEPS):
        ball.append(ball[-1] - lr * slope(ball[-1]))
        tilt = TILTS[rng.integers(len(TILTS), size=(WALKERS, batch))].mean(axis=1)
        walkers.append(walkers[-1] - lr * (slope(walkers[-1]) + tilt))
    walkers = np.array(walkers)
    over = ((walkers > TOP) & (walkers < 10)).mean(axis=1)
    return Crowd(np.array(ball), walkers, over)


def where_the_ball_is(theta):
    """Say in which valley gradient descent is."""
    if theta > TOP:
        return "Gradient descent has made it too, by a lucky long step."
    return "Gradient descent is still in the shallow one, where every step is a step home."
