"""Bands in which the baseline must stay to 2035: nothing explodes, nothing vanishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import calibration
from calibration.economy import OpeningEconomy
from sim.codes import N_SECTORS
from sim.files.tables import Columns, read_table
from sim.measures import yearly

Array = NDArray[np.float64]
BANDS = Path(calibration.__file__).parent / "targets" / "baseline_bands.csv"
PROJECTED = 2030
"""Last year of the nearer of the two periods of the projection of growth."""
_COLUMNS = ("measure", "low", "high", "note")


@dataclass(frozen=True)
class Band:
    """Lowest and highest value of a measure over the horizon, and where it may lie."""

    measure: str
    lowest: float
    highest: float
    low: float
    high: float
    note: str

    @property
    def inside(self) -> bool:
        """Whether the measure stays in its band."""
        return self.low <= self.lowest and self.highest <= self.high


def measures(economy: OpeningEconomy, panel: Mapping[str, Any]) -> dict[str, Array]:
    """Yearly paths (years, ...) of what is watched."""
    made = slice(0, N_SECTORS)

    nominal = yearly(panel["value_added_nominal"])
    volume = yearly(panel["value_added_volume"])[:, :, made]
    wages = yearly(panel["wage_bill"])
    gdp = yearly(panel["gdp_nominal"])
    real = yearly(panel["gdp_volume"])
    turn = PROJECTED - economy.base_year
    prices = yearly(panel["consumer_price"])
    start = economy.value_added_region[:, made]
    employment = panel["employment"][3::4]
    made_by = volume.sum(axis=(1, 2)) / yearly(panel["employment"])[:, :, made].sum(axis=(1, 2))
    return {
        "unemployment rate": panel["unemployment_rate"],
        "labour share of value added": wages.sum(axis=(1, 2)) / nominal.sum(axis=(1, 2)),
        "labour share of manufacturing": wages[:, :, made].sum(axis=(1, 2)) / nominal[:, :, made].sum(axis=(1, 2)),
        "imports over GDP, volume": yearly(panel["imports_volume"]) / real,
        "government debt over GDP": panel["government_debt"][3::4] / gdp,
        "consumer price inflation": prices[1:] / prices[:-1] - 1.0,
        "GDP growth": real[1:] / real[:-1] - 1.0,
        "GDP growth to 2030, mean of years": _mean_growth(real[: turn + 1]),
        "GDP growth after 2030, mean of years": _mean_growth(real[turn:]),
        "labour productivity growth of manufacturing, mean of years": _mean_growth(made_by),
        "manufacturing value added growth": volume.sum(axis=(1, 2))[1:] / volume.sum(axis=(1, 2))[:-1] - 1.0,
        "price over normal cost, manufacturing": panel["markup"][:, made] / panel["markup"][0, made],
        "sector volume over base year": volume.sum(axis=1) / start.sum(axis=0),
        "region manufacturing volume over base year": volume.sum(axis=2) / start.sum(axis=1),
        "manufacturing employment over base year": employment[:, :, made].sum(axis=(1, 2))
        / economy.employment_region[:, made].sum(),
        "firm-size tail exponent": panel["tail_exponent"],
        "firm loans over capital": panel["firm_leverage"],
        "loans to manufacturers written off, mean of years": yearly(np.asarray(panel["loan_losses"])).mean(
            keepdims=True
        ),
    }


def _mean_growth(path: Array) -> Array:
    """(1,) mean yearly growth of a path (years,) from its first year to its last."""
    mean: Array = (path[-1:] / path[0]) ** (1.0 / (path.size - 1)) - 1.0
    return mean


def stability_bands(economy: OpeningEconomy, panel: Mapping[str, Any]) -> list[Band]:
    """Every measure against its stated band."""
    paths = measures(economy, panel)
    columns = Columns(_COLUMNS, numbers=_COLUMNS[1:3], filled=_COLUMNS[:3], keys=_COLUMNS[:1])
    rows = {row["measure"]: row for row in read_table(BANDS, columns)}
    if set(rows) != set(paths):
        raise ValueError(f"bands and measures differ: {sorted(set(rows) ^ set(paths))}")
    return [
        Band(name, float(np.min(path)), float(np.max(path)), float(rows[name]["low"]), float(rows[name]["high"]),
             rows[name]["note"])
        for name, path in paths.items()
    ]  # fmt: skip


def print_bands(bands: list[Band]) -> None:
    """One line a measure."""
    print("Baseline to 2035: range of each measure against its band")
    for band in bands:
        mark = "" if band.inside else " !"
        print(f"  {band.measure:60s} {band.lowest:8.3f} .. {band.highest:8.3f}   [{band.low:g} .. {band.high:g}]{mark}")
