"""Edits of signs, operators, comparisons and numbers."""

import ast
import contextlib
from collections.abc import Iterator

from .place import Edit, binary, called_name, is_called, is_number, parsed, quoted


def other_sign(lines, every, known) -> Iterator:
    """A plus for a minus, or the other way round."""

    for place in binary(every, ast.Add, ast.Sub):
        node = place.node
        other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        is_now, belongs = ("+", "−") if isinstance(node.op, ast.Add) else ("−", "+")
        says = (
            f"the sign before {quoted(node.right)} is wrong: {belongs} belongs there, not {is_now}"
        )
        yield place.edit(ast.BinOp(node.left, other, node.right), says, f"sign {is_now}")
    for place in every:
        node = place.node
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            yield place.edit(node.operand, f"the minus in {quoted(node)} doesn't belong there")
    for statement, made in grown(lines.tree):
        yield Edit(statement, "the sign is wrong there", made)


def grown(tree):
    """Yield (statement, edit) for each `+=` that could be a `-=`, or the other way round."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign) and isinstance(node.op, (ast.Add, ast.Sub)):
            other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()

            @contextlib.contextmanager
            def made(node=node, other=other):
                before = node.op
                node.op = other
                try:
                    yield
                finally:
                    node.op = before

            yield node, made


ALMOST = {ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt}


TURNED = {ast.Gt: ast.Lt, ast.Lt: ast.Gt, ast.GtE: ast.LtE, ast.LtE: ast.GtE}
TURNED |= {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}


SIGNS = {ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!="}


def other_comparison(lines, every, known) -> Iterator:
    """A comparison that takes in too much, or is the wrong way round."""

    for place in every:
        node = place.node
        if not isinstance(node, ast.Compare) or len(node.ops) != 1:
            continue
        kind = type(node.ops[0])
        is_now = SIGNS.get(kind)
        if kind in ALMOST:
            right = SIGNS[ALMOST[kind]]
            says = f"`{is_now}` and `{right}` differ where the two are equal; here it's `{right}`"
            yield place.edit(ast.Compare(node.left, [ALMOST[kind]()], node.comparators), says)
        if kind in TURNED:
            says = f"the comparison is the wrong way round: `{SIGNS[TURNED[kind]]}`, not `{is_now}`"
            yield place.edit(ast.Compare(node.left, [TURNED[kind]()], node.comparators), says)
        if kind in TURNED and TURNED[kind] in ALMOST:
            other = ALMOST[TURNED[kind]]
            says = f"the comparison is the wrong way round: `{SIGNS[other]}`, not `{is_now}`"
            yield place.edit(ast.Compare(node.left, [other()], node.comparators), says)


def other_order(lines, every, known) -> Iterator:
    """Two operands, or two arguments of a call, the wrong way round."""
    for place in binary(every, ast.Sub, ast.Div, ast.Pow, ast.MatMult, ast.FloorDiv):
        node = place.node
        says = f"{quoted(node)} is the wrong way round: swap its two sides"
        yield place.edit(ast.BinOp(node.right, node.op, node.left), says)
    for place in every:
        node = place.node
        if isinstance(node, ast.Call) and len(node.args) >= 2:
            for i in range(len(node.args) - 1):
                args = list(node.args)
                args[i], args[i + 1] = args[i + 1], args[i]
                first, second = quoted(node.args[i]), quoted(node.args[i + 1])
                says = f"{first} and {second} are swapped"
                yield place.edit(ast.Call(node.func, args, node.keywords), says)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
            new = ast.Tuple(node.slice.elts[::-1], ast.Load())
            says = f"the indices of {quoted(node)} are swapped: rows come first"
            yield place.edit(ast.Subscript(node.value, new, node.ctx), says)


OPERATORS = {
    ast.Add: (ast.Mult,),
    ast.Sub: (ast.Div, ast.Mult),
    ast.Mult: (ast.Div, ast.MatMult, ast.Add, ast.Pow, ast.Sub),
    ast.Div: (ast.Mult, ast.FloorDiv, ast.Sub),
    ast.FloorDiv: (ast.Mult, ast.Mod, ast.Div),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
}


WRITTEN = {ast.Add: "+", ast.Sub: "−", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//"}
WRITTEN |= {ast.Pow: "**", ast.MatMult: "@", ast.Mod: "%"}
SIGN = {kind: text.replace("−", "-") for kind, text in WRITTEN.items()}


def other_operator(lines, every, known) -> Iterator:
    """Another operator."""

    for place in binary(every, *OPERATORS):
        node = place.node
        is_now = WRITTEN[type(node.op)]
        if is_number(node.right) and node.right.value in (0, 1):
            continue  # x + 1 and x * 1 differ by the 1 alone
        for other in OPERATORS[type(node.op)]:
            if lines.exercise and not lines.uses(SIGN[other]):
                continue
            says = f"in {quoted(node)}, the `{is_now}` should be `{WRITTEN[other]}`"
            yield place.edit(ast.BinOp(node.left, other(), node.right), says, f"{is_now} {other}")


def another_number(lines, every, known) -> Iterator:
    """Another number."""

    for place in every:
        node = place.node
        if is_number(node):
            factor = isinstance(place.parent, ast.BinOp) and isinstance(
                place.parent.op, (ast.Mult, ast.Div)
            )
            for other in (node.value + 1, node.value - 1, 0, 1, 2, 0.5, 3, -1):
                in_formula = isinstance(place.parent, ast.BinOp)
                if in_formula and not lines.uses(f"{other}"):
                    continue
                if other != node.value and not (factor and other in (0, -1)):
                    says = f"it should be {other:g}, not {node.value:g}".replace("-", "−")
                    yield place.edit(ast.Constant(other), says)


def off_by_one(lines, every, known) -> Iterator:
    """An index, a bound of a slice or of a range that is one off."""
    for place in every:
        node = place.node
        parent = place.parent
        in_range = isinstance(parent, ast.Call) and called_name(parent) in (
            "range",
            "arange",
            "zeros",
        )
        in_slice = isinstance(parent, ast.Slice)
        in_index = isinstance(parent, ast.Subscript) and place.field == "slice"
        in_tuple = isinstance(parent, ast.Tuple)
        if not (in_range or in_slice or in_index or in_tuple) or isinstance(node, ast.Slice):
            continue
        if is_called(place):
            continue
        for sign, op in (("+", ast.Add()), ("−", ast.Sub())):
            new = ast.BinOp(node, op, ast.Constant(1))
            says = f"{quoted(node)} is one too {'small' if sign == '+' else 'large'}"
            yield place.edit(new, says)


def arguments_for_small_numbers(lines, every, known) -> Iterator:
    """A 0, 1 or 2 of the example that is fixed where an argument belongs."""
    for place in every:
        node = place.node
        parent = place.parent
        divides = isinstance(parent, ast.BinOp) and place.field == "right"
        divides = divides and isinstance(parent.op, (ast.FloorDiv, ast.Mod, ast.Pow))
        if isinstance(parent, ast.BinOp) and not divides:
            continue
        if is_number(node) and node.value in (0, 1, 2):
            for text in lines.scalars:
                says = f"the {node.value:g} is hard-coded: it should be `{text}`"
                yield place.edit(parsed(text), says)
