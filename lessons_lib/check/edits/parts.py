"""Edits that put in what is missing, and leave out what is too much: a factor, a term."""

import ast
from collections.abc import Iterator

from .place import binary, is_called, names_stored, parsed, quoted
from .signs import WRITTEN


def a_term(lines, every, known) -> Iterator:
    """Something that should have been added, or taken away."""
    terms = [*lines.arguments, *sorted(names_stored(lines.tree) - set(lines.arguments))]
    terms = [term for t in terms for term in ([f"{t}[0]", f"{t}[1]"] if t == "beta" else [t])]
    for place in every:
        node = place.node
        if not isinstance(node, (ast.BinOp, ast.Call)) or is_called(place):
            continue
        for term in terms:
            new = ast.BinOp(node, ast.Add(), parsed(term))
            yield place.edit(new, f"`+ {term}` is missing after {quoted(node)}")
            new = ast.BinOp(node, ast.Sub(), parsed(term))
            yield place.edit(new, f"`− {term}` is missing after {quoted(node)}")


def a_factor(lines, every, known) -> Iterator:
    """A factor that is missing in one place."""
    counts = [f"len({a})" for a in lines.arguments]
    rest = [f"(1 - {a})" for a in lines.arguments]
    factors = ["2", "-1", "0.5", *lines.arguments, *counts, *rest]
    for place in every:
        node = place.node
        if is_called(place) or isinstance(node, (ast.Constant, ast.Slice)):
            continue
        if isinstance(place.parent, (ast.Subscript, ast.keyword)) and place.field == "slice":
            continue
        for text in factors:
            new = ast.BinOp(node, ast.Mult(), parsed(text))
            what = {"-1": "a minus is missing", "0.5": "a factor ½ is missing"}
            says = f"{what.get(text, f'a factor `{text}` is missing')} at {quoted(node)}"
            yield place.edit(new, says)
        for text in [*lines.arguments, *counts]:
            new = ast.BinOp(node, ast.Div(), parsed(text))
            yield place.edit(new, f"{quoted(node)} still has to be divided by `{text}`")


def left_out(lines, every, known) -> Iterator:
    """Something that doesn't belong there at all."""
    for place in binary(every, *WRITTEN):
        node = place.node
        sign = WRITTEN[type(node.op)]
        right = quoted(node.right).strip("`")
        left = quoted(node.left).strip("`")
        yield place.edit(node.left, f"`{sign} {right}` doesn't belong there")
        yield place.edit(node.right, f"`{left} {sign}` doesn't belong there")
    for place in every:
        node = place.node
        if isinstance(node, ast.Call) and node.args:
            yield place.edit(node.args[0], f"`{ast.unparse(node.func)}` doesn't belong there")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            says = f"`.{node.func.attr}` doesn't belong there"
            yield place.edit(node.func.value, says)
        if isinstance(node, ast.Subscript):
            picked = ast.unparse(node.slice)
            yield place.edit(node.value, f"`[{picked}]` doesn't belong there: take all of it")
        if isinstance(node, ast.Call) and node.keywords:
            for keyword in node.keywords:
                kept = [k for k in node.keywords if k is not keyword]
                says = f"`{ast.unparse(keyword)}` doesn't belong there"
                yield place.edit(ast.Call(node.func, node.args, kept), says)
        if isinstance(node, ast.IfExp):
            yield place.edit(node.body, f"the `if` in {quoted(node)} doesn't belong there")
            yield place.edit(node.orelse, f"the `if` in {quoted(node)} doesn't belong there")
