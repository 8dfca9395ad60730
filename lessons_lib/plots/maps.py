"""Many small maps on one ax: a network's kernels, and what it makes of a picture.

And a field to draw on; bars with names.
"""

import numpy as np
from matplotlib.colors import to_rgba

from .labels import Labels
from .network import BANDS, SIGNED
from .style import BLUE, GREY, INK, SKY, VERMILLION, mark, moving, over, raster, rimmed

_SHADES = np.round(255 * SIGNED(np.linspace(0, 1, BANDS))).astype(np.uint8)
_LINE = np.array((154, 161, 172, 255), dtype=np.uint8)

BACK = 0.45  # the alpha of bars that stand back; their edge does not


class Maps:
    """Blocks of small maps, side by side.

    Orange is below zero, white zero, blue above; or ink on paper.
    blocks  {title: (maps, pixels along one side of each, maps in a row, width of the block)},
            the widths in units of the ax
    """

    def __init__(self, ax, blocks, gap=7):
        self.parts = {}
        left = 0
        tallest = 0
        for title, (count, side, across, width) in blocks.items():
            # Pixels for each pixel of a map: thin lines lie between the maps.
            zoom = max(1, round((96 if count == 1 else 24) / (side + 1)))
            cell = zoom * side + 2
            rows = -(-count // across)
            canvas = np.zeros((rows * cell + 2, across * cell + 2, 4), dtype=np.uint8)
            height = width * canvas.shape[0] / canvas.shape[1]
            tallest = max(tallest, height)
            extent = (left, left + width, height, 0)
            image = raster(ax, canvas, extent=extent, zorder=1)
            ax.text(left, -2, title, va="bottom", fontsize=10, color=INK, in_layout=False)
            self.parts[title] = image, canvas, zoom, cell, across
            left += width + gap
        ax.set(xlim=(0, left - gap), ylim=(tallest + 1, -8), xticks=[], yticks=[], aspect="equal")
        ax.spines[["left", "bottom"]].set_visible(False)

    def put(self, title, maps, limit=None):
        """Show maps (n, side, side) in a block.

        limit: the value that is drawn blue, without it the largest size among them.
        """
        image, canvas, zoom, cell, across = self.parts[title]
        maps = np.clip(np.nan_to_num(maps), -1e300, 1e300)  # a network that has diverged
        limit = limit if limit and np.isfinite(limit) else np.abs(maps).max(initial=0)
        bands = np.clip(maps / (limit or 1), -1, 1) * (BANDS // 2)
        shades = _SHADES[np.round(bands).astype(int) + BANDS // 2]
        shades = shades.repeat(zoom, axis=1).repeat(zoom, axis=2)
        canvas[:] = 0  # clear
        for i, shade in enumerate(shades):
            top, left = (cell * n for n in divmod(i, across))
            canvas[top : top + cell + 2, left : left + cell + 2] = _LINE
            canvas[top + 2 : top + cell, left + 2 : left + cell] = shade
        image.set_data(canvas)


def paper(ax, title, side, every=1):
    """Return the function that shows ink from 0, paper, to 1 on a field of side × side cells.

    A line lies after every few of them.
    """
    ax.set_title(title, loc="left", fontsize=11)
    image = raster(ax, np.zeros((side, side)), cmap="gray_r", vmin=0, vmax=1.15, zorder=0)
    ends = np.array([-0.5, side - 0.5])
    at = np.arange(0, side + 1, every)[:, None] - 0.5
    nan = np.full((side // every + 1, 1), np.nan)  # lifts the pen between two lines
    across = np.hstack([at, at, nan]).ravel()
    along = np.hstack([np.tile(ends, (len(at), 1)), nan]).ravel()
    for x, y in ((across, along), (along, across)):
        over(mark(ax, color=GREY, linewidth=0.5, alpha=0.6, zorder=1)).set_data(x, y)
    ax.set(xlim=ends + [-0.1, 0.1], ylim=ends[::-1] + [0.1, -0.1], aspect="equal")
    ax.set(xticks=[], yticks=[])
    ax.spines[["left", "bottom"]].set_visible(False)
    return image.set_data


def pen(ax):
    """Return the function that shows the tip of a pen: put(x, y, width, down).

    The width is in units of the ax.
    """
    tip = over(rimmed(ax, color=VERMILLION, linewidth=1.8, zorder=5))
    turn = np.linspace(0, 2 * np.pi, 33)

    def put(x, y, width, down):
        tip.set_data(x + width / 2 * np.cos(turn), y + width / 2 * np.sin(turn))
        tip.set_linestyle("-" if down else ":")

    return put


def bars(ax, names, limit, title, rows=1, room=1.18):
    """Return the function that shows `rows` lying bars for each name, up to limit.

    A text stands at their ends.
    fill(values (names, rows), texts (names, rows), chosen=None): NaN shows no bar, and the bars of
    the chosen name stand out. room: how wide the ax is, in limits, so that the longest bar has its
    text beside it.
    """
    thick = 0.8 / rows
    ax.set(xlim=(0, room * limit), ylim=(len(names) - 0.5, -0.5), xticks=[])
    ax.set_yticks(range(len(names)), names, color=INK, fontsize=10)
    ax.tick_params(axis="y", length=0)
    ax.spines["bottom"].set_visible(False)
    ax.set_title(title, loc="left", fontsize=11)
    heights = np.add.outer(np.arange(len(names)), (np.arange(rows) - (rows - 1) / 2) * thick)
    made = [[moving(ax.barh([y], [0], height=0.86 * thick)[0]) for y in row] for row in heights]
    where = np.zeros((heights.size, 2))
    where[:, 1] = heights.ravel()
    texts = Labels(ax, where, size=9)
    # Pixels, with the names beside the bars.
    span = ax.get_subplotspec().get_position(ax.figure).width * ax.figure.bbox.width
    unit = 0.85 * span / (room * limit)

    def fill(values, words, chosen=None):
        values = np.nan_to_num(np.asarray(values, dtype=float).reshape(heights.shape))
        for i, (row, lengths) in enumerate(zip(made, values, strict=True)):
            for bar, length, colour in zip(row, lengths, (BLUE, VERMILLION), strict=False):
                share = 1.0 if chosen in (None, i) else BACK
                bar.set(width=length, facecolor=to_rgba(colour, share))
                bar.set(edgecolor=colour, linewidth=1.0 if length > 0.01 * limit else 0.0)
        words = list(np.ravel(words))
        widths = np.array([texts.width(word) for word in words])
        half = (widths / 2 + 5) / unit  # a text is placed by its middle
        across = np.minimum(values.ravel(), limit) + half
        texts.letters.set_offsets(np.column_stack([across, where[:, 1]]))
        texts.put(words)

    return fill


def ticks(ax, count):
    """Return the function that marks one place on each of `count` rows of bars.

    put(values), NaN for none.
    """
    look = {"color": INK, "markersize": 15, "markeredgewidth": 2.5, "zorder": 4}
    marks = rimmed(ax, marker="|", linestyle="none", **look)
    return lambda values: marks.set_data(values, np.arange(count))


def band(ax, color=SKY):
    """Return the function that fills a moving band: put(x, low, high)."""
    look = {"facecolor": to_rgba(color, 0.3), "edgecolor": color, "linewidth": 0.8, "zorder": 1}
    shape = moving(ax.fill([0], [0], **look)[0])

    def put(x, low, high):
        edge = np.concatenate([np.column_stack([x, low]), np.column_stack([x, high])[::-1]])
        shape.set_xy(edge if len(edge) else np.zeros((1, 2)))

    return put
