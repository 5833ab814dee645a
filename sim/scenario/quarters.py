"""Quarters and spans of time as they are written in files: `2026Q3`, `8Q`, `2Y`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from calibration.labour import HORIZON
from calibration.tables import LAST_YEAR
from sim.scenario.english_dates import either_month, english_quarters, length_in_months

LONGEST: Final = HORIZON - 1
"""Years after the base year that the population projection covers."""
_QUARTER = re.compile(r"([0-9]{4})Q([1-4])")
_SPAN = re.compile(r"([0-9]{1,3})([QY])")
_YEAR = r"(?P<year>[0-9]{4}|['’‘`´]?[0-9]{2})"
_BEHIND = r"(?:년도|년|[./,-])?"
"""What may stand behind a year; blanks are taken away before."""
_OTHER_DATES = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        # a quarter
        rf"{_YEAR}{_BEHIND}(?:[Qq](?P<quarter>[1-4])|제?(?P<korean>[1-4])(?:/4|사)?분기)",
        rf"(?:[Qq](?P<quarter>[1-4])|(?P<korean>[1-4])[Qq])[,./-]*{_YEAR}",
        # a half of a year
        rf"{_YEAR}{_BEHIND}(?:[Hh](?P<half>[12])|(?P<side>[상하전후])반기)",
        rf"(?:[Hh](?P<half>[12])|(?P<other>[12])[Hh])[,./-]*{_YEAR}",
        # a year, its beginning or its end
        rf"{_YEAR}(?:년도|년)?연?(?P<end>[초말])",
        r"(?P<year>[0-9]{4})(?:년도?)?|(?P<short>['’‘`´]?[0-9]{2})년도?",
        # a month, with a day or without one; a year of two digits alone might be a day
        r"(?P<year>[0-9]{4})(?:[./-]|년)(?P<month>[0-9]{1,2})(?:(?:[./-]|월)[0-9]{1,2}일?|월[초말]?)?",
        r"(?P<year>['’‘`´]?[0-9]{2})년(?P<month>[0-9]{1,2})(?:월[0-9]{1,2}일?|월[초말]?)",
        r"(?P<year>['’‘`´]?[0-9]{2})[./-](?P<month>[0-9]{1,2})월[초말]?",
        r"(?P<year>['’‘`´][0-9]{2})[./-](?P<month>[0-9]{1,2})",
    )
)
"""Dates as people write them, without blanks."""
_AROUND = re.compile(r"(?:까지|부터|이후|이내|[내중경]|\.)+$")
"""Words behind a date that do not change it."""
_CENTURY: Final = 2000
"""Of years of two digits."""


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


def meant_quarters(text: object) -> tuple[int, int] | None:
    """First and last quarter of the time that is named by a date written otherwise; None when it is not clear.

    >>> def said(*texts): return [" ".join(map(quarter_text, meant_quarters(text) or ())) for text in texts]
    >>> said("2027-01", "2026-07-15", "2026년 2분기", "Q3 2026", "27.3분기", "'27년 1월", "2027년 1/4분기", "2027년말")
    ['2027Q1 2027Q1', '2026Q3 2026Q3', '2026Q2 2026Q2', '2026Q3 2026Q3', '2027Q3 2027Q3', '2027Q1 2027Q1', \
'2027Q1 2027Q1', '2027Q4 2027Q4']
    >>> said("2027년 상반기", "2026H2", "2027년까지", "2026-13", "27.3", "곧")
    ['2027Q1 2027Q2', '2026Q3 2026Q4', '2027Q1 2027Q4', '', '', '']
    """
    if not isinstance(text, str):
        return None
    plain = _AROUND.sub("", re.sub(r"\s", "", text))
    found = next((found for pattern in _OTHER_DATES if (found := pattern.fullmatch(plain))), None)
    if found is None:
        return english_quarters(text)
    named = {name: value for name, value in found.groupdict().items() if value is not None}
    digits = (named.get("year") or named["short"])[-4:].lstrip("'’‘`´")
    first = 4 * (int(digits) + (_CENTURY if len(digits) == 2 else 0))
    if part := named.get("quarter") or named.get("korean"):
        return first + int(part) - 1, first + int(part) - 1
    if part := named.get("half") or named.get("other") or named.get("side"):
        late = part in ("2", "하", "후")
        return (first + 2, first + 3) if late else (first, first + 1)
    if part := named.get("end"):
        return (first + 3, first + 3) if part == "말" else (first, first)
    if part := named.get("month"):
        quarter = first + (int(part) - 1) // 3
        return (quarter, quarter) if 1 <= int(part) <= 12 else None
    return first, first + 3


def meant_span(text: str) -> str:
    """A length of time that was written otherwise as it is written here; empty when it is not clear.

    >>> [meant_span(text) for text in ("2 years", "8분기", "18 months", "18개월", "18M", "1.5Y", "5 months", "soon")]
    ['2Y', '8Q', '6Q', '6Q', '6Q', '6Q', '', '']
    """
    found = length_in_months(text)
    if found is None or found[0] % 3:
        return ""
    months, years = found
    return f"{months // 12}Y" if years else f"{months // 3}Q"


def quarter_hint(value: object) -> str:
    """What to write instead of what is no quarter.

    >>> [quarter_hint(date) for date in ("July 2026", 2026.7, "end of 2030", "01/07/2026")]
    ['write the quarter: 2026Q3', 'write the quarter: 2026Q3', 'write the quarter: 2030Q4', \
'write the quarter: 2026Q3 where the day stands first, 2026Q1 where the month does']
    >>> quarter_hint(2027), quarter_hint(2026.1), quarter_hint("soon")
    ('write the quarter: 2027Q1 for its beginning, 2027Q4 for its end', \
'write the quarter: 2026Q1 for January, 2026Q4 for October', 'write the quarter, such as 2026Q3')
    """
    text = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
    if isinstance(value, float) and (found := re.fullmatch(r"((?:19|20|21)[0-9]{2})\.1", str(value))):
        # a number drops the last 0 of 2026.10
        return f"write the quarter: {found[1]}Q1 for January, {found[1]}Q4 for October"
    if isinstance(text, str) and (months := either_month(text)) and months[0] != months[1]:
        one, other = map(quarter_text, months)
        return f"write the quarter: {one} where the day stands first, {other} where the month does"
    meant = meant_quarters(text)
    if meant is None or not 1900 < meant[0] // 4 < 2200:
        return "write the quarter, such as 2026Q3"
    first, last = map(quarter_text, meant)
    return f"write the quarter: {first}" + (f" for its beginning, {last} for its end" if last != first else "")


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
