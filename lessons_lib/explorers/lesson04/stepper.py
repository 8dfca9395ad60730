"""A network small enough for whole numbers, as a graph, walked through forward and then
backward.
"""

import numpy as np

from ... import network
from ...live.controls import menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.pointer import Field
from ...live.words import cleared, number, sentences
from ...plots import network as drawing
from ...plots import style
from ..shared.training import NAMES, flat, own_backward, split
from . import graph_texts, integer_net
from .graph_texts import LOSS_AT, signed
from .integer_net import EDGES, ENTRIES, Numbers

WIGGLE = 1e-5
FOUND_AT = [11, 11, 9, 9, 7, 7]  # the step that finds the gradient of each array


@explorer
class Stepper(Explorer):
    """The integer network as a graph, walked through: the values forward, then the errors
    backward.
    """

    aim = "wake the unit that sleeps: make ∂L/∂W1[1,2] differ from 0"
    remembers = True  # what the parameters were made
    memories = ("parameters",)
    wins = ({"weight": "b1[2]"}, {"value": 1.5})
    sliders = ("value", "x1", "x2", "y", "t")
    pace = 0.8

    def __init__(self, backward=None):
        self.params = [p.copy() for p in network.EXAMPLE]
        figure, ax, strip = style.figure(1, height=5.8, strip=0.2)
        self.graph = drawing.Graph(ax, integer_net.COLUMNS, EDGES, integer_net.LAYERS)
        self.show_matrices = drawing.matrices(strip, NAMES)
        chosen = menu("parameter", list(ENTRIES))
        chosen.observe(self.fetch, "value")  # before the engine hears of it
        own = own_backward(backward) if backward else None
        super().__init__(
            figure,
            steps=2 * LOSS_AT,
            at=LOSS_AT,
            controls={
                "weight": chosen,
                "value": quarters("its value", network.EXAMPLE[0][0, 0]),
                "activation": menu("activation f", ["relu"] if backward else ["relu", "tanh"]),
                "x1": quarters("input x₁", 1.0),
                "x2": quarters("input x₂", 2.0),
                "y": quarters("target y", 2.0),
            },
            yours={"backward": Yours(own, flat(network.backward), may_diverge=True)},
            pointer={ax: Field("to the next weight", across="weight", take=self.click)},
        )

    def fetch(self, change):
        """Show the value of the parameter that was chosen."""
        with self.held():
            k, at = ENTRIES[change["new"]]
            self.controls["value"].value = self.params[k][at]

    def led(self, c):
        k, at = ENTRIES[c.weight]
        return {"value": network.EXAMPLE[k][at]}

    def remembered(self):
        changed = {
            name: float(self.params[k][at])
            for name, (k, at) in ENTRIES.items()
            if self.params[k][at] != network.EXAMPLE[k][at]
        }
        return {"parameters": changed} if changed else {}

    def recall(self, parameters):
        for name, value in parameters.items():
            k, at = ENTRIES[name]
            self.params[k][at] = value

    def click(self, kind, x, y):
        """Choose the weight on the edge that was clicked, if it carries one."""
        if kind != "down":
            return None
        name = integer_net.weight_on(EDGES[self.graph.nearest(x, y)])
        return {"weight": name} if name else None

    def compute(self, c, backward):
        k, at = ENTRIES[c.weight]
        self.params[k][at] = c.value
        params = [p.copy() for p in self.params]
        X = np.array([[c.x1, c.x2]])
        y = np.array([[c.y]])

        def loss(value):
            moved = [p.copy() for p in params]
            moved[k][at] = value
            return network.mean_squared_error(network.forward(moved, X, c.activation)[0], y)[0]

        F, stages = network.forward(params, X, c.activation)
        L, dF = network.mean_squared_error(F, y)
        grads = split(backward(params, stages, dF), params)
        wrong = integer_net.unlike_at(grads, network.backward(params, stages, dF))
        measured = (loss(c.value + WIGGLE) - loss(c.value - WIGGLE)) / (2 * WIGGLE)
        errors = network.errors(params, stages, dF)
        return Numbers(params, stages, F, L, errors, grads, measured, wrong)

    def paint(self, c, numbers):
        self.graph.fill(
            graph_texts.values_so_far(c.t, numbers.values_by_column()),
            graph_texts.errors_so_far(c.t, numbers, c.y),
            graph_texts.edge_labels(c.t, numbers),
            integer_net.edge_of(*ENTRIES[c.weight]),
            integer_net.downstream(*ENTRIES[c.weight]),
        )
        found = [c.t >= step for step in FOUND_AT]
        self.show_matrices(
            [graph_texts.matrix(p) for p in numbers.params],
            [
                graph_texts.matrix(g, 1) if there else ""
                for g, there in zip(numbers.grads, found, strict=True)
            ],
        )

    def say(self, c, numbers):
        k, at = ENTRIES[c.weight]
        told = told_step(c.t, numbers, c.y)
        if c.t < FOUND_AT[k]:
            return sentences(told, f"Step on to ∂L/∂{c.weight}.")
        measured = number(cleared(numbers.measured, 1e3 * numbers.L))
        return sentences(
            told,
            product(c.weight, k, at, numbers),
            f"Wiggle it by ±h: (L₊ − L₋) / 2h = {measured}.",
            doubt(numbers.at_a_kink(), numbers.wrong, numbers.grads),
        )

    def won(self, c, numbers):
        reaches = numbers.errors.dZ1[0, 1] * numbers.stages.X[0, 0]
        return c.activation == "relu" and abs(reaches) > 1e-9


def quarters(label, value):
    """Return a slider from −4 to 4."""
    return slider(label, value, -4.0, 4.0, 0.25)


def row(array):
    """Return the one row of a stage (1, n) as text."""
    return "(" + ", ".join(number(v) for v in array[0]) + ")"


def told_step(t, numbers, y):
    """Say what step t does."""
    return told_forward(t, numbers, y) if t <= LOSS_AT else told_backward(t, numbers)


def told_forward(t, numbers, y):
    """Say what step t does on the way to the loss."""
    s = numbers.stages
    return [
        f"The input is {row(s.X)}. Step forward.",
        f"Stage 1 of the first hidden layer is affine: Z1 = {row(s.Z1)}.",
        f"Stage 2 is the activation {s.activation}, for each unit alone: A1 = {row(s.A1)}.",
        f"Stage 1 of the second hidden layer: Z2 = {row(s.Z2)}.",
        f"Stage 2 of the second hidden layer: A2 = {row(s.A2)}.",
        f"The output is affine: F = {number(numbers.F[0, 0])}.",
        f"The target is {number(y)}, so the loss is L = {number(numbers.L)}. From here the error "
        "walks back: step on.",
    ][t]


def told_backward(t, numbers):
    """Say what step t does on the way back."""
    relu = numbers.stages.activation == "relu"
    return [
        "Backward. The error at the output is dF = ∂L/∂F = 2(F − y), and with it come "
        "dW3 = A2ᵀ dF and db3.",
        "Back through an affine stage: dA2 = dF W3ᵀ. The weights that carried the values forward "
        "carry the error back.",
        "Back through an activation: dZ2 = dA2 ⊙ f′(Z2), unit by unit. With it come "
        "dW2 = A1ᵀ dZ2 and db2.",
        "Back through an affine stage: dA1 = dZ2 W2ᵀ. Where two paths meet, their errors add up.",
        "Back through an activation: dZ1 = dA1 ⊙ f′(Z1). With it come dW1 = Xᵀ dZ1 and db1."
        + (" A ReLU with Z below 0 lets nothing through." if relu else ""),
        "And to the input: dX = dZ1 W1ᵀ. One pass back has found all 15 derivatives.",
    ][t - LOSS_AT - 1]


def product(name, k, at, numbers):
    """Say as which product the derivative of a parameter, at this place of array k, comes out."""
    layer = k // 2
    error = (numbers.errors.dZ1, numbers.errors.dZ2, numbers.errors.dF)[layer][0, at[-1]]
    factors = f"{graph_texts.chain(k, at, numbers)} · {signed(numbers.errors.dF[0, 0])}"
    says = f"For {name}: {factors} = {number(error)} reaches its unit, so ∂L/∂{name} ="
    if k % 2:  # a bias
        return f"{says} {number(error)}."
    came = (numbers.stages.X, numbers.stages.A1, numbers.stages.A2)[layer][0, at[0]]
    return f"{says} {number(came)} · {signed(error)} = {number(came * error)}."


def doubt(kink, wrong, grads):
    """Say why the wiggle need not agree: at a kink nobody is wrong; else where the backward pass
    is wrong, by the names, if it is. grads are its six arrays.
    """
    if kink:
        return "A Z is exactly 0: there ReLU has its kink, and a wiggle across it need not agree."
    if not wrong:
        return ""
    some = ", ".join(wrong[:4]) + (", …" if len(wrong) > 4 else "")
    k, at = ENTRIES[wrong[0]]
    says = f"at {wrong[0]} it says {number(grads[k][at])}, which is not what the loss does."
    return f"Your backward pass is wrong at {some}: {says}"
