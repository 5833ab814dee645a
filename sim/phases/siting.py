"""Place-based policy at work (M3b): which regions new investment and new plants go to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.agents import siting
from sim.codes import HUBS, N_CELLS, N_PRODUCTS, N_SIZES, REGIONS

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]
CAPITAL: Final = np.isin(REGIONS, HUBS["Capital"])
"""(R,) the hub that relocation moves investment out of."""


def move_investment(m: ManufacturingModel) -> None:
    """New investment goes elsewhere, and customers with it: base-year shares of the market move by the part renewed.

    a <- a (1 + I / K x change), for sales at home and abroad: a plant that is rebuilt elsewhere keeps its customers.
    """
    policy, f = m.policy, m.firms
    premium, moved = policy.location_premium, policy.relocation
    if not (m.switches.on("M3b") and (premium.active or moved.active or policy.growth_engine.active)):
        return
    pool, pools = f.sector * N_SIZES + f.size, N_PRODUCTS * N_SIZES
    pace = np.divide(f.planned_investment, f.capital, out=np.zeros(f.weight.size), where=f.capital > 0.0)
    pace = np.where(f.manufacturing, np.minimum(pace, 1.0), 0.0)
    renewed = f.weight * f.expected_output * pace
    change = np.zeros(f.weight.size)
    if premium.active or policy.growth_engine.active:
        pull = np.zeros(f.weight.size) + premium.of(f) + m.parameters.engine_pull * policy.growth_engine.of(f)
        change += m.parameters.footloose_share * siting.drawn_to(pull, renewed, pool, pools)
    if moved.active:
        origin = f.manufacturing & CAPITAL[f.region]
        change += siting.moved_out(np.zeros(f.weight.size) + moved.of(f), renewed, origin, pool, pools)
    factor = 1.0 + pace * change
    f.base_share_domestic *= factor
    f.base_share_export *= factor


def births_by_site(m: ManufacturingModel, births: Array) -> None:
    """Births of a sector go where the premium is (cells,); their number in the nation stays. In place."""
    policy = m.policy
    if not (m.switches.on("M3b") and (policy.location_premium.active or policy.growth_engine.active)):
        return
    smallest = policy.location_premium.table[:, :, 0] + m.parameters.engine_pull * policy.growth_engine.table[:, :, 0]
    sector = np.arange(N_CELLS) % N_PRODUCTS
    births *= siting.births_drawn(smallest.reshape(-1), births, sector, N_PRODUCTS)
