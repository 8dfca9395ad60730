"""The training of a convolutional network, an epoch a step, also by a learner's own functions."""

import copy
import time
from contextlib import nullcontext

import numpy as np

from ... import convnet, learner, network
from ..shared.training import MINE, Trainer, Training, joined, split
from .trained import SIZES


class OwnGradient:
    """`convnet.gradient` with a learner's gradient of the kernels, my_kernel_gradient(X, dZ0), in
    its place.

    `apart` is None, or where the first one that was unlike the library's is farthest from it.
    """

    def __init__(self, mine):
        self.mine = mine
        self.name = learner.name_of(mine)
        self.apart = None

    def __call__(self, params, X, labels):
        """Return the gradient, a list shaped as params. Trouble says what will not do."""
        output, stages = convnet.forward(params, X)
        dF = network.softmax_cross_entropy(output, labels)[1]
        grads = convnet.backward(params, stages, dF)
        dZ0 = convnet.map_errors(params, stages, dF)
        value = learner.attempt(self.mine, *copy.deepcopy((stages.X, dZ0)))
        own = learner.as_numbers(self.name, value, np.full(params[0].shape, np.inf))
        own = learner.sound(self.name, own, *params)
        if not self.apart:
            self.apart = learner.farthest(own, grads[0], rtol=1e-5, atol=1e-7)
        return [own, *grads[1:]]


class Clock:
    """How many seconds the last epoch took; before there is one, a guess."""

    seconds = 0.05


class Epoch:
    """One step of a training: all digits once, in batches.

    who      the name of the learner's function to blame when an epoch takes too long
    limited  True where a learner's function may break it off
    """

    def __init__(self, shape, digits, batch, rng, gradient, who, limited, clock):
        self.shape = shape  # arrays shaped as the parameters
        self.digits = digits  # the Parts of the seed
        self.batch = batch
        self.rng = rng
        self.gradient = gradient
        self.who = who
        self.limited = limited
        self.clock = clock
        self.calls = 0  # of the gradient, in this epoch

    def slope(self, theta, X, labels):
        """Return the gradient at theta, one vector."""
        self.calls += 1
        return joined(self.gradient(split(theta, self.shape), X, labels))

    def __call__(self, theta, state, rule):
        """Return the parameters, one vector, and the state of the rule after one more epoch."""
        start = time.perf_counter()
        before = self.rng.bit_generator.state
        self.calls = 0
        X, labels = self.digits.X, self.digits.labels
        try:
            with learner.time_limit() if self.limited else nullcontext():
                theta, state = network.epoch(
                    theta, state, rule, X, labels, self.batch, self.rng, self.slope
                )
        except BaseException as error:
            self.rng.bit_generator.state = before  # so that the epoch can be tried again
            late = time.perf_counter() - start >= learner.SECONDS
            stopped = isinstance(error, (learner.TooLong, learner.Trouble))
            if stopped and late and self.calls > 1:
                raise learner.Trouble(too_slow(self.who, -(-len(X) // self.batch))) from None
            raise
        self.clock.seconds = time.perf_counter() - start
        return theta, state


def too_slow(who, batches):
    """Return the sentence about a function that is too slow for an epoch of so many batches."""
    long = f"an epoch of {batches} batches takes more than {learner.SECONDS:g} s"
    return f"{who} is too slow: {long}. Loop little: let NumPy do all samples at once."


class Beginning:
    """Begins trainings by one gradient, with one way to make a rule of its name.

    digits    a Digits: the parts of each seed
    gradient  convnet.gradient, or an OwnGradient
    make      make(name, lr) is the rule of that name
    who       the name of the learner's function, "" where there is none
    theirs    True where what fails is a learner's, and False where the library takes its place
    clock     a Clock, told how long each epoch takes
    """

    def __init__(self, digits, gradient, make, who, theirs, clock):
        self.digits = digits
        self.gradient = gradient
        self.make = make
        self.who = who
        self.theirs = theirs
        self.clock = clock

    def __call__(self, lr, name, batch, kernels, seed):
        """Return the Training with these settings."""
        rng = np.random.default_rng(seed)
        first = convnet.init_params((SIZES[0], kernels, *SIZES[2:]), rng)
        own = self.gradient is not convnet.gradient or name == MINE
        limited = self.theirs and own
        digits = self.digits(seed)
        step = Epoch(first, digits, batch, rng, self.gradient, self.who, limited, self.clock)
        return Training(joined(first), self.make(name, lr), step)


class OwnTrainer(Trainer):
    """The trainings by a learner's gradient or rule, which are checked and limited as they go."""

    def __init__(self, begin, keep=1):
        super().__init__(begin, keep)
        self.gradient = begin.gradient

    @property
    def apart(self):
        """None, or where a learner's gradient is unlike the library's."""
        return getattr(self.gradient, "apart", None)
