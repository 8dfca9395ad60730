"""How fast it is, as a learner meets it: real JupyterLab, real Chromium, everything side by side in
one run.

    python tests/benchmarks/bench.py [--fast] [--moves 100] [--only part-of-a-name] [optimizers]
    [network] [convolution] [latency] [frames] [memory] [tab]

latency  from a key press on a slider to changed pixels: the explorer, the bare round trip (slider →
         kernel → HTML widget) and
         @interact rebuilding the same figure, move by move in turn. Ratios are what counts;
         milliseconds are for orientation.
frames   pictures a second while it plays: here, behind 75 ms each way, and on 2 Mbit/s, and how
         late a pause shows there.
optimizers  a step of Adam beside a bare NumPy loop (and beside torch, where it is installed), the
            map beside one path.
convolution  a 3 × 3 kernel on a photograph beside scipy.ndimage.
network  an epoch on the digits beside scikit-learn's MLPClassifier; lesson 7's network beside it
         over five seeds.
memory   what 1,000 moves leave behind, and the bytes of a frame, in this process.
tab      the built site beside JupyterLab: only when it is asked for (see tab.py).
"""

import gc
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "helpers"))
import explorers  # noqa: E402
import lab  # noqa: E402
import tab  # noqa: E402

FRAME = 17  # ms, one frame of the screen
EXPLORERS = {explorers.name_of(make): make for make in explorers.EXPLORERS}
COURSE = {}  # {what: [(value, is it within its limit?)]}, for the table at the end


def note(what, value, good=None):
    """Keep a number for the table at the end, and return the mark of its limit."""
    COURSE.setdefault(what, []).append((value, good))
    return {True: " ✔", False: " ✘", None: ""}[good]


def course():
    """Print one table for the whole course: what was measured in many places as a range, and how
    often its limit is held.
    """
    print(
        f"\n| the whole course, {time.strftime('%Y-%m-%d')} | median | range | within its limit |\n|---|---|---|---|"
    )
    for what, found in COURSE.items():
        # NaN: there was nothing to see
        found = [(value, good) for value, good in found if value == value]
        if not found:
            continue
        values, limits = (
            [value for value, _ in found],
            [good for _, good in found if good is not None],
        )
        span = (
            f"{min(values):.3g} to {max(values):.3g}, of {len(values)}" if len(values) > 1 else ""
        )
        held = f"{sum(limits)} of {len(limits)}" if limits else ""
        print(f"| {what} | {statistics.median(values):.3g} | {span} | {held} |", flush=True)


SETUP = f"""
import ipywidgets as widgets, warnings
from types import SimpleNamespace
from IPython.display import display
from lessons_lib.explorers import {", ".join(explorers.LESSONS)}
import matplotlib.pyplot as plt
%matplotlib inline
"""
FLOOR = """
slider, html = widgets.IntSlider(50, 0, 100), widgets.HTML("50")
slider.observe(lambda change: setattr(html, "value", str(change["new"])), "value")
box = widgets.VBox([slider, html]); box.add_class("bench-floor"); box
"""
INTERACT = """
from lessons_lib.live.explorer import Explorer
ordinary = Explorer.__init__
def rebuilt(value, key):
    '''What @interact does: make the figure from nothing at every move, and show it.'''
    def draw(self, figure, *, controls=None, steps=0, at=None, yours=None, **rest):
        self.controls = controls or {{}}
        values = {{name: control.value for name, control in self.controls.items()}}
        values |= {{"t": steps if at is None else at}} | {start} | {{key: value}}
        c = SimpleNamespace(**values)
        library = {{name: both.library for name, both in (yours or {{}}).items()}}
        self.result = self.compute(c, **library)
        self.paint(c, self.result)
        self.say(c, self.result)
        for artist in figure.findobj(lambda a: a.get_animated()):
            artist.set_animated(False)
        display(figure)
    Explorer.__init__ = draw
    try:
        {module}.{name}()
    finally:
        Explorer.__init__ = ordinary
sample = {module}.{name}()
for key in {keys}:
    control = sample.time.slider if key == "t" else sample.controls[key]
    if hasattr(control, "options"):
        twin = widgets.SelectionSlider(options=control.options, value=control.value)
    else:
        ends = {{"min": control.min, "max": control.max, "step": control.step}}
        twin = type(control)(control.value, **ends)
    box = widgets.interactive(lambda value, key=key: rebuilt(value, key), value=twin)
    box.add_class("bench-interact"); display(box)
"""
# Arm one measurement: it ends one animation frame after what it watches has changed and is decoded.
ARM = """([node, kind]) => {
    let start = null;
    node.ownerDocument.addEventListener('keydown', () => { start = performance.now() }, {capture: true, once: true});
    window.measured = new Promise(done => {
        const end = async () => {
            if (start === null) return;
            const image = kind === 'html' ? null : kind === 'live' ? node : node.querySelector('img');
            if (kind === 'interact' && !image) return;
            observer.disconnect();
            if (image) await image.decode().catch(() => 0);
            requestAnimationFrame(() => done(performance.now() - start));
        };
        const observer = new MutationObserver(end);
        observer.observe(node, kind === 'live' ? {attributes: true, attributeFilter: ['src']}
                                               : {childList: true, subtree: true, characterData: true});
    });
}"""


def notebook(folder, name, keys=()):
    """Write the notebook of one explorer: the bare round trip, the explorer, and its twin by
    @interact for each slider.
    """
    module, function = name.split(".")
    explorer = f"explorer = {name}()\nexplorer.set(**{EXPLORERS[name].starts})\nexplorer"
    sources = [
        SETUP,
        FLOOR,
        explorer,
        INTERACT.format(
            module=module, name=function, keys=list(keys), start=EXPLORERS[name].starts
        ),
    ]
    path = folder / f"{function}.ipynb"
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    nbformat.write(
        nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(s.strip()) for s in sources], metadata=kernel
        ),
        path,
    )
    return path.name


def one_move(page, handle, target, kind, key):
    """Press a key on a slider; return the milliseconds to changed pixels."""
    handle.focus()
    target.evaluate("(node, kind) => (" + ARM + ")([node, kind])", kind)
    page.keyboard.press(key)
    taken = page.evaluate(
        "() => Promise.race([window.measured, new Promise(r => setTimeout(() => r(null), 5000))])"
    )
    # what the last move set off is over; any time within a frame
    page.wait_for_timeout(150 + FRAME * random.random())
    return taken


def latency(chrome, url, folder, moves, only):
    """Print a row for each slider of each explorer: the medians and the two ratios."""
    print(
        "\n| explorer | slider | bare round trip, ms | explorer, ms | @interact, ms | (explorer − 17 ms) / bare | explorer / @interact |"
    )
    print("|---|---|---|---|---|---|---|", flush=True)
    for name, make in EXPLORERS.items():
        keys = make.sliders
        if only not in name:
            continue
        session = lab.Lab(chrome, url, notebook(folder, name, keys), height=1600)
        session.run_all()
        page = session.page
        explorer = session.explorers()[0]
        floor, twins = page.locator(".bench-floor"), page.locator(".bench-interact")
        for i, key in enumerate(keys):
            twin = twins.nth(i)
            # The other twins are hidden, so that nothing scrolls between two moves: the page then
            # redraws in the next one's time.
            twins.evaluate_all(
                "(all, i) => all.forEach((one, j) => { one.style.display = j === i ? '' : 'none' })",
                i,
            )
            sides = {
                "html": (floor.locator(".noUi-handle"), floor.locator(".widget-html-content")),
                "live": (explorer.handles.nth(i), explorer.image),
                "interact": (
                    twin.locator(".noUi-handle"),
                    twin.locator(".widget-output, .jupyter-widgets-output-area").first,
                ),
            }
            times = {kind: [] for kind in sides}
            for move in range(moves + 4):
                for kind, (handle, target) in sides.items():
                    taken = one_move(
                        page, handle, target, kind, "ArrowLeft" if move % 2 == 0 else "ArrowRight"
                    )
                    if move >= 4 and taken:
                        times[kind].append(taken)
            bare, live, rebuilt = (
                statistics.median(times[kind] or [float("nan")]) for kind in sides
            )
            note("from a key on a slider to changed pixels, ms, each slider", live)
            note("the bare round trip to the kernel, ms", bare)
            note("`@interact` rebuilding the same figure, ms", rebuilt)
            flags = [note("beside the bare round trip, one frame less (limit 1.5)", (live - FRAME) / bare, live <= 1.5 * bare + FRAME),
                     note("beside `@interact` (limit 0.3)", live / rebuilt, live <= 0.3 * rebuilt)]  # fmt: skip
            print(f"| {name} | {key} | {bare:.0f} | {live:.0f} | {rebuilt:.0f} | {(live - FRAME) / bare:.2f}{flags[0]} "
                  f"| {live / rebuilt:.2f}{flags[1]} |", flush=True)  # fmt: skip
        session.close()


def frames(chrome, folder, only):
    """Print for each explorer that plays: pictures a second on three kinds of line, and the
    lateness of a pause.
    """
    names = [name for name, make in EXPLORERS.items() if "t" in make.sliders and only in name]
    print(
        "\n| explorer | frames a second here | 150 ms away | on 2 Mbit/s | a pause on 2 Mbit/s shows after, s |"
    )
    print("|---|---|---|---|---|", flush=True)
    with lab.server(folder) as url, lab.proxy(url) as (far, line):
        for name in names:
            session = lab.Lab(chrome, far, notebook(folder, name))
            session.run_all()
            page, explorer, row = session.page, session.explorers()[0], []
            play, start = explorer.button("Play or pause"), explorer.button("Back to the start")
            for delay, rate in ((0, None), (0.075, None), (0, 2e6 / 8)):
                start.click()
                page.wait_for_timeout(800)
                line.delay, line.rate = delay, rate
                play.click()
                page.wait_for_timeout(300)
                row.append(explorer.frame_rate(lambda: page.wait_for_timeout(1200)))  # noqa: B023
                play.click()
                late = explorer.last_frame_after(1.2)
                line.delay, line.rate = 0, None
                page.wait_for_timeout(500)
            for where, rate in zip(("here", "150 ms away", "on 2 Mbit/s"), row, strict=True):
                note(f"frames a second while playing, {where}", rate)
            note("a pause on 2 Mbit/s shows after, s", late)
            print(
                f"| {name} | {row[0]:.1f} | {row[1]:.1f} | {row[2]:.1f} | {late:.2f} |", flush=True
            )
            session.close()


def memory(moves, only):
    """Print for each explorer: bytes of a frame, and what many moves leave behind in this process."""
    import psutil

    print(
        f"\n| explorer | KB a frame, median | MB more after {moves:,} moves, or 20 s of them | kernel, ms a move |"
    )
    print("|---|---|---|---|", flush=True)
    for name, make in EXPLORERS.items():
        if only not in name:
            continue
        explorer = make()
        control = next(
            c for c in explorer.controls.values() if hasattr(c, "min") or hasattr(c, "marks")
        )
        grid = list(control.marks[1:]) if hasattr(control, "marks") else None
        values = grid or [
            type(control.value)(control.min + i * (control.max - control.min) / 40)
            for i in range(41)
        ]

        def go(n, control=control, values=values, explorer=explorer):
            sizes = []
            for i in range(n):
                control.value = values[i % len(values)]
                sizes.append(len(explorer.image.value))
            gc.collect()
            return statistics.median(sizes), psutil.Process().memory_info().rss

        began = time.perf_counter()
        _, before = go(60)
        few = max(20, min(moves, int(20 / ((time.perf_counter() - began) / 60))))  # 20 s are enough
        began = time.perf_counter()
        size, after = go(few)
        taken = (time.perf_counter() - began) / few * 1e3
        note(
            "one frame, KB (limit 30, of a photograph 60)",
            size / 1e3,
            size <= (60_000 if explorer.photo else 30_000),
        )
        note(
            f"memory after {moves:,} moves (fewer where one is slow), MB more",
            (after - before) / 1e6,
        )
        note("in the kernel, for one move, ms", taken)
        print(
            f"| {name} | {size / 1e3:.1f} | {(after - before) / 1e6:.1f} | {taken:.1f} |",
            flush=True,
        )
        explorer.free()


def best(call, times=7):
    """Return the shortest of several times of a call, in seconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return min(taken)


def optimizers():
    """Print what a step of Adam costs beside a bare NumPy loop, and what a map of 64 × 64 settings
    costs beside one path.
    """
    import numpy as np

    from lessons_lib.optimizers import adam, minimize
    from lessons_lib.surfaces import SURFACES

    hill, start = SURFACES["rosenbrock"], np.array([-1.2, 1.0])

    def bare(steps=1000, lr=0.01, b1=0.9, b2=0.999, eps=1e-8):
        theta, m, v, path = start, np.zeros(2), np.zeros(2), [start]
        for t in range(1, steps + 1):
            g = hill.gradient(theta)
            m = b1 * m + (1 - b1) * g
            v = b2 * v + (1 - b2) * g**2
            theta = theta - lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)
            path.append(theta)
        return np.stack(path)

    assert np.array_equal(bare(), minimize(hill.gradient, start, adam(0.01), 1000))
    pairs = [
        (best(bare, 1), best(lambda: minimize(hill.gradient, start, adam(0.01), 1000), 1))
        for _ in range(15)
    ]
    # in turn, so that both meet the same machine
    plain, ours = (min(times) for times in zip(*pairs, strict=True))
    long = best(lambda: minimize(hill.gradient, start, adam(0.01), 2000))
    rates, betas = np.geomspace(1e-3, 1, 64)[:, None], np.linspace(0, 0.99, 64)[:, None, None]
    grid = best(lambda: minimize(hill.gradient, start, adam(rates, betas), 200, keep_path=False))
    print("\n| optimizers, Adam on Rosenbrock | | ratio |\n|---|---|---|")
    note("a step of Adam beside a bare NumPy loop", ours / plain)
    note("a map of 64 × 64 settings by 200 steps beside one path of 2,000", grid / long)
    print(
        f"| a step, path kept, beside a bare NumPy loop | {ours * 1e3:.1f} and {plain * 1e3:.1f} µs | {ours / plain:.2f} |"
    )
    print(f"| the map, 64 × 64 settings by 200 steps, beside one path of 2,000 | {grid * 1e3:.0f} and {long * 1e3:.0f} ms "
          f"| {grid / long:.2f} |", flush=True)  # fmt: skip
    try:
        import torch
    except ImportError:
        return

    def with_torch():
        place = torch.tensor(start, requires_grad=True)
        rule, path = torch.optim.Adam([place], lr=0.01), []
        for _ in range(1000):
            rule.zero_grad()
            ((1 - place[0]) ** 2 + 100 * (place[1] - place[0] ** 2) ** 2).backward()
            rule.step()
            path.append(place.detach().clone())
        return torch.stack(path)

    theirs = best(with_torch, 5)
    print(
        f"| 1,000 steps of torch.optim.Adam beside ours | {theirs * 1e3:.0f} and {ours * 1e3:.0f} ms | {theirs / ours:.1f} |",
        flush=True,
    )


def network():
    """Print what an epoch on the digits costs beside scikit-learn's MLPClassifier: the same sizes,
    batch and number of epochs.
    """
    import warnings

    import numpy as np
    from sklearn.neural_network import MLPClassifier

    from lessons_lib import datasets, network
    from lessons_lib.optimizers import adam

    X, labels, X_test, labels_test = datasets.digits(0)
    epochs, last = 30, {}

    def ours():
        rng, rule = np.random.default_rng(0), adam(3e-3)
        params = network.init_params((64, 32, 16, 10), rng)
        state = rule.init(params)
        for _ in range(epochs):
            params, state = network.epoch(params, state, rule, X, labels, 64, rng)
        last["ours"] = (network.forward(params, X_test)[0].argmax(axis=1) == labels_test).mean()

    def theirs():
        net = MLPClassifier(
            (32, 16),
            batch_size=64,
            max_iter=epochs,
            learning_rate_init=3e-3,
            alpha=0,
            tol=0,
            random_state=0,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            last["theirs"] = net.fit(X, labels).score(X_test, labels_test)

    # in turn, so that both meet the same machine
    pairs = [(best(ours, 1), best(theirs, 1)) for _ in range(9)]
    mine, other = (min(times) / epochs for times in zip(*pairs, strict=True))
    print(
        "\n| network 64-32-16-10 on the digits, Adam, batches of 64 | ours and MLPClassifier | ratio |\n|---|---|---|"
    )
    held = note(
        "an epoch on the digits beside MLPClassifier (limit 0.7)", mine / other, mine <= 0.7 * other
    )
    print(f"| an epoch | {mine * 1e3:.1f} and {other * 1e3:.1f} ms | {mine / other:.2f}{held} |")
    print(
        f"| held out, after {epochs} epochs | {last['ours']:.3f} and {last['theirs']:.3f} | |",
        flush=True,
    )


def reading():
    """Print what lesson 7's network takes to learn the digits and what it reads, beside
    MLPClassifier with as many parameters.
    """
    import warnings

    import numpy as np
    from sklearn.neural_network import MLPClassifier

    from lessons_lib import convnet, datasets
    from lessons_lib.explorers.lesson07.trained import DENSE, SIZES, score, trained

    def ours(seed, data):
        return score(trained(seed, SIZES), *data[2:])

    def theirs(seed, data):
        rival = MLPClassifier(
            DENSE[1:3],
            batch_size=64,
            max_iter=30,
            learning_rate_init=0.005,
            alpha=0,
            tol=0,
            random_state=seed,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return rival.fit(*data[:2]).score(*data[2:])

    rows = {ours: [], theirs: []}
    for seed in range(5):
        data = datasets.digits(seed)
        for learn, found in rows.items():
            begin = time.perf_counter()
            found.append((learn(seed, data), time.perf_counter() - begin))
    (mine, took), (other, other_took) = (zip(*found, strict=True) for found in rows.values())
    size = sum(p.size for p in convnet.init_params(SIZES, 0))
    print(
        f"\n| reading digits, {size:,} parameters, 30 epochs | convolutional and MLPClassifier | |\n|---|---|---|"
    )
    limit = note(
        "training lesson 7's network, s a seed, the longest of five (limit 3)",
        max(took),
        max(took) <= 3,
    )
    print(
        f"| a seed, median and longest | {np.median(took):.2f} and {np.median(other_took):.2f} s; {max(took):.2f} s | {limit} |"
    )
    reads = [
        f"{100 * min(a):.1f} to {100 * max(a):.1f} %, median {100 * np.median(a):.1f} %"
        for a in (mine, other)
    ]
    good = min(mine) >= 0.98 and np.median(mine) >= 0.985
    enough = note(
        "what it reads of the held-out digits, %, median of five seeds", 100 * np.median(mine), good
    )
    print(f"| held out, five seeds | {reads[0]}, and {reads[1]} | {enough} |", flush=True)


def correlation():
    """Print what a 3 × 3 kernel on a photograph costs beside scipy.ndimage.correlate."""
    import numpy as np
    from scipy import ndimage

    from lessons_lib import convolution

    rng = np.random.default_rng(0)
    image, kernel = rng.uniform(size=(427, 640)), rng.standard_normal((3, 3))
    calls = (
        lambda: convolution.correlate_fast(image, kernel),
        lambda: ndimage.correlate(image, kernel, mode="constant"),
    )
    assert np.allclose(calls[0](), calls[1]()[1:-1, 1:-1])
    ours, theirs = (
        min(times)
        for times in zip(*[[best(call, 1) for call in calls] for _ in range(40)], strict=True)
    )
    print(
        "\n| a 3 × 3 kernel on 427 × 640 pixels | ours and scipy.ndimage.correlate | ratio |\n|---|---|---|"
    )
    held = note(
        "a 3 × 3 kernel on a photograph beside `scipy.ndimage.correlate` (limit 0.6)",
        ours / theirs,
        ours <= 0.6 * theirs,
    )
    print(
        f"| correlate | {ours * 1e3:.2f} and {theirs * 1e3:.2f} ms | {ours / theirs:.2f}{held} |",
        flush=True,
    )


def main(arguments):
    known = ("optimizers", "network", "convolution", "latency", "frames", "memory")
    words = [a for a in arguments if a in (*known, "tab")] or known
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else ""
    fast = "--fast" in arguments
    moves = (
        int(arguments[arguments.index("--moves") + 1])
        if "--moves" in arguments
        else 20
        if fast
        else 100
    )
    print(
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}"
    )
    if "optimizers" in words:
        optimizers()
    if "network" in words:
        network()
        reading()
    if "convolution" in words:
        correlation()
    if "memory" in words:
        memory(100 if fast else 1000, only)
    if {"latency", "frames", "tab"} & set(words):
        in_the_browser(words, moves, only)
    course()


def in_the_browser(words, moves, only):
    """Measure what only a page can tell."""
    if not lab.chromium():
        sys.exit(
            "latency and frames need Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM to its path."
        )
    with tempfile.TemporaryDirectory() as folder, lab.browser() as chrome:
        if "frames" in words:
            frames(chrome, Path(folder), only)
        if "tab" in words:
            tab.in_a_tab(chrome, Path(folder), moves, only, one_move, note)
        if "latency" in words:
            with lab.server(folder) as url:
                latency(chrome, url, Path(folder), moves, only)


if __name__ == "__main__":
    main(sys.argv[1:])
