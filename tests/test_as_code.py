"""Every explorer as code: the cell that it writes shows the same picture and says the same, in a
fresh namespace.
"""

import random

import ipywidgets as widgets
import numpy as np
import pytest
from explorers import EXPLORERS, drawn, everything, name_of, places

from lessons_lib import my_digit
from lessons_lib.explorers import (
    lesson00,
    lesson01,
    lesson02,
    lesson03,
    lesson04,
    lesson05,
    lesson06,
    lesson07,
)
from lessons_lib.live import ascode, timerow
from lessons_lib.live.upload import Upload
from lessons_lib.optimizers import gradient_descent

HANDFUL = [lesson00.crowd, lesson01.move_the_data, lesson03.race, lesson05.kernel_editor]
HANDFUL += [lesson06.routing, lesson00.first_network]


@pytest.fixture(autouse=True)
def _free_widgets():
    yield
    timerow.stop()
    widgets.Widget.close_all()


def run(code, **space):
    """Run a cell in a namespace that holds no more than this; return what it ends in."""
    *before, last = split(code)
    exec("\n".join(before), space)
    return eval(last, space)


def split(code):
    """Return the statements before the last expression of a cell, and that expression."""
    head, _, last = code.partition("\n\n")
    return [head, last]


def assert_same(explorer, **space):
    """The cell that an explorer writes makes one of the same picture and words; return the cell."""
    code = explorer.as_code()
    again = run(code, **space)
    assert again.text.value == explorer.text.value, code
    assert np.array_equal(drawn(again), drawn(explorer)), code
    assert again.as_code() == code, "as code, it isn't the same any more"
    return code


def wander(explorer, rng, many=8):
    """Move controls, press buttons, click and press keys, as chance has it."""
    controls = everything(explorer)
    kinds = ["move", "move", "move"]
    kinds += ["point", "key"] if explorer.pointer.fields else []
    kinds += ["press"] if set(explorer.buttons) - {"Keep it"} else []
    for _ in range(many):
        kind = rng.choice(kinds)
        if kind == "move":
            control = controls[rng.choice(sorted(controls))]
            control.value = rng.choice(places(control))
        elif kind == "press":
            explorer.press(rng.choice(sorted(set(explorer.buttons) - {"Keep it"})))
        elif kind == "key":
            key = rng.choice(["ArrowLeft", "ArrowUp", "Enter"])
            explorer.point({"kind": "key", "key": key, "far": rng.random() < 0.5})
        else:
            wide, high = explorer.figure.bbox.size
            spots = [{"x": rng.random() * wide, "y": rng.random() * high} for _ in range(3)]
            explorer.point({"kind": "press", **spots[0]})
            explorer.point(*[{"kind": "drag", **spot} for spot in spots], {"kind": "release"})


@pytest.mark.parametrize("make", HANDFUL, ids=name_of)
def test_the_cell_shows_the_same_in_a_fresh_namespace(make):
    explorer = make(**make.quick)
    assert_same(explorer)
    wander(explorer, random.Random(1))
    assert_same(explorer)


@pytest.mark.sweep
@pytest.mark.parametrize("make", EXPLORERS, ids=name_of)
def test_every_cell_shows_the_same_in_a_fresh_namespace(make):
    for seed in range(3):
        explorer = make(**make.quick)
        if seed == 0:
            assert_same(explorer)
        wander(explorer, random.Random(seed))
        assert_same(explorer)
        explorer.free()


def my_schedule(t, lr, k):
    return lr / (1 + k * t)


def notebook(*cells, **names):
    """Return a Notebook with these names, whose cells had these sources."""
    return ascode.Notebook(names, list(cells))


def as_a_notebook_makes(source):
    """Return what a cell of this source defines, as a kernel's __main__ does."""
    space = {"__name__": "__main__"}
    exec(source, space)
    return {name: value for name, value in space.items() if not name.startswith("__")}


def test_only_what_was_moved_is_written():
    assert lesson00.crowd().as_code() == (
        "from lessons_lib.explorers import lesson00\n\nlesson00.crowd()"
    )
    race = lesson03.race(steps=40).set(x=1.5).set(surface="rosenbrock", t=30)
    last = race.as_code().splitlines()[-1]
    assert last == 'lesson03.race(steps=40).set(surface="rosenbrock", t=30)'
    race.set(lr=0.1, x=0.5, surface="bowl").set(t=40)
    assert race.as_code().endswith("lesson03.race(steps=40).set(lr=0.1)"), "as the bowl starts"


def test_a_menu_and_what_it_leads():
    editor = lesson05.kernel_editor()
    editor.controls["kernel"].value = "Laplacian"
    assert editor.as_code().endswith('.set(kernel="Laplacian")')
    editor.controls["k11"].value = 0.3
    code = assert_same(editor)
    assert 'kernel="own"' in code and "k11=0.3" in code


def test_a_learners_function_goes_by_its_name_and_a_comment_says_where_it_is_made():
    cell = "def my_plan(t, lr, k):\n    return lr / (1 + k * t)"
    mine = as_a_notebook_makes(cell)
    explorer = lesson02.schedules(schedule=mine["my_plan"], steps=60, walkers=10).set(t=20)
    code = ascode.cell_of(explorer, notebook("", cell, **mine))
    assert code == (
        "# First run the cell that defines my_plan, the one with “def my_plan(t, lr, k):”.\n"
        "from lessons_lib.explorers import lesson02\n\n"
        "lesson02.schedules(schedule=my_plan, steps=60, walkers=10).set(t=20)"
    )
    again = run(code, **mine)
    assert np.array_equal(drawn(again), drawn(explorer))


def test_a_function_of_a_module_is_imported_and_one_within_a_dict_found():
    mine = as_a_notebook_makes("def my_adam(lr):\n    return None")
    other = {"descent": gradient_descent, "mine": mine["my_adam"]}
    code = ascode.cell_of(lesson03.race(optimizers=other, steps=5), notebook(**mine))
    assert "from lessons_lib.optimizers import gradient_descent\n" in code
    wanted = 'optimizers={"descent": gradient_descent, "mine": my_adam}'
    assert wanted in code and "# First run the cell that defines my_adam.\n" in code


def test_numbers_are_written_out_and_what_is_large_goes_by_its_name():
    x, y = np.array([0.0, 1, 2, 3]), [1, 0.5, 2, 2]
    explorer = lesson01.line_and_bowl(x=x, y=y)
    code = assert_same(explorer)
    assert "x=np.array([0.0, 1.0, 2.0, 3.0])" in code and "import numpy as np\n" in code
    large = np.arange(200.0)
    writer = ascode.Writer(notebook(large=large))
    assert writer.written(large) == "large" and writer.written([large, 1]) == "[large, 1]"
    assert writer.remarks == ["First run the cell that defines large."]


def test_what_cannot_be_written_is_left_out_with_a_sentence():
    nameless = as_a_notebook_makes("f = lambda t, lr, k: lr")["f"]
    code = ascode.cell_of(lesson02.schedules(nameless, steps=20, walkers=5), notebook())
    assert code.startswith("# schedule is left out: it is a function without a name in this ")
    assert code.endswith("lesson02.schedules(steps=20, walkers=5)")
    code = ascode.cell_of(lesson05.noise(image=np.zeros((300, 300))), notebook())
    assert "# image is left out: it is too much to write out, and has no name" in code


def test_odd_values():
    writer = ascode.Writer(notebook())
    said = [None, True, np.int64(3), np.float32(0.5), np.inf, -np.inf, (1,), [], {}, "a\"'b", "é"]
    for value in said:
        assert eval(writer.written(value)) == value
    assert np.isnan(eval(writer.written(np.nan)))
    assert writer.written({"a": [1, "b"]}) == '{"a": [1, "b"]}'
    endless = []
    endless.append(endless)
    for odd in (object(), endless, {1, 2}, iter([])):
        with pytest.raises(ascode.CannotWrite, match="too much to write out"):
            writer.written(odd)
    long = ascode.call("f", {"a": "1" * 50, "b": "2" * 50})
    assert long == f"f(\n    a={'1' * 50},\n    b={'2' * 50},\n)"


def test_a_thing_that_raises_when_it_is_looked_at_is_left_out():
    class Odd:
        def __getattr__(self, name):
            raise RuntimeError("not now")

    writer = ascode.Writer(notebook())
    assert writer.arguments({"a": Odd(), "b": 2}) == {"b": "2"}
    assert writer.remarks == ["a is left out: it can't be looked at."]


def test_bad_arguments_are_written_as_the_picture_takes_them():
    assert lesson00.crowd(lr="fast").as_code().endswith("lesson00.crowd(lr=0.002)")


def test_what_was_drawn_and_set_comes_along():
    reader = lesson00.first_network()
    reader.press("Clear").set(pen="draws", row=20).set(column=4).set(pen="is up")
    assert 'drawing="0 0' in assert_same(reader)
    stepper = lesson04.stepper().set(weight="b1[2]", value=1.5).set(weight="W1[1,2]")
    assert 'parameters={"b1[2]": 1.5}' in assert_same(stepper)


@pytest.mark.sweep
def test_what_was_clicked_guessed_and_tried_comes_along():
    playground = lesson04.playground(steps=20).set(t=10, x1=0.3, point="adds a blue point")
    playground.press("Click at the ring").set(point="removes the nearest", x1=-1)
    playground.press("Click at the ring")
    assert "clicks=[(0.3, -1.6, 1), (-1.0, -1.6, None)]" in assert_same(playground)
    broken = lesson07.broken().set(guess=30, name="no biases").press("Show it").set(guess=50)
    assert 'guesses=[["no biases", "after it was trained", 30]]' in assert_same(broken)
    training = lesson07.training(steps=4).set(seed=2, t=1).set(seed=1).set(t=0)
    assert "tried={0: 3, 2: 1, 1: 1}" in assert_same(training)
    for make, memory in [
        (lesson04.playground, {"clicks": [(0, 0, 7)]}),
        (lesson07.broken, {"guesses": [["", "", 1]]}),
    ]:
        with pytest.raises(ValueError, match="isn't written as"):
            make(**make.quick).set(**memory)


def test_a_picture_that_was_opened_and_a_digit_that_is_kept_are_told_of(monkeypatch):
    editor = lesson05.edges()
    upload = next(extra for extra in editor.extras if isinstance(extra, Upload))
    upload.arrived = "house.jpg"
    editor.controls["picture"].options = [*editor.controls["picture"].options, "mine"]
    with editor.held():
        editor.controls["picture"].value = "mine"
    code = editor.as_code()
    assert "# The picture house.jpg can't be written here: open it again with “Open" in code
    assert "mine" not in code
    blame = lesson05.sweep()
    assert "#" not in blame.as_code()
    monkeypatch.setattr(my_digit, "kept", lambda: True)
    assert "# It shows your digit, which is kept in my_digit.txt beside" in blame.as_code()
    assert "drawing=" in lesson00.first_network().as_code(), "it's written out where it can be"


REFUSED = [
    ({"speed": 3}, "There is no control called 'speed' here. There is: lr, rates, "),
    ({"surface": "moon"}, "surface can't be 'moon': it must be one of 'bowl', "),
    ({"lr": "fast"}, "lr can't be 'fast': it must be a number."),
    ({"t": float("nan")}, "t can't be nan: it must be a number."),
    ({"surface": np.zeros(3)}, "surface can't be "),
    ({"t": None}, "t can't be None: it must be a number."),
]


def test_a_move_that_will_not_do_is_refused_in_a_sentence_and_moves_nothing():
    race = lesson03.race(steps=20)
    before = vars(race.values())
    for values, says in REFUSED:
        with pytest.raises(ValueError) as error:
            race.set(condition=20, **values)
        assert str(error.value).startswith(says) and vars(race.values()) == before


@pytest.mark.parametrize(
    "make, memory",
    [
        (lesson00.first_network, {"drawing": "0 0 0"}),
        (lesson00.first_network, {"drawing": None}),
        (lesson01.move_the_data, {"in_hand": 5}),
        (lesson04.stepper, {"parameters": {"W9": 1}}),
        (lesson06.routing, {"picture": [[1, 2]]}),
        (lesson06.routing, {"picture": "none"}),
    ],
)
def test_a_memory_that_will_not_do_is_refused_and_the_picture_stays(make, memory):
    explorer = make()
    before = explorer.image.value
    name = next(iter(memory))
    with pytest.raises(ValueError, match=f"What {name} holds isn't written as"):
        explorer.set(**memory)
    assert explorer.image.value == before


def test_a_move_beyond_the_end_stops_there_and_a_name_of_no_button_is_refused():
    race = lesson03.race(steps=20).set(t=99, x=np.inf)
    assert race.values().t == 20 and race.values().x == race.controls["x"].max
    with pytest.raises(ValueError, match="There is no button called 'Undo' here"):
        race.press("Undo")
    assert race.press("more controls").as_code().endswith('.press("more controls")')


def test_the_page_asks_for_the_cell_and_it_follows_while_it_is_open():
    crowd = lesson00.crowd()
    crowd.set(t=3)
    assert crowd.image.code == "", "nobody has asked for it"
    crowd.told({"code": True})
    assert crowd.image.code == crowd.as_code()
    crowd.set(t=4)
    assert crowd.image.code.endswith(".set(t=4)")
    crowd.told({"code": False})
    crowd.set(t=5)
    assert crowd.image.code.endswith(".set(t=4)")
