"""Write the course for a class, for its teacher, or for a tool that counts points.

python site/give.py student folder --hints no --lessons 01 02
"""

import argparse
import sys

from editions import for_nbgrader, for_otter, student, teacher

NO_FOLDER = "Say where to write it, for instance: make student OUT=handout"


def main(arguments=None) -> None:
    """Write what is asked for, or say in one sentence why not."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("edition", choices=["student", "teacher", "nbgrader", "otter"])
    ask.add_argument("out", help="a new folder")
    ask.add_argument("--hints", default="yes", help="yes or no: whether the hints stay")
    ask.add_argument("--lessons", nargs="*", default=[], help="their numbers; all without it")
    args = ask.parse_args(arguments)
    try:
        for line in lines(args):
            print(line, flush=True)
    except (ValueError, OSError) as error:
        sys.exit(f"✘ {error}.")


def lines(args):
    """Yield a line for each notebook, while it is being written."""
    if not args.out.strip():
        raise ValueError(NO_FOLDER)
    hints = {"yes": True, "": True, "no": False}.get(args.hints.lower())
    if hints is None:
        raise ValueError(f"HINTS is {args.hints!r}; it must be yes or no")
    if args.edition == "teacher":
        yield from teacher.write(args.out, args.lessons)
    else:
        kind = {"student": student, "nbgrader": for_nbgrader, "otter": for_otter}[args.edition]
        yield from kind.write(args.out, args.lessons, hints)
    yield f"Everything is in {args.out}; its README.md says how to go on."


if __name__ == "__main__":
    main()
