"""Two lines of one picture can be told apart by everyone: by their dash, or by their colour, whichever way one sees colours."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from lessons_lib.explorers import lesson07, reading
from lessons_lib.plots import style

# What someone sees who lacks one kind of cone: Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
SIGHT = {
    "all cones": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "grey": [[0.2126, 0.7152, 0.0722]] * 3,
}
ENOUGH = 10  # ΔE in CIE Lab: two thin lines beside each other; about 2 can just be seen between two large fields


def lab(colour, sight):
    """Return a colour as CIE Lab, D65, as it is seen so."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.asarray(SIGHT[sight]) @ linear, 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ seen / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(a, b, sight):
    return np.linalg.norm(lab(a, sight) - lab(b, sight))


def test_the_simulation_by_known_colours():
    assert lab("white", "all cones") == pytest.approx([100, 0, 0], abs=0.1)
    assert lab("red", "all cones") == pytest.approx([53.2, 80.1, 67.2], abs=0.2)
    assert apart("#ff0000", "#00aa00", "deuteranopia") < 0.5 * apart("#ff0000", "#00aa00", "all cones")
    assert apart(style.BLUE, style.VERMILLION, "grey") < ENOUGH, "in grey, and with the same dash, these two would fail below"
    assert lab("red", "grey")[1:] == pytest.approx([0, 0], abs=0.1)


FAMILIES = {"optimizers": list(style.OPTIMIZERS.values()), "lesson 7, shifted": lesson07.LOOKS, "training and held out": list(reading.LOOKS.values())}  # fmt: skip


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("family", FAMILIES)
def test_lines_can_be_told_apart(family, sight):
    for a, b in itertools.combinations(FAMILIES[family], 2):
        distance = apart(a["color"], b["color"], sight)
        assert a["linestyle"] != b["linestyle"] or distance >= ENOUGH, (a, b, distance)


@pytest.mark.parametrize("sight", SIGHT)
def test_every_line_stands_out_from_the_paper_and_the_two_classes_from_each_other(sight):
    for colour in (style.INK, style.GREY, style.BLUE, style.VERMILLION, style.ORANGE, style.GREEN, style.SKY, style.PURPLE):
        assert apart(colour, style.PAPER, sight) >= 25, colour
    assert apart(style.ORANGE, style.BLUE, sight) >= 2 * ENOUGH, "below and above zero; class 0 and class 1"
