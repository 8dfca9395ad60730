"""The playground: a network learns to tell two kinds of points apart, and shows what each stage of each unit answers."""

import numpy as np

from .. import datasets, learner, network
from ..plots import network as draw
from ..plots import race as chart
from ..plots import style
from . import controls
from .entrance import explorer
from .ground import RULES
from .live import Live
from .training import (
    Training,
    curve,
    falling_back,
    flat,
    forgiving,
    joined,
    loss_of,
    own_backward,
    own_rule,
    scale_slider,
    split,
    trainer,
)
from .words import many, number, pair, unlike

SETS = {"moons": datasets.moons, "circles": datasets.circles, "xor": datasets.xor, "spirals": datasets.spirals,
        "blobs": datasets.blobs, "nothing yet": lambda: (np.zeros((0, 2)), np.zeros(0, dtype=int))}  # fmt: skip
REACH = 2.2  # the plane is drawn from −REACH to REACH


@explorer
def playground(backward=None, optimizer=None, steps=1000):
    """Train a network live on points in the plane; see what every stage of every neuron answers, everywhere."""
    fig, net, plane, strip = style.figure(1.5, 1, height=5.6, strip=0.26)
    tiles = draw.Tiles(net, [0, 2.2, 3.25, 5.45, 6.5, 8.7], ["X", "Z1", "A1", "Z2", "A2", "F"])
    colour = draw.plane(plane, REACH, 60)
    spots, here = draw.points(plane), chart.cross(plane)
    chart.chart(strip, 1e-3, 10, "loss: training (line) and test (dashed)", xlim=(0, steps))
    losses = chart.lines(strip, {"training": {"color": style.INK, "linestyle": "-"},
                                 "test": {"color": style.VERMILLION, "linestyle": "--"}}, None)  # fmt: skip
    rules = RULES | ({"mine": own_rule(optimizer)} if optimizer else {})
    coarse, fine = (np.stack(np.meshgrid(*[np.linspace(-REACH, REACH, side)] * 2), axis=-1).reshape(-1, 2) for side in (20, 60))
    now, past = {"data": None, "version": 0}, curve(10)

    def begin(slope, make, sizes, data, lr, activation, name, batch, scale, version):
        X, labels = now["X"][~now["test"]], now["labels"][~now["test"]]
        params, rng = network.init_params(sizes, 1, scale), np.random.default_rng(0)

        def step(theta, state, rule):
            if not len(X):
                return theta, state
            j, p = rng.integers(len(X), size=batch), split(theta, params)
            F, stages = network.forward(p, X[j], activation)
            return rule.update(theta, slope(p, stages, network.softmax_cross_entropy(F, labels[j])[1]), state)

        return Training(joined(params), make(name, lr), step)

    known = forgiving(rules)
    ours, own = flat(network.backward), own_backward(backward) if backward else flat(network.backward)
    library = falling_back(trainer(lambda *key: begin(ours, known, *key)), known)
    mine = trainer(lambda *key: begin(own, lambda name, lr: rules[name](lr), *key))
    mine.__name__ = learner.name_of(backward or optimizer)

    def compute(c, train):
        known.own = "mine" if train is not library else known.own
        if now["data"] != c.data:
            X, labels = SETS[c.data]()
            now.update(data=c.data, X=X, labels=labels, test=np.arange(len(X)) % 3 == 0, version=now["version"] + 1)
        sizes = (2, c.n1, c.n2, 2)
        key = sizes, c.data, c.lr, c.activation, c.optimizer, c.batch, c.scale, now["version"]
        params, test = network.init_params(sizes, 1), now["test"]
        parts = [(now["X"][part], now["labels"][part]) for part in (~test, test)]

        def losses_of(p):
            return [loss_of(p, *part, c.activation) for part in parts]

        p = split(train(key, c.t), params)
        found = past((key, train is library), c.t, lambda t: losses_of(split(train(key, t), params)))
        F, stages = network.forward(p, parts[0][0], c.activation)
        given = p, stages, network.softmax_cross_entropy(F, parts[0][1])[1] if len(F) else F
        right = ours(*given)
        g = own(*given) if backward and train is not library else right
        k, same = np.abs(g - right).argmax(), np.allclose(g, right, rtol=1e-5, atol=1e-8, equal_nan=True)
        return p, split(g, p), stages, found, losses_of(p), parts, "" if same else f" {unlike((), g[k], right[k])}"

    def show(c, result):
        p, grads, stages, found, last, parts, apart = result
        F, seen = network.forward(p, coarse, c.activation)
        columns = [_maps(array) for array in (seen.X, seen.Z1, seen.A1, seen.Z2, seen.A2, F)]
        tiles.paint(columns)
        top = max(np.nanmax(np.abs(g)) for g in grads[::2]) or 1.0
        tiles.connect([(a, b, W, 0.25 + 4.5 * np.nan_to_num(np.abs(g) / top)) for (a, b), W, g in
                       zip([(0, 1), (2, 3), (4, 5)], p[::2], grads[::2], strict=True)])  # fmt: skip
        F = network.forward(p, fine, c.activation)[0]
        colour(np.tanh((F[:, 1] - F[:, 0]) / 2).reshape(60, 60))
        for label, both in enumerate(spots):
            for spot, (X, labels) in zip(both, parts, strict=True):
                spot.set_data(*X[labels == label].T)
        here.set_data([c.x1], [c.x2])
        here.set_markeredgecolor(style.ORANGE if "orange" in c.point else style.BLUE if "blue" in c.point else style.INK)
        for k, name in enumerate(losses):
            if len(parts[k][1]):
                chart.put(losses[name], np.append(10 * np.arange(len(found)), c.t), np.append(found[:, k], last[k]))
            else:  # without points there is no loss
                for line in losses[name]:
                    line.set_data([], [])
        n, m = (len(labels) for _, labels in parts)
        ring = f"A click at the ring, {pair((c.x1, c.x2))}, {c.point}."
        if not n:
            return f"No points yet. Click into the right picture to add some, of both classes. {ring}"
        right = [_right(p, *part, c.activation) for part in parts]
        says = f"After {many(c.t, 'step')} of {known.own if c.optimizer == 'mine' else c.optimizer} "
        says += f"({number(c.t * c.batch / n)} times through {many(n, 'training point')}) "
        says += f"the training loss is {number(last[0])}" + (f" and the test loss {number(last[1])}. " if m else ". ")
        says += f"{100 * right[0]:.0f} % of the training points are right"
        says += f", {100 * right[1]:.0f} % of {many(m, 'test point')}. " if m else ". "
        dead = [int((z <= 0).all(axis=0).sum()) for z in (stages.Z1, stages.Z2)]
        if not np.isfinite(last[0]):
            return f"{says}It has diverged: take a smaller learning rate. {ring}"
        if c.activation == "relu" and sum(dead):
            says += f"Dead, 0 at every point: {dead[0]} of {c.n1} in the first hidden layer, {dead[1]} of {c.n2} in the second. "
        return says + ring + apart

    def act(x1, x2):
        """Add or remove a point there, as the menu says."""
        X, labels, test = now["X"], now["labels"], now["test"]
        if menu.value == "removes the nearest":
            keep = np.arange(len(X)) != (np.argmin(((X - [x1, x2]) ** 2).sum(axis=1)) if len(X) else -1)
            now.update(X=X[keep], labels=labels[keep], test=test[keep])
        else:
            labels = np.append(labels, int("blue" in menu.value))
            now.update(X=np.vstack([X, [x1, x2]]), labels=labels, test=np.append(test, False))
        now["version"] += 1

    def pressed():
        act(explorer.controls["x1"].value, explorer.controls["x2"].value)
        explorer.move()

    def clicked(kind, x, y):
        if kind != "down":
            return None
        act(x, y)
        return {"x1": x, "x2": y}

    menu = controls.menu("a click", ["adds an orange point", "adds a blue point", "removes the nearest"])
    explorer = Live(
        fig, show, compute=compute, steps=steps, at=100, growing=True,
        controls={"data": controls.menu("data", list(SETS)),
                  "activation": controls.menu("activation f", ["relu"] if backward else ["relu", "tanh"]),
                  "n1": controls.slider("first hidden", 4, 1, 8, 1), "n2": controls.slider("second hidden", 4, 1, 8, 1),
                  "optimizer": controls.menu("optimizer", list(rules), "mine" if optimizer else "Adam"), "scale": scale_slider(),
                  "lr": controls.RateSlider("learning rate α", 0.03, 1e-4, 10), "batch": controls.doubling("batch size", 32),
                  "x1": controls.slider("ring x₁", 1.6, -REACH, REACH), "x2": controls.slider("ring x₂", -1.6, -REACH, REACH),
                  "point": menu},
        yours={"train": (mine if backward or optimizer else None, library)}, buttons={"Click at the ring": pressed},
        pointer={plane: clicked},
        goal=("on the spirals, 95 % of the test points right",
              lambda c, r: c.data == "spirals" and _right(r[0], *r[5][1], c.activation) >= 0.95),
    )  # fmt: skip
    return explorer


def _right(params, X, labels, activation):
    """Return the share of these points that the network gets right, 0 when there are none."""
    return (network.forward(params, X, activation)[0].argmax(axis=1) == labels).mean() if len(X) else 0


def _maps(values):
    """Return what each unit answers over the plane, (units, 20, 20), its largest size scaled to 1, from the top down."""
    maps = np.nan_to_num(values.T.reshape(-1, 20, 20))[:, ::-1]
    return maps / np.maximum(np.abs(maps).max(axis=(1, 2), keepdims=True), 1e-12)
