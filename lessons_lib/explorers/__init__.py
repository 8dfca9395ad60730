"""What a lesson shows: a folder a lesson, a file an explorer. The engine is in lessons_lib.live."""

from .. import record as record  # it notes predictions and goals, beside the notebook
