"""Where the files of Pyodide come from, and whether they are the ones that were published.

They lie in a folder or behind an address (PYODIDE=…), by default Pyodide's own release. What has
been fetched once is kept. Each file is compared with its sha256: those of the runtime are in
pyodide.toml, and those of the packages in Pyodide's lock file, which is one of the runtime's files.
"""

import hashlib
import json
import tomllib
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

HERE = Path(__file__).parent
PINNED = tomllib.loads((HERE / "pyodide.toml").read_text("utf-8"))
LOCK = "pyodide-lock.json"


class Unavailable(Exception):
    """Pyodide's files cannot be had. The message says which, why, and what would do."""


class Source:
    """A folder, or an address, that holds the files of Pyodide; `kept` is where those from an
    address are kept.
    """

    def __init__(self, where: str, kept: Path):
        self.where = where or PINNED["release"]
        self.remote = self.where.startswith(("http://", "https://"))
        self.kept = kept

    def runtime(self) -> dict[str, bytes]:
        """Return the files that start Python, by name."""
        return {name: self.get(name, sha256) for name, sha256 in PINNED["runtime"].items()}

    def get(self, name: str, sha256: str) -> bytes:
        """Return the content of one file. Raises Unavailable when it is missing or another one."""
        content = self.remembered(name)
        if content is not None and hashlib.sha256(content).hexdigest() == sha256:
            return content
        content = self.fetched(name) if self.remote else self.opened(name)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Unavailable(
                f"{name} from {self.where} is not the file that Pyodide {PINNED['version']} was "
                "published with: its sha256 is another one. Take it again from Pyodide's release."
            )
        if self.remote:
            self.kept.mkdir(parents=True, exist_ok=True)
            (self.kept / name).write_bytes(content)
        return content

    def remembered(self, name: str) -> bytes | None:
        """Return what was fetched by an earlier build."""
        path = self.kept / name
        return path.read_bytes() if self.remote and path.exists() else None

    def opened(self, name: str) -> bytes:
        """Return a file of the folder."""
        try:
            return (Path(self.where) / name).read_bytes()
        except OSError:
            raise Unavailable(
                f"{name} is not in {self.where}, which PYODIDE names: that folder has to hold "
                f"Pyodide {PINNED['version']}."
            ) from None

    def fetched(self, name: str) -> bytes:
        """Return a file from the address."""
        try:
            with urlopen(self.where.rstrip("/") + "/" + name, timeout=60) as answer:
                return answer.read()
        except (URLError, OSError) as error:
            raise Unavailable(
                f"{name} could not be fetched from {self.where} "
                f"({getattr(error, 'reason', error)}). PYODIDE= takes a folder that holds Pyodide "
                f"{PINNED['version']}, or another address."
            ) from None


def packages(source: Source, wanted: list[str]) -> tuple[dict[str, dict], dict[str, bytes]]:
    """Return the entries of the lock file for the packages `wanted`, and their files by name."""
    lock = json.loads(source.get(LOCK, PINNED["runtime"][LOCK]))
    entries = {name: lock["packages"][name] for name in wanted}
    files = {about["file_name"]: about["sha256"] for about in entries.values()}
    return entries, {name: source.get(name, sha256) for name, sha256 in files.items()}
