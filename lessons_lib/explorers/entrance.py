"""The way into every explorer: what a learner hands over is looked at here, once, in one way for all of them.

What will not do gets one sentence, and the explorer starts with what it would have taken without it. The figure is made under
matplotlib's own settings: a learner's plt.style.use("dark_background") is for their own figures.
"""

import functools
import inspect
from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType, MethodType

from .. import entry, learner
from ..optimizers import gradient_descent
from ..plots import style

# The arguments that are a learner's own function, in whichever explorer.
FUNCTIONS = {
    "loss", "gradient", "step", "limit", "sample_gradients", "minibatch", "schedule", "adam", "backward", "optimizer",
    "correlate", "pixel", "edges", "pool", "route", "forward", "count", "kernel_gradient",
}  # fmt: skip
COUNTS = {"steps": (1, 10_000), "walkers": (1, 2_000), "side": (8, 128)}  # at least and at most
PLAIN = (FunctionType, BuiltinFunctionType, MethodType)


def explorer(make):
    """Return `make`, a function that shows an explorer, as one that looks at its arguments first.

    A function is needed for each name in FUNCTIONS, a whole number for each in COUNTS, a number of 0 or more for lr.
    """
    signature = inspect.signature(make)

    @functools.wraps(make)
    def enter(*args, **kwargs):
        given, notes = signature.bind(*args, **kwargs), []
        for name, value in given.arguments.items():
            default = signature.parameters[name].default
            if name in FUNCTIONS and value is not None:
                given.arguments[name] = function_or_stub(name, value)
            elif name in COUNTS:
                given.arguments[name], says = count_or(default, name, value)
                notes.append(says)
            elif name == "lr":
                given.arguments[name], says = rate_or(default, value)
                notes.append(says)
        with style.defaults():
            made = make(*given.args, **given.kwargs)
        if any(notes):
            made.remember(*notes)
        return made

    return enter


def function_or_stub(name: str, value) -> Callable:
    """Return a learner's function; in place of anything else, one that says in a sentence that this is no function."""
    if callable(value):
        if isinstance(value, PLAIN):
            return value

        def call(*args):  # a thing that can be called may have attributes, a truth value and a length that surprise
            return value(*args)

        call.__name__ = learner.name_of(value)
        return call

    def none(*args):
        raise learner.Trouble(learner.no_function(value, name, f"my_{name}"))

    none.__name__ = name
    return none


def count_or(default: int, name: str, value) -> tuple[int, str]:
    """Return a whole number within the limits of COUNTS, and ''; in place of anything else the default, and a sentence."""
    least, most = COUNTS[name]
    try:
        count = entry.whole(name, value, least)
        if count > most:
            raise ValueError(f"{name} is {count:,}; it must be a whole number from {least} to {most:,}")
        return count, ""
    except ValueError as error:
        return default, f"{error}. The picture takes {default}."


def rate_or(default: float, value) -> tuple[float, str]:
    """Return a learning rate, and ''; in place of anything but a number of 0 or more the default, and a sentence."""
    try:
        gradient_descent(value)
        return float(value), ""
    except (ValueError, TypeError, OverflowError):
        says = f"The learning rate {entry.shown(value, 40)} will not do: it must be a number, 0 or more."
        return default, f"{says} The picture starts at {default}."
