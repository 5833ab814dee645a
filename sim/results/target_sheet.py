"""Targets for readers: a table, and a sentence each."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.ensemble import Ensemble
from sim.labels import Label, Language
from sim.results.effects import Effect
from sim.results.goals import Goal, goals
from sim.results.info import RunInfo
from sim.results.sheets import Cell, Column, Number, Sheet, sheets
from sim.results.units import number, reader_unit
from sim.targets import falls

TEXT: Final = {
    "title": Label("Announced targets: met or not", "발표된 목표의 달성 여부"),
    "target": Label("Target", "목표"),
    "id": Label("Name in the file", "식별자"),
    "outcome": Label("Outcome", "지표"),
    "unit": Label("Unit", "단위"),
    "due": Label("Due", "시한"),
    "required": Label("Promised", "목표치"),
    "mean": Label("Value at the date", "시한의 값"),
    "share": Label("Runs that meet it, %", "달성 실행, %"),
    "low": Label("Value, 5 %", "값, 5%"),
    "high": Label("Value, 95 %", "값, 95%"),
    "least": Label("Runs that meet it, 5 %", "달성 실행, 5%"),
    "most": Label("Runs that meet it, 95 %", "달성 실행, 95%"),
    "shortfall": Label("Shortfall, % of the target", "미달 폭(목표 대비 %)"),
    "year": Label("Year met (median)", "달성 연도(중앙값)"),
    "never": Label("not within the run", "기간 내 미달성"),
    "at_start": Label("met at the start", "시작 시점에 이미 달성"),
    "unjudged": Label("not judged: due before the first measure", "첫 조치 시행 전에 기한이 끝나 판정하지 않음"),
    "note": Label(
        "Targets are judged, never forced. Interval of the share: Wilson, 90 %, from the number of runs. Figures of a "
        "year: the last whole year at the date; numbers of establishments: the quarter itself. Year met: median, where "
        "half of the runs meet it at some time; met at the start: already in the opening of the run. A target due "
        "before the first measure of the plan acts is not judged.",
        "목표는 평가할 뿐 강제하지 않음. 비율의 구간: 실행 수에 따른 윌슨 90% 구간. 연간 지표는 시한까지의 마지막 "
        "완결 연도, 사업체 수는 해당 분기 값. 달성 연도: 실행의 절반 이상이 달성한 경우의 중앙값이며, 시작 시점에 이미 "
        "달성된 목표는 그렇게 표시. 계획의 첫 조치가 시행되기 전에 기한이 끝난 목표는 판정하지 않음.",
    ),
    "heading": Label("Targets, share of runs that meet them (90 % interval):", "목표별 달성 실행 비율(90% 구간):"),
    "line": Label(
        "  {says} ({due}): {share} % ({low} to {high}); value {value}, promised {promise}",
        "  {says} ({due}): {share}% ({low} ~ {high}); 값 {value}, 목표 {promise}",
    ),
    "unjudged_line": Label(
        "  {says} ({due}): {why}; value {value}, promised {promise}",
        "  {says} ({due}): {why}; 값 {value}, 목표 {promise}",
    ),
    "scale": Label(
        "; is that the unit? The run begins with {begins}, and levels are in: {unit}",
        "; 단위 확인 필요(시작 시점의 값 {begins}, 목표치의 단위: {unit})",
    ),
    "beside": Label("; {parent} {share} %", "; {parent} {share}%"),
}  # fmt: skip
_PERCENT: Final = 100.0


def parent_name(ensemble: Ensemble, info: RunInfo) -> Label:
    """What readers call the scenario compared with."""
    return info.parent_title or Label(ensemble.parent or "", ensemble.parent or "")


def _bands(goal: Goal) -> tuple[Number, ...]:
    unit = reader_unit(goal.unit)
    found = Effect.of(goal.at_date * unit.factor)
    return tuple(Number(value, unit.digits) for value in (found.mean, found.low, found.high))


def chances(goal: Goal) -> tuple[Cell, ...]:
    """Share of runs that meet a target and the bounds of its interval, %; or that it is not judged."""
    if not goal.judged:
        return TEXT["unjudged"], None, None
    return tuple(Number(_PERCENT * value, 0) for value in (goal.probability, *goal.interval))


def shortfall(goal: Goal) -> Cell:
    """Mean shortfall, % of what was promised; nothing where there is none to tell."""
    mean = float(goal.shortfall.mean())
    return Number(mean, 1) if np.isfinite(mean) else None


def median_year(goal: Goal) -> Cell:
    """Year in which the middle replication first meets the target, or that it did at the start, or never does."""
    if not goal.judged:
        return None
    middle = float(np.sort(goal.year_met)[(goal.year_met.size - 1) // 2])
    return f"{middle:.0f}" if np.isfinite(middle) else TEXT["never" if middle > 0.0 else "at_start"]


def target_sheet(ensemble: Ensemble, info: RunInfo) -> Sheet:
    """Every target: what was promised, the value at the date, how often it is met, shortfall, year met."""
    members = {info.title: -1}
    if ensemble.parent is not None:
        members[parent_name(ensemble, info)] = 0
    columns = [Column(TEXT["target"], wide=True), *(Column(TEXT[key]) for key in ("id", "outcome", "unit", "due"))]
    columns.append(Column(TEXT["required"]))
    for name, member in members.items():
        shown = slice(None) if member else slice(1)  # of the scenario compared with the means alone
        columns += [Column(TEXT[key], name) for key in ("mean", "low", "high")[shown]]
        columns += [Column(TEXT[key], name) for key in ("share", "least", "most")[shown]]
    columns += [Column(TEXT["shortfall"]), Column(TEXT["year"])]
    rows = []
    for goal in goals(ensemble):
        unit = reader_unit(goal.unit)
        row: list[Cell] = [goal.label, goal.target.id, goal.outcome, unit.label, goal.due]
        row.append(Number(float(goal.required_at_date.mean()) * unit.factor, unit.digits))
        for member in members.values():
            of_member = Goal(ensemble, goal.number, member)
            shown = slice(None) if member else slice(1)
            row += [*_bands(of_member)[shown], *chances(of_member)[shown]]
        rows.append((*row, shortfall(goal), median_year(goal)))
    return Sheet("targets", TEXT["title"], tuple(columns), tuple(rows), TEXT["note"])


def quantity(value: str, unit: str, language: Language) -> str:
    """A number with its unit: Korean counters follow it without a space, the name of a scale with one.

    >>> quantity("669", "천 명", "ko"), quantity("0.12", "지수", "ko"), quantity("669", "thousand persons", "en")
    ('669천 명', '0.12 지수', '669 thousand persons')
    """
    close = language == "ko" and not unit.startswith("지수") and "," not in unit
    return f"{value}{'' if close else ' '}{unit}"


def target_words(ensemble: Ensemble, info: RunInfo, language: Language) -> list[str]:
    """A heading and a line per target; nothing without targets."""
    lines = [TEXT["heading"][language]] if ensemble.targets else []
    for goal in goals(ensemble):
        unit = reader_unit(goal.unit)
        value = number(float(goal.at_date.mean()) * unit.factor, unit.digits)
        promise = number(float(goal.required_at_date.mean()) * unit.factor, unit.digits)
        share, low, high = (f"{_PERCENT * bound:.0f}" for bound in (goal.probability, *goal.interval))
        line = TEXT["line" if goal.judged else "unjudged_line"][language].format(
            says=goal.label[language], due=goal.due, share=share, low=low, high=high, why=TEXT["unjudged"][language],
            value=value if language == "en" else quantity(value, unit.label.ko, language),
            promise=("≤ " if falls(goal.target) else "") + quantity(promise, unit.label[language], language),
        )  # fmt: skip
        if goal.out_of_scale:
            begins = quantity(number(goal.begins * unit.factor, unit.digits), unit.label[language], language)
            line += TEXT["scale"][language].format(begins=begins, unit=goal.indicator.unit)
        if median_year(goal) == TEXT["at_start"]:
            line += f"; {TEXT['at_start'][language]}"
        if goal.judged and ensemble.parent is not None:
            beside = f"{_PERCENT * Goal(ensemble, goal.number, 0).probability:.0f}"
            line += TEXT["beside"][language].format(parent=parent_name(ensemble, info)[language], share=beside)
        lines.append(line)
    return lines


def all_sheets(ensemble: Ensemble, info: RunInfo) -> list[Sheet]:
    """All tables that this run can have, that of targets included."""
    found = sheets(ensemble, info)
    if ensemble.targets:
        found.insert(1, target_sheet(ensemble, info))
    return found
