"""The plans with somebody paying for them: what is told of it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from sim.compare.extras import Extras, extra_sheets, extra_tables
from sim.compare.financing import CLOSURES, unfinanced
from sim.compare.plans import describe
from sim.compare.runs import Comparison, run_comparison
from sim.compare.summary import on_extras, under_rivals
from sim.compare.theories import Rivals, under
from sim.parameters import load_registry
from sim.results.effects import VALUE_ADDED
from sim.scenario import Options, load
from sim.workers import Workers
from tests.results.fake_model import BASELINE, FakeFactory, FakeLever, FakeScenario

PLANS = [
    FakeScenario(name, {"en": name, "ko": name}, (FakeLever("x", "grid_capacity", size, size, size),))
    for name, size in (("one", 0.02), ("two", 0.01))
]


@pytest.fixture(scope="module")
def closures(workers: Workers) -> Rivals:
    """By debt one is ahead; by tax the first loses three quarters; by cuts all is as by debt."""

    def run(plans: list[FakeScenario]) -> Comparison:
        return run_comparison(BASELINE, plans, FakeFactory(), workers, seed=1, replications=range(8))

    usual, small = run(PLANS), FakeLever("x", "grid_capacity", 0.005, 0.005, 0.005)
    taxed = run([dataclasses.replace(PLANS[0], levers=(small,)), PLANS[1]])
    return Rivals(CLOSURES, (usual, taxed, usual))


def test_each_closure_fixes_both_shares_in_every_run() -> None:
    registry = load_registry()
    shares = {closure.id: under(closure, {}, registry) for closure in CLOSURES}
    assert {name: tuple(end for (end, *_) in found.values()) for name, found in shares.items()} == {
        "debt": (0.0, 0.0), "income_tax": (1.0, 0.0), "spending_cuts": (0.0, 1.0),
    }  # fmt: skip
    assert {len(set(triple)) for found in shares.values() for triple in found.values()} == {1}


def test_what_a_plan_assumes_of_its_payers_is_left_aside_and_nothing_else() -> None:
    assumed = Options(sets=("financed_by_income_tax=0.5", "policy_rate=0.03"))
    plan = load(Path("scenarios/lee_jaemyung.yaml"), assumed)
    assert {"financed_by_income_tax", "policy_rate"} <= set(plan.assume)
    (left,) = unfinanced([plan])
    assert set(left.assume) == set(plan.assume) - {"financed_by_income_tax"}
    assert left.levers == plan.levers


def test_the_plan_that_depends_most_on_its_payers_is_named_with_the_orders_that_flip(closures: Rivals) -> None:
    extras, plans = Extras(financing=closures), describe(BASELINE, PLANS)
    (sentence,) = on_extras(extras, plans)
    assert "most for “one”" in sentence.en
    assert "when it is paid by income tax" in sentence.en
    assert sentence.en.endswith(": 1 of 3.")
    assert "소득세 조달" in sentence.ko
    assert sentence.ko.endswith("3쌍 가운데 1쌍이다.")


def test_of_few_runs_it_is_not_said_whether_orders_flip(closures: Rivals) -> None:
    def cut(found: Comparison) -> Comparison:
        return dataclasses.replace(found, replications=found.replications[:3], annual=found.annual[:, :3])

    short = dataclasses.replace(closures, comparisons=tuple(map(cut, closures.comparisons)))
    (paid,) = on_extras(Extras(financing=short), describe(BASELINE, PLANS))
    assert "most for “one”" in paid.en
    assert paid.en.endswith(
        "is not judged. 3 runs are too few to say of any two plans that they differ; 8 or more are needed."
    )
    theories = under_rivals(short, describe(BASELINE, PLANS))
    assert theories.en.startswith("Whether rival theories reverse the order of plans is not judged. 3 runs")
    assert theories.ko.startswith("경쟁 이론에서 계획의 순위가 뒤바뀌는지는 판정하지 않는다. 3회 실행으로는")


def test_where_who_pays_changes_nothing_no_plan_is_named(closures: Rivals) -> None:
    alike = dataclasses.replace(closures, comparisons=closures.comparisons[:1] * 3)
    (sentence,) = on_extras(Extras(financing=alike), describe(BASELINE, PLANS))
    assert sentence.en.endswith("changes no effect on value added that is shown.")
    assert "one" not in sentence.en.split()


def test_no_plan_is_named_where_payers_hardly_move_any(closures: Rivals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.compare.summary.LEAST", 100.0)
    (sentence,) = on_extras(Extras(financing=closures), describe(BASELINE, PLANS))
    assert "of no plan by 0.05 points or more" in sentence.en
    assert sentence.en.endswith(": 1 of 3.")
    assert "0.05%p 이상 달라지는 계획은 없다" in sentence.ko


def test_table_and_data_have_a_mean_for_each_payer(closures: Rivals) -> None:
    extras, plans = Extras(financing=closures), describe(BASELINE, PLANS)
    (sheet,) = extra_sheets(extras, plans)
    assert [str(row[0].en) for row in sheet.rows] == ["one", "two"]  # type: ignore[union-attr]
    assert "8 runs" in sheet.note.en
    table = extra_tables(extras)["financing"].set_index(["variable", "plan", "paid_by"])["mean"]
    debt, tax, cuts = (table[VALUE_ADDED, "one", name] for name in ("debt", "income_tax", "spending_cuts"))
    assert tax == pytest.approx(0.25 * debt, rel=0.05)
    assert cuts == debt
    assert table[VALUE_ADDED, "two", "income_tax"] == table[VALUE_ADDED, "two", "debt"]
