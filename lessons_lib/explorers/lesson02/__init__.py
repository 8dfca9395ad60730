"""Lesson 2: what happens when each step looks at a few points only.

Arguments that are functions may be the learner's own; x and y may be the learner's own data.
"""

from .cloud import Cloud as cloud
from .noise_ball import NoiseBall as noise_ball
from .paths import Paths as paths
from .schedules import Schedules as schedules

__all__ = ["cloud", "noise_ball", "paths", "schedules"]
