"""Edits of brackets that are missing, or stand in the wrong place."""

import ast
from collections.abc import Iterator

from .place import name, quoted


def brackets(lines, every, known) -> Iterator:
    """Brackets that are missing, or stand at the wrong place."""
    for place in every:
        node = place.node
        if not isinstance(node, ast.BinOp):
            continue
        says = f"mind the brackets in {quoted(node)}{how_it_is_read(node)}"
        if isinstance(node.left, ast.BinOp):
            inner = ast.BinOp(node.left.right, node.op, node.right)
            yield place.edit(ast.BinOp(node.left.left, node.left.op, inner), says, "to the right")
        if isinstance(node.right, ast.BinOp):
            inner = ast.BinOp(node.left, node.op, node.right.left)
            yield place.edit(ast.BinOp(inner, node.right.op, node.right.right), says, "to the left")
        if isinstance(node.op, ast.Mult):
            yield from drawn_in(place, says)
        if isinstance(node.left, ast.BinOp) and isinstance(node.left.left, ast.BinOp):
            deep = node.left.left
            inner = ast.BinOp(
                ast.BinOp(deep.right, node.left.op, node.left.right), node.op, node.right
            )
            yield place.edit(ast.BinOp(deep.left, deep.op, inner), says)
    for place in every:
        yield from call_around(place)
        yield from compared_too_much(place)


def compared_too_much(place) -> Iterator:
    """`a * z > 0`, which compares the product, where `a * (z > 0)` was meant."""
    node = place.node
    if isinstance(node, ast.Compare) and isinstance(node.left, ast.BinOp) and len(node.ops) == 1:
        mask = ast.Compare(node.left.right, node.ops, node.comparators)
        new = ast.BinOp(node.left.left, node.left.op, mask)
        says = f"brackets are missing around `{ast.unparse(mask)}`: here the whole is compared"
        yield place.edit(new, says, "mask")


def call_around(place) -> Iterator:
    """A call that takes in too little of the line, or too much."""
    node = place.node
    if isinstance(node, ast.BinOp):
        yield from takes_in_too_little(place, "left")
        yield from takes_in_too_little(place, "right")
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.BinOp):
        yield from call_takes_in_too_much(place)
    method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    if method and isinstance(node.func.value, ast.BinOp):
        yield from method_takes_in_too_much(place)


def takes_in_too_little(place, side) -> Iterator:
    """`f(a) + b` where `f(a + b)` was meant, or `a.f() + b` where `(a + b).f()` was."""
    node = place.node
    part = getattr(node, side)
    if not isinstance(part, ast.Call):
        return
    if part.args:
        whole = ast.BinOp(node.left, node.op, node.right)
        setattr(whole, side, part.args[0])
        says = f"the brackets of {quoted(part)} close in the wrong place, before all is in"
        new = ast.Call(part.func, [whole, *part.args[1:]], part.keywords)
        yield place.edit(new, says, "closes early")
    if isinstance(part.func, ast.Attribute) and ast.unparse(part.func.value) != "np":
        whole = ast.BinOp(node.left, node.op, node.right)
        setattr(whole, side, part.func.value)
        new = ast.Attribute(whole, part.func.attr, ast.Load())
        says = f"`.{part.func.attr}()` takes in too little: first the whole, in brackets"
        yield place.edit(ast.Call(new, part.args, part.keywords), says)


def call_takes_in_too_much(place) -> Iterator:
    """`f(a + b)` where `f(a) + b` was meant."""
    node = place.node
    inside = node.args[0]
    for side in ("left", "right"):
        new = ast.BinOp(inside.left, inside.op, inside.right)
        part = ast.Call(node.func, [getattr(inside, side), *node.args[1:]], node.keywords)
        setattr(new, side, part)
        says = f"the brackets of {quoted(node)} take in too much"
        yield place.edit(new, says, f"closes late {side}")


def method_takes_in_too_much(place) -> Iterator:
    """`(a + b).f()` where `a + b.f()` was meant."""
    node = place.node
    inside = node.func.value
    for side in ("left", "right"):
        new = ast.BinOp(inside.left, inside.op, inside.right)
        part = ast.Attribute(getattr(inside, side), node.func.attr, ast.Load())
        setattr(new, side, ast.Call(part, node.args, node.keywords))
        yield place.edit(new, f"`.{node.func.attr}()` takes in too much of the line")


def drawn_in(place, says) -> Iterator:
    """A factor before brackets that belongs to one of the two things in them."""
    node = place.node
    for outer, inner in ((node.left, node.right), (node.right, node.left)):
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, (ast.Add, ast.Sub)):
            for side in ("left", "right"):
                new = ast.BinOp(inner.left, inner.op, inner.right)
                setattr(new, side, ast.BinOp(outer, ast.Mult(), getattr(inner, side)))
                yield place.edit(new, says)


def how_it_is_read(node) -> str:
    """Return how Python groups an operation, where the learner's line has no brackets for it."""
    written = ast.unparse(node)
    if "(" in written:
        return ": they stand in the wrong place"
    return f": Python reads it as {grouped(node)}"


def grouped(node) -> str:
    """Return an operation with the brackets that Python gives its two sides."""

    def side(part):
        text = ast.unparse(part)
        return f"({text})" if isinstance(part, ast.BinOp) else text

    sign = ast.unparse(ast.BinOp(name("a"), node.op, name("b")))[2:-2]
    text = f"{side(node.left)} {sign} {side(node.right)}"
    return f"`{text}`" if len(text) <= 50 else f"`{text[:48]} …`"
