"""M3: support for research and development."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.levers.definition import LeverDefinition, Spending, scope_of
from sim.policy import Policy

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever


def write_rd_support(policy: Policy, lever: Lever, size: float) -> None:
    """R&D grant of `size` x the R&D of firms in the scope; grants add up over levers."""
    policy.rd_support.write(scope_of(lever), size)


def spend_rd_support(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Support x the R&D that establishments in the scope plan without any support."""
    f, rate = m.firms, m.policy.rd_support.of(m.firms)
    own = f.planned_rd / (1.0 + m.parameters.rd_additionality * rate) * m.prices.rd_goods
    return Spending(grants=np.where(scope_of(lever).covers(f), size * own, 0.0))


LEVERS = (
    LeverDefinition(
        name="rd_support",
        module="M3",
        label={"en": "support for research and development", "ko": "연구개발 지원"},
        unit="share of manufacturing R&D",
        low=0.0,
        high=1.0,
        neutral=0.0,
        intended="Total Factor Productivity|Manufacturing",
        sign=1,
        equation="R&D = planned (1 + additionality x support); grant = support x planned R&D; ln A += e_R ln(S / S0)",
        writes=("rd_support",),
        write=write_rd_support,
        spend=spend_rd_support,
        note="The grant is paid in full; additional R&D is the grant times rd_additionality.",
    ),
)
