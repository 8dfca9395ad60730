"""What the browser tests of one process share: one Chromium, one JupyterLab, and every notebook
opened and run once.
"""

import os
from pathlib import Path

import lab
import lessons
import pytest
import webpage
from pages import Pages

REQUIRED = os.environ.get("LESSONS_BROWSER") == "required"
SITE_REQUIRED = os.environ.get("LESSONS_SITE") == "required"


@pytest.fixture(scope="package")
def chrome():
    """Chromium, the only one of this process: Playwright cannot be started twice."""
    if not lab.chromium() and not REQUIRED:
        pytest.skip(
            "there is no Chromium here: install it, or set CHROMIUM to its path (LESSONS_BROWSER=required fails instead)"
        )
    assert lab.chromium(), "LESSONS_BROWSER=required, and there is no Chromium"
    with lab.browser() as browser:
        yield browser


@pytest.fixture(scope="package")
def server(tmp_path_factory):
    """JupyterLab on a copy of the notebooks, so that saving changes nothing here."""
    folder = tmp_path_factory.mktemp("lab")
    for path in lessons.NOTEBOOKS:  # nbval trains all five seeds
        (folder / path.name).write_text(
            path.read_text("utf-8").replace("progress(range(5)", "progress(range(1)"), "utf-8"
        )
    with lab.server(folder) as url:
        yield url, folder


@pytest.fixture(scope="package")
def pages_of_all_modules(chrome, server):
    pages = Pages(chrome, *server)
    yield pages
    for page in pages.all:
        page.close()


@pytest.fixture
def pages(pages_of_all_modules):
    """The pages; after each test no error stands in any console."""
    yield pages_of_all_modules
    errors = pages_of_all_modules.errors()
    assert not errors, errors


def pytest_collection_modifyitems(items):
    """What the reader leaves behind disturbs no other test: its tests come last of a notebook's."""
    ours = [i for i, item in enumerate(items) if item.path.parent == Path(__file__).parent]
    ordered = sorted((items[i] for i in ours), key=lambda item: item.path.stem == "test_access")
    for i, item in zip(ours, ordered, strict=True):
        items[i] = item


@pytest.fixture(scope="session")
def site():
    """The address of the built site. `make test` builds it."""
    if not (webpage.BUILT / "index.html").exists():
        pytest.skip("the site is not built: make site")
    with webpage.served() as url:
        yield url


@pytest.fixture(scope="session")
def live_site(site):
    """The same, with a Python in it, so that its lessons can be opened."""
    if not webpage.has_python() and not SITE_REQUIRED:
        pytest.skip("the site has no Python in it: Pyodide's files could not be had (PYODIDE=…)")
    assert webpage.has_python(), "LESSONS_SITE=required, and the site was built without Pyodide"
    return site
