"""Run every notebook, and every explorer at the ends of its controls, as other processors would:
the stored outputs must hold.

python tests/tools/processors.py [--texts-only]

A processor is imitated by what NumPy and OpenBLAS are told to leave unused. SSE, with neither AVX
nor fused products, is the nearest thing on this machine to an ARM or a macOS computer: its sums are
split, and rounded, in another way.
"""

import difflib
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
HELPERS = ROOT / "tests" / "helpers"
VARIABLES = (
    "OPENBLAS_CORETYPE",
    "OPENBLAS_L2_SIZE",
    "NPY_DISABLE_CPU_FEATURES",
    "OPENBLAS_NUM_THREADS",
)
# Asks a fresh Python what it uses. NumPy has called the same instructions by different names: 2.3
# AVX2, 2.4 X86_V3.
ASK = """
import json, numpy, threadpoolctl
from numpy._core import _multiarray_umath as core
blas = [pool for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]
print(json.dumps({
    "architecture": blas[0].get("architecture") if blas else None,
    "threads": blas[0]["num_threads"] if blas else None,
    "dispatched": list(core.__cpu_dispatch__),
    "used": [name for name in core.__cpu_dispatch__ if core.__cpu_features__.get(name)],
}))
"""
WIDE = re.compile(r"AVX512|X86_V4")  # the features that a processor of the AVX2 kind has not


class Processor(NamedTuple):
    """A kind of processor: its name, OpenBLAS's core for it, and which of NumPy's dispatched
    features it has not.
    """

    name: str
    core: str | None
    lacks: re.Pattern | None


PROCESSORS = [
    Processor("this machine's own instructions", None, None),
    Processor("AVX2", "Haswell", WIDE),
    Processor("SSE, which imitates ARM and macOS", "Nehalem", re.compile("")),
]


def asked(environment):
    """Return what a fresh Python in this environment says of NumPy and OpenBLAS, a dict."""
    out = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(out.stdout)


def environment_of(processor, threads):
    """Return the environment that imitates this processor with so many threads, or a sentence why
    it cannot be had.
    """
    bare = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    bare |= {"OPENBLAS_NUM_THREADS": str(threads)}
    here = asked(bare)
    if processor.core is None:
        return bare
    without = [name for name in here["dispatched"] if processor.lacks.search(name)]
    made = bare | {
        "OPENBLAS_CORETYPE": processor.core,
        "NPY_DISABLE_CPU_FEATURES": " ".join(without),
    }
    found = asked(made)
    if (found["architecture"] or "").lower() != processor.core.lower():
        return f"OpenBLAS uses {found['architecture']} here, not {processor.core}"
    if left := set(without) & set(found["used"]):
        return f"NumPy still uses {', '.join(sorted(left))}"
    return made


def notebooks_hold(environment, folder):
    """Run nbval, pictures and all, over copies of every notebook; return the names of the cells
    that fail.
    """
    copies = []
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        copies.append(Path(folder) / path.name)
        copies[-1].write_bytes(path.read_bytes())
    command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(folder), "-p", "no:cacheprovider",
               "-p", "nbval.plugin", "-p", "pictures", "--nbval", "--nbval-cell-timeout=120", *map(str, copies)]  # fmt: skip
    extra = {"PYTHONPATH": str(HELPERS), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    out = subprocess.run(command, env=environment | extra, capture_output=True, text=True)
    if out.returncode not in (0, 1):
        raise SystemExit(out.stdout[-3000:] + out.stderr[-3000:])
    return re.findall(r"^FAILED (.*)$", out.stdout, re.M) + (
        [] if out.returncode == 0 else [out.stdout[-3000:]]
    )


def texts(environment):
    """Return {explorer, control and its value: the live text there} as a process in this
    environment says them.
    """
    out = subprocess.run(
        [sys.executable, str(Path(__file__)), "--say"],
        env=environment | {"PYTHONPATH": str(HELPERS)}, capture_output=True, text=True,
    )  # fmt: skip
    if out.returncode:
        raise SystemExit(out.stderr[-3000:])
    return json.loads(out.stdout)


def say():
    """Print what every explorer says at first and at both ends of each of its controls, as JSON."""
    from explorers import EXPLORERS, everything, name_of, places

    said = {}
    for make in EXPLORERS:
        explorer = make()
        said[name_of(make)] = explorer.summary
        for name, control in everything(explorer).items():
            before = control.value
            for value in {
                str(end): end for end in (places(control)[0], places(control)[-1])
            }.values():
                control.value = value
                said[f"{name_of(make)}, {name} = {value}"] = explorer.summary
            control.value = before
        explorer.free()
    print(json.dumps(said))


def differences(first, other):
    """Return the places where two dicts of texts differ, each with the sentences that do."""
    found = []
    for place, text in first.items():
        if other[place] != text:
            a, b = (re.split(r"(?<=[.:;]) ", each) for each in (text, other[place]))
            lines = [line for line in difflib.ndiff(a, b) if line[0] in "+-"]
            found.append("\n      ".join([place, *lines]))
    return found


def main(arguments):
    """Try each processor with one and two threads; exit with 1 when anything differs."""
    wrong, first, skipped = False, None, []
    for processor in PROCESSORS:
        for threads in (1, 2):
            title = f"{processor.name}, {threads} thread{'s' * (threads > 1)}"
            environment = environment_of(processor, threads)
            if isinstance(environment, str):
                skipped.append(f"{title}: {environment}")
                continue
            print(f"{title} ({asked(environment)['architecture']})", flush=True)
            said = texts(environment)
            first = first or said
            apart = differences(first, said)
            if "--texts-only" not in arguments:
                with tempfile.TemporaryDirectory() as folder:
                    apart += notebooks_hold(environment, folder)
            print(
                "\n    ".join(
                    ["    as stored, and as the first" if not apart else "    differs:", *apart]
                ),
                flush=True,
            )
            wrong = wrong or bool(apart)
    print("\n".join(f"skipped: {line}" for line in skipped) or "nothing was skipped")
    return int(wrong)


if __name__ == "__main__":
    say() if sys.argv[1:] == ["--say"] else sys.exit(main(sys.argv[1:]))
