"""The four windows of a 4 × 4 picture: what comes out, and how the gradient finds its way back."""

from typing import NamedTuple

import numpy as np

from ... import pooling
from ...live.controls import menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.pointer import Field
from ...live.words import sentences, short
from ...plots import photo, style
from .pooled_edges import POOLS

D_OUTPUT = np.array([[1.0, 2], [3, 4]])  # ∂L/∂output
LARGEST = 10.0  # a value of the picture at most


class Routed(NamedTuple):
    """A picture, what comes out of its windows, and the gradient on its way back."""

    x: np.ndarray  # (4, 4)
    output: np.ndarray  # (2, 2)
    d_x: np.ndarray  # (4, 4) ∂L/∂x, by the learner's function if there is one


@explorer
class Routing(Explorer):
    """The four windows of a 4 × 4 picture: what comes out, and how the gradient finds its way
    back.
    """

    aim = "make a tie: two equal values that are the largest of their window"
    remembers = True  # the values that were given
    memories = ("picture",)
    wins = ({"value": 4},)
    sliders = ("row", "column", "value")

    def __init__(self, route=None):
        self.x = pooling.EXAMPLE.copy()
        figure, first, second, third = style.figure(1, 0.5, 1, height=3.3)
        self.inputs = photo.Numbers(first, 4, 4, "x", 11)
        self.outputs = photo.Numbers(second, 2, 2, "the output", 11)
        self.gradients = photo.Numbers(third, 4, 4, "∂L/∂x", 11)
        for ax in (first, third):
            for between in (([-0.5, 3.5], [1.5, 1.5]), ([1.5, 1.5], [-0.5, 3.5])):
                line = style.rimmed(ax, color=style.INK, linewidth=1.5, zorder=3)
                style.over(line).set_data(*between)
        self.here = photo.box(first)
        row = slider("row", 0, 0, 3, 1)
        column = slider("column", 1, 0, 3, 1)
        for chosen in (row, column):
            chosen.observe(self.fetch, "value")  # before the explorer hears of it
        super().__init__(
            figure,
            controls={
                "row": row,
                "column": column,
                "value": slider("its value", float(self.x[0, 1]), 0.0, LARGEST, 0.5),
                "pool": menu("pooling", ["max"] if route else list(POOLS)),
            },
            yours={"route": Yours(route, pooling.max_pool_backward)},
            pointer={first: Field("to the next pixel", "column", "row", take=pressed)},
        )

    def fetch(self, change):
        """Let the slider of the value stand at the pixel that has been chosen."""
        place = self.controls["row"].value, self.controls["column"].value
        with self.held():
            self.controls["value"].value = float(self.x[place])

    def led(self, c):
        return {"value": float(pooling.EXAMPLE[c.row, c.column])}

    def remembered(self):
        changed = not np.array_equal(self.x, pooling.EXAMPLE)
        return {"picture": self.x.tolist()} if changed else {}

    def recall(self, picture):
        self.x[:] = picture

    def compute(self, c, route):
        self.x[c.row, c.column] = c.value
        backward = route if c.pool == "max" else pooling.mean_pool_backward
        return Routed(self.x.copy(), POOLS[c.pool](self.x), backward(self.x, D_OUTPUT))

    def paint(self, c, routed):
        fill(self.inputs, routed.x, light_grey(routed.x))
        fill(self.outputs, routed.output, light_grey(routed.output))
        fill(self.gradients, routed.d_x, photo.signed(routed.d_x, 6))
        self.here(c.row, c.column, 1, 1)

    def say(self, c, routed):
        place = c.row // 2, c.column // 2
        window = windows(routed.x)[place]
        pixel = f"x[{c.row}, {c.column}]"
        return sentences(
            f"The window of {pixel} holds {', '.join(short(v) for v in window.ravel())}; "
            f"its {c.pool} is {short(routed.output[place])}.",
            f"∂L/∂output is {short(D_OUTPUT[place])} there, and "
            f"∂L/∂{pixel} is {short(routed.d_x[c.row, c.column])}.",
            who_gets_it(c.pool, window),
        )

    def won(self, c, routed):
        return any(has_tie(window) for window in windows(routed.x).values())


def pressed(kind, x, y):
    """Choose the pixel under a press; a drag chooses none."""
    return {"row": round(y), "column": round(x)} if kind == "down" else None


def fill(grid, values, colours):
    """Show numbers in these colours."""
    grid.put(colours, [short(value) for value in values.ravel()])


def light_grey(values):
    """Return the colours of values from 0 to LARGEST: none so dark that a number is lost on it."""
    return photo.grey(0.35 + 0.65 * values / LARGEST)


def windows(x):
    """Return the four windows of x (4, 4) by their place in the output: {(row, column): (2, 2)}."""
    return {(i, j): x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2] for i, j in np.ndindex(2, 2)}


def has_tie(window):
    """Is the largest value of a window there more than once?"""
    return (window == window.max()).sum() > 1


def who_gets_it(pool, window):
    """Say which of several largest values gets the gradient of a window."""
    if pool == "max" and has_tie(window):
        return "Several are largest: the first of them gets it all."
    return ""
