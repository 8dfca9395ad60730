"""Many short texts that move, drawn as one: letters are outlines, kept once made.

Sixty texts then cost a millisecond a frame. matplotlib's TextPath makes such an outline too, of a
whole text: fourteen times as slow, and each new number is a new text.
"""

from functools import cache, lru_cache

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.font_manager import findfont, get_font
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from .style import INK, PAPER, collected, over

LINE = 1.35  # from one line of text to the next, in sizes of the font


@cache
def _letter(char):
    """Return the outline of a letter of size 1, and how far it moves on."""
    font = get_font(findfont("DejaVu Sans"))
    font.set_size(100, 72)
    on = font.load_char(ord(char)).linearHoriAdvance / 65536 / 100
    vertices, codes = font.get_path()
    return vertices.reshape(-1, 2) / 100, np.asarray(codes, dtype=np.uint8), on


@lru_cache(maxsize=4096)
def _outline(text, size, up):
    """Return lines of text as one outline, centred at (0, 0).

    up: 1 stands above it, −1 hangs below it, 0 lies around it.
    """
    vertices = [np.zeros((0, 2))]
    codes = [np.zeros(0, dtype=np.uint8)]
    lines = text.split("\n")
    for row, line in enumerate(lines):
        letters = [_letter(char) for char in line]
        width = sum(on for *_, on in letters)
        x = 0.0
        y = -0.36 + LINE * ((len(lines) - 1) * (up + 1) / 2 - row) + 0.36 * up
        for outline, code, on in letters:
            vertices.append(size * (outline + [x - width / 2, y]))
            codes.append(code)
            x += on
    return Path(np.concatenate(vertices), np.concatenate(codes))


class Letters(PathCollection):
    """Outlines that are read: their contrast is that of a text."""


class Labels:
    """Texts at fixed places (N, 2) of an ax; give them to `put`.

    up, for each or for all: see _outline; box puts paper behind; on_picture keeps its colours in
    the dark.
    """

    def __init__(self, ax, places, color=INK, size=10, up=0, box=False, zorder=4, on_picture=False):
        self.size = size
        self.up = np.broadcast_to(up, len(places))
        scale = Affine2D().scale(ax.figure.dpi / 72)

        def collection(color, layer, kind=PathCollection):
            look = {"facecolors": [color], "linewidths": 0, "zorder": layer}
            made = kind([], offsets=places, offset_transform=ax.transData, **look)
            made.set_transform(scale)
            made.set(in_layout=False, clip_on=False)
            return over(collected(ax, made)) if on_picture else collected(ax, made)

        self.boxes = collection(PAPER, zorder - 0.1) if box else None
        self.letters = collection(color, zorder, Letters)

    def width(self, text):
        """Return how wide a text is, in pixels."""
        return sum(_letter(char)[2] for char in text) * self.size * self.letters.figure.dpi / 72

    def put(self, texts):
        """Show a text at each place."""
        ups = map(int, self.up)
        paths = [_outline(text, self.size, up) for text, up in zip(texts, ups, strict=True)]
        self.letters.set_paths(paths)
        if self.boxes:
            self.boxes.set_paths([_box(path) for path in paths])


def _box(path):
    """Return the outline of a box around the outline of a text."""
    if not len(path.vertices):
        return path
    left, low = path.vertices.min(axis=0) - 2
    right, high = path.vertices.max(axis=0) + 2
    return Path([(left, low), (right, low), (right, high), (left, high), (left, low)], closed=True)
