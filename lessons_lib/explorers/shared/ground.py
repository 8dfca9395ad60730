"""The ground that walkers walk on: a surface seen from above, and the controls that choose it."""

from typing import ClassVar

import numpy as np

from ...live.controls import RateSlider, digits, menu, slider
from ...live.pointer import Field
from ...plots import descent
from ...surfaces import SURFACES, quadratic
from .own_surfaces import own_surfaces

RINGS = 7  # level curves of a bowl
LIMITS_FIRST = ["min", "max", "step", "readout_format", "value"]


class Ground:
    """A surface on an ax of an explorer, with the controls that choose it, shape it and set the
    start. `more` are the learner's own, and `note` says which of them will not do.
    """

    needs: ClassVar = {"condition": {"surface": "bowl"}, "angle": {"surface": "bowl"}}
    tucked = ("x", "y")  # the picture's own keys move the start

    def __init__(self, explorer, ax, more=()):
        self.explorer = explorer
        self.ax = ax
        self.shown = None  # the name of the surface that is drawn
        own, self.note = own_surfaces(more)
        self.surfaces = SURFACES | own
        self.curves = descent.rings(ax, RINGS)
        self.stars = descent.bottom(ax)
        left, right, low, high = SURFACES["bowl"].extent
        x, y = SURFACES["bowl"].start
        self.controls = {
            "surface": menu("surface", list(self.surfaces)),
            "condition": RateSlider("bowl: condition κ", 10, 1, 100, zero=False),
            "angle": slider("bowl: angle (°)", 30, 0, 90, 1),
            "x": slider("start θ₁", x, left, right, 0.05),
            "y": slider("start θ₂", y, low, high, 0.05),
        }
        self.controls["surface"].observe(self._fit, "value")
        self.pointer = {ax: Field("the start, θ₁ and θ₂", across="x", up="y")}

    def _fit(self, change):
        """Give the start sliders the extent of the new surface, and its good start; the explorer
        draws afterwards, once.
        """
        surface = self.surfaces[change["new"]]
        left, right, low, high = surface.extent
        x, y = surface.start
        with self.explorer.held():
            refit(self.controls["x"], x, left, right)
            refit(self.controls["y"], y, low, high)

    def led(self, c):
        """Return {name: value}: where the choice of a surface puts the start."""
        x, y = self.surfaces[c.surface].start
        return {"x": x, "y": y}

    def surface(self, c):
        """Return the surface that the controls stand for."""
        if c.surface == "bowl":
            return quadratic(c.condition, c.angle)
        return self.surfaces[c.surface]

    def show(self, c, surface):
        """Draw it: the level curves of a bowl move with its sliders, those of any other surface
        stay.
        """
        bowl = c.surface == "bowl"
        if self.shown != c.surface:
            self.shown = c.surface
            for artist in [a for a in self.ax.collections if a is not self.curves]:
                artist.remove()
            descent.plane(self.ax, surface.extent, "θ₁", "θ₂")
            if not bowl:
                draw_hills(self.ax, surface)
        self.curves.set_segments(ellipses(c.condition, np.deg2rad(c.angle)) if bowl else [])
        self.stars.set_data(*np.reshape(surface.minimum, (-1, 2)).T)


def refit(control, value, low, high):
    """Give a slider new ends and a new value, in one message to the page.

    The limits come first in it: else the page clamps a value to limits of another time, and sends
    that back.
    """
    step = 5 * 10 ** np.floor(np.log10((high - low) / 500))
    with control.hold_sync():
        with control.hold_trait_notifications():
            control.min = low
            control.max = high
            control.value = value
            control.step = step
            control.readout_format = digits(step)
        control.send_state(LIMITS_FIRST)


def draw_hills(ax, surface):
    """Draw the level curves of a surface, evenly spaced in the logarithm of its height; a flat one
    has none.
    """
    left, right, low, high = surface.extent
    X, Y = np.meshgrid(np.linspace(left, right, 120), np.linspace(low, high, 120))
    heights = np.ma.masked_invalid(surface.f(np.stack([X, Y], axis=-1)))
    heights = np.ma.log10(heights - heights.min() + 1e-2)
    if np.ma.count(heights) and np.ptp(heights) > 1e-9:
        descent.hills(ax, X, Y, heights, np.linspace(heights.min(), heights.max(), 11))


def ellipses(condition, angle):
    """Return RINGS level curves of a bowl, turned by `angle` radians, each (73, 2)."""
    phi = np.linspace(0, 2 * np.pi, 73)
    c, s = np.cos(angle), np.sin(angle)
    turn = np.array([[c, -s], [s, c]])
    shape = turn @ np.stack([np.cos(phi), np.sin(phi) / np.sqrt(condition)])  # (2, 73)
    return [0.75 * k * shape.T for k in range(1, RINGS + 1)]
