"""Wages that establishments pay."""

from __future__ import annotations

import numpy as np

from sim.agents.firms import wage_floor_cost
from sim.definitions.cells import of_cell


def floor_cost(ratio, level, least, dispersion, out):
    """`wage_floor_cost` at floors max(ratio x level, least)."""
    wage_floor_cost(np.maximum(ratio * level, least), dispersion, out)


def floor_borne(start, size, paid, passed, base_cost, cost):
    """1 + pass x paid staff x rise of the cost over the base year."""
    paid_here = of_cell(start, paid)[np.arange(size.size), size]
    cost[:] = 1.0 + passed * paid_here * (cost / base_cost - 1.0)


def national_floor(start, size, paid, passed, base_cost, ratio, level, least, dispersion, out):
    """Cost of the floor, of which the part that establishments bear."""
    floor_cost(ratio, level, least, dispersion, out)
    floor_borne(start, size, paid, passed, base_cost, out)


def pay(start, index, base_wage, floor, wage):
    """Base wage x wage index of the cell x cost of the wage floor."""
    wage[:] = base_wage * of_cell(start, index) * floor
