"""An edit to a learner's function, where one can be made, and how several are made together."""

import ast
import contextlib
from collections.abc import Callable, Iterator
from typing import NamedTuple


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
    text = ast.unparse(node).replace("[(:, None)]", "[:, None]")
    return f"`{text}`" if len(text) <= 44 else f"`{text[:42]} …`"


def places(tree) -> list:
    """Return the Place of every expression that a function reads, in the order of its lines."""
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


def bodies(tree) -> Iterator:
    """Yield (owner, list of statements) for each block of a function."""
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield node, block


def blocks_edit(statement, says, change) -> Edit:
    """Return an Edit of lists in the tree: of statements, or of the names that a line unpacks to.

    change() -> a list of (block, what stands in it with the edit)
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


def swapped_statement(block, i, new, says) -> Edit:
    """Return the Edit that puts another statement in a block."""
    return blocks_edit(block[i], says, lambda: [(block, [*block[:i], new, *block[i + 1 :]])])


def parsed(text):
    """Return the expression that a text stands for."""

    return ast.parse(text, mode="eval").body


def name(text):
    """Return a name as an expression."""

    return ast.Name(text, ast.Load())


def is_number(node):
    """Return whether an expression is a plain number."""

    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
    )


def is_one(node):
    """Return whether an expression is the number 1."""

    return isinstance(node, ast.Constant) and node.value == 1


def names_stored(tree):
    """Return the names that a function sets, its arguments too."""

    found = {
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    return found | {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}


def called_name(node):
    """Return the last part of the name of what is called."""

    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def is_of_a_loop(place) -> bool:
    """Return whether an expression stands in the head of a loop, or counts something."""
    parent = place.parent
    if isinstance(parent, (ast.For, ast.comprehension)):
        return place.field == "iter"
    counting = isinstance(parent, ast.Call) and called_name(parent) in ("range", "len", "enumerate")
    return counting or (isinstance(parent, ast.Attribute) and parent.attr in ("shape", "size", "T"))


def is_called(place):
    """Return whether an expression is only the name of what is called, or a module's name."""
    called = isinstance(place.parent, ast.Call) and place.field == "func"
    owner = isinstance(place.parent, ast.Attribute)
    return called or (owner and isinstance(place.node, ast.Name) and place.node.id == "np")


def binary(every, *kinds):
    """Return the places of the operations of these kinds."""
    return [p for p in every if isinstance(p.node, ast.BinOp) and isinstance(p.node.op, kinds)]
