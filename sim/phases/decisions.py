"""Phases 3-6: expectations and prices, technology, plans, credit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents import adoption, approval, programmes, regions
from sim.agents import firms as firm_rules
from sim.agents.world import MID_YEAR
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS, N_SECTORS
from sim.kernels.competition import expect, expect_and_cost, move_shares
from sim.kernels.finance import finance
from sim.kernels.plans import plan
from sim.kernels.projects import begin_cycles, buy
from sim.kernels.technology import productivity
from sim.kernels.trade import export_response, import_substitution
from sim.markets import goods
from sim.numerics import exp, log, scaled_sums
from sim.phases import aid, innovation, pay, places, power, siting, workforce
from sim.phases.finance import plan_finance
from sim.phases.fund import invest
from sim.phases.reshoring import bring_home
from sim.random import Stream, normal, uniform_pair
from sim.scratch import lends_columns

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]


@lends_columns
def expectations_and_prices(m: ManufacturingModel) -> None:
    """Sales expectations, normal cost, prices at home and abroad."""
    f, p, st, pr = m.firms, m.parameters, m.structure, m.prices
    m.rest_of_world.relieve(m.world, m.policy)
    places.regional_trends(m)
    aid.award_places(m)
    growth = m.switches.balanced_growth if m.switches.stationary else m.rest_of_world.trend_growth * m.switches.growth
    rate = exp(p.import_exchange_pass_through * log(np.full(1, m.world.exchange_rate)))
    imported = rate * m.world.import_price_foreign
    speed = p.import_price_adjustment if m.quarter > 0 else 1.0
    trending = m.switches.growth
    drift = p.inflation_anchor / 4.0 if trending else 0.0
    foreign = p.foreign_inflation / 4.0 if trending else 0.0
    firm_rules.partial_adjust(imported, speed, foreign, pr.imported)
    cost = goods.price_all(st, pr, m.use)
    sums, known = np.empty((7, N_CELLS)), m.quarter == 0
    relief: Array | float = power.power_relief(m)
    saved: Array | float = 0.0
    if aid.aid_acts(m):  # aid follows expectations
        if not known:
            expect(
                f.cell_start, growth / 4.0, p.sales_expectation_gain, f.sales_domestic, f.sales_export,
                f.expected_output,
            )  # fmt: skip
        known, saved = True, aid.capital_relief(m)
    aided = isinstance(relief, np.ndarray) or isinstance(saved, np.ndarray)
    expect_and_cost(
        f.cell_start, f.weight, cost, st.capital_share, pr.investment_goods, known, growth / 4.0,
        p.sales_expectation_gain, (f.sales_domestic, f.sales_export),
        (f.input_multiplier, f.labour_requirement, f.wage), (f.log_tfp, f.base_depreciation, f.base_unit_cost), aided,
        m.scratch.total("saved cost", relief, saved), m.sector_trend, p.non_price_competitiveness,
        (f.quality, f.share_domestic, f.share_export), f.expected_output, f.cost_index, sums,
    )  # fmt: skip
    total, used, spent, *means = sums.reshape(-1, N_REGIONS, N_PRODUCTS).sum(axis=1)
    power_saved, capital_saved = (
        f.by_sector(part * f.expected_output) / total if isinstance(part, np.ndarray) else 0.0
        for part in (relief, saved)
    )
    inputs = cost * used / total - power_saved
    primary = spent / total - inputs
    target = _target_price(m, inputs, primary)
    if m.quarter > 0:
        if isinstance(relief, np.ndarray) or isinstance(saved, np.ndarray) or np.count_nonzero(pr.relief):
            cheaper = goods.cheaper_inputs(st, pr, m.use) * used / total
            unaided = _target_price(m, inputs + power_saved + cheaper, primary + capital_saved)
            pr.relief += st.price_adjustment * (log(unaided / target) - pr.relief)
        firm_rules.partial_adjust(target, st.price_adjustment, drift, pr.domestic)
    rival = m.world.exchange_rate * m.world.rival_price
    full = np.ones(N_PRODUCTS)
    firm_rules.with_rivals(_own_price(m, inputs, primary, full, full), rival, p.export_price_weight, target)
    moved = drift + firm_rules.invoiced(m.world.exchange_rate, m.world.last_exchange_rate, p.foreign_invoicing)
    firm_rules.partial_adjust(target, p.export_price_adjustment if m.quarter > 0 else 1.0, moved, pr.export)
    _competitiveness(m, rival, *means)
    goods.price_all(st, pr, m.use)


def _target_price(m: ManufacturingModel, inputs: Array, primary: Array) -> Array:
    """(P,) price that normal cost and imports ask for; cost of inputs and of labour with depreciation a unit (P,)."""
    st, target = m.structure, np.empty(N_PRODUCTS)
    own = _own_price(m, inputs, primary, st.input_pass, st.primary_pass)
    firm_rules.with_rivals(own, m.prices.imported, st.import_competition, target)
    return target


def _own_price(m: ManufacturingModel, inputs: Array, primary: Array, input_pass: Array, primary_pass: Array) -> Array:
    """(P,) price by normal cost alone, of which these parts are passed on (P,)."""
    st, own = m.structure, np.empty(N_PRODUCTS)
    firm_rules.normal_cost_price(
        inputs / st.input_cost, primary / st.primary_cost, st.input_share, m.anchor, input_pass, primary_pass,
        m.utilisation, m.parameters.demand_price_slope, own,
    )  # fmt: skip
    return own


def _competitiveness(
    m: ManufacturingModel, rival: Array, mean_cost: Array, mean_quality: Array, home: Array, abroad: Array
) -> None:
    """Responses of exports, imports and market shares to relative prices, cost and quality (P,)."""
    f, p, st, pr = m.firms, m.parameters, m.structure, m.prices
    export_response(
        pr.export, rival, m.world.tariff, m.world.tariff_rivals, abroad, st.export_elasticity,
        p.market_demand_elasticity, p.export_adjustment, p.tariff_adjustment, pr.export_response, pr.tariff_response,
    )  # fmt: skip
    aid.open_capacity(m)
    drift = m.rest_of_world.drift_path * st.china_exposure
    import_substitution(
        pr.domestic,
        pr.imported,
        drift,
        home + m.new_capacity.home,
        st.armington,
        p.armington_adjustment,
        pr.domestic_share_shift,
    )
    innovation.localise(m)
    m.use = goods.home_use(st, pr)
    local = np.empty((N_REGIONS, N_PRODUCTS))
    regions.local_share(m.base.regional_share, m.households.smoothed_income, st.household_income, local)
    green = power.retained_exports(m)
    abroad_base = f.base_share_export
    if isinstance(green, np.ndarray):
        abroad_base = abroad_base * (1.0 + green)
    if isinstance(green, np.ndarray) or np.count_nonzero(m.green_exports):
        m.world.foreign_demand *= 1.0 + power.follow(m, green)[:, None]
    if np.count_nonzero(m.homecoming.exports):
        m.world.foreign_demand *= 1.0 + m.homecoming.exports[:, None]
    presence, step = places.presence(m)
    if np.count_nonzero(m.region_trend):
        m.world.foreign_demand *= places.product_trend(m, presence)[:, None]
    move_shares(
        f.cell_start, f.weight, st.local, local.reshape(-1), presence, step, mean_cost, mean_quality,
        p.competition_within, p.share_adjustment, f.cost_index, f.quality, f.base_share_domestic, abroad_base,
        f.share_domestic, f.share_export,
    )  # fmt: skip


@lends_columns
def technology(m: ManufacturingModel) -> None:
    """Adoption and its J-curve, R&D stocks, trends, public capital, agglomeration, regulation: log TFP."""
    f, p, st = m.firms, m.parameters, m.structure
    grow = m.switches.growth
    if grow:
        step = -MID_YEAR if m.quarter == 0 else 1.0
        m.sector_trend += step * p.sector_trend_scale * st.sector_trend
    draws = uniform_pair(
        m.run_seed, m.replication, Stream.ADOPTION, f.ident, m.quarter, m.scratch.pair("adoption draws")
    )
    m.flow.leads, m.flow.smarts = (), ()
    if m.switches.on("M1"):
        pull = 1.0 + m.policy.adoption_boost.of(f)
        m.flow.adoptions, m.flow.adoption_support = adoption.adopt(
            f, pull, draws, p, _adoption_policy(m), m.scratch
        )  # fmt: skip
        m.flow.leads, m.flow.smarts = programmes.run_programmes(m)
    else:
        m.flow.adoptions, m.flow.adoption_support = m.scratch.filled("adoptions", 0.0, True), 0.0
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
    made = (np.arange(N_PRODUCTS) < N_SECTORS).astype(float)
    noisy, research = m.switches.noise and m.quarter > 0, m.switches.on("M3")
    luck = m.scratch.same(0.0)
    if noisy:
        luck = m.scratch.column("luck")
        normal(m.run_seed, m.replication, Stream.FIRM_TECHNOLOGY, f.ident, m.quarter, luck)
    relief = m.policy.regulation_relief.of(f) if m.switches.on("M7") else 0.0
    by_place = np.stack((p.trend_conversion * m.region_trend + m.world.region_technology, place))[:, :, None] * made
    productivity(
        f.cell_start, m.scratch.same(innovation.used_knowledge(m) if research else 0.0),
        f.expected_output, f.rd_trend,
        p.rd_elasticity, p.quality_elasticity, p.own_technology_persistence if noisy else 1.0,
        p.own_technology_sd, luck,
        m.sector_trend + m.world.sector_technology + made * m.world.technology_shift,
        by_place[0].reshape(-1), float(public[0]), by_place[1].reshape(-1), f.adoption_effect,
        m.scratch.total("technology by policy", relief, workforce.develop(m)),
        innovation.added_quality(m), f.own_technology, f.quality, f.log_tfp,
    )  # fmt: skip


def _adoption_policy(m: ManufacturingModel) -> adoption.Conditions:
    """Conditions of adoption set by policy: peers, customers, cost of adoption and of labour, success."""
    policy, f, p = m.policy, m.firms, m.parameters
    customers: Array | float = 0.0
    if policy.adoption_customers.active:
        flows = m.structure.input_volume * m.structure.input_domestic * f.by_sector(f.expected_output)
        customers = policy.adoption_customers.of(f) * adoption.adopting_customers(f, flows)[f.sector]
    return adoption.Conditions(
        imitation=policy.adoption_peers.of(f),
        customers=customers,
        cost=(1.0 + p.adoption_cost_response * policy.adoption_cost.of(f)) * pay.adoption_factor(m),
        success=policy.adoption_success.of(f),
    )


@lends_columns
def plans(m: ManufacturingModel) -> None:
    """Desired output, employment and capital; planned investment and R&D."""
    plan_finance(m)
    bring_home(m)
    f, p, st = m.firms, m.parameters, m.structure
    m.flow.aid = aid.investment_aid(m)
    support, known = m.flow.aid.support, float(m.quarter > 0)
    if m.switches.on("M7"):
        support = support + p.site_cost_share * m.policy.site_cost_cut.of(f)
    plan(
        f.cell_start, f.size, (m.rate.loan * 4.0, p.small_firm_spread),
        m.scratch.total("rate cut", m.flow.finance.cut, m.flow.finance.fund_cut),
        m.scratch.same(support), p.inflation_anchor,
        p.risk_premium, m.prices.investment_goods, m.prices.domestic * exp(m.prices.relief), st.depreciation,
        st.capital_share, m.base.user_cost,
        (p.user_cost_elasticity_large, p.user_cost_elasticity_small), p.capital_labour_elasticity,
        (p.technique_adjustment_other * known, p.technique_adjustment * known), _expansion(m), p.capital_adjustment,
        p.investment_inertia, _quick(m), _grid(m),
        m.scratch.same(innovation.factor(m)), f.credit_access, f.wage, f.base_wage, f.log_tfp,
        f.expected_output, f.labour_requirement, f.capital_requirement, f.capital,
        (f.machines_waiting, f.projects_waiting), f.rd_intensity,
        f.technique, f.desired_employment, f.planned_investment, f.planned_rd,
    )  # fmt: skip
    innovation.innovate(m)
    siting.move_investment(m)
    aid.plan_capacity(m)


def _quick(m: ManufacturingModel) -> Array:
    """(cells,) adjustment of rising investment to its target per quarter."""
    inertia, cut = m.parameters.investment_inertia, m.policy.approval_delay.reshape(-1)
    if not (m.switches.on("M7") and np.count_nonzero(cut)):
        return np.full(N_CELLS, inertia)
    return approval.faster(inertia, cut)


def _expansion(m: ManufacturingModel) -> Array:
    """(cells,) growth of capital that producers plan ahead of the gap, per quarter.

    Base-year pace of the sector fading to trend, and confidence; manufacturers also plan for the relative trend of
    their region.
    """
    p = m.parameters
    if m.switches.stationary:
        return np.full(N_CELLS, m.switches.balanced_growth / 4.0)
    if not m.switches.growth:
        return np.tile(m.base.expansion, N_REGIONS) + m.world.investment_shock
    fade = float(exp(-m.quarter / (4.0 * p.expansion_memory)))
    pace: Array = fade * m.base.expansion + (1.0 - fade) * m.rest_of_world.trend_growth / 4.0
    ahead = float(exp(-log(2.0) * m.quarter / (4.0 * p.relative_trend_half_life)))
    place = np.zeros((N_REGIONS, N_PRODUCTS))
    place[:, :N_SECTORS] = (p.trend_expansion * ahead * m.structure.relative_trend)[:, None]
    return (pace + place).reshape(-1) + m.world.investment_shock


def _grid(m: ManufacturingModel) -> Array:
    """(R,) share of expansion that the grid connects."""
    limit = np.ones(N_REGIONS)
    if not m.switches.on("M8") or not m.switches.growth:
        return limit
    p, f = m.parameters, m.firms
    load = np.empty(N_CELLS)
    scaled_sums(f.cell_start, f.weight, f.output, m.structure.electricity, load)
    load = load.reshape(N_REGIONS, N_PRODUCTS).sum(axis=1)
    if m.quarter == 0:
        m.settled.load = load
    load *= float(exp(m.rest_of_world.electrification_path))
    regions.grid_capacity(p.grid_on_time, m.policy.grid_on_time, p.grid_growth, p.grid_pledge_growth, m.grid)
    regions.expansion_limit(load / m.settled.load, m.grid, p.grid_bite, limit)
    return limit


@lends_columns
def credit_and_fund(m: ManufacturingModel) -> None:
    """The Fund lends and buys shares; who is financed: investment within internal funds and credit."""
    f, p = m.firms, m.parameters
    tied = invest(m)
    aid.plan_tied_capacity(m, tied)
    if m.switches.stationary:
        f.investment[:] = f.planned_investment
        return
    due = _purchases(m)
    guarantee = m.scratch.total("guarantee", m.flow.finance.guarantee, m.flow.finance.shift)
    finance(
        f.cell_start, m.prices.investment_goods, (p.max_leverage, p.least_credit_access),
        m.structure.depreciation, guarantee,
        due, f.capital, f.inventory, f.loans, f.deposits, f.earnings, f.credit_access, f.investment,
    )  # fmt: skip
    if due is not f.planned_investment:
        f.projects_waiting += np.subtract(due, f.investment, out=due)  # what cannot be paid goes on waiting
        if m.policy.tax_credit.active:
            postponed = m.scratch.column("postponed", kept=True)
            m.flow.postponed = np.subtract(f.planned_investment, f.investment, out=postponed)
    beyond = tied + m.flow.building
    if isinstance(beyond, np.ndarray):
        f.investment += beyond


def _purchases(m: ManufacturingModel) -> Array:
    """(N,) what producers buy of their plans if they can pay for it, volume: in lumps, once the base year is over.

    Lumps are luck of a plant, like its own technology: without noise all buy what they plan.
    """
    f, p = m.firms, m.parameters
    sizes = p.machine_size, p.project_size, p.project_share
    if not m.switches.noise or m.quarter < 4:
        return f.planned_investment
    if m.quarter == 4:
        draws = uniform_pair(m.run_seed, m.replication, Stream.PROJECTS, f.ident, m.quarter, m.scratch.pair("cycles"))
        begin_cycles(
            f.cell_start, *sizes, f.planned_investment, f.capital, draws, f.machines_waiting, f.projects_waiting
        )
    due = m.scratch.column("due")
    buy(f.cell_start, *sizes, f.planned_investment, f.capital, f.machines_waiting, f.projects_waiting, due)
    return due
