"""What several drawings share: a line with its dot, a picture of values, a collection."""

import numpy as np
import pytest
from matplotlib.collections import LineCollection

from lessons_lib.plots import charts, descent, style


@pytest.fixture
def ax():
    with style.defaults():
        _, ax = style.figure(1)
        charts.chart(ax, 1e-2, 1e2, "loss", xlim=(0, 4))
        yield ax


def test_a_line_ends_in_its_dot_and_stays_on_the_ax(ax):
    line, dot = pair = charts.traced(ax, color=style.BLUE)
    charts.put(pair, np.arange(5), [1, 10, 1e9, np.nan, 1e-9])
    assert line.get_ydata().tolist() == [1, 10, 1e2, 1e2, 1e-2]
    assert (dot.get_xdata(), dot.get_ydata()) == ([4], [1e-2])
    charts.put(pair, np.arange(5), [1, 10, 1e9, np.nan, 1e-9], at=1)
    assert (dot.get_xdata(), dot.get_ydata()) == ([1], [10])
    assert line.get_color() == dot.get_color() == style.BLUE
    assert line.get_animated() and dot.get_animated()


def test_a_curve_is_a_faint_whole_line_and_a_line_with_its_dot_up_to_now(ax):
    whole, past, dot = lines = descent.curve(ax, 4, 1e-2, 1e2, "loss")
    values = np.array([50, 20, 10, 1e9, 1])
    descent.trace(lines, values, 2)
    assert whole.get_ydata().tolist() == [50, 20, 10, 100, 1]
    assert past.get_ydata().tolist() == [50, 20, 10]
    assert (dot.get_xdata(), dot.get_ydata()) == ([2], [10])


def test_two_sizes_are_two_lines_with_their_dots_at_the_step(ax):
    lines = descent.pair(ax, 2, 1e-2, 1e2, "sizes", ["flat", "steep"])
    descent.trace_pair(lines, np.array([[50, 3], [20, 2], [10, 1]]), 1)
    assert [line.get_ydata().tolist() for line, _ in lines] == [[50, 20, 10], [3, 2, 1]]
    assert [dot.get_ydata() for _, dot in lines] == [[20], [2]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["flat", "steep"]


def test_what_moves_is_marked_and_does_not_stretch_the_ax(ax):
    image = style.raster(ax, np.eye(2), aspect="auto", extent=(0, 4, 0.01, 1))
    before = ax.dataLim.frozen()
    lines = style.collected(ax, LineCollection([[(0, 0), (1e6, 1e6)]]))
    assert image.get_animated() and image.get_interpolation() == "nearest"
    assert lines.get_animated() and lines in ax.collections
    assert ax.dataLim.frozen().extents.tolist() == before.extents.tolist()
