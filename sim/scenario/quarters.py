"""Quarters and spans of time as they are written in files: `2026Q3`, `8Q`, `2Y`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from calibration.labour import HORIZON
from calibration.tables import LAST_YEAR

LONGEST: Final = HORIZON - 1
"""Years after the base year that the population projection covers."""
_QUARTER = re.compile(r"([0-9]{4})Q([1-4])")
_SPAN = re.compile(r"([0-9]{1,3})([QY])")


def parse_quarter(text: object) -> int | None:
    """Quarters since year 0; None when the text is not a quarter.

    >>> parse_quarter("2026Q3") == 2026 * 4 + 2, parse_quarter("2026Q5")
    (True, None)
    """
    match = _QUARTER.fullmatch(text) if isinstance(text, str) else None
    return int(match[1]) * 4 + int(match[2]) - 1 if match else None


def parse_span(text: object) -> int | None:
    """A length of time in quarters; None when the text is not one.

    >>> [parse_span(text) for text in ("8Q", "2Y", "two years")]
    [8, 8, None]
    """
    match = _SPAN.fullmatch(text) if isinstance(text, str) else None
    return int(match[1]) * (4 if match[2] == "Y" else 1) if match else None


def quarter_text(quarter: int) -> str:
    """`2026Q3` for 2026 * 4 + 2."""
    return f"{quarter // 4}Q{quarter % 4 + 1}"


@dataclass(frozen=True)
class Horizon:
    """The quarters a run covers: Q1 of the base year to Q4 of the last year. Index 0 is Q1 of the base year."""

    base_year: int = LAST_YEAR
    until: int = 2035

    @property
    def first(self) -> int:
        """First quarter, counted from year 0."""
        return self.base_year * 4

    @property
    def last(self) -> int:
        """Last quarter, counted from year 0."""
        return self.until * 4 + 3

    @property
    def quarters(self) -> int:
        """Number of quarters."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        return f"{quarter_text(self.first)} to {quarter_text(self.last)}"


USUAL_LAST: Final = Horizon().last
"""Last quarter of a usual run. What a shorter run does not reach is left out of it; later dates are faults."""
