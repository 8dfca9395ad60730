"""A network drawn: as a graph with its numbers, and as tiles, one for each stage of each neuron."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap

from .labels import Labels
from .style import (
    ASIDE,
    BLUE,
    FAINT,
    GREY,
    INK,
    ORANGE,
    PALE,
    PAPER,
    PURPLE,
    SKY,
    VERMILLION,
    collected,
    mark,
    moving,
    over,
    raster,
    rimmed,
)

# Below zero, zero, above zero.
SIGNED = LinearSegmentedColormap.from_list("signed", [ORANGE, PAPER, BLUE])
# None, one or two, many.
MISSED = LinearSegmentedColormap.from_list("missed", [PAPER, "#f3c6a5", "#e8824a"])
# SIGNED over white, so pale that points are seen on it.
PALER = LinearSegmentedColormap.from_list("paler", 0.5 + 0.5 * SIGNED([0, 128, 255])[:, :3])
BANDS = 11  # colours of a tile: few, so that a frame stays small
CLASSES = [("o", ORANGE), ("^", BLUE)]  # class 0 and class 1

_CENTRED = {"ha": "center", "va": "center", "in_layout": False}


class Graph:
    """Columns of nodes with edges between them; what stands in them and on them moves.

    columns  [(title, number of nodes)]       edges  [((column, row), (column, row))]
    places   {(column, row): (x, y)} of those nodes that stand elsewhere
    """

    def __init__(self, ax, columns, edges, groups=(), places=None):
        ax.set(xlim=(-0.5, len(columns) - 0.5), ylim=(-1.9, 2.5), xticks=[], yticks=[])
        ax.spines[["left", "bottom"]].set_visible(False)
        self.place = {}  # {node: (x, y)}
        for c, (title, n) in enumerate(columns):
            ax.text(c, 2.05, title, fontsize=11, color=INK, **_CENTRED)
            for i in range(n):
                self.place[c, i] = (c, 0.0 if n == 1 else 0.95 - 1.9 * i)
        self.place |= places or {}
        for group in groups:
            _bracket(ax, *group)
        self.edges = edges
        lines = [[self.place[a], self.place[b]] for a, b in edges]
        self.lines = collected(ax, LineCollection(lines, zorder=1, capstyle="round"))
        self.on_edges = Labels(ax, [self.along(edge) for edge in edges], box=True, zorder=2)
        self.discs = {}
        for key, xy in self.place.items():
            (disc,) = ax.plot(*xy, "o", markersize=33, markeredgewidth=1.5, zorder=3)
            self.discs[key] = moving(disc)
        nodes = np.array(list(self.place.values()))
        self.values = Labels(ax, nodes)
        side = np.where(nodes[:, 1] > 0, 1, -1)
        outside = np.stack([0.22 * (nodes[:, 1] == 0), 0.38 * side], axis=1)
        self.errors = Labels(ax, nodes + outside, VERMILLION, 9, side)

    def along(self, edge):
        """Return where the label of an edge stands: nearer to its start when edges cross."""
        (xa, ya), (xb, yb) = (self.place[node] for node in edge)
        share = 0.36 if ya != yb and xb < 5 else 0.5
        return xa + share * (xb - xa), ya + share * (yb - ya)

    def nearest(self, x, y):
        """Return the number of the edge whose label is nearest to (x, y)."""
        return int(np.argmin([np.hypot(x - u, y - v) for u, v in map(self.along, self.edges)]))

    def fill(self, values, errors, labels, chosen, marked):
        """Show a text for each node's value and error (by node), and for each edge.

        The edges that are chosen or marked, of a chain of factors, are coloured.
        """
        for key, disc in self.discs.items():
            known = key in values
            disc.set_markerfacecolor(PALE if known else PAPER)
            disc.set_markeredgecolor(SKY if known else FAINT)
        self.values.put([values.get(key, "") for key in self.discs])
        self.errors.put([errors.get(key, "") for key in self.discs])
        self.on_edges.put(labels)
        colors = [PURPLE if e in marked or e == chosen else GREY for e in self.edges]
        widths = [5 if e == chosen else 2.6 if e in marked else 1.1 for e in self.edges]
        self.lines.set_color(colors)
        self.lines.set_linewidth(widths)


def _bracket(ax, first, last, words):
    """Draw a line above some columns of a graph, with words on it."""
    look = {"arrowstyle": "-", "color": GREY}
    ax.annotate("", (first - 0.35, 2.26), (last + 0.35, 2.26), arrowprops=look)
    ax.text((first + last) / 2, 2.39, words, fontsize=10, color=GREY, **_CENTRED)


def matrices(ax, names):
    """Return the function that shows under each name a matrix and its gradient, side by side.

    put([texts], [texts])
    """
    ax.set(xlim=(0, len(names)), ylim=(0, 1), xticks=[], yticks=[])
    ax.spines[["left", "bottom"]].set_visible(False)
    look = {"va": "top", "ha": "center", "fontsize": 10, "in_layout": False, "weight": "bold"}
    places = np.arange(len(names))
    both = []
    for prefix, x, color in (("", 0.27, INK), ("d", 0.71, VERMILLION)):
        for i, name in enumerate(names):
            ax.text(i + x, 0.98, prefix + name, color=color, **look)
        both.append(Labels(ax, np.stack([places + x, 0 * places + 0.64], axis=1), color, 9, up=-1))

    def put(left, right):
        for labels, texts in zip(both, (left, right), strict=True):
            labels.put(texts)

    return put


class Tiles:
    """The neurons of a network as small maps, one for each stage; edges run between the columns.

    At most `rows` of them stand in a column. places = [x of the left edge of each column of tiles],
    in units of one tile; the ax is drawn with one unit a row.
    """

    def __init__(self, ax, places, titles, rows=8, side=20):
        self.places = places
        self.rows = rows
        self.side = side
        width = places[-1] + 1
        ax.set(xlim=(0, width), ylim=(rows, -0.9), xticks=[], yticks=[])
        ax.spines[["left", "bottom"]].set_visible(False)
        for x, title in zip(places, titles, strict=True):
            ax.text(x + 0.45, -0.3, title, fontsize=10, color=INK, **_CENTRED)
        cell = side + 2  # two pixels between two tiles
        self.canvas = np.zeros((rows * cell, round(width * cell), 4), dtype=np.uint8)
        extent = (0, width, rows, 0)
        self.image = raster(ax, self.canvas, extent=extent, aspect="auto", zorder=0)
        self.lines = collected(ax, LineCollection([], zorder=2))
        self.shades = np.round(255 * SIGNED(np.linspace(0, 1, BANDS))).astype(np.uint8)

    def paint(self, columns):
        """Show columns = [(neurons, side, side) from −1 to 1], each centred in its height."""
        self.canvas[:] = 0  # clear
        cell = self.side + 2
        for x, maps in zip(self.places, columns, strict=True):
            left = round(x * cell) + 1
            first = round((self.rows - len(maps)) / 2 * cell) + 1
            for i, index in enumerate(_banded(maps)):
                top = first + i * cell
                frame = self.canvas[top - 1 : top + cell - 1, left - 1 : left + cell - 1]
                frame[:] = (213, 217, 224, 255)
                tile = self.canvas[top : top + self.side, left : left + self.side]
                tile[:] = self.shades[index]
        self.image.set_data(self.canvas)

    def connect(self, layers):
        """Draw the edges of layers = [(column from, column to, weights (n, m), widths (n, m))].

        Blue is above zero, orange below.
        """
        lines = []
        widths = []
        colors = []
        for a, b, weights, thick in layers:
            n, m = weights.shape
            starts = [(self.places[a] + 1.0, (self.rows - n) / 2 + 0.5 + i) for i in range(n)]
            ends = [(self.places[b], (self.rows - m) / 2 + 0.5 + j) for j in range(m)]
            lines += [[start, end] for start in starts for end in ends]
            widths.append(thick.ravel())
            colors += [BLUE if w > 0 else ORANGE if w < 0 else GREY for w in weights.ravel()]
        self.lines.set(segments=lines, linewidths=np.concatenate(widths), colors=colors)


def _banded(values):
    """Return the number of the band of each value from −1 to 1."""
    share = (np.nan_to_num(values) + 1) / 2
    return np.clip(np.round(share * (BANDS - 1)), 0, BANDS - 1).astype(int)


def _in_bands(values):
    """Return values from −1 to 1, each as the middle of its band."""
    return _banded(values) * 2 / (BANDS - 1) - 1


def plane(ax, reach, side):
    """Return the function that shows values (side, side) over the plane.

    They go from −1, class 0, to 1, class 1.
    """
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="x₁", ylabel="x₂")
    look = {"cmap": PALER, "vmin": -1, "vmax": 1, "aspect": "auto", "zorder": 0}
    extent = (-reach, reach, -reach, reach)
    image = raster(ax, np.zeros((side, side)), extent=extent, origin="lower", **look)
    return lambda values: image.set_data(_in_bands(values))


def points(ax):
    """Return moving dots for class 0 and class 1, [[full, hollow], [full, hollow]].

    They are full for training and hollow for testing.
    """
    made = []
    for shape, color in CLASSES:
        look = {"marker": shape, "linestyle": "none", "markersize": 6, "zorder": 3}
        full = {"markerfacecolor": color, "markeredgecolor": PAPER, "markeredgewidth": 1}
        hollow = {"markerfacecolor": "none", "markeredgecolor": color, "markeredgewidth": 1.3}
        made.append([over(mark(ax, **full, **look)), over(rimmed(ax, **hollow, **look))])
    return made


def field(ax, title, size):
    """Return the function that shows a matrix (rows, columns) on the ax, true to scale, signed.

    It has at most `size` rows and columns.
    """
    ax.set(xlim=(0, size), ylim=(size, 0), xticks=[], yticks=[], aspect="equal")
    ax.set(xlabel="units of the stage", ylabel="passes")
    ax.set_title(title, loc="left", fontsize=11)
    ax.set_facecolor(ASIDE)
    image = raster(ax, np.zeros((1, 1)), cmap=SIGNED, vmin=-1, vmax=1, aspect="equal")
    edge = mark(ax, color=INK, linewidth=1)
    ax.set(xlim=(0, size), ylim=(size, 0))

    def put(matrix):
        rows, columns = matrix.shape
        image.set_data(_in_bands(matrix / max(np.abs(matrix).max(), 1e-300)))
        image.set_extent((0, columns, rows, 0))
        edge.set_data([0, columns, columns, 0, 0], [0, 0, rows, rows, 0])

    return put


def confusion(ax, n):
    """Return the function that shows counts (n, n) on the ax, errors in colour.

    The rows are what it is, the columns what was said.
    """
    ax.set(xticks=range(n), yticks=range(n), xlabel="what it says", ylabel="what it is")
    ax.plot([-0.5, n - 0.5], [-0.5, n - 0.5], color=FAINT, linewidth=1)
    image = raster(ax, np.zeros((n, n)), cmap=MISSED, vmin=0, vmax=5, aspect="auto")
    texts = Labels(ax, [(j, i) for i in range(n) for j in range(n)], size=9, on_picture=True)

    def put(counts):
        errors = np.where(np.eye(n), 0, counts)
        image.set_data(errors)
        texts.put([str(count) if count > 1 else "" for count in errors.ravel()])

    return put


def gallery(ax, columns, rows):
    """Return the function that shows small pictures (N, 8, 8) from 0 to 1 with their captions.

    It shows at most columns × rows of them.
    """
    ax.set(xlim=(0, 10 * columns), ylim=(14 * rows, -1), xticks=[], yticks=[])
    ax.spines[["left", "bottom"]].set_visible(False)
    canvas = np.full((rows * 14, columns * 10), np.nan)  # clear
    corners = [(14 * i, 10 * j) for i in range(rows) for j in range(columns)]
    extent = (0, 10 * columns, 14 * rows, 0)
    image = raster(ax, canvas, cmap="gray_r", vmin=0, vmax=1.1, aspect="equal", extent=extent)
    ax.set(xlim=(0, 10 * columns), ylim=(14 * rows, -1))
    captions = Labels(ax, [(left + 4, top + 10) for top, left in corners], size=9)

    def put(pictures, words):
        canvas[:] = np.nan
        for picture, (top, left) in zip(pictures, corners, strict=False):
            canvas[top : top + 8, left : left + 8] = 0.08 + picture
        image.set_data(canvas)
        captions.put([*words, *[""] * (len(corners) - len(words))])

    return put
