"""The tables of a comparison for readers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from sim.compare.content import bands, report_places
from sim.compare.plans import Plan, Pledge, against
from sim.compare.runs import Comparison
from sim.compare.statistics import alike, percents, rank_bands, ranks, too_few
from sim.compare.tables import HEADLINES, cost_text, per_won, winners
from sim.compare.texts import SHEETS
from sim.indicators import CODELIST, FISCAL_NET
from sim.labels import AREA_LABELS, SECTOR_LABELS, SIZE_LABELS, Label, filled
from sim.results.effects import (
    EFFECT_DIGITS,
    FEWEST,
    NO_VERDICT,
    PRODUCTIVITY,
    VALUE_ADDED,
    direction,
    verdict,
)
from sim.results.goals import Goal, goals
from sim.results.sheets import STATUS_LABELS, Cell, Column, Number, Sheet
from sim.results.target_sheet import chances, shortfall
from sim.results.units import number, reader_unit

TRILLION: Final = 1e-3
SIDES: Final = {1: "more", 0: "same", -1: "less"}
_GROUPS: Final = {"region": AREA_LABELS, "sector": SECTOR_LABELS, "size": SIZE_LABELS}


WIDE: Final = ("plan", "target", "gains", "loses", "unclear", "measures")


def _columns(*names: str) -> tuple[Column, ...]:
    return tuple(Column(SHEETS[name], wide=name in WIDE) for name in names)


def effects(comparison: Comparison, plans: Mapping[str, Plan]) -> Sheet:
    """Mean, bands, rank and verdict of every headline outcome and plan in the report years."""
    rows: list[tuple[Cell, ...]] = []
    for variable in HEADLINES:
        found, unit = comparison.effects(variable), comparison.unit(variable)
        for place in report_places(comparison.years):
            draws = found[:, :, place]
            statistics, order, first = bands(draws, 1), rank_bands(draws)[:, 0], ranks(draws)[:, 0]
            for member in sorted(range(1, len(draws)), key=lambda k: -statistics[k, 0]):
                mean, low, lower, _, upper, high = statistics[member]
                side = "few_runs" if too_few(draws) else SIDES[verdict(mean, low, high, draws.shape[1])]
                rows.append(
                    (
                        CODELIST[variable].label, unit.of_change, comparison.years[place],
                        plans[comparison.members[member]].title,
                        *(Number(float(value), sign=True) for value in (mean, low, lower, upper, high)),
                        Number(float(order[member]), 1), Number(float(first[member]), 2), SHEETS[side],
                    )
                )  # fmt: skip
    heads = ("outcome", "unit", "year", "plan", "mean", "low", "lower", "upper", "high", "rank", "first", "verdict")
    return Sheet("effects", SHEETS["effects"], _columns(*heads), tuple(rows), SHEETS["note_effects"])


def matrix(comparison: Comparison, plans: Mapping[str, Plan], variable: str, name: str) -> Sheet:
    """Who does better than whom in the last year."""
    draws = comparison.effects(variable)[:, :, -1]
    chance, same = percents(draws) / 100.0, alike(draws)
    order = np.argsort(rank_bands(draws)[:, 0], kind="stable")
    titles = [plans[comparison.members[k]].title for k in order]
    rows = [
        (titles[place], *(None if one == two else ("≈ " if same[one, two] else "") + f"{chance[one, two]:.2f}"
                          for two in order))
        for place, one in enumerate(order)
    ]  # fmt: skip
    label, year = CODELIST[variable].label, comparison.years[-1]
    title = Label(*(SHEETS["beats"][tongue].format(name=label[tongue], year=year) for tongue in ("en", "ko")))
    columns = (*_columns("plan"), *(Column(title_of) for title_of in titles))
    return Sheet(name, title, columns, tuple(rows), SHEETS["note_beats"])


def cost(comparison: Comparison, plans: Mapping[str, Plan]) -> Sheet:
    """Gross and net cost a year, or their difference to a baseline that costs money, and value added per won."""
    table = per_won(comparison, plans).set_index("plan")
    net = comparison.values(FISCAL_NET).mean(axis=1) * TRILLION
    rows: list[tuple[Cell, ...]] = []
    for member, plan in enumerate(comparison.plans, start=1):
        row = table.loc[plan]
        active = np.flatnonzero(net[member])
        a_year = float(net[member][active].mean()) if active.size else 0.0
        why = str(row["not_ranked"])
        ratio: list[Cell] = [SHEETS[why] if why else None, None, None]
        if not why:
            ratio = [Number(float(row[f"per_won_{name}"]), 2) for name in ("mean", "q0.05", "q0.95")]
        free = filled(SHEETS["of_acting"], count=len(plans[plan].uncosted), all=len(plans[plan].acting))
        if plans[plan].idle:
            free = SHEETS["idle"]
        gross = Number(float(row["gross_cost"]) * TRILLION, 2)
        rows.append((plans[plan].title, gross, Number(a_year, 2), free, *ratio))
    title, gross_of, net_of, group, note = (
        against(SHEETS[cost_text(comparison, key)], plans[comparison.baseline])
        for key in ("cost", "gross", "net", "per_won", "note_cost")
    )
    heads = (*_columns("plan"), Column(gross_of), Column(net_of), *_columns("free"))
    columns = (*heads, *(Column(SHEETS[name], group) for name in ("mean", "low", "high")))
    return Sheet("cost", title, columns, tuple(rows), note)


def _neither(found: pd.DataFrame, labels: Mapping[str, Label]) -> Label:
    """How many groups, and those whose mean effect lies below zero."""
    below = found[found["mean"].map(direction) < 0].sort_values("mean")
    named = list(zip(below["group"], below["mean"], strict=True))
    texts = []
    for tongue in ("en", "ko"):
        listed = ", ".join(
            f"{labels[group][tongue]} ({number(mean, EFFECT_DIGITS, sign=True)})" for group, mean in named
        )
        texts.append(f"{len(found)}" + (f" ({SHEETS['below'][tongue]}{listed})" if named else ""))
    return Label(*texts)


def gains_and_losses(comparison: Comparison, plans: Mapping[str, Plan]) -> Sheet:
    """Si/do, sectors and size classes that clearly gain or lose under each plan, and how many do neither."""
    year = comparison.years[-1]
    table, few = winners(comparison, year), len(comparison.replications) < FEWEST
    rows: list[tuple[Cell, ...]] = []
    for plan in comparison.plans:
        for kind, labels in _GROUPS.items():
            mine = table[(table["plan"] == plan) & (table["by"] == kind)]
            cells: list[Cell] = []
            for outcome in ("gains", "loses"):
                found = mine[mine["outcome"] == outcome].sort_values("mean", ascending=outcome == "loses")
                named = list(zip(found["group"], found["mean"], strict=True))
                texts = [", ".join(f"{labels[group][tongue]} ({number(mean, EFFECT_DIGITS, sign=True)})"
                                   for group, mean in named) or SHEETS["nobody"][tongue]
                         for tongue in ("en", "ko")]  # fmt: skip
                cells.append(NO_VERDICT if few else Label(*texts))
            cells.append(_neither(mine if few else mine[mine["outcome"] == "unclear"], labels))
            rows.append((plans[plan].title, SHEETS[f"{kind}s"], *cells))
    columns = (*_columns("plan"), Column(SHEETS["by"]), *_columns("gains", "loses", "unclear"))
    title = Label(*(SHEETS["winners"][tongue].format(year=year) for tongue in ("en", "ko")))
    return Sheet("winners_losers", title, columns, tuple(rows), SHEETS["note_winners"])


def _measures(name: str, comparison: Comparison, plans: Mapping[str, Plan], of: str) -> Sheet:
    """How many of the acting measures of each plan are of a kind (`of`: property of a `Plan`), and which."""
    rows: list[tuple[Cell, ...]] = []
    for plan in (plans[plan] for plan in comparison.plans):
        found: tuple[Pledge, ...] = getattr(plan, of)
        named = Label(*("; ".join(pledge.says[tongue] for pledge in found) for tongue in ("en", "ko")))
        if plan.acting:
            rows.append((plan.title, Number(len(found), 0), Number(len(plan.acting), 0),
                         named if found else SHEETS["nobody"]))  # fmt: skip
    columns = _columns("plan", "count", "acting", "measures")
    return Sheet(name, SHEETS[name], columns, tuple(rows), SHEETS[f"note_{name}"])


def costless(comparison: Comparison, plans: Mapping[str, Plan]) -> Sheet:
    """Measures that act and whose lever has no cost rule."""
    return _measures("costless", comparison, plans, "uncosted")


def assumed(comparison: Comparison, plans: Mapping[str, Plan]) -> Sheet:
    """Measures that act with an effect of assumed size: part of the effect of a plan that its text does not give."""
    return _measures("assumed", comparison, plans, "assumed")


def targets(comparison: Comparison, plans: Mapping[str, Plan]) -> Sheet:
    """Every announced target: what was promised, the value under the plan, and how often it is met."""
    rows: list[tuple[Cell, ...]] = []
    for plan, judged in comparison.judged.items():
        for goal in goals(judged):
            unit = reader_unit(goal.unit)
            without = chances(Goal(judged, goal.number, 0))[0] if goal.judged else None
            rows.append(
                (
                    plans[plan].title, goal.label, goal.indicator.label, unit.label, goal.due,
                    Number(float(goal.required_at_date.mean()) * unit.factor, unit.digits),
                    Number(float(goal.at_date.mean()) * unit.factor, unit.digits),
                    *chances(goal), without, shortfall(goal),
                )
            )  # fmt: skip
    heads = _columns("plan", "target", "outcome", "unit", "due", "promised", "value")
    group = SHEETS["met"]
    more = (Column(SHEETS[name], group) for name in ("share", "low", "high", "without"))
    columns = (*heads, *more, Column(SHEETS["shortfall"]))
    return Sheet("targets", SHEETS["targets"], columns, tuple(rows), SHEETS["note_targets"])


def coverage(plans: Mapping[str, Plan]) -> Sheet:
    """How many rows of each plan have which status."""
    rows: list[tuple[Cell, ...]] = [
        (plan.title, *(Number(sum(row.status == status for row in plan.pledges), 0) for status in STATUS_LABELS),
         Number(len(plan.pledges), 0))
        for plan in plans.values() if plan.pledges
    ]  # fmt: skip
    columns = (*_columns("plan"), *(Column(label) for label in STATUS_LABELS.values()), Column(SHEETS["all"]))
    return Sheet("coverage", SHEETS["coverage"], columns, tuple(rows))


def sheets(comparison: Comparison, plans: Mapping[str, Plan]) -> list[Sheet]:
    """All tables of a comparison."""
    return [
        effects(comparison, plans),
        assumed(comparison, plans),
        matrix(comparison, plans, VALUE_ADDED, "beats_value_added"),
        matrix(comparison, plans, PRODUCTIVITY, "beats_productivity"),
        cost(comparison, plans),
        costless(comparison, plans),
        gains_and_losses(comparison, plans),
        *([targets(comparison, plans)] if comparison.judged else []),
        coverage(plans),
    ]
