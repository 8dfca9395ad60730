"""Lesson 3: momentum and Adam, raced, opened up, and tried at thousands of settings.

optimizers, adam: the learner's own rules, as make(lr, …) -> Optimizer. surfaces: the learner's own,
a list of Surface. gradients: a sequence that the learner made up.
"""

from .anatomy import Anatomy as anatomy
from .digits_race import DigitsRace as digits_race
from .noise import Noise as noise
from .oscillators import Oscillators as oscillators
from .race import Race as race
from .rare import Rare as rare
from .rotation import Rotation as rotation
from .settings_map import SettingsMap as settings_map

__all__ = [
    "anatomy",
    "digits_race",
    "noise",
    "oscillators",
    "race",
    "rare",
    "rotation",
    "settings_map",
]
