"""Wages that establishments pay: cost of the wage floor, and the wage with it."""

from __future__ import annotations

import math

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import fused, inlined, kernel
from sim.kernels.classes import class_values, of_class
from sim.lanes import BLOCK, shift
from sim.numerics import FARTHEST, exp, hart, log_of_normal
from sim.room import room

_LEAST_DISPERSION = 1e-6


@kernel
def costs_of_floor(low, high, ratio, level, least, dispersion, cost, z):  # type: ignore[no-untyped-def]
    """`sim.agents.firms.wage_floor_cost` of the establishments low .. high at floors max(ratio x level, least).

    cost, z (BLOCK,): written, the second to work in. It is one and more, so tails need no digits of their own: tails
    Phi(-|x|) = exp(-x^2/2) a(x) / b(x) of Hart's approximation; exp(-(s-z)^2/2) = f exp(-z^2/2). One function a loop
    runs fastest; least: positive.
    """
    for i in range(low, high):
        z[i - low] = log_of_normal(max(ratio[i] * level, least))
    for i in range(low, high):
        s = max(dispersion[i], _LEAST_DISPERSION)
        at = z[i - low] / s + 0.5 * s
        z[i - low], cost[i - low] = at, exp(-0.5 * min(at * at, FARTHEST * FARTHEST))
    for i in range(low, high):
        floor, at = max(ratio[i] * level, least), z[i - low]
        rest = max(dispersion[i], _LEAST_DISPERSION) - at
        above, below = hart(min(abs(at), FARTHEST))
        top, bottom = hart(min(abs(rest), FARTHEST))
        tails = math.copysign(above * bottom, 0.0 - at) + math.copysign(top * below, 0.0 - rest)
        whole = (floor if at > 0.0 else 0.0) + (1.0 if rest > 0.0 else 0.0)
        cost[i - low] = fused(floor * cost[i - low], tails / (below * bottom), whole)


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
    n, cost, space = wage.size, room(BLOCK), room(BLOCK)
    for c in range(start.size - 1):
        share = paid_in(paid, c)
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            at = shift(factor, n, low)
            costs_of_floor(low, high, ratio, level, least, dispersion, cost, space)
            for i in range(low, high):
                floor = borne(cost[i - low], base_cost[i], passed, of_class(share, size[i])) * factor[i - at]
                wage[i] = base_wage[i] * index[c] * floor
