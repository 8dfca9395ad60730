"""The house holds: imports go down only, the package stays small, and the README tells the truth."""

import ast
import re
import runpy
import subprocess
import sys
from pathlib import Path, PurePath

import pytest

ROOT = Path(__file__).parents[1]
LIB = ROOT / "lessons_lib"
MODULES = sorted(LIB.rglob("*.py"))
# What only the tests install; a learner has none of them.
TESTS_ONLY = ["sklearn", "scipy", "joblib"]
HEAVY = ["matplotlib", "ipywidgets", "PIL", "IPython", "anywidget", *TESTS_ONLY]
# Which module of the maths floor may import what else, inside a function.
ALSO = {("images.py", "PIL")}
# Which floor may import which. A floor is a folder of the package; its bare modules are the maths.
BELOW = {
    "explorers": {"explorers", "live", "plots", "maths"},
    "live": {"live", "plots", "maths"},
    "plots": {"plots"},
    "grade": {"grade", "plots", "check", "maths"},
    "check": {"check", "maths"},
    "maths": {"maths"},
}
ARROWS = [(upper, lower) for upper in BELOW for lower in BELOW if upper != lower]


def floor(path):
    """Return the floor of a file, by its path below lessons_lib: explorers/lesson03/race.py is on
    the floor explorers.
    """
    folder = path.parts[0] if len(path.parts) > 1 else "maths"
    return "maths" if folder == "errors" else folder  # beside learner, and needed by all


def imported(path, source):
    """Yield the name of each module that a file imports, those of the package as 'lessons_lib.…'."""
    package = ["lessons_lib", *path.parts[:-1]]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level <= len(package), f"{path} imports from outside of the package"
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            ours = name.split(".")[0] == "lessons_lib"
            yield from ([f"{name}.{alias.name}" for alias in node.names] if ours else [name])


def reached(path, source):
    """Yield (floor, name) of each module of the package that a file imports."""
    for name in imported(path, source):
        parts = name.split(".")
        if parts[0] == "lessons_lib" and len(parts) > 1:
            yield parts[1] if parts[1] in BELOW else "maths", name


def crossings(upper, lower, files):
    """Return a sentence for each import by which a file of one floor reaches another. `files` are
    (path below lessons_lib, source).
    """
    return [
        f"lessons_lib/{path.as_posix()}, on the floor {upper}, imports {name}, on the floor {lower}"
        for path, source in files
        if floor(path) == upper
        for target, name in reached(path, source)
        if target == lower
    ]


FILES = [(path.relative_to(LIB), path.read_text("utf-8")) for path in MODULES]


@pytest.mark.parametrize("module", sorted(p.stem for p in LIB.glob("*.py") if p.stem != "__init__"))
def test_the_maths_floor_loads_numpy_alone(module):
    code = f"import sys, lessons_lib.{module}; print([m for m in {HEAVY} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_the_floors_test_can_fail():
    code = f"import sys, lessons_lib.explorers.lesson01; print([m for m in {HEAVY} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "matplotlib" in out.stdout and "ipywidgets" in out.stdout


WITHOUT = """
import sys
sys.modules.update(dict.fromkeys({blocked}))  # an import of any of them fails
import lessons_lib
from lessons_lib.explorers import installation, lesson01, lesson04, lesson05, lesson07
made = [lesson01.diabetes(), lesson04.initialisation(), lesson04.digits(steps=6)]
made += [lesson05.kernel_editor(), lesson05.edges(image="flower")]
made += [lesson07.training(steps=3), lesson07.draw_a_digit(), lesson07.shifted()]
print([explorer.note or explorer.trouble for explorer in made if explorer.note or explorer.trouble])
print([line for line in installation.lines() if "✘" in line])
"""


def test_a_learner_needs_neither_scikit_learn_nor_scipy():
    code = WITHOUT.replace("{blocked}", repr(TESTS_ONLY))
    out = subprocess.run([sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True)
    assert (out.returncode, out.stdout.split("\n")[:2]) == (0, ["[]", "[]"]), out.stderr[-2000:]


@pytest.mark.parametrize("upper, lower", ARROWS, ids=lambda name: name)
def test_imports_go_down_only(upper, lower):
    found = crossings(upper, lower, FILES)
    if lower in BELOW[upper]:
        assert found, f"nothing on the floor {upper} imports {lower}: take that arrow out of BELOW"
    else:
        assert not found, "an import goes up: " + "; ".join(found)


@pytest.mark.parametrize(
    "file, line, upper, lower",
    [
        ("linear.py", "from .plots import style", "maths", "plots"),
        ("linear.py", "from . import plots", "maths", "plots"),
        ("linear.py", "from lessons_lib import live", "maths", "live"),
        ("plots/line.py", "from .. import linear", "plots", "maths"),
        ("plots/line.py", "from ..live import words", "plots", "live"),
        ("live/words.py", "from ..explorers import lesson01", "live", "explorers"),
        ("live/words.py", "from ..explorers.shared.walk import bowl", "live", "explorers"),
        ("live/words.py", "import lessons_lib.explorers.quiz", "live", "explorers"),
        ("live/words.py", "def f():\n    from ..check import lesson01", "live", "check"),
        ("check/lesson01.py", "from ..live.words import number", "check", "live"),
        ("explorers/lesson03/race.py", "from ...check import lesson03", "explorers", "check"),
        ("explorers/quiz.py", "from ..check import lesson03", "explorers", "check"),
        ("check/lesson01.py", "from ..grade import rows", "check", "grade"),
        ("grade/worker.py", "from ..explorers import quiz", "grade", "explorers"),
    ],
)
def test_an_import_that_goes_up_is_found(file, line, upper, lower):
    """The canaries: each is a fake file, beside all the real ones."""
    assert lower not in BELOW[upper]
    found = crossings(upper, lower, [*FILES, (PurePath(file), line)])
    assert [one for one in found if one.startswith(f"lessons_lib/{file}, on the floor {upper}, ")]


def test_an_import_that_goes_down_or_outside_is_not_taken_for_one_that_goes_up():
    race = PurePath("explorers/lesson03/race.py")
    assert list(reached(race, "from ...live.words import number\nimport numpy.linalg")) == [
        ("live", "lessons_lib.live.words.number")
    ]
    assert [target for target, _ in reached(race, "from ..shared import walk")] == ["explorers"]
    assert [target for target, _ in reached(race, "from ... import linear")] == ["maths"]
    with pytest.raises(AssertionError, match="outside of the package"):
        list(reached(PurePath("live/words.py"), "from ... import linear"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(LIB)))
def test_each_file_stands_on_a_floor_and_takes_what_its_floor_may(path):
    own = path.relative_to(LIB)
    assert floor(own) in BELOW, f"{own} stands on no floor"
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        dots = node.level if isinstance(node, ast.ImportFrom) else 0
        assert dots <= 3, f"{own} imports with {dots} dots"
    for name in imported(own, path.read_text("utf-8")):
        top = name.split(".")[0]
        if top == "lessons_lib" or top in sys.stdlib_module_names:
            continue
        assert top not in TESTS_ONLY, f"{own} imports {top}, which a learner does not have"
        if floor(own) in ("maths", "check"):
            assert top == "numpy" or (path.name, top) in ALSO, name
        elif floor(own) == "plots":
            assert top in ("numpy", "matplotlib"), name


def test_the_engine_knows_no_lesson():
    for path in sorted((LIB / "live").iterdir()):
        if path.is_file():
            assert "lesson0" not in path.read_text("utf-8"), f"live/{path.name} names a lesson"


def test_few_files_lie_beside_the_lessons():
    files = [p.name for p in (LIB / "explorers").iterdir() if p.is_file()]
    assert len(files) <= 6, f"a folder a lesson; too many lie beside them: {sorted(files)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(LIB)))
def test_every_public_thing_says_what_it_is(path):
    tree = ast.parse(path.read_text("utf-8"))
    first = (ast.get_docstring(tree) or "").split("\n\n")[0]
    sentence = first.endswith((".", ":", "?")) or path.name == "__init__.py"
    assert sentence, f"{path.name} does not open with a sentence"
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{path.name}: {node.name} has no docstring"


def test_only_the_layout_stands_at_the_top():
    out = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if out.returncode:
        pytest.skip("not a git checkout")
    top = {line.split("/")[0] for line in out.stdout.split()}
    allowed = {"README.md", "LICENSE", "CITATION.cff", "CONTRIBUTING.md", "Makefile"}
    allowed |= {"pyproject.toml", "requirements.txt"}
    allowed |= {"binder", "notebooks", "lessons_lib", "site", "tests"}
    assert {name for name in top if not name.startswith(".")} <= allowed


README = ROOT / "README.md"
SITE = sorted(page for page in (ROOT / "site").glob("*.md") if page.name != "index.md")
PAGES = [README, ROOT / "CONTRIBUTING.md", *SITE]


def test_the_pages_that_the_readme_leaves_to_the_site_are_there():
    assert {"teachers.md", "glossary.md", "speed.md", "accessibility.md"} <= {
        page.name for page in SITE
    }
    for page in SITE:
        assert f"](site/{page.name})" in README.read_text("utf-8"), (
            f"README.md does not lead to {page}"
        )


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    text = page.read_text("utf-8")
    found = re.findall(r"\]\(([^)]+)\)|src=\"([^\"]+)\"", text)
    targets = [a or b for a, b in found if not re.match(r"https?://|#|mailto:", a or b)]
    assert targets
    for target in targets:
        assert (page.parent / target.split("#")[0]).exists(), (
            f"{page.name} links to {target}, which is not there"
        )


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_commands_exist(page):
    goals = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    code = re.findall(r"```.*?```|`[^`]+`", page.read_text("utf-8"), re.S)
    named = set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(code)))
    assert named or page in SITE, f"{page.name} names no command"
    assert named <= goals, f"not in the Makefile: {named - goals}"


def test_the_readmes_pip_lines_name_what_is_there():
    text = README.read_text("utf-8")
    files = re.findall(r"pip install(?: -c \S+)? -r ([\w./]+\w)", text)
    assert "requirements.txt" in files
    for name in {*files, *re.findall(r"pip install -c (\S+)", text)}:
        assert (ROOT / name).exists()


def test_every_notebook_stands_in_the_table_of_lessons():
    text = README.read_text("utf-8")
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        assert f"notebooks/{notebook.name}" in text, f"README.md does not name {notebook.name}"


def test_the_pins_satisfy_the_ranges():
    from packaging.requirements import Requirement

    def read(name):
        lines = (ROOT / name).read_text("utf-8").splitlines()
        rows = [line.split("#")[0].strip() for line in lines]
        return [Requirement(row) for row in rows if row and not row.startswith("-")]

    pins = {}
    for pin in read("binder/constraints.txt"):
        pins.setdefault(pin.name.lower(), []).append(next(iter(pin.specifier)).version)
    for wanted in read("requirements.txt") + read("tests/requirements.txt"):
        assert wanted.name.lower() in pins, f"{wanted.name} is not pinned"
        for version in pins[wanted.name.lower()]:
            assert wanted.specifier.contains(version), f"{wanted} does not allow the pin {version}"


def test_the_address_stands_in_one_place_and_every_link_follows(tmp_path, monkeypatch):
    tool = runpy.run_path(str(ROOT / "tests" / "tools" / "address.py"))
    files = tool["FILES"]
    here = {file: (ROOT / file).read_text("utf-8") for file in files}
    address = re.search(
        r'^repository-code: "https://github.com/(.+)"$', here["CITATION.cff"], re.M
    )[1]
    for file, text in here.items():
        assert tool["addresses"](text) == {address}, file
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text, "utf-8")
    badge = (
        f"https://mybinder.org/v2/gh/{address}/HEAD?urlpath=lab/tree/notebooks/00_start_here.ipynb"
    )
    assert badge in here["README.md"] and (ROOT / "notebooks" / "00_start_here.ipynb").exists()
    monkeypatch.setitem(tool["main"].__globals__, "ROOT", tmp_path)
    tool["main"]("ada/course")
    assert all(
        tool["addresses"]((tmp_path / file).read_text("utf-8")) == {"ada/course"} for file in files
    )
    assert "urlpath=lab%2Ftree%2Fcourse%2Fnotebooks" in (tmp_path / "binder/README.md").read_text(
        "utf-8"
    )
    tool["main"](address)
    assert {file: (tmp_path / file).read_text("utf-8") for file in files} == here
    with pytest.raises(SystemExit, match="it must be owner/name"):
        tool["main"]("nothing")
