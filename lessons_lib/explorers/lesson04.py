"""Lesson 4: backpropagation. One function for each explorer; here the two modes are counted, and a gradient is checked.

backward: the learner's own, as backward(params, stages, d_output) -> [dW1, db1, dW2, db2, dW3, db3].
"""

import numpy as np

from .. import datasets, gradcheck, network
from ..plots import network as draw
from ..plots import race as chart
from ..plots import style
from . import controls
from .digits import digits, initialisation  # noqa: F401  more explorers of this lesson
from .entrance import explorer
from .live import Live
from .playground import playground  # noqa: F401
from .stepper import stepper  # noqa: F401
from .training import flat, joined, own_backward
from .words import many, number, power


@explorer
def two_modes():
    """Show both ways to find dF/dx, stage by stage: the rows that each carries along, and the multiplications that it takes."""
    fig, left, middle, right = style.figure(1, 1, 1.25, height=4.0)
    titles = "forward mode: ∂(stage)/∂x", "reverse mode: ∂F/∂(stage)"
    fields = [draw.field(ax, title, 64) for ax, title in zip((left, middle), titles, strict=True)]
    chart.chart(right, 1, 1e6, "multiplications", "width n of the hidden layers", (0.9, 70), "log")
    curves = chart.lines(right, {"forward mode": {"color": style.ORANGE, "linestyle": "--"},
                                 "reverse mode": {"color": style.BLUE, "linestyle": "-"}}, "upper left")  # fmt: skip

    def compute(c):
        rng = np.random.default_rng(0)
        params = network.init_params((c.inputs, c.width, c.width, c.outputs), rng)
        _, stages = network.forward(params, rng.standard_normal((1, c.inputs)), "tanh")
        slopes = [network.ACTIVATIONS["tanh"][1](z) for z in (stages.Z1, stages.Z2)]
        W1, _, W2, _, W3, _ = params

        def carried(rows, first, second, third, slope1, slope2):
            """Return the rows after each of the five stages."""
            a, b = rows @ first, (rows @ first) * slope1
            return [rows, a, b, b @ second, (b @ second) * slope2, (b @ second) * slope2 @ third]

        return carried(np.eye(c.inputs), W1, W2, W3, *slopes), carried(np.eye(c.outputs), W3.T, W2.T, W1.T, *slopes[::-1])

    def counted(c, n, t=5, reverse=False):
        """Return the multiplications of one pass up to stage t, in a net whose hidden layers have the width n."""
        stages = [c.inputs * n, n, n * n, n, n * c.outputs]
        return np.cumsum([0 * n, *(stages[::-1] if reverse else stages)], axis=0)[t]

    def show(c, result):
        for put, rows in zip(fields, result, strict=True):
            put(rows[c.t])
        widths, at = np.array(controls.DOUBLING), controls.DOUBLING.index(c.width)
        chart.put(curves["forward mode"], widths, c.inputs * counted(c, widths), at)
        chart.put(curves["reverse mode"], widths, c.outputs * counted(c, widths), at)
        done = c.inputs * counted(c, c.width, c.t), c.outputs * counted(c, c.width, c.t, True)
        says = f"After stage {c.t} of 5: forward mode carries a row for {many(c.inputs, 'input')}, which took {done[0]:,} "
        says += f"multiplications; reverse mode a row for {many(c.outputs, 'output')}, which took {done[1]:,}. "
        if c.t < 5:
            return says
        same = np.abs(result[0][5] - result[1][5].T).max() / np.abs(result[0][5]).max()
        says += f"One row is one pass, and each pass costs the same: {many(c.inputs, 'pass')} against {c.outputs}. "
        near = "within rounding" if same < 1e-9 else same
        return f"{says}Both have found the same {c.inputs} × {c.outputs} derivatives, to {near}."

    return Live(
        fig, show, compute=compute, steps=5, at=3, pace=0.8,
        controls={"inputs": controls.doubling("inputs d", 64), "width": controls.doubling("hidden width n", 32),
                  "outputs": controls.doubling("outputs m", 1)},
        goal=("find sizes for which forward mode takes less than reverse mode", lambda c, r: c.inputs < c.outputs),
    )  # fmt: skip


@explorer
def gradient_check(backward=None):
    """Show how far the finite difference is from the backward pass, for each h: the V, and what the loss looks like that near."""
    fig, left, right = style.figure(1.2, 1, height=4.2)
    steps = np.logspace(-14, 0, 43)
    chart.chart(left, 1e-13, 10, "relative error of the finite difference", "h", (0.5e-14, 2), "log")
    looks = {"measured": {"color": style.BLUE, "linestyle": "-"}, "from the formula": {"color": style.GREEN, "linestyle": "--"},
             "from rounding": {"color": style.VERMILLION, "linestyle": ":"}}  # fmt: skip
    lines = chart.lines(left, looks, "upper center")
    chart.chart(right, -3, 3, "the loss nearby, along the steepest weight", "s / h", (-2, 2), yscale="linear")
    right.set_ylabel("(L(w + s) − L(w)) / (|g| h)")
    seen = style.mark(right, "o", color=style.BLUE, markersize=5)
    tangent = chart.lines(right, {"the slope": {"color": style.VERMILLION, "linestyle": "--"}}, None)["the slope"]
    kept, (X, labels), s = {}, datasets.moons(12), np.linspace(-2, 2, 81)

    def compute(c, backward):
        rng = np.random.default_rng(c.seed)
        params = [p + 0.1 * rng.standard_normal(p.shape) for p in network.init_params((2, 3, 3, 2), rng)]
        F, stages = network.forward(params, X, c.activation)
        here, dF = network.softmax_cross_entropy(F, labels)
        ours, theta = backward(params, stages, dF), joined(params)

        def losses(thetas):
            """Return the loss of each of many networks, thetas (K, 29), in one call."""
            networks = [part.reshape(-1, *(p.shape if p.ndim == 2 else (1, p.size))) for part, p in
                    zip(np.split(thetas, np.cumsum([p.size for p in params])[:-1], axis=1), params, strict=True)]  # fmt: skip
            F = network.run(networks, X, c.activation)[0]  # (K, 12, 2)
            F = F - F.max(axis=2, keepdims=True)
            return (np.log(np.exp(F).sum(axis=2)) - F[:, np.arange(len(X)), labels]).mean(axis=1)

        def measured(lengths):
            """Return the relative error of the differences over steps of these lengths."""
            shifts = (lengths[:, None, None] * np.eye(theta.size)).reshape(-1, theta.size)
            if c.formula == "central":
                rises = (losses(theta + shifts) - losses(theta - shifts)).reshape(len(lengths), -1) / 2
            else:
                rises = (losses(theta + shifts) - losses(theta[None])).reshape(len(lengths), -1)
            return np.array([gradcheck.relative_error(ours, slope) for slope in rises / lengths[:, None]])

        key = c.seed, c.formula, c.activation, tuple(ours)
        if key not in kept:
            kept.clear()
            # What rounding leaves differs from one processor to the next. The root mean square over some lengths nearby does not.
            short = np.array([measured(steps[steps < 9e-5] * 10**nearby) for nearby in np.linspace(-0.03, 0.03, 8)])
            kept[key] = np.append(np.sqrt((short**2).mean(axis=0)), measured(steps[steps >= 9e-5]))
        steep = np.abs(ours).argmax()
        near = losses(theta + c.h * s[:, None] * np.eye(1, theta.size, steep))
        return kept[key], near, ours[steep], here / max(np.linalg.norm(ours), 1e-300)

    def show(c, result):
        error, near, slope, size = result
        at, order = np.abs(np.log(steps / c.h)).argmin(), 2 if c.formula == "central" else 1
        chart.put(lines["measured"], steps, error, at)
        middle = np.abs(np.log(steps / 1e-4)).argmin()
        rounding = np.finfo(float).eps * size / steps
        formula = error[middle] * (steps / steps[middle]) ** order
        for name, values in (("from the formula", formula), ("from rounding", rounding)):
            chart.put(lines[name], steps, values)
            lines[name][1].set_data([], [])
        scale = c.h * max(abs(slope), 1e-300)
        seen.set_data(s, np.clip((near - near[40]) / scale, -3, 3))
        chart.put(tangent, s, s * np.sign(slope))
        tangent[1].set_data([], [])
        if not np.isfinite(slope + error).all():
            return "The backward pass returns NaN or infinity: there is no error to measure."
        # Where rounding has a part in it, no more than the size of the error is the same on every processor.
        sure = rounding < 1e-3 * error
        told = number(error[at]) if sure[at] else f"of the order of {power(rounding[at] + formula[at])}"
        says = f"At h = {number(steps[at])} the relative error of the {c.formula} difference is {told}. "
        if error.min() > 1e-4:
            return says + f"It is never nearer than {number(error.min())}, at any h: no V, so the backward pass is wrong."
        best = (rounding + formula).argmin()
        says += f"It is nearest where the two lines cross, about h = {number(steps[best])}: of the order of "
        says += f"{power(rounding[best] + formula[best])}. "
        if at > best:
            kinks = " and has kinks" * (c.activation == "relu")
            return f"{says}Here h is too long: the loss bends over such a stretch{kinks}."
        short = "Here h is too short: the two losses agree in nearly all their digits, and only rounding is left."
        return says + short * bool(at < best)

    return Live(
        fig, show, compute=compute,
        controls={"h": controls.MarkSlider("h", 1.0, [float(f"{h:.3g}") for h in steps], np.log),
                  "formula": controls.menu("difference", ["central", "one-sided"]),
                  "activation": controls.menu("activation f", ["relu"] if backward else ["tanh", "relu"]),
                  "seed": controls.slider("weights no.", 0, 0, 9, 1)},
        yours={"backward": (backward and own_backward(backward), flat(network.backward))},
        goal=("find an h at which the central difference is right to ten digits",
              lambda c, r: c.formula == "central" and r[0][np.abs(np.log(steps / c.h)).argmin()] < 1e-10),
    )  # fmt: skip
