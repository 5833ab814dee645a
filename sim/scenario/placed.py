"""Money announced for shares that public funds cannot hold: what a fund may own ends at a part of the capital."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_SECTORS
from sim.files.document import Node
from sim.files.problems import Problem
from sim.scenario import vocabulary
from sim.scenario.base_figures import economy, figure
from sim.scenario.checks import entries, text_of
from sim.scenario.quarters import Horizon, quarter_text
from sim.scenario.types import Array, Lever

STAKE: Final = "fund_largest_stake"
SERVED: Final = "policy_finance_coverage"
TIED: Final = "fund_tied_share"
SHARES: Final[Mapping[str, tuple[str, ...]]] = {
    "growth_fund": ("fund_disbursement", "fund_manufacturing_share", "fund_equity_share"),
    "patient_equity": ("fund_disbursement",),
}
"""Levers whose money buys shares -> parameters whose product is the part of it that does."""
_TRILLION: Final = 1000.0
_QUARTERS: Final = 4.0


@dataclass(frozen=True)
class Offer:
    """What one pledge offers for shares in the whole run, and the most that those in its scope can sell; trillion won.

    offered = central size x quarters in force x part that buys shares;    most = x c K / (1 - x t)

    x `fund_largest_stake`, c `policy_finance_coverage` (part of the makers that public finance serves), K capital of
    those in scope in the base year, t `fund_tied_share` (part of the money that adds to their capital). Capital grows,
    shares are written off and who is served is drawn, so what is beyond is an order of magnitude. Tags and sizes are
    not looked at: capital by them is not on record.
    """

    lever: Lever
    offered: float
    most: float

    @property
    def beyond(self) -> float:
        """What buys no shares."""
        return self.offered - self.most


def too_large(levers: Sequence[Lever], assume: Mapping[str, float | Array], horizon: Horizon) -> Iterator[Offer]:
    """Pledges of public equity, each alone, that offer more than they can place."""
    known = set(vocabulary.parameter_registry())
    for lever in levers:
        if lever.lever in SHARES and {STAKE, SERVED, TIED, *SHARES[lever.lever]} <= known:
            part = float(np.prod([_value(name, assume) for name in SHARES[lever.lever]]))
            stake, served, tied = (_value(name, assume) for name in (STAKE, SERVED, TIED))
            most = stake * served * _capital(lever, horizon.base_year) / (1.0 - stake * tied)
            offer = Offer(lever, part * _announced(lever, horizon), most)
            if offer.beyond > 0.0:
                yield offer


def not_placed(
    root: Node, offers: Sequence[Offer], assume: Mapping[str, float | Array], horizon: Horizon
) -> Iterator[Problem]:
    """A warning at each of them."""
    places = {text_of(pledge, "id"): root.mark_of((*place, "strength", "central"))
              for place, pledge in entries(root, "pledges")}  # fmt: skip
    for offer in offers:
        lever = offer.lever
        texts = [figure(value) for value in (offer.beyond, offer.offered, offer.most)]
        until, stake = quarter_text(horizon.last), f"{100.0 * _value(STAKE, assume):.3g}"
        yield Problem(
            places[lever.id],
            f"about {texts[0]} of the {texts[1]} trillion won that '{lever.id}' offers for shares until {until} cannot "
            f"be placed: public funds hold no more than {stake} % of the capital of those they serve in its scope, "
            f"{texts[2]} trillion won",
            f"money that buys no shares is not paid; a wider scope, less a year, or another {STAKE}",
            warning=True,
            korean=f"'{lever.id}'이(가) {until}까지 지분 매입에 제시하는 {texts[1]}조 원 가운데 약 {texts[0]}조 원은 "
            f"집행할 수 없음: 정책펀드의 지분은 지원 대상 자본의 {stake}%({texts[2]}조 원)까지",
            korean_hint=f"지분을 사지 못한 돈은 지출되지 않음. 대상을 넓히거나 연간 금액을 줄이거나 {STAKE} 변경",
        )


def _value(name: str, assume: Mapping[str, float | Array]) -> float:
    """A parameter as the scenario has it: the largest of its path, or its default."""
    return float(np.max(assume.get(name, vocabulary.parameter_registry()[name].default)))


def _announced(lever: Lever, horizon: Horizon) -> float:
    """Trillion won in the whole run, at the central size."""
    from sim.levers.definition import size_at

    definition = vocabulary.lever_registry()[lever.lever]
    return sum(size_at(definition, lever, quarter) for quarter in range(horizon.quarters)) / _QUARTERS


def _capital(lever: Lever, base_year: int) -> float:
    """Trillion won: tangible capital of the makers in scope, that of a product spread over si/do as its value added."""
    found = economy(base_year)
    made: NDArray[np.float64] = found.value_added_region[:, :N_SECTORS]
    capital = found.capital[:N_SECTORS] * made / made.sum(axis=0)
    return float(capital[np.ix_(lever.regions, lever.sectors)].sum()) / _TRILLION
