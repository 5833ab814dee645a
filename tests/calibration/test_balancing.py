"""Biproportional fitting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.balancing import BalanceError, ras


@given(st.integers(0, 10_000), st.integers(2, 7), st.integers(2, 7))
def test_margins_are_met_and_the_pattern_is_kept(seed: int, m: int, n: int) -> None:
    generator = np.random.default_rng(seed)
    start = generator.uniform(0.1, 2.0, (m, n))
    goal = generator.uniform(0.1, 2.0, (m, n))
    fitted = ras(start, goal.sum(axis=1), goal.sum(axis=0))
    np.testing.assert_allclose(fitted.sum(axis=1), goal.sum(axis=1), rtol=1e-11)
    np.testing.assert_allclose(fitted.sum(axis=0), goal.sum(axis=0), rtol=1e-11)
    cross = fitted[0, 0] * fitted[1, 1] / (fitted[0, 1] * fitted[1, 0])
    assert cross == pytest.approx(start[0, 0] * start[1, 1] / (start[0, 1] * start[1, 0]))


def test_a_matrix_that_fits_is_left_alone() -> None:
    matrix = np.array([[1.0, 2.0], [0.0, 4.0]])
    np.testing.assert_array_equal(ras(matrix, matrix.sum(axis=1), matrix.sum(axis=0)), matrix)


def test_impossible_margins_are_refused() -> None:
    with pytest.raises(BalanceError, match="margins differ"):
        ras(np.ones((2, 2)), np.array([1.0, 1.0]), np.array([1.0, 2.0]))
    with pytest.raises(BalanceError, match="empty rows"):
        ras(np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([1.0, 1.0]), np.array([1.0, 1.0]))
    with pytest.raises(BalanceError, match="negative"):
        ras(np.array([[-1.0, 1.0], [1.0, 1.0]]), np.array([1.0, 1.0]), np.array([1.0, 1.0]))
    with pytest.raises(BalanceError, match="no convergence"):
        ras(np.array([[1.0, 1.0], [0.0, 1.0]]), np.array([1.0, 2.0]), np.array([2.0, 1.0]))
