"""Adam opened up: what it remembers, and what it does at one step."""

from typing import NamedTuple

import numpy as np

from ... import optimizers
from ...live.controls import RateSlider, decay, switch
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import number, sentences
from ...plots import charts, descent, style
from ...plots.style import raised
from ...surfaces import Surface
from ..shared.ground import Ground
from ..shared.own_walks import OwnOpened, opened

EPS = 1e-8
TINY = 1e-300  # in place of a 0 to divide by
ARROWS = {"−g": style.BLUE, "−m̂": style.ORANGE, "step": style.INK}
DASHES = ((-0.6, -0.27), (-0.13, 0.13), (0.27, 0.6))  # of the lines at ±α: not through the numbers


class Inside(NamedTuple):
    """A walk of Adam, and what it held at each step."""

    surface: Surface
    rows: np.ndarray  # (steps + 1, 4, 2): θ, the gradient that led there, m and v


class Moment(NamedTuple):
    """What Adam holds at one step, each (2,), with the θ, m and v of the step before."""

    theta: np.ndarray
    g: np.ndarray
    m: np.ndarray
    v: np.ndarray
    m_hat: np.ndarray  # m and v corrected, or as they are
    v_hat: np.ndarray
    theta_before: np.ndarray
    m_before: np.ndarray
    v_before: np.ndarray

    def step(self):
        """Return the step that was taken."""
        return self.theta - self.theta_before


@explorer
class Anatomy(Explorer):
    """What Adam remembers and what it does at one step: g, m, v, m̂, v̂, the step, and the correction
    of the bias.
    """

    aim = "a step that moves both parameters equally far, though one slope is 10 times the other"
    wins = ({"condition": 100, "angle": 0, "t": 1},)
    needs = Ground.needs
    tucked = Ground.tucked
    sliders = ("lr", "beta1", "beta2", "condition", "angle", "x", "y", "t")

    def __init__(self, adam=None, steps=60):
        self.steps = steps
        self.own = adam is not None  # a learner's has no switch for the correction
        figure, plane, left, right, strip = style.figure(1.15, 0.8, 0.62, height=5.6, strip=0.3)
        self.plane = plane
        self.ground = Ground(self, plane)
        self.path = descent.walk(plane, **style.OPTIMIZERS["Adam"])
        self.arrows = named_arrows(plane)
        self.memory = charts.bars(left, ["g", "m", "m̂", "√v", "√v̂"], 1.6)
        self.moves = charts.bars(right, [""], 3.5, legend=False)
        mark_one_rate(right)
        title = "m / √v as a multiple of m̂ / √v̂ (more than 8: at the edge)"
        charts.chart(strip, 0, 8, title, xlim=(0, steps), yscale="linear")
        self.ratio = charts.lines(strip, {"×": {"color": style.PURPLE}}, None)["×"]
        correct = {} if self.own else {"correct": switch("bias correction", True)}
        super().__init__(
            figure,
            steps=steps,
            at=9,
            controls={
                "lr": RateSlider("learning rate α", 0.3, 1e-3, 3),
                "beta1": decay("decay rate β₁", 0.9),
                "beta2": decay("decay rate β₂", 0.999, 4),
                **correct,
                **self.ground.controls,
            },
            yours={
                "adam": Yours(adam and OwnOpened(adam, steps), self.by_library, may_diverge=True)
            },
            pointer=self.ground.pointer,
        )

    def by_library(self, gradient, start, lr, beta1, beta2, eps, correct=True):
        """Return what the library's Adam holds at each step: see `opened`."""
        rule = optimizers.adam(lr, beta1, beta2, eps, correct)
        return opened(gradient, start, rule, self.steps)

    def corrects(self, c):
        """Does Adam correct its bias?"""
        return self.own or c.correct

    def led(self, c):
        return self.ground.led(c)

    def compute(self, c, adam):
        surface = self.ground.surface(c)
        settings = [c.lr, c.beta1, c.beta2, EPS]
        if not self.own:
            settings.append(c.correct)
        return Inside(surface, adam(surface.gradient, np.array([c.x, c.y]), *settings))

    def moment(self, c, inside):
        """Return the Moment at the step that is shown."""
        return moment_at(inside.rows, c.t, c.beta1, c.beta2, self.corrects(c))

    def paint(self, c, inside):
        now = self.moment(c, inside)
        self.ground.show(c, inside.surface)
        descent.place(self.path, inside.rows[: c.t + 1, 0])
        self._paint_bars(c, now)
        self._paint_arrows(now)
        times = np.arange(1, self.steps + 1)
        charts.put(self.ratio, times, uncorrected(times, c.beta1, c.beta2), max(c.t - 1, 0))

    def _paint_bars(self, c, now):
        held = np.stack([now.g, now.m, now.m_hat, np.sqrt(now.v), np.sqrt(now.v_hat)])
        lengths = held / max(np.abs(held).max(), TINY)
        charts.fill(self.memory, lengths, [[number(a) for a in row] for row in held])
        share = now.step() / (c.lr or np.inf)
        charts.fill(self.moves, [share], [[number(a) for a in share]])

    def _paint_arrows(self, now):
        """Put the arrows where the step began: −g and −m̂ on one scale, the step on its own."""
        longest = 0.22 * np.ptp(self.plane.get_xlim())
        scale = longest / max(np.abs([now.g, now.m_hat]).max(), TINY)
        step = now.step()
        tips = {
            "−g": -scale * now.g,
            "−m̂": -scale * now.m_hat,
            "step": step * longest / max(np.abs(step).max(), TINY),
        }
        for name, tip in tips.items():
            arrow = self.arrows[name]
            ok = np.isfinite(tip).all() and np.abs(now.theta).max() < descent.FAR
            arrow.set_visible(bool(ok and np.abs(tip).max() > 0))
            if ok:
                arrow.set_positions(now.theta_before, now.theta_before + tip)

    def say(self, c, inside):
        if c.t == 0:
            return (
                "Before the first step m = 0 and v = 0: Adam remembers nothing yet. Step forward."
            )
        now = self.moment(c, inside)
        due = by_the_formulas(now, c.lr, c.beta1, c.beta2)
        mine = now.m[0], now.v[0], now.step()[0]
        if self.own and not np.allclose(mine, due, rtol=1e-6, atol=1e-12):
            return unlike_the_formulas(c.t, now.g[0], mine, due)
        corrected = self.corrects(c)
        return sentences(
            averages(c.t, now, c.beta1, c.beta2),
            corrections(c.t, now, c.beta1, c.beta2) if corrected else "",
            step_taken(now.step(), corrected),
            otherwise(uncorrected(c.t, c.beta1, c.beta2), corrected),
        )

    def won(self, c, inside):
        if not self.corrects(c) or c.t == 0 or c.lr == 0:
            return False
        now = self.moment(c, inside)
        slopes, moves = np.abs(now.g), np.abs(now.step())
        return slopes.max() > 10 * slopes.min() and np.ptp(moves) < 0.02 * moves.max()


def named_arrows(plane):
    """Return {name: moving arrow}, with a legend above the ax that stays."""
    arrows = {}
    for name, color in ARROWS.items():
        arrows[name] = descent.arrow(plane, color)
        plane.plot([], [], color=color, linewidth=3, label=name)
    where = {"loc": "lower center", "bbox_to_anchor": (0.5, 1), "ncols": 3}
    plane.legend(frameon=False, fontsize=10, labelcolor=style.INK, **where)
    return arrows


def mark_one_rate(ax):
    """Mark on the bars of the step where it is α long."""
    ax.set(xticks=[-1, 0, 1])
    ax.set_title("step / α", fontsize=11)
    for low, high in DASHES:
        ax.vlines([-1, 1], low, high, color=style.GREY, linewidth=1, linestyle="--")


def moment_at(rows, t, beta1, beta2, corrects):
    """Return the Moment at step t of rows (steps + 1, 4, 2); at step 0 nothing is corrected."""
    theta, g, m, v = rows[t]
    theta_before, _, m_before, v_before = rows[max(t - 1, 0)]
    m_hat, v_hat = m, v
    if corrects and t > 0:
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
    return Moment(theta, g, m, v, m_hat, v_hat, theta_before, m_before, v_before)


def uncorrected(t, beta1, beta2):
    """Return m / √v as a multiple of m̂ / √v̂ after t steps."""
    return (1 - beta1**t) / np.sqrt(1 - beta2**t)


def by_the_formulas(now, lr, beta1, beta2):
    """Return for θ₁ the m and v that come of those of the step before, and the step that comes of
    the m̂ and v̂ there are.
    """
    g = now.g[0]
    m = beta1 * now.m_before[0] + (1 - beta1) * g
    v = beta2 * now.v_before[0] + (1 - beta2) * g**2
    return m, v, -lr * now.m_hat[0] / (np.sqrt(max(now.v_hat[0], 0)) + EPS)


def unlike_the_formulas(t, g, mine, due):
    """Say where a learner's Adam leaves the formulas; `mine` and `due` are (m, v, step)."""
    m, v, step = (number(value) for value in mine)
    due_m, due_v, due_step = (number(value) for value in due)
    return (
        f"Step {t}, for θ₁: g = {number(g)}. Yours has m = {m}, v = {v} and the step {step}. "
        f"From its own m and v of the step before, the formulas give m = {due_m}, v = {due_v}, "
        f"and from yours the step {due_step}."
    )


def averages(t, now, beta1, beta2):
    """Say for θ₁ how m and v come of those of the step before."""
    g, m, v = number(now.g[0]), number(now.m[0]), number(now.v[0])
    old_m, old_v = number(now.m_before[0]), number(now.v_before[0])
    return (
        f"Step {t}, for θ₁: g = {g}. "
        f"m = {number(beta1, 4)} · ({old_m}) + {number(1 - beta1)} · g = {m}. "
        f"v = {number(beta2, 4)} · {old_v} + {number(1 - beta2)} · g² = {v}."
    )


def corrections(t, now, beta1, beta2):
    """Say for θ₁ how m and v are corrected."""
    return (
        f"m̂ = m / (1 − {number(beta1, 4)}{raised(t)}) = {number(now.m_hat[0])}, "
        f"v̂ = v / (1 − {number(beta2, 4)}{raised(t)}) = {number(now.v_hat[0])}."
    )


def step_taken(step, corrected):
    """Say the step (2,), and the formula of it."""
    formula = "m̂ / (√v̂ + ε)" if corrected else "m / (√v + ε)"
    return f"The step is −α · {formula} = {number(step[0])}, and for θ₂ {number(step[1])}."


def otherwise(multiple, corrected):
    """Say how long the step would be with the correction, or without; uncorrected it is this
    multiple of the corrected one.
    """
    if corrected:
        return f"Uncorrected it would be {number(multiple)} times as long."
    return f"Corrected it would be {number(1 / multiple)} times as long."
