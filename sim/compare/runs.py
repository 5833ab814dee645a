"""Every plan of a comparison in every replication, on the random numbers and parameter draws of the baseline.

All plans of one replication are one task of a worker, so that they share the quarters before they first differ
(`sim.branching`). A plan that fails is left out of the comparison and named; the others are kept.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import active_children, get_context
from typing import Any

import numpy as np

from sim.draws import drawn
from sim.ensemble import EnsembleError, Factory
from sim.indicators import Table, annual_table
from sim.labels import NATION
from sim.measures import Array
from sim.processes import available_cores, deaf_to_ctrl_c, one_thread_each, peak_memory_mb, watch_parent
from sim.progress import Progress
from sim.results.units import Unit, reader_unit


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
    faults: dict[str, str]
    peak_memory_mb: float


class _Worker:
    factory: Factory
    plans: tuple[Any, ...]
    seed: int
    levers: tuple[str, ...]
    prepared: bool


def _initialise(factory: Factory, plans: tuple[Any, ...], seed: int, levers: tuple[str, ...]) -> None:
    threading.Thread(target=watch_parent, daemon=True).start()
    _Worker.factory, _Worker.plans, _Worker.seed, _Worker.levers = factory, plans, seed, levers
    _Worker.prepared = False


def _replicate(replication: int) -> _Replication:
    if not _Worker.prepared:
        _Worker.factory.prepare()
        _Worker.prepared = True
    tables: dict[str, Table] = {}
    faults: dict[str, str] = {}

    left = list(_Worker.plans)
    together = True
    while left:
        group = left if together else left[:1]
        try:
            plans = [drawn(plan, _Worker.seed, replication) for plan in group]
            for plan, panel in zip(tuple(group), _Worker.factory.runs(plans, _Worker.seed, replication), strict=True):
                tables[plan.id] = annual_table(panel, _Worker.factory.economy, _Worker.levers)
                left = left[1:]
        except Exception as error:
            # The shared run is lost with the plan that failed; the rest run one by one, with the same bits.
            together = False
            faults[left[0].id] = f"{type(error).__name__}: {error}"
            left = left[1:]
    return _Replication(tables, faults, peak_memory_mb())


def run_comparison(
    baseline: Any,
    plans: Sequence[Any],
    factory: Factory,
    *,
    seed: int,
    replications: Sequence[int],
    workers: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run the baseline and all plans for every replication.

    Raises EnsembleError when the baseline or every plan fails, ValueError when two plans have one id.
    """
    members = (baseline, *plans)
    if len({plan.id for plan in members}) < len(members) or not plans:
        raise ValueError("plans need distinct ids, at least one beside the baseline")
    if not replications or len(set(replications)) != len(replications):
        raise ValueError("replications must be distinct, at least one")
    started = time.perf_counter()
    levers = tuple(dict.fromkeys(lever.id for plan in members for lever in plan.levers))
    done: dict[int, _Replication] = {}
    others = set(active_children())
    with one_thread_each(), progress or Progress() as shown:
        count = min(workers or available_cores(), len(replications))
        pool = ProcessPoolExecutor(count, get_context("spawn"), _initialise, (factory, members, seed, levers))
        try:
            with deaf_to_ctrl_c():
                tasks = {pool.submit(_replicate, replication): replication for replication in replications}
            for task in as_completed(tasks):
                done[tasks[task]] = task.result()
                shown.update(len(done), len(tasks) - len(done))
        except BaseException as error:
            for process in set(active_children()) - others:
                process.terminate()
            pool.shutdown(wait=True, cancel_futures=True)
            if isinstance(error, BrokenProcessPool):
                raise EnsembleError(
                    "a worker process ended unexpectedly (out of memory, or killed); try fewer --workers"
                ) from None
            raise
        pool.shutdown()
    return _assembled([done[r] for r in replications], members, seed, tuple(replications), started)


def _assembled(
    results: Sequence[_Replication], members: Sequence[Any], seed: int, replications: tuple[int, ...], started: float
) -> Comparison:
    faults: dict[str, str] = {}
    for replication, result in zip(replications, results, strict=True):
        for plan, fault in result.faults.items():
            faults.setdefault(plan, f"replication {replication} (seed {seed}): {fault}")
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
        faults=faults,
        wall_seconds=time.perf_counter() - started,
        peak_memory_mb=max(result.peak_memory_mb for result in results),
    )
