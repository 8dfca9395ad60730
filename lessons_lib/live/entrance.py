"""The way into every explorer: what a learner hands over is looked at here, once, in one way for
all of them.

What will not do gets one sentence, and the explorer starts with what it would have taken without
it. The figure is made under matplotlib's own settings: a learner's plt.style.use("dark_background")
is for their own figures.
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
    *("loss", "gradient", "step", "limit"),
    *("sample_gradients", "minibatch", "schedule"),
    *("adam", "times", "backward", "optimizer", "train"),
    *("correlate", "pixel", "edges", "pool", "route"),
    *("forward", "count", "kernel_gradient"),
    *("standardise", "batches", "plan", "gradients"),
    *("strongest",),
}
COUNTS = {"steps": (1, 10_000), "walkers": (1, 2_000), "side": (8, 128)}  # at least and at most
PLAIN = (FunctionType, BuiltinFunctionType, MethodType)


ALL = {}  # every explorer there is: {the name by which notebooks call it: its class}


def explorer(kind):
    """Enter an explorer, a class: into the list ALL, under the name by which notebooks call it; and
    let its arguments be looked at before it is made.

    A function is needed for each name in FUNCTIONS, a whole number for each in COUNTS, a number of
    0 or more for lr.
    """
    make = kind.__init__
    signature = inspect.signature(make)

    @functools.wraps(make)
    def enter(self, *args, **kwargs):
        given = signature.bind(self, *args, **kwargs)
        asked = {name: value for name, value in given.arguments.items() if name != "self"}
        given, notes = looked_at(signature, given)
        numbers = {name: given.arguments[name] for name in asked if name in {*COUNTS, "lr"}}
        self.asked = asked | numbers  # of which a cell can be written: see ascode
        with style.defaults():
            make(*given.args, **given.kwargs)
        if notes:
            self.remember(*notes)

    kind.__init__ = enter
    own = [parameter for name, parameter in signature.parameters.items() if name != "self"]
    kind.__signature__ = signature.replace(parameters=own)  # what help() and Shift+Tab show
    lesson, name = kind.__module__.split(".")[-2:]
    ALL[f"{lesson}.{name}"] = kind
    return kind


def looked_at(signature, given):
    """Return the arguments with what will not do replaced by what would be there without it, and
    the sentences about that, a list."""
    notes = []
    for name, value in given.arguments.items():
        default = signature.parameters[name].default
        says = ""
        if name in FUNCTIONS and value is not None:
            given.arguments[name] = function_or_stub(name, value)
        elif name in COUNTS:
            given.arguments[name], says = count_or(default, name, value)
        elif name == "lr":
            given.arguments[name], says = rate_or(default, value)
        if says:
            notes.append(says)
    return given, notes


def function_or_stub(name: str, value) -> Callable:
    """Return a learner's function; in place of anything else, one that says in a sentence that this
    is no function.
    """
    if callable(value):
        if isinstance(value, PLAIN):
            return value

        # A thing that can be called may have attributes, a truth value, a length that surprise.
        def call(*args):
            return value(*args)

        call.__name__ = learner.name_of(value)
        return call

    def none(*args):
        raise learner.Trouble(learner.no_function(value, name, f"my_{name}"))

    none.__name__ = name
    return none


def count_or(default: int, name: str, value) -> tuple[int, str]:
    """Return a whole number within the limits of COUNTS, and ''; in place of anything else the
    default, and a sentence.
    """
    least, most = COUNTS[name]
    try:
        count = entry.whole(name, value, least)
        if count > most:
            raise ValueError(
                f"{name} is {count:,}; it must be a whole number from {least} to {most:,}"
            )
        return count, ""
    except ValueError as error:
        return default, f"{error}. The picture takes {default}."


def rate_or(default: float, value) -> tuple[float, str]:
    """Return a learning rate, and ''; in place of anything but a number of 0 or more the default,
    and a sentence.
    """
    try:
        gradient_descent(value)
        return float(value), ""
    except (ValueError, TypeError, OverflowError):
        given = f"The learning rate {entry.shown(value, 40)}"
        says = f"{given} will not do: it must be a number, 0 or more."
        return default, f"{says} The picture starts at {default}."
