"""What the learner has done: a map of the course, one lesson, and a receipt to hand in.

All of it is read from `my_progress.toml` beside the notebook; see lessons_lib.record.
"""

import html
from typing import NamedTuple

from .. import course, my_digit, record

CELL = "padding:3px 12px 3px 0;text-align:left;vertical-align:top;white-space:nowrap"
DONE, OPEN = "●", "○"  # told apart by their shape, whatever the colours


class Row(NamedTuple):
    """How far one lesson is: how many of its exercises are right, and so on."""

    lesson: course.Lesson
    right: int
    tries: int
    foreseen: int
    chosen: int
    goals: int


def rows(kept) -> list:
    """Return a Row for each lesson."""
    found = []
    for number, lesson in course.lessons().items():
        mine = [kept.exercises.get(name, record.Exercise()) for name in lesson.exercises]
        chosen = [kept.predictions[name] for name in lesson.questions if name in kept.predictions]
        found.append(
            Row(
                lesson,
                sum(bool(one.right) for one in mine),
                sum(one.tries for one in mine),
                sum(right for _, right in chosen),
                len(chosen),
                sum(name.startswith(f"{number}.") for name in kept.goals),
            )
        )
    return found


def next_step(kept) -> str:
    """Say what comes next: the first exercise that isn't right yet."""
    for lesson in course.lessons().values():
        for name in lesson.exercises:
            if not kept.exercises.get(name, record.Exercise()).right:
                return f"Next: {name}, in lesson {int(lesson.number)}, {lesson.title}."
    return "Every exercise is right. There's nothing left to check, and a lot to build."


class Shown:
    """A table that a notebook shows, and its text for those who have only that."""

    def __init__(self, head, lines, says):
        self.head = head
        self.lines = lines
        self.says = says

    def _repr_html_(self):
        def cells(kind, line):
            scope = ' scope="col"' if kind == "th" else ""
            row = (f'<{kind}{scope} style="{CELL}">{html.escape(str(c))}</{kind}>' for c in line)
            return f"<tr>{''.join(row)}</tr>"

        body = "".join(cells("td", line) for line in self.lines)
        table = f"<table>{cells('th', self.head)}{body}</table>" if self.lines else ""
        return f'<div class="lessons-mine">{table}<p>{html.escape(self.says)}</p></div>'

    def __repr__(self):
        rows = [self.head, *self.lines] if self.lines else []
        widths = (
            [max(len(str(line[i])) for line in rows) for i in range(len(self.head))] if rows else []
        )
        text = [
            "  ".join(str(c).ljust(w) for c, w in zip(line, widths, strict=True)).rstrip()
            for line in rows
        ]
        return "\n".join([*text, self.says])


def marks(done, of) -> str:
    """Return so many filled and empty circles, "●●○○ 2 of 4"."""
    return f"{DONE * done}{OPEN * (of - done)} {done} of {of}" if of else "none"


NOTHING = (
    "Nothing is noted yet. As you go, each exercise, prediction and goal is written into "
    "my_progress.toml, beside this notebook: on this computer, and nowhere else. "
    "(LESSONS_MEMORY=off keeps it from being written.)"
)
SWITCHED_OFF = "LESSONS_MEMORY is off, so nothing is noted."


def memory_is_empty(kept) -> bool:
    """Return whether there is nothing to show."""
    return not (kept.exercises or kept.predictions or kept.goals)


def course_map() -> Shown:
    """Return the map of the course: what's done in each lesson, and the next step."""
    kept = record.read()
    head = ("lesson", "exercises", "predictions", "goals")
    lines = [
        (
            f"{int(row.lesson.number)} {row.lesson.title}",
            marks(row.right, len(row.lesson.exercises)),
            marks(row.chosen, len(row.lesson.questions)),
            row.goals,
        )
        for row in rows(kept)
    ]
    says = next_step(kept)
    if memory_is_empty(kept):
        says = f"{NOTHING} {says}"
    return Shown(head, lines, says)


def lesson(number) -> Shown:
    """Return what's done in one lesson, "03": each exercise with its tries, and what comes next.

    ValueError when there is no such lesson.
    """
    known = course.lessons()
    if number not in known:
        raise ValueError(f"there is no lesson {number!r}; there are {', '.join(known)}")
    kept = record.read()
    lines = [
        (name, "✔ right" if one.right else "not yet", told_tries(one))
        for name in known[number].exercises
        for one in [kept.exercises.get(name, record.Exercise())]
    ]
    row = next(one for one in rows(kept) if one.lesson.number == number)
    foreseen = f"{row.foreseen} of {row.chosen} predictions came true" if row.chosen else ""
    goals = f"{row.goals} goal{'s' if row.goals > 1 else ''} reached" if row.goals else ""
    done = "; ".join(part for part in (foreseen, goals) if part)
    says = f"{done}. {next_step(kept)}" if done else next_step(kept)
    return Shown(("exercise", "state", "tries"), lines, says)


def told_tries(one) -> str:
    """Return how often an exercise was checked, in words."""
    return {0: "none so far", 1: "at the first try" if one.right else "1"}.get(
        one.tries, str(one.tries)
    )


def receipt(name):
    """Write a receipt with your name on it, to hand in, and say where it lies.

    It's a copy of what's noted, in a text that anyone can read, and that anyone can forge.
    """
    if my_digit.off():
        print(f"{SWITCHED_OFF} There's nothing to write a receipt of.")
        return
    try:
        path = record.receipt(name)
    except ValueError as error:
        print(f"✘ {error}.")
    except OSError:
        print("✘ This folder can't be written to, so there's no receipt.")
    else:
        print(f"✔ {path} lies beside this notebook. {record.FORGED}")
