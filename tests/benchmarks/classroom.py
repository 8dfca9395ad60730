"""A classroom on this machine: what each learner needs, and how fast it stays while others work.

    python tests/benchmarks/classroom.py [--learners 1,2,4,8] [--moves 12]

A real JupyterHub on loopback, its proxy, and for each learner a server, a kernel and a page in
Chromium with lesson 3, run. Memory is what the learner's processes hold, what they share divided
among them. Latency is from a key press on a slider to the changed picture, of the first learner,
while the others do nothing, and while each fourth of all plays an explorer. The browser runs here
too and draws every page, so a real classroom is faster than this.
"""

import math
import os
import platform
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "helpers"), str(ROOT / "tests" / "benchmarks")]
import bench  # noqa: E402
import classroom  # noqa: E402
import lab  # noqa: E402

LESSON = "03_momentum_and_adam.ipynb"
MACHINES = 4, 16, 64  # GB


def moves(page, explorer, count):
    """Return the median time of so many moves of the explorer's first slider, in ms."""
    times = []
    for move in range(count + 3):
        key = "ArrowRight" if move % 2 else "ArrowLeft"
        taken = bench.one_move(page.page, explorer.handles.nth(0), explorer.image, "live", key)
        times += [taken] if move >= 3 and taken else []
    return statistics.median(times or [float("nan")])


def main(arguments):
    def option(name, default):
        return arguments[arguments.index(name) + 1] if name in arguments else default

    counts = [int(n) for n in option("--learners", "1,2,4,8").split(",")]
    count = int(option("--moves", "12"))
    if not classroom.proxy() or not lab.chromium():
        sys.exit(
            "It needs configurable-http-proxy (make hub installs it, npm comes with Node.js) and Chromium."
        )
    names, pages = [f"learner{i:02d}" for i in range(max(counts))], []
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}; each learner has run lesson 3\n"
    )
    print(
        "| learners | memory of each, MB: server + kernel | a move, the others still, ms | a move, each fourth plays, ms |\n|---|---|---|---|",
        flush=True,
    )
    with classroom.hub(ROOT / "notebooks", names) as (url, hub), lab.browser() as chrome:
        for learners in counts:
            for name in names[len(pages) : learners]:
                pages.append(
                    lab.Lab(chrome, f"{url}/user/{name}", LESSON, enter=classroom.enter(url, name))
                )
                pages[-1].run_all()
            first = pages[0].explorers()[0]
            still = moves(pages[0], first, count)
            playing = [page.explorers()[0] for page in pages[1:][: math.ceil((learners - 1) / 4)]]
            for explorer in playing:
                explorer.button("Back to the start").click()
                explorer.button("Play or pause").click()
            busy = moves(pages[0], first, count) if playing else still
            for explorer in playing:
                explorer.button("Back to the start").click()
            families = [classroom.family(hub, name) for name in names[:learners]]
            server = statistics.mean(classroom.megabytes(family[:1]) for family in families)
            kernel = statistics.mean(classroom.megabytes(family[1:]) for family in families)
            print(
                f"| {learners} | {server:.0f} + {kernel:.0f} | {still:.0f} | {busy:.0f} |",
                flush=True,
            )
        mine = classroom.family(hub, names[0])
        before = classroom.seconds(mine)
        moves(pages[0], first, 40)
        a_move = (classroom.seconds(mine) - before) / 43
        first.button("Back to the start").click()
        before, begin = classroom.seconds(mine), time.monotonic()
        first.button("Play or pause").click()
        pages[0].page.wait_for_timeout(3000)
        play = (classroom.seconds(mine) - before) / (time.monotonic() - begin)
        others = [p for p in hub.children() if "proxy" in " ".join(p.cmdline())]
        home = classroom.megabytes(
            [hub, *others, *(child for p in others for child in p.children(recursive=True))]
        )
    print(
        f"\nThe hub and its proxy hold {home:.0f} MB. A move takes {1000 * a_move:.0f} ms of a core, playing {100 * play:.0f} % of one."
    )
    print("\n| machine | learners with one lesson open | with three |\n|---|---|---|")
    for size in MACHINES:
        room = 1000 * size * 0.85 - home - 500  # a reserve of 15 %, and half a GB for the system
        print(
            f"| {size} GB | {int(room / (server + kernel))} | {int(room / (server + 3 * kernel))} |"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
