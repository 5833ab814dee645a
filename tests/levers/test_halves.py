"""The more productive half of a sector: the compiled pass against putting everybody in order."""

from __future__ import annotations

import numpy as np
import pytest

from sim.codes import N_CELLS, N_PRODUCTS, N_SECTORS
from sim.kernels.halves import middle, upper_half


def _ranked(start: np.ndarray, weight: np.ndarray, order: np.ndarray) -> np.ndarray:
    """The definition: rank by value, then by place; the middle of the own weight above half of all."""
    cell = np.repeat(np.arange(N_CELLS), np.diff(start))
    out = np.zeros(weight.size, dtype=bool)
    for sector in range(N_SECTORS):
        members = np.flatnonzero((cell % N_PRODUCTS == sector) & (weight > 0.0))
        members = members[np.argsort(order[members], kind="stable")]
        before = np.cumsum(weight[members]) - 0.5 * weight[members]
        out[members] = before > 0.5 * weight[members].sum()
    return out


@pytest.mark.parametrize("kind", ["smooth", "ties", "all equal", "one giant", "empty", "extreme"])
def test_the_pass_finds_whom_the_order_finds(kind: str) -> None:
    random = np.random.default_rng(7)
    for _ in range(20):
        start = np.concatenate(([0], np.cumsum(random.integers(0, 12, N_CELLS))))
        count = int(start[-1])
        weight = np.where(random.random(count) < 0.2, 0.0, random.integers(1, 9, count).astype(float))
        order = random.normal(size=count)
        if kind == "ties":
            order = np.round(order)
        elif kind == "all equal":
            order[:] = 3.0
        elif kind == "one giant":
            weight[random.integers(0, count, 30)] = 1e6
        elif kind == "empty":
            weight[:] = 0.0
        elif kind == "extreme":
            order = np.exp(np.clip(200.0 * order, -700.0, 700.0))
        out = np.zeros(count, dtype=bool)
        upper_half(start, weight, order, N_SECTORS, N_PRODUCTS, np.empty(count), np.empty(count), out)
        assert np.array_equal(out, _ranked(start, weight, order))


def test_the_middle_of_known_weights() -> None:
    value, weight = np.array([5.0, 1.0, 3.0, 2.0]), np.array([1.0, 4.0, 1.0, 3.0])
    assert middle(value, weight) == (2.0, 4.0, 9.0)
