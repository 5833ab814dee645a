"""Every row of every plan is in its own scenario's file, and the model says what it makes of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import calibration
from sim.cli import main
from sim.explain import coverage
from sim.explain.answers import _uses
from sim.parameters import load_registry
from sim.scenario import Horizon, Options, load, vocabulary
from sim.scenario.registries import read_sources
from sim.scenario.vocabulary import ACTIVE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "pledges.md"
ROWS = coverage.read_ledger()
PLANS = {name: coverage.plan(name) for name in dict.fromkeys(row.scenario for row in ROWS)}
STATUSES_OF = {
    "lever": {"modelled", "sized_to_evidence", "merged", "not_modelled"},
    "diagnosis": {"baseline"},
    "fact": {"not_modelled"},
}
WITHOUT_OUTCOME = {"ge26_selection"}
"""The target that no outcome could show: the date of a decision."""
STATED = {"ge26_fund40": (60, "trillion KRW"), "ge26_rd200": (200, "billion KRW")}
"""The only two amounts in the sources."""


def _entries(scenario: str, section: str) -> dict[str, dict[str, object]]:
    return {entry["id"]: entry for entry in PLANS[scenario].get(section, [])}


def test_the_index_has_every_row_once() -> None:
    assert len(ROWS) == len({row.id for row in ROWS}) == 137
    assert Counter(row.kind for row in ROWS) == {"lever": 102, "diagnosis": 16, "target": 12, "fact": 7}
    assert len(PLANS) == 8


@pytest.mark.parametrize("scenario", PLANS)
def test_a_file_has_the_rows_of_its_plan_and_no_others(scenario: str) -> None:
    pledges, targets = _entries(scenario, "pledges"), _entries(scenario, "targets")
    assert len(pledges) == len(PLANS[scenario]["pledges"])
    assert len(targets) == len(PLANS[scenario].get("targets", []))
    assert {*pledges, *targets} == {row.id for row in ROWS if row.scenario == scenario}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_status_agrees_with_the_kind_of_the_row(row: coverage.Row) -> None:
    pledge, target = (_entries(row.scenario, section).get(row.id) for section in ("pledges", "targets"))
    if row.kind == "target":
        assert (target is None) == (row.id in WITHOUT_OUTCOME)
    else:
        assert target is None
        assert pledge is not None
        assert pledge["status"] in STATUSES_OF[row.kind]
    said = pledge or target
    assert said is not None
    assert said["says"]["en"] == row.says  # type: ignore[index]
    assert all("ㄱ" <= letter <= "힣" or not letter.isalpha() or letter.isascii() for letter in said["says"]["ko"])  # type: ignore[index]


def test_programmes_with_a_number_are_levers_and_targets() -> None:
    """The number enters as places or designations a year; what is judged is another outcome than the lever's size."""
    both = {
        row.id: (
            _entries(row.scenario, "pledges")[row.id]["lever"],
            _entries(row.scenario, "targets")[row.id]["indicator"],
        )
        for row in ROWS
        if row.id in _entries(row.scenario, "pledges") and row.id in _entries(row.scenario, "targets")
    }
    leads, smart = ("ai_factory_slots", "lead_ai_factories"), ("smart_factory_slots", "smart_factories")
    assert both == {
        "m25_ai_factories": leads, "ge26_ai500": leads, "mr19_ai2000": leads, "mr19_sf30k": smart,
        "mr19_smart_complex": ("adoption_peers", "smart_complexes"),
    }  # fmt: skip


def test_money_is_what_the_sources_state() -> None:
    stated = {
        entry["id"]: (entry["money"]["announced"], entry["money"]["unit"])
        for content in PLANS.values()
        for entry in content["pledges"]
        if entry.get("money", {}).get("announced") is not None
    }
    assert stated == {name: STATED[name] for name in stated}


def test_laws_are_uncertain() -> None:
    chances = [entry["enactment"] for content in PLANS.values() for entry in content["pledges"] if "enactment" in entry]
    assert len(chances) >= 5
    assert all(0.3 <= chance <= 0.75 for chance in chances)


def test_what_the_baseline_is_said_to_hold_is_read_by_the_model() -> None:
    named = {entry["where"] for content in PLANS.values() for entry in content["pledges"] if "where" in entry}
    assert named <= set(load_registry())
    assert [name for name in sorted(named) if not list(_uses(name))] == []


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_row_is_explained(shipped: Path, capsys: pytest.CaptureFixture[str], language: str) -> None:
    for row in ROWS:
        assert main(["explain", row.id, "--lang", language]) == 0
        said = capsys.readouterr().out
        assert f" {row.scenario}\n" in said
        assert language == "ko" or row.says in said


def test_page_of_pledges_is_generated(shipped: Path, capsys: pytest.CaptureFixture[str], update: bool) -> None:
    assert main(["explain", "coverage"]) == 0
    text = capsys.readouterr().out
    if update:
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text


def test_the_plan_of_2019_runs_from_2019_and_from_the_common_start(shipped: Path) -> None:
    path = shipped / "manufacturing_renaissance_2019.yaml"
    common, dated = load(path), load(path, Options(Horizon(2019, 2035), timing="as_dated"))
    assert {lever.id for lever in common.levers} == {lever.id for lever in dated.levers}
    assert min(lever.start for lever in dated.levers) == 2  # 2019Q3, after the base year's first half
    assert min(lever.start for lever in common.levers) == 16  # 2026Q1
    slots = next(lever for lever in dated.levers if lever.id == "mr19_ai2000")
    assert slots.end == (2030 - 2019) * 4 + 3


@pytest.mark.parametrize("scenario", PLANS)
def test_a_plan_that_is_not_of_2019_keeps_its_dates_or_moves_as_a_whole(shipped: Path, scenario: str) -> None:
    levers = load(shipped / f"{scenario}.yaml").levers
    assert min(lever.start for lever in levers) == 16
    active = [entry for entry in PLANS[scenario]["pledges"] if entry["status"] in ACTIVE]
    assert [lever.id for lever in levers] == [entry["id"] for entry in active]


def test_labour_productivity_target_counts_from_2019() -> None:
    economy = calibration.build(2019)
    persons = (economy.employment_region[:, :17].sum(axis=1) * economy.employment_concept_ratio).sum()
    level = _entries("manufacturing_renaissance_2019", "targets")["mr19_labprod40"]["level"]
    assert level == pytest.approx(1.4 * economy.manufacturing_real_2020.sum() * 1e3 / persons, rel=0.001)


def test_any_complex_is_a_tag() -> None:
    assert "complex" in vocabulary.tag_names()
    assert vocabulary.matches_nothing(frozenset({"Gangwon"}), frozenset({"SHIP"}), frozenset({"300+"}), ["complex"])


@pytest.mark.parametrize("date", ["2025-99-99", "2025-13", "2025-05-32", "2025-00-01"])
def test_a_source_has_a_date_of_the_calendar(tmp_path: Path, date: str) -> None:
    entry = f"paper:\n  outlet: A paper\n  date: {date}\n  what: {{en: A plan, ko: 계획}}\n  address: null\n"
    (tmp_path / "sources.yaml").write_text(entry, encoding="utf-8")
    _, problems = read_sources([tmp_path])
    assert len(problems) == 1 and "sources.yaml:3:" in str(problems[0]) and "2025-05-23 or 2025-05" in str(problems[0])
