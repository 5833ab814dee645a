"""What is measured: the world without policy, and a plan in which every lever of the model acts at once."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, Final

import numpy as np

from calibration import build
from calibration.economy import OpeningEconomy
from sim.codes import N_REGIONS, N_SECTORS, N_SIZES
from sim.levers import REGISTRY
from sim.levers.definition import LeverDefinition
from sim.model import ManufacturingModel
from sim.parameters import Parameters, default_parameters
from sim.scenario.loading import load
from sim.scenario.types import Lever, Scenario

DOSE: Final = 0.05
"""Part of the accepted range of each lever: enough that every rule runs, too little to close a sector."""
FIRST: Final = 4
"""Quarter in which all levers start: the first of the second year."""
BASELINE: Final = Path(__file__).parents[2] / "scenarios" / "baseline.yaml"


def _lever(definition: LeverDefinition) -> Lever:
    far = definition.high if definition.high > definition.neutral else definition.low
    size = definition.neutral + DOSE * (far - definition.neutral)
    return Lever(
        id=definition.name, lever=definition.name, status="modelled", says=definition.label, source="",
        regions=np.ones(N_REGIONS, dtype=bool), sectors=np.ones(N_SECTORS, dtype=bool),
        sizes=np.ones(N_SIZES, dtype=bool), tags=(), start=FIRST, lag=0, ramp=0, end=None, weak=size, central=size,
        strong=size, unit=definition.unit, by=None, evidence=(), money=None, money_per_year=False, probability=1.0,
    )  # fmt: skip


def plans() -> dict[str, Scenario]:
    """The two plans by name: `baseline`, and `everything` with every lever on all establishments."""
    baseline = load(BASELINE)
    levers = tuple(_lever(definition) for definition in REGISTRY.values())
    return {
        "baseline": baseline,
        "everything": dataclasses.replace(baseline, id="everything", levers=levers, compare_with=None),
    }


class Bench:
    """Economy, parameters and plans, built once."""

    def __init__(self) -> None:
        self.economy: OpeningEconomy = build()
        self.parameters: Parameters = default_parameters()
        self.plans = plans()

    def model(self, plan: str, scale: str | float, **options: Any) -> ManufacturingModel:
        """A model at its opening."""
        return ManufacturingModel(self.plans[plan], self.economy, self.parameters, seed=1, scale=scale, **options)

    def warm(self, plan: str) -> None:
        """Run a small economy until every rule of the plan has been compiled or loaded."""
        self.model(plan, 0.01).advance(2 * FIRST + 1)


def living(model: ManufacturingModel) -> int:
    """Agents of the quarter: producers of positive weight."""
    return int(np.count_nonzero(model.firms.weight > 0.0))
