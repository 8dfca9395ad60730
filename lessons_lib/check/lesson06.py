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
    "Yours keeps a leftover row or column as a window of its own. Drop it: a window needs two rows "
    "and two columns.": _kept,
    "That is the largest value of all. Each window has its own.": lambda x: x.max(),
    "Your windows are whole rows. They are 2 × 2.": lambda x: x.max(axis=1),
    "Your windows are whole columns. They are 2 × 2.": lambda x: x.max(axis=0),
    "The two pixels side by side are compared, and the two rows of a window are not: pool the rows "
    "too.": lambda x: np.maximum(x[:, : x.shape[1] // 2 * 2 : 2], x[:, 1::2]),
    "The two pixels one above the other are compared, and the two columns are not: pool them "
    "too.": (lambda x: np.maximum(x[: len(x) // 2 * 2 : 2], x[1::2])),
}


POOL_MISTAKES = {
    "That's the mean of each window. We want its largest value.": pooling.mean_pool,
    "That is the smallest value of each window.": lambda x: -pooling.max_pool(-x),
    "That is the first value of each window: every other pixel. Take the largest of four.": (
        lambda x: x[: len(x) // 2 * 2 : 2, : x.shape[1] // 2 * 2 : 2]
    ),
    "Your search starts at 0, so a window of negative numbers gives 0. "
    "Start with its first number.": lambda x: np.maximum(pooling.max_pool(x), 0),
    "That is the sum of each window.": lambda x: 4 * pooling.mean_pool(x),
    "Your windows begin at (i, j), so they overlap. They should lie side by side, beginning at "
    "(2i, 2j).": (lambda x: pooling.max_pool(x, 2, 1)[: len(x) // 2, : x.shape[1] // 2]),
    "Yours cuts the numbers into fours along the rows. A window is 2 × 2: two rows, two columns.": (
        lambda x: _fours(x)
    ),
    "Yours drops the leftover row and column at the top and on the left. It's the last ones that "
    "are dropped.": (lambda x: pooling.max_pool(x[len(x) % 2 :, x.shape[1] % 2 :])),
    "Only the two pixels on the diagonal of a window are compared: take all four.": (
        lambda x: np.maximum(*_corners(x)[[0, 3]])
    ),
    "Only the two pixels on the other diagonal of a window are compared: take all four.": (
        lambda x: np.maximum(*_corners(x)[[1, 2]])
    ),
    "Only the upper two pixels of a window are compared: take all four.": (
        lambda x: np.maximum(*_corners(x)[[0, 1]])
    ),
    "Only the left two pixels of a window are compared: take all four.": (
        lambda x: np.maximum(*_corners(x)[[0, 2]])
    ),
    "That is the last value of each window. Take the largest of four.": lambda x: _corners(x)[3],
    "That is the median of each window: its largest value is asked for.": (
        lambda x: np.median(_corners(x), axis=0)
    ),
    "That is the place of the largest value, 0 to 3, and not the value itself: max, not argmax.": (
        lambda x: _corners(x).argmax(axis=0)
    ),
    "Yours ignores the sign and picks the largest absolute value. −3 is smaller than 1.": (
        lambda x: pooling.max_pool(np.abs(x))
    ),
}


def _corners(x):
    """Return the four pixels of each window, (4, H // 2, W // 2)."""
    rows, columns = (n // 2 * 2 for n in x.shape)
    return np.array([x[i:rows:2, j:columns:2] for i in (0, 1) for j in (0, 1)])


def _fours(x):
    """Return the largest of each four numbers along the rows, shaped as the pooled picture."""
    rows, columns = (n // 2 for n in x.shape)
    return x[: 2 * rows, : 2 * columns].reshape(rows, columns, 4).max(axis=-1)


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

    judge(
        my_pool,
        pooling.max_pool,
        cases,
        proof=proof,
        shapes=POOL_SHAPES,
        mistakes=POOL_MISTAKES,
        by_hand=[
            (np.array([[1.0, 2.0], [4.0, 3.0]]),),
            (np.array([[1.0, 2.0, 5.0, 0.0], [3.0, 4.0, 0.0, 0.0]]),),
            (np.array([[-1.0, -2.0], [-3.0, -4.0]]),),
            (np.array([[1.0, 2.0, 9.0], [4.0, 3.0, 9.0], [9.0, 9.0, 9.0]]),),
        ],
    )


def _big(a, like):
    """Return each number four times, in a window of 2 × 2, and 0 where something is left over."""
    big = np.zeros(like.shape)
    big[: 2 * len(a), : 2 * a.shape[1]] = np.repeat(np.repeat(a, 2, axis=0), 2, axis=1)
    return big


def _everywhere(x, d):
    return _big(d, x) * (x == _big(pooling.max_pool(x), x))


def _shared(x, d):
    hit = x == _big(pooling.max_pool(x), x)
    return _big(d / (4 * pooling.mean_pool(hit * 1.0)), x) * hit


def _last(x, d):
    rows, columns = 2 * len(d), 2 * d.shape[1]
    out = np.zeros(x.shape)
    turned = x[:rows, :columns][::-1, ::-1]
    out[:rows, :columns] = pooling.max_pool_backward(turned, d[::-1, ::-1])[::-1, ::-1]
    return out


ROUTE_MISTAKES = {
    "In a tie, yours gives the whole gradient to all of them. Only the first one "
    "gets it.": _everywhere,
    "In a tie, yours shares the gradient out. Here the first one gets it all.": (_shared),
    "In a tie, yours takes the first one column by column. Go row by row.": (
        lambda x, d: pooling.max_pool_backward(x.T, d.T).T
    ),
    "In a tie, yours takes the last one. Here the first one gets it.": _last,
    "Yours spreads it evenly: that's how mean pooling sends a "
    "gradient back.": pooling.mean_pool_backward,
    "Yours gives it to all four of a window: only the largest has moved the output.": (
        lambda x, d: _big(d, x)
    ),
    "That is 1 at the largest value: multiply by ∂L/∂output.": (
        lambda x, d: pooling.max_pool_backward(x, np.ones_like(d))
    ),
    "Yours gives the value of x: ∂L/∂output is asked for.": (
        lambda x, d: pooling.max_pool_backward(x, pooling.max_pool(x))
    ),
    "Nothing gets through: every entry is 0. Is the gradient written with =, and not compared with "
    "==?": lambda x, d: 0 * x,
    "d_x begins as x itself in yours, and its other values stay. Begin with zeros: 0 is what the "
    "others get.": lambda x, d: np.where(
        pooling.max_pool_backward(x, np.ones_like(d)) != 0, pooling.max_pool_backward(x, d), x
    ),
    "A window whose numbers are all below 0 sends its gradient to the first place: the search "
    "begins at 0. Begin with the first number of the window.": lambda x, d: _from_zero(x, d),
    "The place inside the window is taken for a place in the picture: add 2i and 2j.": (
        lambda x, d: _elsewhere(x, d, 0)
    ),
    "The place inside the window is added to i and j. The window begins at 2i and 2j.": (
        lambda x, d: _elsewhere(x, d, 1)
    ),
    "In a tie, yours gives the gradient to nobody. The first of the tied values gets it all.": (
        lambda x, d: _nobody_in_a_tie(x, d)
    ),
    "Yours takes the place of the largest number of the whole picture, window after window. Each "
    "window has its own largest.": lambda x, d: _of_all(x, d.ravel()[-1]),
    "Yours sends everything to the largest number in the whole picture. Each window has its own "
    "largest.": lambda x, d: _of_all(x, d.sum()),
}


def _windows(d):
    """Yield (i, j) of each window."""
    yield from np.ndindex(*d.shape)


def _from_zero(x, d):
    out = np.zeros(x.shape)
    for i, j in _windows(d):
        window = x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
        m, n = divmod(int(np.maximum(window, 0).argmax()), 2)
        out[2 * i + m, 2 * j + n] = d[i, j]
    return out


def _elsewhere(x, d, times):
    """Return the gradient at (times · i + m, times · j + n), later windows over earlier ones."""
    out = np.zeros(x.shape)
    for i, j in _windows(d):
        m, n = divmod(int(x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].argmax()), 2)
        out[times * i + m, times * j + n] = d[i, j]
    return out


def _nobody_in_a_tie(x, d):
    out = np.zeros(x.shape)
    for i, j in _windows(d):
        window = x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
        if (window == window.max()).sum() == 1:
            m, n = divmod(int(window.argmax()), 2)
            out[2 * i + m, 2 * j + n] = d[i, j]
    return out


def _of_all(x, gradient):
    out = np.zeros(x.shape)
    out[np.unravel_index(x.argmax(), x.shape)] = gradient
    return out


def route(my_route):
    """Judge my_route(x, d_output) -> ∂L/∂x of max pooling by 2 × 2.

    It goes to the first largest value of each window.
    """
    rng = np.random.default_rng(1)
    d = rng.uniform(1, 2, size=(2, 2)) * [[1, -1], [1, 1]]  # a gradient may be below 0
    tied = np.array([[3.0, 3, 0, 3], [1, 3, 3, 2], [0, 0, 5, 1], [0, 0, 1, 5]])
    cases = [(EXAMPLE, d), (tied, d), (rng.standard_normal((6, 4)), rng.uniform(1, 2, size=(3, 2)))]
    cases.append((-1 - rng.uniform(size=(4, 4)), d))  # nothing above 0
    cases.append((rng.standard_normal((5, 7)), rng.uniform(1, 2, size=(2, 3))))  # some left over

    def proof(call):
        mine = np.asarray(call(EXAMPLE, np.array([[1.0, 2], [3, 4]])))
        arrives = f"{mine.sum():g} in all as at the output, at {np.count_nonzero(mine)} places"
        return f"The whole gradient arrives, {arrives}."

    judge(
        my_route,
        pooling.max_pool_backward,
        cases,
        proof=proof,
        mistakes=ROUTE_MISTAKES,
        by_hand=[
            (np.array([[1.0, 2.0], [4.0, 3.0]]), np.array([[5.0]])),
            (np.array([[4.0, 4.0], [1.0, 4.0]]), np.array([[5.0]])),
            (np.array([[1.0, 2.0, 5.0, 0.0], [4.0, 3.0, 6.0, 0.0]]), np.array([[5.0, 7.0]])),
            (np.array([[-2.0, -1.0], [-3.0, -4.0]]), np.array([[5.0]])),
            (np.array([[1.0, 2.0, 9.0], [4.0, 3.0, 9.0], [9.0, 9.0, 9.0]]), np.array([[5.0]])),
        ],
    )


def _instead(value):
    """Return what was returned in place of two pictures."""
    if isinstance(value, (bool, np.bool_)):
        return " Yours says whether they agree: return the pictures themselves."
    if isinstance(value, (list, tuple)):
        return f" Yours returns {len(value)} things."
    if np.shape(value) == (4, 4):
        return " Yours returns one picture."
    if np.shape(value) in ((4, 8), (8, 4)):
        return " Yours glues them together, into one picture."
    return ""


def _picture(name, value):
    """Return a learner's picture (4, 4). Trouble says what else it is."""
    shape = np.shape(value)
    if shape == (2, 2):
        small = "2 × 2: that's one window, or the pooled picture. A picture has four windows, 4 × 4"
        raise learner.Trouble(f"{name} returned pictures of {small}.")
    if shape == (16,):
        raise learner.Trouble(
            f"{name} returned 16 numbers in one row: .reshape(4, 4) lays them out."
        )
    return learner.as_numbers(name, value, np.zeros((4, 4)))


def _why_equal(mine, pair):
    """Say why two pictures are equal."""
    change = "change a value that is not the largest of its window"
    first, second = (x for x in pair)
    whole = np.asarray(first).dtype.kind in "iu" or np.asarray(second).dtype.kind in "iu"
    both = isinstance(first, (np.ndarray, list)) and isinstance(second, (np.ndarray, list))
    if both and (first is second or np.shares_memory(np.asarray(first), np.asarray(second))):
        return (
            "both names refer to the same array, so changing one changes the other. Begin with b = "
            f"a.copy(), and then {change}"
        )
    if whole:
        return (
            "your array holds whole numbers, so that a fraction written into it is cut off. If "
            f"that was the change, begin with decimals, 1.0; or {change}"
        )
    return (
        f"{change}, by enough to be seen (1e-20 more than 0.5 is 0.5 to the computer, and −0 is 0)"
    )


def _why_no_twins(a, b):
    """Return a sentence on what was done to a picture so that its largest values changed, or ""."""
    within = "Move values about within each window instead."
    turned = {
        "Transposing swaps the upper right window with the lower left one. ": a.T,
        "Mirroring swaps the left windows with the right ones. ": a[:, ::-1],
        "Turning it upside down swaps the upper windows with the lower ones. ": a[::-1],
        "Half a turn swaps the windows. ": a[::-1, ::-1],
    }
    for axis in (0, 1):
        for by in (1, -1):
            if np.array_equal(np.roll(a, by, axis=axis), b):
                return f"Moved by one pixel, some values cross into the next window. {within} "
    for says, other in turned.items():
        if np.array_equal(other, b):
            return f"{says}{within} "
    changed = a != b
    largest = changed & (a == np.repeat(np.repeat(pooling.max_pool(a), 2, 0), 2, 1))
    if np.allclose(pooling.mean_pool(a), pooling.mean_pool(b)):
        return "Their means agree; max pooling keeps the largest. "
    if a.any() and np.count_nonzero(a) == np.count_nonzero(b) == 1:
        return "The bright pixel has moved into another window. Move it within its own 2 × 2. "
    if largest.any():
        return "You've changed the largest value of a window. Change one that isn't. "
    return "What you've put in is larger than the largest of its window. Keep it below that. "


def twins(my_twins):
    """Judge my_twins() -> two different pictures (4, 4) that max pooling cannot tell apart."""
    name = learner.name_of(my_twins)

    def verdict():
        pair = learner.run(my_twins)
        if pair is None:
            raise learner.NotWritten
        if not isinstance(pair, (list, tuple, np.ndarray)) or len(pair) != 2:
            raise learner.Trouble(f"{name} must return two pictures: return a, b.{_instead(pair)}")
        a, b = (_picture(name, x) for x in pair)
        if np.array_equal(a, b):
            return f"✘ Not yet. The two are equal: {_why_equal(my_twins, pair)}."
        first, second = map(pooling.max_pool, (a, b))
        if not np.array_equal(first, second):
            i, j = np.argwhere(first != second)[0]
            values = f"{first[i, j]:g} in one picture and {second[i, j]:g} in the other"
            where = f"the largest value of the window at row {i}, column {j}"
            return f"✘ Not yet. {_why_no_twins(a, b)}{where.capitalize()} is {values}."
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
    "A kernel of size k adds k − 1 steps, because one of its k places was already in the field.": (
        lambda layers: _field(layers, grow=lambda k, j: k * j)
    ),
    "The jump is missing: after a stride, each step is several pixels of the picture wide.": (
        lambda layers: _field(layers, grow=lambda k, j: k - 1)
    ),
    "Yours adds the strides up; they multiply. After strides of 2 and 3, neighbours are 6 pixels "
    "apart.": lambda layers: _field(layers, jump=lambda j, k, s: j + s),
    "Yours takes the new jump too early: a layer widens the field by steps of its input; change j "
    "after r.": lambda layers: _early(layers),
    "Yours forgets the jump of earlier layers: j is the product of all strides so far.": (
        lambda layers: _field(layers, jump=lambda j, k, s: s)
    ),
    "That's the jump, the pixels between two neighbours. How wide is the field?": (
        lambda layers: int(np.prod([s for _, s in layers]))
    ),
    "Yours multiplies by the layer's own stride. The steps are taken on what the layer gets: by "
    "the product of the strides before it.": lambda layers: 1 + sum((k - 1) * s for k, s in layers),
    "You unpack the pairs in the wrong order: the size k comes first, then the stride.": (
        lambda layers: _field([(s, k) for k, s in layers])
    ),
    "Only layers of stride 1 widen the field in yours. A pooling window widens it too.": (
        lambda layers: _narrow(layers)
    ),
    "The jump doubles at each stride, whatever it is: multiply by the stride s.": (
        lambda layers: _field(layers, jump=lambda j, k, s: j * (2 if s > 1 else 1))
    ),
    "Yours adds half a kernel, k // 2. It reaches out on both sides, k − 1 in all.": (
        lambda layers: _field(layers, grow=lambda k, j: k // 2 * j)
    ),
    "Yours looks up the stride of the layer before with i − 1, which for the first layer is the "
    "last one: a negative index counts from the end.": lambda layers: _last_before_first(layers),
    "Yours walks through the layers backwards. The first layer comes first.": (
        lambda layers: _field(layers[::-1])
    ),
    "Only the sizes are added up in yours: each kernel adds k − 1 jumps.": (
        lambda layers: sum(k for k, _ in layers)
    ),
    "The last layer is left out: a range stops before its end by itself.": (
        lambda layers: _field(layers[:-1])
    ),
    "Yours is the product of the sizes: each kernel adds k − 1 steps, and the jump is multiplied "
    "by the stride, not by k.": (lambda layers: int(np.prod([k for k, _ in layers]))),
}


def _narrow(layers):
    r, j = 1, 1
    for k, s in layers:
        r += (k - 1) * j if s == 1 else 0
        j *= s
    return r


def _last_before_first(layers):
    r, j = 1, 1
    for i, (k, _) in enumerate(layers):
        j *= layers[i - 1][1]
        r += (k - 1) * j
    return r


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
        by_hand=[
            ([(3, 1)],),
            ([(2, 2), (3, 1)],),
            ([(3, 1), (2, 2), (3, 1)],),
            ([(3, 2), (3, 3)],),
        ],
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
    "n is divided by the stride before the size is taken off. Take it off first.": (
        lambda n, k, s: n // s - k + 1
    ),
    "n is divided by the stride before the size is taken off, and that by the stride too. Take it "
    "off first.": lambda n, k, s: n // s - k // s + 1,
    "Yours knows two cases only, side by side and one by one. Any stride is possible: ⌊(n − size) "
    "/ stride⌋ + 1.": lambda n, k, s: n // k if s == k else n - k + 1,
    "One too large: the + 1 comes in once.": lambda n, k, s: (n - k) // s + 2,
}


def size(my_pooled_size):
    """Judge my_pooled_size(n, size, stride) -> ⌊(n − size) / stride⌋ + 1."""

    def proof(call):
        found = int(call(28, 2, 2))
        quarter = "so windows of 2 × 2 keep a quarter of the numbers"
        return f"28 pixels by windows of 2 give {found}, {quarter}."

    cases = [(28, 2, 2), (7, 3, 2), (10, 3, 3), (9, 4, 1), (9, 2, 4)]
    judge(
        my_pooled_size,
        lambda n, k, s: (n - k) // s + 1,
        cases,
        proof=proof,
        mistakes=SIZE_MISTAKES,
        by_hand=[(4, 2, 2), (5, 2, 2), (5, 3, 1), (5, 3, 2), (6, 3, 2)],
    )
