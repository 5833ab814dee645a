"""M3: product quality, conversion of engine-parts plants, inputs made at home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.levers.definition import Cost, LeverDefinition, Spending, scope_of
from sim.levers.m9_trade import products, strongest
from sim.levers.sharing import part_of
from sim.phases.innovation import own_research
from sim.policy import Policy

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever

EXPORTS = "Exports|Manufacturing|Real"


def write_quality_support(policy: Policy, lever: Lever, size: float) -> None:
    """Log demand aimed at by work on quality in the scope; the strongest counts."""
    policy.quality_support.write(scope_of(lever), size)


def write_plant_conversion(policy: Policy, lever: Lever, size: float) -> None:
    """Share of exposed plants of the scope that convert in a year; the strongest counts."""
    policy.plant_conversion.write(scope_of(lever), size)


def write_input_localisation(policy: Policy, lever: Lever, size: float) -> None:
    """Rise of the home share of inputs of the products in scope; the strongest counts."""
    strongest(policy.input_localisation, lever, size)


def spend_quality_support(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """This lever's part of the work on quality, which government pays in full."""
    if m.flow.quality_work is None:
        return Spending()
    return Spending(subsidies=Cost((m.flow.quality_work,), m.prices.rd_goods, QUALITY))


def spend_plant_conversion(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Support per converting plant: a share of the replacement value of its capital."""
    if m.flow.conversions is None:
        return Spending()
    cost = m.parameters.conversion_cost * m.prices.investment_goods
    return Spending(grants=Cost((m.flow.conversions, m.firms.capital), cost, CONVERSION))


def spend_input_localisation(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Grants to the makers of the inputs, in proportion to the R&D that they do anyway."""
    if m.flow.localising is None:
        return Spending()
    rate = part_of(m, LOCALISATION, lever, products) * m.flow.localising
    return Spending(subsidies=Cost(own_research(m), rate * m.prices.rd_goods))


QUALITY = LeverDefinition(
    name="quality_support",
    module="M3",
    label={"en": "support for product quality", "ko": "제품 고급화·고부가가치화 지원"},
    unit="log demand",
    low=0.0,
    high=0.3,
    neutral=0.0,
    plausible=(0.0, 0.2),
    intended=EXPORTS,
    sign=1,
    equation="v <- v + d_R / 4 (x - v);   demand x exp((1 - mu_Q) v), inputs x exp(-mu_Q v);   cost c_Q x sales",
    writes=("quality_support",),
    write=write_quality_support,
    spend=spend_quality_support,
    note="Sized to the evidence: what the plans state is the gain itself, and the money follows from it. Reached "
    "at the pace at which quality wears out: .45 of the strength after four years, .78 after ten. The cost is "
    "a judgement.",
)
CONVERSION = LeverDefinition(
    name="plant_conversion",
    module="M3",
    label={"en": "conversion of engine-parts plants to future vehicles", "ko": "내연기관 부품기업 미래차 전환 지원"},
    unit="share of exposed plants per year",
    low=0.0,
    high=0.3,
    neutral=0.0,
    plausible=(0.0, 0.1),
    intended=EXPORTS,
    sign=1,
    equation="c <- c + (1 - c) x / 4;   demand x exp(l_CV c), exit hazard x (1 - f_CV c);   cost c_CV x capital",
    writes=("plant_conversion",),
    write=write_plant_conversion,
    spend=spend_plant_conversion,
    note="Acts on plants with the tag engine_parts alone. The decline of engine parts, and the plants that convert "
    "anyway, are part of the trend of cars, so what a converted plant keeps is a gain on it. The firm's own spending "
    "is part of its investment.",
)
LOCALISATION = LeverDefinition(
    name="input_localisation",
    module="M3",
    label={"en": "materials, parts and equipment made at home", "ko": "소재·부품·장비 국산화"},
    unit="share of inputs",
    low=0.0,
    high=0.2,
    neutral=0.0,
    plausible=(0.0, 0.05),
    intended="Imports|Real",
    sign=-1,
    equation="home/import ratio x (d + x)(1 - d) / (d (1 - d - x)) at the pace of import substitution; R&D rises too",
    writes=("input_localisation",),
    write=write_input_localisation,
    honours=("sectors",),
    spend=spend_input_localisation,
    note="Sized to the evidence: the share is what the plans state, R&D alone would not reach it. Grants are "
    "localisation_cost a year per won of imports replaced; what is replaced stays so as long as they are paid.",
)
LEVERS = (QUALITY, CONVERSION, LOCALISATION)
