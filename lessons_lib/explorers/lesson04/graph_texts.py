"""What stands in the nodes and on the edges of the stepper's graph, and in its matrices: numbers as
short texts.
"""

import numpy as np

from ...live.words import short
from .integer_net import EDGES, OUTPUT, OWNERS

LOSS_AT = 6  # the step that has reached the loss; those after it go back
ROOM = 19  # so many characters of two terms have no room side by side


def signed(value):
    """Return a number as text, in brackets when it is below 0."""
    return f"({short(value)})" if value < 0 else short(value)


def values_so_far(t, columns):
    """Return {node: text} of the values that step t has reached."""
    texts = {}
    for k, column in enumerate(columns[: t + 1]):
        for i, value in enumerate(column):
            texts[k, i] = short(value)
    return texts


def errors_so_far(t, numbers, y):
    """Return {node: text} of the errors that step t has reached, each with what it is made of."""
    texts = {}
    errors = numbers.errors_by_column()
    for k in range(2 * LOSS_AT - t, OUTPUT + 1):
        for i, error in enumerate(errors[k]):
            texts[k, i] = f"{made_of(k, i, numbers, errors, y)}\n= {short(error)}"
    return texts


def made_of(k, i, numbers, errors, y):
    """Return what the error at node i of column k is made of: the errors of the column after it."""
    if k == OUTPUT:
        return f"2 · ({short(numbers.F[0, 0])} − {signed(y)})"
    if k in numbers.slopes():  # back through an activation, unit by unit
        return f"{signed(errors[k + 1][i])} · {signed(numbers.slopes()[k][i])}"
    weights = numbers.params[k][i]
    terms = [f"{signed(e)} · {signed(w)}" for e, w in zip(errors[k + 1], weights, strict=True)]
    if len(terms[0]) + len(terms[-1]) < ROOM:
        return " + ".join(terms)
    return "\n+ ".join(terms)


def edge_labels(t, numbers):
    """Return the text on each edge: its weight, or the factor of the stage once it is known."""
    slopes = numbers.slopes()
    labels = []
    for edge in EDGES:
        column, row = edge[0]
        if edge in OWNERS:
            array, at = OWNERS[edge]
            labels.append(short(numbers.params[array][at]))
        elif column == OUTPUT:
            labels.append(f"× {signed(numbers.errors.dF[0, 0])}" if t > LOSS_AT else "")
        else:
            labels.append(f"× {signed(slopes[column][row])}" if t > column else "")
    return labels


def matrix(array, digits=2):
    """Return a matrix, or a bias as one row, as lines of text."""
    return "\n".join("  ".join(short(v, digits) for v in row) for row in np.atleast_2d(array))


def chain(k, at, numbers):
    """Return the factors between the unit of a parameter and the output, path by path, as text."""
    if k >= 4:
        return "1"
    slopes = numbers.slopes()
    W2, W3 = numbers.params[2], numbers.params[4]
    last = [f"{signed(slopes[3][i])} · {signed(W3[i, 0])}" for i in range(2)]
    j = at[-1]
    if k >= 2:
        return last[j]
    paths = " + ".join(f"{signed(W2[j, i])} · {last[i]}" for i in range(2))
    return f"{signed(slopes[1][j])} · ({paths})"
