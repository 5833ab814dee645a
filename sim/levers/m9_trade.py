"""M9: tariffs and supply security."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.codes import MARKETS, N_SECTORS
from sim.levers.definition import LeverDefinition
from sim.policy import Policy

if TYPE_CHECKING:
    from sim.scenario.types import Lever


def write_tariff_relief(policy: Policy, lever: Lever, size: float) -> None:
    """Probability that the tariff increase of the United States is lifted; expected value, strongest counts."""
    us = MARKETS.index("US")
    policy.tariff_relief[us] = max(policy.tariff_relief[us], size)


def write_supply_security(policy: Policy, lever: Lever, size: float) -> None:
    """Cut of the variance of input-supply shocks in the sectors of the scope; strongest counts."""
    scope = policy.supply_security[:N_SECTORS]
    scope[lever.sectors] = np.maximum(scope[lever.sectors], size)


LEVERS = (
    LeverDefinition(
        name="tariff_relief",
        module="M9",
        label={"en": "negotiated relief from the United States tariff", "ko": "미국 관세 완화 협상"},
        unit="probability",
        low=0.0,
        high=1.0,
        neutral=0.0,
        intended="Exports|Manufacturing",
        sign=1,
        equation="expected tariff = tariff x (1 - lifted anyway - relief)",
        writes=("tariff_relief",),
        write=write_tariff_relief,
        honours=(),
        note="The expected tariff is applied instead of a rare yes-or-no draw.",
    ),
    LeverDefinition(
        name="supply_security",
        module="M9",
        label={"en": "security of critical inputs", "ko": "핵심 투입재 공급 안정"},
        unit="share of input-shock variance cut",
        low=0.0,
        high=1.0,
        neutral=0.0,
        intended="Value Added|Manufacturing",
        sign=1,
        equation="loss in a supply shock = size x sqrt(1 - cut)",
        writes=("supply_security",),
        write=write_supply_security,
        honours=("sectors",),
        note="Acts in the quarters of a supply shock only; the cost of diversification is not modelled.",
    ),
)
