"""Phases 1-2: the world moves, policy acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents.bank import rates
from sim.agents.financing import financing
from sim.codes import MARKETS, N_SECTORS
from sim.levers.definition import size_at
from sim.levers.overlap import in_force
from sim.numerics import exp
from sim.policy import Policy

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Scenario

Array = NDArray[np.float64]
SECTOR = slice(0, N_SECTORS)


def world_and_demography(m: ManufacturingModel) -> None:
    """Foreign demand, rival prices, tariffs, population and shocks move."""
    _assume(m)
    m.rest_of_world.parameters = m.parameters
    if m.shock is not None and m.quarter >= m.shock.start:
        m.rest_of_world.demand_shift = m.shock.foreign_demand
    m.rest_of_world.advance(m.world, m.quarter, m.run_seed, m.replication)
    world, shock = m.world, m.shock
    if shock is not None and m.quarter >= shock.start:
        world.technology_shift = shock.technology
        gdp = m.base.gdp
        world.wage_shift = 1.0 + shock.wages
        world.public_demand_shift = shock.public_consumption * gdp
        world.public_investment_shift = shock.public_investment * gdp
        world.transfer_shift = shock.transfers * gdp
        world.policy_rate += shock.policy_rate
        world.exchange_rate *= float(exp(shock.exchange_rate))
        us = MARKETS.index("US")
        world.tariff[SECTOR, us] += shock.us_tariff
        world.tariff_rivals[SECTOR, us] += shock.us_tariff_rivals
        world.import_price_foreign *= float(exp(shock.import_price))
        m.rest_of_world.dearer_energy(world, shock.energy_price, shock.energy_price_rivals)
    m.rate = rates(world.policy_rate, m.base_parameters.policy_rate, m.parameters)
    m.rate_gap += m.parameters.rate_smoothing * (world.policy_rate - m.base_parameters.policy_rate - m.rate_gap)
    if m.switches.growth and m.quarter > 0:
        m.anchor *= float(exp(m.parameters.inflation_anchor / 4.0))


def _assume(m: ManufacturingModel) -> None:
    """World assumptions of the scenario for this quarter."""
    if m.plan is not None and m.plan.assume:
        given = assumptions(m.plan, m.quarter)
        if given != m.assumed[0]:
            m.assumed = given, m.base_parameters.replace(**given)
        m.parameters = m.assumed[1]


def assumptions(plan: Scenario | None, time: int) -> dict[str, float]:
    """World assumptions of a plan at quarter `time`, by parameter."""
    if plan is None:
        return {}
    return {
        name: float(value[time]) if isinstance(value, np.ndarray) and value.ndim else float(value)
        for name, value in plan.assume.items()
    }


def policy(m: ManufacturingModel) -> None:
    """Levers due this quarter write policy state; last quarter's is kept only where the same levers write the same.

    Who pays for what they cost in the last quarter is settled too.
    """
    from sim.levers import REGISTRY

    p, cost = m.parameters, m.recorder.cost(m.quarter - 1) if m.quarter > 0 else 0.0
    m.flow.financing = financing(cost, p.financed_by_income_tax, p.financed_by_spending_cuts)
    due = []
    for lever in in_force(m.levers, m.quarter):
        definition = REGISTRY[lever.lever]
        if m.switches.on(definition.module):
            due.append((lever, size_at(definition, lever, m.quarter)))
    if due == m.policy.written_by:
        return
    m.policy = Policy()
    m.policy.written_by = due
    for lever, size in due:
        REGISTRY[lever.lever].write(m.policy, lever, size)
