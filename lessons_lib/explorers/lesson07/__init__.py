"""Lesson 7: a convolutional network reads digits; what its parts cost, learn and stand.

Arguments that are functions may be the learner's own; params may be a network of the learner's own.
"""

from .broken import Broken as broken
from .budget import Budget as budget
from .draw_a_digit import DrawADigit as draw_a_digit
from .leaderboard import leaderboard
from .shifted import Shifted as shifted
from .training import Training as training

__all__ = ["broken", "budget", "draw_a_digit", "leaderboard", "shifted", "training"]
