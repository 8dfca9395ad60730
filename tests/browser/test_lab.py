"""The real thing: JupyterLab in headless Chromium opens each notebook, runs it, and a learner moves
everything.
"""

import contextlib
import functools
import re

import lab
import lessons
import pytest
from pages import ADAM, BACK, KERNEL, LINE, NET, POOL, SGD, START, every, explorer_cells, on

from lessons_lib.live.explorer import MORE

pytestmark = pytest.mark.browser

# What a learner can use, and whether Tab gets there.
UNREACHED = """root => [...root.querySelectorAll('button, select, input, .noUi-handle')]
    .filter(one => one.checkVisibility() && (one.disabled || one.tabIndex < 0)).map(one => one.outerHTML.slice(0, 150))"""


def choose(menu, k):
    """Choose entry k of a menu by keyboard. (JupyterLab keeps the bare arrow keys for itself until
    the menu is open.)
    """
    menu.press("Alt+ArrowDown")
    for key in ["Home", *["ArrowDown"] * k, "Enter"]:
        menu.page.keyboard.press(key)


@pytest.mark.parametrize("name", [pytest.param(n, marks=on(n)) for n in (START, LINE, POOL)])
def test_a_menu_and_a_slider_of_an_explorer_move_by_keyboard_alone(pages, name):
    """In three lessons; the sweep has all of them, and test_access.py reaches every goal by keys."""
    move_by_keyboard(pages[name], lessons.NOTEBOOKS[0].with_name(name), most=1)


@pytest.mark.sweep
@every
def test_every_control_moves_picture_and_text_by_keyboard_alone(pages, path):
    move_by_keyboard(pages[path.name], path, most=100)


def move_by_keyboard(page, path, most):
    """Move at most so many menus, sliders and boxes of each explorer to both ends, by keyboard: of
    the sliders the last ones, for there the time row is.
    """
    explorers, seen = page.explorers(), set()
    names = [name for name, _ in explorer_cells(path)]
    assert len(explorers) == len(names)
    for explorer, name in zip(explorers, names, strict=True):
        assert explorer.root.evaluate(UNREACHED) == []
        if most > 1 and explorer.root.get_by_role("button", name=MORE).count():
            explorer.root.get_by_role("button", name=MORE).press("Space")
        again = name in seen  # the same once more, with a learner's function: one control will do
        seen.add(name)
        sliders = min(explorer.sliders.count(), 1 if again else most)
        for menu in [] if again else explorer.root.locator("select").all()[:most]:
            first, last = menu.evaluate("menu => [menu.selectedIndex, menu.options.length - 1]")
            for k in [0 if first == last else last, first] if last else []:
                explorer.changes(lambda k=k, menu=menu: choose(menu, k), picture=False)
            assert menu.evaluate("menu => menu.selectedIndex") == first
        for i in range(explorer.sliders.count() - sliders, explorer.sliders.count()):
            if "Adam only" in explorer.sliders.nth(i).inner_text():
                explorer.pick("rule", "Adam")
            explorer.focus(i)
            explorer.moves("Home", "End")
        if sliders and not again:
            # so far out, one step may not be seen
            explorer.moves("ArrowLeft", "ArrowRight", picture=False)
        for box in [] if again else explorer.root.locator("input[type=checkbox]").all()[:most]:
            explorer.changes(lambda box=box: box.press("Space"))


@every
def test_each_prediction_answers(pages, path):
    page = pages[path.name]
    choices = page.page.locator(".lessons-question")
    asked = [
        cell.source for cell in lessons.read(path).cells if cell.source.startswith("quiz.predict")
    ]
    assert choices.count() == len(asked)
    for i in range(choices.count()):
        radio = choices.nth(i).locator("input")
        answer = choices.nth(i).locator(".lessons-says")
        said = {answer.inner_text()}
        for j in range(radio.count()):
            # which costs less
            radio.nth(j).click() if i == j == 0 else radio.nth(j).evaluate("radio => radio.click()")
            page.wait_for(lambda said=said, answer=answer: answer.inner_text() not in said)
            said.add(answer.inner_text())
        assert sum(text.startswith("✔") for text in said) == 1


def crowd_of(page):
    """Return the crowd as it stands at first, by running its cell again."""
    page.run("lesson00.crowd(")
    return page.explorers()[1]


@on(START)
def test_playing_pausing_stepping(pages):
    page = pages[START]
    crowd = crowd_of(page)
    crowd.changes(crowd.button("Back to the start").click)
    crowd.says("After 0 steps")
    crowd.changes(crowd.button("Play or pause").click)
    page.wait_for(lambda: int(re.search(r"After (\d+) steps?", crowd.text())[1]) > 8)
    crowd.pause()
    stopped = crowd.text()
    page.page.wait_for_timeout(400)
    assert crowd.text() == stopped, "it went on after the pause"
    t = int(re.search(r"After (\d+) steps?", stopped)[1])
    for tip, now in [("One step forward", t + 1), ("One step back", t), ("Back to the start", 0)]:
        crowd.changes(crowd.button(tip).click)
        crowd.says(f"After {now} steps")
    crowd.button("Play or pause").click()  # and to the end
    page.wait_for(lambda: "After 60 steps" in crowd.text(), 15)
    page.wait_for(lambda: crowd.button("Play or pause").locator(".fa-play").count() == 1)


@on(START)
def test_touching_a_slider_stops_it(pages):
    page = pages[START]
    crowd = crowd_of(page)
    crowd.button("Play or pause").click()
    page.wait_for(lambda: "After 0 steps" not in crowd.text())
    crowd.focus(0)
    page.page.keyboard.press("ArrowLeft")
    page.wait_for(lambda: crowd.button("Play or pause").locator(".fa-play").count() == 1)
    crowd.settle(0.4)
    stopped = crowd.text()
    page.page.wait_for_timeout(400)
    assert crowd.text() == stopped


@on(LINE)
def test_click_and_drag(pages):
    page = pages[LINE]
    bowl = page.explorers()[1]
    mouse = page.page.mouse
    bowl.changes(lambda: mouse.click(*bowl.at(0.75, 0.5)))
    assert len(bowl.drag(0.6, 0.3, 0.02, 0.03)) >= 6, "the picture does not follow the drag"
    bowl.settle()
    # a quick hand presses, and lets go, while it moves
    for x, y in [(0.7, 0.3), (0.75, 0.35), (0.8, 0.4)]:
        places = [bowl.at(x + 0.01 * k, y) for k in range(4)]
        for place in places[:3]:
            mouse.move(*place)
        mouse.down()
        bowl.settle()
        bowl.changes(lambda place=places[3]: mouse.move(*place))
        mouse.up()
        bowl.settle()
    after = bowl.text()
    mouse.move(*bowl.at(0.7, 0.2))  # the button is up
    page.page.wait_for_timeout(300)
    assert bowl.text() == after
    data = page.explorers()[6]
    x, y = data.at(0.181, 0.417)
    mouse.move(x, y)
    mouse.down()

    def drag():
        for step in range(8):
            mouse.move(x, y + 8 * step)
            page.page.wait_for_timeout(60)

    data.changes(drag)
    mouse.up()
    data.says("β* = (")


@on(LINE)
def test_real_patients_blow_up_and_come_back(pages):
    """The main job: past 2/λmax on 442 patients, read why, bring it back, standardise, arrive."""
    page = pages[LINE]
    page.run("lesson01.diabetes(")
    patients = page.explorers()[-2]  # the last is the digit network
    assert "0.716 × the stability limit" in patients.text() and "diverges" not in patients.text()
    patients.focus(0)
    for _ in range(12):
        page.page.keyboard.press("ArrowRight")
    patients.says("it diverges. Bring α back below the limit.")
    assert re.search(r"After 100 steps the loss is .* × 10", patients.text())
    for _ in range(12):
        page.page.keyboard.press("ArrowLeft")
    page.wait_for(lambda: "diverges" not in patients.text())
    assert "○ Goal" in patients.root.inner_text()
    patients.changes(patients.root.locator("input[type=checkbox]").click)
    patients.focus(0)
    page.page.keyboard.press("End")
    for _ in range(31):
        page.page.keyboard.press("ArrowLeft")
    page.wait_for(lambda: "✔ Goal reached" in patients.root.inner_text())


def tries(page, name, check, cells, attempts, picture=True):
    """Write the function `name` as a learner does, more than once; run its check, and the explorers
    that it drives.

    cells     {what stands in an explorer's cell: the explorer's number on the page}; each must
              answer to a key afterwards
    attempts  [(the source, what the verdict says, what the explorers say is wrong or None)]
    """
    for source, verdict, trouble in attempts:
        page.write(f"def {name}", source)
        page.run(check)
        page.wait_for(lambda: verdict in re.sub(r"\s+", " ", page.output(check)))  # noqa: B023
        for cell, number in cells.items():
            page.run(cell)
            explorer = page.explorers()[number]
            alarm = explorer.root.locator("[role=alert]")

            def told(alarm=alarm, trouble=trouble):
                said = "".join(alarm.all_inner_texts())
                return (trouble or "") in said and alarm.count() == bool(trouble)

            page.wait_for(told)
            if explorer.sliders.count() == 0:  # its menu has been moved elsewhere
                continue
            explorer.focus(0)
            right, left = (
                functools.partial(page.page.keyboard.press, key)
                for key in ("ArrowRight", "ArrowLeft")
            )
            with contextlib.suppress(AssertionError):  # where it stands at its upper end already
                explorer.changes(right, picture, timeout=3)
            explorer.changes(left, picture)
        assert page.source(f"def {name}") == source, "what was typed is lost"


def solution(name):
    """Return the source of an exercise's solution."""
    return next(e for e in lessons.exercises() if e.name == name).solution


@on(LINE)
def test_a_learner_writes_a_function_wrong_then_right(pages):
    page = pages[LINE]
    assert "my_loss is not written yet" in page.explorers()[2].root.inner_text()
    page.write("def my_loss", solution("my_loss"))
    right = solution("my_gradient")
    tries(page, "my_gradient", "check.gradient", {"lesson01.bowl_in_3d(loss=": 2}, [
        (right.replace("return 2 *", "return"), "is the 2 missing", None),
        (right.replace("return 2", "return nonsense"), "NameError", "NameError"),
        ("def my_gradient(beta, x, y):\n    while True:\n        pass", "stopped after 2 s", "stopped after 2 s"),
        (right, "✔ Right.", None),
    ])  # fmt: skip


@on(SGD)
def test_a_learners_batch_walks(pages):
    right = solution("my_minibatch")
    attempts = [
        (right.replace("len(x)", "1"), "the same answer every time", None),
        (right, "✔ Right.", None),
    ]
    tries(
        pages[SGD],
        "my_minibatch",
        "check.minibatch",
        {"lesson02.paths(minibatch=my_minibatch)": 2},
        attempts,
        picture=False,
    )


@on(ADAM)
def test_a_learners_adam_runs_in_the_race_in_the_anatomy_and_on_the_map(pages):
    right = solution("my_adam")
    cells = {
        "lesson03.anatomy(adam=my_adam)": 4,
        "lesson03.race(optimizers": 6,
        "lesson03.settings_map(adam=my_adam)": 8,
    }
    tries(pages[ADAM], "my_adam", "check.adam_rule", cells, [
        (right.replace("/ (1 - beta2**t)", ""), "v is not corrected", None),
        (right.replace("beta1 * state", "beta1 * stat"), "NameError", "NameError"),
        (right, "✔ Right.", None),
    ])  # fmt: skip


@on(ADAM)
def test_a_surface_comes_with_its_own_start(pages):
    """The page must not clamp the old start to the new surface, and send it back."""
    page = pages[ADAM]
    page.run("lesson03.race(optimizers")
    race = page.explorers()[6]
    for name, start in [("rosenbrock", "(−1.2, 1)"), ("bowl", "(−4, 2)"), ("saddle", "(−2.5, 0.01)"), ("himmelblau", "(0, 0)"),
                        ("beale", "(1, 1.5)"), ("bowl", "(−4, 2)")]:  # fmt: skip
        race.pick("surface", name)
        race.settle()
        race.says(f"From {start}, after 150 steps")


@on(ADAM)
def test_a_click_starts_the_race_there_and_a_drag_on_the_map_moves_the_path(pages):
    page = pages[ADAM]
    race, chart = page.explorers()[6], page.explorers()[1]
    mouse = page.page.mouse
    race.changes(lambda: mouse.click(*race.at(0.35, 0.3)))
    chart.changes(lambda: mouse.click(*chart.at(0.2, 0.6)))
    assert len(chart.drag(0.2, 0.6, 0.015, -0.02, 10)) >= 5, "the path does not follow the drag"


@on(BACK)
def test_a_learners_backward_pass_drives_the_stepper_the_playground_and_the_v(pages):
    page, right = pages[BACK], solution("my_backward")
    cells = {
        "lesson04.stepper(backward=my_backward)": 2,
        "def my_rule": 3,
        "lesson04.gradient_check(": 4,
    }
    for attempt, v in [
        (
            (right.replace(" * (Z2 > 0)", ""), "mask of the second hidden layer is missing", None),
            "no V",
        ),
        (
            (
                right.replace("dZ2.sum(axis=0)", "dZ2.sum(axis=1)"),
                "it should be `axis=0`",
                "db2 returned an array of shape",
            ),
            "",
        ),
        ((right, "✔ Right.", None), "too long"),
    ]:
        tries(page, "my_backward", "check.backward", cells, [attempt])
        page.explorers()[4].says(v)


@on(BACK)
def test_the_playground_learns_while_it_plays_and_takes_points(pages):
    page = pages[BACK]
    page.run("def my_rule")
    playground, mouse = page.explorers()[3], page.page.mouse
    step = lambda: int(re.search(r"After (\d+) steps?", playground.text())[1])  # noqa: E731
    playground.pick("data", "spirals")
    playground.settle()
    playground.button("Back to the start").click()
    page.wait_for(lambda: step() == 0)
    playground.button("Play or pause").click()
    page.wait_for(lambda: step() > 150, 30)
    playground.pause()
    playground.pick("data", "nothing yet")
    playground.says("No points yet")
    playground.changes(lambda: mouse.click(*playground.at(0.8, 0.3)))
    playground.says("1 training point")
    playground.changes(
        playground.root.get_by_role("button", name="Click at the ring").click, picture=False
    )
    playground.says("2 training points")


@on(BACK)
def test_a_click_on_an_edge_shows_its_chain_of_factors(pages):
    page = pages[BACK]
    page.run("lesson04.stepper(")
    stepper, mouse = page.explorers()[2], page.page.mouse
    stepper.says("Step on to ∂L/∂W1[1,1]")
    for _ in range(6):
        stepper.changes(stepper.button("One step forward").click)
    stepper.says("For W1[1,1]")
    stepper.changes(lambda: mouse.click(*stepper.at(0.43, 0.29)))
    stepper.says("For W2[1,1]: 1 · 3 · 6 = 18")
    stepper.says("= 54")


@on(KERNEL)
def test_the_nine_cells_the_keyboard_and_an_own_picture(pages, tmp_path):
    page = pages[KERNEL]
    page.run("lesson05.kernel_editor()")
    editor, keyboard = page.explorers()[1], page.page.keyboard
    cells = editor.root.locator("input[type=number]")
    assert cells.count() == 9
    editor.says("with Sobel x")
    cells.nth(4).focus()
    editor.changes(
        lambda: (keyboard.press("Control+A"), keyboard.type("2"), keyboard.press("Enter"))
    )
    editor.says("a kernel of your own")
    keyboard.press("Tab")
    assert page.page.evaluate("() => document.activeElement.type") == "number", (
        "Tab goes on to the next cell"
    )
    editor.pick("kernel", "Laplacian")
    page.wait_for(lambda: "with Laplacian" in editor.text() and cells.nth(4).input_value() == "-4")
    from PIL import Image

    Image.linear_gradient("L").resize((900, 300)).save(tmp_path / "mine.png")
    (tmp_path / "poem.txt").write_text("no picture")

    def upload(name):
        with page.page.expect_file_chooser() as chooser:
            editor.root.get_by_role("button", name="Open a picture").click()
        chooser.value.set_files(tmp_path / name)

    editor.changes(lambda: upload("mine.png"))
    editor.says("columns: 638")
    alarm = editor.root.locator("[role=alert]")
    page.wait_for(lambda: "900 × 300 pixels; it was reduced to 640 × 213" in alarm.inner_text())
    upload("poem.txt")
    page.wait_for(lambda: "is no picture that can be read" in alarm.inner_text())


INSIDE = """root => { const box = root.getBoundingClientRect();
    return [...root.querySelectorAll('input[type=number], select')]
        .filter(one => one.getBoundingClientRect().right > box.right + 0.5).length }"""


@on(KERNEL)
def test_on_a_narrow_page_nothing_is_cut_off_and_run_again_nothing_complains(chrome, server, pages):
    """At 400 px the third column of the nine cells and the menus stay inside; Run All twice leaves
    no error in the console, and none two seconds later, when anywidget has lost its patience.
    """
    page = lab.Lab(chrome, server[0], pages.copy(KERNEL), width=400)
    page.run_all()
    page.run_all()
    editor = page.explorers()[1]
    assert editor.root.locator("input[type=number]").count() == 9
    assert editor.root.evaluate(INSIDE) == 0
    page.page.wait_for_timeout(2500)
    assert page.errors == []
    page.close()


@on(KERNEL)
def test_a_large_photograph_opens_and_one_that_is_too_large_leaves_the_button_alive(
    pages, tmp_path
):
    """A server of Jupyter cuts off what is larger than 10 MB, and the connection with it; so the
    page sends it in pieces.
    """
    import numpy as np
    from PIL import Image

    noise = np.random.default_rng(0).integers(0, 256, (1800, 2700, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "phone.png", compress_level=0)
    assert (tmp_path / "phone.png").stat().st_size > 14e6
    with open(tmp_path / "scan.png", "wb") as file:
        file.truncate(101_000_000)
    Image.linear_gradient("L").resize((300, 100)).save(tmp_path / "small.png")
    page = pages[KERNEL]
    page.run("lesson05.kernel_editor()")
    editor = page.explorers()[1]
    button = editor.root.get_by_role("button", name="Open a picture")

    def upload(name):
        with page.page.expect_file_chooser() as chooser:
            button.click()
        chooser.value.set_files(tmp_path / name)

    alarm, beside = editor.root.locator("[role=alert]"), editor.root.locator("[role=note]")
    editor.changes(lambda: upload("phone.png"))
    page.wait_for(lambda: "2700 × 1800 pixels; it was reduced to 640 × 427" in alarm.inner_text())
    upload("scan.png")
    page.wait_for(
        lambda: beside.inner_text() == "scan.png has 101 MB; files of up to 100 MB can be opened."
    )
    editor.changes(lambda: upload("small.png"))
    editor.says("columns: 298")
    page.wait_for(lambda: beside.inner_text() == "")


@on(KERNEL)
def test_a_learners_convolution_makes_the_pictures(pages):
    page = pages[KERNEL]
    rows = [("my_pixel", "check.pixel", "lesson05.one_pixel", 2, ("* kernel", "* kernel.T"), "transposed"),
            ("my_correlate", "check.whole", "lesson05.kernel_editor(correlate", 3, ("* kernel", "* kernel[::-1, ::-1]"), "half a turn"),
            ("my_edges", "check.edges", "lesson05.edges", 5, ("np.hypot(gx, gy)", "gx + gy"), "can cancel")]  # fmt: skip
    for name, check, cell, number, slip, verdict in rows:
        right = solution(name)
        wrong_name = right.replace("image", "imag", 2).replace("(imag", "(image", 1)
        attempts = [
            (right.replace(*slip), verdict, None),
            (wrong_name, "imag", "imag"),
            (right, "✔ Right.", None),
        ]
        tries(page, name, check, {cell: number}, attempts, picture=False)


@on(KERNEL)
def test_a_click_shows_the_nine_products_of_that_pixel(pages):
    page = pages[KERNEL]
    page.run("lesson05.one_pixel")
    pixel, mouse = page.explorers()[2], page.page.mouse
    before = pixel.text()
    pixel.changes(lambda: mouse.click(*pixel.at(0.2, 0.4)))
    assert pixel.text() != before
    after = pixel.text()
    pixel.focus(0)
    pixel.changes(lambda: page.page.keyboard.press("ArrowRight"))
    assert pixel.text() != after


@on(POOL)
def test_a_learners_pooling_and_its_way_back(pages):
    page = pages[POOL]
    rows = [("my_pool", "check.pool", "lesson06.max_and_mean(pool", 2, (".max()", ".mean()"), "We want its largest value"),
            ("my_route", "check.route", "lesson06.routing(route", 5, ("argmax", "argmin"), "`argmin` should be `argmax`")]  # fmt: skip
    for name, check, cell, number, slip, verdict in rows:
        attempts = [
            (solution(name).replace(*slip), verdict, None),
            (solution(name), "✔ Right.", None),
        ]
        tries(page, name, check, {cell: number}, attempts, picture=False)


@on(NET)
def test_a_learners_network_reads_counts_and_learns(pages):
    page = pages[NET]
    rows = [("my_forward", "check.forward", "lesson07.draw_a_digit(params, forward", 1, ("max_pool(", "-max_pool(-"), "None of its 10 numbers"),
            ("my_count", "check.count", "lesson07.budget", 2, ("10 * kernels", "9 * kernels"), "have a bias too"),
            ("my_kernel_gradient", "check.kernel_gradient", "lesson07.training(", 3, ("dK[:, m, n]", "dK[:, n, m]"), "swapped"),
            ("my_strongest", "check.strongest", "lesson07.anywhere(", 6, (".max(", ".mean("), "the mean of each map")]  # fmt: skip
    for name, check, cell, number, slip, verdict in rows:
        attempts = [
            (solution(name).replace(*slip), verdict, None),
            (solution(name), "✔ Right.", None),
        ]
        tries(page, name, check, {cell: number}, attempts, picture=False)


@on(NET)
def test_a_digit_is_drawn_by_mouse_and_by_keyboard(pages):
    page = pages[NET]
    page.run("lesson07.draw_a_digit(params")
    field, keys = page.explorers()[1], page.page.keyboard

    def press(name):
        field.root.get_by_role("button", name=name, exact=True).click()

    field.changes(lambda: press("Clear"))
    field.says(". 0 % of what it sees is ink")
    sizes = "image => ['naturalWidth', 'naturalHeight'].forEach(size => "
    field.image.evaluate(
        sizes + "Object.defineProperty(image, size, {value: 0, configurable: true}))"
    )
    # as it is for a moment with each new picture: the pen must not jump
    field.drag(0.16, 0.13, 0, 0.045, 10)
    field.image.evaluate(sizes + "delete image[size])")
    field.says("It reads a 1 ")
    field.changes(lambda: press("Undo"))
    field.says(". 0 % of what it sees is ink")
    field.pick("the pen", "draws")
    field.settle()
    field.focus(1)  # the row
    field.changes(lambda: keys.press("Home"))
    for _ in range(3):
        field.changes(lambda: keys.press("PageUp"))
    page.wait_for(lambda: ". 0 % of what it sees is ink" not in field.text())


@on(NET)
def test_the_network_learns_while_it_plays_pauses_and_goes_on(pages):
    page = pages[NET]
    page.run("lesson07.training(")
    training = page.explorers()[3]
    epoch = lambda: int(re.search(r"After (\d+) epoch", training.text())[1])  # noqa: E731
    training.button("Play or pause").click()
    page.wait_for(lambda: epoch() > 6, 30)
    training.pause()
    there, says = epoch(), training.text()
    assert there < 30
    page.wait_for(lambda: f"epochs: {there} of 30 done" in training.root.inner_text())
    training.changes(training.button("One step back").click)
    training.changes(training.button("One step forward").click)
    training.says(says)
    training.button("Play or pause").click()
    page.wait_for(lambda: epoch() == 30, 30)


@on(NET)
def test_a_digit_is_dragged_about_the_page_by_mouse_and_by_slider(pages):
    page = pages[NET]
    page.run("lesson07.anywhere(")
    field = page.explorers()[6]
    field.says("at row 3, column 7 of the page")
    field.drag(0.3, 0.2, 0.1, 0.1, 6)
    page.wait_for(lambda: "at row 3, column 7 of the page" not in field.text())
    field.focus(0)  # across
    field.changes(lambda: page.page.keyboard.press("Home"))
    field.says("column 0 of the page")


@on(NET)
def test_a_part_is_broken_and_the_guess_is_answered(pages):
    page = pages[NET]
    page.run("lesson07.broken(")
    broken = page.explorers()[5]
    broken.pick("broken", "no biases")
    broken.changes(broken.root.get_by_role("button", name="Show it").click)
    broken.says("You said 50 %")


@on(START)
def test_run_all_twice_a_second_view_an_interrupt_a_restart_and_reopened(chrome, server, pages):
    """Its pages are its own: for seconds after a kernel is gone JupyterLab still comes to widgets
    of it, and says so.
    """
    copy = pages.copy(START)
    page = lab.Lab(chrome, server[0], copy)
    page.run_all()
    page.run_all()
    crowd = crowd_of(page)
    page.command("notebook:create-output-view")
    page.wait_for(lambda: len(page.explorers()) == 3)
    crowd.focus(0)
    crowd.moves("Home", "End")
    other = page.explorers()[2]
    page.wait_for(lambda: other.text() == crowd.text() and other.picture() == crowd.picture())
    crowd.button("Play or pause").click()
    page.wait_for(lambda: "After 0 steps" not in other.text())
    page.kernel("interrupt")
    crowd.focus(0)
    page.page.keyboard.press("Home")  # stops it
    crowd.button("Play or pause").locator(".fa-play").wait_for()
    crowd.settle(0.4)
    crowd.moves("End", "Home")
    crowd.button("Play or pause").click()
    page.kernel("restart")
    page.run_all()
    crowd = crowd_of(page)
    crowd.focus(0)
    crowd.moves("Home", "End")
    page.command("docmanager:save")
    page.wait_for(
        lambda: (
            not page.page.evaluate(
                "() => window.jupyterapp.shell.currentWidget.context.model.dirty"
            )
        )
    )
    page.close()
    again = lab.Lab(chrome, server[0], copy)
    again.run_all()
    crowd = again.explorers()[1]
    crowd.focus(0)
    crowd.moves("Home", "End")
    shown = "".join(again.page.locator(".jp-OutputArea").all_inner_texts())
    assert "Error displaying" not in shown and "Loading widget" not in shown
    again.close()
    assert [
        error for error in page.errors + again.errors if "widget model not found" not in error
    ] == []


@on(START)
def test_a_finger_does_what_a_mouse_does(chrome, server, pages):
    page = lab.Lab(chrome, server[0], pages.copy(START), touch=True)
    page.run_all()
    crowd = crowd_of(page)
    crowd.changes(lambda: page.finger(crowd.at(0.2, 0.3)))
    before = crowd.text()
    crowd.changes(
        lambda: page.finger(*[crowd.at(0.2 + 0.03 * i, 0.3 + 0.03 * i) for i in range(5)])
    )
    assert crowd.text() != before
    handle = crowd.handles.nth(0).bounding_box()
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    crowd.changes(lambda: page.finger(*[(x + 15 * i, y) for i in range(5)]))
    page.page.touchscreen.tap(*centre(crowd.button("One step forward")))
    crowd.says("After 11 steps")
    assert not page.errors, page.errors
    page.close()


def centre(locator):
    """Return the middle of a thing on the page."""
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@on(START)
def test_the_installation_report_hears_the_page(pages):
    page = pages[START]
    page.wait_for(
        lambda: "Widgets work: the page answered" in page.page.locator(".jp-Notebook").inner_text()
    )


@on(LINE)
def test_before_it_runs_a_notebook_shows_its_pictures(pages):
    page = pages.fresh(pages.copy(LINE), run=False)
    pictures = page.page.locator(".jp-OutputArea-output img")
    page.wait_for(lambda: pictures.count() >= 7)
    assert page.page.get_by_text("Loading widget").count() == 0
    assert page.page.get_by_text("Error displaying widget").count() == 0


@on(START)
def test_it_plays_far_away_and_pauses_on_a_slow_line(chrome, server, pages):
    """Through a proxy that delays 75 ms each way it still moves, and on 2 Mbit/s a pause shows
    soon.
    """
    with lab.proxy(server[0]) as (far, line):
        page = lab.Lab(chrome, far, pages.copy(START))
        page.run_all()
        crowd = crowd_of(page)
        line.delay = 0.075
        count = crowd.count_frames(
            lambda: (crowd.button("Play or pause").click(), page.page.wait_for_timeout(1500))
        )
        assert count >= 8, "far away it hardly moves"
        crowd.button("Back to the start").click()
        crowd.settle(quiet=0.6)
        line.delay, line.rate = 0.0, 2e6 / 8
        crowd.button("Play or pause").click()
        page.page.wait_for_timeout(1200)
        crowd.button("Play or pause").click()
        page.wait_for(lambda: crowd.button("Play or pause").locator(".fa-play").count() == 1)
        late = crowd.last_frame_after(1.5)
        assert late < 0.5, f"frames went on arriving for {late:.1f} s after the pause"
        page.close()


@on(START)
def test_a_learner_with_a_keyboard_only_can_do_everything(pages):
    """Tab goes to the slider, the arrows move it, Tab goes on to the buttons, Space presses one."""
    page = pages[START]
    crowd = crowd_of(page)
    crowd.focus(0)
    keyboard = page.page.keyboard
    crowd.moves("ArrowLeft", "ArrowRight")
    for _ in range(12):
        keyboard.press("Tab")
        if page.page.evaluate("() => document.activeElement.title") == "Play or pause":
            break
    else:
        pytest.fail("Tab does not reach the play button")
    crowd.changes(lambda: keyboard.press("Space"))
    page.wait_for(lambda: int(re.search(r"After (\d+) steps?", crowd.text())[1]) > 5)
    keyboard.press("Space")


@on(START)
def test_the_number_beside_a_slider_can_be_typed(pages):
    """As 00 says. A rate takes the nearest mark, and a decimal comma; what is no number changes
    nothing.
    """
    page = pages[START]
    crowd, keyboard = crowd_of(page), page.page.keyboard
    number = crowd.sliders.filter(has_text="θ₁").locator(".widget-readout")
    number.click()
    keyboard.press("Control+A")
    keyboard.type("1.5")
    crowd.changes(lambda: keyboard.press("Enter"))
    assert number.inner_text() == "1.5"
    rate = crowd.root.locator(".lessons-typed input")
    crowd.sliders.filter(has_text="α").locator(".noUi-handle").focus()
    keyboard.press("Tab")  # from the handle to its number
    for typed, taken in [
        ("0.0337", "0.0348"),
        ("0,05", "0.0511"),
        ("much", "0.0511"),
        ("1e999", "0.1"),
    ]:
        keyboard.press("Control+A")
        keyboard.type(typed)
        keyboard.press("Enter")
        page.wait_for(lambda taken=taken: rate.input_value() == taken)
        page.wait_for(lambda taken=taken: f"α = {taken}" in crowd.text())
