"""Edits that undo slips of Python: they count before any mistake of the mathematics."""

import ast
from collections.abc import Iterator

import numpy as np

from .place import (
    Edit,
    and_together,
    blocks_edit,
    bodies,
    is_number,
    is_one,
    name,
    names_stored,
    parsed,
    places,
    quoted,
    swapped_statement,
    together,
)


def of_python(lines, known) -> Iterator:
    """Yield the edits that undo slips of Python."""
    tree = lines.tree
    yield from returns_moved_out(tree)
    yield from sums_that_grow(tree)
    yield from minus_turned(tree)
    every = places(tree)
    for found in (
        powers(every),
        whole_ranges(every),
        other_counts(every),
        slices(every),
        sizes_for_numbers(lines, every),
        copies(every),
        arguments_for_globals(lines, every, known),
        arguments_for_numbers(lines, every),
        without_rounding(every),
    ):
        yield from and_together(found)


def returns_moved_out(tree) -> Iterator:
    """A `return` that ends its loop in the first round."""
    for _, block in list(bodies(tree)):
        for i, loop in enumerate(block):
            if not isinstance(loop, (ast.For, ast.While)):
                continue
            last = loop.body[-1]
            if isinstance(last, ast.Return) and len(loop.body) > 1:
                says = (
                    "this `return` is inside the loop, so the loop ends in its first round: move "
                    "it left, below the loop"
                )

                def out(block=block, i=i, loop=loop, last=last):
                    return [
                        (block, [*block[: i + 1], last, *block[i + 1 :]]),
                        (loop.body, loop.body[:-1]),
                    ]

                yield blocks_edit(last, says, out)


def sums_that_grow(tree) -> Iterator:
    """`=` inside a loop where `+=` was meant, and the other way round."""
    inside = {
        id(node)
        for loop in ast.walk(tree)
        if isinstance(loop, (ast.For, ast.While))
        for node in ast.walk(loop)
    }
    yield from sums_that_grow_together(tree, inside)
    for _, block in list(bodies(tree)):
        for i, node in enumerate(block):
            if id(node) not in inside:
                continue
            if isinstance(node, ast.Assign) and isinstance(
                node.targets[0], (ast.Name, ast.Subscript)
            ):
                target = node.targets[0]
                new = ast.AugAssign(target=target, op=ast.Add(), value=node.value)
                says = (
                    f"`=` overwrites `{ast.unparse(target)}` in each round of the loop; `+=` adds "
                    "to it"
                )
                yield swapped_statement(block, i, ast.copy_location(new, node), says)
            if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
                new = ast.Assign(targets=[node.target], value=node.value)
                name = ast.unparse(node.target)
                says = f"`+=` adds to `{name}`, which should be set afresh here: `=`"
                yield swapped_statement(block, i, ast.copy_location(new, node), says)


def sums_that_grow_together(tree, inside) -> Iterator:
    """Several `=` of one loop, as in g[0] = … and g[1] = …, where `+=` was meant."""
    begun = {
        ast.unparse(node.targets[0])
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    }
    for _, block in list(bodies(tree)):
        picked = [
            node
            for node in block
            if id(node) in inside
            and isinstance(node, ast.Assign)
            and (
                isinstance(node.targets[0], ast.Subscript) or ast.unparse(node.targets[0]) in begun
            )
        ]
        if len(picked) < 2:
            continue
        new = [
            ast.copy_location(ast.AugAssign(node.targets[0], ast.Add(), node.value), node)
            if node in picked
            else node
            for node in block
        ]
        names = " and ".join(f"`{ast.unparse(node.targets[0])}`" for node in picked)
        says = f"`=` overwrites {names} in each round of the loop; `+=` adds to them"
        yield blocks_edit(picked[0], says, lambda block=block, new=new: [(block, new)])


def minus_turned(tree) -> Iterator:
    """`=-` where `-=` was meant."""
    for _, block in list(bodies(tree)):
        for i, node in enumerate(block):
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.UnaryOp):
                continue
            if isinstance(node.value.op, ast.USub):
                new = ast.AugAssign(node.targets[0], ast.Sub(), node.value.operand)
                says = "`=-` sets it to minus that; `-=` takes that away"
                yield swapped_statement(block, i, ast.copy_location(new, node), says)


def powers(every) -> Iterator:
    """`^` where `**` was meant."""

    for place in every:
        node = place.node
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor):
            new = ast.BinOp(node.left, ast.Pow(), node.right)
            yield place.edit(new, "`^` isn't a power in Python: write `**`")


def whole_ranges(every) -> Iterator:
    """A range that leaves out the first or the last."""
    for place in every:
        node = place.node
        if not (isinstance(node, ast.Call) and ast.unparse(node.func) in ("range", "np.arange")):
            continue
        if not node.args or node.keywords:
            continue
        end = node.args[min(1, len(node.args) - 1)]
        if isinstance(end, ast.BinOp) and isinstance(end.op, ast.Sub) and is_one(end.right):
            args = [end.left if arg is end else arg for arg in node.args]
            says = f"{quoted(node)} leaves the last one out: a range stops before its end by itself"
            yield place.edit(ast.Call(node.func, args, []), says, "too short")
        if len(node.args) == 2 and is_one(node.args[0]):
            args = [ast.Constant(0), node.args[1]]
            says = f"{quoted(node)} leaves the first one out: counting begins at 0"
            yield place.edit(ast.Call(node.func, args, []), says, "from 1")
            end = node.args[1]
            if isinstance(end, ast.BinOp) and isinstance(end.op, ast.Add) and is_one(end.right):
                says = f"{quoted(node)} counts from 1; here counting begins at 0"
                yield place.edit(ast.Call(node.func, [end.left], []), says, "from 1 on")


SIZES = ("len({})", "{}.shape[1]", "{}.shape[2]", "{}.shape[3]")


def other_counts(every) -> Iterator:
    """`len(a)` where the columns are to be counted, or `a.shape[1]` where the rows are."""
    what = {
        SIZES[0]: "its rows",
        SIZES[1]: "its columns",
        SIZES[2]: "its axis 2",
        SIZES[3]: "its axis 3",
    }
    for place in every:
        counted = counted_of(place.node)
        if counted is None:
            continue
        for template in SIZES:
            new = template.format(counted)
            if new == ast.unparse(place.node) or (new.endswith(".shape[0]")):
                continue
            says = f"{quoted(place.node)} counts {is_now(place.node)}; {what[template]} are `{new}`"
            yield place.edit(parsed(new), says, f"counts {template}")


def is_now(node) -> str:
    """Return what an expression of a size counts."""
    if isinstance(node, ast.Call):
        return "the rows"
    if isinstance(node, ast.Attribute):
        return "every number"
    return {0: "the rows", 1: "the columns"}.get(node.slice.value, f"axis {node.slice.value}")


def counted_of(node):
    """Return what `len(a)`, `a.shape[1]` or `a.size` counts, as text, or None."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "len" and len(node.args) == 1:
        return ast.unparse(node.args[0])
    if isinstance(node, ast.Attribute) and node.attr == "size":
        return ast.unparse(node.value)
    shape = isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute)
    if shape and node.value.attr == "shape" and isinstance(node.slice, ast.Constant):
        return ast.unparse(node.value.value)
    return None


def slices(every) -> Iterator:
    """`a[i:3]` for `a[i:i + 3]`, and `a[i:j][k:l]` for `a[i:j, k:l]`."""
    for place in every:
        node = place.node
        if isinstance(node, ast.Slice) and node.lower is not None and is_number(node.upper):
            stop = ast.BinOp(node.lower, ast.Add(), node.upper)
            says = (
                "the second number of a slice is where it stops, not how long it is: "
                f"`{ast.unparse(node.lower)}:{ast.unparse(stop)}`"
            )
            yield place.edit(ast.Slice(node.lower, stop), says, "stop")
        twice = isinstance(node, ast.Subscript) and isinstance(node.value, ast.Subscript)
        if twice and isinstance(node.slice, ast.Slice) and isinstance(node.value.slice, ast.Slice):
            both = ast.Tuple([node.value.slice, node.slice], ast.Load())
            new = ast.Subscript(node.value.value, both, node.ctx)
            says = (
                "the second pair of square brackets cuts the rows once more: one pair for both, "
                f"`{ast.unparse(new).replace('[(', '[').replace(')]', ']')}`"
            )
            yield place.edit(new, says)


def sizes_for_numbers(lines, every) -> Iterator:
    """A number that stands for the rows and, elsewhere, for the columns of the example."""
    values = {p.node.value for p in every if is_number(p.node) and p.node.value >= 3}
    for value in values:
        same = [p for p in every if is_number(p.node) and p.node.value == value]
        if len(same) < 2:
            continue
        for argument in lines.arguments:
            if argument not in lines.scalars:
                yield by_turns(same, argument, value)


def by_turns(same, argument, value) -> Edit:
    """Return the Edit that puts the rows and the columns of an argument for a number, by turns."""
    news = [parsed(f"{argument}.shape[{-2 + i % 2}]") for i in range(len(same))]
    edits = [p.edit(new, "") for p, new in zip(same, news, strict=True)]
    made = together(edits).made
    says = f"the {value:g} is hard-coded: take the rows and the columns of `{argument}`"
    return Edit(same[0].statement, says, made)


def copies(every) -> Iterator:
    """`b = a`, which gives a second name to one array, where a copy was meant."""
    for place in every:
        node = place.node
        name = isinstance(node, ast.Name) and isinstance(place.parent, (ast.Assign, ast.Return))
        if name:
            new = ast.Call(ast.Attribute(node, "copy", ast.Load()), [], [])
            says = (
                f"that makes no second array, only a second name for `{node.id}`: "
                f"`{node.id}.copy()` makes one"
            )
            yield place.edit(new, says)


def arguments_for_globals(lines, every, known) -> Iterator:
    """A value of the notebook that was taken where an argument belongs."""
    local = names_stored(lines.tree)
    for place in every:
        node = place.node
        if not isinstance(node, ast.Name) or node.id in local or node.id in lines.arguments:
            continue
        if not is_data(known.get(node.id)):
            continue
        for argument in lines.arguments:
            says = (
                f"`{node.id}` is the notebook's, which never changes. What your function is given "
                f"is `{argument}`"
            )
            yield every_name(every, node.id, argument, says)


def every_name(every, old, new, says) -> Edit:
    """Return the Edit that puts one name for another throughout the function."""
    same = [p for p in every if isinstance(p.node, ast.Name) and p.node.id == old]
    return together([p.edit(name(new), says) for p in same])


def is_data(value):
    """Return whether a value of the notebook is data."""

    return isinstance(value, (int, float, list, tuple, np.ndarray, np.number))


def arguments_for_numbers(lines, every) -> Iterator:
    """A number of the example that is fixed where an argument, or a size, belongs."""
    for place in every:
        node = place.node
        if not is_number(node) or isinstance(place.parent, ast.UnaryOp):
            continue
        for text in may_stand_for(node.value, lines):
            says = f"the {node.value:g} is hard-coded: it should be `{text}`"
            yield place.edit(parsed(text), says)


def may_stand_for(value, lines) -> list:
    """Return what a fixed number may stand for: an argument, its length, its sizes.

    0, 1 and 2 stand in every formula; they count as fixed only late, when nothing else helps.
    """
    scalars = lines.scalars
    plain = [a for a in lines.arguments if a not in scalars]
    if value != int(value):
        return [*scalars, *(f"1 - {a}" for a in scalars)]
    if value in (0, 1, 2):
        return []
    halves = [f"len({a}) // 2" for a in plain] + [f"{a}.shape[1] // 2" for a in plain]
    halves += [f"{a} // 2" for a in scalars]
    less = [f"len({a}) - 2" for a in plain] + [f"{a}.shape[1] - 2" for a in plain]
    return [
        *scalars,
        *(f"len({a})" for a in plain),
        *(f"{a}.shape[1]" for a in plain),
        *(f"{a}.size" for a in plain),
        *(halves if lines.uses("//") else []),
        *(less if lines.uses("- 2") or lines.uses("2") else []),
    ]


ROUNDS = {"int", "round", "np.round", "np.around", "np.rint", "np.floor", "np.ceil", "np.trunc"}
ROUNDS |= {"np.int32", "np.int64", "math.floor", "math.ceil"}


def without_rounding(every) -> Iterator:
    """Fractions that are cut off: by a rounding, by `//`, or by an array of whole numbers."""
    for place in every:
        node = place.node
        if isinstance(node, ast.Call):
            call = ast.unparse(node.func)
            if call in ROUNDS and node.args and call not in ("np.floor", "math.floor", "int"):
                down = ast.Call(parsed("np.floor"), [node.args[0]], [])
                yield place.edit(down, f"`{call}` doesn't always round down; `//` does")
            if call in ROUNDS and node.args:
                cuts = "cuts the decimals off" if call == "int" else "throws digits away"
                yield place.edit(node.args[0], f"`{call}` {cuts}: keep them")
            if isinstance(node.func, ast.Attribute) and node.func.attr in ("round", "astype"):
                says = f"`.{node.func.attr}` throws digits away; keep them all"
                yield place.edit(node.func.value, says)
            whole = [k for k in node.keywords if k.arg == "dtype" and "int" in ast.unparse(k.value)]
            if whole:
                others = [k for k in node.keywords if k not in whole]
                kind = ast.unparse(whole[0].value)
                says = f"`{kind}` holds whole numbers of a limited size only: leave `dtype` out"
                yield place.edit(ast.Call(node.func, node.args, others), says)
            if call in ("np.zeros_like", "np.ones_like", "np.empty_like", "np.full_like"):
                says = (
                    f"`{call}` copies the type of its argument too, and an array of whole numbers "
                    "drops the decimals: add `dtype=float`"
                )
                as_float = ast.keyword("dtype", name("float"))
                yield place.edit(ast.Call(node.func, node.args, [*node.keywords, as_float]), says)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
            new = ast.BinOp(node.left, ast.Div(), node.right)
            yield place.edit(new, "`//` cuts the fraction off; `/` keeps it")
