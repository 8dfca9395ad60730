"""JupyterLite, which runs JupyterLab in the page: its files, its settings, and our opening."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import kernel
import pyodide

HERE = Path(__file__).parent
ROOT = HERE.parent
LAB = HERE / "lab"  # what we put into the page of JupyterLab
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
BROUGHT = Path("extensions/@jupyterlite/pyodide-kernel-extension/static/pypi")  # its own wheels
NEEDED = ["ipykernel", "piplite", "pyodide_kernel"]

DISABLED = [
    # Its service worker would hand every look for a module to the page and back; ours keeps files.
    "@jupyterlite/application-extension:service-worker-manager"
]

# What the learner writes is kept in IndexedDB. Without it, a lesson opens all the same.
STORAGE = ["asyncStorage", "memoryStorageDriver"]  # localForage's names


def build(out: Path, source: pyodide.Source, wheels: Path) -> None:
    """Write JupyterLite with the notebooks, and everything that its kernel needs, into `out`."""
    build_lab(out)
    brought = [path for name in NEEDED for path in (out / BROUGHT).glob(f"{name}-*.whl")]
    ours = build_wheel(out.parent / "wheel")
    loaded = kernel.lock(
        source, [*wheels.glob("*.whl"), *brought, ours], out / "static" / "pyodide"
    )
    set_up(out, loaded)
    open_kindly(out)


def build_lab(out: Path) -> None:
    """Run JupyterLite's own build, of JupyterLab alone."""
    settings = out.parent / "settings"  # a folder that holds nothing else
    settings.mkdir(parents=True)
    shutil.copy(LAB / "overrides.json", settings)
    command = [sys.executable, "-m", "jupyter", "lite", "build", "--apps", "lab"]
    command += ["--no-sourcemaps", "--no-unused-shared-packages", "--log-level", "ERROR"]
    command += ["--lite-dir", settings, "--contents", ROOT / "notebooks", "--output-dir", out]
    done = subprocess.run(command, capture_output=True, text=True, cwd=settings)
    if done.returncode:
        raise SystemExit(f"JupyterLite could not be built:\n{done.stdout}{done.stderr}")


def build_wheel(folder: Path) -> Path:
    """Build lessons_lib as a wheel."""
    folder.mkdir(parents=True)
    build = "import sys, flit_core.buildapi as flit; print(flit.build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, folder], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return folder / done.stdout.split()[-1]


def set_up(out: Path, loaded: list[str]) -> None:
    """Write the settings: where Python is, and what it loads while it starts."""
    path = out / "jupyter-lite.json"
    settings = json.loads(path.read_text("utf-8"))
    page = settings["jupyter-config-data"]
    page["appName"] = "How neural networks learn"
    page["exposeAppInBrowser"] = True  # our opening talks to it
    page["enableMemoryStorage"] = True
    for kept in ["contents", "settings"]:
        page[f"{kept}StorageDrivers"] = STORAGE
    page["disabledExtensions"] = DISABLED
    page["litePluginSettings"][KERNEL].update(
        pyodideUrl="./static/pyodide/pyodide.js", loadPyodideOptions={"packages": loaded}
    )
    path.write_text(json.dumps(settings, indent=1), "utf-8")


def open_kindly(out: Path) -> None:
    """Put our opening into JupyterLab's page, and our service worker in the place of theirs."""
    for path in [*LAB.glob("*.js"), *LAB.glob("*.css")]:
        shutil.copy(path, out / "lab" / path.name)
    shutil.move(out / "lab" / "service-worker.js", out / "service-worker.js")
    path = out / "lab" / "index.html"
    page = path.read_text("utf-8")
    page = replaced(page, "<title>JupyterLite</title>", (LAB / "head.html").read_text("utf-8"))
    page = replaced(
        page, "<noscript>", (LAB / "card.html").read_text("utf-8") + "<noscript hidden>"
    )
    page = replaced(page, "await import(", "await window.mayOpen; await import(")
    path.write_text(page, "utf-8")


def let_find_its_settings(front: Path) -> None:
    """Put into the front page what JupyterLite looks for there: settings, of which it has none."""
    page = front.read_text("utf-8")
    none = '<script id="jupyter-config-data" type="application/json">{}</script>'
    front.write_text(replaced(page, "</head>", f"{none}</head>"), "utf-8")


def replaced(text: str, old: str, new: str) -> str:
    """Return the text with the one `old` in it replaced. Another JupyterLite may have none."""
    if text.count(old) != 1:
        raise SystemExit(f"{old!r} is in JupyterLite's page {text.count(old)} times, not once.")
    return text.replace(old, new)
