"""What comes or stays home from abroad in a quarter (M4): plants that return, outward investment that is held back."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents import reshoring as rules
from sim.agents.demography import Template, entrant_template
from sim.agents.programmes import due
from sim.codes import N_PRODUCTS, N_REGIONS, N_SECTORS
from sim.draws import key
from sim.numerics import cell_sums, exp, log
from sim.phases import pay
from sim.policy import Programme, carries
from sim.population.tags import ANY_COMPLEX, TAGS
from sim.random import Stream, uniform

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]
RETURNING = 1 << TAGS["returning"]
EXPORTER = 1 << TAGS["exporter"]
_COMPLEX = sum(1 << bit for name, bit in TAGS.items() if name.startswith("complex:"))


def bring_home(m: ManufacturingModel) -> None:
    """Returns begin, plants are built and start to sell, outward investment stays; writes the items of `m.flow`.

    Called before plans, so that a plant takes part in the plans of its first quarter.
    """
    flow, policy = m.flow, m.policy
    flow.building, flow.returning, flow.return_grants = 0.0, 0.0, {}
    flow.repatriated, flow.returned = np.zeros((2, N_REGIONS))
    begins = policy.reshoring.programmes if m.switches.on("M4") else []
    held = m.switches.on("M4") and policy.outward_cut.active
    if not (begins or held or m.homecoming.projects):
        return
    if begins:
        _begin(m, begins)
    flow.building = np.zeros(m.firms.weight.size)
    _build(m, flow.building)
    flow.returning = flow.building.copy()
    if held:
        _hold(m, flow.building)


def subsidy(m: ManufacturingModel) -> Array:
    """(R,) grant for a returning plant, share of its investment: local terms of its size class x the law's premium."""
    terms: Array = m.parameters.return_subsidy * m.base.local_grants.rate[:, rules.PLANT_SIZE]
    return terms


def cost_relief(m: ManufacturingModel) -> float:
    """Log fall of unit cost of returning plants by wage schedules of M5: labour share of cost x log fall of wages."""
    schedule, _ = pay.schedule(m)
    f = m.firms
    if isinstance(schedule, float):
        return 0.0
    back = np.flatnonzero(f.manufacturing & carries(f, RETURNING) & (f.weight > 0.0))
    weight, bill = f.weight[back], f.weight[back] * f.wage[back] * f.employment[back]
    cost = float(weight @ (f.cost_index[back] * f.base_unit_cost[back] * f.expected_output[back]))
    return float(-(bill @ log(schedule[back])) / cost) if cost > 0.0 else 0.0


def realised(m: ManufacturingModel, announced: float) -> float:
    """Plants a quarter that really come: announced x realised share x exp(y_R x fall of unit cost)."""
    p = m.parameters
    return float(announced * p.return_realised * exp(np.array([p.return_cost_response * cost_relief(m)]))[0])


def _appeal(m: ManufacturingModel, tags: int) -> Array:
    """(cells,) log-odds of a site: response to the grant of its region, and what place-based policy adds (M3b)."""
    p, policy = m.parameters, m.policy
    appeal: Array = np.repeat(p.return_location_response * subsidy(m), N_PRODUCTS)
    if m.switches.on("M3b"):
        appeal += policy.location_premium.at(rules.PLANT_SIZE, tags)
        appeal += p.engine_pull * policy.growth_engine.at(rules.PLANT_SIZE, tags)
    return appeal


def _begin(m: ManufacturingModel, programmes: list[Programme]) -> None:
    """Choose sites and open the agents of the plants whose return begins."""
    f, model = m.firms, rules.model_plants(m.firms)
    national = f.by_sector(f.employment)
    template = cache(lambda: entrant_template(f, m.base.minimum_wage, (rules.PLANT_SIZE,)))
    kept = (m.quarters - m.quarter) // 4 + 1 if m.agents_per_cell == 1 else 0
    for item in programmes:
        number = int(due(m.paces, (item.pledge, "all"), realised(m, item.amount), m.quarter))
        if number == 0:
            continue
        bits = item.scope.bits | RETURNING | EXPORTER
        if bits & _COMPLEX:
            bits |= 1 << TAGS[ANY_COMPLEX]
        jobs = cell_sums(f.cell_start, np.where(item.scope.covers(f), f.weight, 0.0), f.employment)
        jobs *= rules.open_to_plants(f, m.homecoming.agents, bits, kept)
        odds = rules.location_odds(jobs, national, f.by_sector(f.overseas_capacity), _appeal(m, bits))
        index = key(item.pledge) + np.arange(number, dtype=np.uint64)
        cells = rules.sites(odds, uniform(m.run_seed, m.replication, Stream.RETURN, index, m.quarter))
        m.flow.return_grants[item.pledge] = _settle(m, cells, bits, model, template)
    weight = np.where(f.weight > 0.0, f.weight, 1.0)
    m.flow.return_grants = {pledge: money / weight for pledge, money in m.flow.return_grants.items()}


def _settle(
    m: ManufacturingModel, cells: rules.Index, bits: int, model: rules.Model, template: Callable[[], Template]
) -> Array:
    """Plants of one programme come to `cells`; returns the grants that each agent gets for them (N,), money."""
    f, p, rate = m.firms, m.parameters, subsidy(m)
    quarters = max(round(4.0 * p.return_years), 1)
    moved, grants = np.zeros(N_PRODUCTS), np.zeros(f.weight.size)
    for cell in cells.tolist():
        output = p.return_jobs * model.output[cell]
        cost = output * model.capital[cell] * p.return_capital
        slot = rules.settle(f, cell, bits, m.homecoming.agents, template, p.return_capital)
        region, support = cell // N_PRODUCTS, float(rate[cell // N_PRODUCTS])
        m.homecoming.projects.append(
            rules.Project(slot, int(f.ident[slot]), cost / quarters, output, support, quarters)
        )
        grants[slot] += support * cost * m.prices.investment_goods
        moved[cell % N_PRODUCTS] += 4.0 * output
        m.flow.returned[region] += 1.0
    abroad = f.by_sector(f.overseas_capacity)
    left = np.divide(abroad - moved, abroad, out=np.zeros(N_PRODUCTS), where=abroad > 0.0)
    f.overseas_capacity *= np.maximum(left, 0.0)[f.sector]
    return grants


def _build(m: ManufacturingModel, building: Array) -> None:
    """A quarter of construction of every project: investment, money from abroad, and sales of what stands already.

    The bank finances what it does of plants of that size, the grant has been paid at the start, the rest is what the
    sale of the plant abroad brings, over the quarters after the first.
    """
    f, home, price = m.firms, m.homecoming, m.prices.investment_goods
    debt, output = rules.model_plants(f).debt, np.zeros(f.weight.size)
    home.projects = [item for item in home.projects if rules.standing(f, item.slot, item.ident)]
    selling = any(item.done > 0 for item in home.projects)
    for item in home.projects:
        slot, weight = item.slot, f.weight[item.slot]
        if item.done < item.quarters:
            building[slot] += item.investment / weight
        if item.done > 0:
            output[slot] += item.output / item.quarters / weight
            own = max(1.0 - item.support - debt[f.cell[slot]], 0.0)
            money = own * item.investment * price
            f.deposits[slot] += money / weight
            m.flow.repatriated[f.region[slot]] += money
        item.done += 1
    home.projects = [item for item in home.projects if item.done <= item.quarters]
    if selling:
        f.expected_output += output
        at_home, abroad = _sell(m, output)
        f.share_domestic += at_home
        f.share_export += abroad


def _hold(m: ManufacturingModel, building: Array) -> None:
    """Outward investment that stays at home adds to investment, and to sales by what it can make."""
    f, p = m.firms, m.parameters
    kept = rules.kept_at_home(f.overseas_capacity, m.policy.outward_cut.of(f), p.outward_rate, p.outward_kept)
    building += kept
    made = np.divide(kept, f.capital_requirement, out=np.zeros_like(kept), where=f.capital_requirement > 0.0)
    _sell(m, made)


def _sell(m: ManufacturingModel, output: Array) -> tuple[Array, Array]:
    """Output (N,) a quarter of the sales abroad comes from home now; rises of the shares at home and abroad (N,)."""
    p, f = m.parameters, m.firms
    presence = np.ones((N_REGIONS, N_PRODUCTS))
    presence[:, :N_SECTORS] = exp(p.trend_presence * m.region_trend)[:, None]
    return rules.sell_from_home(f, output, p.return_export_share, presence, m.homecoming.exports)
