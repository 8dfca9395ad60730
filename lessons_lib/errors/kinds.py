"""Errors of kinds: a function for a number, a list for an array, several for one."""

import ast
import re

from .spot import as_read, code, operands


def called(spot, match, error):
    """Round brackets behind what is no function."""
    node = spot.node
    which = code(node.func) if isinstance(node, ast.Call) else "that"
    kind = match.group(1)
    if kind == "module":
        name = which.strip("`")
        inside = {"np": "sqrt", "convolution": "convolve"}.get(name, "...")
        return f"{which} is a module: name the function in it, such as `{name}.{inside}(...)`"
    if "Optimizer" in kind:
        return (
            f"{which} can't be called itself; its functions can: `{which.strip('`')}.update(...)`"
        )
    several = {"numpy.ndarray": "an array", "list": "a list", "tuple": "a tuple"}
    what = several.get(kind, "a number")
    if isinstance(node, ast.Call) and not node.args:
        return f"{which} is {what} already, not a function: leave the brackets after it out"
    picks = "Square brackets pick from it" if what != "a number" else "It can't be called"
    return (
        f"{which} is {what}, and round brackets call a function",
        f"{picks}; or is a `*` missing?",
    )


def without_brackets(spot, match, error):
    """A method that is calculated with, instead of what it returns."""
    for node in operands(spot):
        if isinstance(node, (ast.Attribute, ast.Name)) and callable(spot.value(node)):
            text = ast.unparse(node)
            return f"`{text}` without brackets is the function itself: call it, `{text}(...)`"
    return "This calculates with a function itself, not with what it returns: are brackets missing?"


def not_theirs(spot, match, error):
    """An array of the library that is to be changed."""

    node = spot.node
    which = code(as_read(node.target)) if isinstance(node, ast.AugAssign) else "that array"
    return (
        f"{which} belongs to the library and can't be changed. Make an array of your own: `a / 8`"
    )


def not_to_be_changed(spot, match, error):
    """An entry of a range or a tuple that is to be set."""

    kind = re.search(r"'(\w+)' object", str(error))
    what = kind[1] if kind else "that"
    return f"A {what} can't be changed: make an array of it first, such as `np.arange(n)`"


def no_list(spot, match, error):
    """A generator where a list is needed."""

    return "A loop in round brackets is a generator, not a list: put square brackets around it"


def no_power(spot, match, error):
    """`^`, which is no power."""

    return "`^` isn't a power in Python. Write `**`, as in `x**2`"


def nothing_there(spot, match, error):
    """None, with which nothing can be calculated."""

    for node in operands(spot):
        if spot.value(node) is None:
            return f"{code(node)} is None, nothing at all: does what made it return something?"
    return "One of the two is None, nothing at all: does what made it return something?"


def lists_are_no_arrays(spot, match, error):
    """Arithmetic with a list."""

    for node in operands(spot):
        value = spot.value(node)
        if isinstance(value, tuple) and isinstance(node, ast.Attribute) and node.attr == "shape":
            return f"{code(node)} is a tuple, and you can't do arithmetic with it: take each part"
        if isinstance(value, (list, tuple)):
            kind = type(value).__name__
            make = "make it an array, `np.array(...)`"
            return f"{code(node)} is a {kind}, and you can't do arithmetic with a {kind}: {make}"
    return "You can't do arithmetic with a list: make it an array, `np.array(...)`"


def joined_or_added(spot, match, error):
    """A number that is added to a list."""

    return (
        "A list can only be joined to a list, `[0.0] * 20 + [4.0]`; to do arithmetic with one, "
        "make it an array, `np.array(...)`"
    )


def other_arguments(spot, match, error):
    """A call with too many, too few or unknown arguments."""

    name, rest = match.groups()
    name = name.rpartition(".")[2].strip("<>")
    node = spot.node
    if name == "lambda" or (isinstance(node, ast.Call) and name not in ast.unparse(node.func)):
        name = ast.unparse(node.func) if isinstance(node, ast.Call) else name
    if counts := re.match(r"takes (?:from \d+ to )?(\d+) .* but (\d+) (?:was|were) given", rest):
        return f"`{name}` takes {many(counts[1])}, and it's given {counts[2]}"
    if unknown := re.search(r"unexpected keyword argument '(\w+)'", rest):
        return f"`{name}` has no argument called `{unknown[1]}`"
    if missing := re.findall(r"'(\w+)'", rest):
        return f"`{name}` also needs {' and '.join(f'`{one}`' for one in missing)}"
    return None


def many(count) -> str:
    """Return so many arguments in words."""
    return {"0": "no arguments", "1": "one argument"}.get(count, f"{count} arguments")


def not_iterable(spot, match, error):
    """A loop over a single thing."""

    node = spot.node
    loop = node.iter if isinstance(node, (ast.For, ast.comprehension)) else node
    which = code(loop) if isinstance(loop, ast.expr) else "it"
    if match.group(1) in ("int", "numpy.int64"):
        inside = which.strip("`") if which.startswith("`") else "n"
        return f"{which} is one number; a loop over its counts is `range({inside})`"
    return f"{which} is one thing, not several: there's nothing to go through, or to take apart"


def whole_numbers_only(spot, match, error):
    """Fractions that are put into an array of whole numbers."""

    node = spot.node
    which = code(node.target) if isinstance(node, ast.AugAssign) else "the array"
    text = which.strip("`")
    sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}.get(
        type(getattr(node, "op", None)), "+"
    )
    return (
        f"{which} holds whole numbers, and the result has fractions",
        f"Make a new array, `{text} = {text} {sign} ...`, or begin with floats",
    )


def one_number_needed(spot, match, error):
    """An array where a single number is needed."""

    called = ast.unparse(spot.node.func) if isinstance(spot.node, ast.Call) else ""
    if called.startswith("math."):
        numpys = called.replace("math.", "np.")
        return f"`{called}` takes a single number; `{numpys}` takes each entry of an array"
    if called in ("int", "float", "round"):
        return f"`{called}` takes a single number, not an array", "Leave it out"
    return "One number is needed there, and it's given several"


def true_or_false(spot, match, error):
    """Many yes-or-no answers where one is needed."""

    called = ast.unparse(spot.node.func) if isinstance(spot.node, ast.Call) else ""
    if called in ("max", "min"):
        return (
            f"Python's own `{called}` compares two whole things, and can't decide between arrays; "
            f"`np.{called}imum(a, b)` takes each entry by itself, and `a.{called}()` the {called} "
            "of all"
        )
    return (
        "An array gives many yes-or-no answers, and `if` takes one",
        "Multiply by the mask, `a * (z > 0)`, or choose with `np.where(z > 0, a, b)`",
    )


def unpacked(spot, match, error):
    """More or fewer things than names."""

    few = "fewer" if "not enough" in str(error) else "more"
    return f"The right side has {few} things than there are names on the left"
