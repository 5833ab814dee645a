"""Tables of the program with faults: every one is told with file, line, column and hint; none is a traceback."""

from __future__ import annotations

import csv
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from calibration import BaseYearError, build, builder, tables
from sim.cli import main
from sim.files.problems import DataError
from sim.files.tables import Columns, as_number, read_table
from sim.scenario import vocabulary

ROOT = Path(__file__).parents[2]
Damage = Callable[[str, str, str], None]


def forget() -> None:
    read = (tables.rows, tables._index, tables._series, tables._expected)
    for cached in (*read, builder._built, vocabulary.establishments):
        cached.cache_clear()


@pytest.fixture
def damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Damage]:
    """Replaces a text in a copy of a table."""
    folder = Path(shutil.copytree(tables.FOLDER, tmp_path / "tables"))
    monkeypatch.setattr(tables, "FOLDER", folder)
    forget()

    def replace(table: str, old: str, new: str) -> None:
        path = folder / f"{table}.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        forget()

    yield replace
    monkeypatch.undo()
    forget()


def told(table: str) -> str:
    with pytest.raises(DataError) as caught:
        tables.rows(table)
    return str(caught.value)


BANK = '"Bank of Korea input-output aggregates 2022 (5'
FAULTS = {
    "misspelt": ("low,value", "low,valeu", r"scalars.csv:1:1\n  unknown column 'valeu'\n  hint: did you mean 'value'"),
    "no column": ("high,unit", "high,", r"scalars.csv:1:1\n  the table has no column 'unit'"),
    "unknown column": ("low,value", "low,value,valu", r"unknown column 'valu'\n  hint: did you mean 'value'\?"),
    "two columns": ("low,value", "low,low", "two columns are called 'low'"),
    "text": (
        "5560",
        "five",
        r"scalars.csv:4:\d+\n  'five' in column value is not a number\n  hint: write plain digits",
    ),
    "nan": ("5560", "nan", r"scalars.csv:4:\d+\n  'nan' in column value is not a number"),
    "inf": ("5560", "inf", r"scalars.csv:4:\d+\n  'inf' in column value is not a number"),
    "beyond floats": ("5560", "1e400", r"scalars.csv:4:\d+\n  '1e400' in column value is not a number"),
    "underscore": ("5560", "5_560", "'5_560' in column value is not a number"),
    "wide digit": ("5560", "５560", "in column value is not a number"),
    "hidden sign": (
        "5560",
        "5\u202e560",
        r"scalars.csv:4:\d+\n  the character U\+202E cannot be shown\n  hint: leave it out",
    ),
    "enormous": ("5560", "5560000000", r"scalars.csv:4:\d+\n  5560000000 is outside 0 to 1\d+\n  hint: is the unit"),
    "negative": ("5560", "-5560", r"scalars.csv:4:\d+\n  -5560 is outside 0 to 1\d+\n"),
    "unit": (
        ",5560,,trillion",
        ",5560,,billion",
        r"unit 'billion KRW' is not that of output_2022\n  hint: the program",
    ),
    "new row": ("\noutput_2022,", "\noutputs,", r"unit 'trillion KRW' is not that of outputs\n  hint: a new row"),
    "order": ("\noutput_2022,,", "\noutput_2022,5561,", r"scalars.csv:4:\d+\n  low, value and high must rise"),
    "short row": ("2330,2420,", "2330,", r"the row has 8 cells, the header 9\n  hint: put a cell that holds a comma"),
    "twice": (
        "\noutput_2022,",
        "\nmanufacturing_output_2022,",
        r"two rows for manufacturing_output_2022\n  hint: line 3",
    ),
    "grade": (",B,basic prices", ",D,basic prices", "unknown grade 'D'"),
    "comma": (BANK, BANK[1:], "cells, the header"),
    "quotation": (BANK, '"Bank "of (5', "not a table"),
    "endless cell": ("Bank of Korea", "Bank" + "k" * 200_000, "not a table: field larger than field limit"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_table_is_told_with_its_place(damage: Damage, fault: str) -> None:
    old, new, message = FAULTS[fault]
    damage("scalars", old, new)
    assert re.search(message, told("scalars"))


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("census", "Seoul,FOOD", "Soul,FOOD", "census.csv:2:1\n  unknown region 'Soul'\n  hint: did you mean 'Seoul'?"),
        ("census", "Seoul,FOOD", "Seoul,FOD", "census.csv:2:7\n  unknown sector 'FOD'"),
        ("trade", "exports,FOOD,US", "exports,FOOD,USA", "unknown market 'USA'"),
        ("sizes", "establishments,1-4", "establishments,1–4", "unknown size '1–4'"),
    ],
)
def test_an_unknown_code_in_a_table_is_told_with_its_place(
    damage: Damage, table: str, old: str, new: str, message: str
) -> None:
    damage(table, old, new)
    assert message in told(table)


def test_a_table_that_is_gone_empty_or_no_text_is_told(damage: Damage) -> None:
    path = tables.FOLDER / "scalars.csv"
    for content, message in (
        (b"", "no column 'unit'"),
        (b"\xb0\xa1", "not UTF-8 text"),
        (b"\x00", "the character U+0000 cannot be shown"),
    ):
        path.write_bytes(content)
        forget()
        assert message in told("scalars")
    path.unlink()
    forget()
    assert "there is no such file" in told("scalars")
    path.symlink_to("/dev/zero")
    forget()
    assert "this is a device or a pipe, not a file" in told("scalars")
    path.unlink()
    path.write_text("a" * 5_000_001, encoding="utf-8")
    forget()
    assert "larger than 5000 kB" in told("scalars")


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("scalars", "5560", "nan", "scalars.csv:4:"),
        ("national_series", "minimum_wage,", "rd_total,", "unit 'KRW per hour' is not that of rd_total"),
        (
            "regions",
            "working_age_2022,Nation,36.74",
            "working_age_2022,Nation,0",
            "no opening economy of 2022 comes out",
        ),
        ("affinity", "Seoul,CONS,0.55", "Seoul,CONS,", "affinity.csv:4 has no value for Seoul, CONS"),
    ],
)
def test_a_command_on_damaged_tables_is_a_clear_line_and_code_3(
    damage: Damage, capsys: pytest.CaptureFixture[str], table: str, old: str, new: str, message: str
) -> None:
    damage(table, old, new)
    code = main(["check", str(ROOT / "scenarios" / "baseline.yaml"), str(ROOT / "scenarios" / "kim_moonsoo.yaml")])
    err = capsys.readouterr().err
    assert code == 3 and message in err and "Traceback" not in err


@pytest.mark.parametrize("seed", range(3))
def test_whatever_figure_is_lost_or_changed_the_opening_economy_is_finite_or_refused(damage: Damage, seed: int) -> None:
    """Rows deleted and figures set to extremes, at random, in tables and base years alike."""
    chance = random.Random(seed)
    for _ in range(6):
        path = chance.choice(sorted(tables.FOLDER.glob("*.csv")))
        whole = path.read_text(encoding="utf-8")
        lines = list(csv.reader(whole.splitlines()))
        number = chance.randrange(1, len(lines))
        column = chance.choice([k for k, name in enumerate(lines[0]) if name in tables._FIGURES])
        new = chance.choice(["", "0", "-1", "1", "1e-14", "1e14", "lost"])
        if new == "lost":
            del lines[number]
        else:
            lines[number][column] = new
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)
        forget()
        try:
            economy = build(chance.choice([2014, 2019, 2022]))
        except (DataError, BaseYearError, tables.MissingFigureError) as error:
            assert "calibration/tables" in str(error) or path.name in str(error)
        else:
            numbers = [value for value in vars(economy).values() if isinstance(value, np.ndarray | float)]
            assert all(np.isfinite(value).all() for value in numbers), (path.name, number, new)
        path.write_text(whole, encoding="utf-8")


@pytest.mark.parametrize(
    "text", ["", "nan", "inf", "-inf", "1e999", "1e16", "0x10", "1_0", "1,5", " 1", "１", "٣", "--1"]
)
def test_only_plain_digits_are_a_number(text: str) -> None:
    assert as_number(text) is None


@pytest.mark.parametrize("text", ["0", "-1.5", ".5", "5.", "+2e3", "1E-7"])
def test_plain_digits_are_a_number(text: str) -> None:
    assert as_number(text) == float(text)


def test_all_faults_of_a_table_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("name,value\na,x\n\nb,y\nb,1\nc\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_table(tmp_path / "t.csv", Columns(("name", "value"), numbers=("value",), keys=("name",)))
    told_of = [(one.mark.line, one.message.split()[0]) for one in caught.value.problems]
    assert told_of == [(2, "'x'"), (4, "'y'"), (5, "two"), (6, "the")]
