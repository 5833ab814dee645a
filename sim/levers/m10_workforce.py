"""M10: training, talent, matching, re-employment, quotas of foreign staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.levers.definition import LeverDefinition, Spending, cells, scope_of
from sim.levers.sharing import part_of
from sim.phases import workforce
from sim.policy import Policy

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever


def write_training(policy: Policy, lever: Lever, size: float) -> None:
    """Share of staff of the scope trained per year; levers add up."""
    policy.training.write(scope_of(lever), size)


def write_graduates_kept(policy: Policy, lever: Lever, size: float) -> None:
    """Share of the graduates of the regions that stays instead of moving to the Capital hub; levers add up to all."""
    policy.graduates_kept[lever.regions] += size
    np.minimum(policy.graduates_kept, 1.0, out=policy.graduates_kept)


def write_talent_inflow(policy: Policy, lever: Lever, size: float) -> None:
    """People per year for all of the scope; levers add up, each brings its own to its scope."""
    scope = cells(lever)
    if size > 0.0:
        policy.talent_inflow.append(np.where(scope, size / np.count_nonzero(scope), 0.0))


def write_matching(policy: Policy, lever: Lever, size: float) -> None:
    """Cut of vacancy duration in the regions; levers add up to all of it."""
    policy.matching[lever.regions] += size
    np.minimum(policy.matching, 1.0, out=policy.matching)


def write_reemployment(policy: Policy, lever: Lever, size: float) -> None:
    """Rise of the quarterly job-finding probability in the regions; levers add up."""
    policy.reemployment[lever.regions] += size


def write_foreign_quota(policy: Policy, lever: Lever, size: float) -> None:
    """Places added to the quota of foreign staff in the regions; levers add up."""
    policy.foreign_quota[lever.regions] += size


def spend_training(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Courses bought for the staff of the scope."""
    rate = np.where(scope_of(lever).covers(m.firms), size, 0.0)
    return Spending(purchases=workforce.paid(m, workforce.training_money(m, rate)))


def spend_graduates_kept(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Education bought for the graduates kept; where levers reach the same region each pays for its part of them."""
    part = part_of(m, GRADUATES, lever, lambda other: other.regions.astype(float))
    return Spending(purchases=workforce.paid(m, workforce.graduate_money(m, m.policy.graduates_kept * part)))


def spend_talent_inflow(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Services bought for the people won."""
    return Spending(purchases=workforce.paid(m, workforce.talent_money(m, size)))


def spend_matching(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Placement services for the vacancies of the regions; where levers meet each pays for its part of the cut."""
    effect = m.policy.matching * part_of(m, MATCHING, lever, lambda other: other.regions.astype(float))
    return Spending(purchases=workforce.paid(m, workforce.placement_money(m, workforce.vacancies(m), effect)))


def spend_reemployment(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Placement and retraining for the unemployed of the regions; where levers meet each pays for its part."""
    effect = workforce.found(m) * part_of(m, REEMPLOYMENT, lever, lambda other: other.regions.astype(float))
    return Spending(purchases=workforce.paid(m, workforce.placement_money(m, m.labour.unemployed.sum(axis=1), effect)))


TRAINING = LeverDefinition(
    name="training",
    module="M10",
    label={"en": "training of staff", "ko": "재직자 훈련"},
    unit="share of staff trained per year",
    low=0.0,
    high=0.3,
    neutral=0.0,
    plausible=(0.0, 0.1),
    intended="Total Factor Productivity|Manufacturing",
    sign=1,
    equation="T += training_additionality size / 4 - fading T / 4;  ln A += training_gain T, maturing",
    writes=("training",),
    adds_up=True,
    write=write_training,
    spend=spend_training,
    received=False,
    note="Courses are bought by government from education services. Gain from memory of the studies, grade C.",
)
GRADUATES = LeverDefinition(
    name="graduates_kept",
    module="M10",
    label={"en": "graduates kept in their region", "ko": "지역 졸업인재 정착"},
    unit="share of local graduates",
    low=0.0,
    high=0.3,
    neutral=0.0,
    plausible=(0.0, 0.15),
    intended="Value Added|Manufacturing",
    sign=1,
    equation="kept = min(sum, 1) x graduates of the region, taken from the Capital hub; ln A += talent_gain H / L",
    writes=("graduates_kept",),
    adds_up=True,
    write=write_graduates_kept,
    honours=("regions",),
    spend=spend_graduates_kept,
    received=False,
    note="What regions gain the Capital hub loses: nationally the difference in the weight of manufacturing is left. "
    "Regions of the hub in the scope count for nothing: nobody is kept there, and nothing paid.",
)
TALENT = LeverDefinition(
    name="talent_inflow",
    module="M10",
    label={"en": "high-skilled people from abroad", "ko": "해외 우수인재 유치"},
    unit="people per year",
    low=0.0,
    high=50000.0,
    neutral=0.0,
    plausible=(0.0, 10000.0),
    intended="Total Factor Productivity|Manufacturing",
    sign=1,
    equation="H += size / 4 - H / (4 stay), spread by jobs of the scope;  ln A += talent_gain H / L",
    writes=("talent_inflow",),
    adds_up=True,
    write=write_talent_inflow,
    honours=("regions", "sectors"),
    spend=spend_talent_inflow,
    received=False,
    note="Additional people only; size and gain are judgement.",
)
MATCHING = LeverDefinition(
    name="matching",
    module="M10",
    label={"en": "faster filling of vacancies", "ko": "채용 소요기간 단축"},
    unit="share of vacancy duration cut",
    low=0.0,
    high=0.5,
    neutral=0.0,
    plausible=(0.0, 0.2),
    intended="Employment|Manufacturing",
    sign=1,
    equation="tightness x (1 - min(sum, 1)) in the matching function",
    writes=("matching",),
    adds_up=True,
    write=write_matching,
    honours=("regions",),
    spend=spend_matching,
    received=False,
    note="Helps only where vacancies are filled more slowly than in the base year.",
)
REEMPLOYMENT = LeverDefinition(
    name="reemployment",
    module="M10",
    label={"en": "help for workers who lost their job", "ko": "실직자 재취업 지원"},
    unit="probability",
    low=0.0,
    high=0.2,
    neutral=0.0,
    plausible=(0.0, 0.1),
    intended="Employment|Manufacturing",
    sign=1,
    equation="job seekers = min(job_finding + sum, 1) x unemployed + separated",
    writes=("reemployment",),
    adds_up=True,
    write=write_reemployment,
    honours=("regions",),
    spend=spend_reemployment,
    received=False,
    note="Reaches all unemployed of a region: the pool is not kept by sector. Helps where vacancies are hard to fill. "
    "Beyond 1 - job_finding nobody is left to be helped, and nothing more is paid.",
)
QUOTA = LeverDefinition(
    name="foreign_quota",
    module="M10",
    label={"en": "more places for foreign staff", "ko": "외국인력 쿼터 확대"},
    unit="share of manufacturing labour",
    low=0.0,
    high=0.1,
    neutral=0.0,
    plausible=(0.0, 0.03),
    intended="Employment|Manufacturing",
    sign=1,
    equation="foreign staff = q0 L min(demand, quota); demand over quota d exp(eta visa pay cut)",
    writes=("foreign_quota",),
    adds_up=True,
    write=write_foreign_quota,
    honours=("regions",),
    note="At the use of 2024 (47 %) more places alone bring nobody: foreign_demand above one, or visa_wage, is needed.",
)
LEVERS = (TRAINING, GRADUATES, TALENT, MATCHING, REEMPLOYMENT, QUOTA)
