"""Edits of brackets: a pair missing, one too many, one that closes too early or too late."""

import ast
import contextlib
import io
import tokenize
from collections.abc import Iterator

from .place import parsed

OPERATORS = {"+", "-", "*", "/", "//", "**", "@", "%", "^"}
COMPARISONS = {">", "<", ">=", "<=", "==", "!="}
MOST = 60  # tokens of a line that is still looked at


def brackets(lines, every, known) -> Iterator:
    """Yield every line with one pair of brackets more, one fewer, or one that closes elsewhere."""
    for place in every:
        if is_outermost(place):
            tokens = tokens_of(place.node)
            if len(tokens) <= MOST:
                yield from one_more(place, tokens)
                yield from one_fewer(place, tokens)
                yield from closing_elsewhere(place, tokens)
    for place in every:
        yield from term_out(place)


def is_outermost(place):
    """Return whether an expression is a whole side of a statement, and calculates something."""
    whole = isinstance(place.parent, ast.stmt) and not isinstance(place.parent, ast.For)
    calculates = any(isinstance(node, (ast.BinOp, ast.Compare)) for node in ast.walk(place.node))
    return whole and calculates


def tokens_of(node) -> list:
    """Return the tokens of an expression, as text."""
    reader = io.StringIO(ast.unparse(node)).readline
    skipped = (tokenize.NEWLINE, tokenize.ENDMARKER, tokenize.NL)
    return [t.string for t in tokenize.generate_tokens(reader) if t.type not in skipped]


def pairs(tokens) -> list:
    """Return (opening, closing) of each pair of round brackets."""
    found = []
    waiting = []
    for i, token in enumerate(tokens):
        if token in "([{":
            waiting.append(i)
        elif token in ")]}":
            opening = waiting.pop()
            if tokens[opening] == "(":
                found.append((opening, i))
    return found


def is_call(tokens, opening):
    """Return whether a bracket calls something, and groups nothing."""
    before = tokens[opening - 1] if opening else ""
    return before.isidentifier() or before in (")", "]")


def joined(tokens):
    """Return the expression that these tokens make, or None."""
    try:
        return parsed(" ".join(tokens))
    except (SyntaxError, IndexError):
        return None


def told(tokens):
    """Return tokens as a sentence quotes them."""
    text = " ".join(tokens)
    with contextlib.suppress(SyntaxError):
        text = ast.unparse(parsed(text))
    return f"`{text}`" if len(text) <= 44 else f"`{text[:42]} …`"


def one_more(place, tokens) -> Iterator:
    """A pair of brackets that is missing."""
    before = ast.unparse(place.node)
    for i in range(len(tokens)):
        if i and tokens[i - 1] not in OPERATORS | COMPARISONS | {"(", "[", ",", "="}:
            continue
        depth = 0
        for j in range(i, len(tokens)):
            depth += (tokens[j] in "([{") - (tokens[j] in ")]}")
            if depth < 0:
                break
            inside = tokens[i : j + 1]
            if depth or j == i or not set(inside) & (OPERATORS | COMPARISONS):
                continue
            if tokens[j] in OPERATORS | COMPARISONS | {",", "."}:
                continue
            new = joined([*tokens[:i], "(", *inside, ")", *tokens[j + 1 :]])
            if new is not None and ast.unparse(new) != before:
                says = f"brackets are missing around {told(inside)}"
                yield place.edit(new, says, f"one more {i} {j}")


def closing_elsewhere(place, tokens) -> Iterator:
    """A bracket that closes too early, or too late."""
    for opening, closing in pairs(tokens):
        rest = [*tokens[:closing], *tokens[closing + 1 :]]
        for end in range(opening + 2, len(rest) + 1):
            if end == closing or rest[end - 1] in OPERATORS | COMPARISONS | {",", "(", ".", "["}:
                continue
            new = joined([*rest[:end], ")", *rest[end:]])
            if new is None:
                continue
            when = "early" if end > closing else "late"
            inside = told(tokens[opening + 1 : closing])
            yield place.edit(new, f"the bracket after {inside} closes too {when}", f"too {when}")


def term_out(place) -> Iterator:
    """`(a + 1) // b` where `a // b + 1` was meant."""
    node = place.node
    divides = isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.FloorDiv, ast.Mult))
    if divides and isinstance(node.left, ast.BinOp):
        inside = node.left
        if isinstance(inside.op, (ast.Add, ast.Sub)):
            new = ast.BinOp(ast.BinOp(inside.left, node.op, node.right), inside.op, inside.right)
            sign = "+" if isinstance(inside.op, ast.Add) else "−"
            says = (
                f"`{sign} {ast.unparse(inside.right)}` belongs after the brackets, not inside them"
            )
            yield place.edit(new, says)


def one_fewer(place, tokens) -> Iterator:
    """A pair of brackets that does not belong there."""
    for opening, closing in pairs(tokens):
        if is_call(tokens, opening):
            continue
        inside = tokens[opening + 1 : closing]
        new = joined([*tokens[:opening], *inside, *tokens[closing + 1 :]])
        if new is not None:
            yield place.edit(new, f"the brackets around {told(inside)} don't belong there", "fewer")
