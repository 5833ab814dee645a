"""All parts of a comparison in one pool of workers: the plans themselves and what is asked for beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.compare import additionality, attribution, financing, theories
from sim.compare.budget import equal_budget, spending_levers
from sim.compare.content import INDICATORS
from sim.compare.extras import Extras
from sim.compare.keep import CompareError, joined
from sim.compare.runs import Comparison, run_comparison
from sim.compare.tables import GROSS, HEADLINES
from sim.ensemble import ModelFactory
from sim.scenario import Scenario
from sim.workers import EnsembleError, Workers


@dataclass(frozen=True)
class Asked:
    """What is computed beside the comparison."""

    equal_budget: bool = False
    budget: float | None = None
    """Trillion won over the whole run; None: the median of the plans that cost enough."""
    shapley: bool = False
    shapley_runs: int | None = None
    """Replications behind the contributions; None: as many as about five minutes allow."""
    rival_theories: bool = False
    additionality: bool = False
    financing: bool = False


@dataclass(frozen=True)
class Study:
    """The comparison, its extras, and the extras that failed."""

    comparison: Comparison
    extras: Extras
    faults: tuple[str, ...]


class _Runner:
    """Runs plans against one baseline with one seed."""

    def __init__(self, against: Scenario, factory: ModelFactory, seed: int, runs: int, workers: Workers) -> None:
        self.against, self.factory, self.seed, self.runs, self.workers = against, factory, seed, runs, workers

    def compare(
        self, plans: Sequence[Any], runs: int, factory: ModelFactory | None = None,
        variables: Sequence[str] | None = None, repeat: str = "",
    ) -> Comparison:  # fmt: skip
        """The plans in the first `runs` replications, at most those of the comparison."""
        return run_comparison(
            self.against, plans, factory or self.factory, self.workers, seed=self.seed,
            replications=range(min(runs, self.runs)), variables=variables, repeat=repeat,
        )  # fmt: skip


def _shapley(runner: _Runner, plans: Sequence[Scenario], asked: Asked) -> dict[str, Any]:
    scale = runner.factory.scale
    small = scale if isinstance(scale, float) and scale < attribution.SCALE else attribution.SCALE
    factory = ModelFactory(runner.factory.base_year, runner.factory.until, small, runner.factory.uncertain)
    used: list[int] = []

    def compare(variants: Sequence[Any]) -> Comparison:
        """All reduced plans in as many replications as are asked for or affordable."""
        used.append(min(attribution.replications(len(variants), asked.shapley_runs), runner.runs))
        return runner.compare(variants, used[-1], factory, HEADLINES)

    found = attribution.attributions(plans, runner.seed, compare, HEADLINES, runner.against)
    found = tuple(replace(one, scale=f"{small:g}") for one in found)
    return {"attributions": found, "attribution_basis": {"runs": str(max(used, default=0)), "scale": f"{small:g}"}}


def _theories(runner: _Runner, plans: Sequence[Scenario]) -> dict[str, Any]:
    known = theories.read_theories(runner.factory.registry)
    rivals = theories.run_rivals(
        known, runner.factory, lambda factory: runner.compare(plans, theories.RUNS, factory, theories.OUTCOMES)
    )
    return {"rivals": rivals}


def _financing(runner: _Runner, plans: Sequence[Scenario]) -> dict[str, Any]:
    """The plans under each closure; a baseline that costs money is paid for in the same way."""
    against, *others = financing.unfinanced([runner.against, *plans])
    paid = _Runner(against, runner.factory, runner.seed, runner.runs, runner.workers)
    found = theories.run_rivals(
        financing.CLOSURES, runner.factory,
        lambda factory: paid.compare(others, theories.RUNS, factory, theories.OUTCOMES),
    )  # fmt: skip
    return {"financing": found}


def _equal(runner: _Runner, plans: Sequence[Scenario], first: Comparison, asked: Asked) -> dict[str, Any]:
    levers = [f"Fiscal Cost|{lever.id}" for plan in plans for lever in plan.levers]
    kept = [*INDICATORS, *HEADLINES, GROSS, *levers]
    try:
        found = equal_budget(plans, first, asked.budget, lambda some, runs: runner.compare(some, runs, variables=kept))
    except ValueError as error:
        raise CompareError(str(error)) from None
    return {"equal": found}


def _additionality(runner: _Runner, plans: Sequence[Scenario], first: Comparison) -> dict[str, Any]:
    spending = [(plan, spending_levers(first, plan)) for plan in plans]
    replications = first.replications[: additionality.RUNS]
    found = additionality.additionality(
        runner.against, spending, runner.factory, runner.workers, seed=runner.seed, replications=replications
    )
    kinds = {plan.id: additionality.sorted_measures(plan, levers) for plan, levers in spending}
    listed = {plan: kind for plan, kind in kinds.items() if any(kind.values())}
    return {
        "additionality": found, "additionality_runs": len(replications), "additionality_measures": listed,
    }  # fmt: skip


def _first(
    runner: _Runner, plans: Sequence[Scenario], runs: int, reuse: tuple[Comparison, Path] | None, repeat: str
) -> Comparison:
    if reuse is None:
        return runner.compare(plans, runs, repeat=repeat)
    earlier, folder = reuse
    left = [plan for plan in plans if plan.id not in earlier.members]
    return joined(earlier, runner.compare(left, runs, repeat=repeat), folder) if left else earlier


def run_study(
    against: Scenario, plans: Sequence[Scenario], factory: ModelFactory, workers: Workers, *, seed: int, runs: int,
    asked: Asked, reuse: tuple[Comparison, Path] | None = None, repeat: str = "",
) -> Study:  # fmt: skip
    """Run everything; an extra that fails is left out and named, the comparison is kept.

    reuse: plans that an earlier comparison has finished, and its folder. repeat: see `run_comparison`.
    """
    runner = _Runner(against, factory, seed, runs, workers)
    first = _first(runner, plans, runs, reuse, repeat)
    finished = [plan for plan in plans if plan.id in first.plans]
    parts: list[tuple[bool, str, Callable[[], dict[str, Any]]]] = [
        (asked.equal_budget, "--equal-budget", lambda: _equal(runner, finished, first, asked)),
        (asked.shapley, "--shapley", lambda: _shapley(runner, finished, asked)),
        (asked.rival_theories, "--rival-theories", lambda: _theories(runner, finished)),
        (asked.financing, "--financing", lambda: _financing(runner, finished)),
        (asked.additionality, "--additionality", lambda: _additionality(runner, finished, first)),
    ]
    found: dict[str, Any] = {}
    faults = []
    for wanted, name, run in parts:
        if wanted:
            try:
                found |= run()
            except (EnsembleError, CompareError) as error:
                faults.append(f"{name}: {error}")
    return Study(first, Extras(**found), tuple(faults))
