"""What one number deep inside a network can see of the picture.

    r ← r + (k − 1) · j        j ← j · s

Layer by layer: r is how many pixels wide the field is, j how many pixels lie between two
neighbours. Both are 1 at the picture. A kernel or a window of k, moving by s, widens the field by
k − 1 steps of its input.
Source: Araujo, Norris and Sim (2019), Computing receptive fields of convolutional neural networks,
Distill.
"""

from typing import NamedTuple

from . import entry


class Field(NamedTuple):
    """The receptive field of one number of a map."""

    size: int  # r, pixels along one side
    jump: int  # j, pixels between the fields of two neighbours


def field(layers) -> Field:
    """Return the Field after these layers, a list of (k, stride).

    ValueError for sizes or strides that are not whole numbers above 0.
    """
    size = jump = 1
    for k, stride in layers:
        k = entry.whole("k", k, 1)
        stride = entry.whole("stride", stride, 1)
        size += (k - 1) * jump
        jump *= stride
    return Field(size, jump)
