"""The network of whole numbers: the graph of its nodes and edges, the names of its parameters, and
all its numbers at once.
"""

from typing import NamedTuple

import numpy as np

from ... import network
from ..shared.training import NAMES

COLUMNS = [
    ("X", 2),
    ("Z1 = X W1 + b1", 2),
    ("A1 = f(Z1)", 2),
    ("Z2 = A1 W2 + b2", 2),
    ("A2 = f(Z2)", 2),
    ("F = A2 W3 + b3", 1),
    ("L = (F − y)²", 1),
]  # titles, and how many nodes
LAYERS = [(1, 2, "first hidden layer"), (3, 4, "second hidden layer")]
OUTPUT = 5  # the column of F


def entries():
    """Return {"W1[1,2]": (0, (0, 1)), …}: for the name of each of the 15 parameters, its array and
    its place there.
    """
    found = {}
    for k, p in enumerate(network.EXAMPLE):
        for at in np.ndindex(p.shape):
            place = ",".join(str(i + 1) for i in at)
            found[f"{NAMES[k]}[{place}]"] = k, at
    return found


def edges_of_graph():
    """Return the edges between nodes (column, row)."""
    weights = [((c, i), (c + 1, j)) for c in (0, 2) for i in range(2) for j in range(2)]
    activations = [((c, i), (c + 1, i)) for c in (1, 3) for i in range(2)]
    last = [((4, 0), (5, 0)), ((4, 1), (5, 0)), ((5, 0), (6, 0))]
    return [*weights, *activations, *last]


def owners_of(edges):
    """Return {edge: (array, place)} of the weight on each edge that carries one."""
    found = {}
    for edge in edges:
        (column, row), (_, below) = edge
        if column in (0, 2, 4):  # W1, W2, W3 are the arrays of these numbers
            found[edge] = column, (row, below)
    return found


ENTRIES = entries()
EDGES = edges_of_graph()
OWNERS = owners_of(EDGES)


class Numbers(NamedTuple):
    """All numbers of the network, forward and backward."""

    params: list  # W1, b1, W2, b2, W3, b3
    stages: network.Stages  # each (1, 2)
    F: np.ndarray  # (1, 1)
    L: float
    errors: network.Errors  # ∂L/∂ of each stage, (1, 2), but dF (1, 1)
    grads: list  # six arrays, by the backward pass that is shown
    measured: float  # ∂L/∂(the chosen parameter), by a wiggle
    wrong: list  # names of the parameters where this backward pass is unlike the library's

    def slopes(self):
        """Return {1: f′(Z1), 3: f′(Z2)}, each (2,), by the column of Z in the graph."""
        _, slope = network.ACTIVATIONS[self.stages.activation]
        return {1: slope(self.stages.Z1)[0] * 1.0, 3: slope(self.stages.Z2)[0] * 1.0}

    def values_by_column(self):
        """Return the values in the columns 0 … 6."""
        rows = [*self.stages[:OUTPUT], self.F, [[self.L]]]
        return [row[0] for row in rows]

    def errors_by_column(self):
        """Return ∂L/∂ of the values in the columns 0 … 5."""
        e = self.errors
        dX = e.dZ1 @ self.params[0].T
        rows = [dX, e.dZ1, e.dA1, e.dZ2, e.dA2, e.dF]
        return [row[0] for row in rows]

    def at_a_kink(self):
        """Is some Z at the kink of ReLU?"""
        least = min(np.abs(self.stages.Z1).min(), np.abs(self.stages.Z2).min())
        return self.stages.activation == "relu" and least < 1e-4


def unlike_at(grads, right):
    """Return the names of the parameters at which two gradients, lists of arrays, differ."""
    names = []
    for name, (k, at) in ENTRIES.items():
        if not np.isclose(grads[k][at], right[k][at], rtol=1e-6, atol=1e-9):
            names.append(name)
    return names


def weight_on(edge):
    """Return the name of the weight on an edge, "" when it carries none."""
    owner = OWNERS.get(edge)
    return next((name for name, place in ENTRIES.items() if place == owner), "")


def edge_of(k, at):
    """Return the edge that carries this parameter, None for a bias."""
    return next((edge for edge, owner in OWNERS.items() if owner == (k, at)), None)


def downstream(k, at):
    """Return the edges behind the node that a parameter feeds, on every path to the loss."""
    reached = {(k // 2 * 2 + 1, at[-1])}
    found = []
    for start, end in sorted(EDGES):
        if start in reached:
            found.append((start, end))
            reached.add(end)
    return found
