"""M1: support for the adoption of smart-factory and AI technology."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.levers.definition import LeverDefinition, Spending, scope_of, size_at
from sim.levers.overlap import in_force
from sim.policy import Policy

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever


def write_adoption_support(policy: Policy, lever: Lever, size: float) -> None:
    """Adoption hazard x size in the scope; of several levers on one establishment the strongest counts."""
    policy.adoption_boost.write(scope_of(lever), size - 1.0)


def spend_adoption_support(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Support per adopting establishment x expected additional adoptions, shared in proportion to the levers' pull."""
    pull = {
        other.id: np.where(scope_of(other).covers(m.firms), size_at(SUPPORT, other, m.quarter) - 1.0, 0.0)
        for other in in_force(m.levers, m.quarter)
        if other.lever == SUPPORT.name
    }
    total = np.sum(list(pull.values()), axis=0)
    part = np.divide(pull[lever.id], total, out=np.zeros_like(total), where=total > 0.0)
    cost = m.parameters.adoption_support_cost * m.prices.investment_goods
    return Spending(grants=part * m.flow.adoption_support * cost)


SUPPORT = LeverDefinition(
    name="adoption_support",
    module="M1",
    label={"en": "support for the adoption of AI and smart-factory technology", "ko": "AI·스마트공장 도입 지원"},
    unit="x baseline hazard",
    low=1.0,
    high=5.0,
    neutral=1.0,
    intended="AI Adoption|Manufacturing",
    sign=1,
    equation="h = (p + q peers) size liquidity multiplier / 4",
    writes=("adoption_boost",),
    write=write_adoption_support,
    spend=spend_adoption_support,
    note="Costs adoption_support_cost per additional adopting establishment; effects come through the J-curve.",
)
LEVERS = (SUPPORT,)
