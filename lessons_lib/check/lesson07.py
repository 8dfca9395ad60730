"""The exercises of lesson 7.

Run the network on one picture, count its parameters, find the gradient of its kernels in two steps,
and keep of each map only its largest number.
"""

from functools import partial

import numpy as np

from .. import anywhere, convnet, pooling
from ..convolution import convolve, correlate, windows
from .verdict import judge


def _run(
    params,
    picture,
    slide=correlate,
    bias=True,
    rectify="after",
    pool=pooling.max_pool,
    last=True,
    order="maps",
    hidden=(True, True),
    biases=(1, 1, 1),
    late=False,
    unit=lambda z: np.maximum(z, 0),
):
    """Return the ten outputs for one picture, with one mistake or another."""
    K, b0, W1, b1, W2, b2, W3, b3 = params
    S = np.array([slide(picture, kernel, padding=1) for kernel in K])
    b0 = bias * b0[:, None, None]
    maps = {
        "after": unit(S + b0),
        "before": np.maximum(S, 0) + b0,
        "never": S + b0,
        "turned": np.abs(S + b0),
    }
    P = pool(maps[rectify])
    h = P.ravel() if order == "maps" else np.moveaxis(P, 0, -1).ravel()
    for W, b, relu, there in zip((W1, W2), (b1, b2), hidden, biases, strict=False):
        h = h @ W + (0 if late else there * b)
        h = unit(h) if relu else h
        h = h + b if late else h
    F = h @ W3 + biases[2] * b3
    return F if last else np.maximum(F, 0)


def _inside_the_weights(params, picture):
    K, b0, W1, b1, W2, b2, W3, b3 = params
    return _run((K, b0, W1 + b1, 0 * b1, W2 + b2, 0 * b2, W3 + b3, 0 * b3), picture)


def _pooled_first(params, picture):
    small = pooling.max_pool(picture)
    return _run(params, small, pool=lambda maps: maps)


def _softmax(params, picture):
    p = np.exp(_run(params, picture))
    return p / p.sum()


def _example(seed, kernels=3):
    """Return a case: the parameters of a network whose biases are not 0, and a picture."""
    rng = np.random.default_rng(seed)
    params = convnet.init_params((8, kernels, 6, 5, 10), rng)
    params = [p + 0.2 * rng.standard_normal(p.shape) for p in params]
    return params, rng.uniform(size=(8, 8))


FORWARD_MISTAKES = {
    "Your kernels are rotated by 180°: take correlate, not convolve.": partial(
        _run, slide=convolve
    ),
    "The biases of the kernels are missing: + b0[k] for map k.": partial(_run, bias=False),
    "The maps go on without a ReLU: np.maximum(…, 0) before the pooling.": partial(
        _run, rectify="never"
    ),
    "The bias belongs inside the ReLU: add it first, then np.maximum(…, 0).": partial(
        _run, rectify="before"
    ),
    "That is mean pooling: the largest of each window is asked for.": partial(
        _run, pool=pooling.mean_pool
    ),
    "The hidden layers have no ReLU in yours: np.maximum(…, 0) after each of the two.": partial(
        _run, hidden=(False, False)
    ),
    "The first hidden layer has no ReLU in yours.": partial(_run, hidden=(False, True)),
    "The second hidden layer has no ReLU in yours.": partial(_run, hidden=(True, False)),
    "b1 is missing.": partial(_run, biases=(0, 1, 1)),
    "b2 is missing.": partial(_run, biases=(1, 0, 1)),
    "b3 is missing: the output has a bias too.": partial(_run, biases=(1, 1, 0)),
    "b1, b2 and b3 are missing.": partial(_run, biases=(0, 0, 0)),
    "b1 and b2 are missing, the biases of the two hidden layers.": partial(_run, biases=(0, 0, 1)),
    "b1 and b3 are missing.": partial(_run, biases=(0, 1, 0)),
    "b2 and b3 are missing.": partial(_run, biases=(1, 0, 0)),
    "No layer has its bias in yours: b0, b1, b2 and b3 are missing.": partial(
        _run, bias=False, biases=(0, 0, 0)
    ),
    "The hidden layers add their bias after the ReLU. It belongs inside: h @ W + b first.": partial(
        _run, late=True
    ),
    "The biases come after the ReLU everywhere in yours. They belong inside.": partial(
        _run, late=True, rectify="before"
    ),
    "Mind the brackets: h @ (W + b) adds the bias to every row of the weights. It's (h @ W) + b.": (
        lambda params, picture: _inside_the_weights(params, picture)
    ),
    "Yours uses tanh; this network has ReLUs.": partial(_run, unit=np.tanh),
    "Yours takes the absolute value: a ReLU sets what is below 0 to 0.": partial(_run, unit=np.abs),
    "The maps take the absolute value in yours: a ReLU sets what is below 0 to 0.": partial(
        _run, rectify="turned"
    ),
    "Yours skips the pooling and takes every other pixel. Take the largest of each window "
    "instead.": (partial(_run, pool=lambda maps: maps[:, ::2, ::2])),
    "The picture is pooled before the convolution. The maps are pooled, after it.": (
        lambda params, picture: _pooled_first(params, picture)
    ),
    "The output layer has no ReLU: return it as it is, below zero too.": partial(_run, last=False),
    "That is softmax already: return F, the numbers before it.": _softmax,
    "The numbers of P are in the wrong order. Lay the maps end to end, the first map first: "
    "P.ravel(), with the kernels along axis 0.": partial(_run, order="pixels"),
}


def forward(my_forward):
    """Judge my_forward(params, picture) -> the ten outputs F for one picture (8, 8)."""

    def proof(call):
        params, picture = _example(4)
        largest = int(np.argmax(call(params, picture)))
        return f"The largest of the ten is F[{largest}], as it is with convnet.forward."

    def library(params, picture):
        return convnet.forward(params, picture[None])[0][0]

    judge(
        my_forward,
        library,
        [_example(0), _example(1, 5), _example(2, 4)],
        proof=proof,
        mistakes=FORWARD_MISTAKES,
    )


def _like(inputs=lambda side, k: k * (side // 2) ** 2, conv=lambda k: 10 * k, biases=True):
    """Return a count with other inputs of the dense layers, other kernels, or no biases."""

    def wrong(side, k, n1, n2, outputs):
        dense = inputs(side, k) * n1 + n1 * n2 + n2 * outputs
        return conv(k) + dense + biases * (n1 + n2 + outputs)

    return wrong


COUNT_MISTAKES = {
    "All biases are missing: one for each kernel, and one for each unit.": _like(
        conv=lambda k: 9 * k, biases=False
    ),
    "The kernels have a bias too, one each: 3 · 3 + 1 numbers.": _like(conv=lambda k: 9 * k),
    "The biases of the three dense layers are missing: n1 + n2 + outputs.": _like(biases=False),
    "The pooling is forgotten: only a quarter of each map enters the first hidden layer.": _like(
        inputs=lambda side, k: k * side**2
    ),
    "The first hidden layer sees every map: kernels · (side // 2)² inputs.": _like(
        inputs=lambda side, k: (side // 2) ** 2
    ),
    "A pooled map is square: (side // 2)² numbers.": _like(inputs=lambda side, k: k * (side // 2)),
    "Those are multiplications: the weights of a kernel are used at every pixel, but counted "
    "once.": (
        lambda side, k, n1, n2, o: 9 * k * side**2 + k * (side // 2) ** 2 * n1 + n1 * n2 + n2 * o
    ),
    "Kernels of 3 × 3 have 9 weights each, not 3.": _like(conv=lambda k: 4 * k),
    "Half of the pixels are left in yours. Pooling halves both sides, and leaves a quarter: (side "
    "// 2)².": (_like(inputs=lambda side, k: k * side**2 // 2)),
    "Half of the pixels are left in yours, as if pooling halved one side only. It halves both: "
    "(side // 2)².": _like(inputs=lambda side, k: k * (side**2 // 2)),
    "One side is halved in yours, and the other isn't. Pooling halves both: (side // 2)².": _like(
        inputs=lambda side, k: k * (side // 2) * side
    ),
    "A quarter of all the pixels counts half a row too many where the side is odd: (side "
    "// 2)².": _like(inputs=lambda side, k: k * (side**2 // 4)),
    "The second hidden layer is left out: n1 · n2 weights and n2 biases.": (
        lambda side, k, n1, n2, o: 10 * k + k * (side // 2) ** 2 * n1 + n1 + (n2 * o + o)
    ),
    "The second hidden layer is left out, and the output hangs on the first.": (
        lambda side, k, n1, n2, o: 10 * k + k * (side // 2) ** 2 * n1 + n1 + n1 * o + o
    ),
    "The output layer is left out: n2 · outputs weights, and outputs biases.": (
        lambda side, k, n1, n2, o: 10 * k + k * (side // 2) ** 2 * n1 + n1 + n1 * n2 + n2
    ),
    "The first hidden layer is left out: its inputs times n1, and n1 biases.": (
        lambda side, k, n1, n2, o: 10 * k + n1 * n2 + n2 + n2 * o + o
    ),
    "Mind the brackets around side // 2: halve first, then square.": _like(
        inputs=lambda side, k: k * side // 2**2
    ),
    "Mind the brackets around side // 2: halve first, then square, for each kernel.": _like(
        inputs=lambda side, k: k * (side // 2**2)
    ),
    "There's one bias for a whole layer in yours. Each unit has its own.": (
        lambda side, k, n1, n2, o: 10 * k + k * (side // 2) ** 2 * n1 + 1 + n1 * n2 + 1 + n2 * o + 1
    ),
    "There's one bias for a whole layer in yours, the kernels too. Each unit has its own, and each "
    "kernel.": (
        lambda side, k, n1, n2, o: (
            9 * k + 1 + k * (side // 2) ** 2 * n1 + 1 + n1 * n2 + 1 + n2 * o + 1
        )
    ),
    "The kernels share one bias in yours. Each has its own.": _like(conv=lambda k: 9 * k + 1),
    "Each input has a bias in yours. It's each unit that has one: (inputs + 1) · n1.": (
        lambda side, k, n1, n2, o: (
            10 * k + k * (side // 2) ** 2 * (n1 + 1) + n1 * (n2 + 1) + n2 * (o + 1)
        )
    ),
    "The widths of neighbouring layers are added in yours. Every unit meets every input: "
    "multiply.": (
        lambda side, k, n1, n2, o: (
            10 * k + (k * (side // 2) ** 2 + n1) + n1 + (n1 + n2) + n2 + (n2 + o) + o
        )
    ),
    "The widths of neighbouring layers are added in yours, biases and all. Every unit meets every "
    "input: multiply.": (
        lambda side, k, n1, n2, o: 10 * k + (k * (side // 2) ** 2 + n1) + (n1 + n2) + (n2 + o)
    ),
    "With zeros around the picture, the maps are as large as it is; yours are two pixels "
    "smaller.": _like(inputs=lambda side, k: k * ((side - 2) // 2) ** 2),
    "An odd side leaves a row over, and pooling drops it: side // 2.": _like(
        inputs=lambda side, k: k * (side / 2) ** 2
    ),
    "A kernel is counted anew at every place, with its weights alone. They're shared: count them "
    "once, 9 + 1.": (
        lambda side, k, n1, n2, o: (
            k * (9 * side**2 + 1) + k * (side // 2) ** 2 * n1 + n1 + n1 * n2 + n2 + n2 * o + o
        )
    ),
    "A bias is counted for each pixel of a map. A kernel has just one: 9 + 1.": (
        lambda side, k, n1, n2, o: (
            k * (9 + side**2) + k * (side // 2) ** 2 * n1 + n1 + n1 * n2 + n2 + n2 * o + o
        )
    ),
    "The kernels are left out: 32 of them hold 320 numbers.": _like(conv=lambda k: 0),
    "One kernel is counted for all of them: multiply by their number.": _like(conv=lambda k: 10),
    "Each place of the picture has its own kernel in yours: the same weights are used "
    "everywhere.": (
        lambda side, k, n1, n2, o: (
            10 * k * side**2 + k * (side // 2) ** 2 * n1 + n1 + n1 * n2 + n2 + n2 * o + o
        )
    ),
}


def count(my_count):
    """Judge my_count(side, kernels, n1, n2, outputs) -> how many parameters the network has.

    Its kernels are 3 × 3.
    """

    def library(side, kernels, n1, n2, outputs):
        return sum(p.size for p in convnet.init_params((side, kernels, n1, n2, outputs), 0))

    def proof(call):
        has = f"{int(call(8, 32, 64, 32, 10)):,} parameters"
        return f"The network of this lesson has {has}, 320 of them in its convolution."

    judge(
        my_count,
        library,
        [(9, 4, 8, 6, 3), (8, 2, 5, 3, 10), (28, 6, 20, 12, 10), (11, 3, 8, 6, 3)],
        proof=proof,
        mistakes=COUNT_MISTAKES,
        by_hand=[
            (2, 1, 1, 1, 1),
            (2, 1, 2, 1, 1),
            (4, 2, 1, 1, 1),
            (5, 1, 2, 3, 1),
            (4, 1, 2, 3, 5),
        ],
    )


SPOTS = np.array([[0.0, 1, 0], [0, 0, 0], [2, 0, 0]])  # two bright pixels, two errors
ERRORS = np.array([[3.0, 0, 0], [0, 5, 0], [0, 0, 0]])


def _kernel_gradient(X, dZ0, pad=lambda X: np.pad(X, ((0, 0), (1, 1), (1, 1)))):
    """Return dK(m, n) = Σ dZ0(i, j) X(i + m, j + n) over the samples, (kernels, 3, 3)."""
    return np.einsum("Nkij,Nijmn->kmn", dZ0, windows(pad(X), (3, 3)))


KERNEL_GRADIENT_SHAPES = {
    "The samples are kept apart in yours: add them up too.": (
        lambda X, dZ0: np.stack(
            [_kernel_gradient(x[None], d[None]) for x, d in zip(X, dZ0, strict=True)]
        )
    ),
    "The kernels are added up in yours: each has its own gradient.": (
        lambda X, dZ0: _kernel_gradient(X, dZ0).sum(axis=0)
    ),
}


KERNEL_GRADIENT_MISTAKES = {
    "That is the mean over the samples: dZ0 holds the 1/N of the loss already, so add them up.": (
        lambda X, dZ0: _kernel_gradient(X, dZ0) / len(X)
    ),
    "Your kernels come out rotated by 180°: place (m, n) meets the picture shifted by m rows and n "
    "columns.": lambda X, dZ0: _kernel_gradient(X, dZ0)[:, ::-1, ::-1],
    "Rows and columns are swapped: m moves down, n to the right.": (
        lambda X, dZ0: _kernel_gradient(X, dZ0).swapaxes(1, 2)
    ),
    "Every kernel gets the error of all kernels in yours. Kernel k has the error of its own map, "
    "dZ0[:, k].": lambda X, dZ0: (
        _kernel_gradient(X, dZ0) * 0 + _kernel_gradient(X, dZ0).sum(axis=0)
    ),
    "Every kernel gets the error of the first map. Kernel k has that of its own, dZ0[s, k].": (
        lambda X, dZ0: _kernel_gradient(X, dZ0) * 0 + _kernel_gradient(X, dZ0)[0]
    ),
    "Yours adds up the pictures and the errors separately, and multiplies afterwards. Each picture "
    "must meet its own error.": (
        lambda X, dZ0: _kernel_gradient(X.sum(axis=0)[None], dZ0.sum(axis=0)[None])
    ),
    "Both rows of zeros lie on one side in yours, above and to the left. It's one on each side: "
    "(1, 1).": (partial(_kernel_gradient, pad=lambda X: np.pad(X, ((0, 0), (2, 0), (2, 0))))),
    "The zeros are added as padding on top of np.pad: once is enough.": partial(
        _kernel_gradient, pad=lambda X: np.pad(X, ((0, 0), (2, 2), (2, 2)))[:, :-2, :-2]
    ),
    "Rows and columns of the error are swapped, but not those of the picture.": (
        lambda X, dZ0: _kernel_gradient(X, dZ0.swapaxes(2, 3))
    ),
    "That is the first sample only: add up all of them.": (
        lambda X, dZ0: _kernel_gradient(X[:1], dZ0[:1])
    ),
    "Only the last sample is left: add up, with += and not =.": (
        lambda X, dZ0: _kernel_gradient(X[-1:], dZ0[-1:])
    ),
    "Around the picture lie zeros, and not copies of its edge: np.pad(X, ((0, 0), (1, "
    "1), (1, 1))).": partial(
        _kernel_gradient, pad=lambda X: np.pad(X, ((0, 0), (1, 1), (1, 1)), mode="edge")
    ),
    "np.roll brings in the other side of the picture. Around it lie zeros: np.pad(X, ((0, 0), (1, "
    "1), (1, 1))).": partial(
        _kernel_gradient, pad=lambda X: np.pad(X, ((0, 0), (1, 1), (1, 1)), mode="wrap")
    ),
    "The zeros lie on all four sides, one row each: np.pad(X, ((0, 0), (1, 1), (1, 1))).": partial(
        _kernel_gradient, pad=lambda X: np.pad(X, ((0, 0), (0, 2), (0, 2)))
    ),
    "The pixels at the edge are left out in yours: with the zeros around the picture, np.pad, they "
    "count too.": lambda X, dZ0: _kernel_gradient(X, dZ0[:, :, 1:-1, 1:-1], pad=lambda X: X),
}


def kernel_gradient(my_kernel_gradient):
    """Judge my_kernel_gradient(X, dZ0) -> ∂L/∂K, (kernels, 3, 3).

    X is (N, 8, 8) and dZ0 (N, kernels, 8, 8).
    """
    rng = np.random.default_rng(3)
    cases = []
    for n, k, *sides in ((2, 3, 8, 8), (4, 2, 8, 8), (3, 5, 6, 6), (2, 2, 5, 7)):
        X = rng.uniform(size=(n, *sides))
        cases.append((X, rng.standard_normal((n, k, *sides))))

    def proof(call):
        X, dZ0 = cases[0]
        mine = call(X, dZ0)
        sums = f"each of them a sum over {X.size} pixels"
        return f"{mine.size} numbers for {len(mine)} kernels, {sums}."

    judge(
        my_kernel_gradient,
        _kernel_gradient,
        cases,
        proof=proof,
        shapes=KERNEL_GRADIENT_SHAPES,
        mistakes=KERNEL_GRADIENT_MISTAKES,
        by_hand=[
            (SPOTS[None], ERRORS[None, None]),
            (np.stack([SPOTS, SPOTS.T]), np.stack([ERRORS[None], 2 * ERRORS[None]])),
        ],
    )


def _one_map(picture, dZ):
    """Return dK(m, n) = Σ dZ(i, j) X(i + m, j + n) for one picture and one map, (3, 3)."""
    return _kernel_gradient(picture[None], dZ[None, None])[0]


ONE_MAP_SHAPES = {
    "That is the map itself, slid over: here the picture is read through the error, at nine places "
    "only.": (lambda X, dZ: correlate(X, dZ[:3, :3], padding=1)),
    "The products are not added up: one number for each of the nine places.": (
        lambda X, dZ: X * dZ
    ),
}
ONE_MAP_MISTAKES = {
    "Your kernel comes out rotated by 180°: place (m, n) meets the picture shifted by m rows and n "
    "columns.": lambda X, dZ: _one_map(X, dZ)[::-1, ::-1],
    "Rows and columns are swapped: m moves down, n to the right.": lambda X, dZ: _one_map(X, dZ).T,
    "That's the mean over the pixels. Every pixel used the weight, so add them up.": (
        lambda X, dZ: _one_map(X, dZ) / dZ.size
    ),
    "All nine come out the same in yours: place (m, n) must meet the picture shifted by (m, n).": (
        lambda X, dZ: np.full((3, 3), (X * dZ).sum())
    ),
    "np.roll brings in the other side of the picture. Zeros lie there: np.pad(X, 1).": (
        lambda X, dZ: _kernel_gradient(
            X[None], dZ[None, None], pad=lambda X: np.pad(X, ((0, 0), (1, 1), (1, 1)), mode="wrap")
        )[0]
    ),
    "Around the picture lie zeros, and not copies of its edge: np.pad(X, 1).": (
        lambda X, dZ: _kernel_gradient(
            X[None], dZ[None, None], pad=lambda X: np.pad(X, ((0, 0), (1, 1), (1, 1)), mode="edge")
        )[0]
    ),
    "Yours multiplies the sum of the picture by the sum of the error. Multiply pixel by pixel, "
    "then add up.": lambda X, dZ: np.array(
        [
            [np.pad(X, 1)[m : m + len(X), n : n + X.shape[1]].sum() * dZ.sum() for n in range(3)]
            for m in range(3)
        ]
    ),
    "Both rows of zeros lie below and to the right in yours. It's one on each side: np.pad(X, "
    "1).": (
        lambda X, dZ: _kernel_gradient(
            X[None], dZ[None, None], pad=lambda X: np.pad(X, ((0, 0), (0, 2), (0, 2)))
        )[0]
    ),
    "Both rows of zeros lie above and to the left in yours. It's one on each side: np.pad(X, 1).": (
        lambda X, dZ: _kernel_gradient(
            X[None], dZ[None, None], pad=lambda X: np.pad(X, ((0, 0), (2, 0), (2, 0)))
        )[0]
    ),
    "A shift below 0 counts from the end of the array: pad "
    "first, and let the shifts run 0, 1, 2.": (lambda X, dZ: _shifted_below(X, dZ)),
    "convolve turns what slides by half a turn. Here it's correlate: nothing is turned.": (
        lambda X, dZ: convolve(np.pad(X, 1), dZ)
    ),
    "The pixels at the edge are left out in yours: put zeros around the picture with np.pad(X, 1), "
    "and they count too.": lambda X, dZ: _kernel_gradient(
        X[None], dZ[None, None, 1:-1, 1:-1], pad=lambda X: X
    )[0],
}


def _shifted_below(X, dZ):
    """Return the sums where a negative start picks from the end of the array, or picks nothing."""
    dK = np.zeros((3, 3))
    rows, columns = X.shape
    for m in (-1, 0, 1):
        for n in (-1, 0, 1):
            seen = X[m : m + rows, n : n + columns]
            fits = dZ[: seen.shape[0], : seen.shape[1]]
            dK[m + 1, n + 1] = (seen * fits).sum()
    return dK


def one_map(my_one_map):
    """Judge my_one_map(X, dZ) -> ∂L/∂K (3, 3), for one picture X and one map's error dZ."""
    rng = np.random.default_rng(11)
    cases = [(rng.uniform(size=s), rng.standard_normal(s)) for s in ((8, 8), (5, 7), (6, 6))]

    def proof(call):
        X, dZ = cases[0]
        middle = float(call(X, dZ)[1, 1])
        return (
            f"The middle weight gets {middle:.3g}: the sum of picture times error, pixel by pixel."
        )

    judge(
        my_one_map,
        _one_map,
        cases,
        proof=proof,
        shapes=ONE_MAP_SHAPES,
        mistakes=ONE_MAP_MISTAKES,
        by_hand=[(SPOTS, ERRORS)],
    )


STRONGEST_SHAPES = {
    "That is one number for the whole batch. Each map of each sample keeps its own: over the last "
    "two axes only.": lambda maps: maps.max(),
    "That is one number for each kernel, over all samples. Each sample keeps its own.": (
        lambda maps: maps.max(axis=(0, 2, 3))
    ),
    "That is one number for each sample, over all kernels. Each kernel keeps its own.": (
        lambda maps: maps.max(axis=(1, 2, 3))
    ),
    "That is the largest over the kernels, at each place. It's the places that must go: the last "
    "two axes.": lambda maps: maps.max(axis=1),
    "Only one axis is gone: a map has rows and columns, axis=(2, 3).": (
        lambda maps: maps.max(axis=3)
    ),
    "Only one axis is gone in yours: a map has rows and columns, axis=(2, 3).": (
        lambda maps: maps.max(axis=2)
    ),
    "Yours pools by windows of 2 × 2. One number is left of each whole map.": (
        lambda maps: pooling.max_pool(maps)
    ),
    "That is the first sample only: all of them have maps.": lambda maps: maps[0].max(axis=(1, 2)),
}
STRONGEST_MISTAKES = {
    "That is the mean of each map: a digit fills a small part of the page, so a mean drowns it.": (
        lambda maps: maps.mean(axis=(2, 3))
    ),
    "That is the sum of each map; the largest number is asked for.": (
        lambda maps: maps.sum(axis=(2, 3))
    ),
    "That is where the largest number stands. The place is just what we want to forget: take max, "
    "not argmax.": lambda maps: maps.reshape(*maps.shape[:2], -1).argmax(axis=2),
    "That is the smallest number of each map.": lambda maps: maps.min(axis=(2, 3)),
    "That is the largest absolute value: a number far below zero is no match.": (
        lambda maps: np.abs(maps).max(axis=(2, 3))
    ),
    "Yours begins at 0, so that a map of negative numbers gives 0. Begin with its first number.": (
        lambda maps: np.maximum(maps.max(axis=(2, 3)), 0)
    ),
    "Yours looks at a square of the map only, as many columns as there are rows. Maps needn't be "
    "square.": (lambda maps: maps[..., : maps.shape[2]].max(axis=(2, 3))),
    "That is the first number of each map: look at all of them.": lambda maps: maps[:, :, 0, 0],
    "That is the last number of each map: look at all of them.": lambda maps: maps[:, :, -1, -1],
    "That is the median of each map; the largest number is asked for.": (
        lambda maps: np.median(maps, axis=(2, 3))
    ),
    "That is the number in the middle of each map: then it reads in the middle only.": (
        lambda maps: maps[:, :, maps.shape[2] // 2, maps.shape[3] // 2]
    ),
}


def strongest(my_strongest):
    """Judge my_strongest(maps) -> the largest number of each map, (samples, kernels)."""
    rng = np.random.default_rng(5)
    cases = [(rng.standard_normal(shape) - 0.5,) for shape in ((4, 3, 5, 6), (2, 6, 4, 4))]
    cases.append((-1 - rng.uniform(size=(3, 2, 4, 5)),))  # nothing above 0

    def proof(call):
        pages = np.zeros((2, 1, 28, 28))  # large enough that no kernel leaves it
        pages[0, 0, 7:15, 7:15] = pages[1, 0, 12:20, 9:17] = rng.uniform(size=(8, 8))
        K, *_ = anywhere.init_params(anywhere.ONE_LAYER, 0)
        two = call(anywhere.channels(pages, K))
        same = int(np.isclose(two[0], two[1]).sum())
        return f"Moved to another place of a large page, {same} of 64 numbers stay what they were."

    judge(
        my_strongest,
        lambda maps: maps.max(axis=(2, 3)),
        cases,
        proof=proof,
        shapes=STRONGEST_SHAPES,
        mistakes=STRONGEST_MISTAKES,
        by_hand=[
            (np.array([[[[1.0, 5.0], [2.0, 3.0]]]]),),
            (np.array([[[[1.0, 5.0]], [[7.0, 0.0]]]]),),
            (np.array([[[[-1.0, -5.0]]]]),),
            (np.array([[[[1.0, 5.0]]], [[[7.0, 0.0]]]]),),
        ],
    )
