"""Verdicts on a learner's answer: one module a lesson, one function an exercise.

A wrong one learns which mistake it is.
"""

from .. import record as record  # it notes each verdict, beside the notebook
