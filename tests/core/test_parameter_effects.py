"""The effects on record of parameters: every one that a scenario may move, at both ends of its plausible range."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from sim import parameter_effects
from sim.cli import main
from sim.parameter_effects import OUTCOMES, YEARS, Moved, measure, movable, on_record, read, write
from sim.parameters import load_registry


def test_the_table_has_every_parameter_that_a_scenario_may_move() -> None:
    rows, registry = read(), load_registry()
    told = "python run.py explain parameters --measure brings it up to date"
    assert {row.parameter for row in rows} == set(movable()), told
    assert {(row.outcome, row.year) for row in rows} == {(outcome, year) for outcome in OUTCOMES for year in YEARS}
    assert len(rows) == len(movable()) * len(OUTCOMES) * len(YEARS)
    for row in rows:
        assert (row.low, row.high) == pytest.approx(registry[row.parameter].plausible, rel=1e-3), told
        assert math.isfinite(row.at_low) and math.isfinite(row.at_high)


def test_what_is_known_of_signs_is_on_record() -> None:
    """Value added in 2030 rises with foreign demand and falls with the tariff and the policy rate."""
    found = {row.parameter: row for row in read() if (row.outcome, row.year) == ("Value Added|Manufacturing", "2030")}
    for name, sign in (("foreign_demand_growth", 1), ("us_tariff", -1), ("policy_rate", -1)):
        assert sign * (found[name].at_high - found[name].at_low) > 0.0, name


def test_measuring_an_assumption_and_an_opening_parameter(tmp_path: Path) -> None:
    rows = measure(
        ["policy_rate", "household_saving", "sampling_agents", "us_tariff_start"], runs=1, until=2027, workers=1
    )
    assert {row.parameter for row in rows} == {"policy_rate", "household_saving"}  # the others are fixed
    assert {row.year for row in rows} == {"2027"}
    found = {(row.parameter, row.outcome): row for row in rows}
    dear = found["policy_rate", "Value Added|Manufacturing"]
    assert dear.at_high < 0.0 < dear.at_low
    assert found["household_saving", "Value Added|Manufacturing"].at_high != 0.0
    write(rows, tmp_path / "table.csv")
    again = read(tmp_path / "table.csv")
    assert [row.at_low for row in again] == pytest.approx([row.at_low for row in rows], rel=1e-3)


def row(name: str, at_low: float, at_high: float) -> Moved:
    return Moved(name, -0.1, -0.01, "Value Added|Manufacturing", "2030", at_low, at_high, 2, 1, 0.02, "src-abc")


def test_explain_tells_equation_and_effect(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parameter_effects, "read", lambda: [row("wage_curve", 0.5, -0.25)])
    assert main(["explain", "wage_curve"]) == 0
    text = capsys.readouterr().out
    assert "equation:      wage index ln W* = " in text
    assert "on record:     at -0.1 | at -0.01, all else at its default" in text
    assert "Value Added|Manufacturing: 2030 +0.5 | -0.25" in text
    assert main(["explain", "wage_curve", "--lang", "ko"]) == 0
    assert "측정된 효과:   at -0.1" in capsys.readouterr().out
    monkeypatch.setattr(parameter_effects, "read", list)
    assert main(["explain", "wage_curve"]) == 0
    assert "nothing measured yet: python run.py explain parameters --measure" in capsys.readouterr().out


def test_a_parameter_that_moves_nothing_says_where_it_acts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parameter_effects, "read", lambda: [row("training_gain", 0.0, 0.0)])
    assert on_record("training_gain")[1] == "nothing moves in the baseline: it acts where a plan uses it"
    assert on_record("sampling_agents") == []
