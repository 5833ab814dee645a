"""What the pages on regions, sectors and the base year tell to do: they are followed in copies of the project.

New entries get a fifth of the figures of the old one, a new year those of the last one again: none is true.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from calibration import tables
from tests.pages import HOW_TO, ROOT, commands, copy_project, follow, python, type_in

PARTS = (HOW_TO / "add-a-region-or-sector.md").read_text(encoding="utf-8").split("\n## ")
REGION, SECTOR = (next(part for part in PARTS if part.startswith(start)) for start in ("A region", "A sector"))
YEAR = (HOW_TO / "move-the-base-year.md").read_text(encoding="utf-8")
NEW, FIFTH = "2023", 0.2
YEARS = tuple(map(str, tables.YEARS))
AMOUNTS = {
    "census": ("establishments", "employees"), "regional_accounts": YEARS, "national_series": YEARS,
    "sectors": ("value",), "trade": ("value",), "wiod_2014": ("value",),
}  # fmt: skip
"""Columns that are divided; others, and ratios, are the same in both parts."""
DIVIDED = ("exports", "survey_va_share", "value_added", "shipments", "domestic", "imported", "gross_output",
           "product_tax")  # fmt: skip
"""Rows that are amounts, of the tables that hold others too."""
RUN = "python run.py scenarios/kim_moonsoo.yaml --runs 1 --scale 0.02 --until 2031 --workers 1"
Rows = list[dict[str, str]]


def told(text: str) -> list[str]:
    """Tables that a page says need figures."""
    return re.findall(r"^\| `(\w+)`", text, flags=re.MULTILINE)


def edit(folder: Path, table: str, change: Callable[[Rows], Rows]) -> None:
    path = folder / "calibration" / "tables" / f"{table}.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = change(list(csv.DictReader(file)))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def divide(table: str, columns: tuple[str, ...], old: str, new: str) -> Callable[[Rows], Rows]:
    """Rows of `old` become two: `new` has a fifth of every amount."""

    def change(rows: Rows) -> Rows:
        for column in columns:
            out: Rows = []
            for row in rows:
                out.append(row)
                if row.get(column) == old:
                    name = re.sub(r"_\d{4}$", "", row.get("parameter") or row.get("item") or "")
                    whole = table in ("sectors", "trade", "wiod_2014") and name not in DIVIDED
                    amounts = () if whole else AMOUNTS.get(table, ())
                    parts = {c: float(row[c]) for c in amounts if row[c]}
                    row.update({c: repr(v * (1 - FIFTH)) for c, v in parts.items()})
                    if parts and row.get("low"):
                        row.update(low="", high="")
                    out.append({**row, column: new} | {c: repr(v * FIFTH) for c, v in parts.items()})
            rows = out
        return rows

    return change


def build(folder: Path) -> str:
    """Shape and sums of the opening economy, or the last line of the error."""
    code = """
import calibration
e = calibration.build()
calibration.build(2016, blind=True)
sums = (e.gross_output, e.value_added_region, e.employment_region)
print(e.base_year, e.value_added_region.shape, *(f"{array.sum():.6g}" for array in sums))
"""
    done = python(folder, "-c", code)
    return (done.stdout + done.stderr).strip().splitlines()[-1]


def moves_between(old: str, new: str) -> Callable[[Rows], Rows]:
    """Both directions, of an invented size."""

    def change(rows: Rows) -> Rows:
        return [*rows, *({**rows[0], "origin": a, "destination": b} for a, b in ((old, new), (new, old)))]

    return change


def add(folder: Path, page: str, columns: tuple[str, ...], codes: tuple[str, str], without: str = "") -> str:
    """Follow a page but for the figures of one table; what the builder says."""
    follow(page, copy_project(folder))
    for table in told(page):
        if table != without:
            edit(folder, table, divide(table, columns, *codes))
            if table == "distances":
                edit(folder, table, moves_between(*codes))
    return build(folder)


ADDED = {
    "region": (REGION, ("region", "origin", "destination"), ("Gyeonggi", "Gyeonggibuk"), (18, 25)),
    "sector": (SECTOR, ("sector", "product", "use"), ("SEMI", "DISP"), (17, 26)),
}


@pytest.mark.full
@pytest.mark.parametrize("what", ADDED)
def test_the_page_followed_adds_a_part_and_leaves_the_nation_as_it_was(tmp_path: Path, what: str) -> None:
    page, columns, codes, shape = ADDED[what]
    assert add(tmp_path, page, columns, codes) == build(ROOT).replace("(17, 25)", str(shape))
    assert "ready to run" in type_in(tmp_path, "python run.py check scenarios/kim_moonsoo.yaml")
    assert "report.html" in type_in(tmp_path, RUN)
    assert codes[1] in next((tmp_path / "results").rglob("summary.csv")).read_text(encoding="utf-8")


@pytest.mark.full
@pytest.mark.parametrize(("what", "table"), [(what, table) for what in ADDED for table in told(ADDED[what][0])])
def test_a_table_without_the_new_part_is_named(tmp_path: Path, what: str, table: str) -> None:
    page, columns, codes, _ = ADDED[what]
    said = add(tmp_path, page, columns, codes, without=table)
    assert "MissingFigureError" in said and f"{table}.csv" in said and codes[1] in said, said


# --- another year


def figures_of_the_year() -> list[tuple[str, str]]:
    """(table, row) that the page says a new year needs; no row: a column of the table."""
    rows = re.findall(r"^\| `(\w+)`.*? \| (.+) \|$", YEAR, flags=re.MULTILINE)
    return [(table, "" if name == NEW else name) for table, names in rows for name in re.findall(r"`(\w+)`", names)]


def of_last_year(folder: Path, table: str, name: str) -> None:
    """A column, or rows, of the new year with the figures of the last one."""
    last = str(tables.LAST_YEAR)
    if not name:
        edit(folder, table, lambda rows: [{**row, NEW: row[last]} for row in rows])
        return
    old = name.replace(NEW, last)
    edit(folder, table, lambda rows: [*rows, *({**r, "parameter": name} for r in rows if r["parameter"] == old)])
    units = folder / "calibration" / "units.csv"
    text = units.read_text(encoding="utf-8")
    units.write_text(text + "".join(line.replace(old, name) + "\n" for line in text.splitlines() if f",{old}," in line))


def move(folder: Path, without: tuple[str, str] | None = None) -> Path:
    follow(YEAR, copy_project(folder))
    for table, name in figures_of_the_year():
        if (table, name) != without:
            of_last_year(folder, table, name)
    return folder


@pytest.mark.full
def test_the_page_followed_moves_the_base_year(tmp_path: Path) -> None:
    move(tmp_path)
    assert build(tmp_path).startswith(f"{NEW} (17, 25)")
    assert f"--start {NEW}Q1" in type_in(tmp_path, "python run.py --help")
    type_in(tmp_path, RUN)
    assert f'"start": "{NEW}Q1"' in next((tmp_path / "results").rglob("manifest.json")).read_text(encoding="utf-8")


@pytest.mark.full
@pytest.mark.parametrize(("table", "name"), figures_of_the_year())
def test_a_figure_of_the_new_year_that_is_missing_is_named(tmp_path: Path, table: str, name: str) -> None:
    move(tmp_path, without=(table, name))
    said = build(tmp_path)
    assert "MissingFigureError" in said and f"{table}.csv" in said and NEW in said, said


@pytest.mark.full
def test_years_of_the_tables_open_as_the_page_says(tmp_path: Path) -> None:
    copy = copy_project(tmp_path)
    check, run = commands(YEAR)[:2]
    assert "ready to run" in type_in(copy, check)
    assert "report.html" in type_in(copy, run)
