"""Answers by people who had not seen the checks: each wrong one is named, each right one is welcome."""

import tomllib
from pathlib import Path

import exercise_file
import pytest
from lessons import exercises

from lessons_lib.check import notebook, tries

FOLDER = Path(__file__).parent / "answers"
ANSWERS = {
    name: group
    for path in sorted(FOLDER.glob("*.toml"))
    for name, group in tomllib.loads(path.read_text()).items()
}
EXERCISES = {exercise.name: exercise for exercise in exercises()}


def verdict(exercise, code, capsys):
    """Return what the check says about this code, in one line."""
    tries.forget()
    assert exercise.check(exercise.run(code)) is None
    return " ".join(capsys.readouterr().out.split())


def test_there_are_enough_of_them():
    assert ANSWERS.keys() == EXERCISES.keys()
    for name, group in ANSWERS.items():
        assert len(group["wrong"]) >= 15, name
        assert len(group["right"]) >= 3, name


def test_nine_of_ten_are_named():
    wrong = [row for group in ANSWERS.values() for row in group["wrong"]]
    named = [row for row in wrong if row.get("named", True)]
    assert len(named) >= 0.9 * len(wrong)


@pytest.mark.parametrize("name", ANSWERS)
def test_wrong_ones_are_named(name, capsys):
    for row in ANSWERS[name]["wrong"]:
        says = verdict(EXERCISES[name], row["code"], capsys)
        assert "✘" in says, f"{row['cause']}: {says}"
        assert "✔" not in says, f"{row['cause']}: {says}"
        assert "Not written yet" not in says, f"{row['cause']}: {says}"
        if row.get("named", True):
            assert row["says"] in says, f"{row['cause']}: {says}"


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # np.matrix, which is still used
@pytest.mark.parametrize("name", ANSWERS)
def test_right_ones_are_right(name, capsys):
    for row in ANSWERS[name]["right"]:
        says = verdict(EXERCISES[name], row["code"], capsys)
        assert "✔ Right." in says, f"{row['why']}: {says}"


def test_hints_and_solutions_are_those_of_the_notebooks():
    assert exercise_file.FILE.read_text() == exercise_file.text(), (
        "run tests/helpers/exercise_file.py"
    )
    assert notebook.exercises().keys() == EXERCISES.keys()


WRONG = "def my_loss(beta, x, y):\n    r = beta[0] + beta[1] * x - y\n    return {}\n"


def test_a_hint_comes_after_the_second_try_of_a_kind_and_a_line_after_the_fourth(capsys):
    exercise = EXERCISES["my_loss"]
    hint = notebook.exercises()["my_loss"].hint
    tries.forget()
    said = []
    for returned in ("(r**2).sum()", "sum(r**2)", "sum(r * r)", "(r * r).sum()", "np.sum(r**2)"):
        exercise.check(exercise.run(WRONG.format(returned)))
        said.append(" ".join(capsys.readouterr().out.split()))
    assert all("the 1/N is missing" in says for says in said)
    assert [hint in says for says in said] == [False, True, True, False, False]
    line = "Its first line could be `r = beta[0] + beta[1] * x - y`."
    assert [line in says for says in said] == [False, False, False, True, True]


def test_another_kind_of_mistake_counts_anew_and_the_same_function_once(capsys):
    exercise = EXERCISES["my_loss"]
    tries.forget()
    same = exercise.run(WRONG.format("(r**2).sum()"))
    for function in (same, same, same, exercise.run(WRONG.format("np.abs(r).mean()"))):
        exercise.check(function)
    assert "hint" not in capsys.readouterr().out


def test_the_smallest_input_is_shown_with_both_values(capsys):
    says = verdict(EXERCISES["my_loss"], WRONG.format("(r**2).sum()"), capsys)
    assert "With beta = [1, 2], x = [0, 3], y = [2, 4]: yours is 10, and 5 is right." in says


def test_only_the_first_lines_that_an_answer_prints_are_shown(capsys):
    code = "def my_loss(beta, x, y):\n    for value in x:\n        print(value)\n    return 1.0\n"
    says = verdict(EXERCISES["my_loss"], code, capsys)
    assert "more lines that it printed)" in says
    assert len(says.split("✘")[0].split()) < 20
