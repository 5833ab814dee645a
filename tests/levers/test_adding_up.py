"""Pledges of one lever that add up where they meet, or repeat each other: told, unless the plan names a group."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.levers.overlap import meeting
from sim.scenario import load

BASELINE = Path("scenarios/baseline.yaml").resolve()
HEAD = f"""\
schema: 1
id: plan
title: {{en: Plan, ko: 계획}}
extends: {BASELINE}
report: {{compare_with: null}}
pledges:
"""
FUND, RATE = ("growth_fund", 5, "trillion KRW per year"), ("policy_loan_rate", 0.005, "points per year")


def pledge(
    name: str, regions: str, lever: tuple[str, float, str] = FUND, time: str = "start: 2026Q1", overlap: str = ""
) -> str:
    kind, size, unit = lever
    return f"""\
  - id: {name}
    says: {{en: Money, ko: 자금}}
    source: asiae_20250523
    status: modelled
    lever: {kind}
    scope: {{regions: [{regions}], sectors: all, sizes: all, tags: []}}
    timing: {{{time}, lag: 0Q, ramp: 0Q, end: null}}
    strength: {{weak: {size}, central: {size}, strong: {size}, unit: {unit}, by: 2035Q4, evidence: [judgement]}}
    money: {{announced: null, unit: trillion KRW}}
{f"    overlap: {overlap}" if overlap else ""}
"""


def warnings(folder: Path, *pledges: str, said: str = "adds up") -> list[str]:
    path = folder / "plan.yaml"
    path.write_text(HEAD + "".join(pledges), encoding="utf-8")
    (folder / "sources.yaml").write_text(Path("scenarios/sources.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return [str(problem) for problem in load(path).problems if said in problem.message]


def test_the_same_money_under_two_names_is_told_at_the_second(tmp_path: Path) -> None:
    (told,) = warnings(tmp_path, pledge("one", "Honam"), pledge("two", "Jeonnam"))
    assert "pledges[1].lever" in told
    assert "what 'one' and 'two' bring adds up where their scopes meet" in told
    assert "overlap: NAME in both" in told


def test_three_that_meet_are_told_pair_by_pair(tmp_path: Path) -> None:
    assert len(warnings(tmp_path, *(pledge(name, "Ulsan") for name in ("one", "two", "three")))) == 3


@pytest.mark.parametrize(
    "pledges",
    [
        (pledge("one", "Honam"), pledge("two", "Ulsan")),
        (pledge("one", "Honam", overlap="money"), pledge("two", "Honam", overlap="money")),
        (pledge("one", "Honam"), pledge("two", "Honam", overlap="other_money")),
        (pledge("one", "Honam", RATE), pledge("two", "Honam", RATE)),
        (pledge("one", "Honam").replace("end: null", "end: 2027Q4"), pledge("two", "Honam", time="start: 2028Q1")),
    ],
    ids=["other places", "one group", "a name of its own", "the stronger counts", "one after the other"],
)
def test_nothing_is_told_where_nothing_is_counted_twice(tmp_path: Path, pledges: tuple[str, ...]) -> None:
    assert warnings(tmp_path, *pledges) == []


@pytest.mark.parametrize("path", sorted(Path("scenarios").glob("*_*.yaml")), ids=lambda path: path.stem)
def test_no_plan_here_counts_money_twice(path: Path) -> None:
    assert not [problem for problem in load(path).problems if "adds up" in problem.message]


def test_a_rate_under_a_second_name_is_told_with_both_lines(tmp_path: Path) -> None:
    (told,) = warnings(tmp_path, pledge("one", "Honam", RATE), pledge("two", "Honam", RATE), said="repeats")
    assert f"plan.yaml:{HEAD.count(chr(10)) + 10 + 5}:" in told
    assert f"'two' repeats 'one' ({tmp_path}/plan.yaml:{HEAD.count(chr(10)) + 5}): same lever" in told
    assert "status: merged, with: one" in told


def test_three_of_one_kind_repeat_the_first(tmp_path: Path) -> None:
    found = warnings(tmp_path, *(pledge(name, "Ulsan", RATE) for name in ("one", "two", "three")), said="repeats")
    assert len(found) == 2 and all("repeats 'one'" in told for told in found)


@pytest.mark.parametrize(
    "pledges",
    [
        (pledge("one", "Honam", RATE), pledge("two", "Jeonnam", RATE)),  # another scope, though they meet
        (pledge("one", "Ulsan", RATE), pledge("two", "Ulsan", RATE, time="start: 2027Q1")),
        (pledge("one", "Ulsan", RATE, overlap="aid"), pledge("two", "Ulsan", RATE, overlap="aid")),
        (pledge("one", "Ulsan"), pledge("two", "Ulsan")),  # money adds up: told as that
    ],
    ids=["other scope", "other dates", "one group", "adds up"],
)
def test_what_is_no_repetition_is_not_called_one(tmp_path: Path, pledges: tuple[str, ...]) -> None:
    assert warnings(tmp_path, *pledges, said="repeats") == []


def test_a_measure_may_count_for_nothing_beside_those_that_write_the_same_where_it_reaches(tmp_path: Path) -> None:
    pledges = [pledge("one", "Honam", RATE), pledge("two", "Jeonnam", RATE), pledge("three", "Ulsan", RATE)]
    other = pledge("four", "Jeonnam", ("guarantee", 0.01, "share of assets"), overlap="aid")
    warnings(tmp_path, *pledges, other, pledge("five", "Jeonnam", overlap="aid"))
    levers = load(tmp_path / "plan.yaml").levers
    found = {lever.id: meeting(lever, levers) for lever in levers}
    assert found == {"one": ("two",), "two": ("one",), "three": (), "four": ("five",), "five": ("four",)}
