"""Lesson 7's network and its twin in PyTorch, in float64. Skipped without PyTorch: see `make torch`."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from lessons_lib import anywhere, convnet, datasets, network

torch = pytest.importorskip("torch")
nn = torch.nn
NOTEBOOK = Path(__file__).parent.parent / "notebooks" / "07_convolutional_network.ipynb"


def dense(inputs):
    """The three dense layers, for so many inputs."""
    hidden = [nn.Linear(inputs, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU()]
    return [nn.Flatten(), *hidden, nn.Linear(32, 10)]


def pages(n=40):
    X, labels = datasets.digits()
    return anywhere.scattered(X[:n], np.random.default_rng(1)), labels[:n]


def given(layers, params):
    """The model of these layers with our weights, in float64."""
    model = nn.Sequential(*layers).double()
    with torch.no_grad():
        for there, p in zip(model.parameters(), params, strict=True):
            there[:] = torch.tensor(p.T if p.ndim == 2 else p).reshape(there.shape)
    return model


def assert_twins(model, F, grads, X, labels):
    """The same outputs, and the same gradients of the cross-entropy."""
    output = model(torch.tensor(X)[:, None])
    assert np.abs(output.detach().numpy() - F).max() < 1e-10
    nn.CrossEntropyLoss()(output, torch.tensor(labels)).backward()
    for there, g in zip(model.parameters(), grads, strict=True):
        theirs = there.grad.numpy()
        assert np.abs((theirs.T if g.ndim == 2 else theirs.reshape(g.shape)) - g).max() < 1e-10


def test_one_layer():
    X, labels = pages()
    params = anywhere.init_params(anywhere.ONE_LAYER, 0)
    layers = [nn.Conv2d(1, 64, 7), nn.ReLU(), nn.AdaptiveMaxPool2d(1), *dense(64)]
    F = anywhere.forward(params, X)[0]
    assert_twins(given(layers, params), F, anywhere.gradient(params, X, labels), X, labels)


def test_two_layers():
    X, labels = pages()
    params = anywhere.init_params(anywhere.TWO_LAYERS, 0)
    layers = [nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU()]
    layers += [nn.AdaptiveMaxPool2d(1), *dense(32)]
    F = anywhere.forward(params, X)[0]
    assert_twins(given(layers, params), F, anywhere.gradient(params, X, labels), X, labels)


def test_the_small_network():
    X, labels = datasets.digits()
    X, labels = X[:40].reshape(-1, 8, 8), labels[:40]
    params = convnet.init_params((8, 32, 64, 32, 10), 0)
    layers = [nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), *dense(512)]
    F = convnet.forward(params, X)[0]
    assert_twins(given(layers, params), F, convnet.gradient(params, X, labels), X, labels)


def test_adam_takes_the_same_steps():
    from lessons_lib.optimizers import adam

    X, labels = pages()
    params = anywhere.init_params(anywhere.ONE_LAYER, 0)
    layers = [nn.Conv2d(1, 64, 7), nn.ReLU(), nn.AdaptiveMaxPool2d(1), *dense(64)]
    model, rule = given(layers, params), adam(0.005)
    theirs, state = torch.optim.Adam(model.parameters(), lr=0.005), rule.init(params)
    for _ in range(5):
        theirs.zero_grad()
        nn.CrossEntropyLoss()(model(torch.tensor(X)[:, None]), torch.tensor(labels)).backward()
        theirs.step()
        params, state = rule.update(params, anywhere.gradient(params, X, labels), state)
    for there, p in zip(model.parameters(), params, strict=True):
        there = there.detach().numpy()
        assert np.abs((there.T if p.ndim == 2 else there) - p).max() < 1e-8


def test_the_twin_of_the_notebook(capsys):
    """Its two cells, as they stand there."""
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    [make] = [source for source in sources if "import torch" in source]
    [compare] = [source for source in sources if "torch is None" in source]
    params = anywhere.init_params(anywhere.ONE_LAYER, 3, dtype=np.float32)
    names = {
        "np": np,
        "anywhere": anywhere,
        "datasets": datasets,
        "lesson07": SimpleNamespace(page_network=lambda: params),
    }
    exec(make, names)
    exec(compare, names)
    assert capsys.readouterr().out == "the same outputs to 1e-5: True\n"
    assert names["apart"] < 1e-10
    assert network.softmax_cross_entropy(names["F"], np.zeros(450, dtype=int))[0] > 0
