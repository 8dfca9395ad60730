"""What Binder builds: the Dockerfile that repo2docker prints, and the same steps in an environment
that has nothing else.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import lab
import psutil
import pytest

ROOT = Path(__file__).parents[2]
RUNTIME = (ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
LARGEST = 450  # MB that a learner installs
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("binder")]


def python():
    """Return the path of a Python of binder's version, or None."""
    found = [
        getattr(sys, "_base_executable", ""),
        *map(shutil.which, ("python3", f"python{RUNTIME}")),
    ]
    found += sorted(Path.home().glob(f".pyenv/versions/{RUNTIME}.*/bin/python"))
    version = "import sys, ensurepip; print('%d.%d' % sys.version_info[:2])"
    for path in filter(None, found):
        if (
            subprocess.run([path, "-c", version], capture_output=True, text=True).stdout.strip()
            == RUNTIME
        ):
            return path
    return None


@pytest.fixture(scope="session")
def export(tmp_path_factory):
    """The repository as a fresh clone has it: what git tracks, and nothing else."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("this is no git repository")
    folder = tmp_path_factory.mktemp("export") / "course"
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, tracked.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def dockerfile(export):
    """What repo2docker would have Docker do."""
    run = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(export)],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout + run.stderr


def test_the_dockerfile_has_the_python_the_pip_line_and_the_last_step(dockerfile):
    assert f"Building conda environment for python={RUNTIME}" in dockerfile
    steps = [line for line in dockerfile.splitlines() if line.startswith(("RUN", "COPY"))]
    copied = next(i for i, line in enumerate(steps) if line.endswith("src/ ${REPO_DIR}/"))
    install = next(
        i
        for i, line in enumerate(steps)
        if "pip install" in line and "binder/requirements.txt" in line
    )
    assert copied < install < steps.index("RUN ./binder/postBuild"), (
        "the repository is there before pip and postBuild run in it"
    )


@pytest.fixture(scope="session")
def environment(export, dockerfile, tmp_path_factory):
    """A clean environment of Binder's Python after Binder's steps, how many MB they installed, and
    in how many seconds.
    """
    if not (base := python()):
        pytest.skip(f"there is no Python {RUNTIME} here, Binder's version")
    if not lab.chromium() and os.environ.get("LESSONS_BROWSER") != "required":
        pytest.skip("there is no Chromium here")
    home = tmp_path_factory.mktemp("binder")
    env = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("PYTHON", "VIRTUAL_ENV", "JUPYTER"))
    }
    prefix, begin = home / "env", time.monotonic()
    subprocess.run([base, "-m", "venv", prefix], check=True, env=env)
    empty = megabytes(prefix)
    env["PATH"] = f"{prefix / 'bin'}{os.pathsep}{env['PATH']}"
    env |= {
        "HOME": str(home),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    for start in ("${KERNEL_PYTHON_PREFIX}/bin/pip install", "./binder/postBuild"):
        line = re.search(rf"^RUN ({re.escape(start)}.*)$", dockerfile, re.M)[1].replace(
            "${KERNEL_PYTHON_PREFIX}", str(prefix)
        )
        done = subprocess.run(line, shell=True, cwd=export, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:]
    return prefix / "bin" / "python", megabytes(prefix) - empty, time.monotonic() - begin


def megabytes(folder):
    return (
        sum(f.stat().st_size for f in folder.rglob("*") if f.is_file() and not f.is_symlink()) / 1e6
    )


def test_its_steps_in_a_clean_environment_give_a_lab_that_works_far_away_on_one_core(
    export, environment, chrome, capsys
):
    """With 75 ms to the server and 75 ms back, one core, and 2 GB of memory, as on Binder, it plays
    and drags.
    """
    path, size, took = environment
    with capsys.disabled():
        print(f"\nBinder's steps: {size:.0f} MB installed in {took:.0f} s")
    assert size <= LARGEST
    with lab.server(export / "notebooks", path, cores={0}) as url, lab.proxy(url) as (far, line):
        page = lab.Lab(chrome, far, "00_start_here.ipynb")
        page.run_all()
        crowd = page.explorers()[0]
        crowd.focus(0)
        crowd.moves("ArrowRight", "ArrowLeft")
        page.wait_for(
            lambda: (
                "Widgets work: the page answered" in page.page.locator(".jp-Notebook").inner_text()
            )
        )
        line.delay = 0.075
        crowd.button("Back to the start").click()
        crowd.settle(quiet=0.6)
        count = crowd.count_frames(
            lambda: (crowd.button("Play or pause").click(), page.page.wait_for_timeout(2000))
        )
        assert count >= 12, "far away it hardly moves"
        crowd.pause()
        assert len(crowd.drag(0.2, 0.2, 0.01, 0.02)) >= 4, "the picture does not follow the drag"
        servers = [p for p in psutil.Process().children() if str(path) in p.cmdline()]
        assert servers[0].cpu_affinity() == [0]
        held = sum(
            p.memory_full_info().pss
            for server in servers
            for p in [server, *server.children(recursive=True)]
        )
        assert held < 2e9
        assert not page.errors, page.errors
        page.close()


def test_where_our_own_code_is_blocked_the_sliders_and_a_plain_picture_remain(
    export, environment, chrome
):
    """The page has no anywidget, as where a firewall or an administrator keeps it out."""
    extension = next(environment[0].parents[1].glob("share/jupyter/labextensions/anywidget"))
    aside = extension.rename(extension.parent.parent / "anywidget-aside")
    try:
        with lab.server(export / "notebooks", environment[0]) as url:
            page = lab.Lab(chrome, url, "01_linear_loss_gradient.ipynb")
            page.run_all(drawn=False)
            explorers = page.explorers()
            assert len(explorers) >= 7
            for explorer in explorers[:3]:
                explorer.image = explorer.root.locator(".lessons-plain img")
                before, says = explorer.picture(), explorer.text()
                explorer.focus(0)
                page.page.keyboard.press("ArrowRight")
                page.wait_for(lambda e=explorer, s=says: e.text() != s)
                page.wait_for(lambda e=explorer, b=before: e.picture() != b)
                picture, words = (
                    explorer.root.locator(part).bounding_box()
                    for part in (".lessons-plain img", ".lessons-says")
                )
                assert picture["y"] + picture["height"] <= words["y"] + 1, "it is above its text"
            blocked = explorers[0].root.locator(".lessons-blocked")
            page.wait_for(
                lambda: blocked.evaluate("e => e.checkVisibility({visibilityProperty: true})")
            )
            assert "clicking and dragging in it do nothing" in blocked.inner_text()
            other = explorers[3]  # the first that has a row to play
            other.button("Back to the start").click()
            other.says("After 0 steps")
            other.button("Play or pause").click()
            page.wait_for(lambda: "After 0 steps" not in other.text())
            page.close()
    finally:
        aside.rename(extension)


def test_the_values_for_kubernetes_open_a_notebook_that_is_there():
    yaml = pytest.importorskip("ruamel.yaml")
    values = yaml.YAML(typ="safe").load((ROOT / "binder" / "values.yaml").read_text("utf-8"))
    start = values["singleuser"]["defaultUrl"].removeprefix("/lab/tree/work/course/")
    assert start.startswith("notebooks/") and (ROOT / start).exists()
    assert (
        "cp -rn notebooks work/course/"
        in values["singleuser"]["lifecycleHooks"]["postStart"]["exec"]["command"][-1]
    )
    assert values["singleuser"]["storage"]["homeMountPath"] == "/home/jovyan/work"
