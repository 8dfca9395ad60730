"""What a learner wrote is run safely.

It is stopped when it never returns, and what went wrong is one sentence.
"""

import contextlib
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import misbehave
import numpy as np
import pytest

from lessons_lib import learner


def test_the_value_comes_through():
    assert learner.run(lambda a, b: a + b, 2, 3) == 5


def test_never_returning_is_stopped_after_two_seconds_and_the_line_is_named():
    start = time.monotonic()
    with pytest.raises(
        learner.Trouble, match=r"never was stopped after 2 s at line \d+, `.+`. Is there a loop"
    ):
        learner.run(misbehave.never)
    assert time.monotonic() - start >= 2
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_swallowing_every_exception_does_not_help(monkeypatch):
    monkeypatch.setattr(learner, "SECONDS", 0.2)
    with pytest.raises(learner.Trouble, match="never ends"):
        learner.run(misbehave.never_and_swallows)


def test_the_time_is_shared_by_all_calls_of_one_move(monkeypatch):
    monkeypatch.setattr(learner, "SECONDS", 0.3)

    def slow(x):
        time.sleep(0.1)
        return x

    call = learner.guard(slow, lambda x: x)
    with pytest.raises(learner.Trouble, match="slow was stopped after"), learner.time_limit():
        for _ in range(10):
            call(np.ones(2))


def test_an_error_names_the_learners_own_line():
    with pytest.raises(learner.Trouble) as trouble:
        learner.run(misbehave.raises, 1)
    assert "`return 1 / 0`: Nothing can be divided by 0." in str(trouble.value)
    assert str(trouble.value).endswith("(Python says: ZeroDivisionError: division by zero.)")
    assert "\n" not in str(trouble.value)


def test_interrupt_ends_the_learners_function():
    def interrupted():
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # started in the background, Python ignores it
    try:
        with pytest.raises(learner.Trouble, match="interrupted was interrupted"):
            learner.run(interrupted)
    finally:
        signal.signal(signal.SIGINT, before)


def in_another_thread(action):
    """Run an action in another thread, as JupyterLab does with the moves of a slider.

    Return its value or raise its error.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(action).result(10)


def test_in_another_thread_it_is_stopped_too(monkeypatch):
    monkeypatch.setattr(learner, "SECONDS", 0.2)
    assert in_another_thread(lambda: learner.run(lambda: 7)) == 7
    for bad in (misbehave.never, misbehave.never_and_swallows):
        with pytest.raises(
            learner.Trouble, match=rf"{bad.__name__} was stopped after 0.2 s at line \d+"
        ):
            in_another_thread(lambda: learner.run(bad))  # noqa: B023
    assert in_another_thread(lambda: time.sleep(0.5) or 8) == 8, "a ring came late"


def test_the_watch_never_rings_after_its_block():
    def many():
        for _ in range(300):
            try:
                with learner.time_limit(0.001):
                    time.sleep(0.001)
            except learner.TooLong:
                pass
        sum(range(100_000))
        return True

    assert in_another_thread(many)


def test_a_ring_at_the_edge_of_its_block_goes_no_further():
    """It may come in while the watch begins, or ends: then it must not go on ringing for good."""
    went_on = []

    def work():
        try:
            for _ in range(800):
                stopped = contextlib.suppress(learner.Trouble)
                with stopped, learner.too_long_is_trouble(), learner.time_limit(0.001):
                    end = time.perf_counter() + 0.00105
                    while time.perf_counter() < end:
                        pass
            for _ in range(3_000_000):  # half a second, in which nothing may ring
                pass
        except BaseException as error:
            went_on.append(repr(error))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive() and went_on == []


def test_the_alarm_never_rings_after_its_block():
    before = signal.getsignal(signal.SIGALRM)
    for _ in range(300):
        with contextlib.suppress(learner.TooLong), learner.time_limit(0.001):
            time.sleep(0.001)
        assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
        assert signal.getsignal(signal.SIGALRM) is before


def test_the_alarm_of_others_is_given_back():
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    try:
        mine = signal.getsignal(signal.SIGALRM)
        learner.run(lambda: 1)
        assert signal.getsignal(signal.SIGALRM) is mine
    finally:
        signal.signal(signal.SIGALRM, before)


def test_what_is_no_function_is_said():
    with pytest.raises(learner.Trouble, match="A function is needed here, and this is 3"):
        learner.run(3)


def test_guard_keeps_the_arguments_safe():
    beta = np.ones(2)

    def greedy(b):
        b -= 1
        return b

    assert learner.guard(greedy, lambda b: b)(beta).tolist() == [0, 0]
    assert beta.tolist() == [1, 1]


def test_guard_takes_lists_and_lets_late_infinities_pass():
    values = iter([[1, 2], [np.inf, np.nan]])
    call = learner.guard(lambda: next(values), lambda: np.ones(2))
    assert call().tolist() == [1, 2]
    assert np.isinf(call()[0])


def test_guard_knows_where_the_first_answer_is_farthest_from_the_librarys():
    call = learner.guard(lambda a: a + [[0, 0, 0], [0, -3, 1]], lambda a: a)
    call(np.full((2, 3), 5.0))
    call(np.zeros((2, 3)))
    assert call.apart == ((1, 1), 2.0, 5.0)
    call = learner.guard(lambda: 7, lambda: 6.5)
    call()
    assert call.apart == ((), 7.0, 6.5)
    call = learner.guard(lambda a: a * (1 + 1e-9), lambda a: a)
    call(np.ones(3))
    assert call.apart is None


def test_where_any_answer_is_right_none_is_apart():
    def drawn(rng):
        return rng.random()

    def grows():
        return 1.0

    def usual(t):
        return 1 / t

    for call, args in [
        (learner.guard(lambda rng: 2.0, drawn), [np.random.default_rng(0)]),
        (learner.Guard(grows, lambda: 2.0, may_diverge=True), []),
        (learner.Guard(lambda t: 0.1, usual, any_answer=True), [2]),
    ]:
        call(*args)
        assert call.apart is None


@pytest.mark.parametrize(
    "value", ["2.5", b"2.5", 1 + 2j, [1, 2j], np.array([1.0, 2.0 + 0j]), ["1", "2"]]
)
def test_text_and_complex_numbers_are_refused(value):
    with pytest.raises(learner.Trouble, match=r"returned .* (which is not|and not)"):
        learner.as_numbers("mine", value, np.zeros(np.shape(value)))


def test_a_limit_inside_a_limit_leaves_the_outer_one_ringing():
    began = time.monotonic()
    with pytest.raises(learner.TooLong), learner.time_limit(0.3):
        with learner.time_limit(5):
            pass
        while time.monotonic() < began + 5:
            time.sleep(0.01)
    assert time.monotonic() < began + 4
