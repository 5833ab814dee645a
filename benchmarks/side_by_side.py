"""The same quarters three times in one process: compiled passes, their NumPy definitions, one `mesa.Agent` per firm.

`python -m benchmarks.side_by_side SCALE QUARTERS REPEATS` prints one line of JSON. Time is processor time of stepping;
building and a first quarter, in which things are compiled and allocated, are left out. Agents run once.
"""

from __future__ import annotations

import json
import statistics
import sys
from contextlib import nullcontext
from typing import Any

import numpy as np

from benchmarks.agent_model import AgentModel
from sim.bench.task import Clock
from sim.bench.workload import Bench, living
from sim.exchange import plain_numpy
from sim.model import ManufacturingModel

FIRST = 1
"""Quarters before the clock starts."""


def difference(one: ManufacturingModel, two: ManufacturingModel) -> float:
    """Largest difference between two panels, each series relative to its largest value so far."""
    worst = 0.0
    for name, series in one.recorder.series.items():
        first, second = series[: one.quarter], two.recorder.series[name][: one.quarter]
        size = float(np.abs(first).max())
        worst = max(worst, float(np.abs(first - second).max()) / size if size > 0.0 else float(np.abs(second).max()))
    return worst


def timed(model: ManufacturingModel, quarters: int, how: Any) -> tuple[ManufacturingModel, float]:
    """The model after `quarters` more than the first, and producer-quarters per processor second."""
    with how:
        model.advance(FIRST)
        agents, clock = 0, Clock()
        for _ in range(quarters):
            model.step()
            agents += living(model)
        return model, agents / clock.read()["cpu_s"]


def side_by_side(scale: str | float, quarters: int, repeats: int) -> dict[str, Any]:
    """Producer-quarters per second of each way, how many times slower the others are, and how far results differ."""
    bench = Bench()
    bench.warm("baseline")
    speeds: dict[str, list[float]] = {"passes": [], "numpy": []}
    for _ in range(repeats):
        passes, speed = timed(bench.model("baseline", scale), quarters, nullcontext())
        speeds["passes"].append(speed)
        numpy, speed = timed(bench.model("baseline", scale), quarters, plain_numpy())
        speeds["numpy"].append(speed)
    agents = AgentModel(bench.plans["baseline"], bench.economy, bench.parameters, seed=1, scale=scale)
    agents, by_agents = timed(agents, quarters, nullcontext())
    by_passes, by_numpy = (statistics.median(speeds[name]) for name in ("passes", "numpy"))
    return {
        "scale": scale, "quarters": quarters, "repeats": repeats, "agents": living(passes),
        "passes_per_second": by_passes, "numpy_per_second": by_numpy, "agents_per_second": by_agents,
        "times_numpy": by_passes / by_numpy, "times_agents": by_passes / by_agents,
        "numpy_difference": difference(passes, numpy), "agents_difference": difference(passes, agents),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(side_by_side(*(json.loads(word) for word in sys.argv[1:]))))
