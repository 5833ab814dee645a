"""M3: support for research and development, for new products, better use of public research, spillovers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.levers.definition import Cost, LeverDefinition, Spending, scope_of
from sim.phases.innovation import own_research
from sim.policy import Policy

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever

PRODUCTIVITY = "Total Factor Productivity|Manufacturing"


def write_rd_support(policy: Policy, lever: Lever, size: float) -> None:
    """R&D grant of `size` x the R&D of firms in the scope; grants add up over levers."""
    policy.rd_support.write(scope_of(lever), size)


def write_product_support(policy: Policy, lever: Lever, size: float) -> None:
    """Grant for the R&D of new products of `size` x the R&D of firms in the scope; grants add up over levers."""
    policy.product_support.write(scope_of(lever), size)


def write_rd_quality(policy: Policy, lever: Lever, size: float) -> None:
    """Rise of what a won of public research money yields in the scope; the strongest counts."""
    policy.rd_quality.write(scope_of(lever), size)


def write_rd_spillover(policy: Policy, lever: Lever, size: float) -> None:
    """Part of the research of public institutes that reaches smaller establishments of the scope; strongest counts."""
    policy.rd_spillover.write(scope_of(lever), size)


def spend_research(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Support x the R&D that establishments in the scope plan without any support."""
    return Spending(subsidies=Cost(own_research(m), size * m.prices.rd_goods, scope=scope_of(lever)))


SUPPORT = LeverDefinition(
    name="rd_support",
    module="M3",
    label={"en": "support for research and development", "ko": "연구개발 지원"},
    unit="share of manufacturing R&D",
    low=0.0,
    high=1.0,
    neutral=0.0,
    plausible=(0.0, 0.2),
    intended=PRODUCTIVITY,
    sign=1,
    equation="R&D = planned (1 + (1 + additionality) support); grant = support x planned R&D; ln A += e_R ln(S / S0)",
    writes=("rd_support",),
    adds_up=True,
    write=write_rd_support,
    spend=spend_research,
    note="All of the grant is spent on R&D, with rd_additionality of own money a won. New items rise with it.",
)
PRODUCTS = LeverDefinition(
    name="product_support",
    module="M3",
    label={"en": "support for the development of new products", "ko": "신제품 개발 지원"},
    unit="share of manufacturing R&D",
    low=0.0,
    high=1.0,
    neutral=0.0,
    plausible=(0.0, 0.2),
    intended="New Items Share|Manufacturing",
    sign=1,
    equation="R&D = planned (1 + (1 + additionality) support); launches likewise, support over the product part",
    writes=("product_support",),
    adds_up=True,
    write=write_product_support,
    spend=spend_research,
    note="A rise of launches by one percent takes rd_product_share / (1 + rd_additionality) percent of R&D in grants "
    "(.38 at default). Launches reach their share of sales over five years. New products raise TFP and quality as R&D "
    "does.",
)
QUALITY = LeverDefinition(
    name="rd_quality",
    module="M3",
    label={"en": "better selection and use of public research money", "ko": "연구개발 선별·사업화 제고"},
    unit="share",
    low=0.0,
    high=1.0,
    neutral=0.0,
    plausible=(0.0, 0.5),
    intended=PRODUCTIVITY,
    sign=1,
    equation="H <- (1 - d_R / 4) H + x (s_0R + support) R;   ln A += e_R ln((S + H) / S0)",
    writes=("rd_quality",),
    write=write_rd_quality,
    note="Acts on the part of the research of firms that the state pays, a twentieth without further grants, so the "
    "effect is small. Costless: the same money, better spent. It does not touch what firms finance themselves.",
)
SPILLOVER = LeverDefinition(
    name="rd_spillover",
    module="M3",
    label={"en": "research of public institutes used by smaller firms", "ko": "공공연구기관 기술의 중소기업 확산"},
    unit="share",
    low=0.0,
    high=1.0,
    neutral=0.0,
    plausible=(0.0, 0.3),
    intended=PRODUCTIVITY,
    sign=1,
    equation="H <- (1 - d_R / 4) H + x g_GR sum(R) R_i / sum of R below 300 staff",
    writes=("rd_spillover",),
    write=write_rd_spillover,
    note="Reaches establishments below 300 staff that do research themselves. Costless: within existing budgets of the "
    "institutes, as the plans say.",
)
LEVERS = (SUPPORT, PRODUCTS, QUALITY, SPILLOVER)
