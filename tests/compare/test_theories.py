"""Rival theories: what they fix, and which rankings flip."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sim.compare.runs import Comparison, run_comparison
from sim.compare.theories import REFERENCE, Rivals, Theory, flips, rank_table, read_theories, under
from sim.draws import draw_parameters
from sim.files.problems import DataError
from sim.labels import Label
from sim.parameters import load_registry
from sim.results.effects import VALUE_ADDED
from sim.scenario import load
from sim.workers import Workers
from tests.results.fake_model import BASELINE, FakeFactory, FakeLever, FakeScenario

ONE, TWO = (
    FakeScenario(name, {"en": name, "ko": name}, (FakeLever("x", "grid_capacity", size, size, size),))
    for name, size in (("one", 0.02), ("two", 0.01))
)


def test_theories_cover_what_the_contract_disputes() -> None:
    named = {name for theory in read_theories(load_registry()) for name in theory.settings}
    assert named >= {
        "user_cost_elasticity_small", "user_cost_elasticity_large", "migration_elasticity", "wage_curve",
        "adoption_gain_ai", "china_drift",
    }  # fmt: skip


def test_every_theory_fixes_what_a_usual_comparison_draws() -> None:
    uncertain = load("scenarios/baseline.yaml").uncertain
    for theory in read_theories(load_registry()):
        assert set(theory.settings) <= set(uncertain), theory.id


def test_a_theory_is_the_same_in_every_run_and_leaves_the_rest() -> None:
    registry, uncertain = load_registry(), load("scenarios/baseline.yaml").uncertain
    theory = Theory("x", Label("x", "x"), {"migration_elasticity": "strong", "wage_curve": "rd_elasticity"})
    fixed = under(theory, uncertain, registry)
    draws = [draw_parameters(registry, fixed, 1, replication) for replication in range(3)]
    assert {draw.migration_elasticity for draw in draws} == {registry["migration_elasticity"].strong}
    assert {draw.wage_curve for draw in draws} == {registry["rd_elasticity"].default}
    usual = draw_parameters(registry, uncertain, 1, 2)
    assert draws[2].china_drift == usual.china_drift
    assert len({draw.china_drift for draw in draws}) == 3


def test_an_unknown_parameter_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = {name: spec for name, spec in load_registry().items() if name != "china_drift"}
    with pytest.raises(DataError, match="theory china_slow: unknown parameter 'china_drift'"):
        read_theories(registry)


@pytest.fixture(scope="module")
def rivals(workers: Workers) -> Rivals:
    def run(plans: list[FakeScenario]) -> Comparison:
        return run_comparison(BASELINE, plans, FakeFactory(), workers, seed=1, replications=range(8))

    usual = run([ONE, TWO])
    turned = run([dataclasses.replace(ONE, levers=TWO.levers), dataclasses.replace(TWO, levers=ONE.levers)])
    same = Label("", "")
    return Rivals(
        (Theory(REFERENCE, same, {}), Theory("turned", same, {}), Theory("same", same, {})), (usual, turned, usual)
    )


def test_rankings_that_flip_are_named_with_their_theory(rivals: Rivals) -> None:
    table = flips(rivals)
    table = table[table["variable"] == VALUE_ADDED]
    assert table[["theory", "plan", "other"]].to_numpy().tolist() == [["turned", "one", "two"]]
    assert table["usual_probability"].tolist() == [1.0]
    assert table["probability"].tolist() == [0.0]
    assert table["clear"].tolist() == [True]


def test_ranks_under_each_theory(rivals: Rivals) -> None:
    table = rank_table(rivals)
    table = table[table["variable"] == VALUE_ADDED].set_index(["theory", "plan"])
    assert table.loc[("turned", "two"), "expected_rank"] == 1.0
    assert table.loc[(REFERENCE, "one"), "mean"] == pytest.approx(100.0 * np.expm1(0.02))
