"""The bench measures the whole model with everything on, leaves no trace in it, and writes what it found."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numba.core.registry import CPUDispatcher

import sim.phases.decisions
from sim.bench import command, task
from sim.bench.workload import FIRST, Bench, living
from sim.levers import REGISTRY


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench()


def test_every_lever_at_once_acts_and_the_accounts_close_to_the_horizon(bench: Bench) -> None:
    assert {lever.lever for lever in bench.plans["everything"].levers} == set(REGISTRY)
    assert bench.plans["baseline"].levers == ()
    model = bench.model("everything", 0.01)
    model.run()
    assert model.quarter == 56
    assert living(model) == np.count_nonzero(model.firms.weight > 0.0) > 5000
    costs = model.recorder.fiscal
    assert sum(bool(np.any(costs[name]["grants"][FIRST:])) for name in REGISTRY) > 5


def test_timing_the_passes_changes_no_bit_and_is_gone_afterwards(bench: Bench) -> None:
    plain, timed = bench.model("baseline", 0.01), bench.model("baseline", 0.01)
    plain.advance(3)
    with task.timed_kernels(timed.firms.weight.size) as spent:
        assert not isinstance(sim.phases.decisions.plan, CPUDispatcher)
        timed.advance(3)
    assert isinstance(sim.phases.decisions.plan, CPUDispatcher)
    assert {"plan", "keep_books", "move_up"} <= set(spent.firms)
    assert "move_people" in spent.tables  # of the labour market: no column of producers
    for name, series in plain.recorder.series.items():
        assert np.array_equal(series, timed.recorder.series[name]), name


def test_the_full_bench_asks_for_no_quarter_beyond_the_horizon() -> None:
    assert task.kernels("baseline", 0.01, 56)["quarters"] == 56 - FIRST - 2


def test_a_measurement_says_what_it_measured(bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = task.whole_run("baseline", 0.01, 1, 2)
    assert (found["quarters"], found["repeats"]) == (2, 1)
    assert found["per_second"] == pytest.approx(
        2 * found["agents"] / (found["cpu_s"] - found["building_cpu_s"]), rel=0.1
    )
    monkeypatch.setattr(command, "_task", lambda *words: found | {"share_of_quarter": 0.5, "share": 0.1,
                        "bytes_per_agent_quarter": 1.0, "bandwidth_gb_s": 1.0})  # fmt: skip
    monkeypatch.setattr(command, "_peers", lambda *words: {"times_agents": 100.0, "times_numpy": 3.0,
                        "agents_difference": 0.0, "numpy_difference": 0.0})  # fmt: skip
    monkeypatch.setattr(command, "two_against_one", lambda *words: {"speed_up": 2.0})
    lines: list[str] = []
    written = json.loads(command.bench(True, tmp_path, lines.append).read_text(encoding="utf-8"))
    assert written["machine"]["cores"] >= 1
    assert written["linearity"]["ten_times"] == pytest.approx(10.0)
    assert len(lines) == len(written) - 2  # all but the machine and whether it was quick


@pytest.mark.full
def test_ten_times_the_producers_take_no_more_than_ten_and_a_half_times_the_time() -> None:
    found = command.linearity(6, 1)
    assert found["agents"][0] > 45_000
    assert found["ten_times"] <= 10.5
