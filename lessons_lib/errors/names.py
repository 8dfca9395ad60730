"""Errors of names: unknown ones, and those that are used too early."""

import ast
import builtins
import linecache
import re
from types import ModuleType

import numpy as np

from .spot import listed, nearest

NUMPY = ("sqrt", "exp", "log", "abs", "sum", "mean", "zeros", "ones", "maximum", "dot", "array")


def unknown_name(spot, match, error):
    """A name that nothing stands for."""

    name = match.group(1)
    return f"There's no `{name}` here", instead_of(name, spot)


def instead_of(name, spot) -> str:
    """Return the words for what an unknown name may stand for."""
    own = set(spot.local) | stored(spot)
    close = nearest(name, own)
    if close:
        return close
    for i in range(1, len(name)):
        if name[:i] in own and name[i:] in own:
            return f"Python needs the sign: `{name[:i]} * {name[i:]}`"
    begins = [one for one in sorted(own) if one.startswith(name) or name.startswith(one)]
    idle = [one for one in spot.idle if one in own]
    if len(begins) == 1 or (idle and idle[0] in begins):
        return f"Do you mean `{(idle or begins)[0]}`?"
    if len(idle) == 1:
        return f"Do you mean `{idle[0]}`, which is made and never used?"
    if name in NUMPY or (name == "math" and "np" in spot.names):
        return "NumPy has it: `np.cos`, `np.pi`" if name == "math" else f"Do you mean `np.{name}`?"
    homes = [
        module
        for module, value in spot.names.items()
        if isinstance(value, ModuleType) and hasattr(value, name) and not module.startswith("_")
    ]
    if homes:  # the course's own before NumPy's
        home = sorted(homes, key=lambda module: module == "np")[0]
        return f"It's `{home}.{name}`"
    unused = [given for given in spot.given if given not in spot.read]
    if unused:
        return f"What your function is given is called {listed(unused)}"
    others = {k for k in spot.names if k not in vars(builtins) and len(k) > 2}
    close = nearest(name, others) if len(name) > 2 else ""
    if close or not spot.given:
        return close
    return f"Your function is given {listed(spot.given)}; whatever else it needs it has to make"


def stored(spot):
    """Return the names that the learner's cell sets anywhere, those of functions around it too."""
    found = set()
    for line in linecache.getlines(spot.file):
        found |= set(re.findall(r"(?:^|[\s,(])(\w+)(?:\s*,\s*\w+)*\s*=[^=]", line))
        found |= set(re.findall(r"\bfor (\w+)", line))
    return found


def too_early(spot, match, error):
    """A name that is used before it has a value."""

    name = match.group(1)
    lines = linecache.getlines(spot.file)
    later = [
        number
        for number, line in enumerate(lines, 1)
        if re.search(rf"(^|[\s,(]){name}\b[^=(\[]*=[^=]", line) and number > spot.line
    ]
    before = f"`{name}` is used before it has a value"
    if later:
        return f"{before}: it gets one in line {later[0]}, which has to come first"
    if name in spot.names:
        return f"{before}: in this function it's another one than the notebook's, so make it first"
    return f"{before}: give it one first, above the loop if there is one"


def no_attribute(spot, match, error):
    """Something after a dot that is not there."""

    name = match.groups()[-1]
    owner = getattr(error, "obj", None)
    if isinstance(owner, ModuleType):
        return f"There's no `{owner.__name__}.{name}`", nearest(name, dir(owner))
    if fields := getattr(owner, "_fields", None):
        there = ", ".join(fields)
        return f"It has no `.{name}`; its parts are {there}", nearest(name, fields)
    if isinstance(owner, (list, tuple)):
        kind = type(owner).__name__
        return f"A {kind} has no `.{name}`", "Its parts have numbers, [0], [1] and so on"
    if isinstance(owner, (int, float)):
        return f"It's one number, of Python's own kind, and has no `.{name}`"
    if isinstance(owner, np.ndarray):
        return f"An array has no `.{name}`", nearest(name, dir(owner))
    if callable(owner):
        text = ast.unparse(spot.node.value) if isinstance(spot.node, ast.Attribute) else "it"
        return f"`{text}` without brackets is the function itself: call it, `{text}(...)`"
    if owner is None:
        return f"It's None, and has no `.{name}`: does what made it return something?"
    return None
