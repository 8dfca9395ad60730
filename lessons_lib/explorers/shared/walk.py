"""A walk over the loss of a line: data, the bowl from above, the walk, the story of a rate."""

import numpy as np

from ... import datasets, entry, learner, linear
from ...live.words import many, number, sentences
from ...optimizers import gradient_descent, minimize
from ...plots import descent


def data_or_b(x, y):
    """Return x, y and a note. They are dataset B when none are given, or when they will not do;
    then the note says why.
    """
    if x is None and y is None:
        return *datasets.line("B"), ""
    try:
        linear.least_squares(x, y)
        return *entry.pairs(x, y), ""
    except ValueError as error:
        note = f"These data will not do: {error}. The picture shows dataset B."
        return *datasets.line("B"), note


def made_up(x, y):
    """Return x, y and a note, as data_or_b does, where x may also be a learner's function that
    returns it, and may come without a y: then y is 1, 3, 2, 5 and again, for y only moves the bowl.
    """
    if callable(x):
        name = learner.name_of(x)
        try:
            x = learner.run(x)
            if x is None:
                raise learner.NotWritten(f"{name} is not written yet: it returns None.")
            x = np.array(list(x), dtype=float)
        except learner.Trouble as trouble:
            return *datasets.line("B"), f"{trouble} The picture shows the library's."
        except (TypeError, ValueError):
            note = f"{name} must return a list of numbers. The picture shows dataset B."
            return *datasets.line("B"), note
    if x is not None and y is None:
        if np.ndim(x) != 1:
            note = f"x must be a list of numbers; it is {entry.shown(x, 40)}."
            return *datasets.line("B"), f"{note} The picture shows dataset B."
        y = np.resize([1.0, 3.0, 2.0, 5.0], len(x))
    return data_or_b(x, y)


def curvature(x):
    """Return the eigenvalues of the Hessian, small to large, and their unit vectors as columns."""
    return np.linalg.eigh(linear.hessian(x))


def largest_rate(x):
    """Return 2/λmax: beyond this learning rate gradient descent diverges."""
    return 2 / curvature(x).eigenvalues[-1]


def one_step(beta, x, y, lr):
    """Return β − α ∇L(β)."""
    return beta - lr * linear.gradient(beta, x, y)


def descend(x, y, lr, steps, gradient=linear.gradient, step=one_step):
    """Return the path from (0, 0), shape (steps + 1, 2): by this gradient, or by this step when it
    is not the library's.
    """
    if step is one_step:
        rule = gradient_descent(lr)
        return minimize(lambda beta: gradient(beta, x, y), np.zeros(2), rule, steps)
    path = [np.zeros(2)]
    for _ in range(steps):
        path.append(step(path[-1], x, y, lr))
    return np.stack(path)


def rings(x, center, count=9, spacing=1.6):
    """Return level curves of the loss around its bottom, a list of arrays (73, 2).

    L = L* + c  for c = spacing · k²/2 is the ellipse  β* + √(2c) H^(−½) (cos φ, sin φ).
    """
    values, vectors = curvature(x)
    phi = np.linspace(0, 2 * np.pi, 73)
    shape = (vectors / np.sqrt(values)) @ np.stack([np.cos(phi), np.sin(phi)])  # (2, 73)
    return [center + np.sqrt(spacing) * k * shape.T for k in range(1, count + 1)]


def spread(n, most):
    """Return at most so many of the places 0 … n − 1, evenly spread."""
    if n <= most:
        return np.arange(n)
    return np.linspace(0, n - 1, most).round().astype(int)


def slider_step(usual, enough):
    """Return the step of a slider: the usual one, or 1, 2 or 5 times a power of ten that is no
    longer than `enough`.
    """
    if usual <= enough:
        return usual
    power = 10.0 ** np.floor(np.log10(enough))
    return float(power * max(k for k in (1, 2, 5) if k * power <= enough * (1 + 1e-9)))


def slider_ends(low, high, step):
    """Return the ends of a slider over the part of an axis from low to high: a thirtieth inside, so
    that the ball stays whole.
    """
    room = (high - low) / 30
    return float(np.ceil((low + room) / step) * step), float(np.floor((high - room) / step) * step)


def bowl(ax, x, y, least=3.5):
    """Draw the loss over (β₀, β₁) from above, with room for the best line and for (0, 0); return
    the extent.
    """
    best = linear.least_squares(x, y)
    flat = min(1.0, np.ptp(y) / np.ptp(x))  # data that hardly rise want a narrow range of slopes
    reach = np.maximum(np.abs(best) * 1.6, [least, least * (flat or 1.0)]) * [1, 0.75]
    extent = best[0] - reach[0], best[0] + reach[0], best[1] - reach[1], best[1] + reach[1]
    descent.plane(ax, extent)
    if 0.2 < reach[1] / reach[0] < 5:  # else one side would be a thread
        ax.set_aspect("equal")  # a right angle is one: the arrow on a curve, the two directions
    X, Y = np.meshgrid(np.linspace(*extent[:2], 120), np.linspace(*extent[2:], 120))
    error = np.stack([X, Y], axis=-1) - best
    above = ((error @ linear.hessian(x)) * error).sum(axis=-1) / 2  # ½ eᵀHe
    root = np.sqrt(linear.loss(best, x, y) + above)
    descent.hills(ax, X, Y, root, root.min() + np.linspace(0.02, 1, 12) * np.ptp(root))
    return extent


def story(lr, limit, losses, t):
    """Return in words what the walk does with this rate up to step t; losses (steps + 1,)."""
    if lr == 0:
        still = f"after {many(t, 'step')} the line has not moved"
        return f"With α = 0 every step has length 0: {still}. The loss is {number(losses[t])}."
    ratio = lr / limit if limit > 0 else np.inf
    where = f"α = {number(lr)} is {number(ratio)} × the stability limit 2/λmax = {number(limit)}."
    now = f"After {many(t, 'step')} the loss is {number(losses[t])}"
    if ratio > 1 + 1e-9:
        now = f"{now}; it began at {number(losses[0])}"
    return sentences(f"{now}.", where, manner(ratio))


def manner(ratio):
    """Return in words how the steps come; the rate is this many times the stability limit."""
    if ratio > 1 + 1e-9:
        return (
            "Each step lands higher on the other side: it diverges. Bring α back below the limit."
        )
    if ratio > 1 - 1e-9:
        return "The steps zig-zag across the valley, and do not shrink."
    if ratio > 0.5:
        return "The steps zig-zag across the valley, and still shrink."
    return "The steps come straight in."
