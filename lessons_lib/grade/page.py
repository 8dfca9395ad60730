"""The page for the class: what your class believes, lesson by lesson, and what to ask next.

It names nobody, and a count below FEW is said as "fewer than 5". One file, with its pictures in it.
"""

import base64
import html
import io
import re
import tomllib
from pathlib import Path
from typing import NamedTuple

from ..check import notebook
from . import course, names

FEW = 5
MISTAKES = 5  # of one exercise, the most frequent ones
HERE = Path(__file__).parent
QUESTIONS = HERE.parent / "explorers" / "questions.toml"
NEXT = HERE / "next.toml"
KINDS = {  # what a picture tells apart: the verdicts, in order
    "right": ("right",),
    "wrong": ("wrong", "too long", "broken"),
    "not done": ("empty", "missing"),
}
HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>What your class believes</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 17px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #1f2430; background: #ffffff; }
img { max-width: 100%; } h2 { margin-top: 3rem; border-top: 1px solid #d5d9e0; padding-top: 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0;
  border-bottom: 1px solid #d5d9e0; } th { font-weight: 600; }
.few { color: #5b6270; }
</style></head><body><main>
"""


class Count(NamedTuple):
    """How many learners did one and the same thing in an exercise or a question."""

    where: str
    what: str
    learners: int


def shown(n) -> str:
    """Return a count as the page says it: small groups are not told apart."""
    if n == 0:
        return "none"
    return f"fewer than {FEW}" if n < FEW else f"{n}"


def questions() -> dict:
    """Return the questions, {name: {"ask", "right", "choices"}}."""
    return tomllib.loads(QUESTIONS.read_text("utf-8"))


def what_next() -> dict:
    """Return {name of a question: {choice: {"ask", "show"}}}."""
    table = tomllib.loads(NEXT.read_text("utf-8"))
    return {
        name: {int(choice): row for choice, row in rows.items()} for name, rows in table.items()
    }


def best(rows) -> dict:
    """Return {(learner, exercise): Row}; of several notebooks of one learner the best counts."""
    order = {"right": 0, "wrong": 1, "too long": 2, "broken": 3, "empty": 4, "missing": 5}
    found = {}
    for row in rows:
        if row.exercise:
            key = names.Learner(row.learner, row.number).key, row.exercise
            if key not in found or order[row.verdict] < order[found[key].verdict]:
                found[key] = row
    return found


def verdicts(rows, lesson) -> dict:
    """Return {exercise: {"right": how many learners, "wrong": …, "not done": …}} of a lesson."""
    chosen = [row for row in best(rows).values() if row.lesson == lesson.number]
    table = {}
    for name in lesson.checks:
        mine = [row.verdict for row in chosen if row.exercise == name]
        table[name] = {kind: sum(v in of for v in mine) for kind, of in KINDS.items()}
    return table


def mistakes(rows, lesson) -> list:
    """Return the Counts of mistakes of a lesson: by exercise, the most frequent first."""
    counts = {}
    for row in best(rows).values():
        if row.lesson == lesson.number and row.mistake:
            key = row.exercise, row.mistake
            counts[key] = counts.get(key, 0) + 1
    found = []
    for name in lesson.checks:
        mine = [Count(*key, n) for key, n in counts.items() if key[0] == name]
        found += sorted(mine, key=lambda count: (-count.learners, count.what))[:MISTAKES]
    return found


def predicted(choices, lesson) -> dict:
    """Return {question: [how many learners took each choice]} of a lesson."""
    table = {}
    for name, question in questions().items():
        mine = [one.choice for one in choices if one.question == name]
        if mine and name.startswith(f"{lesson.number}."):
            table[name] = [mine.count(i) for i in range(1, len(question["choices"]) + 1)]
    return table


def write(path, rows, choices):
    """Write the page from Rows and from the Choices of receipts."""
    Path(path).write_text(page(rows, choices), "utf-8")


def page(rows, choices) -> str:
    """Return the page."""
    keys = {names.Learner(row.learner, row.number).key for row in rows if row.exercise}
    parts = [HEAD, "<h1>What your class believes</h1>"]
    parts.append(
        f"<p>Learners whose notebooks were read: {shown(len(keys))}. Nobody is named here, and of "
        f"a group smaller than {FEW} the page says only that. Whoever handed in several "
        "notebooks counts once, with the best answer.</p>"
    )
    for lesson in course.lessons().values():
        handed_in = any(row.lesson == lesson.number for row in rows)
        if handed_in or predicted(choices, lesson):
            parts.append(f"<h2>{lesson.name}: {_text(lesson.title)}</h2>")
            parts += _exercises(rows, lesson) if handed_in else []
            parts += _predictions(choices, lesson)
    return "\n".join([*parts, "</main></body></html>\n"])


def _exercises(rows, lesson):
    """Return the part about the exercises of a lesson."""
    table = verdicts(rows, lesson)
    says = "; ".join(
        f"{name}: " + ", ".join(f"{kind} {shown(n)}" for kind, n in counts.items())
        for name, counts in table.items()
    )
    parts = ["<h3>The exercises</h3>", _image(_bars(table), f"How many learners. {says}.")]
    found = mistakes(rows, lesson)
    if not found:
        return [*parts, "<p>No check named a mistake.</p>"]
    body, said = [], set()
    for one in found:
        new = one.where not in said  # the exercise and its hint are said once
        name, hint = (f"<code>{one.where}</code>", _hint(one.where)) if new else ("", "")
        body.append((name, _words(one.what), _few(one.learners), hint))
        said.add(one.where)
    return [*parts, _table(("exercise", "the mistake", "learners", "show next"), body)]


def _hint(name):
    """Return what to show after a mistake: the exercise's hint."""
    exercise = notebook.exercises().get(name)
    return _words(exercise.hint) if exercise else ""


def _predictions(choices, lesson):
    """Return the part about the predictions of a lesson."""
    table = predicted(choices, lesson)
    if not table:
        return []
    asked, advice = questions(), what_next()
    bars, body, said = {}, [], set()
    for name, counts in table.items():
        right = asked[name]["right"]
        bars[name] = {"right": counts[right - 1], "wrong": sum(counts) - counts[right - 1]}
        for choice, n in enumerate(counts, 1):
            if n and choice != right:
                row = advice.get(name, {}).get(choice, {"ask": "", "show": ""})
                expected = asked[name]["choices"][choice - 1][0]
                ask = f"{_text(asked[name]['ask'])}<br>" if name not in said else ""
                said.add(name)
                body.append(
                    (f"{ask}“{_text(expected)}”", _few(n), _text(row["ask"]), _text(row["show"]))
                )
    says = "; ".join(
        f"{name}: right {shown(n['right'])}, wrong {shown(n['wrong'])}" for name, n in bars.items()
    )
    parts = ["<h3>The predictions</h3>", _image(_bars(bars), f"How many learners. {says}.")]
    if body:
        heads = "the question, and what they expected", "learners", "ask", "show"
        parts.append(_table(heads, body))
    return parts


def _bars(table):
    """Return a figure of lying bars, one for each row of {name: {kind: count}}. A small group is a
    hatched piece, of one length for all of them.
    """
    from ..plots import style

    looks = {"right": style.GREEN, "wrong": style.VERMILLION, "not done": style.FAINT}
    with style.defaults():
        figure, ax = style.figure(1, height=1.1 + 0.42 * len(table))
        for place, counts in enumerate(table.values()):
            left = 0
            for kind, n in counts.items():
                wide = n if n >= FEW or n == 0 else FEW - 1
                few = {"hatch": "///", "edgecolor": style.PAPER} if 0 < n < FEW else {}
                ax.barh(place, wide, 0.66, left, color=looks[kind], linewidth=0, **few)
                _number(
                    ax, left + wide / 2, place, n, style.INK if kind == "not done" else style.PAPER
                )
                left += wide
        ax.set_yticks(range(len(table)), list(table))
        ax.invert_yaxis()
        ax.set_xlabel("learners (a hatched piece: fewer than 5)")
        kinds = list(next(iter(table.values())))
        handles = [ax.barh(0, 0, color=looks[kind]) for kind in kinds]
        ax.legend(handles, kinds, frameon=False, ncols=3, loc="lower left", bbox_to_anchor=(0, 1))
    return figure


def _number(ax, x, y, n, colour):
    """Write a count into its piece of a bar, where it's told."""
    if n >= FEW:
        ax.text(x, y, f"{n}", ha="center", va="center", color=colour, fontsize=10)


def _image(figure, alt):
    """Return a figure as an image that lies in the page, with the text for who can't see it."""
    from ..plots import style

    buffer = io.BytesIO()
    with style.defaults():
        figure.savefig(buffer, format="png", dpi=150)
    data = base64.b64encode(buffer.getvalue()).decode()
    return f'<p><img alt="{_text(alt)}" src="data:image/png;base64,{data}"></p>'


def _table(heads, body):
    """Return a table of cells that are HTML already."""
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    lines = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in body]
    return (
        f"<table><thead><tr>{top}</tr></thead><tbody>\n" + "\n".join(lines) + "\n</tbody></table>"
    )


def _few(n):
    return shown(n) if n >= FEW else f'<span class="few">{shown(n)}</span>'


def _words(words):
    """Return words in which code stands between `…` as HTML; code that is left out is an …."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", _text(words).replace("``", "…"))


def _text(words):
    return html.escape(str(words))
