"""Pictures that move before any Python is there: frames of an explorer over the range of a slider.

python site/moving.py OUT        writes the frames, and OUT/moving.html to look at them
"""

import html
import io
import json
import shutil
import sys
import tomllib
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

from PIL import Image

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))  # where lessons_lib is, for each of the processes, too
MOST = 25  # frames; a slider with fewer places has one for each
QUALITY = {"png": {"lossless": True, "method": 6}, "jpeg": {"quality": 40, "method": 6}}


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
    folder = out / "_static" / "moving" / page
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    explorer = made(about)
    places = spread(everywhere(explorer, about["control"]), most)
    frames = []
    for theme in ("dark", "light"):  # light last: those are the texts and the size that are told
        explorer.dress(theme)
        frames = [frame_at(explorer, about, place) for place in places]
        for number, frame in enumerate(frames):
            how = QUALITY[explorer.image.format]
            frame.picture.save(folder / f"{theme}-{number:02}.webp", **how)
    start = nearest(places, about["start"])
    shown = snippet(page, about, explorer, frames, start)
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
    """Return at most so many of them, both ends among them."""
    if len(places) <= most:
        return places
    return [places[round(i * (len(places) - 1) / (most - 1))] for i in range(most)]


def nearest(places: list, value) -> int:
    return min(range(len(places)), key=lambda i: abs(places[i] - value))


def frame_at(explorer, about: dict, place) -> Frame:
    """Move the slider there, as a learner would, and take what is to see and to read."""
    explorer.set(**{about["control"]: place})
    picture = Image.open(io.BytesIO(explorer.image.value)).convert("RGB")
    control = slider_of(explorer, about["control"])
    words = {value: shown for shown, value in getattr(control, "_options_full", [])}
    shown = words.get(place) or format(place, getattr(control, "readout_format", "g"))
    return Frame(str(shown), picture, explorer.summary.split("\n")[0])


def snippet(page: str, about: dict, explorer, frames: list[Frame], start: int) -> str:
    """Return the HTML of one picture with its slider. Without JavaScript the picture rests."""
    first = frames[start]
    wide, high = first.picture.size
    label = slider_of(explorer, about["control"]).description
    told = {
        "frames": f"_static/moving/{page}",
        "name": explorer.called(),
        "values": [frame.value for frame in frames],
        "says": [frame.says for frame in frames],
        "alone": page == "index",  # it plays by itself
    }
    most = len(frames) - 1
    data = json.dumps(told, ensure_ascii=False).replace("</", "<\\/")
    play = '<button type="button" class="moving-play">Play</button>' if about.get("play") else ""
    return f"""<figure class="moving">
<p class="moving-try">{html.escape(about["say"])}</p>
<img src="_static/moving/{page}/light-{start:02}.webp" width="{wide}" height="{high}"
  alt="{html.escape(f"{explorer.called()}. {first.says}")}">
<div class="moving-row" hidden>{play}
<label>{html.escape(label)} <input type="range" min="0" max="{most}" value="{start}"></label>
<span class="moving-value">{html.escape(first.value)}</span></div>
<p class="moving-says">{html.escape(first.says)}</p>
<script type="application/json">{data}</script>
</figure>"""


def main() -> None:
    out = Path(sys.argv[1])
    shown = build(out)
    for page in shown:
        for theme in ("light", "dark"):
            paths = list((out / "_static" / "moving" / page).glob(f"{theme}-*.webp"))
            size = sum(path.stat().st_size for path in paths)
            print(f"{page:32} {theme:6} {len(paths):3} frames {size / 1000:5.0f} KB")
    for name in ("moving.js", "moving.css"):
        shutil.copy(HERE / "static" / name, out / "_static")
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Moving</title>'
    head += (
        '<link rel="stylesheet" href="_static/moving.css"><script defer src="_static/moving.js">'
    )
    (out / "moving.html").write_text(f"{head}</script>\n" + "\n".join(shown.values()), "utf-8")


if __name__ == "__main__":
    main()
