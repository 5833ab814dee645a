"""Own productivity trends of regions and the official real value added."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration import tables
from calibration.balancing import Array
from calibration.regions import MILLION_TO_BILLION, official_manufacturing
from sim.codes import REGIONS

SEOUL = REGIONS.index("Seoul")
REFERENCE = 2020
"""Year of the chained prices: nominal and real agree."""


def real_manufacturing() -> Array:
    """(R, T) chained 2020 prices, billion won, 2014 to the last year seen.

    Seoul is not published: its growth follows from the chain identity, national volume growth = sum over regions
    of nominal share of the previous year x regional growth; its level is the nominal value of 2020 (of
    the last year seen, before).
    """
    years = tables.years_seen()
    nominal = np.array([official_manufacturing(y).sum(axis=1) for y in years]).T
    nation = np.array([tables.regional("real_manufacturing", "Nation")[y] for y in years]) * MILLION_TO_BILLION
    real = np.zeros_like(nominal)
    for r, name in enumerate(REGIONS):
        if r != SEOUL:
            series = tables.regional("real_manufacturing", name)
            real[r] = np.array([series[y] for y in years]) * MILLION_TO_BILLION
    others = np.arange(len(REGIONS)) != SEOUL
    growth = np.ones(len(years))
    for t in range(1, len(years)):
        share = nominal[:, t - 1] / nominal[:, t - 1].sum()
        known = share[others] @ (real[others, t] / real[others, t - 1] - 1)
        growth[t] = 1 + (nation[t] / nation[t - 1] - 1 - known) / share[SEOUL]
    level = np.cumprod(growth)
    at = years.index(min(REFERENCE, years[-1]))
    real[SEOUL] = nominal[SEOUL, at] * level / level[at]
    return real


def relative_growth(year: int) -> tuple[Array, Array]:
    """(R, T) yearly log growth of each region's real manufacturing less the weighted mean, 2014 to `year`, and weights.

    Weights (R,) are shares of nominal manufacturing value added in `year`.
    """
    growth = np.diff(np.log(real_manufacturing()[:, : tables.YEARS.index(year) + 1]), axis=1)
    weights = official_manufacturing(year).sum(axis=1)
    weights /= weights.sum()
    return growth - weights @ growth, weights


@dataclass(frozen=True)
class Components:
    """Variances of yearly relative growth by random effects, g_rt = m_r + e_rt, value-weighted."""

    between: float
    """Of the trends m_r."""
    within: float
    """Of the luck e_rt."""
    years: int

    @property
    def shrinkage(self) -> float:
        """Share of the mean relative growth of these years that is trend: v_m / (v_m + v_e / T)."""
        total = self.between + self.within / self.years
        return self.between / total if total > 0.0 else 0.0


def components(growth: Array, weights: Array) -> Components:
    """Variances from yearly relative growth (R, T) with weights (R,); needs two years.

    v_e = mean variance within regions, v_m = variance of their means - v_e / T. Best linear predictor of m_r: k x mean.
    Source: Swamy and Arora (1972), Econometrica 40.
    """
    years = growth.shape[1]
    means = growth.mean(axis=1)
    within = float(weights @ ((growth - means[:, None]) ** 2).sum(axis=1)) / (years - 1)
    return Components(max(float(weights @ means**2) - within / years, 0.0), within, years)


def _known(year: int) -> bool:
    return year - tables.FIRST_YEAR >= tables.scalar("trend_minimum_years")


def relative_trend(year: int) -> Array:
    """(R,) log points a year: past growth of the region's real manufacturing less the nation's, shrunk.

    The window runs from 2014 to the base year and the shrinkage is estimated on it (`components`); with fewer years
    than the minimum there is no own trend. Value-added weighted mean zero.
    """
    if not _known(year):
        return np.zeros(len(REGIONS))
    growth, weights = relative_growth(year)
    result: Array = components(growth, weights).shrinkage * growth.mean(axis=1)
    return result


def trend_error(year: int) -> float:
    """Standard deviation of a region's true trend around its estimate: sqrt((1 - k) v_m), log points a year."""
    if not _known(year):
        return 0.0
    found = components(*relative_growth(year))
    return float(np.sqrt((1.0 - found.shrinkage) * found.between))


def regional_luck(year: int) -> Array:
    """(R,) standard deviation of yearly relative growth around the trend, log points.

    Small regions vary more than large ones: own variance of T years, drawn towards the mean of all regions as if that
    were `luck_prior_years` more years.
    """
    if not _known(year):
        return np.zeros(len(REGIONS))
    growth, _ = relative_growth(year)
    own = growth.var(axis=1, ddof=1)
    prior, degrees = tables.scalar("luck_prior_years"), growth.shape[1] - 1
    result: Array = np.sqrt((degrees * own + prior * own.mean()) / (degrees + prior))
    return result


def luck_degrees(year: int) -> float:
    """Degrees of freedom of the variances of `regional_luck`: own years less one, and those of the prior."""
    return year - tables.FIRST_YEAR - 1 + tables.scalar("luck_prior_years")
