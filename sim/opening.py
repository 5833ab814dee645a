"""From the real economy of the base year to the opening state of the model.

Two scalars have no official figure and are solved so that the base-year accounts meet official totals: the share
of profits distributed by the rest of the economy (household disposable income consistent with consumption and the
saving rate) and other net current taxes of households (balance of general government). `Opening.calibrated` reports
them; `explain` prints them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.economy import OpeningEconomy
from sim.agents.adoption import gains
from sim.agents.firms import minimum_wage_ratio, wage_floor_cost
from sim.closing import close_base_year
from sim.codes import N_PRODUCTS, N_SECTORS, PRODUCTS
from sim.parameters import Parameters
from sim.population import Population
from sim.state import MATURE_QUARTERS, ZOMBIE_QUARTERS, Firms, Structure
from sim.switches import Switches

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Columns = dict[str, Any]
"""Arrays and numbers by the name of their field in `Firms` or `Structure`."""

LOCAL = ("CONS", "TRAD", "PUBL", "OTHS")
"""Local services: they follow regional income. All other products clear nationally."""
RESEARCH_GOODS = ("ICTS", "FINB")
"""Products in which research and other intellectual property is bought (business services, software)."""
QUARTERS = 4.0
LEAST_SHARE, MOST_SHARE = 0.1, 0.9
"""Capital share of a sector, so that the CES stays defined where the table has an odd year."""
_ROUNDS = 20
OUTCOMES = (
    "investment", "machines_waiting", "projects_waiting", "separated", "earnings", "grants", "profit_rate", "base_loss",
)  # fmt: skip
"""Columns that are zero until rules write them."""


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
    """Columns at the opening: identity, technique, balance sheets, technology, sales, plans.

    capital (P,): opening stocks of the sectors; growth: rate of the balanced-growth variant per year.
    """
    sector = population.sector.astype(np.int64)
    output = population.value_added * _ratio(economy.gross_output, economy.value_added)[sector] / QUARTERS
    stock = population.capital * _ratio(capital, economy.capital, 1.0)[sector]
    outcomes: Columns = {name: np.zeros(len(population)) for name in OUTCOMES}
    firms = Firms(
        **_identity(population, sector),
        **_technique(economy, population, output, stock),
        **_balances(population, parameters, output, stock),
        **_technology(population, parameters, output, growth),
        **_sales(economy, population, output, parameters),
        **_plans(economy, population, capital, stock),
        **outcomes,
    )
    firms.floor_ratio[:] = minimum_wage_ratio(minimum_wage(economy, firms), firms.base_wage)
    wage_floor_cost(firms.floor_ratio, firms.wage_dispersion, firms.floor_cost)
    firms.pack()
    return firms


def minimum_wage(economy: OpeningEconomy, firms: Firms) -> float:
    """Minimum wage of the base year, billion won a person and quarter: its share of the mean wage of manufacturing."""
    people = firms.weight * firms.employment * firms.manufacturing
    return economy.minimum_wage_ratio * float((people * firms.base_wage).sum() / people.sum())


def _identity(population: Population, sector: Index) -> Columns:
    """Who and where: cell, size class, id of the random numbers, scope tags, weight."""
    region = population.region.astype(np.int64)
    return {
        "region": region,
        "sector": sector,
        "cell": region * N_PRODUCTS + sector,
        "size": np.maximum(population.size, 0).astype(np.int8),
        "cell_start": population.cell_start.copy(),
        "cell_end": population.cell_end.copy(),
        "ident": population.identifier.copy(),
        "tags": population.tags.copy(),
        "manufacturing": sector < N_SECTORS,
        "weight": population.weight.copy(),
    }


def _technique(economy: OpeningEconomy, population: Population, output: Array, stock: Array) -> Columns:
    """Requirements and costs per unit of output: the calibrated-share CES then gives base-year output.

    labour requirement = L0 / Q0,   capital requirement = K0 / Q0,
    unit cost = inputs at purchasers' prices + (w0 L0 + depreciation) / Q0
    """
    sector, wage = population.sector, population.wage / QUARTERS
    wear = stock * (economy.depreciation_rate[sector] / QUARTERS)
    inputs = (
        economy.intermediate_domestic.sum(axis=0) + economy.intermediate_imported.sum(axis=0) + economy.tax_intermediate
    ) / economy.gross_output
    unit_cost = inputs[sector] + _ratio(population.employment * population.wage / QUARTERS + wear, output)
    return {
        "labour_requirement": _ratio(population.employment, output, 1.0),
        "capital_requirement": _ratio(stock, output, 1.0),
        "base_wage": wage,
        "wage_dispersion": population.wage_dispersion.copy(),
        "floor_ratio": np.ones(len(population)),
        "floor_cost": np.ones(len(population)),
        "base_unit_cost": np.where(population.weight > 0.0, unit_cost, 1.0),
        "base_depreciation": _ratio(wear, output),
        "input_multiplier": np.ones(len(population)),
        "technique": np.zeros(len(population)),
        "cost_index": np.ones(len(population)),
        "wage": wage.copy(),
    }


def _balances(population: Population, parameters: Parameters, output: Array, stock: Array) -> Columns:
    """Stocks of goods and money, the ratios that they return to, and distress."""
    live = population.weight > 0.0
    made = population.sector < N_SECTORS
    inventory = np.where(made, parameters.inventory_ratio * QUARTERS * output, 0.0)
    return {
        "capital": np.where(live, stock, 0.0),
        "inventory": np.where(live, inventory, 0.0),
        "loans": population.loans.copy(),
        "deposits": population.deposits.copy(),
        "deposit_target": _ratio(population.deposits, output),
        "loan_target": _ratio(population.loans, stock),
        "overseas_capacity": population.overseas_capacity.copy(),
        "loss_quarters": np.where(population.zombie, ZOMBIE_QUARTERS, 0).astype(np.int16),
        "credit_access": np.ones(len(population)),
    }


def _technology(population: Population, parameters: Parameters, output: Array, growth: float) -> Columns:
    """Adoption stages, all mature and successful; R&D stocks at rest: stock = R&D / (depreciation + g)."""
    n = len(population)
    rd = population.rd_expenditure / QUARTERS
    rd_stock = rd / ((parameters.rd_depreciation + growth) / QUARTERS)
    return {
        "own_technology": np.zeros(n),
        "adoption_effect": np.zeros(n),
        "quality": np.zeros(n),
        "log_tfp": np.zeros(n),
        "stage": population.stage.astype(np.int8),
        "stage_quarters": np.full(n, MATURE_QUARTERS),
        "adoption_kept": gains(parameters)[population.stage],
        "adoption_base": gains(parameters)[population.stage],
        "success": np.ones(n),
        "lead": np.zeros(n),
        "trained": np.zeros(n),
        "skill": np.zeros(n),
        "rd_stock": rd_stock,
        "rd_intensity": _ratio(rd, output),
        "rd_trend": _ratio(rd_stock, output),
        "knowledge": np.zeros(n),
        "new_products": np.zeros(n),
        "bought_quality": np.zeros(n),
        "converted": np.zeros(n),
        "planned_rd": rd.copy(),
    }


def _sales(economy: OpeningEconomy, population: Population, output: Array, p: Parameters) -> Columns:
    """Sales at home and abroad and the market shares that they are."""
    sector, weight, live = population.sector, population.weight, population.weight > 0.0
    exported = own_exports(economy, population, output, p.most_exported)
    domestic = np.where(live, output - exported, 0.0)

    def share(sales: Array) -> Array:
        """(N,) own sales over the sales of the product."""
        return _ratio(sales, np.bincount(sector, weight * sales, N_PRODUCTS)[sector])

    at_home, abroad = share(domestic), share(exported)
    return {
        "base_share_domestic": at_home,
        "base_share_export": abroad,
        "share_domestic": at_home.copy(),
        "share_export": abroad.copy(),
        "expected_output": np.where(live, output, 0.0),
        "output": np.where(live, output, 0.0),
        "capacity": np.where(live, p.full_utilisation * output, 0.0),
        "sales_domestic": domestic,
        "sales_export": np.where(live, exported, 0.0),
    }


def own_exports(economy: OpeningEconomy, population: Population, output: Array, most: float) -> Array:
    """(N,) quarterly exports of each producer: by export intensity, scaled to the exports of its product.

    An exporter cannot export more than a share `most` of what it makes: the excess goes to the other exporters of its
    product.
    """
    sector, weight = population.sector, population.weight
    exports = economy.exports_by_market.sum(axis=1) / QUARTERS
    intensity = np.where(sector < N_SECTORS, population.export_intensity, 1.0)
    wanted = output * intensity
    own = _ratio(wanted, np.bincount(sector, weight * output * intensity, N_PRODUCTS)[sector]) * exports[sector]
    for _ in range(_ROUNDS):
        capped = np.minimum(own, most * output)
        missing = exports - np.bincount(sector, weight * capped, N_PRODUCTS)
        room = np.where(own > 0.0, most * output - capped, 0.0)
        total_room = np.bincount(sector, weight * room, N_PRODUCTS)
        own = capped + room * np.minimum(1.0, _ratio(missing, total_room))[sector]
        if np.all(missing <= 1e-12 * np.maximum(exports, 1.0)):
            break
    return own


def _plans(economy: OpeningEconomy, population: Population, capital: Array, stock: Array) -> Columns:
    """Employment, and plans that equal what is there."""
    live = population.weight > 0.0
    rate = _ratio(economy.tangible_investment, capital) / QUARTERS
    return {
        "employment": np.where(live, population.employment, 0.0),
        "desired_employment": np.where(live, population.employment, 0.0),
        "planned_investment": np.where(live, stock * rate[population.sector], 0.0),
    }


def open_structure(
    economy: OpeningEconomy, firms: Firms, parameters: Parameters, switches: Switches
) -> tuple[Structure, dict[str, float]]:
    """Coefficients of the opening economy (`Structure` tells shapes) and what was solved to close the base year."""
    closure = close_base_year(economy, firms, parameters, switches)
    structure = Structure(
        **_inputs(economy),
        **_final_demand(economy),
        **_trade(economy, parameters),
        **_price_setting(economy, firms, parameters),
        **_production(economy),
        **_people(economy),
        household_income=closure.income,
        consumption=closure.consumption,
        propensity_income=closure.propensity,
        payout=closure.payout,
        lump_sum_tax=closure.lump_sum_tax,
        regional_transfer=closure.regional_transfer,
        foreign_transfer=closure.foreign_transfer,
        vintage=economy.vintage,
        base_year=economy.base_year,
    )
    sales = np.where(firms.expected_output > 0.0, firms.expected_output, 1.0)
    firms.profit_rate[:] = np.where(firms.expected_output > 0.0, np.clip(closure.profit / sales, -1.0, 1.0), 0.0)
    firms.base_loss[:] = np.where(
        firms.loss_quarters > 0, 0.0, np.minimum(firms.profit_rate, 0.0) - parameters.distress_margin
    )
    return structure, closure.report


def _inputs(economy: OpeningEconomy) -> Columns:
    """Intermediate inputs per unit of output, their origin and tax."""
    inputs = economy.intermediate_domestic + economy.intermediate_imported
    return {
        "input_volume": inputs / economy.gross_output,
        "input_domestic": _ratio(economy.intermediate_domestic, inputs),
        "input_tax": _ratio(economy.tax_intermediate, inputs.sum(axis=0)),
    }


def _final_demand(economy: OpeningEconomy) -> Columns:
    """Baskets of households, government and investors; volumes are at purchasers' prices of the base year.

    One unit of investment therefore buys 1 / (1 + tax) of goods at basic prices. Raises ValueError when research and
    development exceeds what can be intellectual property in fixed capital formation.
    """
    household = economy.household_domestic + economy.household_imported
    government = economy.government_domestic + economy.government_imported
    capital_goods = economy.investment_domestic + economy.investment_imported
    research = np.zeros(N_PRODUCTS)
    positions = [PRODUCTS.index(name) for name in RESEARCH_GOODS]
    research[positions] = capital_goods[positions]
    tax = economy.tax_investment / capital_goods.sum()
    rd_goods_total = economy.rd_expenditure.sum() / (1.0 + tax)
    if rd_goods_total > research.sum():
        raise ValueError("research and development exceeds the intellectual property in fixed capital formation")
    research *= rd_goods_total / research.sum()
    tangible = capital_goods - research
    return {
        "household_basket": household / household.sum(),
        "household_domestic": _ratio(economy.household_domestic, household),
        "household_tax": economy.tax_household / household.sum(),
        "government_basket": government / government.sum(),
        "government_domestic": _ratio(economy.government_domestic, government),
        "government_tax": economy.tax_government / government.sum(),
        "government_consumption": government.sum() / QUARTERS,
        "government_investment": economy.government_investment / QUARTERS,
        "transfers": economy.social_transfers / QUARTERS,
        "capital_goods": tangible / tangible.sum() / (1.0 + tax),
        "capital_goods_domestic": _ratio(economy.investment_domestic, capital_goods),
        "rd_goods": research / research.sum() / (1.0 + tax),
        "investment_tax": tax,
    }


def _trade(economy: OpeningEconomy, parameters: Parameters) -> Columns:
    """Exports of the base year, elasticities between home and foreign, exposure to Chinese rivals."""
    return {
        "export_base": economy.exports_by_market / QUARTERS,
        "export_elasticity": economy.export_elasticity * parameters.export_elasticity_scale,
        "armington": economy.armington_elasticity * parameters.armington_scale,
        "china_exposure": economy.china_exposure,
    }


def _price_setting(economy: OpeningEconomy, firms: Firms, parameters: Parameters) -> Columns:
    """Cost of the base year per unit of output, pass-through of each kind of cost, speeds.

    Goods (manufactures and primary products) compete with imports and follow cost faster than services.
    """
    p, output = parameters, economy.gross_output
    product = np.arange(N_PRODUCTS)
    goods = (product < N_SECTORS) | (product == PRODUCTS.index("AGRI"))
    speed = np.where(goods, p.goods_price_adjustment, p.service_price_adjustment)
    speed[PRODUCTS.index("ENER")] = p.energy_price_adjustment
    bought = (economy.intermediate_domestic + economy.intermediate_imported).sum(axis=0)
    input_cost = (bought + economy.tax_intermediate) / output
    wear = firms.by_sector(firms.capital) * economy.depreciation_rate
    primary_cost = (economy.compensation + wear) / output
    return {
        "import_competition": goods * p.import_price_weight,
        "input_pass": np.where(goods, p.pass_through_inputs_goods, p.pass_through_inputs_services),
        "primary_pass": np.where(goods, p.pass_through_labour_goods, p.pass_through_labour_services),
        "input_share": input_cost / (input_cost + primary_cost),
        "input_cost": input_cost,
        "primary_cost": primary_cost,
        "price_adjustment": speed,
        "production_tax": economy.production_tax / output,
    }


def _production(economy: OpeningEconomy) -> Columns:
    """Technology of the sectors: capital share, depreciation, electricity, trends; turnover."""
    labour_share = _ratio(economy.compensation, economy.value_added)
    return {
        "capital_share": np.clip(1.0 - labour_share, LEAST_SHARE, MOST_SHARE),
        "depreciation": economy.depreciation_rate / QUARTERS,
        "electricity": economy.electricity_share,
        "local": np.isin(PRODUCTS, LOCAL),
        "sector_trend": economy.sector_trend / QUARTERS,
        "relative_trend": economy.relative_trend / QUARTERS,
        "trend_error": economy.trend_error / QUARTERS,
        "regional_luck": economy.regional_luck,
        "luck_degrees": economy.luck_degrees,
        "entry_rate": economy.entry_rate / QUARTERS,
        "exit_rate": economy.exit_rate / QUARTERS,
    }


def _people(economy: OpeningEconomy) -> Columns:
    """Labour force by region of residence and skill (as employed there), commuting, ownership."""
    employed = economy.commuting.T @ (economy.employment_region @ economy.skill_share)
    return {
        "skill_share": economy.skill_share,
        "commuting": economy.commuting,
        "ownership": economy.ownership,
        "working_age": economy.working_age_index,
        "labour_force": economy.labour_force[:, None] * employed / employed.sum(axis=1, keepdims=True),
        "manufacturing_employment": economy.employment_region[:, :N_SECTORS].sum(axis=1),
    }
