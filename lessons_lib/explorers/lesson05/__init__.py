"""Lesson 5: kernels on real photographs.

image: "china", "flower", the path of a picture, or an array. kernel: three rows of three numbers.
correlate, pixel, edges: the learner's own functions, as the exercises ask for them.
"""

from .angles import Angles as angles
from .counting import Counting as counting
from .edges import Edges as edges
from .kernel_editor import KernelEditor as kernel_editor
from .noise import Noise as noise
from .one_pixel import OnePixel as one_pixel
from .sizes import Sizes as sizes

__all__ = ["angles", "counting", "edges", "kernel_editor", "noise", "one_pixel", "sizes"]
