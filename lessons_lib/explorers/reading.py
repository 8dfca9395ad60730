"""A convolutional network learns to read digits: what it has learned at each epoch, its kernels, and the maps that they make."""

import copy
import time
from contextlib import nullcontext
from functools import lru_cache

import numpy as np

from .. import convnet, learner, network
from ..optimizers import adam
from ..plots import maps as draw
from ..plots import race as chart
from ..plots import style
from . import controls
from .digits import digits_or_noise
from .entrance import explorer
from .ground import RULES
from .live import Live
from .progress import Bar
from .training import Training, falling_back, forgiving, joined, own_rule, split, trainer
from .words import a_digit, many, number

SIZES = 8, 32, 64, 32, 10  # side of the picture, kernels, two hidden widths, outputs
DENSE = 64, 204, 102, 10  # lesson 4's network with as many parameters: 35,200 beside 35,562
SLOW = "{} is too slow: an epoch of {} batches takes more than {:g} s. Loop little: let NumPy do all samples at once."
LOOKS = {"training": {"color": style.INK, "linestyle": "-"}, "held out": {"color": style.VERMILLION, "linestyle": "--"}}


@lru_cache(maxsize=32)
def trained(seed=0, sizes=SIZES, epochs=30):
    """Return the parameters after these epochs by Adam, α = 0.005, in batches of 64, on the digits of this seed.

    sizes: five numbers for a convolutional network, four for a dense one.
    """
    X, labels, *_ = digits_or_noise(seed)
    net, rng, rule = convnet if len(sizes) == 5 else network, np.random.default_rng(seed), adam(0.005)
    params = net.init_params(sizes, rng)
    state = rule.init(params)
    for _ in range(epochs):
        params, state = network.epoch(params, state, rule, X, labels, 64, rng, net.gradient)
    return params


def score(params, X, labels, **how):
    """Return the share of these digits that the network reads right."""
    return (convnet.forward(params, X, **how)[0].argmax(axis=1) == labels).mean()


def _own_gradient(mine):
    """Return `convnet.gradient` with a learner's gradient of the kernels, my_kernel_gradient(X, dZ0), in its place."""
    name = learner.name_of(mine)

    def gradient(params, X, labels):
        output, stages = convnet.forward(params, X)
        dF = network.softmax_cross_entropy(output, labels)[1]
        grads = convnet.backward(params, stages, dF)
        dZ0 = convnet.map_errors(params, stages, dF)
        value = learner.attempt(mine, *copy.deepcopy((stages.X, dZ0)))
        own = learner.sound(name, learner.as_numbers(name, value, np.full(params[0].shape, np.inf)), *params)
        if not (gradient.apart or np.allclose(own, grads[0], rtol=1e-5, atol=1e-7)):
            at = np.unravel_index(np.abs(own - grads[0]).argmax(), own.shape)
            gradient.apart = tuple(map(int, at)), own[at], grads[0][at]
        return [own, *grads[1:]]

    gradient.apart = None
    return gradient


@explorer
def training(kernel_gradient=None, optimizer=None, steps=30):
    """Train the convolutional network live, an epoch a step: loss, share read right, kernels and maps; seeds as a range."""
    fig, left, right, strip = style.figure(1, 1, height=5.4, strip=0.62)
    chart.chart(left, 1e-3, 10, "loss: training (line), held out (dashed)", "epoch t", (0, steps))
    chart.chart(right, 0.8, 1.0, "share read right, from 80 % up (band: seeds tried)", "epoch t", (0, steps), yscale="linear")
    right.axhline(0.98, color=style.GREY, linewidth=1)
    right.set_yticks(np.linspace(0.8, 1, 5))
    losses, shares, between = chart.lines(left, LOOKS, None), chart.lines(right, LOOKS, None), draw.band(right)
    blocks = draw.Maps(strip, {"K: the kernels": (32, 3, 8, 84), "X": (1, 8, 1, 40), "A0: what they make of it": (32, 8, 8, 88),
                               "P: pooled": (32, 4, 8, 84)})  # fmt: skip
    rules, history, parts = RULES | ({"mine": own_rule(optimizer)} if optimizer else {}), {}, {0: digits_or_noise(0)}
    bar, took = Bar(steps, "epochs", aloud=False), [0.05]

    def begin(slope, make, lr, name, batch, kernels, seed):
        rng = np.random.default_rng(seed)
        shape = convnet.init_params((8, kernels, *SIZES[2:]), rng)
        X, labels = parts[seed][:2]

        calls, limited = [0], slope is not convnet.gradient or (name == "mine" and make is not known)

        def gradient(theta, X, labels):
            calls[0] += 1
            return joined(slope(split(theta, shape), X, labels))

        def step(theta, state, rule):
            start, before, calls[0] = time.perf_counter(), rng.bit_generator.state, 0
            try:
                with learner.time_limit() if limited else nullcontext():
                    theta, state = network.epoch(theta, state, rule, X, labels, batch, rng, gradient)
            except BaseException as error:
                rng.bit_generator.state = before  # so that the epoch can be tried again
                late = time.perf_counter() - start >= learner.SECONDS
                if isinstance(error, (learner.TooLong, learner.Trouble)) and late and calls[0] > 1:
                    who = learner.name_of(kernel_gradient or optimizer)
                    raise learner.Trouble(SLOW.format(who, -(-len(X) // batch), learner.SECONDS)) from None
                raise
            took[0] = time.perf_counter() - start
            return theta, state

        return Training(joined(shape), make(name, lr), step)

    known = forgiving(rules)
    library = falling_back(trainer(lambda *key: begin(convnet.gradient, known, *key), keep=3), known)
    own = _own_gradient(kernel_gradient) if kernel_gradient else convnet.gradient
    mine = trainer(lambda *key: begin(own, lambda name, lr: rules[name](lr), *key), keep=3)
    mine.careful = True

    def compute(c, train):
        known.own = "mine" if train is not library else known.own
        if c.seed not in parts:
            parts[c.seed] = digits_or_noise(c.seed)
        X, labels, held, labels_held, _ = parts[c.seed]
        key, shape = (c.lr, c.optimizer, c.batch, c.kernels, c.seed), convnet.init_params((8, c.kernels, *SIZES[2:]), 0)

        def row(t):
            found = []
            for pictures, digits in ((X[:450], labels[:450]), (held, labels_held)):
                F = convnet.forward(split(train(key, t), shape), pictures)[0]
                found += [network.softmax_cross_entropy(F, digits)[0], (F.argmax(axis=1) == digits).mean()]
            return found

        seeds = history.setdefault((key[:-1], train is library), {})
        rows = seeds.setdefault(c.seed, [])
        rows += [row(t) for t in range(len(rows), c.t + 1)]
        params, mine.apart = split(train(key, c.t), shape), getattr(own, "apart", None)
        return params, convnet.forward(params, held[c.digit : c.digit + 1]), seeds, labels_held[c.digit]

    def show(c, result):
        params, (F, stages), seeds, label = result
        rows = np.array(seeds[c.seed][: c.t + 1])
        for k, name in enumerate(LOOKS):
            chart.put(losses[name], np.arange(len(rows)), rows[:, 2 * k])
            chart.put(shares[name], np.arange(len(rows)), rows[:, 2 * k + 1])
        reach = [np.array(r)[: steps + 1, 3] for r in seeds.values()]
        both = sorted(map(len, reach))[-2:][0] if len(reach) > 1 else 0  # as far as two seeds or more have come
        ends = [[f(r[t] for r in reach if t < len(r)) for t in range(both)] for f in (min, max)]
        between(np.arange(both), *(chart.inside(right, values) for values in ends))
        for title, values in zip(blocks.parts, (params[0], stages.X, stages.A0[0], stages.P[0]), strict=True):
            blocks.put(title, values)
        bar.done(c.t, took[0] * (steps - c.t))
        rule = known.own if c.optimizer == "mine" else c.optimizer
        says = f"After {many(c.t, 'epoch')} of {rule} with {many(c.kernels, 'kernel')} the training loss is "
        says += f"{number(rows[-1, 0])}, and {100 * rows[-1, 3]:.1f} % of the 450 digits held out are read right. "
        tried = [r[c.t] for r in reach if len(r) > c.t]
        if len(tried) > 1:
            says += f"Over the {len(tried)} seeds tried: {100 * min(tried):.1f} to {100 * max(tried):.1f} %. "
        if not np.isfinite(rows[-1, 0]):
            return f"{says}It has diverged: take a smaller learning rate."
        return f"{says}The digit below, {a_digit(label)}, is read as {F[0].argmax()}."

    def forget():
        for seeds in history.values():
            for seed in [s for s in seeds if s != explorer.controls["seed"].value]:
                del seeds[seed]
        explorer.move()

    explorer = Live(
        fig, show, compute=compute, steps=steps, at=3, growing=True, unit="epoch t", note=parts[0][-1], extras=(bar,),
        controls={"optimizer": controls.menu("optimizer", list(rules), "mine" if optimizer else "Adam"),
                  "lr": controls.RateSlider("learning rate α", 0.005, 1e-4, 1),
                  "batch": controls.MarkSlider("batch size", 64, [16, 32, 64, 128, 256], np.log),
                  "kernels": controls.MarkSlider("kernels", 32, [1, 2, 4, 8, 16, 32], np.log),
                  "seed": controls.slider("seed", 0, 0, 9, 1), "digit": controls.slider("digit below", 3, 0, 49, 1)},
        yours={"train": (mine if kernel_gradient or optimizer else None, library)}, buttons={"Forget the other seeds": forget},
        goal=("with 8 kernels, 98 % of the digits held out", lambda c, r: c.kernels == 8 and r[2][c.seed][c.t][3] >= 0.98),
    )  # fmt: skip
    return explorer
