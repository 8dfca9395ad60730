"""Points, a line through them, and how far it misses each."""

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba

from .style import BLUE, GREY, INK, SKY, VERMILLION, collected, marker, moving

line = marker(color=BLUE, linewidth=2.5, zorder=3)  # a moving straight line, for `through`
# A moving ring, for the chosen point.
ring = marker(
    "o",
    markersize=18,
    markerfacecolor="none",
    markeredgecolor=VERMILLION,
    markeredgewidth=2.5,
    zorder=5,
)


def points(ax, x, y, small=False):
    """Return the data as moving dots."""
    many = {"color": GREY, "markersize": 3.5, "alpha": 0.8}
    few = {"color": INK, "markersize": 9, "alpha": 1}
    (dots,) = ax.plot(x, y, "o", markeredgewidth=0, zorder=4, **(many if small else few))
    return moving(dots)


def through(artist, ends, heights):
    """Put a line through its two ends (2,) and their heights (2,).

    One that is not finite is left out.
    """
    ok = np.abs(heights).max() < 1e12
    artist.set_data(*((ends, heights) if ok else ([], [])))


def squares(ax):
    """Return the moving squares of the residuals."""
    look = {"facecolor": to_rgba(SKY, 0.4), "edgecolor": BLUE, "zorder": 2}
    return collected(ax, PolyCollection([], **look))


def square_up(artist, x, y, heights):
    """Put a square on each residual.

    Its side goes from the point (x, y) up or down to the line's height there.
    """
    corners = []
    for a, b, s in zip(x, y, heights - y, strict=True):
        corners.append([(a, b), (a, b + s), (a + abs(s), b + s), (a + abs(s), b)])
    artist.set_verts(corners)
