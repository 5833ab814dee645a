"""Paired Monte Carlo: a scenario and the one it is compared with, on the same random numbers, in worker processes.

Replication *r* of every scenario uses the counter-based numbers of (seed, r), so a difference between two scenarios
is the effect of the policy and not of luck. Results are placed by replication: they are bit-identical for any number
of workers and any order of completion. Every run is computed in a worker with one thread, also when there is one
worker, because threaded linear algebra may change the last bit.

Strength of a lever in replication r: a two-piece normal between weak and strong with median `central`, from a uniform
of (seed, r, lever id) only (`sim.draws`).
"""

from __future__ import annotations

import dataclasses
import hashlib
import threading
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import active_children, get_context
from typing import Any, Final, Protocol

import numpy as np

from sim.draws import draw_parameters, draw_strength, drawn, is_enacted
from sim.indicators import Table, annual_table, quarterly_table
from sim.measures import Array, Official, Panel
from sim.processes import (
    available_cores,
    deaf_to_ctrl_c,
    keep_for_good,
    one_thread_each,
    peak_memory_mb,
    watch_parent,
)
from sim.progress import Progress
from sim.switches import FULL, Switches
from sim.targets import Paths, evaluate

INERT_CHECKS: Final = 3
"""A lever is called inert when leaving it out changes no bit in this many replications."""
SMALL_SCALE: Final = 0.01


class Factory(Protocol):
    """Makes runs inside a worker: pickled once, `prepare` called once per worker."""

    @property
    def economy(self) -> Official:
        """Opening economy of the base year."""

    def prepare(self) -> None:
        """Build what all runs of a worker share."""

    def compile(self, scenarios: Sequence[Any], seed: int) -> None:
        """Compile in this process what every worker needs, so that none does it again."""

    def runs(self, scenarios: Sequence[Any], seed: int, replication: int) -> Iterator[tuple[int, Panel]]:
        """Places of the scenarios and their panels in one replication, that of the first first."""


class EnsembleError(Exception):
    """One clear sentence for the user; `details` holds the worker's traceback."""

    exit_code = 3

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message, details)
        self.message, self.details = message, details

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class ModelFactory:
    """Runs of `sim.model.ManufacturingModel`; economy and parameter registry are read once per worker."""

    base_year: int
    until: int
    scale: str | float
    uncertain: Mapping[str, Any]
    """Parameters drawn per replication: the same draws for a scenario and the one it is compared with."""
    switches: Switches = FULL

    @cached_property
    def economy(self) -> Any:
        """Opening economy of the base year, built once per worker."""
        from calibration import build

        return build(self.base_year)

    @cached_property
    def registry(self) -> Any:
        """The parameter registry, read once."""
        from sim.parameters import load_registry

        return load_registry()

    def __getstate__(self) -> dict[str, Any]:
        """Fields only: a worker builds the economy itself instead of receiving it."""
        return {field.name: self.__dict__[field.name] for field in dataclasses.fields(self)}

    def prepare(self) -> None:
        """Build what all runs of this worker share."""
        _ = self.economy, self.registry

    def compile(self, scenarios: Sequence[Any], seed: int) -> None:
        """Compile once, in this process, what each worker would else compile for itself: a small economy is run.

        Nothing is done where this version has been compiled before. An error is left to the runs that follow.
        """
        from sim import compiled
        from sim.branching import run_all

        with suppress(ArithmeticError), compiled.first_use() as first:
            if first:
                for _ in run_all(self.model(scenarios[0], seed, 0, SMALL_SCALE), scenarios[1:]):
                    pass

    def runs(self, scenarios: Sequence[Any], seed: int, replication: int) -> Iterator[tuple[int, Panel]]:
        """Runs to the end of `until`; what scenarios have in common is run once."""
        from sim.branching import run_all

        return run_all(self.model(scenarios[0], seed, replication), scenarios[1:])

    def differ(self, one: Any, two: Any, seed: int, replication: int) -> bool:
        """Whether two scenarios give other bits on a small population: enough to see that a lever does anything."""
        from sim.branching import differ

        return differ(self.model(one, seed, replication, SMALL_SCALE), two)

    def model(self, scenario: Any, seed: int, replication: int, scale: str | float | None = None) -> Any:
        """A model at its opening, at the factory's scale or another one."""
        from sim.model import ManufacturingModel

        return ManufacturingModel(
            scenario,
            self.economy,
            draw_parameters(self.registry, self.uncertain, seed, replication),
            seed=seed,
            replication=replication,
            scale=self.scale if scale is None else scale,
            switches=self.switches,
            until=self.until,
        )


def fingerprint(panel: Panel) -> str:
    """Digest of every outcome of a run, bit for bit (the fiscal ledger apart)."""
    digest = hashlib.blake2b(digest_size=16)
    for name in sorted(panel):
        if not name.startswith("fiscal"):
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(panel[name]).tobytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class _Replication:
    annual: tuple[Table, ...]
    quarterly: tuple[Table, ...]
    targets: tuple[Paths, ...]
    digests: tuple[str, ...]
    peak_memory_mb: float


@dataclass(frozen=True)
class Ensemble:
    """All replications. Members are (parent, scenario), or the scenario alone when it is compared with nothing."""

    scenario: str
    parent: str | None
    seed: int
    replications: tuple[int, ...]
    keys: tuple[tuple[str, str, str], ...]
    years: tuple[str, ...]
    annual: Array
    """(members, replications, keys, years)"""
    quarterly_keys: tuple[tuple[str, str, str], ...]
    quarters: tuple[str, ...]
    quarterly: Array
    """(members, replications, quarterly keys, quarters)"""
    strengths: dict[str, Array]
    """(replications,) drawn strength of each lever of the scenario; nan where it was not enacted."""
    targets: tuple[Any, ...]
    """Targets of the scenario (`sim.scenario.types.Target`), judged in both members."""
    target_values: Array
    """(members, replications, targets, quarters), see `sim.targets`."""
    target_required: Array
    digests: tuple[str, ...]
    """Of each replication, all members: equal digests mean bit-identical runs."""
    inert: tuple[str, ...]
    """Levers whose absence changes no bit of any outcome in `inert_checks` replications."""
    inert_checks: int
    wall_seconds: float
    peak_memory_mb: float
    """Of the largest worker."""

    @cached_property
    def rows(self) -> dict[tuple[str, str], int]:
        """Row of (variable, area)."""
        return {key[:2]: number for number, key in enumerate(self.keys)}

    def values(self, variable: str, area: str = "Korea", member: int = -1) -> Array:
        """(replications, years) of the scenario (member -1) or of its parent (member 0)."""
        return np.asarray(self.annual[member, :, self.rows[variable, area]])

    def effect(self, variable: str, area: str = "Korea", *, percent: bool = False) -> Array:
        """(replications, years) paired difference scenario - parent, or in % of the parent."""
        if self.parent is None:
            raise ValueError(f"'{self.scenario}' was compared with nothing")
        before, after = self.values(variable, area, 0), self.values(variable, area, 1)
        return np.asarray((after / before - 1.0) * 100.0 if percent else after - before)


class _Worker:
    """State of one worker process."""

    factory: Factory
    scenario: Any
    parent: Any
    seed: int
    levers: tuple[str, ...]
    command: str
    prepared: bool


def _initialise(factory: Factory, scenario: Any, parent: Any, seed: int, levers: tuple[str, ...], command: str) -> None:
    threading.Thread(target=watch_parent, daemon=True).start()
    _Worker.factory, _Worker.scenario, _Worker.parent = factory, scenario, parent
    _Worker.seed, _Worker.levers, _Worker.command = seed, levers, command
    _Worker.prepared = False


def _runs(scenarios: Sequence[Any], replication: int, leave_out: str | None = None) -> list[Panel]:
    panels: dict[int, Panel] = {}
    try:
        if not _Worker.prepared:
            _Worker.factory.prepare()
            _Worker.prepared = True
            keep_for_good()
        plans = [drawn(scenario, _Worker.seed, replication, leave_out) for scenario in scenarios]
        panels.update(_Worker.factory.runs(plans, _Worker.seed, replication))
    except Exception as error:
        message = f"replication {replication} of '{scenarios[len(panels)].id}' (seed {_Worker.seed}) failed: "
        message += f"{type(error).__name__}: {error}"
        if leave_out is not None:
            message += f" (run without the lever '{leave_out}')"
        if _Worker.command:
            message += f"\n  reproduce: {_Worker.command} --replication {replication}"
        raise EnsembleError(message, traceback.format_exc()) from None
    return [panels[place] for place in range(len(scenarios))]


def _replicate(replication: int) -> _Replication:
    """Both runs of a replication, reduced to their tables."""
    members = [member for member in (_Worker.parent, _Worker.scenario) if member is not None]
    panels = _runs(members, replication)
    economy = _Worker.factory.economy
    tables = [[make(panel, economy, _Worker.levers) for panel in panels] for make in (annual_table, quarterly_table)]
    annual, quarterly = (tuple(table.relative_cost(made[0]) for table in made) for made in tables)
    targets = tuple(evaluate(_targets(_Worker.scenario), panel, panels[0], economy) for panel in panels)
    return _Replication(annual, quarterly, targets, tuple(fingerprint(panel) for panel in panels), peak_memory_mb())


def _targets(scenario: Any) -> tuple[Any, ...]:
    return tuple(getattr(scenario, "targets", ()))


def _without(lever: str, replication: int) -> str | None:
    """Fingerprint of a run without the lever; None when a small population already shows that the lever matters."""
    differ = getattr(_Worker.factory, "differ", None)
    if differ is not None:
        plans = (drawn(_Worker.scenario, _Worker.seed, replication, leave_out) for leave_out in (None, lever))
        if differ(*plans, _Worker.seed, replication):
            return None
    return fingerprint(_runs([_Worker.scenario], replication, leave_out=lever)[0])


class _Collector:
    """Takes finished tasks, asks for the extra checks of levers that look inert."""

    def __init__(self, pool: ProcessPoolExecutor, scenario: Any, replications: Sequence[int], progress: Progress):
        self.pool, self.progress, self.replications = pool, progress, replications
        self.done: dict[int, _Replication] = {}
        self.absent: dict[tuple[str, int], str | None] = {}
        self.tasks: dict[Future[Any], tuple[str | None, int]] = {}
        for replication in replications:
            self.tasks[pool.submit(_replicate, replication)] = (None, replication)
        for lever in scenario.levers:
            self._check(lever.id, 0)

    def _check(self, lever: str, number: int) -> None:
        replication = self.replications[number]
        self.tasks[self.pool.submit(_without, lever, replication)] = (lever, replication)

    def collect(self) -> None:
        """Run until nothing is left to do; the first failure ends it."""
        while self.tasks:
            finished = wait(self.tasks, timeout=1.0, return_when=FIRST_COMPLETED).done
            for future in sorted(finished, key=lambda task: self.tasks[task][1]):
                lever, replication = self.tasks.pop(future)
                try:
                    result = future.result()
                except BrokenProcessPool:
                    raise EnsembleError(
                        f"a worker process ended unexpectedly near replication {replication} (out of memory, or "
                        "killed); try fewer --workers or a smaller --scale"
                    ) from None
                if lever is None:
                    self.done[replication] = result
                else:
                    self.absent[lever, replication] = result
                    number = list(self.replications).index(replication)
                    if self._same(lever, replication) and number + 1 < min(INERT_CHECKS, len(self.replications)):
                        self._check(lever, number + 1)
            self.progress.update(len(self.done) + len(self.absent), len(self.tasks))

    def _same(self, lever: str, replication: int) -> bool:
        # Replications are queued before checks; a check that overtakes its replication waits for no answer.
        absent, known = self.absent[lever, replication], self.done.get(replication)
        return absent is not None and (known is None or known.digests[-1] == absent)

    def inert(self, levers: Sequence[Any]) -> tuple[str, ...]:
        """Levers whose absence was never noticed."""
        return tuple(
            lever.id
            for lever in levers
            if all(self._same(name, replication) for name, replication in self.absent if name == lever.id)
        )


def run_ensemble(
    scenario: Any,
    parent: Any,
    factory: Factory,
    *,
    seed: int,
    replications: Sequence[int],
    workers: int | None = None,
    command: str = "",
    progress: Progress | None = None,
) -> Ensemble:
    """Run `scenario` and `parent` (None: the scenario alone) for every replication.

    `command` is the command line that made this run; a failing replication names it with `--replication r` added.
    Raises EnsembleError on the first failure and KeyboardInterrupt on Ctrl-C, both after ending the workers.
    """
    if not replications or len(set(replications)) != len(replications):
        raise ValueError("replications must be distinct, at least one")
    started = time.perf_counter()
    members = [member for member in (parent, scenario) if member is not None]
    levers = tuple(dict.fromkeys(lever.id for member in members for lever in member.levers))
    count = min(workers or available_cores(), len(replications) + len(scenario.levers))
    others = set(active_children())
    with one_thread_each(), progress or Progress() as shown:
        factory.compile(members, seed)
        pool = ProcessPoolExecutor(
            count, get_context("spawn"), _initialise, (factory, scenario, parent, seed, levers, command)
        )
        try:
            with deaf_to_ctrl_c():
                collector = _Collector(pool, scenario, replications, shown)
            collector.collect()
        except BaseException:
            for process in set(active_children()) - others:
                process.terminate()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
        pool.shutdown()
    results = [collector.done[replication] for replication in replications]
    strengths = {
        lever.id: np.array(
            [draw_strength(lever, seed, r) if is_enacted(scenario, lever, seed, r) else np.nan for r in replications]
        )
        for lever in scenario.levers
    }
    return _assembled(
        results,
        scenario=scenario.id,
        parent=None if parent is None else parent.id,
        seed=seed,
        replications=tuple(replications),
        strengths=strengths,
        targets=_targets(scenario),
        inert=collector.inert(scenario.levers),
        inert_checks=min(INERT_CHECKS, len(replications)),
        wall_seconds=time.perf_counter() - started,
        peak_memory_mb=max(result.peak_memory_mb for result in results),
    )


def _assembled(results: Sequence[_Replication], **facts: Any) -> Ensemble:
    first = results[0]
    members = range(len(first.annual))
    for result in results:
        if result.annual[0].keys != first.annual[0].keys:
            raise EnsembleError("replications disagree about the variables they report: a bug of the model")
    return Ensemble(
        keys=first.annual[0].keys,
        years=first.annual[0].periods,
        annual=np.stack([[result.annual[member].values for result in results] for member in members]),
        quarterly_keys=first.quarterly[0].keys,
        quarters=first.quarterly[0].periods,
        quarterly=np.stack([[result.quarterly[member].values for result in results] for member in members]),
        target_values=np.stack([[result.targets[member].value for result in results] for member in members]),
        target_required=np.stack([[result.targets[member].required for result in results] for member in members]),
        digests=tuple(" ".join(result.digests) for result in results),
        **facts,
    )
