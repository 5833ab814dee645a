"""The fiscal ledger: what each lever costs, by item and quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.levers.definition import cell_sizes, intensity, product_cell_sizes

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]


def charge(m: ManufacturingModel, adoptions: Array) -> Array:
    """Grants received by each firm this quarter (N,), booked to the levers that pay them.

    R&D grants: support x R&D planned without support. Adoption support: expected additional adoptions (N,) x support
    per adopting establishment at current prices. When several levers cover a firm, each pays in proportion to its
    size. The sum over levers of what is booked equals the weighted sum of what firms receive.
    """
    f, p = m.firms, m.parameters
    grants = np.zeros(f.weight.size)
    if not m.levers:
        return grants
    price = m.prices.investment_goods
    own = (
        f.planned_rd
        / (1.0 + p.rd_additionality * m.policy.at("rd_support", f.region, f.sector, f.size))
        * m.prices.rd_goods
    )
    extra = adoptions * p.adoption_support_cost * price
    total_pull = np.zeros(f.weight.size)
    pulls: dict[str, Array] = {}
    for lever in m.levers:
        share = intensity(lever, m.quarter)
        if share <= 0.0:
            continue
        if lever.lever == "rd_support" and m.switches.on("M3"):
            paid = np.where(product_cell_sizes(lever)[f.region, f.sector, f.size], share * lever.central * own, 0.0)
            grants += paid
            m.recorder.fiscal[lever.id]["grants"][m.quarter] = f.total(paid)
        if lever.lever == "adoption_support" and m.switches.on("M1"):
            sector = np.minimum(f.sector, m.policy.adoption_multiplier.shape[1] - 1)
            covered = cell_sizes(lever)[f.region, sector, f.size] & f.manufacturing
            pulls[lever.id] = np.where(covered, share * (lever.central - 1.0), 0.0)
            total_pull += pulls[lever.id]
    for name, pull in pulls.items():
        part = np.divide(pull, total_pull, out=np.zeros_like(pull), where=total_pull > 0.0)
        paid = part * extra
        grants += paid
        m.recorder.fiscal[name]["grants"][m.quarter] = f.total(paid)
    return grants
