"""Differences and sensitivity indices of a sweep whose outcome is a formula with known shares of the variance."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.sweep import analyse, response
from sim.sweep.design import points
from sim.sweep.plan import read_plan

Plan = Callable[..., Path]
CUBE = "latin_hypercube, samples: 6"
VALUE = "Value Added|Manufacturing"
NOWHERE: Any = None


def unit(read: Any) -> np.ndarray:
    """(samples, 2) points of the design, each dimension from 0 to 1."""
    low, high = (np.array([getattr(one, side) for one in read.vary]) for side in ("low", "high"))
    found: np.ndarray = (points(read) - low) / (high - low)
    return found


def found_by(monkeypatch: pytest.MonkeyPatch, read: Any, first: np.ndarray, second: np.ndarray) -> pd.DataFrame:
    """Indices by outcome and varied, when the two scenarios come out as these (samples,), the same in all runs."""
    luck = np.array([[-1.0, 1.0]]) * 5.0  # of the two replications, whose mean is what counts
    wide = {one.id: values[:, None] + luck for one, values in zip(read.scenarios, (first, second), strict=True)}
    monkeypatch.setattr(analyse, "replicated", lambda *_: wide)
    monkeypatch.setattr(analyse, "RESAMPLES", 10)  # of the intervals, which are not looked at
    frame = analyse.sensitivity(NOWHERE, read, VALUE, "Korea", 2030)
    return frame.set_index(["outcome", "varied"])


def test_of_a_sum_and_a_product_the_shares_of_the_variance_are_those_of_the_textbook(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3 x + y: nine tenths and one tenth. x y: three sevenths each alone, four sevenths with what they do together."""
    read = read_plan(plan((CUBE, "sobol, samples: 512"), ("scale: 0.01", "scale: 0.01\nreplications: 2")))
    x, y = unit(read).T
    frame = found_by(monkeypatch, read, 7.0 + 3.0 * x + y, 7.0 + 3.0 * x + y + x * y)
    names = [one.name for one in read.vary]
    one, two = (scenario.id for scenario in read.scenarios)
    assert frame.loc[one].loc[names, "first"].tolist() == pytest.approx([0.9, 0.1], abs=0.03)
    assert frame.loc[one].loc[names, "total"].tolist() == pytest.approx([0.9, 0.1], abs=0.03)
    apart = frame.loc[f"{two} - {one}"].loc[names]
    assert apart["first"].tolist() == pytest.approx([3.0 / 7.0] * 2, abs=0.05)
    assert apart["total"].tolist() == pytest.approx([4.0 / 7.0] * 2, abs=0.05)


def test_a_line_moves_by_its_slope_over_the_range_and_does_not_spread(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = read_plan(
        plan((CUBE, "morris, trajectories: 8, levels: 4"), ("scale: 0.01", "scale: 0.01\nreplications: 2"))
    )
    x, y = unit(read).T
    frame = found_by(monkeypatch, read, 3.0 * x - y, 4.0 * x - y)
    names = [one.name for one in read.vary]
    one, two = (scenario.id for scenario in read.scenarios)
    assert frame.loc[one].loc[names, "mean_effect"].tolist() == pytest.approx([3.0, -1.0])
    assert frame.loc[one].loc[names, "mean_size"].tolist() == pytest.approx([3.0, 1.0])
    assert frame.loc[one].loc[names, "spread"].tolist() == pytest.approx([0.0, 0.0], abs=1e-9)
    assert frame.loc[f"{two} - {one}"].loc[names, "mean_effect"].tolist() == pytest.approx([1.0, 0.0], abs=1e-9)


def test_differences_are_those_of_each_run_in_percent_of_the_first_scenario_and_in_won_for_money(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = read_plan(plan())
    one, two = (scenario.id for scenario in read.scenarios)
    wide = {one: np.array([[200.0, 50.0]]), two: np.array([[210.0, 60.0]])}
    monkeypatch.setattr(response, "replicated", lambda *_: wide)
    (percent,) = response.differences(NOWHERE, read, VALUE, "Korea", 2030).values()
    assert percent.tolist() == [pytest.approx([5.0, 20.0])]
    (money,) = response.differences(NOWHERE, read, "Fiscal Cost|Gross", "Korea", 2030).values()
    assert money.tolist() == [[10.0, 10.0]]


def test_every_number_of_the_table_goes_to_its_scenario_sample_and_replication(plan: Plan) -> None:
    read = read_plan(plan(("scale: 0.01", "scale: 0.01\nreplications: 2")))
    rows = [
        {"scenario": scenario.id, "sample": sample, "replication": run, "variable": VALUE, "region": region,
         "year": year, "value": 1000.0 * place + 10.0 * sample + run + 0.1 * (region != "Korea") + 0.01 * (year - 2030)}
        for place, scenario in enumerate(read.scenarios)
        for sample in range(6)
        for run in range(2)
        for region in ("Korea", "Ulsan")
        for year in (2029, 2030)
    ]  # fmt: skip
    frame = pd.DataFrame(rows).sample(frac=1.0, random_state=1)  # tasks finish in any order
    found = analyse.replicated_in(frame, read, VALUE, "Korea", 2030)
    for place, scenario in enumerate(read.scenarios):
        assert found[scenario.id].tolist() == [
            [1000.0 * place + 10.0 * k, 1000.0 * place + 10.0 * k + 1] for k in range(6)
        ]


def test_the_band_of_a_point_holds_nine_tenths_of_its_runs(plan: Plan) -> None:
    read = read_plan(plan(("scale: 0.01", "scale: 0.01\nreplications: 101")))
    frame = response.cells(read, {"outcome": np.arange(101.0) + np.zeros((6, 1))})
    assert frame[["mean", "p05", "p95"]].to_numpy().tolist() == [[50.0, 5.0, 95.0]] * 6
