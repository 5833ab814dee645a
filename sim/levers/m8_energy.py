"""M8: power grid, price of electricity, green power."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.levers.definition import Cost, LeverDefinition, Spending, scope_of
from sim.phases.power import power_relief
from sim.policy import Policy

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever


def write_grid_capacity(policy: Policy, lever: Lever, size: float) -> None:
    """Share of the pledged extra grid that is on time in the regions of the scope; the largest of several counts."""
    policy.grid_on_time[lever.regions] = np.maximum(policy.grid_on_time[lever.regions], size)


def write_power_price(policy: Policy, lever: Lever, size: float) -> None:
    """Discount on electricity in the scope; the strongest counts."""
    policy.power_discount.write(scope_of(lever), size)


def write_green_power(policy: Policy, lever: Lever, size: float) -> None:
    """Exports retained in the scope where buyers ask for renewable power; the strongest counts."""
    policy.green_power.write(scope_of(lever), size)


def spend_power_price(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Discount x electricity bill, which government pays for the establishment."""
    return Spending(subsidies=Cost((power_relief(m), m.firms.output), shared_by=PRICE))


GRID = LeverDefinition(
    name="grid_capacity",
    module="M8",
    label={"en": "grid lines built on time", "ko": "전력망 적기 확충"},
    unit="share of planned capacity on time",
    low=0.0,
    high=1.0,
    neutral=0.0,
    plausible=(0.0, 0.8),
    intended="Investment|Manufacturing",
    sign=1,
    equation="capacity growth = planned growth x on time + pledged extra growth x share on time",
    writes=("grid_on_time",),
    write=write_grid_capacity,
    honours=("regions",),
    note="The pledge adds grid_pledge_growth a year on paper; the strength is the share of it built on time.",
)
PRICE = LeverDefinition(
    name="power_price",
    module="M8",
    label={"en": "discount on the price of electricity", "ko": "전기요금 인하"},
    unit="share",
    low=0.0,
    high=0.5,
    neutral=0.0,
    plausible=(0.0, 0.2),
    intended="Value Added|Manufacturing",
    sign=1,
    equation="unit cost - discount x electricity per unit of output x price of energy",
    writes=("power_discount",),
    write=write_power_price,
    spend=spend_power_price,
    note="Electricity is .2 to 2.1 % of output, so a fifth off the bill is at most .4 % of cost. Government pays; "
    "more use of power at the lower price is left out. Jobs rise in a region that alone is cheaper, hardly nationwide.",
)
GREEN = LeverDefinition(
    name="green_power",
    module="M8",
    label={"en": "renewable power for exporters (RE100)", "ko": "재생에너지 공급 (RE100 산업단지)"},
    unit="share of asked exporters' exports retained",
    low=0.0,
    high=0.4,
    neutral=0.0,
    plausible=(0.0, 0.1),
    intended="Exports|Manufacturing",
    sign=1,
    equation="exports in the scope x (1 + share asked x retained), reached at the pace of market shares",
    writes=("green_power",),
    write=write_green_power,
    note="The loss without green power is part of the trend of foreign demand, so what is retained is a gain on it. "
    "Costless here: price and grid are levers of their own.",
)
LEVERS = (GRID, PRICE, GREEN)
