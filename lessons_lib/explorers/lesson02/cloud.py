"""The gradient of each point, their mean, and a cloud of minibatch gradients round it."""

from typing import NamedTuple

import numpy as np

from ... import datasets, linear
from ...live.controls import DOUBLING, doubling, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import number, pair, sentences
from ...plots import charts, descent, style
from .looks import MEASURED, PREDICTED

DRAWS = 400  # batches in the cloud
SIZES = np.array(DOUBLING)


class Gradients(NamedTuple):
    """The gradients at one line: of each point, of all, and of many batches."""

    singles: np.ndarray  # (4, 2)
    full: np.ndarray  # (2,)
    batches: np.ndarray  # (DRAWS, 2)

    def sigma(self):
        """Return by how much a single point misses the full gradient."""
        return miss(self.singles, self.full)

    def measured(self):
        """Return by how much a batch misses the full gradient."""
        return miss(self.batches, self.full)


@explorer
class Cloud(Explorer):
    """The gradient of each point, their mean, and a cloud of minibatch gradients that shrinks as
    1/√B.
    """

    aim = "bring the measured distance down to a quarter of σ"
    wins = ({"batch": 32},)
    sliders = ("beta0", "beta1", "batch", "seed")

    def __init__(self, sample_gradients=None, minibatch=None):
        self.x, self.y = datasets.line("B")
        figure, plane, side = style.figure(1.15, 1, height=4.6)
        descent.plane(plane, (-17, 17, -50, 50), "slope along β₀", "slope along β₁")
        self.singles = [descent.arrow(plane, style.BLUE, 1.4) for _ in self.x]
        self.full = descent.arrow(plane, width=3)
        self.batches = charts.dots(plane)
        title = "distance from the full gradient"
        charts.chart(side, 0.3, 60, title, "batch size B", (0.8, 80), "log")
        side.set_xticks(SIZES, DOUBLING)
        looks = {"predicted, σ/√B": PREDICTED, "measured": MEASURED}
        self.predicted, self.measured = charts.lines(side, looks).values()
        super().__init__(
            figure,
            controls={
                "beta0": slider("intercept β₀", 0.0, -1.0, 3.0),
                "beta1": slider("slope β₁", 0.0, -0.5, 2.5),
                "batch": doubling("batch size B", 4),
                "seed": slider("draw again", 0, 0, 20, 1),
            },
            yours={
                "sample_gradients": Yours(sample_gradients, linear.sample_gradients),
                "minibatch": Yours(minibatch, linear.minibatch_gradient),
            },
        )

    def compute(self, c, sample_gradients, minibatch):
        beta = np.array([c.beta0, c.beta1])
        singles = sample_gradients(beta, self.x, self.y)
        rng = np.random.default_rng(c.seed)
        batches = [minibatch(beta, self.x, self.y, c.batch, rng) for _ in range(DRAWS)]
        return Gradients(singles, singles.mean(axis=0), np.stack(batches))

    def paint(self, c, gradients):
        for arrow, tip in zip(self.singles, gradients.singles, strict=True):
            arrow.set_positions((0, 0), tip)
        self.full.set_positions((0, 0), gradients.full)
        self.batches.set_data(*gradients.batches.T)
        due = gradients.sigma() / np.sqrt(SIZES)
        charts.put(self.predicted, SIZES, due, DOUBLING.index(c.batch))
        charts.put(self.measured, [c.batch], [gradients.measured()])

    def say(self, c, gradients):
        sigma = gradients.sigma()
        return sentences(
            f"The full gradient, the mean of the four, is {pair(gradients.full)}.",
            f"One point misses it by σ = {number(sigma)} (root mean square).",
            f"{DRAWS} batches of {c.batch} miss it by {number(gradients.measured())}, and σ/√B is "
            f"{number(sigma / np.sqrt(c.batch))}.",
        )

    def won(self, c, gradients):
        return gradients.measured() < 0.28 * gradients.sigma()


def miss(gradients, full):
    """Return the root mean square distance of gradients (N, 2) from the full one (2,)."""
    return np.sqrt(((gradients - full) ** 2).sum(axis=1).mean())
