"""Wages that establishments pay."""

from __future__ import annotations

import numpy as np

from sim.agents.firms import wage_floor_cost
from sim.definitions.cells import of_cell


def floor_cost(ratio, level, least, dispersion, out):
    """`wage_floor_cost` at floors max(ratio x level, least)."""
    wage_floor_cost(np.maximum(ratio * level, least), dispersion, out)


def pay(start, index, base_wage, floor, wage):
    """Base wage x wage index of the cell x cost of the wage floor."""
    wage[:] = base_wage * of_cell(start, index) * floor
