"""Observed series that forecasts are scored on, as panels of annual logs; read after a forecast, never by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration import tables
from calibration.regions import official_manufacturing
from calibration.trends import real_manufacturing
from sim.codes import GROUPS, REGIONS, SECTORS

Array = NDArray[np.float64]
FIRST = tables.FIRST_YEAR


@dataclass(frozen=True)
class Target:
    """One target of the protocol: series with weights, their total, and the part of each that is in each group."""

    name: str
    title: str
    labels: tuple[str, ...]
    logs: Array
    """(n, T) from 2014 to the last year seen."""
    total: Array
    """(T,) log of the nation."""
    weights: Array
    """(n, T) shares of each year, columns sum to one."""
    mix: Array | None = None
    """(n, G, T) shares of the 7 groups in each series; None where there is no shift-share rival."""
    group_logs: Array | None = None
    """(G, T) national log of each group."""

    def to(self, year: int) -> Target:
        """The target as it was known in a year."""
        last = year - FIRST + 1
        return Target(
            self.name,
            self.title,
            self.labels,
            self.logs[:, :last],
            self.total[:last],
            self.weights[:, :last],
            None if self.mix is None else self.mix[:, :, :last],
            None if self.group_logs is None else self.group_logs[:, :last],
        )


def _nominal() -> Array:
    """(R, G, T) nominal value added, billion won."""
    return np.stack([official_manufacturing(year) for year in tables.years_seen()], axis=2)


def regional_value_added() -> Target:
    """V1: real manufacturing value added of the 17 si/do; weights are nominal shares (protocol)."""
    nominal = _nominal()
    by_region = nominal.sum(axis=1)
    nation = np.array([tables.regional("real_manufacturing", "Nation")[y] for y in tables.years_seen()])
    return Target(
        "V1",
        f"real value added, {len(REGIONS)} si/do",
        REGIONS,
        np.log(real_manufacturing()),
        np.log(nation),
        by_region / by_region.sum(axis=0),
        nominal / by_region[:, None, :],
        _deflated(nominal, np.log(nation)),
    )


def _deflated(nominal: Array, real: Array) -> Array:
    """(G, T) log national value added of each group less the log of the national deflator.

    Real group totals are published for single years only.
    """
    groups = nominal.sum(axis=0)
    result: Array = np.log(groups) - np.log(groups.sum(axis=0)) + real - real[0]
    return result


def national_value_added() -> Target:
    """V2: real manufacturing value added of the nation."""
    total = regional_value_added().total
    nominal = _nominal()
    groups = nominal.sum(axis=0)
    return Target(
        "V2",
        "real value added, nation",
        ("Korea",),
        total[None],
        total,
        np.ones((1, total.size)),
        (groups / groups.sum(axis=0))[None],
        _deflated(nominal, total),
    )


def group_value_added() -> Target:
    """V3: nominal value added, 17 si/do x 7 groups."""
    nominal = _nominal()
    cells = nominal.reshape(-1, nominal.shape[2])
    names = tuple(f"{region} {group}" for region in REGIONS for group in GROUPS)
    mix = np.tile(np.eye(len(GROUPS)), (len(REGIONS), 1))[:, :, None] * np.ones(nominal.shape[2])
    return Target(
        "V3",
        f"nominal value added, {len(REGIONS)} si/do x {len(GROUPS)} groups",
        names,
        np.log(cells),
        np.log(cells.sum(axis=0)),
        cells / cells.sum(axis=0),
        mix,
        np.log(nominal.sum(axis=0)),
    )


def employment() -> Target:
    """V4: employed in manufacturing, 17 sectors and their total."""
    people = np.array([[tables.national("employed_survey", s)[y] for y in tables.years_seen()] for s in SECTORS])
    return Target(
        "V4",
        f"employment, {len(SECTORS)} sectors",
        SECTORS,
        np.log(people),
        np.log(people.sum(axis=0)),
        people / people.sum(axis=0),
    )


def national_employment() -> Target:
    """V4: employed in manufacturing, nation."""
    total = employment().total
    return Target("V4n", "employment, nation", ("Korea",), total[None], total, np.ones((1, total.size)))


def export_growth() -> dict[int, float]:
    """Log growth of export volume by year (national accounts, goods and services)."""
    return {y: float(np.log1p(g * tables.PERCENT)) for y, g in tables.national("exports_volume_growth").items()}


def targets() -> tuple[Target, ...]:
    """All targets of the protocol."""
    return (regional_value_added(), national_value_added(), group_value_added(), employment(), national_employment())
