"""M11: cuts of capacity that nobody needs, and exit of establishments that live on losses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.levers.definition import Cost, LeverDefinition, Spending, scope_of
from sim.policy import Policy

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever


def write_capacity_cut(policy: Policy, lever: Lever, size: float) -> None:
    """Share of the capital in the scope to be scrapped in all; the strongest of several counts, each in its scope."""
    policy.capacity_cut.write(scope_of(lever), size)


def spend_capacity_cut(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Scrapping premium x replacement value of the capital that closes this quarter, paid to the closing plants."""
    if m.flow.closing is None:
        return Spending()
    premium = max(m.parameters.scrapping_premium, 0.0) * m.prices.investment_goods
    return Spending(grants=Cost((m.flow.closing, m.firms.capital), premium, CAPACITY_CUT))


def write_restructuring(policy: Policy, lever: Lever, size: float) -> None:
    """Share of zombies a year that leave on top of the baseline; the strongest of several counts."""
    policy.zombie_exit.write(scope_of(lever), size)


CAPACITY_CUT = LeverDefinition(
    name="capacity_cut",
    module="M11",
    label={"en": "cut of capacity, least productive plants first", "ko": "설비 감축 (저생산성 설비부터)"},
    unit="share of capacity",
    low=0.0,
    high=0.5,
    neutral=0.0,
    plausible=(0.0, 0.25),
    intended="Total Factor Productivity|Manufacturing",
    sign=1,
    equation="scrapped K = K (d' - d) / (1 - d), d' = d + v (x - d); premium = share x replacement value",
    writes=("capacity_cut",),
    write=write_capacity_cut,
    spend=spend_capacity_cut,
    note="Output and jobs in the scope fall first; utilisation and margins of the plants that stay rise. 3.7 Mt of "
    "ethylene is 25 % of capacity (government, August 2025), so 1 Mt is .068 of ethylene lines, which are only "
    "a part of the chemical sector. The premium is a judgement: the plan of 2025 states no public money.",
)
RESTRUCTURING = LeverDefinition(
    name="restructuring",
    module="M11",
    label={"en": "reorganisation and exit of zombie firms", "ko": "한계기업 구조조정"},
    unit="share of zombies per year",
    low=0.0,
    high=0.6,
    neutral=0.0,
    plausible=(0.0, 0.3),
    intended="Zombie Share",
    sign=-1,
    equation="h <- 1 - (1 - h) (1 - x)^(1/4) where losses have lasted three years",
    writes=("zombie_exit",),
    write=write_restructuring,
    note="Plants are taken over as in any exit. No public money: the bank, and with it households, bears the losses. "
    "Productivity rises and jobs are lost; GDP does not rise, since output follows demand.",
)
LEVERS = (CAPACITY_CUT, RESTRUCTURING)
