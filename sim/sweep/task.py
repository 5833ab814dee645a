"""One task of a sweep: its runs, one after the other, in one process; every executor calls `run_task`."""

from __future__ import annotations

import json
import os
import socket
import time
import traceback
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from sim.branching import run_all
from sim.files.whole import write_whole
from sim.indicators import Table, annual_table
from sim.model import ManufacturingModel
from sim.processes import peak_memory_mb
from sim.sweep.design import parameters_of, scenario_of
from sim.sweep.plan import SweepPlan
from sim.sweep.store import Store, command, parquet_bytes, reopen

Row = dict[str, Any]


@cache
def _opened(folder: str) -> tuple[Store, SweepPlan]:
    return reopen(Path(folder))


def run_task(folder: str, task: int) -> int:
    """Do a task unless it is done; returns the number of failed runs. Safe to do twice, also at the same time."""
    store, plan = _opened(folder)
    if store.done(task):
        return 0
    started, clock = time.time(), time.monotonic()
    mine = store.table[store.table["task"] == task]
    frames: list[pd.DataFrame] = []
    failures: list[Row] = []
    for _, group in mine.groupby(["sample", "replication"], sort=False):
        rows = [{str(key): value for key, value in row.items()} for row in group.to_dict("records")]
        done, failed = run_group(plan, rows, folder)
        frames += done
        failures += failed
    empty = pd.DataFrame(columns=["run", "variable", "region", "unit", "year", "value"])
    outcome = pd.concat(frames, ignore_index=True) if frames else empty
    if failures:
        write_whole(store.failed(task), "".join(json.dumps(row) + "\n" for row in failures).encode())
    else:
        store.failed(task).unlink(missing_ok=True)
    write_whole(store.part(task), parquet_bytes(outcome))
    timing = {
        "task": task, "runs": len(mine), "failed": len(failures), "started": started,
        "seconds": time.monotonic() - clock, "host": socket.gethostname(), "pid": os.getpid(),
        "peak_memory_mb": peak_memory_mb(),
    }  # fmt: skip
    name = f"task-{task:05d}.{socket.gethostname()}.{os.getpid()}.json"
    write_whole(store.folder / "timing" / name, json.dumps(timing).encode())
    return len(failures)


def run_group(plan: SweepPlan, rows: list[Row], folder: str) -> tuple[list[pd.DataFrame], list[Row]]:
    """Outcomes and failures of the runs of one sample and replication; scenarios share what they have in common.

    When a run fails the group is run again one by one, so that the others are kept.
    """
    try:
        return _frames(plan, rows), []
    except Exception:
        if len(rows) > 1:
            parts = [run_group(plan, [row], folder) for row in rows]
            return [frame for done, _ in parts for frame in done], [row for _, failed in parts for row in failed]
        reason = traceback.format_exc()
    failure = {
        "run": rows[0]["run"],
        "scenario": rows[0]["scenario"],
        "error": reason.strip().splitlines()[-1],
        "repeat": command("repeat", folder, rows[0]["run"]),
        "traceback": reason,
    }
    return [], [failure]


def _frames(plan: SweepPlan, rows: list[Row]) -> list[pd.DataFrame]:
    """Tables of outcomes of runs that share parameters and random numbers."""
    from calibration import build

    economy = build(plan.horizon.base_year)
    by_id = {scenario.id: scenario for scenario in plan.scenarios}
    scenarios = [scenario_of(plan, by_id[row["scenario"]], row) for row in rows]
    levers = tuple(dict.fromkeys(lever.id for scenario in scenarios for lever in scenario.levers))
    model = ManufacturingModel(
        scenarios[0],
        economy,
        parameters_of(plan, by_id[rows[0]["scenario"]], rows[0]),
        seed=plan.seed,
        replication=int(rows[0]["replication"]),
        scale=plan.scale,
        until=plan.horizon.until,
    )
    found = {
        number: _outcomes(annual_table(panel, economy, levers), rows[number]["run"], plan)
        for number, panel in run_all(model, scenarios[1:])
    }
    return [found[number] for number in range(len(rows))]


def _outcomes(table: Table, run: str, plan: SweepPlan) -> pd.DataFrame:
    wanted = [n for n, key in enumerate(table.keys) if key[0] in plan.outcomes and key[1] in plan.areas]
    years = [int(period) for period in table.periods]
    return pd.DataFrame({
        "run": run,
        "variable": [table.keys[n][0] for n in wanted for _ in years],
        "region": [table.keys[n][1] for n in wanted for _ in years],
        "unit": [table.keys[n][2] for n in wanted for _ in years],
        "year": years * len(wanted),
        "value": table.values[wanted].reshape(-1),
    })  # fmt: skip
