"""The exports in the real nbgrader and the real otter-grader, each in an environment of its own.

Long, and so only by `make graders`, which makes the environments.
"""

import csv
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import lessons
import nbformat
import pytest

ROOT = Path(__file__).parents[1]
TOOLS = {name: ROOT / f".venv-{name}" / "bin" / name for name in ("nbgrader", "otter")}
if os.environ.get("GRADERS") != "yes":
    pytest.skip("only by make graders", allow_module_level=True)
for tool in TOOLS.values():
    if not tool.exists():
        pytest.skip(f"{tool.parents[1].name} is not there", allow_module_level=True)

sys.path.insert(0, str(ROOT / "site"))
cells, for_nbgrader, for_otter = map(
    import_module, ["editions.cells", "editions.for_nbgrader", "editions.for_otter"]
)
sys.path.remove(str(ROOT / "site"))

GRADED = "06_pooling"
WITH_EXERCISES = [path for path in lessons.NOTEBOOKS if cells.exercises(lessons.read(path))]
each = pytest.mark.parametrize("path", WITH_EXERCISES, ids=lambda p: p.stem)
WRONG = "def my_pool(x):\n    return -pooling.max_pool(-x)"
SAYS = "That is the smallest value of each window."
DUE = {"ada": 5, "bob": 0, "eve": 4, "kim": 4}  # the points of each learner


def run(tool, *words, folder):
    """Run a tool in a folder as a person would; return what it said."""
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    env = clean | {"PATH": f"{TOOLS[tool].parent}:{clean['PATH']}", "MPLBACKEND": "agg"}
    out = subprocess.run(
        [TOOLS[tool], *map(str, words)], cwd=folder, env=env, capture_output=True, text=True
    )
    said = out.stdout + out.stderr
    assert out.returncode == 0, said[-4000:]
    return said


def handed_in(path):
    """Yield what four learners make of a released notebook: all right; nothing; one mistake, and its
    test changed so that it passes; an answer deleted.
    """
    found = cells.exercises(lessons.read(lessons.FOLDER / f"{GRADED}.ipynb"))
    for learner in DUE:
        notebook = nbformat.read(path, 4)
        for one in found:
            stub = next(c for c in notebook.cells if c.source.startswith(f"def {one.name}("))
            stub.source = {"bob": stub.source}.get(learner, one.solution)
            if learner == "eve" and one.name == "my_pool":
                stub.source = WRONG
            if learner == "kim" and one.name == "my_pool":
                stub.source = ""
        if learner == "eve":
            for cell in notebook.cells:
                if "graded.right(check.pool, my_pool)" in cell.source:
                    cell.source = "pass"
        yield learner, notebook


# ----------------------------------------------------------------------------------- nbgrader


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nbgrader") / "course"
    list(for_nbgrader.write(folder))
    return folder


@each
def test_nbgrader_validates_each_lesson_with_its_solutions(path, course):
    said = run("nbgrader", "validate", f"source/{path.stem}/{path.name}", folder=course)
    assert "Success! Your notebook passes all the tests." in said, said


def test_nbgrader_releases_every_lesson_with_the_empty_functions(course):
    for path in WITH_EXERCISES:
        run("nbgrader", "generate_assignment", path.stem, folder=course)
        released = nbformat.read(course / "release" / path.stem / path.name, 4)
        whole = lessons.read(path)
        about = {
            c.metadata["nbgrader"]["grade_id"]: c
            for c in released.cells
            if "nbgrader" in c.metadata
        }
        for one in cells.exercises(whole):
            assert about[one.name].source.strip() == whole.cells[one.stub].source.strip()
            assert about[f"check_{one.name}"].metadata["nbgrader"]["checksum"]
        assert not any("SOLUTION" in c.source for c in released.cells)
        assert (course / "release" / path.stem / "lessons_lib" / "heard.py").exists()


def test_nbgrader_gives_each_learner_the_points_that_are_due(course):
    run("nbgrader", "generate_assignment", GRADED, "--force", folder=course)
    for learner, notebook in handed_in(course / "release" / GRADED / f"{GRADED}.ipynb"):
        folder = course / "submitted" / learner / GRADED
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{GRADED}.ipynb")
    run("nbgrader", "autograde", GRADED, folder=course)
    run("nbgrader", "export", folder=course)
    with (course / "grades.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] == GRADED]
    assert {row["student_id"]: float(row["score"]) for row in rows} == DUE
    assert {float(row["max_score"]) for row in rows} == {5}
    run("nbgrader", "generate_feedback", GRADED, folder=course)
    page = (course / "feedback" / "eve" / GRADED / f"{GRADED}.html").read_text("utf-8")
    assert SAYS in page


# -------------------------------------------------------------------------------------- otter


@pytest.fixture(scope="module")
def assignments(tmp_path_factory):
    folder = tmp_path_factory.mktemp("otter") / "course"
    list(for_otter.write(folder))
    return folder


@each
def test_otter_assigns_each_lesson_and_its_solutions_pass(path, assignments):
    """`otter assign` runs the solutions against the tests, and stops where one fails."""
    said = run("otter", "assign", "-v", path.name, "dist", folder=assignments / path.stem)
    assert "All autograder tests passed." in said, said
    released = nbformat.read(assignments / path.stem / "dist" / "student" / path.name, 4)
    whole = lessons.read(path)
    for one in cells.exercises(whole):
        empty = whole.cells[one.stub].source.strip()
        assert any(c.source.strip() == empty for c in released.cells)
        assert any(c.source == f'grader.check("{one.name}")' for c in released.cells)
    assert not any("SOLUTION" in c.source for c in released.cells)


def test_otter_gives_each_learner_the_points_that_are_due(assignments, tmp_path):
    dist = assignments / GRADED / "dist"
    if not dist.exists():
        run("otter", "assign", f"{GRADED}.ipynb", "dist", folder=assignments / GRADED)
    [autograder] = (dist / "autograder").glob("*.zip")
    points = {}
    for learner, notebook in handed_in(dist / "student" / f"{GRADED}.ipynb"):
        (tmp_path / learner).mkdir()
        nbformat.write(notebook, tmp_path / learner / f"{GRADED}.ipynb")
        run("otter", "run", "-a", autograder, f"{GRADED}.ipynb", folder=tmp_path / learner)
        results = json.loads((tmp_path / learner / "results.json").read_text("utf-8"))
        points[learner] = sum(test.get("score", 0) for test in results["tests"])
        if learner == "eve":
            assert SAYS in json.dumps(results, ensure_ascii=False)
    assert points == DUE
