"""Lesson 6: pooling on real photographs.

image: "china", "flower", the path of a picture, or an array. pool, route: the learner's own
functions, as the exercises ask.
"""

from .chain import Chain as chain
from .max_and_mean import MaxAndMean as max_and_mean
from .pooled_edges import edge_map, kept
from .routing import Routing as routing
from .shift import Shift as shift

__all__ = ["chain", "edge_map", "kept", "max_and_mean", "routing", "shift"]
