"""Dates as Korean papers write them are faults whose hint names the right quarter; none is taken in silence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.scenario import Options, check

ONE = {
    "27.3분기": "2027Q3", "2027.3분기": "2027Q3", "'27.3분기": "2027Q3", "27년 3분기": "2027Q3",
    "2027년 3/4분기": "2027Q3",
    "2027년 3사분기": "2027Q3", "2027년 제3분기": "2027Q3", "3Q27": "2027Q3", "3Q 2027": "2027Q3",
    "'27년 1월": "2027Q1", "’27년 1월": "2027Q1", "27년 12월": "2027Q4", "27.1월": "2027Q1", "'27.10": "2027Q4",
    "2027년 6월말": "2027Q2", "2027. 7. 15.": "2027Q3", "2027년 7월 15일부터": "2027Q3", "2027년말": "2027Q4",
    "2027년 말까지": "2027Q4", "27년말": "2027Q4", "2027년 연말": "2027Q4", "2027년초": "2027Q1", "2027-07": "2027Q3",
}  # fmt: skip
ENGLISH = {
    "July 2026": "2026Q3", "Jul 2026": "2026Q3", "July 1, 2026": "2026Q3", "1 July 2026": "2026Q3",
    "2026.7": "2026Q3", "end of 2030": "2030Q4", "by the end of 2030": "2030Q4", "07/2026": "2026Q3",
    "31/12/2026": "2026Q4", "third quarter of 2026": "2026Q3", "May 2027": "2027Q2", "December 31st, 2027": "2027Q4",
}  # fmt: skip
LONGER = {
    "2027년 상반기": ("2027Q1", "2027Q2"), "27년 하반기": ("2027Q3", "2027Q4"), "'27.상반기": ("2027Q1", "2027Q2"),
    "2027년 후반기 중": ("2027Q3", "2027Q4"), "2027H1": ("2027Q1", "2027Q2"), "1H27": ("2027Q1", "2027Q2"),
    "2027년": ("2027Q1", "2027Q4"), "27년까지": ("2027Q1", "2027Q4"), "'2027'": ("2027Q1", "2027Q4"),
    "second half of 2026": ("2026Q3", "2026Q4"), "by 2030": ("2030Q1", "2030Q4"), "mid-2027": ("2027Q2", "2027Q3"),
}  # fmt: skip
UNCLEAR = ("27.3", "2027년 13월", "2027년 5분기", "상반기", "3분기", "2027~2030년", "2027년 12월 이전", "27", "곧",
           "July 32, 2026", "July", "spring 2027", "13/13/2026", "third half of 2026", "1.1")  # fmt: skip


def hint(edit: Callable[..., None], date: str) -> str:
    quoted = date if date.startswith("'") and date.endswith("'") else f'"{date}"'
    edit("start: 2026Q3", f"start: {quoted}")
    (problem,) = [one for one in check(["plan.yaml"]) if one.mark.path == "pledges[0].timing.start"]
    assert problem.message.endswith("is not a quarter") and not problem.warning and problem.mark.line == 13
    return problem.hint


@pytest.mark.parametrize(("date", "quarter"), {**ONE, **ENGLISH}.items())
def test_a_date_within_one_quarter_is_told_with_it(edit: Callable[..., None], date: str, quarter: str) -> None:
    assert hint(edit, date) == f"write the quarter: {quarter}"


@pytest.mark.parametrize(("date", "ends"), LONGER.items())
def test_a_longer_time_is_told_with_both_its_ends(edit: Callable[..., None], date: str, ends: tuple[str, str]) -> None:
    assert hint(edit, date) == f"write the quarter: {ends[0]} for its beginning, {ends[1]} for its end"


@pytest.mark.parametrize("date", UNCLEAR)
def test_what_is_not_clear_is_not_guessed(edit: Callable[..., None], date: str) -> None:
    assert hint(edit, date) == "write the quarter, such as 2026Q3"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("01/07/2026", "write the quarter: 2026Q3 where the day stands first, 2026Q1 where the month does"),
        ("2026.1", "write the quarter: 2026Q1 for January, 2026Q4 for October"),
        ("2026.7", "write the quarter: 2026Q3"),
        ("2026.10", "write the quarter: 2026Q1 for January, 2026Q4 for October"),
    ],
)
def test_a_date_of_two_meanings_and_one_that_yaml_takes_for_a_number(
    edit: Callable[..., None], written: str, told: str
) -> None:
    edit("start: 2026Q3", f"start: {written}")
    assert told in [problem.hint for problem in check(["plan.yaml"])]


@pytest.mark.parametrize(
    ("written", "told"),
    {
        "18M": "6Q",
        "1.5Y": "6Q",
        "0.5Y": "2Q",
        "2 yrs": "2Y",
        "1년 6개월": "6Q",
        "half a year": "2Q",
        "1년 반": "6Q",
    }.items(),
)
def test_a_length_of_time_is_told_in_quarters_or_years(edit: Callable[..., None], written: str, told: str) -> None:
    edit("lag: 8Q", f"lag: {written}")
    assert [problem.hint for problem in check(["plan.yaml"])] == [f"write {told}"]


@pytest.mark.parametrize("written", ["5M", "0.3Y", "1Y soon", "soon"])
def test_a_length_of_no_whole_quarters_is_not_guessed(edit: Callable[..., None], written: str) -> None:
    edit("lag: 8Q", f"lag: {written}")
    assert [problem.hint for problem in check(["plan.yaml"])] == ["write quarters or years, such as 8Q or 2Y"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("3%", "write 0.03; "), ("3 %", "write 0.03; "), ("'0.03'", "remove the quotation marks; "), ("low", ""),
        ("20,000", "write 20000; "),
    ],
)  # fmt: skip
def test_a_number_that_is_set_as_a_text_is_told_as_a_number(folder: Path, written: str, told: str) -> None:
    problems = check(["plan.yaml"], Options(sets=(f"policy_rate={written}",)))
    assert f"{told}policy_rate is measured in: per year" in [problem.hint for problem in problems]


def test_a_number_of_a_path_or_a_range_in_per_cent_is_told_as_a_share(edit: Callable[..., None]) -> None:
    edit("2026: 0.025", "2026: 2.5%")
    edit("{low: 0.01,", "{low: 1%,")
    hints = [problem.hint for problem in check(["plan.yaml"])]
    assert "write 0.025; policy_rate is measured in: per year" in hints
    assert "write 0.01; markup is measured in: share" in hints


def test_what_to_write_for_a_date_is_told_in_korean(edit: Callable[..., None]) -> None:
    edit("start: 2026Q3, lag: 8Q", "start: July 2026, lag: 18M")
    edit("start: 2027Q1", "start: 2027년 상반기")
    told = "\n".join(problem.text("ko") for problem in check(["plan.yaml"]))
    for hint in ("분기로 쓸 것: 2026Q3", "6Q(으)로 쓸 것", "분기로 쓸 것: 시작이면 2027Q1, 끝이면 2027Q2"):
        assert f"힌트: {hint}\n" in told
