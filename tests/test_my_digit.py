"""The digit that a learner keeps: read back as it was, in a file that a person can read; and nothing
that can be wrong with that file ends in an error.
"""

import os

import numpy as np
import pytest

from lessons_lib import ink, my_digit
from lessons_lib.explorers import lesson00


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to keep it in, with the memory on."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LESSONS_MEMORY")
    return tmp_path


def one():
    """Return a drawn 1, (32, 32)."""
    return ink.traced([[(16, 4), (16, 28)]]).cells


def test_without_one_it_is_a_seven(folder):
    assert not my_digit.kept()
    rows = my_digit.drawn()
    assert rows[4, 10:22].all() and not rows[24:, :12].any(), "a bar on top, nothing lower left"
    assert my_digit.scan().shape == (8, 8) and 0 <= my_digit.scan().min() <= my_digit.scan().max()
    assert not list(folder.iterdir())


def test_what_is_kept_comes_back_and_can_be_read(folder):
    assert my_digit.keep(one()) and my_digit.kept()
    assert np.array_equal(my_digit.drawn(), one())
    lines = (folder / "my_digit.txt").read_text("utf-8").splitlines()
    assert len(lines) == 32 and lines[10] == "." * 14 + "#####" + "." * 13
    # Stretched it fills the height of the scan, in the two columns beside the middle.
    assert my_digit.scan()[:, 3:5].min() > 0.3 and my_digit.scan()[:, [0, 1, 6, 7]].max() == 0


def test_an_empty_drawing_takes_it_away(folder):
    my_digit.keep(one())
    assert my_digit.keep(np.zeros((32, 32), bool))
    assert not my_digit.kept() and not list(folder.iterdir())


@pytest.mark.parametrize(
    "content", [b"", b"#", b"\xff\xfe", b"." * 1024, b"\n".join([b"." * 32] * 32)]
)
def test_a_file_that_holds_no_drawing_is_none(folder, content):
    (folder / "my_digit.txt").write_bytes(content)
    assert not my_digit.kept() and my_digit.drawn().any()


def test_switched_off_it_neither_reads_nor_writes(folder, monkeypatch):
    my_digit.keep(one())
    monkeypatch.setenv("LESSONS_MEMORY", "OFF")
    assert not my_digit.kept() and not my_digit.keep(ink.traced([ink.THREE]).cells)
    monkeypatch.delenv("LESSONS_MEMORY")
    assert np.array_equal(my_digit.drawn(), one())


def test_a_folder_that_cannot_be_written_is_no_error(folder, monkeypatch):
    (folder / "my_digit.txt").mkdir()
    assert not my_digit.keep(one()) and not my_digit.kept()


def test_the_tests_never_write_one():
    assert os.environ["LESSONS_MEMORY"] == "off"


def test_the_button_keeps_what_is_drawn_and_says_so(folder):
    explorer = lesson00.first_network()
    explorer.buttons["Keep it"].click()
    assert "Kept: your digit goes with you" in explorer.summary and my_digit.kept()
    explorer.set(row=20, column=3, pen="draws")
    explorer.set(row=28)
    assert "Kept" not in explorer.summary, "what is drawn now is not what was kept"
    before = my_digit.drawn().copy()
    explorer.buttons["Keep it"].click()
    assert not np.array_equal(my_digit.drawn(), before)
    again = lesson00.first_network()
    assert np.array_equal(again.ink.cells, explorer.ink.cells), "it is there when one comes back"
    explorer.buttons["Clear"].click()
    assert "Kept" not in explorer.summary and my_digit.kept()
    explorer.free()
    again.free()


def test_where_it_cannot_be_kept_that_is_said(folder, monkeypatch):
    explorer = lesson00.first_network()
    (folder / "my_digit.txt").mkdir()
    explorer.buttons["Keep it"].click()
    assert "this folder can't be written to" in explorer.summary
    monkeypatch.setenv("LESSONS_MEMORY", "off")
    explorer.buttons["Keep it"].click()
    assert "LESSONS_MEMORY is off" in explorer.summary
    explorer.free()
