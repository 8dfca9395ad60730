"""Lesson 1: a line, its loss as a landscape, and the walk to the bottom. One function for each explorer.

Arguments that are functions may be the learner's own; x and y may be the learner's own data.
"""

import numpy as np

from .. import datasets, entry, linear
from ..optimizers import gradient_descent, minimize
from ..plots import descent, style
from ..plots import line as draw
from . import controls
from .live import Live
from .words import number, pair

ZERO = np.zeros(2)


def _data(x, y):
    """Return x, y and a note: dataset B when none are given or they will not do, and why."""
    try:
        if x is not None or y is not None:
            x, y = entry.pairs(x, y)
            linear.least_squares(x, y)
            return x, y, ""
        return *datasets.line("B"), ""
    except ValueError as error:
        return *datasets.line("B"), f"These data will not do: {error}. The picture shows dataset B."


def _rate(lr, standard):
    """Return the learning rate to start with, and a note when the one given will not do."""
    try:
        gradient_descent(lr)
        return float(lr), ""
    except (ValueError, TypeError):
        return standard, f"The learning rate {lr!r:.40} will not do: it must be a number, 0 or more. The picture starts at {standard}."


def _curvature(x):
    """Return the eigenvalues of the Hessian, small to large, and their unit vectors as columns."""
    return np.linalg.eigh(linear.hessian(x))


def largest_rate(x):
    """Return 2/λmax, the learning rate at which gradient descent stops shrinking the steepest part of the error."""
    return 2 / _curvature(x)[0][-1]


def one_step(beta, x, y, lr):
    """Return β − α ∇L(β)."""
    return beta - lr * linear.gradient(beta, x, y)


def _rings(x, center, count=9, spacing=1.6):
    """Return level curves of the loss as closed lines: β* + √(2c) H^(-½) (cos φ, sin φ) for c = spacing · k²/2."""
    values, vectors = _curvature(x)
    phi = np.linspace(0, 2 * np.pi, 73)
    shape = (vectors / np.sqrt(values)) @ np.stack([np.cos(phi), np.sin(phi)])  # (2, 73)
    return [center + np.sqrt(spacing) * k * shape.T for k in range(1, count + 1)]


def _hills(ax, x, y, extent):
    """Draw the loss over (β₀, β₁) from above."""
    descent.plane(ax, extent)
    X, Y = np.meshgrid(np.linspace(*extent[:2], 120), np.linspace(*extent[2:], 120))
    grid = linear.loss(np.stack([X, Y], axis=-1), x, y)
    descent.hills(ax, X, Y, np.sqrt(grid), np.sqrt(grid.min()) + np.linspace(0.02, 1, 12) * np.ptp(np.sqrt(grid)))


def _around(center, *others, least=3.5):
    """Return an extent that holds the bottom and the start with room around."""
    places = np.array([center, *others])
    reach = np.maximum(np.abs(places - center).max(axis=0) * 1.6, least)
    return center[0] - reach[0], center[0] + reach[0], center[1] - reach[1] * 0.75, center[1] + reach[1] * 0.75


def line_and_bowl(loss=None, gradient=None, x=None, y=None):
    """Show the line with its squared residuals beside the loss from above: one point there is one line here."""
    x, y, note = _data(x, y)
    best = linear.least_squares(x, y)
    extent = _around(best, ZERO, least=4)
    aim = max(1.04 * linear.loss(best, x, y), 0.05)
    fig, left, plane = style.figure(1, 1, height=4.4)
    span = max(np.ptp(x) + 3.5, np.ptp([0, *y]) + 2.5)
    ends, floor = x.min() - 1 + np.array([0, span]), min(0, y.min()) - 1.25
    left.set(xlim=ends, ylim=(floor, floor + span), xlabel="x", ylabel="y", aspect="equal")
    _hills(plane, x, y, extent)
    squares, line, _ = draw.squares(left), draw.line(left), draw.points(left, x, y)
    arrow, (_, ball) = descent.arrow(plane), descent.walk(plane)

    def compute(c, loss, gradient):
        beta = np.array([c.beta0, c.beta1])
        return beta, loss(beta, x, y), gradient(beta, x, y)

    def show(c, result):
        beta, height, g = result
        draw.square_up(squares, x, y, linear.predict(beta, x))
        draw.through(line, ends + [-9, 9], linear.predict(beta, ends + [-9, 9]))
        ball.set_data(*beta[:, None])
        arrow.set_positions(beta, beta - 0.1 * g)
        words = ["raise" if d < 0 else "lower" for d in g]
        way = f"{words[0]} β₀ and {words[1]} β₁" if np.linalg.norm(g) > 0.05 else "nowhere: this is the bottom"
        says = f"The line is {number(beta[0])} + {number(beta[1])} x. Its loss, the mean area of the squares, is L = {number(height)}. "
        return says + f"The gradient is {pair(g)}, so downhill means: {way}. The arrow is −0.1 ∇L."

    def turn_line(kind, u, v):
        if kind == "hover":
            return None
        beta0, beta1 = bowl.controls["beta0"].value, bowl.controls["beta1"].value
        return {"beta0": v - beta1 * u} if u < x.mean() else {"beta1": (v - beta0) / u}

    bowl = Live(fig, show, compute=compute, note=note, yours={"loss": (loss, linear.loss), "gradient": (gradient, linear.gradient)},
                controls={"beta0": controls.slider("intercept β₀", 0.0, *np.round(extent[:2], 1), 0.05),
                          "beta1": controls.slider("slope β₁", 0.0, *np.round(extent[2:], 1), 0.05)},
                pointer={plane: lambda kind, u, v: None if kind == "hover" else {"beta0": u, "beta1": v}, left: turn_line},
                goal=(f"bring the loss L below {number(aim)}", lambda c, result: result[1] < aim))  # fmt: skip
    return bowl


def move_the_data():
    """Show how the bowl moves when one point does, and what would change its shape."""
    x0, y0 = datasets.line("B")
    old = _curvature(x0)[0]
    fig, left, plane = style.figure(1, 1, height=4.2)
    left.set(xlim=(-1, 6.5), ylim=(-4.5, 9.5), xlabel="x", ylabel="y")
    descent.plane(plane, (-5, 7, -2.5, 4.5))
    line, dots, ring = draw.line(left), draw.points(left, x0, y0), draw.ring(left)
    rings, star = descent.rings(plane, 9), descent.bottom(plane)
    descent.shadow(plane, _rings(x0, linear.least_squares(x0, y0))[::3])
    held = [3]

    def compute(c):
        x, y = np.array([*x0[:3], c.x4]), np.array([c.y1, c.y2, c.y3, c.y4])
        return x, y, linear.least_squares(x, y), _curvature(x)[0]

    def show(c, result):
        x, y, best, values = result
        dots.set_data(x, y)
        ring.set_data(x[held], y[held])
        draw.through(line, np.array([-2.0, 8.0]), linear.predict(best, np.array([-2.0, 8.0])))
        rings.set_segments(_rings(x, best))
        star.set_data(*best[:, None])
        same = np.allclose(values, old)
        shape = "the shape of the bowl is the old one, for y is not in the Hessian" if same else "the shape changed too, for x is in the Hessian"
        says = f"The bottom of the bowl, the best line, is at β* = {pair(best)}. Its curvatures are λ = {number(values[0])} and "
        return says + f"{number(values[1])} (they were {number(old[0])} and {number(old[1])}): {shape}."

    def drag(kind, u, v):
        if kind == "down":
            points = np.array(data.result[:2])
            held[0] = int((np.abs(points[0] - u) / 7.5 + np.abs(points[1] - v) / 14).argmin())
        return None if kind == "hover" else {f"y{held[0] + 1}": v, **({"x4": u} if held[0] == 3 else {})}

    sliders = {f"y{i + 1}": controls.slider(f"height y{'₁₂₃₄'[i]}", y0[i], -4.0, 9.0, 0.1) for i in range(4)}
    data = Live(fig, show, compute=compute, controls={**sliders, "x4": controls.slider("place x₄", 3.0, -0.5, 6.0, 0.1)},
                pointer={left: drag}, goal=("make the best line pass through the origin: |β₀*| < 0.05",
                                            lambda c, result: abs(result[2][0]) < 0.05))  # fmt: skip
    return data


def _story(lr, limit, height, t, start):
    """Return in words what a walk with this rate does; height is the loss at step t, start the loss at step 0."""
    ratio = lr / limit if limit > 0 else np.inf
    if lr == 0:
        return "With α = 0 every step has length 0: the line never moves and the loss stays where it began."
    if ratio > 1:
        says = f"α = {number(lr)} is {number(ratio)} × the stability limit 2/λmax = {number(limit)}, so each step lands higher on the other side: "
        return says + f"after {t} steps the loss is {number(height)}, and it began at {number(start)}. Bring α back below the limit."
    kind = "the steps come straight in" if ratio <= 0.5 else "the steps zig-zag across the valley and still shrink"
    return f"After {t} steps the loss is {number(height)}. α = {number(lr)} is {number(ratio)} × the stability limit {number(limit)}: {kind}."


def learning_rate(gradient=None, step=None, limit=None, lr=0.02, x=None, y=None, steps=100):
    """Show the walk of gradient descent for one learning rate: over the bowl, as a curve, and on a ruler with 2/λmax marked."""
    x, y, note = _data(x, y)
    lr, wrong = _rate(lr, 0.02)
    best = linear.least_squares(x, y)
    lowest = linear.loss(best, x, y)
    fig, plane, curve, strip = style.figure(1, 1, height=4.9, strip=0.16)
    _hills(plane, x, y, _around(best, ZERO))
    descent.star(plane, best)
    walk, lines = descent.walk(plane), descent.curve(curve, steps, 1e-9, 1e5, "loss above the smallest, L − L*")
    low, high = 1e-3, 1.0
    ruler = descent.ruler(strip, low, high)

    def compute(c, gradient, step, limit):
        if step is one_step:
            path = minimize(lambda beta: gradient(beta, x, y), ZERO, gradient_descent(c.lr), steps)
        else:
            path = [ZERO]
            for _ in range(steps):
                path.append(step(path[-1], x, y, c.lr))
            path = np.stack(path)
        return path, linear.loss(path, x, y) - lowest, float(limit(x))

    def show(c, result):
        path, excess, edge = result
        descent.place(walk, path[: c.t + 1])
        descent.trace(lines, excess, c.t)
        descent.rates(ruler, c.lr, edge / 2, edge)
        return _story(c.lr, edge, excess[c.t] + lowest, c.t, excess[0] + lowest)

    return Live(fig, show, compute=compute, steps=steps, note=" ".join(filter(None, [note, wrong])),
                yours={"gradient": (gradient, linear.gradient), "step": (step, one_step), "limit": (limit, largest_rate)},
                controls={"lr": controls.RateSlider("learning rate α", lr, low, high)},
                pointer={strip: lambda kind, u, v: None if kind == "hover" else {"lr": u}},
                goal=("L − L* below 10⁻⁶ within 65 steps", lambda c, result: len(result[1]) > 65 and result[1][65] < 1e-6))  # fmt: skip


def centre(steps=60):
    """Show how subtracting c from every x turns the bowl round and shortens the walk."""
    x0, y = datasets.line("B")
    fig, plane, curve = style.figure(1, 1, height=4.2)
    descent.plane(plane, (-2.5, 7, -2.2, 3.8), "β₀  (height at x = c)")
    rings, star, walk = descent.rings(plane, 9), descent.bottom(plane), descent.walk(plane)
    lines = descent.curve(curve, steps, 1e-9, 1e2, "loss above the smallest, L − L*")

    def compute(c):
        x = x0 - c.c
        values, best = _curvature(x)[0], linear.least_squares(x, y)
        lr = 2 / values.sum()
        path = minimize(lambda beta: linear.gradient(beta, x, y), ZERO, gradient_descent(lr), steps)
        excess = linear.loss(path, x, y) - linear.loss(best, x, y)
        below = np.flatnonzero(excess < 1e-6)
        return x, best, path, excess, values[1] / values[0], lr, below[0] if len(below) else None

    def show(c, result):
        x, best, path, excess, kappa, lr, needed = result
        rings.set_segments(_rings(x, best))
        star.set_data(*best[:, None])
        descent.place(walk, path[: c.t + 1])
        descent.trace(lines, excess, c.t)
        count = f"{needed} steps" if needed is not None else f"more than {steps} steps"
        says = f"With c = {number(c.c)} taken from every x, the curvatures differ by a factor κ = {number(kappa)}. At the best fixed rate, "
        return says + f"α = {number(lr)}, L − L* falls below 10⁻⁶ after {count}. The line is the same: its slope is still {number(best[1])}."

    return Live(fig, show, compute=compute, steps=steps, controls={"c": controls.slider("shift c", 0.0, 0.0, 3.0, 0.05)},
                goal=("L − L* below 10⁻⁶ in 5 steps or fewer", lambda c, result: result[6] is not None and result[6] <= 5))  # fmt: skip


def two_errors(steps=40):
    """Show the error split along the two directions of curvature: each part shrinks by its own factor |1 − αλ| a step."""
    x, y = datasets.line("B")
    best, (values, vectors) = linear.least_squares(x, y), _curvature(x)
    fig, plane, curve = style.figure(1, 1, height=4.4)
    _hills(plane, x, y, _around(best, ZERO, least=2.6))
    descent.star(plane, best)
    descent.axes(plane, best, vectors)
    walk, legs = descent.walk(plane), descent.legs(plane)
    lines = descent.pair(curve, steps, 1e-5, 1e2, "size of each part of the error", ["flat direction, λ = 0.595", "steep direction, λ = 8.41"])

    def compute(c):
        path = minimize(lambda beta: linear.gradient(beta, x, y), ZERO, gradient_descent(c.lr), steps)
        return path, (path - best) @ vectors  # (steps + 1, 2), both

    def show(c, result):
        path, parts = result
        descent.place(walk, path[: c.t + 1])
        descent.place_legs(legs, best, vectors, parts[c.t])
        descent.trace_pair(lines, np.abs(parts), c.t)
        flat, steep = np.abs(1 - c.lr * values)
        says = f"With α = {number(c.lr)}, each step multiplies the flat part of the error by |1 − αλ| = {number(flat)} and the steep part by "
        return says + f"{number(steep)}. After {c.t} steps they are {number(abs(parts[c.t, 0]))} and {number(abs(parts[c.t, 1]))}. " + (
            "A factor above 1 grows: this diverges." if steep > 1 else "The slower of the two decides." if abs(flat - steep) > 0.02
            else "Both shrink equally fast: no fixed rate does better.")  # fmt: skip

    return Live(fig, show, compute=compute, steps=steps, controls={"lr": controls.slider("learning rate α", 0.1, 0.0, 0.3, 0.002)},
                goal=("make both parts shrink by the same factor, to within 0.02",
                      lambda c, result: np.ptp(np.abs(1 - c.lr * values)) < 0.02))  # fmt: skip


def diabetes(gradient=None, limit=None, lr=0.001, steps=100):
    """Show gradient descent on 442 real patients: body-mass index against the progress of diabetes, raw or standardised."""
    lr, note = _rate(lr, 0.001)
    try:
        sets = {s: datasets.diabetes(s) for s in (False, True)}
    except RuntimeError as error:
        sets, note = dict.fromkeys((False, True), datasets.line("B")), f"{error}. The picture shows dataset B."
    lowest = linear.loss(linear.least_squares(*sets[True]), *sets[True])
    start = linear.loss(ZERO, *sets[True])
    fig, left, curve, strip = style.figure(1, 1, height=4.9, strip=0.16)
    dots, line = draw.points(left, [], [], small=True), draw.line(left)
    left.set(ylim=(0, 360), ylabel="progress of diabetes in a year")
    lines = descent.curve(curve, steps, lowest / 2, start * 1e3, "loss L, and the smallest possible (dashed)")
    descent.floor(curve, lowest)
    low, high = 1e-5, 10.0
    ruler = descent.ruler(strip, low, high)

    def compute(c, gradient, limit):
        x, y = sets[c.standardise]
        path = minimize(lambda beta: gradient(beta, x, y), ZERO, gradient_descent(c.lr), steps)
        return x, y, path, linear.loss(path, x, y), float(limit(x))

    def show(c, result):
        x, y, path, height, edge = result
        dots.set_data(x, y)
        ends = np.array([x.min() - np.ptp(x) / 20, x.max() + np.ptp(x) / 20])
        if left.get_xlim() != tuple(ends):
            left.set(xlim=ends, xlabel="body-mass index, standardised" if c.standardise else "body-mass index, kg/m²")
        draw.through(line, ends, linear.predict(path[c.t], ends))
        descent.trace(lines, height, c.t)
        descent.rates(ruler, c.lr, edge / 2, edge)
        says = _story(c.lr, edge, height[c.t], c.t, height[0])
        return f"{says} The smallest possible is {number(lowest)}; the line is now {number(path[c.t, 0])} + {number(path[c.t, 1])} x."

    return Live(fig, show, compute=compute, steps=steps, note=note,
                yours={"gradient": (gradient, linear.gradient), "limit": (limit, largest_rate)},
                controls={"lr": controls.RateSlider("learning rate α", lr, low, high),
                          "standardise": controls.switch("standardise x: subtract its mean, divide by its spread")},
                pointer={strip: lambda kind, u, v: None if kind == "hover" else {"lr": u}},
                goal=("a loss within 1 % of the smallest possible in 100 steps", lambda c, result: result[3][-1] < 1.01 * lowest))  # fmt: skip
