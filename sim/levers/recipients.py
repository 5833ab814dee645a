"""Who receives public money: grants, interest subsidies and tax credits by si/do, sector and size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_REGIONS, N_SECTORS, N_SIZES

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]


def note_support(m: ManufacturingModel, received: Array) -> None:
    """Book what manufacturing establishments receive this quarter; received (N,) money per establishment.

    Kept with the fiscal ledger and read by no rule of the model. Several payments of a quarter add up.
    """
    f, now = m.firms, m.quarter
    m.flow.support = received if m.flow.support is None else m.flow.support + received
    if not received.any():
        return
    paid = np.where(f.manufacturing, f.weight * received, 0.0)
    sectors = np.where(f.manufacturing, f.sector, 0)
    for name, groups, count in (
        ("fiscal_by_region", f.region, N_REGIONS),
        ("fiscal_by_sector", sectors, N_SECTORS),
        ("fiscal_by_size", f.size, N_SIZES),
    ):
        m.recorder.support[name][now] += np.bincount(groups, weights=paid, minlength=count)
