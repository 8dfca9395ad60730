"""Give each hand-in a process of its own, and make rows of what comes back.

The teacher's process only reads JSON: what a hand-in defines is never loaded here, and never
unpickled. Where the system can copy processes (all but Windows) they are copies of one that has
NumPy and the checks loaded; elsewhere each loads them, which takes a second or two.
"""

import json
import multiprocessing
import os
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import NamedTuple

from . import course, matching, worker_entry
from .rows import VERDICTS, Row

# Python looks after all its processes whenever one begins: two threads must not do so at once.
_one_at_a_time = threading.Lock()
LONGEST_LINE = 100_000  # bytes of what one exercise may send


class Limits(NamedTuple):
    """What one hand-in may take.

    seconds     of time for one process; it begins anew after an exercise that used it up
    megabytes   of memory, with NumPy's own
    altogether  seconds for one notebook, with all that began anew
    cell        seconds for a cell with an answer in it: it may hold a learner's own experiments too
    """

    seconds: float = 60.0
    megabytes: int = 2048
    altogether: float = 180.0
    cell: float = 10.0


def all_of(handins, jobs, limits, done=lambda n: None) -> list:
    """Return the Rows of hand-ins in their order; done(n) is called as each comes in.

    jobs  how many run at the same time
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # several threads would only wait
    rows = {}
    context = _context()
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        waiting = {
            pool.submit(_one_safely, handin, limits, context): i for i, handin in enumerate(handins)
        }
        try:
            for n, future in enumerate(as_completed(waiting), 1):
                rows[waiting[future]] = future.result()
                done(n)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [row for i in sorted(rows) for row in rows[i]]


def _context():
    """Return how processes are begun here."""
    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in ways else "spawn")
    if "forkserver" in ways:
        context.set_forkserver_preload(["lessons_lib.grade.worker"])
    return context


def _one_safely(handin, limits, context):
    """Return the Rows of one hand-in, whatever happens: none stops the others."""
    try:
        return one(handin, limits, context)
    except Exception as error:
        return [_row_of(handin, remark=f"it could not be graded: {error!r}")]


def _row_of(handin, lesson="", exercise="", verdict="broken", mistake="", remark=""):
    learner = handin.learner
    return Row(
        learner.name, learner.id, lesson, handin.file, exercise, verdict, mistake, "", remark
    )


def one(handin, limits, context=None) -> list:
    """Return the Rows of one hand-in: one for each exercise of its lesson, or one that says why
    there are none.
    """
    if handin.trouble:
        return [_row_of(handin, remark=handin.trouble)]
    job = matching.job(handin.cells)
    if job is None:
        return [_row_of(handin, remark="it holds no exercise of this course")]
    found = _until_all_are_run(job, limits, context or _context())
    rows = []
    for name in course.lessons()[job.lesson].checks:
        nothing = {"verdict": "missing", "remark": "there is no cell for it"}
        row = {"mistake": "", **found.get(name, nothing)}
        remarks = [words for words in (job.remarks.get(name), row["remark"]) if words]
        row["remark"] = "; ".join(remarks)
        rows.append(_row_of(handin, job.lesson, name, **row))
    return rows


def _until_all_are_run(job, limits, context):
    """Return {exercise: what was found}, in as many processes as it takes."""
    found, stuck = {}, []
    until = time.monotonic() + limits.altogether
    while todo := [name for name in job.answers if name not in found]:
        left = until - time.monotonic()
        if left <= 0:
            late = {"verdict": "too long", "remark": "the time for this notebook was over"}
            return found | dict.fromkeys(todo, late)
        now, at, why = _process(
            job, limits, min(left, limits.seconds), (stuck, list(found)), context
        )
        found |= {name: row for name, row in now.items() if name not in found}
        if any(name not in found for name in todo):
            at = at if at in todo and at not in found else None
            at = at or next(name for name in todo if name not in found)
            found[at] = why
            stuck.append(at)
    return found


def _process(job, limits, seconds, before, context):
    """Run a Job in a process; return ({exercise: found}, the one that it was at, why it ended).

    before  the exercises that ended a process, and all that are known already
    """
    with tempfile.TemporaryDirectory(prefix="grade-", ignore_cleanup_errors=True) as folder:
        receiver, sender = context.Pipe(duplex=False)
        fence = (folder, seconds, limits.megabytes)
        args = (sender, job, fence, limits.cell, *before)
        process = context.Process(target=worker_entry.enter, args=args, daemon=True)
        with _one_at_a_time:
            process.start()
        sender.close()
        try:
            found, at, late = _listen(receiver, job, time.monotonic() + seconds)
        finally:
            receiver.close()
            with _one_at_a_time:
                process.kill()
                process.join()
                process.close()
    if late:
        return found, at, {"verdict": "too long", "remark": f"stopped after {seconds:.0f} s"}
    return found, at, {"verdict": "broken", "remark": "its process ended in the middle of it"}


def _listen(receiver, job, until):
    """Return ({exercise: found}, the one it was at, whether time was over)."""
    found, at = {}, None
    while True:
        left = until - time.monotonic()
        if left <= 0 or not receiver.poll(left):
            return found, at, True
        try:
            line = json.loads(receiver.recv_bytes(LONGEST_LINE))
        except (EOFError, OSError, ValueError):
            return found, at, False
        if not isinstance(line, dict) or "ends" in line:
            return found, at, False
        name = line.get("begins") or line.get("exercise")
        if name in job.answers:
            at = name
            if "exercise" in line and line.get("verdict") in VERDICTS:
                found[name] = {
                    "verdict": line["verdict"],
                    "mistake": str(line.get("mistake", ""))[:500],
                    "remark": str(line.get("remark", ""))[:500],
                }
