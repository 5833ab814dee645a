"""Readers of the calibration tables: every figure with unit, source, vintage and grade stands in `tables/*.csv`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.codes import MARKETS, PRODUCTS, REGIONS, SECTORS, SIZES
from sim.files.problems import shown
from sim.files.tables import Columns, Row, read_table

Array = NDArray[np.float64]

FOLDER = Path(__file__).parent / "tables"
UNITS = Path(__file__).with_name("units.csv")
"""In which unit the program reads the rows of every table, and between which numbers (judgement: ten to a hundred times
the largest of today), so that a figure of another size or sign is noticed where it stands."""
FIRST_YEAR, LAST_YEAR = 2014, 2022
YEARS = tuple(range(FIRST_YEAR, LAST_YEAR + 1))
"""Base years the tables cover."""
_SEEN: ContextVar[int] = ContextVar("last year that series show", default=LAST_YEAR)
BILLION_PER_TRILLION = 1e3
THOUSAND = 1e3
PERCENT = 1e-2
_ABOUT: Final = ("unit", "source", "vintage", "grade", "note")
_FIGURES: Final = ("low", "value", "high", "distance", "establishments", "employees", *map(str, YEARS))
_WORDS: Final = {
    "region": (*REGIONS, "Nation", ""), "origin": REGIONS, "destination": REGIONS, "sector": SECTORS,
    "product": (*PRODUCTS, ""), "size": (*SIZES, ""), "market": (*MARKETS, ""), "grade": ("A", "B", "C"),
}  # fmt: skip
_EXPENDITURE: Final = (
    "household", "npish", "government", "investment", "inventories", "exports_goods", "exports_services",
    "imports_goods", "imports_services", "gdp",
)  # fmt: skip
"""Of the national accounts: `national_series.csv` has them in the column of products."""
_KEYS: Final = ("parameter", "item", "product", "use", "market", "region", "sector", "size", "origin", "destination")


class MissingFigureError(LookupError):
    """A figure that the builder needs is in none of the tables."""

    exit_code = 3


@cache
def rows(table: str) -> tuple[Row, ...]:
    """All rows of a table; DataError with the place of every fault."""
    path = FOLDER / f"{table}.csv"
    words = {**_WORDS, "product": (*_WORDS["product"], *(_EXPENDITURE if table == "national_series" else ()))}
    columns = Columns(_ABOUT, (*_KEYS, *_FIGURES), numbers=_FIGURES, filled=_ABOUT[:-1], words=words, keys=_KEYS)
    return read_table(path, columns, lambda row: _faults(table, row))


@cache
def _expected() -> dict[tuple[str, str, str], tuple[float, float]]:
    """Least and most by (table, row, unit)."""
    names = ("table", "row", "unit", "least", "most")
    columns = Columns(names, numbers=names[3:], filled=(names[0], *names[2:]), keys=names[:3])
    return {
        (row["table"], row["row"], row["unit"]): (float(row["least"]), float(row["most"]))
        for row in read_table(UNITS, columns)
    }


def _faults(table: str, row: Row) -> Iterator[tuple[str, str, str]]:
    """A unit that the program does not read the row in; figures outside their range or out of order."""
    name = row.get("parameter") or row.get("item") or ""
    known = _expected()
    if (table, name, row["unit"]) not in known:
        units = [unit for of, line, unit in known if (of, line) == (table, name)]
        hint = f"a new row of a table is named in {UNITS.name} too, with the unit that the program reads it in"
        if units:
            hint = f"the program reads it in: {'; '.join(units)}"
        yield "unit", f"unit {shown(row['unit'])} is not that of {name or table}", hint
        return
    least, most = known[table, name, row["unit"]]
    for column in _FIGURES:
        if row.get(column) and not least <= float(row[column]) <= most:
            hint = f"is the unit right? it is read in: {row['unit']}; the range stands in {UNITS.name}"
            yield column, f"{row[column]} is outside {least:g} to {most:g}", hint
    bounds = [float(row[column]) for column in ("low", "value", "high") if row.get(column)]
    if bounds != sorted(bounds):
        yield "value", "low, value and high must rise", ""


@cache
def _index(table: str, keys: tuple[str, ...], column: str) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for row in rows(table):
        missing = [name for name in (*keys, column) if name not in row]
        if missing:
            raise MissingFigureError(f"calibration/tables/{table}.csv:1: the table has no column '{missing[0]}'")
        key = tuple(row[k] for k in keys)
        if key in found:
            raise MissingFigureError(f"calibration/tables/{table}.csv has two rows for {', '.join(key)}")
        found[key] = row[column]
    return found


def figure(table: str, keys: Sequence[str], values: Sequence[str], column: str = "value") -> float:
    """One figure; unknown is an error with the name of the table, an empty cell one with its line too."""
    text = _index(table, tuple(keys), column).get(tuple(values), "")
    if not text:
        where = next((f":{row.line}" for row in rows(table) if [row[key] for key in keys] == list(values)), "")
        raise MissingFigureError(f"calibration/tables/{table}.csv{where} has no {column} for {', '.join(values)}")
    return float(text)


def has(table: str, keys: Sequence[str], values: Sequence[str], column: str = "value") -> bool:
    """Whether the figure is there."""
    return bool(_index(table, tuple(keys), column).get(tuple(values), ""))


def scalar(name: str) -> float:
    """Central value of a row of `scalars.csv`."""
    return figure("scalars", ("parameter",), (name,))


def of_last_year(name: str) -> str:
    """Row of a figure that is known for the last year of the tables only.

    >>> of_last_year("exports")
    'exports_2022'
    """
    return f"{name}_{LAST_YEAR}"


def some_sectors(name: str) -> dict[str, float]:
    """Sector -> figure of the last year, where `sectors.csv` has one; none at all is an error."""
    row, keys = of_last_year(name), ("parameter", "product")
    found = {code: figure("sectors", keys, (row, code)) for code in SECTORS if has("sectors", keys, (row, code))}
    if not found:
        raise MissingFigureError(f"calibration/tables/sectors.csv has no {row} of any sector")
    return found


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
        raise MissingFigureError(f"{getattr(series, 'name', 'a series')} has no year at all (asked for {year})")
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


class Series(dict[int, float]):
    """Known years of a row, shared by all who ask; a year that is not known is an error that names the row."""

    name = ""

    def __missing__(self, year: int) -> float:
        raise MissingFigureError(f"{self.name} has no {year}")


@cache
def _series(table: str, keys: tuple[str, str], values: tuple[str, str], years: tuple[int, ...]) -> Series:
    known = Series({y: figure(table, keys, values, str(y)) for y in years if has(table, keys, values, str(y))})
    known.name = f"calibration/tables/{table}.csv: {', '.join(filter(None, values))}"
    return known


def dated(table: str, keys: tuple[str, str], stem: str, name: str) -> Series:
    """Years of the rows called `<stem><year>`, such as working_age_2027."""
    lines = [row[keys[0]] for row in rows(table) if row[keys[0]].startswith(stem) and row[keys[1]] == name]
    years = {line: line.removeprefix(stem) for line in lines}
    known = Series({int(year): figure(table, keys, (line, name)) for line, year in years.items() if year.isdecimal()})
    known.name = f"calibration/tables/{table}.csv: {stem}, {name}"
    return known


def national(item: str, product: str = "") -> Series:
    """Known years of a row of `national_series.csv`."""
    return _series("national_series", ("item", "product"), (item, product), years_seen())


def regional(item: str, region: str) -> Series:
    """Known years of a row of `regional_accounts.csv`."""
    return _series("regional_accounts", ("region", "item"), (region, item), years_seen())


def regional_year(item: str, year: int) -> Array:
    """(R,) a row of `regional_accounts.csv` per region, in one year; a missing year is interpolated."""
    return np.array([interpolated(regional(item, r), year) for r in REGIONS])
