"""Sums, linear systems and the normal distribution."""

from __future__ import annotations

import numpy as np

from sim.definitions.cells import of_product, sums
from sim.numerics import exp

_TOP = (0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931,
        220.206867912376)  # fmt: skip
_BOTTOM = (0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
           793.826512519948, 440.413735824752)  # fmt: skip
_JOIN, _FARTHEST, _ROOT_TWO_PI = 7.07106781186547, 37.0, 2.506628274631


def normal_tails(x, out):
    """Standard normal distribution function: Hart (1968) in the middle, a continued fraction far out."""
    a = np.minimum(np.abs(x), _FARTHEST)
    density = exp(-0.5 * a * a)
    far = density / ((a + 1.0 / (a + 2.0 / (a + 3.0 / (a + 4.0 / (a + 0.65))))) * _ROOT_TWO_PI)
    tail = np.where(a < _JOIN, density * np.polyval(_TOP, a) / np.polyval(_BOTTOM, a), far)
    out[:] = np.where(x > 0.0, 1.0 - tail, tail)


def solve(matrix, right):
    """Solution of a linear system; ZeroDivisionError where it is singular."""
    try:
        return np.linalg.solve(matrix, right)
    except np.linalg.LinAlgError as error:
        raise ZeroDivisionError("singular matrix") from error


def cell_sums(start, weights, values):
    """Sums of weights x values by cell."""
    return sums(start, weights * values)


def scaled_sums(start, weights, values, factor, out):
    """Sums by cell of weights x (values x factor of the product)."""
    out[:] = sums(start, weights * (values * of_product(start, factor)))


def cell_sums_of(start, weights, columns, out):
    """Sums by cell of weights x column over several columns, some of which are products."""
    for row, column in zip(out, columns, strict=True):
        row[:] = sums(start, weights * (np.prod(column, axis=0) if isinstance(column, tuple) else column))


def group_sums(index, values, size):
    """Sums of values by index."""
    return np.bincount(index, values, size)
