"""Who sells what: own orders first, then firms with goods left take over what is unmet in their sector."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS
from sim.compiled import kernel
from sim.lanes import BLOCK, LANES, add_weighted, folded, weighted_sums


@kernel
def first_round(  # type: ignore[no-untyped-def]
    start, weight, share_home, share_abroad, demand, exports, output, inventory, sold_home, sold_abroad, left,
    unmet_home, unmet_abroad, slack,
):  # fmt: skip
    """Own orders, filled alike as far as goods reach; by product (P,) what stays unmet and what stays unsold.

    demand, exports (P,): orders at home and abroad. Writes sales and goods left (N,).
    """
    short_home, short_abroad, total = np.empty(BLOCK), np.empty(BLOCK), np.empty((3, LANES))
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        at_home, in_world = demand[s], exports[s]
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            for i in range(low, high):
                home, abroad = share_home[i] * at_home, share_abroad[i] * in_world
                wanted, available = home + abroad, output[i] + inventory[i]
                first = min(wanted, available)
                filled = first / wanted
                filled = filled if wanted > 0.0 else 1.0
                sold_home[i], sold_abroad[i] = home * filled, abroad * filled
                rest = available - first
                left[i] = rest if weight[i] > 0.0 else 0.0
                short_home[i - low], short_abroad[i - low] = home * (1.0 - filled), abroad * (1.0 - filled)
            add_weighted(total, 0, weight[low:high], (short_home, short_abroad, left[low:high]), high - low)
        unmet_home[s] += folded(total, 0)
        unmet_abroad[s] += folded(total, 1)
        slack[s] += folded(total, 2)


@kernel
def second_round(start, weight, part, foreign, left, output, sold_home, sold_abroad, stocked, sold):  # type: ignore[no-untyped-def]
    """Firms with goods left take over the part (P,) of them that is asked for, of which `foreign` (P,) goes abroad.

    Writes sales and inventory change (N,); sold (2, cells): all sales at home and abroad.
    """
    for c in range(start.size - 1):
        taken, abroad = part[c % N_PRODUCTS], foreign[c % N_PRODUCTS]
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            extra = left[i] * taken
            in_world = sold_abroad[i] + extra * abroad
            at_home = sold_home[i] + extra * (1.0 - abroad)
            sold_home[i], sold_abroad[i], stocked[i] = at_home, in_world, output[i] - at_home - in_world
        sold[0, c], sold[1, c] = weighted_sums(weight, (sold_home, sold_abroad), start[c], start[c + 1])
