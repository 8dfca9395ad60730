"""A landscape in three dimensions that can be turned, drawn from the back to the front."""

import numpy as np
from matplotlib import colormaps
from matplotlib.collections import PolyCollection

from .style import collected


def turned(points, turn, tilt):
    """Return where points (..., 3) of a box around 0 are seen, (..., 2), and how near, (...).

    turn and tilt in degrees: tilt 90 looks straight down, 0 along the ground.
    """
    x, y, z = np.moveaxis(np.asarray(points, dtype=float), -1, 0)
    a, b = np.deg2rad(turn), np.deg2rad(tilt)
    across = x * np.cos(a) - y * np.sin(a)
    away = x * np.sin(a) + y * np.cos(a)
    up = away * np.sin(b) + z * np.cos(b)
    near = z * np.sin(b) - away * np.cos(b)
    return np.stack([across, up], axis=-1), near


class Relief:
    """A surface over a grid; give it `show(turn, tilt)`.

    X, Y, Z  (rows, columns), in a box around 0
    """

    def __init__(self, ax, X, Y, Z):
        corners = np.stack([X, Y, Z], axis=-1)
        faces = [corners[:-1, :-1], corners[1:, :-1], corners[1:, 1:], corners[:-1, 1:]]
        self.faces = np.stack(faces, axis=2).reshape(-1, 4, 3)
        heights = self.faces[..., 2].mean(axis=1)
        share = (heights - heights.min()) / np.ptp(heights)
        self.colours = colormaps["viridis"](0.1 + 0.85 * share)
        look = {"linewidths": 0.3, "edgecolors": "face", "zorder": 2}
        self.shape = collected(ax, PolyCollection([], **look))

    def show(self, turn, tilt):
        """Draw the surface as it is seen from there."""
        seen, near = turned(self.faces, turn, tilt)
        order = near.mean(axis=1).argsort()
        self.shape.set_verts(seen[order])
        self.shape.set_facecolors(self.colours[order])
        self.shape.set_edgecolors(self.colours[order])
