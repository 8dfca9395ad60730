"""Edits of what is called: another function, another axis, a transpose, one around it all."""

import ast
from collections.abc import Iterator

from .place import binary, called_name, is_called, is_number, is_of_a_loop, name, parsed, quoted

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
    """Another function of the same family."""

    for place in every:
        node = place.node
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        now = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)
        for family in FAMILIES:
            for other in family if now in family else ():
                if other == now or not (lines.uses(other) or other in ("sum", "mean")):
                    continue
                if isinstance(called, ast.Attribute):
                    new = ast.Attribute(called.value, other, ast.Load())
                else:
                    new = name(other)
                says = f"`{now}` should be `{other}`"
                yield place.edit(ast.Call(new, node.args, node.keywords), says)
        if now in ("tanh", "abs", "sigmoid", "max", "minimum", "exp") and node.args:
            if not lines.uses("maximum"):
                continue
            relu = ast.Call(parsed("np.maximum"), [node.args[0], ast.Constant(0)], [])
            yield place.edit(relu, f"`{now}` isn't a ReLU: that's `np.maximum(…, 0)`")


AXES = (0, 1, -1, None, (0, 1), (1, 2), (2, 3), (-2, -1))


REDUCING = {"mean", "sum", "max", "min", "std", "var", "argmax", "argmin", "median", "stack"}
REDUCING |= {"concatenate", "prod", "amax", "amin", "flip", "roll", "cumsum"}


def other_axis(lines, every, known) -> Iterator:
    """Another axis, or none."""

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
            what = "leave the axis out" if axis is None else f"it should be `axis={axis}`"
            says = f"the axis is {'the wrong one' if had else 'missing'}: {what}"
            kept = others if axis is None else [*others, keyword]
            yield place.edit(ast.Call(node.func, node.args, kept), says)
        both = [ast.keyword("axis", ast.Constant(1)), ast.keyword("keepdims", ast.Constant(True))]
        rest = [k for k in others if k.arg != "keepdims"]
        says = "each row needs its own: `axis=1, keepdims=True`"
        yield place.edit(ast.Call(node.func, node.args, [*rest, *both]), says)
        if had and not any(k.arg == "keepdims" for k in node.keywords):
            kept = [*node.keywords, ast.keyword("keepdims", ast.Constant(True))]
            says = "`keepdims=True` is missing, so the result no longer stands beside its rows"
            yield place.edit(ast.Call(node.func, node.args, kept), says)
        positional = len(node.args) == 1 and is_number(node.args[0])
        if positional and isinstance(node.func, ast.Attribute):
            for axis in (0, 1, 2, -1):
                says = f"the axis is the wrong one: it should be `axis={axis}`"
                yield place.edit(ast.Call(node.func, [ast.Constant(axis)], node.keywords), says)


def transposed(lines, every, known) -> Iterator:
    """A transpose that is missing, or one too many."""

    if not lines.uses("T"):
        return
    for place in every:
        node = place.node
        if isinstance(node, ast.Attribute) and node.attr == "T":
            says = f"the transpose of {quoted(node.value)} doesn't belong there"
            yield place.edit(node.value, says)
    for place in every:
        node = place.node
        plain = isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.BinOp))
        is_t = isinstance(node, ast.Attribute) and node.attr == "T"
        whole = isinstance(place.parent, (ast.Return, ast.Assign, ast.List, ast.Tuple))
        product = isinstance(place.parent, ast.BinOp) and isinstance(place.parent.op, ast.MatMult)
        if plain and not is_t and (whole or product) and not is_called(place):
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


AROUND = [  # (what the edit makes of a part, what it says, what a right solution must have in it)
    ("np.sqrt({})", "the root is missing: `np.sqrt` around {}", "sqrt"),
    ("({})**2", "the square is missing at {}", "**2"),
    ("np.abs({})", "the absolute value is missing: `np.abs` around {}", "abs"),
    ("np.exp({})", "`np.exp` is missing around {}", "exp"),
    ("({}).mean()", "the mean is missing: `.mean()` at {}", "mean"),
    ("({}).sum()", "the sum is missing: `.sum()` at {}", "sum"),
    ("({}).sum(axis=0)", "the sum over the samples is missing: `.sum(axis=0)` at {}", "sum"),
    ("np.maximum({}, 0)", "the ReLU is missing: `np.maximum(…, 0)` around {}", "maximum"),
    ("({} > 0)", "the mask is missing: not {} itself, but whether it's above 0, `> 0`", "> 0"),
    ("1 - {}", "it should be 1 minus that, `1 - …`, at {}", "1 - "),
    ("({}) + 1", "a + 1 is missing at {}", "+ 1"),
    ("({}) - 1", "a − 1 is missing at {}", "- 1"),
    ("({})[::-1, ::-1]", "half a turn is missing, `[::-1, ::-1]`, at {}", "[::-1, ::-1]"),
    ("np.pad({}, 1)", "zeros are missing around {}: `np.pad`", "pad"),
    ("np.pad({}, ((0, 0), (1, 1), (1, 1)))", "zeros are missing around {}: `np.pad`", "pad"),
    ("({})[:, None]", "a column is needed there, `[:, None]`, at {}", "[:, None]"),
]


def calls_missing(lines) -> list:
    """Return templates, as in AROUND, for what the solution calls and the learner does not."""
    if lines.exercise is None:
        return []
    text = ast.unparse(lines.tree)
    found = []
    for call in lines.exercise.calls:
        if call.rpartition(".")[2] not in text:
            found.append((f"{call}({{}})", f"`{call}` is missing around {{}}", None))
    return found


def a_function_around(lines, every, known) -> Iterator:
    """A function that is missing around a part of a line."""

    for template, says, word in [*calls_missing(lines), *AROUND]:
        if word and not lines.uses(word):
            continue
        for place in every:
            node = place.node
            if is_called(place) or isinstance(node, (ast.Constant, ast.Slice, ast.Tuple)):
                continue
            if isinstance(place.parent, (ast.Compare, ast.keyword)) or place.field == "slice":
                continue
            if is_of_a_loop(place):
                continue
            if any(isinstance(part, ast.List) for part in ast.walk(node)):
                continue  # an array is what is missing there, whatever else would help
            try:
                new = parsed(template.format(ast.unparse(node)))
            except SyntaxError:
                continue
            yield place.edit(new, says.format(quoted(node)), template)


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
    """A keyword argument that is missing."""

    for place in every:
        node = place.node
        if not isinstance(node, ast.Call):
            continue
        for function, argument, text in KEYWORDS:
            if called_name(node) != function or not lines.uses(argument):
                continue
            others = [k for k in node.keywords if k.arg != argument]
            kept = [*others, ast.keyword(argument, parsed(text))]
            says = f"{quoted(node)} needs `{argument}={text}`"
            yield place.edit(ast.Call(node.func, node.args, kept), says)
