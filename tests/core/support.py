"""Small models and levers for tests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from calibration.economy import OpeningEconomy
from sim import accounts, phases
from sim.codes import N_REGIONS, N_SECTORS, N_SIZES, REGIONS, SECTORS
from sim.levers import REGISTRY
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.scenario.types import Lever
from sim.switches import FULL, Switches

BEFORE_INCOMES = (
    "world_and_demography", "policy", "expectations_and_prices", "technology", "plans", "credit_and_fund",
    "labour_market", "production", "goods_market",
)  # fmt: skip
"""Phases of a quarter up to the goods market, in the order of `ManufacturingModel.step`."""
BEFORE_CHECK = (*BEFORE_INCOMES, "incomes_and_balance_sheets", "exit_and_entry")
"""Phases up to the check of the accounts."""


def lever(
    name: str,
    size: float,
    *,
    id: str = "pledge",  # noqa: A002
    regions: tuple[str, ...] | None = None,
    sectors: tuple[str, ...] | None = None,
    sizes: tuple[int, ...] | None = None,
    tags: tuple[str, ...] = (),
    overlap: str | None = None,
    start: int = 0,
    lag: int = 0,
    ramp: int = 0,
    end: int | None = None,
) -> Lever:
    """A lever of the given size (weak = central = strong); everywhere unless a scope is named."""

    def mask(n: int, chosen: list[int] | None) -> np.ndarray:
        return np.ones(n, dtype=bool) if chosen is None else np.isin(np.arange(n), chosen)

    return Lever(
        id=id,
        lever=name,
        status="modelled",
        says={"en": "test", "ko": "시험"},
        source="test",
        regions=mask(N_REGIONS, None if regions is None else [REGIONS.index(r) for r in regions]),
        sectors=mask(N_SECTORS, None if sectors is None else [SECTORS.index(s) for s in sectors]),
        sizes=mask(N_SIZES, None if sizes is None else list(sizes)),
        tags=tags,
        start=start,
        lag=lag,
        ramp=ramp,
        end=end,
        weak=size,
        central=size,
        strong=size,
        unit=REGISTRY[name].unit,
        by=None,
        evidence=("judgement",),
        money=None,
        money_per_year=False,
        probability=1.0,
        overlap=overlap,
    )


def build_model(
    economy: OpeningEconomy,
    parameters: Parameters,
    *levers: Lever,
    assume: dict[str, Any] | None = None,
    switches: Switches = FULL,
    scale: str | float = 0.02,
    seed: int = 1,
    replication: int = 0,
    until: int = 2035,
) -> ManufacturingModel:
    """A model with these levers and assumptions; without any of them it is run without a scenario."""
    plan: Any = None
    if levers or assume:
        plan = SimpleNamespace(id="test", title={"en": "test", "ko": "시험"}, levers=levers, assume=assume or {})
    return ManufacturingModel(
        plan, economy, parameters, seed=seed, replication=replication, scale=scale, switches=switches, until=until
    )


def advance(model: ManufacturingModel, names: tuple[str, ...]) -> accounts.Snapshot:
    """Run some phases of the quarter; returns the balance sheets before."""
    before = accounts.read(model.firms, model.households, model.public, model.finance)
    for name in names:
        getattr(phases, name)(model)
    return before


def steps(model: ManufacturingModel, quarters: int) -> ManufacturingModel:
    """Run some quarters; returns the model."""
    for _ in range(quarters):
        model.step()
    return model


def same_panels(one: dict[str, Any], two: dict[str, Any]) -> list[str]:
    """Names of the series that differ in any bit; the fiscal ledger, which names its levers, is left out."""
    names = (set(one) | set(two)) - {"fiscal"}
    return sorted(name for name in names if not np.array_equal(one[name], two[name], equal_nan=True))
