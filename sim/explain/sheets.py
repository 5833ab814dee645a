"""How `explain` sets out what it found: sheets of rows under a title, and tables of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sim.explain.words import ROWS
from sim.labels import Language
from sim.results.provenance import text_width


def sheet(title: str, rows: Sequence[tuple[str, Any]], language: Language) -> str:
    """A title and aligned rows; empty ones are left out, and what follows the first line of a list has no head."""
    lines = [title]
    for key, value in rows:
        parts = value if isinstance(value, list) else [value]
        for k, part in enumerate(part for part in parts if part not in (None, "", ())):
            head = "" if k else f"{ROWS[key] if language == 'ko' else key}:"
            lines.append(f"  {head}{' ' * max(15 - text_width(head), 1)}{part}")
    return "\n".join(lines)


def table(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows of words as lines whose columns stand one below the other."""
    cells = list(rows)
    widths = [max(map(text_width, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(word + " " * (width - text_width(word)) for word, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
