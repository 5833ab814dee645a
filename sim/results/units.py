"""What units are called for readers, and how many digits they need. Money is shown in trillion won."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sim.labels import Label
from sim.targets import SAME_PLANTS_UNIT

_PERCENT: Final = 100.0
_TRILLION: Final = 1e-3
"""Trillion won per billion won."""


@dataclass(frozen=True)
class Unit:
    """How readers see a unit of the codelist: number = value x factor."""

    label: Label
    factor: float = 1.0
    digits: int = 1
    share: bool = False
    """A share: changes are shown in percentage points, those of everything else in %."""

    @property
    def of_change(self) -> Label:
        """Unit of a difference between two scenarios."""
        return Label("pp", "%p") if self.share else Label("%", "%")


_UNITS: Final = {
    "billion KRW/yr": Unit(Label("trillion won/yr", "조원/년"), _TRILLION),
    "billion KRW": Unit(Label("trillion won", "조원"), _TRILLION),
    "million KRW/worker/yr": Unit(Label("million won/worker/yr", "백만원/인/년"), 1.0),
    "thousand persons": Unit(Label("thousand persons", "천 명"), 1.0, 0),
    "establishments": Unit(Label("establishments", "개"), 1.0, 0),
    "complexes": Unit(Label("complexes", "개 단지"), 1.0, 1),
    "thousand": Unit(Label("thousand", "천 개"), 1.0),
    "share": Unit(Label("%", "%"), _PERCENT, 2, share=True),
    "rank": Unit(Label("rank", "위"), 1.0, 1),
    "index": Unit(Label("index", "지수"), 1.0, 4),
    SAME_PLANTS_UNIT: Unit(Label("% above the base year of the same plants", "% 증가(같은 사업체의 기준 연도 대비)")),
}
_PRICED: Final = (
    (r"billion KRW_(\d{4})/yr", "trillion won of {0}/yr", "조원/년({0}년 가격)", _TRILLION, 1),
    (r"million KRW_(\d{4})/worker", "million won of {0}/worker", "백만원/인({0}년 가격)", 1.0, 1),
    (r"index (\d{4}) = 1", "index, {0} = 1", "지수({0}년 = 1)", 1.0, 3),
)


def reader_unit(unit: str) -> Unit:
    """The unit of a published variable as readers see it; KeyError for one that has no words yet."""
    for pattern, english, korean, factor, digits in _PRICED:
        found = re.fullmatch(pattern, unit)
        if found:
            return Unit(Label(english.format(*found.groups()), korean.format(*found.groups())), factor, digits)
    return _UNITS[unit]


def number(value: float, digits: int = 1, *, sign: bool = False) -> str:
    """With a true minus sign, thousands separated, and never a negative zero."""
    text = f"{value:{'+' if sign else ''},.{digits}f}"
    if float(text.replace(",", "")) == 0.0:
        text = f"{0.0:.{digits}f}"
    return text.replace("-", "−")
