"""A walk downhill, drawn.

The landscape from above, the path over it, the loss against the step, and a ruler of rates.
"""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.patheffects import withStroke

from .charts import chart, inside, put, traced
from .style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PAPER,
    VERMILLION,
    Rimmed,
    collected,
    mark,
    marker,
    moving,
    powers,
    rimmed,
)

FAR = 1e5  # nothing is drawn farther out than this
# The moving star at a minimum, and what moves along a strip.
bottom = marker("*", color=ORANGE, markeredgecolor=INK, markersize=15, zorder=4)
pointer = marker("v", color=BLUE, markeredgecolor="white", markersize=15, zorder=6)


def plane(ax, extent, xlabel="β₀  (intercept)", ylabel="β₁  (slope)"):
    """Prepare an ax as a map seen from above; extent = (left, right, bottom, top)."""
    ax.set(xlim=extent[:2], ylim=extent[2:], xlabel=xlabel, ylabel=ylabel)
    ax.grid(color=FAINT, linewidth=0.5, alpha=0.6)
    ax.set_axisbelow(True)


def hills(ax, X, Y, heights, levels):
    """Draw a landscape that stays: level curves over a pale filling.

    heights has X's shape (rows, columns).
    """
    ax.contourf(X, Y, heights, levels=levels, cmap="viridis", alpha=0.35, extend="both")
    ax.contour(X, Y, heights, levels=levels, colors=GREY, linewidths=0.7, alpha=0.75)


def rings(ax, count):
    """Return a moving set of `count` level curves; give it set_segments([(M, 2), ...])."""
    shades = [to_rgba(INK, 0.75 - 0.4 * i / count) for i in range(count)]
    return collected(ax, LineCollection([], colors=shades, linewidths=1.2, zorder=1.5))


def walk(ax, color=BLUE, linestyle="-"):
    """Return two moving lines: the path up to now with a dot a step, and the ball at its end."""
    steps = {"linestyle": linestyle, "linewidth": 1.5, "marker": ".", "markersize": 5}
    path = rimmed(ax, color=color, zorder=3, **steps)
    edge = {"markeredgecolor": "white", "markeredgewidth": 1.5}
    ball = mark(ax, "o", color=color, markersize=11, zorder=5, **edge)
    return path, ball


def near(places):
    """Return those of places (N, 2) that are finite and not too far to draw."""
    return places[(np.abs(places) < FAR).all(axis=1)]


def place(lines, path):
    """Put `walk`'s lines on path (t + 1, 2).

    What is not finite, or too far to draw, is left out.
    """
    line, ball = lines
    drawn = near(path)
    line.set_data(*drawn.T)
    ball.set_data(*path[-1:].T if len(drawn) == len(path) else ([], []))


def arrow(ax, color=VERMILLION, width=2.2):
    """Return a moving arrow; give it set_positions((x, y), (x, y))."""
    look = {"arrowstyle": "-|>", "mutation_scale": 16, "color": color, "linewidth": width}
    patch = FancyArrowPatch((0, 0), (0, 0), shrinkA=0, shrinkB=0, zorder=6, clip_on=True, **look)
    patch.set_path_effects([withStroke(linewidth=width + 2, foreground=PAPER)])
    return moving(ax.add_patch(patch))


def _against_the_step(ax, steps, low, high, title):
    chart(ax, low, high, title, xlim=(-0.02 * steps, 1.02 * steps))


def curve(ax, steps, low, high, title):
    """Prepare an ax for a loss against the step t, and return its lines, for `trace`.

    They are the faint whole line, the line up to now, and the dot now.
    """
    _against_the_step(ax, steps, low, high, title)
    whole = mark(ax, color=GREY, linewidth=1, alpha=0.6, zorder=2)
    return whole, *traced(ax, color=BLUE)


def trace(lines, values, t):
    """Put `curve`'s lines on values (steps + 1,), of which the first t + 1 are past.

    A value off the chart shows at its edge.
    """
    whole, *now = lines
    x = np.arange(len(values))
    whole.set_data(x, inside(whole.axes, values))
    put(now, x[: t + 1], values[: t + 1])


def ruler(ax, low, high, limit="2/λmax"):
    """Prepare a strip as a ruler of learning rates on a log scale; return its parts, for `rates`.

    Only its marker moves. limit: what the rate is called beyond which it diverges.
    """
    ax.set(xlim=(low, high), ylim=(0, 1.75), xscale="log", xlabel="learning rate α", yticks=[])
    powers(ax)
    ax.spines["left"].set_visible(False)
    look = {"ha": "center", "va": "center", "fontsize": 10, "color": INK, "in_layout": False}
    # Not axvspan: before matplotlib 3.9 its patch cannot be moved by set_x.
    wash = {"transform": ax.get_xaxis_transform(), "alpha": 0.35, "linewidth": 0}
    zones = [
        ax.add_patch(Rectangle((low, 0), high - low, 0.36, color=c, **wash))
        for c in (GREEN, ORANGE, VERMILLION)
    ]
    names = [ax.text(low, 0.3, name, **look) for name in ("straight in", "zig-zag", "diverges")]
    (edge,) = ax.plot([], [], color=INK, linewidth=2, linestyle="--")
    label = ax.text(low, 1.48, limit, **look)
    return zones, names, edge, label, pointer(ax)


def rates(parts, alpha, turn, limit):
    """Put the ruler's marker at alpha, and its zones at turn and limit.

    There the zig-zag begins, and there it diverges.
    """
    zones, names, edge, label, now = parts
    low, high = edge.axes.get_xlim()
    now.set_data([np.clip(alpha, low, high)], [0.86])
    if list(edge.get_xdata()) == [limit, limit]:
        return  # the zones are drawn already
    marks = np.clip([low, turn, limit, high], low, high)
    for zone, name, left, right in zip(zones, names, marks[:-1], marks[1:], strict=True):
        zone.set_x(left)
        zone.set_width(right - left)
        name.set_x(np.sqrt(left * right))
        name.set_visible(np.log10(right / left) > 0.09 * np.log10(high / low))
    on_it = low <= limit <= high
    margin = (high / low) ** 0.09
    edge.set_data([limit, limit], [0, 1.15])
    label.set_x(np.clip(limit, low * margin, high / margin) if on_it else np.sqrt(low * high))
    name = label.get_text().split(" = ")[0]
    label.set_text(f"{name} = {limit:.3g}" + ("" if on_it else ", off this ruler"))


def crowd(ax, styles):
    """Return one moving set of dots for each (marker, colour).

    It is a crowd of balls, sorted by where they end.
    """
    look = {"linestyle": "none", "markeredgecolor": "white", "markeredgewidth": 0.6, "zorder": 3}
    return [mark(ax, marker=sign, color=color, markersize=5.5, **look) for sign, color in styles]


def shares(ax, styles, names, total):
    """Return moving bars, one a name, for how many of `total` there are.

    Give each its set_width(count).
    """
    ax.set(xlim=(0, total), ylim=(len(names) - 0.4, -0.6), xlabel="balls there now")
    ax.set_yticks(range(len(names)), names, color=INK)
    ax.spines["left"].set_visible(False)
    beside = ax.get_yaxis_transform()
    for i, (sign, color) in enumerate(styles):
        ax.plot([-0.055], [i], sign, color=color, markersize=8, clip_on=False, transform=beside)
    ax.tick_params(axis="y", length=0, pad=22)
    colors = [color for _, color in styles]
    made = ax.barh(range(len(names)), 0, color=colors, height=0.62)
    return list(map(moving, made))


def star(ax, place):
    """Draw the star at a minimum that stays where it is."""
    ax.plot(*place, "*", color=ORANGE, markeredgecolor=INK, markersize=15, zorder=2.5)


def shadow(ax, lines):
    """Draw faint dashed curves that stay: where something was before it moved."""
    look = {"colors": GREY, "linewidths": 1, "linestyles": "--", "alpha": 0.8, "zorder": 1}
    ax.add_collection(LineCollection(lines, **look), autolim=False)


def floor(ax, value):
    """Draw a dashed line at the smallest loss there is."""
    ax.axhline(value, color=INK, linewidth=1, linestyle="--", alpha=0.7, zorder=1)


TWO = [{"color": GREEN, "linestyle": "-"}, {"color": VERMILLION, "linestyle": "--"}]


def axes(ax, place, vectors):
    """Draw two directions, the columns of vectors (2, 2), through a place."""
    for vector, look in zip(vectors.T, TWO, strict=True):
        ends = place + np.outer([-100, 100], vector)  # far off the ax
        ax.add_line(Rimmed(*ends.T, rim=0.7, linewidth=1, zorder=2, **look))


def legs(ax):
    """Return two moving lines, the parts of an error along two directions, for `place_legs`."""
    thick = {"linewidth": 4, "solid_capstyle": "butt", "zorder": 4}
    return [rimmed(ax, **thick, **look) for look in TWO]


def place_legs(lines, place, vectors, parts):
    """Lay the two legs of an error from a place to the ball.

    They are parts (2,) of the columns of vectors.
    """
    corner = place + parts[0] * vectors[:, 0]
    ball = corner + parts[1] * vectors[:, 1]
    for line, ends in zip(lines, [(place, corner), (corner, ball)], strict=True):
        ok = np.abs(ends).max() < FAR
        line.set_data(*(np.transpose(ends) if ok else ([], [])))


def pair(ax, steps, low, high, title, names):
    """Prepare an ax for two sizes against the step, on a log scale.

    Return two lines with their dots, for `trace_pair`.
    """
    _against_the_step(ax, steps, low, high, title)
    lines = [traced(ax, label=name, **look) for name, look in zip(names, TWO, strict=True)]
    ax.legend(frameon=False, fontsize=10, loc="upper right")
    return lines


def trace_pair(lines, sizes, t):
    """Put `pair`'s lines on sizes (steps + 1, 2), with the dots at step t."""
    for line, part in zip(lines, sizes.T, strict=True):
        put(line, np.arange(len(part)), part, t)
