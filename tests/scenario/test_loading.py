"""What a file becomes: masks, quarters, paths, inheritance, origins, settings of the command line."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.codes import REGIONS, SECTORS, SIZES
from sim.scenario import Horizon, Options, ScenarioError, check, load, load_pair, parse_quarter, quarter_text, report


def test_lever_as_the_model_reads_it(folder: Path) -> None:
    grid, robots = load("plan.yaml").levers
    assert grid.id == "grid"
    assert grid.lever == "grid_capacity"
    assert [REGIONS[r] for r in np.flatnonzero(grid.regions)] == ["Gyeonggi", "Jeonnam"]
    assert grid.sectors.all()
    assert grid.sizes.all()
    # common_start moves 2026Q3 to 2026Q1 = quarter 16 of a run from 2022Q1
    assert (grid.start, grid.lag, grid.ramp, grid.end, grid.by) == (16, 8, 12, None, 37)
    assert (grid.weak, grid.central, grid.strong, grid.unit) == (0.0, 0.1, 0.4, "share of capacity")
    assert (grid.money, grid.money_per_year, grid.probability) == (12_500.0, False, 1.0)
    assert [REGIONS[r] for r in np.flatnonzero(robots.regions)] == ["Gwangju", "Jeonnam"]
    assert [SECTORS[s] for s in np.flatnonzero(robots.sectors)] == ["CHEM", "MACH", "AUTO", "SHIP", "OTHR"]
    assert [SIZES[z] for z in np.flatnonzero(robots.sizes)] == ["50-299", "300+"]
    assert (robots.status, robots.start, robots.evidence, robots.money) == (
        "sized_to_evidence",
        18,
        ("judgement",),
        None,
    )


def test_as_dated_keeps_the_dates_of_the_file(folder: Path) -> None:
    grid, robots = load("plan.yaml", Options(timing="as_dated")).levers
    assert (grid.start, grid.by, robots.start) == (18, 39, 20)


def test_a_plan_from_before_the_run_needs_common_start_or_an_earlier_run(
    folder: Path, edit: Callable[..., None]
) -> None:
    edit("start: 2026Q3", "start: 2019Q3")
    edit("by: 2031Q4", "by: 2024Q4")
    assert load("plan.yaml").levers[0].start == 16
    (moved,) = (told for told in load("plan.yaml").problems if "common_start" in told.message)
    assert moved.hint.endswith("keeps the dates; as this run begins later, with --start 2019Q1")
    with pytest.raises(ScenarioError, match="2019Q3 is outside the run, 2022Q1 to 2035Q4"):
        load("plan.yaml", Options(timing="as_dated"))
    back = Options(horizon=Horizon(2019, 2030), timing="as_dated")
    assert load("plan.yaml", back).levers[0].start == 2


def test_assumptions_as_paths(folder: Path) -> None:
    scenario = load("plan.yaml")
    rate = scenario.assume["policy_rate"]
    assert isinstance(rate, np.ndarray)
    assert rate.shape == (56,)
    # the default before 2026, then 0.025 until 2028Q3, then 0.02
    np.testing.assert_array_equal(rate, [0.03] * 16 + [0.025] * 10 + [0.02] * 30)
    drift = scenario.assume["wage_drift"]
    np.testing.assert_array_equal(drift, [0.01] * 12 + [0.010] * 4 + [0.012] * 4 + [0.015] * 36)


def test_linear_path_joins_the_ends_of_years(folder: Path, edit: Callable[..., None]) -> None:
    edit("{path: {2026: 0.025, 2028Q3: 0.02}}", "{path: {2026: 0.02, 2028: 0.06}, between: linear}")
    rate = load("plan.yaml").assume["policy_rate"]
    assert isinstance(rate, np.ndarray)
    np.testing.assert_allclose(rate[16:25], [0.02, 0.02, 0.02, 0.02, 0.028, 0.036, 0.044, 0.052, 0.06])


def test_sampled_parameters(folder: Path) -> None:
    assert load("plan.yaml").uncertain == {"wage_curve": (-0.1, -0.05, -0.02), "markup": (0.01, 0.03, 0.05)}


def test_fixing_a_parameter_ends_its_sampling(folder: Path) -> None:
    assert "wage_curve" not in load("plan.yaml", Options(sets=("wage_curve=-0.07",))).uncertain
    head = "schema: 1\nid: mine\ntitle: {en: Mine, ko: 내 것}\nextends: plan\n"
    (folder / "mine.yaml").write_text(
        head + "assume: {wage_curve: -0.07}\nuncertain: {policy_rate: {low: 0.01, high: 0.04}}\n", encoding="utf-8"
    )
    scenario = load("mine.yaml")
    assert scenario.assume["wage_curve"] == -0.07
    assert "policy_rate" not in scenario.assume
    assert scenario.uncertain == {"policy_rate": (0.01, 0.03, 0.04), "markup": (0.01, 0.03, 0.05)}


def test_a_parameter_of_the_opening_is_set_by_a_range_of_one_point(folder: Path) -> None:
    scenario = load("plan.yaml", Options(sets=("trade_scale=0.7",)))
    assert scenario.uncertain["trade_scale"] == (0.7, 0.7, 0.7)
    assert "trade_scale" not in scenario.assume
    with pytest.raises(ScenarioError, match="outside what the model accepts"):
        load("plan.yaml", Options(sets=("trade_scale=7",)))


def test_target(folder: Path) -> None:
    (target,) = load("plan.yaml").targets
    assert target.indicator == "Labour Productivity|Manufacturing"
    assert (target.change, target.level, target.since, target.by) == (0.30, None, 0, 35)


def test_every_leaf_says_where_it_was_written(folder: Path, edit: Callable[..., None]) -> None:
    edit("  wage_drift: {file: outlook.csv}\n", "")
    scenario = load("plan.yaml", Options(sets=("wage_curve=-0.07",)))
    assert scenario.origins["assume.wage_drift"] == "baseline.yaml:6"
    assert scenario.origins["assume.policy_rate.path.2026"] == "plan.yaml:42"
    assert scenario.origins["assume.wage_curve"] == "--set wage_curve=-0.07"
    assert scenario.origins["pledges[0].strength.central"] == "plan.yaml:14"
    resolved = scenario.files["plan.resolved.yaml"]
    assert "  wage_drift: 0.01  # baseline.yaml:6\n" in resolved
    assert "      central: 0.1  # plan.yaml:14\n" in resolved


def test_resolved_file_is_a_scenario_with_the_same_meaning(folder: Path) -> None:
    first = load("plan.yaml")
    (folder / "again").mkdir()
    for name in ("sources.yaml", "evidence.csv", "outlook.csv", "baseline.yaml"):
        (folder / "again" / name).write_bytes((folder / name).read_bytes())
    (folder / "again" / "plan.yaml").write_text(first.files["plan.resolved.yaml"], encoding="utf-8")
    second = load("again/plan.yaml")
    assert second.pledges == first.pledges
    assert second.title == first.title
    np.testing.assert_array_equal(second.assume["policy_rate"], first.assume["policy_rate"])


def test_child_replaces_a_pledge_of_its_parent_whole_and_adds_its_own(folder: Path) -> None:
    (folder / "mine.yaml").write_text(
        "schema: 1\nid: mine\ntitle: {en: Mine, ko: 내 것}\nextends: plan\npledges:\n"
        "  - {id: slogan, says: {en: Meant, ko: 진심}, source: paper_2025, status: merged, with: labs}\n"
        "  - {id: robots, says: {en: Fewer, ko: 적게}, source: paper_2025, status: modelled, lever: adoption_support,"
        " scope: {}, timing: {start: 2027Q1},"
        " strength: {weak: 1, central: 1, strong: 1.1, unit: x baseline hazard, evidence: [judgement]}}\n"
        "  - id: labs\n    says: {en: Labs, ko: 연구소}\n    source: paper_2025\n    status: modelled\n"
        "    lever: rd_support\n    scope: {}\n    timing: {start: 2026Q3}\n"
        "    strength: {weak: 0, central: 0.1, strong: 0.2, unit: share of manufacturing R&D, evidence: [E_rd]}\n",
        encoding="utf-8",
    )
    scenario = load("mine.yaml")
    assert [lever.id for lever in scenario.levers] == ["grid", "robots", "labs"]
    assert scenario.origins["pledges[0].id"] == "plan.yaml:7"
    assert scenario.compare_with == Path("baseline.yaml")


def test_parent_by_relative_path_brings_its_sources(folder: Path) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "mine.yaml").write_text(
        "schema: 1\nid: mine\ntitle: {en: Mine, ko: 내 것}\nextends: ../plan\nreport: {compare_with: ../baseline}\n",
        encoding="utf-8",
    )
    scenario, reference = load_pair("own/mine.yaml")
    assert [lever.id for lever in scenario.levers] == ["grid", "robots"]
    assert reference is not None
    assert reference.id == "baseline"
    assert "wage_drift" in scenario.assume


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("wage_curv=1", "--set wage_curv=1: assume.wage_curv\n  unknown assumption 'wage_curv'\n"
         "  hint: did you mean 'wage_curve'?"),
        ("wage_curve", "--set wage_curve\n  expected name=value\n  hint: for example --set wage_curve=-0.07"),
        ("wage_curve=", "expected name=value"),
        ("wage_curve=steep", "expected a number, {path: ...} or {file: ...}, found 'steep'"),
        ("wage_curve=-3", "wage_curve = -3 is outside what the model accepts, -0.2 to 0"),
        ("wage_curve=[1", "not valid YAML: a list [...] is not closed, or a comma is missing"),
        ("pledges.gird.strength.central=0.2", "there is no 'gird' to set something in\n  hint: did you mean 'grid'?"),
        ("pledges.grid.strength.centrl=0.2", "unknown key 'centrl'\n  hint: did you mean 'central'?"),
        ("pledges.grid.strength.central=0.9", "must rise or fall in order, not 0, 0.9, 0.4"),
        ("pledges.grid=0.9", "is not a single value"),
        ("schema.x=0.9", "there is no 'schema' to set something in"),
    ],
)  # fmt: skip
def test_faults_of_set(folder: Path, setting: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load("plan.yaml", Options(sets=(setting,)))
    assert message in str(caught.value)


def test_the_same_name_set_to_two_values_is_a_fault(folder: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load("plan.yaml", Options(sets=("wage_curve=-0.07", "wage_curve=-0.06")))
    assert "'wage_curve' is set twice" in str(caught.value)
    assert "--set wage_curve=-0.07" in str(caught.value)
    assert load("plan.yaml", Options(sets=("wage_curve=-0.07",) * 2)).assume["wage_curve"]


def test_set_reaches_leaves_and_the_world_of_both_scenarios(folder: Path) -> None:
    sets = ("pledges.grid.strength.central=0.2", "wage_curve=-0.07", "assume.policy_rate=0.04")
    later = load("plan.yaml", Options(sets=("assume.policy_rate.path.2026=0.015",))).assume["policy_rate"]
    assert isinstance(later, np.ndarray)
    assert later[16] == 0.015
    scenario, reference = load_pair("plan.yaml", Options(sets=sets))
    assert scenario.levers[0].central == 0.2
    assert reference is not None
    assert scenario.assume["wage_curve"] == reference.assume["wage_curve"] == -0.07
    assert scenario.assume["policy_rate"] == reference.assume["policy_rate"] == 0.04


def test_warnings_travel_with_the_scenario(folder: Path, edit: Callable[..., None]) -> None:
    edit("strong: 0.4,", "strong: 0.6,")
    where = "plan.yaml:14: pledges[0].strength.strong: "
    (told,) = load("plan.yaml", Options(timing="as_dated")).warnings
    assert told.en == where + "0.6 is outside the plausible range of grid_capacity, 0 to 0.5"
    assert told.ko == where + "0.6: grid_capacity(grid_capacity)의 타당한 범위 0~0.5 밖"


def test_a_change_of_zombies_since_the_base_year_is_warned_of_by_either_name(
    folder: Path, edit: Callable[..., None]
) -> None:
    def told() -> list[str]:
        return [text.en for text in load("plan.yaml").warnings if "counted otherwise after the base year" in text.en]

    edit("indicator: labour_productivity", "indicator: zombie_share")
    assert len(told()) == 1
    edit("indicator: zombie_share", "indicator: Zombie Share")
    assert len(told()) == 1
    edit("indicator: Zombie Share", "indicator: Zombie Share, since: 2023Q1")
    assert told() == []


def test_a_plan_that_is_moved_says_so_unless_it_keeps_its_dates(folder: Path, edit: Callable[..., None]) -> None:
    (told,) = load("plan.yaml").warnings
    assert told.en == (
        "plan.yaml:13: pledges[0].timing.start: all measures act 2 quarters earlier than dated, so that the first "
        "starts in 2026Q1 and not in 2026Q3 (timing_basis common_start); targets keep their dates"
    )
    assert "2분기 일찍 시행: 첫 조치가 2026Q3 대신 2026Q1에 시작" in told.ko
    assert load("plan.yaml", Options(timing="as_dated")).warnings == ()
    edit("start: 2026Q3", "start: 2026Q1")
    assert load("plan.yaml").warnings == ()


def test_scenarios_travel_to_worker_processes(folder: Path) -> None:
    scenario = load("plan.yaml")
    copy = pickle.loads(pickle.dumps(scenario))
    assert copy.files == scenario.files
    np.testing.assert_array_equal(copy.levers[0].regions, scenario.levers[0].regions)


def test_quarters_read_and_write() -> None:
    assert [quarter_text(quarter) for quarter in range(8103, 8106)] == ["2025Q4", "2026Q1", "2026Q2"]
    assert parse_quarter("2026Q1") == 8104
    assert [parse_quarter(text) for text in ("2026Q5", "26Q1", 2026, None, "2026q1", "２026Q1")] == [None] * 6


def test_a_file_whose_name_cannot_be_an_id_is_to_be_renamed(folder: Path) -> None:
    for name in ("My plan", "aux"):
        shutil.copy(folder / "plan.yaml", folder / f"{name}.yaml")
        assert f"rename the file: '{name}' cannot be an id" in report(check([f"{name}.yaml"]))


def test_a_file_that_names_no_rival_and_has_no_baseline_beside_it_is_told_what_to_write(folder: Path) -> None:
    (folder / "mine").mkdir()
    text = (folder / "plan.yaml").read_text(encoding="utf-8").replace("extends: baseline", "extends: ../baseline")
    (folder / "mine" / "plan.yaml").write_text(text.replace("outlook.csv", "../outlook.csv"), encoding="utf-8")
    assert report(check(["mine/plan.yaml"])).startswith(
        "mine/plan.yaml:1:1\n"
        "  the file does not say what it is compared with, and there is no 'baseline.yaml' beside it\n"
        "  hint: write report: {compare_with: ../scenarios/baseline}, or null for none\n"
    )


def test_without_sources_the_hint_says_that_there_are_none(folder: Path) -> None:
    (folder / "sources.yaml").unlink()
    assert "hint: no sources.yaml beside the scenario or its parents has any: add it there" in report(
        check(["plan.yaml"])
    )


def test_a_table_of_evidence_can_be_checked(folder: Path) -> None:
    assert check(["evidence.csv", "sources.yaml"]) == []
    with (folder / "evidence.csv").open("a", encoding="utf-8") as file:
        file.write("E_x,M1\n")
    assert "the row has 2 cells, the header 11" in report(check(["evidence.csv"]))
    assert "there is no such file" in report(check(["gone/evidence.csv"]))


def test_a_shorter_run_leaves_out_what_it_does_not_reach(folder: Path, edit: Callable[..., None]) -> None:
    def loaded(until: int, timing: str = "as_dated") -> tuple[int, int, list[str]]:
        scenario = load("plan.yaml", Options(Horizon(2022, until), timing=timing))
        return len(scenario.levers), len(scenario.targets), [text.en.partition(": ")[2] for text in scenario.warnings]

    whole, aims, told = loaded(2035)
    assert (whole, aims, told) == (2, 1, [])
    levers, targets, told = loaded(2029)
    assert (levers, targets) == (2, 0)
    assert told == [
        "pledges[0].timing.ramp: the measure never reaches its full strength in this run: 50 % of it in the last "
        "quarter, 2029Q4, all of it only in 2031Q2",
        "targets[0].by: the target is due after the run ends, and is left out",
    ]
    levers, targets, told = loaded(2027)
    assert (levers, targets) == (1, 0)
    assert "pledges[0].timing: the measure does not act before the run ends, and is left out" in told
    edit("end: null", "end: 2034Q4")
    assert loaded(2029)[0] == 2  # outlasts the run
    edit("start: 2026Q3", "start: 2038Q3")
    with pytest.raises(ScenarioError, match="2038Q3 is outside the run, 2022Q1 to 2029Q4"):
        loaded(2029)


def test_a_path_that_outlasts_the_run_is_followed_as_far_as_it_goes(folder: Path, edit: Callable[..., None]) -> None:
    edit("{path: {2026: 0.025, 2028Q3: 0.02}}", "{path: {2026: 0.025, 2030: 0.02}, between: linear}")
    whole, part = (load("plan.yaml", Options(Horizon(2022, until))).assume["policy_rate"] for until in (2035, 2028))
    assert isinstance(whole, np.ndarray) and isinstance(part, np.ndarray)
    assert np.array_equal(part, whole[: part.size]) and 0.02 < part[-1] < 0.025
