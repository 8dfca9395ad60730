"""The stepper: a network small enough for whole numbers, as a graph, walked through forward and then backward."""

import numpy as np

from .. import network
from ..network import EXAMPLE as HAND
from ..plots import network as draw
from ..plots import style
from . import controls
from .entrance import explorer
from .live import Live
from .training import NAMES, flat, own_backward, split
from .words import cleared, number, short


def _entries():
    """Return {"W1[1,2]": (0, (0, 1)), …}: for the name of each of the 15 parameters, its array and its place there."""
    return {f"{NAMES[k]}[{','.join(str(i + 1) for i in at)}]": (k, at) for k, p in enumerate(HAND) for at in np.ndindex(p.shape)}


@explorer
def stepper(backward=None):
    """Show the integer network as a graph, and walk through it: the values forward, then the errors backward."""
    fig, ax, strip = style.figure(1, height=5.8, strip=0.2)
    titles = ["X", "Z1 = X W1 + b1", "A1 = f(Z1)", "Z2 = A1 W2 + b2", "A2 = f(Z2)", "F = A2 W3 + b3", "L = (F − y)²"]
    columns = list(zip(titles, [2, 2, 2, 2, 2, 1, 1], strict=True))
    dense = [((c, i), (c + 1, j)) for c in (0, 2) for i in range(2) for j in range(2)]
    edges = dense + [((c, i), (c + 1, i)) for c in (1, 3) for i in range(2)]
    edges += [((4, 0), (5, 0)), ((4, 1), (5, 0)), ((5, 0), (6, 0))]
    graph = draw.Graph(ax, columns, edges, [(1, 2, "first hidden layer"), (3, 4, "second hidden layer")])
    tables, entries, params = draw.matrices(strip, NAMES), _entries(), [p.copy() for p in HAND]
    owners = {edge: (2 * (edge[0][0] // 2), (edge[0][1], edge[1][1])) for edge in edges if edge[0][0] in (0, 2, 4)}

    def compute(c, backward):
        k, at = entries[c.weight]
        params[k][at] = c.value
        X, y = np.array([[c.x1, c.x2]]), np.array([[c.y]])

        def loss(value):
            moved = [p.copy() for p in params]
            moved[k][at] = value
            return network.mean_squared_error(network.forward(moved, X, c.activation)[0], y)[0]

        F, stages = network.forward(params, X, c.activation)
        L, dF = network.mean_squared_error(F, y)
        grads = split(backward(params, stages, dF), params)
        right, measured = network.backward(params, stages, dF), (loss(c.value + 1e-5) - loss(c.value - 1e-5)) / 2e-5
        wrong = [name for name, (k, at) in entries.items() if not np.isclose(grads[k][at], right[k][at], rtol=1e-6, atol=1e-9)]
        return F, L, stages, network.errors(params, stages, dF), grads, measured, wrong

    def show(c, result):
        F, L, stages, error, grads, measured, wrong = result
        _, slope = network.ACTIVATIONS[c.activation]
        W1, _, W2, _, W3, _ = params
        forward = [stages.X, stages.Z1, stages.A1, stages.Z2, stages.A2, F, [[L]]]
        slopes = {1: slope(stages.Z1)[0] * 1.0, 3: slope(stages.Z2)[0] * 1.0}
        dX = error.dZ1 @ W1.T
        fed = [dX, error.dZ1, error.dA1, error.dZ2, error.dA2, error.dF]  # ∂L/∂ of columns 0 … 5, found from the last
        behind = {0: (error.dZ1, W1), 2: (error.dZ2, W2), 4: (error.dF, W3)}
        values = {(k, i): short(v) for k in range(min(c.t, 6) + 1) for i, v in enumerate(forward[k][0])}
        found = {}
        for k in range(max(0, 12 - c.t), 6 if c.t > 6 else 0):
            for i, v in enumerate(fed[k][0]):
                if k in behind:
                    terms = [f"{_signed(e)} · {_signed(w)}" for e, w in zip(behind[k][0][0], behind[k][1][i], strict=True)]
                    made = " + ".join(terms) if len(terms[0]) + len(terms[-1]) < 19 else "\n+ ".join(terms)
                elif k < 5:
                    made = f"{_signed(fed[k + 1][0, i])} · {_signed(slopes[k][i])}"
                else:
                    made = f"2 · ({short(F[0, 0])} − {_signed(c.y)})"
                found[k, i] = f"{made}\n= {short(v)}"
        labels = []
        for a, b in edges:
            if (a, b) in owners:
                array, at = owners[a, b]
                labels.append(short(params[array][at]))
            elif a[0] == 5:
                labels.append(f"× {_signed(error.dF[0, 0])}" if c.t > 6 else "")
            else:
                labels.append(f"× {_signed(slopes[a[0]][a[1]])}" if c.t > a[0] else "")
        k, at = entries[c.weight]
        chosen = next((edge for edge, owner in owners.items() if owner == (k, at)), None)
        first = (k // 2 * 2 + 1, at[-1])  # the node that the weight feeds
        marked, reach = [], {first}
        for a, b in sorted(edges):
            if a in reach:
                marked.append((a, b))
                reach.add(b)
        graph.fill(values, found, labels, chosen, marked)
        reached = [12 - c.t <= column for column in (1, 1, 3, 3, 5, 5)]
        shown = [there and c.t > 6 for there in reached]
        tables([_matrix(p) for p in params], [_matrix(g, 1) if there else "" for g, there in zip(grads, shown, strict=True)])
        says = f"{_told(c.t, stages, F, L, c)} "
        if not shown[k]:
            return f"{says}Step on to ∂L/∂{c.weight}."
        delta = [error.dZ1, error.dZ2, error.dF][k // 2][0, at[-1]]
        says += f"For {c.weight}: {_chain(k, at, slopes, W2, W3)} · {_signed(error.dF[0, 0])} = {number(delta)} "
        says += f"reaches its unit, so ∂L/∂{c.weight} = "
        if k % 2 == 0:
            came = (stages.X, stages.A1, stages.A2)[k // 2][0, at[0]]
            says += f"{number(came)} · {_signed(delta)} = {number(came * delta)}. "
        else:
            says += f"{number(delta)}. "
        says += f"Wiggle it by ±h: (L₊ − L₋) / 2h = {number(cleared(measured, 1e3 * L))}."
        kink = c.activation == "relu" and min(np.abs(stages.Z1).min(), np.abs(stages.Z2).min()) < 1e-4
        says += " A Z is exactly 0: there ReLU has its kink, and a wiggle across it need not agree." * bool(kink)
        if wrong and not kink:
            says += f" Your backward pass is wrong at {', '.join(wrong[:4])}{', …' * (len(wrong) > 4)}: "
            j, place = entries[wrong[0]]
            says += f"at {wrong[0]} it says {number(grads[j][place])}, which is not what the loss does."
        return says

    picked, value = controls.menu("parameter", list(entries)), _number("its value", 1.0)

    def fetch(change):
        with explorer.held():
            k, at = entries[change["new"]]
            value.value = params[k][at]

    picked.observe(fetch, "value")  # before the explorer hears of it
    explorer = Live(
        fig, show, compute=compute, steps=12, at=6, pace=0.8,
        controls={"weight": picked, "value": value,
                  "activation": controls.menu("activation f", ["relu"] if backward else ["relu", "tanh"]),
                  "x1": _number("input x₁", 1.0), "x2": _number("input x₂", 2.0), "y": _number("target y", 2.0)},
        yours={"backward": (backward and own_backward(backward), flat(network.backward))},
        pointer={ax: lambda kind, x, y: _clicked(graph, owners, entries, x, y) if kind == "down" else None},
        goal=("wake the unit that sleeps: make ∂L/∂W1[1,2] differ from 0",
              lambda c, r: c.activation == "relu" and abs(r[3].dZ1[0, 1] * r[2].X[0, 0]) > 1e-9),
    )  # fmt: skip
    return explorer


def _number(label, value):
    return controls.slider(label, value, -4.0, 4.0, 0.25)


def _signed(value):
    return f"({short(value)})" if value < 0 else short(value)


def _matrix(array, digits=2):
    return "\n".join("  ".join(short(v, digits) for v in row) for row in np.atleast_2d(array))


def _clicked(graph, owners, entries, x, y):
    """Return the move that a click near the label of an edge stands for."""
    owner = owners.get(graph.edges[graph.nearest(x, y)])
    return {"weight": next(name for name, place in entries.items() if place == owner)} if owner else None


def _chain(k, at, slopes, W2, W3):
    """Return the factors between a unit and the loss, path by path, written out."""
    j = at[-1]
    last = [f"{_signed(slopes[3][i])} · {_signed(W3[i, 0])}" for i in range(2)]
    if k >= 4:
        return "1"
    if k >= 2:
        return last[j]
    return f"{_signed(slopes[1][j])} · (" + " + ".join(f"{_signed(W2[j, i])} · {last[i]}" for i in range(2)) + ")"


def _told(t, stages, F, L, c):
    """Return in words what step t does."""
    row = lambda array: "(" + ", ".join(number(v) for v in array[0]) + ")"  # noqa: E731
    return [
        f"The input is {row(stages.X)}. Step forward.",
        f"Stage 1 of the first hidden layer is affine: Z1 = {row(stages.Z1)}.",
        f"Stage 2 is the activation {c.activation}, for each unit alone: A1 = {row(stages.A1)}.",
        f"Stage 1 of the second hidden layer: Z2 = {row(stages.Z2)}.",
        f"Stage 2 of the second hidden layer: A2 = {row(stages.A2)}.",
        f"The output is affine: F = {number(F[0, 0])}.",
        f"The target is {number(c.y)}, so the loss is L = {number(L)}. From here the error walks back: step on.",
        "Backward. The error at the output is dF = ∂L/∂F = 2(F − y), and with it come dW3 = A2ᵀ dF and db3.",
        "Back through an affine stage: dA2 = dF W3ᵀ. The weights that carried the values forward carry the error back.",
        "Back through an activation: dZ2 = dA2 ⊙ f′(Z2), unit by unit. With it come dW2 = A1ᵀ dZ2 and db2.",
        "Back through an affine stage: dA1 = dZ2 W2ᵀ. Where two paths meet, their errors add up.",
        "Back through an activation: dZ1 = dA1 ⊙ f′(Z1). With it come dW1 = Xᵀ dZ1 and db1."
        + (" A ReLU with Z below 0 lets nothing through." if c.activation == "relu" else ""),
        "And to the input: dX = dZ1 W1ᵀ. One pass back has found all 15 derivatives.",
    ][t]
