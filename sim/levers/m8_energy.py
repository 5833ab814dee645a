"""M8: power grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.levers.definition import LeverDefinition
from sim.policy import Policy

if TYPE_CHECKING:
    from sim.scenario.types import Lever


def write_grid_capacity(policy: Policy, lever: Lever, size: float) -> None:
    """Share of the pledged extra grid that is on time in the regions of the scope; the largest of several counts."""
    policy.grid_on_time[lever.regions] = np.maximum(policy.grid_on_time[lever.regions], size)


LEVERS = (
    LeverDefinition(
        name="grid_capacity",
        module="M8",
        label={"en": "grid lines built on time", "ko": "전력망 적기 확충"},
        unit="share of planned capacity on time",
        low=0.0,
        high=1.0,
        neutral=0.0,
        intended="Investment|Manufacturing",
        sign=1,
        equation="capacity growth = planned growth x on time + pledged extra growth x share on time",
        writes=("grid_on_time",),
        write=write_grid_capacity,
        honours=("regions",),
        note="The pledge adds grid_pledge_growth a year on paper; the strength is the share of it built on time.",
    ),
)
