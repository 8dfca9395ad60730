"""The house holds: imports go down only, the package stays small, and the README tells the truth."""

import ast
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIB = ROOT / "lessons_lib"
MODULES = sorted(LIB.rglob("*.py"))
HEAVY = ["matplotlib", "ipywidgets", "sklearn", "scipy", "PIL", "IPython", "ipyevents"]
# Which module of the maths floor may import what else, inside a function.
ALSO = {("datasets.py", "sklearn"), ("images.py", "PIL")}
# Which floor may import which.
BELOW = {"maths": {"maths"}, "plots": {"plots"}, "explorers": {"explorers", "plots", "maths"}, "check": {"check", "maths"}}


def floor(path):
    return path.parent.name if path.parent != LIB else "maths"


def imported(path):
    """Yield the name of each module that a file imports, those of the package as 'lessons_lib.…'."""
    package = [*path.relative_to(ROOT).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            yield from ([f"{name}.{alias.name}" for alias in node.names] if node.level else [name])


@pytest.mark.parametrize("module", sorted(p.stem for p in LIB.glob("*.py") if p.stem != "__init__"))
def test_the_maths_floor_loads_numpy_alone(module):
    code = f"import sys, lessons_lib.{module}; print([m for m in {HEAVY} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_the_floors_test_can_fail():
    code = f"import sys, lessons_lib.explorers.lesson01; print([m for m in {HEAVY} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "matplotlib" in out.stdout and "ipywidgets" in out.stdout


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(LIB)))
def test_imports_go_down_only(path):
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "lessons_lib" and len(parts) > 1:
            target = parts[1] if parts[1] in BELOW else "maths"
            assert target in BELOW[floor(path)], f"{path.name} on the floor {floor(path)} imports {name}"
        elif floor(path) in ("maths", "check") and parts[0] not in sys.stdlib_module_names:
            assert parts[0] == "numpy" or (path.name, parts[0]) in ALSO, name
        elif floor(path) == "plots":
            assert parts[0] in ("numpy", "matplotlib") or parts[0] in sys.stdlib_module_names, name


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(LIB)))
def test_every_public_thing_says_what_it_is(path):
    tree = ast.parse(path.read_text("utf-8"))
    first = (ast.get_docstring(tree) or "").split("\n")[0]
    assert first.endswith((".", ":")) or path.name == "__init__.py", f"{path.name} does not open with a sentence"
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{path.name}: {node.name} has no docstring"


def test_only_the_layout_stands_at_the_top():
    out = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if out.returncode:
        pytest.skip("not a git checkout")
    top = {line.split("/")[0] for line in out.stdout.split()}
    allowed = {"README.md", "Makefile", "pyproject.toml", "requirements.txt", "binder", "notebooks", "lessons_lib", "tests"}
    allowed |= {"LICENSE", "CITATION.cff", "CONTRIBUTING.md"}
    assert {name for name in top if not name.startswith(".")} <= allowed


README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    text = page.read_text("utf-8")
    found = re.findall(r"\]\(([^)]+)\)|src=\"([^\"]+)\"", text)
    targets = [a or b for a, b in found if not re.match(r"https?://|#|mailto:", a or b)]
    assert targets
    for target in targets:
        assert (page.parent / target.split("#")[0]).exists(), f"{page.name} links to {target}, which is not there"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_commands_exist(page):
    goals = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(re.findall(r"`[^`]+`", page.read_text("utf-8")))))
    assert named and named <= goals, f"not in the Makefile: {named - goals}"


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
    address = re.search(r'^repository-code: "https://github.com/(.+)"$', here["CITATION.cff"], re.M)[1]
    for file, text in here.items():
        assert tool["addresses"](text) == {address}, file
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text, "utf-8")
    badge = f"https://mybinder.org/v2/gh/{address}/HEAD?urlpath=lab/tree/notebooks/00_start_here.ipynb"
    assert badge in here["README.md"] and (ROOT / "notebooks" / "00_start_here.ipynb").exists()
    monkeypatch.setitem(tool["main"].__globals__, "ROOT", tmp_path)
    tool["main"]("ada/course")
    assert all(tool["addresses"]((tmp_path / file).read_text("utf-8")) == {"ada/course"} for file in files)
    assert "urlpath=lab%2Ftree%2Fcourse%2Fnotebooks" in (tmp_path / "binder/README.md").read_text("utf-8")
    tool["main"](address)
    assert {file: (tmp_path / file).read_text("utf-8") for file in files} == here
    with pytest.raises(SystemExit, match="it must be owner/name"):
        tool["main"]("nothing")
