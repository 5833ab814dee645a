"""Columns that only live within a quarter: allocated once per model, used again by every phase."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.lanes import BLOCK

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]


_MOST_BLOCKS = 32
"""Numbers of which a block is kept."""


class Scratch:
    """Working columns (N,) by name. What is in them is of an earlier use until it is written.

    A name belongs to one place of the program. Its column is free for other names when the phase ends
    (`lends_columns`), so that phases take turns in the same few; a column asked for as `kept` is not.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._lent: dict[str, Array] = {}
        self._free: list[Array] = []
        self._kept: dict[str, Array] = {}
        self._pair: tuple[Array, ...] = ()
        self._constants: dict[float, Array] = {}
        self._blocks: dict[float, Array] = {}

    def column(self, name: str, kept: bool = False) -> Array:
        """(N,) the column of that name, contents undefined."""
        columns = self._kept if kept else self._lent
        if name not in columns:
            columns[name] = self._free.pop() if self._free and not kept else np.empty(self.size)
        return columns[name]

    def pair(self, name: str) -> Array:
        """(2, N) two columns in one, contents undefined."""
        if not self._pair or any(half is lent for half in self._pair[1:] for lent in self._lent.values()):
            both = np.empty((2, self.size))
            self._pair = both, both[0], both[1]
        both, one, two = self._pair
        self._free = [column for column in self._free if column is not one and column is not two]
        self._lent[f"{name}, first"], self._lent[f"{name}, second"] = one, two
        return both

    def filled(self, name: str, value: float, kept: bool = False) -> Array:
        """(N,) a number in every row of the column of that name, to be written on."""
        column = self.column(name, kept)
        column[:] = value
        return column

    def spread(self, name: str, value: Array | float) -> Array:
        """(N,) a number in every row, or an array as it is; not to be written on: all who ask for zero get the same."""
        if isinstance(value, np.ndarray) and value.ndim:
            return value
        if value not in (0.0, 1.0):
            return self.filled(name, float(value))
        if value not in self._constants:
            self._constants[float(value)] = np.full(self.size, float(value))
        return self._constants[float(value)]

    def same(self, value: Array | float) -> Array:
        """(N,) an array as it is, or one block of a number that is the same for all: passes with `shift` take both.

        Not to be written on: all who ask for a number get the same block.
        """
        if isinstance(value, np.ndarray) and value.ndim:
            return value
        number = float(value)
        if number not in self._blocks:
            if len(self._blocks) >= _MOST_BLOCKS:
                self._blocks.clear()
            self._blocks[number] = np.full(BLOCK, number)
        return self._blocks[number]

    def total(self, name: str, *parts: Array | float) -> Array:
        """(N,) the sum of columns and numbers, not to be written on; one block where it is the same for all."""
        terms = [part for part in parts if isinstance(part, np.ndarray) or part != 0.0]
        if len(terms) < 2:
            return self.same(terms[0] if terms else 0.0)
        column = self.column(name)
        column[:] = terms[0]
        for term in terms[1:]:
            column += term
        return column

    def end_phase(self) -> None:
        """All columns but those kept are free."""
        self._free += self._lent.values()
        self._lent = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> Scratch:
        """A copied model gets columns of its own."""
        return Scratch(self.size)


def lends_columns(phase: Callable[[ManufacturingModel], None]) -> Callable[[ManufacturingModel], None]:
    """A phase that leaves no working column behind."""

    @wraps(phase)
    def run(m: ManufacturingModel) -> None:
        """The phase; then its columns are free."""
        phase(m)
        m.scratch.end_phase()

    return run
