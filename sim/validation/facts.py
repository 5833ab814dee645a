"""Stylised facts: what the model shows over several seeds against published magnitudes, PASS, WARN or FAIL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import calibration
from sim.codes import N_SECTORS, SIZES
from sim.files.document import is_number, read_document
from sim.files.problems import DataError, Problem, ScenarioError
from sim.measures import yearly
from sim.model import ManufacturingModel
from sim.parameters import default_parameters
from sim.phases.results import tail_exponent
from sim.processes import available_cores, one_thread_each
from sim.producers import value_added

Array = NDArray[np.float64]
TARGETS = Path(calibration.__file__).parent / "targets" / "stylised_facts.yaml"
FIELDS = {"title", "pass", "warn", "unit", "role", "grade", "source"}
ROLES = ("emergent", "imposed", "calibrated")
BASE_YEAR, LAST, SEED = 2022, 2032, 1
SETTLED = 2
"""Years left out of volatilities and turnover: the base year is simulated without shocks."""
LARGE, MEDIUM, MICRO = SIZES.index("300+"), SIZES.index("50-299"), SIZES.index("5-9")
SPIKE, INACTION, TOP_EXPORTERS, FEWEST = 0.20, 0.01, 100, 30
"""Investment over capital of a spike and of inaction; exporters counted; plants in a size bin of growth rates."""


@dataclass(frozen=True)
class Fact:
    """One target and what the model shows."""

    name: str
    title: str
    low: float
    high: float
    warn_low: float
    warn_high: float
    unit: str
    role: str
    grade: str
    source: str
    values: Array
    """(seeds,)."""

    @property
    def verdict(self) -> str:
        """By the mean over seeds."""
        mean = float(self.values.mean())
        if self.low <= mean <= self.high:
            return "PASS"
        return "WARN" if self.warn_low <= mean <= self.warn_high else "FAIL"


def read_targets(path: Path = TARGETS) -> dict[str, dict[str, Any]]:
    """The target file; unknown or missing fields are errors."""
    try:
        tree, problems = read_document(path)
    except ScenarioError as error:
        raise DataError(error.problems) from None
    problems += [Problem(node.mark, message) for node in tree.value.values() for message in _faults(node.plain())]
    if problems:
        raise DataError(problems)
    entries: dict[str, dict[str, Any]] = tree.plain()
    return entries


def _faults(entry: Any) -> Iterator[str]:
    """What is wrong with one target."""
    if not isinstance(entry, dict) or set(entry) != FIELDS:
        given = set(entry) if isinstance(entry, dict) else set()
        yield f"fields differ: {', '.join(sorted(map(str, given ^ FIELDS)))}"
        return
    pairs = [entry["pass"], entry["warn"]]
    if not all(isinstance(pair, list) and len(pair) == 2 and all(map(is_number, pair)) for pair in pairs):
        yield "pass and warn are two numbers each"
    elif not pairs[1][0] <= pairs[0][0] < pairs[0][1] <= pairs[1][1]:
        yield "pass must lie inside warn"
    if entry["role"] not in ROLES:
        yield f"role must be one of {', '.join(ROLES)}"


@dataclass(frozen=True)
class Plants:
    """Establishments of manufacturing at the end of a year."""

    ident: NDArray[np.uint64]
    sector: NDArray[np.int64]
    size: NDArray[np.int64]
    weight: Array
    persons: Array
    output: Array
    value: Array
    wages: Array
    exports: Array
    invested: Array
    """Over the year, volume."""
    capital: Array
    """At its beginning."""


@dataclass(frozen=True)
class Observation:
    """One run: plants at the end of each year, the panel, unemployment and wages of regions (T, R)."""

    plants: tuple[Plants, ...]
    panel: Mapping[str, Any]
    investment: Array
    consumption: Array
    """(T,) of households and government, volume."""
    unemployment: Array
    wages: Array
    deaths: Array
    """(T, Z) establishments that die in a quarter."""


def observe(replication: int, scale: str | float) -> Observation:
    """Run the baseline with shocks and keep what the facts need."""
    economy = calibration.build(BASE_YEAR)
    model = ManufacturingModel(
        None, economy, default_parameters(), seed=SEED, replication=replication, scale=scale, until=LAST
    )
    plants, unemployment, wages, public = [], [], [], []
    for _ in range(model.quarters // 4):
        f = model.firms
        ident, capital, invested = f.ident.copy(), f.capital.copy(), np.zeros(f.weight.size)
        for _ in range(4):
            model.step()
            invested += model.firms.investment
            unemployment.append(model.labour.unemployed.sum(axis=1) / model.labour.force.sum(axis=1))
            wages.append(model.labour.wage.copy())
            public.append(model.flow.government)
        f = model.firms
        kept = f.manufacturing & (f.weight > 0.0) & (f.employment > 0.0) & (f.ident == ident)
        plants.append(
            Plants(
                f.ident[kept].copy(), f.sector[kept].copy(), f.size[kept].copy(), f.weight[kept].copy(),
                f.employment[kept].copy(), f.output[kept].copy(),
                value_added(f, model.prices, model.flow.purchases.input_unit)[kept],
                (f.wage * f.employment)[kept], f.sales_export[kept].copy(), invested[kept], capital[kept],
            )
        )  # fmt: skip
    panel = model.recorder.panel()
    return Observation(
        tuple(plants), panel, np.array(model.recorder.extra["fixed_investment"]),
        panel["consumption_volume"] + np.array(public),
        np.array(unemployment), np.array(wages).reshape(len(wages), len(unemployment[0]), -1).mean(axis=2),
        np.array(model.recorder.extra["deaths_by_size"]),
    )  # fmt: skip


def weighted_quantile(values: Array, weights: Array, at: float) -> float:
    """Quantile of a weighted sample (inverse of its distribution function)."""
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, at * total[-1])])


def _growth(seen: Observation) -> tuple[Array, Array, Array]:
    """Yearly log growth of output of survivors less the year's mean, persons before, weights; all pairs of years."""
    change, persons, weights = [], [], []
    for before, after in zip(seen.plants[SETTLED:-1], seen.plants[SETTLED + 1 :], strict=True):
        _, i, j = np.intersect1d(before.ident, after.ident, return_indices=True)
        good = (before.output[i] > 0.0) & (after.output[j] > 0.0)
        growth = np.log(after.output[j][good] / before.output[i][good])
        weight = before.weight[i][good]
        change.append(growth - np.average(growth, weights=weight))
        persons.append(before.persons[i][good])
        weights.append(weight)
    return np.concatenate(change), np.concatenate(persons), np.concatenate(weights)


def _growth_shape(seen: Observation) -> float:
    growth, _, weight = _growth(seen)
    return float(np.average(np.abs(growth), weights=weight) / np.sqrt(np.average(growth**2, weights=weight)))


def _growth_scaling(seen: Observation) -> float:
    growth, persons, weight = _growth(seen)
    bins = np.floor(np.log2(persons)).astype(int)
    x, y = [], []
    for bin_ in np.unique(bins):
        inside = bins == bin_
        if inside.sum() >= FEWEST:
            x.append(np.log(persons[inside]).mean())
            y.append(np.log(np.sqrt(np.average(growth[inside] ** 2, weights=weight[inside]))))
    return -float(np.polyfit(x, y, 1)[0])


def _spread(seen: Observation) -> float:
    last = seen.plants[-1]
    ratios, shares = [], []
    product = last.value / last.persons
    for sector in range(N_SECTORS):
        inside = (last.sector == sector) & (product > 0.0)
        high, low = (weighted_quantile(product[inside], last.weight[inside], at) for at in (0.9, 0.1))
        ratios.append(high / low)
        shares.append(last.weight[inside].sum())
    return float(np.average(ratios, weights=shares))


def _by_size(seen: Observation, top: str) -> float:
    last = seen.plants[-1]
    large = last.size == LARGE
    values = getattr(last, top)

    def mean(kept: NDArray[np.bool_]) -> float:
        """Per person."""
        return float((last.weight * values)[kept].sum() / (last.weight * last.persons)[kept].sum())

    return mean(~large) / mean(large)


def _small_jobs(seen: Observation) -> float:
    last = seen.plants[-1]
    jobs = last.weight * last.persons
    return float(jobs[last.size < MEDIUM].sum() / jobs.sum())


def _turnover(seen: Observation, name: str) -> float:
    flows = yearly(seen.panel[name])[SETTLED:].sum(axis=1)
    stock = seen.panel["establishments"].sum(axis=(1, 2)).reshape(-1, 4).mean(axis=1)[SETTLED:]
    return float((flows / stock).mean())


def _exit_large(seen: Observation) -> float:
    """What dies in a year of the plants of 10 to 299 persons, with a successor in the plant or without."""
    between = slice(MICRO + 1, LARGE)
    stock = seen.panel["establishments_rz"].sum(axis=1)
    died, standing = (yearly(series[:, between].sum(axis=1))[SETTLED:] for series in (seen.deaths, stock))
    return float((died / (standing / 4.0)).mean())


def _investment_rate(year: Plants) -> Array:
    """Investment of the year over capital at its beginning; zero without capital."""
    return np.divide(year.invested, year.capital, out=np.zeros_like(year.weight), where=year.capital > 0.0)


def _rates(seen: Observation) -> tuple[Array, Array, Array]:
    """Investment rates of all plants and years, weights, and money invested."""
    years = seen.plants[SETTLED:]
    weight = np.concatenate([year.weight for year in years])
    money = np.concatenate([year.weight * year.invested for year in years])
    return np.concatenate([_investment_rate(year) for year in years]), weight, money


def _spikes(seen: Observation) -> float:
    rate, _, money = _rates(seen)
    return float(money[rate > SPIKE].sum() / money.sum())


def _spike_years(seen: Observation) -> float:
    rate, weight, _ = _rates(seen)
    return float(weight[rate > SPIKE].sum() / weight.sum())


def _inaction(seen: Observation) -> float:
    rate, weight, _ = _rates(seen)
    return float(weight[rate < INACTION].sum() / weight.sum())


def _investment_persistence(seen: Observation) -> float:
    """Weighted correlation over all pairs of years of a plant."""
    now, then, weights = [], [], []
    for before, after in zip(seen.plants[SETTLED:-1], seen.plants[SETTLED + 1 :], strict=True):
        _, i, j = np.intersect1d(before.ident, after.ident, return_indices=True)
        then.append(_investment_rate(before)[i])
        now.append(_investment_rate(after)[j])
        weights.append(before.weight[i])
    spread = np.cov(np.concatenate(then), np.concatenate(now), aweights=np.concatenate(weights))
    return float(spread[0, 1] / np.sqrt(spread[0, 0] * spread[1, 1]))


def _made(seen: Observation, name: str) -> Array:
    """(years, R) manufacturing."""
    return yearly(seen.panel[name])[:, :, :N_SECTORS].sum(axis=2)


def _log_growth(series: Array) -> Array:
    return np.diff(np.log(series), axis=0)[SETTLED - 1 :]


def _okun(seen: Observation) -> float:
    output = _log_growth(yearly(seen.panel["gdp_volume"]))
    jobs = _log_growth(yearly(seen.panel["employment"].sum(axis=(1, 2))))
    trend = np.arange(output.size)
    output, jobs = (series - np.polyval(np.polyfit(trend, series, 1), trend) for series in (output, jobs))
    return float(output @ jobs / (output @ output))


def _wage_curve(seen: Observation) -> float:
    start = 4 * SETTLED
    slack, pay = np.log(seen.unemployment[start:]), np.log(seen.wages[start:])
    for series in (slack, pay):
        series -= series.mean(axis=0)
        series -= series.mean(axis=1, keepdims=True)
    return float((slack * pay).sum() / (slack**2).sum())


def _export_concentration(seen: Observation) -> float:
    last = seen.plants[-1]
    order = np.argsort(-last.exports)
    count = np.cumsum(last.weight[order])
    sold = (last.weight * last.exports)[order]
    return float(sold[count <= TOP_EXPORTERS].sum() / sold.sum())


def _concentration(seen: Observation) -> float:
    value = _made(seen, "value_added_nominal")[-1]
    return float(((value / value.sum()) ** 2).sum())


def _labour_share(seen: Observation) -> float:
    return float((_made(seen, "wage_bill").sum(axis=1) / _made(seen, "value_added_nominal").sum(axis=1)).mean())


def _output_volatility(seen: Observation) -> float:
    return float(_log_growth(_made(seen, "value_added_volume").sum(axis=1)).std(ddof=1))


def _volatility(seen: Observation, name: str) -> float:
    part, output = yearly(getattr(seen, name)), yearly(seen.panel["gdp_volume"])
    return float(_log_growth(part).std(ddof=1) / _log_growth(output).std(ddof=1))


def _regional_volatility(seen: Observation) -> float:
    volume = _made(seen, "value_added_volume")
    weights = volume[0] / volume[0].sum()
    growth = _log_growth(volume)
    growth = growth - (growth @ weights)[:, None]
    return float(np.sqrt(growth.var(axis=0, ddof=1) @ weights))


MEASURES: dict[str, Callable[[Observation], float]] = {
    "size_tail": lambda seen: tail_exponent(seen.plants[-1].persons),
    "growth_shape": _growth_shape,
    "growth_scaling": _growth_scaling,
    "productivity_spread": _spread,
    "sme_productivity": partial(_by_size, top="value"),
    "sme_wage": partial(_by_size, top="wages"),
    "small_jobs": _small_jobs,
    "entry": partial(_turnover, name="entries"),
    "exit": partial(_turnover, name="exits"),
    "exit_large": _exit_large,
    "investment_spikes": _spikes,
    "investment_inaction": _inaction,
    "investment_spike_years": _spike_years,
    "investment_persistence": _investment_persistence,
    "labour_share": _labour_share,
    "regional_concentration": _concentration,
    "okun": _okun,
    "wage_curve": _wage_curve,
    "export_concentration": _export_concentration,
    "output_volatility": _output_volatility,
    "investment_volatility": partial(_volatility, name="investment"),
    "consumption_volatility": partial(_volatility, name="consumption"),
    "regional_volatility": _regional_volatility,
}


def _measure(replication: int, scale: str | float) -> dict[str, float]:
    seen = observe(replication, scale)
    return {name: measure(seen) for name, measure in MEASURES.items()}


def facts(replications: Sequence[int], scale: str | float, workers: int | None = None) -> list[Fact]:
    """Every fact over the replications."""
    entries = read_targets()
    if set(entries) != set(MEASURES):
        raise ValueError(f"targets and measures differ: {sorted(set(entries) ^ set(MEASURES))}")
    with one_thread_each():
        pool = ProcessPoolExecutor(min(workers or available_cores(), len(replications)), get_context("spawn"))
        with pool:
            rows = list(pool.map(partial(_measure, scale=scale), replications))
    out = []
    for name, entry in entries.items():
        (low, high), (least, most) = entry["pass"], entry["warn"]
        out.append(
            Fact(name, entry["title"], float(low), float(high), float(least), float(most), entry["unit"],
                 entry["role"], entry["grade"], entry["source"], np.array([row[name] for row in rows]))
        )  # fmt: skip
    return out
