"""The fiscal ledger: what each lever costs, by item and quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.levers.definition import size_at
from sim.levers.overlap import in_force

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]


def charge(m: ManufacturingModel) -> Array:
    """Grants and interest subsidies of each establishment this quarter (N,), booked to the levers that pay them.

    The sum over levers of what is booked equals the weighted sum of what establishments receive.
    """
    from sim.levers import REGISTRY

    received = np.zeros(m.firms.weight.size)
    for lever in in_force(m.levers, m.quarter):
        definition = REGISTRY[lever.lever]
        if definition.spend is None or not m.switches.on(definition.module):
            continue
        spending = definition.spend(m, lever, size_at(definition, lever, m.quarter))
        book = m.recorder.fiscal[lever.id]
        for item in ("grants", "loan_subsidy"):
            paid = np.zeros_like(received) + getattr(spending, item)
            received += paid
            book[item][m.quarter] = m.firms.total(paid)
        book["tax_expenditure"][m.quarter] = spending.duty_forgone
        book["purchases"][m.quarter] = spending.purchases
        book["face_value"][m.quarter] = spending.face_value
    return received
