"""What the lines of a learner's function show: the mistakes that one can see without running it.

Each function returns a sentence, or None. They are asked only when an answer is wrong, so that a
habit which does no harm is left alone.
"""

import ast
import builtins
import inspect
import itertools
import re
import textwrap
from typing import NamedTuple

import numpy as np

from .notebook import Exercise, exercises


class Lines(NamedTuple):
    """A learner's function as its source has it."""

    tree: ast.FunctionDef
    first: int  # the number of its first line in the cell
    arguments: list  # their names
    scalars: list  # those of them that are numbers
    exercise: Exercise | None  # what the notebook has for it

    @property
    def back(self) -> str:
        """What the notebook's solution returns, in its own words."""
        return self.exercise.returned if self.exercise else ""

    @property
    def count(self) -> int:
        """How many things that is; 0 where it is not known."""
        if not self.exercise:
            return 0
        value = ast.parse(self.back or "0", mode="eval").body
        return len(value.elts) if isinstance(value, (ast.Tuple, ast.List)) else 1

    def uses(self, word) -> bool:
        """Return whether a right solution would have this function, sign or number in it."""
        return bool(self.exercise and self.exercise.uses(word))

    def place(self, node):
        """Return "In line 3, `return total`" for a statement."""
        text = ast.unparse(node).splitlines()[0]
        return f"In line {self.first + node.lineno - 1}, `{text:.60}`"


def lines_of(function, scalars=()) -> Lines | None:
    """Return the Lines of a function, or None where its source can't be had."""
    try:
        source, first = inspect.getsourcelines(inspect.unwrap(function))
        tree = ast.parse(textwrap.dedent("".join(source))).body[0]
    except (OSError, TypeError, SyntaxError, IndexError, ValueError):
        return None
    if isinstance(tree, ast.Assign) and isinstance(tree.value, ast.Lambda):
        tree = named(tree)
    if not isinstance(tree, ast.FunctionDef):
        return None
    given = [*tree.args.posonlyargs, *tree.args.args, *tree.args.kwonlyargs]
    names = [argument.arg for argument in given]
    exercise = exercises().get(tree.name)
    return Lines(tree, first, names, [name for name in names if name in scalars], exercise)


def named(assignment):
    """Return `my_loss = lambda x: …` as the function that `def` would define."""
    made = assignment.value
    back = ast.copy_location(ast.Return(made.body), made.body)
    target = assignment.targets[0]
    name = target.id if isinstance(target, ast.Name) else "answer"
    function = ast.FunctionDef(name, made.args, [back], [], type_params=[])
    return ast.fix_missing_locations(ast.copy_location(function, assignment))


def is_rough(function) -> bool:
    """Return whether the lines of a function reckon with 32 bits or fewer, and so few digits."""
    lines = lines_of(function)
    text = ast.unparse(lines.tree) if lines else ""
    return any(kind in text for kind in ("float32", "float16", "single", "half"))


def own(tree):
    """Yield the nodes of a function, but not those of functions that are defined in it."""
    for node in ast.iter_child_nodes(tree):
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            yield from own(node)


def returns(tree):
    """Return the `return` statements of a function that return something."""
    found = [node for node in own(tree) if isinstance(node, ast.Return)]
    return [node for node in found if node.value is not None and not is_none(node.value)]


def is_none(node):
    """Return whether an expression is the word None."""

    return isinstance(node, ast.Constant) and node.value is None


def loops(tree):
    """Return the loops of a function."""

    return [node for node in own(tree) if isinstance(node, (ast.For, ast.While))]


# ------------------------------------------------------------------------------- nothing returned


def why_nothing(function) -> str | None:
    """Say why a function that has lines of its own returns None; None when it has no lines yet."""
    lines = lines_of(function)
    if lines is None:
        return None
    tree = lines.tree
    back = returns(tree)
    for node in back:
        if (says := method_in_place(node.value)) is not None:
            return f"{lines.place(node)}: {says}"
    if says := made_none(lines):
        return says
    if back:
        return (
            "It only returns something in one branch. Otherwise Python reaches the end of the "
            "function without a `return`, and that gives None"
        )
    if (lines.exercise and lines.exercise.is_stub(tree)) or not written(tree):
        return None
    shown = [node for node in own(tree) if is_print(node)]
    if shown:
        return printed(lines, shown)
    inner = [node for node in own(tree) if isinstance(node, ast.FunctionDef)]
    if inner:
        return (
            f"`{lines.tree.name}` itself returns nothing: its last line, as far to the left as "
            f"`def {inner[-1].name}`, has to be `return {lines.back or '...'}`"
        )
    return f"It works something out but never returns it: end with {ending(lines)}"


def printed(lines, shown) -> str:
    """Return the words for a result that is printed."""
    in_loop = any(node in list(ast.walk(loop)) for loop in loops(lines.tree) for node in shown)
    says = "It prints its result instead of returning it"
    if in_loop:
        return f"{says}. Collect what it prints in a list, and return that below the loop"
    args = [arg for node in shown for arg in node.args]
    plain = [arg for arg in args if not isinstance(arg, (ast.Constant, ast.JoinedStr))]
    if lines.count and len(plain) != lines.count:
        return f"{says}: replace the print with a `return`"
    what = ", ".join(map(ast.unparse, plain))
    return f"{says}. Replace the print with `return {what:.60}`"


def ending(lines) -> str:
    """Return the line that a function without a return could end with."""
    named = [
        target.id
        for node in own(lines.tree)
        if isinstance(node, ast.Assign)
        for target in ast.walk(node.targets[0])
        if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store)
    ]
    wanted = [name.strip() for name in lines.back.split(",")]
    if wanted and all(name in named for name in wanted):
        return f"`return {lines.back}`"
    if named and lines.count == 1:
        return f"`return {named[-1]}`"
    return "a `return`"


def is_print(node):
    """Return whether an expression is a call of print."""

    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return called and node.func.id == "print"


def method_in_place(value):
    """Say so when what is returned is the None of a method that works in place."""
    if not isinstance(value, ast.Call):
        return None
    if is_print(value):
        return "`print` shows something and returns nothing; return what's in its brackets"
    if isinstance(value.func, ast.Attribute) and value.func.attr in IN_PLACE:
        name = ast.unparse(value.func.value)
        return (
            f"`.{value.func.attr}` changes `{name}` and returns nothing; return `{name}` after it"
        )
    return None


IN_PLACE = {"append", "sort", "extend", "insert", "fill", "shuffle", "reverse", "update", "resize"}


def written(tree):
    """Return whether a function has lines that are not those of the empty stub."""
    for node in tree.body:
        text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if text or isinstance(node, (ast.Pass, ast.Return)):
            continue
        if isinstance(node, ast.Assign) and is_unpacked(node, tree):
            continue
        return True
    return False


def is_unpacked(node, tree):
    """Return whether a line only gives names to parts of an argument, as some stubs do."""
    inside = {one.id for one in ast.walk(node.value) if isinstance(one, ast.Name)}
    called = any(isinstance(one, (ast.Call, ast.BinOp)) for one in ast.walk(node.value))
    return bool(inside) and inside <= {argument.arg for argument in tree.args.args} and not called


# ------------------------------------------------------------------------------- slips to be seen


def slips(function) -> str | None:
    """Return a sentence on the first slip that the source of a wrong answer shows, or None."""
    lines = lines_of(function)
    if lines is None:
        return None
    looks = (never_reached, returned_in_a_loop, compared_alone, set_anew, xor, one_too_few)
    for look in (*looks, two_for_one, repeated, no_tool):
        if says := look(lines):
            return says
    return from_outside(function, lines)


def never_reached(lines):
    """A line below a `return`, at the same depth."""
    for node in [lines.tree, *own(lines.tree)]:
        for block in (getattr(node, "body", None), getattr(node, "orelse", None)):
            if not isinstance(block, list):
                continue
            for here, below in itertools.pairwise(block):
                if isinstance(here, ast.Return):
                    return (
                        f"{lines.place(below)} is never reached: Python leaves a function at its "
                        "first `return`. Return everything in one"
                    )
    return None


def returned_in_a_loop(lines):
    """A `return` that ends the loop in its first round."""
    for loop in loops(lines.tree):
        for node in loop.body:
            if isinstance(node, ast.Return):
                where = lines.place(node)
                return (
                    f"{where} is inside the loop, so the loop ends in its first round: move it "
                    "left, below the loop"
                )
    return None


def set_anew(lines):
    """A sum that is set anew in each round, as `=` stands where `+=` was meant."""
    begun = started(lines.tree)
    given_back = {n.id for r in returns(lines.tree) for n in ast.walk(r) if isinstance(n, ast.Name)}
    for loop in loops(lines.tree):
        grown = {n.target.id for n in own(loop) if is_grown(n)}
        for node in own(loop):
            if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
                continue
            name = node.targets[0].id
            read = {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
            if name in begun & given_back and name not in read | grown | chosen(loop):
                where = lines.place(node)
                return f"{where}: `=` overwrites `{name}` in each round; `+=` adds to it"
    return None


def is_grown(node):
    """Return whether a statement adds to a name."""

    return isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)


def chosen(loop):
    """Return the names that are assigned under an `if` of the loop: a largest value, say."""
    under = [n for branch in ast.walk(loop) if isinstance(branch, ast.If) for n in ast.walk(branch)]
    return {n.id for n in under if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def started(tree):
    """Return the names that are 0 before a loop."""
    names = set()
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = node.value
            zeros = isinstance(value, ast.Call) and ast.unparse(value.func).startswith("np.zeros")
            nought = isinstance(value, ast.Constant) and value.value in (0, 0.0)
            if zeros or nought:
                names.add(node.targets[0].id)
    return names


def xor(lines):
    """`^`, which is no power."""
    for node in own(lines.tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor):
            return f"`{ast.unparse(node):.40}`: `^` isn't a power in Python. Write `**`"
    return None


def one_too_few(lines):
    """A loop that leaves the last one out."""
    for node in own(lines.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id == "range" and node.args:
            end = node.args[min(1, len(node.args) - 1)]
            inside = ast.unparse(end)
            if inside.startswith("len(") and inside.endswith(") - 1"):
                return f"`range({inside})` leaves the last one out: a range stops before its end"
    return None


def two_for_one(lines):
    """`np.array(a, b)`, which takes b for a type."""
    for node in own(lines.tree):
        made = isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.array", "np.stack")
        if made and len(node.args) > 1 and not isinstance(node.args[1], ast.Constant):
            call = ast.unparse(node.func)
            both = f"`{call}([a, b])`, with square brackets around both"
            return f"`{call}` takes one list: {both}"
    return None


def repeated(lines):
    """A number times a list or a tuple, which repeats it."""
    for node in own(lines.tree):
        if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)):
            continue
        for part in (node.left, node.right):
            if isinstance(part, (ast.Tuple, ast.List)) and len(part.elts) > 1:
                kind = "a tuple" if isinstance(part, ast.Tuple) else "a list"
                return (
                    f"`{ast.unparse(node):.50}` repeats {kind} and leaves its numbers alone: "
                    "multiply each of them, or make it an array first"
                )
    return None


def list_anew(lines):
    """`g = [0]` in a loop, which begins a new list in each round."""
    for loop in loops(lines.tree):
        for node in own(loop):
            made = isinstance(node, ast.Assign) and isinstance(node.value, ast.List)
            if made and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                back = any(
                    isinstance(r.value, ast.Name) and r.value.id == name
                    for r in returns(lines.tree)
                )
                if back:
                    return (
                        f"{lines.place(node)} makes a new list in each round. Begin one above the "
                        f"loop, and `{name}.append(...)` in it"
                    )
    return None


def compared_alone(lines):
    """`a == b` as a line of its own, which compares and keeps nothing."""
    for node in own(lines.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Compare):
            return f"{lines.place(node)}: `==` compares, and keeps nothing; `=` sets it"
        if isinstance(node, ast.Expr) and isinstance(node.value, (ast.BinOp, ast.UnaryOp)):
            return f"{lines.place(node)} stands alone, and what it gives is thrown away"
        call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
        if call and ast.unparse(node.value.func) in KEEP:
            made = ast.unparse(node.value.func)
            keep = "changes nothing by itself: keep what it returns"
            return f"{lines.place(node)}: `{made}` {keep}"
    return None


def one_in_brackets(lines):
    """`[0.0 * 20]`, a list with one number in it."""
    for node in own(lines.tree):
        if not (isinstance(node, ast.List) and len(node.elts) == 1):
            continue
        for inside in ast.walk(node.elts[0]):
            times = isinstance(inside, ast.BinOp) and isinstance(inside.op, ast.Mult)
            if times and all(isinstance(p, ast.Constant) for p in (inside.left, inside.right)):
                first, many = ast.unparse(inside.left), ast.unparse(inside.right)
                return (
                    f"`{ast.unparse(node)}` is a list with one number in it; `[{first}] * {many}` "
                    f"has {many} of them"
                )
    return None


def added_to_an_array(lines):
    """`np.zeros(20) + [4.0]`, which adds number by number."""
    for node in own(lines.tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            sides = (node.left, node.right)
            arrays = [isinstance(s, ast.Call) and ast.unparse(s.func)[:3] == "np." for s in sides]
            if any(arrays) and (all(arrays) or any(isinstance(side, ast.List) for side in sides)):
                return (
                    f"In `{ast.unparse(node):.50}` the `+` adds number by number; `np.append(a, "
                    "b)` puts one at the end of the other"
                )
    return None


def made_none(lines):
    """`x = x.append(4.0)`, which makes x None."""
    for node in own(lines.tree):
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
            continue
        called = node.value.func
        if isinstance(called, ast.Attribute) and called.attr in IN_PLACE - {"update"}:
            name = ast.unparse(node.targets[0])
            return (
                f"{lines.place(node)}: `.{called.attr}` changes the list and returns None, so "
                f"`{name}` is None from there on. Leave the `=` out"
            )
    return None


def appended_list(lines):
    """`x.append([4.0])`, which puts a list into the list."""
    for node in own(lines.tree):
        call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if call and node.func.attr == "append" and node.args and isinstance(node.args[0], ast.List):
            inside = ast.unparse(node.args[0])
            return (
                f"`append({inside})` puts a list into the list; `append({inside[1:-1]})` the number"
            )
    return None


def loses_some(lines):
    """A set, which keeps each number once, or whole numbers, which lose their decimals."""
    for node in own(lines.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "set":
            return "`set` keeps each number once only: leave it out"
        if (
            isinstance(node, ast.keyword)
            and node.arg == "dtype"
            and "int" in ast.unparse(node.value)
        ):
            return (
                f"`{ast.unparse(node)}` makes whole numbers, and drops the decimals: leave it out"
            )
        method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if method and node.func.attr in ("round", "astype"):
            return f"`.{node.func.attr}` throws the decimals away: leave it out"
        if method and node.func.attr in ("randint", "integers"):
            return (
                f"`{ast.unparse(node):.40}` leaves its upper end out, and may draw a number twice"
            )
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            for part in (node.left, node.right):
                if isinstance(part, ast.List) and len(part.elts) > 1:
                    return f"`{ast.unparse(node):.40}` repeats the list, and doubles no number"
    return None


def slips_in_a_list(function) -> str | None:
    """Return a sentence on the first slip in how a list of numbers is made up, or None."""
    lines = lines_of(function)
    if lines is None:
        return None
    looks = (returned_in_a_loop, list_anew, made_none, appended_list, one_in_brackets)
    for look in (*looks, added_to_an_array, compared_alone, xor, loses_some):
        if says := look(lines):
            return says
    return None


KEEP = {"np.pad", "np.append", "np.maximum", "np.sort", "np.flip", "np.clip", "np.abs", "np.where"}
KEEP |= {"rule.update"}


def changed_argument(function, argument) -> str | None:
    """Say which line changes an argument in place, and how, where the source shows it."""
    lines = lines_of(function)
    if lines is None:
        return None
    second_names = aliases(lines.tree, argument)
    for node in own(lines.tree):
        target = None
        if isinstance(node, ast.AugAssign):
            target = node.target
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            target = node.targets[0]
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            called = node.value.func
            changes = isinstance(called, ast.Attribute) and called.attr in IN_PLACE
            target = called.value if changes else None
            shuffles = ast.unparse(called).endswith(".shuffle") and node.value.args
            target = node.value.args[0] if shuffles else target
        if target is None:
            continue
        while isinstance(target, (ast.Subscript, ast.Attribute)):
            target = target.value
        if isinstance(target, ast.Name) and target.id in second_names:
            return f"{lines.place(node)} changes {second_names[target.id]}"
    return None


def aliases(tree, argument) -> dict:
    """Return {name: what it stands for} of all names for an argument, or for a part of it."""
    found = {argument: f"the `{argument}` that was handed to you"}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        value = node.value
        view = False
        while isinstance(value, (ast.Subscript, ast.Attribute)):
            view = True
            value = value.value
        if not (isinstance(value, ast.Name) and value.id in found):
            continue
        for target in ast.walk(node.targets[0]):
            if isinstance(target, ast.Name):
                what = "is a part of" if view else "is only a second name for"
                found.setdefault(target.id, f"`{argument}` too: `{target.id}` {what} `{argument}`")
    return found


NO_TOOLS = {
    "np.gradient": "`np.gradient` takes differences of neighbours in a list; it knows nothing of L",
    "np.polyfit": "`np.polyfit` finds a line of its own, whatever it is given",
    "np.outer": "`np.outer` lays both arrays flat first: right for one sample only",
    "np.empty": "`np.empty` begins with whatever was in memory: `np.zeros`",
}


def no_tool(lines):
    """A function of NumPy that is for something else."""
    for node in own(lines.tree):
        if isinstance(node, ast.Call) and (says := NO_TOOLS.get(ast.unparse(node.func))):
            return says
    return None


def from_outside(function, lines):
    """A number or an array of the notebook, taken in place of an argument."""
    space = getattr(function, "__globals__", {})
    code = getattr(function, "__code__", None)
    for name in getattr(code, "co_names", ()):
        value = space.get(name, None)
        data = isinstance(value, (int, float, list, tuple, np.ndarray, np.number))
        if not data or name in lines.arguments or hasattr(builtins, name) or name.isupper():
            continue
        unused = [a for a in lines.arguments if not is_read(lines.tree, a)]
        instead = f" Its argument `{unused[0]}` is never used" if unused else ""
        return f"It uses the notebook's `{name}`, which never changes.{instead}"
    return None


def why_ignored(lines, says) -> str:
    """Return " It's never used." or the like for the argument that a sentence names, or ""."""
    quoted = re.search(r"whatever `(\w+)` is", says)
    if lines is None or not quoted:
        return ""
    name = quoted[1]
    if not is_read(lines.tree, name):
        return " It's never used"
    for node in own(lines.tree):
        sets = isinstance(node, (ast.Assign, ast.AugAssign))
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if sets and any(isinstance(t, ast.Name) and t.id == name for t in targets):
            return f" {lines.place(node)} overwrites it: give what's worked out a name of its own"
    return " What takes its place in yours?"


def is_read(tree, name):
    """Return whether a function reads a name anywhere."""
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        for node in ast.walk(tree)
    )
