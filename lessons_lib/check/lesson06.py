"""The exercises of lesson 6: pool, route a gradient back, find twins, say sizes and fields."""

import numpy as np

from .. import learner, pooling, receptive
from ..pooling import EXAMPLE
from .verdict import judge, say


def _kept(x):
    """Return max pooling that keeps a row and a column that are left over."""
    left_over = [(0, n % 2) for n in x.shape]
    return pooling.max_pool(np.pad(x, left_over, constant_values=-1e9))


POOL_SHAPES = {
    "Your windows overlap: move by 2, not by 1.": lambda x: pooling.max_pool(x, 2, 1),
    "A row that is left over is kept in yours. It is dropped: go to len(x) // 2.": _kept,
    "That is the largest value of all. Each window has its own.": lambda x: x.max(),
    "Your windows are whole rows. They are 2 × 2.": lambda x: x.max(axis=1),
    "Your windows are whole columns. They are 2 × 2.": lambda x: x.max(axis=0),
}


POOL_MISTAKES = {
    "That is the mean of each window: its largest value is asked for.": pooling.mean_pool,
    "That is the smallest value of each window.": lambda x: -pooling.max_pool(-x),
    "That is the first value of each window: every other pixel. Take the largest of four.": (
        lambda x: x[: len(x) // 2 * 2 : 2, : x.shape[1] // 2 * 2 : 2]
    ),
    "Yours begins at 0, so that a window of negative numbers gives 0. Begin with its first "
    "number.": lambda x: np.maximum(pooling.max_pool(x), 0),
    "That is the sum of each window.": lambda x: 4 * pooling.mean_pool(x),
    "Yours takes the largest size, without its sign. −3 is smaller than 1.": (
        lambda x: pooling.max_pool(np.abs(x))
    ),
}


def pool(my_pool):
    """Judge my_pool(x) -> max pooling by windows of 2 × 2, side by side.

    A row or a column that is left over is dropped.
    """
    rng = np.random.default_rng(0)
    cases = [
        (EXAMPLE,),
        (rng.standard_normal((6, 8)),),
        (rng.standard_normal((5, 7)),),
        (-1 - rng.uniform(size=(4, 4)),),
    ]

    def proof(call):
        rows = [", ".join(f"{v:g}" for v in row) for row in call(EXAMPLE)]
        rows = ", ".join(f"({row})" for row in rows)
        return f"The 4 × 4 picture of the text gives {rows}, and odd sizes work too."

    judge(my_pool, pooling.max_pool, cases, proof=proof, shapes=POOL_SHAPES, mistakes=POOL_MISTAKES)


def _big(a):
    return np.repeat(np.repeat(a, 2, axis=0), 2, axis=1)


def _everywhere(x, d):
    return _big(d) * (x == _big(pooling.max_pool(x)))


def _shared(x, d):
    hit = x == _big(pooling.max_pool(x))
    return _big(d / (4 * pooling.mean_pool(hit * 1.0))) * hit


def _last(x, d):
    return pooling.max_pool_backward(x[::-1, ::-1], d[::-1, ::-1])[::-1, ::-1]


ROUTE_MISTAKES = {
    "Where values are equal yours gives all of them the whole gradient. Only the first one gets "
    "it.": _everywhere,
    "Where values are equal yours shares the gradient out. Here the first one gets it all.": (
        _shared
    ),
    "Where values are equal yours takes the first column by column. It is row by row.": (
        lambda x, d: pooling.max_pool_backward(x.T, d.T).T
    ),
    "Where values are equal yours takes the last. Here the first one gets it.": _last,
    "Yours spreads it evenly: that is the way back of mean pooling.": pooling.mean_pool_backward,
    "Yours gives it to all four of a window: only the largest has moved the output.": (
        lambda x, d: _big(d)
    ),
    "That is 1 at the largest value: multiply by ∂L/∂output.": (
        lambda x, d: pooling.max_pool_backward(x, np.ones_like(d))
    ),
    "Yours gives the value of x: ∂L/∂output is asked for.": (
        lambda x, d: pooling.max_pool_backward(x, pooling.max_pool(x))
    ),
    "Nothing arrives: all is 0.": lambda x, d: 0 * x,
}


def route(my_route):
    """Judge my_route(x, d_output) -> ∂L/∂x of max pooling by 2 × 2.

    It goes to the first largest value of each window.
    """
    rng = np.random.default_rng(1)
    d = rng.uniform(1, 2, size=(2, 2))
    tied = np.array([[3.0, 3, 0, 3], [1, 3, 3, 2], [0, 0, 5, 1], [0, 0, 1, 5]])
    cases = [(EXAMPLE, d), (tied, d), (rng.standard_normal((6, 4)), rng.uniform(1, 2, size=(3, 2)))]

    def proof(call):
        mine = np.asarray(call(EXAMPLE, np.array([[1.0, 2], [3, 4]])))
        arrives = f"{mine.sum():g} in all as at the output, at {np.count_nonzero(mine)} places"
        return f"The whole gradient arrives, {arrives}."

    judge(my_route, pooling.max_pool_backward, cases, proof=proof, mistakes=ROUTE_MISTAKES)


def twins(my_twins):
    """Judge my_twins() -> two different pictures (4, 4) that max pooling cannot tell apart."""
    name = learner.name_of(my_twins)

    def verdict():
        pair = learner.run(my_twins)
        if pair is None:
            raise learner.NotWritten
        if not isinstance(pair, (list, tuple)) or len(pair) != 2:
            raise learner.Trouble(f"{name} must return two pictures: return a, b.")
        a, b = (learner.as_numbers(name, x, np.zeros((4, 4))) for x in pair)
        if np.array_equal(a, b):
            change = "change a value that is not the largest of its window"
            return f"✘ Not yet. The two are equal: {change}."
        first, second = map(pooling.max_pool, (a, b))
        if not np.array_equal(first, second):
            i, j = np.argwhere(first != second)[0]
            gives = f"gives {first[i, j]:g} for one and {second[i, j]:g} for the other."
            return f"✘ Not yet. The window at row {i}, column {j} {gives}"
        differ = f"They differ in {(a != b).sum()} of 16 values"
        return f"✔ Right. {differ}, and pooling gives the same four for both."

    say(my_twins, verdict)


def _field(layers, start=1, grow=lambda k, j: (k - 1) * j, jump=lambda j, k, s: j * s):
    """Return the receptive field along one side, with a slip."""
    r, j = start, 1
    for k, s in layers:
        r += grow(k, j)
        j = jump(j, k, s)
    return r


FIELD_MISTAKES = {
    "The field begins at 1, the pixel itself, not at 0.": lambda layers: _field(layers, 0),
    "A kernel of k adds k − 1 steps, for one of its k places was seen before.": (
        lambda layers: _field(layers, grow=lambda k, j: k * j)
    ),
    "The jump is missing: behind a stride, each step is several pixels of the picture wide.": (
        lambda layers: _field(layers, grow=lambda k, j: k - 1)
    ),
    "The jumps add up in yours. Behind strides of 2 and 2 it's 4 pixels to the neighbour: they "
    "multiply.": lambda layers: _field(layers, jump=lambda j, k, s: j + s),
    "Yours takes the new jump too early: a layer widens the field by steps of its input; change j "
    "after r.": lambda layers: _early(layers),
    "Yours forgets the jump of earlier layers: j is the product of all strides so far.": (
        lambda layers: _field(layers, jump=lambda j, k, s: s)
    ),
    "That's the jump, the pixels between two neighbours. How wide is the field?": (
        lambda layers: int(np.prod([s for _, s in layers]))
    ),
    "Yours is the product of the sizes: each kernel adds k − 1 steps, and the jump is multiplied "
    "by the stride, not by k.": (lambda layers: int(np.prod([k for k, _ in layers]))),
}


def _early(layers):
    r, j = 1, 1
    for k, s in layers:
        j *= s
        r += (k - 1) * j
    return r


def receptive_field(my_receptive_field):
    """Judge my_receptive_field(layers) -> r, for layers [(k, stride), …]."""
    says = "Three times 3 × 3 and a pooling by 2 after each: one number sees {:g} pixels across."
    proof = says, [(3, 1), (2, 2)] * 3
    cases = [
        ([(3, 1), (3, 1), (3, 1)],),
        ([(5, 1), (2, 2), (3, 1)],),
        ([(3, 2), (4, 3), (3, 2), (2, 2)],),
        ([(7, 1)],),
    ]
    judge(
        my_receptive_field,
        lambda layers: receptive.field(layers).size,
        cases,
        proof=proof,
        mistakes=FIELD_MISTAKES,
    )


SIZE_MISTAKES = {
    "One too small: the first window counts too, so + 1 at the end.": lambda n, k, s: (n - k) // s,
    "n // size is right only while the windows lie side by side. Here they move by stride.": (
        lambda n, k, s: n // k
    ),
    "n // stride forgets that the last window must fit whole.": lambda n, k, s: n // s,
    "What is left over is dropped: round down, with //.": lambda n, k, s: (n - k) / s + 1,
    "round() goes up from a half on: what is left over is dropped, so round down, with //.": (
        lambda n, k, s: round((n - k) / s) + 1
    ),
    "What is left over is dropped: round down, not up.": lambda n, k, s: -(-(n - k) // s) + 1,
    "The stride is missing: that is for windows that move by 1.": lambda n, k, s: n - k + 1,
    "size and stride are swapped: subtract the size, divide by the stride.": (
        lambda n, k, s: (n - s) // k + 1
    ),
    "Subtract the size first, then divide by the stride.": lambda n, k, s: n - k // s + 1,
}


def size(my_pooled_size):
    """Judge my_pooled_size(n, size, stride) -> ⌊(n − size) / stride⌋ + 1."""

    def proof(call):
        found = int(call(28, 2, 2))
        quarter = "so windows of 2 × 2 keep a quarter of the numbers"
        return f"28 pixels by windows of 2 give {found}, {quarter}."

    cases = [(28, 2, 2), (7, 3, 2), (10, 3, 3), (9, 4, 1), (9, 2, 4)]
    judge(
        my_pooled_size, lambda n, k, s: (n - k) // s + 1, cases, proof=proof, mistakes=SIZE_MISTAKES
    )
