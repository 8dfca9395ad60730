"""How far the finite difference is from the backward pass, for each h, and what the loss looks
like that near.
"""

from typing import NamedTuple

import numpy as np

from ... import datasets, gradcheck, network
from ...live.controls import MarkSlider, menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import number, power, sentences
from ...plots import charts, style
from ..shared.training import flat, joined, own_backward

LENGTHS = np.logspace(-14, 0, 43)  # of the steps h
SHORT = LENGTHS < 9e-5  # here rounding has a part in the error
ACROSS = np.linspace(-2, 2, 81)  # s / h, of the loss nearby
LOOKS = {
    "measured": {"color": style.BLUE, "linestyle": "-"},
    "from the formula": {"color": style.GREEN, "linestyle": "--"},
    "from rounding": {"color": style.VERMILLION, "linestyle": ":"},
}


class Differences(NamedTuple):
    """The finite differences beside the backward pass, and the loss near the network."""

    error: np.ndarray  # (43,) the relative error for each of LENGTHS
    formula: np.ndarray  # (43,) what the formula alone would make of it
    rounding: np.ndarray  # (43,) what rounding alone would
    near: np.ndarray  # (81,) the loss with the steepest weight moved by h · ACROSS
    slope: float  # what the backward pass says of that weight

    def finite(self):
        """Is there an error to measure?"""
        return np.isfinite(self.slope + self.error).all()


@explorer
class GradientCheck(Explorer):
    """How far the finite difference is from the backward pass, for each h: the V, and what the loss
    looks like that near.
    """

    aim = "find an h at which the central difference is right to ten digits"
    wins = ({"h": 2.15e-5},)  # with tanh, and with ReLU
    sliders = ("h", "seed")

    def __init__(self, backward=None):
        self.X, self.labels = datasets.moons(12)
        self._measured_for = None  # the settings of the last measurement
        self._measured = None  # what it found
        figure, left, right = style.figure(1.2, 1, height=4.2)
        title = "relative error of the finite difference"
        charts.chart(left, 1e-13, 10, title, "h", (0.5e-14, 2), "log")
        self.lines = charts.lines(left, LOOKS, "upper center")
        title = "the loss nearby, along the steepest weight"
        charts.chart(right, -3, 3, title, "s / h", (-2, 2), yscale="linear")
        right.set_ylabel("(L(w + s) − L(w)) / (|g| h)")
        self.seen = style.mark(right, "o", color=style.BLUE, markersize=5)
        look = {"the slope": {"color": style.VERMILLION, "linestyle": "--"}}
        self.tangent = charts.lines(right, look, None)["the slope"]
        marks = [float(f"{h:.3g}") for h in LENGTHS]
        own = own_backward(backward) if backward else None
        super().__init__(
            figure,
            controls={
                "h": MarkSlider("h", 1.0, marks, np.log),
                "formula": menu("difference", ["central", "one-sided"]),
                "activation": menu("activation f", ["relu"] if backward else ["tanh", "relu"]),
                "seed": slider("weights no.", 0, 0, 9, 1),
            },
            yours={"backward": Yours(own, flat(network.backward), may_diverge=True)},
        )

    def compute(self, c, backward):
        params = weights(c.seed)
        theta = joined(params)
        F, stages = network.forward(params, self.X, c.activation)
        loss, dF = network.softmax_cross_entropy(F, self.labels)
        gradient = backward(params, stages, dF)

        def losses(thetas):
            return losses_of(thetas, params, self.X, self.labels, c.activation)

        key = c.seed, c.formula, c.activation, tuple(gradient)
        if key != self._measured_for:
            central = c.formula == "central"
            self._measured = errors_of(losses, theta, gradient, central)
            self._measured_for = key
        error = self._measured
        steep = np.abs(gradient).argmax()
        near = losses(theta + c.h * ACROSS[:, None] * np.eye(1, theta.size, steep))
        size = loss / max(np.linalg.norm(gradient), 1e-300)
        formula = error_of_formula(error, 2 if c.formula == "central" else 1)
        rounding = np.finfo(float).eps * size / LENGTHS
        return Differences(error, formula, rounding, near, gradient[steep])

    def paint(self, c, found):
        charts.put(self.lines["measured"], LENGTHS, found.error, nearest(c.h))
        put_line(self.lines["from the formula"], LENGTHS, found.formula)
        put_line(self.lines["from rounding"], LENGTHS, found.rounding)
        scale = c.h * max(abs(found.slope), 1e-300)
        middle = found.near[len(ACROSS) // 2]
        self.seen.set_data(ACROSS, np.clip((found.near - middle) / scale, -3, 3))
        put_line(self.tangent, ACROSS, ACROSS * np.sign(found.slope))

    def say(self, c, found):
        if not found.finite():
            return "The backward pass returns NaN or infinity: there is no error to measure."
        at = nearest(c.h)
        expected = found.rounding + found.formula
        told = told_error(found.error[at], found.rounding[at], expected[at])
        says = f"At h = {number(LENGTHS[at])} the relative error of the {c.formula} difference is"
        if found.error.min() > 1e-4:
            return sentences(f"{says} {told}.", no_v(found.error.min()))
        best = expected.argmin()
        return sentences(
            f"{says} {told}.",
            f"It is nearest where the two lines cross, about h = {number(LENGTHS[best])}: of the "
            f"order of {power(expected[best])}.",
            too_long_or_short(at, best, c.activation),
        )

    def won(self, c, found):
        return c.formula == "central" and found.error[nearest(c.h)] < 1e-10


def weights(seed):
    """Return the parameters of network number `seed`: 2-3-3-2, biases that are not 0."""
    rng = np.random.default_rng(seed)
    params = network.init_params((2, 3, 3, 2), rng)
    return [p + 0.1 * rng.standard_normal(p.shape) for p in params]


def losses_of(thetas, params, X, labels, activation):
    """Return the cross-entropy of each of many networks, thetas (K, 29), in one call."""
    networks = []
    parts = np.split(thetas, np.cumsum([p.size for p in params])[:-1], axis=1)
    for part, p in zip(parts, params, strict=True):
        shape = p.shape if p.ndim == 2 else (1, p.size)
        networks.append(part.reshape(-1, *shape))
    F, _ = network.run(networks, X, activation)  # (K, 12, 2)
    F = F - F.max(axis=2, keepdims=True)
    right = F[:, np.arange(len(X)), labels]
    return (np.log(np.exp(F).sum(axis=2)) - right).mean(axis=1)


def errors_of(losses, theta, gradient, central):
    """Return the relative error of the finite difference for each of LENGTHS."""

    def measured(lengths):
        shifts = (lengths[:, None, None] * np.eye(theta.size)).reshape(-1, theta.size)
        if central:
            rises = (losses(theta + shifts) - losses(theta - shifts)) / 2
        else:
            rises = losses(theta + shifts) - losses(theta[None])
        slopes = rises.reshape(len(lengths), -1) / lengths[:, None]
        return np.array([gradcheck.relative_error(gradient, slope) for slope in slopes])

    # What rounding leaves differs from one processor to the next. The root mean square over some
    # lengths nearby does not.
    nearby = 10 ** np.linspace(-0.03, 0.03, 8)
    short = np.array([measured(LENGTHS[SHORT] * factor) for factor in nearby])
    return np.append(np.sqrt((short**2).mean(axis=0)), measured(LENGTHS[~SHORT]))


def error_of_formula(error, order):
    """Return the error that grows as h to this order, and is what was measured at h = 10⁻⁴."""
    middle = nearest(1e-4)
    return error[middle] * (LENGTHS / LENGTHS[middle]) ** order


def nearest(h):
    """Return the index of the one of LENGTHS that is nearest to h."""
    return np.abs(np.log(LENGTHS / h)).argmin()


def put_line(pair, x, y):
    """Put a line of charts.lines on x and y, without its dot."""
    charts.put(pair, x, y)
    pair[1].set_data([], [])


def told_error(error, rounding, expected):
    """Return an error as text: where rounding has a part in it, no more than its size is the same
    on every processor.
    """
    if rounding < 1e-3 * error:
        return number(error)
    return f"of the order of {power(expected)}"


def no_v(least):
    """Say that the backward pass is wrong, for the least error over all h is this large."""
    never = f"It is never nearer than {number(least)}, at any h"
    return f"{never}: no V, so the backward pass is wrong."


def too_long_or_short(at, best, activation):
    """Say why h number `at` is worse than number `best`, when it is another one."""
    if at > best:
        kinks = " and has kinks" if activation == "relu" else ""
        return f"Here h is too long: the loss bends over such a stretch{kinks}."
    if at < best:
        return (
            "Here h is too short: the two losses agree in nearly all their digits, and only "
            "rounding is left."
        )
    return ""
