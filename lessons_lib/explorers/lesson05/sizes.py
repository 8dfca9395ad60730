"""A kernel walks over a small padded picture: how large will the answer be?"""

from typing import NamedTuple

import numpy as np

from ... import convolution
from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import many, number, sentences
from ...plots import photo, style

STEPS = 224  # 15 × 15 windows, the most there are
TITLES = (
    "the padded picture, and what the kernel sees",
    "your guess, and the answer when it is right",
)


class Size(NamedTuple):
    """How many pixels a side the answer has, or why there is none."""

    pixels: int  # 0 when the kernel does not fit
    why_none: str  # '' when it fits


@explorer
class Sizes(Explorer):
    """A kernel walks over a small padded picture: guess how large the answer will be, then see
    it.
    """

    aim = "guess right with a stride of 2 or more, some padding, and a dilation of 2 or more"
    wins = ({"stride": 2, "padding": 1, "dilation": 2, "guess": 3},)
    sliders = ("n", "k", "stride", "padding", "dilation", "guess", "t")

    def __init__(self):
        figure, left, right = style.figure(1, 1, height=4.2)
        for ax, title in zip((left, right), TITLES, strict=True):
            ax.set(xlim=(-3.8, 14.8), ylim=(14.8, -3.8), xticks=[], yticks=[], aspect="equal")
            ax.spines[["left", "bottom"]].set_visible(False)
            ax.set_title(title, loc="left", fontsize=11)
        blue = {"color": style.BLUE, "markersize": 13, "zorder": 4}
        self.padded = photo.cells(left, style.EDGE)
        self.inner = photo.cells(left, style.GREY)
        self.answer = photo.cells(right, style.GREY)
        self.seen = style.mark(left, "s", **blue)
        self.written = style.mark(right, "s", **blue)
        self.outline = photo.box(left)
        self.following = photo.box(left, style.SKY)
        self.guessed = photo.box(right, style.SKY)
        super().__init__(
            figure,
            steps=STEPS,
            at=0,
            controls={
                "n": slider("picture n", 7, 3, 9, 1),
                "k": slider("kernel k", 3, 1, 4, 1),
                "stride": slider("stride s", 1, 1, 4, 1),
                "padding": slider("padding p", 0, 0, 3, 1),
                "dilation": slider("dilation d", 1, 1, 3, 1),
                "guess": slider("your guess", 7, 0, 15, 1),
            },
        )

    def compute(self, c):
        try:
            size = convolution.output_size(c.n, c.k, c.stride, c.padding, c.dilation)
            return Size(size, "")
        except ValueError as error:
            return Size(0, str(error))

    def paint(self, c, size):
        p = c.padding
        self.padded(-p, -p, c.n + 2 * p, c.n + 2 * p)
        self.inner(0, 0, c.n, c.n)
        self.outline(0, 0, c.n, c.n)
        self.guessed(0, 0, c.guess, c.guess)
        self.paint_window(c, size)
        self.paint_answer(c, size)

    def paint_window(self, c, size):
        """Mark what the kernel sees at this step, and frame what it sees at the next."""
        i, j = corner(c, window(c.t, size.pixels))
        rows, columns = c.dilation * np.mgrid[: c.k, : c.k]
        fits = size.pixels > 0
        self.seen.set_data(
            (columns + j).ravel() if fits else [], (rows + i).ravel() if fits else []
        )
        wide = reach(c.k, c.dilation) if fits else 0
        self.following(*corner(c, window(c.t + 1, size.pixels)), wide, wide)

    def paint_answer(self, c, size):
        """Draw the answer, and mark its pixel of this step, once the guess is right."""
        right = is_right(c.guess, size)
        side = size.pixels if right else 0
        i, j = window(c.t, size.pixels)
        self.answer(0, 0, side, side)
        self.written.set_data([j] if right else [], [i] if right else [])

    def say(self, c, size):
        about = (
            f"{c.n} pixels a side, {many(c.padding, 'row')} of zeros on each, a kernel of {c.k} "
            f"with dilation {c.dilation}, so that it covers {reach(c.k, c.dilation)}, and a stride "
            f"of {c.stride}."
        )
        if not size.pixels:
            return sentences(about, f"It does not fit: {size.why_none}.")
        place = corner(c, window(c.t, size.pixels))
        return sentences(about, where_it_begins(c.t, size.pixels, place), judged(c, size.pixels))

    def won(self, c, size):
        by_hand = c.stride >= 2 and c.padding >= 1 and c.dilation >= 2
        return by_hand and is_right(c.guess, size)


def reach(k, dilation):
    """Return how many pixels a side a kernel covers."""
    return dilation * (k - 1) + 1


def window(t, size):
    """Return the pixel of the answer (row, column) that is written at step t, or last; (0, 0) when
    there is none.
    """
    return divmod(min(t, size**2 - 1), size) if size else (0, 0)


def corner(c, place):
    """Return where in the picture the window begins that makes this pixel of the answer."""
    return tuple(c.stride * n - c.padding for n in place)


def is_right(guess, size):
    """Is this the size of an answer that there is?"""
    return size.pixels > 0 and guess == size.pixels


def where_it_begins(t, size, place):
    """Say where (row, column) the window of step t begins, when the answer has `size` pixels a
    side.
    """
    which = "the window begins"
    if t >= size**2:
        which = f"the last of {many(size**2, 'window')} is left, and begins"
    row, column = place
    return f"At step {t} {which} at row {number(row)}, column {number(column)}."


def judged(c, size):
    """Say whether the guess is too small, too large, or right, and then by which formula."""
    if c.guess < size:
        return f"Your guess, {c.guess}, is too small."
    if c.guess > size:
        return f"Your guess, {c.guess}, is too large."
    formula = f"⌊({c.n} + 2·{c.padding} − {c.dilation}·({c.k} − 1) − 1) / {c.stride}⌋ + 1"
    return f"Yes: {formula} = {size}. Step to see each window."
