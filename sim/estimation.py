"""Estimation by simulated moments: the model as a function of parameters, on common random numbers.

`simulator(setting)` gives `f(theta) -> series`: annual series of a few runs at the parameters theta, the same random
numbers at every call. Any tool that drives a function can use it (black-it, sbi, optuna: `docs/estimation.md`).
`estimate` fits moments with scipy and says how well each parameter is identified.

    Q(theta) = sum_k ((m_k(theta) - m_k) / s_k)^2,   cov(theta) = (J' W J)^-1,   W = diag(1 / s_k^2)

s_k: standard deviation of moment k over replications at the start: what luck alone moves in one history of this length.
Source: McFadden (1989), Econometrica 57; Gourieroux and Monfort (1996).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

import calibration
from sim.codes import GROUP_OF_SECTOR, GROUPS, N_SECTORS, SECTORS
from sim.measures import yearly
from sim.model import ManufacturingModel
from sim.parameters import Parameters, default_parameters, load_registry
from sim.switches import FULL

Array = NDArray[np.float64]
Series = Mapping[str, Array]
Simulator = Callable[[Mapping[str, float]], Series]
STEP = 0.1
"""Relative step of the derivatives: noise is common, so the moments are smooth in most parameters."""
EDGE = 0.02
"""Distance to a bound, in logs, at which a fit counts as having run into it."""
IDENTIFIED = 0.5
"""A parameter counts as identified when its standard error is below this share of its estimate."""


@dataclass(frozen=True)
class Setting:
    """What is run: from which base year, how long, how much; `fixed` parameters differ from the registry's default."""

    base_year: int
    until: int
    replications: int = 4
    scale: str | float = 0.02
    seed: int = 1
    fixed: tuple[tuple[str, float], ...] = ()


def simulator(setting: Setting) -> Simulator:
    """f(theta): annual series, first axis replications, second years from the base year on.

    value_added (n, Y, R) volume, groups (n, Y, G) nominal, jobs (n, Y, S), exports (n, Y) volume, smart_factories
    (n, Y). The economy is blind to later years. Unknown names and values outside the registry's range raise
    RegistryError.
    """
    economy = calibration.build(setting.base_year, blind=True)
    start = default_parameters().replace(**dict(setting.fixed))

    def run(theta: Mapping[str, float]) -> Series:
        """All replications at theta."""
        parameters = start.replace(**theta)
        rows = [_run(economy, parameters, setting, replication) for replication in range(setting.replications)]
        return {name: np.stack([row[name] for row in rows]) for name in rows[0]}

    return run


def _run(
    economy: calibration.economy.OpeningEconomy, parameters: Parameters, setting: Setting, replication: int
) -> dict[str, Array]:
    model = ManufacturingModel(
        None, economy, parameters, seed=setting.seed, replication=replication, scale=setting.scale, switches=FULL,
        until=setting.until,
    )  # fmt: skip
    panel = model.run()
    made = slice(0, N_SECTORS)

    group = np.array([[GROUP_OF_SECTOR[s] == g for s in SECTORS] for g in GROUPS], dtype=float)
    return {
        "value_added": yearly(panel["value_added_volume"])[:, :, made].sum(axis=2),
        "groups": yearly(panel["value_added_nominal"])[:, :, made].sum(axis=1) @ group.T,
        "jobs": yearly(panel["employment"])[:, :, made].sum(axis=1) / 4.0,
        "exports": yearly(panel["exports_volume"]).sum(axis=(1, 2)),
        "smart_factories": panel["smart_factories"][3::4].sum(axis=1),
    }


Moments = Callable[[Series], Array]
"""(n, K) moments of each replication."""


@dataclass(frozen=True)
class Problem:
    """Moments to match by moving some parameters between bounds."""

    parameters: tuple[str, ...]
    start: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    moments: Moments
    observed: Array
    """(K,)."""
    names: tuple[str, ...]
    """Of the moments."""
    tolerance: Array
    """(K,) distance at which a moment counts as met."""


@dataclass(frozen=True)
class Estimate:
    """Result of one problem."""

    parameters: tuple[str, ...]
    values: Array
    errors: Array
    """Standard errors; inf where no moment moves with the parameter."""
    at_bound: NDArray[np.bool_]
    """Whether the fit ran into the bounds of the parameter."""
    objective: float
    fitted: Array
    observed: Array
    tolerance: Array
    calls: int
    condition: float
    """Condition number of the scaled information matrix: above 1e4 parameters cannot be told apart."""

    @property
    def fits(self) -> bool:
        """Whether every moment is met: an estimate that misses one is no estimate of the model's own parameter."""
        return bool((np.abs(self.fitted - self.observed) <= self.tolerance).all())

    @property
    def identified(self) -> NDArray[np.bool_]:
        """Whether the standard error is small against the estimate, and the estimate inside its bounds."""
        result: NDArray[np.bool_] = (self.errors < IDENTIFIED * np.abs(self.values)) & ~self.at_bound
        return result


def estimate(run: Simulator, problem: Problem, calls: int = 40) -> Estimate:
    """Fit by Nelder and Mead in logs within bounds; derivatives by central differences at the fit."""
    bounds = list(zip(np.log(problem.low), np.log(problem.high), strict=True))
    first = problem.moments(run(dict(zip(problem.parameters, problem.start, strict=True))))
    spread = np.maximum(first.std(axis=0, ddof=1), 1e-3 * np.maximum(np.abs(problem.observed), 1e-9))
    count = 0

    def fitted(logs: Array) -> Array:
        """Mean moments at exp(logs)."""
        nonlocal count
        count += 1
        theta = {name: float(np.exp(value)) for name, value in zip(problem.parameters, logs, strict=True)}
        result: Array = problem.moments(run(theta)).mean(axis=0)
        return result

    def objective(logs: Array) -> float:
        """Squared distance of the moments in units of their luck."""
        return float((((fitted(logs) - problem.observed) / spread) ** 2).sum())

    found = optimize.minimize(
        objective, np.log(problem.start), method="Nelder-Mead", bounds=bounds,
        options={"maxfev": calls, "xatol": 0.02, "fatol": 0.01, "initial_simplex": _simplex(problem)},
    )  # fmt: skip
    logs = np.asarray(found.x)
    columns = []
    for k in range(logs.size):
        up, down = logs.copy(), logs.copy()
        up[k], down[k] = min(logs[k] + STEP, bounds[k][1]), max(logs[k] - STEP, bounds[k][0])
        columns.append((fitted(up) - fitted(down)) / (up[k] - down[k]) / spread)
    jacobian = np.stack(columns, axis=1)
    values = np.exp(logs)
    errors, condition = _uncertainty(jacobian)
    edge = np.array([min(x - low, high - x) < EDGE for x, (low, high) in zip(logs, bounds, strict=True)])
    return Estimate(
        problem.parameters, values, errors * values, edge, float(found.fun), fitted(logs), problem.observed,
        problem.tolerance, count, condition,
    )  # fmt: skip


def _simplex(problem: Problem) -> Array:
    centre = np.log(problem.start)
    points = [centre]
    for k in range(centre.size):
        moved = centre.copy()
        up = centre[k] + np.log(1.5)
        moved[k] = up if up <= np.log(problem.high[k]) else centre[k] - np.log(1.5)
        points.append(moved)
    return np.array(points)


def _uncertainty(jacobian: Array) -> tuple[Array, float]:
    """Relative standard errors and condition number from derivatives to logs of the parameters."""
    information = jacobian.T @ jacobian
    scale = np.sqrt(np.diag(information))
    if (scale <= 0.0).any():
        return np.where(scale > 0.0, 1.0 / np.maximum(scale, 1e-300), np.inf), float("inf")
    scaled = information / np.outer(scale, scale)
    condition = float(np.linalg.cond(scaled))
    if condition > 1e12:
        return np.full(scale.size, np.inf), condition
    return np.sqrt(np.diag(np.linalg.inv(scaled))) / scale, condition


def growth_spread(series: Series) -> Array:
    """(n, 2) standard deviations over years: growth of exports; of groups around the nation, value-weighted."""
    exports = np.diff(np.log(series["exports"]), axis=1)[:, 1:]
    groups = np.diff(np.log(series["groups"]), axis=1)[:, 1:]
    weights = series["groups"][:, 0] / series["groups"][:, 0].sum(axis=1, keepdims=True)
    return np.stack([_deviation(exports), group_spread(groups, weights)], axis=1)


def _deviation(growth: Array) -> Array:
    return np.sqrt(((growth - growth.mean(axis=1, keepdims=True)) ** 2).sum(axis=1) / (growth.shape[1] - 1))


def group_spread(growth: Array, weights: Array) -> Array:
    """(n,) root of the weighted mean variance of growth around the nation and the own mean; growth (n, T, G)."""
    relative = growth - np.einsum("ntg,ng->nt", growth, weights)[:, :, None]
    relative = relative - relative.mean(axis=1, keepdims=True)
    return np.sqrt(np.einsum("ntg,ng->n", relative**2, weights) / (growth.shape[1] - 1))


def in_range(names: Sequence[str]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Accepted bounds of parameters, kept above zero for logs."""
    registry = load_registry()
    low = tuple(max(registry[name].low, 1e-4) for name in names)
    return low, tuple(registry[name].high for name in names)
