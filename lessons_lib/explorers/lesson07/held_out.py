"""The digits as each seed parts them: to learn from, and held out."""

from typing import NamedTuple

import numpy as np

from ... import datasets


class Parts(NamedTuple):
    """The digits to learn from, and those held out."""

    X: np.ndarray  # (N, 64)
    labels: np.ndarray  # (N,)
    held: np.ndarray  # (M, 64)
    labels_held: np.ndarray  # (M,)


class Digits:
    """The Parts of each seed, parted once: digits(seed)."""

    def __init__(self):
        self.parted = {}

    def __call__(self, seed):
        """Return the Parts of this seed."""
        if seed not in self.parted:
            self.parted[seed] = Parts(*datasets.digits(seed))
        return self.parted[seed]
