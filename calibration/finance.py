"""Household and firm balance sheets, tax rates and the ownership of profits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration import tables
from calibration.balancing import Array
from calibration.regions import MILLION_TO_BILLION, residents
from sim.codes import N_PRODUCTS, N_REGIONS, N_SECTORS, REST_SECTORS


@dataclass(frozen=True)
class Households:
    """(R,) billion won and shares."""

    deposits: Array
    loans: Array
    income_share: Array


def households(year: int, gdp: float) -> Households:
    """Stocks as ratios to disposable income, spread like income.

    Income share of a region ~ population x (gross regional income a head)^elasticity: disposable income is far
    more even than regional gross national income.
    """
    people = tables.regional_year("population", year)
    income = tables.regional_year("grdp", year) + tables.regional_year("net_primary_income", year)
    head = income / people * people.sum() / income.sum()
    share = people * head ** tables.scalar("income_dispersion_elasticity")
    share /= share.sum()
    disposable = tables.scalar("disposable_income_share") * gdp
    return Households(
        deposits=tables.scalar("household_deposits_ratio") * disposable * share,
        loans=tables.scalar("household_loans_ratio") * disposable * share,
        income_share=share,
    )


def firm_balance(output: Array, capital: Array, gdp: float) -> tuple[Array, Array]:
    """(P,) loans and deposits: manufacturing from its borrowing ratio spread by capital, the rest by its debt."""
    loans = np.zeros(N_PRODUCTS)
    factory = tables.scalar("manufacturing_borrowing") * output[:N_SECTORS].sum()
    loans[:N_SECTORS] = factory * capital[:N_SECTORS] / capital[:N_SECTORS].sum()
    rest = tables.by_product("loan_share_rest", REST_SECTORS)
    loans[N_SECTORS:] = tables.scalar("rest_debt_gdp") * gdp * rest / rest.sum()
    return loans, tables.scalar("firm_deposit_ratio") * loans


def net_wage_inflow(commuting: Array, wages: Array) -> Array:
    """(R,) wages earned outside the region of residence less wages paid to non-residents.

    commuting: (R work, R home) shares. wages: (R work,) compensation paid.
    """
    paid = wages[:, None] * commuting
    result: Array = paid.sum(axis=0) - paid.sum(axis=1)
    return result


def ownership(year: int, surplus: Array, wage_inflow: Array, income_share: Array) -> Array:
    """(R plant, R + 1 owner) who owns the profits of a plant; rows sum to one, last column = rest of the world.

    Target: regional gross national income less GRDP = net wage inflow + profits received - profits paid. The
    nation's net income from abroad and the foreign share of profits are taken off in proportion to income,
    since the matrix has no foreign profits to hand out. Each region keeps a share of its plants' profits; what
    it pays out beyond foreigners goes to a national pool; the pool goes to the regions by their need. Of all
    solutions the one is taken in which a region never pays to itself through the pool: net payers give,
    net receivers take, and both do so only for their net position.
    """
    foreign = tables.scalar("foreign_ownership")
    target = tables.regional_year("net_primary_income", year) * MILLION_TO_BILLION
    target = target - target.sum() * income_share
    need = target - (wage_inflow - wage_inflow.sum() * income_share)
    need = need + foreign * (surplus - surplus.sum() * income_share)
    need -= need.sum() * income_share
    domestic = (1 - foreign) * surplus
    floor, ceiling = tables.scalar("profit_retention_floor"), tables.scalar("profit_retention_ceiling")
    given = np.clip(np.maximum(-need, 0.0) / domestic, 0.0, 1 - floor)
    taken = np.maximum(need, 0.0)
    exchange = np.maximum(1 - ceiling, 0.0)
    given = np.maximum(given, exchange)
    pool = (given * domestic).sum()
    received = taken + exchange * domestic * (need > 0)
    received *= pool / received.sum()
    matrix = np.zeros((N_REGIONS, N_REGIONS + 1))
    matrix[:, :N_REGIONS] = (1 - foreign) * given[:, None] * received[None, :] / received.sum()
    matrix[np.arange(N_REGIONS), np.arange(N_REGIONS)] += (1 - foreign) * (1 - given)
    matrix[:, N_REGIONS] = foreign
    return matrix / matrix.sum(axis=1, keepdims=True)


def minimum_wage_ratio(year: int) -> float:
    """Monthly minimum wage / mean monthly wage of manufacturing, that of the last year moved with product a worker."""
    monthly = tables.national("minimum_wage")[year] * tables.scalar("minimum_wage_hours")
    mean = tables.scalar(tables.of_last_year("mean_wage_manufacturing")) * tables.THOUSAND
    return monthly / (mean * wage_level(year))


def wage_level(year: int) -> float:
    """Mean wage of manufacturing, last year = 1: nominal GRDP a worker, the only wage-like series of all years."""

    def level(y: int) -> float:
        """GDP per employed person of year y, billion won."""
        return float(tables.regional_year("grdp", y).sum() / residents("employed", y).sum())

    last = level(tables.LAST_YEAR) if tables.hindsight() else tables.scalar(tables.of_last_year("product_per_worker"))
    return level(year) / last
