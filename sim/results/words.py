"""The last lines of a run, in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from sim.ensemble import Ensemble
from sim.indicators import CODELIST, DEFICIT_CHANGE, FISCAL_NET
from sim.labels import AREA_LABELS, Label, Language, filled, with_particles
from sim.results.effects import (
    EFFECT_DIGITS,
    FEWEST,
    NO_VERDICT,
    PRODUCTIVITY,
    TFP,
    VALUE_ADDED,
    Effect,
    by_region,
    effect,
    level,
    repeats,
    report_years,
    unit_of,
)
from sim.results.info import RunInfo
from sim.results.provenance import unusual
from sim.results.target_sheet import parent_name, target_words
from sim.results.units import number

FEW: Final = 3
"""Regions that are named where no effect can be told; more are counted."""
ENOUGH: Final = 32
"""Runs from which bands and probabilities are published."""

TEXT: Final = {
    "against": Label("{scenario} against {parent}", "{scenario} (비교 기준: {parent})"),
    "basis": Label(
        "mean and 90 % band of {runs} paired runs, seed {seed}; % of {parent}",
        "동일 난수로 짝지은 {runs}쌍 모의실험의 평균과 90% 구간, 시드 {seed}; {parent} 대비 %",
    ),
    "one_run": Label(
        "one paired run, seed {seed}: no band; % of {parent}",
        "동일 난수로 짝지은 1쌍 모의실험, 시드 {seed}: 구간 없음; {parent} 대비 %",
    ),
    "effect": Label("  {name}: {mean} %", "  {name}: {mean}%"),
    "few": Label(
        "Bands and probabilities from {runs} runs are rough; {enough} runs or more are advised for what is published.",
        "{runs}회 실행의 구간과 확률은 대략적이며, 발표용으로는 {enough}회 이상을 권한다.",
    ),
    "no_verdict": Label(
        "{runs} runs are too few for a verdict: from fewer than {fewest} no effect is told from none.",
        "{runs}회 실행은 판정하기에 적음: {fewest}회 미만이면 어떤 효과도 0과 구분하지 않는다.",
    ),
    "unusual": Label("Not as usual: {settings}", "평소와 다른 설정: {settings}"),
    "same": Label("indistinguishable from {parent}", "{parent}과(와) 통계적으로 구분되지 않음(90% 구간에 0 포함)"),
    "shown": Label("indistinguishable from {parent} (shows as {zero})",
                   "{parent}과(와) 통계적으로 구분되지 않음({zero}으로 표시됨)"),
    "band": Label("({low} to {high})", "({low} ~ {high})"),
    "gain": Label("Regions in {year}, value added, %: gain", "{year}년 지역별 부가가치(%): 증가"),
    "lose": Label("lose", "감소"),
    "few_regions": Label("Regions in {year}, value added, %: {why}; largest means {most}; smallest {least}",
                         "{year}년 지역별 부가가치(%): {why}; 평균이 가장 큰 곳 {most}; 가장 작은 곳 {least}"),
    "unclear": Label("not distinguishable from zero: {count}",
                     "통계적으로 구분되지 않음(90% 구간에 0 포함): {count}곳"),
    "neither": Label("shown as {zero}: {count}", "{zero}으로 표시됨: {count}곳"),
    "nobody": Label("none", "없음"),
    "cost": Label(
        f"Fiscal cost {{first}}-{{last}}, trillion won a year: gross {{gross}}, {DEFICIT_CHANGE.en.lower()} {{net}}",
        f"재정비용 {{first}}~{{last}}년: 연평균 총비용 {{gross}}조 원, {DEFICIT_CHANGE.ko} {{net}}조 원",
    ),
    "free": Label("Fiscal cost: none on record", "재정비용: 없음"),
    "uncosted": Label("; {count} of {all} acting measures have no cost in the model",
                      "; 작동하는 수단 {all}개 중 {count}개는 모형에 비용이 없음"),
    "idle": Label("; no measure acts before the run ends", "; 실행이 끝나기 전에 작동하는 수단이 없음"),
    "inert": Label(
        "No effect at all (leaving it out changes no bit; runs checked: {checks}): {levers}",
        "효과 전혀 없음(빼도 {checks}회 실행에서 한 비트도 변하지 않음): {levers}",
    ),
    "repeats": Label(
        "Adds nothing to other measures of the plan (leaving it out changes no bit, unless they are left out too; runs "
        "checked: {checks}): {levers}",
        "계획의 다른 수단에 더하는 효과 없음(다른 수단이 있으면 빼도 {checks}회 실행에서 한 비트도 변하지 않고, 없으면 "
        "변함): {levers}",
    ),
    "repeat": Label("{lever} ({name}): {words}", "{lever} ({name}): {words}"),
    "alone": Label("mean and 90 % band of {runs} runs, seed {seed}",
                   "{runs}회 모의실험의 평균과 90% 구간, 시드 {seed}"),
    "one_alone": Label("one run, seed {seed}: no band", "1회 모의실험, 시드 {seed}: 구간 없음"),
    "level": Label("  {name} {first} → {last}: {before} → {after} {unit}, {growth} % a year",
                   "  {name} {first} → {last}: {before} → {after} {unit}, 연 {growth}%"),
    "warning": Label("Warning: {words}", "경고: {words}"),
    "report": Label("Report: {path}", "보고서: {path}"),
}  # fmt: skip


def caution(runs: int, *, compared: bool = True) -> list[Label]:
    """What must be said of bands and verdicts from few runs; nothing of one run, which has none, and of enough.

    compared: whether there are effects, of which there might be a verdict.
    """
    if not 1 < runs < ENOUGH:
        return []
    keys = ("few", "no_verdict") if runs < FEWEST and compared else ("few",)
    return [filled(TEXT[key], runs=runs, enough=ENOUGH, fewest=FEWEST) for key in keys]


def remarks(runs: int, info: RunInfo) -> list[Label]:
    """What stands below the numbers on a screen: bands of few runs, settings that are not as usual, warnings."""
    found, settings = caution(runs, compared=info.parent_title is not None), unusual(info.settings)
    if settings:
        listed = Label(", ".join(text.en for text in settings), ", ".join(text.ko for text in settings))
        found.append(filled(TEXT["unusual"], settings=listed))
    return found + [filled(TEXT["warning"], words=warning) for warning in info.warnings]


def signed(value: float, digits: int = EFFECT_DIGITS) -> str:
    """+1.23, -0.40, 0.00: never a negative zero."""
    text = f"{value:+.{digits}f}"
    return f"{0.0:.{digits}f}" if float(text) == 0.0 else text


def _effect_line(name: str, found: Effect, runs: int, language: Language, parent: str) -> str:
    line = TEXT["effect"][language].format(name=name, mean=signed(found.mean))
    if runs > 1:
        low, high = signed(found.low), signed(found.high)
        if found.low < 0.0 < found.high and float(low) * float(high) == 0.0:  # rounding would hide that zero is inside
            low, high = signed(found.low, EFFECT_DIGITS + 1), signed(found.high, EFFECT_DIGITS + 1)
        line += " " + TEXT["band"][language].format(low=low, high=high)
    return f"{line}: {doubt(found, language, parent)}" if found.side == 0 and not found.few else line


def doubt(found: Effect, language: Language, parent: str) -> str:
    """Why an effect cannot be told from none: too few runs, the band holds zero, or the mean shows as zero."""
    if found.few:
        return NO_VERDICT[language]
    text = TEXT["shown" if found.clear else "same"][language].format(parent=parent, zero=signed(0.0))
    return with_particles(text)


def _regions(ensemble: Ensemble, language: Language) -> list[str]:
    year = ensemble.years[-1]
    found = by_region(ensemble, VALUE_ADDED, year)

    def named(side: int) -> str:
        """Regions with a clear effect of this sign and its size, the largest first."""
        clear = [region for region in found if found[region].side == side]
        shown = [f"{AREA_LABELS[region][language]} {signed(found[region].mean)}" for region in clear[::side]]
        return ", ".join(shown) or TEXT["nobody"][language]

    if next(iter(found.values())).few:
        listed = [f"{AREA_LABELS[region][language]} {signed(one.mean)}" for region, one in found.items()]
        return [
            TEXT["few_regions"][language].format(
                year=year, why=NO_VERDICT[language], most=", ".join(listed[:FEW]), least=", ".join(listed[-FEW:])
            )
        ]
    unclear = [region for region, effects in found.items() if not effects.clear]
    neither = [region for region, effects in found.items() if effects.clear and effects.side == 0]
    gain, lose = TEXT["gain"][language].format(year=year), TEXT["lose"][language]
    lines = [f"{gain} {named(1)}; {lose} {named(-1)}"]
    rest = {"unclear": unclear, "neither": neither}
    told = [
        TEXT[key][language].format(count=len(areas), zero=signed(0.0)) + _few_named(areas, language)
        for key, areas in rest.items() if areas
    ]  # fmt: skip
    return lines + ([f"  {'; '.join(told)}"] if told else [])


def _few_named(areas: list[str], language: Language) -> str:
    """Names in brackets, where they are few."""
    names = ", ".join(AREA_LABELS[area][language] for area in areas)
    return f" ({names})" if len(areas) <= FEW else ""


def _cost(ensemble: Ensemble, language: Language) -> str:
    gross = ensemble.values("Fiscal Cost|Gross").mean(axis=0)
    net = ensemble.values(FISCAL_NET).mean(axis=0)
    active = np.flatnonzero(gross)
    if active.size == 0:
        return TEXT["free"][language]
    years = slice(active[0], active[-1] + 1)
    return TEXT["cost"][language].format(
        first=ensemble.years[active[0]],
        last=ensemble.years[active[-1]],
        gross=number(gross[years].mean() / 1e3, 2),
        net=number(net[years].mean() / 1e3, 2).replace("−", "-"),
    )


def uncosted(count: int, acting: int, language: Language) -> str:
    """What follows a cost: how many of the acting measures have none in the model, or that none acts."""
    return TEXT["uncosted" if acting else "idle"][language].format(count=count, all=acting)


def _levels(ensemble: Ensemble, language: Language) -> list[str]:
    """For a run that is compared with nothing: means and bands of the last level and of growth a year."""
    runs = len(ensemble.replications)
    lines = [f"  {TEXT['alone' if runs > 1 else 'one_alone'][language].format(runs=runs, seed=ensemble.seed)}"]

    def band(found: Effect, shown: Callable[[float], str]) -> str:
        """The mean, and the band where there is one."""
        told = TEXT["band"][language].format(low=shown(found.low), high=shown(found.high))
        return f"{shown(found.mean)} {told}" if runs > 1 else shown(found.mean)

    for variable in (VALUE_ADDED, PRODUCTIVITY, TFP):
        unit, paths = unit_of(ensemble, variable), ensemble.values(variable)
        growth = 100.0 * ((paths[:, -1] / paths[:, 0]) ** (1.0 / max(paths.shape[1] - 1, 1)) - 1.0)
        first, last = ensemble.years[0], ensemble.years[-1]
        line = TEXT["level"][language].format(
            name=CODELIST[variable].label[language], first=first, last=last,
            before=number(level(ensemble, variable, first).mean, unit.digits),
            after=band(level(ensemble, variable, last), partial(number, digits=unit.digits)),
            unit=unit.label[language], growth=band(Effect.of(growth), signed),
        )  # fmt: skip
        lines.append(line)
    return lines


def _repeats(ensemble: Ensemble, info: RunInfo, language: Language) -> list[str]:
    """Which levers add nothing to others of the plan, and what they are charged for."""
    told = "; ".join(
        TEXT["repeat"][language].format(lever=lever, name=info.lever_label(lever)[language], words=words[language])
        for lever, words in repeats(ensemble).items()
    )
    return [TEXT["repeats"][language].format(checks=ensemble.inert_checks, levers=told)] if told else []


def closing_words(ensemble: Ensemble, info: RunInfo, report: Path | None, language: Language = "en") -> str:
    """Effect with its 90 % band on value added and productivity, winners and losers, cost, inert levers, report."""
    runs = len(ensemble.replications)
    lines: list[str] = []
    if ensemble.parent is None:
        lines = [info.title[language], *_levels(ensemble, language)]
    else:
        parent = parent_name(ensemble, info)[language]
        lines.append(TEXT["against"][language].format(scenario=info.title[language], parent=parent))
        basis = TEXT["basis" if runs > 1 else "one_run"][language]
        lines.append(f"  {basis.format(runs=runs, seed=ensemble.seed, parent=parent)}")
        for variable in (VALUE_ADDED, PRODUCTIVITY, TFP):
            for year in report_years(ensemble.years):
                name = f"{CODELIST[variable].label[language]} {year}"
                found = effect(ensemble, variable, year)
                lines.append(_effect_line(name, found, runs, language, parent))
        lines += [*_regions(ensemble, language), _cost(ensemble, language) + uncosted(*info.costless, language)]
        if ensemble.inert:
            levers = ", ".join(f"{lever} ({info.lever_label(lever)[language]})" for lever in ensemble.inert)
            lines.append(TEXT["inert"][language].format(checks=ensemble.inert_checks, levers=levers))
        lines += _repeats(ensemble, info, language)
    lines += target_words(ensemble, info, language)
    lines += [text[language] for text in remarks(runs, info)]
    if report is not None:
        lines.append(TEXT["report"][language].format(path=report))
    return "\n".join(lines)
