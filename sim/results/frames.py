"""Data frames as CSV files in which no text is a formula."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""A spreadsheet takes a cell that begins with one of these for a formula (the wide ones where it is set to Korean)."""


def plain_text(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula: one line, an apostrophe before =, +, - and @."""
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cell(value: Any) -> str:
    """A value as it is written; none, and what is no number, is an empty cell."""
    if pd.isna(value):
        return ""
    text = plain_text(value) if isinstance(value, str) else str(value)
    return '"' + text.replace('"', '""') + '"' if any(letter in text for letter in ',"\r\n') else text


def _cells(column: pd.Series, number: str | None) -> list[str]:
    """The cells of a column; of texts, categories and whole numbers each distinct value is looked at once."""
    if column.dtype == object:  # 1, 1.0 and True are equal, and not written alike
        return [_cell(value) for value in column]
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "f":
        written = str if number is None else number.__mod__
        return ["" if value != value else written(value) for value in column.tolist()]
    codes, distinct = pd.factorize(column, use_na_sentinel=False)
    return list(np.array([_cell(value) for value in distinct], dtype=object)[codes])


def write_frame(table: pd.DataFrame, path: Path, number: str | None = None) -> None:
    """Write a table with its heads; columns of floating numbers as they are, or in the format `number`."""
    cells = (_cells(table[name], number) for name in table.columns)
    lines = [",".join(_cell(name) for name in table.columns), *map(",".join, zip(*cells, strict=True)), ""]
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
