"""Readers of the calibration tables: every figure with unit, source, vintage and grade stands in `tables/*.csv`."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.codes import PRODUCTS, REGIONS, SECTORS, SIZES

Array = NDArray[np.float64]

FOLDER = Path(__file__).parent / "tables"
FIRST_YEAR, LAST_YEAR = 2014, 2022
YEARS = tuple(range(FIRST_YEAR, LAST_YEAR + 1))
"""Base years the tables cover."""
_SEEN: ContextVar[int] = ContextVar("last year that series show", default=LAST_YEAR)
BILLION_PER_TRILLION = 1e3
THOUSAND = 1e3
PERCENT = 1e-2


class MissingFigureError(LookupError):
    """A figure that the builder needs is in none of the tables."""


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """All rows of a table."""
    with (FOLDER / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@cache
def _index(table: str, keys: tuple[str, ...], column: str) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for row in rows(table):
        key = tuple(row[k] for k in keys)
        if key in found:
            raise MissingFigureError(f"tables/{table}.csv has two rows for {', '.join(key)}")
        found[key] = row[column]
    return found


def figure(table: str, keys: Sequence[str], values: Sequence[str], column: str = "value") -> float:
    """One figure; unknown or empty is an error with the name of the table."""
    text = _index(table, tuple(keys), column).get(tuple(values), "")
    if not text:
        raise MissingFigureError(f"tables/{table}.csv has no {column} for {', '.join(values)}")
    return float(text)


def has(table: str, keys: Sequence[str], values: Sequence[str], column: str = "value") -> bool:
    """Whether the figure is there."""
    return bool(_index(table, tuple(keys), column).get(tuple(values), ""))


def scalar(name: str) -> float:
    """Central value of a row of `scalars.csv`."""
    return figure("scalars", ("parameter",), (name,))


def by_product(parameter: str, codes: Sequence[str] = PRODUCTS) -> Array:
    """A parameter of `sectors.csv` for a list of sector codes."""
    return np.array([figure("sectors", ("parameter", "product"), (parameter, c)) for c in codes])


def by_sector(parameter: str) -> Array:
    """A parameter of `sectors.csv` for the manufacturing sectors."""
    return by_product(parameter, SECTORS)


def by_size(parameter: str) -> Array:
    """A parameter of `sizes.csv`."""
    return np.array([figure("sizes", ("parameter", "size"), (parameter, z)) for z in SIZES])


def by_region(parameter: str) -> Array:
    """A parameter of `regions.csv`."""
    return np.array([figure("regions", ("parameter", "region"), (parameter, r)) for r in REGIONS])


def interpolated(series: dict[int, float], year: int) -> float:
    """Linear interpolation between the known years, constant outside them."""
    known = sorted(series)
    if not known:
        raise MissingFigureError(f"a series of tables/ has no year at all (asked for {year})")
    return float(np.interp(year, known, [series[y] for y in known]))


@contextmanager
def seen_to(year: int) -> Iterator[None]:
    """Inside, no series shows a year after `year`: what a forecaster of that year could know (hindcasts)."""
    token = _SEEN.set(year)
    try:
        yield
    finally:
        _SEEN.reset(token)


def last_seen() -> int:
    """Last year that series show."""
    return _SEEN.get()


def hindsight() -> bool:
    """Whether the structure of the last year of the tables may be used."""
    return last_seen() == LAST_YEAR


def years_seen() -> tuple[int, ...]:
    """Years that series show."""
    return tuple(y for y in YEARS if y <= last_seen())


def structure_weight(year: int) -> float:
    """Weight of the structure of 2022 against that of 2014; zero where 2022 may not be seen."""
    return (year - FIRST_YEAR) / (LAST_YEAR - FIRST_YEAR) if hindsight() else 0.0


def _series(table: str, keys: tuple[str, str], values: tuple[str, str]) -> dict[int, float]:
    return {y: figure(table, keys, values, str(y)) for y in years_seen() if has(table, keys, values, str(y))}


def national(item: str, product: str = "") -> dict[int, float]:
    """Known years of a row of `national_series.csv`."""
    return _series("national_series", ("item", "product"), (item, product))


def regional(item: str, region: str) -> dict[int, float]:
    """Known years of a row of `regional_accounts.csv`."""
    return _series("regional_accounts", ("region", "item"), (region, item))


def regional_year(item: str, year: int) -> Array:
    """(R,) a row of `regional_accounts.csv` per region, in one year; a missing year is interpolated."""
    return np.array([interpolated(regional(item, r), year) for r in REGIONS])
