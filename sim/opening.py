"""From the real economy of the base year to the opening state of the model.

Two scalars have no official figure and are solved so that the base-year accounts meet official totals: the share
of profits distributed by the rest of the economy (household disposable income consistent with consumption and the
saving rate) and other net current taxes of households (balance of general government). `Opening.calibrated` reports
them; `explain` prints them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.economy import OpeningEconomy
from sim.agents.adoption import gains
from sim.codes import N_PRODUCTS, N_SECTORS, PRODUCTS
from sim.parameters import Parameters
from sim.population import Population
from sim.state import Firms, Structure
from sim.switches import Switches

Array = NDArray[np.float64]

LOCAL = ("CONS", "TRAD", "PUBL", "OTHS")
"""Local services: they follow regional income. All other products clear nationally."""
RESEARCH_GOODS = ("ICTS", "FINB")
"""Products in which research and other intellectual property is bought (business services, software)."""
QUARTERS = 4.0


@dataclass(frozen=True)
class Opening:
    """Opening state: producers and fixed coefficients, and what was solved to close the base year."""

    firms: Firms
    structure: Structure
    calibrated: dict[str, float]


def _ratio(top: Array, bottom: Array, default: float = 0.0) -> Array:
    return np.divide(top, bottom, out=np.full(np.broadcast(top, bottom).shape, default), where=bottom > 0.0)


def open_economy(
    economy: OpeningEconomy, population: Population, parameters: Parameters, switches: Switches
) -> Opening:
    """Opening state on which, without growth and shocks, the base year repeats itself."""
    capital = economy.capital
    if switches.stationary:  # K0 = I / (depreciation + g): replacement and growth are all investment
        capital = economy.tangible_investment / (economy.depreciation_rate + switches.balanced_growth)
    firms = open_firms(economy, population, parameters, capital, switches.balanced_growth)
    structure, calibrated = open_structure(economy, firms, parameters, switches)
    return Opening(firms, structure, calibrated)


def open_firms(
    economy: OpeningEconomy, population: Population, parameters: Parameters, capital: Array, growth: float
) -> Firms:
    """Columns at the opening: quarterly flows, base-year technique, market shares.

    Technique: labour requirement = employment / output, capital requirement = capital / output, so that the
    calibrated-share CES gives base-year output at base-year factors.
    """
    n = len(population)
    sector = population.sector.astype(np.int64)
    region = population.region.astype(np.int64)
    live = population.weight > 0.0
    ratio = _ratio(economy.gross_output, economy.value_added)[sector]
    output = population.value_added * ratio / QUARTERS
    stock = population.capital * _ratio(capital, economy.capital, 1.0)[sector]
    manufacturing = sector < N_SECTORS
    exports = economy.exports_by_market.sum(axis=1) / QUARTERS
    exported = population.weight * output * np.where(manufacturing, population.export_intensity, 1.0)
    export_share = _ratio(
        output * np.where(manufacturing, population.export_intensity, 1.0),
        np.bincount(sector, exported, N_PRODUCTS)[sector],
    )
    own_exports = export_share * exports[sector]
    # an exporter cannot export more than it makes: the excess goes to the sector's other exporters
    for _ in range(20):
        capped = np.minimum(own_exports, 0.98 * output)
        missing = exports - np.bincount(sector, population.weight * capped, N_PRODUCTS)
        room = np.where(own_exports > 0.0, 0.98 * output - capped, 0.0)
        total_room = np.bincount(sector, population.weight * room, N_PRODUCTS)
        own_exports = capped + room * np.minimum(1.0, _ratio(missing, total_room))[sector]
        if np.all(missing <= 1e-12 * np.maximum(exports, 1.0)):
            break
    domestic = np.where(live, output - own_exports, 0.0)
    share_export = _ratio(own_exports, np.bincount(sector, population.weight * own_exports, N_PRODUCTS)[sector])
    share_domestic = _ratio(domestic, np.bincount(sector, population.weight * domestic, N_PRODUCTS)[sector])
    depreciation = economy.depreciation_rate[sector] / QUARTERS
    inventory = np.where(manufacturing, parameters.inventory_ratio * QUARTERS * output, 0.0)
    inputs = (
        economy.intermediate_domestic.sum(axis=0) + economy.intermediate_imported.sum(axis=0) + economy.tax_intermediate
    ) / economy.gross_output
    rd = population.rd_expenditure / QUARTERS
    rd_stock = rd / ((parameters.rd_depreciation + growth) / QUARTERS)

    def zeros() -> Array:
        return np.zeros(n)

    return Firms(
        region=region,
        sector=sector,
        cell=region * N_PRODUCTS + sector,
        size=np.maximum(population.size.astype(np.int64), 0),
        cell_start=population.cell_start,
        ident=population.identifier.copy(),
        tags=population.tags.copy(),
        manufacturing=manufacturing,
        weight=population.weight.copy(),
        age=population.age_years * QUARTERS,
        labour_requirement=_ratio(population.employment, output, 1.0),
        capital_requirement=_ratio(stock, output, 1.0),
        base_wage=population.wage / QUARTERS,
        wage_dispersion=population.wage_dispersion.copy(),
        deposit_target=_ratio(population.deposits, output),
        loan_target=_ratio(population.loans, stock),
        base_unit_cost=np.where(
            live,
            inputs[sector] + _ratio(population.employment * population.wage / QUARTERS + stock * depreciation, output),
            1.0,
        ),
        base_depreciation=_ratio(stock * depreciation, output),
        input_multiplier=np.ones(n),
        employment=np.where(live, population.employment, 0.0),
        capital=np.where(live, stock, 0.0),
        inventory=np.where(live, inventory, 0.0),
        loans=population.loans.copy(),
        deposits=population.deposits.copy(),
        rd_stock=rd_stock,
        overseas_capacity=population.overseas_capacity.copy(),
        own_technology=zeros(),
        adoption_effect=zeros(),
        quality=zeros(),
        log_tfp=zeros(),
        stage=population.stage.astype(np.int64),
        stage_quarters=np.full(n, 40.0),
        adoption_kept=gains(parameters)[population.stage],
        adoption_base=gains(parameters)[population.stage],
        success=np.ones(n),
        new_items=zeros(),
        rd_intensity=_ratio(rd, output),
        rd_trend=_ratio(rd_stock, output),
        base_share_domestic=share_domestic.copy(),
        base_share_export=share_export.copy(),
        share_domestic=share_domestic,
        share_export=share_export,
        cost_index=np.ones(n),
        technique=zeros(),
        expected_output=np.where(live, output, 0.0),
        wage=population.wage / QUARTERS,
        user_cost=np.ones(n),
        desired_employment=np.where(live, population.employment, 0.0),
        desired_capital=np.where(live, stock, 0.0),
        planned_investment=np.where(live, stock * _investment_rate(economy, capital)[sector], 0.0),
        planned_rd=rd.copy(),
        investment=zeros(),
        separated=zeros(),
        capacity=zeros(),
        output=np.where(live, output, 0.0),
        sales_domestic=domestic,
        sales_export=np.where(live, own_exports, 0.0),
        inventory_change=zeros(),
        wage_bill=zeros(),
        value_added=zeros(),
        surplus=zeros(),
        profit=zeros(),
        interest=zeros(),
        tax=zeros(),
        dividends=zeros(),
        borrowing=zeros(),
        grants=zeros(),
        profit_rate=zeros(),
        base_loss=zeros(),
        loss_quarters=np.where(population.zombie, 12.0, 0.0),
        credit_access=np.ones(n),
    )


def _investment_rate(economy: OpeningEconomy, capital: Array) -> Array:
    """(P,) tangible investment over the opening capital stock, per quarter."""
    return _ratio(economy.tangible_investment, capital) / QUARTERS


def open_structure(
    economy: OpeningEconomy, firms: Firms, parameters: Parameters, switches: Switches
) -> tuple[Structure, dict[str, float]]:
    """Coefficients of the opening economy; see `Structure` for shapes."""
    output = economy.gross_output
    inputs = economy.intermediate_domestic + economy.intermediate_imported
    input_value = inputs.sum(axis=0)
    household = economy.household_domestic + economy.household_imported
    government = economy.government_domestic + economy.government_imported
    capital_goods = economy.investment_domestic + economy.investment_imported
    research = np.zeros(N_PRODUCTS)
    positions = [PRODUCTS.index(name) for name in RESEARCH_GOODS]
    research[positions] = capital_goods[positions]
    # volumes are at purchasers' prices, so one unit of R&D expenditure buys 1 / (1 + tax) of goods at basic prices
    tax = economy.tax_investment / capital_goods.sum()
    rd_goods_total = economy.rd_expenditure.sum() / (1.0 + tax)
    if rd_goods_total > research.sum():
        raise ValueError("research and development exceeds the intellectual property in fixed capital formation")
    research *= rd_goods_total / research.sum()
    tangible = capital_goods - research
    labour_share = _ratio(economy.compensation, economy.value_added)
    tradable = np.array([name not in LOCAL for name in PRODUCTS])
    price_speed = np.where(np.arange(N_PRODUCTS) < N_SECTORS, parameters.goods_price_adjustment, 0.0)
    price_speed[N_SECTORS:] = parameters.service_price_adjustment
    price_speed[PRODUCTS.index("ENER")] = parameters.energy_price_adjustment
    price_speed[PRODUCTS.index("AGRI")] = parameters.goods_price_adjustment
    manufacturing = np.arange(N_PRODUCTS) < N_SECTORS
    competing = (manufacturing | (np.arange(N_PRODUCTS) == PRODUCTS.index("AGRI"))).astype(float)
    depreciation_flow = firms.by_sector(firms.capital) * economy.depreciation_rate
    input_cost = (input_value + economy.tax_intermediate) / output
    primary_cost = (economy.compensation + depreciation_flow) / output
    skill = economy.skill_share
    employed_skill = economy.commuting.T @ (economy.employment_region @ skill)
    force = economy.labour_force[:, None] * employed_skill / employed_skill.sum(axis=1, keepdims=True)
    from sim.closing import close_base_year

    closure = close_base_year(economy, firms, parameters, switches)
    structure = Structure(
        input_volume=inputs / output,
        input_domestic=_ratio(economy.intermediate_domestic, inputs),
        input_tax=_ratio(economy.tax_intermediate, input_value),
        household_basket=household / household.sum(),
        household_domestic=_ratio(economy.household_domestic, household),
        household_tax=economy.tax_household / household.sum(),
        government_basket=government / government.sum(),
        government_domestic=_ratio(economy.government_domestic, government),
        government_tax=economy.tax_government / government.sum(),
        capital_goods=tangible / tangible.sum() / (1.0 + tax),
        capital_goods_domestic=_ratio(economy.investment_domestic, capital_goods),
        rd_goods=research / research.sum() / (1.0 + tax),
        investment_tax=tax,
        export_base=economy.exports_by_market / QUARTERS,
        production_tax=economy.production_tax / output,
        capital_share=np.clip(1.0 - labour_share, 0.1, 0.9),
        depreciation=economy.depreciation_rate / QUARTERS,
        skill_share=skill,
        import_origin=economy.import_origin_share,
        export_elasticity=economy.export_elasticity * parameters.export_elasticity_scale,
        armington=economy.armington_elasticity * parameters.armington_scale,
        import_competition=competing * parameters.import_price_weight,
        input_pass=np.where(
            competing > 0.0, parameters.pass_through_inputs_goods, parameters.pass_through_inputs_services
        ),
        primary_pass=np.where(
            competing > 0.0, parameters.pass_through_labour_goods, parameters.pass_through_labour_services
        ),
        input_share=input_cost / (input_cost + primary_cost),
        input_cost=input_cost,
        primary_cost=primary_cost,
        price_adjustment=price_speed,
        electricity=economy.electricity_share,
        local=~tradable,
        storable=manufacturing,
        china_exposure=economy.china_exposure,
        sector_trend=economy.sector_trend / QUARTERS,
        relative_trend=economy.relative_trend / QUARTERS,
        commuting=economy.commuting,
        ownership=economy.ownership,
        migration=economy.migration_weight,
        working_age=economy.working_age_index,
        labour_force=force,
        government_consumption=government.sum() / QUARTERS,
        government_investment=economy.government_investment / QUARTERS,
        transfers=economy.social_transfers / QUARTERS,
        household_income=closure.income,
        consumption=closure.consumption,
        propensity_income=closure.propensity,
        payout=closure.payout,
        lump_sum_tax=closure.lump_sum_tax,
        regional_transfer=closure.regional_transfer,
        foreign_transfer=closure.foreign_transfer,
        entry_rate=economy.entry_rate / QUARTERS,
        exit_rate=economy.exit_rate / QUARTERS,
        real_2020=economy.manufacturing_real_2020,
        concept_ratio=economy.employment_concept_ratio,
        adoption_fit=economy.adoption,
        manufacturing_employment=economy.employment_region[:, :N_SECTORS].sum(axis=1),
        vintage=economy.vintage,
        base_year=economy.base_year,
    )
    sales = np.where(firms.expected_output > 0.0, firms.expected_output, 1.0)
    firms.profit_rate[:] = np.where(firms.expected_output > 0.0, np.clip(closure.profit / sales, -1.0, 1.0), 0.0)
    firms.base_loss[:] = np.where(
        firms.loss_quarters > 0.0, 0.0, np.minimum(firms.profit_rate, 0.0) - parameters.distress_margin
    )
    return structure, closure.report
