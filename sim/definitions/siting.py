"""Where new investment goes, and customers with it."""

from __future__ import annotations

import numpy as np

from sim.agents.siting import drawn_to, moved_out
from sim.codes import N_PRODUCTS, N_SIZES
from sim.definitions.cells import cell_of, made, ratio, whole


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
