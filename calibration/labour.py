"""Labour force, commuting, working-age population and migration of the 17 regions."""

from __future__ import annotations

import numpy as np

from calibration import tables
from calibration.balancing import Array, ras
from calibration.regions import residents
from sim.codes import N_REGIONS, REGIONS

HORIZON = 24
"""Years of the working-age index."""
LAST_PROJECTION = 2052
BISECTIONS = 25
SEARCH_TOLERANCE = 1e-9
LEAST_BORDER = 1e-3
LEAST_DECAY = 1e-4
"""Hindcasts: seed of the most distant pairs, so that islands whose jobs and residents nearly agree can be fitted."""


def distances() -> Array:
    """(R, R) population-weighted distance, km; zero on the diagonal."""
    keys = ("origin", "destination")
    matrix = np.zeros((N_REGIONS, N_REGIONS))
    for i, origin in enumerate(REGIONS):
        for j, destination in enumerate(REGIONS):
            if i != j:
                matrix[i, j] = tables.figure("distances", keys, (origin, destination), "distance")
    return matrix


def commuting_flows(jobs: Array, residents: Array) -> Array:
    """(R work, R home) persons: gravity seed fitted to jobs by workplace and workers by residence.

    Seed = jobs x residents x border x exp(-distance / decay) between regions, jobs x residents inside; `border`
    is set so that the national share of workers crossing a border is the census share.
    """
    inside = np.eye(N_REGIONS, dtype=bool)
    decay = np.where(inside, 1.0, np.exp(-distances() / tables.scalar("commuting_distance")))
    if not tables.hindsight():
        decay = np.maximum(decay, LEAST_DECAY)
    home = residents * (jobs.sum() / residents.sum())
    target = (1 - tables.scalar("commuting_cross_share")) * jobs.sum()
    flows = ras(jobs[:, None] * home[None, :] * decay, jobs, home, SEARCH_TOLERANCE)
    border, low, high = 1.0, LEAST_BORDER, 1 / LEAST_BORDER
    for _ in range(BISECTIONS):
        low, high = (border, high) if np.trace(flows) > target else (low, border)
        middle = np.sqrt(low * high)
        # scaling a fitted matrix and fitting again gives the fit of the scaled seed
        flows = ras(flows * np.where(inside, 1.0, middle / border), jobs, home, SEARCH_TOLERANCE)
        border = middle
    return ras(flows, jobs, home)


def working_age_index(year: int) -> Array:
    """(R, Y) population of 15-64 relative to the base year, base_year .. base_year + 23.

    From 2022: provincial projection (end point 2052; for eight regions also 2027, 2032, 2037; the others follow
    the national profile), forced to the national path with the regions' labour-force weights. Before 2022:
    the region's population of 15+ moved with the national ratio of 15-64.
    """
    if not tables.hindsight():
        return _extrapolated(year)
    years = np.arange(year, year + HORIZON)
    future: Array = np.arange(tables.LAST_YEAR, LAST_PROJECTION + 1, dtype=np.float64)
    nation = _national_path(future)
    paths = np.array([_regional_path(r, future, nation) for r in REGIONS])
    weights = np.array([tables.regional("population_15plus", r)[tables.LAST_YEAR] for r in REGIONS])
    weights /= weights.sum()
    paths *= (nation / (weights @ paths))[None, :]
    history = tables.national("working_age")
    base = tables.regional("population_15plus", REGIONS[0])
    past_years = [y for y in base if y < tables.LAST_YEAR]
    last = residents("population_15plus", tables.LAST_YEAR)
    past = np.array([residents("population_15plus", y) / last for y in past_years]).T
    drift = np.array([history[y] / history[tables.LAST_YEAR] for y in past_years])
    past *= drift / (weights @ past)
    whole_years = np.concatenate([past_years, future])
    whole = np.concatenate([past, paths], axis=1)
    columns = np.searchsorted(whole_years, years)
    result: Array = whole[:, columns] / whole[:, columns[:1]]
    return result


def _extrapolated(year: int) -> Array:
    """(R, Y) the index where no later year is seen: mean growth of each region's 15+ population since 2014 goes on,
    times that of the nation's 15-64 over 15+."""
    span = year - tables.FIRST_YEAR
    if not span:
        return np.ones((N_REGIONS, HORIZON))
    people = np.array([residents("population_15plus", y) for y in (tables.FIRST_YEAR, year)])
    nation = tables.national("working_age")
    drift = np.log(nation[year] / nation[tables.FIRST_YEAR] * people[0].sum() / people[1].sum()) / span
    growth = np.log(people[1] / people[0]) / span + drift
    path: Array = np.exp(np.outer(growth, np.arange(HORIZON)))
    return path


def _national_path(years: Array) -> Array:
    known = tables.dated("regions", ("parameter", "region"), "working_age_", "Nation")
    points = sorted(known)
    path: Array = np.interp(years, points, [known[y] for y in points]) / known[tables.LAST_YEAR]
    return path


def _regional_path(region: str, years: Array, nation: Array) -> Array:
    end = 1 + tables.figure("regions", ("parameter", "region"), ("working_age_change_2052", region)) * tables.PERCENT
    points = {tables.LAST_YEAR: 1.0, LAST_PROJECTION: end}
    for y, index in tables.dated("regions", ("parameter", "region"), "working_age_index_", region).items():
        points[y] = index * tables.PERCENT
    path: Array
    if len(points) > 2:
        known = sorted(points)
        path = np.interp(years, known, [points[y] for y in known])
    else:
        path = 1 - (1 - end) * (1 - nation) / (1 - nation[-1])
    return path
