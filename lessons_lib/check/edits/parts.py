"""Edits that put in what is missing, and leave out what is too much: a factor, a term."""

import ast
from collections.abc import Iterator

from .place import binary, is_called, is_of_a_loop, names_stored, parsed, quoted
from .signs import WRITTEN


def a_term(lines, every, known) -> Iterator:
    """Something that should have been added, or taken away, and stands nowhere near."""
    if not (lines.uses("+") or lines.uses("-")):
        return
    terms = [*lines.arguments, *sorted(names_stored(lines.tree) - set(lines.arguments))]
    terms = [term for t in terms for term in ([f"{t}[0]", f"{t}[1]"] if t == "beta" else [t])]
    for place in every:
        node = place.node
        if not isinstance(node, (ast.BinOp, ast.Call)) or is_called(place):
            continue
        there = names_in(place.statement)
        for term in terms:
            if term in there or (term.endswith("]") and term in ast.unparse(place.statement)):
                continue
            new = ast.BinOp(node, ast.Add(), parsed(term))
            yield place.edit(new, f"`+ {term}` is missing after {quoted(node)}")
            new = ast.BinOp(node, ast.Sub(), parsed(term))
            yield place.edit(new, f"`− {term}` is missing after {quoted(node)}")


def names_in(node):
    """Return the names that a part of the source reads or sets."""
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


WHOLE = (ast.BinOp, ast.Call, ast.Name, ast.Subscript)


def a_factor(lines, every, known) -> Iterator:
    """A factor that is missing in one place: a 2, a sign, a rate, a count."""
    counts = [
        f"len({a})" for a in lines.arguments if a not in (*lines.scalars, "beta", "theta", "params")
    ]
    scalars = [*lines.scalars, *(f"(1 - {a})" for a in lines.scalars)]
    for place in every:
        node = place.node
        inside = isinstance(place.parent, (ast.Subscript, ast.keyword, ast.Slice, ast.Tuple))
        if is_called(place) or not isinstance(node, WHOLE) or (inside and place.field == "slice"):
            continue
        if is_of_a_loop(place):
            continue
        there = ast.unparse(place.statement)
        for text in ("2", *scalars, *counts):
            if not lines.uses(text.strip("()")[:4]) and not lines.uses(text):
                continue
            if text.isidentifier() and text in names_in(node):
                continue
            new = ast.BinOp(node, ast.Mult(), parsed(text))
            yield place.edit(new, f"a factor `{text.strip('()')}` is missing at {quoted(node)}")
        divided = (lines.uses("mean") or lines.uses("/")) and not isinstance(node, ast.Name)
        for text in counts if divided else ():
            if text not in there:
                new = ast.BinOp(node, ast.Div(), parsed(text))
                yield place.edit(new, f"{quoted(node)} still has to be divided by `{text}`")


def left_out(lines, every, known) -> Iterator:
    """Something that doesn't belong there at all."""
    for place in binary(every, *WRITTEN):
        node = place.node
        sign = WRITTEN[type(node.op)]
        right = quoted(node.right).strip("`")
        left = quoted(node.left).strip("`")
        right = f"({right})" if isinstance(node.right, ast.BinOp) else right
        left = f"({left})" if isinstance(node.left, ast.BinOp) else left
        yield place.edit(node.left, f"`{sign} {right}` doesn't belong there")
        yield place.edit(node.right, f"`{left} {sign}` doesn't belong there")
    for place in every:
        node = place.node
        if isinstance(node, ast.Call) and node.args:
            yield place.edit(node.args[0], f"`{ast.unparse(node.func)}` doesn't belong there")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            says = f"`.{node.func.attr}` doesn't belong there"
            yield place.edit(node.func.value, says)
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Constant):
            picked = ast.unparse(node.slice).strip("()")
            yield place.edit(node.value, f"`[{picked}]` doesn't belong there: take all of it")
        if isinstance(node, ast.Call) and node.keywords:
            for keyword in node.keywords:
                kept = [k for k in node.keywords if k is not keyword]
                says = f"`{ast.unparse(keyword)}` doesn't belong there"
                yield place.edit(ast.Call(node.func, node.args, kept), says)
