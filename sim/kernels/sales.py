"""Who sells what: own orders first, then firms with goods left take over what is unmet in their sector."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS
from sim.compiled import inlined, kernel
from sim.lanes import BLOCK, LANES, add_weighted, folded, weighted_sums
from sim.room import room


@inlined
def own_orders(home, abroad, available):  # type: ignore[no-untyped-def]
    """Part of a firm's own orders that its goods fill, at home and abroad alike, and the goods left after that."""
    wanted = home + abroad
    first = min(wanted, available)
    filled = first / wanted
    return filled if wanted > 0.0 else 1.0, available - first


@kernel
def first_round(  # type: ignore[no-untyped-def]
    start, weight, share_home, share_abroad, demand, exports, output, inventory, unmet_home, unmet_abroad, slack
):
    """What stays unmet and what stays unsold by product (P,) once firms have filled their own orders.

    demand, exports (P,): orders at home and abroad.
    """
    short_home, short_abroad, left, total = room(BLOCK), room(BLOCK), room(BLOCK), room((3, LANES))
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        at_home, in_world = demand[s], exports[s]
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            for i in range(low, high):
                home, abroad = share_home[i] * at_home, share_abroad[i] * in_world
                filled, rest = own_orders(home, abroad, output[i] + inventory[i])
                short_home[i - low], short_abroad[i - low] = home * (1.0 - filled), abroad * (1.0 - filled)
                left[i - low] = rest if weight[i] > 0.0 else 0.0
            add_weighted(total, 0, weight[low:high], (short_home, short_abroad, left), high - low)
        unmet_home[s] += folded(total, 0)
        unmet_abroad[s] += folded(total, 1)
        slack[s] += folded(total, 2)


@kernel
def second_round(  # type: ignore[no-untyped-def]
    start, weight, share_home, share_abroad, demand, exports, output, inventory, part, foreign, sold_home, sold_abroad,
    sold,
):  # fmt: skip
    """Firms with goods left take over the part (P,) of them that is asked for, of which `foreign` (P,) goes abroad.

    Writes sales (N,), own orders and what is taken over; sold (2, cells): all sales at home and abroad. Own orders are
    found anew, which is quicker than keeping them.
    """
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        at_home, in_world, taken, away = demand[s], exports[s], part[s], foreign[s]
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            home, abroad = share_home[i] * at_home, share_abroad[i] * in_world
            filled, rest = own_orders(home, abroad, output[i] + inventory[i])
            extra = (rest if weight[i] > 0.0 else 0.0) * taken
            abroad = abroad * filled + extra * away
            home = home * filled + extra * (1.0 - away)
            sold_home[i], sold_abroad[i] = home, abroad
        sold[0, c], sold[1, c] = weighted_sums(weight, (sold_home, sold_abroad), start[c], start[c + 1])
