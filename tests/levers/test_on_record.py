"""The effects on record: every lever that acts is measured, at a dose the table states."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from sim import lever_effects
from sim.cli import main
from sim.explain import explain
from sim.indicators import CODELIST
from sim.labels import AREA_LABELS, NATION, Language
from sim.lever_effects import (
    COST,
    PLACE,
    YEARS,
    active_levers,
    measure,
    placed,
    pledged_strengths,
    read,
    standard_dose,
    write,
)
from sim.levers import REGISTRY


def test_dose_is_what_plans_ask_for_or_a_tenth_of_the_range() -> None:
    lever = REGISTRY["rd_support"]
    assert standard_dose("rd_support", lever, {"rd_support": [0.1, 0.4, 0.2]}) == 0.2
    assert standard_dose("rd_support", lever, {}) == pytest.approx(0.1)
    pledged = pledged_strengths()
    for name, definition in REGISTRY.items():
        for strengths in ({}, pledged):
            dose = standard_dose(name, definition, strengths)
            assert definition.low <= dose <= definition.high and dose != definition.neutral, name


def test_the_table_has_every_lever_that_acts() -> None:
    rows, levers = read(), active_levers()
    assert {row.lever for row in rows} == set(levers), "python run.py explain levers --measure brings it up to date"
    for row in rows:
        assert levers[row.lever].low <= row.dose <= levers[row.lever].high
        assert row.dose != levers[row.lever].neutral and row.outcome in CODELIST and row.year in YEARS
        assert all(map(math.isfinite, (row.mean, row.low, row.high))) and row.low <= row.high
    moved = {row.lever for row in rows if row.outcome != COST and row.mean != 0.0}
    assert set(levers) - moved == {
        "foreign_quota"
    }  # alone it brings nobody while quotas are half used, as its note says
    assert len({(row.lever, row.area, row.outcome, row.year) for row in rows}) == len(rows)
    for name in levers:
        areas = {row.area for row in rows if row.lever == name}
        assert areas == ({PLACE, NATION} if placed(name) else {NATION}), name


def test_what_moves_plants_between_regions_is_measured_in_one_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    """Everywhere, a preferred site is none."""
    rows = measure(["location_premium"], runs=1, until=2030, workers=1)
    share = {row.year: row for row in rows if row.outcome == "Value Added Share|Manufacturing"}
    assert {row.area for row in share.values()} == {PLACE} and share["2030"].mean > 0.02
    assert main(["explain", "location_premium"]) == 0
    text = capsys.readouterr().out
    assert f"{PLACE} from 2026Q1" in text and f"{PLACE}, Value Added Share|Manufacturing, pp: 2027 +" in text


@pytest.mark.parametrize("language", ["en", "ko"])
def test_an_outcome_of_regions_names_the_levers_that_are_measured_in_one(language: Language) -> None:
    """A share of the nation is moved by no lever everywhere, but by those that move plants between regions."""
    rows = {
        row.lever: row.mean for row in read()
        if (row.outcome, row.area, row.year) == ("Value Added Share|Manufacturing", PLACE, YEARS[-1])
    }  # fmt: skip
    text = explain("Value Added Share|Manufacturing", language)
    assert len(rows) == 3 and set(rows) == {name for name in active_levers() if placed(name)}
    head = next(line for line in text.splitlines() if AREA_LABELS[PLACE][language] in line)
    assert YEARS[-1] in head and {"en": "pp", "ko": "%p"}[language] in head
    found = [text.index(f"{name} ") for name in sorted(rows, key=lambda name: -rows[name])]
    assert found == sorted(found) and f"{rows['relocation']:+.3g} " in text


def test_what_a_lever_of_one_region_moves_there_is_told_apart_from_the_nation() -> None:
    nation = lever_effects.movers_on_record("Value Added|Manufacturing")
    region = next(k for k, line in enumerate(nation) if line.startswith(f"of {PLACE} in {YEARS[-1]}, %"))
    movers = {name for name in active_levers() if placed(name)}
    assert {line.split(" at ")[0] for line in nation[region + 1 :]} == movers
    assert not movers & {line.split(" at ")[0] for line in nation[:region]}
    assert lever_effects.movers_on_record("Price|Consumer") == []


def test_measuring_one_lever(tmp_path: Path) -> None:
    rows = measure(["rd_support"], runs=1, until=2027, workers=1)
    found = {(row.outcome, row.year): row for row in rows}
    assert {year for _, year in found} == {"2027"}
    assert found[COST, "2027"].mean > 0.0 and found[COST, "2027"].unit == "billion KRW/yr"
    assert found["Total Factor Productivity|Manufacturing", "2027"].mean > 0.0
    write(rows, tmp_path / "table.csv")
    again = read(tmp_path / "table.csv")
    assert [row.mean for row in again] == pytest.approx([row.mean for row in rows], rel=1e-5)
    assert [(row.lever, row.outcome, row.code) for row in again] == [(row.lever, row.outcome, row.code) for row in rows]


def test_explain_tells_the_effect_and_how_it_was_measured(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["explain", "rd_support"]) == 0
    text = capsys.readouterr().out
    row = next(row for row in read() if row.lever == "rd_support")
    assert f"{row.runs} paired runs, seed {row.seed}, scale {row.scale:g}, code {row.code}" in text
    assert f"{row.outcome}, {row.unit}: {row.year} {row.mean:+.3g} (" in text
    monkeypatch.setattr(lever_effects, "read", list)
    assert main(["explain", "rd_support"]) == 0
    assert "nothing measured yet: python run.py explain levers --measure" in capsys.readouterr().out


def test_only_all_levers_or_parameters_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "indicators", "--measure"]) == 2
    assert "--measure is for all levers or parameters" in capsys.readouterr().err


def test_fixed_words_of_explain_are_korean_where_korean_is_asked_for() -> None:
    pledge, indicator = explain("kms_power", "ko"), explain("zombie_share", "ko")
    assert "상태:          모형에 반영 (modelled)" in pledge
    assert "지역 전체; 업종 전체; 규모 전체" in pledge and "시작 2026Q1; 시차 16Q; 확대 기간 12Q" in pledge
    assert "(policy state)" not in pledge and "(policy state)" in explain("grid_capacity")
    assert "전국, 17개 시·도, 권역" in indicator and "지역 간에 더할 수 없음" in indicator
    assert "nation, 17 si/do, hubs" in explain("zombie_share")
