"""The opening state of the economy: what the builder hands to the model.

All flows are annual, in billion won of the base year at basic prices unless said otherwise; all volumes are
therefore at base-year prices (price = 1). Persons are persons. Arrays follow the orders of `sim.codes`
(R = 17 regions, S = 17 manufacturing sectors, P = 25 products, J = 6 markets, Z = 5 sizes; K = 2 skills:
production, professional).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class OpeningEconomy:
    """Everything the model knows about the real economy of one base year.

    The accounts close exactly: for every product, domestic supply = domestic uses; for every sector, gross
    output = intermediate inputs + product taxes on inputs + value added; value added = compensation +
    production taxes + depreciation + net surplus.
    """

    base_year: int
    vintage: str
    """Data vintage, for manifests and captions."""

    # --- input-output table (P x P: row = product, column = using sector)
    intermediate_domestic: Array
    intermediate_imported: Array
    tax_intermediate: Array
    """(P,) net product taxes paid on intermediate inputs, by using sector."""
    household_domestic: Array
    household_imported: Array
    tax_household: float
    government_domestic: Array
    government_imported: Array
    tax_government: float
    investment_domestic: Array
    """(P,) gross fixed capital formation (tangible, R&D and other intellectual property), all investors."""
    investment_imported: Array
    tax_investment: float
    exports_by_market: Array
    """(P, J) exports at basic prices."""
    gross_output: Array
    value_added: Array
    compensation: Array
    """(P,) compensation of employees plus imputed labour income of the self-employed."""
    production_tax: Array
    """(P,) other taxes less subsidies on production (negative = subsidy)."""
    depreciation: Array
    """(P,) consumption of fixed capital = depreciation_rate x capital (tangible)."""
    import_origin_share: Array
    """(P, J) share of each origin in imports of the product; rows sum to one where the product is imported."""

    # --- capital and technology
    capital: Array
    """(P,) net stock of tangible capital at replacement cost."""
    depreciation_rate: Array
    """(P,) per year."""
    tangible_investment: Array
    """(P,) tangible fixed investment by investing sector (government investment excluded)."""
    rd_expenditure: Array
    """(P,) research and development expenditure by performing sector (part of fixed capital formation)."""
    government_investment: float
    """Part of fixed capital formation done by government (public capital)."""
    electricity_share: Array
    """(P,) electricity cost / gross output."""

    # --- regions
    value_added_region: Array
    """(R, P) value added at basic prices; manufacturing columns obey the regional accounts."""
    employment_region: Array
    """(R, P) persons at the workplace; manufacturing on the census-of-establishments basis."""
    manufacturing_real_2020: Array
    """(R,) official manufacturing value added of the base year, billion won at chained 2020 prices."""
    employment_concept_ratio: Array
    """(R,) manufacturing employment, Regional Employment Survey (residence) / census (workplace)."""
    relative_trend: Array
    """(R,) own trend of the region's real manufacturing value added relative to the nation, log points a year."""
    trend_error: float
    """Standard deviation of what the estimate of that trend does not know, log points a year."""
    regional_luck: Array
    """(R,) standard deviation of yearly relative growth around the trend, log points."""
    luck_degrees: float
    """Degrees of freedom of the estimate of its square."""
    sector_trend: Array
    """(P,) productivity trend of the sector (value-added TFP), log points a year."""
    electricity_self_sufficiency: Array
    """(R,) generation / sales."""

    # --- establishments (R x S x Z)
    establishments: Array
    establishment_employment: Array
    size_productivity: Array
    """(Z,) value added per worker by size class relative to the manufacturing mean."""
    size_wage: Array
    """(Z,) wage per worker by size class relative to the manufacturing mean."""
    exporter_share: Array
    """(Z,) share of establishments that export."""
    size_export_share: Array
    """(Z,) share of manufacturing exports by size class; sums to one."""
    entry_rate: Array
    """(Z,) births / active, per year."""
    exit_rate: Array
    """(Z,) deaths / active, per year."""
    adoption: Array
    """(Z, 4) share of establishments at each stage none/basic/intermediate/ai_factory; rows sum to one."""
    minimum_wage_near_share: Array
    """(Z,) share of workers paid at or up to 110 % of the minimum wage."""
    minimum_wage_ratio: float
    """Minimum wage / mean manufacturing wage."""

    # --- labour and households
    population_15plus: Array
    """(R,) persons."""
    labour_force: Array
    """(R,) persons, by residence."""
    employed_residents: Array
    """(R,) persons, by residence; sums to the sum of employment_region."""
    working_age_index: Array
    """(R, Y) population of working age relative to the base year for base_year .. base_year+23."""
    commuting: Array
    """(R work, R home) share of the workers of a workplace who live in each region; rows sum to one."""
    skill_share: Array
    """(P, K) share of each skill in employment; rows sum to one."""
    household_deposits: Array
    """(R,) billion won."""
    household_loans: Array
    household_income_share: Array
    """(R,) share of household disposable income."""
    ownership: Array
    """(R plant, R + 1 owner) who receives distributed profits; the last column is the rest of the world."""
    social_transfers: float
    """Cash benefits and other current transfers from government to households."""

    # --- finance
    firm_loans: Array
    """(P,) bank loans and bonds of the sector."""
    firm_deposits: Array
    payout_ratio: float
    """Dividends / profit after tax and interest."""
    government_debt: float
    income_tax_rate: float
    """Income tax on wages and household capital income, effective."""
    social_contribution_rate: float
    """Employee and employer contributions / compensation."""
    corporate_tax_rate: float
    """Tax on profit after interest and depreciation, effective, local tax included."""

    # --- world
    overseas_output: Array
    """(P,) output of Korean plants abroad."""
    china_exposure: Array
    """(P,) exposure to Chinese competition, 0-1."""
    export_elasticity: Array
    """(P,) long-run price elasticity of export demand between rival suppliers, positive."""
    armington_elasticity: Array
    """(P,) home against imports, positive."""
    zombie_share: Array
    """(P,) share of firms with interest cover below one for three years."""

    def __setstate__(self, state: dict[str, object]) -> None:
        """In another process its arrays are read-only too."""
        self.__dict__.update(state)
        for value in state.values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
