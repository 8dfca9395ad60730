"""Every check: the stub, the notebook's solution, each listed mistake, functions that go wrong."""

import itertools
import re

import misbehave
import numpy as np
import pytest
from lessons import exercises

from lessons_lib import convolution, learner, linear, network, pooling
from lessons_lib.check import (
    lesson01,
    lesson02,
    lesson03,
    lesson04,
    lesson05,
    lesson06,
    lesson07,
    repair,
)
from lessons_lib.optimizers import Optimizer

GRADIENT = linear.gradient
CURVE = linear.hessian


def eig(x):
    return np.linalg.eigvalsh(CURVE(x))


def half_hessian_limit(x):
    X = np.stack([np.ones_like(x), x], axis=1)
    return 2 / np.linalg.eigvalsh(X.T @ X)[-1]


def in_place(beta, x, y, lr):
    beta -= lr * GRADIENT(beta, x, y)
    return beta


def drawn(beta, x, y, batch, rng):
    j = rng.integers(len(x), size=batch)
    return GRADIENT(beta, x[j], y[j])


def drawn_from_a_part(beta, x, y, batch, rng):
    j = rng.integers(len(x) - 1, size=batch)
    return GRADIENT(beta, x[j], y[j])


def drawn_without_replacement(beta, x, y, batch, rng):
    j = rng.choice(len(x), batch, replace=False)
    return GRADIENT(beta, x[j], y[j])


def drawn_by_permutation(beta, x, y, batch, rng):
    j = rng.permutation(len(x))[:batch]
    return GRADIENT(beta, x[j], y[j])


def drawn_apart(beta, x, y, batch, rng):
    return GRADIENT(beta, x[rng.integers(len(x), size=batch)], y[rng.integers(len(x), size=batch)])


SAMPLES = linear.sample_gradients


def drawn_by(pick, second="(r * x[j]).mean()"):
    """Return my_minibatch as a learner would write it, with these lines for j and the second entry."""
    space = {"np": np}
    source = f"""
def my_minibatch(beta, x, y, batch, rng):
    j = {pick}
    r = beta[0] + beta[1] * x[j] - y[j]
    return 2 * np.array([r.mean(), {second}])
"""
    exec(source, space)
    return space["my_minibatch"]


def adam_with(
    step="lr * mh / (np.sqrt(vh) + eps)",
    square="g**2",
    first=1,
    decay="beta1, beta2",
    average="(1 - beta1) * g",
    keep="m=m, v=v, t=state['t'] + 1",
    square_average="beta2 * state['v'] + (1 - beta2)",
    hats="m / (1 - beta1**t), v / (1 - beta2**t)",
    answer="theta - {step}, dict({keep})",
):
    """Return my_adam as a learner would write it, with another line somewhere."""
    source = f"""
def my_adam(lr, beta1=0.9, beta2=0.999, eps=1e-8):
    beta1, beta2 = {decay}
    def init(theta):
        return dict(m=0 * theta, v=0 * theta, t=0)
    def update(theta, g, state):
        t = state["t"] + {first}
        m = beta1 * state["m"] + {average}
        v = {square_average} * {square}
        mh, vh = {hats}
        return {answer.format(step=step, keep=keep)}
    return Optimizer(init, update)
"""
    space = {"np": np, "Optimizer": Optimizer}
    exec(source, space)
    return space["my_adam"]


def adam_that_changes(what):
    def my_adam(lr, beta1=0.9, beta2=0.999, eps=1e-8):
        def update(theta, g, state):
            m, v = (
                (state["m"], state["v"])
                if what == "state"
                else (state["m"].copy(), state["v"].copy())
            )
            m *= beta1
            m += (1 - beta1) * g
            v *= beta2
            v += (1 - beta2) * g**2
            theta = theta if what == "theta" else theta.copy()
            t = state["t"] + 1
            theta -= lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
            return theta, {"m": m, "v": v, "t": t}

        return Optimizer(lambda theta: {"m": 0 * theta, "v": 0 * theta, "t": 0}, update)

    return my_adam


def backward_with(
    dZ2="dF @ W3.T * (Z2 > 0)",
    dZ1="dZ2 @ W2.T * (Z1 > 0)",
    weights="X.T @ dZ1, A1.T @ dZ2, A2.T @ dF",
    biases="dZ1.sum(axis=0), dZ2.sum(axis=0), dF.sum(axis=0)",
    back="[a, d, b, e, c, f]",
):
    """Return my_backward as a learner would write it, with another line somewhere."""
    source = f"""
def my_backward(params, stages, dF):
    W1, b1, W2, b2, W3, b3 = params
    X, Z1, A1, Z2, A2 = stages[:5]
    dZ2 = {dZ2}
    dZ1 = {dZ1}
    a, b, c = {weights}
    d, e, f = {biases}
    return {back}
"""
    space = {"np": np}
    exec(source, space)
    return space["my_backward"]


def filtered(d, turned=""):
    """Return my_filter_gradient as a learner would write it, with this error, and turned so."""
    space = {"correlate": convolution.correlate}
    source = f"""
def my_filter_gradient(image, kernel, t):
    S = correlate(image, kernel)
    d = 2 * (S - t) / t.size
    d = {d}
    return correlate(image, d){turned}
"""
    exec(source, space)
    return space["my_filter_gradient"]


def field(start="r, j = 1, 1", r="r += (k - 1) * j", j="j *= s", back="r"):
    """Return my_receptive_field as a learner would write it, with these lines."""
    space = {}
    source = f"""
def my_receptive_field(layers):
    {start}
    for k, s in layers:
        {r}
        {j}
    return {back}
"""
    exec(source, space)
    return space["my_receptive_field"]


def output_error(returned):
    """Return my_output_error as a learner would write it, with this in its last line."""
    space = {"np": np}
    source = f"""
def my_output_error(F, labels):
    e = np.exp(F)
    p = e / e.sum(axis=1, keepdims=True)
    hot = np.eye(F.shape[1])[labels]
    return {returned}
"""
    exec(source, space)
    return space["my_output_error"]


def loop(
    before="state = rule.init(params)",
    inside="pass",
    at="params",
    moves="params",
    taken="X, labels",
    watch="watch(params)",
    back="return params",
):
    """Return my_train as a learner would write it, with these parts."""
    space = {"network": network}
    source = f"""
def my_train(params, rule, batches, watch):
    first = params
    {before or "pass"}
    for X, labels in batches:
        {inside}
        gradients = network.gradient({at}, {taken})
        params, state = rule.update({moves}, gradients, state)
        {watch or "pass"}
    {back}
"""
    exec(source, space)
    return space["my_train"]


def changed(params, stages, dF):
    params[4] *= 2
    return dF @ params[4].T * (1 - stages.A2**2) / 2


# The mistakes that the curriculum lists, written as a learner would write them, and what the
# verdict must say.
def reads(
    slide=convolution.correlate,
    bias=1,
    relu=lambda z: np.maximum(z, 0),
    pool=pooling.max_pool,
    lay=np.ravel,
    hidden=lambda z: np.maximum(z, 0),
    end=lambda F: F,
):
    """Return a learner's forward pass of lesson 7 with one slip."""

    def my_forward(params, x):
        K, b0, W1, b1, W2, b2, W3, b3 = params
        maps = np.array([slide(x, K[k], padding=1) + bias * b0[k] for k in range(len(K))])
        a = hidden(lay(pool(relu(maps))) @ W1 + b1)
        return end(hidden(a @ W2 + b2) @ W3 + b3)

    return my_forward


def dense(inputs, n, m, outputs):
    return inputs * n + n + n * m + m + m * outputs + outputs


def kernels(X, d):
    """Return the gradient of the kernels by loops over the pixels, as lesson 7 writes it."""
    dK = np.zeros((d.shape[1], 3, 3))
    for s, k, i, j in np.ndindex(d.shape):
        for m, n in np.ndindex(3, 3):
            if 0 <= i + m - 1 < X.shape[1] and 0 <= j + n - 1 < X.shape[2]:
                dK[k, m, n] += d[s, k, i, j] * X[s, i + m - 1, j + n - 1]
    return dK


def one_of(*is_on):
    """Return a ReLU that is on or off by turns."""
    turns = itertools.cycle(is_on)
    return lambda z: np.maximum(z, 0) if next(turns) else z


def without(*layers):
    """Return a right forward pass for which the biases of these layers are 0."""
    return lambda params, x: reads()(
        [0 * p if i % 2 and i // 2 in layers else p for i, p in enumerate(params)], x
    )


def one_kernel(X, d):
    return kernels(X[None], d[None, None])[0]


def rolled(X, d):
    """Return the gradient of the kernels with the picture rolled where it should be padded."""
    return np.stack(
        [
            np.stack(
                [
                    (np.roll(X, (1 - m, 1 - n), (1, 2))[:, None] * d).sum(axis=(0, 2, 3))
                    for n in range(3)
                ],
                axis=-1,
            )
            for m in range(3)
        ],
        axis=-2,
    )


def one_pass(n, batch, rng):
    """Return a pass in batches, shuffled by rng, or not at all where that is None."""
    order = np.arange(n) if rng is None else rng.permutation(n)
    return [order[k : k + batch] for k in range(0, n, batch)]


def one_pass_by_and_by(n, batch, rng):
    places = list(range(n))
    rng.shuffle(places)
    while places:
        yield places[:batch]
        places = places[batch:]


UNUSUAL = [
    (lesson01.stretched, lambda: np.array([[9.7], [9.8], [9.9], [10.0]])),
    (lesson01.stretched, lambda: {"a": 9, "b": 9.1, "c": 9.2, "d": 9.3}.values()),
    (lesson01.standardise, lambda X: (X - X.mean(0)) / np.maximum(X.std(0), 1e-12)),
    (lesson01.standardise, lambda X: np.nan_to_num((X - X.mean(0)) / X.std(0))),
    (lesson02.unstable_data, lambda: np.r_[np.zeros(30), -4.5]),
    (lesson02.unstable_data, lambda: (4.0, *[0.1] * 25)),
    (lesson02.plan, lambda t, T: 0.1 / (1 + 0.02 * t) ** 2),
    (lesson02.plan, lambda t, T: 0.03 if t < T // 2 else 0.003 if t < 3 * T // 4 else 0.0005),
    (lesson02.batches, lambda n, batch, rng: [*one_pass_by_and_by(n, batch, rng)]),
    (lesson02.batches, lambda n, batch, rng: tuple(one_pass(n, batch, rng)[::-1])[::-1]),
    (lesson03.rare_gradients, lambda: np.r_[np.zeros(2500), -1.0]),
    (lesson03.rare_gradients, lambda: [0.001] * 3000 + [1.0]),
    (lesson07.strongest, lambda A: np.array([[one.max() for one in maps] for maps in A])),
    (lesson07.strongest, lambda A: np.sort(A.reshape(len(A), A.shape[1], -1))[..., -1]),
    (lesson07.one_map, lambda X, d: np.array(convolution.correlate(np.pad(X, 1), d))),
    (
        lesson07.one_map,
        lambda X, d: convolution.correlate_backward(X, np.ones((3, 3)), d, padding=1)[1],
    ),
]


MISTAKES = [
    (lesson01.stretched, lambda: [1, 2, 3, 4], "They're close together, but too near 0"),
    (lesson01.stretched, lambda: [-3, -1, 1, 3], "centred on 0"),
    (lesson01.stretched, lambda: [4, 5, 6, 7], "You're on the right road"),
    (lesson01.stretched, lambda: [9, 9, 9, 9], "Four different numbers"),
    (lesson01.stretched, lambda: [97, 98, 99, 100], "100 is too far out"),
    (lesson01.stretched, lambda: [8, 9, 10], "returned 3 numbers; it must return a list of 4 numbers"),
    (lesson01.stretched, lambda: 10, "returned one number, 10; it must return a list of 4 numbers"),
    (lesson01.stretched, lambda: "7, 8, 9, 10", "it must return a list of 4 numbers"),
    (lesson01.stretched, lambda: [7, 8, 9, np.inf], "not finite"),
    (lesson01.stretched, lambda: np.ones((2, 2)), "a table of 2 × 2 numbers"),
    (lesson01.stretched, lambda: sum, "Are its brackets missing?"),
    (lesson01.standardise, lambda X: (X - X.mean(axis=0)) / X.std(axis=0), "you divide 0 by 0"),
    (lesson01.standardise, lambda X: X - X.mean(axis=0), "subtracts the mean and stops"),
    (lesson01.standardise, lambda X: X / np.where(X.std(axis=0) == 0, 1, X.std(axis=0)), "the mean is still there"),
    (lesson01.standardise, lambda X: (X - X.mean()) / X.std(), "one mean and one spread of everything"),
    (lesson01.standardise, lambda X: (X - X.mean(axis=0)) / np.where(X.var(axis=0) == 0, 1, X.var(axis=0)), "divides by the variance"),
    (lesson01.standardise, lambda X: (X - X.min(axis=0)) / np.maximum(np.ptp(X, axis=0), 1e-12), "run from 0 to 1"),
    (lesson01.standardise, lambda X: (X - X.mean(axis=0)) / np.where(X.std(axis=0) == 0, 1, X.std(axis=0, ddof=1)), "N − 1"),
    (lesson01.standardise, lambda X: (X - X.mean(axis=0)) / np.maximum(np.abs(X).max(axis=0), 1e-12), "largest size in each column"),
    (lesson01.standardise, lambda X: X, "as they came"),
    (lesson02.unstable_data, lambda: [0, 1, 2, 3], "both settle"),
    (lesson02.unstable_data, lambda: [0] * 9 + [3], "One point far out is the right idea"),
    (lesson02.unstable_data, lambda: [100, 200], "both fly apart"),
    (lesson02.unstable_data, lambda: [1, 1, 1], "All your x are equal"),
    (lesson02.unstable_data, lambda: [1], "2 to 100 numbers"),
    (lesson02.unstable_data, lambda: range(500), "2 to 100 numbers"),
    (lesson02.unstable_data, lambda: [0, np.nan], "not finite"),
    (lesson02.plan, lambda t, T: 0.02, "A constant rate never settles"),
    (lesson02.plan, lambda t, T: 0.0, "stays at home"),
    (lesson02.plan, lambda t, T: -0.1, "walks uphill"),
    (lesson02.plan, lambda t, T: 0.1 / t**2, "runs out of steps"),
    (lesson02.plan, lambda t, T: 0.02 * t / T, "higher than it began"),
    (lesson02.plan, lambda t, T: 0.2 * (1 - t / T), "beyond the limit of SGD"),
    (lesson02.plan, lambda t, T: 0.1 * (1 - t / T), "Let it fall sooner"),
    (lesson02.plan, lambda t, T: 0.05 * (1 + np.cos(np.pi * t / T)), "the house schedule itself"),
    (lesson02.plan, lambda t, T: 0.1 if t < T / 2 else None, "one of its branches has no return"),
    (lesson02.plan, lambda t, T: np.nan, "finite"),
    (lesson02.plan, lambda t, T: np.full(T, 0.1), "500 rates, those of all steps"),
    (lesson02.batches, lambda n, batch, rng: [rng.integers(n, size=batch) for _ in range(-(-n // batch))], "without replacement"),
    (lesson02.batches, lambda n, batch, rng: one_pass(n, batch, rng)[: n // batch], "is dropped"),
    (lesson02.batches, lambda n, batch, rng: one_pass(n, batch, None), "Nothing is shuffled"),
    (lesson02.batches, lambda n, batch, rng: one_pass(n, batch, np.random), "such as np.random"),
    (lesson02.batches, lambda n, batch, rng: one_pass(n, batch, np.random.default_rng(0)), "Two different rng give the same order"),
    (lesson02.batches, lambda n, batch, rng: [rng.permutation(j) for j in one_pass(n, batch, None)], "Each batch holds neighbours"),
    (lesson02.batches, lambda n, batch, rng: np.array_split(rng.permutation(n), batch), "yours makes 4 batches"),
    (lesson02.batches, lambda n, batch, rng: [j + 1 for j in one_pass(n, batch, rng)], "counts from 1"),
    (lesson02.batches, lambda n, batch, rng: one_pass(n, batch, rng)[:1], "never comes up"),
    (lesson02.batches, lambda n, batch, rng: rng.permutation(n), "not cut into batches"),
    (lesson02.batches, lambda n, batch, rng: [rng.permutation(n) / 1.0], "a decimal point, such as 3.0"),
    (lesson02.batches, lambda n, batch, rng: 5, "a list with an array of places"),
    (lesson03.rare_gradients, lambda: [1] * 50, "A steady gradient gives steps of just α"),
    (lesson03.rare_gradients, lambda: [1] + [0] * 99, "comes at the very start"),
    (lesson03.rare_gradients, lambda: [0] * 50 + [1], "just needs a longer quiet"),
    (lesson03.rare_gradients, lambda: [0, 0, 0], "without a slope nobody moves"),
    (lesson03.rare_gradients, lambda: [0] * 4000 + [1e-8], "no match for ε"),
    (lesson03.rare_gradients, lambda: [1, 5, 2], "Let it get used to small ones"),
    (lesson03.rare_gradients, lambda: [0] * 6000 + [1], "1 to 5,000 numbers"),
    (lesson03.rare_gradients, lambda: 3, "1 to 5,000 numbers"),
    (lesson03.rare_gradients, lambda: [1, np.nan], "not finite"),
    (lesson01.loss, lambda b, x, y: ((b[0] + b[1] * x - y) ** 2).sum(), "1/N is missing"),
    (lesson01.loss, lambda b, x, y: (b[0] + b[1] * x - y).mean(), "not squared"),
    (lesson01.loss, lambda b, x, y: ((b[0] + b[1] * x - y).mean()) ** 2, "Square each residual first"),
    (lesson01.loss, lambda b, x, y: abs(b[0] + b[1] * x - y).mean(), "mean of |r|"),
    (lesson01.loss, lambda b, x, y: np.linalg.norm(b[0] + b[1] * x - y) / np.sqrt(len(x)), "square root"),
    (lesson01.loss, lambda b, x, y: 0.5 * ((b[0] + b[1] * x - y) ** 2).mean(), "half of L"),
    (lesson01.loss, lambda b, x, y: ((b[1] * x - y) ** 2).mean(), "intercept is missing"),
    (lesson01.loss, lambda b, x, y: ((b[1] + b[0] * x - y) ** 2).mean(), "swapped"),
    (lesson01.loss, lambda b, x, y: ((b[0] + b[1] * x + y) ** 2).mean(), "line minus y"),
    (lesson01.loss, lambda b, x, y: 7 * ((b[0] + b[1] * x - y) ** 2).mean(), "7 times the right answer"),
    (lesson01.loss, lambda b, x, y: (b[0] + b[1] * x - y) ** 2, "one square for each point"),
    (lesson01.loss, lambda b, x, y: ((b[0] + b[1] * x - y) ** 2).sum() / 4, "yours is 2.25, and 9 is right"),
    (lesson01.gradient, lambda b, x, y: GRADIENT(b, x, y) * [1, 0.5], "the first entry only"),
    (lesson01.loss, lambda b, x, y: 3.0, "the same whatever `b` is"),
    (lesson01.gradient, lambda b, x, y: np.array([(b[0] + b[1] * x - y).mean(), (x * (b[0] + b[1] * x - y)).mean()]), "is the 2 missing"),
    (lesson01.gradient, lambda b, x, y: 2 * np.array([(b[0] + b[1] * x - y).sum(), (x * (b[0] + b[1] * x - y)).sum()]), "1/N is missing"),
    (lesson01.gradient, lambda b, x, y: np.array([(b[0] + b[1] * x - y).sum(), (x * (b[0] + b[1] * x - y)).sum()]), "both missing"),
    (lesson01.gradient, lambda b, x, y: 2 * np.array([(y - b[0] - b[1] * x).mean(), (x * (y - b[0] - b[1] * x)).mean()]), "residual is reversed"),
    (lesson01.gradient, lambda b, x, y: -GRADIENT(b, x, y), "sign is flipped"),
    (lesson01.gradient, lambda b, x, y: -GRADIENT(b, x, y) / 2, "reversed.*2 is missing"),
    (lesson01.gradient, lambda b, x, y: 2 * np.full(2, (b[0] + b[1] * x - y).mean()), "multiplied by its x"),
    (lesson01.gradient, lambda b, x, y: np.full(2, (b[0] + b[1] * x - y).mean()), "x must come in, and the 2"),
    (lesson01.gradient, lambda b, x, y: GRADIENT(b, x, y)[::-1], "swapped"),
    (lesson01.gradient, lambda b, x, y: 2 * np.array([(b[0] + b[1] * x - y).mean(), x.mean() * (b[0] + b[1] * x - y).mean()]), "averaged apart"),
    (lesson01.gradient, lambda b, x, y: (g for g in GRADIENT(b, x, y)), "a generator"),
    (lesson01.gradient, lambda b, x, y: 3, "returned one number; it must return an array of 2 numbers"),
    (lesson01.gradient, lambda b, x, y: GRADIENT(b, x, y) + 1, "yours is [7, 19], and [6, 18] is right"),
    (lesson01.step, lambda b, x, y, lr: b + lr * GRADIENT(b, x, y), "uphill"),
    (lesson01.step, lambda b, x, y, lr: b - GRADIENT(b, x, y), "learning rate is missing"),
    (lesson01.step, lambda b, x, y, lr: -lr * GRADIENT(b, x, y), "only the change"),
    (lesson01.step, lambda b, x, y, lr: lr * GRADIENT(b, x, y), "only α∇L"),
    (lesson01.step, lambda b, x, y, lr: b - GRADIENT(b, x, y) / lr, "multiply"),
    (lesson01.step, lambda b, x, y, lr: b - lr * linear.loss(b, x, y), "L is a height"),
    (lesson01.step, lambda b, x, y, lr: b - lr * GRADIENT(b, x, y) / 2, "half as far"),
    (lesson01.step, lambda b, x, y, lr: b - lr * len(x) * GRADIENT(b, x, y), "N times too far"),
    (lesson01.step, lambda b, x, y, lr: b, "does not move"),
    (lesson01.step, in_place, "in place"),
    (lesson01.stable_rate, lambda x: 1 / eig(x)[-1], "1/λmax"),
    (lesson01.stable_rate, lambda x: 2 / eig(x)[0], "2/λmin"),
    (lesson01.stable_rate, lambda x: eig(x)[-1], "λmax itself"),
    (lesson01.stable_rate, lambda x: eig(x)[-1] / 2, "turn the fraction"),
    (lesson01.stable_rate, lambda x: 2 / eig(x).sum(), "best fixed rate"),
    (lesson01.stable_rate, lambda x: 2 / np.linalg.eigvalsh(CURVE(x) / 2)[-1], "carries a 2"),
    (lesson01.stable_rate, lambda x: 2 / np.linalg.eigvalsh(CURVE(x) * len(x))[-1], "divided by N"),
    (lesson01.stable_rate, half_hessian_limit, "2/N is missing"),
    (lesson01.stable_rate, lambda x: 2 / CURVE(x)[1, 1], "one entry"),
    (lesson02.sample_gradients, lambda *a: SAMPLES(*a) / 2, "is the 2 missing"),
    (lesson02.sample_gradients, lambda *a: SAMPLES(*a) / len(a[1]), "no 1/N"),
    (lesson02.sample_gradients, lambda *a: SAMPLES(*a) * len(a[1]), "no sum"),
    (lesson02.sample_gradients, lambda *a: -SAMPLES(*a), "line minus y"),
    (lesson02.sample_gradients, lambda b, x, y: 2 * np.stack([b[0] + b[1] * x - y] * 2, axis=1), "multiplied by its x"),
    (lesson02.sample_gradients, lambda *a: SAMPLES(*a)[:, ::-1], "swapped"),
    (lesson02.sample_gradients, lambda *a: np.tile(GRADIENT(*a), (len(a[1]), 1)), "keep the points apart"),
    (lesson02.sample_gradients, lambda *a: SAMPLES(*a).T, "one point in each row"),
    (lesson02.sample_gradients, GRADIENT, "the mean already"),
    (lesson02.average, lambda g: sum(g), "the sum of the rows"),
    (lesson02.average, lambda g: g[0], "the first row only"),
    (lesson02.average, lambda g: g[-1], "the last row only"),
    (lesson02.average, lambda g: np.median(g, axis=0), "median"),
    (lesson02.average, lambda g: g.mean(axis=1), "averages each row"),
    (lesson02.average, lambda g: g.mean(), "all numbers at once"),
    (lesson02.minibatch, lambda b, x, y, n, rng: n * drawn(b, x, y, n, rng), "the sum over the batch"),
    (lesson02.minibatch, lambda b, x, y, n, rng: GRADIENT(b, x[:1], y[:1]), "the same answer every time"),
    (lesson02.minibatch, lambda b, x, y, n, rng: GRADIENT(b, x[:n], y[:n]), "the same answer every time"),
    (lesson02.minibatch, lambda b, x, y, n, rng: drawn(b, x, y, n, np.random.default_rng(0)), "the same answer every time"),
    (lesson02.minibatch, lambda b, x, y, n, rng: GRADIENT(b, x, y), "every point at each step"),
    (lesson02.minibatch, drawn_from_a_part, "never came"),
    (lesson02.minibatch, drawn_without_replacement, "Draw with replacement"),
    (lesson02.minibatch, drawn_by_permutation, "a point may come twice"),
    (lesson02.minibatch, drawn_apart, "x and y come from different points"),
    (lesson02.minibatch, lambda *a: drawn(*a) / 2, "is the 2 missing"),
    (lesson02.minibatch, lambda *a: -drawn(*a), "points the other way"),
    (lesson02.minibatch, drawn_by("rng.integers(len(x), size=batch)", "r.mean() * x[j].mean()"), "too far for chance"),
    (lesson02.minibatch, drawn_by("np.minimum(rng.integers(len(x) + 1, size=batch), len(x) - 1)"), "each should be as likely"),
    (lesson02.minibatch, drawn_by("np.r_[0, rng.integers(len(x), size=batch)[1:]]"), "the same answer every time"),
    (lesson02.minibatch, drawn_by("rng.integers(len(x), size=min(batch, len(x)))"), "has to be drawn for itself, with size=batch"),
    (lesson02.minibatch, drawn_by("np.unique(rng.integers(len(x), size=batch))"), "come closer to the mean than random ones would"),
    (lesson02.minibatch, drawn_by("rng.integers(4, size=batch)"), "never came: draw from all of them, with rng.integers(len(x)"),
    (lesson02.minibatch, drawn_by("rng.integers(len(x), size=batch)", "r.mean()"), "each residual is multiplied by its x"),
    (lesson02.minibatch, lambda *a: drawn(*a) / len(a[1]), "divided by N"),
    (lesson02.minibatch, lambda b, x, y, n, rng: drawn(b, x, y, 1, rng), "times as noisy as one point"),
    (lesson02.minibatch, lambda b, x, y, n, rng: drawn(b, x, y, n, np.random.default_rng()), "use the rng that is given"),
    (lesson02.schedule, lambda t, lr, k: lr, "does not fall"),
    (lesson02.schedule, lambda t, lr, k: lr * (1 + k * t), "grows"),
    (lesson02.schedule, lambda t, lr, k: lr / 1 + k * t, "brackets"),
    (lesson02.schedule, lambda t, lr, k: lr / (k * t), "1 is missing"),
    (lesson02.schedule, lambda t, lr, k: lr / (1 + t), "k is missing"),
    (lesson02.schedule, lambda t, lr, k: lr / (1 + k + t), "adds k"),
    (lesson02.schedule, lambda t, lr, k: lr / np.sqrt(1 + k * t), "leave the root out"),
    (lesson02.schedule, lambda t, lr, k: lr / (1 + k * t) ** 2, "leave the square out"),
    (lesson02.schedule, lambda t, lr, k: lr / (1 + k * t**2), "squares only t"),
    (lesson02.schedule, lambda t, lr, k: lr * np.exp(-k * t), "exponentially"),
    (lesson02.schedule, lambda t, lr, k: 1 / (1 + k * t), "α₀ is missing"),
    (lesson03.momentum_step, lambda th, m, g, lr, b: (th - lr * (b * m + g), b * m + g), "(1 − β₁) is missing"),
    (lesson03.momentum_step, lambda th, m, g, lr, b: (th - lr * ((1 - b) * m + b * g), (1 - b) * m + b * g), "are swapped"),
    (lesson03.momentum_step, lambda th, m, g, lr, b: (th - lr * g, b * m + (1 - b) * g), "walks by g, not by m"),
    (lesson03.momentum_step, lambda th, m, g, lr, b: (th - lr * m, b * m + (1 - b) * g), "Your step uses the old m"),
    (lesson03.momentum_step, lambda th, m, g, lr, b: (th + lr * (b * m + (1 - b) * g), b * m + (1 - b) * g), "uphill"),
    (lesson03.momentum_step, lambda th, m, g, lr, b: (b * m + (1 - b) * g, th - lr * (b * m + (1 - b) * g)), "theta comes first"),
    (lesson03.momentum_step, lambda th, m, g, lr, b: (th - (b * m + (1 - b) * g), b * m + (1 - b) * g), "learning rate is missing"),
    (lesson03.momentum_step, lambda th, m, g, lr, b: (th - lr * (1 - b) * g, (1 - b) * g), "forgets the old m"),
    (lesson03.momentum_step, lambda th, m, g, lr, b: (th - lr * (b * m + (1 - b) * g), m), "returns the old m"),
    (lesson03.momentum_step, lambda th, m, g, lr, b: th, "must return two arrays"),
    (lesson03.velocity_rate, lambda lr, b: lr / (1 - b), "Yours divides"),
    (lesson03.velocity_rate, lambda lr, b: lr * b, "left out is 1 − β₁"),
    (lesson03.velocity_rate, lambda lr, b: lr, "as it was"),
    (lesson03.velocity_rate, lambda lr, b: lr * (1 + b), "It should be α(1 − β₁)"),
    (lesson03.velocity_rate, lambda lr, b: 1 - b, "α is missing"),
    (lesson03.correction, lambda m, b, t: m, "nothing is corrected"),
    (lesson03.correction, lambda m, b, t: m * (1 - b**t), "Yours multiplies"),
    (lesson03.correction, lambda m, b, t: m / (1 - b ** (t - 1)), "one too small"),
    (lesson03.correction, lambda m, b, t: m / (1 - b ** (t + 1)), "one too large"),
    (lesson03.correction, lambda m, b, t: m / (1 - b), "the t is missing"),
    (lesson03.correction, lambda m, b, t: m / (1 - b * t), "to the power t"),
    (lesson03.correction, lambda m, b, t: m / b**t, "It should be 1 − βᵗ"),
    (lesson03.correction, lambda m, b, t: m / (1 - b) ** t, "belongs to β alone"),
    (lesson03.correction, lambda m, b, t: m / 1 - b**t, "brackets"),
    (lesson03.adam_rule, adam_with("lr * m / (np.sqrt(v) + eps)"), "bias is not corrected"),
    (lesson03.adam_rule, adam_with("lr * mh / (np.sqrt(v) + eps)"), "v is not corrected"),
    (lesson03.adam_rule, adam_with("lr * m / (np.sqrt(vh) + eps)"), "m is not corrected"),
    (lesson03.adam_rule, adam_with("lr * mh / np.sqrt(vh + eps)"), "inside the root"),
    (lesson03.adam_rule, adam_with("lr * mh / np.sqrt(vh) + eps"), "brackets are missing"),
    (lesson03.adam_rule, adam_with("lr * mh / np.sqrt(vh)"), "ε is missing"),
    (lesson03.adam_rule, adam_with("lr * mh / (vh + eps)"), "root is missing"),
    (lesson03.adam_rule, adam_with("-lr * mh / (np.sqrt(vh) + eps)"), "uphill"),
    (lesson03.adam_rule, adam_with("mh / (np.sqrt(vh) + eps)"), "learning rate is missing"),
    (lesson03.adam_rule, adam_with("lr * g / (np.sqrt(vh) + eps)"), "walks by g"),
    (lesson03.adam_rule, adam_with(square="np.abs(g)"), "not squared"),
    (lesson03.adam_rule, adam_with(square="g"), "A negative v has no root"),
    (lesson03.adam_rule, adam_with(first=0), "Does t start at 0?"),
    (lesson03.adam_rule, adam_with(first=2), "one too large"),
    (lesson03.adam_rule, adam_with(decay="beta2, beta1"), "are swapped"),
    (lesson03.adam_rule, adam_with(keep="m=state['m'], v=state['v'], t=t"), "hold the old m and v"),
    (lesson03.adam_rule, adam_with(keep="m=m, v=v, t=0"), "does the state that you return hold the new t?"),
    (lesson03.adam_rule, adam_with(hats="m / (1 - beta1), v / (1 - beta2)"), "is it beta1**t, and does the state"),
    (lesson03.adam_rule, adam_with(hats="m / (1 - beta1*t), v / (1 - beta2*t)"), "Is βᵗ a power, beta**t?"),
    (lesson03.adam_rule, adam_with(hats="m / (1 - beta1)**t, v / (1 - beta2)**t"), "the power belongs to β alone"),
    (lesson03.adam_rule, adam_with(hats="m / (1 - beta1**t), v / (1 - beta1**t)"), "v̂ is made with β₁"),
    (lesson03.adam_rule, adam_with(hats="m / (1 - beta2**t), v / (1 - beta2**t)"), "m̂ is made with β₂"),
    (lesson03.adam_rule, adam_with(square_average="beta2 * state['v'] + 1"), "(1 − β₂) in v is missing"),
    (lesson03.adam_rule, adam_with(square_average="beta1 * state['v'] + (1 - beta1)"), "v is averaged with β₁"),
    (lesson03.adam_rule, adam_with(answer="dict({keep}), theta - {step}"), "must return theta, state, theta first"),
    (lesson03.adam_rule, adam_with(answer="theta - {step} + 0j, dict({keep})"), "for theta it returned array([ 0.2"),
    (lesson03.adam_rule, adam_with(answer="(theta - {step})[0], dict({keep})"), "theta of shape (); it must stay (2,)"),
    (lesson03.adam_rule, adam_with()(0.1), "Give the function that makes the optimizer"),
    (lesson03.adam_rule, adam_with(keep="m=mh, v=vh, t=t"), "not m̂ and v̂"),
    (lesson03.adam_rule, adam_with(average="g"), "(1 − β₁) in m is missing"),
    (lesson03.adam_rule, adam_with("0"), "theta does not move"),
    (lesson03.adam_rule, adam_that_changes("state"), "changes its state in place"),
    (lesson03.adam_rule, adam_that_changes("theta"), "changes theta in place"),
    (lesson03.adam_rule, lambda *a: Optimizer(lambda theta: 0, lambda theta, g, s: theta), "must return theta, state"),
    (lesson03.fixed_step, lambda p, v, s, lr, e: p - lr * v / np.sqrt(s) + e, "the line with the bug"),
    (lesson03.fixed_step, lambda p, v, s, lr, e: p - (lr * v / np.sqrt(s) + e), "now subtracted"),
    (lesson03.fixed_step, lambda p, v, s, lr, e: p - lr * v / np.sqrt(s + e), "inside the root"),
    (lesson03.fixed_step, lambda p, v, s, lr, e: p - lr * v / np.sqrt(s), "Without ε the step is 0 / 0"),
    (lesson03.fixed_step, lambda p, v, s, lr, e: p - lr * (v / np.sqrt(s) + e), "before α multiplies"),
    (lesson03.fixed_step, lambda p, v, s, lr, e: p - lr * s / (np.sqrt(v) + e), "v and s are swapped"),
    (lesson03.fixed_step, lambda p, v, s, lr, e: p + lr * v / (np.sqrt(s) + e), "uphill"),
    (lesson01.stable_rate, lambda x: 2 / np.linalg.eigvals(linear.hessian(x))[-1], "is right"),
    (lesson04.backward, lambda *a: [g for at in (4, 2, 0) for g in network.backward(*a)[at : at + 2]], "dW1 comes first"),
    (lesson04.backward, lambda *a: [-g for g in network.backward(*a)], "the opposite sign everywhere"),
    (lesson04.backward, lambda *a: [2 * g for g in network.backward(*a)], "twice the right answer everywhere"),
    (lesson04.layer, lambda X, W, b: (X @ W, np.maximum(X @ W, 0)), "bias b is missing"),
    (lesson04.layer, lambda X, W, b: (X @ W - b, np.maximum(X @ W - b, 0)), "bias is subtracted"),
    (lesson04.layer, lambda X, W, b: (W @ X + b, np.maximum(W @ X + b, 0)), "Yours is WX"),
    (lesson04.layer, lambda X, W, b: (X @ W.T + b, np.maximum(X @ W.T + b, 0)), "with no transpose"),
    (lesson04.layer, lambda X, W, b: (X * W + b, np.maximum(X * W + b, 0)), "entry by entry"),
    (lesson04.layer, lambda X, W, b: (X @ W + b, X @ W + b), "activation is missing"),
    (lesson04.layer, lambda X, W, b: (X @ W + b, abs(X @ W + b)), "takes |Z|"),
    (lesson04.layer, lambda X, W, b: (X @ W + b, X @ W + b > 0), "A is the mask"),
    (lesson04.layer, lambda X, W, b: (X @ W + b, np.minimum(X @ W + b, 0)), "keeps what is below 0"),
    (lesson04.layer, lambda X, W, b: (np.maximum(X @ W + b, 0), X @ W + b), "A comes first"),
    (lesson04.layer, lambda X, W, b: (X @ W, np.maximum(X @ W, 0) + b), "belongs to stage 1"),
    (lesson04.layer, lambda X, W, b: np.maximum(X @ W + b, 0)[0], "must return 2 things: return Z, A"),
    (lesson04.mask, lambda dA, Z: dA, "mask is missing"),
    (lesson04.mask, lambda dA, Z: dA * (dA > 0), "asks for dA > 0"),
    (lesson04.mask, lambda dA, Z: np.maximum(dA, 0), "asks for dA > 0"),
    (lesson04.mask, lambda dA, Z: dA * (Z < 0), "turned round"),
    (lesson04.mask, lambda dA, Z: Z > 0, "yes-or-no answers"),
    (lesson04.mask, lambda dA, Z: dA * np.maximum(Z, 0), "Multiply by the slope, which is 1 or 0"),
    (lesson04.mask, lambda dA, Z: dA * Z, "by Z itself"),
    (lesson04.mask, lambda dA, Z: dA * np.sign(Z), "sign of Z"),
    (lesson04.delta, lambda p, s, dF: dF @ p[4].T, "slope is missing: that is dA2"),
    (lesson04.delta, lambda p, s, dF: dF @ p[4] * (1 - np.tanh(s.Z2) ** 2), "transpose is missing"),
    (lesson04.delta, lambda p, s, dF: dF @ p[4].T * (1 - np.tanh(s.Z1) ** 2), "take Z2, not Z1"),
    (lesson04.delta, lambda p, s, dF: dF @ p[4].T * (1 - np.tanh(s.A2) ** 2), "taken at A2"),
    (lesson04.delta, lambda p, s, dF: dF @ p[4].T * (1 - s.Z2**2), "square stands at Z2"),
    (lesson04.delta, lambda p, s, dF: dF @ p[4].T * (1 - np.tanh(s.Z2)), "square is missing"),
    (lesson04.delta, lambda p, s, dF: dF @ p[4].T * (s.Z2 > 0), "mask of a ReLU"),
    (lesson04.delta, lambda p, s, dF: dF @ p[4].T * s.A2, "by A2, the value"),
    (lesson04.delta, lambda p, s, dF: 1 - s.A2**2, "dF W3ᵀ is missing"),
    (lesson04.delta, lambda p, s, dF: 3 + dF @ p[4].T, "None of its 16 numbers is right"),
    (lesson04.weight_gradient, lambda A, dZ: (A.T @ dZ, dZ), "db is not summed"),
    (lesson04.weight_gradient, lambda A, dZ: (A.T @ dZ, dZ.sum(axis=1)), "along the units"),
    (lesson04.weight_gradient, lambda A, dZ: (A.T @ dZ, dZ.sum()), "adds up everything"),
    (lesson04.weight_gradient, lambda A, dZ: (A.T @ dZ, dZ), "db is not summed"),
    (lesson04.weight_gradient, lambda A, dZ: (dZ.T @ A, dZ.sum(axis=0)), "dW comes out transposed"),
    (lesson04.weight_gradient, lambda A, dZ: (A.T @ dZ / len(A), dZ.mean(axis=0)), "1/N comes in twice"),
    (lesson04.weight_gradient, lambda A, dZ: (A.T @ dZ / len(A), dZ.sum(axis=0)), "dW has the 1/N twice"),
    (lesson04.weight_gradient, lambda A, dZ: (A.T @ dZ, dZ.mean(axis=0)), "db is the mean"),
    (lesson04.weight_gradient, lambda A, dZ: (A.T @ dZ, dZ[0]), "db takes the first sample"),
    (lesson04.weight_gradient, lambda A, dZ: (np.outer(A[0], dZ[0]), dZ[0]), "Yours takes the first sample"),
    (lesson04.weight_gradient, lambda A, dZ: (A @ dZ, 0), "ValueError: matmul"),
    (lesson04.backward, backward_with("dF @ W3.T", "dZ2 @ W2.T"), "Both masks are missing"),
    (lesson04.backward, backward_with(dZ1="dZ2 @ W2.T"), "mask of the first hidden layer is missing"),
    (lesson04.backward, backward_with(dZ2="dF @ W3.T"), "mask of the second hidden layer is missing"),
    (lesson04.backward, backward_with("dF @ W3.T * (Z1 > 0)", "dZ2 @ W2.T * (Z2 > 0)"), "masks are those of the wrong layers"),
    (lesson04.backward, backward_with(dZ1="dZ2 @ W2.T * (Z2 > 0)"), "dZ1 has the mask of the wrong layer"),
    (lesson04.backward, backward_with("dF @ W3.T * (Z1 > 0)"), "dZ2 has the mask of the wrong layer"),
    (lesson04.backward, backward_with("dF @ W3 * (Z2 > 0)"), "dA2 = dF W3ᵀ"),
    (lesson04.backward, backward_with(dZ1="dZ2 @ W2 * (Z1 > 0)"), "dA1 = dZ2 W2ᵀ"),
    (lesson04.backward, backward_with("dF @ W3 * (Z2 > 0)", "dZ2 @ W2 * (Z1 > 0)"), "transposes of W2 and W3"),
    (lesson04.backward, backward_with(weights="X @ dZ1, A1 @ dZ2, A2 @ dF"), "transposes of X, A1 and A2"),
    (lesson04.backward, backward_with(weights="X.T @ dZ1, Z1.T @ dZ2, Z2.T @ dF"), "take Z1 and Z2"),
    (lesson04.backward, backward_with(weights="A1.T @ dZ1, A2.T @ dZ2, A2.T @ dF"), "one layer late"),
    (lesson04.backward, backward_with(biases="dZ1, dZ2, dF"), "db1 is not summed"),
    (lesson04.backward, backward_with(biases="dZ1.sum(axis=0), dZ2.sum(axis=0), dF"), "db3 is not summed"),
    (lesson04.backward, backward_with(back="[p / len(X) for p in (a, d, b, e, c, f)]"), "1/N comes in twice"),
    (lesson04.backward, backward_with(back="[a, b, c]"), "must return 6 things"),
    (lesson04.backward, backward_with(back="[a, b, c, d, e, f]"), "They're in a different order: return dW1, db1"),
    (lesson04.passes, lambda p, m: (p, p, m), "one at +h, one at −h"),
    (lesson04.passes, lambda p, m: (p + 1, p, m), "one-sided"),
    (lesson04.passes, lambda p, m: (2 * p, m, p), "swapped"),
    (lesson04.passes, lambda p, m: (2 * p, p, 1), "there may be several"),
    (lesson04.passes, lambda p, m: (2 * p, p, p * m), "however many parameters"),
    (lesson04.passes, lambda p, m: (2 * p, p * m, m), "finds all outputs"),
    (lesson04.passes, lambda p, m: (2 * p * m, p, m), "do not multiply"),
    (lesson04.passes, lambda p, m: (2 * p, 2 * p, m), "not two"),
    (lesson04.passes, lambda p, m: 2 * p, "must return 3 things"),
    (lesson04.backward, backward_with(biases="dZ1.sum(axis=1), dZ2.sum(axis=1), dF.sum(axis=1)"), "along the units"),
    (lesson04.backward, backward_with(biases="dZ1.sum(axis=0), dZ2.sum(axis=0), dF.mean(axis=0)"), "db3 is wrong"),
    (lesson04.backward, backward_with(weights="X.T @ dZ1, A1.T @ dZ2, 2 * A2.T @ dF"), "dW3 is wrong"),
    (lesson04.backward, lambda p, s, dF: [None] * 6, "dW1 is None"),
    (lesson04.delta, changed, "changes its own argument"),
    (lesson05.pixel, lambda I, K, i, j: (I[i : i + 3, j : j + 3] * K[::-1, ::-1]).sum(), "half a turn"),
    (lesson05.pixel, lambda I, K, i, j: (I[i : i + 3, j : j + 3] * K.T).sum(), "transposed"),
    (lesson05.pixel, lambda I, K, i, j: (I[j : j + 3, i : i + 3] * K).sum(), "i and j are swapped"),
    (lesson05.pixel, lambda I, K, i, j: (I[i - 1 : i + 2, j - 1 : j + 2] * K).sum(), "top left corner"),
    (lesson05.pixel, lambda I, K, i, j: (I[i + 1 : i + 4, j + 1 : j + 4] * K).sum(), "too late"),
    (lesson05.pixel, lambda I, K, i, j: (I[i : i + 3, j : j + 3] * K).mean(), "mean of the nine"),
    (lesson05.pixel, lambda I, K, i, j: np.abs(I[i : i + 3, j : j + 3] * K).sum(), "Their signs count"),
    (lesson05.pixel, lambda I, K, i, j: I[i : i + 3, j : j + 3].sum(), "multiply by the kernel"),
    (lesson05.pixel, lambda I, K, i, j: I[i : i + 3, j : j + 3] * K, "the nine products"),
    (lesson05.whole, convolution.convolve, "half a turn"),
    (lesson05.whole, lambda I, K: convolution.correlate(I, K.T), "transposed"),
    (lesson05.whole, lambda I, K: convolution.correlate(I, K)[:-1, :-1], "too short"),
    (lesson05.whole, lambda I, K: convolution.correlate(I, K, padding=1), "zeros were put around"),
    (lesson05.whole, lambda I, K: convolution.correlate(np.pad(I, ((2, 0), (2, 0))), K), "one side only"),
    (lesson05.whole, lambda I, K: np.abs(convolution.correlate(I, K)), "Keep the sign"),
    (lesson05.whole, lambda I, K: 0 * convolution.correlate(I, K), "Nothing is written"),
    (lesson05.whole, lambda I, K: convolution.correlate(I, K).T, "swapped"),
    (lesson05.size, lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) // s, "One too small"),
    (lesson05.size, lambda n, k, s, p, d: (n + p - d * (k - 1) - 1) // s + 1, "both sides: 2p"),
    (lesson05.size, lambda n, k, s, p, d: (n + 2 * p - k) // s + 1, "dilation is missing"),
    (lesson05.size, lambda n, k, s, p, d: (n + 2 * p - d * k) // s + 1, "not d·k"),
    (lesson05.size, lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) / s + 1, "Round down: half a step"),
    (lesson05.size, lambda n, k, s, p, d: n + 2 * p - s * d * (k - 1), "not to the kernel"),
    (lesson05.size, lambda n, k, s, p, d: (n - d * (k - 1) - 1) // s + 1, "padding is missing"),
    (lesson05.edges, lambda I: sum(np.abs(g) for g in convolution.edges(I)[:2]), "|gx| + |gy|"),
    (lesson05.edges, lambda I: np.abs(convolution.edges(I).gx), "gy is missing"),
    (lesson05.edges, lambda I: np.abs(convolution.edges(I).gy), "gx is missing"),
    (lesson05.edges, lambda I: convolution.edges(I).magnitude ** 2, "root is missing"),
    (lesson05.edges, lambda I: convolution.edges(I, "Prewitt").magnitude, "Prewitt's kernels"),
    (lesson05.edges, lambda I: np.stack(convolution.edges(I)[:2]), "two pictures"),
    (lesson05.counts, lambda n, k, c: (c * k * k, c * (n - k + 1) ** 2 * n * n), "biases are missing"),
    (lesson05.counts, lambda n, k, c: (c * (k * k + 1), c * (n - k + 1) ** 2 * n * n), "bias for each of its outputs"),
    (lesson05.counts, lambda n, k, c: (c * (k * k + 1), c * n * n * (n * n + 1)), "not n²"),
    (lesson05.counts, lambda n, k, c: (c * (n - k + 1) ** 2 * (n * n + 1), c * (k * k + 1)), "swapped"),
    (lesson06.pool, lambda x: pooling.max_pool(x, 2, 1), "overlap"),
    (lesson06.pool, pooling.mean_pool, "We want its largest value"),
    (lesson06.pool, lambda x: x.max(), "largest value of all"),
    (lesson06.pool, lambda x: np.array([[x[i : i + 2, j : j + 2].max() for j in range(0, x.shape[1], 2)] for i in range(0, len(x), 2)]), "keeps a leftover row"),
    (lesson06.pool, lambda x: pooling.max_pool(np.abs(x)), "ignores the sign"),
    (lesson06.route, lambda x, d: np.repeat(np.repeat(d, 2, 0), 2, 1) * (x == np.repeat(np.repeat(pooling.max_pool(x), 2, 0), 2, 1)), "Only the first one"),
    (lesson06.route, pooling.mean_pool_backward, "mean pooling"),
    (lesson06.route, lambda x, d: np.repeat(np.repeat(d, 2, 0), 2, 1), "to all four"),
    (lesson06.route, lambda x, d: pooling.max_pool_backward(x, np.ones_like(d)), "multiply by ∂L/∂output"),
    (lesson06.twins, lambda: (np.ones((4, 4)), np.ones((4, 4))), "The two are equal"),
    (lesson06.twins, lambda: (np.ones((4, 4)), np.zeros((4, 4))), "is 1 in one picture and 0 in the other"),
    (lesson06.twins, lambda: np.ones((4, 4)), "must return two pictures"),
    (lesson06.twins, lambda: (np.ones((2, 2)), np.ones((2, 2))), "one window, or the pooled picture"),
    (lesson06.pool, lambda x: np.maximum(pooling.max_pool(x), 0), "Your search starts at 0"),
    (lesson06.route, lambda x, d: pooling.max_pool_backward(x.T, d.T).T, "column by column"),
    (lesson05.whole, lambda I, K: np.where(np.arange(len(I) - 2)[:, None] == 0, convolution.correlate(I, K), 0), "Only the first row is written"),
    (lesson05.whole, lambda I, K: [[1, 2], [3]], "which is not an array"),
    (lesson07.forward, reads(slide=convolution.convolve), "take correlate, not convolve"),
    (lesson07.forward, reads(bias=0), "biases of the kernels are missing"),
    (lesson07.forward, reads(relu=lambda z: z), "without a ReLU"),
    (lesson07.forward, reads(pool=pooling.mean_pool), "mean pooling"),
    (lesson07.forward, reads(hidden=lambda z: z), "hidden layers have no ReLU"),
    (lesson07.forward, reads(end=lambda F: np.maximum(F, 0)), "output layer has no ReLU"),
    (lesson07.forward, reads(end=lambda F: np.exp(F) / np.exp(F).sum()), "softmax already"),
    (lesson07.forward, reads(lay=lambda P: P.transpose(1, 2, 0).ravel()), "in the wrong order"),
    (lesson07.forward, reads(end=lambda F: F.argmax()), "returned one number"),
    (lesson07.forward, reads(hidden=one_of(True, False)), "The second hidden layer has no ReLU"),
    (lesson07.forward, reads(hidden=one_of(False, True)), "The first hidden layer has no ReLU"),
    (lesson07.forward, without(1), "b1 is missing"),
    (lesson07.forward, without(2), "b2 is missing"),
    (lesson07.forward, without(3), "b3 is missing"),
    (lesson07.forward, without(1, 2, 3), "b1, b2 and b3 are missing"),
    (lesson07.forward, lambda p, x: reads(relu=lambda z: np.maximum(z, 0) + p[1][:, None, None], bias=0)(p, x), "inside the ReLU"),
    (lesson07.count, lambda s, k, n, m, o: dense(k * (s // 2), n, m, o) + 10 * k, "A pooled map is square"),
    (lesson07.count, lambda s, k, n, m, o: 9 * k * s * s + k * (s // 2) ** 2 * n + n * m + m * o, "Those are multiplications"),
    (lesson07.kernel_gradient, lambda X, d: kernels(X[-1:], d[-1:]), "Only the last sample is left"),
    (lesson07.kernel_gradient, lambda X, d: rolled(X, d), "np.roll brings in the other side"),
    (lesson07.kernel_gradient, lambda X, d: kernels(X, d * np.pad(np.ones(np.array(X.shape[1:]) - 2), 1)), "The pixels at the edge"),
    (lesson07.count, lambda s, k, n, m, o: 9 * k + (k * (s // 2) ** 2) * n + n * m + m * o, "All biases are missing"),
    (lesson07.count, lambda s, k, n, m, o: dense(k * (s // 2) ** 2, n, m, o) + 9 * k, "kernels have a bias too"),
    (lesson07.count, lambda s, k, n, m, o: dense(k * (s // 2) ** 2, n, m, o) + 10 * k - n - m - o, "dense layers are missing"),
    (lesson07.count, lambda s, k, n, m, o: dense(k * s**2, n, m, o) + 10 * k, "pooling is forgotten"),
    (lesson07.count, lambda s, k, n, m, o: dense((s // 2) ** 2, n, m, o) + 10 * k, "sees every map"),
    (lesson07.count, lambda s, k, n, m, o: dense(k * (s // 2) ** 2, n, m, o) + 4 * k, "9 weights each, not 3"),
    (lesson07.count, lambda s, k, n, m, o: dense(k * ((s - 2) // 2) ** 2, n, m, o) + 10 * k, "With zeros around the picture"),
    (lesson07.count, lambda s, k, n, m, o: dense(k * (s / 2) ** 2, n, m, o) + 10 * k, "An odd side"),
    (lesson07.count, lambda s, k, n, m, o: dense(k * (s // 2) ** 2, n, m, o), "kernels are left out"),
    (lesson07.count, lambda s, k, n, m, o: dense(k * (s // 2) ** 2, n, m, o) + 10, "multiply by their number"),
    (lesson07.count, lambda s, k, n, m, o: dense(k * (s // 2) ** 2, n, m, o) + 10 * k * s**2, "the same weights are used everywhere"),
    (lesson07.kernel_gradient, lambda X, d: kernels(X, d) / len(X), "the mean over the samples"),
    (lesson07.one_map, lambda X, d: X * d, "The products are not added up"),
    (lesson07.one_map, lambda X, d: one_kernel(X, d)[::-1, ::-1], "rotated by 180°"),
    (lesson07.one_map, lambda X, d: one_kernel(X, d).T, "Rows and columns are swapped"),
    (lesson07.one_map, lambda X, d: one_kernel(X, d) / X.size, "the mean over the pixels"),
    (lesson07.one_map, lambda X, d: np.full((3, 3), (X * d).sum()), "All nine come out the same"),
    (lesson07.one_map, lambda X, d: one_kernel(X, np.pad(d[1:-1, 1:-1], 1)), "The pixels at the edge"),
    (lesson07.one_map, lambda X, d: convolution.correlate(X, d[:3, :3], padding=1), "the map itself, slid over"),
    (lesson07.strongest, lambda A: A.max(), "one number for the whole batch"),
    (lesson07.strongest, lambda A: A.max(axis=(0, 2, 3)), "one number for each kernel"),
    (lesson07.strongest, lambda A: A.max(axis=(1, 2, 3)), "one number for each sample"),
    (lesson07.strongest, lambda A: A.max(axis=1), "the largest over the kernels"),
    (lesson07.strongest, lambda A: A.max(axis=3), "Only one axis is gone: a map"),
    (lesson07.strongest, lambda A: A.max(axis=2), "Only one axis is gone in yours"),
    (lesson07.strongest, lambda A: A.mean(axis=(2, 3)), "the mean of each map"),
    (lesson07.strongest, lambda A: A.sum(axis=(2, 3)), "the sum of each map"),
    (lesson07.strongest, lambda A: A.min(axis=(2, 3)), "the smallest number"),
    (lesson07.strongest, lambda A: np.abs(A).max(axis=(2, 3)), "the largest absolute value"),
    (lesson07.strongest, lambda A: A.reshape(*A.shape[:2], -1).argmax(axis=2), "take max, not argmax"),
    (lesson07.strongest, lambda A: A[:, :, A.shape[2] // 2, A.shape[3] // 2], "in the middle of each map"),
    (lesson07.kernel_gradient, lambda X, d: kernels(X, d)[:, ::-1, ::-1], "rotated by 180°"),
    (lesson07.kernel_gradient, lambda X, d: kernels(X, d).transpose(0, 2, 1), "Rows and columns are swapped"),
    (lesson07.kernel_gradient, lambda X, d: kernels(X[:1], d[:1]), "the first sample only"),
    (lesson07.kernel_gradient, lambda X, d: kernels(X, d).sum(axis=0), "kernels are added up"),
    (lesson07.kernel_gradient, lambda X, d: np.array([kernels(X[i : i + 1], d[i : i + 1]) for i in range(len(X))]), "samples are kept apart"),
    (lesson06.size, lambda n, k, s: (n - k) // s, "One too small"),
    (lesson06.size, lambda n, k, s: n // k, "side by side"),
    (lesson06.size, lambda n, k, s: n // s, "must fit whole"),
    (lesson06.size, lambda n, k, s: (n - k) / s + 1, "round down"),
    (lesson06.size, lambda n, k, s: round((n - k) / s) + 1, "goes up from a half on"),
    (lesson06.pool, lambda x: "a", "and not an array of shape (2, 2)"),
    (lesson06.pool, lambda x: pooling.max_pool(x).astype(int), "its fractions are cut off"),
    (lesson06.route, lambda x, d: pooling.max_pool_backward(x, d).astype(int), "its fractions are cut off"),
    (lesson06.size, lambda n, k, s: n - k + 1, "stride is missing"),
    (lesson05.filter_gradient, filtered("d / 2"), "The 2 is missing"),
    (lesson05.filter_gradient, filtered("d * t.size"), "divide by how many there are"),
    (lesson05.filter_gradient, filtered("-d"), "sign is the wrong way round"),
    (lesson05.filter_gradient, filtered("d * t.size / 2"), "2 and the mean are both missing"),
    (lesson05.filter_gradient, filtered("d", "[::-1, ::-1]"), "no flip here"),
    (lesson05.filter_gradient, filtered("d", ".T"), "transposed"),
    (lesson05.filter_gradient, filtered("2 * t / t.size"), "error is the target alone"),
    (lesson05.filter_gradient, filtered("2 * S / t.size"), "target is left out"),
    (lesson05.picture_gradient, lambda d, k: convolution.correlate(d, k, padding=2), "true convolution"),
    (lesson05.picture_gradient, lambda d, k: convolution.convolve(d, k), "2 rows of zeros"),
    (lesson05.picture_gradient, lambda d, k: convolution.convolve(d, k, padding=1), "padding=2"),
    (lesson05.picture_gradient, lambda d, k: convolution.correlate(d, k.T, padding=2), "over the diagonal"),
    (lesson05.picture_gradient, lambda d, k: convolution.correlate(d, k[::-1], padding=2), "rows only"),
    (lesson05.picture_gradient, lambda d, k: convolution.correlate(d, k[:, ::-1], padding=2), "columns only"),
    (lesson05.picture_gradient, lambda d, k: -convolution.convolve(d, k, padding=2), "sign is turned"),
    (lesson06.receptive_field, field("r, j = 0, 1"), "begins at 1"),
    (lesson06.receptive_field, field(r="r += k * j"), "k − 1 steps"),
    (lesson06.receptive_field, field(r="r += k - 1"), "jump is missing"),
    (lesson06.receptive_field, field(j="j += s"), "adds the strides up; they multiply"),
    (lesson06.receptive_field, field(r="j *= s", j="r += (k - 1) * j"), "too early"),
    (lesson06.receptive_field, field(j="j *= k"), "product of the sizes"),
    (lesson06.receptive_field, field(j="j = s"), "forgets the jump of earlier layers"),
    (lesson06.receptive_field, field(back="j"), "That's the jump"),
    (lesson06.receptive_field, field(r="r *= k"), "product of the sizes"),
    (lesson04.times_backward, lambda e, a, b: (e * a, e * b), "two are swapped"),
    (lesson04.times_backward, lambda e, a, b: (b, a), "error that arrived is missing"),
    (lesson04.times_backward, lambda e, a, b: (e, e), "how a sum does it"),
    (lesson04.times_backward, lambda e, a, b: (e * a * b, e * a * b), "gives both the product"),
    (lesson04.times_backward, lambda e, a, b: (e * b / 2, e * a / 2), "splits the error"),
    (lesson04.times_backward, lambda e, a, b: (e + b, e + a), "Yours adds"),
    (lesson04.times_backward, lambda e, a, b: (e / b, e / a), "Yours divides"),
    (lesson04.times_backward, lambda e, a, b: (e * b, e * b), "Both get error · b"),
    (lesson04.times_backward, lambda e, a, b: (e * a, e * a), "Both get error · a"),
    (lesson04.times_backward, lambda e, a, b: e * b, "must return 2 things"),
    (lesson04.output_error, output_error("p - hot"), "1/N is missing"),
    (lesson04.output_error, output_error("p"), "Those are the probabilities p"),
    (lesson04.output_error, output_error("p / len(F)"), "That's p / N"),
    (lesson04.output_error, output_error("(hot - p) / len(F)"), "sign is the wrong way round"),
    (lesson04.output_error, output_error("(F - hot) / len(F)"), "no softmax"),
    (lesson04.output_error, output_error("(e / e.sum() - hot) / len(F)"), "sum of each row, axis=1"),
    (lesson04.output_error, output_error("(e / e.sum(axis=0) - hot) / len(F)"), "sum of each column"),
    (lesson04.output_error, output_error("2 * (p - hot) / len(F)"), "There's a 2 in it"),
    (lesson04.output_error, output_error("(p - hot) / F.size"), "number of classes too"),
    (lesson04.output_error, output_error("(F / F.sum(axis=1, keepdims=True) - hot) / len(F)"), "exp is missing"),
    (lesson04.train, loop("", "state = rule.init(params)"), "The rule forgets"),
    (lesson04.train, loop(at="first"), "always that of the first parameters"),
    (lesson04.train, loop(moves="first"), "begins at the first parameters again"),
    (lesson04.train, loop(taken="*batches[0]"), "takes the first batch"),
    (lesson04.train, loop(watch=""), "never calls watch"),
    (lesson04.train, loop(watch="\n    watch(params)"), "calls watch once for 4 batches"),
    (lesson04.train, loop(watch="watch(params); watch(params)"), "calls watch 8 times for 4 batches"),
    (lesson04.train, loop(back="return state"), "must return params"),
    (lesson04.train, loop(back="return first"), "doesn't return the parameters of the last step"),
    (lesson04.train, loop(back="pass"), "returns nothing: return params"),
    (lesson04.train, loop(watch="watch(params[0])"), "give watch the six arrays"),
]  # fmt: skip
CHECKS = [
    lesson01.loss,
    lesson01.gradient,
    lesson01.step,
    lesson01.stable_rate,
    lesson01.standardise,
]
CHECKS += [
    lesson03.momentum_step,
    lesson03.velocity_rate,
    lesson03.correction,
    lesson03.adam_rule,
    lesson03.fixed_step,
]
CHECKS += [lesson02.sample_gradients, lesson02.average, lesson02.minibatch, lesson02.schedule]
CHECKS += [
    lesson04.layer,
    lesson04.mask,
    lesson04.delta,
    lesson04.weight_gradient,
    lesson04.backward,
    lesson04.passes,
    lesson04.times_backward,
    lesson04.output_error,
    lesson04.train,
]
CHECKS += [lesson05.pixel, lesson05.whole, lesson05.size, lesson05.edges, lesson05.counts]
CHECKS += [lesson05.filter_gradient, lesson05.picture_gradient]
CHECKS += [lesson06.pool, lesson06.route, lesson06.size, lesson06.receptive_field]
CHECKS += [lesson07.forward, lesson07.count, lesson07.one_map, lesson07.kernel_gradient]
CHECKS += [lesson07.strongest]
ONE = [
    lesson01.loss,
    lesson01.stable_rate,
    lesson02.schedule,
    lesson03.velocity_rate,
    lesson05.pixel,
    lesson05.size,
    lesson06.size,
    lesson06.receptive_field,
    lesson07.count,
]
MATRIX = [
    lesson01.standardise,
    lesson04.mask,
    lesson04.delta,
    lesson04.output_error,
    lesson04.layer,
    lesson04.weight_gradient,
    lesson05.whole,
    lesson05.filter_gradient,
    lesson05.picture_gradient,
    lesson05.edges,
    lesson06.pool,
    lesson06.route,
    lesson07.kernel_gradient,
    lesson07.one_map,
    lesson07.strongest,
    lesson07.forward,
]
TAKES_MORE = {
    lesson05.counts: "must return two numbers",
    lesson03.momentum_step: "must return two arrays",
    lesson03.adam_rule: "must return Optimizer(init, update)",
    lesson04.layer: "must return 2 things",
    lesson04.weight_gradient: "must return 2 things",
    lesson04.backward: "must return 6 things",
    lesson04.passes: "must return 3 things",
    lesson04.times_backward: "must return 2 things",
    lesson04.train: "never calls watch",
}


def verdict(check, answer, capsys):
    assert check(answer) is None
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 72
    return " ".join(printed.split())


@pytest.mark.parametrize(
    ("check", "answer", "says"), MISTAKES, ids=lambda v: v if isinstance(v, str) else ""
)
def test_each_mistake_is_named(check, answer, says, capsys):
    printed = verdict(check, answer, capsys)
    assert printed.startswith("✘")
    assert re.search(says if ".*" in says else re.escape(says), printed), printed


@pytest.mark.parametrize("exercise", exercises(), ids=lambda e: e.name)
def test_stub_and_solution(exercise, capsys):
    """As the notebook has them.

    The stub is told that it is not written, the solution that it is right, with a number.
    """
    stub, solution = exercise.run(exercise.stub), exercise.run(exercise.solution)
    assert verdict(exercise.check, stub, capsys).startswith("… Not written yet: " + exercise.name)
    right = verdict(exercise.check, solution, capsys)
    assert right.startswith("✔ Right.")
    assert re.search(r"\d", right)


@pytest.mark.parametrize(
    "pick",
    [
        "rng.integers(len(x), size=batch)",
        "rng.choice(len(x), batch)",
        "rng.integers(0, len(x), batch)",
        "(rng.random(batch) * len(x)).astype(int)",
        "np.array([rng.integers(len(x)) for _ in range(batch)])",
    ],
)
def test_a_batch_drawn_in_any_right_way_is_right(pick, capsys):
    assert verdict(lesson02.minibatch, drawn_by(pick), capsys).startswith("✔")


@pytest.mark.parametrize(("check", "answer"), UNUSUAL)
def test_an_unusual_right_answer_is_right(check, answer, capsys):
    with np.errstate(all="ignore"):
        assert verdict(check, answer, capsys).startswith("✔ Right.")


def test_no_size_is_blamed_that_did_not_change(capsys):
    """A slip in β shows in the second example only, for β is (0, 0) in the first.

    Both have four points.
    """
    says = verdict(lesson01.loss, lambda b, x, y: ((y - b[0] + b[1] * x) ** 2).mean(), capsys)
    assert says.startswith("✘") and "fixed" not in says
    says = verdict(lesson01.loss, lambda b, x, y: ((b[0] + b[1] * x - y) ** 2).sum() / 4, capsys)
    assert "fixed" not in says  # a lambda inside a call has no line of its own to look at


def test_a_rounded_answer_is_shown_with_its_digits(capsys):
    says = verdict(
        lesson01.stable_rate,
        lambda x: round(2 / np.linalg.eigvalsh(linear.hessian(x))[-1], 4),
        capsys,
    )
    assert "rounded to 4 digits" in says


def test_two_counts_in_an_array_are_right(capsys):
    right = next(e for e in exercises() if e.name == "my_counts")
    space = {"np": np}
    exec(right.solution, space)
    assert verdict(lesson05.counts, lambda *a: np.array(space["my_counts"](*a)), capsys).startswith(
        "✔"
    )


def test_what_the_right_verdicts_say(capsys):
    said = {e.name: verdict(e.check, e.run(e.solution), capsys) for e in exercises()}
    assert "your loss is 21, as by hand" in said["my_loss"]
    assert (
        "(-8, -17), as by hand, and it agrees with finite differences to 7 digits"
        in said["my_gradient"]
    )
    assert "you reach (0.8, 1.7), and L falls from 21 to 0.535" in said["my_step"]
    assert (
        "it is 0.2380. Tried for 2,000 steps: at 1 % less the loss shrinks, at 1 % more it grows"
        in said["my_largest_rate"]
    )


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: f"{c.__module__[-2:]}.{c.__name__}")
@pytest.mark.parametrize("bad", misbehave.ALL, ids=lambda f: f.__name__)
def test_a_function_that_goes_wrong_is_answered(check, bad, capsys, monkeypatch):
    monkeypatch.setattr(learner, "SECONDS", 0.2)
    monkeypatch.setattr(repair, "SECONDS", 0.1)
    printed = verdict(check, bad, capsys)
    word = misbehave.ALL[bad]
    if check in ONE and bad is misbehave.nan:
        word = "must return one number"
    if check in [*MATRIX, lesson02.sample_gradients] and bad is misbehave.nan:
        word = "must return an array of"
    elif (
        check in TAKES_MORE
        and word in ("shape", "finite", "'down'")
        and (bad is not misbehave.nan or check not in (lesson05.counts, lesson04.times_backward))
    ):
        word = TAKES_MORE[check]
    assert printed.startswith(("✘", "…"))
    assert word in printed.replace("Not written", "not written")


def test_no_function_at_all(capsys):
    assert "A function is needed here" in verdict(lesson01.gradient, 5, capsys)
