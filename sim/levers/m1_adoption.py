"""M1: support for the adoption of smart-factory and AI technology."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.levers.definition import LeverDefinition, cell_sizes
from sim.state import Policy

if TYPE_CHECKING:
    from sim.scenario.types import Lever


def write_adoption_support(policy: Policy, lever: Lever, size: float) -> None:
    """Adoption hazard x size in the scope; of several levers on one cell the strongest counts."""
    scope = cell_sizes(lever)
    policy.adoption_multiplier[scope] = np.maximum(policy.adoption_multiplier[scope], size)


LEVERS = (
    LeverDefinition(
        name="adoption_support",
        module="M1",
        label={"en": "support for the adoption of AI and smart-factory technology", "ko": "AI·스마트공장 도입 지원"},
        unit="x baseline hazard",
        low=1.0,
        high=5.0,
        neutral=1.0,
        intended="AI Adoption|Manufacturing",
        sign=1,
        equation="h = (p + q peers) size liquidity multiplier / 4",
        writes=("adoption_multiplier",),
        write=write_adoption_support,
        note="Costs adoption_support_cost per additional adopting establishment; effects come through the J-curve.",
    ),
)
