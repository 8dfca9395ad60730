"""Python's and NumPy's errors are told with the names and shapes of the learner's own line."""

import linecache
import textwrap

import numpy as np
import pytest

from lessons_lib import errors

A53, W42, W23 = np.ones((5, 3)), np.ones((4, 2)), np.ones((2, 3))
X4, X3 = np.arange(4.0), np.arange(3.0)


def written(body, given="a, b"):
    """Return f(a, b) as a notebook defines it, with its source to be seen."""
    source = f"import numpy as np\ndef f({given}):\n" + textwrap.indent(
        textwrap.dedent(body), "    "
    )
    name = f"<cell {abs(hash(source))}>"
    linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
    space = {}
    exec(compile(source, name, "exec"), space)
    return space["f"]


def says(body, *args, given="a, b"):
    """Return what is told of the error that this function ends in."""
    function = written(body, given)
    try:
        function(*args)
    except Exception as error:
        told = errors.told(error, function.__code__.co_filename)
        return ". ".join(part for part in told if part)
    raise AssertionError("it does not fail")


TOLD = [
    # matrices
    (
        "return a @ b",
        A53,
        W42,
        "`a` is 5 × 3 and `b` is 4 × 2: the inner numbers, 3 and 4, must agree",
    ),
    ("return a @ b", A53, W23, "`a @ b.T` would fit"),
    ("return a @ b", A53, np.ones((5, 2)), "`a.T @ b` would fit"),
    ("return a @ b", A53, np.ones((6, 5)), "`b @ a` would fit"),
    ("return a @ b", A53, X4, "`b` has 4 numbers: the inner numbers, 3 and 4, must agree"),
    ("return np.dot(a, b)", A53, W42, "`a` is 5 × 3 and `b` is 4 × 2"),
    ("return a.dot(b)", A53, W42, "`a` is 5 × 3 and `b` is 4 × 2"),
    ("return a @ b", A53, 2.0, "`b` is one number, and `@` multiplies matrices: take `*`"),
    ("return (a * 2) @ b.T", A53, X4, "`a * 2` is 5 × 3 and `b.T` has 4 numbers"),
    (
        "return np.exp(a) @ b",
        A53,
        W42,
        "A must have as many columns as B has rows; here it's 3 and 4",
    ),
    # number by number
    ("return a * b", X4, X3, "`a` has 4 numbers and `b` has 3 numbers: they can't be combined"),
    ("return a + b", A53, np.ones(5), "As a column, `b[:, None]`, it would fit the rows"),
    ("a -= b\nreturn a", X4.copy(), X3, "`a` has 4 numbers and `b` has 3 numbers"),
    ("return np.maximum(a, b)", X4, X3, "`a` has 4 numbers and `b` has 3 numbers"),
    (
        "c = np.zeros(3)\nc[:] = a\nreturn c",
        X4,
        X3,
        "There's room for 3 numbers there, and the right side has 4 numbers",
    ),
    (
        "c = np.zeros(3)\nc[0] = a\nreturn c",
        X4,
        X3,
        "There's room for one number there, and it's given several",
    ),
    ("return a.reshape(2, 3)", X4, X3, "There are 4 numbers, and 2 × 3 takes 6"),
    ("return np.stack([a, b])", X4, X3, "must have the same shape"),
    ("if a > 0:\n    return a\nreturn b", X4, X3, "`np.where(z > 0, a, b)`"),
    # indices
    ("return a[4]", X4, X3, "`a` has 4 entries, numbered 0 to 3, and you're asking for number 4"),
    ("for i in range(5):\n    a[i] = 1", X4.copy(), X3, "`a` has 4 entries, numbered 0 to 3"),
    ("return a[0, 3]", A53, X3, "`a` has 3 entries along axis 1, numbered 0 to 2"),
    ("return a[0][4]", A53, X3, "`a[0]` has 3 entries"),
    ("return a[2]", [1, 2], X3, "`a` has 2 entries, numbered 0 to 1"),
    ("return a[:, 0]", X4, X3, "`a` has 1 axis, and 2 indices are given"),
    ("return a[b]", X4, 2.0, "An index must be a whole number. `b` is 2.0"),
    ("return a[0]", 2.5, X3, "`a` is one number: there's nothing in it to pick"),
    ("return a[0]", np.float64(2.5), X3, "`a` is one number: there's nothing in it to pick"),
    ("return a[0, 1]", [[1, 2]], X3, "`a` is a list, which takes one index at a time"),
    ("return np.mean[a]", X4, X3, "`np.mean` is a function: round brackets call it"),
    ("return a['w']", {"m": 1, "v": 2}, X3, "There's no entry 'w' in `a`; it holds 'm', 'v'"),
    # types
    ("return b(a - 1)", X4, 2.0, "`b` is a number, and round brackets call a function"),
    ("return a(1)", X4, X3, "`a` is an array, and round brackets call a function. Square brackets"),
    ("return np(a)", X4, X3, "`np` is a module"),
    ("return a.mean * 2", X4, X3, "`a.mean` without brackets is the function itself: call it"),
    ("return 2 * a.mean", X4, X3, "`a.mean` without brackets"),
    ("return a ^ 2", X4, X3, "`^` isn't a power in Python. Write `**`"),
    ("return a ^ b", 2.0, 2, "`^` isn't a power in Python. Write `**`"),
    ("return a + b", X4, None, "`b` is None, nothing at all"),
    ("return a - b", [1, 2], [3, 4], "`a` is a list, and you can't do arithmetic with a list"),
    ("return a * 0.5", [1, 2], X3, "`a` is a list, and you can't do arithmetic with a list"),
    ("return a + 1", [1, 2], X3, "A list can only be joined to a list"),
    (
        "a -= b\nreturn a",
        np.arange(3),
        X3 / 2,
        "`a` holds whole numbers, and the result has fractions",
    ),
    ("for i in a:\n    pass", 4, X3, "`a` is one number; a loop over its counts is `range(a)`"),
    ("for i in len(a):\n    pass", X4, X3, "is `range(len(a))`"),
    ("c, d = a", 4.0, X3, "nothing to go through, or to take apart"),
    ("c, d = a", X4, X3, "The right side has more things than there are names on the left"),
    ("c, d, e = a", (1, 2), X3, "The right side has fewer things"),
    ("return float(a)", X4, X3, "`float` takes a single number, not an array"),
    ("return np.random.default_rng(0).integers(0, 0, 3)", X4, X3, "There's no number to draw"),
    ("return np.random.default_rng(0).choice(a, 9, replace=False)", X4, X3, "only once"),
    ("return a[a > 9].max()", X4, X3, "`a[a > 9]` is empty"),
    # names
    ("return bata * 2", X4, X3, "There's no `bata` here. Do you mean `beta`?", "beta, b"),
    ("return sqrt(a)", X4, X3, "Do you mean `np.sqrt`?"),
    ("return lr * a", X4, X3, "There's no `lr` here. What your function is given is called `b`"),
    ("for v in a:\n    total += v\nreturn total", X4, X3, "`total` is used before it has a value"),
    ("return np.squre(a)", X4, X3, "There's no `numpy.squre`. Do you mean `square`?"),
    ("return a.lenght()", X4, X3, "An array has no `.lenght`"),
    ("return a.mean()", [1, 2], X3, "A list has no `.mean`"),
    ("return a.sum()", 2.0, X3, "It's one number, of Python's own kind"),
    # values
    ("return a / b", 1.0, 0, "`b` is 0 here, and nothing can be divided by 0"),
    ("return g(a)", X4, X3, "`g` also needs `lr`", "a, b, g=lambda x, lr: x"),
    ("return f(a, b)", X4, X3, "calls itself without an end"),
]


@pytest.mark.parametrize("row", TOLD, ids=lambda row: row[0].replace("\n", "; "))
def test_what_is_told(row):
    body, a, b, words, *given = row
    told = says(body, a, b, given=given[0] if given else "a, b")
    assert words in told, told
    assert not told.endswith(".") and "\n" not in told and "  " not in told


def test_what_is_not_known_is_left_to_python():
    assert says("raise ValueError('of my own')", X4, X3) == ""
    assert says("raise OSError", X4, X3) == ""


def test_nothing_is_run_again():
    body = "def draw():\n    b.append(1)\n    return a\nreturn draw() @ np.ones(7)"
    drawn = []
    assert "inner" in says(body, X4, drawn) or drawn == [1]
    assert drawn == [1]


def test_no_object_can_hide_the_error():
    class Strange:
        @property
        def shape(self):
            raise RuntimeError

        def __array__(self, *_, **__):
            raise RuntimeError

    assert isinstance(says("return a @ b", np.ones(3), Strange()), str)
