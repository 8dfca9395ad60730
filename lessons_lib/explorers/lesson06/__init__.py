"""Lesson 6: pooling on real photographs.

image: "china", "flower", the path of a picture, or an array. pool, route: the learner's own
functions, as the exercises ask.
"""

from .chain import Chain as chain
from .max_and_mean import MaxAndMean as max_and_mean
from .nudge import Nudge as nudge
from .nudge import five_networks
from .pooled_edges import edge_map, kept, kept_by_as_many
from .receptive import Receptive as receptive
from .routing import Routing as routing
from .shift import Shift as shift

__all__ = [
    "chain",
    "edge_map",
    "five_networks",
    "kept",
    "kept_by_as_many",
    "max_and_mean",
    "nudge",
    "receptive",
    "routing",
    "shift",
]
