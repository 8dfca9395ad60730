"""A network learns to tell two kinds of points apart, and shows what each stage of each unit
answers.
"""

from functools import partial
from typing import ClassVar, NamedTuple

import numpy as np

from ... import learner, network
from ...live.controls import RateSlider, doubling, menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.pointer import Field
from ...live.words import many, number, pair, sentences, unlike
from ...plots import charts, style
from ...plots import network as drawing
from ..shared.rules import RULES
from ..shared.training import (
    MINE,
    Curve,
    FallingBack,
    Forgiving,
    Trainer,
    Training,
    flat,
    joined,
    loss_of,
    own_backward,
    own_rule,
    scale_slider,
    split,
)
from .loop import Whole, batches_of
from .points import SETS, Points

REACH = 2.2  # the plane is drawn from −REACH to REACH
COARSE, FINE = 20, 60  # pixels a side: of a unit's map, and of the plane
EVERY = 10  # steps between two losses of the curve
PLACES = [0, 2.2, 3.25, 5.45, 6.5, 8.7]  # of the columns of maps
STAGES = ["X", "Z1", "A1", "Z2", "A2", "F"]
ORANGE, BLUE, REMOVE = "adds an orange point", "adds a blue point", "removes the nearest"
COLOURS = {ORANGE: style.ORANGE, BLUE: style.BLUE, REMOVE: style.INK}
LOOKS = {
    "training": {"color": style.INK, "linestyle": "-"},
    "test": {"color": style.VERMILLION, "linestyle": "--"},
}


class Trained(NamedTuple):
    """A network after its training, and the points it was trained on and tested with."""

    params: list  # six arrays
    gradient: np.ndarray  # (parameters,) of the training loss, by the backward pass in use
    right: np.ndarray  # (parameters,) the same by the library's
    stages: network.Stages  # of the training points
    past: np.ndarray  # (1 + t // EVERY, 2) the losses at the steps 0, EVERY, …: training, test
    losses: list  # both now
    training: tuple  # X (n, 2), labels (n,)
    test: tuple  # X (m, 2), labels (m,)


@explorer
class Playground(Explorer):
    """Train a network live on points in the plane; see what every stage of every neuron answers,
    everywhere.
    """

    aim = "on the spirals, 95 % of the test points right"
    remembers = True  # the points that were clicked
    memories = ("clicks",)
    wins = ({"data": "spirals", "n1": 8, "n2": 8, "t": 400},)
    sliders = ("n1", "n2", "lr", "batch", "scale", "x1", "x2", "t")
    starts: ClassVar = {"n1": 8, "n2": 8, "t": 30}  # where every slider moves the picture
    quick: ClassVar = {"steps": 60}
    growing = True

    def __init__(self, backward=None, optimizer=None, train=None, steps=1000):
        self.points = Points()
        self.past = Curve(EVERY)
        self.coarse = grid(COARSE)
        self.fine = grid(FINE)
        figure, net, plane, strip = style.figure(1.5, 1, height=5.6, strip=0.26)
        self.tiles = drawing.Tiles(net, PLACES, STAGES)
        self.colour = drawing.plane(plane, REACH, FINE)
        self.spots = drawing.points(plane)
        self.ring = charts.cross(plane)
        title = "loss: training (line) and test (dashed)"
        charts.chart(strip, 1e-3, 10, title, xlim=(0, steps))
        self.lines = charts.lines(strip, LOOKS, None)
        rules = RULES | ({MINE: own_rule(optimizer)} if optimizer else {})
        mine = self._trainers(backward, optimizer, rules)
        if train:
            mine = Whole(train, partial(self._whole, steps))
        super().__init__(
            figure,
            steps=steps,
            at=100,
            controls=controls_for(train, rules, MINE if optimizer else "Adam"),
            yours={"train": Yours(mine, self.library, may_diverge=True)},
            buttons={"Click at the ring": self.click_at_ring},
            pointer={
                plane: Field(
                    "the ring",
                    across="x1",
                    up="x2",
                    take=self.click,
                    press=self.click_at_ring,
                    pressed="Enter does what a click there does.",
                )
            },
        )

    def remembered(self):
        return {"clicks": self.points.clicks} if self.points.clicks else {}

    def recall(self, clicks):
        self.points.load(self.controls["data"].value)
        for x1, x2, label in clicks:
            if label is None:
                self.points.remove_nearest([x1, x2])
            else:
                self.points.add([x1, x2], [0, 1].index(label))

    def _trainers(self, backward, optimizer, rules):
        """Keep the library's trainer and what it is made of; return the learner's, or None."""
        ours = flat(network.backward)
        self.known = Forgiving(rules)
        self.library = FallingBack(Trainer(Beginning(self.points, ours, self.known)), self.known)
        self.backward = own_backward(backward) if backward else None
        if not (backward or optimizer):
            return None
        own = Beginning(self.points, self.backward or ours, lambda name, lr: rules[name](lr))
        mine = Trainer(own)
        mine.__name__ = learner.name_of(backward or optimizer)
        return mine

    def _whole(self, steps, sizes, data, lr, activation, name, batch, scale, version):
        """Return what a learner's loop begins with: parameters, a rule, and all batches."""
        X, labels = self.points.training()
        count = steps if len(X) else 0
        drawn = batches_of(X, labels, batch, count, np.random.default_rng(0))
        return network.init_params(sizes, 1, scale), self.known(name, lr), drawn

    def compute(self, c, train):
        theirs = train is not self.library
        if theirs:
            self.known.own = MINE
        self.points.load(c.data)
        sizes = (2, c.n1, c.n2, 2)
        version = self.points.version
        key = sizes, c.data, c.lr, c.activation, c.optimizer, c.batch, c.scale, version
        shapes = network.init_params(sizes, 1)
        training, test = self.points.training(), self.points.test()

        def losses_of(params):
            return [loss_of(params, *part, c.activation) for part in (training, test)]

        def losses_at(t):
            return losses_of(split(train(key, t), shapes))

        params = split(train(key, c.t), shapes)
        past = self.past((key, theirs), c.t, losses_at)
        F, stages = network.forward(params, training[0], c.activation)
        dF = network.softmax_cross_entropy(F, training[1])[1] if len(F) else F
        right = flat(network.backward)(params, stages, dF)
        gradient = right
        if theirs and self.backward and c.activation == "relu":
            gradient = self.backward(params, stages, dF)
        losses = losses_of(params)
        return Trained(params, gradient, right, stages, past, losses, training, test)

    def paint(self, c, trained):
        self._paint_net(c, trained)
        F, _ = network.forward(trained.params, self.fine, c.activation)
        self.colour(np.tanh((F[:, 1] - F[:, 0]) / 2).reshape(FINE, FINE))
        for label, of_class in enumerate(self.spots):
            for spot, part in zip(of_class, (trained.training, trained.test), strict=True):
                X, labels = part
                spot.set_data(*X[labels == label].T)
        self.ring.set_data([c.x1], [c.x2])
        self.ring.set_markeredgecolor(COLOURS[c.point])
        self._paint_losses(c.t, trained)

    def _paint_net(self, c, trained):
        """Paint what each unit answers, and the weights, as thick as their gradients are large."""
        F, seen = network.forward(trained.params, self.coarse, c.activation)
        self.tiles.paint([maps(array) for array in (*seen[:5], F)])
        weights = trained.params[::2]
        sizes = [np.abs(g) for g in split(trained.gradient, trained.params)[::2]]
        top = max(np.nanmax(size) for size in sizes) or 1.0
        thick = [0.25 + 4.5 * np.nan_to_num(size / top) for size in sizes]
        layers = zip((0, 2, 4), weights, thick, strict=True)
        self.tiles.connect([(column, column + 1, W, wide) for column, W, wide in layers])

    def _paint_losses(self, t, trained):
        """Paint the curves of the losses; without points there is no loss."""
        parts = trained.training, trained.test
        steps = np.append(EVERY * np.arange(len(trained.past)), t)
        for k, name in enumerate(LOOKS):
            if len(parts[k][1]):
                losses = np.append(trained.past[:, k], trained.losses[k])
                charts.put(self.lines[name], steps, losses)
            else:
                for line in self.lines[name]:
                    line.set_data([], [])

    def say(self, c, trained):
        ring = f"A click at the ring, {pair((c.x1, c.x2))}, {c.point}."
        n, m = len(trained.training[1]), len(trained.test[1])
        if not n:
            return sentences(
                "No points yet. Click into the right picture to add some, of both classes.", ring
            )
        rule = self.known.own if c.optimizer == MINE else c.optimizer
        says = sentences(
            told_losses(c.t, rule, c.t * c.batch / n, n, m, trained.losses),
            told_shares(
                share_right(trained.params, trained.training, c.activation),
                share_right(trained.params, trained.test, c.activation),
                m,
            ),
        )
        if not np.isfinite(trained.losses[0]):
            return sentences(says, "It has diverged: take a smaller learning rate.", ring)
        dead = told_dead(*dead_units(trained.stages), c.n1, c.n2)
        return sentences(
            says,
            dead if c.activation == "relu" else not_for(c.activation, self.backward),
            ring,
            unlike_the_librarys(trained.gradient, trained.right),
        )

    def won(self, c, trained):
        right = share_right(trained.params, trained.test, c.activation)
        return c.data == "spirals" and right >= 0.95

    def act(self, x1, x2):
        """Add or remove a point there, as the menu says."""
        choice = self.controls["point"].value
        if choice == REMOVE:
            self.points.remove_nearest([x1, x2])
        else:
            self.points.add([x1, x2], int(choice == BLUE))

    def click_at_ring(self):
        """Do what a click at the ring does."""
        self.act(self.controls["x1"].value, self.controls["x2"].value)
        self.move()

    def click(self, kind, x, y):
        """Do what a click there does, and move the ring there. A drag leaves no trail."""
        if kind != "down":
            return None
        self.act(x, y)
        return {"x1": x, "x2": y}


class Beginning:
    """Begins trainings on the points as they are now, with one backward pass and one way to make a
    rule of its name.
    """

    def __init__(self, points, backward, make):
        self.points = points
        self.backward = backward
        self.make = make

    def __call__(self, sizes, data, lr, activation, name, batch, scale, version):
        """Return the Training with these settings; data and version tell its points from others."""
        X, labels = self.points.training()
        first = network.init_params(sizes, 1, scale)
        rng = np.random.default_rng(0)

        def step(theta, state, rule):
            if not len(X):
                return theta, state
            some = rng.integers(len(X), size=batch)
            params = split(theta, first)
            F, stages = network.forward(params, X[some], activation)
            _, dF = network.softmax_cross_entropy(F, labels[some])
            backward = self.backward if activation == "relu" else flat(network.backward)
            return rule.update(theta, backward(params, stages, dF), state)

        return Training(joined(first), self.make(name, lr), step)


def controls_for(only_relu, rules, rule):
    """Return the controls; `rule` is the name of the one to begin with.

    only_relu  true where a learner's loop knows no other activation
    """
    return {
        "data": menu("data", list(SETS)),
        "activation": menu("activation f", ["relu"] if only_relu else ["relu", "tanh", "none"]),
        "n1": slider("first hidden", 4, 1, 8, 1),
        "n2": slider("second hidden", 4, 1, 8, 1),
        "optimizer": menu("optimizer", list(rules), rule),
        "scale": scale_slider(),
        "lr": RateSlider("learning rate α", 0.03, 1e-4, 10),
        "batch": doubling("batch size", 32),
        "x1": slider("ring x₁", 1.6, -REACH, REACH),
        "x2": slider("ring x₂", -1.6, -REACH, REACH),
        "point": menu("a click", list(COLOURS)),
    }


def grid(side):
    """Return places all over the plane, (side², 2)."""
    across = np.linspace(-REACH, REACH, side)
    return np.stack(np.meshgrid(across, across), axis=-1).reshape(-1, 2)


def maps(values):
    """Return what each unit answers over the plane, (units, COARSE, COARSE), its largest size
    scaled to 1, from the top down.
    """
    pictures = np.nan_to_num(values.T.reshape(-1, COARSE, COARSE))[:, ::-1]
    return pictures / np.maximum(np.abs(pictures).max(axis=(1, 2), keepdims=True), 1e-12)


def share_right(params, points, activation):
    """Return the share of these points, (X, labels), that the network gets right; 0 when there are
    none.
    """
    X, labels = points
    if not len(X):
        return 0
    return (network.forward(params, X, activation)[0].argmax(axis=1) == labels).mean()


def dead_units(stages):
    """Return how many units of either hidden layer are 0 at every point, where f is a ReLU."""
    return [int((z <= 0).all(axis=0).sum()) for z in (stages.Z1, stages.Z2)]


def told_losses(t, rule, times, n, m, losses):
    """Say how long it has trained on n points, and the losses on them and on m test points."""
    both = f"{number(losses[0])}" + (f" and the test loss {number(losses[1])}" if m else "")
    return (
        f"After {many(t, 'step')} of {rule} ({number(times)} times through "
        f"{many(n, 'training point')}) the training loss is {both}."
    )


def told_shares(training, test, m):
    """Say which shares of the training points and of the m test points are right."""
    says = f"{100 * training:.0f} % of the training points are right"
    return f"{says}, {100 * test:.0f} % of {many(m, 'test point')}." if m else f"{says}."


def told_dead(dead1, dead2, n1, n2):
    """Say how many of the units of either hidden layer are dead, if any are."""
    if not dead1 + dead2:
        return ""
    return (
        f"Dead, 0 at every point: {dead1} of {n1} in the first hidden layer, {dead2} of {n2} in "
        "the second."
    )


def not_for(activation, backward):
    """Say so when a learner's backward pass, which is for ReLUs, stands aside."""
    if not backward:
        return ""
    return f"Your backward pass is for ReLUs; with {activation} the library's does the work."


def unlike_the_librarys(gradient, right):
    """Say where a gradient is farthest from the library's, if it is another one."""
    if np.allclose(gradient, right, rtol=1e-5, atol=1e-8, equal_nan=True):
        return ""
    k = np.abs(gradient - right).argmax()
    return unlike((), gradient[k], right[k])
