"""What a comparison adds on request: equal budget, contributions of levers, rival theories, twin runs; as data for the
page and as tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.compare.additionality import REASONS, TAKEN, Measure
from sim.compare.attribution import CONTRIBUTION_DIGITS, REST, Attribution
from sim.compare.budget import EqualBudget
from sim.compare.content import INDICATORS, bands, both, short, shorten
from sim.compare.plans import Plan, against
from sim.compare.runs import Comparison
from sim.compare.tables import HEADLINES, effects
from sim.compare.texts import EXTRAS, SHEETS
from sim.compare.theories import OUTCOMES, Rivals, flips, rank_table
from sim.indicators import CODELIST
from sim.labels import MECHANISM_LABELS, Label, filled
from sim.results.effects import PRODUCTIVITY, VALUE_ADDED
from sim.results.sheets import Cell, Column, Number, Sheet


@dataclass(frozen=True)
class Extras:
    """Results beside the comparison itself; what was not asked for is empty."""

    equal: EqualBudget | None = None
    attributions: tuple[Attribution, ...] = ()
    attribution_basis: Mapping[str, str] = field(default_factory=dict)
    """Runs and scale behind the contributions."""
    rivals: Rivals | None = None
    financing: Rivals | None = None
    """The plans under each closure of `sim.compare.financing`."""
    additionality: Mapping[str, list[Measure]] = field(default_factory=dict)
    additionality_runs: int = 0
    """Replications of the twin runs."""
    additionality_measures: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Plan -> measures that the twin runs take, and those left out by reason, by id (`sorted_measures`)."""


# --- data for the page


def _equal(equal: EqualBudget | None, comparison: Comparison) -> dict[str, Any] | None:
    if equal is None or equal.comparison is None:
        return None
    found = equal.comparison
    return {
        "members": [comparison.members.index(plan) for plan in found.plans],
        "effect": {name: shorten(bands(found.effects(name)[1:], 1)) for name in INDICATORS},
    }


def player_label(name: str, plan: Plan) -> Label:
    """What readers call a player of an attribution: a measure of the plan, a mechanism, or all that is no measure."""
    if name == REST:
        return EXTRAS["no_measure"]
    label = MECHANISM_LABELS.get(name)
    return plan.label(name) if label is None else Label(f"{name}: {label.en}", f"{name}: {label.ko}")


def _attribution(found: Attribution, comparison: Comparison, plans: Mapping[str, Plan]) -> dict[str, Any]:
    cells = [
        [[short(value), short(error), bool(unclear)] for value, error, unclear in zip(*rows, strict=True)]
        for rows in zip(found.contribution, found.error, found.unclear, strict=True)
    ]
    return {
        "member": comparison.members.index(found.plan),
        "players": [both(player_label(name, plans[found.plan])) for _, name in found.listed],
        "cells": [cells[k] for k in found.order],
        "total": shorten(found.total),
    }


def _rivals(rivals: Rivals | None, comparison: Comparison) -> dict[str, Any] | None:
    if rivals is None:
        return None
    return {
        "members": [comparison.members.index(plan) for plan in rivals.members[1:]],
        "rows": [
            {
                "id": theory.id, "label": both(theory.label),
                "effect": {name: shorten(bands(rivals.draws(k, name)[1:], 1)) for name in OUTCOMES},
            }
            for k, theory in enumerate(rivals.theories)
        ],
    }  # fmt: skip


def extra_content(extras: Extras, comparison: Comparison, plans: Mapping[str, Plan]) -> dict[str, Any]:
    """The optional data of the page; nothing where a part was not asked for."""
    return {
        "equal": _equal(extras.equal, comparison),
        "levers": [_attribution(found, comparison, plans) for found in extras.attributions],
        "leverOutcomes": [
            {"label": both(CODELIST[name].label), "unit": both(comparison.unit(name).of_change)} for name in HEADLINES
        ],
        "theories": _rivals(extras.rivals, comparison),
    }


# --- tables


def equal_sheet(equal: EqualBudget, plans: Mapping[str, Plan]) -> Sheet:
    """Cost as written, reachable costs, factor, and effects at the common budget."""
    rows: list[tuple[Cell, ...]] = []
    found = equal.comparison
    for scaled in equal.scaled:
        row: list[Cell] = [plans[scaled.plan].title]
        row += [Number(value, 1) for value in (scaled.cost, scaled.least, scaled.most)]
        if found is None or scaled.plan not in found.plans or scaled.factor is None:
            row += [EXTRAS["no_cost" if scaled.costless else "not_reachable"], *[None] * 6]
        else:
            member = found.members.index(scaled.plan)
            row.append(Number(scaled.factor, 2))
            for variable in (VALUE_ADDED, PRODUCTIVITY):
                draws = found.effects(variable)[member, :, -1]
                row += [Number(float(v), 2, sign=True) for v in (draws.mean(), *np.quantile(draws, (0.05, 0.95)))]
        rows.append(tuple(row))
    baseline = next(iter(plans.values()))
    group = against(EXTRAS["budget_group_beyond" if equal.beyond else "budget_group"], baseline)
    heads = [Column(SHEETS["plan"], wide=True)]
    heads += [Column(EXTRAS[name], group) for name in ("as_written", "least", "most")]
    heads.append(Column(EXTRAS["factor"]))
    heads += [
        Column(SHEETS[name], CODELIST[variable].label)
        for variable in (VALUE_ADDED, PRODUCTIVITY) for name in ("mean", "low", "high")
    ]  # fmt: skip
    title = filled(
        against(EXTRAS["equal_beyond" if equal.beyond else "equal"], baseline), budget=f"{equal.budget:,.1f}"
    )
    return Sheet("equal_budget", title, tuple(heads), tuple(rows), EXTRAS["note_equal"])


def lever_sheet(extras: Extras, plans: Mapping[str, Plan]) -> Sheet:
    """Contribution of every lever with its standard error, and the sum."""
    rows: list[tuple[Cell, ...]] = []
    names = (VALUE_ADDED, PRODUCTIVITY)
    for one in extras.attributions:
        places = [one.outcomes.index(name) for name in names]
        method = EXTRAS["exact" if one.exact else "sampled"]
        for k in one.order:
            numbers = [
                number
                for place in places
                for number in (Number(float(one.contribution[k, place]), CONTRIBUTION_DIGITS, sign=True),
                               Number(float(one.error[k, place]), CONTRIBUTION_DIGITS))
            ]  # fmt: skip
            rows.append((plans[one.plan].title, player_label(one.players[k], plans[one.plan]), *numbers, method))
        sums = [
            cell for place in places for cell in (Number(float(one.total[place]), CONTRIBUTION_DIGITS, sign=True), None)
        ]
        rows.append((plans[one.plan].title, EXTRAS["sum"], *sums, method))
    heads = [Column(SHEETS["plan"], wide=True), Column(EXTRAS["lever"], wide=True)]
    heads += [Column(EXTRAS[name], CODELIST[variable].label) for variable in names for name in ("share", "error")]
    heads.append(Column(EXTRAS["method"]))
    return Sheet(
        "contributions",
        EXTRAS["levers"],
        tuple(heads),
        tuple(rows),
        filled(EXTRAS["note_levers"], **extras.attribution_basis),
    )


def flip_sheet(rivals: Rivals, plans: Mapping[str, Plan]) -> Sheet:
    """Pairs of plans whose order is reversed under a theory."""
    labels = {theory.id: theory.label for theory in rivals.theories}
    rows: list[tuple[Cell, ...]] = [
        (
            CODELIST[row["variable"]].label, labels[row["theory"]], plans[row["plan"]].title, plans[row["other"]].title,
            Number(float(row["usual_probability"]), 2), Number(float(row["probability"]), 2),
            EXTRAS["clear" if row["clear"] else "noise"],
        )
        for row in flips(rivals).to_dict("records")
    ]  # fmt: skip
    heads = [Column(SHEETS["outcome"]), *(Column(EXTRAS[name], wide=True) for name in ("theory", "one", "other"))]
    heads += [Column(EXTRAS[name]) for name in ("usually", "here", "sure")]
    return Sheet("flips", EXTRAS["flips"], tuple(heads), tuple(rows), EXTRAS["note_flips"])


def financing_sheet(rivals: Rivals, plans: Mapping[str, Plan]) -> Sheet:
    """Mean effects of the last year by who pays."""
    draws = [[rivals.draws(k, variable) for k in range(len(rivals.theories))] for variable in OUTCOMES]
    rows: list[tuple[Cell, ...]] = [
        (plans[plan].title, *(Number(float(one[member].mean()), 2, sign=True) for some in draws for one in some))
        for member, plan in enumerate(rivals.members) if member > 0
    ]  # fmt: skip
    heads = [Column(SHEETS["plan"], wide=True)]
    heads += [Column(closure.label, CODELIST[variable].label) for variable in OUTCOMES for closure in rivals.theories]
    note = filled(
        EXTRAS["note_financing"], runs=len(rivals.comparisons[0].replications), year=rivals.comparisons[0].years[-1]
    )
    return Sheet("financing", EXTRAS["financing"], tuple(heads), tuple(rows), note)


def twin_sheet(extras: Extras, plans: Mapping[str, Plan]) -> Sheet:
    """Additionality, deadweight and displacement of each plan, with standard errors."""
    rows: list[tuple[Cell, ...]] = [
        (plans[plan].title, EXTRAS[measure.equilibrium], EXTRAS[f"measure_{measure.name}"],
         *(Number(value, 2) if np.isfinite(value) else None for value in (measure.value, measure.error)))
        for plan, measures in extras.additionality.items() for measure in measures if np.isfinite(measure.value)
    ]  # fmt: skip
    heads = [Column(SHEETS["plan"], wide=True)]
    heads += [Column(EXTRAS[name], wide=name == "measure") for name in ("equilibrium", "measure", "value", "error")]
    note = filled(EXTRAS["note_twins"], runs=extras.additionality_runs)
    return Sheet("additionality", EXTRAS["twins"], tuple(heads), tuple(rows), note)


def twin_measures_sheet(extras: Extras, plans: Mapping[str, Plan]) -> Sheet:
    """Measures of each plan that its twin runs take, and those left out with the reason."""
    kinds = (TAKEN, *REASONS)
    rows: list[tuple[Cell, ...]] = []
    for plan, found in extras.additionality_measures.items():
        says = [[plans[plan].label(lever) for lever in found[kind]] for kind in kinds]
        named = (Label(*("; ".join(one[tongue] for one in some) for tongue in ("en", "ko"))) for some in says)
        rows.append((plans[plan].title, *(label if label.en else SHEETS["nobody"] for label in named)))
    heads = (Column(SHEETS["plan"], wide=True), *(Column(EXTRAS[kind], wide=True) for kind in kinds))
    return Sheet("additionality_measures", EXTRAS["twin_measures"], heads, tuple(rows), EXTRAS["note_twin_measures"])


def extra_sheets(extras: Extras, plans: Mapping[str, Plan]) -> list[Sheet]:
    """Tables of the parts that were asked for."""
    out = []
    if extras.equal is not None:
        out.append(equal_sheet(extras.equal, plans))
    if extras.attributions:
        out.append(lever_sheet(extras, plans))
    if extras.rivals is not None:
        out.append(flip_sheet(extras.rivals, plans))
    if extras.financing is not None:
        out.append(financing_sheet(extras.financing, plans))
    if extras.additionality:
        out.append(twin_sheet(extras, plans))
    if extras.additionality_measures:
        out.append(twin_measures_sheet(extras, plans))
    return out


def _budget_table(equal: EqualBudget) -> pd.DataFrame:
    return pd.DataFrame([{"budget": equal.budget} | dataclasses.asdict(scaled) for scaled in equal.scaled])


def _lever_table(found: tuple[Attribution, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "plan": one.plan, "player": player, "variable": outcome, "contribution": one.contribution[k, place],
            "standard_error": one.error[k, place], "total": one.total[place], "exact": one.exact,
        }
        for one in found for k, player in one.listed for place, outcome in enumerate(one.outcomes)
    )  # fmt: skip


def extra_tables(extras: Extras) -> dict[str, pd.DataFrame]:
    """Long tables for machines."""
    tables = {}
    if extras.equal is not None:
        tables["equal_budget"] = _budget_table(extras.equal)
        if extras.equal.comparison is not None:
            tables["equal_budget_effects"] = effects(extras.equal.comparison)
    if extras.attributions:
        tables["contributions"] = _lever_table(extras.attributions)
    if extras.rivals is not None:
        tables["rival_theories"] = rank_table(extras.rivals)
        tables["flips"] = flips(extras.rivals)
    if extras.financing is not None:
        tables["financing"] = rank_table(extras.financing).rename(columns={"theory": "paid_by"})
    if extras.additionality:
        tables["additionality"] = pd.DataFrame(
            {"plan": plan} | dataclasses.asdict(measure)
            for plan, measures in extras.additionality.items() for measure in measures
        )  # fmt: skip
    if extras.additionality_measures:
        tables["additionality_measures"] = pd.DataFrame(
            [(plan, lever, kind) for plan, found in extras.additionality_measures.items()
             for kind, levers in found.items() for lever in levers],
            columns=["plan", "measure", "kind"],
        )  # fmt: skip
    return tables
