"""The closed lists that names in a scenario file are checked against, each read from where it is defined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.codes import GROUP_OF_SECTOR, GROUPS, HUBS, REGIONS, SECTORS, SIZES
from sim.labels import AREA_LABELS, FORMAL_REGIONS, SECTOR_LABELS

if TYPE_CHECKING:
    from sim.levers import LeverDefinition
    from sim.parameters import ParameterSpec

SHIPPED: Final = Path(__file__).resolve().parents[2] / "scenarios"
"""The project's own scenarios, with `evidence.csv`."""

STATUSES: Final = ("modelled", "sized_to_evidence", "merged", "baseline", "not_modelled")
ACTIVE: Final = ("modelled", "sized_to_evidence")
"""Statuses of pledges that act in the model through a lever."""

MONEY_UNITS: Final[Mapping[str, float]] = {
    "trillion KRW": 1000.0,
    "billion KRW": 1.0,
    "trillion KRW/yr": 1000.0,
    "billion KRW/yr": 1.0,
}
"""Unit of announced money -> billion won."""
KOREAN_MONEY: Final[Mapping[str, str]] = {
    "조": "write 'trillion KRW'",
    "십억": "write 'billion KRW'",
    "10억": "write 'billion KRW'",
    "억": "write 'billion KRW' and a tenth of the number: 1200억 원 are 120 billion KRW",
}
"""Korean unit of money, without won and year -> what to write instead."""

_MILLION_IN_BILLION: Final = 1000.0

REGION_NAMES: Final = (*REGIONS, *HUBS)
SECTOR_NAMES: Final = (*SECTORS, *GROUPS)
SIZE_NAMES: Final = SIZES
KOREAN_NAMES: Final = FORMAL_REGIONS | {
    label.ko: code for code, label in (*AREA_LABELS.items(), *SECTOR_LABELS.items())
}
"""What a reader may write in Korean -> the code that files use."""
PAYERS: Final = ("financed_by_income_tax", "financed_by_spending_cuts")
"""Assumptions on who pays for the measures of a plan: a part of the plan, not of the world."""
SLOWING: Final = (
    "trend_growth", "expected_nominal_growth", "foreign_demand_growth", "government_growth", "minimum_wage_growth",
)  # fmt: skip
"""Rates of growth of the base year that fall by `growth_slowdown` a year."""
TARGET_TAGS: Final = ("ai_factory",)
"""What a target may select besides the tags of establishments: plants at that stage of adoption."""


def money_hint(unit: str) -> str:
    """What to write instead of a unit of money in Korean; empty for any other.

    >>> money_hint("조 원"), money_hint("십억원/년"), money_hint("won")
    ("write 'trillion KRW'", "write 'billion KRW/yr'", '')
    """
    found = re.fullmatch(r"(연간?)?(10억|십억|조|억)원?(/년|/연)?", re.sub(r"\s", "", unit))
    if found is None:
        return ""
    hint = KOREAN_MONEY[found[2]]
    return hint.replace("KRW'", "KRW/yr'") if found[1] or found[3] else hint


def share_hint(value: float, low: float, high: float, unit: str) -> str:
    """Says what a size is measured in, and what it is where it was given in per cent.

    >>> share_hint(20.0, 0.0, 1.0, "share"), share_hint(700.0, 0.0, 500.0, "plants per year")
    ('it is measured in: share; 20 % is 0.2', 'it is measured in: plants per year')
    """
    meant = value / 100.0
    per_cent = high <= 1.0 <= abs(value) and low <= meant <= high
    return f"it is measured in: {unit}" + (f"; {value:g} % is {meant:g}" if per_cent else "")


def expand_regions(names: Iterable[str]) -> frozenset[str]:
    """The si/do of a list that may name hubs."""
    return frozenset(code for name in names for code in HUBS.get(name, (name,)))


def expand_sectors(names: Iterable[str]) -> frozenset[str]:
    """The sectors of a list that may name groups of the regional accounts."""
    return frozenset(code for name in names for code in SECTORS if code == name or GROUP_OF_SECTOR[code] == name)


def lever_registry() -> Mapping[str, LeverDefinition]:
    """The closed set of mechanisms a pledge may use."""
    from sim.levers import REGISTRY

    return REGISTRY


def lever_units() -> tuple[str, ...]:
    """The closed list of units of strength."""
    return tuple(dict.fromkeys(definition.unit for definition in lever_registry().values()))


def parameter_registry() -> Mapping[str, ParameterSpec]:
    """Parameters and world assumptions by name."""
    from sim.parameters import load_registry

    return load_registry()


def tag_names() -> tuple[str, ...]:
    """Tags of establishments."""
    from sim.population.tags import TAGS

    return tuple(TAGS)


@cache
def indicator_names() -> Mapping[str, str]:
    """What a target may call an outcome -> its published name. `labour_productivity` and the full name both work."""
    from sim.indicators import CODELIST

    names = {name: name for name in CODELIST}
    short = {re.sub(r"[ |/-]", "_", name.replace("|Manufacturing", "")).casefold(): name for name in reversed(CODELIST)}
    return {**short, **names}


def matches_nothing(regions: frozenset[str], sectors: frozenset[str], sizes: frozenset[str], tags: list[str]) -> str:
    """Why a scope selects no establishment of the base year; empty when it selects some."""
    for what, chosen in (("regions", regions), ("sectors", sectors), ("sizes", sizes)):
        if not chosen:
            return f"the list of {what} is empty"
    complexes = [tag for tag in tags if tag.startswith("complex:")]
    if len(set(complexes)) > 1:
        return f"an establishment lies in one complex only, not in {' and '.join(sorted(set(complexes)))}"
    cells = {(region, sector) for region in regions for sector in sectors}
    for tag, found in _tag_cells(tags).items():
        if not cells & found:
            return f"no establishment with tag '{tag}' lies in these regions and sectors"
    if len(cells) == len(REGIONS) * len(SECTORS):
        return ""
    return "" if _has_establishments(cells, sizes) else "the base year has no establishment of these sizes there"


def _tag_cells(tags: list[str]) -> dict[str, set[tuple[str, str]]]:
    """Cells where each tag is found; tags that may be anywhere are left out."""
    if not tags:
        return {}
    from sim.population.tags import ANY_COMPLEX, tag_rules

    out: dict[str, set[tuple[str, str]]] = {}
    for rule in tag_rules():
        cells = {(REGIONS[c // len(SECTORS)], SECTORS[c % len(SECTORS)]) for c in rule.cells.tolist()}
        for tag in (rule.tag, ANY_COMPLEX) if rule.tag.startswith("complex:") else (rule.tag,):
            if tag in tags:
                out.setdefault(tag, set()).update(cells)
    return out


def _has_establishments(cells: set[tuple[str, str]], sizes: frozenset[str]) -> bool:
    counts = establishments()
    columns = [SIZES.index(size) for size in sizes]
    return any(counts[REGIONS.index(region), SECTORS.index(sector), columns].sum() > 0 for region, sector in cells)


@cache
def establishments() -> NDArray[np.float64]:
    """(R, S, Z) establishments of the base year."""
    from calibration import build

    return build().establishments


def gdp(year: int) -> float:
    """Billion won: gross regional products of a year, which add up to GDP."""
    from calibration import tables

    return float(tables.regional_year("grdp", year).sum()) / _MILLION_IN_BILLION


def most_announced(*, a_year: bool) -> float:
    """Most money of one measure that is plausible, in all or a year, as a share of the GDP of a year."""
    from calibration import tables

    return tables.scalar("announced_money_gdp_a_year" if a_year else "announced_money_gdp")
