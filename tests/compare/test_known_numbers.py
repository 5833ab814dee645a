"""Numbers of a comparison that can be worked out by hand: ranks, cost a year, what a won brings, who receives it."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from sim.codes import N_SECTORS, REGIONS, SECTORS, SIZES
from sim.compare.plans import describe
from sim.compare.runs import Comparison, run_comparison
from sim.compare.statistics import indistinguishable, rank_bands, ranks
from sim.compare.summary import targets
from sim.compare.tables import (
    GROSS,
    VALUE_ADDED,
    cost_draws,
    matrix,
    mean_costs,
    per_won,
    ranking,
    recipients,
    won_draws,
)
from sim.labels import Label
from sim.workers import Workers
from tests.results.fake_model import BASELINE, SHARES, FakeFactory, FakeLever, FakeScenario, goal

DRAWS = np.array([[1.0, 2.0, 3.0, 4.0], [0.0, 3.0, 2.0, 4.0], [9.0, 9.0, 9.0, 9.0]])
COST = 400.0
"""Billion won a year of grants at full strength."""


def plan(name: str, size: float, cost: float) -> FakeScenario:
    """Reached over three years from 2026 on."""
    return FakeScenario(
        name, {"en": name, "ko": name}, (FakeLever(f"{name}_x", "rd_support", size, size, size, cost=cost),)
    )


PLANS = [plan("much", 0.02, COST), plan("little", 0.01, 3.0 * COST)]


@pytest.fixture(scope="module")
def comparison(workers: Workers) -> Comparison:
    return run_comparison(BASELINE, PLANS, FakeFactory(), workers, seed=1, replications=range(8))


def test_the_largest_has_rank_one_and_ties_share_the_middle() -> None:
    """Ranks of the first: 2, 3, 2 and 2.5, as it ties for 2 and 3; the 5 and 95 % between the order statistics."""
    mean, low, high = rank_bands(DRAWS).T
    assert mean.tolist() == [2.375, 2.625, 1.0]
    assert low.tolist() == pytest.approx([2.0, 2.075, 1.0])
    assert high.tolist() == pytest.approx([2.925, 3.0, 1.0])
    assert ranks(DRAWS) @ np.arange(1, 4) == pytest.approx(mean)  # the same by the chances of the ranks


@pytest.mark.parametrize(("losses", "same"), [(2, False), (4, False), (6, True), (50, True), (94, True), (96, False)])
def test_two_plans_are_told_apart_where_nineteen_of_twenty_runs_agree(losses: int, same: bool) -> None:
    """Of a hundred runs one plan loses so many: with six or more the band from 5 to 95 % holds zero."""
    one = np.where(np.arange(100) < losses, -1.0, 1.0) * np.linspace(1.0, 2.0, 100)
    assert indistinguishable(np.stack([one, np.zeros(100)])).tolist() == [[True, same], [same, True]]


def test_the_plan_that_adds_most_is_expected_first_and_the_baseline_last(comparison: Comparison) -> None:
    found = ranking(comparison, "2035").query("variable == @VALUE_ADDED")
    assert found.groupby("plan")["expected_rank"].first().to_dict() == {"much": 1.0, "little": 2.0, "baseline": 3.0}
    pairs = matrix(comparison, "2035").query("variable == @VALUE_ADDED").set_index(["plan", "beats"])["verdict"]
    assert (pairs["much", "little"], pairs["little", "much"]) == ("more", "less")
    assert (pairs["much", "baseline"], pairs["baseline", "little"]) == ("more", "less")


def test_the_sign_of_a_verdict_is_that_of_the_mean_difference_whatever_the_chance() -> None:
    """Of forty runs one is worse by 5 and the others better by .01."""
    draws = np.stack([np.zeros(40), np.array([-5.0, *[0.01] * 39])])
    some: Any = SimpleNamespace(years=("2035",), members=("baseline", "plan"), effects=lambda _: draws[:, :, None])
    found = matrix(some, "2035").query("variable == @VALUE_ADDED").set_index(["plan", "beats"])
    assert found["probability"].to_dict() == {("baseline", "plan"): 0.025, ("plan", "baseline"): 0.975}
    assert found["verdict"].to_dict() == {("baseline", "plan"): "more", ("plan", "baseline"): "less"}


def test_cost_a_year_is_that_of_the_years_in_which_there_is_any(comparison: Comparison) -> None:
    """Twelfths of full strength by quarter from 2026 on: 5.5 quarters at full cost in three years, then seven years.

    Of ten years 33.5 quarters; beside a won of grants come .32 of credits, interest and administration.
    """
    expected = 1.32 * COST / 4.0 * 33.5 / 10.0
    found = mean_costs(comparison)
    assert found == pytest.approx({"much": expected, "little": 3.0 * expected})


def test_a_won_brings_what_all_years_add_over_what_all_years_cost(comparison: Comparison) -> None:
    added = comparison.values(VALUE_ADDED)[1:].sum(axis=2) - comparison.values(VALUE_ADDED)[:1].sum(axis=2)
    spent = comparison.values(GROSS)[1:].sum(axis=2)
    found = per_won(comparison, describe(BASELINE, PLANS)).set_index("plan")["per_won_mean"]
    assert [found["much"], found["little"]] == pytest.approx(list(added.mean(axis=1) / spent.mean(axis=1)))


def test_a_run_that_costs_more_for_the_same_gain_brings_less_a_won() -> None:
    cost = np.array([90.0, 100.0, 110.0]) * 1e3
    some: Any = SimpleNamespace(
        plans=("plan",),
        differences=lambda name: np.stack(
            [np.zeros((3, 1)), {GROSS: cost, VALUE_ADDED: 0.0 * cost + 5e4}[name][:, None]]
        ),
    )
    (draws,) = won_draws(some).values()
    assert draws.tolist() == pytest.approx([0.55, 0.5, 0.45])
    assert cost_draws(some)["plan"].tolist() == cost.tolist()


def test_parts_of_the_money_add_up_within_a_plan_and_stand_beside_value_added_of_the_base_year(
    comparison: Comparison,
) -> None:
    """Every region, sector and size receives the same here; value added of a region is known from the economy."""
    table = {key: rows.set_index("group") for key, rows in recipients(comparison).groupby(["plan", "by"])}
    for kind, groups in (("region", REGIONS), ("sector", SECTORS), ("size", SIZES)):
        for name, cost in (("much", COST), ("little", 3.0 * COST)):
            rows = table[name, kind]
            assert rows["share"].to_numpy() == pytest.approx(np.full(len(groups), 1.0 / len(groups)))
            assert rows["share_of_value_added"].sum() == pytest.approx(1.0)
            assert rows["billion_krw"].sum() == pytest.approx(1.1 * cost / 4.0 * 33.5)
    worth = SHARES[:, :N_SECTORS].sum(axis=1)
    found = table["much", "region"]["share_of_value_added"]
    assert [found[region] for region in REGIONS] == pytest.approx(list(worth / worth.sum()))
    by_sector = table["much", "sector"]["share_of_value_added"]
    assert by_sector[SECTORS[-1]] > by_sector[SECTORS[0]]


def test_effects_are_those_of_each_run_against_its_own_baseline(comparison: Comparison) -> None:
    """Runs differ by their luck, which a plan shares with the baseline: its effect is the same in all of them."""
    levels, effects = comparison.values(VALUE_ADDED)[0, :, -1], comparison.effects(VALUE_ADDED)[1, :, -1]
    assert np.ptp(levels) > 0.005 * levels.mean()
    assert effects == pytest.approx(np.full(8, 100.0 * np.expm1(0.02)))
    assert comparison.differences(VALUE_ADDED)[1, :, -1] == pytest.approx(np.expm1(0.02) * levels)


def test_of_announced_targets_it_is_told_how_many_most_runs_meet_and_how_many_none_does() -> None:
    """One is met in three of four runs, with and without the plan; one in a single run; one in none."""
    met = np.array([[3, 1, 0], [3, 0, 0]])
    values = (np.arange(4)[None, :, None] < met[:, None, :]).astype(float)[..., None] * np.ones(8)
    promised = tuple(goal(name, "Smart Factories|Manufacturing", level=0.5, by=7) for name in "abc")
    judged: Any = SimpleNamespace(
        targets=promised, target_values=values[::-1], target_required=np.full_like(values, 0.5), years=("2022", "2023"),
        quarters=tuple(f"{year}Q{k}" for year in (2022, 2023) for k in (1, 2, 3, 4)),
    )  # fmt: skip
    (told,) = targets(cast(Any, SimpleNamespace(judged={"plan": judged})), Label("nothing", "없음"))
    assert re.findall(r"\d+", told.en.replace("90", "")) == ["3", "1", "1", "1"], told.en
