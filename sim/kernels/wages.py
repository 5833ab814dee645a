"""Wages that establishments pay: cost of the wage floor, and the wage with it."""

from __future__ import annotations

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels.classes import class_values, of_class
from sim.numerics import FARTHEST, exp, hart, log

_LEAST_DISPERSION = 1e-6


@inlined
def cost_of_floor(floor, dispersion):  # type: ignore[no-untyped-def]
    """`sim.agents.firms.wage_floor_cost` of one establishment: one and more, so tails need no digits of their own.

    With tails Phi(-|x|) = exp(-x^2/2) a(x) / b(x) of Hart's approximation; exp(-(s-z)^2/2) = f exp(-z^2/2).
    """
    s = max(dispersion, _LEAST_DISPERSION)
    z = (log(floor) + 0.5 * s * s) / s
    rest = s - z
    above, below = hart(min(abs(z), FARTHEST))
    top, bottom = hart(min(abs(rest), FARTHEST))
    density = floor * exp(-0.5 * min(z * z, FARTHEST * FARTHEST))
    first, second = above * bottom, top * below
    tails = (first if z <= 0.0 else -first) + (second if rest <= 0.0 else -second)
    return (floor if z > 0.0 else 0.0) + (1.0 if rest > 0.0 else 0.0) + density * (tails / (below * bottom))


@inlined
def borne(cost, base_cost, passed, paid):  # type: ignore[no-untyped-def]
    """Part of the cost of a floor that is borne, base year = 1:  1 + pass x paid (cost / base cost - 1).

    paid: staff that a floor can reach, over all staff.
    """
    return 1.0 + (cost / base_cost - 1.0) * passed * paid


@kernel
def floor_cost(ratio, level, least, dispersion, out):  # type: ignore[no-untyped-def]
    """`cost_of_floor` at floors max(ratio x level, least), (N,)."""
    for i in range(out.size):
        out[i] = cost_of_floor(max(ratio[i] * level, least), dispersion[i])


@kernel
def floor_borne(start, size, paid, passed, base_cost, cost):  # type: ignore[no-untyped-def]
    """Costs of a floor (N,) become the part `borne`, in place; paid (cells, Z)."""
    for c in range(start.size - 1):
        share = class_values(paid[c])
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            cost[i] = borne(cost[i], base_cost[i], passed, of_class(share, size[i]))


@kernel
def national_floor(start, size, paid, passed, base_cost, ratio, level, least, dispersion, out):  # type: ignore[no-untyped-def]
    """`floor_cost`, of which `floor_borne`, in one pass."""
    for c in range(start.size - 1):
        share = class_values(paid[c])
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            cost = cost_of_floor(max(ratio[i] * level, least), dispersion[i])
            out[i] = borne(cost, base_cost[i], passed, of_class(share, size[i]))


@kernel
def pay(start, index, base_wage, floor, wage):  # type: ignore[no-untyped-def]
    """Wage (N,): base wage x wage index of the cell (cells,) x cost of the wage floor."""
    for c in range(start.size - 1):
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            wage[i] = base_wage[i] * index[c] * floor[i]
