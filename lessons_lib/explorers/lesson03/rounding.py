"""Losses that rounding cannot tell from 0."""

import numpy as np

ZERO = "0 stands for a loss that rounding cannot tell from 0."


def settled(surface, losses):
    """Return losses on a surface, those of a walker as 0 that stands at a minimum as nearly as its
    coordinates can say.

    Near a minimum at θ* a float can be off by 10⁻¹⁶ |θ*|, which costs the square of that. At (0, 0)
    there is no such limit.
    """
    floor = 1e-24 * np.abs(surface.minimum).max() ** 2
    return np.where(np.abs(losses) < floor, 0.0, losses)
