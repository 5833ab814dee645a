"""Summaries of paired effects that figures and closing words share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.codes import REGIONS
from sim.ensemble import Ensemble
from sim.measures import Array

VALUE_ADDED: Final = "Value Added|Manufacturing"
PRODUCTIVITY: Final = "Labour Productivity|Manufacturing"
TFP: Final = "Total Factor Productivity|Manufacturing"
BAND: Final = (0.05, 0.95)
REPORT_YEARS: Final = ("2030", "2035")


@dataclass(frozen=True)
class Effect:
    """Mean and 90 % band over paired replications, in % of the scenario compared with."""

    mean: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """The band does not hold zero."""
        return self.low > 0.0 or self.high < 0.0

    @staticmethod
    def of(draws: Array) -> Effect:
        """From one number per replication."""
        low, high = np.quantile(draws, BAND)
        return Effect(float(draws.mean()), float(low), float(high))


def effect(ensemble: Ensemble, variable: str, year: str, area: str = "Korea") -> Effect:
    """Effect on a variable in one year, % of the scenario compared with."""
    return Effect.of(ensemble.effect(variable, area, percent=True)[:, ensemble.years.index(year)])


def report_years(ensemble: Ensemble) -> tuple[str, ...]:
    """2030 and 2035 as far as they lie within the run; its last year otherwise."""
    return tuple(year for year in REPORT_YEARS if year in ensemble.years) or ensemble.years[-1:]


def by_region(ensemble: Ensemble, variable: str, year: str) -> dict[str, Effect]:
    """Effect in each si/do, largest first."""
    found = {region: effect(ensemble, variable, year, region) for region in REGIONS}
    return dict(sorted(found.items(), key=lambda item: -item[1].mean))


def cost_by_lever(ensemble: Ensemble) -> dict[str, Array]:
    """(years,) mean gross cost of each lever of the scenario that costs anything, billion won, costliest first."""
    costs = {lever: ensemble.values(f"Fiscal Cost|{lever}").mean(axis=0) for lever in ensemble.strengths}
    costs = {lever: path for lever, path in costs.items() if np.any(path != 0.0)}
    return dict(sorted(costs.items(), key=lambda item: -float(np.abs(item[1]).sum())))
