"""What all tests share."""

import gc
import os

# Before NumPy: threads of two processes on two cores wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# glibc keeps what arrays of 300 KB give back: training takes half as long.
os.environ.setdefault("MALLOC_TOP_PAD_", str(64 << 20))

# No test reads or writes what a learner has kept.
os.environ["LESSONS_MEMORY"] = "off"

# Before Playwright starts: its greenlets upset Python 3.11's ast, which rewrites imports.
import hypothesis  # noqa: F401
import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Several processes must keep the tests of one notebook together, or each of them opens and
    runs its page.
    """
    apart = [
        item.nodeid
        for item in items
        if item.get_closest_marker("xdist_group") and "@" not in item.nodeid
    ]
    if apart and getattr(config.option, "loadgroup", False):
        raise pytest.UsageError(
            f"pytest-xdist did not mark the group of {apart[0]}: it does not fit this pytest"
        )


def pytest_collection_finish():
    """What is loaded by now stays; the garbage collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
