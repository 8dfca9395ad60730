"""Several walkers at once: their loss against the step, side by side; arrows, bars, and a map of settings."""

import numpy as np
from matplotlib.colors import BoundaryNorm

from .style import FAINT, GREY, INK, PURPLE, SKY, VERMILLION, mark, marker, moving, powers

# The moving mark "you are here".
cross = marker("o", markerfacecolor="none", markeredgecolor=VERMILLION, markeredgewidth=3, markersize=15, zorder=6)


def chart(ax, low, high, title, xlabel="step t", xlim=None, xscale="linear", yscale="log"):
    """Prepare an ax for values over many sizes; what is off the chart will show at its edge."""
    ax.set(xlim=xlim, ylim=(low, high), xscale=xscale, yscale=yscale, xlabel=xlabel)
    ax.minorticks_off()
    powers(ax)
    ax.set_title(title, loc="left", fontsize=11)
    ax.grid(color=FAINT, linewidth=0.5, alpha=0.6)


def inside(ax, values):
    """Return values held at the edges of the ax; NaN stands at the top."""
    return np.clip(np.nan_to_num(np.asarray(values, dtype=float), nan=np.inf, posinf=np.inf), *ax.get_ylim())


def dot(ax, color, size=10, edge=1.5):
    """Return a moving dot that stays whole at the edge of the ax."""
    look = {"markeredgecolor": "white", "markeredgewidth": edge, "markersize": size}
    return mark(ax, "o", color=color, clip_on=False, in_layout=False, zorder=5, **look)


def lines(ax, looks, legend="upper right", columns=1):
    """Return {name: (moving line, moving dot)} for looks = {name: {"color", "linestyle"}}, with a legend that stays."""
    found = {}
    for name, look in looks.items():
        ax.plot([], [], linewidth=2, label=name, **look)
        found[name] = mark(ax, linewidth=2, zorder=3, **look), dot(ax, look["color"], 9, 1.2)
    if legend:
        ax.legend(frameon=False, fontsize=10, loc=legend, ncols=columns, labelcolor=INK, handlelength=2.6)
    return found


def put(pair, x, y, at=-1):
    """Put a line and its dot of `lines` on x and y; the dot stands at index `at`, the last without it."""
    y = inside(pair[0].axes, y)
    pair[0].set_data(x, y)
    pair[1].set_data([x[at]], [y[at]])


def upright(ax, color=INK, top=1.0):
    """Return a moving dashed line across the ax, up to this share of its height; give it set_xdata([x, x])."""
    return moving(ax.axvline(ax.get_xlim()[0], ymax=top, color=color, linewidth=1.6, linestyle="--", zorder=1))


def dots(ax, color=GREY):
    """Return a moving cloud of dots; give it set_data(x, y)."""
    return mark(ax, "o", color=color, markersize=4, alpha=0.6, markeredgewidth=0, zorder=2)


def bars(ax, names, limit, legend=True):
    """Return for each name two moving bars, for θ₁ and θ₂, and the text at their ends; give them to `fill`."""
    ax.set(xlim=(-limit, limit), ylim=(len(names) - 0.4, -0.6), xticks=[])
    ax.set_yticks(range(len(names)), names, color=INK, fontsize=11)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.axvline(0, color=GREY, linewidth=1)
    made = [[moving(ax.barh([i + d], [0], height=0.36, color=color, alpha=0.85, label=None if i else label)[0])
             for d, color, label in ((-0.2, SKY, "θ₁"), (0.2, PURPLE, "θ₂"))] for i in range(len(names))]  # fmt: skip
    texts = [[moving(ax.text(0, i + d, "", va="center", fontsize=9, color=INK, in_layout=False)) for d in (-0.2, 0.2)]
             for i in range(len(names))]  # fmt: skip
    if legend:
        ax.legend(frameon=False, fontsize=10, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2, labelcolor=INK)
    return made, texts


def fill(parts, values, labels):
    """Give `bars` their lengths (names, 2), held before the edge of the ax, and their labels."""
    for row, notes, lengths, words in zip(*parts, values, labels, strict=True):
        for bar, note, length, word in zip(row, notes, lengths, words, strict=True):
            reach = bar.axes.get_xlim()[1]
            longest = reach / 1.4  # the rest is for the label
            bar.set_width(np.clip(length, -longest, longest))
            note.set(x=min(max(length, 0), longest) + 0.02 * reach, text=word)


def heat(fig, ax, levels, label):
    """Return a moving map of colours over the ax, in bands between the levels; give it set_data (rows from the bottom).

    NaN is left grey. A bar of colours beside it says what they mean.
    """
    ax.set_facecolor(FAINT)
    norm = BoundaryNorm(levels, 256)
    image = ax.imshow(np.zeros((2, 2)), norm=norm, cmap="viridis", aspect="auto", origin="lower", interpolation="nearest",
                      extent=(*ax.get_xlim(), *ax.get_ylim()), zorder=1)  # fmt: skip
    bar = fig.colorbar(image, ax=ax, pad=0.02, aspect=30)
    bar.set_label(label, color=INK)
    bar.ax.tick_params(colors=GREY, labelsize=9)
    bar.outline.set_visible(False)
    return moving(image)
