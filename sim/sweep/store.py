"""The folder of a sweep: what it is, its table of runs, and what is done. Every file appears whole or not at all.

    plan.yaml, identity.json, table.parquet     written once
    parts/part-00012.parquet                    outcomes of the runs of task 12: the task is done when it exists
    failures/task-00012.jsonl                   runs of task 12 that failed, with the command that repeats each
    timing/task-00012.<host>.<pid>.json         when and where a task ran; never compared

Parts hold deterministic columns only, so a task done twice gives the same bytes and the second changes nothing.
"""

from __future__ import annotations

import json
import os
import socket
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.results.code import CodeVersion
from sim.results.info import ResultsError
from sim.sweep.design import runs
from sim.sweep.plan import SweepPlan, read_plan

FORMAT = 1


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that a kill at any moment leaves absent or complete: temporary name, fsync, rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{socket.gethostname()}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ResultsError(f"{path} cannot be written: {error.strerror or error}") from None


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """A table as parquet, compressed; the same bytes for the same table."""
    sink = pa.BufferOutputStream()
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata({})
    pq.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def identity(plan: SweepPlan) -> dict[str, Any]:
    """What must be the same for runs to belong together, by name of the field."""
    from calibration import build

    fields: dict[str, Any] = {
        "format": FORMAT,
        "code": CodeVersion.of_this_program().source_hash,
        "data": build(plan.horizon.base_year).vintage,
        "plan": plan.text,
    }
    for scenario in plan.scenarios:
        fields[f"scenario {scenario.id}"] = scenario.files[f"{scenario.id}.resolved.yaml"]
    return fields


@dataclass(frozen=True)
class Store:
    """A sweep on disk."""

    folder: Path

    @property
    def parts(self) -> Path:
        """Folder of the parts."""
        return self.folder / "parts"

    def part(self, task: int) -> Path:
        """File of a task's outcomes."""
        return self.parts / f"part-{task:05d}.parquet"

    def failed(self, task: int) -> Path:
        """File of a task's failures."""
        return self.folder / "failures" / f"task-{task:05d}.jsonl"

    @cached_property
    def plan_file(self) -> Path:
        """The plan from which the sweep was made, at its own place (scenarios are found beside it)."""
        return Path(json.loads((self.folder / "identity.json").read_text(encoding="utf-8"))["plan file"])

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per run."""
        return pd.read_parquet(self.folder / "table.parquet")

    def tasks(self) -> list[int]:
        """All tasks."""
        return sorted(int(task) for task in self.table["task"].unique())

    def missing(self) -> list[int]:
        """Tasks without a part."""
        return [task for task in self.tasks() if not self.part(task).exists()]

    def failures(self) -> list[dict[str, Any]]:
        """All failed runs of tasks that are done."""
        lines = [
            line
            for path in sorted((self.folder / "failures").glob("task-*.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines()
        ]
        return [json.loads(line) for line in lines]


def create(plan_file: Path, folder: Path, limit: int | None = None) -> tuple[Store, SweepPlan]:
    """A new sweep in an empty folder. Raises ResultsError where one stands already, ScenarioError for a bad plan."""
    plan = read_plan(plan_file)
    table = runs(plan)
    if limit is not None:
        table = table.head(limit)
    store = Store(folder)
    if (folder / "identity.json").exists():
        raise ResultsError(f"{folder} holds a sweep already; go on with: python run.py sweep resume {folder}")
    if folder.exists() and any(folder.iterdir()):
        raise ResultsError(f"{folder} is not empty; a sweep takes a folder of its own")
    write_whole(folder / "plan.yaml", plan.text.encode())
    write_whole(folder / "table.parquet", parquet_bytes(table))
    same = {"plan file": str(plan_file.resolve()), **identity(plan)}
    store.parts.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "identity.json", json.dumps(same, ensure_ascii=False, indent=1).encode())
    return store, plan


def reopen(folder: Path, *, to_run: bool = True) -> tuple[Store, SweepPlan]:
    """A sweep that was begun. Raises ResultsError by the name of the field that is not what it was.

    to_run False: its runs are only read, so that code, data and scenarios may have moved on; the plan may not.
    """
    store = Store(folder)
    if not (folder / "identity.json").is_file():
        raise ResultsError(f"{folder} holds no sweep; begin one with: python run.py sweep run PLAN.yaml --out {folder}")
    before = json.loads((folder / "identity.json").read_text(encoding="utf-8"))
    if not store.plan_file.is_file():
        raise ResultsError(f"the plan of this sweep, {store.plan_file}, is gone; a copy is {folder / 'plan.yaml'}")
    plan = read_plan(store.plan_file)
    now = identity(plan)
    compared = {*before, *now} - {"plan file"} if to_run else {"format", "plan"}
    differs = sorted(name for name in compared if before.get(name) != now.get(name))
    if differs:
        raise ResultsError(
            f"{folder} was begun with other {', '.join(differs)}; restore it, or begin a new sweep in another folder"
        )
    return store, plan
