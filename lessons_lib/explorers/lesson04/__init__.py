"""Lesson 4: backpropagation.

backward: the learner's own, as backward(params, stages, d_output) ->
[dW1, db1, dW2, db2, dW3, db3]. train: the learner's own loop, as
train(params, rule, batches, watch) -> params.
"""

from .blame import Blame as blame
from .digits import Digits as digits
from .edge import Edge as edge
from .gradient_check import GradientCheck as gradient_check
from .initialisation import Initialisation as initialisation
from .playground import Playground as playground
from .scalars import Scalars as scalars
from .stepper import Stepper as stepper
from .two_modes import TwoModes as two_modes

__all__ = [
    "blame",
    "digits",
    "edge",
    "gradient_check",
    "initialisation",
    "playground",
    "scalars",
    "stepper",
    "two_modes",
]
