"""From cells and products to the columns of producers and back. Columns (N,) are sorted by cell (region x product)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_PRODUCTS, N_SECTORS

Array = NDArray[np.float64]
Index = NDArray[np.int64]


def whole(column: Array, count: int) -> Array:
    """(N,) a column, of which a number that is the same for all may be given as one block."""
    return column if column.size == count else np.full(count, column[0])


def of_cell(start: Index, table: Array) -> Array:
    """(N, ...) value of its cell for each producer; table (cells, ...)."""
    out: Array = np.repeat(table, np.diff(start), axis=0)
    return out


def of_product(start: Index, table: Array) -> Array:
    """(N,) value of its product for each producer; table (P,)."""
    return of_cell(start, np.resize(table, start.size - 1))


def made(start: Index) -> NDArray[np.bool_]:
    """(N,) whether a producer is in manufacturing."""
    return np.repeat(manufacturing_cells(start), np.diff(start))


def cell_of(start: Index) -> Index:
    """(N,) cell of each producer."""
    return np.repeat(np.arange(start.size - 1), np.diff(start))


def sums(start: Index, values: Array) -> Array:
    """(cells,) sums of values (N,); zero in an empty cell."""
    out, full = np.zeros(start.size - 1), start[1:] > start[:-1]
    if full.any():
        out[full] = np.add.reduceat(values[: start[-1]], start[:-1][full])
    return out


def product_sums(start: Index, values: Array) -> Array:
    """(P,) sums of values (N,)."""
    out: Array = sums(start, values).reshape(-1, N_PRODUCTS).sum(axis=0)
    return out


def ratio(top: Array, bottom: Array, empty: float = 0.0) -> Array:
    """top / bottom, and `empty` where bottom is not above zero."""
    positive = bottom > 0.0
    out: Array = np.where(positive, top / np.where(positive, bottom, 1.0), empty)
    return out


def manufacturing_cells(start: Index) -> NDArray[np.bool_]:
    """(cells,) whether a cell belongs to manufacturing."""
    out: NDArray[np.bool_] = np.arange(start.size - 1) % N_PRODUCTS < N_SECTORS
    return out
