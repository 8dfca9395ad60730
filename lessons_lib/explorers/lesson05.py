"""Lesson 5: kernels on real photographs. One function for each explorer.

image: "china", "flower", the path of a picture, or an array. kernel: three rows of three numbers. correlate, pixel, edges: the
learner's own functions, as the exercises ask for them.
"""

from functools import lru_cache

import numpy as np

from .. import convolution, entry
from ..convolution import KERNELS
from ..plots import photo as draw
from ..plots import style
from ..plots.labels import Labels
from . import controls
from .entrance import explorer
from .filters import angles, counting, edges, noise  # noqa: F401  four more explorers of this lesson
from .live import Live
from .pictures import Pictures
from .words import cleared, many, number, short


def kernel_cells(kernel, first):
    """Return the controls of a kernel, a menu of presets and nine cells, and a note when the learner's kernel will not do."""
    note, own = "", None
    try:
        own = None if kernel is None else entry.numbers("kernel", kernel)
        if own is not None and own.shape != (3, 3):
            raise ValueError(f"kernel must be three rows of three numbers; its shape is {own.shape}")
        if own is not None and np.abs(own).max() > 20:
            raise ValueError("the numbers of a kernel must lie between −20 and 20 here")
    except ValueError as error:
        note, own = f"{str(error)[0].upper()}{str(error)[1:]}. The picture shows {first}.", None
    start = KERNELS[first] if own is None else own
    cells = {f"k{i}{j}": controls.cell(float(start[i, j])) for i, j in np.ndindex(3, 3)}
    preset = controls.menu("kernel", [*KERNELS, "own"], first if own is None else "own")
    return preset, cells, note


def bind(explorer, preset, cells):
    """Let the menu fill the cells, and let a cell that is changed turn the menu to "own", or to the preset that it makes."""

    def fill(change):
        if change["new"] in KERNELS:
            with explorer.held():
                for (i, j), value in np.ndenumerate(KERNELS[change["new"]]):
                    cells[f"k{i}{j}"].value = value
            explorer.move()

    def name(change):
        if not explorer._held:
            with explorer.held():
                preset.value = named(kernel_of(explorer.values()))

    preset.observe(fill, "value")
    for cell in cells.values():
        cell.observe(name, "value")
    return explorer


def named(kernel):
    """Return the name of the preset that this kernel is, or "own"."""
    return next((name for name, k in KERNELS.items() if np.allclose(k, kernel)), "own")


def invited(c):
    """Return what to do when "own" has been chosen and the nine numbers are still those of a preset."""
    return " (now type your own numbers into the cells)" if c.kernel == "own" and named(kernel_of(c)) != "own" else ""


def kernel_of(c):
    """Return the kernel (3, 3) that stands in the cells."""
    return np.array([[getattr(c, f"k{i}{j}") for j in range(3)] for i in range(3)])


@explorer
def kernel_editor(correlate=None, kernel=None, image=None):
    """Show a photograph, and what a kernel of nine numbers makes of it."""
    fig, left, right = style.figure(1, 1, height=3.2)
    before, after = draw.Frame(left, "the picture"), draw.Frame(right, "the answer")
    pictures = Pictures(image, 96 if correlate else 640)
    preset, cells, note = kernel_cells(kernel, "Sobel x")
    mode = controls.menu("mode", ["cross-correlation", "convolution"])
    ranges = {"stride": ("stride s", 1, 1, 8), "padding": ("padding p", 0, 0, 20), "dilation": ("dilation d", 1, 1, 20)}
    geometry = {} if correlate else {name: controls.slider(*about, 1) for name, about in ranges.items()}

    @lru_cache(maxsize=1)
    def given(name, version, amount, sigma):
        picture = pictures.known[name]
        return convolution.smooth(picture + amount * np.random.default_rng(0).standard_normal(picture.shape), sigma)

    def compute(c, correlate):
        picture, kernel = given(c.picture, pictures.version, c.noise, c.smooth), kernel_of(c)
        turned = kernel[::-1, ::-1] if c.mode == "convolution" else kernel
        return picture, correlate(picture, turned, *(getattr(c, name) for name in geometry))

    def show(c, result):
        picture, answer = result
        kernel = kernel_of(c)
        for frame in (before, after):
            frame.fit(picture.shape)
        before.put(draw.grey(picture))
        plain = kernel.min() >= 0 or abs(kernel.sum() - 1) < 1e-9  # it blurs or sharpens: the answer is a picture again
        after.put(draw.grey(answer / max(kernel.sum(), 1e-9)) if plain else draw.signed(answer, 4 * answer.std()))
        s, p, d = (getattr(c, name, default) for name, default in (("stride", 1), ("padding", 0), ("dilation", 1)))
        called = named(kernel).replace("own", "a kernel of your own") + invited(c)
        says = f"{c.mode.capitalize()} with {called}. Rows: "
        says += f"⌊({picture.shape[0]} + 2·{p} − {d}·2 − 1) / {s}⌋ + 1 = {answer.shape[0]}, columns: {answer.shape[1]}. "
        low, high = cleared([answer.min(), answer.max()], np.abs(kernel).sum() * np.abs(picture).max())
        says += f"The answers run from {number(low)} to {number(high)}"
        white = f", shown from 0, black, to {number(kernel.sum())}, white." if kernel.sum() > 1e-9 else ", shown black."
        return says + (white if plain else ": orange is below zero, white is zero, blue is above.")

    explorer = Live(
        fig, show, compute=compute, photo=True, note=" ".join(filter(None, [pictures.note, note])), extras=(pictures.upload,),
        controls={"picture": pictures.menu, "kernel": preset, "mode": mode, **geometry,
                  "noise": controls.slider("noise", 0.0, 0.0, 0.5, 0.01),
                  "smooth": controls.slider("smoothing (pixels)", 0.0, 0.0, 4.0), **cells},
        yours={"correlate": (correlate, convolution.correlate)},
        goal=("write a kernel of your own that answers 0 to even grey, 0 to a ramp to the right, "
              "and 8 to a ramp that grows by 1 per pixel downwards",
              lambda c, r: named(kernel_of(c)) == "own" and c.mode == "cross-correlation" and _downhill(kernel_of(c))),
    )  # fmt: skip
    return bind(pictures.drives(explorer), preset, cells)


def _downhill(kernel):
    y, x = np.mgrid[-1:2, -1:2]
    return abs(kernel.sum()) < 1e-9 and abs((kernel * y).sum() - 8) < 1e-9 and abs((kernel * x).sum()) < 1e-9


@explorer
def one_pixel(pixel=None, kernel=None, image=None):
    """Show one pixel of the answer: the window that it sees, the nine weights, the nine products, and their sum."""
    fig, left, window, weights, products = style.figure(2.2, 1, 1, 1, height=3.0)
    frame, here = draw.Frame(left, "the picture, and the window"), draw.box(left)
    grids = [draw.Numbers(ax, 3, 3, title, 9) for ax, title in
             ((window, "window"), (weights, "kernel"), (products, "products"))]  # fmt: skip
    total = Labels(products, [(1, 2.95)], size=11)
    pictures = Pictures(image, 96)
    preset, cells, note = kernel_cells(kernel, "Sobel x")

    row, column = controls.slider("row i", 20, 0, 58, 1), controls.slider("column j", 41, 0, 88, 1)

    def place(c):
        row.max, column.max = (n - 3 for n in pictures.known[c.picture].shape)
        return min(c.row, row.max), min(c.column, column.max)

    def compute(c, pixel):
        i, j = place(c)
        return pixel(pictures.known[c.picture], kernel_of(c), i, j)

    def library(image, kernel, i, j):
        return (image[i : i + 3, j : j + 3] * kernel).sum()

    def show(c, answer):
        picture, kernel, (i, j) = pictures.known[c.picture], kernel_of(c), place(c)
        frame.fit(picture.shape)
        frame.put(draw.grey(picture))
        here(i, j, 3, 3)
        seen = picture[i : i + 3, j : j + 3]
        limit = max(np.abs(kernel).max(), 1e-9)
        colours = draw.grey(seen), draw.signed(kernel, limit), draw.signed(seen * kernel, limit)
        for grid, values, rgb in zip(grids, (seen, kernel, seen * kernel), colours, strict=True):
            grid.put(rgb, [short(v) for v in values.ravel()])
        sum_of_all = cleared((seen * kernel).sum(), np.abs(seen * kernel).sum())
        total.put([f"their sum: {number(sum_of_all)}"])
        rows = " + ".join("(" + " + ".join(short(v) for v in row) + ")" for row in seen * kernel)
        says = f"Output pixel ({i}, {j}){invited(c)}: the window begins there. The nine products, row by row: {rows} = "
        return f"{says}{number(sum_of_all)}."

    explorer = Live(
        fig, show, compute=compute, photo=True, note=" ".join(filter(None, [pictures.note, note])), extras=(pictures.upload,),
        controls={"row": row, "column": column,
                  "picture": pictures.menu, "kernel": preset, **cells},
        yours={"pixel": (pixel, library)},
        pointer={left: lambda kind, x, y: {"row": round(y) - 1, "column": round(x) - 1}},
        goal=("find a pixel at which Sobel y answers above 2", lambda c, r: named(kernel_of(c)) == "Sobel y" and float(r) > 2),
    )  # fmt: skip
    return bind(pictures.drives(explorer), preset, cells)


@explorer
def sizes():
    """Show a kernel walk over a small padded picture; guess how large the answer will be, and then see it."""
    fig, left, right = style.figure(1, 1, height=4.2)
    titles = "the padded picture, and what the kernel sees", "your guess, and the answer when it is right"
    for ax, title in zip((left, right), titles, strict=True):
        ax.set(xlim=(-3.8, 14.8), ylim=(14.8, -3.8), xticks=[], yticks=[], aspect="equal")
        ax.spines[["left", "bottom"]].set_visible(False)
        ax.set_title(title, loc="left", fontsize=11)
    padded, inner, answer = draw.cells(left, style.FAINT), draw.cells(left, style.GREY), draw.cells(right, style.GREY)
    seen = style.mark(left, "s", color=style.BLUE, markersize=13, zorder=4)
    now, outer = style.mark(right, "s", color=style.BLUE, markersize=13, zorder=4), draw.box(left)
    following, guessed = draw.box(left, style.SKY), draw.box(right, style.SKY)

    def compute(c):
        try:
            return convolution.output_size(c.n, c.k, c.stride, c.padding, c.dilation)
        except ValueError as error:
            return str(error)

    def show(c, size):
        p, reach = c.padding, c.dilation * (c.k - 1) + 1
        padded(-p, -p, c.n + 2 * p, c.n + 2 * p)
        inner(0, 0, c.n, c.n)
        outer(0, 0, c.n, c.n)
        known = isinstance(size, int)
        i, j = divmod(min(c.t, size**2 - 1), size) if known else (0, 0)
        after = divmod(min(c.t + 1, size**2 - 1), size) if known else (0, 0)
        rows, columns = c.dilation * np.mgrid[: c.k, : c.k]
        seen.set_data((columns + c.stride * j - p).ravel() if known else [], (rows + c.stride * i - p).ravel() if known else [])
        following(c.stride * after[0] - p, c.stride * after[1] - p, reach if known else 0, reach if known else 0)
        right_guess = known and c.guess == size
        guessed(0, 0, c.guess, c.guess)
        answer(0, 0, size if right_guess else 0, size if right_guess else 0)
        now.set_data([j] if right_guess else [], [i] if right_guess else [])
        says = f"{c.n} pixels a side, {many(p, 'row')} of zeros on each, a kernel of {c.k} with dilation {c.dilation}, "
        says += f"so that it covers {reach}, and a stride of {c.stride}. "
        if not known:
            return f"{says}It does not fit: {size}."
        which = "the window begins" if c.t < size**2 else f"the last of {many(size**2, 'window')} is left, and begins"
        says += f"At step {c.t} {which} at row {number(c.stride * i - p)}, column {number(c.stride * j - p)}. "
        if not right_guess:
            return f"{says}Your guess, {c.guess}, is too {'small' if c.guess < size else 'large'}."
        return f"{says}Yes: ⌊({c.n} + 2·{p} − {c.dilation}·({c.k} − 1) − 1) / {c.stride}⌋ + 1 = {size}. Step to see each window."

    return Live(
        fig, show, compute=compute, steps=224, at=0,
        controls={"n": controls.slider("picture n", 7, 3, 9, 1), "k": controls.slider("kernel k", 3, 1, 4, 1),
                  "stride": controls.slider("stride s", 1, 1, 4, 1), "padding": controls.slider("padding p", 0, 0, 3, 1),
                  "dilation": controls.slider("dilation d", 1, 1, 3, 1), "guess": controls.slider("your guess", 7, 0, 15, 1)},
        goal=("guess right with a stride of 2 or more, some padding, and a dilation of 2 or more",
              lambda c, r: c.stride >= 2 and c.padding >= 1 and c.dilation >= 2 and r == c.guess),
    )  # fmt: skip
