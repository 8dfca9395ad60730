"""What a tool that counts points needs of a check: silence for a right answer, an error otherwise.

The exports for nbgrader and otter-grader call it in their test cells. The points follow the verdict
and nothing else.
"""

import contextlib
import io
import os

from . import heard, my_digit


def right(check, answer, quiet=False):
    """Run a check on an answer; AssertionError, in the check's own words, unless it is right.

    check   a check of the course, such as check.loss
    answer  what the learner wrote, such as my_loss
    quiet   whether to print nothing and to note nothing: for an answer that was checked before
    """
    told = []
    heard.listen(told.append)
    try:
        with _quietly() if quiet else contextlib.nullcontext():
            check(answer)
    finally:
        heard.stop(told.append)
    verdicts = [event for event in told if isinstance(event, heard.Verdict)]
    if not verdicts:
        raise AssertionError("The check gave no verdict, so there's nothing to count.")
    if verdicts[-1].mark != "right":
        raise AssertionError(verdicts[-1].text)


@contextlib.contextmanager
def _quietly():
    """Print nothing meanwhile, and write nothing into the learner's file."""
    before = os.environ.get(my_digit.OFF)
    os.environ[my_digit.OFF] = "off"
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        os.environ.pop(my_digit.OFF, None)
        if before is not None:
            os.environ[my_digit.OFF] = before
