"""Numbers that remember, and the steepest curvature: against differences, NumPy and the network."""

import numpy as np
import pytest

from lessons_lib import curvature, network
from lessons_lib.autograd import Scalar, backward, in_order
from lessons_lib.explorers.shared.training import joined, split


def test_by_hand():
    a, b = Scalar(3), Scalar(-2)
    c = a * b + a
    backward(c)
    assert (c.value, a.error, b.error) == (-3, -1, 3)
    backward(c)
    assert (a.error, b.error) == (-1, 3), "walked twice, nothing is counted twice"


def test_a_number_comes_after_what_it_was_made_of_and_once():
    x = Scalar(2)
    u = x * x
    F = u * x + u
    order = in_order(F)
    assert len(order) == 4 and order[0] is x and order[-1] is F
    for k, one in enumerate(order):
        assert all(any(part is before for before in order[:k]) for part in one.made_of)


def test_a_sleeping_unit_gets_no_blame():
    for value, slope in ((2.0, 1.0), (-2.0, 0.0), (0.0, 0.0)):
        z = Scalar(value)
        backward(z.relu() * Scalar(5))
        assert z.error == 5 * slope


def scalar_network(params, x, y):
    """Return the loss (F − y)² of the example network, and the Scalars of its parameters."""
    numbers = [np.vectorize(Scalar)(p) for p in params]
    values = [Scalar(v) for v in x]
    for layer in (0, 1, 2):
        W, b = numbers[2 * layer : 2 * layer + 2]
        values = [
            sum((v * w for v, w in zip(values, W[:, j], strict=True)), b[j]) for j in range(len(b))
        ]
        if layer < 2:
            values = [z.relu() for z in values]
    error = values[0] + Scalar(-y)
    return error * error, numbers


@pytest.mark.parametrize("seed", [None, 0, 1, 2, 3])
def test_against_the_networks_backward_pass_and_differences(seed):
    params = network.EXAMPLE
    if seed is not None:
        rng = np.random.default_rng(seed)
        params = [p + 0.5 * rng.standard_normal(p.shape) for p in params]
    loss, numbers = scalar_network(params, (1, 2), 2)
    backward(loss)
    mine = joined([np.vectorize(lambda one: one.error)(n) for n in numbers])
    F, stages = network.forward(params, [[1, 2]])
    assert mine == pytest.approx(joined(network.backward(params, stages, 2 * (F - 2))), abs=1e-9)
    theta, h = joined(params), 1e-5

    def at(theta):
        return (network.forward(split(theta, params), [[1, 2]])[0].item() - 2) ** 2

    wiggled = [(at(theta + h * e) - at(theta - h * e)) / (2 * h) for e in np.eye(theta.size)]
    assert mine == pytest.approx(wiggled, rel=1e-6, abs=1e-5)


# ------------------------------------------------------------------------------- curvature


def test_on_a_bowl_it_is_the_largest_eigenvalue():
    H = np.array([[2.0, 3], [3, 7]])  # of lesson 1: (9 ± √61) / 2
    found = curvature.steepest(lambda b: H @ b, np.zeros(2), [1.0, 0.0], 40)
    assert found.curvature == pytest.approx((9 + np.sqrt(61)) / 2, rel=1e-6)
    assert np.abs(H @ found.direction - found.curvature * found.direction).max() < 1e-5


def test_on_a_network_it_is_that_of_the_hessian_by_differences():
    rng = np.random.default_rng(0)
    shape = network.init_params((3, 4, 3, 2), rng)
    X, Y = rng.standard_normal((20, 3)), rng.standard_normal((20, 2))

    def slope(theta):
        params = split(theta, shape)
        F, stages = network.forward(params, X, "tanh")
        return joined(network.backward(params, stages, 2 * (F - Y) / F.size))

    theta = joined(shape)
    columns = [
        (slope(theta + 1e-5 * e) - slope(theta - 1e-5 * e)) / 2e-5 for e in np.eye(theta.size)
    ]
    values = np.linalg.eigvalsh(np.array(columns))
    largest = values[np.abs(values).argmax()]
    found = curvature.steepest(slope, theta, rng.standard_normal(theta.size), 200)
    assert found.curvature == pytest.approx(largest, rel=1e-4)


def test_where_it_is_flat_and_where_it_breaks_off():
    flat = curvature.steepest(lambda b: 0 * b, np.ones(3), np.ones(3))
    assert flat.curvature == 0 and np.linalg.norm(flat.direction) == pytest.approx(1)
    for direction in (np.zeros(3), np.ones(2)):
        with pytest.raises(ValueError, match="direction must be a vector of 3 numbers"):
            curvature.steepest(lambda b: b, np.ones(3), direction)
