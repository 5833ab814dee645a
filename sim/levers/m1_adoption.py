"""M1: adoption of smart-factory and AI technology: support, places in programmes, peers, success, cost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents.programmes import awarded
from sim.codes import TEN_AND_MORE
from sim.levers.definition import Cost, LeverDefinition, Plants, Spending, scope_of
from sim.policy import Policy

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever

Array = NDArray[np.float64]
QUARTERS = 4.0
ADOPTION = "AI Adoption|Manufacturing"


def write_adoption_support(policy: Policy, lever: Lever, size: float) -> None:
    """Adoption hazard x size in the scope; of several levers on one establishment the strongest counts."""
    policy.adoption_boost.write(scope_of(lever), size - 1.0)


def write_ai_factory_slots(policy: Policy, lever: Lever, size: float) -> None:
    """Places for lead AI factories in the scope, a quarter of the yearly number; places of several levers add up."""
    policy.ai_factory_slots.write(lever.id, scope_of(lever), size / QUARTERS)


def write_smart_factory_slots(policy: Policy, lever: Lever, size: float) -> None:
    """Places for subsidised smart factories in the scope; places of several levers add up."""
    policy.smart_factory_slots.write(lever.id, scope_of(lever), size / QUARTERS)


def write_adoption_peers(policy: Policy, lever: Lever, size: float) -> None:
    """Added imitation coefficient in the scope; the strongest counts."""
    policy.adoption_peers.write(scope_of(lever), size)


def write_adoption_customers(policy: Policy, lever: Lever, size: float) -> None:
    """Added hazard per adopting customer in the scope; the strongest counts."""
    policy.adoption_customers.write(scope_of(lever), size)


def write_adoption_success(policy: Policy, lever: Lever, size: float) -> None:
    """Added probability of success in the scope; the strongest counts."""
    policy.adoption_success.write(scope_of(lever), size)


def write_adoption_cost(policy: Policy, lever: Lever, size: float) -> None:
    """Cut of the own cost of adoption in the scope; the strongest counts."""
    policy.adoption_cost.write(scope_of(lever), size)


def spend_adoption_support(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Support per adopting establishment x expected additional adoptions, shared in proportion to the levers' pull."""
    cost = m.parameters.adoption_support_cost * m.prices.investment_goods
    return Spending(grants=Cost((m.flow.adoption_support, _by_size(m)), cost, SUPPORT))


def spend_adoption_cost(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Cut x own cost of an adoption x expected adoptions in the scope, additional or not."""
    cost = m.parameters.adoption_own_cost * m.prices.investment_goods
    return Spending(grants=Cost((m.flow.adoptions, m.policy.adoption_cost.of(m.firms), _by_size(m)), cost, COST))


def _by_size(m: ManufacturingModel) -> Array:
    """(N,) cost of an adoption over that in an establishment of ten and more persons."""
    out: Array = np.where(m.firms.size < TEN_AND_MORE, m.parameters.adoption_small_cost, 1.0)
    return out


def spend_ai_factory_slots(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Public money of a lead project, committed in the quarter of the award."""
    money = m.parameters.ai_factory_support * m.prices.investment_goods
    return Spending(grants=Plants(awarded(m.flow.leads, lever.id), money))


def spend_smart_factory_slots(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Public money of a supported smart factory, paid in the quarter of the award."""
    money = m.parameters.smart_factory_support * m.prices.investment_goods
    return Spending(grants=Plants(awarded(m.flow.smarts, lever.id), money))


SUPPORT = LeverDefinition(
    name="adoption_support",
    module="M1",
    label={"en": "support for the adoption of AI and smart-factory technology", "ko": "AI·스마트공장 도입 지원"},
    unit="x baseline hazard",
    low=1.0,
    high=5.0,
    neutral=1.0,
    plausible=(1.0, 2.5),
    intended=ADOPTION,
    sign=1,
    equation="h = (p + q peers) size liquidity multiplier / 4",
    writes=("adoption_boost",),
    write=write_adoption_support,
    spend=spend_adoption_support,
    note="Costs adoption_support_cost per additional adopting establishment, adoption_small_cost of it below "
    "ten persons; effects come through the J-curve.",
)
LEADS = LeverDefinition(
    name="ai_factory_slots",
    module="M1",
    label={"en": "places for lead AI factories", "ko": "AI 팩토리 선도사업 물량"},
    unit="plants per year",
    low=0.0,
    high=2000.0,
    neutral=0.0,
    plausible=(0.0, 300.0),
    intended=ADOPTION,
    sign=1,
    equation="places / 4 plants of 10 and more staff a quarter become AI factories, drawn with odds gain x liquidity",
    writes=("ai_factory_slots",),
    adds_up=True,
    write=write_ai_factory_slots,
    spend=spend_ai_factory_slots,
    note="Announced places are input, live plants and their effect outcome. The public money of four years is "
    "committed in the quarter of the award; the firm's own spending on it is part of its investment. A plant below ten "
    "staff never leads.",
)
SMART = LeverDefinition(
    name="smart_factory_slots",
    module="M1",
    label={"en": "places for subsidised smart factories", "ko": "스마트공장 보급 물량"},
    unit="plants per year",
    low=0.0,
    high=20000.0,
    neutral=0.0,
    plausible=(0.0, 7500.0),
    intended=ADOPTION,
    sign=1,
    equation="places / 4 plants below 300 staff a quarter get the basic stage, smart_factory_depth of them the next",
    writes=("smart_factory_slots",),
    adds_up=True,
    write=write_smart_factory_slots,
    spend=spend_smart_factory_slots,
    note="Adoption as published counts the intermediate stage and above: about a fifth of the places.",
)
PEERS = LeverDefinition(
    name="adoption_peers",
    module="M1",
    label={"en": "learning from adopting neighbours", "ko": "단지·지역 내 도입 확산 (동료효과)"},
    unit="per year",
    low=0.0,
    high=1.0,
    neutral=0.0,
    plausible=(0.0, 0.4),
    intended=ADOPTION,
    sign=1,
    equation="h = (p + (q + dq) peers) ...; peers: adopters of the region and sector",
    writes=("adoption_peers",),
    write=write_adoption_peers,
    note="Costless: no source states what the exchange of experience costs.",
)
CUSTOMERS = LeverDefinition(
    name="adoption_customers",
    module="M1",
    label={"en": "learning from adopting customers", "ko": "공급망 내 도입 확산 (수요기업 멘토링)"},
    unit="hazard per adopting customer",
    low=0.0,
    high=1.0,
    neutral=0.0,
    plausible=(0.0, 0.4),
    intended=ADOPTION,
    sign=1,
    equation="h = (p + q peers + c customers) ...; customers: adopters in the sectors that buy the product",
    writes=("adoption_customers",),
    write=write_adoption_customers,
    note="Customers are those of the sector, not of the single firm. Costless: no source states what mentoring costs.",
)
SUCCESS = LeverDefinition(
    name="adoption_success",
    module="M1",
    label={"en": "more installations that work", "ko": "도입 성공률 제고 (데이터·표준)"},
    unit="probability",
    low=0.0,
    high=0.3,
    neutral=0.0,
    plausible=(0.0, 0.2),
    intended="Total Factor Productivity|Manufacturing",
    sign=1,
    equation="P(works) = s + ds, at go-live",
    writes=("adoption_success",),
    write=write_adoption_success,
    note="Costless: no source states money. Acts on installations of the time, not on those that failed before.",
)
COST = LeverDefinition(
    name="adoption_cost",
    module="M1",
    label={"en": "cheaper adoption", "ko": "도입비용 경감"},
    unit="share",
    low=0.0,
    high=0.6,
    neutral=0.0,
    plausible=(0.0, 0.5),
    intended=ADOPTION,
    sign=1,
    equation="hazard x (1 + adoption_cost_response x cut)",
    writes=("adoption_cost",),
    write=write_adoption_cost,
    spend=spend_adoption_cost,
    note="Government pays the cut for every adoption in the scope, also for those that would have come anyway.",
)
SUPPLY = replace(
    COST,
    name="adoption_supply",
    label={"en": "cheaper systems from better suppliers", "ko": "공급기업 육성에 따른 도입비용 하락"},
    spend=None,
    note="Costless: what adopters pay less, suppliers need less; no source states what government spends on suppliers. "
    "The larger of this fall and of cuts that government pays counts.",
)
LEVERS = (SUPPORT, LEADS, SMART, PEERS, CUSTOMERS, SUCCESS, COST, SUPPLY)
