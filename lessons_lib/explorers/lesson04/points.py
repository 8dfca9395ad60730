"""The points that the playground's network learns from: a set of data, and what clicks made of
it.
"""

import numpy as np

from ... import datasets


def nothing():
    """Return no points: X (0, 2) and labels (0,)."""
    return np.zeros((0, 2)), np.zeros(0, dtype=int)


SETS = {
    "moons": datasets.moons,
    "circles": datasets.circles,
    "xor": datasets.xor,
    "spirals": datasets.spirals,
    "blobs": datasets.blobs,
    "nothing yet": nothing,
}


class Points:
    """Points in the plane with their labels, every third held out as a test point.

    `version` is another number after every change, so that a training knows which points it had.
    """

    def __init__(self):
        self.name = ""  # of the set
        self.clicks = []  # what changed it since: (x₁, x₂, label), label None where one was removed
        self.X, self.labels = nothing()
        self.is_test = np.zeros(0, dtype=bool)
        self.version = 0

    def load(self, name):
        """Take the points of this set, if they are of another one now."""
        if name == self.name:
            return
        self.name = name
        self.X, self.labels = SETS[name]()
        self.is_test = np.arange(len(self.X)) % 3 == 0
        self.clicks = []
        self.version += 1

    def add(self, place, label):
        """Add a training point."""
        self.clicks.append((*map(float, place), label))
        self.X = np.vstack([self.X, place])
        self.labels = np.append(self.labels, label)
        self.is_test = np.append(self.is_test, False)
        self.version += 1

    def remove_nearest(self, place):
        """Remove the point nearest to this place, when there is one."""
        self.clicks.append((*map(float, place), None))
        if len(self.X):
            away = ((self.X - place) ** 2).sum(axis=1)
            keep = np.arange(len(self.X)) != away.argmin()
            self.X = self.X[keep]
            self.labels = self.labels[keep]
            self.is_test = self.is_test[keep]
        self.version += 1

    def training(self):
        """Return X and labels of the points to learn from."""
        return self.X[~self.is_test], self.labels[~self.is_test]

    def test(self):
        """Return X and labels of the points held out."""
        return self.X[self.is_test], self.labels[self.is_test]
