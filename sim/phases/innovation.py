"""Research policy at work (M3): what support adds to R&D, knowledge, new products and quality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.agents import innovation, product_quality
from sim.codes import N_PRODUCTS, N_REGIONS, N_SECTORS, SIZES
from sim.kernels.research import learn
from sim.numerics import many_cell_sums
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


def own_research(m: ManufacturingModel) -> tuple[Array, Array]:
    """(N,) R&D that producers would do without support, volume: the product of two columns."""
    return m.firms.rd_intensity, m.firms.expected_output


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
    bought = moves(m, "bought_quality", policy.quality_support.active)
    work = _work_on_quality(m) if bought else 0.0
    learning = moves(m, "knowledge", bought or policy.rd_quality.active or policy.rd_spillover.active)
    supported = policy.rd_support.active or policy.product_support.active or m.flow.localising is not None
    launching = moves(m, "new_products", supported)
    if learning or launching:
        rates = (policy.rd_support, policy.product_support, policy.rd_quality, policy.rd_spillover)
        learn(
            f.cell_start, f.size, tuple(m.scratch.same(rate.of(f)) for rate in rates),
            np.zeros(N_PRODUCTS) if m.flow.localising is None else m.flow.localising, f.rd_intensity,
            f.expected_output, m.scratch.same(work), _institutes(m), LARGE, p.rd_depreciation, p.rd_public_share,
            (p.rd_additionality, p.rd_product_share, p.new_item_years), f.knowledge, f.new_products,
        )  # fmt: skip
    if policy.plant_conversion.active:
        exposed = f.manufacturing & carries(f, EXPOSED)
        m.flow.conversions = product_quality.converting(f.converted, policy.plant_conversion.of(f), exposed)
        f.converted += m.flow.conversions
        m.moved.add("converted")


def _institutes(m: ManufacturingModel) -> float:
    """Research of public institutes per own research of the smaller establishments that may use it."""
    f = m.firms
    if not m.policy.rd_spillover.active:
        return 0.0
    research, smaller = (f.rd_intensity, f.expected_output), np.where(f.size < LARGE, f.weight, 0.0)
    total, there = (
        float(many_cell_sums(f.cell_start, weight, [research]).reshape(N_REGIONS, N_PRODUCTS)[:, :N_SECTORS].sum())
        for weight in (f.weight, smaller)
    )
    return innovation.research_of_institutes(total, there, m.parameters.public_research)


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
    own = f.by_cells(own_research(m))[0].sum(axis=0) * m.prices.rd_goods
    return np.divide(money, own, out=np.zeros_like(money), where=own > 0.0)
