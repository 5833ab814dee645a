"""One measurement in a process of its own: `python -m sim.bench.task NAME ...` prints one line of JSON.

Time is processor time of this process (user and system), which other work on the machine disturbs least; wall time
stands beside it.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

import numpy as np

from sim.bench.triad import triad
from sim.bench.workload import FIRST, Bench, living
from sim.exchange import exchanged, passes
from sim.model import ManufacturingModel
from sim.processes import peak_memory_mb, release
from sim.state import Firms

TRIAD = 4_000_000
"""Numbers in each of the three columns of the bandwidth test: far beyond any cache."""


class Clock:
    """Processor and wall seconds since it was started."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, float]:
        """Seconds so far."""
        return {"cpu_s": time.process_time() - self.cpu, "wall_s": time.perf_counter() - self.wall}


def whole_run(plan: str, scale: str | float, repeats: int, quarters: int) -> dict[str, Any]:
    """Construction and run, `repeats` times: seconds, agents, agent-quarters per second and peak memory."""
    bench = Bench()
    bench.warm(plan)
    taken: list[dict[str, float]] = []
    for _ in range(repeats):
        clock = Clock()
        model = bench.model(plan, scale)
        built = clock.read()
        agents = _run(model, quarters)
        all_of_it = clock.read()
        stepping = all_of_it["cpu_s"] - built["cpu_s"]
        taken.append({**all_of_it, "building_cpu_s": built["cpu_s"], "per_second": agents / stepping})
        done, living_now = model.quarter, living(model)
        del model
        release()  # else the memory of two models is measured
    middle = {name: statistics.median(one[name] for one in taken) for name in taken[0]}
    return {
        "plan": plan, "scale": scale, "quarters": done, "repeats": repeats, "agents": living_now, **middle,
        "fastest_per_second": max(one["per_second"] for one in taken), "peak_memory_mb": peak_memory_mb(),
    }  # fmt: skip


def _run(model: ManufacturingModel, quarters: int) -> int:
    """Step `quarters` times, not beyond the horizon; returns agent-quarters."""
    agents = 0
    for _ in range(min(quarters, model.quarters - model.quarter)):
        model.step()
        agents += living(model)
    return agents


@contextmanager
def timed_kernels() -> Iterator[dict[str, float]]:
    """Seconds spent in each compiled pass while the block runs; every module sees the timed form."""
    spent: dict[str, float] = {}

    def timed(function: Any) -> Callable[..., Any]:
        """The pass with a clock around it."""
        name = function.py_func.__name__

        def run(*arguments: Any) -> Any:
            """The pass, and its seconds added."""
            begin = time.process_time()
            result = function(*arguments)
            spent[name] = spent.get(name, 0.0) + time.process_time() - begin
            return result

        return run

    with exchanged({id(one): timed(one) for one in passes().values()}):
        yield spent


def kernels(plan: str, scale: str | float, quarters: int) -> dict[str, Any]:
    """Compiled passes alone: agent-quarters per second and seconds by pass."""
    bench = Bench()
    bench.warm(plan)
    model = bench.model(plan, scale)
    model.advance(FIRST + 2)
    with timed_kernels() as spent:
        clock = Clock()
        agents = _run(model, quarters)
        whole = clock.read()["cpu_s"]
    total = sum(spent.values())
    slowest = sorted(spent.items(), key=lambda item: -item[1])
    return {
        "plan": plan, "scale": scale, "quarters": model.quarter - FIRST - 2, "agents": living(model),
        "per_second": agents / total,
        "share_of_quarter": total / whole, "ns_per_agent": {name: 1e9 * s / agents for name, s in slowest},
    }  # fmt: skip


def bandwidth() -> float:
    """Memory bandwidth of one core, bytes per second: best of several triads a = b + 3 c (McCalpin 1995)."""
    one, two, three = np.ones((3, TRIAD))
    best = np.inf
    for _ in range(12):
        begin = time.process_time()
        triad(one, two, three)
        best = min(best, time.process_time() - begin)
    return float(3 * one.nbytes / best)


def roofline(scale: str | float, quarters: int) -> dict[str, Any]:
    """Time bound by memory over time taken: each column of a producer read once a quarter, those that change written.

    Columns that no quarter changes, and those that none reads, are not told apart: all of the store counts as read.
    """
    bench = Bench()
    bench.warm("baseline")
    model = bench.model("baseline", scale)
    model.advance(FIRST)
    names = Firms.column_names()
    before = {name: getattr(model.firms, name).copy() for name in names}
    model.step()
    read = sum(getattr(model.firms, item.name).nbytes for item in fields(Firms))
    changed = [name for name in names if not np.array_equal(before[name], getattr(model.firms, name))]
    written = sum(before[name].nbytes for name in changed)
    del before
    clock = Clock()
    agents = _run(model, quarters)
    quarters = model.quarter - FIRST - 1
    taken = clock.read()["cpu_s"] / quarters
    speed = bandwidth()
    return {
        "scale": scale, "columns": len(names), "columns_that_change": len(changed),
        "bytes_per_agent_quarter": (read + written) * quarters / agents, "bandwidth_gb_s": speed / 1e9,
        "share": (read + written) / speed / taken,
    }  # fmt: skip


TASKS: dict[str, Callable[..., dict[str, Any]]] = {"run": whole_run, "kernels": kernels, "roofline": roofline}


def main(words: list[str]) -> None:
    """Run the task named first with the JSON arguments that follow."""
    print(json.dumps(TASKS[words[0]](*(json.loads(word) for word in words[1:]))))


if __name__ == "__main__":
    main(sys.argv[1:])
