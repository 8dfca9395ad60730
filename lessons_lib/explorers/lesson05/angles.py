"""How wrong each pair of kernels is about the direction of a wave, angle by angle."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ... import convolution
from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import number, sentences
from ...plots import charts, photo, style
from .slope_pairs import NAMES

SIDE = 48  # pixels of the wave
DEGREES = np.arange(0, 91, 5)  # (19,) the directions that are tried
LOOKS = {
    "Prewitt": {"color": style.ORANGE, "linestyle": "--"},
    "Sobel": {"color": style.BLUE, "linestyle": "-"},
    "Scharr": {"color": style.GREEN, "linestyle": "-."},
}


class Errors(NamedTuple):
    """A wave, and by how much each pair of kernels is wrong about its direction."""

    wave: np.ndarray  # (SIDE, SIDE) in the direction that is chosen
    at: int  # the number of that direction in DEGREES
    by_kernels: dict  # {name: (19,) in degrees, for each of DEGREES}


@explorer
class Angles(Explorer):
    """How wrong each pair of kernels is about the direction of a wave, angle by angle."""

    aim = "find a wave length at which even Prewitt is never more than 1° off"
    wins = ({"length": 16},)
    sliders = ("angle", "length")

    def __init__(self):
        figure, left, right = style.figure(1, 1.7, height=3.6)
        self.frame = photo.Frame(left, "the wave")
        self.frame.fit((SIDE, SIDE))
        left.set(xticks=[], yticks=[])
        title, across = "error of the direction (°)", "true direction (°)"
        charts.chart(right, -12, 12, title, across, (-2, 92), yscale="linear")
        right.set_yticks(range(-12, 13, 4))
        self.lines = charts.lines(right, LOOKS, "lower left", 3)
        super().__init__(
            figure,
            controls={
                "angle": slider("direction (°)", 30, 0, 90, 5),
                "length": slider("wave length", 6.0, 4.0, 24.0, 0.5),
            },
        )

    def compute(self, c):
        at = int(np.abs(DEGREES - c.angle).argmin())
        return Errors(wave(np.deg2rad(c.angle), c.length), at, errors_of_waves(c.length))

    def paint(self, c, errors):
        self.frame.put(photo.grey(errors.wave))
        for name, values in errors.by_kernels.items():
            charts.put(self.lines[name], DEGREES, values, errors.at)

    def say(self, c, errors):
        here = {name: values[errors.at] for name, values in errors.by_kernels.items()}
        worst = {name: np.abs(values).max() for name, values in errors.by_kernels.items()}
        return sentences(
            f"A wave of {number(c.length)} pixels at {DEGREES[errors.at]}°.",
            f"The errors: {in_degrees(here)}.",
            f"The largest at any angle: {in_degrees(worst)}.",
        )

    def won(self, c, errors):
        return np.abs(errors.by_kernels["Prewitt"]).max() < 1


def wave(angle, length):
    """Return a wave (SIDE, SIDE) of grey from 0 to 1 that runs in the direction `angle`, in radians
    from the right to downwards.
    """
    y, x = np.mgrid[:SIDE, :SIDE]
    along = np.cos(angle) * x + np.sin(angle) * y
    return 0.5 + 0.5 * np.sin(2 * np.pi / length * along)


@lru_cache(maxsize=1)
def errors_of_waves(length):
    """Return {name: (19,)}: the mean error of the direction in degrees where it is steep."""
    true = np.deg2rad(DEGREES)
    waves = np.stack([wave(angle, length) for angle in true])  # (19, SIDE, SIDE)
    errors = {}
    for name in NAMES:
        found = convolution.edges(waves, name)
        # A slope and the one against it are one direction of the wave: half of twice the angle.
        off = np.angle(np.exp(2j * (found.direction - true[:, None, None]))) / 2
        steep = found.magnitude > 0.5 * found.magnitude.max(axis=(1, 2), keepdims=True)
        mean = (off * steep).sum(axis=(1, 2)) / steep.sum(axis=(1, 2))
        errors[name] = np.rad2deg(mean).round(9)
    return errors


def in_degrees(errors):
    """Return {name: degrees} as text."""
    return ", ".join(f"{name} {number(error, 2)}°" for name, error in errors.items())
