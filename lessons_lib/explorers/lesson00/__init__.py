"""Lesson 0: how a neural network learns."""

from .crowd import Crowd as crowd
from .first_network import FirstNetwork as first_network

__all__ = ["crowd", "first_network"]
