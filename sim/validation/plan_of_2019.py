"""The plan of June 2019 as a back-test: its targets, what the model makes of them from 2019, what happened to 2022.

From 2019 the economy is `calibration.build(2019, blind=True)`, measures act as dated (2019Q3 on) and the run ends in
2022, the last year observed. At the common start the same plan is announced in 2026 of an economy of 2022. One run each
with and without the plan, without shocks, at central parameters. What was promised and what happened stand in
`calibration/targets/plan_2019.csv`.

    needed(2022) = base + (promised - base) (2022 - 2019) / (due - 2019)

A promised level is held against the level, a change against value(2022) / value(2019) of the same source, so that the
model's own level of 2019 does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import calibration
from calibration.economy import OpeningEconomy
from sim.codes import N_SECTORS
from sim.files.tables import Columns, read_table
from sim.measures import yearly
from sim.model import ManufacturingModel
from sim.parameters import Parameters, default_parameters
from sim.scenario import Horizon, Options, load_pair
from sim.switches import DETERMINISTIC
from sim.targets import evaluate, is_judged, met
from sim.validation.back_tests import COUNTED, BackTest, unsupported
from sim.validation.hindcasts import BASELINE, LAST, origin_parameters
from sim.validation.past import STEADY

Array = NDArray[np.float64]
TABLE = Path(calibration.__file__).parent / "targets" / "plan_2019.csv"
PLAN = BASELINE.parent / "manufacturing_renaissance_2019.yaml"
ANNOUNCED, DUE = 2019, 2030
COMMON = Horizon(LAST, 2035)
GROWN = 4.0
"""Log points: pooled error of half drift for national value added two to three years ahead (3.99)."""
BY_CONSTRUCTION = ("mr19_top4",)
"""Targets on which the model has no say in 2022: it takes the table of exporters of 2022."""
OTHER_PRICES = ("mr19_va_ratio",)
"""Targets of which the published figure is nominal, while they are promised and judged at constant prices."""
RATIO = "ratio to 2019"
"""Unit of a promise that is counted from its own start."""


@dataclass(frozen=True)
class Promise:
    """One target of the plan, and what happened; None where nothing was published."""

    target: str
    promised: float
    due: int
    judged: str
    """level or change."""
    base: float | None
    happened: float | None
    unit: str
    source: str
    grade: str
    note: str

    @property
    def needed(self) -> float | None:
        """On a straight line from 2019 to the due date, in 2022."""
        if self.base is None:
            return None
        return self.base + (self.promised - self.base) * (LAST - ANNOUNCED) / (self.due - ANNOUNCED)

    def on_pace(self, value: float | None, start: float | None) -> bool | None:
        """Whether a value of 2022 keeps the pace; `start`: that of 2019 from the same source. None: cannot be told."""
        if value is None or self.needed is None or self.base is None or not np.isfinite(value):
            return None
        if self.judged == "level":
            return value >= self.needed
        assert start is not None
        return value / start >= self.needed / self.base


def promises() -> tuple[Promise, ...]:
    """The table, in order."""

    def number(text: str) -> float | None:
        """None for an empty cell."""
        return float(text) if text else None

    columns = Columns(
        ("target", "promised", "due", "judged", "base_2019", "happened_2022", "unit", "source", "grade", "note"),
        numbers=("promised", "base_2019", "happened_2022"), whole=("due",), filled=("target", "promised"),
        words={"judged": ("level", "change")}, keys=("target",),
    )  # fmt: skip
    return tuple(
        Promise(
            row["target"], float(row["promised"]), int(row["due"]), row["judged"], number(row["base_2019"]),
            number(row["happened_2022"]), row["unit"], row["source"], row["grade"], row["note"],
        )
        for row in read_table(TABLE, columns)
    )  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Runs without (first) and with the plan: paths of the targets by year, (2, years), and effects in per cent."""

    base_year: int
    paths: Mapping[str, Array]
    met: Mapping[str, Array]
    """(2, years) whether the target as written in the scenario is met."""
    effects: Mapping[str, Array]
    """(years,) effect of the plan on value added, productivity and employment of manufacturing, per cent."""
    unjudged: frozenset[str]
    """Targets due before the first measure acts."""

    def at(self, target: str, year: int) -> tuple[float, float]:
        """Values without and with the plan."""
        first, second = self.paths[target][:, year - self.base_year]
        return float(first), float(second)

    def shown(self, promise: Promise, year: int) -> tuple[float, float]:
        """The same in the unit of the promise: a ratio counts from the first year of the run."""
        values, base = self.at(promise.target, year), self.at(promise.target, self.base_year)
        return (values[0] / base[0], values[1] / base[1]) if promise.unit == RATIO else values


def _pair(options: Options, economy: OpeningEconomy, parameters: Parameters, until: int, scale: str | float) -> Pair:
    plan, reference = load_pair(PLAN, options)
    panels = [
        ManufacturingModel(one, economy, parameters, scale=scale, switches=DETERMINISTIC, until=until).run()
        for one in (reference, plan)
    ]
    found = [evaluate(plan.targets, panel, panels[0], economy) for panel in panels]
    values = np.stack([one.value for one in found])
    good = np.stack([met(plan.targets, one.value, one.required) for one in found])
    names = [target.id for target in plan.targets]
    made = [_levels(panel) for panel in panels]
    return Pair(
        economy.base_year,
        {name: values[:, k, 3::4] for k, name in enumerate(names)},
        {name: good[:, k, 3::4] for k, name in enumerate(names)},
        {name: 100.0 * (made[1][name] / made[0][name] - 1.0) for name in made[0]},
        frozenset(target.id for target in plan.targets if not is_judged(target)),
    )


def _levels(panel: Mapping[str, Any]) -> dict[str, Array]:
    def made(name: str) -> Array:
        """(years,) sums over manufacturing and quarters."""
        return yearly(panel[name][:, :, :N_SECTORS].sum(axis=(1, 2)))

    value, jobs = made("value_added_volume"), made("employment")
    return {"value added": value, "labour productivity": value / jobs, "employment": jobs}


@dataclass(frozen=True)
class PlanTest:
    """The plan from 2019, and at the common start."""

    then: Pair
    now: Pair
    scale: str | float

    def error(self, promise: Promise) -> float | str:
        """Per cent by which the model with the plan misses what happened to 2022, or why that cannot be told.

        A level: model / happened - 1; a change: the growth of the model since 2019 / that of the published series - 1.
        """
        if promise.target in BY_CONSTRUCTION:
            return "given"
        if promise.happened is None or promise.base is None:
            return "not observed"
        if promise.target in OTHER_PRICES:
            return "not comparable: nominal"
        end, happened = self._with(promise.target, LAST), promise.happened
        if promise.judged == "change":
            end, happened = end / self._with(promise.target, ANNOUNCED), happened / promise.base
        return 100.0 * (end / happened - 1.0)

    def on_pace(self, promise: Promise, with_plan: bool = True) -> bool | None:
        """Whether the model keeps the pace in 2022."""
        start, end = self.then.at(promise.target, ANNOUNCED), self.then.at(promise.target, LAST)
        return promise.on_pace(end[int(with_plan)], start[int(with_plan)])

    def sizes(self) -> list[BackTest]:
        """How large the answer is, where history gives a size."""
        real = {one.target: one for one in promises()}
        plants, jobs = real["mr19_sf30k"], real["mr19_labprod40"]
        counted = self._with("mr19_sf30k", LAST) / float(plants.happened or np.nan)
        grown = np.log(self._with("mr19_labprod40", LAST) / self._with("mr19_labprod40", ANNOUNCED))
        happened = np.log(float(jobs.happened or np.nan) / float(jobs.base or np.nan))
        return [
            BackTest(
                "plan_plants", "Smart factories in 2022 with the plan, over the count of supported ones", counted,
                *COUNTED, "ratio", "as in the roll-out from 2014",
            ),
            BackTest(
                "plan_productivity", "Growth of labour productivity 2019-2022 with the plan, less what happened",
                100.0 * float(grown - happened), -GROWN, GROWN, "log points",
                "error of the best naive rival for the nation, 2-3 years ahead",
            ),
        ]  # fmt: skip

    def _with(self, target: str, year: int) -> float:
        return float(self.then.paths[target][1, year - self.then.base_year])

    def judged(self, target: str) -> bool:
        """Whether some measure acts by the date of the target at the common start."""
        return target not in self.now.unjudged

    def first_met(self, target: str, with_plan: bool) -> int | None:
        """First year in which the target is met at the common start."""
        years = np.flatnonzero(self.now.met[target][int(with_plan)])
        return None if years.size == 0 else self.now.base_year + int(years[0])


def plan_of_2019(scale: str | float) -> PlanTest:
    """Both pairs of runs."""
    then = _pair(
        Options(Horizon(ANNOUNCED, DUE), tuple(f"{name}={value}" for name, value in STEADY.items()), "as_dated", None),
        calibration.build(ANNOUNCED, blind=True), unsupported(origin_parameters(ANNOUNCED, None)), LAST, scale,
    )  # fmt: skip
    now = _pair(Options(COMMON), calibration.build(LAST), default_parameters(), COMMON.until, scale)
    return PlanTest(then, now, scale)
