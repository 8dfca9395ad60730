"""What is drawn: functions that take data and an ax, and return artists.

They compute no mathematics.
"""
