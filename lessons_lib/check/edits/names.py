"""Edits of names: one where another belongs, two that are swapped, arguments in another order."""

import ast
import copy
from collections.abc import Iterator

from .place import Edit, name, names_stored, quoted, together


def other_name(lines, every, known) -> Iterator:
    """One name where another belongs: of an argument, or of what the function worked out."""
    local = [*lines.arguments, *sorted(names_stored(lines.tree) - set(lines.arguments))]
    for place in every:
        if isinstance(place.node, ast.Name) and place.node.id in local:
            for other in local:
                if other != place.node.id:
                    says = f"`{place.node.id}` should be `{other}`"
                    yield place.edit(name(other), says)
    for place in every:
        if isinstance(place.node, ast.Subscript) and isinstance(place.node.value, ast.Name):
            yield from other_entry(place, local)
    yield from other_text(every)
    for place in every:
        if isinstance(place.node, ast.Attribute) and is_stage(place.node.attr):
            for other in STAGES:
                if other != place.node.attr:
                    new = ast.Attribute(place.node.value, other, ast.Load())
                    yield place.edit(new, f"`{place.node.attr}` should be `{other}`")


def other_text(every) -> Iterator:
    """`state["m"]` where `state["v"]` belongs."""
    texts = [p for p in every if isinstance(p.node, ast.Constant) and isinstance(p.node.value, str)]
    for place in texts:
        for other in dict.fromkeys(p.node.value for p in texts):
            if other != place.node.value:
                says = f"`{place.node.value!r}` should be `{other!r}`"
                yield place.edit(ast.Constant(other), says)


def other_entry(place, local) -> Iterator:
    """`beta[1]` where `x` belongs, or `r[0]` where `r[i]` does."""
    node = place.node
    for other in local:
        if other != node.value.id:
            yield place.edit(name(other), f"{quoted(node)} should be `{other}`")
    for other in local if isinstance(node.slice, ast.Constant) else ():
        new = ast.Subscript(node.value, name(other), ast.Load())
        says = f"{quoted(node)} is always the same one: `{ast.unparse(new)}` belongs there"
        yield place.edit(new, says)


STAGES = ("X", "Z1", "A1", "Z2", "A2")


def is_stage(text):
    """Return whether a name is that of a stage of the network."""

    return text in (*STAGES, "F")


def swapped_names(lines, every, known) -> Iterator:
    """Two names of one line, each in the other's place."""
    local = {*lines.arguments, *names_stored(lines.tree)}
    statements = {}
    for place in every:
        if isinstance(place.node, ast.Name) and place.node.id in local:
            statements.setdefault(id(place.statement), []).append(place)
    for here in statements.values():
        names = sorted({place.node.id for place in here})
        for i, first in enumerate(names):
            for second in names[i + 1 :]:
                yield swap_of(here, first, second)


def swap_of(here, first, second) -> Edit:
    """Return the Edit that puts each of two names in the other's place, throughout a line."""
    other = {first: second, second: first}
    says = f"`{first}` and `{second}` are swapped"
    moved = [p for p in here if p.node.id in other]
    return together([p.edit(name(other[p.node.id]), says) for p in moved])


def returned_in_another_order(every) -> Iterator:
    """A tuple or a list whose parts stand in another order."""
    for place in every:
        node = place.node
        if isinstance(node, (ast.Tuple, ast.List)) and 2 <= len(node.elts) <= 6:
            for i in range(len(node.elts) - 1):
                parts = copy.copy(node.elts)
                parts[i], parts[i + 1] = parts[i + 1], parts[i]
                first, second = quoted(node.elts[i]), quoted(node.elts[i + 1])
                says = f"{first} and {second} are swapped"
                yield place.edit(type(node)(parts, ast.Load()), says)
            if len(node.elts) == 2:
                for i in (0, 1):
                    parts = [node.elts[i]] * 2
                    says = f"{quoted(node.elts[1 - i])} is off: it should be {quoted(node.elts[i])}"
                    yield place.edit(type(node)(parts, ast.Load()), says)
