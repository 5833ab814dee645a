"""Labour, capital, taxes and research of the 25 sectors in a base year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration import tables
from calibration.balancing import Array
from calibration.input_output import InputOutput
from sim.codes import GROUP_OF_SECTOR, N_PRODUCTS, N_SECTORS, REST_SECTORS, SECTORS


@dataclass(frozen=True)
class PrimaryInputs:
    """(P,) annual, billion won."""

    compensation: Array
    production_tax: Array
    depreciation: Array
    depreciation_rate: Array
    capital: Array
    tangible_investment: Array
    rd_expenditure: Array
    government_investment: float
    electricity_share: Array


def compensation(value_added: Array, jobs: Array, official_total: float) -> Array:
    """(P,) compensation, labour income of the self-employed included.

    Manufacturing in total by labour shares; between its sectors a weighted geometric mean of labour share x value
    added and relative wage x jobs (listed firms' wages). The rest shares the remainder of the national total.

    Total = (compensation share + labour income of the self-employed) x official value added.
    """
    share = tables.by_product("labour_share")
    result = share * value_added
    factory = result[:N_SECTORS]
    by_wage = tables.by_sector("relative_wage") * jobs[:N_SECTORS]
    by_wage *= factory.sum() / by_wage.sum()
    weight = tables.by_sector("labour_share_weight")
    mixed = factory**weight * by_wage ** (1 - weight)
    result[:N_SECTORS] = mixed * factory.sum() / mixed.sum()
    total = (tables.scalar("compensation_share") + tables.scalar("self_employed_labour_share")) * official_total
    rest = slice(N_SECTORS, N_PRODUCTS)
    result[rest] *= (total - result[:N_SECTORS].sum()) / result[rest].sum()
    return result


def research(year: int, output: Array) -> Array:
    """Business R&D by sector: manufacturing by intensity x output, electronics fixed, the rest by judgement."""
    business = _business_research(year)
    last = _business_research(tables.LAST_YEAR) if tables.hindsight() else _of_last_year("rd_business")
    manufacturing = _of_last_year("rd_manufacturing") * business / last
    electronics = _of_last_year("rd_electronics") * business / last
    weight = tables.by_sector("rd_intensity") * output[:N_SECTORS]
    inside = np.array([GROUP_OF_SECTOR[s] == "K_ELEC" for s in SECTORS])
    result = np.zeros(N_PRODUCTS)
    factory = np.where(
        inside,
        weight / weight[inside].sum() * electronics,
        weight / weight[~inside].sum() * (manufacturing - electronics),
    )
    result[:N_SECTORS] = factory
    rest = tables.by_product("rd_share_rest", REST_SECTORS)
    result[N_SECTORS:] = rest / rest.sum() * (business - manufacturing)
    return result


def _business_research(year: int) -> float:
    """Billion won; a missing year takes the share of business in total R&D, interpolated."""
    total, business = tables.national("rd_total"), tables.national("rd_business")
    known = {y: business[y] / total[y] for y in business}
    share = tables.interpolated(known, year) if known else tables.scalar("rd_business_share")
    return total[year] * share * tables.BILLION_PER_TRILLION


def _of_last_year(name: str) -> float:
    return tables.scalar(tables.of_last_year(name)) * tables.BILLION_PER_TRILLION


def build_inputs(year: int, table: InputOutput, jobs: Array, official_value_added: float) -> PrimaryInputs:
    """Split value added; capital by ratio; depreciation = rate x capital.

    Rates of the rest of the economy are scaled so that capital consumption with R&D capital is its share of
    GDP. Tangible investment of business = total fixed investment less R&D less government, spread as
    (rate + g) x capital with one growth rate g (balanced growth of the stock).
    """
    value = table.value_added
    research_ = research(year, table.gross_output)
    government = tables.scalar("government_investment_share") * table.gdp
    capital = tables.by_product("capital_ratio") * value
    rate = tables.by_product("depreciation_rate")
    target = tables.scalar("capital_consumption_share") * table.gdp
    target -= tables.scalar("rd_consumption_ratio") * research_.sum()
    rest = slice(N_SECTORS, N_PRODUCTS)
    factory = (rate * capital)[:N_SECTORS].sum()
    rate[rest] *= (target - factory) / (rate * capital)[rest].sum()
    fixed = table.final_domestic[:, 2].sum() + table.final_imported[:, 2].sum() + table.tax_final[2]
    tangible = fixed - research_.sum() - government
    growth = (tangible - (rate * capital).sum()) / capital.sum()
    electricity = tables.by_product("electricity") * tables.PERCENT * value
    ratio = np.where(np.arange(N_PRODUCTS) < N_SECTORS, tables.scalar("electricity_tariff_ratio"), 1.0)
    taxes = tables.scalar("production_tax_share") * value
    return PrimaryInputs(
        compensation=compensation(value, jobs, official_value_added),
        production_tax=taxes,
        depreciation=rate * capital,
        depreciation_rate=rate,
        capital=capital,
        tangible_investment=(rate + growth) * capital,
        rd_expenditure=research_,
        government_investment=government,
        electricity_share=electricity * ratio / table.gross_output,
    )


def overseas_output(output: Array) -> Array:
    """(P,) output of Korean plants abroad: sector ratios scaled to the manufacturing total."""
    raw = tables.by_product("overseas_ratio") * output
    total = tables.scalar("overseas_output_ratio") * output[:N_SECTORS].sum()
    return raw * total / raw.sum()


def skill_shares() -> Array:
    """(P, K) production and professional."""
    professional = tables.by_product("professional_share")
    return np.column_stack([1 - professional, professional])
