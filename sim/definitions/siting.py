"""Where new investment goes, and customers with it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.siting import drawn_to
from sim.codes import N_PRODUCTS, N_SIZES
from sim.definitions.cells import cell_of, made, ratio, whole
from sim.numerics import group_sums

Array = NDArray[np.float64]
Index = NDArray[np.int64]


def moved_out(share: Array, renewed: Array, origin: NDArray[np.bool_], pool: Index, pools: int) -> Array:
    """Relative change of new investment where a share of that of the origin goes to the scope (N,).

        - x_g at the origin,      + x_g sum_origin(I) t / sum_scope(I t) in the scope;      x_g = max of t in the pool

    share t (N,): the rate of the scope, zero outside it and at the origin; I: `renewed`. Nothing moves in a pool that
    has no place to go to, so that the sum over a pool stays.
    """
    there = np.where(origin, 0.0, share)
    going = np.zeros(pools)
    np.maximum.at(going, pool, np.where(renewed > 0.0, there, 0.0))
    leaving = going * group_sums(pool, np.where(origin, renewed, 0.0), pools)
    room = group_sums(pool, renewed * there, pools)
    gain = np.divide(leaving, room, out=np.zeros(pools), where=room > 0.0)
    out: Array = np.where(origin, -going[pool], gain[pool] * there)
    return out


def move_sites(start, weight, size, planned, capital, premium, share, origin, footloose, base_home, base_abroad):
    """Shares times one plus the part built anew x change."""
    cell, n, pools = cell_of(start), size.size, N_PRODUCTS * N_SIZES
    pool, here = (cell % N_PRODUCTS) * N_SIZES + size, made(start)
    pace = np.where(here, np.minimum(ratio(planned, capital), 1.0), 0.0)
    for base in (base_home, base_abroad):
        renewed = weight * base * pace
        change = footloose * drawn_to(whole(premium, n), renewed, pool, pools)
        change += moved_out(whole(share, n), renewed, here & origin[cell // N_PRODUCTS], pool, pools)
        base *= 1.0 + pace * change
