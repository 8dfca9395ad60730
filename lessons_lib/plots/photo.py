"""Photographs and what filters make of them, drawn at one scale; and small grids of numbers."""

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import hsv_to_rgb

from .labels import Labels
from .network import SIGNED
from .style import FAINT, GREY, INK, VERMILLION, mark, moving

_LEVELS = np.linspace(0, 1, 256)
_GREYS, _SIGNS = (np.uint8(np.round(255 * lut[:, :3])) for lut in (colormaps["gray"](_LEVELS), SIGNED(_LEVELS)))


def grey(values, marked=None):
    """Return values from 0, black, to 1, white, as bytes of red, green and blue; those marked are yellow."""
    rgb = _GREYS[np.uint8(np.clip(np.nan_to_num(values), 0, 1) * 255)]
    if marked is not None:
        rgb[marked, 2] //= 4
    return rgb


def signed(values, limit):
    """Return values as bytes of red, green and blue: orange at −limit, white at zero, blue at limit."""
    return _SIGNS[np.uint8(np.clip(np.nan_to_num(values) / (limit or 1), -1, 1) * 127.5 + 127.5)]


def hue(direction, strength):
    """Return angles in radians as bytes of red, green and blue: a hue for each direction, the brighter the stronger (0 … 1)."""
    wheel = (direction / (2 * np.pi)) % 1
    return np.uint8(255 * hsv_to_rgb(np.stack([wheel, np.full_like(wheel, 0.85), np.clip(strength, 0, 1)], axis=-1)))


class Frame:
    """An ax that shows pictures of different sizes at one scale, from the top left corner."""

    def __init__(self, ax, title=""):
        self.ax, self.size = ax, None
        ax.set_title(title, loc="left", fontsize=11)
        ax.set_facecolor("#f3f4f6")
        ax.tick_params(labelsize=8)
        self.image = moving(ax.imshow(np.zeros((2, 2, 3), dtype=np.uint8), interpolation="nearest", zorder=1))
        self.fit((427, 640))

    def fit(self, size):
        """Give the ax room for a picture of this size (rows, columns)."""
        if self.size != tuple(size):
            self.size = tuple(size)
            self.ax.set(xlim=(-0.5, size[1] - 0.5), ylim=(size[0] - 0.5, -0.5), aspect="equal")

    def put(self, rgb, scale=1):
        """Show a picture (rows, columns, 3) of bytes, each of its pixels `scale` units of the ax wide."""
        self.image.set_data(rgb)
        self.image.set_extent((-0.5, scale * rgb.shape[1] - 0.5, scale * rgb.shape[0] - 0.5, -0.5))


def box(ax, color=VERMILLION):
    """Return the function that draws a moving frame around the pixels (top, left, rows, columns)."""
    line = mark(ax, color=color, linewidth=2.2, zorder=5)

    def put(top, left, rows, columns):
        low, high, near, far = top - 0.5, top + rows - 0.5, left - 0.5, left + columns - 0.5
        line.set_data([near, far, far, near, near], [low, low, high, high, low])

    return put


class Numbers:
    """A grid of coloured cells with a number in each."""

    def __init__(self, ax, rows, columns, title, size=10):
        self.rows, self.columns = rows, columns
        ax.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5), xticks=[], yticks=[], aspect="equal")
        ax.set_title(title, fontsize=11)
        for spine in ax.spines.values():
            spine.set(visible=True, color=FAINT)
        self.image = moving(ax.imshow(np.zeros((rows, columns, 3), dtype=np.uint8), interpolation="nearest", zorder=1))
        self.text = Labels(ax, [(j, i) for i in range(rows) for j in range(columns)], INK, size, box=True)

    def put(self, rgb, texts):
        """Show the colours (rows, columns, 3) and a text for each cell."""
        self.image.set_data(rgb)
        self.text.put(texts)


def cells(ax, count, color=GREY):
    """Return the function that draws a moving grid of squares, as many as `count` at most: put(top, left, rows, columns)."""
    line = mark(ax, color=color, linewidth=0.8, zorder=2)

    def put(top, left, rows, columns):
        x, y = [], []
        for i in range(rows + 1):
            x += [left - 0.5, left + columns - 0.5, np.nan]
            y += [top + i - 0.5, top + i - 0.5, np.nan]
        for j in range(columns + 1):
            x += [left + j - 0.5, left + j - 0.5, np.nan]
            y += [top - 0.5, top + rows - 0.5, np.nan]
        line.set_data(x, y)

    return put
