"""Small edits to a learner's function, each with the words for the mistake that it undoes.

They come in the order in which a teacher would think of them. An edit changes the tree of the source
for as long as it is `made`, and puts it back.
"""

import ast
import contextlib
import copy
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np


class Edit(NamedTuple):
    """One edit: where it stands, what it says, and the context in which the tree is changed."""

    statement: ast.stmt
    says: str
    made: Callable
    kind: str = ""  # edits of one kind can be made together: those with the same words, without it


class Place(NamedTuple):
    """An expression of the function, and where it hangs in the tree."""

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None
    statement: ast.stmt

    def put(self, node):
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node

    def edit(self, new, says, kind=""):
        """Return the Edit that puts `new` in the place of this expression."""

        @contextlib.contextmanager
        def made():
            self.put(new)
            try:
                yield
            finally:
                self.put(self.node)

        return Edit(self.statement, says, made, kind)


def and_together(found) -> Iterator:
    """Yield some edits, and then those of one kind all at once: a slip is often made twice."""
    groups = {}
    for edit in found:
        yield edit
        groups.setdefault(edit.kind or edit.says, []).append(edit)
    for group in groups.values():
        if len(group) > 1:
            yield together(group)


def together(group) -> Edit:
    """Return several edits as one, with the words of the first."""

    @contextlib.contextmanager
    def made():
        with contextlib.ExitStack() as stack:
            for edit in group:
                stack.enter_context(edit.made())
            yield

    return Edit(group[0].statement, group[0].says, made)


def line_of(statement) -> str:
    """Return the first line of a statement, as a sentence quotes it."""
    text = ast.unparse(statement).splitlines()[0]
    return text if len(text) <= 64 else text[:62] + " …"


def quoted(node) -> str:
    """Return an expression as a sentence quotes it."""
    text = ast.unparse(node)
    return f"`{text}`" if len(text) <= 44 else f"`{text[:42]} …`"


def places(tree) -> list:
    """Return the Place of every expression in a function that is read, in the order of its lines."""
    found = []

    def walk(node, statement):
        for field, value in ast.iter_fields(node):
            for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if not isinstance(child, ast.AST):
                    continue
                if node is tree and field in ("decorator_list", "returns", "args"):
                    continue
                inside = child if isinstance(child, ast.stmt) else statement
                is_read = isinstance(child, ast.expr) and not isinstance(
                    getattr(child, "ctx", None), (ast.Store, ast.Del)
                )
                if is_read and statement is not None:
                    found.append(Place(child, node, field, index, statement))
                walk(child, inside)

    walk(tree, None)
    return found


# ------------------------------------------------------------------------------- Python


def of_python(lines, known) -> Iterator:
    """Yield the edits that undo slips of Python: they count before any mistake of the mathematics."""
    tree = lines.tree
    yield from returns_moved_out(tree)
    yield from sums_that_grow(tree)
    yield from minus_turned(tree)
    every = places(tree)
    for found in (
        powers(every),
        whole_ranges(every),
        copies(every),
        arguments_for_globals(lines, every, known),
        arguments_for_numbers(lines, every),
        without_rounding(every),
    ):
        yield from and_together(found)


def bodies(tree) -> Iterator:
    """Yield (owner, list of statements) for each block of a function."""
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield node, block


def blocks_edit(statement, says, change) -> Edit:
    """Return an Edit of statements.

    change() -> a list of (block, its statements with the edit)
    """

    @contextlib.contextmanager
    def made():
        changed = [(block, list(block), new) for block, new in change()]
        for block, _, new in changed:
            block[:] = new
        try:
            yield
        finally:
            for block, old, _ in reversed(changed):
                block[:] = old

    return Edit(statement, says, made)


def returns_moved_out(tree) -> Iterator:
    """A `return` that ends its loop in the first round, or stands after a loop that it belongs in."""
    for _, block in list(bodies(tree)):
        for i, loop in enumerate(block):
            if not isinstance(loop, (ast.For, ast.While)):
                continue
            last = loop.body[-1]
            if isinstance(last, ast.Return) and len(loop.body) > 1:
                says = (
                    "this `return` stands inside the loop, which therefore ends in its first "
                    "round. "
                    "Move it to the left, below the loop"
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
                    f"`=` sets `{ast.unparse(target)}` anew in each round of the loop; "
                    "`+=` adds to it"
                )
                yield swapped_statement(block, i, ast.copy_location(new, node), says)
            if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
                new = ast.Assign(targets=[node.target], value=node.value)
                name = ast.unparse(node.target)
                says = f"`+=` adds to `{name}`, which should be set anew here: `=`"
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
        says = f"`=` sets {names} anew in each round of the loop; `+=` adds to them"
        yield blocks_edit(picked[0], says, lambda block=block, new=new: [(block, new)])


def swapped_statement(block, i, new, says) -> Edit:
    """Return the Edit that puts another statement in a block."""
    return blocks_edit(block[i], says, lambda: [(block, [*block[:i], new, *block[i + 1 :]])])


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
    for place in every:
        node = place.node
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor):
            new = ast.BinOp(node.left, ast.Pow(), node.right)
            yield place.edit(new, "`^` is no power in Python; `**` is")


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


def is_one(node):
    return isinstance(node, ast.Constant) and node.value == 1


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
                f"`{node.id}` comes from the notebook, where it has one value for ever. "
                f"What your function is given is `{argument}`"
            )
            yield every_name(lines, every, place, node.id, argument, says)


def every_name(lines, every, place, old, new, says) -> Edit:
    """Return the Edit that puts one name for another throughout the function."""
    same = [p for p in every if isinstance(p.node, ast.Name) and p.node.id == old]

    @contextlib.contextmanager
    def made():
        for p in same:
            p.put(name(new))
        try:
            yield
        finally:
            for p in same:
                p.put(p.node)

    return Edit(place.statement, says, made)


def is_data(value):
    return isinstance(value, (int, float, list, tuple, np.ndarray, np.number))


def names_stored(tree):
    found = {
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    return found | {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}


def arguments_for_numbers(lines, every) -> Iterator:
    """A number of the example that is fixed where an argument, or a size, belongs."""
    for place in every:
        node = place.node
        if not is_number(node) or isinstance(place.parent, ast.UnaryOp):
            continue
        for text in may_stand_for(node.value, lines.arguments):
            says = f"the {node.value:g} is fixed there, where `{text}` belongs"
            yield place.edit(parsed(text), says)


def is_number(node):
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
    )


def may_stand_for(value, arguments) -> list:
    """Return what a fixed number may stand for: an argument, its length, its sizes.

    0, 1 and 2 stand in every formula; they count as fixed only late, when nothing else helps.
    """
    plain = list(arguments)
    if value != int(value):
        return [*plain, *(f"1 - {a}" for a in plain)]
    if value in (0, 1, 2):
        return []
    return [
        *plain,
        *(f"len({a})" for a in plain),
        *(f"{a}.shape[1]" for a in plain),
        *(f"{a}.size" for a in plain),
        *(f"len({a}) // 2" for a in plain),
        *(f"{a}.shape[1] // 2" for a in plain),
        *(f"{a} // 2" for a in plain),
        *(f"len({a}) - 2" for a in plain),
        *(f"{a}.shape[1] - 2" for a in plain),
    ]


def arguments_for_small_numbers(lines, every, known) -> Iterator:
    """A 0, 1 or 2 of the example that is fixed where an argument belongs."""
    for place in every:
        node = place.node
        if is_number(node) and node.value in (0, 1, 2):
            for text in lines.arguments:
                says = f"the {node.value:g} is fixed there, where `{text}` belongs"
                yield place.edit(parsed(text), says)


def parsed(text):
    return ast.parse(text, mode="eval").body


def name(text):
    return ast.Name(text, ast.Load())


ROUNDS = {"int", "round", "np.round", "np.around", "np.rint", "np.floor", "np.ceil", "np.trunc"}
ROUNDS |= {"np.int32", "np.int64", "math.floor", "math.ceil"}


def without_rounding(every) -> Iterator:
    """Fractions that are cut off: by a rounding, by `//`, or by an array of whole numbers."""
    for place in every:
        node = place.node
        if isinstance(node, ast.Call):
            call = ast.unparse(node.func)
            if call in ROUNDS and node.args:
                yield place.edit(node.args[0], f"`{call}` rounds; leave every digit in")
            if isinstance(node.func, ast.Attribute) and node.func.attr in ("round", "astype"):
                says = f"`.{node.func.attr}` takes digits away; leave every one in"
                yield place.edit(node.func.value, says)
            others = [k for k in node.keywords if k.arg != "dtype"]
            if len(others) < len(node.keywords):
                says = (
                    "this array holds whole numbers only, and cuts fractions off. Leave `dtype` out"
                )
                yield place.edit(ast.Call(node.func, node.args, others), says)
            if call in ("np.zeros_like", "np.ones_like", "np.empty_like", "np.full_like"):
                says = (
                    f"`{call}` takes over the kind of its argument, and an array of whole numbers "
                    "cuts fractions off: `dtype=float`"
                )
                as_float = ast.keyword("dtype", name("float"))
                yield place.edit(ast.Call(node.func, node.args, [*node.keywords, as_float]), says)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
            new = ast.BinOp(node.left, ast.Div(), node.right)
            yield place.edit(new, "`//` cuts the fraction off; `/` keeps it")


# ------------------------------------------------------------------------------- mathematics


def of_mathematics(lines, known) -> Iterator:
    """Yield the edits that undo mistakes of the mathematics, the likeliest first."""
    every = places(lines.tree)
    for kind in (
        other_sign,
        other_comparison,
        other_order,
        other_function,
        other_axis,
        transposed,
        other_name,
        brackets,
        arguments_for_small_numbers,
        other_operator,
        swapped_names,
        a_factor,
        a_term,
        a_function_around,
        left_out,
        another_number,
        off_by_one,
        keyword_added,
    ):
        yield from and_together(kind(lines, every, known))
    yield from arguments_in_another_order(lines.tree)
    yield from whole_statements(lines.tree)
    yield from returned_in_another_order(every)


def binary(every, *kinds):
    """Return the places of the operations of these kinds."""
    return [p for p in every if isinstance(p.node, ast.BinOp) and isinstance(p.node.op, kinds)]


def other_sign(lines, every, known) -> Iterator:
    for place in binary(every, ast.Add, ast.Sub):
        node = place.node
        other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        is_now, belongs = ("+", "−") if isinstance(node.op, ast.Add) else ("−", "+")
        says = (
            f"the sign before {quoted(node.right)} is wrong: {belongs} belongs there, not {is_now}"
        )
        yield place.edit(ast.BinOp(node.left, other, node.right), says)
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


FAMILIES = [
    ("mean", "sum", "median", "max", "min", "prod", "cumsum", "var", "std"),
    ("max", "min", "argmax", "argmin"),
    ("std", "var"),
    ("maximum", "minimum", "fmax"),
    ("abs", "square"),
    ("exp", "log", "tanh", "sinh", "tan"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("hypot", "add"),
    ("eigvals", "eigvalsh"),
    ("correlate", "convolve"),
    ("max_pool", "mean_pool"),
    ("floor", "ceil", "round"),
    ("permutation", "shuffle", "choice"),
    ("dot", "multiply", "outer"),
    ("vstack", "hstack", "stack", "column_stack"),
    ("flipud", "fliplr", "flip", "transpose"),
]


def other_function(lines, every, known) -> Iterator:
    for place in every:
        node = place.node
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        now = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)
        for family in FAMILIES:
            for other in family if now in family else ():
                if other == now:
                    continue
                if isinstance(called, ast.Attribute):
                    new = ast.Attribute(called.value, other, ast.Load())
                else:
                    new = name(other)
                says = f"`{now}` stands where `{other}` belongs"
                yield place.edit(ast.Call(new, node.args, node.keywords), says)
        if now in ("tanh", "abs", "sigmoid", "max", "minimum", "exp") and node.args:
            relu = ast.Call(parsed("np.maximum"), [node.args[0], ast.Constant(0)], [])
            yield place.edit(relu, f"`{now}` stands where a ReLU belongs, `np.maximum(…, 0)`")


AXES = (0, 1, -1, None, (0, 1), (1, 2), (2, 3), (-2, -1))
REDUCING = {"mean", "sum", "max", "min", "std", "var", "argmax", "argmin", "median", "stack"}
REDUCING |= {"concatenate", "prod", "amax", "amin", "flip", "roll", "cumsum"}


def other_axis(lines, every, known) -> Iterator:
    for place in every:
        node = place.node
        if not isinstance(node, ast.Call) or called_name(node) not in REDUCING:
            continue
        others = [k for k in node.keywords if k.arg != "axis"]
        had = len(others) < len(node.keywords)
        for axis in AXES:
            keyword = ast.keyword("axis", parsed(repr(axis)))
            if axis is None and not had:
                continue
            what = "every number" if axis is None else f"axis={axis}"
            says = f"its axis is {'another' if had else 'missing'}: {what}"
            kept = others if axis is None else [*others, keyword]
            yield place.edit(ast.Call(node.func, node.args, kept), says)
        if had and not any(k.arg == "keepdims" for k in node.keywords):
            kept = [*node.keywords, ast.keyword("keepdims", ast.Constant(True))]
            says = "`keepdims=True` is missing, so the result no longer stands beside its rows"
            yield place.edit(ast.Call(node.func, node.args, kept), says)
        positional = len(node.args) == 1 and is_number(node.args[0])
        if positional and isinstance(node.func, ast.Attribute):
            for axis in (0, 1, 2, -1):
                says = f"its axis is another: axis={axis}"
                yield place.edit(ast.Call(node.func, [ast.Constant(axis)], node.keywords), says)


def called_name(node):
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def transposed(lines, every, known) -> Iterator:
    for place in every:
        node = place.node
        if isinstance(node, ast.Attribute) and node.attr == "T":
            says = f"the transpose of {quoted(node.value)} doesn't belong there"
            yield place.edit(node.value, says)
    for place in every:
        node = place.node
        plain = isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.BinOp))
        is_t = isinstance(node, ast.Attribute) and node.attr == "T"
        if plain and not is_t and not is_called(place):
            says = f"a transpose is missing, `.T` at {quoted(node)}"
            yield place.edit(ast.Attribute(node, "T", ast.Load()), says)
    for place in binary(every, ast.MatMult):
        node = place.node
        new = moved_transpose(node)
        if new is not None:
            says = f"the transpose in {quoted(node)} is at the wrong one of the two"
            yield place.edit(new, says)


def moved_transpose(node):
    """Return a product with its transpose at the other matrix, or None."""
    left, right = node.left, node.right

    def is_t(part):
        return isinstance(part, ast.Attribute) and part.attr == "T"

    if is_t(left) and not is_t(right):
        return ast.BinOp(left.value, node.op, ast.Attribute(right, "T", ast.Load()))
    if is_t(right) and not is_t(left):
        return ast.BinOp(ast.Attribute(left, "T", ast.Load()), node.op, right.value)
    return None


def is_called(place):
    """Return whether an expression is only the name of what is called, or a module's name."""
    called = isinstance(place.parent, ast.Call) and place.field == "func"
    owner = isinstance(place.parent, ast.Attribute)
    return called or (owner and isinstance(place.node, ast.Name) and place.node.id == "np")


def other_name(lines, every, known) -> Iterator:
    """One name where another belongs: of an argument, or of what the function worked out."""
    local = [*lines.arguments, *sorted(names_stored(lines.tree) - set(lines.arguments))]
    for place in every:
        node = place.node
        if isinstance(node, ast.Name) and node.id in local:
            for other in local:
                if other != node.id:
                    says = f"`{node.id}` stands where `{other}` belongs"
                    yield place.edit(name(other), says)
    for place in every:
        node = place.node
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            for other in local:
                if other != node.value.id:
                    yield place.edit(name(other), f"{quoted(node)} stands where `{other}` belongs")
            for other in local:
                if isinstance(node.slice, ast.Constant):
                    new = ast.Subscript(node.value, name(other), ast.Load())
                    says = (
                        f"{quoted(node)} is always the same one: `{ast.unparse(new)}` belongs there"
                    )
                    yield place.edit(new, says)
    for place in every:
        node = place.node
        if isinstance(node, ast.Attribute) and is_stage(node.attr):
            for other in ("X", "Z1", "A1", "Z2", "A2"):
                if other != node.attr:
                    new = ast.Attribute(node.value, other, ast.Load())
                    yield place.edit(new, f"`{node.attr}` stands where `{other}` belongs")


def is_stage(text):
    return text in ("X", "Z1", "A1", "Z2", "A2", "F")


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
        for side, other in (("left", "right"), ("right", "left")):
            part = getattr(node, side)
            if isinstance(part, ast.Call) and part.args:
                whole = ast.BinOp(node.left, node.op, node.right)
                setattr(whole, side, part.args[0])
                says = f"the brackets of {quoted(part)} close in the wrong place, before all is in"
                new = ast.Call(part.func, [whole, *part.args[1:]], part.keywords)
                yield place.edit(new, says, "closes early")
            method = isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute)
            if method and not isinstance(part.func.value, ast.Name | ast.Attribute):
                whole = ast.BinOp(node.left, node.op, node.right)
                setattr(whole, side, part.func.value)
                new = ast.Attribute(whole, part.func.attr, ast.Load())
                says = f"`.{part.func.attr}()` takes in too little: first the whole, in brackets"
                yield place.edit(ast.Call(new, part.args, part.keywords), says)
            elif method and not (
                isinstance(part.func.value, ast.Name) and part.func.value.id == "np"
            ):
                whole = ast.BinOp(node.left, node.op, node.right)
                setattr(whole, side, part.func.value)
                new = ast.Attribute(whole, part.func.attr, ast.Load())
                says = f"`.{part.func.attr}()` takes in too little: first the whole, in brackets"
                yield place.edit(ast.Call(new, part.args, part.keywords), says)
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.BinOp):
        inside = node.args[0]
        for side in ("left", "right"):
            new = ast.BinOp(inside.left, inside.op, inside.right)
            part = ast.Call(node.func, [getattr(inside, side), *node.args[1:]], node.keywords)
            setattr(new, side, part)
            says = f"the brackets of {quoted(node)} take in too much"
            yield place.edit(new, says, f"closes late {side}")
    method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    if method and isinstance(node.func.value, ast.BinOp):
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


def other_operator(lines, every, known) -> Iterator:
    for place in binary(every, *OPERATORS):
        node = place.node
        is_now = WRITTEN[type(node.op)]
        for other in OPERATORS[type(node.op)]:
            says = f"`{is_now}` stands in {quoted(node)} where `{WRITTEN[other]}` belongs"
            yield place.edit(ast.BinOp(node.left, other(), node.right), says)


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

    @contextlib.contextmanager
    def made():
        for place in here:
            other = {first: second, second: first}.get(place.node.id)
            if other:
                place.put(name(other))
        try:
            yield
        finally:
            for place in here:
                place.put(place.node)

    return Edit(here[0].statement, f"`{first}` and `{second}` are swapped", made)


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


AROUND = [
    ("np.sqrt({})", "the root is missing: `np.sqrt` around {}"),
    ("({})**2", "the square is missing at {}"),
    ("np.abs({})", "the absolute value is missing: `np.abs` around {}"),
    ("np.exp({})", "`np.exp` is missing around {}"),
    ("({}).mean()", "the mean is missing: `.mean()` at {}"),
    ("({}).sum()", "the sum is missing: `.sum()` at {}"),
    ("({}).sum(axis=0)", "the sum over the samples is missing: `.sum(axis=0)` at {}"),
    ("np.maximum({}, 0)", "the ReLU is missing: `np.maximum(…, 0)` around {}"),
    ("({} > 0)", "the mask is missing: not {} itself, but whether it's above 0, `> 0`"),
    ("1 - {}", "it's 1 minus that: `1 − …` at {}"),
    ("({}) + 1", "a + 1 is missing at {}"),
    ("({}) - 1", "a − 1 is missing at {}"),
    ("({})[::-1]", "{} is the wrong way round: its order is reversed"),
    ("({})[::-1, ::-1]", "half a turn is missing, `[::-1, ::-1]`, at {}"),
    ("({})[:, ::-1]", "{} is mirrored"),
    ("({})[:, None]", "a column is needed there, `[:, None]`, at {}"),
]


def a_function_around(lines, every, known) -> Iterator:
    for template, says in AROUND:
        for place in every:
            node = place.node
            if is_called(place) or isinstance(node, (ast.Constant, ast.Slice, ast.Tuple)):
                continue
            if isinstance(place.parent, (ast.Compare, ast.keyword)) or place.field == "slice":
                continue
            try:
                new = parsed(template.format(ast.unparse(node)))
            except SyntaxError:
                continue
            yield place.edit(new, says.format(quoted(node)), template)


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


def another_number(lines, every, known) -> Iterator:
    for place in every:
        node = place.node
        if is_number(node):
            for other in (node.value + 1, node.value - 1, 0, 1, 2, 0.5, 3, -1):
                if other != node.value:
                    says = f"the {node.value:g} is off: {other:g} belongs there".replace("-", "−")
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


KEYWORDS = [
    ("integers", "size", "batch"),
    ("choice", "size", "batch"),
    ("choice", "replace", "True"),
    ("choice", "replace", "False"),
    ("correlate", "padding", "1"),
    ("correlate", "padding", "2"),
    ("convolve", "padding", "2"),
    ("sum", "axis", "(1, 2)"),
]


def keyword_added(lines, every, known) -> Iterator:
    for place in every:
        node = place.node
        if not isinstance(node, ast.Call):
            continue
        for function, argument, text in KEYWORDS:
            if called_name(node) != function:
                continue
            others = [k for k in node.keywords if k.arg != argument]
            kept = [*others, ast.keyword(argument, parsed(text))]
            says = f"`{argument}={text}` belongs into {quoted(node)}"
            yield place.edit(ast.Call(node.func, node.args, kept), says)


def arguments_in_another_order(tree) -> Iterator:
    """The function takes its arguments in another order than they are handed to it."""
    given = tree.args.args
    for i in range(len(given)):
        for j in range(i + 1, len(given)):
            order = list(given)
            order[i], order[j] = order[j], order[i]
            yield reordered(tree, order)
    if len(given) > 2:
        yield reordered(tree, [*given[1:], given[0]])
        yield reordered(tree, [given[-1], *given[:-1]])


def reordered(tree, order) -> Edit:
    """Return the Edit of a function's arguments that puts them in this order."""
    given = list(tree.args.args)

    @contextlib.contextmanager
    def made():
        tree.args.args[:] = order
        try:
            yield
        finally:
            tree.args.args[:] = given

    asked = ", ".join(arg.arg for arg in order)
    return Edit(tree, f"its arguments stand in another order than asked, `({asked})`", made)


def whole_statements(tree) -> Iterator:
    """A line too many, two lines in the wrong order, a line at the wrong depth."""
    for _, block in list(bodies(tree)):
        for i, node in enumerate(block):
            if isinstance(node, ast.If):
                says = "this `if` leaves something out that counts too"
                yield blocks_edit(
                    node, says, lambda b=block, i=i, n=node: [(b, [*b[:i], *n.body, *b[i + 1 :]])]
                )
            if len(block) > 1 and not isinstance(node, ast.Return):
                says = "without this line it's right; what does it do there?"
                yield blocks_edit(node, says, lambda b=block, i=i: [(b, [*b[:i], *b[i + 1 :]])])
    for _, block in list(bodies(tree)):
        for i in range(len(block) - 1):
            if isinstance(block[i + 1], ast.Return):
                continue
            first = line_of(block[i])
            says = f"it comes too late, after `{first}`: the two lines are in the wrong order"

            def turned(b=block, i=i):
                return [(b, [*b[:i], b[i + 1], b[i], *b[i + 2 :]])]

            yield blocks_edit(block[i + 1], says, turned)
    yield from begun_at_zero(tree)
    yield from other_depth(tree)


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

                says = "it belongs into the loop below: there it has to begin anew in each round"
                yield blocks_edit(block[i - 1], says, anew)
            if i + 1 < len(block):
                after = block[i + 1]

                def into(b=block, i=i, body=body, after=after):
                    return [(b, [*b[: i + 1], *b[i + 2 :]]), (body, [*body, after])]

                yield blocks_edit(after, f"it belongs into the {what} above: indent it", into)
            if len(body) > 1:

                def out(b=block, i=i, body=body):
                    return [(b, [*b[: i + 1], body[-1], *b[i + 1 :]]), (body, body[:-1])]

                def before(b=block, i=i, body=body):
                    return [(b, [*b[:i], body[0], *b[i:]]), (body, body[1:])]

                yield blocks_edit(body[-1], f"it belongs below the {what}, not in it", out)
                yield blocks_edit(body[0], f"it belongs above the {what}, not in it", before)


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
