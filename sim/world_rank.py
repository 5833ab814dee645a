"""Rank of the country among exporters of the world: its own exports are simulated, those of rivals are exogenous."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

import calibration
from sim.files.tables import Columns, read_table
from sim.labels import NATION
from sim.measures import Array, Block

TABLE: Final = Path(calibration.__file__).parent / "targets" / "rival_exports.csv"


@dataclass(frozen=True)
class Exporters:
    """Exports of the largest exporters in one year, billion US dollars."""

    year: int
    exports: Mapping[str, float]

    @property
    def rivals(self) -> Array:
        """(rivals,) exports of all others."""
        return np.array([value for country, value in self.exports.items() if country != NATION])


@cache
def exporters() -> Exporters:
    """The table `calibration/targets/rival_exports.csv`; all rows are of one year and in one unit."""
    names = ("country", "year", "exports", "unit", "source", "grade")
    columns = Columns(
        names, numbers=("exports",), whole=("year",), filled=names, words={"unit": ("billion USD",)}, keys=names[:1]
    )
    rows = read_table(TABLE, columns)
    years = {int(row["year"]) for row in rows}
    if len(years) != 1:
        raise ValueError(f"{TABLE.name}: all rows must be of one year, found {sorted(years)}")
    return Exporters(years.pop(), {row["country"]: float(row["exports"]) for row in rows})


def export_rank(block: Block) -> Array:
    """(1, periods) place among the exporters of the table: 1 + the number of rivals who export more.

        own(t) = own(T) x [P_X X(t) / e(t)] / [P_X X(T) / e(T)],      rival_k(t) = rival_k(T) x W(t) / W(T)

    T = year of the table, P_X X = nominal exports of manufacturing, e = won per dollar, W = world trade at foreign
    prices (`sim.phases.results.world_trade`): rivals keep their shares in it. nan when the run does not contain T.
    """
    table = exporters()
    sold = block.manufacturing("exports_nominal")[:1] / block.scalar("exchange_rate", "mean")
    own = table.exports[NATION] * block.of_year(sold, table.year)
    rivals = table.rivals[:, None] * block.of_year(block.scalar("world_trade", "mean"), table.year)
    rank = 1.0 + (rivals > own).sum(axis=0, keepdims=True)
    return np.where(np.isnan(own), np.nan, rank)
