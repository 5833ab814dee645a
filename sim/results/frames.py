"""Data frames as CSV files in which no text is a formula."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pandas as pd

_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""A spreadsheet takes a cell that begins with one of these for a formula (the wide ones where it is set to Korean)."""


def plain_text(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula: one line, an apostrophe before =, +, - and @."""
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(value: Any) -> Any:
    return plain_text(value) if isinstance(value, str) else value


def _distinct(column: pd.Series) -> pd.Series:
    """A column of texts by its distinct values, each of which is then looked at once; any other column as it is."""
    return column.astype("category") if isinstance(column.dtype, pd.StringDtype) else column


def write_frame(table: pd.DataFrame, path: Path, number: str | None = None) -> None:
    """Write a table with its heads; numbers as they are, or in the format `number`."""
    texts = {
        name: _distinct(column).map(_plain)
        for name, column in table.items()
        if not pd.api.types.is_numeric_dtype(column.dtype)
    }
    plain = table.assign(**texts).rename(columns=_plain)
    plain.to_csv(path, index=False, float_format=number, lineterminator="\n")
