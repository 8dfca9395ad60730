"""A graph of single numbers, and the error that walks back through it."""

from typing import NamedTuple

import numpy as np

from ...autograd import Scalar, in_order
from ...live.controls import slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import number, sentences, short
from ...plots import network as drawing
from ...plots import style

COLUMNS = [("the inputs", 2), ("u = x·x,  v = 3·y", 2), ("p = u·x,  q = x + v", 2), ("F = p·q", 1)]
X, Y, U, V, P, Q, F = (0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0)
NAMES = {X: "x", Y: "y", U: "u", V: "v", P: "p", Q: "q", F: "F"}
EDGES = [(X, U), (Y, V), (U, P), (X, P), (X, Q), (V, Q), (P, F), (Q, F)]
PLACES = {X: (0, 0.1), Y: (0, -1.35), V: (1, -1.35), U: (1, 1.1)}
BACK = [F, Q, V, P, U]  # in this order each node hands on what has arrived at it
MADE_OF = {F: (P, Q), Q: (X, V), V: (Y,), P: (U, X), U: (X, X)}


class Step(NamedTuple):
    """What has arrived by one step of the walk."""

    errors: dict  # {node: the error so far}, of those that something has reached
    gave: list  # [(node, share)] that this step has handed on


class Walk(NamedTuple):
    """The graph, and every step of the walk back."""

    values: dict  # {node: number}
    steps: list  # of Step, the first before anything has walked
    wiggled: tuple  # ∂F/∂x and ∂F/∂y, from the formula moved a little


@explorer
class Scalars(Explorer):
    """F = x³(x + 3y) as a graph of single numbers; the error walks back, node by node.

    times: a learner's my_times_backward(error, a, b) -> the shares of a and of b.
    """

    title = "A graph of single numbers"
    aim = "an x and a y, not 0, at which F doesn't move with x at all"
    wins = ({"x": 2.25, "y": -1.0, "t": len(BACK) + 1},)
    sliders = ("x", "y", "t")
    pace = 0.8

    def __init__(self, times=None):
        figure, ax = style.figure(1, height=4.6)
        self.graph = drawing.Graph(ax, COLUMNS, EDGES, places=PLACES)
        super().__init__(
            figure,
            steps=len(BACK) + 1,
            at=2,
            controls={
                "x": slider("x", 2.0, -3.0, 3.0, 0.25),
                "y": slider("y", 3.0, -3.0, 3.0, 0.25),
            },
            yours={"times": Yours(pairs_of(times) if times else None, library_times)},
        )

    def compute(self, c, times):
        nodes = built(c.x, c.y)
        for node in (F, P, U, V):  # the products
            a, b = (part.value for part in nodes[node].made_of)
            nodes[node].shares = lambda error, a=a, b=b: times(error, a, b)
        values = {node: one.value for node, one in nodes.items()}
        return Walk(values, walked(nodes), wiggled(c.x, c.y))

    def paint(self, c, walk):
        errors, gave = walk.steps[c.t]
        touched = {(part, BACK[c.t - 2]) for part, _ in gave} if c.t > 1 else set()
        self.graph.fill(
            {node: f"{NAMES[node]}\n{short(value)}" for node, value in walk.values.items()},
            {node: short(error) for node, error in errors.items()},
            ["" for _ in EDGES],
            None,
            touched,
        )

    def say(self, c, walk):
        return sentences(
            f"At x = {number(c.x)} and y = {number(c.y)} F is {number(walk.values[F])}.",
            told(c.t, walk.steps[c.t].gave),
            compared(walk) if c.t == len(BACK) + 1 else "",
        )

    def won(self, c, walk):
        there = c.t == len(BACK) + 1 and c.x and c.y
        return bool(there) and abs(walk.steps[-1].errors[X]) < 1e-9


def built(x, y):
    """Return {node: Scalar} of the graph."""
    nodes = {X: Scalar(x), Y: Scalar(y)}
    nodes[U] = nodes[X] * nodes[X]
    nodes[V] = nodes[Y] * Scalar(3)
    nodes[P] = nodes[U] * nodes[X]
    nodes[Q] = nodes[X] + nodes[V]
    nodes[F] = nodes[P] * nodes[Q]
    return nodes


def walked(nodes):
    """Return every Step of the walk back through the graph."""
    for one in in_order(nodes[F]):
        one.error = 0.0
    nodes[F].error = 1.0
    arrived = {F: 1.0}
    steps = [Step({}, []), Step(dict(arrived), [])]
    for node in BACK:
        gave = list(zip(MADE_OF[node], nodes[node].shares(nodes[node].error), strict=False))
        for part, share in gave:
            nodes[part].error += share
            arrived[part] = nodes[part].error
        steps.append(Step(dict(arrived), gave))
    return steps


def library_times(error, a, b):
    """Return what a and b get of the error that has arrived at their product, (2,)."""
    return np.array([error * b, error * a])


def pairs_of(times):
    """Return a learner's function as one that gives an array of two numbers."""

    def call(error, a, b):
        shares = times(error, a, b)
        return None if shares is None else np.asarray(shares, dtype=float)

    call.__name__ = getattr(times, "__name__", "my_times_backward")
    return call


def wiggled(x, y, h=1e-5):
    """Return ∂F/∂x and ∂F/∂y by central differences of the formula."""

    def f(x, y):
        return x**3 * (x + 3 * y)

    return (f(x + h, y) - f(x - h, y)) / (2 * h), (f(x, y + h) - f(x, y - h)) / (2 * h)


def told(t, gave):
    """Say what step t has done, which handed on these shares."""
    if t == 0:
        return "Nothing has walked back yet: step on."
    if t == 1:
        return "The walk begins with ∂F/∂F = 1: if F grows by a little, F grows by just that."
    node = BACK[t - 2]
    shares = " and ".join(f"{NAMES[part]} gets {number(share)}" for part, share in gave)
    if node == U:
        shares = f"x gets {number(gave[0][1])} for each of its two factors"
    kind = "is a sum, and hands its error on as it is" if node == Q else "is a product"
    return f"{NAMES[node]} {kind}: {shares}."


def compared(walk):
    """Say what has arrived at the inputs, and what a wiggle finds there."""
    errors = walk.steps[-1].errors
    mine = number(errors[X]), number(errors[Y])
    judge = [number(round(value, 4)) for value in walk.wiggled]
    arrived = f"So ∂F/∂x = {mine[0]} and ∂F/∂y = {mine[1]}, after one walk."
    return f"{arrived} Wiggling x and y by themselves finds {judge[0]} and {judge[1]}."
