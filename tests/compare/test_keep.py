"""Draws kept on disk: finished plans are not run again; another code, data or baseline is an error naming both."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from sim.compare.keep import CompareError, finished, joined, origin, save
from sim.compare.runs import Comparison, run_comparison
from sim.results.code import CodeVersion
from sim.scenario import Options, Scenario, load
from sim.workers import Workers
from tests.results.fake_model import GOALS, FakeFactory, FakeLever, FakeScenario

FILES = {
    name: load(Path("scenarios") / f"{name}.yaml", Options()) for name in ("baseline", "kim_moonsoo", "lee_junseok")
}
CODE = CodeVersion("a" * 40, False, "b" * 64)
MADE_BY = origin(FILES["baseline"], CODE, "2022 accounts", 1, 3, 0.02)
FAKES = {
    "baseline": FakeScenario("baseline", {"en": "None", "ko": "없음"}),
    "kim_moonsoo": FakeScenario(
        "kim_moonsoo", {"en": "K", "ko": "김"}, (FakeLever("k", "grid_capacity", 0.01, 0.02, 0.03, cost=5.0),),
        targets=GOALS[:2],
    ),
    "lee_junseok": FakeScenario(
        "lee_junseok", {"en": "L", "ko": "이"}, (FakeLever("l", "grid_capacity", 0.0, 0.01, 0.02, cost=9.0),)
    ),
}  # fmt: skip


def _run(workers: Workers, *plans: str, seed: int = 1) -> Comparison:
    return run_comparison(
        FAKES["baseline"], [FAKES[plan] for plan in plans], FakeFactory(), workers, seed=seed, replications=range(3)
    )


def _given(*plans: str) -> list[Scenario]:
    return [dataclasses.replace(FILES[plan], targets=FAKES[plan].targets) for plan in plans]


@pytest.fixture
def folder(workers: Workers, tmp_path: Path) -> Path:
    save(_run(workers, "kim_moonsoo"), MADE_BY, [FILES["baseline"], *_given("kim_moonsoo")], tmp_path)
    return tmp_path


def test_finished_plans_joined_with_new_ones_are_one_comparison(workers: Workers, folder: Path) -> None:
    earlier = finished(folder, MADE_BY, _given("kim_moonsoo", "lee_junseok"))
    assert earlier is not None
    assert earlier.members == ("baseline", "kim_moonsoo")
    both = joined(earlier, _run(workers, "lee_junseok"), folder)
    whole = _run(workers, "kim_moonsoo", "lee_junseok")
    assert both.members == whole.members
    for key in whole.rows:
        np.testing.assert_array_equal(both.values(*key), whole.values(*key))
    np.testing.assert_array_equal(both.judged["kim_moonsoo"].target_values, whole.judged["kim_moonsoo"].target_values)


def test_a_plan_whose_file_has_changed_is_run_again(folder: Path) -> None:
    (plan,) = _given("kim_moonsoo")
    changed = dataclasses.replace(plan, files={**plan.files, "kim_moonsoo.resolved.yaml": "other"})
    assert finished(folder, MADE_BY, [changed]) is None


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("code", "c" * 8, r"was made with code aaaaaaaa \(bbbbbbbbbbbb\); this run has code cccccccc"),
        ("data", "2023 accounts", "was made with data 2022 accounts; this run has data 2023 accounts"),
        ("seed", "2", "was made with seed 1; this run has seed 2"),
        ("baseline file", "other", "the baseline 'baseline' is not the one of .*: its file has changed"),
    ],
)
def test_what_differs_is_named_on_both_sides(folder: Path, name: str, value: str, message: str) -> None:
    with pytest.raises(CompareError, match=message):
        finished(folder, {**MADE_BY, name: value}, _given("kim_moonsoo"))


def test_a_folder_without_draws_says_how_to_keep_them(tmp_path: Path) -> None:
    with pytest.raises(CompareError, match=r"has no draws\.npz: reuse .* --keep-draws"):
        finished(tmp_path, MADE_BY, _given("kim_moonsoo"))


def test_a_baseline_that_comes_out_otherwise_is_noticed(workers: Workers, folder: Path) -> None:
    earlier = finished(folder, MADE_BY, _given("kim_moonsoo"))
    assert earlier is not None
    with pytest.raises(CompareError, match="the baseline 'baseline' does not come out as in"):
        joined(earlier, _run(workers, "lee_junseok", seed=2), folder)
