"""Mouse, finger and keys over the picture: presses, drags, what comes together, and what is typed."""

import ipywidgets as widgets
import pytest
from gestures import drag, key, place, press, release

from lessons_lib.explorers import lesson01, lesson03, lesson04, lesson05, lesson07
from lessons_lib.live import controls, timerow


@pytest.fixture(autouse=True)
def _free_widgets():
    yield
    timerow.stop()
    widgets.Widget.close_all()


def test_a_drag_moves_the_dot_and_the_line():
    explorer = lesson01.line_and_bowl()
    left, plane = explorer.figure.axes
    press(explorer, plane, 2, 1)
    assert (explorer.controls["beta0"].value, explorer.controls["beta1"].value) == pytest.approx(
        (2, 1)
    )
    drag(explorer, plane, 1, 0.5)
    assert explorer.result.beta == pytest.approx([1, 0.5])
    drag(explorer, plane, 99, 99)  # out of the picture: held at the edge
    assert explorer.controls["beta0"].value == pytest.approx(explorer.controls["beta0"].max)
    release(explorer)
    before = explorer.result.beta.copy()
    drag(explorer, plane, 0, 0)  # not pressed: only passing by
    assert explorer.result.beta == pytest.approx(before)
    explorer.set(beta0=1, beta1=0)
    press(explorer, left, 1, 3)
    assert explorer.result.beta == pytest.approx([3, 0])
    release(explorer)
    press(explorer, left, 3, 4.5)
    assert explorer.result.beta == pytest.approx([3, 0.5])


def test_gestures_that_come_together_are_drawn_once_for_each_release():
    """Far away several are sent at once: the last place counts, and a click between them is one."""
    explorer = lesson01.line_and_bowl()
    plane = explorer.figure.axes[1]
    at = lambda: (explorer.controls["beta0"].value, explorer.controls["beta1"].value)  # noqa: E731
    frames = []
    explorer.image.observe(lambda change: frames.append(at()), "value")
    spots = [place(explorer, plane, x, y) for x, y in ((2, 1), (1, 0.5), (0.5, 0))]
    first, *others = ({"kind": "press"} | spots[0], *({"kind": "drag"} | s for s in spots[1:]))
    explorer.point(first, *others)
    assert frames == [pytest.approx((0.5, 0))] and explorer.dragged
    explorer.point({"kind": "release"}, first, {"kind": "release"})
    assert len(frames) == 2 and at() == pytest.approx((2, 1)) and not explorer.dragged
    press(explorer, plane, 2, 1)
    explorer.image.value = b""
    release(explorer, plane, 2, 1)
    assert explorer.image.value == b"", "where nothing moves nothing is drawn"


def test_each_point_of_a_stroke_is_drawn_though_they_come_together():
    """A bow that far away comes in one piece is the same as one that comes point by point."""
    bow = [(6, 20), (10, 8), (16, 4), (22, 8), (26, 20)]
    one, other = lesson07.draw_a_digit(), lesson07.draw_a_digit()
    for explorer in (one, other):
        explorer.buttons["Clear"].click()
    field = one.figure.axes[0]
    press(one, field, *bow[0])
    for x, y in bow[1:]:
        drag(one, field, x, y)
    release(one)
    field = other.figure.axes[0]
    drags = [{"kind": "drag"} | place(other, field, x, y) for x, y in bow[1:]]
    other.point({"kind": "press"} | place(other, field, *bow[0]), *drags, {"kind": "release"})
    assert one.image.value == other.image.value and one.summary == other.summary
    assert one.image.areas[0]["everyPoint"]


@pytest.mark.parametrize("typed, value", [("0.1", 0.1), ("0,1", 0.1), ("1e-1", 0.1), ("7", 1.0), ("-1", 0.0), ("−1", 0.0),
                                          ("inf", 1.0), ("nan", 0.3), ("much", 0.3), ("", 0.3), ("0.3x", 0.3)])  # fmt: skip
def test_a_rate_that_is_typed_is_the_nearest_mark(typed, value):
    slider = controls.RateSlider("α", 0.3, 0.01, 1)
    slider.typed.value = typed
    assert slider.value == pytest.approx(value) and slider.typed.value == f"{slider.value:.4g}"


def test_the_number_beside_a_slider_over_marks_is_its_value():
    explorer = lesson03.race()
    over_marks = [c for c in explorer.controls.values() if isinstance(c, controls.MarkSlider)]
    assert len(over_marks) >= 3
    for slider in over_marks:
        for label, value in slider.options:
            slider.value = value
            assert slider.typed.value == label
    assert [c.typed.value for c in lesson03.race().controls.values() if hasattr(c, "typed")] == [
        "0.03",
        "1",
        "10",
    ]


ARROWS = [("ArrowRight", 1, 0), ("ArrowLeft", -1, 0), ("ArrowUp", 0, 1), ("ArrowDown", 0, -1)]


@pytest.mark.parametrize(("name", "right", "up"), ARROWS)
def test_arrow_keys_move_by_steps_of_the_sliders(name, right, up):
    explorer = lesson01.line_and_bowl()
    key(explorer, name)
    beta0, beta1 = explorer.controls["beta0"], explorer.controls["beta1"]
    assert (beta0.value, beta1.value) == pytest.approx((right * beta0.step, up * beta1.step))
    key(explorer, name, far=True)
    assert explorer.result.beta == pytest.approx([11 * right * beta0.step, 11 * up * beta1.step])
    for _ in range(20):
        key(explorer, name, far=True)  # as far as the ends
    ends = [b.max if way > 0 else b.min if way else 0 for b, way in ((beta0, right), (beta1, up))]
    assert (beta0.value, beta1.value) == pytest.approx(ends)


def test_enter_goes_on_to_what_else_the_keys_can_move():
    explorer = lesson01.line_and_bowl()
    assert "move the dot" in explorer.image.by_keys
    assert "Enter goes on to the line" in explorer.image.by_keys
    key(explorer, "Enter")
    assert "move the line" in explorer.image.by_keys
    assert "Enter goes on to the dot" in explorer.image.by_keys
    key(explorer, "ArrowUp")
    assert explorer.result.beta == pytest.approx([explorer.controls["beta0"].step, 0])
    key(explorer, "Enter")
    key(explorer, "ArrowUp")
    assert explorer.result.beta[1] == pytest.approx(explorer.controls["beta1"].step)
    points = lesson01.move_the_data()
    before = points.result
    for n in (3, 0, 1, 2):  # the last one is in the ring at first
        assert f"move point {n + 1}, the one in the ring" in points.image.by_keys
        key(points, "ArrowUp")
        assert points.result.y[n] == pytest.approx(before.y[n] + 0.1)
        key(points, "ArrowRight")  # only the last can be moved across
        key(points, "Enter")
    assert points.result.x == pytest.approx(before.x + [0, 0, 0, 0.1])


def test_a_row_of_a_picture_is_counted_downwards():
    explorer = lesson05.one_pixel()
    row, column = explorer.controls["row"].value, explorer.controls["column"].value
    key(explorer, "ArrowUp")
    key(explorer, "ArrowRight")
    now = explorer.controls["row"].value, explorer.controls["column"].value
    assert now == (row - 1, column + 1)


def test_arrows_walk_through_the_marks_of_a_slider_and_the_entries_of_a_menu():
    chart = lesson03.settings_map()
    key(chart, "Enter")  # from the start to the cross
    marks = list(chart.controls["lr"].marks)
    before = marks.index(chart.controls["lr"].value)
    key(chart, "ArrowRight")
    assert marks.index(chart.controls["lr"].value) == before + 1
    stepper = lesson04.stepper()
    weights = list(stepper.controls["weight"].options)
    at = weights.index(stepper.controls["weight"].value)
    key(stepper, "ArrowRight")
    assert stepper.controls["weight"].value == weights[at + 1]


def test_a_digit_is_drawn_by_arrows_and_enter():
    explorer = lesson07.draw_a_digit()
    explorer.buttons["Clear"].click()
    for name in ["Enter", *["ArrowDown"] * 12, "Enter"]:
        key(explorer, name)
    assert ". 0 % of what it sees is ink" not in explorer.summary
    assert (explorer.result.picture.sum(axis=1) > 0).sum() >= 4


def test_what_is_no_gesture_changes_nothing():
    explorer = lesson01.line_and_bowl()
    before = explorer.image.value
    high = explorer.figure.bbox.height
    odd = [{}, {"kind": "press"}, {"kind": "wheel", "x": 1, "y": 1}, {"kind": "key", "key": "F1"}]
    explorer.point(*odd, {"kind": "press", "x": -5, "y": high + 5}, {"kind": "release"})
    for message in ({}, {"shown": 3}, {"look": {}}, {"gestures": []}):
        explorer.told(message)
    assert explorer.image.value == before and not explorer.dragged
    areas = explorer.image.areas
    assert all(0 <= share <= 1 for area in areas for share in area["box"]) and len(areas) == 2


def test_a_drag_on_the_ruler_moves_the_rate():
    explorer = lesson01.learning_rate()
    strip = explorer.figure.axes[2]
    press(explorer, strip, 0.3, 0.5)
    assert explorer.controls["lr"].value == pytest.approx(0.3, rel=0.06)


def test_arrow_keys_move_the_step_where_the_picture_says_so():
    explorer = lesson05.sweep()
    before = explorer.values().t
    key(explorer, "ArrowRight")
    assert explorer.values().t == before + 1
    key(explorer, "ArrowLeft", far=True)
    assert explorer.values().t == before - 9
