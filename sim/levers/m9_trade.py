"""M9: tariffs, agreements, market access, promotion of exports, public orders, supply security."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents import trade
from sim.codes import MARKETS, N_PRODUCTS, N_SECTORS
from sim.levers.definition import Cost, LeverDefinition, Spending, Write, further
from sim.levers.sharing import part_of
from sim.policy import Policy

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever

Array = NDArray[np.float64]
BILLION_A_QUARTER = 1000.0 / 4.0
"""Billion won a quarter in one trillion won a year."""


def strongest(table: Array, lever: Lever, size: float) -> None:
    """Write `size` for the sectors of the scope; of several levers the one furthest from zero counts. (P,) in place.

    Of two that are as far, on either side of zero, the one above zero counts, in whatever order they are written.
    """
    inside = table[:N_SECTORS]
    inside[lever.sectors] = further(inside[lever.sectors], size)


def write_tariff_relief(policy: Policy, lever: Lever, size: float) -> None:
    """Probability that the tariff increase of the United States is lifted; expected value, strongest counts."""
    us = MARKETS.index("US")
    policy.tariff_relief[us] = max(policy.tariff_relief[us], size)


def write_supply_security(policy: Policy, lever: Lever, size: float) -> None:
    """Cut of the variance of input-supply shocks in the sectors of the scope; strongest counts."""
    strongest(policy.supply_security, lever, size)


def write_tariff_change(policy: Policy, lever: Lever, size: float) -> None:
    """Change of the United States tariff on Korean goods of the sectors in scope; furthest from zero counts."""
    strongest(policy.tariff_change, lever, size)


def write_trade_agreement(policy: Policy, lever: Lever, size: float) -> None:
    """Share of removable trade costs that the agreement removes in the sectors of the scope; strongest counts."""
    strongest(policy.trade_agreement, lever, size)


def write_export_promotion(policy: Policy, lever: Lever, size: float) -> None:
    """Share of exports moved to new markets in the sectors of the scope; strongest counts."""
    strongest(policy.export_promotion, lever, size)


def write_public_orders(policy: Policy, lever: Lever, size: float) -> None:
    """Orders of `size` trillion won a year, in equal parts over the sectors of the scope; levers add up."""
    policy.public_orders[:N_SECTORS][lever.sectors] += size * BILLION_A_QUARTER / lever.sectors.sum()


def opens(market: str) -> Write:
    """Writer of a log shift of the demand of one market for the goods of the sectors in scope; strongest counts."""

    def write(policy: Policy, lever: Lever, size: float) -> None:
        """Log shift of the demand of the market."""
        strongest(policy.market_access[:, MARKETS.index(market)], lever, size)

    return write


def products(lever: Lever) -> Array:
    """(P,) true for the sectors of the scope."""
    inside = np.zeros(N_PRODUCTS, dtype=bool)
    inside[:N_SECTORS] = lever.sectors
    return inside


def spend_trade_agreement(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Import duty forgone: cut of the duty x imports."""
    lost = trade.duty_forgone(m.policy, m.rest_of_world.import_origin, m.flow.purchases.imports, m.parameters)
    return Spending(duty_forgone=float(part_of(m, AGREEMENT, lever, products) @ lost))


def spend_export_promotion(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Grants to exporters: public money per won of exports moved x share moved x exports of each establishment."""
    rate = part_of(m, PROMOTION, lever, products) * m.policy.export_promotion
    return Spending(grants=Cost((m.firms.sales_export,), m.parameters.export_promotion_cost * rate * m.prices.export))


def spend_public_orders(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """What the goods ordered by this lever cost: those delivered at home and those bought abroad for want of supply."""
    pr, cleared = m.prices, m.flow.cleared
    asked = np.zeros(m.policy.public_orders.size)
    asked[:N_SECTORS][lever.sectors] = size * BILLION_A_QUARTER / lever.sectors.sum()
    price = cleared.fill + (1.0 - cleared.fill) * pr.imported / pr.domestic
    return Spending(purchases=float(asked @ price))


EXPORTS = "Exports|Manufacturing"
RELIEF = LeverDefinition(
    name="tariff_relief",
    module="M9",
    label={"en": "negotiated relief from the United States tariff", "ko": "미국 관세 완화 협상"},
    unit="probability",
    low=0.0,
    high=1.0,
    neutral=0.0,
    plausible=(0.0, 0.3),
    intended=EXPORTS,
    sign=1,
    equation="expected tariff = tariff x (1 - lifted anyway - relief)",
    writes=("tariff_relief",),
    write=write_tariff_relief,
    honours=(),
    note="The expected tariff is applied instead of a rare yes-or-no draw.",
)
SECURITY = LeverDefinition(
    name="supply_security",
    module="M9",
    label={"en": "security of critical inputs", "ko": "핵심 투입재 공급 안정"},
    unit="share of input-shock variance cut",
    low=0.0,
    high=1.0,
    neutral=0.0,
    plausible=(0.0, 0.5),
    intended="Value Added|Manufacturing",
    sign=1,
    equation="loss in a supply shock = size x sqrt(1 - cut)",
    writes=("supply_security",),
    write=write_supply_security,
    honours=("sectors",),
    note="Acts in the quarters of a supply shock only; the cost of diversification is not modelled.",
)
TARIFF = LeverDefinition(
    name="tariff_change",
    module="M9",
    label={"en": "change of the United States tariff on Korean goods", "ko": "미국의 대한국 관세 변경"},
    unit="ad valorem",
    low=-0.5,
    high=0.5,
    neutral=0.0,
    plausible=(-0.15, 0.25),
    intended=EXPORTS,
    sign=-1,
    equation="tariff = max(0, tariff in force + change); orders fall by the elasticity between rivals",
    writes=("tariff_change",),
    write=write_tariff_change,
    honours=("sectors",),
    note="Tariffs on rivals stay as they are: what Korea alone is granted or refused. Negative: a cut. Never below the "
    "tariff of the base year.",
)
AGREEMENT = LeverDefinition(
    name="trade_agreement",
    module="M9",
    label={"en": "trans-Pacific trade agreement (CPTPP)", "ko": "포괄적·점진적 환태평양경제동반자협정(CPTPP) 가입"},
    unit="share of tariffs removed",
    low=0.0,
    high=1.0,
    neutral=0.0,
    plausible=(0.0, 1.0),
    intended=EXPORTS,
    sign=1,
    equation="cost of exports to Japan, ASEAN, others - share x removable cost; price of imports x (1 - share x duty x "
    "share of Japan)",
    writes=("trade_agreement",),
    write=write_trade_agreement,
    honours=("sectors",),
    spend=spend_trade_agreement,
    received=False,
    note="Opens Korea's market to Japan as well. Gains of investment and services are outside; the revenue lost on "
    "imports is tax expenditure.",
)
PROMOTION = LeverDefinition(
    name="export_promotion",
    module="M9",
    label={"en": "promotion of exports to new markets", "ko": "수출시장 다변화 지원"},
    unit="share of exports moved",
    low=0.0,
    high=0.2,
    neutral=0.0,
    plausible=(0.0, 0.05),
    intended=EXPORTS,
    sign=1,
    equation="demand of ASEAN and others + share x exports; demand of the United States and China - diversion x that",
    writes=("export_promotion",),
    write=write_export_promotion,
    honours=("sectors",),
    spend=spend_export_promotion,
    note="Most of what is moved is taken from other markets (export_promotion_diversion); effects on exposure to one "
    "market come on top when its demand falls.",
)
ORDERS = LeverDefinition(
    name="public_orders",
    module="M9",
    label={"en": "orders of the state as first buyer", "ko": "공공 우선구매·공공발주"},
    unit="trillion KRW per year",
    low=0.0,
    high=20.0,
    neutral=0.0,
    plausible=(0.0, 5.0),
    intended="Value Added|Manufacturing",
    sign=1,
    equation="government demand + money / price, from home producers",
    writes=("public_orders",),
    adds_up=True,
    write=write_public_orders,
    honours=("sectors",),
    spend=spend_public_orders,
    received=False,
    note="Demand, not productivity. The money is split equally over the sectors named. What home supply cannot deliver "
    "is bought abroad.",
)


def access(name: str, market: str, label: dict[str, str]) -> LeverDefinition:
    """Better access to one market."""
    return LeverDefinition(
        name=name,
        module="M9",
        label=label,
        unit="log demand by 2030",
        low=-0.2,
        high=0.2,
        neutral=0.0,
        plausible=(-0.05, 0.05),
        intended=EXPORTS,
        sign=1,
        equation="orders of the market x exp(size)",
        writes=("market_access",),
        write=opens(market),
        honours=("sectors",),
        note="Imposed: the plans name no instrument, so the shift of demand is their own size, reached over the ramp.",
    )


LEVERS = (
    RELIEF,
    SECURITY,
    TARIFF,
    AGREEMENT,
    PROMOTION,
    ORDERS,
    access("market_access_china", "CN", {"en": "access to the market of China", "ko": "대중국 시장접근 확대"}),
    access("market_access_asean", "ASEAN", {"en": "access to the markets of ASEAN", "ko": "아세안 시장접근 확대"}),
    access("market_access_other", "OTH", {"en": "access to other markets", "ko": "기타 신흥시장 접근 확대"}),
)
