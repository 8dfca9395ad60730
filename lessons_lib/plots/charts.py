"""Charts: lines with a dot at their end against the step, lying bars, and a map of settings.

A line with a dot is made by `traced` and moved by `put`, wherever one is drawn.
"""

import numpy as np
from matplotlib.colors import BoundaryNorm

from .style import FAINT, GREY, INK, PURPLE, SKY, VERMILLION, mark, moving, powers, raster, rimmed


def cross(ax):
    """Return the moving mark "you are here", which also lies on maps."""
    look = {"markeredgecolor": VERMILLION, "markeredgewidth": 3, "markersize": 15, "zorder": 6}
    return rimmed(ax, marker="o", linestyle="none", markerfacecolor="none", **look)


def chart(ax, low, high, title, xlabel="step t", xlim=None, xscale="linear", yscale="log"):
    """Prepare an ax for values over many sizes; what is off the chart will show at its edge."""
    ax.set(xlim=xlim, ylim=(low, high), xscale=xscale, yscale=yscale, xlabel=xlabel)
    ax.minorticks_off()
    powers(ax)
    ax.set_title(title, loc="left", fontsize=11)
    ax.grid(color=FAINT, linewidth=0.5, alpha=0.6)


def inside(ax, values) -> np.ndarray:
    """Return values held at the edges of the ax; NaN stands at the top."""
    values = np.nan_to_num(np.asarray(values, dtype=float), nan=np.inf, posinf=np.inf)
    return np.clip(values, *ax.get_ylim())


def dot(ax, color, size=10, edge=1.5):
    """Return a moving dot that stays whole at the edge of the ax."""
    look = {"markeredgecolor": "white", "markeredgewidth": edge, "markersize": size}
    return mark(ax, "o", color=color, clip_on=False, in_layout=False, zorder=5, **look)


def traced(ax, size=10, edge=1.5, **look):
    """Return a moving line and its dot of this size, white at the edge; give them to `put`.

    look: the color of both, and how the line is drawn.
    """
    return mark(ax, linewidth=2, zorder=3, **look), dot(ax, look["color"], size, edge)


def put(pair, x, y, at=-1):
    """Put a line and its dot on x and y.

    The dot stands at index `at`, the last without it; what is off the chart shows at its edge.
    """
    line, end = pair
    y = inside(line.axes, y)
    line.set_data(x, y)
    end.set_data([x[at]], [y[at]])


def lines(ax, looks, legend="upper right", columns=1):
    """Return {name: (moving line, moving dot)} for looks = {name: {"color", "linestyle"}}.

    The legend stays; legend=None leaves it out.
    """
    found = {}
    for name, look in looks.items():
        ax.plot([], [], linewidth=2, label=name, **look)
        found[name] = traced(ax, 9, 1.2, **look)
    if legend:
        look = {"frameon": False, "fontsize": 10, "labelcolor": INK, "handlelength": 2.6}
        ax.legend(loc=legend, ncols=columns, **look)
    return found


def upright(ax, color=INK, top=1.0):
    """Return a moving dashed line across the ax, up to this share of its height.

    Give it set_xdata([x, x]).
    """
    left = ax.get_xlim()[0]
    look = {"color": color, "linewidth": 1.6, "linestyle": "--", "zorder": 1}
    return moving(ax.axvline(left, ymax=top, **look))


def dots(ax, color=GREY):
    """Return a moving cloud of dots; give it set_data(x, y)."""
    return mark(ax, "o", color=color, markersize=4, alpha=0.8, markeredgewidth=0, zorder=2)


BESIDE = (-0.2, 0.2)  # where the two bars of a name lie


def bars(ax, names, limit, legend=True):
    """Return for each name two moving bars, for θ₁ and θ₂, and the text at their ends.

    Give them to `fill`.
    """
    ax.set(xlim=(-limit, limit), ylim=(len(names) - 0.4, -0.6), xticks=[])
    ax.set_yticks(range(len(names)), names, color=INK, fontsize=11)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.axvline(0, color=GREY, linewidth=1)
    made = [_two_bars(ax, i) for i in range(len(names))]
    look = {"va": "center", "fontsize": 9, "color": INK, "in_layout": False}
    texts = [[moving(ax.text(0, i + d, "", **look)) for d in BESIDE] for i in range(len(names))]
    if legend:
        look = {"frameon": False, "fontsize": 10, "labelcolor": INK, "ncols": 2}
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), **look)
    return made, texts


def _two_bars(ax, i):
    """Return the bars of name number i; those of the first stand in the legend."""
    made = []
    for d, color, label in zip(BESIDE, (SKY, PURPLE), ("θ₁", "θ₂"), strict=True):
        look = {"height": 0.36, "color": color}
        made += ax.barh([i + d], [0], label=None if i else label, **look)
    return list(map(moving, made))


def fill(parts, values, labels):
    """Give `bars` their lengths (names, 2), held before the edge of the ax, and their labels."""
    for row, notes, lengths, words in zip(*parts, values, labels, strict=True):
        for bar, note, length, word in zip(row, notes, lengths, words, strict=True):
            reach = bar.axes.get_xlim()[1]
            longest = reach / 1.4  # the rest is for the label
            bar.set_width(np.clip(length, -longest, longest))
            note.set(x=min(max(length, 0), longest) + 0.02 * reach, text=word)


def heat(fig, ax, levels, label):
    """Return a moving map of colours over the ax, in bands between the levels.

    Give it set_data (rows from the bottom). NaN is left grey. A bar of colours beside it says what
    they mean.
    """
    ax.set_facecolor(FAINT)
    extent = (*ax.get_xlim(), *ax.get_ylim())
    look = {"cmap": "viridis", "norm": BoundaryNorm(levels, 256), "zorder": 1}
    image = raster(ax, np.zeros((2, 2)), aspect="auto", origin="lower", extent=extent, **look)
    bar = fig.colorbar(image, ax=ax, pad=0.02, aspect=30)
    bar.set_label(label, color=INK)
    bar.ax.tick_params(colors=GREY, labelsize=9)
    bar.outline.set_visible(False)
    return image
