"""World assumptions of a scenario: a constant, a path by year or quarter, or a column of a CSV file.

A value of a path holds from its date until the next one (`between: step`), or values are joined by straight lines
(`between: linear`). A year stands for its four quarters; before the first date the parameter's default holds, after
the last one the last value.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.files.document import Node, is_number, read_text
from sim.files.problems import Mark, Problem, ScenarioError, Source, shown, suggest
from sim.files.slips import number_hint
from sim.files.tables import as_number, cell_mark, read_cells
from sim.parameters import ParameterSpec
from sim.scenario import vocabulary
from sim.scenario.quarters import USUAL_LAST, Horizon, parse_quarter, quarter_text
from sim.scenario.vocabulary import PAYERS, SLOWING, share_hint
from sim.unit_labels import unit_in

Array = NDArray[np.float64]
_BETWEEN = ("step", "linear")
_KEYS = {"path": ("path", "between"), "file": ("file", "column", "between")}


@dataclass(frozen=True)
class _Point:
    quarter: int
    value: float
    year: bool
    """Holds for the four quarters of a year."""


def cannot_act(name: str, node: Node, spec: ParameterSpec, section: str) -> Problem | None:
    """The problem of a number that a scenario gives but no run would read."""
    mark = node.key_mark or node.mark
    if spec.acts == "never":
        hint = "it shapes the population of establishments or a standard shock, the same in all runs"
        return Problem(mark, f"{name} cannot be changed by a scenario", hint)
    if spec.acts == "opening" and section == "assume":
        hint = f"write it under uncertain; {name}: {{low: x, high: x}} fixes it at x"
        return Problem(mark, f"{name} acts only when the economy is opened, so it cannot be assumed", hint)
    return None


def read_assumption(
    name: str, node: Node, spec: ParameterSpec, horizon: Horizon, folder: Path
) -> tuple[float | Array | None, list[Problem]]:
    """Value (a number, or one per quarter of the horizon) of one entry of `assume`, and its problems."""
    problems: list[Problem] = []
    if is_number(node.value):
        problems = _range_problems(name, float(node.value), node.mark, spec)
        return float(node.value), problems
    if not isinstance(node.value, dict) or not ({"path", "file"} & set(node.value)):
        message = f"expected a number, {{path: ...}} or {{file: ...}}, found {shown(node.plain())}"
        return None, [Problem(node.mark, message, _number_hint(name, node, spec))]
    kind = "file" if "file" in node.value else "path"
    for key, child in node.value.items():
        if key not in _KEYS[kind]:
            mark = child.key_mark or child.mark
            problems.append(Problem(mark, f"unknown key {shown(key)}", suggest(key, _KEYS[kind])))
    between = node.value.get("between")
    if between is not None and between.value not in _BETWEEN:
        problems.append(Problem(between.mark, f"{shown(between.plain())} is not allowed here",
                                suggest(between.plain(), _BETWEEN)))  # fmt: skip
    if kind == "path":
        points, found = _path_points(name, node.value["path"], spec, horizon)
    else:
        points, found = _file_points(name, node, spec, horizon, folder)
    problems += found
    if any(not problem.warning for problem in problems) or not points:
        return None, problems
    linear = between is not None and between.value == "linear"
    return _series(points, spec.default, horizon, linear=linear), problems


def _number_hint(name: str, node: Node, spec: ParameterSpec) -> str:
    """How a number is written that was given as a text, and what it is measured in."""
    meant = number_hint(node.value) if isinstance(node.value, str) else ""
    unit = f"{name} is measured in: {spec.unit}"
    return f"{meant}; {unit}" if meant else unit


def still_slowing(assume: Mapping[str, float | Array], marks: Mapping[str, Mark]) -> list[Problem]:
    """Warnings where a rate of growth follows a path of the scenario and falls by `growth_slowdown` all the same."""
    paths = [name for name in SLOWING if isinstance(assume.get(name), np.ndarray)]
    if not paths or not np.any(
        assume.get("growth_slowdown", vocabulary.parameter_registry()["growth_slowdown"].default)
    ):
        return []
    return [
        Problem(
            marks[name], f"{name} falls by growth_slowdown below this path, year after year",
            "growth_slowdown: 0 keeps every path of growth as written", warning=True,
            korean=f"{name}은(는) 이 경로보다 매년 growth_slowdown만큼 더 낮아짐",
            korean_hint="growth_slowdown: 0이면 경로가 그대로 유지됨",
        )
        for name in paths
    ]  # fmt: skip


def departures(scenario: Any, reference: Any) -> list[str]:
    """Names that two scenarios assume otherwise; who pays for the measures of a plan is a part of the plan, no world.

    What one of them does not assume has its default there, unless it is sampled: no number is the same as that.
    """
    registry = vocabulary.parameter_registry()

    def value(one: Any, name: str) -> Any:
        """What a scenario takes; None where it is sampled."""
        usual = registry[name].default if name in registry and name not in one.uncertain else None
        return one.assume.get(name, usual)

    return sorted(
        name
        for name in {*scenario.assume, *reference.assume} - {*vocabulary.PAYERS}
        if not np.all(np.equal(value(scenario, name), value(reference, name)))
    )


def _range_problems(name: str, value: float, mark: Mark, spec: ParameterSpec) -> list[Problem]:
    if not spec.low <= value <= spec.high:
        message = f"{name} = {value:g} is outside what the model accepts, {spec.low:g} to {spec.high:g}"
        return [Problem(mark, message, share_hint(value, spec.low, spec.high, spec.unit))]
    low, high = spec.plausible
    if low <= value <= high or name in PAYERS:  # who pays is a choice, of which any is as good
        return []
    if low == high:
        message = f"{name} = {value:g} departs from {spec.default:g}, which is fixed: {spec.plausible_basis}"
        korean = f"{name} = {value:g}: 고정된 값 {spec.default:g}에서 벗어남"
    else:
        message = f"{name} = {value:g} is outside the plausible range, {spec.defended}"
        korean = f"{name} = {value:g}: 타당한 범위 {low:g}~{high:g} 밖"
    unit = unit_in(spec.unit, "ko")
    return [Problem(mark, message, f"it is measured in: {spec.unit}", warning=True, korean=korean,
                    korean_hint=f"단위: {unit}")]  # fmt: skip


def _date(text: object) -> tuple[int, bool] | None:
    """(quarter, whether a whole year is meant)."""
    if isinstance(text, int) and not isinstance(text, bool) and 1900 <= text <= 2200:
        return text * 4, True
    if isinstance(text, str) and text.isdecimal() and len(text) == 4:
        return int(text) * 4, True
    quarter = parse_quarter(text)
    return None if quarter is None else (quarter, False)


def _in_horizon(quarter: int, year: bool, mark: Mark, horizon: Horizon) -> list[Problem]:
    if horizon.first <= quarter <= max(horizon.last, USUAL_LAST):  # a shorter run takes the part that it reaches
        return []
    text = str(quarter // 4) if year else quarter_text(quarter)
    return [Problem(mark, f"{text} is outside the run, {horizon}")]


def _path_points(name: str, node: Node, spec: ParameterSpec, horizon: Horizon) -> tuple[list[_Point], list[Problem]]:
    if not isinstance(node.value, dict) or not node.value:
        found = "none" if node.value == {} else shown(node.plain())
        return [], [Problem(node.mark, f"expected dates with values, found {found}",
                            "write {2026: 0.02, 2030: 0.03}")]  # fmt: skip
    points, problems = [], []
    for key, child in node.value.items():
        date = _date(key)
        key_mark = child.key_mark or child.mark
        if date is None:
            problems.append(Problem(key_mark, f"{shown(key)} is not a year or a quarter", "write 2026 or 2026Q3"))
        elif not is_number(child.value):
            message = f"expected a number, found {shown(child.plain())}"
            problems.append(Problem(child.mark, message, _number_hint(name, child, spec)))
        else:
            problems += _in_horizon(*date, key_mark, horizon)
            problems += _range_problems(name, float(child.value), child.mark, spec)
            points.append(_Point(date[0], float(child.value), date[1]))
    return points, problems + _order_problems(points, node.mark)


def _order_problems(points: list[_Point], mark: Mark) -> list[Problem]:
    dates = [point.quarter for point in points]
    if any(later <= earlier for earlier, later in itertools.pairwise(dates)):
        return [Problem(mark, "the dates must rise from each entry to the next, each given once")]
    return []


def _file_points(
    name: str, node: Node, spec: ParameterSpec, horizon: Horizon, folder: Path
) -> tuple[list[_Point], list[Problem]]:
    entry = node.value["file"]
    if not isinstance(entry.value, str) or not entry.value:
        return [], [Problem(entry.mark, f"expected the name of a CSV file, found {shown(entry.plain())}")]
    try:
        source = read_text(folder / entry.value, rank=entry.mark.source.rank)
    except ScenarioError as error:
        return [], [Problem(entry.mark, f"the file {shown(entry.value)}: {error.problems[0].message}",
                            error.problems[0].hint or "a file is looked for beside the scenario")]  # fmt: skip
    column = node.value.get("column")
    wanted = column.value if column is not None else name
    try:
        table = read_cells(source)
    except ScenarioError as error:
        return [], error.problems
    header = [cell.strip() for cell in table[0][1]] if table else []
    time_name = next((word for word in ("quarter", "year") if word in header), None)
    top = Mark(source, 1, 1)
    if time_name is None:
        return [], [Problem(top, "the table needs a column 'year' or 'quarter'")]
    if wanted not in header:
        hint = suggest(wanted, [word for word in header if word != time_name])
        return [], [Problem(top, f"the table has no column {shown(wanted)}", hint)]
    twice = [word for word in (time_name, wanted) if header.count(word) > 1]
    if twice:
        return [], [Problem(top, f"two columns are called {shown(twice[0])}")]
    return _table_points(name, source, table, (header.index(time_name), header.index(wanted)), spec, horizon)


def _table_points(
    name: str,
    source: Source,
    table: list[tuple[int, list[str]]],
    columns: tuple[int, int],
    spec: ParameterSpec,
    horizon: Horizon,
) -> tuple[list[_Point], list[Problem]]:
    points, problems = [], []
    for number, row in table[1:]:
        if len(row) <= max(columns):
            message = f"the row has {len(row)} cells, fewer than the header"
            problems.append(Problem(Mark(source, number, 1), message))
            continue
        date, text = _date(row[columns[0]].strip()), row[columns[1]].strip()
        value = as_number(text)
        if date is None:
            mark = cell_mark(source, number, row, columns[0])
            problems.append(Problem(mark, f"{shown(row[columns[0]])} is not a year or a quarter"))
        elif value is None:
            mark = cell_mark(source, number, row, columns[1])
            problems.append(Problem(mark, f"expected a number for {name}, found {shown(text)}"))
        elif horizon.first <= date[0] <= horizon.last:  # an outlook may be longer than the run
            problems += _range_problems(name, value, cell_mark(source, number, row, columns[1]), spec)
            points.append(_Point(date[0], value, date[1]))
    if not points and not problems:
        problems.append(Problem(Mark(source, 1, 1), f"no row lies within the run, {horizon}"))
    return points, problems + _order_problems(points, Mark(source, 1, 1))


def _series(points: list[_Point], default: float, horizon: Horizon, *, linear: bool) -> Array:
    """One value per quarter of the horizon; points may lie beyond it."""
    reach = max([horizon.quarters, *(point.quarter - horizon.first + 1 for point in points)])
    out = np.full(reach, default)
    for point, following in zip(points, [*points[1:], None], strict=True):
        begin = point.quarter - horizon.first
        hold = begin + (4 if point.year else 1)
        end = following.quarter - horizon.first if following is not None else reach
        out[begin:end] = point.value
        if linear and following is not None and end > hold:
            steps = np.arange(1, end - hold + 1) / (end - hold + 1)
            out[hold:end] = point.value + steps * (following.value - point.value)
    return out[: horizon.quarters]


def read_uncertain(
    name: str, node: Node, spec: ParameterSpec
) -> tuple[tuple[float, float, float] | None, list[Problem]]:
    """(low, central, high) of a sampled parameter: `range` takes the registry's, or {low: .., high: ..}."""
    if node.value == "range":
        if spec.weak == spec.strong:
            return None, [Problem(node.mark, f"the registry gives no range for {name}", "write {low: ..., high: ...}")]
        return (min(spec.weak, spec.strong), spec.default, max(spec.weak, spec.strong)), []
    if not isinstance(node.value, dict):
        message = f"expected the word range or {{low: ..., high: ...}}, found {shown(node.plain())}"
        return None, [Problem(node.mark, message)]
    problems: list[Problem] = []
    numbers: dict[str, float] = {}
    for key, child in node.value.items():
        if key not in ("low", "central", "high"):
            mark = child.key_mark or child.mark
            problems.append(Problem(mark, f"unknown key {shown(key)}", suggest(key, ("low", "central", "high"))))
        elif not is_number(child.value):
            message = f"expected a number, found {shown(child.plain())}"
            problems.append(Problem(child.mark, message, _number_hint(name, child, spec)))
        else:
            numbers[str(key)] = float(child.value)
            problems += _range_problems(name, float(child.value), child.mark, spec)
    for key in ("low", "high"):
        if key not in node.value:
            problems.append(
                Problem(node.mark_of((key,)), f"the key '{key}' is missing", f"{name}: {{low: .., high: ..}}")
            )
    if any(not problem.warning for problem in problems):
        return None, problems
    low, high = numbers["low"], numbers["high"]
    central = numbers.get("central", min(max(spec.default, low), high))
    if not low <= central <= high:
        problems.append(Problem(node.mark, f"low, central and high must rise: {low:g}, {central:g}, {high:g}"))
        return None, problems
    return (low, central, high), problems
