"""Lesson 1: a line, its loss as a landscape, and the walk to the bottom.

Arguments that are functions may be the learner's own; x and y may be the learner's own data.
"""

from .centre import Centre as centre
from .diabetes import Diabetes as diabetes
from .learning_rate import LearningRate as learning_rate
from .line_and_bowl import LineAndBowl as line_and_bowl
from .move_the_data import MoveTheData as move_the_data
from .two_errors import TwoErrors as two_errors

__all__ = ["centre", "diabetes", "learning_rate", "line_and_bowl", "move_the_data", "two_errors"]
