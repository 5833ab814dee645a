"""Effect on record of every parameter: moved alone to either end of its plausible range, in the baseline.

`python run.py explain parameters --measure` measures all of them and writes `sim/parameter_effects.csv`, which
`explain PARAMETER` reads. It is assumed from the first quarter on, as `--set` does, or holds when the economy is opened
where it acts only there. All other parameters stand at their defaults; a run and the baseline meet the same random
numbers. A parameter that only a lever reads moves nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.ensemble import Factory, ModelFactory
from sim.files.records import read_records, write_records
from sim.indicators import annual_table
from sim.labels import NATION, Label, Language
from sim.lever_effects import outcome_in, three_digits
from sim.measures import Array
from sim.parameters import ParameterSpec, default_parameters, load_registry
from sim.scenario import vocabulary
from sim.scenario.types import Scenario
from sim.workers import EnsembleError

TABLE: Final = Path(__file__).with_name("parameter_effects.csv")
YEARS: Final = ("2027", "2030", "2035")
SCALE: Final = 0.02
RUNS: Final = 2
SEED: Final = 1
OUTCOMES: Final = (
    "Value Added|Manufacturing", "Labour Productivity|Manufacturing", "Total Factor Productivity|Manufacturing",
    "Employment|Manufacturing", "Exports|Manufacturing|Real", "Price|Consumer",
)  # fmt: skip


@dataclass(frozen=True)
class Moved:
    """One number on record: difference from the baseline at both ends of the plausible range, %, mean of the runs."""

    parameter: str
    low: float
    high: float
    outcome: str
    year: str
    at_low: float
    at_high: float
    runs: int
    seed: int
    scale: float
    code: str
    """Hash of the sources that measured."""


@dataclass(frozen=True)
class _Job:
    """What a worker needs: task k is point k // runs in replication k % runs; the first point is the baseline."""

    baseline: Scenario
    points: tuple[tuple[str, float], ...]
    runs: int


def movable() -> Mapping[str, ParameterSpec]:
    """Parameters that a scenario may move and that are not fixed."""
    return {name: spec for name, spec in load_registry().items() if spec.acts != "never" and spec.defended != "fixed"}


def _run(factory: Factory, job: _Job, task: int) -> Array:
    """(outcomes, years) of the nation with one parameter moved."""
    from sim.branching import run_all
    from sim.model import ManufacturingModel

    assert isinstance(factory, ModelFactory)
    name, value = job.points[task // job.runs]
    plan, parameters = job.baseline, default_parameters()
    if name and load_registry()[name].acts == "opening":
        parameters = parameters.replace(**{name: value})
    elif name:
        plan = replace(plan, assume={**plan.assume, name: value})
    model = ManufacturingModel(
        plan, factory.economy, parameters, seed=SEED, replication=task % job.runs, scale=factory.scale,
        until=factory.until,
    )  # fmt: skip
    try:
        ((_, panel),) = run_all(model, [])
    except ArithmeticError:
        return np.full((len(OUTCOMES), len([year for year in YEARS if int(year) <= factory.until])), np.nan)
    table = annual_table(panel, factory.economy)
    rows = {variable: k for k, (variable, area, _) in enumerate(table.keys) if area == NATION}
    columns = [table.periods.index(year) for year in YEARS if year in table.periods]
    return np.array([table.values[rows[outcome]][columns] for outcome in OUTCOMES])


def measure(
    names: Sequence[str] = (), *, runs: int = RUNS, scale: float = SCALE, until: int = int(YEARS[-1]),
    workers: int | None = None, progress: Any = None,
) -> list[Moved]:  # fmt: skip
    """Run the baseline with every parameter (or those named) at both ends of its plausible range."""
    from sim.results.code import CodeVersion
    from sim.scenario import Horizon, Options, load
    from sim.workers import Workers

    options = Options(Horizon(until=until))
    baseline = replace(load(vocabulary.SHIPPED / "baseline.yaml", options), uncertain={})
    specs = {name: spec for name, spec in movable().items() if not names or name in names}
    points = (("", 0.0), *((name, end) for name, spec in specs.items() for end in spec.plausible))
    factory = ModelFactory(options.horizon.base_year, until, scale, {})
    factory.prepare()
    with Workers(workers, progress) as pool:
        factory.compile([baseline], SEED, pool)
        results = pool.each(_run, factory, _Job(baseline, points, runs), range(len(points) * runs))
    values = np.array(results).reshape(len(points), runs, len(OUTCOMES), -1)
    if stopped := [
        f"{name} = {end:g}" for (name, end), found in zip(points, values, strict=True) if np.isnan(found).any()
    ]:
        raise EnsembleError(f"the model stops at the end of a plausible range: {', '.join(stopped)}")
    percent = 100.0 * (values[1:] / values[:1] - 1.0).mean(axis=1)
    sources = CodeVersion.of_this_program().source_hash[:8]
    return [
        Moved(name, *spec.plausible, outcome, year, float(percent[2 * k, row, column]),
              float(percent[2 * k + 1, row, column]), runs, SEED, scale, f"src-{sources}")
        for k, (name, spec) in enumerate(specs.items())
        for row, outcome in enumerate(OUTCOMES)
        for column, year in enumerate(year for year in YEARS if int(year) <= until)
    ]  # fmt: skip


def write(rows: Sequence[Moved], path: Path = TABLE) -> None:
    """Write the table; numbers have four digits."""
    write_records(rows, Moved, path, digits=4)


def read(path: Path = TABLE) -> list[Moved]:
    """The table on record, empty when nothing has been measured."""
    return read_records(Moved, path)


_TEXT: Final = {
    "how": Label(
        "at {low:g} | at {high:g}, all else at its default: % of the baseline, mean of {runs} paired runs, "
        "seed {seed}, scale {scale:g}, code {code}",
        "{low:g}일 때 | {high:g}일 때, 나머지는 기본값: 기준 시나리오 대비 %, 동일 난수로 짝지은 {runs}쌍 모의실험의 "
        "평균, 시드 {seed}, 규모 {scale:g}, 코드 {code}",
    ),
    "still": Label(
        "nothing moves in the baseline: it acts where a plan uses it",
        "기준 시나리오에서는 아무것도 움직이지 않음: 계획이 쓰는 곳에서 작동함",
    ),
}


def on_record(name: str, language: Language = "en") -> list[str]:
    """Lines for readers: difference from the baseline at both ends by outcome and year, and how it was measured."""
    rows = [row for row in read() if row.parameter == name]
    if not rows:
        return []
    first = rows[0]
    lines = [
        _TEXT["how"][language].format(
            low=first.low, high=first.high, runs=first.runs, seed=first.seed, scale=first.scale, code=first.code
        )
    ]
    if not any(row.at_low or row.at_high for row in rows):
        return [*lines, _TEXT["still"][language]]
    for outcome in dict.fromkeys(row.outcome for row in rows):
        moved = [(row.year, row.at_low, row.at_high) for row in rows if row.outcome == outcome]
        parts = [f"{year} {three_digits(low)} | {three_digits(high)}" for year, low, high in moved]
        lines.append(f"{outcome_in(outcome, language)}: {'; '.join(parts)}")
    return lines
