"""Who sells what: own orders first, then firms with goods left take over what is unmet in their sector."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS
from sim.compiled import kernel


@kernel
def first_round(  # type: ignore[no-untyped-def]
    start, weight, share_home, share_abroad, demand, exports, output, inventory, sold_home, sold_abroad, left,
    unmet_home, unmet_abroad, slack,
):  # fmt: skip
    """Own orders, filled alike as far as goods reach; by product (P,) what stays unmet and what stays unsold.

    demand, exports (P,): orders at home and abroad. Writes sales and goods left (N,).
    """
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        at_home, in_world = demand[s], exports[s]
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            home, abroad = share_home[i] * at_home, share_abroad[i] * in_world
            wanted, available = home + abroad, output[i] + inventory[i]
            first = min(wanted, available)
            filled = first / wanted if wanted > 0.0 else 1.0
            sold_home[i], sold_abroad[i] = home * filled, abroad * filled
            left[i] = available - first if weight[i] > 0.0 else 0.0
            unmet_home[s] += weight[i] * home * (1.0 - filled)
            unmet_abroad[s] += weight[i] * abroad * (1.0 - filled)
            slack[s] += weight[i] * left[i]


@kernel
def second_round(start, weight, part, foreign, left, output, sold_home, sold_abroad, stocked, sold):  # type: ignore[no-untyped-def]
    """Firms with goods left take over the part (P,) of them that is asked for, of which `foreign` (P,) goes abroad.

    Writes sales and inventory change (N,); sold (2, cells): all sales at home and abroad.
    """
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        taken, abroad = part[s], foreign[s]
        total_home = total_abroad = 0.0
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            extra = left[i] * taken
            sold_abroad[i] += extra * abroad
            sold_home[i] += extra * (1.0 - abroad)
            stocked[i] = output[i] - sold_home[i] - sold_abroad[i]
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            total_home += weight[i] * sold_home[i]
            total_abroad += weight[i] * sold_abroad[i]
        sold[0, c], sold[1, c] = total_home, total_abroad
