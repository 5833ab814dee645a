"""Persons per establishment within a stratum: a truncated Pareto law moved to the stratum's total."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.numerics import exp, log
from sim.parameters import Parameters
from sim.population.strata import LARGE, Strata

Array = NDArray[np.float64]
_BISECTIONS = 80
_STEEPEST = 200.0
"""Largest |exponent x log range|: beyond it the law is a point mass at a bound."""


def _growth(t: Array) -> Array:
    """(e^t - 1) / t, one at t = 0."""
    small = np.abs(t) < 1e-8
    return np.where(small, 1.0 + 0.5 * t, np.expm1(t) / np.where(small, 1.0, t))


def pareto_mean(exponent: Array, log_range: Array) -> Array:
    """Mean of x in [1, e^h] with density proportional to x^-(a + 1): g((1 - a) h) / g(-a h), g(t) = (e^t - 1)/t."""
    return _growth((1.0 - exponent) * log_range) / _growth(-exponent * log_range)


def _bisect_exponent(mean: Array, log_range: Array) -> Array:
    """Exponent a with the given mean (falling in a)."""
    low, high = -_STEEPEST / log_range, _STEEPEST / log_range
    for _ in range(_BISECTIONS):
        before, middle = (low, high), 0.5 * (low + high)
        above = pareto_mean(middle, log_range) > mean
        low, high = np.where(above, middle, low), np.where(above, high, middle)
        if np.array_equal(before, (low, high)):
            break
    return 0.5 * (low + high)


def size_law(strata: Strata, parameters: Parameters) -> tuple[Array, Array, Array]:
    """Scale, exponent and log range of each stratum's law, all (C, Z).

    Below 300 persons the range is the class and the exponent fits the stratum's mean. From 300 up the exponent is
    `size_tail_exponent` up to `largest_establishment`; there the move to the stratum's total stretches or shrinks the
    persons above 300, which leaves the exponent of the tail as it is.
    """
    held = strata.establishments > 0
    mean = np.divide(strata.employment, strata.establishments, out=np.ones_like(strata.employment), where=held)
    scale = np.where(held, np.maximum(strata.lower, np.minimum(1.0, 0.5 * mean)), 1.0)
    ratio = np.where(held, np.maximum(mean / scale, 1.0), 1.0)
    upper = strata.upper.copy()
    upper[:, LARGE] = parameters.largest_establishment
    log_range = log(np.maximum(upper / scale, 1.0 + 1e-9))
    exponent = _bisect_exponent(ratio, log_range)
    exponent[:, LARGE] = parameters.size_tail_exponent
    return scale, exponent, log_range


def draw_employment(
    strata: Strata, stratum: NDArray[np.int64], rank: Array, weight: Array, parameters: Parameters
) -> Array:
    """Persons per agent (n,): quantile `rank` in (0, 1) of the stratum's law, then moved to meet its total exactly.

    The move is linear towards a bound of the class (towards or away from the lower one in the open class), so every
    agent stays in its class. `stratum` (n,) indexes the flattened (C, Z) arrays.
    """
    scale, exponent, log_range = (x.reshape(-1) for x in size_law(strata, parameters))
    steep = -exponent * log_range
    flat = np.abs(steep) < 1e-8
    divisor = np.where(flat, 1.0, -exponent)
    inside = exp(log(scale)[stratum] + np.where(
        flat[stratum],
        rank * log_range[stratum],
        log(1.0 + rank * np.expm1(steep)[stratum]) / divisor[stratum],
    ))  # fmt: skip
    cells = strata.employment.size
    lower, upper = np.minimum(strata.lower, scale.reshape(strata.lower.shape)).reshape(-1), strata.upper.reshape(-1)
    count = np.bincount(stratum, weight, cells)
    total = np.bincount(stratum, weight * inside, cells)
    target = strata.employment.reshape(-1)
    shrink = (total >= target) | np.isinf(upper)
    room = np.where(shrink, total - count * lower, count * np.where(np.isinf(upper), 0.0, upper) - total)
    left = np.where(shrink, target - count * lower, count * np.where(np.isinf(upper), 0.0, upper) - target)
    step = np.divide(left, room, out=np.ones(cells), where=room > 0.0)
    bound = np.where(shrink, lower, upper)
    moved = bound[stratum] + (inside - bound[stratum]) * step[stratum]
    return calibrate(moved, weight, stratum, target)


def calibrate(values: Array, weight: Array, group: NDArray[np.int64], totals: Array) -> Array:
    """`values` (n,) rescaled group by group so that weight x values sums to `totals` (groups,).

    A group whose values sum to zero stays zero.
    """
    held = np.bincount(group, weight * values, totals.size)
    factor = np.divide(totals, held, out=np.zeros_like(held), where=held != 0.0)
    out: Array = values * factor[group]
    return out
