"""What a learner may hand over that is not what was asked for: long lists of odd things, and no
traceback of ours for any of them.
"""

import collections
import datetime
import decimal
import fractions
import functools
import inspect
import io
import itertools
import re
import threading
import warnings

import ipywidgets as widgets
import matplotlib.style
import numpy as np
import pytest
from explorers import EXPLORERS, assert_sound, drawn, name_of
from PIL import Image

from lessons_lib import convnet, convolution, images, learner, linear, network, optimizers, pooling
from lessons_lib.check import lesson01, lesson03, lesson04
from lessons_lib.explorers import lesson00
from lessons_lib.explorers import lesson01 as shows01
from lessons_lib.explorers import lesson03 as shows03
from lessons_lib.explorers.lesson05 import counting
from lessons_lib.explorers.lesson07 import training
from lessons_lib.live import controls, entrance, timerow
from lessons_lib.live import explorer as engine
from lessons_lib.live.frames import Frames
from lessons_lib.plots import style

pytestmark = pytest.mark.sweep


@pytest.fixture(autouse=True)
def _free():
    yield
    timerow.stop()
    widgets.Widget.close_all()


class BrokenRepr:
    def __repr__(self):
        raise RuntimeError("no words")


class BrokenArray:
    """As a tensor that remembers its gradient."""

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError(
            "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
        )


class Contrary:
    """It has no length, no truth value, no attributes, and equals nothing."""

    def __bool__(self):
        raise ValueError("neither true nor false")

    def __len__(self):
        raise TypeError("endless")

    def __getattr__(self, name):
        raise RuntimeError(f"do not ask for {name}")

    def __eq__(self, other):
        raise ArithmeticError("do not compare")

    __hash__ = None


class Empty:
    """It can be called, and has the length 0, so that it counts as false."""

    def __call__(self, *args):
        return None

    def __len__(self):
        return 0


def deep(levels=5000):
    nested = []
    for _ in range(levels):
        nested = [nested]
    return nested


async def asynchronous(*args):
    return 1.0


def generating(*args):
    yield 1.0


def closes(*args):
    raise GeneratorExit


def gives(value):
    def function(*args):
        return value

    return function


# Results, and other things that cannot be called, handed over in place of a function.
NO_FUNCTIONS = {
    "zero": 0.0,
    "a number": -2.5,
    "an int": 7,
    "true": True,
    "nothing at all": "",
    "text": "my_gradient",
    "bytes": b"abc",
    "an empty list": [],
    "a list": [1.0, 2.0],
    "an empty tuple": (),
    "a tuple": (1, 2),
    "a dict": {},
    "a set": {1, 2},
    "an array": np.array([-5.5, -11.0]),
    "an empty array": np.array([]),
    "an array of one zero": np.zeros(1),
    "a scalar of numpy": np.float64(0.0),
    "text in numpy": np.array("no"),
    "NaN": np.nan,
    "infinity": np.inf,
    "a complex": 1j,
    "an optimizer": optimizers.adam(0.1),
    "a module": np,
    "a range": range(3),
    "a generator": (i for i in range(3)),
    "a masked array": np.ma.masked_array([1, 2], [0, 1]),
    "a date": np.datetime64("2026-11-24"),
    "a broken repr": BrokenRepr(),
    "a broken array": BrokenArray(),
    "a contrary": Contrary(),
    "a deep list": deep(),
}
# Things that can be called, and answer what will not do.
FUNCTIONS = {
    "print": print,
    "len": len,
    "abs": abs,
    "float": float,
    "np.mean": np.mean,
    "np.add": np.add,
    "a lambda": lambda: 1,
    "a class": BrokenRepr,
    "a partial": functools.partial(pow, 2),
    "an empty callable": Empty(),
    "asynchronous": asynchronous,
    "generating": generating,
    "closes": closes,
    "gives a broken repr": gives(BrokenRepr()),
    "gives a broken array": gives(BrokenArray()),
    "gives a deep list": gives(deep()),
    "gives a masked array": gives(np.ma.masked_array([1.0, 2.0], [0, 1])),
    "gives dates": gives(np.array(["2026-11-24"] * 2, dtype="M8[D]")),
    "gives a contrary": gives(Contrary()),
    "gives a decimal": gives(decimal.Decimal(1)),
    "a type": type,
}
PLACES = [
    (make, name)
    for make in EXPLORERS
    for name in inspect.signature(make).parameters
    if name in entrance.FUNCTIONS | {"optimizers"}
]
some_places = pytest.mark.parametrize(
    ("make", "name"), PLACES, ids=lambda v: v if isinstance(v, str) else name_of(v)
)


SHORT = {training: {"steps": 1}}  # it trains an epoch a step; one is enough here
BLANK = b"\x89PNG"


def shown(make, **arguments):
    """Return the explorer that this makes; it must be sound, and nothing may be printed or warned
    of.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "coroutine .* was never awaited")
        explorer = make(**{**SHORT.get(make, {}), **arguments})
    if explorer.image.value == BLANK:
        assert len(explorer.summary) > 40 and not re.search(
            r"\bnan\b|\binf\b|None", explorer.text.value, re.I
        ), explorer.text.value
    else:
        assert_sound(explorer)
    return explorer


@pytest.fixture
def undrawn(monkeypatch):
    """Leave out the drawing, which takes most of the time: `show` puts everything into the artists
    all the same.
    """
    monkeypatch.setattr(Frames, "next", lambda self: BLANK)


def test_the_list_is_long():
    assert len(PLACES) >= 23 and len(NO_FUNCTIONS) + len(FUNCTIONS) >= 45


@some_places
def test_what_is_no_function_is_answered_in_one_sentence(make, name, capfd, undrawn):
    expected = shown(make).text.value
    for what, thing in NO_FUNCTIONS.items():
        explorer = shown(make, **{name: thing})
        alarm = explorer.summary.split("\n")[-1]
        given = (
            "Give the function that makes the optimizer"
            if what == "an optimizer"
            else "A function is needed here, and this is"
        )
        if not (what == "an optimizer" and make is shows03.race):  # which takes one
            assert given in alarm or (what == "a dict" and name == "optimizers"), f"{what}: {alarm}"
        if name not in (
            "optimizer",
            "optimizers",
            "adam",
            "backward",
            "correlate",
            "pool",
            "edges",
            "schedule",
        ):  # these change the controls
            assert explorer.text.value == expected, f"{what}: the library's is not shown"
        explorer.free()
    assert capfd.readouterr() == ("", "")


@some_places
def test_what_can_be_called_and_answers_nonsense_is_survived(
    make, name, capfd, monkeypatch, undrawn
):
    monkeypatch.setattr(learner, "SECONDS", 1.0)
    for what, function in FUNCTIONS.items():
        explorer = shown(make, **{name: function})
        assert (
            explorer.trouble
            or explorer.remark
            or what in ("abs", "np.mean", "np.add", "float", "gives a decimal")
        ), what
        explorer.free()
    out, err = capfd.readouterr()
    assert err == "" and set(out.split()) <= set(out.split("print")[0].split()), "only print prints"


# -- other arguments

STEPS = [
    -1,
    0,
    None,
    "10",
    "ten",
    100.5,
    np.nan,
    np.inf,
    [],
    [5],
    np.arange(3),
    10**9,
    1 + 0j,
    BrokenRepr(),
    Contrary(),
    {},
    b"1",
    True - 2,
    -0.5,
    object,
]
RATES = [
    -1,
    None,
    "0.1",
    "fast",
    np.nan,
    np.inf,
    [],
    [0.1],
    np.ones(2),
    10**400,
    1j,
    BrokenRepr(),
    Contrary(),
    {},
    b"1",
    -0.0001,
    object,
    lambda t: 1,
    np.array([]),
    "NaN",
]
DATA = [
    ([], []),
    ([1], [2]),
    ([1, 1], [2, 3]),
    ([1, 2], [1, 2, 3]),
    ("ab", "cd"),
    (5, 5),
    ([np.nan, 1], [1, 2]),
    ([[1, 2]], [[1, 2]]),
    (None, [1, 2]),
    ([1, 2], None),
    (BrokenRepr(), [1]),
    (BrokenArray(), BrokenArray()),
    (deep(), deep()),
    ([1j, 2], [1, 2]),
    (np.ma.masked_array([1, 2], [0, 1]), [1, 2]),
    (np.array(["2026-11-24", "2026-11-25"], dtype="M8[D]"), [1, 2]),
    ({}, {}),
    ({1, 2}, {3, 4}),
    (Contrary(), Contrary()),
    (iter("ab"), iter("cd")),
]
THINGS = [
    0,
    -1,
    "x",
    [],
    {},
    np.ones(3),
    np.nan,
    BrokenRepr(),
    BrokenArray(),
    Contrary(),
    deep(),
    object,
    1j,
    b"1",
    (),
    {"a": 1},
    [None],
    np.array("no"),
    True,
    1e300,
]


@pytest.mark.parametrize("make", EXPLORERS, ids=name_of)
def test_odd_arguments_are_answered_and_the_explorer_lives(make, capfd, undrawn):
    names = inspect.signature(make).parameters
    cases = [({name: odd}, True) for name in names if name in entrance.COUNTS for odd in STEPS]
    cases += [({"lr": odd}, True) for odd in RATES if "lr" in names]
    cases += [({"x": x, "y": y}, True) for x, y in DATA if "x" in names]
    cases += [
        ({name: odd}, False)
        for name in names
        for odd in THINGS
        if name in ("kernel", "surfaces", "params", "readers")
    ]
    for arguments, told in cases:
        explorer = shown(make, **arguments)
        assert explorer.note or not told, f"{list(arguments)}: nothing is said"
        explorer.free()
    assert capfd.readouterr() == ("", "")


def test_a_whole_number_may_be_written_as_a_float_and_the_rest_is_named():
    assert lesson00.crowd().note == "" and shows01.centre(steps=20.0).time.steps == 20
    for steps, says in [
        (-1, "steps is -1; it must be a whole number, 1 or more. The picture takes 60."),
        ("10", "steps is '10'; it must be a whole number, 1 or more. The picture takes 60."),
        (
            10**6,
            "steps is 1,000,000; it must be a whole number from 1 to 10,000. The picture takes 60.",
        ),
    ]:
        explorer = shows01.centre(steps=steps)
        assert explorer.summary.split("\n")[-1] == says and explorer.time.steps == 60
    assert (
        "must be a number, 0 or more. The picture starts at 0.002." in lesson00.crowd(lr=-1).summary
    )


# -- pictures

RAMP = np.linspace(0, 1, 64)[None] * np.ones((48, 1))  # grey, (48, 64)
COLOUR = np.stack([RAMP, RAMP, RAMP], axis=-1)


class Tensor:
    """As torch's: it must be detached, and brought to this computer, before it gives its numbers."""

    def __init__(self, values, ready=False):
        self.values, self.ready, self.shape = values, ready, values.shape

    def detach(self):
        return Tensor(self.values)

    def cpu(self):
        return Tensor(self.values, True)

    def __array__(self, dtype=None, copy=None):
        if not self.ready:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        return np.asarray(self.values, dtype=dtype)


def pillow(mode):
    return Image.fromarray(np.uint8(255 * COLOUR + 0.5)).convert(mode)


# Each is the ramp from black to white; how far it may be off, and what is said of it.
RAMPS = {
    "floats": (RAMP, 1e-9, ""),
    "float32": (RAMP.astype("f4"), 1e-6, ""),
    "float16": (RAMP.astype("f2"), 1e-3, ""),
    "bytes": (np.uint8(255 * RAMP + 0.5), 0.003, ""),
    "int64 to 255": (np.int64(255 * RAMP + 0.5), 0.003, ""),
    "floats to 255": (255 * RAMP, 1e-9, "255 is shown as white"),
    "16 bits": (np.uint16(65535 * RAMP), 1e-3, "65535 is shown as white"),
    "12 bits in 16": (np.uint16(4095 * RAMP), 1e-3, "4095 is shown as white"),
    "10 bits": (np.int32(1023 * RAMP), 2e-3, "1023 is shown"),
    "below 0": (2 * RAMP - 1, 1e-9, "from -1 to 1"),
    "whole and below 0": (np.int16(200 * RAMP - 100), 0.006, "from -100 to 100"),
    "beyond 16 bits": (np.int64(1e6 * RAMP), 1e-3, "from 0 to 1e+06"),
    "lists": (RAMP.tolist(), 1e-9, ""),
    "Fortran": (np.asfortranarray(RAMP), 1e-9, ""),
    "strided": (np.repeat(RAMP, 2, axis=1)[:, ::2], 1e-9, ""),
    "read only": (np.broadcast_to(RAMP[:1], (48, 64)), 1e-9, ""),
    "big endian": (np.uint16(65535 * RAMP).astype(">u2"), 1e-3, "65535"),
    "objects": (RAMP.astype(object), 1e-9, ""),
    "fractions": ([[fractions.Fraction(i, 63) for i in range(64)]] * 48, 1e-9, ""),
    "colour": (COLOUR, 1e-9, ""),
    "colour of bytes": (np.uint8(255 * COLOUR + 0.5), 0.003, ""),
    "colours first": (np.moveaxis(COLOUR, -1, 0), 1e-9, ""),
    "one colour first": (RAMP[None], 1e-9, ""),
    "one colour last": (RAMP[..., None], 1e-9, ""),
    "a batch of one": (COLOUR[None], 1e-9, ""),
    "alpha, opaque": (np.dstack([COLOUR, np.ones((48, 64))]), 1e-9, ""),
    "grey and alpha": (np.dstack([RAMP, np.ones((48, 64))]), 1e-9, ""),
    "alpha, white below": (np.uint8(255 * np.dstack([0 * COLOUR, 1 - RAMP]) + 0.5), 0.004, ""),
    "alpha first": (np.moveaxis(np.dstack([COLOUR, np.ones((48, 64))]), -1, 0), 1e-9, ""),
    "a tensor": (Tensor(np.moveaxis(COLOUR, -1, 0)), 1e-9, ""),
    "a tensor in grey": (Tensor(RAMP), 1e-9, ""),
    **{
        f"Pillow {mode}": (pillow(mode), 0.01, "")
        for mode in ("L", "RGB", "RGBA", "LA", "YCbCr", "HSV", "LAB", "I", "CMYK")
    },
    "Pillow F": (pillow("F"), 0.01, "255 is shown as white"),
    "Pillow I;16": (Image.fromarray(np.uint16(65535 * RAMP)), 0.003, "65535"),
    "Pillow F to 1": (Image.fromarray(np.float32(RAMP)), 0.003, ""),
}
# None of these is a picture: what must be said.
NO_PICTURES = {
    "a batch": (np.zeros((100, 64, 64)), "a batch of 100 pictures"),
    "a batch in colour": (np.zeros((5, 64, 64, 3)), "a batch of 5"),
    "five axes": (np.zeros((1, 2, 64, 64, 3)), "a batch"),
    "a row": (np.ones(64), "(height, width)"),
    "a number": (5, "no picture"),
    "empty": (np.zeros((0, 64)), "(height, width)"),
    "empty list": ([], "(height, width)"),
    "small": (np.ones((4, 64)), "8 × 8 pixels or more"),
    "NaN": (np.full((64, 64), np.nan), "NaN"),
    "infinity": (np.full((64, 64), np.inf), "NaN or infinity"),
    "complex": (np.ones((64, 64), complex), "numbers only"),
    "text": (np.full((64, 64), "a"), "numbers only"),
    "ragged": ([[1, 2], [3]], "numbers only"),
    "dates": (np.zeros((64, 64), "M8[s]"), "numbers only"),
    "masked": (np.ma.masked_array(RAMP, RAMP > 0.5), "numbers only"),
    "objects": (np.full((64, 64), None), "NaN"),
    "a set": ({1}, "no picture"),
    "a dict": ({"a": 1}, "no picture"),
    "a function": (print, "no picture"),
    "broken repr": (BrokenRepr(), "no picture"),
    "broken array": (BrokenArray(), "numbers only"),
    "deep": (deep(), "numbers only"),
    "no file": ("nowhere.png", "there is no file"),
    "no name": ("", "no picture|no file"),
    "bytes": (b"\x89PNG", "no picture|no file"),
    "a date": (datetime.date(2026, 11, 24), "no picture"),
    "records": (np.zeros((64, 64), [("a", float)]), "numbers only"),
    "a class": (BrokenRepr, "no picture"),
    "a generator": ((i for i in range(3)), "no picture"),
    "a deque": (collections.deque([1]), "no picture"),
    "an object": (object(), "no picture"),
    "an open file that is none": (io.BytesIO(b"a poem"), "no picture"),
    "a range": (range(64), "no picture"),
    "a closed file": (None, "no picture"),
}
SHOW_PICTURES = [make for make in EXPLORERS if "image" in inspect.signature(make).parameters]


def test_the_list_of_pictures_is_long():
    assert len(RAMPS) + len(NO_PICTURES) + len(BROKEN) >= 75 and len(SHOW_PICTURES) >= 8


@pytest.mark.parametrize("what", RAMPS)
def test_a_picture_is_shown_right_whatever_it_comes_as(what):
    picture, off, says = RAMPS[what]
    colour, said = images.from_anything(picture)
    assert colour.shape == (48, 64, 3) and colour.dtype == float
    assert colour @ images.GREY == pytest.approx(RAMP, abs=off + 1e-9)
    assert says in said and bool(says) == bool(said), said


@pytest.mark.parametrize("what", NO_PICTURES)
def test_what_is_no_picture_is_one_sentence(what):
    thing, says = NO_PICTURES[what]
    if what == "a closed file":
        thing = io.BytesIO(b"")
        thing.close()
    with pytest.raises((ValueError, FileNotFoundError)) as error:
        images.from_anything(thing)
    assert any(part in str(error.value) for part in says.split("|")), str(error.value)


def saved(kind, **how):
    out = io.BytesIO()
    pillow("RGB").save(out, kind, **how)
    return out.getvalue()


BROKEN = ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "AVIF", "PPM"]


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_one_sentence(kind):
    try:
        whole = saved(kind)
    except (OSError, KeyError):
        pytest.skip(f"this Pillow writes no {kind}")
    assert images.from_anything(io.BytesIO(whole))[0].shape == (48, 64, 3)
    rng = np.random.default_rng(0)
    for damage in range(40):
        if damage < 20:
            data = bytearray(whole[: len(whole) * damage // 20])
        else:
            data = bytearray(whole)
            for place in rng.integers(len(data), size=damage):
                data[place] = rng.integers(256)
        try:
            images.from_anything(io.BytesIO(bytes(data)))
        except ValueError as error:
            assert str(error)


def test_a_float_tiff_a_binary_array_and_a_huge_file(tmp_path):
    Image.fromarray(np.float32(RAMP)).save(tmp_path / "f.tiff")
    assert images.from_anything(tmp_path / "f.tiff")[0][..., 0] == pytest.approx(RAMP, abs=0.003)
    Image.fromarray(np.uint16(4095 * RAMP)).save(tmp_path / "deep.png")
    picture, says = images.from_anything(tmp_path / "deep.png")
    assert picture[..., 0] == pytest.approx(RAMP, abs=0.003) and "4095 is shown as white" in says
    board = np.indices((64, 64)).sum(axis=0) // 8 % 2
    for kind in ("i1", "u1", "i8", "?"):
        assert np.array_equal(images.from_anything(board.astype(kind))[0][..., 0], board)
    Image.new("1", (20_000, 10_000)).save(tmp_path / "huge.png")  # 200 million pixels
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(
            ValueError, match="has 200 million pixels; more than 100 million take too much memory"
        ):
            images.from_anything(tmp_path / "huge.png")
        Image.new("L", (14_000, 10_000), 128).save(tmp_path / "photo.jpg", quality=10)
        picture, says = images.from_anything(tmp_path / "photo.jpg")
    assert picture.shape == (457, 640, 3) and says.startswith(
        "The picture has 14000 × 10000 pixels"
    )


@pytest.mark.parametrize("make", SHOW_PICTURES, ids=name_of)
def test_every_explorer_of_pictures_takes_odd_ones(make, capfd, undrawn):
    for what, (picture, *_) in RAMPS.items():
        explorer = shown(make, image=picture)
        assert make is counting or explorer.controls["picture"].value == "mine", (
            f"{what}: {explorer.note}"
        )
        explorer.free()
    for what, (thing, _) in {**NO_PICTURES, "too small here": (np.ones((9, 9)), "")}.items():
        explorer = shown(make, image=thing)
        assert explorer.note or thing is None, f"{what}: nothing is said"
        explorer.free()
    assert capfd.readouterr() == ("", "")


# -- what a learner has set for their own figures

# None of them may have an effect, so several at once have none either.
SETTINGS = {
    "a dark style, and thick lines": matplotlib.style.library["dark_background"]
    | {"lines.linewidth": 9, "lines.marker": "x"}
    | {"path.sketch": (1, 100, 2), "image.cmap": "jet"},
    "ggplot, another font, and TeX": matplotlib.style.library["ggplot"]
    | {"font.family": "serif", "font.size": 30, "text.usetex": True},
    "another layout and no axes": {"image.origin": "lower", "figure.dpi": 600, "savefig.dpi": 600}
    | {"axes.spines.left": False, "axes.grid": True, "axes.facecolor": "red"}
    | {"figure.autolayout": True, "figure.figsize": (1, 1)},
}


@pytest.mark.parametrize("make", EXPLORERS, ids=name_of)
def test_a_learners_matplotlib_does_not_leak_in(make):
    def frames():
        explorer = make()
        first = drawn(explorer).copy()
        control = next(iter(explorer.controls.values()), None)
        if hasattr(control, "max"):
            control.value = control.max
        explorer.figure.stale = True  # drawn anew, ticks and all
        explorer.draw()
        second = drawn(explorer).copy()
        explorer.free()
        return first, second

    plain = frames()
    for what, values in SETTINGS.items():
        with matplotlib.rc_context(values):
            before = dict(matplotlib.rcParams)
            strange = frames()
            assert dict(matplotlib.rcParams) == before, "a learner's settings are gone"
        assert all(np.array_equal(a, b) for a, b in zip(plain, strange, strict=True)), what


def test_two_threads_bring_a_learners_settings_back():
    with matplotlib.rc_context({"lines.linewidth": 7}):
        inside, leave = threading.Event(), threading.Event()

        def draw():
            with style.defaults():
                inside.set()
                leave.wait(5)

        thread = threading.Thread(target=draw)
        with style.defaults():
            thread.start()
            inside.wait(5)
        assert matplotlib.rcParams["lines.linewidth"] == 1.5, "the other still draws"
        leave.set()
        thread.join()
        assert matplotlib.rcParams["lines.linewidth"] == 7


# -- what hangs, and what is interrupted


def test_a_function_that_cannot_be_stopped_holds_nobody_up_without_a_word(monkeypatch):
    monkeypatch.setattr(learner, "SECONDS", 0.2)
    over, started = threading.Event(), threading.Event()

    def stubborn(beta, x, y):
        started.set()
        while not over.is_set():
            try:
                over.wait(0.05)
            except:  # noqa: E722  as a learner may write it
                pass
        return linear.gradient(beta, x, y)

    other = shows01.centre()
    picture = other.image.value
    thread = threading.Thread(target=lambda: shows01.learning_rate(gradient=stubborn))
    thread.start()
    started.wait(5)
    try:
        other.set(c=1.0)
        assert (
            "stubborn has run for" in other.alarm.value
            and "restart the kernel" in other.alarm.value
        )
        assert other.image.value == picture
        fresh = lesson00.crowd()
        assert (
            "stubborn has run for" in fresh.summary and "image/png" not in fresh._repr_mimebundle_()
        )
    finally:
        over.set()
        thread.join(10)
    for explorer in (other, fresh):
        explorer.move()
        assert "stubborn" not in explorer.summary
        assert_sound(explorer)


def interrupting(*args):
    raise KeyboardInterrupt


def test_an_interrupt_is_a_sentence(monkeypatch, capsys):
    explorer = shows01.centre()
    monkeypatch.setattr(explorer, "compute", interrupting)
    explorer.move()
    assert "It was interrupted." in explorer.alarm.value
    monkeypatch.undo()
    explorer.move()
    assert explorer.alarm.value == ""
    monkeypatch.setattr(learner, "run", interrupting)  # in our part of a check
    lesson01.gradient(lambda beta, x, y: np.zeros(2))
    assert "was interrupted. Run this cell again." in " ".join(capsys.readouterr().out.split())


def test_input_in_a_learners_function_is_refused_and_elsewhere_it_works(monkeypatch):
    monkeypatch.setattr("builtins.input", lambda prompt="": "typed")
    with pytest.raises(learner.Trouble, match="input\\(\\) waits for someone to type"):
        learner.run(lambda: input("a number, please"))
    assert input() == "typed"
    assert "input() waits" in shows01.learning_rate(gradient=lambda beta, x, y: input()).trouble
    assert input() == "typed"


# -- answers that escape


@pytest.mark.parametrize(
    "check",
    [lesson01.loss, lesson01.gradient, lesson03.adam_rule, lesson04.layer, lesson04.backward],
    ids=lambda f: f.__name__,
)
def test_a_check_survives_every_answer(check, capsys):
    for what, function in itertools.chain(
        FUNCTIONS.items(), {name: gives(thing) for name, thing in NO_FUNCTIONS.items()}.items()
    ):
        check(function)
        said = capsys.readouterr().out
        assert "✘" in said or "…" in said, f"{what}: {said}"
    for thing in NO_FUNCTIONS.values():
        check(thing)
        said = " ".join(capsys.readouterr().out.split())
        assert (
            "A function is needed here" in said
            or "Give the function that makes the optimizer" in said
        )


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (BrokenArray(), "detach"),
        (BrokenRepr(), "something of the type BrokenRepr"),
        (deep(), "which is not"),
        (np.ma.masked_array([1.0, 2.0], [0, 1]), "a masked array"),
        (np.zeros(2, "M8[D]"), "dates, which are not"),
        (np.zeros(2, "m8[s]"), "time spans, which are not"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_an_answer_that_is_no_number_is_refused_in_a_sentence(value, says):
    with pytest.raises(learner.Trouble, match=says):
        learner.as_numbers("mine", value, np.zeros(2))


# -- numbers that are whole, and numbers that are not


def test_a_stride_and_a_padding_may_be_written_as_floats():
    image, kernel = np.arange(49.0).reshape(7, 7), np.ones((3, 3))
    for how in (
        {"stride": 2.0},
        {"padding": 1.0},
        {"dilation": 2.0},
        {"stride": np.float64(2), "padding": 2.0},
    ):
        whole = {name: int(value) for name, value in how.items()}
        out = convolution.correlate(image, kernel, **whole)
        assert np.array_equal(convolution.correlate(image, kernel, **how), out)
        for a, b in zip(
            convolution.correlate_backward(image, kernel, out, **how),
            convolution.correlate_backward(image, kernel, out, **whole),
            strict=True,
        ):
            assert np.array_equal(a, b)
    assert np.array_equal(pooling.max_pool(image, 2.0, 1.0), pooling.max_pool(image, 2, 1))
    with pytest.raises(ValueError, match=r"stride is 1\.5; it must be a whole number"):
        convolution.correlate(image, kernel, stride=1.5)
    with pytest.raises(ValueError, match="X must be pictures"):
        convnet.forward(convnet.init_params((8, 2, 3, 3, 10), 0), 5.0)
    with pytest.raises(ValueError, match="X must be"):
        network.forward(network.EXAMPLE, 5.0)


def test_a_value_is_rounded_from_the_sliders_own_minimum():
    explorer = engine.Explorer(
        style.figure(1)[0], controls={"a": controls.slider("a", 0.15, 0.15, 1.15, 0.1)}
    )
    explorer.set(a=0.34)
    assert explorer.controls["a"].value == pytest.approx(0.35)
    explorer.set(a=99)
    assert explorer.controls["a"].value == pytest.approx(1.15)


# -- the text of the race


def test_a_rule_of_ones_own_is_not_searched_and_nothing_else_is_said():
    race = shows03.race({"mine": optimizers.gradient_descent})
    race.set(rates="each its best", lr=10)
    assert (
        race.summary.count("Far above the start in the end: mine. A smaller rate may hold it.") == 1
    )
    losses = race.result.losses
    assert losses["gradient descent"][-1] < 1e-20 < losses["mine"][-1]


def test_own_data_many_points_and_a_slope_of_a_hundredth():
    rng = np.random.default_rng(0)
    x = np.linspace(0, 100, 10_000)
    explorer = shown(shows01.line_and_bowl, x=x, y=5 + 0.01 * x + 0.3 * rng.standard_normal(len(x)))
    assert "Of the 10,000 squares 300 are drawn." in explorer.summary
    best = linear.least_squares(x, 5 + 0.01 * x)
    explorer.set(beta0=best[0], beta1=best[1])
    assert explorer.reached, explorer.summary
