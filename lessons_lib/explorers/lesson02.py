"""Lesson 2: what happens when each step looks at a few points only. One function for each explorer.

Arguments that are functions may be the learner's own; x and y may be the learner's own data.
"""

from functools import cache

import numpy as np

from .. import datasets, linear, theory
from ..optimizers import gradient_descent, minimize
from ..plots import descent, race, style
from .controls import DOUBLING, RateSlider, doubling, menu, slider
from .entrance import explorer
from .live import Live
from .walk import bowl, data_or_b, rings
from .words import gap, many, number, pair

SCHEDULES = {"constant": 0.0, "1/√t": 0.5, "1/t": 1.0, "1/t²": 2.0}  # αₜ = α₀ / (1 + kt)ᵖ
LOOKS = {"constant": {"color": style.VERMILLION, "linestyle": "-"}, "1/√t": {"color": style.ORANGE, "linestyle": "--"},
         "1/t": {"color": style.GREEN, "linestyle": "-."}, "1/t²": {"color": style.PURPLE, "linestyle": (0, (5, 1))},
         "mine": style.OPTIMIZERS["mine"]}  # fmt: skip
THEORY = {"color": style.GREY, "linestyle": "-"}, {"color": style.VERMILLION}  # what is predicted, what is measured
DRAWS = 400


@explorer
def cloud(sample_gradients=None, minibatch=None):
    """Show the gradient of each point, their mean, and a cloud of minibatch gradients that shrinks as 1/√B."""
    x, y = datasets.line("B")
    fig, plane, side = style.figure(1.15, 1, height=4.6)
    descent.plane(plane, (-17, 17, -50, 50), "slope along β₀", "slope along β₁")
    singles, whole = [descent.arrow(plane, style.BLUE, 1.4) for _ in x], descent.arrow(plane, width=3)
    near, sizes = race.dots(plane), np.array(DOUBLING)
    race.chart(side, 0.3, 60, "distance from the full gradient", "batch size B", (0.8, 80), "log")
    side.set_xticks(sizes, DOUBLING)
    predicted, found = race.lines(side, dict(zip(("predicted, σ/√B", "measured"), THEORY, strict=True))).values()

    def compute(c, sample_gradients, minibatch):
        beta, rng = np.array([c.beta0, c.beta1]), np.random.default_rng(c.seed)
        g = sample_gradients(beta, x, y)
        means, full = np.stack([minibatch(beta, x, y, c.batch, rng) for _ in range(DRAWS)]), g.mean(axis=0)
        return g, full, means, *(np.sqrt(((some - full) ** 2).sum(axis=1).mean()) for some in (g, means))

    def show(c, result):
        g, full, means, spread, measured = result
        for arrow, tip in zip(singles, g, strict=True):
            arrow.set_positions((0, 0), tip)
        whole.set_positions((0, 0), full)
        near.set_data(*means.T)
        race.put(predicted, sizes, spread / np.sqrt(sizes), DOUBLING.index(c.batch))
        race.put(found, [c.batch], [measured])
        says = f"The full gradient, the mean of the four, is {pair(full)}. One point misses it by σ = {number(spread)} "
        says += f"(root mean square). {DRAWS} batches of {c.batch} miss it by {number(measured)}, and σ/√B is "
        return says + f"{number(spread / np.sqrt(c.batch))}."

    return Live(fig, show, compute=compute,
        controls={"beta0": slider("intercept β₀", 0.0, -1.0, 3.0), "beta1": slider("slope β₁", 0.0, -0.5, 2.5),
                  "batch": doubling("batch size B", 1), "seed": slider("draw again", 0, 0, 20, 1)},
        yours={"sample_gradients": (sample_gradients, linear.sample_gradients),
               "minibatch": (minibatch, linear.minibatch_gradient)},
        goal=("bring the measured distance down to a quarter of σ", lambda c, r: r[4] < 0.28 * r[3]))  # fmt: skip


@explorer
def paths(minibatch=None, x=None, y=None, lr=0.05, steps=120):
    """Show gradient descent and SGD from one start; the cost is counted in updates or in gradients of single points."""
    x, y, note = data_or_b(x, y)
    best = linear.least_squares(x, y)
    lowest, n = linear.loss(best, x, y), len(x)
    first = max(linear.loss(np.zeros(2), x, y) - lowest, 1e-6)
    fig, plane, side = style.figure(1, 1, height=4.2)
    bowl(plane, x, y)
    descent.star(plane, best)
    looks = {name: style.OPTIMIZERS[name] for name in ("gradient descent", "SGD")}
    walks = {name: descent.walk(plane, **look) for name, look in looks.items()}
    race.chart(side, first * 1e-6, first * 100, "loss above the smallest, L − L*", "cost", (-0.02 * steps, 1.02 * steps))
    curves = race.lines(side, looks, "upper left", 2)

    def compute(c, minibatch):
        rng = np.random.default_rng(c.seed)
        rules = {"gradient descent": lambda beta: linear.gradient(beta, x, y),
                 "SGD": lambda beta: minibatch(beta, x, y, c.batch, rng)}  # fmt: skip
        prices = {"gradient descent": n, "SGD": c.batch} if c.cost == "gradients" else dict.fromkeys(rules, 1)
        walked = {k: minimize(rule, np.zeros(2), gradient_descent(c.lr), steps // prices[k]) for k, rule in rules.items()}
        return {k: (path, linear.loss(path, x, y), prices[k]) for k, path in walked.items()}

    def show(c, result):
        now = []
        for name, (path, losses, price) in result.items():
            t = c.t // price
            descent.place(walks[name], path[: t + 1])
            race.put(curves[name], np.arange(len(path)) * price, losses - lowest, t)
            stands = f" (L − L* = {gap(losses[t] - lowest, losses[t])})" if t else " and stands still"
            now.append(f"{name} has taken {many(t, 'step')}{stands}")
        unit = f"gradients of single points: a full gradient costs {n}, a batch {c.batch}" if c.cost == "gradients" else "updates"
        return f"Cost {c.t}, counted in {unit}. So far {', and '.join(now)}."

    def lower(result, name):
        return result[name][1][-1] - lowest

    return Live(fig, show, compute=compute, steps=steps, note=note,
        controls={"lr": RateSlider("learning rate α", lr, 1e-3, 0.5), "batch": doubling("batch size B", 1),
                  "cost": menu("cost axis", ["updates", "gradients"]), "seed": slider("draw again", 0, 0, 20, 1)},
        yours={"minibatch": (minibatch, linear.minibatch_gradient)},
        goal=("count in gradients, and let SGD be ten times lower than gradient descent at the end", lambda c, r: (
              c.cost == "gradients" and lower(r, "SGD") < min(0.1 * lower(r, "gradient descent"), first))))  # fmt: skip


@explorer
def noise_ball(steps=300, walkers=300):
    """Show the ball of noise: walkers that start at the best line, and how far above the smallest loss they end."""
    fig, plane, side = style.figure(1, 1, height=4.6)
    x, y = datasets.line("B")
    lines = {"B": y, "A": datasets.line("A")[1]}
    descent.plane(plane, (-4, 4, -2.4, 2.4), "error of β₀", "error of β₁")
    descent.shadow(plane, rings(x, np.zeros(2), 5))
    crowd = race.dots(plane, style.VERMILLION)
    descent.star(plane, (0, 0))
    grid = np.geomspace(0.005, 0.3, 60)
    race.chart(side, 1e-3, 1e3, "mean loss above the smallest", "learning rate α", (grid[0], grid[-1]), "log")
    predicted, found = race.lines(side, dict(zip(("predicted", "measured"), THEORY, strict=True)), "upper left").values()
    edge = race.upright(side)

    def compute(c):
        y, rng = lines[c.data], np.random.default_rng(0)
        best = linear.least_squares(x, y)
        start = np.tile(best if c.data == "B" else np.zeros(2), (walkers, 1))
        path = minimize(lambda beta: linear.minibatch_gradient(beta, x, y, c.batch, rng), start, gradient_descent(c.lr), steps)
        above = (linear.loss(path, x, y) - linear.loss(best, x, y)).mean(axis=1)  # (steps + 1,)
        return path - best, above, curve(c.data, c.batch), theory.noise_ball(x, y, c.lr, c.batch), theory.noise_limit(x, c.batch)

    @cache
    def curve(data, batch):
        return [theory.noise_ball(x, lines[data], lr, batch) for lr in grid]

    def show(c, result):
        error, above, due, long_run, limit = result
        crowd.set_data(*descent.near(error[c.t]).T)
        late = above[max(0, c.t - 50) : c.t + 1].mean()
        race.put(predicted, grid, due)
        predicted[1].set_data([c.lr], race.inside(side, [long_run]))
        race.put(found, [c.lr], [late])
        edge.set_xdata([limit, limit])
        began = "the best line" if c.data == "B" else "(0, 0)"
        says = f"{walkers} walkers began at {began}, each drawing {c.batch} at a time. After {many(c.t, 'step')} their mean loss "
        says += f"is {number(late)} above the smallest (mean of the last {min(c.t + 1, 51)} values). "
        if c.lr == 0:
            return says + "With α = 0 nothing moves."
        if c.lr >= limit:
            far = "in the long run the mean over all walks grows without end, carried by a few that are thrown far out"
            return says + f"α = {number(c.lr)} is beyond {number(limit)}, the limit for this batch: {far}."
        if c.data == "A":
            return says + "A line fits dataset A exactly. At that line every single gradient is zero, so the walkers settle."
        return says + f"Predicted for the long run: {number(long_run)}. The limit for this batch is α = {number(limit)}."

    return Live(fig, show, compute=compute, steps=steps,
        controls={"lr": RateSlider("learning rate α", 0.05, grid[0], grid[-1]), "batch": doubling("batch size B", 1),
                  "data": menu("dataset", ["B", "A"])},
        goal=("dataset B, one point a step, and a predicted loss of at most 0.03 above the smallest",
              lambda c, r: c.data == "B" and c.batch == 1 and 0 < r[3] <= 0.03))  # fmt: skip


@explorer
def schedules(schedule=None, steps=500, walkers=50):
    """Show what a falling rate does: four schedules, and the learner's own, on the mean of many walks."""
    x, y = datasets.line("B")
    lowest = linear.loss(linear.least_squares(x, y), x, y)
    looks = {name: look for name, look in LOOKS.items() if schedule or name != "mine"}
    (fig, left, right), times = style.figure(1, 1, height=4.6), np.arange(1, steps + 1)
    race.chart(left, 1e-6, 1, "learning rate αₜ", xlim=(1, steps), xscale="log")
    race.chart(right, 1e-3, 30, "mean loss above the smallest", xlim=(1, steps), xscale="log")
    rates, losses = race.lines(left, looks, "lower left"), race.lines(right, looks, None)

    def usual(t, lr, k):
        return lr / (1 + k * t)

    usual.one_of_many = True

    def compute(c, schedule):
        alpha = np.stack([c.lr / (1 + c.k * times) ** p for p in SCHEDULES.values()]
                         + [[schedule(int(t), c.lr, c.k) for t in times]] * ("mine" in looks))  # fmt: skip
        drawn = iter(np.random.default_rng(1).integers(len(x), size=(steps, walkers)))

        def gradient(beta):  # (schedules, walkers, 2): every schedule meets the same points
            j = next(drawn)
            r = beta[..., 0] + beta[..., 1] * x[j] - y[j]
            return 2 * np.stack([r, x[j] * r], axis=-1)

        rule = gradient_descent(lambda t: alpha[:, t - 1, None, None])
        path = minimize(gradient, np.zeros((len(alpha), walkers, 2)), rule, steps)
        return alpha, linear.loss(path, x, y).mean(axis=-1).T[:, 1:] - lowest  # both (schedules, steps)

    def show(c, result):
        t = max(c.t, 1)
        for name, alpha, above in zip(looks, *result, strict=True):
            race.put(rates[name], times, alpha, t - 1)
            race.put(losses[name], times, above, t - 1)
        now = dict(zip(looks, result[1][:, t - 1], strict=True))
        says = f"After {many(t, 'step')} of one point each, the mean loss of {walkers} walks is above the smallest by: "
        says += ", ".join(f"{name} {number(value)}" for name, value in now.items()) + "."
        frozen = now["1/t²"] > 1.5 * now["1/t"] and result[0][3][t - 1] < 0.01 * result[0][0][0]
        return says + (" The rate of 1/t² fell too soon: it froze on the way." if frozen else "")

    return Live(fig, show, compute=compute, steps=steps,
        controls={"lr": RateSlider("first rate α₀", 0.1, 0.01, 0.13), "k": RateSlider("decay k", 0.3, 1e-3, 10)},
        yours={"schedule": (schedule, usual)},
        goal=(f"bring 1/t below 0.012 after {steps} steps", lambda c, r: r[1][2, -1] < 0.012))  # fmt: skip
