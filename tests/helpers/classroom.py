"""A classroom on this machine: a real JupyterHub on loopback, where each learner has a server of
their own.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import lab
import psutil

SETTINGS = """
c = get_config()
# any name, and this password: for a trial on loopback only
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "lesson"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{home}/{{username}}"
c.Spawner.cmd = ["{python}", "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root", "--LabApp.expose_app_in_browser=True"]
c.Spawner.environment = {{"JUPYTER_PLATFORM_DIRS": "1"}}
c.Spawner.http_timeout = c.Spawner.start_timeout = 60
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.command = ["{proxy}"]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.JupyterHub.db_url = "sqlite:///{home}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{home}/secret"
c.JupyterHub.concurrent_spawn_limit = 100
"""


def proxy():
    """Return the path of configurable-http-proxy, from .venv/node where `make hub` puts it, or from
    PATH; or None.
    """
    here = Path(sys.prefix, "node", "node_modules", ".bin", "configurable-http-proxy")
    return str(here) if here.exists() else shutil.which("configurable-http-proxy")


@contextlib.contextmanager
def hub(folder, learners):
    """Start a JupyterHub for learners, a list of names, who each find the files of a folder at
    home; yield its address and process.
    """
    home = Path(tempfile.mkdtemp(prefix="hub-"))
    for name in learners:
        shutil.copytree(folder, home / name)
        notes = (
            home
            / name
            / ".jupyter"
            / "lab"
            / "user-settings"
            / "@jupyterlab"
            / "apputils-extension"
        )
        notes.mkdir(parents=True)
        (notes / "notification.jupyterlab-settings").write_text(
            '{"fetchNews": "false", "checkForUpdates": false}'
        )
    port = lab.free_port()
    text = SETTINGS.format(
        home=home,
        port=port,
        hub_port=lab.free_port(),
        api_port=lab.free_port(),
        proxy=proxy(),
        python=sys.executable,
    )
    (home / "config.py").write_text(text)
    log = open(home / "log", "w+")  # noqa: SIM115  it lives as long as the hub
    command = [sys.executable, "-m", "jupyterhub", "--config", str(home / "config.py")]
    env = os.environ | {"CONFIGPROXY_AUTH_TOKEN": os.urandom(16).hex()}
    env.pop("MALLOC_TOP_PAD_", None)  # its memory is measured
    process = subprocess.Popen(
        command, cwd=home, env=env, stdout=log, stderr=log, start_new_session=True
    )
    url = f"http://127.0.0.1:{port}"
    try:
        lab.wait_until_up(f"{url}/hub/health", process, "JupyterHub", home / "log")
        yield url, psutil.Process(process.pid)
    finally:
        family = (
            psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        )
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        for child in family:
            with contextlib.suppress(psutil.Error):
                child.kill()
        log.close()
        shutil.rmtree(home, ignore_errors=True)


def enter(url, name):
    """Return what logs a learner in and waits for their server: enter(page)."""

    def login(page):
        page.goto(f"{url}/hub/login")
        page.fill("#username_input", name)
        page.fill("#password_input", "lesson")
        page.click("#login_submit")
        page.wait_for_url(f"**/user/{name}/**", timeout=90000)

    return login


def family(process, name):
    """Return the processes of one learner: their server, and its kernels."""
    for child in process.children():
        with contextlib.suppress(psutil.Error):
            if child.environ().get("JUPYTERHUB_USER") == name:
                return [child, *child.children(recursive=True)]
    return []


def megabytes(processes):
    """Return the memory of processes in MB; what several of them share is divided among them."""
    return sum(p.memory_full_info().pss for p in processes) / 1e6


def seconds(processes):
    """Return the seconds of a core that processes have used."""
    return sum(sum(p.cpu_times()[:2]) for p in processes)
