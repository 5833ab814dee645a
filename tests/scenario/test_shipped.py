"""The project's own scenarios against the registries that run."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.cli import main
from sim.codes import REGIONS
from sim.explain import ExplainError, coverage, explain
from sim.explain.answers import _all_pledges
from sim.labels import FORMAL_REGIONS
from sim.parameters import load_registry
from sim.scenario import Horizon, Options, ScenarioError, check, load, load_pair, vocabulary
from sim.scenario.assumptions import departures
from sim.scenario.loading import with_world_warning
from sim.scenario.registries import GRADES, read_evidence, read_sources

KIM = (
    "kms_pangari", "kms_reg_office", "kms_mega_free_zone", "kms_white_zone", "kms_rural_free_zone", "kms_power",
    "kms_rd_infra", "kms_econ_sec_dept", "kms_supply_chain", "kms_ai_robot",
)  # fmt: skip


def test_every_shipped_scenario_is_ready_to_run(shipped: Path) -> None:
    files = sorted(shipped.glob("*.yaml"))
    assert {"baseline.yaml", "kim_moonsoo.yaml", "sources.yaml"} <= {file.name for file in files}
    found = check(files)
    late = [problem for problem in found if "never reaches its full strength" in problem.message]
    problems = [problem for problem in found if "timing_basis common_start" not in problem.message]
    assert [str(problem) for problem in problems if problem not in late] == []
    # ramps that the common start moves beyond 2035
    assert sorted(problem.mark.source.lines[problem.mark.line - 1].split("stated")[0].strip() for problem in late) == [
        "timing: {start: 2019Q3, lag: 0Q, ramp: 46Q, end: null,"
    ] * 3 + ["timing: {start: 2025Q1, lag: 20Q, ramp: 20Q, end: null,"]
    assert check(files, Options(timing="as_dated", horizon=Horizon(2019, 2035))) == []
    moved = [file.stem for file in files if file.stem != "sources" and load(file).warnings]
    assert moved == ["industrial_transformation_2023", "manufacturing_renaissance_2019"]


def test_the_baseline_repeats_the_registry_and_never_contradicts_it(shipped: Path) -> None:
    """A number of the world lives in the registry, with its source; the baseline shows the ones that readers ask for.

    Runs without a scenario (standard shocks, validation) then live in the same world as the baseline.
    """
    registry = load_registry()
    constants = {name: value for name, value in load(shipped / "baseline.yaml").assume.items() if np.ndim(value) == 0}
    assert constants == {name: registry[name].default for name in constants}
    assert len(constants) >= 5


def test_every_parameter_with_a_range_is_drawn_or_an_assumption_of_the_baseline(shipped: Path) -> None:
    baseline = load(shipped / "baseline.yaml")
    ranged = {name for name, spec in load_registry().items() if spec.weak != spec.strong}
    assert ranged - set(baseline.uncertain) == {"us_tariff"}
    assert "us_tariff" in baseline.assume


def test_kim_moonsoo_has_every_row_of_the_plan(shipped: Path) -> None:
    scenario, reference = load_pair(shipped / "kim_moonsoo.yaml")
    assert tuple(pledge["id"] for pledge in scenario.pledges) == KIM
    assert len(scenario.levers) == 9
    assert reference is not None
    assert reference.levers == ()
    # the source states no amount, and no date
    assert all(lever.money is None for lever in scenario.levers)
    assert all(pledge["timing"]["stated"] is False for pledge in scenario.pledges if "timing" in pledge)
    assert all(lever.start >= 16 for lever in scenario.levers)
    assert scenario.sources["asiae_20250523"]["date"] == "2025-05-23"


def _written(shipped: Path) -> list[dict[str, Any]]:
    """Every pledge and target of the project's scenarios as written."""
    plans = [coverage.plan(file.stem) for file in shipped.glob("*.yaml") if file.stem != "sources"]
    return [row for plan in plans for section in (coverage.PLEDGES, coverage.TARGETS) for row in plan.get(section, [])]


def test_a_remark_does_not_point_to_a_place_in_the_file(shipped: Path) -> None:
    """The table of a report has the rows in another order."""
    remarks = [row[key] for row in _written(shipped) for key in ("why", "note") if key in row]
    assert len(remarks) > 50
    place = re.compile(r"(pledge|measure|row|part)s (follow |are )?(below|above)|위의 |아래")
    assert [text for remark in remarks for text in remark.values() if place.search(text)] == []


def test_both_languages_ask_as_much_of_a_target(shipped: Path) -> None:
    """이상 holds the number itself, "more than" does not."""
    named = [row["says"] for row in _written(shipped) if "says" in row]
    assert sum("이상" in says["ko"] for says in named) > 3
    assert [says for says in named if "이상" in says["ko"] and "more than" in says["en"].lower()] == []


def test_rural_zones_reach_small_light_industry_in_the_provinces(shipped: Path) -> None:
    rural = next(lever for lever in load(shipped / "kim_moonsoo.yaml").levers if lever.id == "kms_rural_free_zone")
    assert (rural.regions.sum(), rural.sectors.sum(), rural.sizes.sum()) == (8, 3, 3)
    np.testing.assert_array_equal(rural.sizes, [True, True, True, False, False])


def test_evidence_registry_is_whole(shipped: Path) -> None:
    evidence, problems = read_evidence([shipped])
    assert problems == []
    assert len(evidence) == 121
    assert all(entry.grade in GRADES and entry.source and entry.verified and entry.what for entry in evidence.values())
    assert evidence["E_rsa"].standing == "A"
    assert (evidence["E_rd_elast"].grade, evidence["E_rd_elast"].standing) == ("A", "C")  # recalled, not read


def test_sources_are_whole(shipped: Path) -> None:
    sources, problems = read_sources([shipped])
    assert problems == []
    assert len(sources) == 6


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("kms_power", ["kms_power: pledge of kim_moonsoo", "not stated in the source", "grid_capacity: lever"]),
        ("grid_capacity", ["unit:", "kms_power"]),
        ("wage_curve", ["parameter", "accepted:", "grade:", "used in:"]),
        ("labour_productivity", ["Labour Productivity|Manufacturing: indicator", "million KRW_2020/worker"]),
        ("E_en_grid", ["evidence on M8", "years"]),
        ("M4", ["reshoring", "outward_deterrent"]),
        ("mechanisms", ["M7", "regulation_wedge", "M10", "foreign_quota"]),
        ("levers", ["regulation_wedge", "adoption_support"]),
        ("pledges", ["kms_ai_robot"]),
        ("indicators", ["Value Added|Manufacturing"]),
        ("parameters", ["consumption_adjustment"]),
        ("evidence", ["E_rsa"]),
    ],
)  # fmt: skip
def test_explain(shipped: Path, capsys: pytest.CaptureFixture[str], name: str, said: list[str]) -> None:
    assert main(["explain", name]) == 0
    text = capsys.readouterr().out
    assert [words for words in said if words not in text] == []


def test_lists_have_units_for_readers_and_columns_that_stand_below_each_other(
    shipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("indicators", "levers", "parameters", "pledges", "evidence"):
        assert main(["explain", name]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert not [line for line in lines if "{" in line]
        start = max(len(line.split("  ")[0]) for line in lines) + 2
        assert not [line for line in lines if line[start - 2 : start] != "  " or line[start] == " "], name


def test_explain_in_korean_has_korean_heads(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "kms_power", "--lang", "ko"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("kms_power: 공약, kim_moonsoo\n")
    assert "강도:          약함 0.2, 중앙 0.45, 강함 0.8" in text and "재원:          출처에 금액 없음" in text


def test_explain_knows_official_names_and_words_apart(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "전라남도"]) == 0
    assert capsys.readouterr().out.startswith("Jeonnam: si/do")
    assert main(["explain", "최저 임금"]) == 2
    assert "wage_floor_band" in capsys.readouterr().err


def test_every_si_do_has_an_official_name() -> None:
    assert {*FORMAL_REGIONS.values()} <= {*REGIONS}
    assert len({*FORMAL_REGIONS.values()}) == 17


def test_who_pays_is_part_of_a_plan_and_no_other_world(shipped: Path) -> None:
    def told(*sets: str) -> list[str]:
        plan, baseline = load(shipped / "lee_jaemyung.yaml", Options(sets=sets)), load(shipped / "baseline.yaml")
        problems = with_world_warning(plan, baseline).problems
        return [text for text in (one.message for one in problems) if "the world differs" in text or "departs" in text]

    assert told("financed_by_spending_cuts=1") == []
    (message,) = told("financed_by_spending_cuts=1", "policy_rate=0.02")
    assert "'baseline' (policy_rate):" in message


def test_a_default_that_is_written_out_is_no_other_world(shipped: Path) -> None:
    """Unless the baseline samples it: then a plan that fixes it has another world."""
    growth, demand = (load_registry()[name].default for name in ("trend_growth", "foreign_demand_growth"))
    sets = (f"trend_growth={growth}", f"foreign_demand_growth={demand}")
    plan, baseline = load(shipped / "lee_jaemyung.yaml", Options(sets=sets)), load(shipped / "baseline.yaml")
    assert departures(plan, baseline) == ["foreign_demand_growth"] == departures(baseline, plan)


def test_explain_suggests(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "kms_pwer"]) == 2
    assert capsys.readouterr().err == "nothing is known by the name 'kms_pwer'; did you mean 'kms_power'?\n"


def test_explain_looks_through_blanks_and_names_a_scenario_that_cannot_be_read(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert explain(" M8\n") == explain("M8")
    assert explain("a_G1") == explain("aid_expansion")  # the symbol of docs/model.md
    assert explain("한계기업 비중") == explain("Zombie Share") and explain("Credit guarantees") == explain("guarantee")
    for path in shipped.iterdir():
        if path.is_file() and path.name != "sources.yaml":
            shutil.copy(path, tmp_path)
    (tmp_path / "lee_junseok.yaml").write_text("schema: [", encoding="utf-8")
    monkeypatch.setattr(vocabulary, "SHIPPED", tmp_path)
    _all_pledges.cache_clear()
    try:
        assert "asiae_20250523\n" in explain("kms_power")  # a source without an entry
        with pytest.raises(ExplainError, match=r"cannot be read: lee_junseok.yaml; check tells why\)$"):
            explain("ljs_foreign_rules")
    finally:
        _all_pledges.cache_clear()


def test_every_lever_of_the_registry_is_explained_in_korean_too(
    shipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in vocabulary.lever_registry():
        assert main(["explain", name, "--lang", "ko"]) == 0
        assert name in capsys.readouterr().out


def test_setting_a_leaf_of_a_shipped_plan(shipped: Path) -> None:
    from sim.scenario import Options

    scenario = load(shipped / "kim_moonsoo.yaml", Options(sets=("pledges.kms_power.strength.central=0.6",)))
    assert next(lever for lever in scenario.levers if lever.id == "kms_power").central == 0.6
    with pytest.raises(ScenarioError, match="did you mean 'kms_power'"):
        load(shipped / "kim_moonsoo.yaml", Options(sets=("pledges.kms_powr.strength.central=0.6",)))
