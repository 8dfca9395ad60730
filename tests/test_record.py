"""What a learner has done: noted beside the notebook, readable, and never in the way."""

import tomllib

import nbformat
import pytest
from lessons import NOTEBOOKS, exercises

from lessons_lib import course, heard, record
from lessons_lib.check import lesson01
from lessons_lib.explorers import mine, quiz


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of a learner's own, with the memory on."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LESSONS_MEMORY", "on")
    return tmp_path


def verdict(name, mark, mistake=""):
    return heard.Verdict(name, mark, mistake, "")


def test_tries_are_counted_up_to_the_first_right_answer_with_their_mistakes(folder):
    for event in (
        verdict("my_loss", "empty"),
        verdict("my_loss", "wrong", "the 1/N is missing"),
        verdict("my_loss", "wrong", "the 1/N is missing"),
        verdict("my_loss", "wrong", 'a "quote", and a \\ too'),
        verdict("my_loss", "right"),
        verdict("my_loss", "wrong", "after that it's play"),
    ):
        heard.tell(event)
    row = record.read().exercises["my_loss"]
    assert row.tries == 4
    assert row.right == record.today()
    assert row.mistakes == {"the 1/N is missing": 2, 'a "quote", and a \\ too': 1}
    assert "[exercises.my_loss]" in (folder / "my_progress.toml").read_text("utf-8")


def test_a_check_a_question_and_a_goal_are_noted(folder, capsys):
    lesson01.loss(lambda beta, x, y: 0.0)  # no name of an exercise: not noted
    question = quiz.predict("01.gradient")
    question.pick.value = 2
    question.pick.value = 1  # the first choice counts
    heard.tell(heard.Goal("01.centre"))
    kept = record.read()
    assert kept.exercises == {}
    choice, right = kept.predictions["01.gradient"]
    assert (choice, right) == (2, quiz.questions()["01.gradient"]["right"] == 2)
    assert kept.goals == {"01.centre": record.today()}


def test_a_check_names_the_exercise_and_the_mistake(folder, capsys):
    exercise = next(e for e in exercises() if e.name == "my_loss")
    exercise.check(
        exercise.run("def my_loss(beta, x, y):\n    return ((beta[0] + beta[1] * x - y)**2).sum()")
    )
    mistakes = record.read().exercises["my_loss"].mistakes
    assert list(mistakes) == [
        "Yours is the sum of the squares; L is their mean: the 1/N is missing"
    ]


@pytest.mark.parametrize(
    "bad", ["", "[exercises", "exercises = 3", "[exercises.a]\ntries = 'x'", "\x00"]
)
def test_a_file_that_cannot_be_read_counts_as_none(folder, bad):
    (folder / "my_progress.toml").write_text(bad, "utf-8")
    assert record.read() == record.EMPTY
    assert "Nothing is noted yet" in repr(mine.course_map())


def test_it_can_be_switched_off(folder, monkeypatch, capsys):
    monkeypatch.setenv("LESSONS_MEMORY", "off")
    heard.tell(verdict("my_loss", "right"))
    mine.receipt("Ada")
    assert list(folder.iterdir()) == []
    assert "nothing to write a receipt of" in capsys.readouterr().out


def test_a_folder_that_refuses_is_no_error(folder, monkeypatch, capsys):
    monkeypatch.setattr(record, "FILE", folder / "no" / "such" / "folder.toml")
    heard.tell(verdict("my_loss", "right"))
    assert record.read() == record.EMPTY
    (folder / "receipt_Ada.toml").mkdir()
    mine.receipt("Ada")
    assert "can't be written to" in capsys.readouterr().out


def test_a_listener_that_fails_is_not_heard_of():
    def fails(event):
        raise RuntimeError

    heard.listen(fails)
    try:
        heard.tell(heard.Goal("01.centre"))
    finally:
        heard.stop(fails)


def test_a_receipt_is_a_copy_that_says_it_can_be_forged(folder, capsys):
    heard.tell(verdict("my_loss", "right"))
    mine.receipt("  Zoë  O'Neil ")
    assert "can forge it" in capsys.readouterr().out
    table = tomllib.loads((folder / "receipt_Zoë_O_Neil.toml").read_text("utf-8"))
    assert table["receipt"]["learner"] == "Zoë O'Neil"
    assert "forge" in table["receipt"]["note"]
    assert table["exercises"]["my_loss"]["tries"] == 1
    mine.receipt("   ")
    assert "name is empty" in capsys.readouterr().out


def test_the_map_shows_what_is_done_and_the_next_step(folder):
    heard.tell(verdict("my_loss", "right"))
    heard.tell(heard.Prediction("01.gradient", 1, True))
    shown = repr(mine.course_map())
    assert "●○○○○○ 1 of 6" in shown
    assert shown.endswith("Next: my_gradient, in lesson 1, The linear loss and its gradient.")
    assert "✔ right" in repr(mine.lesson("01")) and "at the first try" in repr(mine.lesson("01"))
    assert "<table>" in mine.course_map()._repr_html_()
    for exercise in exercises():
        heard.tell(verdict(exercise.name, "right"))
    assert "Every exercise is right" in repr(mine.course_map())
    with pytest.raises(ValueError, match="no lesson '9'"):
        mine.lesson("9")


def test_one_goal_is_one_goal_and_two_are_goals(folder):
    (folder / "my_progress.toml").write_text('[goals]\n"01.bowl" = "2026-11-25"\n', "utf-8")
    assert "1 goal reached. " in repr(mine.lesson("01"))
    with (folder / "my_progress.toml").open("a", encoding="utf-8") as file:
        file.write('"01.line" = "2026-11-25"\n')
    assert "2 goals reached. " in repr(mine.lesson("01"))


def test_lessons_exercises_and_questions_are_those_of_the_notebooks():
    lessons = course.lessons()
    assert [path.stem for path in NOTEBOOKS] == [lesson.notebook for lesson in lessons.values()]
    named = [name for lesson in lessons.values() for name in lesson.exercises]
    assert named == [exercise.name for exercise in exercises()]
    asked = [name for lesson in lessons.values() for name in lesson.questions]
    assert asked == list(quiz.questions())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem[:2])
def test_each_notebook_shows_its_own(path):
    number = path.stem[:2]
    call = "mine.course_map()" if number == "00" else f'mine.lesson("{number}")'
    sources = [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    assert any(call in source for source in sources)
