"""Forecasts of the model from past base years: what it would have said of the years up to 2022.

At origin o the economy is `calibration.build(o, blind=True)`: no series shows a year after o. Foreign demand grows at
the mean rate of export volume up to o (set 1), or is shifted by year so that export volume follows its observed growth
(set 2); in set 3 the nation is given and only the split among regions is scored. Parameters are drawn as in any
ensemble; those that were tuned on 2022 are the same at all origins (the report says so).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import calibration
from calibration import tables
from calibration.economy import OpeningEconomy
from sim.codes import GROUP_OF_SECTOR, GROUPS, N_SECTORS, SECTORS
from sim.draws import draw_parameters
from sim.measures import yearly
from sim.model import ManufacturingModel
from sim.parameters import Parameters, load_registry
from sim.processes import available_cores, one_thread_each
from sim.scenario import Horizon, Options, load_pair
from sim.switches import DETERMINISTIC, FULL
from sim.validation.estimates import ORIGINS
from sim.validation.estimates import read as read_estimates
from sim.validation.observed import export_growth
from sim.validation.past import STEADY, past_parameters

Array = NDArray[np.float64]
LAST = tables.LAST_YEAR
HORIZON = 5
SEED = 1
BASELINE = Path(calibration.__file__).parent.parent / "scenarios" / "baseline.yaml"
ROUNDS = 8
"""Of the search for the foreign demand that gives observed exports."""
GROUP_OF = np.array([[GROUP_OF_SECTOR[s] == g for s in SECTORS] for g in GROUPS], dtype=float)


@dataclass(frozen=True)
class Size:
    """How much is run: replications per origin, share of establishments, origins."""

    replications: int
    scale: str | float
    origins: tuple[int, ...] = ORIGINS


SIZES = {"full": Size(32, "sample"), "quick": Size(6, 0.05), "smoke": Size(2, 0.02, (2016, 2021))}
"""`full` is the protocol; the others are for speed and say so."""


def until(origin: int) -> int:
    """Last year of the forecast from an origin."""
    return min(origin + HORIZON, LAST)


@cache
def blind_economy(origin: int) -> OpeningEconomy:
    """Opening economy of an origin from what was known then."""
    return calibration.build(origin, blind=True)


def foreign_demand_growth(origin: int, drift: float) -> float:
    """Growth of foreign demand, log points a year: mean growth of export volume up to the origin, before rivals.

    Trend demand for Korean exports grows at the parameter less what Chinese rivals take, so the latter is added.
    """
    with tables.seen_to(origin):
        mean = float(np.mean(list(export_growth().values())))
    economy = blind_economy(origin)
    exports = economy.exports_by_market.sum(axis=1)
    return mean + drift * float(exports @ economy.china_exposure / exports.sum())


@cache
def uncertain(origin: int) -> Mapping[str, tuple[float, float, float]]:
    """Ranges that are sampled: those of the baseline, foreign demand around its mean up to the origin."""
    scenario, _ = load_pair(BASELINE, Options(Horizon(origin, until(origin) + 1)))
    registry = load_registry()
    spec = registry["foreign_demand_growth"]
    centre = foreign_demand_growth(origin, registry["china_drift"].default)
    shift = centre - spec.default
    return {
        **scenario.uncertain,
        **_estimated(origin),
        "foreign_demand_growth": (spec.weak + shift, centre, spec.strong + shift),
    }


def _estimated(origin: int) -> dict[str, tuple[float, float, float]]:
    """Ranges of what is estimated per origin and identified there: estimate and one standard error either side."""
    registry, out = load_registry(), {}
    for name, (value, error, identified) in read_estimates().get(origin, {}).items():
        if identified:
            spec = registry[name]
            low, high = max(value - error, spec.low), min(value + error, spec.high)
            out[name] = (low, value, high)
    return out


def origin_parameters(origin: int, replication: int | None) -> Parameters:
    """Drawn parameters of a replication; None: all central. Growth does not slow: the protocol has one mean rate."""
    if replication is None:
        growth = uncertain(origin)["foreign_demand_growth"][1]
        return past_parameters().replace(foreign_demand_growth=growth)
    return draw_parameters(load_registry(), uncertain(origin), SEED, replication).replace(**STEADY)


@dataclass(frozen=True)
class Outcome:
    """Annual series of one run, from the base year to the last year of the forecast (first axis)."""

    regions: Array
    """(Y, R) volume of manufacturing value added."""
    groups: Array
    """(Y, R x G) nominal value added."""
    jobs: Array
    """(Y, S) persons."""
    exports: Array
    """(Y,) volume."""


def simulate(
    economy: OpeningEconomy,
    parameters: Parameters,
    scale: str | float,
    replication: int | None,
    shifts: Sequence[float] = (),
) -> Outcome:
    """One run from a base year; `shifts`: log level of foreign demand by year after it. None: without shocks."""
    origin = economy.base_year
    model = ManufacturingModel(
        None, economy, parameters, seed=SEED, replication=replication or 0, scale=scale,
        switches=DETERMINISTIC if replication is None else FULL, until=until(origin),
    )  # fmt: skip
    path = (0.0, *shifts)
    for quarter in range(model.quarters):
        if shifts:
            model.rest_of_world.demand_shift = path[quarter // 4]
        model.step()
    panel: Mapping[str, Any] = model.recorder.panel()
    made = slice(0, N_SECTORS)
    nominal = yearly(panel["value_added_nominal"])[:, :, made]
    return Outcome(
        regions=yearly(panel["value_added_volume"])[:, :, made].sum(axis=2),
        groups=np.einsum("yrs,gs->yrg", nominal, GROUP_OF).reshape(len(nominal), -1),
        jobs=yearly(panel["employment"])[:, :, made].sum(axis=1) / 4.0,
        exports=yearly(panel["exports_volume"]).sum(axis=(1, 2)),
    )


@cache
def demand_shifts(origin: int, scale: str | float) -> tuple[float, ...]:
    """Log shift of foreign demand by year that makes export volume grow as observed, in a run without shocks."""
    growth = export_growth()
    target = np.cumsum([growth[year] for year in range(origin + 1, until(origin) + 1)])
    shifts = np.zeros(target.size)
    for _ in range(ROUNDS):
        exports = np.log(
            simulate(blind_economy(origin), origin_parameters(origin, None), scale, None, tuple(shifts)).exports
        )
        shifts += target - (exports[1:] - exports[0])
    return tuple(float(shift) for shift in shifts)


@dataclass(frozen=True)
class Task:
    """One run of a hindcast."""

    origin: int
    replication: int
    scale: str | float
    conditional: bool
    search_scale: float


def _perform(task: Task) -> Outcome:
    shifts = demand_shifts(task.origin, task.search_scale) if task.conditional else ()
    parameters = origin_parameters(task.origin, task.replication)
    return simulate(blind_economy(task.origin), parameters, task.scale, task.replication, shifts)


@dataclass(frozen=True)
class Hindcast:
    """All replications of one information set, by origin; first axis of each array: replication."""

    runs: Mapping[int, Outcome]

    def growth(self, origin: int, name: str) -> Array:
        """(runs, n, H) log growth since the base year of a series of `Outcome`."""
        logs = np.log(getattr(self.runs[origin], name))
        if logs.ndim == 2:
            logs = logs[:, :, None]
        return np.moveaxis(logs[:, 1:] - logs[:, :1], 1, 2)


def _stack(outcomes: Sequence[Outcome]) -> Outcome:
    return Outcome(
        **{part.name: np.stack([getattr(one, part.name) for one in outcomes]) for part in dataclasses.fields(Outcome)}
    )


def hindcast(size: Size, conditional: bool = False, workers: int | None = None) -> Hindcast:
    """Run all origins and replications in worker processes."""
    search = 0.1 if size.scale == "sample" else float(size.scale)
    tasks = [
        Task(origin, replication, size.scale, conditional, search)
        for origin in size.origins
        for replication in range(size.replications)
    ]
    with one_thread_each():
        pool = ProcessPoolExecutor(min(workers or available_cores(), len(tasks)), get_context("spawn"))
        with pool:
            outcomes = list(pool.map(_perform, tasks, chunksize=max(1, size.replications // 4)))
    done: dict[int, list[Outcome]] = {}
    for task, outcome in zip(tasks, outcomes, strict=True):
        done.setdefault(task.origin, []).append(outcome)
    return Hindcast({origin: _stack(found) for origin, found in done.items()})
