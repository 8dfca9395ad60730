"""Strict nbval: every stored output and every stored picture must come again."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import offline

HERE = Path(__file__).parent


def nbval(*paths):
    """Run strict nbval with the picture comparator, cut off from the network where this machine can
    do that.

    Return for each path {number of the code cell: what went wrong, or ''}, and the log of all.
    """
    folder = Path(paths[0]).parent
    report = folder / "report.xml"
    command = [*offline.prefix(), sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(folder), "-p", "no:cacheprovider",
               "-p", "nbval.plugin", "-p", "pictures", "--nbval", "--nbval-cell-timeout=60", f"--junitxml={report}", *map(str, paths)]  # fmt: skip
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")} | {
        "PYTHONPATH": str(HERE),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    out = subprocess.run(command, capture_output=True, text=True, env=env, timeout=300)
    assert report.exists(), out.stdout + out.stderr
    cells = {Path(path).stem: {} for path in paths}
    for case in ET.parse(report).iter("testcase"):
        wrong = [
            child.text or child.get("message")
            for child in case
            if child.tag in ("failure", "error")
        ]
        cells[Path(case.get("classname")).stem][
            int(re.search(r"Cell (\d+)", case.get("name"))[1])
        ] = "".join(wrong)
    return list(cells.values()), out.stdout
