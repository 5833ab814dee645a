"""Value added, capital, wages and the balance sheet of manufacturing establishments, calibrated to exact totals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.economy import OpeningEconomy
from sim.codes import N_SECTORS, N_SIZES, SIZES
from sim.numerics import exp, log
from sim.parameters import Parameters
from sim.population.sizes import calibrate
from sim.population.strata import PopulationError, Strata, rake
from sim.random import Stream, inverse_normal, uniform_pair

Array = NDArray[np.float64]
Index = NDArray[np.int64]

SIZE_NAMES = ("1_4", "5_9", "10_49", "50_299", "300")
"""Endings of the parameters that are given by size class."""
REFERENCE_SIZE = 10.0
"""Persons at which dispersion and age by size are given."""
NEAR_MINIMUM_WAGE = 1.1
"""Definition of "near": up to 110 % of the minimum wage (`OpeningEconomy.minimum_wage_near_share`)."""


@dataclass(frozen=True)
class Establishments:
    """Manufacturing agents while they are being built; all columns (n,), in slot order."""

    identifier: NDArray[np.uint64]
    cell: Index
    """0 .. 288, region-major."""
    sector: Index
    size: Index
    weight: Array
    employment: Array

    @property
    def stratum(self) -> Index:
        """Index into the flattened (C, Z) strata."""
        out: Index = self.cell * N_SIZES + self.size
        return out

    @property
    def sector_size(self) -> Index:
        """Index into a flattened (S, Z) table."""
        out: Index = self.sector * N_SIZES + self.size
        return out

    def uniforms(self, seed: int, stream: Stream, use: int = 0) -> Array:
        """(2, n) uniform draws; `use` tells apart the uses of one stream."""
        return uniform_pair(seed, 0, stream, self.identifier, use)


def by_size(parameters: Parameters, name: str) -> Array:
    """(Z,) values of the parameters `name`_1_4 .. `name`_300."""
    return np.array([getattr(parameters, f"{name}_{ending}") for ending in SIZE_NAMES])


def draw_value_added(
    firms: Establishments, strata: Strata, seed: int, parameters: Parameters
) -> tuple[Array, Array, Array]:
    """Value added, log TFP and the log of capital over value added (both relative to the stratum), each (n,).

    With value added = TFP K^a L^(1-a) and K proportional to value added x e^x, value added per person is
    (log TFP + a x) / (1 - a) in logs. TFP is log-normal with standard deviation
    ``tfp_dispersion (L / 10)^tfp_dispersion_size``.
    """
    technology, intensity = firms.uniforms(seed, Stream.POPULATION_PRODUCTIVITY)
    spread = exp(log(firms.employment / REFERENCE_SIZE) * parameters.tfp_dispersion_size)
    tfp = parameters.tfp_dispersion * spread * inverse_normal(technology)
    ratio = parameters.capital_output_dispersion * inverse_normal(intensity)
    share = parameters.opening_capital_share
    per_person = exp((tfp + share * ratio) / (1.0 - share))
    value_added = calibrate(firms.employment * per_person, firms.weight, firms.stratum, strata.value_added.reshape(-1))
    cells = strata.value_added.sum(axis=1)
    return calibrate(value_added, firms.weight, firms.cell, cells), tfp, ratio


def draw_wages(
    firms: Establishments,
    strata: Strata,
    economy: OpeningEconomy,
    value_added: Array,
    seed: int,
    parameters: Parameters,
) -> Array:
    """Billion won per person and year (n,).

    Sector by class means are raked to ``economy.compensation`` (exact) and ``economy.size_wage`` (national). Within,
    wages share rents: they move with value added per person with the elasticity `rent_sharing` of the class, and carry
    noise.
    """
    noise = parameters.wage_noise * inverse_normal(firms.uniforms(seed, Stream.POPULATION_WAGE)[0])
    productivity = log(np.maximum(value_added, 1e-12) / firms.employment)
    raw = exp(by_size(parameters, "rent_sharing")[firms.size] * productivity + noise)
    persons = np.bincount(firms.sector_size, firms.weight * firms.employment, N_SECTORS * N_SIZES)
    table = persons.reshape(N_SECTORS, N_SIZES)
    bill = rake(table * economy.size_wage, economy.compensation[:N_SECTORS], table.sum(axis=0) * economy.size_wage)
    heads = firms.weight * firms.employment
    wages = calibrate(raw, heads, firms.sector_size, bill.reshape(-1))
    return calibrate(wages, heads, firms.sector, bill.sum(axis=1))


def draw_balance_sheet(
    firms: Establishments,
    economy: OpeningEconomy,
    value_added: Array,
    ratio: Array,
    seed: int,
    parameters: Parameters,
) -> tuple[Array, Array, Array]:
    """Capital, loans and deposits (n,), billion won, each exact by sector.

    Capital is proportional to value added x e^ratio; loans to capital x relative leverage of the class x noise;
    deposits to value added x noise.
    """
    debt, cash = (inverse_normal(u) for u in firms.uniforms(seed, Stream.POPULATION_CAPITAL))
    capital = calibrate(value_added * exp(ratio), firms.weight, firms.sector, economy.capital[:N_SECTORS])
    leverage = by_size(parameters, "relative_leverage")[firms.size] * exp(parameters.leverage_dispersion * debt)
    loans = calibrate(capital * leverage, firms.weight, firms.sector, economy.firm_loans[:N_SECTORS])
    holdings = value_added * exp(parameters.leverage_dispersion * cash)
    deposits = calibrate(holdings, firms.weight, firms.sector, economy.firm_deposits[:N_SECTORS])
    return capital, loans, deposits


def wage_dispersion(firms: Establishments, wages: Array, economy: OpeningEconomy) -> Array:
    """(Z,) standard deviation s of log wages within establishments, from the share q of workers near the minimum wage.

    At the class's mean wage w a log-normal has the share N((ln(c/w) + s^2/2) / s) up to c = 1.1 x the minimum; set
    equal to q it gives s = z + sqrt(z^2 - 2 ln(c/w)) with z the normal quantile of q. Establishments that pay less
    than the mean of their class have a larger share. A class whose mean is below c has no solution.
    """
    heads = firms.weight * firms.employment
    persons = np.bincount(firms.size, heads, N_SIZES)
    bill = np.bincount(firms.size, heads * wages, N_SIZES)
    floor = NEAR_MINIMUM_WAGE * economy.minimum_wage_ratio * bill.sum() / persons.sum()
    held = persons > 0.0
    gap = np.where(held, log(floor * np.where(held, persons / np.where(held, bill, 1.0), 1.0)), -1.0)
    if (gap >= 0.0).any():
        low = ", ".join(SIZES[z] for z in np.flatnonzero(gap >= 0.0))
        raise PopulationError(f"mean wage at or below 1.1 x the minimum wage in size class {low}")
    quantile = inverse_normal(economy.minimum_wage_near_share)
    result: Array = quantile + np.sqrt(quantile**2 - 2.0 * gap)
    return result
