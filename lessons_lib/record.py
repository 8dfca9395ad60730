"""What a learner has done, in a small file that a person can read: `my_progress.toml`, beside the
notebook, and nowhere else.

It holds each exercise with its tries, each prediction and each goal. Nothing of it is ever sent.
LESSONS_MEMORY=off switches it off: nothing is read, and nothing is written. Deleted, it begins
anew. A receipt is a copy with a name on it, to be handed in; it is plain text and can be forged,
and says so.
"""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from . import heard, my_digit

FILE = Path("my_progress.toml")
RECEIPT = "receipt_{}.toml"
HEAD = """\
# What you have done in this course. It stays on this computer, and nobody is sent anything.
# Delete the file to begin anew; the environment variable LESSONS_MEMORY=off switches it off.
"""
FORGED = "A receipt is plain text, and whoever can edit a text can forge it."


class Exercise(NamedTuple):
    """What is known of one exercise.

    tries     how many answers were checked, up to the first right one
    right     when it was right for the first time, "2026-11-25", or ""
    mistakes  {the cause that a check named: how often}
    """

    tries: int = 0
    right: str = ""
    mistakes: dict = {}  # noqa: RUF012  (never changed: each event makes a new one)


class Record(NamedTuple):
    """All that is known.

    exercises    {name: Exercise}
    predictions  {name of the question: (choice from 1, whether it was right)}, the first choice of
                 each
    goals        {"01.bowl_in_3d": the day on which it was reached}
    """

    exercises: dict
    predictions: dict
    goals: dict


EMPTY = Record({}, {}, {})


def read(path=None) -> Record:
    """Return what the file holds; an empty Record where there is none, or none that can be used."""
    if my_digit.off():
        return EMPTY
    try:
        table = tomllib.loads(Path(path or FILE).read_text("utf-8"))
        return _record(table)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):  # not as it was written
        return EMPTY


def _record(table) -> Record:
    """Return the Record that a table of the file stands for."""
    exercises = {
        name: Exercise(
            int(row["tries"]),
            str(row.get("right", "")),
            {str(words): int(count) for words, count in row.get("mistakes", {}).items()},
        )
        for name, row in table.get("exercises", {}).items()
    }
    predictions = {
        name: (int(row["choice"]), bool(row["right"]))
        for name, row in table.get("predictions", {}).items()
    }
    goals = {str(name): str(day) for name, day in table.get("goals", {}).items()}
    return Record(exercises, predictions, goals)


def write(record, path=None) -> bool:
    """Write the file; return whether it could be written. A folder that refuses is no error."""
    if my_digit.off():
        return False
    try:
        Path(path or FILE).write_text(HEAD + text(record), "utf-8")
    except OSError:
        return False
    return True


def text(record) -> str:
    """Return a Record as the lines of the file."""
    lines = []
    for name, row in record.exercises.items():
        lines.append(f"\n[exercises.{name}]\ntries = {row.tries}")
        if row.right:
            lines.append(f"right = {quoted(row.right)}")
        if row.mistakes:
            lines.append(f"[exercises.{name}.mistakes]")
            lines += [f"{quoted(words)} = {count}" for words, count in row.mistakes.items()]
    for name, (choice, right) in record.predictions.items():
        lines.append(f"\n[predictions.{quoted(name)}]\nchoice = {choice}")
        lines.append(f"right = {str(right).lower()}")
    if record.goals:
        lines.append("\n[goals]")
        lines += [f"{quoted(name)} = {quoted(day)}" for name, day in record.goals.items()]
    return "\n".join(lines) + "\n"


def quoted(words) -> str:
    """Return a text as TOML writes it."""
    plain = "".join(c for c in str(words) if c.isprintable())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def today() -> str:
    """Return the day, "2026-11-25"."""
    return datetime.now().date().isoformat()


def with_event(record, event) -> Record:
    """Return a Record with one more event in it; the same one where nothing is new."""
    if isinstance(event, heard.Verdict):
        return _with_verdict(record, event)
    if isinstance(event, heard.Prediction) and event.question not in record.predictions:
        chosen = {event.question: (event.choice, event.right)}
        return record._replace(predictions={**record.predictions, **chosen})
    if isinstance(event, heard.Goal) and event.explorer not in record.goals:
        return record._replace(goals={**record.goals, event.explorer: today()})
    return record


def _with_verdict(record, event):
    """Return a Record with one more checked answer in it."""
    before = record.exercises.get(event.exercise, Exercise())
    if event.mark == "empty" or before.right or not event.exercise.startswith("my_"):
        return record
    mistakes = before.mistakes
    if event.mistake:
        mistakes = {**mistakes, event.mistake: mistakes.get(event.mistake, 0) + 1}
    right = today() if event.mark == "right" else ""
    row = Exercise(before.tries + 1, right, mistakes)
    return record._replace(exercises={**record.exercises, event.exercise: row})


def note(event):
    """Write one more event into the file."""
    before = read()
    after = with_event(before, event)
    if after is not before:
        write(after)


def receipt(name, folder=".") -> Path:
    """Write a receipt for a learner of that name; return where it lies.

    ValueError when the name is empty; OSError where the folder cannot be written.
    """
    plain = " ".join(str(name).split())
    if not plain:
        raise ValueError("name is empty; it must be the name that your teacher knows you by")
    safe = "".join(c if c.isalnum() or c in "-_" else "_" for c in plain)
    path = Path(folder) / RECEIPT.format(safe)
    head = [
        "[receipt]",
        f"learner = {quoted(plain)}",
        f"written = {quoted(datetime.now().isoformat(timespec='minutes'))}",
        f"note = {quoted(FORGED)}",
    ]
    path.write_text("\n".join(head) + "\n" + text(read()), "utf-8")
    return path


heard.listen(note)  # from the first import on: a check, a question or an explorer makes it
