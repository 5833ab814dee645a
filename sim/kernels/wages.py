"""Wages that establishments pay: cost of the wage floor, and the wage with it."""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.numerics import log, normal_middle

_LEAST_DISPERSION = 1e-6


@kernel
def floor_cost(ratio, level, least, dispersion, out):  # type: ignore[no-untyped-def]
    """`sim.agents.firms.wage_floor_cost` at floors max(ratio x level, least), (N,).

    The cost is one and more, so tails need no digits of their own.
    """
    for i in range(out.size):
        s, floor = max(dispersion[i], _LEAST_DISPERSION), max(ratio[i] * level, least)
        z = (log(floor) + 0.5 * s * s) / s
        out[i] = floor * normal_middle(z) + normal_middle(s - z)


@kernel
def pay(start, index, base_wage, floor, wage):  # type: ignore[no-untyped-def]
    """Wage (N,): base wage x wage index of the cell (cells,) x cost of the wage floor."""
    for c in range(start.size - 1):
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            wage[i] = base_wage[i] * index[c] * floor[i]
