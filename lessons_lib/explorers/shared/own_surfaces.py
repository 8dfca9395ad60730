"""A learner's own surfaces: looked at once, and made safe."""

import time

import numpy as np

from ... import entry, learner
from ...entry import shown
from ...surfaces import SURFACES, Surface

PATIENCE = 0.25  # seconds for a few calls with a dozen places


def own_surfaces(more):
    """Return the learner's surfaces by name, those that will do, and a note about those that will
    not. `more` is a list of them, or one, or None.
    """
    found = {}
    notes = []
    for surface in listed(more):
        try:
            own = safe(surface)
            found[own.name] = own
        except Exception as error:  # whatever an object says when it is asked for its parts
            name = surface.name if isinstance(surface, Surface) else shown(surface, 40)
            why = learner.said_by(error, bare=True).rstrip(".")
            notes.append(f"The surface {name} is left out: {why}.")
    return found, " ".join(notes)


def listed(more):
    """Return what was handed over as a list. A Surface is a tuple too."""
    if more is None:
        return []
    return more if isinstance(more, list) or type(more) is tuple else [more]


def safe(surface):
    """Return a learner's surface made safe. Trouble or ValueError says why it will not do."""
    left, right, low, high = entry.numbers("extent", surface.extent)
    start = entry.parameters("start", surface.start, 2)
    lowest = entry.parameters("minimum", surface.minimum, 2)
    if left >= right or low >= high or start.shape != (2,):
        raise ValueError(
            "extent must be (left, right, bottom, top), left below right and bottom below top, "
            "and start two numbers"
        )
    try_out(surface, start)
    name = f"{surface.name} (mine)" if surface.name in SURFACES else str(surface.name)
    f = surviving(surface.f, lambda theta: theta[..., 0])
    gradient = surviving(surface.gradient, lambda theta: theta)
    return Surface(name, f, gradient, lowest, (left, right, low, high), tuple(start))


def try_out(surface, start):
    """Ask a surface for heights and slopes near its start. Trouble or ValueError says what is wrong
    with them.
    """
    crowd = start + np.linspace(0, 0.1, 24).reshape(3, 4, 2)
    began = time.perf_counter()
    for function, shape in ((surface.f, (3, 4)), (surface.gradient, (3, 4, 2))):
        many = answer(function, crowd, shape)
        one = answer(function, crowd[1, 2], shape[2:])
        if not np.allclose(many[1, 2], one, equal_nan=True):
            raise ValueError(
                "it must take many places at once, theta of shape (..., 2): "
                "write theta[..., 0], not theta[0]"
            )
    if time.perf_counter() - began > PATIENCE:
        raise ValueError(
            "it is too slow: a race asks for its slope many hundred times at each move"
        )


def answer(function, theta, shape):
    """Return what a learner's function answers, floats of this shape."""
    value = learner.run(function, theta)
    return learner.as_numbers(learner.name_of(function), value, np.full(shape, np.inf))


def surviving(function, like):
    """Return a learner's function that answers NaN where it fails; like(theta) has the shape of its
    answer.
    """

    def call(theta):
        try:
            return np.asarray(function(np.array(theta)), dtype=float) + 0 * like(theta)
        except Exception:
            return np.full_like(like(theta), np.nan)

    return call
