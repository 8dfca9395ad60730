"""`python -m lessons_lib.grade FOLDER`: verdicts on a folder of handed-in notebooks.

It writes, into the folder of --out: results.csv, canvas.csv, moodle.csv, predictions.csv (from
receipts), and class.html, the page for the class.
"""

import argparse
import os
import sys
import time
from pathlib import Path

from . import exports, handins, merge, rows, run


def main(argv=None) -> int:
    """Grade a folder, or make the page anew; return 0, or 2 when it was asked for what can't be."""
    asked = _arguments(argv)
    try:
        found = [] if asked.page else _grade(asked)
        _page(asked, found)
    except (OSError, ValueError) as error:
        print(f"Nothing was done: {error}.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted: nothing was written.", file=sys.stderr)
        return 130
    return 0


def _arguments(argv):
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m lessons_lib.grade", description=__doc__)
    parser.add_argument(
        "folder", nargs="?", type=Path, help="what was handed in: files, folders, zips"
    )
    parser.add_argument("--out", type=Path, default=Path("results"), help="where the results go")
    parser.add_argument("--roster", type=Path, help="a CSV of the class, from Canvas or Moodle")
    parser.add_argument(
        "--jobs", type=_count, default=os.cpu_count() or 1, help="how many at a time"
    )
    parser.add_argument("--seconds", type=_count, default=60, help="for one notebook, at most")
    parser.add_argument("--memory", type=_count, default=2048, help="megabytes for one notebook")
    parser.add_argument("--page", action="store_true", help="only make class.html from --out anew")
    asked = parser.parse_args(argv)
    if asked.folder is None and not asked.page:
        parser.error("say which folder: python -m lessons_lib.grade FOLDER")
    return asked


def _count(text):
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a whole number from 1 on")
    return int(text)


def _grade(asked):
    """Grade the folder and write the tables; return the Rows."""
    if not asked.folder.is_dir():
        raise ValueError(f"there is no folder {asked.folder}")
    known = exports.roster(asked.roster) if asked.roster else exports.Roster()
    found = handins.find(asked.folder)
    if not found.handins:
        raise ValueError(f"there is no notebook and no zip in {asked.folder}")
    asked.out.mkdir(parents=True, exist_ok=True)
    limits = run.Limits(asked.seconds, asked.memory, 3.0 * asked.seconds)
    bar = Bar(len(found.handins))
    graded = run.all_of(found.handins, asked.jobs, limits, bar.done)
    receipts = merge.receipts_of(found.receipts, graded)
    graded = merge.with_twins(merge.with_tries(graded, receipts))
    rows.write(asked.out / "results.csv", graded)
    merge.write_choices(asked.out / "predictions.csv", merge.choices(receipts))
    exports.canvas(asked.out / "canvas.csv", graded, known)
    exports.moodle(asked.out / "moodle.csv", graded, known)
    if asked.roster:
        _say_who_is_missing(graded, known)
    return graded


def _say_who_is_missing(graded, known):
    """Say which hand-ins are of nobody in the roster."""
    strangers = [who.name for who, _ in exports.points(graded).values() if not known.of(who)]
    if strangers:
        print(f"Not in the roster: {', '.join(sorted(strangers))}.", file=sys.stderr)


def _page(asked, graded):
    """Write the page for the class, and say what there is."""
    from . import page

    graded = graded or rows.read(asked.out / "results.csv")
    page.write(asked.out / "class.html", graded, merge.read_choices(asked.out / "predictions.csv"))
    broken = sum(row.verdict == "broken" for row in graded)
    print(f"{len(graded)} rows in {asked.out / 'results.csv'}, {broken} of them broken.")
    print(f"The page for the class: {asked.out / 'class.html'}")


class Bar:
    """A bar on the terminal that says how far it is, and how long the rest takes."""

    def __init__(self, count):
        self.count, self.began = count, time.monotonic()
        self.live = sys.stderr.isatty()
        self.done(0)

    def done(self, n):
        """Show that n are done. Where nobody watches, in a log, only each tenth part is said."""
        last = n == self.count
        if not self.live and not last and n % max(1, self.count // 10):
            return
        left = (time.monotonic() - self.began) / n * (self.count - n) if n else 0
        wait = f", about {left:.0f} s left" if left >= 1 else ""
        full = round(30 * n / self.count)
        text = f"[{'█' * full}{'·' * (30 - full)}] {n} of {self.count} notebooks{wait}"
        end = "\n" if last or not self.live else ""
        print(f"\r\033[K{text}" if self.live else text, end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
