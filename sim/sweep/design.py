"""From a plan to a table of runs: one row each, with everything that defines it."""

from __future__ import annotations

import hashlib
import itertools
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import qmc

from sim.draws import draw_parameters, drawn
from sim.parameters import Parameters, load_registry
from sim.scenario import Scenario
from sim.sweep.plan import SweepPlan, Varied

Array = NDArray[np.float64]
ID_LENGTH = 16
EVEN, FEWEST_RUNS, MOST_RUNS = 24, 10, 100
"""Tasks of a sweep whose plan does not say how large they are: multiples of, and runs of each."""


def points(plan: SweepPlan) -> Array:
    """(samples, varied) values of the design, in the order of `plan.vary`.

    grid: every combination; latin_hypercube: scipy; sobol: Saltelli's scheme, samples x (varied + 2); morris:
    trajectories x (varied + 1); one_at_a_time: the centre, then low and high of each, the others at their centre.
    Reproducible from the seed of the plan.
    """
    if not plan.vary:
        return np.zeros((1, 0))
    if plan.design == "grid":
        return np.array(list(itertools.product(*(one.values for one in plan.vary))))
    if plan.design == "list":
        return np.array(plan.settings["points"], dtype=float)
    low, high = (np.array([float(getattr(one, side)) for one in plan.vary]) for side in ("low", "high"))
    if plan.design == "one_at_a_time":
        return _one_at_a_time(np.array([_centre(plan, one) for one in plan.vary]), low, high)
    if plan.design == "latin_hypercube":
        unit = qmc.LatinHypercube(len(plan.vary), rng=plan.seed).random(plan.settings["samples"])
        return low + unit * (high - low)
    if plan.design == "sobol":
        from SALib.sample import sobol

        drawn_points = sobol.sample(problem(plan), plan.settings["samples"], calc_second_order=False, seed=plan.seed)
        return np.asarray(drawn_points)
    from SALib.sample import morris

    return np.asarray(
        morris.sample(problem(plan), plan.settings["trajectories"], plan.settings["levels"], seed=plan.seed)
    )


def _one_at_a_time(centre: Array, low: Array, high: Array) -> Array:
    out = np.tile(centre, (1 + 2 * centre.size, 1))
    which = np.arange(centre.size)
    out[1 + 2 * which, which], out[2 + 2 * which, which] = low, high
    return out


def _centre(plan: SweepPlan, varied: Varied) -> float:
    """Default of a parameter, central strength of a pledge."""
    if varied.pledge is None:
        return float(load_registry()[varied.name].default)
    return next(lever.central for one in plan.scenarios for lever in one.levers if lever.id == varied.pledge)


def problem(plan: SweepPlan) -> dict[str, Any]:
    """What SALib wants to know of the plan."""
    return {
        "num_vars": len(plan.vary),
        "names": [one.name for one in plan.vary],
        "bounds": [[one.low, one.high] for one in plan.vary],
    }


def runs(plan: SweepPlan, limit: int | None = None) -> pd.DataFrame:
    """One row per run: run, sample, replication, scenario, and what varies (columns by name); the first `limit` only.

    Rows of one sample and replication stand together, scenario by scenario, so that they can share quarters. The id of
    a run is a hash of all that defines it.
    """
    rows = [
        {"sample": sample, "replication": replication, "scenario": scenario.id}
        | {one.name: float(value) for one, value in zip(plan.vary, point, strict=True)}
        for sample, point in enumerate(points(plan))
        for replication in range(plan.replications)
        for scenario in plan.scenarios
    ][:limit]
    for row in rows:
        row["run"] = run_id(plan, row)
    table = pd.DataFrame(rows)
    table.insert(0, "run", table.pop("run"))
    table.insert(1, "task", _tasks(plan, len(table)))
    return table


def _tasks(plan: SweepPlan, count: int) -> NDArray[np.int64]:
    """(count,) task of each run: whole groups of scenarios, tasks as even as can be.

    A function of plan and number of runs only, so that parts are the same wherever they are made. Where the plan does
    not say how large tasks are: up to 100 runs, and a multiple of 24 tasks, which one to four, six, eight, twelve and
    24 workers share evenly; fewer where tasks would have less than ten runs.
    """
    group = len(plan.scenarios)
    groups = -(-count // group)
    if plan.runs_per_task is not None:
        tasks = -(-groups // max(plan.runs_per_task // group, 1))
    else:
        tasks = EVEN * -(-count // (EVEN * MOST_RUNS))
        tasks = min(tasks, max(count // FEWEST_RUNS, 1), groups)
    return np.arange(count) // group * tasks // groups


def run_id(plan: SweepPlan, row: dict[str, Any]) -> str:
    """Hash of what defines a run: scenario as resolved, everything set, seed, replication, scale, horizon, outcomes."""
    scenario = next(one for one in plan.scenarios if one.id == row["scenario"])
    defined = {key: value for key, value in row.items() if key not in ("run", "task", "sample")}
    defined |= {
        "text": scenario.files[f"{scenario.id}.resolved.yaml"],
        "fixed": plan.fixed,
        "seed": plan.seed,
        "scale": plan.scale,
        "horizon": str(plan.horizon),
        "sampled": plan.sampled,
        "outcomes": plan.outcomes,
        "areas": plan.areas,
    }
    return hashlib.sha256(json.dumps(defined, sort_keys=True).encode()).hexdigest()[:ID_LENGTH]


def parameters_of(plan: SweepPlan, scenario: Scenario, row: dict[str, Any]) -> Parameters:
    """All parameters of a run: drawn or central, then what the plan sets, then what varies."""
    uncertain = scenario.uncertain if plan.sampled else {}
    base = draw_parameters(load_registry(), uncertain, plan.seed, int(row["replication"]))
    varied = {one.name: float(row[one.name]) for one in plan.vary if one.pledge is None}
    return base.replace(**plan.fixed, **varied)


def scenario_of(plan: SweepPlan, scenario: Scenario, row: dict[str, Any]) -> Scenario:
    """The scenario of a run: strengths drawn or central, then what varies; assumptions that the plan sets give way."""
    if plan.sampled:
        scenario = drawn(scenario, plan.seed, int(row["replication"]))
    strengths = {one.pledge: float(row[one.name]) for one in plan.vary if one.pledge is not None}
    levers = tuple(
        replace(lever, weak=strengths[lever.id], central=strengths[lever.id], strong=strengths[lever.id])
        if lever.id in strengths
        else lever
        for lever in scenario.levers
    )
    ours = {**plan.fixed, **{one.name: float(row[one.name]) for one in plan.vary if one.pledge is None}}
    assume = {name: ours.get(name, value) for name, value in scenario.assume.items()}
    return replace(scenario, levers=levers, assume=assume)
