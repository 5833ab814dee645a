"""Targets: what is measured over a scope, when it is met, and what is told about it."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.codes import HUBS, REGIONS, SECTORS
from sim.ensemble import Ensemble, run_ensemble
from sim.indicators import CODELIST
from sim.labels import LANGUAGES, Label
from sim.results import closing_words, load_results, write_results
from sim.results.goals import Goal, goals, wilson
from sim.results.target_sheet import TEXT, median_year, target_sheet
from sim.scenario.types import Target
from sim.targets import SAME_PLANTS, SAME_PLANTS_UNIT, evaluate, falls, is_judged, met, refusal, unit_of
from sim.world_rank import exporters
from tests.here import Here
from tests.results.fake_model import BASELINE, GOALS, PLAN, QUARTERS, FakeEconomy, FakeFactory, base_panel, goal
from tests.results.test_results import info_of

OUTPUT = "Value Added|Manufacturing"
GROWTH = 0.005


def paths(target: Target, panel: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    found = evaluate([target], panel, panel, FakeEconomy())
    return found.value[0], found.required[0]


def first_met(target: Target, panel: dict[str, np.ndarray]) -> int | None:
    value, required = paths(target, panel)
    reached = met([target], value[None], required[None])[0]
    return int(reached.argmax()) if reached.any() else None


@pytest.fixture(scope="module")
def judged() -> Ensemble:
    plan = replace(PLAN, targets=GOALS)
    return run_ensemble(plan, BASELINE, FakeFactory(), seed=7, replications=range(6), workers=Here())


# --- the interval of a probability


def test_interval_of_a_probability_has_the_known_bounds() -> None:
    # Newcombe (1998), Statistics in Medicine 17, Table I: 81 of 263, 15 of 148, 0 of 20, 29 of 29 at 95 %.
    known = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0.0, 0.1611), (29, 29): (0.8830, 1.0)}
    for (successes, trials), bounds in known.items():
        assert wilson(successes, trials, 0.95) == pytest.approx(bounds, abs=5e-5)


def test_more_runs_narrow_the_interval() -> None:
    widths = [high - low for low, high in (wilson(n // 4, n) for n in (4, 16, 64, 256))]
    assert widths == sorted(widths, reverse=True)


# --- values and dates


def test_a_change_of_a_yearly_figure_is_met_when_growth_has_added_up() -> None:
    panel = base_panel(growth=GROWTH)  # e^.02 a year: +10 % in the fifth year, +16 % only in the eighth
    assert first_met(goal("a", OUTPUT, change=0.10), panel) == 5 * 4 + 3
    assert first_met(goal("a", OUTPUT, change=0.16), panel) == 8 * 4 + 3
    assert first_met(goal("a", OUTPUT, change=0.40), panel) is None


def test_a_change_counts_from_the_year_of_since() -> None:
    panel = base_panel(growth=GROWTH)
    assert first_met(goal("a", OUTPUT, change=0.10, since=8), panel) == 7 * 4 + 3
    assert first_met(goal("a", OUTPUT, change=0.10, since=11), panel) == 7 * 4 + 3  # any quarter of that year


def test_a_yearly_figure_stands_until_the_next_and_is_unknown_before_the_first() -> None:
    value, _ = paths(goal("a", OUTPUT, level=1.0), base_panel(growth=GROWTH))
    assert np.isnan(value[:3]).all() and np.isfinite(value[3:]).all()
    assert np.ptp(value[3:7]) == 0.0 and value[7] > value[6]
    assert first_met(goal("a", OUTPUT, level=0.0), base_panel()) == 3  # undefined is not met


def test_establishments_are_counted_in_the_quarter() -> None:
    panel = base_panel()
    panel["ai_factories"] = np.zeros((QUARTERS, len(REGIONS)))
    panel["ai_factories"][30:, 3] = 500.0
    assert first_met(goal("a", "AI Factories|Manufacturing", level=500), panel) == 30
    assert first_met(goal("a", "AI Factories|Manufacturing", level=501), panel) is None
    assert first_met(goal("a", "AI Factories|Manufacturing", level=500, regions=("Seoul",)), panel) is None


def test_promises_to_fall_are_met_from_above() -> None:
    panel = base_panel()
    panel["zombies"] = panel["zombies"] * np.linspace(1.0, 0.5, QUARTERS)[:, None]
    down = goal("a", "Zombie Share", change=-0.2)
    assert falls(down) and falls(goal("a", "Export Rank|Manufacturing", level=4)) and not falls(GOALS[0])
    reached = first_met(down, panel)
    assert reached is not None and 20 < reached < 28
    assert first_met(goal("a", "Zombie Share", change=0.2), panel) is None


# --- scopes


@pytest.mark.parametrize("name", ["Value Added|Manufacturing", "Employment|Manufacturing", "Exports|Manufacturing"])
def test_a_scope_sees_its_own_cells_and_no_others(name: str) -> None:
    scope = goal("a", name, level=1.0, regions=("Ulsan", "Jeonnam"), sectors=("AUTO", "CHEM"))
    keys = ("value_added_volume", "employment", "exports_nominal")
    before, _ = paths(scope, base_panel())
    cells = np.ix_([REGIONS.index("Ulsan"), REGIONS.index("Jeonnam")], [SECTORS.index("AUTO"), SECTORS.index("CHEM")])
    for inside in (True, False):
        panel = base_panel()
        for key in keys:
            factor = np.ones(panel[key].shape[1:]) if inside else np.full(panel[key].shape[1:], 1.1)
            factor[cells] = 1.1 if inside else 1.0
            panel[key] = panel[key] * factor
        after, _ = paths(scope, panel)
        assert after[3:] == pytest.approx(before[3:] * (1.1 if inside else 1.0))


def test_the_whole_scope_is_the_published_figure(judged: Ensemble) -> None:
    exports = goals(judged)[1]
    assert exports.yearly == pytest.approx(judged.values("Exports|Manufacturing|Real"), rel=1e-12)
    before = goals(judged, 0)[2]
    assert before.yearly == pytest.approx(judged.values("Zombie Share", member=0), rel=1e-12)


def test_adoption_by_size_and_region() -> None:
    panel = base_panel()
    panel["adopters"][:, REGIONS.index("Busan"), 4] *= 3.0
    value, _ = paths(goal("a", "AI Adoption|Manufacturing", level=1.0, regions=("Busan",), sizes=("300+",)), panel)
    assert value[-1] == pytest.approx(0.3)
    value, _ = paths(goal("a", "AI Adoption|Manufacturing", level=1.0, regions=("Busan",)), panel)
    assert value[-1] == pytest.approx(0.1 * 7.0 / 5.0)


def test_change_among_plants_of_a_stage_is_that_of_the_same_plants() -> None:
    """Plants twice as productive as others join: the mean rises, but nobody has become more productive: 0 % of 10."""
    panel = base_panel()
    target = goal("a", SAME_PLANTS, change=0.1, tags=("ai_factory",))
    for key, factor in (("employment", 1.0), ("value_added_volume", 2.0), ("value_added_base", 2.0)):
        panel[f"ai_factory_{key}"] = panel[f"ai_factory_{key}"].copy()
        panel[f"ai_factory_{key}"][20:] *= 1.0 + factor
    mean, _ = paths(goal("a", SAME_PLANTS, level=1.0, tags=("ai_factory",)), panel)
    assert mean[-1] > 1.4 * mean[3]
    value, required = paths(target, panel)
    assert value[3:] == pytest.approx(0.0, abs=1e-9) and (required == 10.0).all()
    assert unit_of(target) == SAME_PLANTS_UNIT != unit_of(goal("a", SAME_PLANTS, change=0.1))
    panel["ai_factory_value_added_volume"][40:] *= 1.1001
    assert first_met(target, panel) == 43
    assert paths(target, panel)[0][43] == pytest.approx(10.01)


def test_the_promise_to_the_same_plants_is_one_number_with_and_without_the_plan() -> None:
    """Other plants are at the stage in the two runs, so that levels differ; per cent of their own base year do not."""
    target = goal("a", SAME_PLANTS, change=0.3, tags=("ai_factory",))
    runs = [base_panel(growth=GROWTH), base_panel(growth=GROWTH)]
    for key in ("value_added_volume", "value_added_base"):
        runs[1][f"ai_factory_{key}"] = 0.8 * runs[1][f"ai_factory_{key}"]
    (value, required), (without, required_without) = (paths(target, panel) for panel in runs)
    assert (required == required_without).all() and (required == 30.0).all()
    assert value[3:] == pytest.approx(without[3:])


def test_before_there_is_a_plant_of_the_stage_nothing_is_met() -> None:
    panel = base_panel()
    for key in ("employment", "value_added_volume", "value_added_base"):
        panel[f"ai_factory_{key}"] = np.zeros_like(panel[f"ai_factory_{key}"])
    assert first_met(goal("a", SAME_PLANTS, change=-0.9, tags=("ai_factory",)), panel) is None


def test_scopes_that_no_series_keeps_are_refused() -> None:
    def asked(name: str, *, change: bool = False, **scope: tuple[str, ...]) -> str:
        target = goal("a", name, level=1.0, **scope)
        return refusal(name, target.regions, target.sectors, target.sizes, target.tags, change)

    assert asked("Zombie Share", sectors=("AUTO",)) == "'zombies' is not kept by sector"
    assert "whole nation" in asked("Unemployment Rate", regions=("Ulsan",))
    assert "size class" in asked("Exports|Manufacturing", sizes=("300+",))
    assert "tag 'exporter'" in asked(SAME_PLANTS, tags=("exporter",))
    assert "one stage" in asked(SAME_PLANTS, tags=("ai_factory", "exporter"))
    assert SAME_PLANTS in asked("Employment|Manufacturing|Workplace", tags=("ai_factory",), change=True)
    assert [name for name in CODELIST if asked(name)] == []  # everything can be a target of the whole country


# --- rank among exporters


def rank(exports: float = 1.0, won_per_dollar: float = 1.0, trade: float = 1.0) -> list[float]:
    """Rank by year when exports, exchange rate or world trade jump in 2026."""
    panel = base_panel()
    late = np.arange(QUARTERS) >= 16
    panel["exports_nominal"] = panel["exports_nominal"] * np.where(late, exports, 1.0)[:, None, None]
    panel["exchange_rate"] = np.where(late, won_per_dollar, 1.0)
    panel["world_trade"] = np.where(late, trade, 1.0)
    value, _ = paths(goal("a", "Export Rank|Manufacturing", level=4), panel)
    return [value[3], value[-1]]


def test_rank_follows_exports_in_dollars_against_rivals() -> None:
    with (Path(__file__).parents[2] / "calibration/targets/rival_exports.csv").open(encoding="utf-8") as lines:
        exports = {row["country"]: float(row["exports"]) for row in csv.DictReader(lines)}
    order = sorted(exports, key=lambda country: -exports[country])
    place = 1.0 + order.index("Korea")
    assert rank() == [place, place] and place > 4.0
    needed = exports[order[3]] / exports["Korea"]
    assert rank(exports=1.001 * needed) == [place, 4.0] and rank(exports=0.999 * needed)[1] == 5.0
    assert rank(exports=1.001 * needed, won_per_dollar=1.01 * needed)[1] == place
    assert rank(exports=1.001 * needed, trade=1.01)[1] == 5.0
    assert len(exporters().rivals) == len(exports) - 1


# --- over replications


def test_probability_shortfall_and_year(judged: Ensemble) -> None:
    prod, exports, zombies, _ = goals(judged)
    level = judged.values("Labour Productivity|Manufacturing")
    share = (level[:, 8] >= 1.16 * level[:, 0]).mean()
    assert prod.probability == share and 0.0 < share < 1.0
    assert prod.interval == wilson(round(6 * share), 6)
    assert (prod.shortfall == 0.0).mean() == share and prod.shortfall.max() > 0.0
    assert exports.probability == 0.0 and np.isinf(exports.year_met).all()
    value = judged.values("Exports|Manufacturing|Real")[:, 8]
    assert exports.shortfall == pytest.approx(100.0 * (1.0 - value / 1e6))
    assert zombies.probability == 1.0 and zombies.met_at_start.all() and zombies.due == "2028Q4"
    assert np.isneginf(zombies.year_met).all() and median_year(zombies) == TEXT["at_start"]
    assert not prod.met_at_start.any() and not exports.met_at_start.any()
    by_year = level >= 1.16 * level[:, :1]
    first = np.where(by_year.any(axis=1), 2022.0 + by_year.argmax(axis=1), np.inf)
    assert (prod.year_met == first).all()


def test_rows_of_the_summary(judged: Ensemble, tmp_path: Path) -> None:
    table = load_results(write_results(judged, info_of(), tmp_path, report=False)).summary
    rows = table[table["variable"].str.startswith("Target|prod|") & (table["scenario"] == "plan")]
    assert set(rows["variable"]) == {
        f"Target|prod|{name}" for name in ("Value", "Judged", "Probability", "Shortfall", "Met At Start", "Year Met")
    }
    chance = rows[rows["variable"] == "Target|prod|Probability"].set_index("output_type_id")["value"]
    found = Goal(judged, 0)
    assert chance.loc[""] == pytest.approx(found.probability)
    assert tuple(chance.loc[["0.05", "0.95"]]) == pytest.approx(found.interval)
    value = rows.query("variable == 'Target|prod|Value' and output_type == 'mean' and year == 2030")["value"].item()
    assert value == pytest.approx(found.at_date.mean())
    never = table[table["variable"] == "Target|exports|Year Met"]
    assert never.empty
    at_start = table[table["variable"].str.startswith("Target|zombies|") & (table["output_type"] == "mean")]
    assert (at_start.loc[at_start["variable"] == "Target|zombies|Met At Start", "value"] == 1.0).all()
    assert "Target|zombies|Year Met" not in set(at_start["variable"])  # 2022 is the base year, no year of success
    assert set(table.loc[table["variable"].str.startswith("Target|"), "scenario"]) == {"plan", "baseline"}
    assert not table.duplicated(["scenario", "region", "variable", "year", "output_type_id"]).any()


def test_a_target_due_before_the_first_measure_is_not_judged(tmp_path: Path) -> None:
    """Measures act from 2026 (quarter 16): a target due in 2025 says nothing of the plan, one due in 2026Q1 does."""
    early, just = (replace(GOALS[2], id=name, by=by, acts_from=16) for name, by in (("early", 15), ("just", 16)))
    assert not is_judged(early) and is_judged(just) and is_judged(GOALS[2])
    found = run_ensemble(
        replace(PLAN, targets=(early, just)), BASELINE, FakeFactory(), seed=7, replications=range(3), workers=1
    )
    goal_of = goals(found)[0]
    assert np.isnan([goal_of.probability, *goal_of.interval, *goal_of.shortfall, *goal_of.year_met]).all()
    folder = write_results(found, info_of(), tmp_path, report=False)
    summary = load_results(folder).summary
    assert set(summary.loc[summary["variable"].str.startswith("Target|early|"), "variable"]) == {
        "Target|early|Value", "Target|early|Judged"
    }  # fmt: skip
    flags = summary[summary["variable"].str.endswith("|Judged")].groupby("variable")["value"].unique()
    assert flags.map(list).to_dict() == {"Target|early|Judged": [0.0], "Target|just|Judged": [1.0]}
    for language, says in (("en", "not judged: due before the first measure"),
                           ("ko", "첫 조치 시행 전에 기한이 끝나 판정하지 않음")):  # fmt: skip
        table = pd.read_csv(folder / "tables" / f"targets_{language}.csv")
        assert says in list(table.iloc[0]) and says not in list(table.iloc[1])
        assert TEXT["at_start"][language] in list(table.iloc[1]) and TEXT["at_start"][language] not in list(
            table.iloc[0]
        )
        words = closing_words(found, info_of(), None, language)
        assert words.count(says) == 1 and f"(2025Q4): {says}" in words and "nan" not in words


def test_table_and_words_tell_every_target(judged: Ensemble, tmp_path: Path) -> None:
    folder = write_results(judged, info_of(), tmp_path, report=False)
    for language in ("en", "ko"):
        table = pd.read_csv(folder / "tables" / f"targets_{language}.csv")
        assert list(table.iloc[:, 1]) == [target.id for target in GOALS]
        assert table.iloc[0, 0] == GOALS[0].says[language]
        words = closing_words(judged, info_of(), None, language)
        assert all(target.says is None or target.says[language] in words for target in GOALS)
    assert "  Exports of a million (2030Q4): 0 % (0 to 31); value" in closing_words(judged, info_of(), None, "en")
    assert "≤ 20.00 %" in closing_words(judged, info_of(), None, "en")
    assert "값 10.00%, 목표 ≤ 20.00%" in closing_words(judged, info_of(), None, "ko")


@pytest.mark.parametrize(("factor", "asked"), [(1.2, False), (0.2, False), (9.0, False), (1e-3, True), (1e3, True)])
def test_a_level_in_another_unit_is_asked_about(factor: float, asked: bool) -> None:
    begins = paths(goal("a", OUTPUT, level=1.0), base_panel())[0]
    level = factor * float(begins[np.isfinite(begins)][0])
    plan = replace(PLAN, targets=(goal("a", OUTPUT, level=level),))
    found = run_ensemble(plan, BASELINE, FakeFactory(), seed=7, replications=range(2), workers=Here())
    for language, words in (("en", "is that the unit? The run begins with"), ("ko", "단위 확인 필요")):
        assert (words in closing_words(found, info_of(), None, language)) == asked


def test_a_target_without_any_value_is_told_and_has_no_scale(judged: Ensemble) -> None:
    """Plants of a stage that nobody reaches in the run."""
    target = goal("a", OUTPUT, level=1.0)
    found = Goal(replace(judged, targets=(target,), target_values=np.full_like(judged.target_values, np.nan)), 0)
    assert np.isnan(found.begins) and not found.out_of_scale


@pytest.mark.parametrize(
    ("scope", "english", "korean"),
    [
        ({}, "Employment", "취업자"),
        ({"regions": HUBS["Southeast"]}, "Employment (Southeast)", "취업자(동남권)"),
        ({"regions": (*HUBS["Honam"], "Jeju"), "sectors": ("AUTO",)}, "Employment (Honam; Jeju; Motor vehicles)",
         "취업자(호남권; 제주; 자동차)"),
        ({"sizes": ("300+",)}, "Employment (300+ persons)", "취업자(300인 이상)"),
        ({"tags": ("ai_factory",)}, "Employment (plants at the stage AI factory)", "취업자(AI 팩토리 단계 사업체)"),
    ],
)  # fmt: skip
def test_a_target_without_words_is_called_by_outcome_and_scope(
    judged: Ensemble, scope: dict[str, tuple[str, ...]], english: str, korean: str
) -> None:
    target = goal("a", "Employment|Manufacturing", level=1.0, **scope)
    assert Goal(replace(judged, targets=(target,)), 0).label == Label(english, korean)
    told = Goal(replace(judged, targets=(replace(target, says={"en": "Jobs", "ko": "일자리"}),)), 0)
    assert told.label == Label("Jobs", "일자리") and told.outcome == Label(english, korean)


def test_columns_of_the_table_of_targets_have_names_of_their_own(judged: Ensemble) -> None:
    for language in LANGUAGES:
        names = [
            (column.label[language], column.group and column.group[language])
            for column in target_sheet(judged, info_of()).columns
        ]
        assert len(names) == len(set(names)) > 10, names


def test_without_targets_nothing_is_told(tmp_path: Path) -> None:
    alone = run_ensemble(PLAN, BASELINE, FakeFactory(), seed=7, replications=range(2), workers=Here())
    folder = write_results(alone, info_of(), tmp_path, report=False)
    assert not list((folder / "tables").glob("targets*"))
    assert not load_results(folder).summary["variable"].str.startswith("Target|").any()
    assert "romised" not in closing_words(alone, info_of(), None, "en")
