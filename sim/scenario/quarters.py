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
_OTHER_QUARTER = re.compile(
    r"(?P<year>[0-9]{4})(?:[ ./-]*[Qq] ?(?P<quarter>[1-4])|년? ?(?P<korean>[1-4])분기)"
    r"|[Qq] ?(?P<first>[1-4])[ ,./-]*(?P<last>[0-9]{4})",
    re.ASCII,
)
_MONTH = re.compile(r"([0-9]{4})(?:[./-]|년 ?)([0-9]{1,2})(?:(?:[./-]|월 ?)[0-9]{1,2}일?|월)?", re.ASCII)
_OTHER_SPAN = re.compile(r"([0-9]{1,3}) ?(years?|y|년|quarters?|q|분기|months?|개월)", re.ASCII)


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


def meant_quarter(text: object) -> int | None:
    """The quarter that a date written otherwise lies in; None when it is not clear.

    >>> [quarter_text(meant_quarter(text) or 0) for text in ("2027-01", "2026-07-15", "2026년 2분기", "Q3 2026")]
    ['2027Q1', '2026Q3', '2026Q2', '2026Q3']
    >>> meant_quarter("2026H2"), meant_quarter("2026-13")
    (None, None)
    """
    if not isinstance(text, str):
        return None
    if found := _OTHER_QUARTER.fullmatch(text.strip()):
        year, quarter = found["year"] or found["last"], found["quarter"] or found["first"] or found["korean"]
        return int(year) * 4 + int(quarter) - 1
    found = _MONTH.fullmatch(text.strip())
    return int(found[1]) * 4 + (int(found[2]) - 1) // 3 if found and 1 <= int(found[2]) <= 12 else None


def meant_span(text: str) -> str:
    """A length of time that was written otherwise as it is written here; empty when it is not clear.

    >>> [meant_span(text) for text in ("2 years", "8분기", "18 months", "18개월", "5 months", "soon")]
    ['2Y', '8Q', '6Q', '6Q', '', '']
    """
    found = _OTHER_SPAN.fullmatch(text.strip().casefold())
    if found is None:
        return ""
    count, unit = int(found[1]), found[2]
    if unit.startswith(("month", "개월")):
        return f"{count // 3}Q" if count % 3 == 0 else ""
    return f"{count}{'Q' if unit.startswith(('q', '분')) else 'Y'}"


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
