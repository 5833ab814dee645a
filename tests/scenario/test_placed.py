"""Money for shares that public funds cannot hold is told with its amount: in `check`, and beside what is announced."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.labels import Label
from sim.model import ManufacturingModel
from sim.parameters import default_parameters
from sim.scenario import Scenario, load
from sim.scenario.base_figures import economy

PLAN = """\
schema: 1
id: mine
title: {{en: Mine, ko: 내 계획}}
pledges:
  - id: jeju
    says: {{en: Equity for Jeju, ko: 제주 지분 투자}}
    source: paper
    status: modelled
    lever: {lever}
    scope: {{regions: {regions}, sectors: all, sizes: all, tags: []}}
    timing: {{start: 2026Q1, end: 2030Q4}}
    strength: {{weak: {size}, central: {size}, strong: {size}, unit: trillion KRW per year, evidence: [judgement]}}
    money: {{announced: 5, unit: trillion KRW}}
report: {{compare_with: null}}
"""
SOURCES = "paper: {outlet: A paper, date: 2026-01-01, what: {en: A plan, ko: 계획}, address: null}\n"


@pytest.fixture
def made(tmp_path: Path, shipped: Path) -> object:
    def write(lever: str = "patient_equity", regions: str = "[Jeju]", size: float = 1.0, more: str = "") -> Scenario:
        (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")
        text = PLAN.format(lever=lever, regions=regions, size=size) + more
        (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
        return load(tmp_path / "mine.yaml")

    return write


def said(scenario: Scenario) -> list[Label]:
    return [warning for warning in scenario.warnings if "cannot be placed" in warning.en]


def test_a_trillion_a_year_for_the_makers_of_jeju_is_more_than_they_can_sell(made) -> None:  # type: ignore[no-untyped-def]
    scenario = made()
    (warning,) = said(scenario)
    beyond, offered = scenario.unplaced["jeju"], 5.0 * default_parameters().fund_disbursement
    assert 1.0 < beyond < offered
    assert f"about {beyond:.3g} of the {offered:.3g} trillion won" in warning.en
    assert f"약 {beyond:.3g}조 원" in warning.ko and "mine.yaml:12" in warning.en


def test_half_as_many_served_can_sell_half_as_much_and_two_regions_what_both_can(made) -> None:  # type: ignore[no-untyped-def]
    offered = 5.0 * 9.0 * default_parameters().fund_disbursement
    assume = "assume: {{policy_finance_coverage: {0}}}\n"

    def most(regions: str, served: float = 0.2) -> float:
        scenario = made(regions=regions, size=9.0, more=assume.format(served))
        return offered - float(scenario.unplaced["jeju"])

    assert most("[Ulsan]", 0.1) == pytest.approx(0.5 * most("[Ulsan]"))
    assert most("[Jeju, Ulsan]") == pytest.approx(most("[Jeju]") + most("[Ulsan]"))


def test_where_it_can_be_placed_nothing_is_said(made) -> None:  # type: ignore[no-untyped-def]
    for scenario in (
        made(regions="all"), made(size=0.01),
        made(more="assume: {fund_disbursement: 0.01}\n"),
    ):  # fmt: skip
        assert said(scenario) == [] and scenario.unplaced == {}
    assert said(made(size=0.09)) != []
    assert said(made(lever="growth_fund", size=0.09)) == []  # a part is loans, a part reaches others
    assert said(made(size=0.3, more="assume: {fund_largest_stake: 0.05}\n")) != []


def test_what_cannot_be_placed_is_about_what_the_model_does_not_place(made) -> None:  # type: ignore[no-untyped-def]
    """Nine trillion won a year for Ulsan, and four: what is held ends near what the warning calls the most."""
    for size in (9.0, 4.0):
        scenario = made(regions="[Ulsan]", size=size)
        model = ManufacturingModel(scenario, economy(2022), default_parameters(), scale=0.05, until=2030)
        model.run(until=2030)
        held = float(model.finance.fund_equity.sum()) / 1000.0
        most = 5.0 * size * default_parameters().fund_disbursement - scenario.unplaced["jeju"]
        assert 0.5 * most < held < 2.0 * most
