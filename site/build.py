"""Build the site: python site/build.py [--pyodide FOLDER-OR-ADDRESS] [--out _site]

`make site` calls it, in an environment of its own.
"""

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

import lite
import moving
import pages
import pyodide

ROOT = Path(__file__).parents[1]
LIST = "files.json"  # what is in the site, for the service worker
# What the site is made from.
FROM = ["site", "notebooks", "lessons_lib", "README.md", "CONTRIBUTING.md", "CITATION.cff"]
FROM += ["LICENSE", "pyproject.toml"]


def build(out: Path, source: pyodide.Source, wheels: Path, live: bool) -> None:
    """Build the site into `out`, from an empty folder: old contents would stay otherwise. Without
    `live` there are only the pages to read.
    """
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "site"
        if live:
            lite.build(made, source, wheels)
        pages.build(made, moving.build(made))
        lite.let_find_its_settings(made / "index.html")
        take_stock(made)
        shutil.rmtree(out, ignore_errors=True)
        shutil.move(made, out)


def take_stock(made: Path) -> None:
    """List every file with the beginning of its sha256 and its size, for the service worker: who
    was here before fetches only what has changed.
    """
    stock = {}
    for path in sorted(path for path in made.rglob("*") if path.is_file()):
        content = path.read_bytes()
        name = path.relative_to(made).as_posix()
        stock[name] = [hashlib.sha256(content).hexdigest()[:16], len(content)]
    (made / LIST).write_text(json.dumps(stock, indent=0), "utf-8")


def made_from(where: str) -> str:
    """Return a fingerprint of all that the site is made from, and of where Pyodide's files are."""
    found = hashlib.sha256(where.encode())
    for name in FROM:
        for path in [ROOT / name, *sorted((ROOT / name).rglob("*"))]:
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--pyodide", default="", help="a folder or an address with Pyodide's files")
    ask.add_argument("--out", type=Path, default=ROOT / "_site")
    ask.add_argument("--wheels", type=Path, default=Path(sys.prefix) / "wheels")
    ask.add_argument("--kept", type=Path, default=Path(sys.prefix) / "pyodide")
    ask.add_argument(
        "--or-pages", action="store_true", help="without Pyodide build the pages alone"
    )
    ask.add_argument("--if-changed", action="store_true", help="only when what it is made from did")
    args = ask.parse_args()
    stamp, fingerprint = args.out / ".made-from", made_from(args.pyodide)
    if args.if_changed and stamp.exists() and stamp.read_text() == fingerprint:
        return
    source = pyodide.Source(args.pyodide, args.kept)
    try:
        build(args.out, source, args.wheels, live=True)
        stamp.write_text(fingerprint)
    except pyodide.Unavailable as error:
        if not args.or_pages:
            sys.exit(str(error))
        print(f"{error} The site is built without its live lessons.")
        build(args.out, source, args.wheels, live=False)
    size = sum(path.stat().st_size for path in args.out.rglob("*") if path.is_file())
    print(f"{args.out}: {size / 1e6:.0f} MB. See it: make serve")


if __name__ == "__main__":
    main()
