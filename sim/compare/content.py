"""The numbers behind the page of a comparison, as plain data for its script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from sim.codes import REGIONS
from sim.compare.plans import Plan
from sim.compare.runs import Comparison
from sim.compare.statistics import alike, percents, rank_bands
from sim.compare.tables import QUANTILES, groups, mean_costs, recipients
from sim.indicators import CODELIST
from sim.labels import AREA_LABELS, AREAS, NATION, SECTOR_LABELS, SIZE_LABELS, Label
from sim.measures import Array
from sim.report.figures import TILES
from sim.results.effects import EFFECT_DIGITS, FEWEST, PRODUCTIVITY, TFP, VALUE_ADDED, report_years
from sim.results.goals import Goal, goals

INDICATORS: Final = (
    VALUE_ADDED, PRODUCTIVITY, TFP, "Value Added|Manufacturing|Nominal", "Value Added Ratio|Manufacturing",
    "Value Added Ratio|Manufacturing|Constant Prices", "Exports|Manufacturing|Real", "Investment|Manufacturing|Real",
    "Employment|Manufacturing", "Wage|Manufacturing", "AI Adoption|Manufacturing", "New Items Share|Manufacturing",
    "Zombie Share", "SME Productivity Ratio", "GDP|Real", "Price|Consumer",
)  # fmt: skip
"""What a reader of the page can pick."""
TRILLION: Final = 1e-3
_DIGITS: Final = 5
"""Enough to draw a number."""
_DECIMALS: Final = range(5)
"""What the charts may print."""


def both(label: Label) -> dict[str, str]:
    """A label as data."""
    return {"en": label.en, "ko": label.ko}


def short(value: float) -> float | int | None:
    """The fewest digits that print as the number itself at every precision; nothing where it is not defined.

    A number cut to digits of its own is rounded twice, the second time perhaps to another one than tables have.

    >>> short(0.1234567), short(1.63497), short(3.25), short(2.0)
    (0.12346, 1.63497, 3.25, 2)
    """
    if not np.isfinite(value):
        return None
    cut, digits = float(f"{value:.{_DIGITS}g}"), _DIGITS
    while any(f"{cut:.{places}f}" != f"{value:.{places}f}" for places in _DECIMALS):
        digits += 1
        cut = float(f"{value:.{digits}g}")
    return int(cut) if cut.is_integer() else cut


def shorten(values: Array) -> Any:
    """Nested lists of `short` numbers."""
    return [shorten(row) for row in values] if np.ndim(values) else short(float(values))


def bands(draws: Array, axis: int) -> Array:
    """Mean and the five quantiles over an axis, as a new last axis."""
    return np.stack([draws.mean(axis=axis), *np.quantile(draws, QUANTILES, axis=axis)], axis=-1)


def report_places(years: Sequence[str]) -> list[int]:
    """Places of the years that are told."""
    return [years.index(year) for year in report_years(years)]


def _pairs(draws: Array) -> dict[str, Any]:
    """Who beats whom above the diagonal, in %, plus 1000 where the two cannot be told apart; ranks with their bands."""
    chance = percents(draws) + 1000 * alike(draws)
    return {
        "beats": chance[np.triu_indices(len(draws), 1)].tolist(),
        "rank": shorten(rank_bands(draws)),
    }


def _area(comparison: Comparison, variable: str, area: str) -> dict[str, Any]:
    factor = comparison.unit(variable, area).factor
    levels, effects = comparison.values(variable, area) * factor, comparison.effects(variable, area)
    places = range(1, len(comparison.years)) if area == NATION else report_places(comparison.years)
    pairs = {
        comparison.years[place]: _pairs(effects[:, :, place])
        for place in places
        if np.all(np.isfinite(effects[:, :, place]))
    }
    return {
        "base": shorten(bands(levels[0], 0)),
        "level": shorten(levels[1:].mean(axis=1)),
        "effect": shorten(bands(effects[1:], 1)),
        "pairs": pairs,
    }


def indicators(comparison: Comparison) -> list[dict[str, Any]]:
    """Levels, effects with bands, and pairwise verdicts of every indicator and area.

    Verdicts are of every year for the nation, of the report years for areas: there are many pairs.
    """
    out = []
    for name in INDICATORS:
        entry, unit = CODELIST[name], comparison.unit(name)
        out.append(
            {
                "id": name,
                "label": both(entry.label),
                "unit": both(unit.label),
                "change": both(unit.of_change),
                "areas": {area: _area(comparison, name, area) for area in entry.areas()},
            }
        )
    return out


def _group_label(kind: str, group: str) -> Label:
    return {"region": AREA_LABELS, "sector": SECTOR_LABELS, "size": SIZE_LABELS}[kind][group]


def group_effects(comparison: Comparison) -> list[dict[str, Any]]:
    """Effect on real value added of each sector and size class, every year; si/do are among the areas."""
    return [
        {
            "kind": kind,
            "id": group,
            "label": both(_group_label(kind, group)),
            "effect": shorten(bands(comparison.effects(*row)[1:], 1)),
        }
        for (kind, group), row in groups().items()
        if kind != "region"
    ]


def costs(comparison: Comparison) -> list[float | int | None]:
    """Gross cost of each plan a year, trillion won."""
    return [short(cost * TRILLION) for cost in mean_costs(comparison).values()]


def money(comparison: Comparison) -> list[dict[str, Any]]:
    """Share of each si/do, sector and size class in the public money received, and in value added; %."""
    table = recipients(comparison)
    received = table.groupby("plan")["billion_krw"].sum()
    paid = [plan for plan in comparison.plans if received[plan] > 0.0]
    if not paid:
        return []
    out = []
    for (kind, group), rows in table.groupby(["by", "group"], sort=False):
        by_plan = rows.set_index("plan")
        shares = [short(100.0 * by_plan.loc[plan, "share"]) if plan in paid else None for plan in comparison.plans]
        worth = short(100.0 * float(by_plan["share_of_value_added"].iloc[0]))
        out.append(
            {"kind": kind, "id": group, "label": both(_group_label(kind, group)), "share": shares, "worth": worth}
        )
    return out


def targets(comparison: Comparison) -> list[dict[str, Any]]:
    """Share of runs that meet each target, with its interval, and the share without the plan, %; nothing where it is
    not judged."""
    out = []
    for plan, judged in comparison.judged.items():
        for goal in goals(judged):
            shares = (goal.probability, *goal.interval, Goal(judged, goal.number, 0).probability)
            out.append(
                {
                    "member": comparison.members.index(plan), "id": goal.target.id, "label": both(goal.label),
                    "due": goal.due, "share": [short(100.0 * share) for share in shares],
                }
            )  # fmt: skip
    return out


def content(comparison: Comparison, plans: Mapping[str, Plan]) -> dict[str, Any]:
    """Everything that the script of the page draws."""
    members = [plans[member] for member in comparison.members]
    return {
        "digits": EFFECT_DIGITS,
        "few": len(comparison.replications) < FEWEST,
        "years": [int(year) for year in comparison.years],
        "reportYears": [int(comparison.years[place]) for place in report_places(comparison.years)],
        "members": [
            {"id": plan.id, "label": both(plan.title), "colour": plan.colour, "shape": plan.shape, "dash": plan.dash}
            for plan in members
        ],
        "areas": [{"id": area, "label": both(AREA_LABELS[area])} for area in AREAS],
        "tiles": {region: TILES[region] for region in REGIONS},
        "indicators": indicators(comparison),
        "groups": group_effects(comparison),
        "costs": costs(comparison),
        "uncosted": [
            f"{len(plans[plan].uncosted)}/{len(plans[plan].acting)}" if plans[plan].acting else ""
            for plan in comparison.plans
        ],
        "money": money(comparison),
        "targets": targets(comparison),
    }
