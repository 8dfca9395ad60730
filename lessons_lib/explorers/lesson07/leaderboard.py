"""Who reads the digits with the fewest parameters? The entries stand in the learner's own cell, so
the notebook keeps them.
"""

from typing import NamedTuple

from ... import convnet, datasets, learner
from ...entry import shown
from ...live.progress import progress
from .trained import score, trained

# The share that a network reads, in per cent, {(its sizes, its seed): share}: each is trained only
# once.
_SHARES = {}


class Row(NamedTuple):
    """One entry; rows in order are the table from the top down."""

    missed: bool  # does one of its seeds read too little?
    parameters: int
    name: str
    widths: tuple  # kernels, first hidden, second hidden
    shares: list  # of each seed, in per cent


def leaderboard(entries, least=96, seeds=3):
    """Train each of entries = {name: (kernels, first hidden, second hidden)} over some seeds, and
    print them, best first.

    An entry counts when every seed reads `least` % or more of the digits held out; of those, the
    fewest parameters win.
    """
    try:
        sizes = checked(entries)
    except learner.Trouble as trouble:
        print(f"✘ {trouble}")
        return
    train_all(sizes.values(), seeds)
    rows = [row_of(name, size, least, seeds) for name, size in sizes.items()]
    print(f"{'':4}{'name':18}{'sizes':>13}{'parameters':>12}   accuracy, {seeds} seeds")
    for place, row in enumerate(sorted(rows), 1):
        print(line_of(place, row))
    print(f"Those that miss {least} % with one of the seeds stand at the end, without a place.")


def checked(entries):
    """Return the sizes of each entry by its name. Trouble says what will not do."""
    if not isinstance(entries, dict) or not entries:
        must = "{name: (kernels, first hidden, second hidden)}, with at least one of them"
        raise learner.Trouble(f"entries must be {must}.")
    return {str(name): sizes_of(name, entry) for name, entry in entries.items()}


def sizes_of(name, entry):
    """Return the sizes of a network, as `convnet.init_params` takes them. Trouble says what will
    not do.
    """
    try:
        widths = tuple(int(n) for n in entry)
    except Exception:  # whatever an object says when it is asked for its parts
        widths = ()
    three = len(widths) == 3 and min(widths) >= 1
    if not three or any(n != m for n, m in zip(widths, entry, strict=True)):
        must = "three whole numbers above 0, kernels, first and second hidden"
        raise learner.Trouble(f"{name}: give {must}, not {shown(entry, 40)}.")
    sizes = 8, *widths, 10
    if widths[0] > 256 or convnet.parameter_count(sizes) > 100_000:
        most = "256 kernels or 100,000 parameters"
        raise learner.Trouble(f"{name}: more than {most}; the aim is few.")
    return sizes


def train_all(sizes, seeds):
    """Train the networks of these sizes that were not trained before, and keep what they read."""
    todo = [(size, seed) for size in sizes for seed in range(seeds)]
    todo = [key for key in todo if key not in _SHARES]
    if not todo:
        return
    for size, seed in progress(todo, "training"):
        _, _, held, labels = datasets.digits(seed)
        _SHARES[size, seed] = 100 * score(trained(seed, size), held, labels)


def row_of(name, size, least, seeds):
    """Return the Row of an entry whose networks are trained."""
    shares = [_SHARES[size, seed] for seed in range(seeds)]
    return Row(min(shares) < least, convnet.parameter_count(size), name, size[1:4], shares)


def line_of(place, row):
    """Return the line of the table for an entry that stands at this place."""
    mark = "–" if row.missed else f"{place}."
    widths = "-".join(map(str, row.widths))
    span = f"{min(row.shares):.1f} to {max(row.shares):.1f} %"
    return f"{mark:4}{row.name[:17]:18}{widths:>13}{row.parameters:12,}   {span}"
