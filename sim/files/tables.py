"""CSV tables whose every fault is told with file, line and column."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sim.files.document import read_text
from sim.files.problems import DataError, Mark, Problem, ScenarioError, Source, shown, suggest, unseen

_NUMBER: Final = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)
_WHOLE: Final = re.compile(r"-?\d{1,15}", re.ASCII)
_LARGEST: Final = 1e15
"""No figure of a table is so large in its unit."""
_MAX_BYTES: Final = 5_000_000


class Row(dict[str, str]):
    """Cells by column, and the line of the file that they stand in."""

    line = 0


Check = Callable[[Row], Iterable[tuple[str, str, str]]]
"""(column, sentence, hint) of every fault of a row whose cells are fine one by one."""


def as_number(text: str) -> float | None:
    """A finite number in plain digits; None for anything else (nan, inf, 1_000, letters of other scripts)."""
    if not _NUMBER.fullmatch(text) or abs(number := float(text)) > _LARGEST:
        return None
    return number


def read_cells(source: Source) -> list[tuple[int, list[str]]]:
    """(line, cells) of every row that is not empty; ScenarioError where the text is no table."""
    lines = csv.reader(source.lines, strict=True)
    try:
        table = [(lines.line_num, row) for row in lines if any(cell.strip() for cell in row)]
    except csv.Error as error:
        line = min(lines.line_num, len(source.lines))
        raise ScenarioError([Problem(Mark(source, line, 1), f"not a table: {error}")]) from None
    problems = [
        Problem(Mark(source, line, 1), f"the character U+{ord(letter):04X} cannot be shown", "leave it out")
        for line, cells in table
        if (letter := unseen("".join(cells)))
    ]
    if problems:
        raise ScenarioError(problems)
    return table


def cell_mark(source: Source, line: int, cells: Sequence[str], column: int) -> Mark:
    """Where a cell begins (its row, where cells are in quotation marks)."""
    start = 0 if '"' in source.lines[line - 1] else sum(len(cell) + 1 for cell in cells[:column])
    return Mark(source, line, start + 1)


@dataclass(frozen=True)
class Columns:
    """What a table may hold. A column is needed unless it is listed under `may`; others are errors."""

    names: Sequence[str]
    may: Sequence[str] = ()
    numbers: Collection[str] = ()
    """Columns of finite numbers, or nothing."""
    whole: Collection[str] = ()
    """Columns of whole numbers, in every row."""
    filled: Collection[str] = ()
    """Columns in which every row has something."""
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Closed lists by column."""
    keys: Sequence[str] = ()
    """Columns that together name a row; no two rows have one name."""


def read_table(path: Path, columns: Columns, check: Check = lambda row: ()) -> tuple[Row, ...]:
    """The rows of a table of this program; DataError with every fault at once."""
    try:
        source = read_text(path, largest=_MAX_BYTES)
        table = read_cells(source)
    except ScenarioError as error:
        raise DataError(error.problems) from None
    header = table[0][1] if table else []
    problems = list(_header_faults(source, header, columns))
    rows: list[Row] = []
    first: dict[tuple[str, ...], int] = {}
    for line, cells in [] if problems else table[1:]:
        if len(cells) != len(header):
            message = f"the row has {len(cells)} cells, the header {len(header)}"
            problems.append(Problem(Mark(source, line, 1), message, "put a cell that holds a comma in quotation marks"))
            continue
        row = Row(zip(header, cells, strict=True))
        row.line = line
        faults = [fault for name in header for fault in _cell_faults(name, row[name], columns)] or check(row)
        for name, message, hint in faults:
            problems.append(Problem(cell_mark(source, line, cells, header.index(name)), message, hint))
        key = tuple(row[name] for name in columns.keys if name in row)
        if key in first:
            what = ", ".join(part for part in key if part)
            problems.append(Problem(Mark(source, line, 1), f"two rows for {what}", f"line {first[key]} has the other"))
        if key:
            first[key] = line
        rows.append(row)
    if problems:
        raise DataError(problems)
    return tuple(rows)


def _header_faults(source: Source, header: Sequence[str], columns: Columns) -> Iterator[Problem]:
    top = Mark(source, min(len(source.lines), 1), 1)
    for name in columns.names:
        if name not in header:
            left = [other for other in header if other not in columns.names]
            close = suggest(name, left)
            yield Problem(top, f"the table has no column '{name}'", close if close.startswith("did") else "")
    for number, name in enumerate(header):
        if name in header[:number]:
            yield Problem(top, f"two columns are called '{name}'")
        elif name not in columns.names and name not in columns.may:
            yield Problem(top, f"unknown column {shown(name)}", suggest(name, [*columns.names, *columns.may]))


def _cell_faults(name: str, text: str, columns: Columns) -> Iterator[tuple[str, str, str]]:
    if name in columns.filled and not text.strip():
        yield name, f"{name} is empty", ""
    elif name in columns.numbers and text and as_number(text) is None:
        yield name, f"{shown(text)} in column {name} is not a number", "write plain digits with a point, such as 1234.5"
    elif name in columns.whole and not _WHOLE.fullmatch(text):
        yield name, f"{shown(text)} in column {name} is not a whole number", ""
    elif name in columns.words and text not in columns.words[name]:
        yield name, f"unknown {name} {shown(text)}", suggest(text, [word for word in columns.words[name] if word])
