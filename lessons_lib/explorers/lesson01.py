"""Lesson 1: a line, its loss as a landscape, and the walk to the bottom. One function for each explorer.

Arguments that are functions may be the learner's own; x and y may be the learner's own data.
"""

import numpy as np

from .. import datasets, linear
from ..plots import descent, style
from ..plots import line as draw
from .controls import RateSlider, slider, switch
from .entrance import explorer
from .live import Live
from .walk import bowl, curvature, data_or_b, descend, largest_rate, one_step, rings, slider_ends, slider_step, spread, story
from .words import gap, many, number, pair

SQUARES = 300  # so many are drawn at most: with more a move would take a second


@explorer
def line_and_bowl(loss=None, gradient=None, x=None, y=None):
    """Show the line with its squared residuals beside the loss from above: one point there is one line here."""
    x, y, note = data_or_b(x, y)
    lowest = linear.loss(linear.least_squares(x, y), x, y)
    aim = max(1.04 * lowest, 0.05)
    fig, left, plane = style.figure(1, 1, height=4.4)
    span = max(np.ptp(x) + 3.5, np.ptp([0, *y]) + 2.5)
    ends, floor = x.min() - 1 + np.array([0, span]), min(0, y.min()) - 1.25
    left.set(xlim=ends, ylim=(floor, floor + span), xlabel="x", ylabel="y", aspect="equal")
    extent = bowl(plane, x, y, least=4)
    some = spread(len(x), SQUARES)
    squares, line, _ = draw.squares(left), draw.line(left), draw.points(left, x, y, small=len(x) > SQUARES)
    arrow, (_, ball) = descent.arrow(plane), descent.walk(plane)

    def compute(c, loss, gradient):
        beta = np.array([c.beta0, c.beta1])
        return beta, loss(beta, x, y), gradient(beta, x, y)

    def show(c, result):
        beta, height, g = result
        draw.square_up(squares, x[some], y[some], linear.predict(beta, x[some]))
        draw.through(line, ends, linear.predict(beta, ends))
        ball.set_data(*beta[:, None])
        arrow.set_positions(beta, beta - 0.1 * g)
        g = np.where(np.abs(g) < 1e-12, 0, g)  # what rounding leaves
        words = ["leave" if d == 0 else "raise" if d < 0 else "lower" for d in g]
        way = f"{words[0]} β₀ and {words[1]} β₁" if np.linalg.norm(g) > 0.05 else "nowhere; this is the bottom"
        says = f"The line is {number(beta[0])} + {number(beta[1])} x. Its loss, the mean area of the squares, is "
        says += f"L = {number(height)}. The gradient is {pair(g)}, so downhill is: {way}. The arrow is −0.1 ∇L."
        return says + f" Of the {len(x):,} squares {len(some)} are drawn." * (len(some) < len(x))

    def turn(kind, u, v):
        """Dragged in its left half, the line is lifted; in its right half, it is turned about x = 0."""
        beta0, beta1 = explorer.result[0]
        return {"beta0": v - beta1 * u} if u <= max(x.mean(), 0.1) else {"beta1": (v - beta0) / u}

    # Some place on the sliders is good enough for the goal.
    fine = [slider_step(0.05, np.sqrt((aim - lowest) / curvature)) for curvature in np.diag(linear.hessian(x))]
    ends0, ends1 = slider_ends(*extent[:2], fine[0]), slider_ends(*extent[2:], fine[1])
    explorer = Live(fig, show, compute=compute, note=note,
        controls={"beta0": slider("intercept β₀", 0.0, *ends0, fine[0]), "beta1": slider("slope β₁", 0.0, *ends1, fine[1])},
        yours={"loss": (loss, linear.loss), "gradient": (gradient, linear.gradient)},
        pointer={plane: lambda kind, u, v: {"beta0": u, "beta1": v}, left: turn},
        goal=(f"bring the loss L below {number(aim)}", lambda c, result: result[1] < aim))  # fmt: skip
    return explorer


@explorer
def move_the_data():
    """Show how the bowl moves when one point does, and what would change its shape."""
    x0, y0 = datasets.line("B")
    old, ends, held = curvature(x0)[0], np.array([-2.0, 8.0]), [3]
    fig, left, plane = style.figure(1, 1, height=4.2)
    left.set(xlim=(-1, 6.5), ylim=(-4.5, 9.5), xlabel="x", ylabel="y")
    descent.plane(plane, (-5, 7, -2.5, 4.5))
    descent.shadow(plane, rings(x0, linear.least_squares(x0, y0))[::3])
    line, dots, ring = draw.line(left), draw.points(left, x0, y0), draw.ring(left)
    curves, star = descent.rings(plane, 9), descent.bottom(plane)

    def compute(c):
        x, y = np.array([*x0[:3], c.x4]), np.array([c.y1, c.y2, c.y3, c.y4])
        return x, y, linear.least_squares(x, y), curvature(x)[0]

    def show(c, result):
        x, y, best, now = result
        dots.set_data(x, y)
        ring.set_data(x[held], y[held])
        draw.through(line, ends, linear.predict(best, ends))
        curves.set_segments(rings(x, best))
        star.set_data(*best[:, None])
        says = f"The bottom of the bowl, the best line, is at β* = {pair(best)}. The curvatures are {pair(now)}; they began as "
        if np.allclose(now, old):
            return says + f"{pair(old)}. The bowl has kept its shape, for y is not in the Hessian."
        return says + f"{pair(old)}. The bowl has changed its shape, for x is in the Hessian."

    def drag(kind, u, v):
        if kind == "down":
            x, y = explorer.result[:2]
            held[0] = int((np.abs(x - u) / 7.5 + np.abs(y - v) / 14).argmin())
        return {f"y{held[0] + 1}": v} | ({"x4": u} if held[0] == 3 else {})

    heights = {f"y{i + 1}": slider(f"height y{'₁₂₃₄'[i]}", y0[i], -4.0, 9.0) for i in range(4)}
    explorer = Live(fig, show, compute=compute, controls={**heights, "x4": slider("place x₄", 3.0, -0.5, 6.0)},
        pointer={left: drag},
        goal=("make the best line pass through the origin: |β₀*| below 0.05", lambda c, r: abs(r[2][0]) < 0.05))  # fmt: skip
    return explorer


@explorer
def learning_rate(gradient=None, step=None, limit=None, lr=0.02, x=None, y=None, steps=100):
    """Show the walk for one learning rate: over the bowl, as a curve, and on a ruler with 2/λmax marked."""
    x, y, note = data_or_b(x, y)
    best = linear.least_squares(x, y)
    lowest, low, high = linear.loss(best, x, y), 1e-3, 1.0
    fig, plane, curve, strip = style.figure(1, 1, height=4.9, strip=0.16)
    bowl(plane, x, y)
    descent.star(plane, best)
    walk, ruler = descent.walk(plane), descent.ruler(strip, low, high)
    lines = descent.curve(curve, steps, 1e-9, 1e5, "loss above the smallest, L − L*")

    def compute(c, gradient, step, limit):
        path = descend(x, y, c.lr, steps, gradient, step)
        return path, linear.loss(path, x, y), float(limit(x))

    def show(c, result):
        path, losses, edge = result
        descent.place(walk, path[: c.t + 1])
        descent.trace(lines, losses - lowest, c.t)
        descent.rates(ruler, c.lr, edge / 2, edge)
        return story(c.lr, edge, losses, c.t)

    soon, named = min(65, steps), (0.05, 0.1, 0.2, 0.23, 0.24, 0.3)
    return Live(fig, show, compute=compute, steps=steps, note=note,
        controls={"lr": RateSlider("learning rate α", lr, low, high, also=named)},
        yours={"gradient": (gradient, linear.gradient), "step": (step, one_step), "limit": (limit, largest_rate)},
        pointer={strip: lambda kind, u, v: {"lr": u}},
        goal=(f"L − L* below 10⁻⁶ within {soon} steps", lambda c, result: result[1][soon] - lowest < 1e-6))  # fmt: skip


@explorer
def centre(steps=60):
    """Show how subtracting c from every x turns the bowl round and shortens the walk."""
    x0, y = datasets.line("B")
    fig, plane, curve = style.figure(1, 1, height=4.2)
    descent.plane(plane, (-2.5, 7, -2.2, 3.8), "β₀  (height at x = c)")
    curves, star, walk = descent.rings(plane, 9), descent.bottom(plane), descent.walk(plane)
    lines = descent.curve(curve, steps, 1e-9, 1e2, "loss above the smallest, L − L*")

    def compute(c):
        x = x0 - c.c
        values, best = curvature(x)[0], linear.least_squares(x, y)
        path = descend(x, y, 2 / values.sum(), steps)
        above = np.maximum(linear.loss(path, x, y) - linear.loss(best, x, y), 0)
        below = np.flatnonzero(above < 1e-6)
        return x, best, path, above, values, below[0] if len(below) else np.inf

    def show(c, result):
        x, best, path, above, values, needed = result
        lowest = linear.loss(best, x, y)
        curves.set_segments(rings(x, best))
        star.set_data(*best[:, None])
        descent.place(walk, path[: c.t + 1])
        descent.trace(lines, above, c.t)
        count = many(needed, "step") if needed <= steps else f"more than {steps} steps"
        says = f"With c = {number(c.c)} taken from every x, κ = {number(values[1] / values[0])}. At the best fixed rate, "
        now = gap(above[c.t], lowest)
        says += f"α = {number(2 / values.sum())}, L − L* falls below 10⁻⁶ after {count}; after {c.t} it is {now}. "
        return says + f"The best line is the same: its slope is still {number(best[1])}."

    return Live(fig, show, compute=compute, steps=steps, controls={"c": slider("shift c", 0.0, 0.0, 3.0, 0.05)},
        goal=("L − L* below 10⁻⁶ in 5 steps or fewer", lambda c, result: result[5] <= 5))  # fmt: skip


@explorer
def two_errors(steps=40):
    """Show the error split along the two directions of curvature: each part shrinks by its own |1 − αλ| a step."""
    x, y = datasets.line("B")
    best, (values, vectors) = linear.least_squares(x, y), curvature(x)
    fig, plane, curve = style.figure(1, 1, height=4.4)
    bowl(plane, x, y, least=2.6)
    descent.star(plane, best)
    descent.axes(plane, best, vectors)
    walk, legs = descent.walk(plane), descent.legs(plane)
    names = [f"{name} direction, λ = {number(v)}" for name, v in zip(["flat", "steep"], values, strict=True)]
    lines = descent.pair(curve, steps, 1e-5, 1e2, "size of each part of the error", names)

    def compute(c):
        path = descend(x, y, c.lr, steps)
        return path, (path - best) @ vectors, np.abs(1 - c.lr * values)

    def show(c, result):
        path, parts, (flat, steep) = result
        descent.place(walk, path[: c.t + 1])
        descent.place_legs(legs, best, vectors, parts[c.t])
        descent.trace_pair(lines, np.abs(parts), c.t)
        says = f"With α = {number(c.lr)}, each step multiplies the flat part of the error by |1 − αλ| = {number(flat)} "
        says += f"and the steep part by {number(steep, 3 if abs(1 - steep) > 0.005 else 5)}. After {many(c.t, 'step')} they are "
        says += " and ".join(number(p) if p == 0 or p > 1e-12 else "too small to tell from 0" for p in np.abs(parts[c.t])) + ". "
        if steep > 1:
            return says + "A factor above 1 grows: this diverges."
        even = abs(flat - steep) < 0.02 and flat < 0.9
        slower = "The slower of the two decides." if c.lr else "Nothing moves."
        return says + ("Hardly any fixed rate does better." if even else slower)

    return Live(fig, show, compute=compute, steps=steps,
        controls={"lr": slider("learning rate α", 0.1, 0.0, 0.3, 0.002)},
        goal=("make both parts shrink by the same factor, to within 0.02",
              lambda c, result: np.ptp(result[2]) < 0.02 and result[2].max() < 0.9))  # fmt: skip


@explorer
def diabetes(gradient=None, limit=None, lr=0.001, steps=100):
    """Show gradient descent on 442 real patients: body-mass index against the progress of diabetes."""
    note = ""
    try:
        sets = {standard: datasets.diabetes(standard) for standard in (False, True)}
    except RuntimeError as error:
        sets, note = dict.fromkeys((False, True), datasets.line("B")), f"{error}. The picture shows dataset B."
    lowest, start = (linear.loss(beta, *sets[True]) for beta in (linear.least_squares(*sets[True]), np.zeros(2)))
    low, high = 1e-5, 10.0
    fig, left, curve, strip = style.figure(1, 1, height=4.9, strip=0.16)
    left.set(ylim=(0, 360), ylabel="progress of diabetes in a year")
    dots, line, ruler = draw.points(left, [], [], small=True), draw.line(left), descent.ruler(strip, low, high)
    lines = descent.curve(curve, steps, lowest / 2, start * 1e3, "loss L, and the smallest possible (dashed)")
    descent.floor(curve, lowest)

    def compute(c, gradient, limit):
        x, y = sets[c.standardise]
        path = descend(x, y, c.lr, steps, gradient)
        return x, y, path, linear.loss(path, x, y), float(limit(x))

    def show(c, result):
        x, y, path, losses, edge = result
        ends = np.array([x.min() - np.ptp(x) / 20, x.max() + np.ptp(x) / 20])
        if left.get_xlim() != tuple(ends):
            left.set(xlim=ends, xlabel="body-mass index, standardised" if c.standardise else "body-mass index, kg/m²")
        dots.set_data(x, y)
        draw.through(line, ends, linear.predict(path[c.t], ends))
        descent.trace(lines, losses, c.t)
        descent.rates(ruler, c.lr, edge / 2, edge)
        now = f"the line is now {number(path[c.t, 0])} + {number(path[c.t, 1])} x"
        if not np.abs(path[c.t]).max() < descent.FAR:
            now = "the line has left the picture"
        return f"{story(c.lr, edge, losses, c.t)} The smallest possible is {number(lowest)}; {now}."

    return Live(fig, show, compute=compute, steps=steps, note=note,
        controls={"lr": RateSlider("learning rate α", lr, low, high, also=(0.5,)),
                  "standardise": switch("standardise x: mean 0, spread 1")},
        yours={"gradient": (gradient, linear.gradient), "limit": (limit, largest_rate)},
        pointer={strip: lambda kind, u, v: {"lr": u}},
        goal=("a loss within 1 % of the smallest possible in 100 steps", lambda c, r: r[3][-1] < 1.01 * lowest))  # fmt: skip
