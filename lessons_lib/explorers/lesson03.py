"""Lesson 3: momentum and Adam, raced, opened up, and tried at thousands of settings. One function for each explorer.

optimizers, adam: the learner's own rules, as make(lr, …) -> Optimizer. surfaces: the learner's own, a list of Surface.
"""

import numpy as np

from .. import theory
from ..optimizers import Optimizer, minimize, momentum
from ..optimizers import adam as library_adam
from ..plots import descent, style
from ..plots import race as draw
from ..plots.style import raised
from .bowls import oscillators, rotation  # noqa: F401  two more explorers of this lesson
from .controls import MarkSlider, RateSlider, decay, menu, switch
from .entrance import explorer
from .ground import RULES, ZERO, Ground, opened, own_walk, settled, walk_by
from .live import Live
from .words import many, number, pair

LOOKS = {name: style.OPTIMIZERS[name] for name in RULES}
SEARCHED = np.geomspace(1e-4, 100, 49)  # the rates among which each rule finds its best


@explorer
def race(optimizers=None, surfaces=(), steps=150):
    """Show all optimizers walk from one start on one surface: paths, balls, and their losses."""
    fig, plane, side = style.figure(1, 1, height=4.0)
    ground, own = Ground(plane, surfaces), _named(optimizers)
    colours = zip(own, [style.INK, style.GREY] * 9, strict=False)
    looks = LOOKS | {name: style.OPTIMIZERS["mine"] | {"color": color} for name, color in colours}
    walks = {name: descent.walk(plane, **look) for name, look in looks.items()}
    for path, _ in walks.values():
        path.set_marker("")
    draw.chart(side, 1e-12, 1e4, "loss f", xlim=(-0.02 * steps, 1.02 * steps))
    curves = draw.lines(side, looks, "lower left")

    def compute(c, **mine):
        surface, start, factor = ground.surface(c), np.array([c.x, c.y]), float(c.scale)

        def gradient(theta):
            return factor * surface.gradient(theta)

        def best(rule):
            last = walk_by(rule, steps, keep_path=False)(gradient, np.tile(start, (len(SEARCHED), 1)), SEARCHED[:, None])
            return SEARCHED[np.nan_to_num(surface.f(last), nan=np.inf).argmin()]

        rates = {name: best(rule) if c.rates == "each its best" else c.lr for name, rule in RULES.items()}
        paths = {name: minimize(gradient, start, rule(rates[name]), steps) for name, rule in RULES.items()}
        rates |= dict.fromkeys(own, c.lr)
        paths |= {name: mine[f"mine{i}"](gradient, start, c.lr) for i, name in enumerate(own)}
        return surface, rates, paths, {name: surface.f(path) for name, path in paths.items()}

    def show(c, result):
        surface, rates, paths, losses = result
        ground.show(c, surface)
        for name, path in paths.items():
            descent.place(walks[name], path[: c.t + 1])
            draw.put(curves[name], np.arange(steps + 1), losses[name], c.t)
        now = {name: float(settled(surface, loss[c.t])) for name, loss in losses.items()}
        sound = [name for name in now if np.isfinite(now[name])]
        own_rates = {name: f" (α = {number(rate)})" for name, rate in rates.items() if c.rates == "each its best"}
        told = [f"{name} {number(value)}{own_rates.get(name, '')}" for name, value in now.items()]
        away = [name for name in now if not losses[name][-1] <= 10 * max(losses[name][0], 1e-3)]
        lowest = [name for name in sound if now[name] == min(now[other] for other in sound)]
        says = f"From {pair((c.x, c.y))}, after {many(c.t, 'step')}, the losses are: {', '.join(told)}. "
        best = f"Lowest: {', '.join(lowest)}." if lowest else "No loss is a number any more."
        says += "All are equal." if lowest == list(now) else best
        says += ZERO * any(now[name] == 0 != losses[name][c.t] for name in now)
        if not away:
            return says
        searched = set(RULES) if c.rates == "each its best" else set()  # a learner's rule is never searched for its best rate
        helps = "A smaller rate may hold it" if set(away) - searched else "No rate from 10⁻⁴ to 100 holds it"
        return f"{says} Far above the start in the end: {', '.join(away)}. {helps}."

    return ground.drives(Live(fig, show, compute=compute, steps=steps, note=ground.note, pointer=ground.pointer,
        controls={"lr": RateSlider("learning rate α", 0.03, 1e-4, 10), "rates": menu("rates", ["one for all", "each its best"]),
                  "scale": MarkSlider("loss times", 1, [1, 10, 100, 1000], np.log), **ground.controls},
        yours={f"mine{i}": (own_walk(make, steps), walk_by(library_adam, steps)) for i, make in enumerate(own.values())},
        goal=("find a setting where plain gradient descent beats Adam, at a loss below 10⁻⁶",
              lambda c, r: r[3]["gradient descent"][-1] < min(r[3]["Adam"][-1], 1e-6))))  # fmt: skip


def _named(optimizers):
    """Return the learner's rules by name, none of them a library's; a single rule is called mine."""
    if optimizers is None:
        return {}
    several = isinstance(optimizers, (dict, list, tuple)) and not isinstance(optimizers, Optimizer) and len(optimizers) > 0
    if not several:
        optimizers = {"mine": optimizers}
    if not isinstance(optimizers, dict):
        optimizers = {f"mine {i}": rule for i, rule in enumerate(optimizers, 1)}
    return {(f"{name} (mine)" if name in RULES else str(name).replace("$", "")): rule for name, rule in optimizers.items()}


@explorer
def anatomy(adam=None, steps=60):
    """Show what Adam remembers and what it does at one step: g, m, v, m̂, v̂, the step, and the correction of the bias."""
    fig, plane, left, right, strip = style.figure(1.15, 0.8, 0.62, height=5.6, strip=0.3)
    ground, path = Ground(plane), descent.walk(plane, **style.OPTIMIZERS["Adam"])
    arrows = {}
    for name, color in {"−g": style.BLUE, "−m̂": style.ORANGE, "step": style.INK}.items():
        arrows[name] = descent.arrow(plane, color)
        plane.plot([], [], color=color, linewidth=3, label=name)
    plane.legend(frameon=False, fontsize=10, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1), labelcolor=style.INK)
    memory = draw.bars(left, ["g", "m", "m̂", "√v", "√v̂"], 1.6)
    moves = draw.bars(right, [""], 3.5, legend=False)
    right.set(xticks=[-1, 0, 1])
    right.set_title("step / α", fontsize=11)
    for low, high in ((-0.6, -0.27), (-0.13, 0.13), (0.27, 0.6)):  # not through the numbers
        right.vlines([-1, 1], low, high, color=style.GREY, linewidth=1, linestyle="--")
    draw.chart(strip, 0, 8, "m / √v as a multiple of m̂ / √v̂ (more than 8: at the edge)", xlim=(0, steps), yscale="linear")
    ratio = draw.lines(strip, {"×": {"color": style.PURPLE}}, None)["×"]
    correct = {} if adam else {"correct": switch("bias correction", True)}

    def compute(c, adam):
        surface = ground.surface(c)
        settings = c.lr, c.beta1, c.beta2, 1e-8, *([c.correct] if correct else [])
        return surface, adam(surface.gradient, np.array([c.x, c.y]), *settings)

    def library(gradient, start, lr, beta1, beta2, eps, correct=True):
        return opened(gradient, start, library_adam(lr, beta1, beta2, eps, correct), steps)

    def show(c, result):
        surface, rows = result
        ground.show(c, surface)
        t, (theta, g, m, v) = c.t, rows[c.t]
        descent.place(path, rows[: t + 1, 0])
        fixed = getattr(c, "correct", True) and t > 0
        m_hat, v_hat = (m / (1 - c.beta1**t), v / (1 - c.beta2**t)) if fixed else (m, v)
        before = rows[max(t - 1, 0), 0]
        step = theta - before
        values = np.stack([g, m, m_hat, np.sqrt(v), np.sqrt(v_hat)])
        draw.fill(memory, values / max(np.abs(values).max(), 1e-300), [[number(a) for a in row] for row in values])
        share, long = step / (c.lr or np.inf), 0.22 * np.ptp(plane.get_xlim())
        draw.fill(moves, [share], [[number(a) for a in share]])
        wide = long / max(np.abs([g, m_hat]).max(), 1e-300)
        tips = -wide * g, -wide * m_hat, step * long / max(np.abs(step).max(), 1e-300)
        for arrow, tip in zip(arrows.values(), tips, strict=True):
            ok = np.isfinite(tip).all() and np.abs(theta).max() < descent.FAR
            arrow.set_visible(bool(ok and np.abs(tip).max() > 0))
            if ok:
                arrow.set_positions(before, before + tip)
        times = np.arange(1, steps + 1)
        shares = (1 - c.beta1**times) / np.sqrt(1 - c.beta2**times)
        draw.put(ratio, times, shares, max(t - 1, 0))
        if t == 0:
            return "Before the first step m = 0 and v = 0: Adam remembers nothing yet. Step forward."
        (_, _, m0, v0), b1, b2 = rows[t - 1, :, 0], number(c.beta1, 4), number(c.beta2, 4)
        says = f"Step {t}, for θ₁: g = {number(g[0])}. m = {b1} · ({number(m0)}) + {number(1 - c.beta1)} · g = {number(m[0])}. "
        says += f"v = {b2} · {number(v0)} + {number(1 - c.beta2)} · g² = {number(v[0])}. "
        if fixed:
            says += f"m̂ = m / (1 − {b1}{raised(t)}) = {number(m_hat[0])}, v̂ = v / (1 − {b2}{raised(t)}) = {number(v_hat[0])}. "
        means = [c.beta1 * m0 + (1 - c.beta1) * g[0], c.beta2 * v0 + (1 - c.beta2) * g[0] ** 2]
        due = -c.lr * m_hat[0] / (np.sqrt(max(v_hat[0], 0)) + 1e-8)
        if adam and not np.allclose([m[0], v[0], step[0]], [*means, due], rtol=1e-6, atol=1e-12):
            says = f"Step {t}, for θ₁: g = {number(g[0])}. Yours has m = {number(m[0])}, v = {number(v[0])} and the step "
            says += f"{number(step[0])}. From its own m and v of the step before, the formulas give m = {number(means[0])}, "
            return says + f"v = {number(means[1])}, and from yours the step {number(due)}."
        rule = "m̂ / (√v̂ + ε)" if fixed else "m / (√v + ε)"
        says += f"The step is −α · {rule} = {number(step[0])}, and for θ₂ {number(step[1])}. "
        other, factor = ("Uncorrected", shares[t - 1]) if fixed else ("Corrected", 1 / shares[t - 1])
        return f"{says}{other} it would be {number(factor)} times as long."

    return ground.drives(Live(fig, show, compute=compute, steps=steps, at=9, pointer=ground.pointer,
        controls={"lr": RateSlider("learning rate α", 0.3, 1e-3, 3), "beta1": decay("decay rate β₁", 0.9),
                  "beta2": decay("decay rate β₂", 0.999, 4), **correct, **ground.controls},
        yours={"adam": (adam and own_walk(adam, steps, "all"), library)},
        goal=("with the bias corrected, find a step that moves one parameter by more than 1.5 α",
              lambda c, r: c.t > 0 and c.lr > 0 and getattr(c, "correct", True)
              and np.abs(r[1][c.t, 0] - r[1][c.t - 1, 0]).max() > 1.5 * c.lr)))  # fmt: skip


@explorer
def settings_map(adam=None, steps=200, side=64):
    """Show the final loss over the whole square of learning rates and β₁, computed live, and the path of the setting chosen."""
    fig, square, plane = style.figure(1.3, 1, height=4.6)
    ground, walk = Ground(plane), descent.walk(plane)
    lr = RateSlider("learning rate α", 0.1, 1e-3, 100, (side - 1) / 5, zero=False)
    beta1 = decay("decay rate β₁", 0.9, 2.5, side)
    across, up = np.log10(lr.marks), -np.log10(1 - beta1.marks)  # both evenly spaced
    square.set(xlim=(across[0], across[-1]), ylim=(up[0], up[-1]), xlabel="learning rate α", ylabel="decay rate β₁")
    square.set_xticks(range(-3, 3), [f"{10.0**k:g}" for k in range(-3, 3)])
    square.set_yticks(-np.log10(1 - np.array([0, 0.5, 0.9, 0.99])), ["0", "0.5", "0.9", "0.99"])
    heat = draw.heat(fig, square, np.arange(-12, 4), "log₁₀ of the loss at the end (grey: above its start)")
    edge = style.mark(square, color=style.VERMILLION, linewidth=2, linestyle="--", zorder=3)
    best, here = descent.bottom(square), draw.cross(square)
    seen = {}  # the final losses of the last map, by what it depends on

    def compute(c, adam, walk_one):
        surface, start = ground.surface(c), np.array([c.x, c.y])
        key = c.rule, c.surface, c.condition, c.angle, c.x, c.y, c.beta2 * (c.rule == "Adam"), adam is library
        walk_all, walk_one = (adam, walk_one) if c.rule == "Adam" else momenta
        if key not in seen:
            last = walk_all(surface.gradient, start, lr.marks[:, None], beta1.marks[:, None, None], c.beta2, 1e-8)
            seen.clear()
            seen[key] = surface.f(np.broadcast_to(last, (len(up), len(across), 2)))
        path = walk_one(surface.gradient, start, c.lr, c.beta1, c.beta2, 1e-8)
        return surface, seen[key], path, surface.f(path)

    library, library_one = (walk_by(library_adam, steps, keep_path) for keep_path in (False, True))
    momenta = [walk_by(lambda lr, beta1, *_: momentum(lr, beta1), steps, keep_path) for keep_path in (False, True)]

    def show(c, result):
        surface, final, path, losses = result
        ground.show(c, surface)
        told, told_final = settled(surface, losses), settled(surface, final)
        heat.set_data(np.where(final <= losses[0], np.log10(np.maximum(final, 1e-300)), np.nan))
        here.set_data([np.log10(c.lr)], [-np.log10(1 - c.beta1)])
        for line in walk:
            line.set_color(LOOKS[c.rule]["color"])
        walk[0].set_linestyle(LOOKS[c.rule]["linestyle"])
        descent.place(walk, path[: c.t + 1])
        known = c.surface == "bowl" and c.rule == "momentum"
        limit, (rate, beta) = theory.momentum_limit(beta1.marks, c.condition), theory.best_momentum(1, c.condition)
        edge.set_data(*((np.log10(limit), up) if known else ([], [])))
        best.set_data(*(([np.log10(rate)], [-np.log10(1 - beta)]) if known else ([], [])))
        low = np.unravel_index(np.nan_to_num(final, nan=np.inf).argmin(), final.shape)
        says = f"With α = {number(c.lr)} and β₁ = {number(c.beta1)} {c.rule} is at a loss of {number(told[c.t])} "
        says += f"after {many(c.t, 'step')} from {pair((c.x, c.y))}. "
        where = f", at α = {number(lr.marks[low[1]])} and β₁ = {number(beta1.marks[low[0]])}"
        if told_final[low] == 0 != final[low]:
            several = (
                f"{(told_final == 0).sum():,} of the {final.size:,} settings end where rounding cannot tell the loss from 0. "
            )
        else:
            several = f"The lowest of the {final.size:,} settings is {number(final[low])}{where}. "
        says += f"Each of the {final.size:,} settings ends at {number(final[low])}. " if np.ptp(final) == 0 else several
        if not known:
            return says
        says += "Theory: it diverges to the right of the dashed line, and in the long run the star is the fastest"
        return says + f", at α = {number(rate)} and β₁ = {number(beta)}."

    return ground.drives(Live(fig, show, compute=compute, steps=steps, note=ground.note,
        controls={"lr": lr, "beta1": beta1, "rule": menu("rule", ["momentum", "Adam"], "Adam" if adam else None),
                  "beta2": decay("Adam only: β₂", 0.999, 4), **ground.controls},
        pointer={**ground.pointer, square: lambda kind, u, v: {"lr": 10**u, "beta1": 1 - 10**-v}},
        yours={"adam": (adam and own_walk(adam, steps, "end"), library),
               "walk_one": (adam and own_walk(adam, steps), library_one)},
        goal=("with Adam on rosenbrock, stand on a setting that ends below 10⁻³",
              lambda c, r: c.rule == "Adam" and c.surface == "rosenbrock" and r[3][-1] < 1e-3)))  # fmt: skip
