"""Years that the screen and the figures by area speak of."""

from __future__ import annotations

import pytest

from sim.compare.content import report_places
from sim.results.effects import report_years


@pytest.mark.parametrize(
    ("last", "told"),
    [(2029, ["2029"]), (2030, ["2030"]), (2033, ["2030", "2033"]), (2035, ["2030", "2035"]),
     (2045, ["2030", "2035", "2045"])],
)  # fmt: skip
def test_the_last_year_of_a_run_is_always_told(last: int, told: list[str]) -> None:
    years = tuple(str(year) for year in range(2022, last + 1))
    assert list(report_years(years)) == told
    assert [years[place] for place in report_places(years)] == told
