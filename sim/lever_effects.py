"""Effect on record of every lever: one standard dose, alone, everywhere, measured by the model that runs.

`python run.py explain levers --measure` measures all levers and writes `sim/lever_effects.csv`, which `explain LEVER`
reads. The dose is the median central size of the pledges that use the lever in the shipped plans, a tenth of its range
where none does; it starts at once in the first quarter of `FIRST_YEAR`, stays, and reaches every establishment. Levers
that move plants between regions, which do nothing everywhere, reach those of one region, `PLACE`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np

from sim.codes import N_SECTORS, N_SIZES, REGIONS
from sim.files.records import read_records, write_records
from sim.indicators import CODELIST
from sim.labels import AREA_LABELS, NATION, Label, Language
from sim.levers import REGISTRY, LeverDefinition
from sim.levers.m3b_regions import SHARE
from sim.results.effects import FEWEST, NO_VERDICT
from sim.scenario import vocabulary
from sim.scenario.types import Lever, Scenario
from sim.switches import FILLED
from sim.unit_labels import unit_in

TABLE: Final = Path(__file__).with_name("lever_effects.csv")
FIRST_YEAR: Final = 2026
YEARS: Final = ("2027", "2030", "2035")
"""The second, fifth and tenth year of the dose."""
SCALE: Final = 0.02
RUNS: Final = 8
SEED: Final = 1
OUTCOMES: Final = (
    "Value Added|Manufacturing", "Labour Productivity|Manufacturing", "Total Factor Productivity|Manufacturing",
    "Employment|Manufacturing", "Exports|Manufacturing|Real",
)  # fmt: skip
"""Shown for every lever, beside the one it is meant to move and its gross cost."""
COST: Final = "Fiscal Cost|Gross"
PLACED: Final = "M3b"
"""Mechanism of the levers that are measured in one region."""
PLACE: Final = "Gyeongnam"
"""That region."""
TENTH: Final = 10.0
MOVERS: Final = 12
"""Levers that `explain INDICATOR` names."""
_LEAST: Final = 1e-3
"""%, points or billion won: smaller effects are shown as zero."""


@dataclass(frozen=True)
class Measured:
    """One number on record: mean and 90 % band over paired runs, in `unit`."""

    lever: str
    dose: float
    outcome: str
    area: str
    """The nation; also the region that the lever reaches, where it does not reach all."""
    year: str
    mean: float
    low: float
    high: float
    unit: str
    runs: int
    seed: int
    scale: float
    code: str
    """Hash of the sources that measured: a commit of a branch may not live on."""


def standard_dose(name: str, definition: LeverDefinition, strengths: Mapping[str, Sequence[float]]) -> float:
    """Median central size of the pledges that use the lever; else (also where they cancel) a tenth of the
    way to its far end.
    """
    if strengths.get(name) and median(strengths[name]) != definition.neutral:
        return float(median(strengths[name]))
    ends = sorted((definition.low, definition.high), key=lambda end: abs(end - definition.neutral))
    return definition.neutral + (ends[1] - definition.neutral) / TENTH


def pledged_strengths() -> dict[str, list[float]]:
    """Central sizes of the pledges of all shipped plans by lever."""
    from sim.files.document import read_document

    found: dict[str, list[float]] = {}
    for path in sorted(vocabulary.SHIPPED.glob("*.yaml")):
        for pledge in read_document(path)[0].plain().get("pledges", []):
            if pledge.get("lever") and pledge["status"] in vocabulary.ACTIVE:
                found.setdefault(pledge["lever"], []).append(float(pledge["strength"]["central"]))
    return found


def active_levers() -> dict[str, LeverDefinition]:
    """Levers whose mechanism acts in this version."""
    return {name: definition for name, definition in REGISTRY.items() if definition.module in FILLED}


def placed(name: str) -> bool:
    """Whether a lever is measured in one region."""
    return REGISTRY[name].module == PLACED


def plan_of(name: str, dose: float, baseline: Scenario) -> Scenario:
    """The baseline with one lever at its dose."""
    definition = REGISTRY[name]
    reached = np.array([region == PLACE or not placed(name) for region in REGIONS])
    start = (FIRST_YEAR - baseline.horizon.base_year) * 4
    lever = Lever(
        id=name, lever=name, status="modelled", says=definition.label, source="",
        regions=reached, sectors=np.ones(N_SECTORS, dtype=bool),
        sizes=np.ones(N_SIZES, dtype=bool), tags=(), start=start, lag=0, ramp=0, end=None,
        weak=dose, central=dose, strong=dose, unit=definition.unit, by=None, evidence=(), money=None,
        money_per_year=False, probability=1.0,
    )  # fmt: skip
    return replace(baseline, id=name, levers=(lever,))


def measure(
    names: Sequence[str] = (), *, runs: int = RUNS, scale: float = SCALE, until: int = int(YEARS[-1]),
    workers: int | None = None, progress: Any = None,
) -> list[Measured]:  # fmt: skip
    """Run every lever (or those named) alone against the baseline; one task of a worker runs all of a replication."""
    from sim.compare.runs import run_comparison
    from sim.ensemble import ModelFactory
    from sim.results.code import CodeVersion
    from sim.scenario import Horizon, Options, load
    from sim.workers import EnsembleError, Workers

    options = Options(Horizon(until=until))
    baseline = replace(load(vocabulary.SHIPPED / "baseline.yaml", options), uncertain={})
    strengths = pledged_strengths()
    doses = {
        name: standard_dose(name, definition, strengths)
        for name, definition in active_levers().items()
        if not names or name in names
    }
    with Workers(workers, progress) as pool:
        found = run_comparison(
            baseline,
            [plan_of(name, dose, baseline) for name, dose in doses.items()],
            ModelFactory(options.horizon.base_year, until, scale, {}),
            pool, seed=SEED, replications=range(runs),
        )  # fmt: skip
    if found.faults:
        raise EnsembleError("; ".join(f"{name}: {fault}" for name, fault in found.faults.items()))
    sources = CodeVersion.of_this_program().source_hash[:8]
    common: dict[str, Any] = {"runs": runs, "seed": SEED, "scale": scale, "code": f"src-{sources}"}
    return [
        Measured(lever=name, dose=doses[name], **numbers, **common)
        for name in doses
        for numbers in _numbers(name, found)
    ]


def _numbers(name: str, found: Any) -> Iterator[dict[str, Any]]:
    """Effects of one lever by area, outcome and year; a share of the nation in itself is left out."""
    at, intended = found.members.index(name), REGISTRY[name].intended
    rows = [(PLACE, outcome) for outcome in dict.fromkeys((intended, *OUTCOMES)) if placed(name)]
    rows += [(NATION, outcome) for outcome in dict.fromkeys((intended, *OUTCOMES, COST)) if outcome != SHARE]
    for area, outcome in rows:
        money = outcome == COST
        draws = (found.differences(outcome) if money else found.effects(outcome, area))[at]
        for year in (year for year in YEARS if year in found.years):
            column = draws[:, found.years.index(year)]
            low, high = np.quantile(column, (0.05, 0.95))
            shown = CODELIST[outcome].unit if money else found.unit(outcome, area).of_change.en
            yield {
                "outcome": outcome, "area": area, "year": year, "mean": float(column.mean()), "low": float(low),
                "high": float(high), "unit": shown,
            }  # fmt: skip


def write(rows: Sequence[Measured], path: Path = TABLE) -> None:
    """Write the table; numbers have six digits."""
    write_records(rows, Measured, path, digits=6)


def read(path: Path = TABLE) -> list[Measured]:
    """The table on record, empty when nothing has been measured."""
    return read_records(Measured, path)


_TEXT: Final = {
    "how": Label(
        "{where} from {first}Q1: mean and 90 % band of {runs} paired runs, seed {seed}, scale {scale:g}, code {code}",
        "{first}Q1부터 {where}: 동일 난수로 짝지은 {runs}쌍 모의실험의 평균과 90% 구간, "
        "시드 {seed}, 규모 {scale:g}, 코드 {code}",
    ),
    "everywhere": Label("everywhere", "전국"),
    "size": Label("{mean} ({low} to {high})", "{mean} ({low} ~ {high})"),
    "dose": Label("{dose:g} {unit} {how}", "{dose:g} {unit}, {how}"),
    "each": Label(
        "in {year}, {unit}, each lever alone at its standard dose {how}",
        "{year}년, {unit}, 수단마다 단독으로 표준 강도, {how}",
    ),
    "each_there": Label(
        "of {area} in {year}, {unit}, each lever that moves plants between regions alone at its standard dose in {how}",
        "{area} {year}년, {unit}, 사업체를 지역 간에 옮기는 수단마다 단독으로 표준 강도, {how}",
    ),
    "mover": Label("{lever} at {dose:g} {unit}: {size}", "{lever} ({dose:g} {unit}): {size}"),
    "more": Label("... and {count} levers that move it less", "... 외 {count}개 수단은 효과가 더 작음"),
}


def outcome_in(name: str, language: Language) -> str:
    """The published name of an outcome, with its Korean label where Korean is asked for."""
    return f"{name}, {CODELIST[name].label.ko}" if language == "ko" and name in CODELIST else name


def _how(row: Measured, language: Language) -> str:
    return _TEXT["how"][language].format(
        where=AREA_LABELS[PLACE][language] if placed(row.lever) else _TEXT["everywhere"][language],
        first=FIRST_YEAR, runs=row.runs, seed=row.seed, scale=row.scale, code=row.code,
    ) + (f"; {NO_VERDICT[language]}" if row.runs < FEWEST else "")  # fmt: skip


def three_digits(value: float) -> str:
    """A difference with its sign and three significant digits, without powers of ten.

    >>> three_digits(2734.6), three_digits(-0.012345)
    ('+2,730', '-0.0123')
    """
    rounded = float(f"{value:.3g}")
    return f"{rounded:+,.0f}" if abs(rounded) >= 100.0 else f"{rounded:+.3g}"


def _size(row: Measured, language: Language) -> str:
    mean, low, high = (three_digits(value) if abs(value) >= _LEAST else "0" for value in (row.mean, row.low, row.high))
    return _TEXT["size"][language].format(mean=mean, low=low, high=high)


def movers_on_record(outcome: str, language: Language = "en") -> list[str]:
    """Lines for readers: how it was measured, then which levers move the outcome most, each alone.

    First of the nation, by levers that reach it all; then of one region, by those that are measured there.
    """
    rows = [row for row in read() if (row.outcome, row.year) == (outcome, YEARS[-1]) and (row.low or row.high)]
    everywhere = [row for row in rows if not placed(row.lever)]
    there = [row for row in rows if placed(row.lever) and row.area == PLACE]
    return [*_movers(everywhere, "each", language), *_movers(there, "each_there", language)]


def _movers(rows: list[Measured], kind: str, language: Language) -> list[str]:
    """A head and a line per lever, the largest mean first (ties: by name); nothing without rows."""
    if not rows:
        return []
    lines = [
        _TEXT[kind][language].format(
            year=YEARS[-1], unit=unit_in(rows[0].unit, language), how=_how(rows[0], language),
            area=AREA_LABELS[rows[0].area][language],
        )
    ]  # fmt: skip
    rows = sorted(rows, key=lambda row: (-abs(row.mean), row.lever))
    lines += [
        _TEXT["mover"][language].format(
            lever=row.lever, dose=row.dose, unit=unit_in(REGISTRY[row.lever].unit, language), size=_size(row, language)
        )
        for row in rows[:MOVERS]
    ]
    return [*lines, _TEXT["more"][language].format(count=len(rows) - MOVERS)] if len(rows) > MOVERS else lines


def on_record(name: str, language: Language = "en") -> list[str]:
    """Lines for readers: effect by outcome in each year, and how it was measured."""
    rows = [row for row in read() if row.lever == name]
    if not rows:
        return []
    unit, how = unit_in(REGISTRY[name].unit, language), _how(rows[0], language)
    lines = [_TEXT["dose"][language].format(dose=rows[0].dose, unit=unit, how=how)]
    for area, outcome in dict.fromkeys((row.area, row.outcome) for row in rows):
        these = [row for row in rows if (row.area, row.outcome) == (area, outcome)]
        unit, parts = unit_in(these[0].unit, language), [f"{row.year} {_size(row, language)}" for row in these]
        where = f"{AREA_LABELS[area][language]}, " if placed(name) else ""
        lines.append(f"{where}{outcome_in(outcome, language)}, {unit}: {'; '.join(parts)}")
    return lines
