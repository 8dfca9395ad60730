"""The trainings of this lesson, each of them done once, and only as far as somebody looks."""

import time
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ... import anywhere, convnet, datasets, network
from ...optimizers import adam
from .trained import DENSE, SIZES

EPOCHS = 30
RATE = 0.005
BATCH = 64
MIDDLE = 4  # the row and the column at which a digit begins when it lies in the middle
SINGLE = np.float32  # half the work of float64, and exact enough for a network


class Course(NamedTuple):
    """What a network is, what it learns from, and how it reads."""

    first: Callable  # first(rng) -> its random parameters
    gradient: Callable  # gradient(params, X, labels)
    outputs: Callable  # outputs(params, X) -> F (N, 10)
    lessons: (
        Callable  # lessons(X, rng, seen) -> what it learns from in the next epoch; seen: the last
    )
    epochs: int = EPOCHS
    copies: int = 1  # n, how often each scan is in it


class Pupil:
    """A network that learns, epoch by epoch, as far as it is looked at."""

    def __init__(self, course, seed):
        self.course = course
        self.X, labels, *_ = datasets.digits(seed)
        self.labels = np.tile(labels, course.copies)
        self.rng = np.random.default_rng(seed)
        self.places = np.random.default_rng(1000 + seed)  # where digits lie
        self.path = [course.first(self.rng)]
        self.rule = adam(RATE)
        self.state = self.rule.init(self.path[0])
        self.seconds = 0.05  # that the last epoch took
        self.seen = None

    def at(self, t):
        """Return the parameters after t epochs."""
        while len(self.path) <= t:
            start = time.perf_counter()
            self.seen = self.course.lessons(self.X, self.places, self.seen)
            how = self.rule, self.seen, self.labels, BATCH, self.rng, self.course.gradient
            params, self.state = network.epoch(self.path[-1], self.state, *how)
            self.path.append(params)
            self.seconds = time.perf_counter() - start
        return self.path[t]


@lru_cache(maxsize=64)
def pupil(name, seed=0):
    """Return the Pupil of the course with this name."""
    return Pupil(COURSES[name], seed)


@lru_cache(maxsize=4)
def pages(seed=0):
    """Return the scans held out, each at a random place of a page, (450, 16, 16), and labels."""
    _, _, held, labels = datasets.digits(seed)
    return anywhere.scattered(held, np.random.default_rng(seed), SINGLE), labels


def share(name, seed, X, labels, epochs=EPOCHS):
    """Return the share of X that the pupil of this course reads right, in per cent."""
    course = COURSES[name]
    params = pupil(name, seed).at(min(epochs, course.epochs))
    return 100 * (course.outputs(params, X).argmax(axis=1) == labels).mean()


def moved(X, right):
    """Return scans X (N, 64) moved to the right by so many pixels; what leaves is lost."""
    wide = np.pad(X.reshape(-1, 8, 8), ((0, 0), (0, 0), (3, 3)))
    return wide[:, :, 3 - right : 11 - right].reshape(-1, 64)


# --------------------------------------------------------------------- what they learn from


def as_they_are(X, rng, seen):
    """Return the scans."""
    return X


def three_ways(X, rng, seen):
    """Return the scans a pixel to the left, as they are, and a pixel to the right."""
    return np.concatenate([moved(X, by) for by in (-1, 0, 1)])


def scattered(X, rng, seen):
    """Return each scan at a random place of a page, the same place in each epoch."""
    return anywhere.scattered(X, rng, SINGLE) if seen is None else seen


def scattered_anew(X, rng, seen):
    """Return each scan at a random place of a page, another in each epoch."""
    return anywhere.scattered(X, rng, SINGLE)


def in_the_middle(X, rng, seen):
    """Return each scan in the middle of a page."""
    return anywhere.placed(X, MIDDLE, MIDDLE, SINGLE)


# ------------------------------------------------------------------------------ what they are


def flat(X):
    """Return pages or scans as rows."""
    return X.reshape(len(X), -1)


def dense_outputs(params, X):
    """Return the outputs of lesson 4's network."""
    return network.run(params, flat(X))[0]


def dense_gradient(params, X, labels):
    """Return the gradient of lesson 4's network, in the kind of its parameters."""
    F, stages = network.run(params, flat(X))
    _, dF = network.softmax_cross_entropy(F, labels)
    return network.backward(params, stages, dF.astype(params[0].dtype))


def kernels_fixed(gradient):
    """Return a gradient by which the kernels stay as random as they began."""

    def fixed(params, X, labels):
        first, *others = gradient(params, X, labels)
        return [0 * first, *others]

    return fixed


def convolutional_outputs(params, X):
    """Return the outputs of the network for centred scans."""
    return convnet.forward(params, X)[0]


def page_outputs(params, X):
    """Return the outputs of a network for pages."""
    return anywhere.forward(params, X)[0]


def _small():
    return lambda rng: convnet.init_params(SIZES, rng)


def _dense(sizes, dtype=float):
    return lambda rng: [p.astype(dtype) for p in network.init_params(sizes, rng)]


def _page(layers):
    return lambda rng: anywhere.init_params(layers, rng, dtype=SINGLE)


_SMALL = _small(), convnet.gradient, convolutional_outputs
_DENSE = _dense(DENSE), dense_gradient, dense_outputs
_PAGE = _page(anywhere.ONE_LAYER), anywhere.gradient, page_outputs
_PAGE_DENSE = _dense(anywhere.DENSE, SINGLE), dense_gradient, dense_outputs
_THREE = three_ways, 10, 3  # a third of the epochs, for three times the scans

COURSES = {
    "centred, convolutional": Course(*_SMALL, as_they_are),
    "centred, dense": Course(*_DENSE, as_they_are),
    "centred, random kernels": Course(
        _small(), kernels_fixed(convnet.gradient), convolutional_outputs, as_they_are
    ),
    "moved, convolutional": Course(*_SMALL, *_THREE),
    "moved, dense": Course(*_DENSE, *_THREE),
    "page, convolutional": Course(*_PAGE, scattered),
    "page, dense": Course(*_PAGE_DENSE, scattered),
    "page, dense, new places": Course(*_PAGE_DENSE, scattered_anew),
    "page, random kernels": Course(
        _page(anywhere.ONE_LAYER), kernels_fixed(anywhere.gradient), page_outputs, scattered
    ),
    "middle, convolutional": Course(*_PAGE, in_the_middle),
    "middle, dense": Course(*_PAGE_DENSE, in_the_middle),
    "page, two layers": Course(
        _page(anywhere.TWO_LAYERS), anywhere.gradient, page_outputs, scattered_anew, 20
    ),
}
