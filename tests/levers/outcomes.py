"""Outcomes of small runs that lever tests compare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.codes import N_SECTORS
from sim.indicators import annual_table
from sim.model import ManufacturingModel

MADE = slice(0, N_SECTORS)
Outcome = Callable[[ManufacturingModel], float]


@dataclass(frozen=True)
class Case:
    """A lever, two doses in its unit (the second twice as far from neutral) and the outcome nearest to it."""

    single: float
    double: float
    outcome: Outcome
    noise: bool = False
    """Whether the lever needs random shocks to do anything."""
    adds: bool = False
    """Whether several levers of the kind add up; else the strongest counts."""
    pays: str = "grants"
    """Item of the ledger under which its money is booked, if it costs any."""
    regions: tuple[str, ...] | None = None
    """Where a lever that says where acts; else everywhere."""
    area: str = "Korea"
    """Area whose published outcome it is meant to move."""


def makers(m: ManufacturingModel) -> np.ndarray:
    """(N,) weight of manufacturing establishments."""
    return np.where(m.firms.manufacturing, m.firms.weight, 0.0)


def productivity(m: ManufacturingModel) -> float:
    """Output-weighted log TFP."""
    weight = makers(m) * m.firms.output
    return float(weight @ m.firms.log_tfp / weight.sum())


def series(name: str) -> Outcome:
    """Sum of a series of the panel over the run and manufacturing."""

    def total(m: ManufacturingModel) -> float:
        values = m.recorder.panel()[name]
        return float(values[:, :, MADE].sum() if values.ndim == 3 else values.sum())

    return total


def published(m: ManufacturingModel, variable: str, area: str = "Korea") -> float:
    """The published outcome of an area, summed over the years of the run."""
    table = annual_table(m.recorder.panel(), m.economy, tuple(lever.id for lever in m.levers))
    rows = [number for number, key in enumerate(table.keys) if key[:2] == (variable, area)]
    return float(table.values[rows[0]].sum())
