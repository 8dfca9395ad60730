"""Several learners at once, each logged in to a real JupyterHub, each moving the sliders of lesson
3 through it.
"""

import importlib.util

import classroom
import lab
import lessons
import pytest

pytestmark = [pytest.mark.sweep, pytest.mark.browser, pytest.mark.xdist_group("hub")]
LESSON = "03_momentum_and_adam.ipynb"


def test_each_learner_moves_their_own_sliders(chrome):
    if not importlib.util.find_spec("jupyterhub") or not classroom.proxy():
        pytest.skip("JupyterHub or its proxy is not here: run make hub")
    names = ["ada", "emmy", "sofja"]
    with classroom.hub(lessons.FOLDER, names) as (url, process):
        pages = [
            lab.Lab(chrome, f"{url}/user/{name}", LESSON, enter=classroom.enter(url, name))
            for name in names
        ]
        for page in pages:
            page.run_all()
        races = [page.explorers()[6] for page in pages]
        first = [race.text() for race in races]
        assert len(set(first)) == 1
        for race in races[:2]:
            race.focus(0)
            race.moves("ArrowRight", "ArrowRight")
        assert races[0].text() == races[1].text() != first[0] and races[2].text() == first[2], (
            "each has a kernel of their own"
        )
        for race in races:
            race.changes(race.button("Back to the start").click)
            race.watch()
            race.button("Play or pause").click()
        for page in pages:  # they play, all at once
            page.wait_for(lambda page=page: page.page.evaluate("() => window.frames_at.length") > 2)
        assert all(classroom.megabytes(classroom.family(process, name)) > 50 for name in names)
        for page in pages:
            assert not page.errors, page.errors
            page.close()
