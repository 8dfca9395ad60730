"""Photographs and what filters make of them, drawn at one scale; and small grids of numbers."""

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import hsv_to_rgb

from .labels import Labels
from .network import SIGNED
from .style import ASIDE, FAINT, GREY, INK, VERMILLION, mark, raster, rimmed


def _bytes_of(colormap):
    """Return the 256 colours of a colormap as bytes of red, green and blue, (256, 3)."""
    return np.uint8(np.round(255 * colormap(np.linspace(0, 1, 256))[:, :3]))


_GREYS = _bytes_of(colormaps["gray"])
_SIGNS = _bytes_of(SIGNED)


def grey(values, marked=None) -> np.ndarray:
    """Return values from 0, black, to 1, white, as bytes of red, green and blue.

    Those marked are yellow.
    """
    rgb = _GREYS[np.uint8(np.clip(np.nan_to_num(values), 0, 1) * 255)]
    if marked is not None:
        rgb[marked, 2] //= 4
    return rgb


def signed(values, limit) -> np.ndarray:
    """Return values as bytes of red, green and blue.

    Orange at −limit, white at zero, blue at limit.
    """
    return _SIGNS[np.uint8(np.clip(np.nan_to_num(values) / (limit or 1), -1, 1) * 127.5 + 127.5)]


def hue(direction, strength) -> np.ndarray:
    """Return angles in radians as bytes of red, green and blue.

    A hue for each direction, the brighter the stronger (0 … 1).
    """
    wheel = (direction / (2 * np.pi)) % 1
    hsv = np.stack([wheel, np.full_like(wheel, 0.85), np.clip(strength, 0, 1)], axis=-1)
    return np.uint8(255 * hsv_to_rgb(hsv))


class Frame:
    """An ax that shows pictures of different sizes at one scale, from the top left corner."""

    def __init__(self, ax, title=""):
        self.ax = ax
        self.size = None
        ax.set_title(title, loc="left", fontsize=11)
        ax.set_facecolor(ASIDE)
        ax.tick_params(labelsize=8)
        self.image = raster(ax, np.zeros((2, 2, 3), dtype=np.uint8), zorder=1)
        self.fit((427, 640))

    def fit(self, size):
        """Give the ax room for a picture of this size (rows, columns)."""
        if self.size != tuple(size):
            self.size = tuple(size)
            self.ax.set(xlim=(-0.5, size[1] - 0.5), ylim=(size[0] - 0.5, -0.5), aspect="equal")

    def put(self, rgb, scale=1):
        """Show a picture (rows, columns, 3) of bytes.

        Each of its pixels is `scale` units of the ax wide.
        """
        high, wide = rgb.shape[:2]
        self.image.set_data(rgb)
        self.image.set_extent((-0.5, scale * wide - 0.5, scale * high - 0.5, -0.5))


def box(ax, color=VERMILLION):
    """Return the function that draws a moving frame around pixels.

    put(top, left, rows, columns)
    """
    line = rimmed(ax, color=color, linewidth=2.2, zorder=5)

    def put(top, left, rows, columns):
        low, high = top - 0.5, top + rows - 0.5
        near, far = left - 0.5, left + columns - 0.5
        line.set_data([near, far, far, near, near], [low, low, high, high, low])

    return put


class Numbers:
    """A grid of coloured cells with a number in each."""

    def __init__(self, ax, rows, columns, title, size=10):
        self.rows = rows
        self.columns = columns
        ax.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5), xticks=[], yticks=[])
        ax.set(aspect="equal")
        ax.set_title(title, fontsize=11)
        for spine in ax.spines.values():
            spine.set(visible=True, color=FAINT)
        self.image = raster(ax, np.zeros((rows, columns, 3), dtype=np.uint8), zorder=1)
        places = [(j, i) for i in range(rows) for j in range(columns)]
        self.text = Labels(ax, places, INK, size, box=True, on_picture=True)

    def put(self, rgb, texts):
        """Show the colours (rows, columns, 3) and a text for each cell."""
        self.image.set_data(rgb)
        self.text.put(texts)


def cells(ax, count, color=GREY):
    """Return the function that draws a moving grid of squares: put(top, left, rows, columns).

    There are as many as `count` at most.
    """
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
