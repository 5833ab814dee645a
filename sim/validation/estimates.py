"""What the protocol estimates per origin, from data to the origin: spreads of demand shocks, adoption p and q.

Shrinkage of regional trends, their error and regional luck are estimated in closed form (`calibration.trends`).
What came out is the versioned table `calibration/targets/estimates.csv`, made by
`python -m sim.validation.estimates`; hindcasts read it.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import calibration
from calibration import tables
from sim import estimation
from sim.codes import N_REGIONS
from sim.estimation import Estimate, Problem, Series, Setting
from sim.files.tables import Columns, read_table
from sim.parameters import load_registry
from sim.validation.observed import export_growth, group_value_added
from sim.validation.past import STEADY

Array = NDArray[np.float64]
TABLE = Path(calibration.__file__).parent / "targets" / "estimates.csv"
VERSION = 1
FIT = 0.25
"""A quarter off, in a spread or in the log of a count, is a moment that is not met."""
ORIGINS = tuple(range(2016, tables.LAST_YEAR))
COLUMNS = ("version", "origin", "parameter", "estimate", "standard_error", "identified", "fits", "moment",
           "observed", "fitted", "condition", "runs", "scale", "data")  # fmt: skip
SHOCKS = ("demand_shock_common", "demand_shock_sector")
ADOPTION = ("adoption_innovation", "adoption_imitation")
KNOWN = (("demand_shock_years", 1000.0), ("home_shock_years", 1000.0))
"""What is estimated is a spread, so that it is not drawn on top."""
DATA: dict[tuple[str, ...], str] = {
    SHOCKS: "export volume and nominal value added of 7 groups, 2014 to the origin",
    ADOPTION: "cumulative count of supported smart factories, 2014 to the origin",
}


def shock_problem(origin: int) -> Problem:
    """Spread of export growth and of growth of groups around the nation, 2015 to the origin."""
    with tables.seen_to(origin):
        exports = np.array(list(export_growth().values()))[None]
        target = group_value_added()
        levels = np.exp(target.logs).reshape(N_REGIONS, -1, target.logs.shape[1]).sum(axis=0)
    growth = np.diff(np.log(levels), axis=1).T[None]
    weights = levels[:, 0][None] / levels[:, 0].sum()
    observed = np.array([exports.std(ddof=1), estimation.group_spread(growth, weights)[0]])
    registry = load_registry()
    low, high = estimation.in_range(SHOCKS)
    start = tuple(registry[name].default for name in SHOCKS)
    return Problem(
        SHOCKS, start, low, high, estimation.growth_spread, observed, ("sd exports", "sd groups"), FIT * observed
    )


def counts_of(years: Sequence[int], base: int) -> estimation.Moments:
    """Logs of the number of smart factories in some years."""

    def moments(series: Series) -> Array:
        """(n, years)."""
        return np.log(series["smart_factories"][:, [year - base for year in years]])

    return moments


def adoption_problem(origin: int) -> Problem:
    """Path of the count from 2014 to the origin: middle and end."""
    base = tables.FIRST_YEAR
    years = sorted({(base + origin) // 2, origin})
    with tables.seen_to(origin):
        counts = tables.national("smart_factories")
    registry = load_registry()
    low, high = estimation.in_range(ADOPTION)
    start = tuple(registry[name].default for name in ADOPTION)
    observed = np.log([counts[year] for year in years])
    names = tuple(f"ln count {year}" for year in years)
    fit = np.full(observed.size, FIT)
    return Problem(ADOPTION, start, low, high, counts_of(years, base), observed, names, fit)


def estimate_origin(origin: int, replications: int, scale: str | float, calls: int) -> list[tuple[Problem, Estimate]]:
    """Both problems of an origin."""
    years = max(origin - tables.FIRST_YEAR, 2)
    shocks = estimation.simulator(
        Setting(origin, origin + years + 1, replications, scale, fixed=(*KNOWN, *STEADY.items()))
    )
    paths = estimation.simulator(Setting(tables.FIRST_YEAR, origin, 2, scale, fixed=tuple(STEADY.items())))
    out = []
    for problem, run in ((shock_problem(origin), shocks), (adoption_problem(origin), paths)):
        out.append((problem, estimation.estimate(run, problem, calls)))
    return out


def records(origin: int, replications: int, scale: str | float, calls: int) -> list[dict[str, str]]:
    """Rows of the table for one origin."""
    rows = []
    for problem, found in estimate_origin(origin, replications, scale, calls):
        for k, name in enumerate(found.parameters):
            rows.append(
                {
                    "version": str(VERSION), "origin": str(origin), "parameter": name,
                    "estimate": f"{found.values[k]:.5g}", "standard_error": f"{found.errors[k]:.3g}",
                    "identified": "yes" if found.identified[k] else "no", "fits": "yes" if found.fits else "no",
                    "moment": problem.names[k],
                    "observed": f"{found.observed[k]:.4g}", "fitted": f"{found.fitted[k]:.4g}",
                    "condition": f"{found.condition:.3g}", "runs": str(replications), "scale": str(scale),
                    "data": DATA[problem.parameters],
                }
            )  # fmt: skip
    return rows


def write(rows: Sequence[dict[str, str]], path: Path = TABLE) -> None:
    """The table, whole."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read(path: Path = TABLE) -> dict[int, dict[str, tuple[float, float, bool]]]:
    """Origin -> parameter -> (estimate, standard error, whether it is identified and its moments are met)."""
    out: dict[int, dict[str, tuple[float, float, bool]]] = {}
    numbers, said = ("estimate", "standard_error"), ("no", "yes")
    columns = Columns(
        COLUMNS, numbers=numbers, whole=("origin",), filled=numbers, words={"identified": said, "fits": said},
        keys=("origin", "parameter"),
    )  # fmt: skip
    for row in read_table(path, columns):
        good = row["identified"] == row["fits"] == "yes"
        found = float(row["estimate"]), float(row["standard_error"]), good
        out.setdefault(int(row["origin"]), {})[row["parameter"]] = found
    return out


if __name__ == "__main__":
    write([row for origin in ORIGINS for row in records(origin, replications=4, scale=0.02, calls=24)])
