"""A perceptron with one hidden layer, fitted by Adam (Kingma and Ba 2015) on cross-entropy. NumPy only."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def fit(
    inputs: Floats, targets: Floats, hidden: int = 16, epochs: int = 40, batch: int = 256, decay: float = 1e-4
) -> tuple[Floats, Floats, Floats, float]:
    """``inputs``: examples x figures; ``targets``: examples, 0 or 1. Returns the weights and biases of both layers:
    figures x hidden, hidden, hidden, one number. The same ones for the same examples."""
    chances = np.random.default_rng(1)
    layers = [
        chances.normal(0, 1 / np.sqrt(inputs.shape[1]), (inputs.shape[1], hidden)), np.zeros(hidden),
        chances.normal(0, 1 / np.sqrt(hidden), hidden), np.zeros(1),
    ]  # fmt: skip
    first, second = [np.zeros_like(layer) for layer in layers], [np.zeros_like(layer) for layer in layers]
    step = 0
    for epoch in range(epochs):
        rate = 3e-3 * (1 + np.cos(np.pi * epoch / epochs)) / 2
        for chosen in _batches(chances, len(inputs), batch):
            step += 1
            for at, slope in enumerate(_slopes(layers, inputs[chosen], targets[chosen], decay)):
                first[at] = 0.9 * first[at] + 0.1 * slope
                second[at] = 0.999 * second[at] + 0.001 * slope**2
                mean, square = first[at] / (1 - 0.9**step), second[at] / (1 - 0.999**step)
                layers[at] = layers[at] - rate * mean / (np.sqrt(square) + 1e-8)
    return layers[0], layers[1], layers[2], float(layers[3][0])


def _batches(chances: np.random.Generator, count: int, size: int) -> Iterator[npt.NDArray[np.int64]]:
    order = chances.permutation(count)
    for start in range(0, count, size):
        yield order[start : start + size]


def _slopes(layers: list[Floats], inputs: Floats, targets: Floats, decay: float) -> list[Floats]:
    hidden, first, output, second = layers
    middle = np.tanh(inputs @ hidden + first)
    off = (1 / (1 + np.exp(-(middle @ output + second[0]))) - targets) / len(targets)
    back = off[:, None] * output * (1 - middle**2)
    return [inputs.T @ back + decay * hidden, back.sum(axis=0), middle.T @ off + decay * output, off.sum(keepdims=True)]
