"""The questions of the course: each choice is answered, and the numbers in the answers are true."""

import ipywidgets as widgets
import numpy as np
import pytest

from lessons_lib import datasets
from lessons_lib.explorers import quiz
from lessons_lib.explorers.shared import walk


@pytest.fixture(autouse=True)
def _free_widgets():
    yield
    widgets.Widget.close_all()


@pytest.mark.parametrize("name", quiz.questions())
def test_each_choice_of_each_question_is_answered(name):
    question = quiz.predict(name)
    entry = quiz.questions()[name]
    assert 1 <= entry["right"] <= len(entry["choices"]) >= 3
    assert "Choose before you read on" in question.answer.value
    for i, (text, answer) in enumerate(entry["choices"], 1):
        question.pick.value = i
        mark = "✔" if i == entry["right"] else "✘"
        assert mark in question.answer.value and len(answer) > 40
        assert text in question.summary
    assert not any(answer in question.summary for _, answer in entry["choices"])
    assert question.summary in question._repr_mimebundle_()["text/plain"]


def test_an_unknown_question_is_one_sentence():
    with pytest.raises(ValueError, match="there is no question 'x'; there are 00"):
        quiz.predict("x")


def test_numbers_in_the_predictions_are_true():
    flat, steep = walk.curvature(np.arange(4.0))[0]
    kept = [abs(1 - 0.2 * v) for v in (flat, steep)]
    assert [round(k, 2) for k in kept] == [0.88, 0.68]
    assert round(kept[0] ** 20, 2) == 0.08 and round(kept[1] ** 20, 4) == 0.0005
    flat, steep = walk.curvature(datasets.diabetes()[0])[0]
    assert round(100 * 0.001 * flat, 3) == 0.005
    assert round(1 - 2 / (flat + steep) * flat, 4) == 0.9999
