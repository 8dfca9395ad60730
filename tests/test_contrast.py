"""Whatever is read or names a thing stands out from what lies behind it, in the light and the dark.

WCAG 2.2, level AA: 4.5 : 1 for a text (1.4.3), 3 : 1 for a large one, and for what one must see to
understand a picture (1.4.11).
"""

from itertools import pairwise

import numpy as np
import pytest
from explorers import EXPLORERS, drawn, name_of
from ipywidgets import Widget
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import Collection, LineCollection
from matplotlib.colors import to_hex, to_rgb, to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.text import Text

from lessons_lib.explorers import lesson01
from lessons_lib.live.frames import Frames
from lessons_lib.plots import labels, style, themes

every = pytest.mark.parametrize("make", EXPLORERS, ids=name_of)
THEMES = ("light", "dark")
SPEAKING = [colour for colour in style.COLOURS if colour != style.GREY]
# What may be fainter, by the explorer and the colour, with the reason.
_ZONES = {
    to_hex(to_rgba(colour, 0.35), keep_alpha=True): "a zone of the ruler bears its name in ink"
    for colour in (style.GREEN, style.ORANGE, style.VERMILLION)
}
FAINTER = {"lesson01.ball": _ZONES, "lesson01.diabetes": _ZONES, "lesson01.learning_rate": _ZONES}


@pytest.fixture(autouse=True)
def _free_widgets():
    yield
    Widget.close_all()


def luminance(rgb):
    """Return the relative luminance of sRGB colours (..., 3) from 0 to 1, as WCAG 2.2 defines it."""
    rgb = np.asarray(rgb, dtype=float)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    """Return the contrast of colours (..., 3), from 1 to 21."""
    a, b = luminance(one), luminance(other)
    return (np.maximum(a, b) + 0.05) / (np.minimum(a, b) + 0.05)


def test_the_contrast_of_known_colours():
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast(to_rgb("#777777"), (1, 1, 1)) == pytest.approx(4.48, abs=0.005)
    assert contrast(to_rgb("#0000ff"), to_rgb("#ffff00")) == pytest.approx(8.0, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_the_colours_of_the_course(theme):
    twins = style.DARK if theme == "dark" else {}
    paper = to_rgb(twins.get(style.PAPER, style.PAPER))
    ratios = {c: contrast(to_rgb(twins.get(c, c)), paper) for c in (*style.COLOURS, style.EDGE)}
    assert min(ratios.values()) >= 3.1, ratios
    read = [style.INK, style.GREY, style.VERMILLION]
    assert min(ratios[colour] for colour in read) >= 4.6
    disc = to_rgb(twins.get(style.PALE, style.PALE))
    assert contrast(to_rgb(twins.get(style.INK, style.INK)), disc) >= 4.5


def test_every_colour_has_a_twin_that_has_none():
    colours = {c for c in vars(style).values() if isinstance(c, str) and c.startswith("#")}
    assert colours == set(style.DARK)
    assert not colours & set(style.DARK.values())


# ------------------------------------------------------------------------------- what is measured


def as_drawn(colour, theme, artist):
    """Return a colour as it is drawn, (4,): its twin in the dark, unless the artist keeps its own."""
    rgba = to_rgba(colour)
    if theme == "dark" and artist.get_gid() != themes.AS_IT_IS:
        own = {"#000000": style.INK}
        name = to_hex(rgba)
        rgba = (*to_rgb(style.DARK.get(own.get(name, name), name)), rgba[3])
    return np.array(rgba)


def picture(explorer, hidden=()):
    """Return the pixels (rows, columns, 3) from 0 to 1, drawn without some artists."""
    for artist in hidden:
        artist.set_visible(False)
    with style.defaults():
        explorer.frames.forget()
        explorer.frames.next()
    pixels = drawn(explorer)[..., :3] / 255
    for artist in hidden:
        artist.set_visible(True)
    return pixels


def texts_of(figure):
    """Return the texts that are drawn: those of ticks off the ax are not."""
    off = set()
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            shown = {id(tick) for tick in axis._update_ticks()}
            ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
            rest = [tick for tick in ticks if id(tick) not in shown or not tick.get_visible()]
            off |= {id(text) for tick in rest for text in tick.findobj(Text)}
    found = figure.findobj(lambda artist: isinstance(artist, Text) and artist.get_text().strip())
    return [text for text in found if text.get_visible() and id(text) not in off]


def letters_of(figure):
    """Return the collections whose outlines are read."""
    return figure.findobj(labels.Letters)


def boxes_of(letters):
    """Return the box of pixels (left, low, right, high) of each of a collection's texts."""
    places = letters.axes.transData.transform(letters.get_offsets())
    for path, place in zip(letters.get_paths(), places, strict=True):
        if len(path.vertices):
            ends = path.get_extents().get_points() * letters.figure.dpi / 72
            yield (ends + place).ravel()


def part(pixels, box):
    """Return the pixels (N, 3) in a box that is given from the lower left corner."""
    left, low, right, high = np.round(box).astype(int)
    rows = len(pixels)
    inside = pixels[max(rows - high, 0) : max(rows - low, 0), max(left, 0) : max(right, 0)]
    return inside.reshape(-1, 3)


def needed(text):
    """Return the contrast that a text needs by its size."""
    pixels = text.get_fontsize() * text.figure.dpi / 72
    bold = text.get_fontweight() in ("bold", 700)
    return 3.0 if pixels >= 24 or (bold and pixels >= 18.66) else 4.5


def readable(explorer, theme):
    """Yield (words, ink, pixels behind, pixels with the text, contrast needed) of each text."""
    texts = texts_of(explorer.figure)
    letters = letters_of(explorer.figure)
    full = picture(explorer)
    boxes = [text.get_window_extent().extents for text in texts]  # without ticks a label moves
    empty = picture(explorer, [*texts, *letters])
    for text, box in zip(texts, boxes, strict=True):
        ink = as_drawn(text.get_color(), theme, text)
        yield text.get_text(), ink, part(empty, box), part(full, box), needed(text)
    for one in letters:
        ink = as_drawn(one.get_facecolor()[0], theme, one)
        for box in boxes_of(one):
            yield "letters", ink, part(empty, box), part(full, box), 4.5


def over(ink, behind):
    """Return a colour (4,) as it is seen over pixels (N, 3)."""
    return ink[3] * ink[:3] + (1 - ink[3]) * behind


@every
def test_every_text_can_be_read(make):
    """The worst tenth of the pixels behind it decides; and it is drawn in the ink it should have."""
    explorer = make(**make.quick)
    explorer.set(**make.starts)
    for theme in THEMES:
        explorer.frames.dress(theme)
        count = 0
        for words, ink, behind, full, least in readable(explorer, theme):
            if len(behind) < 12:
                continue  # off the picture
            count += 1
            ratios = contrast(over(ink, behind), behind)
            assert np.quantile(ratios, 0.1) >= least, (theme, words, to_hex(ink), ratios.min())
            away = np.abs(ink[:3] - np.median(behind, axis=0)).sum()
            nearest = np.abs(full - ink[:3]).sum(axis=1).min()
            assert nearest < 0.6 * away, (theme, words, "is not drawn in", to_hex(ink))
        assert count
    explorer.free()


def named(explorer):
    """Return the marks that say something: in a colour of the course that is no grey, or in one that
    a legend or a label names.
    """
    axes = explorer.figure.axes
    legends = [ax.get_legend() for ax in axes if ax.get_legend()]
    handles = [handle for legend in legends for handle in legend.legend_handles]
    colours = {to_hex(look[0]) for handle in handles for look in looks_of(handle)}
    colours |= set(SPEAKING)
    marks = [m for ax in axes for m in (*ax.lines, *ax.patches, *ax.collections)]
    marks = [m for m in marks if not isinstance(m, labels.Letters) and m.get_visible()]
    found = []
    for mark in [*marks, *handles]:
        says = mark.get_label() or "_"
        if not says.startswith("_") or any(
            to_hex(colour) in colours for look in looks_of(mark) for colour in look
        ):
            found.append(mark)
    return found


def looks_of(mark):
    """Return the colours of a mark's parts, each its own and that of the rim around it."""
    if isinstance(mark, Line2D):
        looks = []
        rim = [style.PAPER] if isinstance(mark, style.Rimmed) else []
        if mark.get_linestyle() != "None":
            looks.append([with_alpha(mark.get_color(), mark), *rim])
        if mark.get_marker() != "None":
            fill, edge = mark.get_markerfacecolor(), mark.get_markeredgecolor()
            both = [c for c in (fill, edge) if to_rgba(c)[3] > 0]
            looks.append([*(with_alpha(c, mark) for c in both), *rim])
        return looks
    if isinstance(mark, Collection):
        if mark.get_array() is not None:
            return []  # by a map of colours
        parts = (mark.get_facecolor(), mark.get_edgecolor())
        colours = [tuple(part[0]) for part in parts if len(part) and part[0][3] > 0]
        return [colours] if colours else []
    colours = [mark.get_facecolor()]
    if mark.get_linewidth() > 0 and mark.get_edgecolor()[3] > 0:
        colours.append(mark.get_edgecolor())
    rim = [style.PAPER] if isinstance(mark, FancyArrowPatch) else []
    return [[*colours, *rim]]


def with_alpha(colour, mark):
    return to_rgba(colour, mark.get_alpha()) if mark.get_alpha() is not None else to_rgba(colour)


def places_of(mark, shape):
    """Return pixels (row, column) on a mark that lie in the picture and on its ax."""
    if isinstance(mark, LineCollection):
        ends = [mark.get_transform().transform(p.vertices) for p in mark.get_paths()]
        middles = [(line[:-1] + line[1:]) / 2 for line in ends]
        at = np.concatenate(middles) if middles else np.zeros((0, 2))
    elif isinstance(mark, Collection):
        offsets = mark.get_offset_transform().transform(mark.get_offsets())
        paths = [mark.get_transform().transform(p.vertices) for p in mark.get_paths()]
        at = np.concatenate(paths) if len(offsets) < 2 and paths else offsets
    else:
        path = mark.get_path()
        transform = mark.get_transform()
        at = transform.transform(path.vertices) if len(path.vertices) else np.zeros((0, 2))
    at = at[np.isfinite(at).all(axis=1)]
    if isinstance(mark, Line2D) and mark.get_linestyle() != "None" and len(at) > 1:
        steps = np.linspace(0, 1, 9)[:, None]
        at = np.concatenate([a + steps * (b - a) for a, b in pairwise(at)])
    elif not isinstance(mark, (Line2D, Collection)) and len(at):
        seen = np.ptp(at, axis=0).min() >= 1 or isinstance(mark, FancyArrowPatch)
        middle = at.mean(axis=0)
        at = middle + 0.5 * (at - middle) if seen else at[:0]  # a bar of no length is none
    if mark.axes is not None and len(at):
        left, low, right, high = mark.axes.bbox.extents
        x, y = at.T
        at = at[(x > left) & (x < right) & (y > low) & (y < high)]
    at = np.round(at).astype(int)
    rows, columns = shape[0] - 1 - at[:, 1], at[:, 0]
    inside = (rows >= 0) & (rows < shape[0]) & (columns >= 0) & (columns < shape[1])
    return rows[inside], columns[inside]


def stands_out(look, behind, theme, mark):
    """Return the best contrast at the border of a mark: its own colours with what is behind it, and
    with one another, where it has a rim.
    """
    seen = [over(as_drawn(colour, theme, mark), behind) for colour in look]
    ratios = [np.median(contrast(colour, behind)) for colour in seen]
    ratios += [np.median(contrast(seen[0], colour)) for colour in seen[1:]]
    return max(ratios)


@every
def test_every_mark_that_says_something_stands_out(make):
    explorer = make(**make.quick)
    explorer.set(**make.starts)
    faint = {}
    for theme in THEMES:
        explorer.frames.dress(theme)
        picture(explorer)
        marks = named(explorer)
        lines = [m for ax in explorer.figure.axes for m in (*ax.lines, *ax.collections)]
        thin = [m for m in lines if isinstance(m, (Line2D, LineCollection))]
        for ax in explorer.figure.axes:
            thin += [*ax.get_xgridlines(), *ax.get_ygridlines()]
        pixels = picture(explorer, {*marks, *thin, *letters_of(explorer.figure)})
        for mark in marks:
            behind = pixels[places_of(mark, pixels.shape)]
            for look in looks_of(mark):
                if len(behind) and (ratio := stands_out(look, behind, theme, mark)) < 3:
                    kind = type(mark).__name__
                    faint[theme, kind, to_hex(look[0], keep_alpha=True)] = round(ratio, 2)
    allowed = FAINTER.get(name_of(make), {})
    assert set(allowed) <= {key[2] for key in faint}, "this exception is none"
    assert {key: r for key, r in faint.items() if key[2] not in allowed} == {}
    explorer.free()


# ------------------------------------------------------------------------------- light and dark


@every
def test_light_is_what_it_always_was_and_dark_goes_on_after_it(make):
    """A light copy of a dark figure is the picture of one that was never dark, byte for byte."""
    explorer = make(**make.quick)
    stored, frames = explorer.image.value, explorer.frames
    with style.defaults():
        assert frames.next() == stored
        light = drawn(explorer).copy()
        frames.dress("dark")
        dark = frames.next()
        pixels = drawn(explorer).copy()
        background = frames.background
        assert dark != stored
        assert frames.light() == stored
        assert frames.theme == "dark" and frames.background is background, "nothing is drawn anew"
        assert frames.next() == dark
        assert np.array_equal(drawn(explorer), pixels)
        frames.dress("light")
        frames.next()
        assert np.array_equal(drawn(explorer), light)
        plain = FigureCanvasAgg(explorer.figure)
        Frames(explorer.figure, explorer.photo).next()
        assert np.array_equal(np.asarray(plain.buffer_rgba()), light)
    explorer.free()


def test_a_light_copy_of_what_has_changed_leaves_the_dark_one_to_be_drawn():
    explorer = lesson01.two_errors()
    frames = explorer.frames
    with style.defaults():
        frames.dress("dark")
        before = frames.next()
        explorer.figure.axes[0].set_title("another")
        frames.light()
        assert frames.next() != before


def test_pictures_and_what_lies_on_them_stay_as_they_are():
    with style.defaults():
        figure, ax = style.figure(1)
        colours = np.array([to_rgb(c) for c in (*style.COLOURS, "black", "white", "0.5")])
        style.raster(ax, np.tile(colours, (11, 1, 1)), aspect="auto")
        style.over(ax.text(2, 2, "read", color=style.INK))
        style.over(style.rimmed(ax, color=style.BLUE)).set_data([1, 8], [7, 7])
        frames = Frames(figure)
        seen = []
        for theme in THEMES:
            frames.dress(theme)
            frames.next()
            rows = np.asarray(figure.canvas.buffer_rgba())[::-1]
            left, low, right, high = np.round(ax.bbox.extents).astype(int)
            seen.append(rows[low + 3 : high - 3, left + 3 : right - 3].copy())
            corner = to_hex(rows[2, 2] / 255)
            assert corner == (style.DARK[style.PAPER] if theme == "dark" else style.PAPER)
        assert np.array_equal(*seen) and np.ptp(seen[0]) == 255


def test_what_matplotlib_paints_of_its_own_accord_is_dark_too():
    with style.defaults():
        figure, ax = style.figure(1)
        ax.plot([0, 1], [0, 1], "k", label="a line")
        ax.legend()
        ax.set_title(r"$\alpha$ and text", color="black")
        frames = Frames(figure)
        frames.dress("dark")
        frames.next()
        pixels = np.asarray(figure.canvas.buffer_rgba())[..., :3] / 255
    darkest = luminance(to_rgb(style.DARK[style.PAPER]))
    assert luminance(pixels).min() >= darkest - 1e-3, "black on dark paper"
    assert luminance(pixels).max() <= luminance(to_rgb(style.DARK[style.INK])) + 1e-3
