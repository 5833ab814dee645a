"""What a plan may say, but hardly means: `check` warns of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.explain import explain
from sim.labels import Language
from sim.levers.definition import intensity
from sim.scenario import Horizon, Options, check, load, vocabulary


def told(word: str, options: Options | None = None) -> list[str]:
    return [problem.message for problem in check(["plan.yaml"], options) if word in problem.message]


def test_gdp_is_the_official_one() -> None:
    """KOSIS DT_1C96: 2,327.6 trillion won in 2022, 2,007.8 in 2018 (sums of gross regional product)."""
    assert vocabulary.gdp(2022) == pytest.approx(2_327_596, abs=1.0)
    assert vocabulary.gdp(2018) == pytest.approx(2_007_812, abs=1.0)


@pytest.mark.parametrize(
    ("money", "implausible"),
    [
        ("{announced: 2327, unit: trillion KRW}", False),
        ("{announced: 2328, unit: trillion KRW}", True),
        ("{announced: 2327000, unit: billion KRW}", False),
        ("{announced: 232, unit: trillion KRW/yr}", False),
        ("{announced: 233, unit: trillion KRW/yr}", True),
        ("{announced: null, unit: trillion KRW/yr}", False),
    ],
)
def test_money_beyond_a_year_of_gdp_is_told(
    folder: Path, edit: Callable[..., None], money: str, implausible: bool
) -> None:
    edit("{announced: 12.5, unit: trillion KRW}", money)
    assert bool(told("announced money")) == implausible


def test_money_is_held_against_the_base_year_of_the_run(folder: Path, edit: Callable[..., None]) -> None:
    edit("announced: 12.5", "announced: 2100")
    assert told("announced money") == []
    (earlier,) = told("announced money", Options(Horizon(2018, 2035)))
    assert "2,100 trillion won, is 1.05 times the GDP of 2018 (2,008 trillion won)" in earlier


RAMP = "{start: 2027Q1, ramp: 4Q}"


@pytest.mark.parametrize(
    ("timing", "until", "part"),
    [
        ("{start: 2032Q1, ramp: 16Q}", 2035, None),  # the last quarter of the run is the first at full strength
        ("{start: 2032Q2, ramp: 16Q}", 2035, "93.8 % of it in the last quarter, 2035Q4, all of it only in 2036Q1"),
        (
            "{start: 2031Q1, lag: 8Q, ramp: 16Q}",
            2035,
            "75 % of it in the last quarter, 2035Q4, all of it only in 2036Q4",
        ),
        ("{start: 2027Q1, lag: 1Y, ramp: 4Q}", 2028, None),
        (
            "{start: 2027Q1, lag: 5Q, ramp: 4Q}",
            2028,
            "75 % of it in the last quarter, 2028Q4, all of it only in 2029Q1",
        ),
        ("{start: 2035Q4}", 2035, None),
        ("{start: 2032Q2, ramp: 16Q, end: 2034Q1}", 2035, None),  # the end of the measure is told instead
    ],
)
def test_a_ramp_beyond_the_run_is_told_with_what_it_reaches(
    folder: Path, edit: Callable[..., None], timing: str, until: int, part: str | None
) -> None:
    edit(RAMP, timing)
    found = told("never reaches its full strength in this run", Options(Horizon(2022, until), timing="as_dated"))
    grid = [message for message in found if "2031Q2" in message]  # the other measure of the plan, in the short run
    assert [message.partition(": ")[2] for message in found if message not in grid] == ([part] if part else [])
    assert bool(grid) == (until < 2031)


def test_a_plan_that_is_moved_is_held_against_its_moved_dates(folder: Path, edit: Callable[..., None]) -> None:
    edit(RAMP, "{start: 2032Q2, ramp: 16Q}")
    assert len(told("never reaches", Options(timing="as_dated"))) == 1
    assert told("never reaches", Options(timing="common_start")) == []  # all begins two quarters earlier


@pytest.mark.parametrize(("end", "part"), [("2031Q1", "91.7 %"), ("2031Q2", None), ("2028Q3", "8.33 %")])
def test_a_measure_that_ends_on_its_ramp_is_told_what_it_reached(
    folder: Path, edit: Callable[..., None], end: str, part: str | None
) -> None:
    edit("end: null", f"end: {end}")
    said = [f"the measure ends before it is in full force, 2031Q2, with {part} of its strength"] if part else []
    assert told("ends before") == said


def test_the_part_is_what_the_model_acts_on(folder: Path, edit: Callable[..., None]) -> None:
    edit(RAMP, "{start: 2034Q1, lag: 2Q, ramp: 11Q}")
    robots = next(lever for lever in load("plan.yaml", Options(timing="as_dated")).levers if lever.id == "robots")
    shown = next(message for message in told("never reaches", Options(timing="as_dated")))
    assert f"run: {100.0 * intensity(robots, Horizon().quarters - 1):.3g} % of it" in shown


@pytest.mark.parametrize("language", ["en", "ko"])
def test_explain_tells_what_a_moved_plan_reaches(shipped: Path, language: Language) -> None:
    page = explain("manufacturing_renaissance_2019", language).splitlines()
    row = next(line for line in page if "mr19_smart_complex" in line)
    part = {
        "en": "moved by +26 quarters 87 % of its size by 2035Q4, all of it only in 2037Q2",
        "ko": "+26분기 옮겨 2035Q4에 크기의 87%, 전부는 2037Q2에야 시행",
    }
    assert part[language] in row
    assert not any("quarters" in line or "분기 옮겨" in line for line in page if "mr19_sandbox" in line)


PATH = "{path: {2026: 0.025, 2028Q3: 0.02}}"


@pytest.mark.parametrize(
    ("assumed", "slows"),
    [
        ("foreign_demand_growth: {path: {2026: 0.02, 2030: 0.01}}", ["foreign_demand_growth"]),
        ("foreign_demand_growth: {path: {2026: 0.02}}\n  growth_slowdown: 0", []),
        ("trend_growth: {path: {2026: 0.02}}\n  growth_slowdown: {path: {2030: 0.0}}", ["trend_growth"]),
        ("foreign_demand_growth: 0.02", []),
        ("minimum_wage_growth: {path: {2026: 0.02}}", ["minimum_wage_growth"]),
        ("wage_curve: {path: {2026: 0.02}}", []),
    ],
)
def test_a_path_of_growth_that_slows_all_the_same_is_told(
    folder: Path, edit: Callable[..., None], assumed: str, slows: list[str]
) -> None:
    edit(f"policy_rate: {PATH}", assumed)
    assert [message.split()[0] for message in told("falls by growth_slowdown")] == slows
