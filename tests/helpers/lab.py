"""JupyterLab in a headless Chromium: what the browser tests, `make look` and `make bench` share."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
RUN_ALL = """async () => {
    const app = window.jupyterapp; await app.restored;
    const w = app.shell.currentWidget; await w.context.ready; await w.sessionContext.ready;
    await w.sessionContext.session.kernel.info;
    await app.commands.execute('notebook:run-all-cells');
}"""
COUNTS = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells]
    .filter(c => c.type === 'code' && c.sharedModel.getSource().trim()).map(c => c.executionCount)"""
# The picture as the page shows it: the bytes differ when a pixel does.
PICTURE = """async image => { const b = await (await fetch(image.src)).arrayBuffer();
    const h = await crypto.subtle.digest('SHA-256', b); return [...new Uint8Array(h)].slice(0, 8).join('.') }"""


def chromium():
    """Return the path of a Chromium, or None. CHROMIUM in the environment comes first."""
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    return next((path for name in names if name and (path := shutil.which(name))), None)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def server(folder):
    """Start JupyterLab on a folder, with settings of its own; yield its address."""
    port, home = free_port(), tempfile.mkdtemp(prefix="lab-")
    settings = Path(home, "lab", "settings")
    env = os.environ | {"JUPYTER_CONFIG_DIR": f"{home}/config", "JUPYTER_DATA_DIR": f"{home}/data", "JUPYTER_RUNTIME_DIR": f"{home}/run",
                        "IPYTHONDIR": f"{home}/ipython", "JUPYTER_PLATFORM_DIRS": "1"}  # fmt: skip
    log = open(f"{home}/log", "w+")  # noqa: SIM115  it lives as long as the server
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0",
               "--IdentityProvider.token=", "--ServerApp.password=", f"--ServerApp.root_dir={folder}", "--expose-app-in-browser",
               f"--LabApp.user_settings_dir={settings}", f"--LabApp.workspaces_dir={home}/lab/workspaces"]  # fmt: skip
    notes = settings / "@jupyterlab" / "apputils-extension"
    notes.mkdir(parents=True)
    (notes / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
    process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{url}/api", timeout=5).read()
                break
            if process.poll() is not None:
                break
            time.sleep(0.2)
        else:
            raise RuntimeError("JupyterLab did not start:\n" + Path(log.name).read_text()[-3000:])
        yield url
    finally:
        process.terminate()
        process.wait(30)
        log.close()
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def browser():
    """Start Chromium through Playwright; yield it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield chrome
        chrome.close()


class Lab:
    """One page of JupyterLab with one notebook open."""

    def __init__(self, chrome, url, notebook, width=1400, height=1000, scale=1, theme=None):
        self.context = chrome.new_context(viewport={"width": width, "height": height}, device_scale_factor=scale)
        self.page = self.context.new_page()
        self.errors = []
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.goto(f"{url}/lab/tree/{notebook}?reset")
        self.page.wait_for_function(
            "() => window.jupyterapp && window.jupyterapp.shell.currentWidget?.context?.isReady", timeout=90000
        )
        if theme:
            self.page.evaluate(
                "t => window.jupyterapp.commands.execute('apputils:change-theme', {theme: t})", f"JupyterLab {theme}"
            )
        # Every cell is drawn, not only those in sight, so that a test finds its explorers.
        self.page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.notebookConfig = "
                           "{...window.jupyterapp.shell.currentWidget.content.notebookConfig, windowingMode: 'none'} }")  # fmt: skip
        self.page.evaluate("() => window.jupyterapp.shell.collapseLeft?.()")

    def run_all(self):
        """Run every cell and wait for the end. AssertionError when a cell was left out."""
        self.page.evaluate(RUN_ALL)
        counts = self.page.evaluate(COUNTS)
        assert counts == list(range(1, len(counts) + 1)), f"cells were left out: {counts}"
        self.page.wait_for_timeout(500)

    def explorers(self):
        """Return every explorer on the page, as a list of Explorer."""
        found = self.page.locator(".lessons-explorer")
        return [Explorer(self.page, found.nth(i)) for i in range(found.count())]

    def close(self):
        """Shut down the kernel, and close the page."""
        with contextlib.suppress(Exception):
            self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.context.close()


class Explorer:
    """One explorer on the page: its picture, its text, its controls."""

    def __init__(self, page, root):
        self.page, self.root = page, root
        self.image = root.locator("img.lessons-picture")
        self.sliders = root.locator(".widget-slider")
        self.handles = root.locator(".noUi-handle")

    def picture(self):
        """Return a fingerprint of the picture."""
        return self.image.evaluate(PICTURE)

    def text(self):
        """Return the live text."""
        return self.root.locator("[role=status]").inner_text()

    def changes(self, action, timeout=10.0):
        """Do something; wait until picture and text both differ from before. AssertionError when they do not."""
        before, says = self.picture(), self.text()
        action()
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self.picture() != before and self.text() != says:
                return
            self.page.wait_for_timeout(30)
        what = [w for w, same in (("picture", self.picture() == before), ("text", self.text() == says)) if same]
        raise AssertionError(f"after the move the {' and the '.join(what)} stayed the same; the text is: {self.text()}")

    def settle(self, quiet=0.25, timeout=10.0):
        """Wait until the picture has stayed the same for a while."""
        end, last, since = time.monotonic() + timeout, None, time.monotonic()
        while time.monotonic() < end and time.monotonic() - since < quiet:
            now = self.picture()
            if now != last:
                last, since = now, time.monotonic()
            self.page.wait_for_timeout(40)

    def focus(self, i):
        """Give slider i the keyboard."""
        self.handles.nth(i).focus()

    def button(self, tip):
        """Return the button with this tooltip."""
        return self.root.locator(f'button[title="{tip}"]')

    def at(self, x, y):
        """Return the place on the page of the point (x, y) of the picture, both from 0 to 1, y downwards; scroll it into sight."""
        self.image.scroll_into_view_if_needed()
        box = self.image.bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]
