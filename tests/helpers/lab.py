"""JupyterLab in a headless Chromium: what the browser tests, `make look` and `make bench` share."""

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlparse

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
# Every output that is a widget has become one, and every picture is there.
DRAWN = """() => {
    const {model, node} = window.jupyterapp.shell.currentWidget.content;
    const outputs = [...model.cells].flatMap(cell => cell.type === 'code' ? cell.outputs.toJSON() : []);
    const widgets = outputs.filter(output => 'application/vnd.jupyter.widget-view+json' in (output.data || {})).length;
    return node.querySelectorAll('.jp-OutputArea-output > .jupyter-widgets').length >= widgets
        && [...node.querySelectorAll('img.lessons-picture')].every(image => image.complete && image.naturalWidth); }"""
MODEL = "window.jupyterapp.shell.currentWidget.content.model.cells"
# The picture as the page shows it: the bytes differ when a pixel does.
PICTURE = """async image => { const b = await (await fetch(image.src)).arrayBuffer();
    const h = await crypto.subtle.digest('SHA-256', b); return [...new Uint8Array(h)].slice(0, 8).join('.') }"""

# Is a message of a widget still on its way to the kernel, or at work there? (Each widget may have a
# thread of its own there.)
PENDING = """(() => { const kernel = window.notebook_panel.sessionContext.session?.kernel;
    return !!kernel && [...kernel._futures.values()].some(sent => sent.msg.header.msg_type === 'comm_msg') })()"""
# Two looks, for ipywidgets holds a second move back until the first is answered.
ANSWERED = """async () => { const end = performance.now() + 20000;
    for (let calm = 0; calm < 2 && performance.now() < end;) {
        calm = PENDING ? 0 : calm + 1;
        await new Promise(done => setTimeout(done, 5));
    } }""".replace("PENDING", PENDING)
# What an explorer shows when nothing is on its way any more.
SHOWN = """async root => { await (ANSWERED)(); const fingerprint = PICTURE;
    const print = await fingerprint(root.querySelector('img.lessons-picture'));
    return {print, says: root.querySelector('.lessons-says').innerText} }""".replace(
    "ANSWERED", ANSWERED
).replace("PICTURE", PICTURE)

# Both wait in the page itself, so that waiting costs little.
CHANGED = """async (root, {says, print, picture, timeout}) => {
    const end = performance.now() + timeout, image = root.querySelector('img.lessons-picture'), fingerprint = PICTURE;
    while (performance.now() < end) {
        const told = root.querySelector('.lessons-says').innerText !== says;
        if (told && (!picture || await fingerprint(image) !== print)) return true;
        await new Promise(done => setTimeout(done, 20));
    }
    return false; }""".replace("PICTURE", PICTURE)
SETTLED = """async (root, {quiet, timeout}) => {
    const end = performance.now() + timeout, image = root.querySelector('img.lessons-picture');
    let last = image.src, since = performance.now();
    while (performance.now() < Math.min(end, since + quiet)) {
        await new Promise(done => setTimeout(done, 20));
        if (image.src !== last || PENDING) { last = image.src; since = performance.now(); }
    } }""".replace("PENDING", PENDING)


def chromium():
    """Return the path of a Chromium, or None. CHROMIUM in the environment comes first."""
    names = [
        os.environ.get("CHROMIUM"),
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ]
    return next((path for name in names if name and (path := shutil.which(name))), None)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_until_up(address, process, name, log):
    """Wait until a server answers at this address. RuntimeError with the end of its log when it
    stops, or does not within a minute.
    """
    for _ in range(300):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=5).read()
            return
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError(f"{name} did not start:\n" + Path(log).read_text()[-3000:])


@contextlib.contextmanager
def server(folder, python=sys.executable, cores=None):
    """Start JupyterLab on a folder, with settings of its own, by this Python, on these cores of
    Linux; yield its address.
    """
    port, home = free_port(), tempfile.mkdtemp(prefix="lab-")
    settings = Path(home, "lab", "settings")
    env = os.environ | {"JUPYTER_CONFIG_DIR": f"{home}/config", "JUPYTER_DATA_DIR": f"{home}/data", "JUPYTER_RUNTIME_DIR": f"{home}/run",
                        "IPYTHONDIR": f"{home}/ipython", "JUPYTER_PLATFORM_DIRS": "1"}  # fmt: skip
    if cores:
        env.pop("MALLOC_TOP_PAD_", None)  # its memory is measured
    log = open(f"{home}/log", "w+")  # noqa: SIM115  it lives as long as the server
    command = [str(python), "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0",
               "--IdentityProvider.token=", "--ServerApp.password=", f"--ServerApp.root_dir={folder}", "--expose-app-in-browser",
               f"--LabApp.user_settings_dir={settings}", f"--LabApp.workspaces_dir={home}/lab/workspaces"]  # fmt: skip
    notes = settings / "@jupyterlab" / "apputils-extension"
    notes.mkdir(parents=True)
    (notes / "notification.jupyterlab-settings").write_text(
        '{"fetchNews": "false", "checkForUpdates": false}'
    )
    process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    if cores and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process.pid, cores)  # its kernels inherit it
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(f"{url}/api", process, "JupyterLab", log.name)
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


@contextlib.contextmanager
def proxy(url):
    """Put a line between the browser and the server; yield its address, and the line, whose two
    properties may be changed.

    line.delay is in seconds each way; line.rate is in bytes a second towards the browser, None for
    no limit.
    """
    target, port, line = urlparse(url), free_port(), SimpleNamespace(delay=0.0, rate=None, free=0.0)

    async def pump(reader, writer, limited):
        queue = asyncio.Queue()

        async def deliver():
            while (item := await queue.get()) is not None:
                due, data = item
                await asyncio.sleep(max(0, due - time.monotonic()))
                writer.write(data)
                with contextlib.suppress(OSError):
                    await writer.drain()
            writer.close()

        task = asyncio.ensure_future(deliver())
        with contextlib.suppress(OSError):
            while data := await reader.read(4096 if line.rate else 65536):
                if limited and line.rate:  # all connections share the line
                    line.free = max(line.free, time.monotonic()) + len(data) / line.rate
                    await asyncio.sleep(line.free - time.monotonic())
                queue.put_nowait((time.monotonic() + line.delay, data))
        queue.put_nowait(None)
        await task

    async def connect(reader, writer):
        there, back = await asyncio.open_connection(target.hostname, target.port)
        try:
            await asyncio.gather(pump(reader, back, False), pump(there, writer, True))
        except OSError:
            pass  # one side hung up
        finally:
            back.transport.abort()
            writer.transport.abort()

    async def serve():
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        loop.set_exception_handler(
            lambda *_: None
        )  # connections that are open at the end are cut off, and that is meant
        line.stop = lambda: loop.call_soon_threadsafe(stop.set)
        async with await asyncio.start_server(connect, "127.0.0.1", port):
            started.set()
            await stop.wait()

    started, thread = threading.Event(), threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    started.wait(10)
    try:
        yield f"http://127.0.0.1:{port}", line
    finally:
        line.stop()
        thread.join(10)


class Lab:
    """One page of JupyterLab with one notebook open."""

    def __init__(
        self,
        chrome,
        url,
        notebook,
        width=1400,
        height=1000,
        scale=1,
        theme=None,
        enter=None,
        touch=False,
        address="{url}/lab/tree/{notebook}?reset",
        context=None,
        room=True,
    ):
        size = {"width": width, "height": height}
        self.context = context or chrome.new_context(
            viewport=size, device_scale_factor=scale, has_touch=touch
        )
        self.page = self.context.new_page()
        self.errors = []
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("request", self._asked)
        if enter:  # a page before it, such as a login
            enter(self.page)
        self.page.goto(address.format(url=url, notebook=notebook))
        self.page.wait_for_function(
            "() => window.jupyterapp && window.jupyterapp.shell.currentWidget?.context?.isReady",
            timeout=90000,
        )
        self.page.evaluate(
            "() => { window.notebook_panel = window.jupyterapp.shell.currentWidget; }"
        )
        if theme:
            self.page.evaluate(
                "t => window.jupyterapp.commands.execute('apputils:change-theme', {theme: t})",
                f"JupyterLab {theme}",
            )
        # Every cell is drawn, not only those in sight, so that a test finds its explorers.
        self.page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.notebookConfig = "
                           "{...window.jupyterapp.shell.currentWidget.content.notebookConfig, windowingMode: 'none'} }")  # fmt: skip
        if room:
            self.page.evaluate("() => window.jupyterapp.shell.collapseLeft?.()")

    def _asked(self, request):
        """Note a request that leaves this machine."""
        address = urlparse(request.url)
        if address.scheme not in ("data", "blob") and address.hostname not in (
            "127.0.0.1",
            "localhost",
        ):
            self.errors.append(f"the page asked {request.url[:120]}")

    def run_all(self, drawn=True, timeout=120):
        """Run every cell and wait for the end, and for the pictures. AssertionError when a cell was
        left out.
        """
        slow = f"new Promise((_, no) => setTimeout(() => no(new Error('the cells did not end within {timeout} s')), {1000 * timeout}))"
        self.page.evaluate(f"() => Promise.race([({RUN_ALL})(), {slow}])")
        counts = self.page.evaluate(COUNTS)
        first = counts[0] or 0  # more than 1 when all were run before
        assert counts == list(range(first, first + len(counts))), f"cells were left out: {counts}"
        if drawn:
            self.page.wait_for_function(DRAWN, timeout=20000)

    def wait_for(self, true, timeout=20.0):
        """Wait until true() is. AssertionError, with what the explorers say, when it does not
        become so.
        """
        end = time.monotonic() + timeout
        while not true():
            if time.monotonic() > end:
                says = "\n".join(
                    self.page.locator(".lessons-explorer .lessons-says").all_inner_texts()
                )
                raise AssertionError(
                    f"it did not become true within {timeout} s. The explorers say:\n{says}"
                )
            self.page.wait_for_timeout(40)

    def command(self, name):
        """Do one of JupyterLab's commands."""
        self.page.evaluate("name => window.jupyterapp.commands.execute(name)", name)

    def kernel(self, action):
        """Restart or interrupt the kernel."""
        self.page.evaluate(
            f"() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.{action}()"
        )

    def finger(self, *places):
        """Touch the page at the first place, draw the finger over the others, and lift it."""
        device = self.context.new_cdp_session(self.page)
        kinds = ["touchStart", *["touchMove"] * (len(places) - 1)]
        for kind, (x, y) in zip(kinds, places, strict=True):
            device.send(
                "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]}
            )
            self.page.wait_for_timeout(60)
        device.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        device.detach()

    def cell(self, start):
        """Return the number of the cell whose source starts so."""
        sources = self.page.evaluate(
            "() => [...window.jupyterapp.shell.currentWidget.content.model.cells].map(c => c.sharedModel.getSource())"
        )
        return next(i for i, source in enumerate(sources) if source.startswith(start))

    def source(self, start):
        """Return the source of a cell."""
        return self.page.evaluate(f"() => {MODEL}.get({self.cell(start)}).sharedModel.getSource()")

    def write(self, start, source):
        """Write a cell anew and run it."""
        self.page.evaluate(
            f"text => {MODEL}.get({self.cell(start)}).sharedModel.setSource(text)", source
        )
        self.run(source.split("\n")[0])

    def run(self, start):
        """Run one cell, and wait for its end."""
        self.page.evaluate(
            "async i => { const w = window.jupyterapp.shell.currentWidget; w.content.activeCellIndex = i;"
            "await window.jupyterapp.commands.execute('notebook:run-cell'); }",
            self.cell(start),
        )
        self.page.wait_for_function(DRAWN, timeout=20000)

    def output(self, start):
        """Return the text that a cell shows under it."""
        return (
            self.page.locator(".jp-Cell")
            .nth(self.cell(start))
            .locator(".jp-OutputArea")
            .inner_text()
        )

    def explorers(self):
        """Return every explorer on the page, as a list of Explorer."""
        found = self.page.locator(".lessons-explorer")
        return [Explorer(self.page, found.nth(i)) for i in range(found.count())]

    def close(self):
        """Shut down the kernel, and close the page."""
        with contextlib.suppress(Exception):
            self.page.evaluate(
                "() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()"
            )
        self.context.close()


class Explorer:
    """One explorer on the page: its picture, its text, its controls."""

    def __init__(self, page, root):
        self.page, self.root = page, root
        self.image = root.locator("img.lessons-picture")
        self.sliders = root.locator(".widget-slider:visible")
        self.handles = root.locator(".noUi-handle:visible")
        self.slider = self.handles.nth(0)  # which has the keyboard

    def picture(self):
        """Return a fingerprint of the picture."""
        return self.image.evaluate(PICTURE)

    def text(self):
        """Return the live text."""
        return self.root.locator(".lessons-says").inner_text()

    def changes(self, action, picture=True, timeout=20.0):
        """Do something; wait until the text, and the picture too, differ from before.
        AssertionError when they do not.

        What was on its way before is waited for first; what the text says then, a test waits for
        with `says`.
        """
        before = self.root.evaluate(SHOWN)
        action()
        if self.root.evaluate(CHANGED, {**before, "picture": picture, "timeout": 1000 * timeout}):
            return
        same = {"picture": self.picture() == before["print"], "text": self.text() == before["says"]}
        what = [name for name, stayed in same.items() if stayed]
        active = self.page.evaluate("() => document.activeElement.outerHTML.slice(0, 200)")
        raise AssertionError(
            f"after the move the {' and the '.join(what)} stayed the same; the text is: {self.text()} At {active}"
        )

    def moves(self, away, back, picture=True):
        """Press one key, then another, at the slider that has the keyboard: the second must change
        the text, and the picture too.
        """
        says, stood = self.root.evaluate(SHOWN)["says"], self.slider.get_attribute("aria-valuetext")
        self.slider.press(
            away
        )  # which gives it the keyboard once more, should JupyterLab have taken it since
        if (
            self.slider.get_attribute("aria-valuetext") != stood
        ):  # wait for the answer, or it may come after the second key
            self.root.evaluate(CHANGED, {"says": says, "picture": False, "timeout": 20000})
        self.changes(lambda: self.slider.press(back), picture)

    def watch(self):
        """From now on, note the time of every new picture."""
        self.image.evaluate(
            "image => { window.frames_at = []; window.frames_seen?.disconnect();"
            "window.frames_seen = new MutationObserver(() => window.frames_at.push(performance.now()));"
            "window.frames_seen.observe(image, {attributes: true, attributeFilter: ['src']}) }"
        )

    def count_frames(self, action):
        """Return how many pictures arrive during an action."""
        self.watch()
        action()
        return self.page.evaluate("() => window.frames_at.length")

    def frame_rate(self, action):
        """Return how many pictures a second arrive during an action, from the first to the last;
        NaN for fewer than three.
        """
        self.watch()
        action()
        times = self.page.evaluate("() => window.frames_at")
        return 1000 * (len(times) - 1) / (times[-1] - times[0]) if len(times) > 2 else float("nan")

    def last_frame_after(self, seconds):
        """Wait some seconds; return how many of them had passed when the last picture arrived."""
        self.watch()
        now = self.page.evaluate("() => performance.now()")
        self.page.wait_for_timeout(seconds * 1000)
        return max(0.0, self.page.evaluate("() => window.frames_at.at(-1) ?? 0") - now) / 1000

    def says(self, words, timeout=20.0):
        """Wait until the live text has these words. AssertionError when it has not."""
        end = time.monotonic() + timeout
        while words not in (text := self.text()):
            assert time.monotonic() < end, (
                f"{words!r} is not said within {timeout} s; the text is: {text}"
            )
            self.page.wait_for_timeout(40)

    def settle(self, quiet=0.2, timeout=10.0):
        """Wait until the kernel has answered, and the picture has stayed the same for a while."""
        self.root.evaluate(SETTLED, {"quiet": 1000 * quiet, "timeout": 1000 * timeout})

    def focus(self, i):
        """Give slider i the keyboard."""
        self.slider = self.handles.nth(i)
        self.slider.focus()

    def pick(self, label, entry):
        """Choose an entry of the menu with this label, when it is not chosen already."""
        menu = self.root.locator(".widget-dropdown", has_text=label).locator("select")
        if menu.input_value() != entry:
            self.changes(lambda: menu.select_option(entry))

    def button(self, tip):
        """Return the button with this tooltip."""
        return self.root.locator(f'button[title="{tip}"]')

    def pause(self):
        """Press the button of what plays; wait until the kernel has heard it, and its last picture
        is here.
        """
        button = self.button("Play or pause")
        button.click()
        button.locator(".fa-play").wait_for()
        self.settle(0.4)

    def drag(self, x, y, across, down, steps=12):
        """Press at (x, y) of the picture, and move in steps by (across, down); return all that the
        live text said on the way.
        """
        mouse, texts = self.page.mouse, set()
        mouse.move(*self.at(x, y))
        mouse.down()
        for step in range(steps):
            mouse.move(*self.at(x + across * step, y + down * step))
            self.page.wait_for_timeout(60)
            texts.add(self.text())
        mouse.up()
        self.settle(0.06)
        return texts

    def at(self, x, y):
        """Return the place on the page of the point (x, y) of the picture, both from 0 to 1, y
        downwards; scroll it into sight.
        """
        self.image.scroll_into_view_if_needed()
        box = self.image.bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]
