"""The rows of the results, and the files they are written into."""

import csv
from typing import NamedTuple

VERDICTS = ("right", "wrong", "empty", "missing", "too long", "broken")


class Row(NamedTuple):
    """What came out for one exercise of one hand-in.

    learner   the name, as the path of the file has it
    number    what Moodle or Canvas calls them, or ""
    lesson    "01", or "" where it's none of ours
    file      the path of the notebook below the folder
    exercise  "my_loss", or "" where there's one row for the whole file
    verdict   one of VERDICTS
    mistake   the mistake's name, the same words for everyone who made it
    tries     how many answers were checked, by the learner's receipt; "" without one
    remark    what else a teacher should know
    """

    learner: str
    number: str
    lesson: str
    file: str
    exercise: str
    verdict: str
    mistake: str
    tries: str
    remark: str


def write(path, rows):
    """Write results.csv. It begins with a byte order mark: without one, Excel takes UTF-8 for
    another encoding, and ü for Ã¼. Python reads it as "utf-8-sig".
    """
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Row._fields)
        writer.writerows([tame(cell) for cell in row] for row in rows)


def read(path) -> list:
    """Return the Rows of a results.csv. ValueError, with a sentence, when it's another file."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != Row._fields:
            columns = ", ".join(Row._fields)
            raise ValueError(f"{path} isn't a results.csv: its columns must be {columns}")
        return [Row(**row) for row in reader]


def tame(cell) -> str:
    """Return a cell that no spreadsheet takes for a formula: names of files come from anyone."""
    text = "".join(c if c.isprintable() else " " for c in str(cell))
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
