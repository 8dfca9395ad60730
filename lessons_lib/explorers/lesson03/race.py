"""All optimizers walk from one start on one surface."""

from itertools import cycle
from typing import NamedTuple

import numpy as np

from ...live.controls import MarkSlider, RateSlider, menu
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import many, number, pair, sentences
from ...optimizers import Optimizer, adam, minimize, momentum
from ...plots import charts, descent, style
from ...surfaces import Surface
from ..shared.ground import Ground
from ..shared.own_walks import OwnWalk
from ..shared.rules import RULES, source_adam, walk_by
from .rounding import ZERO, settled

LOOKS = {name: style.OPTIMIZERS[name] for name in RULES}
SEARCHED = np.geomspace(1e-4, 100, 49)  # the rates among which each rule finds its best
DECAYS = np.array(
    [0, 0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99]
)  # the same of β₁
WITH_DECAY = {"momentum": momentum, "ADAM (source)": source_adam, "Adam": adam}  # rule(α, β₁)
FIRST_STEP = (
    "RMSProp gets a flying start for a reason that Adam has ironed out: its average v starts at 0 "
    "and isn't corrected, so its first step is 10 α long."
)
FAR_ABOVE = 10  # times the loss at the start
EACH_BEST = "each its best"


class Walks(NamedTuple):
    """What every walker did, by its name."""

    surface: Surface
    rates: dict  # α
    decays: dict  # β₁, of the rules that have one
    paths: dict  # (steps + 1, 2)
    losses: dict  # (steps + 1,)

    def far_above(self):
        """Return the names of those that end far above their start, or nowhere."""
        return [name for name, loss in self.losses.items() if ends_far_above(loss)]


@explorer
class Race(Explorer):
    """All optimizers walk from one start on one surface: paths, balls, and their losses."""

    aim = "find a setting where plain gradient descent beats Adam, at a loss below 10⁻⁶"
    wins = ({"lr": 0.1},)
    needs = Ground.needs
    tucked = Ground.tucked
    sliders = ("lr", "scale", "condition", "angle", "x", "y", "t")

    def __init__(self, optimizers=None, surfaces=(), steps=150):
        self.steps = steps
        self.own = named(optimizers)
        figure, plane, chart = style.figure(1, 1, height=4.0)
        self.ground = Ground(self, plane, surfaces)
        looks = LOOKS | own_looks(self.own)
        self.balls = {name: descent.walk(plane, **look) for name, look in looks.items()}
        for path, _ in self.balls.values():
            path.set_marker("")
        charts.chart(chart, 1e-12, 1e4, "loss f", xlim=(-0.02 * steps, 1.02 * steps))
        self.curves = charts.lines(chart, looks, "lower left")
        yours = {}
        for i, make in enumerate(self.own.values()):
            mine = OwnWalk(make, steps)
            yours[f"mine{i}"] = Yours(mine, walk_by(adam, steps), may_diverge=True)
        super().__init__(
            figure,
            steps=steps,
            note=self.ground.note,
            controls={
                "lr": RateSlider("learning rate α", 0.03, 1e-4, 10),
                "rates": menu("rates", ["one for all", EACH_BEST]),
                "scale": MarkSlider("loss times", 1, [1, 10, 100, 1000], np.log),
                **self.ground.controls,
            },
            yours=yours,
            pointer=self.ground.pointer,
        )

    def led(self, c):
        return self.ground.led(c)

    def compute(self, c, **mine):
        surface = self.ground.surface(c)
        start = np.array([c.x, c.y])
        factor = float(c.scale)

        def gradient(theta):
            return factor * surface.gradient(theta)

        rates = dict.fromkeys([*RULES, *self.own], c.lr)
        decays = dict.fromkeys(WITH_DECAY, 0.9)
        if c.rates == EACH_BEST:
            for name in RULES:
                best = best_setting(name, surface.f, gradient, start, self.steps)
                rates[name] = best[0]
                if name in decays:
                    decays[name] = best[1]
        paths = {}
        for name in RULES:
            settings = [rates[name]] + ([decays[name]] if name in decays else [])
            rule = WITH_DECAY.get(name, RULES[name])
            paths[name] = minimize(gradient, start, rule(*settings), self.steps)
        for name, walk in zip(self.own, mine.values(), strict=True):
            paths[name] = walk(gradient, start, c.lr)
        losses = {name: surface.f(path) for name, path in paths.items()}
        return Walks(surface, rates, decays, paths, losses)

    def paint(self, c, walks):
        self.ground.show(c, walks.surface)
        for name, path in walks.paths.items():
            descent.place(self.balls[name], path[: c.t + 1])
            charts.put(self.curves[name], np.arange(self.steps + 1), walks.losses[name], c.t)

    def say(self, c, walks):
        exact = {name: float(losses[c.t]) for name, losses in walks.losses.items()}
        told = {name: float(settled(walks.surface, loss)) for name, loss in exact.items()}
        each_best = c.rates == EACH_BEST
        losses = [
            standing(name, loss, *([walks.rates[name], walks.decays.get(name)] * each_best))
            for name, loss in told.items()
        ]
        return sentences(
            f"From {pair((c.x, c.y))}, after {many(c.t, 'step')}, the losses are: "
            f"{', '.join(losses)}.",
            leaders(told),
            FIRST_STEP if c.surface == "saddle" and c.t else "",
            ZERO if any(told[name] == 0 != exact[name] for name in told) else "",
            divergence(walks.far_above(), searched=RULES if each_best else ()),
        )

    def won(self, c, walks):
        return walks.losses["gradient descent"][-1] < min(walks.losses["Adam"][-1], 1e-6)


def named(optimizers):
    """Return the learner's rules by name, none of them a library's; a single rule is called mine.

    A name is shown as it is: without the $ that would make it a formula.
    """
    if optimizers is None:
        return {}
    several = isinstance(optimizers, (dict, list, tuple)) and len(optimizers) > 0
    if not several or isinstance(optimizers, Optimizer):
        optimizers = {"mine": optimizers}
    if not isinstance(optimizers, dict):
        optimizers = {f"mine {i}": rule for i, rule in enumerate(optimizers, 1)}
    rules = {}
    for name, rule in optimizers.items():
        rules[f"{name} (mine)" if name in RULES else str(name).replace("$", "")] = rule
    return rules


def own_looks(names):
    """Return how the learner's rules are drawn, by their names."""
    colours = zip(names, cycle([style.INK, style.GREY]), strict=False)
    return {name: style.OPTIMIZERS["mine"] | {"color": colour} for name, colour in colours}


def best_setting(name, f, gradient, start, steps):
    """Return the α of SEARCHED and the β₁ of DECAYS with which a rule ends lowest on f; without a
    β₁ the second is 0.
    """
    rates = SEARCHED[:, None]  # (49, 1), and the last axis is θ's
    settings = [rates]
    crowd = np.tile(start, (len(SEARCHED), 1))
    rule = RULES[name]
    if name in WITH_DECAY:
        rule = WITH_DECAY[name]
        settings = [rates, DECAYS[:, None, None]]
        crowd = np.tile(start, (len(DECAYS), len(SEARCHED), 1))
    ends = walk_by(rule, steps, keep_path=False)(gradient, crowd, *settings)
    heights = np.nan_to_num(f(ends), nan=np.inf)
    place = np.unravel_index(heights.argmin(), heights.shape)
    return float(SEARCHED[place[-1]]), float(DECAYS[place[0]]) if name in WITH_DECAY else 0.0


def ends_far_above(losses):
    """Does a walk end far above its start, or at no number at all? losses (steps + 1,)"""
    return not losses[-1] <= FAR_ABOVE * max(losses[0], 1e-3)


def standing(name, loss, rate=None, decay=None):
    """Return where a walker stands, and its rate and β₁ where those are its own."""
    if rate is None:
        return f"{name} {number(loss)}"
    own = f"α = {number(rate)}" + ("" if decay is None else f", β₁ = {decay:g}")
    return f"{name} {number(loss)} ({own})"


def leaders(losses):
    """Say whose loss is the lowest; losses = {name: a number, or not finite}."""
    sound = [loss for loss in losses.values() if np.isfinite(loss)]
    if not sound:
        return "No loss is a number any more."
    lowest = [name for name, loss in losses.items() if loss == min(sound)]
    return "All are equal." if len(lowest) == len(losses) else f"Lowest: {', '.join(lowest)}."


def divergence(away, searched):
    """Say who ends far above the start, and what may help: `away` are their names, `searched` the
    names of all whose best rate was searched for. A learner's rule never is.
    """
    if not away:
        return ""
    helps = "A smaller rate may hold it"
    if set(away) <= set(searched):
        helps = "No rate from 10⁻⁴ to 100 holds it"
    return f"Far above the start in the end: {', '.join(away)}. {helps}."
