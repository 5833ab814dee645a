"""Columns that only live within a quarter: allocated once per model, used again every quarter."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Scratch:
    """Working columns (N,) by name. What is in them is of an earlier use until it is written.

    A name belongs to one place of the program; what it hands on is read in the same quarter only.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._columns: dict[str, Array] = {}

    def column(self, name: str) -> Array:
        """(N,) the column of that name, contents undefined."""
        if name not in self._columns:
            self._columns[name] = np.empty(self.size)
        return self._columns[name]

    def pair(self, name: str) -> Array:
        """(2, N) two columns in one, contents undefined."""
        if name not in self._columns:
            self._columns[name] = np.empty((2, self.size))
        return self._columns[name]

    def filled(self, name: str, value: Array | float) -> Array:
        """(N,) a number in every row of the column of that name; an array is handed back as it is."""
        if isinstance(value, np.ndarray) and value.ndim:
            return value
        column = self.column(name)
        column[:] = value
        return column

    def total(self, name: str, first: Array | float, *others: Array | float) -> Array:
        """(N,) the sum of some columns and numbers, in the column of that name."""
        column = self.column(name)
        column[:] = first
        for other in others:
            if isinstance(other, np.ndarray) or other != 0.0:
                column += other
        return column

    def __deepcopy__(self, memo: dict[int, Any]) -> Scratch:
        """A copied model gets columns of its own."""
        return Scratch(self.size)
