"""What measures spend against the money that is announced for them: a total written as a flow, or in another unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sim.files.document import Node, is_number
from sim.files.problems import Problem
from sim.scenario import vocabulary
from sim.scenario.base_figures import figure
from sim.scenario.checks import entries, text_of
from sim.scenario.quarters import Horizon, quarter_text
from sim.scenario.types import Lever

_TRILLION: Final = 1000.0
"""Billion won."""
_FLOW: Final = "trillion KRW per year"
"""Unit of the levers whose size is itself money."""
_APART: Final = 1.5
"""Times of each other from which an announced amount and the size of its measure hardly mean the same money."""
_QUARTERS: Final = 4.0


def apart(root: Node, levers: Sequence[Lever], horizon: Horizon) -> Iterator[Problem]:
    """A warning where what a measure spends is far from what is announced for it: a total was written as a flow.

    Compared are the central size of a measure whose size is money a year, summed over the run, with an amount announced
    in all, or its highest quarter with an amount a year.
    """
    pledges = {text_of(pledge, "id"): pledge for _, pledge in entries(root, "pledges")}
    for lever in levers:
        pledge = pledges.get(lever.id)
        amount, unit = (None if pledge is None else pledge.at(("money", key)) for key in ("announced", "unit"))
        if vocabulary.lever_registry()[lever.lever].unit != _FLOW or amount is None or unit is None:
            continue
        if not is_number(amount.value) or float(amount.value) <= 0.0 or unit.value not in vocabulary.MONEY_UNITS:
            continue
        yield from _compared(lever, amount, str(unit.value), horizon)


def _compared(lever: Lever, amount: Node, unit: str, horizon: Horizon) -> Iterator[Problem]:
    from sim.levers.definition import size_at

    definition = vocabulary.lever_registry()[lever.lever]
    sizes = [size_at(definition, lever, quarter) for quarter in range(horizon.quarters)]
    a_year = unit.endswith("/yr")
    spent = max(sizes) if a_year else sum(sizes) / _QUARTERS
    stated = float(amount.value) * vocabulary.MONEY_UNITS[unit] / _TRILLION
    if stated / _APART <= spent <= stated * _APART:
        return
    until, size = quarter_text(horizon.last), figure(lever.central)
    comes_to, korean = (
        (f"is {figure(spent)} trillion won a year", f"연 {figure(spent)}조 원") if a_year
        else (f"comes to {figure(spent)} trillion won until {until}", f"{until}까지 {figure(spent)}조 원")
    )  # fmt: skip
    yield Problem(
        amount.mark,
        f"'{lever.id}' {comes_to}, but {figure(stated)} are announced{' a year' if a_year else ''}",
        f"strength is trillion won a year: is {size} the total, or the unit of the announced money another?",
        warning=True,
        korean=f"'{lever.id}'의 집행액은 {korean}이나 발표 금액은 {'연 ' if a_year else ''}{figure(stated)}조 원",
        korean_hint=f"strength는 연간 금액(조 원): {size}이(가) 총액인지, 발표 금액의 단위가 맞는지 확인",
    )
