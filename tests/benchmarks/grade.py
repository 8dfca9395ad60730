"""How long 200 hand-ins of each lesson take: `make grading`, or with ARGS="01 07 --count 50".

Beside the time on the clock, which other work on the machine makes longer, it says how many seconds
of a processor were used, where Linux tells.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from multiprocessing import forkserver
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "helpers"))

import handed_in

from lessons_lib.grade import __main__ as grade
from lessons_lib.grade import rows


def used():
    """Return the seconds that this process and those for the hand-ins have computed."""
    own = sum(os.times()[:2])
    pid = getattr(forkserver._forkserver, "_forkserver_pid", None)
    stat = Path(f"/proc/{pid}/stat")
    if not pid or not stat.exists():
        return own
    fields = stat.read_text("utf-8").rpartition(")")[2].split()
    return own + sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def main():
    """Make a class, grade it, and say what came out and how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lessons", nargs="*", default=["01"])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--jobs", default="2")
    asked = parser.parse_args()
    for number in asked.lessons:
        with tempfile.TemporaryDirectory() as folder:
            handed_in.a_class(Path(folder, "in"), asked.count, number)
            out = Path(folder, "out")
            began, before = time.monotonic(), used()
            grade.main([f"{folder}/in", "--out", str(out), "--jobs", asked.jobs])
            took, cpu = time.monotonic() - began, used() - before
            counts = Counter(row.verdict for row in rows.read(out / "results.csv"))
        print(
            f"lesson {number}: {asked.count} notebooks in {took:.1f} s, {cpu:.1f} s of a processor; {dict(counts)}"
        )


if __name__ == "__main__":
    os.environ["LESSONS_MEMORY"] = "off"
    main()
