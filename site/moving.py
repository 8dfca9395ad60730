"""Pictures that move before any Python is there: frames of an explorer over the range of a slider.

python site/moving.py OUT        writes the frames, and OUT/moving.html to look at them

A frame holds only what differs from one of them, which lies behind all others; elsewhere one sees
through it. That is a fraction of the bytes. Two are whole: the one behind, and the one that the
page begins with, which is all there is without JavaScript.
"""

import html
import io
import json
import os
import shutil
import sys
import tomllib
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageFilter

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))  # where lessons_lib is, for each of the processes, too
os.environ["LESSONS_MEMORY"] = "off"  # the goals that these pictures reach are nobody's
FEWEST, MOST = 20, 40  # frames; a slider with fewer places has one for each
SAVED = {"png": {"lossless": True}, "jpeg": {"quality": 40}}
RIM = 3  # pixels around what differs, so that nothing shines through where a phone shrinks both
PACE = 80


class Frame(NamedTuple):
    """One place of the slider: how it is shown there, the picture, and what the explorer says."""

    value: str
    picture: Image.Image
    says: str


def chosen() -> dict[str, dict]:
    """Return what moving.toml says, by page."""
    return tomllib.loads((HERE / "moving.toml").read_text("utf-8"))


def build(out: Path, most=MOST) -> dict[str, str]:
    """Write the frames of every page below `out`; return the HTML that shows them, by page."""
    pages = chosen()
    with ProcessPoolExecutor() as pool:  # a core each
        shown = pool.map(written, repeat(out), pages, pages.values(), repeat(most))
        return dict(zip(pages, shown, strict=True))


def written(out: Path, page: str, about: dict, most=MOST) -> str:
    """Write the frames of one page, for light and for dark; return its HTML."""
    explorer = made(about)
    places = spread(everywhere(explorer, about["control"]), most)
    frames = {}
    for theme in ("light", "dark"):
        explorer.dress(theme)
        frames[theme] = [frame_at(explorer, about, place) for place in places]
    explorer.dress("light")  # as explorers are, until a page says that it is dark
    start = nearest(places, about["start"])
    behind = most_like_the_others([frame.picture for frame in frames["light"]])
    folder = out / "_static" / "moving" / page
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for theme, all_of_it in frames.items():
        for number, frame in enumerate(all_of_it):
            picture = frame.picture
            if number not in (start, behind):
                picture = difference(picture, all_of_it[behind].picture, explorer.photo)
            picture.save(folder / f"{theme}-{number:02}.webp", **SAVED[explorer.image.format])
    shown = snippet(page, about, explorer, frames["light"], start, behind)
    explorer.free()
    return shown


def made(about: dict):
    """Return the explorer of a page, set as it says."""
    module, name = about["explorer"].split(".")
    explorer = getattr(import_module(f"lessons_lib.explorers.{module}"), name)()
    explorer.set(**about.get("set", {}))
    return explorer


def everywhere(explorer, name: str) -> list:
    """Return every value that a control takes, from one end to the other."""
    control = slider_of(explorer, name)
    if hasattr(control, "_options_full"):
        return [value for _, value in control._options_full]
    count = round((control.max - control.min) / control.step)
    return [type(control.value)(control.min + i * control.step) for i in range(count + 1)]


def slider_of(explorer, name: str):
    return explorer.time.slider if name == "t" else explorer.controls[name]


def spread(places: list, most: int) -> list:
    """Return at most so many of them, both ends among them, equally far apart if that can be."""
    if len(places) <= most:
        return places
    gaps = len(places) - 1
    even = [count for count in range(FEWEST, most + 1) if gaps % (count - 1) == 0]
    count = max(even, default=most)
    return [places[round(i * gaps / (count - 1))] for i in range(count)]


def nearest(places: list, value) -> int:
    return min(range(len(places)), key=lambda i: abs(places[i] - value))


def frame_at(explorer, about: dict, place) -> Frame:
    """Move the slider there, as a learner would, and take what is to see and to read."""
    explorer.set(**{about["control"]: place})
    picture = Image.open(io.BytesIO(explorer.image.value)).convert("RGB")
    control = slider_of(explorer, about["control"])
    words = {value: shown for shown, value in getattr(control, "_options_full", [])}
    shown = words.get(place) or format(place, getattr(control, "readout_format", "g"))
    return Frame(str(shown), picture, told(explorer, about))


def told(explorer, about: dict) -> str:
    """Return what the explorer says, without its goal and without what tells of a pointer."""
    says = explorer.summary.split("\n")[0]
    return says.split(about["until"])[0].strip() if "until" in about else says


def most_like_the_others(pictures: list[Image.Image]) -> int:
    """Return the number of the picture from which the others differ least."""
    some = np.stack([np.asarray(picture)[::3, ::3] for picture in pictures])  # pixels enough
    return min(range(len(some)), key=lambda i: np.count_nonzero(some != some[i]))


def difference(picture: Image.Image, behind: Image.Image, photo: bool) -> Image.Image:
    """Return a picture that is empty where it is like the one behind it: a photograph around all
    that differs, as a ragged one takes long to save and is no smaller; a drawing everywhere else.
    """
    differs = (np.asarray(picture) != np.asarray(behind)).any(axis=-1)
    if photo:
        rows, columns = (np.flatnonzero(differs.any(axis=axis)) for axis in (1, 0))
        if len(rows):
            differs[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = True
    shown = Image.fromarray(differs).convert("L").filter(ImageFilter.MaxFilter(2 * RIM + 1))
    left = Image.new("RGBA", picture.size)
    left.paste(picture, mask=shown)
    return left


def snippet(page, about, explorer, frames: list[Frame], start: int, behind: int) -> str:
    """Return the HTML of one picture with its slider, which without JavaScript is not there."""
    first = frames[start]
    wide, high = first.picture.size
    label = html.escape(slider_of(explorer, about["control"]).description)
    says = [frame.says for frame in frames]
    values = [frame.value for frame in frames]
    facts = {
        "frames": f"_static/moving/{page}",
        "behind": behind,
        "name": explorer.called(),
        "values": values,
        "says": says,
        "pace": about.get("pace", PACE),
        "alone": page == "index",  # it plays by itself
    }
    data = json.dumps(facts, ensure_ascii=False).replace("</", "<\\/")
    return f"""<figure class="moving">
<p class="moving-try">{html.escape(about["say"])}</p>
<img src="_static/moving/{page}/light-{start:02}.webp" width="{wide}" height="{high}"
  alt="{html.escape(f"{explorer.called()}. {first.says}")}">
<div class="moving-row" hidden>
<button type="button" class="moving-play">Play</button>
<label for="moving-{page}">{label}</label>
<input type="range" id="moving-{page}" min="0" max="{len(frames) - 1}" value="{start}">
<span class="moving-value" style="min-width: {max(map(len, values))}ch">{first.value}</span>
</div>
<p class="moving-text" data-longest="{html.escape(max(says, key=len))}">
<span class="moving-says">{html.escape(first.says)}</span></p>
<span class="moving-aloud" role="status"></span>
<script type="application/json">{data}</script>
</figure>"""


def weights(out: Path, page: str) -> list[int]:
    """Return how many bytes the frames of a page have, in the light and in the dark."""
    folder = out / "_static" / "moving" / page
    both = [folder.glob(f"{theme}-*.webp") for theme in ("light", "dark")]
    return [sum(path.stat().st_size for path in paths) for paths in both]


TEST_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Pictures that move</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="_static/moving.css"><script defer src="_static/moving.js"></script>
<style>:root {{ color-scheme: light dark; font-family: sans-serif }}
body {{ max-width: 46rem; margin: auto; padding: 0 1rem }}</style>
<main><h1>Pictures that move</h1>
{}
</main></html>
"""


def test_page(out: Path, shown: dict[str, str]) -> None:
    """Write a plain page with all of them, to look at."""
    for name in ("moving.js", "moving.css"):
        shutil.copy(HERE / "static" / name, out / "_static")
    (out / "moving.html").write_text(TEST_PAGE.format("\n".join(shown.values())), "utf-8")


def main() -> None:
    out = Path(sys.argv[1])
    shown = build(out)
    test_page(out, shown)
    print(f"{'page':32} frames  light    dark")
    for page, snip in shown.items():
        light, dark = (f"{size / 1000:5.0f} KB" for size in weights(out, page))
        count = len(list((out / "_static" / "moving" / page).glob("light-*.webp")))
        print(f"{page:32} {count:5} {light} {dark}   text {len(snip.encode()) / 1000:.0f} KB")


if __name__ == "__main__":
    main()
