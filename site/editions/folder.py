"""A folder that can be given away: the notebooks, lessons_lib beside them, and how to start."""

import re
import shutil
from pathlib import Path

import nbformat

from .cells import ROOT

TEXTS = Path(__file__).parent / "texts"
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
ALREADY = "{} isn't empty; name a new folder, or delete this one first"


def new(name) -> Path:
    """Make the folder that was asked for. ValueError when something lies in it already."""
    out = Path(name)
    if out.exists() and not out.is_dir():
        raise ValueError(f"{out} is a file; name a folder")
    if out.exists() and any(out.iterdir()):
        raise ValueError(ALREADY.format(out))
    out.mkdir(parents=True, exist_ok=True)
    return out


def with_library(folder):
    """Put lessons_lib into a folder: a notebook beside it finds it without any installation."""
    shutil.copytree(ROOT / "lessons_lib", folder / "lessons_lib", ignore=LEFT_OUT)
    shutil.copy(ROOT / "LICENSE", folder)


def requirements() -> str:
    """Return what a learner installs, without this repository itself and what tests need."""
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    wanted = [line for line in lines if re.match(r"[a-z]", line)]
    return "\n".join(line for line in wanted if not re.match("nbval|pytest", line)) + "\n"


def text(name, **values) -> str:
    """Return one of the texts, with its values filled in."""
    return (TEXTS / name).read_text("utf-8").format(**values)


def write(path, words):
    """Write a text file."""
    path.write_text(words, "utf-8")


def store(notebook, path):
    """Write a notebook, and refuse one that Jupyter wouldn't take."""
    nbformat.validate(notebook)
    nbformat.write(notebook, path)
