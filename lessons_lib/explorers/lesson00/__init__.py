"""Lesson 0: how a neural network learns."""

from .crowd import Crowd as crowd

__all__ = ["crowd"]
