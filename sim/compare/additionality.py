"""Additionality, deadweight and displacement of support to establishments, from twin runs.

Of each plan only the measures whose money establishments receive that were there before, each a known part, and that
can be given to some of them are taken: the effect of any other would be divided by the support that those pay. Three
twins share everything up to the first quarter in which one of these acts, and all random numbers after it:

- *none*: nobody is supported;
- *trial*: a random share of the establishments alive at that moment is eligible, and programmes of a fixed size are cut
  to that share. Prices, wages and demand hardly move: the **partial equilibrium** effect, read on the trial group;
- *full*: every establishment is eligible: the **full equilibrium** effect, read on the same kind of establishments.

The horizon is five years, over incumbents (alive at the start, their exit included; entrants are not counted):

    additional investment = (I_policy - I_none) / support paid,   I: fixed investment and R&D
    deadweight            = 1 - additional investment
    displacement          = - (V_full - V_none of all other manufacturing) / (V_full - V_none of supported incumbents)

Ratios are of means over paired replications; their standard errors are those of the jackknife. Displacement is left out
where the gain it is divided by lies within two standard errors of zero, as for plants that come only with the support.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.branching import fork
from sim.draws import drawn
from sim.levers.definition import intensity, scope_of
from sim.measures import Array
from sim.processes import release
from sim.producers import value_added
from sim.random import Stream, uniform
from sim.workers import Workers

HORIZON: Final = 20
"""Quarters."""
TRIAL: Final = 0.05
"""Share of establishments in the trial: small enough to leave prices and wages alone."""
RUNS: Final = 8
"""Replications, at most."""
INCUMBENT, CHOSEN = 62, 63
"""Bits of tags that no plan can name: alive at the start; in the trial group."""
EXTENSIVE: Final = ("plants per year", "people per year", "approvals per year", "trillion KRW per year")
"""Units of programmes of a fixed size."""
TAKEN, UNRECEIVED, INDIVISIBLE, ARRIVING = "taken", "unreceived", "indivisible", "arriving"
REASONS: Final = (UNRECEIVED, INDIVISIBLE, ARRIVING)
"""Why a measure is left out: establishments do not receive its money, each a known part; it is for all or for none; it
goes to plants that come with it."""
READINGS: Final = ("investment", "support", "value added", "employment")


def sorted_measures(plan: Any, spending: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Ids of the measures that cost anything: those taken, and those left out by reason (`TAKEN` and `REASONS`)."""
    from sim.levers import REGISTRY

    out: dict[str, tuple[str, ...]] = dict.fromkeys((TAKEN, *REASONS), ())
    for lever in plan.levers:
        definition = REGISTRY[lever.lever]
        kind = TAKEN if "tags" in definition.honours else INDIVISIBLE
        kind = UNRECEIVED if not definition.received else ARRIVING if definition.arrivals else kind
        if lever.id in spending:
            out[kind] += (lever.id,)
    return out


def support_measures(plan: Any, spending: frozenset[str]) -> Any:
    """The plan reduced to the measures that are taken."""
    taken = sorted_measures(plan, spending)[TAKEN]
    return dataclasses.replace(plan, levers=tuple(lever for lever in plan.levers if lever.id in taken))


def trial_of(plan: Any) -> Any:
    """The plan for the trial group only."""
    from sim.levers import REGISTRY

    def narrow(lever: Any) -> Any:
        """One lever."""
        definition = REGISTRY[lever.lever]
        size = lever.central
        if definition.unit in EXTENSIVE:
            size = definition.neutral + TRIAL * (size - definition.neutral)
        return dataclasses.replace(lever, central=size, more_tags=lever.more_tags | 1 << CHOSEN)

    return dataclasses.replace(plan, levers=tuple(map(narrow, plan.levers)))


def first_quarter(plan: Any, quarters: int) -> int:
    """First quarter in which a measure acts; `quarters` where none does."""
    return next((t for t in range(quarters) if any(intensity(lever, t) > 0.0 for lever in plan.levers)), quarters)


def _mark(model: Any, plan: Any) -> None:
    """Tag the incumbents that the plan reaches, and the trial group among all."""
    f = model.firms
    reached = np.zeros(f.weight.size, dtype=bool)
    for lever in plan.levers:
        reached |= scope_of(lever).covers(f)
    alive = f.weight > 0.0
    draws = uniform(model.run_seed, model.replication, Stream.TRIAL, f.ident, 0)
    f.tags[reached & alive] |= np.uint64(1 << INCUMBENT)
    f.tags[alive & f.manufacturing & (draws < TRIAL)] |= np.uint64(1 << CHOSEN)


def _has(model: Any, bit: int) -> Any:
    return (model.firms.tags >> np.uint64(bit)) & np.uint64(1) == 1


def _follow(model: Any, quarters: int) -> Array:
    """(groups, readings) of one twin: supported incumbents, those in the trial, all other manufacturing.

    Investment (fixed and R&D) and support are summed over the horizon; value added and persons are of its last year.
    """
    out = np.zeros((3, len(READINGS)))
    for quarter in range(quarters):
        model.step()
        f = model.firms
        supported = _has(model, INCUMBENT)
        groups = (supported, supported & _has(model, CHOSEN), f.manufacturing & ~supported)
        last = quarter >= quarters - 4
        for row, group in enumerate(groups):
            weight = np.where(group, f.weight, 0.0)
            out[row, 0] += float(weight @ f.investment) * model.prices.investment_goods
            out[row, 0] += float(weight @ f.planned_rd) * model.prices.rd_goods
            if model.flow.support is not None:
                out[row, 1] += float(weight @ model.flow.support)
            if last:
                out[row, 2] += float(weight @ value_added(f, model.prices, model.flow.purchases.input_unit))
                out[row, 3] += float(weight @ f.employment) / 4.0
    return out


@dataclass(frozen=True)
class Twins:
    """What a worker needs: the plans, reduced to their support measures."""

    baseline: Any
    plans: tuple[Any, ...]
    seed: int


def run_twins(factory: Any, job: Twins, replication: int) -> dict[str, Array]:
    """Plan -> (twins, groups, readings) of one replication, for the plans whose measures act early enough."""
    trunk = factory.model(drawn(job.baseline, job.seed, replication), job.seed, replication)
    found = {}
    ready = [drawn(plan, job.seed, replication) for plan in job.plans]
    for plan in sorted(ready, key=lambda plan: first_quarter(plan, trunk.quarters)):
        start = first_quarter(plan, trunk.quarters)
        if start + HORIZON > trunk.quarters:
            continue
        trunk.advance(start)
        stem = fork(trunk, trunk.plan)
        _mark(stem, plan)
        found[plan.id] = np.stack(
            [_follow(fork(stem, policy), HORIZON) for policy in (stem.plan, trial_of(plan), plan)]
        )
        release()
    return found


def additionality(
    baseline: Any, plans: Sequence[tuple[Any, frozenset[str]]], factory: Any, workers: Workers, *, seed: int,
    replications: Sequence[int],
) -> dict[str, list[Measure]]:  # fmt: skip
    """Measures of every plan whose support begins five years before the end; plans: (plan, spending levers)."""
    reduced = [
        dataclasses.replace(support_measures(plan, spending), assume=baseline.assume) for plan, spending in plans
    ]
    job = Twins(baseline, tuple(plan for plan in reduced if plan.levers), seed)
    if not job.plans:
        return {}
    results = workers.each(run_twins, factory, job, replications)
    common = [plan.id for plan in job.plans if all(plan.id in result for result in results)]
    return {plan: measures(np.stack([result[plan] for result in results])) for plan in common}


@dataclass(frozen=True)
class Measure:
    """One number with its standard error."""

    name: str
    equilibrium: str
    """`partial` or `full`."""
    value: float
    error: float


def jackknife(draws: Array, statistic: Callable[[Array], float]) -> tuple[float, float]:
    """Statistic of the mean over the first axis and its standard error; nan with one draw."""
    count = draws.shape[0]
    value = statistic(draws.mean(axis=0))
    if count < 2:
        return value, float("nan")
    left_out = np.array([statistic(np.delete(draws, k, axis=0).mean(axis=0)) for k in range(count)])
    return value, float(np.sqrt((count - 1) / count * ((left_out - left_out.mean()) ** 2).sum()))


def _ratio(over: float, under: float) -> float:
    return over / under if under != 0.0 else float("nan")


def measures(draws: Array) -> list[Measure]:
    """What twin runs say; draws: (replications, twins, groups, readings)."""
    out = []
    for equilibrium, twin, group in (("partial", 1, 1), ("full", 2, 0)):

        def change(means: Array, reading: int, group: int = group, twin: int = twin) -> float:
            """Twin - none."""
            return float(means[twin, group, reading] - means[0, group, reading])

        def growth(means: Array, reading: int, group: int = group) -> float:
            """Change in % of none."""
            return 100.0 * _ratio(change(means, reading), float(means[0, group, reading]))

        def additional(means: Array, group: int = group, twin: int = twin) -> float:
            """Additional investment per won of support."""
            return _ratio(change(means, 0), float(means[twin, group, 1]))

        found: dict[str, Callable[[Array], float]] = {
            "investment": lambda means: growth(means, 0),
            "value_added": lambda means: growth(means, 2),
            "employment": lambda means: growth(means, 3),
            "additional_investment": additional,
            "deadweight": lambda means: 1.0 - additional(means),
        }
        gain, doubt = jackknife(draws, lambda means, change=change: change(means, 2))  # type: ignore[misc]
        if equilibrium == "full" and abs(gain) > 2.0 * doubt:  # one run has no error and tells none
            found["displacement"] = lambda means: (
                -_ratio(float(means[2, 2, 2] - means[0, 2, 2]), float(means[2, 0, 2] - means[0, 0, 2]))
            )
        out += [Measure(name, equilibrium, *jackknife(draws, statistic)) for name, statistic in found.items()]
    return out
