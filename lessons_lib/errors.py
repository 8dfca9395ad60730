"""Python's and NumPy's errors, told with the names and shapes that stand in the learner's own line.

`told(error, file)` finds the very expression that failed, looks up what its names held at that
moment, and says in a sentence what did not fit. It runs nothing of theirs again: only names, their
attributes, and numbers picked from them are looked up, never a call.
"""

import ast
import builtins
import difflib
import dis
import linecache
import re
import textwrap
import traceback
from types import ModuleType
from typing import NamedTuple

import numpy as np

from .entry import shown

UNKNOWN = object()  # what cannot be looked up without running something
PLAIN = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.UnaryOp, ast.USub, ast.Tuple)
PLAIN += (ast.Slice, ast.Load, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.List, ast.Compare)
PLAIN += (ast.Gt, ast.GtE, ast.Lt, ast.LtE, ast.Div, ast.Pow)
NUMPY = ("sqrt", "exp", "log", "abs", "sum", "mean", "zeros", "ones", "maximum", "dot", "array")


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


def told(error, file) -> Told:
    """Return what an error means; nothing where only Python's own words are left.

    file  where the learner's function stands; the error must have passed through it
    """
    try:
        spot = spot_of(error, file)
        words = str(error)
        for kind, pattern, says in RULES:
            if isinstance(error, kind) and (match := re.search(pattern, words)):
                sentence = says(spot, match, error)
                if sentence:
                    return Told(sentence) if isinstance(sentence, str) else Told(*sentence)
    except Exception:  # a strange object in their names must not hide the error itself
        return Told("")
    return Told("")


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


# ------------------------------------------------------------------------------- words for values


def by(shape) -> str:
    """Return a shape in words: "5 × 3", or "4 numbers"."""
    if len(shape) == 0:
        return "one number"
    if len(shape) == 1:
        return "1 number" if shape[0] == 1 else f"{shape[0]} numbers"
    return " × ".join(map(str, shape))


def is_so_large(name, shape, spot=None) -> str:
    """Return "`A` is 5 × 3", or "`x`, made in line 2, has 4 numbers"."""
    verb = "has" if len(shape) == 1 else "is"
    line = made_in(name.strip("`"), spot) if spot else 0
    where = f", made in line {line}," if line else ""
    return f"{name}{where} {verb} {by(shape)}"


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


# ------------------------------------------------------------------------------- shapes


def matrices(spot, match, error):
    """A product of matrices whose inner numbers differ."""
    for node in operands(spot):
        if callable(spot.value(node)):
            return without_brackets(spot, match, error)
    both = shapes(spot, match, error)
    if not both:
        sizes = re.search(r"size (\d+) is different from (\d+)", str(error))
        if not sizes:
            return None
        return (
            "In a product `A @ B`, A must have as many columns as B has rows; here it's "
            f"{sizes[2]} and {sizes[1]}"
        )
    (a, left), (b, right) = both
    if not left or not right:
        return f"{a if not left else b} is one number, and `@` multiplies matrices: take `*`"
    inner = left[-1], right[-2] if len(right) > 1 else right[0]
    start = f"{is_so_large(a, left, spot)} and {is_so_large(b, right, spot)}"
    agree = f"the inner numbers, {inner[0]} and {inner[1]}, must agree"
    return f"{start}: {agree}", notebooks_own(spot) or turned(a, left, b, right)


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


def listed(names) -> str:
    """Return names as a sentence lists them."""
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def turned(a, left, b, right) -> str:
    """Say which of two matrices has to be transposed, where that would do."""
    a, b = a.strip("`"), b.strip("`")
    if a.endswith(".T") or b.endswith(".T"):
        return "Is the transpose at the wrong one of the two?"
    if len(left) == 2 and left[0] == (right[-2] if len(right) > 1 else right[0]):
        return f"`{a}.T @ {b}` would fit"
    if len(right) == 2 and left[-1] == right[-1]:
        return f"`{a} @ {b}.T` would fit"
    if len(left) == len(right) == 2 and left[0] == right[1]:
        return f"`{b} @ {a}` would fit: is their order swapped?"
    return "Is a transpose missing, `.T`?"


def one_by_one(spot, match, error):
    """Two arrays that cannot be combined number by number."""
    both = shapes(spot, match, error)
    if not both:
        return None
    (a, left), (b, right) = both
    start = f"{is_so_large(a, left, spot)} and {is_so_large(b, right, spot)}"
    fits = f"{start}: they can't be combined number by number"
    if own := notebooks_own(spot):
        return fits, own
    for name, short, long in ((a, left, right), (b, right, left)):
        if len(short) == 1 and len(long) == 2 and short[0] == long[0]:
            column = name.strip("`")
            return fits, f"As a column, `{column}[:, None]`, it would fit the rows"
    return fits


def cannot_grow(spot, match, error):
    """`a += b` where the sum is larger than `a`."""
    node = spot.node
    name = ast.unparse(node.target) if isinstance(node, ast.AugAssign) else "a"
    return (
        f"`{name}` is one array of a fixed size, and `+=` can't make it larger: write `{name} = "
        f"{name} + ...`"
    )


def shape_in_brackets(spot, match, error):
    """`np.zeros(3, 4)`."""
    called = spot.node.func if isinstance(spot.node, ast.Call) else None
    name = ast.unparse(called) if called is not None else "np.zeros"
    inside = ", ".join(ast.unparse(arg) for arg in spot.node.args) if called is not None else "3, 4"
    if name in ("np.array", "np.asarray"):
        return (
            f"`{name}` takes one list: `{name}([{inside}])`, with square brackets around all of it"
        )
    return f"`{name}` takes the shape as one thing, with brackets of its own: `{name}(({inside}))`"


def no_matrix(spot, match, error):
    """Eigenvalues of what is no matrix."""
    inside = spot.node.args[0] if isinstance(spot.node, ast.Call) and spot.node.args else None
    value = spot.value(inside)
    which = code(inside) if inside is not None else "it"
    if callable(value):
        return f"{which} is the function itself: call it, with its brackets"
    return f"Only a matrix has eigenvalues, and {which} is a row of numbers"


def one_list_only(spot, match, error):
    name = ast.unparse(spot.node.func) if isinstance(spot.node, ast.Call) else "np.stack"
    return f"`{name}` takes one list of arrays: `{name}([a, b], axis=1)`, with square brackets"


def not_to_be_changed(spot, match, error):
    kind = re.search(r"'(\w+)' object", str(error))
    what = kind[1] if kind else "that"
    return f"A {what} can't be changed: make an array of it first, such as `np.arange(n)`"


def axes_in_brackets(spot, match, error):
    return "Several axes come as a tuple, in round brackets: `axis=(2, 3)`"


def rows_only(spot, match, error):
    return (
        "`np.convolve` works on single rows of numbers; for pictures there's `convolution.convolve`"
    )


def not_all_alike(spot, match, error):
    return (
        "The things in that list have different shapes, so no array can be made of them. Return "
        "them one after another, with commas between"
    )


def pair_given(spot) -> str:
    """Return the words for a pair that was handed on where one thing is needed, or ""."""
    if not isinstance(spot.node, ast.Call):
        return ""
    for node in spot.node.args:
        value = spot.value(node)
        if isinstance(value, tuple) and not hasattr(value, "_fields"):
            line = made_in(ast.unparse(node), spot)
            where = f" in line {line}" if line else ""
            return (
                f"{code(node)} is {len(value)} things, a tuple: take them apart{where}, or pick "
                "the one you need, such as `[1]`"
            )
    return ""


def no_room(spot, match, error):
    """An array that is put where another shape is needed."""
    if says := pair_given(spot):
        return says
    if "inhomogeneous" in str(error):
        return not_all_alike(spot, match, error)
    room = re.findall(r"\(([\d, ]*)\)", str(error))
    if len(room) == 2:
        here, there = (tuple(map(int, re.findall(r"\d+", one))) for one in room)
        return f"There's room for {by(there)} there, and the right side has {by(here)}"
    return "There's room for one number there, and it's given several", notebooks_own(spot)


def reshaped(spot, match, error):
    count, shape = match.groups()
    written = ast.unparse(spot.node) if spot.node is not None else ""
    if "-1" in written:
        rows = re.findall(r"\d+", shape)
        return f"{count} numbers don't fill rows of {rows[-1]}: some are left over"
    needed = np.prod([int(n) for n in re.findall(r"-?\d+", shape)])
    sizes = " × ".join(re.findall(r"-?\d+", shape))
    if needed < 0:
        return f"There are {count} numbers, which can't be laid out as {sizes} (−1: as many as fit)"
    return f"There are {count} numbers, and {sizes} takes {needed}"


def stacked(spot, match, error):
    return "Arrays must have the same shape to be joined"


# ------------------------------------------------------------------------------- indices


def out_of_bounds(spot, match, error):
    index, axis, size = map(int, match.groups())
    which, array = subscripted(spot)
    along = f" along axis {axis}" if axis or np.ndim(array) > 1 else ""
    if size == 0:
        return f"{which} is empty{along}, and there is no number {index} in it"
    has = f"{which} has {size} entries{along}, numbered 0 to {size - 1}"
    return f"{has}, and you're asking for number {index}", notebooks_own(spot)


def list_too_short(spot, match, error):
    which, value = subscripted(spot)
    if value is UNKNOWN:
        return f"{which} has fewer entries than that; they are numbered from 0"
    return f"{which} has {len(value)} entries, numbered 0 to {len(value) - 1}"


def too_many_indices(spot, match, error):
    has, asked = match.groups()
    which, _ = subscripted(spot)
    axes = "1 axis" if has == "1" else f"{has} axes"
    return f"{which} has {axes}, and {asked} indices are given"


def subscripted(spot):
    """Return the words for what an index picks from, and its value or UNKNOWN."""
    node = spot.node
    while isinstance(node, (ast.Assign, ast.AugAssign)):
        node = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if isinstance(node, ast.Subscript):
        inside = as_read(node.value)
        return code(inside), spot.value(inside)
    return "the array", UNKNOWN


def no_whole_index(spot, match, error):
    node = spot.node
    picked = code(as_read(node.slice)) if isinstance(node, ast.Subscript) else "it"
    value = spot.value(as_read(node.slice)) if isinstance(node, ast.Subscript) else UNKNOWN
    is_it = f"{picked} is {shown(value, 20)}" if value is not UNKNOWN else "This one is not"
    if isinstance(value, str):
        owner, _ = subscripted(spot)
        return f"{owner} has no entries by name: its parts are asked for with a dot, `.{value}`"
    return f"An index must be a whole number. {is_it}", "`//` divides to a whole number"


def nothing_to_pick(spot, match, error):
    which, value = subscripted(spot)
    if callable(value):
        return f"{which} is a function: round brackets call it"
    what = "None" if value is None else "one number"
    return f"{which} is {what}: there's nothing in it to pick with square brackets"


def two_brackets(spot, match, error):
    which, _ = subscripted(spot)
    return (
        f"{which} is a list, which takes one index at a time, `a[i][j]`; an array takes `a[i, j]`"
    )


# ------------------------------------------------------------------------------- types


def called(spot, match, error):
    """Round brackets behind what is no function."""
    node = spot.node
    which = code(node.func) if isinstance(node, ast.Call) else "that"
    kind = match.group(1)
    if kind == "module":
        name = which.strip("`")
        inside = {"np": "sqrt", "convolution": "convolve"}.get(name, "...")
        return f"{which} is a module: name the function in it, such as `{name}.{inside}(...)`"
    if "Optimizer" in kind:
        return (
            f"{which} can't be called itself; its functions can: `{which.strip('`')}.update(...)`"
        )
    several = {"numpy.ndarray": "an array", "list": "a list", "tuple": "a tuple"}
    what = several.get(kind, "a number")
    if isinstance(node, ast.Call) and not node.args:
        return f"{which} is {what} already, not a function: leave the brackets after it out"
    picks = "Square brackets pick from it" if what != "a number" else "It can't be called"
    return (
        f"{which} is {what}, and round brackets call a function",
        f"{picks}; or is a `*` missing?",
    )


def without_brackets(spot, match, error):
    """A method that is calculated with, instead of what it returns."""
    for node in operands(spot):
        if isinstance(node, (ast.Attribute, ast.Name)) and callable(spot.value(node)):
            text = ast.unparse(node)
            return f"`{text}` without brackets is the function itself: call it, `{text}(...)`"
    return "This calculates with a function itself, not with what it returns: are brackets missing?"


def not_theirs(spot, match, error):
    node = spot.node
    which = code(as_read(node.target)) if isinstance(node, ast.AugAssign) else "that array"
    return (
        f"{which} belongs to the library and can't be changed. Make an array of your own: `a / 8`"
    )


def no_list(spot, match, error):
    return "A loop in round brackets is a generator, not a list: put square brackets around it"


def no_power(spot, match, error):
    return "`^` isn't a power in Python. Write `**`, as in `x**2`"


def nothing_there(spot, match, error):
    for node in operands(spot):
        if spot.value(node) is None:
            return f"{code(node)} is None, nothing at all: does what made it return something?"
    return "One of the two is None, nothing at all: does what made it return something?"


def lists_are_no_arrays(spot, match, error):
    for node in operands(spot):
        value = spot.value(node)
        if isinstance(value, tuple) and isinstance(node, ast.Attribute) and node.attr == "shape":
            return f"{code(node)} is a tuple, and you can't do arithmetic with it: take each part"
        if isinstance(value, (list, tuple)):
            kind = type(value).__name__
            make = "make it an array, `np.array(...)`"
            return f"{code(node)} is a {kind}, and you can't do arithmetic with a {kind}: {make}"
    return "You can't do arithmetic with a list: make it an array, `np.array(...)`"


def joined_or_added(spot, match, error):
    return (
        "A list can only be joined to a list, `[0.0] * 20 + [4.0]`; to do arithmetic with one, "
        "make it an array, `np.array(...)`"
    )


def other_arguments(spot, match, error):
    name, rest = match.groups()
    name = name.rpartition(".")[2].strip("<>")
    node = spot.node
    if name == "lambda" or (isinstance(node, ast.Call) and name not in ast.unparse(node.func)):
        name = ast.unparse(node.func) if isinstance(node, ast.Call) else name
    if counts := re.match(r"takes (?:from \d+ to )?(\d+) .* but (\d+) (?:was|were) given", rest):
        return f"`{name}` takes {many(counts[1])}, and it's given {counts[2]}"
    if unknown := re.search(r"unexpected keyword argument '(\w+)'", rest):
        return f"`{name}` has no argument called `{unknown[1]}`"
    if missing := re.findall(r"'(\w+)'", rest):
        return f"`{name}` also needs {' and '.join(f'`{one}`' for one in missing)}"
    return None


def many(count) -> str:
    """Return so many arguments in words."""
    return {"0": "no arguments", "1": "one argument"}.get(count, f"{count} arguments")


def not_iterable(spot, match, error):
    node = spot.node
    loop = node.iter if isinstance(node, (ast.For, ast.comprehension)) else node
    which = code(loop) if isinstance(loop, ast.expr) else "it"
    if match.group(1) in ("int", "numpy.int64"):
        inside = which.strip("`") if which.startswith("`") else "n"
        return f"{which} is one number; a loop over its counts is `range({inside})`"
    return f"{which} is one thing, not several: there's nothing to go through, or to take apart"


def whole_numbers_only(spot, match, error):
    node = spot.node
    which = code(node.target) if isinstance(node, ast.AugAssign) else "the array"
    text = which.strip("`")
    sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}.get(
        type(getattr(node, "op", None)), "+"
    )
    return (
        f"{which} holds whole numbers, and the result has fractions",
        f"Make a new array, `{text} = {text} {sign} ...`, or begin with floats",
    )


def one_number_needed(spot, match, error):
    called = ast.unparse(spot.node.func) if isinstance(spot.node, ast.Call) else ""
    if called.startswith("math."):
        numpys = called.replace("math.", "np.")
        return f"`{called}` takes a single number; `{numpys}` takes each entry of an array"
    if called in ("int", "float", "round"):
        return f"`{called}` takes a single number, not an array", "Leave it out"
    return "One number is needed there, and it's given several"


def true_or_false(spot, match, error):
    called = ast.unparse(spot.node.func) if isinstance(spot.node, ast.Call) else ""
    if called in ("max", "min"):
        return (
            f"Python's own `{called}` compares two whole things, and can't decide between arrays; "
            f"`np.{called}imum(a, b)` takes each entry by itself, and `a.{called}()` the {called} "
            "of all"
        )
    return (
        "An array gives many yes-or-no answers, and `if` takes one",
        "Multiply by the mask, `a * (z > 0)`, or choose with `np.where(z > 0, a, b)`",
    )


# ------------------------------------------------------------------------------- names


def unknown_name(spot, match, error):
    name = match.group(1)
    return f"There's no `{name}` here", instead_of(name, spot)


def instead_of(name, spot) -> str:
    """Return the words for what an unknown name may stand for."""
    own = set(spot.local) | stored(spot)
    close = nearest(name, own)
    if close:
        return close
    for i in range(1, len(name)):
        if name[:i] in own and name[i:] in own:
            return f"Python needs the sign: `{name[:i]} * {name[i:]}`"
    begins = [one for one in sorted(own) if one.startswith(name) or name.startswith(one)]
    idle = [one for one in spot.idle if one in own]
    if len(begins) == 1 or (idle and idle[0] in begins):
        return f"Do you mean `{(idle or begins)[0]}`?"
    if len(idle) == 1:
        return f"Do you mean `{idle[0]}`, which is made and never used?"
    if name in NUMPY or (name == "math" and "np" in spot.names):
        return "NumPy has it: `np.cos`, `np.pi`" if name == "math" else f"Do you mean `np.{name}`?"
    homes = [
        module
        for module, value in spot.names.items()
        if isinstance(value, ModuleType) and hasattr(value, name) and not module.startswith("_")
    ]
    if homes:  # the course's own before NumPy's
        home = sorted(homes, key=lambda module: module == "np")[0]
        return f"It's `{home}.{name}`"
    unused = [given for given in spot.given if given not in spot.read]
    if unused:
        return f"What your function is given is called {listed(unused)}"
    others = {k for k in spot.names if k not in vars(builtins) and len(k) > 2}
    close = nearest(name, others) if len(name) > 2 else ""
    if close or not spot.given:
        return close
    return f"Your function is given {listed(spot.given)}; whatever else it needs it has to make"


def stored(spot):
    """Return the names that the learner's cell sets anywhere, those of functions around it too."""
    found = set()
    for line in linecache.getlines(spot.file):
        found |= set(re.findall(r"(?:^|[\s,(])(\w+)(?:\s*,\s*\w+)*\s*=[^=]", line))
        found |= set(re.findall(r"\bfor (\w+)", line))
    return found


def too_early(spot, match, error):
    name = match.group(1)
    lines = linecache.getlines(spot.file)
    later = [
        number
        for number, line in enumerate(lines, 1)
        if re.search(rf"(^|[\s,(]){name}\b[^=(\[]*=[^=]", line) and number > spot.line
    ]
    before = f"`{name}` is used before it has a value"
    if later:
        return f"{before}: it gets one in line {later[0]}, which has to come first"
    if name in spot.names:
        return f"{before}: in this function it's another one than the notebook's, so make it first"
    return f"{before}: give it one first, above the loop if there is one"


def no_attribute(spot, match, error):
    name = match.groups()[-1]
    owner = getattr(error, "obj", None)
    if isinstance(owner, ModuleType):
        return f"There's no `{owner.__name__}.{name}`", nearest(name, dir(owner))
    if fields := getattr(owner, "_fields", None):
        there = ", ".join(fields)
        return f"It has no `.{name}`; its parts are {there}", nearest(name, fields)
    if isinstance(owner, (list, tuple)):
        kind = type(owner).__name__
        return f"A {kind} has no `.{name}`", "Its parts have numbers, [0], [1] and so on"
    if isinstance(owner, (int, float)):
        return f"It's one number, of Python's own kind, and has no `.{name}`"
    if isinstance(owner, np.ndarray):
        return f"An array has no `.{name}`", nearest(name, dir(owner))
    if callable(owner):
        text = ast.unparse(spot.node.value) if isinstance(spot.node, ast.Attribute) else "it"
        return f"`{text}` without brackets is the function itself: call it, `{text}(...)`"
    if owner is None:
        return f"It's None, and has no `.{name}`: does what made it return something?"
    return None


def no_key(spot, match, error):
    node = spot.node
    key = error.args[0] if error.args else ""
    owner = spot.value(as_read(node.value)) if isinstance(node, ast.Subscript) else UNKNOWN
    if not isinstance(owner, dict):
        return None
    there = ", ".join(map(repr, owner)) or "nothing"
    return f"There's no entry {key!r} in {code(as_read(node.value))}; it holds {there}"


# ------------------------------------------------------------------------------- values


def by_zero(spot, match, error):
    right = operands(spot)[1] if len(operands(spot)) == 2 else None
    if right is None or isinstance(right, ast.Constant):
        return "Nothing can be divided by 0"
    return f"{code(right)} is 0 here, and nothing can be divided by 0"


def empty_range(spot, match, error):
    return "There's no number to draw: the lower end isn't below the upper one"


def fewer_there(spot, match, error):
    return "More is to be drawn than there is, and `replace=False` takes each only once"


def nothing_in_it(spot, match, error):
    which = emptied(spot)
    return f"{which} is empty, and an empty array has no largest value", notebooks_own(spot)


def emptied(spot):
    """Return the words for the array that is empty."""
    node = spot.node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        inside = (
            node.args[0] if ast.unparse(node.func.value) == "np" and node.args else node.func.value
        )
        return code(inside)
    return "That array"


def unpacked(spot, match, error):
    few = "fewer" if "not enough" in str(error) else "more"
    return f"The right side has {few} things than there are names on the left"


def without_end(spot, match, error):
    return "The function calls itself without an end"


MATMUL = r"matmul|not aligned|core dimension|shape-mismatch for sum|dot:"
METHOD = r"(builtin_function_or_method|'function'|'method'|numpy\.ufunc)"
RULES = [
    (ValueError, MATMUL, matrices),
    (ValueError, r"read-only", not_theirs),
    (np.linalg.LinAlgError, r"(\d)-dimensional array given", no_matrix),
    (TypeError, r"multiple values for argument", one_list_only),
    (TypeError, r"return arrays must be of ArrayType", axes_in_brackets),
    (TypeError, r"does not support item assignment", not_to_be_changed),
    (ValueError, r"could not broadcast input array", no_room),
    (ValueError, r"setting an array element with a sequence", no_room),
    (ValueError, r"non-broadcastable output", cannot_grow),
    (ValueError, r"could not be broadcast together", one_by_one),
    (ValueError, r"inhomogeneous", not_all_alike),
    (ValueError, r"object too deep", rows_only),
    (
        TypeError,
        r"Cannot interpret|data type not understood|cannot be interpreted as a data type",
        shape_in_brackets,
    ),
    (TypeError, r"'(list|tuple)' object cannot be interpreted as an integer", axes_in_brackets),
    (ValueError, r"cannot reshape array of size (\d+) into shape \((.*?)\)", reshaped),
    (ValueError, r"must have the same shape|must match exactly|same number of dim", stacked),
    (ValueError, r"truth value of an array", true_or_false),
    (ValueError, r"low >= high|high <= 0|a must be greater than 0", empty_range),
    (ValueError, r"larger sample than population", fewer_there),
    (ValueError, r"zero-size array|empty sequence", nothing_in_it),
    (ValueError, r"values to unpack", unpacked),
    (IndexError, r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", out_of_bounds),
    (IndexError, r"(list|tuple) (assignment )?index out of range", list_too_short),
    (IndexError, r"array is (\d)-dimensional, but (\d) were indexed", too_many_indices),
    (IndexError, r"only integers, slices", no_whole_index),
    (IndexError, r"invalid index to (scalar) variable", nothing_to_pick),
    (TypeError, r"'([\w.]+)' object is not subscriptable", nothing_to_pick),
    (TypeError, r"indices must be integers or slices, not tuple", two_brackets),
    (TypeError, r"indices must be integers or slices", no_whole_index),
    (TypeError, r"'([\w.]+)' object is not callable", called),
    (TypeError, r"for \^|bitwise_xor", no_power),
    (TypeError, r"'generator'", no_list),
    (TypeError, METHOD, without_brackets),
    (TypeError, r"NoneType", nothing_there),
    (TypeError, r"Cannot cast ufunc", whole_numbers_only),
    (TypeError, r"unsupported operand.*'(list|tuple)'|multiply sequence", lists_are_no_arrays),
    (TypeError, r"concatenate (list|tuple)", joined_or_added),
    (TypeError, r"^([\w.<>]+)\(\) (takes .*|missing .*|got .*)", other_arguments),
    (TypeError, r"'([\w.]+)' object is not iterable", not_iterable),
    (TypeError, r"cannot unpack non-iterable ([\w.]+) object", not_iterable),
    (TypeError, r"only (length-1|0-dimensional|integer scalar)", one_number_needed),
    (UnboundLocalError, r"variable '(\w+)'", too_early),
    (NameError, r"name '(\w+)' is not defined", unknown_name),
    (AttributeError, r"has no attribute '(\w+)'", no_attribute),
    (KeyError, r"", no_key),
    (ZeroDivisionError, r"", by_zero),
    (RecursionError, r"", without_end),
]
