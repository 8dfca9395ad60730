"""Small, readable helpers for a course of notebooks on how neural networks learn."""

__version__ = "0.1.0"
