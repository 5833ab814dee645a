"""Equal-budget comparison on a fake model whose cost is proportional to the strength of its levers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from sim.compare.budget import (
    TOLERANCE,
    EqualBudget,
    equal_budget,
    scale_plan,
    spending_levers,
    total_costs,
    usual_budget,
)
from sim.compare.extras import equal_sheet
from sim.compare.plans import describe
from sim.compare.runs import Comparison, run_comparison
from sim.compare.summary import at_one_budget
from sim.workers import Workers
from tests.results.fake_model import BASELINE, FakeFactory, FakeLever, FakeScenario

WIDE = FakeLever("wide", "grid_capacity", 0.0, 0.01, 0.05, price=2e5)
FREE = FakeLever("free", "grid_capacity", 0.0, 0.02, 0.05)
NARROW = FakeLever("narrow", "grid_capacity", 0.009, 0.01, 0.011, price=2e4)
CHEAP = FakeScenario("cheap", {"en": "Cheap", "ko": "저"}, (WIDE, FREE))
DEAR = FakeScenario(
    "dear", {"en": "Dear", "ko": "고"}, (FakeLever("dear", "grid_capacity", 0.0, 0.02, 0.05, price=4e5),)
)
SMALL = FakeScenario("small", {"en": "Small", "ko": "소"}, (NARROW,))
PLANS = [CHEAP, DEAR, SMALL]


@pytest.fixture(scope="module")
def found(workers: Workers) -> tuple[Comparison, EqualBudget]:
    def compare(plans: Sequence[Any], runs: int) -> Comparison:
        return run_comparison(BASELINE, plans, FakeFactory(), workers, seed=1, replications=range(runs))

    first = compare(PLANS, 6)
    return first, equal_budget(PLANS, first, 60.0, compare)


def test_a_lever_is_scaled_from_its_neutral_size_and_stays_in_its_range() -> None:
    half, double = (scale_plan(CHEAP, frozenset({"wide"}), factor).levers[0] for factor in (0.5, 2.0))
    assert (half.weak, half.central, half.strong) == (0.0, 0.005, 0.025)
    assert (double.weak, double.central, double.strong) == (0.0, 0.02, 0.05)


def test_only_levers_that_cost_money_are_scaled(found: tuple[Comparison, EqualBudget]) -> None:
    first, _ = found
    assert spending_levers(first, CHEAP) == {"wide"}
    assert scale_plan(CHEAP, frozenset({"wide"}), 3.0).levers[1] is FREE


def test_plans_that_can_cost_the_same_and_the_others_are_not_reachable(found: tuple[Comparison, EqualBudget]) -> None:
    first, result = found
    rows = {scaled.plan: scaled for scaled in result.scaled}
    assert rows["small"].factor is None
    assert rows["small"].most < result.budget
    assert result.comparison is not None
    assert result.comparison.plans == ("cheap", "dear")
    written, equal = total_costs(first), total_costs(result.comparison)
    assert written["dear"] > 2.0 * written["cheap"]
    for plan in ("cheap", "dear"):
        assert equal[plan] == pytest.approx(result.budget, rel=0.25)  # all draws, sought with fewer
    assert rows["cheap"].factor > 1.0 > rows["dear"].factor


def test_the_cost_of_the_search_meets_the_budget(found: tuple[Comparison, EqualBudget], workers: Workers) -> None:
    _, result = found
    rows = {scaled.plan: scaled for scaled in result.scaled}
    plans = [
        scale_plan(plan, frozenset({lever}), rows[plan.id].factor) for plan, lever in ((CHEAP, "wide"), (DEAR, "dear"))
    ]
    again = run_comparison(BASELINE, plans, FakeFactory(), workers, seed=1, replications=range(4))
    for cost in total_costs(again).values():
        assert cost == pytest.approx(result.budget, rel=TOLERANCE)


def test_the_usual_budget_is_the_median_of_the_plans_that_spend(found: tuple[Comparison, EqualBudget]) -> None:
    first, _ = found
    assert usual_budget(first) == total_costs(first)["cheap"]


def test_a_plan_without_a_cost_is_not_called_out_of_reach(workers: Workers) -> None:
    def compare(plans: Sequence[Any], runs: int) -> Comparison:
        return run_comparison(BASELINE, plans, FakeFactory(), workers, seed=1, replications=range(runs))

    free = FakeScenario("free", {"en": "Free", "ko": "무"}, (FREE,))
    row = {"status": "modelled", "lever": "grid_capacity", "source": "x", "says": {"en": "A", "ko": "가"}}
    cheap = replace(CHEAP, pledges=({**row, "id": "wide"}, {**row, "id": "free"}))
    plans = [cheap, DEAR, SMALL, free]
    equal = equal_budget(plans, compare(plans, 4), 60.0, compare)
    assert {scaled.plan: scaled.costless for scaled in equal.scaled if scaled.factor is None} == {
        "small": False, "free": True,
    }  # fmt: skip
    described = describe(BASELINE, plans)
    told = at_one_budget(equal, described)
    assert "Not reachable within the evidence: “Small”. Left out, as none of their measures has a cost" in told.en
    assert told.en.endswith("in the model: “Free”.")
    assert (
        "most of their measures have no cost in the model and add to the effect beside the budget: “Cheap”." in told.en
    )
    assert "모형의 비용이 없어 제외한 계획: “무”." in told.ko and "순위를 매길 수 없는 계획: “저”." in told.ko
    cells = {row[0].en: row[4] for row in equal_sheet(equal, described).rows}
    assert (cells["Free"].en, cells["Small"].en) == ("no cost in the model", "not reachable")


def test_there_is_no_budget_where_no_plan_spends(workers: Workers) -> None:
    free = FakeScenario("free", {"en": "Free", "ko": "무"}, (FREE,))
    first = run_comparison(BASELINE, [free], FakeFactory(), workers, seed=1, replications=range(2))
    with pytest.raises(ValueError, match="no plan costs more than 50 billion won a year"):
        equal_budget([free], first, None, lambda plans, runs: first)
