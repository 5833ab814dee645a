"""Biproportional fitting: the one numerical tool of the builder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

TOLERANCE = 1e-13
ROUNDS = 20_000


class BalanceError(ArithmeticError):
    """The margins cannot be met from the seed."""


def ras(seed: Array, row_totals: Array, column_totals: Array, tolerance: float = TOLERANCE) -> Array:
    """Fit a non-negative matrix to its margins: X = diag(a) S diag(b).

    Args:
        seed: (m, n) non-negative start.
        row_totals: (m,) and column_totals: (n,), equal sums (Deming and Stephan 1940; Stone's RAS).
        tolerance: largest relative error of a row after the columns were met.

    Returns:
        (m, n) matrix with the zeros of the seed.
    """
    total = row_totals.sum()
    if abs(total - column_totals.sum()) > 1e-9 * abs(total):
        raise BalanceError(f"margins differ: rows {total:.6f}, columns {column_totals.sum():.6f}")
    if (seed < 0).any() or (row_totals < 0).any() or (column_totals < 0).any():
        raise BalanceError("negative seed or margin")
    empty_row = (seed.sum(axis=1) == 0) & (row_totals > 0)
    empty_column = (seed.sum(axis=0) == 0) & (column_totals > 0)
    if empty_row.any() or empty_column.any():
        raise BalanceError(f"empty rows {np.flatnonzero(empty_row)}, empty columns {np.flatnonzero(empty_column)}")
    matrix = seed.astype(np.float64)
    target = column_totals * (total / column_totals.sum())
    least = np.finfo(float).tiny  # what is empty stays empty
    largest = max(row_totals.max(), least)
    sums = matrix.sum(axis=1)
    for _ in range(ROUNDS):
        matrix *= (row_totals / np.maximum(sums, least))[:, None]
        matrix *= target / np.maximum(matrix.sum(axis=0), least)
        sums = matrix.sum(axis=1)
        error = np.abs(sums - row_totals).max() / largest
        if error < tolerance:
            return matrix
    raise BalanceError(f"no convergence: relative error {error:.2e}")
