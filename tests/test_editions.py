"""The course in other shapes: what is given out holds no answer, what a teacher gets holds them all,
and what two tools read is what they ask for. `make graders` runs those tools themselves.
"""

import ast
import os
import re
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

import lessons
import nbformat
import pytest
from strict import nbval

from lessons_lib import graded, heard, my_digit, record
from lessons_lib.check import lesson01, lesson06
from lessons_lib.check.notebook import exercises
from lessons_lib.explorers import quiz

SITE = Path(__file__).parents[1] / "site"
ALL = os.environ.get("EDITIONS") == "all"  # every notebook of both editions through nbval: minutes
SHORT = "06"
OF_THE_LESSON = {  # folds that are no answer to an exercise
    "Why? For readers who know eigenvectors", "Where the marks come from", "What we saw",
    "Where this lesson came from", "Where this lesson comes from", "The new symbols",
    "How the library does all pictures at once", "Where this course came from",
}  # fmt: skip
every = pytest.mark.parametrize("path", lessons.NOTEBOOKS, ids=lambda p: p.stem)


def editions(name):
    """A module of site/editions, and none of what lies beside them."""
    sys.path.insert(0, str(SITE))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(SITE))


give, cells, folder, student, teacher, for_nbgrader, for_otter = map(
    editions,
    ["give", *(f"editions.{name}" for name in ("cells", "folder", "student", "teacher", "for_nbgrader", "for_otter"))],
)  # fmt: skip


def of_kind(notebook, kind):
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def prose(notebook):
    """All Markdown of a notebook in one string, without any fold."""
    texts = [cell.source for cell in of_kind(notebook, "markdown")]
    return re.sub(r"\s+", " ", cells.FOLD.sub("", "\n".join(texts)))


def squeezed(source):
    return re.sub(r"\s+", "", source)


# ------------------------------------------------------------------------------ to give out


@every
def test_every_fold_is_known(path):
    """A new fold has to be put among the answers, the hints or the lesson's own, or it may leak."""
    for cell in lessons.read(path).cells:
        names = [fold["name"] for fold in cells.FOLD.finditer(cell.source)]
        assert len(names) == cell.source.count("<details>") == cell.source.count("</details>")
        assert set(names) <= cells.ANSWERS | cells.HINTS | OF_THE_LESSON, names


@every
@pytest.mark.parametrize("hints", [True, False], ids=["with hints", "without hints"])
def test_no_answer_is_given_out_and_nothing_else_is_lost(path, hints):
    whole = lessons.read(path)
    given = cells.without_answers(whole, hints)
    everything = squeezed("".join(cell.source for cell in given.cells))
    for name in (one.name for one in cells.exercises(whole)):
        body = exercises()[name].solution.split("\n", 1)[1]
        assert squeezed(body) not in everything, f"the solution of {name} is given out"
    before = Counter(
        fold["name"] for cell in whole.cells for fold in cells.FOLD.finditer(cell.source)
    )
    after = Counter(
        fold["name"] for cell in given.cells for fold in cells.FOLD.finditer(cell.source)
    )
    gone = cells.ANSWERS if hints else cells.ANSWERS | cells.HINTS
    assert after == Counter({name: n for name, n in before.items() if name not in gone})
    told = " Every exercise has a hint underneath, folded up." if hints else ""
    assert prose(given).strip() == prose(whole).replace(cells.PROMISE, told).strip()
    assert of_kind(given, "code") == of_kind(whole, "code")  # the outputs and the ids too
    assert all(cell.source.strip() for cell in given.cells)
    assert not any("solution" in cells.tags(cell) for cell in given.cells)


def test_the_first_notebook_promises_what_is_there():
    whole = lessons.read(lessons.NOTEBOOKS[0])
    assert cells.PROMISE in prose(whole)
    assert "solution underneath" not in prose(cells.without_answers(whole))
    assert "underneath" not in prose(cells.without_answers(whole, hints=False))


def test_what_is_given_out_does_not_change_what_it_is_made_from():
    whole = lessons.read(lessons.NOTEBOOKS[1])
    before = nbformat.writes(whole)
    cells.without_answers(whole)
    for_nbgrader.assignment(whole)
    for_otter.assignment(whole, "01_x")
    teacher.edition(whole)
    assert nbformat.writes(whole) == before


# ---------------------------------------------------------------------------- for the teacher


@every
def test_the_teacher_sees_each_solution_and_each_answer_where_it_belongs(path):
    whole = lessons.read(path)
    solved = teacher.edition(whole)
    assert "<details" not in "".join(cell.source for cell in solved.cells)
    nbformat.validate(solved)
    assert nbformat.writes(solved) == nbformat.writes(teacher.edition(whole))  # no id by chance
    assert "The teacher's edition" in solved.cells[0].source
    stubs = [i for i, cell in enumerate(solved.cells) if "stub" in cells.tags(cell)]
    assert len(stubs) == len(cells.exercises(whole))
    for i, one in zip(stubs, cells.exercises(whole), strict=True):
        stub, solution, check = solved.cells[i : i + 3]
        assert "return None" in stub.source and "check" in cells.tags(check)
        assert solution.cell_type == "code" and solution.source == one.solution
        assert one.solution == exercises()[one.name].solution.strip("\n")
    for i, cell in enumerate(solved.cells):
        if asked := teacher.ASKED.fullmatch(cell.source):
            question = quiz.questions()[asked[1]]
            lines = solved.cells[i + 1].source.splitlines()[2:]
            marks = [
                f"{n}. {'✔' if n == question['right'] else '✘'} *"
                for n in range(1, len(question["choices"]) + 1)
            ]
            assert [line[: len(mark)] for line, mark in zip(lines, marks, strict=True)] == marks
            for line, choice in zip(lines, question["choices"], strict=True):
                assert all(teacher.plain(words) in line for words in choice)


# ------------------------------------------------------------------- both editions in a kernel


def begun(notebook):
    """The notebook up to the first picture that a learner's function drives: an eighth of the time."""
    first = next(i for i, cell in enumerate(notebook.cells) if "yours" in cells.tags(cell))
    notebook.cells = notebook.cells[: first + 2]
    return notebook


@pytest.mark.parametrize(
    "number", [p.name[:2] for p in lessons.NOTEBOOKS] if ALL else [f"begun {SHORT}"]
)
def test_both_editions_run_and_show_what_is_stored(number, tmp_path, monkeypatch):
    """lessons_lib lies beside the notebooks there, and is the one that they load."""
    short, number = "begun" in number, number[-2:]
    [path] = cells.paths([number])
    if short:
        monkeypatch.setattr(cells, "read", lambda path: begun(lessons.read(path)))
    list(student.write(tmp_path / "class", [number]))
    list(teacher.write(tmp_path / "mine", [number]))
    given, solved = tmp_path / "class" / path.name, tmp_path / "class" / f"{path.stem}_solved.ipynb"
    (tmp_path / "mine" / path.name).rename(solved)
    checks = [c for c in lessons.read(solved).cells if "check" in cells.tags(c)]
    assert all(c.outputs[0].text.startswith("✔") for c in checks)
    assert bool(checks) == (number != "00")
    found, log = nbval(given, solved)
    for one, stored in zip(found, (given, solved), strict=True):
        assert len(one) == len(of_kind(lessons.read(stored), "code"))
        assert not any(one.values()), log


def test_a_folder_holds_what_is_needed_to_begin(tmp_path):
    says = list(student.write(tmp_path / "class", ["6"], hints=False))
    assert says == ["06_pooling.ipynb: 5 exercises, no solution, hints gone"]
    assert {p.name for p in (tmp_path / "class").iterdir()} == {
        "06_pooling.ipynb", "LICENSE", "README.md", "lessons_lib", "requirements.txt"
    }  # fmt: skip
    readme = (tmp_path / "class" / "README.md").read_text("utf-8")
    assert "jupyter lab 06_pooling.ipynb" in readme and "{" not in readme
    wanted = (tmp_path / "class" / "requirements.txt").read_text("utf-8")
    assert re.findall(r"^[a-z]+", wanted, re.M) == [
        "jupyterlab", "ipykernel", "ipywidgets", "anywidget", "numpy", "matplotlib", "pillow", "threadpoolctl"
    ]  # fmt: skip
    assert not list((tmp_path / "class").rglob("__pycache__"))
    assert (tmp_path / "class" / "lessons_lib" / "data" / "digits.npz").exists()


# ------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["student", ""], "✘ Say where to write it, for instance: make student OUT=handout."),
        (["student", "{new}", "--hints", "maybe"], "✘ HINTS is 'maybe'; it must be yes or no."),
        (["otter", "{new}", "--lessons", "9"], "✘ there is no lesson 09; there are 00, 01, 02, 03, 04, 05, 06, 07."),
        (["student", "{full}"], "✘ {full} isn't empty; name a new folder, or delete this one first."),
        (["nbgrader", "{full}/it"], "✘ {full}/it is a file; name a folder."),
    ],
)  # fmt: skip
def test_what_it_cannot_do_is_one_sentence(arguments, says, tmp_path):
    full = tmp_path / "full"
    full.mkdir()
    (full / "it").write_text("kept")
    names = {"new": tmp_path / "new", "full": full}
    with pytest.raises(SystemExit) as stopped:
        give.main([one.format(**names) for one in arguments])
    assert stopped.value.code == says.format(**names)
    assert (full / "it").read_text() == "kept" and not (tmp_path / "new").exists()


# ---------------------------------------------------------------------- what counts a point


def solution(name):
    space = {}
    lessons.run_cell(exercises()[name].solution, space)
    return space[name]


def test_a_right_answer_is_silent_and_any_other_raises_in_the_words_of_the_check(capsys):
    graded.right(lesson01.loss, solution("my_loss"))
    assert capsys.readouterr().out.startswith("✔")

    def my_loss(beta, x, y):
        return ((beta[0] + beta[1] * x - y) ** 2).sum()

    with pytest.raises(AssertionError, match=r"^✘ Not yet\."):
        graded.right(lesson01.loss, my_loss)

    def my_pool(x):
        return None

    with pytest.raises(AssertionError, match=r"^… Not written yet: my_pool"):
        graded.right(lesson06.pool, my_pool)
    with pytest.raises(AssertionError, match="The check gave no verdict"):
        graded.right(print, my_loss)
    assert not [one for one in heard._listeners if one is not record.note]


def test_quietly_nothing_is_printed_and_no_try_is_noted(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(my_digit.OFF, "")
    graded.right(lesson01.loss, solution("my_loss"), quiet=True)
    assert capsys.readouterr().out == "" and not record.FILE.exists()
    assert os.environ[my_digit.OFF] == ""
    graded.right(lesson01.loss, solution("my_loss"))
    assert record.FILE.exists()  # so the first would have been noted, too


# ---------------------------------------------------------------------------- the two exports


@every
def test_nbgrader_finds_an_answer_and_a_test_for_each_exercise(path):
    whole = lessons.read(path)
    marked = for_nbgrader.assignment(whole)
    nbformat.validate(marked)
    meta = [(c, c.metadata["nbgrader"]) for c in marked.cells if "nbgrader" in c.metadata]
    names = [about["grade_id"] for _, about in meta]
    found = cells.exercises(whole)
    expected = [name for one in found for name in (one.name, f"check_{one.name}")]
    assert names == ["setup", *expected] and len(set(names)) == len(names)
    for cell, about in meta:
        assert about["schema_version"] == 3 and cell.cell_type == "code"
        assert about["grade"] == ("points" in about) == ("graded.right(" in cell.source)
        assert about["solution"] == ("### BEGIN SOLUTION\n" in cell.source)
        assert about["locked"] != about["solution"]
    for one, (answer, _) in zip(found, meta[1::2], strict=True):
        released = re.sub(r"### BEGIN SOLUTION.*### END SOLUTION", "", answer.source, flags=re.S)
        assert released.strip() == whole.cells[one.stub].source.strip()


@every
def test_otter_finds_a_question_with_its_answer_and_its_test_for_each_exercise(path):
    whole = lessons.read(path)
    marked = for_otter.assignment(whole, path.stem)
    nbformat.validate(marked)
    assert nbformat.writes(marked) == nbformat.writes(for_otter.assignment(whole, path.stem))
    raw = [c.source.splitlines()[0] for c in of_kind(marked, "raw")]
    block = ["QUESTION", "SOLUTION", "SOLUTION", "TESTS", "TESTS", "QUESTION"]
    found = cells.exercises(whole)
    assert [line.split()[-1] for line in raw] == ["CONFIG", *block * len(found)]
    tests = [c.source for c in marked.cells if c.source.startswith("def test_")]
    for one, source in zip(found, tests, strict=True):
        module = import_module(f"lessons_lib.check.lesson{path.name[:2]}")
        assert f"graded.right({one.asks}, {one.name}, quiet=True)" in source
        assert hasattr(module, one.asks.removeprefix("check."))
        [function] = ast.parse(source).body
        assert [argument.arg for argument in function.args.args] == [one.name]


@pytest.mark.parametrize("kind", [for_nbgrader, for_otter], ids=["nbgrader", "otter"])
def test_an_export_says_what_is_lost(kind, tmp_path):
    says = list(kind.write(tmp_path / "out", ["0", SHORT]))
    assert says[0].endswith("it has no exercise") and "5 exercises" in says[1]
    readme = (tmp_path / "out" / "README.md").read_text("utf-8")
    lost = readme.split("## What is lost")[1]
    assert "name of the mistake" in lost and "ipywidgets" in lost and "{" not in readme
    assert len(list(tmp_path.rglob("*.ipynb"))) == len(list(tmp_path.rglob("lessons_lib"))) == 1
