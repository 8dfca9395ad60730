"""The held-out digits, shifted: which networks still read them?"""

from typing import NamedTuple

import numpy as np

from ... import convnet, datasets, learner, network
from ...ink import SIDE, moved
from ...live.controls import menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.words import sentences
from ...plots import charts, maps, style
from ...plots import network as drawing
from .held_out import Digits
from .trained import DENSE, trained

LOOKS = [
    {"color": style.BLUE, "linestyle": "-"},
    {"color": style.VERMILLION, "linestyle": "--"},
    {"color": style.GREEN, "linestyle": ":"},
    {"color": style.PURPLE, "linestyle": "-."},
]
FARTHEST = 3  # pixels to either side
SHIFTS = np.arange(-FARTHEST, FARTHEST + 1)
SHOWN = 12  # so many digits are shown, four in a row


class Way(NamedTuple):
    """A way to shift: pixels to the right and down for each step, and what that is called."""

    across: int
    down: int
    backward: str  # where a shift below 0 goes
    forward: str  # where one above 0 goes


WAYS = {
    "sideways": Way(1, 0, "to the left", "to the right"),
    "up and down": Way(0, 1, "upwards", "downwards"),
    "along the diagonal": Way(1, 1, "up and to the left", "down and to the right"),
}


class Shares(NamedTuple):
    """What each network reads at every shift, and in the digits shown at this one."""

    shares: dict  # {name: (seeds, 7) read right at each of SHIFTS}
    pictures: np.ndarray  # (12, 64) those shown
    labels: np.ndarray  # (12,) what they are
    says: dict  # {name: (12,) what its first reader says}


@explorer
class Shifted(Explorer):
    """Shift the held-out digits, and see which networks still read them.

    readers: {name: [a function of X (N, 64) that returns labels (N,), for each seed 0, 1, …]}, at
    most four names. The digits held out are those of the seed. Without it there are two networks of
    the library.
    """

    aim = "find a shift at which the first network reads 10 points more than the second"
    wins = ({"by": -1},)
    sliders = ("by", "first")

    def __init__(self, readers=None):
        self.digits = Digits()
        self.readers, note = checked(readers)
        self.measured = {}  # {way: {name: shares (seeds, 7)}}
        figure, left, right = style.figure(1.25, 1, height=4.2)
        title = "accuracy (line: median, band: all seeds)"
        ends = SHIFTS[0] - 0.2, SHIFTS[-1] + 0.2
        charts.chart(left, 0, 1.3, title, "shift (pixels)", ends, yscale="linear")
        left.set_yticks(np.linspace(0, 1, 6))
        looks = dict(zip(self.readers, LOOKS, strict=False))
        self.lines = charts.lines(left, looks, "upper center", 2)
        self.bands = {name: maps.band(left, look["color"]) for name, look in looks.items()}
        self.here = charts.upright(left, style.GREY, 1.03 / 1.3)
        self.gallery = drawing.gallery(right, 4, 3)
        right.set_title("what each says, in the order of the legend", loc="left", fontsize=11)
        super().__init__(
            figure,
            note=note,
            controls={
                "by": slider("shift (pixels)", 0, -FARTHEST, FARTHEST, 1),
                "way": menu("shifted", list(WAYS)),
                "first": slider("first one shown", 0, 0, 432, SHOWN),
            },
        )

    def compute(self, c):
        if c.way not in self.measured:
            self.measured[c.way] = {name: self.reads(name, c.way) for name in self.readers}
        some = slice(c.first, c.first + SHOWN)
        pictures = shift(self.digits(0).held, c.by, c.way)[some]
        says = {name: answers(each[0], pictures) for name, each in self.readers.items()}
        return Shares(self.measured[c.way], pictures, self.digits(0).labels_held[some], says)

    def reads(self, name, way):
        """Return the shares that the readers of this name read right, (seeds, 7)."""
        shares = []
        for seed, read in enumerate(self.readers[name]):
            parts = self.digits(seed)
            said = [answers(read, shift(parts.held, by, way)) for by in SHIFTS]
            shares.append([(labels == parts.labels_held).mean() for labels in said])
        return np.array(shares)

    def paint(self, c, seen):
        at = c.by + FARTHEST
        for name, shares in seen.shares.items():
            charts.put(self.lines[name], SHIFTS, np.median(shares, axis=0), at)
            self.bands[name](SHIFTS, shares.min(axis=0), shares.max(axis=0))
        self.here.set_xdata([c.by, c.by])
        each = zip(*seen.says.values(), strict=True)
        captions = [", ".join(map(str, said)) for said in each]
        self.gallery(seen.pictures.reshape(-1, SIDE, SIDE), captions)

    def say(self, c, seen):
        shares = {name: of_seeds[:, c.by + FARTHEST] for name, of_seeds in seen.shares.items()}
        right = {name: int((said == seen.labels).sum()) for name, said in seen.says.items()}
        return sentences(
            f"Shifted by {where(c.by, c.way)}, the accuracy is: {shares_told(shares)}.",
            f"Of the digits {c.first + 1} to {c.first + SHOWN}: {counts_told(right)}.",
        )

    def won(self, c, seen):
        medians = [np.median(shares[:, c.by + FARTHEST]) for shares in seen.shares.values()]
        return bool(c.by) and len(medians) > 1 and medians[0] - medians[1] >= 0.1


def library_readers():
    """Return {name: [function of X -> labels]}: the convolutional network, and a dense one as
    large.
    """
    return {
        "convolutional": [reader(convnet, trained(0))],
        "dense": [reader(network, trained(0, DENSE))],
    }


def reader(net, params):
    """Return the function of X (N, 64) that returns what a network reads, labels (N,)."""

    def read(X):
        return net.forward(params, X)[0].argmax(axis=1)

    return read


def checked(readers):
    """Return the readers that will do, or those of the library, and a note about what will not."""
    if readers is None:
        return library_readers(), ""
    try:
        return sound_readers(readers), ""
    except learner.Trouble as trouble:
        said = str(trouble).rstrip(".")
        return library_readers(), f"{said}. Two networks of the library are shown."


def sound_readers(readers):
    """Return {name: [function, …]} of what was handed over. Trouble says what will not do."""
    if not isinstance(readers, dict) or not 1 <= len(readers) <= 4:
        must = "{name: [function, …]}, with one to four names"
        raise learner.Trouble(f"readers must be {must}")
    found = {}
    for name, each in readers.items():
        found[str(name)] = list(each) if isinstance(each, (list, tuple)) else [each]
    for name, each in found.items():
        for seed, read in enumerate(each):
            X = datasets.digits(seed)[2]
            for some in (X, X[:SHOWN]):
                value = learner.run(read, some.copy())
                learner.as_numbers(f"A reader of {name}", value, np.zeros(len(some)))
        if not each:
            raise learner.Trouble(f"{name} has no reader")
    return found


def answers(read, X):
    """Return what a reader says, −1 throughout where it fails."""
    try:
        value = learner.as_numbers("it", learner.run(read, X.copy()), np.zeros(len(X)))
        return value.astype(int)
    except learner.Trouble:
        return np.full(len(X), -1)


def shift(X, by, way):
    """Return the pictures X (N, 64) shifted by so many pixels that way."""
    across = by * WAYS[way].across
    down = by * WAYS[way].down
    return np.stack([moved(x.reshape(SIDE, SIDE), across, down) for x in X]).reshape(X.shape)


def where(by, way):
    """Say how far and where to the digits are shifted."""
    if not by:
        return f"0, {way}"
    return f"{abs(by)} {WAYS[way].forward if by > 0 else WAYS[way].backward}"


def shares_told(shares):
    """Say which share each network reads right, over its seeds: {name: (seeds,)}."""
    return "; ".join(f"{name} {span(each)}" for name, each in shares.items())


def span(shares):
    """Return one share, or the smallest and the largest of several, in per cent."""
    low, high = 100 * min(shares), 100 * max(shares)
    return f"{low:.1f} %" if len(shares) == 1 else f"{low:.1f} to {high:.1f} %"


def counts_told(right):
    """Say how many of the digits shown each network reads right."""
    return ", ".join(f"{name} {n}" for name, n in right.items())
