"""Who reads the digits with the fewest parameters? The entries stand in the learner's own cell, so the notebook keeps them."""

from .. import learner
from ..entry import shown
from .digits import digits_or_noise
from .progress import progress
from .reading import score, trained

_KNOWN = {}  # the share that a network reads, by its sizes and its seed: each is trained only once


def leaderboard(entries, least=96, seeds=3):
    """Train each of entries = {name: (kernels, first hidden, second hidden)} over some seeds, and print them, best first.

    An entry counts when every seed reads `least` % or more of the digits held out; of those, the fewest parameters win.
    """

    def total(found):
        kernels, first, second = found
        return 10 * kernels + (16 * kernels + 1) * first + (first + 1) * second + (second + 1) * 10

    def sizes(name, entry):
        try:
            found = tuple(int(n) for n in entry)
        except Exception:  # whatever an object says when it is asked for its parts
            found = ()
        if len(found) != 3 or min(found) < 1 or any(n != m for n, m in zip(found, entry, strict=True)):
            three = "three whole numbers above 0, kernels, first and second hidden"
            raise learner.Trouble(f"{name}: give {three}, not {shown(entry, 40)}.")
        if found[0] > 256 or total(found) > 100_000:
            raise learner.Trouble(f"{name}: more than 256 kernels or 100,000 parameters; the aim is few.")
        return 8, *found, 10

    def ranked():
        if not isinstance(entries, dict) or not entries:
            raise learner.Trouble("entries must be {name: (kernels, first hidden, second hidden)}, with at least one of them.")
        known = {str(name): sizes(name, entry) for name, entry in entries.items()}
        todo = [(size, seed) for size in known.values() for seed in range(seeds) if (size, seed) not in _KNOWN]
        for size, seed in progress(todo, "training") if todo else ():
            _KNOWN[size, seed] = 100 * score(trained(seed, size), *digits_or_noise(seed)[2:4])
        rows = []
        for name, size in known.items():
            reads = [_KNOWN[size, seed] for seed in range(seeds)]
            rows.append((min(reads) < least, total(size[1:4]), name, size[1:4], reads))
        return rows

    try:
        rows = sorted(ranked())
    except learner.Trouble as trouble:
        print(f"✘ {trouble}")
        return
    print(f"{'':4}{'name':18}{'sizes':>13}{'parameters':>12}   read right, {seeds} seeds")
    for place, (missed, total, name, size, reads) in enumerate(rows, 1):
        mark = "–" if missed else f"{place}."
        print(f"{mark:4}{name[:17]:18}{'-'.join(map(str, size)):>13}{total:12,}   {min(reads):.1f} to {max(reads):.1f} %")
    print(f"Those that miss {least} % with one of the seeds stand at the end, without a place.")
