"""Tables of measured numbers: rows of one data class, written by a command, read with every fault told."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final

from sim.files.tables import Columns, read_table
from sim.files.whole import write_whole

_KINDS: Final[dict[str, Callable[[str], Any]]] = {"float": float, "int": int, "str": str}


def write_records(rows: Sequence[Any], kind: type[Any], path: Path, digits: int) -> None:
    """Write the table; numbers with so many digits."""
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow([field.name for field in fields(kind)])
    for row in rows:
        values = asdict(row).values()
        table.writerow([f"{value:.{digits}g}" if isinstance(value, float) else value for value in values])
    write_whole(path, stream.getvalue().encode())


def read_records[Record](kind: type[Record], path: Path) -> list[Record]:
    """The table, empty where there is no file; DataError with every fault at once."""
    if not path.is_file():
        return []
    types = {field.name: str(field.type) for field in fields(kind)}  # type: ignore[arg-type]
    numbers, whole = ([name for name, text in types.items() if text == wanted] for wanted in ("float", "int"))
    columns = Columns(tuple(types), numbers=numbers, whole=whole, filled=types)
    return [
        kind(**{name: _KINDS[text](row[name]) for name, text in types.items()}) for row in read_table(path, columns)
    ]
