"""Pictures that move before any Python is there: each frame is what the explorer shows and says at
that place of its slider, over the whole range, in few bytes.
"""

import html
import json
import re
from pathlib import Path
from typing import NamedTuple

import lessons
import numpy as np
import pytest
from explorers import pixels
from PIL import Image
from stored import moving

PAGES = moving.chosen()
FEW = 4  # frames of a page are enough here
THEMES = ["light", "dark"]
POINTER = re.compile(r"\b(click|press|drag|pointer|pen)\b", re.I)  # there is none on these pages


class Stored(NamedTuple):
    """A few frames of one page, and the HTML that shows them."""

    folder: Path
    html: str

    def told(self):
        """Return what the JavaScript is told."""
        return json.loads(re.search(r'"application/json">(.*)</script>', self.html)[1])

    def path(self, theme, number):
        return self.folder / f"{theme}-{number:02}.webp"

    def seen(self, theme, number):
        """Return a frame over the one behind it, as a visitor sees it."""
        both = [self.told()["behind"], number]
        behind, frame = (read(self.path(theme, one)).convert("RGBA") for one in both)
        return np.asarray(Image.alpha_composite(behind, frame).convert("RGB")).astype(int)


def read(path):
    with Image.open(path) as picture:
        picture.load()
        return picture


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """Return a function that stores a few frames of a page, once."""
    out, done = tmp_path_factory.mktemp("moving"), {}

    def store(page):
        if page not in done:
            shown = moving.written(out, page, PAGES[page], FEW)
            done[page] = Stored(out / "_static" / "moving" / page, shown)
        return done[page]

    return store


@pytest.fixture
def anew():
    """Return a function that makes the explorer of a page, set as it says."""
    made = []

    def make(page):
        made.append(moving.made(PAGES[page]))
        return made[-1]

    yield make
    for explorer in made:
        explorer.free()


@pytest.fixture(scope="module")
def known():
    """Return a function that has the explorer of a page, for what nothing in it moves."""
    made = {}

    def have(page):
        made[page] = made.get(page) or moving.made(PAGES[page])
        return made[page]

    yield have
    for explorer in made.values():
        explorer.free()


def places_of(page, explorer, most=moving.MOST):
    return moving.spread(moving.everywhere(explorer, PAGES[page]["control"]), most)


def test_each_page_has_a_picture_that_moves():
    assert list(PAGES) == ["index", *(path.stem for path in lessons.NOTEBOOKS)]


@pytest.mark.parametrize("page", PAGES)
def test_the_slider_goes_over_the_whole_range(page, known):
    about, explorer = PAGES[page], known(page)
    control = moving.slider_of(explorer, about["control"])
    if hasattr(control, "marks"):
        low, high, count = min(control.marks), max(control.marks), len(control.marks)
    else:
        low, high = control.min, control.max
        count = round((high - low) / control.step) + 1
    places = places_of(page, explorer)
    assert places[0] == pytest.approx(low) and places[-1] == pytest.approx(high)
    assert places == sorted(set(places))
    assert 20 <= len(places) <= 40 or len(places) == count < 20
    start = places[moving.nearest(places, about["start"])]
    assert start == pytest.approx(about["start"], rel=0.1)


@pytest.mark.parametrize("page", PAGES)
def test_what_else_is_set_is_taken(page, known):
    about, explorer = PAGES[page], known(page)
    assert about.keys() <= {"explorer", "control", "set", "start", "say", "pace", "until"}
    for name, value in about.get("set", {}).items():
        taken = moving.slider_of(explorer, name).value
        assert taken == (pytest.approx(value, rel=0.1) if isinstance(value, float) else value)


@pytest.mark.parametrize("page", PAGES)
def test_a_frame_is_what_the_explorer_shows_and_says_there(page, stored, known, anew):
    about, told = PAGES[page], stored(page).told()
    for number, place in enumerate(places_of(page, known(page), FEW)):
        explorer = anew(page)  # which has been nowhere else
        explorer.set(**{about["control"]: place})
        said, shown = explorer.summary.split("\n")[0], told["says"][number]
        rest = said.removeprefix(shown)
        assert rest == "" or ("until" in about and rest.startswith(f" {about['until']}"))
        assert shown.endswith(".") and not POINTER.search(shown)
        assert float(told["values"][number]) == pytest.approx(place, rel=0.01)
        for theme in THEMES:
            explorer.dress(theme)
            # Its 96 colours depend on what was drawn first; a JPEG is stored anew, and softer.
            off = np.abs(stored(page).seen(theme, number) - pixels(explorer))
            if explorer.photo:
                assert off.mean() < 8, f"{theme} {place}: {off.mean():.1f} greys"
            else:
                assert off.max() < 100, f"{theme} {place}: {off.max()} greys"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_at_most_700_KB_of_frames(page, stored, known):
    count = len(places_of(page, known(page)))
    for theme in THEMES:
        sizes = sorted(path.stat().st_size for path in stored(page).folder.glob(f"{theme}-*"))
        assert len(sizes) == FEW
        *parts, whole, too = sizes  # all but two hold what differs
        assert whole + too + (count - 2) * np.mean(parts) <= 700_000


@pytest.mark.parametrize("page", PAGES)
def test_its_html_says_everything_without_javascript(page, stored, known):
    shown, told = stored(page).html, stored(page).told()
    start = int(re.search(r'value="(\d+)"', shown)[1])
    alt = html.unescape(re.search(r'alt="(.*?)"', shown, re.S)[1])
    assert alt == f"{known(page).called()}. {told['says'][start]}"
    assert html.escape(told["says"][start]) in shown.split("moving-says")[1]
    source, wide, high = re.search(r'src="(.*?)" width="(\d+)" height="(\d+)"', shown).groups()
    first = read(stored(page).path("light", start))
    assert source == f"{told['frames']}/light-{start:02}.webp"
    assert first.size == (int(wide), int(high)) and first.mode == "RGB"  # it is whole
    assert '<div class="moving-row" hidden>' in shown
    assert f'<label for="moving-{page}">' in shown and f'id="moving-{page}"' in shown
    assert int(re.search(r'max="(\d+)"', shown)[1]) == len(told["says"]) - 1
    assert told["alone"] == (page == "index")


def test_storing_again_changes_no_byte(stored, tmp_path):
    page = "03_momentum_and_adam"
    again = moving.written(tmp_path, page, PAGES[page], FEW)
    assert again == stored(page).html
    for path in stored(page).folder.iterdir():
        assert (
            tmp_path / "_static" / "moving" / page / path.name
        ).read_bytes() == path.read_bytes()


def test_frames_are_equally_far_apart_where_that_can_be():
    assert moving.spread(list(range(61)), 40) == list(range(0, 61, 2))
    assert moving.spread(list(range(16)), 40) == list(range(16))
    uneven = moving.spread(list(range(80)), 40)
    assert len(uneven) == 40 and set(np.diff(uneven)) == {2, 3}


def test_what_does_not_differ_is_left_out():
    behind, picture = Image.new("RGB", (60, 40), "white"), Image.new("RGB", (60, 40), "white")
    picture.paste("red", (10, 10, 12, 12))
    picture.paste("red", (40, 30, 42, 32))
    alpha = {
        photo: np.asarray(moving.difference(picture, behind, photo))[..., 3] for photo in (0, 1)
    }
    assert alpha[0][10, 10] and alpha[0][31, 41] and not alpha[0][20, 25]
    assert alpha[0][8, 8], "shrunk for a phone, what lies behind would show through at its rim"
    assert alpha[1][20, 25] and not alpha[1][1, 1] and not alpha[1][20, 55]
    assert not np.asarray(moving.difference(behind, behind, True)).any()
