"""Edits of whole lines: one too many, two in the wrong order, one at the wrong depth."""

import ast
from collections.abc import Iterator

from .place import blocks_edit, bodies, line_of, quoted, swapped_statement


def conditions(lines, every, known) -> Iterator:
    """An `if` that changes the answer in some cases, where there is only one case."""
    for _, block in list(bodies(lines.tree)):
        for i, node in enumerate(block):
            if not isinstance(node, ast.If):
                continue
            says = "this `if` changes the answer in some cases: leave it out"
            for body in ([], node.body, node.orelse):
                new = [*block[:i], *body, *block[i + 1 :]]
                if new:
                    yield blocks_edit(node, says, lambda b=block, n=new: [(b, n)])
    for place in every:
        node = place.node
        if isinstance(node, ast.IfExp):
            says = f"the `if` in {quoted(node)} changes the answer in some cases: leave it out"
            yield place.edit(node.body, says)
            yield place.edit(node.orelse, says)


def whole_statements(tree) -> Iterator:
    """A line too many, two lines in the wrong order, a line at the wrong depth."""
    for _, block in list(bodies(tree)):
        for i, node in enumerate(block):
            if len(block) > 1 and not isinstance(node, ast.Return):
                says = "without this line it's right: leave it out"
                yield blocks_edit(node, says, lambda b=block, i=i: [(b, [*b[:i], *b[i + 1 :]])])
            if isinstance(node, ast.For) and not isinstance(node.body[-1], ast.Return):
                says = "this loop goes round too often: once is enough, without a loop"
                yield blocks_edit(
                    node, says, lambda b=block, i=i, n=node: [(b, [*b[:i], *n.body, *b[i + 1 :]])]
                )
    for _, block in list(bodies(tree)):
        for i in range(len(block) - 1):
            if isinstance(block[i + 1], ast.Return):
                continue
            first = line_of(block[i])
            says = f"it comes too late: it has to stand above `{first}`"

            def turned(b=block, i=i):
                return [(b, [*b[:i], b[i + 1], b[i], *b[i + 2 :]])]

            yield blocks_edit(block[i + 1], says, turned)
    yield from unpacked_in_another_order(tree)
    yield from begun_at_zero(tree)
    yield from other_depth(tree)


def unpacked_in_another_order(tree) -> Iterator:
    """`width, height = image.shape`, with its two names the wrong way round."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple)):
            continue
        target = node.targets[0]
        for i in range(len(target.elts) - 1):
            first, second = target.elts[i : i + 2]
            turned = [*target.elts[:i], second, first, *target.elts[i + 2 :]]
            says = f"`{ast.unparse(first)}` and `{ast.unparse(second)}` are swapped"
            yield blocks_edit(node, says, lambda t=target, new=turned: [(t.elts, new)])


def begun_at_zero(tree) -> Iterator:
    """A sum that begins at its first term, which the loop adds again."""
    grown_names = {
        n.target.id
        for n in ast.walk(tree)
        if isinstance(n, ast.AugAssign) and isinstance(n.target, ast.Name)
    }
    for _, block in list(bodies(tree)):
        for i, node in enumerate(block):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                target = node.targets[0].id
                if target in grown_names:
                    value = ast.BinOp(ast.Constant(0), ast.Mult(), node.value)
                    new = ast.copy_location(ast.Assign(node.targets, value), node)
                    says = (
                        f"the sum `{target}` has to begin at 0; here it begins with something in it"
                    )
                    yield swapped_statement(block, i, new, says)


def other_depth(tree) -> Iterator:
    """A line that belongs into the loop above it, or out of the loop in which it stands."""
    for _, block in list(bodies(tree)):
        for i, loop in enumerate(block):
            if not isinstance(loop, (ast.For, ast.While, ast.If)):
                continue
            what = "`if`" if isinstance(loop, ast.If) else "loop"
            body = loop.body
            if i and isinstance(block[i - 1], ast.Assign) and what == "loop":

                def anew(b=block, i=i, body=body):
                    return [(b, [*b[: i - 1], *b[i:]]), (body, [b[i - 1], *body])]

                says = "it belongs inside the loop below, so that each round starts afresh"
                yield blocks_edit(block[i - 1], says, anew)
            if i + 1 < len(block):
                after = block[i + 1]

                def into(b=block, i=i, body=body, after=after):
                    return [(b, [*b[: i + 1], *b[i + 2 :]]), (body, [*body, after])]

                yield blocks_edit(after, f"it belongs inside the {what} above: indent it", into)
            if len(body) > 1:

                def out(b=block, i=i, body=body):
                    return [(b, [*b[: i + 1], body[-1], *b[i + 1 :]]), (body, body[:-1])]

                def before(b=block, i=i, body=body):
                    return [(b, [*b[:i], body[0], *b[i:]]), (body, body[1:])]

                yield blocks_edit(body[-1], f"it belongs below the {what}, not in it", out)
                yield blocks_edit(body[0], f"it belongs above the {what}, not in it", before)
