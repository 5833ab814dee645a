"""M7: regulation wedge, entry and site cost, sandboxes, approval. The wedge is imposed, and the program says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.codes import N_SIZES
from sim.levers.definition import LeverDefinition, cells, scope_of
from sim.policy import Policy, Scope

if TYPE_CHECKING:
    from sim.scenario.types import Lever


def write_regulation_wedge(policy: Policy, lever: Lever, size: float) -> None:
    """Relief of the regulation wedge, log TFP, in covered cells; the strongest of several counts."""
    policy.regulation_relief.write(scope_of(lever), size)


def write_entry_cost(policy: Policy, lever: Lever, size: float) -> None:
    """Proportional rise of entry in covered cells; the strongest of several counts."""
    scope = cells(lever)
    policy.entry_ease[scope] = np.maximum(policy.entry_ease[scope], size)


def write_site_cost(policy: Policy, lever: Lever, size: float) -> None:
    """Cut of site cost in covered cells; the strongest of several counts."""
    policy.site_cost_cut.write(scope_of(lever), size)


def write_sandbox(policy: Policy, lever: Lever, size: float) -> None:
    """Approvals a year on top of the baseline, all in the scope; those of several levers add up."""
    scope = Scope.of(lever.regions, lever.sectors, np.ones(N_SIZES, dtype=bool))
    policy.sandbox.write(lever.id, scope, size)


def write_approval_delay(policy: Policy, lever: Lever, size: float) -> None:
    """Years by which approval takes less time in covered cells; the strongest of several counts."""
    scope = cells(lever)
    policy.approval_delay[scope] = np.maximum(policy.approval_delay[scope], size)


LEVERS = (
    LeverDefinition(
        name="regulation_wedge",
        module="M7",
        label={"en": "relief of the regulation wedge (imposed)", "ko": "규제 부담 완화 (외생 설정)"},
        unit="log TFP",
        low=0.0,
        high=0.05,
        neutral=0.0,
        plausible=(0.0, 0.013),
        intended="Total Factor Productivity|Manufacturing",
        sign=1,
        equation="ln A += relief in covered cells",
        writes=("regulation_relief",),
        write=write_regulation_wedge,
        note="Imposed: no causal study sizes it (evidence E_reg_default is judgement).",
    ),
    LeverDefinition(
        name="entry_cost",
        module="M7",
        label={"en": "cheaper entry of firms", "ko": "창업·진입 비용 완화"},
        unit="share",
        low=0.0,
        high=1.0,
        neutral=0.0,
        plausible=(0.0, 0.3),
        intended="Entry Rate|Manufacturing",
        sign=1,
        equation="entries x (1 + ease)",
        writes=("entry_ease",),
        write=write_entry_cost,
        honours=("regions", "sectors"),
    ),
    LeverDefinition(
        name="site_cost",
        module="M7",
        label={"en": "cheaper sites", "ko": "입지 비용 완화"},
        unit="share",
        low=0.0,
        high=1.0,
        neutral=0.0,
        plausible=(0.0, 0.3),
        intended="Investment|Manufacturing",
        sign=1,
        equation="user cost x (1 - site share x cut)",
        writes=("site_cost_cut",),
        write=write_site_cost,
    ),
    LeverDefinition(
        name="sandbox",
        module="M7",
        label={"en": "sandbox approvals on top of the baseline", "ko": "규제샌드박스 승인 확대"},
        unit="approvals per year",
        low=0.0,
        high=500.0,
        neutral=0.0,
        plausible=(0.0, 250.0),
        intended="New Items Share|Manufacturing",
        sign=1,
        equation="launched = s_SB trials / (4 T_SB); each comes with a small maker and y_SB of new-item sales a year",
        writes=("sandbox",),
        adds_up=True,
        write=write_sandbox,
        honours=("regions", "sectors"),
        note="The baseline has about 220 approvals a year: a plan states what comes on top. Sales are small.",
    ),
    LeverDefinition(
        name="approval_delay",
        module="M7",
        label={"en": "shorter wait for approval", "ko": "인허가 기간 단축"},
        unit="years",
        low=0.0,
        high=2.0,
        neutral=0.0,
        plausible=(0.0, 1.0),
        intended="Entry Rate|Manufacturing",
        sign=1,
        equation="those waiting start: births x years; rising investment moves by 1 / max(1 / phi_I - 4 years, 1)",
        writes=("approval_delay",),
        write=write_approval_delay,
        honours=("regions", "sectors"),
        note="Entry is brought forward, not raised for ever: the queue is served once, and fills again when the "
        "measure ends.",
    ),
)
