"""Shapley attribution: games with known answers, sums, and a fake plan whose levers add up."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.compare.attribution import (
    REST,
    Attribution,
    attribute,
    attributions,
    exact_values,
    game,
    name_of,
    order_values,
    replications,
)
from sim.compare.extras import Extras, extra_tables
from sim.compare.runs import run_comparison
from sim.results.effects import PRODUCTIVITY, VALUE_ADDED
from sim.workers import Workers
from tests.results.fake_model import BASELINE, FakeFactory, FakeLever, FakeScenario

# Left gloves: players 0 and 1; right glove: player 2. A pair is worth one.
GLOVES = {mask: np.array([float(bool(mask & 4) and bool(mask & 3))]) for mask in range(1, 8)}
SIZES = (0.001, 0.002, 0.004, -0.003, 0.0)
LEVERS = tuple(
    FakeLever(f"lever{k}", "grid_capacity", size, size, size, start=16 if k else 46) for k, size in enumerate(SIZES)
)  # the first is not at full strength when the run ends, so that the last year is like no other
PLAN = FakeScenario("plan", {"en": "Plan", "ko": "계획"}, LEVERS)
MANY = FakeScenario("many", {"en": "Many", "ko": "다수"}, tuple(
    FakeLever(f"lever{k}", "grid_capacity", 0.001 * k, 0.001 * k, 0.001 * k) for k in range(10)
))  # fmt: skip


def plan_ids(plan: FakeScenario) -> tuple[str, ...]:
    return tuple(lever.id for lever in plan.levers)


def test_gloves() -> None:
    assert exact_values(GLOVES, 3)[:, 0] == pytest.approx([1 / 6, 1 / 6, 4 / 6], abs=1e-12)


def test_all_orders_of_joining_give_the_exact_values() -> None:
    rng = np.random.default_rng(3)
    values = {mask: rng.normal(size=(2, 3)) for mask in range(1, 16)}
    along = order_values(values, list(itertools.permutations(range(4))))
    np.testing.assert_allclose(along.mean(axis=0), exact_values(values, 4), atol=1e-12)
    np.testing.assert_allclose(along.sum(axis=1), np.broadcast_to(values[15], (24, 2, 3)), atol=1e-12)


def test_orders_are_drawn_above_eight_players_and_come_in_pairs() -> None:
    assert game(PLAN, 1).exact
    assert len(game(PLAN, 1).coalitions()) == 31
    played = game(MANY, 1)
    assert not played.exact
    assert all(one == two[::-1] for one, two in zip(played.orders[::2], played.orders[1::2], strict=True))
    assert len(played.coalitions()) < 2**10
    assert played.orders == game(MANY, 1).orders != game(MANY, 2).orders


def test_replications_keep_to_the_budget_but_are_two_at_least() -> None:
    assert [replications(coalitions, None) for coalitions in (50, 400, 900)] == [4, 3, 2]
    assert replications(900, 16) == 16


def test_plans_of_many_levers_are_attributed_to_mechanisms() -> None:
    names = ("rd_support", "grid_capacity", "entry_cost")
    plan = FakeScenario("crowd", {"en": "Crowd", "ko": "다수"}, tuple(
        FakeLever(f"lever{k}", names[k % 3], 0.0, 0.0, 0.0) for k in range(18)
    ))  # fmt: skip
    played = game(plan, 1)
    assert played.players == ("M3", "M8", "M7")
    assert [len(levers) for levers in played.levers] == [6, 6, 6]


@pytest.mark.parametrize("plan", [PLAN, MANY])
def test_contributions_sum_to_the_effect_and_follow_the_size(plan: FakeScenario, workers: Workers) -> None:
    def compare(variants: list[FakeScenario]) -> object:
        return run_comparison(
            BASELINE,
            variants,
            FakeFactory(),
            workers,
            seed=1,
            replications=range(3),
            variables=[VALUE_ADDED, PRODUCTIVITY],
        )

    (found,) = attributions([plan], 1, compare, [VALUE_ADDED, PRODUCTIVITY], BASELINE)  # type: ignore[arg-type]
    whole = run_comparison(BASELINE, [plan], FakeFactory(), workers, seed=1, replications=range(3))
    np.testing.assert_allclose(found.contribution.sum(axis=0), found.total, rtol=1e-10)
    assert found.total[0] == pytest.approx(whole.effects(VALUE_ADDED)[1, :, -1].mean(), rel=1e-12)
    sizes = [lever.central for lever in plan.levers]
    order = np.argsort(sizes)
    assert np.all(np.diff(found.contribution[order, 0]) > 0.0)
    assert found.contribution[sizes.index(0.0), 0] == pytest.approx(0.0, abs=1e-9)
    assert np.all(found.error >= 0.0)
    assert not found.unclear[np.argmax(np.abs(sizes)), 0]


def written(plan: FakeScenario, value: Callable[[int, int], float], runs: int) -> Attribution:
    """Attribution of a plan whose effect by number of levers and run is written down."""
    played = game(plan, 1)
    effects = np.array([[value(0, run) for run in range(runs)]] + [
        [value(mask.bit_count(), run) for run in range(runs)] for mask in played.coalitions()
    ])  # fmt: skip
    names = ("baseline", *(name_of(plan.id, mask) for mask in played.coalitions()))
    some: Any = SimpleNamespace(
        members=names, replications=range(runs), effects=lambda _: effects[:, :, None] * np.array([0.0, 1.0])
    )
    return attribute(played, some, [VALUE_ADDED])


@pytest.mark.parametrize("plan", [PLAN, MANY])
def test_what_a_plan_assumes_is_given_to_none_of_its_levers(plan: FakeScenario) -> None:
    """Five levers of .2 each, in a world that alone brings 10: not 2.2 each."""
    assert game(plan, 1, rest=True).coalitions() == (0, *game(plan, 1).coalitions())
    played, count = game(plan, 1, rest=True), len(plan.levers)
    some: Any = SimpleNamespace(
        members=("baseline", *(name_of(plan.id, mask) for mask in played.coalitions())),
        replications=range(3),
        effects=lambda _: np.array(
            [[[0.0]] * 3, *([[10.0 + mask.bit_count() / count]] * 3 for mask in played.coalitions())]
        ),
    )
    found = attribute(played, some, [VALUE_ADDED])
    assert found.players == (*plan_ids(plan), REST)
    np.testing.assert_allclose(found.contribution[:, 0], [*[1.0 / count] * count, 10.0])
    np.testing.assert_allclose(found.error, 0.0, atol=1e-12)
    assert found.total[0] == pytest.approx(11.0)


@pytest.mark.parametrize(
    ("assumed", "of_baseline", "levers", "known"),
    [
        ({}, {}, (), False),
        ({"e": 1.1}, {"e": 1.1}, (), False),
        ({"e": 1.1}, {}, (), True),
        ({"financed_by_income_tax": 1.0}, {}, (), False),
        ({}, {}, LEVERS, True),
    ],
)
def test_a_plan_without_levers_is_run_where_it_is_not_the_baseline(
    assumed: dict[str, float], of_baseline: dict[str, float], levers: tuple[FakeLever, ...], known: bool
) -> None:
    seen: list[str] = []

    def compare(variants: list[FakeScenario]) -> object:
        seen.extend(variant.id for variant in variants)
        names = ("baseline", *seen)
        return SimpleNamespace(
            members=names, replications=range(2), faults={}, effects=lambda _: np.zeros((len(names), 2, 1))
        )

    plan = dataclasses.replace(PLAN, assume=assumed)
    baseline = dataclasses.replace(BASELINE, assume=of_baseline, levers=levers)
    (found,) = attributions([plan], 1, compare, [VALUE_ADDED], baseline)  # type: ignore[arg-type]
    assert (REST in found.players) is (name_of("plan", 0) in seen) is known


def test_the_error_of_a_contribution_is_that_of_a_mean_over_runs() -> None:
    """1 to 5 of five equal levers in five runs: spread 1.58 over the root of five is .71, a fifth of it for each."""
    found = written(PLAN, lambda levers, run: levers / 5.0 * (run + 1.0), 5)
    np.testing.assert_allclose(found.contribution, 3.0 / 5.0)
    np.testing.assert_allclose(found.error, np.sqrt(2.5) / np.sqrt(5.0) / 5.0)


def test_orders_of_joining_add_to_the_error_where_levers_need_each_other() -> None:
    """The same in all runs: what a lever adds depends on who is there, of which few orders are seen, or it does not."""
    alone, together = written(MANY, lambda levers, _: float(levers), 3), written(MANY, lambda k, _: float(k**3), 3)
    np.testing.assert_allclose(alone.error, 0.0, atol=1e-12)
    assert together.error.max() > 1.0
    assert together.total.tolist() == [1000.0] == [pytest.approx(together.contribution.sum())]


def test_a_reduced_plan_keeps_the_draws_of_its_levers() -> None:
    played = game(PLAN, 1)
    assert [lever.id for lever in played.variant(0b01010).levers] == ["lever1", "lever3"]
    assert played.variant(0b01010).id == "plan 1010"
    assert attribute.__doc__


def test_contributions_are_listed_by_size_then_gains_then_names_whatever_their_order_in_the_file() -> None:
    sizes = {"c": -0.2, "a": 0.2, "b": 0.2, "d": 0.5, "e": -0.20004, REST: 0.0}

    def listed(names: tuple[str, ...]) -> list[str]:
        column = np.array([[sizes[name]] for name in names])
        one = Attribution("plan", 3, names, True, (VALUE_ADDED,), column, np.zeros_like(column), column.sum(axis=0))
        table = extra_tables(Extras(attributions=(one,)))["contributions"]
        assert table["player"].tolist() == [name for _, name in one.listed]
        return table["player"].tolist()

    for names in itertools.permutations(sizes):
        assert listed(names) == ["d", "a", "b", "c", "e", REST]  # .20004 shows as .200


def test_a_contribution_from_few_runs_is_clear_only_far_beyond_its_error() -> None:
    def found(runs: int) -> list[bool]:
        one = Attribution(
            "plan",
            runs,
            ("a", "b"),
            True,
            (VALUE_ADDED,),
            np.array([[0.5], [0.01]]),
            np.array([[0.1], [0.1]]),
            np.zeros(1),
        )
        return [bool(row[0]) for row in one.unclear]

    assert found(1) == [True, True]
    assert found(2) == [True, True]  # t = 6.3 with one degree of freedom
    assert found(4) == [False, True]
