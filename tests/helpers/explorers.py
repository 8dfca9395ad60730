"""Every explorer of the course, and what each must be at any moment: what the tests without a kernel share."""

import io
import re

import ipywidgets as widgets
import numpy as np
from PIL import Image

from lessons_lib.explorers import lesson00, lesson01, lesson02, lesson03, lesson04, lesson05, lesson06, lesson07

EXPLORERS = [
    lesson00.crowd, lesson01.line_and_bowl, lesson01.move_the_data, lesson01.learning_rate, lesson01.centre,
    lesson01.two_errors, lesson01.diabetes, lesson02.cloud, lesson02.paths, lesson02.noise_ball, lesson02.schedules,
    lesson03.race, lesson03.anatomy, lesson03.settings_map, lesson03.rotation, lesson03.oscillators,
    lesson04.stepper, lesson04.two_modes, lesson04.gradient_check, lesson04.playground, lesson04.initialisation, lesson04.digits,
    lesson05.kernel_editor, lesson05.one_pixel, lesson05.sizes, lesson05.edges, lesson05.angles, lesson05.noise, lesson05.counting,
    lesson06.max_and_mean, lesson06.shift, lesson06.routing, lesson06.chain,
    lesson07.draw_a_digit, lesson07.budget, lesson07.training, lesson07.shifted, lesson07.broken,
]  # fmt: skip


LESSONS = [lesson00, lesson01, lesson02, lesson03, lesson04, lesson05, lesson06, lesson07]


def name_of(make):
    """Return the name by which a notebook calls an explorer: lesson03.rotation."""
    lesson = next(module for module in LESSONS if getattr(module, make.__name__, None) is make)
    return f"{lesson.__name__.split('.')[-1]}.{make.__name__}"


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
