"""The engine: how an explorer is entered, what compute is handed, what is drawn, and where widgets come from."""

import base64
import inspect
import io
from typing import ClassVar, NamedTuple

import ipywidgets as widgets
import numpy as np
import pytest
from explorers import EXPLORERS, name_of
from ipywidgets.widgets.widget import _instances
from PIL import Image

from lessons_lib import learner
from lessons_lib.explorers import lesson00, lesson05, lesson07, quiz
from lessons_lib.live import controls, entrance, page, timerow, upload, words
from lessons_lib.live.explorer import Explorer, within
from lessons_lib.live.handed import Yours
from lessons_lib.live.pointer import Field
from lessons_lib.plots import style


@pytest.fixture(autouse=True)
def _free_widgets():
    yield
    timerow.stop()
    widgets.Widget.close_all()


class Height(NamedTuple):
    """What Line worked out."""

    height: float


class Line(Explorer):
    """A line whose height is a slider, squared by a function that may be a learner's."""

    aim = "a height of 4"

    def __init__(self, square=None, **about):
        figure, ax = style.figure(1)
        ax.set(xlim=(0, 1), ylim=(0, 10))
        self.line = style.moving(ax.plot([], [])[0])
        self.calls = []
        super().__init__(
            figure,
            steps=3,
            controls={"a": controls.slider("a", 1.0, 0.0, 3.0, 0.5)},
            yours={"square": Yours(square, lambda a: a * a, **about)},
            pointer={ax: Field("the height", up="a")},
        )

    def compute(self, c, square):
        self.calls.append("compute")
        return Height(float(square(c.a)))

    def paint(self, c, result):
        self.calls.append("paint")
        self.line.set_data([0, 1], [result.height] * 2)

    def say(self, c, result):
        return f"At step {c.t} the height is {result.height}."

    def won(self, c, result):
        return result.height == 4


def test_a_control_computes_and_the_time_only_looks_up():
    explorer = Line()
    explorer.calls.clear()
    explorer.set(a=2)
    assert explorer.calls == ["compute", "paint"] and explorer.result == Height(4.0)
    assert explorer.reached and explorer.summary.startswith("At step 3 the height is 4.0.\n✔ Goal")
    explorer.calls.clear()
    explorer.set(t=1)
    explorer.time.slider.value = 2
    assert explorer.calls == ["compute", "paint", "paint"], (
        "set computes, the slider alone does not"
    )
    assert explorer.summary.startswith("At step 2 ")


def test_a_training_computes_at_each_step():
    class Training(Line):
        growing = True

    explorer = Training()
    explorer.calls.clear()
    explorer.time.slider.value = 1
    assert explorer.calls == ["compute", "paint"]


def test_only_what_moves_is_drawn_and_what_else_changes_draws_all():
    explorer = Line()
    whole = []
    draw = explorer.figure.canvas.draw
    explorer.figure.canvas.draw = lambda: whole.append(1) or draw()
    before = explorer.image.value
    explorer.set(a=2.5)
    assert explorer.image.value != before and not whole
    explorer.figure.axes[0].set_title("another")
    explorer.draw()
    assert whole == [1]


def test_a_learners_function_its_trouble_its_difference_and_what_is_declared_of_it():
    assert Line(lambda a: a * a).remark == ""
    assert Line(lambda a: a + 1).remark == "Yours gives 2, the library's 1."
    assert Line(lambda a: a + 1, any_answer=True).remark == ""
    assert Line(lambda a: np.inf).trouble.endswith(
        "must be finite. The picture shows the library's."
    )
    assert Line(lambda a: np.inf, may_diverge=True).trouble == ""
    assert "not written yet" in Line(lambda a: None).trouble

    class Itself:
        apart = learner.Apart((0, 1), 5.0, 6.0)

        def __call__(self, a):
            return a * a

    remark = Line(Itself(), checks_itself=True).remark
    assert remark == "Yours gives 5 at [0, 1], the library's 6."


def test_where_an_answer_is_farthest():
    right = np.array([[1.0, 2], [3, 4]])
    assert learner.farthest(right + 1e-12, right) is None
    apart = learner.farthest(right + [[0, 0.5], [-2, 0]], right)
    assert apart == ((1, 0), 1.0, 3.0)
    assert learner.farthest(right + 0.01, right, atol=0.1) is None


def test_what_a_control_takes():
    assert within(controls.slider("a", 0.15, 0.15, 1.15, 0.1), 0.34) == pytest.approx(0.35)
    assert within(controls.slider("a", 3, 0, 9, 1), 99) == 9
    assert within(controls.slider("a", 3, 0, 9, 1), 4.4) == 4
    assert within(controls.RateSlider("α", 0.1, 0.01, 1), 0.1001) == 0.1
    assert within(controls.menu("m", ["a", "b"]), "b") == "b"


def test_every_explorer_is_entered_under_the_name_that_notebooks_use():
    for make in EXPLORERS:
        lesson, name = name_of(make).split(".")
        package = inspect.getmodule(make).__name__.rsplit(".", 1)[0]
        assert package.endswith(lesson)
        assert getattr(__import__(package, fromlist=[name]), name) is make
        assert "self" not in inspect.signature(make).parameters
        for method in ("compute", "paint", "say", "won"):
            assert getattr(make, method) is not getattr(Explorer, method), f"{name}: no {method}"


def test_what_shift_and_tab_show():
    assert str(inspect.signature(lesson00.crowd)) == "(lr=0.002)"
    with pytest.raises(TypeError, match="unexpected keyword argument 'speed'"):
        lesson00.crowd(speed=3)
    assert entrance.ALL["lesson00.crowd"] is lesson00.crowd


def test_no_widget_comes_from_elsewhere():
    """All are ipywidgets' but the two that carry the page's own code."""
    for make in (lesson05.kernel_editor, lesson07.draw_a_digit, lesson07.training):
        make()
    quiz.predict("07.shift")
    modules = {w._model_module for w in _instances.values()}
    ours = {"@jupyter-widgets/base", "@jupyter-widgets/controls"}
    assert modules == {*ours, "anywidget"}
    carried = [w for w in _instances.values() if w._model_module == "anywidget"]
    assert all(isinstance(w, (upload.Upload, page.Page)) for w in carried)


def test_words():
    for value, says in [
        (9.75, "9.75"),
        (-0.3, "−0.3"),
        (29074.4, "29,074"),
        (1.2e8, "1.2 × 10⁸"),
        (2.7e-12, "2.7 × 10⁻¹²"),
        (np.inf, "more than a computer can hold"),
        (-0.0, "0"),
        (999.4, "999"),
        (-999.9, "−1,000"),
    ]:
        assert words.number(value) == says
    assert words.gap(2.3e-12, 3890) == "0, as far as rounding tells"
    assert words.gap(5e-9, 3890) == "5.0 × 10⁻⁹" and words.gap(0.1, 3890) == "0.1"
    assert words.cleared([1e-17, 0.5, -1e-13], 1.0).tolist() == [0, 0.5, 0]
    assert words.sentences("A.", "", None, "B.") == "A. B."
    assert words.power(3e-11) == "10⁻¹¹" and words.power(4e-11) == "10⁻¹⁰"
    assert words.many(1, "step") == "1 step" and words.many(2, "pass") == "2 passes"


def picture_in(content):
    """Return the pixels of a picture, as numbers."""
    return np.asarray(Image.open(io.BytesIO(content)).convert("L"))


@pytest.fixture
def _light_again():
    yield
    Explorer.theme = "light"


@pytest.mark.usefixtures("_light_again")
def test_a_dark_page_gets_dark_pictures_and_a_light_copy_is_stored():
    explorer = Line()
    light = bytes(explorer.image.value)
    explorer.told({"look": {"dark": True, "still": False}})
    dark = bytes(explorer.image.value)
    assert np.mean(picture_in(dark)) < 100 < 200 < np.mean(picture_in(light))
    assert "compute" not in explorer.calls[3:], "only the drawing is new"
    bundle, _ = explorer._repr_mimebundle_()
    assert base64.b64decode(bundle["image/png"]) == light
    assert bytes(explorer.image.value) == dark
    assert np.mean(picture_in(Line().image.value)) < 100, "the next one begins dark"
    explorer.told({"look": {"dark": False, "still": True}})
    assert bytes(explorer.image.value) == light and explorer.time.calm


def test_a_play_is_ten_still_pictures_where_motion_is_kept_small():
    row = lesson00.crowd().time
    assert row.rhythm() == (1, pytest.approx(timerow.UNHEARD))
    row.answers = True
    assert row.rhythm() == (1, pytest.approx(timerow.FRAME))
    row.calm = True
    stride, stay = row.rhythm()
    assert row.steps / stride <= 10 and stay >= 0.5


def test_the_unit_that_a_label_ends_with():
    units = {
        "smoothing (pixels)": "pixels",
        "bowl: angle (°)": "degrees",
        "angle, degrees": "degrees",
        "my guess, %": "percent",
        "learning rate α": "",
        "stride (0: as size)": "",
    }
    assert {label: controls.unit_in(label) for label in units} == units
    assert lesson05.kernel_editor().page.units["smoothing (pixels)"] == "pixels"
    assert lesson00.crowd().page.units["step t"] == "of 60"


class Choosy(Line):
    """A line with controls that do not always matter."""

    needs: ClassVar = {"b": {"kind": "two"}, "d": {"kind": ("one", "two")}}
    tucked = ("c", "d")

    def __init__(self):
        figure, ax = style.figure(1)
        self.line = style.moving(ax.plot([], [])[0])
        self.calls = []
        Explorer.__init__(
            self,
            figure,
            controls={
                "kind": controls.menu("kind", ["none", "one", "two"]),
                "a": controls.slider("a", 1.0, 0.0, 3.0, 0.5),
                "b": controls.RateSlider("b", 1.0, 0.1, 10),
                "c": controls.slider("c", 1, 0, 3, 1),
                "d": controls.slider("d", 1, 0, 3, 1),
            },
            pointer={ax: Field("c", up="c")},
        )

    def compute(self, c):
        self.calls.append("compute")
        return Height(c.a)

    def shown(self):
        """Return the names of the controls that are on the page."""
        rows = {name: getattr(one, "row", one) for name, one in self.controls.items()}
        return [name for name, row in rows.items() if row.layout.display != "none"]


def test_controls_appear_when_they_are_needed():
    explorer = Choosy()
    assert explorer.shown() == ["kind", "a"]
    explorer.set(kind="two")
    assert explorer.shown() == ["kind", "a", "b"]
    explorer.calls.clear()
    more = explorer.buttons["more controls"]
    more.click()
    assert explorer.shown() == ["kind", "a", "b", "c", "d"] and more.description == "fewer controls"
    assert explorer.calls == [], "showing them computes nothing"
    explorer.set(kind="one")
    assert explorer.shown() == ["kind", "a", "c", "d"]
    explorer.set(kind="none")
    assert explorer.shown() == ["kind", "a", "c"]
    more.click()
    assert explorer.shown() == ["kind", "a"] and more.description == "more controls"
    explorer.set(c=3, b=2.0)
    assert explorer.values().c == 3, "what is hidden moves all the same"
    assert "more controls" not in Line().buttons
