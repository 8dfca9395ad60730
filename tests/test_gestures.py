"""Mouse and finger over the picture: presses, drags, what comes late, and what is typed."""

import ipywidgets as widgets
import pytest
from gestures import event

from lessons_lib.explorers import lesson01, lesson03
from lessons_lib.live import controls, pointer, timerow


@pytest.fixture(autouse=True)
def _free_widgets():
    yield
    timerow.stop()
    timerow.echo.cache_clear()
    widgets.Widget.close_all()


def test_a_drag_moves_the_dot_and_the_line():
    explorer = lesson01.line_and_bowl()
    left, plane = explorer.figure.axes
    explorer.point(event(explorer, "mousedown", plane, 2, 1, 1))
    assert (explorer.controls["beta0"].value, explorer.controls["beta1"].value) == pytest.approx(
        (2, 1)
    )
    explorer.point(event(explorer, "mousemove", plane, 1, 0.5, 1))
    assert explorer.result.beta == pytest.approx([1, 0.5])
    explorer.point(
        event(explorer, "mousemove", plane, 99, 99, 1)
    )  # out of the picture: held at the edge
    assert explorer.controls["beta0"].value == pytest.approx(explorer.controls["beta0"].max)
    explorer.point(event(explorer, "mouseup", plane, 1, 0.5))
    before = explorer.result.beta.copy()
    explorer.point(event(explorer, "mousemove", plane, 0, 0))  # no button: only passing by
    assert explorer.result.beta == pytest.approx(before)
    explorer.set(beta0=1, beta1=0)
    explorer.point(event(explorer, "mousedown", left, 1, 3, 1))
    assert explorer.result.beta == pytest.approx([3, 0])
    explorer.point(event(explorer, "mouseup", left, 1, 3))
    explorer.point(event(explorer, "mousedown", left, 3, 4.5, 1))
    assert explorer.result.beta == pytest.approx([3, 0.5])


def test_a_move_that_comes_late_ends_no_drag_and_a_release_is_a_drags_last_place():
    """ipyevents holds moves back for 30 ms: one from before the press comes after it, and the last one after the release."""
    explorer = lesson01.line_and_bowl()
    plane = explorer.figure.axes[1]
    tell = lambda kind, x, y, when, buttons=0: explorer.point(  # noqa: E731
        {**event(explorer, kind, plane, x, y, buttons), "timeStamp": when}
    )
    at = lambda: (explorer.controls["beta0"].value, explorer.controls["beta1"].value)  # noqa: E731
    tell("mousedown", 2, 1, 1010.0, 1)
    tell("mousemove", 1.9, 1, 1005.0)
    tell("mousemove", 1, 0.5, 1040.0, 1)
    assert at() == pytest.approx((1, 0.5))
    tell("mouseup", 0.5, 0, 1060.0)
    assert at() == pytest.approx((0.5, 0))
    tell("mousemove", 0.7, 0, 1055.0, 1)
    assert at() == pytest.approx((0.5, 0))
    tell("mousedown", 2, 1, 1100.0, 1)
    shown = explorer.image.value
    explorer.image.value = b""
    tell("mouseup", 2, 1, 1120.0)
    assert explorer.image.value == b"", "a click is drawn once"
    explorer.image.value = shown
    finger = {**event(explorer, "", plane, 1, 1), "identifier": 0}
    explorer.point({"type": "touchstart", "timeStamp": 1200.0, "changedTouches": [finger]})
    assert at() == pytest.approx((1, 1))


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


def test_only_the_left_button_and_a_finger_act():
    explorer = lesson01.line_and_bowl()
    plane = explorer.figure.axes[1]
    before = explorer.image.value
    for other in (
        {"button": 2, "buttons": 2},
        {"button": 1, "buttons": 4},
        {"button": 0, "buttons": 1, "ctrlKey": True},
    ):
        explorer.point(event(explorer, "mousedown", plane, 2, 1) | other)
        explorer.point(event(explorer, "mousemove", plane, 1, 1) | other)
        explorer.point(event(explorer, "mouseup", plane, 1, 1) | other | {"buttons": 0})
    assert explorer.image.value == before
    explorer.point(event(explorer, "mousedown", plane, 2, 1, 1) | {"button": 0})
    assert explorer.image.value != before


def test_without_ipyevents_the_sliders_do_everything(monkeypatch):
    monkeypatch.setattr(pointer, "Event", None)
    explorer = lesson01.line_and_bowl()
    assert explorer.pointer.events == []
    before = explorer.image.value
    explorer.controls["beta0"].value = 1.0
    assert explorer.image.value != before


def test_a_drag_on_the_ruler_moves_the_rate():
    explorer = lesson01.learning_rate()
    strip = explorer.figure.axes[2]
    explorer.point(event(explorer, "mousedown", strip, 0.3, 0.5, 1))
    assert explorer.controls["lr"].value == pytest.approx(0.3, rel=0.06)
