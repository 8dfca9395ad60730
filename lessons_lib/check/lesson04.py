"""The exercises of lesson 4.

A product backward, a layer forward, a mask, an error fed back, a weight's gradient, all of it,
what it costs, where the error begins, and the loop that trains.
"""

import types

import numpy as np

from .. import gradcheck, learner, network
from ..network import EXAMPLE as HAND
from ..optimizers import Optimizer, gradient_descent
from .answers import RTOL, rtol_of
from .proofs import as_wiggled
from .verdict import judge

X = np.array([[1.0, 2.0]])
Y = np.array([[2.0]])


def _several(names, fitted):
    """Return a function that turns a learner's into one that lays its arrays end to end.

    fitted(*args) -> their shapes, {(name, wrong shape): words}. The attribute `parts` of what it
    returns says what lies where.
    """

    def parts(*args):
        shapes, _ = fitted(*args)
        return [(name, int(np.prod(shape))) for name, shape in zip(names, shapes, strict=True)]

    def through(mine):
        def call(*args):
            values = learner.attempt(mine, *args)
            return None if values is None else _laid_out(mine, values, names, fitted(*args))

        call.__name__ = learner.name_of(mine)
        call.parts = parts
        return call

    return through


def _laid_out(mine, values, names, fitted):
    """Return several arrays end to end. Trouble says which of them is not what it must be."""
    function = learner.name_of(mine)
    several = isinstance(values, (list, tuple)) or np.ndim(values) > 0
    shapes, known = fitted
    if not several or len(values) != len(names):
        things = f"{len(names)} things: return {', '.join(names)}"
        is_now = _what_it_is(values, names, shapes)
        raise learner.Trouble(f"{function} must return {things}. {is_now}")
    _look_at_the_shapes(function, names, values, shapes, known)
    flat = [np.ravel(np.asarray(v, dtype=float)) for v in values]
    return np.concatenate(flat).astype(np.float32 if rtol_of(values) > RTOL else float)


def _what_it_is(values, names, shapes):
    """Return a sentence about a wrong number of things."""
    if isinstance(values, set):
        return "Yours is a set, in which equal numbers count once and there's no order."
    if isinstance(values, dict):
        return "Yours returns a dict; just return the numbers."
    if isinstance(values, str):
        return "Yours is a text."
    if isinstance(values, (list, tuple)):
        if sum(len(v) if isinstance(v, (list, tuple)) else 1 for v in values) == len(names):
            return "Yours groups them: one flat list, please."
        if len(values) == 1:
            return "Yours is a single one in a list."
        return f"Yours returns {len(values)}."
    if np.size(values) == sum(int(np.prod(shape)) for shape in shapes) and np.ndim(values) == 1:
        return "Yours lays them end to end, in one long array."
    fitting = [name for name, shape in zip(names, shapes, strict=True) if np.shape(values) == shape]
    if np.ndim(values) == 0:
        return "Yours returns one number only."
    return f"Yours returns just one array{f', in the shape of {fitting[0]}' if fitting else ''}."


def _look_at_the_shapes(function, names, values, shapes, known):
    """Raise Trouble when one of the values has another shape than it must have."""
    for name, value in zip(names, values, strict=True):
        if value is None:
            raise learner.Trouble(f"{function}: {name} is None.")
        if callable(value):
            call = learner.name_of(value)
            itself = f"{name} is the function `{call}` itself: call it, `{call}(...)`"
            raise learner.Trouble(f"Not yet. {function}: {itself}.")
    try:
        given = [np.shape(value) for value in values]
    except ValueError:
        rows = "returned lists whose rows are not equally long"
        raise learner.Trouble(f"{function} {rows}.") from None
    alike = all(map(learner.means_the_same_shape, given, shapes))
    if not alike and sorted(given) == sorted(shapes):
        raise learner.Trouble(f"Not yet. They're in a different order: return {', '.join(names)}.")
    for name, value, shape, is_now in zip(names, values, shapes, given, strict=True):
        if is_now != shape and (name, is_now) in known:
            raise learner.Trouble(f"Not yet. {known[name, is_now]}")
        learner.as_numbers(f"{function}: {name}", value, np.ones(shape))


def _flat(*arrays):
    """Return arrays laid end to end, as floats."""
    return np.concatenate([np.ravel(a) * 1.0 for a in arrays])


def _nets(activation, seeds=(0, 1, 2)):
    """Return cases (params, stages, ∂L/∂F) of nets with four units everywhere and four samples.

    So what is turned still fits.
    """
    cases = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        params = network.init_params((4, 4, 4, 4), rng)
        params = [p + 0.3 * rng.standard_normal(p.shape) for p in params]
        F, stages = network.forward(params, rng.standard_normal((4, 4)), activation)
        _, dF = network.mean_squared_error(F, rng.standard_normal((4, 4)))
        cases.append((params, stages, dF))
    return cases


TIMES_MISTAKES = {
    "The two are swapped: when b is large, a little more of a weighs a lot, so a gets error · b.": (
        lambda e, a, b: _flat(e * a, e * b)
    ),
    "The error that arrived is missing: multiply both shares by it.": lambda e, a, b: _flat(b, a),
    "Yours hands the error on as it is. That's how a sum does it.": lambda e, a, b: _flat(e, e),
    "Yours gives both the product: a doesn't move itself, it moves c by b.": (
        lambda e, a, b: _flat(e * a * b, e * a * b)
    ),
    "Yours splits the error between the two. Each is asked alone, so each gets its whole share.": (
        lambda e, a, b: _flat(e * b / 2, e * a / 2)
    ),
    "Yours adds: how far c moves when a moves is b, so multiply the error by b.": (
        lambda e, a, b: _flat(e + b, e + a)
    ),
    "Yours divides: c moves b times as far as a does, so multiply.": (
        lambda e, a, b: _flat(e / b, e / a if a else np.inf)
    ),
    "Yours divides the product by a to get b back, which fails where a is 0. The slope is b "
    "itself.": (lambda e, a, b: _flat(e * b if a else np.nan, e * a)),
    "That's where the product ends up when a has moved by 1. How far it moved is asked for: take "
    "the old product away.": lambda e, a, b: _flat(e * (a + 1) * b, e * a * (b + 1)),
    "Yours takes a step already, a minus its share. The shares themselves, please.": (
        lambda e, a, b: _flat(a - e * b, b - e * a)
    ),
    "Yours divides by the other factor: c moves b times as far as a does, so multiply by it.": (
        lambda e, a, b: _flat(e / b, e / a) if a else _flat(np.nan, np.nan)
    ),
    "Both get error · b: for b it's the other way round, error · a.": (
        lambda e, a, b: _flat(e * b, e * b)
    ),
    "Both get error · a: for a it's the other way round, error · b.": (
        lambda e, a, b: _flat(e * a, e * a)
    ),
}


def times_backward(my_times_backward):
    """Judge my_times_backward(error, a, b) -> error · b, error · a, what c = a · b hands on."""
    names = ["the share of a", "the share of b"]
    says = "With p = 8 and q = 11 in the graph, an error of 1 becomes {:g} for p and {:g} for q."
    judge(
        my_times_backward,
        lambda e, a, b: _flat(e * b, e * a),
        [(1.5, 3.0, -7.0), (-2.0, 0.5, 4.0), (11.0, 2.0, 2.5), (3.0, 0.0, 5.0)],
        proof=(says, 1.0, 8.0, 11.0),
        mistakes=TIMES_MISTAKES,
        by_hand=[(1.0, 2.0, 3.0), (2.0, 3.0, 5.0), (2.0, 0.0, 5.0)],
        through=_several(names, lambda e, a, b: ([(), ()], {})),
    )


def _softmax(F):
    p = np.exp(F - F.max(axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)


def _hot(F, labels):
    return np.eye(F.shape[1])[labels]


OUTPUT_MISTAKES = {
    "The 1/N is missing: the loss is a mean over the samples.": (
        lambda F, k: _softmax(F) - _hot(F, k)
    ),
    "Those are the probabilities p. Take 1 away at the right digit, and divide by N.": (
        lambda F, k: _softmax(F)
    ),
    "That's p / N. Subtract 1 at the right digit first.": (lambda F, k: _softmax(F) / len(F)),
    "The sign is the wrong way round: where the right digit has p = 0.2, dF is −0.8 / N, and so a "
    "step raises its F.": lambda F, k: (_hot(F, k) - _softmax(F)) / len(F),
    "There's no softmax in it: turn F into probabilities first.": (
        lambda F, k: (F - _hot(F, k)) / len(F)
    ),
    "The probabilities of a row don't add up to 1: divide by the sum of each row, axis=1, not of "
    "everything.": (lambda F, k: (np.exp(F) / np.exp(F).sum() - _hot(F, k)) / len(F)),
    "Yours divides by the sum of each column. A sample is a row: axis=1.": (
        lambda F, k: (np.exp(F) / np.exp(F).sum(axis=0) - _hot(F, k)) / len(F)
    ),
    "There's a 2 in it, as with a square. The cross-entropy has none.": (
        lambda F, k: 2 * (_softmax(F) - _hot(F, k)) / len(F)
    ),
    "Yours divides by the number of classes too: the mean is over the samples only.": (
        lambda F, k: (_softmax(F) - _hot(F, k)) / F.size
    ),
    "1 is taken away in whole columns, for every sample. Each row has one place of its own: rows "
    "np.arange(N), columns labels.": (lambda F, k: (_softmax(F) - _hot(F, k).max(axis=0)) / len(F)),
    "p is divided by N before the 1 is taken away, so that the 1 isn't divided.": (
        lambda F, k: _softmax(F) / len(F) - _hot(F, k)
    ),
    "p[labels] picks whole rows. Each row has one place of its own: p[np.arange(N), labels].": (
        lambda F, k: _rows_picked(F, k)
    ),
    "Each output has a sigmoid of its own in yours. Softmax shares 1 out among the row: exp(F) "
    "over its sum.": lambda F, k: (1 / (1 + np.exp(-F)) - _hot(F, k)) / len(F),
    "That's the slope of −log p by p. It still has to go back through the softmax, and the two "
    "together give p − 1.": lambda F, k: -_hot(F, k) / _softmax(F) / len(F),
    "Yours still multiplies by the slope of a sigmoid, p (1 − p). With cross-entropy it cancels: p "
    "− 1 is all.": (
        lambda F, k: (_softmax(F) - _hot(F, k)) * _softmax(F) * (1 - _softmax(F)) / len(F)
    ),
    "The places where 1 is taken away are one off: the digits count from 0.": (
        lambda F, k: (_softmax(F) - _hot(F, k - 1)) / len(F)
    ),
    "The exp is missing: p is exp(F), divided by its sum.": (
        lambda F, k: (F / F.sum(axis=1, keepdims=True) - _hot(F, k)) / len(F)
    ),
}


def _rows_picked(F, k):
    p = _softmax(F)
    p[k] -= 1
    return p / len(F)


OUTPUT_SHAPES = {
    "Those are the errors at the right digits only, one number for each sample. The other digits "
    "have an error too: dF is shaped as F.": (
        lambda F, k: (_softmax(F) - 1)[np.arange(len(F)), k] / len(F)
    ),
    "Yours adds up over the samples. Each keeps a row of its own: dF is shaped as F.": (
        lambda F, k: (_softmax(F) - _hot(F, k)).mean(axis=0)
    ),
    "That's the loss. Its slope is asked for, one number for each entry of F.": (
        lambda F, k: -np.log(_softmax(F)[np.arange(len(F)), k]).mean()
    ),
}


def output_error(my_output_error):
    """Judge my_output_error(F, labels) -> dF = (softmax(F) − 1 at the right digit) / N."""

    def proof(call):
        F = np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 3.0]])
        labels = np.array([0, 1])
        wiggled = gradcheck.numerical_gradient(
            lambda F: network.softmax_cross_entropy(F, labels)[0], F
        )
        where = "for two samples of three classes it does not agree with wiggling F"
        close = as_wiggled(call(F, labels), wiggled, where)
        return f"It agrees with wiggling each entry of F, {close}, and each row adds up to 0."

    rng = np.random.default_rng(3)
    sizes = ((5, 4), (3, 6), (4, 4))
    cases = [(rng.uniform(0.2, 2, size), rng.integers(size[1], size=size[0])) for size in sizes]
    judge(
        my_output_error,
        lambda F, k: (_softmax(F) - _hot(F, k)) / len(F),
        cases,
        proof=proof,
        mistakes=OUTPUT_MISTAKES,
        shapes=OUTPUT_SHAPES,
        by_hand=[
            (np.zeros((1, 2)), np.array([1])),
            (np.zeros((2, 2)), np.array([1, 1])),
            (np.zeros((2, 2)), np.array([1, 0])),
            (np.array([[0.0, 0.0], [0.0, np.log(3)]]), np.array([1, 0])),
        ],
    )


LOOP_STEPS = 4


def _counting(lr):
    """Return a rule whose step depends on how many there were: θ ← θ − α t g."""

    def update(theta, g, t):
        moved = [p - lr * t * s for p, s in zip(theta, g, strict=True)]
        return moved, t + 1

    return Optimizer(lambda theta: 1, update)


def _looped(
    fresh_state=False, first_params=False, keep=True, once=False, same_batch=False, squared=False
):
    """Return the path of a training loop with a slip, (params, lr, batches) -> numbers."""

    def path(params, lr, batches):
        rule = _counting(lr)
        start = params
        state = rule.init(params)
        seen = []
        for X, labels in batches[:1] * len(batches) if same_batch else batches:
            if fresh_state:
                state = rule.init(params)
            at = start if first_params else params
            slopes = _squared(at, X, labels) if squared else network.gradient(at, X, labels)
            moved, state = rule.update(params if keep else start, slopes, state)
            params = moved
            seen.append(_flat(*params))
            if once:
                seen = seen * len(batches)
                break
        return np.concatenate(seen)

    return path


def _squared(params, X, labels):
    """Return the gradient of a squared error against the labels as numbers."""
    F, stages = network.forward(params, X)
    return network.backward(params, stages, 2 * (F - labels[:, None]) / F.size)


LOOP_MISTAKES = {
    "The rule forgets. rule.init belongs above the loop, once, and the new state has to be kept: "
    "params, state = rule.update(…).": _looped(fresh_state=True),
    "The gradient is always that of the first parameters: run forward with the new ones.": _looped(
        first_params=True
    ),
    "Each step begins at the first parameters again: put what rule.update returns into params.": (
        _looped(keep=False)
    ),
    "Yours runs forward once, above the loop, with the first batch and the first parameters. It "
    "belongs into the loop.": _looped(same_batch=True, first_params=True),
    "dF comes from a squared error in yours. Softmax and cross-entropy give p − 1 at the right "
    "digit, over N.": _looped(squared=True),
    "Each step begins at the first parameters again, and so does each forward pass: put what "
    "rule.update returns into params itself.": _looped(keep=False, first_params=True),
    "Every step takes the first batch: take the X and labels of the loop.": _looped(
        same_batch=True
    ),
}


def train(my_train):
    """Judge my_train(params, rule, batches, watch) -> params after a step on each batch."""
    rng = np.random.default_rng(4)
    cases = []
    for lr in (0.1, 0.3):
        params = network.init_params((3, 4, 4, 3), rng)
        draw = [(rng.standard_normal((5, 3)), rng.integers(3, size=5)) for _ in range(LOOP_STEPS)]
        cases.append((params, lr, draw))

    def walk(mine):
        name = learner.name_of(mine)

        def call(params, lr, batches):
            seen = []

            def watch(now):
                _look_at_what_is_handed(name, now)
                seen.append(_flat(*now))

            last = learner.attempt(mine, params, _counting(lr), batches, watch)
            if last is None and not seen:
                return None
            _look_at_what_is_watched(name, params, batches, seen, last)
            _look_at_the_loop(name, last, seen, len(batches))
            return np.concatenate(seen)

        call.__name__ = name
        call.parts = lambda params, lr, batches: [
            (f"step {i + 1}", sum(p.size for p in params)) for i in range(len(batches))
        ]
        call.in_order = True
        return call

    def proof(_):
        params, _, [batch, *_] = cases[0]
        seen = []
        my_train(params, gradient_descent(0.3), [batch] * 50, seen.append)
        losses = [
            network.softmax_cross_entropy(network.forward(p, batch[0])[0], batch[1])[0]
            for p in (params, seen[-1])
        ]
        fell = f"from {losses[0]:.2f} to {losses[1]:.2f}"
        return f"On five points, 50 of its steps take the loss {fell}: your own loop trains."

    judge(my_train, _looped(), cases, proof=proof, mistakes=LOOP_MISTAKES, through=walk)


def _look_at_what_is_handed(name, now):
    """Raise Trouble when watch is given something else than the six arrays."""
    if isinstance(now, int):
        wrong_way = "rule.update returns params first, and then the state"
        raise learner.Trouble(f"{name}: {wrong_way}: params, state = rule.update(…).")
    if isinstance(now, tuple) and len(now) == 2:
        two = "rule.update returns two things, and params is a pair of them now"
        raise learner.Trouble(f"{name}: {two}. Unpack it: params, state = rule.update(…).")
    if not isinstance(now, (list, tuple)) or len(now) != 6:
        raise learner.Trouble(f"{name}: you must give watch the six arrays, watch(params).")


def _look_at_what_is_watched(name, params, batches, seen, last):
    """Raise Trouble when watch sees the old parameters, or the gradients, or nothing is run."""
    if isinstance(last, types.GeneratorType):
        lazy = "`yield` makes a generator, and nothing in it runs when it's called"
        raise learner.Trouble(f"Not yet. In {name}, {lazy}: return params below the loop.")
    if seen and np.allclose(seen[0], _flat(*params)):
        early = "watch(params) comes before the step, and sees the old parameters"
        raise learner.Trouble(f"Not yet. In {name}, {early}. Call it after rule.update.")
    if seen and np.allclose(seen[0], _flat(*network.gradient(params, *batches[0]))):
        gradients = "watch is given the gradients. Give it the parameters, watch(params)"
        raise learner.Trouble(f"Not yet. In {name}, {gradients}.")


def _look_at_the_loop(name, last, seen, count):
    """Raise Trouble when a loop does not watch each step, or does not return where it ended."""
    if not seen:
        where = "after each step, inside the loop"
        raise learner.Trouble(f"Not yet. {name} never calls watch(params): call it {where}.")
    if len(seen) == 1 and count > 1:
        why = "rule.update and watch(params) both belong inside the loop, and the return below it."
        raise learner.Trouble(f"Not yet. {name} calls watch once for {count} batches. {why}")
    if len(seen) != count:
        calls = f"{len(seen)} times for {count} batches"
        why = "it should be once after each step."
        if len(seen) % count == 0 and len(seen) > 2 * count:
            why = f"do you go through them {len(seen) // count} times? Once is enough."
        raise learner.Trouble(f"Not yet. {name} calls watch {calls}: {why}")
    if last is None:
        raise learner.Trouble(f"Not yet. {name} trains, and then returns nothing: return params.")
    if isinstance(last, tuple) and len(last) == 2:
        raise learner.Trouble(f"Not yet. {name} returns two things; return params alone.")
    if not isinstance(last, (list, tuple)) or len(last) != 6:
        raise learner.Trouble(f"Not yet. {name} must return params, the six arrays.")
    if not np.allclose(_flat(*last), seen[-1]):
        both = (
            "What it returns and what watch saw last differ: params, after the last step, is both."
        )
        raise learner.Trouble(
            f"Not yet. {name} doesn't return the parameters of the last step. {both}"
        )


def _relu(z):
    return np.maximum(z, 0)


def _both(z, a=_relu):
    return lambda X, W, b: _flat(z(X, W, b), a(z(X, W, b)))


def _affine(X, W, b):
    return X @ W + b


def _as_layer(X, W, b):
    shape = len(X), W.shape[1]
    widest = (
        "np.max(Z, 0) is the largest of each column; np.maximum(Z, 0) takes each entry by itself."
    )
    return [shape, shape], {("A", shape[1:]): widest, ("A", ()): widest}


LAYER_MISTAKES = {
    "The bias b is missing.": _both(lambda X, W, b: X @ W),
    "The bias is subtracted: Z = XW + b.": _both(lambda X, W, b: X @ W - b),
    "Yours is WX: the samples are the rows of X, so X comes first.": _both(
        lambda X, W, b: W @ X + b
    ),
    "Yours transposes W. Here it's X @ W, with no transpose.": _both(lambda X, W, b: X @ W.T + b),
    "Yours multiplies entry by entry: a matrix product is X @ W.": _both(lambda X, W, b: X * W + b),
    "The activation is missing: A is Z with all that is below 0 set to 0.": _both(
        _affine, lambda z: z
    ),
    "Yours takes |Z|: a ReLU sets what is below 0 to 0.": _both(_affine, np.abs),
    "Yours uses tanh. A ReLU sets what is below 0 to 0, and leaves the rest.": _both(
        _affine, np.tanh
    ),
    "Yours cuts off above 1 too: a ReLU has no upper end.": _both(
        _affine, lambda z: np.clip(z, 0, 1)
    ),
    "Those are sigmoids in yours: a ReLU sets what is below 0 to 0, and leaves the rest.": _both(
        _affine, lambda z: 1 / (1 + np.exp(-z))
    ),
    "A is the mask Z > 0. The activation keeps the value itself where it is above 0.": _both(
        _affine, lambda z: z > 0
    ),
    "Yours keeps what is below 0: ReLU is the maximum of Z and 0.": _both(
        _affine, lambda z: np.minimum(z, 0)
    ),
    "A comes first in yours: return Z, A.": (
        lambda X, W, b: _flat(_relu(_affine(X, W, b)), _affine(X, W, b))
    ),
    "The bias comes after the activation: it belongs to stage 1.": (
        lambda X, W, b: _flat(X @ W, _relu(X @ W) + b)
    ),
    "b is added again after the activation in yours. It belongs to Z alone.": (
        lambda X, W, b: _flat(_affine(X, W, b), _relu(_affine(X, W, b)) + b)
    ),
    "In A, b is added after the activation. It belongs in Z, before the maximum is taken.": (
        lambda X, W, b: _flat(_affine(X, W, b), _relu(X @ W) + b)
    ),
    "A leaves the bias out: it is the ReLU of Z, and b is in Z.": (
        lambda X, W, b: _flat(_affine(X, W, b), _relu(X @ W))
    ),
}


def layer(my_layer):
    """Judge my_layer(X, W, b) -> Z, A with Z = XW + b and A = ReLU(Z)."""

    def proof(call):
        Z, A = call(X, HAND[0], HAND[1])
        return f"For x = (1, 2) in the small network Z1 = {_row(Z)} and A1 = {_row(A)}, as by hand."

    draw = np.random.default_rng(0).standard_normal
    cases = [(draw((3, 3)), draw((3, 3)), draw(3)) for _ in range(3)]
    cases.append((draw((4, 2)), draw((2, 3)), draw(3)))
    judge(
        my_layer,
        _both(_affine),
        cases,
        proof=proof,
        mistakes=LAYER_MISTAKES,
        through=_several(["Z", "A"], _as_layer),
        by_hand=[
            (np.array([[2.0]]), np.array([[3.0]]), np.array([1.0])),
            (np.array([[1.0, 2.0]]), np.array([[3.0, 0.0], [1.0, -1.0]]), np.array([1.0, 1.0])),
            (np.array([[2.0]]), np.array([[-3.0]]), np.array([1.0])),
        ],
    )


MASK_MISTAKES = {
    "The mask is missing: where Z is below 0, nothing may pass.": lambda dA, Z: dA,
    "Your mask asks for dA > 0. It's Z that tells you whether a unit was awake.": lambda dA, Z: (
        dA * (dA > 0)
    ),
    "The mask is turned round: the error passes where Z is above 0.": lambda dA, Z: dA * (Z < 0),
    "That's the mask alone: multiply dA by it.": lambda dA, Z: (Z > 0) * 1.0,
    "Yours multiplies by A, the value. Multiply by the slope, which is 1 or 0.": (
        lambda dA, Z: dA * np.maximum(Z, 0)
    ),
    "Yours multiplies by Z itself. Multiply by the slope, which is 1 or 0.": lambda dA, Z: dA * Z,
    "Yours multiplies by the sign of Z. The slope is 1 or 0, never −1.": lambda dA, Z: (
        dA * np.sign(Z)
    ),
    "At exactly Z = 0 yours lets the error through. The mask is Z > 0, not Z >= 0.": (
        lambda dA, Z: dA * (Z >= 0)
    ),
    "At exactly Z = 0 yours lets half of the error through. The mask is 1 where Z > 0, and 0 "
    "elsewhere.": lambda dA, Z: dA * np.heaviside(Z, 0.5),
    "That's the slope of tanh. A ReLU's is 1 where Z is above 0, and 0 elsewhere.": (
        lambda dA, Z: dA * (1 - np.tanh(Z) ** 2)
    ),
    "Yours lets the error through wherever Z isn't 0. Below 0 a unit sleeps: the mask is Z > 0.": (
        lambda dA, Z: dA * (Z != 0)
    ),
    "Yours is the ReLU of dA: the error may well be below 0. It's Z that says which units were at "
    "work.": lambda dA, Z: np.maximum(dA, 0) * (Z > 0),
}
MASK_SHAPES = {
    "dA[Z > 0] picks the entries that pass and drops the others. They stay, as 0: multiply by the "
    "mask.": lambda dA, Z: dA[Z > 0]
}


def mask(my_mask):
    """Judge my_mask(dA, Z) -> dZ = dA where Z > 0, and 0 elsewhere."""

    def proof(call):
        dZ = np.asarray(call(np.array([[36.0, -18.0]]), np.array([[3.0, -4.0]])))
        given = "In the small network dA1 = (36, −18) and Z1 = (3, −4)"
        return f"{given} give dZ1 = {_row(dZ)}: the second unit lets nothing through."

    rng = np.random.default_rng(1)
    cases = [tuple(rng.standard_normal((2, n, 4))) for n in (3, 5)]
    asleep = np.array([[1.5, 0.0, -2.0], [0.0, 3.0, 0.0]])  # a Z of exactly 0 lets nothing through
    cases.append((rng.standard_normal((2, 3)), asleep))
    judge(
        my_mask,
        lambda dA, Z: dA * (Z > 0),
        cases,
        proof=proof,
        mistakes=MASK_MISTAKES,
        shapes=MASK_SHAPES,
        first=lambda: _divides_by_zero(my_mask, asleep),
        by_hand=[
            (np.array([[5.0, 6.0]]), np.array([[2.0, -3.0]])),
            (np.array([[5.0, -6.0]]), np.array([[2.0, 3.0]])),
            (np.array([[5.0]]), np.array([[0.0]])),
        ],
    )


def _divides_by_zero(mine, Z):
    """Say that a Z of exactly 0 gives NaN, where only those do."""
    with np.errstate(all="ignore"):
        value = learner.run(mine, np.ones_like(Z), Z.copy())
    if np.shape(value) != Z.shape or getattr(value, "dtype", np.dtype(object)).kind != "f":
        return None
    bad = ~np.isfinite(value)
    if bad.any() and not bad[Z != 0].any():
        return "At exactly Z = 0 yours divides 0 by 0. Ask whether Z > 0: that needs no division."
    return None


def _by(slope, turned=True):
    return lambda p, s, dF: (dF @ (p[4].T if turned else p[4])) * slope(s)


def _tanh_slope(z):
    return 1 - np.tanh(z) ** 2


DELTA_MISTAKES = {
    "The activation's slope is missing: that is dA2. Multiply by 1 − tanh²(Z2).": _by(
        lambda s: 1.0
    ),
    "The transpose is missing: the error goes back through W3ᵀ, W3.T.": _by(
        lambda s: _tanh_slope(s.Z2), False
    ),
    "The slope is that of the first hidden layer: take Z2, not Z1.": _by(
        lambda s: _tanh_slope(s.Z1)
    ),
    "The slope is taken at A2, behind the activation. It belongs to Z2.": _by(
        lambda s: _tanh_slope(s.A2)
    ),
    "The square stands at Z2: the slope of tanh is 1 − tanh(Z2)², that is 1 − A2².": _by(
        lambda s: 1 - s.Z2**2
    ),
    "The square is missing: the slope of tanh is 1 − tanh²(Z2).": _by(lambda s: 1 - s.A2),
    "That is the mask of a ReLU. These units are tanh.": _by(lambda s: s.Z2 > 0),
    "Yours multiplies by A2, the value: it is by the slope 1 − A2².": _by(lambda s: s.A2),
    "The slope alone: the error dF W3ᵀ is missing.": lambda p, s, dF: _tanh_slope(s.Z2),
    "Yours goes back through W2. Between Z2 and F lies W3: params[4].": (
        lambda p, s, dF: (dF @ p[2].T) * _tanh_slope(s.Z2)
    ),
    "The slope comes first in yours, and then W3. On the way back it's the other way round: "
    "through W3, then the slope.": lambda p, s, dF: (dF * _tanh_slope(s.Z2)) @ p[4].T,
    "W3 is missing: the error goes back through it before it meets the slope.": (
        lambda p, s, dF: dF * _tanh_slope(s.Z2)
    ),
    "The slope is taken at the error. It belongs to Z2, where the unit was.": (
        lambda p, s, dF: (dF @ p[4].T) * _tanh_slope(dF @ p[4].T)
    ),
    "params[5] is the bias b3. The weights W3 are params[4].": (
        lambda p, s, dF: (dF * p[5]) * _tanh_slope(s.Z2)
    ),
    "np.tan is the tangent; np.tanh is meant.": _by(lambda s: 1 - np.tan(s.Z2) ** 2),
    "That's the gradient of the weights W3. The error is handed back to Z2: dF W3ᵀ, times the "
    "slope.": (lambda p, s, dF: s.A2.T @ dF),
    "A2 (1 − A2) is the slope of a sigmoid. For tanh it's 1 − A2².": _by(
        lambda s: s.A2 * (1 - s.A2)
    ),
    "The slope is 1 + tanh² in yours; it's 1 − tanh².": _by(lambda s: 1 + np.tanh(s.Z2) ** 2),
    "That's the slope of a sigmoid, s (1 − s). These units are tanh.": _by(
        lambda s: (1 / (1 + np.exp(-s.Z2))) * (1 - 1 / (1 + np.exp(-s.Z2)))
    ),
}
DELTA_SHAPES = {
    "That's the gradient of the weights W3. The error is handed back to Z2: dF W3ᵀ, times the "
    "slope.": (lambda p, s, dF: s.A2.T @ dF)
}


def delta(my_delta):
    """Judge my_delta(params, stages, dF) -> dZ2 = dF W3ᵀ ⊙ (1 − tanh²(Z2)), for tanh units."""

    def proof(call):
        rng = np.random.default_rng(5)
        params = network.init_params((2, 4, 3, 2), rng)
        *_, W3, b3 = params
        target = rng.standard_normal((6, 2))
        F, stages = network.forward(params, rng.standard_normal((6, 2)), "tanh")
        _, dF = network.mean_squared_error(F, target)
        mine = call(params, stages, dF)

        def loss(Z2):
            return network.mean_squared_error(np.tanh(Z2) @ W3 + b3, target)[0]

        wiggled = gradcheck.numerical_gradient(loss, stages.Z2)
        where = "on 2-4-3-2 with 6 samples it does not agree with wiggling Z2"
        close = as_wiggled(mine, wiggled, where)
        return f"On 2-4-3-2 it agrees with wiggling each of the 18 entries of Z2, {close}."

    judge(
        my_delta,
        _by(lambda s: _tanh_slope(s.Z2)),
        _nets("tanh"),
        proof=proof,
        mistakes=DELTA_MISTAKES,
        shapes=DELTA_SHAPES,
    )


def _right(A, dZ):
    return _flat(A.T @ dZ, dZ.sum(axis=0))


WEIGHT_GRADIENT_MISTAKES = {
    "The 1/N comes in twice: it is in dZ already, so sum, and do not average.": (
        lambda A, dZ: _right(A, dZ) / len(A)
    ),
    "dW has the 1/N twice: it is in dZ already.": (
        lambda A, dZ: _flat(A.T @ dZ / len(A), dZ.sum(axis=0))
    ),
    "db is the mean: the 1/N is in dZ already, so sum.": (
        lambda A, dZ: _flat(A.T @ dZ, dZ.mean(axis=0))
    ),
    "Yours takes the first sample only: all of them add up.": lambda A, dZ: _right(A[:1], dZ[:1]),
    "db takes the first sample only: all of them add up.": lambda A, dZ: _flat(A.T @ dZ, dZ[0]),
    "dW averages A and adds up dZ separately. Multiply sample by sample, then add.": (
        lambda A, dZ: _flat(np.outer(A.mean(axis=0), dZ.sum(axis=0)), dZ.sum(axis=0))
    ),
    "dW adds up A and dZ separately. Multiply sample by sample, then add.": (
        lambda A, dZ: _flat(np.outer(A.sum(axis=0), dZ.sum(axis=0)), dZ.sum(axis=0))
    ),
}


def weight_gradient(my_weight_gradient):
    """Judge my_weight_gradient(A, dZ) -> dW, db with dW = Aᵀ dZ and db = Σ dZ over the samples."""

    def fitted(A, dZ):
        samples, units = dZ.shape
        inputs = A.shape[1]
        turned = "dW comes out transposed. It has the shape of W, (inputs, units), so it's Aᵀ dZ."
        return [(inputs, units), (units,)], {
            ("db", dZ.shape): "db is not summed: add dZ up over the samples, axis=0.",
            ("db", (samples,)): "db adds up along the units. Add over the samples, axis=0.",
            ("db", ()): "db adds up everything. Add over the samples only, axis=0.",
            (
                "dW",
                (A.size, dZ.size),
            ): "np.outer lays both arrays flat first. The sum over the samples "
            "is a product of matrices, Aᵀ dZ.",
            ("dW", (units, inputs)): turned,
        }

    def proof(call):
        dW, db = call(X, np.array([[36.0, 0.0]]))
        rows = ", ".join(_row(row) for row in np.asarray(dW))
        return f"In the small network dW1 has the rows {rows}, and db1 = {_row(db)}, as by hand."

    rng = np.random.default_rng(2)
    cases = [(rng.standard_normal((5, 4)), rng.standard_normal((5, 3))) for _ in range(3)]
    judge(
        my_weight_gradient,
        _right,
        cases,
        proof=proof,
        mistakes=WEIGHT_GRADIENT_MISTAKES,
        by_hand=[
            (np.array([[2.0]]), np.array([[3.0]])),
            (np.array([[2.0], [1.0]]), np.array([[3.0], [4.0]])),
            (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [2.0, 1.0]])),
        ],
        through=_several(["dW", "db"], fitted),
    )


def _row(values):
    """Return numbers as a sentence quotes a row of them."""
    return "(" + ", ".join(f"{v + 0:g}".replace("-", "−") for v in np.ravel(values)) + ")"


def _slip(first="Z1", second="Z2", W2=True, W3=True, given=("X", "A1", "A2"), turned=True, axis=0):
    """Return a backward pass with a slip.

    Other masks ("1" for none), W that is not turned, other inputs of the layers.
    """

    def mask(stages, name):
        return 1.0 if name == "1" else getattr(stages, name) > 0

    def backward(params, stages, dF):
        dZ2 = dF @ (params[4].T if W3 else params[4]) * mask(stages, second)
        dZ1 = dZ2 @ (params[2].T if W2 else params[2]) * mask(stages, first)
        gradients = []
        for name, dZ in zip(given, (dZ1, dZ2, dF), strict=True):
            A = getattr(stages, name)
            gradients += [(A.T if turned else A) @ dZ, dZ.sum(axis=axis)]
        return _flat(*gradients)

    return backward


BACKWARD_MISTAKES = {
    "The biases' gradients add up along the units. Add over the samples, axis=0.": _slip(axis=1),
    "Both masks are missing: dZ = dA where Z > 0, and 0 elsewhere.": _slip("1", "1"),
    "The mask of the first hidden layer is missing, in dZ1.": _slip(first="1"),
    "The mask of the second hidden layer is missing, in dZ2.": _slip(second="1"),
    "The masks are those of the wrong layers: Z1 belongs to dZ1, Z2 to dZ2.": _slip("Z2", "Z1"),
    "dZ1 has the mask of the wrong layer: take Z1.": _slip(first="Z2"),
    "dZ2 has the mask of the wrong layer: take Z2.": _slip(second="Z1"),
    "A transpose is missing: dA2 = dF W3ᵀ.": _slip(W3=False),
    "A transpose is missing: dA1 = dZ2 W2ᵀ.": _slip(W2=False),
    "The transposes of W2 and W3 are missing on the way back.": _slip(W2=False, W3=False),
    "The transposes of X, A1 and A2 are missing: dW = (what came in)ᵀ dZ.": _slip(turned=False),
    "dW2 and dW3 take Z1 and Z2: what came into those layers is A1 and A2.": _slip(
        given=("X", "Z1", "Z2")
    ),
    "What came in is one layer late: X belongs to dW1, A1 to dW2, A2 to dW3.": _slip(
        given=("A1", "A2", "A2")
    ),
    "Those are the parameters after a step. The gradients themselves, please.": (
        lambda p, s, dF: _flat(*p) - 0.1 * _slip()(p, s, dF)
    ),
    "The list begins with layer 3: dW1 comes first.": (
        lambda *a: _slip()(*a).reshape(3, -1)[::-1].ravel()
    ),
    "The 1/N comes in twice: it is in dF already, so sum, and do not average.": (
        lambda p, s, dF: _slip()(p, s, dF) / len(dF)
    ),
    "At exactly Z = 0 yours lets the error through. The masks are Z > 0, not Z >= 0.": (
        lambda p, s, dF: _other_way(p, s, dF, lambda Z: Z >= 0)
    ),
    "Yours multiplies by Z1 and Z2 themselves. It's by the masks, Z1 > 0 and Z2 > 0.": (
        lambda p, s, dF: _other_way(p, s, dF, lambda Z: Z)
    ),
    "Yours multiplies by A1 and A2, the values. It's by the masks, Z1 > 0 and Z2 > 0.": (
        lambda p, s, dF: _other_way(p, s, dF, _relu)
    ),
    "Those are the slopes of tanh. This network has ReLUs: the masks Z1 > 0 and Z2 > 0.": (
        lambda p, s, dF: _other_way(p, s, dF, lambda Z: 1 - np.tanh(Z) ** 2)
    ),
    "Those are the slopes of tanh, 1 − A². This network has ReLUs: the masks Z1 > 0 and Z2 > 0.": (
        lambda p, s, dF: _other_way(p, s, dF, lambda Z: 1 - _relu(Z) ** 2)
    ),
    "Brackets are missing around the masks: dA * Z > 0 asks whether the product is above 0.": (
        lambda p, s, dF: _compared(p, s, dF)
    ),
    "The way back goes through W2 and W1 in yours. It's W3 that lies between dF and dZ2, and W2 "
    "between dZ2 and dZ1.": lambda p, s, dF: _other_way(p, s, dF, lambda Z: Z > 0, weights=(2, 0)),
    "The way back goes through W2 and W3 in yours, the wrong way round: W3 comes first.": (
        lambda p, s, dF: _other_way(p, s, dF, lambda Z: Z > 0, weights=(2, 4))
    ),
    "db1 and db2 add up the error in front of the mask. The bias sits in Z: add up dZ1 and dZ2.": (
        lambda p, s, dF: _unmasked_biases(p, s, dF)
    ),
    "The mask comes before W on the way back in yours. First through W, then the mask: dA W ⊙ (Z > "
    "0).": lambda p, s, dF: _mask_first(p, s, dF),
    "The weights' gradients are turned: dW = (what came in)ᵀ dZ, and not the other way round.": (
        lambda p, s, dF: _slip_turned(p, s, dF)
    ),
}


def _other_way(p, s, dF, slope, weights=(4, 2)):
    """Return the backward pass with another slope, or through other weights."""
    dZ2 = dF @ p[weights[0]].T * slope(s.Z2)
    dZ1 = dZ2 @ p[weights[1]].T * slope(s.Z1)
    return _gathered(s, dZ1, dZ2, dF)


def _gathered(s, dZ1, dZ2, dF):
    pairs = ((s.X, dZ1), (s.A1, dZ2), (s.A2, dF))
    return _flat(*(part for A, dZ in pairs for part in (A.T @ dZ, dZ.sum(axis=0))))


def _compared(p, s, dF):
    dZ2 = dF @ p[4].T * s.Z2 > 0
    return _gathered(s, dZ2 @ p[2].T * s.Z1 > 0, dZ2, dF)


def _unmasked_biases(p, s, dF):
    dA2 = dF @ p[4].T
    dZ2 = dA2 * (s.Z2 > 0)
    dA1 = dZ2 @ p[2].T
    dZ1 = dA1 * (s.Z1 > 0)
    weights = (s.X.T @ dZ1, s.A1.T @ dZ2, s.A2.T @ dF)
    biases = (dA1.sum(axis=0), dA2.sum(axis=0), dF.sum(axis=0))
    return _flat(*(part for pair in zip(weights, biases, strict=True) for part in pair))


def _mask_first(p, s, dF):
    dZ2 = (dF * (s.Z2 > 0)) @ p[4].T
    return _gathered(s, (dZ2 * (s.Z1 > 0)) @ p[2].T, dZ2, dF)


def _slip_turned(p, s, dF):
    dZ2 = dF @ p[4].T * (s.Z2 > 0)
    dZ1 = dZ2 @ p[2].T * (s.Z1 > 0)
    pairs = ((s.X, dZ1), (s.A1, dZ2), (s.A2, dF))
    return _flat(*(part for A, dZ in pairs for part in (dZ.T @ A, dZ.sum(axis=0))))


def backward(my_backward):
    """Judge my_backward(params, stages, dF) -> [dW1, db1, dW2, db2, dW3, db3] for ReLUs."""
    names = ["dW1", "db1", "dW2", "db2", "dW3", "db3"]

    def fitted(params, stages, dF):
        known = {}
        for place, (db, dZ) in enumerate((("db1", "dZ1"), ("db2", "dZ2"), ("db3", "dF"))):
            whole = (len(dF), len(params[2 * place + 1]))
            known[db, whole] = f"{db} is not summed: add {dZ} up over the samples, axis=0."
        return [p.shape for p in params], known

    def proof(call):
        F, stages = network.forward(HAND, X)
        _, dF = network.mean_squared_error(F, Y)
        mine = [d.reshape(p.shape) for d, p in zip(call(HAND, stages, dF), HAND, strict=True)]

        def loss(params):
            return network.mean_squared_error(network.forward(params, X)[0], Y)[0]

        wiggled = gradcheck.numerical_gradient(loss, HAND)
        as_wiggled(mine, wiggled, "in the small network it does not agree with 30 losses")
        return "In the small network all 15 derivatives agree with 30 losses, wiggle by wiggle."

    judge(
        my_backward,
        _slip(),
        [*_nets("relu"), _with_zeros(), _unequal()],
        proof=proof,
        mistakes=BACKWARD_MISTAKES,
        by_hand=[("In the small network of the text", *_small())],
        through=_several(names, fitted),
    )


def _small():
    """Return the small network of the text as a case."""
    F, stages = network.forward(HAND, X)
    return HAND, stages, network.mean_squared_error(F, Y)[1]


def _with_zeros():
    """Return a case in which some Z are exactly 0, where a ReLU lets nothing through."""
    params, stages, dF = _nets("relu", seeds=(3,))[0]
    Z1 = np.where(np.arange(16).reshape(4, 4) % 3 == 0, 0.0, stages.Z1)
    Z2 = np.where(np.arange(16).reshape(4, 4) % 5 == 0, 0.0, stages.Z2)
    return params, stages._replace(Z1=Z1, Z2=Z2, A1=_relu(Z1), A2=_relu(Z2)), dF


def _unequal():
    """Return a case whose layers are not all of one width."""
    rng = np.random.default_rng(7)
    params = [p + 0.2 for p in network.init_params((2, 5, 3, 2), rng)]
    F, stages = network.forward(params, rng.standard_normal((6, 2)))
    return params, stages, network.mean_squared_error(F, rng.standard_normal((6, 2)))[1]


PASSES_MISTAKES = {
    "Central differences take two losses for each parameter: one at +h, one at −h.": (
        lambda p, m: _flat(p, p, m)
    ),
    "p + 1 losses is the one-sided formula. The central one takes two for each parameter.": (
        lambda p, m: _flat(p + 1, p, m)
    ),
    "Forward and reverse are swapped: forward mode takes a pass for each parameter.": (
        lambda p, m: _flat(2 * p, m, p)
    ),
    "Reverse mode takes one pass for each output; here there may be several.": (
        lambda p, m: _flat(2 * p, p, 1)
    ),
    "Reverse mode takes a pass for each output only, however many parameters there are.": (
        lambda p, m: _flat(2 * p, p, p * m)
    ),
    "Forward mode takes a pass for each parameter, and finds all outputs in it.": (
        lambda p, m: _flat(2 * p, p * m, m)
    ),
    "One run of the network gives all outputs: do not multiply by their number.": (
        lambda p, m: _flat(2 * p * m, p, m)
    ),
    "Forward mode takes one pass for each parameter, not two.": (
        lambda p, m: _flat(2 * p, 2 * p, m)
    ),
}


def passes(my_passes):
    """Judge my_passes(parameters, outputs) -> losses, forward, reverse.

    Losses by central differences, passes in forward mode, passes in reverse mode.
    """

    def proof(call):
        losses, forward, reverse = (int(n) for n in call(15, 1))
        passes = f"{forward} passes forward, or {reverse} pass back"
        return f"For 15 parameters and one loss: {losses} losses, or {passes}."

    judge(
        my_passes,
        lambda p, m: _flat(2 * p, p, m),
        [(15, 1), (7, 3), (2000, 10)],
        proof=proof,
        mistakes=PASSES_MISTAKES,
        by_hand=[(2, 1), (3, 2)],
        through=_several(["losses", "forward", "reverse"], lambda p, m: ([()] * 3, {})),
    )
