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
from dataclasses import dataclass, field, fields
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


READINGS = 2_000
"""Readings of the clock from which its own time is found."""


def _over_producers(arguments: Any, slots: int) -> bool:
    """Whether an array among the arguments, or in tuples of them, has a row for each slot of a producer."""
    if isinstance(arguments, np.ndarray):
        return slots in arguments.shape
    return isinstance(arguments, tuple) and any(_over_producers(one, slots) for one in arguments)


def _clock_s() -> float:
    """Seconds that the clock adds to what stands between two readings of it: the median of many empty ones."""
    found = []
    for _ in range(READINGS):
        begin = time.process_time()
        found.append(time.process_time() - begin)
    return statistics.median(found)


@dataclass(frozen=True)
class Spent:
    """Seconds in compiled passes by name, without those of the clock."""

    firms: dict[str, float] = field(default_factory=dict)
    """Passes over producers."""
    tables: dict[str, float] = field(default_factory=dict)
    """Passes over regions, products and numbers of the economy."""


@contextmanager
def timed_kernels(slots: int) -> Iterator[Spent]:
    """Seconds spent in each compiled pass while the block runs; every module sees the timed form.

    slots: rows of a column of producers, by which passes over producers are told from those over tables.
    """
    spent, clock = Spent(), _clock_s()

    def timed(function: Any) -> Callable[..., Any]:
        """The pass with a clock around it."""
        name = function.py_func.__name__

        def run(*arguments: Any) -> Any:
            """The pass, and its seconds added."""
            seconds = spent.firms if _over_producers(arguments, slots) else spent.tables
            begin = time.process_time()
            result = function(*arguments)
            seconds[name] = seconds.get(name, 0.0) + time.process_time() - begin - clock
            return result

        return run

    with exchanged({id(one): timed(one) for one in passes().values()}):
        yield spent


def kernels(plan: str, scale: str | float, quarters: int) -> dict[str, Any]:
    """Compiled passes alone: agent-quarters per second of those over producers, and nanoseconds by pass."""
    bench = Bench()
    bench.warm(plan)
    model = bench.model(plan, scale)
    model.advance(FIRST + 2)
    with timed_kernels(model.firms.weight.size) as spent:
        clock = Clock()
        agents = _run(model, quarters)
        whole = clock.read()["cpu_s"]
    firms, tables = sum(spent.firms.values()), sum(spent.tables.values())
    return {
        "plan": plan, "scale": scale, "quarters": model.quarter - FIRST - 2, "agents": living(model),
        "per_second": agents / firms, "per_second_with_tables": agents / (firms + tables),
        "share_of_quarter": (firms + tables) / whole,
        "ns_per_agent": {f"{name}, {kind}" if kind != "firms" else name: 1e9 * seconds / agents
                         for kind in ("firms", "tables")
                         for name, seconds in sorted(getattr(spent, kind).items(), key=lambda item: -item[1])},
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
