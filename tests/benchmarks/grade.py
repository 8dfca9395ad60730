"""How long 200 hand-ins of each lesson take: `make grading`, or with ARGS="01 07 --count 50"."""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "helpers"))

import handed_in

from lessons_lib.grade import __main__ as grade
from lessons_lib.grade import rows


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
            began = time.monotonic()
            grade.main([f"{folder}/in", "--out", str(out), "--jobs", asked.jobs])
            took = time.monotonic() - began
            counts = Counter(row.verdict for row in rows.read(out / "results.csv"))
        print(f"lesson {number}: {asked.count} notebooks in {took:.1f} s, {dict(counts)}")


if __name__ == "__main__":
    os.environ["LESSONS_MEMORY"] = "off"
    main()
