"""Wages that establishments pay: cost of the wage floor, and the wage with it."""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.numerics import log, normal_tails

_LEAST_DISPERSION = 1e-6
_BLOCK = 256


@kernel
def floor_cost(ratio, level, least, dispersion, out):  # type: ignore[no-untyped-def]
    """`sim.agents.firms.wage_floor_cost` at floors max(ratio x level, least), (N,), block by block."""
    below, above = np.empty(_BLOCK), np.empty(_BLOCK)
    under, over = np.empty(_BLOCK), np.empty(_BLOCK)
    for begin in range(0, out.size, _BLOCK):
        count = min(_BLOCK, out.size - begin)
        low = np.uint64(begin)
        for j in range(count):
            i = low + np.uint64(j)
            s = max(dispersion[i], _LEAST_DISPERSION)
            z = (log(max(ratio[i] * level, least)) + 0.5 * s * s) / s
            below[j] = z
            above[j] = s - z
        normal_tails(below[:count], under[:count])
        normal_tails(above[:count], over[:count])
        for j in range(count):
            i = low + np.uint64(j)
            out[i] = max(ratio[i] * level, least) * under[j] + over[j]


@kernel
def pay(start, index, base_wage, floor, wage):  # type: ignore[no-untyped-def]
    """Wage (N,): base wage x wage index of the cell (cells,) x cost of the wage floor."""
    for c in range(start.size - 1):
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            wage[i] = base_wage[i] * index[c] * floor[i]
