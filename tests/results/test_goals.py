"""What is said of a target over runs whose paths are written down by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.results.goals import Goal
from tests.results.fake_model import goal

YEARS = ("2022", "2023", "2024")
QUARTERS = tuple(f"{year}Q{k}" for year in YEARS for k in (1, 2, 3, 4))
DUE = 7
"""End of 2023."""
PATHS = np.array([
    [5, 5, 5, 5, 12, 12, 9, 8, 8, 8, 8, 8],  # met for half a year, not when it is due
    [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5],  # never
    [5, 5, 5, 5, 5, 6, 8, 10, 10, 10, 10, 10],  # just
    [5, 5, 5, 5, 5, 6, 8, 9, 9, 10, 11, 11],  # late
    [5, 11, 5, 5, 5, 5, 11, 11, 11, 11, 11, 11],  # before anything was done, and again
], dtype=float)  # fmt: skip


def judged(name: str, paths: np.ndarray, level: float, acts_from: int = 4) -> Goal:
    """A target of this level, due at the end of 2023, of a plan that acts from 2023 on; the same in all members."""
    target = replace(goal("t", name, level=level, by=DUE), acts_from=acts_from)
    values = paths[None, :, None, :]
    runs: Any = SimpleNamespace(
        targets=(target,),
        target_values=values,
        target_required=np.full_like(values, level),
        quarters=QUARTERS,
        years=YEARS,
    )
    return Goal(runs, 0)


def test_a_target_is_met_when_it_is_at_its_date_and_not_for_having_been() -> None:
    found = judged("Smart Factories|Manufacturing", PATHS, 10.0)
    assert found.due == "2023Q4"
    assert found.probability == pytest.approx(2.0 / 5.0)
    low, high = found.interval
    assert low < 0.2 < 0.4 < 0.6 < high


def test_what_is_missing_is_a_part_of_the_promise() -> None:
    rises = judged("Smart Factories|Manufacturing", PATHS, 10.0)
    assert rises.shortfall.tolist() == pytest.approx([20.0, 50.0, 0.0, 10.0, 0.0])
    falls = judged("Zombie Share", 0.2 - PATHS / 100.0, 0.1)  # down to a tenth
    assert falls.shortfall.tolist() == pytest.approx([20.0, 50.0, 0.0, 10.0, 0.0])
    assert falls.probability == rises.probability


def test_the_year_in_which_a_target_is_first_met() -> None:
    found = judged("Smart Factories|Manufacturing", PATHS, 10.0)
    assert found.year_met.tolist() == [2023.0, np.inf, 2023.0, 2024.0, -np.inf]
    assert found.met_at_start.tolist() == [False, False, False, False, True]
    assert found.begins == 5.0
    assert found.yearly.tolist() == PATHS[:, [3, 7, 11]].tolist()


def test_what_is_met_once_a_measure_acts_is_not_met_at_the_start_be_it_in_the_base_year() -> None:
    path = np.array([[5, 5, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11]], dtype=float)
    acting, later = (judged("Smart Factories|Manufacturing", path, 10.0, quarter) for quarter in (2, 4))
    assert (acting.met_at_start.tolist(), acting.year_met.tolist()) == ([False], [2022.0])
    assert (later.met_at_start.tolist(), later.year_met.tolist()) == ([True], [-np.inf])


@pytest.mark.parametrize(("level", "strange"), [(0.4, True), (0.6, False), (10.0, False), (49.0, False), (51.0, True)])
def test_a_level_of_another_order_of_magnitude_is_strange(level: float, strange: bool) -> None:
    assert judged("Smart Factories|Manufacturing", PATHS, level).out_of_scale is strange
