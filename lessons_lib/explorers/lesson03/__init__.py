"""Lesson 3: momentum and Adam, raced, opened up, and tried at thousands of settings.

optimizers, adam: the learner's own rules, as make(lr, …) -> Optimizer. surfaces: the learner's own,
a list of Surface.
"""

from .anatomy import Anatomy as anatomy
from .oscillators import Oscillators as oscillators
from .race import Race as race
from .rotation import Rotation as rotation
from .settings_map import SettingsMap as settings_map

__all__ = ["anatomy", "oscillators", "race", "rotation", "settings_map"]
