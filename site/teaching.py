"""What a teacher needs of a lesson: its route and its stops, and the answers to what it asks."""

import html
import re

import links
from lesson import QUESTIONS, Lesson

# A section, or what a class does in it: an exploration or an exercise.
HEADING = re.compile(r"##(?:#(?= Ex))? (.*)")
STOP = re.compile(r"☕ \*\*Stop.*")


def page(lesson: Lesson, plan: dict[str, str]) -> str:
    """Return a lesson's page for teachers in Markdown; `plan` is its row of site/teachers.md."""
    parts = [
        f"# Lesson {lesson.number} for teachers",
        f"**{lesson.title}.** {lesson.question}",
        f"[Read the lesson]({lesson.name}.md), or "
        f'<a href="{html.escape(lesson.live())}">open it live</a>.',
        "\n".join(
            [
                f"- **Minutes**: {plan['minutes']}",
                f"- **It needs**: {plan['it needs']}",
                f"- **Ask, before anything is shown**: {plan['ask, before anything is shown']}",
                f"- **Collect**: {plan['collect']}",
            ]
        ),
        *route(lesson),
        *asked(lesson),
        *exercises(lesson),
    ]
    return "\n\n".join(parts) + "\n"


def plans(markdown: str) -> list[dict[str, str]]:
    """Return the rows of the table of site/teachers.md, by their headings."""
    rows = [
        [entry.strip() for entry in line.strip("|").split("|")]
        for line in markdown.splitlines()
        if line.startswith("|")
    ]
    heads, _, *lessons = rows
    return [dict(zip(heads, lesson, strict=True)) for lesson in lessons]


def route(lesson: Lesson):
    """Yield what a class goes through, and where it can stop."""
    texts = [cell["source"] for cell in lesson.cells if cell["cell_type"] == "markdown"]
    pieces = [[]]
    for line in "\n".join(texts).splitlines():
        if heading := HEADING.fullmatch(line):
            anchor = links.jupyter_anchor(heading[1])
            pieces[-1].append(f"[{heading[1]}](<{lesson.name}.md#{anchor}>)")
        elif STOP.match(line):
            pieces += [[line], []]
    yield "## The route"
    yield "\n".join(f"- {' → '.join(piece)}" for piece in pieces)


def asked(lesson: Lesson):
    """Yield each question of a lesson, in its order, with what is said of every choice."""
    names = re.findall(
        r'quiz\.predict\("(.*)"\)', "\n".join(cell["source"] for cell in lesson.cells)
    )
    if names:
        yield "## Questions, with their answers"
    for name in names:
        question = QUESTIONS[name]
        choices = [
            f"{number}. {'**Right.** ' if number == question['right'] else ''}"
            f"*{plain(choice)}* {plain(answer)}"
            for number, (choice, answer) in enumerate(question["choices"], 1)
        ]
        yield f"**{plain(question['ask'])}**"
        yield "\n".join(choices)


def exercises(lesson: Lesson):
    """Yield each exercise of a lesson: what is asked, and its hint and solution, unfolded."""
    found = [i for i, cell in enumerate(lesson.cells) if "stub" in tags(cell)]
    if found:
        yield "## Exercises, with their solutions"
    for i in found:
        before = lesson.cells[i - 1]["source"]
        task = before[before.index("### Exercise") :]
        yield links.relinked(task, f"notebooks/{lesson.path.name}")
        yield f"```python\n{lesson.cells[i]['source']}\n```"
        solution = next(cell for cell in lesson.cells[i:] if "solution" in tags(cell))
        answers = re.findall(r"<details>.*?</details>", solution["source"], re.S)
        for answer in answers:
            yield links.relinked(unfolded(answer), f"notebooks/{lesson.path.name}")


def unfolded(details: str) -> str:
    """Return what is folded up in a notebook as open Markdown under its name."""
    name = re.search(r"<summary><b>(.*?)</b></summary>", details)[1]
    body = re.sub(r"<details>|</details>|<summary>.*?</summary>", "", details).strip()
    return f"**{name}.**\n\n{body}"


def tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


def plain(text: str) -> str:
    """Return a text in which Markdown finds nothing to set."""
    return re.sub(r"([*_`$\\<>\[\]])", r"\\\1", text)
