"""The kernels of the network for pages, large: as they began, as they are, and what each finds."""

from typing import ClassVar, NamedTuple

import numpy as np

from ... import anywhere, place
from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.pointer import Field
from ...live.words import a_digit, many, number, sentences
from ...plots import maps, style
from .courses import EPOCHS, pages, pupil

SIDE, ACROSS, BEST = 7, 8, 9
ALL, BEGAN, NOW, FOUND = "all 64 kernels", "as it began", "as it is", "what it likes best"
BLOCKS = {
    ALL: (64, SIDE, ACROSS, 100),
    BEGAN: (1, SIDE, 1, 34),
    NOW: (1, SIDE, 1, 34),
    FOUND: (BEST, SIDE, 3, 74),
}
WEIGHTS = {"kernels": 0, "W1": 2, "W2": 4, "W3": 6}  # where they are among the parameters


class Looked(NamedTuple):
    """The kernels at one epoch, and what one of them finds among the held-out pages."""

    first: np.ndarray  # (64, 7, 7)
    now: np.ndarray  # (64, 7, 7)
    patches: np.ndarray  # (9, 7, 7) the best of as many pages
    labels: np.ndarray  # (9,) the digits that they are cut from
    moved: dict  # {name: how far all these weights have moved, as a share of their first size}


@explorer
class Kernels(Explorer):
    """Look at the kernels while they are learned, and at what one of them likes best."""

    title = "The kernels of the page network"
    aim = "a specialist: a kernel whose nine favourite patches all come from one and the same digit"
    wins = ({"kernel": 10},)
    sliders = ("kernel", "t")
    quick: ClassVar = {"steps": 3}
    growing = True
    unit = "epoch t"

    def __init__(self, steps=EPOCHS):
        figure, ax = style.figure(1, height=4.6)
        self.blocks = maps.Maps(ax, BLOCKS)
        look = {"color": style.VERMILLION, "linewidth": 2.5, "zorder": 5}
        self.frame = style.over(style.rimmed(ax, **look))
        super().__init__(
            figure,
            steps=steps,
            at=min(4 if place.in_browser() else EPOCHS, steps),
            controls={"kernel": slider("kernel", 3, 0, 63, 1)},
            pointer={ax: Field("the choice of a kernel", "kernel", take=chosen, nudge=self.nudged)},
        )

    def compute(self, c):
        path = pupil("page, convolutional")
        first, params = path.at(0), path.at(c.t)
        patches, labels = favourites(params, c.kernel)
        moved = {}
        for name, i in WEIGHTS.items():
            moved[name] = np.linalg.norm(params[i] - first[i]) / np.linalg.norm(first[i])
        return Looked(first[0][:, 0], params[0][:, 0], patches, labels, moved)

    def paint(self, c, seen):
        limit = max(np.abs(seen.now).max(), np.abs(seen.first).max())
        self.blocks.put(ALL, seen.now, limit)
        self.blocks.put(BEGAN, seen.first[c.kernel : c.kernel + 1], limit)
        self.blocks.put(NOW, seen.now[c.kernel : c.kernel + 1], limit)
        self.blocks.put(FOUND, seen.patches, 1.0)
        row, column = divmod(c.kernel, ACROSS)
        step = 100 / ACROSS
        x, y = column * step, row * step
        self.frame.set_data([x, x + step, x + step, x, x], [y, y, y + step, y + step, y])

    def say(self, c, seen):
        return sentences(
            f"After {many(c.t, 'epoch')} kernel {c.kernel} "
            f"{way_told(seen.first[c.kernel], seen.now[c.kernel])}.",
            liked_told(seen.labels),
            all_told(seen.moved) if c.t else "",
        )

    def won(self, c, seen):
        return c.t >= 10 and np.ptp(seen.labels) == 0

    def nudged(self, right, up):
        """Go to the next kernel to the right, or to the one above."""
        return {"kernel": min(max(self.controls["kernel"].value + right - ACROSS * up, 0), 63)}


def chosen(kind, x, y):
    """Choose the kernel under the pointer."""
    if not (0 <= x < 100 and 0 <= y < 100):
        return {}
    return {"kernel": ACROSS * int(y * ACROSS / 100) + int(x * ACROSS / 100)}


def favourites(params, kernel):
    """Return the nine patches that meet this kernel best, of nine pages, and their digits."""
    X, labels = pages()
    K, b = params[0][kernel : kernel + 1], params[1][kernel]
    best, where = anywhere.strongest(anywhere.channels(X[:, None], K) + b)
    first = np.argsort(-best[:, 0], kind="stable")[:BEST]
    i, j = np.divmod(where[first, 0], anywhere.PAGE - SIDE + 1)
    cut = [X[n, a : a + SIDE, b : b + SIDE] for n, a, b in zip(first, i, j, strict=True)]
    return np.array(cut), labels[first]


def way_told(first, now):
    """Say how far a kernel has moved from where it began."""
    share = np.linalg.norm(now - first) / np.linalg.norm(first)
    return f"has moved by {100 * share:.0f} % of its first size"


def liked_told(labels):
    """Say which digits the favourite patches come from."""
    digits, counts = np.unique(labels, return_counts=True)
    if len(digits) == 1:
        return f"All nine patches it likes best come from {a_digit(digits[0])}."
    order = np.argsort(-counts, kind="stable")
    said = ", ".join(f"{counts[k]} from {a_digit(digits[k])}" for k in order)
    return f"The nine patches it likes best: {said}."


def all_told(moved):
    """Say how far the weights of each layer have moved, as shares of their first size."""
    said = ", ".join(f"{name} {number(share, 2)}" for name, share in moved.items())
    return f"How far each layer has moved, as a multiple of its first size: {said}."
