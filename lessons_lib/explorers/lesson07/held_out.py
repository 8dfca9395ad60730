"""The digits as each seed parts them: to learn from, and held out."""

from typing import NamedTuple

import numpy as np

from ..shared.scans import digits_or_noise


class Parts(NamedTuple):
    """The digits to learn from, and those held out."""

    X: np.ndarray  # (N, 64)
    labels: np.ndarray  # (N,)
    held: np.ndarray  # (M, 64)
    labels_held: np.ndarray  # (M,)
    note: str  # why there is noise in their place, "" for digits


class Digits:
    """The Parts of each seed, parted once: digits(seed)."""

    def __init__(self):
        self.parted = {}

    def __call__(self, seed):
        """Return the Parts of this seed."""
        if seed not in self.parted:
            self.parted[seed] = Parts(*digits_or_noise(seed))
        return self.parted[seed]
