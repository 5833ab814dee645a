"""The folder of a sweep: what it is, its table of runs, and what is done. Every file appears whole or not at all.

    plan.yaml, identity.json, table.parquet     written once
    parts/part-00012.parquet                    outcomes of the runs of task 12: the task is done when it exists
    failures/task-00012.jsonl                   runs of task 12 that failed, with the command that repeats each
    timing/task-00012.<host>.<pid>.json         when and where a task ran; never compared

Parts hold deterministic columns only, so a task done twice gives the same bytes and the second changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.files.whole import write_whole
from sim.results.code import ROOT, CodeVersion
from sim.results.info import ResultsError
from sim.sweep.design import runs
from sim.sweep.plan import SweepPlan, read_plan

FORMAT = 1
TOLD = frozenset({"plan file", "plan source", "table", "planned", "warnings"})
"""Fields of an identity that need not be the same: they tell of the sweep, or are compared otherwise."""


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """A table as parquet, compressed; the same bytes for the same table."""
    sink = pa.BufferOutputStream()
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata({})
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
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


def source_of(plan_file: Path) -> str:
    """Where a plan stands, for readers: within the project, else as it was typed."""
    path = plan_file.resolve()
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(plan_file)


def command(*words: str | Path) -> str:
    """A command of sweeps as a person types it, whatever the names hold."""
    return "python run.py sweep " + shlex.join(map(str, words))


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
    def identity(self) -> dict[str, str]:
        """What the sweep was begun with, by name of the field."""
        path = self.folder / "identity.json"
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            return {str(name): str(found[name]) for name in {"plan file", "plan", "format", "data", "code", *found}}
        except (ValueError, LookupError, TypeError, RecursionError):
            raise ResultsError(
                f"{path} is damaged, so that nothing says what made this sweep; begin a new one in another folder"
            ) from None

    @property
    def plan_file(self) -> Path:
        """The plan from which the sweep was made, at its own place (scenarios are found beside it)."""
        return Path(self.identity["plan file"])

    @property
    def source(self) -> str:
        """The plan as pages name it; a sweep of before names were kept has its place only."""
        return self.identity.get("plan source") or source_of(self.plan_file)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per run."""
        path = self.folder / "table.parquet"
        try:
            return pd.read_parquet(path)
        except (OSError, ValueError):
            raise ResultsError(
                f"{path} is damaged or gone, so that nothing says which runs are whose; begin a new sweep in another "
                "folder"
            ) from None

    def left_out(self) -> str:
        """How many runs of the plan were asked for, where these are not all; nothing where no file tells."""
        if not (self.folder / "identity.json").is_file():
            return ""
        whole = self.identity.get("planned", "")
        if not whole.isdecimal() or int(whole) <= len(self.table):
            return ""
        return f"{len(self.table)} of the plan's {whole} runs were asked for (--limit)"

    def tasks(self) -> list[int]:
        """All tasks."""
        return sorted(int(task) for task in self.table["task"].unique())

    def done(self, task: int) -> bool:
        """Whether a task has a part that is whole, as far as both its ends tell."""
        try:
            pq.read_metadata(self.part(task))
        except (OSError, ValueError):
            return False
        return True

    def missing(self) -> list[int]:
        """Tasks without a part."""
        return [task for task in self.tasks() if not self.done(task)]

    def must_be_whole(self) -> None:
        """Raises ResultsError when a part is not as it was written."""
        bad = [path.name for path in sorted(self.parts.glob("part-*.parquet")) if not _sound(path)]
        if bad:
            raise ResultsError(
                f"{self.parts}: {', '.join(bad)} damaged; delete {'it' if len(bad) == 1 else 'them'}, then: "
                f"{command('resume', self.folder)}"
            )

    def failures(self) -> list[dict[str, Any]]:
        """All failed runs of tasks that are done."""
        found: list[dict[str, Any]] = []
        for task in self.tasks():
            path = self.failed(task)
            if path.exists() and self.done(task):
                try:
                    found += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
                except (ValueError, RecursionError):
                    raise ResultsError(
                        f"{path} is damaged; delete it and {self.part(task)}, then: {command('resume', self.folder)}"
                    ) from None
        return found

    def times(self) -> list[dict[str, Any]]:
        """When tasks ran, how large they were and in which process (host and pid), as far as that can be read."""
        found: list[dict[str, Any]] = []
        for path in sorted((self.folder / "timing").glob("*.json")):
            with suppress(ValueError, LookupError, TypeError, RecursionError):
                told = json.loads(path.read_text(encoding="utf-8"))
                numbers = {name: float(told[name]) for name in ("started", "seconds", "runs", "peak_memory_mb")}
                found.append(numbers | {"process": f"{told['host']} {told['pid']}"})
        return found


def _sound(path: Path) -> bool:
    """Whether every page of a table has its checksum."""
    try:
        pq.read_table(path, page_checksum_verification=True)
    except (OSError, ValueError):
        return False
    return True


def _left_by_a_start(store: Store, plan: SweepPlan) -> bool:
    """Whether a folder holds no more than a start of the same plan left that was killed or found no room."""
    names = {path.name for path in store.folder.iterdir() if not path.name.endswith(".tmp")}
    copy = store.folder / "plan.yaml"
    same = not names or (copy.is_file() and copy.read_bytes() == plan.text.encode())
    return same and names <= {"plan.yaml", "table.parquet", "parts"} and not any(store.parts.glob("*"))


def create(plan_file: Path, folder: Path, limit: int | None = None) -> tuple[Store, SweepPlan]:
    """A new sweep in an empty folder. Raises ResultsError where one stands already, ScenarioError for a bad plan."""
    plan = read_plan(plan_file)
    table = runs(plan, limit)
    store = Store(folder)
    if (folder / "identity.json").exists():
        raise ResultsError(f"{folder} holds a sweep already; go on with: {command('resume', folder)}")
    if folder.exists() and not _left_by_a_start(store, plan):
        raise ResultsError(f"{folder} is not empty; a sweep takes a folder of its own")
    write_whole(folder / "plan.yaml", plan.text.encode())
    content = parquet_bytes(table)
    write_whole(folder / "table.parquet", content)
    same = {
        "plan file": str(plan_file.resolve()),
        "plan source": source_of(plan_file),
        "table": hashlib.sha256(content).hexdigest(),
        "planned": plan.planned,
        "warnings": [problem.sentence().en for problem in plan.problems],
        **identity(plan),
    }
    store.parts.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "identity.json", json.dumps(same, ensure_ascii=False, indent=1).encode())
    return store, plan


def reopen(folder: Path, *, to_run: bool = True) -> tuple[Store, SweepPlan]:
    """A sweep that was begun. Raises ResultsError by the name of the field that is not what it was.

    to_run False: its runs are only read, so that code, data and scenarios may have moved on; the plan may not.
    """
    store = Store(folder)
    if not (folder / "identity.json").is_file():
        raise ResultsError(f"{folder} holds no sweep; begin one with: {command('run', 'PLAN.yaml', '--out', folder)}")
    before = store.identity
    if not store.plan_file.is_file():
        raise ResultsError(f"the plan of this sweep, {store.plan_file}, is gone; a copy is {folder / 'plan.yaml'}")
    plan = read_plan(store.plan_file)
    now = {name: str(value) for name, value in identity(plan).items()}
    compared = {*before, *now} - TOLD if to_run else {"format", "plan"}
    differs = sorted(name for name in compared if before.get(name) != now.get(name))
    if "table" in before and before["table"] != hashlib.sha256((folder / "table.parquet").read_bytes()).hexdigest():
        differs.append("table.parquet")
    if differs:
        raise ResultsError(
            f"{folder} was begun with other {', '.join(differs)}; restore it, or begin a new sweep in another folder"
        )
    return store, plan
