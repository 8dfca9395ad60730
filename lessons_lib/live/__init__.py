"""The engine of every explorer: what moves, and how. It knows no lesson.

explorer     the class that every explorer is one of: compute, paint, say, won
entrance     what is handed over is looked at, and the list of all explorers
frames       the figure as small pictures, and encoding, their bytes
pointer      mouse and finger over the picture
controls     sliders, menus, boxes; timerow, the slider over the steps of a walk, which plays
moves        what a control takes; ascode, the cell that shows what is on the screen
handed       a learner's function beside the library's
words        numbers as a sentence says them
predictions  a question with choices; progress, a bar; upload, a button for a file
"""

import logging

import numpy  # noqa: F401  so that its matrix products are there to be limited

from ..place import in_browser

# One thread for a matrix product. The matrices here are small, so two are no faster; and where
# several learners share a machine, or two notebooks run at once, the threads of one would keep the
# other waiting: two trainings took 15 times as long as one. In a browser there is only one.
if not in_browser():
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)
else:  # a page has no list of its fonts yet, and making one is no reason for a red line
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
