"""Aid for investment that is in this quarter's plans (M2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents import aid as rules
from sim.agents.aid import NO_AID, Aid
from sim.codes import SIZES, SMALL_SIZES
from sim.numerics import power

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]
QUARTERS = 4.0
_LEAST_PROJECT = 1e-12
"""Billion won a year; keeps the odds defined where nothing is planned."""
LARGE = SIZES.index("300+")


def investment_aid(m: ManufacturingModel) -> Aid:
    """Aid in this quarter's plans: of several grants the highest, with the credit below a common ceiling."""
    policy, f, cap = m.policy, m.firms, m.parameters.investment_aid_cap
    granted = policy.grant_rate.active or policy.matching_rate.active or bool(policy.local_grants.programmes)
    if not (m.switches.on("M2") and (granted or policy.tax_credit.active)):
        return NO_AID
    spending = QUARTERS * f.planned_investment * m.prices.investment_goods
    zero = np.zeros(f.weight.size)
    grant, matching = zero + policy.grant_rate.of(f), zero + policy.matching_rate.of(f)
    matching = rules.within_budget(matching, f.weight * spending, m.parameters.matching_budget)
    local, places = _local_support(m, spending)
    supported = sum(places.values(), zero)
    paid = rules.highest(grant, matching, local, np.minimum(supported, 1.0))
    total = sum(paid, zero)
    kept = rules.room(total, cap)
    credit = rules.beside_grant(policy.tax_credit.of(f), total * kept, cap)
    profit = f.profit_rate * f.expected_output * m.prices.domestic[f.sector]
    due = m.economy.corporate_tax_rate * np.maximum(profit, 0.0)
    return Aid(
        grants=dict(zip(("grant_rate", "matching_rate", "local_grants"), (item * kept for item in paid), strict=True)),
        places={
            pledge: np.divide(own, supported, out=np.zeros_like(zero), where=supported > 0.0)
            for pledge, own in places.items()
        },
        credit=credit,
        usable=rules.usable_credit(credit, due, spending / QUARTERS),
    )


def capital_relief(m: ManufacturingModel) -> Array | float:
    """(N,) money that aid takes off the normal cost of a unit of output; zero, without work, where there is no aid."""
    support = investment_aid(m).support
    if not isinstance(support, np.ndarray):
        return 0.0
    f, passed = m.firms, m.parameters.aid_pass_through_large
    small = (f.manufacturing & (f.size < SMALL_SIZES)).astype(np.int64)
    yearly = m.base.user_cost[small, f.sector] + m.parameters.risk_premium * (1.0 / f.credit_access - 1.0)
    user_cost = yearly * (m.prices.investment_goods / QUARTERS)
    return rules.cost_relief(support, user_cost, f.capital_requirement, f.size == LARGE, passed)


def plan_capacity(m: ManufacturingModel) -> None:
    """Capacity that the aid in this quarter's plans adds; it sells from the next quarter on."""
    support, f, p, new = m.flow.aid.support, m.firms, m.parameters, m.new_capacity
    new.planned = 0.0
    if isinstance(support, np.ndarray):
        rules.of_standing_plants(f, new)
        additional = p.aid_expansion * np.where(f.size == LARGE, p.aid_pass_through_large, 1.0) * f.manufacturing
        new.planned = rules.new_sales(support, f.planned_investment, f.capital, additional / f.credit_access)


def open_capacity(m: ManufacturingModel) -> None:
    """Capacity built with aid opens and finds its customers at home and abroad; older capacity wears out."""
    new = m.new_capacity
    if new.owner is None:
        return
    rules.of_standing_plants(m.firms, new)
    rules.win_customers(m.firms, m.structure.depreciation[m.firms.sector], new)
    new.planned = 0.0
    m.world.foreign_demand *= 1.0 + new.exports[:, None]


def _local_support(m: ManufacturingModel, spending: Array) -> tuple[Array, dict[str, Array]]:
    """Rate of an establishment in local support (N,); pledge -> share of establishments that it supports (N,)."""
    f, terms, items = m.firms, m.base.local_grants, m.policy.local_grants.programmes
    if not items:
        return np.zeros(f.weight.size), {}
    rate = rules.local_terms(spending, f.region, f.size, terms)
    size = power(np.maximum(spending, _LEAST_PROJECT), m.parameters.local_grant_selection)
    places = {}
    for item in items:
        eligible = np.where((rate > 0.0) & item.scope.covers(f), f.weight, 0.0)
        places[item.pledge] = rules.supported_share(eligible, QUARTERS * item.plants, terms.years, size)
    return rate, places
