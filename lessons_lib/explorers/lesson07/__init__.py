"""Lesson 7: a convolutional network reads digits; what its parts cost, learn and stand.

Arguments that are functions may be the learner's own; params may be a network of the learner's own.
"""

from .anywhere import Anywhere as anywhere
from .broken import Broken as broken
from .budget import Budget as budget
from .contest import Contest as contest
from .contest import page_network, results
from .draw_a_digit import DrawADigit as draw_a_digit
from .kernels import Kernels as kernels
from .leaderboard import leaderboard
from .lost import Lost as lost
from .shifted import Shifted as shifted
from .training import Training as training
from .two_layers import TwoLayers as two_layers

__all__ = [
    "anywhere",
    "broken",
    "budget",
    "contest",
    "draw_a_digit",
    "kernels",
    "leaderboard",
    "lost",
    "page_network",
    "results",
    "shifted",
    "training",
    "two_layers",
]
