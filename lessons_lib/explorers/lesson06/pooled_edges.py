"""The edges of a photograph, and how many of them pooling keeps."""

from typing import NamedTuple

import numpy as np

from ... import convolution, pooling

POOLS = {"max": pooling.max_pool, "mean": pooling.mean_pool}


class Kept(NamedTuple):
    """What pooling keeps of the edges, as shares from 0 to 1."""

    edges: float  # of the edge pixels: those in a window that still says edge
    windows: float  # of the windows: those that say edge


def edge_map(picture):
    """Return the strength of the edges of a picture from 0 to 1, and the strength that the
    strongest twentieth exceeds.
    """
    strength = convolution.edges(picture).magnitude
    strength = strength / max(strength.max(), 1e-9)
    return strength, max(np.quantile(strength, 0.95), 1e-9)


def kept(strength, limit, pooled, size, stride):
    """Return the share of the edge pixels that lie in a window whose answer is above the limit, and
    the share of such windows.
    """
    return marked(strength > limit, pooled > limit, size, stride)


def kept_by_as_many(strength, limit, pooled, size, stride, windows):
    """Return the same for the so many windows whose answers are largest, whatever they are."""
    if not windows:
        return Kept(0.0, 0.0)
    least = np.sort(pooled, axis=None)[-windows]
    return marked(strength > limit, pooled >= least, size, stride)


def marked(edge, says, size, stride):
    """Return what is Kept of the edge pixels (height, width) when these windows say edge."""
    found = np.zeros(edge.shape, dtype=bool)
    high, wide = (stride * n for n in says.shape)
    for i, j in np.ndindex(size, size):  # a pixel counts if any window that holds it says edge
        place = found[i : i + high : stride, j : j + wide : stride]
        place |= says[: len(place), : place.shape[1]]
    return Kept(found[edge].mean() if edge.any() else 0.0, says.mean())
