"""What a learner's receipt says: tries and predictions. It can be forged, and is no verdict."""

import re
import tomllib
from typing import NamedTuple

NAME = re.compile(r"(receipt_[^/]*|my_progress[^/]*)\.toml$", re.I)


class Receipt(NamedTuple):
    """What a receipt holds.

    learner      the name that is written in it, or ""
    tries        {name of an exercise: how many answers were checked}
    predictions  {name of a question: (choice from 1, whether it was right)}
    """

    learner: str
    tries: dict
    predictions: dict


def is_one(path) -> bool:
    """Return whether a file is a receipt, by its name."""
    return bool(NAME.search(path))


def read(data) -> Receipt | None:
    """Return what the bytes of a receipt hold, or None where it can't be used."""
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
        rows = table.get("exercises", {}).items()
        chosen = table.get("predictions", {}).items()
        tries = {str(name): int(row["tries"]) for name, row in rows}
        predictions = {
            str(name): (int(row["choice"]), row.get("right") is True) for name, row in chosen
        }
        learner = table.get("receipt", {}).get("learner", "")
    except (UnicodeDecodeError, AttributeError, KeyError, TypeError, ValueError):
        return None
    return Receipt(str(learner), tries, predictions)
