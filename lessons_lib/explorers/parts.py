"""What the parts of a convolutional network cost, and what becomes of its answers when one of them is broken."""

from functools import lru_cache

import numpy as np

from .. import convnet, network
from ..optimizers import adam
from ..plots import maps as draw
from ..plots import network as net_draw
from ..plots import style
from . import controls
from .digits import digits_or_noise
from .drawing import known
from .entrance import explorer
from .live import Live
from .reading import score
from .words import many

LAYERS = ["convolution", "first hidden layer", "second hidden layer", "output layer"]


@explorer
def budget(count=None):
    """Show what each layer costs. count(side, kernels, n1, n2, outputs) is the learner's own number of parameters."""
    fig, left, right = style.figure(1, 1, height=2.9)
    fills = [draw.bars(ax, names, 1.0, title, room=1.5) for ax, names, title in
             ((left, LAYERS, "parameters"), (right, [""] * 4, "multiplications for one picture"))]  # fmt: skip

    def sizes(c):
        return c.side, c.kernels, c.n1, c.n2, 10

    def library(side, kernels, n1, n2, outputs):
        return sum(p.size for p in convnet.init_params((side, kernels, n1, n2, outputs), 0))

    def compute(c, count):
        return count(*sizes(c))

    def show(c, total):
        params = convnet.init_params(sizes(c), 0)
        found = [W.size + b.size for W, b in zip(params[::2], params[1::2], strict=True)], convnet.multiplications(params, c.side)
        for fill, values in zip(fills, found, strict=True):
            shares = np.array(values) / sum(values)
            fill(shares, [f"{v:,} ({100 * s:.0f} %)" for v, s in zip(values, shares, strict=True)])
        says = f"Pictures of {c.side} × {c.side} pixels, {many(c.kernels, 'kernel')} of 3 × 3. "
        says += "The maps are as large as the picture. "
        inputs = c.kernels * (c.side // 2) ** 2
        says += f"Pooled, they are {c.side // 2} × {c.side // 2}, so {inputs:,} numbers enter the dense layers. "
        says += f"Parameters: {' + '.join(f'{n:,}' for n in found[0])} = {sum(found[0]):,}. "
        return f"{says}Multiplications: {' + '.join(f'{n:,}' for n in found[1])} = {sum(found[1]):,}."

    return Live(
        fig, show, compute=compute,
        controls={"kernels": controls.MarkSlider("kernels", 32, [1, 2, 4, 8, 16, 32, 64], np.log),
                  "n1": controls.MarkSlider("first hidden", 64, [4, 8, 16, 32, 64, 128, 256], np.log),
                  "n2": controls.MarkSlider("second hidden", 32, [4, 8, 16, 32, 64, 128], np.log),
                  "side": controls.MarkSlider("side (pixels)", 8, [8, 12, 16, 20, 24, 28], np.log)},
        yours={"count": (count, library)},
        goal=("make the convolution cost more multiplications than all other layers together",
              lambda c, r: 2 * convnet.multiplications(convnet.init_params(sizes(c), 0), c.side)[0]
              > sum(convnet.multiplications(convnet.init_params(sizes(c), 0), c.side))),
    )  # fmt: skip


def _turned(params):
    return [params[0][:, ::-1, ::-1], *params[1:]]


def _reordered(params):
    return [np.roll(params[0], 1, axis=0), np.roll(params[1], 1), *params[2:]]


def _back(params):
    return [np.roll(params[0], -1, axis=0), np.roll(params[1], -1), *params[2:]]


def _random(params):
    return [np.random.default_rng(9).standard_normal(params[0].shape) * np.sqrt(2 / 9), *params[1:]]


def _frozen(grads):
    return [0 * grads[0], *grads[1:]]


def _unbiased(params):
    return [p if i % 2 == 0 else 0 * p for i, p in enumerate(params)]


# name: what is done to the parameters, what to their gradient, how else the network runs, and whether the pixels are shuffled
BREAKS = {
    "kernels turned by half a turn": (_turned, _turned, {}, False),
    "the kernels in another order": (_reordered, _back, {}, False),
    "random kernels": (_random, _frozen, {}, False),
    "mean pooling": (list, list, {"pool": "mean"}, False),
    "tanh for ReLU": (list, list, {"activation": "tanh"}, False),
    "no biases": (_unbiased, _unbiased, {}, False),
    "the pixels shuffled": (list, list, {}, True),
}
WHEN = ["after it was trained", "before it is trained"]


@explorer
def broken(params=None):
    """Break a part of a network, after it was trained or before; guess what share it reads right, and then see it."""
    fig, left, right = style.figure(1.5, 1, height=4.4)
    names = list(BREAKS)
    fill = draw.bars(left, names, 100, "read right, %: broken after (upper bar), before (lower)", 2)
    guesses, gallery = draw.ticks(left, len(names)), net_draw.gallery(right, 4, 3)
    right.set_title("held out, and read wrong", loc="left", fontsize=11)
    params, note = known(params)
    X, labels, held, labels_held, missing = digits_or_noise(0)
    order, seen = np.random.default_rng(0).permutation(64), {}

    sizes = (8, len(params[0]), params[2].shape[1], params[4].shape[1], 10)

    def mix(name):
        """Return what happens to the pixels."""
        return (lambda X: X[:, order]) if BREAKS[name][3] else (lambda X: X)

    @lru_cache(maxsize=16)
    def answers(name, when):
        """Return what it reads in the held-out digits; for "before", it is trained first."""
        change, change_back, how, _ = BREAKS[name]
        learned, shown = params, mix(name)
        if when == WHEN[1]:
            rng, rule = np.random.default_rng(0), adam(0.005)
            learned = convnet.init_params(sizes, rng, k=params[0].shape[-1])
            state = rule.init(learned)

            def gradient(p, X, labels):
                return change_back(convnet.gradient(change(p), X, labels, **how))

            for _ in range(30):
                learned, state = network.epoch(learned, state, rule, shown(X), labels, 64, rng, gradient)
        return convnet.forward(change(learned), shown(held), **how)[0].argmax(axis=1)

    def share(name, when):
        return (answers(name, when) == labels_held).mean()

    def compute(c):
        key = c.name, c.when
        return answers(*key) if key in seen else None

    def show(c, found):
        values = [[100 * share(name, when) if (name, when) in seen else np.nan for when in WHEN] for name in names]
        fill(values, [["" if np.isnan(v) else f"{v:.1f}" for v in row] for row in values], names.index(c.name))
        guesses([seen.get((c.name, c.when), c.guess) if name == c.name else np.nan for name in names])
        before = f"It reads {100 * whole:.1f} % of the held-out digits as it is. Now: {c.name}, {c.when}. "
        if found is None:
            gallery([], [])
            return f"{before}Your guess: {c.guess} % will be read right. Press “Show it”."
        wrong = np.flatnonzero(found != labels_held)
        gallery(mix(c.name)(held[wrong[:12]]).reshape(-1, 8, 8), [f"{labels_held[i]}, not {found[i]}" for i in wrong[:12]])
        return f"{before}{100 * share(c.name, c.when):.1f} % are read right. You said {seen[c.name, c.when]} %."

    def reveal():
        c = explorer.values()
        seen.setdefault((c.name, c.when), c.guess)
        explorer.move()

    def close():
        seen.clear()
        explorer.move()

    whole = score(params, held, labels_held)
    gaps = np.arange(len(names) + 1) - 0.5  # between the rows, where no number stands
    left.vlines([100 * whole] * len(gaps), gaps - 0.1, gaps + 0.1, color=style.GREY, linewidth=1, zorder=0)
    explorer = Live(
        fig, show, compute=compute, note=missing or note, buttons={"Show it": reveal, "Cover all": close},
        controls={"name": controls.menu("broken", names), "when": controls.menu("when", WHEN),
                  "guess": controls.slider("my guess, %", 50, 0, 100, 1)},
        goal=("three guesses that are right within 10 points",
              lambda c, r: sum(abs(100 * share(*key) - guess) <= 10 for key, guess in seen.items()) >= 3),
    )  # fmt: skip
    return explorer
