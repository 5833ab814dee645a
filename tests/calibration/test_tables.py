"""Every figure has a unit, a source, a vintage and a grade; every judgement is a row of ASSUMPTIONS.md."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import calibration
from calibration import tables

FOLDER = Path(calibration.__file__).parent
FILES = sorted((FOLDER / "tables").glob("*.csv"))
KEYS = ("parameter", "item", "product", "use", "market", "region", "sector", "size", "origin", "destination")
ASSUMPTIONS = (FOLDER / "ASSUMPTIONS.md").read_text(encoding="utf-8")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_there_are_tables() -> None:
    assert len(FILES) >= 10


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_row_says_where_it_is_from(path: Path) -> None:
    for number, row in enumerate(read(path), start=2):
        assert None not in row and None not in row.values(), f"{path.name}:{number} has another number of cells"
        for column in ("unit", "source", "vintage"):
            assert row[column].strip(), f"{path.name}:{number} has no {column}"
        assert row["grade"] in {"A", "B", "C"}, f"{path.name}:{number} grade {row['grade']!r}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_no_row_is_there_twice(path: Path) -> None:
    keys = [tuple(row.get(k, "") for k in KEYS) for row in read(path)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_central_values_are_inside_their_ranges(path: Path) -> None:
    for row in read(path):
        low, high = row.get("low", ""), row.get("high", "")
        if low and high:
            assert float(low) <= float(row["value"]) <= float(high), row


@pytest.mark.parametrize("path", [*FILES, FOLDER / "ASSUMPTIONS.md"], ids=lambda p: p.stem)
def test_no_address_or_path_of_a_machine(path: Path) -> None:
    assert not re.search(r"https?://|/work|/home|/tmp", path.read_text(encoding="utf-8"))


def names(path: Path, grade: str | None = None) -> set[str]:
    """`table:row` of a table; tables without named rows count as `table:*`."""
    found = set()
    for row in read(path):
        if grade is None or row["grade"] == grade:
            found.add(f"{path.stem}:{row.get('parameter') or row.get('item') or '*'}")
    return found


def referenced() -> set[str]:
    return set(re.findall(r"`(\w+:[\w*]+)`", ASSUMPTIONS))


def test_every_judgement_is_an_assumption() -> None:
    judged = set().union(*(names(path, "C") for path in FILES))
    assert judged - referenced() == set()


def test_every_reference_of_an_assumption_exists() -> None:
    existing = set().union(*(names(path) for path in FILES))
    assert referenced() - existing == set()


def test_assumptions_say_what_why_alternatives_and_effect() -> None:
    rows = [line for line in ASSUMPTIONS.splitlines() if re.match(r"\| [A-Z]\d\d ", line)]
    assert len(rows) >= 30
    identifiers = [row.split("|")[1].strip() for row in rows]
    assert len(set(identifiers)) == len(identifiers)
    for row in rows:
        cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
        assert len(cells) == 6 and all(len(cell) > 2 for cell in cells[:1] + cells[2:]), row


def test_a_missing_figure_is_an_error_with_the_name_of_the_table() -> None:
    with pytest.raises(tables.MissingFigureError, match=r"tables/scalars.csv has no value for no_such_thing"):
        tables.scalar("no_such_thing")


def test_manufacturing_groups_add_up_to_the_nation() -> None:
    """KOSIS DT_1C91: manufacturing 463.8 trillion in 2014, 538.6 in 2019, 616.2 in 2022."""
    published = {2014: 463_825_333, 2019: 538_612_597, 2022: 616_195_232}
    groups = [row for row in tables.rows("regional_accounts") if row["item"].startswith("K_")]
    for year, total in published.items():
        assert sum(float(row[str(year)]) for row in groups) == pytest.approx(total, abs=50)


def test_census_adds_up_to_the_published_totals() -> None:
    rows = tables.rows("census")
    assert sum(int(row["establishments"]) for row in rows) == 537_580
    assert sum(int(row["employees"]) for row in rows) == 4_156_969


def test_gva_of_the_eight_sectors_adds_up() -> None:
    """GVA at basic prices 2022: 2,142.317 trillion, manufacturing 616.195."""
    rest = [row for row in tables.rows("national_series") if row["item"] == "gva"]
    assert sum(float(row["2022"]) for row in rest) + 616.195 == pytest.approx(2142.317, abs=0.01)


def test_rows_counted_from_a_year_are_counted_from_the_last_one() -> None:
    """Else they would be read as if they were, when the base year moves."""
    units = {row["unit"] for path in FILES for row in read(path)}
    counted = {unit: year for unit in units for year in re.findall(r"% of (\d{4})|(\d{4}) = 100", unit)}
    assert len(counted) >= 2 and {year for pair in counted.values() for year in pair if year} == {str(tables.LAST_YEAR)}
