"""Put together what belongs to one learner: rows, receipts, several notebooks of one lesson."""

import csv
from typing import NamedTuple

from . import names
from .rows import tame


class Choice(NamedTuple):
    """A prediction, from a learner's receipt."""

    learner: str
    question: str
    choice: int
    right: bool


def receipts_of(found, rows) -> dict:
    """Return {key of a learner: [their Receipts]}.

    A receipt belongs to whoever handed it in, by the path; where nobody of that name handed in a
    notebook, to the learner whose name is written in it.
    """
    known = {names.Learner(row.learner, row.number).key for row in rows}
    by_name = {names.alike(row.learner): names.Learner(row.learner, row.number).key for row in rows}
    merged = {}
    for learner, receipt in found:
        key = learner.key
        if key not in known:
            key = by_name.get(
                names.alike(receipt.learner), by_name.get(names.alike(learner.name), key)
            )
        merged.setdefault(key, []).append(receipt)
    return merged


def with_tries(rows, receipts) -> list:
    """Return the Rows with the tries of the receipts in them."""
    merged = []
    for row in rows:
        own = receipts.get(names.Learner(row.learner, row.number).key, [])
        tries = max((one.tries.get(row.exercise, 0) for one in own), default=0)
        merged.append(row._replace(tries=str(tries)) if tries else row)
    return merged


def with_twins(rows) -> list:
    """Return the Rows, each with a remark where a learner has several notebooks of a lesson."""
    files = {}
    for row in rows:
        if row.lesson:
            key = names.Learner(row.learner, row.number).key, row.lesson
            files.setdefault(key, set()).add(row.file)
    merged = []
    for row in rows:
        key = names.Learner(row.learner, row.number).key, row.lesson
        count = len(files.get(key, ()))
        note = f"one of {count} notebooks of this learner for this lesson"
        remark = "; ".join(part for part in (row.remark, note if count > 1 else "") if part)
        merged.append(row._replace(remark=remark))
    return merged


def choices(receipts) -> list:
    """Return the Choices of all receipts, one for each learner and question."""
    found = {}
    for key, several in receipts.items():
        for receipt in several:
            for question, (choice, right) in receipt.predictions.items():
                found.setdefault((key, question), Choice(key, question, choice, right))
    return list(found.values())


def write_choices(path, found):
    """Write predictions.csv: who chose what, before the picture answered."""
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Choice._fields)
        writer.writerows([tame(cell) for cell in row] for row in found)


def read_choices(path) -> list:
    """Return the Choices of a predictions.csv; none where there's no such file."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        return [
            Choice(row["learner"], row["question"], int(row["choice"]), row["right"] == "True")
            for row in rows
        ]
    except FileNotFoundError:
        return []
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"{path} isn't a predictions.csv of this grader") from None
