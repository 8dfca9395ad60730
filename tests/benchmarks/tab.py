"""The course in a browser tab beside a real JupyterLab: each explorer's slider moved in both, by turns.

`make bench ARGS="tab"` runs it, on the site that `make site` has built.
"""

import statistics
import time

import lab
import lessons
import webpage

PLAYED = 2500  # ms


def first_picture(chrome, url, name):
    """Open a lesson twice in one browser; return the seconds to its first live picture, each time,
    and the last page.
    """
    seconds, context, live = [], None, None
    for _ in range(2):
        if live:
            live.page.close()
        start = time.monotonic()
        live = webpage.Live(chrome, url, name, context=context)
        live.wait_for(lambda live=live: live.explorers())
        seconds.append(time.monotonic() - start)
        context = live.context
        live.page.wait_for_timeout(1500)  # what is kept for the next visit has been written
    return seconds, live


def one_seed(folder):
    """Write the lessons as the tests run them: with one seed where a learner has five."""
    for path in lessons.NOTEBOOKS:
        text = path.read_text("utf-8").replace("progress(range(5)", "progress(range(1)")
        (folder / path.name).write_text(text, "utf-8")


def in_a_tab(chrome, folder, moves, only, one_move, note):
    """Print a row a lesson, and one an explorer: milliseconds from a key to changed pixels in a tab,
    in JupyterLab, and their ratio; and pictures a second while it plays in the tab.
    """
    one_seed(folder)
    print("\n| explorer | in a tab, ms | JupyterLab, ms | ratio | frames a second in a tab |")
    print("|---|---|---|---|---|", flush=True)
    with webpage.served() as site, lab.server(folder) as url:
        for path in lessons.NOTEBOOKS:
            if only not in path.name:
                continue
            (first, second), live = first_picture(chrome, site, path.name)
            note("first live picture in a tab, s (limit 12)", first, first < 12)
            note("on the second visit, s (limit 9)", second, second < 9)
            live.page.evaluate(webpage.FEWER_SEEDS)
            start = time.monotonic()
            live.run_all(timeout=240)
            everything = second + time.monotonic() - start
            note("all cells of a lesson in a tab, s (limit 25)", everything, everything < 25)
            here = lab.Lab(chrome, url, path.name)
            here.run_all()
            for tab, real in zip(live.explorers(), here.explorers(), strict=True):
                row(tab, real, moves, one_move, note)
            live.context.close()
            here.close()


def row(tab, real, moves, one_move, note):
    """Print and note one explorer."""
    if not tab.sliders.count():
        return
    times = {tab: [], real: []}
    for move in range(moves):
        for one in times:
            one.focus(0)
            key = "ArrowLeft" if move % 2 == 0 else "ArrowRight"
            taken = one_move(one.page, one.slider, one.image, "live", key)
            if move and taken:
                times[one].append(taken)
    in_tab, in_lab = (statistics.median(found or [float("nan")]) for found in times.values())
    rate = float("nan")
    button = tab.button("Play or pause")
    if button.count():
        rate = tab.frame_rate(lambda: (button.click(), tab.page.wait_for_timeout(PLAYED)))
        note("frames a second while playing in a tab (limit 18)", rate, rate >= 18)
        tab.button("Back to the start").click()  # which stops it, if it still plays
    mark = note(
        "a slider in a tab beside JupyterLab (limit 1.3)", in_tab / in_lab, in_tab / in_lab <= 1.3
    )
    name = tab.root.get_attribute("aria-label")
    print(
        f"| {name} | {in_tab:.0f} | {in_lab:.0f} | {in_tab / in_lab:.2f}{mark} | {rate:.0f} |",
        flush=True,
    )
