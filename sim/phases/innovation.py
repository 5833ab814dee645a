"""Research policy at work (M3): what support adds to R&D, knowledge, new products and quality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.agents import innovation, product_quality
from sim.codes import SIZES
from sim.policy import carries
from sim.population.tags import TAGS

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]
LARGE: Final = SIZES.index("300+")
EXPOSED: Final = 1 << TAGS["engine_parts"]
"""Plants that can convert."""


def moves(m: ManufacturingModel, column: str, now: bool = False) -> bool:
    """Whether policy moves a column of producers now, or has and left anything in it; until then it is all zero."""
    if now:
        m.moved.add(column)
    return now or (column in m.moved and bool(getattr(m.firms, column).any()))


def own_research(m: ManufacturingModel) -> Array:
    """(N,) R&D that producers would do without support, volume."""
    own: Array = m.firms.rd_intensity * m.firms.expected_output
    return own


def support(m: ManufacturingModel) -> Array | float:
    """(N,) grants for R&D of all kinds but new products, share of own R&D."""
    granted = m.policy.rd_support.of(m.firms)
    return granted if m.flow.localising is None else granted + m.flow.localising[m.firms.sector]


def factor(m: ManufacturingModel) -> Array | float:
    """(N,) R&D over what would be spent without support."""
    m.flow.localising = _localising(m)
    if not m.switches.on("M3"):
        return 1.0
    products = m.policy.product_support.of(m.firms)
    return innovation.research_factor(support(m), products, m.parameters.rd_additionality)


def innovate(m: ManufacturingModel) -> None:
    """Knowledge, new products and quality of this quarter's work; they act in the next, like the R&D stock."""
    m.flow.quality_work, m.flow.conversions = None, None
    if not m.switches.on("M3"):
        return
    f, p, policy = m.firms, m.parameters, m.policy
    granted, products = support(m), policy.product_support.of(f)
    gained: Array | float = 0.0
    if policy.rd_quality.active:
        gained = gained + innovation.better_use(
            policy.rd_quality.of(f), own_research(m), granted + products, p.rd_public_share
        )
    if policy.rd_spillover.active:
        small = f.manufacturing & (f.size < LARGE)
        weight = np.where(f.manufacturing, f.weight, 0.0)
        gained = gained + innovation.spilled_over(
            policy.rd_spillover.of(f), own_research(m), small, weight, p.public_research
        )
    if moves(m, "bought_quality", policy.quality_support.active):
        gained = gained - _work_on_quality(m)
    if moves(m, "knowledge", bool(np.any(gained))):
        f.knowledge[:] = innovation.next_knowledge(f.knowledge, gained, p.rd_depreciation)
    if moves(m, "new_products", bool(np.any(granted)) or policy.product_support.active):
        f.new_products[:] = innovation.young_products(
            f.new_products, granted, products, p.rd_additionality, p.rd_product_share, p.new_item_years
        )
    if policy.plant_conversion.active:
        exposed = f.manufacturing & carries(f, EXPOSED)
        m.flow.conversions = product_quality.converting(f.converted, policy.plant_conversion.of(f), exposed)
        f.converted += m.flow.conversions
        m.moved.add("converted")


def _work_on_quality(m: ManufacturingModel) -> Array:
    """(N,) work on quality, volume: bought with the R&D of the quarter, and no knowledge of processes."""
    f, p, aim = m.firms, m.parameters, m.policy.quality_support.of(m.firms)
    sales = m.prices.domestic[f.sector] * f.expected_output
    work = product_quality.quality_work(aim, sales, m.prices.rd_goods, p.quality_cost)
    f.planned_rd += work
    f.bought_quality[:] = product_quality.next_quality(f.bought_quality, aim, p.rd_depreciation)
    m.flow.quality_work = work
    return work


def used_knowledge(m: ManufacturingModel) -> Array:
    """(N,) own R&D stock with the knowledge of others, volume."""
    f = m.firms
    return f.rd_stock + f.knowledge if moves(m, "knowledge") else f.rd_stock


def added_quality(m: ManufacturingModel) -> Array:
    """(N,) quality beyond that of own research, log demand; writes inputs per unit where quality is bought."""
    f, p = m.firms, m.parameters
    bought, converted = moves(m, "bought_quality"), moves(m, "converted")
    if not (bought or converted):
        return m.scratch.same(0.0)
    out = m.scratch.filled("added quality", 0.0)
    if bought:
        f.input_multiplier[:] = product_quality.inputs_per_unit(f.bought_quality, p.quality_value_share)
        out += (1.0 - p.quality_value_share) * f.bought_quality
    if converted:
        out += p.conversion_gain * f.converted
    return out


def localise(m: ManufacturingModel) -> None:
    """Inputs and investment goods come to be made at home, at the pace of import substitution."""
    share, shift = m.policy.input_localisation, m.prices.industrial_share_shift
    if not (m.switches.on("M3") and (share.any() or np.count_nonzero(shift))):
        return
    _, home = product_quality.home_inputs(m.structure, m.firms.by_sector(m.firms.expected_output))
    shift += m.parameters.armington_adjustment * (product_quality.localising_shift(share, home) - shift)


def _localising(m: ManufacturingModel) -> Array | None:
    """(P,) grants to the makers of inputs that are to be made at home, share of their own R&D; None without any."""
    share, f = m.policy.input_localisation, m.firms
    if not (m.switches.on("M3") and np.count_nonzero(share)):
        return None
    used, _ = product_quality.home_inputs(m.structure, f.by_sector(f.expected_output))
    money = m.parameters.localisation_cost * share * used * m.prices.imported
    own = f.by_sector(own_research(m)) * m.prices.rd_goods
    return np.divide(money, own, out=np.zeros_like(money), where=own > 0.0)
