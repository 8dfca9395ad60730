"""Whose hand-in is this? What Moodle, Canvas and teachers make of a learner's name in a path."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import NamedTuple

from . import course

# "Ada Lovelace_123456_assignsubmission_file_/01.ipynb", or without the folder.
MOODLE = re.compile(r"(?P<name>[^/]+?)_(?P<id>\d+)_assignsubmission_\w*?file_?(?P<rest>.*)", re.S)
# "lovelaceada_LATE_12345_678901_01.ipynb"; Canvas runs the names together.
CANVAS = re.compile(r"(?P<name>[^/_]+)(?:_LATE)?_(?P<id>\d+)_\d+_(?P<rest>.+)", re.S)


class Learner(NamedTuple):
    """Who handed something in.

    name  as the path has it
    id    the number that Moodle or Canvas gave, or ""
    """

    name: str
    id: str = ""

    @property
    def key(self):
        """What is the same for all that one learner handed in."""
        return self.id or alike(self.name)


def alike(name) -> str:
    """Return a name without what two spellings of it may differ in: case, accents, order."""
    plain = unicodedata.normalize("NFKD", name).casefold().replace("ß", "ss")
    words = re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))
    return " ".join(sorted(word for part in words for word in part.split("_") if word))


def of(path) -> Learner:
    """Return the Learner of a path below the folder, "anna/01.ipynb".

    The name is Moodle's or Canvas's where the path has their form. Else it is that of the first
    folder, or what a file's name has beside the lesson's.
    """
    parts = [unicodedata.normalize("NFC", part) for part in PurePosixPath(path).parts]
    for part in parts:
        if match := MOODLE.fullmatch(part) or CANVAS.fullmatch(part):
            return Learner(match["name"].strip(), match["id"])
    folders = [part for part in parts[:-1] if not part.lower().endswith(".zip")]
    if folders:
        return Learner(folders[0].strip())
    zipped = [part[:-4] for part in parts[:-1]]
    return Learner(_without_the_lesson(PurePosixPath(parts[-1]).stem) or (zipped or parts)[-1])


def _without_the_lesson(stem):
    """Return what is left of a file's name without the lesson's: "Anna" of "Anna_01_linear…"."""
    stem = re.sub(r"^(receipt|my_progress)_?", "", stem)
    for lesson in course.lessons().values():
        stem = stem.replace(lesson.stem, "")
    stem = re.sub(r"[-_ ]*\((\d+)\)$|-Copy\d+$|^[-_ ]+|[-_ ]+$", "", stem)
    return stem.strip()
