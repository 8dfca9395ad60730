"""The loss at the end over a whole square of learning rates and β₁."""

from typing import ClassVar, NamedTuple

import numpy as np

from ... import optimizers, theory
from ...live.controls import RateSlider, decay, menu
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.pointer import Field
from ...live.words import many, number, pair, sentences
from ...plots import charts, descent, style
from ...surfaces import Surface
from ..shared.ground import Ground
from ..shared.own_walks import OwnEnds, OwnWalk
from ..shared.rules import walk_by
from .rounding import settled

EPS = 1e-8
TICKS = [0, 0.5, 0.9, 0.99]  # of β₁
CHOICES = ["momentum", "Adam"]
BANDS = np.arange(-12, 4)  # log₁₀ of the loss


class Square(NamedTuple):
    """The loss at the end for every setting, and the walk by the one that is chosen."""

    surface: Surface
    final: np.ndarray  # (β₁, α)
    path: np.ndarray  # (steps + 1, 2)
    losses: np.ndarray  # (steps + 1,) on the path


@explorer
class SettingsMap(Explorer):
    """The final loss over the whole square of learning rates and β₁, computed live, and the path of
    the setting chosen.
    """

    aim = "with Adam on rosenbrock, stand on a setting that ends below 10⁻³"
    wins = ({"rule": "Adam", "surface": "rosenbrock", "lr": 0.864, "beta1": 0.878},)
    sliders = ("lr", "beta1", "beta2", "condition", "angle", "x", "y", "t")
    starts: ClassVar = {"rule": "Adam", "lr": 0.01}  # where every slider moves the picture
    needs: ClassVar = {"beta2": {"rule": "Adam"}, **Ground.needs}
    tucked = Ground.tucked

    def __init__(self, adam=None, steps=200, side=64):
        figure, square, plane = style.figure(1.3, 1, height=4.6)
        self.ground = Ground(self, plane)
        self.walk = descent.walk(plane)
        lr = RateSlider("learning rate α", 0.1, 1e-3, 100, (side - 1) / 5, zero=False)
        beta1 = decay("decay rate β₁", 0.9, 2.5, side)
        self.rates = lr.marks  # across
        self.betas = beta1.marks  # up
        self._draw_square(figure, square)
        self._walk_by_the_library(steps)
        self._known = None  # what the map `_final` depends on
        self._final = None
        super().__init__(
            figure,
            steps=steps,
            note=self.ground.note,
            controls={
                "lr": lr,
                "beta1": beta1,
                "rule": menu("rule", CHOICES, "momentum" if adam is None else "Adam"),
                "beta2": decay("Adam only: β₂", 0.999, 4),
                **self.ground.controls,
            },
            yours={
                "adam": Yours(adam and OwnEnds(adam, steps), self.adam_ends, may_diverge=True),
                "walk_one": Yours(adam and OwnWalk(adam, steps), self.adam_walk, may_diverge=True),
            },
            pointer={
                **self.ground.pointer,
                square: Field(
                    "the cross, α across and β₁ up",
                    across="lr",
                    up="beta1",
                    take=lambda kind, u, v: {"lr": 10**u, "beta1": 1 - 10**-v},
                ),
            },
        )

    def _draw_square(self, figure, square):
        """Prepare the map, on which both axes are evenly spaced, and keep what moves on it."""
        across, up = place_on_map(self.rates, self.betas)
        square.set(xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))
        square.set(xlabel="learning rate α", ylabel="decay rate β₁")
        square.set_xticks(range(-3, 3), [f"{10.0**k:g}" for k in range(-3, 3)])
        square.set_yticks(place_on_map(1, TICKS)[1], [f"{beta:g}" for beta in TICKS])
        title = "log₁₀ of the loss at the end (grey: above its start)"
        self.heat = charts.heat(figure, square, BANDS, title)
        look = {"color": style.VERMILLION, "linewidth": 2, "linestyle": "--", "zorder": 3}
        self.edge = style.rimmed(square, **look)
        self.best = descent.bottom(square)
        self.here = charts.cross(square)

    def _walk_by_the_library(self, steps):
        """Make the walks that take α, β₁, β₂ and ε: their ends, and their path."""
        self.adam_ends = walk_by(optimizers.adam, steps, keep_path=False)
        self.adam_walk = walk_by(optimizers.adam, steps)
        self.momentum_ends = walk_by(momentum_alone, steps, keep_path=False)
        self.momentum_walk = walk_by(momentum_alone, steps)

    def led(self, c):
        return self.ground.led(c)

    def compute(self, c, adam, walk_one):
        ends, walk = adam, walk_one
        if c.rule == "momentum":
            ends, walk = self.momentum_ends, self.momentum_walk
        surface = self.ground.surface(c)
        start = np.array([c.x, c.y])
        final = self.final(c, ends, surface, start)
        path = walk(surface.gradient, start, c.lr, c.beta1, c.beta2, EPS)
        return Square(surface, final, path, surface.f(path))

    def final(self, c, ends, surface, start):
        """Return the loss at the end for every setting (β₁, α). The last map is remembered."""
        beta2 = c.beta2 if c.rule == "Adam" else None
        # A learner's walk is another object at each move, and may have failed.
        own = ends not in (self.adam_ends, self.momentum_ends)
        key = c.rule, own, beta2, c.surface, c.condition, c.angle, c.x, c.y
        if key != self._known:
            rates = self.rates[:, None]
            betas = self.betas[:, None, None]
            last = ends(surface.gradient, start, rates, betas, c.beta2, EPS)
            places = np.broadcast_to(last, (len(self.betas), len(self.rates), 2))
            self._final = surface.f(places)
            self._known = key
        return self._final

    def paint(self, c, square):
        self.ground.show(c, square.surface)
        below = square.final <= square.losses[0]
        self.heat.set_data(np.where(below, np.log10(np.maximum(square.final, 1e-300)), np.nan))
        self.here.set_data(*place_on_map([c.lr], [c.beta1]))
        look = style.OPTIMIZERS[c.rule]
        for line in self.walk:
            line.set_color(look["color"])
        self.walk[0].set_linestyle(look["linestyle"])
        descent.place(self.walk, square.path[: c.t + 1])
        self._paint_theory(c)

    def _paint_theory(self, c):
        """Put the edge of stability and the fastest setting on the map, where there is a theory."""
        if has_theory(c):
            limit = theory.momentum_limit(self.betas, c.condition)
            self.edge.set_data(*place_on_map(limit, self.betas))
            rate, beta = theory.best_momentum(1, c.condition)
            self.best.set_data(*place_on_map([rate], [beta]))
        else:
            self.edge.set_data([], [])
            self.best.set_data([], [])

    def say(self, c, square):
        loss = settled(square.surface, square.losses)[c.t]
        told = settled(square.surface, square.final)
        return sentences(
            f"With α = {number(c.lr)} and β₁ = {number(c.beta1)} {c.rule} is at a loss of "
            f"{number(loss)} after {many(c.t, 'step')} from {pair((c.x, c.y))}.",
            lowest(square.final, told, self.rates, self.betas),
            fastest(*theory.best_momentum(1, c.condition)) if has_theory(c) else "",
        )

    def won(self, c, square):
        return c.rule == "Adam" and c.surface == "rosenbrock" and square.losses[-1] < 1e-3


def momentum_alone(lr, beta1, beta2, eps):
    """Return the rule of momentum, which needs neither β₂ nor ε."""
    return optimizers.momentum(lr, beta1)


def place_on_map(rates, betas):
    """Return where rates and decay rates are on the map: log₁₀ α, and −log₁₀ (1 − β₁)."""
    return np.log10(rates), -np.log10(1 - np.asarray(betas))


def has_theory(c):
    """Is there a theory of what is walked? For momentum on a bowl there is."""
    return c.surface == "bowl" and c.rule == "momentum"


def lowest(final, told, rates, betas):
    """Say which setting ends lowest; final (β₁, α) are the losses, and `told` has 0 where rounding
    cannot tell them from it.
    """
    low = np.unravel_index(np.nan_to_num(final, nan=np.inf).argmin(), final.shape)
    if np.ptp(final) == 0:
        return f"Each of the {final.size:,} settings ends at {number(final[low])}."
    if told[low] == 0 != final[low]:
        return (
            f"{(told == 0).sum():,} of the {final.size:,} settings end where rounding cannot tell "
            "the loss from 0."
        )
    return (
        f"The lowest of the {final.size:,} settings is {number(final[low])}, at "
        f"α = {number(rates[low[1]])} and β₁ = {number(betas[low[0]])}."
    )


def fastest(rate, beta):
    """Say what theory knows of momentum on a bowl."""
    return (
        "Theory: it diverges to the right of the dashed line, and in the long run the star is the "
        f"fastest, at α = {number(rate)} and β₁ = {number(beta)}."
    )
