"""Dates and lengths of time as English papers write them."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY: Final = r"(?:[0-2]?[1-9]|[123]0|31)(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>(?:19|20|21)[0-9]{2})"
_NUMBERS: Final = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}
_OF: Final = r",? (?:of )?(?:the year )?"
_ORDER: Final = "|".join(_NUMBERS)
_PARTS: Final = {
    "end": (3, 3), "beginning": (0, 0), "start": (0, 0), "early": (0, 1), "late": (2, 3), "mid": (1, 2),
    "middle": (1, 2),
}  # fmt: skip
"""Part of a year -> its first and last quarter, from 0."""
_BEFORE: Final = re.compile(r"^(?:(?:by|from|until|till|since|in|on|as of|starting|the) )+(?:the )?")
_DATES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:(?:{'|'.join(_PARTS)})[ -](?:of )?)?{_MONTH}(?: {_DAY})?,? {_YEAR}",
        rf"{_DAY} (?:of )?{_MONTH},? {_YEAR}",
        rf"(?P<order>{_ORDER}) (?P<unit>half|quarter){_OF}{_YEAR}",
        rf"{_YEAR},? (?P<order>{_ORDER}) (?P<unit>half|quarter)",
        rf"(?P<part>{'|'.join(_PARTS)})(?:[ -]|{_OF}){_YEAR}",
        rf"year[ -]?(?P<part>end){_OF}{_YEAR}",
        rf"{_YEAR}[ -](?:year[ -]?)?(?P<part>end)",
        rf"(?P<number>0?[1-9]|1[0-2])[./-]{_YEAR}",
        _YEAR,
    )
)
_TWO: Final = re.compile(rf"([0-9]{{1,2}})[./-]([0-9]{{1,2}})[./-]{_YEAR}")
_PIECE: Final = re.compile(
    r"([0-9]{1,3}(?:\.[0-9]{1,3})?)[ -]?(years?|yrs?|y|년|quarters?|qtrs?|q|개?분기|months?|mos?|m|개월|달)( ?반)?"
)
_HALF: Final = re.compile(r"(?:half a year|half[ -]year|반년|6개월)")


def _plain(text: str) -> str:
    return _BEFORE.sub("", re.sub(r"\s+", " ", text.strip().casefold()).rstrip("."))


def english_quarters(text: str) -> tuple[int, int] | None:
    """First and last quarter, counted from year 0, of a date in English; None when it is not clear.

    >>> [english_quarters(text) for text in ("July 1, 2026", "second half of 2026", "by the end of 2030", "July")]
    [(8106, 8106), (8106, 8107), (8123, 8123), None]
    """
    plain = _plain(text)
    found = next((found for pattern in _DATES if (found := pattern.fullmatch(plain))), None)
    if found is None:
        months = either_month(text)
        return (months[0], months[0]) if months is not None and months[0] == months[1] else None
    named = {name: value for name, value in found.groupdict().items() if value is not None}
    first = 4 * int(named["year"])
    if "month" in named or "number" in named:
        number = _MONTHS.index(named["month"][:3]) if "month" in named else int(named["number"]) - 1
        return first + number // 3, first + number // 3
    if "order" in named:
        order = _NUMBERS[named["order"]]
        if named["unit"] == "half":
            late = named["order"] == "last" or order == 2
            return ((first + 2, first + 3) if late else (first, first + 1)) if order <= 2 or late else None
        return first + order - 1, first + order - 1
    begin, end = _PARTS[named["part"]] if "part" in named else (0, 3)
    return first + begin, first + end


def either_month(text: str) -> tuple[int, int] | None:
    """Quarters of a date of three numbers with the day first and with the month first; None where neither is a date.

    >>> either_month("01/07/2026"), either_month("31/12/2026"), either_month("13/13/2026")
    ((8106, 8104), (8107, 8107), None)
    """
    found = _TWO.fullmatch(_plain(text))
    if found is None or not all(1 <= int(found[number]) <= 31 for number in (1, 2)):
        return None
    quarters = [4 * int(found["year"]) + (int(found[n]) - 1) // 3 for n in (2, 1) if int(found[n]) <= 12]
    return (quarters[0], quarters[-1]) if quarters else None


def _months_of(unit: str) -> int:
    return 12 if unit[0] in "y년" else 3 if unit[0] == "q" or unit.endswith("분기") else 1


def length_in_months(text: str) -> tuple[int, bool] | None:
    """Months of a length of time, and whether it was told in whole years alone; None when it is not clear.

    >>> [length_in_months(text) for text in ("18M", "1.5Y", "1년 6개월", "2 years", "half a year", "soon")]
    [(18, False), (18, False), (18, False), (24, True), (6, False), None]
    """
    plain = re.sub(r"\s+", " ", text.strip().casefold())
    if _HALF.fullmatch(plain):
        return 6, False
    pieces = list(_PIECE.finditer(plain))
    if not pieces or re.sub(r"[ ,]|and", "", _PIECE.sub("", plain)):
        return None
    units = [_months_of(piece[2]) for piece in pieces]
    halves = sum(unit // 2 for piece, unit in zip(pieces, units, strict=True) if piece[3])
    total = halves + sum(Fraction(piece[1]) * unit for piece, unit in zip(pieces, units, strict=True))
    if total.denominator != 1:
        return None
    return int(total), all(unit == 12 for unit in units) and total % 12 == 0
