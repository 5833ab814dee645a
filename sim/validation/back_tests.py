"""Policies whose response is known, through the model's own mechanisms: smart factories 2014-2022, minimum wage
2018-19, and lead AI factories, whose direct effect can be computed beside the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

import calibration
from calibration import tables
from sim.codes import N_REGIONS, N_SECTORS, N_SIZES, SIZES
from sim.model import ManufacturingModel
from sim.parameters import Parameters, default_parameters
from sim.producers import value_added
from sim.scenario import Horizon
from sim.scenario.types import Lever, Scenario
from sim.switches import DETERMINISTIC
from sim.validation.past import past_parameters

Array = NDArray[np.float64]
ROLL_OUT = (2014, 2022)
"""First and last year of the roll-out; nobody has a smart factory as the first, the base year, begins."""
WAGE_BASE, WAGE_LAST = 2017, 2019
COUNTED = (0.9, 1.5)
"""Accepted range of smart factories in the model over the supported ones that were counted."""
ADOPTERS = 8
"""Runs of the roll-out: who adopts first is chance, and a single run is a tenth off."""
LEADS, LEAD_YEARS = 500.0, (2026, 2030)
"""Places for lead AI factories in all and the years in which they are given, in equal parts."""
MEDIUM = SIZES.index("50-299")


@dataclass(frozen=True)
class BackTest:
    """A measured response beside its evidence."""

    name: str
    title: str
    value: float
    low: float
    high: float
    unit: str
    source: str

    @property
    def verdict(self) -> str:
        """Inside the range of the evidence or not."""
        return "PASS" if self.low <= self.value <= self.high else "FAIL"


def _programme(lever: str, years: tuple[int, int], plants: float, base: int, smallest: int = 0) -> Lever:
    """Places of a programme in each year from the first to the last, for plants from size `smallest` on."""
    return Lever(
        id=f"{lever}_{years[0]}", lever=lever, status="modelled", says={"en": "Programme", "ko": "사업"},
        source="published numbers of places", regions=np.ones(N_REGIONS, bool), sectors=np.ones(N_SECTORS, bool),
        sizes=np.arange(N_SIZES) >= smallest, tags=(), start=(years[0] - base) * 4, lag=0, ramp=0,
        end=(years[1] - base) * 4 + 3, weak=plants, central=plants, strong=plants, unit="plants per year",
        by=None, evidence=(), money=None, money_per_year=False, probability=1.0,
    )  # fmt: skip


def _plan(levers: tuple[Lever, ...], base: int, last: int) -> Scenario:
    from pathlib import Path

    empty: Mapping[str, Any] = MappingProxyType({})
    return Scenario(
        id="roll_out", title={"en": "Roll-out", "ko": "보급"}, horizon=Horizon(base, last), levers=levers, targets=(),
        assume={}, uncertain={}, timing_basis="as_dated", enactment="certain", pledges=(), sources={},
        compare_with=None, problems=(), path=Path("roll_out.yaml"), files={}, origins=empty,
    )  # fmt: skip


def unsupported(parameters: Parameters) -> Parameters:
    """Parameters of a world without a programme: p less what the supported factories it was fitted to owe to support.

    p' = p (1 - a_P): of the plants that were supported a share a_P would not have adopted without (E_bass_sf).
    """
    own = 1.0 - parameters.programme_additionality
    return parameters.replace(adoption_innovation=parameters.adoption_innovation * own)


def smart_factories(scale: str | float) -> list[BackTest]:
    """The roll-out from 2014: yearly places as published, everything else from the opening economy of 2014."""
    base, last = ROLL_OUT
    counts = tables.national("smart_factories")
    levers = tuple(
        _programme("smart_factory_slots", (year, year), counts[year] - counts.get(year - 1, 0.0), base)
        for year in range(base, last + 1)
    )
    economy, parameters = calibration.build(base, blind=True), unsupported(past_parameters())
    found = []
    for replication in range(ADOPTERS):
        for plan in (None, _plan(levers, base, last)):
            panel = ManufacturingModel(
                plan, economy, parameters, scale=scale, replication=replication, switches=DETERMINISTIC, until=last
            ).run()
            made = panel["value_added_volume"][-4:, :, :N_SECTORS].sum()
            found.append((float(panel["smart_factories"][-1].sum()), float(made)))
    (free, without), (with_, value) = np.array(found).reshape(ADOPTERS, 2, 2).mean(axis=0).tolist()
    placed = counts[last]
    return [
        BackTest(
            "roll_out_added", "Smart factories in 2022 with the programme less without, over places given",
            (with_ - free) / placed, 0.5, 1.0, "ratio",
            "places went to plants of which some would have adopted anyway; range by judgement. Not independent: the "
            "model is given `programme_additionality`",
        ),
        BackTest(
            "roll_out_total", "Smart factories in 2022, model over the count of supported ones (30,144)",
            with_ / counts[last], *COUNTED, "ratio",
            "MSS: 30,144 supported by 2022; survey of 2024: 31,782 of 163 thousand SMEs and mid-tier firms have one. "
            "Not independent: p and q were fitted to supported plants of 2017 to 2022",
        ),
        BackTest(
            "roll_out_value", "Value added of manufacturing in 2022 by the programme",
            100.0 * (value / without - 1.0), 0.02, 0.5, "percent",
            "30,000 plants of SMEs, a tenth of their value added, with gains of 2 to 4 % of TFP; computed range",
        ),
    ]  # fmt: skip


def direct_effect(model: ManufacturingModel) -> float:
    """Part of manufacturing productivity, %, that the technology of plants with a place of a lead AI factory makes up.

        sum over the plants of V_i T_i / V

    V: value added; T: effect of technology on log productivity since the base year.
    """
    f = model.firms
    worth = f.weight * value_added(f, model.prices, model.flow.purchases.input_unit) * f.manufacturing
    return 100.0 * float((worth * f.adoption_effect)[f.lead > 0.5].sum() / worth.sum())


def ai_factories(scale: str | float) -> list[BackTest]:
    """Places for 500 lead AI factories in five years, in plants of 50 persons and more."""
    economy, parameters = calibration.build(), default_parameters()
    base, (first, last) = economy.base_year, LEAD_YEARS
    plan = _plan((_programme("ai_factory_slots", LEAD_YEARS, LEADS / (last - first + 1), base, MEDIUM),), base, last)
    found = []
    for replication in range(ADOPTERS):
        model = ManufacturingModel(
            plan, economy, parameters, scale=scale, replication=replication, switches=DETERMINISTIC, until=last
        )
        model.run()
        found.append(direct_effect(model))
    return [
        BackTest(
            "ai_direct", "Direct effect of 500 lead AI factories on productivity of manufacturing in 2030",
            float(np.mean(found)), 0.03, 1.2, "percent",
            "E_ai_agg: 1 to 10 % of value added, gain of 3 to 12 %, computed; counts plants that would adopt anyway",
        ),
    ]  # fmt: skip


def move_floor(model: ManufacturingModel, level: float) -> None:
    """Let the minimum wage stand at `level` times that of the base year in the coming quarter; nothing slows down."""
    growth = 4.0 * (float(np.log(level)) - model.rest_of_world.floor_path)
    model.parameters = Parameters(MappingProxyType({**model.parameters.values, "minimum_wage_growth": growth}))


def floor_levels() -> dict[int, float]:
    """Official minimum wage by year over that of the base year of the back-test."""
    series = tables.national("minimum_wage")
    return {year: series[year] / series[WAGE_BASE] for year in range(WAGE_BASE, WAGE_LAST + 1)}


def minimum_wage(scale: str | float) -> list[BackTest]:
    """Rises of 16.4 and 10.9 % against the growth of the baseline, from the opening economy of 2017."""
    economy, parameters = calibration.build(WAGE_BASE, blind=True), past_parameters()
    levels = floor_levels()
    outcomes = []
    for actual in (False, True):
        model = ManufacturingModel(None, economy, parameters, scale=scale, switches=DETERMINISTIC, until=WAGE_LAST)
        floors = []
        for quarter in range(model.quarters):
            year = WAGE_BASE + quarter // 4
            if actual and year > WAGE_BASE:
                move_floor(model, levels[year])
            model.step()
            floors.append(model.world.minimum_wage)
        panel = model.recorder.panel()
        last = slice(-4, None)
        jobs = panel["employment"][last, :, :N_SECTORS].sum(axis=(1, 2)).mean()
        wages = panel["wage_bill"][last, :, :N_SECTORS].sum() / jobs
        small = panel["employment_by_size"][last].mean(axis=0)
        outcomes.append((jobs, wages, small[:2].sum(), panel["exits"].sum(), np.mean(floors[-4:])))
    before, after = outcomes
    rise = float(np.log(after[4] / before[4]))
    jobs = float(np.log(after[0] / before[0]))
    return [
        BackTest(
            "wage_elasticity", "Elasticity of manufacturing jobs to the minimum wage, 2019", jobs / rise, -0.15, -0.01,
            "elasticity", "Kim and Lee (2019), Doh and others (2022), Dube (2019): proposed range. Not independent: "
            "`technique_adjustment` was chosen with it (decision 018)",
        ),
        BackTest(
            "wage_bill", "Wage per person by the rises, 2019", 100.0 * float(np.log(after[1] / before[1])), 0.2, 3.0,
            "percent", "sign and size: 5 to 20 % of hours within a tenth of the minimum, rise of 22 % beyond trend",
        ),
        BackTest(
            "wage_small", "Jobs lost below 10 persons over all jobs lost",
            float((before[2] - after[2]) / (before[0] - after[0])), 0.4, 1.0, "share",
            "Doh and others (2022), Lee: exposed small plants lose most",
        ),
        BackTest(
            "wage_exit", "Additional deaths of plants to 2019", 100.0 * float(after[3] / before[3] - 1.0), 0.1, 10.0,
            "percent", "Lee, seminar abstract: more than half of the effect through deaths of establishments",
        ),
    ]  # fmt: skip


def back_tests(scale: str | float) -> list[BackTest]:
    """All of them."""
    return smart_factories(scale) + ai_factories(scale) + minimum_wage(scale)
