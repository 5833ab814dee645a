"""Paired Monte Carlo: a scenario and the one it is compared with, on the same random numbers, in worker processes.

Replication *r* of every scenario uses the counter-based numbers of (seed, r), so a difference between two scenarios
is the effect of the policy and not of luck. Results are placed by replication: they are bit-identical for any number
of workers and any order of completion. Every run is computed in a worker with one thread, also when there is one
worker, because threaded linear algebra may change the last bit.

Strength of a lever in replication r: a two-piece normal between weak and strong with median `central`, from a uniform
of (seed, r, lever id) only (`sim.draws`).
"""

from __future__ import annotations

import hashlib
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from sim.draws import draw_parameters, draw_strength, drawn, is_enacted
from sim.indicators import Table, annual_table, quarterly_table
from sim.measures import Array, Official, Panel
from sim.processes import peak_memory_mb
from sim.progress import Progress
from sim.switches import FULL, Switches
from sim.targets import Paths, evaluate
from sim.workers import EnsembleError, Workers

INERT_CHECKS: Final = 3
"""A lever is called inert when leaving it out changes no bit in this many replications."""
SMALL_SCALE: Final = 0.01


class Factory(Protocol):
    """Makes runs: prepared in the parent, sent with every task."""

    @property
    def economy(self) -> Official:
        """Opening economy of the base year."""

    def prepare(self) -> None:
        """Build what all runs share."""

    def compile(self, scenarios: Sequence[Any], seed: int, workers: Workers) -> None:
        """Let the workers compile, each a part, what all of them need."""

    def runs(self, scenarios: Sequence[Any], seed: int, replication: int) -> Iterator[tuple[int, Panel]]:
        """Places of the scenarios and their panels in one replication, that of the first first."""


@dataclass(frozen=True)
class ModelFactory:
    """Runs of `sim.model.ManufacturingModel`; the parent reads economy and parameter registry, workers receive them."""

    base_year: int
    until: int
    scale: str | float
    uncertain: Mapping[str, Any]
    """Parameters drawn per replication: the same draws for a scenario and the one it is compared with."""
    switches: Switches = FULL

    @cached_property
    def economy(self) -> Any:
        """Opening economy of the base year."""
        from calibration import build

        return build(self.base_year)

    @cached_property
    def registry(self) -> Any:
        """The parameter registry, read once."""
        from sim.parameters import load_registry

        return load_registry()

    def __getstate__(self) -> dict[str, Any]:
        """Fields, and what `prepare` has read."""
        state = self.__dict__.copy()
        return state | {"registry": dict(state["registry"])} if "registry" in state else state

    def prepare(self) -> None:
        """Read what all runs share; in a worker it has come with the factory."""
        from sim.parameters import know

        know(self.registry)
        _ = self.economy

    def compile(self, scenarios: Sequence[Any], seed: int, workers: Workers) -> None:
        """Compile once what each worker would else compile for itself: each runs a small economy and compiles a part.

        Nothing is done where this version has been compiled before. An error is left to the runs that follow.
        """
        from sim import compiled, exchange

        with suppress(ArithmeticError), compiled.first_use() as first:
            if first:
                with exchange.claims() as folder:
                    parts = [workers.begin(_compile_part, self, scenarios, seed, folder) for _ in range(workers.count)]
                    for part in parts:
                        part()

    def runs(self, scenarios: Sequence[Any], seed: int, replication: int) -> Iterator[tuple[int, Panel]]:
        """Runs to the end of `until`; what scenarios have in common is run once."""
        from sim.branching import run_all

        return run_all(self.model(scenarios[0], seed, replication), scenarios[1:])

    def differ(self, one: Any, two: Any, seed: int, replication: int) -> bool:
        """Whether two scenarios give other bits on a small population: enough to see that a lever does anything."""
        from sim.branching import differ

        return differ(self.model(one, seed, replication, SMALL_SCALE), two)

    def beside(self, scenario: Any, lever: Any) -> tuple[str, ...]:
        """Other levers of a scenario beside which this one may count for nothing (`sim.levers.overlap`)."""
        from sim.levers.overlap import meeting

        return meeting(lever, scenario.levers)

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


def _compile_part(factory: ModelFactory, scenarios: Sequence[Any], seed: int, claims: Path) -> None:
    """In a worker: run a small economy and compile what no other worker has claimed."""
    from sim.branching import run_all
    from sim.exchange import compiled_in_parts

    factory.prepare()
    model = factory.model(scenarios[0], seed, 0, SMALL_SCALE)
    with compiled_in_parts(claims):
        for _ in run_all(model, scenarios[1:]):
            pass


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
    """Levers whose absence changes no bit of any outcome in `inert_checks` replications, and which `repeated` lacks."""
    inert_checks: int
    wall_seconds: float
    peak_memory_mb: float
    """Of the largest worker."""
    repeated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Levers whose absence changes no bit either, but does once others are absent -> those others."""

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


@dataclass(frozen=True)
class _Setting:
    """What all tasks of an ensemble have in common."""

    scenario: Any
    parent: Any
    seed: int
    levers: tuple[str, ...]
    command: str


def _runs(
    factory: Factory, setting: _Setting, scenarios: Sequence[Any], replication: int, leave_out: Sequence[str] = ()
) -> list[Panel]:
    panels: dict[int, Panel] = {}
    try:
        plans = [drawn(scenario, setting.seed, replication, leave_out) for scenario in scenarios]
        panels.update(factory.runs(plans, setting.seed, replication))
    except Exception as error:
        message = f"replication {replication} of '{scenarios[len(panels)].id}' (seed {setting.seed}) failed: "
        message += f"{type(error).__name__}: {error}"
        if leave_out:
            message += f" (run without {', '.join(repr(lever) for lever in leave_out)})"
        if setting.command:
            message += f"\n  reproduce: {setting.command} --replication {replication}"
        raise EnsembleError(message, traceback.format_exc()) from None
    return [panels[place] for place in range(len(scenarios))]


def _replicate(factory: Factory, setting: _Setting, replication: int) -> _Replication:
    """Both runs of a replication, reduced to their tables."""
    members = [member for member in (setting.parent, setting.scenario) if member is not None]
    panels = _runs(factory, setting, members, replication)
    economy = factory.economy
    tables = [[make(panel, economy, setting.levers) for panel in panels] for make in (annual_table, quarterly_table)]
    annual, quarterly = (tuple(table.relative_cost(made[0]) for table in made) for made in tables)
    targets = tuple(evaluate(_targets(setting.scenario), panel, panels[0], economy) for panel in panels)
    return _Replication(annual, quarterly, targets, tuple(fingerprint(panel) for panel in panels), peak_memory_mb())


def _targets(scenario: Any) -> tuple[Any, ...]:
    return tuple(getattr(scenario, "targets", ()))


def _differ(factory: Factory, setting: _Setting, replication: int, *left_out: Sequence[str]) -> bool:
    """Whether a small population already shows that it matters which of two sets of levers is left out."""
    differ = getattr(factory, "differ", None)
    plans = (drawn(setting.scenario, setting.seed, replication, levers) for levers in left_out)
    return differ is not None and differ(*plans, setting.seed, replication)


def _without(factory: Factory, setting: _Setting, task: tuple[str, int]) -> str | None:
    """Fingerprint of a run without the lever; None when a small population already shows that the lever matters."""
    lever, replication = task
    if _differ(factory, setting, replication, (), (lever,)):
        return None
    return fingerprint(_runs(factory, setting, [setting.scenario], replication, leave_out=(lever,))[0])


def _alone(factory: Factory, setting: _Setting, task: tuple[str, tuple[str, ...], int]) -> bool:
    """Whether a lever changes any bit where some others are left out."""
    lever, others, replication = task
    left_out = (others, (*others, lever))
    if _differ(factory, setting, replication, *left_out):
        return True
    one, two = (_runs(factory, setting, [setting.scenario], replication, leave_out=levers)[0] for levers in left_out)
    return fingerprint(one) != fingerprint(two)


class _Collector:
    """Takes finished tasks, asks for the extra checks of levers that look inert."""

    def __init__(
        self, workers: Workers, factory: Factory, setting: _Setting, replications: Sequence[int], progress: Progress
    ):
        self.workers, self.factory, self.setting = workers, factory, setting
        self.progress, self.replications = progress, replications
        self.done: dict[int, _Replication] = {}
        self.absent: dict[tuple[str, int], str | None] = {}
        self.tasks: dict[Future[Any], tuple[str | None, int]] = {}
        for future, replication in workers.submit(_replicate, factory, setting, replications).items():
            self.tasks[future] = (None, replication)
        self.enacted = {
            lever.id: [r for r in replications if is_enacted(setting.scenario, lever, setting.seed, r)]
            for lever in setting.scenario.levers
        }
        """Lever -> replications in which it acts: in others its absence tells nothing."""
        self._check([lever for lever, where in self.enacted.items() if where], 0)

    def _check(self, levers: Sequence[str], number: int) -> None:
        tasks = [(lever, self.enacted[lever][number]) for lever in levers]
        self.tasks |= self.workers.submit(_without, self.factory, self.setting, tasks)

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
                    where = self.enacted[lever]
                    number = where.index(replication)
                    if self._same(lever, replication) and number + 1 < min(INERT_CHECKS, len(where)):
                        self._check([lever], number + 1)
            self.progress.update(len(self.done) + len(self.absent), len(self.tasks))

    def _same(self, lever: str, replication: int) -> bool:
        # Replications are queued before checks; a check that overtakes its replication waits for no answer.
        absent, known = self.absent[lever, replication], self.done.get(replication)
        return absent is not None and (known is None or known.digests[-1] == absent)

    def checks(self, levers: Sequence[str]) -> int:
        """In how many replications each of these was left out at least."""
        return min([INERT_CHECKS, len(self.replications), *(len(self.enacted[lever]) for lever in levers)])

    def inert(self, levers: Sequence[Any]) -> tuple[str, ...]:
        """Levers that acted and whose absence was never noticed."""
        return tuple(
            lever.id
            for lever in levers
            if self.enacted[lever.id]
            and all(self._same(name, replication) for name, replication in self.absent if name == lever.id)
        )

    def repeated(self, unnoticed: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Of levers whose absence was never noticed, those that change something once others are left out -> these."""
        beside = getattr(self.factory, "beside", None)
        if beside is None:
            return {}
        levers = [lever for lever in self.setting.scenario.levers if lever.id in unnoticed]
        others = [(lever.id, beside(self.setting.scenario, lever)) for lever in levers]
        tasks = [(name, them, self.enacted[name][0]) for name, them in others if them]
        acts = self.workers.each(_alone, self.factory, self.setting, tasks)
        return {name: them for (name, them, _), found in zip(tasks, acts, strict=True) if found}


def run_ensemble(
    scenario: Any,
    parent: Any,
    factory: Factory,
    *,
    seed: int,
    replications: Sequence[int],
    workers: Workers | int | None = None,
    command: str = "",
    progress: Progress | None = None,
) -> Ensemble:
    """Run `scenario` and `parent` (None: the scenario alone) for every replication.

    `workers`: those of the command, or how many to start. `command` is the command line that made this run; a failing
    replication names it with `--replication r` added. Raises EnsembleError on the first failure and KeyboardInterrupt
    on Ctrl-C, both after ending workers that it has started.
    """
    if not replications or len(set(replications)) != len(replications):
        raise ValueError("replications must be distinct, at least one")
    started = time.perf_counter()
    members = [member for member in (parent, scenario) if member is not None]
    levers = tuple(dict.fromkeys(lever.id for member in members for lever in member.levers))
    setting = _Setting(scenario, parent, seed, levers, command)
    with ExitStack() as stack:
        if not isinstance(workers, Workers):
            most = len(replications) + len(scenario.levers)
            workers = stack.enter_context(Workers(workers, at_most=most))
        shown = stack.enter_context(progress or Progress())
        factory.prepare()
        factory.compile(members, seed, workers)
        collector = _Collector(workers, factory, setting, replications, shown)
        collector.collect()
        unnoticed = collector.inert(scenario.levers)
        repeated = collector.repeated(unnoticed)
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
        inert=tuple(lever for lever in unnoticed if lever not in repeated),
        inert_checks=collector.checks(unnoticed),
        repeated=repeated,
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
