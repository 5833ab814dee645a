"""Place-based policy at work (M3b): which regions new investment and new plants go to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.agents import siting
from sim.codes import HUBS, N_CELLS, N_PRODUCTS, REGIONS
from sim.kernels.siting import move_sites

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
    pull = m.scratch.total("pull of sites", premium.of(f), m.parameters.engine_pull * policy.growth_engine.of(f))
    move_sites(
        f.cell_start, f.weight, f.size, f.planned_investment, f.capital, pull, m.scratch.same(moved.of(f)),
        CAPITAL, m.parameters.footloose_share, f.base_share_domestic, f.base_share_export,
    )  # fmt: skip


def births_by_site(m: ManufacturingModel, births: Array) -> None:
    """Births of a sector go where the premium is (cells,); their number in the nation stays. In place."""
    policy = m.policy
    if not (m.switches.on("M3b") and (policy.location_premium.active or policy.growth_engine.active)):
        return
    smallest = policy.location_premium.table[:, :, 0] + m.parameters.engine_pull * policy.growth_engine.table[:, :, 0]
    sector = np.arange(N_CELLS) % N_PRODUCTS
    births *= siting.births_drawn(smallest.reshape(-1), births, sector, N_PRODUCTS)
