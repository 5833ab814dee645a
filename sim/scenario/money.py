"""Announced money against official figures: an amount of another order of magnitude is a slip of its unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sim.files.document import Node, is_number
from sim.files.problems import Problem
from sim.scenario import vocabulary
from sim.scenario.schema import MOST_MONEY

_TRILLION: Final = 1000.0
"""Billion won."""


def _won(billion: float) -> str:
    """An amount in trillion won, written out with its thousands."""
    return f"{billion / _TRILLION:,.0f}" if billion >= 10.0 * _TRILLION else f"{billion / _TRILLION:g}"


def announced(pledge: Node, base_year: int) -> Iterator[Problem]:
    """A warning where one measure is announced to cost more than plausible: a share of the GDP of the base year."""
    amount, unit = pledge.at(("money", "announced")), pledge.at(("money", "unit"))
    if amount is None or unit is None or not is_number(amount.value) or unit.value not in vocabulary.MONEY_UNITS:
        return
    billion = float(amount.value) * vocabulary.MONEY_UNITS[unit.value]
    a_year = str(unit.value).endswith("/yr")
    gdp, most = vocabulary.gdp(base_year), vocabulary.most_announced(a_year=a_year)
    if billion <= most * gdp or float(amount.value) > MOST_MONEY:  # that is told as a fault
        return
    english, korean = (" a year", "연 ") if a_year else ("", "")
    yield Problem(
        amount.mark,
        f"the announced money, {_won(billion)} trillion won{english}, is {billion / gdp:,.3g} times the GDP of "
        f"{base_year} ({_won(gdp)} trillion won); more than {most:g} is implausible for one measure",
        f"is the unit right? this is {unit.value}; a trillion won is {_TRILLION:,.0f} billion",
        warning=True,
        korean=f"발표 금액 {korean}{_won(billion)}조 원은 {base_year}년 국내총생산({_won(gdp)}조 원)의 "
        f"{billion / gdp:,.3g}배: 한 수단으로는 {most:g}배를 넘으면 타당하지 않음",
        korean_hint=f"단위가 맞는지 확인: 적힌 단위는 {unit.value}(조 원: trillion KRW, 십억 원: billion KRW)",
    )
