"""Verdicts on a learner's answer: one module a lesson, one function an exercise. A wrong answer is told which mistake it is."""
