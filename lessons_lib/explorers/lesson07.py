"""The explorers of lesson 7. Four of them stand in modules of their own; here the digits are shifted."""

from functools import lru_cache

import numpy as np

from .. import convnet, learner, network
from ..plots import maps as draw
from ..plots import network as net_draw
from ..plots import race as chart
from ..plots import style
from . import controls
from .digits import digits_or_noise
from .drawing import draw_a_digit, moved  # noqa: F401
from .entrance import explorer
from .leaderboard import leaderboard  # noqa: F401
from .live import Live
from .parts import broken, budget  # noqa: F401
from .reading import DENSE, trained, training  # noqa: F401

LOOKS = [{"color": style.BLUE, "linestyle": "-"}, {"color": style.VERMILLION, "linestyle": "--"},
         {"color": style.GREEN, "linestyle": ":"}, {"color": style.PURPLE, "linestyle": "-."}]  # fmt: skip
SHIFTS = np.arange(-3, 4)
WAYS = {"sideways": (1, 0), "up and down": (0, 1), "along the diagonal": (1, 1)}
WHERE = {"sideways": ("to the left", "to the right"), "up and down": ("upwards", "downwards"),
         "along the diagonal": ("up and to the left", "down and to the right")}  # fmt: skip


def library_readers(seeds=1):
    """Return {name: [function of X -> labels, one for each seed]}: the convolutional network, and a dense one as large."""

    def reader(net, params):
        return lambda X: net.forward(params, X)[0].argmax(axis=1)

    return {"convolutional": [reader(convnet, trained(seed)) for seed in range(seeds)],
            "dense": [reader(network, trained(seed, DENSE)) for seed in range(seeds)]}  # fmt: skip


@explorer
def shifted(readers=None):
    """Shift the held-out digits, and see which networks still read them.

    readers: {name: [a function of X (N, 64) that returns labels (N,), for each seed 0, 1, …]}, at most four names. The digits
    held out are those of the seed. Without it there are two networks of the library.
    """
    fig, left, right = style.figure(1.25, 1, height=4.2)
    chart.chart(left, 0, 1.3, "share read right (line: median, band: all seeds)", "shift (pixels)", (-3.2, 3.2), yscale="linear")
    left.set_yticks(np.linspace(0, 1, 6))
    digits, readers, note = lru_cache(lambda seed: digits_or_noise(seed)[2:4]), *_checked(readers)
    looks = dict(zip(readers, LOOKS, strict=False))
    lines, bands = chart.lines(left, looks, "upper center", 2), [draw.band(left, look["color"]) for look in looks.values()]
    here, gallery = chart.upright(left, style.GREY, 1.03 / 1.3), net_draw.gallery(right, 4, 3)
    right.set_title("what each says, in the order of the legend", loc="left", fontsize=11)

    def pictures(seed, by, way):
        across, down = (by * step for step in WAYS[way])
        return np.stack([moved(x.reshape(8, 8), across, down) for x in digits(seed)[0]]).reshape(-1, 64)

    def answers(read, X):
        """Return what a reader says, −1 throughout where it fails."""
        try:
            return learner.as_numbers("it", learner.run(read, X.copy()), np.zeros(len(X))).astype(int)
        except learner.Trouble:
            return np.full(len(X), -1)

    @lru_cache
    def measured(way):
        return {name: np.array([[(answers(read, pictures(seed, by, way)) == digits(seed)[1]).mean() for by in SHIFTS]
                                for seed, read in enumerate(all_seeds)]) for name, all_seeds in readers.items()}  # fmt: skip

    def compute(c):
        return measured(c.way)

    def show(c, shares):
        at = int(np.flatnonzero(c.by == SHIFTS)[0])
        for (name, rows), band in zip(shares.items(), bands, strict=True):
            chart.put(lines[name], SHIFTS, np.median(rows, axis=0), at)
            band(SHIFTS, rows.min(axis=0), rows.max(axis=0))
        here.set_xdata([c.by, c.by])
        shown = pictures(0, c.by, c.way)[c.first : c.first + 12]
        says = np.array([answers(readers[name][0], shown) for name in readers]).T
        gallery(shown.reshape(-1, 8, 8), [", ".join(map(str, row)) for row in says])
        told = "; ".join(f"{name} {_range(rows[:, at])}" for name, rows in shares.items())
        agree = (says == digits(0)[1][c.first : c.first + 12, None]).sum(axis=0)
        counts = ", ".join(f"{name} {n}" for name, n in zip(readers, agree, strict=True))
        where = f"{abs(c.by)} {WHERE[c.way][c.by > 0]}" if c.by else f"0, {c.way}"
        return f"Shifted by {where}, read right: {told}. Of the digits {c.first + 1} to {c.first + 12}: {counts}."

    return Live(
        fig, show, compute=compute, note=digits_or_noise(0)[-1] or note,
        controls={"by": controls.slider("shift (pixels)", 0, -3, 3, 1), "way": controls.menu("shifted", list(WAYS)),
                  "first": controls.slider("first one shown", 0, 0, 432, 12)},
        goal=("find a shift at which the first network reads 10 points more than the second",
              lambda c, r: c.by and -np.diff([np.median(rows[:, c.by + 3]) for rows in list(r.values())[:2]]).sum() >= 0.1),
    )  # fmt: skip


def _range(shares):
    low, high = 100 * min(shares), 100 * max(shares)
    return f"{low:.1f} %" if len(shares) == 1 else f"{low:.1f} to {high:.1f} %"


def _checked(readers):
    """Return the readers that will do, or those of the library, and a note about what will not do."""
    if readers is None:
        return library_readers(), ""
    try:
        if not isinstance(readers, dict) or not 1 <= len(readers) <= 4:
            raise learner.Trouble("readers must be {name: [function, …]}, with one to four names")
        found = {str(name): list(each) if isinstance(each, (list, tuple)) else [each] for name, each in readers.items()}
        for name, each in found.items():
            for seed, read in enumerate(each):
                X = digits_or_noise(seed)[2]
                for some in (X, X[:12]):
                    learner.as_numbers(f"A reader of {name}", learner.run(read, some.copy()), np.zeros(len(some)))
            if not each:
                raise learner.Trouble(f"{name} has no reader")
        return found, ""
    except learner.Trouble as trouble:
        return library_readers(), f"{str(trouble).rstrip('.')}. Two networks of the library are shown."
