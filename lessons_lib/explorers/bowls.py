"""Two more explorers of lesson 3, on a bowl: what turning it does to Adam, and momentum as two swings."""

import numpy as np

from .. import theory
from ..optimizers import adam, gradient_descent, minimize, momentum, rmsprop
from ..plots import descent, style
from ..plots import race as draw
from ..surfaces import quadratic
from .controls import RateSlider, slider
from .entrance import explorer
from .ground import ellipses
from .live import Live
from .words import many, number


@explorer
def rotation(steps=100):
    """Show that turning the bowl leaves gradient descent and momentum as they are, and takes Adam's advantage away."""
    fig, plane, side = style.figure(1, 1, height=3.9)
    descent.plane(plane, (-4.3, 4.3, -4.1, 4.1), "θ₁", "θ₂")
    curves, angles = descent.rings(plane, 7), np.arange(0.0, 91.0, 3.0)
    descent.star(plane, (0, 0))
    looks = {name: style.OPTIMIZERS[name] for name in ("gradient descent", "momentum", "RMSProp", "Adam")}
    walks = {name: descent.walk(plane, **look) for name, look in looks.items()}
    draw.chart(side, 1e-10, 1e3, "loss after t steps", "angle of the bowl, degrees", (-2, 92), yscale="log")
    lines = draw.lines(side, looks, "upper left", 2)

    def compute(c):
        turn = np.deg2rad(np.append(angles, c.angle))
        along = np.stack([np.cos(turn), np.sin(turn)], axis=-1)  # (angles, 2), the flat direction of each bowl
        across = np.stack([-np.sin(turn), np.cos(turn)], axis=-1)

        def parts(theta):
            return (theta * along).sum(-1, keepdims=True), (theta * across).sum(-1, keepdims=True)

        def heights(theta):
            u, w = parts(theta)
            return (u**2 + c.condition * w**2)[..., 0] / 2

        def gradient(theta):
            u, w = parts(theta)
            return u * along + c.condition * w * across

        best = theory.best_momentum(1, c.condition)
        rules = [gradient_descent(2 / (1 + c.condition)), momentum(*best), rmsprop(c.lr), adam(c.lr)]
        start = 3.5 * along + 1.2 * across  # turned with the bowl
        paths = {name: minimize(gradient, start, rule, steps) for name, rule in zip(looks, rules, strict=True)}
        return paths, {name: heights(path) for name, path in paths.items()}  # (steps + 1, angles)

    def show(c, result):
        paths, losses = result
        curves.set_segments(ellipses(c.condition, np.deg2rad(c.angle)))
        for name, path in paths.items():
            descent.place(walks[name], path[: c.t + 1, -1])
            draw.put(lines[name], angles, losses[name][c.t, :-1], np.abs(angles - c.angle).argmin())
        now = {name: loss[c.t] for name, loss in losses.items()}
        says = f"The bowl is turned by {c.angle}°. After {many(c.t, 'step')}: "
        says += ", ".join(f"{name} {number(value[-1])}" for name, value in now.items()) + ". "
        says += f"Along the axes, at 0°, Adam would have {number(now['Adam'][0])}, at 45° {number(now['Adam'][15])}. "
        return says + "Gradient descent and momentum, each at its best fixed setting, do not see the turn."

    return Live(fig, show, compute=compute, steps=steps,
        controls={"angle": slider("angle, degrees", 0, 0, 90, 1), "condition": RateSlider("condition κ", 100, 2, 100, zero=False),
                  "lr": RateSlider("α RMSProp, Adam", 0.1, 0.01, 2)},
        goal=("turn the bowl until Adam is a thousand times worse than at 0°",
              lambda c, r: r[1]["Adam"][-1, -1] > 1e3 * r[1]["Adam"][-1, 0]))  # fmt: skip


@explorer
def oscillators(steps=60):
    """Show momentum on a bowl as two swings, one along each direction of curvature, and where each of them begins to swing."""
    fig, plane, side, strip = style.figure(1, 1, height=4.8, strip=0.16)
    flat, steep, start = 1.0, 10.0, (-4.0, 2.0)
    bowl = quadratic(steep, 30)
    descent.plane(plane, bowl.extent, "θ₁", "θ₂")
    descent.shadow(plane, ellipses(steep, np.deg2rad(30)))
    descent.star(plane, (0, 0))
    vectors = np.array([[np.cos(np.pi / 6), -0.5], [0.5, np.cos(np.pi / 6)]])  # columns: flat, steep
    descent.axes(plane, np.zeros(2), vectors)
    walk, legs = descent.walk(plane, **style.OPTIMIZERS["momentum"]), descent.legs(plane)
    draw.chart(side, -1.3, 1.3, "each part of the error, as a share of its start", xlim=(-1, steps + 1), yscale="linear")
    names = ["flat direction, λ = 1", "steep direction, λ = 10"]
    lines = draw.lines(side, dict(zip(names, descent.TWO, strict=True)), "lower right")
    draw.chart(strip, 0, 1, "", "decay rate β₁", (-0.01, 1.0), yscale="linear")
    strip.set(yticks=[])
    marks = [draw.upright(strip, look["color"]) for look in descent.TWO]
    now = descent.pointer(strip)

    def compute(c):
        path = minimize(bowl.gradient, start, momentum(c.lr, c.beta1), steps)
        parts = path @ vectors
        return path, parts, parts / parts[0], [theory.critical_beta(c.lr, v) for v in (flat, steep)]

    def show(c, result):
        path, parts, shares, critical = result
        descent.place(walk, path[: c.t + 1])
        descent.place_legs(legs, np.zeros(2), vectors, parts[c.t])
        for i, name in enumerate(names):
            draw.put(lines[name], np.arange(steps + 1), shares[:, i], c.t)
            marks[i].set_xdata([critical[i]] * 2)
        now.set_data([c.beta1], [0.5])
        still = ["zig-zags" if c.lr * v > 1 else "comes straight in" for v in (flat, steep)]
        swing = ["swings" if c.beta1 > k else word for k, word in zip(critical, still, strict=True)]
        says = f"With α = {number(c.lr)} and β₁ = {number(c.beta1)} the flat part {swing[0]} "
        says += f"(it swings beyond β₁ = {number(critical[0])}) and the steep part {swing[1]} (beyond {number(critical[1])}). "
        if c.lr >= theory.momentum_limit(c.beta1, steep):
            return says + f"α is beyond {number(theory.momentum_limit(c.beta1, steep))}: the steep part grows, and it diverges."
        return says + f"After {many(c.t, 'step')} the shares left are {number(shares[c.t, 0])} and {number(shares[c.t, 1])}."

    return Live(fig, show, compute=compute, steps=steps,
        controls={"lr": RateSlider("learning rate α", 0.15, 0.01, 10), "beta1": slider("decay rate β₁", 0.9, 0.0, 0.99, 0.01)},
        pointer={strip: lambda kind, u, v: {"beta1": u}},
        goal=("both shares below 10⁻⁶ after 60 steps", lambda c, r: np.abs(r[2][-1]).max() < 1e-6))  # fmt: skip
