"""What the kernel in the page loads: Pyodide's own packages, a few from PyPI, and lessons_lib.

All of it is named in one lock file, and loaded side by side while Python starts. Where this runs on
the Python that the page has (3.12), everything is compiled beforehand: a page that had to compile
each module itself would need longer to the first picture.
"""

import hashlib
import importlib.util
import io
import json
import marshal
import sys
import zipfile
from pathlib import Path

import pyodide

HERE = Path(__file__).parent
COMPILES = sys.version_info[:2] == (3, 12)  # as Pyodide 0.27, which reads no other bytecode

# What is loaded while Python starts, each with what has to be there first.
FROM_PYODIDE = {
    "asttokens": ["six"],
    "contourpy": ["numpy"],
    "cycler": [],
    "decorator": [],
    "executing": [],
    "ipython": [
        *("asttokens", "decorator", "executing", "matplotlib-inline", "prompt-toolkit"),
        *("pure-eval", "pygments", "six", "sqlite3", "stack-data", "traitlets", "wcwidth"),
    ],
    "kiwisolver": [],
    "matplotlib": [  # without fontTools, which only writes PDF
        *("contourpy", "cycler", "kiwisolver", "numpy", "packaging", "pillow", "pyparsing"),
        "python-dateutil",
    ],
    "matplotlib-inline": ["traitlets"],
    "micropip": ["packaging"],
    "numpy": [],
    "packaging": [],
    "pillow": [],
    "prompt-toolkit": [],
    "pure-eval": [],
    "pygments": [],
    "pyparsing": [],
    "python-dateutil": ["six"],
    "six": [],
    "sqlite3": [],  # IPython does not start without
    "stack-data": ["executing", "asttokens", "pure-eval"],
    "traitlets": [],
    "wcwidth": [],
}
# From PyPI (browser.txt), from the kernel's extension, and from here.
WHEELS = {
    "anywidget": ["ipywidgets", "psygnal", "typing-extensions"],
    "comm": ["traitlets"],
    "ipykernel": [],
    "ipywidgets": ["comm", "ipython", "traitlets"],
    "lessons-lib": ["anywidget", "ipywidgets", "matplotlib", "numpy", "pillow"],
    "piplite": ["micropip"],
    "psygnal": [],
    "pyodide-kernel": ["comm", "ipykernel", "ipython", "piplite"],
    "typing-extensions": [],
}
# Parts of packages that nothing here calls: they would be fetched on every first visit.
UNUSED = [
    *("/tests/", ".data/data/", "pydoc_data/", "numpy/f2py/", "numpy/distutils/", "/include/"),
    *("/mpl-data/sample_data/", "/mpl-data/images/", "/fonts/afm/", "/fonts/pdfcorefonts/"),
    *("backends/web_backend/", "backends/backend_gtk", "backends/backend_qt", "backends/qt_"),
    *("backends/backend_wx", "backends/backend_tk", "dateutil-zoneinfo"),
]
# The kernel asks for these two whatever it is told. The course needs neither: there is no network
# behind ssl, and Tab completes without jedi. An empty wheel of the name will do.
EMPTY = ["jedi", "ssl"]


def lock(source: pyodide.Source, wheels: list[Path], out: Path) -> list[str]:
    """Write the runtime, every package and the lock file into `out`; return the names of what
    Python loads when it starts.
    """
    out.mkdir(parents=True)
    runtime = source.runtime()
    official = json.loads(runtime.pop(pyodide.LOCK))
    runtime["python_stdlib.zip"] = compiled(runtime["python_stdlib.zip"])
    entries, files = pyodide.packages(source, list(FROM_PYODIDE))
    for name, about in entries.items():
        about.update(depends=FROM_PYODIDE[name])
    for wheel in wheels:
        entry = described(wheel.name)
        entries[entry["name"]] = entry
        files[wheel.name] = wheel.read_bytes()
    for name in EMPTY:
        entries[name] = described(f"{name}-0-py3-none-any.whl")
        files[entries[name]["file_name"]] = nothing(name)
    missing = set(WHEELS) - set(entries)
    if missing:
        raise SystemExit(f"No wheel of {', '.join(sorted(missing))} was found.")
    for about in entries.values():
        content = compiled(files[about["file_name"]], keep_source=about["name"] == "lessons-lib")
        (out / about["file_name"]).write_bytes(content)
        about["sha256"] = hashlib.sha256(content).hexdigest()
    for name, content in runtime.items():
        (out / name).write_bytes(content)
    said = {"info": official["info"], "packages": dict(sorted(entries.items()))}
    (out / pyodide.LOCK).write_text(json.dumps(said, indent=1), "utf-8")
    return sorted(entries)


def described(file_name: str) -> dict:
    """Return the lock file's entry for a wheel. Names are normalised there: under lessons_lib it
    would not be found.
    """
    module, version = file_name.split("-")[:2]
    name = module.lower().replace("_", "-")
    return {
        "name": name,
        "version": version,
        "file_name": file_name,
        "install_dir": "site",
        "package_type": "package",
        "imports": [module] if name in WHEELS else [],
        "depends": WHEELS.get(name, []),
        "unvendored_tests": False,
    }


def nothing(name: str) -> bytes:
    """Return a wheel that holds nothing but its name."""
    folder = f"{name}-0.dist-info"
    written = {
        f"{folder}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n",
        f"{folder}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{folder}/RECORD": "",
    }
    return zipped({path: text.encode() for path, text in written.items()})


def compiled(archive: bytes, keep_source=False) -> bytes:
    """Return a zip file whose Python modules are compiled, without what nobody calls. A compiled
    module takes the place of its source; where that is kept, for a learner to read, it lies beside.
    """
    written = {}
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for path in opened.namelist():
            if path.endswith("/") or any(part in path for part in UNUSED):
                continue
            content = opened.read(path)
            if not path.endswith(".py") or not COMPILES:
                written[path] = content
                continue
            if keep_source:
                written[path] = content
                folder, _, stem = path.removesuffix(".py").rpartition("/")
                written[f"{folder}/__pycache__/{stem}.cpython-312.pyc"] = bytecode(path, content)
            else:
                written[path + "c"] = bytecode(path, content)
    return zipped(written)


def bytecode(path: str, source: bytes) -> bytes:
    """Return the content of a .pyc file that is taken as it is, whatever the time of its source."""
    code = compile(source, path, "exec", dont_inherit=True)
    unchecked = (1).to_bytes(4, "little")
    from_source = importlib.util.source_hash(source)
    return importlib.util.MAGIC_NUMBER + unchecked + from_source + marshal.dumps(code)


def zipped(written: dict[str, bytes]) -> bytes:
    """Return a zip file, the same for the same content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(written):
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, written[path], zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()
