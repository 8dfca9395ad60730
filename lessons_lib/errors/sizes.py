"""Errors of shapes: what does not fit, with the names and sizes in the learner's own line."""

import ast
import re

import numpy as np

from .kinds import without_brackets
from .spot import by, code, is_so_large, made_in, notebooks_own, operands, shapes


def matrices(spot, match, error):
    """A product of matrices whose inner numbers differ."""
    for node in operands(spot):
        if callable(spot.value(node)):
            return without_brackets(spot, match, error)
    both = shapes(spot, match, error)
    if not both:
        sizes = re.search(r"size (\d+) is different from (\d+)", str(error))
        if not sizes:
            return None
        return (
            "In a product `A @ B`, A must have as many columns as B has rows; here it's "
            f"{sizes[2]} and {sizes[1]}"
        )
    (a, left), (b, right) = both
    if not left or not right:
        return f"{a if not left else b} is one number, and `@` multiplies matrices: take `*`"
    inner = left[-1], right[-2] if len(right) > 1 else right[0]
    start = f"{is_so_large(a, left, spot)} and {is_so_large(b, right, spot)}"
    agree = f"the inner numbers, {inner[0]} and {inner[1]}, must agree"
    return f"{start}: {agree}", notebooks_own(spot) or turned(a, left, b, right)


def turned(a, left, b, right) -> str:
    """Say which of two matrices has to be transposed, where that would do."""
    a, b = a.strip("`"), b.strip("`")
    if a.endswith(".T") or b.endswith(".T"):
        return "Is the transpose at the wrong one of the two?"
    if len(left) == 2 and left[0] == (right[-2] if len(right) > 1 else right[0]):
        return f"`{a}.T @ {b}` would fit"
    if len(right) == 2 and left[-1] == right[-1]:
        return f"`{a} @ {b}.T` would fit"
    if len(left) == len(right) == 2 and left[0] == right[1]:
        return f"`{b} @ {a}` would fit: is their order swapped?"
    return "Is a transpose missing, `.T`?"


def one_by_one(spot, match, error):
    """Two arrays that cannot be combined number by number."""
    both = shapes(spot, match, error)
    if not both:
        return None
    (a, left), (b, right) = both
    start = f"{is_so_large(a, left, spot)} and {is_so_large(b, right, spot)}"
    fits = f"{start}: they can't be combined number by number"
    if own := notebooks_own(spot):
        return fits, own
    for name, short, long in ((a, left, right), (b, right, left)):
        if len(short) == 1 and len(long) == 2 and short[0] == long[0]:
            column = name.strip("`")
            return fits, f"As a column, `{column}[:, None]`, it would fit the rows"
    return fits


def cannot_grow(spot, match, error):
    """`a += b` where the sum is larger than `a`."""
    node = spot.node
    name = ast.unparse(node.target) if isinstance(node, ast.AugAssign) else "a"
    return (
        f"`{name}` is one array of a fixed size, and `+=` can't make it larger: write `{name} = "
        f"{name} + ...`"
    )


def shape_in_brackets(spot, match, error):
    """`np.zeros(3, 4)`."""
    called = spot.node.func if isinstance(spot.node, ast.Call) else None
    name = ast.unparse(called) if called is not None else "np.zeros"
    inside = ", ".join(ast.unparse(arg) for arg in spot.node.args) if called is not None else "3, 4"
    if name in ("np.array", "np.asarray"):
        return (
            f"`{name}` takes one list: `{name}([{inside}])`, with square brackets around all of it"
        )
    return f"`{name}` takes the shape as one thing, with brackets of its own: `{name}(({inside}))`"


def axes_in_brackets(spot, match, error):
    """Several axes that are no tuple."""

    return "Several axes come as a tuple, in round brackets: `axis=(2, 3)`"


def no_matrix(spot, match, error):
    """Eigenvalues of what is no matrix."""
    inside = spot.node.args[0] if isinstance(spot.node, ast.Call) and spot.node.args else None
    value = spot.value(inside)
    which = code(inside) if inside is not None else "it"
    if callable(value):
        return f"{which} is the function itself: call it, with its brackets"
    return f"Only a matrix has eigenvalues, and {which} is a row of numbers"


def one_list_only(spot, match, error):
    """Two arrays where one list of arrays is needed, so that the second meets `axis`."""

    name = ast.unparse(spot.node.func) if isinstance(spot.node, ast.Call) else "np.stack"
    return f"`{name}` takes one list of arrays: `{name}([a, b], axis=1)`, with square brackets"


def rows_only(spot, match, error):
    """A table in `np.convolve`, which takes rows."""

    return (
        "`np.convolve` works on single rows of numbers; for pictures there's `convolution.convolve`"
    )


def not_all_alike(spot, match, error):
    """Things of different shapes that are to become one array."""

    return (
        "The things in that list have different shapes, so no array can be made of them. Return "
        "them one after another, with commas between"
    )


def pair_given(spot) -> str:
    """Return the words for a pair that was handed on where one thing is needed, or ""."""
    if not isinstance(spot.node, ast.Call):
        return ""
    for node in spot.node.args:
        value = spot.value(node)
        if isinstance(value, tuple) and not hasattr(value, "_fields"):
            line = made_in(ast.unparse(node), spot)
            where = f" in line {line}" if line else ""
            return (
                f"{code(node)} is {len(value)} things, a tuple: take them apart{where}, or pick "
                "the one you need, such as `[1]`"
            )
    return ""


def no_room(spot, match, error):
    """An array that is put where another shape is needed."""
    if says := pair_given(spot):
        return says
    if "inhomogeneous" in str(error):
        return not_all_alike(spot, match, error)
    room = re.findall(r"\(([\d, ]*)\)", str(error))
    if len(room) == 2:
        here, there = (tuple(map(int, re.findall(r"\d+", one))) for one in room)
        return f"There's room for {by(there)} there, and the right side has {by(here)}"
    return "There's room for one number there, and it's given several", notebooks_own(spot)


def reshaped(spot, match, error):
    """Numbers that do not fit a new shape."""

    count, shape = match.groups()
    written = ast.unparse(spot.node) if spot.node is not None else ""
    if "-1" in written:
        rows = re.findall(r"\d+", shape)
        return f"{count} numbers don't fill rows of {rows[-1]}: some are left over"
    needed = np.prod([int(n) for n in re.findall(r"-?\d+", shape)])
    sizes = " × ".join(re.findall(r"-?\d+", shape))
    if needed < 0:
        return f"There are {count} numbers, which can't be laid out as {sizes} (−1: as many as fit)"
    return f"There are {count} numbers, and {sizes} takes {needed}"


def stacked(spot, match, error):
    """Arrays of different shapes that are to be joined."""

    return "Arrays must have the same shape to be joined"


def emptied(spot):
    """Return the words for the array that is empty."""
    node = spot.node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        inside = (
            node.args[0] if ast.unparse(node.func.value) == "np" and node.args else node.func.value
        )
        return code(inside)
    return "That array"


def nothing_in_it(spot, match, error):
    """The largest of nothing."""

    which = emptied(spot)
    return f"{which} is empty, and an empty array has no largest value", notebooks_own(spot)
