"""Money announced for a measure is held against what its strength comes to: a total is easily written as a flow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.labels import Label
from sim.scenario import load

PLAN = """\
schema: 1
id: mine
title: {{en: Mine, ko: 내 계획}}
pledges:
  - id: fund
    says: {{en: A fund of 20 trillion won, ko: 20조 원 기금}}
    source: paper
    status: modelled
    lever: {lever}
    scope: {{regions: all, sectors: all, sizes: all, tags: []}}
    timing: {{start: 2026Q1, end: 2030Q4, ramp: 0Q}}
    strength: {{weak: {size}, central: {size}, strong: {size}, unit: trillion KRW per year, evidence: [judgement]}}
    money: {{announced: {amount}, unit: {unit}}}
report: {{compare_with: null}}
"""
SOURCES = "paper: {outlet: A paper, date: 2026-01-01, what: {en: A plan, ko: 계획}, address: null}\n"


@pytest.fixture
def told(tmp_path: Path, shipped: Path) -> Callable[..., list[Label]]:
    def write(size: float, amount: str = "20", unit: str = "trillion KRW", lever: str = "growth_fund") -> list[Label]:
        (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")
        text = PLAN.format(lever=lever, size=size, amount=amount, unit=unit)
        (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
        return [warning for warning in load(tmp_path / "mine.yaml").warnings if "announced" in warning.en]

    return write


def test_a_total_that_is_written_as_a_flow_is_told_with_what_it_comes_to(told: Callable[..., list[Label]]) -> None:
    (warning,) = told(20.0)
    assert "'fund' comes to 100 trillion won until 2035Q4, but 20 are announced" in warning.en
    assert "mine.yaml:13" in warning.en
    assert "100조 원이나 발표 금액은 20조 원" in warning.ko
    assert told(4.0) == [] and told(3.0) == []


@pytest.mark.parametrize(
    ("size", "amount", "unit"),
    [
        (4.0, "20", "billion KRW"), (4.0, "20000", "trillion KRW"), (4.0, "40", "trillion KRW/yr"),
        (0.004, "20", "trillion KRW"),
    ],
)  # fmt: skip
def test_so_is_another_unit(told: Callable[..., list[Label]], size: float, amount: str, unit: str) -> None:
    assert any("'fund'" in warning.en for warning in told(size, amount, unit))


def test_an_amount_a_year_is_held_against_the_highest_year(told: Callable[..., list[Label]]) -> None:
    assert told(4.0, "4", "trillion KRW/yr") == [] == told(4.0, "4000", "billion KRW/yr")
    (warning,) = told(20.0, "4", "trillion KRW/yr")
    assert "is 20 trillion won a year, but 4 are announced a year" in warning.en


def test_where_no_money_is_announced_nothing_is_compared(told: Callable[..., list[Label]]) -> None:
    assert told(20.0, "null") == []
    assert told(20.0, "0") == []
