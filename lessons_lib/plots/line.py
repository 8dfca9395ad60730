"""Points, a line through them, and how far it misses each."""

import numpy as np
from matplotlib.collections import PolyCollection

from .style import BLUE, GREY, INK, SKY, VERMILLION, marker, moving

line = marker(color=BLUE, linewidth=2.5, zorder=3)  # a moving straight line, for `through`
# A moving ring, for the chosen point.
ring = marker("o", markersize=18, markerfacecolor="none", markeredgecolor=VERMILLION, markeredgewidth=2.5, zorder=5)


def points(ax, x, y, small=False):
    """Return the data as moving dots."""
    size, alpha = (3.5, 0.55) if small else (9, 1)
    return moving(ax.plot(x, y, "o", color=GREY if small else INK, markersize=size, alpha=alpha, markeredgewidth=0, zorder=4)[0])


def through(artist, ends, heights):
    """Put a line through its two ends (2,) and their heights (2,); one that is not finite is left out."""
    ok = np.abs(heights).max() < 1e12
    artist.set_data(*((ends, heights) if ok else ([], [])))


def squares(ax):
    """Return the moving squares of the residuals."""
    return moving(ax.add_collection(PolyCollection([], facecolor=SKY, edgecolor=BLUE, alpha=0.45, zorder=2), autolim=False))


def square_up(artist, x, y, heights):
    """Put a square on each residual, with its side from the point (x, y) up or down to the line's height there."""
    side = heights - y
    artist.set_verts([[(a, b), (a, b + s), (a + abs(s), b + s), (a + abs(s), b)] for a, b, s in zip(x, y, side, strict=True)])
