"""The summary of a comparison in words, generated from its numbers and their uncertainty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np

from sim.compare.budget import EqualBudget
from sim.compare.extras import Extras
from sim.compare.financing import DEBT
from sim.compare.plans import Plan
from sim.compare.runs import Comparison
from sim.compare.sentences import SUMMARY
from sim.compare.statistics import alike, ranks, too_few
from sim.compare.tables import (
    GROSS,
    LEAST_COST,
    cost_draws,
    cost_text,
    groups,
    mean_costs,
    not_ranked_per_won,
    won_draws,
)
from sim.compare.texts import SHEETS
from sim.compare.theories import Rivals, flips
from sim.indicators import CODELIST
from sim.labels import AREA_LABELS, SECTOR_LABELS, SIZE_LABELS, Label, filled, with_particles
from sim.measures import Array
from sim.results.effects import EFFECT_DIGITS, FEWEST, PRODUCTIVITY, VALUE_ADDED, Effect
from sim.results.goals import Goal, goals, wilson
from sim.results.units import number
from sim.results.words import caution

_LOSERS: Final = 3
"""Losers named per plan: si/do and sectors, and sizes."""
LEAST: Final = 0.05
"""%: smaller losses, and what payers move by less, are in the tables, not in the summary."""


def _say(key: str, **values: Any) -> Label:
    """A sentence in both languages; a `Label` is put in in its language."""
    sentence = filled(SUMMARY[key], **values)
    return Label(sentence.en, with_particles(sentence.ko))


def count_of_plans(count: int) -> Label:
    """`1 plan`, `8 plans`."""
    return Label(f"{count} plan{'' if count == 1 else 's'}", f"{count}개 계획")


def _joined(parts: list[Label], mark: str = " ") -> Label:
    return Label(mark.join(part.en for part in parts), mark.join(part.ko for part in parts))


def _listed(parts: list[Label]) -> Label:
    """`a, b and c`, in Korean `a, b, c`."""
    *most, last = (part.en for part in parts)
    return Label(f"{', '.join(most)} and {last}" if most else last, ", ".join(part.ko for part in parts))


def _band(effect: Effect, *names: str, sign: bool = True) -> dict[str, str]:
    """Mean and band as texts, by these names."""
    texts = (number(value, EFFECT_DIGITS, sign=sign) for value in (effect.mean, effect.low, effect.high))
    return dict(zip(names or ("mean", "low", "high"), texts, strict=True))


def _named(some: Iterable[str], plans: Mapping[str, Plan]) -> Label:
    """Names of plans, each in its marks."""
    return _joined([_say("named", plan=plans[plan].title) for plan in some], ", ")


def _near(place: int, close: Array, titles: Mapping[int, Label]) -> Label:
    """Which plans cannot be told apart from one: `close` (plans, plans), titles by place."""
    others = [_say("named", plan=title) for other, title in titles.items() if other != place and close[place, other]]
    return _say("near", others=_listed(others)) if others else Label("", "")


def _few(draws: Array) -> Label:
    """That there are too few runs for an order; empty for one run, which has words of its own, and for enough."""
    runs = draws.shape[-1]
    return _say("few", runs=runs, fewest=FEWEST) if runs > 1 and too_few(draws) else Label("", "")


def outcome(comparison: Comparison, plans: Mapping[str, Plan], variable: str) -> Label:
    """Largest and smallest effect in the last year, and how many plans cannot be told apart."""
    draws = comparison.effects(variable)[:, :, -1]
    found = {member: Effect.of(draws[member]) for member in range(1, len(draws))}
    order = sorted(found, key=lambda member: -found[member].mean)
    best, last = found[order[0]], found[order[-1]]

    facts = {
        "name": CODELIST[variable].label, "year": comparison.years[-1],
        "plan": plans[comparison.members[order[0]]].title, "unit": comparison.unit(variable).of_change,
        **_band(best),
    }  # fmt: skip
    alone = len(comparison.replications) == 1
    if len(order) == 1:
        return _say("one_run_only" if alone else "only", **facts)
    if too_few(draws):
        facts |= {"last": plans[comparison.members[order[-1]]].title, **_band(last, "least", "least_low", "least_high")}
        return _say("one_run_best" if alone else "few_best", few=_few(draws), **facts)
    close = alike(draws)
    first, runs = float(ranks(draws)[order[0], 0]), len(comparison.replications)
    low, high = (f"{100.0 * end:.0f}" for end in wilson(first * runs, runs))
    titles = {member: plans[comparison.members[member]].title for member in order}
    sentence = _say(
        "no_order" if close[order[0], order[-1]] else "best", **facts, first=f"{100.0 * first:.0f}",
        sure=_say("sure", low=low, high=high),
        last=titles[order[-1]], **_band(last, "least", "least_low", "least_high"),
        near=_near(order[0], close, titles), near_last=_near(order[-1], close, titles),
    )  # fmt: skip
    pairs = _say(
        "pairs", all=len(order) * (len(order) - 1) // 2, same=int(np.triu(close[1:, 1:], 1).sum()), plans=len(order),
        none=sum(effect.side == 0 for effect in found.values()), baseline=plans[comparison.baseline].title,
    )  # fmt: skip
    return _joined([sentence, pairs])


def losers(comparison: Comparison, plans: Mapping[str, Plan]) -> Label:
    """Whose real value added clearly falls under a plan: the largest losses of si/do and sectors, and of sizes."""
    labels = {"region": AREA_LABELS, "sector": SECTOR_LABELS, "size": SIZE_LABELS}
    effects = {group: comparison.effects(*row)[:, :, -1] for group, row in groups().items()}
    sentences = []
    runs = len(comparison.replications)
    if runs < FEWEST:
        return _say("few_losers", runs=runs, fewest=FEWEST)
    for member, plan in enumerate(comparison.plans, start=1):
        found = {group: Effect.of(draws[member]) for group, draws in effects.items()}
        lost = sorted((effect.mean, group) for group, effect in found.items() if effect.high < 0.0)
        lost = [(mean, group) for mean, group in lost if mean <= -LEAST]
        places = [one for one in lost if one[1][0] != "size"][:_LOSERS]
        sizes = [one for one in lost if one[1][0] == "size"][:_LOSERS]
        told = [*places, *sizes]
        named = _joined([
            _say("loser", group=labels[kind][group], mean=number(mean, 2, sign=True)) for mean, (kind, group) in told
        ], ", ")  # fmt: skip
        if len(lost) > len(told):
            named = _say("more_losers", named=named, count=len(lost) - len(told))
        if told:
            sentences.append(_say("of_plan", plan=plans[plan].title, groups=named))
    return _say("losers", losers=_joined(sentences, "; ")) if sentences else _say("nobody")


def cost(comparison: Comparison, plans: Mapping[str, Plan]) -> Label:
    """The costliest plan, and how many have no cost on record."""
    a_year = np.array(list(mean_costs(comparison).values()))
    baseline = plans[comparison.baseline].title
    free, dearest, few = (cost_text(comparison, key) for key in ("free", "cost", "unknown_cost"))
    if comparison.differences(GROSS).max() <= 0.0 or a_year.max() <= LEAST_COST:
        return _say(free, baseline=baseline)
    gross, dear = number(float(a_year.max()) * 1e-3, 2), int(a_year.argmax())
    draws = 1e-3 * np.stack(list(cost_draws(comparison).values()))
    titles = {place: plans[plan].title for place, plan in enumerate(comparison.plans)}
    near = Label("", "") if too_few(draws) else _near(dear, alike(draws), titles)
    most = _say(dearest, plan=titles[dear], gross=gross, near=near, baseline=baseline)
    unknown = int((a_year <= LEAST_COST).sum())
    return _joined([most, _say(few, unknown=unknown, plans=len(a_year), baseline=baseline)]) if unknown else most


def worth(comparison: Comparison, plans: Mapping[str, Plan]) -> list[Label]:
    """Most and least value added per won, of plans that cost enough to be divided by and whose measures mostly have a
    cost in the model; where more than one does."""
    left_out = not_ranked_per_won(comparison, plans)
    found = {plan: draws for plan, draws in won_draws(comparison).items() if plan not in left_out}
    if len(found) < 2:
        return []
    draws = np.stack(list(found.values()))
    titles = {place: plans[plan].title for place, plan in enumerate(found)}
    most, least, close = int(draws.mean(axis=1).argmax()), int(draws.mean(axis=1).argmin()), alike(draws)
    of = _say(cost_text(comparison, "gross_cost"), baseline=plans[comparison.baseline].title)
    reasons = [
        _say("left_out", plans=_named([plan for plan in left_out if left_out[plan] == why], plans), why=SHEETS[why])
        for why in sorted(set(left_out.values()))
    ]
    unranked = _say("unranked", plans=_joined(reasons, "; ")) if reasons else Label("", "")
    kind = "few_per_won" if too_few(draws) else "no_order_per_won" if close[most, least] else "per_won"
    return [
        _say(kind, few=_few(draws), cost=of, plan=titles[most], last=titles[least],
             year=comparison.years[-1], near=_near(most, close, titles), near_last=_near(least, close, titles),
             unranked=unranked, **_band(Effect.of(draws[most]), sign=False),
             **_band(Effect.of(draws[least]), "least", "least_low", "least_high", sign=False))
    ]  # fmt: skip


def counted(comparison: Comparison, plans: Mapping[str, Plan], key: str) -> list[Label]:
    """How many acting measures of each plan are of a kind (`uncosted`, `assumed`: properties of a `Plan`)."""
    counts = [
        _say("one_count", plan=plan.title, count=len(getattr(plan, key)), all=len(plan.acting))
        for plan in (plans[name] for name in comparison.plans)
        if plan.acting
    ]
    if key == "assumed" and not any(plans[name].assumed for name in comparison.plans):
        return []
    return [_say(key, counts=_joined(counts, "; "))] if counts else []


def targets(comparison: Comparison, baseline: Label) -> list[Label]:
    """How many announced targets are met in most runs, how many of them anyway, and how many never."""
    announced = [(judged, goal) for judged in comparison.judged.values() for goal in goals(judged)]
    found = [(goal.probability, Goal(judged, goal.number, 0).probability) for judged, goal in announced if goal.judged]
    if not announced:
        return []
    usually = [without for chance, without in found if chance >= 0.5]
    anyway = sum(chance >= 0.5 for chance in usually)
    never = sum(chance == 0.0 for chance, _ in found)
    unjudged = len(announced) - len(found)
    rest = _say("unjudged", count=unjudged) if unjudged else Label("", "")
    facts = {"all": len(found), "met": len(usually), "without": anyway, "never": never}
    return [_say("targets" if usually else "targets_unmet", baseline=baseline, **facts, rest=rest)]


def at_one_budget(equal: EqualBudget, plans: Mapping[str, Plan]) -> Label:
    """Order of the plans when all cost the same, and who cannot."""
    found, budget = equal.comparison, number(equal.budget, 1)
    beyond = _say("beyond", baseline=next(iter(plans.values())).title) if equal.beyond else Label("", "")
    left = [scaled for scaled in equal.scaled if scaled.factor is None]
    missing = [
        _say(key, plans=_named([scaled.plan for scaled in left if scaled.costless == costless], plans))
        for key, costless in (("cannot", False), ("no_cost", True))
        if any(scaled.costless == costless for scaled in left)
    ]
    if found is None:
        return _joined([_say("no_budget", budget=budget, beyond=beyond), *missing])
    draws = found.effects(VALUE_ADDED)[:, :, -1]
    effects = {member: Effect.of(draws[member]) for member in range(1, len(draws))}
    order, close = sorted(effects, key=lambda member: -effects[member].mean), alike(draws)
    titles = {member: plans[found.members[member]].title for member in order}
    named = [_say("one_effect", plan=titles[member], **_band(effects[member])) for member in order]
    sentence = _say("budget", budget=budget, beyond=beyond, year=found.years[-1], effects=_joined(named, ", "))
    pairs = [
        _say("pair", one=titles[one], other=titles[two])
        for place, one in enumerate(order)
        for two in order[place + 1 :]
        if close[one, two]
    ]
    few = _few(draws)
    sentence = _joined([sentence, few], "") if len(order) > 1 else sentence
    same = [_say("same_budget", pairs=_joined(pairs, "; "))] if pairs and not too_few(draws) else []
    poor = [plan for plan in found.plans if plans[plan].mostly_uncosted]
    doubtful = [_say("mostly_uncosted", plans=_named(poor, plans))] if poor else []
    return _joined([sentence, *same, *doubtful, *missing])


def on_extras(extras: Extras, plans: Mapping[str, Plan]) -> list[Label]:
    """Sentences on the plans at one budget, under rival theories and by who pays, where these were asked for."""
    lines = [] if extras.equal is None else [at_one_budget(extras.equal, plans)]
    lines += [] if extras.rivals is None else [under_rivals(extras.rivals, plans)]
    return lines if extras.financing is None else [*lines, paid_for(extras.financing, plans)]


def paid_for(closures: Rivals, plans: Mapping[str, Plan]) -> Label:
    """Which plan's effect on value added depends most on who pays, and how many orders of plans do."""
    drawn = [closures.draws(k, VALUE_ADDED) for k in range(len(closures.theories))]
    by_debt, *others = (draws[1:].mean(axis=1) for draws in drawn)
    moved = np.abs(np.stack(others) - by_debt)
    closure, member = np.unravel_index(int(moved.argmax()), moved.shape)
    effects = [number(float(value), EFFECT_DIGITS, sign=True) for value in (by_debt[member], others[closure][member])]
    if effects[0] == effects[1]:
        return _say("paid_for_alike")
    table = flips(closures, usually=DEBT)
    table = table[(table["variable"] == VALUE_ADDED) & table["clear"]].drop_duplicates(["plan", "other"])
    count = len(closures.members)
    kind = "few_paid_for" if too_few(drawn[0]) else "paid_for" if moved.max() >= LEAST else "paid_for_little"
    return _say(
        kind, few=_few(drawn[0]),
        plan=plans[closures.members[member + 1]].title, year=closures.comparisons[0].years[-1],
        paid=closures.theories[closure + 1].label, usual=effects[0], effect=effects[1], flips=len(table),
        pairs=count * (count - 1) // 2,
    )  # fmt: skip


def under_rivals(rivals: Rivals, plans: Mapping[str, Plan]) -> Label:
    """How many orders flip, and under which theory most."""
    draws = rivals.draws(0, VALUE_ADDED)
    if too_few(draws):
        return _say("few_flips", few=_few(draws))
    table = flips(rivals)
    table = table[(table["variable"] == VALUE_ADDED) & table["clear"]]
    pairs = len(rivals.members) * (len(rivals.members) - 1) // 2
    if table.empty:
        return _say("no_flips", theories=len(rivals.theories) - 1, pairs=pairs)
    counts = table["theory"].value_counts()
    worst = next(theory.label for theory in rivals.theories if theory.id == counts.index[0])
    changed = table.drop_duplicates(["plan", "other"]).shape[0]
    return _say(
        "flips", theories=len(rivals.theories) - 1, changed=changed, pairs=pairs, worst=worst, most=int(counts.iloc[0])
    )


def summary(comparison: Comparison, plans: Mapping[str, Plan], extras: Extras | None = None) -> list[Label]:
    """Paragraphs, the first says what was compared."""
    runs = len(comparison.replications)
    lines = [
        _say("head" if runs > 1 else "one_run", plans=count_of_plans(len(comparison.plans)),
             baseline=plans[comparison.baseline].title, runs=runs, seed=comparison.seed)
    ]  # fmt: skip
    lines += caution(runs)
    other = [plan for plan in comparison.plans if plans[plan].other_world]
    if other:
        lines.append(_say("other_world", plans=_named(other, plans), baseline=plans[comparison.baseline].title))
    lines += [outcome(comparison, plans, variable) for variable in (VALUE_ADDED, PRODUCTIVITY)]
    if runs > 1:
        lines.append(losers(comparison, plans))
    lines += [
        *counted(comparison, plans, "assumed"),
        _joined([cost(comparison, plans), *counted(comparison, plans, "uncosted"), *worth(comparison, plans)]),
        *targets(comparison, plans[comparison.baseline].title),
    ]
    lines += [] if extras is None else on_extras(extras, plans)
    rows = [pledge for plan in comparison.plans for pledge in plans[plan].pledges]
    if rows:
        acting = sum(len(plans[plan].acting) for plan in comparison.plans)
        late = sum(len(plans[plan].late) for plan in comparison.plans)
        more = _say("late", count=late) if late else Label("", "")
        lines.append(_say("coverage", rows=len(rows), modelled=acting, late=more))
    idle = [plan for plan in comparison.plans if plans[plan].idle]
    lines += [_say("idle", plans=_named(idle, plans))] if idle else []
    lines += [_say("failed", plan=plan, fault=fault) for plan, fault in comparison.faults.items()]
    return lines
