"""Own productivity trends of regions and the official real value added."""

from __future__ import annotations

import numpy as np

from calibration import tables
from calibration.balancing import Array
from calibration.regions import MILLION_TO_BILLION, official_manufacturing
from sim.codes import REGIONS

SEOUL = REGIONS.index("Seoul")
REFERENCE = 2020
"""Year of the chained prices: nominal and real agree."""


def real_manufacturing() -> Array:
    """(R, T) chained 2020 prices, billion won, 2014..2022.

    Seoul is not published: its growth follows from the chain identity, national volume growth = sum over regions
    of nominal share of the previous year x regional growth; its level is the nominal value of 2020.
    """
    years = tables.YEARS
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
    at = years.index(REFERENCE)
    real[SEOUL] = nominal[SEOUL, at] * level / level[at]
    return real


def relative_trend(year: int) -> Array:
    """(R,) log points a year: shrunk past growth of the region's real manufacturing less the nation's.

    The window runs from 2014 to the base year; with fewer years than the minimum there is no own trend.
    Value-added weighted mean zero.
    """
    span = year - tables.FIRST_YEAR
    if span < tables.scalar("trend_minimum_years"):
        return np.zeros(len(REGIONS))
    real = real_manufacturing()
    end = tables.YEARS.index(year)
    own = np.log(real[:, end] / real[:, 0]) / span
    weights = official_manufacturing(year).sum(axis=1)
    result: Array = tables.scalar("trend_shrinkage") * (own - weights @ own / weights.sum())
    return result
