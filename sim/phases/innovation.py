"""Research policy at work (M3): what support adds to R&D, knowledge, new products and quality."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents import innovation
from sim.codes import SIZES

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]
LARGE = SIZES.index("300+")


def own_research(m: ManufacturingModel) -> Array:
    """(N,) R&D that producers would do without support, volume."""
    own: Array = m.firms.rd_intensity * m.firms.expected_output
    return own


def support(m: ManufacturingModel) -> Array | float:
    """(N,) grants for R&D of all kinds but new products, share of own R&D."""
    return m.policy.rd_support.of(m.firms)


def factor(m: ManufacturingModel) -> Array | float:
    """(N,) R&D over what would be spent without support."""
    if not m.switches.on("M3"):
        return 1.0
    products = m.policy.product_support.of(m.firms)
    return innovation.research_factor(support(m), products, m.parameters.rd_additionality)


def innovate(m: ManufacturingModel) -> None:
    """Knowledge and new products of this quarter's research; both act in the next quarter, like the R&D stock."""
    f, p, policy = m.firms, m.parameters, m.policy
    if not m.switches.on("M3"):
        return
    own = own_research(m)
    granted, products = support(m), policy.product_support.of(f)
    gained = np.zeros(f.weight.size)
    if policy.rd_quality.active:
        gained += innovation.better_use(policy.rd_quality.of(f), own, granted + products, p.rd_public_share)
    if policy.rd_spillover.active:
        small = f.manufacturing & (f.size < LARGE)
        weight = np.where(f.manufacturing, f.weight, 0.0)
        gained += innovation.spilled_over(policy.rd_spillover.of(f), own, small, weight, p.public_research)
    if gained.any() or f.knowledge.any():
        f.knowledge[:] = innovation.next_knowledge(f.knowledge, gained, p.rd_depreciation)
    if policy.rd_support.active or policy.product_support.active or f.new_products.any():
        f.new_products[:] = innovation.young_products(
            f.new_products, granted, products, p.rd_additionality, p.rd_product_share, p.new_item_years
        )
