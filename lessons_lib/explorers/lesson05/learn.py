"""Nine unknown numbers, a photograph and its filtered copy: can the kernel be learned?"""

from typing import NamedTuple

import numpy as np

from ... import convolution, datasets
from ...convolution import KERNELS
from ...live.controls import menu, slider
from ...live.entrance import explorer
from ...live.explorer import Explorer
from ...live.handed import Yours
from ...live.words import many, number, sentences
from ...optimizers import adam, gradient_descent, minimize
from ...plots import charts, photo, style

STEPS = 300
SECRET = KERNELS["Sobel x"]
RULES = {
    "gradient descent, at its best rate": style.OPTIMIZERS["gradient descent"],
    "Adam, α = 0.1": style.OPTIMIZERS["Adam"],
}
PLAIN, ADAM = RULES


class Bowl(NamedTuple):
    """The loss of a kernel: a bowl over nine numbers, known by ten gradients."""

    H: np.ndarray  # (9, 9) the Hessian
    at_zero: np.ndarray  # (9,) the gradient at a kernel of zeros

    def curvatures(self):
        """Return the smallest and the largest curvature."""
        ends = np.linalg.eigvalsh((self.H + self.H.T) / 2)
        return max(ends[0], 1e-12), max(ends[-1], 1e-12)


class Learned(NamedTuple):
    """How the nine numbers were learned by both rules."""

    image: np.ndarray  # (rows, columns) the photograph
    paths: dict  # {rule: (STEPS + 1, 9)}
    misses: dict  # {rule: (STEPS + 1,)} the largest error of the nine
    condition: float  # κ of the bowl


@explorer
class Learn(Explorer):
    """Which kernel was it? Nine unknowns are learned from a photograph and its filtered copy.

    gradient: a learner's function (image, kernel, target) -> ∂L/∂K, (3, 3).
    """

    title = "Learn the kernel"
    aim = "all nine numbers right to 0.01, in 170 steps or fewer"
    wins = ({"rule": ADAM, "t": 170},)
    sliders = ("blur", "t")

    def __init__(self, gradient=None):
        self.photograph = datasets.photograph("china")[::3, ::3]
        figure, left, middle, right = style.figure(1, 0.6, 1.1, height=3.6)
        self.frame = photo.Frame(left, "its output on the photograph")
        self.numbers = photo.Numbers(middle, 3, 3, "the kernel so far", 11)
        title = "the largest error of the nine"
        charts.chart(right, 1e-4, 5, title, "step t", (-0.02 * STEPS, 1.02 * STEPS))
        self.lines = charts.lines(right, RULES, "lower left")
        super().__init__(
            figure,
            steps=STEPS,
            at=10,
            controls={
                "rule": menu("rule", list(RULES)),
                "blur": slider("blur the photograph", 0.0, 0.0, 1.0, 0.5),
            },
            yours={"gradient": Yours(gradient, kernel_gradient)},
        )

    def compute(self, c, gradient):
        image = convolution.smooth(self.photograph, c.blur)
        target = convolution.correlate(image, SECRET)
        bowl = bowl_of(gradient, image, target)
        low, high = bowl.curvatures()
        rules = {PLAIN: gradient_descent(2 / (low + high)), ADAM: adam(0.1)}

        def slope(kernel):
            return bowl.at_zero + bowl.H @ kernel

        paths = {name: minimize(slope, np.zeros(9), rule, STEPS) for name, rule in rules.items()}
        misses = {name: np.abs(p - SECRET.ravel()).max(axis=1) for name, p in paths.items()}
        return Learned(image, paths, misses, high / low)

    def paint(self, c, learned):
        kernel = np.nan_to_num(learned.paths[c.rule][c.t].reshape(3, 3))
        output = convolution.correlate(learned.image, np.clip(kernel, -99, 99))
        self.frame.fit(output.shape)
        self.frame.put(photo.signed(output, 2.0))
        self.numbers.put(photo.signed(kernel, 4), [f"{v + 0:.2f}" for v in kernel.ravel()])
        for name, line in self.lines.items():
            charts.put(line, np.arange(c.t + 1), learned.misses[name][: c.t + 1])

    def say(self, c, learned):
        miss = learned.misses[c.rule][c.t]
        return sentences(
            f"After {many(c.t, 'step')} of {c.rule.split(',')[0]} the worst of the nine numbers is "
            f"off by {number(miss)}.",
            f"The loss is a bowl with κ = {number(learned.condition)}.",
            why(c.blur),
        )

    def won(self, c, learned):
        return c.t <= 170 and learned.misses[c.rule][c.t] < 0.01


def kernel_gradient(image, kernel, target):
    """Return ∂L/∂K (3, 3) for  L = mean of (S − T)²,  S = I ⋆ K."""
    output = convolution.correlate(image, kernel)
    d_output = 2 * (output - target) / output.size
    return convolution.correlate_backward(image, kernel, d_output)[1]


def bowl_of(gradient, image, target):
    """Return the Bowl of a gradient that is a straight function of the kernel: ten looks at it."""
    at_zero = np.ravel(gradient(image, np.zeros((3, 3)), target))
    columns = []
    for one in np.eye(9):
        columns.append(np.ravel(gradient(image, one.reshape(3, 3), target)) - at_zero)
    return Bowl(np.array(columns).T, at_zero)


def why(blur):
    """Say what a blur has to do with it."""
    if blur:
        return (
            "In a blurred picture neighbours are alike, so it's hard to say which of them it was."
        )
    return "Neighbours in a photograph are alike, and that makes a narrow valley."
