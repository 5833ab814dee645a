"""M3b: growth engines of regions, investment moved out of the Capital hub, where new plants go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.levers.definition import LeverDefinition, Spending, scope_of
from sim.levers.m2_investment import spent_on
from sim.policy import Policy

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever

SHARE = "Value Added Share|Manufacturing"
"""Of a region in the nation."""


def write_growth_engine(policy: Policy, lever: Lever, size: float) -> None:
    """Investment grant of the package and its pull on new sites in the scope; the strongest counts."""
    policy.grant_rate.write(scope_of(lever), size)
    policy.growth_engine.write(scope_of(lever), size)


def write_relocation(policy: Policy, lever: Lever, size: float) -> None:
    """Share of the new investment of the Capital hub that goes to the scope; the strongest counts."""
    policy.relocation.write(scope_of(lever), size)


def write_location_premium(policy: Policy, lever: Lever, size: float) -> None:
    """Log-odds of the scope as a site for new plants; the strongest counts."""
    policy.location_premium.write(scope_of(lever), size)


def spend_growth_engine(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """This lever's part of the grants on all investment made in the scope."""
    return Spending(grants=spent_on(m, m.flow.aid.grants.get("grant_rate", 0.0), ENGINE))


ENGINE = LeverDefinition(
    name="growth_engine",
    module="M3b",
    label={"en": "growth engines of regions", "ko": "권역별 성장엔진 육성"},
    unit="share of capital spending",
    low=0.0,
    high=0.3,
    neutral=0.0,
    plausible=(0.0, 0.3),
    intended=SHARE,
    sign=1,
    equation="investment grant x in the cells of the engine; odds of its sites x exp(engine_pull x)",
    writes=("grant_rate", "growth_engine"),
    write=write_growth_engine,
    spend=spend_growth_engine,
    note="The grant works and is paid as an investment grant (M2). What the pull brings is taken from other regions: "
    "read the region and the nation side by side. Productivity follows jobs with the elasticity of agglomeration, in "
    "the regions that lose as well.",
)
RELOCATION = LeverDefinition(
    name="relocation",
    module="M3b",
    label={"en": "investment moved out of the Capital hub", "ko": "수도권 투자의 지방 이전"},
    unit="share of new investment moved",
    low=0.0,
    high=0.5,
    neutral=0.0,
    plausible=(0.0, 0.15),
    intended=SHARE,
    sign=1,
    equation="market shares: - I / K x at the Capital hub, as much on top in the scope, within sector and size class",
    writes=("relocation",),
    write=write_relocation,
    note="Nearly zero-sum: what regions gain the Capital hub loses. Imposed: the plans name no instrument, and local "
    "grants moved hardly any plant (72 to 54 firms a year, most of them expansions). Costless for that reason.",
)
PREMIUM = LeverDefinition(
    name="location_premium",
    module="M3b",
    label={"en": "regions preferred as sites for new plants", "ko": "신규 입지 선호 제고"},
    unit="log-odds",
    low=0.0,
    high=1.0,
    neutral=0.0,
    plausible=(0.0, 0.5),
    intended=SHARE,
    sign=1,
    equation="new sites and births of a sector: odds x exp(b), their number in the nation stays",
    writes=("location_premium",),
    write=write_location_premium,
    note="Zero-sum but for agglomeration and bottlenecks. A premium everywhere is none. Births follow it "
    "where the scope has no tag. Costless: money for sites is a lever of its own.",
)
LEVERS = (ENGINE, RELOCATION, PREMIUM)
