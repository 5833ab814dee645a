"""Wages that establishments pay: cost of the wage floor, and the wage with it."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import inlined, kernel
from sim.kernels.classes import class_values, of_class
from sim.lanes import BLOCK, shift
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


@inlined
def paid_in(paid, cell):  # type: ignore[no-untyped-def]
    """Staff that a floor can reach, over all staff, by size class: that of manufacturers (Z,), elsewhere all."""
    return class_values(paid) if cell % N_PRODUCTS < N_SECTORS else (1.0, 1.0, 1.0, 1.0, 1.0)


@kernel
def pay(  # type: ignore[no-untyped-def]
    start, size, paid, passed, base_cost, ratio, level, least, dispersion, factor, index, base_wage, wage
):
    """Wage (N,): base wage x wage index of the cell (cells,) x part borne of the cost of the national floor x factor.

    paid (Z,) of manufacturers; factor of policy (N,), or one block of a number for all.
    """
    n = wage.size
    for c in range(start.size - 1):
        share = paid_in(paid, c)
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            at = shift(factor, n, low)
            for i in range(low, high):
                cost = cost_of_floor(max(ratio[i] * level, least), dispersion[i])
                floor = borne(cost, base_cost[i], passed, of_class(share, size[i])) * factor[i - at]
                wage[i] = base_wage[i] * index[c] * floor
