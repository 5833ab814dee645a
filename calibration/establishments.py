"""Establishments by region, sector and size class, and what differs by size."""

from __future__ import annotations

import numpy as np

from calibration import tables
from calibration.balancing import Array
from sim.codes import N_REGIONS, N_SECTORS, N_SIZES, STAGES

ROUNDS = 60
BISECTIONS = 60
EARLY_DEMOGRAPHY, LATE_DEMOGRAPHY = 2016, 2023
SURVEY_OF_ADOPTION = "2024"


def size_classes(counts: Array, employment: Array) -> tuple[Array, Array]:
    """Establishments and their employment, both (R, S, Z).

    In each cell the national size distribution is tilted, p_z ~ p_z exp(theta log m_z), so that the cell's mean
    size is met with the national class means m; the national weights are then moved towards the class counts
    of the census (met within .2 %). Employment of a class is its count x class mean, scaled to the cell's total
    (cells whose mean is outside the classes' means keep the nearest distribution).
    """
    means = tables.by_size("mean_employment")
    target = tables.by_size("establishments")
    cells_n, cells_e = counts.reshape(-1), employment.reshape(-1)
    active = (cells_n > 0) & (cells_e > 0)
    n, e = cells_n[active], cells_e[active]
    target = target / target.sum() * n.sum()
    mean_size = np.clip(e / n, means[0] * 1.001, means[-1] * 0.999)
    base = target / target.sum()
    shares = np.empty((n.size, N_SIZES))
    for _ in range(ROUNDS):
        shares = _tilt(base, means, mean_size)
        sums = n @ shares
        if np.abs(sums / target - 1).max() < 1e-6:
            break
        base = base * target / sums
        base /= base.sum()
    number = np.zeros((cells_n.size, N_SIZES))
    people = np.zeros_like(number)
    number[active] = shares * n[:, None]
    raw = number[active] * means
    people[active] = raw * (e / raw.sum(axis=1))[:, None]
    shape = (N_REGIONS, N_SECTORS, N_SIZES)
    return number.reshape(shape), people.reshape(shape)


def _tilt(base: Array, means: Array, mean_size: Array) -> Array:
    """(C, Z) distributions of the exponential family through `base` with the wanted means, by bisection."""
    low, high = np.full(mean_size.size, -10.0), np.full(mean_size.size, 10.0)
    logs = np.log(means) - np.log(means).mean()
    shares = np.empty((mean_size.size, means.size))
    for _ in range(BISECTIONS):
        theta = 0.5 * (low + high)
        weights = base * np.exp(theta[:, None] * logs)
        shares = weights / weights.sum(axis=1, keepdims=True)
        above = shares @ means > mean_size
        high = np.where(above, theta, high)
        low = np.where(above, low, theta)
    return shares


def relative_to_mean(parameter: str, employment: Array) -> Array:
    """(Z,) ratio by size relative to the manufacturing mean, weights = employment."""
    ratio = tables.by_size(parameter)
    weights = employment.sum(axis=(0, 1))
    result: Array = ratio / (ratio @ weights / weights.sum())
    return result


def demography(kind: str, year: int) -> Array:
    """(Z,) births or deaths a year / active, between the tables of 2016 and 2023 (constant before 2016)."""
    early = tables.by_size(f"{kind}_{EARLY_DEMOGRAPHY}")
    late = tables.by_size(f"{kind}_{LATE_DEMOGRAPHY}")
    weight = max(0.0, (year - EARLY_DEMOGRAPHY) / (LATE_DEMOGRAPHY - EARLY_DEMOGRAPHY))
    return ((1 - weight) * early + weight * late) * tables.PERCENT


def adoption(year: int) -> Array:
    """(Z, 4) share of establishments at each stage as the year begins, rows sum to one.

    Survey of 2024 moved back with the cumulative count of supported smart factories at the end of the year before; the
    programme began in the first year of the count.
    """
    counts = tables.national("smart_factories")
    latest = tables.scalar("smart_factories_survey_2024")
    before = 0.0 if year == min(counts) else counts[year - 1]
    level = min(1.0, before / latest)
    any_stage = tables.by_size(f"smart_factory_{SURVEY_OF_ADOPTION}") * level
    top = tables.by_size(f"ai_{SURVEY_OF_ADOPTION}") * level
    above = any_stage * tables.by_size(f"above_basic_{SURVEY_OF_ADOPTION}")
    result = np.zeros((N_SIZES, len(STAGES)))
    result[:, 0] = 1 - any_stage
    result[:, 1] = any_stage - above
    result[:, 2] = above - top
    result[:, 3] = top
    return result
