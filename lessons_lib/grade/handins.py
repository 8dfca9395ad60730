"""Find what was handed in: notebooks and receipts in a folder, in its folders, and in zips.

Nothing is unpacked onto the disk, and nothing is run here: a notebook is JSON, and is only read.
"""

import io
import json
import zipfile
from pathlib import Path
from typing import NamedTuple

from . import course, names, receipts

LARGEST = 30_000_000  # bytes of one file; a notebook with pictures has one or two million
MOST = 2000  # files of one zip
DEEPEST = 3  # zips in zips


class HandIn(NamedTuple):
    """One notebook.

    learner  whose it is
    file     its path below the folder
    cells    the sources of its code cells
    trouble  why it can't be used, in a sentence, or ""
    """

    learner: names.Learner
    file: str
    cells: list
    trouble: str = ""


class Found(NamedTuple):
    """All that was found: HandIns, and [(Learner, Receipt)]."""

    handins: list
    receipts: list


def find(folder) -> Found:
    """Return what lies in a folder, sorted by path; nothing in it raises."""
    found = Found([], [])
    folder = Path(folder)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and _wanted(name):
            _take(name, lambda path=path: _read(path), found)
    return found


def _read(path):
    if path.stat().st_size > LARGEST:
        raise ValueError(f"it is larger than {LARGEST // 1_000_000} MB")
    return path.read_bytes()


def _wanted(name):
    """Return whether a file may be a hand-in: no copy that Jupyter or a Mac keeps beside it."""
    parts = name.split("/")
    if any(part in (".ipynb_checkpoints", "__MACOSX") for part in parts):
        return False
    ends = (".ipynb", ".zip")
    return not parts[-1].startswith(".") and (name.lower().endswith(ends) or receipts.is_one(name))


def _take(name, read, found, depth=0):
    """Take one file, whose bytes read() returns, to what was found."""
    learner = names.of(name)
    try:
        if name.lower().endswith(".zip"):
            _unzip(name, read(), found, depth)
        elif receipts.is_one(name):
            if receipt := receipts.read(read()):
                found.receipts.append((learner, receipt))
        else:
            found.handins.append(HandIn(learner, name, cells(read())))
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
        found.handins.append(HandIn(learner, name, [], f"{str(error) or error!r}"))


def _unzip(name, data, found, depth):
    """Take what a zip holds."""
    if depth == DEEPEST:
        raise ValueError("it is a zip in a zip in a zip in a zip")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise ValueError("its name says zip, and it is none") from None
    with archive:
        inside = [info for info in archive.infolist() if not info.is_dir()]
        wanted = [info for info in inside if _wanted(info.filename)]
        if not wanted:
            raise ValueError("there is no notebook in this zip")
        if len(wanted) > MOST:
            raise ValueError(f"it holds more than {MOST:,} files")
        for info in sorted(wanted, key=lambda info: info.filename):
            path = f"{name}/{info.filename}"
            _take(path, lambda info=info: _read_from(archive, info), found, depth + 1)


def _read_from(archive, info):
    """Return the bytes of a file in a zip; what it says of its size need not be true."""
    with archive.open(info) as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(f"it is larger than {LARGEST // 1_000_000} MB")
    return data


def cells(data) -> list:
    """Return the sources of a notebook's code cells, from its bytes. ValueError says why not."""
    if not data.strip():
        raise ValueError("the file is empty")
    try:
        table = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("it is no notebook: its bytes are no text") from None
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("it is no notebook: it can't be read as JSON") from None
    found = course.code_of(table)
    if not any(source.strip() for source in found):
        raise ValueError("it has no code in it")
    return found
