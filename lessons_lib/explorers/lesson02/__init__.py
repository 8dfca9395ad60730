"""Lesson 2: what happens when each step looks at a few points only.

Arguments that are functions may be the learner's own; x and y may be the learner's own data.
"""

from .budget import Budget as budget
from .cloud import Cloud as cloud
from .escape import Escape as escape
from .noise_ball import NoiseBall as noise_ball
from .one_pass import OnePass as one_pass
from .paths import Paths as paths
from .schedules import Schedules as schedules

__all__ = ["budget", "cloud", "escape", "noise_ball", "one_pass", "paths", "schedules"]
