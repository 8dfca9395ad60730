"""More explorers of lesson 5: edges and their direction, what noise does to them, and what a kernel saves."""

from functools import lru_cache

import numpy as np

from .. import convolution
from ..convolution import KERNELS
from ..plots import photo as draw
from ..plots import race as chart
from ..plots import style
from . import controls, play
from .entrance import explorer
from .live import Live
from .pictures import Pictures
from .words import many, number

NAMES = ["Sobel", "Prewitt", "Scharr"]
PER_SLOPE = {"Sobel": 8, "Prewitt": 6, "Scharr": 32}  # what each answers to a slope of 1 a pixel
LOOKS = {"Prewitt": {"color": style.ORANGE, "linestyle": "--"}, "Sobel": {"color": style.BLUE, "linestyle": "-"},
         "Scharr": {"color": style.GREEN, "linestyle": "-."}}  # fmt: skip


@explorer
def edges(edges=None, image=None):
    """Show the edges of a photograph: smoothed first, then the slope to the right and downwards, its length and its direction."""
    fig, left, right = style.figure(1, 1, height=3.2)
    before, after, pictures = draw.Frame(left, "the picture, smoothed"), draw.Frame(right, "edges"), Pictures(image)
    mine = edges is not None

    @lru_cache(maxsize=1)
    def smoothed(name, version, sigma):
        return convolution.smooth(pictures.known[name], sigma)

    def compute(c, edges):
        picture = smoothed(c.picture, pictures.version, c.smooth)
        found = convolution.edges(picture, c.kernels)
        return picture, found, edges(picture) / 8 if mine else found.magnitude / PER_SLOPE[c.kernels]

    def show(c, result):
        picture, found, strength = result
        strength = np.nan_to_num(strength)
        for frame in (before, after):
            frame.fit(picture.shape)
        before.put(draw.grey(picture))
        scale, strong = PER_SLOPE[c.kernels], strength > c.threshold
        views = {"magnitude": lambda: draw.grey(4 * strength, strong), "edges": lambda: draw.grey(1.0 * strong),
                 "Gx, to the right": lambda: draw.signed(found.gx / scale, 0.3),
                 "Gy, downwards": lambda: draw.signed(found.gy / scale, 0.3),
                 "direction": lambda: draw.hue(found.direction, 5 * strength)}  # fmt: skip
        after.put(views[c.view]())
        says = f"{c.kernels} after smoothing over {number(c.smooth)} pixels, shown: {c.view}. "
        says += f"At {number(100 * strong.mean())} % of the pixels the grey changes by more than {number(c.threshold)} a pixel. "
        return says + f"The steepest changes by {number(strength.max())} a pixel."

    return pictures.drives(Live(
        fig, show, compute=compute, photo=True, note=pictures.note, extras=(pictures.upload,),
        controls={"picture": pictures.menu,
                  "view": controls.menu("show", ["magnitude", "edges", "Gx, to the right", "Gy, downwards", "direction"]),
                  "kernels": controls.menu("kernels", ["Sobel"] if mine else NAMES),
                  "smooth": controls.slider("smoothing (pixels)", 0.0, 0.0, 6.0),
                  "threshold": controls.slider("threshold", 0.1, 0.0, 0.5, 0.01)},
        yours={"edges": (edges, lambda picture: convolution.edges(picture).magnitude)},
        goal=("keep only 2 to 4 % of the pixels as edges, with a threshold of 0.05 or less",
              lambda c, r: c.threshold <= 0.05 and 0.02 <= (r[2] > c.threshold).mean() <= 0.04),
    ))  # fmt: skip


@explorer
def angles():
    """Show how wrong each pair of kernels is about the direction of a wave, angle by angle."""
    fig, left, right = style.figure(1, 1.7, height=3.6)
    frame = draw.Frame(left, "the wave")
    frame.fit((48, 48))
    left.set(xticks=[], yticks=[])
    chart.chart(right, -12, 12, "error of the direction (°)", "true direction (°)", (-2, 92), yscale="linear")
    right.set_yticks(range(-12, 13, 4))
    lines, degrees = chart.lines(right, LOOKS, "lower left", 3), np.arange(0, 91, 5)
    y, x = np.mgrid[:48, :48]

    def wave(angle, length):
        return 0.5 + 0.5 * np.sin(2 * np.pi / length * (np.cos(angle) * x + np.sin(angle) * y))

    @lru_cache(maxsize=1)
    def measured(length):
        waves, errors = np.stack([wave(np.deg2rad(a), length) for a in degrees]), {}  # (19, 48, 48)
        for name in NAMES:
            found = convolution.edges(waves, name)
            off = np.angle(np.exp(2j * (found.direction - np.deg2rad(degrees)[:, None, None]))) / 2
            weight = found.magnitude > 0.5 * found.magnitude.max(axis=(1, 2), keepdims=True)
            errors[name] = np.rad2deg((off * weight).sum(axis=(1, 2)) / weight.sum(axis=(1, 2))).round(9)
        return errors

    def show(c, errors):
        frame.put(draw.grey(wave(np.deg2rad(c.angle), c.length)))
        at = int(np.abs(degrees - c.angle).argmin())
        for name, error in errors.items():
            chart.put(lines[name], degrees, error, at)
        told = ", ".join(f"{name} {number(error[at], 2)}°" for name, error in errors.items())
        worst = ", ".join(f"{name} {number(np.abs(error).max(), 2)}°" for name, error in errors.items())
        return f"A wave of {number(c.length)} pixels at {degrees[at]}°. The errors: {told}. The largest at any angle: {worst}."

    return Live(
        fig, show, compute=lambda c: measured(c.length),
        controls={"angle": controls.slider("direction (°)", 30, 0, 90, 5),
                  "length": controls.slider("wave length", 6.0, 4.0, 24.0, 0.5)},
        goal=("find a wave length at which even Prewitt is never more than 1° off",
              lambda c, r: np.abs(r["Prewitt"]).max() < 1),
    )  # fmt: skip


FILTERS = {"Laplacian": lambda p: convolution.correlate(p, KERNELS["Laplacian"]), "Sobel": lambda p: convolution.edges(p).gx,
           "smooth, then Sobel": lambda p: convolution.edges(convolution.smooth(p, 2)).gx}  # fmt: skip


@explorer
def noise(image=None):
    """Show what noise does to the answers of three filters, and how much of the clean answer is left in them."""
    fig, left, right = style.figure(1.15, 1, height=3.8)
    frame, pictures = draw.Frame(left, "the answer"), Pictures(image, 128)
    chart.chart(right, 0, 1.02, "how alike with and without noise", "noise", (-0.01, 0.31), yscale="linear")
    dashes = [(style.VERMILLION, ":"), (style.BLUE, "-"), (style.GREEN, "--")]
    looks = {name: {"color": color, "linestyle": dash} for name, (color, dash) in zip(FILTERS, dashes, strict=True)}
    lines, levels = chart.lines(right, looks, "lower left"), np.linspace(0, 0.3, 16)

    def answers(picture, sigma):
        noisy = picture + sigma * np.random.default_rng(0).standard_normal(picture.shape)
        return {name: f(noisy) for name, f in FILTERS.items()}

    @lru_cache(maxsize=1)
    def measured(name, version):
        clean, *rows = (answers(pictures.known[name], sigma) for sigma in (0, *levels))
        return {filter: [_alike(clean[filter], row[filter]) for row in rows] for filter in FILTERS}

    def compute(c):
        return measured(c.picture, pictures.version), answers(pictures.known[c.picture], c.noise)[c.filter]

    def show(c, result):
        likeness, answer = result
        at = int(np.abs(levels - c.noise).argmin())
        frame.fit(answer.shape)
        frame.put(draw.signed(answer, 3 * answer.std()))
        for name, values in likeness.items():
            chart.put(lines[name], levels, values, at)
        told = "; ".join(f"{name}: {number(values[at])}" for name, values in likeness.items())
        says = f"{c.filter[0].upper()}{c.filter[1:]} on {c.picture}, with noise of {number(c.noise)} on greys from 0 to 1. "
        says += f"How alike it is to the answer without noise: {told}. "
        return f"{says}1 is the same, 0 is all noise (the correlation of statistics)."

    return pictures.drives(Live(
        fig, show, compute=compute, note=pictures.note, extras=(pictures.upload,),
        controls={"noise": controls.slider("noise", 0.0, 0.0, 0.3, 0.02), "filter": controls.menu("filter", list(FILTERS)),
                  "picture": pictures.menu},
        goal=("find noise that leaves less than 0.3 of the Laplacian, and more than 0.9 of the smoothed Sobel",
              lambda c, r: _at(r, "Laplacian", c.noise, levels) < 0.3 and _at(r, "smooth, then Sobel", c.noise, levels) > 0.9),
    ))  # fmt: skip


def _alike(a, b):
    """Return the correlation of two pictures; 1 when both are even, 0 when one is."""
    spread = a.std() * b.std()
    return ((a - a.mean()) * (b - b.mean())).mean() / spread if spread > 1e-15 else float(a.std() == b.std())


def _at(result, name, noise, levels):
    return result[0][name][int(np.abs(levels - noise).argmin())]


@explorer
def counting(image=None):
    """Count the parameters and the multiplications of a dense layer and of kernels that give the same output."""
    fig, left, right = style.figure(1, 1, height=3.4)
    pictures = Pictures(image)
    photo = pictures.known[pictures.menu.value].shape
    for unused in (pictures.menu, pictures.upload):
        play.close(unused)
    rows = {"kernels": {"color": style.BLUE, "linestyle": "-"}, "dense layer": {"color": style.VERMILLION, "linestyle": "--"}}
    made = []
    for ax, title in ((left, "parameters"), (right, "multiplications for one picture")):
        chart.chart(ax, 1, 1e14, title, "side of the picture (pixels)", (4, 1100), "log")
        made.append(chart.lines(ax, rows, "upper left"))
    sides = np.geomspace(5, 1000, 60)

    def counted(high, wide, k, count):
        out = np.maximum(high - k + 1, 0) * np.maximum(wide - k + 1, 0) * count
        return [count * (k * k + 1), out * (high * wide + 1.0)], [out * k * k * 1.0, out * high * wide * 1.0]

    def compute(c):
        high, wide = photo if c.side == 0 else (c.side, c.side)
        return high, wide, counted(high, wide, c.k, c.count)

    def show(c, result):
        high, wide, (parameters, products) = result
        for lines, which in zip(made, (0, 1), strict=True):
            along = counted(sides, sides, c.k, c.count)[which]
            here = (parameters, products)[which]
            for name, values, value in zip(rows, along, here, strict=True):
                chart.put(lines[name], sides, np.broadcast_to(values, sides.shape))
                lines[name][1].set_data([np.sqrt(high * wide)], chart.inside(lines[name][1].axes, [value]))
        out = f"{high - c.k + 1} × {wide - c.k + 1} × {c.count}"
        says = f"A picture of {high} × {wide} pixels, {many(c.count, 'kernel')} of {c.k} × {c.k}, an answer of {out}. "
        says += f"Parameters: {parameters[0]:,} in the kernels with their biases, {parameters[1]:,.0f} in a dense layer. "
        return says + f"Multiplications: {products[0]:,.0f} and {products[1]:,.0f}."

    side = controls.MarkSlider("side, 0: photo", 0, [0, 6, 8, 12, 16, 28, 32, 64, 128, 227, 512, 1000], lambda v: np.log(v + 1.0))
    return Live(
        fig, show, compute=compute, note=pictures.note,
        controls={"side": side, "k": controls.slider("kernel k", 3, 1, 5, 1), "count": controls.slider("kernels", 1, 1, 64, 1)},
        goal=("find the network of the text: 28 × 28 pixels, 6 kernels of 5 × 5, 156 parameters",
              lambda c, r: r[:2] == (28, 28) and c.k == 5 and c.count == 6),
    )  # fmt: skip
