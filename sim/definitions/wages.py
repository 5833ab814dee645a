"""Wages that establishments pay."""

from __future__ import annotations

import numpy as np

from sim.agents.firms import wage_floor_cost
from sim.definitions.cells import made, of_cell, whole


def floor_cost(ratio, level, least, dispersion, out):
    """`wage_floor_cost` at floors max(ratio x level, least)."""
    wage_floor_cost(np.maximum(ratio * level, least), dispersion, out)


def costs_of_floor(low, high, ratio, level, least, dispersion, cost, z):
    """`floor_cost` of the establishments low .. high."""
    part = slice(low, high)
    floor_cost(ratio[part], level, least, dispersion[part], cost[: high - low])


def floor_borne(start, size, paid, passed, base_cost, cost):
    """1 + pass x paid staff x rise of the cost over the base year."""
    paid_here = np.where(made(start), paid[size], 1.0)
    cost[:] = 1.0 + passed * paid_here * (cost / base_cost - 1.0)


def pay(start, size, paid, passed, base_cost, ratio, level, least, dispersion, factor, index, base_wage, wage):
    """Base wage x wage index of the cell x cost of the floor that establishments bear x what policy does."""
    floor = np.empty(wage.size)
    floor_cost(ratio, level, least, dispersion, floor)
    floor_borne(start, size, paid, passed, base_cost, floor)
    wage[:] = base_wage * of_cell(start, index) * (floor * whole(factor, wage.size))
