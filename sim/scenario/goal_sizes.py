"""What a target promises against what the outcome can be, and against what it is in the base year: a wrong unit shows.

A fault is what no economy can be: a share above one, persons below zero, a rank before the first. Warned of is what is
far from the official figure of the base year, as a wrong unit makes it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from pydantic import ValidationError

from sim.files.document import Node, is_number
from sim.files.problems import Problem
from sim.scenario import vocabulary
from sim.scenario.base_figures import economy, figure, most_complexes, opening_panel
from sim.scenario.building import masks
from sim.scenario.schema import Scope, Target
from sim.unit_labels import unit_in

LARGE_CHANGE: Final = 3.0
"""Relative change from which per cent were probably meant; other outcomes hardly more than double, numbers may grow."""
DOUBLE: Final = 1.0
TENFOLD: Final = 10.0
RATIO: Final = "SME Productivity Ratio"
"""Measured as a share, but not bounded by one."""
OF_NATION: Final = "Value Added Share|Manufacturing"
_SIGNED: Final = (
    "Value Added", "Labour Productivity", RATIO, "Government Debt", "Household Income", "Fiscal Cost|Net",
)  # fmt: skip
"""Beginnings of names of outcomes that may lie below zero."""
_PUBLIC_MONEY: Final = ("Fiscal Cost|", "Public Support|")
"""Nothing in the base year, and hardly more than GDP later."""
_COUNTED: Final = ("establishments", "complexes")
"""Units of numbers that may well multiply."""
_PERCENT: Final = 100.0
_ALL: Final = 15
"""Significant digits of a number as it was written."""
_WON: Final = {"million": 1e-3, "hundred million": 1e-1, "billion": 1.0, "trillion": 1e3}
"""Billion won."""
_MEANT: Final = {
    "billion KRW": {"won": 1e-9, **{f"{name} won": size for name, size in _WON.items()}},
    "million KRW": {
        "won": 1e-6, "thousand won": 1e-3, "ten thousand won": 1e-2, "hundred million won": 1e2, "billion won": 1e3,
    },
    "thousand persons": {"persons": 1e-3, "ten thousand persons": 1e1, "million persons": 1e3},
    "thousand": {"establishments": 1e-3, "tens of thousands": 1e1},
    "establishments": {"thousands": 1e3, "tens of thousands": 1e4},
    "index": {"%": 1e-2},
    "share": {"%": 1e-2},
}  # fmt: skip
"""Beginning of a unit -> other units of the same thing -> what one of them is in it."""
_KOREAN: Final = {
    "won": "원", "thousand won": "천 원", "ten thousand won": "만 원", "million won": "백만 원",
    "hundred million won": "억 원", "billion won": "십억 원", "trillion won": "조 원", "persons": "명",
    "ten thousand persons": "만 명", "million persons": "백만 명", "establishments": "개", "thousands": "천 개",
    "tens of thousands": "만 개", "%": "%",
}  # fmt: skip


def goal_size(target: Node, published: str | None, base_year: int) -> Iterator[Problem]:
    """Faults and warnings of what a target promises; `published` is its outcome, None where that is not known."""
    change, level = target.at(("change",)), target.at(("level",))
    if published == OF_NATION and target.at(("scope", "regions")) is None:
        named = target.at(("indicator",)) or target
        yield Problem(named.mark, f"{OF_NATION} of the nation is 1 by definition: it is the share of a region in it",
                      "name regions in scope; manufacturing in all value added is manufacturing_share_value_added, "
                      "value added over output value_added_ratio")  # fmt: skip
        return
    if change is not None and is_number(change.value):
        yield from _change(change, published)
    if level is None or not is_number(level.value) or published is None:
        return
    for judge in (_impossible, _settled):
        if found := list(judge(level, published)):
            yield from found
            return
    yield from _implausible(level, target, published, base_year)


def _change(node: Node, published: str | None) -> Iterator[Problem]:
    """A relative change that was probably meant in per cent."""
    from sim.indicators import CODELIST

    unit = CODELIST[published].unit if published is not None else "share"
    grows = unit.startswith(("share", "rank")) or (published or "").startswith((*_PUBLIC_MONEY, "Government Debt"))
    most = TENFOLD if unit.startswith(_COUNTED) else LARGE_CHANGE if grows else DOUBLE
    meant = float(node.value)
    if abs(meant) < most or abs(meant) == DOUBLE:
        return
    yield Problem(
        node.mark,
        f"change: {meant:g} is {_PERCENT * meant:+,.0f} %",
        f"{meant / _PERCENT:g} is {meant:+g} %",
        warning=True,
        korean=f"change: {meant:g}은(는) {_PERCENT * meant:+,.0f}%를 뜻함",
        korean_hint=f"{meant / _PERCENT:g}이(가) {meant:+g}%",
    )


def _impossible(level: Node, published: str) -> Iterator[Problem]:
    """Levels that the outcome cannot have in any economy."""
    from sim.indicators import CODELIST

    unit, value = CODELIST[published].unit, float(level.value)
    if unit.startswith("share") and published != RATIO:
        if not 0.0 <= value <= 1.0:
            message = f"{level.value} is no share: {published} is measured in: {unit}"
            yield Problem(level.mark, message, f"{value / _PERCENT:g} is {value:g} %")
    elif unit == "rank" and value < 1.0:
        yield Problem(level.mark, f"there is no rank {level.value}: the first of {published} is 1")
    elif value < 0.0 and not published.startswith(_SIGNED):
        yield Problem(level.mark, f"{level.value} is below zero, which {published} cannot be",
                      f"it is measured in: {CODELIST[published].unit_in_words()}; change: -0.1 is -10 %")  # fmt: skip


def _settled(level: Node, published: str) -> Iterator[Problem]:
    """A warning where a level is beyond all that the model has, so that no run can tell anything of it."""
    from sim.indicators import CODELIST
    from sim.world_rank import exporters

    unit, known = CODELIST[published].unit, len(exporters().exports)
    if unit == "rank" and float(level.value) >= known:
        english = f"rank {level.value} is met whatever happens: the model knows the {known} largest exporters"
        korean = f"{level.value}위는 항상 달성: 모형에는 수출 상위 {known}개국만 있음"
    elif unit == "complexes" and float(level.value) > most_complexes():
        english = f"{level.value} complexes can never be reached: the model has {most_complexes()}"
        korean = f"단지 {level.value}개는 달성할 수 없음: 모형의 산업단지는 {most_complexes()}개"
    else:
        return
    yield Problem(level.mark, english, warning=True, korean=korean)


def _implausible(level: Node, target: Node, published: str, base_year: int) -> Iterator[Problem]:
    """A warning where a level is far from what the outcome is in the base year, over the scope of the target."""
    from sim.indicators import CODELIST
    from sim.targets import SCALE, first_value

    try:
        scope = Target.model_validate(target.plain()).scope or Scope()
    except ValidationError:  # told elsewhere
        return
    if scope.tags or not _known(scope):
        return
    unit, value = CODELIST[published].unit, float(level.value)
    reached = masks(scope)
    if published.startswith(_PUBLIC_MONEY):
        if abs(value) > vocabulary.gdp(base_year):
            yield _told(level, published, vocabulary.gdp(base_year), "GDP")
        return
    begins = first_value(published, **reached, panel=opening_panel(base_year), official=economy(base_year))
    if unit.endswith("{base} = 1"):
        begins = 1.0
    if unit.startswith(_COUNTED):
        plants = float(economy(base_year).establishments[np.ix_(*(reached[k] for k in reached if k != "tags"))].sum())
        if value > plants:
            yield _told(level, published, plants, "plants")
        elif 0.0 < value < 1.0:
            yield _told(level, published, 1.0, "one")
        elif 0.0 < value < begins / SCALE:
            yield _told(level, published, begins, "base")
    elif unit != "rank" and begins > 0.0:
        bounded = unit.startswith("share") and published != RATIO
        if value < 0.0 or 0.0 < value < begins / SCALE or (value > begins * SCALE and not bounded):
            yield _told(level, published, begins, "base")


def _known(scope: Scope) -> bool:
    """Whether all names of a scope are known; others are told elsewhere."""
    named = ((scope.regions, vocabulary.REGION_NAMES), (scope.sectors, vocabulary.SECTOR_NAMES))
    return all(set(names) <= set(known) for names, known in (*named, (scope.sizes, vocabulary.SIZE_NAMES)))


_THAN: Final = {
    "base": ("{ratio} times the {begins} of the base year", "기준연도 값 {begins}의 {ratio}배"),
    "GDP": ("{ratio} times the GDP of the base year, {begins}", "기준연도 국내총생산 {begins}의 {ratio}배"),
    "plants": ("{ratio} times the {begins} establishments that there are in the base year",
               "기준연도 사업체 수 {begins}개의 {ratio}배"),
    "one": ("less than a single one", "하나도 안 되는 값"),
}  # fmt: skip
"""What a level is compared with."""


def _told(level: Node, published: str, begins: float, kind: str) -> Problem:
    """The warning: the level, what it is held against, the unit, and what was probably meant."""
    from sim.indicators import CODELIST

    entry, value = CODELIST[published], float(level.value)
    english, korean = (text.format(ratio=figure(value / begins), begins=figure(begins)) for text in _THAN[kind])
    meant, meant_korean = _meant(value, begins, entry.unit) if kind in ("base", "GDP") else ("", "")
    unit, said = entry.unit_in_words(), figure(value, _ALL)
    return Problem(
        level.mark,
        f"level: {said} is {english}; {published} is measured in: {unit}",
        meant or "is the unit right?",
        warning=True,
        korean=f"level: {said}은(는) {korean}: {entry.label.ko}({published})의 단위는 {unit_in(unit, 'ko')}",
        korean_hint=meant_korean or "단위가 맞는지 확인",
    )


def _meant(value: float, begins: float, unit: str) -> tuple[str, str]:
    """What to write where a level was given in another unit of the same thing, in both languages; empty if none fits.

    >>> _meant(700.0, 578_000.0, "billion KRW_2020/yr"), _meant(0.003, 0.25, "share")
    (('in trillion won? then write 700000', '조 원 단위라면 700000'), ('0.3 is 30 %', '0.3이(가) 30%'))
    """
    from sim.targets import SCALE

    stem = next((stem for stem in _MEANT if unit.startswith(stem)), "")
    if stem == "share" and 0.0 < value < begins and _PERCENT * value / begins <= SCALE:
        return (
            f"{_PERCENT * value:g} is {_PERCENT**2 * value:g} %",
            f"{_PERCENT * value:g}이(가) {_PERCENT**2 * value:g}%",
        )
    sizes = {name: value * size for name, size in _MEANT.get(stem, {}).items() if value * size > 0.0}
    off = {name: abs(math.log(size / begins)) for name, size in sizes.items()}
    if not off or off[name := min(off, key=lambda key: off[key])] > math.log(SCALE):
        return "", ""
    written = np.format_float_positional(sizes[name], precision=6, fractional=False, trim="-")
    return f"in {name}? then write {written}", f"{_KOREAN[name]} 단위라면 {written}"
