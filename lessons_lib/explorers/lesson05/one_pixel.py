"""One pixel of the answer: the window it sees, the nine weights, the nine products, their sum."""

from typing import NamedTuple

import numpy as np

from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.pointer import Field
from ...live.words import cleared, number, sentences, short
from ...plots import photo, style
from ...plots.labels import Labels
from ..shared.photographs import Pictures
from .kernel_cells import KernelCells, invited, kernel_of, name_of

SIDE = 96  # pixels of the picture, so that one of them can be seen


class Pixel(NamedTuple):
    """One pixel of the answer, and what it is made of."""

    picture: np.ndarray  # (height, width)
    kernel: np.ndarray  # (3, 3)
    place: tuple  # (row, column) where the window begins
    window: np.ndarray  # (3, 3) of the picture
    answer: float  # by the learner's function, if there is one

    @property
    def products(self):
        """Return the nine products (3, 3)."""
        return self.window * self.kernel

    @property
    def total(self):
        """Return the sum of the products, 0 where only rounding is left."""
        return cleared(self.products.sum(), np.abs(self.products).sum())


@explorer
class OnePixel(Explorer):
    """One pixel of the answer: the window it sees, the nine weights, the nine products, their
    sum.
    """

    aim = "find a pixel at which Sobel y answers above 2"
    photo = True
    wins = ({"kernel": "Sobel y", "row": 18, "column": 14},)
    sliders = ("row", "column")

    def __init__(self, pixel=None, kernel=None, image=None):
        figure, left, window, weights, products = style.figure(2.2, 1, 1, 1, height=3.0)
        self.frame = photo.Frame(left, "the picture, and the window")
        self.here = photo.box(left)
        self.window = photo.Numbers(window, 3, 3, "window", 9)
        self.weights = photo.Numbers(weights, 3, 3, "kernel", 9)
        self.products = photo.Numbers(products, 3, 3, "products", 9)
        self.total = Labels(products, [(1, 2.95)], size=11)
        self.pictures = Pictures(self, image, SIDE)
        self.kernel = KernelCells(kernel)
        super().__init__(
            figure,
            note=sentences(self.pictures.note, self.kernel.note),
            extras=(self.pictures.upload,),
            controls={
                "row": slider("row i", 20, 0, 58, 1),
                "column": slider("column j", 41, 0, 88, 1),
                "picture": self.pictures.menu,
                "kernel": self.kernel.menu,
                **self.kernel.cells,
            },
            yours={"pixel": Yours(pixel, sum_of_products)},
            pointer={left: Field("the window", "column", "row", take=around)},
        )
        self.kernel.drives(self)

    def led(self, c):
        return self.kernel.led(c)

    def compute(self, c, pixel):
        picture = self.pictures.known[c.picture]
        kernel = kernel_of(c)
        last_row, last_column = self.fit_sliders(picture)
        i, j = min(c.row, last_row), min(c.column, last_column)
        window = picture[i : i + 3, j : j + 3]
        return Pixel(picture, kernel, (i, j), window, pixel(picture, kernel, i, j))

    def fit_sliders(self, picture):
        """End the sliders where the last window begins, and return that place (row, column)."""
        row, column = (n - 3 for n in picture.shape)
        with self.held():  # a slider beyond its new end moves
            self.controls["row"].max = row
            self.controls["column"].max = column
        return row, column

    def paint(self, c, pixel):
        self.frame.fit(pixel.picture.shape)
        self.frame.put(photo.grey(pixel.picture))
        self.here(*pixel.place, 3, 3)
        limit = max(np.abs(pixel.kernel).max(), 1e-9)
        fill(self.window, pixel.window, photo.grey(pixel.window))
        fill(self.weights, pixel.kernel, photo.signed(pixel.kernel, limit))
        fill(self.products, pixel.products, photo.signed(pixel.products, limit))
        self.total.put([f"their sum: {number(pixel.total)}"])

    def say(self, c, pixel):
        i, j = pixel.place
        return sentences(
            f"Output pixel ({i}, {j}){invited(c.kernel, pixel.kernel)}: the window begins there.",
            f"The nine products, row by row: {added_up(pixel.products)} = {number(pixel.total)}.",
        )

    def won(self, c, pixel):
        return name_of(pixel.kernel) == "Sobel y" and float(pixel.answer) > 2


def sum_of_products(image, kernel, i, j):
    """Return one pixel of the answer."""
    return (image[i : i + 3, j : j + 3] * kernel).sum()


def around(kind, x, y):
    """Return the window in the middle of which the pointer is."""
    return {"row": round(y) - 1, "column": round(x) - 1}


def fill(grid, values, colours):
    """Show nine numbers in these colours."""
    grid.put(colours, [short(value) for value in values.ravel()])


def added_up(products):
    """Return the products (3, 3) as a sum of three brackets, one for each row."""
    rows = [" + ".join(short(value) for value in row) for row in products]
    return " + ".join(f"({row})" for row in rows)
