"""The tables for readers, as data: headline outcomes, effects by region, sector and size, cost, coverage of pledges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.codes import HUBS, REGIONS, SECTORS, SIZES
from sim.ensemble import Ensemble
from sim.indicators import CODELIST, DEFICIT_CHANGE, FISCAL_NET
from sim.labels import AREA_LABELS, NATION, SECTOR_LABELS, SIZE_LABELS, Label, filled
from sim.measures import Array
from sim.results.effects import (
    EFFECT_DIGITS,
    EMPLOYMENT,
    PRODUCTIVITY,
    VALUE_ADDED,
    Effect,
    cost_by_lever,
    effect,
    headline_years,
    level,
    repeats,
    report_years,
    unit_of,
)
from sim.results.info import RunInfo
from sim.unit_labels import unit_in

HEADLINE: Final = (
    VALUE_ADDED, "Value Added|Manufacturing|Nominal", PRODUCTIVITY, "Total Factor Productivity|Manufacturing",
    "Value Added Ratio|Manufacturing", "Value Added Ratio|Manufacturing|Constant Prices",
    "Exports|Manufacturing|Real", "Investment|Manufacturing|Real", EMPLOYMENT, "Wage|Manufacturing",
    "AI Adoption|Manufacturing", "New Items Share|Manufacturing", "SME Productivity Ratio", "Zombie Share",
    "GDP|Real", "Price|Consumer",
)  # fmt: skip
COST_DIGITS: Final = 3

JUDGEMENT: Final = Label("judgement", "연구진 판단(실증 근거 없음)")
STATUS_LABELS: Final = {
    "modelled": Label("modelled", "모형에 반영"),
    "sized_to_evidence": Label("size of the effect assumed; instrument set to it", "효과 크기를 가정하여 반영"),
    "merged": Label("merged with another pledge", "다른 공약에 포함"),
    "baseline": Label("part of the baseline", "기준 시나리오에 포함"),
    "not_modelled": Label("not modelled", "미반영"),
}
"""Status of a pledge in words, in the order of coverage."""

TEXT: Final = {
    "headline": Label("Headline outcomes", "주요 결과"),
    "region": Label("Effect by region", "지역별 효과"),
    "sector": Label("Effect on real value added by sector", "업종별 실질 부가가치 효과"),
    "size": Label("Effect by size of establishment", "사업체 규모별 효과"),
    "cost": Label("Fiscal cost by measure, trillion won a year, nominal", "수단별 재정비용(조원/년, 명목)"),
    "coverage": Label("Coverage of pledges", "공약 반영 현황"),
    "outcome": Label("Outcome", "지표"),
    "unit": Label("Unit", "단위"),
    "year": Label("Year", "연도"),
    "mean": Label("Mean", "평균"),
    "low": Label("5 %", "5%"),
    "high": Label("95 %", "95%"),
    "effect": Label("Effect", "효과"),
    "effect_unit": Label("Unit of effect", "효과 단위"),
    "area": Label("Region", "지역"),
    "hub": Label("Hub", "권역"),
    "industry": Label("Sector", "업종"),
    "class": Label("Persons engaged", "종사자 규모"),
    "lever": Label("Measure", "수단"),
    "id": Label("Name in the file", "식별자"),
    "sum": Label("Sum", "합계"),
    "gross": Label("Gross cost of the plan", "총비용"),
    "gross_low": Label("Gross cost, 5 %", "총비용, 5%"),
    "gross_high": Label("Gross cost, 95 %", "총비용, 95%"),
    "net": DEFICIT_CHANGE,
    "says": Label("Pledge", "공약"),
    "status": Label("Status", "상태"),
    "source": Label("Source", "출처"),
    "evidence": Label("Evidence", "근거"),
    "strength": Label("Strength: weak / central / strong", "강도: 약함 / 중앙 / 강함"),
    "start": Label("Acts from", "시행 분기"),
    "assumed": Label("{quarter} (assumed)", "{quarter}(가정)"),
    "grade": Label("Weakest grade", "가장 낮은 근거 등급"),
    "grades": Label(
        "Grades of the evidence cited for a measure, not of the strength set from it: A official or measured, B "
        "studied, C read off a press report, recalled or not read; judgement: without a source, or with facts about "
        "the economy (F_) only, which are no effects.",
        "등급은 인용한 근거의 등급이며 그로부터 정한 강도의 등급이 아님: A 공식 통계·실측, B 연구, C 보도·기억·미열람; "
        "판단은 출처가 없거나 효과가 아닌 경제 사실(F_)만 인용한 경우.",
    ),
    "announced": Label("Announced, trillion won", "발표 금액(조원)"),
    "in_total": Label("{amount} in total", "총 {amount}"),
    "a_year": Label("{amount} a year", "연 {amount}"),
    "unstated": Label("no amount", "금액 없음"),
    "remark": Label("Remark", "비고"),
    "with": Label("with {name}", "{name}에 포함"),
    "where": Label("assumed in the baseline: {name}", "기준 시나리오의 가정: {name}"),
    "inert": Label("no effect in this run", "이번 실행에서 효과 없음"),
    "not_additive": Label(
        "Real value added of regions does not add up to the nation; % of the scenario compared with.",
        "지역별 실질 부가가치는 전국으로 합산되지 않음; 비교 시나리오 대비 %.",
    ),
    "estimated": Label(
        "Levels of sectors and size classes, and of real output, exports and investment, are estimated with the factor "
        "of value added of KRW_2020 of their area, not with deflators of their own: read them as an index.",
        "업종별·규모별 수준과 실질 산출액·수출·투자의 수준은 고유 디플레이터가 아닌 지역의 부가가치 2020년 가격 환산 "
        "계수로 추정한 값이므로 지수로 볼 것.",
    ),
    "money": Label(
        "Cost = grants, tax expenditure, subsidy element of loans and guarantees, realised losses, administration, "
        "purchases; mean of runs. Measures without a line have no cost on record.",
        "비용 = 보조금, 조세지출, 융자·보증의 보조 요소, 실현 손실, 행정비, 구매; 모의실험 평균. "
        "표에 없는 수단은 기록된 비용이 없음.",
    ),
    "unplaced": Label("{amount}; about {beyond} for shares cannot be placed",
                      "{amount}; 지분 매입분 중 약 {beyond} 집행 불가"),
    "unplaced_money": Label(
        "Not placed: shares of public funds end at a part of the capital of those they serve (fund_largest_stake); "
        "what buys none is not paid. By capital of the base year, trillion won in the whole run.",
        "집행 불가: 정책펀드의 지분은 지원 대상 자본의 일정 비율(fund_largest_stake)까지이며 지분을 사지 못한 돈은 "
        "지출되지 않음. 기준연도 자본으로 계산한 전 기간 금액(조원).",
    ),
    "announced_money": Label(
        "Announced: what the source states, which may hold private money and other years.",
        "발표 금액: 출처에 적힌 금액으로 민간 재원이나 다른 연도를 포함할 수 있음.",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Number:
    """A number with the digits that readers see; files for machines keep all of them."""

    value: float
    digits: int = EFFECT_DIGITS
    sign: bool = False


Cell = str | Label | Number | None


@dataclass(frozen=True)
class Column:
    """Head of a column; neighbours of one group share a head above."""

    label: Label
    group: Label | None = None
    wide: bool = False
    """Holds sentences."""


HEADLINE_NOTE: Final = Label(
    "Total factor productivity is measured by growth accounting and not corrected for the use of capacity: it falls "
    "where capital is added faster than demand. Zombie establishments in the base year are the official share by "
    "interest cover; later years count distress, so the two cannot be compared.",
    "총요소생산성은 성장회계로 측정하며 가동률을 보정하지 않으므로 수요보다 자본이 빨리 늘면 낮아진다. 한계기업은 "
    "기준연도에는 공식 통계(이자보상배율 1 미만)의 비중이고 이후 연도는 경영난 상태를 세므로 서로 비교할 수 없다.",
)


@dataclass(frozen=True)
class Sheet:
    """One table in both languages."""

    name: str
    title: Label
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Label | None = None

    def numeric(self) -> list[bool]:
        """Which columns hold numbers."""
        return [any(isinstance(row[k], Number) for row in self.rows) for k in range(len(self.columns))]


def _together(notes: Sequence[Label]) -> Label:
    """Sentences one after the other."""
    return Label(*(" ".join(note[tongue] for note in notes) for tongue in ("en", "ko")))


def _band(group: Label) -> tuple[Column, ...]:
    return tuple(Column(TEXT[key], group) for key in ("mean", "low", "high"))


def _numbers(found: Effect, digits: int = EFFECT_DIGITS, *, sign: bool = False) -> tuple[Number, ...]:
    return tuple(Number(value, digits, sign) for value in (found.mean, found.low, found.high))


def headline(ensemble: Ensemble, info: RunInfo) -> Sheet:
    """Outcomes of the nation by year: scenario compared with, scenario, effect, each with its 90 % band."""
    groups: list[tuple[Label, int]] = [(info.title, -1)]
    if ensemble.parent is not None:
        groups = [(info.parent_title or Label(ensemble.parent, ensemble.parent), 0), *groups]
    columns = [Column(TEXT["outcome"]), Column(TEXT["unit"]), Column(TEXT["year"])]
    columns += [column for label, _ in groups for column in _band(label)]
    if ensemble.parent is not None:
        columns += [*_band(TEXT["effect"]), Column(TEXT["effect_unit"])]
    rows = []
    for variable in HEADLINE:
        unit = unit_of(ensemble, variable)
        for year in headline_years(ensemble.years):
            row: list[Cell] = [CODELIST[variable].label, unit.label, year]
            for _, member in groups:
                row += _numbers(level(ensemble, variable, year, member=member), unit.digits)
            if ensemble.parent is not None:
                row += [*_numbers(effect(ensemble, variable, year), sign=True), unit.of_change]
            rows.append(tuple(row))
    return Sheet("headline", TEXT["headline"], tuple(columns), tuple(rows), HEADLINE_NOTE)


def _effects(
    ensemble: Ensemble, heads: tuple[Column, ...], lines: Iterable[tuple[tuple[Cell, ...], Mapping[Label, str], str]]
) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
    """Columns and rows of effects; a line is (its heads, outcome label -> variable, area)."""
    lines = list(lines)
    columns = [*heads, Column(TEXT["year"])]
    for label in lines[0][1]:
        unit = unit_of(ensemble, lines[0][1][label], lines[0][2]).of_change
        columns += _band(Label(f"{label.en}, {unit.en}", f"{label.ko}, {unit.ko}"))
    rows = [
        (*head, year, *(number for variable in variables.values()
                        for number in _numbers(effect(ensemble, variable, year, area), sign=True)))
        for head, variables, area in lines
        for year in report_years(ensemble.years)
    ]  # fmt: skip
    return tuple(columns), tuple(rows)


def by_region(ensemble: Ensemble) -> Sheet:
    """Effect on value added, productivity and employment: nation, 17 si/do, 5 hubs."""
    variables = {CODELIST[name].label: name for name in (VALUE_ADDED, PRODUCTIVITY, EMPLOYMENT)}
    hub_of = {region: hub for hub, members in HUBS.items() for region in members}
    lines: list[tuple[tuple[Cell, ...], Mapping[Label, str], str]] = [((AREA_LABELS[NATION], None), variables, NATION)]
    for region in REGIONS:
        hub = AREA_LABELS[hub_of[region]] if region in hub_of else None
        lines.append(((AREA_LABELS[region], hub), variables, region))
    lines += [((AREA_LABELS[hub], None), variables, hub) for hub in HUBS]
    columns, rows = _effects(ensemble, (Column(TEXT["area"]), Column(TEXT["hub"])), lines)
    return Sheet("effect_by_region", TEXT["region"], columns, rows, TEXT["not_additive"])


def by_sector(ensemble: Ensemble) -> Sheet:
    """Effect on the real value added of the 17 sectors, nation."""
    label = CODELIST[VALUE_ADDED].label
    lines = [((SECTOR_LABELS[code], code), {label: f"{VALUE_ADDED}|{code}"}, NATION) for code in SECTORS]
    columns, rows = _effects(ensemble, (Column(TEXT["industry"]), Column(TEXT["id"])), lines)
    return Sheet("effect_by_sector", TEXT["sector"], columns, rows, TEXT["estimated"])


def by_size(ensemble: Ensemble) -> Sheet:
    """Effect on value added, productivity and persons by size class, nation."""
    outcomes = {
        CODELIST[VALUE_ADDED].label: "Value Added|Size|",
        CODELIST[PRODUCTIVITY].label: "Labour Productivity|Size|",
        CODELIST["Employment|Manufacturing|Workplace"].label: "Employment|Size|",
    }
    lines = [((SIZE_LABELS[code],), {label: stem + code for label, stem in outcomes.items()}, NATION) for code in SIZES]
    columns, rows = _effects(ensemble, (Column(TEXT["class"]),), lines)
    return Sheet("effect_by_size", TEXT["size"], columns, rows, TEXT["estimated"])


def announced_money(pledge: Mapping[str, Any]) -> Label | None:
    """What the source of a pledge announces, trillion won in total or a year; None where it names no amount."""
    money = pledge.get("money") or {}
    if money.get("announced") is None:
        return None
    amount = f"{float(money['announced']) * (1e-3 if money['unit'].startswith('billion') else 1.0):g}"
    return filled(TEXT["a_year" if money["unit"].endswith("/yr") else "in_total"], amount=amount)


def fiscal_cost(ensemble: Ensemble, info: RunInfo) -> Sheet:
    """Gross cost by lever and year from the first cost on, of the plan with its band, and the change of the deficit."""
    gross = ensemble.values("Fiscal Cost|Gross")
    announced = {row["id"]: money for row in info.pledges if (money := announced_money(row)) is not None}
    for pledge, beyond in info.unplaced.items():
        stated = announced.get(pledge, TEXT["unstated"])
        announced[pledge] = filled(TEXT["unplaced"], amount=stated, beyond=f"{beyond:.3g}")
    says = {row["id"]: Label(**row["says"]) for row in info.pledges}
    paths = cost_by_lever(ensemble)
    paths |= {pledge: np.zeros(gross.shape[1]) for pledge in announced if pledge not in paths}
    lines: list[tuple[Cell, Cell, Array]] = [
        (info.lever_labels.get(lever) or says.get(lever) or Label(lever, lever), lever, path)
        for lever, path in paths.items()
    ]
    lines += [
        (TEXT["gross"], None, gross.mean(axis=0)),
        (TEXT["gross_low"], None, np.quantile(gross, 0.05, axis=0)),
        (TEXT["gross_high"], None, np.quantile(gross, 0.95, axis=0)),
        (TEXT["net"], None, ensemble.values(FISCAL_NET).mean(axis=0)),
    ]
    active = np.flatnonzero(gross.any(axis=0) | (ensemble.values(FISCAL_NET) != 0.0).any(axis=0))
    first = int(active[0]) if active.size else 0
    bands = (TEXT["gross_low"], TEXT["gross_high"])
    spread = np.quantile(gross.sum(axis=1), (0.05, 0.95))
    rows = []
    for label, name, path in lines:
        total = float(spread[bands.index(label)]) if label in bands else float(path.sum())
        row: list[Cell] = [label, name]
        row += [Number(float(value) * 1e-3, COST_DIGITS) for value in (*path[first:], total)]
        rows.append((*row, announced.get(str(name))) if announced else tuple(row))
    columns = [Column(TEXT["lever"], wide=True), Column(TEXT["id"])]
    columns += [Column(Label(year, year)) for year in ensemble.years[first:]] + [Column(TEXT["sum"])]
    columns += [Column(TEXT["announced"])] if announced else []
    said = {"money": True, "announced_money": bool(announced), "unplaced_money": bool(info.unplaced)}
    notes = tuple(TEXT[key] for key, needed in said.items() if needed)
    return Sheet("fiscal_cost", TEXT["cost"], tuple(columns), tuple(rows), _together(notes))


def _remark(ensemble: Ensemble, pledge: Mapping[str, Any]) -> Label | None:
    """What one must know about how a pledge is covered."""
    parts = []
    if "why" in pledge:
        parts.append(Label(**pledge["why"]))
    parts += [filled(TEXT[key], name=pledge[key]) for key in ("with", "where") if pledge.get(key)]
    if pledge["id"] in ensemble.inert:
        parts.append(TEXT["inert"])
    if pledge["id"] in ensemble.repeated:
        parts.append(repeats(ensemble)[pledge["id"]])
    if "note" in pledge:
        parts.append(Label(**pledge["note"]))
    return Label("; ".join(part.en for part in parts), "; ".join(part.ko for part in parts)) if parts else None


def _strength(strength: Mapping[str, Any]) -> Label | None:
    """The three sizes in the unit of the lever."""
    if "unit" not in strength:
        return None
    sizes = " / ".join(f"{strength[key]:g}" for key in ("weak", "central", "strong"))
    return Label(*(f"{sizes} {unit_in(strength['unit'], tongue)}" for tongue in ("en", "ko")))


def _start(info: RunInfo, pledge: Mapping[str, Any]) -> Label | None:
    """Quarter in which the lever first acts in this run, and whether its date is assumed."""
    quarter = info.starts.get(pledge["id"])
    if quarter is None:
        return None
    if pledge.get("timing", {}).get("stated", True):
        return Label(quarter, quarter)
    return filled(TEXT["assumed"], quarter=quarter)


_FACT: Final = "F_"
"""How evidence is named that is a fact about the economy and no effect of a measure."""


def weakest_grade(info: RunInfo, evidence: Sequence[str]) -> Label | None:
    """The weakest grade of some evidence: A, B, C, then judgement; None where a grade is not known.

    Facts about the economy are no sizes of effects: a strength that cites nothing else is a judgement.
    """
    if JUDGEMENT.en in evidence or (evidence and all(key.startswith(_FACT) for key in evidence)):
        return JUDGEMENT
    grades = [info.grades.get(key, "") for key in evidence]
    return Label(max(grades), max(grades)) if grades and all(grades) else None


def evidence_label(keys: Iterable[Any]) -> Label:
    """The evidence that a pledge cites; judgement in words."""
    named = [JUDGEMENT if key == JUDGEMENT.en else Label(str(key), str(key)) for key in keys]
    return Label(", ".join(one.en for one in named), ", ".join(one.ko for one in named))


def coverage(ensemble: Ensemble, info: RunInfo) -> Sheet:
    """Every row of the plan: what is modelled, by which lever, on which evidence, and what is not and why."""
    rows = []
    for status, label in STATUS_LABELS.items():
        for pledge in info.pledges:
            if pledge["status"] != status:
                continue
            lever = pledge.get("lever")
            keys = [str(key) for key in pledge.get("strength", {}).get("evidence", ())]
            words = None if lever is None else info.mechanism_labels.get(lever, Label(lever, lever))
            rows.append(
                (Label(**pledge["says"]), pledge["id"], label, words, _strength(pledge.get("strength", {})),
                 _start(info, pledge), evidence_label(keys), weakest_grade(info, keys),
                 info.source_name(pledge["source"]), _remark(ensemble, pledge))
            )  # fmt: skip
    heads = ("says", "id", "status", "lever", "strength", "start", "evidence", "grade", "source", "remark")
    columns = tuple(Column(TEXT[key], wide=key in ("says", "remark")) for key in heads)
    notes = [note for note in (TEXT["grades"], _cited(info)) if note is not None]
    return Sheet("coverage", TEXT["coverage"], columns, tuple(rows), _together(notes))


def _cited(info: RunInfo) -> Label | None:
    """What the sources of the plan are, in the order of the plan."""
    found = dict.fromkeys(pledge["source"] for pledge in info.pledges)
    named = [(Label(**info.sources[key]["what"]), info.source_name(key)) for key in found if key in info.sources]
    if not named:
        return None
    english, korean = (
        "; ".join(f"{what[tongue]} ({where[tongue]})" for what, where in named) for tongue in ("en", "ko")
    )
    return Label(f"Sources: {english}.", f"출처: {korean}.")


def sheets(ensemble: Ensemble, info: RunInfo) -> list[Sheet]:
    """All tables that this run can have; one that is compared with nothing has only levels."""
    out = [headline(ensemble, info)]
    if ensemble.parent is not None:
        makers: tuple[Callable[[Ensemble], Sheet], ...] = (by_region, by_sector, by_size)
        out += [*(make(ensemble) for make in makers), fiscal_cost(ensemble, info)]
    if info.pledges:
        out.append(coverage(ensemble, info))
    return out
