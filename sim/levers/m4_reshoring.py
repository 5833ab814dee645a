"""M4: plants that return from abroad, obstacles to outward investment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.codes import N_SIZES
from sim.levers.definition import LeverDefinition, Spending, scope_of
from sim.policy import Policy, Scope

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever

QUARTERS = 4.0


def write_reshoring(policy: Policy, lever: Lever, size: float) -> None:
    """Announced plants of the scope, a quarter of the yearly number; plants of several levers add up.

    All are of one size: the scope's jobs of all sizes tell where they settle.
    """
    scope = Scope.of(lever.regions, lever.sectors, np.ones(N_SIZES, dtype=bool), scope_of(lever).bits)
    policy.reshoring.write(lever.id, scope, size / QUARTERS)


def spend_reshoring(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Grants for the plants of this lever whose return begins, for all of their investment."""
    return Spending(grants=m.flow.return_grants.get(lever.id, 0.0))


def write_outward_deterrent(policy: Policy, lever: Lever, size: float) -> None:
    """Cut of outward investment in the scope; the strongest counts."""
    policy.outward_cut.write(scope_of(lever), size)


RESHORING = LeverDefinition(
    name="reshoring",
    module="M4",
    label={"en": "plants that return from abroad", "ko": "국내복귀 사업장 확대"},
    unit="plants per year",
    low=0.0,
    high=500.0,
    neutral=0.0,
    plausible=(0.0, 100.0),
    intended="Employment|Manufacturing",
    sign=1,
    equation="plants = size x return_realised, each return_jobs persons; sites by odds; grant by class of region",
    writes=("reshoring",),
    adds_up=True,
    write=write_reshoring,
    honours=("regions", "sectors", "tags"),
    spend=spend_reshoring,
    arrivals=True,
    note="Announced plants beyond the present programme (22 to 26 a year, in the baseline). All are plants of 50 to "
    "299 persons. What they export is new demand, what they sell at home replaces other makers. Grants are paid when "
    "building starts; nothing in the Capital hub.",
)
OUTWARD = LeverDefinition(
    name="outward_deterrent",
    module="M4",
    label={"en": "obstacles to investment abroad", "ko": "해외투자 억제"},
    unit="share",
    low=0.0,
    high=1.0,
    neutral=0.0,
    plausible=(0.0, 0.5),
    intended="Investment|Manufacturing|Real",
    sign=1,
    equation="investment at home += outward_kept x size x outward_rate x output abroad",
    writes=("outward_cut",),
    write=write_outward_deterrent,
    note="Studies find that investment abroad and at home are complements on average: the part kept at home is a "
    "judgement from none to two fifths. What firms lose abroad is not counted. Costs the state nothing.",
)
LEVERS = (RESHORING, OUTWARD)
