"""Comparison of plans: statistics with known answers, and plans of a fake model whose effects are known."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.compare.command import choose
from sim.compare.content import indicators, short, targets
from sim.compare.plans import describe
from sim.compare.runs import Comparison, run_comparison
from sim.compare.sheets import sheets
from sim.compare.statistics import FEWEST
from sim.compare.summary import summary
from sim.compare.tables import GROSS, HEADLINES, VALUE_ADDED, all_tables, won_draws, write_data
from sim.compare.words import closing_words
from sim.indicators import CODELIST
from sim.labels import LANGUAGES, NATION, Label
from sim.results.goals import Goal
from sim.results.sheets import JUDGEMENT
from sim.scenario import Options
from sim.workers import EnsembleError, Workers
from tests.results.fake_model import BASELINE, PLAN, FakeFactory, FakeLever, FakeScenario, goal

SMALL = FakeScenario("small", {"en": "Small", "ko": "작은"}, (FakeLever("x", "grid_capacity", 0.001, 0.001, 0.001),))
HARM = FakeScenario("harm", {"en": "Harm", "ko": "해"}, (FakeLever("y", "grid_capacity", -0.02, -0.02, -0.02),))
BROKEN = dataclasses.replace(SMALL, id="broken", title={"en": "Broken", "ko": "고장"}, assume={"fail_at": 1})
PLANS = describe(BASELINE, [SMALL, BROKEN, PLAN, HARM])
SHIPPED = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def comparison(workers: Workers) -> Comparison:
    return run_comparison(BASELINE, [SMALL, BROKEN, PLAN, HARM], FakeFactory(), workers, seed=1, replications=range(4))


@pytest.mark.parametrize("runs", [1, 2, FEWEST - 1, FEWEST])
def test_fewer_runs_tell_no_order_of_two_plans(workers: Workers, runs: int) -> None:
    plans = [
        FakeScenario(name, {"en": name, "ko": name}, (FakeLever(name, "x", size, size, size, cost=900.0),))
        for name, size in (("much", 0.02), ("little", 0.01))
    ]
    found, few = (
        run_comparison(BASELINE, plans, FakeFactory(), workers, seed=1, replications=range(runs)),
        runs < FEWEST,
    )
    described = describe(BASELINE, plans)
    verdicts = set(all_tables(found, described)["beats"].query("variable == 'Value Added|Manufacturing'")["verdict"])
    assert verdicts == ({"too few runs"} if few else {"more", "less"})
    words = {language: " ".join(line[language] for line in summary(found, described)) for language in LANGUAGES}
    assert ("the largest effect is that of “much”" in words["en"]) == (not few)
    screen = {language: closing_words(found, described, Path("out"), language) for language in LANGUAGES}
    told = 1 < runs < FEWEST
    assert (
        words["en"].count(f" {runs} runs are too few to say of any two plans that they differ; 8 or more") == 3 * told
    )
    assert words["ko"].count(f"{runs}회 실행으로는 어느 두 계획도 다르다고 말할 수 없으며 8회 이상") == 3 * told
    assert screen["en"].count(f"  {runs} runs are too few to tell an order of plans; 8 or more are needed.") == 2 * told
    assert screen["ko"].count(f"  {runs}회 실행으로는 계획의 순서를 말할 수 없으며 8회 이상이 필요함.") == 2 * told
    if few:
        assert "told apart" not in words["en"] + screen["en"] and "구분되지 않" not in words["ko"]


def test_no_sentence_orders_plans_that_cannot_be_told_apart(workers: Workers) -> None:
    def priced(name: str, title: str, cost: float, low: float, high: float) -> FakeScenario:
        lever = FakeLever("x", "grid_capacity", low, (low + high) / 2.0, high, cost=cost)
        return FakeScenario(name, {"en": title, "ko": title}, (lever,))

    def told(*plans: FakeScenario) -> str:
        found = run_comparison(BASELINE, plans, FakeFactory(), workers, seed=1, replications=range(8))
        return " ".join(line.en for line in summary(found, describe(BASELINE, plans)))

    one, twin = (priced(name, name.title(), 400.0, 0.01, 0.02) for name in ("one", "twin"))
    words = told(one, twin)
    assert "the largest and the lowest mean effect cannot be told apart: “One”" in words
    assert "the largest effect is" not in words and "adds most" not in words
    assert "cannot be told apart even between “One”" in words
    assert "trillion won a year, which cannot be told apart from that of “Twin”." in words
    words = told(one, twin, priced("far", "Far", 4000.0, -0.03, -0.02))
    assert re.search(
        r"the largest effect is that of “One”, [^;]*, which cannot be told apart from that of “Twin”;", words
    )
    assert re.search(r"adds most .* under “One”: [^;]*, which cannot be told apart from that of “Twin”, and", words)


def test_a_plan_that_fails_is_named_and_the_others_are_kept(comparison: Comparison, workers: Workers) -> None:
    assert comparison.members == ("baseline", "small", "plan", "harm")
    assert list(comparison.faults) == ["broken"]
    assert comparison.faults["broken"].startswith("replication 1 (seed 1): FloatingPointError: quarter 2027Q2")
    whole = run_comparison(BASELINE, [SMALL, PLAN, HARM], FakeFactory(), workers, seed=1, replications=range(4))
    assert whole.annual.tobytes() == comparison.annual.tobytes()


@dataclasses.dataclass(frozen=True)
class Filed(FakeScenario):
    """A plan that has a file."""

    path: str = ""


def test_what_failed_is_told_with_the_command_that_repeats_it(workers: Workers) -> None:
    plans = [
        Filed(name, {"en": name, "ko": name}, path=f"my plans/{name}.yaml", assume={"fail_at": fails})
        for name, fails in (("baseline", None), ("good", None), ("bad", 1))
    ]
    found = run_comparison(
        plans[0], plans[1:], FakeFactory(), workers, seed=3, replications=range(2), repeat="--scale 0.5 --until 2030"
    )
    command = "python run.py 'my plans/bad.yaml' --scale 0.5 --until 2030 --seed 3 --replication 1"
    assert found.faults["bad"].startswith("replication 1 (seed 3): FloatingPointError: quarter 2027Q2")
    assert found.faults["bad"].endswith(f"; reproduce: {command}")


def test_a_baseline_that_fails_leaves_nothing_to_compare(workers: Workers) -> None:
    failing = dataclasses.replace(BASELINE, assume={"fail_at": 0})
    with pytest.raises(EnsembleError, match=r"'baseline' failed in replication 0 \(seed 1\): FloatingPointError"):
        run_comparison(failing, [SMALL], FakeFactory(), workers, seed=1, replications=range(1))


def test_known_effects_order_and_losers(workers: Workers) -> None:
    found = run_comparison(BASELINE, [SMALL, PLAN, HARM], FakeFactory(), workers, seed=1, replications=range(8))
    tables = all_tables(found, PLANS)
    value = tables["effects"].query("variable == 'Value Added|Manufacturing' and year == 2035").set_index("plan")
    assert value.loc["small", "mean"] == pytest.approx(100.0 * np.expm1(0.001), rel=1e-9)
    assert value.loc["harm", "q0.95"] == pytest.approx(100.0 * np.expm1(-0.02), rel=1e-9)
    rank = tables["ranks"].query("variable == 'Value Added|Manufacturing' and rank == 4").set_index("plan")
    assert rank["probability"].to_dict() == {"baseline": 0.0, "small": 0.0, "plan": 0.0, "harm": 1.0}
    regions = tables["winners_losers"].query("by == 'region'")
    assert set(regions.query("plan == 'harm'")["outcome"]) == {"loses"}
    assert set(regions.query("plan == 'small'")["outcome"]) == {"gains"}


def test_an_effect_that_shows_as_zero_is_no_gain_and_no_loss(workers: Workers) -> None:
    plans = [
        FakeScenario(name, {"en": name, "ko": name}, (FakeLever("z", "grid_capacity", size, size, size),))
        for name, size in (("dust", 0.00004), ("scratch", -0.00004), ("least", 0.00006))
    ]
    found = run_comparison(BASELINE, plans, FakeFactory(), workers, seed=1, replications=range(8))
    table = all_tables(found, describe(BASELINE, plans))["winners_losers"].query("by == 'region'")
    assert not table["holds_zero"].any()
    assert table.groupby("plan")["outcome"].unique().map(list).to_dict() == {
        "dust": ["unclear"], "scratch": ["unclear"], "least": ["gains"],
    }  # fmt: skip
    sheet = next(one for one in sheets(found, describe(BASELINE, plans)) if one.name == "winners_losers")
    shown = {row[0].en: [cell.en for cell in row[2:]] for row in sheet.rows if row[1] == Label("Si/do", "시·도")}
    assert shown["dust"] == shown["scratch"] == ["none", "none", "17"]


def test_headline_table_words_matrix_and_page_give_one_verdict(workers: Workers) -> None:
    dust = FakeLever("z", "grid_capacity", 0.00003, 0.00004, 0.00005)
    plans = [FakeScenario("dust", {"en": "Dust", "ko": "먼지"}, (dust,)), HARM]
    found = run_comparison(BASELINE, plans, FakeFactory(), workers, seed=1, replications=range(8))
    effects = all_tables(found, describe(BASELINE, plans))["effects"].query(
        "variable == 'Value Added|Manufacturing' and year == 2035"
    )
    assert not effects["holds_zero"].any()
    assert effects.set_index("plan")["verdict"].to_dict() == {"dust": "indistinguishable", "harm": "less"}
    tables = {sheet.name: sheet for sheet in sheets(found, describe(BASELINE, plans))}
    value = CODELIST["Value Added|Manufacturing"].label
    (row,) = (row for row in tables["effects"].rows if row[0] == value and row[2] == "2035" and row[3].en == "Dust")
    assert row[-1].en == "indistinguishable" and f"{row[4].value:.2f}" == "0.00"
    assert [row[1:] for row in tables["beats_value_added"].rows] == [
        (None, "≈ 1.00", "1.00"), ("≈ 0.00", None, "1.00"), ("0.00", "0.00", None),
    ]  # fmt: skip
    assert indicators(found)[0]["areas"][NATION]["pairs"]["2035"]["beats"] == [1000, 100, 100]
    screen = closing_words(found, describe(BASELINE, plans), Path("out"), "en")
    assert "  Dust: 0.00 % [0.00, 0.00]; 1.00; indistinguishable from No new policy (shows as 0.00)\n" in screen
    (told,) = (
        line.en for line in summary(found, describe(BASELINE, plans)) if line.en.startswith("Value added (real)")
    )
    assert told.endswith("0 of 1 pairs of plans, and 1 of 2 plans from “No new policy”.")


@pytest.mark.parametrize("value", [1.63497, 3.25, 0.005, 0.00499999, 0.125, 1.005, 518.34567, 1234567.8915, -1.63497])
def test_numbers_of_the_page_print_as_in_the_tables(value: float) -> None:
    sent = short(value)
    assert [f"{sent:.{digits}f}" for digits in range(5)] == [f"{value:.{digits}f}" for digits in range(5)]


def test_per_won_only_where_a_plan_costs_more_than_fifty_billion(comparison: Comparison) -> None:
    table = all_tables(comparison, PLANS)["per_won"].set_index("plan")
    assert table["gross_cost"]["small"] == 0.0
    assert table["not_ranked"].to_dict() == {"small": "too_small", "plan": "", "harm": "too_small"}
    assert table["per_won_mean"].notna().to_dict() == {"small": False, "plan": True, "harm": False}


def test_files_for_machines_hold_the_numbers_of_the_sheets(comparison: Comparison, tmp_path: Path) -> None:
    write_data(all_tables(comparison, PLANS), tmp_path / "data")
    effects = pd.read_csv(tmp_path / "data/effects.csv").set_index(["variable", "plan", "year"])
    sheet = next(sheet for sheet in sheets(comparison, PLANS) if sheet.name == "effects")
    assert len(sheet.rows) == len(HEADLINES) * 3 * 2
    for row in sheet.rows:
        if row[0] == CODELIST["Value Added|Manufacturing"].label:
            plan = next(plan.id for plan in PLANS.values() if plan.title == row[3])
            assert effects.loc[("Value Added|Manufacturing", plan, int(row[2])), "mean"] == pytest.approx(row[4].value)


def test_measures_without_a_cost_are_listed_apart(workers: Workers) -> None:
    rows = tuple(
        {"id": name, "says": {"en": name.upper(), "ko": name}, "status": status, "lever": lever, "source": "x"}
        for name, status, lever in (
            ("rd", "modelled", "rd_support"),
            ("power", "sized_to_evidence", "grid_capacity"),
            ("words", "not_modelled", "grid_capacity"),
        )
    )
    plan = dataclasses.replace(PLAN, pledges=rows)
    found = run_comparison(BASELINE, [plan, SMALL], FakeFactory(), workers, seed=1, replications=range(2))
    sheet = next(one for one in sheets(found, describe(BASELINE, [plan, SMALL])) if one.name == "costless")
    assert [(row[0].en, row[1].value, row[2].value, row[3].en) for row in sheet.rows] == [("A plan", 1, 2, "POWER")]
    assumed = next(one for one in sheets(found, describe(BASELINE, [plan, SMALL])) if one.name == "assumed")
    assert [(row[0].en, row[1].value, row[2].value, row[3].en) for row in assumed.rows] == [("A plan", 1, 2, "POWER")]
    modelled = dataclasses.replace(PLAN, pledges=rows[:1])
    for one, told in ((plan, True), (modelled, False)):
        lines = summary(found, describe(BASELINE, [one, SMALL]))
        assert any("how plans rank depends on it" in line.en for line in lines) is told
    words = closing_words(found, describe(BASELINE, [plan, SMALL]), Path("out"), "en")
    assert re.search(r"\n  A plan: [\d.]+; 1 of 2 acting measures have no cost in the model\n", words)
    assert "; 1 of 2 acting measures: size of the effect assumed; instrument set to it\n" in words
    korean = closing_words(found, describe(BASELINE, [plan, SMALL]), Path("out"), "ko")
    assert "; 작동하는 수단 2개 중 1개는 모형에 비용이 없음\n" in korean
    told = [line.en for line in summary(found, describe(BASELINE, [plan, SMALL]))]
    assert any("has no cost rule: 1 of 2 under “A plan”." in line for line in told)


def test_groups_that_lose_without_being_sure_of_it_are_named(workers: Workers) -> None:
    lever = FakeLever("z", "grid_capacity", -0.03, -0.004, 0.01)
    plans = [FakeScenario("doubt", {"en": "Doubt", "ko": "의문"}, (lever,))]
    found = run_comparison(BASELINE, plans, FakeFactory(), workers, seed=1, replications=range(8))
    table = all_tables(found, describe(BASELINE, plans))["winners_losers"].query("by == 'region'")
    assert (table["outcome"] == "unclear").all() and (table["mean"] < -0.01).all()
    sheet = next(one for one in sheets(found, describe(BASELINE, plans)) if one.name == "winners_losers")
    row = next(row for row in sheet.rows if row[1] == Label("Si/do", "시·도"))
    least = table["mean"].min()
    assert re.fullmatch(rf"17 \(below zero: .* \(−{abs(least):.2f}\)(, .* \(−[.\d]+\)){{16}}\)", row[4].en)


def test_words_in_both_languages_name_order_and_failure(comparison: Comparison) -> None:
    english, korean = (closing_words(comparison, PLANS, Path("out"), language) for language in ("en", "ko"))
    assert english.index("A plan:") < english.index("Small:") < english.index("Harm:")
    assert "Left out, because it failed: broken: replication 1" in english
    assert "Gross fiscal cost, trillion won a year\n  A plan: " in english
    assert "\n  Small: 0.00\n" in english
    beside = closing_words(comparison, PLANS, Path("out"), "en", [Label("At one budget: Small.", "")])
    assert beside == english.replace("Left out", "At one budget: Small.\nLeft out")
    assert "새 정책 없음 대비 3개 계획" in korean


def test_a_cost_beside_a_costly_baseline_is_called_a_difference(comparison: Comparison) -> None:
    annual = comparison.annual.copy()
    annual[0, :, comparison.rows[GROSS, NATION]] = 100.0
    costly = dataclasses.replace(comparison, annual=annual)
    english, korean = (closing_words(costly, PLANS, Path("out"), language) for language in ("en", "ko"))
    assert "Gross fiscal cost beyond that of No new policy, trillion won a year\n" in english
    described = describe(BASELINE, [SMALL, PLAN, HARM])
    told = [text for line in summary(costly, described) for text in (line.en, line.ko)]
    assert any("“No new policy” costs money itself: costs are gross fiscal costs beyond" in line for line in told)
    assert any("“새 정책 없음”에도 비용이 들므로" in line for line in told)
    sheet = next(one for one in sheets(costly, described) if one.name == "cost")
    assert sheet.title.en.startswith("Fiscal cost beyond that of No new policy")
    assert [column.label.en for column in sheet.columns[1:3]] == [
        "Difference, gross, trillion won a year",
        "Change of the public deficit (with interest), difference, trillion won a year",
    ]  # fmt: skip
    plain = [line.en for line in summary(comparison, described)]
    assert not any("beyond" in line for line in plain)
    assert "새 정책 없음보다 더 드는 총재정비용, 조원/년\n" in korean


def test_the_baseline_is_found_and_not_compared_with_itself() -> None:
    against, plans = choose(sorted(SHIPPED.glob("*.yaml")), None, Options())
    assert against.id == "baseline"
    assert "kim_moonsoo" in {plan.id for plan in plans}
    assert against.id not in {plan.id for plan in plans}


def test_targets_are_judged_under_their_plan_and_without_it(workers: Workers) -> None:
    promised = goal("value", "Value Added|Manufacturing|Nominal", change=0.4, by=55, says=("Value up", "증가"))
    strong = dataclasses.replace(
        PLAN, id="strong", targets=(promised,), levers=(FakeLever("z", "grid_capacity", 0.3, 0.3, 0.3),)
    )
    found = run_comparison(BASELINE, [SMALL, strong], FakeFactory(), workers, seed=1, replications=range(8))
    assert set(found.judged) == {"strong"}
    with_plan, without = Goal(found.judged["strong"], 0), Goal(found.judged["strong"], 0, 0)
    np.testing.assert_allclose(with_plan.at_date, np.exp(0.3) * without.at_date)
    assert with_plan.probability > without.probability
    described = describe(BASELINE, [SMALL, strong])
    assert "met in at least half of the runs\n  A plan: 1 of 1" in closing_words(found, described, Path("out"), "en")
    row = next(sheet for sheet in sheets(found, describe(BASELINE, [SMALL, strong])) if sheet.name == "targets").rows[0]
    assert row[1] == Label("Value up", "증가")
    assert (row[7].value, row[10].value) == (100.0 * with_plan.probability, 100.0 * without.probability)


def test_targets_due_before_the_first_measure_are_told_apart(workers: Workers) -> None:
    promised = goal("value", "Value Added|Manufacturing|Nominal", change=0.4, by=55)
    early = dataclasses.replace(promised, id="early", by=11, acts_from=16)
    plan = dataclasses.replace(PLAN, targets=(early, promised))
    found = run_comparison(BASELINE, [plan], FakeFactory(), workers, seed=1, replications=range(2))
    described = describe(BASELINE, [plan])
    row = next(sheet for sheet in sheets(found, described) if sheet.name == "targets").rows[0]
    assert row[7] == Label("not judged: due before the first measure", "첫 조치 시행 전에 기한이 끝나 판정하지 않음")
    assert row[8:] == (None, None, None, None)
    assert targets(found)[0]["share"] == [None] * 4 and None not in targets(found)[1]["share"]
    assert " of 1; 1 not judged (due before the first measure)\n" in closing_words(found, described, Path("out"), "en")
    (told,) = (line for line in summary(found, described) if line.en.startswith("Announced targets"))
    assert told.en.startswith("Announced targets that are judged: 1;") and told.en.endswith("acts: 1.")


def test_one_run_has_no_band_and_no_order_in_any_words(workers: Workers) -> None:
    found = run_comparison(BASELINE, [PLAN, SMALL], FakeFactory(), workers, seed=1, replications=[0])
    described = describe(BASELINE, [PLAN, SMALL])
    screen = closing_words(found, described, Path("out"), "en")
    assert "one paired run: no band, no order\n  A plan: +" in screen
    assert not any(words in screen for words in ("[", "told apart", "distinguishable", "90 %"))
    told = " ".join(line.en for line in summary(found, described))
    assert "the largest effect in this run is that of “A plan”" in told
    assert not any(words in told for words in ("comes first", "90 %", " to +"))


def test_a_won_brings_all_value_added_over_all_cost_whatever_single_runs_say() -> None:
    """A run at a tenth of the cost has a ratio of its own ten times as high; all of them are what is paid and got."""
    cost, gain = np.array([100.0, 100.0, 10.0]) * 1e3, np.array([60.0, 80.0, 70.0]) * 1e3
    paths = {GROSS: cost, VALUE_ADDED: gain}
    some: Any = SimpleNamespace(
        plans=("plan",),
        differences=lambda name: np.stack([np.zeros((3, 1)), paths[name][:, None]]),
    )
    (draws,) = won_draws(some).values()
    assert draws.mean() == pytest.approx(1.0)  # 210 over 210; the mean of ratios would be 2.8
    assert np.all(np.diff(draws[[0, 1, 2]]) > 0.0)  # the cheap run is still the best


def test_a_plan_whose_costs_are_mostly_unknown_is_not_ranked_by_value_per_won(workers: Workers) -> None:
    rows = tuple(
        {"id": name, "status": "modelled", "lever": "grid_capacity", "says": {"en": name, "ko": name}, "source": "",
         "origin": "", "reason": "", "target": None, "into": None}
        for name in ("one", "two")
    )  # fmt: skip
    dear = [
        FakeScenario(
            name, {"en": name, "ko": name}, (FakeLever(f"{name}_x", "rd_support", 0.0, 0.004, 0.012, cost=900.0),)
        )
        for name in ("first", "second")
    ]  # fmt: skip

    def told(plans: list[FakeScenario]) -> bool:
        found = run_comparison(BASELINE, plans, FakeFactory(), workers, seed=1, replications=range(8))
        return any("won of gross" in line.en for line in summary(found, describe(BASELINE, plans)))

    assert told(dear)
    unknown = dataclasses.replace(
        dear[1], pledges=rows,
        levers=(dataclasses.replace(dear[1].levers[0], id="one"), FakeLever("two", "grid_capacity", 0.0, 0.0, 0.0)),
    )  # fmt: skip
    assert not told([dear[0], unknown])
    assert not told([dear[0], dataclasses.replace(dear[1], assume={"exchange_rate": 1.1})])
    assert told([dear[0], dataclasses.replace(dear[1], assume={"financed_by_income_tax": 1.0})])
    third = dataclasses.replace(dear[0], id="third", title={"en": "third", "ko": "third"})
    plans = [dear[0], unknown, third, SMALL]
    found = run_comparison(BASELINE, plans, FakeFactory(), workers, seed=1, replications=range(8))
    described = describe(BASELINE, plans)
    (line,) = (line for line in summary(found, described) if "won of gross" in line.en)
    why = "“second” (most measures have no cost in the model); “Small” (no cost to divide by)"
    assert f"what comes after 2035 is not counted. Not ranked here: {why}." in line.en
    assert "여기서 순위를 매기지 않는 계획: “second”(수단 대부분에 모형의 비용이 없음); “작은”(나눌" in line.ko
    sheet = next(one for one in sheets(found, described) if one.name == "cost")
    cells = {row[0].en: row[4:] for row in sheet.rows}
    assert cells["second"] == (
        Label("most measures have no cost in the model", "수단 대부분에 모형의 비용이 없음"),
        None,
        None,
    )
    assert cells["Small"][0].en == "no cost to divide by" and None not in cells["first"]
    assert "at least half of its acting measures have a cost" in sheet.note.en


def test_plans_that_assume_another_world_are_named_before_what_they_reach(workers: Workers) -> None:
    elsewhere = dataclasses.replace(PLAN, id="else", title={"en": "Else", "ko": "달리"}, assume={"exchange_rate": 1.1})
    found = run_comparison(BASELINE, [PLAN, elsewhere], FakeFactory(), workers, seed=1, replications=range(2))
    texts = [line.en for line in summary(found, describe(BASELINE, [PLAN, elsewhere]))]
    told = [text for text in texts if "another world" in text]
    assert len(told) == 1 and "“Else”" in told[0] and "“A plan”" not in told[0]
    assert texts.index(told[0]) < next(k for k, text in enumerate(texts) if text.startswith("Value added"))
    alone = run_comparison(BASELINE, [PLAN], FakeFactory(), workers, seed=1, replications=range(2))
    assert not any("another world" in line.en for line in summary(alone, describe(BASELINE, [PLAN])))


def test_measures_that_a_short_run_leaves_out_do_not_act(workers: Workers) -> None:
    rows = tuple(
        {"id": name, "says": {"en": name.upper(), "ko": name}, "status": "modelled", "lever": lever, "source": "x"}
        for name, lever in (("rd", "rd_support"), ("power", "grid_capacity"), ("later", "grid_capacity"))
    )
    whole = dataclasses.replace(PLAN, pledges=rows)  # `later` is among the pledges, not among the levers of the run
    none = dataclasses.replace(PLAN, id="none", title={"en": "None", "ko": "무"}, pledges=rows, levers=())
    found = run_comparison(BASELINE, [whole, none], FakeFactory(), workers, seed=1, replications=range(2))
    described = describe(BASELINE, [whole, none])
    assert [pledge.id for pledge in described["plan"].acting] == ["rd", "power"]
    assert described["none"].idle and not described["baseline"].idle
    tables = {sheet.name: sheet for sheet in sheets(found, described)}
    assert [(row[0].en, row[1].value, row[2].value) for row in tables["costless"].rows] == [("A plan", 1, 2)]
    assert [row[3].en for row in tables["cost"].rows] == ["1 of 2", "none acts before the run ends"]
    screen = [closing_words(found, described, Path("out"), language) for language in ("en", "ko")]
    assert "  None: 0.00; no measure acts before the run ends\n" in screen[0]
    assert "  무: 0.00; 실행이 끝나기 전에 작동하는 수단이 없음\n" in screen[1]
    told = [line.en for line in summary(found, described)]
    assert any("act in the model: 2 of 6;" in line and "only after the run ends (4), or" in line for line in told)
    assert told[-1] == "No measure acts before the run ends: “None”."


def test_judgement_is_called_the_same_in_both_reports() -> None:
    row = {"id": "rd", "says": {"en": "A", "ko": "가"}, "status": "modelled", "lever": "rd_support", "source": "x",
           "strength": {"evidence": ["E_x", "judgement"]}}  # fmt: skip
    (pledge,) = describe(BASELINE, [dataclasses.replace(PLAN, pledges=(row,))])["plan"].pledges
    assert pledge.evidence == Label("E_x, judgement", f"E_x, {JUDGEMENT.ko}")
