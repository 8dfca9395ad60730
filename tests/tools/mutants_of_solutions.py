"""Does each check notice when one thing in its exercise's solution is changed?

python tests/tools/mutants_of_solutions.py [my_loss ...]

Every edit of lessons_lib.check.edits is made to the solution, one at a time, and what still passes
is listed. Some of it is as right as the solution (max for maximum of two, a name for its alias);
whatever isn't wants another case in the check.
"""

import ast
import contextlib
import io
import sys
import warnings
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]

import lessons  # noqa: E402  (it stands beside the tests)

from lessons_lib import learner  # noqa: E402
from lessons_lib.check import edits, repair, source, tries  # noqa: E402


def survivors(exercise):
    """Yield (line, what was changed) for each edit of a solution that its check lets pass."""
    function = exercise.run(exercise.solution)
    lines = source.lines_of(function)
    known = function.__globals__
    for kinds in (edits.of_python, edits.of_mathematics):
        for edit in kinds(lines, known):
            with edit.made():
                text = ast.unparse(ast.fix_missing_locations(lines.tree))
            if passes(exercise, text):
                yield text, edit.says


def passes(exercise, text):
    """Return whether the check calls this answer right."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(Exception):
        exercise.check(exercise.run(text))
    return "✔" in said.getvalue()


def main(names):
    warnings.simplefilter("ignore")
    repair.slip = repair.smallest = lambda *_: None  # nothing has to be named here
    tries.help_after = lambda *_: None
    learner.SECONDS = 0.5
    for exercise in lessons.exercises():
        if names and exercise.name not in names:
            continue
        same = ast.unparse(ast.parse(exercise.solution))
        seen = {same}
        for text, says in survivors(exercise):
            if text not in seen:
                seen.add(text)
                print(f"\n{exercise.name}: {says}\n{text}")
        print(f"{exercise.name}: {len(seen) - 1} let pass")


if __name__ == "__main__":
    main(sys.argv[1:])
