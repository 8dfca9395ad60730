"""The data of the course: a few points on the back of an envelope, and real measurements.

Nothing is downloaded: the real sets lie in the folder data beside this file, and the README.md
there says whose they are.
"""

from pathlib import Path

import numpy as np

from . import entry, images

DATA = Path(__file__).parent / "data"
PHOTOGRAPHS = ("china", "flower")
LINES = {"A": (1.0, 3.0, 5.0, 7.0), "B": (1.0, 3.0, 2.0, 5.0)}


def line(name="A"):
    """Return x = (0, 1, 2, 3) and y, two vectors (4,).

    "A": y = 1 + 2x exactly. "B": y = (1, 3, 2, 5), which no line meets. ValueError for any other
    name.
    """
    if name not in LINES:
        raise ValueError(f"there is no line data {name!r}; take 'A' or 'B'")
    return np.arange(4.0), np.array(LINES[name])


def diabetes(standardise=False):
    """Return 442 real patients: x, body-mass index in kg/m², and y, how far diabetes progressed.

    Both are (442,). y is a clinical score after a year, from 25 to 346. standardise=True gives x
    the mean 0 and the standard deviation 1; y stays.
    Source: Efron, Hastie, Johnstone and Tibshirani, Least Angle Regression, Annals of Statistics 32
    (2004), 407–499.
    """
    x, y = np.loadtxt(DATA / "patients.csv", delimiter=",", skiprows=1).T.copy()
    return ((x - x.mean()) / x.std() if standardise else x), y


def _two_classes(X, labels, noise, seed):
    """Return X (n, 2) with normal noise added, and labels (n,), both in one random order."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(X))
    return (X + noise * rng.standard_normal(X.shape))[order], labels[order]


def _around(angle):
    """Return the points of the circle of radius 1 at these angles (n,), (n, 2)."""
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def moons(n=300, noise=0.1, seed=0):
    """Return two half circles that clasp each other: X (n, 2), labels (n,) of 0 and 1.

    noise: a standard deviation.
    """
    labels = np.arange(n) % 2
    angle = np.pi * (np.arange(n) + 0.5) / n + np.pi * labels
    X = np.stack([np.cos(angle) + labels - 0.5, np.sin(angle) + 0.5 * labels - 0.25], axis=1)
    return _two_classes(X, labels, noise, seed)


def circles(n=300, noise=0.1, seed=0):
    """Return a ring (label 1) inside a ring (label 0): X (n, 2), labels (n,).

    Their radii are 0.5 and 1.2.
    """
    labels = np.arange(n) % 2
    angle = 2 * np.pi * np.arange(n) / n
    radius = 1.2 - 0.7 * labels
    return _two_classes(radius[:, None] * _around(angle), labels, noise, seed)


def spirals(n=300, noise=0.03, seed=0):
    """Return two arms that wind once round each other: X (n, 2), labels (n,)."""
    labels = np.arange(n) % 2
    r = np.sqrt((np.arange(n) + 1) / n)
    angle = 2 * np.pi * r + np.pi * labels
    return _two_classes(1.4 * r[:, None] * _around(angle), labels, noise, seed)


def xor(n=300, noise=0.1, seed=0):
    """Return a square in four quarters: X (n, 2), labels (n,), 1 where x₁ and x₂ differ in sign."""
    X = np.random.default_rng(seed + 1).uniform(-1.3, 1.3, size=(n, 2))
    labels = (X[:, 0] * X[:, 1] < 0).astype(int)
    return _two_classes(X + 0.15 * np.sign(X), labels, noise, seed)


def blobs(n=300, noise=0.35, seed=0):
    """Return two heaps, around (−0.8, −0.5) and around (0.8, 0.5): X (n, 2), labels (n,)."""
    labels = np.arange(n) % 2
    return _two_classes((2 * labels - 1)[:, None] * np.array([0.8, 0.5]), labels, noise, seed)


def digits(seed=None):
    """Return 1,797 real scans of handwritten digits, 8 × 8: X (1797, 64) and labels (1797,).

    X goes from 0 to 1. With a seed: X, labels, X_test, labels_test, a random quarter held out, each
    digit in the same share (1347 and 450). ValueError for a seed that is not a whole number, 0 or
    more.
    Source: Alpaydin and Kaynak (1998), Optical recognition of handwritten digits, UCI Machine
    Learning Repository.
    """
    with np.load(DATA / "digits.npz") as file:
        X = file["scans"].reshape(-1, 64) / 16
        labels = file["labels"].astype(int)
    if seed is None:
        return X, labels
    learned, held = _parted(labels, entry.whole("seed", seed, 0))
    return X[learned], labels[learned], X[held], labels[held]


def _parted(labels, seed):
    """Return the places of three quarters of the scans, to learn from, and of those held out.

    They are parted as by scikit-learn's train_test_split(test_size=0.25, stratify=labels,
    random_state=seed), draw by draw. NumPy promises that this old generator never changes.
    """
    rng = np.random.RandomState(seed)
    count = len(labels) * 3 // 4
    shares, over = np.divmod(np.bincount(labels) * count, len(labels))  # (10,) of each digit
    shares[np.argsort(-over)[: count - shares.sum()]] += 1  # what rounding down has left
    rng.permutation(2)  # scikit-learn draws between 4 and 6, equally far over, though both get one
    learned, held = [], []
    for digit, share in enumerate(shares):
        places = rng.permutation(np.flatnonzero(labels == digit))
        learned.extend(places[:share])
        held.extend(places[share:])
    return rng.permutation(learned), rng.permutation(held)


def photograph(name_or_path, colour=False) -> np.ndarray:
    """Return a picture as floats from 0 to 1: grey (height, width), in colour (height, width, 3).

    name_or_path: "china" or "flower", photographs of 427 × 640 pixels that come with the course; or
    whatever `images.from_anything` takes: the path of a file, an open file, an array, a Pillow
    image. A longer side than 640 pixels of a file is reduced to 640, and a line says so; what is
    transparent turns white. Grey is red, green and blue, weighted with `images.GREY`.
    ValueError when it is no picture, FileNotFoundError when there is no such file.
    """
    picture, says = open_picture(name_or_path)
    if says:
        print(says)
    return picture if colour else picture @ images.GREY


def open_picture(source) -> tuple[np.ndarray, str]:
    """Return what photograph returns in colour, and what was done to it as a sentence, or ''."""
    if isinstance(source, str) and source in PHOTOGRAPHS:
        source = DATA / f"{source}.jpg"
    return images.from_anything(source)
