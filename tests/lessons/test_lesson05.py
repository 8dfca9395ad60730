"""Lesson 5: what its explorers show and say, against numbers worked out another way.

And the pictures of lessons 5 and 6: a learner's own, from a path, an array or the upload button.
"""

import io
import re
import sys
from types import SimpleNamespace

import misbehave
import numpy as np
import pytest
import told
from alike import alike
from explorers import assert_sound
from gestures import drag, press
from PIL import Image
from scipy import ndimage, signal

from lessons_lib import convolution, datasets, learner
from lessons_lib.explorers import lesson05, lesson06
from lessons_lib.explorers.shared import photographs, remembered
from lessons_lib.live import upload

SOBEL_X = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
LAPLACIAN = np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])
CELLS = [f"k{i}{j}" for i in range(3) for j in range(3)]


def module(name):
    """Return a module of this lesson: in the package an explorer's name is the class."""
    return sys.modules[f"lessons_lib.explorers.lesson05.{name}"]


cells, editor, one_pixel = module("kernel_cells"), module("kernel_editor"), module("one_pixel")
sizes, edges, angles = module("sizes"), module("edges"), module("angles")
noise, counting = module("noise"), module("counting")


def typed(kernel):
    """Return the moves that type a kernel into the cells."""
    return dict(zip(CELLS, np.ravel(kernel).tolist(), strict=True))


def by_scipy(image, kernel, stride=1, padding=0, dilation=1):
    """Return the cross-correlation, with zeros between the numbers of the kernel for dilation."""
    wide = np.zeros([dilation * 2 + 1] * 2)
    wide[::dilation, ::dilation] = kernel
    return signal.correlate2d(np.pad(image, padding), wide, "valid")[::stride, ::stride]


def shown_colours(frame):
    return np.asarray(frame.image.get_array()).astype(int)


def sentence(explorer, words):
    """Return the live text from these words on."""
    says = explorer.summary
    assert words in says, says
    return says[says.index(words) :]


# ------------------------------------------------------------------------------------- pictures


def test_own_pictures(tmp_path):
    rng = np.random.default_rng(0)
    grey, deep = rng.integers(0, 256, (60, 80)), rng.integers(0, 65536, (60, 80))
    files = {
        "grey.png": Image.fromarray(np.uint8(grey)),
        "colour.jpg": Image.new("RGB", (80, 60), "red"),
        "clear.png": Image.new("RGBA", (80, 60), (0, 0, 0, 0)),
        "deep.png": Image.fromarray(np.uint16(deep)),
        "large.png": Image.new("L", (3000, 1000), 128),
        "bits.png": Image.new("1", (80, 60), 1),
        "map.gif": Image.new("P", (80, 60), 3),
    }
    for name, picture in files.items():
        picture.save(tmp_path / name)
        values = datasets.photograph(tmp_path / name)
        assert values.ndim == 2 and 0 <= values.min() <= values.max() <= 1 + 1e-9, name
        in_colour = datasets.photograph(str(tmp_path / name), colour=True)
        assert in_colour.shape == (*values.shape, 3)
        explorer = lesson05.kernel_editor(image=tmp_path / name)
        assert explorer.controls["picture"].value == "mine", explorer.alarm.value
        if name in ("grey.png", "deep.png"):
            assert_sound(explorer)
    white = datasets.photograph(tmp_path / "clear.png")
    assert white.min() == pytest.approx(1), "what is transparent is white"
    assert datasets.photograph(tmp_path / "large.png").shape == (213, 640)
    assert datasets.photograph(tmp_path / "colour.jpg").mean() == pytest.approx(0.299, abs=0.01)
    assert datasets.photograph(tmp_path / "deep.png") == pytest.approx(deep / 65535, abs=0.003)
    says = lesson05.edges(image=tmp_path / "large.png").alarm.value
    assert "reduced to 640 × 213" in says
    numbers = rng.uniform(0, 255, size=(100, 120))
    assert lesson06.chain(image=numbers).controls["picture"].value == "mine"


def test_no_pictures(tmp_path):
    (tmp_path / "no.png").write_text("a poem")
    for image, says in [
        (tmp_path / "no.png", "is no picture that can be read"),
        ("nowhere.png", "there is no file"),
        (5, "is no picture"),
        (np.ones(3), r"\(height, width\)"),
        (np.full((20, 20), np.nan), "NaN"),
        ("", "There is no file|is no picture"),
        (np.ones((43, 90)), "90 × 43 pixels is too small here; 44 or more a side are needed"),
    ]:
        explorer = lesson05.kernel_editor(image=image)
        assert re.search(says, explorer.alarm.value, re.I), explorer.alarm.value
        assert not explorer.note[0].islower()
        assert explorer.note.endswith(".") and not explorer.note.endswith("..")
        assert explorer.controls["picture"].value == "china"
        assert_sound(explorer)


def test_a_picture_is_made_small_by_means_of_squares():
    picture = np.arange(150 * 260.0).reshape(150, 260)
    small = photographs.fitted(picture, 100)  # squares of 3: 86 columns
    assert small.shape == (50, 86)
    assert small[7, 40] == picture[21:24, 120:123].mean()
    assert photographs.fitted(picture, 260) is not None
    assert np.array_equal(photographs.fitted(picture, 260), picture)
    assert photographs.fitted(picture, 259).shape == (75, 130)
    for side, largest, fits in [
        (44, 320, True), (43, 320, False), (43, 319, True), (12, 319, True), (11, 319, False),
    ]:  # fmt: skip
        even = np.ones((side, 60))
        if fits:
            assert photographs.fitted(even, largest).shape == (side, 60)
        else:
            with pytest.raises(ValueError, match=f"60 × {side} pixels is too small here"):
                photographs.fitted(even, largest)
    with pytest.raises(ValueError, match="24 or more a side are needed"):
        photographs.fitted(np.ones((22, 190)), 100)


def test_a_picture_that_will_not_say_what_it_is_gets_one_sentence():
    class Contrary:
        def __getattr__(self, name):
            raise RuntimeError(f"do not ask for {name}")

    album = photographs.Album(Contrary())
    assert album.note == "Do not ask for detach." and list(album.known) == ["china", "flower"]


def test_the_first_picture_is_the_one_asked_for():
    assert photographs.Album().first == "china"
    assert photographs.Album("flower").first == "flower"
    album = photographs.Album(np.ones((50, 60)) / 2)
    assert album.first == "mine" and album.known["mine"] == pytest.approx(0.5)
    assert list(album.known) == ["china", "flower", "mine"] and album.note == ""
    assert photographs.Album("nowhere").first == "china"
    colour = np.zeros((50, 60, 3))
    colour[..., 1] = 1
    assert photographs.Album(colour).known["mine"] == pytest.approx(0.587), "grey as eyes see it"


def test_a_slow_function_is_asked_once_for_the_same():
    calls = []
    last = remembered.Last(lambda *given: calls.append(given) or len(calls))
    a = np.zeros(3)
    assert [last(a, 1), last(a, 1), last(a, 2), last(a, 1), last(a.copy(), 1)] == [1, 1, 2, 3, 4]
    assert remembered.Last(lambda: 7)() == 7


def sent(button, name, content, piece=100):
    """Send a file as upload.js does; return how much the kernel said it has after each piece."""
    heard = []
    button.send = lambda message: heard.append(message["have"])
    for at in range(0, max(len(content), 1), piece):
        message = {"file": 0.5, "name": name, "at": at, "size": len(content)}
        button._handle_custom_msg(message, [memoryview(content[at : at + piece])])
    return heard


def test_a_file_comes_in_pieces_and_what_was_given_up_is_forgotten():
    came = []
    button = upload.Upload("Open", lambda name, content: came.append((name, content)))
    content = bytes(range(256)) * 3
    assert sent(button, "a.png", content) == [100, 200, 300, 400, 500, 600, 700, 768]
    button._handle_custom_msg({"file": 1, "name": "b", "at": 0, "size": 9}, [b"123"])
    # the piece between these two was lost
    button._handle_custom_msg({"file": 1, "name": "b", "at": 6, "size": 9}, [b"789"])
    # and this file is given up for another
    button._handle_custom_msg({"file": 2, "name": "c", "at": 0, "size": 9}, [b"123"])
    assert sent(button, "d.png", b"") == [0]
    assert came == [("a.png", content), ("b", None), ("d.png", b"")]


def png(picture):
    out = io.BytesIO()
    picture.save(out, "png")
    return out.getvalue()


def test_an_uploaded_picture_is_shown_and_a_bad_one_explained():
    explorer = lesson05.kernel_editor()
    sent(explorer.extras[0], "mine.png", png(Image.linear_gradient("L")))
    assert explorer.controls["picture"].value == "mine" and "columns: 254" in explorer.summary
    sent(explorer.extras[0], "no.txt", b"poem")
    explorer.extras[0].opened("far.png", None)
    assert "far.png did not arrive whole. Open it once more." in explorer.alarm.value
    sent(explorer.extras[0], "no.txt", b"poem")
    says = explorer.alarm.value.replace("&#x27;", "'")
    assert "'no.txt' is no picture that can be read" in says
    assert explorer.controls["picture"].value == "mine" and "columns: 254" in explorer.summary
    assert_sound(explorer)


def test_a_second_upload_takes_the_place_of_the_first():
    """Whatever an explorer remembers of the first picture, it must not show it."""
    for make in (lesson05.kernel_editor, lesson05.edges, lesson05.noise, lesson06.chain):
        explorer = make()
        for picture in (Image.new("L", (90, 70), 50), Image.linear_gradient("L")):
            explorer.extras[0].opened("mine.png", png(picture))
        new = make(image=np.array(Image.linear_gradient("L")))
        assert list(explorer.controls["picture"].options) == ["china", "flower", "mine"]
        assert explorer.summary == new.summary
        for ax, like in zip(explorer.figure.axes, new.figure.axes, strict=True):
            for image, right in zip(ax.images, like.images, strict=True):
                assert np.array_equal(image.get_array(), right.get_array())


# -------------------------------------------------------------------------------- own functions


def loops(image, kernel):
    out = np.zeros((image.shape[0] - 2, image.shape[1] - 2))
    for i, j in np.ndindex(out.shape):
        out[i, j] = (image[i : i + 3, j : j + 3] * kernel).sum()
    return out


def one_of_nine(image, kernel, i, j):
    return sum(image[i + m, j + n] * kernel[m, n] for m in range(3) for n in range(3))


def length_of_slope(image):
    return np.hypot(by_scipy(image, SOBEL_X), by_scipy(image, SOBEL_X.T))


OWN = {
    "correlate": (lesson05.kernel_editor, loops, convolution.correlate),
    "pixel": (
        lesson05.one_pixel,
        one_of_nine,
        lambda x, k, i, j: (x[i : i + 3, j : j + 3] * k).sum(),
    ),
    "edges": (lesson05.edges, length_of_slope, lambda image: convolution.edges(image).magnitude),
}


@pytest.mark.parametrize("name", OWN)
def test_the_right_functions_draw_the_librarys_pictures(name):
    make, right, library = OWN[name]
    mine = make(**{name: right})
    assert mine.trouble == "" and alike(mine, make(**{name: library}))
    wrong = make(**{name: lambda *args: 0.5 * np.asarray(right(*args))})
    assert wrong.trouble == ""
    assert (wrong.summary, wrong.image.value) != (mine.summary, mine.image.value)
    assert "Yours gives" in wrong.summary and "Yours" not in mine.summary


@pytest.mark.sweep  # each waits for the limit of 2 s
@pytest.mark.parametrize("bad", misbehave.ALL, ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", OWN)
def test_a_function_that_goes_wrong_is_shown_and_survived(name, bad, monkeypatch, capsys):
    monkeypatch.setattr(learner, "SECONDS", misbehave.limit(bad))
    explorer = OWN[name][0](**{name: bad})
    word = "returned" if bad is misbehave.nan else misbehave.ALL[bad]
    assert word in explorer.trouble.replace("one number", "shape")
    assert "The picture shows the library's." in explorer.trouble
    assert_sound(explorer)
    out = capsys.readouterr()
    assert out.out == out.err == ""


def test_a_learners_function_gets_a_small_picture_and_its_plain_arguments():
    got = []
    explorer = lesson05.kernel_editor(correlate=lambda *given: got.append(given) or loops(*given))
    assert {len(given) for given in got} == {2}
    assert explorer.result.picture.shape == (61, 91)  # 640 / 7 is the first below 96
    assert "stride" not in explorer.controls
    assert list(lesson05.edges(edges=length_of_slope).controls["kernels"].options) == ["Sobel"]


def test_a_learners_edges_are_counted_by_the_same_slope():
    """A slope of 0.01 a pixel is 0.08 for Sobel's kernels; the learner's answer is divided by 8."""
    ramp = np.tile(np.arange(100) / 100, (60, 1))
    explorer = lesson05.edges(edges=lambda image: np.full((58, 98), 0.08), image=ramp)
    assert "The steepest changes by 0.01 a pixel." in explorer.summary
    assert "Yours" not in explorer.summary


# ---------------------------------------------------------------------------------- kernel cells


def test_own_kernels():
    mine = lesson05.kernel_editor(kernel=[[1, 2, 3], [0, 0, 0], [-1, -2, -3]])
    assert "a kernel of your own" in mine.summary
    for bad, says in [
        ([[1, 2], [3, 4]], "three rows of three"),
        ("Sobel", "numbers only"),
        (np.full((3, 3), 99), "between −20 and 20"),
    ]:
        explorer = lesson05.kernel_editor(kernel=bad)
        assert says in explorer.alarm.value and "with Sobel x" in explorer.summary
    explorer = lesson05.kernel_editor()
    explorer.controls["k11"].value = 3.0
    assert explorer.controls["kernel"].value == "own"
    explorer.controls["k11"].value = 0.0
    assert explorer.controls["kernel"].value == "Sobel x"
    explorer.controls["kernel"].value = "Laplacian"
    assert explorer.controls["k11"].value == -4


def test_which_kernels_will_do():
    assert cells.own_kernel(None) == (None, "")
    own, note = cells.own_kernel(np.diag([20, -20, 1]))
    assert note == "" and np.array_equal(own, np.diag([20.0, -20, 1]))
    own, note = cells.own_kernel(np.diag([1, -20.5, 1]))
    assert own is None
    assert note == (
        "The numbers of a kernel must lie between −20 and 20 here. The picture shows Sobel x."
    )
    own, note = cells.own_kernel(np.ones((3, 4)))
    assert own is None
    assert note.startswith("Kernel must be three rows of three numbers; its shape is (3, 4). The")


def test_the_menu_the_cells_and_the_names_agree():
    explorer = lesson05.one_pixel()
    for name, kernel in convolution.KERNELS.items():
        explorer.controls["kernel"].value = name
        assert np.array_equal(cells.kernel_of(explorer.values()), kernel)
        assert cells.name_of(kernel) == name
    assert cells.name_of(2 * SOBEL_X) == "own"
    assert cells.name_of(SOBEL_X + 0.01 * np.eye(3)) == "own"
    c = SimpleNamespace(**dict(zip(CELLS, range(9), strict=True)))
    assert np.array_equal(cells.kernel_of(c), np.arange(9).reshape(3, 3))


def test_to_choose_own_invites_to_type():
    now = " (now type your own numbers into the cells)"
    assert cells.invited("own", SOBEL_X) == now
    assert cells.invited("own", 2 * SOBEL_X) == ""
    assert cells.invited("Sobel x", SOBEL_X) == ""
    for make in (lesson05.kernel_editor, lesson05.one_pixel):
        explorer = make()
        assert now not in explorer.summary
        explorer.controls["kernel"].value = "own"
        assert now in explorer.summary
        explorer.controls["k00"].value = 3.0
        assert now not in explorer.summary


# --------------------------------------------------------------------------------- kernel editor

SETTINGS = [
    {},
    {"stride": 2, "padding": 1},
    {"kernel": "Laplacian", "stride": 3, "padding": 4, "dilation": 5},
    {"kernel": "box", "picture": "flower"},
    {"kernel": "sharpen", "stride": 8, "dilation": 20, "padding": 20},
    {"kernel": "Prewitt y", "mode": "convolution"},
    {"kernel": "Scharr x", "mode": "convolution", "dilation": 2},
]


def test_the_answer_its_size_and_its_numbers_are_those_of_scipy():
    explorer = lesson05.kernel_editor()
    names = ["picture", "kernel", "mode", "stride", "padding", "dilation"]
    start = {name: explorer.controls[name].value for name in names}
    for moves in SETTINGS:
        explorer.set(**{**start, **moves})
        c = explorer.values()
        kernel = convolution.KERNELS[c.kernel]
        picture = datasets.photograph(c.picture)
        turned = np.rot90(kernel, 2) if c.mode == "convolution" else kernel
        answer = by_scipy(picture, turned, c.stride, c.padding, c.dilation)
        assert explorer.result.answer == pytest.approx(answer, abs=1e-9)
        rows = sentence(explorer, "Rows: ")
        formula = (
            f"⌊(427 + 2·{c.padding} − {c.dilation}·2 − 1) / {c.stride}⌋ + 1 = {len(answer)},"
            f" columns: {answer.shape[1]}."
        )
        assert formula in rows
        low = told.after(explorer.summary, "The answers run from ")
        high = told.number(re.search(r"run from \S+ to (\S+?)[,:]? ", explorer.summary)[1])
        assert (low, high) == pytest.approx((answer.min(), answer.max()), rel=6e-3, abs=1e-9)
        mode = "Convolution" if c.mode == "convolution" else "Cross-correlation"
        assert explorer.summary.startswith(f"{mode} with {c.kernel}. ")


def test_turned_by_half_a_turn_the_slope_has_the_other_sign():
    explorer = lesson05.kernel_editor()
    first = explorer.result.answer
    explorer.set(mode="convolution")
    assert explorer.result.answer == pytest.approx(-first, abs=1e-12)
    kernel = np.arange(9.0).reshape(3, 3) - 4
    explorer = lesson05.kernel_editor(kernel=kernel)
    explorer.set(mode="convolution")
    by_convolve = signal.convolve2d(datasets.photograph("china"), kernel, "valid")
    assert explorer.result.answer == pytest.approx(by_convolve, abs=1e-9)


def test_orange_is_below_zero_white_is_zero_and_blue_is_above():
    explorer = lesson05.kernel_editor()
    answer = by_scipy(datasets.photograph("china"), SOBEL_X)
    red, _, blue = np.moveaxis(shown_colours(explorer.after), -1, 0)
    far = answer.std()
    assert (red[answer < -far] > blue[answer < -far]).all()
    assert (blue[answer > far] > red[answer > far]).all()
    assert (np.minimum(red, blue)[np.abs(answer) < 0.01 * far] > 235).all()
    assert ": orange is below zero, white is zero, blue is above." in explorer.summary
    # the colours are full at four times the spread, and not before
    full = shown_colours(explorer.after)[answer > 4.05 * far]
    less = shown_colours(explorer.after)[(answer > 3.5 * far) & (answer < 3.8 * far)]
    assert len(full) and (full == full[0]).all() and (less != full[0]).any(axis=1).all()


def test_a_blurred_picture_is_grey_from_0_to_the_sum_of_the_kernel():
    explorer = lesson05.kernel_editor()
    explorer.set(**typed(np.ones((3, 3))))
    assert "shown from 0, black, to 9, white." in explorer.summary
    answer = by_scipy(datasets.photograph("china"), np.ones((3, 3)))
    shown = shown_colours(explorer.after)
    assert np.abs(shown[..., 0] - 255 * answer / 9).max() < 2
    assert (shown[..., 0] == shown[..., 2]).all()
    explorer.set(kernel="sharpen")
    assert explorer.summary.count("shown from 0, black, to 1, white.") == 1
    explorer.set(**typed(np.zeros((3, 3))))
    assert "The answers run from 0 to 0, shown black." in explorer.summary
    assert shown_colours(explorer.after).max() == 0
    before = shown_colours(explorer.before)
    assert np.abs(before[..., 1] - 255 * datasets.photograph("china")).max() < 2


def test_every_way_to_show_an_answer():
    signs = ": orange is below zero, white is zero, blue is above."
    for kernel, says in [
        (np.ones((3, 3)), ", shown from 0, black, to 9, white."),
        (np.zeros((3, 3)), ", shown black."),
        (1e-9 * np.eye(3) / 3.1, ", shown black."),
        (1.1e-9 * np.eye(3) / 3, ", shown from 0, black, to 1.1 × 10⁻⁹, white."),
        (np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]), ", shown from 0, black, to 1, white."),
        (np.diag([2, 0, -1 + 5e-10]), ", shown from 0, black, to 1, white."),
        (np.diag([2, 0, -1 + 2e-9]), signs),
        (np.diag([2, 0, -1 - 2e-9]), signs),
        (np.diag([2, 0, -2]), signs),
        (np.diag([3, 0, -1e-6]), signs),
    ]:
        assert editor.shown_as(kernel) == says
        assert editor.makes_a_picture(kernel) == (says != signs)


def test_the_sentence_of_the_size():
    says = editor.size_of_answer(100, editor.Geometry(3, 2, 4), (32, 17))
    assert says == "Rows: ⌊(100 + 2·2 − 4·2 − 1) / 3⌋ + 1 = 32, columns: 17."
    says = editor.size_of_answer(100, editor.Geometry(), (98, 17))
    assert says == "Rows: ⌊(100 + 2·0 − 1·2 − 1) / 1⌋ + 1 = 98, columns: 17."


def test_noise_comes_first_and_then_the_blur():
    explorer = lesson05.kernel_editor()
    photo = datasets.photograph("china")
    assert explorer.result.picture == pytest.approx(photo)
    explorer.set(noise=0.2)
    noisy = explorer.result.picture
    assert (noisy - photo).std() == pytest.approx(0.2, rel=0.01)
    assert abs((noisy - photo).mean()) < 0.002
    explorer.set(smooth=2.0)
    blurred = ndimage.gaussian_filter(noisy, 2, mode="nearest", truncate=3)
    assert explorer.result.picture == pytest.approx(blurred, abs=1e-9)
    assert shown_colours(explorer.before).shape == (427, 640, 3)


def test_what_rounding_leaves_of_an_answer_is_0():
    """Sobel's numbers have the sizes 1, 1, 2, 2, 1, 1: rounding is below 8 · 2 · 10⁻¹² here."""
    explorer = lesson05.kernel_editor()
    result = explorer.result._replace(picture=np.array([[-2.0, 1]]))
    for answer, says in [
        ([[-1.5e-11, 1.5e-11]], "The answers run from 0 to 0: orange"),
        ([[-1.7e-11, 1.7e-11]], "The answers run from −1.7 × 10⁻¹¹ to 1.7 × 10⁻¹¹: orange"),
        ([[-1.5e-11, 2.5]], "The answers run from 0 to 2.5: orange"),
    ]:
        assert says in explorer.say(explorer.values(), result._replace(answer=np.array(answer)))


def test_the_goal_is_a_kernel_of_ones_own_that_meets_all_three_ramps():
    y, x = np.mgrid[:3, :3]
    good = np.array([[0.0, -4, 0], [0, 0, 0], [0, 4, 0]])
    for kernel in (good, SOBEL_X.T, SOBEL_X, good + np.eye(3), good / 2, good + SOBEL_X):
        answers = [(kernel * ramp).sum() for ramp in (np.ones((3, 3)), x, y)]
        assert editor.is_8_downhill(kernel) == np.allclose(answers, [0, 0, 8]), kernel
    for off, will_do in ((5e-10, True), (2e-9, False), (-2e-9, False)):
        corner, middle, right = np.zeros((3, 3, 3))
        corner[1, 1] = off
        middle[2, 1], middle[1, 1] = off, -off
        right[1, 2], right[1, 1] = off, -off
        for change in (corner, middle, right):
            assert editor.is_8_downhill(good + change) == will_do
    explorer = lesson05.kernel_editor(kernel=good)
    assert explorer.reached
    explorer = lesson05.kernel_editor(kernel=SOBEL_X)
    explorer.set(kernel="Sobel y")
    assert not explorer.reached, "Sobel y is no kernel of one's own"
    explorer.set(mode="convolution")
    explorer.set(**typed(good))
    assert not explorer.reached, "turned by half a turn it answers −8"
    explorer.set(mode="cross-correlation")
    assert explorer.reached


# ------------------------------------------------------------------------------------- one pixel


def grid_texts(grid, monkeypatch):
    """Return the list that will hold what a grid of numbers is given to show."""
    texts = []
    monkeypatch.setattr(grid.text, "put", texts.append)
    return texts


def test_one_pixel_is_the_sum_of_nine_products():
    explorer = lesson05.one_pixel()
    for name, i, j in [("Sobel x", 3, 50), ("Laplacian", 58, 88), ("sharpen", 0, 0)]:
        explorer.set(kernel=name, row=i, column=j)
        picture = explorer.result.picture
        products = [
            float(picture[i + m, j + n] * convolution.KERNELS[name][m, n])
            for m in range(3)
            for n in range(3)
        ]
        assert explorer.result.answer == pytest.approx(sum(products))
        says = sentence(explorer, f"Output pixel ({i}, {j}): the window begins there.")
        shown, total = re.search(r"row by row: (.*) = (\S+)\.(?:\n|$)", says).groups()
        numbers = [told.number(n) for n in re.findall(r"−?[\d.]+", shown)]
        assert numbers == pytest.approx(products, abs=0.0051)
        assert re.sub(r"[−\d.≈]+", "n", shown) == " + ".join(["(n + n + n)"] * 3)
        assert told.number(total) == pytest.approx(sum(products), rel=6e-3, abs=1e-9)


def test_the_four_pictures_of_one_pixel(monkeypatch):
    explorer = lesson05.one_pixel()
    grids = explorer.window, explorer.weights, explorer.products
    texts = [grid_texts(grid, monkeypatch) for grid in grids]
    totals = []
    monkeypatch.setattr(explorer.total, "put", totals.append)
    explorer.set(row=7, column=33)
    picture = photographs.fitted(datasets.photograph("china"), 96)
    seen = picture[7:10, 33:36]
    for shown, values in zip(texts, (seen, SOBEL_X, seen * SOBEL_X), strict=True):
        numbers = [told.number(text.lstrip("≈")) for text in shown[-1]]
        assert numbers == pytest.approx(values.ravel(), abs=0.0051)
    total = told.after(totals[-1][0], "their sum: ")
    assert total == pytest.approx((seen * SOBEL_X).sum(), rel=6e-3)
    assert shown_colours(explorer.window)[..., 0] == pytest.approx(255 * seen, abs=2)
    weights = shown_colours(explorer.weights)
    assert (weights[:, 0, 0] > weights[:, 0, 2]).all() and (weights[:, 1] > 240).all()
    assert (weights[:, 2, 2] > weights[:, 2, 0]).all()
    products = shown_colours(explorer.products)
    assert (products[:, 0, 0] >= products[:, 0, 2]).all()
    frame = explorer.figure.axes[0].lines[-1].get_data()
    assert (min(frame[0]), max(frame[0])) == (32.5, 35.5)
    assert (min(frame[1]), max(frame[1])) == (6.5, 9.5)


def test_the_sliders_end_where_the_last_window_begins():
    explorer = lesson05.one_pixel()
    explorer.set(row=58, column=88)
    assert (explorer.controls["row"].max, explorer.controls["column"].max) == (58, 88)
    small = np.random.default_rng(0).integers(0, 255, (30, 40))
    explorer.extras[0].opened("small.png", png(Image.fromarray(np.uint8(small))))
    assert (explorer.controls["row"].max, explorer.controls["column"].max) == (27, 37)
    assert "Output pixel (27, 37)" in explorer.summary
    assert (explorer.controls["row"].value, explorer.controls["column"].value) == (27, 37)
    answer = (small[27:30, 37:40] / 255 * SOBEL_X).sum()
    assert explorer.result.answer == pytest.approx(answer)
    explorer.set(picture="china")
    assert (explorer.controls["row"].max, explorer.controls["column"].max) == (58, 88)


def test_a_press_puts_the_middle_of_the_window_under_the_pointer():
    assert one_pixel.around("down", 30.4, 20.6) == {"row": 20, "column": 29}
    explorer = lesson05.one_pixel()
    ax = explorer.figure.axes[0]
    press(explorer, ax, 30, 20)
    assert explorer.result.place == (19, 29)
    drag(explorer, ax, 200, -50)
    assert explorer.result.place == (0, 88)


def pixel_of(window, kernel, answer=0.0):
    window, kernel = np.asarray(window, dtype=float), np.asarray(kernel, dtype=float)
    return one_pixel.Pixel(window, kernel, (0, 0), window, answer)


def test_the_sum_of_the_products_without_what_rounding_leaves():
    window = np.array([[0.1, 0.2, 0.3], [0, 0, 0], [0, 0, 0]])
    even = pixel_of(window, [[1, 1, -1], [0, 0, 0], [0, 0, 0]])
    assert even.products.sum() != 0 and even.total == 0
    less = pixel_of(window, [[1, 1, -1 + 1e-9], [0, 0, 0], [0, 0, 0]])
    assert less.total == pytest.approx(3e-10)
    says = one_pixel.added_up(np.array([[1, 2, -3], [0.5, 0, 1e-9], [4, 5.123, -0.25]]))
    assert says == "(1 + 2 + −3) + (0.5 + 0 + ≈0) + (4 + 5.12 + −0.25)"
    picture = np.arange(30.0).reshape(5, 6)
    assert one_pixel.sum_of_products(picture, SOBEL_X.T, 1, 2) == 48  # 6 a row, times 8


def test_the_goal_of_one_pixel():
    explorer = lesson05.one_pixel()
    c = explorer.values()
    for kernel, answer, won in [
        (SOBEL_X.T, 2.01, True), (SOBEL_X.T, 2.0, False), (SOBEL_X, 2.01, False),
        (2 * SOBEL_X.T, 9.0, False),
    ]:  # fmt: skip
        assert explorer.won(c, pixel_of(np.ones((3, 3)), kernel, answer)) == won


# ----------------------------------------------------------------------------------------- sizes


def places_by_walking(n, k, stride, padding, dilation):
    """Return where the windows begin along one axis: put the kernel down, and move it on."""
    found, begin = [], -padding
    while all(begin + dilation * m <= n - 1 + padding for m in range(k)):
        found.append(begin)
        begin += stride
    return found


def test_the_size_is_the_number_of_places_and_the_judgement_is_right():
    explorer = lesson05.sizes()
    rng = np.random.default_rng(1)
    names = ["n", "k", "stride", "padding", "dilation", "guess"]
    tried = [{"guess": 4}, {"guess": 5}, {"n": 3, "k": 4}, {"n": 3, "k": 4, "padding": 3}]
    for _ in range(40):
        sliders = [explorer.controls[name] for name in names]
        tried.append(
            {n: int(rng.integers(s.min, s.max + 1)) for n, s in zip(names, sliders, strict=True)}
        )
    seen = set()
    for moves in tried:
        explorer.set(**moves)
        c = explorer.values()
        places = places_by_walking(c.n, c.k, c.stride, c.padding, c.dilation)
        size, says = len(places), explorer.summary
        assert explorer.result.pixels == size
        about = (
            f"{c.n} pixels a side, {c.padding} row{'' if c.padding == 1 else 's'} of zeros on each"
        )
        covers = c.dilation * (c.k - 1) + 1
        assert about in says and f"covers {covers}, and a stride of {c.stride}. " in says
        assert f"a kernel of {c.k} with dilation {c.dilation}, so that it" in says
        right = size > 0 and c.guess == size
        assert ("It does not fit: the kernel covers" in says) == (size == 0)
        assert ("is too small" in says) == (size > 0 and c.guess < size)
        assert ("is too large" in says) == (0 < size < c.guess)
        assert (f"⌋ + 1 = {size}. Step to see each window." in says) == right
        seen.add((size == 0, right, c.guess < size))
    assert len(seen) == 4


def squares(line):
    """Return the ends of what a line covers, (left, right, top, bottom), or None for nothing."""
    x, y = (np.asarray(values, dtype=float) for values in line.get_data())
    if len(x) == 0 or np.nanmax(x) - np.nanmin(x) <= 0:
        return None
    return np.nanmin(x), np.nanmax(x), np.nanmin(y), np.nanmax(y)


@pytest.mark.parametrize(
    "moves",
    [
        {"n": 5, "k": 3, "stride": 2, "padding": 1, "dilation": 1, "guess": 3},
        {"n": 6, "k": 2, "stride": 3, "padding": 2, "dilation": 3, "guess": 3},
        {"n": 6, "k": 2, "stride": 3, "padding": 2, "dilation": 3, "guess": 4},
    ],
)
@pytest.mark.parametrize("t", [0, 1, 5, 8, 9, 100])
def test_each_step_shows_one_window_and_the_next(moves, t):
    explorer = lesson05.sizes()
    explorer.set(**moves, t=t)
    n, k, stride, padding, dilation, guess = moves.values()
    begins = places_by_walking(n, k, stride, padding, dilation)
    windows = [(row, column) for row in begins for column in begins]
    row, column = windows[min(t, len(windows) - 1)]
    taps = {(row + dilation * a, column + dilation * b) for a in range(k) for b in range(k)}
    x, y = explorer.seen.get_data()
    assert set(zip(y.tolist(), x.tolist(), strict=True)) == taps
    left, right = explorer.figure.axes
    covers = dilation * (k - 1) + 1
    next_row, next_column = windows[min(t + 1, len(windows) - 1)]
    frames = [squares(line) for line in left.lines]
    around = (
        next_column - 0.5,
        next_column + covers - 0.5,
        next_row - 0.5,
        next_row + covers - 0.5,
    )
    assert around in frames
    assert (-0.5 - padding, n + padding - 0.5, -0.5 - padding, n + padding - 0.5) in frames
    assert frames.count((-0.5, n - 0.5, -0.5, n - 0.5)) >= 2  # its cells, and the frame around it
    answers = [squares(line) for line in right.lines]
    assert (-0.5, guess - 0.5, -0.5, guess - 0.5) in answers
    is_right = guess == len(begins)
    assert answers.count((-0.5, guess - 0.5, -0.5, guess - 0.5)) == (2 if is_right else 1)
    place = divmod(min(t, len(windows) - 1), len(begins))
    mark = explorer.written.get_data()
    assert [list(v) for v in mark] == ([[place[1]], [place[0]]] if is_right else [[], []])
    left_over = f"the last of {len(windows)} windows is left, and begins"
    which = "the window begins" if t < len(windows) else left_over
    said = f"At step {t} {which} at row {row}, column {column}.".replace("-", "−")
    assert said in explorer.summary


def test_no_window_is_drawn_where_the_kernel_does_not_fit():
    explorer = lesson05.sizes()
    explorer.set(n=3, k=4, guess=0)
    assert [len(values) for values in explorer.seen.get_data()] == [0, 0]
    assert [len(values) for values in explorer.written.get_data()] == [0, 0]
    assert (
        "It does not fit: the kernel covers 4 pixels and the padded picture has 3"
        in explorer.summary
    )
    assert "Your guess" not in explorer.summary and "Yes" not in explorer.summary
    boxes = [squares(line) for line in explorer.figure.axes[0].lines]
    assert boxes.count(None) == 2  # neither what is seen nor what follows


def test_what_the_sizes_say():
    explorer = lesson05.sizes()
    explorer.set(guess=4)
    assert "Your guess, 4, is too small" in explorer.summary
    explorer.set(guess=5)
    assert "Yes: ⌊(7 + 2·0 − 1·(3 − 1) − 1) / 1⌋ + 1 = 5" in explorer.summary
    explorer.set(n=3, k=3, padding=1, t=100)
    assert "1 row of zeros on each" in explorer.summary
    says = "At step 100 the last of 9 windows is left, and begins at row 1, column 1."
    assert says in explorer.summary
    explorer.set(t=0)
    assert "At step 0 the window begins at row −1, column −1." in explorer.summary
    assert sizes.where_it_begins(8, 3, (4, -1)) == (
        "At step 8 the window begins at row 4, column −1."
    )
    assert sizes.where_it_begins(9, 3, (4, 5)) == (
        "At step 9 the last of 9 windows is left, and begins at row 4, column 5."
    )
    c = SimpleNamespace(n=9, k=4, stride=2, padding=3, dilation=1, guess=7)
    assert sizes.judged(c, 8) == "Your guess, 7, is too small."
    assert sizes.judged(c, 6) == "Your guess, 7, is too large."
    assert sizes.judged(c, 7) == (
        "Yes: ⌊(9 + 2·3 − 1·(4 − 1) − 1) / 2⌋ + 1 = 7. Step to see each window."
    )
    assert [sizes.reach(k, d) for k, d in ((1, 3), (3, 1), (4, 3))] == [1, 3, 10]
    assert [sizes.window(t, 3) for t in (0, 2, 3, 8, 9)] == [(0, 0), (0, 2), (1, 0), (2, 2), (2, 2)]
    assert sizes.window(5, 0) == (0, 0)
    assert sizes.corner(c, (0, 2)) == (-3, 1)


def test_the_goal_of_the_sizes():
    explorer = lesson05.sizes()
    for stride, padding, dilation, guess, pixels, won in [
        (2, 1, 2, 3, 3, True), (1, 1, 2, 3, 3, False), (2, 0, 2, 3, 3, False),
        (2, 1, 1, 3, 3, False), (2, 1, 2, 4, 3, False), (2, 1, 2, 0, 0, False),
        (4, 3, 3, 1, 1, True),
    ]:  # fmt: skip
        c = SimpleNamespace(stride=stride, padding=padding, dilation=dilation, guess=guess)
        assert explorer.won(c, sizes.Size(pixels, "")) == won


# ----------------------------------------------------------------------------------------- edges

BY_HAND = {
    "Sobel": (SOBEL_X, 8),
    "Prewitt": (np.array([[-1.0, 0, 1]] * 3), 6),
    "Scharr": (np.array([[-3.0, 0, 3], [-10, 0, 10], [-3, 0, 3]]), 32),
}


def test_the_share_of_edges_and_the_steepest_are_counted_right():
    explorer = lesson05.edges()
    for kernels, smooth, threshold in [
        ("Sobel", 0.0, 0.1), ("Prewitt", 2.0, 0.03), ("Scharr", 1.0, 0.05), ("Sobel", 1.0, 0.2),
    ]:  # fmt: skip
        explorer.set(kernels=kernels, smooth=smooth, threshold=threshold)
        photo = datasets.photograph("china")
        if smooth:
            photo = ndimage.gaussian_filter(photo, smooth, mode="nearest", truncate=3)
        kernel, slope = BY_HAND[kernels]
        steep = np.hypot(by_scipy(photo, kernel), by_scipy(photo, kernel.T)) / slope
        assert explorer.result.strength == pytest.approx(steep, abs=1e-9)
        says = explorer.summary
        assert says.startswith(f"{kernels} after smoothing over {smooth:g} pixels, shown: magn")
        share = 100 * np.mean(steep > threshold)
        assert told.after(says, "At ") == pytest.approx(share, rel=6e-3)
        assert f"% of the pixels the grey changes by more than {threshold:g} a pixel." in says
        steepest = told.after(says, "The steepest changes by ")
        assert steepest == pytest.approx(steep.max(), rel=6e-3)


@pytest.mark.parametrize("kernels", BY_HAND)
def test_a_ramp_is_as_steep_as_it_is(kernels):
    ramp = np.tile(np.arange(100) / 100, (60, 1))
    for picture, gx, gy, direction in [(ramp, 0.01, 0, 0), (ramp.T, 0, 0.01, np.pi / 2)]:
        explorer = lesson05.edges(image=picture)
        explorer.set(kernels=kernels, threshold=0.02)
        assert "The steepest changes by 0.01 a pixel." in explorer.summary
        assert "At 0 % of the pixels" in explorer.summary
        found = explorer.result
        assert found.gx == pytest.approx(gx) and found.gy == pytest.approx(gy)
        assert found.direction == pytest.approx(direction)
        explorer.set(threshold=0.0)
        assert "At 100 % of the pixels" in explorer.summary


def found_with(strength, gx=0.0, gy=0.0, direction=0.0):
    strength = np.asarray(strength, dtype=float)
    like = np.ones_like(strength)
    return edges.Found(strength, gx * like, gy * like, direction * like, strength)


def test_every_view_of_the_edges():
    found = found_with([[0.0, 0.1, 0.2, 0.4]])
    grey = edges.view("magnitude", found, 0.1).astype(int)
    assert grey[0, :, 0] == pytest.approx([0, 102, 204, 255], abs=1)
    assert (grey[0, :2, 2] == grey[0, :2, 0]).all(), "no edge is marked at the threshold"
    assert (grey[0, 2:, 2] == grey[0, 2:, 0] // 4).all(), "edges are yellow"
    assert edges.view("edges", found, 0.1)[0, :, 1].tolist() == [0, 0, 255, 255]
    for name, field in [("Gx, to the right", "gx"), ("Gy, downwards", "gy")]:
        full, more, half, white, orange = (
            edges.view(name, found_with([[1.0]], **{field: v}), 0)[0, 0].astype(int).tolist()
            for v in (0.3, 0.5, 0.15, 0, -0.3)
        )
        assert full == more != half and half[2] > half[0]
        assert white == pytest.approx([255] * 3, abs=12) and orange[0] > orange[2]
    red, cyan = (
        edges.view("direction", found_with([[0.2]], direction=d), 0)[0, 0].tolist()
        for d in (0, np.pi)
    )
    assert red[0] == 255 and max(red[1:]) < 60 and cyan[0] < 60 and min(cyan[1:]) == 255
    dim = edges.view("direction", found_with([[0.1]]), 0)[0, 0]
    assert dim[0] == pytest.approx(127, abs=1)
    explorer = lesson05.edges()
    for name in edges.VIEWS:
        explorer.set(view=name)
        assert f"shown: {name}." in explorer.summary
        shown = edges.view(name, explorer.result, 0.1)
        assert np.array_equal(shown_colours(explorer.after), shown)


def test_the_goal_of_the_edges():
    explorer = lesson05.edges()
    strong = np.arange(1000) / 1000
    for threshold, marked, won in [
        (0.05, 20, True), (0.05, 40, True), (0.05, 19, False), (0.05, 41, False),
        (0.06, 30, False), (0.02, 30, True),
    ]:  # fmt: skip
        strength = np.where(strong < marked / 1000, 1.0, threshold)  # at the threshold: no edge
        c = SimpleNamespace(threshold=threshold)
        assert explorer.won(c, found_with(strength)) == won, (threshold, marked)
    c = SimpleNamespace(kernels="Sobel", smooth=1.5, view="edges", threshold=0.25)
    says = explorer.say(c, found_with([[0.25, 0.26, 0.1, 0.5]]))
    assert says == (
        "Sobel after smoothing over 1.5 pixels, shown: edges. At 50 % of the pixels the grey "
        "changes by more than 0.25 a pixel. The steepest changes by 0.5 a pixel."
    )


def test_nan_of_a_learners_edges_is_told_at_any_move():
    mood = [length_of_slope]
    explorer = lesson05.edges(edges=lambda image: mood[0](image))
    mood[0] = lambda image: length_of_slope(image) + np.nan
    explorer.set(threshold=0.05)
    assert "NaN" in explorer.trouble and np.isfinite(explorer.result.strength).all()
    assert_sound(explorer)


# ---------------------------------------------------------------------------------------- angles


def error_of(name, degrees, length):
    """Return the error of the direction in closed form.

    On sin(p x + q y), [-1 0 1] across (a, b, a) answers 2 sin p · (b + 2a cos q) everywhere.
    """
    a, b = BY_HAND[name][0][:2, 2]
    angle = np.deg2rad(degrees)
    p, q = 2 * np.pi / length * np.array([np.cos(angle), np.sin(angle)])
    gx, gy = np.sin(p) * (b + 2 * a * np.cos(q)), np.sin(q) * (b + 2 * a * np.cos(p))
    return np.rad2deg(np.arctan2(gy, gx)) - degrees


def test_the_errors_of_the_angles_are_those_of_the_closed_form():
    explorer = lesson05.angles()
    for degrees, length in [(30, 6.0), (20, 4.5), (75, 10.0), (45, 24.0)]:
        explorer.set(angle=degrees, length=length)
        says = explorer.summary
        assert says.startswith(f"A wave of {length:g} pixels at {degrees}°. The errors: Sobel ")
        here, worst = says.split("The largest at any angle: ")
        for name in BY_HAND:
            true = [error_of(name, d, length) for d in range(0, 91, 5)]
            assert explorer.result.by_kernels[name] == pytest.approx(true, abs=1e-6)
            one = told.after(here, f"{name} ")
            assert one == pytest.approx(error_of(name, degrees, length), rel=6e-2, abs=1e-9)
            assert told.after(worst, f"{name} ") == pytest.approx(np.abs(true).max(), rel=6e-2)
            line, dot = explorer.lines[name]
            assert line.get_ydata() == pytest.approx(np.clip(true, -12, 12), abs=1e-6)
            assert dot.get_xdata()[0] == degrees
            assert line.get_xdata().tolist() == list(range(0, 91, 5))


def test_the_wave_has_its_length_and_its_direction():
    flat = angles.wave(0, 12)
    assert flat.shape == (48, 48) and (flat == flat[0]).all()
    assert flat[0, 12:] == pytest.approx(flat[0, :-12]) and flat[0, 3] == pytest.approx(1)
    assert flat.min() == pytest.approx(0) and flat[0, 0] == 0.5
    down = angles.wave(np.pi / 2, 12)
    assert down == pytest.approx(flat.T)
    slope = angles.wave(np.deg2rad(45), 8)
    assert slope[5:, :-5] == pytest.approx(slope[:-5, 5:]), "even along its crests"
    explorer = lesson05.angles()
    explorer.set(angle=0, length=12)
    assert shown_colours(explorer.frame)[0, :, 0] == pytest.approx(255 * flat[0], abs=2)
    explorer.set(angle=90)
    assert shown_colours(explorer.frame)[:, 0, 0] == pytest.approx(255 * flat[0], abs=2)


def test_the_words_and_the_goal_of_the_angles():
    says = angles.in_degrees({"Sobel": -1.234, "Scharr": 0.0, "Prewitt": 12.6})
    assert says == "Sobel −1.2°, Scharr 0°, Prewitt 13°"
    explorer = lesson05.angles()
    for worst, won in [(0.999, True), (1.0, False), (-0.999, True), (-1.0, False)]:
        by_kernels = {"Prewitt": np.array([0, worst]), "Sobel": np.array([5.0, 0])}
        assert explorer.won(None, angles.Errors(None, 0, by_kernels)) == won
    for length, won in [(15.5, None), (16.0, None)]:
        true = max(abs(error_of("Prewitt", d, length)) for d in range(0, 91, 5))
        fresh = lesson05.angles()
        fresh.set(length=length)
        assert fresh.reached == (true < 1), (length, won)


# ----------------------------------------------------------------------------------------- noise


def filtered(picture):
    """Return the three answers by SciPy."""
    smoothed = ndimage.gaussian_filter(picture, 2, mode="nearest", truncate=3)
    return {
        "Laplacian": ndimage.laplace(picture)[1:-1, 1:-1],
        "Sobel": ndimage.sobel(picture, axis=1)[1:-1, 1:-1],
        "smooth, then Sobel": ndimage.sobel(smoothed, axis=1)[1:-1, 1:-1],
    }


def test_how_alike_the_answers_are_is_the_correlation_of_numpy():
    explorer = lesson05.noise()
    for amount, name, picture in [
        (0.1, "Sobel", "china"), (0.3, "smooth, then Sobel", "flower"), (0.0, "Laplacian", "china"),
    ]:  # fmt: skip
        explorer.set(noise=amount, filter=name, picture=picture)
        photo = photographs.fitted(datasets.photograph(picture), 128)
        noisy = noise.with_noise(photo, amount)
        clean, dirty = filtered(photo), filtered(noisy)
        says = explorer.summary
        assert says.startswith(
            f"{name[0].upper()}{name[1:]} on {picture}, with noise of {amount:g} on"
        )
        assert explorer.result.answer == pytest.approx(dirty[name], abs=1e-9)
        likeness = says.split("without noise: ")[1]
        for filter_name in filtered(photo):
            true = np.corrcoef(clean[filter_name].ravel(), dirty[filter_name].ravel())[0, 1]
            words = f"; {filter_name}: " if filter_name != "Laplacian" else "Laplacian: "
            assert told.after(likeness, words) == pytest.approx(true, abs=6e-4 + 5e-3 * true)
            line, dot = explorer.lines[filter_name]
            assert dot.get_data()[0][0] == pytest.approx(amount)
            assert dot.get_data()[1][0] == pytest.approx(true)
            assert line.get_xdata() == pytest.approx(np.arange(16) * 0.02)
            assert line.get_ydata()[0] == pytest.approx(1)
    shown = shown_colours(explorer.frame)
    answer = explorer.result.answer
    far = answer.std()
    assert (shown[..., 2] >= shown[..., 0])[answer > 0.5 * far].all()
    full = shown[answer > 3.05 * far]
    assert (full == full[0]).all()
    less = shown[(answer > 2.5 * far) & (answer < 2.9 * far)]
    assert len(less) and (less != full[0]).any(axis=1).all()


def test_the_noise_has_its_spread_and_is_always_the_same():
    picture = np.full((128, 128), 0.5)
    noisy = noise.with_noise(picture, 0.2)
    assert (noisy - picture).std() == pytest.approx(0.2, rel=0.02)
    assert np.array_equal(noisy, noise.with_noise(picture, 0.2))
    assert np.array_equal(noise.with_noise(picture, 0), picture)


def test_alike_is_1_for_the_same_and_0_for_nothing_in_common():
    a = np.array([[0.0, 0], [1, 1]])
    assert noise.alike(a, a) == noise.alike(a, 3 * a + 7) == pytest.approx(1)
    assert noise.alike(a, -a) == pytest.approx(-1)
    assert noise.alike(a, a.T) == pytest.approx(0)
    even = np.ones((2, 2))
    assert noise.alike(even, 2 * even) == 1.0 and noise.alike(even, a) == noise.alike(a, even) == 0
    # far above rounding, however small, it is a correlation; below it is none
    assert noise.alike(1e-7 * a, 1e-7 * a) == pytest.approx(1)
    assert noise.alike(1e-7 * a, -1e-7 * a) == pytest.approx(-1)
    assert noise.alike(1e-8 * a, -1e-8 * a) == 1.0


def test_the_words_and_the_goal_of_the_noise():
    explorer = lesson05.noise()
    c = SimpleNamespace(filter="smooth, then Sobel", picture="flower", noise=0.02)
    likeness = {
        "Laplacian": [1.0, 0.25], "Sobel": [1.0, 0.5], "smooth, then Sobel": [1.0, 0.95],
    }  # fmt: skip
    assert explorer.say(c, noise.Noisy(None, 1, likeness)) == (
        "Smooth, then Sobel on flower, with noise of 0.02 on greys from 0 to 1. How alike it is "
        "to the answer without noise: Laplacian: 0.25; Sobel: 0.5; smooth, then Sobel: 0.95. "
        "1 is the same, 0 is all noise (the correlation of statistics)."
    )
    for rough, smooth, won in [
        (0.299, 0.901, True), (0.3, 0.95, False), (0.2, 0.9, False), (0.31, 0.89, False),
    ]:  # fmt: skip
        likeness = {"Laplacian": [0, rough], "Sobel": [0, 1], "smooth, then Sobel": [0, smooth]}
        assert explorer.won(c, noise.Noisy(None, 1, likeness)) == won


# -------------------------------------------------------------------------------------- counting


def counted(high, wide, k, count):
    """Count by walking: parameters and multiplications, of kernels and of a dense layer."""
    outputs = [
        (i, j, m) for i in range(high - k + 1) for j in range(wide - k + 1) for m in range(count)
    ]
    kernels = sum(k * k + 1 for _ in range(count))
    dense = sum(high * wide + 1 for _ in outputs)
    return [kernels, dense], [sum(k * k for _ in outputs), sum(high * wide for _ in outputs)]


def test_the_counts_are_those_of_counting():
    explorer = lesson05.counting()
    for side, k, count in [(28, 5, 6), (6, 1, 1), (8, 4, 64), (64, 3, 2)]:
        explorer.set(side=side, k=k, count=count)
        says = explorer.summary
        parameters, products = counted(side, side, k, count)
        many = "1 kernel" if count == 1 else f"{count} kernels"
        out = side - k + 1
        assert f"A picture of {side} × {side} pixels, {many} of {k} × {k}, an answer of " in says
        assert f"an answer of {out} × {out} × {count}. " in says
        assert f"Parameters: {parameters[0]:,} in the kernels with their biases, " in says
        assert f"biases, {parameters[1]:,} in a dense layer." in says
        assert f"Multiplications: {products[0]:,} and {products[1]:,}." in says
        for lines, costs in ((explorer.parameters, parameters), (explorer.products, products)):
            for (line, dot), cost in zip(lines.values(), costs, strict=True):
                assert dot.get_data()[0][0] == pytest.approx(side)
                assert dot.get_data()[1][0] == pytest.approx(cost)
                # a cost is a power of the side: straight on these scales, above the kernel
                x, y = (np.log(values) for values in line.get_data())
                far = x > np.log(40)
                assert np.allclose(np.diff(y[far], 2), 0, atol=0.01)
        assert list(explorer.parameters) == ["kernels", "dense layer"]
    line = explorer.products["dense layer"][0]
    x, y = (np.log(values[-9:]) for values in line.get_data())
    far = np.polyfit(x, y, 1)[0]
    assert far == pytest.approx(4, abs=0.1), "outputs times inputs: the fourth power of the side"


def test_the_lines_are_the_costs_at_each_side():
    explorer = lesson05.counting()
    explorer.set(k=5, count=6)
    x = explorer.parameters["dense layer"][0].get_xdata()
    assert (x[0], x[-1]) == pytest.approx((5, 1000))
    here = int(np.abs(x - 28).argmin())
    dense = 6 * (x[here] - 4) ** 2 * (x[here] ** 2 + 1)
    assert explorer.parameters["dense layer"][0].get_ydata()[here] == pytest.approx(dense)
    assert (explorer.parameters["kernels"][0].get_ydata() == 156).all()
    through = 6 * (x[here] - 4) ** 2 * 25
    assert explorer.products["kernels"][0].get_ydata()[here] == pytest.approx(through)


def test_counting_on_the_photograph():
    explorer = lesson05.counting()
    assert (
        "A picture of 427 × 640 pixels, 1 kernel of 3 × 3, an answer of 425 × 638 × 1."
        in explorer.summary
    )
    dot = explorer.products["kernels"][1].get_data()
    assert dot[0][0] == pytest.approx(np.sqrt(427 * 640)) and dot[1][0] == 425 * 638 * 9
    explorer = lesson05.counting(image=np.ones((100, 120)))
    assert "A picture of 100 × 120 pixels" in explorer.summary
    dense = 98 * 118 * (12_000 + 1)
    assert f"10 in the kernels with their biases, {dense:,} in a dense layer" in explorer.summary
    none = counting.costs(3, 9, 4, 2)
    assert none.parameters == {"kernels": 34, "dense layer": 0}
    assert none.products == {"kernels": 0, "dense layer": 0}
    assert counting.costs(9, 3, 4, 2) == none


def test_the_goal_of_the_counting():
    explorer = lesson05.counting()
    for high, wide, k, count, won in [
        (28, 28, 5, 6, True), (28, 32, 5, 6, False), (32, 28, 5, 6, False),
        (28, 28, 4, 6, False), (28, 28, 5, 7, False),
    ]:  # fmt: skip
        c = SimpleNamespace(k=k, count=count)
        assert explorer.won(c, counting.Layer(high, wide, None)) == won
    explorer.set(side=28, k=5, count=6)
    says = "156 in the kernels with their biases, 2,712,960 in a dense layer"
    assert says in explorer.summary and explorer.reached


# ------------------------------------------------------------------------------- nine numbers sweep


def test_the_output_paints_itself_place_by_place():
    explorer = lesson05.sweep()
    picture = explorer.result.picture
    right = signal.correlate2d(picture, SOBEL_X.T, "valid")  # Sobel y is Sobel x turned
    assert explorer.result.output == pytest.approx(right)
    for t in (1, 15, 100, 196):
        explorer.set(t=t)
        row, column = divmod(t - 1, 14)
        assert f"at row {row}, column {column}" in explorer.summary
        assert told.after(explorer.summary, "their sum is ") == pytest.approx(
            right[row, column], rel=6e-3, abs=1e-9
        )
        shown = shown_on(explorer.output)
        later = (shown == 205).all(axis=-1)
        assert later.sum() == 196 - t and not later.ravel()[:t].any()
    explorer.set(t=0)
    assert "Nothing is painted yet" in explorer.summary and not explorer.reached
    explorer.set(t=int(right.argmax()) + 1)
    assert explorer.reached


def shown_on(frame):
    """Return the colours that a frame shows, (rows, columns, 3)."""
    return np.asarray(frame.image.get_array())[..., :3].astype(int)


def test_a_drag_brings_the_window_there():
    explorer = lesson05.sweep()
    assert explorer.dragged_to("move", 1, 1) == {"t": 1}, "the window is around the pointer"
    assert explorer.dragged_to("move", 15, 15) == {"t": 196}, "it stays inside"
    assert explorer.dragged_to("move", 6, 4) == {"t": 3 * 14 + 5 + 1}


def test_a_learners_correlate_paints_the_same():
    def turned(image, kernel):
        return signal.convolve2d(image, kernel, "valid")

    mine = lesson05.sweep(correlate=lambda i, k: signal.correlate2d(i, k, "valid"))
    assert mine.trouble == "" and alike(mine, lesson05.sweep())
    assert "Yours gives" in lesson05.sweep(correlate=turned).summary


# ------------------------------------------------------------------------------- learn the kernel


def test_ten_gradients_give_the_bowl_that_lesson_1_would_write_down():
    learn = module("learn")
    rng = np.random.default_rng(0)
    image = rng.uniform(size=(20, 30))
    target = signal.correlate2d(image, SOBEL_X, "valid")
    bowl = learn.bowl_of(learn.kernel_gradient, image, target)
    columns = [image[m : m + 18, n : n + 28].ravel() for m in range(3) for n in range(3)]
    X = np.stack(columns, axis=1)
    assert pytest.approx(2 * X.T @ X / len(X)) == bowl.H
    assert bowl.at_zero == pytest.approx(-2 * X.T @ target.ravel() / len(X))
    best = np.linalg.lstsq(X, target.ravel(), rcond=None)[0]
    assert best == pytest.approx(SOBEL_X.ravel()), "least squares finds it at once"


def test_both_rules_find_sobel_and_adam_sooner():
    explorer = lesson05.learn()
    explorer.set(t=300)
    plain, adam = explorer.result.misses.values()
    assert adam[170] < 0.01 < plain[170] and adam[300] < 1e-4
    assert explorer.result.condition == pytest.approx(660, rel=0.01)
    path = explorer.result.paths["Adam, α = 0.1"]
    assert path[300] == pytest.approx(SOBEL_X.ravel(), abs=1e-3)
    assert "κ = 660" in explorer.summary
    explorer.set(blur=0.5)
    assert explorer.result.condition > 3000, "a blur makes neighbours alike"
    assert min(p[300] for p in explorer.result.misses.values()) > 1e-3


def test_a_gradient_of_the_wrong_sign_is_seen_to_fail():
    learn = module("learn")
    mine = lesson05.learn(gradient=lambda *a: learn.kernel_gradient(*a))
    assert mine.trouble == "" and alike(mine, lesson05.learn())
    wrong = lesson05.learn(gradient=lambda *a: -learn.kernel_gradient(*a))
    assert "Yours gives" in wrong.summary


# ------------------------------------------------------------------------------- colour


def test_channels_are_added_up():
    rng = np.random.default_rng(0)
    maps, kernel = rng.standard_normal((3, 8, 9)), rng.standard_normal((3, 3, 3))
    right = sum(signal.correlate2d(m, k, "valid") for m, k in zip(maps, kernel, strict=True))
    assert convolution.correlate_channels(maps, kernel) == pytest.approx(right)
    both = signal.correlate(maps, kernel, "valid")[0]  # over all three axes at once
    assert convolution.correlate_channels(maps, kernel) == pytest.approx(both)
    strided = convolution.correlate_channels(maps, kernel, stride=2, padding=1)
    whole = sum(signal.correlate2d(m, k, "same") for m, k in zip(maps, kernel, strict=True))
    assert strided == pytest.approx(whole[::2, ::2])
    for bad in (maps[:2], maps[0]):
        with pytest.raises(ValueError, match="for as many channels"):
            convolution.correlate_channels(bad, kernel)


def test_weights_that_add_up_to_0_are_blind_to_grey():
    explorer = lesson05.colour()
    assert not explorer.reached
    explorer.set(kind="Sobel x", red=1.0, green=-1.0)
    assert explorer.reached and "It's blind to grey." in explorer.summary
    red, green, _ = explorer.maps
    right = signal.correlate2d(red - green, SOBEL_X, "valid")
    assert explorer.result.output == pytest.approx(right)
    assert explorer.result.size == pytest.approx(np.sqrt((right**2).mean()))
    explorer.set(green=-0.9)
    assert not explorer.won(explorer.values(), explorer.result)
    assert "It's blind" not in explorer.summary
    explorer.set(red=0.0, green=0.0)
    assert not explorer.won(explorer.values(), explorer.result), "no kernel at all sees nothing"


# ------------------------------------------------------------------------------- in focus?


def test_the_curve_has_its_peak_where_it_is_sharp_until_noise_drowns_it():
    explorer = lesson05.focus()
    explorer.set(lens=13)
    photograph = datasets.photograph("china")[::3, ::3]
    assert explorer.result.views[13] == pytest.approx(photograph), "there nothing is blurred"
    scores = [
        (signal.correlate2d(view, LAPLACIAN, "valid") ** 2).mean() for view in explorer.result.views
    ]
    assert explorer.result.scores == pytest.approx(np.array(scores) / max(scores))
    assert "has its peak at 13" in explorer.summary and not explorer.reached
    explorer.set(noise=0.15)
    assert "no clear peak" in explorer.summary and not explorer.reached
    explorer.set(smooth=1.5)
    assert "has its peak at 13" in explorer.summary and explorer.reached
    explorer.set(lens=12)
    assert not explorer.won(explorer.values(), explorer.result)
