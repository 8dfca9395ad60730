"""The exercises of lesson 5.

One pixel of the output, all of it, its size, an edge detector, what is saved, and the gradients to
the kernel and to the picture.
"""

import numpy as np

from .. import convolution, gradcheck, learner
from ..convolution import KERNELS, correlate
from .lesson04 import _what_it_is
from .proofs import as_wiggled
from .verdict import judge

SPOT = np.zeros((4, 4))  # one bright pixel and a weaker one: easy to follow by hand
SPOT[1, 2] = 1.0
SPOT[2, 1] = 2.0
STEP = np.repeat([[0.0, 0, 0, 1, 1, 1]], 6, axis=0)


def _row(values):
    """Return numbers as a sentence quotes a row of them."""
    return f"({', '.join(f'{v:g}' for v in values)})"


def _pictures():
    """Return cases (picture, kernel).

    No picture is square, so that rows and columns cannot be confused, and no kernel is even.
    """
    rng = np.random.default_rng(0)
    cases = []
    for shape in ((6, 8), (9, 5)):
        image = rng.uniform(size=shape)
        cases.append((image, rng.integers(-3, 4, size=(3, 3)) + 0.5))
    return cases


def _at(down=0, right=0, turn=lambda k: k, total=np.sum):
    """Return the function of exercise 1 for a window elsewhere, another kernel, another total."""

    def call(image, kernel, i, j):
        top = i + down
        left = j + right
        return total(image[top : top + 3, left : left + 3] * turn(kernel))

    return call


def _swapped(image, kernel, i, j):
    return (image[j : j + 3, i : i + 3] * kernel).sum()


def _centred(image, kernel, i, j):
    return (image[i - 1 : i + 2, j - 1 : j + 2] * kernel).sum()


PIXEL_MISTAKES = {
    "The kernel is turned by half a turn: that's convolution. "
    "Here it lies on the window as it is.": _at(turn=lambda k: k[::-1, ::-1]),
    "The kernel is turned over left to right. It lies on the window as it is.": _at(
        turn=lambda k: k[:, ::-1]
    ),
    "The kernel is turned upside down. It lies on the window as it is.": _at(
        turn=lambda k: k[::-1]
    ),
    "The kernel is transposed: its rows and columns are swapped.": _at(turn=lambda k: k.T),
    "i and j are swapped: i counts the rows, down, and j the columns.": _swapped,
    "Your window lies around (i, j). Here (i, j) is its top left corner: i:i+3, j:j+3.": _centred,
    "Your window begins one row and one column too late.": _at(1, 1),
    "That is the mean of the nine products: take their sum.": _at(total=np.mean),
    "That is the largest product: take the sum of all nine.": _at(total=np.max),
    "Yours adds up the sizes of the products. Their signs count.": _at(
        total=lambda p: np.abs(p).sum()
    ),
    "That is the sum of the window: multiply by the kernel first.": _at(turn=np.ones_like),
    "Yours multiplies the sum of the window by the sum of the kernel. Multiply entry by entry, "
    "then add up.": lambda image, k, i, j: image[i : i + 3, j : j + 3].sum() * k.sum(),
    "The last row and column of the kernel are left out: a range stops before its end, so "
    "range(3).": (lambda image, k, i, j: (image[i : i + 2, j : j + 2] * k[:2, :2]).sum()),
    "The first row and column of the kernel are left out: counting begins at 0.": (
        lambda image, k, i, j: (image[i + 1 : i + 3, j + 1 : j + 3] * k[1:, 1:]).sum()
    ),
    "Two lists of indices pick the three pixels of the diagonal. Slices pick the block: i:i+3, "
    "j:j+3.": (lambda image, k, i, j: (np.diag(image[i : i + 3, j : j + 3])[None] * k).sum()),
    "Two lists of indices pick the three pixels of the diagonal, and three of the kernel.": (
        lambda image, k, i, j: (np.diag(image[i : i + 3, j : j + 3]) * np.diag(k)).sum()
    ),
    "Every entry of the kernel meets the one pixel (i, j). Each has a pixel of its own: row i + m, "
    "column j + n.": lambda image, k, i, j: image[i, j] * k.sum(),
    "Yours looks up and to the left, at i − m and j − n. The window goes down and to the right: i "
    "+ m, j + n.": lambda image, k, i, j: sum(
        image[i - m, j - n] * k[m, n] for m in range(3) for n in range(3)
    ),
    "That is a product of matrices, @. The entries are multiplied one by one, *, and added up.": (
        lambda image, k, i, j: (image[i : i + 3, j : j + 3] @ k).sum()
    ),
}
PIXEL_SHAPES = {
    "Those are the nine products. The pixel is their sum, one number.": (
        lambda image, k, i, j: image[i : i + 3, j : j + 3] * k
    ),
    "Added up over one axis only: the pixel is the sum of all nine.": (
        lambda image, k, i, j: (image[i : i + 3, j : j + 3] * k).sum(axis=0)
    ),
    "Added up over one axis only, the columns: the pixel is the sum of all nine.": (
        lambda image, k, i, j: (image[i : i + 3, j : j + 3] * k).sum(axis=1)
    ),
}


def pixel(my_pixel):
    """Judge my_pixel(image, kernel, i, j) -> the sum of the nine products of a window.

    It begins at row i and column j.
    """
    cases = [(image, kernel, i, j) for image, kernel in _pictures() for i, j in ((2, 1), (1, 2))]

    proof = "On the step of the text Sobel x answers {:g} at row 0, column 1, as by hand."
    judge(
        my_pixel,
        _at(),
        cases,
        proof=lambda call: proof.format(float(call(STEP, KERNELS["Sobel x"], 0, 1))),
        mistakes=PIXEL_MISTAKES,
        shapes=PIXEL_SHAPES,
        by_hand=[
            (SPOT, np.arange(1.0, 10).reshape(3, 3), 0, 0),
            (SPOT, np.arange(1.0, 10).reshape(3, 3), 0, 1),
            (SPOT, np.arange(1.0, 10).reshape(3, 3), 1, 0),
            (-SPOT, np.arange(1.0, 10).reshape(3, 3), 1, 1),
        ],
    )


def _padded(image, kernel):
    return correlate(image, kernel, padding=1)


def _filled(image, kernel):
    out = np.zeros_like(image)
    out[:-2, :-2] = correlate(image, kernel)
    return out


def _in_the_middle(image, kernel):
    out = np.zeros_like(image)
    out[1:-1, 1:-1] = correlate(image, kernel)
    return out


WHOLE_SHAPES = {
    "Your answer is one row and one column too short: the last window counts too.": (
        lambda *a: correlate(*a)[:-1, :-1]
    ),
    "Your answer has the size of the picture: zeros were put around it. Here nothing is "
    "put around.": _padded,
    "Your answer is as large as the picture, with zeros at the right and below. Make it (H − 2, W "
    "− 2).": _filled,
    "Your answer has the size of the picture, with zeros around. Make it (H − 2, W − 2).": (
        _in_the_middle
    ),
    "Zeros are put on one side only. Here nothing is put around.": (
        lambda image, kernel: correlate(np.pad(image, ((2, 0), (2, 0))), kernel)
    ),
    "Rows and columns of the answer are swapped.": lambda *a: correlate(*a).T,
}


WHOLE_MISTAKES = {
    "The kernel is turned by half a turn, as in a convolution. Leave it as it is.": (
        convolution.convolve
    ),
    "The kernel is transposed: its rows and columns are swapped.": (
        lambda image, kernel: correlate(image, kernel.T)
    ),
    "Your windows begin one row and one column too late or too early.": (
        lambda *a: np.roll(correlate(*a), -1, axis=(0, 1))
    ),
    "That is the mean of the products: take their sum.": lambda *a: correlate(*a) / 9,
    "The running total is never set back to 0: each pixel also holds all those before it.": (
        lambda *a: np.cumsum(correlate(*a)).reshape(correlate(*a).shape)
    ),
    "The windows move on by 3 in yours, and most pixels stay 0. They overlap: one pixel at a "
    "time.": (lambda *a: _only(correlate(*a), slice(None, None, 3), slice(None, None, 3))),
    "The first row and column stay 0: counting begins at 0.": (
        lambda *a: _only(correlate(*a), slice(1, None), slice(1, None))
    ),
    "The last row and column stay 0: a range stops before its end by itself.": (
        lambda *a: _only(correlate(*a), slice(None, -1), slice(None, -1))
    ),
    "Only the diagonal is filled: zip runs both loops in step. Each row meets each column, with "
    "one loop inside the other.": lambda *a: correlate(*a) * np.eye(*correlate(*a).shape),
    "Each whole row gets its last value: write to output[i, j], not to output[i].": (
        lambda *a: np.repeat(correlate(*a)[:, -1:], correlate(*a).shape[1], axis=1)
    ),
    "Only the first pixel is written: does a return end the loops too early?": (
        lambda *a: _only(correlate(*a), slice(0, 1), slice(0, 1))
    ),
    "Only the first row is written: does a return end the outer loop too early?": (
        lambda *a: _only(correlate(*a), slice(0, 1), slice(None))
    ),
    "Every pixel is the last: does your loop write to output[i, j]?": (
        lambda *a: 0 * correlate(*a) + correlate(*a)[-1, -1]
    ),
    "Nothing is written: every pixel is 0. Does your loop add to output[i, j]?": (
        lambda *a: 0 * correlate(*a)
    ),
    "Yours takes the size of the answer without its sign. Keep the sign.": (
        lambda *a: np.abs(correlate(*a))
    ),
}


def _only(output, rows, columns):
    """Return an output that is 0 but for some rows and columns."""
    kept = np.zeros_like(output)
    kept[rows, columns] = output[rows, columns]
    return kept


def whole(my_correlate):
    """Judge my_correlate(image, kernel) -> the cross-correlation, (H − 2, W − 2) for 3 × 3."""

    def proof(call):
        row = call(STEP, KERNELS["Sobel x"])[0]
        return f"On the step of the text Sobel x answers {_row(row)} in each row, as by hand."

    image = np.random.default_rng(1).uniform(size=(7, 6))
    cases = [*_pictures(), (image, np.arange(9.0).reshape(3, 3) - 3)]
    judge(
        my_correlate,
        correlate,
        cases,
        proof=proof,
        shapes=WHOLE_SHAPES,
        mistakes=WHOLE_MISTAKES,
        by_hand=[
            (SPOT[:3, :3], np.arange(1.0, 10).reshape(3, 3)),
            (SPOT[:3], np.arange(1.0, 10).reshape(3, 3)),
            (SPOT, np.arange(1.0, 10).reshape(3, 3)),
        ],
    )


def _with_(n=lambda n, p: n + 2 * p, reach=lambda k, d: d * (k - 1) + 1, plus=1, floor=True):
    def call(N, k, s, p, d):
        room = n(N, p) - reach(k, d)
        return (room // s if floor else room / s) + plus

    return call


SIZE_MISTAKES = {
    "One too small: the first window counts too, so + 1 at the end.": _with_(plus=0),
    "One too large: the + 1 comes in once, after the division.": _with_(plus=2),
    "The padding is counted once. It lies on both sides: 2p.": _with_(n=lambda n, p: n + p),
    "The padding is missing.": _with_(n=lambda n, p: n),
    "The dilation is missing: the kernel covers d(k − 1) + 1 pixels.": _with_(reach=lambda k, d: k),
    "The kernel covers d(k − 1) + 1 pixels, not d·k: k entries have k − 1 steps between.": _with_(
        reach=lambda k, d: d * k
    ),
    "The kernel covers one pixel more than that: d(k − 1) + 1.": _with_(
        reach=lambda k, d: d * (k - 1)
    ),
    "The stride is missing: divide by it, and round down.": (
        lambda n, k, s, p, d: n + 2 * p - d * (k - 1)
    ),
    "Round down: half a step is no step. // does it.": _with_(floor=False),
    "Round down, not up: a window that does not fit whole is left out.": (
        lambda n, k, s, p, d: -(-(n + 2 * p - d * (k - 1) - 1) // s) + 1
    ),
    "`round` goes up from a half onwards. A window that doesn't fit completely doesn't count, so "
    "always round down.": lambda n, k, s, p, d: round((n + 2 * p - d * (k - 1) - 1) / s + 1),
    "Mind the brackets around k − 1: the dilation multiplies all of it.": (
        lambda n, k, s, p, d: (n + 2 * p - d * k - 1 - 1) // s + 1
    ),
    "The picture is divided by the stride before the kernel is taken off. Take it off first.": (
        lambda n, k, s, p, d: (n + 2 * p) // s - d * (k - 1) - 1 + 1
    ),
    "Yours multiplies by the stride. A larger stride gives fewer pixels: divide.": (
        lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) * s + 1
    ),
    "You add the padding to the output, after dividing by the stride. It makes the picture larger, "
    "so add 2p to n.": (lambda n, k, s, p, d: (n - d * (k - 1) - 1) // s + 1 + 2 * p),
    "Padding takes pixels away in yours. Zeros are put around the picture: + 2p.": (
        lambda n, k, s, p, d: (n - 2 * p - d * (k - 1) - 1) // s + 1
    ),
    "The stride belongs to the picture, not to the kernel.": (
        lambda n, k, s, p, d: n + 2 * p - s * d * (k - 1)
    ),
}


def size(my_size):
    """Judge my_size(n, k, stride, padding, dilation) -> ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1."""
    cases = [
        (28, 5, 1, 0, 1),
        (227, 11, 4, 0, 1),
        (224, 7, 2, 3, 1),
        (7, 3, 1, 0, 2),
        (10, 3, 3, 2, 2),
        (13, 3, 4, 1, 1),
        (12, 4, 5, 0, 1),
    ]

    def proof(call):
        told = [
            f"{n} pixels, kernel {k}, s {s}, p {p}, d {d}: {int(call(n, k, s, p, d))}"
            for n, k, s, p, d in cases[1:4]
        ]
        return f"{'; '.join(told)}."

    judge(
        my_size,
        _with_(),
        cases,
        proof=proof,
        mistakes=SIZE_MISTAKES,
        by_hand=[
            (5, 3, 1, 0, 1),
            (5, 3, 2, 0, 1),
            (6, 3, 2, 0, 1),
            (5, 3, 1, 1, 1),
            (7, 3, 1, 0, 2),
        ],
    )


def _both(f):
    return lambda image: f(*convolution.edges(image)[:2])


EDGES_SHAPES = {
    "That is two pictures: put gx and gy together into a length.": (
        lambda image: np.stack(convolution.edges(image)[:2])
    ),
    "Sobel y filters here what Sobel x has filtered already. Each of them filters the picture.": (
        lambda image: correlate(correlate(image, KERNELS["Sobel x"]), KERNELS["Sobel y"])
    ),
    "A row of zeros is put around the picture, whose frame now looks like an edge: leave the "
    "padding out.": lambda image: np.hypot(
        *(correlate(image, KERNELS[f"Sobel {axis}"], padding=1) for axis in "xy")
    ),
    "That is one length for the whole picture. Each pixel has its own: np.linalg.norm needs an "
    "axis.": (lambda image: np.sqrt((convolution.edges(image).magnitude ** 2).sum())),
    "np.gradient takes differences of two neighbours. Here Sobel's kernels are asked for.": (
        lambda image: np.hypot(*np.gradient(image))
    ),
}


EDGES_MISTAKES = {
    "That's |gx| + |gy|, which is too long on a slanting edge. Take √(gx² + gy²).": _both(
        lambda x, y: np.abs(x) + np.abs(y)
    ),
    "That is |gx + gy|: the two can cancel. Take √(gx² + gy²).": _both(lambda x, y: np.abs(x + y)),
    "That is gx + gy: the two can cancel. Take √(gx² + gy²).": _both(lambda x, y: x + y),
    "The root is missing.": _both(lambda x, y: x**2 + y**2),
    "gy is missing: yours sees no edge that runs from left to right.": _both(
        lambda x, y: np.abs(x)
    ),
    "gx is missing: yours sees no edge that runs up and down.": _both(lambda x, y: np.abs(y)),
    "gy is missing, and so is the length: that is gx, with its sign.": _both(lambda x, y: x),
    "That is the larger of |gx| and |gy|: take √(gx² + gy²).": _both(
        lambda x, y: np.maximum(np.abs(x), np.abs(y))
    ),
    "Those are Prewitt's kernels; here Sobel's are asked for.": (
        lambda image: convolution.edges(image, "Prewitt").magnitude
    ),
    "Those are Scharr's kernels; here Sobel's are asked for.": (
        lambda image: convolution.edges(image, "Scharr").magnitude
    ),
    "That is the Laplacian: it has no direction, and no length.": (
        lambda image: correlate(image, KERNELS["Laplacian"])
    ),
    "That is the size of the Laplacian, which has no direction. The length of the two Sobel slopes "
    "is asked for.": lambda image: np.abs(correlate(image, KERNELS["Laplacian"])),
    "The two kernels are put together before the picture is filtered. Filter twice, and put the "
    "two slopes together.": lambda image: correlate(
        image, np.hypot(KERNELS["Sobel x"], KERNELS["Sobel y"])
    ),
    "The two kernels are added before the picture is filtered. Filter twice, and take √(gx² + "
    "gy²).": (lambda image: np.abs(correlate(image, KERNELS["Sobel x"] + KERNELS["Sobel y"]))),
    "There's a mean under the root in yours. The length is √(gx² + gy²), the sum.": _both(
        lambda x, y: np.sqrt((x**2 + y**2) / 2)
    ),
    "Those are yes-or-no answers, where the slope is above something. How steep it is was asked "
    "for.": (_both(lambda x, y: np.hypot(x, y) > 1)),
    "Yours cuts off at 1: leave every length as it is.": _both(
        lambda x, y: np.minimum(np.hypot(x, y), 1)
    ),
    "Yours is scaled so that the largest is 1: leave every length as it is.": _both(
        lambda x, y: np.hypot(x, y) / np.hypot(x, y).max()
    ),
    "That is the direction of the slope; its length is asked for.": _both(
        lambda x, y: np.arctan2(y, x)
    ),
    "The same slope stands twice under the root: one of the two must be gy.": _both(
        lambda x, y: np.hypot(x, x)
    ),
    "The same slope, gy, stands twice under the root: one of the two must be gx.": _both(
        lambda x, y: np.hypot(y, y)
    ),
}


def edges(my_edges):
    """Judge my_edges(image) -> √(Gx² + Gy²) with Sobel's kernels, (H − 2, W − 2)."""
    rng = np.random.default_rng(3)
    cases = [(rng.uniform(size=(7, 9)),), (rng.uniform(size=(8, 5)),)]

    def proof(call):
        row = call(STEP)[0]
        return f"On the step of the text it answers {_row(row)}: only where the grey changes."

    judge(
        my_edges,
        _both(np.hypot),
        cases,
        proof=proof,
        shapes=EDGES_SHAPES,
        mistakes=EDGES_MISTAKES,
        by_hand=[
            (np.array([[0.0, 0, 1], [0, 0, 1], [0, 0, 1]]),),
            (np.array([[0.0, 0, 0], [0, 0, 0], [3, 3, 3]]),),
            (np.array([[0.0, 0, 0], [0, 0, 3], [4, 4, 1]]),),
        ],
    )


def _slip(f):
    return lambda n, k, c: np.array(f(n, k, c, n - k + 1))


COUNTS_MISTAKES = {
    "The biases are missing, one for each kernel and one for each output of the dense "
    "layer.": _slip(lambda n, k, c, m: [c * k * k, c * m * m * n * n]),
    "The dense layer has a bias for each of its outputs.": _slip(
        lambda n, k, c, m: [c * (k * k + 1), c * m * m * n * n]
    ),
    "Each kernel has a bias of its own.": _slip(
        lambda n, k, c, m: [c * k * k, c * m * m * (n * n + 1)]
    ),
    "The kernels share no bias: there is one for each.": _slip(
        lambda n, k, c, m: [c * k * k + 1, c * m * m * (n * n + 1)]
    ),
    "The answer has (n − k + 1)² pixels for each kernel: the dense layer needs that many outputs, "
    "times the kernels.": _slip(lambda n, k, c, m: [c * (k * k + 1), c * (n * n + 1)]),
    "The dense layer must give the same output: (n − k + 1)² pixels, not n².": _slip(
        lambda n, k, c, m: [c * (k * k + 1), c * n * n * (n * n + 1)]
    ),
    "The kernels' answers are c pictures: the dense layer has c times as many outputs.": _slip(
        lambda n, k, c, m: [c * (k * k + 1), m * m * (n * n + 1)]
    ),
    "A kernel is the same at every pixel: its weights count once.": _slip(
        lambda n, k, c, m: [c * m * m * (k * k + 1), c * m * m * (n * n + 1)]
    ),
    "In the dense layer each output has a weight for each input: multiply, where yours "
    "adds.": _slip(lambda n, k, c, m: [c * (k * k + 1), n * n + c * m * m + c * m * m]),
    "In the dense layer each output has a weight for each input, and a bias: multiply, where yours "
    "adds.": _slip(lambda n, k, c, m: [c * (k * k + 1), n * n + c * m * m]),
    "Mind the brackets around n − k + 1: all of it is squared, and then multiplied.": _slip(
        lambda n, k, c, m: [c * (k * k + 1), (c * n - k + 1) * (n * n + 1)]
    ),
    "The side isn't squared, or brackets are missing: an output has (n − k + 1)² pixels.": _slip(
        lambda n, k, c, m: [c * (k * k + 1), c * (n - k + 1**2) * (n * n + 1)]
    ),
    "The side is n − 2 in yours, which fits kernels of 3 × 3 only: n − k + 1.": _slip(
        lambda n, k, c, m: [c * (k * k + 1), c * (n - 2) ** 2 * (n * n + 1)]
    ),
    "The side is n − k in yours: the first window counts too, n − k + 1.": _slip(
        lambda n, k, c, m: [c * (k * k + 1), c * (n - k) ** 2 * (n * n + 1)]
    ),
    "The side counts once in yours: an output has (n − k + 1)² pixels.": _slip(
        lambda n, k, c, m: [c * (k * k + 1), c * m * (n * n + 1)]
    ),
    "The picture's side counts once in yours: it has n² pixels.": _slip(
        lambda n, k, c, m: [c * (k * k + 1), c * m * m * (n + 1)]
    ),
    "A kernel has k² weights, not k.": _slip(
        lambda n, k, c, m: [c * (k + 1), c * m * m * (n * n + 1)]
    ),
    "Those are multiplications, made at every place: a kernel's weights count once, and everything "
    "has a bias.": _slip(lambda n, k, c, m: [c * m * m * k * k, c * m * m * n * n]),
    "The two are swapped: the kernels come first.": _slip(
        lambda n, k, c, m: [c * m * m * (n * n + 1), c * (k * k + 1)]
    ),
}


def counts(my_counts):
    """Judge my_counts(n, k, count) -> the parameters of `count` kernels, and of a dense layer.

    The kernels are k × k with a bias each; the dense layer does as much for n × n pixels.
    """

    def right(n, k, c):
        m = n - k + 1
        return np.array([c * (k * k + 1), c * m * m * (n * n + 1)])

    def two(mine):
        name = learner.name_of(mine)

        def call(n, k, c):
            values = learner.attempt(mine, n, k, c)
            if values is None:
                return None
            pair = isinstance(values, (tuple, list, np.ndarray)) and np.size(values) == 2
            if not pair or None in tuple(np.ravel(values)):
                what = _what_it_is(values, ["kernels", "dense"], [(), ()])
                raise learner.Trouble(
                    f"{name} must return two numbers: return kernels, dense. {what}"
                )
            return np.ravel(values)

        call.__name__ = name
        return call

    cases = [(28, 5, 6), (8, 3, 1), (12, 4, 10), (640, 3, 64)]

    def proof(call):
        kernel, dense = map(int, call(28, 5, 6))
        return f"For 28 × 28 pixels and 6 kernels of 5 × 5: {kernel:,} against {dense:,}."

    judge(
        my_counts,
        right,
        cases,
        proof=proof,
        mistakes=COUNTS_MISTAKES,
        through=two,
        first=lambda: _overflows(my_counts),
        by_hand=[(3, 3, 1), (3, 2, 1), (3, 2, 2), (4, 2, 1), (5, 4, 1)],
    )


def _overflows(mine):
    """Say that 32 bits are too few for a large picture, where they are."""
    with np.errstate(all="ignore"):
        values = learner.run(mine, 6400, 3, 64)
    pair = isinstance(values, (tuple, list, np.ndarray)) and np.size(values) == 2
    if not pair or any(not isinstance(value, (int, np.integer)) for value in np.ravel(values)):
        return None
    if (
        np.ravel(values)[1] != 64 * 6398**2 * (6400**2 + 1)
        and learner.run(mine, 28, 5, 6)[1] == 2712960
    ):
        return (
            "For a large picture, 6400 × 6400 pixels, your count is wrong: numbers of 32 bits end "
            "at 2,147,483,647 and begin again below 0. Python's own whole numbers have no limit."
        )
    return None


def _errors(image, kernel, target):
    """Return dS of  L = mean of (S − T)²,  S = I ⋆ K."""
    S = correlate(image, kernel)
    return 2 * (S - target) / S.size


def _to_the_kernel(image, d_output):
    """Return dK (3, 3): the picture correlated with the error."""
    return correlate(image, d_output)


FILTER_GRADIENT_MISTAKES = {
    "The 2 is missing that comes down from the square.": (
        lambda i, k, t: _to_the_kernel(i, _errors(i, k, t)) / 2
    ),
    "Yours is a sum over the pixels; the loss is their mean: divide by how many there are.": (
        lambda i, k, t: _to_the_kernel(i, _errors(i, k, t)) * t.size
    ),
    "The sign is the wrong way round: the error is S − T.": (
        lambda i, k, t: -_to_the_kernel(i, _errors(i, k, t))
    ),
    "The 2 and the mean are both missing.": (
        lambda i, k, t: _to_the_kernel(i, _errors(i, k, t)) * t.size / 2
    ),
    "Yours is turned by half a turn. dK is a cross-correlation: no flip here.": (
        lambda i, k, t: _to_the_kernel(i, _errors(i, k, t))[::-1, ::-1]
    ),
    "Yours is transposed: rows go with m, columns with n.": (
        lambda i, k, t: _to_the_kernel(i, _errors(i, k, t)).T
    ),
    "The error is the target alone: subtract it from what your kernel makes, S − T.": (
        lambda i, k, t: _to_the_kernel(i, 2 * t / t.size)
    ),
    "The target is left out: the error is S − T.": (
        lambda i, k, t: _to_the_kernel(i, _errors(i, k, 0 * t))
    ),
    "Yours divides by len(S), which counts the rows only: a mean divides by all the pixels, "
    "S.size.": (lambda i, k, t: _to_the_kernel(i, _errors(i, k, t)) * t.shape[1]),
    "Yours divides by the pixels of the picture. The loss is a mean over the output, which is "
    "smaller.": (lambda i, k, t: _to_the_kernel(i, _errors(i, k, t)) * t.size / i.size),
    "Yours divides by 9, the numbers of the kernel. The loss is a mean over the pixels of the "
    "output.": (lambda i, k, t: _to_the_kernel(i, _errors(i, k, t)) * t.size / 9),
    "Mind the brackets: the 2 and the division belong to the whole difference, S − T.": (
        lambda i, k, t: _to_the_kernel(i, 2 * correlate(i, k) - t / t.size)
    ),
    "Mind the brackets: the division belongs to the whole difference, S − T.": (
        lambda i, k, t: _to_the_kernel(i, 2 * (correlate(i, k) - t / t.size))
    ),
    "Yours adds up the picture and the error apart, and multiplies the sums. Multiply pixel by "
    "pixel, then add up.": lambda i, k, t: np.array(
        [
            [
                i[m : m + t.shape[0], n : n + t.shape[1]].sum() * _errors(i, k, t).sum()
                for n in range(3)
            ]
            for m in range(3)
        ]
    ),
    "That's a step downhill already, minus a rate times the gradient. The gradient itself is asked "
    "for.": lambda i, k, t: -0.5 * _to_the_kernel(i, _errors(i, k, t)),
    "The error compares the target with the picture itself. Filter it first: S = I ⋆ K.": (
        lambda i, k, t: _to_the_kernel(i, 2 * (i[1:-1, 1:-1] - t) / t.size)
    ),
    "That's the kernel after a step already. The gradient itself is asked for.": (
        lambda i, k, t: k - _to_the_kernel(i, _errors(i, k, t))
    ),
    "That's the kernel after a step with α = 0.1 already. The gradient itself is asked for.": (
        lambda i, k, t: k - 0.1 * _to_the_kernel(i, _errors(i, k, t))
    ),
    "The error is still squared. Its slope is 2 (S − T), to the power 1.": (
        lambda i, k, t: _to_the_kernel(i, 2 * (correlate(i, k) - t) ** 2 / t.size)
    ),
    "Yours takes |S − T|, which loses the sign of the error.": (
        lambda i, k, t: _to_the_kernel(i, np.abs(_errors(i, k, t)))
    ),
}
FILTER_GRADIENT_SHAPES = {
    "That's the error, the gradient to the output. One step more: what does each number of the "
    "kernel do to it?": _errors,
    "That's the loss itself. Its slope is asked for, one number for each of the kernel's nine.": (
        lambda i, k, t: ((correlate(i, k) - t) ** 2).mean()
    ),
    "The kernel slides over the error in yours, which is the gradient to the picture. For the "
    "kernel, the error slides over the picture.": (
        lambda i, k, t: convolution.convolve(_errors(i, k, t), k, padding=2)
    ),
    "The kernel slides over the error in yours. For its own gradient, the error slides over the "
    "picture.": (lambda i, k, t: correlate(_errors(i, k, t), k, padding=2)),
    "The kernel slides over the error in yours, and inside it. For its own gradient, the error "
    "slides over the picture.": (lambda i, k, t: correlate(_errors(i, k, t), k)),
}


def filter_gradient(my_filter_gradient):
    """Judge my_filter_gradient(image, kernel, target) -> ∂L/∂K of the mean of (I ⋆ K − T)²."""
    rng = np.random.default_rng(3)
    cases = []
    for shape in ((7, 9), (8, 6), (10, 10)):
        image = rng.uniform(size=shape)
        target = rng.uniform(size=(shape[0] - 2, shape[1] - 2))
        cases.append((image, rng.standard_normal((3, 3)), target))

    def proof(call):
        image, kernel, target = cases[0]

        def loss(k):
            return ((correlate(image, k) - target) ** 2).mean()

        wiggled = gradcheck.numerical_gradient(loss, kernel)
        where = "it does not agree with wiggling the nine numbers"
        close = as_wiggled(call(image, kernel, target), wiggled, where)
        return f"It agrees with wiggling each of the 9 numbers of the kernel, {close}."

    judge(
        my_filter_gradient,
        lambda i, k, t: _to_the_kernel(i, _errors(i, k, t)),
        cases,
        proof=proof,
        mistakes=FILTER_GRADIENT_MISTAKES,
        shapes=FILTER_GRADIENT_SHAPES,
        by_hand=[
            (SPOT[:3, :3], np.zeros((3, 3)), np.array([[-1.0]])),
            (SPOT[:3], np.zeros((3, 3)), np.array([[-1.0, -2.0]])),
            (SPOT[:3], np.ones((3, 3)), np.array([[1.0, 2.0]])),
        ],
    )


def _to_the_picture(d_output, kernel):
    return convolution.convolve(d_output, kernel, padding=2)


def _wrapped_low(d, k):
    """Return the gradient where an index below 0 picks from the other end."""
    rows, columns = d.shape
    out = np.zeros((rows + 2, columns + 2))
    for a, b, m, n in np.ndindex(rows + 2, columns + 2, 3, 3):
        if a - m < rows and b - n < columns and a - m >= -rows and b - n >= -columns:
            out[a, b] += d[a - m, b - n] * k[m, n]
    return out


def _sent_up(d, k):
    """Return the gradient where each error goes up and to the left, round the edge."""
    rows, columns = d.shape
    out = np.zeros((rows + 2, columns + 2))
    for i, j, m, n in np.ndindex(rows, columns, 3, 3):
        out[i - m, j - n] += d[i, j] * k[m, n]
    return out


PICTURE_SHAPES = {
    "A second number without its name is the stride. Say padding=2.": (
        lambda d, k: convolution.convolve(d, k, 2)
    ),
    "A third number without its name is the stride: say padding=2, and the kernel still has to be "
    "turned.": (lambda d, k: correlate(d, k, 2)),
    "Yours has the size of the error, as with mode='same'. The picture is 2 pixels larger: "
    "padding=2.": (lambda d, k: convolution.convolve(d, k, padding=1)),
    "The error needs 2 rows of zeros on every side, so that every pixel of the picture gets its "
    "share: padding=2.": lambda d, k: convolution.convolve(d, k),
    "One row of zeros is too few: a pixel at the corner is seen by one window only. padding=2.": (
        lambda d, k: convolution.convolve(d, k, padding=1)
    ),
}
PICTURE_MISTAKES = {
    "In yours the kernel isn't turned, or it's turned twice, by hand and again by convolve. Once "
    "is right: a true convolution.": (lambda d, k: correlate(d, k, padding=2)),
    "Yours turns the kernel over the diagonal. It's half a turn: [::-1, ::-1].": (
        lambda d, k: correlate(d, k.T, padding=2)
    ),
    "Yours flips the rows only. It's half a turn, both ways: [::-1, ::-1].": (
        lambda d, k: correlate(d, k[::-1], padding=2)
    ),
    "Yours flips the columns only. It's half a turn, both ways: [::-1, ::-1].": (
        lambda d, k: correlate(d, k[:, ::-1], padding=2)
    ),
    "Yours turns the kernel by a quarter. It's half a turn: [::-1, ::-1].": (
        lambda d, k: correlate(d, np.rot90(k), padding=2)
    ),
    "Yours turns the kernel by a quarter, the other way. It's half a turn: [::-1, ::-1].": (
        lambda d, k: correlate(d, np.rot90(k, -1), padding=2)
    ),
    "The zeros lie below and to the right of the error only. They belong on all four sides, 2 rows "
    "each.": (lambda d, k: correlate(np.pad(d, ((0, 4), (0, 4))), k[::-1, ::-1])),
    "The zeros lie above and to the left of the error only. They belong on all four sides, 2 rows "
    "each.": (lambda d, k: correlate(np.pad(d, ((4, 0), (4, 0))), k[::-1, ::-1])),
    "A negative index counts from the end, so the error comes in again at the other side. Zeros "
    "lie there: ask for 0 <= a − m too.": lambda d, k: _wrapped_low(d, k),
    "The error's row 0 and column 0 are left out: a place of exactly 0 counts too, >= 0.": (
        lambda d, k: _to_the_picture(_only(d, slice(1, None), slice(1, None)), k)
    ),
    "Yours divides by the number of pixels. That is in d_output already, where the loss is a "
    "mean.": (lambda d, k: _to_the_picture(d, k) / d.size),
    "Yours divides by the pixels of the picture. What there is to divide by is in d_output "
    "already.": (lambda d, k: _to_the_picture(d, k) / ((d.shape[0] + 2) * (d.shape[1] + 2))),
    "The error is sent back to i − m and j − n. The window of output (i, j) lies down and to the "
    "right of it: i + m, j + n.": lambda d, k: _sent_up(d, k),
    "Around the error lie copies of its edge; zeros belong there.": (
        lambda d, k: correlate(np.pad(d, 2, mode="edge"), k[::-1, ::-1])
    ),
    "The sign is turned: a positive weight hands the error on as it is.": (
        lambda d, k: -_to_the_picture(d, k)
    ),
}


def picture_gradient(my_picture_gradient):
    """Judge my_picture_gradient(d_output, kernel) -> ∂L/∂I of I ⋆ K, for a kernel of 3 × 3."""
    rng = np.random.default_rng(4)
    cases = [
        (rng.standard_normal(s), rng.standard_normal((3, 3))) for s in ((4, 6), (5, 3), (3, 3))
    ]

    def proof(call):
        d_output, kernel = cases[0]
        image = rng.uniform(size=(6, 8))
        wiggled = gradcheck.numerical_gradient(
            lambda x: (correlate(x, kernel) * d_output).sum(), image
        )
        where = "it does not agree with wiggling the pixels of a picture"
        close = as_wiggled(call(d_output, kernel), wiggled, where)
        return f"It agrees with wiggling each of the 48 pixels of a picture, {close}."

    judge(
        my_picture_gradient,
        _to_the_picture,
        cases,
        proof=proof,
        mistakes=PICTURE_MISTAKES,
        by_hand=[
            (np.array([[1.0]]), np.arange(1.0, 10).reshape(3, 3)),
            (np.array([[1.0, 2.0]]), np.arange(1.0, 10).reshape(3, 3)),
        ],
        shapes=PICTURE_SHAPES,
    )
