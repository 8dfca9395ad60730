"""The scanned digits of lessons 4 and 7, and what stands in for them where they are missing."""

import numpy as np

from ... import datasets

HELD = 75  # so many of the images of noise are held out


def digits_or_noise(seed=None):
    """Return what datasets.digits returns, and a note: when they are missing there is noise in
    their place, and the note says why.
    """
    try:
        return *datasets.digits(seed), ""
    except RuntimeError as error:
        note = f"{error} The picture shows noise."
    X = np.random.default_rng(0).random((300, 64))
    labels = np.arange(300) % 10
    if seed is None:
        return X, labels, note
    return X[HELD:], labels[HELD:], X[:HELD], labels[:HELD], note
