"""Lesson 5: kernels on real photographs.

image: "china", "flower", the path of a picture, or an array. kernel: three rows of three numbers.
correlate, pixel, edges: the learner's own functions, as the exercises ask for them.
"""

from .angles import Angles as angles
from .colour import Colour as colour
from .counting import Counting as counting
from .edges import Edges as edges
from .focus import Focus as focus
from .kernel_editor import KernelEditor as kernel_editor
from .learn import Learn as learn
from .noise import Noise as noise
from .one_pixel import OnePixel as one_pixel
from .sizes import Sizes as sizes
from .sweep import Sweep as sweep

__all__ = [
    "angles",
    "colour",
    "counting",
    "edges",
    "focus",
    "kernel_editor",
    "learn",
    "noise",
    "one_pixel",
    "sizes",
    "sweep",
]
