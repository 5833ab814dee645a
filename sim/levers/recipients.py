"""Who receives public money: grants, interest subsidies and tax credits by si/do, sector and size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_REGIONS, N_SECTORS, N_SIZES
from sim.kernels.recipients import add_received

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]


def note_support(m: ManufacturingModel, received: Array) -> None:
    """Note what manufacturing establishments receive this quarter; received (N,) money per establishment.

    Kept with the fiscal ledger and read by no rule of the model. Several payments of a quarter add up.
    """
    if m.flow.support is None:
        m.flow.support = m.scratch.column("support", kept=True)
        m.flow.support[:] = received
    else:
        m.flow.support += received


def book_support(m: ManufacturingModel) -> None:
    """Book all that was noted this quarter by region, sector and size."""
    f, received = m.firms, m.flow.support
    if received is None:
        return
    sums = np.zeros(N_REGIONS), np.zeros(N_SECTORS), np.zeros(N_SIZES)
    add_received(f.cell_start, f.weight, f.size, received, *sums)
    for name, paid in zip(("fiscal_by_region", "fiscal_by_sector", "fiscal_by_size"), sums, strict=True):
        m.recorder.support[name][m.quarter] += paid
