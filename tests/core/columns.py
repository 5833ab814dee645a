"""Random and extreme states of producers."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.codes import N_CELLS, N_SIZES
from sim.lanes import BLOCK

Array = Any
EDGES = {
    "money": (0.0, 1e-300, 1e-12, 1.0, 1e12),
    "positive": (1e-6, 1.0, 1e6),
    "share": (0.0, 1e-300, 0.5, 1.0),
    "log": (-20.0, -1e-300, 0.0, 20.0),
    "signed": (-1e12, -1e-12, 0.0, 1e-300, 1e12),
    "weight": (0.0, 1.0, 2.0, 1e5),
}
"""Values that a quarter may meet, and far beyond: one in four in an extreme state."""


class State:
    """Columns of n producers in all cells or, so that most are empty, in a few of them."""

    def __init__(self, seed: int, n: int, extreme: bool) -> None:
        self.rng, self.n, self.extreme = np.random.default_rng(seed), n, extreme
        taken = self.rng.choice(N_CELLS, 7, replace=False) if extreme else np.arange(N_CELLS)
        self.cell = np.sort(self.rng.choice(taken, n))
        self.start = np.searchsorted(self.cell, np.arange(N_CELLS + 1))
        filling = np.random.default_rng(seed + 1).integers(0, 3, N_CELLS)
        self.end = self.start[1:] - np.minimum(filling, np.diff(self.start))
        self.weight = self._edged("weight", np.maximum(self.rng.normal(2.0, 2.0, n), 0.0))
        self.size = self.rng.integers(0, N_SIZES, n).astype(np.int8)
        self.stage = self.rng.integers(0, 4, n).astype(np.int8)
        self.tags = self.rng.integers(0, 8, n).astype(np.uint64)

    def _edged(self, kind: str, values: Array) -> Array:
        if self.extreme:
            edge = self.rng.integers(0, 4, values.shape) == 0
            values[edge] = self.rng.choice(EDGES[kind], int(edge.sum()))
        return values

    def money(self, shape: Any = None) -> Array:
        """Amounts that are never negative."""
        return self._edged("money", np.exp(self.rng.normal(0.0, 2.0, self.n if shape is None else shape)))

    def positive(self, shape: Any = None) -> Array:
        """Coefficients, prices and ratios above zero."""
        return self._edged("positive", np.exp(self.rng.normal(0.0, 0.5, self.n if shape is None else shape)))

    def share(self, shape: Any = None) -> Array:
        """Between zero and one."""
        return self._edged("share", self.rng.uniform(size=self.n if shape is None else shape))

    def log(self, shape: Any = None) -> Array:
        """Logs of technology and prices."""
        return self._edged("log", self.rng.normal(0.0, 0.5, self.n if shape is None else shape))

    def signed(self, shape: Any = None) -> Array:
        """Profits and the like."""
        return self._edged("signed", self.rng.normal(size=self.n if shape is None else shape))

    def spread(self, column: Array) -> Array:
        """A column, or in states of one size a block of one number that is the same for all."""
        return np.full(BLOCK, column[0]) if self.n == BLOCK + 1 else column

    def either(self, column: Array) -> Array:
        """A column or a block of its first number, whatever the others are."""
        return np.full(BLOCK, column[0]) if self.rng.integers(0, 2) else column

    def age(self) -> Array:
        """Quarters."""
        return self.rng.integers(0, 40, self.n).astype(float)

    def quarters(self) -> Array:
        """Quarters of distress."""
        return self.age().astype(np.int16)

    def flag(self, shape: Any = None) -> Array:
        """True or false."""
        return self.rng.integers(0, 2, self.n if shape is None else shape).astype(bool)

    def inner(self, shape: Any) -> Array:
        """Shares of capital and the like, away from zero and one."""
        return self.rng.uniform(0.1, 0.9, shape)
