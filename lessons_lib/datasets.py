"""The data of the course: a few points that fit on the back of an envelope, and real measurements.

Nothing is downloaded: the real sets come inside scikit-learn, which is imported only by the functions that read them.
"""

import numpy as np

LINES = {"A": (1.0, 3.0, 5.0, 7.0), "B": (1.0, 3.0, 2.0, 5.0)}


def line(name="A"):
    """Return x = (0, 1, 2, 3) and y, two vectors (4,).

    "A": y = 1 + 2x exactly. "B": y = (1, 3, 2, 5), which no line meets. ValueError for any other name.
    """
    if name not in LINES:
        raise ValueError(f"there is no line data {name!r}; take 'A' or 'B'")
    return np.arange(4.0), np.array(LINES[name])


def diabetes(standardise=False):
    """Return 442 real patients: x, body-mass index in kg/m², and y, how far diabetes progressed in a year, both (442,).

    y is a clinical score from 25 to 346. standardise=True gives x the mean 0 and the standard deviation 1; y stays.
    RuntimeError when scikit-learn, which holds the data, is missing.
    Source: Efron, Hastie, Johnstone and Tibshirani, Least Angle Regression, Annals of Statistics 32 (2004), 407–499.
    """
    try:
        from sklearn.datasets import load_diabetes

        data = load_diabetes(scaled=False)
    except (ImportError, OSError) as error:
        raise RuntimeError(f"The diabetes data cannot be read ({error}). Run: pip install scikit-learn") from None
    x, y = data.data[:, data.feature_names.index("bmi")], data.target.astype(float)
    return ((x - x.mean()) / x.std() if standardise else x), y
