"""For teachers: run a folder of handed-in notebooks through the course's own checks.

`python -m lessons_lib.grade FOLDER` writes a table of verdicts, what Canvas and Moodle import, and
a page for the class: which mistakes and which wrong predictions there are, and what to ask next.
"""
