"""What a teacher needs of a lesson: its questions and exercises, with answers and solutions."""

import html
import re

import links
from lesson import QUESTIONS, Lesson

BREAK = "☕"


def page(lesson: Lesson, plan: dict[str, str]) -> str:
    """Return a lesson's page for teachers in Markdown; `plan` is its row of site/teachers.md."""
    stops = sum(BREAK in cell["source"] for cell in lesson.cells)
    parts = [
        f"# Lesson {lesson.number} for teachers",
        f"**{lesson.title}.** {lesson.question}",
        f"[Read the lesson]({lesson.name}.md), or "
        f'<a href="{html.escape(lesson.live())}">open it live</a>.',
        "\n".join(
            [
                f"- **Minutes**: {plan['minutes']}",
                *([f"- **Places to stop** ({BREAK}): {stops}"] if stops else []),
                f"- **It needs**: {plan['it needs']}",
                f"- **Ask, before anything is shown**: {plan['ask, before anything is shown']}",
                f"- **Collect**: {plan['collect']}",
            ]
        ),
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
        stub = lesson.cells[i]["source"]
        name = re.search(r"def (\w+)", stub)[1]
        yield f"### `{name}`"
        yield f"```python\n{stub}\n```"
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
