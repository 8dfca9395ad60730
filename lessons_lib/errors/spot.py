"""The expression that failed in a learner's line, and what can be looked up there."""

import ast
import builtins
import difflib
import dis
import linecache
import re
import textwrap
import traceback
from typing import NamedTuple

import numpy as np

UNKNOWN = object()  # what cannot be looked up without running something


PLAIN = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.UnaryOp, ast.USub, ast.Tuple)
PLAIN += (ast.Slice, ast.Load, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.List, ast.Compare)
PLAIN += (ast.Gt, ast.GtE, ast.Lt, ast.LtE, ast.Div, ast.Pow)


class Told(NamedTuple):
    """What an error means, and what may help: two sentences without their full stops, or ""."""

    facts: str
    advice: str = ""


class Spot(NamedTuple):
    """The expression that failed, and what its names held."""

    node: ast.AST | None
    names: dict  # every name that could be seen there, the nearest first
    local: dict  # those of the function alone
    given: tuple = ()  # the names of the function's arguments
    read: frozenset = frozenset()  # the names that the function reads anywhere
    idle: tuple = ()  # the names that it sets and never reads
    line: int = 0
    file: str = ""

    def value(self, node):
        """Return what a part of the expression stands for, or UNKNOWN."""
        if node is None or not all(isinstance(part, PLAIN) for part in ast.walk(node)):
            return UNKNOWN
        try:
            code = compile(ast.Expression(node), "<looked up>", "eval")
            return eval(code, {"__builtins__": {}}, self.names)
        except Exception:
            return UNKNOWN


def spot_of(error, file) -> Spot:
    """Return the Spot of an error: the innermost of the learner's own lines that it came from."""
    places = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == file:
            places.append((frame, line))
    if not places:
        return Spot(None, {}, {})
    frame, _ = places[-1]
    entry = error.__traceback__
    while entry.tb_frame is not frame:
        entry = entry.tb_next
    names = {**vars(builtins), **frame.f_globals, **frame.f_locals}
    code_of = frame.f_code
    given = code_of.co_varnames[: code_of.co_argcount + code_of.co_kwonlyargcount]
    node = failed(code_of, entry.tb_lasti, file)
    read = frozenset(i.argval for i in dis.get_instructions(code_of) if "LOAD" in i.opname)
    idle = tuple(n for n in code_of.co_varnames if n not in read and n not in given)
    return Spot(node, names, dict(frame.f_locals), given, read, idle, entry.tb_lineno, file)


def failed(code, instruction, file):
    """Return the expression, or the statement, that an instruction belongs to, or None."""
    positions = list(code.co_positions())
    first, last, begin, end = positions[instruction // 2]
    if None in (first, last, begin, end):
        return None
    lines = [linecache.getline(file, n).encode() for n in range(first, last + 1)]
    if not any(lines):
        return None
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][begin:]
    source = b"".join(lines).decode()
    for whole in (f"({source}\n)", textwrap.dedent(source)):
        try:
            body = ast.parse(whole).body[0]
        except SyntaxError:
            continue
        return body.value if isinstance(body, ast.Expr) else body
    return None


def by(shape) -> str:
    """Return a shape in words: "5 × 3", or "4 numbers"."""
    if len(shape) == 0:
        return "one number"
    if len(shape) == 1:
        return "1 number" if shape[0] == 1 else f"{shape[0]} numbers"
    return " × ".join(map(str, shape))


def made_in(name, spot) -> int:
    """Return the number of the line above in which a name got its value, or 0."""
    if not name.isidentifier() or name in spot.given:
        return 0
    pattern = re.compile(rf"^\s*(\w+\s*,\s*)*{name}\b(\s*,\s*\w+)*\s*=[^=]")
    found = [
        number
        for number, line in enumerate(linecache.getlines(spot.file), 1)
        if pattern.match(line) and number < spot.line
    ]
    return found[-1] if found else 0


def is_so_large(name, shape, spot=None) -> str:
    """Return "`A` is 5 × 3", or "`x`, made in line 2, has 4 numbers"."""
    verb = "has" if len(shape) == 1 else "is"
    line = made_in(name.strip("`"), spot) if spot else 0
    where = f", made in line {line}," if line else ""
    return f"{name}{where} {verb} {by(shape)}"


def code(node) -> str:
    """Return a part of the learner's line, as a sentence quotes it."""
    text = ast.unparse(node)
    return f"`{text}`" if len(text) <= 40 else "that"


def operands(spot):
    """Return the two parts of an operation or of a call with two arguments, or ()."""
    node = spot.node
    if isinstance(node, ast.BinOp):
        return node.left, node.right
    if isinstance(node, ast.AugAssign):
        return as_read(node.target), node.value
    if isinstance(node, ast.Compare) and len(node.comparators) == 1:
        return node.left, node.comparators[0]
    if isinstance(node, ast.Call) and len(node.args) >= 2:
        return tuple(node.args[:2])
    if isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.func, ast.Attribute):
        return node.func.value, node.args[0]
    return ()


def as_read(node):
    """Return what is assigned to, as an expression that can be looked up."""
    return ast.parse(ast.unparse(node), mode="eval").body


def shapes(spot, match, error):
    """Return [(name, shape)] of the two parts: looked up, or from what NumPy says of them."""
    in_brackets = re.findall(r"\(([\d, ]*)\)", str(error))
    said = [tuple(map(int, re.findall(r"\d+", one))) for one in in_brackets]
    found = []
    for i, node in enumerate(operands(spot)):
        value = spot.value(node)
        if value is not UNKNOWN:
            found.append((code(node), np.shape(value)))
        elif i < len(said):
            found.append((code(node), said[i]))
    return found if len(found) == 2 else []


def nearest(name, known) -> str:
    """Return "Do you mean `beta`?" for the nearest of the known names, or ""."""
    plain = [k for k in known if not k.startswith("_")]
    close = [k for k in plain if k.lower() == name.lower() and k != name]
    close = close or difflib.get_close_matches(name, plain, 1, 0.6)
    return f"Do you mean `{close[0]}`?" if close else ""


def listed(names) -> str:
    """Return names as a sentence lists them."""
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def notebooks_own(spot) -> str:
    """Return the words for data of the notebook in the failing line, or ""."""
    if spot.node is None or not spot.local:
        return ""
    for node in ast.walk(spot.node):
        if not isinstance(node, ast.Name) or node.id in spot.local:
            continue
        value = spot.names.get(node.id)
        if isinstance(value, (np.ndarray, list, tuple, int, float)) and not node.id.isupper():
            given = [name for name in spot.given if name not in spot.read]
            instead = f"; what your function is given is called {listed(given)}" if given else ""
            return f"`{node.id}` is the notebook's{instead}"
        if isinstance(value, np.ndarray):
            return f"`{node.id}` is the notebook's: use what your function is given"
    return ""
