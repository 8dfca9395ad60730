"""Lesson 6: pooling on real photographs. One function for each explorer.

image: "china", "flower", the path of a picture, or an array. pool, route: the learner's own functions, as the exercises ask.
"""

from functools import lru_cache

import numpy as np

from .. import convolution, pooling
from ..plots import photo as draw
from ..plots import race as chart
from ..plots import style
from . import controls
from .entrance import explorer
from .live import Live
from .pictures import Pictures
from .words import many, number, short

POOLS = {"max": pooling.max_pool, "mean": pooling.mean_pool}


def edge_map(picture):
    """Return the strength of the edges of a picture from 0 to 1, and the strength that the strongest twentieth exceeds."""
    strength = convolution.edges(picture).magnitude
    strength = strength / max(strength.max(), 1e-9)
    return strength, max(np.quantile(strength, 0.95), 1e-9)


def kept(strength, limit, pooled, size, stride):
    """Return the share of the edge pixels that lie in a window whose answer is above the limit, and the share of such windows."""
    edge, found = strength > limit, np.zeros(strength.shape, dtype=bool)
    says = pooled > limit
    for i, j in np.ndindex(size, size):  # a pixel counts if any of the windows that hold it says edge
        place = found[i : i + stride * len(says) : stride, j : j + stride * says.shape[1] : stride]
        place |= says[: len(place), : place.shape[1]]
    return (found[edge].mean() if edge.any() else 0.0), says.mean()


@explorer
def max_and_mean(pool=None, image=None):
    """Show max pooling beside mean pooling on the edges of a photograph; count the numbers kept, and the edges kept."""
    fig, left, right = style.figure(1, 1, height=3.2)
    frames = [draw.Frame(ax, f"{name} pooling") for ax, name in ((left, "max"), (right, "mean"))]
    pictures = Pictures(image, 160 if pool else 640)

    @lru_cache(maxsize=1)
    def edges(name, version):
        return edge_map(pictures.known[name])

    def compute(c, pool):
        strength, limit = edges(c.picture, pictures.version)
        size = (c.size, c.stride or c.size) if hasattr(c, "stride") else (2, 2)
        first = pool(strength, *size) if hasattr(c, "stride") else pool(strength)
        return strength, limit, first, pooling.mean_pool(strength, *size), size

    def show(c, result):
        strength, limit, *pooled, (size, stride) = result
        says = f"{strength.size:,} numbers become {pooled[0].size:,}: {number(100 * pooled[0].size / strength.size)} %. "
        for name, frame, values in zip(("Max", "Mean"), frames, pooled, strict=True):
            frame.fit(strength.shape)
            frame.put(draw.grey(2 * values), stride)
            share, marked = kept(strength, limit, values, size, stride)
            says += f"{name}: {100 * share:.0f} % of the edge pixels lie in a window that still says edge; "
            says += f"{100 * marked:.0f} % of the windows say so. "
        return says + f"Before, {100 * (strength > limit).mean():.0f} % of the pixels are edges."

    def sizes():
        return {"size": controls.slider("size", 2, 1, 16, 1), "stride": controls.slider("stride (0: as size)", 0, 0, 12, 1)}

    return pictures.drives(Live(
        fig, show, compute=compute, photo=True, note=pictures.note, extras=(pictures.upload,),
        controls={"picture": pictures.menu, **({} if pool else sizes())},
        yours={"pool": (pool, pooling.max_pool)},
        goal=("keep 5 % of the numbers or fewer, and 98 % of the edge pixels or more in the max",
              lambda c, r: r[2].size <= 0.05 * r[0].size and kept(r[0], r[1], r[2], *r[4])[0] >= 0.98)
        if not pool else ("open a picture of your own, or choose the flower", lambda c, r: c.picture != "china"),
    ))  # fmt: skip


@explorer
def shift(image=None):
    """Show how much of the pooled picture changes when the photograph moves by a few pixels, with and without a blur before."""
    fig, left, right = style.figure(1.1, 1, height=3.4)
    frame, pictures = draw.Frame(left, "where the pooled edges have changed"), Pictures(image, 320)
    title, across = "outputs that change by a tenth or more, %", "the picture moves by (pixels)"
    chart.chart(right, -2, 102, title, across, (-0.2, 8.2), yscale="linear")
    looks = {"max": {"color": style.VERMILLION, "linestyle": "--"}, "mean": {"color": style.BLUE, "linestyle": "-"}}
    lines, moves = chart.lines(right, looks, "upper left", 2), range(9)

    def change(pool, strength, by, size):
        wide = (strength.shape[1] - 8) // size * size
        still, moved = (pool(strength[:, a : a + wide], size) for a in (0, by))
        known = still[:, by // size :], moved[:, : moved.shape[1] - by // size]  # whole windows that moved along are found again
        return np.abs(known[0] - known[1]) > 0.1 * np.maximum(np.maximum(known[0], known[1]), 0.02)

    @lru_cache(maxsize=1)
    def measured(name, version, blur, size):
        strength = convolution.smooth(edge_map(pictures.known[name])[0], blur)
        return strength, {name: [100 * change(pool, strength, by, size).mean() for by in moves] for name, pool in POOLS.items()}

    def compute(c):
        strength, shares = measured(c.picture, pictures.version, c.blur, c.size)
        return shares, change(POOLS[c.pool], strength, c.by, c.size)

    def show(c, result):
        shares, changed = result
        frame.fit(pictures.known[c.picture].shape)
        frame.put(draw.grey(1.0 * changed), c.size)
        for name, values in shares.items():
            chart.put(lines[name], list(moves), values, c.by)
        told = " and ".join(f"{values[c.by]:.0f} % of the {name}" for name, values in shares.items())
        says = f"The picture moves by {many(c.by, 'pixel')}, the windows are {c.size} wide, blurred over {number(c.blur)} first. "
        says += f"{told} pooled edges change by a tenth or more (shown: {c.pool}). "
        if c.by % c.size == 0:
            return says + ("Whole windows have moved: the answers move along." if c.by else "Nothing has moved.")
        return says + ("They are not invariant." if changed.any() else "")

    return pictures.drives(Live(
        fig, show, compute=compute, note=pictures.note, extras=(pictures.upload,),
        controls={"by": controls.slider("move by", 1, 0, 8, 1), "size": controls.slider("size", 2, 1, 8, 1),
                  "blur": controls.slider("blur first (pixels)", 0.0, 0.0, 6.0, 0.5), "pool": controls.menu("shown", list(POOLS)),
                  "picture": pictures.menu},
        goal=("move by 1 with windows of 2, so that fewer than 20 % of the max-pooled edges change",
              lambda c, r: c.by == 1 and c.size == 2 and r[0]["max"][1] < 20),
    ))  # fmt: skip


@explorer
def routing(route=None):
    """Show the four windows of a 4 × 4 picture: what comes out, and how the gradient finds its way back."""
    fig, first, second, third = style.figure(1, 0.5, 1, height=3.3)
    x, out, back = (draw.Numbers(ax, n, n, title, 11)
                    for ax, n, title in ((first, 4, "x"), (second, 2, "the output"), (third, 4, "∂L/∂x")))  # fmt: skip
    for ax in (first, third):
        for half in ("h", "v"):
            getattr(ax, f"ax{half}line")(1.5, color=style.INK, linewidth=1.5, zorder=3)
    here, values, d_output = draw.box(first), pooling.EXAMPLE.copy(), np.array([[1.0, 2], [3, 4]])
    BACK = {"max": pooling.max_pool_backward, "mean": pooling.mean_pool_backward}

    def compute(c, route):
        values[c.row, c.column] = c.value
        way = route if c.pool == "max" else BACK["mean"]
        return values.copy(), POOLS[c.pool](values), way(values, d_output)

    def show(c, result):
        now, pooled, gradient = result
        x.put(draw.grey(0.35 + 0.65 * now / 10), [short(v) for v in now.ravel()])
        out.put(draw.grey(0.35 + 0.65 * pooled / 10), [short(v) for v in pooled.ravel()])
        back.put(draw.signed(gradient, 6), [short(v) for v in gradient.ravel()])
        here(c.row, c.column, 1, 1)
        i, j = c.row // 2, c.column // 2
        window, share = now[2 * i : 2 * i + 2, 2 * j : 2 * j + 2], gradient[c.row, c.column]
        held = ", ".join(short(v) for v in window.ravel())
        says = f"The window of x[{c.row}, {c.column}] holds {held}; its {c.pool} is {short(pooled[i, j])}. "
        says += f"∂L/∂output is {short(d_output[i, j])} there, and ∂L/∂x[{c.row}, {c.column}] is {short(share)}. "
        ties = c.pool == "max" and (window == window.max()).sum() > 1
        return says + ("Several are largest: the first of them gets it all." if ties else "")

    cell, chosen = controls.slider("its value", float(pooling.EXAMPLE[0, 1]), 0.0, 10.0, 0.5), {}
    chosen["row"], chosen["column"] = controls.slider("row", 0, 0, 3, 1), controls.slider("column", 1, 0, 3, 1)

    def fetch(change):
        with explorer.held():
            cell.value = float(values[chosen["row"].value, chosen["column"].value])

    for slider in chosen.values():
        slider.observe(fetch, "value")  # before the explorer hears of it
    explorer = Live(
        fig, show, compute=compute,
        controls={**chosen, "value": cell, "pool": controls.menu("pooling", ["max"] if route else list(POOLS))},
        yours={"route": (route, pooling.max_pool_backward)},
        pointer={first: lambda kind, u, v: {"row": round(v), "column": round(u)} if kind == "down" else None},
        goal=("make a tie: two equal values that are the largest of their window",
              lambda c, r: any((w == w.max()).sum() > 1 for w in (r[0][i:i + 2, j:j + 2] for i in (0, 2) for j in (0, 2)))),
    )  # fmt: skip
    return explorer


@explorer
def chain(image=None):
    """Detect edges, then pool again and again: how small it gets, how much of the edges is still there, and how exactly."""
    fig, left, right = style.figure(1, 1, height=3.2)
    frames, pictures = [draw.Frame(left, "the edges"), draw.Frame(right, "after pooling")], Pictures(image)

    @lru_cache(maxsize=1)
    def pooled_again(name, version, sigma, pool):
        strength, limit = edge_map(convolution.smooth(pictures.known[name], sigma))
        steps = [strength]
        for _ in range(5):
            steps.append(POOLS[pool](steps[-1]))
        return limit, steps

    def compute(c):
        return pooled_again(c.picture, pictures.version, c.smooth, c.pool)

    def show(c, result):
        limit, steps = result
        pooled, side = steps[c.t], 2**c.t
        for frame in frames:
            frame.fit(steps[0].shape)
        frames[0].put(draw.grey(2 * steps[0]))
        frames[1].put(draw.grey(2 * pooled), side)
        share, marked = kept(steps[0], limit, pooled, side, side)
        left_over = 100 * pooled.size / steps[0].size
        says = f"Pooled {many(c.t, 'time')}: {pooled.shape[0]} × {pooled.shape[1]}, {left_over:.1f} % of the numbers. "
        says += f"{100 * share:.0f} % of the edge pixels lie in a window that still says edge; "
        says += f"{100 * marked:.0f} % of all windows say so. "
        return says + f"Where in its window of {side} × {side} the edge lies is {'still known' if c.t == 0 else 'lost'}."

    return pictures.drives(Live(
        fig, show, compute=compute, photo=True, note=pictures.note, extras=(pictures.upload,), steps=5, at=2, pace=0.8,
        controls={"pool": controls.menu("pooling", list(POOLS)), "picture": pictures.menu,
                  "smooth": controls.slider("blur first (pixels)", 0.0, 0.0, 4.0, 0.5)},
        goal=("throw 98 % of the numbers away, and keep 98 % of the edge pixels or more",
              lambda c, r: r[1][c.t].size < 0.02 * r[1][0].size and kept(r[1][0], r[0], r[1][c.t], 2**c.t, 2**c.t)[0] > 0.98),
    ))  # fmt: skip
