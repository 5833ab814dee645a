"""The effects on record of parameters: every one that a scenario may move, at both ends of its plausible range."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim import parameter_effects
from sim.cli import main
from sim.parameter_effects import Moved, measure, on_record, read, write


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
    text = capsys.readouterr().out
    assert (
        "측정된 효과:   -0.1일 때 | -0.01일 때, 나머지는 기본값: 기준 시나리오 대비 %, "
        "동일 난수로 짝지은 2쌍 모의실험의 평균" in text
    )
    assert "Value Added|Manufacturing, 부가가치(실질): 2030 +0.5 | -0.25" in text
    monkeypatch.setattr(parameter_effects, "read", list)
    assert main(["explain", "wage_curve"]) == 0
    assert "nothing measured yet: python run.py explain parameters --measure" in capsys.readouterr().out


def test_a_parameter_that_moves_nothing_says_where_it_acts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parameter_effects, "read", lambda: [row("training_gain", 0.0, 0.0)])
    assert on_record("training_gain")[1] == "nothing moves in the baseline: it acts where a plan uses it"
    assert on_record("training_gain", "ko")[1].startswith("기준 시나리오에서는 아무것도 움직이지 않음")
    assert on_record("sampling_agents") == []
