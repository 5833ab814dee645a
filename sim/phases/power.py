"""M8: power price and green power of establishments under policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.codes import PRODUCTS

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]
POWER = PRODUCTS.index("ENER")


def power_relief(m: ManufacturingModel) -> Array | float:
    """(N,) money that a discount on electricity saves per unit of output: d x e x P.

    d discount in force, e electricity per unit of output (volume), P price of energy; zero, without work, where no
    discount is in force.
    """
    discount = m.policy.power_discount
    if not discount.active:
        return 0.0
    relief: Array = discount.of(m.firms) * m.structure.electricity[m.firms.sector] * m.prices.domestic[POWER]
    return relief


def retained_exports(m: ManufacturingModel) -> Array | float:
    """(N,) exports that green power saves, share of the exports of the establishment: a x r.

    a share of exporters whose buyers ask for renewable power (KITA 2024), r share of their exports retained; zero,
    without work, where nothing is in force. Without policy the loss is part of the trend of foreign demand.
    """
    green = m.policy.green_power
    return m.parameters.green_power_asked * green.of(m.firms) if green.active else 0.0


def follow(m: ManufacturingModel, green: Array | float) -> Array:
    """(P,) exports that green power retains so far, share of those of the sector; they come as shares of markets move.

        R <- R + kappa (sum of base shares x a r / sum of base shares - R)

    kappa pace of market shares, green: `retained_exports`.
    """
    f = m.firms
    base = f.by_sector(f.base_share_export)
    kept = f.by_sector(f.base_share_export * green)
    goal = np.divide(kept, base, out=np.zeros_like(base), where=base > 0.0)
    m.green_exports += m.parameters.share_adjustment * (goal - m.green_exports)
    return m.green_exports
