"""What a falling rate does: four schedules, and the learner's own, on the mean of many walks."""

from typing import NamedTuple

import numpy as np

from ... import datasets, linear
from ...live.controls import RateSlider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import many, number, sentences
from ...optimizers import gradient_descent, minimize
from ...plots import charts, style

POWERS = {"constant": 0.0, "1/√t": 0.5, "1/t": 1.0, "1/t²": 2.0}  # αₜ = α₀ / (1 + kt)ᵖ
LOOKS = {
    "constant": {"color": style.VERMILLION, "linestyle": "-"},
    "1/√t": {"color": style.ORANGE, "linestyle": "--"},
    "1/t": {"color": style.GREEN, "linestyle": "-."},
    "1/t²": {"color": style.PURPLE, "linestyle": (0, (5, 1))},
    "mine": style.OPTIMIZERS["mine"],
}


class Falls(NamedTuple):
    """How the rate and the loss fall by each schedule, by its name. Index 0 is step 1."""

    rates: dict  # (steps,) αₜ
    above: dict  # (steps,) the mean of L − L* over the walks


@explorer
class Schedules(Explorer):
    """What a falling rate does: four schedules and the learner's own, on the mean of many walks."""

    wins = ({"k": 0.1},)
    sliders = ("lr", "k", "t")

    def __init__(self, schedule=None, steps=500, walkers=50):
        self.steps = steps
        self.walkers = walkers
        self.times = np.arange(1, steps + 1)
        self.names = [name for name in LOOKS if schedule is not None or name != "mine"]
        self.aim = f"bring 1/t below 0.012 after {steps} steps"
        self.x, self.y = datasets.line("B")
        self.lowest = linear.loss(linear.least_squares(self.x, self.y), self.x, self.y)
        figure, left, right = style.figure(1, 1, height=4.6)
        look = {"xlim": (1, steps), "xscale": "log"}
        charts.chart(left, 1e-6, 1, "learning rate αₜ", **look)
        charts.chart(right, 1e-3, 30, "mean loss above the smallest", **look)
        looks = {name: LOOKS[name] for name in self.names}
        self.rates = charts.lines(left, looks, "lower left")
        self.losses = charts.lines(right, looks, None)
        super().__init__(
            figure,
            steps=steps,
            controls={
                "lr": RateSlider("first rate α₀", 0.1, 0.01, 0.13),
                "k": RateSlider("decay k", 0.3, 1e-3, 10),
            },
            yours={"schedule": Yours(schedule, one_over_t, any_answer=True)},
        )

    def compute(self, c, schedule):
        rates = {name: c.lr / (1 + c.k * self.times) ** p for name, p in POWERS.items()}
        if "mine" in self.names:
            rates["mine"] = np.array([schedule(int(t), c.lr, c.k) for t in self.times])
        path = self.walked(np.stack(list(rates.values())))
        losses = linear.loss(path, self.x, self.y).mean(axis=-1)  # (steps + 1, schedules)
        above = losses[1:].T - self.lowest
        return Falls(rates, dict(zip(rates, above, strict=True)))

    def walked(self, alpha):
        """Return the walks by the rates alpha (schedules, steps), an array (steps + 1, schedules,
        walkers, 2). Every schedule meets the same points.
        """
        rng = np.random.default_rng(1)
        points = iter(rng.integers(len(self.x), size=(self.steps, self.walkers)))

        def gradient(beta):  # (schedules, walkers, 2)
            j = next(points)
            r = beta[..., 0] + beta[..., 1] * self.x[j] - self.y[j]
            return 2 * np.stack([r, self.x[j] * r], axis=-1)

        rule = gradient_descent(lambda t: alpha[:, t - 1, None, None])
        return minimize(gradient, np.zeros((len(alpha), self.walkers, 2)), rule, self.steps)

    def paint(self, c, falls):
        at = max(c.t, 1) - 1
        for name in self.names:
            charts.put(self.rates[name], self.times, falls.rates[name], at)
            charts.put(self.losses[name], self.times, falls.above[name], at)

    def say(self, c, falls):
        t = max(c.t, 1)
        now = {name: above[t - 1] for name, above in falls.above.items()}
        told = ", ".join(f"{name} {number(above)}" for name, above in now.items())
        return sentences(
            f"After {many(t, 'step')} of one point each, the mean loss of {self.walkers} walks is "
            f"above the smallest by: {told}.",
            frozen(now["1/t²"], now["1/t"], falls.rates["1/t²"][t - 1], c.lr),
        )

    def won(self, c, falls):
        return falls.above["1/t"][-1] < 0.012


def one_over_t(t, lr, k):
    """Return the rate of step t by the schedule 1/t."""
    return lr / (1 + k * t)


def frozen(squared, plain, rate, first):
    """Say that 1/t² froze on the way, if it did: its loss above the smallest beside that of 1/t,
    and its rate now beside the first.
    """
    if squared > 1.5 * plain and rate < 0.01 * first:
        return "The rate of 1/t² fell too soon: it froze on the way."
    return ""
