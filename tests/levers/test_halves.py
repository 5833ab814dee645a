"""The more productive half of a sector: the compiled pass against putting everybody in order."""

from __future__ import annotations

import numpy as np
import pytest

from sim.codes import N_CELLS, N_PRODUCTS, N_SECTORS
from sim.definitions import halves as definitions
from sim.kernels.halves import middle, upper_half


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
        found, wanted = np.zeros((2, count), dtype=bool)
        for halves, out in ((upper_half, found), (definitions.upper_half, wanted)):
            halves(start, weight, order, N_SECTORS, N_PRODUCTS, np.empty(count), np.empty(count), out)
        assert np.array_equal(found, wanted)


def test_the_middle_of_known_weights() -> None:
    value, weight = np.array([5.0, 1.0, 3.0, 2.0]), np.array([1.0, 4.0, 1.0, 3.0])
    assert middle(value, weight) == (2.0, 4.0, 9.0)
