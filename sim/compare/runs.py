"""Every plan of a comparison in every replication, on the random numbers and parameter draws of the baseline.

Plans of one replication are one task of a worker, so that they share the quarters before they first differ
(`sim.branching`); of many, parts are tasks of their own, so that no core waits for another. A plan that fails is left
out of the comparison and named; the others are kept.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from sim.draws import drawn
from sim.ensemble import Factory
from sim.indicators import Table, annual_table
from sim.labels import NATION
from sim.measures import Array, Panel
from sim.processes import peak_memory_mb
from sim.results.units import Unit, reader_unit
from sim.targets import Paths, evaluate
from sim.workers import EnsembleError, Workers

TOGETHER: Final = 40
"""Plans in one task: enough that what a task does once is little, few enough that tasks can be shared out evenly."""


@dataclass(frozen=True)
class PlanTargets:
    """Targets of one plan, judged in the baseline (member 0) and under the plan (member -1)."""

    targets: tuple[Any, ...]
    target_values: Array
    """(2, replications, targets, quarters), see `sim.targets`."""
    target_required: Array
    years: tuple[str, ...]

    @property
    def quarters(self) -> tuple[str, ...]:
        """Names of the quarters."""
        return tuple(f"{year}Q{k}" for year in self.years for k in (1, 2, 3, 4))


@dataclass(frozen=True)
class Comparison:
    """Results of all plans that finished; member 0 is the baseline."""

    members: tuple[str, ...]
    seed: int
    replications: tuple[int, ...]
    keys: tuple[tuple[str, str, str], ...]
    years: tuple[str, ...]
    annual: Array
    """(members, replications, keys, years)"""
    judged: dict[str, PlanTargets]
    """Of the plans that have targets."""
    faults: dict[str, str]
    """What went wrong with each plan that was left out."""
    wall_seconds: float
    peak_memory_mb: float

    @property
    def baseline(self) -> str:
        """Id of the plan that all others are compared with."""
        return self.members[0]

    @property
    def parent(self) -> str:
        """The same, as provenance asks for it."""
        return self.members[0]

    @property
    def plans(self) -> tuple[str, ...]:
        """Ids of the plans compared with the baseline."""
        return self.members[1:]

    @cached_property
    def rows(self) -> dict[tuple[str, str], int]:
        """Row of (variable, area)."""
        return {key[:2]: number for number, key in enumerate(self.keys)}

    def values(self, variable: str, area: str = NATION) -> Array:
        """(members, replications, years) levels."""
        return np.asarray(self.annual[:, :, self.rows[variable, area]])

    def unit(self, variable: str, area: str = NATION) -> Unit:
        """The unit of a variable, for readers."""
        return reader_unit(self.keys[self.rows[variable, area]][2])

    def differences(self, variable: str, area: str = NATION) -> Array:
        """(members, replications, years) paired difference from the baseline in the unit of the codelist."""
        values = self.values(variable, area)
        return np.asarray(values - values[:1])

    def effects(self, variable: str, area: str = NATION) -> Array:
        """(members, replications, years) paired effect: % of the baseline; of a share, percentage points.

        The baseline's own effect is zero; nan where the outcome is not defined.
        """
        unit, values = self.unit(variable, area), self.values(variable, area)
        if unit.share:
            return np.asarray((values - values[:1]) * unit.factor)
        return np.asarray((values / values[:1] - 1.0) * 100.0)


@dataclass(frozen=True)
class _Replication:
    tables: dict[str, Table]
    targets: dict[str, tuple[Paths, Paths]]
    """Of each plan with targets: in the baseline, and under the plan."""
    faults: dict[str, str]
    peak_memory_mb: float


@dataclass(frozen=True)
class _Job:
    """What a worker needs to run all plans of a replication."""

    members: tuple[Any, ...]
    seed: int
    levers: tuple[str, ...]
    variables: frozenset[str] | None
    """Outcomes of the nation to keep; None: all of every area."""
    together: int
    """Plans in one task."""


def _kept(table: Table, variables: frozenset[str] | None) -> Table:
    if variables is None:
        return table
    rows = [k for k, (variable, area, _) in enumerate(table.keys) if area == NATION and variable in variables]
    return Table(tuple(table.keys[k] for k in rows), table.periods, table.values[rows])


def _replicate(factory: Factory, job: _Job, task: tuple[int, int]) -> _Replication:
    """The plans of one task, (replication, place of its first plan)."""
    replication, first = task
    members = job.members[first : first + job.together]
    tables: dict[str, Table] = {}
    targets: dict[str, tuple[Paths, Paths]] = {}
    faults: dict[str, str] = {}
    baseline: Panel = {}

    def run(group: Sequence[Any]) -> None:
        """Plans that share quarters; those that are done stay when another one fails."""
        nonlocal baseline
        plans = [drawn(plan, job.seed, replication) for plan in group]
        for place, panel in factory.runs(plans, job.seed, replication):
            plan = group[place]
            table = _kept(annual_table(panel, factory.economy, job.levers), job.variables)
            baseline = baseline or panel
            if plan.targets and job.variables is None:
                pair = (evaluate(plan.targets, one, baseline, factory.economy) for one in (baseline, panel))
                targets[plan.id] = (next(pair), next(pair))
            tables[plan.id] = table

    with suppress(Exception):
        run(members)
    for plan in members:
        # The shared run is lost with the plan that failed; the rest run one by one, with the same bits.
        if plan.id not in tables:
            try:
                run([plan])
            except Exception as error:
                faults[plan.id] = f"{type(error).__name__}: {error}"
    return _Replication(tables, targets, faults, peak_memory_mb())


def run_comparison(
    baseline: Any,
    plans: Sequence[Any],
    factory: Factory,
    workers: Workers,
    *,
    seed: int,
    replications: Sequence[int],
    variables: Sequence[str] | None = None,
    repeat: str = "",
) -> Comparison:
    """Run the baseline and all plans for every replication.

    variables: keep only these outcomes, of the nation. repeat: options with which a run of the file of a plan does what
    failed; a failure names that command. Raises EnsembleError when the baseline or every plan fails,
    ValueError when two plans have one id.
    """
    members = (baseline, *plans)
    if len({plan.id for plan in members}) < len(members) or not plans:
        raise ValueError("plans need distinct ids, at least one beside the baseline")
    if not replications or len(set(replications)) != len(replications):
        raise ValueError("replications must be distinct, at least one")
    started = time.perf_counter()
    levers = tuple(dict.fromkeys(lever.id for plan in members for lever in plan.levers))
    # Targets are judged beside the baseline: where they are, all plans are one task.
    together = len(members) if variables is None else TOGETHER
    job = _Job(members, seed, levers, None if variables is None else frozenset(variables), together)
    factory.prepare()
    factory.compile(members[:together], seed, workers)
    firsts = range(0, len(members), together)
    parts = workers.each(_replicate, factory, job, [(one, first) for one in replications for first in firsts])
    results = [_joined(parts[k : k + len(firsts)]) for k in range(0, len(parts), len(firsts))]
    return _assembled(results, members, seed, tuple(replications), started, repeat)


def _joined(parts: Sequence[_Replication]) -> _Replication:
    """All plans of one replication."""
    tables, targets, faults = (
        {name: value for part in parts for name, value in getattr(part, field).items()}
        for field in ("tables", "targets", "faults")
    )
    return _Replication(tables, targets, faults, max(part.peak_memory_mb for part in parts))


def _targets(plan: Any, pairs: Sequence[tuple[Paths, Paths]], years: tuple[str, ...]) -> PlanTargets:
    values, required = (
        np.stack([[getattr(pair[member], name) for pair in pairs] for member in (0, 1)])
        for name in ("value", "required")
    )
    return PlanTargets(plan.targets, values, required, years)


def _assembled(
    results: Sequence[_Replication], members: Sequence[Any], seed: int, replications: tuple[int, ...], started: float,
    repeat: str,
) -> Comparison:  # fmt: skip
    files = {plan.id: shlex.quote(str(plan.path)) for plan in members} if repeat else {}
    faults: dict[str, str] = {}
    for replication, result in zip(replications, results, strict=True):
        for plan, fault in result.faults.items():
            command = (
                f"python run.py {files[plan]} {repeat} --seed {seed} --replication {replication}" if repeat else ""
            )
            told = f"replication {replication} (seed {seed}): {fault}"
            faults.setdefault(plan, f"{told}; reproduce: {command}" if repeat else told)
    kept = [plan.id for plan in members if plan.id not in faults]
    if members[0].id in faults or len(kept) < 2:
        failed = members[0].id if members[0].id in faults else next(iter(faults))
        raise EnsembleError(f"'{failed}' failed in {faults[failed]}; nothing is left to compare")
    first = results[0].tables[kept[0]]
    return Comparison(
        members=tuple(kept),
        seed=seed,
        replications=replications,
        keys=first.keys,
        years=first.periods,
        annual=np.stack(
            [[result.tables[plan].relative_cost(result.tables[kept[0]]).values for result in results] for plan in kept]
        ),
        judged={
            plan.id: _targets(plan, [result.targets[plan.id] for result in results], first.periods)
            for plan in members
            if plan.id in kept and plan.id in results[0].targets
        },
        faults=faults,
        wall_seconds=time.perf_counter() - started,
        peak_memory_mb=max(result.peak_memory_mb for result in results),
    )
