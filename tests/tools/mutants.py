"""Is every number, sign and comparison in the live texts looked at by a test? Change each, and see.

python tests/tools/mutants.py [lesson01 ...] [lesson03.race ...]      all lessons without arguments

For each explorer: its `say`, and the functions that it calls to make its sentences. One thing is
changed at a time, and the tests of its lesson run; what none of them notices is listed. Each change
runs in a process of its own, made by fork, so that nothing is imported twice (Linux and macOS). The
tests that call the changed function come first, for one of them notices nearly always.
"""

import ast
import contextlib
import copy
import inspect
import io
import json
import os
import signal
import sys
import textwrap
import types
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "helpers")]

OTHER_SIGN = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
OPPOSITE = {
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
PATIENCE = 180  # seconds for the tests of one change
# Tests of what a learner's function does to an explorer: they read no sentence closely.
LEAVE_OUT = "not goes_wrong and not survived"


def sentences_of(make):
    """Return `say` of an explorer, and the functions of lessons_lib.explorers that it calls."""
    found, todo = {}, [make.say]
    while todo:
        function = todo.pop()
        if function.__qualname__ in found:
            continue
        found[function.__qualname__] = function
        for name in names_in(function.__code__):
            other = function.__globals__.get(name, getattr(make, name, None))
            ours = getattr(other, "__module__", "").startswith("lessons_lib.explorers")
            if isinstance(other, types.FunctionType) and ours:
                todo.append(other)
    return list(found.values())


def names_in(code):
    """Return the names that a piece of code looks up, with those of the comprehensions in it."""
    inside = [names_in(part) for part in code.co_consts if isinstance(part, types.CodeType)]
    return {*code.co_names, *(name for names in inside for name in names)}


def changes(tree):
    """Yield (what is changed, line, the changed tree) for each number, sign and comparison."""
    for i, node in enumerate(ast.walk(tree)):
        for what, edit in edits(node):
            other = copy.deepcopy(tree)
            edit(list(ast.walk(other))[i])
            yield what, getattr(node, "lineno", 0), ast.fix_missing_locations(other)


def edits(node):
    """Yield (words, function that changes a node like this one)."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        changed = node.value * 1.37 if isinstance(node.value, float) else node.value + 1
        yield f"{node.value} → {changed:g}", lambda n: setattr(n, "value", changed)
    if isinstance(node, ast.BinOp) and type(node.op) in OTHER_SIGN:
        sign = OTHER_SIGN[type(node.op)]
        yield f"{type(node.op).__name__} → {sign.__name__}", lambda n: setattr(n, "op", sign())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "− → +", lambda n: setattr(n, "op", ast.UAdd())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not → ", lambda n: setattr(n, "operand", ast.UnaryOp(ast.Not(), n.operand))
    if isinstance(node, ast.Compare):
        for k, op in enumerate(node.ops):
            if type(op) in OPPOSITE:
                other = OPPOSITE[type(op)]
                words = f"{type(op).__name__} → {other.__name__}"
                yield words, lambda n, k=k, other=other: n.ops.__setitem__(k, other())
    if isinstance(node, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{type(node.op).__name__} → {other.__name__}", lambda n: setattr(n, "op", other())


def compiled(tree, function):
    """Return the code of a function whose source is this tree now."""
    space = {}
    exec(compile(tree, function.__code__.co_filename, "exec"), function.__globals__, space)
    return space[function.__name__].__code__


def noticed(function, code, tests):
    """Run these tests with this code in the function; return whether one of them fails."""
    child = os.fork()
    if not child:
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        signal.alarm(PATIENCE)
        function.__code__ = code
        os._exit(int(tested(tests) != 0))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def tested(tests, *plugins):
    """Run these tests, as far as the first failure; return pytest's exit code."""
    import pytest

    arguments = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", LEAVE_OUT]
    with contextlib.redirect_stdout(io.StringIO()):
        return pytest.main([*arguments, *map(str, tests)], plugins=plugins)


class Callers:
    """A plugin of pytest that notes which tests call each of these functions."""

    def __init__(self, functions):
        self.names = {function.__code__: key_of(function) for function in functions}
        self.tests = {name: [] for name in self.names.values()}

    def pytest_runtest_logstart(self, nodeid, location):
        def look(frame, event, argument):
            name = self.names.get(frame.f_code)
            if event == "call" and name and nodeid not in self.tests[name]:
                self.tests[name].append(nodeid)

        sys.setprofile(look)

    def pytest_runtest_logfinish(self, nodeid, location):
        sys.setprofile(None)


def callers_of(functions, file):
    """Return {key of a function: the tests in a file that call it}, from one run of that file."""
    reads, writes = os.pipe()
    if not os.fork():
        found = Callers(functions)
        failed = tested([file], found)
        with open(writes, "w") as answer:
            json.dump(None if failed else found.tests, answer)
        os._exit(0)
    os.close(writes)
    with open(reads) as answer:
        found = json.load(answer)
    if found is None:
        raise SystemExit(f"{file} fails as it stands.")
    return found


def key_of(function):
    """Return the whole name of a function."""
    return f"{function.__module__}.{function.__qualname__}"


def main(wanted):
    """Change everything in the explorers wanted; print what was not noticed, and how many were."""
    os.chdir(ROOT)
    import explorers

    lessons = {}
    for make in explorers.EXPLORERS:
        name = explorers.name_of(make)
        lesson = name.split(".")[0]
        if not wanted or {name, lesson} & set(wanted):
            lessons.setdefault(lesson, []).extend(sentences_of(make))
    total, survivors = 0, []
    for lesson, functions in lessons.items():
        file = ROOT / "tests" / "lessons" / f"test_{lesson}.py"
        functions = list({key_of(function): function for function in functions}.values())
        callers = callers_of(functions, file)
        for function in functions:
            where = key_of(function)
            source, first = inspect.getsourcelines(function)
            tree = ast.parse(textwrap.dedent("".join(source)))
            for what, line, changed in changes(tree):
                total += 1
                code = compiled(changed, function)
                first_ones = callers[where]
                if first_ones and noticed(function, code, first_ones):
                    continue
                if not noticed(function, code, [file]):
                    survivors.append(f"{where}, line {first + line - 1}: {what}")
                    print(f"not noticed: {survivors[-1]}", flush=True)
    print(f"{total} changes, {len(survivors)} not noticed")


if __name__ == "__main__":
    main(sys.argv[1:])
