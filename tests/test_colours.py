"""Two lines of one picture can be told apart by everyone, in the light and in the dark: by their
dash, or by their colour, whichever way one sees colours.
"""

import functools
import itertools

import numpy as np
import pytest
from explorers import EXPLORERS, name_of
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D

from lessons_lib.plots import style

# What someone sees who lacks one kind of cone: Machado, Oliveira and Fernandes (2009), severity 1,
# on linear RGB.
SIGHT = {
    "all cones": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "grey": [[0.2126, 0.7152, 0.0722]] * 3,
}
# ΔE in CIE Lab: two thin lines beside each other; about 2 can just be seen between two large fields
ENOUGH = 10


def lab(colour, sight):
    """Return a colour as CIE Lab, D65, as it is seen so."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.asarray(SIGHT[sight]) @ linear, 0, 1)
    xyz = (
        np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        @ seen
        / [0.9505, 1, 1.089]
    )
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(a, b, sight):
    return np.linalg.norm(lab(a, sight) - lab(b, sight))


def test_the_simulation_by_known_colours():
    assert lab("white", "all cones") == pytest.approx([100, 0, 0], abs=0.1)
    assert lab("red", "all cones") == pytest.approx([53.2, 80.1, 67.2], abs=0.2)
    assert apart("#ff0000", "#00aa00", "deuteranopia") < 0.5 * apart(
        "#ff0000", "#00aa00", "all cones"
    )
    assert apart(style.BLUE, style.VERMILLION, "grey") < ENOUGH, (
        "in grey, and with the same dash, these two would fail below"
    )
    assert lab("red", "grey")[1:] == pytest.approx([0, 0], abs=0.1)


def told_apart(a, b, sight, theme="light"):
    """Can two lines, (colour, dash, marker), be told apart by someone who sees so?"""
    return a[1:] != b[1:] or apart(worn(a[0], theme), worn(b[0], theme), sight) >= ENOUGH


def worn(colour, theme):
    """Return a colour of the course as a theme draws it; there is no other in a legend."""
    return style.DARK[to_hex(colour)] if theme == "dark" else colour


@functools.cache
def families():
    """Return the lines that stand in one legend of an explorer: {explorer, title: [looks]}."""
    found = {"optimizers": [look_of(**look) for look in style.OPTIMIZERS.values()]}
    for make in EXPLORERS:
        explorer = make(**make.quick)
        for i, ax in enumerate(explorer.figure.axes):
            legend = ax.get_legend()
            lines = [h for h in legend.legend_handles if isinstance(h, Line2D)] if legend else []
            looks = [look_of(h.get_color(), dash_of(h), h.get_marker()) for h in lines]
            if len(looks) > 1:
                found[f"{name_of(make)}, {i}"] = looks
        explorer.free()
    return found


def look_of(color, linestyle="-", marker="None"):
    return color, str(linestyle), str(marker)


def dash_of(line):
    """Return how a line is dashed, in full."""
    return line._unscaled_dash_pattern


# In lesson 2 what is measured is one dot on the line of what is predicted, and in the legend both
# are lines; in lesson 4 two kinds of dots differ by their size. They get a marker when these three
# pictures are drawn anew.
SEEN_OTHERWISE = {"lesson02.cloud, 1", "lesson02.noise_ball, 1", "lesson04.initialisation, 1"}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHT)
def test_the_lines_of_every_legend_can_be_told_apart(sight, theme):
    known = families()
    assert len(known) > 12
    confused = set()
    for family, looks in known.items():
        for a, b in itertools.combinations(looks, 2):
            if not told_apart(a, b, sight, theme):
                confused.add(family)
    assert confused <= SEEN_OTHERWISE, confused
    assert not told_apart(look_of("#777777"), look_of("#787878"), sight), "this test can fail"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHT)
def test_every_line_stands_out_from_the_paper_and_the_two_classes_from_each_other(sight, theme):
    for colour in style.COLOURS:
        assert apart(worn(colour, theme), worn(style.PAPER, theme), sight) >= 25, colour
    assert apart(worn(style.ORANGE, theme), worn(style.BLUE, theme), sight) >= 2 * ENOUGH, (
        "below and above zero; class 0 and class 1"
    )
