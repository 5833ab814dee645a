"""Levers: the closed set of things a plan can do. A lever writes policy state and the fiscal ledger, nothing else."""

from __future__ import annotations

from sim.levers.definition import LeverDefinition
from sim.levers.m1_adoption import LEVERS as M1
from sim.levers.m2_investment import LEVERS as M2
from sim.levers.m3_quality import LEVERS as M3_QUALITY
from sim.levers.m3_research import LEVERS as M3
from sim.levers.m3b_regions import LEVERS as M3B
from sim.levers.m4_reshoring import LEVERS as M4
from sim.levers.m5_wages import LEVERS as M5
from sim.levers.m6_finance import LEVERS as M6
from sim.levers.m7_regulation import LEVERS as M7
from sim.levers.m8_energy import LEVERS as M8
from sim.levers.m9_trade import LEVERS as M9
from sim.levers.m10_workforce import LEVERS as M10
from sim.levers.m11_restructuring import LEVERS as M11

REGISTRY: dict[str, LeverDefinition] = {
    definition.name: definition
    for levers in (M1, M2, M3, M3_QUALITY, M3B, M4, M5, M6, M7, M8, M9, M10, M11)
    for definition in levers
}
"""Every lever a scenario may use, by name."""

__all__ = ["REGISTRY", "LeverDefinition"]
