"""Lesson 1: a line, its loss as a landscape, and the walk to the bottom.

Arguments that are functions may be the learner's own; x and y may be the learner's own data.
"""

from .ball import Ball as ball
from .bowl_in_3d import BowlIn3d as bowl_in_3d
from .centre import Centre as centre
from .diabetes import Diabetes as diabetes
from .learning_rate import LearningRate as learning_rate
from .line_and_bowl import LineAndBowl as line_and_bowl
from .move_the_data import MoveTheData as move_the_data
from .pixels import Pixels as pixels
from .two_errors import TwoErrors as two_errors

__all__ = [
    "ball",
    "bowl_in_3d",
    "centre",
    "diabetes",
    "learning_rate",
    "line_and_bowl",
    "move_the_data",
    "pixels",
    "two_errors",
]
