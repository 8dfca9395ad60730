"""The points of each learner, as the gradebooks of Canvas and Moodle import them.

Canvas wants the columns Student, ID, SIS User ID, SIS Login ID and Section, then one for each
assignment, and may have the points possible in the row below. Moodle's import asks which column
says who it is (ID number, email address or user name) and which holds the points.

Neither number nor email stands in the name of a hand-in, but for Canvas's ID. They come from a
roster: what Canvas's gradebook exports, or Moodle's grading worksheet or list of participants.
"""

import csv
import re

from . import course, names
from .rows import tame

CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
MOODLE = ["Full name", "ID number", "Email address", "Username"]


class Roster:
    """Who is in the class, from a CSV of Canvas or Moodle."""

    def __init__(self, rows=()):
        self.found = {}
        for row in rows:
            person = {str(k or "").strip().lower(): (v or "").strip() for k, v in row.items() if k}
            first, last = person.get("first name", ""), person.get("last name", "")
            last = last or person.get("surname", "")
            whole = (
                person.get("full name") or f"{first} {last}".strip() or person.get("student", "")
            )
            if whole:
                person["full name"] = whole
                self._enter(person, whole)

    def _enter(self, person, whole):
        """Make a person be found by number and by name."""
        number = re.sub(r"\D", "", person.get("identifier", "")) or person.get("id", "")
        for key in {number, names.alike(whole), _squeezed(whole)} - {""}:
            # Two of one name are found by their numbers alone.
            self.found[key] = person if key not in self.found or key == number else {}

    def of(self, learner) -> dict:
        """Return what is known of a Learner, {column in small letters: value}; {} for nobody."""
        keys = (learner.id, names.alike(learner.name), _squeezed(learner.name))
        return next((self.found[key] for key in keys if self.found.get(key)), {})


def _squeezed(name):
    """Return a name as Canvas writes it into the names of files: "Lovelace, Ada" is lovelaceada."""
    return re.sub(r"[\W_]", "", name.casefold())


def roster(path) -> Roster:
    """Return the Roster of a CSV. ValueError, with a sentence, when it has no column of names."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        text = file.read()
    lines = text.splitlines()
    reader = csv.DictReader(lines, dialect=_dialect(text))
    columns = {str(name).strip().lower() for name in reader.fieldnames or ()}
    if not columns & {"student", "full name", "first name"}:
        raise ValueError(
            f"{path} isn't a roster: it needs a column Student (Canvas), or Full name or "
            "First name (Moodle)"
        )
    return Roster(reader)


def _dialect(text):
    try:
        return csv.Sniffer().sniff(text.splitlines()[0], delimiters=",;\t")
    except (csv.Error, IndexError):
        return csv.excel


def points(rows) -> dict:
    """Return {key of a learner: (Learner, {lesson: how many exercises are right})}.

    Of several notebooks of one learner for one lesson the best one counts.
    """
    counts = {}
    for row in rows:
        if row.lesson:
            learner = names.Learner(row.learner, row.number)
            place = counts.setdefault(learner.key, (learner, {}))[1].setdefault(row.lesson, {})
            place[row.file] = place.get(row.file, 0) + (row.verdict == "right")
    return {
        key: (learner, {lesson: max(files.values()) for lesson, files in by_lesson.items()})
        for key, (learner, by_lesson) in counts.items()
    }


def canvas(path, rows, known):
    """Write what Canvas's gradebook imports."""
    lessons = _lessons(rows)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*CANVAS, *(lesson.name for lesson in lessons)])
        writer.writerow(["    Points Possible", "", "", "", "", *(len(x.checks) for x in lessons)])
        for learner, right in points(rows).values():
            person = {"student": tame(learner.name), "id": learner.id, **known.of(learner)}
            who = [person.get(column.lower(), "") for column in CANVAS]
            writer.writerow([*who, *(right.get(lesson.number, "") for lesson in lessons)])


def moodle(path, rows, known):
    """Write what Moodle's gradebook imports."""
    lessons = _lessons(rows)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*MOODLE, *(lesson.name for lesson in lessons)])
        for learner, right in points(rows).values():
            person = {"full name": tame(learner.name), **known.of(learner)}
            who = [person.get(column.lower(), "") for column in MOODLE]
            writer.writerow([*who, *(right.get(lesson.number, "") for lesson in lessons)])


def _lessons(rows):
    """Return the Lessons that anybody handed in."""
    handed_in = {row.lesson for row in rows}
    return [lesson for number, lesson in course.lessons().items() if number in handed_in]
