"""The plan of 2019 as a back-test: its table against sources and scenario, pace by hand, directions of the runs."""

from __future__ import annotations

import numpy as np
import pytest

from calibration import tables
from sim.scenario import Horizon, Options, load_pair
from sim.validation import report
from sim.validation.hindcasts import LAST
from sim.validation.plan_of_2019 import BY_CONSTRUCTION, PLAN, Promise, plan_of_2019, promises

SCALE = 0.02
BY_NAME = {one.target: one for one in promises()}


def promise(judged: str, base: float, promised: float, due: int = 2025) -> Promise:
    return Promise("x", promised, due, judged, base, None, "u", "s", "A", "")


@pytest.fixture(scope="module")
def found():
    return plan_of_2019(SCALE)


def test_every_target_of_the_scenario_is_in_the_table() -> None:
    plan, _ = load_pair(PLAN, Options(Horizon(2019, 2030), (), "as_dated", None))
    assert set(BY_NAME) == {target.id for target in plan.targets}
    for target in plan.targets:
        row = BY_NAME[target.id]
        assert row.due == 2019 + target.by // 4
        if target.level is not None:
            assert row.promised == target.level
        else:
            assert row.base is not None and row.promised / row.base == pytest.approx(1.0 + target.change)


def test_what_happened_is_what_the_tables_of_the_project_say() -> None:
    real, people = tables.regional("real_manufacturing", "Nation"), tables.national("manufacturing_employed")
    row = BY_NAME["mr19_labprod40"]
    assert (row.base, row.happened) == pytest.approx([real[y] / people[y] / 1e3 for y in (2019, 2022)], abs=0.01)
    row, counts = BY_NAME["mr19_sf30k"], tables.national("smart_factories")
    assert (row.base, row.happened) == (counts[2019], counts[2022])


def test_pace_on_a_straight_line() -> None:
    level = promise("level", 0.0, 20.0)
    assert level.needed == pytest.approx(10.0)
    assert [level.on_pace(value, None) for value in (9.9, 10.0, None, float("nan"))] == [False, True, None, None]
    change = promise("change", 100.0, 140.0)
    assert [change.on_pace(value, 50.0) for value in (59.9, 60.1)] == [False, True]


def test_history_was_off_the_pace_in_productivity_and_on_it_in_plants() -> None:
    pace = {name: one.on_pace(one.happened, one.base) for name, one in BY_NAME.items()}
    assert pace["mr19_sf30k"] is True
    assert pace["mr19_labprod40"] is False
    assert pace["mr19_va_ratio"] is False
    assert {name for name, answer in pace.items() if answer is None} == {
        "mr19_top4", "mr19_new_share", "mr19_worldclass", "mr19_ai2000", "mr19_smart_complex",
    }  # fmt: skip


def test_the_plan_adds_plants_and_acts_only_when_dated(found) -> None:
    for pair in (found.then, found.now):
        without, with_plan = pair.paths["mr19_sf30k"]
        assert (with_plan[1:] >= without[1:]).all() and with_plan[-1] > without[-1] + 5_000.0
    announced = 2026 - LAST
    assert all((values[:announced] == 0.0).all() and values[-1] != 0.0 for values in found.now.effects.values())
    assert found.then.base_year + found.then.paths["mr19_sf30k"].shape[1] - 1 == LAST


def test_errors_are_told_only_where_history_and_model_can_be_compared(found) -> None:
    errors = {name: found.error(one) for name, one in BY_NAME.items()}
    assert {name for name, error in errors.items() if error == "given"} == set(BY_CONSTRUCTION)
    assert {name for name, error in errors.items() if isinstance(error, float)} == {"mr19_sf30k", "mr19_labprod40"}
    assert errors["mr19_va_ratio"] == "not comparable: nominal"
    sizes = {test.name: test.value for test in found.sizes()}
    assert errors["mr19_sf30k"] == pytest.approx(100.0 * (sizes["plan_plants"] - 1.0))
    assert errors["mr19_labprod40"] == pytest.approx(100.0 * np.expm1(sizes["plan_productivity"] / 100.0))
    assert all(np.isfinite(test.value) for test in found.sizes())


def test_section_has_a_line_for_every_promise(found) -> None:
    text = "\n".join(report.plan_section(found).lines)
    assert all(text.count(f"`{name}`") == 2 for name in BY_NAME)


def test_cells_have_the_unit_of_their_heading_and_early_targets_are_not_judged(found) -> None:
    """Promised: twice as many firms as in 2019. The model's column holds ratios, 1 in the first year, no counts."""
    lines = report.plan_section(found).lines
    then, now = (line for line in lines if line.startswith("| `mr19_worldclass`"))
    assert then.startswith("| `mr19_worldclass`, ratio to 2019 |") and now.startswith(
        "| `mr19_worldclass`, ratio to 2022"
    )
    assert all(pair.shown(BY_NAME["mr19_worldclass"], pair.base_year) == (1.0, 1.0) for pair in (found.then, found.now))
    cells = then.split("|")
    assert all(cell.split(",")[0].strip() == "1" and float(cell.split(",")[1]) < 2.0 for cell in cells[7:9])
    assert not any("PASS" in line for line in lines if line.startswith("| `mr19"))
    early = [line for line in lines if line.endswith("| not judged: due before the first measure |")]
    assert [line.split("`")[1] for line in early] == ["mr19_sf30k"]
    assert found.then.unjudged == frozenset()  # as dated the plan acts from 2019 on
