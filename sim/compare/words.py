"""What a comparison found, in words, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from sim.compare.plans import ASSUMED, Plan
from sim.compare.runs import Comparison
from sim.compare.statistics import alike, percents, ranks, too_few
from sim.compare.summary import count_of_plans
from sim.compare.tables import cost_text, mean_costs
from sim.indicators import CODELIST
from sim.labels import Label, Language
from sim.results.effects import FEWEST, PRODUCTIVITY, VALUE_ADDED, Effect
from sim.results.goals import Goal, goals
from sim.results.sheets import STATUS_LABELS
from sim.results.words import doubt, signed, uncosted

TEXT: Final = {
    "head": Label("{plans} against {baseline}: paired runs {runs}, seed {seed}",
                  "{baseline} 대비 {plans}: 동일 난수로 짝지은 {runs}쌍 모의실험, 시드 {seed}"),
    "order": Label("{name} {year}, % of {baseline}; 90 % band; probability of the first rank",
                   "{name} {year}, {baseline} 대비 %; 90% 구간; 1위일 확률"),
    "row": Label("  {plan}: {mean} % [{low}, {high}]; {first}", "  {plan}: {mean}% [{low}, {high}]; {first}"),
    "one_run": Label("{name} {year}, % of {baseline}; one paired run: no band, no order",
                     "{name} {year}, {baseline} 대비 %; 짝지은 1회 실행: 구간과 순위 없음"),
    "one_row": Label("  {plan}: {mean} %", "  {plan}: {mean}%"),
    "cost": Label("Gross fiscal cost, trillion won a year", "총재정비용, 조원/년"),
    "cost_beyond": Label("Gross fiscal cost beyond that of {baseline}, trillion won a year",
                         "{baseline}보다 더 드는 총재정비용, 조원/년"),
    "one_cost": Label("  {plan}: {cost}", "  {plan}: {cost}"),
    "assumed": Label("; {count} of {all} acting measures: {status}", "; 작동하는 수단 {all}개 중 {count}개: {status}"),
    "targets": Label("Announced targets met in at least half of the runs", "실행의 절반 이상에서 달성한 목표"),
    "count": Label("  {plan}: {met} of {all}", "  {plan}: {all}개 중 {met}개"),
    "anyway": Label(" (in “{baseline}” too: {count})", "('{baseline}'에서도 {count}개)"),
    "unjudged": Label("; {count} not judged (due before the first measure)",
                      "; {count}개는 첫 조치 시행 전에 기한이 끝나 판정하지 않음"),
    "pairs": Label("  Cannot be told apart (share of runs in which the first is ahead):",
                   "  서로 구분되지 않음(앞 계획이 앞서는 실행의 비율):"),
    "few": Label("  {runs} runs are too few to tell an order of plans; {fewest} or more are needed.",
                 "  {runs}회 실행으로는 계획의 순서를 말할 수 없으며 {fewest}회 이상이 필요함."),
    "fault": Label("Left out, because it failed: {plan}: {fault}", "실패하여 제외함: {plan}: {fault}"),
    "tables": Label("Results: {path}", "결과: {path}"),
}  # fmt: skip


def _assumed(plan: Plan, language: Language) -> str:
    """How many of the acting measures of a plan have an effect of assumed size."""
    count, status = len(plan.assumed), STATUS_LABELS[ASSUMED][language]
    return TEXT["assumed"][language].format(count=count, all=len(plan.acting), status=status) if count else ""


def _cost(comparison: Comparison, plans: Mapping[str, Plan], language: Language) -> list[str]:
    """Cost of each plan, and how many of its acting measures have none in the model."""
    table, lines = mean_costs(comparison), []
    for plan in sorted(comparison.plans, key=lambda plan: -table[plan]):
        told = plans[plan]
        line = TEXT["one_cost"][language].format(plan=told.title[language], cost=f"{table[plan] / 1e3:.2f}")
        lines.append(line + (uncosted(len(told.uncosted), len(told.acting), language) if told.pledges else ""))
    return lines


def _outcome(
    comparison: Comparison, variable: str, plans: Mapping[str, Plan], language: Language, baseline: str
) -> list[str]:
    draws = comparison.effects(variable)[:, :, -1]
    first, same, chance = ranks(draws)[:, 0], alike(draws), percents(draws)
    name = CODELIST[variable].label[language]
    alone = len(comparison.replications) == 1
    head, row = ("one_run", "one_row") if alone else ("order", "row")
    lines = [TEXT[head][language].format(name=name, year=comparison.years[-1], baseline=baseline)]
    found = {member: Effect.of(draws[member]) for member in range(1, len(draws))}
    order = sorted(found, key=lambda member: -found[member].mean)
    for member in order:
        effect, plan = found[member], plans[comparison.members[member]]
        line = TEXT[row][language].format(
            plan=plan.title[language], mean=signed(effect.mean), low=signed(effect.low),
            high=signed(effect.high), first=f"{first[member]:.2f}",
        )  # fmt: skip
        assumed = _assumed(plan, language) if variable == VALUE_ADDED else ""
        told = effect.side or effect.few  # of few runs it is said below, once
        lines.append((line if told else f"{line}; {doubt(effect, language, baseline)}") + assumed)
    titles = {member: plans[comparison.members[member]].title[language] for member in order}
    per_cent = {"en": " %", "ko": "%"}[language]
    pairs = [
        f"{titles[one]} / {titles[two]} ({chance[one, two]}{per_cent})"
        for place, one in enumerate(order)
        for two in order[place + 1 :]
        if same[one, two] and not too_few(draws)
    ]
    if too_few(draws) and not alone and len(order) > 1:
        lines.append(TEXT["few"][language].format(runs=draws.shape[1], fewest=FEWEST))
    if pairs:
        lines += [TEXT["pairs"][language], *(f"    {pair}" for pair in pairs)]
    return lines


def _met(comparison: Comparison, plans: Mapping[str, Plan], language: Language) -> list[str]:
    out = []
    for plan, judged in comparison.judged.items():
        announced = goals(judged)
        found = [goal for goal in announced if goal.judged]
        met = [goal for goal in found if goal.probability >= 0.5]
        line = TEXT["count"][language].format(plan=plans[plan].title[language], met=len(met), all=len(found))
        if met:
            anyway = sum(Goal(judged, goal.number, 0).probability >= 0.5 for goal in met)
            title = plans[comparison.baseline].title[language]
            line += TEXT["anyway"][language].format(baseline=title, count=anyway)
        if len(found) < len(announced):
            line += TEXT["unjudged"][language].format(count=len(announced) - len(found))
        out.append(line)
    return out


def closing_words(
    comparison: Comparison, plans: Mapping[str, Plan], folder: Path, language: Language, more: Sequence[Label] = ()
) -> str:
    """Plans in the order of their effect, which cannot be told apart, cost, targets, failures, where results are.

    more: sentences on what else was asked for.
    """
    baseline = plans[comparison.baseline].title[language]
    lines = [
        TEXT["head"][language].format(
            plans=count_of_plans(len(comparison.plans))[language],
            baseline=baseline,
            runs=len(comparison.replications),
            seed=comparison.seed,
        )
    ]
    for variable in (VALUE_ADDED, PRODUCTIVITY):
        lines += _outcome(comparison, variable, plans, language, baseline)
    lines.append(TEXT[cost_text(comparison, "cost")][language].format(baseline=baseline))
    lines += _cost(comparison, plans, language)
    if comparison.judged:
        lines += [TEXT["targets"][language], *_met(comparison, plans, language)]
    lines += [sentence[language].rstrip() for sentence in more]
    lines += [TEXT["fault"][language].format(plan=plan, fault=fault) for plan, fault in comparison.faults.items()]
    lines.append(TEXT["tables"][language].format(path=folder))
    return "\n".join(lines)
