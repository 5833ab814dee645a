"""The numbers of a comparison as long tables for machines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from sim.codes import REGIONS, SECTORS, SIZES
from sim.compare.plans import Plan
from sim.compare.runs import Comparison
from sim.compare.statistics import alike, beats, ranks, too_few
from sim.labels import NATION
from sim.measures import Array
from sim.results.effects import EMPLOYMENT, PRODUCTIVITY, TFP, VALUE_ADDED, verdict
from sim.results.frames import write_frame

HEADLINES: Final = (
    VALUE_ADDED, PRODUCTIVITY, TFP, "Value Added Ratio|Manufacturing", "Exports|Manufacturing|Real",
    "Investment|Manufacturing|Real", EMPLOYMENT, "Wage|Manufacturing", "AI Adoption|Manufacturing",
)  # fmt: skip
QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
GROSS: Final = "Fiscal Cost|Gross"
LEAST_COST: Final = 50.0
"""Billion won a year: measures per won are not given for plans that cost less."""
PERCENT: Final = "% of baseline"
POINTS: Final = "percentage points"
VERDICTS: Final = {1: "more", 0: "indistinguishable", -1: "less"}
"""Of an effect (`sim.results.effects.verdict`), and of one plan against another (`sim.compare.statistics.alike`)."""
TOO_FEW: Final = "too few runs"
"""Verdict on an effect, or on two plans, from fewer runs than `sim.results.effects.FEWEST`."""


def _side(found: Mapping[str, float | bool], runs: int) -> int:
    """Verdict on the bands of an effect."""
    return verdict(found["mean"], found[f"q{QUANTILES[0]:.2f}"], found[f"q{QUANTILES[-1]:.2f}"], runs)


def _bands(draws: Array) -> dict[str, float | bool]:
    quantiles = np.quantile(draws, QUANTILES)
    named: dict[str, float | bool] = {f"q{q:.2f}": float(v) for q, v in zip(QUANTILES, quantiles, strict=True)}
    return {"mean": float(draws.mean()), **named, "holds_zero": bool(quantiles[0] <= 0.0 <= quantiles[-1])}


def effects(comparison: Comparison) -> pd.DataFrame:
    """Paired effect of each plan on each headline outcome and year, with 50 and 90 % bands and the verdict."""
    rows = []
    for variable in HEADLINES:
        found = comparison.effects(variable)
        unit = POINTS if comparison.unit(variable).share else PERCENT
        for member, plan in enumerate(comparison.plans, start=1):
            for place, year in enumerate(comparison.years):
                draws = found[member, :, place]
                told, few = _bands(draws), too_few(draws)
                names = {"plan": plan, "variable": variable, "unit": unit, "year": int(year)}
                said = TOO_FEW if few else VERDICTS[_side(told, draws.size)]
                rows.append(names | told | {"verdict": said})
    return pd.DataFrame(rows)


def matrix(comparison: Comparison, year: str) -> pd.DataFrame:
    """Probability that one plan (or the baseline) beats another, and whether the two can be told apart."""
    place = comparison.years.index(year)
    rows = []
    for variable in HEADLINES:
        draws = comparison.effects(variable)[:, :, place]
        chance, same, mean = beats(draws), alike(draws), draws.mean(axis=1)
        few = too_few(draws)
        rows += [
            {
                "variable": variable, "year": int(year), "plan": one, "beats": two, "probability": chance[i, j],
                "verdict": TOO_FEW if few else VERDICTS[0 if same[i, j] else 1 if mean[i] > mean[j] else -1],
            }
            for i, one in enumerate(comparison.members)
            for j, two in enumerate(comparison.members)
            if i != j
        ]  # fmt: skip
    return pd.DataFrame(rows)


def ranking(comparison: Comparison, year: str) -> pd.DataFrame:
    """Probability of each rank (1 = most) of each plan, and its expected rank; the baseline takes part."""
    place = comparison.years.index(year)
    rows = []
    for variable in HEADLINES:
        shares = ranks(comparison.effects(variable)[:, :, place])
        expected = shares @ np.arange(1, len(comparison.members) + 1)
        rows += [
            {"variable": variable, "year": int(year), "plan": plan, "expected_rank": expected[i], "rank": k + 1,
             "probability": shares[i, k]}
            for i, plan in enumerate(comparison.members)
            for k in range(len(comparison.members))
        ]  # fmt: skip
    return pd.DataFrame(rows)


def costly_baseline(comparison: Comparison) -> bool:
    """Whether the scenario compared with costs anything itself, so that costs of plans are differences to it."""
    return bool(np.any(comparison.values(GROSS)[0]))


def cost_text(comparison: Comparison, key: str) -> str:
    """Key of the text on costs: another one where they are differences to a costly baseline."""
    return f"{key}_beyond" if costly_baseline(comparison) else key


def cost_draws(comparison: Comparison) -> dict[str, Array]:
    """(replications,) gross cost of each plan a year, billion won, over the years in which it costs anything."""
    out = {}
    for plan, paths in zip(comparison.plans, comparison.differences(GROSS)[1:], strict=True):
        active = np.any(paths != 0.0, axis=0)
        out[plan] = paths[:, active].mean(axis=1) if active.any() else np.zeros(len(paths))
    return out


def mean_costs(comparison: Comparison) -> dict[str, float]:
    """Gross cost of each plan a year, billion won, mean of the runs and of the years in which it costs anything."""
    return {plan: float(draws.mean()) for plan, draws in cost_draws(comparison).items()}


def won_draws(comparison: Comparison) -> dict[str, Array]:
    """(replications,) real value added gained over the whole run per won of gross cost, linearised at the means.

        R + (gain_r - R cost_r) / mean cost,   R = mean gain / mean cost

    Their mean is R: all value added over all cost, in which a run of low cost weighs no more than others. Of the plans
    that cost more than 50 billion won a year. Source: the delta method for a ratio of means (Cochran 1977, ch. 6).
    """
    cost = comparison.differences(GROSS).sum(axis=2)
    gain = comparison.differences(VALUE_ADDED).sum(axis=2)
    a_year = cost_draws(comparison)
    found = {}
    for member, plan in enumerate(comparison.plans, start=1):
        if a_year[plan].mean() > LEAST_COST and np.all(cost[member] > 0.0):
            mean = cost[member].mean()
            ratio = gain[member].mean() / mean
            found[plan] = ratio + (gain[member] - ratio * cost[member]) / mean
    return found


def not_ranked_per_won(comparison: Comparison, plans: Mapping[str, Plan]) -> dict[str, str]:
    """Plans that are not ranked by what a won brings -> why: key of `sim.compare.texts.SHEETS`."""
    divided = won_draws(comparison)
    found = {plan: "mostly_uncosted" for plan in comparison.plans if plans[plan].mostly_uncosted}
    found |= {plan: "other_world" for plan in comparison.plans if plans[plan].other_world}
    return {plan: "too_small" for plan in comparison.plans if plan not in divided} | found


def per_won(comparison: Comparison, plans: Mapping[str, Plan]) -> pd.DataFrame:
    """Gross cost a year of every plan, and what a won of it brings where the plan is ranked by that, else why not.

    Cost is averaged over the years in which the plan costs anything; other plans have no ratio.
    """
    a_year, found, left_out = mean_costs(comparison), won_draws(comparison), not_ranked_per_won(comparison, plans)
    rows = []
    for plan in comparison.plans:
        row: dict[str, object] = {"plan": plan, "gross_cost": a_year[plan], "unit": "billion KRW a year"}
        row["not_ranked"] = left_out.get(plan, "")
        ratio = {} if plan in left_out else _bands(found[plan])
        rows.append(row | {f"per_won_{name}": value for name, value in ratio.items()})
    return pd.DataFrame(rows)


def groups() -> dict[tuple[str, str], tuple[str, str]]:
    """(kind, group) -> (variable, area) of the real value added of each si/do, sector and size class."""
    found = {("region", region): (VALUE_ADDED, region) for region in REGIONS}
    found |= {("sector", sector): (f"{VALUE_ADDED}|{sector}", NATION) for sector in SECTORS}
    return found | {("size", size): (f"Value Added|Size|{size}", NATION) for size in SIZES}


def support_rows() -> dict[tuple[str, str], tuple[str, str]]:
    """(kind, group) -> (variable, area) of the public money received by each si/do, sector and size class."""
    found = {("region", region): ("Public Support|Manufacturing", region) for region in REGIONS}
    found |= {("sector", sector): (f"Public Support|{sector}", NATION) for sector in SECTORS}
    return found | {("size", size): (f"Public Support|Size|{size}", NATION) for size in SIZES}


VALUE_ROWS: Final[dict[str, Callable[[str], tuple[str, str]]]] = {
    "region": lambda region: ("Value Added|Manufacturing|Nominal", region),
    "sector": lambda sector: (f"Value Added|Nominal|{sector}", NATION),
    "size": lambda size: (f"Value Added|Size|{size}", NATION),
}
"""Row of the value added with which public money is compared."""


def winners(comparison: Comparison, year: str) -> pd.DataFrame:
    """Effect on the real value added of every si/do, sector and size class: who clearly gains or loses."""
    place = comparison.years.index(year)
    draws = {(kind, group): comparison.effects(*row)[:, :, place] for (kind, group), row in groups().items()}
    rows = []
    for (kind, group), found in draws.items():
        for member, plan in enumerate(comparison.plans, start=1):
            bands = _bands(found[member])
            change = {1: "gains", 0: "unclear", -1: "loses"}[_side(bands, found[member].size)]
            change = TOO_FEW if too_few(found[member]) else change
            rows.append({"plan": plan, "by": kind, "group": group, "year": int(year), "unit": PERCENT}
                        | bands | {"outcome": change})  # fmt: skip
    return pd.DataFrame(rows)


def all_tables(comparison: Comparison, plans: Mapping[str, Plan]) -> dict[str, pd.DataFrame]:
    """Every table by its file name; matrix, ranks and winners are of the last year."""
    year = comparison.years[-1]
    return {
        "effects": effects(comparison),
        "beats": matrix(comparison, year),
        "ranks": ranking(comparison, year),
        "per_won": per_won(comparison, plans),
        "winners_losers": winners(comparison, year),
        "recipients": recipients(comparison),
    }


def recipients(comparison: Comparison) -> pd.DataFrame:
    """Public money received by establishments over the whole run, by si/do, sector and size; mean of runs."""
    rows = []
    for (kind, group), row in support_rows().items():
        paid = comparison.differences(*row).sum(axis=2).mean(axis=1)
        worth = comparison.values(*VALUE_ROWS[kind](group))[0].mean(axis=0)[0]
        rows += [
            {"plan": plan, "by": kind, "group": group, "billion_krw": float(paid[member]), "value_added_base": worth}
            for member, plan in enumerate(comparison.plans, start=1)
        ]
    table = pd.DataFrame(rows)
    whole = table.groupby(["plan", "by"])[["billion_krw", "value_added_base"]].transform("sum")
    table["share"] = table["billion_krw"].div(whole["billion_krw"].where(whole["billion_krw"] != 0.0))
    table["share_of_value_added"] = table["value_added_base"] / whole["value_added_base"]
    return table.drop(columns="value_added_base")


def write_data(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Each table as CSV with all digits."""
    folder.mkdir()
    for name, table in tables.items():
        write_frame(table, folder / f"{name}.csv")
