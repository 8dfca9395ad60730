"""The built site as a visitor has it: served on this machine, its lessons opened in a real browser."""

import contextlib
import json
import os
import shutil
import sys
import threading
import tomllib
from pathlib import Path

import lab

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "_site"
ADDRESS = "{url}/lab/index.html?path={notebook}"
ALIVE = "() => document.body?.dataset.lesson === 'alive'"
# A learner has five seeds trained; a test has one.
FEWER_SEEDS = """() => { for (const cell of window.jupyterapp.shell.currentWidget.content.model.cells) {
    const source = cell.sharedModel.getSource();
    if (source.includes('progress(range(5)')) cell.sharedModel.setSource(source.replace('progress(range(5)', 'progress(range(1)')) } }"""
SAYS = "() => { const card = document.getElementById('opening'); return card.hidden ? '' : card.innerText }"


def has_python():
    """Does the built site bring its Python, so that its lessons can be opened?"""
    return (BUILT / "static" / "pyodide" / "pyodide-lock.json").exists()


@contextlib.contextmanager
def served(folder=BUILT):
    """Serve a folder as a web host would; yield its address. `sent` counts the bytes of its files."""
    sys.path.insert(0, str(ROOT / "site"))
    import serve

    sys.path.pop(0)
    server = serve.server(folder)
    handler = server.RequestHandlerClass.func
    handler.copyfile = counted
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


sent = {}  # {port of a server: how many bytes of files it has sent}


def counted(handler, source, target):
    port = handler.server.server_port
    sent[port] = sent.get(port, 0) + os.fstat(source.fileno()).st_size
    shutil.copyfileobj(source, target)


def questions():
    """Return every question with its choices."""
    return tomllib.loads((ROOT / "lessons_lib/explorers/questions.toml").read_text("utf-8"))


def loaded():
    """Return the names of the packages that the page's Python loads."""
    lock = json.loads((BUILT / "static" / "pyodide" / "pyodide-lock.json").read_text("utf-8"))
    return sorted(lock["packages"])


class Live(lab.Lab):
    """One live lesson of the site. `context` makes it another visit with the same browser."""

    def __init__(self, chrome, url, notebook, alive=True, **how):
        super().__init__(chrome, url, notebook, address=ADDRESS, room=False, **how)
        if alive:
            self.page.wait_for_function(ALIVE, timeout=60000)

    def card(self):
        """Return what the card at the foot of the page says."""
        return self.page.evaluate(SAYS)

    def press(self, name):
        """Press one of the card's buttons."""
        self.page.locator("#opening").get_by_role("button", name=name).click()
