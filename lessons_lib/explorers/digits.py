"""Two explorers of real digits: how a network should begin, and how it learns to read."""

import numpy as np

from .. import datasets, network
from ..optimizers import gradient_descent
from ..plots import network as draw
from ..plots import race as chart
from ..plots import style
from . import controls
from .entrance import explorer
from .ground import RULES
from .live import Live
from .training import Training, curve, joined, loss_of, scale_slider, split, trainer
from .words import many, number

SIZES = 64, 32, 16, 10


@explorer
def initialisation(steps=200):
    """Show a network for the digits as it begins and as it goes on: sizes by layer, units at work, and the loss."""
    fig, left, middle, right = style.figure(1, 1, 1, height=4.0)
    chart.chart(left, 1e-8, 1e4, "typical size (root mean square)", "", (-0.4, 3.4))
    left.set_xticks(range(4), ["X", "A1\ndW1", "A2\ndW2", "F\ndW3"])
    looks = {"values": {"color": style.BLUE, "linestyle": "-", "marker": "o"},
             "gradients": {"color": style.VERMILLION, "linestyle": "--", "marker": "s"}}  # fmt: skip
    sizes = chart.lines(left, looks, "upper left")
    chart.chart(middle, -0.03, 1.3, "share of digits let through", "unit, sorted", (-0.7, 31.7), yscale="linear")
    middle.set_yticks(np.linspace(0, 1, 6))
    looks = {"first hidden layer, 32": (style.SKY, 7), "second hidden layer, 16": (style.PURPLE, 5)}
    open_to = [style.mark(middle, "o", color=color, markersize=size) for color, size in looks.values()]
    for name, (color, size) in looks.items():
        middle.plot([], [], "o", color=color, markersize=size, label=name)
    middle.legend(frameon=False, fontsize=10, loc="upper right", labelcolor=style.INK)
    chart.chart(right, 1e-2, 1e2, "training loss (dashed: ln 10)", xlim=(0, steps))
    right.axhline(np.log(10), color=style.GREY, linewidth=1, linestyle="--")
    line = chart.lines(right, {"loss": {"color": style.INK, "linestyle": "-"}}, None)["loss"]
    X, labels, note = digits_or_noise()
    shape, found = network.init_params(SIZES, 0), curve(5)

    def begin(lr, activation, scale, seed):
        rng = np.random.default_rng(seed)
        first = joined(network.init_params(SIZES, rng, scale))

        def step(theta, state, rule):
            j = rng.integers(len(X), size=64)
            return rule.update(theta, joined(network.gradient(split(theta, shape), X[j], labels[j], activation)), state)

        return Training(first, gradient_descent(lr), step)

    at = trainer(begin)

    def compute(c):
        key = c.lr, c.activation, c.scale, c.seed
        p = split(at(key, c.t), shape)
        past = found(key, c.t, lambda t: loss_of(split(at(key, t), shape), X[:300], labels[:300], c.activation))
        F, stages = network.forward(p, X[:300], c.activation)
        loss, dF = network.softmax_cross_entropy(F, labels[:300])
        return F, stages, network.backward(p, stages, dF), np.append(past, loss)

    def show(c, result):
        F, stages, grads, losses = result
        size = [np.sqrt((a**2).mean()) for a in (stages.X, stages.A1, stages.A2, F, *grads[::2])]
        chart.put(sizes["values"], np.arange(4), size[:4])
        chart.put(sizes["gradients"], np.arange(1, 4), size[4:])
        slope = network.ACTIVATIONS[c.activation][1]
        shares = [np.sort((slope(z) > 0.05).mean(axis=0))[::-1] for z in (stages.Z1, stages.Z2)]
        for dots, share in zip(open_to, shares, strict=True):
            dots.set_data(np.arange(len(share)), share)
        chart.put(line, np.append(5 * np.arange(len(losses) - 1), c.t), losses)
        says = f"At {number(c.scale)} × He's scale, after {many(c.t, 'step')}, the loss on 300 digits is {number(losses[-1])}; "
        says += f"knowing nothing costs ln 10 = 2.3. The typical entry of dW1 is {number(size[4])}, of dW3 {number(size[6])}. "
        shut = [int((share == 0).sum()) for share in shares]
        if sum(shut):
            says += f"{shut[0]} of 32 and {shut[1]} of 16 units let no digit through: "
            says += "f′(z) < 0.05 at each; almost no error passes."
        return says

    return Live(
        fig, show, compute=compute, steps=steps, at=10, growing=True, note=note,
        controls={"scale": scale_slider(), "lr": controls.RateSlider("learning rate α", 0.1, 1e-3, 100),
                  "activation": controls.menu("activation f", ["relu", "tanh"]), "seed": controls.slider("seed", 0, 0, 9, 1)},
        goal=("kill the ReLUs: begin at He's scale, and have 20 dead units after 200 steps",
              lambda c, r: c.scale == 1 and c.t == steps and c.activation == "relu"
              and sum((z <= 0).all(axis=0).sum() for z in (r[1].Z1, r[1].Z2)) >= 20),
    )  # fmt: skip


def digits_or_noise(seed=None):
    """Return what datasets.digits returns, and a note: when they are missing there is noise in their place, and the reason."""
    try:
        return *datasets.digits(seed), ""
    except RuntimeError as error:
        X, labels = np.random.default_rng(0).random((300, 64)), np.arange(300) % 10
        return *((X, labels) if seed is None else (X[75:], labels[75:], X[:75], labels[:75])), f"{error} The picture shows noise."


@explorer
def digits(steps=60):
    """Train 64-32-16-10 on the real digits, an epoch a step: what it reads, what it confuses, and what it gets wrong."""
    fig, left, right, strip = style.figure(1, 1.1, height=5.8, strip=0.28)
    confusion, gallery = draw.confusion(left, 10), draw.gallery(right, 4, 3)
    right.set_title("held out, and read wrong", loc="left", fontsize=11)
    left.set_title("mistakes among those held out", loc="left", fontsize=11)
    title = "share read right, from 70 % up: training (line), held out (dashed); grey: 96 %"
    chart.chart(strip, 0.7, 1.0, title, "epoch t", (0, steps), yscale="linear")
    strip.axhline(0.96, color=style.GREY, linewidth=1)
    curves = chart.lines(strip, {"training": {"color": style.INK, "linestyle": "-"},
                                 "held out": {"color": style.VERMILLION, "linestyle": "--"}}, None)  # fmt: skip
    shape, found, parts = network.init_params(SIZES, 0), curve(1), {0: digits_or_noise(0)}

    def begin(lr, activation, name, batch, seed):
        rng = np.random.default_rng(seed)
        first = joined(network.init_params(SIZES, rng))

        def slope(theta, X, labels):
            return joined(network.gradient(split(theta, shape), X, labels, activation))

        def step(theta, state, rule):
            return network.epoch(theta, state, rule, *parts[seed][:2], batch, rng, slope)

        return Training(first, RULES[name](lr), step)

    at = trainer(begin)

    def compute(c):
        key = c.lr, c.activation, c.optimizer, c.batch, c.seed
        if c.seed not in parts:
            parts[c.seed] = digits_or_noise(c.seed)
        X, labels, held, labels_held, _ = parts[c.seed]

        def answers(t, X):
            return network.forward(split(at(key, t), shape), X, c.activation)[0].argmax(axis=1)

        shares = found(key, c.t, lambda t: [(answers(t, a) == b).mean() for a, b in ((X, labels), (held, labels_held))])
        return shares, held, labels_held, answers(c.t, held)

    def show(c, result):
        shares, held, labels, answers = result
        for k, name in enumerate(curves):
            chart.put(curves[name], np.arange(len(shares)), shares[:, k])
        confusion(np.bincount(10 * labels + answers, minlength=100).reshape(10, 10))
        wrong = np.flatnonzero(labels != answers)
        gallery(held[wrong[:12]].reshape(-1, 8, 8), [f"{labels[i]}, not {answers[i]}" for i in wrong[:12]])
        says = f"After {many(c.t, 'epoch')} {100 * shares[-1, 0]:.1f} % of the training digits are read right, and "
        says += f"{100 * shares[-1, 1]:.1f} % of the {len(held)} that were held out. Of those, {len(wrong)} are wrong"
        return says + (", and 12 are shown." if len(wrong) > 12 else ", all shown.")

    return Live(
        fig, show, compute=compute, steps=steps, at=4, growing=True, unit="epoch t", note=parts[0][-1],
        controls={"lr": controls.RateSlider("learning rate α", 0.003, 1e-4, 1),
                  "batch": controls.MarkSlider("batch size", 64, [8, 16, 32, 64, 128, 256], np.log),
                  "optimizer": controls.menu("optimizer", list(RULES), "Adam"),
                  "activation": controls.menu("activation f", ["relu", "tanh"]), "seed": controls.slider("seed", 0, 0, 9, 1)},
        goal=("97 % of the held-out digits right", lambda c, r: r[0][-1, 1] >= 0.97),
    )  # fmt: skip
