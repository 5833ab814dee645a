"""Sales of what was made abroad before and is made at home now."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS
from sim.compiled import kernel
from sim.lanes import weighted_sums


@kernel
def win_customers(  # type: ignore[no-untyped-def]
    start, weight, output, to_home, to_world, grown_home, grown_world, base_home, base_abroad, more_home, more_abroad,
    sold,
):  # fmt: skip
    """Write the rises of the actual shares (N,), raise base-year shares (N,), add the rises abroad by product (P,).

    to_home, to_world (P,): rise of a share per unit of output; grown (cells,): base-year share per actual share. See
    `sim.agents.reshoring.sell_from_home`.
    """
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        home, world, base, base_world = to_home[s], to_world[s], grown_home[c], grown_world[c]
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            made = output[i]
            at_home, abroad = home * made, world * made
            more_home[i], more_abroad[i] = at_home, abroad
            base_home[i] += at_home * base
            base_abroad[i] += abroad * base_world
        sold[s] += weighted_sums(weight, (more_abroad,), start[c], start[c + 1])[0]
