"""What lesson 3's explorers walk on, and how: a surface seen from above, and the rules, the learner's own among them."""

import time

import numpy as np

from .. import entry, learner
from ..entry import shown
from ..optimizers import Optimizer, adam, gradient_descent, minimize, momentum, rmsprop
from ..plots import descent
from ..surfaces import SURFACES, Surface, quadratic
from .controls import RateSlider, digits, menu, slider

RULES = {"gradient descent": gradient_descent, "momentum": momentum, "RMSProp": rmsprop,
         "ADAM (source)": lambda lr: adam(lr, 0.9, 0.99, 10e-8, bias_correction=False), "Adam": adam}  # fmt: skip
NO_T = " In Adam, 1 − βᵗ is zero as long as t is 0: the first step is t = 1."


class Ground:
    """A surface on an ax, with the controls that choose it, shape it and set the start; `more` are the learner's own."""

    def __init__(self, ax, more=()):
        self.ax, self.now, self.explorer = ax, None, None
        own, self.note = own_surfaces(more)
        self.surfaces = SURFACES | own
        self.curves, self.stars = descent.rings(ax, 7), descent.bottom(ax)
        (left, right, low, high), (x, y) = SURFACES["bowl"].extent, SURFACES["bowl"].start
        self.controls = {
            "surface": menu("surface", list(self.surfaces)),
            "condition": RateSlider("bowl: condition κ", 10, 1, 100, zero=False),
            "angle": slider("bowl: angle (°)", 30, 0, 90, 1),
            "x": slider("start θ₁", x, left, right, 0.05),
            "y": slider("start θ₂", y, low, high, 0.05),
        }
        self.controls["surface"].observe(self._fit, "value")
        self.pointer = {ax: lambda kind, u, v: {"x": u, "y": v}}

    def drives(self, explorer):
        """Remember the explorer that has these controls, and return it."""
        self.explorer = explorer
        return explorer

    def _fit(self, change):
        """Give the start sliders the extent of the new surface, and its good start; the explorer draws afterwards, once."""
        surface = self.surfaces[change["new"]]
        with self.explorer.held():
            for name, start, low, high in zip("xy", surface.start, surface.extent[::2], surface.extent[1::2], strict=True):
                control, step = self.controls[name], 5 * 10 ** np.floor(np.log10((high - low) / 500))
                with control.hold_sync():
                    with control.hold_trait_notifications():
                        control.min, control.max, control.value, control.step = low, high, start, step
                        control.readout_format = digits(step)
                    # One message, limits first: else the page clamps a value to limits of another time, and sends that back.
                    control.send_state(["min", "max", "step", "readout_format", "value"])

    def surface(self, c):
        """Return the surface that the controls stand for."""
        return quadratic(c.condition, c.angle) if c.surface == "bowl" else self.surfaces[c.surface]

    def show(self, c, surface):
        """Draw it: the level curves of a bowl move with its sliders, those of any other surface stay."""
        if self.now != c.surface:
            self.now = c.surface
            for artist in [a for a in self.ax.collections if a is not self.curves]:
                artist.remove()
            descent.plane(self.ax, surface.extent, "θ₁", "θ₂")
            if c.surface != "bowl":
                left, right, low, high = surface.extent
                X, Y = np.meshgrid(np.linspace(left, right, 120), np.linspace(low, high, 120))
                heights = np.ma.masked_invalid(surface.f(np.stack([X, Y], axis=-1)))
                heights = np.ma.log10(heights - heights.min() + 1e-2)
                if np.ma.count(heights) and np.ptp(heights) > 1e-9:
                    descent.hills(self.ax, X, Y, heights, np.linspace(heights.min(), heights.max(), 11))
        self.curves.set_segments(ellipses(c.condition, np.deg2rad(c.angle)) if c.surface == "bowl" else [])
        self.stars.set_data(*np.reshape(surface.minimum, (-1, 2)).T)


def settled(surface, losses):
    """Return losses on a surface, those of a walker as 0 that stands at a minimum as nearly as its coordinates can say.

    Near a minimum at θ* a float can be off by 10⁻¹⁶ |θ*|, which costs the square of that. At (0, 0) there is no such limit.
    """
    floor = 1e-24 * np.abs(surface.minimum).max() ** 2
    return np.where(np.abs(losses) < floor, 0.0, losses)


ZERO = " 0 stands for a loss that rounding cannot tell from 0."


def ellipses(condition, angle):
    """Return seven level curves of a bowl, turned by `angle` radians, each (73, 2)."""
    phi, turn = np.linspace(0, 2 * np.pi, 73), np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shape = turn @ np.stack([np.cos(phi), np.sin(phi) / np.sqrt(condition)])  # (2, 73)
    return [0.75 * k * shape.T for k in range(1, 8)]


def own_surfaces(more):
    """Return the learner's surfaces by name, those that will do, and a note about those that will not."""
    found, notes = {}, []
    given = [] if more is None else more if isinstance(more, list) or type(more) is tuple else [more]
    for surface in given:
        try:
            own = _checked(surface)
            found[own.name] = own
        except Exception as error:  # whatever an object says when it is asked for its parts
            name = surface.name if isinstance(surface, Surface) else shown(surface, 40)
            notes.append(f"The surface {name} is left out: {learner.said_by(error, bare=True).rstrip('.')}.")
    return found, " ".join(notes)


def _checked(surface):
    """Return a learner's surface made safe. Trouble or ValueError says why it will not do."""
    left, right, low, high = entry.numbers("extent", surface.extent)
    start, lowest = entry.parameters("start", surface.start, 2), entry.parameters("minimum", surface.minimum, 2)
    if left >= right or low >= high or start.shape != (2,):
        extent = "extent must be (left, right, bottom, top), left below right and bottom below top"
        raise ValueError(f"{extent}, and start two numbers")
    crowd = start + np.linspace(0, 0.1, 24).reshape(3, 4, 2)
    began = time.perf_counter()
    for function, shape in ((surface.f, (3, 4)), (surface.gradient, (3, 4, 2))):
        many = learner.as_numbers(learner.name_of(function), learner.run(function, crowd), np.full(shape, np.inf))
        one = learner.as_numbers(learner.name_of(function), learner.run(function, crowd[1, 2]), np.full(shape[2:], np.inf))
        if not np.allclose(many[1, 2], one, equal_nan=True):
            raise ValueError("it must take many places at once, theta of shape (..., 2): write theta[..., 0], not theta[0]")
    if time.perf_counter() - began > 0.25:
        raise ValueError("it is too slow: a race asks for its slope many hundred times at each move")
    name = f"{surface.name} (mine)" if surface.name in SURFACES else str(surface.name)
    f, gradient = _survives(surface.f, lambda theta: theta[..., 0]), _survives(surface.gradient, lambda theta: theta)
    return Surface(name, f, gradient, lowest, (left, right, low, high), tuple(start))


def _survives(function, like):
    """Return a learner's function that answers NaN where it fails."""

    def call(theta):
        try:
            return np.asarray(function(np.array(theta)), dtype=float) + 0 * like(theta)
        except Exception:
            return np.full_like(like(theta), np.nan)

    return call


def walk_by(rule, steps, keep_path=True):
    """Return walk(gradient, start, *settings) by a rule of the library: the path, or its end."""
    return lambda gradient, start, *settings: minimize(gradient, start, rule(*settings), steps, keep_path)


def own_walk(make, steps, keep="path"):
    """Return walk(gradient, start, *settings) by the learner's rule make(*settings); Trouble says what went wrong in it.

    keep: "path" -> (steps + 1, 2), "end" -> the last place, "all" -> (steps + 1, 4, 2) with θ, g, m and v.
    """
    name = learner.name_of(make)

    def walk(gradient, start, *settings):
        rule = learner.as_rule(name, make if isinstance(make, Optimizer) and keep == "path" else learner.attempt(make, *settings))

        def update(theta, g, state):
            moved, state = rule.update(np.copy(theta), g, state)
            moved, like = np.array(moved, dtype=float), np.broadcast_shapes(np.shape(theta), *map(np.shape, settings))
            if moved.shape not in (np.shape(theta), like):
                raise learner.Trouble(f"{name}: update returned theta of shape {moved.shape}; it must stay {like}.")
            return learner.sound(name, moved, theta, g, hint=NO_T), state

        mine = Optimizer(lambda theta: rule.init(np.copy(theta)), update)
        if keep == "all":
            return opened(gradient, start, mine, steps, name)
        try:
            return minimize(gradient, start, mine, steps, keep_path=keep == "path")
        except learner.NotFinite:
            raise
        except learner.Trouble as trouble:
            grid = " The map asks for all settings at once: lr and beta1 are arrays here." if keep == "end" else ""
            raise learner.Trouble(f"{trouble}{grid}") from None

    walk.__name__, walk.may_diverge = name, True
    return walk


def opened(gradient, start, rule, steps, name="adam"):
    """Return (steps + 1, 4, 2): at each step θ, the gradient that led there, and the averages m and v of Adam."""
    theta, state = np.array(start, dtype=float), rule.init(np.array(start, dtype=float))
    rows = [[theta, np.zeros(2), np.zeros(2), np.zeros(2)]]
    for _ in range(steps):
        g = gradient(theta)
        theta, state = rule.update(theta, g, state)
        if not isinstance(state, dict) or not {"m", "v"} <= set(state):
            raise learner.Trouble(f"{name}: to open it up, its state must be a dict with 'm' and 'v'; it is {shown(state, 40)}.")
        rows.append([theta, g, *(learner.as_numbers(f"{name}: state[{key!r}]", state[key], np.full(2, np.inf)) for key in "mv")])
    return np.array(rows, dtype=float)
