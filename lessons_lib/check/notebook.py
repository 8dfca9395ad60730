"""What the notebooks have under each exercise: its hint, its solution, and what follows from it."""

import ast
import functools
import tomllib
from pathlib import Path
from typing import NamedTuple

SAME_IDEA = [  # what may stand for one another in two right solutions
    {"mean", "sum", "len", "size", "average", "shape"},
    {"hypot", "sqrt", "square", "**2"},
    {"maximum", "> 0", "where", "clip"},
    {"[::-1, ::-1]", "flip", "convolve", "rot90"},
    {"eigvalsh", "max", "[-1]"},
    {"max", "maximum", "argmax"},
    {"matmul", "T", "dot", "@"},
    {"integers", "choice"},
    {"correlate", "pad", "padding"},
    {"sum", "+="},
]


class Exercise(NamedTuple):
    """One exercise of a notebook."""

    name: str
    hint: str
    stub: str
    solution: str

    @property
    def function(self) -> ast.FunctionDef:
        """The solution's function, as a tree."""
        return self._named(self.solution)

    def _named(self, source):
        body = ast.parse(source).body
        return next(n for n in body if isinstance(n, ast.FunctionDef) and n.name == self.name)

    def is_stub(self, tree) -> bool:
        """Return whether a function is still as the notebook hands it out."""
        return ast.dump(tree) == ast.dump(self._named(self.stub))

    @property
    def arguments(self) -> list:
        """The names of what the function is given."""
        return [argument.arg for argument in self.function.args.args]

    @property
    def first_line(self) -> str:
        """The first line of the solution below its `def`, without its docstring and comments."""
        body = self.function.body
        text = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
        first = body[1] if text and len(body) > 1 else body[0]
        return self.solution.splitlines()[first.lineno - 1].strip().partition("  #")[0]

    @property
    def returned(self) -> str:
        """What the solution returns, as its last line has it."""
        back = [node for node in self.function.body if isinstance(node, ast.Return)]
        if not back or back[-1].value is None:
            return ""
        value = back[-1].value
        parts = value.elts if isinstance(value, ast.Tuple) else [value]
        return ", ".join(map(ast.unparse, parts))

    @property
    def calls(self) -> list:
        """The functions that the solution calls with one thing in their brackets."""
        return sorted(
            {
                ast.unparse(node.func)
                for node in ast.walk(self.function)
                if (
                    isinstance(node, ast.Call)
                    and len(node.args) == 1
                    and not node.keywords
                    and not isinstance(node.func, ast.Attribute)
                )
                or (
                    isinstance(node, ast.Call)
                    and len(node.args) == 1
                    and not node.keywords
                    and isinstance(node.func.value, ast.Name)
                    and node.func.attr not in ("array", "zeros", "arange", "stack")
                    and node.func.value.id in ("np", "pooling", "convolution", "linear")
                )
            }
            - {"range", "len", "enumerate", "zip"}
        )

    def uses(self, word) -> bool:
        """Return whether the solution, or one of the same idea, has a function or a sign in it."""
        words = vocabulary(self.solution)
        if word in words:
            return True
        return any(word in family and words & family for family in SAME_IDEA)


@functools.cache
def vocabulary(solution) -> set:
    """Return the names, signs and numbers that a piece of code has in it."""
    found = set()
    for node in ast.walk(ast.parse(solution)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        if isinstance(node, ast.keyword):
            found.add(node.arg)
        if isinstance(node, ast.Constant):
            found.add(f"{node.value}")
        if isinstance(node, ast.BinOp):
            found.add(SIGNS.get(type(node.op), ""))
        if isinstance(node, ast.AugAssign):
            found.add(SIGNS.get(type(node.op), "") + "=")
        if isinstance(node, ast.Compare):
            found.add(ast.unparse(ast.Compare(ast.Name(""), node.ops, node.comparators)).strip())
        if isinstance(node, ast.Subscript):
            found.add(f"[{ast.unparse(node.slice).strip('()')}]")
    text = ast.unparse(ast.parse(solution))
    return found | {mark for mark in ("** 2", "1 - ", "+ 1", "- 1") if mark in text} | doubled(text)


def doubled(text):
    """Return {"**2"} where a text has a square in it, else nothing."""

    return {"**2"} if "** 2" in text else set()


SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//"}
SIGNS |= {ast.Pow: "**", ast.MatMult: "@", ast.Mod: "%"}


@functools.cache
def exercises() -> dict:
    """Return the Exercise of each name, as exercises.toml has them."""
    with (Path(__file__).parent / "exercises.toml").open("rb") as file:
        table = tomllib.load(file)
    return {
        name: Exercise(name, row["hint"], row["stub"], row["solution"])
        for name, row in table.items()
    }
