"""The grader: a row for whatever is handed in, the course's own verdicts, and nothing of a hand-in
in this process.
"""

import csv
import io
import json
import os
import re
import zipfile
from pathlib import Path

import handed_in
import pytest
from handed_in import code, notebook, put

from lessons_lib.grade import __main__ as command
from lessons_lib.grade import course, exports, handins, matching, merge, names, page, receipts, run
from lessons_lib.grade.rows import Row, read, tame, write

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="without fork each process loads NumPy anew: too slow here"
)
LOSS = "def my_loss(beta, x, y):\n    r = beta[0] + beta[1] * x - y\n    return {}\n"
RIGHT = LOSS.format("(r**2).mean()")
SETUP = "import numpy as np\nfrom lessons_lib import linear\nimport matplotlib.pyplot as plt\n"
SHOWS = "import matplotlib.cm as cm\nfrom IPython.display import display\n"
SHOWS += "import lessons_lib.explorers.lesson01 as shown\nfrom lessons_lib.explorers import quiz\n"
SHOWS += "display(shown.ball().value)\nquiz.predict('01.rate')\nfor _ in cm.viridis(3): pass\n"
LIMITS = run.Limits(seconds=60, megabytes=1024, altogether=180, cell=1.0)


def loss(*lines):
    """Return a small notebook whose answer to my_loss begins with these lines."""
    body = "".join(f"    {line}\n" for line in lines)
    return code(SETUP, f"def my_loss(beta, x, y):\n{body}    return 0.0\n", "check.loss(my_loss)")


# {file: (notebook or text, the verdict on my_loss, what mistake or remark has to say)}
BROKEN = {
    "01 empty file": ("", "broken", "the file is empty"),
    "02 not JSON": ("Dear teacher, here it is", "broken", "can't be read as JSON"),
    "03 cut off": (json.dumps(notebook())[:5000], "broken", "can't be read as JSON"),
    "04 a list": ("[1, 2]", "broken", "it is JSON, but no notebook"),
    "05 no cells": ('{"cells": 3}', "broken", "it is JSON, but no notebook"),
    "06 no code": (code(""), "broken", "no code in it"),
    "07 another course": (code("print('hello')"), "broken", "no exercise of this course"),
    "08 loop in the answer": (loss("while True: pass"), "too long", "was stopped after"),
    "09 loop in the cell": (
        code(f"while True: pass\n{RIGHT}"),
        "too long",
        "had not ended after 1 s",
    ),
    "10 loop that nothing stops": (
        loss(
            "while True:", "    try:", "        while True: pass", "    except BaseException: pass"
        ),
        "too long",
        "stopped after 2 s",
    ),
    "11 memory": (loss("import numpy as np", "np.ones(10**10)"), "wrong", "MemoryError"),
    "12 removes": (loss("import os", "os.remove({victim!r})"), "wrong", "it tried os.remove"),
    "13 writes": (loss("open({victim!r}, 'w').write('x')"), "wrong", "it tried writing a file"),
    "14 reads": (loss("open({victim!r}).read()"), "wrong", "reading a file of somebody else's"),
    "15 network": (
        loss("import socket", "socket.create_connection(('127.0.0.1', 9))"),
        "wrong",
        "it tried the network",
    ),
    "16 a program": (loss("import os", "os.system('echo hello')"), "wrong", "it tried os.system"),
    "17 sys.exit": (code("import sys\n" + RIGHT + "sys.exit(0)"), "right", "SystemExit"),
    "18 os._exit": (loss("import os", "os._exit(0)"), "broken", "its process ended"),
    "19 input": (loss("input('your name?')"), "wrong", "input()"),
    "20 syntax error": (code("def my_loss(beta, x, y)\n    return 0"), "broken", "line 1"),
    "21 missing": (code("def my_step(beta, x, y, lr):\n    return beta"), "missing", "no cell"),
    "22 another name": (
        code("def loss(b, x, y):\n    return 0", "check.loss(my_loss)"),
        "missing",
        "",
    ),
    "23 magic": (code(SETUP, "%matplotlib inline\n!ls\n" + RIGHT + "plt.plot([1])"), "right", ""),
    "24 a check of its own": (
        code("def my_loss(b, x, y):\n    return 1", "print('✔')"),
        "wrong",
        "",
    ),
    "25 a number": (code("my_loss = 3", "check.loss(my_loss)"), "wrong", ""),
    "26 old format": (
        {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": [RIGHT]}]}]},
        "right",
        "",
    ),
    "28 shows things": (code(f"{SHOWS}{RIGHT}"), "right", ""),
    "27 loop after a right one": (code(f"{RIGHT}while True: pass"), "right", "had not ended"),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return (the rows of all the broken ones, a file that must not be touched)."""
    folder = tmp_path_factory.mktemp("broken")
    victim = folder / "victim.txt"
    victim.write_text("the teacher's", "utf-8")
    for name, (table, *_) in BROKEN.items():
        text = table if isinstance(table, str) else json.dumps(table)
        text = text.replace("{victim!r}", repr(str(victim)))
        put(folder / "in" / f"{name}.ipynb", text)
    found = handins.find(folder / "in").handins
    stuck = [one for one in found if "nothing stops" in one.file]
    others = [one for one in found if one not in stuck]
    quick = LIMITS._replace(seconds=2, altogether=2)
    rows = run.all_of(others, 2, LIMITS) + run.all_of(stuck, 1, quick)
    return rows, victim


def test_each_broken_one_is_a_row(graded):
    rows, _ = graded
    assert {row.learner for row in rows} == BROKEN.keys()


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_said_of_a_broken_one(graded, name):
    _, verdict, words = BROKEN[name]
    row = next(row for row in graded[0] if row.learner == name and row.exercise in ("", "my_loss"))
    assert row.verdict == verdict, row
    assert words in f"{row.mistake}; {row.remark}", row


def test_the_files_of_the_teacher_are_as_they_were(graded):
    assert graded[1].read_text("utf-8") == "the teacher's"


def test_a_good_one_is_right_and_a_stub_is_empty():
    found = [
        handins.HandIn(names.Learner("Anna"), "a", course.code_of(notebook("01", solved=True))),
        handins.HandIn(names.Learner("Ben"), "b", course.code_of(notebook("01"))),
    ]
    rows = run.all_of(found, 2, LIMITS)
    assert [row.verdict for row in rows] == ["right"] * 6 + ["empty"] * 6
    assert {row.mistake for row in rows} == {""}
    assert [row.exercise for row in rows[:6]] == list(course.lessons()["01"].checks)


def test_after_an_answer_that_ends_its_process_the_others_are_checked():
    answers = {"my_gradient": "import os\ndef my_gradient(beta, x, y):\n    os._exit(3)\n"}
    cells = course.code_of(notebook("01", answers, solved=True))
    rows = run.one(handins.HandIn(names.Learner("Anna"), "a", cells), LIMITS)
    assert [row.verdict for row in rows] == ["right", "broken", *["right"] * 4]


def test_the_whole_way_from_a_folder_to_the_files(tmp_path, capsys):
    wrong = LOSS.format("(r**2).sum()")
    handed = tmp_path / "in"
    put(handed / "Zoë Müller_77_assignsubmission_file_" / "01.ipynb", code(RIGHT))
    put(handed / "Zoë Müller_77_assignsubmission_file_" / "01 (1).ipynb", code(wrong))
    put(handed / "lovelaceada_LATE_12_345_01_linear_loss_gradient-1.ipynb", code(wrong))
    receipt = '[receipt]\nlearner = "Ada Lovelace"\n[exercises.my_loss]\ntries = 4\n'
    receipt += '[predictions."01.rate"]\nchoice = 1\nright = false\n'
    put(handed / "lovelaceada_12_346_receipt_Ada_Lovelace.toml", receipt)
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section\n"
        '"Lovelace, Ada",12,s-12,ada@example.org,A\n"Müller, Zoë",99,s-99,zoe@example.org,A\n',
        "utf-8",
    )
    out = tmp_path / "out"
    assert command.main([str(handed), "--out", str(out), "--roster", str(roster)]) == 0
    assert "3 of 3 notebooks" in capsys.readouterr().err
    rows = [row for row in read(out / "results.csv") if row.exercise == "my_loss"]
    ada = next(row for row in rows if row.number == "12")
    assert (ada.verdict, ada.tries) == ("wrong", "4")
    assert "Yours is the sum of the squares" in ada.mistake
    assert sorted(row.verdict for row in rows if row.number == "77") == ["right", "wrong"]
    assert all("one of 2 notebooks" in row.remark for row in rows if row.number == "77")
    with (out / "canvas.csv").open(encoding="utf-8", newline="") as file:
        head, possible, *people = list(csv.reader(file))
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Lesson 1"]
    assert possible == ["    Points Possible", "", "", "", "", "6"]
    assert ["Lovelace, Ada", "12", "s-12", "ada@example.org", "A", "0"] in people
    assert ["Müller, Zoë", "99", "s-99", "zoe@example.org", "A", "1"] in people
    whole = (out / "class.html").read_text("utf-8")
    assert not re.search("Ada|Lovelace|Zoë|Müller", whole)
    assert "fewer than 5" in whole and page.what_next()["01.rate"][1]["ask"] in whole
    assert command.main(["--page", "--out", str(out)]) == 0


def test_the_moodle_worksheet_says_who_is_who(tmp_path):
    sheet = tmp_path / "Grades.csv"
    sheet.write_text(
        "Identifier,Full name,Email address,Grade\nParticipant 77,Zoë Müller,zoe@example.org,\n",
        "utf-8-sig",
    )
    row = Row("Somebody", "77", "01", "a.ipynb", "my_loss", "right", "", "", "")
    exports.moodle(tmp_path / "moodle.csv", [row], exports.roster(sheet))
    with (tmp_path / "moodle.csv").open(encoding="utf-8", newline="") as file:
        head, line = list(csv.reader(file))
    assert head == ["Full name", "ID number", "Email address", "Username", "Lesson 1"]
    assert line == ["Zoë Müller", "", "zoe@example.org", "", "1"]


def test_two_people_of_one_name_are_not_confused():
    people = [{"Student": "Kim, Lee", "ID": "1"}, {"Student": "Kim, Lee", "ID": "2"}]
    known = exports.Roster(people)
    assert known.of(names.Learner("Lee Kim")) == {}
    assert known.of(names.Learner("kimlee", "2"))["id"] == "2"


@pytest.mark.parametrize(
    "path, name, number",
    [
        ("Zoë Müller_123_assignsubmission_file_/my work.ipynb", "Zoë Müller", "123"),
        ("Zoë Müller_123_assignsubmission_file_my work.ipynb", "Zoë Müller", "123"),
        ("lovelaceada_12345_67890_01_linear_loss_gradient.ipynb", "lovelaceada", "12345"),
        ("lovelaceada_LATE_12345_67890_01-2.ipynb", "lovelaceada", "12345"),
        ("all.zip/lovelaceada_12345_67890_x.ipynb", "lovelaceada", "12345"),
        ("anna b/01_linear_loss_gradient.ipynb", "anna b", ""),
        ("01_linear_loss_gradient_Anna Ö.ipynb", "Anna Ö", ""),
        ("Anna-01_linear_loss_gradient (2).ipynb", "Anna", ""),
        ("Anna.zip/01_linear_loss_gradient.ipynb", "Anna", ""),
        ("receipt_Anna_B.toml", "Anna_B", ""),
    ],
)
def test_names(path, name, number):
    assert names.of(path) == names.Learner(name, number)


def test_one_name_in_several_spellings_is_one_learner():
    assert names.alike("Zoë Müller") == names.alike("muller_zoe") == names.alike("MÜLLER, Zoë")
    assert names.alike("Ada") != names.alike("Adam")


def test_zips_are_read_where_they_lie(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("Anna/01.ipynb", json.dumps(code(RIGHT)))
        archive.writestr("../outside.ipynb", json.dumps(code(RIGHT)))
        archive.writestr("__MACOSX/Anna/._01.ipynb", "x")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    (tmp_path / "none.zip").write_text("no zip", "utf-8")
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("a.jpg", b"x")
    before = sorted(tmp_path.rglob("*"))
    found = handins.find(tmp_path).handins
    sound = [one.file for one in found if not one.trouble]
    assert sound == ["all.zip/inner.zip/../outside.ipynb", "all.zip/inner.zip/Anna/01.ipynb"]
    says = {one.file: one.trouble for one in found if one.trouble}
    assert "it is none" in says["none.zip"] and "no notebook" in says["photos.zip"]
    assert sorted(tmp_path.rglob("*")) == before
    assert not (tmp_path.parent / "outside.ipynb").exists()


def test_a_zip_that_swells_is_not_read_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(handins, "LARGEST", 1000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ipynb", b" " * 100_000)
    assert "larger than" in handins.find(tmp_path).handins[0].trouble


def test_the_last_cell_that_is_written_counts():
    other = LOSS.format("0")
    stub = "def my_loss(beta, x, y):\n    return None"
    assert matching.job([RIGHT, stub]).answers == {"my_loss": 0}
    job = matching.job([RIGHT, other])
    assert job.answers == {"my_loss": 1} and "2 cells" in job.remarks["my_loss"]
    assert matching.job([stub]).answers == {"my_loss": 0}
    assert matching.job(["my_loss == 3"]).answers == {}


def test_magic_lines_leave_the_others_where_they_are():
    source = "%timeit x\nif True:\n    !ls\ny = (7\n % 2)\nnp.mean?"
    assert matching.without_magic(source) == "pass\nif True:\n    pass\ny = (7\n % 2)\npass"
    assert matching.without_magic("%%time\nx = 1") == "\nx = 1"


@pytest.mark.parametrize("data", [b"\xff", b"[", b"exercises = 3", b"[exercises.a]\nx = 1", b""])
def test_an_odd_receipt_stops_nothing(data):
    assert receipts.read(data) in (None, receipts.Receipt("", {}, {}))


def test_what_a_cell_of_a_table_may_hold(tmp_path):
    assert tame("=HYPERLINK(1)") == "'=HYPERLINK(1)" and tame("a\nb") == "a b"
    row = Row("=Anna", "", "01", "ü.ipynb", "my_loss", "right", "", "3", "")
    write(tmp_path / "results.csv", [row])
    assert (tmp_path / "results.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert read(tmp_path / "results.csv") == [row._replace(learner="'=Anna")]


def a_class(count, verdict, mistake, first=0):
    """Return a row of my_loss for each of so many learners."""
    return [
        Row(f"Person {first + n}", "", "01", f"{n}", "my_loss", verdict, mistake, "", "")
        for n in range(count)
    ]


def test_the_page_counts_learners_and_hides_small_groups():
    rows = a_class(7, "wrong", "the 1/N is missing") + a_class(3, "wrong", "rare", 7)
    rows += a_class(12, "right", "", 10)
    rows += a_class(1, "wrong", "the 1/N is missing", 10)  # whoever has a right one counts as right
    lesson = course.lessons()["01"]
    assert page.verdicts(rows, lesson)["my_loss"] == {"right": 12, "wrong": 10, "not done": 0}
    assert [one.learners for one in page.mistakes(rows, lesson)] == [7, 3]
    choices = [merge.Choice(f"{n}", "01.rate", 1 if n < 6 else 2, False) for n in range(8)]
    whole = page.page(rows, choices)
    assert "<td>7</td>" in whole and "<td>6</td>" in whole
    assert not re.search(r"<td>[1-4]</td>|: wrong [1-4]\b|right [1-4]\b", whole)
    assert whole.count('alt="How many learners.') == 2 and "Person" not in whole


def test_each_wrong_choice_has_something_to_ask_and_to_show():
    asked = page.questions()
    advice = page.what_next()
    assert advice.keys() == asked.keys()
    for name, question in asked.items():
        wrong = set(range(1, len(question["choices"]) + 1)) - {question["right"]}
        assert advice[name].keys() == wrong, name
        for row in advice[name].values():
            assert row["ask"][-1] in "?." and row["show"][-1] == ".", name
            assert len(row["ask"]) > 20 and len(row["show"]) > 20, name


@pytest.mark.parametrize(
    "asked, says",
    [
        (["nowhere"], "there is no folder nowhere"),
        (["empty"], "no notebook and no zip in empty"),
        (["empty", "--roster", "odd.csv"], "isn't a roster"),
        (["--page", "--out", "empty"], "results.csv"),
    ],
)
def test_bad_input_gets_one_sentence(tmp_path, monkeypatch, capsys, asked, says):
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    Path("odd.csv").write_text("a,b\n1,2\n", "utf-8")
    assert command.main(asked) == 2
    err = capsys.readouterr().err
    assert err.startswith("Nothing was done: ") and says in err and err.count("\n") == 1


def test_a_class_of_the_benchmark_is_graded_like_its_answers(tmp_path):
    handed_in.a_class(tmp_path / "in", 4, "06")
    found = handins.find(tmp_path / "in")
    rows = run.all_of(found.handins, 2, LIMITS)
    assert len(rows) == 4 * len(course.lessons()["06"].checks)
    assert {"right", "wrong"} <= {row.verdict for row in rows} <= {"right", "wrong", "too long"}
    assert all(row.mistake for row in rows if row.verdict == "wrong")
