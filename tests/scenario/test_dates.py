"""Dates as Korean papers write them are faults whose hint names the right quarter; none is taken in silence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.scenario import check

ONE = {
    "27.3분기": "2027Q3", "2027.3분기": "2027Q3", "'27.3분기": "2027Q3", "27년 3분기": "2027Q3",
    "2027년 3/4분기": "2027Q3",
    "2027년 3사분기": "2027Q3", "2027년 제3분기": "2027Q3", "3Q27": "2027Q3", "3Q 2027": "2027Q3",
    "'27년 1월": "2027Q1", "’27년 1월": "2027Q1", "27년 12월": "2027Q4", "27.1월": "2027Q1", "'27.10": "2027Q4",
    "2027년 6월말": "2027Q2", "2027. 7. 15.": "2027Q3", "2027년 7월 15일부터": "2027Q3", "2027년말": "2027Q4",
    "2027년 말까지": "2027Q4", "27년말": "2027Q4", "2027년 연말": "2027Q4", "2027년초": "2027Q1", "2027-07": "2027Q3",
}  # fmt: skip
LONGER = {
    "2027년 상반기": ("2027Q1", "2027Q2"), "27년 하반기": ("2027Q3", "2027Q4"), "'27.상반기": ("2027Q1", "2027Q2"),
    "2027년 후반기 중": ("2027Q3", "2027Q4"), "2027H1": ("2027Q1", "2027Q2"), "1H27": ("2027Q1", "2027Q2"),
    "2027년": ("2027Q1", "2027Q4"), "27년까지": ("2027Q1", "2027Q4"), "'2027'": ("2027Q1", "2027Q4"),
}  # fmt: skip
UNCLEAR = ("27.3", "2027년 13월", "2027년 5분기", "상반기", "3분기", "2027~2030년", "2027년 12월 이전", "27", "곧")


def hint(edit: Callable[..., None], date: str) -> str:
    quoted = date if date.startswith("'") and date.endswith("'") else f'"{date}"'
    edit("start: 2026Q3", f"start: {quoted}")
    (problem,) = [one for one in check(["plan.yaml"]) if one.mark.path == "pledges[0].timing.start"]
    assert problem.message.endswith("is not a quarter") and not problem.warning and problem.mark.line == 13
    return problem.hint


@pytest.mark.parametrize(("date", "quarter"), ONE.items())
def test_a_date_within_one_quarter_is_told_with_it(edit: Callable[..., None], date: str, quarter: str) -> None:
    assert hint(edit, date) == f"write the quarter: {quarter}"


@pytest.mark.parametrize(("date", "ends"), LONGER.items())
def test_a_longer_time_is_told_with_both_its_ends(edit: Callable[..., None], date: str, ends: tuple[str, str]) -> None:
    assert hint(edit, date) == f"write the quarter: {ends[0]} for its beginning, {ends[1]} for its end"


@pytest.mark.parametrize("date", UNCLEAR)
def test_what_is_not_clear_is_not_guessed(edit: Callable[..., None], date: str) -> None:
    assert hint(edit, date) == "write the quarter, such as 2026Q3"
