"""The site's building: where Pyodide's files come from, what the page's Python loads, and when newer
versions could be tried.
"""

import ast
import hashlib
import json
import re
import sys
import tomllib
import zipfile
from importlib import import_module, metadata
from pathlib import Path

import pytest
import webpage

ROOT = Path(__file__).parents[1]
SITE = ROOT / "site"


@pytest.fixture(scope="module", autouse=True)
def building():
    """The modules of site/ can be imported here, and only here."""
    sys.path.insert(0, str(SITE))
    yield
    sys.path.remove(str(SITE))


@pytest.fixture
def pyodide():
    return import_module("pyodide")


# ------------------------------------------------------------------------------- Pyodide's files


@pytest.fixture
def release(tmp_path, monkeypatch, pyodide):
    """A folder that stands in for Pyodide's release, with one file and its sha256."""
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "pyodide.js").write_bytes(b"loadPyodide()")
    sha256 = hashlib.sha256(b"loadPyodide()").hexdigest()
    monkeypatch.setitem(pyodide.PINNED, "runtime", {"pyodide.js": sha256})
    return folder


def test_files_come_from_a_folder(pyodide, release, tmp_path):
    source = pyodide.Source(str(release), tmp_path / "kept")
    assert source.runtime() == {"pyodide.js": b"loadPyodide()"}
    assert not (tmp_path / "kept").exists()  # they are here anyway


def test_a_missing_and_an_altered_file_are_each_one_clear_sentence(pyodide, release, tmp_path):
    (release / "pyodide.js").write_bytes(b"loadPyodide(); something else")
    with pytest.raises(
        pyodide.Unavailable, match=r"pyodide.js from .* is not the file that Pyodide"
    ):
        pyodide.Source(str(release), tmp_path).runtime()
    (release / "pyodide.js").unlink()
    with pytest.raises(pyodide.Unavailable, match=r"pyodide.js is not in .*, which PYODIDE names"):
        pyodide.Source(str(release), tmp_path).runtime()


def test_files_come_from_an_address_and_are_kept(pyodide, release, tmp_path):
    kept = tmp_path / "kept"
    with webpage.served(release) as url:
        assert pyodide.Source(url, kept).runtime() == {"pyodide.js": b"loadPyodide()"}
    assert pyodide.Source(url, kept).runtime() == {"pyodide.js": b"loadPyodide()"}  # of its own
    (kept / "pyodide.js").write_bytes(b"cut sh")  # an interrupted write: asked for again
    with pytest.raises(pyodide.Unavailable, match=r"pyodide.js could not be fetched from http"):
        pyodide.Source(url, kept).runtime()


def test_the_build_says_it_in_a_sentence_and_can_do_without(pyodide, tmp_path, monkeypatch, capsys):
    build, built = import_module("build"), []

    def pretend(out, source, wheels, live):
        if live:
            source.runtime()
        built.append(live)
        out.mkdir()

    monkeypatch.setattr(build, "build", pretend)
    asked = ["build.py", "--pyodide", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")]
    monkeypatch.setattr(sys, "argv", asked)
    with pytest.raises(SystemExit, match=r"^pyodide.js is not in \S+, which PYODIDE names: .*\.$"):
        build.main()
    monkeypatch.setattr(sys, "argv", [*asked, "--or-pages"])
    build.main()
    assert built == [False]
    assert not (tmp_path / "out" / ".made-from").exists()  # the next build tries again
    assert "The site is built without its live lessons." in capsys.readouterr().out


def test_what_runs_first_is_understood_by_old_browsers():
    """One word of a newer language, and such a browser would run none of it, and say nothing."""
    script = (SITE / "lab" / "first.js").read_text("utf-8")
    script = re.sub(r"//.*|/\*.*?\*/", "", script)
    newer = re.findall(
        r"\b(?:const|let|async|await|class|import|export)\b|=>|catch \{|`|\?\.|\?\?", script
    )
    assert newer == []


# ------------------------------------------------------------------------ what the page's Python loads


@pytest.fixture
def built():
    if not webpage.has_python():
        pytest.skip("the site is not built, or has no Python in it: make site")
    return webpage.BUILT


def test_every_file_of_the_lock_is_there_with_its_sha256(built):
    folder = built / "static" / "pyodide"
    lock = json.loads((folder / "pyodide-lock.json").read_text("utf-8"))
    for name, about in lock["packages"].items():
        content = (folder / about["file_name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == about["sha256"], name
        assert name == name.lower().replace("_", "-"), "the kernel looks under normalised names"
        assert set(about["depends"]) <= set(lock["packages"]), name


def test_the_page_brings_all_that_the_package_imports_and_nothing_that_only_tests_need(built):
    loaded = set(webpage.loaded())
    imported = {
        name.split(".")[0]
        for path in (ROOT / "lessons_lib").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    }
    outside = imported - set(sys.stdlib_module_names) - {"lessons_lib"}
    as_named = {"PIL": "pillow", "IPython": "ipython"}
    of_a_kernel = {"threadpoolctl", "ipykernel"}  # not imported in a page
    assert {as_named.get(name, name) for name in outside} - of_a_kernel <= loaded
    assert not loaded & {"scikit-learn", "scipy", "joblib"}


def test_the_site_stays_small(built):
    size = sum(path.stat().st_size for path in built.rglob("*") if path.is_file())
    assert size < 110e6


def test_a_learner_can_read_the_package_and_everything_is_compiled(built):
    folder = built / "static" / "pyodide"
    [wheel] = folder.glob("lessons_lib-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "lessons_lib/optimizers.py" in names
    if not any("__pycache__" in name for name in names):
        pytest.skip("the site was not built by Python 3.12, and so nothing is compiled")
    assert "lessons_lib/__pycache__/optimizers.cpython-312.pyc" in names
    assert not [
        name
        for name in zipfile.ZipFile(folder / "python_stdlib.zip").namelist()
        if name.endswith(".py")
    ]


def test_what_is_listed_for_the_service_worker_is_what_is_there(built):
    listed = json.loads((built / "files.json").read_text("utf-8"))
    there = {p.relative_to(built).as_posix(): p for p in built.rglob("*") if p.is_file()}
    assert set(listed) == set(there) - {"files.json", ".made-from"}
    for name in ["index.html", "files/01_linear_loss_gradient.ipynb", "lab/index.html"]:
        content = there[name].read_bytes()
        assert listed[name] == [hashlib.sha256(content).hexdigest()[:16], len(content)]


# --------------------------------------------------------------------------------- newer versions


def pins(name):
    """Return {package: version} of the exact pins in a file of site/."""
    text = (SITE / name).read_text("utf-8")
    return dict(re.findall(r"^([\w-]+)==([\w.]+)", text, re.M))


def test_page_and_kernel_speak_the_same_protocol():
    site, kernel = pins("requirements.txt"), pins("browser.txt")
    for name in ["ipywidgets", "anywidget"]:
        assert site[name] == kernel[name]


def test_every_pin_says_why():
    for name in ["requirements.txt", "browser.txt"]:
        lines = [line for line in (SITE / name).read_text("utf-8").splitlines() if "==" in line]
        assert lines
        for line in lines:
            assert "#" in line, f"{name}: {line} does not say why"


def test_it_is_said_when_newer_versions_could_be_tried():
    """The pins hold each other. When the learner's own anywidget goes on, or Pyodide's pin no longer
    fits the oldest versions that the course promises, it is time to try a newer set.
    """
    assert (
        metadata.version("anywidget").rsplit(".", 1)[0]
        == pins("requirements.txt")["anywidget"].rsplit(".", 1)[0]
    ), "the learner's anywidget is another one than the site's: try the newer one in site/"
    pinned = tomllib.loads((SITE / "pyodide.toml").read_text("utf-8"))
    oldest = (ROOT / "tests" / "requirements-oldest.txt").read_text("utf-8")
    if webpage.has_python():
        lock = json.loads((webpage.BUILT / "static/pyodide/pyodide-lock.json").read_text("utf-8"))
        for name in ["numpy", "matplotlib", "pillow"]:
            version = lock["packages"][name]["version"]
            assert f"{name}=={version}" in oldest, (
                f"Pyodide {pinned['version']} has {name} {version}: make oldest tries another"
            )
