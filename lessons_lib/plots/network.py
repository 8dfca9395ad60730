"""A network drawn: as a graph with its numbers, and as tiles, one for each stage of each neuron."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgb

from .labels import Labels
from .style import BLUE, FAINT, GREY, INK, ORANGE, PAPER, PURPLE, SKY, VERMILLION, mark, moving

SIGNED = LinearSegmentedColormap.from_list("signed", [ORANGE, PAPER, BLUE])  # below zero, zero, above zero
MISSED = LinearSegmentedColormap.from_list("missed", [PAPER, "#f3c6a5", VERMILLION])  # none, one or two, many
BANDS = 11  # colours of a tile: few, so that a frame stays small
CLASSES = [("o", ORANGE), ("^", BLUE)]  # class 0 and class 1


class Graph:
    """Columns of nodes with edges between them; what stands in them and on them moves.

    columns  [(title, number of nodes)]       edges  [((column, row), (column, row))]
    """

    def __init__(self, ax, columns, edges, groups=()):
        ax.set(xlim=(-0.5, len(columns) - 0.5), ylim=(-1.9, 2.5), xticks=[], yticks=[])
        ax.spines[["left", "bottom"]].set_visible(False)
        self.place = {(c, i): (c, 0.0 if n == 1 else 0.95 - 1.9 * i) for c, (_, n) in enumerate(columns) for i in range(n)}
        for c, (title, _) in enumerate(columns):
            ax.text(c, 2.05, title, ha="center", va="center", fontsize=11, color=INK, in_layout=False)
        for first, last, words in groups:
            ax.annotate("", (first - 0.35, 2.26), (last + 0.35, 2.26), arrowprops={"arrowstyle": "-", "color": GREY})
            ax.text((first + last) / 2, 2.39, words, ha="center", va="center", fontsize=10, color=GREY, in_layout=False)
        self.edges = edges
        lines = [[self.place[a], self.place[b]] for a, b in edges]
        self.lines = moving(ax.add_collection(LineCollection(lines, zorder=1, capstyle="round"), autolim=False))
        self.on_edges = Labels(ax, [self.along(edge) for edge in edges], box=True, zorder=2)
        nodes = np.array(list(self.place.values()))
        self.discs = {key: moving(ax.plot(*xy, "o", markersize=33, markeredgewidth=1.5, zorder=3)[0])
                      for key, xy in self.place.items()}  # fmt: skip
        self.values, side = Labels(ax, nodes), np.where(nodes[:, 1] > 0, 1, -1)
        self.errors = Labels(ax, nodes + np.stack([0.22 * (nodes[:, 1] == 0), 0.38 * side], axis=1), VERMILLION, 9, side)

    def along(self, edge):
        """Return where the label of an edge stands: nearer to its start when edges cross."""
        (xa, ya), (xb, yb) = (self.place[node] for node in edge)
        share = 0.36 if ya != yb and xb < 5 else 0.5
        return xa + share * (xb - xa), ya + share * (yb - ya)

    def nearest(self, x, y):
        """Return the number of the edge whose label is nearest to (x, y)."""
        return int(np.argmin([np.hypot(x - u, y - v) for u, v in map(self.along, self.edges)]))

    def fill(self, values, errors, labels, chosen, marked):
        """Show a text for each node's value and error (by node), for each edge, and colour the edges of a chain of factors."""
        for key, disc in self.discs.items():
            disc.set(markerfacecolor="#ddeefa" if key in values else PAPER, markeredgecolor=SKY if key in values else FAINT)
        self.values.put([values.get(key, "") for key in self.discs])
        self.errors.put([errors.get(key, "") for key in self.discs])
        self.on_edges.put(labels)
        self.lines.set_color([PURPLE if e in marked or e == chosen else GREY for e in self.edges])
        self.lines.set_linewidth([5 if e == chosen else 2.6 if e in marked else 1.1 for e in self.edges])


def matrices(ax, names):
    """Return the function that shows under each name a matrix and its gradient, side by side: put([texts], [texts])."""
    ax.set(xlim=(0, len(names)), ylim=(0, 1), xticks=[], yticks=[])
    ax.spines[["left", "bottom"]].set_visible(False)
    look, places = {"va": "top", "ha": "center", "fontsize": 10, "in_layout": False, "weight": "bold"}, np.arange(len(names))
    both = []
    for prefix, x, color in (("", 0.27, INK), ("d", 0.71, VERMILLION)):
        for i, name in enumerate(names):
            ax.text(i + x, 0.98, prefix + name, color=color, **look)
        both.append(Labels(ax, np.stack([places + x, 0 * places + 0.64], axis=1), color, 9, up=-1))
    return lambda left, right: [labels.put(texts) for labels, texts in zip(both, (left, right), strict=True)]


class Tiles:
    """The neurons of a network as small maps, one for each stage, at most `rows` in a column; edges run between the columns.

    places = [x of the left edge of each column of tiles], in units of one tile; the ax is drawn with one unit a row.
    """

    def __init__(self, ax, places, titles, rows=8, side=20):
        self.places, self.rows, self.side, width = places, rows, side, places[-1] + 1
        ax.set(xlim=(0, width), ylim=(rows, -0.9), xticks=[], yticks=[])
        ax.spines[["left", "bottom"]].set_visible(False)
        for x, title in zip(places, titles, strict=True):
            ax.text(x + 0.45, -0.3, title, ha="center", va="center", fontsize=10, color=INK, in_layout=False)
        cell = side + 2  # two pixels between two tiles
        self.canvas = np.full((rows * cell, round(width * cell), 3), 255, dtype=np.uint8)
        self.image = moving(ax.imshow(self.canvas, extent=(0, width, rows, 0), aspect="auto", interpolation="nearest", zorder=0))
        self.lines = moving(ax.add_collection(LineCollection([], zorder=2), autolim=False))
        shades = [to_rgb(SIGNED(v)) for v in np.linspace(0, 1, BANDS)]
        self.shades = np.round(255 * np.array(shades)).astype(np.uint8)

    def paint(self, columns):
        """Show columns = [(neurons, side, side) from −1 to 1], each centred in its height."""
        self.canvas[:] = 255
        cell = self.side + 2
        for x, maps in zip(self.places, columns, strict=True):
            left, top = round(x * cell) + 1, round((self.rows - len(maps)) / 2 * cell) + 1
            for i, index in enumerate(_banded(maps)):
                self.canvas[top + i * cell - 1 : top + (i + 1) * cell - 1, left - 1 : left + cell - 1] = (213, 217, 224)
                self.canvas[top + i * cell : top + i * cell + self.side, left : left + self.side] = self.shades[index]
        self.image.set_data(self.canvas)

    def connect(self, layers):
        """Draw the edges of layers = [(column from, column to, weights (n, m), widths (n, m))]: blue above zero, orange below."""
        lines, widths, colors = [], [], []
        for a, b, weights, thick in layers:
            n, m = weights.shape
            tops = (self.rows - n) / 2 + 0.5, (self.rows - m) / 2 + 0.5
            start, end = self.places[a] + 1.0, self.places[b]
            lines += [[(start, tops[0] + i), (end, tops[1] + j)] for i in range(n) for j in range(m)]
            widths.append(thick.ravel())
            colors += [BLUE if w > 0 else ORANGE if w < 0 else GREY for w in weights.ravel()]
        self.lines.set(segments=lines, linewidths=np.concatenate(widths), colors=colors)


def _banded(values):
    """Return the number of the band of each value from −1 to 1."""
    return np.clip(np.round((np.nan_to_num(values) + 1) / 2 * (BANDS - 1)), 0, BANDS - 1).astype(int)


def plane(ax, reach, side):
    """Return the function that shows values (side, side) from −1, class 0, to 1, class 1, over the plane."""
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="x₁", ylabel="x₂")
    look = {"cmap": SIGNED, "vmin": -1, "vmax": 1, "alpha": 0.6, "interpolation": "nearest", "aspect": "auto", "zorder": 0}
    image = moving(ax.imshow(np.zeros((side, side)), extent=(-reach, reach, -reach, reach), origin="lower", **look))
    return lambda values: image.set_data(_banded(values) * 2 / (BANDS - 1) - 1)


def points(ax):
    """Return moving dots: class 0 and class 1, full for training and hollow for testing, [[full, hollow], [full, hollow]]."""
    look = {"linestyle": "none", "markersize": 6, "zorder": 3}
    return [[mark(ax, shape, markerfacecolor=color, markeredgecolor=PAPER, markeredgewidth=0.6, **look),
             mark(ax, shape, markerfacecolor="none", markeredgecolor=color, markeredgewidth=1.3, **look)]
            for shape, color in CLASSES]  # fmt: skip


def field(ax, title, size):
    """Return the function that shows a matrix (rows, columns), at most `size` each, true to scale, signed, on the ax."""
    ax.set(xlim=(0, size), ylim=(size, 0), xticks=[], yticks=[], aspect="equal", xlabel="units of the stage")
    ax.set_ylabel("passes")
    ax.set_title(title, loc="left", fontsize=11)
    ax.set_facecolor("#f3f4f6")
    image = moving(ax.imshow(np.zeros((1, 1)), cmap=SIGNED, vmin=-1, vmax=1, interpolation="nearest", aspect="equal"))
    edge = mark(ax, color=INK, linewidth=1)
    ax.set(xlim=(0, size), ylim=(size, 0))

    def put(matrix):
        rows, columns = matrix.shape
        image.set_data(_banded(matrix / max(np.abs(matrix).max(), 1e-300)) * 2 / (BANDS - 1) - 1)
        image.set_extent((0, columns, rows, 0))
        edge.set_data([0, columns, columns, 0, 0], [0, 0, rows, rows, 0])

    return put


def confusion(ax, n):
    """Return the function that shows counts (n, n) on the ax: rows what it is, columns what was said; errors in colour."""
    ax.set(xticks=range(n), yticks=range(n), xlabel="what it says", ylabel="what it is")
    ax.plot([-0.5, n - 0.5], [-0.5, n - 0.5], color=FAINT, linewidth=1)
    image = moving(ax.imshow(np.zeros((n, n)), cmap=MISSED, vmin=0, vmax=5, interpolation="nearest", aspect="auto"))
    texts = Labels(ax, [(j, i) for i in range(n) for j in range(n)], size=9)

    def put(counts):
        image.set_data(np.where(np.eye(n), 0, counts))
        texts.put([str(counts[i, j]) if i != j and counts[i, j] > 1 else "" for i, j in np.ndindex(n, n)])

    return put


def gallery(ax, columns, rows):
    """Return the function that shows small pictures (N, 8, 8) from 0 to 1 with their captions, at most columns × rows of them."""
    ax.set(xlim=(0, 10 * columns), ylim=(14 * rows, -1), xticks=[], yticks=[])
    ax.spines[["left", "bottom"]].set_visible(False)
    canvas = np.zeros((rows * 14, columns * 10))
    look = {"cmap": "gray_r", "vmin": 0, "vmax": 1.1, "interpolation": "nearest", "aspect": "equal"}
    image = moving(ax.imshow(canvas, extent=(0, 10 * columns, 14 * rows, 0), **look))
    ax.set(xlim=(0, 10 * columns), ylim=(14 * rows, -1))
    captions = Labels(ax, [(10 * (i % columns) + 4, 14 * (i // columns) + 10) for i in range(columns * rows)], size=9)

    def put(pictures, words):
        canvas[:] = 0
        for i, picture in enumerate(pictures):
            top, left = 14 * (i // columns), 10 * (i % columns)
            canvas[top : top + 8, left : left + 8] = 0.08 + picture
        image.set_data(canvas)
        captions.put([*words, *[""] * (columns * rows - len(words))])

    return put
