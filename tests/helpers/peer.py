"""The network that reads digits, trained by scikit-learn from the same random numbers."""

import warnings

import numpy as np
from sklearn.neural_network import MLPClassifier

from lessons_lib.explorers.shared import reader


class Peer:
    """scikit-learn's network with the first parameters of the explorers, one step at a time."""

    def __init__(self, lr, solver="sgd"):
        self.net = MLPClassifier(
            (32, 16),
            solver=solver,
            learning_rate_init=lr,
            momentum=0,
            alpha=0,
            batch_size=10_000,
            shuffle=False,
            max_iter=1,
        )
        # Its first step makes its arrays; a rate of 0 leaves nothing behind but them.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.net.set_params(learning_rate_init=1e-300)
            self.net.partial_fit(np.zeros((10, 64)), np.arange(10), classes=np.arange(10))
        self.net._optimizer.learning_rate_init = lr
        self.net._optimizer.learning_rate = lr
        params = reader.first_parameters()
        for k in range(3):
            self.net.coefs_[k][:] = params[2 * k]
            self.net.intercepts_[k][:] = params[2 * k + 1]
        if solver == "adam":
            optimizer = self.net._optimizer
            optimizer.t = 0
            for average in [*optimizer.ms, *optimizer.vs]:
                average[:] = 0

    def step(self, X, labels):
        """Take one step on these scans."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.net.partial_fit(X, labels)

    def share(self, X, labels):
        """Return which share of these scans it reads."""
        return self.net.score(X, labels)

    def chances(self, x):
        """Return the ten probabilities of one scan (64,)."""
        return self.net.predict_proba(x[None])[0]
