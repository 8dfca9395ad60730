"""Lesson 4: backpropagation.

backward: the learner's own, as backward(params, stages, d_output) ->
[dW1, db1, dW2, db2, dW3, db3].
"""

from .digits import Digits as digits
from .gradient_check import GradientCheck as gradient_check
from .initialisation import Initialisation as initialisation
from .playground import Playground as playground
from .stepper import Stepper as stepper
from .two_modes import TwoModes as two_modes

__all__ = ["digits", "gradient_check", "initialisation", "playground", "stepper", "two_modes"]
