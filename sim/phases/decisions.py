"""Phases 3-6: expectations and prices, technology, plans, credit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents import adoption, regions
from sim.agents import firms as firm_rules
from sim.agents.world import MID_YEAR, export_response
from sim.codes import N_PRODUCTS, N_REGIONS, N_SECTORS
from sim.markets import credit, goods
from sim.numerics import exp, log
from sim.phases import pay
from sim.phases.finance import plan_finance
from sim.random import Stream, normal, uniform_pair

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]


def expectations_and_prices(m: ManufacturingModel) -> None:
    """Sales expectations, normal cost, prices at home and abroad."""
    f, p, st, pr = m.firms, m.parameters, m.structure, m.prices
    m.rest_of_world.relieve(m.world, m.policy)
    growth = m.switches.balanced_growth if m.switches.stationary else p.trend_growth * m.switches.growth
    if m.quarter > 0:
        firm_rules.smooth_sales(
            f.sales_domestic + f.sales_export, growth / 4.0, p.sales_expectation_gain, f.expected_output
        )
    rate = exp(p.import_exchange_pass_through * log(np.full(1, m.world.exchange_rate)))
    imported = rate * m.world.import_price_foreign
    speed = p.import_price_adjustment if m.quarter > 0 else 1.0
    trending = m.switches.growth
    drift = p.inflation_anchor / 4.0 if trending else 0.0
    foreign = p.foreign_inflation / 4.0 if trending else 0.0
    firm_rules.partial_adjust(imported, speed, foreign, pr.imported)
    cost = goods.price_uses(st, pr)
    efficiency = np.empty(f.weight.size)
    firm_rules.labour_efficiency(f.log_tfp, st.capital_share[f.sector], efficiency)
    unit = np.empty(f.weight.size)
    firm_rules.unit_cost(
        cost[f.sector], f.input_multiplier, f.labour_requirement, f.wage, efficiency, f.base_depreciation,
        pr.investment_goods, unit,
    )  # fmt: skip
    np.divide(unit, f.base_unit_cost, out=f.cost_index)
    total = f.by_sector(f.expected_output)
    inputs = cost * f.by_sector(f.expected_output * f.input_multiplier) / total
    primary = f.by_sector(f.expected_output * unit) / total - inputs
    own, target = np.empty(N_PRODUCTS), np.empty(N_PRODUCTS)
    firm_rules.normal_cost_price(
        inputs / st.input_cost,
        primary / st.primary_cost,
        st.input_share,
        m.anchor,
        st.input_pass,
        st.primary_pass,
        m.utilisation,
        p.demand_price_slope,
        own,
    )
    firm_rules.with_rivals(own, pr.imported, st.import_competition, target)
    if m.quarter > 0:
        firm_rules.partial_adjust(target, st.price_adjustment, drift, pr.domestic)
    rival = m.world.exchange_rate * m.world.rival_price
    firm_rules.with_rivals(pr.domestic, rival, p.export_price_weight, target)
    firm_rules.partial_adjust(target, p.export_price_adjustment if m.quarter > 0 else 1.0, drift, pr.export)
    _competitiveness(m, rival)
    goods.price_uses(st, pr)


def _competitiveness(m: ManufacturingModel, rival: Array) -> None:
    """Responses of exports, imports and market shares to relative prices, cost and quality."""
    f, p, st, pr = m.firms, m.parameters, m.structure, m.prices
    beyond = p.non_price_competitiveness * (f.log_tfp - m.sector_trend[f.sector])
    quality = f.by_sector(f.share_export * (f.quality + beyond))
    export_response(
        pr.export, rival, m.world.tariff, m.world.tariff_rivals, quality, st.export_elasticity,
        p.market_demand_elasticity, p.export_adjustment, p.tariff_adjustment, pr.export_response, pr.tariff_response,
    )  # fmt: skip
    drift = m.rest_of_world.drift_path * st.china_exposure
    goods.import_substitution(
        pr.domestic, pr.imported, drift, f.by_sector(f.share_domestic * (f.quality + beyond)), st.armington,
        p.armington_adjustment, pr.domestic_share_shift,
    )  # fmt: skip
    mean_cost = f.by_sector(f.share_domestic * f.cost_index)[f.sector]
    mean_quality = f.by_sector(f.share_domestic * f.quality)[f.sector]
    relative, better = f.cost_index / np.maximum(mean_cost, 1e-9), f.quality - mean_quality
    relative = np.where(f.weight > 0.0, relative, 1.0)
    tradable = ~st.local[f.sector]
    for base, share in ((f.base_share_domestic, f.share_domestic), (f.base_share_export, f.share_export)):
        moved = share.copy()
        firm_rules.market_share(base, relative, better, p.competition_within, p.share_adjustment, moved)
        share[tradable] = moved[tradable]
        firm_rules.normalise(f.weight, f.sector, N_PRODUCTS, share)
    local = np.empty((N_REGIONS, N_PRODUCTS))
    base_income = st.household_income
    regions.local_share(m.base.regional_share, m.households.smoothed_income, base_income, local)
    f.share_domestic[~tradable] = local.reshape(-1)[f.cell[~tradable]]


def technology(m: ManufacturingModel) -> None:
    """Adoption and its J-curve, R&D stocks, trends, public capital, agglomeration, regulation: log TFP."""
    f, p, st = m.firms, m.parameters, m.structure
    grow = m.switches.growth
    if grow:
        step = -MID_YEAR if m.quarter == 0 else 1.0
        start = 4.0 - MID_YEAR if m.quarter == 4 else 1.0 if m.quarter > 4 else 0.0  # from the year after the base year
        fade = float(exp(-log(2.0) * max(m.quarter, 0) / (4.0 * p.relative_trend_half_life)))
        m.sector_trend += step * st.sector_trend
        m.region_trend += start * fade * p.trend_conversion * st.relative_trend
    draws = uniform_pair(m.run_seed, m.replication, Stream.ADOPTION, f.ident, m.quarter)
    m.flow.adoption_support = np.zeros(f.weight.size)
    if m.switches.on("M1"):
        pull = 1.0 + m.policy.adoption_boost.of(f)
        m.flow.adoption_support = adoption.adopt(f, pull, draws, p, labour_cost=pay.adoption_factor(m))
    research = np.zeros(f.weight.size)
    if m.switches.on("M3"):
        doing = np.flatnonzero(f.rd_stock > 0.0)
        stock = np.empty(doing.size)
        firm_rules.rd_effect(f.rd_stock[doing], f.expected_output[doing], f.rd_trend[doing], 1.0, stock)
        research[doing] = p.rd_elasticity * stock
        f.quality[doing] = p.quality_elasticity * stock
    if m.switches.noise and m.quarter > 0:
        luck = normal(m.run_seed, m.replication, Stream.FIRM_TECHNOLOGY, f.ident, m.quarter)
        luck[~f.manufacturing] = 0.0
        firm_rules.own_technology(p.own_technology_persistence, p.own_technology_sd, luck, f.own_technology)
    place = np.empty(N_REGIONS)
    jobs = f.by_cell(f.employment)[:, :N_SECTORS].sum(axis=1)
    regions.elasticity_effect(jobs, st.manufacturing_employment, p.agglomeration_elasticity, place)
    public = np.empty(1)
    scale = float(m.world.working_age.mean()) if m.switches.balanced_growth else 1.0
    regions.elasticity_effect(
        np.array([m.public.public_capital / scale]),
        np.array([m.base.public_capital]),
        p.public_capital_elasticity,
        public,
    )
    if m.switches.stationary:
        place[:] = 0.0
    made = f.manufacturing.astype(float)
    relief = m.policy.regulation_relief.of(f) if m.switches.on("M7") else 0.0
    firm_rules.technology(
        m.sector_trend[f.sector] + m.world.sector_technology[f.sector] + made * m.world.technology_shift,
        made * (m.region_trend + m.world.region_technology)[f.region],
        f.own_technology,
        f.adoption_effect,
        research,
        np.broadcast_to(public, f.weight.shape),
        made * place[f.region],
        relief,
        f.log_tfp,
    )


def plans(m: ManufacturingModel) -> None:
    """Desired output, employment and capital; planned investment and R&D."""
    plan_finance(m)
    f, p, st = m.firms, m.parameters, m.structure
    rate = m.rate.loan * 4.0 + np.where(f.small, p.small_firm_spread, 0.0) - m.flow.finance.cut
    depreciation = st.depreciation[f.sector] * 4.0
    support = m.policy.grant_rate.of(f) + m.policy.tax_credit.of(f)
    if m.switches.on("M7"):
        support = support + p.site_cost_share * m.policy.site_cost_cut.of(f)
    firm_rules.user_cost(
        rate, depreciation, p.inflation_anchor, p.risk_premium, m.prices.investment_goods, support, f.credit_access,
        f.user_cost,
    )  # fmt: skip
    price = m.prices.domestic[f.sector]
    capital_cost = f.user_cost / m.base.user_cost[f.small.astype(np.int64), f.sector]
    elasticity = np.where(f.small, p.user_cost_elasticity_small, p.user_cost_elasticity_large)
    real_wage = np.divide(f.wage, f.base_wage * price, out=np.ones_like(price), where=f.base_wage > 0.0)
    firm_rules.technique(real_wage, p.technique_adjustment * (m.quarter > 0), f.technique)
    efficiency = np.empty(f.weight.size)
    firm_rules.labour_efficiency(f.log_tfp, st.capital_share[f.sector], efficiency)
    firm_rules.desired_factors(
        f.expected_output, efficiency, f.technique, capital_cost / price, f.labour_requirement,
        f.capital_requirement, p.capital_labour_elasticity, elasticity, f.desired_employment,
        f.desired_capital,
    )  # fmt: skip
    limit = _grid(m)
    firm_rules.investment_plan(
        f.capital, f.desired_capital, st.depreciation[f.sector], _expansion(m), p.capital_adjustment,
        p.investment_inertia, np.where(f.manufacturing, limit[f.region], 1.0), f.planned_investment,
    )  # fmt: skip
    f.planned_rd[:] = f.rd_intensity * f.expected_output
    if m.switches.on("M3"):
        f.planned_rd *= 1.0 + p.rd_additionality * m.policy.rd_support.of(f)


def _expansion(m: ManufacturingModel) -> Array:
    """(N,) growth of capital that producers plan ahead of the gap, per quarter: base-year pace fading to trend."""
    p = m.parameters
    if m.switches.stationary:
        return np.full(m.firms.weight.size, m.switches.balanced_growth / 4.0)
    if not m.switches.growth:
        return m.base.expansion[m.firms.sector]
    fade = float(exp(-m.quarter / (4.0 * p.expansion_memory)))
    pace: Array = fade * m.base.expansion + (1.0 - fade) * p.trend_growth / 4.0
    return pace[m.firms.sector]


def _grid(m: ManufacturingModel) -> Array:
    """(R,) share of expansion that the grid connects."""
    limit = np.ones(N_REGIONS)
    if not m.switches.on("M8") or not m.switches.growth:
        return limit
    p, f = m.parameters, m.firms
    load = f.by_region(f.output * m.structure.electricity[f.sector])
    if m.quarter == 0:
        m.settled.load = load
    regions.grid_capacity(p.grid_on_time, m.policy.grid_on_time, p, m.grid)
    regions.expansion_limit(load / m.settled.load, m.grid, p.grid_bite, limit)
    return limit


def credit_and_fund(m: ManufacturingModel) -> None:
    """Who is financed: investment within internal funds and credit."""
    f, p = m.firms, m.parameters
    f.investment[:] = f.planned_investment
    if m.switches.stationary:
        return
    assets = (f.capital + f.inventory) * m.prices.investment_goods
    guarantee = m.flow.finance.guarantee + m.flow.finance.shift
    credit.credit_access(f.loans, assets, guarantee, p.max_leverage, f.credit_access)
    f.credit_access[~f.manufacturing] = 1.0
    room = (p.max_leverage + guarantee) * assets - f.loans
    funds = np.maximum(f.surplus - f.interest, 0.0) + f.deposits
    paid = np.empty_like(funds)
    credit.finance_plan(f.planned_investment * m.prices.investment_goods, funds, room, paid)
    bound = f.manufacturing & (paid < f.planned_investment * m.prices.investment_goods)
    f.investment[bound] = paid[bound] / m.prices.investment_goods
