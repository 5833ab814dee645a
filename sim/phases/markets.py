"""Phases 7-9: labour market, production, goods market."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents import households as household_rules
from sim.agents.financing import purchases_left
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS
from sim.incomes import price_purchases
from sim.kernels.production import ask, capacity_and_stocks, share_out
from sim.markets import goods
from sim.markets import labour as labour_rules
from sim.numerics import exp, log
from sim.phases import administration, pay, workforce
from sim.scratch import lends_columns

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]


@lends_columns
def labour_market(m: ManufacturingModel) -> None:
    """Vacancies, hires, wages with the wage floor, migration, unemployment."""
    f, p, lab = m.firms, m.parameters, m.labour
    if m.quarter > 0:
        staff = labour_rules.employ(f, lab, m.structure, m.switches.balanced_growth / 4.0, p, *workforce.search(m))
    else:
        staff = f.by_cell(f.employment)
    effect = pay.wage_effect(m)
    lab.foreign_workers[:] = workforce.foreign_workers(m, pay.imported_staff(m, effect))
    labour_rules.count_unemployed(staff, lab, m.structure, m.world.working_age, p)
    floor = pay.national_floor(m)
    growth = m.rest_of_world.trend_growth / 4.0 if m.switches.growth else 0.0
    if m.quarter > 0 and not m.switches.balanced_growth:
        labour_rules.smooth_productivity(
            m.output_per_worker / m.base.output_per_worker, growth, p.productivity_smoothing, lab
        )
    shift = m.world.wage_shift
    if m.shock is not None and m.quarter == m.shock.start:
        lab.wage *= shift
    drift = pay.wage_growth(m) * (m.quarter > 0)
    index = labour_rules.move_wages(lab, m.structure, m.anchor, m.prices.consumer, shift, drift, p)
    pay.pay_wages(m, index, floor, effect)
    if m.switches.migration:
        labour_rules.migrate(lab, m.structure, m.world.working_age, p, pay.regional_pay(m, effect))


@lends_columns
def production(m: ManufacturingModel) -> None:
    """Orders of the quarter, capacity, output."""
    f, p, st = m.firms, m.parameters, m.structure
    running = 1.0 - m.world.input_shock if m.switches.on("M9") else np.ones(N_PRODUCTS)
    growth = 0.0 if m.switches.stationary else m.rest_of_world.trend_growth / 4.0 * m.switches.growth
    stock_order, wanted = m.scratch.column("stock order"), m.scratch.column("wanted output")
    sums, asked = np.empty((4, N_CELLS)), np.zeros(N_CELLS)
    capacity_and_stocks(
        f.cell_start, f.weight, st.capital_share, p.capital_labour_elasticity, p.full_utilisation, running,
        p.inventory_ratio * 4.0, p.inventory_adjustment, growth, f.capital, f.capital_requirement, f.employment,
        f.labour_requirement, f.log_tfp, f.expected_output, f.input_multiplier, f.inventory, f.capacity, stock_order,
        sums,
    )  # fmt: skip
    capacity, stocks, expected, inputs = sums.reshape(-1, N_REGIONS, N_PRODUCTS).sum(axis=1)
    if m.switches.balanced_growth:
        stock_order[:] = stocks[:] = 0.0
    m.normal_output = np.maximum(capacity / p.full_utilisation, 1e-9)
    _demand(m)
    orders = m.flow.orders
    multiplier = inputs / expected
    national = goods.national_output(
        capacity, orders.input_domestic * multiplier, np.maximum(orders.final_domestic + orders.exports + stocks, 0.0)
    )
    demand = orders.input_domestic @ (multiplier * national) + orders.final_domestic
    ask(f.cell_start, f.weight, demand, orders.exports, f.share_domestic, f.share_export, stock_order, wanted, asked)
    total = asked.reshape(N_REGIONS, N_PRODUCTS).sum(axis=0)
    granted = np.divide(national, total, out=np.zeros_like(total), where=total > 0.0)
    share_out(f.cell_start, f.weight, granted, wanted, f.capacity, f.output)


def _demand(m: ManufacturingModel) -> None:
    """Household spending, government, investment and export orders of the quarter."""
    f, p, st, hh = m.firms, m.parameters, m.structure, m.households
    if m.quarter > 0:
        growth = (
            m.switches.balanced_growth if m.switches.stationary else m.rest_of_world.nominal_growth * m.switches.growth
        )
        household_rules.smooth_income(hh.disposable_income, growth / 4.0, p.consumption_adjustment, hh.smoothed_income)
    growing = m.switches.scale(m.quarter)
    if m.switches.growth:
        level = m.anchor * float(exp(p.trend_income_indexation * log(m.prices.consumer / m.anchor)))
        growing = float(exp(m.rest_of_world.home_path)) * level
    household_rules.consumption(
        hh.smoothed_income, st.household_income * growing, hh.deposits, st.propensity_income,
        p.consumption_income_share, p.consumption_wealth, m.rate_gap, p.consumption_rate_response,
        m.world.consumption_shock, hh.consumption,
    )  # fmt: skip
    if m.quarter == 0 and not m.switches.stationary:
        hh.consumption *= m.base.level * st.consumption.sum() / hh.consumption.sum()
    scale = float(exp(m.rest_of_world.government_path)) * m.switches.scale(m.quarter)
    m.flow.government = st.government_consumption * scale + m.world.public_demand_shift / (1.0 + st.government_tax)
    if m.flow.financing.saved:
        unit = m.use.government * m.prices.domestic + (1.0 - m.use.government) * m.prices.imported
        price = (1.0 + st.government_tax) * float(st.government_basket @ unit / st.government_basket.sum())
        m.flow.government = purchases_left(m.flow.government, m.flow.financing.saved, price)
    m.flow.public_investment = st.government_investment * scale + m.world.public_investment_shift
    private, research = f.by_cells(f.investment, f.planned_rd).reshape(2, -1).sum(axis=1).tolist()
    tangible = private + m.flow.public_investment
    m.flow.planned_cost = tangible * m.prices.investment_goods + research * m.prices.rd_goods
    ordered = m.policy.public_orders + workforce.costs(m)
    ordered[workforce.EDUCATION] += administration.ordered_by_all(m)
    m.flow.orders = goods.collect_orders(
        st, m.prices, m.use, float(hh.consumption.sum()), m.flow.government, tangible, research, ordered,
        m.world.foreign_demand,
    )  # fmt: skip


@lends_columns
def goods_market(m: ManufacturingModel) -> None:
    """Sales at home and abroad, inventories, imports."""
    m.flow.cleared = goods.clear(m.flow.orders, m.firms)
    m.flow.purchases = price_purchases(m.flow.cleared, m.structure, m.prices, m.flow.planned_cost)
