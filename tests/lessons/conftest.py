"""After each test of a lesson nothing plays, and no widget is left."""

import ipywidgets as widgets
import pytest

from lessons_lib.live import timerow


@pytest.fixture(autouse=True)
def _free_widgets():
    yield
    timerow.stop()
    widgets.Widget.close_all()
