"""`build(base_year)`: the opening state of the Korean economy from the tables of this folder."""

from __future__ import annotations

from functools import cache

import numpy as np

from calibration import tables
from calibration.balancing import Array
from calibration.economy import OpeningEconomy
from calibration.establishments import adoption, demography, relative_to_mean, size_classes
from calibration.finance import firm_balance, households, minimum_wage_ratio, net_wage_inflow, ownership
from calibration.input_output import InputOutput, build_table
from calibration.labour import commuting_flows, working_age_index
from calibration.primary_inputs import PrimaryInputs, build_inputs, overseas_output, skill_shares
from calibration.regions import (
    RegionalState,
    build_regions,
    census_establishments,
    energy_subsidy,
    residents,
    rest_value_added,
)
from calibration.trends import luck_degrees, real_manufacturing, regional_luck, relative_trend, trend_error
from sim.codes import N_SECTORS

VINTAGE = "KOSIS regional accounts 2020 benchmark, WIOD 2016, Census on Establishments 2023"


class BaseYearError(ValueError):
    """There are no tables for this base year, or no economy comes out of them."""

    exit_code = 3


def build(base_year: int = tables.LAST_YEAR, *, blind: bool = False) -> OpeningEconomy:
    """The opening economy of a base year, 2014 to 2022; cached.

    blind: series show no year after the base year (hindcasts); what then is missing falls back by the rules of
    `ASSUMPTIONS.md`, V01 to V09. Without it, structure of later years fills gaps of earlier ones.

    >>> economy = build(2022)
    >>> economy.value_added_region.shape  # si/do, products
    (17, 25)
    >>> cost = economy.intermediate_domestic + economy.intermediate_imported
    >>> made = cost.sum(axis=0) + economy.tax_intermediate + economy.value_added
    >>> bool(abs(made / economy.gross_output - 1).max() < 1e-12)
    True
    >>> build(2013)
    Traceback (most recent call last):
    calibration.builder.BaseYearError: base year 2013 is outside 2014..2022
    """
    if base_year not in tables.YEARS:
        raise BaseYearError(f"base year {base_year} is outside {tables.FIRST_YEAR}..{tables.LAST_YEAR}")
    return _built(base_year, blind)


@cache
def _built(base_year: int, blind: bool) -> OpeningEconomy:
    try:
        with np.errstate(divide="raise", invalid="raise", over="raise"):
            if not blind:
                return _build(base_year)
            with tables.seen_to(base_year):
                return _build(base_year)
    except (ArithmeticError, np.linalg.LinAlgError) as error:
        what = f"no opening economy of {base_year} comes out of calibration/tables"
        raise BaseYearError(f"{what}: {type(error).__name__}: {error}; a figure there must be wrong") from error


def _build(base_year: int) -> OpeningEconomy:
    """The opening economy from what the tables show.

    Order: regions (value added, jobs), input-output table, primary inputs, size classes, labour, finance.
    Arrays are read-only, since all callers share them.
    """
    regions = build_regions(base_year)
    value_added = regions.value_added.sum(axis=0)
    _, taxes = rest_value_added(base_year, float(value_added[:N_SECTORS].sum()))
    table = build_table(base_year, value_added, taxes)
    jobs = regions.employment.sum(axis=0)
    inputs = build_inputs(base_year, table, jobs, float(value_added.sum()) - energy_subsidy(base_year))
    flows = commuting_flows(regions.employment.sum(axis=1), regions.employed_residents)
    commuting = flows / flows.sum(axis=1, keepdims=True)
    fields = (
        _accounts(table, inputs)
        | _regional(base_year, regions)
        | _establishments(base_year, regions)
        | _labour(base_year, regions, commuting)
        | _finance(base_year, regions, table, inputs, commuting)
        | _world(table)
    )
    for value in fields.values():
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    vintage = VINTAGE if tables.hindsight() else f"{VINTAGE}; series to {base_year}"
    return OpeningEconomy(base_year=base_year, vintage=vintage, **fields)  # type: ignore[arg-type]


Fields = dict[str, object]


def _accounts(table: InputOutput, inputs: PrimaryInputs) -> Fields:
    household, government, investment = range(3)
    return {
        "intermediate_domestic": table.intermediate_domestic.copy(),
        "intermediate_imported": table.intermediate_imported.copy(),
        "tax_intermediate": table.tax_intermediate,
        "household_domestic": table.final_domestic[:, household].copy(),
        "household_imported": table.final_imported[:, household].copy(),
        "tax_household": float(table.tax_final[household]),
        "government_domestic": table.final_domestic[:, government].copy(),
        "government_imported": table.final_imported[:, government].copy(),
        "tax_government": float(table.tax_final[government]),
        "investment_domestic": table.final_domestic[:, investment].copy(),
        "investment_imported": table.final_imported[:, investment].copy(),
        "tax_investment": float(table.tax_final[investment]),
        "exports_by_market": table.exports,
        "gross_output": table.gross_output,
        "value_added": table.value_added,
        "compensation": inputs.compensation,
        "production_tax": inputs.production_tax,
        "depreciation": inputs.depreciation,
        "import_origin_share": table.import_origin_share,
        "capital": inputs.capital,
        "depreciation_rate": inputs.depreciation_rate,
        "tangible_investment": inputs.tangible_investment,
        "rd_expenditure": inputs.rd_expenditure,
        "government_investment": inputs.government_investment,
        "electricity_share": inputs.electricity_share,
    }


def _regional(year: int, regions: RegionalState) -> Fields:
    real = real_manufacturing()[:, tables.YEARS.index(year)]
    return {
        "value_added_region": regions.value_added,
        "employment_region": regions.employment,
        "manufacturing_real_2020": real.copy(),
        "employment_concept_ratio": regions.manufacturing_survey / regions.employment[:, :N_SECTORS].sum(axis=1),
        "relative_trend": relative_trend(year),
        "trend_error": trend_error(year),
        "regional_luck": regional_luck(year),
        "luck_degrees": luck_degrees(year),
        "sector_trend": tables.by_product("sector_trend"),
        "electricity_self_sufficiency": tables.by_region("electricity_self_sufficiency") * tables.PERCENT,
    }


def _establishments(year: int, regions: RegionalState) -> Fields:
    factory_jobs = regions.employment[:, :N_SECTORS]
    counts, people = size_classes(census_establishments(factory_jobs), factory_jobs)
    return {
        "establishments": counts,
        "establishment_employment": people,
        "size_productivity": relative_to_mean("productivity", people),
        "size_wage": relative_to_mean("wage", people),
        "exporter_share": tables.by_size("exporter_share"),
        "size_export_share": tables.by_size("export_share"),
        "entry_rate": demography("birth", year),
        "exit_rate": demography("death", year),
        "adoption": adoption(year),
        "minimum_wage_near_share": tables.by_size("minimum_wage_near"),
        "minimum_wage_ratio": minimum_wage_ratio(year),
    }


def _labour(year: int, regions: RegionalState, commuting: Array) -> Fields:
    return {
        "population_15plus": residents("population_15plus", year),
        "labour_force": residents("labour_force", year),
        "employed_residents": regions.employed_residents,
        "working_age_index": working_age_index(year),
        "commuting": commuting,
        "skill_share": skill_shares(),
    }


def _finance(year: int, regions: RegionalState, table: InputOutput, inputs: PrimaryInputs, commuting: Array) -> Fields:
    sheets = households(year, table.gdp)
    value, jobs = regions.value_added, regions.employment
    surplus = table.value_added - inputs.compensation - inputs.production_tax - inputs.depreciation
    by_region = value @ (surplus / table.value_added)
    wages = jobs @ (inputs.compensation / jobs.sum(axis=0))
    inflow = net_wage_inflow(commuting, wages)
    loans, deposits = firm_balance(table.gross_output, inputs.capital, table.gdp)
    return {
        "household_deposits": sheets.deposits,
        "household_loans": sheets.loans,
        "household_income_share": sheets.income_share,
        "ownership": ownership(year, by_region, inflow, sheets.income_share),
        "social_transfers": tables.scalar("social_transfers_share") * table.gdp,
        "firm_loans": loans,
        "firm_deposits": deposits,
        "payout_ratio": tables.scalar("payout_ratio"),
        "government_debt": tables.scalar("government_debt_share") * table.gdp,
        "income_tax_rate": tables.scalar("income_tax_rate"),
        "social_contribution_rate": tables.scalar("social_contribution_rate"),
        "corporate_tax_rate": tables.scalar("corporate_tax_rate"),
    }


def _world(table: InputOutput) -> Fields:
    return {
        "overseas_output": overseas_output(table.gross_output),
        "china_exposure": tables.by_product("china_exposure"),
        "export_elasticity": tables.by_product("export_elasticity"),
        "armington_elasticity": tables.by_product("armington"),
        "zombie_share": tables.by_product("zombie") * tables.PERCENT,
    }
