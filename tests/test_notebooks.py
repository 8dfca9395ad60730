"""Every notebook: its anatomy, and strict nbval with the pictures, once as committed and once with
the solutions.
"""

import ast
import contextlib
import io
import re
import subprocess
import sys
from pathlib import Path

import explorers
import ipywidgets as widgets
import lessons
import nbformat
import offline
import pytest
from bs4 import BeautifulSoup
from strict import nbval

from lessons_lib.live import timerow

HELPERS = Path(__file__).parent / "helpers"
every = pytest.mark.parametrize("path", lessons.NOTEBOOKS, ids=lambda p: p.stem)


@every
def test_as_committed_and_with_the_solutions(path, tmp_path):
    committed, solved = tmp_path / path.name, tmp_path / f"{path.stem}_solved.ipynb"
    committed.write_bytes(path.read_bytes())
    notebooks = {committed: lessons.read(path)}
    if lessons.solutions(notebooks[committed]):
        notebooks[solved] = lessons.solved(lessons.read(path))
        nbformat.write(notebooks[solved], solved)
    found, log = nbval(*notebooks)
    for cells, notebook in zip(found, notebooks.values(), strict=True):
        assert len(cells) == sum(cell.cell_type == "code" for cell in notebook.cells)
        assert not any(cells.values()), log


def test_no_network_is_no_network():
    """What runs behind the prefix reaches nothing outside, and does reach itself."""
    if not offline.prefix():
        pytest.skip("this machine cannot cut a process off from the network")
    code = """
import socket
with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), 2):
    print("itself")
try:
    socket.create_connection(("192.0.2.1", 80), 2)
except OSError as error:
    print(type(error).__name__, error)
"""
    out = subprocess.run(
        [*offline.prefix(), sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert out.stdout.splitlines() == ["itself", "OSError [Errno 101] Network is unreachable"]


def test_the_comparators_are_proved_by_canaries(tmp_path):
    """A notebook of which some cells must fail: a changed number, a curve off by 2 %, another
    colour, a missing picture, ...
    """
    setup = """
import numpy as np
from lessons_lib.live.explorer import Explorer
from lessons_lib.plots import style
def show(factor=1.0, color="#0072B2", text="a sine", height=4.0, fail=False):
    fig, ax = style.figure(1, height=height)
    ax.set(xlim=(0, 6), ylim=(-2, 2))
    line = style.moving(ax.plot([], [], color=color)[0])
    x = np.linspace(0, 6, 200)
    class Sine(Explorer):
        def paint(self, c, result):
            line.set_data(x, 1.5 * factor * np.sin(x))
        def say(self, c, result):
            return text if not fail else undefined
    return Sine(fig)
"""
    good = ["show()", "print(2)"]
    bad = [
        ("show(factor=1.02)", "pixels"), ("show(factor=0.95)", "pixels"), ("show(color='#D55E00')", "pixels"),
        ("show(height=4.1)", "900×41"), ("show(text='a cosine')", "text/plain"), ("show(fail=True)", "undefined"),
        ("print(3)", "stdout|mismatch"), ("None", "Missing output"),
    ]  # fmt: skip
    sys.path.insert(0, str(HELPERS.parent / "tools"))
    from execute import execute, tidy

    sources = [setup, *good, *[good[1] if "print" in source else good[0] for source, _ in bad]]
    notebook = tidy(
        execute(
            nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources]),
            tmp_path,
        )
    )
    for cell, (source, _) in zip(notebook.cells[len(good) + 1 :], bad, strict=True):
        cell.source = source
    nbformat.write(notebook, tmp_path / "canary.ipynb")
    [cells], log = nbval(tmp_path / "canary.ipynb")
    for i in range(len(good) + 1):
        assert not cells[i], log
    for i, (source, says) in enumerate(bad, len(good) + 1):
        assert re.search(says, cells[i]), f"the canary {source} lives: {cells[i] or 'it passed'}"


@pytest.mark.sweep
@every
def test_its_cells_can_be_run_in_any_order(path):
    """After all have run, each runs again, from the last to the first: no name has come to mean
    something else meanwhile.
    """
    cells = [cell for cell in lessons.read(path).cells if cell.cell_type == "code"]
    names = {}
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for cell in [*cells, *reversed(cells)]:
            exec(compile(cell.source, path.name, "exec"), names)
            names["progress"] = lambda items, label: list(items)[:1]  # one seed will do
    timerow.stop()
    widgets.Widget.close_all()


@every
def test_it_is_executed_from_top_to_bottom_and_stores_no_widget(path):
    notebook = lessons.read(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert "widgets" not in notebook.metadata
    assert notebook.metadata.language_info == {"name": "python"}
    for cell in code:
        for output in cell.outputs:
            assert output.output_type != "error" and output.get("name") != "stderr"
            assert not any("widget" in kind for kind in output.get("data", {}))
    assert path.stat().st_size <= 1.2e6


def shows(cell):
    """Does this code cell end in a value or print something?"""
    tree = ast.parse(cell.source)
    last = tree.body[-1]
    return isinstance(last, ast.Expr) or any(
        isinstance(n, ast.Call) and getattr(n.func, "id", "") in ("print", "progress")
        for n in ast.walk(tree)
    )


def described(cell):
    """The picture of an explorer carries a text: its name, its caption, and what it says now."""
    shown = next(out for out in cell.outputs if "text/plain" in out.get("data", {}))
    kind = next(kind for kind in shown.data if kind.startswith("image/"))
    words = shown.metadata[kind]["alt"]
    assert words.endswith(f" At the moment: {shown.data['text/plain'].splitlines()[0]}")
    assert len(words.split(" At the moment: ")[0]) > 60 and not set(words) & set("\\$`{}\n"), words


def test_nbconvert_leaves_no_picture_without_words(tmp_path):
    """As `jupyter nbconvert --to html` writes them, with the template of this environment."""
    command = [sys.executable, "-m", "nbconvert", "--log-level=ERROR", "--to", "html"]
    subprocess.run([*command, f"--output-dir={tmp_path}", *lessons.NOTEBOOKS], check=True)
    pictures = 0
    for path in lessons.NOTEBOOKS:
        html = (tmp_path / f"{path.stem}.html").read_text("utf-8")
        shown = BeautifulSoup(html, "html.parser").find_all("img")
        assert all(len(image["alt"]) > 60 for image in shown)
        assert "No description has been" not in html
        pictures += len(shown)
    assert pictures > 40


@every
def test_its_anatomy(path):
    notebook = lessons.read(path)
    cells = notebook.cells
    assert len(cells) <= 62  # 60, what the learner has done, and where it goes on
    assert cells[0].source.startswith("# ") and "?" in cells[0].source.splitlines()[0]
    assert "you will be able to" in cells[0].source and "minutes" in cells[0].source
    assert cells[0].source.count("\n- ") == 3
    for i, cell in enumerate(cells):
        if cell.cell_type != "code":
            continue
        lines = cell.source.splitlines()
        assert len(lines) <= 12 and max(map(len, lines)) <= 80, cell.source
        assert bool(cell.outputs) == shows(cell), f"an output is missing or too many: {cell.source}"
        pictured = any(
            kind.startswith("image/") for out in cell.outputs for kind in out.get("data", {})
        )
        if pictured:
            caption = cells[i + 1].source
            described(cell)
            assert caption.startswith("*The picture") and len(caption.split("\n\n")[0]) > 80, (
                f"no caption after {cell.source}"
            )


NO_PROSE = r"<details>.*?</details>|```.*?```|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|\[[^\]]*\]\([^)]*\)"


@every
def test_every_number_it_quotes_stands_in_a_cell_or_is_printed_by_one(path):
    """What has a decimal point or is a share; formulas and folds are left out."""
    cells, printed = lessons.read(path).cells, ""
    for cell in cells:
        printed += cell.source if cell.cell_type == "code" else ""
        printed += "".join(
            f" {out.get('text', '')} {out.get('data', {}).get('text/plain', '')} "
            for out in cell.get("outputs", [])
        )
    printed = re.findall(r"\d+(?:\.\d+)?", printed.replace(",", ""))
    for cell in cells:
        prose = (
            re.sub(NO_PROSE, " ", cell.source, flags=re.S).replace(",", "")
            if cell.cell_type == "markdown"
            else ""
        )
        for number in re.findall(r"(?<![\w.])(\d+\.\d+(?![\w.])|\d{2,}(?= %))", prose):
            assert any(one.startswith(number) for one in printed), (
                f"{number} is printed nowhere: {cell.source[:200]}"
            )


@every
def test_it_ends_by_leading_on(path):
    assert re.search(r"[Ll]esson \d", lessons.read(path).cells[-1].source)


@every
def test_its_links_lead_somewhere(path):
    for cell in lessons.read(path).cells:
        for target in re.findall(
            r"\]\(([^)]+)\)", cell.source if cell.cell_type == "markdown" else ""
        ):
            assert re.match("https?://", target) or (path.parent / target.split("#")[0]).exists(), (
                target
            )


@every
def test_its_predictions_exist_and_no_answer_is_shown_before(path):
    from lessons_lib.explorers import quiz

    notebook = lessons.read(path)
    asked = re.findall(
        r'quiz\.predict\("([^"]+)"\)', "\n".join(cell.source for cell in notebook.cells)
    )
    assert asked == [name for name in quiz.questions() if name.startswith(path.stem[:2])]


def test_every_exercise_has_a_hint_a_solution_and_a_check():
    found = lessons.exercises()
    names = {"01": ["my_loss", "my_gradient", "my_step", "my_largest_rate", "my_stretched", "my_standardise"],
             "02": ["my_sample_gradients", "my_average", "my_minibatch", "my_data", "my_schedule", "my_plan", "my_batches"],
             "03": ["my_momentum_step", "my_velocity_rate", "my_correction", "my_adam", "my_fixed_step", "my_gradients"],
             "04": ["my_times_backward", "my_layer", "my_mask", "my_delta", "my_weight_gradient", "my_backward", "my_passes", "my_output_error", "my_train"],
             "05": ["my_pixel", "my_correlate", "my_size", "my_edges", "my_counts", "my_filter_gradient", "my_picture_gradient"],
             "06": ["my_pool", "my_pooled_size", "my_twins", "my_receptive_field", "my_route"],
             "07": ["my_forward", "my_count", "my_one_map", "my_kernel_gradient", "my_strongest"]}  # fmt: skip
    assert [e.name for e in found] == [name for lesson in names.values() for name in lesson]
    for path in lessons.NOTEBOOKS:
        cells = lessons.read(path).cells
        for i, cell in enumerate(cells):
            if "stub" in lessons.tags(cell):
                assert "return None" in cell.source
                assert "check" in lessons.tags(cells[i + 1])
                assert "<summary><b>Hint</b></summary>" in cells[i + 2].source


def test_every_explorer_and_every_check_of_a_notebook_is_swept():
    """What is missing in these tables would not be tested, and nothing else would say so."""
    cells = [
        cell.source
        for path in lessons.NOTEBOOKS
        for cell in lessons.read(path).cells
        if cell.cell_type == "code"
    ]
    shown = {name for source in cells for name in re.findall(r"^(lesson\d\d\.\w+)\(", source, re.M)}
    assert shown - {"lesson07.leaderboard", "lesson07.results"} == {
        explorers.name_of(make) for make in explorers.EXPLORERS
    }  # tables of text
    table = (
        (Path(__file__).parent / "test_checks.py")
        .read_text("utf-8")
        .split("\nCHECKS = ")[1]
        .split("\nONE = ")[0]
    )
    asked = {f"{path.name[:2]}.{name}" for path in lessons.NOTEBOOKS
             for cell in lessons.read(path).cells if "check" in lessons.tags(cell)
             for name in re.findall(r"check\.(\w+)\(", cell.source)}  # fmt: skip
    # answers without arguments, and such as are judged by what they do
    made_up = {"01.stretched", "02.unstable_data", "02.plan", "02.batches", "03.rare_gradients"}
    assert asked - made_up - {"06.twins"} == set(re.findall(r"lesson(\d\d\.\w+)", table))


def test_the_glossary_leads_to_headings_that_are_there():
    glossary = (lessons.FOLDER.parent / "site" / "glossary.md").read_text("utf-8")
    links = re.findall(
        r"^\| \[[^\]]+\]\(\.\./notebooks/([^#)]+)#([^)]+)\) \| .+ \| (\d) \|$", glossary, re.M
    )
    assert len(links) == glossary.count("\n| [") >= 30
    for name, anchor, lesson in links:
        cells = lessons.read(lessons.FOLDER / name).cells
        lines = [
            line
            for cell in cells
            if cell.cell_type == "markdown"
            for line in cell.source.splitlines()
        ]
        headings = [line.lstrip("# ").replace(" ", "-") for line in lines if line.startswith("#")]
        assert anchor in headings, (name, anchor)
        assert int(name[:2]) == int(lesson)


@every
def test_its_minutes_and_its_stops_are_the_same_everywhere(path):
    cells, number = lessons.read(path).cells, int(path.name[:2])
    said = re.search(
        r"In (about|two sittings of about) (\d+) minutes(?:, with (\w+) stops? marked)?",
        cells[0].source,
    )
    minutes = f"2 × {said[2]}" if said[1].startswith("two") else said[2]
    stops = sum(cell.source.count("☕ **Stop") for cell in cells)
    assert stops == {None: 0, "one": 1, "two": 2, "three": 3}[said[3]]
    readme = (lessons.FOLDER.parent / "README.md").read_text("utf-8")
    assert re.search(
        rf"^\| {number} \| \[.+\({path.parent.name}/{path.name}\) \| .+ \| {minutes} \|$",
        readme,
        re.M,
    )
    teachers = (lessons.FOLDER.parent / "site" / "teachers.md").read_text("utf-8")
    assert re.search(rf"^\| {number} \| {minutes} \|", teachers, re.M)
    if number:
        start = "\n".join(cell.source for cell in lessons.read(lessons.NOTEBOOKS[0]).cells)
        assert re.search(
            rf"^\| {number} \| \[.+\({path.name}\) \| .+ \| {minutes} \|$", start, re.M
        )
