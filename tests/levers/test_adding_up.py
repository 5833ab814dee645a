"""Two pledges of one lever that add up where they meet: told, unless the plan says what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

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


def warnings(folder: Path, *pledges: str) -> list[str]:
    path = folder / "plan.yaml"
    path.write_text(HEAD + "".join(pledges), encoding="utf-8")
    (folder / "sources.yaml").write_text(Path("scenarios/sources.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return [str(problem) for problem in load(path).problems if "adds up" in problem.message]


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
