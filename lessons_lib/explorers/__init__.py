"""What moves: pictures driven by sliders. `live` is the base, `quiz` asks first, and each lesson has its module."""

import numpy  # noqa: F401  so that its matrix products are there to be limited
from threadpoolctl import threadpool_limits

# One thread for a matrix product. The matrices here are small, so two are no faster; and where several learners share a machine,
# or two notebooks run at once, the threads of one would keep the other waiting: two trainings took 15 times as long as one.
threadpool_limits(1)
