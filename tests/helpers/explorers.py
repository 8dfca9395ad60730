"""Every explorer of the course, and what each must be at any moment: what the tests without a
kernel share.
"""

import io
import re
from importlib import import_module
from pathlib import Path

import ipywidgets as widgets
import numpy as np
from PIL import Image

from lessons_lib.live import entrance

# Every lesson that shows something enters its explorers as it is imported.
FOLDER = Path(import_module("lessons_lib.explorers").__file__).parent
LESSONS = [path.parent.name for path in sorted(FOLDER.glob("lesson*/__init__.py"))]
for lesson in LESSONS:
    import_module(f"lessons_lib.explorers.{lesson}")
EXPLORERS = list(entrance.ALL.values())
NAMES = {make: name for name, make in entrance.ALL.items()}


def name_of(make):
    """Return the name by which a notebook calls an explorer: lesson03.rotation."""
    return NAMES[make]


def places(control):
    """Return the ends of a control and a grid between them."""
    if hasattr(control, "options"):
        options = [value for _, value in control._options_full]
        return options[:: max(1, len(options) // 12)] + options[-1:]
    if isinstance(control, widgets.Checkbox):
        return [True, False]
    grid = np.linspace(control.min, control.max, 9)
    return [type(control.value)(v) for v in grid]


def everything(explorer):
    """Return every control of an explorer by its name, the step among them."""
    steps = {"t": explorer.time.slider} if explorer.time.steps else {}
    return {**explorer.controls, **steps}


def pixels(explorer):
    return np.asarray(Image.open(io.BytesIO(explorer.image.value)).convert("RGB")).astype(int)


def drawn(explorer):
    """Return the picture as it was before its 96 colours were chosen."""
    return np.asarray(explorer.figure.canvas.buffer_rgba())


def assert_sound(explorer):
    """The picture decodes at its full size and is not blank; the text says something, and no NaN."""
    picture = pixels(explorer)
    assert picture.shape == (*np.round(explorer.figure.bbox.size[::-1]), 3)
    assert np.ptp(picture) > 100
    assert len(explorer.summary) > 40
    assert not re.search(r"\bnan\b|\binf\b|None", explorer.text.value, re.I), explorer.text.value
